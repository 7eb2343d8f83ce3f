/* What the files of this room share: a claim as it was read, and the numbers that its formulas are made of. */
#ifndef COHONG_CLAIM_CLAIM_H
#define COHONG_CLAIM_CLAIM_H

#include "base/data.h"
#include "base/memory.h"
#include "base/toml.h"
#include "claim/expression.h"
#include "firms/lever.h"
#include "sweep/lever.h"

/* ---- names in formulas */

typedef enum name_kind { NAME_FACT, NAME_ASSUMPTION, NAME_PARAMETER, NAME_QUANTITY } name_kind;

typedef struct claim_name {
    name_kind kind;
    size_t index;    /* of the fact, assumption, parameter or engine */
    size_t quantity; /* of the engine */
} claim_name;

typedef struct claim_formula {
    const char *text; /* NULL: none */
    place at;
    expression *made;
    claim_name *names; /* of expression_name */
    size_t name_count;
} claim_formula;

/* ---- parts of the file */

typedef struct assumption {
    const char *id, *unit, *why;
    double value;
    place at;
} assumption;

typedef enum distribution { TRIANGULAR, LOGNORMAL } distribution;

/* A number that is not known, with the distribution that the claim declares for it. */
typedef struct parameter {
    const char *id, *title, *unit, *why;
    distribution form;
    double low, mode, high; /* triangular */
    double median, log_sd;  /* lognormal */
    double least, most;     /* domain; break-even is looked for in it */
    place at;
} parameter;

#define NO_FACT ((size_t)-1)

/* `label`, here and below: what the short form calls it; NULL: it is not in it. */
typedef struct figure {
    const char *id, *title, *label, *unit, *group, *note;
    const char *range; /* figures with the same word here make a range */
    const char *published_id;
    size_t published; /* fact; NO_FACT: none */
    double within;    /* relative difference that counts as reproduced */
    cohong_claim_vintage vintage;
    claim_formula formula;
    place at;
} figure;

typedef struct bound {
    const char *id, *title, *label, *note;
    const char *counts; /* what it bounds where that is not the claim's metric: it then decides nothing; else NULL */
    bool is_least;      /* nothing can be below it */
    cohong_claim_vintage vintage;
    claim_formula formula;
    place at;
} bound;

typedef struct family {
    const char *id, *title, *label, *kind, *note;
    /* What it counts where that is not the claim's metric: no probability and no break-even; else NULL. */
    const char *counts;
    cohong_claim_vintage vintage;
    claim_formula formula;      /* without the condition */
    claim_formula formula_with; /* with it; text NULL: the condition plays no part */
    const char **within;        /* ids of bounds */
    size_t within_count;
    place at;
} family;

/* ---- engines */

typedef enum engine_kind { ENGINE_WORLD = 1, ENGINE_SCENARIO = 2, ENGINE_FIRMS = 4 } engine_kind;

