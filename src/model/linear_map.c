/* The two maps of the linearised equilibrium, forwards and transposed (adjoint.h has the equations). */
#include <string.h>

#include "base/vmath.h"
#include "model/adjoint.h"

/* ---- forwards */

/* sum += what outputs add to profits, by country */
static void add_profits(const cohong_gradient *g, const double *output, double *sum)
{
    for (size_t j = 0; g->m->structure->profits && j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) sum[n] += g->m->profit_share[j] * output[j * g->S + n];
}

void incomes_forward(const cohong_gradient *g, const linear_point *from, double *pay, double *gdp, double *deficit)
{
    double mean = 0;
    for (size_t n = 0; n < g->N; n++) mean += from->wage[n];
    mean /= g->world_elasticity;
    for (size_t n = 0; n < g->N; n++) {
        pay[n] = from->wage[n] / g->elasticity[n] - mean;
        gdp[n] = g->factor_income[n] * pay[n];
    }
    add_profits(g, from->output, gdp);
    g->m->deficits->slope(g->N, g->deficit, g->gdp, gdp, deficit);
}

/* wage = a pay + b sum_j alpha along */
static void wages_forward(const cohong_gradient *g, const double *pay, double *wage)
{
    for (size_t n = 0; n < g->N; n++) {
        double prices = 0;
        for (size_t a = n; g->price_slope[n] != 0 && a < g->J * g->S; a += g->S)
            prices += g->m->final_share[a] * g->along[a];
        wage[n] = g->wage_slope[n] * pay[n] + g->price_slope[n] * prices;
    }
}

/* out += sum over n of rows(n) weight(n), for one sector; eight columns at a time, so that sums do not wait for each other. */
static void add_rows(const cohong_gradient *g, const double *rows, const double *weight, double *out)
{
    for (size_t at = 0; at < g->S; at += LANES) {
        v2 *to = (v2 *)(out + at), s0 = to[0], s1 = to[1], s2 = to[2], s3 = to[3];
        for (size_t n = 0; n < g->N; n++) {
            const v2 *row = (const v2 *)(rows + n * g->S + at);
            s0 += row[0] * weight[n];
            s1 += row[1] * weight[n];
            s2 += row[2] * weight[n];
            s3 += row[3] * weight[n];
        }
        to[0] = s0, to[1] = s1, to[2] = s2, to[3] = s3;
    }
}

static void sector_forward(const cohong_gradient *g, size_t j, const linear_point *to)
{
    size_t N = g->N, S = g->S, row = j * S;
    double theta = g->m->theta[j], e = cost_exponent(g->m, j), mu = cost_scale(g->m, j);
    const double *cost = g->cost + row;
    g->m->k->dots(N, S, g->share_rows + j * N, cost, to->price + row);
    g->m->k->dots(N, S, g->net_rows + j * N, cost, g->weight + row);
    for (size_t n = 0; n < N; n++) {
        size_t a = row + n;
        to->price[a] *= g->spending[a] * mu;
        double flow = theta * to->price[a] + g->spent[a];
        double purchases = g->net_of_tariff[a] * flow - e * g->spending[a] * g->weight[a];
        g->weight[a] = flow;
        to->output[a] = -e * cost[n] * g->output[a];
        to->revenue[n] += g->spent[a] - purchases;
        to->wage[n] -= purchases;
    }
    add_rows(g, g->net_share + row * S, g->weight + row, to->output + row);
    for (size_t n = 0; n < N; n++) to->wage[n] += to->output[row + n];
}

/* cost = g0 wage + g along;   spent = alpha income + g^T output */
static void inputs_forward(const cohong_gradient *g, const double *wage, const double *income, const double *output)
{
    cost_pass pass = { .J = g->J,
                       .S = g->S,
                       .gamma = g->m->gamma,
                       .value_added_share = g->m->value_added_share,
                       .final_share = g->m->final_share,
                       .log_wage = wage,
                       .log_price = g->along,
                       .income = income,
                       .output = output,
                       .log_cost = g->cost,
                       .expenditure = g->spent };
    g->m->k->costs_and_expenditure(&pass);
}

