/* Laws of the market structures, over random moderate worlds: with entry (krugman), with selection into exporting (melitz) and
 * with profits (profit_shifting) the same equations hold, and known closed forms come out. */
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

enum { WORLDS = 60 };

static const double GONE = 1e-4;
static const char *const WITH_ENTRY[] = { "krugman", "melitz" };
static const char *const STRUCTURES[] = { "krugman", "melitz", "profit_shifting" };

/* ---- what a law says about a seed */

static size_t broken;
/* Solves, and those without an answer on a base that is not stable under free entry: the one excuse there is. */
static size_t solves, excused;

static void complain(uint64_t seed, const cohong_world *w, const cohong_settings *settings, const char *what,
                     double size)
{
    if (++broken > 12) return;
    print_message("%s, seed %llu (%zu countries, %zu sectors): %s %.3g\n", settings->structure,
                  (unsigned long long)seed, w->country_count, w->sector_count, what, size);
}

static void law_holds(void)
{
    size_t count = broken, all = solves, without = excused;
    broken = solves = excused = 0;
    if (without > 0) print_message("%zu of %zu without an answer: their base is not stable\n", without, all);
    assert_true(without * 8 <= all);
    if (count > 0) fail_msg("the law is broken for %zu seeds", count);
}

/* ---- a solved counterfactual */

typedef struct solved {
    uint64_t seed;
    const cohong_world *world;
    const cohong_settings *settings;
    const cohong_shock *shock;
    cohong_model *model;
    cohong_solution *solution;
    const cohong_world *base;
    bool converged;
} solved;

static solved solve(uint64_t seed, const cohong_world *world, const cohong_settings *settings,
                    const cohong_shock *shock)
{
    solved s = { seed, world, settings, shock, NULL, NULL, NULL, false };
    cohong_error error;
    if (cohong_model_new(world, settings, &s.model, &error) != COHONG_OK) {
        print_message("%s\n", error.message);
        complain(seed, world, settings, "no model; status", error.status);
        return s;
    }
    s.base = cohong_model_base(s.model);
    assert_int_equal(cohong_solution_new(s.model, true, &s.solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(s.model, shock, s.solution, NULL), COHONG_OK);
    s.converged = s.solution->outcome == COHONG_CONVERGED;
    solves++;
    if (!s.converged && !cohong_model_base_stable(s.model)) {
        excused++;
    } else if (!s.converged) {
        print_message("%s\n", s.solution->why);
        complain(seed, world, settings, "not converged; residual", s.solution->residual);
    }
    return s;
}

static void at_most(const solved *s, double x, double limit, const char *what)
{
    if (!(x <= limit)) complain(s->seed, s->world, s->settings, what, x);
}

static void release(solved *s)
{
    cohong_solution_free(s->solution);
    cohong_model_free(s->model);
    s->solution = NULL;
    s->model = NULL;
}

static cohong_settings of_structure(const char *structure)
{
    cohong_settings settings = cohong_settings_default();
    settings.structure = structure;
    settings.deficits = "zero";
    settings.tolerance = 1e-11;
    return settings;
}

static double welfare(const solved *s, size_t n)
{
    cohong_case of = { s->model, s->shock, s->solution };
    return 1 + cohong_measure_find("welfare")->of(&of, n);
}

/* Home share of sector j over what it was. */
static double home_hat(const solved *s, size_t j, size_t n)
{
    const cohong_accounts *a = cohong_model_base_accounts(s->model);
    size_t N = s->base->country_count, row = j * N + n;
    return s->solution->trade[row * N + n] / s->solution->expenditure[row] /
           (s->base->trade[row * N + n] / a->expenditure[row]);
}

static double output_hat(const solved *s, size_t j, size_t n)
{
    size_t row = j * s->base->country_count + n;
    return s->solution->output[row] / cohong_model_base_accounts(s->model)->output[row];
}

/* ---- laws */

static void no_shock_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3 * WORLDS; seed++) {
        cohong_settings settings = of_structure(STRUCTURES[seed % 3]);
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        solved s = solve(seed, w, &settings, NULL);
        for (size_t k = 0; s.converged && k < w->sector_count * w->country_count; k++) {
            at_most(&s, fabs(s.solution->wage_hat[k % w->country_count] - 1), 1e-12, "a wage off by");
            at_most(&s, fabs(s.solution->price_hat[k] - 1), 1e-12, "a price off by");
        }
        if (s.converged) at_most(&s, (double)s.solution->iterations, 2, "iterations");
        release(&s);
        cohong_world_free(w);
    }
    law_holds();
}

