/* Reading a scenario: every change where it belongs, in order, and every bad input with its exact message and place.
 * The world is the small one of world_folder.c (tariff of 0.25 on GDS that AAA buys from BBB, theta 4 and 2.5), in some
 * cases with a third country; expected numbers are worked out by hand. Cells are [(sector*N + importer)*N + exporter]. */
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

#include "world_folder.h"

#define HEAD "title = \"t\"\nworld = \".\"\n"

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    return result;
}

/* A third country CCC that trades with nobody. */
static void add_third_country(void)
{
    folder_write("countries.csv", "country,name\nAAA,Aland\nBBB,Borneo\nCCC,Chad\n");
    folder_write("trade.csv",
                 "sector,importer,exporter,value,tariff\n"
                 "GDS,AAA,AAA,60,0\nGDS,AAA,BBB,40,0.25\nGDS,BBB,AAA,30,0\nGDS,BBB,BBB,70,0\nGDS,CCC,CCC,10,0\n"
                 "SRV,AAA,AAA,100,0\nSRV,BBB,BBB,120,0\nSRV,CCC,CCC,10,0\n");
    folder_write("production.csv", "country,sector,value_added_share\n"
                                   "AAA,GDS,0.5\nAAA,SRV,0.8\nBBB,GDS,0.5\nBBB,SRV,0.8\nCCC,GDS,1\nCCC,SRV,1\n");
    folder_delete("final.csv");
}

static cohong_scenario *read_scenario(const char *text)
{
    cohong_scenario *s;
    cohong_error error = { 0 };
    folder_write("s.toml", text);
    if (cohong_scenario_read(folder_path("s.toml"), COHONG_CACHE_OFF, &s, &error) != COHONG_OK)
        fail_msg("%s:%zu:%zu: %s", error.file, error.line, error.column, error.message);
    return s;
}

static void assert_numbers(const double *found, const double *expected, size_t count)
{
    assert_non_null(found);
    for (size_t k = 0; k < count; k++)
        if (!(fabs(found[k] - expected[k]) <= 1e-14 * fabs(expected[k])))
            fail_msg("cell %zu: found %.17g, expected %.17g", k, found[k], expected[k]);
}

/* ---- good input */

static void nothing_changes(void **state)
{
    (void)state;
    const cohong_settings usual = cohong_settings_default();
    cohong_scenario *s = read_scenario("world = \".\"\n");
    char expected[128];
    snprintf(expected, sizeof expected, "%s/.", folder_name());
    assert_string_equal(s->title, "s.toml");
    assert_string_equal(s->path, folder_path("s.toml"));
    assert_string_equal(s->world_path, expected);
    assert_string_equal(s->world->name, "Two by two");
    assert_null(s->shock.tariff);
    assert_null(s->shock.trade_cost_hat);
    assert_null(s->shock.technology_hat);
    assert_null(s->shock.labour_hat);
    assert_string_equal(s->settings.structure, usual.structure);
    assert_string_equal(s->settings.deficits, usual.deficits);
    assert_true(s->settings.tolerance == usual.tolerance && s->settings.iteration_limit == usual.iteration_limit);
    cohong_scenario_free(s);
    cohong_scenario_free(NULL);
}

static void settings_are_set(void **state)
{
    (void)state;
    cohong_scenario *s = read_scenario(HEAD "[closure]\ndeficits = \"own_gdp\"\nlabour = \"full\"\n"
                                            "[model]\nstructure = \"krugman\"\nfirm_size_tail = 2\n"
                                            "[solver]\ntolerance = 1e-8\niteration_limit = 77\nanderson_depth = 0\n"
                                            "plain_steps = 1_0\ninstructions = \"reference\"\n");
    assert_string_equal(s->title, "t");
    assert_string_equal(s->settings.deficits, "own_gdp");
    assert_string_equal(s->settings.labour, "full");
    assert_string_equal(s->settings.structure, "krugman");
    assert_string_equal(s->settings.instructions, "reference");
    assert_true(s->settings.firm_size_tail == 2 && s->settings.tolerance == 1e-8);
    assert_int_equal(s->settings.iteration_limit, 77);
    assert_int_equal(s->settings.anderson_depth, 0);
    assert_int_equal(s->settings.plain_steps, 10);
    cohong_scenario_free(s);
}

/* add adds to what is there by then; a level replaces it. */
static void tariffs_apply_in_order(void **state)
{
    (void)state;
    const double expected[] = { 0, 0.25 + 0.1, 0.3 + 0.05, 0, 0, 0, 0.05, 0 };
    cohong_scenario *s = read_scenario(
        HEAD "[[tariff]]\nimporter = \"AAA\"\nexporter = \"BBB\"\nsector = \"GDS\"\nadd = 0.1\n"
             "[[tariff]]\nimporter = \"BBB\"\nexporter = \"AAA\"\nsector = \"GDS\"\nadd = 9\n"
             "[[tariff]]\nimporter = \"BBB\"\nexporter = \"AAA\"\nsector = \"GDS\"\nlevel = 0.3\n"
             "[[tariff]]\nimporter = \"BBB\"\nexporter = \"AAA\"\nadd = 0.05\n");
    assert_numbers(s->shock.tariff, expected, 8);
    assert_null(s->shock.trade_cost_hat);
    assert_true(s->world->tariff[1] == 0.25); /* the benchmark stays */
    cohong_scenario_free(s);
    const double other_way[] = { 0, 0.25, 0, 0, 0, 0.3, 0, 0 };
    s = read_scenario(HEAD "[[tariff]]\nimporter = \"AAA\"\nexporter = \"BBB\"\nsector = \"SRV\"\nadd = 0.1\n"
                           "[[tariff]]\nimporter = \"AAA\"\nexporter = \"BBB\"\nsector = \"SRV\"\nlevel = 0.3\n");
    assert_numbers(s->shock.tariff, other_way, 8);
    cohong_scenario_free(s);
}

