/* The chain of suppliers: A(s, b) = what account b buys from account s per unit of b's output, never inverted and, for
 * a world, never formed. Two ways of holding A share one interface:
 *   world   A((k,o),(j,i)) = gamma(j,i,k) * M(k,i,o)/X(k,i)     a country sources input k in the same way for every use
 *   table   A(s, b) = flow(s, b)/output(b)                       each use has its own sources
 * Vectors of accounts are J rows of S countries, S = N rounded up to a multiple of 8; the padding is and stays 0. */
#ifndef COHONG_JOBS_LEONTIEF_H
#define COHONG_JOBS_LEONTIEF_H

#include "base/memory.h"

typedef struct leontief leontief;

/* out = A in, and out = A' in. in and out may not overlap. */
typedef void (*leontief_product)(const leontief *chain, const double *in, double *out);

struct leontief {
    size_t N, J, S;
    size_t length; /* J*S */

    /* Suppliers at home: A((k,n),(j,n)) = inside(j,k,n) * home(k,n). */
    double *inside; /* (J x J) x S, [(j*J + k)*S + n]; buyer j, input k */
    double *home;   /* J x S */

    /* Suppliers everywhere, one of the two; NULL where there is only one country. */
    double *sourcing; /* world: (J x S) x S, [(k*S + o)*S + n] = M(k,n,o)/X(k,n) */
    double *dense;    /* table: JN x P, [s*P + b], P = JN rounded up to a multiple of 8 */
    leontief_product global, global_transposed;

    double *spending;                 /* J x S scratch: spending on input k in country n */
    double *compact_in, *compact_out; /* P scratch of the table */
    double *basis;                    /* workspace of GMRES */
};

enum { LEONTIEF_RESTART = 30 };

/* Takes the memory (run twice, see base/memory.h). */
void leontief_layout(leontief *chain, arena *from, size_t N, size_t J, bool sourcing, bool dense);

size_t leontief_stride(size_t N);

/* Suppliers at home only. */
void leontief_domestic(const leontief *chain, const double *in, double *out);
void leontief_domestic_transposed(const leontief *chain, const double *in, double *out);
/* A world's suppliers everywhere. */
void leontief_world(const leontief *chain, const double *in, double *out);
void leontief_world_transposed(const leontief *chain, const double *in, double *out);
/* A table's. */
void leontief_table(const leontief *chain, const double *in, double *out);
void leontief_table_transposed(const leontief *chain, const double *in, double *out);

/* out(j,n) = sum over k of inside(j,k,n) in(k,n);  and  out(k,n) = sum over j of inside(j,k,n) in(j,n). */
void leontief_gather(const leontief *chain, const double *in, double *out);
void leontief_spread(const leontief *chain, const double *in, double *out);

/* Solves x = b + A x, or x = b + A' x when transposed, until no account is off by more than `tolerance`: relative to
 * itself where b is nowhere negative, else to the largest. Workspace is the chain's. false: the chain does not end. */
typedef struct leontief_result {
    size_t iterations;
    double residual;
} leontief_result;
bool leontief_solve(const leontief *chain, bool domestic, bool transposed, const double *b, double *x, double tolerance,
                    leontief_result *result);

#endif
