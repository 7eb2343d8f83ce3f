/* Memory of the law room: every allocation of reading a law, asking it, landing a cost, averaging, comparing days and summing up may
 * fail, each time with a clean answer and nothing left behind (the sanitizers look). */
#include "test_law_files.h"
#include "refusing_memory.h"

/* Something of every kind of record. */
static const char LAW[] = "importer USA currency USD\n"
                          "include more.law\n"
                          "edition a from 2018-01-01 until 2020-01-01\n"
                          "edition b from 2020-01-01\n"
                          "use a\n"
                          "renumber a -> b file renumber.csv\n"
                          "renumber a -> b 8703210000 -> 8703220010 8703220090\n"
                          "area china CHN\n"
                          "area others all except CHN MEX from 2018-06-01\n"
                          "area both china others\n"
                          "list cars codes 8703 -8703.10 8704..8706\n"
                          "list some file some.csv where list=1\n"
                          "list joined lists cars some -cars\n"
                          "measure base base all on all schedule duties.csv by \"schedule\"\n"
                          "measure extra add both on cars 20% from 2018-07-06 group g by \"unconfirmed: a test\"\n"
                          "measure more add china on some max(10%, 2 USD/kg) + 5% of content(steel) group g\n"
                          "measure low floor china on joined 15% when value <= 800 USD and channel = post group h\n"
                          "measure last set others on some Free when channel = post\n"
                          "exempt extra on cars area china share 0.5 from 2019-01-01 by \"exclusions\"\n"
                          "suspend more from 2019-06-01\n"
                          "stack g max\n"
                          "stack g over h on content steel\n"
                          "content steel 0.4 on some\n"
                          "tax v vat 13% from 2018-01-01\n"
                          "tax c consumption 5% on cars\n"
                          "channel post on some when value <= 800 USD\n"
                          "note \"a test\"\n";

static cohong_law *given;
static cohong_weights *weights;
static char path[128], weights_path[128], sectors_path[128];

static int prepare(void **state)
{
    (void)state;
    law_write("more.law", "area union CHN DEU\n");
    law_write("renumber.csv", "old,new,share\n8704210000,8704220010,0.25\n8704210000,8704220090,0.75\n");
    law_write("some.csv", "code,list\n0101.21,1\n0102,2\n\"0103\",1\n8517620050,1\n");
    law_write("duties.csv", "code,duty\n01,5%\n0101,Free\n\"0102\",1 USD/kg\n8703,2.5%\n87042100,unknown\n8517,Free\n");
    law_write("weights.csv",
              "code,value,country\n01012100,10,CHN\n01022100,20,CHN\n8703240000,5,DEU\n8517620050,7,CHN\n");
    law_write("sectors.csv", "prefix,sector\n01,A\n87,C29\n");
    strcpy(path, law_path("t.law"));
    strcpy(weights_path, law_path("weights.csv"));
    strcpy(sectors_path, law_path("sectors.csv"));
    given = law_of(LAW);
    return cohong_weights_read(weights_path, given, "a", &weights, NULL) == COHONG_OK ? 0 : 1;
}

static int clean(void **state)
{
    cohong_weights_free(weights);
    cohong_law_free(given);
    return law_clean(state);
}

static cohong_status try_read(cohong_error *error)
{
    cohong_law *law;
    cohong_status status = cohong_law_read(path, &law, error);
    assert_true((law != NULL) == (status == COHONG_OK));
    cohong_law_free(law);
    return status;
}

static cohong_status try_read_on(cohong_error *error)
{
    cohong_law *law;
    cohong_status status = cohong_law_read_on(path, day("2019-03-01"), &law, error);
    assert_true((law != NULL) == (status == COHONG_OK));
    cohong_law_free(law);
    return status;
}

static cohong_status ask_about(const char *product, const char *origin, const char *on, cohong_error *error)
{
    cohong_law_answer *answer;
    cohong_law_question q = ask(product, origin, on);
    cohong_status status = cohong_law_rate(given, &q, &answer, error);
    assert_true((answer != NULL) == (status == COHONG_OK));
    cohong_law_answer_free(answer);
    return status;
}

