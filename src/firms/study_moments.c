/* Moments of an economy whose markets differ by rank: exporters, sales, and how both are spread over the number of markets of a firm.
 * Without shocks the largest exporters are those of largest z: a part `top` of them lies above z* with
 * P(Z > z*) = top P(Z > least cutoff), and sells the sum over markets of S E[Z; Z > max(z*, cutoff)]. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/choice.h"
#include "firms/size.h"
#include "firms/study.h"

const study_parameter STUDY_PARAMETERS[COHONG_FIRM_PARAMETER_COUNT] = {
    { "tail", true, 1.0001, 100, LOG_ABOVE_ONE, 0 },  { "fixed_cost", true, 1e-12, 1e15, LOG, 0 },
    { "fixed_cost_slope", false, -10, 10, AS_IS, 0 }, { "demand", true, 1e-30, 1e90, LOG, 0 },
    { "demand_slope", false, -10, 10, AS_IS, 0 },     { "demand_shock", false, 0, 5, AS_IS, 0 },
    { "entry_shock", false, 0, 5, AS_IS, 0 },
};

const char *cohong_firm_parameter_name(cohong_firm_parameter parameter)
{
    return STUDY_PARAMETERS[parameter].name;
}

cohong_status study_economy_new(const cohong_firm_study *study, study_economy *made, cohong_error *error)
{
    *made = (study_economy){ .study = study, .firms = cohong_firms_default(), .group = cohong_firm_group_default() };
    made->group.name = "firms";
    made->group.firms = study->firms;
    made->firms.sigma = study->sigma;
    made->firms.platform_fee = INFINITY;
    made->firms.group_count = 1;
    made->firms.market_count = study->market_count;
    made->firms.markets = calloc(study->market_count, sizeof *made->firms.markets);
    if (made->firms.markets == NULL) return fail_memory(error);
    for (size_t m = 0; m < study->market_count; m++) {
        made->firms.markets[m] = cohong_firm_market_default();
        made->firms.markets[m].terms[COHONG_PLATFORM].fixed_cost = INFINITY;
    }
    return COHONG_OK;
}

void study_economy_free(study_economy *of)
{
    cohong_firm_outcome_free(of->outcome);
    cohong_population_free(of->sample);
    free(of->firms.markets);
}

static void set_parameters(study_economy *of, const double *parameters)
{
    of->firms.groups = &of->group;
    of->group.tail = parameters[COHONG_FIRM_TAIL];
    of->firms.demand_shock = parameters[COHONG_FIRM_DEMAND_SHOCK];
    of->firms.entry_shock = parameters[COHONG_FIRM_ENTRY_SHOCK];
    for (size_t m = 0; m < of->firms.market_count; m++) {
        double log_rank = vmath_log((double)(m + 1));
        cohong_firm_market *market = &of->firms.markets[m];
        market->demand = parameters[COHONG_FIRM_DEMAND] * vmath_exp(-parameters[COHONG_FIRM_DEMAND_SLOPE] * log_rank);
        market->terms[COHONG_DIRECT].fixed_cost = parameters[COHONG_FIRM_FIXED_COST] *
                                                  vmath_exp(-parameters[COHONG_FIRM_FIXED_COST_SLOPE] * log_rank);
    }
}

/* A new sample only when the tail is another. */
static cohong_status draw(study_economy *of, cohong_error *error)
{
    if (of->firms.demand_shock == 0 && of->firms.entry_shock == 0) {
        cohong_population_free(of->sample);
        of->sample = NULL;
        return COHONG_OK;
    }
    if (of->sample != NULL && of->sample_tail == of->group.tail) return COHONG_OK;
    cohong_population_free(of->sample);
    of->sample = NULL;
    of->sample_tail = of->group.tail;
    return cohong_population_new(&of->firms, COHONG_WEIGHTED, of->study->sample, of->study->seed, 0, &of->sample,
                                 error);
}

static firms_line line_of(const study_economy *of, size_t m)
{
    const cohong_firm_market *market = &of->firms.markets[m];
    return firms_line_of(&of->firms, &of->group, market, COHONG_DIRECT, market->terms[COHONG_DIRECT].visibility);
}

static double top_sales(const study_economy *of, double top)
{
    double least = INFINITY, sum = 0;
    for (size_t m = 0; m < of->firms.market_count; m++) {
        firms_line line = line_of(of, m);
        least = fmin(least, line.fixed / line.profit);
    }
    double z = size_quantile(&of->group, top * size_above(&of->group, least));
    for (size_t m = 0; m < of->firms.market_count; m++) {
        firms_line line = line_of(of, m);
        sum += of->group.firms * line.sales * size_moment_above(&of->group, fmax(z, line.fixed / line.profit));
    }
    return sum;
}

static double between(const double *by, size_t market_count, const cohong_firm_moment *moment)
{
    double sum = 0;
    for (size_t n = moment->least; n <= market_count && n <= moment->most; n++) sum += by[n];
    return sum;
}

static double moment_of(const study_economy *of, const cohong_firm_moment *moment)
{
    const cohong_firm_outcome *o = of->outcome;
    double sales = o->all.sales[COHONG_DIRECT];
    switch (moment->kind) {
    case COHONG_MOMENT_EXPORTERS:
        return o->totals.exporters;
    case COHONG_MOMENT_VALUE:
        return sales;
    case COHONG_MOMENT_VALUE_BY_MARKETS:
        return between(o->sales_by_markets, o->market_count, moment) / sales;
    case COHONG_MOMENT_EXPORTERS_BY_MARKETS:
        return between(o->exporters_by_markets, o->market_count, moment) / o->totals.exporters;
    case COHONG_MOMENT_TOP_SHARE:
        return top_sales(of, moment->top) / sales;
    }
    return NAN;
}

cohong_status study_moments(study_economy *of, const double *parameters, double *moments, cohong_error *error)
{
    set_parameters(of, parameters);
    cohong_firm_outcome_free(of->outcome);
    of->outcome = NULL;
    cohong_status status = draw(of, error);
    if (status == COHONG_OK) status = cohong_firms_solve(&of->firms, of->sample, 1, &of->outcome, error);
    for (size_t k = 0; k < of->study->moment_count && status == COHONG_OK; k++) {
        const cohong_firm_moment *moment = &of->study->moments[k];
        if (moment->kind == COHONG_MOMENT_TOP_SHARE && of->sample != NULL)
            status = fail(error, COHONG_UNSUPPORTED, NOWHERE,
                          "moment \"%.60s\": the share of the largest is known without shocks only", moment->name);
        moments[k] = moment_of(of, moment);
    }
    return status;
}

cohong_status cohong_firms_moments(const cohong_firm_study *study, const double parameters[COHONG_FIRM_PARAMETER_COUNT],
                                   double *moments, cohong_error *error)
{
    study_economy economy;
    cohong_status status = study_economy_new(study, &economy, error);
    if (status == COHONG_OK) status = study_moments(&economy, parameters, moments, error);
    study_economy_free(&economy);
    return status;
}
