/* Expected numbers that stay outside the project: reading ../shared, solving its worlds, counting the digits that
 * agree. */
#ifndef TEST_SUPPORT_REFERENCE_H
#define TEST_SUPPORT_REFERENCE_H

#include "cohong.h"

/* The path of ../shared/NAME; where it is not there, prints "needs ../shared/NAME" and skips the case. The answer lives
 * until the next eight calls. */
const char *shared_path(const char *name);

/* A CSV with one or more columns of codes in front and numbers behind. */
typedef struct reference {
    size_t row_count, code_count, number_count;
    char *codes;     /* row_count x code_count texts of REFERENCE_CODE bytes */
    double *numbers; /* row_count x number_count */
} reference;

enum { REFERENCE_CODE = 32 };

/* Reads ../shared/NAME; columns names all of its columns, the codes first, separated by spaces. */
reference reference_read(const char *name, size_t code_count, const char *columns);
void reference_free(reference *r);
const char *reference_code(const reference *r, size_t row, size_t column);
double reference_number(const reference *r, size_t row, size_t column);

/* The country of that name or code; fails the test when there is none. */
size_t reference_country(const cohong_world *world, const char *name);

/* Worlds of ../shared/worlds and their changes: sets (or adds to) J x N x N tariffs, or sets N x N factors of each
 * sector. */
cohong_world *shared_world(const char *name);
void shared_tariffs(const char *name, const cohong_world *world, bool add, double *tariff);
void shared_factors(const char *name, const cohong_world *world, double *factor);

/* A world's counterfactual, solved: frees with what it was made from. */
typedef struct solved {
    cohong_model *model;
    cohong_solution *solution;
    cohong_shock shock;
    cohong_case of; /* for measures */
} solved;

/* Fails the test when the model cannot be made, does not converge, or the independent checker finds an equation that
 * does not hold. The shock's arrays stay the caller's. */
solved *solve_world(const cohong_world *world, const cohong_settings *settings, cohong_shock shock);
void solved_free(solved *s);
double solved_measure(const solved *s, const char *measure, size_t country);

/* How well numbers agree with what they should be, at worst, over any number of them. */
typedef struct agreement {
    const char *what;
    size_t count;
    double gap;    /* largest difference, absolute or relative */
    double digits; /* fewest digits in common, -log10 |got - expected|/|expected|; at most 16 */
    char where[64], where_digits[64];
} agreement;

agreement agreement_of(const char *what);
void agree_absolute(agreement *a, const char *where, double got, double expected);
void agree_relative(agreement *a, const char *where, double got, double expected);
/* Prints one line, and fails when the worst gap is above the bound. */
void assert_agreement(const agreement *a, double bound);

#endif