void linear_forward(const cohong_gradient *g, const double *in, double *out)
{
    size_t J = g->J, N = g->N, S = g->S;
    linear_point from = linear_parts(g, (double *)in), to = linear_parts(g, out);
    double *wage = g->minus, *deficit = g->minus + S, *income = g->minus + 2 * S, *pay = to.wage;
    memset(g->minus, 0, 3 * S * sizeof *g->minus);
    memset(out, 0, g->length * sizeof *out);
    incomes_forward(g, &from, pay, income, deficit);
    for (size_t a = 0; a < J * S; a++) g->along[a] = from.price[a] * g->per_spending[a];
    wages_forward(g, pay, wage);
    for (size_t n = 0; n < N; n++) income[n] += from.revenue[n] + deficit[n];
    inputs_forward(g, wage, income, from.output);
    for (size_t n = 0; n < N; n++) to.wage[n] = g->elasticity[n] * pay[n] + deficit[n];
    for (size_t j = 0; j < J; j++) sector_forward(g, j, &to);
}

/* ---- transposed */

void incomes_transposed(const cohong_gradient *g, double *gdp, const double *deficit, const linear_point *to)
{
    double total = 0;
    g->m->deficits->slope_transposed(g->N, g->deficit, g->gdp, deficit, gdp);
    for (size_t j = 0; g->m->structure->profits && j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) to->output[j * g->S + n] += g->m->profit_share[j] * gdp[n];
    for (size_t n = 0; n < g->N; n++) {
        to->wage[n] += g->factor_income[n] * gdp[n];
        total += to->wage[n];
    }
    total /= g->world_elasticity;
    for (size_t n = 0; n < g->N; n++) to->wage[n] = to->wage[n] / g->elasticity[n] - total;
}

/* Of one sector: the worth of spending (weight), of a price with its sourcing response (along) and of a unit cost (cost). */
static void sector_transposed(const cohong_gradient *g, size_t j, const linear_point *x)
{
    size_t row = j * g->S, square = row * g->S;
    worth_pass pass = { .S = g->S,
                        .theta = g->m->theta[j],
                        .cost_exponent = cost_exponent(g->m, j),
                        .cost_scale = cost_scale(g->m, j),
                        .share = g->share + square,
                        .net_share = g->net_share + square,
                        .price = x->price + row,
                        .output = x->output + row,
                        .wage = x->wage,
                        .revenue = x->revenue,
                        .spending = g->spending + row,
                        .sales = g->output + row,
                        .net_of_tariff = g->net_of_tariff + row,
                        .exports = g->spent,
                        .spent = g->weight + row,
                        .along = g->along + row,
                        .cost = g->cost + row };
    g->m->k->worths(&pass);
}

/* output = g weight;   price = g^T cost */
static void inputs_transposed(const cohong_gradient *g, const linear_point *to)
{
    cost_pass pass = { .J = g->J,
                       .S = g->S,
                       .gamma = g->m->gamma,
                       .log_price = g->weight,
                       .output = g->cost,
                       .log_cost = to->output,
                       .expenditure = to->price };
    g->m->k->costs_and_expenditure(&pass);
}

/* From the worth of a wage to that of pay and, through the price index, of prices. */
static void wages_transposed(const cohong_gradient *g, const linear_point *to)
{
    for (size_t n = 0; n < g->N; n++) {
        double worth = to->wage[n];
        to->wage[n] *= g->wage_slope[n];
        for (size_t a = n; g->price_slope[n] != 0 && a < g->J * g->S; a += g->S)
            to->price[a] += g->price_slope[n] * worth * g->m->final_share[a] * g->per_spending[a];
    }
}

void linear_transposed(const cohong_gradient *g, const double *in, double *out)
{
    size_t J = g->J, N = g->N, S = g->S;
    linear_point from = linear_parts(g, (double *)in), to = linear_parts(g, out);
    for (size_t j = 0; j < J; j++) sector_transposed(g, j, &from);
    inputs_transposed(g, &to);
    double *income = to.revenue, *deficit = g->minus, *gdp = g->minus + S;
    g->m->k->sector_sums(J, S, g->m->final_share, g->weight, income);
    g->m->k->sector_sums(J, S, g->m->value_added_share, g->cost, to.wage);
    for (size_t a = 0; a < J * S; a++) to.price[a] *= g->per_spending[a];
    wages_transposed(g, &to);
    for (size_t n = 0; n < N; n++) {
        to.wage[n] += g->elasticity[n] * from.wage[n];
        deficit[n] = income[n] + from.wage[n];
        gdp[n] = income[n];
    }
    incomes_transposed(g, gdp, deficit, &to);
}
