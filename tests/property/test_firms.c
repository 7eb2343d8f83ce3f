/* Laws of the choice between channels, over random markets: cheaper platforms have no fewer sellers, the sums add up,
 * the least productive do not sell, money's unit and the order of markets do not matter, splitting a group changes nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "cohong.h"

enum { MARKETS = 5, GROUPS = 2, WORLDS = 60 };

typedef struct economy {
    cohong_firms firms;
    cohong_firm_group groups[GROUPS + 1];
    cohong_firm_market markets[MARKETS];
    uint64_t seed, drawn;
} economy;

static double between(economy *e, double low, double high)
{
    return low + (high - low) * random_uniform(20170119, e->seed, e->drawn++);
}

static void draw_terms(economy *e, cohong_firm_channel channel, cohong_firm_terms *to)
{
    bool platform = channel == COHONG_PLATFORM;
    to->tariff = between(e, 0, platform ? 0.05 : 0.3);
    to->vat = between(e, 0, 0.2);
    to->iceberg = between(e, 1, 1.5);
    to->commission = platform ? between(e, 0, 0.2) : 0;
    to->fixed_cost = exp(between(e, platform ? 7 : 9, platform ? 10 : 13));
    to->eligible = platform ? between(e, 0.2, 1) : 1;
    to->visibility = platform ? between(e, 0.2, 2) : 1;
}

static void make(economy *e, uint64_t seed)
{
    e->seed = seed;
    e->drawn = 0;
    e->firms = cohong_firms_default();
    e->firms.sigma = between(e, 2, 8);
    e->firms.platform_fee = seed % 3 == 0 ? 0 : exp(between(e, 6, 12));
    for (size_t g = 0; g < GROUPS; g++) {
        e->groups[g] = cohong_firm_group_default();
        e->groups[g].name = g == 0 ? "first" : "second";
        e->groups[g].firms = exp(between(e, 8, 15));
        e->groups[g].size = g == 0 ? COHONG_PARETO : COHONG_LOGNORMAL;
        e->groups[g].tail = between(e, 1.02, 2.5);
        e->groups[g].log_sd = between(e, 0.5, 3);
        e->groups[g].eligible = between(e, 0.3, 1);
    }
    for (size_t m = 0; m < MARKETS; m++) {
        e->markets[m] = cohong_firm_market_default();
        e->markets[m].code = "ABC";
        e->markets[m].demand = exp(between(e, 8, 14));
        for (int c = 0; c < COHONG_CHANNEL_COUNT; c++) draw_terms(e, (cohong_firm_channel)c, &e->markets[m].terms[c]);
    }
    e->firms.groups = e->groups;
    e->firms.group_count = GROUPS;
    e->firms.markets = e->markets;
    e->firms.market_count = MARKETS;
}

static cohong_firm_outcome *solve(const economy *e)
{
    cohong_firm_outcome *outcome;
    cohong_error error = { 0 };
    if (cohong_firms_solve(&e->firms, NULL, 1, &outcome, &error) != COHONG_OK) fail_msg("%s", error.message);
    return outcome;
}

/* Platform sellers of all, and exporters of all, must not fall from one solve to the next. */
static void assert_no_fewer(const cohong_firm_outcome *before, const cohong_firm_outcome *after)
{
    assert_true(after->totals.platform_firms >= before->totals.platform_firms * (1 - 1e-9));
    assert_true(after->totals.exporters >= before->totals.exporters * (1 - 1e-9));
    for (size_t m = 0; m < MARKETS; m++) {
        double was = before->markets[m].sellers[COHONG_PLATFORM], is = after->markets[m].sellers[COHONG_PLATFORM];
        if (!(is >= was * (1 - 1e-9) - 1e-9)) fail_msg("market %zu: %.12g sellers, before %.12g", m, is, was);
    }
}

static void cheaper_platform(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++)
        for (size_t way = 0; way < 4; way++) {
            economy e;
            make(&e, seed);
            cohong_firm_terms *platform = &e.markets[seed % MARKETS].terms[COHONG_PLATFORM];
            cohong_firm_outcome *before = solve(&e);
            if (way == 0) e.firms.platform_fee *= 0.5;
            if (way == 1) platform->commission *= 0.5;
            if (way == 2) platform->tariff *= 0.5;
            if (way == 3) platform->fixed_cost *= 0.5;
            cohong_firm_outcome *after = solve(&e);
            assert_no_fewer(before, after);
            cohong_firm_outcome_free(before);
            cohong_firm_outcome_free(after);
        }
}

