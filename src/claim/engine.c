/* What the engine contributes to a claim: sales of a country to a partner, the jobs in them, and how both change in a scenario.
 *   jobs_per_value     persons per unit of currency: supported / exports
 *   supported_change   sum over sectors of the base's employment multiplier times the change of sales: people in a flow
 *   created            change of employment, which only a labour closure that lets it move allows
 *   moved              half the sum of |reallocated|: people who change sector
 *   manufacturing      persons in sectors whose code begins with C and a digit (ISIC) */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim/claim.h"

const char *const QUANTITY_NAMES[QUANTITY_COUNT] = {
#define NAME(enumerator, text, needs_scenario) text,
    QUANTITY_LIST(NAME)
#undef NAME
};

const bool QUANTITY_NEEDS_SCENARIO[QUANTITY_COUNT] = {
#define NEEDS(enumerator, text, needs_scenario) needs_scenario,
    QUANTITY_LIST(NEEDS)
#undef NEEDS
};

/* ---- opening */

static cohong_status add_sources(claim_owner *o, const engine *e, cohong_error *error)
{
    const cohong_world *world = e->is_scenario ? e->scenario->world : e->world;
    cohong_status status = COHONG_OK;
    for (size_t k = 0; e->is_scenario && k < e->scenario->source_count && status == COHONG_OK; k++)
        status = claim_add_source(o, e->scenario->sources[k].path, e->scenario->sources[k].sha256, error);
    for (size_t k = 0; k < world->source_count && status == COHONG_OK; k++)
        status = claim_add_source(o, world->sources[k].path, world->sources[k].sha256, error);
    return status;
}

cohong_status claim_engine_open(claim_owner *o, engine *e, cohong_error *error)
{
    cohong_status status = e->is_scenario ? cohong_scenario_read(e->path, COHONG_CACHE_AUTO, &e->scenario, error)
                                          : cohong_world_read(e->path, COHONG_CACHE_AUTO, &e->world, error);
    if (status != COHONG_OK) return status;
    const cohong_world *world = e->is_scenario ? e->scenario->world : e->world;
    const char *const codes[] = { e->country, e->partner };
    for (size_t k = 0; k < 2; k++)
        if (cohong_world_country(world, codes[k]) == (size_t)-1)
            return fail(error, COHONG_UNKNOWN_NAME, e->at, "the world of \"%.60s\" has no country \"%.60s\"", e->id,
                        codes[k]);
    if (world->employment == NULL || isnan(world->employment[cohong_world_country(world, e->country)]))
        return fail(error, COHONG_INCOMPLETE, e->at, "the world of \"%.60s\" has no employment of %.60s", e->id,
                    e->country);
    return add_sources(o, e, error);
}

/* ---- the benchmark */

/* Sales by sector, their jobs, and what the partner buys abroad; multipliers are left in `multiplier` (J x N). */
static cohong_status of_base(const cohong_world *world, size_t home, size_t partner, double *multiplier,
                             double to[QUANTITY_COUNT], cohong_error *error)
{
    size_t N = world->country_count;
    cohong_jobs *jobs = NULL;
    double exports = 0, supported = 0, imports = 0, made = 0;
    cohong_status status = cohong_jobs_of_world(world, &jobs, error);
    if (status == COHONG_OK)
        status = cohong_jobs_multipliers(jobs, COHONG_DOMESTIC_CHAIN, home, multiplier, NULL, error);
    if (status == COHONG_OK) to[QUANTITY_EMPLOYMENT] = cohong_jobs_employment(jobs, home);
    cohong_jobs_free(jobs);
    if (status != COHONG_OK) return status;
    for (size_t j = 0; j < world->sector_count; j++) {
        const double *bought = &world->trade[(j * N + partner) * N];
        const char *code = world->sectors[j].code;
        exports += bought[home];
        supported += bought[home] * multiplier[j * N + home];
        for (size_t i = 0; i < N; i++) imports += i != partner ? bought[i] : 0;
        if (code[0] == 'C' && code[1] >= '0' && code[1] <= '9') made += world->employment[j * N + home];
    }
    to[QUANTITY_EXPORTS] = exports * world->unit;
    to[QUANTITY_SUPPORTED] = supported;
    to[QUANTITY_JOBS_PER_VALUE] = exports > 0 ? supported / (exports * world->unit) : (double)NAN;
    to[QUANTITY_PARTNER_IMPORTS] = imports * world->unit;
    to[QUANTITY_MANUFACTURING] = made;
    return COHONG_OK;
}

/* ---- a scenario */

static void changes_of_trade(const cohong_world *base, const cohong_solution *solution, size_t home, size_t partner,
                             const double *multiplier, double to[QUANTITY_COUNT])
{
    size_t N = base->country_count;
    double exports = 0, supported = 0;
    for (size_t j = 0; j < base->sector_count; j++) {
        size_t at = (j * N + partner) * N + home;
        double change = solution->trade[at] - base->trade[at];
        exports += change;
        supported += change * multiplier[j * N + home];
    }
    to[QUANTITY_EXPORTS_CHANGE] = exports * base->unit;
    to[QUANTITY_SUPPORTED_CHANGE] = supported;
}

