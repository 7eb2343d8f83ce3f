/* Draws by counter: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11),
 * from Random123. The counter is (draw, dimension), the key is the seed, each as two words with the low one first. */
#include "base/random.h"

#include <math.h>
#include <stddef.h>

#include <Random123/philox.h>

#include "base/vmath.h"

static philox4x32_ctr_t words_of(uint64_t seed, uint64_t draw, uint64_t dimension)
{
    philox4x32_ctr_t counter = { { (uint32_t)draw, (uint32_t)(draw >> 32), (uint32_t)dimension,
                                   (uint32_t)(dimension >> 32) } };
    philox4x32_key_t key = { { (uint32_t)seed, (uint32_t)(seed >> 32) } };
    return philox4x32_R(10, counter, key);
}

void random_words(uint64_t seed, uint64_t draw, uint64_t dimension, uint32_t words[4])
{
    philox4x32_ctr_t found = words_of(seed, draw, dimension);
    for (size_t k = 0; k < 4; k++) words[k] = found.v[k];
}

/* Odd multiples of 2^-53: never 0, never 1, and exact. */
static double unit_interval(uint32_t low, uint32_t high)
{
    uint64_t bits = (uint64_t)high << 32 | low;
    return (double)((bits >> 11) | 1) * 0x1p-53;
}

double random_uniform(uint64_t seed, uint64_t draw, uint64_t dimension)
{
    philox4x32_ctr_t words = words_of(seed, draw, dimension);
    return unit_interval(words.v[0], words.v[1]);
}

/* Taylor series for |x| <= pi/4: the first term left out is below 1e-18. */
static double small_cosine(double x)
{
    double u = x * x, sum = 1;
    for (int k = 16; k >= 2; k -= 2) sum = 1 - sum * u / (k * (k - 1));
    return sum;
}

static double small_sine(double x)
{
    double u = x * x, sum = 1;
    for (int k = 17; k >= 3; k -= 2) sum = 1 - sum * u / (k * (k - 1));
    return x * sum;
}

/* cos(2 pi u) for u in (0, 1), by the nearest quarter of a turn. */
static double cosine_of_turns(double u)
{
    int quarter = (int)(4 * u + 0.5);
    double x = (4 * u - quarter) * 1.5707963267948966;
    switch (quarter) {
    case 1:
        return -small_sine(x);
    case 2:
        return -small_cosine(x);
    case 3:
        return small_sine(x);
    default:
        return small_cosine(x);
    }
}

double random_normal(uint64_t seed, uint64_t draw, uint64_t dimension)
{
    philox4x32_ctr_t words = words_of(seed, draw, dimension);
    double radius = sqrt(-2 * vmath_log(unit_interval(words.v[0], words.v[1])));
    return radius * cosine_of_turns(unit_interval(words.v[2], words.v[3]));
}
