/* What readers share about the table that they fill. */
#ifndef COHONG_JOBS_TABLE_H
#define COHONG_JOBS_TABLE_H

#include "base/fail.h"

enum { TABLE_SOURCE_LIMIT = 4, TABLE_ACCOUNT_LIMIT = 100000 };

/* Adds a file to the table's sources. */
cohong_status table_source(cohong_table *table, const char *path, const char *sha256, cohong_error *error);

/* Sets output to the sums of rows and counts what is unusual. */
void table_total(cohong_table *table);

/* Sets largest_gap and gap_account from totals stated in a file and the sums they should be. */
void table_compare(cohong_table *table, const double *stated, const double *sum);

#endif
