/* Reading a claim: [claim], its readings and its facts. Everything with a formula is read by read_parts.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "claim/claim.h"

const char *cohong_claim_part_name(cohong_claim_part part)
{
    static const char *const NAMES[] = {
#define NAME(name, code, heading) code,
        COHONG_CLAIM_PART_LIST(NAME)
#undef NAME
    };
    return part < COHONG_CLAIM_PART_COUNT ? NAMES[part] : "";
}

const char *cohong_claim_part_heading(cohong_claim_part part)
{
    static const char *const HEADINGS[] = {
#define HEADING(name, code, heading) heading,
        COHONG_CLAIM_PART_LIST(HEADING)
#undef HEADING
    };
    return part < COHONG_CLAIM_PART_COUNT ? HEADINGS[part] : "";
}

/* ---- memory */

void *claim_take(claim_owner *o, size_t count, size_t size)
{
    void *blocks = o->blocks, *block;
    if (!memory_grow(&blocks, &o->block_capacity, o->block_count + 1, sizeof *o->blocks)) return NULL;
    o->blocks = blocks;
    block = calloc(count > 0 ? count : 1, size);
    if (block != NULL) o->blocks[o->block_count++] = block;
    return block;
}

const char *claim_keep(claim_owner *o, const char *text)
{
    return text_pool_copy(&o->texts, text, strlen(text));
}

static void free_formulas(claim_owner *o)
{
    for (size_t k = 0; k < o->figure_count; k++) claim_formula_free(&o->figures[k].formula);
    for (size_t k = 0; k < o->bound_count; k++) claim_formula_free(&o->bounds[k].formula);
    for (size_t k = 0; k < o->family_count; k++) {
        claim_formula_free(&o->families[k].formula);
        claim_formula_free(&o->families[k].formula_with);
    }
    for (size_t k = 0; k < o->goal_count; k++) {
        claim_formula_free(&o->goals[k].measure);
        claim_formula_free(&o->goals[k].target);
        claim_formula_free(&o->goals[k].times);
        claim_lever_free(&o->goals[k].by);
    }
}

void cohong_claim_free(cohong_claim *claim)
{
    if (claim == NULL) return;
    claim_owner *o = claim->memory;
    free_formulas(o);
    for (size_t k = 0; k < o->engine_count; k++) claim_engine_close(&o->engines[k]);
    for (size_t k = 0; k < o->block_count; k++) free(o->blocks[k]);
    free(o->blocks);
    free(claim->sources);
    toml_close(&o->toml);
    text_pool_free(&o->texts);
    free(o);
}

const cohong_scenario *cohong_claim_scenario(const cohong_claim *claim, size_t k)
{
    const claim_owner *o = claim->memory;
    for (size_t e = 0; e < o->engine_count; e++) {
        const cohong_scenario *s = o->engines[e].scenario;
        if (s != NULL && s->shock.firms == NULL && k-- == 0) return s;
    }
    return NULL;
}

/* "a/b/../c" as "a/c", for people and manifests. */
void claim_tidy_path(char *path)
{
    char *up;
    while ((up = strstr(path, "/../")) != NULL) {
        char *from = up;
        while (from > path && from[-1] != '/') from--;
        if (from == up || strncmp(from, "..", 2) == 0 || strncmp(from, "./", 2) == 0) return;
        memmove(from, up + 4, strlen(up + 4) + 1);
    }
}

const char *claim_path(claim_owner *o, unsigned kinds, const char *given)
{
    const char *folder = strcmp(o->folder, ".") == 0 ? "" : o->folder;
    char *path = kinds != DATA_ANY ? data_named(kinds, folder, given) : file_join(folder, given);
    if (path != NULL) claim_tidy_path(path);
    const char *kept = path != NULL ? claim_keep(o, path) : NULL;
    free(path);
    return kept;
}

/* A file that two parts of the claim name in two ways is one source. */
cohong_status claim_add_source(claim_owner *o, const char *path, const char *sha256, cohong_error *error)
{
    cohong_claim *c = &o->claim;
    void *sources = c->sources;
    char *tidy = strdup(path);
    const char *kept = NULL;
    if (tidy != NULL) {
        claim_tidy_path(tidy);
        kept = claim_keep(o, tidy);
    }
    free(tidy);
    if (kept == NULL) return fail_memory(error);
    for (size_t k = 0; k < c->source_count; k++)
        if (strcmp(c->sources[k].path, kept) == 0) return COHONG_OK;
    if (!memory_grow(&sources, &o->source_capacity, c->source_count + 1, sizeof *c->sources)) return fail_memory(error);
    c->sources = sources;
    cohong_source *source = &c->sources[c->source_count];
    source->path = kept;
    snprintf(source->sha256, sizeof source->sha256, "%s", sha256);
    c->source_count++;
    return COHONG_OK;
}

/* ---- [claim] */

