/* The eight solves of a batch, and a lane's solution. The equations, and where they come from, stand in solve.c; what differs is said
 * here.
 * * A lane's acceleration looks two steps back (Anderson's, depth 2): with home_response() a deeper history saves hardly an iteration,
 *   and it would have to be held eight times.
 * * A lane whose residual grows tenfold, or does not fall for long, or that is still in the red when the others are done, leaves: the
 *   solver for one has the detours for it.
 * * A lane that has converged stands still, and is evaluated along with the others to the same bits. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "model/batch_space.h"

static const double LEAST_OUTPUT_STEP = 0.1, PAY_STEP_LIMIT = 0.5, INCOME_FLOOR = 1e-3;
static const double HARDLY_TRADES = 1e-6, ROUNDING = 3e-14;
enum { PATIENCE = 60, ITERATIONS = 300 };

/* ---- the start */

/* A lane without a draw is solved as the base, so that its numbers are tame. */
static void set_empty(batch *b, size_t at)
{
    for (size_t j = 0; j < b->J; j++) b->theta[j * LANES + at] = b->m->theta[j];
    for (size_t k = 0; k < b->J * b->N; k++) b->technology[k * LANES + at] = 1;
    for (size_t n = 0; n < b->N; n++) b->labour[n * LANES + at] = b->m->value_added[n];
    for (size_t k = 0; k < b->free_count; k++) {
        b->own_log_ratio[b->free_slot[k] * LANES + at] = 1;
        b->own_rate[b->free_slot[k] * LANES + at] = 1;
    }
}

/* A = pi kappa^-theta and B = A/(1+t') of the draws' own cells. */
static void make_shares(batch *b)
{
    size_t N = b->N, J = b->J;
    b->k->logarithms(b->free_count, b->free_slot, b->own_log_ratio);
    for (size_t j = 0; j < J; j++) {
        size_t first = b->own_first[j * (N + 1)], end = b->own_first[j * (N + 1) + N], at = first * LANES;
        b->k->powers(end - first, b->theta + j * LANES, b->own_share + first, b->own_log_ratio + at, b->own_rate + at,
                     b->own_A + at, b->own_B + at);
        for (size_t n = 0; n < N; n++) {
            double *home = b->A_home + (n * J + j) * LANES;
            for (size_t l = 0; l < LANES; l++) home[l] = b->A[(j * N + n) * N + n];
            for (size_t k = b->own_first[j * (N + 1) + n]; k < b->own_first[j * (N + 1) + n + 1]; k++)
                if (b->own_exporter[k] == n) memcpy(home, b->own_A + k * LANES, LANES * sizeof *home);
        }
    }
}

/* kappa^-theta has to fit a double. */
static void check_range(batch *b)
{
    for (size_t j = 0; j < b->J; j++)
        for (size_t k = b->own_first[j * (b->N + 1)]; k < b->own_first[j * (b->N + 1) + b->N]; k++)
            for (size_t at = 0; at < LANES; at++)
                if (!(fabs(b->own_log_ratio[k * LANES + at] * b->theta[j * LANES + at]) <= MODEL_LOG_LIMIT))
                    b->lanes[at].state = LANE_ALONE;
}

static void start_at_the_base(batch *b)
{
    size_t cells = b->N * b->J, length = (2 * cells + 2 * b->N) * LANES * sizeof(double);
    memset(b->x.all, 0, length);
    for (size_t k = 0; k < cells * LANES; k++) b->x.output_hat[k] = 1;
    for (size_t k = 0; k < b->N * LANES; k++) b->x.revenue[k] = b->m->base_revenue[k / LANES];
    for (size_t k = 0; k < BATCH_HISTORY; k++) {
        memset(b->g[k].all, 0, length);
        memset(b->f[k].all, 0, length);
    }
}

static void begin(batch *b)
{
    for (size_t at = 0; at < LANES; at++) {
        lane *l = &b->lanes[at];
        l->taken = l->state == LANE_MOVING;
        l->best = INFINITY;
        if (!l->taken) {
            set_empty(b, at);
            l->labour_elasticity = 0;
        }
    }
    make_shares(b);
    check_range(b);
    start_at_the_base(b);
}

/* ---- countries */

