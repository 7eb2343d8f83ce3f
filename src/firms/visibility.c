/* Visibility that falls with the number of sellers: n = n0 max(1, sellers(n) / from)^-congestion in each market.
 * More visibility brings more sellers, so that the right side falls in n: one market has exactly one solution. In
 * logarithms, y = ln n: Newton's step (g - y) / (1 - g') with g' from the last two points, at most 0, inside a bracket that
 * halves at the least (as rtsafe of Press et al., Numerical Recipes). Several congested markets move each other's sellers
 * through the platform's fee: they take damped steps together, shorter ones whenever the residual has grown. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/run.h"

/* A sample's sellers move in steps, so that no more than its own accuracy can be asked for. */
enum { ITERATIONS_MOST = 400, ITERATIONS_OF_SAMPLE = 60, PATIENCE = 40 };
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
    if (run->population != NULL)
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

/* The only congested market; (size_t)-1: there are several or none. */
static size_t only_congested(const firms_run *run)
{
    size_t found = (size_t)-1, count = 0;
    for (size_t m = 0; m < run->firms->market_count; m++) {
        if (!is_congested(run, m)) continue;
        found = m;
        count++;
    }
    return count == 1 ? found : (size_t)-1;
}

size_t firms_settle(firms_run *run, double *residual)
{
    bool sampled = run->population != NULL;
    size_t M = run->firms->market_count, since_best = 0, k = 0, only = only_congested(run);
    size_t most = sampled ? ITERATIONS_OF_SAMPLE : ITERATIONS_MOST;
    double best = INFINITY, before = INFINITY, share = 0.5, *best_at = run->best_visibility;
    for (; k < most && since_best < PATIENCE; k++, since_best++) {
        firms_evaluate(run);
        memcpy(run->tried_visibility, run->visibility, M * sizeof *run->visibility);
        double worst = only != (size_t)-1 ? step(run, only, k == 0) : step_together(run, share);
        share = worst > before ? 0.5 * share : fmin(0.9, 1.05 * share);
        before = worst; if (getenv("DBG")) fprintf(stderr, "%zu %g share %g\n", k, worst, share);
        if (worst < best) {
            best = worst;
            since_best = 0;
            memcpy(best_at, run->tried_visibility, M * sizeof *best_at);
        }
        if (best <= (sampled ? SETTLED_OF_SAMPLE : SETTLED)) break;
    }
    *residual = best;
    memcpy(run->visibility, best_at, M * sizeof *best_at);
    if (since_best > 0) firms_evaluate(run); /* the last try was not the best one */
    return k;
}
