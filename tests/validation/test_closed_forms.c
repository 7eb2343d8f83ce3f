/* Equilibria that can be written down or computed in another way: two countries, autarky (Costinot & Rodriguez-Clare
 * 2014, Handbook of International Economics vol. 4, ch. 4), one country, and one sector solved by tatonnement. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dense.h"
#include "jobs_case.h"
#include "reference.h"

static const double BOUND = 1e-9;
static const char *const STRUCTURES[] = { "perfect_competition", "krugman", "melitz" };
static const double FIRM_SIZE_TAIL = 1.3;

static cohong_settings settings_of(const char *structure, const char *deficits)
{
    cohong_settings settings = cohong_settings_default();
    settings.structure = structure;
    settings.deficits = deficits;
    settings.firm_size_tail = FIRM_SIZE_TAIL;
    settings.market_gap = 100; /* worlds at random, whose markets do not clear */
    return settings;
}

/* One sector, no flows yet; value added is gamma0 of output. */
static cohong_world *one_sector_world(size_t N, double theta, double gamma0)
{
    cohong_world *w = jobs_case_world(N, 1, 0, 1);
    for (size_t n = 0; n < N; n++) {
        w->value_added_share[n] = gamma0;
        w->input_share[n] = 1 - gamma0;
        w->final_share[n] = 1;
    }
    for (size_t k = 0; k < N * N; k++) w->trade[k] = w->tariff[k] = 0;
    w->theta[0] = theta;
    return w;
}

static const char *country_code(const solved *s, size_t n)
{
    return cohong_model_base(s->model)->countries[n].code;
}

/* ---- two countries, one sector */

static cohong_world *mirror_world(double theta, double gamma0, double home_share)
{
    cohong_world *w = one_sector_world(2, theta, gamma0);
    w->trade[0] = w->trade[3] = 100 * home_share;
    w->trade[1] = w->trade[2] = 100 * (1 - home_share);
    return w;
}

/* Alike countries, iceberg cost d both ways: wages stay, and with Phi = h + (1-h) d^-theta
 *   P^ = Phi^(-1/(theta - a (1-gamma0))),   a = theta; with free entry theta + 1; with selection theta + eta + 1:
 * costs c = P^(1-gamma0) weigh by theta in sourcing and, through the number of firms, by 1 (and eta) more. */
static void alike_countries_iceberg(void **state)
{
    const double theta = 4, gamma0 = 0.6, h = 0.8, d = 0.7;
    double a[] = { theta, theta + 1, theta + FIRM_SIZE_TAIL }, phi = h + (1 - h) * pow(d, -theta);
    double factor[] = { 1, d, d, 1 };
    (void)state;
    cohong_world *w = mirror_world(theta, gamma0, h);
    for (size_t m = 0; m < 3; m++) {
        cohong_settings settings = settings_of(STRUCTURES[m], "zero");
        solved *s = solve_world(w, &settings, (cohong_shock){ .trade_cost_hat = factor });
        agreement g = agreement_of(STRUCTURES[m]);
        for (size_t n = 0; n < 2; n++) {
            double expected = pow(phi, 1 / (theta - a[m] * (1 - gamma0)));
            agree_relative(&g, "welfare", 1 + solved_measure(s, "welfare", n), expected);
            agree_relative(&g, "real wage", 1 + solved_measure(s, "real_wage", n), expected);
            agree_relative(&g, "wage", s->solution->wage_hat[n], 1);
        }
        assert_agreement(&g, BOUND);
        solved_free(s);
    }
    cohong_world_free(w);
}

/* Alike countries, tariff t both ways: with m the share of imports in spending and tau = t/(1+t)
 *   m = (1-h)(1+t)^-theta/Phi,   I' = VA + R' = VA (1 + m tau/(gamma0 (1 - m tau))),   P^ = Phi^(-1/(theta gamma0)). */
