/* Laws of sampled firms. Shocks that are all but nothing, which every firm is looked at for, give what the sums of a sorted sample give,
 * which only cutoffs are looked up in; closed forms of shocks to demand and entry; kept shocks and threads change no bit.
 * Labels: threads */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"
#include "random_world.h"

enum { MOST_MARKETS = 8, GROUPS = 3 };
static const double EDGES[] = { 2e4, 1e6, 3e7 }; /* of classes of sales */

typedef struct economy {
    cohong_firms firms;
    cohong_firm_group groups[GROUPS];
    cohong_firm_market markets[MOST_MARKETS];
} economy;

static cohong_firm_terms terms_of(random_draws *d, double fixed_cost)
{
    cohong_firm_terms t = { .tariff = draw_uniform(d, 0, 0.3),
                            .vat = draw_uniform(d, 0, 0.2),
                            .iceberg = draw_uniform(d, 1, 1.5),
                            .commission = draw_uniform(d, 0, 0.1),
                            .fixed_cost = draw_log_uniform(d, 0.1, 10) * fixed_cost,
                            .eligible = draw_uniform(d, 0.2, 1),
                            .visibility = draw_log_uniform(d, 0.3, 3) };
    if (draw_chance(d, 0.1)) t.fixed_cost = INFINITY;
    if (draw_chance(d, 0.05)) t.fixed_cost = 0;
    return t;
}

/* Several markets and groups; channels that are closed, free, and in either order. */
static void make(economy *e, uint64_t seed)
{
    random_draws d = { seed };
    e->firms = cohong_firms_default();
    e->firms.groups = e->groups;
    e->firms.group_count = draw_count(&d, 1, GROUPS);
    e->firms.markets = e->markets;
    e->firms.market_count = draw_count(&d, 1, MOST_MARKETS);
    e->firms.sales_edges = EDGES;
    e->firms.sales_edge_count = sizeof EDGES / sizeof *EDGES;
    for (size_t g = 0; g < e->firms.group_count; g++) {
        e->groups[g] = cohong_firm_group_default();
        e->groups[g].name = "group";
        e->groups[g].firms = draw_log_uniform(&d, 1e4, 1e7);
        static const cohong_firm_size SIZES[] = { COHONG_PARETO, COHONG_LOGNORMAL, COHONG_PARETO_LOGNORMAL };
        e->groups[g].size = SIZES[draw_count(&d, 0, 2)];
        e->groups[g].tail = draw_uniform(&d, 1.05, 2);
        e->groups[g].log_sd = draw_uniform(&d, 1, 3);
        e->groups[g].eligible = draw_chance(&d, 0.2) ? 0 : draw_uniform(&d, 0.3, 1);
    }
    for (size_t m = 0; m < e->firms.market_count; m++) {
        e->markets[m] = cohong_firm_market_default();
        e->markets[m].code = "ABC";
        e->markets[m].demand = draw_log_uniform(&d, 1e4, 1e6);
        e->markets[m].terms[COHONG_PLATFORM] = terms_of(&d, 3000);
        e->markets[m].terms[COHONG_DIRECT] = terms_of(&d, 30000);
    }
    if (draw_chance(&d, 0.6)) e->firms.platform_fee = draw_log_uniform(&d, 100, 1e5);
    if (draw_chance(&d, 0.1)) e->firms.platform_fee = INFINITY;
    e->firms.has_labour = draw_chance(&d, 0.7);
    e->firms.labour = (cohong_firm_labour){ 5e-6, 0, 0.3, 50000 };
}

static cohong_firm_outcome *solve(const cohong_firms *firms, const cohong_population *population, size_t threads)
{
    cohong_firm_outcome *outcome;
    cohong_error error = { 0 };
    if (cohong_firms_solve(firms, population, threads, &outcome, &error) != COHONG_OK) fail_msg("%s", error.message);
    return outcome;
}

static cohong_population *draw(const cohong_firms *firms, cohong_firm_draw how, size_t count, uint64_t seed)
{
    cohong_population *population;
    cohong_error error = { 0 };
    if (cohong_population_new(firms, how, count, seed, 0, &population, &error) != COHONG_OK)
        fail_msg("%s", error.message);
    return population;
}

