/* A batch: memory, the base in the order of the lanes, and draws put into lanes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "model/batch_space.h"

_Static_assert((int)BATCH_LANES == (int)LANES, "a draw a lane");

bool batch_serves(const cohong_model *model)
{
    return model->structure->entry == 0 && !model->structure->selection && !model->structure->profits &&
           !model->labour_is_specific && lanes_kernels_find(model->k->name) != NULL;
}

/* ---- memory */

static double *take(arena *from, size_t count)
{
    return arena_take(from, count, sizeof(double));
}

static void layout_base(batch *b, arena *from, size_t N, size_t J)
{
    double **rows[] = { &b->value_added_share, &b->final_share, &b->output,
                        &b->inverse_output,    &b->idle,        &b->cost_passthrough };
    b->gamma = take(from, N * J * J);
    b->response = take(from, N * J * J);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = take(from, N * J);
    b->A = take(from, J * N * N);
    b->B = take(from, J * N * N);
    b->tariffed = arena_take(from, J, sizeof *b->tariffed);
}

static void layout_own(batch *b, arena *from, size_t N, size_t J)
{
    double **lanes[] = { &b->own_log_ratio, &b->own_rate, &b->own_A, &b->own_B };
    b->own_first = arena_take(from, J * (N + 1), sizeof(size_t));
    b->own_exporter = arena_take(from, b->own_count, sizeof(size_t));
    b->own_share = take(from, b->own_count);
    for (size_t k = 0; k < sizeof lanes / sizeof *lanes; k++) *lanes[k] = take(from, b->own_count * LANES);
    b->free_slot = arena_take(from, b->free_count, sizeof(size_t));
    b->free_cell = arena_take(from, b->free_count, sizeof(size_t));
}

static void layout_point(lanes_point *p, arena *from, size_t N, size_t J)
{
    p->all = take(from, (2 * J + 2) * N * LANES);
    if (p->all == NULL) return;
    p->log_price = p->all;
    p->output_hat = p->log_price + N * J * LANES;
    p->log_pay = p->output_hat + N * J * LANES;
    p->revenue = p->log_pay + N * LANES;
}

static void layout_work(batch *b, arena *from, size_t N, size_t J)
{
    double **cells[] = { &b->technology, &b->A_home, &b->z,        &b->expenditure, &b->phi,     &b->taxfree,
                         &b->per_phi,    &b->sales,  &b->log_cost, &b->price_hat,   &b->cost_hat };
    double **sectors[] = { &b->theta, &b->spent, &b->home_share, &b->cost_response, &b->change, &b->indirect };
    double **countries[] = { &b->labour, &b->log_wage, &b->wage_hat, &b->factor_income, &b->deficit, &b->income };
    double **lines[] = { &b->line, &b->line_new, &b->line_deficit };
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) *cells[k] = take(from, N * J * LANES);
    for (size_t k = 0; k < sizeof sectors / sizeof *sectors; k++) *sectors[k] = take(from, J * LANES);
    for (size_t k = 0; k < sizeof countries / sizeof *countries; k++) *countries[k] = take(from, N * LANES);
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = take(from, N > J ? N : J);
    layout_point(&b->x, from, N, J);
    for (size_t k = 0; k < BATCH_HISTORY; k++) {
        layout_point(&b->g[k], from, N, J);
        layout_point(&b->f[k], from, N, J);
    }
    b->sums = arena_take(from, N, sizeof *b->sums);
}

static void layout(batch *b, arena *from)
{
    layout_base(b, from, b->N, b->J);
    layout_own(b, from, b->N, b->J);
    layout_work(b, from, b->N, b->J);
}

static cohong_status take_memory(batch *b, cohong_error *error)
{
    arena from = { 0 };
    layout(b, &from);
    b->memory = from.overflow ? NULL : memory_block(from.used);
    if (b->memory == NULL) return fail_memory(error);
    from = (arena){ .block = b->memory, .size = from.used };
    layout(b, &from);
    return COHONG_OK;
}

/* ---- the base */

static void fill_base(batch *b)
{
    const cohong_model *m = b->m;
    size_t J = b->J, S = m->S;
    for (size_t n = 0; n < b->N; n++)
        for (size_t j = 0; j < J; j++) {
            size_t to = n * J + j, from = j * S + n;
            b->value_added_share[to] = m->value_added_share[from];
            b->final_share[to] = m->final_share[from];
            b->output[to] = m->output[from];
            b->inverse_output[to] = m->inverse_output[from];
            b->idle[to] = m->idle[from];
            b->cost_passthrough[to] = m->cost_passthrough[from];
            for (size_t k = 0; k < J; k++) {
                b->gamma[to * J + k] = m->gamma[block_at(J, j, k, n)];
                b->response[to * J + k] = m->response[block_at(J, j, k, n)];
            }
        }
}

/* ---- cells of trade */

/* kappa = d^ (1+t')/(1+t) of one cell, and 1 + t'; false outside the domain, which prepare_shock will name. */
static bool cost_ratio(const batch *b, const cohong_shock *shock, size_t cell, double *kappa, double *rate)
{
    double t = b->m->base->tariff[cell], t_new = shock->tariff != NULL ? shock->tariff[cell] : t;
    double d = shock->trade_cost_hat != NULL ? shock->trade_cost_hat[cell] : 1;
    size_t n = cell / b->N % b->N, i = cell % b->N;
    *kappa = t_new == t ? d : (1 + t_new) / (1 + t) * d;
    *rate = 1 + t_new;
    return t_new > -1 && t_new <= 1e6 && d > 0 && d <= 1e9 && (n != i || t_new == 0);
}

