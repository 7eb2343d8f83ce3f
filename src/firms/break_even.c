/* Break-even: one number after the other is multiplied by a factor until the jobs reach a target. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/lever.h"

enum { GRID = 64, BISECTIONS = 60 };

/* A description with markets of its own, so that its numbers can be changed. */
typedef struct trial {
    const cohong_firms *base;
    const firms_lever *on;
    cohong_firms firms;
    size_t jobs;
    cohong_error *error;
} trial;

static void set_lever(trial *t, double factor)
{
    t->firms.platform_fee = t->base->platform_fee;
    memcpy(t->firms.markets, t->base->markets, t->base->market_count * sizeof *t->firms.markets);
    firms_lever_scale(t->on, factor, &t->firms);
}

static cohong_status persons_at(trial *t, double factor, double *persons)
{
    cohong_firm_outcome *outcome;
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    set_lever(t, factor);
    cohong_status status = cohong_firms_solve(&t->firms, NULL, 1, &outcome, t->error);
    if (status == COHONG_OK) status = cohong_firms_jobs(&t->firms, outcome, NULL, NULL, jobs, t->error);
    if (status == COHONG_OK) *persons = jobs[t->jobs].persons;
    cohong_firm_outcome_free(outcome);
    return status;
}

/* Factor k of the grid from 1: in equal steps down to 0, in equal ratios up. */
static double grid_factor(const firms_lever *on, size_t k)
{
    double share = (double)k / GRID;
    return on->to == 0 ? 1 - share : vmath_exp(share * vmath_log(on->to));
}

/* Between a factor that is not enough and one that is. */
static cohong_status bisect(trial *t, double target, double low, double high, double *factor)
{
    for (int k = 0; k < BISECTIONS; k++) {
        double middle = 0.5 * (low + high), persons = 0;
        cohong_status status = persons_at(t, middle, &persons);
        if (status != COHONG_OK) return status;
        if (persons >= target)
            high = middle;
        else
            low = middle;
    }
    *factor = high;
    return COHONG_OK;
}

static cohong_status search(trial *t, double target, cohong_firm_break_even *row)
{
    *row = (cohong_firm_break_even){
        .lever = t->on->name, .factor = NAN, .from = 1, .to = t->on->to, .best_persons = -INFINITY
    };
    for (size_t k = 0; k <= GRID; k++) {
        double factor = grid_factor(t->on, k), persons = 0;
        cohong_status status = persons_at(t, factor, &persons);
        if (status != COHONG_OK) return status;
        if (persons > row->best_persons) {
            row->best_persons = persons;
            row->best_factor = factor;
        }
        if (persons < target) continue;
        if (k == 0)
            row->factor = 1;
        else
            status = bisect(t, target, grid_factor(t->on, k - 1), factor, &row->factor);
        return status;
    }
    return COHONG_OK;
}

cohong_status cohong_firms_break_even(const cohong_firms *firms, size_t jobs, double target,
                                      cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT], cohong_error *error)
{
    trial t = { .base = firms, .firms = *firms, .jobs = jobs, .error = error };
    cohong_status status = cohong_firms_check(firms, error);
    if (status != COHONG_OK) return status;
    if (jobs >= COHONG_FIRM_JOBS_NET || !(target > 0))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "target is %g, expected a number above 0", target);
    t.firms.markets = calloc(firms->market_count, sizeof *t.firms.markets);
    if (t.firms.markets == NULL) return fail_memory(error);
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT && status == COHONG_OK; k++) {
        t.on = &FIRMS_LEVERS[k];
        status = search(&t, target, &rows[k]);
    }
    free(t.firms.markets);
    return status;
}