static cohong_status changes_of_work(const cohong_model *model, const cohong_solution *solution, size_t home,
                                     double *room, double to[QUANTITY_COUNT], cohong_error *error)
{
    const cohong_world *base = cohong_model_base(model);
    size_t N = base->country_count, J = base->sector_count;
    double *moved = room, *after = room + J * N, all = 0, made = 0, created = 0;
    cohong_status status = cohong_jobs_reallocated(model, solution, moved, after, error);
    if (status != COHONG_OK) return status;
    for (size_t j = 0; j < J; j++) {
        size_t a = j * N + home;
        const char *code = base->sectors[j].code;
        all += fabs(moved[a]) / 2;
        created += after[a] - base->employment[a];
        if (code[0] == 'C' && code[1] >= '0' && code[1] <= '9') made += after[a] - base->employment[a];
    }
    to[QUANTITY_MOVED] = all;
    to[QUANTITY_CREATED] = created;
    to[QUANTITY_MANUFACTURING_CHANGE] = made;
    return COHONG_OK;
}

typedef struct running {
    cohong_model *model;
    cohong_solution *solution;
    double *room, *cost;
    size_t home, partner;
} running;

static void release(running *r)
{
    cohong_solution_free(r->solution);
    cohong_model_free(r->model);
    free(r->room);
    free(r->cost);
}

/* Without employment that can move there are no jobs created: the exact 0 of full employment. */
static cohong_status all_of(const cohong_shock *shock, const char *closure, running *r, double to[QUANTITY_COUNT],
                            cohong_error *error)
{
    const cohong_world *base = cohong_model_base(r->model);
    cohong_case of_case = { r->model, shock, r->solution };
    cohong_status status = of_base(base, r->home, r->partner, r->room, to, error);
    if (status != COHONG_OK) return status;
    changes_of_trade(base, r->solution, r->home, r->partner, r->room, to);
    status = changes_of_work(r->model, r->solution, r->home, r->room, to, error);
    if (strcmp(closure, "full") == 0) to[QUANTITY_CREATED] = 0;
    to[QUANTITY_WELFARE] = cohong_measure_find("welfare")->of(&of_case, r->home);
    to[QUANTITY_WELFARE_FIRST_ORDER] = cohong_measure_find("welfare_first_order")->of(&of_case, r->home);
    return status;
}

static cohong_status set_up(const engine *e, const char *closure, double theta_factor, running *r, cohong_error *error)
{
    cohong_world *world = e->scenario->world;
    cohong_settings settings = e->scenario->settings;
    size_t J = world->sector_count, N = world->country_count;
    cohong_status status = cohong_settings_set(&settings, "labour", closure, error);
    if (status == COHONG_OK && strcmp(closure, "full") != 0)
        status = cohong_settings_set(&settings, "labour_country", e->labour_country, error);
    if (strcmp(closure, "elastic") == 0) settings.labour_elasticity = e->labour_elasticity;
    r->home = cohong_world_country(world, e->country);
    r->partner = cohong_world_country(world, e->partner);
    r->room = calloc(2 * J * N, sizeof *r->room);
    if (r->room == NULL) return fail_memory(error);
    double *kept = r->room + J * N;
    memcpy(kept, world->theta, J * sizeof *kept);
    for (size_t j = 0; j < J; j++) world->theta[j] *= theta_factor;
    if (status == COHONG_OK) status = cohong_model_new(world, &settings, &r->model, error);
    memcpy(world->theta, kept, J * sizeof *kept);
    return status == COHONG_OK ? cohong_solution_new(r->model, true, &r->solution, error) : status;
}

/* The country's cost of selling to the partner, times a factor on top of what the scenario has. */
static cohong_status costs(const engine *e, double factor, running *r, cohong_shock *shock, cohong_error *error)
{
    const cohong_world *world = e->scenario->world;
    size_t N = world->country_count, J = world->sector_count;
    if (factor == 1) return COHONG_OK;
    r->cost = malloc(J * N * N * sizeof *r->cost);
    if (r->cost == NULL) return fail_memory(error);
    for (size_t k = 0; k < J * N * N; k++) r->cost[k] = shock->trade_cost_hat != NULL ? shock->trade_cost_hat[k] : 1;
    for (size_t j = 0; j < J; j++) r->cost[(j * N + r->partner) * N + r->home] *= factor;
    shock->trade_cost_hat = r->cost;
    return COHONG_OK;
}

static cohong_status scenario_at(const engine *e, const char *closure, double theta_factor, double cost_factor,
                                 double to[QUANTITY_COUNT], cohong_error *error)
{
    running r = { 0 };
    cohong_shock shock = e->scenario->shock;
    cohong_status status = set_up(e, closure, theta_factor, &r, error);
    if (status == COHONG_OK) status = costs(e, cost_factor, &r, &shock, error);
    if (status == COHONG_OK) status = cohong_model_solve(r.model, &shock, r.solution, error);
    if (status == COHONG_OK && r.solution->outcome == COHONG_CONVERGED) status = all_of(&shock, closure, &r, to, error);
    release(&r);
    return status;
}

cohong_status claim_engine_at(const engine *e, const char *closure, double theta_factor, double cost_factor,
                              double to[QUANTITY_COUNT], cohong_error *error)
{
    for (size_t q = 0; q < QUANTITY_COUNT; q++) to[q] = NAN;
    if (e->is_scenario) return scenario_at(e, closure, theta_factor, cost_factor, to, error);
    double *multiplier = calloc(e->world->sector_count * e->world->country_count, sizeof *multiplier);
    if (multiplier == NULL) return fail_memory(error);
    cohong_status status = of_base(e->world, cohong_world_country(e->world, e->country),
                                   cohong_world_country(e->world, e->partner), multiplier, to, error);
    free(multiplier);
    return status;
}
