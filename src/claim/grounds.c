/* What the lines of a report rest on: every fact, assumption, prior and engine that some formula names, listed once, and the marks that
 * tie a line to its own. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claim/answer.h"

const char *cohong_ground_name(cohong_ground_kind kind)
{
    static const char *const NAMES[] = {
#define NAME(name, code) code,
        COHONG_GROUND_LIST(NAME)
#undef NAME
    };
    return kind < COHONG_GROUND_COUNT ? NAMES[kind] : "";
}

/* ---- what a formula names */

static cohong_ground_kind kind_of(name_kind kind)
{
    return kind == NAME_FACT         ? COHONG_GROUND_FACT
           : kind == NAME_ASSUMPTION ? COHONG_GROUND_ASSUMPTION
           : kind == NAME_PARAMETER  ? COHONG_GROUND_PRIOR
                                     : COHONG_GROUND_ENGINE;
}

/* Calls for every ground of a formula: those it names, and in a family (`draws`) the parameters that multiply numbers of its engine. */
static void each_ground(const answering *a, const claim_formula *f, bool draws,
                        void (*take)(const answering *, cohong_ground_kind, size_t))
{
    for (size_t k = 0; k < f->name_count; k++) {
        take(a, kind_of(f->names[k].kind), f->names[k].index);
        if (f->names[k].kind != NAME_QUANTITY || !draws) continue;
        const engine *e = &a->o->engines[f->names[k].index];
        for (size_t b = 0; b < e->binding_count; b++) take(a, COHONG_GROUND_PRIOR, e->bindings[b].parameter);
    }
}

/* ---- the list */

static void mark_used(const answering *a, cohong_ground_kind kind, size_t index)
{
    a->ground_of[kind][index] = 0;
}

static void mark_all(const answering *a)
{
    const claim_owner *o = a->o;
    for (size_t k = 0; k < o->figure_count; k++) {
        each_ground(a, &o->figures[k].formula, false, mark_used);
        if (o->figures[k].published != NO_FACT) mark_used(a, COHONG_GROUND_FACT, o->figures[k].published);
    }
    for (size_t k = 0; k < o->bound_count; k++) each_ground(a, &o->bounds[k].formula, false, mark_used);
    for (size_t k = 0; k < o->family_count; k++) {
        each_ground(a, &o->families[k].formula, true, mark_used);
        each_ground(a, &o->families[k].formula_with, true, mark_used);
    }
    for (size_t k = 0; k < o->goal_count; k++) {
        each_ground(a, &o->goals[k].measure, false, mark_used);
        each_ground(a, &o->goals[k].target, false, mark_used);
        each_ground(a, &o->goals[k].times, false, mark_used);
    }
}

static cohong_claim_ground of_fact(const cohong_fact *f)
{
    return (cohong_claim_ground){ .kind = COHONG_GROUND_FACT,
                                  .id = f->id,
                                  .what = f->what,
                                  .value = f->value,
                                  .unit = f->unit,
                                  .source = f->source,
                                  .address = f->address,
                                  .year = f->year,
                                  .known = f->known };
}

static cohong_claim_ground of_parameter(answering *a, const parameter *p)
{
    const char *what = p->form == TRIANGULAR
                           ? answer_text(a, "%s: triangular from %g to %g, most likely %g", p->title, p->low, p->high,
                                         p->mode)
                           : answer_text(a, "%s: lognormal, median %g, standard deviation of the logarithm %g",
                                         p->title, p->median, p->log_sd);
    bool triangular = p->form == TRIANGULAR;
    return (cohong_claim_ground){ .kind = COHONG_GROUND_PRIOR,
                                  .id = p->id,
                                  .what = what,
                                  .value = claim_quantile(p, 0.5),
                                  .unit = p->unit,
                                  .source = p->why,
                                  .distribution = triangular ? "triangular" : "lognormal",
                                  .low = triangular ? p->low : NAN,
                                  .mode = triangular ? p->mode : NAN,
                                  .high = triangular ? p->high : NAN,
                                  .log_sd = triangular ? NAN : p->log_sd,
                                  .domain_least = p->least,
                                  .domain_most = p->most };
}

