/* Ways to an equilibrium: all players at once and in turn, from other starts, on any number of threads.
 * Labels: threads */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "random_world.h"

/* A random world whose countries buy much at home, and its model. */
typedef struct arena_of_war {
    cohong_world *world;
    cohong_model *model;
    size_t cells;
} arena_of_war;

static arena_of_war arena_new(uint64_t seed)
{
    world_kind kind = MODERATE_WORLD;
    cohong_settings settings = cohong_settings_default();
    cohong_error error = { 0 };
    arena_of_war a;
    kind.least_countries = 3;
    kind.most_countries = 5;
    kind.most_sectors = 4;
    settings.deficits = "zero";
    settings.tolerance = 1e-12;
    a.world = random_world(seed, &kind);
    a.cells = a.world->sector_count * a.world->country_count * a.world->country_count;
    if (cohong_model_new(a.world, &settings, &a.model, &error) != COHONG_OK) fail_msg("%s", error.message);
    return a;
}

static void arena_free_all(arena_of_war *a)
{
    cohong_model_free(a->model);
    cohong_world_free(a->world);
}

static cohong_war *nash(const arena_of_war *a, const double *start, const cohong_war_rules *rules)
{
    cohong_war *war;
    cohong_error error = { 0 };
    cohong_shock shock = { .tariff = start };
    if (cohong_nash(a->model, &shock, rules, &war, &error) != COHONG_OK) fail_msg("%s", error.message);
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s", war->why);
    return war;
}

/* Of tariffs on flows that are there: on others the start's stay. */
static double gap_between(const arena_of_war *a, const cohong_war *one, const cohong_war *two)
{
    double gap = 0;
    for (size_t at = 0; at < a->cells; at++)
        if (a->world->trade[at] > 0) gap = fmax(gap, fabs(one->tariff[at] - two->tariff[at]));
    return gap;
}

/* Two methods that share nothing but a player's own steps. */
static void in_turn_or_all_at_once(void **state)
{
    (void)state;
    double worst = 0;
    for (uint64_t seed = 31; seed <= 42; seed++) {
        arena_of_war a = arena_new(seed);
        cohong_war_rules rules = cohong_war_rules_default();
        rules.most_favoured_nation = seed % 3 == 0;
        cohong_war *at_once = nash(&a, a.world->tariff, &rules);
        rules.method = COHONG_SEQUENTIAL;
        cohong_war *in_turn = nash(&a, a.world->tariff, &rules);
        assert_true(in_turn->largest_gain <= 1e-8 && in_turn->searches == at_once->searches);
        assert_true(in_turn->step <= 1e-6);
        worst = fmax(worst, gap_between(&a, at_once, in_turn));
        cohong_war_free(at_once), cohong_war_free(in_turn);
        arena_free_all(&a);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-6);
}

/* From tariffs of the data, from free trade and from tariffs drawn up to 100 %. */
static void from_other_starts(void **state)
{
    (void)state;
    double worst = 0;
    for (uint64_t seed = 51; seed <= 60; seed++) {
        arena_of_war a = arena_new(seed);
        random_draws draws = { seed };
        size_t N = a.world->country_count;
        double *start = test_doubles(a.cells);
        cohong_war_rules rules = cohong_war_rules_default();
        cohong_war *first = nash(&a, a.world->tariff, &rules);
        for (size_t k = 0; k < 3; k++) {
            for (size_t at = 0; at < a.cells; at++)
                start[at] = k == 0 || at % N == at / N % N ? 0 : draw_uniform(&draws, 0, 1);
            cohong_war *other = nash(&a, start, &rules);
            worst = fmax(worst, gap_between(&a, first, other));
            cohong_war_free(other);
        }
        cohong_war_free(first);
        free(start);
        arena_free_all(&a);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-6);
}

/* Everything that is answered, bit by bit. */
static void assert_same(const arena_of_war *a, const cohong_war *one, const cohong_war *two)
{
    size_t N = a->world->country_count;
    assert_memory_equal(one->tariff, two->tariff, a->cells * sizeof *one->tariff);
    assert_memory_equal(one->welfare, two->welfare, N * sizeof *one->welfare);
    assert_memory_equal(one->gain, two->gain, N * sizeof *one->gain);
    assert_memory_equal(one->solution->trade, two->solution->trade, a->cells * sizeof *one->solution->trade);
    assert_int_equal(one->iterations, two->iterations);
    assert_int_equal(one->solves, two->solves);
    assert_int_equal(one->adjoints, two->adjoints);
    assert_int_equal(one->searches, two->searches);
}

static void same_bits_on_any_threads(void **state)
{
    (void)state;
    static const size_t THREADS[] = { 2, 3, 16 };
    for (uint64_t seed = 61; seed <= 64; seed++) {
        arena_of_war a = arena_new(seed);
        cohong_war_rules rules = cohong_war_rules_default();
        rules.method = seed == 64 ? COHONG_SEQUENTIAL : COHONG_SIMULTANEOUS;
        rules.starts = 3;
        cohong_war *one = nash(&a, a.world->tariff, &rules);
        for (size_t k = 0; k < sizeof THREADS / sizeof *THREADS; k++) {
            rules.threads = THREADS[k];
            cohong_war *other = nash(&a, a.world->tariff, &rules);
            assert_same(&a, one, other);
            cohong_war_free(other);
        }
        cohong_war_free(one);
        arena_free_all(&a);
    }
}

/* Calls are counted without a lock: no two come at a time. */
typedef struct counter {
    size_t calls, stop_after;
} counter;

static bool count(void *context, size_t iterations, double step)
{
    counter *of = context;
    (void)iterations;
    assert_true(step >= 0);
    return ++of->calls <= of->stop_after;
}

static void threads_tell_and_stop(void **state)
{
    (void)state;
    arena_of_war a = arena_new(71);
    counter of = { .stop_after = SIZE_MAX };
    cohong_war_rules rules = cohong_war_rules_default();
    cohong_error error = { 0 };
    cohong_war *war;
    rules.threads = 4;
    rules.progress = count;
    rules.context = &of;
    cohong_war_free(nash(&a, a.world->tariff, &rules));
    size_t all = of.calls;
    of = (counter){ .stop_after = all - 1 };
    assert_int_equal(cohong_nash(a.model, NULL, &rules, &war, &error), COHONG_STOPPED);
    assert_null(war);
    arena_free_all(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_turn_or_all_at_once),
        cmocka_unit_test(from_other_starts),
        cmocka_unit_test(same_bits_on_any_threads),
        cmocka_unit_test(threads_tell_and_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
