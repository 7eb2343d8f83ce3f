/* A world input-output table in wide CSV, as the WIOD's (world/wide.h): a label column, then one column an account
 * (COUNTRY_industry), one a final use (COUNTRY_category), and GO, gross output as stated. Rows are accounts. Values are often
 * rounded to whole millions: output is the sum of the row, and the gap to GO is reported. */
#include <stdlib.h>

#include "jobs/read.h"
#include "world/wide.h"

typedef struct reading {
    wide_table wide;
    cohong_table *table;
    double *stated; /* GO of each account; NULL without the column */
} reading;

static cohong_status new_table(reading *r, cohong_error *error)
{
    const wide_table *w = &r->wide;
    cohong_status status = cohong_table_new(w->countries.count, w->sectors.count, false, &r->table, error);
    if (status != COHONG_OK) return status;
    cohong_table *t = r->table;
    for (size_t n = 0; n < t->country_count; n++) {
        const char *code = cohong_table_text(t, w->countries.names[n]);
        if (code == NULL) return fail_memory(error);
        t->countries[n] = (cohong_country){ code, code };
    }
    for (size_t j = 0; j < t->sector_count; j++) {
        const char *code = cohong_table_text(t, w->sectors.names[j]);
        if (code == NULL) return fail_memory(error);
        t->sectors[j] = (cohong_sector){ code, code, COHONG_KIND_UNKNOWN };
    }
    t->currency = "USD";
    for (size_t k = 0; k < w->column_count && r->stated == NULL; k++) {
        if (w->columns[k].kind != WIDE_STATED) continue;
        r->stated = calloc(w->rows.count, sizeof *r->stated);
        if (r->stated == NULL) return fail_memory(error);
    }
    return COHONG_OK;
}

static cohong_status read_row(reading *r, size_t seller, cohong_error *error)
{
    cohong_table *t = r->table;
    size_t N = t->country_count, accounts = N * t->sector_count;
    for (size_t k = 0; k < r->wide.column_count; k++) {
        double value;
        wide_column c = r->wide.columns[k];
        cohong_status status = csv_raw_number(&r->wide.file, k + 1, &value, error);
        if (status != COHONG_OK) return status;
        if (c.kind == WIDE_INPUT && value < 0)
            return fail(error, COHONG_OUT_OF_DOMAIN, wide_place(&r->wide, k), "found %g, expected a flow of 0 or more",
                        value);
        if (c.kind == WIDE_INPUT)
            t->flow[seller * accounts + c.sector * N + c.country] = value;
        else if (c.kind == WIDE_FINAL)
            t->final_demand[seller * N + c.country] += value;
        else
            r->stated[seller] = value;
    }
    return COHONG_OK;
}

static cohong_status read_numbers(reading *r, cohong_error *error)
{
    wide_table *w = &r->wide;
    cohong_status status = COHONG_OK;
    for (size_t row = 0; row < w->rows.count && status == COHONG_OK; row++) {
        bool more;
        status = csv_next(&w->file, &more, error);
        if (status == COHONG_OK)
            status = read_row(r, w->row_sector[row] * w->countries.count + w->row_country[row], error);
    }
    if (status != COHONG_OK) return status;
    table_total(r->table);
    if (r->stated != NULL) table_compare(r->table, r->stated, r->table->output);
    return table_source(r->table, w->file.path, w->file.sha256, error);
}

cohong_status read_wiod_wide(const cohong_table_files *files, cohong_table **table, cohong_error *error)
{
    reading r = { .table = NULL };
    cohong_status status = wide_open(files->table, &r.wide, error);
    if (status == COHONG_OK) status = new_table(&r, error);
    if (status == COHONG_OK) status = read_numbers(&r, error);
    if (status == COHONG_OK) r.table->year = files->year;
    if (status == COHONG_OK && files->employment != NULL) status = read_employment(files, r.table, error);
    if (status == COHONG_OK)
        *table = r.table;
    else
        cohong_table_free(r.table);
    wide_close(&r.wide);
    free(r.stated);
    return status;
}
