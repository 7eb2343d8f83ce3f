/* Reading a world folder: every number where it belongs, and every bad input with its exact message and place. */
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

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    return result;
}

static void reads_every_number(void **state)
{
    (void)state;
    cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
    const double trade[] = { 60, 40, 30, 70, 100, 0, 0, 120 }, tariff[] = { 0, 0.25, 0, 0, 0, 0, 0, 0 };
    const double share[] = { 0.5, 0.5, 0.8, 0.8 }, final[] = { 73.0 / 145, 55.0 / 141, 72.0 / 145, 86.0 / 141 };
    const double inputs[] = { 0.3, 0.2, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1 };
    assert_int_equal(w->country_count, 2);
    assert_int_equal(w->sector_count, 2);
    assert_string_equal(w->name, "Two by two");
    assert_string_equal(w->currency, "USD");
    assert_string_equal(w->provenance, "by hand");
    assert_string_equal(w->licence, "");
    assert_int_equal(w->year, 2020);
    assert_true(w->unit == 1e6 && w->tolerance == 1e-9);
    assert_string_equal(w->countries[1].name, "Borneo");
    assert_string_equal(w->sectors[1].code, "SRV");
    assert_int_equal(w->sectors[0].kind, COHONG_GOODS);
    assert_int_equal(w->sectors[1].kind, COHONG_SERVICES);
    assert_true(w->theta[0] == 4 && w->theta[1] == 2.5);
    assert_memory_equal(w->trade, trade, sizeof trade);
    assert_memory_equal(w->tariff, tariff, sizeof tariff);
    assert_memory_equal(w->value_added_share, share, sizeof share);
    assert_memory_equal(w->input_share, inputs, sizeof inputs);
    for (size_t at = 0; at < 4; at++) assert_true(fabs(w->final_share[at] - final[at]) < 1e-15);
    assert_true(w->employment[0] == 10 && w->employment[2] == 20 && isnan(w->employment[1]) && isnan(w->employment[3]));
    assert_int_equal(cohong_world_country(w, "BBB"), 1);
    assert_true(cohong_world_sector(w, "AAA") == (size_t)-1);
    cohong_world_free(w);
}

static void accounts_by_hand(void **state)
{
    (void)state;
    cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
    cohong_accounts *a;
    assert_int_equal(cohong_accounts_new(w, &a, NULL), COHONG_OK);
    const double X[] = { 110, 100, 100, 120 }, Y[] = { 90, 110, 100, 120 };
    for (size_t at = 0; at < 4; at++)
        assert_true(fabs(a->expenditure[at] - X[at]) < 1e-12 && fabs(a->output[at] - Y[at]) < 1e-12);
    assert_true(fabs(a->trade_share[0] - 60.0 / 110) < 1e-15 && fabs(a->trade_share[1] - 50.0 / 110) < 1e-15);
    assert_true(fabs(a->value_added[0] - 125) < 1e-12 && fabs(a->value_added[1] - 151) < 1e-12);
    assert_true(a->tariff_revenue[0] == 10 && a->tariff_revenue[1] == 0);
    assert_true(a->imports[0] == 40 && a->exports[0] == 30 && a->deficit[0] == 10 && a->deficit[1] == -10);
    assert_true(fabs(a->income[0] - 145) < 1e-12 && fabs(a->income[1] - 141) < 1e-12);
    cohong_accounts_free(a);
    cohong_world_free(w);
}

/* The digests are those of sha256sum over the same text. */
static void records_sources(void **state)
{
    (void)state;
    cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
    assert_int_equal(w->source_count, 7);
    assert_string_equal(w->sources[1].path, folder_path("countries.csv"));
    assert_string_equal(w->sources[1].sha256, "a95615a4714874c461b96fe2b7625628d5a90976113d164407f1756de95e1b43");
    assert_string_equal(w->sources[6].path, folder_path("final.csv"));
    assert_string_equal(w->sources[6].sha256, "2e166362bd3ccbb1d53b045e8ca8fb5a5514c1fa627355e69a880c99379edf1b");
    cohong_world_free(w);
}