static cohong_claim_ground of_engine(answering *a, const engine *e)
{
    cohong_claim_ground g = { .kind = COHONG_GROUND_ENGINE, .id = e->id, .value = NAN, .address = e->path };
    const cohong_world *world = e->kind == ENGINE_SCENARIO ? e->scenario->world : e->world;
    if (e->kind == ENGINE_FIRMS) {
        g.what = answer_text(a, "firms: %s", e->firms->title);
        g.source = "the file names the source of each number";
        return g;
    }
    g.what = e->kind == ENGINE_SCENARIO ? answer_text(a, "scenario: %s, on %s", e->scenario->title, world->name)
                                        : answer_text(a, "world: %s", world->name);
    if (e->theta_log_sd > 0)
        g.what = answer_text(a,
                             "%s; in the intervals one lognormal factor on all trade elasticities, median 1, standard "
                             "deviation of the logarithm %g",
                             g.what, e->theta_log_sd);
    g.source = world->provenance != NULL ? answer_text(a, "%s", world->provenance) : "no provenance stated";
    g.year = world->year;
    return g;
}

static cohong_claim_ground ground_of(answering *a, cohong_ground_kind kind, size_t index)
{
    const claim_owner *o = a->o;
    if (kind == COHONG_GROUND_FACT) return of_fact(&o->claim.facts[index]);
    if (kind == COHONG_GROUND_PRIOR) return of_parameter(a, &o->parameters[index]);
    if (kind == COHONG_GROUND_ENGINE) return of_engine(a, &o->engines[index]);
    const assumption *s = &o->assumptions[index];
    return (cohong_claim_ground){
        .kind = kind, .id = s->id, .what = "assumed", .value = s->value, .unit = s->unit, .source = s->why
    };
}

static cohong_claim_ground ground(answering *a, cohong_ground_kind kind, size_t index)
{
    cohong_claim_ground g = ground_of(a, kind, index);
    if (kind != COHONG_GROUND_PRIOR) g.low = g.mode = g.high = g.log_sd = g.domain_least = g.domain_most = NAN;
    return g;
}

cohong_status answer_grounds(answering *a)
{
    const claim_owner *o = a->o;
    const size_t counts[COHONG_GROUND_COUNT] = { o->claim.fact_count, o->assumption_count, o->parameter_count,
                                                 o->engine_count };
    size_t all = 1;
    for (size_t kind = 0; kind < COHONG_GROUND_COUNT; kind++) {
        all += counts[kind];
        a->ground_of[kind] = malloc((counts[kind] + 1) * sizeof **a->ground_of);
        if (a->ground_of[kind] == NULL) return fail_memory(a->error);
        for (size_t k = 0; k < counts[kind]; k++) a->ground_of[kind][k] = NO_FACT;
    }
    a->answer->grounds = calloc(all, sizeof *a->answer->grounds);
    a->rests = calloc(all, sizeof *a->rests);
    if (a->answer->grounds == NULL || a->rests == NULL) return fail_memory(a->error);
    mark_all(a);
    for (size_t kind = 0; kind < COHONG_GROUND_COUNT; kind++)
        for (size_t k = 0; k < counts[kind]; k++) {
            if (a->ground_of[kind][k] == NO_FACT) continue;
            a->ground_of[kind][k] = a->answer->ground_count;
            a->answer->grounds[a->answer->ground_count++] = ground(a, (cohong_ground_kind)kind, k);
        }
    return COHONG_OK;
}

/* ---- a row's own */

static void mark_rest(const answering *a, cohong_ground_kind kind, size_t index)
{
    if (a->ground_of[kind][index] != NO_FACT) a->rests[a->ground_of[kind][index]] = true;
}

void answer_rest(answering *a, const claim_formula *f)
{
    each_ground(a, f, false, mark_rest);
}

void answer_rest_on_draws(answering *a, const claim_formula *f)
{
    each_ground(a, f, true, mark_rest);
}

void answer_rest_on_fact(answering *a, size_t fact)
{
    mark_rest(a, COHONG_GROUND_FACT, fact);
}

cohong_status answer_rest_on_nothing(answering *a)
{
    memset(a->rests, 0, a->answer->ground_count * sizeof *a->rests);
    return COHONG_OK;
}
