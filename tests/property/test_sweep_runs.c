/* Sweeps as a whole, on the small world of world_folder.c: the same bits for any number of threads, for shards and after
 * interruptions; what merge refuses; failed draws; quantiles of a known distribution; the tornado.
 * Labels: threads */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sweep/chunk.h"
#include "sweep/plan.h"

#include <cmocka.h>

#include "world_folder.h"

#define TOP "scenario = \"s.toml\"\nseed = 7\ndraws = 40\nchunk = 9\n"
#define RESULTS "results = [\"welfare AAA\", \"exports AAA BBB\"]\n"
#define THETA "[[draw]]\nvary = \"theta_factor\"\neach = true\ndistribution = \"lognormal\"\nmedian = 1\nsigma = 0.3\n"
#define TARIFF \
    "[[draw]]\nvary = \"tariff AAA BBB GDS\"\ndistribution = \"triangular\"\nlow = 0\nmode = 0.2\nhigh = 0.5\n"

enum { PLACES = 3 };

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    folder_write("s.toml", "title = \"t\"\nworld = \".\"\n");
    return result;
}

/* Chunk folders stand in the folder, which itself is removed without its folders. */
static int teardown(void **state)
{
    for (int k = 0; k < PLACES; k++) {
        char name[32];
        snprintf(name, sizeof name, "part%d", k);
        for (size_t chunk = 0; chunk < 64; chunk++) {
            char *path = chunk_path(folder_path(name), chunk);
            unlink(path);
            free(path);
        }
        rmdir(folder_path(name));
    }
    return folder_remove(state);
}

static const char *place_of(int k)
{
    char name[32];
    snprintf(name, sizeof name, "part%d", k);
    return folder_path(name);
}

static cohong_sweep *read_sweep(const char *text)
{
    cohong_sweep *s;
    cohong_error error = { 0 };
    folder_write("sweep.toml", text);
    if (cohong_sweep_read(folder_path("sweep.toml"), COHONG_CACHE_OFF, &s, &error) != COHONG_OK)
        fail_msg("%s:%zu: %s", error.file, error.line, error.message);
    return s;
}

static cohong_draws *run(const cohong_sweep *s, cohong_sweep_work work)
{
    cohong_draws *draws;
    cohong_error error = { 0 };
    if (cohong_sweep_run(s, &work, &draws, &error) != COHONG_OK) fail_msg("%s: %s", error.file, error.message);
    return draws;
}

static void assert_same(const cohong_draws *a, const cohong_draws *b)
{
    assert_int_equal(a->row_count, b->row_count);
    assert_int_equal(a->column_count, b->column_count);
    assert_memory_equal(a->values, b->values, a->row_count * a->column_count * sizeof(double));
}

static cohong_sweep_summary *summary_of(const cohong_sweep *s, const cohong_draws *draws)
{
    cohong_sweep_summary *summary;
    assert_int_equal(cohong_sweep_summarise(s, draws, &summary, NULL), COHONG_OK);
    return summary;
}

/* ---- the same bits */

static void threads_do_not_matter(void **state)
{
    (void)state;
    const char *samplings[] = { TOP "indices = true\n" RESULTS THETA TARIFF,
                                TOP "sampling = \"random\"\n" RESULTS THETA TARIFF };
    for (size_t k = 0; k < 2; k++) {
        cohong_sweep *s = read_sweep(samplings[k]);
        cohong_draws *one = run(s, (cohong_sweep_work){ .threads = 1 });
        for (size_t threads = 2; threads <= 5; threads += 3) {
            cohong_draws *many = run(s, (cohong_sweep_work){ .threads = threads });
            assert_same(one, many);
            cohong_draws_free(many);
        }
        cohong_draws_free(one);
        cohong_sweep_free(s);
    }
}

static void remove_chunk(int at, size_t chunk)
{
    char *path = chunk_path(place_of(at), chunk);
    assert_int_equal(unlink(path), 0);
    free(path);
}

