/* Reading a world folder: world.toml and the CSV files of docs/formats.md, every row checked where it stands. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/toml.h"
#include "world/codes.h"
#include "world/world.h"

/* A reading in progress: what is known before the world can be allocated, and after. */
typedef struct reading {
    char *paths[WORLD_FILE_COUNT];
    toml_file toml;
    bool with_tariff;       /* values include tariffs */
    csv countries, sectors; /* kept open: their fields are the codes */
    name_index country_index, sector_index;
    cohong_sector *sector_rows;
    double *theta_rows;
    size_t sector_capacity, theta_capacity;
    const char **country_names;
    size_t name_capacity;
    text_pool texts;
    uint32_t *lines;            /* where each cell of the table being read stands; 0: nowhere yet */
    uint32_t *production_lines; /* the same for production.csv, kept until its shares can be summed */
    bool checked;               /* sums of shares are checked too */
    cohong_world *world;
    cohong_error *error;
} reading;

/* ---- world.toml */

static cohong_status read_settings(reading *r)
{
    static const char *const KEYS[] = { "name",         "year",      "currency", "unit",
                                        "trade_values", "tolerance", "source",   "licence" };
    cohong_error *error = r->error;
    const char *values = NULL, *ignored = NULL;
    cohong_status status = toml_read(r->paths[WORLD_TOML], &r->toml, error);
    if (status != COHONG_OK) return status;
    const toml_node *root = r->toml.root;
    status = toml_only(root, KEYS, sizeof KEYS / sizeof *KEYS, error);
    for (size_t k = 0; status == COHONG_OK && k < sizeof KEYS / sizeof *KEYS; k++)
        if (k != 1 && k != 3 && k != 5)
            status = toml_text(root, KEYS[k], k != 6 && k != 7, k == 4 ? &values : &ignored, error);
    if (status != COHONG_OK) return status;
    r->with_tariff = strcmp(values, "with_tariff") == 0;
    if (!r->with_tariff && strcmp(values, "net_of_tariff") != 0)
        return fail(error, COHONG_UNKNOWN_NAME, toml_find(root, "trade_values")->at,
                    "key \"trade_values\": found \"%.40s\", expected \"net_of_tariff\" or \"with_tariff\"", values);
    return COHONG_OK;
}

static cohong_status settings_are_sane(const reading *r, long long year, const char *currency)
{
    const toml_node *root = r->toml.root;
    const cohong_world *w = r->world;
    if (year < -10000 || year > 10000)
        return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(root, "year")->at, "key \"year\": %lld is not a year",
                    year);
    if (strlen(currency) != 3 || strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(root, "currency")->at,
                    "key \"currency\": found \"%.40s\", expected a code of three letters as \"USD\"", currency);
    if (!(w->unit > 0 && isfinite(w->unit)))
        return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(root, "unit")->at,
                    "key \"unit\": found %g, expected a number above 0", w->unit);
    if (!(w->tolerance > 0 && w->tolerance < 1))
        return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(root, "tolerance")->at,
                    "key \"tolerance\": found %g, expected a fraction between 0 and 1", w->tolerance);
    return COHONG_OK;
}

static const char *kept(reading *r, const char *text, cohong_status *status)
{
    const char *copy = cohong_world_text(r->world, text);
    if (copy == NULL) *status = fail_memory(r->error);
    return copy;
}

