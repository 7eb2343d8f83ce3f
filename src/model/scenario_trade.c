/* What a scenario changes between countries, in the order of the file.
 *   [[tariff]]      t' = level, or t' = what is there by then + add, or what a law says (scenario_law.c)
 *   [[trade_cost]]  d'/d = what is there by then * factor; or those that follow from the platform of a firms file, which is solved
 *                   with the model (cohong_firms_nest): here it is only noted
 * Amounts are one number, or one for each row of a file, or one for each sector and origin of a law. Home sales (importer = exporter) have neither. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "model/scenario.h"

/* How an amount changes what is there. */
typedef struct operation {
    double (*combine)(double now, double amount);
    double above; /* amounts lie above this */
    double neutral;
    const char *expected;
} operation;

static double replace(double now, double amount)
{
    (void)now;
    return amount;
}

static double add(double now, double amount)
{
    return now + amount;
}

static double multiply(double now, double amount)
{
    return now * amount;
}

static const operation REPLACE = { replace, -1, 0, "a fraction above -1 (0.25 is 25 %)" };
static const operation ADD = { add, -INFINITY, 0, "a fraction (0.25 adds 25 percentage points)" };
static const operation MULTIPLY = { multiply, 0, 1, "a number above 0 (0.95 is 5 % less)" };

enum { KEY_LIMIT = 13, AMOUNT_LIMIT = 5, COLUMN_COUNT = 4 };
enum { IMPORTER_COLUMN, EXPORTER_COLUMN, SECTOR_COLUMN, AMOUNT_COLUMN };

/* A key that gives the amount. */
typedef enum amount_form { AS_NUMBER, AS_FILE, AS_LAW } amount_form;
typedef struct amount_key {
    const char *name;
    const operation *operation;
    amount_form form;
} amount_key;

/* One row a kind of table. */
typedef struct trade_kind {
    const char *name;   /* of the list */
    const char *word;   /* for people */
    double above, most; /* results lie above this and at most here, where cohong_model_solve ends too */
    const char *expected;
    const char *keys[KEY_LIMIT];
    size_t key_count;
    amount_key amounts[AMOUNT_LIMIT];
    size_t amount_count;
    const char *choice; /* of amounts, for people */
    csv_column columns[COLUMN_COUNT];
} trade_kind;

static const trade_kind TARIFF = {
    "tariff",
    "tariff",
    -1,
    1e6,
    "a fraction above -1 (and at most 1e6)",
    { "importer", "exporter", "sector", "level", "add", "level_file", "add_file", "law", "on", "since", "weights",
      "concordance", "edition" },
    13,
    { { "level", &REPLACE, AS_NUMBER },
      { "add", &ADD, AS_NUMBER },
      { "level_file", &REPLACE, AS_FILE },
      { "add_file", &ADD, AS_FILE },
      { "law", &REPLACE, AS_LAW } },
    5,
    "level, add, level_file, add_file or law",
    { { "importer", false }, { "exporter", false }, { "sector", false }, { "tariff", true } }
};

static const trade_kind TRADE_COST = {
    "trade_cost",
    "trade cost factor",
    0,
    1e9,
    "a number above 0 (and at most 1e9)",
    { "importer", "exporter", "sector", "factor", "factor_file", "firms" },
    6,
    { { "factor", &MULTIPLY, AS_NUMBER }, { "factor_file", &MULTIPLY, AS_FILE } },
    2,
    "factor, factor_file or firms",
    { { "importer", true }, { "exporter", true }, { "sector", false }, { "factor", true } }
};

/* One table being applied. */
typedef struct change {
    scenario_reading *r;
    const trade_kind *kind;
    const toml_node *table;
    const toml_node *amount; /* the node of its amount key */
    const operation *operation;
    selection importers, exporters, sectors;
    double *values; /* J x N x N */
} change;

/* The part of a selection that an amount is for: first <= k < end, where chosen. */
typedef struct span {
    const selection *of;
    size_t first, end;
} span;

static span all_of(const selection *of)
{
    return (span){ of, 0, of->codes->count };
}

static cohong_status bad_result(const change *c, double found, size_t j, size_t n, size_t i, place at)
{
    const cohong_world *w = c->r->world;
    return fail(c->r->error, COHONG_OUT_OF_DOMAIN, at,
                "the %s of sector %s, importer %s, exporter %s becomes %g, expected %s", c->kind->word,
                w->sectors[j].code, w->countries[n].code, w->countries[i].code, found, c->kind->expected);
}

/* The row of one sector and importer; counts the cells that were changed. */
static cohong_status apply_row(const change *c, size_t j, size_t n, span exporters, double amount, place at,
                               size_t *changed)
{
    size_t N = c->r->world->country_count;
    for (size_t i = exporters.first; i < exporters.end; i++) {
        if (i == n || !exporters.of->chosen[i]) continue;
        double *cell = &c->values[(j * N + n) * N + i], result = c->operation->combine(*cell, amount);
        if (!(result > c->kind->above && result <= c->kind->most)) return bad_result(c, result, j, n, i, at);
        *cell = result;
        ++*changed;
    }
    return COHONG_OK;
}

