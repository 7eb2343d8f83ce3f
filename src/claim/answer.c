/* The report of a claim, put together: engines are run first, then every part adds its rows. */
#include "claim/answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/normal.h"

typedef struct answer_owner {
    cohong_claim_answer answer;
    text_pool texts;
} answer_owner;

/* ---- rows */

cohong_claim_row answer_row(cohong_claim_part part)
{
    return (cohong_claim_row){
        .part = part, .value = NAN, .low95 = NAN, .low67 = NAN, .high67 = NAN, .high95 = NAN, .published = NAN
    };
}

cohong_status answer_add(answering *a, const cohong_claim_row *row)
{
    void *rows = a->answer->rows;
    if (a->failed) return fail_memory(a->error);
    if (!memory_grow(&rows, &a->row_capacity, a->answer->row_count + 1, sizeof *row)) return fail_memory(a->error);
    a->answer->rows = rows;
    a->answer->rows[a->answer->row_count++] = *row;
    return COHONG_OK;
}

const char *answer_text(answering *a, const char *format, ...)
{
    char made[1536];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(made, sizeof made, format, arguments);
    va_end(arguments);
    const char *kept = length < 0 ? NULL
                                  : text_pool_copy(&a->texts, made,
                                                   (size_t)length < sizeof made ? (size_t)length : sizeof made - 1);
    a->failed |= kept == NULL;
    return kept != NULL ? kept : "";
}

const char *answer_numbers(answering *a, const claim_formula *f)
{
    const char *kept = claim_formula_numbers(&a->texts, a->o, f);
    a->failed |= kept == NULL;
    return kept;
}

const char *answer_vintage(cohong_claim_vintage vintage)
{
    return vintage == COHONG_EX_ANTE ? "ex ante" : "ex post";
}

/* ---- values */

double answer_value(const answering *a, const claim_formula *f, const point *at)
{
    double values[64];
    const claim_owner *o = a->o;
    if (f->name_count > sizeof values / sizeof *values) return NAN;
    for (size_t k = 0; k < f->name_count; k++) {
        const claim_name *n = &f->names[k];
        values[k] = n->kind == NAME_FACT         ? o->claim.facts[n->index].value
                    : n->kind == NAME_ASSUMPTION ? o->assumptions[n->index].value
                    : n->kind == NAME_PARAMETER  ? at->parameters[n->index]
                    : at->quantities != NULL     ? at->quantities[n->quantity]
                                                 : (double)NAN;
    }
    return expression_value(f->made, values);
}

size_t answer_closures(const answering *a, const family *of)
{
    const engine *e = claim_formula_engine(a->o, &of->formula);
    return e != NULL && e->is_scenario ? e->closure_count : 1;
}

const char *answer_input_name(const answering *a, size_t input)
{
    return input == THETA_INPUT ? "trade elasticities (one factor on all theta)" : a->o->parameters[input].title;
}

model_case answer_case(const answering *a, const family *of, const claim_formula *formula, size_t closure)
{
    model_case c = { .of = of, .formula = formula, .closure = closure, .with_condition = formula == &of->formula_with };
    c.engine = claim_formula_engine(a->o, formula);
    for (size_t k = 0; k < a->o->parameter_count; k++)
        if (claim_formula_uses(formula, NAME_PARAMETER, k)) c.inputs[c.input_count++] = k;
    if (c.engine != NULL && a->engines[c.engine - a->o->engines].drawn != NULL) c.inputs[c.input_count++] = THETA_INPUT;
    return c;
}

double answer_at(const answering *a, const model_case *c, const double u[INPUT_LIMIT])
{
    const engine_table *table = c->engine != NULL ? &a->engines[c->engine - a->o->engines] : NULL;
    point at = { .quantities = table != NULL ? table->central[c->closure] : NULL };
    for (size_t k = 0; k < c->input_count; k++)
        if (c->inputs[k] == THETA_INPUT) {
            size_t draw = (size_t)(u[k] * ENGINE_DRAWS);
            at.quantities = table->drawn[c->closure][draw < ENGINE_DRAWS ? draw : ENGINE_DRAWS - 1];
        } else {
            at.parameters[c->inputs[k]] = claim_quantile(&a->o->parameters[c->inputs[k]], u[k]);
        }
    return answer_value(a, c->formula, &at);
}

static int by_size(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

bool answer_spread(answering *a, const model_case *c, spread *to)
{
    size_t count = c->input_count > 0 ? CLAIM_DRAWS : 1, met = 0;
    double u[INPUT_LIMIT] = { 0 };
    *to = (spread){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < c->input_count; k++) u[k] = claim_halton(i, k);
        a->sorted[i] = answer_at(a, c, u);
        if (!isfinite(a->sorted[i])) return false;
        met += a->o->claim.at_most ? a->sorted[i] <= a->o->claim.threshold : a->sorted[i] >= a->o->claim.threshold;
    }
    qsort(a->sorted, count, sizeof *a->sorted, by_size);
    *to = (spread){ .median = claim_sorted_quantile(a->sorted, count, 0.5),
                    .low95 = claim_sorted_quantile(a->sorted, count, 0.025),
                    .low67 = claim_sorted_quantile(a->sorted, count, 1.0 / 6),
                    .high67 = claim_sorted_quantile(a->sorted, count, 5.0 / 6),
                    .high95 = claim_sorted_quantile(a->sorted, count, 0.975),
                    .least = a->sorted[0],
                    .most = a->sorted[count - 1],
                    .probability = (double)met / (double)count };
    return true;
}

