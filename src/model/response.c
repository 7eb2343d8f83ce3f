/* How a country's own input loop answers, made once from the base: with h the home share of purchases,
 *   C = gamma (I - h gamma)^-1,         what a change of prices bought at home does to unit costs, all rounds of inputs in;
 *   s = gamma0 + C h gamma0,            the elasticity of unit cost in the own wage.
 * Both only steer the iteration; a few digits are enough, and C is kept in single precision. */
#include <math.h>
#include <string.h>

#include "model/economy.h"

static const double SMALLEST_PIVOT = 1e-12;

/* square = [ (I - h gamma)^T | gamma^T ] of country n, so that the solution is C^T. */
static void load_square(const cohong_model *m, size_t n, double *square)
{
    size_t J = m->J, S = m->S;
    for (size_t r = 0; r < J; r++)
        for (size_t c = 0; c < J; c++) {
            double share = m->gamma[(c * J + r) * S + n], h = m->trade_share[(c * S + n) * S + n];
            square[r * 2 * J + c] = (r == c ? 1.0 : 0.0) - h * share;
            square[r * 2 * J + J + c] = share;
        }
}

/* Gauss-Jordan without exchanges: the columns of I - h gamma are dominated by their diagonal as long as sectors have value
 * added. A column without a pivot (a loop of sectors that have none) is left out. */
static void eliminate(size_t J, double *square)
{
    for (size_t p = 0; p < J; p++) {
        double *row = square + p * 2 * J;
        double scale = fabs(row[p]) > SMALLEST_PIVOT ? 1 / row[p] : 0;
        for (size_t c = p; c < 2 * J; c++) row[c] *= scale;
        for (size_t r = 0; r < J; r++) {
            double factor = square[r * 2 * J + p];
            if (r == p || factor == 0) continue;
            for (size_t c = p; c < 2 * J; c++) square[r * 2 * J + c] -= factor * row[c];
        }
    }
}

static void keep_passthrough(cohong_model *m, size_t n)
{
    size_t J = m->J, S = m->S;
    for (size_t j = 0; j < J; j++) {
        double s = m->value_added_share[j * S + n];
        for (size_t k = 0; k < J; k++)
            s += (double)m->response[(j * J + k) * S + n] * m->trade_share[(k * S + n) * S + n] *
                 m->value_added_share[k * S + n];
        m->cost_passthrough[j * S + n] = s;
    }
}

void fill_response(cohong_model *m)
{
    size_t J = m->J, S = m->S;
    memset(m->response, 0, J * J * S * sizeof *m->response);
    for (size_t k = 0; k < J * S; k++) m->cost_passthrough[k] = 1;
    for (size_t n = 0; n < m->N; n++) {
        load_square(m, n, m->square);
        eliminate(J, m->square);
        for (size_t j = 0; j < J; j++)
            for (size_t k = 0; k < J; k++) m->response[(j * J + k) * S + n] = (float)m->square[k * 2 * J + J + j];
        keep_passthrough(m, n);
    }
}
