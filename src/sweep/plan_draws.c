/* Reading [[draw]] and results of a sweep file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "sweep/plan.h"

enum { INPUT_LIMIT = 1024, GROUP_LIMIT = 256, VALUE_LIMIT = 64, RESULT_LIMIT = 256 };

/* A table being read. */
typedef struct reading {
    cohong_sweep *s;
    const toml_node *table;
    draw_group *group;
    cohong_error *error;
} reading;

static const char *keep(reading *r, const char *text)
{
    return text_pool_copy(&r->s->texts, text, strlen(text));
}

/* A list of one kind of nodes, or an error; its length is at least 1. */
static cohong_status check_list(const reading *r, const toml_node *list, const char *what, bool numbers, size_t most)
{
    if (list->kind != TOML_ARRAY)
        return fail(r->error, COHONG_SYNTAX, list->at, "found %s, expected a list of %s", toml_kind_name(list->kind),
                    what);
    if (list->count == 0 || list->count > most)
        return fail(r->error, COHONG_INCOMPLETE, list->at, "found a list of %zu, expected 1 to %zu", list->count, most);
    for (const toml_node *item = list->first; item != NULL; item = item->next) {
        bool number = item->kind == TOML_NUMBER || item->kind == TOML_WHOLE;
        if (numbers ? number && isfinite(item->number) : item->kind == TOML_TEXT) continue;
        return fail(r->error, COHONG_SYNTAX, item->at, "found %s, expected %s", toml_kind_name(item->kind), what);
    }
    return COHONG_OK;
}

/* ---- what is varied */

static cohong_status add_lever(reading *r, const char *text, place at)
{
    draw_group *g = r->group;
    if (r->s->labels.input_count + g->input_count >= INPUT_LIMIT)
        return fail(r->error, COHONG_TOO_LARGE, at, "more than %d inputs", (int)INPUT_LIMIT);
    lever *more = realloc(g->levers, (g->input_count + 1) * sizeof *more);
    if (more == NULL) return fail_memory(r->error);
    g->levers = more;
    return lever_read(r->s->scenario, text, at, &g->levers[g->input_count++], r->error);
}

/* One lever for every sector that the only lever names. */
static cohong_status split_sectors(reading *r, place at)
{
    draw_group *g = r->group;
    if (g->input_count != 1 || !lever_is_by_sector(&g->levers[0]))
        return fail(r->error, COHONG_SYNTAX, at, "key \"each\" needs vary = \"theta ...\" or \"theta_factor ...\"");
    lever all = g->levers[0];
    const cohong_world *w = r->s->scenario->world;
    g->input_count = 0;
    free(g->levers);
    g->levers = calloc(w->sector_count, sizeof *g->levers);
    cohong_status status = g->levers != NULL ? COHONG_OK : fail_memory(r->error);
    if (r->s->labels.input_count + w->sector_count > INPUT_LIMIT)
        status = fail(r->error, COHONG_TOO_LARGE, at, "more than %d inputs", (int)INPUT_LIMIT);
    for (size_t j = 0; j < w->sector_count && status == COHONG_OK; j++)
        if (all.sectors[j])
            status = lever_of_sector(r->s->scenario, &all, j, at, &g->levers[g->input_count++], r->error);
    lever_free(&all);
    return status;
}

/* A setting that is a word, as "labour"; NULL when it is none. */
static const char *word_setting(const char *name)
{
    size_t count;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    for (size_t k = 0; k < count; k++)
        if (strcmp(rows[k].name, name) == 0 && strcmp(rows[k].kind, "text") == 0) return rows[k].name;
    return NULL;
}

