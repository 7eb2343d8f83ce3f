/* Break-even: one number after the other is multiplied by a factor until the jobs reach a target; and the curve on the way. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/lever.h"

enum { GRID = COHONG_FIRM_CURVE_POINTS - 1, BISECTIONS = 60 };

/* A description whose numbers are moved by a lever. */
typedef struct trial {
    const cohong_firms *base;
    const firms_lever *on;
    cohong_firms firms; /* a copy */
    size_t jobs;
    cohong_error *error;
} trial;

static bool above_ceiling(const cohong_firms *firms, const cohong_firm_outcome *outcome)
{
    for (size_t m = 0; m < firms->market_count; m++)
        if (outcome->markets[m].sales[COHONG_PLATFORM] > firms->markets[m].ceiling) return true;
    return false;
}

static cohong_status point_at(trial *t, double factor, cohong_firm_point *point)
{
    cohong_firm_outcome *outcome;
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    firms_copy_reset(t->base, &t->firms);
    firms_lever_scale(t->on, factor, &t->firms);
    cohong_status status = cohong_firms_solve(&t->firms, NULL, 1, &outcome, t->error);
    if (status == COHONG_OK) status = cohong_firms_jobs(&t->firms, outcome, NULL, NULL, jobs, t->error);
    if (status == COHONG_OK) {
        *point = (cohong_firm_point){ .factor = factor,
                                      .firms_at_wage = outcome->totals.firms_at_wage,
                                      .platform_firms = outcome->totals.platform_firms,
                                      .platform_sales = outcome->all.sales[COHONG_PLATFORM],
                                      .above_ceiling = above_ceiling(&t->firms, outcome) };
        for (size_t k = 0; k < COHONG_FIRM_JOB_COUNT; k++) point->persons[k] = jobs[k].persons;
    }
    cohong_firm_outcome_free(outcome);
    return status;
}

/* Factor k of the grid from 1: in equal steps down to 0, in equal ratios up, or down to another number. */
static double grid_factor(const firms_lever *on, size_t k)
{
    double share = (double)k / GRID;
    return on->to == 0 ? 1 - share : vmath_exp(share * vmath_log(on->to));
}

/* Between a factor that is not enough and one that is; fills the point found. */
static cohong_status bisect(trial *t, double target, double low, double high, cohong_firm_point *found)
{
    for (int k = 0; k < BISECTIONS; k++) {
        double middle = 0.5 * (low + high);
        cohong_firm_point point;
        cohong_status status = point_at(t, middle, &point);
        if (status != COHONG_OK) return status;
        if (point.persons[t->jobs] >= target)
            high = middle;
        else
            low = middle;
    }
    return point_at(t, high, found);
}

static void fill_row(const cohong_firm_point *at, cohong_firm_break_even *row)
{
    row->platform_sales = at->platform_sales;
    row->above_ceiling = at->above_ceiling;
}

static cohong_status search(trial *t, double target, cohong_firm_break_even *row)
{
    *row = (cohong_firm_break_even){
        .lever = t->on->name, .factor = NAN, .from = 1, .to = t->on->to, .best_persons = -INFINITY
    };
    for (size_t k = 0; k <= GRID; k++) {
        cohong_firm_point point;
        cohong_status status = point_at(t, grid_factor(t->on, k), &point);
        if (status != COHONG_OK) return status;
        double persons = point.persons[t->jobs];
        if (persons > row->best_persons) {
            row->best_persons = persons;
            row->best_factor = point.factor;
            fill_row(&point, row);
        }
        if (persons < target) continue;
        if (k > 0) status = bisect(t, target, grid_factor(t->on, k - 1), point.factor, &point);
        row->factor = point.factor;
        fill_row(&point, row);
        return status;
    }
    return COHONG_OK;
}

static cohong_status trial_new(const cohong_firms *firms, trial *t, cohong_error *error)
{
    *t = (trial){ .base = firms, .error = error };
    cohong_status status = cohong_firms_check(firms, error);
    return status == COHONG_OK ? firms_copy_new(firms, &t->firms, error) : status;
}

cohong_status cohong_firms_break_even(const cohong_firms *firms, size_t jobs, double target,
                                      cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT], cohong_error *error)
{
    trial t;
    if (jobs >= COHONG_FIRM_JOBS_NET || !(target > 0))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "target is %g, expected a number above 0", target);
    cohong_status status = trial_new(firms, &t, error);
    if (status != COHONG_OK) return status;
    t.jobs = jobs;
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT && status == COHONG_OK; k++) {
        t.on = &FIRMS_LEVERS[k];
        status = search(&t, target, &rows[k]);
    }
    firms_copy_free(&t.firms);
    return status;
}

cohong_status cohong_firms_curve(const cohong_firms *firms, size_t lever,
                                 cohong_firm_point points[COHONG_FIRM_CURVE_POINTS], cohong_error *error)
{
    trial t;
    if (lever >= COHONG_FIRM_LEVER_COUNT)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "there are %d levers, found number %zu",
                    COHONG_FIRM_LEVER_COUNT, lever);
    cohong_status status = trial_new(firms, &t, error);
    if (status != COHONG_OK) return status;
    t.on = &FIRMS_LEVERS[lever];
    for (size_t k = 0; k < COHONG_FIRM_CURVE_POINTS && status == COHONG_OK; k++)
        status = point_at(&t, grid_factor(t.on, k), &points[k]);
    firms_copy_free(&t.firms);
    return status;
}
