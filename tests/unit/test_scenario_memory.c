/* Memory of the scenario reader: every allocation may fail, each time with a clean answer and nothing left behind (the
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

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    folder_write("up.csv", "importer,exporter,tariff\nAAA,BBB,0.1\nBBB,AAA,0.2\n");
    folder_write("costs.csv", "importer,exporter,factor\nAAA,BBB,1.5\n");
    folder_write("s.toml", "title = \"t\"\nworld = \".\"\n[closure]\ndeficits = \"zero\"\n"
                           "[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\nadd_file = \"up.csv\"\n"
                           "[[trade_cost]]\nimporter = \"AAA\"\nexporter = [\"BBB\"]\nfactor_file = \"costs.csv\"\n"
                           "[[productivity]]\ncountry = \"AAA\"\nfactor = 1.01\n"
                           "[[labour]]\ncountry = \"AAA\"\nfactor = 1.01\n");
    folder_write("wrong.toml", "world = \".\"\n[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\nadd_file = \"up.csv\"\n"
                               "[[tariff]]\nimporter = \"AAA\"\nexporter = \"AAA\"\nadd_file = \"up.csv\"\n");
    return result;
}

static cohong_status try_read(cohong_error *error)
{
    cohong_scenario *s;
    cohong_status status = cohong_scenario_read(folder_path("s.toml"), COHONG_CACHE_OFF, &s, error);
    assert_true((s != NULL) == (status == COHONG_OK));
    cohong_scenario_free(s);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    refuse_each(try_read, 50);
}

/* A scenario that is refused late: memory may run out on the way there, and what was made is given back. */
static void a_refused_scenario_leaves_nothing(void **state)
{
    (void)state;
    size_t refused = 0;
    for (size_t k = 0, reached = 1; reached; k++) {
        cohong_scenario *s;
        allocations = 0;
        failing = k;
        cohong_status status = cohong_scenario_read(folder_path("wrong.toml"), COHONG_CACHE_OFF, &s, NULL);
        reached = allocations > k;
        failing = (size_t)-1;
        assert_null(s);
        assert_int_equal(status, reached ? COHONG_OUT_OF_MEMORY : COHONG_UNKNOWN_NAME);
        refused += reached;
    }
    assert_true(refused >= 50);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, folder_remove)
    const struct CMUnitTest tests[] = { CASE(every_allocation_may_fail), CASE(a_refused_scenario_leaves_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
