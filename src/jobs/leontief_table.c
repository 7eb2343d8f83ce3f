/* A world table's chain of suppliers, where each use has its own sources: a matrix of coefficients, one row a seller.
 *   (A' m)(b) = sum_s A(s,b) m(s);   (A y)(s) = sum_b A(s,b) y(b), in eight partial sums */
#include "jobs/leontief.h"

#include <string.h>

#include "base/vmath.h"

/* Rows of S countries to rows of N, and back. */
static void pack(const leontief *chain, const double *in, double *compact)
{
    for (size_t j = 0; j < chain->J; j++) memcpy(compact + j * chain->N, in + j * chain->S, chain->N * sizeof *compact);
}

static void unpack(const leontief *chain, const double *compact, double *out)
{
    memset(out, 0, chain->length * sizeof *out);
    for (size_t j = 0; j < chain->J; j++) memcpy(out + j * chain->S, compact + j * chain->N, chain->N * sizeof *out);
}

void leontief_table_transposed(const leontief *chain, const double *in, double *out)
{
    size_t accounts = chain->J * chain->N, P = leontief_stride(accounts);
    pack(chain, in, chain->compact_in);
    memset(chain->compact_out, 0, P * sizeof(double));
    v2 *sum = (v2 *)chain->compact_out;
    for (size_t s = 0; s < accounts; s++) {
        const v2 *row = (const v2 *)(chain->dense + s * P);
        double m = chain->compact_in[s];
        for (size_t b = 0; b < P / 2; b++) sum[b] += row[b] * m;
    }
    unpack(chain, chain->compact_out, out);
}

static double row_sum(const double *row, const double *x, size_t P)
{
    v2 sums[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
    double lanes[LANES];
    for (size_t b = 0; b < P; b += LANES) {
        const v2 *c = (const v2 *)(row + b), *y = (const v2 *)(x + b);
        sums[0] += c[0] * y[0];
        sums[1] += c[1] * y[1];
        sums[2] += c[2] * y[2];
        sums[3] += c[3] * y[3];
    }
    memcpy(lanes, sums, sizeof lanes);
    return vmath_sum_tree(lanes);
}

void leontief_table(const leontief *chain, const double *in, double *out)
{
    size_t accounts = chain->J * chain->N, P = leontief_stride(accounts);
    pack(chain, in, chain->compact_in);
    for (size_t s = 0; s < accounts; s++) chain->compact_out[s] = row_sum(chain->dense + s * P, chain->compact_in, P);
    unpack(chain, chain->compact_out, out);
}