/* Changes every cell of three spans but home sales; home sales alone are a mistake. */
static cohong_status apply(const change *c, span importers, span exporters, span sectors, double amount, place at)
{
    size_t changed = 0;
    cohong_status status = COHONG_OK;
    for (size_t j = sectors.first; j < sectors.end; j++)
        for (size_t n = importers.first; sectors.of->chosen[j] && n < importers.end && status == COHONG_OK; n++)
            if (importers.of->chosen[n]) status = apply_row(c, j, n, exporters, amount, at, &changed);
    if (status != COHONG_OK || changed > 0 || importers.of->every || exporters.of->every) return status;
    return fail(c->r->error, COHONG_OUT_OF_DOMAIN, at,
                "importer and exporter are the same country, and home sales have no %s", c->kind->word);
}

/* ---- amounts in a file */

/* A file being applied. */
typedef struct amount_file {
    const change *change;
    csv table;
    uint32_t *lines; /* J x N x N, 0 where a column is absent: where the row stands; 0: nowhere yet */
} amount_file;

/* The span of a row: its code, or all that is selected when there is no such column. */
static cohong_status row_span(const amount_file *f, size_t column, const selection *of, span *to)
{
    const scenario_reading *r = f->change->r;
    size_t found;
    *to = all_of(of);
    if (!csv_has(&f->table, column)) return COHONG_OK;
    place at = csv_place(&f->table, column);
    cohong_status status = scenario_code(r, of->codes, csv_text(&f->table, column), at, &found);
    if (status != COHONG_OK) return status;
    if (!of->chosen[found])
        return fail(r->error, COHONG_UNKNOWN_NAME, at,
                    "%s \"%s\" is not selected by the [[%s]] in line %zu, which names this file", of->key,
                    of->codes->names[found], f->change->kind->name, f->change->table->at.line);
    *to = (span){ of, found, found + 1 };
    return COHONG_OK;
}

static cohong_status once(const amount_file *f, size_t j, size_t n, size_t i)
{
    size_t N = f->change->r->world->country_count, line = f->table.fields[0].line;
    uint32_t *first = &f->lines[(j * N + n) * N + i];
    if (*first != 0)
        return fail(f->change->r->error, COHONG_DUPLICATE, (place){ f->table.path, line, 1 },
                    "this row is given twice, first in line %lu", (unsigned long)*first);
    *first = (uint32_t)line;
    return COHONG_OK;
}

static cohong_status row_amount(const amount_file *f, double *amount)
{
    const operation *how = f->change->operation;
    cohong_status status = csv_number(&f->table, AMOUNT_COLUMN, amount, f->change->r->error);
    if (status != COHONG_OK || *amount > how->above) return status;
    return fail(f->change->r->error, COHONG_OUT_OF_DOMAIN, csv_place(&f->table, AMOUNT_COLUMN),
                "column \"%s\": found %.40s, expected %s", f->table.columns[AMOUNT_COLUMN].name,
                csv_text(&f->table, AMOUNT_COLUMN), how->expected);
}

/* A row about home sales that changes nothing is let through: tables over all pairs have them. */
static cohong_status apply_file_row(const amount_file *f)
{
    const change *c = f->change;
    span importers, exporters, sectors;
    double amount;
    cohong_status status = row_span(f, IMPORTER_COLUMN, &c->importers, &importers);
    if (status == COHONG_OK) status = row_span(f, EXPORTER_COLUMN, &c->exporters, &exporters);
    if (status == COHONG_OK) status = row_span(f, SECTOR_COLUMN, &c->sectors, &sectors);
    if (status == COHONG_OK) status = once(f, sectors.first, importers.first, exporters.first);
    if (status == COHONG_OK) status = row_amount(f, &amount);
    if (status != COHONG_OK) return status;
    bool pair = csv_has(&f->table, IMPORTER_COLUMN) && csv_has(&f->table, EXPORTER_COLUMN);
    bool home = pair && importers.first == exporters.first;
    if (home && amount == c->operation->neutral) return COHONG_OK;
    if (home)
        return fail(c->r->error, COHONG_OUT_OF_DOMAIN, csv_place(&f->table, AMOUNT_COLUMN),
                    "column \"%s\": found %.40s on home sales, expected %g", f->table.columns[AMOUNT_COLUMN].name,
                    csv_text(&f->table, AMOUNT_COLUMN), c->operation->neutral);
    return apply(c, importers, exporters, sectors, amount, csv_place(&f->table, AMOUNT_COLUMN));
}

