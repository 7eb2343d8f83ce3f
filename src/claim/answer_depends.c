/* What the answer depends on: tornado and Sobol indices, probabilities.
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

/* ---- sensitivity */

typedef struct indices {
    double first, first_error, total, total_error;
} indices;

static void draw_inputs(const answering *a, const model_case *c, size_t draw, size_t offset, double u[INPUT_LIMIT])
{
    for (size_t k = 0; k < c->input_count; k++) u[k] = random_uniform(a->o->seed, draw, k + offset);
}

/* f is centred: that leaves the expectation of the first-order estimator alone and takes most of its noise away. */
static void mean_and_variance(answering *a, const model_case *c, double *mean, double *variance)
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

static indices sobol(answering *a, const model_case *c, size_t input, double mean, double variance)
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
    answer_rest_on_draws(a, c->formula);
    return answer_add(a, &row);
}

static cohong_status index_row(answering *a, const model_case *c, const char *which, double value, double deviation,
                               cohong_claim_row row)
{
    row.verdict = which;
    row.unit = "share of variance";
    row.value = value;
    row.low95 = value - 1.96 * deviation;
    row.high95 = value + 1.96 * deviation;
    answer_rest_on_draws(a, c->formula);
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
        if (status == COHONG_OK) status = index_row(a, c, "first-order index", found.first, found.first_error, row);
        if (status == COHONG_OK) status = index_row(a, c, "total index", found.total, found.total_error, row);
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
    spread s;
    if (!answer_spread(a, c, &s)) return a->status;
    row.id = c->of->id;
    row.label = c->of->label;
    row.closure = answer_closure(c);
    row.condition = answer_condition(c);
    row.group = row.condition != NULL ? row.condition : "unconditional";
    row.title = answer_text(a, "P(%s %.10g %s): %s", claim->at_most ? "<=" : ">=", claim->threshold, claim->unit,
                            answer_case_title(a, c));
    row.vintage = answer_vintage(c->of->vintage);
    row.unit = "probability";
    row.value = s.probability;
    row.fixed = answer_is_fixed(c, &s);
    row.verdict = row.fixed ? "fixed by its closure" : cohong_likelihood(s.probability);
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const cohong_claim_row *r = &a->answer->rows[k];
        if (r->part == COHONG_PART_MODELS && r->id == row.id && r->closure == row.closure &&
            r->condition == row.condition)
            row.repeats = r->repeats;
    }
    if (s.probability == 0) row.note = answer_text(a, "None of %d draws meets the threshold.", CLAIM_DRAWS);
    if (s.probability == 1) row.note = answer_text(a, "All of %d draws meet the threshold.", CLAIM_DRAWS);
    answer_rest_on_draws(a, c->formula);
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
    answer_rest_on_draws(a, &f->formula);
    answer_rest_on_draws(a, &f->formula_with);
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
