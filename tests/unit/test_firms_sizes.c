/* Pareto-lognormal sizes and size classes against sums and integrals written out here, and samples against both. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firms/size.h"

#include <cmocka.h>

static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance * fabs(expected)))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

/* ---- Pareto-lognormal */

static cohong_firm_group mixed(double m, double s, double a)
{
    cohong_firm_group group = cohong_firm_group_default();
    group.name = "mixed";
    group.firms = 1e6;
    group.size = COHONG_PARETO_LOGNORMAL;
    group.log_mean = m;
    group.log_sd = s;
    group.tail = a;
    return group;
}

/* Of a lognormal factor exp(x), what a Pareto factor beyond max(1, z/exp(x)) adds: P = r^-a, E = exp(x) a/(a-1) r^(1-a). */
static double given(double x, double z, double a, bool by_size)
{
    double r = fmax(1, z * exp(-x));
    return by_size ? exp(x) * a / (a - 1) * pow(r, 1 - a) : pow(r, -a);
}

/* Simpson's rule over the normal factor, apart on the two sides of the kink at ln z. */
static double integral(double m, double s, double from, double to, double z, double a, bool by_size)
{
    enum { PANELS = 4000 };
    double sum = 0, step = (to - from) / PANELS;
    if (!(to > from)) return 0;
    for (int k = 0; k <= PANELS; k++) {
        double x = from + step * k, u = (x - m) / s;
        double weight = k == 0 || k == PANELS ? 1 : k % 2 == 1 ? 4 : 2;
        sum += weight * exp(-0.5 * u * u) / (s * sqrt(2 * acos(-1))) * given(x, z, a, by_size);
    }
    return sum * step / 3;
}

static double by_integral(const cohong_firm_group *g, double z, bool by_size)
{
    double m = g->log_mean, s = g->log_sd, kink = log(z), from = m - 12 * s, to = m + 14 * s + s * s;
    double at = fmin(fmax(kink, from), to);
    return integral(m, s, from, at, z, g->tail, by_size) + integral(m, s, at, to, z, g->tail, by_size);
}

static void pareto_lognormal(void **state)
{
    (void)state;
    static const double SHAPES[][3] = { { 0, 1, 1.06 }, { 0.5, 0.3, 1.42 }, { -1, 2, 1.2 }, { 2, 1.5, 3 } };
    for (size_t k = 0; k < sizeof SHAPES / sizeof *SHAPES; k++) {
        cohong_firm_group g = mixed(SHAPES[k][0], SHAPES[k][1], SHAPES[k][2]);
        assert_close(size_mean(&g), exp(g.log_mean + g.log_sd * g.log_sd / 2) * g.tail / (g.tail - 1), 1e-13);
        for (double y = g.log_mean - 4 * g.log_sd; y < g.log_mean + 12; y += 0.7) {
            assert_close(size_above(&g, exp(y)), by_integral(&g, exp(y), false), 1e-9);
            assert_close(size_moment_above(&g, exp(y)), by_integral(&g, exp(y), true), 1e-9);
        }
    }
}

/* Far out it is a Pareto of the same tail: P(Z > z) z^a has the limit E[exp(a x)] of the lognormal factor. */
static void far_tail(void **state)
{
    (void)state;
    cohong_firm_group g = mixed(0.3, 1.1, 1.3);
    double limit = exp(1.3 * 0.3 + 0.5 * 1.3 * 1.3 * 1.1 * 1.1);
    for (double z = 1e12; z < 1e200; z *= 1e20) assert_close(size_above(&g, z) * pow(z, 1.3), limit, 1e-10);
}

static void quantiles(void **state)
{
    (void)state;
    cohong_firm_class classes[] = { { 1, 5, 1000, 2000, 0 }, { 5, 20, 300, 3000, 0 }, { 20, INFINITY, 50, 4000, 0 } };
    cohong_firm_group of_classes = cohong_firm_group_default(), groups[3] = { mixed(0, 1, 1.06), mixed(1, 0.4, 2.5) };
    of_classes.size = COHONG_CLASSES;
    of_classes.classes = classes;
    of_classes.class_count = 3;
    assert_int_equal(cohong_firm_classes_fit(&of_classes, NULL), COHONG_OK);
    groups[2] = of_classes;
    for (size_t g = 0; g < 3; g++)
        for (double upper = 1e-14; upper < 1; upper *= 1.7) {
            assert_close(size_above(&groups[g], size_quantile(&groups[g], upper)), upper, 1e-11);
            double z = size_biased_quantile(&groups[g], upper);
            if (z < 1e100) assert_close(size_moment_above(&groups[g], z), upper * size_mean(&groups[g]), 1e-11);
        }
}

/* ---- size classes */

/* The mean between two bounds of density a x^(-a-1), by its textbook form. */
static double mean_between(double a, double low, double high)
{
    return a / (a - 1) * (pow(low, 1 - a) - pow(high, 1 - a)) / (pow(low, -a) - pow(high, -a));
}