/* The numbers that engines answer: enumerator, name in formulas, kinds of engine. */
#define QUANTITY_LIST(X)                                                           \
    X(QUANTITY_EXPORTS, "exports", ENGINE_WORLD | ENGINE_SCENARIO)                 \
    X(QUANTITY_SUPPORTED, "supported", ENGINE_WORLD | ENGINE_SCENARIO)             \
    X(QUANTITY_JOBS_PER_VALUE, "jobs_per_value", ENGINE_WORLD | ENGINE_SCENARIO)   \
    X(QUANTITY_PARTNER_IMPORTS, "partner_imports", ENGINE_WORLD | ENGINE_SCENARIO) \
    X(QUANTITY_EMPLOYMENT, "employment", ENGINE_WORLD | ENGINE_SCENARIO)           \
    X(QUANTITY_MANUFACTURING, "manufacturing", ENGINE_WORLD | ENGINE_SCENARIO)     \
    X(QUANTITY_GOODS_THETA, "goods_theta", ENGINE_WORLD | ENGINE_SCENARIO)         \
    X(QUANTITY_EXPORTS_CHANGE, "exports_change", ENGINE_SCENARIO)                  \
    X(QUANTITY_SUPPORTED_CHANGE, "supported_change", ENGINE_SCENARIO)              \
    X(QUANTITY_CREATED, "created", ENGINE_SCENARIO)                                \
    X(QUANTITY_MOVED, "moved", ENGINE_SCENARIO)                                    \
    X(QUANTITY_MANUFACTURING_CHANGE, "manufacturing_change", ENGINE_SCENARIO)      \
    X(QUANTITY_WELFARE, "welfare", ENGINE_SCENARIO)                                \
    X(QUANTITY_WELFARE_FIRST_ORDER, "welfare_first_order", ENGINE_SCENARIO)        \
    X(QUANTITY_FIRMS, "firms", ENGINE_FIRMS)                                       \
    X(QUANTITY_SELLERS, "sellers", ENGINE_FIRMS)                                   \
    X(QUANTITY_NEW_EXPORTERS, "new_exporters", ENGINE_FIRMS)                       \
    X(QUANTITY_PLATFORM_SALES, "platform_sales", ENGINE_FIRMS)                     \
    X(QUANTITY_ADDED_SALES, "added_sales", ENGINE_FIRMS)                           \
    X(QUANTITY_PLATFORM_JOBS, "platform_jobs", ENGINE_FIRMS)                       \
    X(QUANTITY_IN_FIRM_JOBS, "in_firm_jobs", ENGINE_FIRMS)                         \
    X(QUANTITY_ADDITIONAL_JOBS, "additional_jobs", ENGINE_FIRMS)                   \
    X(QUANTITY_FIRMS_AT_WAGE, "firms_at_wage", ENGINE_FIRMS)

typedef enum quantity_name {
#define QUANTITY_ENUM(name, text, kinds) name,
    QUANTITY_LIST(QUANTITY_ENUM)
#undef QUANTITY_ENUM
        QUANTITY_COUNT
} quantity_name;

enum { CLOSURE_LIMIT = 8, ENGINE_DRAWS = 32, BINDING_LIMIT = COHONG_FIRM_LEVER_COUNT };

/* A number of a firms file that is multiplied by a parameter. */
typedef struct engine_binding {
    const firms_lever *by;
    size_t parameter;
} engine_binding;

/* A world; a scenario under one or more labour closures, where theta is multiplied by one lognormal factor of median 1; or a
 * population of firms, some of whose numbers are multiplied by parameters. */
typedef struct engine {
    engine_kind kind;
    const char *id, *path, *given; /* given: as the file has it */
    const char *country, *partner; /* not of firms */
    const char *closures[CLOSURE_LIMIT];
    size_t closure_count;
    double labour_elasticity;
    const char *labour_country; /* for which closures other than full hold; "*": all */
    double theta_log_sd;        /* 0: theta as the world has it */
    engine_binding bindings[BINDING_LIMIT];
    size_t binding_count;
    place at;
    cohong_scenario *scenario; /* one of the three */
    cohong_world *world;
    cohong_firms *firms;
} engine;

/* What is moved to reach a goal. */
typedef struct engine_lever {
    lever of_scenario;
    const firms_lever *of_firms;
} engine_lever;

/* The value of something at which a formula over one engine reaches a target. */
typedef struct goal {
    const char *id, *title, *label, *unit, *note, *vary;
    double from, to;
    size_t points;
    engine_lever by;
    size_t engine, closure;
    claim_formula measure, target;
    claim_formula times; /* what the value is multiplied by to be shown in `unit`; text NULL: nothing */
    place at;
} goal;

/* ---- all of it; cohong_claim.memory */

typedef struct claim_owner {
    cohong_claim claim;
    toml_file toml;
    text_pool texts;
    void **blocks;
    size_t block_count, block_capacity;
    const char *folder;
    assumption *assumptions;
    parameter *parameters;
    figure *figures;
    bound *bounds;
    family *families;
    engine *engines;
    goal *goals;
    size_t assumption_count, parameter_count, figure_count, bound_count, family_count, engine_count, goal_count;
    size_t *fact_lines;
    const char *facts_path;
    uint64_t seed;
    size_t source_capacity;
} claim_owner;