static cohong_status apply_rows(amount_file *f)
{
    cohong_error *error = f->change->r->error;
    cohong_status status = csv_columns(&f->table, f->change->kind->columns, COLUMN_COUNT, error);
    size_t rows = 0;
    for (bool more = true; status == COHONG_OK; rows++) {
        status = csv_next(&f->table, &more, error);
        if (status != COHONG_OK || !more) break;
        status = apply_file_row(f);
    }
    if (status == COHONG_OK && rows == 0)
        return fail(error, COHONG_INCOMPLETE, (place){ f->table.path, 2, 1 }, "there is no row");
    return status;
}

/* A file that cannot be read is a mistake in the key that names it. */
static cohong_status open_file(amount_file *f, const char *path)
{
    cohong_error wrong = { 0 };
    cohong_error *error = f->change->r->error;
    cohong_status status = csv_open(path, &f->table, &wrong);
    if (status == COHONG_OK) return status;
    bool placed = wrong.line != 0 || status == COHONG_OUT_OF_MEMORY;
    if (placed && error != NULL) *error = wrong;
    if (placed) return status;
    return fail(error, status, f->change->amount->at, "key \"%s\": %s: %s", f->change->amount->key, path,
                wrong.message);
}

static cohong_status apply_file(const change *c)
{
    scenario_reading *r = c->r;
    size_t N = r->world->country_count;
    const char *name = "";
    cohong_status status = toml_text(c->table, c->amount->key, true, &name, r->error);
    if (status != COHONG_OK) return status;
    if (*name == '\0')
        return fail(r->error, COHONG_INCOMPLETE, c->amount->at, "key \"%s\" is empty, expected a file", c->amount->key);
    const char *path;
    status = scenario_path(r, c->amount->at, DATA_ANY, name, &path);
    if (status != COHONG_OK) return status;
    amount_file f = { .change = c };
    status = open_file(&f, path);
    if (status != COHONG_OK) return status;
    f.lines = calloc(r->world->sector_count * N * N, sizeof *f.lines);
    status = f.lines != NULL ? apply_rows(&f) : fail_memory(r->error);
    if (status == COHONG_OK) status = scenario_add_source(r, path, f.table.sha256);
    free(f.lines);
    csv_close(&f.table);
    return status;
}

/* ---- amounts of a law */

/* Every selected cell that the law says something about. */
static cohong_status apply_cells(const change *c, const double *amounts)
{
    size_t N = c->r->world->country_count, applied = 0;
    cohong_status status = COHONG_OK;
    for (size_t at = 0; at < c->r->world->sector_count * N * N && status == COHONG_OK; at++) {
        size_t j = at / N / N, n = at / N % N, i = at % N;
        bool chosen = c->sectors.chosen[j] && c->importers.chosen[n] && c->exporters.chosen[i] && n != i;
        if (!chosen || isnan(amounts[at])) continue;
        span one = { &c->exporters, i, i + 1 };
        status = apply_row(c, j, n, one, amounts[at], c->amount->at, &applied);
    }
    if (status != COHONG_OK || applied > 0) return status;
    return fail(c->r->error, COHONG_INCOMPLETE, c->amount->at,
                "the law says nothing about the importers, exporters and sectors of this [[%s]]", c->kind->name);
}

static cohong_status apply_law(change *c)
{
    size_t N = c->r->world->country_count;
    bool adds = false;
    double *amounts = malloc(c->r->world->sector_count * N * N * sizeof *amounts);
    if (amounts == NULL) return fail_memory(c->r->error);
    cohong_status status = scenario_read_law(c->r, c->table, amounts, &adds);
    if (adds) c->operation = &ADD;
    if (status == COHONG_OK) status = apply_cells(c, amounts);
    free(amounts);
    return status;
}

/* ---- tables */

static cohong_status apply_number(const change *c)
{
    double amount = 0;
    cohong_status status = toml_number(c->table, c->amount->key, true, &amount, c->r->error);
    if (status != COHONG_OK) return status;
    if (!(amount > c->operation->above && isfinite(amount)))
        return fail(c->r->error, COHONG_OUT_OF_DOMAIN, c->amount->at, "key \"%s\": found %g, expected %s",
                    c->amount->key, amount, c->operation->expected);
    return apply(c, all_of(&c->importers), all_of(&c->exporters), all_of(&c->sectors), amount, c->amount->at);
}

/* The one key that gives the amount. */
static cohong_status find_amount(change *c, amount_form *form)
{
    const trade_kind *kind = c->kind;
    for (size_t k = 0; k < kind->amount_count; k++) {
        const toml_node *node = toml_find(c->table, kind->amounts[k].name);
        if (node == NULL) continue;
        if (c->amount != NULL)
            return fail(c->r->error, COHONG_DUPLICATE, node->at,
                        "[[%s]] has both \"%s\" and \"%s\", expected one of them", kind->name, c->amount->key,
                        node->key);
        c->amount = node;
        c->operation = kind->amounts[k].operation;
        *form = kind->amounts[k].form;
    }
    if (c->amount != NULL) return COHONG_OK;
    return fail(c->r->error, COHONG_INCOMPLETE, c->table->at, "[[%s]] needs %s", kind->name, kind->choice);
}