/* The settings again, now that there is a world to hold them. */
static cohong_status keep_settings(reading *r)
{
    const toml_node *root = r->toml.root;
    const char *name = "", *currency = "", *source = "", *licence = "";
    long long year = 0;
    cohong_world *w = r->world;
    w->tolerance = 1e-6;
    cohong_status status = toml_text(root, "name", true, &name, r->error);
    if (status == COHONG_OK) status = toml_text(root, "currency", true, &currency, r->error);
    if (status == COHONG_OK) status = toml_text(root, "source", false, &source, r->error);
    if (status == COHONG_OK) status = toml_text(root, "licence", false, &licence, r->error);
    if (status == COHONG_OK) status = toml_whole(root, "year", true, &year, r->error);
    if (status == COHONG_OK) status = toml_number(root, "unit", true, &w->unit, r->error);
    if (status == COHONG_OK) status = toml_number(root, "tolerance", false, &w->tolerance, r->error);
    if (status != COHONG_OK) return status;
    status = settings_are_sane(r, year, currency);
    if (status != COHONG_OK) return status;
    w->year = (int)year;
    w->name = kept(r, name, &status);
    w->currency = kept(r, currency, &status);
    w->provenance = kept(r, source, &status);
    w->licence = kept(r, licence, &status);
    return status == COHONG_OK ? world_add_source(w, r->paths[WORLD_TOML], r->toml.sha256, r->error) : status;
}

/* ---- countries.csv, sectors.csv */

static cohong_status add_code(reading *r, csv *table, name_index *index, const char **code)
{
    *code = csv_text(table, 0);
    if (**code == '\0') return fail(r->error, COHONG_INCOMPLETE, csv_place(table, 0), "the code is empty");
    *code = text_pool_copy(&r->texts, *code, strlen(*code));
    if (*code == NULL) return fail_memory(r->error);
    if (!name_index_add(index, *code))
        return fail(r->error, COHONG_DUPLICATE, csv_place(table, 0), "\"%.60s\" is given twice", *code);
    return COHONG_OK;
}

static cohong_status over_limit(const reading *r, const csv *table, size_t limit, const char *what)
{
    return fail(r->error, COHONG_TOO_LARGE, csv_place(table, 0), "more than %zu %s", limit, what);
}

static cohong_status read_countries(reading *r)
{
    static const csv_column COLUMNS[] = { { "country", true }, { "name", true } };
    csv *table = &r->countries;
    cohong_status status = csv_open(r->paths[WORLD_COUNTRIES], table, r->error);
    if (status == COHONG_OK) status = name_index_new(&r->country_index, WORLD_COUNTRY_LIMIT + 1, r->error);
    if (status == COHONG_OK) status = csv_columns(table, COLUMNS, 2, r->error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(table, &more, r->error);
        if (status != COHONG_OK || !more) break;
        const char *code;
        void *names = (void *)r->country_names;
        status = add_code(r, table, &r->country_index, &code);
        if (status != COHONG_OK) break;
        if (r->country_index.count > WORLD_COUNTRY_LIMIT) return over_limit(r, table, WORLD_COUNTRY_LIMIT, "countries");
        if (!memory_grow(&names, &r->name_capacity, r->country_index.count, sizeof *r->country_names))
            return fail_memory(r->error);
        r->country_names = names;
        const char *name = text_pool_copy(&r->texts, csv_text(table, 1), strlen(csv_text(table, 1)));
        if (name == NULL) return fail_memory(r->error);
        r->country_names[r->country_index.count - 1] = name;
    }
    if (status == COHONG_OK && r->country_index.count == 0)
        return fail(r->error, COHONG_INCOMPLETE, (place){ table->path, 2, 1 }, "there is no country");
    return status;
}

static cohong_status read_sector(reading *r, csv *table)
{
    cohong_sector row;
    double theta;
    const char *expected = "a number above 0 (and below 1e6)";
    cohong_status status = add_code(r, table, &r->sector_index, &row.code);
    if (status == COHONG_OK) status = number_within(table, 2, DBL_MIN, WORLD_THETA_LIMIT, expected, &theta, r->error);
    if (status == COHONG_OK) status = code_kind(table, 3, &row.kind, r->error);
    if (status != COHONG_OK) return status;
    size_t count = r->sector_index.count;
    void *rows = r->sector_rows, *thetas = r->theta_rows;
    if (count > WORLD_SECTOR_LIMIT) return over_limit(r, table, WORLD_SECTOR_LIMIT, "sectors");
    bool ok = memory_grow(&rows, &r->sector_capacity, count, sizeof row);
    r->sector_rows = rows;
    ok = ok && memory_grow(&thetas, &r->theta_capacity, count, sizeof theta);
    r->theta_rows = thetas;
    row.name = text_pool_copy(&r->texts, csv_text(table, 1), strlen(csv_text(table, 1)));
    if (!ok || row.name == NULL) return fail_memory(r->error);
    r->sector_rows[count - 1] = row;
    r->theta_rows[count - 1] = theta;
    return COHONG_OK;
}

