/* Distributions of z.
 *   Pareto:     P(Z > z) = (z/b)^-a,  E[Z; Z > z] = a/(a-1) b (z/b)^(1-a)  for z >= b; by z it is Pareto with tail a - 1
 *   lognormal:  P(Z > z) = Q((ln z - m)/s),  E[Z; Z > z] = exp(m + s^2/2) Q((ln z - m)/s - s); by z: m + s^2 in place of m
 *   Pareto-lognormal: size_mixed.c; size classes: size_classes.c
 * (Chaney 2008, American Economic Review 98; Head, Mayer and Thoenig 2014, AER P&P 104.) */
#include "firms/size.h"

#include "base/vmath.h"
#include "firms/normal.h"

/* The logarithm beyond which a size-biased draw is cut: weight times z has long reached its limit there. */
static const double LOG_LARGEST = 400;

double size_mean(const cohong_firm_group *group)
{
    double of_normal = group->log_mean + 0.5 * group->log_sd * group->log_sd,
           of_pareto = group->tail / (group->tail - 1);
    switch (group->size) {
    case COHONG_PARETO:
        return group->least * of_pareto;
    case COHONG_LOGNORMAL:
        return vmath_exp(of_normal);
    case COHONG_PARETO_LOGNORMAL:
        return vmath_exp(of_normal) * of_pareto;
    case COHONG_CLASSES:
        return size_classes_above(group, 0, true) / size_classes_above(group, 0, false);
    }
    return 0;
}

/* How many standard deviations ln z is above its mean. */
static double standard(const cohong_firm_group *group, double z)
{
    return (vmath_log(z) - group->log_mean) / group->log_sd;
}

double size_above(const cohong_firm_group *group, double z)
{
    if (z <= 0) return 1;
    if (z > 1e300) return 0;
    switch (group->size) {
    case COHONG_PARETO:
        return z <= group->least ? 1 : vmath_power(z / group->least, -group->tail);
    case COHONG_LOGNORMAL:
        return normal_above(standard(group, z));
    case COHONG_PARETO_LOGNORMAL:
        return pareto_lognormal_above(group->log_mean, group->log_sd, group->tail, vmath_log(z));
    case COHONG_CLASSES:
        return size_classes_above(group, z, false) / size_classes_above(group, 0, false);
    }
    return 0;
}

/* P(Z > z) where firms count by their z. */
static double biased_above(const cohong_firm_group *group, double z)
{
    double variance = group->log_sd * group->log_sd;
    switch (group->size) {
    case COHONG_PARETO:
        return z <= group->least ? 1 : vmath_power(z / group->least, 1 - group->tail);
    case COHONG_LOGNORMAL:
        return normal_above(standard(group, z) - group->log_sd);
    case COHONG_PARETO_LOGNORMAL:
        return pareto_lognormal_above(group->log_mean + variance, group->log_sd, group->tail - 1, vmath_log(z));
    case COHONG_CLASSES:
        return size_classes_above(group, z, true) / size_classes_above(group, 0, true);
    }
    return 0;
}

double size_moment_above(const cohong_firm_group *group, double z)
{
    if (z <= 0) return size_mean(group);
    if (z > 1e300) return 0;
    return size_mean(group) * biased_above(group, z);
}

double size_quantile(const cohong_firm_group *group, double upper)
{
    switch (group->size) {
    case COHONG_PARETO:
        return group->least * vmath_exp(-vmath_log(upper) / group->tail);
    case COHONG_LOGNORMAL:
        return vmath_exp(group->log_mean - group->log_sd * normal_quantile(upper));
    case COHONG_PARETO_LOGNORMAL:
        return vmath_exp(pareto_lognormal_quantile(group->log_mean, group->log_sd, group->tail, upper));
    case COHONG_CLASSES:
        return size_classes_quantile(group, upper, false);
    }
    return 0;
}

static double cut(double logarithm)
{
    return vmath_exp(logarithm < LOG_LARGEST ? logarithm : LOG_LARGEST);
}

double size_biased_quantile(const cohong_firm_group *group, double upper)
{
    double by_size = group->log_mean + group->log_sd * group->log_sd;
    switch (group->size) {
    case COHONG_PARETO:
        return group->least * cut(-vmath_log(upper) / (group->tail - 1));
    case COHONG_LOGNORMAL:
        return vmath_exp(by_size - group->log_sd * normal_quantile(upper));
    case COHONG_PARETO_LOGNORMAL:
        return cut(pareto_lognormal_quantile(by_size, group->log_sd, group->tail - 1, upper));
    case COHONG_CLASSES:
        return size_classes_quantile(group, upper, true);
    }
    return 0;
}
