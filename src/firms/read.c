/* Reading a firms file (docs/firms.md). Ranges of numbers stand in domain.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "firms/read.h"

void cohong_firms_free(cohong_firms *firms)
{
    if (firms == NULL) return;
    firms_owner *of = firms->memory;
    for (size_t g = 0; firms->groups != NULL && g < firms->group_count; g++) free(firms->groups[g].classes);
    free(firms->groups);
    free(firms->markets);
    free(firms->sectors);
    free(of->edges);
    text_pool_free(&of->texts);
    free(of);
}

/* ---- texts, keys and numbers */

cohong_status firms_read_text(firms_reading *r, const toml_node *table, const char *key, bool required,
                              const char **value)
{
    const char *found = NULL;
    cohong_status status = toml_text(table, key, required, &found, r->error);
    if (status != COHONG_OK || found == NULL) return status;
    for (const char *c = found; *c != '\0'; c++)
        if ((unsigned char)*c < 32 || *c == 127)
            return fail(r->error, COHONG_SYNTAX, toml_find(table, key)->at,
                        "found a line break or a control character in a text");
    *value = text_pool_copy(&r->to->texts, found, strlen(found));
    return *value != NULL ? COHONG_OK : fail_memory(r->error);
}

enum { KEYS_MOST = 24 };

cohong_status firms_read_only(firms_reading *r, const toml_node *table, const firms_fields *fields,
                              const char *const *more, size_t more_count)
{
    const char *keys[KEYS_MOST] = { "source" }, *source;
    size_t count = 1;
    for (size_t k = 0; k < fields->count; k++) keys[count++] = fields->rows[k].key;
    for (size_t k = 0; k < more_count; k++) keys[count++] = more[k];
    cohong_status status = toml_only(table, keys, count, r->error);
    return status == COHONG_OK ? firms_read_text(r, table, "source", false, &source) : status;
}

cohong_status firms_read_number(firms_reading *r, const toml_node *table, const firms_field *field, bool required,
                                void *into, const char *of)
{
    double value;
    const toml_node *key = toml_find(table, field->key);
    cohong_status status = toml_number(table, field->key, required, &value, r->error);
    if (status != COHONG_OK || key == NULL) return status;
    status = firms_in_domain(field, value, of, key->at, r->error);
    if (status == COHONG_OK) *firms_number(field, into) = value;
    return status;
}

cohong_status firms_read_numbers(firms_reading *r, const toml_node *table, const firms_fields *fields, void *into,
                                 const char *of)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < fields->count && status == COHONG_OK; k++)
        status = firms_read_number(r, table, &fields->rows[k], false, into, of);
    return status;
}

cohong_status firms_require_table(firms_reading *r, const toml_node *node)
{
    if (node->kind == TOML_TABLE) return COHONG_OK;
    return fail(r->error, COHONG_SYNTAX, node->at, "key \"%.60s\": found %s, expected a table",
                node->key != NULL ? node->key : "", toml_kind_name(node->kind));
}

cohong_status firms_read_path(firms_reading *r, const toml_node *table, const char *key, unsigned kinds,
                              const char **path)
{
    const char *name = "", *file = r->to->firms.source.path;
    cohong_status status = toml_text(table, key, true, &name, r->error);
    if (status != COHONG_OK) return status;
    if (*name == '\0') return fail(r->error, COHONG_INCOMPLETE, toml_find(table, key)->at, "key \"%s\" is empty", key);
    char *folder = strchr(file, '/') != NULL ? file_folder(file) : strdup(""), *joined = NULL;
    if (folder != NULL) joined = kinds != DATA_ANY ? data_named(kinds, folder, name) : file_join(folder, name);
    *path = joined != NULL ? text_pool_copy(&r->to->texts, joined, strlen(joined)) : NULL;
    free(folder);
    free(joined);
    if (*path == NULL) return fail_memory(r->error);
    return kinds != DATA_ANY ? data_there(kinds, name, *path, toml_find(table, key)->at, key, r->error) : COHONG_OK;
}

/* ---- markets */

/* What is seen of direct sales in a market, in place of its demand and fixed cost. */
typedef struct seen {
    double exporters, exports;
} seen;
static const firms_field SEEN_ROWS[] = {
    { "exporters", offsetof(seen, exporters), 0, 1e12, true, false },
    { "exports", offsetof(seen, exports), 0, 1e100, true, false },
};

