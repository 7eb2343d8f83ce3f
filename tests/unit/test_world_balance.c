/* Balancing: final shares become residuals where they can; where they cannot, flows move, and what must stay stays. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world_folder.h"

static cohong_world *w;

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    w = folder_read_world(COHONG_CACHE_OFF);
    return result;
}

static int teardown(void **state)
{
    cohong_world_free(w);
    return folder_remove(state);
}

/* X - intermediate use - alpha I for every cell, from the arrays alone. */
static double worst_gap(const cohong_world *x)
{
    double worst = 0;
    for (size_t n = 0; n < 2; n++) {
        double income = 0, Y[2] = { 0 };
        for (size_t j = 0; j < 2; j++) {
            for (size_t m = 0; m < 2; m++) Y[j] += x->trade[(j * 2 + m) * 2 + n];
            income += x->value_added_share[j * 2 + n] * Y[j];
            for (size_t i = 0; i < 2; i++) income += x->tariff[(j * 2 + n) * 2 + i] * x->trade[(j * 2 + n) * 2 + i];
            income += x->trade[(j * 2 + n) * 2 + (1 - n)] - x->trade[(j * 2 + (1 - n)) * 2 + n];
        }
        for (size_t j = 0; j < 2; j++) {
            double left = -x->final_share[j * 2 + n] * income;
            for (size_t i = 0; i < 2; i++) left += (1 + x->tariff[(j * 2 + n) * 2 + i]) * x->trade[(j * 2 + n) * 2 + i];
            for (size_t k = 0; k < 2; k++) left -= x->input_share[(k * 2 + n) * 2 + j] * Y[k];
            worst = fmax(worst, fabs(left) / income);
        }
    }
    return worst;
}

static void final_shares_take_up_the_gap(void **state)
{
    (void)state;
    cohong_balance_report report;
    double trade[8];
    memcpy(trade, w->trade, sizeof trade);
    w->final_share[0] = w->final_share[2] = 0.5;
    assert_true(worst_gap(w) > 1e-3);
    assert_int_equal(cohong_world_balance(w, &report, NULL), COHONG_OK);
    assert_true(fabs(w->final_share[0] - 73.0 / 145) < 1e-15 && fabs(w->final_share[3] - 86.0 / 141) < 1e-15);
    for (size_t at = 0; at < 8; at++) assert_true(fabs(w->trade[at] - trade[at]) <= 1e-13 * trade[at]);
    assert_true(worst_gap(w) < 1e-14);
    assert_true(report.largest_change < 1e-13 && report.total_moved < 1e-13 && report.residual < 1e-13);
}

static void input_shares_are_renormalised(void **state)
{
    (void)state;
    cohong_balance_report report;
    w->value_added_share[0] = 0.75; /* with inputs 0.3 and 0.2: a sum of 1.25 */
    assert_int_equal(cohong_world_balance(w, &report, NULL), COHONG_OK);
    assert_true(fabs(w->value_added_share[0] - 0.6) < 1e-15 && fabs(w->input_share[0] - 0.24) < 1e-15);
    assert_true(worst_gap(w) < 1e-14);
}

/* AAA needs 37 of GDS as inputs but spends 26.25 on it: flows must move. */
static void flows_move_where_they_must(void **state)
{
    (void)state;
    const double trade[] = { 20, 5, 70, 70, 100, 0, 0, 120 };
    cohong_balance_report report;
    memcpy(w->trade, trade, sizeof trade);
    assert_int_equal(cohong_world_balance(w, &report, NULL), COHONG_OK);
    assert_true(worst_gap(w) < 1e-12);
    assert_true(w->final_share[0] == 0 && fabs(w->final_share[1] + w->final_share[3] - 1) < 1e-15);
    /* what stays: tariffs, sourcing, deficits of 5 - 70, zero flows, the value added of the world of 0.5 x 165 + 0.8 x 220 */
    assert_true(w->tariff[1] == 0.25 && w->trade[5] == 0 && w->trade[6] == 0);
    assert_true(fabs(w->trade[0] / w->trade[1] - 4) < 1e-12 && fabs(w->trade[2] / w->trade[3] - 1) < 1e-12);
    assert_true(fabs(w->trade[1] - w->trade[2] + 65) < 1e-9);
    double GDS = w->trade[0] + w->trade[1] + w->trade[2] + w->trade[3], SRV = w->trade[4] + w->trade[7];
    assert_true(fabs(0.5 * GDS + 0.8 * SRV - 258.5) < 1e-9);
    /* what the report says is what happened */
    double largest = 0, moved = 0;
    for (size_t at = 0; at < 8; at++) {
        moved += fabs(w->trade[at] - trade[at]) / 385;
        if (trade[at] > 0) largest = fmax(largest, fabs(w->trade[at] / trade[at] - 1));
    }
    assert_true(largest > 0.01 && fabs(report.largest_change - largest) < 1e-12 &&
                fabs(report.total_moved - moved) < 1e-12);
    size_t at = (report.sector * 2 + report.importer) * 2 + report.exporter;
    assert_true(fabs(fabs(w->trade[at] / trade[at] - 1) - largest) < 1e-12);
    assert_true(report.iterations > 1 && report.residual < 1e-9);
}

static void a_failure_leaves_the_world(void **state)
{
    (void)state;
    cohong_balance_report report;
    cohong_error error = { 0 };
    cohong_world *before;
    /* AAA makes 200 of SRV for BBB and buys nothing, not even its inputs */
    const double trade[] = { 0, 0, 0, 0, 0, 0, 200, 0 };
    memcpy(w->trade, trade, sizeof trade);
    assert_int_equal(cohong_world_copy(w, &before, NULL), COHONG_OK);
    assert_int_equal(cohong_world_balance(w, &report, &error), COHONG_IDENTITY_BROKEN);
    assert_string_equal(error.message, "country AAA: nothing is left for final demand");
    assert_memory_equal(w->trade, before->trade, sizeof trade);
    assert_memory_equal(w->final_share, before->final_share, 4 * sizeof(double));
    assert_memory_equal(w->input_share, before->input_share, 8 * sizeof(double));
    w->trade[0] = NAN;
    assert_int_equal(cohong_world_balance(w, &report, &error), COHONG_OUT_OF_DOMAIN);
    cohong_world_free(before);
}

static void reference_worlds(void **state)
{
    static const char *const WORLDS[] = { COHONG_SHARED_DIR "/worlds/us-china-2017",
                                          COHONG_SHARED_DIR "/worlds/nafta-1993" };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        cohong_world *x;
        cohong_balance_report report;
        cohong_identity identities[COHONG_IDENTITY_LIMIT];
        size_t count;
        cohong_status status = cohong_world_read(WORLDS[k], COHONG_CACHE_OFF, &x, NULL);
        if (status == COHONG_NO_FILE) {
            print_message("needs the reference worlds beside the repository\n");
            skip();
        }
        assert_int_equal(status, COHONG_OK);
        assert_int_equal(cohong_world_balance(x, &report, NULL), COHONG_OK);
        x->tolerance = 1e-12;
        assert_int_equal(cohong_world_check(x, identities, &count, NULL), COHONG_OK);
        cohong_world_free(x);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = { CASE(final_shares_take_up_the_gap), CASE(input_shares_are_renormalised),
                                        CASE(flows_move_where_they_must), CASE(a_failure_leaves_the_world),
                                        CASE(reference_worlds) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