static cohong_status read_sectors(reading *r)
{
    static const csv_column COLUMNS[] = { { "sector", true }, { "name", true }, { "theta", true }, { "kind", false } };
    csv *table = &r->sectors;
    cohong_status status = csv_open(r->paths[WORLD_SECTORS], table, r->error);
    if (status == COHONG_OK) status = name_index_new(&r->sector_index, WORLD_SECTOR_LIMIT + 1, r->error);
    if (status == COHONG_OK) status = csv_columns(table, COLUMNS, 4, r->error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(table, &more, r->error);
        if (status != COHONG_OK || !more) break;
        status = read_sector(r, table);
    }
    if (status == COHONG_OK && r->sector_index.count == 0)
        return fail(r->error, COHONG_INCOMPLETE, (place){ table->path, 2, 1 }, "there is no sector");
    return status;
}

/* ---- the world itself */

static cohong_status make_world(reading *r, bool with_employment)
{
    size_t N = r->country_index.count, J = r->sector_index.count;
    cohong_status status = cohong_world_new(N, J, with_employment, &r->world, r->error);
    if (status != COHONG_OK) return status;
    cohong_world *w = r->world;
    for (size_t n = 0; n < N; n++) {
        w->countries[n].code = kept(r, r->country_index.names[n], &status);
        w->countries[n].name = kept(r, r->country_names[n], &status);
    }
    for (size_t j = 0; j < J; j++) {
        w->sectors[j] = r->sector_rows[j];
        w->sectors[j].code = kept(r, r->sector_rows[j].code, &status);
        w->sectors[j].name = kept(r, r->sector_rows[j].name, &status);
        w->theta[j] = r->theta_rows[j];
    }
    if (status == COHONG_OK) status = keep_settings(r);
    if (status == COHONG_OK) status = world_add_source(w, r->paths[WORLD_COUNTRIES], r->countries.sha256, r->error);
    if (status == COHONG_OK) status = world_add_source(w, r->paths[WORLD_SECTORS], r->sectors.sha256, r->error);
    return status;
}

static cohong_status once(reading *r, const csv *table, size_t cell)
{
    size_t line = table->fields[0].line;
    if (r->lines[cell] != 0)
        return fail(r->error, COHONG_DUPLICATE, (place){ table->path, line, 1 },
                    "this row is given twice, first in line %lu", (unsigned long)r->lines[cell]);
    r->lines[cell] = (uint32_t)line;
    return COHONG_OK;
}

static cohong_status share_of(reading *r, const csv *table, size_t column, double *share)
{
    return number_within(table, column, 0, 1 + r->world->tolerance, "a share from 0 to 1", share, r->error);
}

static cohong_status tariff_of(reading *r, const csv *table, bool home, double *tariff)
{
    static const double LEAST = -1 + 0x1p-52;
    if (!csv_has(table, 4)) return COHONG_OK;
    cohong_status status = number_within(table, 4, LEAST, WORLD_TARIFF_LIMIT, "a fraction above -1 (0.25 is 25 %)",
                                         tariff, r->error);
    if (status == COHONG_OK && home && *tariff != 0)
        return fail(r->error, COHONG_OUT_OF_DOMAIN, csv_place(table, 4),
                    "column \"tariff\": found %.40s on home sales, expected 0", csv_text(table, 4));
    return status;
}

