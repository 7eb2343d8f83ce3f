/* Restarted GMRES (Saad & Schultz 1986, SIAM J. Sci. Stat. Comput. 7, 856-869) for (I - K) x = b:
 *   Arnoldi: w = (I - K) v_j, made orthogonal to v_0..v_j by modified Gram-Schmidt; H holds the coefficients;
 *   Givens rotations keep H triangular and give the norm of the residual; x += V y, H y = |r| e_1.
 * Sums run in eight partial sums, so that the bits do not depend on the compiler. */
#include "base/gmres.h"

#include <math.h>
#include <string.h>

#include "base/vmath.h"

/* Two doubles at any address. */
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

/* The parts of the workspace: n doubles a row of `basis`, restart + 1 rows. */
typedef struct krylov {
    size_t n, restart;
    double *basis;
    double *hessenberg; /* column j at [j*(restart + 1)] */
    double *cosine, *sine, *target;
} krylov;

size_t gmres_workspace(size_t n, size_t restart)
{
    return (restart + 1) * n + (restart + 1) * restart + 3 * (restart + 1);
}

static krylov lay_out(size_t n, size_t restart, double *workspace)
{
    krylov s = { .n = n, .restart = restart, .basis = workspace };
    s.hessenberg = s.basis + (restart + 1) * n;
    s.cosine = s.hessenberg + (restart + 1) * restart;
    s.sine = s.cosine + restart + 1;
    s.target = s.sine + restart + 1;
    return s;
}

static double dot(size_t n, const double *x, const double *y)
{
    double sums[LANES] = { 0 };
    pair s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };
    size_t k = 0;
    for (; k + LANES <= n; k += LANES) {
        const pair *a = (const pair *)(x + k), *b = (const pair *)(y + k);
        s0 += a[0] * b[0];
        s1 += a[1] * b[1];
        s2 += a[2] * b[2];
        s3 += a[3] * b[3];
    }
    pair all[4] = { s0, s1, s2, s3 };
    memcpy(sums, all, sizeof sums);
    for (size_t lane = 0; k < n; k++, lane++) sums[lane] += x[k] * y[k];
    return vmath_sum_tree(sums);
}

/* y += a x */
static void add(size_t n, double a, const double *x, double *y)
{
    size_t k = 0;
    for (; k + 2 <= n; k += 2) *(pair *)(y + k) += a * *(const pair *)(x + k);
    if (k < n) y[k] += a * x[k];
}

/* max |x|; NaN when there is one. */
static double largest(size_t n, const double *x)
{
    double most = 0;
    for (size_t k = 0; k < n && !isnan(most); k++)
        if (!(fabs(x[k]) <= most)) most = fabs(x[k]);
    return most;
}

/* out = b + K x - x; answers max |out|. */
static double residual_of(gmres_apply apply, const void *context, const double *b, const double *x, size_t n,
                          double *out)
{
    apply(context, x, out);
    for (size_t k = 0; k < n; k++) out[k] = (b[k] + out[k]) - x[k];
    return largest(n, out);
}

/* The next direction (I - K) v_j, orthogonal to the earlier ones, and its column of H. */
static void arnoldi(const krylov *s, gmres_apply apply, const void *context, size_t j)
{
    const double *v = s->basis + j * s->n;
    double *w = s->basis + (j + 1) * s->n, *h = s->hessenberg + j * (s->restart + 1);
    apply(context, v, w);
    for (size_t k = 0; k < s->n; k++) w[k] = v[k] - w[k];
    for (size_t i = 0; i <= j; i++) {
        h[i] = dot(s->n, w, s->basis + i * s->n);
        add(s->n, -h[i], s->basis + i * s->n, w);
    }
    h[j + 1] = sqrt(dot(s->n, w, w));
    if (h[j + 1] > 0)
        for (size_t k = 0; k < s->n; k++) w[k] /= h[j + 1];
}

/* Turns column j of H with the earlier rotations and one new one; answers the new norm of the residual. */
static double rotate(const krylov *s, size_t j)
{
    double *h = s->hessenberg + j * (s->restart + 1);
    for (size_t i = 0; i < j; i++) {
        double upper = h[i];
        h[i] = s->cosine[i] * upper + s->sine[i] * h[i + 1];
        h[i + 1] = s->cosine[i] * h[i + 1] - s->sine[i] * upper;
    }
    double length = sqrt(h[j] * h[j] + h[j + 1] * h[j + 1]);
    s->cosine[j] = length > 0 ? h[j] / length : 1;
    s->sine[j] = length > 0 ? h[j + 1] / length : 0;
    h[j] = length;
    s->target[j + 1] = -s->sine[j] * s->target[j];
    s->target[j] = s->cosine[j] * s->target[j];
    return fabs(s->target[j + 1]);
}

/* x += V y with H y = target, over `columns` columns; one without length (K has an eigenvalue of 1) is left out. */
static void step(const krylov *s, size_t columns, double *x)
{
    double *y = s->target;
    for (size_t j = columns; j-- > 0;) {
        const double *h = s->hessenberg + j * (s->restart + 1);
        y[j] = h[j] > 0 ? y[j] / h[j] : 0;
        for (size_t i = 0; i < j; i++) y[i] -= h[i] * y[j];
    }
    for (size_t j = 0; j < columns; j++) add(s->n, y[j], s->basis + j * s->n, x);
}

/* One cycle from the residual in the first row of the basis; answers the number of iterations. */
static size_t cycle(const krylov *s, gmres_apply apply, const void *context, double goal, size_t limit, double *x)
{
    double norm = sqrt(dot(s->n, s->basis, s->basis));
    if (!(norm > 0)) return 0;
    for (size_t k = 0; k < s->n; k++) s->basis[k] /= norm;
    memset(s->target, 0, (s->restart + 1) * sizeof *s->target);
    s->target[0] = norm;
    size_t j = 0;
    while (j < s->restart && j < limit && norm > goal) {
        arnoldi(s, apply, context, j);
        norm = rotate(s, j++);
    }
    step(s, j, x);
    return j;
}

gmres_result gmres_solve(gmres_apply apply, const void *context, const double *b, double *x, size_t n, size_t restart,
                         double tolerance, size_t iteration_limit, double *workspace)
{
    gmres_result result = { 0 };
    krylov s = lay_out(n, restart, workspace);
    double scale = largest(n, b);
    if (scale == 0) {
        memset(x, 0, n * sizeof *x);
        return (gmres_result){ .converged = true };
    }
    double error = residual_of(apply, context, b, x, n, s.basis);
    while (error > tolerance * scale && result.iterations < iteration_limit) {
        size_t done = cycle(&s, apply, context, tolerance * scale, iteration_limit - result.iterations, x);
        double before = error;
        error = residual_of(apply, context, b, x, n, s.basis);
        result.iterations += done;
        if (done == 0 || !(error < before)) break;
    }
    result.residual = error / scale;
    result.converged = error <= tolerance * scale;
    return result;
}
