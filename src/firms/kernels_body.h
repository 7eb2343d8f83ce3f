/* The kernels for a machine's own vectors. Included by kernels_baseline.c (four singles), kernels_avx2.c (eight) and
 * kernels_avx512.c (sixteen), each compiled for its instruction set, with KERNELS_TABLE, KERNELS_NAME, SINGLES and DOUBLES (half as
 * many) defined. The order of every operation is that of kernels_reference.c: change both or neither. */
#include "base/philox.h"
#include "base/vmath_single.h"
#include "firms/kernels.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define counters JOIN(JOIN(v, DOUBLES), u)
#define doubles JOIN(v, DOUBLES)
#define half_single JOIN(JOIN(v, DOUBLES), f)
#define single JOIN(s, SINGLES)
#define bits JOIN(JOIN(s, SINGLES), i)
#define shorts JOIN(JOIN(s, SINGLES), h)
#define PHILOX JOIN(philox_words_, DOUBLES)
#define LOG JOIN(vsingle_log_, SINGLES)
#define EXP2 JOIN(vsingle_exp2_, SINGLES)
#define TURN JOIN(vsingle_turn_, SINGLES)
#define ROOT JOIN(vsingle_root_, SINGLES)
#define CONVERT JOIN(vsingle_convert_, SINGLES)
#define SHIFT_RIGHT JOIN(vsingle_shift_right_, SINGLES)

#define INLINED static inline __attribute__((always_inline))
#define N(array, at) (*(single *)((array) + (at)))
#define I(array, at) (*(bits *)((array) + (at)))

/* Vectors that hold all parts of a sum; and shocks are fetched so far ahead, where those of the next three markets are if they are kept. */
enum { VECTORS = FIRMS_PARTS / SINGLES, AHEAD = 3 * FIRMS_CELL };

INLINED single all(float x)
{
    return x - (single){ 0 }; /* x + 0 would have to be added: it turns -0 into 0 */
}

INLINED single numbers(const float *from, size_t at)
{
    return *(const single *)(from + at);
}

INLINED bits integers(const int32_t *from, size_t at)
{
    return *(const bits *)(from + at);
}

/* ---- where something is true: a bit a lane with AVX-512, else a lane of bits */

#if SINGLES == 16
typedef __mmask16 where;
INLINED where above(single a, single b)
{
    return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GT_OQ);
}
INLINED where at_least(single a, single b)
{
    return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GE_OQ);
}
INLINED where both(where a, where b)
{
    return (where)(a & b);
}
INLINED where either(where a, where b)
{
    return (where)(a | b);
}
INLINED where first_only(where a, where b)
{
    return _kandn_mask16(b, a);
}
INLINED single add_where(single to, where in, single x)
{
    return (single)_mm512_mask_add_ps((__m512)to, in, (__m512)to, (__m512)x);
}
INLINED single choose(where in, single yes, single no)
{
    return (single)_mm512_mask_blend_ps(in, (__m512)no, (__m512)yes);
}
INLINED bits count_where(bits to, where in, int32_t one)
{
    return (bits)_mm512_mask_add_epi32((__m512i)to, in, (__m512i)to, _mm512_set1_epi32(one));
}
INLINED bits mark_where(bits to, where in, int32_t bit)
{
    return (bits)_mm512_mask_or_epi32((__m512i)to, in, (__m512i)to, _mm512_set1_epi32(bit));
}
INLINED where has_bit(bits of, int32_t bit)
{
    return _mm512_test_epi32_mask((__m512i)of, _mm512_set1_epi32(bit));
}
INLINED bits bits_of(where in)
{
    return (bits)_mm512_maskz_set1_epi32(in, -1);
}
INLINED bits widened(shorts x)
{
    return (bits)_mm512_cvtepu16_epi32((__m256i)x);
}
INLINED bool any_bit(bits of)
{
    return _mm512_test_epi32_mask((__m512i)of, (__m512i)of) != 0;
}
#else
typedef bits where;
INLINED where above(single a, single b)
{
    return (where)(a > b);
}
INLINED where at_least(single a, single b)
{
    return (where)(a >= b);
}
INLINED where both(where a, where b)
{
    return a & b;
}
INLINED where either(where a, where b)
{
    return a | b;
}
INLINED where first_only(where a, where b)
{
    return a & ~b;
}
INLINED single add_where(single to, where in, single x)
{
    return to + (single)((bits)x & in);
}
INLINED single choose(where in, single yes, single no)
{
    return (single)(((bits)yes & in) | ((bits)no & ~in));
}
INLINED bits count_where(bits to, where in, int32_t one)
{
    return to + (in & one);
}
INLINED bits mark_where(bits to, where in, int32_t bit)
{
    return to | (in & bit);
}
INLINED where has_bit(bits of, int32_t bit)
{
    return (of & bit) != 0;
}
INLINED bits bits_of(where in)
{
    return in;
}
INLINED bits widened(shorts x)
{
    return __builtin_convertvector(x, bits);
}
INLINED bool any_bit(bits of)
{
    counters words = (counters)of;
    uint64_t any = 0;
    for (size_t k = 0; k < DOUBLES; k++) any |= words[k];
    return any != 0;
}
#endif

