/* What the files of the store share: the open file and statements in one line. */
#ifndef COHONG_REPORT_STORE_H
#define COHONG_REPORT_STORE_H

#include <sqlite3.h>

#include "base/fail.h"

struct cohong_store {
    sqlite3 *db;
    char *path;
};

/* COHONG_STORE with SQLite's words and the store's path. */
cohong_status store_fail(const cohong_store *store, const char *verb, cohong_error *error);

/* Runs statements without parameters. */
cohong_status store_run(cohong_store *store, const char *sql, cohong_error *error);

cohong_status store_prepare(cohong_store *store, const char *sql, sqlite3_stmt **statement, cohong_error *error);

/* Runs a prepared statement that answers no rows and makes it ready for the next. */
cohong_status store_step(cohong_store *store, sqlite3_stmt *statement, cohong_error *error);

#endif
