/* Nash tariffs and best responses, with their certificate: from the tariffs found, each player searches alone and from other starts for
 * tariffs that are better for it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "war/game.h"

static const double CERTIFICATE_TOLERANCE =
    1e-6;                              /* of steps; welfare is flat there, so its error is of the order of the square */
static const double PROFITABLE = 1e-8; /* of income: the least gain by which a point is no equilibrium */
enum { START_LIMIT = 3, ROUNDS = 5 };

cohong_war_rules cohong_war_rules_default(void)
{
    return (cohong_war_rules){ .least = -0.9, .most = 100, .tolerance = 1e-10, .iteration_limit = 500, .starts = 2 };
}

/* ---- the answer */

static void layout(cohong_war *w, arena *from, size_t N, size_t J)
{
    double **lines[] = { &w->welfare, &w->start, &w->payoff, &w->median, &w->gain };
    w->tariff = arena_take(from, J * N * N, sizeof(double));
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = arena_take(from, N, sizeof(double));
}

static cohong_status war_new(const cohong_model *m, const cohong_shock *start, cohong_war **war, cohong_error *error)
{
    cohong_war *w = calloc(1, sizeof *w);
    arena from = { 0 };
    if (w == NULL) return fail_memory(error);
    layout(w, &from, m->N, m->J);
    w->memory = from.overflow ? NULL : memory_block(from.used);
    if (w->memory == NULL) {
        free(w);
        return fail_memory(error);
    }
    from = (arena){ .block = w->memory, .size = from.used };
    layout(w, &from, m->N, m->J);
    const double *tariff = start != NULL && start->tariff != NULL ? start->tariff : m->base->tariff;
    memcpy(w->tariff, tariff, m->J * m->N * m->N * sizeof *tariff);
    for (size_t n = 0; n < m->N; n++) w->median[n] = w->gain[n] = NAN;
    w->largest_gain = NAN;
    *war = w;
    return COHONG_OK;
}

void cohong_war_free(cohong_war *war)
{
    if (war == NULL) return;
    cohong_solution_free(war->solution);
    free(war->memory);
    free(war);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of each player's choices; room holds choice_count numbers. */
static void report_medians(const game *of, cohong_war *w, double *room)
{
    for (size_t k = 0, count; k < of->choice_count; k += count) {
        size_t n = of->choices[k].player;
        for (count = 0; k + count < of->choice_count && of->choices[k + count].player == n; count++)
            room[count] = w->tariff[of->flows[of->choices[k + count].first]];
        qsort(room, count, sizeof *room, ascending);
        w->median[n] = (room[(count - 1) / 2] + room[count / 2]) / 2;
    }
}

static void report_welfare(game *of, double *welfare)
{
    bool solved = of->solution->outcome == COHONG_CONVERGED;
    for (size_t n = 0; n < of->N; n++) welfare[n] = solved ? expm1(game_log_welfare(of, n)) : NAN;
}

static void report(game *of, const search_end *end, cohong_war *w)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most);
    w->outcome = end->outcome;
    memcpy(w->why, end->why, sizeof w->why);
    w->iterations += end->iterations;
    w->step = end->step;
    w->free_count = of->choice_count;
    w->least_count = w->most_count = 0;
    for (size_t k = 0; k < of->choice_count; k++) {
        w->least_count += of->x[k] <= low;
        w->most_count += of->x[k] >= high;
    }
    report_welfare(of, w->welfare);
    for (size_t n = 0; n < of->N; n++)
        w->payoff[n] = of->solution->outcome == COHONG_CONVERGED ? game_payoff(of, n) : NAN;
    report_medians(of, w, of->best);
    w->solves += of->solves;
    w->adjoints += of->adjoints;
    of->solves = of->adjoints = 0;
}

static cohong_status stopped(cohong_error *error)
{
    return fail(error, COHONG_STOPPED, NOWHERE, "the game was stopped");
}

/* ---- the certificate */

static void forget_certificate(cohong_war *w, size_t N)
{
    w->searches = w->searches_unfinished = 0;
    w->largest_gain = NAN;
    for (size_t n = 0; n < N; n++) w->gain[n] = NAN;
}

