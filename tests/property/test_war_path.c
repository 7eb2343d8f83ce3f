/* The path of a trade war: means and movers counted by hand, best responses by a closed form. */
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

/* Welfare by a solve of its own. */
static void solve(cohong_model *model, const double *tariff, cohong_solution **solution, double *welfare)
{
    cohong_shock shock = { .tariff = tariff };
    must(cohong_solution_new(model, true, solution, NULL), NULL);
    must(cohong_model_solve(model, &shock, *solution, NULL), NULL);
    cohong_case of = { model, &shock, *solution };
    for (size_t n = 0; n < 2; n++) welfare[n] = cohong_measure_find("welfare")->of(&of, n);
}

/* Two countries, one sector, no inputs. The best response of n is t = 1/(theta s), s the other's home sales over its output, in the
 * equilibrium in which it is set (Gros 1987, Journal of International Economics 23, 357-367): so there, and only there, the
 * tariff agrees with the trade that it brings about. */
static void two_countries(void **state)
{
    (void)state;
    world_kind kind = ONE_SECTOR_WORLD;
    kind.most_countries = 2;
    kind.most_home = 4; /* so that both trade */
    for (uint64_t seed = 1; seed <= 20; seed++) {
        cohong_world *world = random_world(seed, &kind);
        world->sectors[0].kind = COHONG_GOODS;
        cohong_model *model = model_of(world);
        double day[4][4] = { { 0 }, { 0, 0.1, 0, 0 }, { 0, 0.1, 0.15, 0 }, { 0, 0.3, 0.2, 0 } };
        double *tariff[4] = { day[0], day[1], day[2], day[3] };
        cohong_date on[4] = { 0, 10, 20, 30 };
        cohong_scenario scenario = { .world = world };
        cohong_rounds rounds = { &scenario, 4, on, tariff };
        cohong_war_path *path;
        cohong_error error = { 0 };
        must(cohong_war_path_new(model, &rounds, NULL, &path, &error), &error);
        static const size_t WHO[] = { 0, 1, 0, 1 }, WHEN[] = { 1, 2, 3, 3 };
        assert_int_equal(path->move_count, 4);
        for (size_t k = 0; k < 4; k++) {
            const cohong_war_move *move = &path->moves[k];
            size_t n = WHO[k], at = n == 0 ? 1 : 2;
            double with_best[4], welfare[2];
            cohong_solution *solution;
            assert_true(move->country == n && move->round == WHEN[k]);
            assert_true(fabs(move->before - day[WHEN[k] - 1][at]) < 1e-15 &&
                        fabs(move->set - day[WHEN[k]][at]) < 1e-15);
            memcpy(with_best, day[WHEN[k]], sizeof with_best);
            with_best[at] = move->best;
            solve(model, with_best, &solution, welfare);
            double s = solution->trade[n == 0 ? 3 : 0] / solution->output[1 - n];
            bool thin = solution->trade[at] < 1e-3 * solution->output[n];
            if (!thin) assert_true(fabs(move->best * world->theta[0] * s - 1) < 1e-6);
            assert_true(fabs(move->best_welfare - welfare[n]) < 1e-9);
            assert_true(move->best_welfare >= path->welfare[WHEN[k] * 2 + n] - 1e-12);
            cohong_solution_free(solution);
        }
        for (size_t round = 0; round < 4; round++) {
            double welfare[2];
            cohong_solution *solution;
            solve(model, day[round], &solution, welfare);
            for (size_t n = 0; n < 2; n++) assert_true(fabs(path->welfare[round * 2 + n] - welfare[n]) < 1e-11);
            cohong_solution_free(solution);
        }
        cohong_war_path_free(path);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* Only tariffs on the exporters named are set. */
static void others_keep_theirs(void **state)
{
    (void)state;
    world_kind kind = MODERATE_WORLD;
    kind.least_countries = kind.most_countries = 4;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_war *war;
        cohong_error error = { 0 };
        bool exporter[4] = { false, false, true, false };
        rules.exporter = exporter;
        must(cohong_best_response(model, NULL, 0, &rules, &war, &error), &error);
        for (size_t at = 0; at < world->sector_count * 16; at++)
            if (at / 4 % 4 != 0 || at % 4 != 2) assert_true(war->tariff[at] == world->tariff[at]);
        assert_true(war->free_count <= world->sector_count && war->welfare[0] >= war->start[0]);
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* The rules of the path hold in each of its best responses, blocs too: the step of a member is that of its bloc. */
static void rules_hold_on_the_path(void **state)
{
    (void)state;
    world_kind kind = MODERATE_WORLD;
    kind.least_countries = kind.most_countries = 3;
    kind.least_sectors = kind.most_sectors = 2;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        static const size_t BLOC[] = { 0, 0, 1 };
        double day[2][18] = { { 0 } };
        double *tariff[2] = { day[0], day[1] };
        cohong_date on[2] = { 0, 10 };
        cohong_scenario scenario = { .world = world };
        cohong_rounds rounds = { &scenario, 2, on, tariff };
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_war_path *path;
        cohong_war *war;
        cohong_error error = { 0 };
        for (size_t j = 0; j < 2; j++) {
            world->sectors[j].kind = COHONG_GOODS;
            day[1][j * 9 + 2] = 0.1; /* of country 0 on country 2 */
        }
        rules.bloc = BLOC;
        rules.most_favoured_nation = true;
        cohong_model_free(model);
        model = model_of(world);
        must(cohong_war_path_new(model, &rounds, &rules, &path, &error), &error);
        assert_true(path->move_count == 1 && path->moves[0].country == 0);
        bool partner[3] = { false, false, true };
        cohong_shock shock = { .tariff = day[1] };
        rules.goods_only = true;
        rules.exporter = partner;
        must(cohong_best_response(model, &shock, 0, &rules, &war, &error), &error);
        assert_true(path->moves[0].best_welfare == war->welfare[0] && path->moves[0].gain == war->largest_gain);
        assert_true(war->free_count > 0 && !isnan(war->median[1])); /* the other member plays */
        cohong_war_free(war);
        cohong_war_path_free(path);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_countries),
        cmocka_unit_test(others_keep_theirs),
        cmocka_unit_test(rules_hold_on_the_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