/* Zeroed memory that lives as long as the claim; NULL when out of memory. */
void *claim_take(claim_owner *o, size_t count, size_t size);
const char *claim_keep(claim_owner *o, const char *text);
/* "a/b/../c" becomes "a/c". */
void claim_tidy_path(char *path);
/* The path of a file that the claim names: below its folder, or of these kinds that ship (DATA_ANY: none). */
const char *claim_path(claim_owner *o, unsigned kinds, const char *given);
cohong_status claim_add_source(claim_owner *o, const char *path, const char *sha256, cohong_error *error);

/* facts.c */
cohong_status claim_read_facts(claim_owner *o, const char *path, cohong_error *error);
/* read_parts.c: everything but [claim]. */
cohong_status claim_read_parts(claim_owner *o, cohong_error *error);
/* formula.c: reads a formula and finds its names; checks that they are known by the vintage (-1: both). */
cohong_status claim_read_formula(claim_owner *o, const toml_node *table, const char *key, bool required, int vintage,
                                 claim_formula *to, cohong_error *error);
void claim_formula_free(claim_formula *f);
/* "188e9 / 911000" */
const char *claim_formula_numbers(text_pool *texts, const claim_owner *o, const claim_formula *f);
/* The engine that a formula uses, or NULL; and whether it uses a parameter. */
const engine *claim_formula_engine(const claim_owner *o, const claim_formula *f);
bool claim_formula_uses(const claim_formula *f, name_kind kind, size_t index);

/* engine.c */
extern const char *const QUANTITY_NAMES[QUANTITY_COUNT];
extern const unsigned QUANTITY_KINDS[QUANTITY_COUNT];
cohong_status claim_engine_open(claim_owner *o, engine *e, cohong_error *error);
void claim_engine_close(engine *e);
/* The year of its data; 0: not stated. */
int claim_engine_year(const engine *e);
/* Reads what a goal moves, and whether it takes a value. */
cohong_status claim_lever_read(const engine *e, const char *words, place at, engine_lever *to, cohong_error *error);
void claim_lever_free(engine_lever *of);
cohong_status claim_lever_takes(const engine *e, const engine_lever *by, double value, place at, cohong_error *error);

/* An engine at work under one closure; serves one thread. */
typedef struct engine_run engine_run;
cohong_status engine_run_new(const engine *e, size_t closure, engine_run **run, cohong_error *error);
void engine_run_free(engine_run *run);
/* The quantities; NAN where the model has no solution. `parameters`: the values of all, for bindings (NULL: none is bound);
 * `by` NULL: nothing is moved. */
cohong_status engine_run_at(engine_run *run, const double *parameters, const engine_lever *by, double value,
                            double to[QUANTITY_COUNT], cohong_error *error);

/* engine_world.c, engine_scenario.c, engine_firms.c: the kinds. */
/* Sales by sector, their jobs, and what the partner buys abroad; multipliers are left in `multiplier` (J x N). */
cohong_status engine_of_world(const cohong_world *world, size_t home, size_t partner, double *multiplier,
                              double to[QUANTITY_COUNT], cohong_error *error);
typedef struct scenario_run scenario_run;
cohong_status scenario_run_new(const engine *e, size_t closure, scenario_run **run, cohong_error *error);
void scenario_run_free(scenario_run *run);
cohong_status scenario_run_at(scenario_run *run, const lever *by, double value, double to[QUANTITY_COUNT],
                              cohong_error *error);
typedef struct population_run population_run;
cohong_status population_run_new(const engine *e, population_run **run, cohong_error *error);
void population_run_free(population_run *run);
cohong_status population_run_at(population_run *run, const double *parameters, const firms_lever *by, double value,
                                double to[QUANTITY_COUNT], cohong_error *error);

#endif
