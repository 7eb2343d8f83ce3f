/* Importing a wide input-output table: a small one worked out by hand, what is mended, and every bad input.
 *
 * Output is the sum of the row without negative final demand: x of A 60 (inventories of -4 set to 0), x of B 67 (-1), y of B 15;
 * y of A is idle. B's y buys 6 + 7 + 2 = 15, as much as it sells: its value added becomes 1 % and its inputs 0.99. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world_folder.h"

#define HEADER ",A_x,A_y,B_x,B_y,A_C_h,A_INV,B_C_h,B_INV,GO\n"
static const char TABLE[] = HEADER "A_x,10,0,5,6,30,-4,9,0,57\n"
                                   "A_y,0,0,0,0,0,0,0,0,0\n"
                                   "B_x,2,0,20,7,8,0,30,-1,66\n"
                                   "B_y,3,0,4,2,1,0,5,0,15\n";

static const cohong_import_options PLAIN = { .name = "Tiny", .currency = "EUR", .year = 2011, .unit = 1e6, .theta = 4 };

static cohong_world *import(const cohong_import_options *options, cohong_import_report *report)
{
    cohong_world *w;
    cohong_error error = { 0 };
    if (cohong_world_import(folder_path("table.csv"), options, &w, report, &error) != COHONG_OK)
        fail_msg("%s:%zu:%zu: %s", error.file, error.line, error.column, error.message);
    return w;
}

static void assert_close(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-13 * fmax(1, fabs(expected))))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

static void by_hand(void **state)
{
    (void)state;
    cohong_import_report report;
    folder_write("table.csv", TABLE);
    cohong_world *w = import(&PLAIN, &report);
    const double trade[] = { 40, 10, 20, 57, 0, 4, 0, 11 };
    for (size_t at = 0; at < 8; at++) assert_close(w->trade[at], trade[at]);
    for (size_t at = 0; at < 8; at++) assert_true(w->tariff[at] == 0);
    const double share[] = { 0.75, 38.0 / 67, 1, 0.01 }, final[] = { 38.0 / 39, 39.13 / 44.15, 1.0 / 39, 5.02 / 44.15 };
    const double inputs[] = { 12.0 / 60, 3.0 / 60, 25.0 / 67, 4.0 / 67, 0, 0, 13 * 0.066, 2 * 0.066 };
    for (size_t at = 0; at < 4; at++) assert_close(w->value_added_share[at], share[at]);
    for (size_t at = 0; at < 8; at++) assert_close(w->input_share[at], inputs[at]);
    for (size_t at = 0; at < 4; at++) assert_close(w->final_share[at], final[at]);
    assert_true(w->theta[0] == 4 && w->theta[1] == 4 && w->employment == NULL);
    assert_string_equal(w->countries[1].code, "B");
    assert_string_equal(w->sectors[1].code, "y");
    assert_string_equal(w->name, "Tiny");
    assert_int_equal(w->source_count, 1);
    assert_int_equal(report.country_count, 2);
    assert_int_equal(report.sector_count, 2);
    assert_int_equal(report.negative_count, 2);
    assert_true(report.negative_total == -5);
    assert_int_equal(report.idle_count, 1);
    assert_int_equal(report.value_added_count, 1);
    assert_true(report.rounding == 1); /* the first row adds up to 56 */
    assert_true(report.balance.largest_change < 1e-13);
    cohong_world_free(w);
}

static void holds_after_writing_and_reading(void **state)
{
    (void)state;
    cohong_import_report report;
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    size_t count;
    folder_write("table.csv", TABLE);
    cohong_world *w = import(&PLAIN, &report);
    assert_int_equal(cohong_world_write(w, folder_name(), NULL), COHONG_OK);
    cohong_world_free(w);
    w = folder_read_world(COHONG_CACHE_OFF);
    w->tolerance = 1e-12;
    assert_int_equal(cohong_world_check(w, identities, &count, NULL), COHONG_OK);
    cohong_world_free(w);
}

