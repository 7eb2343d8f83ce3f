/* Shocks of sampled firms: single-precision functions against the C library's, every shock against Box and Muller in double
 * precision from Random123's words, moments and independence of a million of them, and the kernels of every instruction set
 * against the plain scalar ones, bit by bit. A processor without an instruction set skips its case. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/vmath_single.h"
#include "firms/shocks.h"

#include <cmocka.h>

#include "random_world.h"

/* ---- functions of single precision */

static void logarithm(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < (uint64_t)1 << 31; k += 3001) {
        float u = ((float)(int32_t)k + 0.5f) * 0x1p-31f;
        double expected = log((double)u);
        if (!(fabs((double)vsingle_log_1(u) - expected) <= 4e-7 * fabs(expected))) fail_msg("log %a", (double)u);
    }
}

static void exponential(void **state)
{
    (void)state;
    for (double x = -125; x < 125; x += 3e-4) {
        double found = (double)vsingle_exp2_1((float)x);
        if (!(fabs(found / exp2((double)(float)x) - 1) <= 4e-7)) fail_msg("2^%a", x);
    }
    assert_true(vsingle_exp2_1(0) == 1);
}

static void turns(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < (uint64_t)1 << 32; k += 5003) {
        float cosine, sine;
        double angle = (double)k * 0x1p-31 * acos(-1.0);
        vsingle_turn_1((int32_t)(uint32_t)k, &cosine, &sine);
        if (!(fabs((double)cosine - cos(angle)) <= 2e-7 && fabs((double)sine - sin(angle)) <= 2e-7))
            fail_msg("angle %a of a turn", (double)k * 0x1p-32);
    }
}

/* ---- shocks as numbers */

static firms_shocks shocks_with(double demand, double entry, double correlation)
{
    cohong_firms firms = cohong_firms_default();
    firms.demand_shock = demand;
    firms.entry_shock = entry;
    firms.shock_correlation = correlation;
    return firms_shocks_of(&firms, 0x123456789abcdef, 3);
}

static double number(const firms_shock *of, uint16_t from)
{
    return (double)vsingle_real_1(((int32_t)from << of->shift) + of->base);
}

/* As kernels.h says, by the C library's functions. The radius is of a single near 1, so that small normals are less exact. */
static double normal_of(const firms_shocks *s, size_t firm, uint64_t dimension, double *error)
{
    uint32_t word[4];
    size_t pair = firm / 32 * 16 + firm % 16;
    random_words(s->seed, pair / 2, (uint64_t)s->world << 32 | dimension, word);
    double u = (word[pair % 2 * 2] / 2 + 0.5) * 0x1p-31, angle = word[pair % 2 * 2 + 1] * 0x1p-31 * acos(-1.0);
    double radius = sqrt(-2 * log(u));
    *error = 6e-7 * radius + fmin(2.5e-4, 4e-8 / radius);
    return radius * (firm % 32 < 16 ? cos(angle) : sin(angle));
}

static void off_by(const firms_shock *of, uint16_t found, double expected, double error)
{
    double step = ldexp(1, of->shift - 23); /* of a number below 2, relative; half of it is rounding's */
    if (!(fabs(number(of, found) / expected - 1) <= 0.5 * step + error + 2e-6))
        fail_msg("%.9g, expected %.9g", number(of, found), expected);
}

static void as_documented(void **state)
{
    static uint16_t demand[FIRMS_CELL], entry[FIRMS_CELL];
    static const double SD[][3] = { { 0.5, 0, 0 }, { 0.5, 0.4, 0.3 }, { 5, 5, -1 }, { 0, 1, 0 }, { 1e-6, 2, 0.9 } };
    (void)state;
    for (size_t k = 0; k < sizeof SD / sizeof *SD; k++) {
        double s = SD[k][0], t = SD[k][1], r = SD[k][2], error[2];
        firms_shocks of = shocks_with(s, t, r);
        for (size_t market = 0; market < 40; market += 13) {
            size_t first = FIRMS_CELL * (1 + market * 1000003);
            firms_kernels_find("auto")->shocks(&of, first, market, demand, entry);
            for (size_t n = 0; n < FIRMS_CELL; n++) {
                double x = normal_of(&of, first + n, 2 * market + 1, &error[0]);
                double y = normal_of(&of, first + n, 2 * market + 2, &error[1]);
                off_by(&of.demand, demand[n], exp(s * x - s * s / 2), s * error[0]);
                if (t > 0)
                    off_by(&of.entry, entry[n], exp(t * (r * x + sqrt(1 - r * r) * y) - t * t / 2),
                           t * (error[0] + error[1]));
            }
        }
    }
}