/* Home sales, the diagonal, are never touched. */
static void lists_and_stars(void **state)
{
    (void)state;
    add_third_country();
    const double expected[] = { 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0, /* SRV */ 0, 0, 0, 0, 0, 0, 0.2, 0.2, 0 };
    cohong_scenario *s = read_scenario(
        HEAD "[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\nsector = [\"GDS\"]\nlevel = 0.5\n"
             "[[tariff]]\nimporter = [\"CCC\"]\nexporter = [\"CCC\", \"AAA\", \"BBB\"]\n"
             "sector = \"SRV\"\nadd = 0.2\n");
    assert_numbers(s->shock.tariff, expected, 18);
    cohong_scenario_free(s);
}

static void trade_costs_multiply(void **state)
{
    (void)state;
    add_third_country();
    const double expected[] = { 1, 0.5, 0.5, 2, 1, 1, 2, 1, 1, /* SRV */ 1, 0.5, 0.5, 4, 1, 2, 4, 2, 1 };
    folder_write("costs.csv", "exporter,factor,importer\nAAA,4,CCC\nAAA,4,BBB\nBBB,2,CCC\nCCC,2,BBB\nAAA,1,AAA\n");
    cohong_scenario *s = read_scenario(
        HEAD "[[trade_cost]]\nimporter = \"AAA\"\nexporter = \"*\"\nfactor = 0.5\n"
             "[[trade_cost]]\nimporter = \"*\"\nexporter = \"*\"\nfactor_file = \"costs.csv\"\n"
             "[[trade_cost]]\nimporter = [\"BBB\", \"CCC\"]\nexporter = \"*\"\nsector = \"GDS\"\n"
             "factor = 0.5\n");
    assert_numbers(s->shock.trade_cost_hat, expected, 18);
    assert_null(s->shock.tariff);
    cohong_scenario_free(s);
}

/* A file without a column of countries or sectors is about all that are selected. */
static void files_fill_the_selection(void **state)
{
    (void)state;
    add_third_country();
    folder_write("full.csv",
                 "tariff,sector,_note,exporter,importer\n0.1,GDS,x,BBB,AAA\n-0.5,SRV,,AAA,CCC\n0,GDS,,AAA,AAA\n");
    folder_write("sectors.csv_", "sector,tariff\r\nGDS,0.25\r\n");
    folder_write("countries.csv_", "\xEF\xBB\xBF\"exporter\",tariff\n\"AAA\",0.01\nBBB,0.02\n");
    folder_write("one.csv", "tariff\n0.5\n");
    cohong_scenario *s = read_scenario(
        HEAD
        "[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\nlevel_file = \"full.csv\"\n"
        "[[tariff]]\nimporter = \"BBB\"\nexporter = \"*\"\nsector = [\"SRV\", \"GDS\"]\nadd_file = \"sectors.csv_\"\n"
        "[[tariff]]\nimporter = \"*\"\nexporter = [\"BBB\", \"AAA\"]\nsector = \"SRV\"\nadd_file = "
        "\"./countries.csv_\"\n"
        "[[tariff]]\nimporter = \"AAA\"\nexporter = \"CCC\"\nadd_file = \"one.csv\"\n");
    const double expected[] = { 0, 0.1,  0.5, 0.25, 0, 0.25, 0,           0,    0, /* SRV */
                                0, 0.02, 0.5, 0.01, 0, 0,    -0.5 + 0.01, 0.02, 0 };
    assert_numbers(s->shock.tariff, expected, 18);
    cohong_scenario_free(s);
}

/* T = factor^theta: 2^4, (2*3)^4, 4^2.5. */
static void productivity_is_a_power(void **state)
{
    (void)state;
    const double expected[] = { 1296, 16, 1, 32 };
    cohong_scenario *s = read_scenario(HEAD "[[productivity]]\ncountry = \"*\"\nsector = \"GDS\"\nfactor = 2\n"
                                            "[[productivity]]\ncountry = \"AAA\"\nsector = [\"GDS\"]\nfactor = 3\n"
                                            "[[productivity]]\ncountry = [\"BBB\"]\nsector = \"SRV\"\nfactor = 4.0\n");
    for (size_t k = 0; k < 4; k++) assert_true(fabs(s->shock.technology_hat[k] / expected[k] - 1) < 1e-14);
    assert_true(s->shock.technology_hat[2] == 1); /* untouched is exactly 1 */
    assert_null(s->shock.labour_hat);
    cohong_scenario_free(s);
    s = read_scenario(HEAD "[[productivity]]\ncountry = \"BBB\"\nfactor = 0.5\n");
    const double halved[] = { 1, 1.0 / 16, 1, 0.17677669529663688110 }; /* sqrt(2)/8 */
    for (size_t k = 0; k < 4; k++) assert_true(fabs(s->shock.technology_hat[k] / halved[k] - 1) < 1e-14);
    cohong_scenario_free(s);
}