static void alike_countries_tariff(void **state)
{
    const double theta = 5, gamma0 = 0.5, h = 0.7, t = 0.3;
    double tariff[] = { 0, t, t, 0 }, phi = h + (1 - h) * pow(1 + t, -theta);
    double m = (1 - h) * pow(1 + t, -theta) / phi, tau = t / (1 + t);
    double income = 1 + m * tau / (gamma0 * (1 - m * tau)), price = pow(phi, -1 / (theta * gamma0));
    (void)state;
    cohong_world *w = mirror_world(theta, gamma0, h);
    cohong_settings settings = settings_of(STRUCTURES[0], "zero");
    solved *s = solve_world(w, &settings, (cohong_shock){ .tariff = tariff });
    agreement g = agreement_of("tariffs between alike countries");
    for (size_t n = 0; n < 2; n++) {
        agree_relative(&g, "welfare", 1 + solved_measure(s, "welfare", n), income / price);
        agree_relative(&g, "price", s->solution->price_hat[n], price);
        agree_relative(&g, "revenue", s->solution->tariff_revenue[n], 100 * gamma0 * (income - 1));
    }
    assert_agreement(&g, BOUND);
    solved_free(s);
    cohong_world_free(w);
}

/* Unlike countries have no closed form for the wage, but for the shock that leads to a chosen wage: given wages,
 * tariffs t and country 1's cost d, exports E of 0 follow; balance then asks for an import share of s = E (1+t)/(w VA
 * + E t) in 0, and
 *   d0 = [ h0 w0^-theta s/((1-h0)(1-s)) ]^(-1/theta) / (w1 (1+t0)). */
static void unlike_countries(void **state)
{
    const double theta = 3.3, h[] = { 0.75, 0.9 }, value_added[] = { 400, 1000 }, t[] = { 0.25, 0.1 }, d1 = 0.8;
    double wage[] = { 1.15, 0 };
    wage[1] = (value_added[0] + value_added[1] - wage[0] * value_added[0]) / value_added[1];
    double foreign = (1 - h[1]) * pow(wage[0] * d1 * (1 + t[1]), -theta), home = h[1] * pow(wage[1], -theta);
    double share[2], exports, income[2];
    share[1] = foreign / (home + foreign);
    income[1] = wage[1] * value_added[1] / (1 - share[1] * t[1] / (1 + t[1]));
    exports = income[1] * share[1] / (1 + t[1]);
    share[0] = exports * (1 + t[0]) / (wage[0] * value_added[0] + exports * t[0]);
    income[0] = wage[0] * value_added[0] + exports * t[0];
    double ratio = h[0] * pow(wage[0], -theta) * share[0] / ((1 - h[0]) * (1 - share[0]));
    double factor[] = { 1, pow(ratio, -1 / theta) / (wage[1] * (1 + t[0])), d1, 1 }, tariff[] = { 0, t[0], t[1], 0 };
    (void)state;
    cohong_world *w = one_sector_world(2, theta, 1);
    for (size_t n = 0; n < 2; n++) {
        w->trade[n * 2 + n] = value_added[n] * h[n];
        w->trade[n * 2 + 1 - n] = value_added[n] * (1 - h[n]);
    }
    cohong_settings settings = settings_of(STRUCTURES[0], "zero");
    solved *s = solve_world(w, &settings, (cohong_shock){ .tariff = tariff, .trade_cost_hat = factor });
    agreement g = agreement_of("unlike countries");
    for (size_t n = 0; n < 2; n++) {
        double price = wage[n] * pow(h[n] / (1 - share[n]), -1 / theta);
        agree_relative(&g, "wage", s->solution->wage_hat[n], wage[n]);
        agree_relative(&g, "income", s->solution->income[n], income[n]);
        agree_relative(&g, "price", s->solution->price_hat[n], price);
        agree_relative(&g, "welfare", 1 + solved_measure(s, "welfare", n), income[n] / value_added[n] / price);
    }
    assert_agreement(&g, BOUND);
    solved_free(s);
    cohong_world_free(w);
}

/* ---- one country: productivity T^(1/theta) of a sector adds its sales over value added to welfare, exactly, as
 * shares are constant (Hulten 1978). Sales: (I - Gamma')^-1 alpha. */
