/* The numbers that a factor can be put on, and putting it there. */
#include "firms/lever.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const firms_lever FIRMS_LEVERS[COHONG_FIRM_LEVER_COUNT] = {
    { "platform_fee", OF_WHOLE, offsetof(cohong_firms, platform_fee), 0 },
    { "fixed_cost", OF_PLATFORM, offsetof(cohong_firm_terms, fixed_cost), 0 },
    { "commission", OF_PLATFORM, offsetof(cohong_firm_terms, commission), 0 },
    { "visibility", OF_PLATFORM, offsetof(cohong_firm_terms, visibility), 1e4 },
    { "demand", OF_MARKET, offsetof(cohong_firm_market, demand), 1e4 },
    { "tail", OF_TAIL, offsetof(cohong_firm_group, tail), 0.01 },
};

const firms_lever *firms_lever_find(const char *name)
{
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT; k++)
        if (strcmp(FIRMS_LEVERS[k].name, name) == 0) return &FIRMS_LEVERS[k];
    return NULL;
}

const char *cohong_firm_lever_name(size_t lever)
{
    return lever < COHONG_FIRM_LEVER_COUNT ? FIRMS_LEVERS[lever].name : NULL;
}

cohong_status firms_copy_new(const cohong_firms *base, cohong_firms *copy, cohong_error *error)
{
    *copy = *base;
    copy->markets = calloc(base->market_count, sizeof *copy->markets);
    copy->groups = calloc(base->group_count, sizeof *copy->groups);
    if (copy->markets == NULL || copy->groups == NULL) {
        firms_copy_free(copy);
        return fail_memory(error);
    }
    firms_copy_reset(base, copy);
    return COHONG_OK;
}

void firms_copy_reset(const cohong_firms *base, cohong_firms *copy)
{
    cohong_firm_market *markets = copy->markets;
    cohong_firm_group *groups = copy->groups;
    *copy = *base;
    copy->markets = memcpy(markets, base->markets, base->market_count * sizeof *markets);
    copy->groups = memcpy(groups, base->groups, base->group_count * sizeof *groups);
}

void firms_copy_free(cohong_firms *copy)
{
    free(copy->markets);
    free(copy->groups);
    copy->markets = NULL;
    copy->groups = NULL;
}

static bool has_tail(const cohong_firm_group *group)
{
    return group->size == COHONG_PARETO || group->size == COHONG_PARETO_LOGNORMAL;
}

static void scale(void *owner, size_t offset, double factor)
{
    double *number = (double *)((char *)owner + offset);
    if (!isinf(*number)) *number *= factor;
}

void firms_lever_scale(const firms_lever *by, double factor, cohong_firms *firms)
{
    if (by->of == OF_WHOLE) scale(firms, by->offset, factor);
    for (size_t g = 0; g < firms->group_count && by->of == OF_TAIL; g++)
        if (has_tail(&firms->groups[g])) firms->groups[g].tail = 1 + (firms->groups[g].tail - 1) * factor;
    for (size_t m = 0; m < firms->market_count && (by->of == OF_PLATFORM || by->of == OF_MARKET); m++) {
        cohong_firm_market *market = &firms->markets[m];
        scale(by->of == OF_MARKET ? (void *)market : (void *)&market->terms[COHONG_PLATFORM], by->offset, factor);
    }
}
