/* The normal distribution: probability of being above a point, and its inverse. The same bits everywhere. */
#ifndef COHONG_FIRMS_NORMAL_H
#define COHONG_FIRMS_NORMAL_H

/* P(Z > x), relative error below 1e-12 (for |x| < 37). */
double normal_above(double x);

/* x with P(Z <= x) = p, for p in (0, 1); relative error about 1e-16. */
double normal_quantile(double p);

#endif