static cohong_status read_terms(firms_reading *r, const toml_node *market, const char *channel, const char *code,
                                bool open, cohong_firm_terms *to)
{
    static const char *const MORE[] = { "law_channel" };
    char of[128];
    const toml_node *table = toml_find(market, channel);
    snprintf(of, sizeof of, "market \"%.60s\", %s", code, channel);
    if (table == NULL && !open) to->fixed_cost = INFINITY; /* a channel without a table is closed */
    if (table == NULL) return COHONG_OK;
    cohong_status status = firms_require_table(r, table);
    if (status == COHONG_OK) status = firms_read_only(r, table, &FIRMS_TERMS, MORE, 1);
    if (status == COHONG_OK) status = firms_read_numbers(r, table, &FIRMS_TERMS, to, of);
    return status == COHONG_OK ? firms_read_levies(r, table, code, of, to) : status;
}

/* Demand and direct sales' fixed cost, given or from what is seen. */
static cohong_status read_scale(firms_reading *r, const toml_node *table, size_t market, const char *of)
{
    const toml_node *direct = toml_find(table, "direct"), *exporters = toml_find(table, "exporters");
    const toml_node *cost = direct != NULL ? toml_find(direct, "fixed_cost") : NULL,
                    *demand = toml_find(table, "demand");
    seen facts = { 0 };
    cohong_error wrong = { 0 };
    if (exporters == NULL && toml_find(table, "exports") == NULL) {
        double unused;
        return toml_number(table, "demand", true, &unused, r->error);
    }
    if (demand != NULL || cost != NULL)
        return fail(r->error, COHONG_DUPLICATE, demand != NULL ? demand->at : cost->at,
                    "%s: %s follows from exporters and exports, leave out one or the other", of,
                    demand != NULL ? "demand" : "fixed_cost of direct sales");
    for (size_t k = 0; k < 2; k++) {
        cohong_status status = firms_read_number(r, table, &SEEN_ROWS[k], true, &facts, of);
        if (status != COHONG_OK) return status;
    }
    cohong_status status = cohong_firms_calibrate(&r->to->firms, market, facts.exporters, facts.exports, &wrong);
    return status == COHONG_OK ? status : fail(r->error, status, exporters->at, "%s: %s", of, wrong.message);
}

static cohong_status read_market(firms_reading *r, const toml_node *table, size_t market)
{
    static const char *const MORE[] = { "code", "exporters", "exports", "platform", "direct" };
    cohong_firm_market *to = &r->to->firms.markets[market];
    char of[96];
    *to = cohong_firm_market_default();
    cohong_status status = firms_require_table(r, table);
    if (status == COHONG_OK) status = firms_read_only(r, table, &FIRMS_MARKET, MORE, sizeof MORE / sizeof *MORE);
    if (status == COHONG_OK) status = firms_read_text(r, table, "code", true, &to->code);
    if (status != COHONG_OK) return status;
    const toml_node *code = toml_find(table, "code");
    to->line = code->at.line;
    to->column = code->at.column;
    snprintf(of, sizeof of, "market \"%.60s\"", to->code);
    for (size_t k = 0; k < market && status == COHONG_OK; k++)
        if (strcmp(r->to->firms.markets[k].code, to->code) == 0)
            status = fail(r->error, COHONG_DUPLICATE, code->at, "%s is given twice", of);
    if (status == COHONG_OK) status = firms_read_numbers(r, table, &FIRMS_MARKET, to, of);
    if (status == COHONG_OK) status = read_terms(r, table, "platform", to->code, false, &to->terms[COHONG_PLATFORM]);
    if (status == COHONG_OK)
        status = read_terms(r, table, "direct", to->code, toml_find(table, "exporters") != NULL,
                            &to->terms[COHONG_DIRECT]);
    return status;
}

/* ---- all of it */

/* An array of tables with at least one. */
static cohong_status find_array(firms_reading *r, const char *key, const toml_node **first, size_t *count)
{
    const toml_node *array = toml_find(r->toml.root, key);
    if (array == NULL) return fail(r->error, COHONG_INCOMPLETE, r->toml.root->at, "there is no [[%s]]", key);
    if (array->kind != TOML_ARRAY || array->count == 0)
        return fail(r->error, COHONG_SYNTAX, array->at, "key \"%s\": expected at least one table: write [[%s]]", key,
                    key);
    *first = array->first;
    *count = array->count;
    return COHONG_OK;
}

static cohong_status read_groups(firms_reading *r)
{
    const toml_node *node = NULL;
    cohong_firms *f = &r->to->firms;
    cohong_status status = find_array(r, "group", &node, &f->group_count);
    if (status != COHONG_OK) return status;
    f->groups = calloc(f->group_count, sizeof *f->groups);
    if (f->groups == NULL) return fail_memory(r->error);
    for (size_t g = 0; node != NULL && status == COHONG_OK; node = node->next, g++)
        status = firms_read_group(r, node, &f->groups[g]);
    return status;
}

