/* Goal seek: the value of one lever at which one quantity reaches a target, or the statement that none in the range does. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep/quantity.h"
#include "sweep/seek.h"
#include "sweep/trial.h"

enum { POINTS_DEFAULT = 11, POINTS_LIMIT = 1001 };

/* An answer and what its texts are; cohong_goal_answer.memory. */
typedef struct goal_owner {
    cohong_goal_answer answer;
    char (*whys)[SEEK_WHY_SIZE]; /* a point */
    lever vary;
    quantity measure;
} goal_owner;

typedef struct solving {
    goal_owner *owner;
    trial at;
} solving;

void cohong_goal_answer_free(cohong_goal_answer *answer)
{
    if (answer == NULL) return;
    goal_owner *owner = answer->memory;
    lever_free(&owner->vary);
    quantity_free(&owner->measure);
    free(owner->whys);
    free(answer->curve);
    free(owner);
}

/* Solves at a value; a value without an equilibrium is no error. */
static cohong_status result_at(void *context, double value, double *result, char *why, cohong_error *error)
{
    solving *s = context;
    trial_begin(&s->at);
    cohong_status status = trial_move(&s->at, &s->owner->vary, value, error);
    if (status == COHONG_OK) status = trial_solve(&s->at, error);
    if (status != COHONG_OK) return status;
    if (s->at.solution->outcome == COHONG_CONVERGED) {
        cohong_case of = trial_case(&s->at);
        *result = quantity_of(&s->owner->measure, &of);
    } else if (why != NULL) {
        snprintf(why, SEEK_WHY_SIZE, "%s", s->at.solution->why);
    }
    return COHONG_OK;
}

/* The quantity in the benchmark: the scenario's model without its shock. */
static cohong_status benchmark(solving *s, double *value, cohong_error *error)
{
    const cohong_shock none = { 0 };
    trial_begin(&s->at);
    cohong_status status = trial_solve(&s->at, error);
    if (status == COHONG_OK) status = cohong_model_solve(s->at.model, &none, s->at.solution, error);
    cohong_case of = { s->at.model, &none, s->at.solution };
    if (status == COHONG_OK) *value = quantity_of(&s->owner->measure, &of);
    return status;
}

static cohong_status check_goal(const cohong_scenario *scenario, const cohong_goal *goal, goal_owner *owner,
                                cohong_error *error)
{
    size_t points = goal->points != 0 ? goal->points : POINTS_DEFAULT;
    if (!isfinite(goal->from) || !isfinite(goal->to) || goal->from == goal->to)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "from %g to %g is no range", goal->from, goal->to);
    if (!isfinite(goal->target)) return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "the target is not a number");
    if (points < 3 || points > POINTS_LIMIT)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "a curve of %zu points, expected 3 to %d", points,
                    (int)POINTS_LIMIT);
    owner->answer.curve_count = points;
    cohong_status status = lever_read(scenario, goal->vary, NOWHERE, &owner->vary, error);
    if (status == COHONG_OK) status = quantity_read(scenario->world, goal->measure, NOWHERE, &owner->measure, error);
    if (status == COHONG_OK && owner->measure.jobs && !cohong_labour_moves(scenario->settings.labour))
        return fail(
            error, COHONG_INCOMPLETE, NOWHERE,
            "jobs_created: under labour = \"%s\" no job is created or lost; choose elastic, rigid or rigid_down",
            scenario->settings.labour);
    return status;
}

static void take_over(cohong_goal_answer *to, const sought *from)
{
    to->found = from->found;
    to->value = from->value;
    to->measure = from->result;
    to->low = from->low;
    to->high = from->high;
    to->crossings = from->crossings;
    to->nearest_value = from->nearest_value;
    to->nearest_measure = from->nearest_result;
    to->solves = from->calls;
    to->failures = from->failures;
}

static cohong_status answer_goal(const cohong_goal *goal, solving *s, cohong_error *error)
{
    cohong_goal_answer *a = &s->owner->answer;
    cohong_status status = COHONG_OK;
    a->vary_meaning = s->owner->vary.meaning;
    a->measure_meaning = s->owner->measure.meaning;
    a->unit = s->owner->measure.unit;
    a->base = NAN;
    if (goal->rise) status = benchmark(s, &a->base, error);
    if (status != COHONG_OK) return status;
    a->target = goal->rise ? a->base + goal->target : goal->target;
    const seek what = {
        .of = result_at, .context = s, .from = goal->from, .to = goal->to, .target = a->target, .points = a->curve_count
    };
    sought found;
    status = seek_value(&what, a->curve, s->owner->whys, &found, error);
    take_over(a, &found);
    return status;
}

cohong_status cohong_solve_for(const cohong_scenario *scenario, const cohong_goal *goal, cohong_goal_answer **answer,
                               cohong_error *error)
{
    *answer = NULL;
    goal_owner *owner = calloc(1, sizeof *owner);
    if (owner == NULL) return fail_memory(error);
    owner->answer.memory = owner;
    solving s = { .owner = owner };
    cohong_status status = check_goal(scenario, goal, owner, error);
    if (status == COHONG_OK) {
        size_t count = owner->answer.curve_count;
        owner->answer.curve = calloc(count, sizeof *owner->answer.curve);
        owner->whys = calloc(count, sizeof *owner->whys);
        bool whole = owner->answer.curve != NULL && owner->whys != NULL;
        status = whole ? trial_new(scenario, &s.at, error) : fail_memory(error);
    }
    if (status == COHONG_OK) status = answer_goal(goal, &s, error);
    trial_free(&s.at);
    if (status == COHONG_OK)
        *answer = &owner->answer;
    else
        cohong_goal_answer_free(&owner->answer);
    return status;
}
