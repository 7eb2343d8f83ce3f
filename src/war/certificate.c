/* The certificate: each player searches alone from other starts while the others keep their tariffs, on as many threads as wanted.
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
    verdict *verdicts;
    double *found; /* player_count; payoffs of the game */
    booth *booths;
    cohong_war_rules rules;
    worker_lock lock; /* guards what follows, and the caller's progress() */
    bool stopped;
    size_t failed; /* the first player that failed; player_count: none */
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

/* One search from where the game stands; keeps its end when it is the best so far. */
static void search_from_here(const certificate *c, game *alone, size_t p, double *best)
{
    verdict *v = &c->verdicts[p];
    size_t n = c->of->player[p];
    begin_again(c, alone, p);
    search_end end = game_search(alone, fmax(alone->rules->tolerance, TOLERANCE));
    v->searches++;
    v->unfinished += end.outcome != COHONG_CONVERGED;
    if (alone->solution->outcome != COHONG_CONVERGED) return;
    double payoff = game_payoff(alone, n), left = end.outcome == COHONG_CONVERGED ? fabs(alone->promise[0]) : 0;
    v->gain = fmax(v->gain, payoff + left - c->found[p]);
    if (!(payoff > *best)) return;
    *best = payoff;
    if (payoff > c->found[p] + c->profitable) copy_tariffs(alone, n, alone->tariff, c->better);
}

static cohong_status judge_player(const certificate *c, booth *in, size_t p, cohong_error *error)
{
    game alone;
    verdict *v = &c->verdicts[p];
    size_t n = c->of->player[p];
    double best = c->found[p];
    cohong_status status = game_alone(&alone, c->of, p, in->model, in->solution, &in->at, in->tariff, &c->rules, error);
    if (status != COHONG_OK) return status;
    alone.enough = ENOUGH;
    *v = (verdict){ 0 };
    if (looks_far(c, &alone, p)) search_from_here(c, &alone, p, &best);
    for (size_t s = 0; s < c->rules.starts && s < START_LIMIT && !alone.stopped; s++) {
        place_at_start(&alone, s, c->before, c->of->tariff);
        search_from_here(c, &alone, p, &best);
    }
    v->gain = expm1(v->gain);
    v->solves = alone.solves;
    v->adjoints = alone.adjoints;
    copy_tariffs(c->of, n, c->of->tariff, in->tariff);
    status = prepare_importers(in->model, &alone.shock, alone.mover, error);
    game_free(&alone);
    return status;
}

static void judge_task(void *context, size_t worker, size_t p)
{
    certificate *c = context;
    cohong_error error;
    worker_lock_take(&c->lock);
    bool goes_on = !c->stopped;
    worker_lock_leave(&c->lock);
    cohong_status status = goes_on ? judge_player(c, &c->booths[worker], p, &error) : COHONG_OK;
    if (status == COHONG_OK) return;
    worker_lock_take(&c->lock);
    if (p < c->failed) {
        c->failed = p;
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

static cohong_status run(certificate *c, size_t workers, cohong_error *error)
{
    worker_lock_new(&c->lock);
    workers_run(workers, c->of->player_count, judge_task, c);
    worker_lock_free(&c->lock);
    if (c->stopped) return fail(error, COHONG_STOPPED, NOWHERE, "the game was stopped");
    if (c->status != COHONG_OK) *error = c->error;
    return c->status;
}

cohong_status game_certify(game *of, const double *before, double profitable, double *better, verdict *verdicts,
                           cohong_error *error)
{
    certificate c = { .of = of,
                      .before = before,
                      .profitable = profitable,
                      .better = better,
                      .verdicts = verdicts,
                      .rules = *of->rules,
                      .failed = of->player_count };
    size_t workers = workers_wanted(of->rules->threads, of->player_count), made = 0;
    c.found = malloc(of->player_count * sizeof *c.found);
    c.booths = calloc(workers, sizeof *c.booths);
    cohong_status status = c.found != NULL && c.booths != NULL ? COHONG_OK : fail_memory(error);
    for (; status == COHONG_OK && made < workers; made++) status = booth_new(of, &c.booths[made], error);
    if (status == COHONG_OK) {
        for (size_t p = 0; p < of->player_count; p++) c.found[p] = game_payoff(of, of->player[p]);
        memcpy(better, of->tariff, of->J * of->N * of->N * sizeof *better);
        c.rules.progress = of->rules->progress != NULL ? ask_caller : NULL;
        c.rules.context = &c;
        status = run(&c, workers, error);
    }
    for (size_t k = 0; k < made; k++) booth_free(&c.booths[k]);
    free(c.booths);
    free(c.found);
    return status;
}
