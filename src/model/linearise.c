/* The handle of derivatives: its memory, and what it takes from a solution (adjoint.h has the equations). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/gmres.h"
#include "base/vmath.h"
#include "model/panel.h"

enum { SPARE = 2 }; /* scratch rows hold three rows of countries at least */
static const double TOLERANCE = 1e-12;
static const double LEAST_ELASTICITY = 1e-12; /* of factor income; a country that does not trade has none */

/* ---- memory */

linear_point linear_parts(const cohong_gradient *g, double *all)
{
    size_t rows = g->J * g->S;
    return (linear_point){ all, all, all + rows, all + 2 * rows, all + 2 * rows + g->S };
}

static linear_point take_point(const cohong_gradient *g, arena *from)
{
    double *all = arena_take(from, g->length, sizeof(double));
    return all != NULL ? linear_parts(g, all) : (linear_point){ 0 };
}

static void layout(cohong_gradient *g, arena *from)
{
    size_t N = g->N, J = g->J, S = g->S;
    double **squares[] = { &g->share, &g->net_share, &g->tariff };
    double **rows[] = { &g->log_technology, &g->spending, &g->per_spending, &g->output,    &g->net_of_tariff,
                        &g->home_share,     &g->response, &g->minus,        &g->along,     &g->spent,
                        &g->weight,         &g->cost,     &g->profit_worth, &g->home_worth };
    double **lines[] = { &g->factor_income, &g->gdp,         &g->deficit, &g->income,     &g->elasticity,
                         &g->wage_slope,    &g->price_slope, &g->revenue, &g->profit_loop };
    for (size_t k = 0; k < sizeof squares / sizeof *squares; k++)
        *squares[k] = arena_take(from, J * S * S, sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        *rows[k] = arena_take(from, (J + SPARE) * S, sizeof(double));
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = arena_take(from, S, sizeof(double));
    g->share_rows = arena_take(from, J * N, sizeof(double *));
    g->net_rows = arena_take(from, J * N, sizeof(double *));
    g->right = take_point(g, from);
    g->solution = take_point(g, from);
    g->preconditioned = take_point(g, from);
    g->scratch = take_point(g, from);
    g->krylov = arena_take(from, gmres_workspace(g->length, LINEAR_RESTART), sizeof(double));
}

/* Whether there is one wage, homogeneous in pay and prices, so that it knows no numeraire. */
static bool homogeneous(const labour_closure *l, double phi)
{
    double b = l->price_slope(phi);
    return !l->sector_specific && fabs(l->slope(-1, phi) + b - 1) < 1e-12 && fabs(l->slope(1, phi) + b - 1) < 1e-12;
}

static cohong_status check_closures(const cohong_model *m, cohong_error *error)
{
    if (m->structure->entry > 0)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                    "derivatives are for structures without free entry, perfect_competition and profit_shifting; this "
                    "model is \"%s\"",
                    m->structure->name);
    for (size_t n = 0; n < m->N; n++)
        if (!homogeneous(m->labour_market[n], m->settings.labour_elasticity))
            return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                        "derivatives are for labour = \"full\" or \"elastic\"; labour in %s is \"%s\"",
                        m->base->countries[n].code, m->labour_market[n]->name);
    return COHONG_OK;
}

static void point_rows(cohong_gradient *g)
{
    for (size_t j = 0; j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) {
            g->share_rows[j * g->N + n] = g->share + (j * g->S + n) * g->S;
            g->net_rows[j * g->N + n] = g->net_share + (j * g->S + n) * g->S;
        }
}

cohong_status cohong_gradient_new(const cohong_model *model, cohong_gradient **gradient, cohong_error *error)
{
    *gradient = NULL;
    cohong_status status = check_closures(model, error);
    if (status != COHONG_OK) return status;
    cohong_gradient *g = calloc(1, sizeof *g);
    if (g == NULL) return fail_memory(error);
    *g = (cohong_gradient){
        .m = model, .N = model->N, .J = model->J, .S = model->S, .length = model->point_length, .tolerance = TOLERANCE
    };
    arena from = { 0 };
    layout(g, &from);
    g->memory = from.overflow ? NULL : memory_block(from.used);
    if (g->memory == NULL) {
        free(g);
        return fail_memory(error);
    }
    from = (arena){ .block = g->memory, .size = from.used };
    layout(g, &from);
    point_rows(g);
    *gradient = g;
    return COHONG_OK;
}

void cohong_gradient_free(cohong_gradient *gradient)
{
    if (gradient == NULL) return;
    panel_free(gradient->panel);
    free(gradient->memory);
    free(gradient);
}

