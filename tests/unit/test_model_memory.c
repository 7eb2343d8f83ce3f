/* Memory of models: every allocation of the setup and of a solution may fail, each time with a clean answer and nothing left
 * behind (the sanitizers look); solving allocates nothing at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world_folder.h"
#include "refusing_memory.h"

static cohong_world *given;
static cohong_settings settings;

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    given = folder_read_world(COHONG_CACHE_OFF);
    settings = cohong_settings_default();
    return result;
}

static int teardown(void **state)
{
    cohong_world_free(given);
    return folder_remove(state);
}

static cohong_status try_setup(cohong_error *error)
{
    cohong_model *model;
    cohong_solution *solution = NULL;
    cohong_status status = cohong_model_new(given, &settings, &model, error);
    assert_true((model != NULL) == (status == COHONG_OK));
    if (status == COHONG_OK) status = cohong_solution_new(model, true, &solution, error);
    assert_true((solution != NULL) == (status == COHONG_OK));
    cohong_solution_free(solution);
    cohong_model_free(model);
    return status;
}

/* Runs a check under every structure and every closure of deficits. */
static void under_all_settings(void (*check)(void))
{
    static const char *const STRUCTURES[] = { "perfect_competition", "krugman", "melitz", "profit_shifting" };
    static const char *const DEFICITS[] = { "fixed", "zero", "own_gdp", "world_gdp" };
    for (size_t k = 0; k < 4; k++)
        for (size_t d = 0; d < 4; d++) {
            assert_int_equal(cohong_settings_set(&settings, "structure", STRUCTURES[k], NULL), COHONG_OK);
            assert_int_equal(cohong_settings_set(&settings, "deficits", DEFICITS[d], NULL), COHONG_OK);
            check();
        }
}

static void refuse_setup(void)
{
    refuse_each(try_setup, 5);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    under_all_settings(refuse_setup);
    settings.anderson_depth = 0;
    refuse_setup();
}

static void count_in_solve(void)
{
    const double tariff[] = { 0, 0.5, 0.3, 0, 0, 0.1, 0, 0 }, cost[] = { 1, 1, 0.9, 1, 1, 1, 1, 1 };
    const double technology[] = { 1.1, 1, 1, 1 }, labour[] = { 1, 1.05 };
    const cohong_shock shock = { tariff, cost, technology, labour, NULL };
    cohong_model *model;
    cohong_solution *solution;
    assert_int_equal(cohong_model_new(given, &settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    allocations = 0;
    assert_int_equal(cohong_model_solve(model, &shock, solution, NULL), COHONG_OK);
    assert_int_equal(allocations, 0);
    assert_int_equal(solution->outcome, COHONG_CONVERGED);
    cohong_solution_free(solution);
    cohong_model_free(model);
}

static void solving_allocates_nothing(void **state)
{
    (void)state;
    under_all_settings(count_in_solve);
}

/* What can be freed without having been made. */
static void nothing_is_freed_quietly(void **state)
{
    (void)state;
    cohong_model_free(NULL);
    cohong_solution_free(NULL);
    cohong_accounts_free(NULL);
    cohong_world_free(NULL);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = { CASE(every_allocation_may_fail), CASE(solving_allocates_nothing),
                                        CASE(nothing_is_freed_quietly) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
