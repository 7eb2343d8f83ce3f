/* A sweep over the elasticity of every sector, 44 x 56, a tariff war of two countries, to 1e-10: draws a second on one and two threads,
 * eight at a time against one at a time in the same run, and the memory that 10,000 draws take. */
#include "sweep_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cohong.h"
#include "folder.h"
#include "limits.h"
#include "random_economy.h"
#include "sweep/eights.h"
#include "timing.h"

enum { COUNTRIES = 44, SECTORS = 56, DRAWS = 2048, ALONE = 256, MANY_DRAWS = 10000 };
static const double RATE_BAR = 2000, RATIO_BAR = 2, MEMORY_BAR = 200e6;

static const char SCENARIO[] = "title = \"a tariff war of two\"\nworld = \"sweep-world\"\n"
                               "[[tariff]]\nimporter = \"C0\"\nexporter = \"C1\"\nadd = 0.25\n"
                               "[[tariff]]\nimporter = \"C1\"\nexporter = \"C0\"\nadd = 0.25\n";
static const char SWEEP[] = "scenario = \"sweep-scenario.toml\"\nseed = 1\ndraws = %d\nchunk = 64\n"
                            "results = [\"welfare C0\", \"welfare C1\", \"exports C0 C1\"]\n"
                            "[[draw]]\nvary = \"theta_factor\"\neach = true\n"
                            "distribution = \"lognormal\"\nmedian = 1\nsigma = 0.25\n";

static bool write_sweep(const char *scratch, const char *name, int draws)
{
    char path[FOLDER_PATH], text[sizeof SWEEP + 16];
    snprintf(text, sizeof text, SWEEP, draws);
    return folder_join(scratch, name, path) && folder_write(path, text);
}

/* The base that a random economy is solved to, so that one base serves every draw. */
static cohong_status write_world(const char *path, cohong_error *error)
{
    static char codes[COUNTRIES + SECTORS][8];
    cohong_world *world = NULL, *base = NULL;
    cohong_model *model = NULL;
    cohong_status status = random_economy(COUNTRIES, SECTORS, 2048, &world, error);
    if (status == COHONG_OK) status = cohong_model_new(world, NULL, &model, error);
    if (status == COHONG_OK) status = cohong_world_copy(cohong_model_base(model), &base, error);
    for (size_t k = 0; status == COHONG_OK && k < COUNTRIES + SECTORS; k++) {
        bool country = k < COUNTRIES;
        snprintf(codes[k], sizeof codes[k], "%c%zu", country ? 'C' : 'S', country ? k : k - COUNTRIES);
        if (country)
            base->countries[k].code = codes[k];
        else
            base->sectors[k - COUNTRIES].code = codes[k];
    }
    if (status == COHONG_OK) status = cohong_world_write(base, path, error);
    cohong_model_free(model);
    cohong_world_free(base);
    cohong_world_free(world);
    return status;
}

static bool write_files(const char *scratch, cohong_error *error)
{
    char world[FOLDER_PATH], scenario[FOLDER_PATH];
    return folder_join(scratch, "sweep-world", world) && write_world(world, error) == COHONG_OK &&
           folder_join(scratch, "sweep-scenario.toml", scenario) && folder_write(scenario, SCENARIO) &&
           write_sweep(scratch, "sweep.toml", DRAWS) && write_sweep(scratch, "sweep-many.toml", MANY_DRAWS);
}

/* Seconds a draw. */
static double time_threads(const cohong_sweep *s, size_t threads, cohong_error *error)
{
    cohong_draws *draws;
    double start = seconds_now();
    if (cohong_sweep_run(s, &(cohong_sweep_work){ .threads = threads }, &draws, error) != COHONG_OK) return NAN;
    double taken = seconds_now() - start;
    cohong_draws_free(draws);
    return taken / DRAWS;
}

/* The same rows without a batch: what the solver for one takes. */
static double time_alone(const cohong_sweep *s, cohong_error *error)
{
    trial with = { 0 };
    eights none = { 0 };
    double *values = calloc(BATCH_LANES * row_columns(&s->labels), sizeof *values), start = 0;
    cohong_status status = values != NULL ? trial_new(s->scenario, &with, error) : COHONG_OUT_OF_MEMORY;
    for (size_t row = 0; row <= ALONE && status == COHONG_OK; row += BATCH_LANES) {
        if (row == BATCH_LANES) start = seconds_now(); /* the first eight make the model */
        status = rows_solve(s, &with, &none, row, BATCH_LANES, values, error);
    }
    double taken = seconds_now() - start;
    trial_free(&with);
    free(values);
    return status == COHONG_OK ? taken / ALONE : NAN;
}