/* A killed run leaves some chunks; ten times another set of them is missing. */
static void goes_on_where_it_was(void **state)
{
    (void)state;
    cohong_sweep *s = read_sweep(TOP RESULTS THETA TARIFF);
    size_t chunks = cohong_sweep_labels_of(s)->chunk_count;
    cohong_draws *whole = run(s, (cohong_sweep_work){ 0 });
    cohong_draws_free(run(s, (cohong_sweep_work){ .folder = place_of(0) }));
    for (size_t moment = 0; moment < 10; moment++) {
        for (size_t chunk = 0; chunk < chunks; chunk++)
            if ((chunk * 7 + moment) % 3 == 0) remove_chunk(0, chunk);
        cohong_draws *again = run(s, (cohong_sweep_work){ .folder = place_of(0), .threads = 2 });
        assert_same(whole, again);
        cohong_draws_free(again);
    }
    cohong_draws_free(whole);
    cohong_sweep_free(s);
}

/* ---- shards */

static void expect_refusal(const cohong_sweep *s, const char *const *folders, size_t count, cohong_status status,
                           const char *part)
{
    cohong_draws *draws;
    cohong_error error = { 0 };
    assert_int_equal(cohong_sweep_merge(s, folders, count, &draws, &error), status);
    assert_null(draws);
    if (strstr(error.message, part) == NULL) fail_msg("found \"%s\", expected \"%s\"", error.message, part);
}

static void shards_merge(void **state)
{
    (void)state;
    cohong_sweep *s = read_sweep(TOP RESULTS THETA TARIFF), *other;
    cohong_draws *whole = run(s, (cohong_sweep_work){ 0 }), *merged;
    char folders[PLACES][256];
    const char *names[PLACES];
    for (size_t k = 0; k < PLACES; k++) {
        snprintf(folders[k], sizeof folders[k], "%s", place_of((int)k));
        names[k] = folders[k];
        assert_null(run(s, (cohong_sweep_work){ .folder = names[k], .shard = k + 1, .shards = PLACES, .threads = 2 }));
    }
    assert_int_equal(cohong_sweep_merge(s, names, PLACES, &merged, NULL), COHONG_OK);
    assert_same(whole, merged);
    cohong_draws_free(merged);
    expect_refusal(s, names, 2, COHONG_INCOMPLETE, "chunk 2 of 0 to 4 is in no folder");
    assert_null(run(s, (cohong_sweep_work){ .folder = names[0], .shard = 2, .shards = PLACES }));
    expect_refusal(s, names, PLACES, COHONG_DUPLICATE, "chunk 1 is here and in");
    other = read_sweep(TOP RESULTS TARIFF THETA);
    expect_refusal(other, names, PLACES, COHONG_IDENTITY_BROKEN, "belongs to another sweep");
    cohong_sweep_free(other);
    cohong_draws_free(whole);
    cohong_sweep_free(s);
}

static void damaged_chunks_are_refused(void **state)
{
    (void)state;
    cohong_sweep *s = read_sweep(TOP RESULTS TARIFF);
    cohong_draws *draws;
    cohong_error error = { 0 };
    cohong_draws_free(run(s, (cohong_sweep_work){ .folder = place_of(0) }));
    char *path = chunk_path(place_of(0), 1), *copy = chunk_path(place_of(0), 2);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, 200, SEEK_SET);
    fputc(1, file);
    fclose(file);
    cohong_sweep_work work = { .folder = place_of(0) };
    assert_int_equal(cohong_sweep_run(s, &work, &draws, &error), COHONG_IDENTITY_BROKEN);
    assert_non_null(strstr(error.message, "damaged"));
    assert_int_equal(rename(copy, path), 0);
    assert_int_equal(cohong_sweep_run(s, &work, &draws, &error), COHONG_IDENTITY_BROKEN);
    assert_non_null(strstr(error.message, "under another name"));
    assert_int_equal(truncate(path, 30), 0);
    assert_int_equal(cohong_sweep_run(s, &work, &draws, &error), COHONG_IDENTITY_BROKEN);
    free(path);
    free(copy);
    cohong_sweep_free(s);
}

/* ---- what is drawn */

