/* What the answer depends on: break-even values, tornado and Sobol indices, probabilities.
 *   first-order index   S = mean of f(B) (f(AB) - f(A)) / V        (Saltelli et al. 2010)
 *   total index         T = mean of (f(A) - f(AB))^2 / (2 V)       (Jansen 1999)
 * A and B are independent draws of all inputs, AB is A with one input of B; f is taken from its mean. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/vmath.h"
#include "claim/answer.h"

enum { SCAN = 200, HALVINGS = 80 };

/* ---- finding where something crosses a target */

typedef struct crossing {
    double (*of)(void *context, double x);
    void *context;
    double target;
} crossing;

/* The x in [low, high] nearest to the start of the scan at which the target is met; NAN when it is not. On a logarithmic scale. */
static double find_crossing(const crossing *c, double low, double high)
{
    double step = vmath_log(high / low) / SCAN, x = low, f = c->of(c->context, x) - c->target;
    for (size_t k = 1; k <= SCAN; k++) {
        double next = low * vmath_exp(step * (double)k), g = c->of(c->context, next) - c->target;
        if (f == 0) return x;
        if (isfinite(f) && isfinite(g) && (f < 0) != (g < 0)) {
            double left = x, right = next;
            for (size_t h = 0; h < HALVINGS && left < right; h++) {
                double middle = sqrt(left * right);
                ((c->of(c->context, middle) < c->target) == (f < 0)) ? (left = middle) : (right = middle);
            }
            return sqrt(left * right);
        }
        x = next, f = g;
    }
    return NAN;
}

/* ---- break-even of a parameter */

typedef struct alone {
    const answering *a;
    const model_case *c;
    point at;
    size_t parameter;
} alone;

static double alone_at(void *context, double x)
{
    alone *one = context;
    one->at.parameters[one->parameter] = x;
    return answer_value(one->a, one->c->formula, &one->at);
}

static point medians(const answering *a, const model_case *c)
{
    point at = { .quantities = c->engine != NULL ? a->engines[c->engine - a->o->engines].central[c->closure] : NULL };
    for (size_t k = 0; k < a->o->parameter_count; k++) at.parameters[k] = claim_quantile(&a->o->parameters[k], 0.5);
    return at;
}

/* Where a parameter is looked for: its domain, open ends a million times away from its median. */
static void search_range(const parameter *p, double *low, double *high)
{
    double median = claim_quantile(p, 0.5);
    *low = p->least > 0 ? p->least : median / 1e6;
    *high = p->most < HUGE_VAL ? p->most : median * 1e6;
}

static cohong_status break_even_alone(answering *a, const model_case *c, const cohong_claim_row *base)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < c->input_count && status == COHONG_OK; k++) {
        if (c->inputs[k] == THETA_INPUT) continue;
        const parameter *p = &a->o->parameters[c->inputs[k]];
        alone one = { a, c, medians(a, c), c->inputs[k] };
        crossing cross = { alone_at, &one, a->o->claim.threshold };
        double low, high, median = claim_quantile(p, 0.5);
        cohong_claim_row row = *base;
        search_range(p, &low, &high);
        row.id = p->id;
        row.title = p->title;
        row.unit = p->unit;
        row.value = find_crossing(&cross, low, high);
        row.verdict = isnan(row.value) ? "no value does" : "alone";
        if (isnan(row.value))
            row.note = answer_text(a, "Between %g and %g nothing reaches the threshold, the others at their medians.",
                                   low, high);
        else
            row.note = answer_text(a, "%.3g times its median of %.4g, the others at their medians.", row.value / median,
                                   median);
        status = answer_add(a, &row);
    }
    return status;
}

typedef struct jointly {
    const answering *a;
    const model_case *c;
    bool rises[INPUT_LIMIT];
} jointly;

/* All inputs at the same quantile, counted in the direction that helps. */
static double jointly_at(void *context, double q)
{
    const jointly *all = context;
    double u[INPUT_LIMIT] = { 0 };
    for (size_t k = 0; k < all->c->input_count; k++) u[k] = all->rises[k] ? q : 1 - q;
    return answer_at(all->a, all->c, u);
}

