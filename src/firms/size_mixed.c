/* The distribution of ln Z = N + E, N normal(m, s^2), E exponential with rate a: lognormal in the middle, a Pareto tail
 * (Reed & Jorgensen 2004, Communications in Statistics 33, 1733-1753, without their lower tail). With u = (y - m)/s:
 *   P(ln Z > y) = Q(u) + exp(a^2 s^2/2 - a s u) Q(a s - u);  density: a times the second term
 * Firms that count by their z have m + s^2 in place of m and a - 1 in place of a. A Pareto z times a lognormal shock is of this kind. */
#include <math.h>

#include "base/vmath.h"
#include "firms/normal.h"
#include "firms/size.h"

/* exp(x^2/2) Q(x) beyond where Q is known: 1/(x sqrt(2 pi)) (1 - 1/x^2 + 3/x^4 - 15/x^6 + 105/x^8). */
static double scaled_far(double x)
{
    static const double ROOT_2_PI = 2.5066282746310005024;
    double w = 1 / (x * x);
    return (1 - w * (1 - 3 * w * (1 - 5 * w * (1 - 7 * w)))) / (x * ROOT_2_PI);
}

/* exp(b^2/2 - b u) Q(b - u), b = a s: where the exponential alone would overflow, exp(-u^2/2) exp(x^2/2) Q(x), x = b - u. */
static double tail_term(double b, double u)
{
    double x = b - u;
    if (x > 30) return vmath_exp(-0.5 * u * u) * scaled_far(x);
    return vmath_exp(0.5 * b * b - b * u) * normal_above(x);
}

double pareto_lognormal_above(double m, double s, double a, double y)
{
    double u = (y - m) / s;
    if (u < -37) return 1;
    return (u > 37 ? 0 : normal_above(u)) + tail_term(a * s, u);
}

/* Newton on ln P(ln Z > y) = ln upper from the normal's own quantile, which lies to the left: that function falls ever more steeply,
 * so that after one step all points lie to the right of the solution and come down to it. */
double pareto_lognormal_quantile(double m, double s, double a, double upper)
{
    double y = m - s * normal_quantile(upper), target = vmath_log(upper);
    for (int k = 0; k < 100; k++) {
        double above = pareto_lognormal_above(m, s, a, y), slope = -a * tail_term(a * s, (y - m) / s) / above;
        double step = (vmath_log(above) - target) / slope;
        y -= step;
        if (!(fabs(step) > 1e-15 * (1 + fabs(y)))) break;
    }
    return y;
}
