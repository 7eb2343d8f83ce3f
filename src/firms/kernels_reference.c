/* The kernels in plain scalar C, with Random123's own Philox: what the vectors have to agree with to the last bit. */
#include "base/random.h"
#include "base/vmath_single.h"
#include "firms/kernels.h"

/* ---- shocks */

/* The normal of a firm: pair 16 b + k of block b of 32 firms, the first or the second of the pair (kernels.h). */
static float normal_of(uint64_t seed, uint64_t dimension, size_t firm)
{
    uint32_t word[4];
    float cosine, sine;
    size_t pair = firm / (2 * FIRMS_PARTS) * FIRMS_PARTS + firm % FIRMS_PARTS, first = pair % 2 * 2;
    random_words(seed, pair / 2, dimension, word);
    float u = ((float)(int32_t)(word[first] >> 1) + 0.5f) * 0x1p-31f;
    float radius = vsingle_root_1(-2.0f * vsingle_log_1(u));
    vsingle_turn_1((int32_t)word[first + 1], &cosine, &sine);
    return (firm / FIRMS_PARTS % 2 == 0 ? cosine : sine) * radius;
}

static uint16_t pack(const firms_shock *of, float x)
{
    int32_t from = of->base - (of->shift > 0 ? 1 << (of->shift - 1) : 0); /* rounds to the nearest */
    return (uint16_t)((vsingle_bits_1(x) - from) >> of->shift);
}

static float unpack(const firms_shock *of, uint16_t from)
{
    return vsingle_real_1(((int32_t)from << of->shift) + of->base);
}

static void shocks(const firms_shocks *s, size_t first, size_t market, uint16_t *demand, uint16_t *entry)
{
    uint64_t dimension = (uint64_t)s->world << 32 | (2 * market + 1);
    for (size_t k = 0; k < FIRMS_CELL; k++) {
        float x = normal_of(s->seed, dimension, first + k);
        demand[k] = pack(&s->demand, vsingle_exp2_1(s->demand.mean + s->demand.by_x * x));
        if (!s->has_entry) continue;
        float y = normal_of(s->seed, dimension + 1, first + k);
        entry[k] = pack(&s->entry, vsingle_exp2_1((s->entry.mean + s->entry.by_x * x) + s->entry.by_y * y));
    }
}

/* ---- choices */

typedef struct chosen {
    float demand, entry, v;
    bool directly, platform;
} chosen;

static chosen choice_of(const firms_cell *cell, const firms_stand *at, size_t k)
{
    const firms_rule *r = at->rule;
    chosen c = { .demand = unpack(&cell->shocks->demand, at->demand[k]), .entry = 1 };
    if (cell->shocks->has_entry) c.entry = unpack(&cell->shocks->entry, at->entry[k]);
    c.v = cell->size[k] * c.demand;
    c.directly = c.v > r->direct * c.entry;
    c.platform = c.v > r->low * c.entry && r->high * c.entry > c.v;
    return c;
}

static void gains(const firms_cell *cell, const firms_stand *at, float *gain)
{
    for (size_t k = 0; k < FIRMS_CELL; k++) {
        chosen c = choice_of(cell, at, k);
        firms_class class = c.directly ? FIRMS_MOVED : FIRMS_NEW;
        if (c.platform) gain[k] += at->rule->gain[class] * c.v - at->rule->gain_fixed[class] * c.entry;
    }
}

static void join(const float *gain, float fee, int32_t *joined)
{
    for (size_t k = 0; k < FIRMS_CELL; k++) joined[k] = -(gain[k] > 0 && gain[k] >= fee);
}

/* Sums of one class over a cell. */
typedef struct class_parts {
    float firms[FIRMS_PARTS], moment[FIRMS_PARTS], entry[FIRMS_PARTS];
} class_parts;

static void add_firm(const firms_cell *cell, const firms_stand *at, size_t k, const firms_record *to,
                     class_parts own[FIRMS_CLASSES])
{
    chosen c = choice_of(cell, at, k);
    size_t part = k % FIRMS_PARTS;
    float weight = cell->weight[k], sold = cell->moment[k] * c.demand;
    bool platform = c.platform && to->joined[k] != 0;
    if (c.directly) to->state[k] |= FIRMS_SOLD_BEFORE;
    if (platform) to->state[k] |= FIRMS_ON_PLATFORM;
    if (!platform && !c.directly) return;
    class_parts *in = &own[platform ? c.directly ? FIRMS_MOVED : FIRMS_NEW : FIRMS_KEPT];
    in->firms[part] += weight;
    in->moment[part] += sold;
    in->entry[part] += weight * c.entry;
    to->state[k]++;
    to->sales[k] += sold * at->rule->sales[platform ? COHONG_PLATFORM : COHONG_DIRECT];
    if (to->income != NULL && platform) to->income[k] += at->rule->income * c.v - at->rule->income_fixed * c.entry;
}

