/* Reallocated jobs: nothing without a shock, zero in each country with one, and the formula with its one factor. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"

enum { N = 3, J = 2 };

/* Identities hold by construction: flows symmetric in importer and exporter and no tariffs, so that output
 * equals spending in every sector. Inputs are a third of the output, of both sectors alike. */
static cohong_world *balanced_world(void)
{
    static const char *const NAMES[] = { "A", "B", "C" };
    cohong_world *w;
    assert_int_equal(cohong_world_new(N, J, true, &w, NULL), COHONG_OK);
    w->tolerance = 1e-9;
    for (size_t n = 0; n < N; n++) w->countries[n] = (cohong_country){ NAMES[n], NAMES[n] };
    for (size_t j = 0; j < J; j++) {
        w->sectors[j] = (cohong_sector){ NAMES[j], NAMES[j], COHONG_GOODS };
        w->theta[j] = 4 + (double)j;
    }
    for (size_t n = 0; n < N; n++) {
        double output[J] = { 0 };
        for (size_t j = 0; j < J; j++)
            for (size_t i = 0; i < N; i++)
                output[j] += w->trade[(j * N + n) * N + i] = n == i ? 100 + 10 * (double)n : 5 + (double)(n + i + j);
        double total = output[0] + output[1];
        for (size_t j = 0; j < J; j++) {
            w->value_added_share[j * N + n] = 2.0 / 3;
            w->input_share[(j * N + n) * J] = w->input_share[(j * N + n) * J + 1] = 1.0 / 6;
            w->final_share[j * N + n] = (output[j] - total / 6) / (total * 2 / 3);
            w->employment[j * N + n] = n == 2 ? NAN : 1000 * (1 + (double)(j + 2 * n));
        }
    }
    return w;
}

typedef struct solved {
    cohong_world *world;
    cohong_model *model;
    cohong_solution *solution;
    double reallocated[J * N], employment[J * N];
} solved;

static solved solve(const cohong_shock *shock)
{
    solved s = { .world = balanced_world() };
    cohong_settings settings = cohong_settings_default();
    cohong_error error = { 0 };
    if (cohong_model_new(s.world, &settings, &s.model, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_int_equal(cohong_solution_new(s.model, false, &s.solution, NULL), COHONG_OK);
    if (cohong_model_solve(s.model, shock, s.solution, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_int_equal(s.solution->outcome, COHONG_CONVERGED);
    assert_int_equal(cohong_jobs_reallocated(s.model, s.solution, s.reallocated, s.employment, NULL), COHONG_OK);
    return s;
}

static void release(solved *s)
{
    cohong_solution_free(s->solution);
    cohong_model_free(s->model);
    cohong_world_free(s->world);
}

static void nothing_without_a_shock(void **state)
{
    (void)state;
    solved s = solve(&(cohong_shock){ 0 });
    for (size_t a = 0; a < J * N; a++) {
        if (a % N == 2) continue;
        assert_true(fabs(s.reallocated[a]) < 1e-7);
        assert_true(fabs(s.employment[a] - s.world->employment[a]) < 1e-7);
    }
    release(&s);
}

/* A's tariff on its first sector moves people between its sectors, by E' proportional to E Y'/Y, and none in all. The
 * country without employment stays without. */
static void a_tariff_moves_people(void **state)
{
    double tariff[J * N * N] = { 0 };
    (void)state;
    tariff[1] = tariff[2] = 0.3;
    solved s = solve(&(cohong_shock){ .tariff = tariff });
    assert_true(s.reallocated[0] > 1);
    for (size_t n = 0; n < 2; n++) {
        assert_true(fabs(s.reallocated[n] + s.reallocated[N + n]) < 1e-9);
        double weight[J], E[J], Y[J] = { 0 };
        for (size_t j = 0; j < J; j++) {
            for (size_t m = 0; m < N; m++) Y[j] += s.world->trade[(j * N + m) * N + n];
            E[j] = s.world->employment[j * N + n];
            weight[j] = E[j] * s.solution->output[j * N + n] / Y[j];
        }
        for (size_t j = 0; j < J; j++) {
            double after = (E[0] + E[1]) * weight[j] / (weight[0] + weight[1]);
            assert_true(fabs(s.reallocated[j * N + n] - (after - E[j])) < 1e-6);
        }
    }
    assert_true(isnan(s.reallocated[2]) && isnan(s.employment[2]));
    release(&s);
}

/* Five percent more labour in B is not reallocation: that still sums to zero, while employment grows by that much. */
static void labour_supply_is_kept_apart(void **state)
{
    const double labour[] = { 1, 1.05, 1 };
    (void)state;
    solved s = solve(&(cohong_shock){ .labour_hat = labour });
    double before = s.world->employment[1] + s.world->employment[N + 1];
    assert_true(fabs(s.reallocated[1] + s.reallocated[N + 1]) < 1e-9);
    assert_true(fabs(s.employment[1] + s.employment[N + 1] - 1.05 * before) < 1e-6 * before);
    assert_true(fabs(s.employment[0] + s.employment[N] - (s.world->employment[0] + s.world->employment[N])) < 1e-4);
    release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_without_a_shock),
        cmocka_unit_test(a_tariff_moves_people),
        cmocka_unit_test(labour_supply_is_kept_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
