/* What ships in the data folder, by name: worlds (kept once read), scenarios, sweeps. */
#ifndef COHONG_SERVE_CATALOGUE_H
#define COHONG_SERVE_CATALOGUE_H

#include <pthread.h>

#include "base/memory.h"

typedef enum shelf { SHELF_WORLDS, SHELF_SCENARIOS, SHELF_SWEEPS, SHELF_COUNT } shelf;

typedef struct kept_world {
    char *folder; /* resolved */
    cohong_world *world;
} kept_world;

typedef struct catalogue {
    char *folder;              /* resolved; of data */
    char **names[SHELF_COUNT]; /* sorted, without ".toml" */
    size_t counts[SHELF_COUNT];
    pthread_mutex_t lock; /* of the worlds */
    kept_world *worlds;
    size_t world_count, world_capacity;
} catalogue;

cohong_status catalogue_new(catalogue *to, const char *folder, cohong_error *error);
void catalogue_free(catalogue *of);

/* The number of a name on a shelf, or (size_t)-1 with the error ("did you mean"). */
size_t catalogue_find(const catalogue *of, shelf on, const char *name, cohong_error *error);

/* The path of a name on a shelf; free() it; NULL when out of memory. */
char *catalogue_path(const catalogue *of, shelf on, const char *name);

/* A world, read at its first use and then kept as long as the catalogue. */
cohong_status catalogue_world(catalogue *of, const char *folder, cohong_world **world, cohong_error *error);

/* Whether a world is one that is kept. */
bool catalogue_keeps(catalogue *of, const cohong_world *world);

/* For scenario_source: `context` is the catalogue. Files that may be named are those in its folder, whatever symbolic links say. */
cohong_world *catalogue_world_of(void *context, const char *folder);
bool catalogue_may_name(void *context, const char *path);

#endif
