/* Merging countries and sectors, against an example worked out by hand.
 *
 * Countries A, B, C and sectors p, q, s. A and B merge into U, p and q into m. Net flows (importer from exporter, tariff):
 *   p  A: A 40, B 10 (0.2), C 20 (0.1)   B: A 5, B 30, C 10 (0.4)   C: A 6 (0.5), B 4, C 50
 *   q  A: A 20, C 20 (0.3)               B: B 10                    C: B 2 (0.25), C 10
 *   s  A: A 50    B: B 40    C: C 60
 * Inputs: p buys s, q buys p; value added share of p 0.5, 0.6, 0.5, of q 0.5, of s 1. theta 4, 8, 2.
 * Output: p 51, 44, 80; q 20, 12, 30. Final: A p 64, q 46, s 24.5; B p 43, q 10, s 22.4; C p 48, q 12.5, s 20. */
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

static cohong_world *w;

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write("world.toml",
                 "name = \"Three\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n"
                 "tolerance = 1e-9\n");
    folder_write("countries.csv", "country,name\nA,Aa\nB,Bb\nC,Cc\n");
    folder_write("sectors.csv", "sector,name,theta,kind\np,Pears,4,goods\nq,Quinces,8,goods\ns,Services,2,services\n");
    folder_write("trade.csv", "sector,importer,exporter,value,tariff\n"
                              "p,A,A,40,0\np,A,B,10,0.2\np,A,C,20,0.1\np,B,A,5,0\np,B,B,30,0\np,B,C,10,0.4\n"
                              "p,C,A,6,0.5\np,C,B,4,0\np,C,C,50,0\nq,A,A,20,0\nq,A,C,20,0.3\nq,B,B,10,0\nq,C,B,2,0.25\n"
                              "q,C,C,10,0\ns,A,A,50,0\ns,B,B,40,0\ns,C,C,60,0\n");
    folder_write("production.csv", "country,sector,value_added_share,employment\nA,p,0.5,5\nA,q,0.5,7\nA,s,1,9\n"
                                   "B,p,0.6,1\nB,q,0.5,\nB,s,1,2\nC,p,0.5,\nC,q,0.5,\nC,s,1,\n");
    folder_write("inputs.csv",
                 "country,sector,input,share\nA,p,s,0.5\nB,p,s,0.4\nC,p,s,0.5\nA,q,p,0.5\nB,q,p,0.5\nC,q,p,0.5\n");
    w = folder_read_world(COHONG_CACHE_OFF);
    return result;
}

static int teardown(void **state)
{
    cohong_world_free(w);
    return folder_remove(state);
}

static cohong_world *aggregate(const char *map)
{
    cohong_world *to;
    cohong_error error = { 0 };
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    size_t count;
    folder_write("map.csv", map);
    if (cohong_world_aggregate(w, folder_path("map.csv"), &to, &error) != COHONG_OK) fail_msg("%s", error.message);
    if (cohong_world_check(to, identities, &count, &error) != COHONG_OK) fail_msg("%s", error.message);
    for (size_t k = 0; k < count; k++) assert_true(identities[k].worst < 1e-14);
    return to;
}

static void assert_close(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-13 * fmax(1, fabs(expected))))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

static void both(void **state)
{
    (void)state;
    cohong_world *to = aggregate("kind,from,to,name\ncountry,A,U,Union\ncountry,B,U,\nsector,p,m,\nsector,q,m,Fruit\n");
    assert_int_equal(to->country_count, 2);
    assert_int_equal(to->sector_count, 2);
    assert_string_equal(to->countries[0].code, "U");
    assert_string_equal(to->countries[0].name, "Union");
    assert_string_equal(to->countries[1].name, "Cc");
    assert_string_equal(to->sectors[0].code, "m");
    assert_string_equal(to->sectors[0].name, "Fruit");
    assert_string_equal(to->sectors[1].name, "Services");
    assert_string_equal(to->name, "Three");
    assert_int_equal(to->sectors[0].kind, COHONG_GOODS);
    const double trade[] = { 115, 50, 12, 60, 90, 0, 0, 60 };
    for (size_t at = 0; at < 8; at++) assert_close(to->trade[at], trade[at]);
    /* (20 x 0.1 + 10 x 0.4 + 20 x 0.3) / 50; (6 x 0.5 + 4 x 0 + 2 x 0.25) / 12 */
    const double tariff[] = { 0, 12.0 / 50, 3.5 / 12, 0, 0, 0, 0, 0 };
    for (size_t at = 0; at < 8; at++) assert_close(to->tariff[at], tariff[at]);
    assert_close(to->theta[0], (55 * 4 + 22 * 8) / 77.0);
    assert_close(to->theta[1], 2);
    /* A's duties of 10 x 0.2 on B's p end: 72/74 of its spending on p is left, and so of q's inputs of 0.5 x 20 */
    const double left = 72.0 / 74;
    assert_close(to->input_share[0], (10 * left + 6) / 127);
    assert_close(to->input_share[1], (0.5 * 51 + 0.4 * 44) / 127);
    assert_close(to->value_added_share[0], (25.5 + 26.4 + 10 + 6 + 10 * (1 - left)) / 127);
    assert_close(to->value_added_share[1], 55.0 / 110);
    const double fruit = 64 * left + 46 + 43 + 10, services = 24.5 + 22.4;
    assert_close(to->final_share[0], fruit / (fruit + services));
    assert_close(to->final_share[2], services / (fruit + services));
    assert_close(to->final_share[1], 60.5 / 80.5);
    assert_true(isnan(to->employment[0]) && isnan(to->employment[1]) && to->employment[2] == 11 &&
                isnan(to->employment[3]));
    assert_int_equal(to->source_count, 7);
    assert_string_equal(to->sources[6].path, folder_path("map.csv"));
    cohong_world_free(to);
}

