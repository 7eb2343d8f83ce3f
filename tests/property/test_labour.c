/* Laws of the labour closures: elastic supply, rigid wages both ways and downwards, labour that stays in its sector. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "random_world.h"

enum { WORLDS = 120 };
static const char *const LABOUR[] = { "full", "elastic", "rigid", "rigid_down", "sector_specific" };
enum { CLOSURES = sizeof LABOUR / sizeof *LABOUR };

static cohong_settings with_labour(const char *labour, double elasticity)
{
    cohong_settings settings = cohong_settings_default();
    settings.labour = labour;
    settings.labour_elasticity = elasticity;
    settings.deficits = "zero";
    settings.tolerance = 1e-11;
    return settings;
}

/* Solves and expects success; the model is freed with the answer's owner. */
static cohong_solution *solve(const cohong_world *w, const cohong_settings *settings, const cohong_shock *shock,
                              cohong_model **model)
{
    cohong_error error;
    cohong_solution *s;
    if (cohong_model_new(w, settings, model, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_int_equal(cohong_solution_new(*model, true, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(*model, shock, s, NULL), COHONG_OK);
    if (s->outcome != COHONG_CONVERGED) fail_msg("labour %s: %s", settings->labour, s->why);
    return s;
}

/* The independent checker holds every equation, the closure's own among them. */
static void every_equation_holds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
        for (size_t k = 0; k < CLOSURES; k++) {
            cohong_settings settings = with_labour(LABOUR[k], 0.1 + (double)(seed % 5));
            cohong_model *model;
            cohong_solution *s = solve(w, &settings, &shock.shock, &model);
            assert_solution(cohong_model_base(model), &shock.shock, &settings, s, 1e-9);
            cohong_solution_free(s);
            cohong_model_free(model);
        }
        random_shock_free(&shock);
        cohong_world_free(w);
    }
}

static void no_shock_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        for (size_t k = 0; k < CLOSURES; k++) {
            cohong_settings settings = with_labour(LABOUR[k], 2);
            cohong_model *model;
            cohong_solution *s = solve(w, &settings, NULL, &model);
            for (size_t n = 0; n < w->country_count; n++) {
                assert_true(fabs(s->wage_hat[n] - 1) < 1e-12);
                assert_true(fabs(s->labour_hat[n] - 1) < 1e-12);
            }
            cohong_solution_free(s);
            cohong_model_free(model);
        }
        cohong_world_free(w);
    }
}

/* An elasticity of 0 is full employment. */
static void no_elasticity_is_full_employment(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
        cohong_settings full = with_labour("full", NAN), elastic = with_labour("elastic", 0);
        cohong_model *a, *b;
        cohong_solution *x = solve(w, &full, &shock.shock, &a), *y = solve(w, &elastic, &shock.shock, &b);
        for (size_t n = 0; n < w->country_count; n++) {
            assert_true(fabs(x->wage_hat[n] - y->wage_hat[n]) < 1e-9);
            assert_true(fabs(x->labour_hat[n] - y->labour_hat[n]) < 1e-9);
        }
        cohong_solution_free(x);
        cohong_solution_free(y);
        cohong_model_free(a);
        cohong_model_free(b);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
}

/* One rigid country: its wage stays, everybody else is at full employment, and all markets clear (the checker). */
static void one_rigid_country(void **state)
{
    (void)state;
    size_t moved = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
        cohong_settings settings = with_labour("rigid", NAN);
        size_t rigid = seed % w->country_count;
        snprintf(settings.labour_country, sizeof settings.labour_country, "%s", w->countries[rigid].code);
        cohong_model *model;
        cohong_solution *s = solve(w, &settings, &shock.shock, &model);
        assert_solution(cohong_model_base(model), &shock.shock, &settings, s, 1e-9);
        assert_true(s->wage_hat[rigid] == 1);
        moved += fabs(s->labour_hat[rigid] / shock.labour_hat[rigid] - 1) > 1e-4;
        cohong_solution_free(s);
        cohong_model_free(model);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    assert_true(moved > WORLDS / 2);
}

/* One country, one sector, no inputs: productivity f = T^(1/theta) raises the real wage f times and elastic labour f^phi. */
static void closed_form_of_one_country(void **state)
{
    (void)state;
    static const double PHI[] = { 0, 0.5, 3 };
    const double f = 1.1, theta = 4;
    for (size_t k = 0; k < 3; k++) {
        cohong_world *w;
        assert_int_equal(cohong_world_new(1, 1, false, &w, NULL), COHONG_OK);
        w->countries[0] = (cohong_country){ "ONE", "One" };
        w->sectors[0] = (cohong_sector){ "ALL", "All", COHONG_GOODS };
        w->tolerance = 1e-9;
        w->theta[0] = theta, w->trade[0] = 100, w->value_added_share[0] = 1, w->final_share[0] = 1;
        double technology = pow(f, theta);
        cohong_shock shock = { .technology_hat = &technology };
        cohong_settings settings = with_labour("elastic", PHI[k]);
        cohong_model *model;
        cohong_solution *s = solve(w, &settings, &shock, &model);
        assert_true(fabs(s->wage_hat[0] / s->price_hat[0] - f) < 1e-10);
        assert_true(fabs(s->labour_hat[0] - pow(f, PHI[k])) < 1e-10);
        cohong_solution_free(s);
        cohong_model_free(model);
        cohong_world_free(w);
    }
}

