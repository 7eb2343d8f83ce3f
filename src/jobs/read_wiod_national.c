/* A country's input-output tables of several years, as the WIOD's national tables: rows Year,Code,Description,Origin
 * (Domestic, Imports or totals), columns of industries, of final uses, EXP and GO. Of one year: domestic flows, final
 * uses and exports; imports by product; employment from the socio-economic accounts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobs/read.h"

typedef struct national {
    csv file;
    size_t field_count, year, code, description, origin, exports, stated_at;
    size_t first, last; /* the columns of industries and final uses: [first, last) */
    char wanted[16];    /* the year */
    name_index codes;   /* of the year's Domestic rows */
    size_t *industry;   /* of a column; (size_t)-1: a final use */
    double *stated;     /* GO */
    bool *seen;         /* rows read, Domestic then Imports */
    text_pool texts;
    cohong_table *table;
} national;

static cohong_status read_header(national *f, cohong_error *error)
{
    cohong_status status = read_column(&f->file, "Year", &f->year, error);
    if (status == COHONG_OK) status = read_column(&f->file, "Code", &f->code, error);
    if (status == COHONG_OK) status = read_column(&f->file, "Description", &f->description, error);
    if (status == COHONG_OK) status = read_column(&f->file, "Origin", &f->origin, error);
    if (status == COHONG_OK) status = read_column(&f->file, "EXP", &f->exports, error);
    if (status == COHONG_OK) status = read_column(&f->file, "GO", &f->stated_at, error);
    if (status != COHONG_OK) return status;
    f->field_count = f->file.field_count;
    f->first = 4;
    f->last = f->exports;
    if (f->year > 3 || f->code > 3 || f->description > 3 || f->origin > 3 || f->exports < f->first)
        return fail(error, COHONG_SYNTAX, (place){ f->file.path, 1, 1 },
                    "expected Year, Code, Description and Origin as the first four columns, and EXP after the uses");
    return COHONG_OK;
}

static bool is_row(const national *f, const char *origin)
{
    return strcmp(read_text(&f->file, f->year), f->wanted) == 0 && strcmp(read_text(&f->file, f->origin), origin) == 0;
}

/* The first pass: codes of the year's industries. */
static cohong_status read_codes(national *f, cohong_error *error)
{
    cohong_status status = read_open(f->file.path, &f->file, error);
    if (status == COHONG_OK) status = read_header(f, error);
    if (status == COHONG_OK) status = name_index_new(&f->codes, f->field_count, error);
    for (bool more = true; status == COHONG_OK;) {
        status = read_record(&f->file, f->field_count, &more, error);
        if (status != COHONG_OK || !more) break;
        if (!is_row(f, "Domestic")) continue;
        const char *text = read_text(&f->file, f->code), *code = text_pool_copy(&f->texts, text, strlen(text));
        if (code == NULL) return fail_memory(error);
        if (f->codes.count == f->field_count || !name_index_add(&f->codes, code))
            return fail(error, COHONG_DUPLICATE, read_place(&f->file, f->code),
                        "domestic row \"%.60s\" of %s is given twice", code, f->wanted);
    }
    if (status == COHONG_OK && f->codes.count == 0)
        status = fail(error, COHONG_INCOMPLETE, (place){ f->file.path, 0, 0 },
                      "the file has no domestic row of the year %s", f->wanted);
    csv_close(&f->file);
    return status;
}

/* Which industry a column is. */
static cohong_status name_columns(national *f, cohong_error *error)
{
    size_t found = 0;
    f->industry = calloc(f->field_count, sizeof *f->industry);
    f->stated = calloc(f->codes.count, sizeof *f->stated);
    f->seen = calloc(2 * f->codes.count, sizeof *f->seen);
    if (f->industry == NULL || f->stated == NULL || f->seen == NULL) return fail_memory(error);
    for (size_t k = f->first; k < f->last; k++) {
        f->industry[k] = name_index_find(&f->codes, read_text(&f->file, k));
        if (f->industry[k] == (size_t)-1) continue;
        found++;
        for (size_t other = f->first; other < k; other++)
            if (f->industry[other] == f->industry[k])
                return fail(error, COHONG_DUPLICATE, read_place(&f->file, k), "column \"%.60s\" is given twice",
                            read_text(&f->file, k));
    }
    if (found == f->codes.count) return COHONG_OK;
    return fail(error, COHONG_INCOMPLETE, (place){ f->file.path, 1, 1 }, "found columns for %zu of %zu industries",
                found, f->codes.count);
}

static cohong_status new_table(national *f, const cohong_table_files *files, cohong_error *error)
{
    cohong_status status = cohong_table_new(1, f->codes.count, false, &f->table, error);
    if (status != COHONG_OK) return status;
    cohong_table *t = f->table;
    const char *country = cohong_table_text(t, files->country != NULL ? files->country : "USA");
    t->countries[0] = (cohong_country){ country, country };
    t->currency = "USD";
    t->year = files->year;
    for (size_t j = 0; j < t->sector_count && country != NULL; j++) {
        const char *code = cohong_table_text(t, f->codes.names[j]);
        t->sectors[j] = (cohong_sector){ code, code, COHONG_KIND_UNKNOWN };
        if (code == NULL) country = NULL;
    }
    return country != NULL ? COHONG_OK : fail_memory(error);
}

