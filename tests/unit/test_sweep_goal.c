/* Goal seek against closed forms: two alike countries with one sector, home share h, inputs 1 - gamma0, all of it both ways
 * (tests/validation/test_closed_forms.c derives them):
 *   iceberg d   W = Phi^(1/(theta gamma0)),  Phi = h + (1-h) d^-theta;  imports 100 (1-h) d^-theta / Phi
 *   tariff t    W = I/P with m = (1-h)(1+t)^-theta/Phi and so on */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jobs_case.h"

static const double H = 0.8, GAMMA0 = 0.6, THETA = 4, PERSONS = 1000;
static const double BOUND = 1e-8; /* of answers: the solver's 1e-10 over slopes that are not small */

static cohong_scenario scenario;

static int setup(void **state)
{
    (void)state;
    cohong_world *w = jobs_case_world(2, 1, 0, 1);
    for (size_t n = 0; n < 2; n++) {
        w->value_added_share[n] = GAMMA0;
        w->input_share[n] = 1 - GAMMA0;
        w->final_share[n] = 1;
        w->employment[n] = PERSONS;
        for (size_t i = 0; i < 2; i++) w->trade[n * 2 + i] = 100 * (i == n ? H : 1 - H);
    }
    memset(w->tariff, 0, 4 * sizeof *w->tariff);
    w->theta[0] = THETA;
    scenario = (cohong_scenario){ .title = "alike countries", .world = w, .settings = cohong_settings_default() };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cohong_world_free(scenario.world);
    return 0;
}

/* "NAME CODE" or with a partner. */
static const char *words(char to[96], const char *name, bool partner)
{
    const cohong_country *c = scenario.world->countries;
    snprintf(to, 96, "%s %.30s%s%.30s", name, c[0].code, partner ? " " : "", partner ? c[1].code : "");
    return to;
}

static cohong_goal goal_of(const char *vary, double from, double to, const char *measure, double target, size_t points)
{
    return (
        cohong_goal){ .vary = vary, .from = from, .to = to, .measure = measure, .target = target, .points = points };
}

static cohong_goal_answer *seek(cohong_goal goal)
{
    cohong_goal_answer *answer;
    cohong_error error = { 0 };
    if (cohong_solve_for(&scenario, &goal, &answer, &error) != COHONG_OK) fail_msg("%s", error.message);
    return answer;
}

static void expect_answer(cohong_goal goal, double expected)
{
    cohong_goal_answer *a = seek(goal);
    if (!a->found || !(fabs(a->value - expected) <= BOUND * fabs(expected)))
        fail_msg("%s: found %.17g, expected %.17g", goal.vary, a->value, expected);
    assert_true(fabs(a->measure - goal.target) <= 1e-9 * fmax(1, fabs(goal.target)));
    assert_true(a->crossings == 1 && a->low <= a->value && a->value <= a->high);
    cohong_goal_answer_free(a);
}

static double iceberg_welfare(double theta, double d)
{
    return pow(H + (1 - H) * pow(d, -theta), 1 / (theta * GAMMA0));
}

static double tariff_welfare(double t)
{
    double phi = H + (1 - H) * pow(1 + t, -THETA), m = (1 - H) * pow(1 + t, -THETA) / phi, tau = t / (1 + t);
    return (1 + m * tau / (GAMMA0 * (1 - m * tau))) * pow(phi, 1 / (THETA * GAMMA0));
}

static void iceberg_for_welfare(void **state)
{
    char w[96];
    (void)state;
    double phi = pow(1.05, THETA * GAMMA0), d = pow((phi - H) / (1 - H), -1 / THETA);
    expect_answer(goal_of("trade_cost * *", 0.5, 1.5, words(w, "welfare", false), 0.05, 0), d);
    expect_answer(goal_of("trade_cost  * * *", 1.5, 0.5, words(w, "real_wage", false), 0.05, 5), d);
}

static void iceberg_for_exports(void **state)
{
    const double m = 0.3; /* imports are 30 of 100: d^-theta = m h / ((1-h)(1-m)) */
    char w[96];
    (void)state;
    double d = pow(m * H / ((1 - H) * (1 - m)), -1 / THETA);
    expect_answer(goal_of("trade_cost * *", 0.5, 1.5, words(w, "exports", true), 100 * m, 0), d);
    expect_answer(goal_of("trade_cost * *", 0.5, 1.5, words(w, "imports", true), 100 * m, 0), d);
    expect_answer(goal_of("trade_cost * *", 0.5, 1.5, words(w, "imports", false), 100 * m, 0), d);
}

