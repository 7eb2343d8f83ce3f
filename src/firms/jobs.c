/* Jobs of the platform's sales. */
#include "base/fail.h"

cohong_status cohong_firms_jobs(const cohong_firms *firms, const cohong_firm_outcome *outcome,
                                cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT], cohong_error *error)
{
    const cohong_firm_labour *labour = &firms->labour;
    const cohong_firm_sums *all = &outcome->all;
    double platform = all->sales[COHONG_PLATFORM], change = platform + all->sales[COHONG_DIRECT] - all->sales_without;
    if (!firms->has_labour)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "jobs need the numbers of [jobs], which are not given");
    jobs[0] = (cohong_firm_job){ COHONG_SUPPORTED, "by all sales on the platform", "jobs_per_value x platform sales",
                                 labour->jobs_per_value * platform };
    jobs[1] = (cohong_firm_job){ COHONG_SUPPORTED, "in the selling firms themselves, a part of it",
                                 "labour_share x platform sales / wage",
                                 labour->labour_share * platform / labour->wage };
    jobs[2] = (cohong_firm_job){ COHONG_ADDITIONAL, "by sales that would not be made without it",
                                 "jobs_per_value x (1 - foreign_content) x (sales - sales without the platform)",
                                 labour->jobs_per_value * (1 - labour->foreign_content) * change };
    return COHONG_OK;
}
