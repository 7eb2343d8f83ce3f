/* Worlds so large that sums of trade are read in single precision between anchors (src/model/solve.c): the equilibria are as exact as
 * those of small worlds, whatever the tolerance, and the same bits on every instruction set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/economy.h"

#include <cmocka.h>

#include "checker.h"
#include "random_world.h"

/* Not a multiple of eight countries, so that there is padding. */
static const world_kind LARGE_WORLD = { 387, 391, 8, 8, 2, 12, 0.3, 0.5, 0.4, 0.9, 0.02, 30, 300, true };
static const world_kind STEEP_WORLD = { 387, 391, 8, 8, 15, 50, 0.3, 0.5, 0.4, 0.9, 0.02, 30, 300, true };

typedef struct large {
    cohong_world *world;
    random_shock shock;
} large;

static large large_new(uint64_t seed, const world_kind *kind, const shock_kind *shocks)
{
    large l = { .world = random_world(seed, kind) };
    l.shock = random_shock_new(seed, shocks, l.world);
    return l;
}

static void large_free(large *l)
{
    random_shock_free(&l->shock);
    cohong_world_free(l->world);
}

static cohong_settings settings_of(const char *structure, double tolerance)
{
    cohong_settings settings = cohong_settings_default();
    settings.structure = structure;
    settings.tolerance = tolerance;
    settings.deficits = "own_gdp";
    return settings;
}

/* Solves and checks; the caller frees both. */
static cohong_solution *solve(const large *l, const cohong_settings *settings, cohong_model **model)
{
    cohong_solution *s;
    assert_int_equal(cohong_model_new(l->world, settings, model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(*model, true, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(*model, &l->shock.shock, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_CONVERGED);
    return s;
}

static void equations_hold(void **state)
{
    (void)state;
    static const double TOLERANCES[] = { 1e-10, 1e-12 };
    for (uint64_t seed = 1; seed <= 2; seed++) {
        large l = large_new(seed, &LARGE_WORLD, &MODERATE_SHOCK);
        cohong_settings settings = settings_of("perfect_competition", TOLERANCES[seed - 1]);
        cohong_model *model;
        cohong_solution *s = solve(&l, &settings, &model);
        assert_true(model->single_serves);
        assert_true(s->residual <= settings.tolerance);
        assert_solution(cohong_model_base(model), &l.shock.shock, &settings, s, 10 * settings.tolerance);
        cohong_solution_free(s);
        cohong_model_free(model);
        large_free(&l);
    }
}

/* Costs that take shares out of the range of single precision, and structures that make A of other powers. */
static void double_precision_where_single_does_not_serve(void **state)
{
    (void)state;
    large l = large_new(3, &STEEP_WORLD, &ICEBERG_SHOCK);
    cohong_settings settings = settings_of("perfect_competition", 1e-10);
    l.shock.trade_cost_hat[1] = 1000;
    cohong_model *model;
    cohong_solution *s = solve(&l, &settings, &model);
    assert_false(model->single_serves);
    assert_solution(cohong_model_base(model), &l.shock.shock, &settings, s, 1e-9);
    cohong_solution_free(s);
    cohong_model_free(model);
    large_free(&l);
}

static void same_bits(void **state)
{
    (void)state;
    static const char *const SETS[] = { "baseline", "avx2", "avx512" };
    large l = large_new(4, &LARGE_WORLD, &MODERATE_SHOCK);
    cohong_settings settings = settings_of("perfect_competition", 1e-10);
    settings.instructions = "reference";
    cohong_model *plain_model;
    cohong_solution *plain = solve(&l, &settings, &plain_model);
    size_t cells = l.world->country_count * l.world->sector_count;
    for (size_t k = 0; k < sizeof SETS / sizeof *SETS; k++) {
        if (kernels_find(SETS[k]) == NULL) continue;
        settings.instructions = SETS[k];
        cohong_model *model;
        cohong_solution *s = solve(&l, &settings, &model);
        assert_int_equal(s->iterations, plain->iterations);
        assert_memory_equal(s->price_hat, plain->price_hat, cells * sizeof(double));
        assert_memory_equal(s->output, plain->output, cells * sizeof(double));
        assert_memory_equal(s->trade, plain->trade, cells * l.world->country_count * sizeof(double));
        cohong_solution_free(s);
        cohong_model_free(model);
    }
    cohong_solution_free(plain);
    cohong_model_free(plain_model);
    large_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equations_hold),
        cmocka_unit_test(double_precision_where_single_does_not_serve),
        cmocka_unit_test(same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
