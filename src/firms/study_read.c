/* Reading the description of a calibration (docs/firms.md): parameters that are held or estimated, moments, a marketplace's fees. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "firms/read.h"
#include "firms/study.h"

typedef struct study_owner {
    cohong_firm_study study; /* first, so that its address is the owner's */
    firms_owner texts;       /* for the reading's texts */
} study_owner;

typedef struct study_reading {
    firms_reading r;
    cohong_firm_study *to;
} study_reading;

void cohong_firm_study_free(cohong_firm_study *study)
{
    if (study == NULL) return;
    study_owner *of = study->memory;
    free(study->moments);
    free(study->fees);
    text_pool_free(&of->texts.texts);
    free(of);
}

/* Whole numbers are read as numbers of these. */
typedef struct study_counts {
    double markets, sample, seed;
} study_counts;
static const firms_field WHOLE_ROWS[] = {
    { "sigma", offsetof(cohong_firm_study, sigma), 1, 1000, true, false },
    { "firms", offsetof(cohong_firm_study, firms), 0, 1e12, true, false },
};
static const firms_field COUNT_ROWS[] = {
    { "markets", offsetof(study_counts, markets), 1, 1000, false, false },
    { "sample", offsetof(study_counts, sample), 100, 1e7, false, false },
    { "seed", offsetof(study_counts, seed), 0, 2147483647, false, false },
};
static const firms_fields WHOLE = { WHOLE_ROWS, 2 }, COUNTS = { COUNT_ROWS, 3 };

/* An array of tables; absent, it is empty. */
static cohong_status find_tables(const firms_reading *r, const char *key, const toml_node **first, size_t *count)
{
    const toml_node *array = toml_find(r->toml.root, key);
    *first = NULL;
    *count = 0;
    if (array == NULL) return COHONG_OK;
    if (array->kind != TOML_ARRAY)
        return fail(r->error, COHONG_SYNTAX, array->at, "key \"%s\": expected tables: write [[%s]]", key, key);
    *first = array->first;
    *count = array->count;
    return COHONG_OK;
}

/* ---- parameters */

static const char *parameter_name(const void *list, size_t k)
{
    return ((const study_parameter *)list)[k].name;
}

static cohong_status find_parameter(firms_reading *r, const toml_node *table, size_t *to)
{
    const char *name = "";
    char guess[160];
    cohong_status status = toml_text(table, "name", true, &name, r->error);
    if (status != COHONG_OK) return status;
    for (*to = 0; *to < COHONG_FIRM_PARAMETER_COUNT; (*to)++)
        if (strcmp(name, STUDY_PARAMETERS[*to].name) == 0) return COHONG_OK;
    suggest_sentence(suggest(name, STUDY_PARAMETERS, COHONG_FIRM_PARAMETER_COUNT, parameter_name), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, toml_find(table, "name")->at, "there is no parameter \"%.60s\"%s", name,
                guess);
}

static cohong_status read_bounded(firms_reading *r, const toml_node *table, const char *key, size_t p, double *to)
{
    const study_parameter *of = &STUDY_PARAMETERS[p];
    double value = *to;
    const toml_node *node = toml_find(table, key);
    cohong_status status = toml_number(table, key, false, &value, r->error);
    if (status != COHONG_OK || node == NULL) return status;
    *to = value;
    if (value >= of->least && value <= of->most) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, node->at, "parameter %s: %s is %g, expected a number from %g to %g",
                of->name, key, value, of->least, of->most);
}

/* `value` holds a parameter, `start` estimates it. */
static cohong_status read_parameter(study_reading *s, const toml_node *table, bool *given)
{
    static const char *const KEYS[] = { "name", "value", "start", "least", "most", "source" };
    size_t p = 0;
    cohong_status status = firms_require_table(&s->r, table);
    if (status == COHONG_OK) status = toml_only(table, KEYS, sizeof KEYS / sizeof *KEYS, s->r.error);
    if (status == COHONG_OK) status = find_parameter(&s->r, table, &p);
    if (status != COHONG_OK) return status;
    const char *name = STUDY_PARAMETERS[p].name;
    const toml_node *value = toml_find(table, "value"), *start = toml_find(table, "start");
    if (given[p])
        return fail(s->r.error, COHONG_DUPLICATE, toml_find(table, "name")->at, "parameter %s is given twice", name);
    if ((value != NULL) == (start != NULL))
        return fail(s->r.error, COHONG_INCOMPLETE, toml_find(table, "name")->at,
                    "parameter %s: expected \"start\", from where it is estimated, or \"value\", at which it is held",
                    name);
    given[p] = true;
    s->to->estimated[p] = start != NULL;
    status = read_bounded(&s->r, table, start != NULL ? "start" : "value", p, &s->to->start[p]);
    if (status == COHONG_OK) status = read_bounded(&s->r, table, "least", p, &s->to->least[p]);
    if (status == COHONG_OK) status = read_bounded(&s->r, table, "most", p, &s->to->most[p]);
    if (status != COHONG_OK) return status;
    if (s->to->least[p] < s->to->most[p] && s->to->start[p] >= s->to->least[p] && s->to->start[p] <= s->to->most[p])
        return COHONG_OK;
    return fail(s->r.error, COHONG_OUT_OF_DOMAIN, toml_find(table, "name")->at,
                "parameter %s: %g is outside of its bounds, %g to %g", name, s->to->start[p], s->to->least[p],
                s->to->most[p]);
}