/* Draws that are no solves: the result is the input itself, so that its quantiles are those of the distribution. */
static void quantiles_of_a_known_distribution(void **state)
{
    const double normal[] = { -1.959963984540054, -0.9674215661017009, 0, 0.9674215661017009, 1.959963984540054 };
    (void)state;
    cohong_sweep *s = read_sweep("scenario = \"s.toml\"\nseed = 3\ndraws = 100000\nresults = [\"welfare AAA\"]\n"
                                 "[[draw]]\nvary = \"theta\"\ndistribution = \"normal\"\nmean = 5\nsd = 1\n");
    const cohong_sweep_labels *l = cohong_sweep_labels_of(s);
    cohong_draws draws = { l->row_count, 3, calloc(l->row_count * 3, sizeof(double)) };
    assert_non_null(draws.values);
    for (size_t row = 0; row < l->row_count; row++) {
        design_inputs(s, row, draws.values + row * 3 + 1);
        draws.values[row * 3 + 2] = draws.values[row * 3 + 1];
    }
    cohong_sweep_summary *summary = summary_of(s, &draws);
    const cohong_sweep_result *r = &summary->results[0];
    const double found[] = { r->low95, r->low67, r->median, r->high67, r->high95 };
    for (size_t k = 0; k < 5; k++) assert_true(fabs(found[k] - (5 + normal[k])) < 1e-3);
    assert_true(fabs(r->mean - 5) < 1e-3 && r->mean_error < 1e-3);
    assert_true(r->central == 5 && fabs(r->high[0] - (5 + normal[3])) < 1e-12);
    cohong_sweep_summary_free(summary);
    free(draws.values);
    cohong_sweep_free(s);
}

/* Logarithms of two elasticities with a covariance: their sample moments are those asked for. */
static void covariance_is_kept(void **state)
{
    (void)state;
    cohong_sweep *s = read_sweep("scenario = \"s.toml\"\nseed = 3\ndraws = 20000\nresults = [\"welfare AAA\"]\n"
                                 "[[draw]]\nvary = [\"theta GDS\", \"theta SRV\"]\ndistribution = \"lognormal\"\n"
                                 "median = [4, 2]\ncovariance = [[0.09, 0.03], [0.03, 0.04]]\n");
    double sum[5] = { 0 };
    for (size_t row = 0; row < 20000; row++) {
        double x[2];
        design_inputs(s, row, x);
        double a = log(x[0] / 4), b = log(x[1] / 2);
        sum[0] += a, sum[1] += b, sum[2] += a * a, sum[3] += a * b, sum[4] += b * b;
    }
    const double expected[] = { 0, 0, 0.09, 0.03, 0.04 };
    for (size_t k = 0; k < 5; k++) assert_true(fabs(sum[k] / 20000 - expected[k]) < 1e-3);
    cohong_sweep_free(s);
}

/* A scenario and settings so exact that two ways to solve cannot hide behind the tolerance. */
static cohong_settings exact_settings(void)
{
    cohong_settings settings = cohong_settings_default();
    folder_write("s.toml", "title = \"t\"\nworld = \".\"\n[solver]\ntolerance = 1e-13\n");
    settings.tolerance = 1e-13;
    return settings;
}

/* A row of the sweep is the equilibrium of its inputs: solved here by hand for the central row, where every input is at its median. */
static void central_row_is_the_model(void **state)
{
    (void)state;
    cohong_settings settings = exact_settings();
    cohong_sweep *s = read_sweep(
        TOP RESULTS THETA
        "[[draw]]\nvary = \"tariff AAA BBB GDS\"\ndistribution = \"uniform\"\nlow = 0.2\nhigh = 0.6\n");
    cohong_draws *draws = run(s, (cohong_sweep_work){ 0 });
    cohong_sweep_summary *summary = summary_of(s, draws);
    cohong_world *world = folder_read_world(COHONG_CACHE_OFF);
    cohong_model *model;
    cohong_solution *solution;
    double tariff[8] = { 0, 0.4, 0, 0, 0, 0, 0, 0 };
    cohong_shock shock = { .tariff = tariff };
    assert_int_equal(cohong_model_new(world, &settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &shock, solution, NULL), COHONG_OK);
    cohong_case of = { model, &shock, solution };
    assert_true(fabs(summary->results[0].central - cohong_measure_find("welfare")->of(&of, 0)) < 1e-12);
    double exports = solution->trade[2] + solution->trade[6]; /* BBB buys from AAA */
    assert_true(fabs(summary->results[1].central - exports) < 1e-9 * exports);
    assert_int_equal(summary->failures, 0);
    cohong_solution_free(solution);
    cohong_model_free(model);
    cohong_world_free(world);
    cohong_sweep_summary_free(summary);
    cohong_draws_free(draws);
    cohong_sweep_free(s);
}