/* With sectors alone every account of a country is as before. */
static void sectors_alone(void **state)
{
    (void)state;
    cohong_world *to = aggregate("kind,from,to\nsector,s,p\n"); /* into a code that stays */
    cohong_accounts *before, *after;
    assert_int_equal(cohong_accounts_new(w, &before, NULL), COHONG_OK);
    assert_int_equal(cohong_accounts_new(to, &after, NULL), COHONG_OK);
    assert_int_equal(to->sector_count, 2);
    assert_string_equal(to->sectors[0].code, "p");
    assert_int_equal(to->sectors[0].kind, COHONG_KIND_UNKNOWN);
    for (size_t n = 0; n < 3; n++) {
        assert_close(after->income[n], before->income[n]);
        assert_close(after->tariff_revenue[n], before->tariff_revenue[n]);
        assert_close(after->deficit[n], before->deficit[n]);
    }
    assert_close(to->theta[0], 4); /* s is not imported */
    cohong_accounts_free(before);
    cohong_accounts_free(after);
    cohong_world_free(to);
}

static void nothing_named_changes_nothing(void **state)
{
    (void)state;
    cohong_world *to = aggregate("kind,from,to\n");
    assert_memory_equal(to->trade, w->trade, 27 * sizeof(double));
    assert_memory_equal(to->tariff, w->tariff, 27 * sizeof(double));
    assert_memory_equal(to->theta, w->theta, 3 * sizeof(double));
    for (size_t at = 0; at < 27; at++) assert_close(to->input_share[at], w->input_share[at]);
    for (size_t at = 0; at < 9; at++) assert_close(to->final_share[at], w->final_share[at]);
    assert_string_equal(to->sectors[1].name, "Quinces");
    cohong_world_free(to);
}

/* Where nothing is traded the tariff is the plain mean, and theta too. */
static void no_weights(void **state)
{
    (void)state;
    for (size_t at = 0; at < 9; at++) w->trade[18 + at] = 0; /* s */
    w->tariff[18 + 2] = 0.1;                                 /* A from C */
    w->tariff[18 + 5] = 0.4;                                 /* B from C */
    cohong_world *to;
    folder_write("map.csv", "kind,from,to\ncountry,A,U\ncountry,B,U\n");
    assert_int_equal(cohong_world_aggregate(w, folder_path("map.csv"), &to, NULL), COHONG_OK);
    assert_close(to->tariff[8 + 1], 0.25);
    assert_close(to->theta[2], 2);
    assert_close(to->value_added_share[4], 1);
    cohong_world_free(to);
}

static void bad_maps(void **state)
{
    (void)state;
    static const struct {
        cohong_status status;
        const char *text, *expected;
    } BAD[] = {
        { COHONG_UNKNOWN_NAME, "kind,from,to\nregion,A,U\n",
          "map.csv:2:1: column \"kind\": found \"region\", expected country or sector" },
        { COHONG_UNKNOWN_NAME, "kind,from,to\ncountry,Bb,U\n",
          "map.csv:2:9: unknown country \"Bb\"; did you mean \"B\"?" },
        { COHONG_UNKNOWN_NAME, "kind,from,to\nsector,A,U\n", "map.csv:2:8: unknown sector \"A\"; did you mean \"p\"?" },
        { COHONG_DUPLICATE, "kind,from,to\ncountry,A,U\ncountry,A,V\n", "map.csv:3:9: country \"A\" is mapped twice" },
        { COHONG_INCOMPLETE, "kind,from,to\ncountry,A,\n", "map.csv:2:11: column \"to\": the code is empty" },
        { COHONG_INCOMPLETE, "kind,from\ncountry,A\n", "map.csv:1:1: column \"to\" is missing" },
    };
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) {
        cohong_world *to;
        cohong_error error = { 0 };
        folder_write("map.csv", BAD[k].text);
        assert_int_equal(cohong_world_aggregate(w, folder_path("map.csv"), &to, &error), BAD[k].status);
        assert_null(to);
        assert_error(&error, BAD[k].expected);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = { CASE(both), CASE(sectors_alone), CASE(nothing_named_changes_nothing),
                                        CASE(no_weights), CASE(bad_maps) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
