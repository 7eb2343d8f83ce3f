/* Goal seek: the value of one lever at which one quantity reaches a target, or the statement that none in the range does.
 * A curve over the range first; inside its first crossing the Illinois method (Dowell & Jarratt 1971, BIT 11, 168-174): false
 * position, where the weight of an end that stays twice is halved, with a bisection when three steps did not halve the bracket. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep/quantity.h"
#include "sweep/trial.h"

enum { POINTS_DEFAULT = 11, POINTS_LIMIT = 1001, STEP_LIMIT = 120, GOLDEN_STEPS = 40, WHY_SIZE = 256 };

static const double GOLDEN = 0.6180339887498949; /* (sqrt 5 - 1)/2 */

/* An answer and what its texts are; cohong_goal_answer.memory. */
typedef struct goal_owner {
    cohong_goal_answer answer;
    char (*whys)[WHY_SIZE]; /* a point */
    lever vary;
    quantity measure;
} goal_owner;

typedef struct seeking {
    const cohong_goal *goal;
    goal_owner *owner;
    trial at;
    cohong_error *error;
} seeking;

/* One value tried: gap = quantity - target, NAN where there is no equilibrium. */
typedef struct tried {
    double value, gap;
} tried;

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

/* ---- one value */

static void keep_nearest(cohong_goal_answer *a, tried of, double target)
{
    if (isnan(of.gap)) return;
    if (isnan(a->nearest_measure) || fabs(of.gap) < fabs(a->nearest_measure - target)) {
        a->nearest_value = of.value;
        a->nearest_measure = of.gap + target;
    }
}

/* Solves at a value; a value without an equilibrium is no error. `why` may be NULL. */
static cohong_status try_value(seeking *s, double value, tried *to, char *why)
{
    cohong_goal_answer *a = &s->owner->answer;
    *to = (tried){ value, NAN };
    trial_begin(&s->at);
    cohong_status status = trial_move(&s->at, &s->owner->vary, value, s->error);
    if (status == COHONG_OK) status = trial_solve(&s->at, s->error);
    if (status != COHONG_OK) return status;
    a->solves++;
    if (s->at.solution->outcome == COHONG_CONVERGED) {
        cohong_case of = trial_case(&s->at);
        to->gap = quantity_of(&s->owner->measure, &of) - s->goal->target;
    } else if (why != NULL) {
        snprintf(why, WHY_SIZE, "%s", s->at.solution->why);
    }
    if (isnan(to->gap)) a->failures++;
    keep_nearest(a, *to, s->goal->target);
    return COHONG_OK;
}

/* ---- the curve */

static cohong_status draw_curve(seeking *s, tried *points)
{
    cohong_goal_answer *a = &s->owner->answer;
    size_t last = a->curve_count - 1;
    for (size_t k = 0; k <= last; k++) {
        double part = (double)k / (double)last;
        double value = k == last ? s->goal->to : s->goal->from + part * (s->goal->to - s->goal->from);
        cohong_status status = try_value(s, value, &points[k], s->owner->whys[k]);
        if (status != COHONG_OK) return status;
        bool solved = !isnan(points[k].gap);
        a->curve[k] = (cohong_curve_point){ value, points[k].gap + s->goal->target, solved ? NULL : s->owner->whys[k] };
    }
    return COHONG_OK;
}

static bool crosses(tried left, tried right)
{
    return !isnan(left.gap) && !isnan(right.gap) &&
           ((left.gap <= 0 && right.gap > 0) || (left.gap >= 0 && right.gap < 0));
}

/* The interval of the first crossing; its left end may be the answer itself. */
static bool find_crossing(cohong_goal_answer *a, const tried *points, tried *left, tried *right)
{
    for (size_t k = 0; k + 1 < a->curve_count; k++) {
        if (!crosses(points[k], points[k + 1])) continue;
        if (a->crossings++ > 0) continue;
        *left = points[k];
        *right = points[k + 1];
    }
    if (a->crossings == 0 && points[a->curve_count - 1].gap == 0) {
        a->crossings = 1;
        *left = *right = points[a->curve_count - 1];
    }
    return a->crossings > 0;
}

/* ---- the answer in a bracket */

static void answer_is(seeking *s, tried of, double a, double b)
{
    cohong_goal_answer *answer = &s->owner->answer;
    answer->found = true;
    answer->value = of.value;
    answer->measure = of.gap + s->goal->target;
    answer->low = fmin(a, b);
    answer->high = fmax(a, b);
}

/* The next value: false position, or the middle when that would be no inner point or the bracket shrinks too slowly. */
static double next_value(tried a, tried b, double weight_a, double weight_b, bool middle)
{
    double fa = a.gap * weight_a, fb = b.gap * weight_b, value = a.value - fa * (b.value - a.value) / (fb - fa);
    bool inside = (value - a.value) * (value - b.value) < 0;
    return inside && !middle ? value : a.value + (b.value - a.value) / 2;
}

