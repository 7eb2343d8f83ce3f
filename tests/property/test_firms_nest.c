/* Firms in general equilibrium, over random worlds: under one Pareto tail the platform is the same iceberg in every equilibrium; the
 * firms' sales and the rest are the equilibrium's trade; a closed platform changes nothing; cheaper platforms have no fewer sellers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/vmath.h"
#include "checker.h"
#include "random_world.h"

enum { MARKETS = 2, CASES = 30 };

/* Firms of the first country that sell to the last two, a share of what it sells there. */
typedef struct setting {
    cohong_world *world;
    cohong_model *model;
    cohong_settings settings;
    cohong_firms firms;
    cohong_firm_group group;
    cohong_firm_market markets[MARKETS];
    random_draws draws;
} setting;

static const world_kind KIND = { .least_countries = 3,
                                 .most_countries = 6,
                                 .least_sectors = 1,
                                 .most_sectors = 4,
                                 .least_theta = 3,
                                 .most_theta = 8,
                                 .most_tariff = 0.3,
                                 .most_zeros = 0,
                                 .least_value_added = 0.5,
                                 .most_value_added = 0.9,
                                 .most_deficit = 0.02,
                                 .least_home = 2,
                                 .most_home = 10,
                                 .idle = false };

static double flow(const setting *s, const double *trade, size_t n)
{
    double sum = 0;
    size_t N = s->world->country_count;
    for (size_t j = 0; j < s->world->sector_count; j++) sum += trade[(j * N + n) * N];
    return sum;
}

static cohong_firm_market draw_market(setting *s, size_t country)
{
    cohong_firm_market m = cohong_firm_market_default();
    m.code = s->world->countries[country].code;
    m.terms[COHONG_PLATFORM] = (cohong_firm_terms){ .tariff = 0,
                                                    .vat = draw_uniform(&s->draws, 0, 0.2),
                                                    .iceberg = draw_uniform(&s->draws, 1, 1.3),
                                                    .commission = draw_uniform(&s->draws, 0, 0.1),
                                                    .fixed_cost = exp(draw_uniform(&s->draws, 5, 9)),
                                                    .eligible = draw_uniform(&s->draws, 0.3, 1),
                                                    .visibility = draw_uniform(&s->draws, 0.3, 2) };
    m.terms[COHONG_DIRECT].tariff = draw_uniform(&s->draws, 0, 0.2);
    return m;
}

static void make(setting *s, uint64_t seed, cohong_firm_size size)
{
    *s = (setting){ .draws = { seed }, .settings = cohong_settings_default() };
    s->settings.tolerance = 1e-12;
    s->world = random_world(seed, &KIND);
    assert_int_equal(cohong_model_new(s->world, &s->settings, &s->model, NULL), COHONG_OK);
    s->firms = cohong_firms_default();
    s->firms.currency = s->world->currency;
    s->firms.exporter.code = s->world->countries[0].code;
    s->group = cohong_firm_group_default();
    s->group.name = "all";
    s->group.firms = 1e9; /* so many that the least of them never sell */
    s->group.size = size;
    s->group.tail = draw_uniform(&s->draws, 1.05, 2);
    s->group.log_sd = draw_uniform(&s->draws, 1, 2.5);
    s->firms.groups = &s->group;
    s->firms.group_count = 1;
    s->firms.markets = s->markets;
    s->firms.market_count = MARKETS;
    for (size_t m = 0; m < MARKETS; m++) s->markets[m] = draw_market(s, s->world->country_count - 1 - m);
    for (size_t m = 0; m < MARKETS; m++) {
        double sold = flow(s, cohong_model_base(s->model)->trade, s->world->country_count - 1 - m) * s->world->unit;
        double share = draw_uniform(&s->draws, 0.05, 0.9);
        assert_int_equal(cohong_firms_calibrate(&s->firms, m, 5000, share * sold, NULL), COHONG_OK);
        /* whatever the value of money in the world, the platform is cheaper to enter */
        s->markets[m].terms[COHONG_PLATFORM].fixed_cost = s->markets[m].terms[COHONG_DIRECT].fixed_cost *
                                                          draw_uniform(&s->draws, 0.01, 0.5);
    }
}

static void release(setting *s)
{
    cohong_model_free(s->model);
    cohong_world_free(s->world);
}