static void tail_of_a_class(void **state)
{
    (void)state;
    static const double TAILS[] = { -2.5, 0.4, 1.06, 1.42, 4 };
    for (size_t k = 0; k < sizeof TAILS / sizeof *TAILS; k++) {
        cohong_firm_class of = { 10, 50, 700, 700 * mean_between(TAILS[k], 10, 50), 0 };
        assert_true(size_class_fit(&of));
        assert_close(of.tail, TAILS[k], 1e-9);
    }
    cohong_firm_class open = { 500, INFINITY, 3, 3 * 500 * 1.2 / 0.2, 0 }; /* mean l a/(a-1) */
    assert_true(size_class_fit(&open));
    assert_close(open.tail, 1.2, 1e-12);
    cohong_firm_class too_large = { 10, 50, 700, 700 * 50.0, 0 }, none = { 10, 50, 0, 0, 0 };
    assert_false(size_class_fit(&too_large));
    assert_false(size_class_fit(&none));
}

/* Classes cut out of one Pareto distribution are that distribution again. */
static void classes_of_a_pareto(void **state)
{
    (void)state;
    enum { CLASSES = 4 };
    static const double BOUNDS[CLASSES + 1] = { 1, 5, 20, 100, INFINITY };
    double a = 1.25;
    cohong_firm_class classes[CLASSES];
    cohong_firm_group of = cohong_firm_group_default(), pareto = cohong_firm_group_default();
    for (size_t k = 0; k < CLASSES; k++) {
        double low = BOUNDS[k], high = BOUNDS[k + 1], firms = 1e6 * (pow(low, -a) - pow(high, -a));
        double size = 1e6 * a / (a - 1) * (pow(low, 1 - a) - pow(high, 1 - a));
        classes[k] = (cohong_firm_class){ low, high, firms, size, 0 };
    }
    of.size = COHONG_CLASSES;
    of.classes = classes;
    of.class_count = CLASSES;
    pareto.tail = a;
    assert_int_equal(cohong_firm_classes_fit(&of, NULL), COHONG_OK);
    assert_close(size_mean(&of), a / (a - 1), 1e-9);
    for (double z = 0.5; z < 1e6; z *= 1.37) {
        assert_close(size_above(&of, z), size_above(&pareto, z), 1e-8);
        assert_close(size_moment_above(&of, z), size_moment_above(&pareto, z), 1e-8);
    }
}

/* Every class keeps the number of firms and the sum of sizes that were given. */
static void classes_keep_their_totals(void **state)
{
    (void)state;
    cohong_firm_class classes[] = { { 1, 5, 3.6e6, 7.2e6, 0 }, { 5, 10, 1e6, 6.6e6, 0 }, { 20, 100, 2e5, 8e6, 0 } };
    cohong_firm_group of = cohong_firm_group_default();
    of.size = COHONG_CLASSES;
    of.classes = classes;
    of.class_count = 3;
    assert_int_equal(cohong_firm_classes_fit(&of, NULL), COHONG_OK);
    double firms = 3.6e6 + 1e6 + 2e5;
    for (size_t k = 0; k < 3; k++) {
        double count = size_above(&of, classes[k].least) - size_above(&of, classes[k].most);
        double size = size_moment_above(&of, classes[k].least) - size_moment_above(&of, classes[k].most);
        assert_close(count * firms, classes[k].firms, 1e-9);
        assert_close(size * firms, classes[k].size, 1e-9);
    }
    classes[1].least = 4; /* begins before the end of the one before */
    cohong_error error = { 0 };
    assert_int_equal(cohong_firm_classes_fit(&of, &error), COHONG_OUT_OF_DOMAIN);
    assert_non_null(strstr(error.message, "size class 2 begins at 4"));
    of.class_count = 0;
    assert_int_equal(cohong_firm_classes_fit(&of, &error), COHONG_INCOMPLETE);
}

/* ---- the choice, exact against sampled */

static cohong_firm_outcome *solve(const cohong_firms *firms, const cohong_population *population)
{
    cohong_firm_outcome *outcome;
    cohong_error error = { 0 };
    if (cohong_firms_solve(firms, population, 1, &outcome, &error) != COHONG_OK) fail_msg("%s", error.message);
    return outcome;
}

