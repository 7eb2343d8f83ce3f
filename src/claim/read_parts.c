/* The parts of a claim that hold numbers or formulas: assumptions, parameters, engines (read_engine.c), figures, bounds, families,
 * goals. They are read in this order, because formulas use what comes before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claim/reading.h"

/* ---- lists of tables */

/* Room for every table of [[key]]; *first NULL when there is none. */
static cohong_status begin(claim_owner *o, const char *key, size_t size, const toml_node **first, void *items,
                           cohong_error *error)
{
    const toml_node *list = toml_find(o->toml.root, key);
    *first = NULL;
    if (list == NULL) return COHONG_OK;
    if (list->kind != TOML_ARRAY)
        return fail(error, COHONG_SYNTAX, list->at, "key \"%s\": expected a list of tables: write [[%s]]", key, key);
    for (const toml_node *item = list->first; item != NULL; item = item->next)
        if (item->kind != TOML_TABLE)
            return fail(error, COHONG_SYNTAX, item->at, "key \"%s\": expected a list of tables: write [[%s]]", key,
                        key);
    void *made = claim_take(o, list->count, size);
    if (made == NULL) return fail_memory(error);
    memcpy(items, &made, sizeof made);
    *first = list->first;
    return COHONG_OK;
}

/* A name for formulas that is used by nothing else. */
static cohong_status check_new(const claim_owner *o, const char *id, place at, cohong_error *error)
{
    bool known = false;
    for (size_t k = 0; k < o->claim.fact_count; k++) known |= strcmp(o->claim.facts[k].id, id) == 0;
    for (size_t k = 0; k < o->assumption_count; k++) known |= strcmp(o->assumptions[k].id, id) == 0;
    for (size_t k = 0; k < o->parameter_count; k++) known |= strcmp(o->parameters[k].id, id) == 0;
    if (known) return fail(error, COHONG_DUPLICATE, at, "\"%.80s\" is the name of two things", id);
    return COHONG_OK;
}

static cohong_status read_vintage(const toml_node *table, cohong_claim_vintage *to, cohong_error *error)
{
    const char *word = NULL;
    READ(toml_text(table, "vintage", true, &word, error));
    if (strcmp(word, "ex ante") != 0 && strcmp(word, "ex post") != 0)
        return fail(error, COHONG_UNKNOWN_NAME, toml_find(table, "vintage")->at,
                    "vintage \"%.40s\": expected \"ex ante\" or \"ex post\"", word);
    *to = strcmp(word, "ex ante") == 0 ? COHONG_EX_ANTE : COHONG_EX_POST;
    return COHONG_OK;
}

/* ---- assumptions and parameters */

static cohong_status read_assumption(claim_owner *o, const toml_node *table, cohong_error *error)
{
    static const char *const KNOWN[] = { "id", "value", "unit", "why" };
    assumption *a = &o->assumptions[o->assumption_count];
    a->at = table->at;
    READ(toml_only(table, KNOWN, COUNT(KNOWN), error));
    READ(toml_text(table, "id", true, &a->id, error));
    READ(toml_number(table, "value", true, &a->value, error));
    READ(toml_text(table, "unit", true, &a->unit, error));
    READ(toml_text(table, "why", true, &a->why, error));
    READ(check_new(o, a->id, toml_find(table, "id")->at, error));
    o->assumption_count++;
    return COHONG_OK;
}

static cohong_status outside(const parameter *p, place at, const char *what, double value, cohong_error *error)
{
    return fail(error, COHONG_OUT_OF_DOMAIN, at, "the prior of \"%.60s\": %s %g is outside its domain from %g to %g",
                p->id, what, value, p->least, p->most);
}

static cohong_status read_triangular(const toml_node *table, parameter *p, cohong_error *error)
{
    p->form = TRIANGULAR;
    READ(toml_number(table, "low", true, &p->low, error));
    READ(toml_number(table, "mode", true, &p->mode, error));
    READ(toml_number(table, "high", true, &p->high, error));
    place at = toml_find(table, "mode")->at;
    if (!(p->low <= p->mode && p->mode <= p->high && p->low < p->high))
        return fail(error, COHONG_OUT_OF_DOMAIN, at,
                    "the prior of \"%.60s\": expected low <= mode <= high and low < high", p->id);
    if (p->low < p->least) return outside(p, toml_find(table, "low")->at, "low", p->low, error);
    if (p->high > p->most) return outside(p, toml_find(table, "high")->at, "high", p->high, error);
    return COHONG_OK;
}