static void labour_multiplies(void **state)
{
    (void)state;
    const double expected[] = { 2, 2 * 0.75 };
    cohong_scenario *s = read_scenario(HEAD "[closure]\nlabour = \"full\"\n[[labour]]\ncountry = \"*\"\nfactor = 2\n"
                                            "[[labour]]\ncountry = \"BBB\"\nfactor = 0.75\n");
    assert_numbers(s->shock.labour_hat, expected, 2);
    assert_null(s->shock.technology_hat);
    cohong_scenario_free(s);
}

/* The digests are those of sha256sum over the same texts. A file named twice is listed once. */
static void sources_are_recorded(void **state)
{
    (void)state;
    folder_write("up.csv", "sector,tariff\nGDS,0.25\n");
    folder_write("cost.csv", "importer,exporter,factor\nAAA,BBB,1.5\n");
    cohong_scenario *s = read_scenario(
        "world = \".\"\n"
        "[[tariff]]\nimporter = \"AAA\"\nexporter = \"BBB\"\nadd_file = \"up.csv\"\n"
        "[[tariff]]\nimporter = \"BBB\"\nexporter = \"AAA\"\nadd_file = \"up.csv\"\n"
        "[[trade_cost]]\nimporter = \"AAA\"\nexporter = \"*\"\nfactor_file = \"cost.csv\"\n");
    const double expected[] = { 0, 0.5, 0.25, 0, 0, 0, 0, 0 };
    assert_numbers(s->shock.tariff, expected, 8);
    assert_int_equal(s->source_count, 3);
    assert_string_equal(s->sources[0].path, folder_path("s.toml"));
    assert_string_equal(s->sources[0].sha256, "88cf8ce29a6ae7bb09cd8607375a1765c1683d8a6fc85719b2d60bb06990bf3e");
    assert_string_equal(s->sources[1].path, folder_path("up.csv"));
    assert_string_equal(s->sources[1].sha256, "752cd0e2b0bcbfc4fd601fdcb4945e923bad9f55b56be173b2d441980dbad277");
    assert_string_equal(s->sources[2].path, folder_path("cost.csv"));
    assert_string_equal(s->sources[2].sha256, "88c8dba1df0b6b30a5535389e280767121ab121ff66eb11c37b17d68ac723ea5");
    assert_int_equal(s->world->source_count, 7);
    cohong_scenario_free(s);
}

/* Names are relative to the scenario, wherever the program runs; absolute ones stay. */
static void paths_follow_the_scenario(void **state)
{
    (void)state;
    char before[512], text[256];
    cohong_scenario *s;
    assert_non_null(getcwd(before, sizeof before));
    folder_write("up.csv", "tariff\n0.25\n");
    folder_write("s.toml",
                 "world = \".\"\n[[tariff]]\nimporter = \"AAA\"\nexporter = \"BBB\"\nadd_file = \"up.csv\"\n");
    assert_int_equal(chdir(folder_name()), 0);
    cohong_status status = cohong_scenario_read("s.toml", COHONG_CACHE_OFF, &s, NULL);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(status, COHONG_OK);
    assert_string_equal(s->world_path, ".");
    assert_string_equal(s->sources[0].path, "s.toml");
    assert_string_equal(s->sources[1].path, "up.csv");
    cohong_scenario_free(s);
    snprintf(text, sizeof text, "world = \"%s\"\n", folder_name());
    s = read_scenario(text);
    assert_string_equal(s->world_path, folder_name());
    cohong_scenario_free(s);
}

/* A scenario is what a model takes: no change leaves every hat at 1, a change moves them. */
static void a_model_takes_it(void **state)
{
    (void)state;
    cohong_model *model;
    cohong_solution *solution;
    cohong_scenario *s = read_scenario(HEAD "[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\nadd = 0\n"
                                            "[[trade_cost]]\nimporter = \"*\"\nexporter = \"*\"\nfactor = 1\n"
                                            "[[productivity]]\ncountry = \"*\"\nfactor = 1\n");
    assert_int_equal(cohong_model_new(s->world, &s->settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, false, &solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &s->shock, solution, NULL), COHONG_OK);
    assert_int_equal(solution->outcome, COHONG_CONVERGED);
    for (size_t n = 0; n < 2; n++) assert_true(fabs(solution->wage_hat[n] - 1) < 1e-12);
    cohong_solution_free(solution);
    cohong_model_free(model);
    cohong_scenario_free(s);
}

/* ---- bad input */

typedef struct bad {
    cohong_status status;
    const char *text;     /* of the scenario after HEAD, which is two lines */
    const char *rates;    /* of rates.csv; NULL: there is none */
    const char *expected; /* the whole message after the folder */
} bad;

#define PAIR "[[tariff]]\nimporter = \"AAA\"\nexporter = \"BBB\"\n"
#define STARS "[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\n"
#define COST "[[trade_cost]]\nimporter = \"AAA\"\nexporter = \"BBB\"\n"
#define LEVELS "level_file = \"rates.csv\"\n"
#define ADDS "add_file = \"rates.csv\"\n"

