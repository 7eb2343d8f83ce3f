/* Memory of the world room: every allocation of every call may fail, each time with a clean answer and nothing left behind (the
 * sanitizers look). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "world_folder.h"
#include "refusing_memory.h"

static cohong_world *given;

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    given = folder_read_world(COHONG_CACHE_OFF);
    folder_write("map.csv", "kind,from,to,name\ncountry,AAA,U,Union\ncountry,BBB,U,\n");
    folder_write("table.csv", ",A_x,B_x,A_C,B_C\nA_x,1,2,3,4\nB_x,1,1,5,6\n");
    folder_write("theta.csv", "sector,theta,name\nx,4,Ex\n");
    folder_write("people.csv", "country,sector,employment\nA,x,7\n");
    return result;
}

static int teardown(void **state)
{
    cohong_world_free(given);
    return folder_remove(state);
}

static cohong_status try_read(cohong_error *error)
{
    cohong_world *w;
    cohong_status status = cohong_world_read(folder_name(), COHONG_CACHE_OFF, &w, error);
    assert_true((w != NULL) == (status == COHONG_OK));
    cohong_world_free(w);
    return status;
}

static cohong_status try_copy(cohong_error *error)
{
    cohong_world *w;
    cohong_status status = cohong_world_copy(given, &w, error);
    assert_true((w != NULL) == (status == COHONG_OK));
    cohong_world_free(w);
    return status;
}

static cohong_status try_accounts(cohong_error *error)
{
    cohong_accounts *a;
    cohong_status status = cohong_accounts_new(given, &a, error);
    cohong_accounts_free(a);
    return status;
}

static cohong_status try_check(cohong_error *error)
{
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    size_t count;
    return cohong_world_check(given, identities, &count, error);
}

static cohong_status try_balance(cohong_error *error)
{
    cohong_balance_report report;
    return cohong_world_balance(given, &report, error);
}

static cohong_status try_aggregate(cohong_error *error)
{
    cohong_world *w;
    cohong_status status = cohong_world_aggregate(given, folder_path("map.csv"), &w, error);
    assert_true((w != NULL) == (status == COHONG_OK));
    cohong_world_free(w);
    return status;
}

static cohong_status try_import(cohong_error *error)
{
    cohong_world *w;
    cohong_import_report report;
    const cohong_import_options options = { .name = "x",
                                            .currency = "USD",
                                            .unit = 1,
                                            .theta_file = folder_path("theta.csv"),
                                            .employment_file = folder_path("people.csv") };
    cohong_status status = cohong_world_import(folder_path("table.csv"), &options, &w, &report, error);
    assert_true((w != NULL) == (status == COHONG_OK));
    cohong_world_free(w);
    return status;
}

static cohong_status try_write(cohong_error *error)
{
    return cohong_world_write(given, folder_name(), error);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    refuse_each(try_read, 30);
    refuse_each(try_copy, 4);
    refuse_each(try_accounts, 2);
    refuse_each(try_check, 2);
    refuse_each(try_balance, 6);
    refuse_each(try_aggregate, 20);
    refuse_each(try_import, 20);
    folder_delete("final.csv");
    refuse_each(try_read, 30);
}

/* A commit that has no memory to sync its folder is still a commit: the answer may be "done", and then it is. */
static void writing_may_fail(void **state)
{
    (void)state;
    size_t refused = 0;
    for (size_t k = 0, reached = 1; reached; k++) {
        allocations = 0;
        failing = k;
        cohong_status status = try_write(NULL);
        reached = allocations > k;
        failing = (size_t)-1;
        assert_true(status == COHONG_OK || (status == COHONG_OUT_OF_MEMORY && reached));
        refused += status != COHONG_OK;
        cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
        assert_memory_equal(w->trade, given->trade, 8 * sizeof(double));
        cohong_world_free(w);
    }
    assert_true(refused >= 20);
}

/* With the cache the answer may also be that it goes without: never a wrong world. */
static void the_cache_may_fail_too(void **state)
{
    (void)state;
    for (int there = 0; there < 2; there++)
        for (size_t k = 0, reached = 1; reached; k++) {
            cohong_world *w;
            if (there == 0)
                unlink(folder_path("world.cohong-cache"));
            else
                cohong_world_free(folder_read_world(COHONG_CACHE_AUTO));
            allocations = 0;
            failing = k;
            cohong_status status = cohong_world_read(folder_name(), COHONG_CACHE_AUTO, &w, NULL);
            reached = allocations > k;
            failing = (size_t)-1;
            assert_true(status == COHONG_OK || (status == COHONG_OUT_OF_MEMORY && w == NULL));
            if (w != NULL) assert_memory_equal(w->trade, given->trade, 8 * sizeof(double));
            assert_true(reached || status == COHONG_OK);
            cohong_world_free(w);
        }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = { CASE(every_allocation_may_fail), CASE(writing_may_fail),
                                        CASE(the_cache_may_fail_too) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
