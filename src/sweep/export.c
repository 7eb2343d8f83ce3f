/* Every row of a sweep for others to read: CSV, and a SQLite file. Columns: row, draw, part (A, B, AB GROUP, central, low GROUP,
 * high GROUP), end, then inputs and results by their names; inputs that are words are written as words, what is not there is
 * empty. */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "base/write_place.h"
#include "sweep/plan.h"

enum { PART_SIZE = 128 };

/* The word of an input in a row, or NULL where it is a number. */
static const char *word_of(const cohong_sweep *s, size_t input, double value)
{
    for (size_t g = 0; g < s->labels.group_count; g++) {
        const draw_group *group = &s->groups[g];
        if (group->setting != NULL && group->first_input == input) return group->words[(size_t)value];
    }
    return NULL;
}

static const char *part_of(const cohong_sweep *s, design_row row, char to[PART_SIZE])
{
    static const char *const PARTS[] = {
        [DESIGN_A] = "A",      [DESIGN_B] = "B",       [DESIGN_AB] = "AB ", [DESIGN_CENTRAL] = "central",
        [DESIGN_LOW] = "low ", [DESIGN_HIGH] = "high "
    };
    bool grouped = row.kind == DESIGN_AB || row.kind == DESIGN_LOW || row.kind == DESIGN_HIGH;
    snprintf(to, PART_SIZE, "%s%.100s", PARTS[row.kind], grouped ? s->labels.groups[row.group] : "");
    return to;
}

static bool has_draw(design_row row)
{
    return row.kind == DESIGN_A || row.kind == DESIGN_B || row.kind == DESIGN_AB;
}

static const char *column_name(const cohong_sweep_labels *l, size_t k)
{
    return k < l->input_count ? l->inputs[k] : l->results[k - l->input_count];
}

/* ---- CSV */

static void csv_row(const cohong_sweep *s, const cohong_draws *d, size_t row, file_writer *to)
{
    const cohong_sweep_labels *l = &s->labels;
    const double *values = d->values + row * d->column_count;
    design_row of = design_row_of(l, row);
    char part[PART_SIZE];
    file_writer_number(to, (double)row);
    file_writer_text(to, ",");
    if (has_draw(of)) file_writer_number(to, (double)of.draw);
    file_writer_text(to, ",");
    file_writer_csv_field(to, part_of(s, of, part));
    file_writer_text(to, ",");
    file_writer_csv_field(to, cohong_row_end_words((cohong_row_end)values[0]));
    for (size_t k = 0; k < l->input_count + l->result_count; k++) {
        const char *word = k < l->input_count ? word_of(s, k, values[1 + k]) : NULL;
        file_writer_text(to, ",");
        if (word != NULL)
            file_writer_csv_field(to, word);
        else if (!isnan(values[1 + k]))
            file_writer_number(to, values[1 + k]);
    }
    file_writer_text(to, "\n");
}

cohong_status cohong_sweep_write_csv(const cohong_sweep *sweep, const cohong_draws *draws, const char *path,
                                     cohong_error *error)
{
    const cohong_sweep_labels *l = &sweep->labels;
    file_writer *to;
    cohong_status status = file_writer_open(path, &to, error);
    if (status != COHONG_OK) return status;
    file_writer_text(to, "row,draw,part,end");
    for (size_t k = 0; k < l->input_count + l->result_count; k++) {
        file_writer_text(to, ",");
        file_writer_csv_field(to, column_name(l, k));
    }
    file_writer_text(to, "\n");
    for (size_t row = 0; row < draws->row_count; row++) csv_row(sweep, draws, row, to);
    return file_writer_commit(to, error);
}

/* ---- SQLite */

/* A growing statement. */
typedef struct statement_text {
    char *bytes;
    size_t length, capacity;
} statement_text;

static bool add(statement_text *to, const char *text, bool as_name)
{
    void *bytes = to->bytes;
    if (!memory_grow(&bytes, &to->capacity, to->length + 2 * strlen(text) + 3, 1)) return false;
    to->bytes = bytes;
    if (as_name) to->bytes[to->length++] = '"';
    for (; *text != '\0'; text++) {
        if (as_name && *text == '"') to->bytes[to->length++] = '"';
        to->bytes[to->length++] = *text;
    }
    if (as_name) to->bytes[to->length++] = '"';
    to->bytes[to->length] = '\0';
    return true;
}

/* CREATE TABLE draws and its INSERT; false when out of memory. */
static bool make_statements(const cohong_sweep_labels *l, statement_text *table, statement_text *insert)
{
    bool ok = add(table, "CREATE TABLE draws(row INTEGER PRIMARY KEY, draw INTEGER, part TEXT, \"end\" TEXT", false) &&
              add(insert, "INSERT INTO draws VALUES(?,?,?,?", false);
    for (size_t k = 0; k < l->input_count + l->result_count; k++)
        ok = ok && add(table, ", ", false) && add(table, column_name(l, k), true) && add(insert, ",?", false);
    return ok && add(table, ")", false) && add(insert, ")", false);
}

