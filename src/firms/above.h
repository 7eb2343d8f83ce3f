/* How many firms of a group are above a point of z, and the sum of their z: all that sums without shocks are made of. */
#ifndef COHONG_FIRMS_ABOVE_H
#define COHONG_FIRMS_ABOVE_H

#include "firms/run.h"

typedef struct firms_above {
    double z, firms, moment;
} firms_above;

/* By the closed form of the group's distribution, or by prefix sums of the run's sample. z may be 0 (all) or INFINITY (none). */
firms_above firms_above_point(const firms_run *run, size_t group, double z);

/* Fills a sample's guide and the sums before it. Firms stand in falling order within their group. */
void firms_above_prepare(cohong_population *population);

#endif
