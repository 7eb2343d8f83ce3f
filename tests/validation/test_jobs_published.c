/* Supported jobs against published tables and figures, on source tables that stay outside the project. Expected values
 * were computed by others with their own programs from the same tables, or are printed in the source itself. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"

#define JOBS_DIR COHONG_SHARED_DIR "/data/us-jobs/"
#define WIOD_DIR COHONG_SHARED_DIR "/data/wiod-2013/"

static void need(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        fclose(file);
        return;
    }
    print_message("needs %s\n", path);
    skip();
}

static cohong_table *read_table(const char *reader, cohong_table_files files)
{
    cohong_table *table;
    cohong_error error = { 0 };
    need(files.table);
    if (cohong_table_read(reader, &files, &table, &error) != COHONG_OK) fail_msg("%s: %s", error.file, error.message);
    return table;
}

static cohong_jobs *jobs_of(const cohong_table *table)
{
    cohong_jobs *jobs;
    cohong_error error = { 0 };
    if (cohong_jobs_of_table(table, &jobs, &error) != COHONG_OK) fail_msg("%s", error.message);
    return jobs;
}

static double total_in_flows(cohong_jobs *jobs, cohong_flow_kind kind, size_t country)
{
    cohong_job_flows flows = { 0 };
    cohong_error error = { 0 };
    if (cohong_jobs_in_flows(jobs, kind, country, &flows, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_int_equal(flows.word, COHONG_SUPPORTED);
    return flows.foreign;
}

static double us_supported(int year, bool employees_only)
{
    cohong_table *table = read_table("wiod-national",
                                     (cohong_table_files){ .table = JOBS_DIR "usa_niot_2000_2014.csv",
                                                           .employment = JOBS_DIR "usa_sea_2000_2014.csv",
                                                           .year = year,
                                                           .employees_only = employees_only });
    /* The file states gross output: rows add up to it, so that no use was left out. */
    assert_true(table->largest_gap < 1e-9);
    cohong_jobs *jobs = jobs_of(table);
    double persons = total_in_flows(jobs, COHONG_EXPORTS, 0);
    /* In one country's table all of output goes home or outside: the chain's people are all people. */
    cohong_job_flows flows = { 0 };
    assert_int_equal(cohong_jobs_in_flows(jobs, COHONG_FINAL_DEMAND, 0, &flows, NULL), COHONG_OK);
    double attached = cohong_jobs_employment(jobs, 0) - cohong_jobs_unattached(jobs, 0);
    assert_true(fabs(flows.total - attached) <= 1e-12 * attached);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
    return persons;
}

/* WIOD 2016 release (Timmer et al. 2015), US national tables: persons engaged, domestic Leontief inverse, exports, in
 * millions to three decimals; computed with an inverse by an independent program. */
static void us_exports_2000_to_2014(void **state)
{
    static const struct {
        int year;
        double millions;
    } PUBLISHED[] = { { 2000, 10.223 }, { 2005, 9.293 },  { 2007, 10.879 }, { 2008, 11.481 }, { 2009, 9.918 },
                      { 2010, 10.492 }, { 2011, 11.366 }, { 2012, 11.570 }, { 2013, 11.534 }, { 2014, 11.698 } };
    (void)state;
    for (size_t k = 0; k < sizeof PUBLISHED / sizeof *PUBLISHED; k++) {
        double millions = us_supported(PUBLISHED[k].year, false) / 1e6;
        if (fabs(millions - PUBLISHED[k].millions) > 0.0005)
            fail_msg("%d: %.6f, expected %.3f", PUBLISHED[k].year, millions, PUBLISHED[k].millions);
    }
}

static void us_employees_2014(void **state)
{
    (void)state;
    assert_true(fabs(us_supported(2014, true) / 1e6 - 10.892) <= 0.0005);
}