/* 50 paid with a tariff of 0.25 is 40 net of it. */
static void values_with_tariff(void **state)
{
    (void)state;
    folder_write("world.toml",
                 "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"with_tariff\"\n");
    folder_write("trade.csv",
                 "tariff,value,exporter,_note,importer,sector\n0,60,AAA,order is free,AAA,GDS\n0.25,50,BBB,,AAA,GDS\n"
                 "0,30,AAA,,BBB,GDS\n0,70,BBB,,BBB,GDS\n0,100,AAA,,AAA,SRV\n0,120,BBB,,BBB,SRV\n");
    cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
    assert_true(w->trade[1] == 40 && w->tariff[1] == 0.25 && w->tolerance == 1e-6 && w->unit == 1);
    cohong_world_free(w);
}

static void optional_files_may_be_absent(void **state)
{
    (void)state;
    folder_delete("final.csv");
    cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
    assert_true(fabs(w->final_share[0] - 73.0 / 145) < 1e-15 && fabs(w->final_share[3] - 86.0 / 141) < 1e-15);
    assert_int_equal(w->source_count, 6);
    cohong_world_free(w);
    folder_delete("inputs.csv");
    folder_write("production.csv", "country,sector,value_added_share\nAAA,GDS,1\nAAA,SRV,1\nBBB,GDS,1\nBBB,SRV,1\n");
    w = folder_read_world(COHONG_CACHE_OFF);
    assert_true(fabs(w->final_share[0] - 110.0 / 210) < 1e-15 && w->employment == NULL && w->input_share[0] == 0);
    cohong_world_free(w);
}

/* A cell without output needs no row: what its inputs leave is value added. */
static void idle_cells_need_no_row(void **state)
{
    (void)state;
    folder_write("sectors.csv", "sector,name,theta\nGDS,Goods,4\nSRV,Services,2.5\nOLD,Old,3\n");
    folder_write("inputs.csv",
                 "country,sector,input,share\nAAA,GDS,GDS,0.3\nAAA,GDS,SRV,0.2\nAAA,SRV,GDS,0.1\nAAA,SRV,SRV,0.1\n"
                 "BBB,GDS,GDS,0.3\nBBB,GDS,SRV,0.2\nBBB,SRV,GDS,0.1\nBBB,SRV,SRV,0.1\nBBB,OLD,GDS,0.4\n");
    cohong_world *w = folder_read_world(COHONG_CACHE_OFF);
    assert_true(w->value_added_share[4] == 1 && w->value_added_share[5] == 0.6 &&
                w->sectors[0].kind == COHONG_KIND_UNKNOWN);
    cohong_world_free(w);
}

/* ---- bad input */

typedef struct bad {
    cohong_status status;
    const char *file; /* that is replaced; its new text; NULL: removed */
    const char *text;
    const char *expected; /* the whole message after the folder */
} bad;

#define SETTINGS "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n"
#define TRADE "sector,importer,exporter,value,tariff\nGDS,AAA,AAA,60,0\n"
#define PRODUCTION "country,sector,value_added_share,employment\nAAA,GDS,0.5,10\n"
#define INPUTS "country,sector,input,share\nAAA,GDS,GDS,0.3\n"

