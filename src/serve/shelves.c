/* GET worlds, scenarios and sweeps: what there is to compute with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/suggest.h"
#include "model/scenario.h"
#include "serve/inside.h"

enum { ITERATION_LIMIT = 5000 };

/* ---- worlds */

static void world_members(const cohong_world *w, json *j)
{
    json_key_text(j, "title", w->name);
    json_key_whole(j, "year", w->year);
    json_key_text(j, "currency", w->currency);
    json_key_number(j, "unit", w->unit);
    json_key_text(j, "source", w->provenance);
    json_key_text(j, "licence", w->licence);
    json_key_whole(j, "country_count", (int64_t)w->country_count);
    json_key_whole(j, "sector_count", (int64_t)w->sector_count);
}

static void world_countries(const cohong_world *w, const cohong_accounts *accounts, json *j)
{
    json_key(j, "countries");
    json_array(j);
    for (size_t n = 0; n < w->country_count; n++) {
        json_object(j);
        json_key_text(j, "country", w->countries[n].code);
        json_key_text(j, "name", w->countries[n].name);
        json_key_number(j, "value_added", accounts->value_added[n]);
        json_key_number(j, "tariff_revenue", accounts->tariff_revenue[n]);
        json_key_number(j, "exports", accounts->exports[n]);
        json_key_number(j, "imports", accounts->imports[n]);
        json_key_number(j, "deficit", accounts->deficit[n]);
        json_end(j);
    }
    json_end(j);
}

static void world_sectors(const cohong_world *w, json *j)
{
    static const char *const KINDS[] = { NULL, "goods", "services" };
    json_key(j, "sectors");
    json_array(j);
    for (size_t k = 0; k < w->sector_count; k++) {
        json_object(j);
        json_key_text(j, "sector", w->sectors[k].code);
        json_key_text(j, "name", w->sectors[k].name);
        json_key_text(j, "kind", KINDS[w->sectors[k].kind]);
        json_key_number(j, "theta", w->theta[k]);
        json_end(j);
    }
    json_end(j);
}

static cohong_status named_world(server *of, const char *name, cohong_world **world, cohong_error *error)
{
    char *path = catalogue_path(&of->data, SHELF_WORLDS, name);
    if (path == NULL) return fail_memory(error);
    cohong_status status = catalogue_world(&of->data, path, world, error);
    free(path);
    return status;
}

/* A row of the list. One that cannot be read says why instead. */
static void world_row(server *of, const char *name, json *j)
{
    cohong_world *w;
    cohong_error error = { 0 };
    json_object(j);
    json_key_text(j, "name", name);
    if (named_world(of, name, &w, &error) == COHONG_OK)
        world_members(w, j);
    else
        json_key_text(j, "error", error.message);
    json_end(j);
}

static void one_world(server *of, const char *name, answer *to)
{
    cohong_world *w;
    cohong_accounts *accounts = NULL;
    cohong_error error = { 0 };
    if (catalogue_find(&of->data, SHELF_WORLDS, name, &error) == (size_t)-1) {
        answer_error(to, 404, &error, NULL);
        return;
    }
    cohong_status status = named_world(of, name, &w, &error);
    if (status == COHONG_OK) status = cohong_accounts_new(w, &accounts, &error);
    if (status != COHONG_OK) {
        answer_error(to, status == COHONG_OUT_OF_MEMORY ? 503 : 500, &error, NULL);
        return;
    }
    json j = json_to(&to->body);
    json_object(&j);
    json_key_text(&j, "name", name);
    world_members(w, &j);
    world_countries(w, accounts, &j);
    world_sectors(w, &j);
    json_end(&j);
    answer_json(to, 200);
    cohong_accounts_free(accounts);
}

/* ---- scenarios and sweeps */

/* name, title and, for a scenario, its world; "error" where the file cannot be read. */
static void file_members(server *of, shelf on, const char *name, json *j)
{
    toml_file file;
    cohong_error error = { 0 };
    const char *title = NULL, *world = NULL;
    char *path = catalogue_path(&of->data, on, name);
    json_key_text(j, "name", name);
    if (path == NULL) {
        j->to->failed = true;
        return;
    }
    if (toml_read(path, &file, &error) == COHONG_OK) {
        (void)toml_text(file.root, "title", false, &title, NULL);
        (void)toml_text(file.root, on == SHELF_SWEEPS ? "scenario" : "world", false, &world, NULL);
        json_key_text(j, "title", title);
        json_key_text(j, on == SHELF_SWEEPS ? "scenario" : "world", world);
        toml_close(&file);
    } else {
        json_key_text(j, "error", error.message);
    }
    free(path);
}