static cohong_status read_parameters(study_reading *s)
{
    const toml_node *node;
    size_t count;
    bool given[COHONG_FIRM_PARAMETER_COUNT] = { false };
    for (size_t p = 0; p < COHONG_FIRM_PARAMETER_COUNT; p++) {
        s->to->start[p] = STUDY_PARAMETERS[p].usual;
        s->to->least[p] = STUDY_PARAMETERS[p].least;
        s->to->most[p] = STUDY_PARAMETERS[p].most;
    }
    cohong_status status = find_tables(&s->r, "parameter", &node, &count);
    for (; node != NULL && status == COHONG_OK; node = node->next) status = read_parameter(s, node, given);
    for (size_t p = 0; p < COHONG_FIRM_PARAMETER_COUNT && status == COHONG_OK; p++)
        if (STUDY_PARAMETERS[p].required && !given[p])
            status = fail(s->r.error, COHONG_INCOMPLETE, s->r.toml.root->at, "there is no [[parameter]] \"%s\"",
                          STUDY_PARAMETERS[p].name);
    return status;
}

/* ---- moments */

static const char *const KINDS[] = { "exporters", "value", "value_by_markets", "exporters_by_markets", "top_share" };
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static const firms_field MOMENT_ROWS[] = {
    { "value", offsetof(cohong_firm_moment, value), 0, 1e100, true, false },
    { "sd", offsetof(cohong_firm_moment, sd), 0, 100, true, false },
    { "top", offsetof(cohong_firm_moment, top), 0, 1, true, true },
};
static const firms_fields MOMENT = { MOMENT_ROWS, 3 };

static cohong_status find_kind(firms_reading *r, const toml_node *table, cohong_firm_moment_kind *to)
{
    const char *kind = "";
    char guess[160];
    cohong_status status = toml_text(table, "kind", true, &kind, r->error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < KIND_COUNT; k++)
        if (strcmp(kind, KINDS[k]) == 0) {
            *to = (cohong_firm_moment_kind)k;
            return COHONG_OK;
        }
    suggest_sentence(suggest_string(kind, KINDS, KIND_COUNT), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, toml_find(table, "kind")->at, "there is no kind of moment \"%.60s\"%s",
                kind, guess);
}

/* from and to, numbers of markets; without `to` there is no end. */
static cohong_status read_class(const study_reading *s, const toml_node *table, cohong_firm_moment *to)
{
    long long from = 0, last = (long long)s->to->market_count;
    cohong_status status = toml_whole(table, "from", true, &from, s->r.error);
    if (status == COHONG_OK) status = toml_whole(table, "to", false, &last, s->r.error);
    if (status != COHONG_OK) return status;
    if (from < 1 || last < from || from > (long long)s->to->market_count)
        return fail(s->r.error, COHONG_OUT_OF_DOMAIN, toml_find(table, "from")->at,
                    "moment \"%.60s\": firms with %lld to %lld markets, of which there are %zu", to->name, from, last,
                    s->to->market_count);
    to->least = (size_t)from;
    to->most = (size_t)last;
    return COHONG_OK;
}

static cohong_status read_moment(study_reading *s, const toml_node *table, cohong_firm_moment *to)
{
    static const char *const MORE[] = { "name", "kind", "from", "to" };
    char of[96];
    *to = (cohong_firm_moment){ .sd = 0.1 };
    cohong_status status = firms_require_table(&s->r, table);
    if (status == COHONG_OK) status = firms_read_only(&s->r, table, &MOMENT, MORE, sizeof MORE / sizeof *MORE);
    if (status == COHONG_OK) status = firms_read_text(&s->r, table, "name", true, &to->name);
    if (status == COHONG_OK) status = find_kind(&s->r, table, &to->kind);
    if (status != COHONG_OK) return status;
    bool by_markets = to->kind == COHONG_MOMENT_VALUE_BY_MARKETS || to->kind == COHONG_MOMENT_EXPORTERS_BY_MARKETS;
    bool top = to->kind == COHONG_MOMENT_TOP_SHARE;
    snprintf(of, sizeof of, "moment \"%.60s\"", to->name);
    status = firms_read_number(&s->r, table, &MOMENT_ROWS[0], true, to, of);
    if (status == COHONG_OK) status = firms_read_number(&s->r, table, &MOMENT_ROWS[1], false, to, of);
    if (status == COHONG_OK && top) status = firms_read_number(&s->r, table, &MOMENT_ROWS[2], true, to, of);
    if (status == COHONG_OK && by_markets) status = read_class(s, table, to);
    if (status == COHONG_OK && (by_markets || top) && to->value > 1)
        status = fail(s->r.error, COHONG_OUT_OF_DOMAIN, toml_find(table, "value")->at,
                      "%s: value is %g, expected a share of at most 1", of, to->value);
    return status;
}

