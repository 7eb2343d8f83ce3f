/* Figures reproduced, bounds, and the models beside them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim/answer.h"

/* ---- figures */

/* "uses figures of 2015 and 2017": that a published number mixes years is often the whole story of it. */
static const char *years_of(answering *a, const claim_formula *f, const char *note)
{
    char made[512] = "";
    int years[16];
    size_t count = 0, used = 0;
    for (size_t k = 0; k < f->name_count && count < 16; k++) {
        size_t at = 0;
        if (f->names[k].kind != NAME_FACT) continue;
        int year = a->o->claim.facts[f->names[k].index].year;
        while (at < count && years[at] != year) at++;
        if (at == count) years[count++] = year;
    }
    for (size_t k = 0; k < count; k++)
        used += (size_t)snprintf(made + used, sizeof made - used, "%s%d",
                                 k == 0           ? ""
                                 : k + 1 == count ? " and "
                                                  : ", ",
                                 years[k]);
    if (count < 2) return note;
    return answer_text(a, "%s%sFigures of different years: %s.", note != NULL ? note : "", note != NULL ? " " : "",
                       made);
}

static cohong_status not_a_number(const answering *a, const char *id, place at)
{
    return fail(
        a->error, COHONG_OUT_OF_DOMAIN, at,
        "the formula of \"%.80s\" has no value: a division by zero, a logarithm of nothing or an engine without a "
        "solution",
        id);
}

static const char *compare(answering *a, const figure *f, double value, double published)
{
    double off = value / published - 1;
    if (fabs(off) <= f->within) return "reproduced";
    return answer_text(a, "differs from the published figure by %+.2g %%", 100 * off);
}

static const char *engine_command(answering *a, const claim_formula *f)
{
    const engine *e = claim_formula_engine(a->o, f);
    return e != NULL ? answer_command(a, e, 0) : NULL;
}

static cohong_status one_figure(answering *a, const figure *f)
{
    cohong_claim_row row = answer_row(COHONG_PART_FIGURES);
    point at = answer_point(a, &f->formula);
    row.id = f->id;
    row.group = f->group;
    row.title = f->title;
    row.label = f->label;
    row.unit = f->unit;
    row.vintage = answer_vintage(f->vintage);
    row.value = answer_value(a, &f->formula, &at);
    if (!isfinite(row.value)) return not_a_number(a, f->id, f->formula.at);
    row.formula = f->formula.text;
    row.numbers = answer_numbers(a, &f->formula);
    row.note = years_of(a, &f->formula, f->note);
    if (f->published != NO_FACT) {
        row.published = a->o->claim.facts[f->published].value;
        row.verdict = compare(a, f, row.value, row.published);
        answer_rest_on_fact(a, f->published);
    }
    row.command = engine_command(a, &f->formula);
    answer_rest(a, &f->formula);
    return answer_add(a, &row);
}

/* Figures that answer the same question from different sources: the range is printed with the names of its ends. */
static cohong_status range_after(answering *a, size_t last)
{
    const claim_owner *o = a->o;
    const char *range = o->figures[last].range;
    const figure *low = NULL, *high = NULL;
    cohong_claim_row row = answer_row(COHONG_PART_FIGURES);
    size_t count = 0;
    for (size_t k = last + 1; k < o->figure_count; k++)
        if (o->figures[k].range != NULL && strcmp(o->figures[k].range, range) == 0) return COHONG_OK; /* not the last */
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const figure *f = &o->figures[0];
        const cohong_claim_row *r = &a->answer->rows[k];
        while (f < o->figures + o->figure_count && f->id != r->id) f++;
        if (f == o->figures + o->figure_count || f->range == NULL || strcmp(f->range, range) != 0) continue;
        if (f->label != NULL) row.label = "  by the alternatives";
        answer_rest(a, &f->formula);
        if (count++ == 0 || r->value < row.low95) low = f, row.low95 = r->value;
        if (count == 1 || r->value > row.high95) high = f, row.high95 = r->value;
    }
    if (count < 2) return answer_rest_on_nothing(a);
    row.id = range;
    row.group = o->figures[last].group;
    row.title = answer_text(a, "range of %zu alternatives: %s", count, range);
    row.unit = o->figures[last].unit;
    row.note = answer_text(a, "Lowest: %s. Highest: %s.", low->title, high->title);
    row.verdict = "range";
    return answer_add(a, &row);
}

