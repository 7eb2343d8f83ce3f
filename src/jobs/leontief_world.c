/* A world's chain of suppliers from its structure:
 *   (A' m)(j,i) = sum_k gamma(j,i,k) q(k,i),   q(k,i) = sum_o M(k,i,o)/X(k,i) m(k,o)
 *   (A y)(k,o)  = sum_i M(k,i,o)/X(k,i) s(k,i),  s(k,i) = sum_j gamma(j,i,k) y(j,i)
 * J*J*N + J*N*N products instead of (J*N)^2. */
#include "jobs/leontief.h"

#include <string.h>

#include "base/vmath.h"

/* q(., n..n+7) of one sector: rows of sourcing times the origin's m, eight importers at a time. */
static void pass_through(const double *sourcing, size_t N, size_t S, const double *m, double *q)
{
    for (size_t n = 0; n < S; n += LANES) {
        v2 s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };
        const double *row = sourcing + n;
        for (size_t o = 0; o < N; o++, row += S) {
            const v2 *c = (const v2 *)row;
            s0 += c[0] * m[o];
            s1 += c[1] * m[o];
            s2 += c[2] * m[o];
            s3 += c[3] * m[o];
        }
        v2 *to = (v2 *)(q + n);
        to[0] = s0, to[1] = s1, to[2] = s2, to[3] = s3;
    }
}

/* Sum over importers of one origin's row, in eight partial sums. */
static double sold(const double *sourcing, size_t S, const double *spending)
{
    v2 sums[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
    double lanes[LANES];
    for (size_t n = 0; n < S; n += LANES) {
        const v2 *c = (const v2 *)(sourcing + n), *x = (const v2 *)(spending + n);
        sums[0] += c[0] * x[0];
        sums[1] += c[1] * x[1];
        sums[2] += c[2] * x[2];
        sums[3] += c[3] * x[3];
    }
    memcpy(lanes, sums, sizeof lanes);
    return vmath_sum_tree(lanes);
}

void leontief_world_transposed(const leontief *chain, const double *in, double *out)
{
    size_t S = chain->S;
    for (size_t k = 0; k < chain->J; k++)
        pass_through(chain->sourcing + k * S * S, chain->N, S, in + k * S, chain->spending + k * S);
    leontief_gather(chain, chain->spending, out);
}

void leontief_world(const leontief *chain, const double *in, double *out)
{
    size_t S = chain->S;
    leontief_spread(chain, in, chain->spending);
    for (size_t k = 0; k < chain->J; k++)
        for (size_t o = 0; o < chain->N; o++)
            out[k * S + o] = sold(chain->sourcing + (k * S + o) * S, S, chain->spending + k * S);
    if (chain->N == S) return;
    for (size_t k = 0; k < chain->J; k++) memset(out + k * S + chain->N, 0, (S - chain->N) * sizeof *out);
}
