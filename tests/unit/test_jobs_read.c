/* Readers of foreign tables on small files: what they read, what they say of odd values, and what they refuse. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cohong.h"

static char folder[] = "/tmp/cohong-test-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

/* Writes text to a file of the folder; the answer lives until the next eight calls. */
static const char *write_file(const char *name, const char *text)
{
    static char paths[8][128];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
    return path;
}

static int remove_folder(void **state)
{
    static const char *const NAMES[] = { "table.csv", "people.csv", "names.csv" };
    char path[128];
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, NAMES[k]);
        unlink(path);
    }
    return rmdir(folder);
}

/* Reads and expects success. */
static cohong_table *read_ok(const char *reader, cohong_table_files files)
{
    cohong_table *table;
    cohong_error error = { 0 };
    if (cohong_table_read(reader, &files, &table, &error) != COHONG_OK)
        fail_msg("%s:%zu:%zu: %s", error.file, error.line, error.column, error.message);
    return table;
}

/* Reads and expects a failure at a place, with a part of its message. */
static void refuse(const char *reader, cohong_table_files files, cohong_status status, size_t line, size_t column,
                   const char *part)
{
    cohong_table *table;
    cohong_error error = { 0 };
    cohong_status found = cohong_table_read(reader, &files, &table, &error);
    assert_null(table);
    if (found != status || error.line != line || error.column != column || strstr(error.message, part) == NULL)
        fail_msg("found %d %zu:%zu \"%s\", expected %d %zu:%zu \"%s\"", (int)found, error.line, error.column,
                 error.message, (int)status, line, column, part);
}

static const char WIDE[] = ",AA_x,AA_y,BB_x,BB_y,AA_C_h,AA_INV,BB_C_h,GO\n"
                           "AA_x,1,2,3,4,10,-5,7,23\n"
                           "AA_y,0,0,0,0,0,0,0,0\n"
                           "BB_x,5,6,7,8,1,1,1,29\n"
                           "BB_y,1,1,1,1,2,0,4,10\n";

/* Accounts, sector first: AA_x 0, BB_x 1, AA_y 2, BB_y 3. Row sums 22, 29, 0, 10; GO says 23 for the first. */
static void wide(void **state)
{
    (void)state;
    cohong_table *t = read_ok("wiod-wide", (cohong_table_files){ .table = write_file("table.csv", WIDE) });
    assert_int_equal(t->country_count, 2);
    assert_int_equal(t->sector_count, 2);
    assert_string_equal(t->countries[1].code, "BB");
    assert_string_equal(t->sectors[1].code, "y");
    assert_true(t->flow[0 * 4 + 1] == 3);         /* AA_x to BB_x */
    assert_true(t->flow[1 * 4 + 2] == 6);         /* BB_x to AA_y */
    assert_true(t->flow[3 * 4 + 3] == 1);         /* BB_y to itself */
    assert_true(t->final_demand[0 * 2 + 0] == 5); /* AA_x in AA: 10 - 5 */
    assert_true(t->final_demand[1 * 2 + 0] == 2); /* BB_x in AA */
    assert_true(t->final_demand[0 * 2 + 1] == 7); /* AA_x in BB */
    assert_true(t->output[0] == 22 && t->output[1] == 29 && t->output[2] == 0 && t->output[3] == 10);
    assert_true(fabs(t->largest_gap - 1.0 / 29) < 1e-15);
    assert_int_equal(t->gap_account, 0);
    assert_int_equal(t->idle_count, 1);
    assert_int_equal(t->negative_final_demand_count, 0); /* the country's use as a whole is positive */
    assert_true(isnan(t->employment[0]));
    assert_int_equal(t->source_count, 1);
    cohong_table_free(t);
}