static cohong_status break_even_jointly(answering *a, const model_case *c, const cohong_claim_row *base)
{
    jointly all = { .a = a, .c = c };
    crossing cross = { jointly_at, &all, a->o->claim.threshold };
    cohong_claim_row row = *base;
    for (size_t k = 0; k < c->input_count; k++) {
        double u[INPUT_LIMIT];
        for (size_t i = 0; i < INPUT_LIMIT; i++) u[i] = 0.5;
        u[k] = 5.0 / 6;
        double up = answer_at(a, c, u);
        u[k] = 1.0 / 6;
        all.rises[k] = (up >= answer_at(a, c, u)) != a->o->claim.at_most;
    }
    row.id = "jointly";
    row.title = "all together: the quantile of every distribution, counted towards the claim";
    row.unit = "fraction";
    row.value = find_crossing(&cross, 1e-4, 0.9999);
    row.verdict = isnan(row.value) ? "no value does" : "jointly";
    row.note = isnan(row.value) ? answer_text(a, "Even with all at their 99.99 %% quantile the result is %.4g.",
                                              jointly_at(&all, 0.9999))
                                : NULL;
    return answer_add(a, &row);
}

/* ---- break-even by the engine */

typedef struct searching {
    const answering *a;
    const search *s;
    cohong_status status;
} searching;

static double searched_at(void *context, double x)
{
    searching *now = context;
    const engine *e = &now->a->o->engines[now->s->engine];
    double quantities[QUANTITY_COUNT];
    point at = { .quantities = quantities };
    if (now->status != COHONG_OK) return NAN;
    now->status = claim_engine_at(e, now->s->closure, now->s->vary_theta ? x : 1, now->s->vary_theta ? 1 : x,
                                  quantities, now->a->error);
    return now->status == COHONG_OK ? answer_value(now->a, &now->s->formula, &at) : (double)NAN;
}

/* From the scenario as it is (1) outwards: up for elasticities, down for costs, each in steps that keep a solution near. */
static double search_outwards(searching *now, double target, double end, double *last)
{
    double x = 1, f = searched_at(now, 1) - target;
    const size_t steps = 40;
    *last = f + target;
    for (size_t k = 1; k <= steps; k++) {
        double next = vmath_exp(vmath_log(end) * (double)k / (double)steps), g = searched_at(now, next) - target;
        if (!isfinite(g)) return NAN;
        *last = g + target;
        if ((f < 0) != (g < 0)) {
            for (size_t h = 0; h < 40; h++) {
                double middle = sqrt(x * next);
                ((searched_at(now, middle) - target < 0) == (f < 0)) ? (x = middle) : (next = middle);
            }
            return sqrt(x * next);
        }
        x = next, f = g;
    }
    return NAN;
}

static cohong_status one_search(answering *a, const search *s)
{
    cohong_claim_row row = answer_row(COHONG_PART_BREAK_EVEN);
    searching now = { a, s, COHONG_OK };
    point none = { .quantities = NULL };
    double target = answer_value(a, &s->target, &none), last, end = s->vary_theta ? 20 : 0.05;
    row.id = s->id;
    row.group = "by the exact model";
    row.title = s->title;
    row.unit = s->unit;
    row.vintage = answer_vintage(COHONG_EX_POST);
    row.formula = s->formula.text;
    row.value = search_outwards(&now, target, end, &last);
    if (now.status != COHONG_OK) return now.status;
    row.verdict = isnan(row.value) ? "no value does" : "exact model";
    row.note = isnan(row.value) ? answer_text(a, "%sFactors from 1 to %g do not reach %.4g; the last has %.4g.",
                                              s->note != NULL ? s->note : "", end, target, last)
                                : s->note;
    return answer_add(a, &row);
}