static cohong_status read_lognormal(const toml_node *table, parameter *p, cohong_error *error)
{
    p->form = LOGNORMAL;
    READ(toml_number(table, "median", true, &p->median, error));
    READ(toml_number(table, "log_sd", true, &p->log_sd, error));
    if (!(p->log_sd > 0 && p->log_sd <= 5))
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(table, "log_sd")->at,
                    "the prior of \"%.60s\": log_sd %g is outside its domain from above 0 to 5", p->id, p->log_sd);
    if (!(p->median > 0) || p->median < p->least || p->median > p->most)
        return outside(p, toml_find(table, "median")->at, "median", p->median, error);
    if (p->least > 0 || p->most < HUGE_VAL)
        return fail(error, COHONG_OUT_OF_DOMAIN, table->at,
                    "the prior of \"%.60s\": a lognormal reaches from 0 without end, its domain only from %g to %g",
                    p->id, p->least, p->most);
    return COHONG_OK;
}

static cohong_status read_parameter(claim_owner *o, const toml_node *table, cohong_error *error)
{
    static const char *const KNOWN[] = { "id",   "title", "unit",   "why",    "distribution", "low",
                                         "mode", "high",  "median", "log_sd", "least",        "most" };
    parameter *p = &o->parameters[o->parameter_count];
    const char *form = NULL;
    p->at = table->at;
    p->most = HUGE_VAL;
    READ(toml_only(table, KNOWN, COUNT(KNOWN), error));
    READ(toml_text(table, "id", true, &p->id, error));
    READ(toml_text(table, "title", true, &p->title, error));
    READ(toml_text(table, "unit", true, &p->unit, error));
    READ(toml_text(table, "why", true, &p->why, error));
    READ(toml_text(table, "distribution", true, &form, error));
    READ(toml_number(table, "least", false, &p->least, error));
    READ(toml_number(table, "most", false, &p->most, error));
    if (strcmp(form, "triangular") == 0)
        READ(read_triangular(table, p, error));
    else if (strcmp(form, "lognormal") == 0)
        READ(read_lognormal(table, p, error));
    else
        return fail(error, COHONG_UNKNOWN_NAME, toml_find(table, "distribution")->at,
                    "distribution \"%.40s\": expected \"triangular\" or \"lognormal\"", form);
    READ(check_new(o, p->id, toml_find(table, "id")->at, error));
    if (++o->parameter_count > 10) return fail(error, COHONG_TOO_LARGE, p->at, "more than 10 parameters");
    return COHONG_OK;
}

/* ---- figures, bounds, families */

/* Figures, bounds and searches have one value, so that what has a distribution cannot be in them. */
static cohong_status no_parameters(const claim_owner *o, const claim_formula *f, cohong_error *error)
{
    for (size_t k = 0; k < o->parameter_count; k++)
        if (claim_formula_uses(f, NAME_PARAMETER, k))
            return fail(error, COHONG_UNSUPPORTED, f->at,
                        "the parameter \"%.60s\" has a distribution; only families of models may use it",
                        o->parameters[k].id);
    return COHONG_OK;
}

static cohong_status read_published(claim_owner *o, const toml_node *table, figure *f, cohong_error *error)
{
    f->published = NO_FACT;
    f->within = 0.005;
    READ(toml_text(table, "published", false, &f->published_id, error));
    READ(toml_number(table, "within", false, &f->within, error));
    for (size_t k = 0; f->published_id != NULL && k < o->claim.fact_count; k++)
        if (strcmp(o->claim.facts[k].id, f->published_id) == 0) f->published = k;
    if (f->published_id == NULL) return COHONG_OK;
    place at = toml_find(table, "published")->at;
    if (f->published == NO_FACT)
        return fail(error, COHONG_UNKNOWN_NAME, at, "published: \"%.80s\" is no fact of %.200s", f->published_id,
                    o->facts_path);
    const cohong_fact *fact = &o->claim.facts[f->published];
    if (strcmp(fact->known, o->claim.vintage[f->vintage]) > 0)
        return fail(error, COHONG_OUT_OF_DOMAIN, at, "\"%.80s\" was known on %s, after %s", fact->id, fact->known,
                    o->claim.vintage[f->vintage]);
    return COHONG_OK;
}