static cohong_firm_nest *nest_of(const setting *s, const cohong_shock *shock)
{
    cohong_firm_nest *nest;
    cohong_error error = { 0 };
    if (cohong_firms_nest(&s->firms, s->model, shock, &nest, &error) != COHONG_OK) fail_msg("%s", error.message);
    if (nest->outcome != COHONG_CONVERGED) fail_msg("%s", nest->why);
    return nest;
}

static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance * fmax(1e-300, fabs(expected))))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

/* The sums, from the solution's trade and the outcome of the firms alone. */
static void assert_adds_up(const setting *s, const cohong_firm_nest *nest)
{
    for (size_t m = 0; m < MARKETS; m++) {
        const cohong_firm_nest_market *of = &nest->markets[m];
        const cohong_firm_sums *sums = &nest->firms->markets[m];
        double trade = flow(s, nest->with->trade, of->country);
        double sold = (sums->sales[0] + sums->sales[1]) / s->world->unit;
        /* what others sell: their share of the base, moved like direct sales of the firms */
        double others = (1 - of->share) * of->trade_base * sums->sales_without / s->world->unit /
                        (of->share * of->trade_base);
        assert_close(sold + others, trade, 1e-8);
        assert_close(of->trade, trade, 1e-14);
    }
    assert_true(nest->gap <= 1e-8);
}

/* One tail and no fee: Psi is that of the firms alone, at the file's demand, under any shock to the world without tariffs; and the
 * equilibrium is that under the iceberg F^(-1/theta) put in by hand. */
static void pareto_nests(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        setting s;
        make(&s, seed, COHONG_PARETO);
        random_shock shock = random_shock_new(seed, &ICEBERG_SHOCK, s.world);
        size_t N = s.world->country_count, J = s.world->sector_count;
        cohong_firm_outcome *alone;
        assert_int_equal(cohong_firms_solve(&s.firms, NULL, 1, &alone, NULL), COHONG_OK);
        cohong_firm_nest *nest = nest_of(&s, &shock.shock);
        assert_adds_up(&s, nest);
        assert_true(nest->iterations <= 2);
        double *cost = malloc(J * N * N * sizeof *cost);
        memcpy(cost, shock.trade_cost_hat, J * N * N * sizeof *cost);
        for (size_t m = 0; m < MARKETS; m++) {
            const cohong_firm_sums *sums = &alone->markets[m];
            double psi = (sums->sales[0] + sums->sales[1]) / sums->sales_without;
            assert_close(nest->markets[m].psi, psi, 1e-10);
            for (size_t j = 0; j < J; j++)
                cost[(j * N + nest->markets[m].country) * N] *= pow(1 + nest->markets[m].share * (psi - 1),
                                                                    -1 / s.world->theta[j]);
        }
        cohong_solution *by_hand;
        assert_int_equal(cohong_solution_new(s.model, true, &by_hand, NULL), COHONG_OK);
        cohong_shock put_in = shock.shock;
        put_in.trade_cost_hat = cost;
        assert_int_equal(cohong_model_solve(s.model, &put_in, by_hand, NULL), COHONG_OK);
        for (size_t k = 0; k < J * N * N; k++)
            if (by_hand->trade[k] > 0) assert_close(nest->with->trade[k], by_hand->trade[k], 1e-8);
        cohong_solution_free(by_hand);
        free(cost);
        cohong_firm_nest_free(nest);
        cohong_firm_outcome_free(alone);
        random_shock_free(&shock);
        release(&s);
    }
}

/* Another distribution, a fee for both markets, tariffs of the shock: a fixed point, of which the sums hold too. */
static void others_settle(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        setting s;
        make(&s, seed, seed % 2 == 0 ? COHONG_PARETO : COHONG_LOGNORMAL);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, s.world);
        s.firms.platform_fee = 0.5 * s.markets[0].terms[COHONG_PLATFORM].fixed_cost;
        if (seed % 3 == 0) {
            s.markets[0].congestion = 0.4;
            s.markets[0].congestion_from = 100;
        }
        cohong_firm_nest *nest = nest_of(&s, &shock.shock);
        assert_adds_up(&s, nest);
        cohong_firm_nest_free(nest);
        random_shock_free(&shock);
        release(&s);
    }
}