static cohong_status trade_row(reading *r, const csv *table)
{
    size_t j, n, i, N = r->world->country_count;
    double value, tariff = 0;
    cohong_status status = code_find(table, 0, &r->sector_index, "sector", &j, r->error);
    if (status == COHONG_OK) status = code_find(table, 1, &r->country_index, "country", &n, r->error);
    if (status == COHONG_OK) status = code_find(table, 2, &r->country_index, "country", &i, r->error);
    if (status == COHONG_OK) status = once(r, table, (j * N + n) * N + i);
    if (status == COHONG_OK)
        status = number_within(table, 3, 0, WORLD_VALUE_LIMIT, "a value of 0 or more", &value, r->error);
    if (status == COHONG_OK) status = tariff_of(r, table, i == n, &tariff);
    if (status != COHONG_OK) return status;
    r->world->tariff[(j * N + n) * N + i] = tariff;
    r->world->trade[(j * N + n) * N + i] = r->with_tariff ? value / (1 + tariff) : value;
    return COHONG_OK;
}

static cohong_status production_row(reading *r, const csv *table)
{
    size_t j, n, N = r->world->country_count;
    double *persons = r->world->employment;
    cohong_status status = code_find(table, 0, &r->country_index, "country", &n, r->error);
    if (status == COHONG_OK) status = code_find(table, 1, &r->sector_index, "sector", &j, r->error);
    if (status == COHONG_OK) status = once(r, table, j * N + n);
    if (status == COHONG_OK) status = share_of(r, table, 2, &r->world->value_added_share[j * N + n]);
    if (status != COHONG_OK || persons == NULL || csv_field_of(table, 3)->length == 0) return status;
    return number_within(table, 3, 0, WORLD_VALUE_LIMIT, "0 or more persons", &persons[j * N + n], r->error);
}

static cohong_status input_row(reading *r, const csv *table)
{
    size_t n, j, k, N = r->world->country_count, J = r->world->sector_count;
    cohong_status status = code_find(table, 0, &r->country_index, "country", &n, r->error);
    if (status == COHONG_OK) status = code_find(table, 1, &r->sector_index, "sector", &j, r->error);
    if (status == COHONG_OK) status = code_find(table, 2, &r->sector_index, "sector", &k, r->error);
    if (status == COHONG_OK) status = once(r, table, (j * N + n) * J + k);
    if (status != COHONG_OK) return status;
    return number_within(table, 3, WORLD_LEAST_INPUT, 1 + r->world->tolerance, "a share from 0 to 1",
                         &r->world->input_share[(j * N + n) * J + k], r->error);
}

static cohong_status final_row(reading *r, const csv *table)
{
    size_t n, j, N = r->world->country_count;
    cohong_status status = code_find(table, 0, &r->country_index, "country", &n, r->error);
    if (status == COHONG_OK) status = code_find(table, 1, &r->sector_index, "sector", &j, r->error);
    if (status == COHONG_OK) status = once(r, table, j * N + n);
    return status == COHONG_OK ? share_of(r, table, 2, &r->world->final_share[j * N + n]) : status;
}

/* ---- what rows must add up to */

static cohong_status production_is_complete(const reading *r)
{
    size_t N = r->world->country_count, J = r->world->sector_count;
    for (size_t at = 0; at < J * N; at++) {
        double output = 0;
        for (size_t n = 0; n < N; n++) output += r->world->trade[(at / N * N + n) * N + at % N];
        if (r->production_lines[at] == 0 && output > 0)
            return fail(r->error, COHONG_INCOMPLETE, (place){ r->paths[WORLD_PRODUCTION], 0, 0 },
                        "there is no row for country %s, sector %s, which has output", r->world->countries[at % N].code,
                        r->world->sectors[at / N].code);
    }
    return COHONG_OK;
}

/* gamma0 + sum of gamma = 1. A cell without a row has no output: its value added share is what inputs leave. */
static cohong_status input_shares_sum(const reading *r)
{
    cohong_world *w = r->world;
    size_t N = w->country_count, J = w->sector_count;
    for (size_t at = 0; at < J * N; at++) {
        double inputs = 0;
        for (size_t k = 0; k < J; k++) inputs += w->input_share[at * J + k];
        if (r->production_lines[at] == 0) w->value_added_share[at] = fmax(1 - inputs, 0);
        double sum = w->value_added_share[at] + inputs;
        if (r->checked && !(fabs(sum - 1) <= w->tolerance * fmax(sum, 1)))
            return fail(r->error, COHONG_IDENTITY_BROKEN,
                        (place){ r->paths[WORLD_PRODUCTION], r->production_lines[at], 1 },
                        "country %s, sector %s: value added share %.9g and input shares %.9g sum to %.9g, expected 1 "
                        "(tolerance %g)",
                        w->countries[at % N].code, w->sectors[at / N].code, w->value_added_share[at], inputs, sum,
                        w->tolerance);
    }
    return COHONG_OK;
}

