/* Tariffs that countries agree on: closed forms of efficiency, symmetry, who gains, and that no small change is better. */
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

static cohong_treaty *cooperate(cohong_model *model, const double *tariff, const cohong_bargain_terms *terms)
{
    cohong_treaty *treaty;
    cohong_error error = { 0 };
    cohong_shock start = { .tariff = tariff };
    must(cohong_cooperate(model, tariff != NULL ? &start : NULL, terms, NULL, &treaty, &error), &error);
    if (treaty->outcome != COHONG_CONVERGED) fail_msg("%s: %s", cohong_bargain_name(terms->kind), treaty->why);
    return treaty;
}

static cohong_war *nash(cohong_model *model)
{
    cohong_war_rules rules = cohong_war_rules_default();
    cohong_war *war;
    cohong_error error = { 0 };
    rules.starts = 0;
    must(cohong_nash(model, NULL, &rules, &war, &error), &error);
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s", war->why);
    return war;
}

static world_kind small_kind(void)
{
    world_kind kind = MODERATE_WORLD;
    kind.least_countries = 2, kind.most_countries = 4;
    kind.most_sectors = 3;
    kind.most_zeros = 0;
    return kind;
}

/* Without any distortion but tariffs, tariffs are efficient exactly when every buyer sees the ratios of one set of world prices: 1 + t(j,n,i)
 * = a(n)/a(i) for all sectors j, whatever the a, which only move income between countries. So around every circle of countries
 * the factors 1 + t multiply to 1. Answers the largest gap from that. */
static double inefficiency(const cohong_world *world, const double *tariff)
{
    size_t N = world->country_count;
    double worst = 0;
    for (size_t j = 0; j < world->sector_count; j++)
        for (size_t n = 0; n < N; n++)
            for (size_t i = 0; i < N; i++) {
                if (i == n || n == 0 || i == 0) continue;
                double a_n = 1 + tariff[n * N], a_i = 1 + tariff[i * N]; /* a(0) = 1 */
                worst = fmax(worst, fabs((1 + tariff[(j * N + n) * N + i]) * a_i / a_n - 1));
            }
    for (size_t at = 0; at < world->sector_count * N * N; at++)
        if (at % N == 0 && at / N % N != 0)
            worst = fmax(worst, fabs((1 + tariff[at]) / (1 + tariff[at / N % N * N]) - 1));
        else if (at / N % N == 0 && at % N != 0)
            worst = fmax(worst, fabs((1 + tariff[at]) * (1 + tariff[at % N * N]) - 1));
    return worst;
}

/* A world whose base has no tariffs, weighted by the base's incomes: free trade, from whatever tariffs the search begins. */
static void free_trade_is_efficient(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    kind.most_tariff = 0;
    double worst = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        size_t N = world->country_count, cells = world->sector_count * N * N;
        double *tariff = test_doubles(cells);
        for (size_t at = 0; at < cells; at++) tariff[at] = at % N == at / N % N ? 0 : 0.01 * (double)(at * 7 % 23);
        cohong_treaty *treaty = cooperate(model, tariff, &(cohong_bargain_terms){ .kind = COHONG_EFFICIENT });
        for (size_t at = 0; at < cells; at++) worst = fmax(worst, fabs(treaty->tariff[at]));
        cohong_treaty_free(treaty);
        free(tariff);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("largest tariff %.2e\n", worst);
    assert_true(worst <= 1e-7);
}

/* Weights far from incomes: at the prices that all buyers see, those of country n over a(n), the parts of final spending
 * are the weights, since each cares for the logarithm of what it consumes. */
static void weights_are_parts_of_spending(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    double worst = 0, worst_part = 0, largest = 0;
    size_t inside = 0, found = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        size_t N = world->country_count;
        double weight[8], sum = 0, spent[8], all = 0;
        const double *income = cohong_model_base_accounts(model)->income;
        for (size_t n = 0; n < N; n++) sum += weight[n] = income[n] * pow(1.2, (double)((n + seed) % 3));
        cohong_treaty *treaty;
        cohong_bargain_terms terms = { .weight = weight };
        must(cohong_cooperate(model, NULL, &terms, NULL, &treaty, NULL), NULL);
        found += treaty->outcome == COHONG_CONVERGED;
        for (size_t at = 0; at < world->sector_count * N * N; at++)
            largest = fmax(largest, fabs(log1p(treaty->tariff[at])));
        for (size_t n = 0; n < N; n++) {
            double a = n == 0 ? 1 : 1 + treaty->tariff[n * N];
            all += spent[n] = treaty->solution->income[n] / a;
        }
        bool free = treaty->outcome == COHONG_CONVERGED && treaty->least_count == 0 && treaty->most_count == 0;
        inside += free;
        if (free) worst = fmax(worst, inefficiency(world, treaty->tariff));
        for (size_t n = 0; free && n < N; n++)
            worst_part = fmax(worst_part, fabs(spent[n] / all * sum / weight[n] - 1));
        cohong_treaty_free(treaty);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("%zu of 20 found, %zu inside the bounds, worst gap %.2e, of spending %.2e; ln(1+t) up to %.2f\n",
                  found, inside, worst, worst_part, largest);
    assert_true(found >= 15 && inside >= 10);
    assert_true(worst <= 1e-6);
    assert_true(worst_part <= 1e-6);
}

