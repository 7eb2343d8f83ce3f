/* The search for tariffs from which no player takes a step: all players at once, accelerated (base/anderson.h).
 * A point without an equilibrium, or from which the steps are ten times as large as the smallest so far, drops the history; the
 * search then goes on from the best point with half the step. Where a country hardly trades, the equilibrium's own tolerance hides
 * small steps: the search then ends at the best point once no player's steps would gain anything that matters.
 * Equilibria and adjoints begin where the last ones were, and are as accurate as the steps that they are for need. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "war/game.h"

enum {
    PLAIN_STEPS = 2,
    LONG_STEPS = 3,
    RETREATS = 12,
    PATIENCE = 3,
    CLIMB_AFTER = 2,
    CLIMB_IDLE = 20,
    CLIMBS = 3,
    UPHILL_STEPS = 60
};
static const double FINEST = 1e-13, COARSEST = 1e-5; /* accuracy of adjoints */
static const double COARSE_SOLVE = 1e-6;             /* of equilibria */
static const double MORE_CARE = 1e-2;
static const double NO_GAIN = 1e-12; /* of income */

typedef struct progress {
    double best;    /* smallest largest step */
    double promise; /* what a step from there would gain at most */
    double length;  /* of a plain step */
    double care;    /* accuracy, as a share of a step's size */
    size_t idle;    /* iterations since the best point */
    size_t plain;   /* plain steps left */
    size_t long_steps, retreats, climbs;
    char why[256]; /* there was no step, last */
} progress;

/* The most that any player's step would gain. */
static double largest_promise(const game *of)
{
    double most = 0;
    for (size_t p = 0; p < of->player_count; p++) most = fmax(most, fabs(of->promise[p]));
    return most;
}

static double accuracy_for(const progress *p, double step)
{
    return fmax(FINEST, fmin(COARSEST, p->care * step));
}

/* x <- best + length (its step) is not kept, so the search goes back and looks again with shorter steps. */
static bool retreat(game *of, progress *p)
{
    anderson_reset(&of->history);
    memcpy(of->x, of->best, of->padded * sizeof *of->x);
    p->length /= 2;
    p->plain = 2 * PLAIN_STEPS;
    p->care *= MORE_CARE;
    return ++p->retreats <= RETREATS;
}

/* An accelerated step leads at most LARGEST_STEP away from the plain one. While plain steps are as long as they may be, they say where
 * to go but not how far, and there is little to accelerate: so the first ones are left alone. */
static void move(game *of, progress *p, double step)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most);
    bool long_step = step >= LARGEST_STEP && p->long_steps++ < LONG_STEPS;
    if (p->plain > 0 || long_step) {
        if (p->plain > 0) p->plain--;
        for (size_t k = 0; k < of->choice_count; k++) of->x[k] += p->length * of->f[k];
    } else {
        anderson_step(&of->history, of->f, of->g, of->x);
        for (size_t k = 0; k < of->choice_count; k++) {
            double near = fmax(of->g[k] - LARGEST_STEP, fmin(of->g[k] + LARGEST_STEP, of->x[k]));
            of->x[k] = fmax(low, fmin(high, near));
        }
    }
}

static bool solve_for(game *of, const progress *p, double step)
{
    of->accuracy = fmin(COARSE_SOLVE, p->care * step);
    return game_solve(of, of->x);
}

/* Whether what was solved for steps of the size of `last` says too little about one that is as small as `step`. */
static bool too_coarse(const game *of, const progress *p, double last, double step)
{
    bool solve = of->accuracy > of->model->settings.tolerance && of->accuracy > 1e-2 * step;
    return solve || accuracy_for(p, last) > 0.1 * step;
}

/* The game solved at x, and its largest step; INFINITY where there is none, with the reason. The accuracy is what steps of the
 * size of `last` need; again, and better, when the step found is so small that errors may be in it. */
static double step_at(game *of, double last, progress *p)
{
    cohong_error error = { 0 };
    double step = NAN;
    bool solved = solve_for(of, p, last);
    if (solved) step = game_step(of, accuracy_for(p, last), &error);
    if (solved && too_coarse(of, p, last, step)) {
        solved = solve_for(of, p, step);
        if (solved) step = game_step(of, accuracy_for(p, step), &error);
    }
    if (solved && !isnan(step)) return step;
    if (solved)
        snprintf(p->why, sizeof p->why, "%.240s", error.message);
    else
        snprintf(p->why, sizeof p->why, "no equilibrium where the players would go: %.180s", of->solution->why);
    return INFINITY;
}

/* At x, which is solved already, to the model's own tolerance. */
static bool solve_well(game *of, const progress *p)
{
    if (of->accuracy <= of->model->settings.tolerance) return true;
    return solve_for(of, p, 0);
}