/* A rise counts from the benchmark: of exports, 100 (1-h) there; of welfare, a change, 0. */
static void a_rise_counts_from_the_benchmark(void **state)
{
    (void)state;
    char w[96];
    double d = 0.8, m = (1 - H) * pow(d, -THETA) / (H + (1 - H) * pow(d, -THETA)), before = 100 * (1 - H);
    cohong_goal goal = goal_of("trade_cost * *", 1, 0.5, words(w, "exports", true), 100 * m - before, 0);
    goal.rise = true;
    cohong_goal_answer *a = seek(goal);
    assert_true(a->found && fabs(a->value - d) < BOUND && fabs(a->base - before) < 1e-8);
    assert_true(fabs(a->target - 100 * m) < 1e-8);
    cohong_goal_answer_free(a);
    double welfare = iceberg_welfare(THETA, d) - 1;
    goal = goal_of("trade_cost * *", 1, 0.5, words(w, "welfare", false), welfare, 0);
    goal.rise = true;
    a = seek(goal);
    assert_true(a->found && fabs(a->value - d) < BOUND && fabs(a->base) < 1e-9);
    cohong_goal_answer_free(a);
}

static void tariff_for_welfare(void **state)
{
    char w[96];
    (void)state;
    expect_answer(goal_of("tariff * *", 0, 1, words(w, "welfare", false), tariff_welfare(0.37) - 1, 0), 0.37);
    expect_answer(goal_of("tariff_add * *", 0, 1, words(w, "welfare", false), tariff_welfare(0.37) - 1, 0), 0.37);
}

/* With a scenario's tariff of 0.5 on top of none: a factor or a part x of it is a tariff of x/2. */
static void parts_of_a_tariff(void **state)
{
    const double tariff[] = { 0, 0.5, 0.5, 0 };
    char w[96];
    (void)state;
    scenario.shock.tariff = tariff;
    expect_answer(goal_of("tariff_factor * *", 0, 2, words(w, "welfare", false), tariff_welfare(0.2) - 1, 0), 0.4);
    expect_answer(goal_of("tariff_change * *", 0, 2, words(w, "welfare", false), tariff_welfare(0.2) - 1, 0), 0.4);
    scenario.shock = (cohong_shock){ 0 };
}

static void theta_for_welfare(void **state)
{
    const double factor[] = { 1, 0.7, 0.7, 1 };
    char w[96];
    (void)state;
    scenario.shock.trade_cost_hat = factor;
    double target = iceberg_welfare(6.5, 0.7) - 1;
    expect_answer(goal_of("theta", 1, 12, words(w, "welfare", false), target, 0), 6.5);
    expect_answer(goal_of("theta_factor *", 0.25, 3, words(w, "welfare", false), target, 0), 6.5 / THETA);
    scenario.shock = (cohong_shock){ 0 };
}

/* Countries that grow alike keep their prices: L^ = W^phi, persons E (W^phi - 1). */
static void labour_elasticity_for_jobs(void **state)
{
    const double factor[] = { 1, 0.7, 0.7, 1 }, phi = 1.7;
    char w[96];
    (void)state;
    scenario.shock.trade_cost_hat = factor;
    scenario.settings.labour = "elastic";
    scenario.settings.labour_elasticity = 0.5;
    double target = PERSONS * (pow(iceberg_welfare(THETA, 0.7), phi) - 1);
    expect_answer(goal_of("labour_elasticity", 0, 5, words(w, "jobs_created", false), target, 0), phi);
    scenario.settings = cohong_settings_default();
    scenario.shock = (cohong_shock){ 0 };
}

/* Everyone x times as productive: real wages rise by x^(1/gamma0), whatever theta. */
static void productivity_for_real_wage(void **state)
{
    double technology[] = { pow(1.2, THETA), pow(1.2, THETA) };
    char w[96];
    (void)state;
    expect_answer(goal_of("productivity *", 0.9, 1.5, words(w, "real_wage", false), pow(1.3, 1 / GAMMA0) - 1, 0), 1.3);
    scenario.shock.technology_hat = technology;
    cohong_goal_answer *a = seek(goal_of("theta *", 2, 8, words(w, "real_wage", false), 5, 5));
    assert_false(a->found);
    for (size_t k = 0; k < a->curve_count; k++)
        assert_true(fabs(a->curve[k].measure - (pow(1.2, 1 / GAMMA0) - 1)) < 1e-9);
    cohong_goal_answer_free(a);
    scenario.shock = (cohong_shock){ 0 };
}

/* Tariffs both ways only cost: nothing reaches a gain, and the nearest value is no tariff. */
static void no_value_reaches_it(void **state)
{
    char w[96];
    (void)state;
    cohong_goal_answer *a = seek(goal_of("tariff * *", 0, 1, words(w, "welfare", false), 0.5, 21));
    assert_false(a->found);
    assert_true(isnan(a->value) && a->crossings == 0);
    assert_int_equal(a->curve_count, 21);
    for (size_t k = 0; k < a->curve_count; k++) {
        assert_true(a->curve[k].value == (double)k / 20);
        assert_true(fabs(a->curve[k].measure - (tariff_welfare((double)k / 20) - 1)) < 1e-9);
        assert_null(a->curve[k].why);
    }
    assert_true(a->nearest_value < 1e-4 && fabs(a->nearest_measure) < 1e-9); /* the best is flat at 0 */
    cohong_goal_answer_free(a);
}

