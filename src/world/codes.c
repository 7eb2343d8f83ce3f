/* Fields that several files of a world share: codes, bounded numbers, kinds of sector. */
#include "world/codes.h"

#include <string.h>

#include "base/suggest.h"

cohong_status code_find(const csv *table, size_t column, const name_index *index, const char *what, size_t *found,
                        cohong_error *error)
{
    const char *code = csv_text(table, column);
    char guess[160];
    *found = name_index_find(index, code);
    if (*found != COHONG_NONE) return COHONG_OK;
    suggest_sentence(suggest(code, index, index->count, name_index_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, csv_place(table, column), "unknown %s \"%.60s\"%s", what, code, guess);
}

static cohong_status add_own(name_index *index, const char *code, const char *what, cohong_error *error)
{
    if (code == NULL || *code == '\0')
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "%s %zu has no code", what, index->count + 1);
    if (name_index_add(index, code)) return COHONG_OK;
    return fail(error, COHONG_DUPLICATE, NOWHERE, "%s \"%.60s\" is there twice", what, code);
}

cohong_status code_index_countries(const cohong_world *world, name_index *index, cohong_error *error)
{
    cohong_status status = name_index_new(index, world->country_count, error);
    for (size_t n = 0; n < world->country_count && status == COHONG_OK; n++)
        status = add_own(index, world->countries[n].code, "country", error);
    return status;
}

cohong_status code_index_sectors(const cohong_world *world, name_index *index, cohong_error *error)
{
    cohong_status status = name_index_new(index, world->sector_count, error);
    for (size_t j = 0; j < world->sector_count && status == COHONG_OK; j++)
        status = add_own(index, world->sectors[j].code, "sector", error);
    return status;
}

cohong_status number_within(const csv *table, size_t column, double least, double most, const char *expected,
                            double *value, cohong_error *error)
{
    cohong_status status = csv_number(table, column, value, error);
    if (status != COHONG_OK || (*value >= least && *value <= most)) return status;
    return fail(error, COHONG_OUT_OF_DOMAIN, csv_place(table, column), "column \"%s\": found %.40s, expected %s",
                table->columns[column].name, csv_text(table, column), expected);
}

cohong_status code_kind(const csv *table, size_t column, cohong_sector_kind *kind, cohong_error *error)
{
    const char *text = csv_has(table, column) ? csv_text(table, column) : "";
    *kind = strcmp(text, "goods") == 0      ? COHONG_GOODS
            : strcmp(text, "services") == 0 ? COHONG_SERVICES
                                            : COHONG_KIND_UNKNOWN;
    if (*kind != COHONG_KIND_UNKNOWN || *text == '\0') return COHONG_OK;
    return fail(error, COHONG_UNKNOWN_NAME, csv_place(table, column),
                "column \"kind\": found \"%.40s\", expected goods or services", text);
}
