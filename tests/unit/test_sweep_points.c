/* The numbers of a sweep apart from any model: points, distributions, Sobol indices against their analytic values.
 * Ishigami & Homma (1990), a = 7, b = 0.1; the g-function of Saltelli & Sobol (1995). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "sweep/distribution.h"
#include "sweep/halton.h"
#include "sweep/indices.h"

#include <cmocka.h>

enum { MOST_INPUTS = 6 };

static const double PI = 3.14159265358979323846;

/* ---- points */

/* p^m successive points of a scrambled dimension of base p are one in each interval of length p^-m. */
static void halton_points_are_stratified(void **state)
{
    const size_t bases[] = { 2, 3, 5, 7 }, counts[] = { 256, 243, 125, 343 };
    halton h = { 0 };
    (void)state;
    assert_int_equal(halton_new(11, 4, 3, &h, NULL), COHONG_OK);
    for (size_t d = 0; d < 4; d++) {
        assert_int_equal(h.prime[d], bases[d]);
        for (size_t r = 0; r < 3; r++) {
            unsigned char seen[343] = { 0 };
            for (size_t k = 0; k < counts[d]; k++) {
                double u = halton_at(&h, r, k, d);
                assert_true(u > 0 && u < 1);
                seen[(size_t)(u * (double)counts[d])]++;
            }
            for (size_t k = 0; k < counts[d]; k++) assert_int_equal(seen[k], 1);
        }
    }
    halton_free(&h);
}

static void halton_replicates_differ(void **state)
{
    halton h = { 0 };
    (void)state;
    assert_int_equal(halton_new(5, 2, 2, &h, NULL), COHONG_OK);
    assert_true(halton_at(&h, 0, 0, 0) != halton_at(&h, 1, 0, 0));
    assert_true(halton_at(&h, 0, 0, 1) != halton_at(&h, 1, 0, 1));
    halton_free(&h);
}

/* Sixty dimensions: the mean of each is 1/2 and no two neighbours are correlated, as plain Halton points of large primes are. */
static void many_dimensions_are_uncorrelated(void **state)
{
    enum { D = 60, COUNT = 4096 };
    halton h = { 0 };
    (void)state;
    assert_int_equal(halton_new(3, D, BATCH_COUNT, &h, NULL), COHONG_OK);
    for (size_t d = 0; d + 1 < D; d++) {
        double mean = 0, product = 0;
        for (size_t k = 0; k < COUNT; k++) {
            double u = halton_at(&h, k % BATCH_COUNT, k / BATCH_COUNT, d);
            mean += u / COUNT;
            product += (u - 0.5) * (halton_at(&h, k % BATCH_COUNT, k / BATCH_COUNT, d + 1) - 0.5) * 12 / COUNT;
        }
        assert_true(fabs(mean - 0.5) < 0.01);
        assert_true(fabs(product) < 0.1);
    }
    halton_free(&h);
}

/* ---- distributions */

/* The triangular distribution function at its own quantiles. */
static void triangular_inverts(void **state)
{
    const double low = -1, mode = 0.5, high = 4;
    (void)state;
    for (double u = 0.01; u < 1; u += 0.07) {
        double x = triangular_at(low, mode, high, u);
        double back = x < mode ? (x - low) * (x - low) / (high - low) / (mode - low)
                               : 1 - (high - x) * (high - x) / (high - low) / (high - mode);
        assert_true(fabs(back - u) < 1e-14);
    }
    assert_true(fabs(triangular_at(2, 2, 3, 0.75) - 2.5) < 1e-15); /* 1 - (3-x)^2 = 0.75 */
    assert_true(uniform_at(-2, 2, 0.75) == 1);
}

static void choices_follow_weights(void **state)
{
    const double weights[] = { 1, 0, 3 };
    size_t counts[3] = { 0 };
    (void)state;
    for (size_t k = 0; k < 400; k++) counts[choice_at(weights, 3, ((double)k + 0.5) / 400)]++;
    assert_int_equal(counts[0], 100);
    assert_int_equal(counts[1], 0);
    assert_int_equal(counts[2], 300);
}