/* World GDP is the numeraire. */
static void normalise_pay(batch *b, size_t at)
{
    double base = 0, now = 0;
    for (size_t n = 0; n < b->N; n++) {
        base += b->m->value_added[n];
        now += vmath_exp(b->x.log_pay[n * LANES + at]) * b->labour[n * LANES + at];
    }
    double shift = vmath_log(base / now);
    for (size_t n = 0; n < b->N; n++) b->x.log_pay[n * LANES + at] += shift;
}

static double log_price_index(const batch *b, size_t n, size_t at)
{
    double sum = 0;
    for (size_t k = n * b->J; k < (n + 1) * b->J; k++) sum += b->final_share[k] * b->x.log_price[k * LANES + at];
    return sum;
}

static void wages(batch *b, size_t at)
{
    for (size_t n = 0; n < b->N; n++) {
        size_t k = n * LANES + at;
        double v = b->x.log_pay[k], p = b->m->labour_follows_prices ? log_price_index(b, n, at) : 0;
        b->log_wage[k] = b->m->labour_market[n]->log_wage(v, p, b->lanes[at].labour_elasticity);
        b->wage_hat[k] = vmath_exp(b->log_wage[k]);
        b->factor_income[k] = vmath_exp(v) * b->labour[k];
    }
}

/* I' = w^ L^ VA + R' + D'; answers whether a country is in the red. */
static bool incomes(batch *b, size_t at)
{
    bool red = false;
    if (b->lanes[at].state != LANE_CONVERGED) normalise_pay(b, at); /* which stands still */
    wages(b, at);
    for (size_t n = 0; n < b->N; n++) b->line_new[n] = b->factor_income[n * LANES + at];
    b->m->deficits->deficits(b->N, b->m->base_deficit, b->m->value_added, b->line_new, b->line_deficit);
    for (size_t n = 0; n < b->N; n++) {
        size_t k = n * LANES + at;
        double pay = b->factor_income[k], income = pay + b->x.revenue[k] * b->m->value_added[n] + b->line_deficit[n];
        b->deficit[k] = b->line_deficit[n];
        red |= !(income > INCOME_FLOOR * pay);
        b->income[k] = income > INCOME_FLOOR * pay ? income : INCOME_FLOOR * pay;
    }
    return red;
}

/* ---- the passes */

static void inputs_of(const batch *b, size_t n)
{
    size_t J = b->J, row = n * J, by_country = row * LANES, by_sector = n * LANES;
    lanes_inputs pass = { .J = J,
                          .N = b->N,
                          .gamma = b->gamma + row * J,
                          .value_added_share = b->value_added_share + row,
                          .final_share = b->final_share + row,
                          .output = b->output + row,
                          .theta = b->theta,
                          .technology = b->technology + by_sector,
                          .log_wage = b->log_wage + by_sector,
                          .income = b->income + by_sector,
                          .log_price = b->x.log_price + by_country,
                          .output_hat = b->x.output_hat + by_country,
                          .log_cost = b->log_cost + by_country,
                          .spent = b->spent,
                          .z = b->z + by_sector,
                          .expenditure = b->expenditure + by_sector };
    b->k->inputs(&pass);
}

static void sector_of(const batch *b, size_t j)
{
    size_t N = b->N, at = j * N * LANES;
    lanes_sector pass = { .N = N,
                          .tariffed = b->tariffed[j],
                          .A = b->A + j * N * N,
                          .B = b->B + j * N * N,
                          .own = { b->own_first + j * (N + 1), b->own_exporter, b->own_A, b->own_B },
                          .z = b->z + at,
                          .expenditure = b->expenditure + at,
                          .phi = b->phi + at,
                          .taxfree = b->taxfree + at,
                          .per_phi = b->per_phi + at,
                          .sales = b->sales + at };
    b->k->sector(&pass);
}

