/* What engines contribute to a claim: opening them, and asking one of any kind. The kinds have a file each.
 *   jobs_per_value     persons per unit of currency: supported / exports
 *   goods_theta        trade elasticity, mean over the goods sold to the partner, by sales
 *   supported_change   sum over sectors of the base's employment multiplier times the change of sales: people in a flow
 *   created            change of employment, which only a labour closure that lets it move allows
 *   moved              half the sum of |reallocated|: people who change sector
 *   manufacturing      persons in sectors whose code begins with C and a digit (ISIC)
 *   new_exporters      firms that sell abroad and would not without the platform
 *   platform_jobs, in_firm_jobs, additional_jobs     as in cohong_firms_jobs */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "claim/claim.h"
#include "sweep/trial.h"

const char *const QUANTITY_NAMES[QUANTITY_COUNT] = {
#define NAME(enumerator, text, kinds) text,
    QUANTITY_LIST(NAME)
#undef NAME
};

const unsigned QUANTITY_KINDS[QUANTITY_COUNT] = {
#define KINDS(enumerator, text, kinds) kinds,
    QUANTITY_LIST(KINDS)
#undef KINDS
};

/* ---- opening */

static const cohong_world *world_of(const engine *e)
{
    return e->kind == ENGINE_SCENARIO ? e->scenario->world : e->world;
}

static cohong_status add_sources(claim_owner *o, const engine *e, cohong_error *error)
{
    const cohong_world *world = world_of(e);
    cohong_status status = COHONG_OK;
    for (size_t k = 0; e->kind == ENGINE_SCENARIO && k < e->scenario->source_count && status == COHONG_OK; k++)
        status = claim_add_source(o, e->scenario->sources[k].path, e->scenario->sources[k].sha256, error);
    for (size_t k = 0; k < world->source_count && status == COHONG_OK; k++)
        status = claim_add_source(o, world->sources[k].path, world->sources[k].sha256, error);
    return status;
}

static cohong_status check_countries(const engine *e, cohong_error *error)
{
    const cohong_world *world = world_of(e);
    const char *const codes[] = { e->country, e->partner };
    for (size_t k = 0; k < 2; k++)
        if (cohong_world_country(world, codes[k]) == COHONG_NONE)
            return fail(error, COHONG_UNKNOWN_NAME, e->at, "the world of \"%.60s\" has no country \"%.60s\"", e->id,
                        codes[k]);
    size_t home = cohong_world_country(world, e->country), N = world->country_count;
    bool covered = world->employment != NULL;
    for (size_t j = 0; covered && j < world->sector_count; j++) covered = !isnan(world->employment[j * N + home]);
    if (!covered)
        return fail(error, COHONG_INCOMPLETE, e->at, "the world of \"%.60s\" has no employment of %.60s", e->id,
                    e->country);
    return COHONG_OK;
}

static cohong_status open_firms(claim_owner *o, engine *e, cohong_error *error)
{
    cohong_status status = cohong_firms_read(e->path, &e->firms, error);
    if (status == COHONG_OK && !e->firms->has_labour)
        return fail(error, COHONG_INCOMPLETE, e->at, "the firms of \"%.60s\" have no table [jobs]", e->id);
    if (status == COHONG_OK && (e->firms->demand_shock > 0 || e->firms->entry_shock > 0))
        return fail(error, COHONG_UNSUPPORTED, e->at,
                    "the firms of \"%.60s\" have a %s_shock, for which there is no closed form", e->id,
                    e->firms->demand_shock > 0 ? "demand" : "entry");
    if (status == COHONG_OK) status = claim_add_source(o, e->path, e->firms->source.sha256, error);
    return status;
}

cohong_status claim_engine_open(claim_owner *o, engine *e, cohong_error *error)
{
    if (e->kind == ENGINE_FIRMS) return open_firms(o, e, error);
    cohong_status status = e->kind == ENGINE_SCENARIO
                               ? cohong_scenario_read(e->path, COHONG_CACHE_AUTO, &e->scenario, error)
                               : cohong_world_read(e->path, COHONG_CACHE_AUTO, &e->world, error);
    if (status == COHONG_OK) status = check_countries(e, error);
    return status == COHONG_OK ? add_sources(o, e, error) : status;
}