static cohong_status read_date(const toml_node *table, const char *key, const char **to, cohong_error *error)
{
    const toml_node *node = toml_find(table, key);
    if (node == NULL) return fail(error, COHONG_INCOMPLETE, table->at, "key \"%s\" is missing", key);
    if (node->kind != TOML_DATE || node->text[0] == '\0')
        return fail(error, COHONG_SYNTAX, node->at, "key \"%s\": found %s, expected a date: %s = 2017-01-31", key,
                    toml_kind_name(node->kind), key);
    *to = node->text;
    return COHONG_OK;
}

static cohong_status read_texts(cohong_claim *c, const toml_node *table, cohong_error *error)
{
    const struct {
        const char *key;
        const char **to;
        bool required;
    } TEXTS[] = { { "title", &c->title, true },     { "text", &c->text, true },
                  { "speaker", &c->speaker, true }, { "address", &c->address, true },
                  { "metric", &c->metric, true },   { "horizon", &c->horizon, true },
                  { "unit", &c->unit, false },      { "condition", &c->condition, false } };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < sizeof TEXTS / sizeof *TEXTS && status == COHONG_OK; k++)
        status = toml_text(table, TEXTS[k].key, TEXTS[k].required, TEXTS[k].to, error);
    return status;
}

static cohong_status read_threshold(cohong_claim *c, const toml_node *table, cohong_error *error)
{
    const char *direction = "at least";
    const toml_node *threshold = toml_find(table, "threshold"), *node = toml_find(table, "direction");
    cohong_status status = toml_number(table, "threshold", true, &c->threshold, error);
    if (status == COHONG_OK && (c->unit == NULL || c->unit[0] == '\0'))
        return fail(error, COHONG_INCOMPLETE, threshold->at,
                    "the threshold has no unit: write unit = \"jobs\" (or whatever is counted) beside it");
    if (status == COHONG_OK) status = toml_text(table, "direction", false, &direction, error);
    if (status == COHONG_OK && strcmp(direction, "at least") != 0 && strcmp(direction, "at most") != 0)
        return fail(error, COHONG_UNKNOWN_NAME, node->at, "direction \"%.60s\": expected \"at least\" or \"at most\"",
                    direction);
    c->at_most = strcmp(direction, "at most") == 0;
    return status;
}

static cohong_status read_claim(claim_owner *o, cohong_error *error)
{
    static const char *const KNOWN[] = { "title",     "text",  "speaker",   "date",    "address",   "metric",
                                         "threshold", "unit",  "direction", "horizon", "condition", "ex_ante",
                                         "ex_post",   "facts", "seed",      "person" };
    cohong_claim *c = &o->claim;
    const toml_node *table = toml_find(o->toml.root, "claim");
    const toml_node *person = toml_find(table != NULL && table->kind == TOML_TABLE ? table : o->toml.root, "person");
    long long seed = 1;
    place top = { .file = o->toml.root->at.file, .line = 1 };
    if (table == NULL || table->kind != TOML_TABLE)
        return fail(error, COHONG_INCOMPLETE, top, "the file has no table [claim]");
    cohong_status status = toml_only(table, KNOWN, sizeof KNOWN / sizeof *KNOWN, error);
    if (status == COHONG_OK) status = read_texts(c, table, error);
    if (status == COHONG_OK) status = read_threshold(c, table, error);
    if (status == COHONG_OK) status = read_date(table, "date", &c->date, error);
    if (status == COHONG_OK) status = read_date(table, "ex_ante", &c->vintage[COHONG_EX_ANTE], error);
    if (status == COHONG_OK) status = read_date(table, "ex_post", &c->vintage[COHONG_EX_POST], error);
    if (status == COHONG_OK) status = toml_whole(table, "seed", false, &seed, error);
    if (status == COHONG_OK && strcmp(c->vintage[COHONG_EX_ANTE], c->vintage[COHONG_EX_POST]) >= 0)
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(table, "ex_post")->at, "ex_post %s is not after ex_ante %s",
                    c->vintage[COHONG_EX_POST], c->vintage[COHONG_EX_ANTE]);
    if (status == COHONG_OK && person != NULL && person->kind != TOML_BOOL)
        return fail(error, COHONG_SYNTAX, person->at, "key \"person\": found %s, expected true or false",
                    toml_kind_name(person->kind));
    c->speaker_is_person = person != NULL && person->truth;
    o->seed = (uint64_t)seed;
    return status;
}

/* The facts have to reach as far as the report says it knows. */
static cohong_status check_vintage(const claim_owner *o, cohong_error *error)
{
    const cohong_claim *c = &o->claim;
    const char *newest = "0000-00-00";
    for (size_t k = 0; k < c->fact_count; k++)
        if (strcmp(c->facts[k].known, newest) > 0) newest = c->facts[k].known;
    if (strcmp(c->vintage[COHONG_EX_POST], newest) <= 0) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(toml_find(o->toml.root, "claim"), "ex_post")->at,
                "the vintage %s is later than the data: the newest fact is of %s", c->vintage[COHONG_EX_POST], newest);
}