static cohong_status read_vary(reading *r)
{
    const toml_node *vary = toml_find(r->table, "vary"), *each = toml_find(r->table, "each");
    draw_group *g = r->group;
    cohong_status status = COHONG_OK;
    if (vary == NULL) return fail(r->error, COHONG_INCOMPLETE, r->table->at, "key \"vary\" is missing");
    if (vary->kind == TOML_TEXT) {
        g->setting = word_setting(vary->text);
        g->input_count = g->setting != NULL;
        if (g->setting == NULL) status = add_lever(r, vary->text, vary->at);
    } else {
        status = check_list(r, vary, "texts", false, INPUT_LIMIT);
        for (const toml_node *item = vary->first; item != NULL && status == COHONG_OK; item = item->next)
            status = add_lever(r, item->text, item->at);
    }
    if (status != COHONG_OK || each == NULL) return status;
    if (each->kind != TOML_BOOL || g->setting != NULL)
        return fail(r->error, COHONG_SYNTAX, each->at, "key \"each\": found %s, expected true or false",
                    toml_kind_name(each->kind));
    return each->truth ? split_sectors(r, each->at) : COHONG_OK;
}

/* ---- distributions */

/* A number, or a list with one for every input. */
static cohong_status read_location(reading *r, const char *key, bool positive)
{
    draw_group *g = r->group;
    const toml_node *node = toml_find(r->table, key);
    if (node == NULL) return fail(r->error, COHONG_INCOMPLETE, r->table->at, "key \"%s\" is missing", key);
    cohong_status status = COHONG_OK;
    double one = 0;
    if (node->kind == TOML_ARRAY)
        status = check_list(r, node, "numbers", true, INPUT_LIMIT);
    else
        status = toml_number(r->table, key, true, &one, r->error);
    if (status != COHONG_OK) return status;
    if (node->kind == TOML_ARRAY && node->count != g->input_count)
        return fail(r->error, COHONG_INCOMPLETE, node->at, "key \"%s\": %zu numbers for %zu inputs", key, node->count,
                    g->input_count);
    g->location = malloc(g->input_count * sizeof *g->location);
    if (g->location == NULL) return fail_memory(r->error);
    const toml_node *item = node->first;
    for (size_t k = 0; k < g->input_count; k++, item = item != NULL ? item->next : NULL) {
        g->location[k] = node->kind == TOML_ARRAY ? item->number : one;
        if (positive && !(g->location[k] > 0))
            return fail(r->error, COHONG_OUT_OF_DOMAIN, node->at, "key \"%s\": found %g, expected a number above 0",
                        key, g->location[k]);
    }
    return COHONG_OK;
}

static cohong_status read_covariance(reading *r, const toml_node *matrix)
{
    draw_group *g = r->group;
    size_t count = g->input_count, i = 0;
    if (matrix->kind != TOML_ARRAY || matrix->count != count)
        return fail(r->error, COHONG_SYNTAX, matrix->at, "key \"covariance\": expected %zu rows of %zu numbers", count,
                    count);
    g->root = malloc(count * count * sizeof *g->root);
    if (g->root == NULL) return fail_memory(r->error);
    for (const toml_node *row = matrix->first; row != NULL; row = row->next, i++) {
        size_t j = 0;
        cohong_status status = check_list(r, row, "numbers", true, INPUT_LIMIT);
        if (status != COHONG_OK) return status;
        if (row->count != count)
            return fail(r->error, COHONG_SYNTAX, row->at, "key \"covariance\": a row of %zu, expected %zu", row->count,
                        count);
        for (const toml_node *item = row->first; item != NULL; item = item->next, j++) {
            g->root[i * count + j] = item->number;
            if (j < i && item->number != g->root[j * count + i])
                return fail(r->error, COHONG_OUT_OF_DOMAIN, item->at,
                            "key \"covariance\": %g here, %g across the diagonal", item->number,
                            g->root[j * count + i]);
        }
    }
    if (cholesky(g->root, count)) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, matrix->at,
                "key \"covariance\" is not one: it has a negative direction");
}

static cohong_status read_normal(reading *r)
{
    draw_group *g = r->group;
    bool logs = g->kind == DRAW_LOGNORMAL;
    const char *spread = logs ? "sigma" : "sd";
    const toml_node *matrix = toml_find(r->table, "covariance");
    cohong_status status = read_location(r, logs ? "median" : "mean", logs);
    if (status != COHONG_OK || matrix != NULL) return status != COHONG_OK ? status : read_covariance(r, matrix);
    status = toml_number(r->table, spread, true, &g->spread, r->error);
    if (status != COHONG_OK || (g->spread > 0 && isfinite(g->spread))) return status;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(r->table, spread)->at,
                "key \"%s\": found %g, expected a number above 0", spread, g->spread);
}

