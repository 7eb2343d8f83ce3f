/* Reading [[group]] of a firms file: how many firms, and the distribution of their z. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/suggest.h"
#include "firms/read.h"
#include "firms/size.h"

/* By cohong_firm_size. */
static const char *const SIZES[] = { "pareto", "lognormal", "pareto_lognormal", "classes" };
enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES };

static cohong_status read_size(firms_reading *r, const toml_node *table, cohong_firm_group *to)
{
    const char *size = SIZES[0];
    char guess[160];
    cohong_status status = toml_text(table, "size", false, &size, r->error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < SIZE_COUNT; k++)
        if (strcmp(size, SIZES[k]) == 0) {
            to->size = (cohong_firm_size)k;
            return COHONG_OK;
        }
    suggest_sentence(suggest_string(size, SIZES, SIZE_COUNT), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, toml_find(table, "size")->at,
                "size is \"%.60s\", expected \"pareto\", \"lognormal\", \"pareto_lognormal\" or \"classes\"%s", size,
                guess);
}

/* ---- a file of size classes */

enum { LEAST_COLUMN, MOST_COLUMN, FIRMS_COLUMN, SIZE_COLUMN, CLASS_COLUMNS, CLASSES_MOST = 1000 };
static const csv_column COLUMNS[CLASS_COLUMNS] = {
    { "least", true }, { "most", true }, { "firms", true }, { "size", true }
};

/* A number above 0; the upper bound may be empty, which is open. */
static cohong_status read_cell(firms_reading *r, const csv *table, size_t column, double *to)
{
    if (column == MOST_COLUMN && csv_text(table, column)[0] == '\0') {
        *to = INFINITY;
        return COHONG_OK;
    }
    cohong_status status = csv_number(table, column, to, r->error);
    if (status != COHONG_OK || (*to > 0 && *to <= 1e100)) return status;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, csv_place(table, column),
                "column \"%s\": found %g, expected a number above 0", COLUMNS[column].name, *to);
}

static cohong_status read_class(firms_reading *r, const csv *table, cohong_firm_group *group)
{
    cohong_firm_class *to = &group->classes[group->class_count];
    double *const numbers[CLASS_COLUMNS] = { &to->least, &to->most, &to->firms, &to->size };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < CLASS_COLUMNS && status == COHONG_OK; k++) status = read_cell(r, table, k, numbers[k]);
    if (status != COHONG_OK) return status;
    if (group->class_count > 0 && !(to->least >= to[-1].most))
        return fail(r->error, COHONG_OUT_OF_DOMAIN, csv_place(table, LEAST_COLUMN),
                    "the class begins at %g, before the end of the one before, %g", to->least, to[-1].most);
    if (!size_class_fit(to))
        return fail(
            r->error, COHONG_OUT_OF_DOMAIN, csv_place(table, SIZE_COLUMN),
            "%g firms with sizes of %g in all have a mean of %g, expected one well inside their class, from %g to %g",
            to->firms, to->size, to->size / to->firms, to->least, to->most);
    group->class_count++;
    return COHONG_OK;
}

static cohong_status read_rows(firms_reading *r, csv *table, cohong_firm_group *group)
{
    cohong_status status = csv_columns(table, COLUMNS, CLASS_COLUMNS, r->error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(table, &more, r->error);
        if (status != COHONG_OK || !more) break;
        if (group->class_count == CLASSES_MOST)
            return fail(r->error, COHONG_TOO_LARGE, csv_place(table, 0), "more than %d classes", CLASSES_MOST);
        status = read_class(r, table, group);
    }
    if (status == COHONG_OK && group->class_count == 0)
        return fail(r->error, COHONG_INCOMPLETE, (place){ table->path, 2, 1 }, "there is no row");
    return status;
}

/* Firms of the group, where not given, are those of the classes. */
static cohong_status read_classes(firms_reading *r, const toml_node *table, cohong_firm_group *group)
{
    csv rows;
    const char *path = NULL;
    cohong_error wrong = { 0 };
    cohong_status status = firms_read_path(r, table, "classes_file", DATA_ANY, &path);
    if (status != COHONG_OK) return status;
    status = csv_open(path, &rows, &wrong);
    if (status != COHONG_OK)
        return fail(r->error, status, toml_find(table, "classes_file")->at, "key \"classes_file\": %.200s: %.400s",
                    path, wrong.message);
    group->classes = calloc(CLASSES_MOST, sizeof *group->classes);
    status = group->classes != NULL ? read_rows(r, &rows, group) : fail_memory(r->error);
    csv_close(&rows);
    if (status == COHONG_OK && toml_find(table, "firms") == NULL) group->firms = size_classes_above(group, 0, false);
    return status;
}

/* ---- a group */

static bool is_required(const firms_field *field, cohong_firm_size size)
{
    if (strcmp(field->key, "firms") == 0) return size != COHONG_CLASSES;
    return strcmp(field->key, "tail") == 0 || strcmp(field->key, "log_sd") == 0;
}

static cohong_status read_fields(firms_reading *r, const toml_node *table, const char *of, cohong_firm_group *to)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < FIRMS_GROUP.count && status == COHONG_OK; k++) {
        const firms_field *field = &FIRMS_GROUP.rows[k];
        const toml_node *key = toml_find(table, field->key);
        if (firms_group_uses(field, to->size))
            status = firms_read_number(r, table, field, is_required(field, to->size), to, of);
        else if (key != NULL)
            status = fail(r->error, COHONG_UNKNOWN_NAME, key->at, "%s: %s does not belong to size \"%s\"", of,
                          field->key, SIZES[to->size]);
    }
    return status;
}

cohong_status firms_read_group(firms_reading *r, const toml_node *table, cohong_firm_group *to)
{
    static const char *const MORE[] = { "name", "size", "classes_file" };
    char of[96];
    *to = cohong_firm_group_default();
    cohong_status status = firms_require_table(r, table);
    if (status == COHONG_OK) status = firms_read_only(r, table, &FIRMS_GROUP, MORE, sizeof MORE / sizeof *MORE);
    if (status == COHONG_OK) status = firms_read_text(r, table, "name", true, &to->name);
    if (status == COHONG_OK) status = read_size(r, table, to);
    if (status != COHONG_OK) return status;
    snprintf(of, sizeof of, "group \"%.60s\"", to->name);
    status = read_fields(r, table, of, to);
    if (status != COHONG_OK) return status;
    const toml_node *file = toml_find(table, "classes_file");
    if (to->size == COHONG_CLASSES) return read_classes(r, table, to);
    if (file == NULL) return status;
    return fail(r->error, COHONG_UNKNOWN_NAME, file->at, "%s: classes_file goes with size \"classes\"", of);
}
