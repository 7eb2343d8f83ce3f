/* Sums over firms: sales S sum(z), profit B sum(z) - fixed cost times firms, and the margins against a closed platform. */
#include "firms/tally.h"

enum {
    TOTALS_LENGTH = sizeof(cohong_firm_totals) / sizeof(double),
    SUMS_LENGTH = sizeof(cohong_firm_sums) / sizeof(double)
};
_Static_assert(sizeof(cohong_firm_totals) % sizeof(double) == 0, "totals are doubles only");
_Static_assert(sizeof(cohong_firm_sums) % sizeof(double) == 0, "sums are doubles only");

size_t firms_tally_classes(const cohong_firms *firms)
{
    return firms->sales_edge_count > 0 ? firms->sales_edge_count + 1 : 0;
}

bool firms_tally_length(const cohong_firms *firms, size_t *length)
{
    size_t market_count = firms->market_count, classes = firms_tally_classes(firms);
    const size_t most = PTRDIFF_MAX / 4 / sizeof(double);
    if (market_count > most / (SUMS_LENGTH + 2) || classes > most / 2) return false;
    *length = TOTALS_LENGTH + market_count * SUMS_LENGTH + 2 * (market_count + 1) + 2 * classes;
    return true;
}

firms_tally firms_tally_in(double *numbers, const cohong_firms *firms)
{
    size_t market_count = firms->market_count;
    firms_tally made = { .market_count = market_count, .class_count = firms_tally_classes(firms), .numbers = numbers };
    firms_tally_length(firms, &made.length);
    if (numbers == NULL) return made;
    made.totals = (cohong_firm_totals *)numbers;
    made.markets = (cohong_firm_sums *)(numbers + TOTALS_LENGTH);
    made.exporters_by_markets = numbers + TOTALS_LENGTH + market_count * SUMS_LENGTH;
    made.sales_by_markets = made.exporters_by_markets + market_count + 1;
    made.exporters_by_sales = made.sales_by_markets + market_count + 1;
    made.sales_by_sales = made.exporters_by_sales + made.class_count;
    return made;
}

static void add_platform(cohong_firm_sums *to, double firms, double sales, bool sold_before, double sales_before)
{
    if (!sold_before) {
        to->new_sellers += firms;
        to->new_sales += sales;
        return;
    }
    to->switchers += firms;
    to->switched_sales += sales;
    to->replaced_sales += sales_before;
}

double firms_tally_add_market(cohong_firm_sums *to, const firms_line lines[2], firms_choice with, firms_choice without,
                              const firms_moments *of)
{
    double before = without == FIRMS_DIRECT ? lines[COHONG_DIRECT].sales * of->moment : 0;
    if (without == FIRMS_DIRECT) to->sellers_without += of->firms;
    to->sales_without += before;
    if (with == FIRMS_NONE) return 0;
    const firms_line *line = &lines[with];
    double sales = line->sales * of->moment;
    to->sellers[with] += of->firms;
    to->sales[with] += sales;
    to->fixed_costs[with] += line->fixed * of->fixed;
    to->profit[with] += line->profit * of->moment - line->fixed * of->fixed;
    if (with == FIRMS_PLATFORM) add_platform(to, of->firms, sales, without == FIRMS_DIRECT, before);
    return sales;
}

void firms_tally_add(firms_tally *to, const firms_line *lines, const firms_choices *choices, const firms_slice *slice,
                     double fee)
{
    size_t sold = 0, sold_before = 0;
    double sales = 0, income = 0;
    for (size_t m = 0; m < to->market_count; m++) {
        firms_choice with = choices->with[m], without = choices->without[m];
        const firms_line *pair = &lines[2 * m], *platform = &pair[COHONG_PLATFORM];
        sold += with != FIRMS_NONE;
        sold_before += without != FIRMS_NONE;
        firms_moments of = { slice->firms, slice->moment[m], slice->firms };
        sales += firms_tally_add_market(&to->markets[m], pair, with, without, &of);
        if (with == FIRMS_PLATFORM) income += platform->profit * slice->moment[m] - platform->fixed * slice->firms;
    }
    to->totals->firms += slice->firms;
    if (sold > 0) to->totals->exporters += slice->firms;
    if (sold_before > 0) to->totals->exporters_without += slice->firms;
    to->exporters_by_markets[sold] += slice->firms;
    to->sales_by_markets[sold] += sales;
    if (!choices->joined) return;
    to->totals->platform_firms += slice->firms;
    to->totals->fees += fee * slice->firms;
    to->totals->platform_income += income - fee * slice->firms;
    to->totals->firms_at_wage += slice->at_wage;
}