static cohong_status read_range(reading *r)
{
    draw_group *g = r->group;
    bool triangular = g->kind == DRAW_TRIANGULAR;
    cohong_status status = toml_number(r->table, "low", true, &g->low, r->error);
    if (status == COHONG_OK) status = toml_number(r->table, "high", true, &g->high, r->error);
    if (status == COHONG_OK && triangular) status = toml_number(r->table, "mode", true, &g->mode, r->error);
    if (status != COHONG_OK) return status;
    bool sound = isfinite(g->low) && isfinite(g->high) && g->low < g->high &&
                 (!triangular || (g->mode >= g->low && g->mode <= g->high));
    if (sound) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, r->table->at, "expected low%s < high, found %g%s%g",
                triangular ? " <= mode <= high, low" : "", g->low, triangular ? ", mode between it and " : " and ",
                g->high);
}

static cohong_status read_weights(reading *r)
{
    draw_group *g = r->group;
    const toml_node *list = toml_find(r->table, "weights");
    double total = 0;
    size_t k = 0;
    for (size_t v = 0; v < g->value_count; v++) g->weights[v] = 1;
    if (list == NULL) return COHONG_OK;
    cohong_status status = check_list(r, list, "numbers", true, VALUE_LIMIT);
    if (status != COHONG_OK) return status;
    if (list->count != g->value_count)
        return fail(r->error, COHONG_INCOMPLETE, list->at, "key \"weights\": %zu for %zu values", list->count,
                    g->value_count);
    for (const toml_node *item = list->first; item != NULL; item = item->next) {
        if (item->number < 0)
            return fail(r->error, COHONG_OUT_OF_DOMAIN, item->at, "key \"weights\": found %g, expected 0 or more",
                        item->number);
        total += g->weights[k++] = item->number;
    }
    if (total > 0) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, list->at, "key \"weights\": they sum to 0");
}

/* Words of a setting are tried, so that a wrong one is found before the first solve. */
static cohong_status read_values(reading *r)
{
    draw_group *g = r->group;
    const toml_node *list = toml_find(r->table, "values");
    if (list == NULL) return fail(r->error, COHONG_INCOMPLETE, r->table->at, "key \"values\" is missing");
    cohong_status status = check_list(r, list, g->setting != NULL ? "words" : "numbers", g->setting == NULL,
                                      VALUE_LIMIT);
    if (status != COHONG_OK) return status;
    g->value_count = list->count;
    g->weights = malloc(list->count * sizeof *g->weights);
    g->numbers = malloc(list->count * sizeof *g->numbers);
    if (g->setting != NULL) g->words = calloc(list->count, sizeof *g->words);
    if (g->weights == NULL || g->numbers == NULL || (g->setting != NULL && g->words == NULL))
        return fail_memory(r->error);
    size_t k = 0;
    for (const toml_node *item = list->first; item != NULL && status == COHONG_OK; item = item->next, k++) {
        g->numbers[k] = item->number;
        if (g->setting == NULL) continue;
        cohong_settings probe = cohong_settings_default();
        cohong_error wrong = { 0 };
        if (cohong_settings_set(&probe, g->setting, item->text, &wrong) != COHONG_OK)
            status = fail(r->error, wrong.status, item->at, "%.300s", wrong.message);
        else if ((g->words[k] = keep(r, item->text)) == NULL)
            status = fail_memory(r->error);
    }
    return status == COHONG_OK ? read_weights(r) : status;
}

/* One row a distribution: its own keys come after the common ones. */
static const struct {
    const char *name;
    distribution_kind kind;
    cohong_status (*read)(reading *r);
    const char *keys[3];
} DISTRIBUTIONS[] = {
    { "normal", DRAW_NORMAL, read_normal, { "mean", "sd", "covariance" } },
    { "lognormal", DRAW_LOGNORMAL, read_normal, { "median", "sigma", "covariance" } },
    { "triangular", DRAW_TRIANGULAR, read_range, { "low", "mode", "high" } },
    { "uniform", DRAW_UNIFORM, read_range, { "low", "high", "high" } },
    { "choice", DRAW_CHOICE, read_values, { "values", "weights", "weights" } },
};
enum { DISTRIBUTION_COUNT = sizeof DISTRIBUTIONS / sizeof *DISTRIBUTIONS };

