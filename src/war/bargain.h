/* A bargain over tariffs: what its parties may set, and one step towards the tariffs that they agree on (bargain_step.c). */
#ifndef COHONG_WAR_BARGAIN_H
#define COHONG_WAR_BARGAIN_H

#include "base/anderson.h"
#include "model/economy.h"

/* One number that is agreed on: u = ln(1+t') of one flow, or of all flows of an importer's sector under the MFN rule. */
typedef struct clause {
    size_t importer, sector;
    size_t first, count; /* its flows, in bargain.flows */
} clause;

typedef struct bargain {
    cohong_model *model;
    const cohong_war_rules *rules;
    const cohong_bargain_terms *terms;
    cohong_shock shock; /* tariff points to the array below */
    double *tariff;     /* J x N x N; of the caller */
    cohong_solution *solution;
    cohong_gradient *gradient;
    size_t N, J;
    size_t *party; /* countries that agree */
    size_t party_count;
    clause *clauses;
    size_t clause_count, padded; /* padded to a multiple of 8 */
    size_t *flows;               /* (j*N + n)*N + i */

    double *weight;       /* of parties: lambda; sums to 1 */
    double *disagreement; /* of parties: ln W^ there */
    double *ahead;        /* of parties: ln W^ less that */
    double *multiplier;   /* of parties: y */
    double *frontier;     /* of parties: y0 */

    double *x, *g, *f, *best;    /* padded; u, where a step leads, the step */
    double *slope, *scaled;      /* parties x clauses; d ln W / du, and H^-1 of it */
    double *share;               /* clauses; pi' of its flows together */
    double *derivative, *member; /* J x N x N, N */
    double *system;              /* (parties + 1) x (parties + 2) */
    bool *held;                  /* clauses; on a bound, and pushed against it */
    anderson history;
    size_t solves, adjoints;
    void *memory;
} bargain;

/* tariff holds the start. */
cohong_status bargain_new(bargain *of, cohong_model *model, const cohong_shock *start, double *tariff,
                          const cohong_war_rules *rules, const cohong_bargain_terms *terms, cohong_error *error);
void bargain_free(bargain *of);

/* Solves at x; false when there is no equilibrium. */
bool bargain_solve(bargain *of);
/* ln W^ of a country at the solution. */
double bargain_log_welfare(const bargain *of, size_t country);

/* The step at x, where the bargain has been solved: fills g, f, ahead and multiplier. Answers the largest step; NAN, with an error,
 * where the equilibrium has no derivatives. */
double bargain_step(bargain *of, cohong_error *error);

/* To first order, what the step adds to the weighted sum of ln W^ of the parties. */
double bargain_promise(const bargain *of);

#endif
