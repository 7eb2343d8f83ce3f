/* Break-even: one number after the other is multiplied by a factor until the jobs reach a target. */
#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/vmath.h"

/* A number that a factor is put on: of the whole, of the platform's terms, or of a market. */
typedef struct lever {
    const char *name;
    enum { OF_WHOLE, OF_PLATFORM, OF_MARKET } of;
    size_t offset;
    double to; /* the furthest factor that is tried; 0: none of it is left */
} lever;

static const lever LEVERS[COHONG_FIRM_LEVER_COUNT] = {
    { "platform_fee", OF_WHOLE, offsetof(cohong_firms, platform_fee), 0 },
    { "fixed_cost", OF_PLATFORM, offsetof(cohong_firm_terms, fixed_cost), 0 },
    { "commission", OF_PLATFORM, offsetof(cohong_firm_terms, commission), 0 },
    { "visibility", OF_PLATFORM, offsetof(cohong_firm_terms, visibility), 1e4 },
    { "demand", OF_MARKET, offsetof(cohong_firm_market, demand), 1e4 },
};

enum { GRID = 64, BISECTIONS = 60 };

/* A description with markets of its own, so that its numbers can be changed. */
typedef struct trial {
    const cohong_firms *base;
    const lever *on;
    cohong_firms firms;
    size_t jobs;
    cohong_error *error;
} trial;

/* A channel that is closed by an infinite cost stays closed. */
static double scaled(double base, double factor)
{
    return isinf(base) ? base : base * factor;
}

static void set_lever(trial *t, double factor)
{
    const lever *on = t->on;
    t->firms.platform_fee = t->base->platform_fee;
    if (on->of == OF_WHOLE) t->firms.platform_fee = scaled(t->base->platform_fee, factor);
    for (size_t m = 0; m < t->base->market_count; m++) {
        const cohong_firm_market *from = &t->base->markets[m];
        cohong_firm_market *to = &t->firms.markets[m];
        *to = *from;
        const char *base = on->of == OF_MARKET ? (const char *)from : (const char *)&from->terms[COHONG_PLATFORM];
        char *number = on->of == OF_MARKET ? (char *)to : (char *)&to->terms[COHONG_PLATFORM];
        double value = *(const double *)(base + on->offset);
        if (on->of != OF_WHOLE) *(double *)(number + on->offset) = scaled(value, factor);
    }
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
static double grid_factor(const lever *on, size_t k)
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
        t.on = &LEVERS[k];
        status = search(&t, target, &rows[k]);
    }
    free(t.firms.markets);
    return status;
}
