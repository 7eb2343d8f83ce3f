/* A world input-output table in wide CSV, as the WIOD's: a label column, then one column an account (COUNTRY_industry),
 * one a final use (COUNTRY_category), and GO, gross output as stated. Rows are accounts. Values are often rounded to
 * whole millions: output is the sum of the row, and the gap to GO is reported. Two passes: labels, then numbers. */
#include <stdlib.h>
#include <string.h>

#include "jobs/read.h"

/* What a column of the file is. */
typedef enum column_kind { COLUMN_FLOW, COLUMN_FINAL, COLUMN_STATED } column_kind;

typedef struct column {
    column_kind kind;
    size_t at; /* account, or country */
} column;

typedef struct wide {
    csv file;
    csv labels;      /* the file again, only for its rows' labels */
    name_index rows; /* COUNTRY_industry */
    name_index countries, sectors;
    text_pool texts;
    size_t *account; /* of each row */
    column *columns; /* of each field */
    double *stated;  /* GO of each account; NULL without the column */
    size_t field_count;
    cohong_table *table;
} wide;

/* "AUS_c1" into "AUS" (copied) and "c1"; NULL when there is no part before or after the first '_'. */
static const char *split(wide *w, const char *label, const char **rest, bool *out_of_memory)
{
    const char *bar = strchr(label, '_');
    if (bar == NULL || bar == label || bar[1] == '\0') return NULL;
    const char *country = text_pool_copy(&w->texts, label, (size_t)(bar - label));
    *out_of_memory = country == NULL;
    *rest = bar + 1;
    return country;
}

static cohong_status add_row(wide *w, cohong_error *error)
{
    bool out_of_memory = false;
    const char *industry = NULL, *label = read_text(&w->labels, 0);
    const char *kept = text_pool_copy(&w->texts, label, strlen(label));
    const char *country = kept != NULL ? split(w, kept, &industry, &out_of_memory) : NULL;
    if (kept == NULL || out_of_memory) return fail_memory(error);
    place at = read_place(&w->labels, 0);
    if (country == NULL)
        return fail(error, COHONG_SYNTAX, at, "found the row \"%.60s\", expected COUNTRY_industry", label);
    if (!name_index_add(&w->rows, kept))
        return fail(error, COHONG_DUPLICATE, at, "row \"%.60s\" is given twice", label);
    name_index_add(&w->countries, country);
    name_index_add(&w->sectors, industry);
    return COHONG_OK;
}

/* The first pass. Every row has a column of its own, so that there are fewer rows than fields. */
static cohong_status read_labels(wide *w, cohong_error *error)
{
    cohong_status status = read_open(w->labels.path, &w->labels, error);
    if (status != COHONG_OK) return status;
    w->field_count = w->labels.field_count;
    status = name_index_new(&w->rows, w->field_count, error);
    if (status == COHONG_OK) status = name_index_new(&w->countries, w->field_count, error);
    if (status == COHONG_OK) status = name_index_new(&w->sectors, w->field_count, error);
    for (bool more = true; status == COHONG_OK;) {
        status = read_record(&w->labels, w->field_count, &more, error);
        if (status != COHONG_OK || !more) break;
        if (w->rows.count + 1 >= w->field_count)
            return fail(error, COHONG_SYNTAX, read_place(&w->labels, 0), "found more rows than columns");
        status = add_row(w, error);
    }
    if (status == COHONG_OK && w->rows.count == 0)
        status = fail(error, COHONG_INCOMPLETE, (place){ w->labels.path, 2, 1 }, "the table has no rows");
    return status;
}

/* Account of a row, from its label. */
static cohong_status number_rows(wide *w, cohong_error *error)
{
    size_t N = w->countries.count, J = w->sectors.count;
    if (w->rows.count != N * J)
        return fail(error, COHONG_INCOMPLETE, (place){ w->file.path, 0, 0 },
                    "found %zu rows, expected %zu: each of %zu countries with each of %zu industries", w->rows.count,
                    N * J, N, J);
    w->account = calloc(w->rows.count, sizeof *w->account);
    if (w->account == NULL) return fail_memory(error);
    for (size_t r = 0; r < w->rows.count; r++) {
        const char *label = w->rows.names[r], *industry = NULL;
        bool out_of_memory = false;
        const char *country = split(w, label, &industry, &out_of_memory);
        if (country == NULL) return fail_memory(error);
        w->account[r] = name_index_find(&w->sectors, industry) * N + name_index_find(&w->countries, country);
    }
    return COHONG_OK;
}

