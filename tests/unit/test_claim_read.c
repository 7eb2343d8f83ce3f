/* Reading a claim: what it is made of, and every bad input with its message and place. The files are written by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world_folder.h"

/* would_change stands in line 1, [claim] in line 2, its threshold in line 9; what follows begins in line 17. */
#define BEFORE                                                                                                     \
    "would_change = [\"a count\"]\n[claim]\ntitle = \"T\"\ntext = \"words\"\nspeaker = \"S\"\ndate = 2017-01-09\n" \
    "address = \"https://example.org\"\nmetric = \"jobs\"\n"
#define AFTER                                                                                                   \
    "horizon = \"h\"\nex_ante = 2017-01-31\nex_post = 2018-12-31\nfacts = \"facts.csv\"\n[[reading]]\ntitle = " \
    "\"r\"\ntext = \"t\"\n"
#define CLAIM BEFORE "threshold = 10\nunit = \"jobs\"\ndirection = \"at least\"\n" AFTER "\n"
#define FACTS_HEAD "id,value,unit,year,known,what,source,address\n"
#define FACTS                                                                            \
    FACTS_HEAD "old,2,jobs,2015,2016-05-01,an old figure,Bureau,https://example.org/a\n" \
               "new,8,jobs,2017,2018-12-31,a new figure,Bureau,https://example.org/b\n"

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write("facts.csv", FACTS);
    return result;
}

static void assert_refused(const char *text, cohong_status expected, const char *message)
{
    cohong_claim *claim = NULL;
    cohong_error error = { 0 };
    folder_write("claim.toml", text);
    cohong_status status = cohong_claim_read(folder_path("claim.toml"), &claim, &error);
    assert_null(claim);
    assert_error(&error, message);
    assert_int_equal(status, expected);
}

