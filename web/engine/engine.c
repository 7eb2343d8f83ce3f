/* The engine as the page sees it: one world, one model, one shock, one solution, and numbers read from memory.
 *
 * The page writes a world's bytes (src/world/binary.c) and asks for pointers: what changes goes into the arrays of ENGINE_TARIFF and
 * its neighbours, what came out stands in those of ENGINE_OUTPUT and the rest. All arrays are those of cohong.h, in its order.
 * Calls answer a cohong_status; engine_message() then has the sentence. Texts end with a zero byte and stand until the next call. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "engine.h"
#include "report/tidy.h"

/* Arrays by number; the same list stands in web/src/engine.ts. */
enum array_of {
    ENGINE_TARIFF,          /* J x N x N; of the shock, to be written */
    ENGINE_TRADE_COST_HAT,  /* J x N x N; of the shock */
    ENGINE_TECHNOLOGY_HAT,  /* J x N; of the shock */
    ENGINE_LABOUR_SUPPLY,   /* N; of the shock */
    ENGINE_BASE_TARIFF,     /* J x N x N */
    ENGINE_BASE_TRADE,      /* J x N x N */
    ENGINE_BASE_OUTPUT,     /* J x N */
    ENGINE_TRADE,           /* J x N x N */
    ENGINE_OUTPUT,          /* J x N */
    ENGINE_PRICE_HAT,       /* J x N */
    ENGINE_UNIT_COST_HAT,   /* J x N */
    ENGINE_BASE_EMPLOYMENT, /* J x N, or NULL */
    ENGINE_EMPLOYMENT,      /* J x N, or NULL; E' with the labour supply of the solution */
    ENGINE_REALLOCATED,     /* J x N, or NULL */
    ENGINE_SUPPORTED        /* N x N, [n*N + i]: persons of n whose work is in exports to i; or NULL */
};

engine_state engine;

void *EXPORTED(engine_allocate)(size_t bytes)
{
    return malloc(bytes);
}

void EXPORTED(engine_release)(void *block)
{
    free(block);
}

const char *EXPORTED(engine_message)(void)
{
    return engine.error.message[0] != '\0' || engine.solution == NULL ? engine.error.message : engine.solution->why;
}

static void forget_model(void)
{
    cohong_solution_free(engine.solution);
    cohong_model_free(engine.model);
    engine.solution = NULL;
    engine.model = NULL;
}

static void forget_world(void)
{
    double **arrays[] = { &engine.tariff,     &engine.trade_cost_hat, &engine.technology_hat, &engine.labour_hat,
                          &engine.employment, &engine.reallocated,    &engine.supported };
    forget_model();
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        free(*arrays[k]);
        *arrays[k] = NULL;
    }
    cohong_world_free(engine.world);
    engine.world = NULL;
}

/* The shock that changes nothing. */
void EXPORTED(engine_reset)(void)
{
    size_t N = engine.world->country_count, J = engine.world->sector_count;
    memcpy(engine.tariff, engine.world->tariff, J * N * N * sizeof(double));
    for (size_t k = 0; k < J * N * N; k++) engine.trade_cost_hat[k] = 1;
    for (size_t k = 0; k < J * N; k++) engine.technology_hat[k] = 1;
    for (size_t k = 0; k < N; k++) engine.labour_hat[k] = 1;
    engine.scenario.shock = (cohong_shock){ .tariff = engine.tariff };
}

static cohong_status make_room(void)
{
    size_t N = engine.world->country_count, J = engine.world->sector_count;
    engine.tariff = calloc(J * N * N, sizeof(double));
    engine.trade_cost_hat = calloc(J * N * N, sizeof(double));
    engine.technology_hat = calloc(J * N, sizeof(double));
    engine.labour_hat = calloc(N, sizeof(double));
    engine.employment = calloc(J * N, sizeof(double));
    engine.reallocated = calloc(J * N, sizeof(double));
    engine.supported = calloc(N * N, sizeof(double));
    bool ok = engine.tariff != NULL && engine.trade_cost_hat != NULL && engine.technology_hat != NULL &&
              engine.labour_hat != NULL && engine.employment != NULL && engine.reallocated != NULL &&
              engine.supported != NULL;
    return ok ? COHONG_OK : fail_memory(&engine.error);
}