static void markets_of(const batch *b, size_t n)
{
    size_t J = b->J, row = n * J, by_country = row * LANES, by_sector = n * LANES;
    lanes_markets pass = { .J = J,
                           .N = b->N,
                           .tariffed = b->tariffed,
                           .theta = b->theta,
                           .A_home = b->A_home + by_country,
                           .phi = b->phi + by_sector,
                           .taxfree = b->taxfree + by_sector,
                           .sales = b->sales + by_sector,
                           .z = b->z + by_sector,
                           .expenditure = b->expenditure + by_sector,
                           .inverse_output = b->inverse_output + row,
                           .idle = b->idle + row,
                           .value_added_share = b->value_added_share + row,
                           .cost_passthrough = b->cost_passthrough + row,
                           .log_price = b->x.log_price + by_country,
                           .output_hat = b->x.output_hat + by_country,
                           .new_log_price = b->g[0].log_price + by_country,
                           .new_output_hat = b->g[0].output_hat + by_country,
                           .home_share = b->home_share,
                           .cost_response = b->cost_response };
    b->k->markets(&pass, &b->sums[n]);
}

static void home_of(const batch *b, size_t n, const double *wage_change, const double *income_change)
{
    size_t J = b->J, row = n * J, by_country = row * LANES;
    lanes_home pass = { .J = J,
                        .least_output_step = LEAST_OUTPUT_STEP,
                        .response = b->response + row * J,
                        .value_added_share = b->value_added_share + row,
                        .final_share = b->final_share + row,
                        .output = b->output + row,
                        .inverse_output = b->inverse_output + row,
                        .home_share = b->home_share,
                        .cost_response = b->cost_response,
                        .wage_change = wage_change,
                        .income_change = income_change,
                        .log_price = b->x.log_price + by_country,
                        .output_hat = b->x.output_hat + by_country,
                        .new_log_price = b->g[0].log_price + by_country,
                        .new_output_hat = b->g[0].output_hat + by_country,
                        .change = b->change,
                        .indirect = b->indirect };
    b->k->home(&pass);
}

/* ---- one evaluation */

/* Change of ln(w^ L^) that closes the trade balance (solve.c: balancing_step). */
static double balancing_step(const batch *b, size_t n, size_t at, double slope)
{
    const lanes_sums *s = &b->sums[n];
    double scale = b->factor_income[n * LANES + at];
    double balance = s->output[at] + b->deficit[n * LANES + at] - s->purchases[at];
    double elasticity = slope == 1 ? s->elasticity[at] : slope * (s->elasticity[at] - s->imports[at]) + s->imports[at];
    if (elasticity < HARDLY_TRADES * scale && fabs(balance) < ROUNDING * scale) return 0;
    return balance / elasticity;
}

/* Pay and revenue of the image in every lane, and what they change at home. */
static void pay_step(const batch *b, size_t n, double *wage_change, double *income_change)
{
    for (size_t at = 0; at < LANES; at++) {
        size_t k = n * LANES + at;
        double VA = b->m->value_added[n], revenue = b->sums[n].revenue[at];
        double slope = b->m->labour_market[n]->slope(b->x.log_pay[k], b->lanes[at].labour_elasticity);
        double step = balancing_step(b, n, at, slope);
        if (step > PAY_STEP_LIMIT) step = PAY_STEP_LIMIT;
        if (!(step >= -PAY_STEP_LIMIT)) step = -PAY_STEP_LIMIT;
        b->g[0].log_pay[k] = b->x.log_pay[k] + step;
        b->g[0].revenue[k] = revenue / VA;
        wage_change[at] = slope * step;
        income_change[at] = b->factor_income[k] * step + (revenue - b->x.revenue[k] * VA);
    }
}

/* g from x. */
static void evaluate(batch *b, bool red[LANES])
{
    double wage_change[LANES] __attribute__((aligned(64))), income_change[LANES] __attribute__((aligned(64)));
    for (size_t at = 0; at < LANES; at++) red[at] = incomes(b, at);
    for (size_t n = 0; n < b->N; n++) inputs_of(b, n);
    for (size_t j = 0; j < b->J; j++) sector_of(b, j);
    for (size_t n = 0; n < b->N; n++) {
        markets_of(b, n);
        pay_step(b, n, wage_change, income_change);
        home_of(b, n, wage_change, income_change);
    }
}

/* ---- how a lane stands */

static double larger(double a, double b)
{
    return a > b || a != a ? a : b;
}

