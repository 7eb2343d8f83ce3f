/* Jobs in flows: closed forms on a small table, and the laws that tie destinations, products and sectors together. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"
#include "jobs_case.h"

static cohong_jobs *jobs_of_table(const cohong_table *table)
{
    cohong_jobs *jobs;
    cohong_error error = { 0 };
    if (cohong_jobs_of_table(table, &jobs, &error) != COHONG_OK) fail_msg("%s", error.message);
    return jobs;
}

static void assert_near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fabs(expected))) fail_msg("found %.17g, expected %.17g", found, expected);
}

/* Room for the flows of a small economy. */
typedef struct room {
    double by_destination[32], by_product[256], by_sector[256];
    cohong_job_flows flows;
} room;

static const cohong_job_flows *ask(cohong_jobs *jobs, cohong_flow_kind kind, size_t country, room *r)
{
    cohong_error error = { 0 };
    r->flows = (cohong_job_flows){ .by_destination = r->by_destination,
                                   .by_product = r->by_product,
                                   .by_sector = r->by_sector };
    if (cohong_jobs_in_flows(jobs, kind, country, &r->flows, &error) != COHONG_OK) fail_msg("%s", error.message);
    return &r->flows;
}

/* Multipliers (5/12, 7/12), exports (20, 10), all of them outside: 100/12 and 70/12 by product. By work: L x =
 * [0.9 0.3; 0.4 0.8]/0.6 (20, 10) = (35, 80/3), times (0.1, 0.4). */
