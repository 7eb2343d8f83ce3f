/* Nash tariffs and best responses: closed forms, symmetries, and what no player may be able to do better. */
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

static void must(cohong_status status, const cohong_error *error)
{
    if (status != COHONG_OK) fail_msg("%s", error->message);
}

static cohong_model *model_of(const cohong_world *world, const char *structure)
{
    cohong_settings settings = cohong_settings_default();
    cohong_model *model;
    cohong_error error = { 0 };
    settings.structure = structure;
    settings.deficits = "zero";
    settings.tolerance = 1e-12;
    must(cohong_model_new(world, &settings, &model, &error), &error);
    return model;
}

static cohong_model *balanced_model(const cohong_world *world)
{
    return model_of(world, "perfect_competition");
}

static cohong_war *nash(cohong_model *model, const cohong_shock *start, const cohong_war_rules *rules)
{
    cohong_war *war;
    cohong_error error = { 0 };
    must(cohong_nash(model, start, rules, &war, &error), &error);
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s", war->why);
    return war;
}

static cohong_war *best_response(cohong_model *model, const double *tariff, size_t country,
                                 const cohong_war_rules *rules)
{
    cohong_war *war;
    cohong_error error = { 0 };
    cohong_shock start = { .tariff = tariff };
    must(cohong_best_response(model, &start, country, rules, &war, &error), &error);
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s", war->why);
    return war;
}

static cohong_war_rules uncertified(void)
{
    cohong_war_rules rules = cohong_war_rules_default();
    rules.starts = 0;
    return rules;
}

/* Few countries and sectors, so that a game takes milliseconds. */
static world_kind small_kind(void)
{
    world_kind kind = MODERATE_WORLD;
    kind.least_countries = 3;
    kind.most_countries = 5;
    kind.most_sectors = 4;
    return kind;
}

/* ---- closed forms */

/* Two countries, one sector, no inputs: t = 1/(theta s), s = home sales over output of the other country at the
 * equilibrium (../shared/design/model.md; Gros 1987, Journal of International Economics 23, 357-367). Where a country
 * imports less than a thousandth of its income, equilibria to 1e-12 leave tariffs with fewer digits. */
static void two_countries_one_sector(void **state)
{
    (void)state;
    world_kind kind = ONE_SECTOR_WORLD;
    kind.most_countries = 2;
    double worst = 0, worst_thin = 0;
    size_t open = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world, seed % 2 == 0 ? "perfect_competition" : "profit_shifting");
        cohong_war *war = nash(model, NULL, NULL);
        const double *M = war->solution->trade, *Y = war->solution->output;
        bool thin = M[1] < 1e-3 * Y[0] || M[2] < 1e-3 * Y[1];
        double expected[2] = { Y[1] / (world->theta[0] * M[3]), Y[0] / (world->theta[0] * M[0]) };
        double gap = fmax(fabs(war->tariff[1] / expected[0] - 1), fabs(war->tariff[2] / expected[1] - 1));
        *(thin ? &worst_thin : &worst) = fmax(thin ? worst_thin : worst, gap);
        open += !thin;
        assert_true(war->largest_gain <= 1e-8);
        assert_true(war->median[0] == war->tariff[1] && war->median[1] == war->tariff[2]);
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e in %zu worlds, %.2e in those that hardly trade\n", worst, open, worst_thin);
    assert_true(open >= 50);
    assert_true(worst <= 1e-8);
    assert_true(worst_thin <= 1e-4);
}

