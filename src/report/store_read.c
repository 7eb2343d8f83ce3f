/* Questions to the store: the list of runs, one run, two runs side by side. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/suggest.h"
#include "report/store.h"

/* What an answer owns beside its arrays. */
typedef struct answer {
    cohong_stored stored;
    size_t run_capacity, value_capacity;
    text_pool texts;
} answer;

static cohong_status answer_new(answer **made, cohong_error *error)
{
    *made = calloc(1, sizeof **made);
    if (*made == NULL) return fail_memory(error);
    (*made)->stored.memory = *made;
    return COHONG_OK;
}

void cohong_stored_free(cohong_stored *stored)
{
    if (stored == NULL) return;
    answer *owner = stored->memory;
    text_pool_free(&owner->texts);
    free(stored->runs);
    free(stored->values);
    free(owner);
}

/* Hands a complete answer to the caller, or frees it. */
static cohong_status answer_end(answer *made, cohong_status status, cohong_stored **stored)
{
    *stored = status == COHONG_OK ? &made->stored : NULL;
    if (status != COHONG_OK) cohong_stored_free(&made->stored);
    return status;
}

/* A copy of a column's text; NULL when out of memory. */
static const char *column_text(answer *to, sqlite3_stmt *row, int column)
{
    const unsigned char *content = sqlite3_column_text(row, column);
    size_t length = content != NULL ? (size_t)sqlite3_column_bytes(row, column) : 0;
    return text_pool_copy(&to->texts, content != NULL ? (const char *)content : "", length);
}

static double column_number(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN : sqlite3_column_double(row, column);
}

/* ---- runs */

static const char RUN_COLUMNS[] =
    "SELECT id, year, unit, iterations, residual, seconds, name, title, created, engine, scenario, world, currency,"
    " structure, deficits, labour, manifest FROM run";

static cohong_status add_run(answer *to, sqlite3_stmt *row, cohong_error *error)
{
    void *runs = to->stored.runs;
    if (!memory_grow(&runs, &to->run_capacity, to->stored.run_count + 1, sizeof *to->stored.runs))
        return fail_memory(error);
    to->stored.runs = runs;
    cohong_stored_run *run = &to->stored.runs[to->stored.run_count++];
    *run = (cohong_stored_run){ .id = sqlite3_column_int64(row, 0),
                                .year = sqlite3_column_int(row, 1),
                                .unit = sqlite3_column_double(row, 2),
                                .iterations = (size_t)sqlite3_column_int64(row, 3),
                                .residual = sqlite3_column_double(row, 4),
                                .seconds = sqlite3_column_double(row, 5) };
    const char **texts[] = { &run->name,     &run->title,     &run->created,  &run->engine, &run->scenario, &run->world,
                             &run->currency, &run->structure, &run->deficits, &run->labour, &run->manifest };
    for (int k = 0; k < (int)(sizeof texts / sizeof *texts); k++) {
        *texts[k] = column_text(to, row, 6 + k);
        if (*texts[k] == NULL) return fail_memory(error);
    }
    return COHONG_OK;
}

/* Every run (id 0) or the one with an id. */
static cohong_status add_runs(cohong_store *store, answer *to, int64_t id, cohong_error *error)
{
    sqlite3_stmt *statement;
    char sql[400];
    int code = SQLITE_ROW;
    sqlite3_snprintf((int)sizeof sql, sql, "%s WHERE ?1 = 0 OR id = ?1 ORDER BY id", RUN_COLUMNS);
    cohong_status status = store_prepare(store, sql, &statement, error);
    if (status != COHONG_OK) return status;
    (void)sqlite3_bind_int64(statement, 1, id);
    while (status == COHONG_OK && (code = sqlite3_step(statement)) == SQLITE_ROW)
        status = add_run(to, statement, error);
    if (status == COHONG_OK && code != SQLITE_DONE) status = store_fail(store, "read", error);
    sqlite3_finalize(statement);
    return status;
}

static cohong_status add_one_run(cohong_store *store, answer *to, int64_t id, cohong_error *error)
{
    size_t before = to->stored.run_count;
    cohong_status status = id > 0 ? add_runs(store, to, id, error) : COHONG_OK;
    if (status == COHONG_OK && to->stored.run_count == before)
        status = fail(error, COHONG_UNKNOWN_NAME, (place){ .file = store->path }, "there is no run %lld",
                      (long long)id);
    return status;
}

cohong_status cohong_store_list(cohong_store *store, cohong_stored **stored, cohong_error *error)
{
    answer *made;
    *stored = NULL;
    cohong_status status = answer_new(&made, error);
    if (status != COHONG_OK) return status;
    return answer_end(made, add_runs(store, made, 0, error), stored);
}

