/* Sampled firms.
 *   granular: z = quantile of a uniform draw, weight 1 when as many are drawn as there are.
 *   weighted: a tenth from the distribution of firms, the rest from that of their z ("size-biased"), each with one draw in each of
 *             its equal strata; the weight is the balance heuristic of the mixture (Veach & Guibas 1995, SIGGRAPH):
 *             firms/n / (1/10 + 9/10 z/E[Z]), so that neither the many nor the large are left to chance.
 * A cutoff leaves one draw of each kind uncertain: sums over what is above z are off by about its weight. */
#include <stdlib.h>

#include "base/random.h"
#include "firms/run.h"
#include "firms/size.h"

static const size_t COUNT_MOST = (size_t)1 << 28;
enum { PLAIN_PART = 10 };

void cohong_population_free(cohong_population *population)
{
    if (population != NULL) free(population->memory);
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

static cohong_status count_firms(const cohong_firms *firms, cohong_firm_draw draw, size_t count, size_t *most,
                                 cohong_error *error)
{
    double all = 0;
    for (size_t g = 0; g < firms->group_count; g++) all += firms->groups[g].firms;
    if (draw == COHONG_WEIGHTED) all = (double)count;
    if (all > (double)COUNT_MOST || count > COUNT_MOST)
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "a sample of %.0f firms, at most %zu can be drawn",
                    count > 0 ? (double)count : all, COUNT_MOST);
    *most = count > 0 ? count : (size_t)all;
    for (size_t g = 0; g < firms->group_count; g++)
        if (share_of(firms, draw, count, g) < 2)
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "the sample has fewer than two firms of group \"%.60s\", draw more", firms->groups[g].name);
    return COHONG_OK;
}

static void draw_granular(cohong_population *to, const cohong_firm_group *group, size_t start, size_t count)
{
    for (size_t k = start; k < start + count; k++) {
        to->z[k] = size_quantile(group, random_uniform(to->seed, k, firms_dimension(to->world, 0)));
        to->weight[k] = group->firms / (double)count;
    }
}

static void draw_weighted(cohong_population *to, const cohong_firm_group *group, size_t start, size_t count)
{
    size_t plain = count / PLAIN_PART > 0 ? count / PLAIN_PART : 1;
    double n = (double)count, by_size = (n - (double)plain) / n, mean = size_mean(group);
    for (size_t k = 0; k < count; k++) {
        double u = random_uniform(to->seed, start + k, firms_dimension(to->world, 0));
        double z = k < plain ? size_quantile(group, ((double)k + u) / (double)plain)
                             : size_biased_quantile(group, ((double)(k - plain) + u) / (double)(count - plain));
        to->z[start + k] = z;
        to->weight[start + k] = group->firms / n / ((1 - by_size) + by_size * z / mean);
    }
}

static void layout(cohong_population *p, arena *from)
{
    arena_take(from, 1, sizeof *p);
    p->start = arena_take(from, p->group_count + 1, sizeof *p->start);
    p->z = arena_take(from, p->count, sizeof *p->z);
    p->weight = arena_take(from, p->count, sizeof *p->weight);
}

static cohong_population *new_population(size_t group_count, size_t count)
{
    cohong_population made = { .group_count = group_count, .count = count };
    arena room = { 0 };
    layout(&made, &room);
    made.memory = room.overflow ? NULL : memory_block(room.used);
    if (made.memory == NULL) return NULL;
    room = (arena){ .block = made.memory, .size = room.used };
    layout(&made, &room);
    cohong_population *population = made.memory;
    *population = made;
    return population;
}

cohong_status cohong_population_new(const cohong_firms *firms, cohong_firm_draw draw, size_t count, uint64_t seed,
                                    uint32_t world, cohong_population **population, cohong_error *error)
{
    size_t most = 0, start = 0;
    *population = NULL;
    cohong_status status = cohong_firms_check(firms, error);
    if (status == COHONG_OK) status = count_firms(firms, draw, count, &most, error);
    if (status != COHONG_OK) return status;
    /* rounding may add a firm to the last group */
    cohong_population *made = new_population(firms->group_count, most + 1);
    if (made == NULL) return fail_memory(error);
    made->seed = seed;
    made->world = world;
    for (size_t g = 0; g < firms->group_count; g++) {
        size_t share = share_of(firms, draw, count, g);
        made->start[g] = start;
        if (draw == COHONG_GRANULAR)
            draw_granular(made, &firms->groups[g], start, share);
        else
            draw_weighted(made, &firms->groups[g], start, share);
        start += share;
    }
    made->start[firms->group_count] = made->count = start;
    *population = made;
    return COHONG_OK;
}
