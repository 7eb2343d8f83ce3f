/* Cohong: from tariff law to jobs.
 *
 * This header is the manual of the library, in the order in which data flows:
 *   1. status and errors      what a call answers
 *   2. worlds                 the benchmark economy: read, check, balance, aggregate, import
 *   3. scenarios              what changes: tariffs, trade costs, productivity, labour, deficits
 *   4. models                 the equilibrium in exact hats: set up, solve
 *   5. measures               welfare, terms of trade, real wage, revenue, ...
 *   6. jobs                   four different numbers, each with its name
 *   7. reports                tidy CSV, manifest, results store
 *
 * Conventions that hold everywhere
 *   n importer (destination), i exporter (origin), j and k sectors; N countries, J sectors.
 *   J x N x N arrays are indexed [(j*N + n)*N + i]: one importer's sourcing of one sector is contiguous.
 *   J x N arrays are indexed [j*N + n].  input_share, J x N x J, is indexed [(j*N + i)*J + k].
 *   A hat is counterfactual over benchmark; a rate or share is a fraction (0.25 = 25 %).
 *   Values are in the world's currency and unit (usually millions a year); employment is in persons.
 *   Every pointer to a cohong_error may be NULL.  Every free function accepts NULL.
 *   The library never prints, never exits and keeps no hidden state.
 */
#ifndef COHONG_H
#define COHONG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHONG_VERSION "0.1.0"

/* ---------------------------------------------------------------- 1. Status and errors */

/* Every status and its sentence: the one place where they are listed. */
#define COHONG_STATUS_LIST(X)                                   \
    X(COHONG_OK, "no error")                                    \
    X(COHONG_OUT_OF_MEMORY, "out of memory")                    \
    X(COHONG_NO_FILE, "the file cannot be opened")              \
    X(COHONG_IO, "reading or writing failed")                   \
    X(COHONG_SYNTAX, "the text does not follow its format")     \
    X(COHONG_UNKNOWN_NAME, "a name is not known")               \
    X(COHONG_DUPLICATE, "something is given twice")             \
    X(COHONG_OUT_OF_DOMAIN, "a number is outside its domain")   \
    X(COHONG_INCOMPLETE, "something required is missing")       \
    X(COHONG_IDENTITY_BROKEN, "an accounting identity is broken") \
    X(COHONG_TOO_LARGE, "a size is beyond what can be held")    \
    X(COHONG_UNSUPPORTED, "not supported")                      \
    X(COHONG_STORE, "the results store failed")

typedef enum cohong_status {
#define COHONG_STATUS_ENUM(name, sentence) name,
    COHONG_STATUS_LIST(COHONG_STATUS_ENUM)
#undef COHONG_STATUS_ENUM
        COHONG_STATUS_COUNT
} cohong_status;

/* The sentence of a status; never NULL. */
const char *cohong_status_sentence(cohong_status status);

/* What went wrong and where. Owned by the caller; no part of it needs freeing. Line and column count
 * from 1, in bytes; 0 means "not tied to a place". */
typedef struct cohong_error {
    cohong_status status;
    size_t line;
    size_t column;
    char file[512];
    char message[768];
} cohong_error;

/* Writes "file:line:column: message" (leaving out what is not known) into text, always terminated.
 * Returns the length that the whole needs. */
size_t cohong_error_format(const cohong_error *error, char *text, size_t size);

/* ---------------------------------------------------------------- 2. Worlds */

typedef enum cohong_sector_kind { COHONG_KIND_UNKNOWN, COHONG_GOODS, COHONG_SERVICES } cohong_sector_kind;

typedef struct cohong_country {
    const char *code;
    const char *name;
} cohong_country;

typedef struct cohong_sector {
    const char *code;
    const char *name;
    cohong_sector_kind kind;
} cohong_sector;

/* A file that a world or a run was made from; sha256 is 64 hexadecimal digits. */
typedef struct cohong_source {
    const char *path;
    char sha256[65];
} cohong_source;

/* The benchmark economy. All arrays live in one block that cohong_world_free releases; users may change
 * numbers in place, but not sizes. A world made by cohong_world_read is complete and inside its stated
 * tolerance; a world filled by hand is validated by cohong_world_check. */
