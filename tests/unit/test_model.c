/* The model's interface: what it refuses and says, how a solve can end, and what a solution holds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cohong.h"
#include "model/kernels.h"

/* Two countries and one sector without inputs. SUR sells 52 to DEF and buys 22, so it runs a surplus of 30; each
 * produces 100. */
static cohong_world *two_countries(void)
{
    static const double FLOWS[] = { 48, 22, 52, 78 };
    cohong_world *w;
    assert_int_equal(cohong_world_new(2, 1, false, &w, NULL), COHONG_OK);
    w->countries[0].code = "SUR";
    w->countries[1].code = "DEF";
    w->sectors[0].code = "goods";
    w->theta[0] = 5;
    w->tolerance = 1e-12;
    for (size_t n = 0; n < 2; n++) w->value_added_share[n] = w->final_share[n] = 1;
    memcpy(w->trade, FLOWS, sizeof FLOWS);
    return w;
}

static cohong_model *model_of(const cohong_world *w, const char *deficits, size_t iteration_limit)
{
    cohong_model *model;
    cohong_settings settings = cohong_settings_default();
    settings.deficits = deficits;
    settings.iteration_limit = iteration_limit;
    assert_int_equal(cohong_model_new(w, &settings, &model, NULL), COHONG_OK);
    return model;
}

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) fail_msg("\"%s\" does not contain \"%s\"", text, part);
}

/* ---- refusals */

static void refuse_shock(cohong_model *model, cohong_solution *s, const cohong_shock *shock, const char *const parts[3])
{
    cohong_error error = { 0 };
    assert_int_equal(cohong_model_solve(model, shock, s, &error), COHONG_OUT_OF_DOMAIN);
    assert_int_equal(error.status, COHONG_OUT_OF_DOMAIN);
    for (size_t k = 0; k < 3; k++) assert_contains(error.message, parts[k]);
    assert_int_equal(cohong_model_solve(model, shock, s, NULL), COHONG_OUT_OF_DOMAIN);
}

static void bad_shocks(void **state)
{
    (void)state;
    cohong_world *w = two_countries();
    cohong_model *model = model_of(w, "fixed", 100);
    cohong_solution *s;
    assert_int_equal(cohong_solution_new(model, false, &s, NULL), COHONG_OK);
    const double bad_tariffs[] = { -1, -2, NAN, INFINITY }, bad_factors[] = { 0, -1, NAN, INFINITY };
    for (size_t k = 0; k < 4; k++) {
        const double tariff[] = { 0, bad_tariffs[k], 0, 0 }, cost[] = { 1, 1, bad_factors[k], 1 };
        const double technology[] = { 1, bad_factors[k] }, labour[] = { bad_factors[k], 1 };
        refuse_shock(model, s, &(cohong_shock){ .tariff = tariff },
                     (const char *const[]){ "tariff", "importer SUR", "exporter DEF" });
        refuse_shock(model, s, &(cohong_shock){ .trade_cost_hat = cost },
                     (const char *const[]){ "trade cost", "importer DEF", "exporter SUR" });
        refuse_shock(model, s, &(cohong_shock){ .technology_hat = technology },
                     (const char *const[]){ "technology", "DEF", "above 0" });
        refuse_shock(model, s, &(cohong_shock){ .labour_hat = labour },
                     (const char *const[]){ "labour", "SUR", "above 0" });
    }
    /* A refused shock leaves the model as it was. */
    assert_int_equal(cohong_model_solve(model, NULL, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_CONVERGED);
    assert_true(fabs(s->wage_hat[0] - 1) < 1e-12);
    cohong_solution_free(s);
    cohong_model_free(model);
    cohong_world_free(w);
}

static void refuse_world(const cohong_world *w, const char *what, const char *part)
{
    cohong_error error = { 0 };
    cohong_model *model = (cohong_model *)&error;
    cohong_status status = cohong_model_new(w, NULL, &model, &error);
    if (status != COHONG_OUT_OF_DOMAIN) fail_msg("a world with %s: status %d, expected a refusal", what, (int)status);
    assert_null(model);
    assert_contains(error.message, part);
}

/* One number of an otherwise good world is bad. */
typedef struct bad_number {
    const char *part; /* of the message; "": what a bad flow is called depends on where it is found */
    const char *array;
    size_t offset; /* of the array in cohong_world */
    size_t at;
    double value;
} bad_number;

static void bad_worlds(void **state)
{
    (void)state;
#define OF(array) #array, offsetof(cohong_world, array)
    static const bad_number BAD[] = {
        { "theta", OF(theta), 0, 0 },
        { "theta", OF(theta), 0, -4 },
        { "theta", OF(theta), 0, NAN },
        { "theta", OF(theta), 0, INFINITY },
        { "value added", OF(value_added_share), 0, 0.1 },
        { "value added", OF(value_added_share), 1, NAN },
        { "value added", OF(value_added_share), 1, 5 },
        { "final share", OF(final_share), 0, 0 },
        { "final share", OF(final_share), 1, NAN },
        { "final share", OF(final_share), 1, 7 },
        { "", OF(trade), 1, NAN },
        { "", OF(trade), 1, INFINITY },
        { "", OF(trade), 1, -22 },
        { "", OF(tariff), 1, NAN },
        { "", OF(tariff), 1, -1 },
    };
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) {
        char what[64];
        cohong_world *w = two_countries();
        double *array;
        memcpy(&array, (const char *)w + BAD[k].offset, sizeof array);
        array[BAD[k].at] = BAD[k].value;
        snprintf(what, sizeof what, "%s %g", BAD[k].array, BAD[k].value);
        refuse_world(w, what, BAD[k].part);
        cohong_world_free(w);
    }
}

