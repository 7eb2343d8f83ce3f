/* Jobs that a counterfactual reallocates under full employment:
 *   E'(j,n) = s(n) E(j,n) (g0 Y'/g0 Y)(j,n) / w(j,n),   s(n) such that sum_j E' = sum_j E
 * g0 is the same before and after, so that value added moves with output. */
#include <math.h>

#include "base/fail.h"
#include "cohong.h"

/* Y'/Y; a sector without output keeps none. */
static double output_hat(const cohong_accounts *base, const cohong_solution *solution, size_t account)
{
    return base->output[account] > 0 ? solution->output[account] / base->output[account] : 0;
}

/* What the parts of one country share. */
typedef struct country_sums {
    double before; /* sum of E in sectors with output */
    double after;  /* sum of E Y'/Y / w */
} country_sums;

static country_sums sum_country(const cohong_world *world, const cohong_accounts *base, const cohong_solution *solution,
                                size_t n)
{
    country_sums sums = { 0 };
    for (size_t j = 0; j < world->sector_count; j++) {
        size_t a = j * world->country_count + n;
        sums.before += base->output[a] > 0 ? world->employment[a] : 0;
        sums.after += world->employment[a] * output_hat(base, solution, a) / solution->sector_wage_hat[a];
    }
    return sums;
}

static void write_country(const cohong_world *world, const cohong_accounts *base, const cohong_solution *solution,
                          size_t n, double *reallocated, double *employment)
{
    country_sums sums = sum_country(world, base, solution, n);
    double scale = sums.after > 0 ? sums.before / sums.after : 0;
    for (size_t j = 0; j < world->sector_count; j++) {
        size_t a = j * world->country_count + n;
        double E = world->employment[a], after = E;
        if (base->output[a] > 0) after = scale * E * output_hat(base, solution, a) / solution->sector_wage_hat[a];
        if (reallocated != NULL) reallocated[a] = after - E;
        if (employment != NULL) employment[a] = after * solution->labour_hat[n];
    }
}

cohong_status cohong_jobs_reallocated(const cohong_model *model, const cohong_solution *solution, double *reallocated,
                                      double *employment, cohong_error *error)
{
    const cohong_world *world = cohong_model_base(model);
    const cohong_accounts *base = cohong_model_base_accounts(model);
    if (world->employment == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE,
                    "the world has no employment: production.csv needs the column \"employment\"");
    if (solution->outcome != COHONG_CONVERGED)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "the model has no solution to take employment from: %s",
                    solution->why[0] != '\0' ? solution->why : cohong_outcome_name(solution->outcome));
    for (size_t n = 0; n < world->country_count; n++) write_country(world, base, solution, n, reallocated, employment);
    return COHONG_OK;
}