/* A row of what is made at home: flows, final use, exports, output. */
static cohong_status read_domestic(national *f, size_t seller, cohong_error *error)
{
    cohong_table *t = f->table;
    const char *name = cohong_table_text(t, read_text(&f->file, f->description));
    if (name == NULL) return fail_memory(error);
    t->sectors[seller].name = name;
    cohong_status status = csv_raw_number(&f->file, f->exports, &t->exports[seller], error);
    if (status == COHONG_OK) status = csv_raw_number(&f->file, f->stated_at, &f->stated[seller], error);
    for (size_t k = f->first; k < f->last && status == COHONG_OK; k++) {
        double value;
        status = csv_raw_number(&f->file, k, &value, error);
        if (status != COHONG_OK) break;
        size_t buyer = f->industry[k];
        if (buyer == (size_t)-1)
            t->final_demand[seller] += value;
        else if (value >= 0)
            t->flow[seller * t->sector_count + buyer] = value;
        else
            status = fail(error, COHONG_OUT_OF_DOMAIN, read_place(&f->file, k),
                          "found %g, expected a flow of 0 or more", value);
    }
    return status;
}

/* A row of imports: what is used at home of them. */
static cohong_status read_imports(national *f, size_t product, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = f->first; k < f->last && status == COHONG_OK; k++) {
        double value = 0;
        status = csv_raw_number(&f->file, k, &value, error);
        f->table->imports[product] += value;
    }
    return status;
}

static cohong_status read_row(national *f, cohong_error *error)
{
    bool domestic = is_row(f, "Domestic");
    if (!domestic && !is_row(f, "Imports")) return COHONG_OK;
    size_t j = name_index_find(&f->codes, read_text(&f->file, f->code));
    place at = read_place(&f->file, f->code);
    if (j == (size_t)-1)
        return fail(error, COHONG_UNKNOWN_NAME, at, "imports of \"%.60s\", which has no domestic row",
                    read_text(&f->file, f->code));
    bool *seen = &f->seen[domestic ? j : f->codes.count + j];
    if (*seen) return fail(error, COHONG_DUPLICATE, at, "row \"%.60s\" is given twice", f->codes.names[j]);
    *seen = true;
    return domestic ? read_domestic(f, j, error) : read_imports(f, j, error);
}

/* The second pass. */
static cohong_status read_table(national *f, const cohong_table_files *files, cohong_error *error)
{
    cohong_status status = read_open(files->table, &f->file, error);
    if (status == COHONG_OK && f->file.field_count != f->field_count)
        status = fail(error, COHONG_IO, (place){ files->table, 0, 0 }, "the file changed while it was read");
    if (status == COHONG_OK) status = name_columns(f, error);
    if (status == COHONG_OK) status = new_table(f, files, error);
    for (bool more = true; status == COHONG_OK;) {
        status = read_record(&f->file, f->field_count, &more, error);
        if (status != COHONG_OK || !more) break;
        status = read_row(f, error);
    }
    if (status != COHONG_OK) return status;
    table_total(f->table);
    table_compare(f->table, f->stated, f->table->output);
    return table_source(f->table, files->table, f->file.sha256, error);
}

/* Columns of the socio-economic accounts. */
typedef struct accounts_columns {
    size_t country, code, year, persons;
} accounts_columns;

static cohong_status read_person_row(national *f, const csv *file, accounts_columns c, cohong_error *error)
{
    double thousands;
    size_t j = name_index_find(&f->codes, read_text(file, c.code));
    if (j == (size_t)-1 || strcmp(read_text(file, c.year), f->wanted) != 0 ||
        strcmp(read_text(file, c.country), f->table->countries[0].code) != 0)
        return COHONG_OK;
    cohong_status status = csv_raw_number(file, c.persons, &thousands, error);
    return status == COHONG_OK ? read_persons(f->table, j, 1000 * thousands, read_place(file, c.persons), error)
                               : status;
}

/* EMP or EMPE of the year, in thousands; an industry without a row is an error. */
static cohong_status read_people(national *f, const cohong_table_files *files, cohong_error *error)
{
    csv file;
    accounts_columns c;
    cohong_status status = read_open(files->employment, &file, error);
    if (status != COHONG_OK) return status;
    size_t fields = file.field_count;
    status = read_column(&file, "country", &c.country, error);
    if (status == COHONG_OK) status = read_column(&file, "code", &c.code, error);
    if (status == COHONG_OK) status = read_column(&file, "year", &c.year, error);
    if (status == COHONG_OK) status = read_column(&file, files->employees_only ? "EMPE" : "EMP", &c.persons, error);
    for (bool more = true; status == COHONG_OK;) {
        status = read_record(&file, fields, &more, error);
        if (status != COHONG_OK || !more) break;
        status = read_person_row(f, &file, c, error);
    }
    for (size_t j = 0; status == COHONG_OK && j < f->codes.count; j++)
        if (isnan(f->table->employment[j]))
            status = fail(error, COHONG_INCOMPLETE, (place){ files->employment, 0, 0 }, "no row of %s %s %s",
                          f->table->countries[0].code, f->codes.names[j], f->wanted);
    if (status == COHONG_OK) status = table_source(f->table, files->employment, file.sha256, error);
    csv_close(&file);
    return status;
}

cohong_status read_wiod_national(const cohong_table_files *files, cohong_table **table, cohong_error *error)
{
    national f = { .file.path = files->table };
    snprintf(f.wanted, sizeof f.wanted, "%d", files->year);
    cohong_status status = read_codes(&f, error);
    if (status == COHONG_OK) status = read_table(&f, files, error);
    if (status == COHONG_OK && files->employment != NULL) status = read_people(&f, files, error);
    if (status == COHONG_OK)
        *table = f.table;
    else
        cohong_table_free(f.table);
    csv_close(&f.file);
    name_index_free(&f.codes);
    text_pool_free(&f.texts);
    free(f.industry);
    free(f.stated);
    free(f.seen);
    return status;
}
