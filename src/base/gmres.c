/* Restarted GMRES (Saad & Schultz 1986, SIAM J. Sci. Stat. Comput. 7, 856-869) for A x = b:
 *   Arnoldi: w = A v_j, made orthogonal to v_0..v_j, a few at a time; H holds the coefficients;
 *   Givens rotations keep H triangular and give the norm of the residual; x += V y, H y = |r| e_1.
 * Sums run in eight partial sums, so that the bits do not depend on the compiler. */
#include "base/gmres.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/vmath.h"

/* Directions that a new one is made orthogonal to at once: the coefficients of a few are taken before any is subtracted. */
enum { TOGETHER = 4 };

/* Two doubles at any address. */
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

/* The parts of the workspace: n doubles a row of `basis`, restart + 1 rows. */
typedef struct krylov {
    const gmres_system *of;
    gmres_dots dots;
    gmres_combine combine;
    size_t n, restart;
    double *basis;
    double *hessenberg; /* column j at [j*(restart + 1)] */
    double *cosine, *sine, *target;
    const double *row[GMRES_RESTART_LIMIT + 1]; /* of the basis */
} krylov;

size_t gmres_workspace(size_t n, size_t restart)
{
    return (restart + 1) * n + (restart + 1) * restart + 3 * (restart + 1);
}

/* ---- vectors of any length, at any address */

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

static void plain_dots(size_t count, size_t length, const double *const *rows, const double *x, double *dots)
{
    for (size_t r = 0; r < count; r++) dots[r] = dot(length, rows[r], x);
}

/* out = x - a row */
static void subtract(size_t n, double a, const double *row, const double *x, double *out)
{
    size_t k = 0;
    for (; k + 2 <= n; k += 2) *(pair *)(out + k) = *(const pair *)(x + k) - *(const pair *)(row + k) * a;
    if (k < n) out[k] = x[k] - row[k] * a;
}

static void plain_combine(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                          double *out)
{
    for (size_t r = 0; r < count; r++) subtract(length, factor[r], rows[r], r == 0 ? x : out, out);
}

static void multiply(size_t n, double a, double *x)
{
    size_t k = 0;
    for (; k + 2 <= n; k += 2) *(pair *)(x + k) *= a;
    if (k < n) x[k] *= a;
}

/* max |x|; NaN when there is one. */
static double largest(size_t n, const double *x)
{
    double most = 0;
    for (size_t k = 0; k < n && !isnan(most); k++)
        if (!(fabs(x[k]) <= most)) most = fabs(x[k]);
    return most;
}

static double norm_of(const krylov *s, const double *x)
{
    double square;
    s->dots(1, s->n, &x, x, &square);
    return sqrt(square);
}

/* ---- the method */

static krylov lay_out(const gmres_system *of, double *workspace)
{
    size_t n = of->length, restart = of->restart;
    krylov s = { .of = of, .dots = of->dots, .combine = of->combine, .n = n, .restart = restart, .basis = workspace };
    if (s.dots == NULL) {
        s.dots = plain_dots;
        s.combine = plain_combine;
    }
    for (size_t j = 0; j <= restart; j++) s.row[j] = s.basis + j * n;
    s.hessenberg = s.basis + (restart + 1) * n;
    s.cosine = s.hessenberg + (restart + 1) * restart;
    s.sine = s.cosine + restart + 1;
    s.target = s.sine + restart + 1;
    return s;
}

/* The first row of the basis: b - A x; answers its largest entry. */
static double residual_of(const krylov *s, const double *b, const double *x)
{
    static const double one = 1;
    s->of->apply(s->of->context, x, s->basis);
    s->combine(1, s->n, s->row, &one, b, s->basis);
    return largest(s->n, s->basis);
}

/* The next direction A v_j, orthogonal to the earlier ones, and its column of H. */
static void arnoldi(const krylov *s, size_t j)
{
    double *w = s->basis + (j + 1) * s->n, *h = s->hessenberg + j * (s->restart + 1);
    s->of->apply(s->of->context, s->row[j], w);
    for (size_t i = 0; i <= j; i += TOGETHER) {
        size_t count = j + 1 - i < TOGETHER ? j + 1 - i : TOGETHER;
        s->dots(count, s->n, s->row + i, w, h + i);
        s->combine(count, s->n, s->row + i, h + i, w, w);
    }
    h[j + 1] = norm_of(s, w);
    if (h[j + 1] >= DBL_MIN) multiply(s->n, 1 / h[j + 1], w);
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

/* x += V y with H y = target, over `columns` columns; one without length (A has an eigenvalue of 0) is left out. */
static void step(const krylov *s, size_t columns, double *x)
{
    double *y = s->target;
    for (size_t j = columns; j-- > 0;) {
        const double *h = s->hessenberg + j * (s->restart + 1);
        y[j] = h[j] > 0 ? y[j] / h[j] : 0;
        for (size_t i = 0; i < j; i++) y[i] -= h[i] * y[j];
    }
    for (size_t j = 0; j < columns; j++) y[j] = -y[j];
    s->combine(columns, s->n, s->row, y, x, x);
}

/* One cycle from the residual in the first row of the basis; answers the number of iterations. */
static size_t cycle(const krylov *s, double goal, size_t limit, double *x)
{
    double norm = norm_of(s, s->basis);
    if (!(norm >= DBL_MIN)) return 0;
    multiply(s->n, 1 / norm, s->basis);
    memset(s->target, 0, (s->restart + 1) * sizeof *s->target);
    s->target[0] = norm;
    size_t j = 0;
    while (j < s->restart && j < limit && norm > goal) {
        arnoldi(s, j);
        norm = rotate(s, j++);
    }
    step(s, j, x);
    return j;
}

/* A cycle goes by the length of the residual, which is up to sqrt(n) times its largest entry. What it is when that is `entry` and others are
 * a twelfth of it in the mean square; where they are not, a second cycle goes on. */
static double likely_length(size_t n, double entry)
{
    return entry * fmax(1, sqrt((double)n) / 12);
}

gmres_result gmres_solve(const gmres_system *system, const double *b, double *x, double tolerance,
                         size_t iteration_limit, double *workspace)
{
    gmres_result result = { 0 };
    size_t n = system->length;
    krylov s = lay_out(system, workspace);
    double scale = largest(n, b), error = scale;
    if (scale == 0) {
        memset(x, 0, n * sizeof *x);
        return (gmres_result){ .converged = true };
    }
    if (largest(n, x) == 0)
        memcpy(s.basis, b, n * sizeof *b);
    else
        error = residual_of(&s, b, x);
    while (error > tolerance * scale && result.iterations < iteration_limit) {
        double goal = result.iterations == 0 ? likely_length(n, tolerance * scale) : tolerance * scale;
        size_t done = cycle(&s, goal, iteration_limit - result.iterations, x);
        double before = error;
        error = residual_of(&s, b, x);
        result.iterations += done;
        if (done == 0 || !(error < before)) break;
    }
    result.residual = error / scale;
    result.converged = error <= tolerance * scale;
    return result;
}