static void choices(const firms_cell *cell, const firms_stand *at, size_t count, const firms_record *to)
{
    for (size_t m = 0; m < count; m++) {
        class_parts own[FIRMS_CLASSES] = { 0 };
        for (size_t k = 0; k < FIRMS_CELL; k++) add_firm(cell, &at[m], k, to, own);
        for (size_t c = 0; c < FIRMS_CLASSES; c++)
            for (size_t part = 0; part < FIRMS_PARTS; part++) {
                at[m].sums[c].firms[part] += (double)own[c].firms[part];
                at[m].sums[c].moment[part] += (double)own[c].moment[part];
                if (cell->shocks->has_entry) at[m].sums[c].entry[part] += (double)own[c].entry[part];
            }
    }
}

/* ---- all firms of a cell */

static void sum_cell(const firms_cell *cell, const uint16_t *demand, const uint16_t *entry, float *to)
{
    for (size_t k = 0; k < FIRMS_CELL; k++) {
        size_t part = k % FIRMS_PARTS;
        float sold = cell->moment[k] * unpack(&cell->shocks->demand, demand[k]);
        to[part] = k < FIRMS_PARTS ? sold : to[part] + sold;
        if (!cell->shocks->has_entry) continue;
        float paid = cell->weight[k] * unpack(&cell->shocks->entry, entry[k]);
        to[FIRMS_PARTS + part] = k < FIRMS_PARTS ? paid : to[FIRMS_PARTS + part] + paid;
    }
}

static void keep(const firms_cell *cell, const firms_stand *at, size_t count, firms_count_sums *counts,
                 firms_flag_sums *flags)
{
    float weight[FIRMS_PARTS] = { 0 };
    for (size_t k = 0; k < FIRMS_CELL; k++) {
        weight[k % FIRMS_PARTS] += cell->weight[k];
        counts[count].firms[k % FIRMS_PARTS] += (double)cell->weight[k];
    }
    for (size_t part = 0; part < FIRMS_PARTS; part++) {
        flags->sold_before[part] += (double)weight[part];
        for (size_t m = 0; m < count; m++) {
            firms_class_sums *to = &at[m].sums[FIRMS_KEPT];
            double sold = (double)at[m].cell_sums[part];
            to->firms[part] += (double)weight[part];
            to->moment[part] += sold;
            if (cell->shocks->has_entry) to->entry[part] += (double)at[m].cell_sums[FIRMS_PARTS + part];
            counts[count].sales[part] += sold * (double)at[m].rule->sales[COHONG_DIRECT];
        }
    }
}

/* ---- firms over markets */

static void finish(const float *weight, const firms_record *from, float wage, firms_count_sums *counts,
                   firms_flag_sums *flags)
{
    float before[FIRMS_PARTS] = { 0 }, on_platform[FIRMS_PARTS] = { 0 }, at_wage[FIRMS_PARTS] = { 0 };
    for (size_t k = 0; k < FIRMS_CELL; k++) {
        size_t part = k % FIRMS_PARTS;
        int32_t state = from->state[k];
        counts[state & FIRMS_SOLD].firms[part] += (double)weight[k];
        counts[state & FIRMS_SOLD].sales[part] += (double)from->sales[k];
        if (state & FIRMS_SOLD_BEFORE) before[part] += weight[k];
        if (!(state & FIRMS_ON_PLATFORM)) continue;
        on_platform[part] += weight[k];
        if (from->income != NULL && from->income[k] >= wage) at_wage[part] += weight[k];
    }
    for (size_t part = 0; part < FIRMS_PARTS; part++) {
        flags->sold_before[part] += (double)before[part];
        flags->on_platform[part] += (double)on_platform[part];
        flags->at_wage[part] += (double)at_wage[part];
    }
}

const firms_kernels firms_kernels_reference = { "reference", shocks, gains, join, choices, sum_cell, keep, finish };
