/* Reading a map file, and numbering what merges in the order in which new codes first appear. */
#include "world/map.h"

#include <stdlib.h>
#include <string.h>

#include "world/codes.h"

static void grouping_free(grouping *g)
{
    name_index_free(&g->codes);
    free((void *)g->to);
    free((void *)g->names);
    free(g->named);
    free(g->group);
    free(g->first);
}

static cohong_status grouping_new(grouping *g, const char *kind, cohong_error *error)
{
    size_t count = g->codes.count;
    g->kind = kind;
    g->to = calloc(count, sizeof *g->to);
    g->names = calloc(count, sizeof *g->names);
    g->named = calloc(count, sizeof *g->named);
    g->group = calloc(count, sizeof *g->group);
    g->first = calloc(count, sizeof *g->first);
    if (g->to == NULL || g->names == NULL || g->named == NULL || g->group == NULL || g->first == NULL)
        return fail_memory(error);
    for (size_t k = 0; k < count; k++) g->to[k] = g->codes.names[k];
    return COHONG_OK;
}

static cohong_status map_row(map_file *map, cohong_error *error)
{
    const csv *table = &map->table;
    const char *kind = csv_text(table, 0), *to = csv_text(table, 2),
               *name = csv_has(table, 3) ? csv_text(table, 3) : "";
    bool country = strcmp(kind, "country") == 0;
    size_t k;
    if (!country && strcmp(kind, "sector") != 0)
        return fail(error, COHONG_UNKNOWN_NAME, csv_place(table, 0),
                    "column \"kind\": found \"%.40s\", expected country or sector", kind);
    grouping *g = country ? &map->countries : &map->sectors;
    cohong_status status = code_find(table, 1, &g->codes, kind, &k, error);
    if (status != COHONG_OK) return status;
    if (*to == '\0') return fail(error, COHONG_INCOMPLETE, csv_place(table, 2), "column \"to\": the code is empty");
    if (g->named[k])
        return fail(error, COHONG_DUPLICATE, csv_place(table, 1), "%s \"%.60s\" is mapped twice", kind,
                    csv_text(table, 1));
    g->named[k] = true;
    g->to[k] = text_pool_copy(&map->texts, to, strlen(to));
    if (*name != '\0') g->names[k] = text_pool_copy(&map->texts, name, strlen(name));
    return g->to[k] != NULL && (*name == '\0' || g->names[k] != NULL) ? COHONG_OK : fail_memory(error);
}

static cohong_status number_groups(grouping *g, cohong_error *error)
{
    name_index codes = { 0 };
    cohong_status status = name_index_new(&codes, g->codes.count, error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < g->codes.count; k++) {
        if (name_index_add(&codes, g->to[k])) g->first[codes.count - 1] = k;
        g->group[k] = name_index_find(&codes, g->to[k]);
    }
    g->group_count = codes.count;
    name_index_free(&codes);
    return COHONG_OK;
}

static cohong_status read_rows(map_file *map, cohong_error *error)
{
    static const csv_column COLUMNS[] = { { "kind", true }, { "from", true }, { "to", true }, { "name", false } };
    cohong_status status = csv_columns(&map->table, COLUMNS, 4, error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(&map->table, &more, error);
        if (status != COHONG_OK || !more) break;
        status = map_row(map, error);
    }
    return status;
}

cohong_status map_read(const char *path, const cohong_world *world, map_file *map, cohong_error *error)
{
    *map = (map_file){ 0 };
    cohong_status status = code_index_countries(world, &map->countries.codes, error);
    if (status == COHONG_OK) status = code_index_sectors(world, &map->sectors.codes, error);
    if (status == COHONG_OK) status = grouping_new(&map->countries, "country", error);
    if (status == COHONG_OK) status = grouping_new(&map->sectors, "sector", error);
    if (status == COHONG_OK) status = csv_open(path, &map->table, error);
    if (status == COHONG_OK) status = read_rows(map, error);
    if (status == COHONG_OK) status = number_groups(&map->countries, error);
    if (status == COHONG_OK) status = number_groups(&map->sectors, error);
    return status;
}

void map_free(map_file *map)
{
    csv_close(&map->table);
    text_pool_free(&map->texts);
    grouping_free(&map->countries);
    grouping_free(&map->sectors);
}

const char *map_name(const grouping *g, size_t group, const char *old_name)
{
    size_t members = 0, first = g->first[group];
    for (size_t k = 0; k < g->codes.count; k++) {
        if (g->group[k] != group) continue;
        if (g->names[k] != NULL) return g->names[k];
        members++;
    }
    bool unchanged = members == 1 && strcmp(g->to[first], g->codes.names[first]) == 0;
    return unchanged && old_name != NULL ? old_name : g->to[first];
}
