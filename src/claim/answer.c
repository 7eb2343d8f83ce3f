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
    size_t *row_grounds;
} answer_owner;

/* ---- rows */

cohong_claim_row answer_row(cohong_claim_part part)
{
    return (cohong_claim_row){
        .part = part, .value = NAN, .low95 = NAN, .low67 = NAN, .high67 = NAN, .high95 = NAN, .published = NAN
    };
}

static bool room_for_row(answering *a)
{
    void *rows = a->answer->rows, *first = a->row_first, *grounds = a->row_grounds;
    size_t count = a->answer->row_count;
    if (!memory_grow(&rows, &a->row_capacity, count + 1, sizeof *a->answer->rows)) return false;
    a->answer->rows = rows;
    if (!memory_grow(&first, &a->row_first_capacity, count + 1, sizeof *a->row_first)) return false;
    a->row_first = first;
    size_t most = a->row_grounds_count + a->answer->ground_count + 1;
    if (!memory_grow(&grounds, &a->row_grounds_capacity, most, sizeof *a->row_grounds)) return false;
    a->row_grounds = grounds;
    return true;
}

cohong_status answer_add(answering *a, const cohong_claim_row *row)
{
    if (a->status != COHONG_OK) return a->status;
    if (a->failed || !room_for_row(a)) return fail_memory(a->error);
    cohong_claim_row *to = &a->answer->rows[a->answer->row_count];
    *to = *row;
    to->ground_count = 0;
    a->row_first[a->answer->row_count++] = a->row_grounds_count;
    for (size_t k = 0; k < a->answer->ground_count; k++) {
        if (!a->rests[k]) continue;
        a->rests[k] = false;
        a->row_grounds[a->row_grounds_count++] = k;
        to->ground_count++;
    }
    return COHONG_OK;
}

