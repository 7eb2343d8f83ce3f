/* Rows of a sweep in the lanes of a batch. */
#include "sweep/eights.h"

#include <stdlib.h>

#include "model/economy.h"
#include "sweep/lever_type.h"

/* The cells whose tariff or trade cost some lever moves. */
static void mark_cells(const cohong_sweep *s, const lever *by, bool *cells)
{
    size_t N = s->scenario->world->country_count, count = s->scenario->world->sector_count * N * N;
    if (by->setting != NULL || by->type->words != WORDS_PAIR) return;
    for (size_t k = 0; k < count; k++)
        if (by->sectors[k / N / N] && by->importers[k / N % N] && by->countries[k % N]) cells[k] = true;
}

static cohong_status make_batch(const cohong_sweep *s, eights *to, cohong_error *error)
{
    size_t N = s->scenario->world->country_count, J = s->scenario->world->sector_count;
    bool *cells = calloc(J * N * N, sizeof *cells);
    if (cells == NULL) return fail_memory(error);
    for (size_t g = 0; g < s->labels.group_count; g++)
        for (size_t k = 0; s->groups[g].setting == NULL && k < s->groups[g].input_count; k++)
            mark_cells(s, &s->groups[g].levers[k], cells);
    cohong_status status = batch_new(to->model, &s->scenario->shock, cells, &to->lanes, error);
    free(cells);
    if (status == COHONG_OK) status = cohong_solution_new(to->model, true, &to->solution, error);
    return status;
}

cohong_status eights_new(const cohong_sweep *sweep, eights *to, cohong_error *error)
{
    const cohong_scenario *scenario = sweep->scenario;
    cohong_status status = cohong_model_new(scenario->world, &scenario->settings, &to->model, error);
    if (status == COHONG_OK && batch_serves(to->model) && scenario->shock.firms == NULL) {
        to->any_theta = model_base_serves_any_theta(to->model);
        status = make_batch(sweep, to, error);
    }
    return status == COHONG_OUT_OF_MEMORY ? status : COHONG_OK;
}

void eights_free(eights *of)
{
    cohong_solution_free(of->solution);
    batch_free(of->lanes);
    cohong_model_free(of->model);
    *of = (eights){ 0 };
}

void eights_begin(eights *of)
{
    if (of->lanes != NULL) batch_begin(of->lanes);
}

bool eights_put(eights *of, size_t lane, trial *moved)
{
    if (of->lanes == NULL || moved->settings_moved || (moved->theta_moved && !of->any_theta)) return false;
    trial_settle(moved);
    batch_draw draw = { moved->world->theta, moved->settings.labour_elasticity, moved->shock };
    return batch_set(of->lanes, lane, &draw);
}

void eights_solve(eights *of)
{
    if (of->lanes != NULL) batch_solve(of->lanes);
}

bool eights_take(eights *of, size_t lane, trial *moved, cohong_case *to)
{
    if (of->lanes == NULL || !batch_take(of->lanes, lane, of->solution)) return false;
    trial_settle(moved);
    model_change(of->model, moved->world->theta, moved->settings.labour_elasticity);
    *to = (cohong_case){ of->model, &moved->shock, of->solution };
    return true;
}
