/* What the files that compute a claim's report share. */
#ifndef COHONG_CLAIM_ANSWER_H
#define COHONG_CLAIM_ANSWER_H

#include "claim/claim.h"

enum { CLAIM_DRAWS = 16384, SOBOL_DRAWS = 8192, INPUT_LIMIT = 11, PARAMETER_LIMIT = 10 };

/* What an engine answered: by closure, at theta of the world and for equally likely factors on theta. */
typedef struct engine_table {
    double (*central)[QUANTITY_COUNT];             /* closures */
    double (*drawn)[ENGINE_DRAWS][QUANTITY_COUNT]; /* closures; NULL without theta_log_sd */
} engine_table;

typedef struct answering {
    const claim_owner *o;
    cohong_claim_answer *answer;
    text_pool texts;
    size_t row_capacity;
    engine_table *engines;
    size_t *facts;
    double *sorted; /* CLAIM_DRAWS */
    bool failed;    /* a text found no memory: the next row is an error */
    cohong_error *error;
} answering;

/* ---- formulas with values */

/* One point of everything that is not known: a value for each parameter, and quantities of the formula's engine. */
typedef struct point {
    double parameters[PARAMETER_LIMIT];
    const double *quantities; /* NULL: no engine */
} point;
double answer_value(const answering *a, const claim_formula *f, const point *at);

/* ---- a family under one closure */

typedef struct model_case {
    const family *of;
    const claim_formula *formula;
    const engine *engine; /* NULL: none */
    size_t closure;
    bool with_condition;
    size_t inputs[INPUT_LIMIT]; /* what is uncertain in it: parameters, THETA_INPUT last */
    size_t input_count;
} model_case;
#define THETA_INPUT ((size_t)-2)

/* Fills inputs. */
model_case answer_case(const answering *a, const family *of, const claim_formula *formula, size_t closure);
/* Its value with input k at quantile u[k]. */
double answer_at(const answering *a, const model_case *c, const double u[INPUT_LIMIT]);
/* Its number of closures: 1 without a scenario. */
size_t answer_closures(const answering *a, const family *of);
const char *answer_input_name(const answering *a, size_t input);

typedef struct spread {
    double median, low95, low67, high67, high95, least, most;
    double probability; /* that the claim's threshold is met */
} spread;
/* Quasi-random draws: the Halton sequence, one base an input. Without inputs all of it is one number. False: some draw has no value. */
bool answer_spread(answering *a, const model_case *c, spread *to);

/* ---- rows */

/* A row with every number NAN. */
cohong_claim_row answer_row(cohong_claim_part part);
cohong_status answer_add(answering *a, const cohong_claim_row *row);
/* Text that lives as long as the answer; NULL when out of memory. */
const char *answer_text(answering *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A formula with its numbers, in the same way. */
const char *answer_numbers(answering *a, const claim_formula *f);
const char *answer_vintage(cohong_claim_vintage vintage);

/* ---- parts, in the order of the report */
cohong_status answer_figures(answering *a);
cohong_status answer_bounds(answering *a);
cohong_status answer_models(answering *a);
cohong_status answer_break_even(answering *a);
cohong_status answer_sensitivity(answering *a);
cohong_status answer_probability(answering *a);

/* The value of a bound. */
double answer_bound(const answering *a, const bound *b);

/* distribution.c: the quantile u of a parameter, the Halton sequence, a quantile of sorted numbers. */
double claim_quantile(const parameter *p, double u);
double claim_halton(size_t draw, size_t dimension);
double claim_sorted_quantile(const double *sorted, size_t count, double u);

#endif
