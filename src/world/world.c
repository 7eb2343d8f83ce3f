/* Worlds in memory: one aligned block for numbers, a pool for texts. */
#include "world/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *const WORLD_FILES[WORLD_FILE_COUNT] = { "world.toml",     "countries.csv", "sectors.csv", "trade.csv",
                                                    "production.csv", "inputs.csv",    "final.csv" };

typedef struct world_memory {
    void *block;
    text_pool texts;
    size_t source_capacity;
} world_memory;

static void layout(cohong_world *w, arena *from, bool with_employment)
{
    size_t N = w->country_count, J = w->sector_count;
    w->countries = arena_take(from, N, sizeof *w->countries);
    w->sectors = arena_take(from, J, sizeof *w->sectors);
    w->theta = arena_take(from, J, sizeof(double));
    w->trade = arena_take(from, J * N * N, sizeof(double));
    w->tariff = arena_take(from, J * N * N, sizeof(double));
    w->value_added_share = arena_take(from, J * N, sizeof(double));
    w->input_share = arena_take(from, J * N * J, sizeof(double));
    w->final_share = arena_take(from, J * N, sizeof(double));
    w->employment = with_employment ? arena_take(from, J * N, sizeof(double)) : NULL;
}

static cohong_status allocate(cohong_world *w, bool with_employment, cohong_error *error)
{
    arena from = { 0 };
    world_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL) return fail_memory(error);
    w->memory = memory;
    layout(w, &from, with_employment);
    memory->block = from.overflow ? NULL : memory_block(from.used);
    if (memory->block == NULL) return fail_memory(error);
    from = (arena){ .block = memory->block, .size = from.used };
    layout(w, &from, with_employment);
    return COHONG_OK;
}

cohong_status cohong_world_new(size_t country_count, size_t sector_count, bool with_employment, cohong_world **world,
                               cohong_error *error)
{
    *world = NULL;
    if (country_count == 0 || country_count > WORLD_COUNTRY_LIMIT || sector_count == 0 ||
        sector_count > WORLD_SECTOR_LIMIT)
        return fail(error, COHONG_TOO_LARGE, NOWHERE,
                    "a world of %zu countries and %zu sectors: expected 1 to %d and 1 to %d", country_count,
                    sector_count, WORLD_COUNTRY_LIMIT, WORLD_SECTOR_LIMIT);
    cohong_world *w = calloc(1, sizeof *w);
    if (w == NULL) return fail_memory(error);
    w->country_count = country_count;
    w->sector_count = sector_count;
    w->unit = 1;
    cohong_status status = allocate(w, with_employment, error);
    if (status != COHONG_OK) {
        cohong_world_free(w);
        return status;
    }
    *world = w;
    return COHONG_OK;
}

void cohong_world_free(cohong_world *world)
{
    if (world == NULL) return;
    world_memory *memory = world->memory;
    if (memory != NULL) {
        free(memory->block);
        text_pool_free(&memory->texts);
        free(memory);
    }
    free(world->sources);
    free(world);
}

const char *cohong_world_text(cohong_world *world, const char *text)
{
    world_memory *memory = world->memory;
    return text_pool_copy(&memory->texts, text, strlen(text));
}

size_t cohong_world_country(const cohong_world *world, const char *code)
{
    for (size_t n = 0; n < world->country_count; n++)
        if (world->countries[n].code != NULL && strcmp(world->countries[n].code, code) == 0) return n;
    return COHONG_NONE;
}

size_t cohong_world_sector(const cohong_world *world, const char *code)
{
    for (size_t j = 0; j < world->sector_count; j++)
        if (world->sectors[j].code != NULL && strcmp(world->sectors[j].code, code) == 0) return j;
    return COHONG_NONE;
}

cohong_status world_add_source(cohong_world *world, const char *path, const char *sha256, cohong_error *error)
{
    world_memory *memory = world->memory;
    void *sources = world->sources;
    const char *kept = cohong_world_text(world, path);
    if (kept == NULL ||
        !memory_grow(&sources, &memory->source_capacity, world->source_count + 1, sizeof *world->sources))
        return fail_memory(error);
    world->sources = sources;
    cohong_source *source = &world->sources[world->source_count++];
    source->path = kept;
    memcpy(source->sha256, sha256, sizeof source->sha256);
    return COHONG_OK;
}

cohong_status world_name_file(cohong_status status, const char *path, cohong_error *error)
{
    bool nameless = error != NULL && status != COHONG_OK && error->file[0] == '\0';
    if (nameless) snprintf(error->file, sizeof error->file, "%s", path);
    return status;
}

const char *world_keep(cohong_world *to, const char *text, bool *ok)
{
    const char *copy = text != NULL ? cohong_world_text(to, text) : NULL;
    *ok = *ok && (copy != NULL || text == NULL);
    return copy;
}

bool world_copy_settings(cohong_world *to, const cohong_world *from)
{
    bool ok = true;
    to->name = world_keep(to, from->name, &ok);
    to->currency = world_keep(to, from->currency, &ok);
    to->provenance = world_keep(to, from->provenance, &ok);
    to->licence = world_keep(to, from->licence, &ok);
    to->year = from->year;
    to->unit = from->unit;
    to->tolerance = from->tolerance;
    return ok;
}

static bool copy_labels(cohong_world *to, const cohong_world *from)
{
    bool ok = world_copy_settings(to, from);
    for (size_t n = 0; n < to->country_count; n++) {
        to->countries[n].code = world_keep(to, from->countries[n].code, &ok);
        to->countries[n].name = world_keep(to, from->countries[n].name, &ok);
    }
    for (size_t j = 0; j < to->sector_count; j++) {
        to->sectors[j].code = world_keep(to, from->sectors[j].code, &ok);
        to->sectors[j].name = world_keep(to, from->sectors[j].name, &ok);
        to->sectors[j].kind = from->sectors[j].kind;
    }
    return ok;
}

cohong_status cohong_world_copy(const cohong_world *world, cohong_world **copy, cohong_error *error)
{
    size_t N = world->country_count, J = world->sector_count;
    cohong_status status = cohong_world_new(N, J, world->employment != NULL, copy, error);
    if (status != COHONG_OK) return status;
    cohong_world *to = *copy;
    if (!copy_labels(to, world)) {
        cohong_world_free(to);
        *copy = NULL;
        return fail_memory(error);
    }
    memcpy(to->theta, world->theta, J * sizeof(double));
    memcpy(to->trade, world->trade, J * N * N * sizeof(double));
    memcpy(to->tariff, world->tariff, J * N * N * sizeof(double));
    memcpy(to->value_added_share, world->value_added_share, J * N * sizeof(double));
    memcpy(to->input_share, world->input_share, J * N * J * sizeof(double));
    memcpy(to->final_share, world->final_share, J * N * sizeof(double));
    if (world->employment != NULL) memcpy(to->employment, world->employment, J * N * sizeof(double));
    return COHONG_OK;
}