cohong_status answer_figures(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->figure_count && status == COHONG_OK; k++) {
        status = one_figure(a, &a->o->figures[k]);
        if (status == COHONG_OK && a->o->figures[k].range != NULL) status = range_after(a, k);
    }
    return status;
}

/* ---- bounds */

double answer_bound(const answering *a, const bound *b)
{
    point at = answer_point(a, &b->formula);
    return answer_value(a, &b->formula, &at);
}

/* A note behind what a row is about where that is not the claim's metric. */
static const char *note_of(answering *a, const char *verb, const char *counts, const char *note)
{
    if (counts == NULL) return note;
    return answer_text(a, "%s %s, not what the claim counts.%s%s", verb, counts, note != NULL ? " " : "",
                       note != NULL ? note : "");
}

static const char *against_threshold(const cohong_claim *c, bool is_least, double value)
{
    if (!is_least && !c->at_most) return value < c->threshold ? "rules the claim out" : "leaves room for the claim";
    if (is_least && c->at_most) return value > c->threshold ? "rules the claim out" : "leaves room for the claim";
    return is_least == (value >= c->threshold) ? "implies the claim" : "does not decide it";
}

cohong_status answer_bounds(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->bound_count && status == COHONG_OK; k++) {
        const bound *b = &a->o->bounds[k];
        cohong_claim_row row = answer_row(COHONG_PART_BOUNDS);
        row.id = b->id;
        row.group = b->is_least ? "at least" : "at most";
        row.title = b->title;
        row.label = b->label;
        row.unit = a->o->claim.unit;
        row.vintage = answer_vintage(b->vintage);
        row.value = answer_bound(a, b);
        if (!isfinite(row.value)) return not_a_number(a, b->id, b->formula.at);
        row.formula = b->formula.text;
        row.numbers = answer_numbers(a, &b->formula);
        row.note = years_of(a, &b->formula, note_of(a, "Bounds", b->counts, b->note));
        row.counts = b->counts;
        row.verdict = b->counts == NULL ? against_threshold(&a->o->claim, b->is_least, row.value)
                                        : "bounds a part alone";
        row.command = engine_command(a, &b->formula);
        answer_rest(a, &b->formula);
        status = answer_add(a, &row);
    }
    return status;
}

/* ---- models */

static const char *inside(answering *a, const family *f, const spread *s)
{
    for (size_t k = 0; k < f->within_count; k++)
        for (size_t b = 0; b < a->o->bound_count; b++) {
            const bound *limit = &a->o->bounds[b];
            if (limit->id != f->within[k]) continue;
            double value = answer_bound(a, limit), slack = 1e-9 * fabs(value);
            if (limit->is_least ? s->least < value - slack : s->most > value + slack)
                return answer_text(a, "outside the bound \"%s\"", limit->id);
        }
    return "within its bounds";
}

static void name_model(answering *a, const model_case *c, cohong_claim_row *row)
{
    row->id = c->of->id;
    row->label = c->of->label;
    row->closure = answer_closure(c);
    row->condition = answer_condition(c);
    row->vintage = answer_vintage(c->of->vintage);
    row->title = answer_case_title(a, c);
    if (c->engine != NULL) row->command = answer_command(a, c->engine, c->closure);
}

bool answer_is_fixed(const model_case *c, const spread *s)
{
    return answer_closure(c) != NULL && c->input_count > 0 && s->least == s->most;
}

/* As near as equilibria are to each other that are the same but for how they are found. */
static bool is_same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-6 * fmax(fabs(a), fabs(b));
}

