/* Quasi-random points: Halton's sequence (1960, Numerische Mathematik 2, 84-90) with every digit scrambled at random,
 *   u = sum over k of ((a_k d_k + b_k) mod p) p^-(k+1),   d_k the k-th digit of the index in base p, the dimension's prime,
 * a_k from 1 .. p-1 and b_k from 0 .. p-1 drawn for each dimension, digit and replicate (linear scrambling with a digital shift:
 * Matousek 1998, J. Complexity 14, 527-556; Owen & Rudolf 2021, SIAM Review 63, 360-372). Every point is uniform by itself, so
 * that means are unbiased, and independent replicates give their standard errors. */
#ifndef COHONG_SWEEP_HALTON_H
#define COHONG_SWEEP_HALTON_H

#include "base/fail.h"

typedef struct halton {
    size_t dimension_count, replicate_count;
    size_t digit_total;           /* of all dimensions */
    uint32_t *prime;              /* a dimension */
    size_t *first_digit;          /* a dimension; one more at the end */
    uint32_t *multiplier, *shift; /* replicate x digit_total */
} halton;

/* Zero-initialise first; free in every case. */
cohong_status halton_new(uint64_t seed, size_t dimensions, size_t replicates, halton *to, cohong_error *error);
void halton_free(halton *of);

/* In (0, 1). */
double halton_at(const halton *of, size_t replicate, uint64_t index, size_t dimension);

#endif
