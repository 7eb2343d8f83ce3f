/* How a country's own input loop answers, made once from the base: with h the home share of purchases,
 *   C = gamma (I - h gamma)^-1,         what a change of prices bought at home does to unit costs, all rounds of inputs in;
 *   s = gamma0 + C h gamma0,            the elasticity of unit cost in the own wage.
 * Both only steer the iteration. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "model/economy.h"

static const double SMALLEST_PIVOT = 1e-12;

/* square = [ (I - h gamma)^T | gamma^T ] of the eight countries from n on, so that the solution is C^T. */
static void load_squares(const cohong_model *m, size_t n, double *square)
{
    size_t J = m->J, S = m->S;
    for (size_t r = 0; r < J; r++)
        for (size_t c = 0; c < J; c++) {
            double *left = square + (r * 2 * J + c) * LANES, *right = left + J * LANES;
            const double *share = m->gamma + block_at(J, c, r, n);
            for (size_t lane = 0; lane < LANES; lane++) {
                double h = m->trade_share[(c * S + n + lane) * S + n + lane];
                left[lane] = (r == c ? 1.0 : 0.0) - h * share[lane];
                right[lane] = share[lane];
            }
        }
}

/* Gauss-Jordan without exchanges, eight countries at a time: the columns of I - h gamma are dominated by their diagonal as long
 * as sectors have value added. A column without a pivot (a loop of sectors that have none) is left out. */
static void eliminate(size_t J, double *square)
{
    size_t width = 2 * J;
    for (size_t p = 0; p < J; p++) {
        double *row = square + p * width * LANES, scale[LANES] __attribute__((aligned(64)));
        for (size_t lane = 0; lane < LANES; lane++) {
            double pivot = row[p * LANES + lane];
            scale[lane] = fabs(pivot) > SMALLEST_PIVOT ? 1 / pivot : 0;
        }
        const v8 *pivot_row = (const v8 *)row;
        for (size_t c = p; c < width; c++) ((v8 *)row)[c] *= *(const v8 *)scale;
        for (size_t r = 0; r < J; r++) {
            v8 *other = (v8 *)(square + r * width * LANES), factor = other[p];
            for (size_t c = p; r != p && c < width; c++) other[c] -= factor * pivot_row[c];
        }
    }
}

static void keep(cohong_model *m, size_t n)
{
    size_t J = m->J, S = m->S;
    for (size_t j = 0; j < J; j++)
        for (size_t lane = 0; lane < LANES; lane++) {
            double s = m->value_added_share[j * S + n + lane];
            for (size_t k = 0; k < J; k++) {
                double C = m->square[(k * 2 * J + J + j) * LANES + lane];
                m->response[block_at(J, j, k, n + lane)] = C;
                s += C * m->trade_share[(k * S + n + lane) * S + n + lane] * m->value_added_share[k * S + n + lane];
            }
            m->cost_passthrough[j * S + n + lane] = s;
        }
}

void fill_response(cohong_model *m)
{
    for (size_t n = 0; n < m->S; n += LANES) {
        load_squares(m, n, m->square);
        eliminate(m->J, m->square);
        keep(m, n);
    }
}