bool answer_repeats(const answering *a, const cohong_claim_row *row)
{
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const cohong_claim_row *r = &a->answer->rows[k];
        bool case_of_it = r->part == row->part && r->id == row->id && r->closure != row->closure &&
                          r->condition == row->condition;
        if (case_of_it && is_same(r->value, row->value) && is_same(r->low95, row->low95) &&
            is_same(r->high95, row->high95))
            return true;
    }
    return false;
}

static cohong_status one_model(answering *a, const model_case *c)
{
    cohong_claim_row row = answer_row(COHONG_PART_MODELS);
    spread s;
    bool has_value = answer_spread(a, c, &s);
    name_model(a, c, &row);
    if (!has_value && c->engine == NULL) return not_a_number(a, c->of->id, c->formula->at);
    row.group = c->of->kind;
    row.unit = a->o->claim.unit;
    row.formula = c->formula->text;
    row.numbers = answer_numbers(a, c->formula);
    row.note = note_of(a, "Counts", c->of->counts, c->of->note);
    row.counts = c->of->counts;
    row.fixed = has_value && answer_is_fixed(c, &s);
    row.verdict = !has_value ? "the model has no solution" : row.fixed ? "fixed by its closure" : inside(a, c->of, &s);
    row.value = s.median;
    if (c->input_count > 0) row.low95 = s.low95, row.low67 = s.low67, row.high67 = s.high67, row.high95 = s.high95;
    row.repeats = answer_repeats(a, &row);
    answer_rest_on_draws(a, c->formula);
    return answer_add(a, &row);
}

bool answer_counts_else(const answering *a, const cohong_claim_row *r)
{
    for (size_t k = 0; k < a->o->family_count; k++)
        if (a->o->families[k].id == r->id) return a->o->families[k].counts != NULL;
    return false;
}

/* How far apart the families are: the least and the greatest centre, and on which side of the threshold they stand. */
static cohong_status disagreement(answering *a, cohong_claim_vintage vintage)
{
    const cohong_claim *claim = &a->o->claim;
    const cohong_claim_row *low = NULL, *high = NULL;
    cohong_claim_row row = answer_row(COHONG_PART_MODELS);
    size_t count = 0, met = 0, at[2] = { 0, 0 };
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const cohong_claim_row *r = &a->answer->rows[k];
        if (r->part != COHONG_PART_MODELS || isnan(r->value) || strcmp(r->vintage, answer_vintage(vintage)) != 0 ||
            answer_counts_else(a, r) || r->fixed || r->repeats)
            continue;
        for (size_t i = 0; i < a->o->family_count; i++)
            if (a->o->families[i].id == r->id) answer_rest_on_draws(a, &a->o->families[i].formula);
        count++;
        met += claim->at_most ? r->value <= claim->threshold : r->value >= claim->threshold;
        if (low == NULL || r->value < low->value) low = r, at[0] = k;
        if (high == NULL || r->value > high->value) high = r, at[1] = k;
    }
    if (count < 2) return answer_rest_on_nothing(a);
    row.id = "disagreement";
    row.group = "all";
    row.title = "how far the models are apart";
    row.vintage = answer_vintage(vintage);
    row.unit = claim->unit;
    row.low95 = a->answer->rows[at[0]].value;
    row.high95 = a->answer->rows[at[1]].value;
    row.note = answer_text(a, "Lowest centre: %s. Highest centre: %s. %zu of %zu centres meet the threshold.",
                           low->title, high->title, met, count);
    row.verdict = met == 0 || met == count ? "the models are on one side of the threshold" : "the models disagree";
    return answer_add(a, &row);
}

cohong_status answer_models(answering *a)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < a->o->family_count; k++) {
        const family *f = &a->o->families[k];
        for (size_t c = 0; c < answer_closures(a, f) && status == COHONG_OK; c++) {
            model_case without = answer_case(a, f, &f->formula, c);
            status = one_model(a, &without);
            if (status != COHONG_OK || f->formula_with.text == NULL) continue;
            model_case with = answer_case(a, f, &f->formula_with, c);
            status = one_model(a, &with);
        }
    }
    if (status == COHONG_OK) status = disagreement(a, COHONG_EX_ANTE);
    return status == COHONG_OK ? disagreement(a, COHONG_EX_POST) : status;
}
