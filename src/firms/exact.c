/* Without shocks, choices change at finitely many points of z. Between two of them every firm chooses alike, so that all sums
 * are made of the firms above the points and of their z (firms/above.h): the closed form, or a sample's prefix sums.
 *   points in each market: where a line meets 0 or the other line;
 *   the platform's fee:    between those, the gain from the platform is a straight line, which meets the fee at most once. */
#include <math.h>
#include <stdlib.h>

#include "firms/above.h"
#include "firms/run.h"

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void add_point(double *points, size_t *count, double z)
{
    if (isfinite(z) && z > 0) points[(*count)++] = z;
}

static size_t points_of(const firms_line *lines, size_t market_count, double *points)
{
    size_t count = 0;
    for (size_t m = 0; m < market_count; m++) {
        const firms_line *platform = &lines[2 * m + COHONG_PLATFORM], *direct = &lines[2 * m + COHONG_DIRECT];
        add_point(points, &count, platform->fixed / platform->profit);
        add_point(points, &count, direct->fixed / direct->profit);
        add_point(points, &count, (direct->fixed - platform->fixed) / (direct->profit - platform->profit));
    }
    qsort(points, count, sizeof *points, ascending);
    return count;
}

/* A z between two points; the upper one may be infinite. */
static double inside(double low, double high)
{
    return isinf(high) ? 2 * low + 1 : low + 0.5 * (high - low);
}

static void choose_at(const firms_run *run, const firms_line *lines, double z, double fee, firms_desk *desk)
{
    size_t M = run->firms->market_count;
    for (size_t m = 0; m < M; m++) desk->z[m] = z;
    firms_choose(lines, M, desk->z, fee, &desk->choices);
}

/* A sum of platform lines: gain over what a firm does without it, or income. */
static firms_line platform_line(const firms_line *lines, size_t market_count, const firms_choices *choices, bool gain)
{
    firms_line sum = { 0 };
    for (size_t m = 0; m < market_count; m++) {
        if (choices->with[m] != FIRMS_PLATFORM) continue;
        const firms_line *pair = &lines[2 * m];
        bool replaces = gain && choices->without[m] == FIRMS_DIRECT;
        sum.profit += pair[COHONG_PLATFORM].profit - (replaces ? pair[COHONG_DIRECT].profit : 0);
        sum.fixed += pair[COHONG_PLATFORM].fixed - (replaces ? pair[COHONG_DIRECT].fixed : 0);
    }
    return sum;
}

/* Firms of an interval whose income on the platform reaches a wage. */
static double firms_at_wage(const firms_run *run, const firms_line *lines, size_t group, const firms_above *low,
                            const firms_above *high)
{
    const firms_choices *choices = &run->desk.choices;
    if (!choices->joined || !run->firms->has_labour) return 0;
    firms_line income = platform_line(lines, run->firms->market_count, choices, false);
    double z = (run->firms->labour.wage + run->firms->platform_fee + income.fixed) / income.profit;
    if (z <= low->z) return low->firms - high->firms;
    return z < high->z ? firms_above_point(run, group, z).firms - high->firms : 0;
}

/* The same firms by what they sell in all markets: in proportion to z, so that a class is an interval of z. */
static void add_sales_classes(firms_run *run, const firms_line *lines, size_t group, const firms_above *low,
                              const firms_above *high)
{
    double by_z = 0;
    firms_above from = *low;
    for (size_t m = 0; m < run->firms->market_count; m++)
        if (run->desk.choices.with[m] != FIRMS_NONE) by_z += lines[2 * m + run->desk.choices.with[m]].sales;
    for (size_t c = 0; c < run->tally.class_count && by_z > 0; c++) {
        bool last = c + 1 == run->tally.class_count;
        double z = last ? INFINITY : run->firms->sales_edges[c] / by_z;
        if (z <= from.z) continue;
        firms_above to = z < high->z ? firms_above_point(run, group, z) : *high;
        run->tally.exporters_by_sales[c] += from.firms - to.firms;
        run->tally.sales_by_sales[c] += by_z * (from.moment - to.moment);
        if (!(z < high->z)) return;
        from = to;
    }
}

/* Adds the firms between two points, among which all choose alike. */
static void add_interval(firms_run *run, const firms_line *lines, size_t group, const firms_above *low,
                         const firms_above *high)
{
    firms_desk *desk = &run->desk;
    double fee = run->firms->platform_fee, moment = low->moment - high->moment;
    firms_slice slice = { .firms = low->firms - high->firms, .moment = desk->moment };
    choose_at(run, lines, inside(low->z, high->z), fee, desk);
    for (size_t m = 0; m < run->firms->market_count; m++) desk->moment[m] = moment;
    slice.at_wage = firms_at_wage(run, lines, group, low, high);
    firms_tally_add(&run->tally, lines, &desk->choices, &slice, fee);
    add_sales_classes(run, lines, group, low, high);
}

/* Adds the firms between two points of the markets, on one of which the gain may meet the fee. */
static void add_between(firms_run *run, const firms_line *lines, size_t group, const firms_above *low,
                        const firms_above *high)
{
    double fee = run->firms->platform_fee, z = INFINITY;
    if (!(high->z > low->z)) return;
    if (fee > 0) {
        choose_at(run, lines, inside(low->z, high->z), 0, &run->desk);
        firms_line gain = platform_line(lines, run->firms->market_count, &run->desk.choices, true);
        if (run->desk.choices.joined) z = (fee + gain.fixed) / gain.profit;
    }
    if (!(z > low->z && z < high->z)) {
        add_interval(run, lines, group, low, high);
        return;
    }
    firms_above middle = firms_above_point(run, group, z);
    add_interval(run, lines, group, low, &middle);
    add_interval(run, lines, group, &middle, high);
}

void firms_evaluate_exact(firms_run *run)
{
    size_t M = run->firms->market_count;
    for (size_t g = 0; g < run->firms->group_count; g++) {
        const firms_line *lines = run->lines + 2 * g * M;
        size_t count = points_of(lines, M, run->points);
        firms_above low = firms_above_point(run, g, 0);
        for (size_t k = 0; k < count; k++) {
            firms_above high = firms_above_point(run, g, run->points[k]);
            add_between(run, lines, g, &low, &high);
            low = high;
        }
        firms_above none = firms_above_point(run, g, INFINITY);
        add_between(run, lines, g, &low, &none);
    }
}
