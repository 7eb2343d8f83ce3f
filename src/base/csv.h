/* Reading CSV (RFC 4180, UTF-8 checked, optional BOM, LF or CRLF) with the place of every field.
 *
 *   csv table; csv_open(path, &table, error)                 reads the file
 *   csv_columns(&table, specs, count, error)                 header: order free, unknown and duplicate columns are errors
 *   while (csv_next(&table, &more, error) == COHONG_OK && more) { csv_text(&table, 0), csv_number(...), ... }
 *   csv_close(&table)
 *
 * Wide tables (one column a country and industry) read fields by position with csv_raw_*. */
#ifndef COHONG_BASE_CSV_H
#define COHONG_BASE_CSV_H

#include "fail.h"

typedef struct csv_column {
    const char *name;
    bool required;
} csv_column;

enum { CSV_COLUMN_LIMIT = 32 };

typedef struct csv_field {
    const char *text; /* NUL-terminated, unquoted, in the file's own buffer */
    size_t length;
    size_t line;
    size_t column;
} csv_field;

typedef struct csv {
    const char *path; /* as given; must outlive the table */
    char *bytes;
    size_t length;
    size_t next;       /* offset of the next record */
    size_t line;       /* of the next record */
    csv_field *fields; /* of the current record */
    size_t field_count, field_capacity;
    size_t header_count;
    size_t position[CSV_COLUMN_LIMIT]; /* of each wanted column in the file; (size_t)-1 if absent */
    const csv_column *columns;
    size_t column_count;
    char sha256[65]; /* of the file */
} csv;

cohong_status csv_open(const char *path, csv *table, cohong_error *error);
/* The same over bytes in memory (copied), for tests and fuzzing. */
cohong_status csv_open_bytes(const char *path, const char *bytes, size_t length, csv *table, cohong_error *error);
void csv_close(csv *table);

/* Reads the header record. Unknown columns are an error with "did you mean", unless they begin with '_'; a missing
 * required column and a column given twice are errors. */
cohong_status csv_columns(csv *table, const csv_column *columns, size_t count, cohong_error *error);

/* Reads the next record; blank lines at the end are skipped. After csv_columns a record with another number of
 * fields than the header is an error. *more = false at the end. */
cohong_status csv_next(csv *table, bool *more, cohong_error *error);

bool csv_has(const csv *table, size_t column);                  /* is the optional column in the file? */
const csv_field *csv_field_of(const csv *table, size_t column); /* of the current record */
const char *csv_text(const csv *table, size_t column);
place csv_place(const csv *table, size_t column);

/* The field as a finite number; empty, "NaN", "1,5", ... are errors that quote the text. */
cohong_status csv_number(const csv *table, size_t column, double *value, cohong_error *error);
/* The same for a field by its position. */
cohong_status csv_raw_number(const csv *table, size_t position, double *value, cohong_error *error);

#endif