static bool is_free(const batch *b, const bool *free_cells, size_t cell)
{
    return free_cells != NULL && free_cells[cell] && cell / b->N % b->N != cell % b->N;
}

/* Where a draw has a share of its own: where its tariff or trade cost may be its own, and where theta weighs on a common change. */
static cohong_status count_own(batch *b, const bool *free_cells, cohong_error *error)
{
    for (size_t cell = 0; cell < b->J * b->N * b->N; cell++) {
        double kappa, rate;
        if (!cost_ratio(b, &b->common, cell, &kappa, &rate))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "shock: a tariff or a trade cost factor is outside its domain");
        bool freely = is_free(b, free_cells, cell);
        b->free_count += freely;
        b->own_count += freely || kappa != 1;
    }
    return COHONG_OK;
}

static void fill_own_cell(batch *b, size_t slot, size_t cell, double kappa, double rate)
{
    b->own_exporter[slot] = cell % b->N;
    b->own_share[slot] = b->A[cell];
    for (size_t at = 0; at < LANES; at++) {
        b->own_log_ratio[slot * LANES + at] = vmath_log(kappa);
        b->own_rate[slot * LANES + at] = rate;
    }
    b->A[cell] = b->B[cell] = 0;
}

static void fill_cell(batch *b, const bool *free_cells, size_t cell, size_t *slot, size_t *free_at)
{
    size_t N = b->N, j = cell / N / N, n = cell / N % N, i = cell % N;
    double kappa, rate;
    cost_ratio(b, &b->common, cell, &kappa, &rate);
    b->A[cell] = b->m->trade_share[(j * b->m->S + n) * b->m->S + i];
    b->B[cell] = b->A[cell] / rate;
    b->tariffed[j] |= rate != 1;
    bool freely = is_free(b, free_cells, cell);
    if (freely) {
        b->tariffed[j] = 1;
        b->free_slot[*free_at] = *slot;
        b->free_cell[(*free_at)++] = cell;
    }
    if (freely || kappa != 1) fill_own_cell(b, (*slot)++, cell, kappa, rate);
}

static void fill_cells(batch *b, const bool *free_cells)
{
    size_t slot = 0, free_at = 0, N = b->N;
    for (size_t j = 0; j < b->J; j++) {
        b->tariffed[j] = 0;
        for (size_t n = 0; n < N; n++) {
            b->own_first[j * (N + 1) + n] = slot;
            for (size_t i = 0; i < N; i++) fill_cell(b, free_cells, (j * N + n) * N + i, &slot, &free_at);
        }
        b->own_first[j * (N + 1) + N] = slot;
    }
}

cohong_status batch_new(const cohong_model *model, const cohong_shock *common, const bool *free_cells, batch **made,
                        cohong_error *error)
{
    *made = NULL;
    batch *b = calloc(1, sizeof *b);
    if (b == NULL) return fail_memory(error);
    *b = (batch){ .m = model, .k = lanes_kernels_find(model->k->name), .N = model->N, .J = model->J };
    if (common != NULL) b->common = *common;
    cohong_status status = count_own(b, free_cells, error);
    if (status == COHONG_OK) status = take_memory(b, error);
    if (status != COHONG_OK) {
        batch_free(b);
        return status;
    }
    fill_base(b);
    fill_cells(b, free_cells);
    *made = b;
    return COHONG_OK;
}

void batch_free(batch *of)
{
    if (of == NULL) return;
    free(of->memory);
    free(of);
}

/* ---- draws */

static bool set_cells(batch *b, size_t at, const cohong_shock *shock)
{
    for (size_t k = 0; k < b->free_count; k++) {
        double kappa, rate;
        if (!cost_ratio(b, shock, b->free_cell[k], &kappa, &rate)) return false;
        b->own_log_ratio[b->free_slot[k] * LANES + at] =
            kappa; /* of which batch_solve takes logarithms, eight at a time */
        b->own_rate[b->free_slot[k] * LANES + at] = rate;
    }
    return true;
}

static bool set_vectors(batch *b, size_t at, const batch_draw *draw)
{
    size_t N = b->N, J = b->J;
    for (size_t j = 0; j < J; j++) {
        if (!(draw->theta[j] > 0 && isfinite(draw->theta[j]))) return false;
        b->theta[j * LANES + at] = draw->theta[j];
    }
    for (size_t k = 0; k < J * N; k++) {
        double T = draw->shock.technology_hat != NULL ? draw->shock.technology_hat[k] : 1;
        if (!(T > 0 && isfinite(T))) return false;
        b->technology[k * LANES + at] = T;
    }
    for (size_t n = 0; n < N; n++) {
        double L = draw->shock.labour_hat != NULL ? draw->shock.labour_hat[n] : 1;
        if (!(L > 0 && isfinite(L))) return false;
        b->labour[n * LANES + at] = b->m->value_added[n] * L;
    }
    return true;
}

void batch_begin(batch *b)
{
    for (size_t at = 0; at < LANES; at++) b->lanes[at] = (lane){ .state = LANE_EMPTY };
}

bool batch_set(batch *b, size_t lane_at, const batch_draw *draw)
{
    lane *l = &b->lanes[lane_at];
    *l = (lane){ .state = LANE_EMPTY, .labour_elasticity = draw->labour_elasticity };
    if (b->m->labour_follows_prices && !(draw->labour_elasticity >= 0)) return false;
    if (!set_vectors(b, lane_at, draw) || !set_cells(b, lane_at, &draw->shock)) return false;
    l->state = LANE_MOVING;
    return true;
}
