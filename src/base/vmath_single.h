/* Single-precision functions for draws, which give the same bits on every compiler and instruction set as those of vmath.h do.
 *   log:   x = 2^k m, m in [sqrt(1/2), sqrt 2), f = m - 1;  ln x = k ln 2 + (f - f^2/2 + f^3 q(f)), q of degree 6
 *   exp2:  x = k + f, |f| <= 1/2;  2^x = 2^k (1 + f q(f)), q of degree 4
 *   turn:  cosine and sine of an angle given in 2^-32 of a turn: the nearest quarter of a turn in integers, then polynomials in
 *          the square of what is left, at most pi/4
 * The polynomials are interpolated at Chebyshev nodes; relative errors are below 4e-7 (tests/unit/test_firms_shocks.c).
 * The body is written once and made for one, four, eight and sixteen numbers. */
#ifndef COHONG_BASE_VMATH_SINGLE_H
#define COHONG_BASE_VMATH_SINGLE_H

#include <math.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define VSINGLE_TYPES(N)                                                     \
    typedef float s##N __attribute__((vector_size(N * 4), may_alias));       \
    typedef int32_t s##N##i __attribute__((vector_size(N * 4), may_alias));  \
    typedef uint32_t s##N##u __attribute__((vector_size(N * 4), may_alias)); \
    typedef uint16_t s##N##h __attribute__((vector_size(N * 2), may_alias));
VSINGLE_TYPES(4)
VSINGLE_TYPES(8)
VSINGLE_TYPES(16)

/* Shifts to the right keep the sign. */
static inline int32_t vsingle_bits_1(float x)
{
    union {
        float real;
        int32_t bits;
    } both = { .real = x };
    return both.bits;
}

static inline float vsingle_real_1(int32_t x)
{
    union {
        int32_t bits;
        float real;
    } both = { .bits = x };
    return both.real;
}

static inline float vsingle_convert_1(int32_t x)
{
    return (float)x;
}

static inline int32_t vsingle_shift_right_1(int32_t x, int by)
{
    return x >> by;
}

static inline int32_t vsingle_shift_left_1(int32_t x, int by)
{
    return (int32_t)((uint32_t)x << by);
}

static inline int32_t vsingle_add_1(int32_t x, int32_t y)
{
    return (int32_t)((uint32_t)x + (uint32_t)y);
}

static inline float vsingle_root_1(float x)
{
    return sqrtf(x);
}