static const bad BAD[] = {
    { COHONG_NO_FILE, "world.toml", NULL, "world.toml: no such file" },
    { COHONG_NO_FILE, "trade.csv", NULL, "trade.csv: no such file" },
    { COHONG_NO_FILE, "production.csv", NULL, "production.csv: no such file" },
    { COHONG_UNKNOWN_NAME, "world.toml", SETTINGS "tolerence = 1e-5\n",
      "world.toml:6:1: unknown key \"tolerence\"; did you mean \"tolerance\"?" },
    { COHONG_UNKNOWN_NAME, "world.toml",
      "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"gross\"\n",
      "world.toml:5:1: key \"trade_values\": found \"gross\", expected \"net_of_tariff\" or \"with_tariff\"" },
    { COHONG_OUT_OF_DOMAIN, "world.toml",
      "name = \"x\"\nyear = 2020\ncurrency = \"dollar\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n",
      "world.toml:3:1: key \"currency\": found \"dollar\", expected a code of three letters as \"USD\"" },
    { COHONG_OUT_OF_DOMAIN, "world.toml",
      "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 0\ntrade_values = \"net_of_tariff\"\n",
      "world.toml:4:1: key \"unit\": found 0, expected a number above 0" },
    { COHONG_OUT_OF_DOMAIN, "world.toml", SETTINGS "tolerance = 1.0\n",
      "world.toml:6:1: key \"tolerance\": found 1, expected a fraction between 0 and 1" },
    { COHONG_SYNTAX, "world.toml",
      "name = 7\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n",
      "world.toml:1:1: key \"name\": found a whole number, expected a text" },
    { COHONG_DUPLICATE, "countries.csv", "country,name\nAAA,x\nBBB,y\nAAA,z\n",
      "countries.csv:4:1: \"AAA\" is given twice" },
    { COHONG_INCOMPLETE, "countries.csv", "country,name\n,x\n", "countries.csv:2:1: the code is empty" },
    { COHONG_INCOMPLETE, "countries.csv", "country,name\n", "countries.csv:2:1: there is no country" },
    { COHONG_INCOMPLETE, "sectors.csv", "sector,name,theta\n", "sectors.csv:2:1: there is no sector" },
    { COHONG_UNKNOWN_NAME, "countries.csv", "country,nome\nAAA,x\n",
      "countries.csv:1:9: unknown column \"nome\"; did you mean \"name\"?" },
    { COHONG_INCOMPLETE, "countries.csv", "country\nAAA\n", "countries.csv:1:1: column \"name\" is missing" },
    { COHONG_SYNTAX, "countries.csv", "country,name\nAAA,\xC3",
      "countries.csv:2:5: found byte 0xC3, expected UTF-8 text" },
    { COHONG_OUT_OF_DOMAIN, "sectors.csv", "sector,name,theta\nGDS,Goods,0\n",
      "sectors.csv:2:11: column \"theta\": found 0, expected a number above 0 (and below 1e6)" },
    { COHONG_OUT_OF_DOMAIN, "sectors.csv", "sector,name,theta\nGDS,Goods,-4\n",
      "sectors.csv:2:11: column \"theta\": found -4, expected a number above 0 (and below 1e6)" },
    { COHONG_UNKNOWN_NAME, "sectors.csv", "sector,name,theta,kind\nGDS,Goods,4,good\n",
      "sectors.csv:2:13: column \"kind\": found \"good\", expected goods or services" },
    { COHONG_UNKNOWN_NAME, "trade.csv", TRADE "GDS,AAA,BBX,1,0\n",
      "trade.csv:3:9: unknown country \"BBX\"; did you mean \"BBB\"?" },
    { COHONG_UNKNOWN_NAME, "trade.csv", TRADE "QQQQ,AAA,BBB,1,0\n", "trade.csv:3:1: unknown sector \"QQQQ\"" },
    { COHONG_DUPLICATE, "trade.csv", TRADE "GDS,AAA,BBB,1,0\nGDS,AAA,AAA,1,0\n",
      "trade.csv:4:1: this row is given twice, first in line 2" },
    { COHONG_OUT_OF_DOMAIN, "trade.csv", TRADE "GDS,AAA,BBB,-1,0\n",
      "trade.csv:3:13: column \"value\": found -1, expected a value of 0 or more" },
    { COHONG_OUT_OF_DOMAIN, "trade.csv", TRADE "GDS,AAA,BBB,1e200,0\n",
      "trade.csv:3:13: column \"value\": found 1e200, expected a value of 0 or more" },
    { COHONG_SYNTAX, "trade.csv", TRADE "GDS,AAA,BBB,NaN,0\n",
      "trade.csv:3:13: column \"value\": found \"NaN\", expected a number" },
    { COHONG_SYNTAX, "trade.csv", TRADE "GDS,AAA,BBB,,0\n",
      "trade.csv:3:13: column \"value\": found \"\", expected a number" },
    { COHONG_SYNTAX, "trade.csv", TRADE "GDS,AAA,BBB,\"1,5\",0\n",
      "trade.csv:3:13: column \"value\": found \"1,5\", expected a number" },
    { COHONG_OUT_OF_DOMAIN, "trade.csv", TRADE "GDS,AAA,BBB,1,-1\n",
      "trade.csv:3:15: column \"tariff\": found -1, expected a fraction above -1 (0.25 is 25 %)" },
    { COHONG_OUT_OF_DOMAIN, "trade.csv", TRADE "GDS,BBB,BBB,1,0.1\n",
      "trade.csv:3:15: column \"tariff\": found 0.1 on home sales, expected 0" },
    { COHONG_SYNTAX, "trade.csv", TRADE "GDS,AAA,BBB,1\n",
      "trade.csv:3:1: found 4 fields, expected 5 as in the header" },
    { COHONG_OUT_OF_DOMAIN, "production.csv", PRODUCTION "AAA,SRV,1.1,\n",
      "production.csv:3:9: column \"value_added_share\": found 1.1, expected a share from 0 to 1" },
    { COHONG_OUT_OF_DOMAIN, "production.csv", PRODUCTION "AAA,SRV,0.8,-3\n",
      "production.csv:3:13: column \"employment\": found -3, expected 0 or more persons" },
    { COHONG_DUPLICATE, "production.csv", PRODUCTION "AAA,GDS,0.8,3\n",
      "production.csv:3:1: this row is given twice, first in line 2" },
    { COHONG_INCOMPLETE, "production.csv", PRODUCTION,
      "production.csv: there is no row for country BBB, sector GDS, which has output" },
    { COHONG_OUT_OF_DOMAIN, "inputs.csv", INPUTS "AAA,GDS,SRV,-0.1\n",
      "inputs.csv:3:13: column \"share\": found -0.1, expected a share from 0 to 1" },
    { COHONG_DUPLICATE, "inputs.csv", INPUTS "AAA,GDS,GDS,0.1\n",
      "inputs.csv:3:1: this row is given twice, first in line 2" },
    { COHONG_UNKNOWN_NAME, "inputs.csv", INPUTS "AAA,GDS,SVR,0.1\n",
      "inputs.csv:3:9: unknown sector \"SVR\"; did you mean \"SRV\"?" },
    { COHONG_IDENTITY_BROKEN, "inputs.csv", INPUTS,
      "production.csv:2:1: country AAA, sector GDS: value added share 0.5 and input shares 0.3 sum to 0.8, expected 1 "
      "(tolerance 1e-09)" },
    { COHONG_IDENTITY_BROKEN, "final.csv", "country,sector,share\nAAA,GDS,0.5\nBBB,GDS,0.5\nAAA,SRV,0.5\nBBB,SRV,0.4\n",
      "final.csv:3:1: country BBB: final shares sum to 0.9, expected 1 (tolerance 1e-09)" },
    { COHONG_OUT_OF_DOMAIN, "final.csv", "country,sector,share\nAAA,GDS,-0.5\n",
      "final.csv:2:9: column \"share\": found -0.5, expected a share from 0 to 1" },
    { COHONG_DUPLICATE, "final.csv", "country,sector,share\nAAA,GDS,0.5\nAAA,GDS,0.5\n",
      "final.csv:3:1: this row is given twice, first in line 2" },
};

