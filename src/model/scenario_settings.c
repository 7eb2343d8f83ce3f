/* The settings of a scenario: every key of [closure], [model] and [solver] is a row of COHONG_SETTING_LIST. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "model/scenario.h"

enum { ROW_LIMIT = 64 };

static const cohong_setting_row *row_of(const char *name)
{
    size_t count;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    for (size_t k = 0; k < count; k++)
        if (strcmp(rows[k].name, name) == 0) return &rows[k];
    return NULL;
}

const char *scenario_section_of(const char *setting)
{
    const cohong_setting_row *row = row_of(setting);
    return row != NULL ? row->section : NULL;
}

/* The setting nearest to `wrong` in a section (NULL: in all), or NULL. */
static const cohong_setting_row *nearest_in(const char *section, const char *wrong)
{
    size_t count, named = 0;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    const char *names[ROW_LIMIT];
    for (size_t k = 0; k < count && named < ROW_LIMIT; k++)
        if (section == NULL || strcmp(rows[k].section, section) == 0) names[named++] = rows[k].name;
    const char *nearest = suggest_string(wrong, names, named);
    return nearest != NULL ? row_of(nearest) : NULL;
}

static cohong_status unknown_key(const scenario_reading *r, const toml_node *section, const toml_node *key)
{
    const cohong_setting_row *row = row_of(key->key);
    if (row != NULL)
        return fail(r->error, COHONG_UNKNOWN_NAME, key->at, "unknown key \"%s\" in [%s]; it belongs in [%s]", key->key,
                    section->key, row->section);
    row = nearest_in(section->key, key->key);
    if (row == NULL) row = nearest_in(NULL, key->key);
    if (row == NULL)
        return fail(r->error, COHONG_UNKNOWN_NAME, key->at, "unknown key \"%.60s\" in [%s]", key->key, section->key);
    bool elsewhere = strcmp(row->section, section->key) != 0;
    return fail(r->error, COHONG_UNKNOWN_NAME, key->at, "unknown key \"%.60s\" in [%s]; did you mean \"%s\"%s%s%s?",
                key->key, section->key, row->name, elsewhere ? " in [" : "", elsewhere ? row->section : "",
                elsewhere ? "]" : "");
}

/* The value as the text that cohong_settings_set takes. */
static cohong_status value_text(const scenario_reading *r, const cohong_setting_row *row, const toml_node *key,
                                char number[NUMBER_TEXT_SIZE], const char **text)
{
    bool wants_text = strcmp(row->kind, "text") == 0 || strcmp(row->kind, "code") == 0,
         wants_count = strcmp(row->kind, "count") == 0;
    bool fits = wants_text ? key->kind == TOML_TEXT
                           : key->kind == TOML_WHOLE || (key->kind == TOML_NUMBER && !wants_count);
    if (!fits)
        return fail(r->error, COHONG_SYNTAX, key->at, "key \"%s\": found %s, expected %s", key->key,
                    toml_kind_name(key->kind),
                    toml_kind_name(wants_text    ? TOML_TEXT
                                   : wants_count ? TOML_WHOLE
                                                 : TOML_NUMBER));
    if (key->kind == TOML_WHOLE) snprintf(number, NUMBER_TEXT_SIZE, "%lld", key->whole);
    if (key->kind == TOML_NUMBER) number_format(key->number, number);
    *text = wants_text ? key->text : number;
    return COHONG_OK;
}

static cohong_status read_key(scenario_reading *r, const toml_node *section, const toml_node *key)
{
    const cohong_setting_row *row = row_of(key->key);
    char number[NUMBER_TEXT_SIZE];
    const char *text = NULL;
    if (row == NULL || strcmp(row->section, section->key) != 0) return unknown_key(r, section, key);
    cohong_status status = value_text(r, row, key, number, &text);
    if (status != COHONG_OK) return status;
    cohong_error wrong = { 0 };
    status = cohong_settings_set(&r->owner->scenario.settings, row->name, text, &wrong);
    return status == COHONG_OK ? status : fail(r->error, status, key->at, "%s", wrong.message);
}

cohong_status scenario_read_settings(scenario_reading *r)
{
    static const char *const SECTIONS[] = { "closure", "model", "solver" };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < sizeof SECTIONS / sizeof *SECTIONS; k++) {
        const toml_node *section = toml_find(r->root, SECTIONS[k]);
        if (section == NULL) continue;
        if (section->kind != TOML_TABLE)
            return fail(r->error, COHONG_SYNTAX, section->at, "key \"%s\": found %s, expected a table: write [%s]",
                        section->key, toml_kind_name(section->kind), section->key);
        for (const toml_node *key = section->first; key != NULL && status == COHONG_OK; key = key->next)
            status = read_key(r, section, key);
    }
    return status;
}
