/* What readers of foreign tables share: columns by name in files whose other columns do not matter. */
#ifndef COHONG_JOBS_READ_H
#define COHONG_JOBS_READ_H

#include "base/csv.h"
#include "base/index.h"
#include "base/memory.h"
#include "jobs/table.h"

cohong_status read_wiod_wide(const cohong_table_files *files, cohong_table **table, cohong_error *error);
cohong_status read_wiod_national(const cohong_table_files *files, cohong_table **table, cohong_error *error);
cohong_status read_bls_requirements(const cohong_table_files *files, cohong_table **table, cohong_error *error);

/* Opens a file and reads its first record; the header's texts stay until csv_close. */
cohong_status read_open(const char *path, csv *file, cohong_error *error);

/* The position of a column in the current record, the header; an error with "did you mean" when it is absent. */
cohong_status read_column(const csv *file, const char *name, size_t *position, cohong_error *error);
/* The same without an error: (size_t)-1. */
size_t read_find(const csv *file, const char *name);

/* The next record; one shorter or longer than `fields` is an error. */
cohong_status read_record(csv *file, size_t fields, bool *more, cohong_error *error);

place read_place(const csv *file, size_t position);
const char *read_text(const csv *file, size_t position);

/* Employment of a table's accounts, from a file with the columns country,sector,employment (persons), or one with
 * year,industry,EMP_thousand,EMPE_thousand (thousands, one country). */
cohong_status read_employment(const cohong_table_files *files, cohong_table *table, cohong_error *error);

/* Places account `sector` of `country` (by code) in a table; an error at `at` when one of the two is not there. */
cohong_status read_account(const cohong_table *table, const char *country, const char *sector, place country_at,
                           place sector_at, size_t *account, cohong_error *error);

/* Sets an account's persons: an error when negative or already set. */
cohong_status read_persons(cohong_table *table, size_t account, double persons, place at, cohong_error *error);

#endif
