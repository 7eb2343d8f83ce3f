/* Solving the chain of suppliers, and the part of it at home.
 *   x = b + K x:  GMRES brings the largest account to rounding; plain sweeps x <- b + K x then bring every account
 * there, because A >= 0 makes a sweep exact in each account relative to itself (no cancellation). */
#include "jobs/leontief.h"

#include <math.h>
#include <string.h>

#include "base/gmres.h"
#include "base/vmath.h"

enum { ITERATION_LIMIT = 240, SWEEP_LIMIT = 400 };
static const double GMRES_TOLERANCE = 4e-15;
static const double NEGLIGIBLE = 1e-9;
/* A unit that needs more than this in all is taken for a chain without an end. */
static const double ENDLESS = 1e6;

size_t leontief_stride(size_t N)
{
    return (N + LANES - 1) / LANES * LANES;
}

void leontief_layout(leontief *chain, arena *from, size_t N, size_t J, bool sourcing, bool dense)
{
    size_t S = leontief_stride(N), accounts = J * N, P = leontief_stride(accounts);
    chain->N = N, chain->J = J, chain->S = S, chain->length = J * S;
    chain->inside = arena_take(from, J * J, S * sizeof(double));
    chain->home = arena_take(from, J, S * sizeof(double));
    chain->sourcing = sourcing ? arena_take(from, J * S, S * sizeof(double)) : NULL;
    chain->dense = dense ? arena_take(from, accounts, P * sizeof(double)) : NULL;
    chain->spending = arena_take(from, J, S * sizeof(double));
    chain->compact_in = dense ? arena_take(from, P, sizeof(double)) : NULL;
    chain->compact_out = dense ? arena_take(from, P, sizeof(double)) : NULL;
    chain->basis = arena_take(from, gmres_workspace(chain->length, LEONTIEF_RESTART), sizeof(double));
    chain->global = sourcing ? leontief_world : dense ? leontief_table : leontief_domestic;
    chain->global_transposed = sourcing ? leontief_world_transposed
                               : dense  ? leontief_table_transposed
                                        : leontief_domestic_transposed;
}

/* Sums coefficient * in over `count` rows for eight countries: rows `row` and `step` doubles apart. */
static inline void sum_rows(size_t count, const double *coefficient, size_t row, const double *in, size_t step,
                            double *out)
{
    v2 s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };
    for (size_t k = 0; k < count; k++, coefficient += row, in += step) {
        const v2 *c = (const v2 *)coefficient, *x = (const v2 *)in;
        s0 += c[0] * x[0];
        s1 += c[1] * x[1];
        s2 += c[2] * x[2];
        s3 += c[3] * x[3];
    }
    v2 *to = (v2 *)out;
    to[0] = s0, to[1] = s1, to[2] = s2, to[3] = s3;
}

void leontief_gather(const leontief *chain, const double *in, double *out)
{
    size_t J = chain->J, S = chain->S;
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < S; n += LANES) sum_rows(J, chain->inside + j * J * S + n, S, in + n, S, out + j * S + n);
}

void leontief_spread(const leontief *chain, const double *in, double *out)
{
    size_t J = chain->J, S = chain->S;
    memset(out, 0, chain->length * sizeof *out);
    for (size_t j = 0; j < J; j++)
        for (size_t k = 0; k < J; k++) {
            const v2 *c = (const v2 *)(chain->inside + (j * J + k) * S), *x = (const v2 *)(in + j * S);
            v2 *to = (v2 *)(out + k * S);
            for (size_t n = 0; n < S / 2; n++) to[n] += c[n] * x[n];
        }
}

void leontief_domestic_transposed(const leontief *chain, const double *in, double *out)
{
    for (size_t k = 0; k < chain->length; k++) chain->spending[k] = chain->home[k] * in[k];
    leontief_gather(chain, chain->spending, out);
}

void leontief_domestic(const leontief *chain, const double *in, double *out)
{
    leontief_spread(chain, in, out);
    for (size_t k = 0; k < chain->length; k++) out[k] *= chain->home[k];
}

/* The operator K, and I - K in the form that GMRES takes. */
typedef struct oriented {
    const leontief *chain;
    leontief_product product;
} oriented;

static void apply(const void *context, const double *in, double *out)
{
    const oriented *o = context;
    o->product(o->chain, in, out);
    for (size_t k = 0; k < o->chain->length; k++) out[k] = in[k] - out[k];
}

static leontief_product product_of(const leontief *chain, bool domestic, bool transposed)
{
    if (domestic) return transposed ? leontief_domestic_transposed : leontief_domestic;
    return transposed ? chain->global_transposed : chain->global;
}

/* max |next - x| over |next|, or over a small part of the largest |next| where that is more; over the largest when b
 * has negative entries and accounts can cancel. */
static double distance(size_t length, const double *x, const double *next, bool relative)
{
    double worst = 0, scale = 0;
    for (size_t k = 0; k < length; k++)
        if (fabs(next[k]) > scale) scale = fabs(next[k]);
    double least = relative ? scale * NEGLIGIBLE : scale;
    for (size_t k = 0; k < length && !isnan(worst); k++) {
        double gap = fabs(next[k] - x[k]), size = fabs(next[k]);
        if (gap > 0) gap /= size > least ? size : least;
        if (!(gap <= worst)) worst = gap;
    }
    return worst;
}

/* Sweeps x <- b + K x until the last one moved nothing by more than the tolerance; `next` is scratch. */
static bool sweep(const oriented *o, const double *b, double *x, double *next, double tolerance, bool relative,
                  leontief_result *result)
{
    size_t length = o->chain->length;
    for (size_t k = 0; k < SWEEP_LIMIT; k++) {
        o->product(o->chain, x, next);
        for (size_t a = 0; a < length; a++) next[a] += b[a];
        result->residual = distance(length, x, next, relative);
        result->iterations++;
        memcpy(x, next, length * sizeof *x);
        if (result->residual <= tolerance) return true;
        if (isnan(result->residual)) return false;
    }
    return false;
}

/* Is x the sum of a chain that ends, b + K b + K K b + ...: not negative where b is not, and of b's order? */
static bool ends(size_t length, const double *b, const double *x, bool positive)
{
    double most = 0, given = 0;
    for (size_t k = 0; k < length; k++) {
        if (positive && x[k] < 0) return false;
        if (fabs(b[k]) > given) given = fabs(b[k]);
        if (fabs(x[k]) > most) most = fabs(x[k]);
    }
    return most <= ENDLESS * given;
}

bool leontief_solve(const leontief *chain, bool domestic, bool transposed, const double *b, double *x, double tolerance,
                    leontief_result *result)
{
    oriented o = { chain, product_of(chain, domestic, transposed) };
    bool positive = true;
    for (size_t k = 0; k < chain->length; k++) positive = positive && b[k] >= 0;
    memcpy(x, b, chain->length * sizeof *x);
    gmres_system system = { .apply = apply, .context = &o, .length = chain->length, .restart = LEONTIEF_RESTART };
    gmres_result by_gmres = gmres_solve(&system, b, x, GMRES_TOLERANCE, ITERATION_LIMIT, chain->basis);
    *result = (leontief_result){ .iterations = by_gmres.iterations };
    return sweep(&o, b, x, chain->basis, tolerance, positive, result) && ends(chain->length, b, x, positive);
}
