/* How fast: one JSON line a case on standard output, with the bar it is held to and whether the median meets it. Nothing here
 * fails for being slow. The counterfactuals are timed in turns, a round at a time, so that a slow moment of the machine
 * meets all of them, and the baseline and the machine's own limits are measured in the same rounds.
 *   cohong_bench [RUNS]      rounds, 31 if not given
 *   cohong_bench war         derivatives and games alone
 *   cohong_bench firms       firms alone */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firms_case.h"
#include "folder.h"
#include "law_case.h"
#include "limits.h"
#include "ossa_case.h"
#include "random_economy.h"
#include "solve_case.h"
#include "sweep_case.h"
#include "war_case.h"

enum { CASE_LIMIT = 16, RUNS = 31, TEXTBOOK_RUNS = 3, SETUP_RUNS = 7 };
static const double MULTIPLIER_BAR = 3e-3, PROCESS_CSV_BAR = 0.25, PROCESS_CACHE_BAR = 20e-3;
static const double NAFTA_BAR = 1.3e-3;

static const char NAFTA_WORLD[] = COHONG_SHARED_DIR "/worlds/nafta-1993";
static const char NAFTA_TARIFFS[] = COHONG_SHARED_DIR "/worlds/nafta-1993-tariffs-2005.csv";
static const char NAFTA_SCENARIO[] = "title = \"NAFTA, tariffs of 2005\"\n"
                                     "world = \"nafta-1993\"\n"
                                     "[closure]\n"
                                     "deficits = \"zero\"\n"
                                     "[[tariff]]\n"
                                     "importer = \"*\"\n"
                                     "exporter = \"*\"\n"
                                     "level_file = \"nafta-1993-tariffs-2005.csv\"\n";
static const char SHIPPED_SCENARIO[] = COHONG_SOURCE_DIR "/data/scenarios/us-china-2018-19.toml";

typedef struct bench {
    size_t runs;
    char folder[FOLDER_PATH]; /* temporary; empty: none */
    char nafta[FOLDER_PATH];  /* the scenario there; empty: NAFTA's files are not at hand */
    solve_case cases[CASE_LIMIT];
    size_t case_count;
} bench;

/* ---- making the cases */

static void keep_case(bench *b, const char *name, cohong_status status, const cohong_error *error)
{
    if (status == COHONG_OK) {
        b->case_count++;
        return;
    }
    line_failed(name, "counterfactual", error->message[0] != '\0' ? error->message : cohong_status_sentence(status));
    solve_case_free(&b->cases[b->case_count]);
}

static void random_cases(bench *b)
{
    static const struct {
        const char *name, *instructions;
        size_t N, J;
        double bar;
    } ROWS[] = {
        { "31x40", "auto", 31, 40, 1e-3 },    { "44x56", "auto", 44, 56, 2.5e-3 }, { "77x45", "auto", 77, 45, 4e-3 },
        { "160x65", "auto", 160, 65, 35e-3 }, { "31x40", "avx2", 31, 40, 0 },      { "31x40", "baseline", 31, 40, 0 },
        { "31x40", "reference", 31, 40, 0 },
    };
    for (size_t k = 0; k < sizeof ROWS / sizeof *ROWS; k++) {
        cohong_error error = { 0 };
        cohong_status status = solve_case_random(ROWS[k].name, ROWS[k].N, ROWS[k].J, ROWS[k].instructions, ROWS[k].bar,
                                                 &b->cases[b->case_count], &error);
        b->cases[b->case_count].with_textbook = k == 0;
        keep_case(b, ROWS[k].name, status, &error);
    }
}

static bool is_there(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL) fclose(file);
    return file != NULL;
}

/* A folder of its own with NAFTA's files, so that a cache can be written beside them. */
static void copy_nafta(bench *b)
{
    char world[FOLDER_PATH], tariffs[FOLDER_PATH];
    if (!folder_new(b->folder)) b->folder[0] = '\0';
    if (b->folder[0] == '\0' || !is_there(NAFTA_TARIFFS)) return;
    if (!folder_join(b->folder, "nafta-1993", world) || !folder_copy_world(NAFTA_WORLD, world) ||
        !folder_join(b->folder, "nafta-1993-tariffs-2005.csv", tariffs) || !folder_copy_file(NAFTA_TARIFFS, tariffs) ||
        !folder_join(b->folder, "nafta.toml", b->nafta) || !folder_write(b->nafta, NAFTA_SCENARIO))
        b->nafta[0] = '\0';
}

