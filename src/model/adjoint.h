/* The equilibrium linearised at a solution (adjoint.c): what cohong_gradient holds, and the two maps that tests compare. */
#ifndef COHONG_MODEL_ADJOINT_H
#define COHONG_MODEL_ADJOINT_H

#include "model/economy.h"

/* A vector of the linear system, (2J + 2) S doubles, in this order; currency throughout (adjoint.c). Forwards: X dp, dY, el dw, dR.
 * Transposed: what one unit of currency of each is worth to the objective. */
typedef struct linear_point {
    double *all;
    double *price;   /* J x S */
    double *output;  /* J x S */
    double *wage;    /* S */
    double *revenue; /* S */
} linear_point;

struct cohong_gradient {
    const cohong_model *m;
    size_t N, J, S, length;
    bool ready;       /* cohong_gradient_at() has succeeded */
    double tolerance; /* of the linear solve; a solver may loosen it */

    /* the solution, padded with zeros */
    double *share;                         /* J x S x S; pi' */
    double *net_share;                     /* J x S x S; pi'/(1+t') */
    double *tariff;                        /* J x N x N; t' */
    double *log_technology;                /* J x S; ln T^ */
    double *spending;                      /* J x S; X' */
    double *per_spending;                  /* J x S; 1/X', 0 where X' = 0 */
    double *output;                        /* J x S; Y' */
    double *net_of_tariff;                 /* J x S; F = sum of pi'/(1+t') */
    double *factor_income;                 /* S; w L VA */
    double *income;                        /* S; I' */
    double *elasticity;                    /* S; el: fall of the trade balance per unit of ln w */
    double *home_share;                    /* J x S; h */
    double *response;                      /* J x S; fall of Y' per unit of ln c of the own country */
    double *deficit_slope;                 /* S; D' under "own_gdp", else 0 */
    double *world_share;                   /* S; D' where it is a share of the world's income, else 0 */
    double *revenue;                       /* S; R' */
    double world_elasticity;               /* sum of el */
    double world_income;                   /* sum of w L VA */
    const double **share_rows, **net_rows; /* J x N rows of S */

    /* scratch */
    double *ones, *zeros, *minus;          /* J x S */
    double *along, *spent, *weight, *cost; /* J x S */
    linear_point right, solution, preconditioned, scratch;
    double *krylov;
    void *memory;
};

/* out = K in, and out = K^T in; both 64-byte aligned. */
void linear_forward(const cohong_gradient *g, const double *in, double *out);
void linear_transposed(const cohong_gradient *g, const double *in, double *out);

/* The objective's weights on a state, in the transposed units. */
void adjoint_right_side(cohong_gradient *g, const cohong_objective *objective, double *right);

/* Solves x = right + K^T x; x holds the first guess. */
cohong_status adjoint_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error);

/* The gradient by u = ln(1+t') of importer n's tariffs on sector j, S entries, from the solution of the adjoint last given to
 * adjoint_use(). */
void adjoint_use(cohong_gradient *g, const double *x);
void adjoint_tariff_row(const cohong_gradient *g, size_t j, size_t n, double *row);

#endif
