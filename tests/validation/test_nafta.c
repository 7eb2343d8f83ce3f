/* NAFTA's tariff changes 1993 to 2005 on Caliendo and Parro's data (2015, Review of Economic Studies 82, 1-44), trade
 * balanced: the figures of the abstract, and a table of all 31 countries from another program
 * (../shared/data/README.md). */
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

static const double BOUND = 1e-9; /* of changes; the table has 12 digits and more */
static const double LEVEL_BOUND = 1e-7;
static const char *const BLOC[] = { "MEXICO", "CANADA", "USA" };

typedef struct nafta {
    cohong_world *world;
    double *tariff;
    solved *s;
} nafta;

static nafta solve_nafta(void)
{
    nafta f;
    shared_path("worlds/nafta-1993-tariffs-2005.csv");
    f.world = shared_world("worlds/nafta-1993");
    size_t cells = f.world->sector_count * f.world->country_count * f.world->country_count;
    f.tariff = malloc(cells * sizeof *f.tariff);
    assert_non_null(f.tariff);
    memcpy(f.tariff, f.world->tariff, cells * sizeof *f.tariff);
    shared_tariffs("worlds/nafta-1993-tariffs-2005.csv", f.world, false, f.tariff);
    cohong_settings settings = cohong_settings_default();
    settings.deficits = "zero";
    f.s = solve_world(f.world, &settings, (cohong_shock){ .tariff = f.tariff });
    return f;
}

static void nafta_free(nafta *f)
{
    solved_free(f->s);
    free(f->tariff);
    cohong_world_free(f->world);
}

static reference countries(void)
{
    return reference_read("reference/nafta-zero-deficit.csv", 1,
                          "region I_bln I_cfl P_n_hat tot vot tech welfare realwage exact_real_income_pct");
}

static void all_countries(void **state)
{
    static const struct {
        const char *measure;
        size_t column;
    } CHANGES[] = { { "terms_of_trade", 3 },
                    { "volume_of_trade", 4 },
                    { "welfare_first_order", 6 },
                    { "real_wage", 7 },
                    { "welfare", 8 } };
    (void)state;
    reference r = countries();
    nafta f = solve_nafta();
    assert_int_equal(r.row_count, f.world->country_count);
    for (size_t k = 0; k < sizeof CHANGES / sizeof *CHANGES; k++) {
        agreement a = agreement_of(CHANGES[k].measure);
        for (size_t row = 0; row < r.row_count; row++) {
            const char *name = reference_code(&r, row, 0);
            size_t n = reference_country(f.world, name);
            agree_absolute(&a, name, solved_measure(f.s, CHANGES[k].measure, n),
                           reference_number(&r, row, CHANGES[k].column) / 100);
        }
        for (size_t b = 0; b < 3; b++)
            print_message("  %-6s %-20s %+.4f %%\n", BLOC[b], CHANGES[k].measure,
                          100 * solved_measure(f.s, CHANGES[k].measure, cohong_world_country(f.world, BLOC[b])));
        assert_agreement(&a, BOUND);
    }
    reference_free(&r);
    nafta_free(&f);
}

/* Changes of income are pinned down as tightly as welfare. Levels are not: that program takes factor income from a table of
 * value added that the world folder does not hold, while here it is value added shares times output. */
static void incomes_and_price_indices(void **state)
{
    (void)state;
    reference r = countries();
    nafta f = solve_nafta();
    agreement base = agreement_of("income, base"), change = agreement_of("income, after over before");
    agreement price = agreement_of("price index");
    for (size_t row = 0; row < r.row_count; row++) {
        const char *name = reference_code(&r, row, 0);
        size_t n = reference_country(f.world, name);
        double income = solved_measure(f.s, "income_base", n), expected = reference_number(&r, row, 0);
        agree_relative(&base, name, income, expected);
        agree_relative(&change, name, solved_measure(f.s, "income", n) / income,
                       reference_number(&r, row, 1) / expected);
        agree_relative(&price, name, 1 + solved_measure(f.s, "price_index", n), reference_number(&r, row, 2));
    }
    assert_agreement(&base, LEVEL_BOUND);
    assert_agreement(&change, BOUND);
    assert_agreement(&price, BOUND);
    reference_free(&r);
    nafta_free(&f);
}

static void assert_printed(const char *what, double percent, double printed, double half_unit)
{
    print_message("%-44s %+.4f %%, printed %+.4g %%\n", what, percent, printed);
    if (!(fabs(percent - printed) <= half_unit)) fail_msg("%s: %.6f, printed %g", what, percent, printed);
}

/* "Mexico's welfare increases by 1.31%, U.S.'s welfare increases by 0.08%, and Canada's welfare declines by 0.06%."
 * These are first-order figures. */
static void welfare_in_the_abstract(void **state)
{
    static const double PRINTED[] = { 1.31, -0.06, 0.08 };
    (void)state;
    nafta f = solve_nafta();
    for (size_t b = 0; b < 3; b++) {
        size_t n = cohong_world_country(f.world, BLOC[b]);
        assert_printed(BLOC[b], 100 * solved_measure(f.s, "welfare_first_order", n), PRINTED[b], 0.005);
    }
    nafta_free(&f);
}

/* What n buys from the other two, net of tariffs. */
static double imports_from_bloc(const nafta *f, const double *trade, size_t n)
{
    size_t N = f->world->country_count;
    double sum = 0;
    for (size_t b = 0; b < 3; b++) {
        size_t i = cohong_world_country(f->world, BLOC[b]);
        for (size_t j = 0; i != n && j < f->world->sector_count; j++) sum += trade[(j * N + n) * N + i];
    }
    return sum;
}

/* "Intra-bloc trade increases by 118% for Mexico, 11% for Canada and 41% for the U.S.": each one's imports. */
static void trade_in_the_abstract(void **state)
{
    static const double PRINTED[] = { 118, 11, 41 };
    (void)state;
    nafta f = solve_nafta();
    const double *base = cohong_model_base(f.s->model)->trade, *after = f.s->solution->trade;
    for (size_t b = 0; b < 3; b++) {
        size_t n = cohong_world_country(f.world, BLOC[b]);
        double ratio = imports_from_bloc(&f, after, n) / imports_from_bloc(&f, base, n);
        assert_printed(BLOC[b], 100 * (ratio - 1), PRINTED[b], 0.5);
    }
    nafta_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_countries), cmocka_unit_test(incomes_and_price_indices),
                                        cmocka_unit_test(welfare_in_the_abstract),
                                        cmocka_unit_test(trade_in_the_abstract) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
