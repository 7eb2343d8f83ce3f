/* GMRES for (I - K) x = b: a closed form, Gaussian elimination on random systems, and systems without an answer. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/gmres.h" /* before cmocka.h, which makes a macro of the name `fail` */
#include "dense.h"

#include <cmocka.h>

typedef struct matrix {
    size_t n;
    const double *entries;
    size_t *applied;
} matrix;

/* out = (I - K) in */
static void multiply(const void *context, const double *in, double *out)
{
    const matrix *m = context;
    ++*m->applied;
    for (size_t r = 0; r < m->n; r++) {
        out[r] = in[r];
        for (size_t c = 0; c < m->n; c++) out[r] -= m->entries[r * m->n + c] * in[c];
    }
}

static gmres_result solve(size_t n, const double *K, const double *b, double *x, size_t restart, size_t limit)
{
    size_t applied = 0;
    matrix m = { n, K, &applied };
    double *workspace = malloc(gmres_workspace(n, restart) * sizeof *workspace);
    assert_non_null(workspace);
    gmres_system system = { .apply = multiply, .context = &m, .length = n, .restart = restart };
    gmres_result result = gmres_solve(&system, b, x, 1e-13, limit, workspace);
    free(workspace);
    assert_true(applied >= result.iterations);
    return result;
}

/* (I - K)^-1 with K = [0.2 0.3; 0.4 0.1] is [0.9 0.3; 0.4 0.8]/0.6. */
static void two_by_two(void **state)
{
    const double K[] = { 0.2, 0.3, 0.4, 0.1 }, b[] = { 6, 12 };
    double x[] = { 100, -100 };
    (void)state;
    gmres_result result = solve(2, K, b, x, 5, 50);
    assert_true(result.converged);
    assert_true(result.iterations <= 2); /* a space of two dimensions is exhausted after two */
    assert_true(fabs(x[0] - (0.9 * 6 + 0.3 * 12) / 0.6) < 1e-11);
    assert_true(fabs(x[1] - (0.4 * 6 + 0.8 * 12) / 0.6) < 1e-11);
}

static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* Entries of both signs, every length around eight, and a restart shorter than the problem. */
static void random_systems(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 40; n++) {
        uint64_t seed = n;
        double *K = malloc(n * n * sizeof *K), *system = malloc(n * n * sizeof *system);
        double *b = malloc(n * sizeof *b), *x = calloc(n, sizeof *x), *expected = malloc(n * sizeof *expected);
        for (size_t k = 0; k < n * n; k++) {
            K[k] = 1.6 * (draw(&seed) - 0.5) / (double)n;
            system[k] = (k % (n + 1) == 0 ? 1 : 0) - K[k];
        }
        for (size_t k = 0; k < n; k++) expected[k] = b[k] = draw(&seed) - 0.5;
        dense_solve(n, system, expected);
        gmres_result result = solve(n, K, b, x, 6, 500);
        assert_true(result.converged);
        for (size_t k = 0; k < n; k++) assert_true(fabs(x[k] - expected[k]) < 1e-11);
        free(K), free(system), free(b), free(x), free(expected);
    }
}

static void nothing_asked_for(void **state)
{
    const double K[] = { 0.5, 0, 0, 0.5 }, b[] = { 0, 0 };
    double x[] = { 3, 4 };
    (void)state;
    gmres_result result = solve(2, K, b, x, 3, 10);
    assert_true(result.converged);
    assert_true(x[0] == 0 && x[1] == 0);
}

/* K = I: nothing solves 0 x = b. */
static void no_answer(void **state)
{
    const double K[] = { 1, 0, 0, 1 }, b[] = { 1, 2 };
    double x[] = { 0, 0 };
    (void)state;
    assert_false(solve(2, K, b, x, 3, 50).converged);
}

static void not_a_number(void **state)
{
    const double K[] = { 0.5, 0, 0, 0.5 }, b[] = { 1, NAN };
    double x[] = { 0, 0 };
    (void)state;
    assert_false(solve(2, K, b, x, 3, 50).converged);
}

/* The limit is a limit, and what it leaves is said. */
static void stops_at_the_limit(void **state)
{
    const double K[] = { 0, 0.9, 0, 0, 0, 0.9, 0.9, 0, 0 }, b[] = { 1, 0, 0 };
    double x[] = { 0, 0, 0 };
    (void)state;
    gmres_result result = solve(3, K, b, x, 3, 1);
    assert_false(result.converged);
    assert_int_equal(result.iterations, 1);
    assert_true(result.residual > 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_by_two), cmocka_unit_test(random_systems), cmocka_unit_test(nothing_asked_for),
        cmocka_unit_test(no_answer),  cmocka_unit_test(not_a_number),   cmocka_unit_test(stops_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
