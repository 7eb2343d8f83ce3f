/* Eight draws at once against one at a time: the same equilibria, and bits that depend on a lane's own draw alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/batch.h"
#include "model/economy.h"

#include <cmocka.h>

#include "checker.h"
#include "random_world.h"

enum { WORLDS = 60 };
static const char *const LABOUR[] = { "full", "elastic", "rigid", "rigid_down" };
static const char *const DEFICITS[] = { "fixed", "zero", "own_gdp", "world_gdp" };

/* A model whose base is its own world: the base that another model of the same world was re-solved to. */
static cohong_model *balanced_model(uint64_t seed, const char *instructions, cohong_world **world)
{
    cohong_world *raw = random_world(seed, &MODERATE_WORLD);
    cohong_settings settings = cohong_settings_default();
    cohong_model *first, *model;
    settings.labour = LABOUR[seed % 4];
    settings.deficits = DEFICITS[seed / 4 % 4];
    settings.labour_elasticity = 0.7;
    settings.tolerance = 1e-12;
    settings.instructions = instructions;
    assert_int_equal(cohong_model_new(raw, &settings, &first, NULL), COHONG_OK);
    assert_int_equal(cohong_world_copy(cohong_model_base(first), world, NULL), COHONG_OK);
    cohong_model_free(first);
    cohong_world_free(raw);
    assert_int_equal(cohong_model_new(*world, &settings, &model, NULL), COHONG_OK);
    return model;
}

/* What a lane is given: elasticities and a shock, of which some cells are the draw's own. */
typedef struct drawn {
    double *theta;
    random_shock shock;
    batch_draw draw;
} drawn;

/* The common shock outside the free cells, a shock of its own in them. */
static drawn draw_new(uint64_t seed, const cohong_world *w, const cohong_shock *common, const bool *free_cells)
{
    drawn d = { .theta = test_doubles(w->sector_count), .shock = random_shock_new(seed, &MODERATE_SHOCK, w) };
    random_draws draws = { seed };
    size_t cells = w->sector_count * w->country_count * w->country_count;
    for (size_t j = 0; j < w->sector_count; j++) d.theta[j] = w->theta[j] * draw_log_uniform(&draws, 0.7, 1.4);
    for (size_t k = 0; k < cells; k++) {
        if (free_cells[k]) continue;
        d.shock.tariff[k] = common->tariff[k];
        d.shock.trade_cost_hat[k] = common->trade_cost_hat[k];
    }
    d.draw = (batch_draw){ d.theta, draw_uniform(&draws, 0, 2), d.shock.shock };
    return d;
}

static void draw_free(drawn *d)
{
    free(d->theta);
    random_shock_free(&d->shock);
}

typedef struct setting {
    cohong_world *world;
    cohong_model *model;
    random_shock common;
    bool *free_cells;
    drawn draws[BATCH_LANES];
    batch *lanes;
    cohong_solution *solution;
} setting;

static setting setting_new(uint64_t seed, const char *instructions)
{
    setting s = { 0 };
    s.model = balanced_model(seed, instructions, &s.world);
    s.common = random_shock_new(1000 + seed, &MODERATE_SHOCK, s.world);
    size_t cells = s.world->sector_count * s.world->country_count * s.world->country_count;
    random_draws draws = { seed };
    s.free_cells = calloc(cells, sizeof *s.free_cells);
    for (size_t k = 0; k < cells; k++) {
        s.free_cells[k] = draw_chance(&draws, 0.3);
        if (draw_chance(&draws, 0.5)) s.common.tariff[k] = s.world->tariff[k], s.common.trade_cost_hat[k] = 1;
    }
    for (size_t k = 0; k < BATCH_LANES; k++)
        s.draws[k] = draw_new(seed * 8 + k, s.world, &s.common.shock, s.free_cells);
    assert_true(batch_serves(s.model));
    assert_int_equal(batch_new(s.model, &s.common.shock, s.free_cells, &s.lanes, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(s.model, true, &s.solution, NULL), COHONG_OK);
    return s;
}

static void setting_free(setting *s)
{
    cohong_solution_free(s->solution);
    batch_free(s->lanes);
    for (size_t k = 0; k < BATCH_LANES; k++) draw_free(&s->draws[k]);
    free(s->free_cells);
    random_shock_free(&s->common);
    cohong_model_free(s->model);
    cohong_world_free(s->world);
}

/* Puts the lanes whose bit is set, and solves. */
static void solve(setting *s, unsigned lanes)
{
    batch_begin(s->lanes);
    for (size_t k = 0; k < BATCH_LANES; k++)
        if (lanes >> k & 1) assert_true(batch_set(s->lanes, k, &s->draws[k].draw));
    batch_solve(s->lanes);
}

/* The independent checker holds every equation of every lane, and the solver for one comes to the same welfare. */
static void lanes_are_equilibria(void **state)
{
    (void)state;
    size_t taken = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        setting s = setting_new(seed, "auto");
        cohong_solution *alone;
        assert_int_equal(cohong_solution_new(s.model, true, &alone, NULL), COHONG_OK);
        solve(&s, 0xff);
        for (size_t k = 0; k < BATCH_LANES; k++) {
            const batch_draw *d = &s.draws[k].draw;
            model_change(s.model, d->theta, d->labour_elasticity);
            assert_int_equal(cohong_model_solve(s.model, &d->shock, alone, NULL), COHONG_OK);
            if (!batch_take(s.lanes, k, s.solution)) continue;
            taken++;
            cohong_case one = { s.model, &d->shock, alone }, lane = { s.model, &d->shock, s.solution };
            cohong_settings settings = *cohong_model_settings(s.model);
            assert_solution(cohong_model_base(s.model), &d->shock, &settings, s.solution, 1e-9);
            for (size_t n = 0; n < s.world->country_count; n++) {
                double a = cohong_measure_find("welfare")->of(&one, n),
                       b = cohong_measure_find("welfare")->of(&lane, n);
                if (!(fabs(a - b) < 1e-9)) fail_msg("seed %d lane %d: %g, %g", (int)seed, (int)k, a, b);
            }
        }
        cohong_solution_free(alone);
        setting_free(&s);
    }
    assert_true(taken > WORLDS * BATCH_LANES * 9 / 10);
}

