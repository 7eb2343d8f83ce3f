/* The cache: gives the same world, is never trusted after a source changed, and never believed when it is damaged. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "world_folder.h"

#define CACHE "world.cohong-cache"

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    return result;
}

static void assert_same(const cohong_world *a, const cohong_world *b)
{
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->currency, b->currency);
    assert_string_equal(a->provenance, b->provenance);
    assert_string_equal(a->licence, b->licence);
    assert_true(a->year == b->year && a->unit == b->unit && a->tolerance == b->tolerance);
    for (size_t n = 0; n < 2; n++) {
        assert_string_equal(a->countries[n].code, b->countries[n].code);
        assert_string_equal(a->countries[n].name, b->countries[n].name);
        assert_string_equal(a->sectors[n].code, b->sectors[n].code);
        assert_string_equal(a->sectors[n].name, b->sectors[n].name);
        assert_int_equal(a->sectors[n].kind, b->sectors[n].kind);
    }
    assert_memory_equal(a->theta, b->theta, 2 * sizeof(double));
    assert_memory_equal(a->trade, b->trade, 8 * sizeof(double));
    assert_memory_equal(a->tariff, b->tariff, 8 * sizeof(double));
    assert_memory_equal(a->value_added_share, b->value_added_share, 4 * sizeof(double));
    assert_memory_equal(a->input_share, b->input_share, 8 * sizeof(double));
    assert_memory_equal(a->final_share, b->final_share, 4 * sizeof(double));
    for (size_t k = 0; k < 4; k++)
        assert_true(isnan(a->employment[k]) ? isnan(b->employment[k]) : a->employment[k] == b->employment[k]);
    assert_int_equal(a->source_count, b->source_count);
    for (size_t k = 0; k < a->source_count; k++) {
        assert_string_equal(a->sources[k].path, b->sources[k].path);
        assert_string_equal(a->sources[k].sha256, b->sources[k].sha256);
    }
}

/* The file's identity changes whenever it is written again (it is renamed into place). */
static ino_t cache_file(void)
{
    struct stat facts;
    return stat(folder_path(CACHE), &facts) == 0 ? facts.st_ino : 0;
}

static void gives_the_same_world(void **state)
{
    (void)state;
    cohong_world *plain = folder_read_world(COHONG_CACHE_OFF);
    assert_int_equal(cache_file(), 0);
    cohong_world *first = folder_read_world(COHONG_CACHE_AUTO);
    ino_t written = cache_file();
    assert_int_not_equal(written, 0);
    cohong_world *second = folder_read_world(COHONG_CACHE_AUTO);
    assert_int_equal(cache_file(), written);
    assert_same(plain, first);
    assert_same(plain, second);
    cohong_world_free(plain);
    cohong_world_free(first);
    cohong_world_free(second);
}

