/* Nash tariffs of all countries, every importer x exporter x sector free, from the tariffs that are: the game alone, with its certificate, and
 * that on two threads; bargains from the same tariffs; and what a gradient costs, of one country and of all of them eight at a time, in solves of the change that it is taken
 * at: ten points more on everything imported. */
#include "war_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cohong.h"
#include "random_economy.h"
#include "timing.h"

enum { ROUNDS = 9 };

typedef struct war_row {
    const char *name;
    size_t N, J, runs;
    double bar; /* of the game, with its certificate */
} war_row;

static const war_row ROWS[] = {
    { "7x33", 7, 33, 9, 0.05 }, { "31x40", 31, 40, 3, 0.6 }, { "44x56", 44, 56, 1, 3 }, { "77x45", 77, 45, 1, 8 }
};
static const war_row NAFTA = { .name = "nafta", .runs = 1, .bar = 3 };
static const double THREADS_BAR = 1.6, GRADIENT_BAR = 1;
static const double MORE = 0.1; /* of tariffs, where gradients are taken */

/* ---- games */

static const char *why_not(cohong_status status, const cohong_error *error)
{
    return error->message[0] != '\0' ? error->message : cohong_status_sentence(status);
}

/* A line for the game, to which `speedup_over`, if not NULL, adds how much faster it was. False when there was no equilibrium. */
static bool time_game(const war_row *row, const char *what, cohong_model *model, const cohong_war_rules *rules,
                      double bar, const samples *speedup_over, samples *times)
{
    cohong_error error = { 0 };
    cohong_war *war = NULL;
    cohong_status status = COHONG_OK;
    *times = (samples){ .count = 0 };
    for (size_t run = 0; run < row->runs && status == COHONG_OK; run++) {
        cohong_war_free(war);
        war = NULL;
        double start = seconds_now();
        status = cohong_nash(model, NULL, rules, &war, &error);
        samples_add(times, start);
    }
    bool found = status == COHONG_OK && war->outcome == COHONG_CONVERGED;
    if (found) {
        double speedup = speedup_over != NULL ? samples_least(speedup_over) / samples_least(times) : NAN;
        line_begin(row->name, what);
        line_samples(times, bar);
        line_count("tariffs", war->free_count);
        line_count("iterations", war->iterations);
        line_count("solves", war->solves);
        line_count("adjoints", war->adjoints);
        line_number("largest_step", war->step);
        line_number("largest_gain", war->largest_gain);
        if (speedup_over != NULL) {
            line_number("speedup", speedup);
            line_number("bar_speedup", THREADS_BAR);
            line_truth("met", speedup >= THREADS_BAR);
        }
        line_end();
    } else {
        line_failed(row->name, what, status != COHONG_OK ? why_not(status, &error) : war->why);
    }
    cohong_war_free(war);
    return found;
}

static void time_games(const war_row *row, cohong_model *model)
{
    cohong_war_rules rules = cohong_war_rules_default(), alone = rules, two = rules;
    samples times, certified;
    alone.starts = 0;
    two.threads = 2;
    if (time_game(row, "Nash tariffs, without certificate", model, &alone, 0, NULL, &times) &&
        time_game(row, "Nash tariffs and certificate", model, &rules, row->bar, NULL, &certified))
        time_game(row, "Nash tariffs and certificate, 2 threads", model, &two, 0, &certified, &times);
}

/* ---- bargains */

static void time_bargains(const war_row *row, cohong_model *model)
{
    for (int kind = 0; kind < COHONG_TAKES_ALL; kind++) {
        cohong_bargain_terms terms = { .kind = (cohong_bargain_kind)kind };
        cohong_error error = { 0 };
        cohong_treaty *treaty = NULL;
        samples times = { .count = 0 };
        double start = seconds_now();
        cohong_status status = cohong_cooperate(model, NULL, &terms, NULL, &treaty, &error);
        samples_add(&times, start);
        if (status == COHONG_OK && treaty->outcome == COHONG_CONVERGED) {
            line_begin(row->name, cohong_bargain_name(terms.kind));
            line_samples(&times, 0);
            line_count("iterations", treaty->iterations);
            line_count("solves", treaty->solves);
            line_count("adjoints", treaty->adjoints);
            line_number("largest_step", treaty->step);
            line_end();
        } else {
            line_failed(row->name, cohong_bargain_name(terms.kind), status == COHONG_OK ? treaty->why : error.message);
        }
        cohong_treaty_free(treaty);
    }
}

/* ---- gradients */

typedef struct gradients {
    cohong_model *model;
    cohong_shock shock;
    cohong_solution *solution;
    cohong_gradient *handle;
    double *weights; /* N objectives of N weights: each country's own welfare */
    double *tariff;  /* N x (J x N x N) */
    cohong_objective *objectives;
    cohong_derivatives *derivatives;
    samples solve, one, all;
} gradients;

