/* Nash tariffs and best responses, with their certificate: from the tariffs found, each player searches alone and from other starts for
 * tariffs that are better for it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "war/game.h"

static const double PROFITABLE = 1e-8; /* of income: the least gain by which a point is no equilibrium */
enum { ROUNDS = 5 };

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

static cohong_status certify(game *of, const double *before, double *better, cohong_war *w, cohong_error *error)
{
    verdict *verdicts = calloc(of->player_count, sizeof *verdicts);
    if (verdicts == NULL) return fail_memory(error);
    cohong_status status = game_certify(of, before, PROFITABLE, better, verdicts, error);
    for (size_t p = 0; status == COHONG_OK && p < of->player_count; p++) {
        const verdict *v = &verdicts[p];
        for (size_t n = 0; n < of->N; n++)
            if (game_together(of, n, of->player[p])) w->gain[n] = v->gain;
        w->largest_gain = fmax(w->largest_gain, v->gain); /* a number wins over NAN */
        w->searches += v->searches;
        w->searches_unfinished += v->unfinished;
        w->solves += v->solves;
        w->adjoints += v->adjoints;
    }
    free(verdicts);
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

/* By the method that is asked; where steps of all at once end short of an equilibrium, in turn from there. */
static search_end find_equilibrium(game *of, cohong_error *error)
{
    search_end end;
    bool turns = of->rules->method == COHONG_SEQUENTIAL;
    if (!turns) end = game_search(of, of->rules->tolerance);
    if (!turns && (end.outcome != COHONG_LIMIT || of->player_count == 1 || of->stopped)) return end;
    return game_take_turns(of, of->rules->tolerance, error);
}

/* Searches and certifies; where a player does better elsewhere, everyone goes on from there. */
static cohong_status play_rounds(game *of, const double *before, double *better, cohong_war *w, cohong_error *error)
{
    for (size_t round = 0; round < ROUNDS; round++) {
        search_end end = find_equilibrium(of, error);
        if (of->stopped) return stopped(error);
        report(of, &end, w);
        forget_certificate(w, of->N);
        if (end.outcome != COHONG_CONVERGED || of->rules->starts == 0) return COHONG_OK;
        cohong_status status = certify(of, before, better, w, error);
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
    const double *before = start != NULL && start->tariff != NULL ? start->tariff : of->model->base->tariff;
    double *better = malloc(of->J * of->N * of->N * sizeof *better);
    cohong_status status = better != NULL ? COHONG_OK : fail_memory(error);
    if (status == COHONG_OK) status = cohong_model_solve(of->model, &of->shock, of->solution, error);
    if (status == COHONG_OK) {
        report_welfare(of, w->start);
        status = play_rounds(of, before, better, w, error);
    }
    w->solution = of->solution;
    of->solution = NULL;
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

cohong_status cohong_nash(cohong_model *model, const cohong_shock *shock, const cohong_war_rules *rules,
                          cohong_war **war, cohong_error *error)
{
    return play_among(model, shock, rules, rules != NULL ? rules->player : NULL, war, error);
}

cohong_status cohong_best_response(cohong_model *model, const cohong_shock *shock, size_t country,
                                   const cohong_war_rules *rules, cohong_war **war, cohong_error *error)
{
    *war = NULL;
    if (country >= model->N)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "country %zu of %zu: there is none", country, model->N);
    bool *player = calloc(model->N, sizeof *player);
    if (player == NULL) return fail_memory(error);
    for (size_t n = 0; n < model->N; n++)
        player[n] = n == country || (rules != NULL && rules->bloc != NULL && rules->bloc[n] == rules->bloc[country]);
    cohong_status status = play_among(model, shock, rules, player, war, error);
    free(player);
    return status;
}