/* ---- shocks */

INLINED counters counters_from(uint64_t draw)
{
    counters made;
    for (unsigned k = 0; k < DOUBLES; k++) made[k] = draw + k;
    return made;
}

/* Words of the first pairs of counters and of the second ones, in turns. */
INLINED bits in_turns(counters first, counters second)
{
    return (bits)((first & 0xffffffff) | (second << 32));
}

/* Two normals for each of SINGLES pairs, from half as many counters. */
INLINED void normals(uint64_t seed, counters counter, uint64_t dimension, single out[2])
{
    counters word[4];
    PHILOX(seed, counter, dimension, word);
    single u = (CONVERT(SHIFT_RIGHT(in_turns(word[0], word[2]), 1) & 0x7fffffff) + 0.5f) * 0x1p-31f;
    single radius = ROOT(-2.0f * LOG(u));
    TURN(in_turns(word[1], word[3]), &out[0], &out[1]);
    out[0] *= radius;
    out[1] *= radius;
}

INLINED shorts pack(const firms_shock *of, single x)
{
    const int32_t from = of->base - (of->shift > 0 ? 1 << (of->shift - 1) : 0); /* rounds to the nearest */
    return __builtin_convertvector(((bits)x - from) >> of->shift, shorts);
}

INLINED single unpack(const firms_shock *of, const uint16_t *from)
{
    return (single)((widened(*(const shorts *)from) << of->shift) + of->base);
}

INLINED void shocks_of(const firms_shocks *shocks_given, size_t first, size_t market, bool has_entry, uint16_t *demand,
                       uint16_t *entry)
{
    const firms_shocks s = *shocks_given;
    uint64_t dimension = (uint64_t)s.world << 32 | (2 * market + 1);
    counters counter = counters_from(first / 4);
    for (size_t block = 0; block < FIRMS_CELL; block += 2 * FIRMS_PARTS)
        for (size_t part = 0; part < FIRMS_PARTS; part += SINGLES, counter += DOUBLES) {
            single x[2], y[2] = { { 0 } };
            normals(s.seed, counter, dimension, x);
            if (has_entry) normals(s.seed, counter, dimension + 1, y);
            for (size_t n = 0; n < 2; n++) {
                size_t k = block + n * FIRMS_PARTS + part;
                *(shorts *)(demand + k) = pack(&s.demand, EXP2(s.demand.mean + s.demand.by_x * x[n]));
                if (!has_entry) continue;
                single exponent = (s.entry.mean + s.entry.by_x * x[n]) + s.entry.by_y * y[n];
                *(shorts *)(entry + k) = pack(&s.entry, EXP2(exponent));
            }
        }
}

static void shocks(const firms_shocks *s, size_t first, size_t market, uint16_t *demand, uint16_t *entry)
{
    if (s->has_entry)
        shocks_of(s, first, market, true, demand, entry);
    else
        shocks_of(s, first, market, false, demand, entry);
}

/* ---- choices */

/* Where firms would sell directly and where the platform is the best, at v = size x demand shock. */
typedef struct chosen {
    where directly, platform;
} chosen;

INLINED chosen choice_of(const firms_rule *r, single v, single entry, bool has_entry)
{
    single low = all(r->low), high = all(r->high), direct = all(r->direct);
    if (has_entry) {
        low *= entry;
        high *= entry;
        direct *= entry;
    }
    return (chosen){ .directly = above(v, direct), .platform = both(above(v, low), above(high, v)) };
}