static cohong_status read_figure(claim_owner *o, const toml_node *table, cohong_error *error)
{
    static const char *const KNOWN[] = { "id",    "title",   "label",     "unit",   "part",   "note",
                                         "range", "vintage", "published", "within", "formula" };
    figure *f = &o->figures[o->figure_count++];
    f->at = table->at;
    READ(toml_only(table, KNOWN, COUNT(KNOWN), error));
    READ(toml_text(table, "id", true, &f->id, error));
    READ(toml_text(table, "title", true, &f->title, error));
    READ(toml_text(table, "label", false, &f->label, error));
    READ(toml_text(table, "unit", true, &f->unit, error));
    READ(toml_text(table, "part", true, &f->group, error));
    READ(toml_text(table, "note", false, &f->note, error));
    READ(toml_text(table, "range", false, &f->range, error));
    READ(read_vintage(table, &f->vintage, error));
    READ(read_published(o, table, f, error));
    READ(claim_read_formula(o, table, "formula", true, (int)f->vintage, &f->formula, error));
    return no_parameters(o, &f->formula, error);
}

static cohong_status read_bound(claim_owner *o, const toml_node *table, cohong_error *error)
{
    static const char *const KNOWN[] = { "id", "title", "label", "side", "note", "counts", "vintage", "formula" };
    bound *b = &o->bounds[o->bound_count++];
    const char *side = NULL;
    b->at = table->at;
    READ(toml_only(table, KNOWN, COUNT(KNOWN), error));
    READ(toml_text(table, "id", true, &b->id, error));
    READ(toml_text(table, "title", true, &b->title, error));
    READ(toml_text(table, "label", false, &b->label, error));
    READ(toml_text(table, "note", false, &b->note, error));
    READ(toml_text(table, "counts", false, &b->counts, error));
    READ(toml_text(table, "side", true, &side, error));
    if (strcmp(side, "at most") != 0 && strcmp(side, "at least") != 0)
        return fail(error, COHONG_UNKNOWN_NAME, toml_find(table, "side")->at,
                    "side \"%.40s\": expected \"at most\" or \"at least\"", side);
    b->is_least = strcmp(side, "at least") == 0;
    READ(read_vintage(table, &b->vintage, error));
    READ(claim_read_formula(o, table, "formula", true, (int)b->vintage, &b->formula, error));
    return no_parameters(o, &b->formula, error);
}

static cohong_status read_within(claim_owner *o, const toml_node *table, family *f, cohong_error *error)
{
    const toml_node *list = toml_find(table, "within");
    if (list == NULL || list->kind != TOML_ARRAY || list->count == 0)
        return fail(error, COHONG_INCOMPLETE, list != NULL ? list->at : table->at,
                    "family \"%.60s\": within has to be a list of the ids of its bounds", f->id);
    f->within = claim_take(o, list->count, sizeof *f->within);
    if (f->within == NULL) return fail_memory(error);
    for (const toml_node *item = list->first; item != NULL; item = item->next) {
        size_t k = 0;
        while (k < o->bound_count && (item->kind != TOML_TEXT || strcmp(item->text, o->bounds[k].id) != 0)) k++;
        if (k == o->bound_count)
            return fail(error, COHONG_UNKNOWN_NAME, item->at, "within: \"%.60s\" is no bound of this claim",
                        item->kind == TOML_TEXT ? item->text : "?");
        f->within[f->within_count++] = o->bounds[k].id;
    }
    return COHONG_OK;
}

static cohong_status read_family(claim_owner *o, const toml_node *table, cohong_error *error)
{
    static const char *const KNOWN[] = { "id",     "title",  "label",   "kind",    "note",
                                         "counts", "within", "vintage", "formula", "formula_with" };
    family *f = &o->families[o->family_count++];
    f->at = table->at;
    READ(toml_only(table, KNOWN, COUNT(KNOWN), error));
    READ(toml_text(table, "id", true, &f->id, error));
    READ(toml_text(table, "title", true, &f->title, error));
    READ(toml_text(table, "label", false, &f->label, error));
    READ(toml_text(table, "kind", true, &f->kind, error));
    READ(toml_text(table, "counts", false, &f->counts, error));
    READ(toml_text(table, "note", false, &f->note, error));
    READ(read_vintage(table, &f->vintage, error));
    READ(read_within(o, table, f, error));
    READ(claim_read_formula(o, table, "formula", true, (int)f->vintage, &f->formula, error));
    READ(claim_read_formula(o, table, "formula_with", false, (int)f->vintage, &f->formula_with, error));
    if (f->formula_with.text != NULL && o->claim.condition == NULL)
        return fail(error, COHONG_INCOMPLETE, f->formula_with.at, "formula_with needs a condition in [claim]");
    return COHONG_OK;
}

/* ---- goals */

