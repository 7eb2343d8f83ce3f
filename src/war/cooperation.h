/* Bargains over one scenario side by side: what holds without agreement, the bargain that is asked or every kind of it, and the end of the
 * bargaining range of each party. */
#ifndef COHONG_WAR_COOPERATION_H
#define COHONG_WAR_COOPERATION_H

#include "base/fail.h"

typedef struct cooperation {
    const cohong_scenario *scenario; /* whose tariffs hold without agreement */
    cohong_model *model;
    cohong_war_rules rules;
    cohong_bargain_terms terms;
    bool free_trade;          /* without agreement the parties' tariffs on each other are 0 instead */
    bool *party;              /* N */
    double *weight;           /* N; NULL: none given */
    double *disagreement;     /* N; welfare without agreement */
    int kind;                 /* COHONG_BARGAIN_COUNT: all */
    cohong_treaty **treaties; /* by kind, then the end of the range of each country; NULL: not asked */
    size_t N;
    double seconds;
    char why[256]; /* there is no equilibrium without agreement, and no treaty; empty: there is */
} cooperation;

/* Nobody is party yet, all kinds are asked. Scenario and model have to outlive it. Free in every case. */
cohong_status cooperation_new(const cohong_scenario *scenario, cohong_model *model, cooperation *to,
                              cohong_error *error);
/* Every party weighs 1 until something else is written there. */
cohong_status cooperation_weigh(cooperation *of, cohong_error *error);
cohong_status cooperation_find(cooperation *of, cohong_error *error);
void cooperation_free(cooperation *of);

#endif
