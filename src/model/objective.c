/* Objectives: weighted sums of what people care for, their values at a solution and their derivatives by the state of the linear
 * system (adjoint.h).
 *
 * Government, after Ossa (2014, American Economic Review 104(12), 4104-4146): G = sum_j lambda(j) X(j) / P, where the nominal income
 * of sector j is its wages w L(j), its profits Pi(j), and of tariff revenue and the deficit the part L(j)/L of its workers:
 *   X(j) = w L(j) + Pi(j) + (R + D) L(j)/L,   w L(j) = (gamma0 - s) Y(j),   Pi(j) = s Y(j).
 * With all lambda 1, G is I/P, the country's welfare. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "model/adjoint.h"

double objective_weight(const double *weights, size_t k)
{
    return weights != NULL ? weights[k] : 0;
}

static double lambda_of(const cohong_objective *o, size_t k)
{
    return o->lobby != NULL ? o->lobby[k] : 1;
}

/* What politics make of a country's income. */
typedef struct lobbied {
    double wages;  /* sum of w L(j) */
    double mean;   /* lambda by workers */
    double income; /* sum of lambda X(j) */
} lobbied;

/* output[j*stride + n]; transfers are R + D. */
static lobbied lobbied_income(const cohong_model *m, const cohong_objective *o, const double *output, size_t stride,
                              size_t n, double transfers)
{
    lobbied l = { 0 };
    for (size_t j = 0; j < m->J; j++) {
        double Y = output[j * stride + n], labour = m->value_added_share[j * m->S + n],
               lambda = lambda_of(o, j * m->N + n);
        l.wages += labour * Y;
        l.mean += lambda * labour * Y;
        l.income += lambda * (labour + m->profit_share[j]) * Y;
    }
    l.mean = l.wages > 0 ? l.mean / l.wages : 0;
    l.income += l.mean * transfers;
    return l;
}

/* ---- values */

static double log_government(const cohong_model *m, const cohong_solution *s, const cohong_objective *o, size_t n)
{
    const cohong_accounts *a = m->accounts;
    lobbied before = lobbied_income(m, o, a->output, m->N, n, a->tariff_revenue[n] + a->deficit[n]);
    lobbied now = lobbied_income(m, o, s->output, m->N, n, s->tariff_revenue[n] + s->deficit[n]);
    return vmath_log(now.income / before.income);
}

static double log_prices(const cohong_model *m, const cohong_solution *s, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < m->J; j++) sum += m->base->final_share[j * m->N + n] * vmath_log(s->price_hat[j * m->N + n]);
    return sum;
}

static double country_value(const cohong_model *m, const cohong_solution *s, const cohong_objective *o, size_t n)
{
    double welfare = objective_weight(o->welfare, n), government = objective_weight(o->government, n);
    double real_wage = objective_weight(o->real_wage, n), value = 0;
    if (welfare != 0) value += welfare * vmath_log(s->income[n] / m->accounts->income[n]);
    if (government != 0) value += government * log_government(m, s, o, n);
    if (real_wage != 0) value += real_wage * vmath_log(s->wage_hat[n]);
    value -= (welfare + government + real_wage) * log_prices(m, s, n);
    value += objective_weight(o->employment, n) * vmath_log(s->labour_hat[n]);
    value += objective_weight(o->revenue, n) * s->tariff_revenue[n];
    for (size_t j = 0; j < m->J; j++) {
        double Y = s->output[j * m->N + n];
        if (Y > 0 && o->output != NULL) value += o->output[j * m->N + n] * vmath_log(Y);
        value += objective_weight(o->profit, j * m->N + n) * (m->profit_share[j] * Y);
    }
    return value;
}

double objective_value(const cohong_model *m, const cohong_solution *s, const cohong_objective *objective,
                       const bool *of)
{
    double sum = 0;
    for (size_t n = 0; n < m->N; n++)
        if (of == NULL || of[n]) sum += country_value(m, s, objective, n);
    return sum;
}

