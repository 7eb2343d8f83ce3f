/* Sampled firms against the closed form, which shares the choice of a single firm with them but no sums: accuracy for both
 * tails and the lognormal, the error's slope, granular worlds, shocks to demand, the same bits for any number of threads.
 * Labels: threads */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"

enum { MARKETS = 4 };

typedef struct economy {
    cohong_firms firms;
    cohong_firm_group groups[2];
    cohong_firm_market markets[MARKETS];
} economy;

static void make(economy *e, size_t markets, cohong_firm_size size, double tail)
{
    e->firms = cohong_firms_default();
    for (size_t g = 0; g < 2; g++) {
        e->groups[g] = cohong_firm_group_default();
        e->groups[g].name = g == 0 ? "first" : "second";
        e->groups[g].firms = g == 0 ? 1e6 : 3e5;
        e->groups[g].size = size;
        e->groups[g].tail = tail;
        e->groups[g].log_sd = 2;
        e->groups[g].eligible = g == 0 ? 1 : 0.5;
    }
    for (size_t m = 0; m < markets; m++) {
        e->markets[m] = cohong_firm_market_default();
        e->markets[m].code = "ABC";
        e->markets[m].demand = 1e5 / (1 + 0.6 * (double)m);
        e->markets[m].terms[COHONG_PLATFORM] = (cohong_firm_terms){
            .vat = 0.091, .iceberg = 1.05, .commission = 0.04, .fixed_cost = 4000, .eligible = 0.9, .visibility = 0.6
        };
        e->markets[m].terms[COHONG_DIRECT] = (cohong_firm_terms){
            .tariff = 0.07, .vat = 0.13, .iceberg = 1.2, .fixed_cost = 60000, .eligible = 1, .visibility = 1.7
        };
    }
    e->firms.groups = e->groups;
    e->firms.group_count = 1;
    e->firms.markets = e->markets;
    e->firms.market_count = markets;
}

static cohong_firm_outcome *solve(const economy *e, const cohong_population *population, size_t threads)
{
    cohong_firm_outcome *outcome;
    cohong_error error = { 0 };
    if (cohong_firms_solve(&e->firms, population, threads, &outcome, &error) != COHONG_OK)
        fail_msg("%s", error.message);
    return outcome;
}

static cohong_population *draw(const economy *e, cohong_firm_draw how, size_t count, uint64_t seed)
{
    cohong_population *population;
    cohong_error error = { 0 };
    if (cohong_population_new(&e->firms, how, count, seed, 0, &population, &error) != COHONG_OK)
        fail_msg("%s", error.message);
    return population;
}

static double total(const cohong_firm_outcome *o)
{
    return o->all.sales[COHONG_PLATFORM] + o->all.sales[COHONG_DIRECT];
}

/* Root mean square over seeds of the relative error of all exports. Here about a third of all firms sell; where few do, the error
 * is larger by the weight of a draw at the cutoff (docs/firms.md). */