static cohong_status try_rate(cohong_error *error)
{
    return ask_about("8703240000", "CHN", "2019-03-01", error);
}

/* Divided by a list: the codes within are named. */
static cohong_status try_divided(cohong_error *error)
{
    return ask_about("8517", "CHN", "2019-03-01", error);
}

static cohong_status try_renumbered(cohong_error *error)
{
    cohong_law_answer *answer;
    cohong_law_question q = ask("8704220090", "CHN", "2020-03-01");
    cohong_status status = cohong_law_rate(given, &q, &answer, error);
    assert_true((answer != NULL) == (status == COHONG_OK));
    cohong_law_answer_free(answer);
    return status;
}

static cohong_status try_landed(cohong_error *error)
{
    cohong_law_landed *landed;
    cohong_law_question q = ask("8703240000", "CHN", "2019-03-01");
    cohong_status status = cohong_law_landed_cost(given, &q, &landed, error);
    assert_true((landed != NULL) == (status == COHONG_OK));
    cohong_law_landed_free(landed);
    return status;
}

static cohong_status try_channels(cohong_error *error)
{
    const char **channels;
    size_t count;
    cohong_status status = cohong_law_channels(given, &channels, &count, error);
    if (status == COHONG_OK) free((void *)channels);
    return status;
}

static cohong_status try_weights(cohong_error *error)
{
    cohong_weights *made;
    cohong_status status = cohong_weights_read(weights_path, given, "a", &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_weights_free(made);
    return status;
}

static cohong_status try_weights_of_schedule(cohong_error *error)
{
    cohong_weights *made;
    cohong_status status = cohong_weights_of_schedule(given, "USA", "a", &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_weights_free(made);
    return status;
}

static cohong_status try_average(cohong_error *error)
{
    cohong_law_means *means;
    const cohong_law_request request = {
        .on = day("2019-03-01"), .weights = weights, .by_country = true, .by_sector = true, .concordance = sectors_path
    };
    cohong_status status = cohong_law_average(given, &request, &means, error);
    assert_true((means != NULL) == (status == COHONG_OK));
    cohong_law_means_free(means);
    return status;
}

static cohong_status try_dates(cohong_error *error)
{
    cohong_date *dates = NULL;
    size_t count;
    cohong_status status = cohong_law_dates(given, NULL, day("2018-01-01"), day("2021-01-01"), &dates, &count, error);
    if (status == COHONG_OK) free(dates);
    return status;
}

static cohong_status try_diff(cohong_error *error)
{
    cohong_law_change *changes = NULL;
    size_t count;
    cohong_status status = cohong_law_diff(given, NULL, day("2018-01-01"), day("2019-07-01"), &changes, &count, error);
    if (status == COHONG_OK) free(changes);
    return status;
}

static cohong_status try_summary(cohong_error *error)
{
    cohong_law_summary *summary;
    cohong_status status = cohong_law_summary_new(given, &summary, error);
    assert_true((summary != NULL) == (status == COHONG_OK));
    cohong_law_summary_free(summary);
    return status;
}

static void reading_may_fail(void **state)
{
    (void)state;
    refuse_each(try_read, 60);
    refuse_each(try_read_on, 60);
}

static void questions_may_fail(void **state)
{
    (void)state;
    refuse_each(try_rate, 8);
    refuse_each(try_divided, 8);
    refuse_each(try_renumbered, 8);
    refuse_each(try_landed, 8);
    refuse_each(try_channels, 1);
}

static void averages_may_fail(void **state)
{
    (void)state;
    refuse_each(try_weights, 8);
    refuse_each(try_weights_of_schedule, 2);
    refuse_each(try_average, 12);
}

static void looking_over_the_law_may_fail(void **state)
{
    (void)state;
    refuse_each(try_dates, 1);
    refuse_each(try_diff, 1);
    refuse_each(try_summary, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reading_may_fail), cmocka_unit_test(questions_may_fail),
                                        cmocka_unit_test(averages_may_fail),
                                        cmocka_unit_test(looking_over_the_law_may_fail) };
    return cmocka_run_group_tests(tests, prepare, clean);
}