/* ---- against the sums of a sorted sample */

/* Each within 1e-6 of itself and of `scale`. */
static void close_numbers(const char *what, uint64_t seed, const void *found, const void *expected, size_t bytes,
                          double scale)
{
    const double *a = found, *b = expected;
    for (size_t k = 0; k < bytes / sizeof *a; k++)
        if (!(fabs(a[k] - b[k]) <= 1e-6 * (scale + fabs(b[k]))))
            fail_msg("seed %d, %s %zu: %.9g, expected %.9g", (int)seed, what, k, a[k], b[k]);
}

static void close_outcomes(uint64_t seed, const cohong_firm_outcome *a, const cohong_firm_outcome *b)
{
    double sales = 0;
    for (size_t m = 0; m < b->market_count; m++) {
        double here = b->markets[m].sales[COHONG_PLATFORM] + b->markets[m].sales[COHONG_DIRECT];
        close_numbers("market", seed, &a->markets[m], &b->markets[m], sizeof a->markets[m], 0.1 * here);
        close_numbers("sellers", seed, &a->markets[m], &b->markets[m], sizeof a->markets[m].sellers, 0);
        sales += here;
    }
    size_t counts = (b->market_count + 1) * sizeof(double);
    close_numbers("totals", seed, &a->totals, &b->totals, sizeof a->totals, 0.1 * sales);
    close_numbers("firms", seed, &a->totals, &b->totals, 4 * sizeof(double), 0);
    close_numbers("by markets", seed, a->exporters_by_markets, b->exporters_by_markets, counts, 0);
    close_numbers("sales by markets", seed, a->sales_by_markets, b->sales_by_markets, counts, 0);
    close_numbers("by sales", seed, a->exporters_by_sales, b->exporters_by_sales, sizeof EDGES + sizeof *EDGES, 0);
    close_numbers("sales by sales", seed, a->sales_by_sales, b->sales_by_sales, sizeof EDGES + sizeof *EDGES, sales);
}

static void without_shocks(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        economy e;
        make(&e, seed);
        cohong_population *p = draw(&e.firms, seed % 3 == 0 ? COHONG_GRANULAR : COHONG_WEIGHTED, 30000, seed);
        cohong_firm_outcome *sums = solve(&e.firms, p, 1);
        e.firms.demand_shock = e.firms.entry_shock = 1e-9;
        cohong_firm_outcome *looked_at = solve(&e.firms, p, 1);
        close_outcomes(seed, looked_at, sums);
        cohong_firm_outcome_free(looked_at);
        cohong_firm_outcome_free(sums);
        cohong_population_free(p);
    }
}

/* ---- closed forms with shocks */

/* E[e^p h^q], ln e and ln h normal with means -s^2/2 and -t^2/2, and a correlation. */
static double mean_of(double p, double q, double s, double t, double correlation)
{
    return exp(0.5 * p * (p - 1) * s * s + 0.5 * q * (q - 1) * t * t + p * q * correlation * s * t);
}

/* One channel, Pareto firms, with a cutoff so high that hardly a firm of least size sells whatever its shocks: a firm sells where z e > h c, so that of sellers there are E[(e/h)^a] times
 * as many as without shocks, and their sales and their fixed costs are E[e (e/h)^(a - 1)] times as large. */