static double error_of(const economy *e, cohong_firm_draw how, size_t count, size_t seeds)
{
    cohong_firm_outcome *exact = solve(e, NULL, 1);
    double sum = 0;
    for (size_t s = 0; s < seeds; s++) {
        cohong_population *p = draw(e, how, count, 100 + s);
        cohong_firm_outcome *o = solve(e, p, 2);
        sum += pow(total(o) / total(exact) - 1, 2) / (double)seeds;
        cohong_firm_outcome_free(o);
        cohong_population_free(p);
    }
    cohong_firm_outcome_free(exact);
    return sqrt(sum);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of the error's size, which has a limit law even where sums have no variance; the geometric mean of those at eight sizes up
 * from `count`, since a stratum's error depends on where in it the cutoffs are. */
static double typical_error_of(const economy *e, cohong_firm_draw how, size_t count)
{
    enum { SIZES = 8, SEEDS = 48 };
    double errors[SEEDS], sum = 0;
    cohong_firm_outcome *exact = solve(e, NULL, 1);
    for (size_t k = 0; k < SIZES; k++) {
        for (size_t s = 0; s < SEEDS; s++) {
            cohong_population *p = draw(e, how, count + count * k / 11, 100 + SEEDS * k + s);
            cohong_firm_outcome *o = solve(e, p, 2);
            errors[s] = fabs(total(o) / total(exact) - 1);
            cohong_firm_outcome_free(o);
            cohong_population_free(p);
        }
        qsort(errors, SEEDS, sizeof *errors, ascending);
        sum += log((errors[SEEDS / 2 - 1] + errors[SEEDS / 2]) / 2) / SIZES;
    }
    cohong_firm_outcome_free(exact);
    return exp(sum);
}

static void accuracy(cohong_firm_size size, double tail)
{
    economy e;
    make(&e, 1, size, tail);
    double small = error_of(&e, COHONG_WEIGHTED, 10000, 16), large = error_of(&e, COHONG_WEIGHTED, 1000000, 4);

    if (!(small < 1e-4 && large < 1e-6)) fail_msg("errors %g at 10,000 firms and %g at a million", small, large);
}

static void accuracy_pareto_106(void **state)
{
    (void)state;
    accuracy(COHONG_PARETO, 1.06);
}

static void accuracy_pareto_142(void **state)
{
    (void)state;
    accuracy(COHONG_PARETO, 1.42);
}

static void accuracy_lognormal(void **state)
{
    (void)state;
    accuracy(COHONG_LOGNORMAL, 2);
}

static void accuracy_pareto_lognormal(void **state)
{
    (void)state;
    accuracy(COHONG_PARETO_LOGNORMAL, 1.2);
}

/* Each stratum of either kind holds one draw, so that what is above a point of z is off by at most the weight of one draw a
 * kind: firms/n / (1/10 + 9/10 z/E[Z]) at z. Sellers on the platform have two such points. */
static void sellers_within_two_draws(void **state)
{
    enum { COUNT = 10000 };
    economy e;
    cohong_firm_cutoffs cut;
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = t == 0 ? 1.06 : 1.42;
        make(&e, 1, COHONG_PARETO, a);
        assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
        cohong_population *p = draw(&e, COHONG_WEIGHTED, COUNT, 5);
        cohong_firm_outcome *o = solve(&e, p, 1), *exact = solve(&e, NULL, 1);
        double first = 1e6 / COUNT / (0.1 + 0.9 * cut.first * (a - 1) / a);
        double second = 1e6 / COUNT / (0.1 + 0.9 * cut.second * (a - 1) / a);
        const double *found = o->markets[0].sellers, *expected = exact->markets[0].sellers;
        assert_true(fabs(found[COHONG_DIRECT] - expected[COHONG_DIRECT]) < 2.1 * second);
        assert_true(fabs(found[COHONG_PLATFORM] - expected[COHONG_PLATFORM]) < 2.1 * (first + second));
        assert_true(fabs(o->totals.firms / 1e6 - 1) < 1e-3);
        cohong_firm_outcome_free(o);
        cohong_firm_outcome_free(exact);
        cohong_population_free(p);
    }
}

/* Stratified: one uncertain draw a cutoff, error 1/n. Plain: sums of sales, whose tail a has no variance, are off by n^-(1 - 1/a) times
 * a stable variable. */
static void error_slopes(void **state)
{
    static const double TAILS[] = { 1.2, 1.42 };
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        economy e;
        make(&e, 1, COHONG_PARETO, TAILS[t]);
        double expected = 1 / TAILS[t] - 1;
        double slope = log(typical_error_of(&e, COHONG_WEIGHTED, 64000) / typical_error_of(&e, COHONG_WEIGHTED, 1000)) /
                       log(64);
        print_message("tail %g: stratified %.3f, expected -1;", TAILS[t], slope);
        assert_true(fabs(slope + 1) < 0.2);
        slope = log(typical_error_of(&e, COHONG_GRANULAR, 32000) / typical_error_of(&e, COHONG_GRANULAR, 500)) /
                log(64);
        print_message(" plain %.3f, expected %.3f\n", slope, expected);
        assert_true(fabs(slope - expected) < 0.03);
    }
}