static void theta_and_employment(void **state)
{
    (void)state;
    cohong_import_report report;
    cohong_import_options o = PLAIN;
    folder_write("table.csv", TABLE);
    folder_write("theta.csv", "sector,theta,name,kind\ny,2.5,Wine,goods\nx,6,Cloth,\n");
    folder_write("people.csv", "country,sector,employment\nA,x,70\n"); /* idle y may be left out, B is not covered */
    o.theta = 0;
    o.theta_file = folder_path("theta.csv");
    o.employment_file = folder_path("people.csv");
    o.licence = "CC0";
    cohong_world *w = import(&o, &report);
    assert_true(w->theta[0] == 6 && w->theta[1] == 2.5);
    assert_string_equal(w->sectors[1].name, "Wine");
    assert_int_equal(w->sectors[0].kind, COHONG_KIND_UNKNOWN);
    assert_int_equal(w->sectors[1].kind, COHONG_GOODS);
    assert_true(w->employment[0] == 70 && isnan(w->employment[1]) && w->employment[2] == 0 && isnan(w->employment[3]));
    assert_string_equal(w->licence, "CC0");
    assert_int_equal(w->source_count, 3);
    cohong_world_free(w);
}

typedef struct bad {
    cohong_status status;
    const char *table, *theta, *people;
    const char *expected;
} bad;

static const bad BAD[] = {
    { COHONG_INCOMPLETE, "", NULL, NULL,
      "table.csv:1:1: expected a header row with columns for industries (COUNTRY_industry) and final demand "
      "(COUNTRY_category)" },
    { COHONG_INCOMPLETE, ",A_x,A_C\n", NULL, NULL, "table.csv:2:1: the table has no rows" },
    { COHONG_SYNTAX, ",A_x,A_C\nAx,1,2\n", NULL, NULL,
      "table.csv:2:1: found the row \"Ax\", expected COUNTRY_industry" },
    { COHONG_SYNTAX, ",A_x,A_C\nA_x,1\n", NULL, NULL, "table.csv:2:1: found 2 fields, expected 3 as in the header" },
    { COHONG_SYNTAX, ",A_x,A_C\nA_x,1,two\n", NULL, NULL, "table.csv:2:7: found \"two\", expected a number" },
    { COHONG_SYNTAX, ",A_x,A_C\nA_x,1,2\nA_y,1,2\nA_z,1,2\n", NULL, NULL,
      "table.csv:4:1: found more rows than columns" },
    { COHONG_DUPLICATE, ",A_x,A_C\nA_x,1,2\nA_x,1,2\n", NULL, NULL, "table.csv:3:1: row \"A_x\" is given twice" },
    { COHONG_DUPLICATE, ",A_x,A_C,A_C\nA_x,1,2,3\n", NULL, NULL, "table.csv:1:10: column \"A_C\" is given twice" },
    { COHONG_UNKNOWN_NAME, ",A_x,B_C\nA_x,1,2\n", NULL, NULL,
      "table.csv:1:6: column \"B_C\" is neither a row, nor final demand COUNTRY_category, nor GO" },
    { COHONG_INCOMPLETE, ",A_C,A_D\nA_x,1,2\n", NULL, NULL, "table.csv:1:1: there is no column for row \"A_x\"" },
    { COHONG_INCOMPLETE, ",A_x,A_y,B_x,A_C\nA_x,1,1,1,1\nA_y,1,1,1,1\nB_x,1,1,1,1\n", NULL, NULL,
      "table.csv: found 3 rows, expected 4: each of 2 countries with each of 2 industries" },
    { COHONG_OUT_OF_DOMAIN, ",A_x,A_C\nA_x,-1,2\n", NULL, NULL,
      "table.csv:2:5: found -1, expected a flow of 0 or more" },
    { COHONG_UNKNOWN_NAME, TABLE, "sector,theta\nz,4\n", NULL,
      "theta.csv:2:1: unknown sector \"z\"; did you mean \"x\"?" },
    { COHONG_DUPLICATE, TABLE, "sector,theta\nx,4\nx,4\n", NULL, "theta.csv:3:1: sector \"x\" is given twice" },
    { COHONG_OUT_OF_DOMAIN, TABLE, "sector,theta\nx,0\n", NULL,
      "theta.csv:2:3: column \"theta\": found 0, expected a number above 0 (and below 1e6)" },
    { COHONG_INCOMPLETE, TABLE, "sector,theta\nx,4\n", NULL, "theta.csv: theta of sector y is not given" },
    { COHONG_OUT_OF_DOMAIN, TABLE, "sector,theta\nx,4\ny,4\n", "country,sector,employment\nA,x,-1\n",
      "people.csv:2:5: column \"employment\": found -1, expected 0 or more persons" },
    { COHONG_INCOMPLETE, TABLE, "sector,theta\nx,4\ny,4\n", "country,sector,employment\nB,x,1\n",
      "people.csv: there is no row for country B, sector y, which has output" },
    { COHONG_DUPLICATE, TABLE, "sector,theta\nx,4\ny,4\n", "country,sector,employment\nA,x,1\nA,x,1\n",
      "people.csv:3:1: this row is given twice" },
};

