/* Distributions of z.
 *   Pareto:     P(Z > z) = (z/b)^-a,  E[Z; Z > z] = a/(a-1) b (z/b)^(1-a)  for z >= b; by z it is Pareto with tail a - 1
 *   lognormal:  P(Z > z) = Q((ln z - m)/s),  E[Z; Z > z] = exp(m + s^2/2) Q((ln z - m)/s - s); by z: m + s^2 in place of m
 * (Chaney 2008, American Economic Review 98; Head, Mayer and Thoenig 2014, AER P&P 104.) */
#include "firms/size.h"

#include "base/vmath.h"
#include "firms/normal.h"

/* The logarithm beyond which a size-biased draw is cut: weight times z has long reached its limit there. */
static const double LOG_LARGEST = 400;

double size_mean(const cohong_firm_group *group)
{
    if (group->size == COHONG_PARETO) return group->least * group->tail / (group->tail - 1);
    return vmath_exp(group->log_mean + 0.5 * group->log_sd * group->log_sd);
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
    if (group->size == COHONG_LOGNORMAL) return normal_above(standard(group, z));
    return z <= group->least ? 1 : vmath_power(z / group->least, -group->tail);
}

double size_moment_above(const cohong_firm_group *group, double z)
{
    if (z <= 0) return size_mean(group);
    if (z > 1e300) return 0;
    if (group->size == COHONG_LOGNORMAL) return size_mean(group) * normal_above(standard(group, z) - group->log_sd);
    return z <= group->least ? size_mean(group) : size_mean(group) * vmath_power(z / group->least, 1 - group->tail);
}

double size_quantile(const cohong_firm_group *group, double upper)
{
    if (group->size == COHONG_LOGNORMAL) return vmath_exp(group->log_mean - group->log_sd * normal_quantile(upper));
    return group->least * vmath_exp(-vmath_log(upper) / group->tail);
}

double size_biased_quantile(const cohong_firm_group *group, double upper)
{
    if (group->size == COHONG_LOGNORMAL)
        return vmath_exp(group->log_mean + group->log_sd * (group->log_sd - normal_quantile(upper)));
    double above_least = -vmath_log(upper) / (group->tail - 1);
    return group->least * vmath_exp(above_least < LOG_LARGEST ? above_least : LOG_LARGEST);
}
