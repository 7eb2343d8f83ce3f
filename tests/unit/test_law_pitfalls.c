/* What goes wrong in practice with tariff law (../shared/design/law.md), one test each, by name, on small files. Expected duties are sums
 * of the numbers in the file. */
#include "test_law_files.h"

static void codes_are_text_and_a_date_is_named(void **state)
{
    (void)state;
    law_refused("importer USA\nlist a codes 1901-10-05\n", COHONG_SYNTAX, "a date that a spreadsheet made");
    law_refused("importer USA\nlist a codes 10/5/1901\n", COHONG_SYNTAX, "a date that a spreadsheet made");
    law_refused("importer USA\nlist a codes 5-Oct-1901\n", COHONG_SYNTAX, "a date that a spreadsheet made");
    law_refused("importer USA\nlist a codes Oct-01\n", COHONG_SYNTAX, "a date that a spreadsheet made");
    law_refused("importer USA\nlist a codes 1.9011E+09\n", COHONG_SYNTAX, "scientific notation");
    law_refused("importer USA\nlist a codes 1012100\n", COHONG_SYNTAX, "dropped a zero");
    law_refused("importer USA\nlist a codes 1901.1\n", COHONG_SYNTAX, "dropped a zero");
    law_refused("importer USA\nlist a codes 85176200501\n", COHONG_SYNTAX, "more than 10 digits");
    law_write("codes.csv", "code,list\n0101.21.00,1\n1901-10-05 00:00:00,1\n");
    law_refused("importer USA\nlist a file codes.csv where list=1\n", COHONG_SYNTAX, "a date that a spreadsheet made");
    cohong_law *law = law_of("importer USA\nlist a codes 0101.21.00\nmeasure m add CHN on a 10%\n");
    near(rate_of(law, "0101.21.0010", "CHN", "2019-01-01"), 0.1);
    cohong_law_free(law);
}

static const char EDITIONS[] = "importer USA\nedition a from 2018-01-01 until 2020-01-01\nedition b from 2020-01-01\n"
                               "use a\nlist l codes 8517620050\nmeasure m add CHN on l 25%\n";

static void editions_never_join_silently(void **state)
{
    (void)state;
    cohong_law *law = law_of(EDITIONS);
    cohong_law_answer *answer;
    cohong_weights *weights;
    cohong_error error = { 0 };
    cohong_law_question q = ask("8517620050", "CHN", "2020-02-01");
    assert_int_equal(cohong_law_rate(law, &q, &answer, &error), COHONG_UNSUPPORTED);
    assert_non_null(strstr(error.message, "no renumber joins them"));
    q.edition = "a"; /* said to be of the list's own edition */
    near(total_of(law, &q), 0.25);
    law_write("w.csv", "code,value\n8517620050,1\n");
    assert_int_equal(cohong_weights_read(law_path("w.csv"), law, NULL, &weights, &error), COHONG_INCOMPLETE);
    assert_int_equal(cohong_weights_read(law_path("w.csv"), law, "b", &weights, &error), COHONG_OK);
    cohong_law_request request = { .origin = "CHN", .on = day("2020-02-01"), .weights = weights };
    cohong_law_means *means;
    assert_int_equal(cohong_law_average(law, &request, &means, &error), COHONG_UNSUPPORTED);
    cohong_weights_free(weights);
    cohong_law_free(law);
    law_refused(
        "importer USA\nedition a from 2018-01-01\nlist l codes 01\nedition b from 2020-01-01\nlist l codes 02\n",
        COHONG_UNSUPPORTED, "two editions");
    law_refused("importer USA\nedition a from 2018-01-01\nlist l codes 01\nedition b from 2020-01-01\nlist m lists l\n",
                COHONG_UNSUPPORTED, "editions do not join");
}