cohong_status answer_break_even(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->family_count && status == COHONG_OK; k++) {
        const family *f = &a->o->families[k];
        model_case c = answer_case(a, f, &f->formula, 0);
        cohong_claim_row base = answer_row(COHONG_PART_BREAK_EVEN);
        base.group = f->title;
        base.vintage = answer_vintage(f->vintage);
        if (f->counts != NULL || c.input_count == 0 || (c.input_count == 1 && c.inputs[0] == THETA_INPUT)) continue;
        status = break_even_alone(a, &c, &base);
        if (status == COHONG_OK && c.input_count > 1) status = break_even_jointly(a, &c, &base);
    }
    for (size_t k = 0; k < a->o->search_count && status == COHONG_OK; k++) status = one_search(a, &a->o->searches[k]);
    return status;
}

/* ---- sensitivity */

typedef struct indices {
    double first, first_error, total, total_error;
} indices;

static void draw_inputs(const answering *a, const model_case *c, size_t draw, size_t offset, double u[INPUT_LIMIT])
{
    for (size_t k = 0; k < c->input_count; k++) u[k] = random_uniform(a->o->seed, draw, k + offset);
}

/* f is centred: that leaves the expectation of the first-order estimator alone and takes most of its noise away. */
static void mean_and_variance(const answering *a, const model_case *c, double *mean, double *variance)
{
    double sum = 0, squares = 0, u[INPUT_LIMIT] = { 0 };
    for (size_t i = 0; i < SOBOL_DRAWS; i++) {
        draw_inputs(a, c, i, 0, u);
        sum += answer_at(a, c, u);
    }
    *mean = sum / SOBOL_DRAWS;
    for (size_t i = 0; i < SOBOL_DRAWS; i++) {
        draw_inputs(a, c, i, 0, u);
        double off = answer_at(a, c, u) - *mean;
        squares += off * off;
    }
    *variance = squares / (SOBOL_DRAWS - 1);
}

static indices sobol(const answering *a, const model_case *c, size_t input, double mean, double variance)
{
    double first = 0, first_2 = 0, total = 0, total_2 = 0, n = SOBOL_DRAWS;
    for (size_t i = 0; i < SOBOL_DRAWS; i++) {
        double u[INPUT_LIMIT] = { 0 }, v[INPUT_LIMIT] = { 0 };
        draw_inputs(a, c, i, 0, u);
        draw_inputs(a, c, i, INPUT_LIMIT, v);
        double at_u = answer_at(a, c, u) - mean, at_v = answer_at(a, c, v) - mean;
        u[input] = v[input];
        double mixed = answer_at(a, c, u) - mean;
        double s = at_v * (mixed - at_u) / variance, t = (at_u - mixed) * (at_u - mixed) / (2 * variance);
        first += s, first_2 += s * s, total += t, total_2 += t * t;
    }
    return (indices){ first / n, sqrt((first_2 / n - first / n * (first / n)) / n), total / n,
                      sqrt((total_2 / n - total / n * (total / n)) / n) };
}

static cohong_status tornado(answering *a, const model_case *c, size_t input, cohong_claim_row row)
{
    double u[INPUT_LIMIT];
    for (size_t k = 0; k < INPUT_LIMIT; k++) u[k] = 0.5;
    row.verdict = "tornado";
    row.unit = a->o->claim.unit;
    row.value = answer_at(a, c, u);
    u[input] = 1.0 / 6;
    row.low67 = answer_at(a, c, u);
    u[input] = 5.0 / 6;
    row.high67 = answer_at(a, c, u);
    row.note = "result at the ends of this input's two-thirds interval, the others at their medians";
    return answer_add(a, &row);
}

static cohong_status index_row(answering *a, const char *which, double value, double deviation, cohong_claim_row row)
{
    row.verdict = which;
    row.unit = "share of variance";
    row.value = value;
    row.low95 = value - 1.96 * deviation;
    row.high95 = value + 1.96 * deviation;
    return answer_add(a, &row);
}

