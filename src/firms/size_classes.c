/* Size classes: in each, a density c x^(-a-1) between its bounds with the number of firms and the mean that the file gives. With
 * I(p; l, h) = integral of x^(p-1) from l to h = (h^p - l^p)/p:
 *   firms above z = firms I(-a; z, h)/I(-a; l, h),   size above z = size I(1-a; z, h)/I(1-a; l, h),   mean = I(1-a)/I(-a)
 * The last class may be open: h infinite, a > 1, mean = l a/(a-1). */
#include <math.h>

#include "base/vmath.h"
#include "firms/size.h"

/* I(p; l, h); h infinite only with p < 0. The series where p ln(h/l) is small. */
static double integral(double p, double low, double high)
{
    if (isinf(high)) return vmath_exp(p * vmath_log(low)) / -p;
    double width = vmath_log(high / low), x = p * width;
    double factor = fabs(x) < 1e-5 ? width * (1 + x / 2 + x * x / 6) : (vmath_exp(x) - 1) / p;
    return vmath_exp(p * vmath_log(low)) * factor;
}

/* Both integrals at unit lower bound, so that large powers stay within range. */
static double mean_of(double tail, double low, double high)
{
    return low * integral(1 - tail, 1, high / low) / integral(-tail, 1, high / low);
}

bool size_class_fit(cohong_firm_class *of)
{
    double mean = of->size / of->firms;
    if (!(of->firms > 0 && of->least > 0 && of->most > of->least && mean > of->least && mean < of->most)) return false;
    if (isinf(of->most)) {
        of->tail = mean / (mean - of->least);
        return isfinite(of->tail) && of->tail > 1;
    }
    /* the mean falls in the tail */
    double reach = 600 / vmath_log(of->most / of->least), low = -reach, high = reach;
    for (int k = 0; k < 200; k++) {
        double middle = 0.5 * (low + high);
        if (mean_of(middle, of->least, of->most) > mean)
            low = middle;
        else
            high = middle;
    }
    of->tail = 0.5 * (low + high);
    return fabs(mean_of(of->tail, of->least, of->most) / mean - 1) < 1e-9;
}

static double power_of(const cohong_firm_class *of, bool biased)
{
    return biased ? 1 - of->tail : -of->tail;
}

static double class_above(const cohong_firm_class *of, double z, bool biased)
{
    double all = biased ? of->size : of->firms, p = power_of(of, biased);
    if (z <= of->least) return all;
    if (z >= of->most) return 0;
    double from = z / of->least, to = of->most / of->least;
    return all * integral(p, from, to) / integral(p, 1, to);
}

double size_classes_above(const cohong_firm_group *group, double z, bool biased)
{
    double sum = 0;
    for (size_t k = 0; k < group->class_count; k++) sum += class_above(&group->classes[k], z, biased);
    return sum;
}

/* x in a class with I(p; x, h) = share I(p; l, h): x^p = h^p - share (h^p - l^p), at unit lower bound. */
static double class_quantile(const cohong_firm_class *of, double share, bool biased)
{
    double p = power_of(of, biased);
    if (isinf(of->most)) return of->least * vmath_exp(vmath_log(share) / p);
    double x = p * vmath_log(of->most / of->least);
    if (fabs(x) < 1e-5) return of->least * vmath_exp((1 - share) * x / p);
    return of->least * vmath_exp(vmath_log(1 + (1 - share) * (vmath_exp(x) - 1)) / p);
}

/* Classes lie in order of size: from the largest down. */
double size_classes_quantile(const cohong_firm_group *group, double upper, bool biased)
{
    double left = upper * size_classes_above(group, 0, biased);
    for (size_t k = group->class_count; k-- > 0;) {
        const cohong_firm_class *of = &group->classes[k];
        double all = biased ? of->size : of->firms;
        if (left < all || k == 0) return class_quantile(of, left < all ? left / all : 1, biased);
        left -= all;
    }
    return 0;
}

cohong_status cohong_firm_classes_fit(cohong_firm_group *group, cohong_error *error)
{
    if (group->class_count == 0) return fail(error, COHONG_INCOMPLETE, NOWHERE, "there is no size class");
    for (size_t k = 0; k < group->class_count; k++) {
        cohong_firm_class *of = &group->classes[k];
        if (k > 0 && !(of->least >= group->classes[k - 1].most))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "size class %zu begins at %g, before the end of the one before, %g", k + 1, of->least,
                        group->classes[k - 1].most);
        if (!size_class_fit(of))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "size class %zu, from %g to %g, has %g firms and sizes of %g: a mean of %g, expected one well "
                        "inside the "
                        "class",
                        k + 1, of->least, of->most, of->firms, of->size, of->size / of->firms);
    }
    return COHONG_OK;
}
