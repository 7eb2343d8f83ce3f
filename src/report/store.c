/* The results store: one SQLite file, opened, made and checked.
 *
 * A write-ahead log and one transaction a run: whoever is killed leaves the last complete state, and readers are never held up.
 * On a place where nothing can be written a store is read all the same.
 * The file says that it is ours (application_id) and which schema it has (user_version). */
#include "report/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { APPLICATION = 0x436f686f /* "Coho" */, SCHEMA_VERSION = 3, BUSY_MILLISECONDS = 20000 };

static const char SCHEMA[] =
    "CREATE TABLE run ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, engine TEXT NOT NULL, scenario TEXT NOT NULL,"
    " world TEXT NOT NULL, year INTEGER NOT NULL, currency TEXT NOT NULL, unit REAL NOT NULL,"
    " structure TEXT NOT NULL, deficits TEXT NOT NULL, labour TEXT NOT NULL,"
    " iterations INTEGER NOT NULL, residual REAL NOT NULL, seconds REAL NOT NULL, manifest TEXT NOT NULL);"
    "CREATE TABLE country_value ("
    " run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,"
    " position INTEGER NOT NULL, measure TEXT NOT NULL, country TEXT NOT NULL, value REAL,"
    " PRIMARY KEY (run, measure, country)) WITHOUT ROWID;"
    "CREATE TABLE sector_value ("
    " run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,"
    " country TEXT NOT NULL, sector TEXT NOT NULL, output_base REAL, output REAL, price REAL, unit_cost REAL,"
    " expenditure_base REAL, expenditure REAL, employment_base REAL, employment REAL, wage REAL, profit_base REAL, "
    "profit REAL,"
    " PRIMARY KEY (run, country, sector)) WITHOUT ROWID;"
    "CREATE TABLE trade_value ("
    " run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,"
    " sector TEXT NOT NULL, importer TEXT NOT NULL, exporter TEXT NOT NULL,"
    " value_base REAL, value REAL, tariff_base REAL, tariff REAL,"
    " PRIMARY KEY (run, sector, importer, exporter)) WITHOUT ROWID;";

/* What brings a store of schema k to k + 1, k from 1. */
static const char *const UPGRADES[SCHEMA_VERSION - 1] = {
    "ALTER TABLE sector_value ADD COLUMN wage REAL;",
    "ALTER TABLE sector_value ADD COLUMN profit_base REAL; ALTER TABLE sector_value ADD COLUMN profit REAL;"
};

cohong_status store_fail(const cohong_store *store, const char *verb, cohong_error *error)
{
    int code = sqlite3_extended_errcode(store->db);
    if ((code & 0xff) == SQLITE_NOMEM) return fail_memory(error);
    return fail(error, COHONG_STORE, (place){ .file = store->path }, "cannot %s the store of runs: %s", verb,
                (code & 0xff) == SQLITE_BUSY ? "another process keeps it busy" : sqlite3_errmsg(store->db));
}

cohong_status store_run(cohong_store *store, const char *sql, cohong_error *error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? COHONG_OK : store_fail(store, "use", error);
}

cohong_status store_prepare(cohong_store *store, const char *sql, sqlite3_stmt **statement, cohong_error *error)
{
    return sqlite3_prepare_v2(store->db, sql, -1, statement, NULL) == SQLITE_OK ? COHONG_OK
                                                                                : store_fail(store, "read", error);
}

cohong_status store_step(cohong_store *store, sqlite3_stmt *statement, cohong_error *error)
{
    int code = sqlite3_step(statement);
    cohong_status status = code == SQLITE_DONE ? COHONG_OK : store_fail(store, "write", error);
    (void)sqlite3_reset(statement);
    return status;
}

/* The answer of a statement with one number, such as a pragma. */
static cohong_status read_number(cohong_store *store, const char *sql, int *number, cohong_error *error)
{
    sqlite3_stmt *statement;
    cohong_status status = store_prepare(store, sql, &statement, error);
    if (status != COHONG_OK) return status;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *number = sqlite3_column_int(statement, 0);
    else
        status = store_fail(store, "read", error);
    sqlite3_finalize(statement);
    return status;
}

static cohong_status check_version(cohong_store *store, int *version, cohong_error *error)
{
    int application = 0, tables = 0;
    place at = { .file = store->path };
    cohong_status status = read_number(store, "PRAGMA user_version", version, error);
    if (status == COHONG_OK) status = read_number(store, "PRAGMA application_id", &application, error);
    if (status == COHONG_OK) status = read_number(store, "SELECT count(*) FROM sqlite_schema", &tables, error);
    if (status != COHONG_OK) return status;
    if (application != APPLICATION && (tables > 0 || *version != 0))
        return fail(error, COHONG_STORE, at, "is an SQLite file of another program, expected a store of runs");
    if (*version > SCHEMA_VERSION)
        return fail(error, COHONG_STORE, at, "has schema %d of a newer cohong; this one knows up to %d", *version,
                    SCHEMA_VERSION);
    return COHONG_OK;
}

