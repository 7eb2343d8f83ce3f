/* Starts that no search comes to by its own steps. With lobbies, or where a sector is hardly traded, what a player cares for can have
 * one peak at moderate tariffs on a sector and another where they all but end its trade. So each sector is looked at by itself, at a
 * few tariffs that are the same for all exporters, with its sourcing as it would then be and everything else to first order
 * (adjoint_sector_change). That only says where to search: what is found is solved for like anything else. */
#include <math.h>
#include <string.h>

#include "war/game.h"

enum { LEVELS = 9 };
static const double LOWEST = -0.5, HIGHEST = 2.4; /* of u: tariffs of -39 % and 1,000 % */

/* What the player of choices first .. next - 1, all of one sector, gains by the level u for all of them. */
static double gain_at(game *of, size_t first, size_t next, double u)
{
    size_t n = of->choices[first].player, j = of->choices[first].sector;
    double *row = of->desks->row;
    memcpy(row, of->tariff + (j * of->N + n) * of->N, of->N * sizeof *row);
    for (size_t k = first; k < next; k++)
        for (size_t a = of->choices[k].first; a < of->choices[k].first + of->choices[k].count; a++)
            row[of->flows[a] % of->N] = expm1(u);
    return adjoint_sector_change(of->gradient, j, n, row);
}

/* The level with the largest gain; NAN where none gains more than `least`. */
static double best_level(game *of, size_t first, size_t next, double least)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most), best = NAN;
    double from = fmax(low, LOWEST), to = fmin(high, HIGHEST);
    for (size_t level = 0; level <= LEVELS; level++) {
        double u = level < LEVELS ? from + (to - from) * (double)level / (LEVELS - 1) : high;
        double gain = gain_at(of, first, next, u);
        if (gain > least) best = u, least = gain;
    }
    return best;
}

bool game_look_far(game *of, double least)
{
    bool found = false;
    for (size_t k = 0, next; k < of->choice_count; k = next) {
        for (next = k; next < of->choice_count && of->choices[next].sector == of->choices[k].sector &&
                       of->choices[next].player == of->choices[k].player;)
            next++;
        double u = best_level(of, k, next, least);
        for (size_t c = k; !isnan(u) && c < next; c++) of->x[c] = u;
        if (!isnan(u)) found = true;
    }
    return found;
}
