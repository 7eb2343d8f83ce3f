/* A caller's `progress` stops sweeps and games: the call answers COHONG_STOPPED and leaves nothing behind, wherever it is stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"

static const char SCENARIO[] = COHONG_SOURCE_DIR "/data/scenarios/us-china-2018-19.toml";
static const char SWEEP[] = COHONG_SOURCE_DIR "/data/sweeps/us-china-2018-19.toml";

/* Goes on `left` times. */
typedef struct patience {
    size_t left, calls;
} patience;

static bool wait_rows(void *context, size_t rows_done, size_t rows)
{
    patience *p = context;
    assert_true(rows_done > 0 && rows_done <= rows);
    return p->calls++ < p->left;
}

static bool wait_steps(void *context, size_t iterations, double step)
{
    patience *p = context;
    (void)iterations;
    assert_true(step >= 0);
    return p->calls++ < p->left;
}

static void a_sweep_stops_after_the_chunk(void **state)
{
    (void)state;
    cohong_sweep *sweep;
    assert_int_equal(cohong_sweep_read(SWEEP, COHONG_CACHE_OFF, &sweep, NULL), COHONG_OK);
    for (size_t threads = 1; threads <= 2; threads++) {
        patience p = { .left = 2 };
        cohong_sweep_work work = { .threads = threads, .progress = wait_rows, .context = &p };
        cohong_draws *draws;
        cohong_error error = { 0 };
        assert_int_equal(cohong_sweep_run(sweep, &work, &draws, &error), COHONG_STOPPED);
        assert_null(draws);
        assert_true(p.calls >= 3 && p.calls < 3 + threads);
        assert_non_null(strstr(error.message, "stopped after"));
    }
    cohong_sweep_free(sweep);
}

/* In the search itself and in the searches of the certificate, which come after it. */
static void a_game_stops_at_any_step(void **state)
{
    (void)state;
    cohong_scenario *s;
    cohong_model *model;
    cohong_war *war;
    cohong_error error = { 0 };
    assert_int_equal(cohong_scenario_read(SCENARIO, COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_settings_set(&s->settings, "deficits", "zero", NULL), COHONG_OK);
    assert_int_equal(cohong_model_new(s->world, &s->settings, &model, NULL), COHONG_OK);
    bool player[7] = { false };
    player[cohong_world_country(s->world, "USA")] = player[cohong_world_country(s->world, "CHN")] = true;
    patience all = { .left = SIZE_MAX };
    cohong_war_rules rules = cohong_war_rules_default();
    rules.player = player;
    rules.progress = wait_steps;
    rules.context = &all;
    assert_int_equal(cohong_nash(model, &s->shock, &rules, &war, &error), COHONG_OK);
    assert_int_equal(war->outcome, COHONG_CONVERGED);
    assert_true(all.calls > war->iterations); /* the certificate's searches report too */
    cohong_war_free(war);
    for (size_t left = 0; left < all.calls; left += 1 + all.calls / 7) {
        patience p = { .left = left };
        rules.context = &p;
        assert_int_equal(cohong_nash(model, &s->shock, &rules, &war, &error), COHONG_STOPPED);
        assert_null(war);
        assert_int_equal(p.calls, left + 1);
    }
    cohong_model_free(model);
    cohong_scenario_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_sweep_stops_after_the_chunk),
                                        cmocka_unit_test(a_game_stops_at_any_step) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