static const bad BAD_KEYS[] = {
    { COHONG_SYNTAX, "[closure\n", NULL, "s.toml:3:9: Error while parsing table header: expected ']', saw '\\n'" },
    { COHONG_UNKNOWN_NAME, "titel = \"x\"\n", NULL, "s.toml:3:1: unknown key \"titel\"; did you mean \"title\"?" },
    { COHONG_UNKNOWN_NAME, "zzzzzz = 1\n", NULL, "s.toml:3:1: unknown key \"zzzzzz\"" },
    { COHONG_UNKNOWN_NAME, "deficits = \"zero\"\n", NULL,
      "s.toml:3:1: unknown key \"deficits\"; it belongs in [closure]" },
    { COHONG_SYNTAX, "\"a\\nb\" = 1\n", NULL, "s.toml:3:1: found a line break or a control character in a text" },
    { COHONG_SYNTAX, "[[tariff]]\nimporter = \"A\\u0007\"\n", NULL,
      "s.toml:4:1: found a line break or a control character in a text" },
    { COHONG_SYNTAX, "tariff = 0.25\n", NULL,
      "s.toml:3:1: key \"tariff\": found a number, expected tables: write [[tariff]]" },
    { COHONG_SYNTAX, "[tariff]\nadd = 1\n", NULL,
      "s.toml:3:2: key \"tariff\": found a table, expected tables: write [[tariff]]" },
    { COHONG_SYNTAX, "tariff = [ 1 ]\n", NULL,
      "s.toml:3:12: key \"tariff\": found a whole number, expected tables: write [[tariff]]" },
    { COHONG_INCOMPLETE, "labour = []\n", NULL, "s.toml:3:1: key \"labour\": the list is empty" },
    { COHONG_SYNTAX, "closure = 3\n", NULL,
      "s.toml:3:1: key \"closure\": found a whole number, expected a table: write [closure]" },
    { COHONG_SYNTAX, "[[solver]]\ntolerance = 1\n", NULL,
      "s.toml:3:3: key \"solver\": found a list, expected a table: write [solver]" },
    { COHONG_UNKNOWN_NAME, "[closure]\nstructure = \"krugman\"\n", NULL,
      "s.toml:4:1: unknown key \"structure\" in [closure]; it belongs in [model]" },
    { COHONG_UNKNOWN_NAME, "[closure]\ndeficit = \"zero\"\n", NULL,
      "s.toml:4:1: unknown key \"deficit\" in [closure]; did you mean \"deficits\"?" },
    { COHONG_UNKNOWN_NAME, "[model]\ntolerence = 1\n", NULL,
      "s.toml:4:1: unknown key \"tolerence\" in [model]; did you mean \"tolerance\" in [solver]?" },
    { COHONG_UNKNOWN_NAME, "[model]\nzzzzzz = 1\n", NULL, "s.toml:4:1: unknown key \"zzzzzz\" in [model]" },
    { COHONG_UNKNOWN_NAME, "[closure]\n  deficits = \"none\"\n", NULL,
      "s.toml:4:3: setting deficits: found \"none\", expected fixed, zero, own_gdp or world_gdp" },
    { COHONG_UNKNOWN_NAME, "[model]\nstructure = \"melits\"\n", NULL,
      "s.toml:4:1: setting structure: found \"melits\", expected perfect_competition, krugman, melitz or "
      "profit_shifting; did you mean "
      "\"melitz\"?" },
    { COHONG_SYNTAX, "[model]\nstructure = true\n", NULL,
      "s.toml:4:1: key \"structure\": found true or false, expected a text" },
    { COHONG_SYNTAX, "[solver]\ntolerance = \"1e-9\"\n", NULL,
      "s.toml:4:1: key \"tolerance\": found a text, expected a number" },
    { COHONG_SYNTAX, "[solver]\niteration_limit = 10.0\n", NULL,
      "s.toml:4:1: key \"iteration_limit\": found a number, expected a whole number" },
    { COHONG_OUT_OF_DOMAIN, "[solver]\niteration_limit = 0\n", NULL,
      "s.toml:4:1: setting iteration_limit: found 0, expected a number from 1 to 1e+07" },
    { COHONG_OUT_OF_DOMAIN, "[solver]\ntolerance = 1\n", NULL,
      "s.toml:4:1: setting tolerance: found 1, expected a number from 1e-14 to 0.01" },
    { COHONG_SYNTAX, "[solver]\ntolerance = nan\n", NULL,
      "s.toml:4:1: setting tolerance: found \"nan\", expected a number" },
    { COHONG_SYNTAX, "[solver]\ntolerance = inf\n", NULL,
      "s.toml:4:1: setting tolerance: found \"inf\", expected a number" },
};

