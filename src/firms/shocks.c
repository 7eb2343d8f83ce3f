/* Shocks: demand is exp(s x - s^2/2), fixed costs exp(s' (r x + sqrt(1 - r^2) y) - s'^2/2), with x and y standard normal. */
#include "firms/shocks.h"

#include <math.h>
#include <stdlib.h>

#include "base/large_block.h"
#include "base/vmath.h"
#include "base/vmath_single.h"
#include "firms/blocks.h"
#include "firms/run.h"

static const double BITS = 1.4426950408889634; /* log2 e */
static const double LARGEST_NORMAL = 6.67;     /* sqrt(2 ln 2^32) = 6.6604 */

/* How far a shock's binary logarithm is from its mean at most. */
static double spread_of(const firms_shock *s)
{
    return LARGEST_NORMAL * (fabs((double)s->by_x) + fabs((double)s->by_y));
}

static double exp2_of(double x)
{
    return vmath_exp(x / BITS);
}

static int32_t bits_of(double x)
{
    return vsingle_bits_1((float)x);
}

/* Sets base and shift: the least shift with which 16 bits hold all there can be, and 1 exactly. */
static void set_steps(firms_shock *s)
{
    const int32_t one = bits_of(1);
    int32_t low = bits_of(0.99 * exp2_of((double)s->mean - spread_of(s)));
    int32_t high = bits_of(1.01 * exp2_of((double)s->mean + spread_of(s)));
    for (s->shift = 0;; s->shift++) {
        s->base = one - (((one - low) >> s->shift) + 1) * (1 << s->shift);
        if ((high - s->base) >> s->shift < UINT16_MAX) return;
    }
}

static firms_shock shock_of(double sd, double by_x, double by_y)
{
    firms_shock made = { .mean = (float)(-0.5 * sd * sd * BITS),
                         .by_x = (float)(sd * by_x * BITS),
                         .by_y = (float)(sd * by_y * BITS) };
    set_steps(&made);
    return made;
}

firms_shocks firms_shocks_of(const cohong_firms *firms, uint64_t seed, uint32_t world)
{
    double r = firms->shock_correlation;
    return (firms_shocks){ .seed = seed,
                           .world = world,
                           .has_entry = firms->entry_shock > 0,
                           .demand = shock_of(firms->demand_shock, 1, 0),
                           .entry = shock_of(firms->entry_shock, r, sqrt(1 - r * r)) };
}

void firms_shocks_bounds(const firms_shocks *s, double *least, double *most)
{
    double mean = (double)s->demand.mean - (s->has_entry ? (double)s->entry.mean : 0);
    double spread = spread_of(&s->demand) + (s->has_entry ? spread_of(&s->entry) : 0);
    *least = 0.98 * exp2_of(mean - spread); /* rounding to 16 bits moves them by less than 1 % */
    *most = 1.02 * exp2_of(mean + spread);
}

static bool are_the_same(const firms_shock *a, const firms_shock *b)
{
    return a->mean == b->mean && a->by_x == b->by_x && a->by_y == b->by_y;
}

const uint16_t *firms_shocks_kept(const cohong_population *p, const firms_shocks *shocks, size_t markets)
{
    bool same = p->kept != NULL && p->kept_markets == markets && p->kept_shocks.has_entry == shocks->has_entry &&
                are_the_same(&p->kept_shocks.demand, &shocks->demand) &&
                are_the_same(&p->kept_shocks.entry, &shocks->entry);
    return same ? p->kept : NULL;
}

/* ---- drawing them once for all */

typedef struct keeping {
    const cohong_population *population;
    const firms_kernels *kernels;
    firms_shocks shocks;
    size_t markets;
    uint16_t *to;
    float *sums;
} keeping;

static void keep_block(void *data, const firms_block *block, size_t thread)
{
    const keeping *of = data;
    const cohong_population *p = of->population;
    size_t kinds = firms_shock_kinds(&of->shocks);
    (void)thread;
    for (size_t first = block->first; first < block->last; first += FIRMS_CELL)
        for (size_t m = 0; m < of->markets; m++) {
            firms_cell cell = { &of->shocks, p->size + first, p->weight + first, p->moment + first };
            size_t at = (first / FIRMS_CELL * of->markets + m) * kinds;
            uint16_t *to = of->to + at * FIRMS_CELL;
            of->kernels->shocks(&of->shocks, first, m, to, to + FIRMS_CELL);
            of->kernels->sum_cell(&cell, to, to + FIRMS_CELL, of->sums + at * FIRMS_PARTS);
        }
}

cohong_status firms_shocks_draw(const cohong_population *p, const firms_shocks *shocks, size_t markets, size_t threads,
                                uint16_t **to, cohong_error *error)
{
    size_t bytes, kinds = firms_shock_kinds(shocks);
    const size_t by_cell = FIRMS_CELL * sizeof(uint16_t) + FIRMS_PARTS * sizeof(float);
    keeping of = { .population = p, .kernels = firms_kernels_find("auto"), .shocks = *shocks, .markets = markets };
    if (!memory_product(p->count / FIRMS_CELL, markets, kinds * by_cell, &bytes))
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "shocks of %zu firms in %zu markets are more than can be held",
                    p->count, markets);
    of.to = large_block(bytes);
    if (of.to == NULL) return fail_memory(error);
    of.sums = (float *)(void *)(of.to + p->count * markets * kinds);
    firms_in_blocks(p, threads, keep_block, &of);
    *to = of.to;
    return COHONG_OK;
}

cohong_status cohong_population_keep_shocks(cohong_population *p, const cohong_firms *firms, size_t threads,
                                            cohong_error *error)
{
    uint16_t *drawn = NULL;
    cohong_status status = cohong_firms_check(firms, error);
    if (status != COHONG_OK) return status;
    firms_shocks shocks = firms_shocks_of(firms, p->seed, p->world);
    status = firms_shocks_draw(p, &shocks, firms->market_count, threads, &drawn, error);
    if (status != COHONG_OK) return status;
    free(p->kept);
    p->kept = drawn;
    p->kept_shocks = shocks;
    p->kept_markets = firms->market_count;
    return COHONG_OK;
}