/* Congestion falls on one market: its sellers still do not fall when its commission does. */
static void cheaper_and_congested(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        economy e;
        make(&e, seed);
        e.firms.market_count = 1;
        e.firms.platform_fee = 0;
        e.markets[0].congestion = between(&e, 0.1, 2);
        e.markets[0].congestion_from = 10;
        cohong_firm_outcome *before = solve(&e);
        e.markets[0].terms[COHONG_PLATFORM].commission *= 0.5;
        cohong_firm_outcome *after = solve(&e);
        if (!(before->visibility_residual < 1e-9))
            fail_msg("seed %d: residual %g", (int)seed, before->visibility_residual);
        assert_true(after->markets[0].sellers[COHONG_PLATFORM] >=
                    before->markets[0].sellers[COHONG_PLATFORM] * (1 - 1e-8) - 1e-9);
        cohong_firm_outcome_free(before);
        cohong_firm_outcome_free(after);
    }
}

/* Several congested markets, tied to each other by the fee: every visibility is what its own sellers make of it. */
static void congestion_everywhere(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        economy e;
        make(&e, seed);
        for (size_t m = 0; m < MARKETS; m++) {
            e.markets[m].congestion = 0.3;
            e.markets[m].congestion_from = 50;
        }
        cohong_firm_outcome *o = solve(&e);
        for (size_t m = 0; m < MARKETS; m++) {
            double crowd = fmax(1, o->markets[m].sellers[COHONG_PLATFORM] / 50);
            double expected = e.markets[m].terms[COHONG_PLATFORM].visibility * pow(crowd, -0.3);
            double off = fabs(log(o->visibility[m] / expected));
            if (!(off <= o->visibility_residual * (1 + 1e-6) + 1e-12 && off < 1e-6))
                fail_msg("seed %d, market %zu: off by %g, residual %g", (int)seed, m, off, o->visibility_residual);
        }
        cohong_firm_outcome_free(o);
    }
}

static void assert_close(double found, double expected, double scale)
{
    if (!(fabs(found - expected) <= 1e-9 * (fabs(expected) + scale)))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

static void sums_add_up(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        economy e;
        static const double EDGES[] = { 3e3, 1e5, 2e5, 4e7 };
        double firms = 0, sales = 0, sellers = 0, profit = 0, exporters = 0, sold = 0;
        make(&e, seed);
        e.firms.sales_edges = EDGES;
        e.firms.sales_edge_count = 4;
        cohong_firm_outcome *o = solve(&e);
        for (size_t m = 0; m < MARKETS; m++) {
            const cohong_firm_sums *s = &o->markets[m];
            double with = s->sales[0] + s->sales[1];
            assert_close(with - s->sales_without, s->new_sales + s->switched_sales - s->replaced_sales, with);
            assert_close(s->new_sellers + s->switchers, s->sellers[COHONG_PLATFORM], 1e-6);
            assert_close(s->switched_sales + s->new_sales, s->sales[COHONG_PLATFORM], 1e-6);
            assert_close(s->sellers_without - s->switchers, s->sellers[COHONG_DIRECT], 1e-6);
            double kept = 1 - e.markets[m].terms[COHONG_PLATFORM].commission;
            assert_close(s->profit[COHONG_PLATFORM] + s->fixed_costs[COHONG_PLATFORM],
                         kept * s->sales[COHONG_PLATFORM] / e.firms.sigma, s->sales[COHONG_PLATFORM]);
            profit += s->profit[COHONG_PLATFORM];
        }
        for (size_t n = 0; n <= MARKETS; n++) {
            firms += o->exporters_by_markets[n];
            sales += o->sales_by_markets[n];
            sellers += (double)n * o->exporters_by_markets[n];
        }
        for (size_t c = 0; c < 5; c++) {
            double most = c < 4 ? EDGES[c] * (1 + 1e-9) : INFINITY, least = c > 0 ? EDGES[c - 1] * (1 - 1e-9) : 0;
            exporters += o->exporters_by_sales[c];
            sold += o->sales_by_sales[c];
            assert_true(o->exporters_by_sales[c] >= 0);
            if (o->exporters_by_sales[c] < 1e-6 * e.groups[0].firms)
                continue; /* a difference of nearly the same sums */
            assert_true(o->sales_by_sales[c] / o->exporters_by_sales[c] <= most);
            assert_true(o->sales_by_sales[c] / o->exporters_by_sales[c] >= least);
        }
        assert_close(exporters, o->totals.exporters, firms);
        assert_close(sold, o->all.sales[0] + o->all.sales[1], 0);
        assert_close(firms, e.groups[0].firms + e.groups[1].firms, 0);
        assert_close(o->totals.exporters, firms - o->exporters_by_markets[0], firms);
        assert_close(sales, o->all.sales[0] + o->all.sales[1], 0);
        assert_close(sellers, o->all.sellers[0] + o->all.sellers[1], firms);
        assert_close(o->totals.fees, e.firms.platform_fee * o->totals.platform_firms, 0);
        assert_close(o->totals.platform_income, profit - o->totals.fees, fabs(profit));
        cohong_firm_outcome_free(o);
    }
}