static cohong_status find_closure(const engine *e, const toml_node *table, goal *g, cohong_error *error)
{
    const toml_node *node = toml_find(table, "closure");
    const char *closure = "full";
    READ(toml_text(table, "closure", false, &closure, error));
    while (g->closure < e->closure_count && strcmp(e->closures[g->closure], closure) != 0) g->closure++;
    if (g->closure < e->closure_count) return COHONG_OK;
    return fail(error, COHONG_UNKNOWN_NAME, node != NULL ? node->at : g->at,
                "closure \"%.40s\" is none of those of the engine \"%.60s\"", closure, e->id);
}

static cohong_status read_range(const engine *e, const toml_node *table, goal *g, cohong_error *error)
{
    long long points = 11;
    READ(toml_number(table, "from", true, &g->from, error));
    READ(toml_number(table, "to", true, &g->to, error));
    READ(toml_whole(table, "points", false, &points, error));
    if (!isfinite(g->from) || !isfinite(g->to) || g->from == g->to)
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(table, "to")->at, "from %g to %g is no range", g->from,
                    g->to);
    if (points < 3 || points > 1001)
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(table, "points")->at, "points: %lld, expected 3 to 1001",
                    points);
    g->points = (size_t)points;
    READ(claim_lever_takes(e, &g->by, g->from, toml_find(table, "from")->at, error));
    return claim_lever_takes(e, &g->by, g->to, toml_find(table, "to")->at, error);
}

static cohong_status read_goal_formulas(claim_owner *o, const toml_node *table, goal *g, cohong_error *error)
{
    READ(claim_read_formula(o, table, "measure", true, COHONG_EX_POST, &g->measure, error));
    READ(claim_read_formula(o, table, "target", true, COHONG_EX_POST, &g->target, error));
    READ(claim_read_formula(o, table, "times", false, COHONG_EX_POST, &g->times, error));
    const engine *e = claim_formula_engine(o, &g->measure);
    if (e == NULL || e->kind == ENGINE_WORLD)
        return fail(error, COHONG_INCOMPLETE, g->measure.at,
                    "the measure of a goal has to use an engine with a scenario or firms");
    if (claim_formula_engine(o, &g->target) != NULL)
        return fail(error, COHONG_UNSUPPORTED, g->target.at, "the target of a goal may not use an engine");
    g->engine = (size_t)(e - o->engines);
    READ(no_parameters(o, &g->measure, error));
    READ(no_parameters(o, &g->target, error));
    return no_parameters(o, &g->times, error);
}

static cohong_status read_goal(claim_owner *o, const toml_node *table, cohong_error *error)
{
    static const char *const KNOWN[] = { "id", "title",  "label",   "unit",    "note",   "vary", "from",
                                         "to", "points", "closure", "measure", "target", "times" };
    goal *g = &o->goals[o->goal_count++];
    g->at = table->at;
    READ(toml_only(table, KNOWN, COUNT(KNOWN), error));
    READ(toml_text(table, "id", true, &g->id, error));
    READ(toml_text(table, "title", true, &g->title, error));
    READ(toml_text(table, "label", false, &g->label, error));
    READ(toml_text(table, "unit", true, &g->unit, error));
    READ(toml_text(table, "note", false, &g->note, error));
    READ(toml_text(table, "vary", true, &g->vary, error));
    READ(read_goal_formulas(o, table, g, error));
    const engine *e = &o->engines[g->engine];
    READ(find_closure(e, table, g, error));
    READ(claim_lever_read(e, g->vary, toml_find(table, "vary")->at, &g->by, error));
    return read_range(e, table, g, error);
}

cohong_status claim_read_parts(claim_owner *o, cohong_error *error)
{
    typedef cohong_status reader(claim_owner *, const toml_node *, cohong_error *);
    const struct {
        const char *key;
        size_t size;
        void *items;
        reader *read;
    } PARTS[] = { { "assumption", sizeof(assumption), &o->assumptions, read_assumption },
                  { "parameter", sizeof(parameter), &o->parameters, read_parameter },
                  { "engine", sizeof(engine), &o->engines, claim_read_engine },
                  { "figure", sizeof(figure), &o->figures, read_figure },
                  { "bound", sizeof(bound), &o->bounds, read_bound },
                  { "family", sizeof(family), &o->families, read_family },
                  { "goal", sizeof(goal), &o->goals, read_goal } };
    for (size_t k = 0; k < COUNT(PARTS); k++) {
        const toml_node *table;
        READ(begin(o, PARTS[k].key, PARTS[k].size, &table, PARTS[k].items, error));
        for (; table != NULL; table = table->next) READ(PARTS[k].read(o, table, error));
    }
    return COHONG_OK;
}
