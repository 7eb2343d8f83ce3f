/* Reading law files: what is refused, where and why; dates; averages, series of days, landed cost and tariffs of a world on small files. */
#include "test_law_files.h"

static void dates_go_there_and_back(void **state)
{
    (void)state;
    char text[COHONG_DATE_SIZE];
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2000-03-01"), 11017); /* date -d 2000-03-01 +%s / 86400 */
    assert_int_equal(day("2020-03-01") - day("2020-02-28"), 2);
    assert_int_equal(day("2100-03-01") - day("2100-02-28"), 1);
    for (cohong_date k = day("1899-12-31"); k < day("2101-01-01"); k++) {
        cohong_date again;
        assert_true(cohong_date_read(cohong_date_write(k, text), &again));
        assert_int_equal(again, k);
    }
    static const char *const WRONG[] = { "2019-02-29", "2019-13-01",  "2019-00-01", "2019-1-01",
                                         "19-01-01",   "2019-01-01x", "",           "2019/01/01" };
    for (size_t k = 0; k < sizeof WRONG / sizeof *WRONG; k++) {
        cohong_date date;
        assert_false(cohong_date_read(WRONG[k], &date));
    }
}

static void errors_name_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cohong_status status;
        const char *part;
        size_t line, column;
    } CASES[] = {
        { "importer USA\nmesure x\n", COHONG_UNKNOWN_NAME, "did you mean \"measure\"", 2, 1 },
        { "importer USA\nmeasure m ad CHN on all 1%\n", COHONG_SYNTAX, "base, add, floor", 2, 11 },
        { "importer USA\nmeasure m add CHN on al 1%\n", COHONG_UNKNOWN_NAME, "no list \"al\"", 2, 22 },
        { "importer USA\nlist steel codes 72\nmeasure m add CHN on stel 1%\n", COHONG_UNKNOWN_NAME,
          "did you mean \"steel\"", 3, 22 },
        { "importer USA\nmeasure m add chna on all 1%\n", COHONG_UNKNOWN_NAME, "no area \"chna\"", 2, 15 },
        { "importer USA\nmeasure m add CHN on all 1% until 2019-02-30\n", COHONG_SYNTAX, "YYYY-MM-DD", 2, 35 },
        { "importer USA\nmeasure m add CHN on all 1% from 2019-02-02 until 2019-02-02\n", COHONG_OUT_OF_DOMAIN,
          "never holds", 2, 29 },
        { "importer USA\nmeasure m add CHN on all max(1%, \\\n   2 USDkg)\n", COHONG_SYNTAX, "three letters", 3, 6 },
        { "importer USA\nmeasure m add CHN on all 1% by \"x\n", COHONG_SYNTAX, "does not close", 2, 32 },
        { "importer USA\nmeasure m add CHN on all 1% from 2019-01-01\nmeasure m add CHN on all 2% from 2018-01-01\n",
          COHONG_DUPLICATE, "holds twice", 3, 9 },
        { "importer USA\nlist a lists b\nlist b lists a\n", COHONG_SYNTAX, "contains itself", 3, 14 },
        { "importer USA\nexempt n on all share 0.5\nmeasure m add CHN on all 1%\n", COHONG_UNKNOWN_NAME,
          "no measure \"n\"", 2, 8 },
        { "importer USA\nlist a codes 8517..84\n", COHONG_SYNTAX, "different length", 2, 14 },
        { "measure m add CHN on all 1%\n", COHONG_INCOMPLETE, "importer", 1, 9 },
        { "include t.law\n", COHONG_SYNTAX, "circle", 1, 9 },
        { "include nowhere.law\n", COHONG_NO_FILE, "", 0, 0 },
        { "importer USA\nmeasure m add CHN on all 1% when value < 800 USD\n", COHONG_SYNTAX, "<= or >", 2, 40 },
        { "importer USA\narea a b\narea b a\nmeasure m add a on all 1%\n", COHONG_UNSUPPORTED, "areas as parts", 0, 0 },
    };
    for (size_t k = 0; k < sizeof CASES / sizeof *CASES; k++) {
        cohong_law *law = NULL;
        cohong_error error = { 0 };
        law_write("t.law", CASES[k].text);
        assert_int_equal(cohong_law_read(law_path("t.law"), &law, &error), CASES[k].status);
        if (strstr(error.message, CASES[k].part) == NULL) fail_msg("case %zu: %s", k, error.message);
        if (CASES[k].line == 0) continue;
        if (error.line != CASES[k].line || error.column != CASES[k].column)
            fail_msg("case %zu: at %zu:%zu: %s", k, error.line, error.column, error.message);
    }
}