/* Ends on an exact hit, or when the bracket or the gap is far below what the solver's tolerance lets one tell apart. */
static cohong_status close_bracket(seeking *s, tried a, tried b)
{
    double weight_a = 1, weight_b = 1, width = fabs(b.value - a.value), small = 1e-13 * fabs(b.gap - a.gap);
    tried best = fabs(a.gap) < fabs(b.gap) ? a : b;
    for (size_t step = 0; step < STEP_LIMIT && best.gap != 0; step++) {
        double ends = fmax(fmax(fabs(a.value), fabs(b.value)), 1e-3 * fabs(s->goal->to - s->goal->from));
        if (fabs(b.value - a.value) <= 1e-13 * ends || fabs(best.gap) <= small) break;
        bool slow = step % 3 == 2 && fabs(b.value - a.value) > width / 2;
        if (step % 3 == 2) width = fabs(b.value - a.value);
        tried c;
        cohong_status status = try_value(s, next_value(a, b, weight_a, weight_b, slow), &c, NULL);
        if (status != COHONG_OK) return status;
        if (isnan(c.gap)) break; /* a gap in the curve inside the bracket: what is left of it says how far this went */
        if (fabs(c.gap) < fabs(best.gap)) best = c;
        if ((c.gap > 0) == (a.gap > 0) && c.gap != 0) {
            a = c, weight_a = 1, weight_b /= 2;
        } else {
            b = c, weight_b = 1, weight_a /= 2;
        }
    }
    answer_is(s, best, a.value, b.value);
    return COHONG_OK;
}

/* ---- where the curve does not cross */

/* The least |gap| between the neighbours of the nearest point; *crossed when a value on the other side turns up. */
static cohong_status search_nearest(seeking *s, tried left, tried middle, tried right, bool *crossed, tried *other)
{
    tried inner[2];
    double a = left.value, b = right.value;
    cohong_status status = COHONG_OK;
    *crossed = false;
    for (int k = 0; k < 2 && status == COHONG_OK; k++)
        status = try_value(s, k == 0 ? b - GOLDEN * (b - a) : a + GOLDEN * (b - a), &inner[k], NULL);
    for (size_t step = 0; step < GOLDEN_STEPS && status == COHONG_OK; step++) {
        for (int k = 0; k < 2; k++) {
            if (!crosses(middle, inner[k]) && inner[k].gap != 0) continue;
            *crossed = true;
            *other = inner[k];
            return COHONG_OK;
        }
        if (isnan(inner[0].gap) || isnan(inner[1].gap)) return COHONG_OK;
        bool first = fabs(inner[0].gap) < fabs(inner[1].gap);
        *(first ? &b : &a) = inner[first ? 1 : 0].value;
        inner[first ? 1 : 0] = inner[first ? 0 : 1];
        status = try_value(s, first ? b - GOLDEN * (b - a) : a + GOLDEN * (b - a), &inner[first ? 0 : 1], NULL);
    }
    return status;
}

static cohong_status seek_between_points(seeking *s, const tried *points)
{
    cohong_goal_answer *a = &s->owner->answer;
    size_t nearest = (size_t)-1, last = a->curve_count - 1;
    for (size_t k = 0; k <= last; k++)
        if (!isnan(points[k].gap) && (nearest == (size_t)-1 || fabs(points[k].gap) < fabs(points[nearest].gap)))
            nearest = k;
    if (nearest == (size_t)-1) return COHONG_OK;
    tried left = points[nearest > 0 ? nearest - 1 : 0], right = points[nearest < last ? nearest + 1 : last], other;
    bool crossed;
    cohong_status status = search_nearest(s, left, points[nearest], right, &crossed, &other);
    if (status != COHONG_OK || !crossed) return status;
    a->crossings = 2; /* one on either side of the point beyond */
    return close_bracket(s, points[nearest], other);
}

/* ---- all of it */

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
    if (status == COHONG_OK && owner->measure.jobs && strcmp(scenario->settings.labour, "full") == 0)
        return fail(error, COHONG_INCOMPLETE, NOWHERE,
                    "jobs_created: under labour = \"full\" no job is created or lost; choose elastic, rigid or "
                    "rigid_down");
    return status;
}

static cohong_status seek(seeking *s, tried *points)
{
    tried left, right;
    cohong_goal_answer *a = &s->owner->answer;
    a->vary_meaning = s->owner->vary.meaning;
    a->measure_meaning = s->owner->measure.meaning;
    a->unit = s->owner->measure.unit;
    a->value = a->measure = a->low = a->high = a->nearest_value = a->nearest_measure = NAN;
    cohong_status status = draw_curve(s, points);
    if (status != COHONG_OK) return status;
    if (find_crossing(a, points, &left, &right)) return close_bracket(s, left, right);
    return seek_between_points(s, points);
}

cohong_status cohong_solve_for(const cohong_scenario *scenario, const cohong_goal *goal, cohong_goal_answer **answer,
                               cohong_error *error)
{
    *answer = NULL;
    goal_owner *owner = calloc(1, sizeof *owner);
    if (owner == NULL) return fail_memory(error);
    owner->answer.memory = owner;
    seeking s = { .goal = goal, .owner = owner, .error = error };
    tried *points = NULL;
    cohong_status status = check_goal(scenario, goal, owner, error);
    if (status == COHONG_OK) {
        size_t count = owner->answer.curve_count;
        owner->answer.curve = calloc(count, sizeof *owner->answer.curve);
        owner->whys = calloc(count, sizeof *owner->whys);
        points = calloc(count, sizeof *points);
        bool whole = owner->answer.curve != NULL && owner->whys != NULL && points != NULL;
        status = whole ? trial_new(scenario, &s.at, error) : fail_memory(error);
    }
    if (status == COHONG_OK) status = seek(&s, points);
    trial_free(&s.at);
    free(points);
    if (status == COHONG_OK)
        *answer = &owner->answer;
    else
        cohong_goal_answer_free(&owner->answer);
    return status;
}