static void residuals_of(batch *b, size_t at)
{
    cohong_residuals r = { 0 };
    for (size_t n = 0; n < b->N; n++) {
        const lanes_sums *s = &b->sums[n];
        size_t k = n * LANES + at;
        r.price = larger(s->price_error[at], r.price);
        r.output = larger(s->output_error[at], r.output);
        r.trade_balance = larger(fabs(s->output[at] + b->deficit[k] - s->purchases[at]) / b->factor_income[k],
                                 r.trade_balance);
        r.labour_market = larger(fabs(s->wage_bill[at] / b->factor_income[k] - 1), r.labour_market);
        r.revenue = larger(fabs(s->revenue[at] - b->x.revenue[k] * b->m->value_added[n]) / b->income[k], r.revenue);
    }
    lane *l = &b->lanes[at];
    l->residuals = r;
    l->residual = 0;
#define WORST(name, text) l->residual = larger(r.name, l->residual);
    COHONG_EQUATION_LIST(WORST)
#undef WORST
}

/* Whether no z was cut off by the range of exponentials. */
static bool in_range(const batch *b, size_t at)
{
    for (size_t k = 0; k < b->N * b->J; k++)
        if (!(fabs(b->theta[k % b->J * LANES + at] * b->log_cost[k * LANES + at]) <= MODEL_LOG_LIMIT)) return false;
    return true;
}

static void judge(batch *b, size_t at, size_t iteration, bool red)
{
    lane *l = &b->lanes[at];
    if (l->state == LANE_CONVERGED || l->state == LANE_ALONE) return;
    residuals_of(b, at);
    l->iterations = iteration;
    l->idle++;
    if (l->residual <= b->m->settings.tolerance && !red) {
        l->state = in_range(b, at) ? LANE_CONVERGED : LANE_ALONE;
        return;
    }
    bool lost = !(l->residual <= 10 * l->best) || !(l->residual < INFINITY) || l->idle > PATIENCE;
    if (lost || iteration >= ITERATIONS || iteration >= b->m->iteration_limit) l->state = LANE_ALONE;
    if (l->residual < 0.9 * l->best) l->idle = 0;
    if (l->residual < l->best) l->best = l->residual;
}

/* ---- the next point */

/* Weights of the two differences that make |f - a1 d1 - a2 d2| least. Where the second says nothing that the first does not, or
 * both say nothing, it has none. */
static void weigh(const lanes_products *p, size_t at, size_t history, double *a1, double *a2)
{
    double d1d1 = p->d1d1[at], d1d2 = p->d1d2[at], d2d2 = p->d2d2[at], left;
    *a1 = *a2 = 0;
    if (history < 1 || !(d1d1 > 0)) return;
    *a1 = p->fd1[at] / d1d1;
    left = d2d2 - d1d2 / d1d1 * d1d2;
    if (history < 2 || !(left > 1e-13 * d2d2)) return;
    *a2 = (p->fd2[at] - d1d2 / d1d1 * p->fd1[at]) / left;
    *a1 -= d1d2 / d1d1 * *a2;
}

static void weights(batch *b, const lanes_products *p, size_t iteration, lanes_step *step)
{
    size_t history = iteration < b->m->settings.plain_steps ? 0 : iteration;
    if (history > b->m->settings.anderson_depth) history = b->m->settings.anderson_depth;
    for (size_t at = 0; at < LANES; at++) {
        weigh(p, at, history, &step->a1[at], &step->a2[at]);
        step->moving[at] = b->lanes[at].state == LANE_CONVERGED ? 0 : 1;
    }
}

static void limit_pay(batch *b, const lanes_step *step)
{
    for (size_t k = 0; k < b->N * LANES; k++) {
        double image = b->g[0].log_pay[k], away = b->x.log_pay[k] - image;
        if (step->moving[k % LANES] == 0) continue;
        if (!(away <= PAY_STEP_LIMIT)) b->x.log_pay[k] = image + PAY_STEP_LIMIT;
        if (!(away >= -PAY_STEP_LIMIT)) b->x.log_pay[k] = image - PAY_STEP_LIMIT;
    }
}

static void turn_history(batch *b)
{
    lanes_point g = b->g[2], f = b->f[2];
    b->g[2] = b->g[1], b->g[1] = b->g[0], b->g[0] = g;
    b->f[2] = b->f[1], b->f[1] = b->f[0], b->f[0] = f;
}