typedef struct cohong_world {
    size_t country_count; /* N, 1 to 1024 */
    size_t sector_count;  /* J, 1 to 8192 */
    const char *name;
    const char *currency; /* ISO 4217 */
    const char *provenance; /* `source` of world.toml */
    const char *licence;
    int year;
    double unit;      /* 1e6: values are in millions of the currency */
    double tolerance; /* relative; how far the identities may be off in the files */

    cohong_country *countries; /* N, the order of countries everywhere */
    cohong_sector *sectors;    /* J */
    double *theta;             /* J; trade elasticity, > 0 */
    double *trade;             /* J x N x N; M(j,n,i): value net of n's tariff that n buys from i, >= 0 */
    double *tariff;            /* J x N x N; t(j,n,i), ad valorem, > -1; 0 where n = i */
    double *value_added_share; /* J x N; value added per unit of gross output, 0 to 1 */
    double *input_share;       /* J x N x J; spending on inputs k per unit of gross output */
    double *final_share;       /* J x N; alpha(j,n): share of final spending; sums to 1 over j */
    double *employment;        /* J x N, persons engaged; NAN where a country is not covered; NULL: none */

    cohong_source *sources; /* the files it was read from */
    size_t source_count;
    void *memory; /* the block that holds it all; private */
} cohong_world;

/* Allocates a world with every number 0, codes and names NULL, employment NULL unless with_employment.
 * Errors: COHONG_TOO_LARGE, COHONG_OUT_OF_MEMORY. */
cohong_status cohong_world_new(size_t country_count, size_t sector_count, bool with_employment, cohong_world **world,
                               cohong_error *error);
void cohong_world_free(cohong_world *world);

/* Keeps a copy of text for as long as the world lives; NULL when out of memory. */
const char *cohong_world_text(cohong_world *world, const char *text);

/* Index of a code, or (size_t)-1. */
size_t cohong_world_country(const cohong_world *world, const char *code);
size_t cohong_world_sector(const cohong_world *world, const char *code);

typedef enum cohong_cache_use {
    COHONG_CACHE_AUTO, /* read the cache when its hashes match the sources; write it after a CSV read (failing to write is no error) */
    COHONG_CACHE_OFF
} cohong_cache_use;

/* Reads a world folder (docs/formats.md). Every identity is checked against the world's tolerance. */
cohong_status cohong_world_read(const char *folder, cohong_cache_use cache, cohong_world **world, cohong_error *error);

/* The same, but without the check of identities, for worlds that are to be inspected or balanced. */
cohong_status cohong_world_read_unchecked(const char *folder, cohong_cache_use cache, cohong_world **world,
                                          cohong_error *error);

/* Writes a world folder. Each file is written beside its place, synced and renamed; the folder is made
 * when missing. */
cohong_status cohong_world_write(const cohong_world *world, const char *folder, cohong_error *error);

/* The accounts that follow from a world: model.md's X, pi, Y, VA, R, D, I. One block; free with
 * cohong_accounts_free. */
typedef struct cohong_accounts {
    double *expenditure;    /* J x N; X = sum over i of M(1+t) */
    double *trade_share;    /* J x N x N; M(1+t)/X, 0 where X = 0 */
    double *output;         /* J x N; Y = sum over n of M */
    double *value_added;    /* N */
    double *tariff_revenue; /* N */
    double *exports;        /* N; net of tariffs, home sales left out */
    double *imports;        /* N; net of tariffs, home sales left out */
    double *deficit;        /* N; imports less exports */
    double *income;         /* N; VA + R + D */
    void *memory;
} cohong_accounts;

cohong_status cohong_accounts_new(const cohong_world *world, cohong_accounts **accounts, cohong_error *error);
void cohong_accounts_free(cohong_accounts *accounts);

/* One identity and its worst violation. relative = |left - right| / max(|left|, |right|, scale), where scale
 * is a small fraction of the country's size, so that a rounding in a tiny flow does not count as large. */
typedef struct cohong_identity {
    const char *name;    /* "input shares", "final shares", "goods market", ... */
    const char *formula; /* as printed for people */
    double worst;        /* relative violation */
    double left, right;  /* both sides there */
    size_t country;      /* where; (size_t)-1 if it does not apply */
    size_t sector;
} cohong_identity;

enum { COHONG_IDENTITY_LIMIT = 16 };

/* Computes every identity's worst violation into identities (room for COHONG_IDENTITY_LIMIT), their number
 * into count. Answers COHONG_IDENTITY_BROKEN, naming the worst one with both sides, when one is beyond
 * world->tolerance, and COHONG_OUT_OF_DOMAIN for a number that is no world's (NaN, negative flow, ...). */
cohong_status cohong_world_check(const cohong_world *world, cohong_identity *identities, size_t *count,
                                 cohong_error *error);

/* What balancing moved. */
typedef struct cohong_balance_report {
    double largest_change;   /* largest relative change of a non-zero flow */
    size_t sector, importer, exporter; /* where */
    double total_moved;      /* sum of absolute changes over sum of flows */
    size_t iterations;
    double residual;         /* worst goods-market violation left */
} cohong_balance_report;