static void longest_prefix_wins(void **state)
{
    (void)state;
    cohong_law *law = law_of(
        "importer USA\nlist a codes 85 -8517 8517.62 -8517.62.00.50\nlist b codes 01..03 -02\nlist c lists a b -d\n"
        "list d codes 8501\nmeasure x add CHN on a 1%\nmeasure y add CHN on b 2%\nmeasure z add CHN on c 4%\n");
    near(rate_of(law, "8501000000", "CHN", "2019-01-01"), 0.01);
    near(rate_of(law, "8502000000", "CHN", "2019-01-01"), 0.05);
    near(rate_of(law, "8517610000", "CHN", "2019-01-01"), 0);
    near(rate_of(law, "8517620000", "CHN", "2019-01-01"), 0.05);
    near(rate_of(law, "8517620050", "CHN", "2019-01-01"), 0);
    near(rate_of(law, "0399", "CHN", "2019-01-01"), 0.06);
    near(rate_of(law, "0200", "CHN", "2019-01-01"), 0);
    cohong_law_free(law);
}

static void areas_change_with_days(void **state)
{
    (void)state;
    cohong_law *law = law_of(
        "importer USA\narea steel all except EU DEU from 2018-03-23 until 2018-06-01\narea steel all from 2018-06-01\n"
        "area eu DEU FRA\narea both eu CHN\nmeasure m add steel on all 25%\nmeasure n add both on all 1%\n");
    near(rate_of(law, "7206", "DEU", "2018-03-22"), 0.01);
    near(rate_of(law, "7206", "DEU", "2018-05-31"), 0.01);
    near(rate_of(law, "7206", "DEU", "2018-06-01"), 0.26);
    near(rate_of(law, "7206", "BRA", "2018-03-23"), 0.25);
    near(rate_of(law, "7206", "BRA", "2018-03-22"), 0);
    cohong_law_question q = ask("7206", "CNH", "2018-03-22");
    cohong_law_answer *answer;
    cohong_error error = { 0 };
    assert_int_equal(cohong_law_rate(law, &q, &answer, &error), COHONG_UNKNOWN_NAME);
    assert_non_null(strstr(error.message, "CHN"));
    cohong_law_free(law);
}

