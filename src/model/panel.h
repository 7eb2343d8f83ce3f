/* Eight adjoints of one equilibrium solved together, an objective in each lane of the vectors: the matrices of the linear system (adjoint.h)
 * are then read once for eight. The equations, the preconditioner and the method (GMRES) are those of linear_map.c and linear_solve.c.
 *   panel_begin(p); repeat: panel_set(p, lane, right, guess); panel_solve(p); panel_take(p, lane, ...) ...;
 * A lane's bits depend on its own right-hand side and guess alone, never on the other lanes, and not on the instruction set; they differ
 * from those of adjoint_solve() in the order of additions. */
#ifndef COHONG_MODEL_PANEL_H
#define COHONG_MODEL_PANEL_H

#include "base/vmath.h"
#include "model/adjoint.h"

enum { PANEL_RESTART = 40 }; /* of GMRES */

/* Rows of lanes: entry `cell` of lane l is at [8 cell + l]. Vectors of the system have `length` cells, in the order of a
 * linear_point. */
typedef struct panel {
    const cohong_gradient *g;
    const struct lanes_kernels *k;
    size_t N, J, S, length;
    size_t stride; /* J, padded to a multiple of 8 */
    double *gamma,
        *response;        /* N matrices of stride x stride: gamma(j,k) and C(j,k) of each country, padded with zeros */
    double *right;        /* length; what panel_set() was given, then preconditioned */
    double *x;            /* length; guess, then solution */
    double *image;        /* length; scratch */
    double *along, *cost; /* J x S; the worth of a price with its sourcing response, and of a unit cost */
    double *weight;       /* J x S; the worth of spending */
    double *exports, *shares;       /* S; scratch, of one sector */
    double *sales;                  /* S */
    double *prices, *outputs;       /* stride; scratch, of one country */
    double *answer;                 /* stride */
    double *income, *deficit;       /* S */
    double *basis;                  /* (PANEL_RESTART + 1) x length */
    double *hessenberg;             /* PANEL_RESTART columns of PANEL_RESTART + 1 */
    double *cosine, *sine, *target; /* PANEL_RESTART + 1 */
    double *residual, *iterations;  /* 1; of the preconditioned system, relative, as gmres_result has it */
    void *memory;
} panel;

/* For a handle of derivatives, which has to outlive the panel; no objective is set. */
cohong_status panel_new(const cohong_gradient *g, panel **made, cohong_error *error);
void panel_free(panel *p);

/* Empties every lane. */
void panel_begin(panel *p);
/* A lane's right-hand side (adjoint_right_side) and first guess; `length` entries, guess NULL: zero. */
void panel_set(panel *p, size_t lane, const double *right, const double *guess);
/* Solves every lane that was set, where the handle was last put (cohong_gradient_at), to its tolerance. Allocates nothing. */
void panel_solve(panel *p);
/* A lane's solution, copied to x (length) and into the handle `into` as adjoint_solve() does, for adjoint_tariff_row(). Fails as
 * adjoint_solve() does. */
cohong_status panel_take(const panel *p, size_t lane, double *x, cohong_gradient *into, cohong_linear_solve *how,
                         cohong_error *error);

#endif
