/* The linear systems of derivatives, solved by GMRES; the transposed one is preconditioned by each country's own input loop. */
#include <string.h>

#include "base/gmres.h"
#include "model/adjoint.h"

static const double ACCEPTED = 1e-8; /* residual */

/* The kernels' pass over C = g (I - h g)^-1 of each country (response.c), with all but C taken out of it:
 * home_prices() makes spent = C along, home_outputs() spent = C^T weight. */
static home_pass bare_pass(const cohong_gradient *g)
{
    return (home_pass){ .J = g->J,
                        .S = g->S,
                        .to = g->S,
                        .response = g->m->response,
                        .value_added_share = g->zeros,
                        .final_share = g->zeros,
                        .output = g->ones,
                        .inverse_output = g->ones,
                        .home_share = g->zeros,
                        .cost_response = g->zeros,
                        .wage_change = g->zeros,
                        .income_change = g->zeros,
                        .log_price = g->zeros,
                        .output_hat = g->zeros,
                        .new_log_price = g->along,
                        .new_output_hat = g->weight,
                        .change = g->cost,
                        .indirect = g->spent };
}

/* The worth of costs: mu h X p - response y. */
static double cost_worth(const cohong_gradient *g, const double *price, const double *output, size_t a)
{
    return g->home_worth[a] * price[a] - g->response[a] * output[a];
}

/* A unit of income is spent, and what is sold at home of it yields profits, which are income: with q = s + C h s the worth of outputs
 * that a unit of income has by them, its own worth i = sum of alpha h y, y = y0 + q i, is that of y0 over 1 - sum of alpha h q. */
void close_profit_loops(cohong_gradient *g)
{
    size_t rows = g->J * g->S;
    home_pass pass = bare_pass(g);
    for (size_t a = 0; a < rows; a++) g->along[a] = g->home_share[a] * g->m->profit_share[a / g->S];
    g->m->k->home_prices(&pass);
    for (size_t n = 0; n < g->S; n++) g->profit_loop[n] = 1;
    for (size_t a = 0; a < rows; a++) {
        g->profit_worth[a] = g->m->profit_share[a / g->S] + g->spent[a];
        g->profit_loop[a % g->S] -= g->m->final_share[a] * g->home_share[a] * g->profit_worth[a];
    }
    for (size_t n = 0; n < g->S; n++) g->profit_loop[n] = 1 / g->profit_loop[n];
}

static void add_profit_loops(const cohong_gradient *g, double *output)
{
    size_t rows = g->J * g->S;
    double *income = g->minus;
    memset(income, 0, g->S * sizeof *income);
    for (size_t a = 0; a < rows; a++) income[a % g->S] += g->m->final_share[a] * g->home_share[a] * output[a];
    for (size_t a = 0; a < rows; a++) output[a] += g->profit_worth[a] * (income[a % g->S] * g->profit_loop[a % g->S]);
}

/* y = r_y + C h r_y;   X p = X r_p + C^T (mu h X r_p - response y): the inputs that a country buys from itself, closed in one go. */
static void close_home_loops(const cohong_gradient *g, const linear_point *from, const linear_point *to)
{
    size_t rows = g->J * g->S;
    home_pass pass = bare_pass(g);
    for (size_t a = 0; a < rows; a++) g->along[a] = g->home_share[a] * from->output[a];
    g->m->k->home_prices(&pass);
    for (size_t a = 0; a < rows; a++) to->output[a] = from->output[a] + g->spent[a];
    if (g->m->structure->profits) add_profit_loops(g, to->output);
    for (size_t a = 0; a < rows; a++) g->weight[a] = cost_worth(g, from->price, to->output, a);
    g->m->k->home_outputs(&pass);
    for (size_t a = 0; a < rows; a++) to->price[a] = from->price[a] + g->per_spending[a] * g->spent[a];
}

/* out = M r, M near (I - K^T)^-1: home loops first, then what they mean for wages and revenue; what home_response() of the solver does,
 * transposed. */
static void precondition(const cohong_gradient *g, const double *r, double *out)
{
    linear_point from = linear_parts(g, (double *)r), to = linear_parts(g, out);
    double *income = to.revenue, *wage = to.wage;
    close_home_loops(g, &from, &to);
    memset(wage, 0, 2 * g->S * sizeof *wage);
    for (size_t row = 0; row < g->J * g->S; row += g->S)
        for (size_t n = 0; n < g->S; n++) {
            size_t a = row + n;
            income[n] += g->m->final_share[a] * g->home_share[a] * to.output[a];
            wage[n] += g->m->value_added_share[a] * cost_worth(g, to.price, to.output, a);
        }
    for (size_t n = 0; n < g->S; n++) {
        wage[n] = from.wage[n] + (g->wage_slope[n] * wage[n] + g->factor_income[n] * income[n]) / g->elasticity[n];
        income[n] += from.revenue[n];
    }
}

/* K' of x = M b + K' x, K' = I - M (I - K^T) */
static void preconditioned_transposed(const void *context, const double *in, double *out)
{
    const cohong_gradient *g = context;
    double *r = g->scratch.all;
    linear_transposed(g, in, r);
    for (size_t a = 0; a < g->length; a++) r[a] = in[a] - r[a];
    precondition(g, r, out);
    for (size_t a = 0; a < g->length; a++) out[a] = in[a] - out[a];
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
    precondition(g, right, g->preconditioned.all);
    gmres_result result = gmres_solve(preconditioned_transposed, g, g->preconditioned.all, x, g->length, LINEAR_RESTART,
                                      g->tolerance, LINEAR_STEPS, g->krylov);
    return judge(result, how, error);
}

static void forward_map(const void *context, const double *in, double *out)
{
    linear_forward(context, in, out);
}

cohong_status tangent_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error)
{
    memset(x, 0, g->length * sizeof *x);
    gmres_result result = gmres_solve(forward_map, g, right, x, g->length, LINEAR_RESTART, g->tolerance, LINEAR_STEPS,
                                      g->krylov);
    return judge(result, how, error);
}