/* The best tariff of a country, relative to 1/theta, beside a world that is `size` times as large. */
static double small_country_tariff(double theta, double size)
{
    cohong_world *world;
    must(cohong_world_new(2, 1, false, &world, NULL), NULL);
    world->countries[0] = (cohong_country){ "SML", "Small" };
    world->countries[1] = (cohong_country){ "BIG", "Big" };
    world->sectors[0] = (cohong_sector){ "all", "All", COHONG_GOODS };
    world->theta[0] = theta;
    world->trade[0] = 0.6, world->trade[1] = world->trade[2] = 0.4, world->trade[3] = size;
    for (size_t n = 0; n < 2; n++) world->value_added_share[n] = world->final_share[n] = 1;
    cohong_model *model = balanced_model(world);
    cohong_war *war = best_response(model, world->tariff, 0, NULL);
    double relative = war->tariff[1] * theta;
    assert_true(war->tariff[2] == 0);
    assert_true(war->welfare[0] > war->start[0]);
    assert_true(war->largest_gain <= 1e-8);
    cohong_war_free(war);
    cohong_model_free(model);
    cohong_world_free(world);
    return relative;
}

/* 1/theta in the limit of a small country: the tariff is 1/(theta s), and what the world does not sell at home, 1 - s, goes with
 * one over its size, so that twice the tariff beside a world of twice the size, less the one, has the limit to second order. */
static void small_open_economy(void **state)
{
    (void)state;
    static const double THETA[] = { 1.5, 4, 9 };
    double worst = 0;
    for (size_t k = 0; k < 3; k++) {
        double one = small_country_tariff(THETA[k], 1e4), two = small_country_tariff(THETA[k], 2e4);
        worst = fmax(worst, fabs(2 * two - one - 1));
        assert_true(one > two && two > 1);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-8);
}

/* ---- symmetries */

/* Countries that differ in nothing but their names. */
static cohong_world *symmetric_world(size_t N, size_t J)
{
    cohong_world *w;
    must(cohong_world_new(N, J, false, &w, NULL), NULL);
    for (size_t n = 0; n < N; n++) w->countries[n].code = w->countries[n].name = &"ABCDEFGH"[n];
    for (size_t j = 0; j < J; j++) {
        w->sectors[j] = (cohong_sector){ &"stuvwxyz"[j], "sector", COHONG_GOODS };
        w->theta[j] = 3 + 2 * (double)j;
        for (size_t n = 0; n < N; n++) {
            for (size_t i = 0; i < N; i++) w->trade[(j * N + n) * N + i] = i == n ? 60 : 40 / (double)(N - 1);
            w->value_added_share[j * N + n] = 0.6;
            w->final_share[j * N + n] = 1 / (double)J;
            for (size_t k = 0; k < J; k++) w->input_share[(j * N + n) * J + k] = 0.4 / (double)J;
        }
    }
    return w;
}

static void symmetric_countries(void **state)
{
    (void)state;
    enum { N = 4, J = 3 };
    cohong_world *world = symmetric_world(N, J);
    cohong_model *model = balanced_model(world);
    cohong_war *war = nash(model, NULL, NULL);
    assert_true(war->largest_gain <= 1e-8);
    for (size_t at = 0; at < J * N * N; at++) {
        size_t j = at / (N * N), first = (j * N) * N + 1;
        if (at % N == at / N % N)
            assert_true(war->tariff[at] == 0);
        else
            assert_true(fabs(war->tariff[at] - war->tariff[first]) <= 1e-8);
    }
    for (size_t n = 0; n < N; n++) {
        assert_true(fabs(war->welfare[n] - war->welfare[0]) <= 1e-9);
        assert_true(war->welfare[n] < 0); /* alike, all can only lose */
    }
    cohong_war_free(war);
    cohong_model_free(model);
    cohong_world_free(world);
}

/* Countries in another order and values in another unit. */
static cohong_world *relabelled(const cohong_world *w, const size_t *order, double unit)
{
    cohong_world *copy;
    size_t N = w->country_count, J = w->sector_count;
    must(cohong_world_copy(w, &copy, NULL), NULL);
    for (size_t n = 0; n < N; n++) copy->countries[n] = w->countries[order[n]];
    for (size_t row = 0; row < J * N; row++) {
        size_t from = row - row % N + order[row % N];
        copy->value_added_share[row] = w->value_added_share[from];
        copy->final_share[row] = w->final_share[from];
        for (size_t k = 0; k < J; k++) copy->input_share[row * J + k] = w->input_share[from * J + k];
        for (size_t i = 0; i < N; i++) {
            copy->trade[row * N + i] = unit * w->trade[from * N + order[i]];
            copy->tariff[row * N + i] = w->tariff[from * N + order[i]];
        }
    }
    return copy;
}

