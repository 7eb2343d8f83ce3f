/* Fuzzes the scenario reader over a small world that is written once. The input is the scenario and its two CSV files: parts are
 * separated by a byte 0x1E, and the first byte of each says which file it is. A scenario that is accepted has to be one that a
 * model takes: in its domain, with home sales left alone, the same when read again. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

enum { PART_COUNT = 3, FILE_COUNT = 8, N = 3, J = 2 };
static const char *const NAMES[FILE_COUNT] = { "s.toml",        "a.csv",       "b.csv",     "world.toml",
                                               "countries.csv", "sectors.csv", "trade.csv", "production.csv" };
static const char *const TEXTS[FILE_COUNT] = {
    "world = \".\"\n[[tariff]]\nimporter = \"*\"\nexporter = \"*\"\nadd_file = \"a.csv\"\n"
    "[[trade_cost]]\nimporter = \"*\"\nexporter = \"*\"\nfactor_file = \"b.csv\"\n",
    "importer,exporter,sector,tariff\nA,B,g,0.1\n",
    "importer,exporter,factor\nA,B,1.5\n",
    "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n",
    "country,name\nA,a\nB,b\nC,c\n",
    "sector,name,theta\ng,G,4\ns,S,2\n",
    "sector,importer,exporter,value,tariff\ng,A,A,60,0\ng,A,B,40,0.25\ng,B,A,30,0\ng,B,B,70,0\ng,C,C,9,0\ng,C,A,1,0\ng,"
    "A,C,1,0\n"
    "s,A,A,100,0\ns,B,B,120,0\ns,C,C,10,0\n",
    "country,sector,value_added_share\nA,g,1\nA,s,1\nB,g,1\nB,s,1\nC,g,1\nC,s,1\n",
};

static char folder[64], scenario_path[160];

static void path_of(size_t file, char path[160])
{
    snprintf(path, 160, "%s/%s", folder, NAMES[file]);
}

static void write_file(size_t file, const void *bytes, size_t length)
{
    char path[160];
    path_of(file, path);
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void leave(void)
{
    char path[160];
    for (size_t k = 0; k < FILE_COUNT; k++) {
        path_of(k, path);
        unlink(path);
    }
    rmdir(folder);
}

static void start(void)
{
    strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    if (mkdtemp(folder) == NULL) abort();
    path_of(0, scenario_path);
    for (size_t k = PART_COUNT; k < FILE_COUNT; k++) write_file(k, TEXTS[k], strlen(TEXTS[k]));
    atexit(leave);
}

static void check_error(cohong_status status, const cohong_error *error)
{
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
    if (strchr(error->file, '\n') != NULL) abort();
    if (status != COHONG_OUT_OF_MEMORY && error->file[0] == '\0') abort();
}

static void within(const double *values, size_t count, double above, double most)
{
    for (size_t k = 0; values != NULL && k < count; k++)
        if (!(values[k] > above && values[k] <= most)) abort();
}

static void same(const double *a, const double *b, size_t count)
{
    if ((a != NULL) != (b != NULL)) abort();
    if (a != NULL && memcmp(a, b, count * sizeof *a) != 0) abort();
}

static void home_is_left_alone(const cohong_shock *shock)
{
    for (size_t row = 0; row < J * N; row++) {
        if (shock->tariff != NULL && shock->tariff[row * N + row % N] != 0) abort();
        if (shock->trade_cost_hat != NULL && shock->trade_cost_hat[row * N + row % N] != 1) abort();
    }
}

static void read_again(const cohong_scenario *s)
{
    cohong_scenario *again;
    if (cohong_scenario_read(scenario_path, COHONG_CACHE_OFF, &again, NULL) != COHONG_OK) abort();
    same(s->shock.tariff, again->shock.tariff, J * N * N);
    same(s->shock.trade_cost_hat, again->shock.trade_cost_hat, J * N * N);
    same(s->shock.technology_hat, again->shock.technology_hat, J * N);
    same(s->shock.labour_hat, again->shock.labour_hat, N);
    cohong_scenario_free(again);
}

/* The model has to take the shock; how the equilibrium ends is its own affair. */
static void solve(cohong_scenario *s)
{
    cohong_model *model;
    cohong_solution *solution = NULL;
    cohong_error error = { 0 };
    if (s->settings.iteration_limit > 50) s->settings.iteration_limit = 50;
    cohong_status status = cohong_model_new(s->world, &s->settings, &model, &error);
    if (status == COHONG_OK) {
        if (cohong_solution_new(model, false, &solution, NULL) != COHONG_OK) abort();
        if (cohong_model_solve(model, &s->shock, solution, &error) != COHONG_OK) abort();
    }
    cohong_solution_free(solution);
    cohong_model_free(model);
}

static void use(cohong_scenario *s)
{
    if (s->world->country_count != N || s->world->sector_count != J) return; /* another world on this machine */
    if (s->source_count == 0 || s->title == NULL || strchr(s->title, '\n') != NULL) abort();
    within(s->shock.tariff, J * N * N, -1, 1e6);
    within(s->shock.trade_cost_hat, J * N * N, 0, 1e9);
    within(s->shock.technology_hat, J * N, 0, 1e300);
    within(s->shock.labour_hat, N, 0, 1e300);
    home_is_left_alone(&s->shock);
    read_again(s);
    solve(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (folder[0] == '\0') start();
    for (size_t k = 0; k < PART_COUNT; k++) write_file(k, TEXTS[k], strlen(TEXTS[k]));
    while (size > 0) {
        const uint8_t *end = memchr(data, 0x1E, size);
        size_t length = end != NULL ? (size_t)(end - data) : size;
        if (length > 0) write_file(data[0] % PART_COUNT, data + 1, length - 1);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    cohong_scenario *s;
    cohong_error error = { 0 };
    cohong_status status = cohong_scenario_read(scenario_path, COHONG_CACHE_OFF, &s, &error);
    if (status == COHONG_OK)
        use(s);
    else
        check_error(status, &error);
    cohong_scenario_free(s);
    return 0;
}
