/* The distribution of z = productivity^(sigma - 1) in a group: how many firms are above a point, and with how much z. */
#ifndef COHONG_FIRMS_SIZE_H
#define COHONG_FIRMS_SIZE_H

#include "base/fail.h"

double size_mean(const cohong_firm_group *group);
/* P(Z > z). */
double size_above(const cohong_firm_group *group, double z);
/* E[Z; Z > z]. */
double size_moment_above(const cohong_firm_group *group, double z);
/* z with P(Z > z) = upper, for upper in (0, 1). */
double size_quantile(const cohong_firm_group *group, double upper);
/* The same where firms count by their z: E[Z; Z > z] = upper E[Z]. Cut far out, so that products stay finite. */
double size_biased_quantile(const cohong_firm_group *group, double upper);

#endif
