/* Distributions that are drawn from by their quantile functions, so that one uniform number makes one draw.
 *   normal      mean + sd z                          lognormal   median e^(sigma z)             z = Phi^-1(u)
 *   triangular  low, mode, high                      uniform     low, high
 *   choice      value k with its weight */
#ifndef COHONG_SWEEP_DISTRIBUTION_H
#define COHONG_SWEEP_DISTRIBUTION_H

#include "base/fail.h"

typedef enum distribution_kind {
    DRAW_NORMAL,
    DRAW_LOGNORMAL,
    DRAW_TRIANGULAR,
    DRAW_UNIFORM,
    DRAW_CHOICE
} distribution_kind;

double uniform_at(double low, double high, double u);
double triangular_at(double low, double mode, double high, double u);
/* The first k at which the running sum of weights, over their sum, exceeds u. */
size_t choice_at(const double *weights, size_t count, double u);

/* The lower triangle L of a covariance, count x count, in place (covariance = L L'); false when it is not positive
 * semi-definite. What is above the diagonal becomes 0. */
bool cholesky(double *covariance, size_t count);

#endif