static void one_country(void **state)
{
    enum { J = 3 };
    const double technology[J] = { 1.5, 0.8, 2.0 };
    double matrix[J * J], sales[J], change = 0;
    (void)state;
    cohong_world *w = jobs_case_world(1, J, 0, 7);
    for (size_t j = 0; j < J; j++) {
        sales[j] = w->final_share[j];
        for (size_t k = 0; k < J; k++) matrix[k * J + j] = (j == k) - w->input_share[j * J + k];
    }
    dense_solve(J, matrix, sales);
    for (size_t j = 0; j < J; j++) change += sales[j] * log(technology[j]) / w->theta[j];
    cohong_settings settings = settings_of(STRUCTURES[0], "zero");
    solved *s = solve_world(w, &settings, (cohong_shock){ .technology_hat = technology });
    agreement g = agreement_of("one country");
    agree_relative(&g, "welfare", 1 + solved_measure(s, "welfare", 0), exp(change));
    assert_agreement(&g, BOUND);
    solved_free(s);
    cohong_world_free(w);
}

/* ---- autarky: the gains from trade that are lost when nothing is traded any more */

typedef struct autarky {
    const cohong_world *world;
    const cohong_accounts *accounts;
    size_t n;
    double *output; /* J; at an unchanged wage */
} autarky;

/* Y' = (I - Gamma')^-1 alpha VA */
static void autarky_output(autarky *a, double *matrix)
{
    const cohong_world *w = a->world;
    size_t N = w->country_count, J = w->sector_count;
    for (size_t j = 0; j < J; j++) {
        a->output[j] = w->final_share[j * N + a->n] * a->accounts->value_added[a->n];
        for (size_t k = 0; k < J; k++) matrix[k * J + j] = (j == k) - w->input_share[(j * N + a->n) * J + k];
    }
    dense_solve(J, matrix, a->output);
}

/* The real wage. With home shares h, prices p = ln P^ at an unchanged wage solve, sector by sector,
 *   theta p = a sum_k gamma(k) p(k) - b
 *   perfect competition  a = theta            b = ln h
 *   free entry           a = theta + 1        b = ln h + ln Y^
 *   and selection        a = theta + eta + 1  b = ln h + ln Y^ + eta ln X^
 * With perfect competition this is the product of h^(alpha a/theta), a the Leontief inverse: the columns of Table 4.1.
 * */
static double autarky_real_wage(autarky *at, size_t structure, double *matrix, double *price)
{
    const cohong_world *w = at->world;
    size_t N = w->country_count, J = w->sector_count, n = at->n;
    double eta = structure == 2 ? FIRM_SIZE_TAIL - 1 : 0, change = 0;
    autarky_output(at, matrix);
    for (size_t j = 0; j < J; j++) {
        size_t account = j * N + n;
        double b = log(at->accounts->trade_share[account * N + n]);
        if (structure > 0) b += log(at->output[j] / at->accounts->output[account]);
        b += eta * log(at->output[j] / at->accounts->expenditure[account]);
        double a = w->theta[j] + eta + (structure > 0 ? 1 : 0);
        for (size_t k = 0; k < J; k++)
            matrix[j * J + k] = (j == k ? w->theta[j] : 0) - a * w->input_share[account * J + k];
        price[j] = -b;
    }
    dense_solve(J, matrix, price);
    for (size_t j = 0; j < J; j++) change -= w->final_share[j * N + n] * price[j];
    return exp(change);
}

