/* Labels of a wide table. Rows are COUNTRY_industry; a column is a row's label, COUNTRY_category (final demand) or GO. Which is
 * which is known only when all rows are, so the file is gone through twice: labels, then (by the caller) numbers. */
#include "world/wide.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "world/world.h"

static place field_place(const csv *file, size_t position)
{
    return (place){ file->path, file->fields[position].line, file->fields[position].column };
}

place wide_place(const wide_table *table, size_t k)
{
    return field_place(&table->file, k + 1);
}

/* The country of "AUS_c1"; *industry points to "c1". NULL where a part is missing or memory is out. */
static const char *split(wide_table *t, const char *label, const char **industry, bool *out_of_memory)
{
    const char *bar = strchr(label, '_');
    *out_of_memory = false;
    if (bar == NULL || bar == label || bar[1] == '\0') return NULL;
    *industry = bar + 1;
    const char *country = text_pool_copy(&t->texts, label, (size_t)(bar - label));
    *out_of_memory = country == NULL;
    return country;
}

/* Opens the file and reads its header; every record then has as many fields. */
static cohong_status open_file(const char *path, csv *file, cohong_error *error)
{
    bool more = false;
    cohong_status status = csv_open(path, file, error);
    if (status == COHONG_OK) status = csv_next(file, &more, error);
    if (status != COHONG_OK) return status;
    if (!more || file->field_count < 3)
        return fail(
            error, COHONG_INCOMPLETE, (place){ path, 1, 1 },
            "expected a header row with columns for industries (COUNTRY_industry) and final demand (COUNTRY_category)");
    file->header_count = file->field_count;
    return COHONG_OK;
}

static cohong_status add_row(wide_table *t, const csv *file, cohong_error *error)
{
    bool out_of_memory;
    const char *industry, *label = text_pool_copy(&t->texts, file->fields[0].text, file->fields[0].length);
    if (label == NULL) return fail_memory(error);
    const char *country = split(t, label, &industry, &out_of_memory);
    if (out_of_memory) return fail_memory(error);
    if (country == NULL)
        return fail(error, COHONG_SYNTAX, field_place(file, 0), "found the row \"%.60s\", expected COUNTRY_industry",
                    label);
    if (t->rows.count + 1 == file->field_count)
        return fail(error, COHONG_SYNTAX, field_place(file, 0), "found more rows than columns");
    size_t row = t->rows.count;
    if (!name_index_add(&t->rows, label))
        return fail(error, COHONG_DUPLICATE, field_place(file, 0), "row \"%.60s\" is given twice", label);
    (void)name_index_add(&t->countries, country);
    (void)name_index_add(&t->sectors, industry);
    t->row_country[row] = name_index_find(&t->countries, country);
    t->row_sector[row] = name_index_find(&t->sectors, industry);
    return COHONG_OK;
}

static cohong_status read_labels(wide_table *t, csv *file, cohong_error *error)
{
    size_t most = file->field_count;
    cohong_status status = name_index_new(&t->rows, most, error);
    if (status == COHONG_OK) status = name_index_new(&t->countries, most, error);
    if (status == COHONG_OK) status = name_index_new(&t->sectors, most, error);
    t->row_country = calloc(most, sizeof *t->row_country);
    t->row_sector = calloc(most, sizeof *t->row_sector);
    if (status == COHONG_OK && (t->row_country == NULL || t->row_sector == NULL)) status = fail_memory(error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(file, &more, error);
        if (status != COHONG_OK || !more) break;
        status = add_row(t, file, error);
    }
    size_t N = t->countries.count, J = t->sectors.count;
    if (status == COHONG_OK && t->rows.count == 0)
        status = fail(error, COHONG_INCOMPLETE, (place){ file->path, 2, 1 }, "the table has no rows");
    if (status == COHONG_OK && t->rows.count != N * J)
        status = fail(error, COHONG_INCOMPLETE, (place){ file->path, 0, 0 },
                      "found %zu rows, expected %zu: each of %zu countries with each of %zu industries", t->rows.count,
                      N * J, N, J);
    return status;
}

static cohong_status unknown_column(const wide_table *t, size_t k, cohong_error *error)
{
    const char *label = t->file.fields[k + 1].text;
    char guess[160];
    suggest_sentence(suggest(label, &t->rows, t->rows.count, name_index_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, wide_place(t, k),
                "column \"%.60s\" is neither a row, nor final demand COUNTRY_category, nor GO%s", label, guess);
}

static cohong_status name_column(wide_table *t, size_t k, cohong_error *error)
{
    const char *label = t->file.fields[k + 1].text, *category;
    size_t row = name_index_find(&t->rows, label);
    bool out_of_memory;
    if (row != COHONG_NONE) {
        t->columns[k] = (wide_column){ WIDE_INPUT, t->row_country[row], t->row_sector[row] };
        return COHONG_OK;
    }
    t->columns[k].kind = WIDE_STATED;
    if (strcmp(label, "GO") == 0) return COHONG_OK;
    const char *country = split(t, label, &category, &out_of_memory);
    if (out_of_memory) return fail_memory(error);
    size_t n = country != NULL ? name_index_find(&t->countries, country) : COHONG_NONE;
    if (n == COHONG_NONE) return unknown_column(t, k, error);
    t->columns[k] = (wide_column){ WIDE_FINAL, n, 0 };
    return COHONG_OK;
}

static cohong_status name_columns(wide_table *t, cohong_error *error)
{
    name_index labels = { 0 };
    size_t inputs = 0;
    t->column_count = t->file.field_count - 1;
    t->columns = calloc(t->column_count, sizeof *t->columns);
    cohong_status status = t->columns != NULL ? name_index_new(&labels, t->column_count, error) : fail_memory(error);
    for (size_t k = 0; k < t->column_count && status == COHONG_OK; k++) {
        status = name_column(t, k, error);
        if (status == COHONG_OK && !name_index_add(&labels, t->file.fields[k + 1].text))
            status = fail(error, COHONG_DUPLICATE, wide_place(t, k), "column \"%.60s\" is given twice",
                          t->file.fields[k + 1].text);
        if (status == COHONG_OK && t->columns[k].kind == WIDE_INPUT) inputs++;
    }
    for (size_t r = 0; r < t->rows.count && status == COHONG_OK && inputs < t->rows.count; r++)
        if (name_index_find(&labels, t->rows.names[r]) == COHONG_NONE)
            status = fail(error, COHONG_INCOMPLETE, (place){ t->file.path, 1, 1 },
                          "there is no column for row \"%.60s\"", t->rows.names[r]);
    name_index_free(&labels);
    return status;
}

cohong_status wide_open(const char *path, wide_table *table, cohong_error *error)
{
    csv labels = { 0 };
    *table = (wide_table){ 0 };
    cohong_status status = open_file(path, &labels, error);
    if (status == COHONG_OK) status = read_labels(table, &labels, error);
    if (status == COHONG_OK) status = open_file(path, &table->file, error);
    if (status == COHONG_OK && strcmp(labels.sha256, table->file.sha256) != 0)
        status = fail(error, COHONG_IO, (place){ path, 0, 0 }, "the file changed while it was read");
    if (status == COHONG_OK) status = name_columns(table, error);
    csv_close(&labels);
    return status;
}

void wide_close(wide_table *table)
{
    csv_close(&table->file);
    name_index_free(&table->rows);
    name_index_free(&table->countries);
    name_index_free(&table->sectors);
    free(table->row_country);
    free(table->row_sector);
    free(table->columns);
    text_pool_free(&table->texts);
}
