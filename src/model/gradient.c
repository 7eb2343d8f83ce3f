/* Gradients: the adjoint's solution turned into derivatives by tariffs, trade costs and elasticities (adjoint.h). */
#include <string.h>

#include "base/vmath.h"
#include "model/panel.h"

/* m of adjoint.h. */
static double flow_worth(const cohong_gradient *g, size_t a, size_t i, double t)
{
    const linear_point *x = &g->solution;
    size_t n = a % g->S;
    return x->output[a - n + i] + x->wage[i] - x->wage[n] + t * x->revenue[n];
}

/* One importer's row by trade costs, with the worth of a price and the exponent that go with it. */
static void flow_row(const cohong_gradient *g, size_t j, size_t n, double price, double exponent, bool by_level,
                     double *row)
{
    const linear_point *x = &g->solution;
    size_t a = j * g->S + n;
    flow_pass pass = { .N = g->N,
                       .spending = g->spending[a],
                       .price = price,
                       .exponent = exponent,
                       .own_wage = x->wage[n],
                       .revenue = x->revenue[n],
                       .tariff = g->tariff + a * g->S,
                       .net_share = g->net_share + a * g->S,
                       .output = x->output + j * g->S,
                       .wage = x->wage,
                       .by_level = by_level,
                       .row = row };
    g->m->k->flow_worths(&pass);
}

static void tariff_row(const cohong_gradient *g, size_t j, size_t n, bool by_level, double *row)
{
    flow_row(g, j, n, g->along[j * g->S + n] + g->solution.revenue[n], g->m->theta[j] + 1, by_level, row);
    row[n] = 0;
}

void adjoint_tariff_row(const cohong_gradient *g, size_t j, size_t n, double *row)
{
    tariff_row(g, j, n, false, row);
}

static void trade_cost_row(const cohong_gradient *g, size_t j, size_t n, double *row)
{
    flow_row(g, j, n, g->along[j * g->S + n], g->m->theta[j], false, row);
}

double adjoint_sector_change(const cohong_gradient *g, size_t j, size_t n, const double *tariff)
{
    const linear_point *x = &g->solution;
    size_t a = j * g->S + n;
    const double *t = g->tariff + a * g->S, *net = g->net_share + a * g->S;
    double phi = 0, theta = g->m->theta[j], change = 0, *share = g->minus;
    for (size_t i = 0; i < g->N; i++) {
        share[i] = g->share[a * g->S + i] * vmath_power((1 + tariff[i]) / (1 + t[i]), -theta);
        phi += share[i];
    }
    for (size_t i = 0; i < g->N; i++) {
        double flow = g->spending[a] * (share[i] / (phi * (1 + tariff[i])) - net[i]);
        change += flow * (x->output[a - n + i] + x->wage[i] - x->wage[n] - x->revenue[n]);
    }
    return change - g->spending[a] * x->price[a] * vmath_log(phi) / theta;
}

/* -ln(pi'/(pi T^))/theta */
double log_relative_cost(const cohong_gradient *g, size_t a, size_t i)
{
    double before = g->m->trade_share[a * g->S + i], now = g->share[a * g->S + i];
    if (!(now > 0)) return 0;
    size_t j = a / g->S;
    return -(vmath_log(now / before) - g->log_technology[j * g->S + i]) / g->m->theta[j];
}

static double theta_derivative(const cohong_gradient *g, size_t j)
{
    double sum = 0;
    for (size_t n = 0; n < g->N; n++) {
        size_t a = j * g->S + n;
        const double *t = g->tariff + a * g->S;
        for (size_t i = 0; i < g->N; i++)
            sum += g->spending[a] * g->net_share[a * g->S + i] * log_relative_cost(g, a, i) *
                   ((1 + t[i]) * g->along[a] / g->m->theta[j] - flow_worth(g, a, i, t[i]));
    }
    return sum;
}

cohong_status gradient_not_ready(cohong_error *error)
{
    return fail(error, COHONG_INCOMPLETE, NOWHERE, "derivatives need a solution first: cohong_gradient_at()");
}

/* With profits theta also decides how the base's value added is shared, and what is held fixed is no longer clear. */
cohong_status gradient_no_theta(const cohong_gradient *g, cohong_error *error)
{
    return fail(error, COHONG_UNSUPPORTED, NOWHERE, "derivatives by theta are not defined for structure = \"%s\"",
                g->m->structure->name);
}

static cohong_status check_wanted(const cohong_gradient *g, const cohong_derivatives *d, cohong_error *error)
{
    if (!g->ready) return gradient_not_ready(error);
    return d->theta != NULL && g->m->structure->profits ? gradient_no_theta(g, error) : COHONG_OK;
}

/* From the adjoint last used. */
static void fill_derivatives(const cohong_gradient *g, cohong_derivatives *d)
{
    for (size_t j = 0; j < g->J; j++) {
        for (size_t n = 0; n < g->N; n++) {
            size_t row = (j * g->N + n) * g->N;
            if (d->trade_cost != NULL) trade_cost_row(g, j, n, d->trade_cost + row);
            if (d->tariff != NULL) tariff_row(g, j, n, true, d->tariff + row);
        }
        if (d->theta != NULL) d->theta[j] = theta_derivative(g, j);
    }
}

cohong_status cohong_gradient_of(cohong_gradient *gradient, const cohong_objective *objective,
                                 cohong_derivatives *derivatives, cohong_error *error)
{
    cohong_gradient *g = gradient;
    cohong_status status = check_wanted(g, derivatives, error);
    if (status != COHONG_OK) return status;
    adjoint_right_side(g, objective, NULL, g->right.all);
    memset(g->solution.all, 0, g->length * sizeof(double));
    status = adjoint_solve(g, g->right.all, g->solution.all, &derivatives->how, error);
    if (status != COHONG_OK) return status;
    fill_derivatives(g, derivatives);
    return COHONG_OK;
}

/* Up to eight of them. */
static cohong_status gradients_of(cohong_gradient *g, panel *p, size_t count, const cohong_objective *objectives,
                                  cohong_derivatives *derivatives, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    panel_begin(p);
    for (size_t k = 0; k < count; k++) {
        adjoint_right_side(g, &objectives[k], NULL, g->right.all);
        panel_set(p, k, g->right.all, NULL);
    }
    panel_solve(p);
    for (size_t k = 0; k < count && status == COHONG_OK; k++) {
        status = panel_take(p, k, g->scratch.all, g, &derivatives[k].how, error);
        if (status == COHONG_OK) fill_derivatives(g, &derivatives[k]);
    }
    return status;
}

cohong_status cohong_gradients_of(cohong_gradient *gradient, size_t count, const cohong_objective *objectives,
                                  cohong_derivatives *derivatives, cohong_error *error)
{
    panel *p;
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < count && status == COHONG_OK; k++) status = check_wanted(gradient, &derivatives[k], error);
    if (status == COHONG_OK) status = gradient_panel(gradient, &p, error);
    for (size_t k = 0; k < count && status == COHONG_OK; k += LANES)
        status = gradients_of(gradient, p, count - k < LANES ? count - k : LANES, objectives + k, derivatives + k,
                              error);
    return status;
}
