/* Shocks of a sample's firms: drawn a cell at a time, or once for all. */
#ifndef COHONG_FIRMS_SHOCKS_H
#define COHONG_FIRMS_SHOCKS_H

#include "firms/run.h"

static inline bool firms_have_shocks(const cohong_firms *firms)
{
    return firms->demand_shock > 0 || firms->entry_shock > 0;
}

/* Demand's, and entry's where there are any. */
static inline size_t firms_shock_kinds(const firms_shocks *shocks)
{
    return shocks->has_entry ? 2 : 1;
}

firms_shocks firms_shocks_of(const cohong_firms *firms, uint64_t seed, uint32_t world);

/* Bounds of demand shock over entry shock. */
void firms_shocks_bounds(const firms_shocks *shocks, double *least, double *most);

/* Draws all of them once, into a block to be freed: [(cell*markets + market)*kinds + kind][FIRMS_CELL], followed by
 * firms_stand.cell_sums of each cell: [(cell*markets + market)*kinds + kind][FIRMS_PARTS], in singles. */
cohong_status firms_shocks_draw(const cohong_population *population, const firms_shocks *shocks, size_t markets,
                                size_t threads, uint16_t **to, cohong_error *error);

static inline const float *firms_shocks_sums(const uint16_t *block, const cohong_population *p, size_t markets,
                                             size_t kinds)
{
    return (const float *)(const void *)(block + p->count * markets * kinds);
}

/* Such a block that the sample keeps; NULL when it keeps none or one of other shocks. */
const uint16_t *firms_shocks_kept(const cohong_population *population, const firms_shocks *shocks, size_t markets);

#endif