static void keep_best(game *of, progress *p, double step)
{
    p->best = step;
    p->idle = 0;
    p->promise = largest_promise(of);
    memcpy(of->best, of->x, of->padded * sizeof *of->x);
}

/* The search stops short of its tolerance: at the best point. */
static search_end stop_at_best(game *of, progress *p, size_t iterations)
{
    search_end end = { .outcome = COHONG_LIMIT, .iterations = iterations, .step = p->best };
    memcpy(of->x, of->best, of->padded * sizeof *of->x);
    if (!solve_for(of, p, 0)) end.outcome = COHONG_NO_SOLUTION;
    if (end.outcome == COHONG_LIMIT && p->retreats > RETREATS && p->promise <= NO_GAIN) end.outcome = COHONG_CONVERGED;
    if (end.outcome == COHONG_CONVERGED) return end;
    if (p->why[0] != '\0')
        memcpy(end.why, p->why, sizeof end.why);
    else
        snprintf(end.why, sizeof end.why, "steps of up to %.3g in ln(1+t) are left after %zu iterations", p->best,
                 iterations);
    return end;
}

/* A search of one player that goes back to its best point, or does not get nearer than that. */
static bool has_lost_its_way(const game *of, const progress *p)
{
    return of->player_count == 1 && p->climbs < CLIMBS && (p->retreats == CLIMB_AFTER || p->idle >= CLIMB_IDLE);
}

/* Of a game of one player. The steps of a search can be shortest where the payoff still rises: steps grow again behind, before they
 * shrink towards the best tariffs. So from the best point uphill along plain steps, as long as they may be while the payoff rises, until
 * it would not; answers the largest step there, from which the search begins anew, or INFINITY. */
static double climb(game *of, progress *p)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most), length = LARGEST_STEP;
    memcpy(of->x, of->best, of->padded * sizeof *of->x);
    double step = step_at(of, 0, p), payoff = game_payoff(of, of->player[0]);
    anderson_reset(&of->history);
    p->climbs++;
    if (isinf(step) || step == 0) return step;
    for (size_t k = 0; k < UPHILL_STEPS && length > p->best; k++) {
        memcpy(of->best, of->x, of->padded * sizeof *of->x);
        for (size_t c = 0; c < of->choice_count; c++)
            of->x[c] = fmax(low, fmin(high, of->x[c] + length / step * of->f[c]));
        double higher = solve_for(of, p, 0) ? game_payoff(of, of->player[0]) : -INFINITY;
        if (higher > payoff) {
            payoff = higher;
        } else {
            length /= 4;
            memcpy(of->x, of->best, of->padded * sizeof *of->x);
        }
        step = step_at(of, p->best, p);
        if (isinf(step) || step == 0) break;
    }
    p->length = 1;
    p->retreats = 0;
    if (!isinf(step)) keep_best(of, p, step);
    return step;
}

/* Whether the search is where it wants to be. */
static bool is_there(game *of, const progress *p, double step, double tolerance)
{
    bool flat = step < LARGEST_STEP && of->enough > 0 && largest_promise(of) <= of->enough;
    return (step <= tolerance || flat) && solve_well(of, p);
}

search_end game_search(game *of, double tolerance)
{
    progress p = { .best = INFINITY, .promise = INFINITY, .length = 1, .care = 1e-3 };
    anderson_reset(&of->history);
    memcpy(of->best, of->x, of->padded * sizeof *of->x);
    for (size_t iterations = 0;; iterations++) {
        double step = step_at(of, fmin(1, p.best), &p);
        if (step < p.best)
            keep_best(of, &p, step);
        else if (++p.idle % PATIENCE == 0)
            p.care *= MORE_CARE;
        of->stopped = of->rules->progress != NULL && !of->rules->progress(of->rules->context, iterations, p.best);
        if (of->stopped) return (search_end){ .outcome = COHONG_LIMIT, .iterations = iterations, .step = p.best };
        if (is_there(of, &p, step, tolerance))
            return (search_end){ .outcome = COHONG_CONVERGED, .iterations = iterations, .step = step };
        if (iterations >= of->rules->iteration_limit) return stop_at_best(of, &p, iterations);
        if (!(step <= 10 * p.best) || isinf(step)) {
            bool more = retreat(of, &p);
            step = more ? step_at(of, fmin(1, p.best), &p) : INFINITY;
            if (isinf(step)) return stop_at_best(of, &p, iterations);
        }
        if (has_lost_its_way(of, &p)) step = climb(of, &p);
        if (isinf(step)) return stop_at_best(of, &p, iterations);
        move(of, &p, step);
    }
}