INLINED void gains_of(const firms_cell *cell, const firms_stand *at, bool has_entry, float *gain)
{
    const firms_rule r = *at->rule;
    const firms_shock demand = cell->shocks->demand, entry_shock = cell->shocks->entry;
    const float *size = cell->size;
    for (size_t k = 0; k < FIRMS_CELL; k += SINGLES) {
        single v = numbers(size, k) * unpack(&demand, at->demand + k);
        single entry = has_entry ? unpack(&entry_shock, at->entry + k) : all(1);
        chosen c = choice_of(&r, v, entry, has_entry);
        single by_v = choose(c.directly, all(r.gain[FIRMS_MOVED]), all(r.gain[FIRMS_NEW]));
        single fixed = choose(c.directly, all(r.gain_fixed[FIRMS_MOVED]), all(r.gain_fixed[FIRMS_NEW]));
        if (has_entry) fixed *= entry;
        N(gain, k) = add_where(N(gain, k), c.platform, by_v * v - fixed);
    }
}

static void gains(const firms_cell *cell, const firms_stand *at, float *gain)
{
    if (cell->shocks->has_entry)
        gains_of(cell, at, true, gain);
    else
        gains_of(cell, at, false, gain);
}

static void join(const float *gain, float fee, int32_t *joined)
{
    for (size_t k = 0; k < FIRMS_CELL; k += SINGLES)
        I(joined, k) = bits_of(both(above(numbers(gain, k), all(0)), at_least(numbers(gain, k), all(fee))));
}

/* Sums of one class over a cell. */
typedef struct class_vectors {
    single firms[VECTORS], moment[VECTORS], entry[VECTORS];
} class_vectors;

INLINED void add_class(class_vectors *to, size_t part, where in, single weight, single moment, single entry,
                       bool has_entry)
{
    to->firms[part] = add_where(to->firms[part], in, weight);
    to->moment[part] = add_where(to->moment[part], in, moment);
    if (has_entry) to->entry[part] = add_where(to->entry[part], in, entry);
}

INLINED void add_to_doubles(const single from[VECTORS], double *to)
{
    for (size_t part = 0; part < VECTORS; part++)
        for (size_t half = 0; half < 2; half++) {
            const half_single *x = (const half_single *)&from[part] + half;
            *(doubles *)(to + part * SINGLES + half * DOUBLES) += __builtin_convertvector(*x, doubles);
        }
}

/* A market, and its sums over a cell. */
typedef struct stand_vectors {
    firms_rule rule;
    const uint16_t *demand, *entry;
    class_vectors own[FIRMS_CLASSES];
} stand_vectors;

/* Firms of one vector: what they are, and what becomes of them. */
typedef struct firm_vectors {
    single size, weight, moment, sales, income;
    bits state;
    where joined;
} firm_vectors;

INLINED void choose_in(stand_vectors *at, const firms_shock *demand_shock, const firms_shock *entry_shock, size_t k,
                       size_t part, bool has_entry, bool has_income, firm_vectors *f)
{
    const firms_rule *r = &at->rule;
    __builtin_prefetch(at->demand + k + AHEAD);
    single demand = unpack(demand_shock, at->demand + k), v = f->size * demand, sold = f->moment * demand;
    single entry = has_entry ? unpack(entry_shock, at->entry + k) : all(1), paid = f->weight * entry;
    chosen c = choice_of(r, v, entry, has_entry);
    where platform = both(c.platform, f->joined), any = either(c.directly, platform);
    add_class(&at->own[FIRMS_NEW], part, first_only(platform, c.directly), f->weight, sold, paid, has_entry);
    add_class(&at->own[FIRMS_MOVED], part, both(platform, c.directly), f->weight, sold, paid, has_entry);
    add_class(&at->own[FIRMS_KEPT], part, first_only(c.directly, platform), f->weight, sold, paid, has_entry);
    single price = choose(platform, all(r->sales[COHONG_PLATFORM]), all(r->sales[COHONG_DIRECT]));
    f->sales = add_where(f->sales, any, sold * price);
    f->state = mark_where(count_where(f->state, any, 1), c.directly, FIRMS_SOLD_BEFORE);
    f->state = mark_where(f->state, platform, FIRMS_ON_PLATFORM);
    if (!has_income) return;
    single fixed = all(r->income_fixed);
    if (has_entry) fixed *= entry;
    f->income = add_where(f->income, platform, r->income * v - fixed);
}

