/* Memory of the firms room: every allocation of reading, drawing, keeping shocks, solving, break-even and the equilibrium may fail, each
 * time with a clean answer and nothing left behind (the sanitizers look). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "refusing_memory.h"
#include "world_folder.h"

static const char FIRMS[] = "title = \"t\"\ncurrency = \"USD\"\nsigma = 5\nplatform_fee = 3000\n"
                            "[world]\nexporter = \"AAA\"\nsectors = [\"GDS\"]\n"
                            "[[group]]\nname = \"a\"\nfirms = 1e6\ntail = 1.3\n"
                            "[[group]]\nname = \"b\"\nfirms = 1e5\nsize = \"lognormal\"\nlog_sd = 2\n"
                            "[[market]]\ncode = \"BBB\"\nexporters = 1000\nexports = 1e6\ncongestion = 0.2\n"
                            "[market.direct]\ntariff = 0.1\n[market.platform]\nfixed_cost = 100\n"
                            "[jobs]\njobs_per_value = 5e-6\nlabour_share = 0.3\nwage = 50000\n";

static cohong_firms *firms;
static cohong_population *sample;
static cohong_world *world;
static cohong_model *model;

static int prepare(void **state)
{
    int result = folder_make(state);
    cohong_error error = { 0 };
    folder_write_world();
    folder_write("firms.toml", FIRMS);
    world = folder_read_world(COHONG_CACHE_OFF);
    if (cohong_model_new(world, NULL, &model, &error) != COHONG_OK) fail_msg("%s", error.message);
    if (cohong_firms_read(folder_path("firms.toml"), &firms, &error) != COHONG_OK) fail_msg("%s", error.message);
    if (cohong_population_new(firms, COHONG_WEIGHTED, 3000, 1, 0, &sample, &error) != COHONG_OK)
        fail_msg("%s", error.message);
    return result;
}

static int clean(void **state)
{
    cohong_population_free(sample);
    cohong_firms_free(firms);
    cohong_model_free(model);
    cohong_world_free(world);
    return folder_remove(state);
}

static cohong_status try_read(cohong_error *error)
{
    cohong_firms *made;
    cohong_status status = cohong_firms_read(folder_path("firms.toml"), &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_firms_free(made);
    return status;
}

static cohong_status try_draw(cohong_error *error)
{
    cohong_population *made;
    cohong_status status = cohong_population_new(firms, COHONG_GRANULAR, 1000, 1, 0, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_population_free(made);
    return status;
}

static cohong_status try_solve_with(const cohong_population *with, cohong_error *error)
{
    cohong_firm_outcome *made;
    cohong_status status = cohong_firms_solve(firms, with, 2, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_firm_outcome_free(made);
    return status;
}

static cohong_status try_closed_form(cohong_error *error)
{
    return try_solve_with(NULL, error);
}

static cohong_status try_sample(cohong_error *error)
{
    return try_solve_with(sample, error);
}

static cohong_status try_keep(cohong_error *error)
{
    return cohong_population_keep_shocks(sample, firms, 2, error);
}

static cohong_status try_break_even(cohong_error *error)
{
    cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT];
    return cohong_firms_break_even(firms, COHONG_FIRM_JOBS_ADDITIONAL, 1e-9, rows, error);
}

static cohong_status try_equilibrium(cohong_error *error)
{
    cohong_firm_nest *made;
    cohong_status status = cohong_firms_nest(firms, model, NULL, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_firm_nest_free(made);
    return status;
}

static void reading_may_fail(void **state)
{
    (void)state;
    refuse_each(try_read, 5);
}

static void drawing_may_fail(void **state)
{
    (void)state;
    refuse_each(try_draw, 1);
}

/* With congestion a sample's shocks are kept for the solve where there is memory for them, and drawn again and again where there is not. */
static void solving_may_fail(void **state)
{
    (void)state;
    refuse_each(try_closed_form, 2);
    refuse_each(try_sample, 2);
    firms->demand_shock = firms->entry_shock = 0.5;
    may_do_without = true;
    refuse_each(try_sample, 3);
    may_do_without = false;
    refuse_each(try_keep, 1);
    refuse_each(try_sample, 2);
    firms->demand_shock = firms->entry_shock = 0;
}

static void the_rest_may_fail(void **state)
{
    (void)state;
    refuse_each(try_break_even, 2);
    refuse_each(try_equilibrium, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_may_fail),
        cmocka_unit_test(drawing_may_fail),
        cmocka_unit_test(solving_may_fail),
        cmocka_unit_test(the_rest_may_fail),
    };
    return cmocka_run_group_tests(tests, prepare, clean);
}