/* Keys that only go with "law" would be passed over without a word. */
static cohong_status refuse_keys_of_laws(const change *c)
{
    static const char *const KEYS[] = { "on", "since", "weights", "concordance", "edition" };
    for (size_t k = 0; k < sizeof KEYS / sizeof *KEYS; k++) {
        const toml_node *node = toml_find(c->table, KEYS[k]);
        if (node != NULL)
            return fail(c->r->error, COHONG_INCOMPLETE, node->at, "key \"%s\" goes with \"law\", not with \"%s\"",
                        node->key, c->amount->key);
    }
    return COHONG_OK;
}

/* ---- firms */

/* Exporter, markets and sectors stand in the firms file. */
static cohong_status note_firms(scenario_reading *r, const toml_node *table)
{
    static const char *const KEYS[] = { "firms" };
    const char *name = "";
    const toml_node *key = toml_find(table, "firms");
    cohong_error wrong = { 0 };
    file_text text = { 0 };
    char sha256[65];
    cohong_status status = toml_text(table, "firms", true, &name, r->error);
    if (status == COHONG_OK && table->count > 1)
        return fail(
            r->error, COHONG_DUPLICATE, key->at,
            "key \"firms\" stands alone in its [[trade_cost]]: exporter, markets and sectors are in the firms file");
    if (status == COHONG_OK) status = toml_only(table, KEYS, 1, r->error);
    if (status != COHONG_OK) return status;
    if (r->owner->firms != NULL)
        return fail(r->error, COHONG_DUPLICATE, key->at, "firms are given twice, first %s", r->owner->firms);
    const char *path = NULL;
    status = scenario_path(r, key->at, DATA_FIRMS, name, &path);
    if (status == COHONG_OK) status = data_there(DATA_FIRMS, name, path, key->at, "firms", r->error);
    if (status != COHONG_OK) return status;
    status = file_read(path, 0, &text, &wrong);
    if (status != COHONG_OK) return fail(r->error, status, key->at, "key \"firms\": %s: %s", path, wrong.message);
    file_sha256(text.bytes, text.length, sha256);
    free(text.bytes);
    r->owner->firms = path;
    return scenario_add_source(r, path, sha256);
}

static cohong_status apply_table(scenario_reading *r, const trade_kind *kind, const toml_node *table, double *values)
{
    change c = { .r = r, .kind = kind, .table = table, .values = values };
    amount_form form = AS_NUMBER;
    if (kind == &TRADE_COST && toml_find(table, "firms") != NULL) return note_firms(r, table);
    cohong_status status = toml_only(table, kind->keys, kind->key_count, r->error);
    if (status == COHONG_OK) status = scenario_select(r, table, SELECT_IMPORTER, "importer", &c.importers);
    if (status == COHONG_OK) status = scenario_select(r, table, SELECT_EXPORTER, "exporter", &c.exporters);
    if (status == COHONG_OK) status = scenario_select(r, table, SELECT_SECTOR, "sector", &c.sectors);
    if (status == COHONG_OK) status = find_amount(&c, &form);
    if (status != COHONG_OK) return status;
    if (form == AS_LAW) return apply_law(&c);
    status = refuse_keys_of_laws(&c);
    if (status != COHONG_OK) return status;
    return form == AS_FILE ? apply_file(&c) : apply_number(&c);
}

/* All tables of a kind; *values stays NULL when there is none, and starts as `base` (NULL: as ones). */
static cohong_status apply_tables(scenario_reading *r, const trade_kind *kind, const double *base, double **values)
{
    size_t count = r->world->sector_count * r->world->country_count * r->world->country_count;
    const toml_node *list;
    cohong_status status = scenario_tables(r, kind->name, &list);
    if (status != COHONG_OK || list == NULL) return status;
    *values = malloc(count * sizeof **values);
    if (*values == NULL) return fail_memory(r->error);
    for (size_t k = 0; k < count; k++) (*values)[k] = base != NULL ? base[k] : 1;
    for (const toml_node *table = list->first; table != NULL && status == COHONG_OK; table = table->next)
        status = apply_table(r, kind, table, *values);
    return status;
}

cohong_status scenario_read_trade(scenario_reading *r)
{
    cohong_status status = apply_tables(r, &TARIFF, r->world->tariff, &r->owner->tariff);
    return status == COHONG_OK ? apply_tables(r, &TRADE_COST, NULL, &r->owner->trade_cost_hat) : status;
}