static cohong_status name_column(wide *w, size_t position, size_t *account_columns, cohong_error *error)
{
    const char *label = read_text(&w->file, position), *rest = NULL;
    size_t row = name_index_find(&w->rows, label);
    place at = read_place(&w->file, position);
    for (size_t k = 1; k < position && row == (size_t)-1; k++)
        if (strcmp(read_text(&w->file, k), label) == 0)
            return fail(error, COHONG_DUPLICATE, at, "column \"%.60s\" is given twice", label);
    if (row != (size_t)-1) {
        w->columns[position] = (column){ COLUMN_FLOW, w->account[row] };
        ++*account_columns;
        return COHONG_OK;
    }
    if (strcmp(label, "GO") == 0) {
        w->columns[position].kind = COLUMN_STATED;
        w->stated = calloc(w->rows.count, sizeof *w->stated);
        return w->stated != NULL ? COHONG_OK : fail_memory(error);
    }
    bool out_of_memory = false;
    const char *country = split(w, label, &rest, &out_of_memory);
    if (out_of_memory) return fail_memory(error);
    size_t n = country != NULL ? name_index_find(&w->countries, country) : (size_t)-1;
    if (n == (size_t)-1)
        return fail(error, COHONG_UNKNOWN_NAME, at,
                    "column \"%.60s\" is neither a row, nor GO, nor a final use COUNTRY_category", label);
    w->columns[position] = (column){ COLUMN_FINAL, n };
    return COHONG_OK;
}

/* Every account as a column exactly once: columns are as many as rows, and no two are the same. */
static cohong_status name_columns(wide *w, cohong_error *error)
{
    size_t account_columns = 0;
    cohong_status status = COHONG_OK;
    w->columns = calloc(w->field_count, sizeof *w->columns);
    bool *seen = calloc(w->rows.count, sizeof *seen);
    if (w->columns == NULL || seen == NULL) status = fail_memory(error);
    for (size_t k = 1; k < w->field_count && status == COHONG_OK; k++) {
        status = name_column(w, k, &account_columns, error);
        if (status != COHONG_OK || w->columns[k].kind != COLUMN_FLOW) continue;
        if (seen[w->columns[k].at])
            status = fail(error, COHONG_DUPLICATE, read_place(&w->file, k), "column \"%.60s\" is given twice",
                          read_text(&w->file, k));
        seen[w->columns[k].at] = true;
    }
    if (status == COHONG_OK && account_columns != w->rows.count)
        status = fail(error, COHONG_INCOMPLETE, (place){ w->file.path, 1, 1 }, "found columns for %zu of %zu rows",
                      account_columns, w->rows.count);
    free(seen);
    return status;
}

static cohong_status new_table(wide *w, cohong_error *error)
{
    cohong_status status = cohong_table_new(w->countries.count, w->sectors.count, false, &w->table, error);
    if (status != COHONG_OK) return status;
    cohong_table *t = w->table;
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
    return COHONG_OK;
}

static cohong_status read_row(wide *w, size_t seller, cohong_error *error)
{
    cohong_table *t = w->table;
    size_t accounts = w->rows.count;
    for (size_t k = 1; k < w->field_count; k++) {
        double value;
        column c = w->columns[k];
        cohong_status status = csv_raw_number(&w->file, k, &value, error);
        if (status != COHONG_OK) return status;
        if (c.kind == COLUMN_FLOW && value < 0)
            return fail(error, COHONG_OUT_OF_DOMAIN, read_place(&w->file, k), "found %g, expected a flow of 0 or more",
                        value);
        if (c.kind == COLUMN_FLOW)
            t->flow[seller * accounts + c.at] = value;
        else if (c.kind == COLUMN_FINAL)
            t->final_demand[seller * t->country_count + c.at] += value;
        else
            w->stated[seller] = value;
    }
    return COHONG_OK;
}

/* The second pass. */
static cohong_status read_numbers(wide *w, cohong_error *error)
{
    bool more = true;
    cohong_status status = COHONG_OK;
    for (size_t r = 0; status == COHONG_OK && r < w->rows.count; r++) {
        status = read_record(&w->file, w->field_count, &more, error);
        if (status == COHONG_OK) status = read_row(w, w->account[r], error);
    }
    if (status != COHONG_OK) return status;
    table_total(w->table);
    if (w->stated != NULL) table_compare(w->table, w->stated, w->table->output);
    return table_source(w->table, w->file.path, w->file.sha256, error);
}

static cohong_status read_all(wide *w, const cohong_table_files *files, cohong_error *error)
{
    cohong_status status = read_labels(w, error);
    if (status == COHONG_OK) status = read_open(files->table, &w->file, error);
    if (status == COHONG_OK && strcmp(w->file.sha256, w->labels.sha256) != 0)
        status = fail(error, COHONG_IO, (place){ files->table, 0, 0 }, "the file changed while it was read");
    if (status == COHONG_OK) status = number_rows(w, error);
    if (status == COHONG_OK) status = name_columns(w, error);
    if (status == COHONG_OK) status = new_table(w, error);
    if (status == COHONG_OK) status = read_numbers(w, error);
    if (status == COHONG_OK) w->table->year = files->year;
    if (status == COHONG_OK && files->employment != NULL) status = read_employment(files, w->table, error);
    return status;
}

cohong_status read_wiod_wide(const cohong_table_files *files, cohong_table **table, cohong_error *error)
{
    wide w = { .file.path = files->table, .labels.path = files->table };
    cohong_status status = read_all(&w, files, error);
    if (status == COHONG_OK)
        *table = w.table;
    else
        cohong_table_free(w.table);
    csv_close(&w.file);
    csv_close(&w.labels);
    name_index_free(&w.rows);
    name_index_free(&w.countries);
    name_index_free(&w.sectors);
    text_pool_free(&w.texts);
    free(w.account);
    free(w.columns);
    free(w.stated);
    return status;
}