static void renumbered_codes_are_followed_both_ways(void **state)
{
    (void)state;
    char text[512];
    snprintf(text, sizeof text, "%srenumber a -> b 8517620050 -> 8517620010 8517620090\n", EDITIONS);
    cohong_law *law = law_of(text);
    near(rate_of(law, "8517620090", "CHN", "2020-02-01"), 0.25);
    near(rate_of(law, "8517620070", "CHN", "2020-02-01"), 0); /* keeps its number */
    cohong_law_free(law);
    /* The list is in the new numbering and holds one of two successors: their shares of the old code's value count. */
    law_write("r.csv", "old,new,share\n8517620050,8517620010,0.3\n8517620050,8517620090,0.7\n");
    law = law_of("importer USA\nedition a from 2018-01-01 until 2020-01-01\nedition b from 2020-01-01\n"
                 "renumber a -> b file r.csv\nlist l codes 8517620090\nmeasure m add CHN on l 20%\n");
    cohong_law_question q = ask("8517620050", "CHN", "2019-02-01");
    near(total_of(law, &q), 0.14);
    cohong_law_free(law);
    law = law_of(
        "importer USA\nedition a from 2018-01-01 until 2020-01-01\nedition b from 2020-01-01\n"
        "renumber a -> b 8517620050 -> 8517620010 8517620090\nlist l codes 8517620090\nmeasure m add CHN on l 20%\n");
    assert_true(isnan(total_of(law, &q))); /* nobody states the shares: not known, not guessed */
    cohong_law_free(law);
}

static void one_suffix_of_a_partial_list_is_not_guessed(void **state)
{
    (void)state;
    cohong_law *law = law_of("importer USA\nlist l codes 8517.62 -8517.62.0050\nmeasure m add CHN on l 25%\n");
    near(rate_of(law, "8517620010", "CHN", "2019-06-01"), 0.25);
    near(rate_of(law, "8517620050", "CHN", "2019-06-01"), 0);
    cohong_law_question q = ask("8517.62.00", "CHN", "2019-06-01");
    cohong_law_answer *answer = answer_of(law, &q);
    assert_int_equal(answer->open_count, 1);
    assert_int_equal(answer->part_count, 1);
    assert_string_equal(answer->parts[0], "8517.62.00.50");
    cohong_law_answer_free(answer);
    cohong_law_free(law);
}

static void see_text_and_specific_duties_are_reported(void **state)
{
    (void)state;
    law_write("s.csv", "code,duty\n0101,9999.999999%\n");
    law_refused("importer USA\nmeasure b base all on all schedule s.csv\n", COHONG_OUT_OF_DOMAIN, "see the text");
    law_write("s.csv", "code,duty,text\n0101,unknown,The rate of the article\n0102,0.05 USD/kg + 2%,\n0103,3%,\n");
    cohong_law *law = law_of("importer USA currency USD\nmeasure b base all on all schedule s.csv\n");
    assert_true(isnan(rate_of(law, "01012100", "CHN", "2019-06-01")));
    assert_true(isnan(rate_of(law, "01022100", "CHN", "2019-06-01")));
    assert_true(isnan(rate_of(law, "01042100", "CHN", "2019-06-01"))); /* not in the schedule */
    cohong_law_question q = ask("01022100", "CHN", "2019-06-01");
    q.value = 200, q.quantity = 100; /* 0.05*100/200 + 0.02 */
    near(total_of(law, &q), 0.045);
    q.unit = "head";
    assert_true(isnan(total_of(law, &q)));
    q.unit = "kg", q.currency = "CNY";
    assert_true(isnan(total_of(law, &q)));
    const cohong_named_number rates[] = { { "USD", 8 } };
    q.exchange = rates, q.exchange_count = 1; /* 0.05*8*100/200 + 0.02 */
    near(total_of(law, &q), 0.22);
    cohong_law_free(law);
}

