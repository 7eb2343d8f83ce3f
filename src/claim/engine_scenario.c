/* A scenario under one labour closure, solved again and again with one thing moved: goal seek's trial, and what it means for a
 * country's sales to a partner and for its people at work. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim/claim.h"
#include "sweep/trial.h"

struct scenario_run {
    const engine *of;
    size_t closure;
    cohong_scenario scenario; /* the engine's, with the closure */
    trial at;
    double *room; /* 2 J x N */
    size_t home, partner;
};

void scenario_run_free(scenario_run *run)
{
    if (run == NULL) return;
    trial_free(&run->at);
    free(run->room);
    free(run);
}

static cohong_status set_closure(scenario_run *run, cohong_error *error)
{
    const engine *e = run->of;
    cohong_settings *settings = &run->scenario.settings;
    const char *closure = e->closures[run->closure];
    cohong_status status = cohong_settings_set(settings, "labour", closure, error);
    if (status == COHONG_OK && strcmp(closure, "full") != 0)
        status = cohong_settings_set(settings, "labour_country", e->labour_country, error);
    if (strcmp(closure, "elastic") == 0) settings->labour_elasticity = e->labour_elasticity;
    return status;
}

cohong_status scenario_run_new(const engine *e, size_t closure, scenario_run **run, cohong_error *error)
{
    const cohong_world *world = e->scenario->world;
    scenario_run *made = calloc(1, sizeof *made);
    *run = made;
    if (made == NULL) return fail_memory(error);
    made->of = e;
    made->closure = closure;
    made->scenario = *e->scenario;
    made->home = cohong_world_country(world, e->country);
    made->partner = cohong_world_country(world, e->partner);
    made->room = calloc(2 * world->sector_count * world->country_count, sizeof *made->room);
    cohong_status status = made->room != NULL ? set_closure(made, error) : fail_memory(error);
    if (status == COHONG_OK) status = trial_new(&made->scenario, &made->at, error);
    if (status != COHONG_OK) {
        scenario_run_free(made);
        *run = NULL;
    }
    return status;
}

static void changes_of_trade(const scenario_run *run, const double *multiplier, double to[QUANTITY_COUNT])
{
    const cohong_world *base = cohong_model_base(run->at.model);
    size_t N = base->country_count;
    double exports = 0, supported = 0;
    for (size_t j = 0; j < base->sector_count; j++) {
        size_t at = (j * N + run->partner) * N + run->home;
        double change = run->at.solution->trade[at] - base->trade[at];
        exports += change;
        supported += change * multiplier[j * N + run->home];
    }
    to[QUANTITY_EXPORTS_CHANGE] = exports * base->unit;
    to[QUANTITY_SUPPORTED_CHANGE] = supported;
}

static cohong_status changes_of_work(const scenario_run *run, double to[QUANTITY_COUNT], cohong_error *error)
{
    const cohong_world *base = cohong_model_base(run->at.model);
    size_t N = base->country_count, J = base->sector_count;
    double *moved = run->room, *after = run->room + J * N, all = 0, made = 0, created = 0;
    cohong_status status = cohong_jobs_reallocated(run->at.model, run->at.solution, moved, after, error);
    if (status != COHONG_OK) return status;
    for (size_t j = 0; j < J; j++) {
        size_t a = j * N + run->home;
        const char *code = base->sectors[j].code;
        all += fabs(moved[a]) / 2;
        created += after[a] - base->employment[a];
        if (code[0] == 'C' && code[1] >= '0' && code[1] <= '9') made += after[a] - base->employment[a];
    }
    /* Without employment that can move there are no jobs created: the exact 0 of full employment. */
    to[QUANTITY_CREATED] = cohong_labour_moves(run->scenario.settings.labour) ? created : 0;
    to[QUANTITY_MOVED] = all;
    to[QUANTITY_MANUFACTURING_CHANGE] = made;
    return COHONG_OK;
}

cohong_status scenario_run_at(scenario_run *run, const lever *by, double value, double to[QUANTITY_COUNT],
                              cohong_error *error)
{
    trial_begin(&run->at);
    cohong_status status = by != NULL ? trial_move(&run->at, by, value, error) : COHONG_OK;
    if (status == COHONG_OK) status = trial_solve(&run->at, error);
    if (status != COHONG_OK || run->at.solution->outcome != COHONG_CONVERGED) return status;
    status = engine_of_world(cohong_model_base(run->at.model), run->home, run->partner, run->room, to, error);
    if (status != COHONG_OK) return status;
    changes_of_trade(run, run->room, to);
    cohong_case of_case = trial_case(&run->at);
    to[QUANTITY_WELFARE] = cohong_measure_find("welfare")->of(&of_case, run->home);
    to[QUANTITY_WELFARE_FIRST_ORDER] = cohong_measure_find("welfare_first_order")->of(&of_case, run->home);
    return changes_of_work(run, to, error);
}