static void relabelling_and_units(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    cohong_war_rules rules = uncertified();
    double worst = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        random_draws draws = { seed };
        size_t order[8];
        cohong_world *world = random_world(seed, &kind);
        size_t N = world->country_count;
        draw_order(&draws, N, order);
        cohong_world *other = relabelled(world, order, 1e-3);
        cohong_model *a = balanced_model(world), *b = balanced_model(other);
        cohong_war *one = nash(a, NULL, &rules), *two = nash(b, NULL, &rules);
        for (size_t at = 0; at < world->sector_count * N * N; at++) {
            size_t j = at / N / N, from = (j * N + order[at / N % N]) * N + order[at % N];
            worst = fmax(worst, fabs(two->tariff[at] - one->tariff[from]) / (1 + one->tariff[from]));
        }
        cohong_war_free(one), cohong_war_free(two);
        cohong_model_free(a), cohong_model_free(b);
        cohong_world_free(world), cohong_world_free(other);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-7);
}

/* ---- no player can do better */

/* Welfare of a player when each of its tariffs is moved at random within the bounds, by a solve that knows nothing of derivatives. */
static double gain_of_a_push(cohong_model *model, const cohong_war *war, size_t n, double size, random_draws *draws)
{
    const cohong_world *base = cohong_model_base(model);
    size_t N = base->country_count, cells = base->sector_count * N * N;
    double *tariff = test_doubles(cells);
    cohong_solution *solution;
    cohong_error error = { 0 };
    for (size_t at = 0; at < cells; at++) {
        bool own = at / N % N == n && at % N != n && base->trade[at] > 0;
        double factor = own ? exp(draw_uniform(draws, -size, size)) : 1;
        tariff[at] = own ? fmin(100, fmax(-0.9, (1 + war->tariff[at]) * factor - 1)) : war->tariff[at];
    }
    cohong_shock shock = { .tariff = tariff };
    must(cohong_solution_new(model, true, &solution, &error), &error);
    must(cohong_model_solve(model, &shock, solution, &error), &error);
    cohong_case of = { model, &shock, solution };
    double welfare = solution->outcome == COHONG_CONVERGED ? cohong_measure_find("welfare")->of(&of, n) : NAN;
    cohong_solution_free(solution);
    free(tariff);
    return (1 + welfare) / (1 + war->welfare[n]) - 1;
}

