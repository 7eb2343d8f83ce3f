/* Jobs of the platform's sales. */
#include <math.h>
#include <string.h>

#include "base/fail.h"

/* People at work in the exporter's country with the platform, less those without it; under full employment 0 by assumption. */
static double net_jobs(const cohong_firm_nest *nest, const cohong_model *model)
{
    if (nest == NULL || model == NULL || nest->outcome != COHONG_CONVERGED) return NAN;
    const cohong_measure *employment = cohong_measure_find("employment");
    cohong_case with = { model, NULL, nest->with }, without = { model, NULL, nest->without };
    return employment->of(&with, nest->exporter) - employment->of(&without, nest->exporter);
}

cohong_status cohong_firms_jobs(const cohong_firms *firms, const cohong_firm_outcome *outcome,
                                const cohong_firm_nest *nest, const cohong_model *model,
                                cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT], cohong_error *error)
{
    const cohong_firm_labour *labour = &firms->labour;
    const cohong_firm_sums *all = &outcome->all;
    double platform = all->sales[COHONG_PLATFORM], change = platform + all->sales[COHONG_DIRECT] - all->sales_without;
    if (!firms->has_labour)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "jobs need the numbers of [jobs], which are not given");
    jobs[COHONG_FIRM_JOBS_SUPPORTED] = (cohong_firm_job){ COHONG_SUPPORTED, "by all sales on the platform",
                                                          "jobs_per_value x platform sales",
                                                          labour->jobs_per_value * platform };
    jobs[COHONG_FIRM_JOBS_IN_FIRMS] = (cohong_firm_job){ COHONG_SUPPORTED,
                                                         "in the selling firms themselves, a part of it",
                                                         "labour_share x platform sales / wage",
                                                         labour->labour_share * platform / labour->wage };
    jobs[COHONG_FIRM_JOBS_ADDITIONAL] =
        (cohong_firm_job){ COHONG_ADDITIONAL, "by sales that would not be made without it",
                           "jobs_per_value x (1 - foreign_content) x (sales - sales without the platform)",
                           labour->jobs_per_value * (1 - labour->foreign_content) * change };
    jobs[COHONG_FIRM_JOBS_NET] = (cohong_firm_job){ COHONG_CREATED_OR_LOST, "net, in the exporter's whole economy",
                                                    "employment with the platform - employment without it",
                                                    net_jobs(nest, model) };
    return COHONG_OK;
}