static void export_date_and_transit_window(void **state)
{
    (void)state;
    cohong_law *law = law_of(
        "importer USA\nlist l codes 85\n"
        "measure a add CHN on l 10% from 2018-09-24 until 2019-05-10 group g\n"
        "measure b add CHN on l 25% from 2019-05-10 exported-from 2019-05-10 group g\n"
        "measure c add CHN on l 10% from 2019-05-10 until 2019-06-15 exported-before 2019-05-10 group g\n");
    static const struct {
        const char *entry, *exported;
        double rate;
    } DAYS[] = { { "2018-09-23", NULL, 0 },
                 { "2018-09-24", NULL, 0.1 },
                 { "2019-05-09", NULL, 0.1 },
                 { "2019-05-10", NULL, 0.25 },
                 { "2019-05-10", "2019-05-09", 0.1 },
                 { "2019-06-14", "2019-05-09", 0.1 },
                 { "2019-06-14", "2019-05-10", 0.25 },
                 { "2019-06-15", "2019-05-10", 0.25 } };
    for (size_t k = 0; k < sizeof DAYS / sizeof *DAYS; k++) {
        cohong_law_question q = ask("8517620010", "CHN", DAYS[k].entry);
        if (DAYS[k].exported != NULL) q.exported = day(DAYS[k].exported);
        near(total_of(law, &q), DAYS[k].rate);
    }
    cohong_law_free(law);
}

static void suspended_is_not_repealed(void **state)
{
    (void)state;
    cohong_law *law = law_of("importer CHN\nlist cars codes 8703\nlist some codes 87032362\n"
                             "measure m add USA on cars 25% from 2018-07-06\n"
                             "suspend m on some from 2019-01-01 until 2019-12-15 by \"Notice 10\"\n");
    near(rate_of(law, "87032362", "USA", "2018-12-31"), 0.25);
    near(rate_of(law, "87032362", "USA", "2019-01-01"), 0);
    near(rate_of(law, "87032361", "USA", "2019-01-01"), 0.25);
    near(rate_of(law, "87032362", "USA", "2019-12-14"), 0);
    near(rate_of(law, "87032362", "USA", "2019-12-15"), 0.25);
    cohong_law_question q = ask("87032362", "USA", "2019-02-01");
    cohong_law_answer *answer = answer_of(law, &q);
    assert_int_equal(answer->line_count, 1); /* it is shown, with why */
    assert_int_equal(answer->lines[0].state, COHONG_SUSPENDED);
    assert_non_null(strstr(answer->lines[0].why, "Notice 10"));
    cohong_law_answer_free(answer);
    cohong_law_free(law);
}

static void exclusions_are_narrower_than_the_code(void **state)
{
    (void)state;
    cohong_law *law = law_of("importer USA\nlist l codes 8517\nlist x codes 8517620050\nmeasure m add CHN on l 25%\n"
                             "exempt m on x share 0.4 from 2018-09-24 until 2020-08-07\n");
    near(rate_of(law, "8517620050", "CHN", "2019-01-01"), 0.15);
    near(rate_of(law, "8517620050", "CHN", "2020-08-07"), 0.25);
    near(rate_of(law, "8517620010", "CHN", "2019-01-01"), 0.25);
    cohong_law_free(law);
}

static void groups_supersede_inside_and_add_across(void **state)
{
    (void)state;
    cohong_law *law = law_of("importer USA\nlist a codes 72\nlist b codes 7206\n"
                             "measure one add CHN on a 10% group s301\nmeasure two add CHN on b 25% group s301\n"
                             "measure steel add all on b 25% of content(steel) group s232\n"
                             "measure ieepa add CHN on a 20% group ieepa\n"
                             "stack s301 max\nstack s232 over ieepa on content steel\n");
    near(rate_of(law, "7201", "CHN", "2025-05-01"), 0.1 + 0.2);
    near(rate_of(law, "7206", "CHN", "2025-05-01"), 0.25 + 0.25); /* content unstated: the whole value is steel */
    cohong_law_question q = ask("7206", "CHN", "2025-05-01");
    const cohong_named_number content[] = { { "steel", 0.4 } };
    q.contents = content, q.content_count = 1; /* 25 + 0.4*25 + 0.6*20 */
    near(total_of(law, &q), 0.25 + 0.1 + 0.12);
    cohong_law_free(law);
    law_refused("importer USA\nmeasure a add all on all 1% group x\nmeasure b add all on all 1% group y\n"
                "stack x over y\nstack y over x\n",
                COHONG_SYNTAX, "circle");
    law_refused("importer USA\nmeasure a add all on all 1% group ieepa\nstack s232 over ieepa\n", COHONG_UNKNOWN_NAME,
                "group \"s232\"");
}

