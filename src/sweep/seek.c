/* The curve, the bracket and the nearest value (see seek.h). */
#include "sweep/seek.h"

#include <math.h>

#include "base/vmath.h"

enum { STEP_LIMIT = 120, GOLDEN_STEPS = 40 };

static const double GOLDEN = 0.6180339887498949; /* (sqrt 5 - 1)/2 */

typedef struct seeking {
    const seek *what;
    sought *to;
    cohong_error *error;
} seeking;

/* One value tried: gap = result - target, NAN where there is none. */
typedef struct tried {
    double value, gap;
} tried;

/* ---- one value */

static void keep_nearest(sought *to, tried of, double target)
{
    if (isnan(of.gap)) return;
    if (isnan(to->nearest_result) || fabs(of.gap) < fabs(to->nearest_result - target)) {
        to->nearest_value = of.value;
        to->nearest_result = of.gap + target;
    }
}

static cohong_status try_value(seeking *s, double value, tried *to, char *why)
{
    double result = NAN;
    cohong_status status = s->what->of(s->what->context, value, &result, why, s->error);
    *to = (tried){ value, result - s->what->target };
    if (status != COHONG_OK) return status;
    s->to->calls++;
    if (isnan(to->gap)) s->to->failures++;
    keep_nearest(s->to, *to, s->what->target);
    return COHONG_OK;
}

/* ---- the curve */

static double curve_value(const seek *what, size_t k)
{
    double part = (double)k / (double)(what->points - 1);
    if (k == 0) return what->from;
    if (k + 1 == what->points) return what->to;
    if (what->by_ratio) return what->from * vmath_exp(part * vmath_log(what->to / what->from));
    return what->from + part * (what->to - what->from);
}

static tried point_of(const seeking *s, const cohong_curve_point *p)
{
    return (tried){ p->value, p->measure - s->what->target };
}

static cohong_status draw_curve(seeking *s, cohong_curve_point *curve, char (*whys)[SEEK_WHY_SIZE])
{
    for (size_t k = 0; k < s->what->points; k++) {
        tried at;
        cohong_status status = try_value(s, curve_value(s->what, k), &at, whys != NULL ? whys[k] : NULL);
        if (status != COHONG_OK) return status;
        const char *why = !isnan(at.gap) ? NULL : whys != NULL ? whys[k] : "no value";
        curve[k] = (cohong_curve_point){ at.value, at.gap + s->what->target, why };
    }
    return COHONG_OK;
}

static bool crosses(tried left, tried right)
{
    return !isnan(left.gap) && !isnan(right.gap) &&
           ((left.gap <= 0 && right.gap > 0) || (left.gap >= 0 && right.gap < 0));
}

/* The interval of the first crossing; its left end may be the answer itself. */
static bool find_crossing(seeking *s, const cohong_curve_point *curve, tried *left, tried *right)
{
    size_t last = s->what->points - 1;
    for (size_t k = 0; k < last; k++) {
        tried a = point_of(s, &curve[k]), b = point_of(s, &curve[k + 1]);
        if (!crosses(a, b) || s->to->crossings++ > 0) continue;
        *left = a;
        *right = b;
    }
    if (s->to->crossings == 0 && point_of(s, &curve[last]).gap == 0) {
        s->to->crossings = 1;
        *left = *right = point_of(s, &curve[last]);
    }
    return s->to->crossings > 0;
}

/* ---- the answer in a bracket */

static void answer_is(seeking *s, tried of, double a, double b)
{
    s->to->found = true;
    s->to->value = of.value;
    s->to->result = of.gap + s->what->target;
    s->to->low = fmin(a, b);
    s->to->high = fmax(a, b);
}

/* The next value: false position, or the middle when that would be no inner point or the bracket shrinks too slowly. */
static double next_value(tried a, tried b, double weight_a, double weight_b, bool middle)
{
    double fa = a.gap * weight_a, fb = b.gap * weight_b, value = a.value - fa * (b.value - a.value) / (fb - fa);
    bool inside = (value - a.value) * (value - b.value) < 0;
    return inside && !middle ? value : a.value + (b.value - a.value) / 2;
}

/* How large values are where the bracket is; a thousandth of the range where steps are equal and the answer may be 0. */
static double size_of_values(const seeking *s, tried a, tried b)
{
    double ends = fmax(fabs(a.value), fabs(b.value));
    return s->what->by_ratio ? ends : fmax(ends, 1e-3 * fabs(s->what->to - s->what->from));
}

/* Ends on an exact hit, or when the bracket or the gap is far below what the solver's tolerance lets one tell apart. */
static cohong_status close_bracket(seeking *s, tried a, tried b)
{
    double weight_a = 1, weight_b = 1, width = fabs(b.value - a.value), small = 1e-13 * fabs(b.gap - a.gap);
    tried best = fabs(a.gap) < fabs(b.gap) ? a : b;
    for (size_t step = 0; step < STEP_LIMIT && best.gap != 0; step++) {
        if (fabs(b.value - a.value) <= 1e-13 * size_of_values(s, a, b) || fabs(best.gap) <= small) break;
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

static cohong_status seek_between_points(seeking *s, const cohong_curve_point *curve)
{
    size_t nearest = COHONG_NONE, last = s->what->points - 1;
    for (size_t k = 0; k <= last; k++) {
        double gap = point_of(s, &curve[k]).gap;
        if (!isnan(gap) && (nearest == COHONG_NONE || fabs(gap) < fabs(point_of(s, &curve[nearest]).gap))) nearest = k;
    }
    if (nearest == COHONG_NONE) return COHONG_OK;
    tried middle = point_of(s, &curve[nearest]), left = point_of(s, &curve[nearest > 0 ? nearest - 1 : 0]);
    tried right = point_of(s, &curve[nearest < last ? nearest + 1 : last]), other;
    bool crossed;
    cohong_status status = search_nearest(s, left, middle, right, &crossed, &other);
    if (status != COHONG_OK || !crossed) return status;
    s->to->crossings = 2; /* one on either side of the point beyond */
    return close_bracket(s, middle, other);
}

/* ---- all of it */

cohong_status seek_value(const seek *what, cohong_curve_point *curve, char (*whys)[SEEK_WHY_SIZE], sought *to,
                         cohong_error *error)
{
    tried left, right;
    *to = (sought){ .value = NAN, .result = NAN, .low = NAN, .high = NAN, .nearest_value = NAN, .nearest_result = NAN };
    seeking s = { what, to, error };
    cohong_status status = draw_curve(&s, curve, whys);
    if (status != COHONG_OK) return status;
    if (find_crossing(&s, curve, &left, &right)) return close_bracket(&s, left, right);
    return seek_between_points(&s, curve);
}
