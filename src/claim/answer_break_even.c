/* Break-even: the value that a parameter alone, all together, or a number of an engine would have to take for the claim to hold, by
 * goal seek's search. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claim/answer.h"
#include "sweep/seek.h"

enum { SCAN = 201 };

/* ---- a parameter */

/* A case with all parameters at their medians but one, or with all inputs at the same quantile. */
typedef struct varied {
    answering *a;
    const model_case *c;
    double parameters[PARAMETER_LIMIT];
    size_t parameter;
    bool rises[INPUT_LIMIT];
} varied;

static cohong_status alone_at(void *context, double x, double *result, char *why, cohong_error *error)
{
    varied *one = context;
    (void)why;
    (void)error;
    one->parameters[one->parameter] = x;
    *result = answer_with(one->a, one->c, one->parameters);
    return one->a->status;
}

/* All inputs at the same quantile, counted in the direction that helps. */
static cohong_status jointly_at(void *context, double q, double *result, char *why, cohong_error *error)
{
    varied *all = context;
    double u[INPUT_LIMIT] = { 0 };
    (void)why;
    (void)error;
    for (size_t k = 0; k < all->c->input_count; k++) u[k] = all->rises[k] ? q : 1 - q;
    *result = answer_at(all->a, all->c, u);
    return all->a->status;
}

/* Where a parameter is looked for: its domain, open ends a million times away from its median. */
static void search_range(const parameter *p, double *low, double *high)
{
    double median = claim_quantile(p, 0.5);
    *low = p->least > 0 ? p->least : median / 1e6;
    *high = p->most < HUGE_VAL ? p->most : median * 1e6;
}

static const char *parameter_note(answering *a, const sought *found, const seek *what, double median)
{
    if (found->found)
        return answer_text(a, "%.3g times its median of %.4g, the others at their medians.", found->value / median,
                           median);
    return answer_text(a, "From %.3g to %.3g the most favourable has %s, the others at their medians.", what->from,
                       what->to, answer_people(a, found->nearest_result));
}

static cohong_status break_even_alone(answering *a, const model_case *c, size_t input, const cohong_claim_row *base)
{
    const parameter *p = &a->o->parameters[input];
    varied one = { .a = a, .c = c, .parameter = input };
    seek what = { .of = alone_at, .context = &one, .target = a->o->claim.threshold, .points = SCAN, .by_ratio = true };
    cohong_curve_point curve[SCAN];
    cohong_claim_row row = *base;
    sought found;
    for (size_t k = 0; k < a->o->parameter_count; k++) one.parameters[k] = claim_quantile(&a->o->parameters[k], 0.5);
    search_range(p, &what.from, &what.to);
    cohong_status status = seek_value(&what, curve, NULL, &found, a->error);
    if (status != COHONG_OK) return status;
    row.id = p->id;
    row.title = p->title;
    row.unit = p->unit;
    row.value = found.value;
    row.verdict = found.found ? "alone" : "no value does";
    row.note = parameter_note(a, &found, &what, claim_quantile(p, 0.5));
    answer_rest_on_draws(a, c->formula);
    return answer_add(a, &row);
}

static cohong_status break_even_jointly(answering *a, const model_case *c, const cohong_claim_row *base)
{
    varied all = { .a = a, .c = c };
    seek what = { .of = jointly_at, .context = &all, .target = a->o->claim.threshold, .points = SCAN };
    cohong_curve_point curve[SCAN];
    cohong_claim_row row = *base;
    sought found;
    for (size_t k = 0; k < c->input_count; k++) {
        double u[INPUT_LIMIT];
        for (size_t i = 0; i < INPUT_LIMIT; i++) u[i] = 0.5;
        u[k] = 5.0 / 6;
        double up = answer_at(a, c, u);
        u[k] = 1.0 / 6;
        all.rises[k] = (up >= answer_at(a, c, u)) != a->o->claim.at_most;
    }
    what.from = 1e-4;
    what.to = 0.9999;
    cohong_status status = seek_value(&what, curve, NULL, &found, a->error);
    if (status != COHONG_OK) return status;
    row.id = "jointly";
    row.title = "all together: the quantile of every distribution, counted towards the claim";
    row.unit = "fraction";
    row.value = found.value;
    row.verdict = found.found ? "jointly" : "no value does";
    if (!found.found)
        row.note = answer_text(a, "Even with all at their 99.99 %% quantile the result is %s.",
                               answer_people(a, curve[SCAN - 1].measure));
    answer_rest_on_draws(a, c->formula);
    return answer_add(a, &row);
}