static void temporary_base_rates_move_on_new_year(void **state)
{
    (void)state;
    law_write("mfn.csv", "code,duty,from,until\n3304,2%,,2019-01-01\n3304,1%,2019-01-01,\n");
    law_write("temporary.csv", "code,duty,from,until\n330499,0.5%,2020-01-01,2021-01-01\n");
    cohong_law *law = law_of("importer CHN\nmeasure mfn base all on all schedule mfn.csv\n"
                             "measure temporary base all on all schedule temporary.csv\n"
                             "list l codes 3304\nmeasure m floor USA on l base + 10% from 2018-09-24\n");
    near(rate_of(law, "33049900", "USA", "2018-12-31"), 0.02 + 0.10);
    near(rate_of(law, "33049900", "USA", "2019-01-01"), 0.01 + 0.10);
    near(rate_of(law, "33049900", "USA", "2020-01-01"), 0.005 + 0.10); /* the lower base counts */
    near(rate_of(law, "33049900", "USA", "2021-01-01"), 0.01 + 0.10);
    cohong_law_free(law);
    law_write("mfn.csv", "code,duty,from,until\n3304,2%,,2019-01-02\n3304,1%,2019-01-01,\n");
    law_refused("importer CHN\nmeasure mfn base all on all schedule mfn.csv\n", COHONG_DUPLICATE,
                "hold at the same time");
}

static void floors_caps_and_sets(void **state)
{
    (void)state;
    law_write("mfn.csv", "code,duty\n01,2%\n02,20%\n");
    cohong_law *law = law_of(
        "importer USA currency USD\nmeasure mfn base all on all schedule mfn.csv\n"
        "measure jp floor JPN on all 15% from 2025-08-07 group ieepa\n"
        "measure big add KOR on all 30% group k\nmeasure small add KOR on all 10% group k\n"
        "measure top cap KOR on all 25% group k\n"
        "measure post set CHN on all max(30%, 25 USD/item) when value <= 800 USD and channel = post\n");
    near(rate_of(law, "0101", "JPN", "2025-08-07"), 0.15);
    near(rate_of(law, "0101", "JPN", "2025-08-06"), 0.02);
    near(rate_of(law, "0201", "JPN", "2025-08-07"), 0.20);
    near(rate_of(law, "0101", "KOR", "2025-08-07"), 0.02 + 0.25);
    cohong_law_question q = ask("0201", "CHN", "2025-06-01");
    near(total_of(law, &q), 0.2);
    q.channel = "post", q.value = 50, q.quantity = 1;
    near(total_of(law, &q), 0.5); /* 25/50 above 30 % */
    q.value = 800;
    near(total_of(law, &q), 0.3);
    q.value = 800.01;
    near(total_of(law, &q), 0.2);
    cohong_law_free(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_text_and_a_date_is_named),
        cmocka_unit_test(editions_never_join_silently),
        cmocka_unit_test(renumbered_codes_are_followed_both_ways),
        cmocka_unit_test(one_suffix_of_a_partial_list_is_not_guessed),
        cmocka_unit_test(see_text_and_specific_duties_are_reported),
        cmocka_unit_test(export_date_and_transit_window),
        cmocka_unit_test(suspended_is_not_repealed),
        cmocka_unit_test(exclusions_are_narrower_than_the_code),
        cmocka_unit_test(groups_supersede_inside_and_add_across),
        cmocka_unit_test(temporary_base_rates_move_on_new_year),
        cmocka_unit_test(floors_caps_and_sets),
    };
    return cmocka_run_group_tests(tests, NULL, law_clean);
}
