/* A scenario read, set up and solved: what run and jobs begin with. */
#ifndef COHONG_CLI_SOLVED_H
#define COHONG_CLI_SOLVED_H

#include "options.h"

typedef struct solved {
    cohong_scenario *scenario;
    cohong_model *model;
    cohong_solution *solution; /* with trade */
    cohong_firms *firms;       /* of a scenario whose trade costs follow from firms; else NULL, */
    cohong_firm_nest *nest;    /* and their equilibrium, whose solution is the one above */
    double started;            /* screen_clock() */
    double solve_seconds;      /* of the solve alone */
} solved;

/* Answers EXIT_SOLVED, also when the model ended without a solution (see solution->outcome), or EXIT_BAD_INPUT after a
 * complaint. Free in every case. */
int solved_new(const char *scenario_path, bool use_cache, bool quiet, const given *flags, solved *to);
void solved_free(solved *of);

/* What every answer of a scenario says: on a screen what it is about and under which closure it holds, for machines the
 * members from title to residuals, and in place of an answer one line with the reason and the residual of every equation. */
void solved_title_text(const solved *of, text *to);
void solved_closure_text(const solved *of, text *to);
void solved_members_json(const solved *of, json *j);
void nest_json(const cohong_firm_nest *nest, const cohong_firms *firms, const cohong_world *world, json *j);
int solved_complain(const solved *of); /* answers EXIT_NO_SOLUTION */

/* "USD million, 2017": the unit of a world's values. */
const char *unit_text(const char *currency, double unit, int year, char to[PEOPLE_SIZE * 2]);

/* The short table of countries, from any source of measures: a solved case or a stored run. The unit of its levels is not in it. */
typedef double (*measure_source)(const void *from, const char *measure, size_t country);
typedef struct country_table {
    measure_source value;
    const void *from;
    const cohong_country *countries;
    size_t country_count;
    const bool *selected; /* NULL: all */
} country_table;
void country_table_text(const country_table *of, text *to);
void country_table_json(const country_table *of, json *j);

/* Whether a measure stands in the short table. */
bool country_table_has(const char *measure);

/* The measure_source of a cohong_case. */
double measure_of_case(const void *from, const char *measure, size_t country);

#endif