static void averages_name_weights_and_coverage(void **state)
{
    (void)state;
    law_write("mfn.csv", "code,duty\n01,2%\n02,0.5 USD/kg\n");
    law_write("w.csv",
              "code,value,country,quantity,unit\n01010000,100,CHN,,\n01020000,300,CHN,,\n02010000,200,CHN,40,kg\n"
              "02020000,50,CHN,,\n01010000,10,DEU,,\n03010000,7,DEU,,\n");
    law_write("c.csv", "prefix,sector\n01,LIVE\n0102,COWS\n02,MEAT\n");
    cohong_law *law = law_of(
        "importer USA currency USD\nmeasure b base all on all schedule mfn.csv\nlist l codes 0102\n"
        "measure m add CHN on l 10% from 2019-01-01\n");
    cohong_weights *weights;
    cohong_law_means *means;
    assert_int_equal(cohong_weights_read(law_path("w.csv"), law, NULL, &weights, NULL), COHONG_OK);
    static char concordance[128];
    strcpy(concordance, law_path("c.csv"));
    cohong_law_request request = {
        .on = day("2019-06-01"), .weights = weights, .concordance = concordance, .by_country = true, .by_sector = true
    };
    assert_int_equal(cohong_law_average(law, &request, &means, NULL), COHONG_OK);
    /* CHN: COWS, LIVE, MEAT; DEU: (none), LIVE */
    assert_int_equal(means->row_count, 5);
    assert_string_equal(means->rows[0].sector, "COWS");
    near(means->rows[0].total, 0.12);
    near(means->rows[1].total, 0.02);
    near(means->rows[2].total, 0.1); /* 0.5*40/200; the line without quantity is left out */
    assert_int_equal(means->rows[2].lines_open, 1);
    near(means->rows[2].value_open, 50);
    assert_string_equal(means->rows[3].sector, "(none)");
    assert_true(isnan(means->rows[3].total));
    near(means->all.total, (100 * 0.02 + 300 * 0.12 + 200 * 0.1 + 10 * 0.02) / 610);
    near(means->all.base, (100 * 0.02 + 300 * 0.02 + 200 * 0.1 + 10 * 0.02) / 610);
    near(means->all.value, 667);
    near(means->all.value_counted, 610);
    assert_int_equal(means->all.lines, 6);
    assert_int_equal(means->all.lines_counted, 4);
    assert_non_null(strstr(means->weights, "w.csv"));
    cohong_law_means_free(means);
    cohong_weights_free(weights);
    cohong_law_free(law);
}

static void averages_agree_with_single_questions(void **state)
{
    (void)state;
    /* Classes against one question a line: partial lists, removals, renumbering, divided codes. */
    law_write("mfn.csv", "code,duty,from,until\n85,2%,,\n8517,3%,2019-01-01,2020-01-01\n8517620010,7%,,\n86,1%,,\n");
    cohong_law *law = law_of(
        "importer USA\nedition a from 2018-01-01 until 2019-06-01\nedition b from 2019-06-01\n"
        "renumber a -> b 8517620050 -> 8517620051 8517620052\nrenumber a -> b 8601100000 -> 8602100000\n"
        "use a\nmeasure base base all on all schedule mfn.csv\nlist l codes 85 -8501 8501100010\nlist x codes 851762\n"
        "measure m add CHN on l 10%\nexempt m on x share 0.5\nuse b\nlist n codes 8517620051 8602\nmeasure n add all "
        "on n 40%\n");
    static const char *const CODES[] = { "8501100010", "8501100020", "8517620050", "8517620010", "85176200",
                                         "8601100000", "8602100000", "8502",       "87",         "85" };
    for (size_t k = 0; k < sizeof CODES / sizeof *CODES; k++) {
        char text[64];
        cohong_weights *weights;
        cohong_law_means *means;
        snprintf(text, sizeof text, "code,value\n%s,5\n8502100000,0\n8601,0\n", CODES[k]);
        law_write("w.csv", text);
        assert_int_equal(cohong_weights_read(law_path("w.csv"), law, "a", &weights, NULL), COHONG_OK);
        cohong_law_question q = ask(CODES[k], "CHN", "2019-03-01");
        q.edition = "a";
        double total = total_of(law, &q);
        cohong_law_request request = { .origin = "CHN", .on = q.entry, .weights = weights };
        assert_int_equal(cohong_law_average(law, &request, &means, NULL), COHONG_OK);
        if (isnan(total))
            assert_true(isnan(means->all.total));
        else
            near(means->all.total, total);
        cohong_law_means_free(means);
        cohong_weights_free(weights);
    }
    cohong_law_free(law);
}

