/* Writing a world: what is read again has the same bits, and what could not be read again is not written. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "world_folder.h"

static cohong_world *w;

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    w = folder_read_world(COHONG_CACHE_OFF);
    return result;
}

static int teardown(void **state)
{
    cohong_world_free(w);
    return folder_remove(state);
}

/* A number in (0, 1) with all its bits in use. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*seed >> 11) + 0.5) * 0x1p-53;
}

/* Every array gets numbers with 53 random bits over many magnitudes. */
static void fill(cohong_world *x)
{
    uint64_t seed = 20260;
    for (size_t at = 0; at < 8; at++) x->trade[at] = ldexp(draw(&seed), (int)(draw(&seed) * 400) - 200);
    for (size_t at = 0; at < 8; at++) x->tariff[at] = at % 4 == 1 || at % 4 == 2 ? draw(&seed) - 0.5 : 0;
    for (size_t at = 0; at < 4; at++) x->value_added_share[at] = draw(&seed);
    for (size_t at = 0; at < 8; at++) x->input_share[at] = at == 3 ? 0 : draw(&seed);
    for (size_t at = 0; at < 4; at++) x->final_share[at] = draw(&seed);
    for (size_t at = 0; at < 4; at++) x->employment[at] = at == 2 ? NAN : 1e8 * draw(&seed);
    for (size_t j = 0; j < 2; j++) x->theta[j] = 50 * draw(&seed);
    x->trade[5] = 0; /* a tariff on a flow that is zero stays */
    x->unit = draw(&seed) * 1e-300;
    x->tolerance = draw(&seed);
}