static const bad BAD_TARIFFS[] = {
    { COHONG_INCOMPLETE, "[[tariff]]\nexporter = \"BBB\"\nadd = 1\n", NULL, "s.toml:3:1: key \"importer\" is missing" },
    { COHONG_INCOMPLETE, "[[tariff]]\nimporter = \"BBB\"\nadd = 1\n", NULL, "s.toml:3:1: key \"exporter\" is missing" },
    { COHONG_UNKNOWN_NAME, "[[tariff]]\nimportr = \"BBB\"\nadd = 1\n", NULL,
      "s.toml:4:1: unknown key \"importr\"; did you mean \"importer\"?" },
    { COHONG_UNKNOWN_NAME, PAIR "factor = 2\n", NULL, "s.toml:6:1: unknown key \"factor\"; did you mean \"sector\"?" },
    { COHONG_UNKNOWN_NAME, "[[tariff]]\nimporter = \"AAB\"\nexporter = \"BBB\"\nadd = 1\n", NULL,
      "s.toml:4:1: unknown country \"AAB\"; did you mean \"AAA\"?" },
    { COHONG_UNKNOWN_NAME, "[[tariff]]\nimporter = [\"AAA\", \"bbb\"]\nexporter = \"*\"\nadd = 1\n", NULL,
      "s.toml:4:20: unknown country \"bbb\"; did you mean \"BBB\"?" },
    { COHONG_UNKNOWN_NAME, PAIR "sector = \"XYZ\"\nadd = 1\n", NULL, "s.toml:6:1: unknown sector \"XYZ\"" },
    { COHONG_UNKNOWN_NAME, PAIR "sector = \"\"\nadd = 1\n", NULL, "s.toml:6:1: unknown sector \"\"" },
    { COHONG_SYNTAX, "[[tariff]]\nimporter = 7\nexporter = \"*\"\nadd = 1\n", NULL,
      "s.toml:4:1: key \"importer\": found a whole number, expected a text or a list of texts" },
    { COHONG_SYNTAX, "[[tariff]]\nimporter = [\"AAA\", 2018-07-06]\nexporter = \"*\"\nadd = 1\n", NULL,
      "s.toml:4:20: key \"importer\": found a date, expected a text or a list of texts" },
    { COHONG_SYNTAX, "[[tariff]]\nimporter = [[\"AAA\"]]\nexporter = \"*\"\nadd = 1\n", NULL,
      "s.toml:4:13: key \"importer\": found a list, expected a text or a list of texts" },
    { COHONG_INCOMPLETE, PAIR "sector = []\nadd = 1\n", NULL, "s.toml:6:1: key \"sector\": the list is empty" },
    { COHONG_DUPLICATE, PAIR "sector = [\"SRV\", \"SRV\"]\nadd = 1\n", NULL,
      "s.toml:6:18: key \"sector\": \"SRV\" is given twice" },
    { COHONG_SYNTAX, PAIR "sector = [\"GDS\", \"*\"]\nadd = 1\n", NULL,
      "s.toml:6:18: key \"sector\": found \"*\" in a list, expected codes (\"*\" stands alone)" },
    { COHONG_INCOMPLETE, PAIR, NULL, "s.toml:3:1: [[tariff]] needs level, add, level_file, add_file or law" },
    { COHONG_DUPLICATE, PAIR "level = 1\nadd = 1\n", NULL,
      "s.toml:7:1: [[tariff]] has both \"level\" and \"add\", expected one of them" },
    { COHONG_DUPLICATE, PAIR "add_file = \"a\"\nadd = 1\n", NULL,
      "s.toml:6:1: [[tariff]] has both \"add\" and \"add_file\", expected one of them" },
    { COHONG_OUT_OF_DOMAIN, PAIR "level = -1\n", NULL,
      "s.toml:6:1: key \"level\": found -1, expected a fraction above -1 (0.25 is 25 %)" },
    { COHONG_OUT_OF_DOMAIN, PAIR "level = nan\n", NULL,
      "s.toml:6:1: key \"level\": found nan, expected a fraction above -1 (0.25 is 25 %)" },
    { COHONG_OUT_OF_DOMAIN, PAIR "add = -inf\n", NULL,
      "s.toml:6:1: key \"add\": found -inf, expected a fraction (0.25 adds 25 percentage points)" },
    { COHONG_OUT_OF_DOMAIN, PAIR "add = +inf\n", NULL,
      "s.toml:6:1: key \"add\": found inf, expected a fraction (0.25 adds 25 percentage points)" },
    { COHONG_SYNTAX, PAIR "add = \"0.25\"\n", NULL, "s.toml:6:1: key \"add\": found a text, expected a number" },
    { COHONG_OUT_OF_DOMAIN, PAIR "add = -1.25\n", NULL,
      "s.toml:6:1: the tariff of sector GDS, importer AAA, exporter BBB becomes -1, expected a fraction above -1 (and "
      "at most 1e6)" },
    { COHONG_OUT_OF_DOMAIN, PAIR "sector = \"SRV\"\nlevel = 1e7\n", NULL,
      "s.toml:7:1: the tariff of sector SRV, importer AAA, exporter BBB becomes 1e+07, expected a fraction above -1 "
      "(and at most 1e6)" },
    { COHONG_OUT_OF_DOMAIN, "[[tariff]]\nimporter = \"AAA\"\nexporter = [\"AAA\"]\nadd = 0\n", NULL,
      "s.toml:6:1: importer and exporter are the same country, and home sales have no tariff" },
    { COHONG_SYNTAX, PAIR "add_file = 1\n", NULL,
      "s.toml:6:1: key \"add_file\": found a whole number, expected a text" },
    { COHONG_INCOMPLETE, PAIR "add_file = \"\"\n", NULL, "s.toml:6:1: key \"add_file\" is empty, expected a file" },
};

