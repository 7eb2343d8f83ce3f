/* A firms description: defaults, cutoffs, and calibration to what is seen of a market. */
#include <math.h>

#include "base/vmath.h"
#include "firms/choice.h"
#include "firms/size.h"

cohong_firms cohong_firms_default(void)
{
    return (cohong_firms){ .title = "", .currency = "", .sigma = 5, .wage = 1 };
}

cohong_firm_group cohong_firm_group_default(void)
{
    return (cohong_firm_group){ .name = "", .size = COHONG_PARETO, .least = 1, .eligible = 1 };
}

cohong_firm_market cohong_firm_market_default(void)
{
    cohong_firm_terms free_trade = { .iceberg = 1, .eligible = 1, .visibility = 1 };
    return (cohong_firm_market){
        .code = "", .congestion_from = 1, .ceiling = INFINITY, .terms = { free_trade, free_trade }
    };
}

static void cutoffs_of(firms_line platform, firms_line direct, cohong_firm_cutoffs *to)
{
    double of_platform = platform.profit > 0 ? platform.fixed / platform.profit : INFINITY;
    double of_direct = direct.profit > 0 ? direct.fixed / direct.profit : INFINITY;
    bool platform_first = of_platform < of_direct;
    firms_line first = platform_first ? platform : direct, second = platform_first ? direct : platform;
    to->sales[COHONG_PLATFORM] = platform.sales;
    to->sales[COHONG_DIRECT] = direct.sales;
    to->profit[COHONG_PLATFORM] = platform.profit;
    to->profit[COHONG_DIRECT] = direct.profit;
    to->first_channel = platform_first ? COHONG_PLATFORM : COHONG_DIRECT;
    to->first = platform_first ? of_platform : of_direct;
    to->second = second.profit > first.profit ? (second.fixed - first.fixed) / (second.profit - first.profit)
                                              : INFINITY;
}

cohong_status cohong_firms_cutoffs(const cohong_firms *firms, size_t group, size_t market, cohong_firm_cutoffs *cutoffs,
                                   cohong_error *error)
{
    cohong_status status = cohong_firms_check(firms, error);
    if (status != COHONG_OK) return status;
    if (group >= firms->group_count || market >= firms->market_count)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "there is no group %zu or no market %zu", group, market);
    const cohong_firm_market *of = &firms->markets[market];
    firms_line line[COHONG_CHANNEL_COUNT];
    for (int c = 0; c < COHONG_CHANNEL_COUNT; c++)
        line[c] = firms_line_of(firms, &firms->groups[group], of, (cohong_firm_channel)c, of->terms[c].visibility);
    cutoffs_of(line[COHONG_PLATFORM], line[COHONG_DIRECT], cutoffs);
    return COHONG_OK;
}

/* ---- calibration: direct lines are the same for all groups, and so is their cutoff */

static double firms_above(const cohong_firms *firms, double z)
{
    double sum = 0;
    for (size_t g = 0; g < firms->group_count; g++) sum += firms->groups[g].firms * size_above(&firms->groups[g], z);
    return sum;
}

static double moment_above(const cohong_firms *firms, double z)
{
    double sum = 0;
    for (size_t g = 0; g < firms->group_count; g++)
        sum += firms->groups[g].firms * size_moment_above(&firms->groups[g], z);
    return sum;
}

/* z above which there are so many firms, by bisection of its logarithm. */
static double cutoff_of(const cohong_firms *firms, double exporters)
{
    double low = -600, high = 600;
    for (int k = 0; k < 200; k++) {
        double middle = 0.5 * (low + high);
        if (firms_above(firms, vmath_exp(middle)) > exporters)
            low = middle;
        else
            high = middle;
    }
    return vmath_exp(0.5 * (low + high));
}

cohong_status cohong_firms_calibrate(cohong_firms *firms, size_t market, double exporters, double exports,
                                     cohong_error *error)
{
    cohong_status status = cohong_firms_check(firms, error);
    if (status != COHONG_OK) return status;
    double all = firms_above(firms, 0);
    if (market >= firms->market_count)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "there is no market %zu", market);
    if (!(exporters > 0 && exporters < all))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                    "exporters is %g, expected more than 0 and less than all %g firms", exporters, all);
    if (!(exports > 0 && exports <= 1e100))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "exports is %g, expected a number above 0", exports);
    cohong_firm_market *of = &firms->markets[market];
    double z = cutoff_of(firms, exporters), sales = exports / moment_above(firms, z);
    of->demand = 1;
    firms_line line = firms_line_of(firms, &firms->groups[0], of, COHONG_DIRECT, of->terms[COHONG_DIRECT].visibility);
    if (!(line.sales > 0))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "nothing can be sold directly in market \"%.60s\"", of->code);
    of->demand = sales / line.sales;
    of->terms[COHONG_DIRECT].fixed_cost = z * sales * (1 - of->terms[COHONG_DIRECT].commission) / firms->sigma;
    return COHONG_OK;
}
