/* Sampled firms.
 *   granular: z = quantile of a uniform draw, weight 1 when as many are drawn as there are.
 *   weighted: a tenth from the distribution of firms, the rest from that of their z ("size-biased"), each with one draw in each of
 *             its equal strata; the weight is the balance heuristic of the mixture (Veach & Guibas 1995, SIGGRAPH):
 *             firms/n / (1/10 + 9/10 z/E[Z]), so that neither the many nor the large are left to chance.
 * Firms of a group stand in falling order of z, followed by firms of weight and z 0 up to the end of a cell, all in single precision:
 * z only decides on which side of a cutoff a firm is, and weights and their products with z are off by chance at the 8th digit.
 * A cutoff leaves one draw of each kind uncertain: sums over what is above z are off by about its weight. */
#include <stdlib.h>

#include "base/large_block.h"
#include "base/random.h"
#include "base/vmath_single.h"
#include "firms/above.h"
#include "firms/size.h"

static const size_t COUNT_MOST = (size_t)1 << 28;
enum { PLAIN_PART = 10, DIGIT = 8 };

void cohong_population_free(cohong_population *population)
{
    if (population == NULL) return;
    free(population->kept);
    free(population->memory);
}

/* Some bits of a number, so that larger numbers have lower ones. */
static size_t digit_of(float x, int from_bit, size_t values)
{
    return (values - 1) - ((size_t)(vsingle_bits_1(x) >> from_bit) & (values - 1));
}

static void sort_by_digit(const float *from, float *to, size_t count, int from_bit)
{
    enum { VALUES = 1 << DIGIT };
    size_t start[VALUES + 1] = { 0 };
    for (size_t k = 0; k < count; k++) start[digit_of(from[k], from_bit, VALUES) + 1]++;
    for (size_t v = 0; v < VALUES; v++) start[v + 1] += start[v];
    for (size_t k = 0; k < count; k++) to[start[digit_of(from[k], from_bit, VALUES)]++] = from[k];
}

/* Sorts positive numbers, the largest first, by eight of their bits at a time (radix sort); bits of positive numbers rise with them. */
static void sort_falling(float *numbers, float *scratch, size_t count)
{
    for (int bit = 0; bit < 32; bit += 2 * DIGIT) {
        sort_by_digit(numbers, scratch, count, bit);
        sort_by_digit(scratch, numbers, count, bit + DIGIT);
    }
}

/* How many of the sample a group gets. */
static size_t share_of(const cohong_firms *firms, cohong_firm_draw draw, size_t count, size_t group)
{
    double all = 0, before = 0;
    size_t G = firms->group_count;
    if (draw == COHONG_WEIGHTED) return count / G + (group < count % G);
    for (size_t g = 0; g < G; g++) all += firms->groups[g].firms;
    for (size_t g = 0; g < group; g++) before += firms->groups[g].firms;
    double scale = count > 0 ? (double)count / all : 1;
    return (size_t)((before + firms->groups[group].firms) * scale + 0.5) - (size_t)(before * scale + 0.5);
}

static cohong_status check_count(const cohong_firms *firms, cohong_firm_draw draw, size_t count, cohong_error *error)
{
    double all = 0;
    for (size_t g = 0; g < firms->group_count; g++) all += firms->groups[g].firms;
    if (draw == COHONG_WEIGHTED) all = (double)count;
    if (all > (double)COUNT_MOST || count > COUNT_MOST)
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "a sample of %.0f firms, at most %zu can be drawn",
                    count > 0 ? (double)count : all, COUNT_MOST);
    for (size_t g = 0; g < firms->group_count; g++)
        if (share_of(firms, draw, count, g) < 2)
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "the sample has fewer than two firms of group \"%.60s\", draw more", firms->groups[g].name);
    return COHONG_OK;
}

/* Uniform draw k of the sample: productivity is dimension 0 of a world (kernels.h: shocks have those after it). */
static double draw_of(const cohong_population *p, size_t k)
{
    return random_uniform(p->seed, k, (uint64_t)p->world << 32);
}

/* A firm of this z and weight; one beyond any cutoff of interest is moved to where it is so still. */
static void write_firm(cohong_population *to, size_t k, const firms_units *units, double z, double weight)
{
    const double largest = 0x1p80;
    double size = z / units->size;
    to->size[k] = (float)(size < largest ? size : largest);
    to->weight[k] = (float)(weight / units->weight);
    to->moment[k] = (float)(weight / units->weight * size);
}

