/* The numbers that a factor can be put on, and putting it there. */
#include "firms/lever.h"

#include <math.h>
#include <string.h>

const firms_lever FIRMS_LEVERS[COHONG_FIRM_LEVER_COUNT] = {
    { "platform_fee", OF_WHOLE, offsetof(cohong_firms, platform_fee), 0 },
    { "fixed_cost", OF_PLATFORM, offsetof(cohong_firm_terms, fixed_cost), 0 },
    { "commission", OF_PLATFORM, offsetof(cohong_firm_terms, commission), 0 },
    { "visibility", OF_PLATFORM, offsetof(cohong_firm_terms, visibility), 1e4 },
    { "demand", OF_MARKET, offsetof(cohong_firm_market, demand), 1e4 },
};

const firms_lever *firms_lever_find(const char *name)
{
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT; k++)
        if (strcmp(FIRMS_LEVERS[k].name, name) == 0) return &FIRMS_LEVERS[k];
    return NULL;
}

static void scale(void *owner, size_t offset, double factor)
{
    double *number = (double *)((char *)owner + offset);
    if (!isinf(*number)) *number *= factor;
}

void firms_lever_scale(const firms_lever *by, double factor, cohong_firms *firms)
{
    if (by->of == OF_WHOLE) scale(firms, by->offset, factor);
    for (size_t m = 0; m < firms->market_count && by->of != OF_WHOLE; m++) {
        cohong_firm_market *market = &firms->markets[m];
        scale(by->of == OF_MARKET ? (void *)market : (void *)&market->terms[COHONG_PLATFORM], by->offset, factor);
    }
}
