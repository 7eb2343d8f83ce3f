/* Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11) for two, four and eight
 * counters at a time: the words of Random123's, which the scalar draws (random.h) use.
 * A lane of 64 bits holds one word of one counter in its lower half; what is in the upper half is ignored, so that a product
 * need not be split: its upper half moves down for one word, and it stands as it is for the other. */
#ifndef COHONG_BASE_PHILOX_H
#define COHONG_BASE_PHILOX_H

#include "base/vmath.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Products of the lower halves. */
#define PHILOX_MULTIPLY_PLAIN(W)                                            \
    static inline v##W##u philox_multiply_##W(v##W##u x, uint32_t by)       \
    {                                                                       \
        return (x & ((v##W##u){ 0 } + 0xffffffff)) * ((v##W##u){ 0 } + by); \
    }
#define PHILOX_MULTIPLY_BY(W, TYPE, INSTRUCTION)                           \
    static inline v##W##u philox_multiply_##W(v##W##u x, uint32_t by)      \
    {                                                                      \
        return (v##W##u)INSTRUCTION((TYPE)x, (TYPE)((v##W##u){ 0 } + by)); \
    }
#if defined(__SSE2__)
PHILOX_MULTIPLY_BY(2, __m128i, _mm_mul_epu32)
#else
PHILOX_MULTIPLY_PLAIN(2)
#endif
#if defined(__AVX2__)
PHILOX_MULTIPLY_BY(4, __m256i, _mm256_mul_epu32)
#else
PHILOX_MULTIPLY_PLAIN(4)
#endif
#if defined(__AVX512F__)
PHILOX_MULTIPLY_BY(8, __m512i, _mm512_mul_epu32)
#else
PHILOX_MULTIPLY_PLAIN(8)
#endif

/* Words of counters draw, draw + 1, ... (all of 64 bits) with one dimension, under one key. */
#define PHILOX_DEFINE(W)                                                                                              \
    static inline void philox_words_##W(uint64_t seed, v##W##u draw, uint64_t dimension, v##W##u words[4])            \
    {                                                                                                                 \
        uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);                                                \
        v##W##u c0 = draw, c1 = draw >> 32, c2 = (v##W##u){ 0 } + dimension, c3 = (v##W##u){ 0 } + (dimension >> 32); \
        for (int round = 0; round < 10; round++) {                                                                    \
            v##W##u first = philox_multiply_##W(c0, 0xD2511F53), second = philox_multiply_##W(c2, 0xCD9E8D57);        \
            c0 = (second >> 32) ^ c1 ^ key0;                                                                          \
            c1 = second;                                                                                              \
            c2 = (first >> 32) ^ c3 ^ key1;                                                                           \
            c3 = first;                                                                                               \
            key0 += 0x9E3779B9;                                                                                       \
            key1 += 0xBB67AE85;                                                                                       \
        }                                                                                                             \
        words[0] = c0;                                                                                                \
        words[1] = c1;                                                                                                \
        words[2] = c2;                                                                                                \
        words[3] = c3;                                                                                                \
    }
PHILOX_DEFINE(2)
PHILOX_DEFINE(4)
PHILOX_DEFINE(8)

#endif
