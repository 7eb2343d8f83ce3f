/* The equilibrium in exact hats: all equations at once, in logs, by an accelerated fixed point.
 *
 * One evaluation maps the point x = (ln P^, Y^, ln(w^ L^), R'/VA) to its image g:
 *   incomes        I' = w^ L^ VA + Pi' + R' + D'                                             (model.md 5)
 *   costs          ln c = gamma0 ln w^ + sum_k gamma ln P^;   X' = sum_k gamma Y' + alpha I'  (1, 4)
 *   sectors        z, phi, new prices, net-of-tariff factors, new output                      (2, 3, 4)
 *   wages          ln w^ += clip(trade balance / elasticity, 1/2)                             (6)
 * where the elasticity is that of the country's own trade balance in its own wage,
 *   el(n) = sum_j theta s (exports + imports h) + imports,   s = gamma0 + sum_k gamma h s,   h the home share
 * (theta the exponent of unit costs in the market structure, Pi' profits where it has some):
 * a step that stays well scaled from free trade to near autarky. Plain steps come first, then Anderson acceleration; when
 * the residual grows tenfold the history is dropped and more plain steps follow, twice as many each time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/vmath.h"
#include "model/economy.h"

/* A step of the accelerated point away from the plain one is kept within these bounds. */
static const double LEAST_OUTPUT_STEP = 0.1; /* accelerated Y^ at least this share of the plain one */
static const double PAY_STEP_LIMIT = 0.5;
static const double HARDLY_TRADES = 1e-6, ROUNDING = 3e-14; /* of factor income */
static const double INCOME_FLOOR = 1e-3; /* of factor income, while an iterate has a country in the red */
static const size_t RED_LIMIT = 400;     /* iterations in the red after which there is no solution */

double cost_exponent(const cohong_model *m, size_t j)
{
    const market_structure *s = m->structure;
    return m->theta[j] + (s->profits ? 1 : s->selection ? m->settings.firm_size_tail - 1 : 0);
}

double cost_scale(const cohong_model *m, size_t j)
{
    return m->structure->profits ? cost_exponent(m, j) / m->theta[j] : 1;
}

void start_at_base(cohong_model *m)
{
    memset(m->x.all, 0, m->point_length * sizeof *m->x.all);
    for (size_t k = 0; k < m->J * m->S; k++) m->x.output_hat[k] = 1;
    memcpy(m->x.revenue, m->base_revenue, m->S * sizeof *m->x.revenue);
}

/* Pi' of outputs at x, by country. */
static void profits(cohong_model *m)
{
    memset(m->profit, 0, m->S * sizeof *m->profit);
    for (size_t k = 0; m->structure->profits && k < m->J * m->S; k++)
        m->profit[k % m->S] += m->profit_share[k / m->S] * (m->output[k] * m->x.output_hat[k]);
}

/* World GDP is the numeraire: sum over n of w^ L^ VA + Pi' = sum of VA + Pi. */
static void normalise_pay(cohong_model *m)
{
    double base = 0, now = 0;
    profits(m);
    for (size_t n = 0; n < m->N; n++) {
        base += m->base_gdp[n];
        now += vmath_exp(m->x.log_pay[n]) * m->labour[n] + m->profit[n];
    }
    double shift = vmath_log(base / now);
    for (size_t n = 0; n < m->N; n++) m->x.log_pay[n] += shift;
}

/* ln of the final price index: sum_j alpha ln P^ */
static double log_price_index(const cohong_model *m, size_t n)
{
    double sum = 0;
    for (size_t k = n; k < m->J * m->S; k += m->S) sum += m->final_share[k] * m->x.log_price[k];
    return sum;
}

/* ln w^ of v by each country's labour closure, w^ and w^ L^ VA. */
static void wages(cohong_model *m)
{
    for (size_t n = 0; n < m->N; n++) {
        double v = m->x.log_pay[n], p = m->labour_follows_prices ? log_price_index(m, n) : 0;
        m->log_wage[n] = m->labour_market[n]->log_wage(v, p, m->settings.labour_elasticity);
        m->wage_hat[n] = vmath_exp(m->log_wage[n]);
        m->factor_income[n] = vmath_exp(v) * m->labour[n];
        m->gdp[n] = m->factor_income[n] + m->profit[n];
    }
}

