/* Lines as rules. Profit is a straight line in v = z x demand shock, less the fixed cost times the entry shock h, so that choices
 * change at multiples of h:
 *   direct sales pay        v > h f_d / B_d
 *   the platform pays       v > h f_p / B_p
 *   and pays more           v > h (f_p - f_d) / (B_p - B_d) where B_p > B_d, below that where B_p < B_d, and where both are equal
 *                           it depends on the fixed costs alone */
#include "firms/rule.h"

#include <float.h>
#include <math.h>

#include "base/vmath.h"

double firms_unit_of(double x)
{
    int exponent;
    if (!(x > 0) || isinf(x)) return 1;
    frexp(x, &exponent);
    return ldexp(1, exponent - 1);
}

static double cutoff(const firms_line *line)
{
    return line->profit > 0 ? line->fixed / line->profit : INFINITY;
}

/* Narrows (low, high) to where the platform pays more than direct sales do. */
static void narrow(const firms_line *platform, const firms_line *direct, double *low, double *high)
{
    double steeper = platform->profit - direct->profit, dearer = platform->fixed - direct->fixed;
    if (isinf(direct->fixed) || isinf(platform->fixed)) return; /* only one of them is there */
    if (steeper == 0 && dearer >= 0) *low = INFINITY;
    if (steeper > 0) *low = fmax(*low, dearer / steeper);
    if (steeper < 0) *high = dearer / steeper;
}

/* As a single; what is beyond its range is infinite. */
static float single_of(double x)
{
    if (fabs(x) > FLT_MAX) return x > 0 ? INFINITY : -INFINITY;
    return (float)x;
}

/* Infinite costs belong to channels that are never chosen. */
static float cost_of(double x)
{
    return isfinite(x) ? (float)x : 0;
}

firms_rule firms_rule_of(const firms_line pair[COHONG_CHANNEL_COUNT], const firms_units *units)
{
    const firms_line *platform = &pair[COHONG_PLATFORM], *direct = &pair[COHONG_DIRECT];
    double by_v = units->size / units->money, low = cutoff(platform), high = INFINITY;
    narrow(platform, direct, &low, &high);
    firms_rule r = { .low = single_of(low / units->size),
                     .high = single_of(high / units->size),
                     .direct = single_of(cutoff(direct) / units->size) };
    for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) r.sales[c] = (float)(pair[c].sales / units->price);
    r.income = r.gain[FIRMS_NEW] = (float)(platform->profit * by_v);
    r.income_fixed = r.gain_fixed[FIRMS_NEW] = cost_of(platform->fixed / units->money);
    r.gain[FIRMS_MOVED] = (float)((platform->profit - direct->profit) * by_v);
    r.gain_fixed[FIRMS_MOVED] = cost_of((platform->fixed - direct->fixed) / units->money);
    return r;
}

static double larger(double most, double x)
{
    return isfinite(x) && fabs(x) > most ? fabs(x) : most;
}

void firms_units_for(const firms_line *lines, size_t market_count, double fee, double wage, firms_units *units)
{
    double price = 0, money = larger(larger(0, fee), fee + wage);
    for (size_t k = 0; k < 2 * market_count; k++) {
        price = larger(price, lines[k].sales);
        money = larger(larger(money, lines[k].profit * units->size), lines[k].fixed);
    }
    units->price = firms_unit_of(price);
    units->money = firms_unit_of(money);
}

double firms_parts_sum(const double parts[FIRMS_PARTS])
{
    return vmath_sum_tree(parts) + vmath_sum_tree(parts + LANES);
}

static const firms_choice WITH[FIRMS_CLASSES] = { FIRMS_PLATFORM, FIRMS_PLATFORM, FIRMS_DIRECT };
static const firms_choice WITHOUT[FIRMS_CLASSES] = { FIRMS_NONE, FIRMS_DIRECT, FIRMS_DIRECT };

double firms_rule_add(firms_tally *to, size_t market, const firms_line pair[COHONG_CHANNEL_COUNT],
                      const firms_units *units, const firms_class_sums sums[FIRMS_CLASSES], bool has_entry)
{
    double income = 0;
    for (size_t c = 0; c < FIRMS_CLASSES; c++) {
        firms_moments of = { .firms = units->weight * firms_parts_sum(sums[c].firms),
                             .moment = units->weight * units->size * firms_parts_sum(sums[c].moment) };
        of.fixed = has_entry ? units->weight * firms_parts_sum(sums[c].entry) : of.firms;
        if (of.firms == 0 && of.moment == 0) continue; /* a channel that costs infinitely much is among these */
        firms_tally_add_market(&to->markets[market], pair, WITH[c], WITHOUT[c], &of);
        if (WITH[c] == FIRMS_PLATFORM)
            income += pair[COHONG_PLATFORM].profit * of.moment - pair[COHONG_PLATFORM].fixed * of.fixed;
    }
    return income;
}