static cohong_status read_markets(firms_reading *r)
{
    const toml_node *first = NULL, *node;
    cohong_firms *f = &r->to->firms;
    size_t m = 0;
    cohong_status status = find_array(r, "market", &first, &f->market_count);
    if (status != COHONG_OK) return status;
    f->markets = calloc(f->market_count, sizeof *f->markets);
    if (f->markets == NULL) return fail_memory(r->error);
    for (node = first; node != NULL && status == COHONG_OK; node = node->next) status = read_market(r, node, m++);
    /* calibration checks the whole description, so it comes when all of it is there */
    for (node = first, m = 0; node != NULL && status == COHONG_OK; node = node->next, m++) {
        char of[96];
        snprintf(of, sizeof of, "market \"%.60s\"", f->markets[m].code);
        status = read_scale(r, node, m, of);
    }
    return status;
}

static cohong_status read_jobs(firms_reading *r)
{
    const toml_node *table = toml_find(r->toml.root, "jobs");
    cohong_status status = COHONG_OK;
    if (table == NULL) return status;
    r->to->firms.has_labour = true;
    status = firms_require_table(r, table);
    if (status == COHONG_OK) status = firms_read_only(r, table, &FIRMS_LABOUR, NULL, 0);
    for (size_t k = 0; k < FIRMS_LABOUR.count && status == COHONG_OK; k++) {
        const firms_field *field = &FIRMS_LABOUR.rows[k];
        status = firms_read_number(r, table, field, strcmp(field->key, "foreign_content") != 0, &r->to->firms.labour,
                                   "jobs");
    }
    return status;
}

static cohong_status read_sales_classes(firms_reading *r)
{
    cohong_firms *f = &r->to->firms;
    const toml_node *list = toml_find(r->toml.root, "sales_classes");
    cohong_status status = COHONG_OK;
    if (list == NULL) return status;
    if (list->kind != TOML_ARRAY || list->count == 0)
        return fail(r->error, COHONG_SYNTAX, list->at, "key \"sales_classes\": expected their edges, as in [1e5, 1e6]");
    double *edges = calloc(list->count, sizeof *edges);
    r->to->edges = edges;
    f->sales_edges = edges;
    if (edges == NULL) return fail_memory(r->error);
    for (const toml_node *node = list->first; node != NULL && status == COHONG_OK; node = node->next) {
        size_t k = f->sales_edge_count++;
        if (node->kind != TOML_NUMBER && node->kind != TOML_WHOLE)
            return fail(r->error, COHONG_SYNTAX, node->at, "key \"sales_classes\": found %s, expected a number",
                        toml_kind_name(node->kind));
        edges[k] = node->number;
        status = firms_edge_in_domain(edges[k], k > 0 ? edges[k - 1] : 0, node->at, r->error);
    }
    return status;
}

static cohong_status read_all(firms_reading *r)
{
    static const char *const MORE[] = {
        "title", "currency", "group", "market", "jobs", "world", "law", "sales_classes"
    };
    cohong_firms *f = &r->to->firms;
    cohong_status status = firms_read_only(r, r->toml.root, &FIRMS_WHOLE, MORE, sizeof MORE / sizeof *MORE);
    if (status == COHONG_OK) status = firms_read_text(r, r->toml.root, "title", true, &f->title);
    if (status == COHONG_OK) status = firms_read_text(r, r->toml.root, "currency", true, &f->currency);
    if (status == COHONG_OK) status = firms_read_numbers(r, r->toml.root, &FIRMS_WHOLE, f, "firms");
    if (status == COHONG_OK && toml_find(r->toml.root, "sigma") == NULL)
        status = fail(r->error, COHONG_INCOMPLETE, r->toml.root->at, "key \"sigma\" is missing");
    if (status == COHONG_OK) status = read_sales_classes(r);
    if (status == COHONG_OK) status = read_jobs(r);
    if (status == COHONG_OK) status = firms_read_flow(r);
    if (status == COHONG_OK) status = firms_read_law(r);
    if (status == COHONG_OK) status = read_groups(r);
    if (status == COHONG_OK) status = read_markets(r);
    return status;
}

cohong_status cohong_firms_read(const char *path, cohong_firms **firms, cohong_error *error)
{
    firms_reading r = { .error = error };
    *firms = NULL;
    r.to = calloc(1, sizeof *r.to);
    if (r.to == NULL) return fail_memory(error);
    r.to->firms = cohong_firms_default();
    r.to->firms.memory = r.to;
    r.to->firms.source.path = text_pool_copy(&r.to->texts, path, strlen(path));
    cohong_status status = r.to->firms.source.path != NULL ? toml_read(path, &r.toml, error) : fail_memory(error);
    if (status == COHONG_OK) {
        status = read_all(&r);
        memcpy(r.to->firms.source.sha256, r.toml.sha256, sizeof r.toml.sha256);
        firms_law_free(&r.law);
        toml_close(&r.toml);
    }
    if (status == COHONG_OK)
        *firms = &r.to->firms;
    else
        cohong_firms_free(&r.to->firms);
    return status;
}
