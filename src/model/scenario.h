/* What the files of the scenario reader share: a reading in progress, and which countries and sectors a table names. */
#ifndef COHONG_MODEL_SCENARIO_H
#define COHONG_MODEL_SCENARIO_H

#include "base/data.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/toml.h"

/* A scenario and everything it points to; cohong_scenario.memory. */
typedef struct scenario_owner {
    cohong_scenario scenario;
    text_pool texts;
    size_t source_capacity;
    double *tariff, *trade_cost_hat, *technology_hat, *labour_hat; /* what the shock points to */
    bool world_is_lent;
    const char *firms; /* likewise, in texts */
} scenario_owner;

/* Where a scenario comes from. */
typedef struct scenario_source {
    const char *path;                                  /* names it; names of files in it are relative to its folder */
    const toml_file *document;                         /* already read; NULL: the file at path is read */
    bool (*may_name)(void *context, const char *path); /* whether it may name this file; NULL: it may name any */
    /* Answers the world of a folder, which then belongs to whoever answered and has to outlive the scenario; NULL: the scenario
     * reads it for itself. `world_of` may be NULL. */
    cohong_world *(*world_of)(void *context, const char *folder);
    void *context;
} scenario_source;

cohong_status scenario_read_from(const scenario_source *source, cohong_cache_use cache, cohong_scenario **scenario,
                                 cohong_error *error);

typedef struct scenario_reading {
    scenario_owner *owner;
    const cohong_world *world;
    const char *folder; /* of the scenario file; names in it are relative to it */
    const scenario_source *source;
    toml_file toml; /* when the reading opened it itself */
    const toml_node *root;
    name_index countries, sectors;
    bool *chosen[3]; /* room for the selections of one table: N, N and J */
    cohong_error *error;
} scenario_reading;

/* The path of a file that the scenario names at a place; what is not next to it may be one of these kinds that ships (DATA_ANY: none).
 * Fails where it may not name it. */
cohong_status scenario_path(scenario_reading *r, place at, unsigned kinds, const char *name, const char **path);

/* Records a file that the scenario is made of; naming it twice records it once. The path is kept as it is. */
cohong_status scenario_add_source(scenario_reading *r, const char *path, const char *sha256);

/* [closure], [model] and [solver]. */
cohong_status scenario_read_settings(scenario_reading *r);

/* The section of a setting, or NULL when there is no setting of that name. */
const char *scenario_section_of(const char *setting);

/* [[tariff]] and [[trade_cost]]. */
cohong_status scenario_read_trade(scenario_reading *r);

/* The amounts of a [[tariff]] with a law (J x N x N; NAN: the law says nothing), and whether they add to what is there. */
cohong_status scenario_read_law(scenario_reading *r, const toml_node *table, double *amounts, bool *adds);

/* [[productivity]] and [[labour]]. */
cohong_status scenario_read_supply(scenario_reading *r);

/* ---- parts of tables */

/* The list of tables under a key of the root: NULL in *list when there is none. */
cohong_status scenario_tables(const scenario_reading *r, const char *key, const toml_node **list);

/* Countries or sectors named by one key of a table. */
typedef struct selection {
    const char *key;         /* "importer" */
    const name_index *codes; /* of all */
    bool *chosen;            /* of each */
    bool every;              /* "*" was written */
} selection;

enum selection_of { SELECT_IMPORTER, SELECT_EXPORTER, SELECT_COUNTRY = SELECT_EXPORTER, SELECT_SECTOR };

/* Reads a key that is a code, "*" or a list of codes. An absent sector is "*"; an absent country is an error. The
 * selection stands until the same kind is selected from the next table. */
cohong_status scenario_select(scenario_reading *r, const toml_node *table, enum selection_of kind, const char *key,
                              selection *to);

/* The number of a code, or an error with "did you mean". */
cohong_status scenario_code(const scenario_reading *r, const name_index *codes, const char *code, place at,
                            size_t *found);

/* A required factor, which must be above 0. */
cohong_status scenario_factor(const scenario_reading *r, const toml_node *table, double *factor);

#endif
