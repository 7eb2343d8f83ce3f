/* Law: one model serves one thread at a time, and models on different threads know nothing of each other. Models made
 * from one shared world and solved at the same time give the bits that they give one after the other.
 * Labels: threads */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"

enum { N = 3, J = 2, THREADS = 4, ROUNDS = 8 };

/* A world whose identities hold by construction: flows symmetric in importer and exporter and no tariffs, so that output
 * equals expenditure in every sector, deficits are zero and income is value added. */
static cohong_world *symmetric_world(void)
{
    static const char *const NAMES[] = { "A", "B", "C" };
    const double input = 0.3; /* spent on each sector per unit of gross output */
    cohong_world *w;
    assert_int_equal(cohong_world_new(N, J, false, &w, NULL), COHONG_OK);
    w->tolerance = 1e-9;
    for (size_t n = 0; n < N; n++) w->countries[n] = (cohong_country){ NAMES[n], NAMES[n] };
    for (size_t j = 0; j < J; j++) {
        w->sectors[j] = (cohong_sector){ NAMES[j], NAMES[j], COHONG_GOODS };
        w->theta[j] = 4 + (double)j;
        for (size_t n = 0; n < N; n++) {
            for (size_t i = 0; i < N; i++)
                w->trade[(j * N + n) * N + i] = n == i ? 100 + 10 * (double)n : 5 + (double)(n + i);
            w->value_added_share[j * N + n] = 1 - J * input;
            for (size_t k = 0; k < J; k++) w->input_share[(j * N + n) * J + k] = input;
        }
    }
    for (size_t n = 0; n < N; n++) {
        double output[J] = { 0 }, total = 0;
        for (size_t j = 0; j < J; j++)
            for (size_t i = 0; i < N; i++) output[j] += w->trade[(j * N + n) * N + i];
        for (size_t j = 0; j < J; j++) total += output[j];
        for (size_t j = 0; j < J; j++)
            w->final_share[j * N + n] = (output[j] - input * total) / (total * (1 - J * input));
    }
    return w;
}

typedef struct job {
    const cohong_world *world;
    double tariff; /* that the first country puts on everything it imports */
    double wage_hat[N], price_hat[J * N];
    cohong_outcome outcome;
    bool failed;
} job;

/* Makes a model, solves it ROUNDS times and keeps the last answer. Asserts nothing: it may run beside the test's thread. */
static void *solve_job(void *data)
{
    job *of = data;
    cohong_model *model = NULL;
    cohong_solution *solution = NULL;
    cohong_settings settings = cohong_settings_default();
    double tariff[J * N * N] = { 0 };
    for (size_t j = 0; j < J; j++)
        for (size_t i = 1; i < N; i++) tariff[j * N * N + i] = of->tariff;
    cohong_shock shock = { .tariff = tariff };

    of->failed = cohong_model_new(of->world, &settings, &model, NULL) != COHONG_OK ||
                 cohong_solution_new(model, true, &solution, NULL) != COHONG_OK;
    for (size_t round = 0; round < ROUNDS && !of->failed; round++)
        of->failed = cohong_model_solve(model, &shock, solution, NULL) != COHONG_OK;
    if (!of->failed) {
        of->outcome = solution->outcome;
        memcpy(of->wage_hat, solution->wage_hat, sizeof of->wage_hat);
        memcpy(of->price_hat, solution->price_hat, sizeof of->price_hat);
    }
    cohong_solution_free(solution);
    cohong_model_free(model);
    return NULL;
}

static void same_bits_at_the_same_time(void **state)
{
    (void)state;
    cohong_world *world = symmetric_world();
    job alone[THREADS], beside[THREADS];
    pthread_t threads[THREADS];
    for (size_t k = 0; k < THREADS; k++) {
        alone[k] = (job){ .world = world, .tariff = 0.1 * (double)(k + 1) };
        beside[k] = alone[k];
        solve_job(&alone[k]);
        assert_false(alone[k].failed);
        assert_int_equal(alone[k].outcome, COHONG_CONVERGED);
    }
    for (size_t k = 0; k < THREADS; k++) assert_int_equal(pthread_create(&threads[k], NULL, solve_job, &beside[k]), 0);
    for (size_t k = 0; k < THREADS; k++) assert_int_equal(pthread_join(threads[k], NULL), 0);
    for (size_t k = 0; k < THREADS; k++) {
        assert_false(beside[k].failed);
        assert_memory_equal(beside[k].wage_hat, alone[k].wage_hat, sizeof alone[k].wage_hat);
        assert_memory_equal(beside[k].price_hat, alone[k].price_hat, sizeof alone[k].price_hat);
    }
    /* The jobs differ, so a thread that got another's answer would be seen. */
    assert_memory_not_equal(alone[0].wage_hat, alone[1].wage_hat, sizeof alone[0].wage_hat);
    cohong_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_bits_at_the_same_time) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
