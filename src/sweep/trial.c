/* Moving levers and solving. */
#include "sweep/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/vmath.h"
#include "model/economy.h"
#include "sweep/lever_type.h"

cohong_status trial_new(const cohong_scenario *scenario, trial *to, cohong_error *error)
{
    size_t N = scenario->world->country_count, J = scenario->world->sector_count;
    *to = (trial){ .scenario = scenario };
    cohong_status status = cohong_world_copy(scenario->world, &to->world, error);
    if (status != COHONG_OK) return status;
    to->tariff = malloc(J * N * N * sizeof(double));
    to->trade_cost = malloc(J * N * N * sizeof(double));
    to->technology = malloc(J * N * sizeof(double));
    to->factor = malloc(J * N * sizeof(double));
    to->supply = malloc(N * sizeof(double));
    bool whole = to->tariff != NULL && to->trade_cost != NULL && to->technology != NULL && to->factor != NULL &&
                 to->supply != NULL;
    if (!whole) return fail_memory(error);
    to->shock = (cohong_shock){ to->tariff, to->trade_cost, to->technology, to->supply, scenario->shock.firms };
    to->cells_moved = true;
    trial_begin(to);
    return COHONG_OK;
}

void trial_free(trial *of)
{
    cohong_solution_free(of->solution);
    cohong_model_free(of->model);
    cohong_world_free(of->world);
    free(of->tariff);
    free(of->trade_cost);
    free(of->technology);
    free(of->factor);
    free(of->supply);
    *of = (trial){ 0 };
}

static void copy_or_ones(double *to, const double *from, size_t count)
{
    for (size_t k = 0; k < count; k++) to[k] = from != NULL ? from[k] : 1;
}

void trial_begin(trial *of)
{
    const cohong_scenario *s = of->scenario;
    size_t N = s->world->country_count, J = s->world->sector_count;
    if (of->cells_moved) {
        copy_or_ones(of->tariff, s->shock.tariff != NULL ? s->shock.tariff : s->world->tariff, J * N * N);
        copy_or_ones(of->trade_cost, s->shock.trade_cost_hat, J * N * N);
    }
    copy_or_ones(of->technology, s->shock.technology_hat, J * N);
    copy_or_ones(of->factor, NULL, J * N);
    copy_or_ones(of->supply, s->shock.labour_hat, N);
    memcpy(of->world->theta, s->world->theta, J * sizeof(double));
    of->settings = s->settings;
    of->cells_moved = of->factors_moved = of->theta_moved = of->settings_moved = false;
}

/* ---- moves */

static cohong_status move_setting(trial *of, const lever *by, double value, cohong_error *error)
{
    char text[NUMBER_TEXT_SIZE];
    number_format(value, text);
    if (strcmp(by->setting->name, "labour_elasticity") != 0) of->settings_moved = true; /* see ready_model */
    return cohong_settings_set(&of->settings, by->setting->name, text, error);
}

/* Tariffs above -1, and no number that overflowed. */
static cohong_status check_tariffs(const trial *of, const lever *by, double value, cohong_error *error)
{
    const cohong_world *w = of->world;
    size_t N = w->country_count, count = w->sector_count * N * N;
    for (size_t k = 0; k < count; k++)
        if (!(of->tariff[k] > -1 && of->tariff[k] <= 1e6))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "%s = %g: the tariff of sector %s, importer %s, exporter %s becomes %g, expected a fraction "
                        "above -1 (and at most 1e6)",
                        by->text, value, w->sectors[k / N / N].code, w->countries[k / N % N].code,
                        w->countries[k % N].code, of->tariff[k]);
    return COHONG_OK;
}

cohong_status trial_move(trial *of, const lever *by, double value, cohong_error *error)
{
    const lever_type *type = by->type;
    if (by->setting != NULL) return move_setting(of, by, value, error);
    if (!(value > type->above || (type->inclusive && value >= type->above)) || !(value <= type->most))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%s = %g, expected a number %s %g and at most %g", by->text,
                    value, type->inclusive ? "from" : "above", type->above, type->most);
    type->move(of, by, value);
    of->cells_moved = of->cells_moved || type->words == WORDS_PAIR;
    of->theta_moved = of->theta_moved || type->moves_theta;
    return type->moves_tariff ? check_tariffs(of, by, value, error) : COHONG_OK;
}

cohong_status trial_takes(const cohong_scenario *scenario, const lever *by, double value, place at, cohong_error *error)
{
    trial tried = { 0 };
    cohong_error why = { 0 };
    cohong_status status = trial_new(scenario, &tried, error);
    if (status == COHONG_OK) {
        status = trial_move(&tried, by, value, &why);
        if (status != COHONG_OK) fail(error, status, at, "%s", why.message);
    }
    trial_free(&tried);
    return status;
}

cohong_status trial_choose(trial *of, const char *setting, const char *word, cohong_error *error)
{
    of->settings_moved = true;
    return cohong_settings_set(&of->settings, setting, word, error);
}

/* ---- the solve */

/* T = productivity^theta: with another theta the same change of productivity is another T. */
void trial_settle(trial *of)
{
    const double *before = of->scenario->world->theta, *theta = of->world->theta;
    size_t N = of->world->country_count, J = of->world->sector_count;
    bool shocked = of->scenario->shock.technology_hat != NULL;
    if (!of->factors_moved && !(shocked && of->theta_moved)) return;
    for (size_t at = 0; at < J * N; at++) {
        double was = shocked ? of->scenario->shock.technology_hat[at] : 1, now = theta[at / N];
        double kept = now == before[at / N] ? was : vmath_power(was, now / before[at / N]);
        of->technology[at] = kept * vmath_power(of->factor[at], now);
    }
}

static bool model_serves(const trial *of)
{
    if (of->model == NULL || of->settings_moved || of->model_settings_moved) return false;
    return model_base_serves_any_theta(of->model) || (!of->theta_moved && !of->model_theta_moved);
}

static cohong_status ready_model(trial *of, cohong_error *error)
{
    if (model_serves(of)) {
        model_change(of->model, of->world->theta, of->settings.labour_elasticity);
        return COHONG_OK;
    }
    cohong_model_free(of->model);
    of->model = NULL;
    cohong_status status = cohong_model_new(of->world, &of->settings, &of->model, error);
    of->model_settings_moved = of->settings_moved;
    of->model_theta_moved = of->theta_moved;
    if (status == COHONG_OK && of->solution == NULL)
        status = cohong_solution_new(of->model, true, &of->solution, error);
    return status;
}

cohong_status trial_solve(trial *of, cohong_error *error)
{
    trial_settle(of);
    cohong_status status = ready_model(of, error);
    return status == COHONG_OK ? cohong_model_solve(of->model, &of->shock, of->solution, error) : status;
}

cohong_case trial_case(const trial *of)
{
    return (cohong_case){ of->model, &of->shock, of->solution };
}