/* Trade costs times 10,000 between all countries. */
static void check_autarky(const cohong_world *w, size_t structure, const char *what)
{
    size_t N = w->country_count, J = w->sector_count;
    double *factor = malloc(J * N * N * sizeof *factor), *matrix = malloc(J * J * sizeof *matrix);
    double *price = malloc(J * sizeof *price), *output = malloc(J * sizeof *output);
    assert_true(factor != NULL && matrix != NULL && price != NULL && output != NULL);
    for (size_t k = 0; k < J * N * N; k++) factor[k] = k / N % N == k % N ? 1 : 1e4;
    cohong_settings settings = settings_of(STRUCTURES[structure], "zero");
    solved *s = solve_world(w, &settings, (cohong_shock){ .trade_cost_hat = factor });
    autarky at = { cohong_model_base(s->model), cohong_model_base_accounts(s->model), 0, output };
    agreement g = agreement_of(what);
    for (at.n = 0; at.n < N; at.n++) {
        double expected = autarky_real_wage(&at, structure, matrix, price);
        double revenue_lost = at.accounts->value_added[at.n] / at.accounts->income[at.n];
        agree_relative(&g, country_code(s, at.n), 1 + solved_measure(s, "real_wage", at.n), expected);
        agree_relative(&g, country_code(s, at.n), 1 + solved_measure(s, "welfare", at.n), expected * revenue_lost);
    }
    assert_agreement(&g, BOUND);
    solved_free(s);
    free(factor), free(matrix), free(price), free(output);
}

/* Some flows zero and some tariffs, as they come; home sales everywhere. */
static cohong_world *made_world(size_t N, size_t J, bool inputs)
{
    cohong_world *w = jobs_case_world(N, J, 0, 11);
    for (size_t j = 0; j < J; j++) w->theta[j] = 4 + 0.9 * (double)j;
    for (size_t account = 0; account < J * N && !inputs; account++) {
        w->value_added_share[account] = 1;
        for (size_t k = 0; k < J; k++) w->input_share[account * J + k] = 0;
    }
    return w;
}

static void check_autarky_of(size_t J, bool inputs, const char *what)
{
    cohong_world *w = made_world(6, J, inputs);
    for (size_t m = 0; m < 3; m++) {
        char text[64];
        snprintf(text, sizeof text, "autarky, %s, %s", what, STRUCTURES[m]);
        check_autarky(w, m, text);
    }
    cohong_world_free(w);
}

static void autarky_one_sector(void **state)
{
    (void)state;
    check_autarky_of(1, false, "1 sector");
}

static void autarky_many_sectors(void **state)
{
    (void)state;
    check_autarky_of(5, false, "5 sectors");
}

static void autarky_many_sectors_and_inputs(void **state)
{
    (void)state;
    check_autarky_of(5, true, "inputs");
}

/* ---- one sector, labour only, many countries: another solver, tatonnement in long double. Free entry changes nothing
 * here, as output over the wage is constant. Selection does: with fixed costs paid at the origin and levied with the
 * tariff,
 *   shares are proportional to base d^-theta (w (1+t))^-(theta+eta),   P^-theta = X^^eta sum of them. */

enum { MOST = 64 };

typedef struct armington {
    size_t N;
    long double theta, eta, share[MOST][MOST], value_added[MOST], deficit[MOST], income[MOST];
    /* where it went */
    long double wage[MOST], price[MOST], share_after[MOST][MOST], income_after[MOST], trade[MOST][MOST];
} armington;

static void armington_read(armington *a, const cohong_world *w)
{
    size_t N = a->N = w->country_count;
    assert_true(N <= MOST && w->sector_count == 1);
    a->theta = w->theta[0];
    memset(a->value_added, 0, sizeof a->value_added);
    memset(a->deficit, 0, sizeof a->deficit);
    for (size_t n = 0; n < N; n++) {
        long double spending = 0;
        for (size_t i = 0; i < N; i++) {
            long double flow = w->trade[n * N + i], with_tariff = flow * (1 + (long double)w->tariff[n * N + i]);
            a->value_added[i] += flow;
            a->deficit[i] -= flow;
            a->deficit[n] += flow;
            spending += a->share[n][i] = with_tariff;
        }
        for (size_t i = 0; i < N; i++) a->share[n][i] /= spending;
        a->income[n] = spending;
    }
}

