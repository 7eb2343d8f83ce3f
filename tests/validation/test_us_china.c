/* The tariffs of 2018-19 between the United States and China, both sides, on seven economies of 2017 with trade
 * balanced: a table of all countries and of their bilateral trade from another program (../shared/data/README.md). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reference.h"

static const double BOUND = 1e-9;       /* of changes, which the table gives in 12 digits and more */
static const double TRADE_BOUND = 1e-8; /* of flows: input shares in this world's files have 8 digits */

typedef struct trade_war {
    cohong_world *world;
    double *tariff;
    solved *s;
} trade_war;

static trade_war solve_trade_war(void)
{
    trade_war f;
    const char *us = "worlds/us-china-2017-us-on-china.csv", *china = "worlds/us-china-2017-china-on-us.csv";
    shared_path(us);
    shared_path(china);
    f.world = shared_world("worlds/us-china-2017");
    size_t cells = f.world->sector_count * f.world->country_count * f.world->country_count;
    f.tariff = malloc(cells * sizeof *f.tariff);
    assert_non_null(f.tariff);
    memcpy(f.tariff, f.world->tariff, cells * sizeof *f.tariff);
    shared_tariffs(us, f.world, true, f.tariff);
    shared_tariffs(china, f.world, true, f.tariff);
    cohong_settings settings = cohong_settings_default();
    settings.deficits = "zero";
    f.s = solve_world(f.world, &settings, (cohong_shock){ .tariff = f.tariff });
    return f;
}

static void trade_war_free(trade_war *f)
{
    solved_free(f->s);
    free(f->tariff);
    cohong_world_free(f->world);
}

static reference countries(void)
{
    return reference_read("reference/us-china-2017-both-zero-deficit.csv", 1,
                          "region tot vot tech welfare realwage I_bln I_cfl P_n_hat exact");
}

static void all_countries(void **state)
{
    static const struct {
        const char *measure;
        size_t column;
    } CHANGES[] = { { "terms_of_trade", 0 },
                    { "volume_of_trade", 1 },
                    { "welfare_first_order", 3 },
                    { "real_wage", 4 },
                    { "welfare", 8 } };
    (void)state;
    reference r = countries();
    trade_war f = solve_trade_war();
    assert_int_equal(r.row_count, f.world->country_count);
    for (size_t k = 0; k < sizeof CHANGES / sizeof *CHANGES; k++) {
        agreement a = agreement_of(CHANGES[k].measure);
        for (size_t row = 0; row < r.row_count; row++) {
            const char *code = reference_code(&r, row, 0);
            size_t n = reference_country(f.world, code);
            double change = solved_measure(f.s, CHANGES[k].measure, n);
            agree_absolute(&a, code, change, reference_number(&r, row, CHANGES[k].column) / 100);
            bool side = strcmp(code, "USA") == 0 || strcmp(code, "CHN") == 0;
            if (side) print_message("  %-4s %-20s %+.4f %%\n", code, CHANGES[k].measure, 100 * change);
        }
        assert_agreement(&a, BOUND);
    }
    reference_free(&r);
    trade_war_free(&f);
}

static void incomes_and_price_indices(void **state)
{
    (void)state;
    reference r = countries();
    trade_war f = solve_trade_war();
    agreement base = agreement_of("income, base"), after = agreement_of("income"), price = agreement_of("price index");
    for (size_t row = 0; row < r.row_count; row++) {
        const char *code = reference_code(&r, row, 0);
        size_t n = reference_country(f.world, code);
        agree_relative(&base, code, solved_measure(f.s, "income_base", n), reference_number(&r, row, 5));
        agree_relative(&after, code, solved_measure(f.s, "income", n), reference_number(&r, row, 6));
        agree_relative(&price, code, 1 + solved_measure(f.s, "price_index", n), reference_number(&r, row, 7));
    }
    assert_agreement(&base, TRADE_BOUND);
    assert_agreement(&after, TRADE_BOUND);
    assert_agreement(&price, BOUND);
    reference_free(&r);
    trade_war_free(&f);
}

/* All sectors, net of tariffs. */
static double flow(const cohong_world *w, const double *trade, size_t n, size_t i)
{
    size_t N = w->country_count;
    double sum = 0;
    for (size_t j = 0; j < w->sector_count; j++) sum += trade[(j * N + n) * N + i];
    return sum;
}

static void bilateral_trade(void **state)
{
    (void)state;
    reference r = reference_read("reference/us-china-2017-both-zero-deficit-trade.csv", 2, "importer exporter bln cfl");
    trade_war f = solve_trade_war();
    agreement base = agreement_of("bilateral trade, base"), after = agreement_of("bilateral trade");
    assert_int_equal(r.row_count, f.world->country_count * (f.world->country_count - 1));
    for (size_t row = 0; row < r.row_count; row++) {
        size_t n = reference_country(f.world, reference_code(&r, row, 0));
        size_t i = reference_country(f.world, reference_code(&r, row, 1));
        char pair[2 * REFERENCE_CODE + 8];
        snprintf(pair, sizeof pair, "%s from %s", reference_code(&r, row, 0), reference_code(&r, row, 1));
        agree_relative(&base, pair, flow(f.world, cohong_model_base(f.s->model)->trade, n, i),
                       reference_number(&r, row, 0));
        agree_relative(&after, pair, flow(f.world, f.s->solution->trade, n, i), reference_number(&r, row, 1));
    }
    assert_agreement(&base, TRADE_BOUND);
    assert_agreement(&after, TRADE_BOUND);
    reference_free(&r);
    trade_war_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_countries), cmocka_unit_test(incomes_and_price_indices),
                                        cmocka_unit_test(bilateral_trade) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
