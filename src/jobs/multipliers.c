/* Employment multipliers and people by place of work:
 *   m = e + A' m    persons per unit delivered, one transposed solve for all accounts
 *   p = e * y,  y = f + A y    persons by account of work that deliveries f need
 * (Leontief 1936, Review of Economics and Statistics 18, 105-125; Miller & Blair 2009, Input-Output Analysis, ch. 6) */
#include <math.h>
#include <string.h>

#include "jobs/handle.h"

/* Relative, of every account. */
static const double TOLERANCE = 5e-14;

void jobs_count(cohong_jobs_solve *how, const leontief_result *result)
{
    if (how == NULL) return;
    how->solves++;
    how->iterations += result->iterations;
    if (!(result->residual <= how->residual)) how->residual = result->residual;
}

cohong_status jobs_covered(const cohong_jobs *jobs, size_t country, cohong_error *error)
{
    if (country >= jobs->N)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "country number %zu, expected one of %zu", country, jobs->N);
    if (!jobs->covered[country])
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "%s has no employment", jobs->countries[country].code);
    return COHONG_OK;
}

static cohong_status endless(cohong_error *error)
{
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "the chain of suppliers does not end: some sectors buy inputs worth as much as their output");
}

/* Column sums of the requirements. */
static void required(const cohong_jobs *h, double *multiplier)
{
    size_t accounts = h->N * h->J;
    memset(multiplier, 0, h->length * sizeof *multiplier);
    for (size_t row = 0; row < accounts; row++)
        for (size_t b = 0; b < accounts; b++)
            multiplier[b / h->N * h->S + b % h->N] += h->requirement[row * accounts + b];
}

cohong_status jobs_multipliers(cohong_jobs *h, bool domestic, size_t country, double *multiplier,
                               cohong_jobs_solve *how, cohong_error *error)
{
    leontief_result result;
    bool all = country == COHONG_ALL_COUNTRIES;
    cohong_status status = all ? COHONG_OK : jobs_covered(h, country, error);
    if (status != COHONG_OK) return status;
    if (h->requirement != NULL) {
        required(h, multiplier);
        return COHONG_OK;
    }
    for (size_t k = 0; k < h->length; k++) h->right[k] = all || k % h->S == country ? h->coefficient[k] : 0;
    if (!leontief_solve(&h->chain, domestic, true, h->right, multiplier, TOLERANCE, &result)) return endless(error);
    jobs_count(how, &result);
    return COHONG_OK;
}

cohong_status cohong_jobs_multipliers(cohong_jobs *jobs, cohong_chain chain, size_t country, double *multiplier,
                                      cohong_jobs_solve *how, cohong_error *error)
{
    if (how != NULL) *how = (cohong_jobs_solve){ 0 };
    cohong_status status = jobs_multipliers(jobs, chain == COHONG_DOMESTIC_CHAIN, country, jobs->left, how, error);
    if (status != COHONG_OK) return status;
    for (size_t j = 0; j < jobs->J; j++)
        memcpy(multiplier + j * jobs->N, jobs->left + j * jobs->S, jobs->N * sizeof *multiplier);
    return COHONG_OK;
}

/* Requirements times deliveries. */
static void required_by_work(const cohong_jobs *h, const double *deliveries, double *persons)
{
    size_t accounts = h->N * h->J;
    memset(persons, 0, h->length * sizeof *persons);
    for (size_t row = 0; row < accounts; row++) {
        double sum = 0;
        for (size_t b = 0; b < accounts; b++)
            sum += h->requirement[row * accounts + b] * deliveries[b / h->N * h->S + b % h->N];
        persons[row / h->N * h->S + row % h->N] = sum;
    }
}

cohong_status jobs_by_work(cohong_jobs *h, bool domestic, const double *deliveries, double *persons,
                           cohong_jobs_solve *how, cohong_error *error)
{
    leontief_result result;
    if (h->requirement != NULL) {
        required_by_work(h, deliveries, persons);
        return COHONG_OK;
    }
    if (!leontief_solve(&h->chain, domestic, false, deliveries, persons, TOLERANCE, &result)) return endless(error);
    for (size_t k = 0; k < h->length; k++) persons[k] *= h->coefficient[k];
    jobs_count(how, &result);
    return COHONG_OK;
}

cohong_status cohong_jobs_by_work(cohong_jobs *jobs, cohong_chain chain, const double *deliveries, double *persons,
                                  cohong_jobs_solve *how, cohong_error *error)
{
    size_t N = jobs->N, S = jobs->S;
    if (how != NULL) *how = (cohong_jobs_solve){ 0 };
    memset(jobs->deliveries, 0, jobs->length * sizeof(double));
    for (size_t j = 0; j < jobs->J; j++)
        for (size_t n = 0; n < N; n++) {
            double value = deliveries[j * N + n];
            if (isnan(value) || isinf(value))
                return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "deliveries of %s %s are %g, expected a number",
                            jobs->countries[n].code, jobs->sectors[j].code, value);
            jobs->deliveries[j * S + n] = value;
        }
    cohong_status status = jobs_by_work(jobs, chain == COHONG_DOMESTIC_CHAIN, jobs->deliveries, jobs->left, how, error);
    for (size_t j = 0; j < jobs->J && status == COHONG_OK; j++)
        memcpy(persons + j * N, jobs->left + j * S, N * sizeof *persons);
    return status;
}
