/* Memory of derivatives and games: every allocation may fail, each time with a clean answer and nothing left behind (the
 * sanitizers look). */
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
static cohong_model *model;

static int setup(void **state)
{
    int result = folder_make(state);
    cohong_settings settings = cohong_settings_default();
    folder_write_world();
    given = folder_read_world(COHONG_CACHE_OFF);
    settings.deficits = "zero";
    assert_int_equal(cohong_model_new(given, &settings, &model, NULL), COHONG_OK);
    return result;
}

static int teardown(void **state)
{
    cohong_model_free(model);
    cohong_world_free(given);
    return folder_remove(state);
}

static cohong_status try_gradient(cohong_error *error)
{
    cohong_gradient *gradient;
    cohong_status status = cohong_gradient_new(model, &gradient, error);
    if (status != COHONG_OK) assert_null(gradient);
    cohong_gradient_free(gradient);
    return status;
}

static cohong_status try_nash(cohong_error *error)
{
    cohong_war *war;
    cohong_status status = cohong_nash(model, NULL, NULL, &war, error);
    if (status != COHONG_OK) assert_null(war);
    cohong_war_free(war);
    return status;
}

static cohong_status try_best_response(cohong_error *error)
{
    cohong_war *war;
    cohong_status status = cohong_best_response(model, NULL, 1, NULL, &war, error);
    if (status != COHONG_OK) assert_null(war);
    cohong_war_free(war);
    return status;
}

static cohong_status try_lobby(cohong_error *error)
{
    double weights[4];
    return cohong_lobby_read(folder_path("lobby.csv"), given, weights, error);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    refuse_each(try_gradient, 2);
    refuse_each(try_nash, 10);
    refuse_each(try_best_response, 10);
    folder_write("lobby.csv", "country,sector,weight\nAAA,GDS,2\n");
    refuse_each(try_lobby, 4);
}

/* Linearising and both solves work in the handle's own memory. */
static void derivatives_allocate_nothing(void **state)
{
    (void)state;
    cohong_gradient *gradient;
    cohong_solution *solution;
    double weight[2] = { 1, 0 }, tariff[8];
    cohong_derivatives found = { .tariff = tariff };
    cohong_tangent tangent = { 0 };
    assert_int_equal(cohong_gradient_new(model, &gradient, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    allocations = 0;
    assert_int_equal(cohong_model_solve(model, NULL, solution, NULL), COHONG_OK);
    assert_int_equal(cohong_gradient_at(gradient, NULL, solution, NULL), COHONG_OK);
    assert_int_equal(cohong_gradient_of(gradient, &(cohong_objective){ .welfare = weight }, &found, NULL), COHONG_OK);
    assert_int_equal(cohong_gradient_along(gradient, &(cohong_direction){ .tariff = tariff }, &tangent, NULL),
                     COHONG_OK);
    assert_int_equal(allocations, 0);
    cohong_solution_free(solution);
    cohong_gradient_free(gradient);
    cohong_gradient_free(NULL);
    cohong_war_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(derivatives_allocate_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