static void days_of_change(void **state)
{
    (void)state;
    cohong_law *law = law_of(
        "importer USA\nlist l codes 85\nmeasure m add CHN on l 10% from 2018-09-24 until 2019-05-10\n"
        "suspend m from 2019-01-01 until 2019-02-01\n");
    cohong_date *dates;
    cohong_law_change *changes;
    size_t count;
    assert_int_equal(cohong_law_dates(law, "USA", day("2018-01-01"), day("2019-01-31"), &dates, &count, NULL),
                     COHONG_OK);
    assert_int_equal(count, 2);
    assert_int_equal(dates[0], day("2018-09-24"));
    assert_int_equal(dates[1], day("2019-01-01"));
    free(dates);
    assert_int_equal(cohong_law_diff(law, NULL, day("2018-09-23"), day("2019-01-15"), &changes, &count, NULL),
                     COHONG_OK);
    assert_int_equal(count, 2);
    assert_string_equal(changes[0].what, "begins");
    assert_string_equal(changes[1].what, "is suspended");
    free(changes);
    cohong_law_free(law);
}

static void landed_cost_by_channel(void **state)
{
    (void)state;
    cohong_law *law = law_of(
        "importer CHN currency CNY\nlist listed codes 3304\nlist wine codes 2204\nmeasure b base all on all 10%\n"
        "measure retail set all on listed 0% when channel = retail\n"
        "channel retail on listed from 2016-04-08 when value <= 2000 CNY and year-value <= 20000 CNY\n"
        "tax vat vat 13% when channel != retail\ntax excise consumption 20% on wine when channel != retail\n"
        "tax vat.retail vat 13% reduced 0.7 when channel = retail\n");
    cohong_law_landed *landed;
    cohong_law_question q = ask("3304.99", "USA", "2019-09-15");
    assert_int_equal(cohong_law_landed_cost(law, &q, &landed, NULL), COHONG_OK);
    near(landed->total, 0.1 + 1.1 * 0.13);
    cohong_law_landed_free(landed);
    q.channel = "retail", q.value = 1500;
    assert_int_equal(cohong_law_landed_cost(law, &q, &landed, NULL), COHONG_OK);
    assert_true(landed->available);
    near(landed->total, 0.13 * 0.7);
    cohong_law_landed_free(landed);
    q.year_value = 18600; /* 18600 + 1500 is above the limit of the year */
    assert_int_equal(cohong_law_landed_cost(law, &q, &landed, NULL), COHONG_OK);
    assert_false(landed->available);
    cohong_law_landed_free(landed);
    q = ask("2204", "USA", "2019-09-15"); /* (1 + d)/(1 - c) (1 + v) - 1 */
    assert_int_equal(cohong_law_landed_cost(law, &q, &landed, NULL), COHONG_OK);
    near(landed->total, 1.1 / 0.8 * 1.13 - 1);
    cohong_law_landed_free(landed);
    cohong_law_free(law);
}

static void tariffs_of_a_world(void **state)
{
    (void)state;
    cohong_world *world;
    double tariff[2 * 3 * 3];
    cohong_weights *weights;
    static char concordance[128];
    static const char *const COUNTRIES[] = { "CHN", "USA", "ROW" };
    assert_int_equal(cohong_world_new(3, 2, false, &world, NULL), COHONG_OK);
    for (size_t n = 0; n < 3; n++) world->countries[n].code = COUNTRIES[n];
    world->sectors[0].code = "S", world->sectors[1].code = "T";
    law_write("c.csv", "prefix,sector\n0,S\n");
    law_write("w.csv", "code,value\n0101,1\n0201,3\n");
    strcpy(concordance, law_path("c.csv"));
    cohong_law *law = law_of("importer USA\nlist l codes 02\nmeasure m add CHN on l 20% from 2019-01-01\n");
    assert_int_equal(cohong_weights_read(law_path("w.csv"), law, NULL, &weights, NULL), COHONG_OK);
    cohong_law_tariffs_request request = { day("2019-01-01"), weights, concordance };
    assert_int_equal(cohong_law_tariffs(law, &request, world, tariff, NULL), COHONG_OK);
    for (size_t k = 0; k < 18; k++) {
        if (k == 3) /* sector S, importer USA, exporter CHN */
            near(tariff[k], 0.15);
        else
            assert_true(isnan(tariff[k]));
    }
    cohong_weights_free(weights);
    cohong_law_free(law);
    cohong_world_free(world);
}