static void sampled(void **state)
{
    (void)state;
    cohong_firm_class classes[] = { { 1, 5, 7e5, 1.6e6, 0 }, { 5, 50, 2e5, 2.5e6, 0 }, { 50, INFINITY, 1e5, 2e7, 0 } };
    cohong_firm_group groups[2] = { mixed(0, 1, 1.42), cohong_firm_group_default() };
    groups[1].name = "classes";
    groups[1].firms = 1e6;
    groups[1].size = COHONG_CLASSES;
    groups[1].classes = classes;
    groups[1].class_count = 3;
    assert_int_equal(cohong_firm_classes_fit(&groups[1], NULL), COHONG_OK);
    cohong_firm_market market = cohong_firm_market_default();
    market.code = "ABC";
    market.demand = 1e5;
    market.terms[COHONG_PLATFORM] = (cohong_firm_terms){
        .vat = 0.091, .iceberg = 1.05, .commission = 0.04, .fixed_cost = 4000, .eligible = 0.9, .visibility = 0.6
    };
    market.terms[COHONG_DIRECT] = (cohong_firm_terms){
        .tariff = 0.07, .vat = 0.13, .iceberg = 1.2, .fixed_cost = 60000, .eligible = 1, .visibility = 1.7
    };
    for (size_t g = 0; g < 2; g++) {
        cohong_firms firms = cohong_firms_default();
        firms.groups = &groups[g];
        firms.group_count = 1;
        firms.markets = &market;
        firms.market_count = 1;
        cohong_population *population;
        assert_int_equal(cohong_population_new(&firms, COHONG_WEIGHTED, 100000, 1, 0, &population, NULL), COHONG_OK);
        cohong_firm_outcome *exact = solve(&firms, NULL), *drawn = solve(&firms, population);
        for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) {
            assert_true(exact->markets[0].sellers[c] > 0);
            assert_close(drawn->markets[0].sales[c], exact->markets[0].sales[c], 1e-4);
            assert_close(drawn->markets[0].sellers[c], exact->markets[0].sellers[c], 1e-3);
        }
        cohong_firm_outcome_free(exact);
        cohong_firm_outcome_free(drawn);
        cohong_population_free(population);
    }
}

/* ---- files */

typedef struct wrong {
    const char *text, *classes, *says;
} wrong;

static cohong_status read_files(const char *text, const char *classes, cohong_firms **firms, cohong_error *error)
{
    char path[64], table[80];
    snprintf(path, sizeof path, "test_firms_sizes_%d.toml", (int)getpid());
    snprintf(table, sizeof table, "%.60s.csv", path);
    FILE *toml = fopen(path, "w"), *csv = fopen(table, "w");
    assert_non_null(toml);
    assert_non_null(csv);
    fprintf(toml, "title = \"x\"\ncurrency = \"USD\"\nsigma = 5\n[[group]]\nname = \"all\"\nsize = \"%s\n", text);
    fprintf(toml, strstr(text, "classes_file") == NULL ? "classes_file = \"%s\"\n" : "#%s\n", table);
    fprintf(toml, "[[market]]\ncode = \"CHN\"\ndemand = 1000\n[market.direct]\nfixed_cost = 20\n");
    fputs(classes, csv);
    fclose(toml);
    fclose(csv);
    cohong_status status = cohong_firms_read(path, firms, error);
    remove(path);
    remove(table);
    return status;
}

static void files(void **state)
{
    (void)state;
    static const char *const SOUND = "least,most,firms,size\n1,5,1000,2000\n5,,300,3000\n";
    cohong_firms *firms;
    cohong_error error = { 0 };
    if (read_files("classes\"", SOUND, &firms, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_int_equal(firms->groups[0].class_count, 2);
    assert_true(firms->groups[0].firms == 1300);
    assert_close(firms->groups[0].classes[1].tail, 10.0 / 5, 1e-12); /* mean 10 from 5 on */
    cohong_firms_free(firms);
    if (read_files("classes\"\nfirms = 5e6", SOUND, &firms, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_true(firms->groups[0].firms == 5e6);
    cohong_firms_free(firms);
    const wrong WRONG[] = {
        { "classes\"", "least,most,firms,size\n1,5,1000,6000\n", "a mean of 6, expected one well inside" },
        { "classes\"", "least,most,firms,size\n1,5,1000,2000\n4,9,10,60\n", "begins at 4, before the end" },
        { "classes\"", "least,most,firms,size\n1,5,-1,2000\n", "column \"firms\": found -1" },
        { "classes\"", "least,most,firm,size\n1,5,1,2\n", "did you mean" },
        { "classes\"", "least,most,firms,size\n", "there is no row" },
        { "classes\"\ntail = 2", SOUND, "tail does not belong to size \"classes\"" },
        { "classes\"\nclasses_file = \"nowhere.csv\"", SOUND, "nowhere.csv" },
        { "lognormal\"\nfirms = 5\nlog_sd = 1", SOUND, "classes_file goes with size \"classes\"" },
        { "klasses\"", SOUND, "did you mean \"classes\"" },
        { "pareto_lognormal\"\nfirms = 5\nlog_sd = 1\nclasses_file = \"\"", SOUND, "tail" },
    };
    for (size_t k = 0; k < sizeof WRONG / sizeof *WRONG; k++) {
        assert_int_not_equal(read_files(WRONG[k].text, WRONG[k].classes, &firms, &error), COHONG_OK);
        assert_null(firms);
        if (strstr(error.message, WRONG[k].says) == NULL || error.line == 0)
            fail_msg("case %zu: %s:%zu: %s", k, error.file, error.line, error.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pareto_lognormal),
        cmocka_unit_test(far_tail),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(tail_of_a_class),
        cmocka_unit_test(classes_of_a_pareto),
        cmocka_unit_test(classes_keep_their_totals),
        cmocka_unit_test(sampled),
        cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