static void wide_with_people(void **state)
{
    const char *table = write_file("table.csv", WIDE);
    (void)state;
    cohong_table *t = read_ok(
        "wiod-wide", (cohong_table_files){ .table = table,
                                           .employment = write_file("people.csv", "sector,country,employment,_note\n"
                                                                                  "x,BB,500,a\ny,BB,30,b\n") });
    assert_true(t->employment[1] == 500 && t->employment[3] == 30);
    assert_true(isnan(t->employment[0]) && isnan(t->employment[2]));
    cohong_table_free(t);
    t = read_ok("wiod-wide", (cohong_table_files){ .table = table,
                                                   .employment = write_file("people.csv",
                                                                            "year,industry,EMP_thousand,EMPE_thousand\n"
                                                                            "2010,x,9,9\n2011,x,1.5,1\n2011,y,2,2\n"),
                                                   .year = 2011,
                                                   .country = "AA" });
    assert_true(t->employment[0] == 1500 && t->employment[2] == 2000);
    cohong_table_free(t);
}

static void refuse_wide(const char *text, cohong_status status, size_t line, size_t column, const char *part)
{
    refuse("wiod-wide", (cohong_table_files){ .table = write_file("table.csv", text) }, status, line, column, part);
}

static void wide_refuses(void **state)
{
    (void)state;
    refuse_wide("", COHONG_INCOMPLETE, 1, 1, "expected a header row");
    refuse_wide(",A_x,A_C\n", COHONG_INCOMPLETE, 2, 1, "no rows");
    refuse_wide(",A_x,A_C\nA_x,1,2\nA_y,1,2\nA_z,1,2\n", COHONG_SYNTAX, 4, 1, "more rows than columns");
    refuse_wide(",A_x,A_y,A_C\nA_x,1,2,3\nA_x,1,2,3\n", COHONG_DUPLICATE, 3, 1, "\"A_x\" is given twice");
    refuse_wide(",A_x,A_C\nAx,1,2\n", COHONG_SYNTAX, 2, 1, "expected COUNTRY_industry");
    refuse_wide(",A_x,A_y,A_C\nA_x,1,2\n", COHONG_SYNTAX, 2, 1, "found 3 fields, expected 4");
    refuse_wide(",A_x,A_y,B_C\nA_x,1,2,3\nA_y,1,2,3\n", COHONG_UNKNOWN_NAME, 1, 10, "\"B_C\" is neither");
    refuse_wide(",A_x,A_x,A_y\nA_x,1,2,3\nA_y,1,2,3\n", COHONG_DUPLICATE, 1, 6, "\"A_x\" is given twice");
    refuse_wide(",A_x,A_C,A_D\nA_x,1,2,3\nA_y,1,2,3\n", COHONG_INCOMPLETE, 1, 1, "no column for row \"A_y\"");
    refuse_wide(",A_x,A_C\nA_x,NaN,2\n", COHONG_SYNTAX, 2, 5, "found \"NaN\"");
    refuse_wide(",A_x,A_C\nA_x,-1,2\n", COHONG_OUT_OF_DOMAIN, 2, 5, "flow of 0 or more");
    refuse_wide(",A_x,B_y,A_C\nA_x,1,2,3\nB_y,1,2,3\n", COHONG_INCOMPLETE, 0, 0, "found 2 rows, expected 4");
}

static void refuse_people(const char *text, int year, cohong_status status, size_t line, size_t column,
                          const char *part)
{
    refuse("wiod-wide",
           (cohong_table_files){ .table = write_file("table.csv", WIDE),
                                 .employment = write_file("people.csv", text),
                                 .year = year,
                                 .country = "AA" },
           status, line, column, part);
}

static void people_refused(void **state)
{
    (void)state;
    refuse_people("country,sector,employmnt\n", 0, COHONG_INCOMPLETE, 1, 1, "did you mean \"employmnt\"?");
    refuse_people("country,sector,employment\nBB,z,1\n", 0, COHONG_UNKNOWN_NAME, 2, 4, "no sector \"z\"");
    refuse_people("country,sector,employment\nBC,x,1\n", 0, COHONG_UNKNOWN_NAME, 2, 1, "no country \"BC\"");
    refuse_people("country,sector,employment\nBB,x,1\nBB,x,2\n", 0, COHONG_DUPLICATE, 3, 6, "BB x is given twice");
    refuse_people("country,sector,employment\nBB,x,-1\n", 0, COHONG_OUT_OF_DOMAIN, 2, 6, "0 or more");
    refuse_people("year,industry,EMP_thousand\n2011,x,1\n", 0, COHONG_INCOMPLETE, 1, 1, "say which");
    refuse_people("year,industry,EMP_thousand\n2011,x,1\n", 2012, COHONG_INCOMPLETE, 0, 0, "no row of the year 2012");
}