/* The fee couples markets; two groups; nothing in the sampled sums knows of breakpoints. */
static void fee_over_markets(void **state)
{
    economy e;
    (void)state;
    make(&e, MARKETS, COHONG_PARETO, 1.3);
    e.firms.group_count = 2;
    e.firms.has_labour = true;
    e.firms.labour = (cohong_firm_labour){ 5e-6, 0, 0.3, 50000 };
    cohong_population *p = draw(&e, COHONG_WEIGHTED, 1000000, 9);
    for (double fee = 0; fee < 300000; fee = 3 * fee + 10000) {
        e.firms.platform_fee = fee;
        cohong_firm_outcome *o = solve(&e, p, 2), *exact = solve(&e, NULL, 1);
        const double *found = (const double *)&o->all, *expected = (const double *)&exact->all;
        for (size_t k = 0; k < sizeof o->all / sizeof *found; k++)
            if (!(fabs(found[k] - expected[k]) <= 1e-3 * fabs(expected[k])))
                fail_msg("fee %g, sum %zu: sampled %.9g, closed form %.9g", fee, k, found[k], expected[k]);
        found = (const double *)&o->totals;
        expected = (const double *)&exact->totals;
        for (size_t k = 0; k < sizeof o->totals / sizeof *found; k++)
            if (!(fabs(found[k] - expected[k]) <= 1e-3 * fabs(expected[k])))
                fail_msg("fee %g, total %zu: sampled %.9g, closed form %.9g", fee, k, found[k], expected[k]);
        for (size_t k = 0; k <= MARKETS; k++) {
            double off = fabs(o->exporters_by_markets[k] - exact->exporters_by_markets[k]);
            assert_true(off <= 1e-3 * exact->exporters_by_markets[k] + 1e-9);
        }
        cohong_firm_outcome_free(o);
        cohong_firm_outcome_free(exact);
    }
    cohong_population_free(p);
}

/* Demand shocks in a market with Pareto firms: z e is again Pareto beyond the smallest firms, so that sales and sellers rise by
 * E[e^a] = exp(s^2 a (a - 1) / 2), e lognormal with mean 1. */
static void shocks(void **state)
{
    double a = 1.42, sd = 0.5;
    economy e;
    (void)state;
    make(&e, 1, COHONG_PARETO, a);
    for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) e.markets[0].terms[c].fixed_cost *= 10;
    cohong_firm_outcome *exact = solve(&e, NULL, 1);
    e.firms.demand_shock = sd;
    cohong_population *p = draw(&e, COHONG_WEIGHTED, 1000000, 3);
    cohong_firm_outcome *o = solve(&e, p, 2);
    double factor = exp(0.5 * sd * sd * a * (a - 1));
    /* standard error: sales of a firm vary by about its shock, over the draws that sell */
    assert_true(fabs(total(o) / total(exact) / factor - 1) < 5e-3);
    assert_true(fabs(o->totals.exporters / exact->totals.exporters / factor - 1) < 1e-2);
    cohong_firm_outcome_free(o);
    cohong_firm_outcome_free(exact);
    cohong_population_free(p);
}

/* A visibility that falls with the number of sellers: the fixed point over sampled firms is that of the closed form. */
static void congestion(void **state)
{
    economy e;
    (void)state;
    make(&e, MARKETS, COHONG_PARETO, 1.42);
    cohong_population *p = draw(&e, COHONG_WEIGHTED, 1000000, 5);
    for (double strength = 0.1; strength < 1.2; strength += 0.3) {
        for (size_t m = 0; m < MARKETS; m++) e.markets[m].congestion = strength, e.markets[m].congestion_from = 20;
        cohong_firm_outcome *o = solve(&e, p, 2), *exact = solve(&e, NULL, 1);
        /* sampled firms come and go whole, so that theirs is met to a firm's weight */
        assert_true(o->visibility_residual <= 1e-3 && exact->visibility_residual <= 1e-9);
        for (size_t m = 0; m < MARKETS; m++) {
            double found = o->visibility[m], expected = exact->visibility[m];
            assert_true(expected < 0.9 * e.markets[m].terms[COHONG_PLATFORM].visibility); /* it binds */
            if (!(fabs(found / expected - 1) <= 2e-4))
                fail_msg("strength %g, market %zu: visibility %.9g, closed form %.9g", strength, m, found, expected);
        }
        assert_true(fabs(total(o) / total(exact) - 1) <= 1e-3);
        cohong_firm_outcome_free(o);
        cohong_firm_outcome_free(exact);
    }
    cohong_population_free(p);
}