static void cholesky_by_hand(void **state)
{
    double covariance[] = { 4, 2, 2, 5 }, broken[] = { 1, 2, 2, 1 }, singular[] = { 1, 2, 2, 4 };
    const double expected[] = { 2, 0, 1, 2 }; /* L L' */
    (void)state;
    assert_true(cholesky(covariance, 2));
    for (size_t k = 0; k < 4; k++) assert_true(covariance[k] == expected[k]);
    assert_false(cholesky(broken, 2));
    assert_true(cholesky(singular, 2));
    assert_true(singular[0] == 1 && singular[2] == 2 && singular[3] == 0);
}

/* ---- indices */

typedef double (*test_function)(const double *u);

static double ishigami(const double *u)
{
    double x[3];
    for (size_t k = 0; k < 3; k++) x[k] = PI * (2 * u[k] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
}

static const double G[MOST_INPUTS] = { 0, 0.5, 3, 9, 99, 99 };

static double g_function(const double *u)
{
    double product = 1;
    for (size_t k = 0; k < MOST_INPUTS; k++) product *= (fabs(4 * u[k] - 2) + G[k]) / (1 + G[k]);
    return product;
}

static void ishigami_indices(double *first, double *total)
{
    const double a = 7, b = 0.1, p4 = PI * PI * PI * PI;
    double v1 = 0.5 * (1 + b * p4 / 5) * (1 + b * p4 / 5), v2 = a * a / 8, v13 = 8 * b * b * p4 * p4 / 225;
    double v = v1 + v2 + v13;
    const double firsts[] = { v1 / v, v2 / v, 0 }, totals[] = { (v1 + v13) / v, v2 / v, v13 / v };
    memcpy(first, firsts, sizeof firsts);
    memcpy(total, totals, sizeof totals);
}

static void g_indices(double *first, double *total)
{
    double v[MOST_INPUTS], all = 1;
    for (size_t k = 0; k < MOST_INPUTS; k++) {
        v[k] = 1.0 / 3 / (1 + G[k]) / (1 + G[k]);
        all *= 1 + v[k];
    }
    for (size_t k = 0; k < MOST_INPUTS; k++) {
        first[k] = v[k] / (all - 1);
        total[k] = v[k] * all / (1 + v[k]) / (all - 1);
    }
}

typedef struct estimate {
    double first[MOST_INPUTS], first_error[MOST_INPUTS], total[MOST_INPUTS], total_error[MOST_INPUTS];
} estimate;

/* The design as sweeps make it: dimensions 0 .. inputs-1 are A, the next ones B. */
static estimate estimate_of(test_function function, size_t inputs, size_t draws, uint64_t seed, bool quasi)
{
    estimate e = { 0 };
    halton h = { 0 };
    double *f = malloc(draws * (inputs + 2) * sizeof *f);
    assert_non_null(f);
    assert_int_equal(halton_new(seed, 2 * inputs, BATCH_COUNT, &h, NULL), COHONG_OK);
    for (size_t b = 0; b < draws; b++) {
        double u[2 * MOST_INPUTS], mixed[MOST_INPUTS];
        for (size_t d = 0; d < 2 * inputs; d++)
            u[d] = quasi ? halton_at(&h, b % BATCH_COUNT, b / BATCH_COUNT, d) : random_uniform(seed, b, d);
        f[b * (inputs + 2)] = function(u);
        f[b * (inputs + 2) + 1] = function(u + inputs);
        for (size_t k = 0; k < inputs; k++) {
            memcpy(mixed, u, inputs * sizeof *u);
            mixed[k] = u[inputs + k];
            f[b * (inputs + 2) + 2 + k] = function(mixed);
        }
    }
    assert_int_equal(sobol_indices(f, draws, inputs, e.first, e.first_error, e.total, e.total_error, NULL), COHONG_OK);
    halton_free(&h);
    free(f);
    return e;
}

/* Within four standard errors each (of up to twelve numbers, from sixteen batches), and the errors are small. */
static void check_estimate(const estimate *e, size_t inputs, const double *first, const double *total, double most)
{
    for (size_t k = 0; k < inputs; k++) {
        assert_true(fabs(e->first[k] - first[k]) <= 4 * e->first_error[k] + 1e-9);
        assert_true(fabs(e->total[k] - total[k]) <= 4 * e->total_error[k] + 1e-9);
        assert_true(e->first_error[k] < most && e->total_error[k] < most);
    }
}

static void ishigami_within_errors(void **state)
{
    double first[3], total[3];
    (void)state;
    ishigami_indices(first, total);
    assert_true(fabs(first[0] - 0.3139) < 1e-4 && fabs(total[2] - 0.2437) < 1e-4); /* as published */
    estimate quasi = estimate_of(ishigami, 3, 16384, 1, true), random = estimate_of(ishigami, 3, 16384, 1, false);
    check_estimate(&quasi, 3, first, total, 0.01);
    check_estimate(&random, 3, first, total, 0.03);
}

static void g_function_within_errors(void **state)
{
    double first[MOST_INPUTS], total[MOST_INPUTS];
    (void)state;
    g_indices(first, total);
    estimate quasi = estimate_of(g_function, MOST_INPUTS, 16384, 2, true);
    estimate random = estimate_of(g_function, MOST_INPUTS, 16384, 2, false);
    check_estimate(&quasi, MOST_INPUTS, first, total, 0.01);
    check_estimate(&random, MOST_INPUTS, first, total, 0.03);
}

/* Standard errors are what they say: over many seeds the true value lies within two of them about as often as Student's t with
 * fifteen degrees of freedom has it, 0.936; four standard errors of that share below it is the bound. */
static void standard_errors_cover(void **state)
{
    enum { SEEDS = 100 };
    double first[3], total[3];
    size_t inside[2] = { 0 };
    (void)state;
    ishigami_indices(first, total);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        for (int quasi = 0; quasi < 2; quasi++) {
            estimate e = estimate_of(ishigami, 3, 1024, 1000 + seed, quasi == 1);
            inside[quasi] += fabs(e.first[0] - first[0]) <= 2 * e.first_error[0];
        }
    }
    for (int quasi = 0; quasi < 2; quasi++) assert_true(inside[quasi] >= 84);
}