/* WIOD 2013 release, 2011, with US persons engaged bridged to its industries. */
static void world_table_2011(void **state)
{
    (void)state;
    cohong_table *table = read_table("wiod-wide",
                                     (cohong_table_files){ .table = WIOD_DIR "wiot_2011.csv",
                                                           .employment = WIOD_DIR "usa_emp35_bridged_from_sea2016.csv",
                                                           .year = 2011 });
    assert_int_equal(table->country_count, 41);
    assert_int_equal(table->sector_count, 35);
    cohong_jobs *jobs = jobs_of(table);
    size_t usa = 0;
    while (strcmp(table->countries[usa].code, "USA") != 0) usa++;
    assert_true(fabs(total_in_flows(jobs, COHONG_EXPORTS, usa) / 1e6 - 12.01) <= 0.005);
    assert_true(fabs(total_in_flows(jobs, COHONG_FINAL_DEMAND, usa) / 1e6 - 11.26) <= 0.005);
    cohong_job_flows flows = { 0 };
    assert_int_equal(cohong_jobs_in_flows(jobs, COHONG_FINAL_DEMAND, usa, &flows, NULL), COHONG_OK);
    double employment = cohong_jobs_employment(jobs, usa);
    assert_true(cohong_jobs_unattached(jobs, usa) == 0);
    assert_true(fabs(flows.total - employment) <= 1e-12 * employment);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

static cohong_table *requirements_2014(void)
{
    return read_table("bls-requirements", (cohong_table_files){ .table = JOBS_DIR "NOMINAL_DOMEMPREQ_2014.CSV",
                                                                .names = JOBS_DIR "sect313.csv",
                                                                .year = 2014 });
}

/* Bureau of Labor Statistics, employment requirements 2014: the printed row of totals, six decimals, is the sum
 * of each column. */
static void requirement_totals(void **state)
{
    (void)state;
    cohong_table *table = requirements_2014();
    cohong_jobs *jobs = jobs_of(table);
    double multiplier[206];
    assert_int_equal(table->sector_count, 206);
    assert_true(table->largest_gap * 1000 < 0.0000005 * 206); /* totals are below 1000; each entry is rounded to 1e-6 */
    assert_string_equal(table->sectors[15].name, "Animal food manufacturing");
    assert_int_equal(cohong_jobs_multipliers(jobs, COHONG_DOMESTIC_CHAIN, 0, multiplier, NULL, NULL), COHONG_OK);
    /* First, second and last column of row 207 as printed. */
    assert_true(fabs(multiplier[0] - 7.654414) < 1e-6);
    assert_true(fabs(multiplier[1] - 6.933636) < 1e-6);
    assert_true(fabs(multiplier[205] - 6.976888) < 1e-6);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

/* NAICS-3 to the industries of the requirements, which are numbered in the order of NAICS: first and last number. NAICS
 * 910 to 990 (scrap, used goods, special transactions) have no industry. */
static const struct naics {
    int code;
    size_t first, last;
} NAICS[] = { { 111, 1, 1 },   { 112, 2, 2 },   { 113, 3, 4 },   { 114, 5, 5 },   { 211, 7, 7 },   { 212, 8, 10 },
              { 311, 16, 24 }, { 312, 25, 26 }, { 313, 27, 27 }, { 314, 27, 27 }, { 315, 28, 28 }, { 316, 28, 28 },
              { 321, 29, 31 }, { 322, 32, 33 }, { 323, 34, 34 }, { 324, 35, 35 }, { 325, 36, 42 }, { 326, 43, 44 },
              { 327, 45, 48 }, { 331, 49, 53 }, { 332, 54, 62 }, { 333, 63, 69 }, { 334, 70, 75 }, { 335, 76, 79 },
              { 336, 80, 86 }, { 337, 87, 89 }, { 339, 90, 91 } };

static const struct naics *naics_of(int code)
{
    for (size_t k = 0; k < sizeof NAICS / sizeof *NAICS; k++)
        if (NAICS[k].code == code) return &NAICS[k];
    return NULL;
}

/* Exports of a year spread evenly over the industries of their NAICS-3, which is the simple mean of multipliers. */
static void china_deliveries(FILE *file, int year, double deliveries[206])
{
    char line[256];
    int y, month, day, code;
    double tariff, total, china;
    memset(deliveries, 0, 206 * sizeof *deliveries);
    rewind(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%d-%d-%d,%d,%lf,%lf,%lf", &y, &month, &day, &code, &tariff, &total, &china) != 7) continue;
        const struct naics *n = naics_of(code);
        for (size_t j = n != NULL && y == year ? n->first : 207; n != NULL && j <= n->last; j++)
            deliveries[j - 1] += china / 1e6 / (double)(n->last - n->first + 1);
    }
}

/* US goods exports to China (Census, monthly, by NAICS-3) times the 2014 requirements, thousand jobs; the Commerce
 * Department's own figure for 2015 is 601. */
static void goods_exports_to_china(void **state)
{
    static const struct {
        int year;
        double thousand;
    } PUBLISHED[] = { { 2015, 598 }, { 2016, 607 }, { 2017, 660 }, { 2018, 593 }, { 2019, 549 } };
    const char *path = COHONG_SHARED_DIR "/data/us-exports/exports_by_naics.csv";
    double deliveries[206], persons[206];
    (void)state;
    need(path);
    cohong_table *table = requirements_2014();
    cohong_jobs *jobs = jobs_of(table);
    FILE *file = fopen(path, "r");
    for (size_t k = 0; k < sizeof PUBLISHED / sizeof *PUBLISHED; k++) {
        double sum = 0;
        china_deliveries(file, PUBLISHED[k].year, deliveries);
        assert_int_equal(cohong_jobs_by_work(jobs, COHONG_DOMESTIC_CHAIN, deliveries, persons, NULL, NULL), COHONG_OK);
        for (size_t j = 0; j < 206; j++) sum += persons[j];
        if (fabs(sum / 1000 - PUBLISHED[k].thousand) > 0.5)
            fail_msg("%d: %.3f, expected %.0f", PUBLISHED[k].year, sum / 1000, PUBLISHED[k].thousand);
    }
    fclose(file);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(us_exports_2000_to_2014), cmocka_unit_test(us_employees_2014),
        cmocka_unit_test(world_table_2011),        cmocka_unit_test(requirement_totals),
        cmocka_unit_test(goods_exports_to_china),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