/* To the bit. */
static void closed_platform(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        setting s;
        make(&s, seed, seed % 2 == 0 ? COHONG_PARETO : COHONG_LOGNORMAL);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, s.world);
        size_t N = s.world->country_count, J = s.world->sector_count;
        s.firms.platform_fee = INFINITY;
        cohong_firm_nest *nest = nest_of(&s, &shock.shock);
        assert_memory_equal(nest->with->trade, nest->without->trade, J * N * N * sizeof(double));
        assert_memory_equal(nest->with->wage_hat, nest->without->wage_hat, N * sizeof(double));
        assert_memory_equal(nest->trade_cost_hat, shock.trade_cost_hat, J * N * N * sizeof(double));
        for (size_t m = 0; m < MARKETS; m++) assert_true(nest->markets[m].psi == 1);
        assert_true(nest->firms->totals.platform_firms == 0);
        cohong_firm_nest_free(nest);
        /* without a shock as well, demand stays where it was */
        nest = nest_of(&s, NULL);
        for (size_t m = 0; m < MARKETS; m++) assert_close(nest->markets[m].demand_hat, 1, 1e-9);
        cohong_firm_nest_free(nest);
        random_shock_free(&shock);
        release(&s);
    }
}

/* Lower fee, commission or tariff of the platform: more sellers, in general equilibrium too. With several markets only all else equal: what
 * is sold to one raises the exporter's wage, and sellers to another may then be fewer. */
static void cheaper_platform(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++)
        for (size_t way = 0; way < 4; way++) {
            setting s;
            make(&s, seed, seed % 2 == 0 ? COHONG_PARETO : COHONG_LOGNORMAL);
            cohong_firm_terms *platform = &s.markets[0].terms[COHONG_PLATFORM];
            s.firms.market_count = 1;
            s.firms.platform_fee = platform->fixed_cost;
            platform->tariff = 0.1;
            cohong_firm_nest *before = nest_of(&s, NULL);
            if (way == 0) s.firms.platform_fee *= 0.5;
            if (way == 1) platform->commission *= 0.5;
            if (way == 2) platform->tariff = 0;
            if (way == 3) platform->fixed_cost *= 0.5;
            cohong_firm_nest *after = nest_of(&s, NULL);
            assert_true(after->firms->totals.platform_firms >= before->firms->totals.platform_firms * (1 - 1e-8));
            cohong_firm_nest_free(before);
            cohong_firm_nest_free(after);
            release(&s);
        }
}

static void refused(const setting *s, cohong_status expected, const char *words)
{
    cohong_firm_nest *nest;
    cohong_error error = { 0 };
    assert_int_equal(cohong_firms_nest(&s->firms, s->model, NULL, &nest, &error), expected);
    assert_null(nest);
    if (strstr(error.message, words) == NULL) fail_msg("\"%s\" lacks \"%s\"", error.message, words);
}

static void bad_input(void **state)
{
    setting s;
    (void)state;
    make(&s, 1, COHONG_PARETO);
    const char *code = s.markets[0].code;
    s.markets[0].code = "QQQ";
    refused(&s, COHONG_UNKNOWN_NAME, "has no country \"QQQ\"");
    s.markets[0].code = s.firms.exporter.code;
    refused(&s, COHONG_OUT_OF_DOMAIN, "is the exporter itself");
    s.markets[0].code = code;
    s.firms.exporter.code = NULL;
    refused(&s, COHONG_INCOMPLETE, "exporter");
    s.firms.exporter.code = s.world->countries[0].code;
    s.firms.currency = "XXX";
    refused(&s, COHONG_UNSUPPORTED, "currency is \"XXX\"");
    s.firms.currency = s.world->currency;
    s.markets[1].demand *= 1000;
    refused(&s, COHONG_OUT_OF_DOMAIN, "expected at most 1");
    s.markets[1].demand /= 1000;
    s.markets[1].terms[COHONG_DIRECT].fixed_cost = INFINITY;
    refused(&s, COHONG_OUT_OF_DOMAIN, "nothing is sold directly");
    s.firms.demand_shock = 0.5;
    refused(&s, COHONG_UNSUPPORTED, "demand_shock");
    cohong_firm_code sector = { "nothing", 0, 0 };
    s.firms.demand_shock = 0;
    s.firms.sectors = &sector;
    s.firms.sector_count = 1;
    refused(&s, COHONG_UNKNOWN_NAME, "has no sector \"nothing\"");
    /* a model does not leave out the firms of a scenario */
    cohong_solution *solution;
    assert_int_equal(cohong_solution_new(s.model, false, &solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(s.model, &(cohong_shock){ .firms = "x.toml" }, solution, NULL),
                     COHONG_UNSUPPORTED);
    cohong_solution_free(solution);
    release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pareto_nests),     cmocka_unit_test(others_settle), cmocka_unit_test(closed_platform),
        cmocka_unit_test(cheaper_platform), cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