static const bad BAD_FILES[] = {
    { COHONG_INCOMPLETE, STARS ADDS, "", "rates.csv:1:1: the file is empty, expected a header row" },
    { COHONG_INCOMPLETE, STARS ADDS, "tariff\n", "rates.csv:2:1: there is no row" },
    { COHONG_INCOMPLETE, STARS ADDS, "importer,exporter\nAAA,BBB\n", "rates.csv:1:1: column \"tariff\" is missing" },
    { COHONG_UNKNOWN_NAME, STARS ADDS, "importer,sectr,tariff\nAAA,GDS,1\n",
      "rates.csv:1:10: unknown column \"sectr\"; did you mean \"sector\"?" },
    { COHONG_UNKNOWN_NAME, STARS ADDS, "importer,tariff\nAAA,1\nAAB,1\n",
      "rates.csv:3:1: unknown country \"AAB\"; did you mean \"AAA\"?" },
    { COHONG_UNKNOWN_NAME, STARS ADDS, "exporter,sector,tariff\nAAA,GD,1\n",
      "rates.csv:2:5: unknown sector \"GD\"; did you mean \"GDS\"?" },
    { COHONG_UNKNOWN_NAME, STARS ADDS, "exporter,tariff\n\"A\nA\",1\n",
      "rates.csv:2:1: unknown country \"A?A\"; did you mean \"AAA\"?" },
    { COHONG_SYNTAX, STARS ADDS, "tariff\nNaN\n",
      "rates.csv:2:1: column \"tariff\": found \"NaN\", expected a number" },
    { COHONG_SYNTAX, STARS ADDS, "sector,tariff\nGDS,\n",
      "rates.csv:2:5: column \"tariff\": found \"\", expected a number" },
    { COHONG_SYNTAX, STARS ADDS, "sector,tariff\nGDS\n", "rates.csv:2:1: found 1 fields, expected 2 as in the header" },
    { COHONG_SYNTAX, STARS ADDS, "tariff\n\xFF\n", "rates.csv:2:1: found byte 0xFF, expected UTF-8 text" },
    { COHONG_OUT_OF_DOMAIN, STARS LEVELS, "importer,exporter,tariff\nBBB,AAA,0.1\nAAA,BBB,-1.5\n",
      "rates.csv:3:9: column \"tariff\": found -1.5, expected a fraction above -1 (0.25 is 25 %)" },
    { COHONG_OUT_OF_DOMAIN, STARS ADDS, "importer,exporter,tariff\nBBB,AAA,-0.9\nAAA,BBB,-1.5\n",
      "rates.csv:3:9: the tariff of sector GDS, importer AAA, exporter BBB becomes -1.25, expected a fraction above -1 "
      "(and at most 1e6)" },
    { COHONG_DUPLICATE, STARS ADDS, "importer,exporter,tariff\nBBB,AAA,1\nAAA,BBB,1\nBBB,AAA,2\n",
      "rates.csv:4:1: this row is given twice, first in line 2" },
    { COHONG_DUPLICATE, STARS ADDS, "tariff\n0.1\n0.1\n", "rates.csv:3:1: this row is given twice, first in line 2" },
    { COHONG_DUPLICATE, STARS ADDS, "sector,tariff\nSRV,0.1\nGDS,0.1\nGDS,0.1\n",
      "rates.csv:4:1: this row is given twice, first in line 3" },
    { COHONG_UNKNOWN_NAME, PAIR ADDS, "importer,exporter,tariff\nAAA,BBB,1\nBBB,AAA,1\n",
      "rates.csv:3:1: importer \"BBB\" is not selected by the [[tariff]] in line 3, which names this file" },
    { COHONG_UNKNOWN_NAME, PAIR "sector = [\"SRV\"]\n" ADDS, "tariff,sector\n1,GDS\n",
      "rates.csv:2:3: sector \"GDS\" is not selected by the [[tariff]] in line 3, which names this file" },
    { COHONG_UNKNOWN_NAME, "[[trade_cost]]\nimporter = \"*\"\nexporter = [\"AAA\"]\nfactor_file = \"rates.csv\"\n",
      "importer,exporter,factor\nAAA,BBB,2\n",
      "rates.csv:2:5: exporter \"BBB\" is not selected by the [[trade_cost]] in line 3, which names this file" },
    { COHONG_OUT_OF_DOMAIN, STARS LEVELS, "importer,exporter,tariff\nAAA,AAA,0.1\n",
      "rates.csv:2:9: column \"tariff\": found 0.1 on home sales, expected 0" },
    { COHONG_OUT_OF_DOMAIN, "[[tariff]]\nimporter = \"*\"\nexporter = [\"AAA\", \"BBB\"]\n" ADDS,
      "importer,exporter,tariff\nBBB,BBB,-0.1\n",
      "rates.csv:2:9: column \"tariff\": found -0.1 on home sales, expected 0" },
    { COHONG_OUT_OF_DOMAIN, "[[tariff]]\nimporter = [\"AAA\", \"BBB\"]\nexporter = \"AAA\"\n" ADDS,
      "importer,tariff\nBBB,0.1\nAAA,0.1\n",
      "rates.csv:3:5: importer and exporter are the same country, and home sales have no tariff" },
};

