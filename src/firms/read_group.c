/* Reading [[group]] of a firms file: how many firms, and the distribution of their z. */
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "firms/read.h"

static cohong_status read_size(firms_reading *r, const toml_node *table, cohong_firm_group *to)
{
    static const char *const SIZES[] = { "pareto", "lognormal" };
    const char *size = SIZES[0];
    char guess[160];
    cohong_status status = toml_text(table, "size", false, &size, r->error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < 2; k++)
        if (strcmp(size, SIZES[k]) == 0) {
            to->size = (cohong_firm_size)k;
            return COHONG_OK;
        }
    suggest_sentence(suggest_string(size, SIZES, 2), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, toml_find(table, "size")->at,
                "size is \"%.60s\", expected \"pareto\" or \"lognormal\"%s", size, guess);
}

static bool is_required(const firms_field *field)
{
    return strcmp(field->key, "firms") == 0 || strcmp(field->key, "tail") == 0 || strcmp(field->key, "log_sd") == 0;
}

cohong_status firms_read_group(firms_reading *r, const toml_node *table, cohong_firm_group *to)
{
    static const char *const MORE[] = { "name", "size" };
    char of[96];
    *to = cohong_firm_group_default();
    cohong_status status = firms_require_table(r, table);
    if (status == COHONG_OK) status = firms_read_only(r, table, &FIRMS_GROUP, MORE, 2);
    if (status == COHONG_OK) status = firms_read_text(r, table, "name", true, &to->name);
    if (status == COHONG_OK) status = read_size(r, table, to);
    snprintf(of, sizeof of, "group \"%.60s\"", to->name);
    for (size_t k = 0; k < FIRMS_GROUP.count && status == COHONG_OK; k++) {
        const firms_field *field = &FIRMS_GROUP.rows[k];
        const toml_node *key = toml_find(table, field->key);
        bool used = firms_group_uses(field, to->size);
        if (used)
            status = firms_read_number(r, table, field, is_required(field), to, of);
        else if (key != NULL)
            status = fail(r->error, COHONG_UNKNOWN_NAME, key->at, "%s: %s does not belong to a %s distribution", of,
                          field->key, to->size == COHONG_PARETO ? "Pareto" : "lognormal");
    }
    return status;
}
