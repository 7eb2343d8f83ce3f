/* Exponential and logarithm that give the same bits on every compiler and instruction set.
 *
 * Only additions, multiplications, divisions and integer operations, in a fixed order, so that eight lanes, one lane and
 * any vector width agree to the last bit (with -ffp-contract=off). Both are within about one unit in the last place:
 *   exp: x = k ln2 + r, |r| <= ln2/2;  e^x = 2^k (1 + r + r^2 q(r)), q the Taylor series to r^13/13!
 *   log: x = 2^k m, m in [sqrt(1/2), sqrt 2), f = m-1, s = f/(2+f);
 *        ln m = f - (f^2/2 - s (f^2/2 + R)),  R = sum over i >= 1 of 2 s^(2i)/(2i+1)   (the series of 2 artanh s)
 * The body is written once (a macro) and made for one, two, four and eight doubles. */
#ifndef COHONG_BASE_VMATH_H
#define COHONG_BASE_VMATH_H

#include <stdint.h>

/* Rows and partial sums are counted in eights, whatever the width of a machine's vectors. */
enum { LANES = 8 };

/* Vectors of two, four and eight doubles, the same number of singles, and their integers. */
#define VMATH_TYPES(W)                                                      \
    typedef double v##W __attribute__((vector_size(W * 8), may_alias));     \
    typedef float v##W##f __attribute__((vector_size(W * 4), may_alias));   \
    typedef int64_t v##W##i __attribute__((vector_size(W * 8), may_alias)); \
    typedef uint64_t v##W##u __attribute__((vector_size(W * 8), may_alias));
VMATH_TYPES(2)
VMATH_TYPES(4)
VMATH_TYPES(8)

static inline int64_t vmath_bits_1(double x)
{
    union {
        double real;
        int64_t bits;
    } both = { .real = x };
    return both.bits;
}

static inline double vmath_real_1(int64_t x)
{
    union {
        int64_t bits;
        double real;
    } both = { .bits = x };
    return both.real;
}

/* All ones where a < b, else zero. */
static inline int64_t vmath_less_1(double a, double b)
{
    return -(int64_t)(a < b);
}

static inline int64_t vmath_shift_right_1(int64_t x, int by)
{
    return (int64_t)((uint64_t)x >> by);
}

static inline int64_t vmath_shift_left_1(int64_t x, int by)
{
    return (int64_t)((uint64_t)x << by);
}

#define VMATH_VECTOR(W)                                            \
    static inline v##W##i vmath_bits_##W(v##W x)                   \
    {                                                              \
        return (v##W##i)x;                                         \
    }                                                              \
    static inline v##W vmath_real_##W(v##W##i x)                   \
    {                                                              \
        return (v##W)x;                                            \
    }                                                              \
    static inline v##W##i vmath_less_##W(v##W a, v##W b)           \
    {                                                              \
        return (v##W##i)(a < b);                                   \
    }                                                              \
    static inline v##W##i vmath_shift_right_##W(v##W##i x, int by) \
    {                                                              \
        return (v##W##i)((v##W##u)x >> (uint64_t)by);              \
    }                                                              \
    static inline v##W##i vmath_shift_left_##W(v##W##i x, int by)  \
    {                                                              \
        return (v##W##i)((v##W##u)x << (uint64_t)by);              \
    }
VMATH_VECTOR(2)
VMATH_VECTOR(4)
VMATH_VECTOR(8)

#define VMATH_DEFINE(V, VI, T)                                                                             \
    static inline V vmath_choose_##T(VI mask, V yes, V no)                                                 \
    {                                                                                                      \
        return vmath_real_##T((vmath_bits_##T(yes) & mask) | (vmath_bits_##T(no) & ~mask));                \
    }                                                                                                      \
    static inline V vmath_max_##T(V a, V b)                                                                \
    {                                                                                                      \
        return vmath_choose_##T(vmath_less_##T(a, b), b, a);                                               \
    }                                                                                                      \
    static inline V vmath_min_##T(V a, V b)                                                                \
    {                                                                                                      \
        return vmath_choose_##T(vmath_less_##T(b, a), b, a);                                               \
    }                                                                                                      \
    static inline V vmath_abs_##T(V a)                                                                     \
    {                                                                                                      \
        return vmath_real_##T(vmath_bits_##T(a) & INT64_MAX);                                              \
    }                                                                                                      \
    /* x is clamped to [-707, 709]: no overflow, no subnormal. */                                          \
    static inline V vmath_exp_##T(V x)                                                                     \
    {                                                                                                      \
        const double magic = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to a whole number */      \
        x = vmath_min_##T(vmath_max_##T(x, (V){ 0 } + -707.0), (V){ 0 } + 709.0);                          \
        V shifted = x * 1.4426950408889634 + magic;                                                        \
        V k = shifted - magic;                                                                             \
        V r = (x - k * 0x1.62e42fefap-1) - k * 0x1.cf79abc9e3b39p-40;                                      \
        V r2 = r * r;                                                                                      \
        V r4 = r2 * r2;                                                                                    \
        V q0 = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));                              \
        V q1 = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));                   \
        V q2 = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0)); \
        V y = 1.0 + (r + r2 * (q0 + r4 * (q1 + r4 * q2)));                                                 \
        return vmath_real_##T(vmath_bits_##T(y) + vmath_shift_left_##T(vmath_bits_##T(shifted), 52));      \
    }                                                                                                      \
    /* For positive normal x; anything below the least normal number counts as that. */                    \
    static inline V vmath_log_##T(V x)                                                                     \
    {                                                                                                      \
        const int64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000;                            \
        x = vmath_max_##T(x, (V){ 0 } + 0x1p-1022);                                                        \
        VI bits = vmath_bits_##T(x);                                                                       \
        VI power = vmath_shift_right_##T(bits - root_half + one, 52); /* k + 1023 */                       \
        V m = vmath_real_##T(bits - vmath_shift_left_##T(power, 52) + one);                                \
        V k = vmath_real_##T(power | 0x4330000000000000) - (4503599627370496.0 + 1023.0);                  \
        V f = m - 1.0;                                                                                     \
        V s = f / (f + 2.0);                                                                               \
        V u = s * s;                                                                                       \
        V u2 = u * u;                                                                                      \
        V u4 = u2 * u2;                                                                                    \
        V a0 = (2.0 / 3 + u * (2.0 / 5)) + u2 * (2.0 / 7 + u * (2.0 / 9));                                 \
        V a1 = (2.0 / 11 + u * (2.0 / 13)) + u2 * (2.0 / 15 + u * (2.0 / 17));                             \
        V a2 = (2.0 / 19 + u * (2.0 / 21)) + u2 * (2.0 / 23);                                              \
        V R = u * (a0 + u4 * (a1 + u4 * a2));                                                              \
        V half_square = f * f * 0.5;                                                                       \
        V tail = s * (half_square + R) + k * 0x1.cf79abc9e3b39p-40;                                        \
        return k * 0x1.62e42fefap-1 - ((half_square - tail) - f);                                          \
    }

