/* The closed form of the choice: elasticities, sorting, the platform as an iceberg, zero-profit accounting, calibration. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cohong.h"

enum { MARKETS = 3 };
static const double SIGMA = 5;
static const double TAILS[] = { 1.06, 1.42 };

/* One group, some markets; `firms` points into it. */
typedef struct economy {
    cohong_firms firms;
    cohong_firm_group group;
    cohong_firm_market markets[MARKETS];
} economy;

/* Costs such that z has to be about 30 to sell on the platform and about 300 to sell directly. */
static void make(economy *e, size_t markets, double tail)
{
    e->firms = cohong_firms_default();
    e->group = cohong_firm_group_default();
    e->firms.sigma = SIGMA;
    e->group.name = "all";
    e->group.firms = 1e6;
    e->group.tail = tail;
    for (size_t m = 0; m < markets; m++) {
        cohong_firm_market *market = &e->markets[m];
        *market = cohong_firm_market_default();
        market->code = "ABC";
        market->demand = 1e5 * (1 + (double)m);
        market->terms[COHONG_PLATFORM] = (cohong_firm_terms){ .tariff = 0,
                                                              .vat = 0.091,
                                                              .iceberg = 1.1,
                                                              .commission = 0.04,
                                                              .fixed_cost = 20000,
                                                              .eligible = 0.8,
                                                              .visibility = 0.5 };
        market->terms[COHONG_DIRECT] = (cohong_firm_terms){
            .tariff = 0.07, .vat = 0.13, .iceberg = 1.2, .fixed_cost = 300000, .eligible = 1, .visibility = 1
        };
    }
    e->firms.groups = &e->group;
    e->firms.group_count = 1;
    e->firms.markets = e->markets;
    e->firms.market_count = markets;
}

static cohong_firm_outcome *solve(const economy *e)
{
    cohong_firm_outcome *outcome;
    cohong_error error = { 0 };
    if (cohong_firms_solve(&e->firms, NULL, 1, &outcome, &error) != COHONG_OK) fail_msg("%s", error.message);
    return outcome;
}

static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance * fmax(1e-300, fabs(expected))))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

static double total(const cohong_firm_sums *sums)
{
    return sums->sales[COHONG_PLATFORM] + sums->sales[COHONG_DIRECT];
}

/* Direct sales and sellers alone, after a change of one number by a factor. */
static void direct_only(double tail, double *number, economy *e, double factor, double *sales, double *sellers)
{
    double was = *number;
    (void)tail;
    *number = was * factor;
    e->firms.platform_fee = INFINITY;
    cohong_firm_outcome *o = solve(e);
    *sales = o->markets[0].sales[COHONG_DIRECT];
    *sellers = o->markets[0].sellers[COHONG_DIRECT];
    cohong_firm_outcome_free(o);
    *number = was;
}

/* d ln X / d ln x and d ln N / d ln x by a step of 2 %; sales are a power of each cost, so that the step does not matter. */
static void elasticities(economy *e, double *number, double unit, double *of_sales, double *of_sellers)
{
    double x0, n0, x1, n1, was = *number, step = 1.02;
    direct_only(0, number, e, 1, &x0, &n0);
    *number = (unit + was) * step - unit; /* unit 1: the number is a rate t, and 1 + t rises by the step */
    direct_only(0, number, e, 1, &x1, &n1);
    *number = was;
    *of_sales = log(x1 / x0) / log(step);
    *of_sellers = log(n1 / n0) / log(step);
}

/* Chaney (2008, American Economic Review 98, 1707-1721): -k for iceberg costs, -k sigma/(sigma-1) for tariffs on the value with
 * its mark-up, -(a-1) and -a for fixed costs on sales and exporters, a = k/(sigma-1). */
static void chaney(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = TAILS[t], k = a * (SIGMA - 1), x, n;
        economy e;
        make(&e, 1, a);
        cohong_firm_terms *direct = &e.markets[0].terms[COHONG_DIRECT];
        elasticities(&e, &direct->iceberg, 0, &x, &n);
        assert_close(x, -k, 1e-6);
        assert_close(n, -k, 1e-6);
        elasticities(&e, &direct->tariff, 1, &x, &n);
        assert_close(x, -k * SIGMA / (SIGMA - 1), 1e-6);
        elasticities(&e, &direct->fixed_cost, 0, &x, &n);
        assert_close(x, -(a - 1), 1e-6);
        assert_close(n, -a, 1e-6);
    }
}