/* Makes every identity hold by the smallest proportional changes (documented in src/world/balance.c). */
cohong_status cohong_world_balance(cohong_world *world, cohong_balance_report *report, cohong_error *error);

/* Merges countries and sectors by a map file with columns kind,from,to[,name] (kind = country | sector); codes that are
 * not named stay as they are. Flows add, tariffs and theta are averaged by import weights, shares are
 * recomputed from values. */
cohong_status cohong_world_aggregate(const cohong_world *world, const char *map_file, cohong_world **aggregated,
                                     cohong_error *error);

/* ---------------------------------------------------------------- 3. Scenarios */

/* What changes. A NULL array means "as in the benchmark". All are read only during the call. */
typedef struct cohong_shock {
    const double *tariff;         /* J x N x N; t', level after the change, > -1 */
    const double *trade_cost_hat; /* J x N x N; iceberg factor d'/d, > 0 */
    const double *technology_hat; /* J x N; T, so that productivity (output per bundle of inputs) is T^(1/theta); > 0 */
    const double *labour_hat;     /* N; labour supply, > 0 */
} cohong_shock;

/* Every setting: kind (TEXT, NUMBER, COUNT), name, section of a scenario file, default, least and largest value,
 * one line of help. This table makes the struct below, its defaults, the keys of scenario files, the
 * flags of the command line, the help text and docs/settings.md. Texts are resolved against the tables of
 * structures and closures, with "did you mean". */
#define COHONG_SETTING_LIST(TEXT, NUMBER, COUNT)                                                                      \
    TEXT(structure, "model", "perfect_competition", "market structure: perfect_competition, krugman or melitz")        \
    NUMBER(firm_size_tail, "model", 1.06, 1.0, 100.0, "melitz: theta/(sigma-1), tail of the firm size distribution")   \
    TEXT(deficits, "closure", "fixed", "trade deficits: fixed, zero, own_gdp or world_gdp")                           \
    TEXT(labour, "closure", "full", "labour market: full (full employment)")                                          \
    NUMBER(tolerance, "solver", 1e-10, 1e-14, 1e-2, "largest residual of any equation, relative")                      \
    COUNT(iteration_limit, "solver", 5000, 1, 10000000, "iterations after which the solver gives up")                  \
    COUNT(plain_steps, "solver", 5, 0, 1000, "plain iterations before acceleration starts")                            \
    COUNT(anderson_depth, "solver", 6, 0, 16, "history of the acceleration; 0 turns it off")                           \
    TEXT(instructions, "solver", "auto", "kernels: auto, avx512, avx2, baseline or reference; all give the same bits")

typedef struct cohong_settings {
#define COHONG_TEXT(name, section, value, help) const char *name;
#define COHONG_NUMBER(name, section, value, least, most, help) double name;
#define COHONG_COUNT(name, section, value, least, most, help) size_t name;
    COHONG_SETTING_LIST(COHONG_TEXT, COHONG_NUMBER, COHONG_COUNT)
#undef COHONG_TEXT
#undef COHONG_NUMBER
#undef COHONG_COUNT
} cohong_settings;

cohong_settings cohong_settings_default(void);

/* Sets one setting from text, as a flag or a scenario key gives it: the value is checked against its range or its table
 * (UNKNOWN_NAME and OUT_OF_DOMAIN, with "did you mean"). TEXT values then point into the library's tables. */
cohong_status cohong_settings_set(cohong_settings *settings, const char *name, const char *value, cohong_error *error);

/* One row of the settings table, for help and documentation. */
typedef struct cohong_setting_row {
    const char *name, *section, *kind, *default_text, *least_text, *most_text, *help;
} cohong_setting_row;
const cohong_setting_row *cohong_setting_rows(size_t *count);

/* A scenario file, read and applied to its world (docs/formats.md). Owns everything it points to. */
typedef struct cohong_scenario {
    const char *title;
    const char *path;
    const char *world_path; /* resolved against the scenario's folder */
    cohong_world *world;
    cohong_shock shock;
    cohong_settings settings;
    cohong_source *sources; /* scenario file and the files it names; the world lists its own */
    size_t source_count;
    void *memory;
} cohong_scenario;

/* Reads the scenario, its world and every file it names. */
cohong_status cohong_scenario_read(const char *path, cohong_cache_use cache, cohong_scenario **scenario,
                                   cohong_error *error);
void cohong_scenario_free(cohong_scenario *scenario);

/* ---------------------------------------------------------------- 4. Models */

/* A world made ready to be solved many times: accounts, renormalised shares and the base re-solved (all hats
 * of the base are exactly 1 afterwards). Opaque; inputs are copied. One model serves one thread at a time. */
typedef struct cohong_model cohong_model;