/* Which of the 16-bit numbers. */
static int64_t step_of(const firms_shock *of, double x)
{
    return ((int64_t)vsingle_bits_1((float)x) - of->base) >> of->shift;
}

/* Sixteen bits are enough for normals up to their largest; 1 is held exactly; the bits that are left, as documented. */
static void steps(void **state)
{
    static const double SD[] = { 0, 1e-9, 0.1, 0.5, 1, 2, 5 };
    (void)state;
    for (size_t k = 0; k < sizeof SD / sizeof *SD; k++)
        for (size_t n = 0; n <= 20; n++) {
            double r = -1 + 0.1 * (double)n, mean = -SD[k] * SD[k] / 2, far = SD[k] * sqrt(2 * log(0x1p32));
            firms_shocks s = shocks_with(SD[k], SD[k], r);
            const firms_shock *of[] = { &s.demand, &s.entry };
            double least, most;
            for (size_t w = 0; w < 2; w++) {
                double most_far = w == 0 ? far : far * (fabs(r) + sqrt(1 - r * r));
                assert_true(step_of(of[w], exp(mean - most_far)) > 0);
                assert_true(step_of(of[w], exp(mean + most_far)) < UINT16_MAX);
                assert_true(number(of[w], (uint16_t)step_of(of[w], 1)) == 1);
            }
            firms_shocks_bounds(&s, &least, &most);
            assert_true(least < exp(-far * (1 + fabs(r) + sqrt(1 - r * r))));
            assert_true(most > exp(far * (1 + fabs(r) + sqrt(1 - r * r))));
        }
    assert_int_equal(24 - shocks_with(0.5, 0, 0).demand.shift, 13);
    assert_int_equal(24 - shocks_with(5, 0, 0).demand.shift, 10);
}

/* ---- shocks as draws */

enum { DRAWS = 1 << 20 };

typedef struct sums {
    double mean, square, cube, fourth, products;
} sums;

/* Five standard errors of n normals: mean 1/sqrt n, square sqrt(2/n), cube sqrt(15/n), fourth power sqrt(96/n); products 1/sqrt n. */
static void are_normal(const char *what, sums s, double correlation)
{
    double unit = 5 / sqrt(DRAWS);
    bool sound = fabs(s.mean) < unit && fabs(s.square - 1) < unit * sqrt(2) && fabs(s.cube) < unit * sqrt(15) &&
                 fabs(s.fourth - 3) < unit * sqrt(96) && fabs(s.products - correlation) < unit * sqrt(2);
    if (!sound) fail_msg("%s: %g %g %g %g, %g", what, s.mean, s.square, s.cube, s.fourth, s.products);
}

static void add(sums *to, double x, double other)
{
    const double n = DRAWS;
    to->mean += x / n;
    to->square += x * x / n;
    to->cube += x * x * x / n;
    to->fourth += x * x * x * x / n;
    to->products += x * other / n;
}

