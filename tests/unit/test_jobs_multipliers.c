/* Employment multipliers: a closed form, elimination on the matrix that the library never forms, and chains that
 * do not end. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"
#include "dense.h"
#include "jobs_case.h"

static cohong_jobs *jobs_of_table(const cohong_table *table)
{
    cohong_jobs *jobs;
    cohong_error error = { 0 };
    if (cohong_jobs_of_table(table, &jobs, &error) != COHONG_OK) fail_msg("%s", error.message);
    return jobs;
}

static cohong_jobs *jobs_of_world(const cohong_world *world)
{
    cohong_jobs *jobs;
    cohong_error error = { 0 };
    if (cohong_jobs_of_world(world, &jobs, &error) != COHONG_OK) fail_msg("%s", error.message);
    return jobs;
}

static void assert_near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fabs(expected))) fail_msg("found %.17g, expected %.17g", found, expected);
}

/* A = [0.2 0.3; 0.4 0.1], e = (0.1, 0.4): m = e' [0.9 0.3; 0.4 0.8]/0.6 = (5/12, 7/12). */
static void two_sectors(void **state)
{
    (void)state;
    cohong_table *table = jobs_case_table();
    cohong_jobs *jobs = jobs_of_table(table);
    for (int chain = COHONG_DOMESTIC_CHAIN; chain <= COHONG_GLOBAL_CHAIN; chain++) {
        double m[2];
        cohong_jobs_solve how;
        assert_int_equal(cohong_jobs_multipliers(jobs, (cohong_chain)chain, 0, m, &how, NULL), COHONG_OK);
        assert_near(m[0], 5.0 / 12);
        assert_near(m[1], 7.0 / 12);
        assert_int_equal(how.solves, 1);
        assert_true(how.residual <= 1e-12);
    }
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

/* Deliveries (12, 24): L f = [0.9 0.3; 0.4 0.8]/0.6 (12, 24) = (30, 40); people (3, 16). */
static void two_sectors_by_work(void **state)
{
    const double deliveries[] = { 12, 24 };
    double persons[2];
    (void)state;
    cohong_table *table = jobs_case_table();
    cohong_jobs *jobs = jobs_of_table(table);
    assert_int_equal(cohong_jobs_by_work(jobs, COHONG_DOMESTIC_CHAIN, deliveries, persons, NULL, NULL), COHONG_OK);
    assert_near(persons[0], 3);
    assert_near(persons[1], 16);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

/* (I - A') m = e by elimination; e only of `country`, or of all covered ones. */
static double *eliminate(const cohong_world *w, bool domestic, size_t country)
{
    size_t accounts = w->country_count * w->sector_count;
    double *A = jobs_case_matrix(w, domestic), *Y = jobs_case_output(w), *m = calloc(accounts, sizeof *m);
    double *system = calloc(accounts * accounts, sizeof *system);
    for (size_t r = 0; r < accounts; r++) {
        size_t n = r % w->country_count;
        if ((country == COHONG_ALL_COUNTRIES || country == n) && !isnan(w->employment[r]))
            m[r] = w->employment[r] / Y[r];
        for (size_t c = 0; c < accounts; c++) system[r * accounts + c] = (r == c ? 1 : 0) - A[c * accounts + r];
    }
    dense_solve(accounts, system, m);
    free(A), free(Y), free(system);
    return m;
}

static void compare(cohong_jobs *jobs, const cohong_world *w, cohong_chain chain, size_t country)
{
    size_t accounts = w->country_count * w->sector_count;
    double *found = malloc(accounts * sizeof *found);
    double *expected = eliminate(w, chain == COHONG_DOMESTIC_CHAIN, country);
    assert_int_equal(cohong_jobs_multipliers(jobs, chain, country, found, NULL, NULL), COHONG_OK);
    for (size_t a = 0; a < accounts; a++) assert_near(found[a], expected[a]);
    free(found);
    free(expected);
}

/* Sizes on both sides of eight, one sector, one country; a country without employment; as a world and a table. */
static void against_elimination(void **state)
{
    static const size_t SIZES[][2] = {
        { 1, 1 }, { 1, 9 }, { 2, 3 }, { 3, 4 }, { 7, 2 }, { 8, 3 }, { 9, 5 }, { 17, 2 }
    };
    (void)state;
    for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES; k++) {
        size_t N = SIZES[k][0];
        cohong_world *world = jobs_case_world(N, SIZES[k][1], N > 2 ? 1 : 0, (unsigned)k + 1);
        cohong_table *table = jobs_case_table_of(world);
        cohong_jobs *handles[] = { jobs_of_world(world), jobs_of_table(table) };
        for (size_t h = 0; h < 2; h++) {
            compare(handles[h], world, COHONG_DOMESTIC_CHAIN, COHONG_ALL_COUNTRIES);
            compare(handles[h], world, COHONG_GLOBAL_CHAIN, COHONG_ALL_COUNTRIES);
            compare(handles[h], world, COHONG_DOMESTIC_CHAIN, 0);
            compare(handles[h], world, COHONG_GLOBAL_CHAIN, 0);
            cohong_jobs_free(handles[h]);
        }
        cohong_table_free(table);
        cohong_world_free(world);
    }
}

/* Multipliers times deliveries = people wherever they work, for deliveries of every account at once. */
static void both_directions_agree(void **state)
{
    enum { N = 9, J = 5 };
    double m[N * J], deliveries[N * J], persons[N * J], by_product = 0, by_work = 0;
    (void)state;
    cohong_world *world = jobs_case_world(N, J, 0, 77);
    cohong_jobs *jobs = jobs_of_world(world);
    for (size_t a = 0; a < N * J; a++) deliveries[a] = a % 7 == 3 ? -1.5 : (double)(a % 5);
    assert_int_equal(cohong_jobs_multipliers(jobs, COHONG_GLOBAL_CHAIN, COHONG_ALL_COUNTRIES, m, NULL, NULL),
                     COHONG_OK);
    assert_int_equal(cohong_jobs_by_work(jobs, COHONG_GLOBAL_CHAIN, deliveries, persons, NULL, NULL), COHONG_OK);
    for (size_t a = 0; a < N * J; a++) by_product += m[a] * deliveries[a], by_work += persons[a];
    assert_true(fabs(by_product - by_work) <= 1e-12 * fabs(by_product));
    cohong_jobs_free(jobs);
    cohong_world_free(world);
}

/* Inputs worth as much as the output, or more, so that there is no sum of rounds (the second system has an answer, a
 * negative one). */
static void endless_chain(void **state)
{
    static const double FLOWS[][4] = { { 60, 40, 40, 60 }, { 90, 40, 60, 80 } };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        double m[2];
        cohong_error error;
        cohong_table *table = jobs_case_table();
        memcpy(table->flow, FLOWS[k], sizeof FLOWS[k]);
        cohong_jobs *jobs = jobs_of_table(table);
        assert_int_equal(cohong_jobs_multipliers(jobs, COHONG_DOMESTIC_CHAIN, 0, m, NULL, &error),
                         COHONG_OUT_OF_DOMAIN);
        assert_non_null(strstr(error.message, "does not end"));
        cohong_jobs_free(jobs);
        cohong_table_free(table);
    }
}