cohong_status gradient_panel(cohong_gradient *g, panel **made, cohong_error *error)
{
    cohong_status status = g->panel != NULL ? COHONG_OK : panel_new(g, &g->panel, error);
    *made = g->panel;
    return status;
}

/* ---- the solution */

/* t', pi', pi'/(1+t') and F of one importer's row. Shares sum to 1 exactly, which a solution's own do to its tolerance; a row without
 * spending has none. */
static void take_row(cohong_gradient *g, const double *tariff, const double *trade, size_t j, size_t n)
{
    size_t N = g->N, S = g->S, at = j * S + n;
    double *own = g->tariff + at * S;
    share_pass pass = { .S = S, .tariff = own, .share = g->share + at * S, .net_share = g->net_share + at * S };
    memcpy(own, tariff + (j * N + n) * N, N * sizeof *own);
    memcpy(pass.net_share, trade + (j * N + n) * N, N * sizeof *trade);
    g->m->k->shares_of(&pass);
    g->net_of_tariff[at] = pass.net_of_tariff;
}

/* Home shares, the fall of Y' per unit of ln c of the own country, and el, as in the solver. */
static void take_responses(cohong_gradient *g)
{
    for (size_t n = 0; n < g->N; n++) g->elasticity[n] = LEAST_ELASTICITY * g->factor_income[n];
    for (size_t j = 0; j < g->J; j++) {
        double e = cost_exponent(g->m, j), mu = cost_scale(g->m, j);
        for (size_t n = 0; n < g->N; n++) {
            size_t k = j * g->S + n;
            double home = g->net_share[k * g->S + n] * g->spending[k];
            double exports = g->output[k] - home, imports = g->spending[k] * g->net_of_tariff[k] - home;
            g->home_share[k] = g->share[k * g->S + n];
            g->home_worth[k] = mu * g->home_share[k] * g->spending[k];
            g->response[k] = e * (exports + imports * g->home_share[k]);
            g->elasticity[n] += g->response[k] * g->m->cost_passthrough[k] + imports;
        }
    }
    g->world_elasticity = 0;
    for (size_t n = 0; n < g->N; n++) g->world_elasticity += g->elasticity[n];
}

static double profits_of(const cohong_gradient *g, const double *output, size_t n)
{
    double sum = 0;
    for (size_t j = 0; g->m->structure->profits && j < g->J; j++) sum += g->m->profit_share[j] * output[j * g->N + n];
    return sum;
}

static void take_countries(cohong_gradient *g, const cohong_solution *s)
{
    double phi = g->m->settings.labour_elasticity;
    g->world_gdp = 0;
    for (size_t n = 0; n < g->S; n++) g->elasticity[n] = 1;
    for (size_t n = 0; n < g->N; n++) {
        double v = vmath_log(s->wage_hat[n] * s->labour_hat[n]);
        g->income[n] = s->income[n];
        g->revenue[n] = s->tariff_revenue[n];
        g->deficit[n] = s->deficit[n];
        g->gdp[n] = s->income[n] - s->tariff_revenue[n] - s->deficit[n];
        g->factor_income[n] = g->gdp[n] - profits_of(g, s->output, n);
        g->world_gdp += g->gdp[n];
        g->wage_slope[n] = g->m->labour_market[n]->slope(v, phi);
        g->price_slope[n] = g->m->labour_market[n]->price_slope(phi);
    }
}

static void take_sectors(cohong_gradient *g, const cohong_shock *shock, const cohong_solution *s)
{
    const double *tariff = shock != NULL && shock->tariff != NULL ? shock->tariff : g->m->base->tariff;
    const double *technology = shock != NULL ? shock->technology_hat : NULL;
    for (size_t j = 0; j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) {
            size_t from = j * g->N + n, to = j * g->S + n;
            g->spending[to] = s->expenditure[from];
            g->per_spending[to] = s->expenditure[from] > 0 ? 1 / s->expenditure[from] : 0;
            g->output[to] = s->output[from];
            g->log_technology[to] = technology != NULL ? vmath_log(technology[from]) : 0;
            take_row(g, tariff, s->trade, j, n);
        }
}

cohong_status cohong_gradient_at(cohong_gradient *gradient, const cohong_shock *shock, const cohong_solution *solution,
                                 cohong_error *error)
{
    gradient->ready = false;
    if (solution->trade == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "derivatives need a solution that holds its trade");
    if (solution->outcome != COHONG_CONVERGED)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "derivatives need a solution that has converged: %s",
                    solution->why);
    take_countries(gradient, solution);
    take_sectors(gradient, shock, solution);
    take_responses(gradient);
    if (gradient->m->structure->profits) close_profit_loops(gradient);
    gradient->ready = true;
    return COHONG_OK;
}
