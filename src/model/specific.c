/* Labour that is specific to sectors, the short run: nobody changes sector, so that in a country n under that closure
 *   w^(j,n) = Y^(j,n) / L^(n),        ln c^(j,n) = gamma0 ln w^(j,n) + sum_k gamma ln P^
 * while ln(w^ L^) of the country is the mean, the one that its income and the trade balance know.
 *
 * A sector that sells more pays more and loses sales for it: with r the fall of its output, as a share, per unit of its wage,
 *   r = gamma0 theta (exports + imports h)/Y
 * a plain step overshoots by the factor 1 + r, which can be far above 2. So the step is divided by it. */
#include "base/vmath.h"
#include "model/economy.h"

/* A step of ln Y^, and how far the accelerated output may lie above the plain one. */
static const double STEP_LIMIT = 1, LARGEST_OUTPUT_STEP = 2, LEAST_OUTPUT = 1e-6;

double log_sector_wage(const cohong_model *m, size_t j, size_t n)
{
    if (!m->labour_market[n]->sector_specific) return m->log_wage[n];
    return vmath_log(m->x.output_hat[j * m->S + n]) - vmath_log(m->labour[n] / m->value_added[n]);
}

/* What the sector pays above (or below) the country's mean, into its unit cost. */
void specific_costs(cohong_model *m)
{
    for (size_t n = 0; n < m->N; n++) {
        if (!m->labour_market[n]->sector_specific) continue;
        for (size_t j = 0; j < m->J; j++) {
            size_t k = j * m->S + n;
            m->log_cost[k] += m->value_added_share[k] * (log_sector_wage(m, j, n) - m->log_wage[n]);
        }
    }
}

/* The image's outputs, each step divided by 1 + r. What home_response() would add is made for labour that moves: it finds nothing
 * to add for these countries. */
void specific_outputs(cohong_model *m)
{
    for (size_t n = 0; n < m->N; n++) {
        if (!m->labour_market[n]->sector_specific) continue;
        for (size_t j = 0; j < m->J; j++) {
            size_t k = j * m->S + n;
            double now = m->x.output_hat[k], image = m->g.output_hat[k];
            if (!(image > LEAST_OUTPUT * now)) image = LEAST_OUTPUT * now;
            double r = m->value_added_share[k] * m->cost_response[k] * m->inverse_output[k] / image;
            double step = vmath_log(image / now) / (1 + r);
            if (step > STEP_LIMIT) step = STEP_LIMIT;
            if (step < -STEP_LIMIT) step = -STEP_LIMIT;
            m->g.output_hat[k] = now * vmath_exp(step);
            m->home_share[k] = m->cost_response[k] = 0;
        }
    }
}

void specific_bounds(cohong_model *m)
{
    for (size_t n = 0; n < m->N; n++)
        for (size_t k = n; m->labour_market[n]->sector_specific && k < m->J * m->S; k += m->S)
            if (!(m->x.output_hat[k] <= LARGEST_OUTPUT_STEP * m->g.output_hat[k]))
                m->x.output_hat[k] = LARGEST_OUTPUT_STEP * m->g.output_hat[k];
}
