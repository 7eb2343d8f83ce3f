/* Reading a sweep file: the file itself, its scenario and its manifest. What is drawn is read by plan_draws.c. */
#include "sweep/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/file.h"
#include "sweep/indices.h"

enum { CHUNK_ROWS = 256, DRAW_LIMIT = 100000000, CHUNK_LIMIT = 1000000, SEED_BITS = 53 };

static void group_free(draw_group *g)
{
    for (size_t k = 0; g->levers != NULL && k < g->input_count; k++) lever_free(&g->levers[k]);
    free(g->levers);
    free(g->location);
    free(g->root);
    free((void *)g->words);
    free(g->numbers);
    free(g->weights);
}

void cohong_sweep_free(cohong_sweep *s)
{
    if (s == NULL) return;
    for (size_t g = 0; s->groups != NULL && g < s->labels.group_count; g++) group_free(&s->groups[g]);
    for (size_t k = 0; s->results != NULL && k < s->labels.result_count; k++) quantity_free(&s->results[k]);
    free(s->groups);
    free(s->results);
    free((void *)s->names);
    free(s->units);
    halton_free(&s->points);
    text_pool_free(&s->texts);
    cohong_scenario_free(s->scenario);
    free(s);
}

const cohong_sweep_labels *cohong_sweep_labels_of(const cohong_sweep *sweep)
{
    return &sweep->labels;
}

/* ---- the top of the file */

static cohong_status whole_within(const toml_node *root, const char *key, long long least, long long most,
                                  bool required, long long *value, cohong_error *error)
{
    cohong_status status = toml_whole(root, key, required, value, error);
    if (status != COHONG_OK || (*value >= least && *value <= most)) return status;
    return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(root, key)->at, "key \"%s\": found %lld, expected %lld to %lld",
                key, *value, least, most);
}

static cohong_status read_numbers(cohong_sweep *s, const toml_node *root, cohong_error *error)
{
    long long seed = 0, draws = 0, chunk = CHUNK_ROWS;
    cohong_status status = whole_within(root, "seed", 0, (1LL << SEED_BITS) - 1, true, &seed, error);
    if (status == COHONG_OK) status = whole_within(root, "draws", BATCH_COUNT, DRAW_LIMIT, true, &draws, error);
    if (status == COHONG_OK) status = whole_within(root, "chunk", 1, CHUNK_LIMIT, false, &chunk, error);
    s->labels.seed = (uint64_t)seed;
    s->labels.draw_count = (size_t)draws;
    s->labels.chunk_rows = (size_t)chunk;
    return status;
}

static cohong_status read_sampling(cohong_sweep *s, const toml_node *root, cohong_error *error)
{
    const char *sampling = "quasi";
    const toml_node *indices = toml_find(root, "indices");
    cohong_status status = toml_text(root, "sampling", false, &sampling, error);
    if (status != COHONG_OK) return status;
    if (strcmp(sampling, "quasi") != 0 && strcmp(sampling, "random") != 0)
        return fail(error, COHONG_UNKNOWN_NAME, toml_find(root, "sampling")->at,
                    "key \"sampling\": found \"%.60s\", expected quasi or random", sampling);
    if (indices != NULL && indices->kind != TOML_BOOL)
        return fail(error, COHONG_SYNTAX, indices->at, "key \"indices\": found %s, expected true or false",
                    toml_kind_name(indices->kind));
    s->labels.sampling = strcmp(sampling, "quasi") == 0 ? "quasi" : "random";
    s->labels.indices = indices != NULL && indices->truth;
    return COHONG_OK;
}

/* The scenario's path is relative to the sweep file. */
static cohong_status read_scenario(cohong_sweep *s, const toml_node *root, cohong_cache_use cache, cohong_error *error)
{
    const char *name = NULL;
    cohong_status status = toml_text(root, "scenario", true, &name, error);
    if (status != COHONG_OK) return status;
    char *folder = strchr(s->path, '/') != NULL ? file_folder(s->path) : strdup("");
    char *path = folder != NULL ? data_named(DATA_SCENARIO, folder, name) : NULL;
    place at = toml_find(root, "scenario")->at;
    status = path != NULL ? data_there(DATA_SCENARIO, name, path, at, "scenario", error) : fail_memory(error);
    if (status == COHONG_OK) status = cohong_scenario_read(path, cache, &s->scenario, error);
    free(path);
    free(folder);
    s->labels.scenario = s->scenario;
    return status;
}