/* Only now, since the list moved as it grew. */
static void settle_row_grounds(answering *a)
{
    for (size_t k = 0; k < a->answer->row_count; k++) a->answer->rows[k].grounds = a->row_grounds + a->row_first[k];
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

const char *answer_people(answering *a, double value)
{
    char digits[64], made[96];
    size_t used = 0;
    if (!(fabs(value) >= 1000 && fabs(value) < 1e15)) return answer_text(a, "%.4g", value);
    snprintf(digits, sizeof digits, "%.0f", fabs(value));
    size_t length = strlen(digits);
    if (value < 0) made[used++] = '-';
    for (size_t k = 0; k < length; k++) {
        if (k > 0 && (length - k) % 3 == 0) made[used++] = ',';
        made[used++] = digits[k];
    }
    made[used] = '\0';
    return answer_text(a, "%s", made);
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

point answer_point(const answering *a, const claim_formula *f)
{
    const engine *e = claim_formula_engine(a->o, f);
    return (point){ .quantities = e != NULL ? a->engines[e - a->o->engines].central[0] : NULL };
}

size_t answer_closures(const answering *a, const family *of)
{
    const engine *e = claim_formula_engine(a->o, &of->formula);
    return e != NULL && e->kind == ENGINE_SCENARIO ? e->closure_count : 1;
}

const char *answer_input_name(const answering *a, size_t input)
{
    return input == THETA_INPUT ? "trade elasticities (one factor on all theta)" : a->o->parameters[input].title;
}

static bool binds(const engine *e, size_t index)
{
    for (size_t k = 0; e != NULL && k < e->binding_count; k++)
        if (e->bindings[k].parameter == index) return true;
    return false;
}

model_case answer_case(const answering *a, const family *of, const claim_formula *formula, size_t closure)
{
    model_case c = { .of = of, .formula = formula, .closure = closure, .with_condition = formula == &of->formula_with };
    c.engine = claim_formula_engine(a->o, formula);
    for (size_t k = 0; k < a->o->parameter_count; k++)
        if (claim_formula_uses(formula, NAME_PARAMETER, k) || binds(c.engine, k)) c.inputs[c.input_count++] = k;
    if (c.engine != NULL && a->engines[c.engine - a->o->engines].drawn != NULL) c.inputs[c.input_count++] = THETA_INPUT;
    return c;
}

/* Firms are asked anew where parameters multiply their numbers. */
static void ask_engine(answering *a, const model_case *c, double quantities[QUANTITY_COUNT], point *at)
{
    const engine_table *table = c->engine != NULL ? &a->engines[c->engine - a->o->engines] : NULL;
    if (table == NULL || table->run == NULL || c->engine->binding_count == 0) return;
    cohong_status status = engine_run_at(table->run, at->parameters, NULL, 1, quantities, a->error);
    if (status != COHONG_OK && a->status == COHONG_OK) a->status = status;
    at->quantities = quantities;
}

double answer_with(answering *a, const model_case *c, const double parameters[PARAMETER_LIMIT])
{
    double quantities[QUANTITY_COUNT];
    point at = { .quantities = c->engine != NULL ? a->engines[c->engine - a->o->engines].central[c->closure] : NULL };
    memcpy(at.parameters, parameters, sizeof at.parameters);
    ask_engine(a, c, quantities, &at);
    return answer_value(a, c->formula, &at);
}

double answer_at(answering *a, const model_case *c, const double u[INPUT_LIMIT])
{
    const engine_table *table = c->engine != NULL ? &a->engines[c->engine - a->o->engines] : NULL;
    double quantities[QUANTITY_COUNT];
    point at = { .quantities = table != NULL ? table->central[c->closure] : NULL };
    for (size_t k = 0; k < c->input_count; k++)
        if (c->inputs[k] == THETA_INPUT) {
            size_t draw = (size_t)(u[k] * ENGINE_DRAWS);
            at.quantities = table->drawn[c->closure][draw < ENGINE_DRAWS ? draw : ENGINE_DRAWS - 1];
        } else {
            at.parameters[c->inputs[k]] = claim_quantile(&a->o->parameters[c->inputs[k]], u[k]);
        }
    ask_engine(a, c, quantities, &at);
    return answer_value(a, c->formula, &at);
}

static int by_size(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

static bool draw_spread(answering *a, const model_case *c, spread *to)
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

bool answer_spread(answering *a, const model_case *c, spread *to)
{
    for (size_t k = 0; k < a->spread_count; k++)
        if (a->spreads[k].formula == c->formula && a->spreads[k].closure == c->closure) {
            *to = a->spreads[k].of;
            return a->spreads[k].has_value;
        }
    *to = (spread){ .median = NAN };
    bool has_value = draw_spread(a, c, to);
    if (a->spread_count < a->spread_capacity)
        a->spreads[a->spread_count++] = (kept_spread){ c->formula, c->closure, has_value, *to };
    return has_value;
}

/* ---- a case in words */

const char *answer_closure(const model_case *c)
{
    return c->engine != NULL && c->engine->kind == ENGINE_SCENARIO ? c->engine->closures[c->closure] : NULL;
}

const char *answer_condition(const model_case *c)
{
    return c->of->formula_with.text == NULL ? NULL : c->with_condition ? "with" : "without";
}

const char *answer_case_title(answering *a, const model_case *c)
{
    const char *closure = answer_closure(c), *condition = answer_condition(c);
    return answer_text(a, "%s%s%s%s%s%s%s", c->of->title, closure != NULL ? "; labour: " : "",
                       closure != NULL ? closure : "", condition != NULL ? "; " : "",
                       condition != NULL ? condition : "", condition != NULL ? " " : "",
                       condition != NULL ? a->o->claim.condition : "");
}

const char *answer_command(answering *a, const engine *e, size_t closure)
{
    const char *labour = e->closures[closure];
    if (e->kind == ENGINE_WORLD) return answer_text(a, "cohong jobs %s --country %s", e->path, e->country);
    if (e->kind == ENGINE_FIRMS) return answer_text(a, "cohong firms %s", e->path);
    const char *quote = strcmp(e->labour_country, "*") == 0 ? "'" : "";
    if (strcmp(labour, "full") == 0) return answer_text(a, "cohong run %s --labour full", e->path);
    if (strcmp(labour, "elastic") == 0)
        return answer_text(a, "cohong run %s --labour elastic --labour-elasticity %g --labour-country %s%s%s", e->path,
                           e->labour_elasticity, quote, e->labour_country, quote);
    return answer_text(a, "cohong run %s --labour %s --labour-country %s%s%s", e->path, labour, quote,
                       e->labour_country, quote);
}

/* ---- engines */

static cohong_status run_closure(const engine *e, size_t closure, engine_table *to, cohong_error *error)
{
    engine_run *run = NULL;
    engine_lever theta = { 0 };
    cohong_status status = engine_run_new(e, closure, &run, error);
    if (status == COHONG_OK) status = engine_run_at(run, NULL, NULL, 1, to->central[closure], error);
    if (status == COHONG_OK && to->drawn != NULL) status = claim_lever_read(e, "theta_factor", e->at, &theta, error);
    for (size_t k = 0; to->drawn != NULL && k < ENGINE_DRAWS && status == COHONG_OK; k++) {
        double u = ((double)k + 0.5) / ENGINE_DRAWS, factor = vmath_exp(e->theta_log_sd * normal_quantile(u));
        status = engine_run_at(run, NULL, &theta, factor, to->drawn[closure][k], error);
    }
    claim_lever_free(&theta);
    if (e->kind == ENGINE_FIRMS)
        to->run = run;
    else
        engine_run_free(run);
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
        bool draws = from->kind == ENGINE_SCENARIO && from->theta_log_sd > 0;
        to->central = calloc(from->closure_count, sizeof *to->central);
        if (draws) to->drawn = calloc(from->closure_count, sizeof *to->drawn);
        if (to->central == NULL || (draws && to->drawn == NULL)) return fail_memory(a->error);
        for (size_t c = 0; c < from->closure_count && status == COHONG_OK; c++)
            status = run_closure(from, c, to, a->error);
    }
    return status;
}

/* ---- doors */

/* At most one a formula of a family and closure. */
static cohong_status make_room(answering *a)
{
    a->spread_capacity = 2 * a->o->family_count * CLOSURE_LIMIT;
    a->sorted = calloc(CLAIM_DRAWS, sizeof *a->sorted);
    a->spreads = calloc(a->spread_capacity + 1, sizeof *a->spreads);
    return a->sorted != NULL && a->spreads != NULL ? COHONG_OK : fail_memory(a->error);
}

static cohong_status all_parts(answering *a)
{
    cohong_status (*const PARTS[])(
        answering *) = { make_room,     answer_grounds,    run_engines,        answer_figures,     answer_bounds,
                         answer_models, answer_break_even, answer_sensitivity, answer_probability, answer_finding };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < sizeof PARTS / sizeof *PARTS && status == COHONG_OK; k++) {
        status = PARTS[k](a);
        if (status == COHONG_OK) status = a->status;
        if (status == COHONG_OK && a->failed) status = fail_memory(a->error);
    }
    return status;
}

static void release(answering *a)
{
    for (size_t e = 0; a->engines != NULL && e < a->o->engine_count; e++) {
        free(a->engines[e].central);
        free(a->engines[e].drawn);
        engine_run_free(a->engines[e].run);
    }
    for (size_t k = 0; k < COHONG_GROUND_COUNT; k++) free(a->ground_of[k]);
    free(a->engines);
    free(a->sorted);
    free(a->spreads);
    free(a->rests);
    free(a->row_first);
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
    settle_row_grounds(&a);
    release(&a);
    owner->texts = a.texts;
    owner->row_grounds = a.row_grounds;
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
    free(answer->grounds);
    free(owner->row_grounds);
    free(answer->rows);
    text_pool_free(&owner->texts);
    free(owner);
}
