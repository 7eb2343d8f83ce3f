/* A country's jobs in flows of sales:
 *   exports        m(j) x(j,d), m of the domestic chain, x gross exports to d
 *   final demand   sum over i of m(j,i) f(j,i,d), m of the global chain, f final use in d: what d's final demand holds
 *                  (Johnson & Noguera 2012, Journal of International Economics 86, 224-236, people for value added)
 *   imports        m(j) x'(j,o), m of the domestic chain, x' imports from o */
#include <math.h>
#include <string.h>

#include "jobs/handle.h"

/* Which sales, through which chain, under which word. */
typedef struct flow_row {
    bool domestic, final, imports;
    cohong_job_word word;
} flow_row;

static const flow_row ROWS[] = {
    [COHONG_EXPORTS] = { true, false, false, COHONG_SUPPORTED },
    [COHONG_FINAL_DEMAND] = { false, true, false, COHONG_SUPPORTED },
    [COHONG_IMPORTS] = { true, false, true, COHONG_DISPLACEMENT },
};

/* What `country` sells to d, or buys from d, as deliveries of accounts. */
static void deliveries_to(const cohong_jobs *h, const flow_row *row, size_t country, size_t d, double *out)
{
    size_t J = h->J, S = h->S;
    memset(out, 0, h->length * sizeof *out);
    if (row->final) {
        memcpy(out, h->final_sales + d * h->length, h->length * sizeof *out);
        return;
    }
    if (d == country) return;
    for (size_t j = 0; j < J; j++) {
        double *to = &out[j * S + country];
        if (!row->imports)
            *to = h->sales[(d * J + j) * S + country];
        else if (d == h->N)
            *to = h->imports[j * S + country];
        else
            *to = h->sales[(country * J + j) * S + d];
    }
}

/* by_product and by_destination from the multipliers. */
static void add_products(const cohong_jobs *h, size_t country, size_t d, const double *multiplier,
                         const double *deliveries, cohong_job_flows *flows)
{
    double sum = 0;
    for (size_t j = 0; j < h->J; j++) {
        double persons = 0;
        for (size_t i = 0; i < h->N; i++) persons += multiplier[j * h->S + i] * deliveries[j * h->S + i];
        if (flows->by_product != NULL) flows->by_product[j * h->D + d] = persons;
        sum += persons;
    }
    if (flows->by_destination != NULL) flows->by_destination[d] = sum;
    flows->total += sum;
    if (d != country) flows->foreign += sum;
}

static cohong_status add_sectors(cohong_jobs *h, const flow_row *row, size_t country, size_t d, cohong_job_flows *flows,
                                 cohong_error *error)
{
    cohong_status status = jobs_by_work(h, row->domestic, h->deliveries, h->right, &flows->how, error);
    for (size_t j = 0; j < h->J && status == COHONG_OK; j++)
        flows->by_sector[j * h->D + d] = h->right[j * h->S + country];
    return status;
}

cohong_status cohong_jobs_in_flows(cohong_jobs *jobs, cohong_flow_kind kind, size_t country, cohong_job_flows *flows,
                                   cohong_error *error)
{
    const flow_row *row = &ROWS[kind];
    flows->total = flows->foreign = 0;
    flows->how = (cohong_jobs_solve){ 0 };
    flows->word = row->word;
    if (jobs->requirement != NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE,
                    "a table of requirements holds no sales: multiply deliveries of your own");
    cohong_status status = jobs_covered(jobs, country, error);
    if (status == COHONG_OK) status = jobs_multipliers(jobs, row->domestic, country, jobs->left, &flows->how, error);
    for (size_t d = 0; d < jobs->D && status == COHONG_OK; d++) {
        deliveries_to(jobs, row, country, d, jobs->deliveries);
        add_products(jobs, country, d, jobs->left, jobs->deliveries, flows);
        if (flows->by_sector != NULL) status = add_sectors(jobs, row, country, d, flows, error);
    }
    return status;
}
