/* Adding a run to the store, in one transaction, and deleting one. */
#include <math.h>
#include <stdlib.h>

#include "report/run.h"
#include "report/store.h"

static const char *text_or_empty(const char *value)
{
    return value != NULL ? value : "";
}

/* The value stays where it is until the statement is stepped. */
static void bind_text(sqlite3_stmt *statement, int position, const char *value)
{
    (void)sqlite3_bind_text(statement, position, text_or_empty(value), -1, SQLITE_STATIC);
}

/* No number is NULL. */
static void bind_number(sqlite3_stmt *statement, int position, double value)
{
    if (isfinite(value))
        (void)sqlite3_bind_double(statement, position, value);
    else
        (void)sqlite3_bind_null(statement, position);
}

static void bind_numbers(sqlite3_stmt *statement, int first, const double *row, int count)
{
    for (int k = 0; k < count; k++) bind_number(statement, first + k, row[k]);
}

static void bind_run(sqlite3_stmt *statement, const run_parts *p, const char *manifest)
{
    const cohong_scenario *scenario = p->run->scenario;
    const cohong_settings *settings = &scenario->settings;
    const char *texts[] = { p->run->name,       scenario->title,  p->run->created,   COHONG_VERSION,
                            scenario->path,     p->base->name,    p->base->currency, settings->structure,
                            settings->deficits, settings->labour, manifest };
    const int count = (int)(sizeof texts / sizeof *texts);
    for (int k = 0; k < count; k++) bind_text(statement, k + 1, texts[k]);
    (void)sqlite3_bind_int(statement, count + 1, p->base->year);
    (void)sqlite3_bind_double(statement, count + 2, p->base->unit);
    (void)sqlite3_bind_int64(statement, count + 3, (sqlite3_int64)p->solution->iterations);
    (void)sqlite3_bind_double(statement, count + 4, p->solution->residual);
    (void)sqlite3_bind_double(statement, count + 5, p->run->seconds);
}

static cohong_status put_run(cohong_store *store, const run_parts *p, const char *manifest, int64_t *id,
                             cohong_error *error)
{
    sqlite3_stmt *statement;
    cohong_status status = store_prepare(
        store,
        "INSERT INTO run (name, title, created, engine, scenario, world, currency, structure, deficits,"
        " labour, manifest, year, unit, iterations, residual, seconds)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        &statement, error);
    if (status != COHONG_OK) return status;
    bind_run(statement, p, manifest);
    status = store_step(store, statement, error);
    sqlite3_finalize(statement);
    if (status == COHONG_OK) *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

static cohong_status put_countries(cohong_store *store, sqlite3_stmt *statement, const run_parts *p,
                                   cohong_error *error)
{
    cohong_case of = { p->run->model, &p->run->scenario->shock, p->solution };
    size_t count;
    const cohong_measure *measures = cohong_measures(&count);
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < count; k++)
        for (size_t n = 0; n < p->N && status == COHONG_OK; n++) {
            if (!run_reports(p, &measures[k])) continue;
            (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)(k * p->N + n));
            bind_text(statement, 3, measures[k].name);
            bind_text(statement, 4, p->base->countries[n].code);
            bind_number(statement, 5, measures[k].of(&of, n));
            status = store_step(store, statement, error);
        }
    return status;
}

static cohong_status put_sectors(cohong_store *store, sqlite3_stmt *statement, const run_parts *p, cohong_error *error)
{
    double row[SECTOR_COLUMN_COUNT];
    cohong_status status = COHONG_OK;
    for (size_t n = 0; n < p->N; n++)
        for (size_t j = 0; j < p->J && status == COHONG_OK; j++) {
            run_sector_row(p, n, j, row);
            bind_text(statement, 2, p->base->countries[n].code);
            bind_text(statement, 3, p->base->sectors[j].code);
            bind_numbers(statement, 4, row, SECTOR_COLUMN_COUNT);
            status = store_step(store, statement, error);
        }
    return status;
}

static cohong_status put_trade(cohong_store *store, sqlite3_stmt *statement, const run_parts *p, cohong_error *error)
{
    double row[TRADE_COLUMN_COUNT];
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < p->J * p->N * p->N && status == COHONG_OK; k++) {
        size_t j = k / (p->N * p->N), n = k / p->N % p->N, i = k % p->N;
        if (!run_trade_row(p, j, n, i, row)) continue;
        bind_text(statement, 2, p->base->sectors[j].code);
        bind_text(statement, 3, p->base->countries[n].code);
        bind_text(statement, 4, p->base->countries[i].code);
        bind_numbers(statement, 5, row, TRADE_COLUMN_COUNT);
        status = store_step(store, statement, error);
    }
    return status;
}

typedef struct put_table {
    const char *sql; /* the first parameter is the run */
    cohong_status (*put)(cohong_store *store, sqlite3_stmt *statement, const run_parts *parts, cohong_error *error);
} put_table;

static const put_table TABLES[] = {
    { "INSERT INTO country_value (run, position, measure, country, value) VALUES (?,?,?,?,?)", put_countries },
    { "INSERT INTO sector_value (run, country, sector, output_base, output, price, unit_cost, wage, expenditure_base,"
      " expenditure, profit_base, profit, employment_base, employment) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      put_sectors },
    { "INSERT INTO trade_value VALUES (?,?,?,?,?,?,?,?)", put_trade },
};

static cohong_status put_tables(cohong_store *store, const run_parts *p, int64_t id, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < sizeof TABLES / sizeof *TABLES && status == COHONG_OK; k++) {
        sqlite3_stmt *statement;
        status = store_prepare(store, TABLES[k].sql, &statement, error);
        if (status != COHONG_OK) break;
        (void)sqlite3_bind_int64(statement, 1, id);
        status = TABLES[k].put(store, statement, p, error);
        sqlite3_finalize(statement);
    }
    return status;
}

/* Ends the transaction that is open: COMMIT after success, else ROLLBACK. */
static cohong_status end_transaction(cohong_store *store, cohong_status status, cohong_error *error)
{
    if (status == COHONG_OK) status = store_run(store, "COMMIT", error);
    if (status != COHONG_OK) (void)store_run(store, "ROLLBACK", NULL);
    return status;
}

cohong_status cohong_store_put(cohong_store *store, const cohong_run *run, int64_t *id, cohong_error *error)
{
    run_parts parts;
    char *manifest;
    cohong_status status = run_parts_new(run, &parts, error);
    if (status != COHONG_OK) return status;
    status = cohong_manifest(run, &manifest, error);
    if (status == COHONG_OK) {
        status = store_run(store, "BEGIN IMMEDIATE", error);
        if (status == COHONG_OK) {
            status = put_run(store, &parts, manifest, id, error);
            if (status == COHONG_OK) status = put_tables(store, &parts, *id, error);
            status = end_transaction(store, status, error);
        }
        free(manifest);
    }
    run_parts_free(&parts);
    return status;
}

cohong_status cohong_store_delete(cohong_store *store, int64_t id, cohong_error *error)
{
    sqlite3_stmt *statement;
    cohong_status status = store_prepare(store, "DELETE FROM run WHERE id = ?", &statement, error);
    if (status != COHONG_OK) return status;
    (void)sqlite3_bind_int64(statement, 1, id);
    status = store_step(store, statement, error);
    sqlite3_finalize(statement);
    if (status == COHONG_OK && sqlite3_changes(store->db) == 0)
        status = fail(error, COHONG_UNKNOWN_NAME, (place){ .file = store->path }, "there is no run %lld",
                      (long long)id);
    return status;
}