static void draw_granular(cohong_population *to, const cohong_firm_group *group, size_t g, size_t count)
{
    const firms_units *u = &to->units[g];
    size_t start = to->start[g];
    double weight = group->firms / (double)count;
    for (size_t k = start; k < start + count; k++) write_firm(to, k, u, size_quantile(group, draw_of(to, k)), weight);
    sort_falling(to->size + start, to->moment + start, count);
    for (size_t k = start; k < start + count; k++) write_firm(to, k, u, (double)to->size[k] * u->size, weight);
}

/* Both kinds fall with their numbers, so that merging them sorts. */
static void draw_weighted(cohong_population *to, const cohong_firm_group *group, size_t g, size_t count)
{
    size_t plain = count / PLAIN_PART > 0 ? count / PLAIN_PART : 1, others = count - plain, a = 0, b = 0;
    size_t start = to->start[g];
    double n = (double)count, by_size = (double)others / n, mean = size_mean(group), from_firms = 0, from_size = 0;
    for (size_t k = start; k < start + count; k++) {
        if (from_firms == 0 && a < plain)
            from_firms = size_quantile(group, ((double)a + draw_of(to, start + a)) / (double)plain);
        if (from_size == 0 && b < others)
            from_size = size_biased_quantile(group, ((double)b + draw_of(to, start + plain + b)) / (double)others);
        bool first = from_firms >= from_size;
        double z = first ? from_firms : from_size;
        write_firm(to, k, &to->units[g], z, group->firms / n / ((1 - by_size) + by_size * z / mean));
        if (first) {
            from_firms = 0;
            a++;
        } else {
            from_size = 0;
            b++;
        }
    }
}

static void layout(cohong_population *p, arena *from)
{
    arena_take(from, 1, sizeof *p);
    p->start = arena_take(from, p->group_count + 1, sizeof *p->start);
    p->guide = arena_take(from, p->count / FIRMS_GUIDE, sizeof *p->guide);
    p->firms_before = arena_take(from, p->count / FIRMS_GUIDE, sizeof *p->firms_before);
    p->moment_before = arena_take(from, p->count / FIRMS_GUIDE, sizeof *p->moment_before);
    p->size = arena_take(from, p->count, sizeof *p->size);
    p->weight = arena_take(from, p->count, sizeof *p->weight);
    p->moment = arena_take(from, p->count, sizeof *p->moment);
    p->units = arena_take(from, p->group_count, sizeof *p->units);
}

static cohong_population *new_population(size_t group_count, size_t count)
{
    cohong_population made = { .group_count = group_count, .count = count };
    arena room = { 0 };
    layout(&made, &room);
    made.memory = room.overflow ? NULL : large_block(room.used);
    if (made.memory == NULL) return NULL;
    room = (arena){ .block = made.memory, .size = room.used };
    layout(&made, &room);
    cohong_population *population = made.memory;
    *population = made;
    return population;
}

/* Room for a group's share: whole cells. */
static size_t padded(size_t share)
{
    return (share + FIRMS_CELL - 1) / FIRMS_CELL * FIRMS_CELL;
}

static void draw(cohong_population *to, const cohong_firms *firms, cohong_firm_draw how, size_t count)
{
    size_t start = 0;
    for (size_t g = 0; g < firms->group_count; g++) {
        size_t share = share_of(firms, how, count, g);
        const cohong_firm_group *group = &firms->groups[g];
        to->start[g] = start;
        to->units[g] = (firms_units){ .size = firms_unit_of(size_mean(group)),
                                      .weight = firms_unit_of(group->firms / (double)share) };
        if (how == COHONG_GRANULAR)
            draw_granular(to, group, g, share);
        else
            draw_weighted(to, group, g, share);
        start += padded(share);
    }
    to->start[firms->group_count] = start;
    firms_above_prepare(to);
}

cohong_status cohong_population_new(const cohong_firms *firms, cohong_firm_draw how, size_t count, uint64_t seed,
                                    uint32_t world, cohong_population **population, cohong_error *error)
{
    size_t room = 0;
    *population = NULL;
    cohong_status status = cohong_firms_check(firms, error);
    if (status == COHONG_OK) status = check_count(firms, how, count, error);
    if (status != COHONG_OK) return status;
    for (size_t g = 0; g < firms->group_count; g++) room += padded(share_of(firms, how, count, g));
    cohong_population *made = new_population(firms->group_count, room);
    if (made == NULL) return fail_memory(error);
    made->seed = seed;
    made->world = world;
    draw(made, firms, how, count);
    *population = made;
    return COHONG_OK;
}
