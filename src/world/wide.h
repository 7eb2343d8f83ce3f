/* A world input-output table in wide CSV: labels read, columns understood, ready for its numbers. */
#ifndef COHONG_WORLD_WIDE_H
#define COHONG_WORLD_WIDE_H

#include "base/csv.h"
#include "base/index.h"
#include "base/memory.h"

/* What a column holds: sales to a sector, to final demand of a country, or the row's stated total. */
typedef enum wide_kind { WIDE_INPUT, WIDE_FINAL, WIDE_STATED } wide_kind;

typedef struct wide_column {
    wide_kind kind;
    size_t country, sector;
} wide_column;

typedef struct wide_table {
    csv file;                      /* stands before its first row of numbers */
    name_index rows;               /* COUNTRY_industry, in the file's order */
    name_index countries, sectors; /* in the order of first appearance */
    size_t *row_country, *row_sector;
    wide_column *columns; /* of each field but the first, which is the label */
    size_t column_count;
    text_pool texts;
} wide_table;

/* Reads labels and checks that every country has every industry, both as a row and as a column. */
cohong_status wide_open(const char *path, wide_table *table, cohong_error *error);
void wide_close(wide_table *table);

/* Where the value of column k of the current row stands. */
place wide_place(const wide_table *table, size_t k);

#endif
