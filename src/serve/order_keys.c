/* Keys of a task's body, each with its own sentence when it is wrong. */
#include "serve/order_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"

static const double LEAST_TARIFF = -0.999, MOST_TARIFF = 1e4;

/* ---- words, truths, numbers, days */

cohong_status key_word(const toml_node *root, const char *key, bool required, const char *const *words, size_t count,
                       size_t *chosen, cohong_error *error)
{
    char guess[160];
    text list = { 0 };
    const char *name = NULL;
    cohong_status status = toml_text(root, key, required, &name, error);
    if (status != COHONG_OK || name == NULL) return status;
    for (size_t k = 0; k < count; k++) {
        if (strcmp(words[k], name) != 0) continue;
        *chosen = k;
        return COHONG_OK;
    }
    for (size_t k = 0; k < count; k++)
        text_format(&list, "%s%s", k == 0 ? "" : k + 1 == count ? " or " : ", ", words[k]);
    suggest_sentence(suggest_string(name, words, count), guess, sizeof guess);
    status = list.failed ? fail_memory(error)
                         : fail(error, COHONG_UNKNOWN_NAME, toml_find(root, key)->at,
                                "key \"%s\": found \"%.60s\", expected %s%s", key, name, list.bytes, guess);
    text_free(&list);
    return status;
}

cohong_status key_truth(const toml_node *root, const char *key, bool *value, cohong_error *error)
{
    const toml_node *node = toml_find(root, key);
    if (node == NULL) return COHONG_OK;
    if (node->kind != TOML_BOOL)
        return fail(error, COHONG_SYNTAX, node->at, "key \"%s\": found %s, expected true or false", key,
                    toml_kind_name(node->kind));
    *value = node->truth;
    return COHONG_OK;
}

cohong_status key_count(const toml_node *root, const char *key, size_t least, size_t most, size_t *value,
                        cohong_error *error)
{
    long long number = (long long)*value;
    cohong_status status = toml_whole(root, key, false, &number, error);
    if (status != COHONG_OK) return status;
    if (number < (long long)least || number > (long long)most)
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(root, key)->at,
                    "key \"%s\": found %lld, expected %zu to %zu", key, number, least, most);
    *value = (size_t)number;
    return COHONG_OK;
}

cohong_status key_number(const toml_node *root, const char *key, double least, double most, double *value,
                         cohong_error *error)
{
    cohong_status status = toml_number(root, key, false, value, error);
    if (status != COHONG_OK || toml_find(root, key) == NULL || (*value >= least && *value <= most)) return status;
    return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(root, key)->at, "key \"%s\": found %g, expected %g to %g", key,
                *value, least, most);
}

cohong_status key_bound(const toml_node *root, const char *key, double *value, cohong_error *error)
{
    return key_number(root, key, LEAST_TARIFF, MOST_TARIFF, value, error);
}

/* TOML has days of its own; JSON has them as texts. */
cohong_status key_day(const toml_node *root, const char *key, cohong_date *value, cohong_error *error)
{
    const toml_node *node = toml_find(root, key);
    if (node == NULL) return COHONG_OK;
    bool written = node->kind == TOML_TEXT || node->kind == TOML_DATE;
    if (written && cohong_date_read(node->text, value)) return COHONG_OK;
    return fail(error, COHONG_SYNTAX, node->at, "key \"%s\": found %s%.40s%s, expected a day as YYYY-MM-DD", key,
                written ? "\"" : "", written ? node->text : toml_kind_name(node->kind), written ? "\"" : "");
}

cohong_status key_shelf(const server *of, shelf on, const toml_node *root, const char *key, const char **name,
                        cohong_error *error)
{
    cohong_error wrong = { 0 };
    cohong_status status = toml_text(root, key, true, name, error);
    if (status != COHONG_OK || catalogue_find(&of->data, on, *name, &wrong) != (size_t)-1) return status;
    return fail(error, COHONG_UNKNOWN_NAME, toml_find(root, key)->at, "key \"%s\": %s", key, wrong.message);
}

/* ---- countries */

static cohong_status mark(const toml_node *node, const char *key, const cohong_world *world, bool *marks,
                          cohong_error *error)
{
    cohong_error wrong = { 0 };
    bool *one = calloc(world->country_count, sizeof *one);
    if (one == NULL) return fail_memory(error);
    cohong_status status = node->kind == TOML_TEXT && node->text[0] != '\0'
                               ? select_countries(node->text, world->countries, world->country_count, one, &wrong)
                               : fail(&wrong, COHONG_SYNTAX, NOWHERE, "found %s, expected the code of a country",
                                      toml_kind_name(node->kind));
    for (size_t n = 0; status == COHONG_OK && n < world->country_count; n++) marks[n] = marks[n] || one[n];
    free(one);
    return status == COHONG_OK ? COHONG_OK : fail(error, status, node->at, "key \"%s\": %s", key, wrong.message);
}

