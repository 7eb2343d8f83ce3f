/* Reading a sweep file: what is wrong, said with file, line and column. The world is the small one of world_folder.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world_folder.h"

#define TOP "scenario = \"s.toml\"\nseed = 7\ndraws = 40\n"
#define RESULTS "results = [\"welfare AAA\"]\n"
#define UNIFORM "distribution = \"uniform\"\nlow = 1\nhigh = 2\n"
#define DRAW "[[draw]]\nvary = \"theta\"\n" UNIFORM

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    folder_write("s.toml", "title = \"t\"\nworld = \".\"\n");
    return result;
}

static void labels(void **state)
{
    (void)state;
    cohong_sweep *s;
    folder_write("sweep.toml",
                 "title = \"two\"\nindices = true\nchunk = 100\n" TOP
                 "results = [\"welfare AAA\", \"exports  BBB AAA\"]\n"
                 "[[draw]]\nname = \"elasticities\"\neach = true\nvary = \"theta_factor\"\n" UNIFORM
                 "[[draw]]\nvary = \"deficits\"\ndistribution = \"choice\"\nvalues = [\"zero\", \"fixed\"]\n"
                 "weights = [1, 3]\n");
    assert_int_equal(cohong_sweep_read(folder_path("sweep.toml"), COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    const cohong_sweep_labels *l = cohong_sweep_labels_of(s);
    assert_string_equal(l->title, "two");
    assert_string_equal(l->sampling, "quasi");
    assert_int_equal(l->group_count, 2);
    assert_int_equal(l->input_count, 3);
    assert_int_equal(l->row_count, 40 * 4 + 1 + 4);
    assert_int_equal(l->chunk_count, 2);
    assert_string_equal(l->groups[0], "elasticities");
    assert_string_equal(l->groups[1], "deficits");
    assert_string_equal(l->inputs[0], "theta_factor GDS");
    assert_string_equal(l->inputs[1], "theta_factor SRV");
    assert_string_equal(l->inputs[2], "deficits");
    assert_string_equal(l->results[1], "exports BBB AAA");
    assert_int_equal(l->result_units[1], COHONG_VALUE);
    assert_int_equal(strlen(l->manifest), 64);
    cohong_sweep_free(s);
}

/* The manifest follows the contents of every file, and nothing else. */
static void manifest_follows_the_files(void **state)
{
    char first[65];
    (void)state;
    cohong_sweep *s;
    folder_write("a.toml", TOP RESULTS DRAW);
    folder_write("b.toml", TOP RESULTS DRAW);
    assert_int_equal(cohong_sweep_read(folder_path("a.toml"), COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    strcpy(first, cohong_sweep_labels_of(s)->manifest);
    cohong_sweep_free(s);
    assert_int_equal(cohong_sweep_read(folder_path("b.toml"), COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    assert_string_equal(first, cohong_sweep_labels_of(s)->manifest);
    cohong_sweep_free(s);
    folder_write("sectors.csv", "sector,name,theta,kind\nGDS,Goods,4.5,goods\nSRV,Services,2.5,services\n");
    assert_int_equal(cohong_sweep_read(folder_path("a.toml"), COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    assert_string_not_equal(first, cohong_sweep_labels_of(s)->manifest);
    cohong_sweep_free(s);
}

/* `expected` begins behind "FOLDER/sweep.toml". */
static void expect(const char *text, const char *expected)
{
    cohong_sweep *s;
    cohong_error error = { 0 };
    char written[1024];
    folder_write("sweep.toml", text);
    assert_int_not_equal(cohong_sweep_read(folder_path("sweep.toml"), COHONG_CACHE_OFF, &s, &error), COHONG_OK);
    assert_null(s);
    cohong_error_format(&error, written, sizeof written);
    const char *found = strstr(written, "sweep.toml");
    if (found == NULL || strncmp(found + 10, expected, strlen(expected)) != 0)
        fail_msg("found \"%s\", expected \"%s\"", written, expected);
}

static void bad_tops(void **state)
{
    (void)state;
    expect("", ":1:1: key \"seed\" is missing");
    expect("seed = 1\ndraws = 3\n", ":2:1: key \"draws\": found 3, expected 16 to 100000000");
    expect("seed = -1\ndraws = 20\n", ":1:1: key \"seed\": found -1");
    expect("seeds = 1\n", ":1:1: unknown key \"seeds\"; did you mean \"seed\"?");
    expect("sampling = \"sobol\"\n" TOP, ":1:1: key \"sampling\": found \"sobol\", expected quasi or random");
    expect("indices = 1\n" TOP, ":1:1: key \"indices\": found a whole number, expected true or false");
    expect("scenario = \"x.toml\"\nseed = 1\ndraws = 20\n", ":1:1: key \"scenario\"");
    expect(TOP RESULTS, ":1:1: there is no [[draw]]");
    expect(TOP DRAW, ":1:1: key \"results\" is missing");
}

static void bad_results(void **state)
{
    (void)state;
    expect(TOP "results = [\"wellfare AAA\"]\n" DRAW,
           ":4:12: there is no measure \"wellfare\"; did you mean \"welfare\"?");
    expect(TOP "results = []\n" DRAW, ":4:1: found a list of 0");
    expect(TOP "results = [\"welfare AAA\", \"welfare AAA\"]\n" DRAW, ": the result \"welfare AAA\" is given twice");
    expect(TOP "results = [\"jobs_created AAA\"]\n" DRAW, ":4:12: jobs_created: under labour = \"full\"");
    expect(TOP "results = [\"jobs_created BBB\"]\n" DRAW, ":4:12: \"jobs_created BBB\": the world has no employment");
}

static void bad_draws(void **state)
{
    (void)state;
    expect(TOP RESULTS "[[draw]]\nvary = \"thet\"\n" UNIFORM, ":6:1: there is nothing to vary that is called \"thet\"");
    expect(TOP RESULTS "[[draw]]\n" UNIFORM, ":5:1: key \"vary\" is missing");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\n", ":5:1: key \"distribution\" is missing");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"unifrom\"\n",
           ":7:1: unknown distribution \"unifrom\"; did you mean \"uniform\"?");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"uniform\"\nlow = 2\nhigh = 1\n",
           ":5:1: expected low < high, found 2 and 1");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"triangular\"\nlow = 1\nmode = 4\nhigh = 3\n",
           ":5:1: expected low <= mode <= high, low < high, found 1, mode between it and 3");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"normal\"\nmean = 1\nsd = 0\n",
           ":9:1: key \"sd\": found 0, expected a number above 0");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"lognormal\"\nmedian = -1\nsigma = 1\n",
           ":8:1: key \"median\": found -1");
    expect(TOP RESULTS "[[draw]]\nvary = \"tariff AAA BBB\"\neach = true\n" UNIFORM, ":7:1: key \"each\" needs vary");
    expect(TOP RESULTS DRAW DRAW, ":10:1: the draw \"theta\" is given twice");
    expect(TOP RESULTS DRAW "[[draw]]\nname = \"other\"\nvary = \"theta\"\n" UNIFORM, ": \"theta\" is drawn twice");
}