/* Every solve, on a base that is stable, converges on a point that satisfies every equation, entry included. */
static void every_solve_converges(void **state)
{
    (void)state;
    static const char *const CLOSURES[] = { "zero", "own_gdp", "fixed" };
    for (uint64_t seed = 1; seed <= 3 * WORLDS; seed++) {
        cohong_settings settings = cohong_settings_default();
        settings.structure = STRUCTURES[seed % 3];
        settings.deficits = CLOSURES[seed / 3 % 3];
        if (seed % 6 == 2) settings.labour = "sector_specific"; /* of those with profits, half */
        settings.tolerance = 1e-12; /* a sector that loses its firms is checked relative to 1e-2 of its size */
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        random_shock shock = random_shock_new(seed + 500, &MODERATE_SHOCK, w);
        solved s = solve(seed, w, &settings, &shock.shock);
        if (s.converged) {
            solution_check found = check_solution(s.base, &shock.shock, &settings, s.solution);
            at_most(&s, found.worst, 1e-9, found.worst_name);
        }
        release(&s);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* One sector without inputs: output over unit cost is the labour supply, so that the number of firms stays and
 * Krugman's model is Armington's, tariffs and deficits included; and profits are the same share of every income. */
static void one_sector_is_armington(void **state)
{
    (void)state;
    world_kind kind = ONE_SECTOR_WORLD;
    kind.most_tariff = 0.5;
    kind.most_deficit = 0.1;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings other = of_structure(seed % 2 == 0 ? "krugman" : "profit_shifting"),
                        armington = of_structure("perfect_competition");
        other.deficits = armington.deficits = "own_gdp";
        cohong_world *w = random_world(seed, &kind);
        shock_kind change = MODERATE_SHOCK;
        change.most_labour = 1;
        random_shock shock = random_shock_new(seed, &change, w);
        solved a = solve(seed, w, &other, &shock.shock), b = solve(seed, w, &armington, &shock.shock);
        for (size_t n = 0; a.converged && b.converged && n < w->country_count; n++)
            at_most(&a, fabs(welfare(&a, n) - welfare(&b, n)), 1e-9, "welfare off by");
        release(&a);
        release(&b);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* Arkolakis, Costinot & Rodriguez-Clare 2012: one sector, no inputs, tariffs or deficits, trade costs change:
 * welfare is the change of the home share to the power -1/theta in all three structures. */
static void welfare_is_the_home_share(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2 * WORLDS; seed++) {
        cohong_settings settings = of_structure(WITH_ENTRY[seed % 2]);
        cohong_world *w = random_world(seed, &ONE_SECTOR_WORLD);
        random_shock shock = random_shock_new(seed, &ICEBERG_SHOCK, w);
        solved s = solve(seed, w, &settings, &shock.shock);
        for (size_t n = 0; s.converged && n < w->country_count; n++)
            at_most(&s, fabs(welfare(&s, n) - pow(home_hat(&s, 0, n), -1 / w->theta[0])), 1e-9, "welfare off by");
        release(&s);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* Several sectors without inputs, trade costs change: W = prod_j (home share^ / firms^)^(-alpha/theta), firms^ =
 * Y^/w^ (Costinot & Rodriguez-Clare 2014, section 3.3); under selection home sales also move by (X^/w^)^eta, which
 * is entry of firms into their own market: W = prod_j [home share^ / (firms^ (X^/w^)^eta)]^(-alpha/theta). */
static void welfare_by_sector(void **state)
{
    (void)state;
    world_kind kind = MODERATE_WORLD;
    kind.least_value_added = kind.most_value_added = 1;
    kind.most_tariff = 0;
    for (uint64_t seed = 1; seed <= 2 * WORLDS; seed++) {
        cohong_settings settings = of_structure(WITH_ENTRY[seed % 2]);
        double eta = seed % 2 == 1 ? settings.firm_size_tail - 1 : 0;
        cohong_world *w = random_world(seed, &kind);
        random_shock shock = random_shock_new(seed, &ICEBERG_SHOCK, w);
        solved s = solve(seed, w, &settings, &shock.shock);
        for (size_t n = 0, N = w->country_count; s.converged && n < N; n++) {
            double log_welfare = 0, wage = s.solution->wage_hat[n], fewest = INFINITY;
            for (size_t j = 0; j < w->sector_count; j++) {
                double alpha = w->final_share[j * N + n];
                if (alpha == 0) continue;
                double X_hat = s.solution->expenditure[j * N + n] /
                               cohong_model_base_accounts(s.model)->expenditure[j * N + n];
                double firms = output_hat(&s, j, n) / wage * pow(X_hat / wage, eta);
                fewest = fmin(fewest, firms);
                log_welfare -= alpha / w->theta[j] * log(home_hat(&s, j, n) / firms);
            }
            if (fewest < GONE) continue; /* home share over firms is 0/0 where no firm is left */
            at_most(&s, fabs(welfare(&s, n) - exp(log_welfare)), 1e-9, "welfare off by");
        }
        release(&s);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* Scale effects: L^ times the labour everywhere, one sector, no inputs. Real wages rise by L^^(1/theta) with Krugman
 * (theta = sigma - 1) and by L^^(1/(sigma-1)) = L^^(firm_size_tail/theta) with Melitz (Melitz 2003, Econometrica 71,
 * section 5; Chaney 2008). */
static void larger_markets_have_more_firms(void **state)
{
    (void)state;
    const double factor = 1.3;
    for (uint64_t seed = 1; seed <= 2 * WORLDS; seed++) {
        cohong_settings settings = of_structure(WITH_ENTRY[seed % 2]);
        double tail = seed % 2 == 1 ? settings.firm_size_tail : 1;
        cohong_world *w = random_world(seed, &ONE_SECTOR_WORLD);
        double *labour = test_doubles(w->country_count);
        for (size_t n = 0; n < w->country_count; n++) labour[n] = factor;
        cohong_shock shock = { .labour_hat = labour };
        solved s = solve(seed, w, &settings, &shock);
        for (size_t n = 0; s.converged && n < w->country_count; n++) {
            double real_wage = s.solution->wage_hat[n] / s.solution->price_hat[n];
            at_most(&s, fabs(real_wage - pow(factor, tail / w->theta[0])), 1e-9, "a real wage off by");
        }
        release(&s);
        free(labour);
        cohong_world_free(w);
    }
    law_holds();
}

/* With a firm size tail of 1 nobody selects: Melitz's model is Krugman's. */
static void melitz_without_selection_is_krugman(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings krugman = of_structure("krugman"), melitz = of_structure("melitz");
        melitz.firm_size_tail = 1;
        cohong_world *w = random_world(seed, &MODERATE_WORLD);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
        solved a = solve(seed, w, &krugman, &shock.shock), b = solve(seed, w, &melitz, &shock.shock);
        for (size_t n = 0; a.converged && b.converged && n < w->country_count; n++)
            at_most(&a, fabs(welfare(&a, n) - welfare(&b, n)), 1e-8, "welfare off by");
        release(&a);
        release(&b);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_shock_changes_nothing),
        cmocka_unit_test(every_solve_converges),
        cmocka_unit_test(one_sector_is_armington),
        cmocka_unit_test(welfare_is_the_home_share),
        cmocka_unit_test(welfare_by_sector),
        cmocka_unit_test(larger_markets_have_more_firms),
        cmocka_unit_test(melitz_without_selection_is_krugman),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
