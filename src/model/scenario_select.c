/* Which countries and sectors a table of a scenario is about: a code, "*" for all, or a list of codes. */
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "model/scenario.h"

enum { SHOWN_LIMIT = 60 };

cohong_status scenario_tables(const scenario_reading *r, const char *key, const toml_node **list)
{
    *list = toml_find(r->root, key);
    if (*list == NULL) return COHONG_OK;
    place at = (*list)->at;
    const char *found = (*list)->kind == TOML_ARRAY ? NULL : toml_kind_name((*list)->kind);
    if (found == NULL && (*list)->count == 0)
        return fail(r->error, COHONG_INCOMPLETE, at, "key \"%s\": the list is empty", key);
    for (const toml_node *table = (*list)->first; table != NULL && found == NULL; table = table->next) {
        if (table->kind == TOML_TABLE) continue;
        found = toml_kind_name(table->kind);
        at = table->at;
    }
    if (found == NULL) return COHONG_OK;
    return fail(r->error, COHONG_SYNTAX, at, "key \"%s\": found %s, expected tables: write [[%s]]", key, found, key);
}

/* Fields of CSV files may hold line breaks; messages are one line. */
static const char *one_line(const char *text, char shown[SHOWN_LIMIT + 1])
{
    size_t k = 0;
    for (; k < SHOWN_LIMIT && text[k] != '\0'; k++)
        shown[k] = (unsigned char)text[k] < 32 || text[k] == 127 ? '?' : text[k];
    shown[k] = '\0';
    return shown;
}

cohong_status scenario_code(const scenario_reading *r, const name_index *codes, const char *code, place at,
                            size_t *found)
{
    char guess[160], shown[SHOWN_LIMIT + 1];
    *found = name_index_find(codes, code);
    if (*found != COHONG_NONE) return COHONG_OK;
    suggest_sentence(suggest(code, codes, codes->count, name_index_name), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, at, "unknown %s \"%s\"%s", codes == &r->sectors ? "sector" : "country",
                one_line(code, shown), guess);
}

static cohong_status choose(const scenario_reading *r, const toml_node *node, selection *to)
{
    size_t found;
    if (node->kind != TOML_TEXT)
        return fail(r->error, COHONG_SYNTAX, node->at, "key \"%s\": found %s, expected a text or a list of texts",
                    to->key, toml_kind_name(node->kind));
    if (strcmp(node->text, "*") == 0)
        return fail(r->error, COHONG_SYNTAX, node->at,
                    "key \"%s\": found \"*\" in a list, expected codes (\"*\" stands alone)", to->key);
    cohong_status status = scenario_code(r, to->codes, node->text, node->at, &found);
    if (status != COHONG_OK) return status;
    if (to->chosen[found])
        return fail(r->error, COHONG_DUPLICATE, node->at, "key \"%s\": \"%.60s\" is given twice", to->key, node->text);
    to->chosen[found] = true;
    return COHONG_OK;
}

cohong_status scenario_select(scenario_reading *r, const toml_node *table, enum selection_of kind, const char *key,
                              selection *to)
{
    const toml_node *node = toml_find(table, key);
    *to = (selection){ .key = key,
                       .codes = kind == SELECT_SECTOR ? &r->sectors : &r->countries,
                       .chosen = r->chosen[kind] };
    if (node == NULL && kind != SELECT_SECTOR)
        return fail(r->error, COHONG_INCOMPLETE, table->at, "key \"%s\" is missing", key);
    to->every = node == NULL || (node->kind == TOML_TEXT && strcmp(node->text, "*") == 0);
    for (size_t k = 0; k < to->codes->count; k++) to->chosen[k] = to->every;
    if (to->every) return COHONG_OK;
    if (node->kind != TOML_ARRAY) return choose(r, node, to);
    if (node->count == 0) return fail(r->error, COHONG_INCOMPLETE, node->at, "key \"%s\": the list is empty", key);
    cohong_status status = COHONG_OK;
    for (const toml_node *item = node->first; item != NULL && status == COHONG_OK; item = item->next)
        status = choose(r, item, to);
    return status;
}

cohong_status scenario_factor(const scenario_reading *r, const toml_node *table, double *factor)
{
    cohong_status status = toml_number(table, "factor", true, factor, r->error);
    if (status != COHONG_OK || (*factor > 0 && isfinite(*factor))) return status;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(table, "factor")->at,
                "key \"factor\": found %g, expected a number above 0 (0.95 is 5 %% less)", *factor);
}
