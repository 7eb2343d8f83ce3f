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
    double *factor;       /* of parties: -y/v */

    double *x, *g, *f, *best; /* padded; u, where a step leads, the step */
    double *base_weight; /* padded; theta M (1+t) / sum of I in the base: a step f is worth half of this x f^2 there */
    double *metric; /* padded; the root of that or, where it was measured anew, of what is traded then if it is less */
    double *weighted;                         /* padded; metric x f */
    double *slope, *scaled;                   /* parties x padded; d ln W / du, and v H^-1 of it */
    const double **scaled_rows, **slope_rows; /* of parties */
    double *common;                           /* parties x parties; slope . scaled */
    double *share;                            /* clauses; pi' of its flows together */
    double *row, *member;                     /* S, N */
    double *transfer, *direction;             /* N; a of bargain_transfer.c, and its step */
    double *worth;       /* parties x length of a linear point; each party's adjoint, the first guess of the next */
    double *system;      /* (parties + 1) x (parties + 2) */
    double *held;        /* clauses; where one is held (bargain_step.c), NAN: it is free */
    anderson history;    /* of weighted f and g */
    double world_income; /* of the base */
    size_t solves, adjoints, length;
    void *memory;
} bargain;

/* tariff holds the start. */
cohong_status bargain_new(bargain *of, cohong_model *model, const cohong_shock *start, double *tariff,
                          const cohong_war_rules *rules, const cohong_bargain_terms *terms, cohong_error *error);
void bargain_free(bargain *of);

/* Solves at x, to `accuracy` if that is more than the model's own tolerance; false when there is no equilibrium. */
bool bargain_solve(bargain *of, double accuracy);
/* ln W^ of a country at the solution. */
double bargain_log_welfare(const bargain *of, size_t country);

/* d ln W / du of every party at x, where the bargain has been solved. */
cohong_status bargain_slopes(bargain *of, double accuracy, cohong_error *error);
/* Gaussian elimination with partial pivoting of `count` equations whose right-hand side is the last column; false when singular. */
bool bargain_eliminate(double *rows, size_t count);

/* Moves x to where income is about as the bargain has it (bargain_transfer.c); `ahead` is used up. */
cohong_status bargain_transfer(bargain *of, cohong_error *error);

/* The step at x, where the bargain has been solved: fills g, f, weighted, ahead and multiplier. Answers the largest step; NAN, with an
 * error, where the equilibrium has no derivatives. */
double bargain_step(bargain *of, double accuracy, cohong_error *error);

/* The length of the step: that of weighted, with the base's weights or those of what is traded now, whichever are less. About the root of
 * twice the share of the world's income that it gains. */
double bargain_length(const bargain *of);
/* Forgets the history; steps are measured by what is traded now. */
void bargain_measure_anew(bargain *of);

/* To first order, what the step adds to the weighted sum of ln W^ of the parties. */
double bargain_promise(const bargain *of);

#endif