/* With a single sector there is nowhere to go: specific labour is full employment. */
static void one_sector_is_full_employment(void **state)
{
    (void)state;
    world_kind kind = MODERATE_WORLD;
    kind.least_sectors = kind.most_sectors = 1;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_world *w = random_world(seed, &kind);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
        cohong_settings full = with_labour("full", NAN), specific = with_labour("sector_specific", NAN);
        cohong_model *a, *b;
        cohong_solution *x = solve(w, &full, &shock.shock, &a), *y = solve(w, &specific, &shock.shock, &b);
        for (size_t n = 0; n < w->country_count; n++) {
            assert_true(fabs(x->wage_hat[n] - y->wage_hat[n]) < 1e-9 * x->wage_hat[n]);
            assert_true(fabs(x->income[n] - y->income[n]) < 1e-9 * x->income[n]);
        }
        cohong_solution_free(x);
        cohong_solution_free(y);
        cohong_model_free(a);
        cohong_model_free(b);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
}

/* Two sectors, one country, no inputs, Cobb-Douglas spending: technology in one sector moves its price and nobody's wage. */
static void closed_form_of_specific_labour(void **state)
{
    (void)state;
    cohong_world *w;
    assert_int_equal(cohong_world_new(1, 2, false, &w, NULL), COHONG_OK);
    w->countries[0] = (cohong_country){ "ONE", "One" };
    for (size_t j = 0; j < 2; j++) {
        w->sectors[j] = (cohong_sector){ j == 0 ? "A" : "B", j == 0 ? "A" : "B", COHONG_GOODS };
        w->theta[j] = 4, w->trade[j] = 50, w->value_added_share[j] = 1, w->final_share[j] = 0.5;
    }
    w->tolerance = 1e-9;
    double technology[2] = { pow(1.1, 4), 1 };
    cohong_shock shock = { .technology_hat = technology };
    cohong_settings settings = with_labour("sector_specific", NAN);
    cohong_model *model;
    cohong_solution *s = solve(w, &settings, &shock, &model);
    for (size_t j = 0; j < 2; j++) {
        assert_true(fabs(s->sector_wage_hat[j] - 1) < 1e-10);
        assert_true(fabs(s->price_hat[j] - (j == 0 ? 1 / 1.1 : 1)) < 1e-10);
    }
    cohong_solution_free(s);
    cohong_model_free(model);
    cohong_world_free(w);
}

/* Country 0's gain when its duties on everything rise by the factor 1 + size. */
static double tariff_gain(const cohong_world *w, const cohong_settings *settings, double size, bool exact)
{
    size_t N = w->country_count, cells = w->sector_count * N * N;
    double *tariff = test_doubles(cells);
    for (size_t at = 0; at < cells; at++) {
        bool home = at / N % N == at % N;
        tariff[at] = home ? 0 : (1 + w->tariff[at]) * (1 + (at / N % N == 0 ? size : 0)) - 1;
    }
    cohong_shock shock = { .tariff = tariff };
    cohong_model *model;
    cohong_solution *s = solve(w, settings, &shock, &model);
    cohong_case of = { model, &shock, s };
    double gain = cohong_measure_find(exact ? "welfare" : "welfare_first_order")->of(&of, 0);
    cohong_solution_free(s);
    cohong_model_free(model);
    free(tariff);
    return gain;
}

/* Terms and volume of trade are the whole of a small change, whatever the market of labour does inside the country: against a
 * difference of fourth order (Caliendo & Parro 2015, eq. 15). */
static void first_order_is_the_derivative(void **state)
{
    (void)state;
    const double h = 1e-3;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        cohong_settings settings = with_labour("sector_specific", NAN);
        settings.tolerance = 1e-12;
        double far = tariff_gain(w, &settings, 2 * h, true) - tariff_gain(w, &settings, -2 * h, true);
        double near = tariff_gain(w, &settings, h, true) - tariff_gain(w, &settings, -h, true);
        double slope = (8 * near - far) / (12 * h), tiny = 1e-5;
        double first = (tariff_gain(w, &settings, tiny, false) - tariff_gain(w, &settings, -tiny, false)) / (2 * tiny);
        if (!(fabs(slope - first) < 1e-6 * (1 + fabs(slope)))) fail_msg("seed %d: %g, %g", (int)seed, slope, first);
        cohong_world_free(w);
    }
}

/* What cannot be: elastic without an elasticity, a country that is not there. */
static void refused(void **state)
{
    (void)state;
    cohong_world *w = random_world(1, &MODERATE_WORLD);
    cohong_model *model;
    cohong_error error;
    cohong_settings settings = with_labour("elastic", NAN);
    assert_int_equal(cohong_model_new(w, &settings, &model, &error), COHONG_INCOMPLETE);
    assert_string_equal(error.message, "labour = \"elastic\" needs labour_elasticity, a number of 0 or more");
    settings = with_labour("rigid", NAN);
    strcpy(settings.labour_country, "XXX");
    assert_int_equal(cohong_model_new(w, &settings, &model, &error), COHONG_UNKNOWN_NAME);
    assert_null(model);
    settings = with_labour("sector_specific", NAN);
    settings.structure = "krugman";
    assert_int_equal(cohong_model_new(w, &settings, &model, &error), COHONG_UNSUPPORTED);
    cohong_world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_equation_holds),
        cmocka_unit_test(no_shock_changes_nothing),
        cmocka_unit_test(no_elasticity_is_full_employment),
        cmocka_unit_test(one_rigid_country),
        cmocka_unit_test(closed_form_of_one_country),
        cmocka_unit_test(one_sector_is_full_employment),
        cmocka_unit_test(closed_form_of_specific_labour),
        cmocka_unit_test(first_order_is_the_derivative),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