/* Read for one day alone, the law answers as the whole law does, and opens no schedule that does not hold. */
static void a_law_for_one_day_answers_alike(void **state)
{
    (void)state;
    static const char *const DAYS[] = { "2018-06-01", "2018-12-31", "2019-01-01", "2020-06-01" };
    law_write("first.csv", "code,duty\n01,5%\n");
    law_write("second.csv", "code,duty\n01,7%\n");
    cohong_law *all = law_of("importer USA\nmeasure m base all on all schedule first.csv until 2019-01-01\n"
                             "measure m base all on all schedule second.csv from 2019-01-01\n");
    for (size_t k = 0; k < sizeof DAYS / sizeof *DAYS; k++) {
        cohong_law *one = NULL;
        size_t count = 0;
        assert_int_equal(cohong_law_read_on(law_path("t.law"), day(DAYS[k]), &one, NULL), COHONG_OK);
        near(rate_of(one, "0101", "CHN", DAYS[k]), k < 2 ? 0.05 : 0.07);
        near(rate_of(all, "0101", "CHN", DAYS[k]), k < 2 ? 0.05 : 0.07);
        cohong_law_sources(one, &count);
        assert_int_equal(count, 2); /* the law and one schedule */
        cohong_law_free(one);
    }
    cohong_law_free(all);
}

/* Lines that are read as they stand and lines that need care say the same. */
static void plain_and_quoted_rows_say_the_same(void **state)
{
    (void)state;
    law_write("d.csv", "code,duty,_text\r\n0101,5%,\r\n\"0102\",\"5%\",\"x, y\"\r\n");
    law_write("e.csv", "code,duty,_text\n0103,5%,\n01.04,5%,\n0105.11.00,2% + 3%,words\n0106, 5% ,");
    cohong_law *law = law_of("importer USA\nmeasure d base all on all schedule d.csv until 2019-01-01\n"
                             "measure d base all on all schedule e.csv from 2019-01-01\n");
    near(rate_of(law, "0101", "CHN", "2018-01-01"), 0.05);
    near(rate_of(law, "0102", "CHN", "2018-01-01"), 0.05);
    near(rate_of(law, "0103", "CHN", "2019-01-01"), 0.05);
    near(rate_of(law, "0104", "CHN", "2019-01-01"), 0.05);
    near(rate_of(law, "0105.11.00", "CHN", "2019-01-01"), 0.05);
    near(rate_of(law, "0106", "CHN", "2019-01-01"), 0.05);
    cohong_law_free(law);
    law_write("f.csv", "code,duty\n0101,5%\n010,5%\n");
    law_refused("importer USA\nmeasure d base all on all schedule f.csv\n", COHONG_SYNTAX, "dropped a zero");
    law_write("f.csv", "code,duty\n0101,5%\n0102,5%,6%\n");
    law_refused("importer USA\nmeasure d base all on all schedule f.csv\n", COHONG_SYNTAX,
                "found 3 fields, expected 2");
    law_write("f.csv", "code,duty\n0102,5%\n0101,5%\n0102,6%\n");
    law_refused("importer USA\nmeasure d base all on all schedule f.csv\n", COHONG_DUPLICATE, "two duties");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_go_there_and_back),
        cmocka_unit_test(errors_name_line_and_column),
        cmocka_unit_test(longest_prefix_wins),
        cmocka_unit_test(areas_change_with_days),
        cmocka_unit_test(averages_name_weights_and_coverage),
        cmocka_unit_test(averages_agree_with_single_questions),
        cmocka_unit_test(days_of_change),
        cmocka_unit_test(landed_cost_by_channel),
        cmocka_unit_test(tariffs_of_a_world),
        cmocka_unit_test(a_law_for_one_day_answers_alike),
        cmocka_unit_test(plain_and_quoted_rows_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, law_clean);
}
