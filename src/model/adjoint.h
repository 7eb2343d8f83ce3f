/* The equilibrium linearised at a solution: what cohong_gradient holds, and its parts.
 *
 * The state is dp = d ln P, dY, dv = d ln(w L) and dR. With pi, X, Y, F = sum of pi/(1+t), W = w L VA at the solution, one
 * evaluation of the solver's own map has the linear part (structure.h: e the exponent of unit costs, s the profit share,
 * mu = e/theta where there are profits and 1 without; closure.h: a, b the slopes of ln w in v and in the price index)
 *   dw = a dv + b sum_j alpha dp;   dc(i) = g0 dw + sum_k g dp
 *   dG = W dv + sum_j s dY;   dI = dG + dR + dD(dG);   dX = sum_k g dY + alpha dI
 *   dp+   = sum_i pi mu dc
 *   dM    = M [ -e dc(i) + theta dp+(n) + dX/X ]
 *   dY+   = sum_n dM;   dR+ = sum_j (dX - sum_i dM);   dv+ = dv + (sum_j dY+ + dD - sum dM)/el
 * after dv has been shifted to sum of el dv = 0. (With the numeraire of the model, world income, the wage of a large country that
 * trades little would be lost to cancellation; deficits and wages are homogeneous here, so results are shifted back at the end.)
 * A policy adds pi tau to dp+ and M (-theta tau - u) to dM, tau = u + d ln d^, u = d ln(1+t'); theta adds sum_i pi r/theta and
 * -M r, r = ln(c kappa/P).
 * The transposed system x = g + K^T x then holds, for an objective with weights g on the state, the worth of one unit more in
 * every equation, and the whole gradient follows in one pass:
 *   d/du(j,n,i) = M [ (1+t)(P + R) - (theta+1) m ],   m = Y(j,i) + b(i) - b(n) + t R,
 * with P, Y, R, b the worth of a price (per unit of spending, the sourcing response included), of output, of revenue and of the
 * trade balance. Prices are scaled by X and wages by el, so that all components are currency, or its worth. */
#ifndef COHONG_MODEL_ADJOINT_H
#define COHONG_MODEL_ADJOINT_H

#include "base/gmres.h"
#include "model/economy.h"

/* A vector of the linear system, (2J + 2) S doubles, in this order; currency throughout. Forwards: X dp, dY, el dv, dR.
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
    double *share;                    /* J x S x S; pi' */
    double *net_share;                /* J x S x S; pi'/(1+t') */
    double *tariff;                   /* J x S x S; t' */
    double *log_technology;           /* J x S; ln T^ */
    double *spending;                 /* J x S; X' */
    double *per_spending;             /* J x S; 1/X', 0 where X' = 0 */
    double *output;                   /* J x S; Y' */
    double *net_of_tariff;            /* J x S; F = sum of pi'/(1+t') */
    double *factor_income;            /* S; W = w L VA */
    double *gdp;                      /* S; factor income and profits */
    double *deficit;                  /* S; D' */
    double *income;                   /* S; I' */
    double *elasticity;               /* S; el: fall of the trade balance per unit of ln w */
    double *wage_slope, *price_slope; /* S; a and b */
    double *home_share;               /* J x S; h */
    double *home_worth;               /* J x S; mu h X */
    double *response;                 /* J x S; fall of Y' per unit of ln c of the own country */
    double *revenue;                  /* S; R' */
    double *profit_worth;    /* J x S; with profits: what a unit of income adds to the worth of outputs at home */
    double *profit_loop;     /* S; and how often it comes round */
    double world_elasticity; /* sum of el */
    double world_gdp;        /* sum of gdp */
    const double **share_rows, **net_rows; /* J x N rows of S */

    /* scratch */
    double *minus;                         /* J x S */
    double *along, *spent, *weight, *cost; /* J x S */
    linear_point right, solution, preconditioned, scratch;
    double *krylov;
    struct panel *panel; /* made when it is first asked for (gradient_panel) */
    void *memory;
};

enum { LINEAR_RESTART = GMRES_RESTART_LIMIT, LINEAR_STEPS = 3000 }; /* of GMRES */

linear_point linear_parts(const cohong_gradient *g, double *all);

/* ---- linear_map.c: out = K in, and out = K^T in; both 64-byte aligned. The transposed ones leave what prices are worth in `along`. */
void linear_forward(const cohong_gradient *g, const double *in, double *out);
void linear_transposed(const cohong_gradient *g, const double *in, double *out);

/* Changes of v with sum of el dv = 0, of GDP and deficits, S each. */
void incomes_forward(const cohong_gradient *g, const linear_point *from, double *pay, double *gdp, double *deficit);
/* Transposed: adds to the worth of pay and outputs what gdp and deficits of that worth add, and makes the worth of pay that
 * of scaled pay. Uses up gdp. */
void incomes_transposed(const cohong_gradient *g, double *gdp, const double *deficit, const linear_point *to);

/* ---- linear_solve.c: x = right + K^T x; x holds the first guess. The handle's solution is then x, for gradient.c. */
cohong_status adjoint_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error);
/* Fails where a solve has neither converged nor come close. */
cohong_status adjoint_judge(const cohong_linear_solve *how, bool converged, cohong_error *error);
/* Fills profit_worth and profit_loop from the home shares. */
void close_profit_loops(cohong_gradient *g);
/* x = right + K x, from zero. */
cohong_status tangent_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error);

/* ---- objective.c: the objective's weights on a state, in the transposed units; of the countries that `of` marks (NULL: all). */
void adjoint_right_side(cohong_gradient *g, const cohong_objective *objective, const bool *of, double *right);
/* Its value at a solution. */
double objective_value(const cohong_model *m, const cohong_solution *s, const cohong_objective *objective,
                       const bool *of);
/* NULL has no weight. */
double objective_weight(const double *weights, size_t k);

/* ---- gradient.c: the gradient by u = ln(1+t') of importer n's tariffs on sector j, N entries, from the adjoint last solved for. */
void adjoint_tariff_row(const cohong_gradient *g, size_t j, size_t n, double *row);
/* What the objective gains when these tariffs (N) are quite different ones: with this sector's sourcing as it then is, and all else
 * to first order. */
double adjoint_sector_change(const cohong_gradient *g, size_t j, size_t n, const double *tariff);

/* The handle's room for eight adjoints at a time (panel.h). */
cohong_status gradient_panel(cohong_gradient *g, struct panel **panel, cohong_error *error);

/* r = ln(c kappa/P) of seller i to buyer and sector a = j S + n. */
double log_relative_cost(const cohong_gradient *g, size_t a, size_t i);
cohong_status gradient_not_ready(cohong_error *error);
cohong_status gradient_no_theta(const cohong_gradient *g, cohong_error *error);

#endif
