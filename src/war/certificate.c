/* The certificate: each player searches alone from other starts while the others keep their tariffs, every search by itself, on as many
 * threads as wanted.
 *
 * A search begins with the equilibrium, the adjoint and the other players' rows of the shock as the game left them, whatever was
 * searched before on its thread: so its bits do not depend on the number of threads. It ends where its steps promise so little that a
 * gain worth reporting cannot be left in them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/workers.h"
#include "war/game.h"

static const double TOLERANCE = 1e-6; /* of steps; welfare is flat there, so its error is of the order of the square */
static const double ENOUGH = 1e-10;   /* of what steps promise, in income */

/* What one thread works with. */
typedef struct booth {
    cohong_model *model; /* a twin */
    cohong_solution *solution;
    double *tariff; /* J x N x N; the game's, but for the player at work */
    desk at;
} booth;

typedef struct certificate {
    const game *of;
    const double *before;
    double profitable;
    double *better;
    size_t searches;   /* of a player */
    verdict *verdicts; /* player_count x searches */
    double *found;     /* player_count; payoffs of the game */
    booth *booths;
    cohong_war_rules rules;
    worker_lock lock; /* guards what follows, and the caller's progress() */
    double *best;     /* player_count; payoffs of the best search so far that is worth reporting, */
    size_t *best_at;  /* and its number */
    bool stopped;
    size_t failed; /* the first search that failed; past the last: none */
    cohong_status status;
    cohong_error error;
} certificate;

/* ---- a search */

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

/* One player's tariffs. */
static void copy_tariffs(const game *of, size_t n, const double *from, double *to)
{
    for (size_t row = 0; row < of->J * of->N; row++)
        if (game_together(of, row % of->N, n)) memcpy(to + row * of->N, from + row * of->N, of->N * sizeof *to);
}

/* Back to the equilibrium of the game. */
static void begin_again(const certificate *c, game *alone, size_t p)
{
    model_twin_reset(alone->model, c->of->model);
    memcpy(alone->worth, c->of->worth + p * alone->length, alone->length * sizeof *alone->worth);
}

/* From the tariffs found, whether some sector promises more at quite another tariff. */
static bool looks_far(const certificate *c, game *alone, size_t p)
{
    cohong_error unused;
    begin_again(c, alone, p);
    return game_solve(alone, alone->x) && !isnan(game_step(alone, TOLERANCE, &unused)) &&
           game_look_far(alone, c->profitable);
}

/* Keeps the tariffs of a player's best search; of two that are as good, the first. */
static void keep_if_best(certificate *c, const game *alone, size_t p, size_t search, double payoff)
{
    if (!(payoff > c->found[p] + c->profitable)) return;
    worker_lock_take(&c->lock);
    if (payoff > c->best[p] || (payoff == c->best[p] && search < c->best_at[p])) {
        c->best[p] = payoff;
        c->best_at[p] = search;
        copy_tariffs(alone, c->of->player[p], alone->tariff, c->better);
    }
    worker_lock_leave(&c->lock);
}

/* Search number 0 goes where the tariffs found promise more, if they do; the others begin at a start. */
static void search(certificate *c, game *alone, size_t p, size_t number, verdict *v)
{
    if (number == 0 && !looks_far(c, alone, p)) return;
    if (number > 0) place_at_start(alone, number - 1, c->before, c->of->tariff);
    begin_again(c, alone, p);
    search_end end = game_search(alone, fmax(alone->rules->tolerance, TOLERANCE));
    v->searches = 1;
    v->unfinished = end.outcome != COHONG_CONVERGED;
    if (alone->solution->outcome != COHONG_CONVERGED) return;
    double payoff = game_payoff(alone, c->of->player[p]);
    double left = end.outcome == COHONG_CONVERGED ? fabs(alone->promise[0]) : 0;
    v->gain = fmax(0, payoff + left - c->found[p]);
    keep_if_best(c, alone, p, number, payoff);
}

static cohong_status judge(certificate *c, booth *in, size_t task, cohong_error *error)
{
    game alone;
    size_t p = task / c->searches;
    verdict *v = &c->verdicts[task];
    cohong_status status = game_alone(&alone, c->of, p, in->model, in->solution, &in->at, in->tariff, &c->rules, error);
    if (status != COHONG_OK) return status;
    alone.enough = ENOUGH;
    search(c, &alone, p, task % c->searches, v);
    v->gain = expm1(v->gain);
    v->solves = alone.solves;
    v->adjoints = alone.adjoints;
    copy_tariffs(c->of, c->of->player[p], c->of->tariff, in->tariff);
    status = prepare_importers(in->model, &alone.shock, alone.mover, error);
    game_free(&alone);
    return status;
}