static void scenario_case(bench *b, const char *name, const char *path, double bar)
{
    cohong_error error = { 0 };
    cohong_status status = solve_case_read(name, path, bar, &b->cases[b->case_count], &error);
    b->cases[b->case_count].with_textbook = bar > 0;
    keep_case(b, name, status, &error);
}

static void scenario_cases(bench *b)
{
    if (b->nafta[0] != '\0')
        scenario_case(b, "nafta", b->nafta, NAFTA_BAR);
    else
        line_skipped("nafta", "counterfactual", "its files are not at hand");
    if (is_there(SHIPPED_SCENARIO))
        scenario_case(b, "us-china-2018-19", SHIPPED_SCENARIO, 0);
    else
        line_skipped("us-china-2018-19", "counterfactual", "the scenario is not at hand");
}

/* ---- counterfactuals, in turns */

static bool is_turn(size_t round, size_t wanted, size_t runs)
{
    size_t step = runs > wanted ? runs / wanted : 1;
    return round % step == 0 && round / step < wanted;
}

/* One turn of a case; false when it is to be left out from now on. */
static bool turn(solve_case *c, size_t round, size_t runs, const double *buffer)
{
    samples_add(&c->bandwidth, 0);
    c->bandwidth.seconds[c->bandwidth.count - 1] = limits_bandwidth(buffer, solve_case_bytes(c));
    if (!solve_case_time(c)) return false;
    if (is_turn(round, SETUP_RUNS, runs) && !solve_case_time_setup(c)) return false;
    return !c->with_textbook || !is_turn(round, TEXTBOOK_RUNS, runs) || solve_case_time_textbook(c);
}

/* Answers the arithmetic peak. */
static double time_cases(bench *b)
{
    size_t bytes = 0;
    bool out[CASE_LIMIT] = { false };
    samples peak = { .count = 0 };
    for (size_t k = 0; k < b->case_count; k++)
        if (solve_case_bytes(&b->cases[k]) > bytes) bytes = solve_case_bytes(&b->cases[k]);
    double *buffer = limits_buffer(bytes);
    if (buffer == NULL) {
        line_failed("all", "counterfactual", "out of memory");
        return NAN;
    }
    for (size_t round = 0; round < b->runs; round++) {
        peak.seconds[peak.count++] = limits_flops();
        for (size_t k = 0; k < b->case_count; k++)
            if (!out[k]) out[k] = !turn(&b->cases[k], round, b->runs, buffer);
    }
    for (size_t k = 0; k < b->case_count; k++)
        if (!out[k]) solve_case_report(&b->cases[k], samples_median(&peak));
    free(buffer);
    return samples_median(&peak);
}

/* ---- multipliers */

static void time_multipliers(const bench *b)
{
    const size_t N = 44, J = 56;
    samples times = { .count = 0 };
    cohong_error error = { 0 };
    cohong_world *world = NULL;
    cohong_jobs *jobs = NULL;
    cohong_jobs_solve how = { 0 };
    double *multiplier = malloc(N * J * sizeof *multiplier);
    cohong_status status = multiplier != NULL ? random_economy(N, J, 2464, &world, &error) : COHONG_OUT_OF_MEMORY;
    if (status == COHONG_OK) status = cohong_jobs_of_world(world, &jobs, &error);
    for (size_t round = 0; status == COHONG_OK && round < b->runs; round++) {
        double start = seconds_now();
        status = cohong_jobs_multipliers(jobs, COHONG_GLOBAL_CHAIN, (size_t)-1, multiplier, &how, &error);
        samples_add(&times, start);
    }
    if (status == COHONG_OK) {
        line_begin("44x56", "multipliers, 2464 accounts, global chain");
        line_samples(&times, MULTIPLIER_BAR);
        line_count("iterations", how.iterations);
        line_number("residual", how.residual);
        line_end();
    } else {
        line_failed("44x56", "multipliers", error.message[0] != '\0' ? error.message : cohong_status_sentence(status));
    }
    cohong_jobs_free(jobs);
    cohong_world_free(world);
    free(multiplier);
}