static cohong_status final_shares_sum(const reading *r)
{
    const cohong_world *w = r->world;
    size_t N = w->country_count;
    for (size_t n = 0; r->checked && n < N; n++) {
        double sum = 0;
        uint32_t line = 0;
        for (size_t at = n; at < w->sector_count * N; at += N) {
            sum += w->final_share[at];
            if (r->lines[at] != 0 && (line == 0 || r->lines[at] < line)) line = r->lines[at];
        }
        if (!(fabs(sum - 1) <= w->tolerance * fmax(sum, 1)))
            return fail(r->error, COHONG_IDENTITY_BROKEN, (place){ r->paths[WORLD_FINAL], line, line != 0 },
                        "country %s: final shares sum to %.9g, expected 1 (tolerance %g)", w->countries[n].code, sum,
                        w->tolerance);
    }
    return COHONG_OK;
}

/* ---- tables of rows */

/* One bulk file: its columns, how many cells it may fill, and what to do with a row. */
typedef struct bulk_file {
    int file;
    size_t column_count;
    csv_column columns[5];
    cohong_status (*row)(reading *r, const csv *table);
} bulk_file;

static const bulk_file BULK[] = {
    { WORLD_TRADE,
      5,
      { { "sector", true }, { "importer", true }, { "exporter", true }, { "value", true }, { "tariff", false } },
      trade_row },
    { WORLD_PRODUCTION,
      4,
      { { "country", true }, { "sector", true }, { "value_added_share", true }, { "employment", false } },
      production_row },
    { WORLD_INPUTS, 4, { { "country", true }, { "sector", true }, { "input", true }, { "share", true } }, input_row },
    { WORLD_FINAL, 3, { { "country", true }, { "sector", true }, { "share", true } }, final_row },
};

static size_t cells_of(const reading *r, int file)
{
    size_t N = r->world->country_count, J = r->world->sector_count;
    return file == WORLD_TRADE ? J * N * N : file == WORLD_INPUTS ? J * N * J : J * N;
}

static cohong_status read_rows(reading *r, const bulk_file *bulk, csv *table)
{
    cohong_status status = COHONG_OK;
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(table, &more, r->error);
        if (status != COHONG_OK || !more) break;
        status = bulk->row(r, table);
    }
    if (status == COHONG_OK) status = world_add_source(r->world, r->paths[bulk->file], table->sha256, r->error);
    return status;
}

/* Employment starts as "not covered"; without its column there is none. */
static void start_employment(cohong_world *w, bool there)
{
    if (!there) w->employment = NULL;
    for (size_t at = 0; there && at < w->country_count * w->sector_count; at++) w->employment[at] = NAN;
}

static cohong_status read_bulk(reading *r, const bulk_file *bulk)
{
    csv table = { 0 };
    cohong_status status = csv_open(r->paths[bulk->file], &table, r->error);
    if (status == COHONG_OK) status = csv_columns(&table, bulk->columns, bulk->column_count, r->error);
    if (status == COHONG_OK && bulk->file == WORLD_PRODUCTION) start_employment(r->world, csv_has(&table, 3));
    r->lines = calloc(cells_of(r, bulk->file), sizeof *r->lines);
    if (status == COHONG_OK && r->lines == NULL) status = fail_memory(r->error);
    if (status == COHONG_OK) status = read_rows(r, bulk, &table);
    if (status == COHONG_OK && bulk->file == WORLD_FINAL) status = final_shares_sum(r);
    csv_close(&table);
    if (bulk->file == WORLD_PRODUCTION)
        r->production_lines = r->lines;
    else
        free(r->lines);
    r->lines = NULL;
    return status;
}

