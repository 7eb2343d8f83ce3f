/* Firms above a point. A sample is sorted, so that those above it are found by halving: first among every FIRMS_GUIDE-th firm, which
 * fit a near cache, then between two of them, where what is left is added up. */
#include "firms/above.h"

#include "firms/size.h"

/* How many of `falling` are above z. */
static size_t rank_among(const float *falling, size_t count, double z)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        bool above = (double)falling[low + half] > z;
        low = above ? low + half + 1 : low;
        count = above ? count - half - 1 : half;
    }
    return low;
}

static firms_above in_sample(const cohong_population *p, size_t group, double z)
{
    const firms_units *units = &p->units[group];
    size_t start = p->start[group], steps = (p->start[group + 1] - start) / FIRMS_GUIDE;
    size_t step = rank_among(p->guide + start / FIRMS_GUIDE, steps, z / units->size);
    if (step == 0) return (firms_above){ .z = z };
    size_t from = start + (step - 1) * FIRMS_GUIDE,
           last = from + rank_among(p->size + from, FIRMS_GUIDE, z / units->size);
    double firms = p->firms_before[from / FIRMS_GUIDE], moment = p->moment_before[from / FIRMS_GUIDE];
    for (size_t k = from; k < last; k++) {
        firms += (double)p->weight[k];
        moment += (double)p->moment[k];
    }
    return (firms_above){ z, units->weight * firms, units->weight * units->size * moment };
}

firms_above firms_above_point(const firms_run *run, size_t group, double z)
{
    if (run->population != NULL) return in_sample(run->population, group, z);
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
            if (k % FIRMS_GUIDE == 0) {
                p->guide[k / FIRMS_GUIDE] = p->size[k];
                p->firms_before[k / FIRMS_GUIDE] = firms + firms_rest;
                p->moment_before[k / FIRMS_GUIDE] = moment + moment_rest;
            }
            add((double)p->weight[k], &firms, &firms_rest);
            add((double)p->moment[k], &moment, &moment_rest);
        }
    }
}