static void same_bits(const cohong_firm_outcome *a, const cohong_firm_outcome *b)
{
    assert_memory_equal(&a->totals, &b->totals, sizeof a->totals);
    assert_memory_equal(a->markets, b->markets, a->market_count * sizeof *a->markets);
    assert_memory_equal(a->visibility, b->visibility, a->market_count * sizeof *a->visibility);
    assert_memory_equal(a->sales_by_markets, b->sales_by_markets, (a->market_count + 1) * sizeof(double));
}

static void threads_and_again(void **state)
{
    economy e;
    (void)state;
    make(&e, MARKETS, COHONG_PARETO, 1.06);
    e.firms.group_count = 2;
    e.firms.demand_shock = 0.7;
    e.firms.platform_fee = 3000;
    e.markets[1].congestion = 0.3;
    e.markets[1].congestion_from = 50;
    cohong_population *p = draw(&e, COHONG_WEIGHTED, 40001, 8), *again = draw(&e, COHONG_WEIGHTED, 40001, 8);
    cohong_firm_outcome *one = solve(&e, p, 1);
    for (size_t threads = 2; threads < 12; threads += 3) {
        cohong_firm_outcome *more = solve(&e, again, threads);
        same_bits(one, more);
        cohong_firm_outcome_free(more);
    }
    cohong_population_free(again);
    again = draw(&e, COHONG_WEIGHTED, 40001, 9);
    cohong_firm_outcome *other = solve(&e, again, 1);
    assert_true(total(one) != total(other));
    cohong_firm_outcome_free(other);
    cohong_population_free(again);
    cohong_firm_outcome_free(one);
    cohong_population_free(p);
}

/* A granular world has as many firms as there are, each of weight 1; its exports are the heavy tail's, not the mean's. */
static void granular(void **state)
{
    economy e;
    (void)state;
    make(&e, 1, COHONG_PARETO, 1.42);
    e.groups[0].firms = 20000;
    cohong_population *p = draw(&e, COHONG_GRANULAR, 0, 1);
    cohong_firm_outcome *o = solve(&e, p, 1), *exact = solve(&e, NULL, 1);
    assert_true(o->totals.firms == 20000);
    assert_true(o->totals.exporters == floor(o->totals.exporters));
    double n = exact->totals.exporters; /* binomial: six standard errors */
    assert_true(fabs(o->totals.exporters - n) < 6 * sqrt(n));
    cohong_firm_outcome_free(o);
    cohong_firm_outcome_free(exact);
    cohong_population_free(p);
}

static void bad_samples(void **state)
{
    economy e;
    cohong_population *p;
    cohong_error error = { 0 };
    (void)state;
    make(&e, 1, COHONG_PARETO, 1.42);
    assert_int_equal(cohong_population_new(&e.firms, COHONG_WEIGHTED, 1, 0, 0, &p, &error), COHONG_OUT_OF_DOMAIN);
    assert_null(p);
    assert_int_equal(cohong_population_new(&e.firms, COHONG_WEIGHTED, SIZE_MAX, 0, 0, &p, &error), COHONG_TOO_LARGE);
    e.groups[0].firms = 1e12;
    assert_int_equal(cohong_population_new(&e.firms, COHONG_GRANULAR, 0, 0, 0, &p, &error), COHONG_TOO_LARGE);
    e.groups[0].firms = 1e6;
    p = draw(&e, COHONG_WEIGHTED, 100, 1);
    e.firms.group_count = 2;
    cohong_firm_outcome *o;
    assert_int_equal(cohong_firms_solve(&e.firms, p, 1, &o, &error), COHONG_OUT_OF_DOMAIN);
    cohong_population_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accuracy_pareto_106),
        cmocka_unit_test(accuracy_pareto_142),
        cmocka_unit_test(accuracy_lognormal),
        cmocka_unit_test(accuracy_pareto_lognormal),
        cmocka_unit_test(sellers_within_two_draws),
        cmocka_unit_test(error_slopes),
        cmocka_unit_test(fee_over_markets),
        cmocka_unit_test(shocks),
        cmocka_unit_test(congestion),
        cmocka_unit_test(threads_and_again),
        cmocka_unit_test(granular),
        cmocka_unit_test(bad_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