void claim_engine_close(engine *e)
{
    cohong_scenario_free(e->scenario);
    cohong_world_free(e->world);
    cohong_firms_free(e->firms);
}

int claim_engine_year(const engine *e)
{
    return e->kind == ENGINE_FIRMS ? 0 : world_of(e)->year;
}

/* ---- levers */

static const char *lever_name(const void *list, size_t k)
{
    return ((const firms_lever *)list)[k].name;
}

cohong_status claim_lever_read(const engine *e, const char *words, place at, engine_lever *to, cohong_error *error)
{
    char guess[160];
    *to = (engine_lever){ 0 };
    if (e->kind == ENGINE_SCENARIO) return lever_read(e->scenario, words, at, &to->of_scenario, error);
    to->of_firms = firms_lever_find(words);
    if (to->of_firms != NULL) return COHONG_OK;
    suggest_sentence(suggest(words, FIRMS_LEVERS, COHONG_FIRM_LEVER_COUNT, lever_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at,
                "firms have no number \"%.60s\" that could be multiplied%s (platform_fee, fixed_cost, commission, "
                "visibility, demand)",
                words, guess);
}

void claim_lever_free(engine_lever *of)
{
    lever_free(&of->of_scenario);
}

cohong_status claim_lever_takes(const engine *e, const engine_lever *by, double value, place at, cohong_error *error)
{
    if (e->kind == ENGINE_SCENARIO) return trial_takes(e->scenario, &by->of_scenario, value, at, error);
    population_run *run = NULL;
    double unused[QUANTITY_COUNT];
    cohong_status status = population_run_new(e, &run, error);
    if (status == COHONG_OK) status = population_run_at(run, NULL, by->of_firms, value, unused, error);
    population_run_free(run);
    if (status == COHONG_OK && isnan(unused[QUANTITY_SELLERS]))
        return fail(error, COHONG_OUT_OF_DOMAIN, at, "%g times %.60s is outside the model's domain", value,
                    by->of_firms->name);
    return status;
}

/* ---- at work */

struct engine_run {
    const engine *of;
    double *multiplier; /* a world's */
    scenario_run *scenario;
    population_run *firms;
};

void engine_run_free(engine_run *run)
{
    if (run == NULL) return;
    scenario_run_free(run->scenario);
    population_run_free(run->firms);
    free(run->multiplier);
    free(run);
}

cohong_status engine_run_new(const engine *e, size_t closure, engine_run **run, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    engine_run *made = calloc(1, sizeof *made);
    *run = made;
    if (made == NULL) return fail_memory(error);
    made->of = e;
    if (e->kind == ENGINE_SCENARIO) {
        status = scenario_run_new(e, closure, &made->scenario, error);
    } else if (e->kind == ENGINE_FIRMS) {
        status = population_run_new(e, &made->firms, error);
    } else {
        made->multiplier = calloc(e->world->sector_count * e->world->country_count, sizeof *made->multiplier);
        if (made->multiplier == NULL) status = fail_memory(error);
    }
    if (status != COHONG_OK) {
        engine_run_free(made);
        *run = NULL;
    }
    return status;
}

cohong_status engine_run_at(engine_run *run, const double *parameters, const engine_lever *by, double value,
                            double to[QUANTITY_COUNT], cohong_error *error)
{
    const engine *e = run->of;
    for (size_t q = 0; q < QUANTITY_COUNT; q++) to[q] = NAN;
    if (e->kind == ENGINE_SCENARIO)
        return scenario_run_at(run->scenario, by != NULL ? &by->of_scenario : NULL, value, to, error);
    if (e->kind == ENGINE_FIRMS)
        return population_run_at(run->firms, parameters, by != NULL ? by->of_firms : NULL, value, to, error);
    return engine_of_world(e->world, cohong_world_country(e->world, e->country),
                           cohong_world_country(e->world, e->partner), run->multiplier, to, error);
}