static void judge_task(void *context, size_t worker, size_t task)
{
    certificate *c = context;
    cohong_error error;
    worker_lock_take(&c->lock);
    bool goes_on = !c->stopped;
    worker_lock_leave(&c->lock);
    cohong_status status = goes_on ? judge(c, &c->booths[worker], task, &error) : COHONG_OK;
    if (status == COHONG_OK) return;
    worker_lock_take(&c->lock);
    if (task < c->failed) {
        c->failed = task;
        c->status = status;
        c->error = error;
    }
    worker_lock_leave(&c->lock);
}

/* The caller's progress(), once at a time. */
static bool ask_caller(void *context, size_t iterations, double step)
{
    certificate *c = context;
    const cohong_war_rules *rules = c->of->rules;
    worker_lock_take(&c->lock);
    if (!c->stopped) c->stopped = !rules->progress(rules->context, iterations, step);
    bool goes_on = !c->stopped;
    worker_lock_leave(&c->lock);
    return goes_on;
}

/* ---- all of them */

static cohong_status booth_new(const game *of, booth *made, cohong_error *error)
{
    size_t cells = of->J * of->N * of->N;
    made->tariff = malloc(cells * sizeof *made->tariff);
    if (made->tariff == NULL) return fail_memory(error);
    memcpy(made->tariff, of->tariff, cells * sizeof *made->tariff);
    cohong_status status = model_twin(of->model, &made->model, error);
    if (status == COHONG_OK) status = cohong_solution_new(of->model, true, &made->solution, error);
    return status == COHONG_OK ? desk_new(&made->at, of->model, error) : status;
}

static void booth_free(booth *made)
{
    desk_free(&made->at);
    cohong_solution_free(made->solution);
    cohong_model_free(made->model);
    free(made->tariff);
}

static void sum_up(const certificate *c, verdict *verdicts)
{
    for (size_t p = 0; p < c->of->player_count; p++) {
        verdicts[p] = (verdict){ 0 };
        for (size_t k = 0; k < c->searches; k++) {
            const verdict *v = &c->verdicts[p * c->searches + k];
            verdicts[p].gain = fmax(verdicts[p].gain, v->gain);
            verdicts[p].searches += v->searches;
            verdicts[p].unfinished += v->unfinished;
            verdicts[p].solves += v->solves;
            verdicts[p].adjoints += v->adjoints;
        }
    }
}

static cohong_status run(certificate *c, size_t workers, cohong_error *error)
{
    worker_lock_new(&c->lock);
    workers_run(workers, c->of->player_count * c->searches, judge_task, c);
    worker_lock_free(&c->lock);
    if (c->stopped) return fail(error, COHONG_STOPPED, NOWHERE, "the game was stopped");
    if (c->status != COHONG_OK) *error = c->error;
    return c->status;
}

static cohong_status certificate_new(certificate *c, game *of, size_t workers, size_t *made, cohong_error *error)
{
    size_t players = of->player_count;
    c->found = malloc(players * sizeof *c->found);
    c->best = malloc(players * sizeof *c->best);
    c->best_at = calloc(players, sizeof *c->best_at);
    c->verdicts = calloc(players * c->searches, sizeof *c->verdicts);
    c->booths = calloc(workers, sizeof *c->booths);
    if (c->found == NULL || c->best == NULL || c->best_at == NULL || c->verdicts == NULL || c->booths == NULL)
        return fail_memory(error);
    for (size_t p = 0; p < players; p++) c->best[p] = c->found[p] = game_payoff(of, of->player[p]);
    cohong_status status = COHONG_OK;
    for (; status == COHONG_OK && *made < workers; ++*made) status = booth_new(of, &c->booths[*made], error);
    return status;
}

static void certificate_free(certificate *c, size_t made)
{
    for (size_t k = 0; k < made; k++) booth_free(&c->booths[k]);
    free(c->booths);
    free(c->verdicts);
    free(c->best_at);
    free(c->best);
    free(c->found);
}

cohong_status game_certify(game *of, const double *before, double profitable, double *better, verdict *verdicts,
                           cohong_error *error)
{
    size_t starts = of->rules->starts < START_LIMIT ? of->rules->starts : START_LIMIT, made = 0;
    certificate c = { .of = of,
                      .before = before,
                      .profitable = profitable,
                      .better = better,
                      .searches = 1 + starts,
                      .rules = *of->rules,
                      .failed = of->player_count * (1 + starts) };
    size_t workers = workers_wanted(of->rules->threads, of->player_count * c.searches);
    cohong_status status = certificate_new(&c, of, workers, &made, error);
    if (status == COHONG_OK) {
        memcpy(better, of->tariff, of->J * of->N * of->N * sizeof *better);
        c.rules.progress = of->rules->progress != NULL ? ask_caller : NULL;
        c.rules.context = &c;
        status = run(&c, workers, error);
    }
    if (status == COHONG_OK) sum_up(&c, verdicts);
    certificate_free(&c, made);
    return status;
}