static cohong_status sensitivity_of(answering *a, const model_case *c)
{
    cohong_status status = COHONG_OK;
    double mean, variance;
    mean_and_variance(a, c, &mean, &variance);
    if (!isfinite(variance) || variance <= 0) return COHONG_OK;
    for (size_t k = 0; k < c->input_count && status == COHONG_OK; k++) {
        cohong_claim_row row = answer_row(COHONG_PART_SENSITIVITY);
        indices found = sobol(a, c, k, mean, variance);
        row.id = c->inputs[k] == THETA_INPUT ? "theta" : a->o->parameters[c->inputs[k]].id;
        row.group = c->of->title;
        row.title = answer_input_name(a, c->inputs[k]);
        row.vintage = answer_vintage(c->of->vintage);
        status = tornado(a, c, k, row);
        if (status == COHONG_OK) status = index_row(a, "first-order index", found.first, found.first_error, row);
        if (status == COHONG_OK) status = index_row(a, "total index", found.total, found.total_error, row);
    }
    return status;
}

cohong_status answer_sensitivity(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->family_count && status == COHONG_OK; k++) {
        model_case c = answer_case(a, &a->o->families[k], &a->o->families[k].formula, 0);
        if (c.input_count > 1) status = sensitivity_of(a, &c);
    }
    return status;
}

/* ---- probabilities */

static cohong_status one_probability(answering *a, const model_case *c)
{
    cohong_claim_row row = answer_row(COHONG_PART_PROBABILITY);
    const cohong_claim *claim = &a->o->claim;
    bool tells = c->of->formula_with.text != NULL;
    spread s;
    if (!answer_spread(a, c, &s)) return COHONG_OK;
    const char *closure = c->engine != NULL && c->engine->is_scenario ? c->engine->closures[c->closure] : NULL;
    row.id = c->of->id;
    row.group = !tells ? "unconditional" : c->with_condition ? "with" : "without";
    row.title = answer_text(a, "P(%s %.10g %s): %s%s%s%s%s", claim->at_most ? "<=" : ">=", claim->threshold,
                            claim->unit, c->of->title, closure != NULL ? "; labour: " : "",
                            closure != NULL ? closure : "",
                            !tells              ? ""
                            : c->with_condition ? "; with "
                                                : "; without ",
                            tells ? claim->condition : "");
    row.vintage = answer_vintage(c->of->vintage);
    row.unit = "probability";
    row.value = s.probability;
    row.verdict = cohong_likelihood(s.probability);
    if (s.probability == 0) row.note = answer_text(a, "None of %d draws meets the threshold.", CLAIM_DRAWS);
    if (s.probability == 1) row.note = answer_text(a, "All of %d draws meet the threshold.", CLAIM_DRAWS);
    return answer_add(a, &row);
}

/* When the claim is improbable either way, what is said to have stopped it did not decide it. */
static cohong_status difference(answering *a, const family *f, double without, double with)
{
    cohong_claim_row row = answer_row(COHONG_PART_PROBABILITY);
    row.id = f->id;
    row.group = "difference";
    row.title = answer_text(a, "%s: what %s changes", f->title, a->o->claim.condition);
    row.vintage = answer_vintage(f->vintage);
    row.unit = "probability";
    row.value = with - without;
    row.verdict = without < 0.05 && with < 0.05   ? "both are near 0: the condition does not decide the claim"
                  : without > 0.95 && with > 0.95 ? "both are near 1: the condition does not decide the claim"
                                                  : "the condition matters";
    return answer_add(a, &row);
}

cohong_status answer_probability(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->family_count; k++) {
        const family *f = &a->o->families[k];
        for (size_t closure = 0; closure < answer_closures(a, f) && status == COHONG_OK; closure++) {
            model_case without = answer_case(a, f, &f->formula, closure);
            if (without.input_count == 0 || f->counts != NULL) continue;
            status = one_probability(a, &without);
            if (status != COHONG_OK || f->formula_with.text == NULL) continue;
            model_case with = answer_case(a, f, &f->formula_with, closure);
            spread s, t;
            status = one_probability(a, &with);
            if (status == COHONG_OK && answer_spread(a, &without, &s) && answer_spread(a, &with, &t))
                status = difference(a, f, s.probability, t.probability);
        }
    }
    return status;
}