/* Takes a world; everything that was there goes. */
cohong_status EXPORTED(engine_world)(const void *bytes, size_t length)
{
    forget_world();
    engine.error = (cohong_error){ 0 };
    engine.settings = cohong_settings_default();
    cohong_status status = world_decode(bytes, length, &engine.world, &engine.error);
    if (status == COHONG_OK) status = world_check_firm(engine.world, &engine.error);
    if (status == COHONG_OK) status = make_room();
    if (status != COHONG_OK) {
        forget_world();
        return status;
    }
    engine.scenario.world = engine.world;
    engine_reset();
    return COHONG_OK;
}

size_t EXPORTED(engine_countries)(void)
{
    return engine.world->country_count;
}

size_t EXPORTED(engine_sectors)(void)
{
    return engine.world->sector_count;
}

/* Texts by number; the same list stands in web/src/engine.ts. */
enum text_of {
    ENGINE_WORLD_NAME,
    ENGINE_CURRENCY,
    ENGINE_PROVENANCE,
    ENGINE_LICENCE,
    ENGINE_VERSION,
    ENGINE_COUNTRY_CODE,
    ENGINE_COUNTRY_NAME,
    ENGINE_SECTOR_CODE,
    ENGINE_SECTOR_NAME,
    ENGINE_JOB_WORD,
    ENGINE_JOB_WORD_IS,
    ENGINE_JOB_WORD_IS_NOT,
    ENGINE_MEASURE_NAME
};

const char *EXPORTED(engine_text)(int which, size_t at)
{
    const cohong_world *w = engine.world;
    size_t count;
    switch ((enum text_of)which) {
    case ENGINE_WORLD_NAME:
        return w->name;
    case ENGINE_CURRENCY:
        return w->currency;
    case ENGINE_PROVENANCE:
        return w->provenance;
    case ENGINE_LICENCE:
        return w->licence;
    case ENGINE_VERSION:
        return COHONG_VERSION;
    case ENGINE_COUNTRY_CODE:
        return w->countries[at].code;
    case ENGINE_COUNTRY_NAME:
        return w->countries[at].name;
    case ENGINE_SECTOR_CODE:
        return w->sectors[at].code;
    case ENGINE_SECTOR_NAME:
        return w->sectors[at].name;
    case ENGINE_JOB_WORD:
        return cohong_job_words(&count)[at].word;
    case ENGINE_JOB_WORD_IS:
        return cohong_job_words(&count)[at].is;
    case ENGINE_JOB_WORD_IS_NOT:
        return cohong_job_words(&count)[at].is_not;
    case ENGINE_MEASURE_NAME:
        return cohong_measures(&count)[at].name;
    }
    return "";
}

int EXPORTED(engine_year)(void)
{
    return engine.world->year;
}

double EXPORTED(engine_unit)(void)
{
    return engine.world->unit;
}

/* cohong_sector_kind */
int EXPORTED(engine_sector_kind)(size_t sector)
{
    return (int)engine.world->sectors[sector].kind;
}

/* All settings as they are by default. */
void EXPORTED(engine_defaults)(void)
{
    forget_model();
    engine.settings = cohong_settings_default();
}

/* One setting by its name in the table of settings; the next solve sets the model up anew. */
cohong_status EXPORTED(engine_set)(const char *name, const char *value)
{
    engine.error = (cohong_error){ 0 };
    forget_model();
    return cohong_settings_set(&engine.settings, name, value, &engine.error);
}

/* From now on the shock has trade costs, technology and labour supply too; tariffs are always in it. */
void EXPORTED(engine_shock_everything)(void)
{
    engine.scenario.shock = (cohong_shock){ .tariff = engine.tariff,
                                            .trade_cost_hat = engine.trade_cost_hat,
                                            .technology_hat = engine.technology_hat,
                                            .labour_hat = engine.labour_hat };
}

/* Sets the model up if need be and solves; the base is the model's. */
cohong_status EXPORTED(engine_solve)(void)
{
    cohong_status status = COHONG_OK;
    engine.error = (cohong_error){ 0 };
    if (engine.model == NULL) {
        status = cohong_model_new(engine.world, &engine.settings, &engine.model, &engine.error);
        if (status == COHONG_OK) status = cohong_solution_new(engine.model, true, &engine.solution, &engine.error);
    }
    engine.scenario.settings = engine.settings;
    if (status == COHONG_OK)
        status = cohong_model_solve(engine.model, &engine.scenario.shock, engine.solution, &engine.error);
    if (status != COHONG_OK) forget_model();
    return status;
}

int EXPORTED(engine_outcome)(void)
{
    return (int)engine.solution->outcome;
}

size_t EXPORTED(engine_iterations)(void)
{
    return engine.solution->iterations;
}

double EXPORTED(engine_residual)(void)
{
    return engine.solution->residual;
}

