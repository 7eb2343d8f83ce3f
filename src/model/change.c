/* What of a model can be changed without making it anew. The base is solved under full employment with hats of 1: no labour elasticity
 * is in it, and where the world's own numbers solve it at the first glance, no trade elasticity either; but with free entry theta
 * decides whether the base is stable, and with profits what part of income they are. */
#include <string.h>

#include "model/economy.h"

bool model_base_serves_any_theta(const cohong_model *m)
{
    return m->structure->entry == 0 && !m->structure->profits && m->base_solution->iterations == 0;
}

void model_change(cohong_model *m, const double *theta, double labour_elasticity)
{
    memcpy(m->theta, theta, m->J * sizeof *theta);
    memcpy(m->base->theta, theta, m->J * sizeof *theta);
    m->settings.labour_elasticity = labour_elasticity;
}