/* From Nash tariffs, each kind: efficient by the closed form, nobody below the disagreement, and what the kind says of gains. */
static void bargains_from_war(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    double worst = 0;
    size_t iterations = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_war *war = nash(model);
        size_t N = world->country_count;
        double most[8];
        for (size_t taker = 0; taker < N; taker++) {
            cohong_bargain_terms terms = { .kind = COHONG_TAKES_ALL, .taker = taker };
            cohong_treaty *treaty = cooperate(model, war->tariff, &terms);
            worst = fmax(worst, inefficiency(world, treaty->tariff));
            iterations += treaty->iterations;
            most[taker] = treaty->gain[taker];
            assert_true(most[taker] > 0);
            for (size_t n = 0; n < N; n++)
                if (n != taker) assert_true(fabs(treaty->gain[n]) < 1e-8);
            cohong_treaty_free(treaty);
        }
        for (int which = COHONG_EQUAL_GAINS; which <= COHONG_NASH_BARGAIN; which++) {
            cohong_bargain_terms terms = { .kind = (cohong_bargain_kind)which };
            cohong_treaty *treaty = cooperate(model, war->tariff, &terms);
            double sum = 0;
            worst = fmax(worst, inefficiency(world, treaty->tariff));
            iterations += treaty->iterations;
            for (size_t n = 0; n < N; n++) {
                assert_true(treaty->gain[n] > 0 && treaty->gain[n] < most[n]);
                assert_true(treaty->weight[n] > 0);
                sum += treaty->weight[n];
                if (which == COHONG_EQUAL_GAINS) assert_true(fabs(treaty->gain[n] - treaty->gain[0]) < 1e-9);
            }
            assert_true(fabs(sum - 1) < 1e-12);
            /* Nash's condition: weight(n) W(n) proportional to W / (W - D) */
            for (size_t n = 1; which == COHONG_NASH_BARGAIN && n < N; n++) {
                double a = treaty->weight[n] * treaty->gain[n] / (1 + treaty->gain[n]);
                double b = treaty->weight[0] * treaty->gain[0] / (1 + treaty->gain[0]);
                assert_true(fabs(a / b - 1) < 1e-6);
            }
            cohong_treaty_free(treaty);
        }
        cohong_war_free(war);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e, %zu iterations\n", worst, iterations);
    assert_true(worst <= 1e-6);
}

/* Two countries alike: every bargain in which they are treated alike is free trade. */
static void alike_countries_trade_freely(void **state)
{
    (void)state;
    cohong_world *w;
    must(cohong_world_new(2, 1, false, &w, NULL), NULL);
    for (size_t n = 0; n < 2; n++) w->countries[n] = (cohong_country){ n == 0 ? "AAA" : "BBB", "a country" };
    w->sectors[0] = (cohong_sector){ "all", "All", COHONG_GOODS };
    w->theta[0] = 4;
    w->trade[0] = w->trade[3] = 70, w->trade[1] = w->trade[2] = 30;
    for (size_t n = 0; n < 2; n++) w->value_added_share[n] = w->final_share[n] = 1;
    cohong_model *model = model_of(w);
    double tariff[4] = { 0, 0.3, 0.3, 0 };
    for (int kind = COHONG_EFFICIENT; kind <= COHONG_NASH_BARGAIN; kind++) {
        cohong_treaty *treaty = cooperate(model, tariff, &(cohong_bargain_terms){ .kind = (cohong_bargain_kind)kind });
        assert_true(fabs(treaty->tariff[1]) < 1e-8 && fabs(treaty->tariff[2]) < 1e-8);
        cohong_treaty_free(treaty);
    }
    cohong_model_free(model);
    cohong_world_free(w);
}

/* The weighted sum of ln W under other tariffs, by a solve that knows no derivatives. */
static double sum_at(cohong_model *model, const cohong_treaty *treaty, const double *tariff, cohong_solution *solution)
{
    cohong_shock shock = { .tariff = tariff };
    cohong_case of = { model, &shock, solution };
    double sum = 0;
    must(cohong_model_solve(model, &shock, solution, NULL), NULL);
    for (size_t n = 0; n < cohong_model_base(model)->country_count; n++)
        if (!isnan(treaty->weight[n])) sum += treaty->weight[n] * log1p(cohong_measure_find("welfare")->of(&of, n));
    return sum;
}

/* With fewer parties, services left alone, one tariff for all exporters or bounds: pushes that keep to the rules never help, and what is
 * not agreed on stays. */
