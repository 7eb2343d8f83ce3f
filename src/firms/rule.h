/* A market's two lines as the kernels need them, and sums of the kernels as those of a tally. */
#ifndef COHONG_FIRMS_RULE_H
#define COHONG_FIRMS_RULE_H

#include "firms/kernels.h"
#include "firms/tally.h"

/* What the kernels' numbers are in units of: powers of two, so that nothing is lost. */
typedef struct firms_units {
    double size, weight; /* of a group's sample: an average firm's z and weight */
    double price;        /* largest S of a group's markets */
    double money;        /* largest gain, cost, fee or wage per firm of size 1 */
} firms_units;

/* A power of two near x; 1 where x is 0 or infinite. */
double firms_unit_of(double x);

/* Sets price and money for a group's lines[2*m + channel]; fee and wage may be infinite. */
void firms_units_for(const firms_line *lines, size_t market_count, double fee, double wage, firms_units *units);

firms_rule firms_rule_of(const firms_line pair[COHONG_CHANNEL_COUNT], const firms_units *units);

/* Adds a market's classes; answers profit on the platform, before its fee. */
double firms_rule_add(firms_tally *to, size_t market, const firms_line pair[COHONG_CHANNEL_COUNT],
                      const firms_units *units, const firms_class_sums sums[FIRMS_CLASSES], bool has_entry);

/* The sum of a number's parts, always in the same order. */
double firms_parts_sum(const double parts[FIRMS_PARTS]);

#endif
