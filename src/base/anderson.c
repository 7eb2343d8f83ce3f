/* Anderson acceleration: history, Gram matrix, least squares by Cholesky, step. */
#include "base/anderson.h"

#include <math.h>
#include <string.h>

void anderson_layout(anderson *a, arena *from, size_t length, size_t depth)
{
    a->length = length;
    a->depth = depth < ANDERSON_DEPTH_LIMIT ? depth : ANDERSON_DEPTH_LIMIT;
    a->f_previous = arena_take(from, length, sizeof(double));
    a->g_previous = arena_take(from, length, sizeof(double));
    for (size_t r = 0; r < a->depth; r++) {
        a->df[r] = arena_take(from, length, sizeof(double));
        a->dg[r] = arena_take(from, length, sizeof(double));
    }
    anderson_reset(a);
}

void anderson_reset(anderson *a)
{
    a->count = 0;
    a->newest = 0;
    a->started = false;
}

/* Solves the r x r system (gram + ridge) x = b in place of b, leading columns first; answers how many columns were
 * usable (a column that is a combination of newer ones ends the factor). */
static size_t cholesky_solve(size_t r, double matrix[ANDERSON_DEPTH_LIMIT][ANDERSON_DEPTH_LIMIT], double *b)
{
    size_t rank = 0;
    for (; rank < r; rank++) {
        double *row = matrix[rank];
        double diagonal = row[rank];
        for (size_t c = 0; c < rank; c++) {
            double sum = row[c];
            for (size_t k = 0; k < c; k++) sum -= row[k] * matrix[c][k];
            row[c] = sum / matrix[c][c];
        }
        double left = diagonal;
        for (size_t k = 0; k < rank; k++) left -= row[k] * row[k];
        if (!(left > 1e-13 * diagonal)) break;
        row[rank] = sqrt(left);
    }
    for (size_t c = 0; c < rank; c++) {
        for (size_t k = 0; k < c; k++) b[c] -= matrix[c][k] * b[k];
        b[c] /= matrix[c][c];
    }
    for (size_t c = rank; c-- > 0;) {
        for (size_t k = c + 1; k < rank; k++) b[c] -= matrix[k][c] * b[k];
        b[c] /= matrix[c][c];
    }
    return rank;
}

/* The new column of differences and its row of the Gram matrix. */
static void remember(anderson *a, const double *f, const double *g)
{
    a->newest = a->count == 0 ? 0 : (a->newest + 1) % a->depth;
    if (a->count < a->depth) a->count++;
    double *df = a->df[a->newest], *dg = a->dg[a->newest];
    const double one = 1;
    const double *f_old[1] = { a->f_previous }, *g_old[1] = { a->g_previous };
    a->combine(1, a->length, f_old, &one, f, df);
    a->combine(1, a->length, g_old, &one, g, dg);
    double products[ANDERSON_DEPTH_LIMIT];
    a->dots(a->count, a->length, (const double *const *)a->df, df, products);
    for (size_t r = 0; r < a->count; r++) a->gram[r][a->newest] = a->gram[a->newest][r] = products[r];
}

void anderson_step(anderson *a, const double *f, const double *g, double *x)
{
    if (a->depth == 0) {
        memcpy(x, g, a->length * sizeof *x);
        return;
    }
    if (a->started) remember(a, f, g);
    memcpy(a->f_previous, f, a->length * sizeof *f);
    memcpy(a->g_previous, g, a->length * sizeof *g);
    a->started = true;
    /* Newest first, so that what the factor cannot use is the oldest. */
    const double *df[ANDERSON_DEPTH_LIMIT], *dg[ANDERSON_DEPTH_LIMIT];
    double matrix[ANDERSON_DEPTH_LIMIT][ANDERSON_DEPTH_LIMIT], factor[ANDERSON_DEPTH_LIMIT];
    size_t slot[ANDERSON_DEPTH_LIMIT];
    for (size_t r = 0; r < a->count; r++) {
        slot[r] = (a->newest + a->depth - r) % a->depth;
        df[r] = a->df[slot[r]];
        dg[r] = a->dg[slot[r]];
        for (size_t c = 0; c <= r; c++) matrix[r][c] = a->gram[slot[r]][slot[c]];
    }
    a->dots(a->count, a->length, df, f, factor);
    size_t rank = cholesky_solve(a->count, matrix, factor);
    a->combine(rank, a->length, dg, factor, g, x);
}