INLINED stand_vectors begin_stand(const firms_stand *at)
{
    return (stand_vectors){ .rule = *at->rule, .demand = at->demand, .entry = at->entry };
}

INLINED void end_class(const class_vectors *from, bool has_entry, firms_class_sums *to)
{
    add_to_doubles(from->firms, to->firms);
    add_to_doubles(from->moment, to->moment);
    if (has_entry) add_to_doubles(from->entry, to->entry);
}

INLINED void end_stand(const stand_vectors *from, bool has_entry, firms_class_sums *to)
{
    for (size_t c = 0; c < FIRMS_CLASSES; c++) end_class(&from->own[c], has_entry, &to[c]);
}

/* One market, or three at a time with what belongs to a firm in registers: a sample with kept shocks takes 8 % less than one after the
 * other. No gain came from the range of each cell's own shocks in place of the bounds of all, from cells of 256 or 1,024 firms, from shocks in 32 bits
 * (twice the memory to read), from fetching further ahead, or from fused multiplications by 1 for half of the additions. */
INLINED void choices_of(const firms_cell *cell, const firms_stand *at, bool three, bool has_entry, bool has_income,
                        const firms_record *to)
{
    const firms_shock demand = cell->shocks->demand, entry = cell->shocks->entry;
    const firms_cell of = *cell;
    const firms_record record = *to;
    stand_vectors a = begin_stand(&at[0]), b = begin_stand(&at[three ? 1 : 0]), c = begin_stand(&at[three ? 2 : 0]);
    for (size_t block = 0; block < FIRMS_CELL; block += FIRMS_PARTS)
        for (size_t part = 0; part < VECTORS; part++) {
            size_t k = block + part * SINGLES;
            firm_vectors f = { .size = numbers(of.size, k),
                               .weight = numbers(of.weight, k),
                               .moment = numbers(of.moment, k),
                               .sales = numbers(record.sales, k),
                               .state = integers(record.state, k),
                               .joined = has_bit(integers(record.joined, k), 1) };
            if (has_income) f.income = numbers(record.income, k);
            choose_in(&a, &demand, &entry, k, part, has_entry, has_income, &f);
            if (three) choose_in(&b, &demand, &entry, k, part, has_entry, has_income, &f);
            if (three) choose_in(&c, &demand, &entry, k, part, has_entry, has_income, &f);
            N(record.sales, k) = f.sales;
            I(record.state, k) = f.state;
            if (has_income) N(record.income, k) = f.income;
        }
    end_stand(&a, has_entry, at[0].sums);
    if (three) end_stand(&b, has_entry, at[1].sums);
    if (three) end_stand(&c, has_entry, at[2].sums);
}

INLINED void choices_in_all(const firms_cell *cell, const firms_stand *at, size_t count, bool has_entry,
                            bool has_income, const firms_record *to)
{
    size_t m = 0;
    for (; m + 3 <= count; m += 3) choices_of(cell, at + m, true, has_entry, has_income, to);
    for (; m < count; m++) choices_of(cell, at + m, false, has_entry, has_income, to);
}

static void choices(const firms_cell *cell, const firms_stand *at, size_t count, const firms_record *to)
{
    bool entry = cell->shocks->has_entry, income = to->income != NULL;
    if (entry && income)
        choices_in_all(cell, at, count, true, true, to);
    else if (entry)
        choices_in_all(cell, at, count, true, false, to);
    else if (income)
        choices_in_all(cell, at, count, false, true, to);
    else
        choices_in_all(cell, at, count, false, false, to);
}

/* ---- all firms of a cell */

INLINED void sum_cell_of(const firms_cell *cell, const uint16_t *demand, const uint16_t *entry, bool has_entry,
                         float *to)
{
    const firms_shock demand_shock = cell->shocks->demand, entry_shock = cell->shocks->entry;
    single moment[VECTORS] = { { 0 } }, paid[VECTORS] = { { 0 } };
    for (size_t block = 0; block < FIRMS_CELL; block += FIRMS_PARTS)
        for (size_t part = 0; part < VECTORS; part++) {
            size_t k = block + part * SINGLES;
            moment[part] += numbers(cell->moment, k) * unpack(&demand_shock, demand + k);
            if (has_entry) paid[part] += numbers(cell->weight, k) * unpack(&entry_shock, entry + k);
        }
    for (size_t part = 0; part < VECTORS; part++) {
        N(to, part * SINGLES) = moment[part];
        if (has_entry) N(to, FIRMS_PARTS + part * SINGLES) = paid[part];
    }
}