/* A tariff of one country alone first gains, then costs. The best one is 1/(theta s), s the share of its output that the other
 * country sells at home (no inputs); a target just below the best is reached on both sides of it, between two points of the
 * curve. */
static void best_tariff_between_points(void **state)
{
    char w[96], vary[96];
    cohong_world *world = scenario.world;
    (void)state;
    for (size_t n = 0; n < 2; n++) world->value_added_share[n] = 1, world->input_share[n] = 0;
    cohong_goal goal = goal_of(words(vary, "tariff", true), 0.03, 2, words(w, "welfare", false), 0.5, 4);
    cohong_goal_answer *a = seek(goal);
    assert_false(a->found);
    double t = a->nearest_value, best = a->nearest_measure, tariff[] = { 0, t, 0, 0 };
    cohong_goal_answer_free(a);
    cohong_model *m;
    cohong_solution *s;
    assert_int_equal(cohong_model_new(world, NULL, &m, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(m, true, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(m, &(cohong_shock){ .tariff = tariff }, s, NULL), COHONG_OK);
    assert_true(fabs(t - s->output[1] / (THETA * s->trade[3])) < 1e-4); /* a maximum is flat: half the digits */
    cohong_solution_free(s);
    cohong_model_free(m);
    goal.target = best * (1 - 1e-4);
    a = seek(goal);
    assert_true(a->found && a->crossings == 2 && fabs(a->measure - goal.target) < 1e-9);
    cohong_goal_answer_free(a);
    for (size_t n = 0; n < 2; n++) world->value_added_share[n] = GAMMA0, world->input_share[n] = 1 - GAMMA0;
}

/* ---- bad input */

static void expect_error(const char *vary, const char *measure, double from, double to, const char *part)
{
    cohong_goal goal = goal_of(vary, from, to, measure, 0, 0);
    cohong_goal_answer *answer;
    cohong_error error = { 0 };
    assert_int_not_equal(cohong_solve_for(&scenario, &goal, &answer, &error), COHONG_OK);
    assert_null(answer);
    if (strstr(error.message, part) == NULL) fail_msg("found \"%s\", expected \"%s\"", error.message, part);
}

static void bad_goals(void **state)
{
    char w[96], same[96];
    const char *code = scenario.world->countries[0].code, *measure = words(w, "welfare", false);
    (void)state;
    snprintf(same, sizeof same, "tariff %.30s %.30s", code, code);
    expect_error("tarif * *", measure, 0, 1, "did you mean \"tariff\"?");
    expect_error("", measure, 0, 1, "nothing is named");
    expect_error("tariff *", measure, 0, 1, "found 1 word after \"tariff\", expected IMPORTER EXPORTER [SECTOR]");
    expect_error("tariff * XXXX", measure, 0, 1, "unknown country \"XXXX\"");
    expect_error("theta nothing", measure, 0, 1, "unknown sector \"nothing\"");
    expect_error("tariff * * * * *", measure, 0, 1, "too many words");
    expect_error(same, measure, 0, 1, "home sales");
    expect_error("labour_elasticity *", measure, 0, 1, "expected none");
    expect_error("tariff * *", "wellfare A", 0, 1, "did you mean \"welfare\"?");
    expect_error("tariff * *", "welfare", 0, 1, "expected MEASURE COUNTRY");
    expect_error("tariff * *", "welfare XXXX", 0, 1, "unknown country");
    expect_error("tariff * *", words(w, "welfare", true), 0, 1, "only exports and imports have a partner");
    expect_error("tariff * *", words(w, "jobs_created", false), 0, 1, "no job is created or lost");
    measure = words(w, "welfare", false);
    expect_error("tariff * *", measure, 1, 1, "is no range");
    expect_error("tariff * *", measure, NAN, 1, "is no range");
    expect_error("tariff * *", measure, -1, 1, "expected a number above -1");
    expect_error("tariff_add * *", measure, -2, 1, "becomes -2, expected a fraction above -1");
    expect_error("theta", measure, 0, 1, "expected a number above 0");
    expect_error("labour_elasticity", measure, -1, 1, "labour_elasticity");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iceberg_for_welfare),
        cmocka_unit_test(iceberg_for_exports),
        cmocka_unit_test(a_rise_counts_from_the_benchmark),
        cmocka_unit_test(tariff_for_welfare),
        cmocka_unit_test(parts_of_a_tariff),
        cmocka_unit_test(theta_for_welfare),
        cmocka_unit_test(labour_elasticity_for_jobs),
        cmocka_unit_test(productivity_for_real_wage),
        cmocka_unit_test(no_value_reaches_it),
        cmocka_unit_test(best_tariff_between_points),
        cmocka_unit_test(bad_goals),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
