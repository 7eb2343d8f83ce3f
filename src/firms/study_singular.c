/* Singular values by one-sided Jacobi rotations (Hestenes 1958, Journal of the SIAM 6, 51-90): columns are turned in pairs until all
 * are at right angles; their lengths are the singular values. Small matrices only. */
#include <math.h>

#include "firms/study.h"

enum { SWEEPS_MOST = 60 };

static double inner(const double *a, size_t rows, size_t columns, size_t p, size_t q)
{
    double sum = 0;
    for (size_t k = 0; k < rows; k++) sum += a[k * columns + p] * a[k * columns + q];
    return sum;
}

static void turn(double *a, size_t rows, size_t columns, size_t p, size_t q, double c, double s)
{
    for (size_t k = 0; k < rows; k++) {
        double x = a[k * columns + p], y = a[k * columns + q];
        a[k * columns + p] = c * x - s * y;
        a[k * columns + q] = s * x + c * y;
    }
}

/* Puts two columns at right angles; false when they are already. */
static bool rotate(double *a, size_t rows, size_t columns, size_t p, size_t q, double *right)
{
    double pp = inner(a, rows, columns, p, p), qq = inner(a, rows, columns, q, q), pq = inner(a, rows, columns, p, q);
    if (fabs(pq) <= 1e-15 * sqrt(pp * qq) || pq == 0) return false;
    double zeta = (qq - pp) / (2 * pq);
    double t = (zeta >= 0 ? 1 : -1) / (fabs(zeta) + sqrt(1 + zeta * zeta)), c = 1 / sqrt(1 + t * t);
    turn(a, rows, columns, p, q, c, c * t);
    turn(right, columns, columns, p, q, c, c * t);
    return true;
}

static void exchange(double *a, size_t rows, size_t columns, size_t p, size_t q)
{
    for (size_t k = 0; k < rows; k++) {
        double was = a[k * columns + p];
        a[k * columns + p] = a[k * columns + q];
        a[k * columns + q] = was;
    }
}

void study_singular(double *a, size_t rows, size_t columns, double *singular, double *right)
{
    for (size_t k = 0; k < columns * columns; k++) right[k] = k % (columns + 1) == 0;
    for (int sweep = 0, turned = 1; sweep < SWEEPS_MOST && turned; sweep++) {
        turned = 0;
        for (size_t p = 0; p < columns; p++)
            for (size_t q = p + 1; q < columns; q++) turned |= rotate(a, rows, columns, p, q, right);
    }
    for (size_t p = 0; p < columns; p++) singular[p] = sqrt(inner(a, rows, columns, p, p));
    for (size_t p = 0; p < columns; p++)
        for (size_t q = p + 1; q < columns; q++) {
            if (!(singular[q] > singular[p])) continue;
            double was = singular[p];
            singular[p] = singular[q];
            singular[q] = was;
            exchange(a, rows, columns, p, q);
            exchange(right, columns, columns, p, q);
        }
}
