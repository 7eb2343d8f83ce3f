/* Quantile functions and the square root of a covariance. */
#include "sweep/distribution.h"

#include <math.h>

double uniform_at(double low, double high, double u)
{
    return low + u * (high - low);
}

double triangular_at(double low, double mode, double high, double u)
{
    double width = high - low, below = (mode - low) / width;
    if (u < below) return low + sqrt(u * width * (mode - low));
    return high - sqrt((1 - u) * width * (high - mode));
}

size_t choice_at(const double *weights, size_t count, double u)
{
    double total = 0, sum = 0;
    for (size_t k = 0; k < count; k++) total += weights[k];
    for (size_t k = 0; k + 1 < count; k++) {
        sum += weights[k];
        if (u * total < sum) return k;
    }
    return count - 1;
}

/* Entry (i, j) of L from those before it; rounding may leave a variance of nothing slightly below it. */
static bool cholesky_entry(double *L, size_t count, size_t i, size_t j, double scale)
{
    double sum = L[i * count + j], above = L[j * count + j];
    for (size_t k = 0; k < j; k++) sum -= L[i * count + k] * L[j * count + k];
    if (i == j) {
        L[i * count + i] = sqrt(fmax(sum, 0));
        return sum >= -1e-12 * scale;
    }
    L[i * count + j] = above > 0 ? sum / above : 0;
    return above > 0 || fabs(sum) <= 1e-12 * scale;
}

bool cholesky(double *covariance, size_t count)
{
    double scale = 0;
    for (size_t i = 0; i < count; i++) scale = fmax(scale, fabs(covariance[i * count + i]));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++)
            if (!cholesky_entry(covariance, count, i, j, scale)) return false;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) covariance[i * count + j] = 0;
    return true;
}
