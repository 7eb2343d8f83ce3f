/* The first-order decomposition of welfare into terms of trade and volume of trade (Caliendo & Parro 2015, Review of Economic
 * Studies 82, eq. 15). It is an approximation; the exact change stands beside it wherever it is shown.
 * dln x is read as x^ - 1 (not as ln x^): so the published tables are computed, and large shocks tell the two apart. */
#ifndef COHONG_MODEL_FIRST_ORDER_H
#define COHONG_MODEL_FIRST_ORDER_H

#include "cohong.h"

/* (1/I) sum_j sum_i [ E(j,i,n) dln c(j,n) - M(j,n,i) dln c(j,i) ], E exports of n to i; values net of tariffs, of the base. */
double terms_of_trade(const cohong_case *c, size_t country);

/* (1/I) sum_j sum_i t M(j,n,i) [ dln M(j,n,i) - dln c(j,i) ] */
double volume_of_trade(const cohong_case *c, size_t country);

#endif