/* Sales are N^(1-1/a) when the fixed cost brings in exporters. */
static void sales_by_exporters(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = TAILS[t], x0, n0, x1, n1;
        economy e;
        make(&e, 1, a);
        direct_only(a, &e.markets[0].terms[COHONG_DIRECT].fixed_cost, &e, 1, &x0, &n0);
        direct_only(a, &e.markets[0].terms[COHONG_DIRECT].fixed_cost, &e, 0.3, &x1, &n1);
        assert_close(log(x1 / x0) / log(n1 / n0), 1 - 1 / a, 1e-6);
    }
}

/* The cutoffs, sellers and sales written out: z_P = f_P/B_P, z_D = (f_D - f_P)/(B_D - B_P), N = M z^-a, X = S M a/(a-1) z^(1-a). */
static void written_out(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = TAILS[t], S[2], B[2], f[2];
        economy e;
        make(&e, 1, a);
        for (size_t c = 0; c < 2; c++) {
            const cohong_firm_terms *of = &e.markets[0].terms[c];
            S[c] = of->eligible * of->visibility * e.markets[0].demand * pow((1 + of->tariff) * (1 + of->vat), -SIGMA) *
                   pow(SIGMA / (SIGMA - 1) * of->iceberg / (1 - of->commission), 1 - SIGMA);
            B[c] = (1 - of->commission) * S[c] / SIGMA;
            f[c] = of->fixed_cost;
        }
        double z_p = f[0] / B[0], z_d = (f[1] - f[0]) / (B[1] - B[0]), mean = a / (a - 1);
        assert_true(1 < z_p && z_p < f[1] / B[1] && f[1] / B[1] < z_d);
        cohong_firm_cutoffs cut;
        assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
        assert_int_equal(cut.first_channel, COHONG_PLATFORM);
        assert_close(cut.first, z_p, 1e-12);
        assert_close(cut.second, z_d, 1e-12);
        cohong_firm_outcome *o = solve(&e);
        const cohong_firm_sums *m = &o->markets[0];
        double on = 1e6 * (pow(z_p, -a) - pow(z_d, -a)), direct = 1e6 * pow(z_d, -a);
        assert_close(m->sellers[COHONG_PLATFORM], on, 1e-11);
        assert_close(m->sellers[COHONG_DIRECT], direct, 1e-11);
        assert_close(m->sales[COHONG_DIRECT], S[1] * 1e6 * mean * pow(z_d, 1 - a), 1e-11);
        assert_close(m->sales[COHONG_PLATFORM], S[0] * 1e6 * mean * (pow(z_p, 1 - a) - pow(z_d, 1 - a)), 1e-10);
        assert_close(m->sellers_without, 1e6 * pow(f[1] / B[1], -a), 1e-11);
        assert_close(m->new_sellers, 1e6 * (pow(z_p, -a) - pow(f[1] / B[1], -a)), 1e-10);
        assert_close(m->switchers, on - m->new_sellers, 1e-10);
        assert_close(total(m) - m->sales_without, m->new_sales + m->switched_sales - m->replaced_sales, 1e-9);
        cohong_firm_outcome_free(o);
    }
}

/* Mean sales of platform firms are sigma f/(1-kappa) g, g = a/(a-1) (1 - r^(1-a))/(1 - r^-a), r = z_D/z_P: the marginal one
 * earns nothing. Profit less fixed cost is (1-kappa)/sigma sales - f N. */
static void zero_profit(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = TAILS[t];
        economy e;
        cohong_firm_cutoffs cut;
        make(&e, 1, a);
        assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
        cohong_firm_outcome *o = solve(&e);
        const cohong_firm_sums *m = &o->markets[0];
        double r = cut.second / cut.first, g = a / (a - 1) * (1 - pow(r, 1 - a)) / (1 - pow(r, -a));
        assert_close(m->sales[COHONG_PLATFORM] / m->sellers[COHONG_PLATFORM], SIGMA * 20000 / (1 - 0.04) * g, 1e-9);
        assert_close(m->fixed_costs[COHONG_PLATFORM], 20000 * m->sellers[COHONG_PLATFORM], 1e-12);
        assert_close(m->profit[COHONG_PLATFORM],
                     (1 - 0.04) / SIGMA * m->sales[COHONG_PLATFORM] - m->fixed_costs[COHONG_PLATFORM], 1e-10);
        assert_close(o->totals.platform_income, m->profit[COHONG_PLATFORM], 1e-12);
        cohong_firm_outcome_free(o);
    }
}