/* Normals read back from the shocks: of demand with itself one firm and one market on, and with the entry shock. */
static void moments(void **state)
{
    static uint16_t here[FIRMS_CELL], next[FIRMS_CELL], entry[FIRMS_CELL], unused[FIRMS_CELL];
    const double sd = 0.5, correlation = -0.6;
    firms_shocks of = shocks_with(sd, sd, correlation);
    sums by_firm = { 0 }, by_market = { 0 }, by_pair = { 0 }, entries = { 0 };
    (void)state;
    for (size_t first = 0; first < DRAWS; first += FIRMS_CELL) {
        firms_kernels_find("auto")->shocks(&of, first, 4, here, entry);
        firms_kernels_find("auto")->shocks(&of, first, 5, next, unused);
        for (size_t n = 0; n < FIRMS_CELL; n++) {
            double x = (log(number(&of.demand, here[n])) + sd * sd / 2) / sd;
            double y = (log(number(&of.entry, entry[n])) + sd * sd / 2) / sd;
            double market = (log(number(&of.demand, next[n])) + sd * sd / 2) / sd;
            double firm = (log(number(&of.demand, here[n ^ 1])) + sd * sd / 2) / sd;
            double pair = (log(number(&of.demand, here[n ^ 16])) + sd * sd / 2) / sd;
            add(&by_firm, x, firm);
            add(&by_market, x, market);
            add(&by_pair, x, pair);
            add(&entries, y, x);
        }
    }
    are_normal("neighbouring firms", by_firm, 0);
    are_normal("markets", by_market, 0);
    are_normal("firms of one pair", by_pair, 0);
    are_normal("entry", entries, correlation);
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Kolmogorov's distance from the normal distribution: above 2.2/sqrt n with a chance of 1.3e-4. */
static void distribution(void **state)
{
    static uint16_t demand[FIRMS_CELL], entry[FIRMS_CELL];
    firms_shocks of = shocks_with(0.5, 0, 0);
    double *x = malloc(DRAWS * sizeof *x), far = 0;
    (void)state;
    assert_non_null(x);
    for (size_t first = 0; first < DRAWS; first += FIRMS_CELL) {
        firms_kernels_find("auto")->shocks(&of, first, 7, demand, entry);
        for (size_t n = 0; n < FIRMS_CELL; n++) x[first + n] = (log(number(&of.demand, demand[n])) + 0.125) / 0.5;
    }
    qsort(x, DRAWS, sizeof *x, ascending);
    for (size_t k = 0; k < DRAWS; k++) far = fmax(far, fabs(0.5 * erfc(-x[k] / sqrt(2)) - ((double)k + 0.5) / DRAWS));
    free(x);
    if (!(far < 2.2 / sqrt(DRAWS))) fail_msg("distance %g", far);
}

/* ---- the same bits from all kernels */

enum { STANDS = 5, COUNTS = 64 };

/* Arrays of one cell, as the kernels want them. */
typedef struct desk {
    _Alignas(64) float size[FIRMS_CELL];
    _Alignas(64) float weight[FIRMS_CELL];
    _Alignas(64) float moment[FIRMS_CELL];
    _Alignas(64) uint16_t demand[STANDS][FIRMS_CELL];
    _Alignas(64) uint16_t entry[STANDS][FIRMS_CELL];
    _Alignas(64) int32_t state[FIRMS_CELL];
    _Alignas(64) float sales[FIRMS_CELL];
    _Alignas(64) float income[FIRMS_CELL];
    _Alignas(64) float gain[FIRMS_CELL];
    _Alignas(64) int32_t joined[FIRMS_CELL];
    _Alignas(64) firms_class_sums sums[STANDS][FIRMS_CLASSES];
    _Alignas(64) firms_count_sums counts[COUNTS];
    _Alignas(64) firms_flag_sums flags;
    _Alignas(64) float cell_sums[STANDS][2 * FIRMS_PARTS];
    firms_rule rules[STANDS];
} desk;

static float drawn(random_draws *d, double least, double most)
{
    return (float)draw_log_uniform(d, least, most);
}

static firms_rule rule_of(random_draws *d)
{
    firms_rule r = { .low = drawn(d, 0.1, 10), .high = draw_chance(d, 0.3) ? INFINITY : drawn(d, 0.1, 100) };
    r.direct = draw_chance(d, 0.2) ? INFINITY : drawn(d, 0.1, 10);
    for (size_t c = 0; c < 2; c++) {
        r.sales[c] = drawn(d, 0.1, 1);
        r.gain[c] = drawn(d, 0.01, 1);
        r.gain_fixed[c] = drawn(d, 0.01, 1);
    }
    r.income = drawn(d, 0.01, 1);
    r.income_fixed = drawn(d, 0.01, 1);
    return r;
}

/* A cell of falling sizes, the last ones padding. */
static void fill(desk *of, random_draws *d)
{
    double size = draw_log_uniform(d, 0.5, 100), step = draw_uniform(d, 0.99, 1), padding = draw_uniform(d, 0, 100);
    memset(of, 0, sizeof *of);
    for (size_t k = 0; k < FIRMS_CELL; k++) {
        bool firm = (double)k + padding < FIRMS_CELL;
        of->size[k] = firm ? (float)size : 0;
        of->weight[k] = firm ? drawn(d, 0.1, 2) : 0;
        of->moment[k] = of->size[k] * of->weight[k];
        size *= step;
    }
    for (size_t m = 0; m < STANDS; m++) of->rules[m] = rule_of(d);
    if (draw_chance(d, 0.3)) /* all of them sell directly */
        for (size_t m = 0; m < STANDS; m++)
            of->rules[m] = (firms_rule){ INFINITY, INFINITY, 0, { 0.3f, 0.7f }, { 0 }, { 0 }, 0, 0 };
}

/* All kernels, one after the other, as a block of firms goes through them. */
static void go_through(const firms_kernels *k, const firms_shocks *s, bool fee, bool income, desk *of)
{
    firms_cell cell = { s, of->size, of->weight, of->moment };
    firms_record record = { of->state, of->sales, of->joined, income ? of->income : NULL };
    firms_stand at[STANDS];
    for (size_t m = 0; m < STANDS; m++) {
        bool all_kept = isinf(of->rules[m].low) && of->rules[m].direct == 0 && of->size[FIRMS_CELL - 1] > 0;
        k->shocks(s, 7 * FIRMS_CELL, m, of->demand[m], of->entry[m]);
        at[m] = (firms_stand){ &of->rules[m], of->demand[m], of->entry[m], of->sums[m], all_kept, of->cell_sums[m] };
        k->sum_cell(&cell, of->demand[m], of->entry[m], of->cell_sums[m]);
        if (fee) k->gains(&cell, &at[m], of->gain);
    }
    memset(of->joined, 0xff, sizeof of->joined);
    if (fee) k->join(of->gain, 0.5f, of->joined);
    k->choices(&cell, at, STANDS, &record);
    k->finish(of->weight, &record, 0.7f, of->counts, &of->flags);
    k->keep(&cell, at, STANDS, of->counts, &of->flags);
}

static void same_bits(const char *instructions)
{
    static desk plain, fast;
    const firms_kernels *of = firms_kernels_find(instructions);
    if (of == NULL) {
        printf("needs a processor with %s\n", instructions);
        skip();
    }
    assert_string_equal(of->name, instructions);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        random_draws d = { seed };
        double entry = draw_chance(&d, 0.5) ? draw_uniform(&d, 0.1, 2) : 0;
        firms_shocks s = shocks_with(draw_uniform(&d, 0, 2), entry, draw_uniform(&d, -1, 1));
        bool fee = draw_chance(&d, 0.5), income = draw_chance(&d, 0.5);
        fill(&plain, &d);
        memcpy(&fast, &plain, sizeof plain);
        go_through(&firms_kernels_reference, &s, fee, income, &plain);
        go_through(of, &s, fee, income, &fast);
        if (memcmp(&plain, &fast, sizeof plain) != 0) fail_msg("%s, seed %d", instructions, (int)seed);
    }
}