static void bad_choices_and_covariances(void **state)
{
    (void)state;
    expect(TOP RESULTS "[[draw]]\nvary = \"labour\"\n" UNIFORM, ":7:1: \"labour\" is a word");
    expect(TOP RESULTS "[[draw]]\nvary = \"labour\"\ndistribution = \"choice\"\nvalues = [\"ful\"]\n",
           ":8:11: setting labour: ");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"choice\"\nvalues = [1, 2]\nweights = [1]\n",
           ":9:1: key \"weights\": 1 for 2 values");
    expect(TOP RESULTS "[[draw]]\nvary = \"theta\"\ndistribution = \"choice\"\nvalues = [1, 2]\nweights = [0, 0]\n",
           ":9:1: key \"weights\": they sum to 0");
    expect(TOP RESULTS "[[draw]]\nvary = [\"theta GDS\", \"theta SRV\"]\ndistribution = \"normal\"\nmean = 4\n"
                       "covariance = [[1, 2], [2, 1]]\n",
           ":9:1: key \"covariance\" is not one");
    expect(TOP RESULTS
           "[[draw]]\nvary = [\"theta GDS\", \"theta SRV\"]\ndistribution = \"normal\"\nmean = [4, 5, 6]\nsd = 1\n",
           ":8:1: key \"mean\": 3 numbers for 2 inputs");
    expect(TOP RESULTS "[[draw]]\nvary = [\"theta GDS\", \"theta SRV\"]\ndistribution = \"normal\"\nmean = 4\n"
                       "covariance = [[1, 0.5], [0.4, 1]]\n",
           ":9:26: key \"covariance\": 0.4 here, 0.5 across the diagonal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(labels, setup, folder_remove),
        cmocka_unit_test_setup_teardown(manifest_follows_the_files, setup, folder_remove),
        cmocka_unit_test_setup_teardown(bad_tops, setup, folder_remove),
        cmocka_unit_test_setup_teardown(bad_results, setup, folder_remove),
        cmocka_unit_test_setup_teardown(bad_draws, setup, folder_remove),
        cmocka_unit_test_setup_teardown(bad_choices_and_covariances, setup, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