static const char *run_name(const void *list, size_t k)
{
    return ((const cohong_stored_run *)list)[k].name;
}

cohong_status cohong_store_find(cohong_store *store, const char *id_or_name, int64_t *id, cohong_error *error)
{
    cohong_stored *all;
    double number = 0;
    char guess[160];
    bool is_id = strspn(id_or_name, "0123456789") == strlen(id_or_name) &&
                 number_parse(id_or_name, strlen(id_or_name), &number);
    cohong_status status = cohong_store_list(store, &all, error);
    if (status != COHONG_OK) return status;
    *id = 0;
    for (size_t k = 0; k < all->run_count; k++)
        if (is_id ? (double)all->runs[k].id == number : strcmp(all->runs[k].name, id_or_name) == 0)
            *id = all->runs[k].id;
    if (*id == 0) {
        const char *nearest = is_id ? NULL : suggest(id_or_name, all->runs, all->run_count, run_name);
        suggest_sentence(nearest != NULL && nearest[0] != '\0' ? nearest : NULL, guess, sizeof guess);
        status = fail(error, COHONG_UNKNOWN_NAME, (place){ .file = store->path }, "there is no run \"%.100s\"%s",
                      id_or_name, guess);
    }
    cohong_stored_free(all);
    return status;
}

/* ---- values */

/* Values of ?1, with those of ?2 beside them, then those that only ?2 has. */
static const char VALUES[] =
    "SELECT a.country, a.measure, a.value, b.value, 0 AS part, a.position AS position FROM country_value a"
    " LEFT JOIN country_value b ON b.run = ?2 AND b.measure = a.measure AND b.country = a.country WHERE a.run = ?1"
    " UNION ALL SELECT b.country, b.measure, NULL, b.value, 1, b.position FROM country_value b WHERE b.run = ?2"
    " AND NOT EXISTS (SELECT 1 FROM country_value a WHERE a.run = ?1 AND a.measure = b.measure AND a.country = "
    "b.country)"
    " ORDER BY part, position";

static cohong_status add_value(answer *to, sqlite3_stmt *row, cohong_error *error)
{
    void *values = to->stored.values;
    if (!memory_grow(&values, &to->value_capacity, to->stored.value_count + 1, sizeof *to->stored.values))
        return fail_memory(error);
    to->stored.values = values;
    double a = column_number(row, 2), b = column_number(row, 3);
    cohong_stored_value value = { column_text(to, row, 0), column_text(to, row, 1), a, b, b - a };
    if (value.country == NULL || value.measure == NULL) return fail_memory(error);
    to->stored.values[to->stored.value_count++] = value;
    return COHONG_OK;
}

static cohong_status add_values(cohong_store *store, answer *to, int64_t a, int64_t b, cohong_error *error)
{
    sqlite3_stmt *statement;
    int code = SQLITE_ROW;
    cohong_status status = store_prepare(store, VALUES, &statement, error);
    if (status != COHONG_OK) return status;
    (void)sqlite3_bind_int64(statement, 1, a);
    (void)sqlite3_bind_int64(statement, 2, b);
    while (status == COHONG_OK && (code = sqlite3_step(statement)) == SQLITE_ROW)
        status = add_value(to, statement, error);
    if (status == COHONG_OK && code != SQLITE_DONE) status = store_fail(store, "read", error);
    sqlite3_finalize(statement);
    return status;
}

/* Run b = 0: only a. One read transaction, so that both belong to one state of the file. */
static cohong_status read_runs(cohong_store *store, int64_t a, int64_t b, cohong_stored **stored, cohong_error *error)
{
    answer *made;
    *stored = NULL;
    cohong_status status = answer_new(&made, error);
    if (status != COHONG_OK) return status;
    status = store_run(store, "BEGIN", error);
    if (status == COHONG_OK) {
        status = add_one_run(store, made, a, error);
        if (status == COHONG_OK && b != 0) status = add_one_run(store, made, b, error);
        if (status == COHONG_OK) status = add_values(store, made, a, b, error);
        (void)store_run(store, "COMMIT", NULL);
    }
    return answer_end(made, status, stored);
}

cohong_status cohong_store_show(cohong_store *store, int64_t id, cohong_stored **stored, cohong_error *error)
{
    return read_runs(store, id, 0, stored, error);
}

cohong_status cohong_store_diff(cohong_store *store, int64_t a, int64_t b, cohong_stored **stored, cohong_error *error)
{
    if (b <= 0) {
        *stored = NULL;
        return fail(error, COHONG_UNKNOWN_NAME, (place){ .file = store->path }, "there is no run %lld", (long long)b);
    }
    return read_runs(store, a, b, stored, error);
}
