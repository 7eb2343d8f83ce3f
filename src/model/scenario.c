/* Reading a scenario: the file itself, its world and its sources. What its tables change is read by scenario_trade.c and
 * scenario_supply.c, what they set by scenario_settings.c. */
#include "model/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/suggest.h"
#include "world/codes.h"

void cohong_scenario_free(cohong_scenario *scenario)
{
    if (scenario == NULL) return;
    scenario_owner *owner = scenario->memory;
    if (!owner->world_is_lent) cohong_world_free(scenario->world);
    free(scenario->sources);
    free(owner->tariff);
    free(owner->trade_cost_hat);
    free(owner->technology_hat);
    free(owner->labour_hat);
    text_pool_free(&owner->texts);
    free(owner);
}

/* ---- names and sources */

static const char *keep(scenario_reading *r, const char *text)
{
    return text_pool_copy(&r->owner->texts, text, strlen(text));
}

cohong_status scenario_path(scenario_reading *r, place at, unsigned kinds, const char *name, const char **path)
{
    char *joined = kinds != DATA_ANY ? data_named(kinds, r->folder, name) : file_join(r->folder, name);
    *path = joined != NULL ? keep(r, joined) : NULL;
    free(joined);
    if (*path == NULL) return fail_memory(r->error);
    if (r->source->may_name == NULL || r->source->may_name(r->source->context, *path)) return COHONG_OK;
    return fail(r->error, COHONG_NO_FILE, at, "\"%.200s\" is none of the files that may be named here", name);
}

cohong_status scenario_add_source(scenario_reading *r, const char *path, const char *sha256)
{
    cohong_scenario *s = &r->owner->scenario;
    for (size_t k = 0; k < s->source_count; k++)
        if (strcmp(s->sources[k].path, path) == 0) return COHONG_OK;
    void *sources = s->sources;
    if (!memory_grow(&sources, &r->owner->source_capacity, s->source_count + 1, sizeof *s->sources))
        return fail_memory(r->error);
    s->sources = sources;
    cohong_source *source = &s->sources[s->source_count++];
    source->path = path;
    snprintf(source->sha256, sizeof source->sha256, "%s", sha256);
    return COHONG_OK;
}

/* The folder of the scenario file; nothing for a bare name, so that paths in messages stay as people wrote them. */
static cohong_status keep_folder(scenario_reading *r)
{
    const char *path = r->owner->scenario.path;
    char *folder = strchr(path, '/') != NULL ? file_folder(path) : NULL;
    r->folder = folder != NULL ? keep(r, folder) : "";
    bool kept = r->folder != NULL && (folder != NULL || strchr(path, '/') == NULL);
    free(folder);
    return kept ? COHONG_OK : fail_memory(r->error);
}

/* ---- the top of the file */

static bool is_one_line(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 32 || *text == 127) return false;
    return true;
}

/* Texts end up in tables, messages and paths, all of which are one line. */
static cohong_status texts_are_one_line(const scenario_reading *r, const toml_node *node)
{
    bool sound = (node->key == NULL || is_one_line(node->key)) && (node->text == NULL || is_one_line(node->text));
    if (!sound) return fail(r->error, COHONG_SYNTAX, node->at, "found a line break or a control character in a text");
    cohong_status status = COHONG_OK;
    for (const toml_node *child = node->first; child != NULL && status == COHONG_OK; child = child->next)
        status = texts_are_one_line(r, child);
    return status;
}

/* Settings are easily written outside their section. [[goal]] is for goal seek, which reads it. */
static cohong_status keys_are_known(const scenario_reading *r)
{
    static const char *const KEYS[] = { "title",  "world",      "closure",      "model",  "solver",
                                        "tariff", "trade_cost", "productivity", "labour", "goal" };
    for (const toml_node *child = r->root->first; child != NULL; child = child->next) {
        const char *section = scenario_section_of(child->key);
        if (section != NULL && strcmp(child->key, "labour") != 0)
            return fail(r->error, COHONG_UNKNOWN_NAME, child->at, "unknown key \"%.60s\"; it belongs in [%s]",
                        child->key, section);
    }
    return toml_only(r->root, KEYS, sizeof KEYS / sizeof *KEYS, r->error);
}

static cohong_status read_title(scenario_reading *r)
{
    cohong_scenario *s = &r->owner->scenario;
    const char *slash = strrchr(s->path, '/'), *title = slash != NULL ? slash + 1 : s->path;
    cohong_status status = toml_text(r->root, "title", false, &title, r->error);
    if (status != COHONG_OK) return status;
    s->title = keep(r, title);
    return s->title != NULL ? COHONG_OK : fail_memory(r->error);
}