static void next_point(batch *b, size_t iteration)
{
    size_t cells = b->N * b->J;
    lanes_products products __attribute__((aligned(64)));
    lanes_step step __attribute__((aligned(64)));
    memset(&products, 0, sizeof products);
    b->k->remember(2 * cells + 2 * b->N, b->g[0].all, b->x.all, b->f[0].all, b->f[1].all, b->f[2].all, &products);
    weights(b, &products, iteration, &step);
    b->k->advance(cells, b->g[0].log_price, b->g[1].log_price, b->g[2].log_price, &step, b->x.log_price);
    b->k->advance_above(cells, b->g[0].output_hat, b->g[1].output_hat, b->g[2].output_hat, &step, LEAST_OUTPUT_STEP,
                        b->x.output_hat);
    b->k->advance(2 * b->N, b->g[0].log_pay, b->g[1].log_pay, b->g[2].log_pay, &step, b->x.log_pay);
    limit_pay(b, &step);
    turn_history(b);
}

static bool any_moving(const batch *b)
{
    for (size_t at = 0; at < LANES; at++)
        if (b->lanes[at].taken && b->lanes[at].state == LANE_MOVING) return true;
    return false;
}

void batch_solve(batch *b)
{
    bool red[LANES];
    begin(b);
    for (size_t iteration = 0;; iteration++) {
        evaluate(b, red);
        for (size_t at = 0; at < LANES; at++) judge(b, at, iteration, red[at]);
        if (!any_moving(b)) break;
        next_point(b, iteration);
    }
    b->k->exponentials(b->N * b->J, b->x.log_price, b->price_hat);
    b->k->exponentials(b->N * b->J, b->log_cost, b->cost_hat);
}

/* ---- a lane's solution */

static void take_countries(const batch *b, size_t at, cohong_solution *s)
{
    for (size_t n = 0; n < b->N; n++) {
        size_t k = n * LANES + at;
        s->wage_hat[n] = b->wage_hat[k];
        s->labour_hat[n] = b->labour[k] / b->m->value_added[n] * vmath_exp(b->x.log_pay[k] - b->log_wage[k]);
        s->tariff_revenue[n] = b->x.revenue[k] * b->m->value_added[n];
        s->deficit[n] = b->deficit[k];
        s->income[n] = b->income[k];
    }
}

static void take_sectors(const batch *b, size_t at, cohong_solution *s)
{
    for (size_t n = 0; n < b->N; n++)
        for (size_t j = 0; j < b->J; j++) {
            size_t from = n * b->J + j, to = j * b->N + n;
            s->sector_wage_hat[to] = s->wage_hat[n];
            s->price_hat[to] = b->price_hat[from * LANES + at];
            s->unit_cost_hat[to] = b->cost_hat[from * LANES + at];
            s->output[to] = b->output[from] * b->x.output_hat[from * LANES + at];
            s->expenditure[to] = b->expenditure[to * LANES + at];
        }
}

/* M' = B z X'/phi */
static void take_trade(const batch *b, size_t at, double *trade)
{
    size_t N = b->N;
    for (size_t j = 0; j < b->J; j++) {
        const size_t *first = b->own_first + j * (N + 1);
        for (size_t i = 0; i < N; i++) b->line[i] = b->z[(j * N + i) * LANES + at];
        for (size_t n = 0; n < N; n++) {
            const double *B = b->B + (j * N + n) * N;
            double per_phi = b->per_phi[(j * N + n) * LANES + at], *row = trade + (j * N + n) * N;
            for (size_t i = 0; i < N; i++) row[i] = B[i] * b->line[i] * per_phi;
            for (size_t k = first[n]; k < first[n + 1]; k++) {
                size_t i = b->own_exporter[k];
                row[i] = b->own_B[k * LANES + at] * b->line[i] * per_phi;
            }
        }
    }
}

bool batch_take(const batch *b, size_t at, cohong_solution *solution)
{
    const lane *l = &b->lanes[at];
    if (!l->taken || l->state != LANE_CONVERGED) return false;
    solution->outcome = COHONG_CONVERGED;
    solution->why[0] = '\0';
    solution->iterations = l->iterations;
    solution->residuals = l->residuals;
    solution->residual = l->residual;
    take_countries(b, at, solution);
    take_sectors(b, at, solution);
    if (solution->trade != NULL) take_trade(b, at, solution->trade);
    return true;
}
