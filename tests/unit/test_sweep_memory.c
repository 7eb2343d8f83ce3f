/* Memory of the sweep room: every allocation of reading a sweep, of working through it with chunks in a folder, and of its summary may
 * fail, each time with a clean answer and nothing left behind (the sanitizers look). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sweep/chunk.h"

#include <cmocka.h>

#include "refusing_memory.h"
#include "world_folder.h"

static const char SWEEP[] =
    "scenario = \"s.toml\"\nseed = 7\ndraws = 16\nchunk = 30\nindices = true\n"
    "results = [\"welfare AAA\", \"exports AAA BBB\"]\n"
    "[[draw]]\nvary = \"theta_factor\"\neach = true\ndistribution = \"lognormal\"\nmedian = 1\n"
    "sigma = 0.3\n"
    "[[draw]]\nvary = [\"tariff AAA BBB GDS\", \"tariff BBB AAA GDS\"]\ndistribution = \"normal\"\n"
    "mean = [0.1, 0.2]\ncovariance = [[0.01, 0.002], [0.002, 0.01]]\n"
    "[[draw]]\nvary = \"deficits\"\ndistribution = \"choice\"\nvalues = [\"fixed\", \"own_gdp\"]\n";

static cohong_sweep *sweep;
static cohong_draws *draws;

static int prepare(void **state)
{
    int result = folder_make(state);
    cohong_error error = { 0 };
    folder_write_world();
    folder_write("s.toml", "title = \"t\"\nworld = \".\"\n");
    folder_write("sweep.toml", SWEEP);
    if (cohong_sweep_read(folder_path("sweep.toml"), COHONG_CACHE_OFF, &sweep, &error) != COHONG_OK)
        fail_msg("%s", error.message);
    assert_int_equal(cohong_sweep_run(sweep, &(cohong_sweep_work){ 0 }, &draws, NULL), COHONG_OK);
    return result;
}

static void remove_chunks(void)
{
    for (size_t k = 0; k < 8; k++) {
        char *path = chunk_path(folder_path("chunks"), k);
        unlink(path);
        free(path);
    }
    rmdir(folder_path("chunks"));
}

static int clean(void **state)
{
    remove_chunks();
    cohong_draws_free(draws);
    cohong_sweep_free(sweep);
    return folder_remove(state);
}

static cohong_status try_read(cohong_error *error)
{
    cohong_sweep *made;
    cohong_status status = cohong_sweep_read(folder_path("sweep.toml"), COHONG_CACHE_OFF, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_sweep_free(made);
    return status;
}

static cohong_status try_run(cohong_error *error)
{
    cohong_draws *made;
    cohong_sweep_work how = { .folder = folder_path("chunks"), .threads = 1 };
    cohong_status status = cohong_sweep_run(sweep, &how, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    if (made != NULL)
        assert_memory_equal(made->values, draws->values, made->row_count * made->column_count * sizeof(double));
    cohong_draws_free(made);
    return status;
}

static cohong_status try_summary(cohong_error *error)
{
    cohong_sweep_summary *made;
    cohong_status status = cohong_sweep_summarise(sweep, draws, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_sweep_summary_free(made);
    return status;
}

static void reading_may_fail(void **state)
{
    (void)state;
    refuse_each(try_read, 60);
}

/* Chunks that were done before memory ran out stay, so that a later attempt needs fewer allocations: it goes on where the others were. */
static void running_may_fail(void **state)
{
    (void)state;
    may_do_without = true;
    refuse_each(try_run, 10);
    may_do_without = false;
}

static void summing_up_may_fail(void **state)
{
    (void)state;
    refuse_each(try_summary, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reading_may_fail), cmocka_unit_test(running_may_fail),
                                        cmocka_unit_test(summing_up_may_fail) };
    return cmocka_run_group_tests(tests, prepare, clean);
}
