/* Gaussian elimination, for tests. */
#include "dense.h"

#include <math.h>

static void swap_rows(size_t n, double *a, double *b, size_t p, size_t q)
{
    for (size_t k = 0; k < n; k++) {
        double keep = a[p * n + k];
        a[p * n + k] = a[q * n + k];
        a[q * n + k] = keep;
    }
    double keep = b[p];
    b[p] = b[q];
    b[q] = keep;
}

void dense_solve(size_t n, double *a, double *b)
{
    for (size_t c = 0; c < n; c++) {
        size_t pivot = c;
        for (size_t r = c + 1; r < n; r++)
            if (fabs(a[r * n + c]) > fabs(a[pivot * n + c])) pivot = r;
        swap_rows(n, a, b, c, pivot);
        for (size_t r = c + 1; r < n; r++) {
            double factor = a[r * n + c] / a[c * n + c];
            for (size_t k = c; k < n && factor != 0; k++) a[r * n + k] -= factor * a[c * n + k];
            b[r] -= factor * b[c];
        }
    }
    for (size_t r = n; r-- > 0;) {
        for (size_t k = r + 1; k < n; k++) b[r] -= a[r * n + k] * b[k];
        b[r] /= a[r * n + r];
    }
}