cohong_status key_countries(const toml_node *root, const char *key, const cohong_world *world, bool *marks,
                            cohong_error *error)
{
    const toml_node *node = toml_find(root, key);
    cohong_status status = COHONG_OK;
    for (size_t n = 0; n < world->country_count; n++) marks[n] = node == NULL;
    if (node == NULL) return COHONG_OK;
    if (node->kind != TOML_ARRAY) return mark(node, key, world, marks, error);
    for (const toml_node *p = node->first; p != NULL && status == COHONG_OK; p = p->next)
        status = mark(p, key, world, marks, error);
    return status;
}

static const char *code_of(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

static cohong_status find_country(const char *code, const toml_node *at, const char *key, const cohong_world *world,
                                  size_t *country, cohong_error *error)
{
    char guess[160];
    *country = cohong_world_country(world, code);
    if (*country != COHONG_NONE) return COHONG_OK;
    suggest_sentence(suggest(code, world->countries, world->country_count, code_of), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at->at, "key \"%s\": there is no country \"%.60s\"%s", key, code, guess);
}

cohong_status key_country(const toml_node *root, const char *key, const cohong_world *world, size_t *country,
                          cohong_error *error)
{
    const char *code = NULL;
    cohong_status status = toml_text(root, key, true, &code, error);
    return status == COHONG_OK ? find_country(code, toml_find(root, key), key, world, country, error) : status;
}

cohong_status key_weights(const toml_node *root, const char *key, const cohong_world *world, double *weights,
                          cohong_error *error)
{
    const toml_node *table = toml_find(root, key);
    size_t n;
    if (table->kind != TOML_TABLE)
        return fail(error, COHONG_SYNTAX, table->at, "key \"%s\": found %s, expected a table such as { USA = 2 }", key,
                    toml_kind_name(table->kind));
    for (const toml_node *child = table->first; child != NULL; child = child->next) {
        double weight = 0;
        cohong_status status = find_country(child->key, child, key, world, &n, error);
        if (status == COHONG_OK) status = toml_number(table, child->key, true, &weight, error);
        if (status != COHONG_OK) return status;
        if (!(weight > 0 && weight <= 1e9))
            return fail(error, COHONG_OUT_OF_DOMAIN, child->at, "key \"%s\": found %g, expected above 0 to 1e9", key,
                        weight);
        weights[n] = weight;
    }
    return COHONG_OK;
}

/* ---- the scenario and its settings */

/* A scenario as text, whose places are its own. */
static cohong_status read_text(server *of, const char *content, cohong_scenario **scenario, cohong_error *error)
{
    toml_file document;
    cohong_status status = toml_read_bytes("document", content, strlen(content), &document, error);
    if (status == COHONG_OK) status = served_scenario(of, NULL, &document, scenario, error);
    toml_close(&document);
    return status;
}

cohong_status key_scenario(server *of, body *in, cohong_scenario **scenario, cohong_error *error)
{
    const toml_node *own = toml_find(in->document.root, "document");
    toml_node *node = (toml_node *)toml_find(in->document.root, "scenario"); /* the body is ours to change */
    const char *name = NULL, *content = NULL;
    if (own != NULL && node != NULL)
        return fail(error, COHONG_DUPLICATE, own->at,
                    "key \"document\": the scenario is given already by \"scenario\"");
    if (own != NULL) {
        cohong_status read = toml_text(in->document.root, "document", true, &content, error);
        return read == COHONG_OK ? read_text(of, content, scenario, error) : read;
    }
    if (node != NULL && node->kind == TOML_TABLE) {
        toml_file document = in->document;
        document.root = node;
        return served_scenario(of, NULL, &document, scenario, error);
    }
    cohong_status status = key_shelf(of, SHELF_SCENARIOS, in->document.root, "scenario", &name, error);
    return status == COHONG_OK ? served_scenario(of, name, NULL, scenario, error) : status;
}

/* A scalar of `settings` as the text that a flag would have. */
static const char *setting_text(const toml_node *node, char number[40])
{
    if (node->kind == TOML_TEXT) return node->text;
    if (node->kind == TOML_WHOLE) snprintf(number, 40, "%lld", node->whole);
    if (node->kind == TOML_NUMBER) snprintf(number, 40, "%.17g", node->number);
    return node->kind == TOML_WHOLE || node->kind == TOML_NUMBER ? number : NULL;
}

cohong_status key_settings(const toml_node *root, cohong_settings *settings, cohong_error *error)
{
    const toml_node *table = toml_find(root, "settings");
    cohong_error wrong = { 0 };
    char number[40];
    if (table == NULL) return COHONG_OK;
    if (table->kind != TOML_TABLE)
        return fail(error, COHONG_SYNTAX, table->at, "key \"settings\": found %s, expected a table",
                    toml_kind_name(table->kind));
    for (const toml_node *child = table->first; child != NULL; child = child->next) {
        const char *value = setting_text(child, number);
        if (value == NULL)
            return fail(error, COHONG_SYNTAX, child->at, "key \"%.60s\": found %s, expected a text or a number",
                        child->key, toml_kind_name(child->kind));
        cohong_status status = cohong_settings_set(settings, child->key, value, &wrong);
        if (status != COHONG_OK) return fail(error, status, child->at, "%s", wrong.message);
    }
    return COHONG_OK;
}