/* ---- numbers */

static cohong_case solved_case(void)
{
    return (cohong_case){ engine.model, &engine.scenario.shock, engine.solution };
}

size_t EXPORTED(engine_measure_count)(void)
{
    size_t count;
    (void)cohong_measures(&count);
    return count;
}

double EXPORTED(engine_measure)(size_t measure, size_t country)
{
    size_t count;
    cohong_case of = solved_case();
    return cohong_measures(&count)[measure].of(&of, country);
}

/* Persons by where their exports go, in the base. */
static const double *supported(void)
{
    size_t N = engine.world->country_count;
    cohong_jobs *jobs;
    if (engine.world->employment == NULL) return NULL;
    if (cohong_jobs_of_world(cohong_model_base(engine.model), &jobs, &engine.error) != COHONG_OK) return NULL;
    for (size_t n = 0; n < N; n++) {
        cohong_job_flows flows = { .by_destination = engine.supported + n * N };
        if (cohong_jobs_in_flows(jobs, COHONG_EXPORTS, n, &flows, NULL) == COHONG_OK) continue;
        for (size_t i = 0; i < N; i++) engine.supported[n * N + i] = NAN; /* a country without employment */
    }
    cohong_jobs_free(jobs);
    return engine.supported;
}

static const double *moved_jobs(double *reallocated, double *employment)
{
    if (engine.world->employment == NULL) return NULL;
    cohong_status status = cohong_jobs_reallocated(engine.model, engine.solution, reallocated, employment,
                                                   &engine.error);
    return status != COHONG_OK ? NULL : reallocated != NULL ? reallocated : employment;
}

const double *EXPORTED(engine_array)(int which)
{
    const cohong_solution *s = engine.solution;
    switch ((enum array_of)which) {
    case ENGINE_TARIFF:
        return engine.tariff;
    case ENGINE_TRADE_COST_HAT:
        return engine.trade_cost_hat;
    case ENGINE_TECHNOLOGY_HAT:
        return engine.technology_hat;
    case ENGINE_LABOUR_SUPPLY:
        return engine.labour_hat;
    case ENGINE_BASE_TARIFF:
        return engine.world->tariff;
    case ENGINE_BASE_TRADE:
        return cohong_model_base(engine.model)->trade;
    case ENGINE_BASE_OUTPUT:
        return cohong_model_base_accounts(engine.model)->output;
    case ENGINE_TRADE:
        return s->trade;
    case ENGINE_OUTPUT:
        return s->output;
    case ENGINE_PRICE_HAT:
        return s->price_hat;
    case ENGINE_UNIT_COST_HAT:
        return s->unit_cost_hat;
    case ENGINE_BASE_EMPLOYMENT:
        return cohong_model_base(engine.model)->employment;
    case ENGINE_EMPLOYMENT:
        return moved_jobs(NULL, engine.employment);
    case ENGINE_REALLOCATED:
        return moved_jobs(engine.reallocated, NULL);
    case ENGINE_SUPPORTED:
        return supported();
    }
    return NULL;
}

/* ---- tables */

static cohong_status write_table(int which, file_writer *to)
{
    static void (*const TABLES[])(const run_parts *, file_writer *) = { tidy_countries, tidy_sectors, tidy_trade };
    cohong_run run = { .scenario = &engine.scenario, .model = engine.model, .solution = engine.solution };
    run_parts parts;
    cohong_status status = run_parts_new(&run, &parts, &engine.error);
    if (status != COHONG_OK) return status;
    TABLES[which](&parts, to);
    run_parts_free(&parts);
    return COHONG_OK;
}

/* countries.csv (0), sectors.csv (1) or trade.csv (2), byte for byte as `cohong run --out` writes it; NULL: see the message. */
const char *EXPORTED(engine_table)(int which)
{
    file_writer *to;
    free(engine.table.bytes);
    engine.table = (file_text){ 0 };
    engine.error = (cohong_error){ 0 };
    cohong_status status = file_writer_in_memory(&to, &engine.error);
    if (status != COHONG_OK) return NULL;
    status = write_table(which, to);
    cohong_status taken = file_writer_take(to, &engine.table, status == COHONG_OK ? &engine.error : NULL);
    return status == COHONG_OK && taken == COHONG_OK ? engine.table.bytes : NULL;
}

/* The shortest text that reads back to the same bits, as in tables and scenario files. */
const char *EXPORTED(engine_number)(double value)
{
    static char text[NUMBER_TEXT_SIZE];
    (void)number_format(value, text);
    return text;
}