/* ---- fees */

static const firms_field FEE_ROWS[] = {
    { "low", offsetof(cohong_firm_fee, low), 0, 1e15, false, false },
    { "high", offsetof(cohong_firm_fee, high), 0, 1e15, false, false },
};
static const firms_fields FEE = { FEE_ROWS, 2 };

static cohong_status read_fee(study_reading *s, const toml_node *table, cohong_firm_fee *to)
{
    static const char *const MORE[] = { "name" };
    cohong_status status = firms_require_table(&s->r, table);
    *to = (cohong_firm_fee){ .source = "" };
    if (status == COHONG_OK) status = firms_read_only(&s->r, table, &FEE, MORE, 1);
    if (status == COHONG_OK) status = firms_read_text(&s->r, table, "name", true, &to->name);
    if (status == COHONG_OK) status = firms_read_text(&s->r, table, "source", false, &to->source);
    for (size_t k = 0; k < 2 && status == COHONG_OK; k++)
        status = firms_read_number(&s->r, table, &FEE_ROWS[k], true, to, "fee");
    return status;
}

/* ---- all of it */

static cohong_status read_rows(study_reading *s)
{
    const toml_node *node;
    size_t count;
    cohong_status status = find_tables(&s->r, "moment", &node, &count);
    if (status != COHONG_OK) return status;
    s->to->moments = calloc(count + 1, sizeof *s->to->moments);
    if (s->to->moments == NULL) return fail_memory(s->r.error);
    for (; node != NULL && status == COHONG_OK; node = node->next)
        status = read_moment(s, node, &s->to->moments[s->to->moment_count++]);
    if (status == COHONG_OK) status = find_tables(&s->r, "fee", &node, &count);
    if (status != COHONG_OK) return status;
    s->to->fees = calloc(count + 1, sizeof *s->to->fees);
    if (s->to->fees == NULL) return fail_memory(s->r.error);
    for (; node != NULL && status == COHONG_OK; node = node->next)
        status = read_fee(s, node, &s->to->fees[s->to->fee_count++]);
    return status;
}

static cohong_status read_study(study_reading *s)
{
    static const char *const MORE[] = {
        "title", "currency", "markets", "sample", "seed", "parameter", "moment", "fee"
    };
    const toml_node *root = s->r.toml.root;
    study_counts counts = { .sample = 20000, .seed = 1 };
    cohong_status status = firms_read_only(&s->r, root, &WHOLE, MORE, sizeof MORE / sizeof *MORE);
    if (status == COHONG_OK) status = firms_read_text(&s->r, root, "title", true, &s->to->title);
    if (status == COHONG_OK) status = firms_read_text(&s->r, root, "currency", true, &s->to->currency);
    for (size_t k = 0; k < 2 && status == COHONG_OK; k++)
        status = firms_read_number(&s->r, root, &WHOLE_ROWS[k], true, s->to, "study");
    for (size_t k = 0; k < COUNTS.count && status == COHONG_OK; k++)
        status = firms_read_number(&s->r, root, &COUNT_ROWS[k], k == 0, &counts, "study");
    if (status != COHONG_OK) return status;
    s->to->market_count = (size_t)counts.markets;
    s->to->sample = (size_t)counts.sample;
    s->to->seed = (uint64_t)counts.seed;
    status = read_parameters(s);
    return status == COHONG_OK ? read_rows(s) : status;
}

cohong_status cohong_firm_study_read(const char *path, cohong_firm_study **study, cohong_error *error)
{
    study_owner *owner = calloc(1, sizeof *owner);
    *study = NULL;
    if (owner == NULL) return fail_memory(error);
    study_reading s = { .r = { .to = &owner->texts, .error = error }, .to = &owner->study };
    s.to->memory = owner;
    s.to->source.path = text_pool_copy(&owner->texts.texts, path, strlen(path));
    cohong_status status = s.to->source.path != NULL ? toml_read(path, &s.r.toml, error) : fail_memory(error);
    if (status == COHONG_OK) {
        status = read_study(&s);
        memcpy(s.to->source.sha256, s.r.toml.sha256, sizeof s.r.toml.sha256);
        toml_close(&s.r.toml);
    }
    if (status == COHONG_OK)
        *study = s.to;
    else
        cohong_firm_study_free(s.to);
    return status;
}
