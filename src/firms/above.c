/* Firms above a point. A sample is sorted, so that a point's rank is found by halving: first among every
 * FIRMS_GUIDE-th firm, which fit a near cache, then between two of them. */
#include "firms/above.h"

#include "firms/size.h"

/* How many of `falling` are above z. */
static size_t rank_among(const double *falling, size_t count, double z)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        bool above = falling[low + half] > z;
        low = above ? low + half + 1 : low;
        count = above ? count - half - 1 : half;
    }
    return low;
}

/* Sampled firms of a group above z. */
static size_t rank_of(const cohong_population *p, size_t group, double z)
{
    size_t start = p->start[group], length = p->start[group + 1] - start, step = FIRMS_GUIDE;
    size_t cells = rank_among(p->guide + start / step, length / step, z);
    if (cells == 0) return 0;
    size_t from = (cells - 1) * step;
    return from + rank_among(p->z + start + from, step, z);
}

firms_above firms_above_point(const firms_run *run, size_t group, double z)
{
    const cohong_population *p = run->population;
    if (p != NULL) {
        size_t rank = rank_of(p, group, z);
        if (rank == 0) return (firms_above){ .z = z };
        size_t last = p->start[group] + rank - 1;
        return (firms_above){ z, p->firms_to[last], p->moment_to[last] };
    }
    const cohong_firm_group *of = &run->firms->groups[group];
    return (firms_above){ z, of->firms * size_above(of, z), of->firms * size_moment_above(of, z) };
}

/* Adds x to a sum that is kept with what rounding left of it (Neumaier 1974; both terms are positive). */
static void add(double x, double *sum, double *rest)
{
    double to = *sum + x;
    *rest += *sum >= x ? (*sum - to) + x : (x - to) + *sum;
    *sum = to;
}

void firms_above_prepare(cohong_population *p)
{
    for (size_t g = 0; g < p->group_count; g++) {
        double firms = 0, firms_rest = 0, moment = 0, moment_rest = 0;
        for (size_t k = p->start[g]; k < p->start[g + 1]; k++) {
            add(p->firms_to[k], &firms, &firms_rest);
            add(p->firms_to[k] * p->z[k], &moment, &moment_rest);
            p->firms_to[k] = firms + firms_rest;
            p->moment_to[k] = moment + moment_rest;
            if (k % FIRMS_GUIDE == 0) p->guide[k / FIRMS_GUIDE] = p->z[k];
        }
    }
}
