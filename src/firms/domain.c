/* Ranges of the numbers of a firms description, and the check of all of them. */
#include "firms/domain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(rows) (sizeof(rows) / sizeof *(rows))

static const firms_field WHOLE_ROWS[] = {
    { "sigma", offsetof(cohong_firms, sigma), 1, 1000, true, false },
    { "wage", offsetof(cohong_firms, wage), 0, 1e9, true, false },
    { "platform_fee", offsetof(cohong_firms, platform_fee), 0, INFINITY, false, false },
    { "demand_shock", offsetof(cohong_firms, demand_shock), 0, 5, false, false },
    { "entry_shock", offsetof(cohong_firms, entry_shock), 0, 5, false, false },
    { "shock_correlation", offsetof(cohong_firms, shock_correlation), -1, 1, false, false },
};
static const firms_field GROUP_ROWS[] = {
    { "firms", offsetof(cohong_firm_group, firms), 0, 1e12, true, false },
    { "tail", offsetof(cohong_firm_group, tail), 1, 1e6, true, false },
    { "least", offsetof(cohong_firm_group, least), 0, 1e100, true, false },
    { "log_mean", offsetof(cohong_firm_group, log_mean), -200, 200, false, false },
    { "log_sd", offsetof(cohong_firm_group, log_sd), 0, 10, true, false },
    { "eligible", offsetof(cohong_firm_group, eligible), 0, 1, false, false },
};
static const firms_field MARKET_ROWS[] = {
    { "demand", offsetof(cohong_firm_market, demand), 0, 1e100, false, false },
    { "congestion", offsetof(cohong_firm_market, congestion), 0, 100, false, false },
    { "congestion_from", offsetof(cohong_firm_market, congestion_from), 0, 1e12, true, false },
    { "ceiling", offsetof(cohong_firm_market, ceiling), 0, INFINITY, true, false },
};
static const firms_field TERMS_ROWS[] = {
    { "tariff", offsetof(cohong_firm_terms, tariff), -1, 1e3, true, false },
    { "vat", offsetof(cohong_firm_terms, vat), 0, 1e3, false, false },
    { "iceberg", offsetof(cohong_firm_terms, iceberg), 1, 1e6, false, false },
    { "commission", offsetof(cohong_firm_terms, commission), 0, 1, false, true },
    { "fixed_cost", offsetof(cohong_firm_terms, fixed_cost), 0, INFINITY, false, false },
    { "eligible", offsetof(cohong_firm_terms, eligible), 0, 1, false, false },
    { "visibility", offsetof(cohong_firm_terms, visibility), 0, 1e6, false, false },
};
static const firms_field LABOUR_ROWS[] = {
    { "jobs_per_value", offsetof(cohong_firm_labour, jobs_per_value), 0, 1e6, false, false },
    { "foreign_content", offsetof(cohong_firm_labour, foreign_content), 0, 1, false, false },
    { "labour_share", offsetof(cohong_firm_labour, labour_share), 0, 1, false, false },
    { "wage", offsetof(cohong_firm_labour, wage), 0, 1e12, true, false },
};

const firms_fields FIRMS_WHOLE = { WHOLE_ROWS, COUNT_OF(WHOLE_ROWS) };
const firms_fields FIRMS_GROUP = { GROUP_ROWS, COUNT_OF(GROUP_ROWS) };
const firms_fields FIRMS_MARKET = { MARKET_ROWS, COUNT_OF(MARKET_ROWS) };
const firms_fields FIRMS_TERMS = { TERMS_ROWS, COUNT_OF(TERMS_ROWS) };
const firms_fields FIRMS_LABOUR = { LABOUR_ROWS, COUNT_OF(LABOUR_ROWS) };

double *firms_number(const firms_field *field, void *owner)
{
    return (double *)((char *)owner + field->offset);
}

bool firms_group_uses(const firms_field *field, cohong_firm_size size)
{
    bool mixed = size == COHONG_PARETO_LOGNORMAL;
    if (strcmp(field->key, "least") == 0) return size == COHONG_PARETO;
    if (strcmp(field->key, "tail") == 0) return size == COHONG_PARETO || mixed;
    if (strcmp(field->key, "log_mean") == 0 || strcmp(field->key, "log_sd") == 0)
        return size == COHONG_LOGNORMAL || mixed;
    return true;
}

