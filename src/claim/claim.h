/* What the files of this room share: a claim as it was read, and the numbers that its formulas are made of. */
#ifndef COHONG_CLAIM_CLAIM_H
#define COHONG_CLAIM_CLAIM_H

#include "base/memory.h"
#include "base/toml.h"
#include "claim/expression.h"

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

typedef struct figure {
    const char *id, *title, *unit, *group, *note;
    const char *range; /* figures with the same word here make a range */
    const char *published_id;
    size_t published; /* fact; NO_FACT: none */
    double within;    /* relative difference that counts as reproduced */
    cohong_claim_vintage vintage;
    claim_formula formula;
    place at;
} figure;

typedef struct bound {
    const char *id, *title, *note;
    bool is_least; /* nothing can be below it */
    cohong_claim_vintage vintage;
    claim_formula formula;
    place at;
} bound;

typedef struct family {
    const char *id, *title, *kind, *note;
    const char
        *counts; /* what it counts where that is not the claim's metric: no probability and no break-even; else NULL */
    cohong_claim_vintage vintage;
    claim_formula formula;      /* without the condition */
    claim_formula formula_with; /* with it; text NULL: the condition plays no part */
    const char **within;        /* ids of bounds */
    size_t within_count;
    place at;
} family;

/* ---- engines */

/* The numbers that an engine answers: enumerator, name in formulas, needs a scenario. */
#define QUANTITY_LIST(X)                                           \
    X(QUANTITY_EXPORTS, "exports", false)                          \
    X(QUANTITY_SUPPORTED, "supported", false)                      \
    X(QUANTITY_JOBS_PER_VALUE, "jobs_per_value", false)            \
    X(QUANTITY_PARTNER_IMPORTS, "partner_imports", false)          \
    X(QUANTITY_EMPLOYMENT, "employment", false)                    \
    X(QUANTITY_MANUFACTURING, "manufacturing", false)              \
    X(QUANTITY_EXPORTS_CHANGE, "exports_change", true)             \
    X(QUANTITY_SUPPORTED_CHANGE, "supported_change", true)         \
    X(QUANTITY_CREATED, "created", true)                           \
    X(QUANTITY_MOVED, "moved", true)                               \
    X(QUANTITY_MANUFACTURING_CHANGE, "manufacturing_change", true) \
    X(QUANTITY_WELFARE, "welfare", true)                           \
    X(QUANTITY_WELFARE_FIRST_ORDER, "welfare_first_order", true)

typedef enum quantity {
#define QUANTITY_ENUM(name, text, needs_scenario) name,
    QUANTITY_LIST(QUANTITY_ENUM)
#undef QUANTITY_ENUM
        QUANTITY_COUNT
} quantity;

enum { CLOSURE_LIMIT = 4, ENGINE_DRAWS = 32 };

/* A world, or a scenario under one or more labour closures; theta is multiplied by one lognormal factor of median 1. */
typedef struct engine {
    const char *id, *path, *given; /* given: as the file has it */
    bool is_scenario;
    const char *country, *partner;
    const char *closures[CLOSURE_LIMIT];
    size_t closure_count;
    double labour_elasticity;
    const char *labour_country; /* for which closures other than full hold; "*": all */
    double theta_log_sd;        /* 0: theta as the world has it */
    place at;
    cohong_scenario *scenario; /* one of the two */
    cohong_world *world;
} engine;

/* Looks for the factor at which a formula over one engine reaches a target. */
typedef struct search {
    const char *id, *title, *unit, *note;
    bool vary_theta; /* else the trade cost of the country's sales to the partner */
    size_t engine;
    const char *closure;
    claim_formula formula, target;
    place at;
} search;

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
    search *searches;
    size_t assumption_count, parameter_count, figure_count, bound_count, family_count, engine_count, search_count;
    size_t *fact_lines;
    const char *facts_path;
    uint64_t seed;
    size_t source_capacity;
} claim_owner;

/* Zeroed memory that lives as long as the claim; NULL when out of memory. */
void *claim_take(claim_owner *o, size_t count, size_t size);
const char *claim_keep(claim_owner *o, const char *text);
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
extern const bool QUANTITY_NEEDS_SCENARIO[QUANTITY_COUNT];
cohong_status claim_engine_open(claim_owner *o, engine *e, cohong_error *error);
/* The quantities with theta and the country's cost of selling to the partner multiplied; NAN where the model has no solution. */
cohong_status claim_engine_at(const engine *e, const char *closure, double theta_factor, double cost_factor,
                              double to[QUANTITY_COUNT], cohong_error *error);

#endif