static void names_every_bad_input(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) {
        cohong_world *w;
        cohong_import_report report;
        cohong_error error = { 0 };
        cohong_import_options o = PLAIN;
        folder_write("table.csv", BAD[k].table);
        if (BAD[k].theta != NULL) {
            folder_write("theta.csv", BAD[k].theta);
            o.theta_file = folder_path("theta.csv");
            o.theta = 0;
        }
        if (BAD[k].people != NULL) {
            folder_write("people.csv", BAD[k].people);
            o.employment_file = folder_path("people.csv");
        }
        cohong_status status = cohong_world_import(folder_path("table.csv"), &o, &w, &report, &error);
        assert_error(&error, BAD[k].expected);
        assert_int_equal(status, BAD[k].status);
        assert_null(w);
    }
}

static void refuses_bad_options(void **state)
{
    (void)state;
    folder_write("table.csv", TABLE);
    struct {
        cohong_import_options options;
        const char *expected;
    } cases[] = {
        { PLAIN, "the world needs a name" },
        { PLAIN, "currency: found \"euro\", expected a code of three letters as \"USD\"" },
        { PLAIN, "unit: found 0, expected a number above 0" },
        { PLAIN, "theta: found -1, expected a number above 0" },
        { PLAIN, "theta of sector x is not given" },
    };
    cases[0].options.name = NULL;
    cases[1].options.currency = "euro";
    cases[2].options.unit = 0;
    cases[3].options.theta = -1;
    cases[4].options.theta = 0;
    for (size_t k = 0; k < 5; k++) {
        cohong_world *w;
        cohong_import_report report;
        cohong_error error = { 0 };
        assert_int_not_equal(cohong_world_import(folder_path("table.csv"), &cases[k].options, &w, &report, &error),
                             COHONG_OK);
        assert_string_equal(error.message, cases[k].expected);
    }
}

/* The counts were found by a separate script over the same file: 352 negative cells of final demand (346 inventories, 6 fixed
 * investment) that sum to -170,065, 22 idle sectors, one whose inputs cost its output, a largest rounding of 108. */
static void world_table_of_2011(void **state)
{
    (void)state;
    cohong_world *w;
    cohong_import_report r;
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    size_t count;
    cohong_status status = cohong_world_import(COHONG_SHARED_DIR "/data/wiod-2013/wiot_2011.csv", &PLAIN, &w, &r, NULL);
    if (status == COHONG_NO_FILE) {
        print_message("needs the world input-output table beside the repository\n");
        skip();
    }
    assert_int_equal(status, COHONG_OK);
    assert_true(r.country_count == 41 && r.sector_count == 35 && r.negative_count == 352 &&
                r.negative_total == -170065);
    assert_true(r.idle_count == 22 && r.value_added_count == 1 && r.rounding == 108);
    assert_true(r.balance.largest_change < 1e-12);
    assert_int_equal(cohong_world_check(w, identities, &count, NULL), COHONG_OK);
    for (size_t k = 0; k < count; k++) assert_true(identities[k].worst < 1e-12);
    cohong_world_free(w);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = { CASE(by_hand),
                                        CASE(holds_after_writing_and_reading),
                                        CASE(theta_and_employment),
                                        CASE(names_every_bad_input),
                                        CASE(refuses_bad_options),
                                        CASE(world_table_of_2011) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