static void file_text_member(server *of, shelf on, const char *name, json *j)
{
    file_text content = { 0 };
    char *path = catalogue_path(&of->data, on, name);
    if (path == NULL || file_read(path, 0, &content, NULL) != COHONG_OK)
        json_key_text(j, "text", NULL);
    else
        json_key_text(j, "text", content.bytes);
    free(content.bytes);
    free(path);
}

/* The list of a shelf, under its own name. */
static void list_shelf(server *of, shelf on, const char *key, answer *to)
{
    json j = json_to(&to->body);
    json_object(&j);
    json_key(&j, key);
    json_array(&j);
    for (size_t k = 0; k < of->data.counts[on]; k++) {
        if (on == SHELF_WORLDS) {
            world_row(of, of->data.names[on][k], &j);
            continue;
        }
        json_object(&j);
        file_members(of, on, of->data.names[on][k], &j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    answer_json(to, 200);
}

void answer_worlds(server *of, const asked *what, answer *to)
{
    if (!target_only(what->at, NULL, 0, to)) return;
    if (what->rest_count == 1)
        one_world(of, what->rest[0], to);
    else
        list_shelf(of, SHELF_WORLDS, "worlds", to);
}

void answer_scenarios(server *of, const asked *what, answer *to)
{
    cohong_error error = { 0 };
    if (!target_only(what->at, NULL, 0, to)) return;
    if (what->rest_count == 0) {
        list_shelf(of, SHELF_SCENARIOS, "scenarios", to);
    } else if (catalogue_find(&of->data, SHELF_SCENARIOS, what->rest[0], &error) == (size_t)-1) {
        answer_error(to, 404, &error, NULL);
    } else {
        json j = json_to(&to->body);
        json_object(&j);
        file_members(of, SHELF_SCENARIOS, what->rest[0], &j);
        file_text_member(of, SHELF_SCENARIOS, what->rest[0], &j);
        json_end(&j);
        answer_json(to, 200);
    }
}

void answer_sweeps(server *of, const asked *what, answer *to)
{
    if (target_only(what->at, NULL, 0, to)) list_shelf(of, SHELF_SWEEPS, "sweeps", to);
}

/* ---- a scenario to compute with */

/* `world = "seven-2017"` becomes the way there from the folder of scenarios. */
static cohong_status find_world(server *of, toml_file *document, char path[256], cohong_error *error)
{
    toml_node *world = (toml_node *)toml_find(document->root, "world"); /* the document is the caller's to change */
    cohong_error wrong = { 0 };
    if (world == NULL || world->kind != TOML_TEXT || world->text[0] == '\0' || strchr(world->text, '/') != NULL)
        return COHONG_OK;
    if (catalogue_find(&of->data, SHELF_WORLDS, world->text, &wrong) == (size_t)-1)
        return fail(error, COHONG_UNKNOWN_NAME, world->at, "key \"world\": %s", wrong.message);
    snprintf(path, 256, "../worlds/%s", world->text);
    world->text = path;
    return COHONG_OK;
}

cohong_status served_settings(const cohong_settings *settings, cohong_error *error)
{
    if (settings->iteration_limit <= ITERATION_LIMIT) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "iteration_limit: found %zu, expected at most %d here",
                settings->iteration_limit, ITERATION_LIMIT);
}

cohong_status served_scenario(server *of, const char *name, toml_file *document, cohong_scenario **scenario,
                              cohong_error *error)
{
    char world[256];
    scenario_source source = {
        .document = document, .may_name = catalogue_may_name, .world_of = catalogue_world_of, .context = &of->data
    };
    *scenario = NULL;
    cohong_status status = COHONG_OK;
    if (document != NULL)
        status = find_world(of, document, world, error);
    else if (catalogue_find(&of->data, SHELF_SCENARIOS, name, error) == (size_t)-1)
        return COHONG_UNKNOWN_NAME;
    if (status != COHONG_OK) return status;
    char *path = catalogue_path(&of->data, SHELF_SCENARIOS, document == NULL ? name : BODY_NAME);
    if (path == NULL) return fail_memory(error);
    source.path = path;
    status = scenario_read_from(&source, COHONG_CACHE_AUTO, scenario, error);
    free(path);
    if (status == COHONG_OK && !catalogue_keeps(&of->data, (*scenario)->world))
        status = fail(error, COHONG_OUT_OF_MEMORY, NOWHERE, "there is no room to keep another world");
    if (status == COHONG_OK) return COHONG_OK;
    cohong_scenario_free(*scenario);
    *scenario = NULL;
    return status;
}