/* I' = w^ L^ VA + Pi' + R' + D'. Answers the country deepest in the red, or N. */
static size_t incomes(cohong_model *m)
{
    size_t red = m->N;
    double deepest = 0;
    wages(m);
    m->deficits->deficits(m->N, m->base_deficit, m->base_gdp, m->gdp, m->deficit);
    for (size_t n = 0; n < m->N; n++) {
        double income = m->gdp[n] + m->x.revenue[n] * m->value_added[n] + m->deficit[n];
        if (!(income > INCOME_FLOOR * m->factor_income[n])) {
            if (red == m->N || income / m->factor_income[n] < deepest) red = n, deepest = income / m->factor_income[n];
            income = INCOME_FLOOR * m->factor_income[n];
        }
        m->income[n] = income;
    }
    return red;
}

static country_sums clear_sums(cohong_model *m)
{
    size_t S = m->S;
    double *r = m->sums;
    memset(r, 0, COUNTRY_SUMS * S * sizeof *r);
    return (country_sums){ .output = r,
                           .purchases = r + S,
                           .revenue = r + 2 * S,
                           .wage_bill = r + 3 * S,
                           .imports = r + 4 * S,
                           .elasticity = r + 5 * S,
                           .price_error = r + 6 * S,
                           .output_error = r + 7 * S };
}

static sector_anchor anchor_of(const cohong_model *m, size_t j)
{
    size_t row = j * m->S;
    return (sector_anchor){ .z = m->anchor.z + row,
                            .phi = m->anchor.phi + row,
                            .net_of_tariff = m->anchor.net_of_tariff + row,
                            .per_phi = m->anchor.per_phi + row,
                            .sales = m->anchor.sales + row };
}

static sector_pass pass_of(cohong_model *m, size_t j)
{
    size_t S = m->S, row = j * S, block = j * S * S;
    return (sector_pass){ .N = m->N,
                          .S = S,
                          .theta = m->theta[j],
                          .cost_exponent = cost_exponent(m, j),
                          .selection = m->structure->selection ? m->settings.firm_size_tail - 1 : 0,
                          .tariffed = m->tariffed[j],
                          .A = m->A + block,
                          .B = (m->tariffed[j] ? m->B : m->A) + block,
                          .A_home = m->A_home + row,
                          .log_cost = m->log_cost + row,
                          .firms_hat = m->structure->entry > 0 ? m->firms_hat + row : NULL,
                          .output_hat = m->x.output_hat + row,
                          .log_price = m->x.log_price + row,
                          .expenditure = m->expenditure + row,
                          .inverse_expenditure = m->inverse_expenditure + row,
                          .inverse_output = m->inverse_output + row,
                          .idle = m->idle + row,
                          .value_added_share = m->value_added_share + row,
                          .cost_passthrough = m->cost_passthrough + row,
                          .moved = m->change + row,
                          .z = m->z + row,
                          .phi = m->phi + row,
                          .net_of_tariff = m->net_of_tariff + row,
                          .per_phi = m->per_phi + row,
                          .new_log_price = m->g.log_price + row,
                          .new_output_hat = m->g.output_hat + row,
                          .cost_response = m->cost_response + row,
                          .home_share = m->home_share + row };
}

/* g from x, and the sums over sectors; answers the country in the red, or N. With `single` the sums are those of the anchor and of
 * what has changed since, in single precision. */
static size_t evaluate(cohong_model *m, bool single, country_sums *sums)
{
    size_t red = incomes(m);
    cost_pass costs = { .J = m->J,
                        .S = m->S,
                        .gamma = m->gamma,
                        .value_added_share = m->value_added_share,
                        .final_share = m->final_share,
                        .log_wage = m->log_wage,
                        .log_price = m->x.log_price,
                        .income = m->income,
                        .output = m->output,
                        .output_hat = m->x.output_hat,
                        .log_cost = m->log_cost,
                        .expenditure = m->expenditure };
    m->k->costs_and_expenditure(&costs);
    if (m->labour_is_specific) specific_costs(m);
    *sums = clear_sums(m);
    for (size_t j = 0; j < m->J; j++) {
        sector_pass pass = pass_of(m, j);
        sector_anchor anchor;
        if (m->single_serves) anchor = anchor_of(m, j), pass.anchor = &anchor;
        if (single) {
            pass.A_single = m->A_single + j * m->S * m->S;
            pass.B_single = (m->tariffed[j] ? m->B_single : m->A_single) + j * m->S * m->S;
        }
        m->k->sector(&pass, sums);
    }
    return red;
}