VMATH_DEFINE(double, int64_t, 1)
VMATH_DEFINE(v2, v2i, 2)
VMATH_DEFINE(v4, v4i, 4)
VMATH_DEFINE(v8, v8i, 8)

/* Scalar names for the rest of the project. */
static inline double vmath_exp(double x)
{
    return vmath_exp_1(x);
}

static inline double vmath_log(double x)
{
    return vmath_log_1(x);
}

/* x^a for x > 0; exactly 1 for x = 1. */
static inline double vmath_power(double x, double a)
{
    return vmath_exp_1(a * vmath_log_1(x));
}

/* The sums of W rows of eight partial sums each, W rows at a time, always in the tree ((0+4)+(2+6)) + ((1+5)+(3+7)).
 * A row arrives as 8/W vectors: lanes[r][0] holds its first W partial sums. */
static inline v8 vmath_sum_rows_8(v8 lanes[8][1])
{
#define VMATH_FOLD(a, b)                                       \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + \
     __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
    v8 x01 = VMATH_FOLD(lanes[0][0], lanes[1][0]), x23 = VMATH_FOLD(lanes[2][0], lanes[3][0]);
    v8 x45 = VMATH_FOLD(lanes[4][0], lanes[5][0]), x67 = VMATH_FOLD(lanes[6][0], lanes[7][0]);
#undef VMATH_FOLD
#define VMATH_FOLD(a, b)                                       \
    (__builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13) + \
     __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15))
    v8 x0123 = VMATH_FOLD(x01, x23), x4567 = VMATH_FOLD(x45, x67);
#undef VMATH_FOLD
    return __builtin_shufflevector(x0123, x4567, 0, 2, 4, 6, 8, 10, 12, 14) +
           __builtin_shufflevector(x0123, x4567, 1, 3, 5, 7, 9, 11, 13, 15);
}

static inline v4 vmath_sum_rows_4(v4 lanes[4][2])
{
    v4 x0 = lanes[0][0] + lanes[0][1], x1 = lanes[1][0] + lanes[1][1];
    v4 x2 = lanes[2][0] + lanes[2][1], x3 = lanes[3][0] + lanes[3][1];
    v4 x01 = __builtin_shufflevector(x0, x1, 0, 1, 4, 5) + __builtin_shufflevector(x0, x1, 2, 3, 6, 7);
    v4 x23 = __builtin_shufflevector(x2, x3, 0, 1, 4, 5) + __builtin_shufflevector(x2, x3, 2, 3, 6, 7);
    return __builtin_shufflevector(x01, x23, 0, 2, 4, 6) + __builtin_shufflevector(x01, x23, 1, 3, 5, 7);
}

static inline v2 vmath_sum_rows_2(v2 lanes[2][4])
{
    v2 x0 = (lanes[0][0] + lanes[0][2]) + (lanes[0][1] + lanes[0][3]);
    v2 x1 = (lanes[1][0] + lanes[1][2]) + (lanes[1][1] + lanes[1][3]);
    return __builtin_shufflevector(x0, x1, 0, 2) + __builtin_shufflevector(x0, x1, 1, 3);
}

/* The same tree for one array of eight. */
static inline double vmath_sum_tree(const double x[8])
{
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

#endif