static void sum_cell(const firms_cell *cell, const uint16_t *demand, const uint16_t *entry, float *to)
{
    if (cell->shocks->has_entry)
        sum_cell_of(cell, demand, entry, true, to);
    else
        sum_cell_of(cell, demand, entry, false, to);
}

/* to += from x factor */
INLINED void add_times_to_doubles(const float *from, double factor, double *to)
{
    for (size_t part = 0; part < FIRMS_PARTS; part += DOUBLES)
        *(doubles *)(to + part) += __builtin_convertvector(*(const half_single *)(from + part), doubles) * factor;
}

static void keep(const firms_cell *cell, const firms_stand *at, size_t count, firms_count_sums *counts,
                 firms_flag_sums *flags)
{
    const bool has_entry = cell->shocks->has_entry;
    single weight[VECTORS] = { { 0 } };
    for (size_t block = 0; block < FIRMS_CELL; block += FIRMS_PARTS) {
        add_to_doubles((const single *)(cell->weight + block), counts[count].firms);
        for (size_t part = 0; part < VECTORS; part++) weight[part] += numbers(cell->weight, block + part * SINGLES);
    }
    add_to_doubles(weight, flags->sold_before);
    for (size_t m = 0; m < count; m++) {
        firms_class_sums *to = &at[m].sums[FIRMS_KEPT];
        const float *sums = at[m].cell_sums;
        add_to_doubles(weight, to->firms);
        add_to_doubles((const single *)sums, to->moment);
        if (has_entry) add_to_doubles((const single *)(sums + FIRMS_PARTS), to->entry);
        add_times_to_doubles(sums, (double)at[m].rule->sales[COHONG_DIRECT], counts[count].sales);
    }
}

/* ---- firms over markets */

/* Sixteen firms by the number of markets they sell in: one row when it is the same for all. */
INLINED void add_counts(const int32_t *state, const float *weight, const float *sales, firms_count_sums *counts)
{
    bits differ = { 0 };
    for (size_t part = 0; part < VECTORS; part++) differ |= (integers(state, part * SINGLES) ^ state[0]) & FIRMS_SOLD;
    if (!any_bit(differ)) {
        firms_count_sums *to = &counts[state[0] & FIRMS_SOLD];
        add_to_doubles((const single *)weight, to->firms);
        add_to_doubles((const single *)sales, to->sales);
        return;
    }
    for (size_t lane = 0; lane < FIRMS_PARTS; lane++) {
        firms_count_sums *to = &counts[state[lane] & FIRMS_SOLD];
        to->firms[lane] += (double)weight[lane];
        to->sales[lane] += (double)sales[lane];
    }
}

static void finish(const float *weight, const firms_record *from, float wage, firms_count_sums *counts,
                   firms_flag_sums *flags)
{
    single before[VECTORS] = { { 0 } }, on_platform[VECTORS] = { { 0 } }, at_wage[VECTORS] = { { 0 } };
    for (size_t at = 0; at < FIRMS_CELL; at += FIRMS_PARTS) {
        add_counts(from->state + at, weight + at, from->sales + at, counts);
        for (size_t part = 0; part < VECTORS; part++) {
            size_t k = at + part * SINGLES;
            bits state = integers(from->state, k);
            single of = numbers(weight, k);
            where there = has_bit(state, FIRMS_ON_PLATFORM);
            before[part] = add_where(before[part], has_bit(state, FIRMS_SOLD_BEFORE), of);
            on_platform[part] = add_where(on_platform[part], there, of);
            if (from->income == NULL) continue;
            at_wage[part] = add_where(at_wage[part], both(there, at_least(numbers(from->income, k), all(wage))), of);
        }
    }
    add_to_doubles(before, flags->sold_before);
    add_to_doubles(on_platform, flags->on_platform);
    add_to_doubles(at_wage, flags->at_wage);
}

const firms_kernels KERNELS_TABLE = { KERNELS_NAME, shocks, gains, join, choices, sum_cell, keep, finish };