/* Start number s: the player's tariffs before the game, half as much again as at its end, 1/theta. */
static void place_at_start(game *alone, size_t s, const double *before, const double *after)
{
    double low = log1p(alone->rules->least), high = log1p(alone->rules->most);
    for (size_t k = 0; k < alone->choice_count; k++) {
        double theta = alone->model->theta[alone->choices[k].sector];
        size_t flow = alone->flows[alone->choices[k].first];
        double starts[START_LIMIT] = { log1p(before[flow]), 1.5 * log1p(after[flow]), log1p(1 / theta) };
        alone->x[k] = fmax(low, fmin(high, starts[s]));
    }
}

/* The tariffs of one player. */
static void copy_tariffs(const game *of, size_t n, const double *from, double *to)
{
    for (size_t row = 0; row < of->J * of->N; row++)
        if (game_together(of, row % of->N, n)) memcpy(to + row * of->N, from + row * of->N, of->N * sizeof *to);
}

/* One search from where the game stands; keeps its end when it is the best so far. */
static void search_from_here(game *alone, size_t n, double *best, double *better, cohong_war *w)
{
    search_end end = game_search(alone, fmax(alone->rules->tolerance, CERTIFICATE_TOLERANCE));
    w->searches++;
    w->searches_unfinished += end.outcome != COHONG_CONVERGED;
    if (alone->solution->outcome != COHONG_CONVERGED || !(game_payoff(alone, n) > *best)) return;
    *best = game_payoff(alone, n);
    if (*best > w->payoff[n] + PROFITABLE) copy_tariffs(alone, n, alone->tariff, better);
}

/* From the tariffs found, whether some sector promises more at quite another tariff. */
static bool looks_far(game *alone)
{
    cohong_error unused;
    return game_solve(alone, alone->x) && !isnan(game_step(alone, CERTIFICATE_TOLERANCE, &unused)) &&
           game_look_far(alone, PROFITABLE);
}

/* Searches of one player alone, the others' tariffs held: its best gain, and in `better` its tariffs there. Uses up the game's
 * tariffs. */
static void search_alone(game *alone, size_t n, const double *before, double *better, cohong_war *w)
{
    double best = w->payoff[n];
    if (looks_far(alone)) search_from_here(alone, n, &best, better, w);
    for (size_t s = 0; s < alone->rules->starts && s < START_LIMIT && !alone->stopped; s++) {
        place_at_start(alone, s, before, w->tariff);
        search_from_here(alone, n, &best, better, w);
    }
    for (size_t member = 0; member < alone->N; member++)
        if (game_together(alone, member, n)) w->gain[member] = expm1(best - w->payoff[n]);
    w->largest_gain = fmax(w->largest_gain, w->gain[n]); /* a number wins over NAN */
    w->solves += alone->solves;
    w->adjoints += alone->adjoints;
}

/* `of` has been searched, with its tariffs in w; scratch and better hold J x N x N. */
static cohong_status certify(const game *of, const cohong_shock *start, const double *before, double *scratch,
                             double *better, cohong_war *w, cohong_error *error)
{
    size_t size = of->J * of->N * of->N * sizeof(double);
    bool *player = calloc(of->N, sizeof *player);
    cohong_status status = player != NULL ? COHONG_OK : fail_memory(error);
    memcpy(better, w->tariff, size);
    for (size_t p = 0; status == COHONG_OK && p < of->player_count; p++) {
        game alone;
        size_t n = of->player[p];
        memcpy(scratch, w->tariff, size);
        game_mark(of, n, player, true);
        status = game_new(&alone, of->model, start, scratch, of->rules, player, error);
        game_mark(of, n, player, false);
        if (status != COHONG_OK) break;
        search_alone(&alone, n, before, better, w);
        if (alone.stopped) status = stopped(error);
        game_free(&alone);
    }
    free(player);
    return status;
}

/* ---- playing */

static void explain_gain(const game *of, cohong_war *w)
{
    size_t n = 0;
    while (w->gain[n] != w->largest_gain) n++; /* NAN is not equal */
    w->outcome = COHONG_LIMIT;
    snprintf(w->why, sizeof w->why, "no player would take a step, but %s gains %.2g of its income by going elsewhere",
             of->model->base->countries[n].code, w->largest_gain);
}