/* At the wages: prices, shares, incomes, trade; the largest gap of what is earned, over value added, is the answer. */
static long double armington_gap(armington *a, const double *d, const double *before, const double *t, long double *gap)
{
    size_t N = a->N;
    long double worst = 0;
    for (size_t n = 0; n < N; n++) gap[n] = -a->wage[n] * a->value_added[n];
    for (size_t n = 0; n < N; n++) {
        long double phi = 0, kept = 1;
        for (size_t i = 0; i < N; i++) {
            long double tariff = (1 + (long double)t[n * N + i]) / (1 + (long double)before[n * N + i]);
            long double paid = powl(d[n * N + i], -a->theta) * powl(a->wage[i] * tariff, -a->theta - a->eta);
            phi += a->share_after[n][i] = a->share[n][i] * paid;
        }
        for (size_t i = 0; i < N; i++) {
            a->share_after[n][i] /= phi;
            kept -= a->share_after[n][i] * t[n * N + i] / (1 + (long double)t[n * N + i]);
        }
        a->income_after[n] = (a->wage[n] * a->value_added[n] + a->deficit[n]) / kept;
        a->price[n] = powl(powl(a->income_after[n] / a->income[n], a->eta) * phi, -1 / a->theta);
        for (size_t i = 0; i < N; i++)
            gap[i] += a->trade[n][i] = a->share_after[n][i] * a->income_after[n] / (1 + (long double)t[n * N + i]);
    }
    for (size_t n = 0; n < N; n++) worst = fmaxl(worst, fabsl(gap[n] /= a->value_added[n]));
    return worst;
}

/* Wages rise where more is sold than labour earns; world value added is the numeraire. */
static void armington_solve(armington *a, const double *d, const double *before, const double *t)
{
    long double gap[MOST], world = 0, now;
    size_t step = 0, limit = 20000;
    for (size_t n = 0; n < a->N; n++) {
        a->wage[n] = 1;
        world += a->value_added[n];
    }
    while (armington_gap(a, d, before, t, gap) > 1e-15L && step++ < limit) {
        now = 0;
        for (size_t n = 0; n < a->N; n++) now += (a->wage[n] *= 1 + gap[n] / (1 + a->theta)) * a->value_added[n];
        for (size_t n = 0; n < a->N; n++) a->wage[n] *= world / now;
    }
    print_message("  tatonnement: %zu steps\n", step);
    assert_true(step < limit);
}

/* The economy without deficits becomes the base. */
static void armington_balance(armington *a, const double *ones, const double *tariff)
{
    memset(a->deficit, 0, sizeof a->deficit);
    armington_solve(a, ones, tariff, tariff);
    for (size_t n = 0; n < a->N; n++) a->value_added[n] *= a->wage[n];
    memcpy(a->share, a->share_after, sizeof a->share);
    memcpy(a->income, a->income_after, sizeof a->income);
}

static void compare(const solved *s, const armington *a, const char *what)
{
    size_t N = a->N;
    agreement g = agreement_of(what);
    for (size_t n = 0; n < N; n++) {
        const char *code = country_code(s, n);
        agree_relative(&g, code, s->solution->wage_hat[n], (double)a->wage[n]);
        agree_relative(&g, code, s->solution->price_hat[n], (double)a->price[n]);
        agree_relative(&g, code, s->solution->income[n], (double)a->income_after[n]);
        agree_relative(&g, code, 1 + solved_measure(s, "welfare", n),
                       (double)(a->income_after[n] / a->income[n] / a->price[n]));
        for (size_t i = 0; i < N; i++)
            if (a->trade[n][i] > 0) agree_relative(&g, code, s->solution->trade[n * N + i], (double)a->trade[n][i]);
    }
    assert_agreement(&g, BOUND);
}

/* Real wage = home share^ to the -1/theta (with selection times (X^/w^)^(eta/theta)), at the engine's own shares;
 * welfare too, where nothing else is income (Arkolakis, Costinot & Rodriguez-Clare 2012, American Economic Review 102,
 * 94-130). */
