/* A firm's choice.
 * A buyer pays p (1+t)(1+v) with p = sigma/(sigma-1) w tau / (productivity (1-kappa)), buys A e n (p(1+t)(1+v))^-sigma units;
 * sales S z are p times that, and of what the commission leaves, a share 1/sigma is profit: B = (1-kappa) S / sigma.
 * The choice is the highest of three straight lines in z (Helpman, Melitz and Yeaple 2004, AER 94, for two ways to
 * sell abroad); the platform's fee is paid once for all markets, so that a firm joins when its gains add up to it. */
#include "firms/choice.h"

#include "base/vmath.h"

firms_line firms_line_of(const cohong_firms *firms, const cohong_firm_group *group, const cohong_firm_market *market,
                         cohong_firm_channel channel, double visibility)
{
    const cohong_firm_terms *terms = &market->terms[channel];
    double sigma = firms->sigma, eligible = terms->eligible;
    if (channel == COHONG_PLATFORM) eligible *= group->eligible;
    double scale = eligible * visibility * market->demand;
    double price = sigma / (sigma - 1) * firms->wage * terms->iceberg / (1 - terms->commission);
    double taxes = (1 + terms->tariff) * (1 + terms->vat);
    firms_line line = { .fixed = terms->fixed_cost };
    line.sales = scale * vmath_exp(-sigma * vmath_log(taxes) - (sigma - 1) * vmath_log(price));
    line.profit = (1 - terms->commission) * line.sales / sigma;
    return line;
}

void firms_choose(const firms_line *lines, size_t market_count, const double *z, double fee, firms_choices *to)
{
    to->gain = to->income = 0;
    for (size_t m = 0; m < market_count; m++) {
        const firms_line *platform = &lines[2 * m + COHONG_PLATFORM], *direct = &lines[2 * m + COHONG_DIRECT];
        double on_platform = platform->profit * z[m] - platform->fixed;
        double directly = direct->profit * z[m] - direct->fixed;
        double otherwise = directly > 0 ? directly : 0;
        to->without[m] = directly > 0 ? FIRMS_DIRECT : FIRMS_NONE;
        to->with[m] = to->without[m];
        if (!(on_platform > otherwise)) continue;
        to->with[m] = FIRMS_PLATFORM;
        to->gain += on_platform - otherwise;
        to->income += on_platform;
    }
    to->joined = to->gain > 0 && to->gain >= fee;
    if (to->joined) return;
    to->income = 0;
    for (size_t m = 0; m < market_count; m++) to->with[m] = to->without[m];
}