static cohong_status read_title(cohong_sweep *s, const toml_node *root, cohong_error *error)
{
    const char *title = s->scenario->title;
    cohong_status status = toml_text(root, "title", false, &title, error);
    if (status != COHONG_OK) return status;
    s->labels.title = text_pool_copy(&s->texts, title, strlen(title));
    return s->labels.title != NULL ? COHONG_OK : fail_memory(error);
}

/* ---- the manifest */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What the bits depend on: the engine, the file, and the contents of what it rests on, whatever the names and the order. */
static cohong_status make_manifest(cohong_sweep *s, cohong_error *error)
{
    const cohong_scenario *from = s->scenario;
    size_t count = from->source_count + from->world->source_count, length = 0, room = (count + 2) * 65 + 128;
    const char **hashes = malloc((count + 1) * sizeof *hashes);
    char *text = malloc(room);
    if (hashes == NULL || text == NULL) {
        free((void *)hashes);
        free(text);
        return fail_memory(error);
    }
    for (size_t k = 0; k < from->source_count; k++) hashes[k] = from->sources[k].sha256;
    for (size_t k = from->source_count; k < count; k++) hashes[k] = from->world->sources[k - from->source_count].sha256;
    qsort((void *)hashes, count, sizeof *hashes, by_text);
    length = (size_t)snprintf(text, room, "cohong %s sweep\n%s\n", COHONG_VERSION, s->sha256);
    for (size_t k = 0; k < count; k++) length += (size_t)snprintf(text + length, room - length, "%s\n", hashes[k]);
    file_sha256(text, length, s->labels.manifest);
    free((void *)hashes);
    free(text);
    return COHONG_OK;
}

/* ---- all of it */

static cohong_status make_design(cohong_sweep *s, cohong_error *error)
{
    cohong_sweep_labels *l = &s->labels;
    size_t block = design_block(l), rows;
    if (!memory_product(l->draw_count, block, row_columns(l) * sizeof(double), &rows))
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "%zu draws are too many", l->draw_count);
    l->row_count = l->draw_count * block + 1 + 2 * l->group_count;
    l->chunk_count = (l->row_count + l->chunk_rows - 1) / l->chunk_rows;
    if (strcmp(l->sampling, "random") == 0) return COHONG_OK;
    return halton_new(l->seed, l->input_count * (l->indices ? 2 : 1), BATCH_COUNT, &s->points, error);
}

static cohong_status read_all(cohong_sweep *s, const toml_file *toml, cohong_cache_use cache, cohong_error *error)
{
    static const char *const KEYS[] = { "title",   "scenario", "seed",    "draws", "sampling",
                                        "indices", "chunk",    "results", "draw" };
    memcpy(s->sha256, toml->sha256, sizeof s->sha256);
    cohong_status status = toml_only(toml->root, KEYS, sizeof KEYS / sizeof *KEYS, error);
    if (status == COHONG_OK) status = read_numbers(s, toml->root, error);
    if (status == COHONG_OK) status = read_sampling(s, toml->root, error);
    if (status == COHONG_OK) status = read_scenario(s, toml->root, cache, error);
    if (status == COHONG_OK) status = read_title(s, toml->root, error);
    if (status == COHONG_OK) status = plan_read_draws(s, toml->root, error);
    if (status == COHONG_OK) status = make_design(s, error);
    if (status == COHONG_OK) status = make_manifest(s, error);
    return status;
}

cohong_status cohong_sweep_read(const char *path, cohong_cache_use cache, cohong_sweep **sweep, cohong_error *error)
{
    toml_file toml = { 0 };
    *sweep = NULL;
    cohong_sweep *s = calloc(1, sizeof *s);
    if (s == NULL) return fail_memory(error);
    s->path = text_pool_copy(&s->texts, path, strlen(path));
    cohong_status status = s->path != NULL ? toml_read(s->path, &toml, error) : fail_memory(error);
    if (status == COHONG_OK) status = read_all(s, &toml, cache, error);
    toml_close(&toml);
    if (status == COHONG_OK)
        *sweep = s;
    else
        cohong_sweep_free(s);
    return status;
}