static void names_every_bad_input(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) {
        cohong_world *world;
        cohong_error error = { 0 };
        folder_write_world();
        if (BAD[k].text != NULL)
            folder_write(BAD[k].file, BAD[k].text);
        else
            folder_delete(BAD[k].file);
        cohong_status status = cohong_world_read(folder_name(), COHONG_CACHE_OFF, &world, &error);
        assert_null(world);
        assert_error(&error, BAD[k].expected);
        assert_int_equal(status, BAD[k].status);
        assert_int_equal(error.status, BAD[k].status);
        assert_int_equal(cohong_world_read(folder_name(), COHONG_CACHE_OFF, &world, NULL), BAD[k].status);
    }
}

/* AAA uses 0.3 x 90 + 0.1 x 100 = 37 of GDS but has 20 + 6.25. */
static void residual_cannot_be_negative(void **state)
{
    (void)state;
    cohong_world *world;
    cohong_error error = { 0 };
    folder_delete("final.csv");
    folder_write("trade.csv",
                 "sector,importer,exporter,value,tariff\nGDS,AAA,AAA,20,0\nGDS,AAA,BBB,5,0.25\nGDS,BBB,AAA,70,0\n"
                 "GDS,BBB,BBB,70,0\nSRV,AAA,AAA,100,0\nSRV,BBB,BBB,120,0\n");
    assert_int_equal(cohong_world_read(folder_name(), COHONG_CACHE_OFF, &world, &error), COHONG_IDENTITY_BROKEN);
    assert_error(&error, "trade.csv: country AAA, sector GDS: intermediate use is 37, more than expenditure of 26.25; "
                         "final demand would be negative");
    assert_null(world);
}