static bool insert_row(const cohong_sweep *s, const cohong_draws *d, size_t row, sqlite3_stmt *into)
{
    const cohong_sweep_labels *l = &s->labels;
    const double *values = d->values + row * d->column_count;
    design_row of = design_row_of(l, row);
    char part[PART_SIZE];
    sqlite3_reset(into);
    sqlite3_clear_bindings(into);
    sqlite3_bind_int64(into, 1, (sqlite3_int64)row);
    if (has_draw(of)) sqlite3_bind_int64(into, 2, (sqlite3_int64)of.draw);
    sqlite3_bind_text(into, 3, part_of(s, of, part), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(into, 4, cohong_row_end_words((cohong_row_end)values[0]), -1, SQLITE_STATIC);
    for (size_t k = 0; k < l->input_count + l->result_count; k++) {
        const char *word = k < l->input_count ? word_of(s, k, values[1 + k]) : NULL;
        if (word != NULL)
            sqlite3_bind_text(into, (int)k + 5, word, -1, SQLITE_STATIC);
        else
            sqlite3_bind_double(into, (int)k + 5, values[1 + k]); /* a NAN becomes NULL */
    }
    return sqlite3_step(into) == SQLITE_DONE;
}

static bool insert_key(sqlite3_stmt *into, const char *key, const char *value)
{
    sqlite3_reset(into);
    sqlite3_bind_text(into, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_text(into, 2, value, -1, SQLITE_TRANSIENT);
    return sqlite3_step(into) == SQLITE_DONE;
}

static bool insert_keys(const cohong_sweep *s, sqlite3_stmt *into)
{
    const cohong_sweep_labels *l = &s->labels;
    char seed[NUMBER_TEXT_SIZE], draws[NUMBER_TEXT_SIZE];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)l->seed);
    snprintf(draws, sizeof draws, "%zu", l->draw_count);
    return insert_key(into, "title", l->title) && insert_key(into, "engine", COHONG_VERSION) &&
           insert_key(into, "sweep", s->path) && insert_key(into, "scenario", s->scenario->path) &&
           insert_key(into, "manifest", l->manifest) && insert_key(into, "seed", seed) &&
           insert_key(into, "draws", draws) && insert_key(into, "sampling", l->sampling);
}

static bool fill_tables(sqlite3 *db, const cohong_sweep *s, const cohong_draws *d, const char *insert)
{
    sqlite3_stmt *rows = NULL, *keys = NULL;
    bool ok = sqlite3_prepare_v2(db, insert, -1, &rows, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "INSERT INTO sweep VALUES(?,?)", -1, &keys, NULL) == SQLITE_OK &&
              insert_keys(s, keys);
    for (size_t row = 0; ok && row < d->row_count; row++) ok = insert_row(s, d, row, rows);
    sqlite3_finalize(rows);
    sqlite3_finalize(keys);
    return ok;
}

/* The file at `path` is new. */
static cohong_status make_database(const cohong_sweep *s, const cohong_draws *d, const char *path, cohong_error *error)
{
    statement_text table = { 0 }, insert = { 0 };
    sqlite3 *db = NULL;
    bool made = make_statements(&s->labels, &table, &insert);
    bool ok = made && sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
              sqlite3_exec(db, "BEGIN; CREATE TABLE sweep(key TEXT PRIMARY KEY, value TEXT);", NULL, NULL, NULL) ==
                  SQLITE_OK &&
              sqlite3_exec(db, table.bytes, NULL, NULL, NULL) == SQLITE_OK && fill_tables(db, s, d, insert.bytes) &&
              sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    cohong_status status = COHONG_OK;
    if (!made)
        status = fail_memory(error);
    else if (!ok)
        status = fail(error, COHONG_STORE, (place){ .file = path }, "%.300s",
                      db != NULL ? sqlite3_errmsg(db) : "the file cannot be opened");
    sqlite3_close(db);
    free(table.bytes);
    free(insert.bytes);
    return status;
}

/* At `path` when it is whole. */
static cohong_status put_database(const cohong_sweep *sweep, const cohong_draws *draws, const char *path,
                                  cohong_error *error)
{
    size_t room = strlen(path) + 16;
    char *beside = malloc(room);
    if (beside == NULL) return fail_memory(error);
    snprintf(beside, room, "%s.making", path);
    remove(beside);
    cohong_status status = make_database(sweep, draws, beside, error);
    if (status == COHONG_OK && rename(beside, path) != 0)
        status = fail(error, COHONG_IO, (place){ .file = path }, "the file cannot be put in place");
    if (status != COHONG_OK) remove(beside);
    free(beside);
    return status;
}

cohong_status cohong_sweep_write_sqlite(const cohong_sweep *sweep, const cohong_draws *draws, const char *path,
                                        cohong_error *error)
{
    write_place to;
    cohong_status status = write_place_find(path, &to, error);
    if (status != COHONG_OK) return status;
    status = to.is_file ? put_database(sweep, draws, to.path, error)
                        : fail(error, COHONG_IO, (place){ .file = path }, "is no file, expected one or nothing");
    free(to.path);
    return status;
}
