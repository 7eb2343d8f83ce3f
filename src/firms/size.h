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

/* ---- Pareto-lognormal: ln Z = N(m, s^2) + an exponential of rate a. In logarithms y = ln z. */
double pareto_lognormal_above(double m, double s, double a, double y);
double pareto_lognormal_quantile(double m, double s, double a, double upper); /* a logarithm */

/* ---- size classes: a piece of a Pareto distribution in each, with the class's own mean */

/* The tail at which a class between its bounds has the mean size / firms; false where there is none. */
bool size_class_fit(cohong_firm_class *of);
/* Firms above z of all classes; biased: their size above z. */
double size_classes_above(const cohong_firm_group *group, double z, bool biased);
double size_classes_quantile(const cohong_firm_group *group, double upper, bool biased);

#endif