/* ---- reading, and whole processes */

static void time_read(const bench *b, const char *what, cohong_cache_use cache)
{
    char folder[FOLDER_PATH];
    samples times = { .count = 0 };
    cohong_error error = { 0 };
    cohong_world *world;
    if (!folder_join(b->folder, "nafta-1993", folder)) return;
    for (size_t round = 0; round <= b->runs; round++) { /* the first is not timed: with a cache, it writes it */
        double start = seconds_now();
        if (cohong_world_read(folder, cache, &world, &error) != COHONG_OK) {
            line_failed("nafta", what, error.message);
            return;
        }
        if (round > 0) samples_add(&times, start);
        cohong_world_free(world);
    }
    line_begin("nafta", what);
    line_samples(&times, 0);
    line_end();
}

static void time_process(const bench *b, const char *what, bool from_cache, double bar)
{
    const char *arguments[] = { COHONG_COMMAND, "run", b->nafta, from_cache ? NULL : "--no-cache", NULL };
    samples times = { .count = 0 };
    for (size_t round = 0; round <= b->runs; round++) {
        double start = seconds_now();
        if (folder_run(b->folder, arguments) != 0) {
            line_failed("nafta", what, "the command left with an error");
            return;
        }
        if (round > 0) samples_add(&times, start);
    }
    line_begin("nafta", what);
    line_samples(&times, bar);
    line_end();
}

static void time_files(const bench *b)
{
    if (b->nafta[0] == '\0') {
        line_skipped("nafta", "world and process from files", "its files are not at hand");
        return;
    }
    time_read(b, "world read from CSV", COHONG_CACHE_OFF);
    time_read(b, "world read from cache", COHONG_CACHE_AUTO);
    if (!is_there(COHONG_COMMAND)) {
        line_skipped("nafta", "process cohong run", "the command is not built");
        return;
    }
    time_process(b, "process cohong run, from CSV", false, PROCESS_CSV_BAR);
    time_process(b, "process cohong run, from cache", true, PROCESS_CACHE_BAR);
}

static bool read_runs(int argc, char **argv, size_t *runs)
{
    char *end = NULL;
    *runs = RUNS;
    if (argc < 2) return true;
    unsigned long given = strtoul(argv[1], &end, 10);
    *runs = given;
    return argc == 2 && *end == '\0' && given >= 1 && given <= SAMPLE_LIMIT;
}

int main(int argc, char **argv)
{
    static bench b;
    if (argc == 3 && strcmp(argv[1], "--sweep") == 0) return sweep_alone(argv[2]);
    if (argc == 2 && strcmp(argv[1], "war") == 0) {
        war_cases(is_there(NAFTA_TARIFFS) ? NAFTA_WORLD : NULL);
        ossa_cases();
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "firms") == 0) {
        firms_cases(RUNS, limits_flops());
        return 0;
    }
    if (!read_runs(argc, argv, &b.runs)) {
        fprintf(stderr, "usage: cohong_bench [RUNS | war | firms], RUNS from 1 to %d\n", SAMPLE_LIMIT);
        return 2;
    }
    openblas_set_num_threads(1);
    copy_nafta(&b);
    random_cases(&b);
    scenario_cases(&b);
    double flops = time_cases(&b);
    time_multipliers(&b);
    time_files(&b);
    if (b.folder[0] != '\0') sweep_cases(b.folder, flops);
    war_cases(b.nafta[0] != '\0' ? NAFTA_WORLD : NULL);
    ossa_cases();
    firms_cases(b.runs, flops);
    law_cases(COHONG_SOURCE_DIR "/data/law", COHONG_COMMAND, b.folder, b.runs);
    for (size_t k = 0; k < b.case_count; k++) solve_case_free(&b.cases[k]);
    if (b.folder[0] != '\0') folder_remove(b.folder);
    return 0;
}