static const char NATIONAL[] = "Year,Code,Description,Origin,a,b,CONS,INV,EXP,GO\n"
                               "2013,a,Apples,Domestic,9,9,9,9,9,45\n"
                               "2014,a,Apples,Domestic,1,2,10,-3,4,14\n"
                               "2014,b,\"Bread, cake\",Domestic,3,0,5,0,2,10\n"
                               "2014,a,Apples,Imports,0.5,0.5,2,0,1,0\n"
                               "2014,GO,Output,TOT,14,10,0,0,0,0\n";
static const char ACCOUNTS[] = "\"country\",\"code\",\"year\",\"EMP\",\"EMPE\"\n\"ZZZ\",\"a\",\"2014\",1,1\n"
                               "\"USA\",\"a\",\"2014\",7,6\n\"USA\",\"b\",\"2014\",2.5,2\n\"USA\",\"a\",\"2013\",1,1\n";

static void national(void **state)
{
    (void)state;
    const char *table = write_file("table.csv", NATIONAL), *people = write_file("people.csv", ACCOUNTS);
    cohong_table *t = read_ok("wiod-national",
                              (cohong_table_files){ .table = table, .employment = people, .year = 2014 });
    assert_int_equal(t->country_count, 1);
    assert_int_equal(t->sector_count, 2);
    assert_string_equal(t->sectors[1].name, "Bread, cake");
    assert_true(t->flow[0] == 1 && t->flow[1] == 2 && t->flow[2] == 3 && t->flow[3] == 0);
    assert_true(t->final_demand[0] == 7 && t->final_demand[1] == 5);
    assert_true(t->exports[0] == 4 && t->exports[1] == 2);
    assert_true(t->imports[0] == 3 && t->imports[1] == 0); /* re-exports left out */
    assert_true(t->output[0] == 14 && t->output[1] == 10 && t->largest_gap == 0);
    assert_true(t->employment[0] == 7000 && t->employment[1] == 2500);
    cohong_table_free(t);
    t = read_ok("wiod-national",
                (cohong_table_files){ .table = table, .employment = people, .year = 2014, .employees_only = true });
    assert_true(t->employment[0] == 6000 && t->employment[1] == 2000);
    cohong_table_free(t);
}

static void refuse_national(const char *text, int year, cohong_status status, size_t line, size_t column,
                            const char *part)
{
    refuse("wiod-national", (cohong_table_files){ .table = write_file("table.csv", text), .year = year }, status, line,
           column, part);
}

#define HEADER "Year,Code,Description,Origin,a,b,CONS,EXP,GO\n"

static void national_refuses(void **state)
{
    (void)state;
    refuse_national(NATIONAL, 0, COHONG_INCOMPLETE, 0, 0, "say which");
    refuse_national(NATIONAL, 1999, COHONG_INCOMPLETE, 0, 0, "no domestic row of the year 1999");
    refuse_national("Year,Code,Description,a,EXP,GO\n", 2014, COHONG_INCOMPLETE, 1, 1, "\"Origin\" is missing");
    refuse_national(HEADER "2014,a,A,Domestic,1,2,3,4,x\n2014,b,B,Domestic,1,2,3,4,5\n", 2014, COHONG_SYNTAX, 2, 27,
                    "\"x\"");
    refuse_national(HEADER "2014,a,A,Domestic,1,2,3,4,5\n2014,a,A,Domestic,1,2,3,4,5\n", 2014, COHONG_DUPLICATE, 3, 6,
                    "twice");
    refuse_national(HEADER "2014,a,A,Domestic,1,2,3,4,5\n2014,c,C,Domestic,1,2,3,4,5\n", 2014, COHONG_INCOMPLETE, 1, 1,
                    "columns for 1 of 2 industries");
    refuse_national(HEADER "2014,a,A,Domestic,-1,2,3,4,5\n2014,b,B,Domestic,1,2,3,4,5\n", 2014, COHONG_OUT_OF_DOMAIN, 2,
                    19, "0 or more");
    refuse("wiod-national",
           (cohong_table_files){ .table = write_file("table.csv", NATIONAL),
                                 .employment = write_file("people.csv", "country,code,year,EMP\nUSA,a,2014,7\n"),
                                 .year = 2014 },
           COHONG_INCOMPLETE, 0, 0, "no row of USA b 2014");
}

