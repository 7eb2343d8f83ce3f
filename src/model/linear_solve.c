/* The linear systems of derivatives, solved by GMRES; the transposed one is preconditioned by each country's own input loop. */
#include <string.h>

#include "base/gmres.h"
#include "model/adjoint.h"

static const double ACCEPTED = 1e-8; /* residual */

/* What home loops make of `from`: the kernel's pass, without profits. The scratch is that of linear_map.c. */
static loop_pass pass_through_loops(const cohong_gradient *g, const linear_point *from, const linear_point *to)
{
    const cohong_model *m = g->m;
    return (loop_pass){ .J = g->J,
                        .S = g->S,
                        .response = m->response,
                        .home_share = g->home_share,
                        .home_worth = g->home_worth,
                        .cost_response = g->response,
                        .per_spending = g->per_spending,
                        .final_share = m->final_share,
                        .value_added_share = m->value_added_share,
                        .wage_slope = g->wage_slope,
                        .factor_income = g->factor_income,
                        .elasticity = g->elasticity,
                        .price = from->price,
                        .output = from->output,
                        .wage = from->wage,
                        .revenue = from->revenue,
                        .new_price = to->price,
                        .new_output = to->output,
                        .new_wage = to->wage,
                        .new_revenue = to->revenue,
                        .change = g->cost,
                        .indirect = g->weight };
}

/* A unit of income is spent, and what is sold at home of it yields profits, which are income: with q = s + C h s the worth of outputs
 * that a unit of income has by them, its own worth i = sum of alpha h y, y = y0 + q i, is that of y0 over 1 - sum of alpha h q. */
void close_profit_loops(cohong_gradient *g)
{
    linear_point from = g->scratch, to = g->preconditioned;
    memset(from.all, 0, g->length * sizeof(double));
    for (size_t a = 0; a < g->J * g->S; a++) from.output[a] = g->m->profit_share[a / g->S];
    loop_pass pass = pass_through_loops(g, &from, &to);
    g->m->k->home_worths(&pass);
    memcpy(g->profit_worth, to.output, g->J * g->S * sizeof(double));
    for (size_t n = 0; n < g->S; n++) g->profit_loop[n] = 1 / (1 - to.revenue[n]);
}

/* out = M r, M near (I - K^T)^-1: home loops first, then what they mean for wages and revenue; what home_response() of the solver does,
 * transposed. y = r_y + C h r_y;   X p = X r_p + C^T (mu h X r_p - response y): the inputs that a country buys from itself, closed in
 * one go. */
static void precondition(const cohong_gradient *g, const double *r, double *out)
{
    linear_point from = linear_parts(g, (double *)r), to = linear_parts(g, out);
    loop_pass pass = pass_through_loops(g, &from, &to);
    if (g->m->structure->profits) {
        pass.profit_worth = g->profit_worth;
        pass.profit_loop = g->profit_loop;
    }
    g->m->k->home_worths(&pass);
}

/* out = M (I - K^T) in */
static void preconditioned_map(const void *context, const double *in, double *out)
{
    static const double one = 1;
    const cohong_gradient *g = context;
    double *r = g->scratch.all;
    linear_transposed(g, in, r);
    g->m->k->combine(1, g->length, (const double *const[]){ r }, &one, in, r);
    precondition(g, r, out);
}

cohong_status adjoint_judge(const cohong_linear_solve *how, bool converged, cohong_error *error)
{
    if (converged || how->residual <= ACCEPTED) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "the equilibrium has no derivatives here: its linear system is left with a residual of %.3g after %zu "
                "iterations",
                how->residual, how->iterations);
}

static cohong_status judge(gmres_result result, cohong_linear_solve *how, cohong_error *error)
{
    *how = (cohong_linear_solve){ result.iterations, result.residual };
    return adjoint_judge(how, result.converged, error);
}

cohong_status adjoint_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error)
{
    gmres_system system = { .apply = preconditioned_map,
                            .context = g,
                            .length = g->length,
                            .restart = LINEAR_RESTART,
                            .dots = g->m->k->dots,
                            .combine = g->m->k->combine };
    memset(g->along, 0, g->J * g->S * sizeof *g->along); /* of x = 0, for which nothing is applied */
    precondition(g, right, g->preconditioned.all);
    gmres_result result = gmres_solve(&system, g->preconditioned.all, x, g->tolerance, LINEAR_STEPS, g->krylov);
    if (x != g->solution.all) memcpy(g->solution.all, x, g->length * sizeof *x);
    return judge(result, how, error);
}

static void forward_map(const void *context, const double *in, double *out)
{
    static const double one = 1;
    const cohong_gradient *g = context;
    linear_forward(g, in, out);
    g->m->k->combine(1, g->length, (const double *const[]){ out }, &one, in, out);
}

cohong_status tangent_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error)
{
    gmres_system system = { .apply = forward_map,
                            .context = g,
                            .length = g->length,
                            .restart = LINEAR_RESTART,
                            .dots = g->m->k->dots,
                            .combine = g->m->k->combine };
    memset(x, 0, g->length * sizeof *x);
    gmres_result result = gmres_solve(&system, right, x, g->tolerance, LINEAR_STEPS, g->krylov);
    return judge(result, how, error);
}