static void same_bits(void **state)
{
    (void)state;
    cohong_world *back;
    fill(w);
    w->year = 10000;
    w->name = cohong_world_text(w, "a \"quoted\" \\ name,\n\ttwo lines \xC3\xA9");
    w->licence = NULL;
    w->countries[0].name = cohong_world_text(w, "Aland, \"the\" isles\nin two lines");
    w->countries[1].code = cohong_world_text(w, "007");
    assert_int_equal(cohong_world_write(w, folder_path("a"), NULL), COHONG_OK); /* makes the folder */
    assert_int_equal(cohong_world_read_unchecked(folder_path("a"), COHONG_CACHE_OFF, &back, NULL), COHONG_OK);
    assert_memory_equal(back->trade, w->trade, 8 * sizeof(double));
    assert_memory_equal(back->tariff, w->tariff, 8 * sizeof(double));
    assert_memory_equal(back->value_added_share, w->value_added_share, 4 * sizeof(double));
    assert_memory_equal(back->input_share, w->input_share, 8 * sizeof(double));
    assert_memory_equal(back->final_share, w->final_share, 4 * sizeof(double));
    assert_memory_equal(back->theta, w->theta, 2 * sizeof(double));
    for (size_t at = 0; at < 4; at++)
        assert_true(isnan(w->employment[at]) ? isnan(back->employment[at]) : back->employment[at] == w->employment[at]);
    assert_true(back->unit == w->unit && back->tolerance == w->tolerance && back->year == w->year);
    assert_string_equal(back->name, w->name);
    assert_string_equal(back->licence, "");
    assert_string_equal(back->provenance, "by hand");
    assert_string_equal(back->countries[0].name, w->countries[0].name);
    assert_string_equal(back->countries[1].code, "007");
    assert_int_equal(back->sectors[1].kind, COHONG_SERVICES);
    cohong_world_free(back);
    static const char *const FILES[] = { "world.toml",     "countries.csv", "sectors.csv", "trade.csv",
                                         "production.csv", "inputs.csv",    "final.csv" };
    for (size_t k = 0; k < 7; k++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", folder_path("a"), FILES[k]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder_path("a")), 0); /* nothing else was left there */
}

static void without_employment(void **state)
{
    (void)state;
    w->employment = NULL;
    assert_int_equal(cohong_world_write(w, folder_name(), NULL), COHONG_OK);
    cohong_world *back = folder_read_world(COHONG_CACHE_OFF);
    assert_null(back->employment);
    cohong_world_free(back);
}

static void refuses_what_could_not_be_read(void **state)
{
    (void)state;
    cohong_error error = { 0 };
    cohong_world *empty;
    size_t before, after;
    char *old = folder_read("trade.csv", &before);
    w->trade[0] = NAN;
    assert_int_equal(cohong_world_write(w, folder_name(), &error), COHONG_OUT_OF_DOMAIN);
    assert_string_equal(error.message, "trade of sector GDS, country AAA, exporter AAA is nan, expected 0 or more");
    w->trade[0] = 60;
    w->countries[1].code = "AAA";
    assert_int_equal(cohong_world_write(w, folder_name(), &error), COHONG_DUPLICATE);
    assert_string_equal(error.message, "country \"AAA\" is there twice");
    assert_int_equal(cohong_world_new(2, 2, false, &empty, NULL), COHONG_OK);
    assert_int_equal(cohong_world_write(empty, folder_name(), &error), COHONG_INCOMPLETE);
    assert_string_equal(error.message, "country 1 has no code");
    cohong_world_free(empty);
    char *now = folder_read("trade.csv", &after);
    assert_int_equal(before, after);
    assert_memory_equal(old, now, before);
    free(old);
    free(now);
}

/* One file cannot be written: none is replaced, and nothing is left beside them. */
static void all_or_nothing(void **state)
{
    (void)state;
    cohong_error error = { 0 };
    size_t before, after;
    char *old = folder_read("trade.csv", &before);
    w->trade[0] = 61;
    folder_delete("final.csv");
    assert_int_equal(mkdir(folder_path("final.csv"), 0777), 0);
    assert_int_equal(cohong_world_write(w, folder_name(), &error), COHONG_IO);
    assert_string_equal(error.file, folder_path("final.csv"));
    assert_int_equal(rmdir(folder_path("final.csv")), 0);
    char *now = folder_read("trade.csv", &after);
    assert_string_equal(old, now);
    free(old);
    free(now);
    char temporary[64];
    snprintf(temporary, sizeof temporary, "trade.csv.tmp-%ld", (long)getpid());
    assert_int_equal(access(folder_path(temporary), F_OK), -1);
    folder_write("plain", "");
    assert_int_equal(cohong_world_write(w, folder_path("plain"), &error), COHONG_IO);
}

/* A disk that is full for the largest file alone (RLIMIT_FSIZE): no file is replaced, nothing is left beside them, and a folder that
 * was made for it goes. */
static void full_disk(void **state)
{
    (void)state;
    static const char *const FILES[] = { "world.toml",     "countries.csv", "sectors.csv", "trade.csv",
                                         "production.csv", "inputs.csv",    "final.csv" };
    cohong_error error = { 0 };
    char *before[7];
    size_t sizes[7], largest = 0;
    struct rlimit limits, small;
    assert_int_equal(cohong_world_write(w, folder_name(), NULL), COHONG_OK);
    for (size_t k = 0; k < 7; k++) {
        before[k] = folder_read(FILES[k], &sizes[k]);
        if (sizes[k] > sizes[largest]) largest = k;
    }
    w->trade[0] = 61; /* every number of the same width: only the largest file is too large */
    w->theta[0] = 5;
    w->final_share[0] = 0.25;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limits), 0);
    small = limits;
    small.rlim_cur = sizes[largest] - 1;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    cohong_status status = cohong_world_write(w, folder_name(), &error);
    cohong_status fresh = cohong_world_write(w, folder_path("fresh"), NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limits), 0);
    assert_int_equal(status, COHONG_IO);
    assert_string_equal(error.file, folder_path(FILES[largest]));
    for (size_t k = 0; k < 7; k++) {
        char temporary[64];
        size_t size;
        char *after = folder_read(FILES[k], &size);
        assert_int_equal(size, sizes[k]);
        assert_memory_equal(before[k], after, size);
        snprintf(temporary, sizeof temporary, "%s.tmp-%ld", FILES[k], (long)getpid());
        assert_int_equal(access(folder_path(temporary), F_OK), -1);
        free(before[k]);
        free(after);
    }
    assert_int_equal(fresh, COHONG_IO);
    assert_int_equal(access(folder_path("fresh"), F_OK), -1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = { CASE(same_bits), CASE(without_employment), CASE(refuses_what_could_not_be_read),
                                        CASE(all_or_nothing), CASE(full_disk) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