typedef enum cohong_outcome {
    COHONG_CONVERGED,
    COHONG_NO_SOLUTION, /* an income, a revenue or a price left the positive numbers: `why` says which */
    COHONG_LIMIT        /* the iteration limit came first */
} cohong_outcome;

const char *cohong_outcome_name(cohong_outcome outcome);

/* The residual of every equation of model.md at the returned point, relative, worst case. */
#define COHONG_EQUATION_LIST(X)                                                        \
    X(price, "prices: P^-theta = sum pi T (c kappa)^-theta")                           \
    X(output, "output: Y = sum of pi' X' / (1+t')")                                    \
    X(expenditure, "expenditure: X' = sum gamma Y' + alpha I'")                        \
    X(revenue, "income: I' = w L VA + R' + D'")                                        \
    X(trade_balance, "trade balance: imports - deficit = exports, over value added")   \
    X(labour_market, "labour: w L VA = sum of value added share times output")

typedef struct cohong_residuals {
#define COHONG_RESIDUAL(name, text) double name;
    COHONG_EQUATION_LIST(COHONG_RESIDUAL)
#undef COHONG_RESIDUAL
} cohong_residuals;

/* The equilibrium after a shock. The struct and its arrays are made by cohong_solution_new and belong to the caller. */
typedef struct cohong_solution {
    cohong_outcome outcome;
    char why[256]; /* for people, empty when converged */
    size_t iterations;
    double residual; /* the largest below */
    cohong_residuals residuals;
    double *wage_hat;       /* N */
    double *price_hat;      /* J x N */
    double *unit_cost_hat;  /* J x N */
    double *expenditure;    /* J x N; X' */
    double *output;         /* J x N; Y' */
    double *tariff_revenue; /* N; R' */
    double *deficit;        /* N; D' */
    double *income;         /* N; I' */
    double *trade;          /* J x N x N; M', net of tariff; NULL unless asked for */
    void *memory;
} cohong_solution;

/* Copies the world, renormalises input and final shares to sum to 1 exactly and re-solves the base under the
 * settings' deficit closure ("zero": without deficits; otherwise with those of the world).
 * Errors: bad settings; COHONG_OUT_OF_DOMAIN for a world no model can use; COHONG_IDENTITY_BROKEN when the base
 * itself does not solve. */
cohong_status cohong_model_new(const cohong_world *world, const cohong_settings *settings, cohong_model **model,
                               cohong_error *error);
void cohong_model_free(cohong_model *model);

/* The base economy against which the model's hats are taken: a world whose numbers are those of the re-solved
 * base, and its accounts. Both belong to the model. */
const cohong_world *cohong_model_base(const cohong_model *model);
const cohong_accounts *cohong_model_base_accounts(const cohong_model *model);

/* How the base re-solve went (iterations, residuals; arrays as in any solution, trade NULL). Belongs to the model. */
const cohong_solution *cohong_model_base_solution(const cohong_model *model);

cohong_status cohong_solution_new(const cohong_model *model, bool with_trade, cohong_solution **solution,
                                  cohong_error *error);
void cohong_solution_free(cohong_solution *solution);

/* Solves for the equilibrium after the shock. Allocates nothing. A call fails only for a shock outside its domain;
 * how the solve ended stands in solution->outcome. */
cohong_status cohong_model_solve(cohong_model *model, const cohong_shock *shock, cohong_solution *solution,
                                 cohong_error *error);

/* The kernels that "auto" resolves to on this machine: "avx512", "avx2" or "baseline". */
const char *cohong_instructions(void);

/* ---------------------------------------------------------------- 5. Measures */

/* What is reported of a country: one row a measure, in the order of countries.csv. */
typedef enum cohong_unit {
    COHONG_CHANGE, /* a change as a fraction, hat - 1 (first-order measures: sum of logarithmic changes) */
    COHONG_VALUE,  /* a level in the world's currency and unit */
    COHONG_PERSONS
} cohong_unit;

/* A model, its shock and its solution: what measures are computed from. solution->trade must not be NULL. */
typedef struct cohong_case {
    const cohong_model *model;
    const cohong_shock *shock;
    const cohong_solution *solution;
} cohong_case;

typedef struct cohong_measure {
    const char *name;    /* column of countries.csv: "welfare", "welfare_first_order", ... */
    const char *heading; /* for people: "Welfare, exact" */
    cohong_unit unit;
    const char *formula; /* with its source */
    double (*of)(const cohong_case *of_case, size_t country);
} cohong_measure;

/* The table of measures. */
const cohong_measure *cohong_measures(size_t *count);

/* One measure by name, or NULL. */
const cohong_measure *cohong_measure_find(const char *name);

/* SECTION 6: JOBS */

/* SECTION 7: REPORTS */

#ifdef __cplusplus
}
#endif
#endif