static cohong_status read_distribution(reading *r)
{
    const char *name = NULL, *names[DISTRIBUTION_COUNT];
    char guess[160];
    cohong_status status = toml_text(r->table, "distribution", true, &name, r->error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < DISTRIBUTION_COUNT; k++) {
        names[k] = DISTRIBUTIONS[k].name;
        if (strcmp(names[k], name) != 0) continue;
        const char *keys[] = { "name", "vary", "distribution", "each", NULL, NULL, NULL };
        memcpy((void *)(keys + 4), DISTRIBUTIONS[k].keys, sizeof DISTRIBUTIONS[k].keys);
        r->group->kind = DISTRIBUTIONS[k].kind;
        status = toml_only(r->table, keys, sizeof keys / sizeof *keys, r->error);
        if (status == COHONG_OK && r->group->setting != NULL && r->group->kind != DRAW_CHOICE)
            return fail(r->error, COHONG_SYNTAX, toml_find(r->table, "distribution")->at,
                        "\"%s\" is a word: expected distribution = \"choice\"", r->group->setting);
        return status == COHONG_OK ? DISTRIBUTIONS[k].read(r) : status;
    }
    suggest_sentence(suggest_string(name, names, DISTRIBUTION_COUNT), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, toml_find(r->table, "distribution")->at,
                "unknown distribution \"%.60s\"%s", name, guess);
}

static cohong_status read_group(reading *r)
{
    draw_group *g = r->group;
    g->at = r->table->at;
    g->at.file = r->s->path;
    g->first_input = r->s->labels.input_count;
    cohong_status status = read_vary(r);
    if (status == COHONG_OK) status = read_distribution(r);
    if (status != COHONG_OK) return status;
    const toml_node *vary = toml_find(r->table, "vary");
    const char *name = vary->kind == TOML_TEXT ? vary->text : g->levers[0].text;
    status = toml_text(r->table, "name", false, &name, r->error);
    if (status == COHONG_OK && (g->name = keep(r, name)) == NULL) status = fail_memory(r->error);
    r->s->labels.input_count += g->input_count;
    return status;
}

static cohong_status read_groups(cohong_sweep *s, const toml_node *root, cohong_error *error)
{
    const toml_node *list = toml_find(root, "draw");
    if (list == NULL) return fail(error, COHONG_INCOMPLETE, root->at, "there is no [[draw]]");
    if (list->kind != TOML_ARRAY || list->count == 0 || list->count > GROUP_LIMIT)
        return fail(error, COHONG_SYNTAX, list->at, "expected 1 to %d tables [[draw]]", (int)GROUP_LIMIT);
    s->groups = calloc(list->count, sizeof *s->groups);
    if (s->groups == NULL) return fail_memory(error);
    cohong_status status = COHONG_OK;
    for (const toml_node *table = list->first; table != NULL && status == COHONG_OK; table = table->next) {
        if (table->kind != TOML_TABLE)
            return fail(error, COHONG_SYNTAX, table->at, "found %s, expected a table: write [[draw]]",
                        toml_kind_name(table->kind));
        reading r = { s, table, &s->groups[s->labels.group_count++], error };
        status = read_group(&r);
    }
    return status;
}

/* ---- results */

/* Whether some draw may have a closure under which jobs are neither created nor lost. */
static bool may_hold_employment(const cohong_sweep *s)
{
    bool chosen = false, held = !cohong_labour_moves(s->scenario->settings.labour);
    for (size_t g = 0; g < s->labels.group_count; g++) {
        const draw_group *group = &s->groups[g];
        if (group->setting == NULL || strcmp(group->setting, "labour") != 0) continue;
        chosen = true;
        for (size_t k = 0; k < group->value_count; k++)
            if (!cohong_labour_moves(group->words[k]) && group->weights[k] > 0) return true;
    }
    return held && !chosen;
}