/* Same length, same times: only the bytes tell. */
static void a_changed_source_is_seen(void **state)
{
    (void)state;
    static const char *const FILES[] = { "world.toml",     "countries.csv", "sectors.csv", "trade.csv",
                                         "production.csv", "inputs.csv",    "final.csv" };
    static const struct {
        const char *from, *to;
    } EDITS[] = { { "Two by two", "Two by 222" },
                  { "Borneo", "Bourne" },
                  { "2.5", "7.5" },
                  { "AAA,BBB,40", "AAA,BBB,41" },
                  { "GDS,0.5,10", "GDS,0.5,11" },
                  { "AAA,SRV,GDS,0.1\nAAA,SRV,SRV,0.1", "AAA,SRV,SRV,0.1\nAAA,SRV,GDS,0.1" },
                  { "3448275862069", "3448275862068" } };
    for (size_t k = 0; k < 7; k++) {
        folder_write_world();
        cohong_world_free(folder_read_world(COHONG_CACHE_AUTO));
        struct stat before, after;
        assert_int_equal(stat(folder_path(FILES[k]), &before), 0);
        size_t length;
        char *text = folder_read(FILES[k], &length), *at = strstr(text, EDITS[k].from);
        assert_non_null(at);
        assert_int_equal(strlen(EDITS[k].from), strlen(EDITS[k].to));
        memcpy(at, EDITS[k].to, strlen(EDITS[k].to));
        folder_write_bytes(FILES[k], text, length);
        free(text);
        const struct timespec times[2] = { before.st_atim, before.st_mtim };
        assert_int_equal(utimensat(AT_FDCWD, folder_path(FILES[k]), times, 0), 0);
        assert_int_equal(stat(folder_path(FILES[k]), &after), 0);
        assert_true(after.st_size == before.st_size && after.st_mtim.tv_sec == before.st_mtim.tv_sec &&
                    after.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
        ino_t old = cache_file();
        cohong_world *cached = folder_read_world(COHONG_CACHE_AUTO), *plain = folder_read_world(COHONG_CACHE_OFF);
        assert_same(plain, cached);
        assert_int_not_equal(cache_file(), old);
        cohong_world_free(cached);
        cohong_world_free(plain);
    }
}

static void an_optional_file_that_comes_or_goes_is_seen(void **state)
{
    (void)state;
    cohong_world_free(folder_read_world(COHONG_CACHE_AUTO));
    folder_delete("final.csv");
    cohong_world *w = folder_read_world(COHONG_CACHE_AUTO);
    assert_int_equal(w->source_count, 6);
    cohong_world_free(w);
    w = folder_read_world(COHONG_CACHE_AUTO);
    assert_int_equal(w->source_count, 6);
    cohong_world_free(w);
    folder_write("final.csv", "country,sector,share\nAAA,GDS,0.5\nAAA,SRV,0.5\nBBB,GDS,0.5\nBBB,SRV,0.5\n");
    w = folder_read_world(COHONG_CACHE_AUTO);
    assert_true(w->source_count == 7 && w->final_share[0] == 0.5);
    cohong_world_free(w);
}

/* A source that can no longer be read as a world is an error, cache or not. */
static void a_broken_source_is_an_error(void **state)
{
    (void)state;
    cohong_world *w;
    cohong_error error = { 0 };
    cohong_world_free(folder_read_world(COHONG_CACHE_AUTO));
    folder_write("trade.csv", "sector,importer,exporter,value\nGDS,AAA,AAA,-1\n");
    assert_int_equal(cohong_world_read(folder_name(), COHONG_CACHE_AUTO, &w, &error), COHONG_OUT_OF_DOMAIN);
    assert_error(&error, "trade.csv:2:13: column \"value\": found -1, expected a value of 0 or more");
    folder_delete("world.toml");
    assert_int_equal(cohong_world_read(folder_name(), COHONG_CACHE_AUTO, &w, &error), COHONG_NO_FILE);
}

/* What read_unchecked cached is still refused by read, with the line that the CSV has. */
static void a_cached_world_is_checked_again(void **state)
{
    (void)state;
    cohong_world *w;
    cohong_error error = { 0 };
    folder_write("inputs.csv", "country,sector,input,share\nAAA,GDS,GDS,0.3\n");
    assert_int_equal(cohong_world_read_unchecked(folder_name(), COHONG_CACHE_AUTO, &w, NULL), COHONG_OK);
    cohong_world_free(w);
    assert_int_not_equal(cache_file(), 0);
    assert_int_equal(cohong_world_read(folder_name(), COHONG_CACHE_AUTO, &w, &error), COHONG_IDENTITY_BROKEN);
    assert_error(&error,
                 "production.csv:2:1: country AAA, sector GDS: value added share 0.5 and input shares 0.3 sum to 0.8, "
                 "expected 1 (tolerance 1e-09)");
}

/* Every byte flipped, every length cut, and bytes added: the world is always that of the sources. */
static void damage_is_never_believed(void **state)
{
    (void)state;
    cohong_world *plain = folder_read_world(COHONG_CACHE_AUTO);
    size_t length;
    char *bytes = folder_read(CACHE, &length);
    for (size_t k = 0; k < length; k += 1 + k / 64) {
        bytes[k] = (char)(bytes[k] ^ (1 << k % 8));
        folder_write_bytes(CACHE, bytes, length);
        ino_t damaged = cache_file();
        cohong_world *w = folder_read_world(COHONG_CACHE_AUTO);
        assert_same(plain, w);
        assert_int_not_equal(cache_file(), damaged); /* written anew */
        cohong_world_free(w);
        bytes[k] = (char)(bytes[k] ^ (1 << k % 8));
    }
    for (size_t k = 0; k < length; k += 1 + k / 32) {
        folder_write_bytes(CACHE, bytes, k);
        cohong_world *w = folder_read_world(COHONG_CACHE_AUTO);
        assert_same(plain, w);
        cohong_world_free(w);
    }
    free(bytes);
    cohong_world_free(plain);
}

static void a_folder_that_cannot_be_written_is_no_error(void **state)
{
    (void)state;
    assert_int_equal(mkdir(folder_path(CACHE), 0777), 0); /* in the way, whoever runs this */
    cohong_world_free(folder_read_world(COHONG_CACHE_AUTO));
    assert_int_equal(rmdir(folder_path(CACHE)), 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, folder_remove)
    const struct CMUnitTest tests[] = {
        CASE(gives_the_same_world),
        CASE(a_changed_source_is_seen),
        CASE(an_optional_file_that_comes_or_goes_is_seen),
        CASE(a_broken_source_is_an_error),
        CASE(a_cached_world_is_checked_again),
        CASE(damage_is_never_believed),
        CASE(a_folder_that_cannot_be_written_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
