/* Distributions of parameters and the draws for them.
 *   triangular (a, m, b):  x(u) = a + sqrt(u (b-a)(m-a)) below the mode, b - sqrt((1-u)(b-a)(b-m)) above it
 *   lognormal (M, s):      x(u) = M exp(s z(u))
 *   Halton (1960):         the digits of the draw's number in a prime base, mirrored at the point */
#include <math.h>

#include "base/vmath.h"
#include "claim/answer.h"
#include "firms/normal.h"

double claim_quantile(const parameter *p, double u)
{
    if (p->form == LOGNORMAL) return p->median * vmath_exp(p->log_sd * normal_quantile(u));
    double width = p->high - p->low, below = (p->mode - p->low) / width;
    if (u < below) return p->low + sqrt(u * width * (p->mode - p->low));
    return p->high - sqrt((1 - u) * width * (p->high - p->mode));
}

double claim_halton(size_t draw, size_t dimension)
{
    static const size_t PRIMES[INPUT_LIMIT] = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31 };
    size_t base = PRIMES[dimension % INPUT_LIMIT];
    double value = 0, digit = 1;
    for (size_t k = draw + 1; k > 0; k /= base) { /* from 1 on: the draw 0 would be 0 */
        digit /= (double)base;
        value += digit * (double)(k % base);
    }
    return value;
}

double claim_sorted_quantile(const double *sorted, size_t count, double u)
{
    double at = u * (double)(count - 1), whole = floor(at);
    size_t k = (size_t)whole;
    return k + 1 < count ? sorted[k] + (at - whole) * (sorted[k + 1] - sorted[k]) : sorted[count - 1];
}

const char *cohong_likelihood(double probability)
{
    static const struct {
        double from;
        const char *word;
    } SCALE[] = { { 0.99, "virtually certain" },
                  { 0.95, "extremely likely" },
                  { 0.90, "very likely" },
                  { 0.66, "likely" },
                  { 0.33, "about as likely as not" },
                  { 0.10, "unlikely" },
                  { 0.05, "very unlikely" },
                  { 0.01, "extremely unlikely" } };
    if (!(probability >= 0 && probability <= 1)) return "n/a";
    for (size_t k = 0; k < sizeof SCALE / sizeof *SCALE; k++)
        if (probability >= SCALE[k].from) return SCALE[k].word;
    return "exceptionally unlikely";
}