static void keep(const setting *s, size_t lane, double *to)
{
    size_t N = s->world->country_count, J = s->world->sector_count;
    bool there = batch_take(s->lanes, lane, s->solution);
    *to++ = there;
    if (!there) return;
    memcpy(to, s->solution->income, N * sizeof *to);
    memcpy(to + N, s->solution->price_hat, J * N * sizeof *to);
    memcpy(to + N + J * N, s->solution->trade, J * N * N * sizeof *to);
}

/* Whoever else is in the batch, and whatever it solved before. */
static void mates_do_not_matter(void **state)
{
    (void)state;
    static const unsigned COMPANIES[] = { 0x04, 0x0c, 0xf4, 0x55, 0xff };
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        setting s = setting_new(seed, "auto");
        size_t N = s.world->country_count, J = s.world->sector_count, length = 1 + N + J * N + J * N * N;
        double *first = test_doubles(length), *now = test_doubles(length);
        for (size_t c = 0; c < sizeof COMPANIES / sizeof *COMPANIES; c++) {
            solve(&s, COMPANIES[c]);
            keep(&s, 2, c == 0 ? first : now);
            if (c > 0) assert_memory_equal(first, now, length * sizeof *now);
        }
        free(first);
        free(now);
        setting_free(&s);
    }
}

/* Every instruction set that this machine has, against one double at a time. */
static void instructions_do_not_matter(void **state)
{
    (void)state;
    static const char *const SETS[] = { "reference", "baseline", "avx2", "avx512" };
    for (uint64_t seed = 1; seed <= 16; seed++) {
        double *first = NULL, *now = NULL;
        for (size_t k = 0; k < sizeof SETS / sizeof *SETS; k++) {
            if (kernels_find(SETS[k]) == NULL) continue;
            setting s = setting_new(seed, SETS[k]);
            size_t N = s.world->country_count, J = s.world->sector_count, length = 1 + N + J * N + J * N * N;
            if (first == NULL) first = test_doubles(8 * length), now = test_doubles(8 * length);
            solve(&s, 0xff);
            for (size_t lane = 0; lane < BATCH_LANES; lane++) keep(&s, lane, (k == 0 ? first : now) + lane * length);
            if (k > 0) assert_memory_equal(first, now, 8 * length * sizeof *now);
            setting_free(&s);
        }
        free(first);
        free(now);
    }
}

/* A draw outside the domain is not taken, and leaves the others as they are. */
static void refused(void **state)
{
    (void)state;
    setting s = setting_new(3, "auto");
    size_t N = s.world->country_count, J = s.world->sector_count, length = 1 + N + J * N + J * N * N;
    double *first = test_doubles(length), *now = test_doubles(length), bad = s.draws[5].theta[0];
    solve(&s, 0xff);
    keep(&s, 4, first);
    s.draws[5].theta[0] = -1;
    batch_begin(s.lanes);
    for (size_t k = 0; k < BATCH_LANES; k++) assert_true(batch_set(s.lanes, k, &s.draws[k].draw) == (k != 5));
    batch_solve(s.lanes);
    keep(&s, 4, now);
    assert_memory_equal(first, now, length * sizeof *now);
    assert_false(batch_take(s.lanes, 5, s.solution));
    s.draws[5].theta[0] = bad;
    free(first);
    free(now);
    setting_free(&s);
}

/* What a batch does not serve. */
static void serves(void **state)
{
    (void)state;
    cohong_world *w = random_world(1, &MODERATE_WORLD);
    const char *const structures[] = { "perfect_competition", "krugman", "perfect_competition", "profit_shifting" };
    for (size_t k = 0; k < 4; k++) {
        cohong_settings settings = cohong_settings_default();
        cohong_model *model;
        settings.structure = structures[k];
        settings.labour = k == 2 ? "sector_specific" : "full";
        assert_int_equal(cohong_model_new(w, &settings, &model, NULL), COHONG_OK);
        assert_true(batch_serves(model) == (k == 0));
        cohong_model_free(model);
    }
    cohong_world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_are_equilibria),
        cmocka_unit_test(mates_do_not_matter),
        cmocka_unit_test(instructions_do_not_matter),
        cmocka_unit_test(refused),
        cmocka_unit_test(serves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
