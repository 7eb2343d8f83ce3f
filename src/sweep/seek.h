/* Seeking the number at which a function reaches a target, or the statement that none in the range does: the one search of the
 * project. A curve over the range first; inside its first crossing the Illinois method (Dowell & Jarratt 1971, BIT 11, 168-174): false
 * position, where the weight of an end that stays twice is halved, with a bisection when three steps did not halve the bracket. Where
 * the curve does not cross, golden section looks for the nearest value between the neighbours of the best point. */
#ifndef COHONG_SWEEP_SEEK_H
#define COHONG_SWEEP_SEEK_H

#include "base/fail.h"

enum { SEEK_WHY_SIZE = 256 };

/* The function at a value; *result NAN where it has none, which is no error, with the reason in `why` (which may be NULL). */
typedef cohong_status (*seek_function)(void *context, double value, double *result, char *why, cohong_error *error);

typedef struct seek {
    seek_function of;
    void *context;
    double from, to, target; /* from may be above to */
    size_t points;           /* of the curve, 3 or more */
    bool by_ratio;           /* the curve in equal ratios instead of equal steps: both ends above 0 */
} seek;

/* As in cohong_goal_answer. */
typedef struct sought {
    bool found;
    double value, result, low, high;
    size_t crossings;
    double nearest_value, nearest_result;
    size_t calls, failures;
} sought;

/* `curve` has room for `points`, and `whys` too, unless it is NULL. Errors: those of the function, and out of memory. */
cohong_status seek_value(const seek *what, cohong_curve_point *curve, char (*whys)[SEEK_WHY_SIZE], sought *to,
                         cohong_error *error);

#endif
