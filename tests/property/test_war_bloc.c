/* Blocs: one of one member is the country alone, one of everyone cooperates, and none can do better than it does. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random_world.h"

static void must(cohong_status status, const cohong_error *error)
{
    if (status != COHONG_OK) fail_msg("%s", error->message);
}

static cohong_model *model_of(const cohong_world *world)
{
    cohong_settings settings = cohong_settings_default();
    cohong_model *model;
    cohong_error error = { 0 };
    settings.deficits = "zero";
    settings.tolerance = 1e-12;
    must(cohong_model_new(world, &settings, &model, &error), &error);
    return model;
}

static cohong_war *nash(cohong_model *model, const cohong_war_rules *rules)
{
    cohong_war *war;
    cohong_error error = { 0 };
    must(cohong_nash(model, NULL, rules, &war, &error), &error);
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s", war->why);
    return war;
}

static cohong_war *best_response(cohong_model *model, size_t country, const cohong_war_rules *rules)
{
    cohong_war *war;
    cohong_error error = { 0 };
    must(cohong_best_response(model, NULL, country, rules, &war, &error), &error);
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s", war->why);
    return war;
}

static world_kind four_countries(void)
{
    world_kind kind = MODERATE_WORLD;
    kind.least_countries = kind.most_countries = 4;
    kind.most_sectors = 3;
    kind.most_zeros = 0;
    return kind;
}

static void alone_is_alone(void **state)
{
    (void)state;
    world_kind kind = four_countries();
    static const size_t OWN[4] = { 7, 3, 9, 0 };
    for (uint64_t seed = 1; seed <= 6; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_war *plain = nash(model, &rules);
        rules.bloc = OWN;
        cohong_war *blocs = nash(model, &rules);
        assert_memory_equal(plain->tariff, blocs->tariff, world->sector_count * 16 * sizeof(double));
        assert_int_equal(plain->searches, blocs->searches);
        cohong_war_free(plain);
        cohong_war_free(blocs);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* All in one bloc that also sets tariffs inside: the efficient tariffs of cohong_cooperate, which gets there by other steps; and where the
 * base has no tariffs, free trade. */
static void everyone_together_cooperates(void **state)
{
    (void)state;
    world_kind kind = four_countries();
    static const size_t ONE[4] = { 0 };
    double worst = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        kind.most_tariff = seed % 2 == 0 ? 0 : 0.3;
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_treaty *treaty;
        cohong_error error = { 0 };
        rules.bloc = ONE, rules.bloc_inside = true, rules.starts = 0;
        cohong_war *war = best_response(model, 2, &rules);
        must(cohong_cooperate(model, NULL, &(cohong_bargain_terms){ .kind = COHONG_EFFICIENT }, NULL, &treaty, &error),
             &error);
        assert_int_equal(treaty->outcome, COHONG_CONVERGED);
        for (size_t at = 0; at < world->sector_count * 16; at++) {
            worst = fmax(worst, fabs(war->tariff[at] - treaty->tariff[at]));
            if (kind.most_tariff == 0) worst = fmax(worst, fabs(war->tariff[at]));
        }
        cohong_war_free(war);
        cohong_treaty_free(treaty);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-6);
}

/* What the members of a bloc of countries 0 and 2 care for, by a solve that knows no derivatives. */
static double payoff_at(cohong_model *model, const double *tariff, cohong_solution *solution)
{
    cohong_shock shock = { .tariff = tariff };
    cohong_case of = { model, &shock, solution };
    const double *income = cohong_model_base_accounts(model)->income;
    const cohong_measure *welfare = cohong_measure_find("welfare");
    must(cohong_model_solve(model, &shock, solution, NULL), NULL);
    return (income[0] * log1p(welfare->of(&of, 0)) + income[2] * log1p(welfare->of(&of, 2))) / (income[0] + income[2]);
}

/* In the Nash equilibrium of a bloc and two countries, with and without the MFN rule: no push to what the bloc sets helps it, and what
 * stands inside the bloc stays. */
static void no_push_helps(void **state)
{
    (void)state;
    world_kind kind = four_countries();
    static const size_t BLOC[4] = { 1, 2, 1, 3 };
    random_draws draws = { 11 };
    for (uint64_t seed = 1; seed <= 10; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_solution *solution;
        size_t cells = world->sector_count * 16;
        rules.bloc = BLOC, rules.most_favoured_nation = seed % 2 == 0;
        cohong_war *war = nash(model, &rules);
        must(cohong_solution_new(model, true, &solution, NULL), NULL);
        double best = payoff_at(model, war->tariff, solution);
        assert_true(war->largest_gain <= 1e-8 && war->gain[0] == war->gain[2]);
        assert_true(fabs(war->payoff[0] - best) < 1e-10 && war->payoff[0] == war->payoff[2]);
        for (size_t push = 0; push < 20; push++) {
            double *tariff = test_doubles(cells);
            for (size_t row = 0; row < cells / 4; row++) {
                double common = draw_uniform(&draws, -0.02, 0.02);
                for (size_t i = 0; i < 4; i++) {
                    bool sets = row % 2 == 0 && i % 2 == 1;
                    double own = draw_uniform(&draws, -0.02, 0.02);
                    tariff[row * 4 + i] = war->tariff[row * 4 + i];
                    if (sets)
                        tariff[row * 4 + i] =
                            (1 + tariff[row * 4 + i]) * exp(rules.most_favoured_nation ? common : own) - 1;
                    if (row % 2 == 0 && i % 2 == 0) assert_true(tariff[row * 4 + i] == world->tariff[row * 4 + i]);
                }
            }
            assert_true(payoff_at(model, tariff, solution) <= best + 1e-11);
            free(tariff);
        }
        cohong_solution_free(solution);
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

static void bad_input(void **state)
{
    (void)state;
    world_kind kind = four_countries();
    cohong_world *world = random_world(2, &kind);
    cohong_model *model = model_of(world);
    cohong_war_rules rules = cohong_war_rules_default();
    static const size_t BLOC[4] = { 1, 2, 1, 3 }, ONE[4] = { 0 };
    bool half[4] = { true, true, false, false };
    double wages[4] = { 1, 1, 1, 1 };
    cohong_objective payoff = { .real_wage = wages };
    cohong_war *war;
    cohong_error error = { 0 };
    rules.bloc = BLOC, rules.player = half;
    assert_int_equal(cohong_nash(model, NULL, &rules, &war, &error), COHONG_OUT_OF_DOMAIN);
    assert_non_null(strstr(error.message, "a bloc plays whole"));
    rules.player = NULL, rules.payoff = &payoff;
    assert_int_equal(cohong_nash(model, NULL, &rules, &war, &error), COHONG_UNSUPPORTED);
    rules.payoff = NULL, rules.bloc = ONE;
    assert_int_equal(cohong_nash(model, NULL, &rules, &war, &error), COHONG_INCOMPLETE);
    assert_non_null(strstr(error.message, "no player"));
    cohong_model_free(model);
    cohong_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_is_alone),
        cmocka_unit_test(everyone_together_cooperates),
        cmocka_unit_test(no_push_helps),
        cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