static void check_home_shares(const solved *s, double eta, bool labour_only)
{
    const cohong_world *w = cohong_model_base(s->model);
    size_t N = w->country_count;
    agreement g = agreement_of(labour_only ? "welfare = home share^(-1/theta)" : "real wage = home share^(-1/theta)");
    for (size_t n = 0; n < N; n++) {
        double before = w->trade[n * N + n] / cohong_model_base_accounts(s->model)->expenditure[n];
        double after = s->solution->trade[n * N + n] / s->solution->expenditure[n];
        double change = solved_measure(s, labour_only ? "welfare" : "real_wage", n);
        double market = s->solution->income[n] / cohong_model_base_accounts(s->model)->income[n];
        double gains = pow(market / s->solution->wage_hat[n], eta) / (after / before);
        agree_relative(&g, country_code(s, n), 1 + change, pow(gains, 1 / w->theta[0]));
    }
    assert_agreement(&g, BOUND);
}

/* A world of one sector under iceberg costs and tariffs, under a closure of deficits, by both solvers. */
static void check_one_sector(const cohong_world *w, const double *d, const double *t, const char *deficits,
                             size_t structure)
{
    static armington a;
    static double ones[MOST * MOST];
    char what[64];
    bool zero = strcmp(deficits, "zero") == 0, tariffs = false;
    for (size_t k = 0; k < MOST * MOST; k++) ones[k] = 1;
    for (size_t k = 0; k < w->country_count * w->country_count; k++)
        tariffs = tariffs || t[k] != 0 || w->tariff[k] != 0;
    armington_read(&a, w);
    a.eta = 0; /* the base is one of perfect competition, for every structure */
    if (zero) armington_balance(&a, ones, w->tariff);
    a.eta = structure == 2 ? FIRM_SIZE_TAIL - 1 : 0;
    armington_solve(&a, d, w->tariff, t);
    cohong_settings settings = settings_of(STRUCTURES[structure], deficits);
    solved *s = solve_world(w, &settings, (cohong_shock){ .tariff = t, .trade_cost_hat = d });
    snprintf(what, sizeof what, "deficits %s, %s", deficits, STRUCTURES[structure]);
    compare(s, &a, what);
    check_home_shares(s, (double)a.eta, zero && !tariffs);
    solved_free(s);
}

/* Flows and shocks in a fixed disorder. */
static void made_one_sector(bool tariffs)
{
    enum { N = 12 };
    double d[N * N], t[N * N];
    cohong_world *w = made_world(N, 1, false);
    for (size_t k = 0; k < N * N; k++) {
        bool home = k / N == k % N;
        d[k] = home ? 1 : 0.8 + 0.05 * (double)(k * 7 % 11);
        t[k] = home || !tariffs ? 0 : 0.02 * (double)(k * 5 % 17);
        if (!tariffs) w->tariff[k] = 0;
    }
    for (size_t m = 0; m < 3; m++) {
        check_one_sector(w, d, t, "zero", m);
        check_one_sector(w, d, t, "fixed", m);
    }
    cohong_world_free(w);
}

static void one_sector_icebergs(void **state)
{
    (void)state;
    made_one_sector(false);
}

static void one_sector_tariffs(void **state)
{
    (void)state;
    made_one_sector(true);
}

/* 44 countries, the trade costs of the enlargement of the European Union in 2004. */
static void enlargement(void **state)
{
    (void)state;
    shared_path("worlds/eu-44-2000-enlargement.csv");
    cohong_world *w = shared_world("worlds/eu-44-2000");
    size_t cells = w->country_count * w->country_count;
    double *factor = malloc(cells * sizeof *factor);
    assert_non_null(factor);
    for (size_t k = 0; k < cells; k++) factor[k] = 1;
    shared_factors("worlds/eu-44-2000-enlargement.csv", w, factor);
    for (size_t m = 0; m < 3; m++) {
        check_one_sector(w, factor, w->tariff, "zero", m);
        check_one_sector(w, factor, w->tariff, "fixed", m);
    }
    free(factor);
    cohong_world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_countries_iceberg),
        cmocka_unit_test(alike_countries_tariff),
        cmocka_unit_test(unlike_countries),
        cmocka_unit_test(one_country),
        cmocka_unit_test(autarky_one_sector),
        cmocka_unit_test(autarky_many_sectors),
        cmocka_unit_test(autarky_many_sectors_and_inputs),
        cmocka_unit_test(one_sector_icebergs),
        cmocka_unit_test(one_sector_tariffs),
        cmocka_unit_test(enlargement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
