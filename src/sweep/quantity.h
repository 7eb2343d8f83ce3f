/* A quantity: one number of an equilibrium, written in words: what goal seek aims at and sweeps keep.
 *   MEASURE COUNTRY              a row of the table of measures
 *   exports COUNTRY PARTNER      value of exports to one partner, net of its tariffs
 *   imports COUNTRY PARTNER      value of imports from one partner, net of tariffs
 *   jobs_created COUNTRY         change in employment (created or lost), under a labour closure in which it can move */
#ifndef COHONG_SWEEP_QUANTITY_H
#define COHONG_SWEEP_QUANTITY_H

#include "base/fail.h"

typedef struct quantity {
    const cohong_measure *measure; /* of exports and imports to partners: that of the total; of jobs: employment */
    size_t country, partner;       /* partner: COHONG_NONE for none */
    bool jobs;
    cohong_unit unit;
    char *text;
    char meaning[256];
} quantity;

/* Free in every case. */
cohong_status quantity_read(const cohong_world *world, const char *text, place at, quantity *to, cohong_error *error);
void quantity_free(quantity *of);

double quantity_of(const quantity *which, const cohong_case *of);

#endif