static const bad BAD_COSTS[] = {
    { COHONG_INCOMPLETE, COST, NULL, "s.toml:3:1: [[trade_cost]] needs factor, factor_file or firms" },
    { COHONG_UNKNOWN_NAME, COST "level = 1\n", NULL, "s.toml:6:1: unknown key \"level\"" },
    { COHONG_DUPLICATE, COST "factor = 1\nfactor_file = \"a\"\n", NULL,
      "s.toml:7:1: [[trade_cost]] has both \"factor\" and \"factor_file\", expected one of them" },
    { COHONG_OUT_OF_DOMAIN, COST "factor = 0\n", NULL,
      "s.toml:6:1: key \"factor\": found 0, expected a number above 0 (0.95 is 5 % less)" },
    { COHONG_OUT_OF_DOMAIN, COST "factor = inf\n", NULL,
      "s.toml:6:1: key \"factor\": found inf, expected a number above 0 (0.95 is 5 % less)" },
    { COHONG_OUT_OF_DOMAIN, COST "factor = 1e5\n" COST "factor = 1e5\n", NULL,
      "s.toml:10:1: the trade cost factor of sector GDS, importer AAA, exporter BBB becomes 1e+10, expected a number "
      "above 0 (and at "
      "most 1e9)" },
    { COHONG_OUT_OF_DOMAIN, COST "factor = 1e-200\n" COST "factor = 1e-200\n", NULL,
      "s.toml:10:1: the trade cost factor of sector GDS, importer AAA, exporter BBB becomes 0, expected a number above "
      "0 (and at most "
      "1e9)" },
    { COHONG_OUT_OF_DOMAIN, "[[trade_cost]]\nimporter = \"BBB\"\nexporter = \"BBB\"\nfactor = 2\n", NULL,
      "s.toml:6:1: importer and exporter are the same country, and home sales have no trade cost factor" },
    { COHONG_INCOMPLETE, COST "factor_file = \"rates.csv\"\n", "importer,factor\nAAA,2\n",
      "rates.csv:1:1: column \"exporter\" is missing" },
    { COHONG_OUT_OF_DOMAIN, COST "factor_file = \"rates.csv\"\n", "importer,exporter,sector,factor\nAAA,BBB,SRV,-2\n",
      "rates.csv:2:13: column \"factor\": found -2, expected a number above 0 (0.95 is 5 % less)" },
    { COHONG_OUT_OF_DOMAIN, "[[trade_cost]]\nimporter = \"*\"\nexporter = \"*\"\nfactor_file = \"rates.csv\"\n",
      "importer,exporter,factor\nAAA,AAA,2\n", "rates.csv:2:9: column \"factor\": found 2 on home sales, expected 1" },
};

static const bad BAD_SUPPLY[] = {
    { COHONG_INCOMPLETE, "[[productivity]]\nfactor = 2\n", NULL, "s.toml:3:1: key \"country\" is missing" },
    { COHONG_INCOMPLETE, "[[productivity]]\ncountry = \"AAA\"\n", NULL, "s.toml:3:1: key \"factor\" is missing" },
    { COHONG_UNKNOWN_NAME, "[[productivity]]\ncountries = \"AAA\"\n", NULL,
      "s.toml:4:1: unknown key \"countries\"; did you mean \"country\"?" },
    { COHONG_UNKNOWN_NAME, "[[productivity]]\ncountry = \"AA\"\nfactor = 2\n", NULL,
      "s.toml:4:1: unknown country \"AA\"; did you mean \"AAA\"?" },
    { COHONG_OUT_OF_DOMAIN, "[[productivity]]\ncountry = \"AAA\"\nfactor = 0\n", NULL,
      "s.toml:5:1: key \"factor\": found 0, expected a number above 0 (0.95 is 5 % less)" },
    { COHONG_OUT_OF_DOMAIN, "[[productivity]]\ncountry = \"AAA\"\nfactor = nan\n", NULL,
      "s.toml:5:1: key \"factor\": found nan, expected a number above 0 (0.95 is 5 % less)" },
    { COHONG_SYNTAX, "[[productivity]]\ncountry = \"AAA\"\nfactor = \"2\"\n", NULL,
      "s.toml:5:1: key \"factor\": found a text, expected a number" },
    { COHONG_OUT_OF_DOMAIN, "[[productivity]]\ncountry = \"AAA\"\nsector = \"GDS\"\nfactor = 1e100\n", NULL,
      "s.toml:6:1: key \"factor\": productivity in sector GDS becomes 1e+100, which to the power of 4 cannot be held" },
    { COHONG_UNKNOWN_NAME, "[[labour]]\ncountry = \"AAA\"\nsector = \"GDS\"\nfactor = 2\n", NULL,
      "s.toml:5:1: unknown key \"sector\"; did you mean \"factor\"?" },
    { COHONG_OUT_OF_DOMAIN, "[[labour]]\ncountry = \"AAA\"\nfactor = -1\n", NULL,
      "s.toml:5:1: key \"factor\": found -1, expected a number above 0 (0.95 is 5 % less)" },
    { COHONG_OUT_OF_DOMAIN,
      "[[labour]]\ncountry = \"*\"\nfactor = 1e200\n[[labour]]\ncountry = \"BBB\"\nfactor = 1e200\n", NULL,
      "s.toml:8:1: key \"factor\": labour in BBB becomes inf, which to the power of 1 cannot be held" },
};