/* The platform is worth the same iceberg factor whatever the size of the market, and that factor on direct trade costs alone
 * brings the same sales. */
static void platform_as_iceberg(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double factor = 0, sales, sellers;
        economy e;
        make(&e, 1, TAILS[t]);
        for (double size = 0.1; size < 5; size *= 2) {
            make(&e, 1, TAILS[t]);
            e.markets[0].demand *= size;
            cohong_firm_outcome *o = solve(&e);
            double found = o->effective_iceberg[0], with = total(&o->markets[0]);
            assert_true(0 < found && found < 1);
            if (factor > 0) assert_close(found, factor, 1e-10);
            factor = found;
            cohong_firm_outcome_free(o);
            direct_only(0, &e.markets[0].terms[COHONG_DIRECT].iceberg, &e, factor, &sales, &sellers);
            assert_close(sales, with, 1e-9);
        }
    }
}

/* Both calibrated numbers, written out for Pareto: z = (M/N)^(1/a), f = X/N (a-1)/(a sigma); found again by solving. */
static void calibration(void **state)
{
    (void)state;
    for (size_t t = 0; t < 3; t++) {
        economy e;
        make(&e, 1, t < 2 ? TAILS[t] : 2);
        if (t == 2) {
            e.group.size = COHONG_LOGNORMAL;
            e.group.log_sd = 2.5;
        }
        e.firms.platform_fee = INFINITY;
        assert_int_equal(cohong_firms_calibrate(&e.firms, 0, 12000, 5e9, NULL), COHONG_OK);
        cohong_firm_outcome *o = solve(&e);
        assert_close(o->markets[0].sellers[COHONG_DIRECT], 12000, 1e-9);
        assert_close(o->markets[0].sales[COHONG_DIRECT], 5e9, 1e-9);
        if (t < 2)
            assert_close(e.markets[0].terms[COHONG_DIRECT].fixed_cost,
                         5e9 / 12000 * (TAILS[t] - 1) / (TAILS[t] * SIGMA), 1e-9);
        cohong_firm_outcome_free(o);
    }
}

/* With visibility n0 (N/N0)^-c and N = K n^a (one market without direct sales): n = n0^(1/(1+ac)) (K/N0)^(-c/(1+ac)). */
static void congestion(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = TAILS[t], c = 0.4, from = 100;
        economy e;
        make(&e, 1, a);
        e.markets[0].terms[COHONG_DIRECT].fixed_cost = INFINITY;
        cohong_firm_outcome *free_of_it = solve(&e);
        double n0 = e.markets[0].terms[COHONG_PLATFORM].visibility;
        double K = free_of_it->markets[0].sellers[COHONG_PLATFORM] / pow(n0, a);
        cohong_firm_outcome_free(free_of_it);
        e.markets[0].congestion = c;
        e.markets[0].congestion_from = from;
        cohong_firm_outcome *o = solve(&e);
        assert_close(o->visibility[0], pow(n0, 1 / (1 + a * c)) * pow(K / from, -c / (1 + a * c)), 1e-10);
        assert_true(o->visibility_residual < 1e-10);
        cohong_firm_outcome_free(o);
    }
}

/* With an infinite fee, or an infinite fixed cost everywhere, all is as without the platform. */
static void closed_platform(void **state)
{
    (void)state;
    for (size_t way = 0; way < 2; way++) {
        economy e;
        make(&e, MARKETS, 1.06);
        if (way == 0) e.firms.platform_fee = INFINITY;
        for (size_t m = 0; m < MARKETS && way == 1; m++) e.markets[m].terms[COHONG_PLATFORM].fixed_cost = INFINITY;
        cohong_firm_outcome *o = solve(&e);
        assert_true(o->totals.platform_firms == 0 && o->totals.fees == 0 && o->totals.platform_income == 0);
        assert_true(o->totals.exporters == o->totals.exporters_without);
        for (size_t m = 0; m < MARKETS; m++) {
            assert_true(o->markets[m].sales[COHONG_DIRECT] == o->markets[m].sales_without);
            assert_true(o->markets[m].sellers[COHONG_DIRECT] == o->markets[m].sellers_without);
            assert_true(o->markets[m].sales[COHONG_PLATFORM] == 0 && o->effective_iceberg[m] == 1);
        }
        cohong_firm_outcome_free(o);
    }
}