static cohong_status read_all_bulk(reading *r)
{
    cohong_status status = read_bulk(r, &BULK[0]);
    if (status == COHONG_OK) status = read_bulk(r, &BULK[1]);
    if (status == COHONG_OK) status = production_is_complete(r);
    if (status == COHONG_OK && file_exists(r->paths[WORLD_INPUTS])) status = read_bulk(r, &BULK[2]);
    if (status == COHONG_OK) status = input_shares_sum(r);
    if (status != COHONG_OK) return status;
    if (file_exists(r->paths[WORLD_FINAL])) return read_bulk(r, &BULK[3]);
    status = world_residual_final(r->world, r->world->tolerance, r->error);
    return world_name_file(status, r->paths[WORLD_TRADE], r->error);
}

static void reading_free(reading *r)
{
    for (size_t k = 0; k < WORLD_FILE_COUNT; k++) free(r->paths[k]);
    csv_close(&r->countries);
    csv_close(&r->sectors);
    name_index_free(&r->country_index);
    name_index_free(&r->sector_index);
    free(r->sector_rows);
    free(r->theta_rows);
    free((void *)r->country_names);
    text_pool_free(&r->texts);
    toml_close(&r->toml);
    free(r->production_lines);
    cohong_world_free(r->world);
}

cohong_status world_read_files(const char *folder, bool checked, cohong_world **world, cohong_error *error)
{
    *world = NULL;
    reading r = { .checked = checked, .error = error };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < WORLD_FILE_COUNT && status == COHONG_OK; k++) {
        r.paths[k] = file_join(folder, WORLD_FILES[k]);
        if (r.paths[k] == NULL) status = fail_memory(error);
    }
    if (status == COHONG_OK) status = read_settings(&r);
    if (status == COHONG_OK) status = read_countries(&r);
    if (status == COHONG_OK) status = read_sectors(&r);
    if (status == COHONG_OK) status = make_world(&r, true);
    if (status == COHONG_OK) status = read_all_bulk(&r);
    if (status == COHONG_OK) {
        *world = r.world;
        r.world = NULL;
    }
    reading_free(&r);
    return world_name_file(status, folder, error);
}

static cohong_status read_world(const char *folder, cohong_cache_use cache, bool checked, cohong_world **world,
                                cohong_error *error)
{
    cohong_status status = world_read_files(folder, checked, world, error);
    if (status == COHONG_OK && cache == COHONG_CACHE_AUTO) world_cache_write(folder, *world);
    return status;
}

cohong_status cohong_world_read_unchecked(const char *folder, cohong_cache_use cache, cohong_world **world,
                                          cohong_error *error)
{
    *world = NULL;
    cohong_status status = cache == COHONG_CACHE_AUTO ? world_cache_read(folder, world, error) : COHONG_OK;
    if (status == COHONG_OK && *world == NULL) status = read_world(folder, cache, false, world, error);
    return world_name_file(status, folder, error);
}

/* Refused unless its numbers are in their domains and no identity is broken that a model would not mend. */
static cohong_status refuse_broken(const char *folder, cohong_world **world, cohong_error *error)
{
    cohong_status status = world_name_file(world_check_firm(*world, error), folder, error);
    if (status == COHONG_OK) return COHONG_OK;
    cohong_world_free(*world);
    *world = NULL;
    return status;
}

cohong_status cohong_world_read(const char *folder, cohong_cache_use cache, cohong_world **world, cohong_error *error)
{
    *world = NULL;
    cohong_status status = cache == COHONG_CACHE_AUTO ? world_cache_read(folder, world, error) : COHONG_OK;
    if (status != COHONG_OK) return world_name_file(status, folder, error);
    if (*world != NULL && refuse_broken(folder, world, NULL) == COHONG_OK) return COHONG_OK;
    /* a cached world that is refused is read again: its files know the line */
    status = read_world(folder, cache, true, world, error);
    return status == COHONG_OK ? refuse_broken(folder, world, error) : status;
}