static void exports_of_a_national_table(void **state)
{
    room r;
    (void)state;
    cohong_table *table = jobs_case_table();
    cohong_jobs *jobs = jobs_of_table(table);
    const cohong_jobs_labels *labels = cohong_jobs_labels_of(jobs);
    assert_int_equal(labels->destination_count, 2);
    assert_string_equal(labels->destinations[1].code, "outside");
    const cohong_job_flows *f = ask(jobs, COHONG_EXPORTS, 0, &r);
    assert_int_equal(f->word, COHONG_SUPPORTED);
    assert_near(f->total, 170.0 / 12);
    assert_near(f->foreign, 170.0 / 12);
    assert_true(f->by_destination[0] == 0 && f->by_product[0] == 0);
    assert_near(f->by_destination[1], 170.0 / 12);
    assert_near(f->by_product[1], 100.0 / 12);
    assert_near(f->by_product[3], 70.0 / 12);
    assert_near(f->by_sector[1], 3.5);
    assert_near(f->by_sector[3], 0.4 * 80 / 3);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

/* Imports (6, 12): 6*5/12 + 12*7/12 = 9.5, under the word that says what it is not. */
static void imports_of_a_national_table(void **state)
{
    room r;
    size_t words;
    (void)state;
    cohong_table *table = jobs_case_table();
    cohong_jobs *jobs = jobs_of_table(table);
    const cohong_job_flows *f = ask(jobs, COHONG_IMPORTS, 0, &r);
    assert_near(f->total, 9.5);
    assert_near(f->by_product[1], 2.5);
    assert_near(f->by_product[3], 7);
    assert_string_equal(cohong_job_words(&words)[f->word].word, "import displacement");
    assert_non_null(strstr(cohong_job_words(&words)[f->word].is_not, "not jobs lost"));
    assert_int_equal(words, COHONG_JOB_WORD_COUNT);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

/* Two countries, one sector, no inputs: a person's work is in what is sold where it is sold. A makes 60 for itself, 40
 * for B with 200 people; B makes 90 for itself and 10 for A. Tariffs only change what buyers pay. */
static void two_countries_without_inputs(void **state)
{
    const double trade[] = { 60, 10, 40, 90 }, tariff[] = { 0, 0.5, 0.2, 0 }, people[] = { 200, 50 };
    cohong_world *w;
    cohong_jobs *jobs;
    room r;
    (void)state;
    assert_int_equal(cohong_world_new(2, 1, true, &w, NULL), COHONG_OK);
    memcpy(w->trade, trade, sizeof trade);
    memcpy(w->tariff, tariff, sizeof tariff);
    memcpy(w->employment, people, sizeof people);
    w->value_added_share[0] = w->value_added_share[1] = 1;
    assert_int_equal(cohong_jobs_of_world(w, &jobs, NULL), COHONG_OK);
    const cohong_job_flows *f = ask(jobs, COHONG_FINAL_DEMAND, 0, &r);
    assert_near(f->by_destination[0], 120);
    assert_near(f->by_destination[1], 80);
    assert_near(f->foreign, 80);
    assert_near(ask(jobs, COHONG_EXPORTS, 0, &r)->total, 80);
    assert_near(ask(jobs, COHONG_IMPORTS, 0, &r)->total, 20); /* 10 bought from B at 2 people a unit at home */
    assert_near(r.by_destination[1], 20);
    cohong_jobs_free(jobs);
    cohong_world_free(w);
}

static void check_flows(const cohong_jobs *jobs, const cohong_job_flows *f)
{
    const cohong_jobs_labels *l = cohong_jobs_labels_of(jobs);
    double total = 0;
    for (size_t d = 0; d < l->destination_count; d++) {
        double products = 0, sectors = 0;
        for (size_t j = 0; j < l->sector_count; j++) {
            products += f->by_product[j * l->destination_count + d];
            sectors += f->by_sector[j * l->destination_count + d];
        }
        assert_near(products, f->by_destination[d]);
        if (fabs(sectors - products) > 1e-11 * fabs(products))
            fail_msg("sectors %.17g, products %.17g", sectors, products);
        total += f->by_destination[d];
    }
    assert_near(f->total, total);
}

/* Law: the content of all countries' final demand is everyone at work; sectors and products tell the same total, for
 * the structured world and for its table alike. */
static void destinations_add_up(void **state)
{
    static const size_t SIZES[][2] = { { 2, 1 }, { 3, 4 }, { 9, 5 }, { 12, 20 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        cohong_world *world = jobs_case_world(SIZES[k][0], SIZES[k][1], 1, 40 + (unsigned)k);
        cohong_table *table = jobs_case_table_of(world);
        cohong_jobs *handles[] = { NULL, jobs_of_table(table) };
        assert_int_equal(cohong_jobs_of_world(world, &handles[0], NULL), COHONG_OK);
        double content[2];
        for (size_t h = 0; h < 2; h++) {
            room r;
            check_flows(handles[h], ask(handles[h], COHONG_EXPORTS, 0, &r));
            check_flows(handles[h], ask(handles[h], COHONG_IMPORTS, 0, &r));
            const cohong_job_flows *f = ask(handles[h], COHONG_FINAL_DEMAND, 0, &r);
            check_flows(handles[h], f);
            assert_near(f->total, cohong_jobs_employment(handles[h], 0));
            content[h] = f->foreign;
            cohong_jobs_free(handles[h]);
        }
        assert_near(content[0], content[1]);
        cohong_table_free(table);
        cohong_world_free(world);
    }
}

/* A sector without output takes its people out of every chain, and says how many; what it buys counts as final use. */
static void people_without_output(void **state)
{
    room r;
    (void)state;
    cohong_table *table = jobs_case_table();
    table->flow[2] = 0, table->flow[3] = 0, table->final_demand[1] = -2, table->exports[1] = 0;
    table->output[1] = -2; /* a sector that only runs down its stocks, and still buys 30 */
    cohong_jobs *jobs = jobs_of_table(table);
    const cohong_job_flows *f = ask(jobs, COHONG_FINAL_DEMAND, 0, &r);
    assert_near(cohong_jobs_employment(jobs, 0), 50);
    assert_near(cohong_jobs_unattached(jobs, 0), 40);
    assert_near(f->total, 10); /* e = 0.1; final use 30 + 30 at home, 20 outside; chain 1/(1 - 0.2) */
    assert_near(f->foreign, 0.1 * 20 / 0.8);
    cohong_jobs_free(jobs);
    cohong_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exports_of_a_national_table),  cmocka_unit_test(imports_of_a_national_table),
        cmocka_unit_test(two_countries_without_inputs), cmocka_unit_test(destinations_add_up),
        cmocka_unit_test(people_without_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