static cohong_status time_round(gradients *g, size_t N, cohong_error *error)
{
    double start = seconds_now();
    cohong_status status = cohong_model_solve(g->model, &g->shock, g->solution, error);
    samples_add(&g->solve, start);
    start = seconds_now();
    if (status == COHONG_OK) status = cohong_gradient_at(g->handle, &g->shock, g->solution, error);
    if (status == COHONG_OK) status = cohong_gradient_of(g->handle, g->objectives, g->derivatives, error);
    samples_add(&g->one, start);
    start = seconds_now();
    if (status == COHONG_OK) status = cohong_gradients_of(g->handle, N, g->objectives, g->derivatives, error);
    samples_add(&g->all, start);
    return status;
}

static cohong_status time_rounds(gradients *g, const cohong_world *world, cohong_error *error)
{
    size_t N = world->country_count, cells = world->sector_count * N * N;
    double *tariff = malloc(cells * sizeof *tariff);
    g->weights = calloc(N * N, sizeof *g->weights);
    g->tariff = malloc(N * cells * sizeof *g->tariff);
    g->objectives = calloc(N, sizeof *g->objectives);
    g->derivatives = calloc(N, sizeof *g->derivatives);
    cohong_status status = COHONG_OUT_OF_MEMORY;
    if (tariff != NULL && g->weights != NULL && g->tariff != NULL && g->objectives != NULL && g->derivatives != NULL) {
        for (size_t k = 0; k < cells; k++) tariff[k] = world->tariff[k] + (k % N != k / N % N ? MORE : 0);
        g->shock.tariff = tariff;
        for (size_t n = 0; n < N; n++) {
            g->weights[n * N + n] = 1;
            g->objectives[n].welfare = g->weights + n * N;
            g->derivatives[n].tariff = g->tariff + n * cells;
        }
        status = cohong_solution_new(g->model, true, &g->solution, error);
        if (status == COHONG_OK) status = cohong_gradient_new(g->model, &g->handle, error);
        for (size_t round = 0; status == COHONG_OK && round < ROUNDS; round++) status = time_round(g, N, error);
    }
    free(tariff);
    return status;
}

static void time_gradients(const war_row *row, cohong_model *model, const cohong_world *world)
{
    gradients g = { .model = model };
    cohong_error error = { 0 };
    cohong_status status = time_rounds(&g, world, &error);
    if (status == COHONG_OK) {
        double solve = samples_least(&g.solve), countries = (double)world->country_count;
        line_begin(row->name, "gradient of one country's welfare in all tariffs");
        line_samples(&g.one, 0);
        line_number("solve_s", solve);
        line_number("solves", samples_least(&g.one) / solve);
        line_number("bar_solves", GRADIENT_BAR);
        line_truth("met", samples_least(&g.one) / solve <= GRADIENT_BAR);
        line_end();
        line_begin(row->name, "gradients of all countries, eight at a time");
        line_samples(&g.all, 0);
        line_number("solves_each", samples_least(&g.all) / solve / countries);
        line_end();
    } else {
        line_failed(row->name, "gradients", why_not(status, &error));
    }
    cohong_gradient_free(g.handle);
    cohong_solution_free(g.solution);
    free(g.derivatives);
    free(g.objectives);
    free(g.tariff);
    free(g.weights);
}

/* ---- worlds */

static void time_world(const war_row *row, const cohong_world *world)
{
    cohong_settings settings = cohong_settings_default();
    cohong_model *model = NULL;
    cohong_error error = { 0 };
    settings.deficits = "zero";
    cohong_status status = cohong_model_new(world, &settings, &model, &error);
    if (status == COHONG_OK) {
        time_gradients(row, model, world);
        time_games(row, model);
        if (row->N <= 40) time_bargains(row, model);
    } else {
        line_failed(row->name, "war", why_not(status, &error));
    }
    cohong_model_free(model);
}

/* A world that has just been made or read, or why there is none. */
static void time_made(const war_row *row, cohong_status status, cohong_world *world, const cohong_error *error)
{
    if (status != COHONG_OK) {
        line_failed(row->name, "war", why_not(status, error));
        return;
    }
    time_world(row, world);
    cohong_world_free(world);
}

void war_cases(const char *nafta)
{
    cohong_world *world;
    for (const war_row *row = ROWS; row < ROWS + sizeof ROWS / sizeof *ROWS; row++) {
        cohong_error error = { 0 };
        cohong_status status = random_economy(row->N, row->J, row->N * row->J, &world, &error);
        time_made(row, status, world, &error);
    }
    if (nafta == NULL) {
        line_skipped(NAFTA.name, "war", "its files are not at hand");
        return;
    }
    cohong_error error = { 0 };
    cohong_status status = cohong_world_read(nafta, COHONG_CACHE_OFF, &world, &error);
    time_made(&NAFTA, status, world, &error);
}
