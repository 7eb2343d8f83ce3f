/* What one country answers to another's tariffs by each rule, side by side with what there is without an answer. */
#ifndef COHONG_WAR_REPLIES_H
#define COHONG_WAR_REPLIES_H

#include "base/fail.h"

enum { REPLY_LIMIT = COHONG_RETALIATION_COUNT + 2 };

/* One row: an answer, or what is not one ("none", "as in the scenario"). */
typedef struct reply {
    const char *name;
    const double *welfare;           /* N; NULL: `why` says why there is none */
    const cohong_tariff_hit *hit;    /* NULL: none */
    double reallocated[2], moved[2]; /* persons, of `by` and `against`; NAN where not covered */
    char why[320];
} reply;

typedef struct replies {
    const cohong_scenario *scenario;
    cohong_model *model;
    cohong_retaliation_terms terms;
    int rule;                                              /* COHONG_RETALIATION_COUNT: all */
    cohong_retaliation *by_rule[COHONG_RETALIATION_COUNT]; /* NULL: not asked, or that rule has no answer */
    double *plain[2];                                      /* welfare without an answer, and as in the scenario */
    reply rows[REPLY_LIMIT];
    size_t count;
    cohong_tariff_hit attack;
    double available;
    /* NULL: none. Called before every row, with how many there are at most; false stops (COHONG_STOPPED) */
    bool (*progress)(void *context, size_t done, size_t whole);
    void *context;
} replies;

/* A rule that has no answer is a row that says why. Terms and rule have been set. Free in every case. */
cohong_status replies_find(replies *of, cohong_error *error);
void replies_free(replies *of);

/* The world's welfare in a row: mean weighted by base income. */
double replies_world_welfare(const replies *of, const double *welfare);

#endif