static void pareto_with_shocks(void **state)
{
    static const double CASES[][3] = {
        { 0.5, 0, 0 }, { 0, 0.6, 0 }, { 0.4, 0.5, 0 }, { 0.4, 0.5, 0.8 }, { 0.3, 0.3, -0.7 }
    };
    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof *CASES; k++) {
        double s = CASES[k][0], t = CASES[k][1], r = CASES[k][2], a = 1.42;
        economy e;
        make(&e, 1);
        e.firms.group_count = e.firms.market_count = 1;
        e.firms.platform_fee = INFINITY;
        e.groups[0] = cohong_firm_group_default();
        e.groups[0].name = "one";
        e.groups[0].firms = 1e6;
        e.groups[0].tail = a;
        e.markets[0].terms[COHONG_DIRECT].fixed_cost = 3e5;
        cohong_firm_outcome *plain = solve(&e.firms, NULL, 1);
        assert_true(plain->markets[0].sellers[COHONG_DIRECT] < 1e4);
        e.firms.demand_shock = s;
        e.firms.entry_shock = t;
        e.firms.shock_correlation = r;
        e.firms.sales_edges = &(const double){ 2 * EDGES[2] };
        e.firms.sales_edge_count = 1;
        cohong_firm_cutoffs cut;
        assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
        cohong_population *p = draw(&e.firms, COHONG_WEIGHTED, 1 << 20, 5);
        cohong_firm_outcome *o = solve(&e.firms, p, 1);
        double sellers = o->totals.exporters / plain->totals.exporters / mean_of(a, -a, s, t, r);
        double sales = o->all.sales[COHONG_DIRECT] / plain->all.sales[COHONG_DIRECT] / mean_of(a, 1 - a, s, t, r);
        double fixed = o->all.fixed_costs[COHONG_DIRECT] / plain->all.fixed_costs[COHONG_DIRECT] /
                       mean_of(a, 1 - a, s, t, r);
        if (!(fabs(sellers - 1) < 1e-2 && fabs(sales - 1) < 5e-3 && fabs(fixed - 1) < 1e-2))
            fail_msg("case %zu: sellers %g, sales %g, fixed costs %g of what they should be", k, sellers, sales, fixed);
        /* above sales of x, far above the cutoff, there are M E[e^a] (x/S)^-a: a fixed cost decides nothing there */
        double x = 2 * EDGES[2], above = 1e6 * mean_of(a, 0, s, t, r) * pow(x / cut.sales[COHONG_DIRECT], -a);
        if (!(fabs(o->exporters_by_sales[1] / above - 1) < 1e-2))
            fail_msg("case %zu: %g firms sell %g, expected %g", k, o->exporters_by_sales[1], x, above);
        close_numbers("by sales", k, &(double){ o->sales_by_sales[0] + o->sales_by_sales[1] },
                      &o->all.sales[COHONG_DIRECT], sizeof(double), 0);
        cohong_firm_outcome_free(plain);
        cohong_firm_outcome_free(o);
        cohong_population_free(p);
    }
}

/* ---- kept shocks, threads, other policies */

static void same_sums(const cohong_firm_outcome *a, const cohong_firm_outcome *b)
{
    size_t counts = (a->market_count + 1) * sizeof(double);
    assert_memory_equal(&a->totals, &b->totals, sizeof a->totals);
    assert_memory_equal(a->markets, b->markets, a->market_count * sizeof *a->markets);
    assert_memory_equal(a->exporters_by_markets, b->exporters_by_markets, counts);
    assert_memory_equal(a->sales_by_markets, b->sales_by_markets, counts);
}

static void same_bits(const cohong_firm_outcome *a, const cohong_firm_outcome *b)
{
    same_sums(a, b);
    assert_memory_equal(a->exporters_by_sales, b->exporters_by_sales, sizeof EDGES + sizeof *EDGES);
    assert_memory_equal(a->sales_by_sales, b->sales_by_sales, sizeof EDGES + sizeof *EDGES);
}

static void make_shocked(economy *e, uint64_t seed)
{
    random_draws d = { 1000 + seed };
    make(e, seed);
    e->firms.demand_shock = draw_chance(&d, 0.8) ? draw_uniform(&d, 0.05, 2) : 0;
    e->firms.entry_shock = e->firms.demand_shock == 0 || draw_chance(&d, 0.5) ? draw_uniform(&d, 0.05, 2) : 0;
    e->firms.shock_correlation = draw_uniform(&d, -1, 1);
    if (draw_chance(&d, 0.2)) e->markets[0].congestion = 0.3;
    e->markets[0].congestion_from = 100;
}