static void test_a_claim_is_read(void **state)
{
    (void)state;
    cohong_claim *claim = NULL;
    cohong_error error = { 0 };
    folder_write("claim.toml",
                 CLAIM "[[figure]]\nid = \"f\"\ntitle = \"t\"\npart = \"p\"\nunit = \"jobs\"\nvintage = \"ex ante\"\n"
                       "formula = \"old\"\n");
    if (cohong_claim_read(folder_path("claim.toml"), &claim, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_string_equal(claim->title, "T");
    assert_string_equal(claim->text, "words");
    assert_string_equal(claim->vintage[COHONG_EX_ANTE], "2017-01-31");
    assert_float_equal(claim->threshold, 10, 0);
    assert_int_equal(claim->fact_count, 2);
    assert_string_equal(claim->facts[1].address, "https://example.org/b");
    assert_int_equal(claim->source_count, 2); /* the claim and its facts */
    assert_int_equal(strlen(claim->sources[1].sha256), 64);
    cohong_claim_free(claim);
    cohong_claim_free(NULL);
}

static void test_a_threshold_needs_a_unit(void **state)
{
    (void)state;
    assert_refused(
        BEFORE "threshold = 10\n" AFTER, COHONG_INCOMPLETE,
        "claim.toml:9:1: the threshold has no unit: write unit = \"jobs\" (or whatever is counted) beside it");
}

static void test_a_figure_needs_a_source_and_an_address(void **state)
{
    (void)state;
    folder_write("facts.csv", FACTS_HEAD "old,2,jobs,2015,2016-05-01,a figure,,https://example.org\n");
    assert_refused(CLAIM, COHONG_INCOMPLETE,
                   "facts.csv:2:37: the figure \"old\" has no source: every figure needs one");
    folder_write("facts.csv", FACTS_HEAD "old,2,jobs,2015,2016-05-01,a figure,Bureau,\n");
    assert_refused(CLAIM, COHONG_INCOMPLETE,
                   "facts.csv:2:44: the figure \"old\" has no address: every figure needs one");
}

static void test_facts_are_checked(void **state)
{
    (void)state;
    folder_write("facts.csv", FACTS "old,2,jobs,2015,2016-05-01,again,Bureau,https://example.org\n");
    assert_refused(CLAIM, COHONG_DUPLICATE, "facts.csv:4:1: the fact \"old\" is given twice");
    folder_write("facts.csv", FACTS_HEAD "old,2,jobs,2015,May 2016,w,Bureau,https://example.org\n");
    assert_refused(CLAIM, COHONG_SYNTAX, "facts.csv:2:17: known \"May 2016\": expected a date as 2017-01-31");
    folder_write("facts.csv", FACTS_HEAD "2old,2,jobs,2015,2016-05-01,w,Bureau,https://example.org\n");
    assert_refused(CLAIM, COHONG_SYNTAX,
                   "facts.csv:2:1: id \"2old\": expected letters, digits, '_' and '.', beginning with a letter");
}

static void test_a_vintage_later_than_the_data(void **state)
{
    (void)state;
    folder_write("facts.csv", FACTS_HEAD "old,2,jobs,2015,2016-05-01,a figure,Bureau,https://example.org\n");
    assert_refused(CLAIM, COHONG_OUT_OF_DOMAIN,
                   "claim.toml:14:1: the vintage 2018-12-31 is later than the data: the newest fact is of 2016-05-01");
}

#define FIGURE(vintage, formula)                                                                       \
    CLAIM "[[figure]]\nid = \"f\"\ntitle = \"t\"\npart = \"p\"\nunit = \"jobs\"\nvintage = \"" vintage \
          "\"\nformula = \"" formula "\"\n"

static void test_the_ex_ante_part_knows_nothing_later(void **state)
{
    (void)state;
    assert_refused(FIGURE("ex ante", "old + new"), COHONG_OUT_OF_DOMAIN,
                   "claim.toml:26:1: \"new\" was known on 2018-12-31, after 2017-01-31, and this part is ex ante");
}

static void test_formulas_are_checked(void **state)
{
    (void)state;
    char expected[1024];
    snprintf(
        expected, sizeof expected,
        "claim.toml:26:1: \"olt\" is no fact of %s and no assumption, parameter or quantity of an engine; did you mean "
        "\"old\"?",
        folder_path("facts.csv"));
    assert_refused(FIGURE("ex post", "olt"), COHONG_UNKNOWN_NAME, expected);
    assert_refused(FIGURE("ex post", "old +"), COHONG_SYNTAX,
                   "claim.toml:26:1: the formula \"old +\" ends where a number, a name or \"(\" was expected");
    assert_refused(FIGURE("later", "old"), COHONG_UNKNOWN_NAME,
                   "claim.toml:25:1: vintage \"later\": expected \"ex ante\" or \"ex post\"");
}

#define PARAMETER(distribution) \
    CLAIM "[[parameter]]\nid = \"p\"\ntitle = \"t\"\nunit = \"share\"\nwhy = \"w\"\n" distribution

static void test_priors_stay_inside_their_domain(void **state)
{
    (void)state;
    assert_refused(PARAMETER("distribution = \"triangular\"\nlow = 0\nmode = 0.5\nhigh = 1.2\nmost = 1\n"),
                   COHONG_OUT_OF_DOMAIN,
                   "claim.toml:28:1: the prior of \"p\": high 1.2 is outside its domain from 0 to 1");
    assert_refused(PARAMETER("distribution = \"triangular\"\nlow = 0\nmode = 2\nhigh = 1\n"), COHONG_OUT_OF_DOMAIN,
                   "claim.toml:27:1: the prior of \"p\": expected low <= mode <= high and low < high");
    assert_refused(PARAMETER("distribution = \"lognormal\"\nmedian = 1\nlog_sd = 0\n"), COHONG_OUT_OF_DOMAIN,
                   "claim.toml:27:1: the prior of \"p\": log_sd 0 is outside its domain from above 0 to 5");
    assert_refused(
        PARAMETER("distribution = \"lognormal\"\nmedian = 1\nlog_sd = 1\nmost = 3\n"), COHONG_OUT_OF_DOMAIN,
        "claim.toml:20:1: the prior of \"p\": a lognormal reaches from 0 without end, its domain only from 0 to 3");
    assert_refused(PARAMETER("distribution = \"normal\"\n"), COHONG_UNKNOWN_NAME,
                   "claim.toml:25:1: distribution \"normal\": expected \"triangular\" or \"lognormal\"");
    assert_refused(
        PARAMETER(
            "distribution = \"triangular\"\nlow = 0\nmode = 0.5\nhigh = 1\n") "[[bound]]\nid = \"b\"\ntitle = "
                                                                              "\"t\"\nside = \"at most\"\nvintage = "
                                                                              "\"ex post\"\nformula = \"p\"\n",
        COHONG_UNSUPPORTED,
        "claim.toml:34:1: the parameter \"p\" has a distribution; only families of models may use it");
}

static void test_families_name_their_bounds(void **state)
{
    (void)state;
    static const char FAMILY[] = CLAIM
        "[[family]]\nid = \"m\"\ntitle = \"t\"\nkind = \"k\"\nvintage = \"ex post\"\nformula = \"old\"\n";
    char text[2048];
    assert_refused(FAMILY, COHONG_INCOMPLETE,
                   "claim.toml:20:1: family \"m\": within has to be a list of the ids of its bounds");
    snprintf(text, sizeof text, "%swithin = [\"b\"]\n", FAMILY);
    assert_refused(text, COHONG_UNKNOWN_NAME, "claim.toml:26:11: within: \"b\" is no bound of this claim");
}

static void test_a_world_of_later_years_is_not_known_ex_ante(void **state)
{
    (void)state;
    folder_write_world(); /* of 2020 */
    assert_refused(
        CLAIM "[[engine]]\nid = \"w\"\nworld = \".\"\ncountry = \"AAA\"\npartner = \"BBB\"\n"
              "[[figure]]\nid = \"f\"\ntitle = \"t\"\npart = \"p\"\nunit = \"jobs\"\nvintage = \"ex ante\"\n"
              "formula = \"w.exports\"\n",
        COHONG_OUT_OF_DOMAIN,
        "claim.toml:31:1: the world of \"w\" is of 2020, which was not over on 2017-01-31, and this part is ex ante");
    assert_refused(CLAIM "[[engine]]\nid = \"w\"\nworld = \".\"\ncountry = \"AAA\"\npartner = \"CCC\"\n",
                   COHONG_UNKNOWN_NAME, "claim.toml:20:1: the world of \"w\" has no country \"CCC\"");
    assert_refused(CLAIM "[[engine]]\nid = \"w\"\nworld = \".\"\ncountry = \"BBB\"\npartner = \"AAA\"\n",
                   COHONG_INCOMPLETE, "claim.toml:20:1: the world of \"w\" has no employment of BBB");
}

static void test_keys_are_known(void **state)
{
    (void)state;
    assert_refused("would_change = [\"a\"]\n[claims]\n", COHONG_UNKNOWN_NAME,
                   "claim.toml:2:2: unknown key \"claims\"; did you mean \"claim\"?");
    assert_refused("would_change = [\"a\"]\n", COHONG_INCOMPLETE, "claim.toml:1: the file has no table [claim]");
    assert_refused("[claim]\ntitle = 3\n", COHONG_SYNTAX,
                   "claim.toml:2:1: key \"title\": found a whole number, expected a text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, folder_remove)
        CASE(test_a_claim_is_read),
        CASE(test_a_threshold_needs_a_unit),
        CASE(test_a_figure_needs_a_source_and_an_address),
        CASE(test_facts_are_checked),
        CASE(test_a_vintage_later_than_the_data),
        CASE(test_the_ex_ante_part_knows_nothing_later),
        CASE(test_formulas_are_checked),
        CASE(test_priors_stay_inside_their_domain),
        CASE(test_families_name_their_bounds),
        CASE(test_a_world_of_later_years_is_not_known_ex_ante),
        CASE(test_keys_are_known),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