/* Where the platform is the cheaper entry and direct sales earn more per unit, z sorts in every market: none < platform < direct.
 * Checked on groups of one size: a lognormal as narrow as can be. */
static void sorting(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        economy e;
        int last[MARKETS] = { 0 };
        make(&e, seed);
        e.firms.platform_fee = 0;
        e.firms.group_count = 1;
        for (size_t m = 0; m < MARKETS; m++) {
            cohong_firm_cutoffs cut;
            assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, m, &cut, NULL), COHONG_OK);
            e.markets[m].terms[COHONG_DIRECT].visibility *= 20 * cut.profit[COHONG_PLATFORM] /
                                                            cut.profit[COHONG_DIRECT];
            e.markets[m].terms[COHONG_DIRECT].fixed_cost = 1000 * e.markets[m].terms[COHONG_PLATFORM].fixed_cost;
        }
        e.groups[0] = e.groups[1];
        e.groups[0].log_sd = 1e-9;
        for (double log_z = -15; log_z < 25; log_z += 0.25) {
            e.groups[0].log_mean = log_z;
            cohong_firm_outcome *o = solve(&e);
            for (size_t m = 0; m < MARKETS; m++) {
                const double *sellers = o->markets[m].sellers;
                int choice = sellers[COHONG_DIRECT] > 0.5 * e.groups[0].firms     ? 2
                             : sellers[COHONG_PLATFORM] > 0.5 * e.groups[0].firms ? 1
                                                                                  : 0;
                assert_true(choice == last[m] ||
                            choice == last[m] + 1); /* in steps of z this small the platform is met */
                last[m] = choice;
            }
            cohong_firm_outcome_free(o);
        }
        for (size_t m = 0; m < MARKETS; m++) assert_int_equal(last[m], 2);
    }
}

/* Money in another unit: the same firms sell, for as much more. */
static void units_of_money(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        economy e;
        make(&e, seed);
        cohong_firm_outcome *before = solve(&e);
        e.firms.platform_fee *= 1000;
        for (size_t m = 0; m < MARKETS; m++) {
            e.markets[m].demand *= 1000;
            for (size_t c = 0; c < 2; c++) e.markets[m].terms[c].fixed_cost *= 1000;
        }
        cohong_firm_outcome *after = solve(&e);
        assert_close(after->totals.platform_firms, before->totals.platform_firms, 1e-6);
        for (size_t m = 0; m < MARKETS; m++)
            for (size_t c = 0; c < 2; c++) {
                assert_close(after->markets[m].sellers[c], before->markets[m].sellers[c], 1);
                assert_close(after->markets[m].sales[c], 1000 * before->markets[m].sales[c], 1000);
            }
        cohong_firm_outcome_free(before);
        cohong_firm_outcome_free(after);
    }
}

static void splitting_and_order(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        economy e;
        make(&e, seed);
        cohong_firm_outcome *before = solve(&e);
        e.groups[2] = e.groups[0];
        e.groups[2].firms *= 0.25;
        e.groups[0].firms *= 0.75;
        e.firms.group_count = 3;
        cohong_firm_market first = e.markets[0];
        e.markets[0] = e.markets[MARKETS - 1];
        e.markets[MARKETS - 1] = first;
        cohong_firm_outcome *after = solve(&e);
        for (size_t c = 0; c < 2; c++) {
            assert_close(after->all.sellers[c], before->all.sellers[c], 1);
            assert_close(after->all.sales[c], before->all.sales[c], 1);
            assert_close(after->markets[0].sales[c], before->markets[MARKETS - 1].sales[c], before->all.sales[c]);
        }
        cohong_firm_outcome_free(before);
        cohong_firm_outcome_free(after);
    }
}