static double larger(double a, double b)
{
    return a > b || a != a ? a : b;
}

/* The residual of every equation at x. Costs and expenditure hold by construction. */
static cohong_residuals residuals_at(const cohong_model *m, const country_sums *s)
{
    cohong_residuals r = { 0 };
    for (size_t n = 0; n < m->N; n++) {
        double balance = s->output[n] + m->deficit[n] - s->purchases[n];
        r.price = larger(s->price_error[n], r.price);
        r.output = larger(s->output_error[n], r.output);
        r.trade_balance = larger(fabs(balance) / m->factor_income[n], r.trade_balance);
        r.labour_market = larger(fabs(s->wage_bill[n] / m->factor_income[n] - 1), r.labour_market);
        r.revenue = larger(fabs(s->revenue[n] - m->x.revenue[n] * m->value_added[n]) / m->income[n], r.revenue);
    }
    return r;
}

static double worst(const cohong_residuals *r)
{
    double largest = 0;
#define WORST(name, text) largest = larger(r->name, largest);
    COHONG_EQUATION_LIST(WORST)
#undef WORST
    return largest;
}

/* Change of v = ln(w^ L^) that closes country n's trade balance. Of v the share `slope` is wage, which moves what is bought where;
 * all of it is income, which moves imports. A country that hardly trades has a balance of rounding errors alone: then none, since
 * divided by an elasticity as small as the trade they would move wages at random. */
static double balancing_step(const cohong_model *m, const country_sums *s, size_t n, double slope)
{
    double balance = s->output[n] + m->deficit[n] - s->purchases[n], scale = m->factor_income[n];
    double elasticity = slope == 1 ? s->elasticity[n] : slope * (s->elasticity[n] - s->imports[n]) + s->imports[n];
    if (elasticity < HARDLY_TRADES * scale && fabs(balance) < ROUNDING * scale) return 0;
    return balance / elasticity;
}

/* Pay and revenue of the image. */
static void pay_step(cohong_model *m, const country_sums *s, double limit)
{
    for (size_t n = 0; n < m->N; n++) {
        double slope = m->labour_market[n]->slope(m->x.log_pay[n], m->settings.labour_elasticity);
        double step = balancing_step(m, s, n, slope);
        if (step > limit) step = limit;
        if (!(step >= -limit)) step = -limit;
        m->g.log_pay[n] = m->x.log_pay[n] + step;
        m->g.revenue[n] = s->revenue[n] / m->value_added[n];
        m->wage_change[n] = slope * step;
        m->income_change[n] = m->factor_income[n] * step + (s->revenue[n] - m->x.revenue[n] * m->value_added[n]);
    }
}

/* Prices and outputs of the image, with each country's own input loop closed in one go. In a country that buys the share h at
 * home, a change f of its prices comes back through costs as h gamma f, h gamma h gamma f, ...: altogether
 *   dp = f + h C f,    dY = f_Y + h C^T f_Y,    C = gamma (I - h gamma)^-1 (of the base, made at setup),
 * where f holds the wage step too, and f_Y the income step and the loss of sales to the higher cost. What is left to the iteration
 * is trade between countries: half as many steps. */
static void home_response(cohong_model *m)
{
    home_pass pass = { .J = m->J,
                       .S = m->S,
                       .least_output_step = LEAST_OUTPUT_STEP,
                       .response = m->response,
                       .value_added_share = m->value_added_share,
                       .final_share = m->final_share,
                       .output = m->output,
                       .inverse_output = m->inverse_output,
                       .home_share = m->home_share,
                       .cost_response = m->cost_response,
                       .wage_change = m->wage_change,
                       .income_change = m->income_change,
                       .log_price = m->x.log_price,
                       .output_hat = m->x.output_hat,
                       .new_log_price = m->g.log_price,
                       .new_output_hat = m->g.output_hat,
                       .change = m->change,
                       .indirect = m->indirect };
    for (size_t from = 0; from < m->S; from += 8) {
        pass.from = from, pass.to = from + 8;
        m->k->home_prices(&pass);
        m->k->home_outputs(&pass);
    }
}