static void no_value_added(void **state)
{
    (void)state;
    cohong_world *w = two_countries();
    memset(w->trade, 0, 4 * sizeof *w->trade);
    refuse_world(w, "no trade", "value added of SUR");
    cohong_world_free(w);
}

static void refuse_settings(const cohong_settings *settings, cohong_status status, const char *part)
{
    cohong_error error = { 0 };
    cohong_model *model;
    cohong_world *w = two_countries();
    assert_int_equal(cohong_model_new(w, settings, &model, &error), status);
    assert_null(model);
    assert_contains(error.message, part);
    cohong_world_free(w);
}

static void bad_settings(void **state)
{
    (void)state;
    cohong_settings s = cohong_settings_default();
    s.structure = "krugmann";
    refuse_settings(&s, COHONG_UNKNOWN_NAME, "did you mean \"krugman\"?");
    s = cohong_settings_default();
    s.deficits = "none";
    refuse_settings(&s, COHONG_UNKNOWN_NAME, "fixed, zero, own_gdp or world_gdp");
    s = cohong_settings_default();
    s.labour = "ful";
    refuse_settings(&s, COHONG_UNKNOWN_NAME, "did you mean \"full\"?");
    s = cohong_settings_default();
    s.tolerance = 0;
    refuse_settings(&s, COHONG_OUT_OF_DOMAIN, "tolerance");
    s.tolerance = NAN;
    refuse_settings(&s, COHONG_OUT_OF_DOMAIN, "tolerance");
    s = cohong_settings_default();
    s.firm_size_tail = 0.99;
    refuse_settings(&s, COHONG_OUT_OF_DOMAIN, "firm_size_tail");
    s = cohong_settings_default();
    s.anderson_depth = 17;
    refuse_settings(&s, COHONG_OUT_OF_DOMAIN, "anderson_depth");
}

/* What a processor lacks is not unknown, but not supported. */
static void missing_instructions(void **state)
{
    (void)state;
    cohong_settings s = cohong_settings_default();
    s.instructions = "avx512";
    if (kernels_find(s.instructions) != NULL) {
        print_message("needs a processor without avx512\n");
        skip();
    }
    refuse_settings(&s, COHONG_UNSUPPORTED, "avx512");
}

/* ---- how a solve ends */

/* Trade costs times 1000 leave no trade, so that SUR cannot pay 30 to DEF whatever its wage is: to earn them it has
 * to sell to DEF for at least 30, and at a wage at which DEF buys that much from it, it earns less than 30 in all
 * (its income would have to be negative). Without deficits the same shock is autarky, with W = (home
 * share)^(1/theta). */