static cohong_status read_facts_file(claim_owner *o, cohong_error *error)
{
    const char *name = NULL;
    cohong_status status = toml_text(toml_find(o->toml.root, "claim"), "facts", true, &name, error);
    if (status != COHONG_OK) return status;
    o->facts_path = claim_path(o, DATA_ANY, name);
    if (o->facts_path == NULL) return fail_memory(error);
    if (!file_exists(o->facts_path))
        return fail(error, COHONG_NO_FILE, toml_find(toml_find(o->toml.root, "claim"), "facts")->at,
                    "key \"facts\": %s: no such file", o->facts_path);
    status = claim_read_facts(o, o->facts_path, error);
    return status == COHONG_OK ? check_vintage(o, error) : status;
}

/* ---- readings and changes */

static cohong_status read_readings(claim_owner *o, cohong_error *error)
{
    static const char *const KNOWN[] = { "title", "text" };
    cohong_claim *c = &o->claim;
    const toml_node *list = toml_find(o->toml.root, "reading");
    place top = { .file = o->toml.root->at.file, .line = 1 };
    if (list == NULL || list->kind != TOML_ARRAY)
        return fail(error, COHONG_INCOMPLETE, list != NULL ? list->at : top,
                    "the claim has no [[reading]]: say what would make it true");
    c->readings = claim_take(o, list->count, sizeof *c->readings);
    if (c->readings == NULL) return fail_memory(error);
    cohong_status status = COHONG_OK;
    for (const toml_node *table = list->first; table != NULL && status == COHONG_OK; table = table->next) {
        cohong_claim_reading *r = &c->readings[c->reading_count++];
        if (table->kind != TOML_TABLE) return fail(error, COHONG_SYNTAX, table->at, "expected [[reading]]");
        status = toml_only(table, KNOWN, 2, error);
        if (status == COHONG_OK) status = toml_text(table, "title", true, &r->title, error);
        if (status == COHONG_OK) status = toml_text(table, "text", true, &r->text, error);
    }
    return status;
}

static cohong_status read_changes(claim_owner *o, cohong_error *error)
{
    cohong_claim *c = &o->claim;
    const toml_node *list = toml_find(o->toml.root, "would_change");
    place top = { .file = o->toml.root->at.file, .line = 1 };
    if (list == NULL || list->kind != TOML_ARRAY || list->count == 0)
        return fail(error, COHONG_INCOMPLETE, list != NULL ? list->at : top,
                    "would_change is missing: a list of texts that say what would change the answer");
    c->changes = claim_take(o, list->count, sizeof *c->changes);
    if (c->changes == NULL) return fail_memory(error);
    for (const toml_node *item = list->first; item != NULL; item = item->next) {
        if (item->kind != TOML_TEXT)
            return fail(error, COHONG_SYNTAX, item->at, "would_change: found %s, expected a text",
                        toml_kind_name(item->kind));
        c->changes[c->change_count++] = item->text;
    }
    return COHONG_OK;
}

static cohong_status read_all(claim_owner *o, const char *path, cohong_error *error)
{
    static const char *const KNOWN[] = { "claim",  "reading", "would_change", "assumption", "parameter",
                                         "engine", "figure",  "bound",        "family",     "goal" };
    const char *kept = claim_keep(o, path);
    char *folder = file_folder(path);
    o->folder = folder != NULL ? claim_keep(o, folder) : NULL;
    free(folder);
    if (kept == NULL || o->folder == NULL) return fail_memory(error);
    cohong_status status = toml_read(kept, &o->toml, error);
    if (status == COHONG_OK) status = claim_add_source(o, kept, o->toml.sha256, error);
    if (status == COHONG_OK) status = toml_only(o->toml.root, KNOWN, sizeof KNOWN / sizeof *KNOWN, error);
    if (status == COHONG_OK) status = read_claim(o, error);
    if (status == COHONG_OK) status = read_facts_file(o, error);
    if (status == COHONG_OK) status = read_readings(o, error);
    if (status == COHONG_OK) status = read_changes(o, error);
    if (status == COHONG_OK) status = claim_read_parts(o, error);
    return status;
}

cohong_status cohong_claim_read(const char *path, cohong_claim **claim, cohong_error *error)
{
    *claim = NULL;
    claim_owner *o = calloc(1, sizeof *o);
    if (o == NULL) return fail_memory(error);
    o->claim.memory = o;
    cohong_status status = read_all(o, path, error);
    if (status != COHONG_OK) {
        cohong_claim_free(&o->claim);
        return status;
    }
    *claim = &o->claim;
    return COHONG_OK;
}