/* Reads s.toml, which is expected to fail, with and without an error to fill. */
static void assert_refused(cohong_status expected_status, cohong_error *error)
{
    cohong_scenario *s = (cohong_scenario *)1;
    *error = (cohong_error){ 0 };
    assert_int_equal(cohong_scenario_read(folder_path("s.toml"), COHONG_CACHE_OFF, &s, NULL), expected_status);
    assert_null(s);
    assert_int_equal(cohong_scenario_read(folder_path("s.toml"), COHONG_CACHE_OFF, &s, error), expected_status);
    assert_null(s);
    assert_int_equal(error->status, expected_status);
}

static void refuse_all(const bad *cases, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        char text[2048];
        cohong_error error;
        snprintf(text, sizeof text, HEAD "%s", cases[k].text);
        folder_write("s.toml", text);
        if (cases[k].rates != NULL) folder_write("rates.csv", cases[k].rates);
        assert_refused(cases[k].status, &error);
        assert_error(&error, cases[k].expected);
    }
}

static void bad_keys(void **state)
{
    (void)state;
    refuse_all(BAD_KEYS, sizeof BAD_KEYS / sizeof *BAD_KEYS);
}

static void bad_tariffs(void **state)
{
    (void)state;
    refuse_all(BAD_TARIFFS, sizeof BAD_TARIFFS / sizeof *BAD_TARIFFS);
}

static void bad_files(void **state)
{
    (void)state;
    refuse_all(BAD_FILES, sizeof BAD_FILES / sizeof *BAD_FILES);
}

static void bad_trade_costs(void **state)
{
    (void)state;
    refuse_all(BAD_COSTS, sizeof BAD_COSTS / sizeof *BAD_COSTS);
}

static void bad_supply(void **state)
{
    (void)state;
    refuse_all(BAD_SUPPLY, sizeof BAD_SUPPLY / sizeof *BAD_SUPPLY);
}

/* Files that are not there: the key that names them is at fault, and the message has their path. */
static void missing_files(void **state)
{
    (void)state;
    char expected[256];
    cohong_error error;
    unlink(folder_path("s.toml"));
    assert_refused(COHONG_NO_FILE, &error);
    assert_error(&error, "s.toml: no such file");
    folder_write("s.toml", "world = \"nowhere\"\n");
    assert_refused(COHONG_NO_FILE, &error);
    snprintf(expected, sizeof expected, "s.toml:1:1: key \"world\": %s/nowhere: no such folder", folder_name());
    assert_error(&error, expected);
    folder_write("s.toml", HEAD PAIR "add_file = \"no.csv\"\n");
    assert_refused(COHONG_NO_FILE, &error);
    snprintf(expected, sizeof expected, "s.toml:6:1: key \"add_file\": %s/no.csv: no such file", folder_name());
    assert_error(&error, expected);
    folder_write("s.toml", HEAD PAIR "level_file = \".\"\n");
    assert_refused(COHONG_IO, &error);
    snprintf(expected, sizeof expected, "s.toml:6:1: key \"level_file\": %s/.: is a folder, expected a file",
             folder_name());
    assert_error(&error, expected);
}

/* What is wrong with the world is told where it stands in the world's files. */
static void bad_worlds(void **state)
{
    (void)state;
    cohong_error error;
    folder_write("s.toml", "title = \"t\"\n");
    assert_refused(COHONG_INCOMPLETE, &error);
    assert_string_equal(error.message, "key \"world\" is missing");
    folder_write("s.toml", "world = \"\"\n");
    assert_refused(COHONG_INCOMPLETE, &error);
    assert_error(&error, "s.toml:1:1: key \"world\" is empty, expected a folder");
    folder_write("s.toml", "world = 3\n");
    assert_refused(COHONG_SYNTAX, &error);
    assert_error(&error, "s.toml:1:1: key \"world\": found a whole number, expected a text");
    folder_write("s.toml", "title = 3\nworld = \".\"\n");
    assert_refused(COHONG_SYNTAX, &error);
    assert_error(&error, "s.toml:1:1: key \"title\": found a whole number, expected a text");
    folder_write("s.toml", HEAD);
    folder_write("sectors.csv", "sector,name,theta\nGDS,Goods,0\n");
    assert_refused(COHONG_OUT_OF_DOMAIN, &error);
    assert_error(&error, "./sectors.csv:2:11: column \"theta\": found 0, expected a number above 0 (and below 1e6)");
    folder_delete("world.toml");
    assert_refused(COHONG_NO_FILE, &error);
    assert_error(&error, "./world.toml: no such file");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, folder_remove)
    const struct CMUnitTest tests[] = { CASE(nothing_changes),
                                        CASE(settings_are_set),
                                        CASE(tariffs_apply_in_order),
                                        CASE(lists_and_stars),
                                        CASE(trade_costs_multiply),
                                        CASE(files_fill_the_selection),
                                        CASE(productivity_is_a_power),
                                        CASE(labour_multiplies),
                                        CASE(sources_are_recorded),
                                        CASE(paths_follow_the_scenario),
                                        CASE(a_model_takes_it),
                                        CASE(bad_keys),
                                        CASE(bad_tariffs),
                                        CASE(bad_files),
                                        CASE(bad_trade_costs),
                                        CASE(bad_supply),
                                        CASE(missing_files),
                                        CASE(bad_worlds) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
