/* The inside of a cohong_jobs: the chain of suppliers, people per unit of output, and sales by destination, the same
 * for worlds and tables. Vectors of accounts are padded as in leontief.h. */
#ifndef COHONG_JOBS_HANDLE_H
#define COHONG_JOBS_HANDLE_H

#include "jobs/leontief.h"

struct cohong_jobs {
    size_t N, J, S, D;
    size_t length; /* J*S */
    leontief chain;
    double *coefficient; /* J x S; e = E/Y, 0 where there is no output or no employment given */
    double *employment;  /* J x N; NAN where not covered */
    double *unattached;  /* N; persons in accounts without output */
    bool *covered;       /* N */
    double *sales;       /* D x J x S, [(d*J + j)*S + i]: all that d buys of sector j from i, uses of every kind */
    double *final_sales; /* D x J x S: of these, for final use */
    double *imports;     /* J x S; by product and importer, from outside the table */
    double *requirement; /* JN x JN, or NULL: then the chain is not used */

    double *right, *left, *deliveries; /* J x S scratch */

    cohong_country *countries, *destinations; /* N, D */
    cohong_sector *sectors;                   /* J */
    cohong_jobs_labels labels;
    text_pool texts;
    void *memory;
};

/* Counted, then taken: everything above, and the chain. */
typedef struct jobs_shape {
    size_t N, J, D;
    bool sourcing, dense, requirement;
} jobs_shape;

/* Sums into `how`, which may be NULL. */
void jobs_count(cohong_jobs_solve *how, const leontief_result *result);

/* COHONG_OK when `country` is one of the handle's and has employment. */
cohong_status jobs_covered(const cohong_jobs *jobs, size_t country, cohong_error *error);

/* Multipliers, padded, of one country (COHONG_ALL_COUNTRIES: all). */
cohong_status jobs_multipliers(cohong_jobs *jobs, bool domestic, size_t country, double *multiplier,
                               cohong_jobs_solve *how, cohong_error *error);

/* Persons by account of work, padded, for padded deliveries. */
cohong_status jobs_by_work(cohong_jobs *jobs, bool domestic, const double *deliveries, double *persons,
                           cohong_jobs_solve *how, cohong_error *error);

#endif