static cohong_status read_world(scenario_reading *r, cohong_cache_use cache)
{
    cohong_scenario *s = &r->owner->scenario;
    const char *name = NULL;
    cohong_status status = toml_text(r->root, "world", true, &name, r->error);
    if (status != COHONG_OK) return status;
    place at = toml_find(r->root, "world")->at;
    if (*name == '\0') return fail(r->error, COHONG_INCOMPLETE, at, "key \"world\" is empty, expected a folder");
    status = scenario_path(r, at, DATA_WORLD, name, &s->world_path);
    if (status == COHONG_OK) status = data_there(DATA_WORLD, name, s->world_path, at, "world", r->error);
    if (status != COHONG_OK) return status;
    if (r->source->world_of != NULL) s->world = r->source->world_of(r->source->context, s->world_path);
    r->owner->world_is_lent = s->world != NULL;
    if (s->world == NULL) status = cohong_world_read(s->world_path, cache, &s->world, r->error);
    r->world = s->world;
    return status;
}

static cohong_status index_codes(scenario_reading *r)
{
    size_t N = r->world->country_count, J = r->world->sector_count;
    cohong_status status = code_index_countries(r->world, &r->countries, r->error);
    if (status == COHONG_OK) status = code_index_sectors(r->world, &r->sectors, r->error);
    if (status != COHONG_OK) return status;
    r->chosen[SELECT_IMPORTER] = calloc(N, sizeof(bool));
    r->chosen[SELECT_EXPORTER] = calloc(N, sizeof(bool));
    r->chosen[SELECT_SECTOR] = calloc(J, sizeof(bool));
    bool ok = r->chosen[SELECT_IMPORTER] != NULL && r->chosen[SELECT_EXPORTER] != NULL &&
              r->chosen[SELECT_SECTOR] != NULL;
    return ok ? COHONG_OK : fail_memory(r->error);
}

/* ---- all of it */

static cohong_status read_document(scenario_reading *r)
{
    cohong_scenario *s = &r->owner->scenario;
    const toml_file *document = r->source->document;
    cohong_status status = document != NULL ? COHONG_OK : toml_read(s->path, &r->toml, r->error);
    if (status != COHONG_OK) return status;
    if (document == NULL) document = &r->toml;
    r->root = document->root;
    return scenario_add_source(r, s->path, document->sha256);
}

static cohong_status read_file(scenario_reading *r)
{
    cohong_scenario *s = &r->owner->scenario;
    s->settings = cohong_settings_default();
    s->path = keep(r, r->source->path);
    if (s->path == NULL) return fail_memory(r->error);
    cohong_status status = keep_folder(r);
    if (status == COHONG_OK) status = read_document(r);
    if (status == COHONG_OK) status = texts_are_one_line(r, r->root);
    if (status == COHONG_OK) status = keys_are_known(r);
    return status;
}

static cohong_status read_all(scenario_reading *r, cohong_cache_use cache)
{
    cohong_status status = read_file(r);
    if (status == COHONG_OK) status = read_title(r);
    if (status == COHONG_OK) status = scenario_read_settings(r);
    if (status == COHONG_OK) status = read_world(r, cache);
    if (status == COHONG_OK) status = index_codes(r);
    if (status == COHONG_OK) status = scenario_read_trade(r);
    if (status == COHONG_OK) status = scenario_read_supply(r);
    return status;
}

static void reading_free(scenario_reading *r)
{
    toml_close(&r->toml);
    name_index_free(&r->countries);
    name_index_free(&r->sectors);
    for (size_t k = 0; k < 3; k++) free(r->chosen[k]);
}

cohong_status scenario_read_from(const scenario_source *source, cohong_cache_use cache, cohong_scenario **scenario,
                                 cohong_error *error)
{
    scenario_reading r = { .owner = calloc(1, sizeof *r.owner), .source = source, .error = error };
    *scenario = NULL;
    if (r.owner == NULL) return fail_memory(error);
    scenario_owner *owner = r.owner;
    owner->scenario.memory = owner;
    cohong_status status = read_all(&r, cache);
    owner->scenario.shock = (cohong_shock){ owner->tariff, owner->trade_cost_hat, owner->technology_hat,
                                            owner->labour_hat, owner->firms };
    reading_free(&r);
    if (status == COHONG_OK)
        *scenario = &owner->scenario;
    else
        cohong_scenario_free(&owner->scenario);
    return status;
}

cohong_status cohong_scenario_read(const char *path, cohong_cache_use cache, cohong_scenario **scenario,
                                   cohong_error *error)
{
    scenario_source source = { .path = path };
    return scenario_read_from(&source, cache, scenario, error);
}