static const char REQUIREMENTS[] = "Industry,1,2\n1,3,1\n2,0.5,4\n3,3.5,5.25\n";

static void requirements(void **state)
{
    (void)state;
    const char *names = write_file(
        "names.csv", "\"Sector Number\",\t\"Description\"\n\n,\"Heading\"\n1,\"Crops\"\n2,\"Mills, all\"\n");
    cohong_table *t = read_ok("bls-requirements",
                              (cohong_table_files){ .table = write_file("table.csv", REQUIREMENTS), .names = names });
    assert_int_equal(t->sector_count, 2);
    assert_null(t->flow);
    assert_true(t->requirement[0] == 3 && t->requirement[1] == 1 && t->requirement[2] == 0.5 && t->requirement[3] == 4);
    assert_string_equal(t->sectors[0].name, "Crops");
    assert_string_equal(t->sectors[1].name, "Mills, all");
    assert_int_equal(t->gap_account, 1); /* 5.25 stated, 5 summed */
    assert_true(fabs(t->largest_gap - 0.25 / 5.25) < 1e-15);
    cohong_table_free(t);
}

static void refuse_requirements(const char *text, cohong_status status, size_t line, size_t column, const char *part)
{
    refuse("bls-requirements", (cohong_table_files){ .table = write_file("table.csv", text) }, status, line, column,
           part);
}

static void requirements_refuse(void **state)
{
    (void)state;
    refuse_requirements("Industry\n", COHONG_INCOMPLETE, 1, 1, "no industries");
    refuse_requirements("Industry,1,1\n", COHONG_DUPLICATE, 1, 12, "\"1\" is given twice");
    refuse_requirements("Industry,1,2\n1,3,1\n", COHONG_INCOMPLETE, 3, 1,
                        "found 1 rows, expected 2 industries and totals");
    refuse_requirements("Industry,1,2\n2,3,1\n", COHONG_UNKNOWN_NAME, 2, 1, "found the row \"2\", expected \"1\"");
    refuse_requirements("Industry,1,2\n1,3,-1\n", COHONG_OUT_OF_DOMAIN, 2, 5, "0 or more");
    refuse_requirements("Industry,1,2\n1,3\n", COHONG_SYNTAX, 2, 1, "found 2 fields");
}

static void unknown_reader(void **state)
{
    cohong_table *table;
    cohong_error error;
    cohong_table_files files = { .table = "none.csv" };
    (void)state;
    assert_int_equal(cohong_table_read("wiod-wid", &files, &table, &error), COHONG_UNKNOWN_NAME);
    assert_string_equal(error.message, "unknown table format \"wiod-wid\"; did you mean \"wiod-wide\"?");
    assert_int_equal(cohong_table_read("wiod-wide", &(cohong_table_files){ 0 }, &table, &error), COHONG_INCOMPLETE);
    files.table = "/nonexistent/table.csv";
    assert_int_equal(cohong_table_read("wiod-wide", &files, &table, &error), COHONG_NO_FILE);
    assert_int_equal(cohong_table_new(0, 3, false, &table, &error), COHONG_OUT_OF_DOMAIN);
    assert_int_equal(cohong_table_new(SIZE_MAX / 2, 3, false, &table, &error), COHONG_TOO_LARGE);
    cohong_table_free(NULL);
    cohong_jobs_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide),           cmocka_unit_test(wide_with_people),
        cmocka_unit_test(wide_refuses),   cmocka_unit_test(people_refused),
        cmocka_unit_test(national),       cmocka_unit_test(national_refuses),
        cmocka_unit_test(requirements),   cmocka_unit_test(requirements_refuse),
        cmocka_unit_test(unknown_reader),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