/* ---- engines */

static cohong_status run_closure(const engine *e, size_t closure, engine_table *to, cohong_error *error)
{
    cohong_status status = claim_engine_at(e, e->closures[closure], 1, 1, to->central[closure], error);
    for (size_t k = 0; to->drawn != NULL && k < ENGINE_DRAWS && status == COHONG_OK; k++) {
        double u = ((double)k + 0.5) / ENGINE_DRAWS, factor = vmath_exp(e->theta_log_sd * normal_quantile(u));
        status = claim_engine_at(e, e->closures[closure], factor, 1, to->drawn[closure][k], error);
    }
    return status;
}

static cohong_status run_engines(answering *a)
{
    cohong_status status = COHONG_OK;
    a->engines = calloc(a->o->engine_count + 1, sizeof *a->engines);
    if (a->engines == NULL) return fail_memory(a->error);
    for (size_t e = 0; e < a->o->engine_count && status == COHONG_OK; e++) {
        const engine *from = &a->o->engines[e];
        engine_table *to = &a->engines[e];
        bool draws = from->is_scenario && from->theta_log_sd > 0;
        to->central = calloc(from->closure_count, sizeof *to->central);
        if (draws) to->drawn = calloc(from->closure_count, sizeof *to->drawn);
        if (to->central == NULL || (draws && to->drawn == NULL)) return fail_memory(a->error);
        for (size_t c = 0; c < from->closure_count && status == COHONG_OK; c++)
            status = run_closure(from, c, to, a->error);
    }
    return status;
}

/* ---- facts that count */

static void mark(const claim_formula *f, bool *used)
{
    for (size_t k = 0; k < f->name_count; k++)
        if (f->names[k].kind == NAME_FACT) used[f->names[k].index] = true;
}

static cohong_status list_facts(answering *a)
{
    const claim_owner *o = a->o;
    bool *used = calloc(o->claim.fact_count + 1, sizeof *used);
    a->facts = calloc(o->claim.fact_count + 1, sizeof *a->facts);
    a->answer->facts = a->facts;
    if (used == NULL || a->facts == NULL) {
        free(used);
        return fail_memory(a->error);
    }
    for (size_t k = 0; k < o->figure_count; k++) {
        mark(&o->figures[k].formula, used);
        if (o->figures[k].published != NO_FACT) used[o->figures[k].published] = true;
    }
    for (size_t k = 0; k < o->bound_count; k++) mark(&o->bounds[k].formula, used);
    for (size_t k = 0; k < o->family_count; k++) {
        mark(&o->families[k].formula, used);
        mark(&o->families[k].formula_with, used);
    }
    for (size_t k = 0; k < o->search_count; k++) {
        mark(&o->searches[k].formula, used);
        mark(&o->searches[k].target, used);
    }
    for (size_t k = 0; k < o->claim.fact_count; k++)
        if (used[k]) a->facts[a->answer->fact_count++] = k;
    free(used);
    return COHONG_OK;
}

/* ---- doors */

static cohong_status all_parts(answering *a)
{
    cohong_status (*const PARTS[])(answering *) = { list_facts,         run_engines,       answer_figures,
                                                    answer_bounds,      answer_models,     answer_break_even,
                                                    answer_sensitivity, answer_probability };
    cohong_status status = COHONG_OK;
    a->sorted = calloc(CLAIM_DRAWS, sizeof *a->sorted);
    if (a->sorted == NULL) return fail_memory(a->error);
    for (size_t k = 0; k < sizeof PARTS / sizeof *PARTS && status == COHONG_OK; k++) status = PARTS[k](a);
    return status;
}

static void release(answering *a)
{
    for (size_t e = 0; a->engines != NULL && e < a->o->engine_count; e++) {
        free(a->engines[e].central);
        free(a->engines[e].drawn);
    }
    free(a->engines);
    free(a->sorted);
}

cohong_status cohong_claim_answer_new(const cohong_claim *claim, cohong_claim_answer **answer, cohong_error *error)
{
    *answer = NULL;
    answer_owner *owner = calloc(1, sizeof *owner);
    if (owner == NULL) return fail_memory(error);
    const claim_owner *o = claim->memory;
    owner->answer =
        (cohong_claim_answer){ .draws = CLAIM_DRAWS, .sobol_draws = SOBOL_DRAWS, .seed = o->seed, .memory = owner };
    answering a = { .o = o, .answer = &owner->answer, .error = error };
    cohong_status status = all_parts(&a);
    release(&a);
    owner->texts = a.texts;
    if (status != COHONG_OK) {
        cohong_claim_answer_free(&owner->answer);
        return status;
    }
    *answer = &owner->answer;
    return COHONG_OK;
}

void cohong_claim_answer_free(cohong_claim_answer *answer)
{
    if (answer == NULL) return;
    answer_owner *owner = answer->memory;
    union { /* the list is const for readers */
        const size_t *shown;
        size_t *owned;
    } facts = { .shown = answer->facts };
    free(facts.owned);
    free(answer->rows);
    text_pool_free(&owner->texts);
    free(owner);
}
