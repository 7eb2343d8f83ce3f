/* A population of firms that choose between a platform and direct sales, by the closed form. Some of its numbers are multiplied by the
 * claim's parameters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim/claim.h"

struct population_run {
    const engine *of;
    cohong_firms firms; /* the engine's, a copy whose numbers are moved */
};

void population_run_free(population_run *run)
{
    if (run == NULL) return;
    firms_copy_free(&run->firms);
    free(run);
}

cohong_status population_run_new(const engine *e, population_run **run, cohong_error *error)
{
    population_run *made = calloc(1, sizeof *made);
    *run = made;
    if (made == NULL) return fail_memory(error);
    made->of = e;
    cohong_status status = firms_copy_new(e->firms, &made->firms, error);
    if (status == COHONG_OK) return status;
    free(made);
    *run = NULL;
    return status;
}

static void fill(const cohong_firm_outcome *of, const cohong_firm_job *jobs, double to[QUANTITY_COUNT])
{
    double platform = of->all.sales[COHONG_PLATFORM];
    to[QUANTITY_FIRMS] = of->totals.firms;
    to[QUANTITY_SELLERS] = of->totals.platform_firms;
    to[QUANTITY_NEW_EXPORTERS] = of->totals.exporters - of->totals.exporters_without;
    to[QUANTITY_PLATFORM_SALES] = platform;
    to[QUANTITY_ADDED_SALES] = platform + of->all.sales[COHONG_DIRECT] - of->all.sales_without;
    to[QUANTITY_PLATFORM_JOBS] = jobs[COHONG_FIRM_JOBS_SUPPORTED].persons;
    to[QUANTITY_IN_FIRM_JOBS] = jobs[COHONG_FIRM_JOBS_IN_FIRMS].persons;
    to[QUANTITY_ADDITIONAL_JOBS] = jobs[COHONG_FIRM_JOBS_ADDITIONAL].persons;
    to[QUANTITY_FIRMS_AT_WAGE] = of->totals.firms_at_wage;
}

/* A number that leaves its domain leaves the model without an answer; that is no error here, where searches go far. */
cohong_status population_run_at(population_run *run, const double *parameters, const firms_lever *by, double value,
                                double to[QUANTITY_COUNT], cohong_error *error)
{
    const engine *e = run->of;
    cohong_firm_outcome *outcome = NULL;
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    for (size_t q = 0; q < QUANTITY_COUNT; q++) to[q] = NAN;
    firms_copy_reset(e->firms, &run->firms);
    for (size_t k = 0; k < e->binding_count && parameters != NULL; k++)
        firms_lever_scale(e->bindings[k].by, parameters[e->bindings[k].parameter], &run->firms);
    if (by != NULL) firms_lever_scale(by, value, &run->firms);
    if (cohong_firms_check(&run->firms, NULL) != COHONG_OK) return COHONG_OK;
    cohong_status status = cohong_firms_solve(&run->firms, NULL, 1, &outcome, error);
    if (status == COHONG_OK) status = cohong_firms_jobs(&run->firms, outcome, NULL, NULL, jobs, error);
    if (status == COHONG_OK) fill(outcome, jobs, to);
    cohong_firm_outcome_free(outcome);
    return status;
}