static void no_push_helps(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    kind.least_countries = kind.most_countries = 4;
    random_draws draws = { 7 };
    for (uint64_t seed = 1; seed <= 16; seed++) {
        cohong_world *world = random_world(seed, &kind);
        world->sectors[0].kind = COHONG_GOODS;
        for (size_t j = 1; j < world->sector_count; j++) world->sectors[j].kind = COHONG_SERVICES;
        cohong_model *model = model_of(world);
        cohong_war_rules rules = cohong_war_rules_default();
        bool party[4] = { true, false, true, true }, equal = seed % 2 == 0, goods = seed % 4 < 2;
        cohong_bargain_terms terms = { .kind = seed % 3 == 0 ? COHONG_EFFICIENT : COHONG_EQUAL_GAINS,
                                       .party = party,
                                       .outsiders = seed % 5 == 0 };
        cohong_treaty *treaty;
        cohong_solution *solution;
        cohong_error error = { 0 };
        size_t cells = world->sector_count * 16;
        rules.most_favoured_nation = equal, rules.goods_only = goods;
        must(cohong_cooperate(model, NULL, &terms, &rules, &treaty, &error), &error);
        if (treaty->outcome != COHONG_CONVERGED) fail_msg("%d: %s", (int)seed, treaty->why);
        must(cohong_solution_new(model, true, &solution, NULL), NULL);
        double best = sum_at(model, treaty, treaty->tariff, solution);
        for (size_t push = 0; push < 20; push++) {
            double *tariff = test_doubles(cells);
            for (size_t row = 0; row < cells / 4; row++) {
                double common = draw_uniform(&draws, -0.02, 0.02);
                for (size_t i = 0; i < 4; i++) {
                    size_t n = row % 4, at = row * 4 + i;
                    bool agreed = n != i && party[n] && (terms.outsiders || party[i]) && (!goods || row < 4);
                    double own = draw_uniform(&draws, -0.02, 0.02);
                    tariff[at] = (1 + treaty->tariff[at]) * exp(agreed ? equal ? common : own : 0) - 1;
                    if (!agreed) tariff[at] = treaty->tariff[at];
                    if (!agreed) assert_true(treaty->tariff[at] == world->tariff[at]);
                }
            }
            assert_true(sum_at(model, treaty, tariff, solution) <= best + 1e-11);
            free(tariff);
        }
        cohong_solution_free(solution);
        cohong_treaty_free(treaty);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* ---- bad input */

static void refuses(cohong_model *model, cohong_bargain_terms terms, const cohong_war_rules *rules,
                    cohong_status expected, const char *words)
{
    cohong_treaty *treaty;
    cohong_error error = { 0 };
    assert_int_equal(cohong_cooperate(model, NULL, &terms, rules, &treaty, &error), expected);
    assert_null(treaty);
    if (strstr(error.message, words) == NULL) fail_msg("\"%s\" is not in: %s", words, error.message);
}

static void bad_input(void **state)
{
    (void)state;
    world_kind kind = small_kind();
    kind.least_countries = kind.most_countries = 4;
    kind.most_tariff = 0;
    cohong_world *world = random_world(3, &kind);
    cohong_model *model = model_of(world);
    bool alone[4] = { true }, two[4] = { true, true };
    double weights[4] = { 1, 0, 1, 1 };
    cohong_war_rules rules = cohong_war_rules_default();
    cohong_treaty *treaty;
    refuses(model, (cohong_bargain_terms){ .party = alone }, NULL, COHONG_INCOMPLETE, "two countries; found 1");
    refuses(model, (cohong_bargain_terms){ .weight = weights }, NULL, COHONG_OUT_OF_DOMAIN, "above 0");
    refuses(model, (cohong_bargain_terms){ .kind = COHONG_TAKES_ALL, .party = two, .taker = 3 }, NULL,
            COHONG_UNKNOWN_NAME, "has to be a party");
    rules.least = 0.1;
    refuses(model, (cohong_bargain_terms){ 0 }, &rules, COHONG_OUT_OF_DOMAIN, "outside the bounds");
    rules.least = -1;
    refuses(model, (cohong_bargain_terms){ 0 }, &rules, COHONG_OUT_OF_DOMAIN, "-1 < least");
    /* free trade is efficient already */
    must(cohong_cooperate(model, NULL, &(cohong_bargain_terms){ .kind = COHONG_NASH_BARGAIN }, NULL, &treaty, NULL),
         NULL);
    assert_int_equal(treaty->outcome, COHONG_LIMIT);
    assert_non_null(strstr(treaty->why, "nothing to bargain about"));
    cohong_treaty_free(treaty);
    cohong_model_free(model);
    cohong_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(free_trade_is_efficient), cmocka_unit_test(weights_are_parts_of_spending),
        cmocka_unit_test(bargains_from_war),       cmocka_unit_test(alike_countries_trade_freely),
        cmocka_unit_test(no_push_helps),           cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