static cohong_status read_results(cohong_sweep *s, const toml_node *root, cohong_error *error)
{
    reading r = { .s = s, .error = error };
    const toml_node *list = toml_find(root, "results");
    if (list == NULL) return fail(error, COHONG_INCOMPLETE, root->at, "key \"results\" is missing");
    cohong_status status = check_list(&r, list, "texts", false, RESULT_LIMIT);
    if (status != COHONG_OK) return status;
    s->results = calloc(list->count, sizeof *s->results);
    if (s->results == NULL) return fail_memory(error);
    for (const toml_node *item = list->first; item != NULL && status == COHONG_OK; item = item->next) {
        quantity *result = &s->results[s->labels.result_count++];
        status = quantity_read(s->scenario->world, item->text, item->at, result, error);
        if (status == COHONG_OK && result->jobs && may_hold_employment(s))
            status = fail(
                error, COHONG_INCOMPLETE, item->at,
                "jobs_created: under labour = \"full\" and \"sector_specific\" no job is created or lost; choose "
                "elastic, rigid or rigid_down in the scenario, or draw \"labour\" among these alone");
    }
    return status;
}

/* ---- labels */

static cohong_status fill_labels(cohong_sweep *s, cohong_error *error)
{
    cohong_sweep_labels *l = &s->labels;
    s->names = malloc((l->group_count + l->input_count + 2 * l->result_count) * sizeof *s->names);
    s->units = malloc(l->result_count * sizeof *s->units);
    if (s->names == NULL || s->units == NULL) return fail_memory(error);
    const char **groups = s->names, **inputs = groups + l->group_count, **results = inputs + l->input_count;
    for (size_t g = 0; g < l->group_count; g++) {
        groups[g] = s->groups[g].name;
        for (size_t k = 0; k < s->groups[g].input_count; k++)
            inputs[s->groups[g].first_input + k] = s->groups[g].setting != NULL ? s->groups[g].setting
                                                                                : s->groups[g].levers[k].text;
    }
    for (size_t k = 0; k < l->result_count; k++) {
        results[k] = s->results[k].text;
        results[l->result_count + k] = s->results[k].meaning;
        s->units[k] = s->results[k].unit;
    }
    l->groups = groups;
    l->inputs = inputs;
    l->results = results;
    l->result_meanings = results + l->result_count;
    l->result_units = s->units;
    return COHONG_OK;
}

/* A number cannot be drawn twice under one name: columns and indices would not tell them apart. */
static cohong_status check_names(const cohong_sweep *s, cohong_error *error)
{
    const cohong_sweep_labels *l = &s->labels;
    for (size_t g = 0; g < l->group_count; g++)
        for (size_t h = 0; h < g; h++)
            if (strcmp(l->groups[g], l->groups[h]) == 0)
                return fail(error, COHONG_DUPLICATE, s->groups[g].at, "the draw \"%.60s\" is given twice",
                            l->groups[g]);
    for (size_t k = 0; k < l->input_count; k++)
        for (size_t m = 0; m < k; m++)
            if (strcmp(l->inputs[k], l->inputs[m]) == 0)
                return fail(error, COHONG_DUPLICATE, (place){ .file = s->path }, "\"%.60s\" is drawn twice",
                            l->inputs[k]);
    for (size_t k = 0; k < l->result_count; k++)
        for (size_t m = 0; m < k; m++)
            if (strcmp(l->results[k], l->results[m]) == 0)
                return fail(error, COHONG_DUPLICATE, (place){ .file = s->path }, "the result \"%.60s\" is given twice",
                            l->results[k]);
    return COHONG_OK;
}

cohong_status plan_read_draws(cohong_sweep *s, const toml_node *root, cohong_error *error)
{
    cohong_status status = read_groups(s, root, error);
    if (status == COHONG_OK) status = read_results(s, root, error);
    if (status == COHONG_OK) status = fill_labels(s, error);
    return status == COHONG_OK ? check_names(s, error) : status;
}