/* x <- accelerated point, kept in the domain. */
static void accelerate(cohong_model *m, double limit)
{
    const double one = 1;
    const double *x[1] = { m->x.all };
    m->k->combine(1, m->point_length, x, &one, m->g.all, m->f.all);
    anderson_step(&m->history, m->f.all, m->g.all, m->x.all);
    m->k->keep_above(m->J * m->S, m->g.output_hat, LEAST_OUTPUT_STEP, m->x.output_hat);
    if (m->labour_is_specific) specific_bounds(m);
    for (size_t n = 0; n < m->N; n++) {
        double away = m->x.log_pay[n] - m->g.log_pay[n];
        if (!(away <= limit)) m->x.log_pay[n] = m->g.log_pay[n] + limit;
        if (!(away >= -limit)) m->x.log_pay[n] = m->g.log_pay[n] - limit;
    }
}

/* When to trust what: plain steps come first; a failure (the residual grows tenfold, or does not fall for long) drops the history
 * and is followed by more plain steps, twice as many each time. home_response() is made for the home shares of the base; where a
 * shock moves them so far that it fails twice, the steps go on without it. Steps that still fail go in a circle around the
 * solution: from then on each failure halves them. */
typedef struct pace {
    size_t plain_left, plain_next;
    size_t failures, idle; /* iterations since the residual last fell */
    double best, step;     /* step: share of the way to the image */
    double pay_limit;      /* of a step in ln(w^ L^) */
} pace;

enum { PATIENCE = 50, HOME_FAILURES = 2, PLAIN_LIMIT = 160 };
static const double LEAST_STEP = 1.0 / 256;

/* Shares of an industry with a large theta are all or nothing within 1/theta of a wage: longer steps jump across. */
static double careful_pay_limit(const cohong_model *m)
{
    double theta = 0;
    for (size_t j = 0; j < m->J; j++) theta = fmax(theta, m->theta[j]);
    return fmin(PAY_STEP_LIMIT, 1 / theta);
}

static void judge(cohong_model *m, pace *p, double residual)
{
    p->idle++;
    if (residual > 10 * p->best || p->idle > PATIENCE + p->plain_next) {
        anderson_reset(&m->history);
        p->plain_left = p->plain_next;
        if (p->plain_next < PLAIN_LIMIT) p->plain_next *= 2;
        if (++p->failures > HOME_FAILURES && p->step > LEAST_STEP) p->step /= 2;
        p->pay_limit = careful_pay_limit(m);
        p->best = residual;
        p->idle = 0;
    }
    if (residual < 0.9 * p->best) p->idle = 0;
    if (residual < p->best) p->best = residual;
}

/* x <- x + step (g - x) */
static void plain(cohong_model *m, double step)
{
    const double one = 1, back = -step;
    const double *x[1] = { m->x.all }, *f[1] = { m->f.all };
    if (step == 1) {
        memcpy(m->x.all, m->g.all, m->point_length * sizeof *m->x.all);
        return;
    }
    m->k->combine(1, m->point_length, x, &one, m->g.all, m->f.all);
    m->k->combine(1, m->point_length, f, &back, m->x.all, m->x.all);
}

static void next_point(cohong_model *m, pace *p)
{
    if (p->plain_left > 0 || m->history.depth == 0) {
        if (p->plain_left > 0) p->plain_left--;
        plain(m, p->step);
    } else {
        accelerate(m, p->pay_limit);
    }
}

/* Which evaluations read A and B in single precision, where there are such copies: those between anchors, with an error of some 6e-8
 * of the way from the anchor. A new anchor is due when the residual has fallen far, and the last word is always that of an evaluation
 * in double precision. */
static const double NEXT_ANCHOR = 1e-5;

typedef struct precision {
    bool single;
    double anchored; /* the residual of the anchor */
} precision;