/* Every row is the equilibrium of a model made anew for its elasticities, though a sweep keeps its model and solves eight at once. */
static void rows_are_those_of_new_models(void **state)
{
    (void)state;
    cohong_settings settings = exact_settings();
    cohong_sweep *s = read_sweep(TOP RESULTS THETA TARIFF);
    cohong_draws *draws = run(s, (cohong_sweep_work){ 0 });
    cohong_world *world = folder_read_world(COHONG_CACHE_OFF);
    for (size_t row = 0; row < draws->row_count; row++) {
        const double *values = draws->values + row * draws->column_count;
        double tariff[8] = { 0, values[3], 0, 0, 0, 0, 0, 0 }, *theta = world->theta, kept[] = { theta[0], theta[1] };
        cohong_shock shock = { .tariff = tariff };
        cohong_model *model;
        cohong_solution *solution;
        for (size_t j = 0; j < 2; j++) theta[j] *= values[1 + j];
        assert_int_equal(cohong_model_new(world, &settings, &model, NULL), COHONG_OK);
        assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
        assert_int_equal(cohong_model_solve(model, &shock, solution, NULL), COHONG_OK);
        cohong_case of = { model, &shock, solution };
        assert_true(fabs(values[4] - cohong_measure_find("welfare")->of(&of, 0)) < 1e-12);
        cohong_solution_free(solution);
        cohong_model_free(model);
        memcpy(theta, kept, sizeof kept);
    }
    cohong_world_free(world);
    cohong_draws_free(draws);
    cohong_sweep_free(s);
}

/* A normal elasticity is below 0 in a known part of the draws: those fail, are in no quantile, and the region is named. */
static void failures_are_counted(void **state)
{
    (void)state;
    cohong_sweep *s = read_sweep(TOP "results = [\"welfare AAA\"]\n" TARIFF
                                     "[[draw]]\nvary = \"theta GDS\"\ndistribution = \"normal\"\nmean = 2\nsd = 2\n");
    cohong_draws *draws = run(s, (cohong_sweep_work){ 0 });
    cohong_sweep_summary *summary = summary_of(s, draws);
    size_t expected = 0;
    for (size_t row = 0; row < 40; row++) {
        const double *values = draws->values + row * 4;
        expected += values[2] <= 0;
        assert_true((values[2] <= 0) == (values[0] == (double)COHONG_ROW_DOMAIN));
        assert_true((values[2] <= 0) == isnan(values[3]));
    }
    assert_true(expected >= 4 && expected <= 9); /* 16 % of 40 */
    assert_int_equal(summary->draws, 40);
    assert_int_equal(summary->failures, expected);
    assert_int_equal(summary->results[0].count, 40 - expected);
    assert_true(summary->too_many);
    assert_non_null(strstr(summary->region, "theta GDS <="));
    assert_non_null(strstr(summary->region, "(100.0 %"));
    cohong_sweep_summary_free(summary);
    cohong_draws_free(draws);
    cohong_sweep_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(threads_do_not_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(goes_on_where_it_was, setup, teardown),
        cmocka_unit_test_setup_teardown(shards_merge, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged_chunks_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(quantiles_of_a_known_distribution, setup, teardown),
        cmocka_unit_test_setup_teardown(covariance_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(central_row_is_the_model, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_are_those_of_new_models, setup, teardown),
        cmocka_unit_test_setup_teardown(failures_are_counted, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
