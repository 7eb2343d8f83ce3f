/* Derivatives forwards: how everything changes along one direction of policy (adjoint.h has the equations). */
#include <string.h>

#include "model/adjoint.h"

/* What a policy adds to one importer's row of equations. */
static void push_row(cohong_gradient *g, const cohong_direction *along, size_t j, size_t n, linear_point *to)
{
    size_t a = j * g->S + n, row = (j * g->N + n) * g->N;
    double theta = g->m->theta[j], dtheta = objective_weight(along->theta, j), price = 0;
    double *change = g->minus; /* of ln M, but for the importer's price */
    for (size_t i = 0; i < g->N; i++) {
        double u = i != n ? objective_weight(along->tariff, row + i) / (1 + g->tariff[a * g->S + i]) : 0;
        double tau = u + objective_weight(along->trade_cost, row + i);
        double r = dtheta != 0 ? log_relative_cost(g, a, i) : 0;
        price += g->share[a * g->S + i] * (tau + dtheta * r / theta);
        change[i] = -theta * tau - r * dtheta - u;
    }
    to->price[a] = g->spending[a] * price;
    for (size_t i = 0; i < g->N; i++) {
        double flow = g->spending[a] * g->net_share[a * g->S + i] * (change[i] + theta * price);
        to->output[j * g->S + i] += flow;
        to->revenue[n] -= flow;
        to->wage[n] -= flow;
        to->wage[i] += flow;
    }
}

/* Changes of countries, before the shift to the numeraire. */
typedef struct country_change {
    double pay, wage, income, prices; /* of logarithms */
} country_change;

static country_change change_of(const cohong_gradient *g, size_t n, double pay, double gdp, double deficit)
{
    const linear_point *x = &g->solution;
    country_change c = { .pay = pay, .income = (gdp + x->revenue[n] + deficit) / g->income[n] };
    for (size_t a = n; a < g->J * g->S; a += g->S) c.prices += g->m->final_share[a] * x->price[a] * g->per_spending[a];
    c.wage = g->wage_slope[n] * pay + g->price_slope[n] * c.prices;
    return c;
}

static void report_sectors(const cohong_gradient *g, size_t n, double shift, cohong_tangent *to)
{
    for (size_t j = 0; j < g->J; j++) {
        double Y = g->output[j * g->S + n], change = Y > 0 ? g->solution.output[j * g->S + n] - Y * shift : 0;
        if (to->output != NULL) to->output[j * g->N + n] = Y > 0 ? change / Y : 0;
        if (to->profit != NULL) to->profit[j * g->N + n] = g->m->profit_share[j] * change;
    }
}

static void report(cohong_gradient *g, cohong_tangent *to)
{
    const linear_point *x = &g->solution;
    double *pay = g->minus, *deficit = g->minus + g->S, *gdp = g->minus + 2 * g->S;
    double shift = 0; /* to the numeraire */
    incomes_forward(g, x, pay, gdp, deficit);
    for (size_t n = 0; n < g->N; n++) shift += gdp[n] / g->world_gdp;
    for (size_t n = 0; n < g->N; n++) {
        country_change c = change_of(g, n, pay[n], gdp[n], deficit[n]);
        if (to->welfare != NULL) to->welfare[n] = c.income - c.prices;
        if (to->real_wage != NULL) to->real_wage[n] = c.wage - c.prices;
        if (to->employment != NULL) to->employment[n] = c.pay - c.wage;
        if (to->revenue != NULL) to->revenue[n] = x->revenue[n] - g->revenue[n] * shift;
        report_sectors(g, n, shift, to);
    }
}

cohong_status cohong_gradient_along(cohong_gradient *gradient, const cohong_direction *direction,
                                    cohong_tangent *tangent, cohong_error *error)
{
    cohong_gradient *g = gradient;
    if (!g->ready) return gradient_not_ready(error);
    if (direction->theta != NULL && g->m->structure->profits) return gradient_no_theta(g, error);
    memset(g->right.all, 0, g->length * sizeof(double));
    for (size_t j = 0; j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) push_row(g, direction, j, n, &g->right);
    cohong_status status = tangent_solve(g, g->right.all, g->solution.all, &tangent->how, error);
    if (status == COHONG_OK) report(g, tangent);
    return status;
}
