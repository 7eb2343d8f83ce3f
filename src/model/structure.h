/* Market structures: parameters of one system of equations (Costinot & Rodriguez-Clare 2014, Handbook of International
 * Economics vol. 4, ch. 4, section 3). With phi(j,n) = sum over i of pi T kappa^-theta z(j,i):
 *   z(j,i) = c^-(theta+eta) (Y^/c)^delta,     P^(j,n) = [ X^(j,n)^eta phi(j,n) ]^(-1/theta),     pi' = pi T kappa^-theta z/phi
 *   delta = 1: firms enter until profits are zero, so their number moves with output over cost (entry is paid in the
 *   origin's bundle of inputs);
 *   eta = theta/(sigma-1) - 1: firms select into exporting; fixed costs are paid in the origin's bundle; a tariff, being levied
 *   on the firm's price, then weighs by theta + eta on tariff-inclusive spending and an iceberg cost by theta;
 *   profits: the number of firms is given, with sigma = theta + 1 they ask sigma/(sigma-1) times their cost, and 1/sigma of revenue
 *   is profit of the exporter's owners (Ossa 2014, American Economic Review 104(12)). Value added is wages and profits, so
 *   that of a unit of revenue gamma0 - 1/sigma goes to labour and the shares of cost are those of revenue times sigma/(sigma-1):
 *     ln c = (theta+1)/theta [ (gamma0 - 1/sigma) ln w + sum_k gamma ln P ].
 *   The model holds the bracket, and raises it to theta + 1 where others raise c to theta. */
#ifndef COHONG_MODEL_STRUCTURE_H
#define COHONG_MODEL_STRUCTURE_H

#include "base/fail.h"

typedef struct market_structure {
    const char *name;
    double entry;   /* delta */
    bool selection; /* eta = firm_size_tail - 1, else 0 */
    bool profits;   /* 1/(theta+1) of revenue */
    const char *help;
} market_structure;

const market_structure *market_structures(size_t *count);
/* NULL when unknown. */
const market_structure *market_structure_find(const char *name);

#endif