/* Searches and certifies; where a player does better elsewhere, everyone goes on from there. */
static cohong_status play_rounds(game *of, const cohong_shock *start, const double *before, double *scratch,
                                 double *better, cohong_war *w, cohong_error *error)
{
    for (size_t round = 0; round < ROUNDS; round++) {
        search_end end = game_search(of, of->rules->tolerance);
        if (of->stopped) return stopped(error);
        report(of, &end, w);
        forget_certificate(w, of->N);
        if (end.outcome != COHONG_CONVERGED || of->rules->starts == 0) return COHONG_OK;
        cohong_status status = certify(of, start, before, scratch, better, w, error);
        if (status != COHONG_OK || !(w->largest_gain > PROFITABLE)) return status;
        if (round + 1 == ROUNDS) break;
        memcpy(w->tariff, better, of->J * of->N * of->N * sizeof *better);
        game_read_tariffs(of);
    }
    explain_gain(of, w);
    return COHONG_OK;
}

static cohong_status play(game *of, const cohong_shock *start, cohong_war *w, cohong_error *error)
{
    size_t size = of->J * of->N * of->N * sizeof(double);
    const double *before = start != NULL && start->tariff != NULL ? start->tariff : of->model->base->tariff;
    double *scratch = malloc(size), *better = malloc(size);
    cohong_status status = scratch != NULL && better != NULL ? COHONG_OK : fail_memory(error);
    if (status == COHONG_OK) status = cohong_model_solve(of->model, &of->shock, of->solution, error);
    if (status == COHONG_OK) {
        report_welfare(of, w->start);
        status = play_rounds(of, start, before, scratch, better, w, error);
    }
    w->solution = of->solution;
    of->solution = NULL;
    free(scratch);
    free(better);
    return status;
}

static cohong_status check_rules(const cohong_war_rules *r, cohong_error *error)
{
    if (r->least > -1 && r->least <= r->most && r->most <= 1e4 && r->tolerance > 0) return COHONG_OK;
    return fail(
        error, COHONG_OUT_OF_DOMAIN, NOWHERE,
        "the bounds of tariffs are %g and %g with a tolerance of %g; expected -1 < least <= most <= 10000 and a "
        "tolerance above 0",
        r->least, r->most, r->tolerance);
}

static cohong_status play_among(cohong_model *model, const cohong_shock *start, const cohong_war_rules *rules,
                                const bool *player, cohong_war **war, cohong_error *error)
{
    game of;
    cohong_error local;
    cohong_war_rules defaults = cohong_war_rules_default();
    cohong_war *w = NULL;
    *war = NULL;
    if (error == NULL) error = &local;
    if (rules == NULL) rules = &defaults;
    cohong_status status = check_rules(rules, error);
    if (status == COHONG_OK) status = war_new(model, start, &w, error);
    if (status == COHONG_OK) status = game_new(&of, model, start, w->tariff, rules, player, error);
    if (status == COHONG_OK) {
        status = play(&of, start, w, error);
        game_free(&of);
    }
    if (status == COHONG_OK)
        *war = w;
    else
        cohong_war_free(w);
    return status;
}

cohong_status cohong_nash(cohong_model *model, const cohong_shock *start, const cohong_war_rules *rules,
                          cohong_war **war, cohong_error *error)
{
    return play_among(model, start, rules, rules != NULL ? rules->player : NULL, war, error);
}

cohong_status cohong_best_response(cohong_model *model, const cohong_shock *start, size_t country,
                                   const cohong_war_rules *rules, cohong_war **war, cohong_error *error)
{
    *war = NULL;
    if (country >= model->N)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "country %zu of %zu: there is none", country, model->N);
    bool *player = calloc(model->N, sizeof *player);
    if (player == NULL) return fail_memory(error);
    for (size_t n = 0; n < model->N; n++)
        player[n] = n == country || (rules != NULL && rules->bloc != NULL && rules->bloc[n] == rules->bloc[country]);
    cohong_status status = play_among(model, start, rules, player, war, error);
    free(player);
    return status;
}