/* A world without employment, a country that is not there, one without employment, one covered in part. */
static void bad_questions(void **state)
{
    double m[6];
    cohong_jobs *jobs;
    cohong_error error;
    (void)state;
    cohong_world *world = jobs_case_world(3, 2, 1, 5);
    jobs = jobs_of_world(world);
    assert_int_equal(cohong_jobs_multipliers(jobs, COHONG_GLOBAL_CHAIN, 3, m, NULL, &error), COHONG_UNKNOWN_NAME);
    assert_int_equal(cohong_jobs_multipliers(jobs, COHONG_GLOBAL_CHAIN, 2, m, NULL, &error), COHONG_INCOMPLETE);
    assert_string_equal(error.message, "CAC has no employment");
    cohong_jobs_free(jobs);
    world->employment[0] = NAN;
    assert_int_equal(cohong_jobs_of_world(world, &jobs, &error), COHONG_INCOMPLETE);
    assert_string_equal(error.message, "employment of CAA is given for 1 of 2 sectors; SAA is missing");
    assert_null(jobs);
    world->employment[0] = -1;
    assert_int_equal(cohong_jobs_of_world(world, &jobs, &error), COHONG_OUT_OF_DOMAIN);
    for (size_t a = 0; a < 6; a++) world->employment[a] = NAN;
    assert_int_equal(cohong_jobs_of_world(world, &jobs, &error), COHONG_INCOMPLETE);
    world->employment = NULL;
    assert_int_equal(cohong_jobs_of_world(world, &jobs, &error), COHONG_INCOMPLETE);
    cohong_world_free(world);
}

/* Requirements are multipliers already: columns' sums. */
static void requirements(void **state)
{
    const double requirement[] = { 3, 1, 0.5, 4 }, deliveries[] = { 2, 10 };
    double m[2], persons[2];
    cohong_table *table;
    cohong_job_flows flows = { 0 };
    (void)state;
    assert_int_equal(cohong_table_new(1, 2, true, &table, NULL), COHONG_OK);
    table->countries[0].code = "HOM";
    memcpy(table->requirement, requirement, sizeof requirement);
    cohong_jobs *jobs = jobs_of_table(table);
    assert_int_equal(cohong_jobs_multipliers(jobs, COHONG_DOMESTIC_CHAIN, 0, m, NULL, NULL), COHONG_OK);
    assert_true(m[0] == 3.5 && m[1] == 5);
    assert_int_equal(cohong_jobs_by_work(jobs, COHONG_DOMESTIC_CHAIN, deliveries, persons, NULL, NULL), COHONG_OK);
    assert_true(persons[0] == 16 && persons[1] == 41);
    assert_int_equal(cohong_jobs_in_flows(jobs, COHONG_EXPORTS, 0, &flows, NULL), COHONG_INCOMPLETE);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_sectors),   cmocka_unit_test(two_sectors_by_work),
        cmocka_unit_test(endless_chain), cmocka_unit_test(against_elimination),
        cmocka_unit_test(bad_questions), cmocka_unit_test(both_directions_agree),
        cmocka_unit_test(requirements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