static void failed_draws_are_left_out(void **state)
{
    enum { DRAWS = 64 };
    double f[DRAWS * 3], g[DRAWS * 3], out[2][4];
    (void)state;
    for (size_t k = 0; k < DRAWS * 3; k++) f[k] = g[k] = random_uniform(4, k, 0);
    for (size_t k = 0; k < 3; k++) g[20 * 3 + k] = 1e9; /* then broken in one place */
    g[20 * 3 + 1] = NAN;
    for (size_t k = 0; k < 3; k++) f[20 * 3 + k] = NAN;
    assert_int_equal(sobol_indices(f, DRAWS, 1, &out[0][0], &out[0][1], &out[0][2], &out[0][3], NULL), COHONG_OK);
    assert_int_equal(sobol_indices(g, DRAWS, 1, &out[1][0], &out[1][1], &out[1][2], &out[1][3], NULL), COHONG_OK);
    assert_memory_equal(out[0], out[1], sizeof out[0]);
    assert_false(isnan(out[0][0]));
}

/* The mean of independent numbers and its error: batches of equal size give sd of batch means over sqrt(16). */
static void mean_by_batches(void **state)
{
    double values[BATCH_COUNT * 2], mean, error;
    (void)state;
    for (size_t k = 0; k < BATCH_COUNT * 2; k++) values[k] = (double)(k % BATCH_COUNT);
    batch_mean(values, BATCH_COUNT * 2, 1, &mean, &error);
    assert_true(fabs(mean - 7.5) < 1e-14);
    assert_true(fabs(error - sqrt(340.0 / 15 / 16)) < 1e-13); /* sum of (k - 7.5)^2 = 340 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halton_points_are_stratified),
        cmocka_unit_test(halton_replicates_differ),
        cmocka_unit_test(many_dimensions_are_uncorrelated),
        cmocka_unit_test(triangular_inverts),
        cmocka_unit_test(choices_follow_weights),
        cmocka_unit_test(cholesky_by_hand),
        cmocka_unit_test(ishigami_within_errors),
        cmocka_unit_test(g_function_within_errors),
        cmocka_unit_test(standard_errors_cover),
        cmocka_unit_test(failed_draws_are_left_out),
        cmocka_unit_test(mean_by_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
