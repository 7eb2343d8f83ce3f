/* Draws by counter and the normal distribution: published vectors, published quantiles, and moments. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "firms/normal.h"

/* philox4x32 with 10 rounds in tests/kat_vectors of the Random123 distribution: counter, key, result. */
typedef struct vector {
    uint32_t counter[4], key[2], result[4];
} vector;

static const vector VECTORS[] = {
    { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
      { 0xffffffff, 0xffffffff },
      { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
      { 0xa4093822, 0x299f31d0 },
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static uint64_t join(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

static double odd_multiple(uint32_t low, uint32_t high)
{
    return ldexp((double)(join(low, high) >> 11 | 1), -53);
}

static void known_answers(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof VECTORS / sizeof *VECTORS; k++) {
        const vector *v = &VECTORS[k];
        double found = random_uniform(join(v->key[0], v->key[1]), join(v->counter[0], v->counter[1]),
                                      join(v->counter[2], v->counter[3]));
        double expected = odd_multiple(v->result[0], v->result[1]);
        if (found != expected) fail_msg("vector %zu: found %a, expected %a", k, found, expected);
    }
}

/* Box-Muller on the same vectors, with the C library's functions. */
static void known_normals(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof VECTORS / sizeof *VECTORS; k++) {
        const vector *v = &VECTORS[k];
        double u1 = odd_multiple(v->result[0], v->result[1]), u2 = odd_multiple(v->result[2], v->result[3]);
        double expected = sqrt(-2 * log(u1)) * cos(2 * acos(-1.0) * u2);
        double found = random_normal(join(v->key[0], v->key[1]), join(v->counter[0], v->counter[1]),
                                     join(v->counter[2], v->counter[3]));
        if (!(fabs(found - expected) <= 1e-15 + 1e-14 * fabs(expected)))
            fail_msg("vector %zu: found %.17g, expected %.17g", k, found, expected);
    }
}

/* Five standard errors: of the mean 1/sqrt n, of the square sqrt(2/n), of the fourth power sqrt(96/n). */
static void normal_moments(void **state)
{
    enum { COUNT = 400000 };
    double sums[4] = { 0 };
    (void)state;
    for (uint64_t k = 0; k < COUNT; k++) {
        double x = random_normal(2017, k, 5), y = x;
        for (size_t power = 0; power < 4; power++, y *= x) sums[power] += y / COUNT;
    }
    assert_true(fabs(sums[0]) < 5 / sqrt(COUNT));
    assert_true(fabs(sums[1] - 1) < 5 * sqrt(2.0 / COUNT));
    assert_true(fabs(sums[2]) < 5 * sqrt(15.0 / COUNT));
    assert_true(fabs(sums[3] - 3) < 5 * sqrt(96.0 / COUNT));
}

/* Against the C library's erfc. */
static void normal_tail(void **state)
{
    (void)state;
    for (double x = -8; x < 35; x += 0.0137) {
        double expected = 0.5 * erfc(x / sqrt(2)), found = normal_above(x);
        if (!(fabs(found / expected - 1) < 1e-12)) fail_msg("at %g: found %.17g, expected %.17g", x, found, expected);
    }
}

/* Quantiles to ten digits as in tables of the normal distribution, and back and forth. */
static void normal_inverse(void **state)
{
    (void)state;
    assert_true(normal_quantile(0.5) == 0);
    assert_true(fabs(normal_quantile(0.975) - 1.959963984540054) < 1e-14);
    assert_true(fabs(normal_quantile(0.995) - 2.5758293035489004) < 1e-14);
    assert_true(fabs(normal_quantile(0.9) - 1.2815515655446004) < 1e-14);
    assert_true(fabs(normal_quantile(1e-10) + 6.361340902404056) < 1e-13);
    for (double log_p = -80; log_p < -0.01; log_p += 0.137) {
        double p = exp(log_p);
        assert_true(fabs(0.5 * erfc(-normal_quantile(p) / sqrt(2)) / p - 1) < 1e-13);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers), cmocka_unit_test(known_normals),  cmocka_unit_test(normal_moments),
        cmocka_unit_test(normal_tail),   cmocka_unit_test(normal_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
