/* Eight adjoints at a time: memory, and lanes in and out (panel.h). */
#include "model/panel.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/lanes.h"

/* ---- memory */

static void layout(panel *p, arena *from)
{
    size_t rows = p->J * p->S, square = p->N * p->stride * p->stride, column = PANEL_RESTART + 1;
    struct {
        double **at;
        size_t cells;
    } lanes[] = {
        { &p->right, p->length },
        { &p->x, p->length },
        { &p->image, p->length },
        { &p->along, rows },
        { &p->cost, rows },
        { &p->weight, rows },
        { &p->exports, p->S },
        { &p->shares, p->S },
        { &p->sales, p->S },
        { &p->prices, p->stride },
        { &p->outputs, p->stride },
        { &p->answer, p->stride },
        { &p->income, p->S },
        { &p->deficit, p->S },
        { &p->basis, column * p->length },
        { &p->cosine, column },
        { &p->sine, column },
        { &p->target, column },
        { &p->hessenberg, column * PANEL_RESTART },
        { &p->residual, 1 },
        { &p->iterations, 1 },
    };
    for (size_t k = 0; k < sizeof lanes / sizeof *lanes; k++)
        *lanes[k].at = arena_take(from, lanes[k].cells, LANES * sizeof(double));
    p->gamma = arena_take(from, square, sizeof(double));
    p->response = arena_take(from, square, sizeof(double));
}

/* The matrices of each country, out of the blocks of eight countries that the kernels for one read. */
static void take_matrices(panel *p)
{
    const cohong_model *m = p->g->m;
    for (size_t n = 0; n < p->N; n++)
        for (size_t j = 0; j < p->J; j++)
            for (size_t k = 0; k < p->J; k++) {
                size_t to = (n * p->stride + j) * p->stride + k, from = block_at(p->J, j, k, n);
                p->gamma[to] = m->gamma[from];
                p->response[to] = m->response[from];
            }
}

cohong_status panel_new(const cohong_gradient *g, panel **made, cohong_error *error)
{
    *made = NULL;
    panel *p = calloc(1, sizeof *p);
    if (p == NULL) return fail_memory(error);
    *p = (panel){ .g = g, .N = g->N, .J = g->J, .S = g->S, .length = g->length };
    p->k = lanes_kernels_find(g->m->k->name);
    p->stride = (p->J + LANES - 1) / LANES * LANES;
    arena from = { 0 };
    layout(p, &from);
    p->memory = from.overflow ? NULL : memory_block(from.used);
    if (p->memory == NULL) {
        free(p);
        return fail_memory(error);
    }
    from = (arena){ .block = p->memory, .size = from.used };
    layout(p, &from);
    take_matrices(p);
    *made = p;
    return COHONG_OK;
}

void panel_free(panel *p)
{
    if (p == NULL) return;
    free(p->memory);
    free(p);
}

/* ---- lanes */

void panel_begin(panel *p)
{
    memset(p->right, 0, p->length * LANES * sizeof *p->right);
    memset(p->x, 0, p->length * LANES * sizeof *p->x);
}

void panel_set(panel *p, size_t lane, const double *right, const double *guess)
{
    for (size_t a = 0; a < p->length; a++) p->right[a * LANES + lane] = right[a];
    for (size_t a = 0; guess != NULL && a < p->length; a++) p->x[a * LANES + lane] = guess[a];
}

void panel_solve(panel *p)
{
    p->k->adjoints(p);
}

cohong_status panel_take(const panel *p, size_t lane, double *x, cohong_gradient *into, cohong_linear_solve *how,
                         cohong_error *error)
{
    *how = (cohong_linear_solve){ (size_t)p->iterations[lane], p->residual[lane] };
    for (size_t a = 0; a < p->length; a++) x[a] = p->x[a * LANES + lane];
    memcpy(into->solution.all, x, p->length * sizeof *x);
    for (size_t a = 0; a < p->J * p->S; a++) into->along[a] = p->along[a * LANES + lane];
    return adjoint_judge(how, how->residual <= p->g->tolerance, error);
}