static void kept_and_threads(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        economy e;
        make_shocked(&e, seed);
        cohong_population *p = draw(&e.firms, COHONG_WEIGHTED, 20001, seed);
        cohong_firm_outcome *fresh = solve(&e.firms, p, 1), *more = solve(&e.firms, p, 3);
        same_bits(fresh, more);
        cohong_firm_outcome_free(more);
        assert_int_equal(cohong_population_keep_shocks(p, &e.firms, 1 + seed % 4, NULL), COHONG_OK);
        cohong_firm_outcome *kept = solve(&e.firms, p, 2);
        same_bits(fresh, kept);
        cohong_firm_outcome_free(kept);
        cohong_firm_outcome_free(fresh);
        cohong_population_free(p);
    }
}

/* Whether classes of sales are asked for changes nothing else, also where whole cells are added by their sums. */
static void with_and_without_classes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        economy e;
        make_shocked(&e, seed);
        cohong_population *p = draw(&e.firms, COHONG_WEIGHTED, 20001, seed);
        cohong_firm_outcome *with = solve(&e.firms, p, 1);
        e.firms.sales_edge_count = 0;
        cohong_firm_outcome *without = solve(&e.firms, p, 1);
        same_sums(with, without);
        assert_null(without->sales_by_sales);
        cohong_firm_outcome_free(with);
        cohong_firm_outcome_free(without);
        cohong_population_free(p);
    }
}

/* Kept shocks serve every policy, and are left alone where others are asked for. */
static void kept_for_other_policies(void **state)
{
    economy e;
    (void)state;
    make_shocked(&e, 5);
    cohong_population *p = draw(&e.firms, COHONG_WEIGHTED, 20000, 7), *q = draw(&e.firms, COHONG_WEIGHTED, 20000, 7);
    assert_int_equal(cohong_population_keep_shocks(p, &e.firms, 1, NULL), COHONG_OK);
    for (size_t way = 0; way < 4; way++) {
        if (way == 1) e.markets[0].terms[COHONG_DIRECT].tariff += 0.2;
        if (way == 2) e.firms.demand_shock += 0.1;
        if (way == 3) e.firms.market_count--;
        if (e.firms.market_count == 0) break;
        cohong_firm_outcome *kept = solve(&e.firms, p, 1), *fresh = solve(&e.firms, q, 1);
        same_bits(fresh, kept);
        cohong_firm_outcome_free(kept);
        cohong_firm_outcome_free(fresh);
    }
    cohong_population_free(p);
    cohong_population_free(q);
}

/* A lower fee, commission, fixed cost or tariff of the platform never lowers the number of sellers, firm by firm the same shocks. */
static void cheaper_platform(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        economy e;
        make_shocked(&e, seed);
        e.markets[0].congestion = 0;
        for (size_t m = 0; m < e.firms.market_count; m++) e.markets[m].terms[COHONG_PLATFORM].fixed_cost = 5000;
        if (isinf(e.firms.platform_fee)) e.firms.platform_fee = 1e4;
        cohong_population *p = draw(&e.firms, COHONG_WEIGHTED, 20000, seed);
        cohong_firm_outcome *before = solve(&e.firms, p, 1);
        for (size_t way = 0; way < 4; way++) {
            cohong_firm_terms *terms = &e.markets[0].terms[COHONG_PLATFORM];
            if (way == 0) e.firms.platform_fee *= 0.5;
            if (way == 1) terms->commission *= 0.5;
            if (way == 2) terms->fixed_cost *= 0.5;
            if (way == 3) terms->tariff *= 0.5;
            cohong_firm_outcome *after = solve(&e.firms, p, 1);
            assert_true(after->totals.platform_firms >= before->totals.platform_firms);
            assert_true(after->totals.exporters >= before->totals.exporters);
            assert_true(after->totals.exporters_without == before->totals.exporters_without);
            cohong_firm_outcome_free(before);
            before = after;
        }
        cohong_firm_outcome_free(before);
        cohong_population_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_shocks),          cmocka_unit_test(pareto_with_shocks),
        cmocka_unit_test(kept_and_threads),        cmocka_unit_test(with_and_without_classes),
        cmocka_unit_test(kept_for_other_policies), cmocka_unit_test(cheaper_platform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