/* At the factor that is found, jobs are the target; a little less is not enough. */
static void break_even(void **state)
{
    size_t found = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        economy e;
        cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT];
        cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
        make(&e, seed);
        e.firms.has_labour = true;
        e.firms.labour = (cohong_firm_labour){ 1e-5, 0, 0.3, 50000 };
        cohong_firm_outcome *o = solve(&e);
        assert_int_equal(cohong_firms_jobs(&e.firms, o, NULL, NULL, jobs, NULL), COHONG_OK);
        cohong_firm_outcome_free(o);
        double target = 2 * jobs[0].persons + 1;
        assert_int_equal(cohong_firms_break_even(&e.firms, 0, target, rows, NULL), COHONG_OK);
        if (isnan(rows[4].factor)) continue; /* demand, tried up to ten thousand times of it */
        found++;
        for (size_t side = 0; side < 2; side++) {
            make(&e, seed);
            e.firms.has_labour = true;
            e.firms.labour = (cohong_firm_labour){ 1e-5, 0, 0.3, 50000 };
            for (size_t m = 0; m < MARKETS; m++) e.markets[m].demand *= rows[4].factor * (side == 0 ? 1 : 0.999);
            o = solve(&e);
            assert_int_equal(cohong_firms_jobs(&e.firms, o, NULL, NULL, jobs, NULL), COHONG_OK);
            assert_true(side == 0 ? jobs[0].persons >= target * (1 - 1e-9) : jobs[0].persons < target);
            cohong_firm_outcome_free(o);
        }
    }
    assert_true(found > 0);
}

/* Points of a curve are solves with that number changed, whatever came before. */
static void curve(void **state)
{
    (void)state;
    economy e;
    cohong_firm_point points[COHONG_FIRM_CURVE_POINTS];
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    for (size_t lever = 0; lever < COHONG_FIRM_LEVER_COUNT; lever++) {
        make(&e, 3);
        e.firms.has_labour = true;
        e.firms.labour = (cohong_firm_labour){ 1e-5, 0, 0.3, 50000 };
        e.markets[0].ceiling = 1;
        assert_int_equal(cohong_firms_curve(&e.firms, lever, points, NULL), COHONG_OK);
        for (size_t k = 0; k < COHONG_FIRM_CURVE_POINTS; k += 32) {
            double factor = points[k].factor;
            cohong_firm_group kept[GROUPS];
            memcpy(kept, e.groups, sizeof kept);
            const char *name = cohong_firm_lever_name(lever);
            cohong_firm_market markets[MARKETS];
            memcpy(markets, e.markets, sizeof markets);
            double fee = e.firms.platform_fee;
            if (strcmp(name, "platform_fee") == 0) e.firms.platform_fee *= factor;
            for (size_t g = 0; g < e.firms.group_count && strcmp(name, "tail") == 0; g++)
                if (e.groups[g].size == COHONG_PARETO) e.groups[g].tail = 1 + factor * (e.groups[g].tail - 1);
            for (size_t m = 0; m < MARKETS; m++) {
                cohong_firm_terms *of = &e.markets[m].terms[COHONG_PLATFORM];
                if (strcmp(name, "fixed_cost") == 0 && isfinite(of->fixed_cost)) of->fixed_cost *= factor;
                if (strcmp(name, "commission") == 0) of->commission *= factor;
                if (strcmp(name, "visibility") == 0) of->visibility *= factor;
                if (strcmp(name, "demand") == 0) e.markets[m].demand *= factor;
            }
            cohong_firm_outcome *o = solve(&e);
            assert_int_equal(cohong_firms_jobs(&e.firms, o, NULL, NULL, jobs, NULL), COHONG_OK);
            for (size_t j = 0; j < COHONG_FIRM_JOBS_NET; j++) assert_true(points[k].persons[j] == jobs[j].persons);
            assert_true(points[k].platform_sales == o->all.sales[COHONG_PLATFORM]);
            assert_true(points[k].firms_at_wage == o->totals.firms_at_wage);
            assert_true(points[k].above_ceiling == (o->markets[0].sales[COHONG_PLATFORM] > 1));
            cohong_firm_outcome_free(o);
            memcpy(e.groups, kept, sizeof kept);
            memcpy(e.markets, markets, sizeof markets);
            e.firms.platform_fee = fee;
        }
    }
    assert_int_equal(cohong_firms_curve(&e.firms, COHONG_FIRM_LEVER_COUNT, points, NULL), COHONG_OUT_OF_DOMAIN);
    assert_null(cohong_firm_lever_name(COHONG_FIRM_LEVER_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cheaper_platform),
        cmocka_unit_test(cheaper_and_congested),
        cmocka_unit_test(congestion_everywhere),
        cmocka_unit_test(sums_add_up),
        cmocka_unit_test(sorting),
        cmocka_unit_test(units_of_money),
        cmocka_unit_test(splitting_and_order),
        cmocka_unit_test(break_even),
        cmocka_unit_test(curve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