/* Firms that all sell directly to all markets: from their sums as from each of them, but for the order in which sales of several markets are
 * added. */
static void all_at_once(void **state)
{
    static desk one_by_one, at_once;
    const firms_kernels *k = &firms_kernels_reference;
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        random_draws d = { seed };
        firms_shocks s = shocks_with(0.5, seed % 2 == 0 ? 0.4 : 0, 0.3);
        firms_stand at[STANDS];
        fill(&one_by_one, &d);
        for (size_t m = 0; m < STANDS; m++) {
            one_by_one.rules[m].low = one_by_one.rules[m].high = INFINITY;
            one_by_one.rules[m].direct = 0;
        }
        for (size_t n = 0; n < FIRMS_CELL; n++) one_by_one.size[n] = 3;
        memcpy(&at_once, &one_by_one, sizeof at_once);
        for (size_t way = 0; way < 2; way++) {
            desk *of = way == 0 ? &one_by_one : &at_once;
            firms_cell cell = { &s, of->size, of->weight, of->moment };
            firms_record record = { of->state, of->sales, of->joined, NULL };
            for (size_t m = 0; m < STANDS; m++) {
                k->shocks(&s, 0, m, of->demand[m], of->entry[m]);
                k->sum_cell(&cell, of->demand[m], of->entry[m], of->cell_sums[m]);
                at[m] =
                    (firms_stand){ &of->rules[m], of->demand[m], of->entry[m], of->sums[m], true, of->cell_sums[m] };
            }
            if (way == 0) k->choices(&cell, at, STANDS, &record);
            if (way == 0) k->finish(of->weight, &record, 0, of->counts, &of->flags);
            if (way == 1) k->keep(&cell, at, STANDS, of->counts, &of->flags);
        }
        const firms_count_sums *found = &at_once.counts[STANDS], *expected = &one_by_one.counts[STANDS];
        for (size_t part = 0; part < FIRMS_PARTS; part++)
            assert_true(fabs(found->sales[part] / expected->sales[part] - 1) < 1e-6);
        memcpy(at_once.counts[STANDS].sales, expected->sales, sizeof expected->sales);
        assert_memory_equal(at_once.counts, one_by_one.counts, sizeof at_once.counts);
        assert_memory_equal(at_once.sums, one_by_one.sums, sizeof at_once.sums);
        assert_memory_equal(&at_once.flags, &one_by_one.flags, sizeof at_once.flags);
    }
}

static void baseline(void **state)
{
    (void)state;
    same_bits("baseline");
}

static void avx2(void **state)
{
    (void)state;
    same_bits("avx2");
}

static void avx512(void **state)
{
    (void)state;
    same_bits("avx512");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logarithm),    cmocka_unit_test(exponential),   cmocka_unit_test(turns),
        cmocka_unit_test(steps),        cmocka_unit_test(as_documented), cmocka_unit_test(moments),
        cmocka_unit_test(distribution), cmocka_unit_test(all_at_once),   cmocka_unit_test(baseline),
        cmocka_unit_test(avx2),         cmocka_unit_test(avx512),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