/* Evaluations of the equations that a row takes, of the last of the first eight. */
static double count_evaluations(const cohong_sweep *s, cohong_error *error)
{
    trial with = { 0 };
    eights together = { 0 };
    double *values = calloc(BATCH_LANES * row_columns(&s->labels), sizeof *values), evaluations = NAN;
    cohong_status status = values != NULL ? trial_new(s->scenario, &with, error) : COHONG_OUT_OF_MEMORY;
    if (status == COHONG_OK) status = eights_new(s, &together, error);
    if (status == COHONG_OK) status = rows_solve(s, &with, &together, 0, BATCH_LANES, values, error);
    if (status == COHONG_OK && together.solution != NULL) evaluations = (double)together.solution->iterations + 1;
    eights_free(&together);
    trial_free(&with);
    free(values);
    return evaluations;
}

/* The most memory that this process has had, in bytes. */
static double memory_peak(void)
{
    char line[256];
    double kilobytes = NAN;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) sscanf(line, "VmHWM: %lf kB", &kilobytes);
    if (status != NULL) fclose(status);
    return kilobytes * 1024;
}

int sweep_alone(const char *path)
{
    cohong_sweep *s;
    cohong_draws *draws;
    if (cohong_sweep_read(path, COHONG_CACHE_OFF, &s, NULL) != COHONG_OK) return 1;
    if (cohong_sweep_run(s, &(cohong_sweep_work){ .threads = 2 }, &draws, NULL) != COHONG_OK) return 1;
    printf("%.0f\n", memory_peak());
    cohong_draws_free(draws);
    cohong_sweep_free(s);
    return 0;
}

/* Most memory of a process that does nothing but 10,000 draws on two threads: this program, asked for just that. */
static double memory_of_many(const char *scratch)
{
    char path[FOLDER_PATH], own[FOLDER_PATH], command[2 * FOLDER_PATH + 16];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    double bytes = NAN;
    if (length <= 0 || !folder_join(scratch, "sweep-many.toml", path)) return NAN;
    own[length] = '\0';
    snprintf(command, sizeof command, "'%s' --sweep '%s'", own, path);
    FILE *from = popen(command, "r");
    if (from == NULL || fscanf(from, "%lf", &bytes) != 1) bytes = NAN;
    if (from != NULL) pclose(from);
    return bytes;
}

static void report(double one, double two, double alone, double memory, double evaluations, double flops)
{
    work least = work_of_evaluation(COUNTRIES, SECTORS, (SECTORS + 1) / 2, sizeof(double));
    line_begin("44x56", "sweep over theta of every sector");
    line_number("draws_per_s_1_thread", 1 / one);
    line_number("draws_per_s_2_threads", 1 / two);
    line_number("bar_draws_per_s_2_threads", RATE_BAR);
    line_truth("met", 1 / two >= RATE_BAR);
    line_number("alone_per_s", 1 / alone);
    line_number("ratio_to_alone", alone / one);
    line_number("bar_ratio", RATIO_BAR);
    line_number("memory_bytes_10000_draws", memory);
    line_number("bar_memory_bytes", MEMORY_BAR);
    line_number("evaluations", evaluations);
    line_number("fraction_of_peak_flops", evaluations * least.flops / one / flops);
    line_end();
}

void sweep_cases(const char *scratch, double flops)
{
    cohong_error error = { 0 };
    char path[FOLDER_PATH];
    cohong_sweep *s = NULL;
    if (!write_files(scratch, &error) || !folder_join(scratch, "sweep.toml", path) ||
        cohong_sweep_read(path, COHONG_CACHE_OFF, &s, &error) != COHONG_OK) {
        line_failed("44x56", "sweep", error.message);
        return;
    }
    double one = INFINITY, two = INFINITY, alone = INFINITY;
    for (size_t round = 0; round < 3; round++) { /* the least of three, in turns */
        one = fmin(one, time_threads(s, 1, &error));
        alone = fmin(alone, time_alone(s, &error));
        two = fmin(two, time_threads(s, 2, &error));
    }
    report(one, two, alone, memory_of_many(scratch), count_evaluations(s, &error), flops);
    cohong_sweep_free(s);
}
