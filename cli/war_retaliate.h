/* The answers of cohong war retaliate, ready to print. */
#ifndef COHONG_CLI_WAR_RETALIATE_H
#define COHONG_CLI_WAR_RETALIATE_H

#include "war.h"

enum { ROW_LIMIT = COHONG_RETALIATION_COUNT + 2 };

/* One row of the table: an answer, or what is not one. */
typedef struct answer_row {
    const char *name;
    const double *welfare;           /* N; NULL: `why` says why there is none */
    const cohong_tariff_hit *hit;    /* NULL: none */
    double reallocated[2], moved[2]; /* persons, of --by and --against; NAN where not covered */
    char why[320];
} answer_row;

typedef struct answers {
    war_case of;
    cohong_retaliation_terms terms;
    int rule;                                              /* COHONG_RETALIATION_COUNT: all */
    cohong_retaliation *by_rule[COHONG_RETALIATION_COUNT]; /* NULL: that rule has no answer */
    double *plain[2];                                      /* welfare without an answer, and as in the scenario */
    answer_row rows[ROW_LIMIT];
    size_t row_count;
    cohong_tariff_hit attack;
    double available;
} answers;

/* Answers the exit status. */
int retaliate_print(const answers *a, bool as_json, const war_outputs *outputs);

#endif