static precision precision_begin(cohong_model *m)
{
    size_t bytes = m->J * m->S * sizeof(double);
    if (m->single_serves) {
        memset(m->anchor.z, 0, bytes);
        memset(m->anchor.phi, 0, bytes);
        memset(m->anchor.net_of_tariff, 0, bytes);
        memset(m->anchor.per_phi, 0, bytes);
        memset(m->anchor.sales, 0, bytes);
    }
    return (precision){ .single = m->single_serves, .anchored = 1 };
}

/* After an evaluation; answers whether to take the same point again, in double precision. */
static bool precision_next(const cohong_model *m, precision *p, double residual, double tolerance)
{
    bool was_single = p->single, last = residual <= tolerance || !(residual < INFINITY);
    if (!was_single) p->anchored = residual;
    p->single = m->single_serves && !last && !(was_single && residual <= NEXT_ANCHOR * p->anchored);
    return was_single && last;
}

static void explain(const cohong_model *m, cohong_solution *s, size_t red)
{
    if (red < m->N)
        snprintf(
            s->why, sizeof s->why,
            "income of %s would not be positive: with deficits = \"%s\" its trade surplus is more than it can earn",
            m->base->countries[red].code, m->deficits->name);
    else if (!(s->residual < INFINITY))
        snprintf(s->why, sizeof s->why, "prices or outputs left the positive numbers");
    else
        snprintf(s->why, sizeof s->why, "the residual is %.3g after %zu iterations (tolerance %.3g)", s->residual,
                 s->iterations, m->settings.tolerance);
}

/* Whether no z was cut off by the range of exponentials, which the residuals would not show. */
static bool in_range(const cohong_model *m)
{
    for (size_t k = 0; k < m->J * m->S; k++)
        if (!(fabs(cost_exponent(m, k / m->S) * m->log_cost[k]) <= MODEL_LOG_LIMIT)) return false;
    return true;
}

void solve_markets(cohong_model *m, double tolerance, cohong_solution *solution)
{
    pace p = { .plain_left = m->settings.plain_steps,
               .plain_next = m->settings.plain_steps < 4 ? 8 : 2 * m->settings.plain_steps,
               .best = INFINITY,
               .step = 1,
               .pay_limit = PAY_STEP_LIMIT };
    precision reading = precision_begin(m);
    size_t red_count = 0, red = m->N;
    anderson_reset(&m->history);
    solution->outcome = COHONG_LIMIT;
    solution->why[0] = '\0';
    for (size_t k = 0;; k++, solution->iterations++) {
        country_sums sums;
        normalise_pay(m);
        red = evaluate(m, reading.single, &sums);
        solution->residuals = residuals_at(m, &sums);
        solution->residual = worst(&solution->residuals);
        if (precision_next(m, &reading, solution->residual, tolerance)) continue;
        red_count = red < m->N ? red_count + 1 : 0;
        if (solution->residual <= tolerance && red == m->N) {
            solution->outcome = in_range(m) ? COHONG_CONVERGED : COHONG_NO_SOLUTION;
            if (solution->outcome == COHONG_NO_SOLUTION)
                snprintf(solution->why, sizeof solution->why, "costs left the range in which shares can be held");
            return;
        }
        if (!(solution->residual < INFINITY) || red_count > RED_LIMIT) {
            solution->outcome = COHONG_NO_SOLUTION;
            break;
        }
        if (k >= m->iteration_limit) break;
        judge(m, &p, solution->residual);
        pay_step(m, &sums, p.pay_limit);
        if (m->labour_is_specific) specific_outputs(m);
        if (p.failures < HOME_FAILURES) home_response(m);
        next_point(m, &p);
    }
    explain(m, solution, red);
}

void solve_equilibrium(cohong_model *m, double tolerance, cohong_solution *solution)
{
    start_at_base(m);
    solution->iterations = 0;
    if (m->structure->entry > 0)
        solve_with_entry(m, tolerance, solution);
    else
        solve_markets(m, tolerance, solution);
}

cohong_status cohong_model_solve(cohong_model *model, const cohong_shock *shock, cohong_solution *solution,
                                 cohong_error *error)
{
    const cohong_shock nothing = { 0 };
    cohong_status status = prepare_shock(model, shock != NULL ? shock : &nothing, error);
    if (status != COHONG_OK) return status;
    solve_equilibrium(model, model->settings.tolerance, solution);
    solution_from_workspace(model, solution);
    return COHONG_OK;
}
