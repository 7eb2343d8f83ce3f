/* What a sweep says: quantiles of every result over the draws that solved, what each input does, and which draws failed.
 * Failed draws are in no mean and no quantile. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep/indices.h"
#include "sweep/plan.h"

/* A summary and its arrays; cohong_sweep_summary.memory. */
typedef struct summary_owner {
    cohong_sweep_summary summary;
    size_t *failed_rows;
    double *effects; /* a result: low, high, first, first_error, total, total_error of every group */
} summary_owner;

enum { EFFECT_COUNT = 6 };

static const double TOO_MANY = 0.05;

void cohong_sweep_summary_free(cohong_sweep_summary *summary)
{
    if (summary == NULL) return;
    summary_owner *owner = summary->memory;
    free(summary->results);
    free(owner->failed_rows);
    free(owner->effects);
    free(owner);
}

/* ---- one result */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Type 7 of Hyndman & Fan 1996: between order statistics at (count - 1) p. */
static double quantile(const double *sorted, size_t count, double p)
{
    double at = (double)(count - 1) * p;
    size_t below = (size_t)at, above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

static void describe(const double *sorted, size_t count, cohong_sweep_result *to)
{
    to->count = count;
    to->least = count > 0 ? sorted[0] : NAN;
    to->low95 = count > 0 ? quantile(sorted, count, 0.025) : NAN;
    to->low67 = count > 0 ? quantile(sorted, count, 1.0 / 6) : NAN;
    to->median = count > 0 ? quantile(sorted, count, 0.5) : NAN;
    to->high67 = count > 0 ? quantile(sorted, count, 5.0 / 6) : NAN;
    to->high95 = count > 0 ? quantile(sorted, count, 0.975) : NAN;
    to->most = count > 0 ? sorted[count - 1] : NAN;
}

/* A column of the draws, as rows by draw: `block` values of every draw in f. */
static void gather(const cohong_sweep_labels *l, const cohong_draws *d, size_t column, double *f)
{
    for (size_t row = 0; row < l->draw_count * design_block(l); row++)
        f[row] = d->values[row * d->column_count + column];
}

static double value_at(const cohong_draws *d, size_t row, size_t column)
{
    return d->values[row * d->column_count + column];
}

static cohong_status summarise_result(const cohong_sweep_labels *l, const cohong_draws *d, size_t k, double *f,
                                      double *effects, cohong_sweep_result *to, cohong_error *error)
{
    size_t block = design_block(l), G = l->group_count, column = 1 + l->input_count + k, count = 0;
    size_t drawn = l->draw_count * block;
    double *effect[EFFECT_COUNT];
    for (size_t e = 0; e < EFFECT_COUNT; e++) effect[e] = effects + e * G;
    gather(l, d, column, f);
    batch_mean(f, l->draw_count, block, &to->mean, &to->mean_error);
    to->central = value_at(d, drawn, column);
    for (size_t g = 0; g < G; g++) {
        effect[0][g] = value_at(d, drawn + 1 + 2 * g, column);
        effect[1][g] = value_at(d, drawn + 2 + 2 * g, column);
    }
    to->low = effect[0];
    to->high = effect[1];
    cohong_status status = COHONG_OK;
    if (l->indices) {
        status = sobol_indices(f, l->draw_count, G, effect[2], effect[3], effect[4], effect[5], error);
        to->first = effect[2], to->first_error = effect[3], to->total = effect[4], to->total_error = effect[5];
    }
    for (size_t row = 0; row < drawn; row++)
        if (row % block < 2 && !isnan(f[row])) f[count++] = f[row];
    qsort(f, count, sizeof *f, by_value);
    describe(f, count, to);
    return status;
}

/* ---- failures */

static bool is_draw(const cohong_sweep_labels *l, size_t row)
{
    design_kind kind = design_row_of(l, row).kind;
    return kind == DESIGN_A || kind == DESIGN_B;
}

static void count_failures(const cohong_sweep_labels *l, const cohong_draws *d, summary_owner *owner)
{
    cohong_sweep_summary *s = &owner->summary;
    for (size_t row = 0; row < d->row_count; row++) {
        size_t end = (size_t)value_at(d, row, 0);
        bool drawn = is_draw(l, row);
        s->draws += drawn;
        if (end == COHONG_ROW_SOLVED) continue;
        s->failures += drawn;
        s->rows_failed[end < COHONG_ROW_END_COUNT ? end : COHONG_ROW_NOT_A_NUMBER]++;
        owner->failed_rows[s->failed_row_count++] = row;
    }
    s->failed_rows = owner->failed_rows;
    s->too_many = (double)s->failures > TOO_MANY * (double)s->draws;
}

/* A side of an input's range: at or above a threshold, or at or below it. */
typedef struct region {
    size_t input;
    bool above;
    double threshold;
    size_t failed, all; /* draws in it */
} region;

/* The part of an input's range beyond the failed draw that lies furthest inside, a quarter of the failed draws left out:
 * outliers would make every region the whole range. `failing` are the inputs of the failed draws, in order. */
static region region_of(const cohong_sweep_labels *l, const cohong_draws *d, size_t input, bool above,
                        const double *failing, size_t count)
{
    region r = { .input = input,
                 .above = above,
                 .threshold = above ? failing[count / 4] : failing[count - 1 - count / 4] };
    for (size_t row = 0; row < d->row_count; row++) {
        double value = value_at(d, row, 1 + input);
        if (!is_draw(l, row) || (above ? value < r.threshold : value > r.threshold)) continue;
        r.all++;
        r.failed += (size_t)value_at(d, row, 0) != COHONG_ROW_SOLVED;
    }
    return r;
}

/* The region in which the share of failures is largest. */
static void find_region(const cohong_sweep_labels *l, const cohong_draws *d, double *failing, cohong_sweep_summary *to)
{
    region best = { .all = 1 };
    for (size_t input = 0; input < l->input_count; input++) {
        size_t count = 0;
        for (size_t k = 0; k < to->failed_row_count; k++)
            if (is_draw(l, to->failed_rows[k])) failing[count++] = value_at(d, to->failed_rows[k], 1 + input);
        if (count == 0) return;
        qsort(failing, count, sizeof *failing, by_value);
        for (int side = 0; side < 2; side++) {
            region r = region_of(l, d, input, side == 1, failing, count);
            if (r.failed * best.all > best.failed * r.all) best = r;
        }
    }
    if (best.failed == 0) return;
    snprintf(to->region, sizeof to->region,
             "%s %s %g: %zu of %zu draws there fail (%.1f %%; %zu of %zu, or %.1f %%, everywhere)",
             l->inputs[best.input], best.above ? ">=" : "<=", best.threshold, best.failed, best.all,
             100 * (double)best.failed / (double)best.all, to->failures, to->draws,
             100 * (double)to->failures / (double)to->draws);
}

/* ---- all of it */

static cohong_status fill(const cohong_sweep_labels *l, const cohong_draws *d, summary_owner *owner, double *scratch,
                          cohong_error *error)
{
    cohong_sweep_summary *s = &owner->summary;
    cohong_status status = COHONG_OK;
    count_failures(l, d, owner);
    find_region(l, d, scratch, s);
    for (size_t k = 0; k < l->result_count && status == COHONG_OK; k++)
        status = summarise_result(l, d, k, scratch, owner->effects + k * EFFECT_COUNT * l->group_count, &s->results[k],
                                  error);
    return status;
}

cohong_status cohong_sweep_summarise(const cohong_sweep *sweep, const cohong_draws *draws,
                                     cohong_sweep_summary **summary, cohong_error *error)
{
    const cohong_sweep_labels *l = &sweep->labels;
    *summary = NULL;
    summary_owner *owner = calloc(1, sizeof *owner);
    double *scratch = malloc((draws->row_count + 1) * sizeof *scratch);
    if (owner == NULL || scratch == NULL) {
        free(owner);
        free(scratch);
        return fail_memory(error);
    }
    cohong_sweep_summary *s = &owner->summary;
    s->memory = owner;
    s->result_count = l->result_count;
    s->group_count = l->group_count;
    s->results = calloc(l->result_count, sizeof *s->results);
    owner->failed_rows = malloc(draws->row_count * sizeof *owner->failed_rows);
    owner->effects = malloc(l->result_count * EFFECT_COUNT * l->group_count * sizeof *owner->effects);
    bool whole = s->results != NULL && owner->failed_rows != NULL && owner->effects != NULL;
    cohong_status status = whole ? fill(l, draws, owner, scratch, error) : fail_memory(error);
    free(scratch);
    if (status == COHONG_OK)
        *summary = s;
    else
        cohong_sweep_summary_free(s);
    return status;
}
