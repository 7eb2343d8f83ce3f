/* Counter-based draws: the same number for the same (seed, draw, dimension) on every machine and thread count. */
#ifndef COHONG_BASE_RANDOM_H
#define COHONG_BASE_RANDOM_H

#include <stdint.h>

/* The four words of Philox4x32-10 for one counter. */
void random_words(uint64_t seed, uint64_t draw, uint64_t dimension, uint32_t words[4]);

/* Uniform in the open interval (0, 1), 53 bits, from words 0 and 1. */
double random_uniform(uint64_t seed, uint64_t draw, uint64_t dimension);

/* Standard normal by Box-Muller on two uniforms of the same counter; same bits everywhere (vmath's log and cosine). */
double random_normal(uint64_t seed, uint64_t draw, uint64_t dimension);

#endif