#define VSINGLE_VECTOR(N)                                            \
    static inline s##N##i vsingle_bits_##N(s##N x)                   \
    {                                                                \
        return (s##N##i)x;                                           \
    }                                                                \
    static inline s##N vsingle_real_##N(s##N##i x)                   \
    {                                                                \
        return (s##N)x;                                              \
    }                                                                \
    static inline s##N vsingle_convert_##N(s##N##i x)                \
    {                                                                \
        return __builtin_convertvector(x, s##N);                     \
    }                                                                \
    static inline s##N##i vsingle_shift_right_##N(s##N##i x, int by) \
    {                                                                \
        return x >> by;                                              \
    }                                                                \
    static inline s##N##i vsingle_shift_left_##N(s##N##i x, int by)  \
    {                                                                \
        return (s##N##i)((s##N##u)x << (uint32_t)by);                \
    }                                                                \
    static inline s##N##i vsingle_add_##N(s##N##i x, s##N##i y)      \
    {                                                                \
        return (s##N##i)((s##N##u)x + (s##N##u)y);                   \
    }
VSINGLE_VECTOR(4)
VSINGLE_VECTOR(8)
VSINGLE_VECTOR(16)

/* The square root is exact to the last bit in every instruction set. */
#define VSINGLE_ROOT_PLAIN(N)                           \
    static inline s##N vsingle_root_##N(s##N x)         \
    {                                                   \
        for (int k = 0; k < N; k++) x[k] = sqrtf(x[k]); \
        return x;                                       \
    }
#define VSINGLE_ROOT_BY(N, TYPE, INSTRUCTION)   \
    static inline s##N vsingle_root_##N(s##N x) \
    {                                           \
        return (s##N)INSTRUCTION((TYPE)x);      \
    }
#if defined(__SSE2__)
VSINGLE_ROOT_BY(4, __m128, _mm_sqrt_ps)
#else
VSINGLE_ROOT_PLAIN(4)
#endif
#if defined(__AVX2__)
VSINGLE_ROOT_BY(8, __m256, _mm256_sqrt_ps)
#else
VSINGLE_ROOT_PLAIN(8)
#endif
#if defined(__AVX512F__)
VSINGLE_ROOT_BY(16, __m512, _mm512_sqrt_ps)
#else
VSINGLE_ROOT_PLAIN(16)
#endif

#define VSINGLE_DEFINE(V, VI, N)                                                                               \
    static inline V vsingle_choose_##N(VI mask, V yes, V no)                                                   \
    {                                                                                                          \
        return vsingle_real_##N((vsingle_bits_##N(yes) & mask) | (vsingle_bits_##N(no) & ~mask));              \
    }                                                                                                          \
    /* For positive normal x. */                                                                               \
    static inline V vsingle_log_##N(V x)                                                                       \
    {                                                                                                          \
        VI bits = vsingle_bits_##N(x);                                                                         \
        VI power = vsingle_shift_right_##N(bits - 0x3f3504f3, 23);                                             \
        V f = vsingle_real_##N(bits - vsingle_shift_left_##N(power, 23)) - 1.0f;                               \
        V f2 = f * f;                                                                                          \
        V low = (0.33333415f + f * -0.25000703f) + f2 * (0.19984222f + f * -0.16602711f);                      \
        V high = (0.14703915f + f * -0.14030985f) + f2 * 0.090488526f;                                         \
        V q = low + (f2 * f2) * high;                                                                          \
        return vsingle_convert_##N(power) * 0.69314718f + (f - f2 * (0.5f - f * q));                           \
    }                                                                                                          \
    /* For |x| < 126. */                                                                                       \
    static inline V vsingle_exp2_##N(V x)                                                                      \
    {                                                                                                          \
        const float magic = 12582912.0f; /* 1.5 * 2^23: adding it rounds to a whole number */                  \
        V shifted = x + magic;                                                                                 \
        V f = x - (shifted - magic);                                                                           \
        V f2 = f * f;                                                                                          \
        V q = (0.69314718f + f * 0.24022349f) + f2 * ((0.05550381f + f * 0.0096663685f) + f2 * 0.0013381303f); \
        V y = 1.0f + f * q;                                                                                    \
        return vsingle_real_##N(                                                                               \
            vsingle_add_##N(vsingle_bits_##N(y), vsingle_shift_left_##N(vsingle_bits_##N(shifted), 23)));      \
    }                                                                                                          \
    /* Cosine and sine of word 2^-32 of a turn. */                                                             \
    static inline void vsingle_turn_##N(VI word, V *cosine, V *sine)                                           \
    {                                                                                                          \
        VI quarter = vsingle_shift_right_##N(vsingle_add_##N(word, (VI){ 0 } + 0x20000000), 30);               \
        VI rest = vsingle_add_##N(word, vsingle_shift_left_##N(-quarter & 3, 30));                             \
        V x = vsingle_convert_##N(rest) * 1.4629181e-9f; /* pi / 2^31 */                                       \
        V u = x * x;                                                                                           \
        V s = x + x * (u * (-0.16666665f + u * (0.0083327482f + u * -0.00019587871f)));                        \
        V c = 1.0f - u * (0.5f - u * (0.041666665f + u * (-0.0013888303f + u * 2.4547921e-5f)));               \
        VI odd = -(quarter & 1);                                                                               \
        VI minus_cosine = vsingle_shift_left_##N((quarter + 1) & 2, 30);                                       \
        VI minus_sine = vsingle_shift_left_##N(quarter & 2, 30);                                               \
        *cosine = vsingle_real_##N(vsingle_bits_##N(vsingle_choose_##N(odd, s, c)) ^ minus_cosine);            \
        *sine = vsingle_real_##N(vsingle_bits_##N(vsingle_choose_##N(odd, c, s)) ^ minus_sine);                \
    }
VSINGLE_DEFINE(float, int32_t, 1)
VSINGLE_DEFINE(s4, s4i, 4)
VSINGLE_DEFINE(s8, s8i, 8)
VSINGLE_DEFINE(s16, s16i, 16)

#endif
