/* Codes of countries and sectors in files: looked up, with "did you mean" when they are not known. */
#ifndef COHONG_WORLD_CODES_H
#define COHONG_WORLD_CODES_H

#include "base/csv.h"
#include "base/index.h"

/* The number of the code in a column of the current record; `what` is its word in the error. */
cohong_status code_find(const csv *table, size_t column, const name_index *index, const char *what, size_t *found,
                        cohong_error *error);

/* Indices over a world's own codes, which must outlive them. Free with name_index_free. */
cohong_status code_index_countries(const cohong_world *world, name_index *index, cohong_error *error);
cohong_status code_index_sectors(const cohong_world *world, name_index *index, cohong_error *error);

/* A finite number from least to most, else an error that says what was expected. */
cohong_status number_within(const csv *table, size_t column, double least, double most, const char *expected,
                            double *value, cohong_error *error);

/* The optional column "kind": goods, services or nothing. */
cohong_status code_kind(const csv *table, size_t column, cohong_sector_kind *kind, cohong_error *error);

#endif