double cohong_objective_value(const cohong_case *of_case, const cohong_objective *objective)
{
    return objective_value(of_case->model, of_case->solution, objective, NULL);
}

/* ---- derivatives */

/* How much the objective rises when every value and price does by one log point: 0 but for levels. */
static double level_weight(const cohong_gradient *g, const cohong_objective *o, const bool *of)
{
    double sum = 0;
    for (size_t n = 0; n < g->N; n++) {
        if (of != NULL && !of[n]) continue;
        sum += objective_weight(o->revenue, n) * g->revenue[n];
        for (size_t j = 0; j < g->J; j++) {
            size_t k = j * g->N + n;
            double Y = g->output[j * g->S + n];
            if (Y > 0)
                sum += objective_weight(o->output, k) + objective_weight(o->profit, k) * g->m->profit_share[j] * Y;
        }
    }
    return sum;
}

/* d ln G but for prices: by outputs, and answers that by R and D. */
static double add_government(const cohong_gradient *g, const cohong_objective *o, size_t n, double weight,
                             const linear_point *to)
{
    double transfers = g->revenue[n] + g->deficit[n];
    lobbied l = lobbied_income(g->m, o, g->output, g->S, n, transfers);
    for (size_t j = 0; j < g->J; j++) {
        size_t a = j * g->S + n;
        double labour = g->m->value_added_share[a], lambda = lambda_of(o, j * g->N + n);
        double worth = lambda * (labour + g->m->profit_share[j]) + labour * (lambda - l.mean) * transfers / l.wages;
        to->output[a] += weight * worth / l.income;
    }
    return weight * l.mean / l.income;
}

static void add_sectors(const cohong_gradient *g, const cohong_objective *o, size_t n, const linear_point *to)
{
    for (size_t j = 0; j < g->J; j++) {
        size_t a = j * g->S + n, k = j * g->N + n;
        if (!(g->output[a] > 0)) continue;
        to->output[a] += objective_weight(o->output, k) / g->output[a] +
                         objective_weight(o->profit, k) * g->m->profit_share[j];
    }
}

/* A country's part; gdp and deficit are the worth of these, to->wage that of pay. */
static void add_country(const cohong_gradient *g, const cohong_objective *o, size_t n, double *gdp, double *deficit,
                        const linear_point *to)
{
    double welfare = objective_weight(o->welfare, n), government = objective_weight(o->government, n);
    double real_wage = objective_weight(o->real_wage, n), employment = objective_weight(o->employment, n);
    double wage = real_wage - employment, transfers = welfare / g->income[n];
    double prices = welfare + government + real_wage - g->price_slope[n] * wage;
    gdp[n] += welfare / g->income[n];
    if (government != 0) transfers += add_government(g, o, n, government, to);
    to->revenue[n] = transfers + objective_weight(o->revenue, n);
    to->wage[n] = g->wage_slope[n] * wage + employment;
    deficit[n] = transfers;
    for (size_t a = n; a < g->J * g->S; a += g->S) to->price[a] = -prices * g->m->final_share[a] * g->per_spending[a];
    add_sectors(g, o, n, to);
}

void adjoint_right_side(cohong_gradient *g, const cohong_objective *objective, const bool *of, double *right)
{
    linear_point to = linear_parts(g, right);
    double *deficit = g->minus, *gdp = g->minus + g->S;
    double level = level_weight(g, objective, of) / g->world_gdp; /* results are in units of world GDP */
    memset(right, 0, g->length * sizeof *right);
    memset(g->minus, 0, 2 * g->S * sizeof *g->minus);
    for (size_t n = 0; n < g->N; n++) {
        gdp[n] = -level;
        if (of == NULL || of[n]) add_country(g, objective, n, gdp, deficit, &to);
    }
    incomes_transposed(g, gdp, deficit, &to);
}
