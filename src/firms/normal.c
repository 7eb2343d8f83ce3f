/* The normal distribution.
 *   P(Z > x): near 0 the series 1/2 - phi(x) (x + x^3/3 + x^5/15 + ...); else the continued fraction
 *             phi(x) / (x + 1/(x + 2/(x + 3/(x + ...)))), evaluated from its end (Abramowitz & Stegun 26.2.11, 26.2.14).
 *   quantile: algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37, 477-484), to about 1e-16. */
#include "firms/normal.h"

#include <math.h>
#include <stddef.h>

#include "base/vmath.h"

static double density(double x)
{
    return 0.3989422804014327 * vmath_exp(-0.5 * x * x);
}

static double series(double x)
{
    double term = x, sum = x;
    for (int k = 3; k < 200 && term > 1e-18 * sum; k += 2) {
        term *= x * x / k;
        sum += term;
    }
    return sum;
}

static double fraction(double x)
{
    double below = x;
    for (int k = 120; k >= 1; k--) below = x + k / below;
    return 1 / below;
}

double normal_above(double x)
{
    double far = fabs(x);
    double tail = far < 2 ? 0.5 - density(far) * series(far) : density(far) * fraction(far);
    return x < 0 ? 1 - tail : tail;
}

/* a[0] + a[1] r + ... + a[7] r^7 over the same of b. */
static double rational(const double a[8], const double b[8], double r)
{
    double above = a[7], below = b[7];
    for (size_t k = 7; k-- > 0;) {
        above = above * r + a[k];
        below = below * r + b[k];
    }
    return above / below;
}

double normal_quantile(double p)
{
    static const double A[] = { 3.387132872796366608,  133.14166789178437745, 1971.5909503065514427,
                                13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                                33430.575583588128105, 2509.0809287301226727 };
    static const double B[] = { 1.0,
                                42.313330701600911252,
                                687.1870074920579083,
                                5394.1960214247511077,
                                21213.794301586595867,
                                39307.89580009271061,
                                28729.085735721942674,
                                5226.495278852854561 };
    static const double C[] = { 1.42343711074968357734,   4.6303378461565452959,   5.7694972214606914055,
                                3.64784832476320460504,   1.27045825245236838258,  0.24178072517745061177,
                                0.0227238449892691845833, 7.7454501427834140764e-4 };
    static const double D[] = { 1.0,
                                2.05319162663775882187,
                                1.6763848301838038494,
                                0.68976733498510000455,
                                0.14810397642748007459,
                                0.0151986665636164571966,
                                5.475938084995344946e-4,
                                1.05075007164441684324e-9 };
    static const double E[] = { 6.6579046435011037772,     5.4637849111641143699,    1.7848265399172913358,
                                0.29656057182850489123,    0.026532189526576123093,  0.0012426609473880784386,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7 };
    static const double F[] = { 1.0,
                                0.59983220655588793769,
                                0.13692988092273580531,
                                0.0148753612908506148525,
                                7.868691311456132591e-4,
                                1.8463183175100546818e-5,
                                1.4215117583164458887e-7,
                                2.04426310338993978564e-15 };
    double q = p - 0.5;
    if (fabs(q) <= 0.425) return q * rational(A, B, 0.180625 - q * q);
    double r = sqrt(-vmath_log(q < 0 ? p : 1 - p));
    double x = r <= 5 ? rational(C, D, r - 1.6) : rational(E, F, r - 5);
    return q < 0 ? -x : x;
}
