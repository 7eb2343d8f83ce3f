/* Visibility that falls with the number of sellers: n = n0 max(1, sellers(n) / from)^-congestion in each market.
 * More visibility brings more sellers, so that the right side falls in n: one market has exactly one solution. In
 * logarithms, y = ln n: Newton's step (g - y) / (1 - g') with g' from the last two points, at most 0, inside a bracket that
 * halves at the least (as rtsafe of Press et al., Numerical Recipes). Markets move each other's sellers through the platform's
 * fee: one after the other is settled with the others held, until all are (Gauss-Seidel). For samples, where every look at the sellers
 * costs, several markets take damped steps together instead, shorter ones whenever the residual has grown. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/run.h"

/* A sample's sellers move in steps, so that no more than its own accuracy can be asked for. */
enum { ROUNDS_MOST = 500, STEPS_MOST = 60 };
static const double SETTLED = 1e-12, SETTLED_OF_SAMPLE = 1e-6;

/* ln of the visibility that the tally's sellers make. */
static double implied(const firms_run *run, size_t m)
{
    const cohong_firm_market *market = &run->firms->markets[m];
    double crowd = run->tally.markets[m].sellers[COHONG_PLATFORM] / market->congestion_from;
    double log_crowd = crowd > 1 ? vmath_log(crowd) : 0;
    return vmath_log(market->terms[COHONG_PLATFORM].visibility) - market->congestion * log_crowd;
}

static bool is_congested(const firms_run *run, size_t m)
{
    return run->firms->markets[m].congestion > 0 && run->firms->markets[m].terms[COHONG_PLATFORM].visibility > 0;
}

void firms_evaluate(firms_run *run)
{
    const cohong_firms *firms = run->firms;
    size_t M = firms->market_count;
    for (size_t g = 0; g < firms->group_count; g++)
        for (size_t m = 0; m < M; m++) {
            const cohong_firm_market *market = &firms->markets[m];
            firms_line *pair = &run->lines[2 * (g * M + m)];
            pair[COHONG_PLATFORM] = firms_line_of(firms, &firms->groups[g], market, COHONG_PLATFORM,
                                                  run->visibility[m]);
            pair[COHONG_DIRECT] = firms_line_of(firms, &firms->groups[g], market, COHONG_DIRECT,
                                                market->terms[COHONG_DIRECT].visibility);
        }
    memset(run->tally.numbers, 0, run->tally.length * sizeof *run->tally.numbers);
    if (run->kernels != NULL)
        firms_evaluate_sample(run);
    else
        firms_evaluate_exact(run);
}

/* Newton's step where it is sound, else to the middle of the bracket. */
static double next_point(const firms_settling *of, double y, double g)
{
    double slope = (g - of->g) / (y - of->y), to = y + (g - y) / (1 - (slope < 0 ? slope : 0));
    bool sound = to > of->low && to < of->high && fabs(to - y) <= 0.5 * fabs(of->step_before);
    return sound ? to : 0.5 * (of->low + of->high);
}

/* One step in one market; answers how far visibility was from what its sellers make of it. */
static double step(firms_run *run, size_t m, bool first)
{
    firms_settling *of = &run->settling[m];
    double y = vmath_log(run->visibility[m]), g = implied(run, m), to;
    if (g > y) of->low = y;
    if (g < y) of->high = y;
    if (first || of->high - of->low <= 4e-15 * fabs(y)) {
        of->low = fmin(g, y);
        of->high = fmax(g, y);
        of->step = of->high - of->low;
        to = y + (g - y) / (1 + run->firms->markets[m].congestion);
    } else {
        to = next_point(of, y, g);
    }
    of->step_before = of->step;
    of->step = to - y;
    of->y = y;
    of->g = g;
    run->visibility[m] = vmath_exp(to);
    return fabs(g - y);
}

/* Answers the largest distance; moves every market's visibility a share of the way. */
static double step_together(firms_run *run, double share)
{
    double worst = 0;
    for (size_t m = 0; m < run->firms->market_count; m++) {
        if (!is_congested(run, m)) continue;
        double y = vmath_log(run->visibility[m]), g = implied(run, m);
        worst = fmax(worst, fabs(g - y));
        run->visibility[m] = vmath_exp(y + share * (g - y));
    }
    return worst;
}

/* Keeps the best point so far. */
static void keep_best(firms_run *run, const double *tried, double distance, double *best)
{
    if (!(distance < *best)) return;
    *best = distance;
    memcpy(run->best_visibility, tried, run->firms->market_count * sizeof *tried);
}

/* Damped steps of all markets together. */
static size_t settle_together(firms_run *run, double *best)
{
    double before = INFINITY, share = 0.5;
    size_t k = 0;
    while (k++<STEPS_MOST && * best> SETTLED_OF_SAMPLE) {
        firms_evaluate(run);
        memcpy(run->tried_visibility, run->visibility, run->firms->market_count * sizeof *run->visibility);
        double distance = step_together(run, share);
        keep_best(run, run->tried_visibility, distance, best);
        share = distance > before ? 0.5 * share : fmin(0.9, 1.05 * share);
        before = distance;
    }
    return k;
}

/* Settles one market with the others held. */
static size_t settle_market(firms_run *run, size_t m, double tolerance)
{
    double best = INFINITY, best_at = run->visibility[m];
    size_t k = 0;
    while (k < STEPS_MOST && best > tolerance) {
        double tried = run->visibility[m];
        firms_evaluate(run);
        double distance = step(run, m, k++ == 0);
        if (distance < best) {
            best = distance;
            best_at = tried;
        }
    }
    run->visibility[m] = best_at;
    return k;
}

/* Market after market; a sample has only one that is congested. */
static size_t settle_in_turn(firms_run *run, double *best)
{
    double tolerance = run->population != NULL ? SETTLED_OF_SAMPLE : SETTLED;
    size_t M = run->firms->market_count, steps = 0, rounds = run->population != NULL ? 1 : ROUNDS_MOST;
    for (size_t k = 0; k<rounds && * best> tolerance; k++) {
        for (size_t m = 0; m < M; m++)
            if (is_congested(run, m)) steps += settle_market(run, m, 0.1 * tolerance);
        firms_evaluate(run);
        memcpy(run->tried_visibility, run->visibility, M * sizeof *run->visibility);
        keep_best(run, run->tried_visibility, step_together(run, 0), best);
    }
    return steps;
}

size_t firms_settle(firms_run *run, double *residual)
{
    size_t M = run->firms->market_count, congested = 0, steps;
    for (size_t m = 0; m < M; m++) congested += is_congested(run, m);
    *residual = INFINITY;
    steps = run->population != NULL && congested > 1 ? settle_together(run, residual) : settle_in_turn(run, residual);
    memcpy(run->visibility, run->best_visibility, M * sizeof *run->visibility);
    firms_evaluate(run);
    return steps;
}
