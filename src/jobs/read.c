/* Finding columns and accounts by name. */
#include "jobs/read.h"

#include <math.h>
#include <string.h>

#include "base/suggest.h"

cohong_status read_open(const char *path, csv *file, cohong_error *error)
{
    bool more;
    cohong_status status = csv_open(path, file, error);
    if (status != COHONG_OK) return status;
    status = csv_next(file, &more, error);
    if (status == COHONG_OK && !more)
        status = fail(error, COHONG_INCOMPLETE, (place){ path, 1, 1 }, "the file is empty, expected a header row");
    if (status != COHONG_OK) csv_close(file);
    return status;
}

place read_place(const csv *file, size_t position)
{
    return (place){ file->path, file->fields[position].line, file->fields[position].column };
}

const char *read_text(const csv *file, size_t position)
{
    return file->fields[position].text;
}

size_t read_find(const csv *file, const char *name)
{
    for (size_t k = 0; k < file->field_count; k++)
        if (strcmp(file->fields[k].text, name) == 0) return k;
    return (size_t)-1;
}

static const char *field_name(const void *list, size_t k)
{
    return ((const csv_field *)list)[k].text;
}

cohong_status read_column(const csv *file, const char *name, size_t *position, cohong_error *error)
{
    char guess[128];
    *position = read_find(file, name);
    if (*position != (size_t)-1) return COHONG_OK;
    const char *near = suggest(name, file->fields, file->field_count, field_name);
    suggest_sentence(near, guess, sizeof guess);
    return fail(error, COHONG_INCOMPLETE, (place){ file->path, 1, 1 }, "column \"%s\" is missing%s", name, guess);
}

cohong_status read_record(csv *file, size_t fields, bool *more, cohong_error *error)
{
    size_t line = file->line;
    cohong_status status = csv_next(file, more, error);
    if (status != COHONG_OK || !*more || file->field_count == fields) return status;
    return fail(error, COHONG_SYNTAX, (place){ file->path, line, 1 }, "found %zu fields, expected %zu as in the header",
                file->field_count, fields);
}

static const char *country_code(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

static const char *sector_code(const void *list, size_t k)
{
    return ((const cohong_sector *)list)[k].code;
}

/* The number of `code` in a list of codes, or an error that guesses. */
static cohong_status find_code(const void *list, size_t count, suggest_name name, const char *kind, const char *code,
                               place at, size_t *found, cohong_error *error)
{
    char guess[128];
    for (*found = 0; *found < count; ++*found)
        if (strcmp(name(list, *found), code) == 0) return COHONG_OK;
    suggest_sentence(suggest(code, list, count, name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at, "the table has no %s \"%.60s\"%s", kind, code, guess);
}

cohong_status read_account(const cohong_table *table, const char *country, const char *sector, place country_at,
                           place sector_at, size_t *account, cohong_error *error)
{
    size_t n, j;
    cohong_status status = find_code(table->countries, table->country_count, country_code, "country", country,
                                     country_at, &n, error);
    if (status == COHONG_OK)
        status = find_code(table->sectors, table->sector_count, sector_code, "sector", sector, sector_at, &j, error);
    if (status == COHONG_OK) *account = j * table->country_count + n;
    return status;
}

cohong_status read_persons(cohong_table *table, size_t account, double persons, place at, cohong_error *error)
{
    if (persons < 0)
        return fail(error, COHONG_OUT_OF_DOMAIN, at, "found employment of %g persons, expected 0 or more", persons);
    if (!isnan(table->employment[account]))
        return fail(error, COHONG_DUPLICATE, at, "employment of %s %s is given twice",
                    table->countries[account % table->country_count].code,
                    table->sectors[account / table->country_count].code);
    table->employment[account] = persons;
    return COHONG_OK;
}
