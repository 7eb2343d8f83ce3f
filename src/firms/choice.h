/* One firm's choice, market by market: nothing, the platform or direct sales. */
#ifndef COHONG_FIRMS_CHOICE_H
#define COHONG_FIRMS_CHOICE_H

#include "base/fail.h"

/* Sales and profit per unit of z through one channel, and its fixed cost: profit is a straight line in z. */
typedef struct firms_line {
    double sales, profit, fixed;
} firms_line;

typedef enum firms_choice { FIRMS_PLATFORM = COHONG_PLATFORM, FIRMS_DIRECT = COHONG_DIRECT, FIRMS_NONE } firms_choice;

/* The choices of one firm in all markets, with the platform there and without it. */
typedef struct firms_choices {
    firms_choice *with, *without; /* market_count each */
    bool joined;                  /* on the platform somewhere */
    double gain;                  /* what the platform adds to profit, before its fee */
    double income;                /* profit on the platform, before its fee */
} firms_choices;

/* S, B and the fixed cost of a channel; visibility is given, as it may be below that of the terms. */
firms_line firms_line_of(const cohong_firms *firms, const cohong_firm_group *group, const cohong_firm_market *market,
                         cohong_firm_channel channel, double visibility);

/* lines[2*m + channel]; z[m] of the firm in each market. The fee is paid when the platform gains at least that much. */
void firms_choose(const firms_line *lines, size_t market_count, const double *z, double fee, firms_choices *to);

#endif