/* Everyone is counted once; products that no platform takes stay off it; firms at a wage as z at which income is one. */
static void counts(void **state)
{
    economy e;
    (void)state;
    make(&e, 1, 1.42);
    e.markets[0].terms[COHONG_DIRECT].fixed_cost = INFINITY;
    e.firms.has_labour = true;
    e.firms.labour = (cohong_firm_labour){ 5e-6, 0.1, 0.3, 50000 };
    cohong_firm_cutoffs cut;
    assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
    cohong_firm_outcome *o = solve(&e);
    assert_close(o->totals.firms, 1e6, 1e-12);
    assert_close(o->exporters_by_markets[0] + o->exporters_by_markets[1], 1e6, 1e-12);
    assert_close(o->exporters_by_markets[1], o->totals.exporters, 1e-12);
    assert_close(o->totals.firms_at_wage, 1e6 * pow((50000 + 20000) / cut.profit[COHONG_PLATFORM], -1.42), 1e-10);
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    assert_int_equal(cohong_firms_jobs(&e.firms, o, NULL, NULL, jobs, NULL), COHONG_OK);
    double sales = o->all.sales[COHONG_PLATFORM];
    assert_close(jobs[0].persons, 5e-6 * sales, 1e-14);
    assert_close(jobs[1].persons, 0.3 * sales / 50000, 1e-14);
    assert_close(jobs[2].persons, 5e-6 * 0.9 * sales, 1e-14); /* nothing was sold before */
    assert_int_equal(jobs[2].word, COHONG_ADDITIONAL);
    cohong_firm_outcome_free(o);
    e.group.eligible = 0;
    o = solve(&e);
    assert_true(o->totals.platform_firms == 0);
    cohong_firm_outcome_free(o);
}

/* Direct sales of Pareto firms alone: above sales of x there are M (x/S)^-a exporters, who sell S M a/(a-1) (x/S)^(1-a). The first class
 * of an exporter begins at S z_D. */
static void sales_classes(void **state)
{
    static const double EDGES[] = { 1e3, 2e6, 3e7, 1e9 };
    enum { CLASSES = 5 };
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        double a = TAILS[t], exporters = 0, sales = 0;
        economy e;
        cohong_firm_cutoffs cut;
        make(&e, 1, a);
        e.firms.platform_fee = INFINITY;
        e.firms.sales_edges = EDGES;
        e.firms.sales_edge_count = CLASSES - 1;
        assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
        double S = cut.sales[COHONG_DIRECT],
               z = e.markets[0].terms[COHONG_DIRECT].fixed_cost / cut.profit[COHONG_DIRECT];
        cohong_firm_outcome *o = solve(&e);
        assert_true(EDGES[0] < S * z && S * z < EDGES[1]);
        assert_true(o->exporters_by_sales[0] == 0 && o->sales_by_sales[0] == 0);
        for (size_t c = 1; c < CLASSES; c++) {
            double from = c > 1 ? EDGES[c - 1] / S : z, to = c + 1 < CLASSES ? EDGES[c] / S : INFINITY;
            assert_close(o->exporters_by_sales[c], 1e6 * (pow(from, -a) - pow(to, -a)), 1e-10);
            assert_close(o->sales_by_sales[c], S * 1e6 * a / (a - 1) * (pow(from, 1 - a) - pow(to, 1 - a)), 1e-10);
            exporters += o->exporters_by_sales[c];
            sales += o->sales_by_sales[c];
        }
        assert_close(exporters, o->totals.exporters, 1e-12);
        assert_close(sales, o->all.sales[COHONG_DIRECT], 1e-12);
        cohong_firm_outcome_free(o);
        e.firms.sales_edge_count = 0;
        o = solve(&e);
        assert_true(o->exporters_by_sales == NULL && o->sales_by_sales == NULL);
        cohong_firm_outcome_free(o);
    }
}