static void too_many_countries(void **state)
{
    (void)state;
    cohong_world *world;
    cohong_error error = { 0 };
    char *text = malloc(1025 * 16 + 32), *at = text + sprintf(text, "country,name\n");
    for (int k = 0; k < 1025; k++) at += sprintf(at, "C%d,x\n", k);
    folder_write("countries.csv", text);
    free(text);
    assert_int_equal(cohong_world_read(folder_name(), COHONG_CACHE_OFF, &world, &error), COHONG_TOO_LARGE);
    assert_error(&error, "countries.csv:1026:1: more than 1024 countries");
    assert_int_equal(cohong_world_new(0, 1, false, &world, &error), COHONG_TOO_LARGE);
    assert_int_equal(cohong_world_new(2, 8193, false, &world, &error), COHONG_TOO_LARGE);
    assert_string_equal(error.message, "a world of 2 countries and 8193 sectors: expected 1 to 1024 and 1 to 8192");
}

/* A world that is to be balanced may be read, a nonsensical number still may not. */
static void unchecked_passes_sums_only(void **state)
{
    (void)state;
    cohong_world *world;
    folder_write("inputs.csv", INPUTS);
    assert_int_equal(cohong_world_read_unchecked(folder_name(), COHONG_CACHE_OFF, &world, NULL), COHONG_OK);
    assert_true(world->input_share[0] == 0.3 && world->input_share[1] == 0);
    cohong_world_free(world);
    folder_write("inputs.csv", INPUTS "AAA,GDS,SRV,-0.1\n");
    assert_int_equal(cohong_world_read_unchecked(folder_name(), COHONG_CACHE_OFF, &world, NULL), COHONG_OUT_OF_DOMAIN);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, folder_remove)
    const struct CMUnitTest tests[] = {
        CASE(reads_every_number),
        CASE(accounts_by_hand),
        CASE(records_sources),
        CASE(values_with_tariff),
        CASE(optional_files_may_be_absent),
        CASE(idle_cells_need_no_row),
        CASE(names_every_bad_input),
        CASE(residual_cannot_be_negative),
        CASE(too_many_countries),
        CASE(unchecked_passes_sums_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
