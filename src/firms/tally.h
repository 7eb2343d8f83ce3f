/* Sums over firms, as one row of numbers so that partial sums are added in a fixed order. */
#ifndef COHONG_FIRMS_TALLY_H
#define COHONG_FIRMS_TALLY_H

#include "firms/choice.h"

typedef struct firms_tally {
    size_t market_count, class_count, length;
    double *numbers; /* all of the below */
    cohong_firm_totals *totals;
    cohong_firm_sums *markets;
    double *exporters_by_markets, *sales_by_markets; /* market_count + 1 */
    double *exporters_by_sales, *sales_by_sales;     /* class_count */
} firms_tally;

/* Classes of exporters by what they sell: none, or one more than there are edges. */
size_t firms_tally_classes(const cohong_firms *firms);

/* Numbers of a tally of this description; false when that is beyond what can be held. */
bool firms_tally_length(const cohong_firms *firms, size_t *length);

/* A tally in a block of that length. */
firms_tally firms_tally_in(double *numbers, const cohong_firms *firms);

/* Firms that choose alike in one market: their number, the sum of their z times demand shock, and how many fixed costs they pay (the
 * sum of their entry shocks). */
typedef struct firms_moments {
    double firms, moment, fixed;
} firms_moments;
/* Answers their sales. */
double firms_tally_add_market(cohong_firm_sums *to, const firms_line lines[2], firms_choice with, firms_choice without,
                              const firms_moments *of);

/* Firms that choose alike: their number, and the sum of their z in each market. at_wage of them earn a wage on the platform. */
typedef struct firms_slice {
    double firms;
    const double *moment; /* market_count */
    double at_wage;
} firms_slice;
void firms_tally_add(firms_tally *to, const firms_line *lines, const firms_choices *choices, const firms_slice *slice,
                     double fee);

#endif