/* At a switching point both choices earn the same, and nothing jumps there: a step of 1e-9 across it moves all outcomes by as little, of the
 * fee as of costs at which a channel begins to be chosen. Where the two lines are as steep the second cutoff is infinite, and sales above
 * it fall as its power 1 - a = -0.42 only. */
static void continuity(void **state)
{
    (void)state;
    for (size_t way = 0; way < 4; way++) {
        cohong_firm_outcome *side[2];
        economy e;
        cohong_firm_cutoffs cut;
        make(&e, 1, 1.42);
        cohong_firm_terms *platform = &e.markets[0].terms[COHONG_PLATFORM],
                          *direct = &e.markets[0].terms[COHONG_DIRECT];
        assert_int_equal(cohong_firms_cutoffs(&e.firms, 0, 0, &cut, NULL), COHONG_OK);
        assert_close(cut.profit[COHONG_PLATFORM] * cut.first, platform->fixed_cost, 1e-12);
        assert_close(cut.profit[COHONG_PLATFORM] * cut.second - platform->fixed_cost,
                     cut.profit[COHONG_DIRECT] * cut.second - direct->fixed_cost, 1e-12);
        double equal = cut.profit[COHONG_DIRECT] / cut.profit[COHONG_PLATFORM];
        for (size_t s = 0; s < 2; s++) {
            double step = s == 0 ? 1 - 1e-9 : 1 + 1e-9;
            make(&e, 1, 1.42);
            if (way == 0) platform->fixed_cost = direct->fixed_cost / equal * step; /* both pay from the same z */
            if (way == 1) platform->visibility *= equal * step;                     /* both lines are as steep */
            if (way == 2)
                direct->fixed_cost = platform->fixed_cost * equal * step; /* the same z, from the other side */
            if (way == 3) e.firms.platform_fee = 25000 * step;
            side[s] = solve(&e);
        }
        const double *a = (const double *)side[0]->markets, *b = (const double *)side[1]->markets;
        double sellers = side[0]->totals.exporters, sales = total(&side[0]->markets[0]);
        for (size_t k = 0; k < sizeof(cohong_firm_sums) / sizeof *a; k++)
            if (!(fabs(a[k] - b[k]) <= (way == 1 ? 1e-3 : 1e-6) * (k < 2 ? sellers : sales)))
                fail_msg("way %zu, sum %zu: %.12g and %.12g", way, k, a[k], b[k]);
        assert_true(fabs(side[0]->totals.exporters - side[1]->totals.exporters) <= 1e-6 * sellers);
        cohong_firm_outcome_free(side[0]);
        cohong_firm_outcome_free(side[1]);
    }
}

static void refused(economy *e, cohong_status expected)
{
    cohong_firm_outcome *outcome;
    cohong_error error = { 0 };
    assert_int_equal(cohong_firms_solve(&e->firms, NULL, 1, &outcome, &error), expected);
    assert_null(outcome);
    assert_true(error.message[0] != '\0');
}

static void bad_numbers(void **state)
{
    economy e;
    (void)state;
    make(&e, 1, 1);
    refused(&e, COHONG_OUT_OF_DOMAIN);
    make(&e, 1, NAN);
    refused(&e, COHONG_OUT_OF_DOMAIN);
    make(&e, 1, 1.06);
    e.markets[0].terms[COHONG_PLATFORM].commission = 1;
    refused(&e, COHONG_OUT_OF_DOMAIN);
    make(&e, 1, 1.06);
    e.markets[0].terms[COHONG_DIRECT].fixed_cost = -1;
    refused(&e, COHONG_OUT_OF_DOMAIN);
    make(&e, 1, 1.06);
    e.firms.demand_shock = 0.5; /* no closed form */
    refused(&e, COHONG_UNSUPPORTED);
    make(&e, 0, 1.06);
    refused(&e, COHONG_INCOMPLETE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chaney),        cmocka_unit_test(sales_by_exporters),  cmocka_unit_test(written_out),
        cmocka_unit_test(zero_profit),   cmocka_unit_test(platform_as_iceberg), cmocka_unit_test(calibration),
        cmocka_unit_test(congestion),    cmocka_unit_test(closed_platform),     cmocka_unit_test(counts),
        cmocka_unit_test(sales_classes), cmocka_unit_test(continuity),          cmocka_unit_test(bad_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