static cohong_status break_even_of(answering *a, const family *f)
{
    model_case c = answer_case(a, f, &f->formula, 0);
    cohong_claim_row base = answer_row(COHONG_PART_BREAK_EVEN);
    cohong_status status = COHONG_OK;
    base.group = f->title;
    base.vintage = answer_vintage(f->vintage);
    if (f->counts != NULL || c.input_count == 0 || (c.input_count == 1 && c.inputs[0] == THETA_INPUT)) return COHONG_OK;
    for (size_t k = 0; k < c.input_count && status == COHONG_OK; k++)
        if (c.inputs[k] != THETA_INPUT) status = break_even_alone(a, &c, c.inputs[k], &base);
    return status == COHONG_OK && c.input_count > 1 ? break_even_jointly(a, &c, &base) : status;
}

/* ---- a number of an engine */

typedef struct asking {
    answering *a;
    const goal *of;
    engine_run *run;
} asking;

static cohong_status goal_at(void *context, double x, double *result, char *why, cohong_error *error)
{
    asking *now = context;
    double quantities[QUANTITY_COUNT];
    (void)why;
    cohong_status status = engine_run_at(now->run, NULL, &now->of->by, x, quantities, error);
    if (status == COHONG_OK) *result = answer_value(now->a, &now->of->measure, &(point){ .quantities = quantities });
    return status;
}

static cohong_status seek_goal(answering *a, const goal *g, sought *found, double *target)
{
    asking now = { .a = a, .of = g };
    const engine *e = &a->o->engines[g->engine];
    point none = { .quantities = NULL };
    seek what = { .of = goal_at, .context = &now, .from = g->from, .to = g->to, .points = g->points };
    cohong_curve_point *curve = calloc(g->points, sizeof *curve);
    if (curve == NULL) return fail_memory(a->error);
    *target = what.target = answer_value(a, &g->target, &none);
    cohong_status status = engine_run_new(e, g->closure, &now.run, a->error);
    if (status == COHONG_OK) status = seek_value(&what, curve, NULL, found, a->error);
    engine_run_free(now.run);
    free(curve);
    return status;
}

static const char *goal_note(answering *a, const goal *g, const sought *found, double target)
{
    const char *more = g->note != NULL ? g->note : "", *gap = g->note != NULL ? " " : "";
    if (!found->found)
        return answer_text(a, "%s from %g to %g does not reach %s; the nearest, %.4g, has %s.%s%s", g->vary, g->from,
                           g->to, answer_people(a, target), found->nearest_value,
                           answer_people(a, found->nearest_result), gap, more);
    if (g->times.text == NULL) return g->note;
    return answer_text(a, "%s = %.4g, times %s.%s%s", g->vary, found->value, g->times.text, gap, more);
}

static cohong_status one_goal(answering *a, const goal *g)
{
    cohong_claim_row row = answer_row(COHONG_PART_BREAK_EVEN);
    const engine *e = &a->o->engines[g->engine];
    point at = answer_point(a, &g->times);
    sought found;
    double target = NAN;
    cohong_status status = seek_goal(a, g, &found, &target);
    if (status != COHONG_OK) return status;
    row.id = g->id;
    row.group = e->kind == ENGINE_FIRMS ? "by the firms, exactly" : "by the exact model";
    row.title = g->title;
    row.label = g->label;
    row.closure = e->kind == ENGINE_SCENARIO ? e->closures[g->closure] : NULL;
    row.unit = g->unit;
    row.vintage = answer_vintage(COHONG_EX_POST);
    row.formula = answer_text(a, "%s = %s", g->measure.text, g->target.text);
    row.value = g->times.text != NULL ? found.value * answer_value(a, &g->times, &at) : found.value;
    row.verdict = found.found ? "exact model" : "no value does";
    row.note = goal_note(a, g, &found, target);
    row.command = answer_command(a, e, g->closure);
    answer_rest(a, &g->measure);
    answer_rest(a, &g->target);
    answer_rest(a, &g->times);
    return answer_add(a, &row);
}

cohong_status answer_break_even(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->family_count && status == COHONG_OK; k++)
        status = break_even_of(a, &a->o->families[k]);
    for (size_t k = 0; k < a->o->goal_count && status == COHONG_OK; k++) status = one_goal(a, &a->o->goals[k]);
    return status;
}