cohong_status firms_in_domain(const firms_field *field, double value, const char *of, place at, cohong_error *error)
{
    bool above = field->least_open ? value > field->least : value >= field->least;
    bool below = field->most_open ? value < field->most : value <= field->most;
    if (above && below) return COHONG_OK;
    const char *from = field->least_open ? "above" : "of at least";
    if (isinf(field->most))
        return fail(error, COHONG_OUT_OF_DOMAIN, at, "%.80s: %s is %g, expected a number %s %g", of, field->key, value,
                    from, field->least);
    return fail(error, COHONG_OUT_OF_DOMAIN, at, "%.80s: %s is %g, expected a number %s %g and %s %g", of, field->key,
                value, from, field->least, field->most_open ? "below" : "at most", field->most);
}

static cohong_status check(const firms_fields *fields, const void *owner, const char *of, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < fields->count && status == COHONG_OK; k++) {
        double value = *(const double *)((const char *)owner + fields->rows[k].offset);
        status = firms_in_domain(&fields->rows[k], value, of, NOWHERE, error);
    }
    return status;
}

static cohong_status check_group(const cohong_firm_group *group, cohong_error *error)
{
    char of[96];
    cohong_status status = COHONG_OK;
    snprintf(of, sizeof of, "group \"%.60s\"", group->name != NULL ? group->name : "");
    if ((unsigned)group->size > COHONG_CLASSES)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "%s: size is none of the distributions", of);
    if (group->size == COHONG_CLASSES && group->class_count == 0)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "%s: there is no size class", of);
    for (size_t k = 0; k < FIRMS_GROUP.count && status == COHONG_OK; k++) {
        const firms_field *field = &FIRMS_GROUP.rows[k];
        double value = *(const double *)((const char *)group + field->offset);
        if (firms_group_uses(field, group->size)) status = firms_in_domain(field, value, of, NOWHERE, error);
    }
    return status;
}

static cohong_status check_market(const cohong_firm_market *market, cohong_error *error)
{
    static const char *const CHANNELS[] = { "platform", "direct" };
    char of[96];
    const char *code = market->code != NULL ? market->code : "";
    snprintf(of, sizeof of, "market \"%.60s\"", code);
    cohong_status status = check(&FIRMS_MARKET, market, of, error);
    for (size_t c = 0; c < COHONG_CHANNEL_COUNT && status == COHONG_OK; c++) {
        snprintf(of, sizeof of, "market \"%.60s\", %s", code, CHANNELS[c]);
        status = check(&FIRMS_TERMS, &market->terms[c], of, error);
    }
    return status;
}

cohong_status firms_edge_in_domain(double edge, double least, place at, cohong_error *error)
{
    if (edge > least && isfinite(edge)) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, at, "sales_classes: an edge is %g, expected a number above %g", edge,
                least);
}

static cohong_status check_edges(const cohong_firms *firms, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    const double *edges = firms->sales_edges;
    for (size_t k = 0; k < firms->sales_edge_count && status == COHONG_OK; k++)
        status = firms_edge_in_domain(edges[k], k > 0 ? edges[k - 1] : 0, NOWHERE, error);
    return status;
}

cohong_status cohong_firms_check(const cohong_firms *firms, cohong_error *error)
{
    if (firms->group_count == 0 || firms->market_count == 0)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "there is no %s", firms->group_count == 0 ? "group" : "market");
    cohong_status status = check(&FIRMS_WHOLE, firms, "firms", error);
    if (status == COHONG_OK) status = check_edges(firms, error);
    if (status == COHONG_OK && firms->has_labour) status = check(&FIRMS_LABOUR, &firms->labour, "jobs", error);
    for (size_t g = 0; g < firms->group_count && status == COHONG_OK; g++)
        status = check_group(&firms->groups[g], error);
    for (size_t m = 0; m < firms->market_count && status == COHONG_OK; m++)
        status = check_market(&firms->markets[m], error);
    return status;
}
