/* A map file (kind,from,to[,name]): which countries and sectors merge into which. */
#ifndef COHONG_WORLD_MAP_H
#define COHONG_WORLD_MAP_H

#include "base/csv.h"
#include "base/index.h"
#include "base/memory.h"

/* Old numbers to new ones, for one kind of thing. */
typedef struct grouping {
    const char *kind;   /* "country" or "sector" */
    name_index codes;   /* of old things */
    const char **to;    /* new code of each old thing; its own where the map does not name it */
    const char **names; /* new name that the map gives, or NULL */
    bool *named;        /* does the map name it? */
    size_t *group;      /* new number of each old thing */
    size_t group_count;
    size_t *first; /* first old thing of each group */
} grouping;

typedef struct map_file {
    csv table;
    text_pool texts;
    grouping countries, sectors;
} map_file;

cohong_status map_read(const char *path, const cohong_world *world, map_file *map, cohong_error *error);
void map_free(map_file *map);

/* Name of a group: the first that the map gives, else the old name where one thing alone is in it and keeps its code,
 * else the code. */
const char *map_name(const grouping *g, size_t group, const char *old_name);

#endif