static void no_push_helps(void **state)
{
    (void)state;
    static const double SIZES[] = { 1e-3, 1e-2, 0.1, 0.5 };
    world_kind kind = small_kind();
    for (uint64_t seed = 1; seed <= 12; seed++) {
        random_draws draws = { seed };
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = balanced_model(world);
        cohong_war *war = nash(model, NULL, NULL);
        assert_true(war->largest_gain <= 1e-8 && war->searches_unfinished == 0);
        assert_int_equal(war->searches, 2 * world->country_count);
        cohong_settings settings = cohong_settings_default();
        settings.deficits = "zero";
        assert_solution(cohong_model_base(model), &(cohong_shock){ .tariff = war->tariff }, &settings, war->solution,
                        1e-9);
        for (size_t k = 0; k < 4 * world->country_count; k++) {
            double gain = gain_of_a_push(model, war, k / 4, SIZES[k % 4], &draws);
            if (!(gain <= 1e-11)) fail_msg("seed %d: a push of %g gains %g", (int)seed, SIZES[k % 4], gain);
        }
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* Where buyers hardly leave a dear seller the best tariffs are thousands of percent, on a bound or short of it, and steps towards them
 * shrink and grow again on the way. */
static void inelastic_sectors(void **state)
{
    (void)state;
    static const double THETA[] = { 0.004, 0.02, 0.05 };
    world_kind kind = small_kind();
    size_t on_bound = 0, beyond = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        random_draws draws = { seed };
        cohong_world *world = random_world(seed, &kind);
        world->theta[world->sector_count - 1] = THETA[seed % 3];
        cohong_model *model = balanced_model(world);
        for (size_t n = 0; n < world->country_count; n++) {
            cohong_war *war = best_response(model, world->tariff, n, NULL);
            for (size_t at = 0; at < world->sector_count * world->country_count * world->country_count; at++)
                beyond += war->tariff[at] > 10;
            on_bound += war->most_count;
            for (size_t k = 0; k < 6; k++)
                assert_true(gain_of_a_push(model, war, n, pow(0.1, (double)k), &draws) <= 1e-11);
            cohong_war_free(war);
        }
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("%zu tariffs above 1000 %%, %zu on the bound\n", beyond, on_bound);
    assert_true(beyond > on_bound && on_bound > 0);
}

/* ln of sum over j of lambda(j) [w L(j) + Pi(j) + (R + D) w L(j)/(w L)], over the price index, without deficits: from what a solution
 * holds, and not as the library does it. */
static double log_government(const cohong_world *base, const cohong_solution *s, const double *lobby, size_t n)
{
    size_t N = base->country_count, J = base->sector_count;
    double wages = 0, income = 0, spread = 0, prices = 0;
    for (size_t k = n; k < J * N; k += N) {
        double profit = s->output[k] / (base->theta[k / N] + 1);
        double labour = base->value_added_share[k] * s->output[k] - profit;
        wages += labour;
        spread += lobby[k] * labour;
        income += lobby[k] * (labour + profit);
        prices += base->final_share[k] * log(s->price_hat[k]);
    }
    return log(income + s->tariff_revenue[n] * spread / wages) - prices;
}

/* What random pushes to a government's tariffs gain it at most. */
static double best_push(cohong_model *model, const cohong_war *war, const double *lobby, size_t n, random_draws *draws)
{
    const cohong_world *base = cohong_model_base(model);
    size_t N = base->country_count, cells = base->sector_count * N * N;
    double *tariff = test_doubles(cells), best = -INFINITY;
    cohong_solution *solution;
    cohong_shock shock = { .tariff = tariff };
    must(cohong_solution_new(model, true, &solution, NULL), NULL);
    for (size_t k = 0; k < 8; k++) {
        memcpy(tariff, war->tariff, cells * sizeof *tariff);
        for (size_t at = 0; at < cells; at++)
            if (at / N % N == n && at % N != n && base->trade[at] > 0)
                tariff[at] = (1 + tariff[at]) * exp(draw_uniform(draws, -1, 1) * pow(0.1, (double)(k % 4))) - 1;
        must(cohong_model_solve(model, &shock, solution, NULL), NULL);
        if (solution->outcome != COHONG_CONVERGED) continue;
        best = fmax(best, log_government(base, solution, lobby, n) - log_government(base, war->solution, lobby, n));
    }
    cohong_solution_free(solution);
    free(tariff);
    return best;
}

/* Governments that weigh sectors, where there are profits. */
static void no_push_helps_lobbies(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    kind.least_value_added = 0.3;
    kind.least_theta = 3;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        random_draws draws = { seed };
        cohong_world *world = random_world(seed, &kind);
        size_t N = world->country_count, rows = world->sector_count * N;
        double *ones = test_doubles(N), *lobby = test_doubles(rows);
        for (size_t n = 0; n < N; n++) ones[n] = 1;
        for (size_t k = 0; k < rows; k++) lobby[k] = draw_uniform(&draws, 0.7, 1.3);
        cohong_objective payoff = { .government = ones, .lobby = lobby };
        cohong_war_rules rules = cohong_war_rules_default();
        rules.payoff = &payoff;
        cohong_model *model = model_of(world, "profit_shifting");
        cohong_war *war = nash(model, NULL, &rules);
        assert_true(war->largest_gain <= 1e-8);
        for (size_t n = 0; n < N; n++) {
            double gain = best_push(model, war, lobby, n, &draws);
            if (!(gain <= 1e-11)) fail_msg("seed %d: a push gains %g", (int)seed, gain);
        }
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
        free(ones);
        free(lobby);
    }
}

/* One country after the other, each the best response to the others' latest, ends where all at once does. */
static void sequential_ends_there_too(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    cohong_war_rules rules = uncertified();
    double worst = 0;
    for (uint64_t seed = 21; seed <= 26; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = balanced_model(world);
        size_t N = world->country_count, cells = world->sector_count * N * N;
        double *tariff = test_doubles(cells), moved = 1;
        memcpy(tariff, world->tariff, cells * sizeof *tariff);
        for (size_t round = 0; round < 60 && moved > 1e-8; round++) {
            moved = 0;
            for (size_t n = 0; n < N; n++) {
                cohong_war *own = best_response(model, tariff, n, &rules);
                for (size_t at = 0; at < cells; at++) moved = fmax(moved, fabs(own->tariff[at] - tariff[at]));
                memcpy(tariff, own->tariff, cells * sizeof *tariff);
                cohong_war_free(own);
            }
        }
        cohong_war *war = nash(model, NULL, &rules);
        for (size_t at = 0; at < cells; at++) worst = fmax(worst, fabs(war->tariff[at] - tariff[at]));
        cohong_war_free(war);
        free(tariff);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-6);
}

/* In wild worlds (elasticities from 0.4 to 50) welfare has several peaks, and where nobody would take a step need not be an
 * equilibrium: the answer then says that it is none. */
static void the_certificate_decides(void **state)
{
    (void)state;
    size_t converged = 0;
    for (uint64_t seed = 2; seed <= 12; seed++) {
        cohong_world *world = random_world(seed, &WILD_WORLD);
        cohong_model *model = balanced_model(world);
        cohong_war *war;
        cohong_error error = { 0 };
        must(cohong_nash(model, NULL, NULL, &war, &error), &error);
        if (war->outcome == COHONG_CONVERGED) {
            converged++;
            assert_true(war->largest_gain <= 1e-8);
            assert_int_equal(war->searches, 2 * world->country_count);
            assert_string_equal(war->why, "");
        } else {
            assert_true(isnan(war->largest_gain) || war->largest_gain > 1e-8);
            assert_true(isnan(war->largest_gain) || strstr(war->why, "of its income by going elsewhere") != NULL);
            assert_true(war->why[0] != '\0');
        }
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("%zu of 11 have an equilibrium that was found\n", converged);
    assert_true(converged >= 6);
}

/* ---- constraints */

static void one_tariff_for_all_exporters(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    for (uint64_t seed = 1; seed <= 8; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = balanced_model(world);
        size_t N = world->country_count;
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_war *free_hand = best_response(model, world->tariff, 0, &rules);
        rules.most_favoured_nation = true;
        cohong_war *equal = best_response(model, world->tariff, 0, &rules);
        assert_true(equal->free_count <= world->sector_count);
        assert_true(equal->largest_gain <= 1e-8);
        assert_true(equal->welfare[0] <= free_hand->welfare[0] + 1e-12);
        for (size_t j = 0; j < world->sector_count; j++) {
            double common = NAN;
            for (size_t i = 1; i < N; i++) {
                size_t at = j * N * N + i;
                if (cohong_model_base(model)->trade[at] == 0) continue;
                if (isnan(common)) common = equal->tariff[at];
                assert_true(equal->tariff[at] == common);
            }
        }
        cohong_war_free(free_hand), cohong_war_free(equal);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

static void others_and_services_keep_theirs(void **state)
{
    (void)state;
    cohong_world *world = symmetric_world(4, 3);
    world->sectors[1].kind = COHONG_SERVICES;
    cohong_model *model = balanced_model(world);
    bool player[4] = { true, false, true, false };
    cohong_war_rules rules = cohong_war_rules_default();
    rules.player = player;
    rules.goods_only = true;
    cohong_war *war = nash(model, NULL, &rules);
    assert_int_equal(war->free_count, 2 * 2 * 3);
    for (size_t at = 0; at < 3 * 4 * 4; at++) {
        bool sets = player[at / 4 % 4] && at % 4 != at / 4 % 4 && at / 16 != 1;
        assert_true(sets ? war->tariff[at] > 0.05 : war->tariff[at] == 0);
    }
    assert_true(isnan(war->median[1]) && isnan(war->gain[1]) && !isnan(war->gain[0]));
    cohong_war_free(war);
    cohong_model_free(model);
    cohong_world_free(world);
}

/* Where all would go further than they may, all end on the bound, and the answer says so. */
static void corners_are_counted(void **state)
{
    (void)state;
    cohong_world *world = symmetric_world(3, 2);
    cohong_model *model = balanced_model(world);
    cohong_war_rules rules = cohong_war_rules_default();
    rules.most = 0.02;
    cohong_war *war = nash(model, NULL, &rules);
    assert_int_equal(war->free_count, 2 * 3 * 2);
    assert_int_equal(war->most_count, war->free_count);
    assert_int_equal(war->least_count, 0);
    assert_true(war->largest_gain <= 1e-8);
    for (size_t at = 0; at < 2 * 3 * 3; at++) assert_true(war->tariff[at] == (at % 3 == at / 3 % 3 ? 0 : 0.02));
    cohong_war_free(war);
    cohong_model_free(model);
    cohong_world_free(world);
}

/* ---- bad input */

static void refuses(const cohong_world *world, const char *deficits, const cohong_war_rules *rules,
                    cohong_status expected, const char *words)
{
    cohong_settings settings = cohong_settings_default();
    cohong_model *model;
    cohong_war *war;
    cohong_error error = { 0 };
    settings.deficits = deficits;
    must(cohong_model_new(world, &settings, &model, &error), &error);
    assert_int_equal(cohong_nash(model, NULL, rules, &war, &error), expected);
    assert_null(war);
    if (strstr(error.message, words) == NULL) fail_msg("\"%s\" is not in: %s", words, error.message);
    assert_int_equal(cohong_nash(model, NULL, rules, &war, NULL), expected);
    cohong_model_free(model);
}

static void bad_input(void **state)
{
    (void)state;
    world_kind kind = MODERATE_WORLD;
    kind.most_deficit = 0.2;
    cohong_world *world = random_world(5, &kind), *alike = symmetric_world(3, 2);
    cohong_war_rules rules = cohong_war_rules_default();
    refuses(world, "fixed", &rules, COHONG_UNSUPPORTED, "deficits = \"zero\"");
    rules.most = -0.1;
    refuses(alike, "zero", &rules, COHONG_OUT_OF_DOMAIN, "outside the bounds");
    rules.least = -1;
    refuses(alike, "zero", &rules, COHONG_OUT_OF_DOMAIN, "-1 < least");
    rules = cohong_war_rules_default();
    rules.goods_only = true;
    alike->sectors[1].kind = COHONG_KIND_UNKNOWN;
    refuses(alike, "zero", &rules, COHONG_INCOMPLETE, "goods or services");
    alike->sectors[0].kind = alike->sectors[1].kind = COHONG_SERVICES;
    refuses(alike, "zero", &rules, COHONG_INCOMPLETE, "no player");
    cohong_model *model = balanced_model(alike);
    cohong_war *war;
    assert_int_equal(cohong_best_response(model, NULL, 3, NULL, &war, NULL), COHONG_UNKNOWN_NAME);
    cohong_model_free(model);
    cohong_world_free(world);
    cohong_world_free(alike);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_countries_one_sector),
        cmocka_unit_test(small_open_economy),
        cmocka_unit_test(symmetric_countries),
        cmocka_unit_test(relabelling_and_units),
        cmocka_unit_test(no_push_helps),
        cmocka_unit_test(inelastic_sectors),
        cmocka_unit_test(no_push_helps_lobbies),
        cmocka_unit_test(sequential_ends_there_too),
        cmocka_unit_test(the_certificate_decides),
        cmocka_unit_test(one_tariff_for_all_exporters),
        cmocka_unit_test(others_and_services_keep_theirs),
        cmocka_unit_test(corners_are_counted),
        cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
