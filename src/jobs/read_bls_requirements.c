/* The Bureau of Labor Statistics' domestic employment requirements: jobs in the row's industry per million dollars that
 * the column's industry delivers to final demand; header Industry,1,2,...; the last row holds the columns' totals. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "jobs/read.h"

static cohong_status new_table(const csv *file, size_t J, const cohong_table_files *files, cohong_table **table,
                               cohong_error *error)
{
    cohong_status status = cohong_table_new(1, J, true, table, error);
    if (status != COHONG_OK) return status;
    cohong_table *t = *table;
    const char *country = cohong_table_text(t, files->country != NULL ? files->country : "USA");
    if (country == NULL) return fail_memory(error);
    t->countries[0] = (cohong_country){ country, country };
    t->currency = "USD";
    t->year = files->year;
    for (size_t j = 0; j < J; j++) {
        const char *code = cohong_table_text(t, read_text(file, j + 1));
        if (code == NULL) return fail_memory(error);
        for (size_t k = 0; k < j; k++)
            if (strcmp(t->sectors[k].code, code) == 0)
                return fail(error, COHONG_DUPLICATE, read_place(file, j + 1), "industry \"%.60s\" is given twice",
                            code);
        t->sectors[j] = (cohong_sector){ code, code, COHONG_KIND_UNKNOWN };
    }
    return COHONG_OK;
}

/* Row `row` of requirements into values; the label of the row of totals is free. */
static cohong_status read_row(csv *file, const cohong_table *t, size_t row, double *values, cohong_error *error)
{
    bool more;
    size_t J = t->sector_count;
    size_t line = file->line;
    cohong_status status = read_record(file, J + 1, &more, error);
    if (status != COHONG_OK) return status;
    if (!more)
        return fail(error, COHONG_INCOMPLETE, (place){ file->path, line, 1 },
                    "found %zu rows, expected %zu industries and totals", row, J);
    if (row < J && strcmp(read_text(file, 0), t->sectors[row].code) != 0)
        return fail(error, COHONG_UNKNOWN_NAME, read_place(file, 0),
                    "found the row \"%.60s\", expected \"%s\" as in the header", read_text(file, 0),
                    t->sectors[row].code);
    for (size_t k = 0; k < J && status == COHONG_OK; k++) {
        status = csv_raw_number(file, k + 1, &values[k], error);
        if (status == COHONG_OK && values[k] < 0)
            status = fail(error, COHONG_OUT_OF_DOMAIN, read_place(file, k + 1), "found %g, expected 0 or more",
                          values[k]);
    }
    return status;
}

/* Rows, then totals against the sums of columns. */
static cohong_status read_rows(csv *file, cohong_table *t, cohong_error *error)
{
    size_t J = t->sector_count;
    double *totals = calloc(2 * J, sizeof *totals);
    if (totals == NULL) return fail_memory(error);
    double *sums = totals + J;
    cohong_status status = COHONG_OK;
    for (size_t row = 0; row < J && status == COHONG_OK; row++) {
        status = read_row(file, t, row, t->requirement + row * J, error);
        for (size_t k = 0; k < J && status == COHONG_OK; k++) sums[k] += t->requirement[row * J + k];
    }
    if (status == COHONG_OK) status = read_row(file, t, J, totals, error);
    if (status == COHONG_OK) table_compare(t, totals, sums);
    free(totals);
    return status;
}

/* Blanks out tabs that stand between a comma and a quote, which no CSV has; keeps the length. */
static void drop_tabs(file_text *text)
{
    size_t to = 0;
    for (size_t from = 0; from < text->length; from++) {
        bool stray = text->bytes[from] == '\t' && from > 0 && text->bytes[from - 1] == ',';
        if (!stray) text->bytes[to++] = text->bytes[from];
    }
    text->bytes[to] = '\0';
    text->length = to;
}

/* Descriptions: records of number and text; headings between them have no number. */
static cohong_status name_sectors(csv *names, cohong_table *t, cohong_error *error)
{
    bool more = true;
    cohong_status status = csv_next(names, &more, error);
    while (status == COHONG_OK && more) {
        status = csv_next(names, &more, error);
        if (status != COHONG_OK || !more || names->field_count < 2) continue;
        for (size_t j = 0; j < t->sector_count; j++) {
            if (strcmp(t->sectors[j].code, read_text(names, 0)) != 0) continue;
            t->sectors[j].name = cohong_table_text(t, read_text(names, 1));
            if (t->sectors[j].name == NULL) status = fail_memory(error);
        }
    }
    return status;
}

static cohong_status read_names(const char *path, cohong_table *t, cohong_error *error)
{
    file_text text;
    csv names;
    char sha256[65];
    cohong_status status = file_read(path, 0, &text, error);
    if (status != COHONG_OK) return status;
    file_sha256(text.bytes, text.length, sha256);
    drop_tabs(&text);
    status = csv_open_bytes(path, text.bytes, text.length, &names, error);
    free(text.bytes);
    if (status != COHONG_OK) return status;
    status = name_sectors(&names, t, error);
    csv_close(&names);
    return status == COHONG_OK ? table_source(t, path, sha256, error) : status;
}

static cohong_status read_table(csv *file, const cohong_table_files *files, cohong_table **table, cohong_error *error)
{
    if (file->field_count < 2)
        return fail(error, COHONG_INCOMPLETE, (place){ file->path, 1, 1 }, "found no industries in the header");
    cohong_status status = new_table(file, file->field_count - 1, files, table, error);
    if (status == COHONG_OK) status = read_rows(file, *table, error);
    if (status == COHONG_OK) status = table_source(*table, files->table, file->sha256, error);
    if (status == COHONG_OK && files->names != NULL) status = read_names(files->names, *table, error);
    return status;
}

cohong_status read_bls_requirements(const cohong_table_files *files, cohong_table **table, cohong_error *error)
{
    csv file;
    cohong_status status = read_open(files->table, &file, error);
    if (status != COHONG_OK) return status;
    status = read_table(&file, files, table, error);
    csv_close(&file);
    if (status == COHONG_OK) return status;
    cohong_table_free(*table);
    *table = NULL;
    return status;
}