/* Makes the tables, or brings those of an older schema up to date, unless another process was first; all in one transaction. */
static cohong_status make_schema(cohong_store *store, cohong_error *error)
{
    int version = 0;
    char marks[96];
    sqlite3_snprintf((int)sizeof marks, marks, "PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION,
                     SCHEMA_VERSION);
    cohong_status status = store_run(store, "BEGIN IMMEDIATE", error);
    if (status != COHONG_OK) return status;
    status = check_version(store, &version, error);
    if (status == COHONG_OK && version == 0) status = store_run(store, SCHEMA, error);
    for (int k = version; k > 0 && k < SCHEMA_VERSION && status == COHONG_OK; k++)
        status = store_run(store, UPGRADES[k - 1], error);
    if (status == COHONG_OK && version < SCHEMA_VERSION) status = store_run(store, marks, error);
    if (status == COHONG_OK) return store_run(store, "COMMIT", error);
    (void)store_run(store, "ROLLBACK", NULL);
    return status;
}

static cohong_status make_ready(cohong_store *store, cohong_store_use use, cohong_error *error)
{
    int version = 0;
    if (sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS) != SQLITE_OK) return store_fail(store, "open", error);
    cohong_status status = check_version(store, &version, error);
    if (status == COHONG_OK) status = store_run(store, "PRAGMA foreign_keys = ON", error);
    if (status == COHONG_OK && use == COHONG_STORE_CREATE)
        status = store_run(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", error);
    if (status != COHONG_OK || version == SCHEMA_VERSION) return status;
    if (use == COHONG_STORE_CREATE) return make_schema(store, error);
    if (version > 0) return COHONG_OK; /* what readers look for is in every schema */
    return fail(error, COHONG_STORE, (place){ .file = store->path }, "is empty, expected a store of runs");
}

static cohong_status make_folder_of(const char *path, cohong_error *error)
{
    char *folder = file_folder(path);
    if (folder == NULL) return fail_memory(error);
    cohong_status status = file_make_folder(folder, error);
    free(folder);
    return status;
}

/* Opens made->path, or in its place an URI. */
static cohong_status open_file(cohong_store *made, const char *uri, int flags, cohong_store_use use,
                               cohong_error *error)
{
    int opened = sqlite3_open_v2(uri != NULL ? uri : made->path, &made->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (made->db == NULL) return fail_memory(error);
    return opened == SQLITE_OK ? make_ready(made, use, error) : store_fail(made, "open", error);
}

/* Whether a failure is that of a place where nothing can be written: reading needs files beside a store in write-ahead mode. */
static bool is_read_only(cohong_store *store)
{
    int code = store->db != NULL ? sqlite3_errcode(store->db) : SQLITE_OK;
    return code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_IOERR || code == SQLITE_PERM;
}

/* Whether runs wait in the write-ahead log beside the file: whoever takes the file alone for everything does not see them. */
static bool has_log(const char *path)
{
    file_text log = { 0 };
    char *beside = malloc(strlen(path) + sizeof "-wal");
    if (beside == NULL) return true;
    strcpy(beside, path);
    strcat(beside, "-wal");
    cohong_error ignored;
    bool there = file_exists(beside) && (file_read(beside, 1, &log, &ignored) != COHONG_OK || log.length > 0);
    free(log.bytes);
    free(beside);
    return there;
}

/* "file:PATH?immutable=1" with every byte that means something in an URI as %XX; NULL when out of memory. */
static char *immutable_uri(const char *path)
{
    static const char SCHEME[] = "file:", QUERY[] = "?immutable=1";
    char *uri = malloc(sizeof SCHEME + 3 * strlen(path) + sizeof QUERY), *to = uri;
    if (uri == NULL) return NULL;
    to += sprintf(to, "%s", SCHEME);
    for (; *path != '\0'; path++)
        to += sprintf(to, strchr("%?#", *path) != NULL ? "%%%02X" : "%c", (unsigned)(unsigned char)*path);
    strcpy(to, QUERY);
    return uri;
}

/* Where nothing can be written beside it, a store without a log is taken as it stands. Should its owner check-point a log at this
 * very moment, SQLite would see a page of each; the next reading is right again. */
static cohong_status open_immutable(cohong_store *made, cohong_error *error)
{
    char *uri = immutable_uri(made->path);
    if (uri == NULL) return fail_memory(error);
    sqlite3_close_v2(made->db);
    made->db = NULL;
    cohong_status status = open_file(made, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, COHONG_STORE_EXISTING, error);
    free(uri);
    return status;
}

cohong_status cohong_store_open(const char *path, cohong_store_use use, cohong_store **store, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    *store = NULL;
    if (use == COHONG_STORE_EXISTING && !file_exists(path))
        return fail(error, COHONG_NO_FILE, (place){ .file = path }, "no such file");
    if (use == COHONG_STORE_CREATE) status = make_folder_of(path, error);
    if (status != COHONG_OK) return status;
    cohong_store *made = calloc(1, sizeof *made);
    if (made == NULL) return fail_memory(error);
    made->path = file_join("", path);
    int flags = SQLITE_OPEN_READWRITE | (use == COHONG_STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    status = made->path == NULL ? fail_memory(error) : open_file(made, NULL, flags, use, error);
    if (status == COHONG_STORE && use == COHONG_STORE_EXISTING && is_read_only(made) && !has_log(made->path))
        status = open_immutable(made, error);
    if (status == COHONG_OK)
        *store = made;
    else
        cohong_store_close(made);
    return status;
}

void cohong_store_close(cohong_store *store)
{
    if (store == NULL) return;
    sqlite3_close_v2(store->db);
    free(store->path);
    free(store);
}