static void deficits_that_cannot_be_paid(void **state)
{
    (void)state;
    const double cost[] = { 1, 1000, 1000, 1 };
    const cohong_shock shock = { .trade_cost_hat = cost };
    cohong_world *w = two_countries();
    cohong_model *fixed = model_of(w, "fixed", 5000), *zero = model_of(w, "zero", 5000);
    cohong_solution *s;
    assert_int_equal(cohong_solution_new(fixed, true, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(fixed, &shock, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_NO_SOLUTION);
    assert_contains(s->why, "income of SUR");
    assert_contains(s->why, "\"fixed\"");
    assert_int_equal(cohong_model_solve(zero, &shock, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_CONVERGED);
    assert_string_equal(s->why, "");
    const cohong_case of = { zero, &shock, s };
    for (size_t n = 0; n < 2; n++) {
        const double home = cohong_model_base_accounts(zero)->trade_share[3 * n];
        assert_true(fabs(1 + cohong_measure_find("welfare")->of(&of, n) - pow(home, 0.2)) < 1e-9);
    }
    cohong_solution_free(s);
    cohong_model_free(fixed);
    cohong_model_free(zero);
    cohong_world_free(w);
}

static void iteration_limit(void **state)
{
    (void)state;
    const double tariff[] = { 0, 0.5, 0, 0 };
    const cohong_shock shock = { .tariff = tariff };
    cohong_world *w = two_countries();
    cohong_model *hurried = model_of(w, "fixed", 2), *patient = model_of(w, "fixed", 5000);
    cohong_solution *s;
    assert_int_equal(cohong_solution_new(patient, false, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(patient, &shock, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_CONVERGED);
    assert_true(s->residual <= 1e-10 && s->iterations > 2);
    assert_string_equal(s->why, "");
    /* The same solution struct serves another model of the same size. */
    assert_int_equal(cohong_model_solve(hurried, &shock, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_LIMIT);
    assert_int_equal(s->iterations, 2);
    assert_true(s->residual > 1e-10 && isfinite(s->residual));
    assert_contains(s->why, "2 iterations");
    cohong_solution_free(s);
    cohong_model_free(hurried);
    cohong_model_free(patient);
    cohong_world_free(w);
}

static void outcome_names(void **state)
{
    (void)state;
    assert_string_equal(cohong_outcome_name(COHONG_CONVERGED), "converged");
    assert_string_equal(cohong_outcome_name(COHONG_NO_SOLUTION), "no solution");
    assert_string_equal(cohong_outcome_name(COHONG_LIMIT), "iteration limit");
}

/* ---- what is there */

/* Without a shock a solution is the world itself, worked out by hand from the four flows. */
static void solution_arrays(void **state)
{
    (void)state;
    cohong_world *w = two_countries();
    cohong_model *model = model_of(w, "fixed", 100);
    cohong_solution *bare, *s;
    assert_int_equal(cohong_solution_new(model, false, &bare, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &s, NULL), COHONG_OK);
    assert_null(bare->trade);
    assert_int_equal(cohong_model_solve(model, NULL, bare, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &(cohong_shock){ 0 }, s, NULL), COHONG_OK);
    const double spent[] = { 70, 130 }, owed[] = { -30, 30 }, flows[] = { 48, 22, 52, 78 };
    for (size_t n = 0; n < 2; n++) {
        assert_true(fabs(s->wage_hat[n] - 1) < 1e-12);
        assert_true(fabs(s->price_hat[n] - 1) < 1e-12);
        assert_true(fabs(s->unit_cost_hat[n] - 1) < 1e-12);
        assert_true(fabs(s->output[n] - 100) < 1e-10);
        assert_true(fabs(s->expenditure[n] - spent[n]) < 1e-10);
        assert_true(fabs(s->income[n] - spent[n]) < 1e-10);
        assert_true(fabs(s->deficit[n] - owed[n]) < 1e-10);
        assert_true(s->tariff_revenue[n] == 0);
        assert_true(s->wage_hat[n] == bare->wage_hat[n]);
    }
    for (size_t k = 0; k < 4; k++) assert_true(fabs(s->trade[k] - flows[k]) < 1e-10);
    cohong_solution_free(bare);
    cohong_solution_free(s);
    cohong_model_free(model);
    cohong_world_free(w);
}

/* A model keeps copies: the world may change or go. */
static void inputs_are_copied(void **state)
{
    (void)state;
    cohong_world *w = two_countries();
    cohong_model *model = model_of(w, "fixed", 100);
    cohong_solution *s;
    w->trade[0] = w->theta[0] = NAN;
    cohong_world_free(w);
    assert_int_equal(cohong_solution_new(model, false, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, NULL, s, NULL), COHONG_OK);
    assert_int_equal(s->outcome, COHONG_CONVERGED);
    assert_true(cohong_model_base(model)->theta[0] == 5);
    assert_int_equal(cohong_model_base_solution(model)->outcome, COHONG_CONVERGED);
    cohong_solution_free(s);
    cohong_model_free(model);
}

/* Shares that a file rounded are made to sum to 1, and the base is solved with them. */
static void rounded_shares(void **state)
{
    (void)state;
    cohong_world *w = two_countries();
    w->value_added_share[0] = 0.98;
    w->input_share[0] = 0.02 + 1e-5;
    w->final_share[1] = 1 - 1e-5;
    cohong_model *model = model_of(w, "fixed", 100);
    const cohong_world *base = cohong_model_base(model);
    assert_true(fabs(base->value_added_share[0] + base->input_share[0] - 1) < 1e-15);
    assert_true(base->final_share[1] == 1);
    cohong_model_free(model);
    cohong_world_free(w);
}

static void freeing_nothing(void **state)
{
    (void)state;
    cohong_model_free(NULL);
    cohong_solution_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_shocks),           cmocka_unit_test(bad_worlds),
        cmocka_unit_test(no_value_added),       cmocka_unit_test(bad_settings),
        cmocka_unit_test(missing_instructions), cmocka_unit_test(deficits_that_cannot_be_paid),
        cmocka_unit_test(iteration_limit),      cmocka_unit_test(outcome_names),
        cmocka_unit_test(solution_arrays),      cmocka_unit_test(inputs_are_copied),
        cmocka_unit_test(rounded_shares),       cmocka_unit_test(freeing_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
