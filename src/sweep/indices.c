/* Sobol indices and means by batches. */
#include "sweep/indices.h"

#include <math.h>
#include <stdlib.h>

/* Sums of one batch. */
typedef struct batch {
    double draws, f, square;  /* of rows A and B: f holds both */
    double *products, *jumps; /* a group: f_B (f_ABk - f_A), (f_A - f_ABk)^2 */
} batch;

/* ---- sums */

static bool is_whole(const double *row, size_t group_count)
{
    for (size_t k = 0; k < group_count + 2; k++)
        if (isnan(row[k])) return false;
    return true;
}

static double centre_of(const double *f, size_t draw_count, size_t group_count)
{
    double sum = 0, count = 0;
    for (size_t b = 0; b < draw_count; b++) {
        const double *row = f + b * (group_count + 2);
        if (!is_whole(row, group_count)) continue;
        sum += row[0] + row[1];
        count += 2;
    }
    return sum / count;
}

static void add_draw(const double *row, size_t group_count, double centre, batch *to)
{
    double a = row[0] - centre, b = row[1] - centre;
    to->draws += 1;
    to->f += a + b;
    to->square += a * a + b * b;
    for (size_t k = 0; k < group_count; k++) {
        double ab = row[k + 2] - centre;
        to->products[k] += b * (ab - a);
        to->jumps[k] += (a - ab) * (a - ab);
    }
}

static void sum_batches(const double *f, size_t draw_count, size_t group_count, batch *batches)
{
    double centre = centre_of(f, draw_count, group_count);
    for (size_t b = 0; b < draw_count; b++) {
        const double *row = f + b * (group_count + 2);
        if (is_whole(row, group_count)) add_draw(row, group_count, centre, &batches[b % BATCH_COUNT]);
    }
}

/* ---- indices */

/* Both indices of a group from all batches but one (BATCH_COUNT: from all). */
static void indices_without(const batch *batches, size_t left_out, size_t group, double *first, double *total)
{
    double draws = 0, sum = 0, square = 0, product = 0, jump = 0;
    for (size_t b = 0; b < BATCH_COUNT; b++) {
        if (b == left_out) continue;
        draws += batches[b].draws;
        sum += batches[b].f;
        square += batches[b].square;
        product += batches[b].products[group];
        jump += batches[b].jumps[group];
    }
    double mean = sum / (2 * draws), variance = square / (2 * draws) - mean * mean;
    *first = variance > 0 ? product / draws / variance : NAN;
    *total = variance > 0 ? jump / draws / 2 / variance : NAN;
}

static double jackknife_error(const double estimates[BATCH_COUNT])
{
    double mean = 0, square = 0;
    for (size_t b = 0; b < BATCH_COUNT; b++) mean += estimates[b] / BATCH_COUNT;
    for (size_t b = 0; b < BATCH_COUNT; b++) square += (estimates[b] - mean) * (estimates[b] - mean);
    return sqrt(square * (BATCH_COUNT - 1) / BATCH_COUNT);
}

static bool enough(const batch *batches)
{
    for (size_t b = 0; b < BATCH_COUNT; b++)
        if (batches[b].draws < 2) return false;
    return true;
}

cohong_status sobol_indices(const double *f, size_t draw_count, size_t group_count, double *first, double *first_error,
                            double *total, double *total_error, cohong_error *error)
{
    batch batches[BATCH_COUNT] = { 0 };
    double *sums = calloc(2 * BATCH_COUNT * group_count + 1, sizeof *sums);
    if (sums == NULL) return fail_memory(error);
    for (size_t b = 0; b < BATCH_COUNT; b++) {
        batches[b].products = sums + 2 * b * group_count;
        batches[b].jumps = sums + (2 * b + 1) * group_count;
    }
    sum_batches(f, draw_count, group_count, batches);
    bool reliable = enough(batches);
    for (size_t k = 0; k < group_count; k++) {
        double firsts[BATCH_COUNT], totals[BATCH_COUNT];
        indices_without(batches, BATCH_COUNT, k, &first[k], &total[k]);
        for (size_t b = 0; b < BATCH_COUNT; b++) indices_without(batches, b, k, &firsts[b], &totals[b]);
        first_error[k] = reliable ? jackknife_error(firsts) : NAN;
        total_error[k] = reliable ? jackknife_error(totals) : NAN;
    }
    free(sums);
    return COHONG_OK;
}

/* ---- means */

void batch_mean(const double *values, size_t draw_count, size_t stride, double *mean, double *mean_error)
{
    double sums[BATCH_COUNT] = { 0 }, counts[BATCH_COUNT] = { 0 }, estimates[BATCH_COUNT], sum = 0, count = 0;
    for (size_t b = 0; b < draw_count; b++) {
        double value = values[b * stride];
        if (isnan(value)) continue;
        sums[b % BATCH_COUNT] += value;
        counts[b % BATCH_COUNT] += 1;
    }
    for (size_t b = 0; b < BATCH_COUNT; b++) {
        sum += sums[b];
        count += counts[b];
    }
    *mean = sum / count;
    for (size_t b = 0; b < BATCH_COUNT; b++) estimates[b] = (sum - sums[b]) / (count - counts[b]);
    *mean_error = jackknife_error(estimates);
}
