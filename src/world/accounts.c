/* The accounts that follow from a world (model.md):
 *   X(j,n) = sum_i M(1+t);  pi = M(1+t)/X;  Y(j,i) = sum_n M;  VA = sum_j gamma0 Y;  R = sum t M;  D = imports - exports;
 *   I = VA + R + D */
#include <stdlib.h>

#include "base/memory.h"
#include "world/world.h"

static void layout(cohong_accounts *a, arena *from, size_t N, size_t J)
{
    double **lines[] = { &a->value_added, &a->tariff_revenue, &a->exports, &a->imports, &a->deficit, &a->income };
    a->expenditure = arena_take(from, J * N, sizeof(double));
    a->trade_share = arena_take(from, J * N * N, sizeof(double));
    a->output = arena_take(from, J * N, sizeof(double));
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = arena_take(from, N, sizeof(double));
}

/* One importer's purchases of one sector. */
static void add_row(cohong_accounts *a, const cohong_world *w, size_t j, size_t n)
{
    size_t N = w->country_count, row = (j * N + n) * N;
    const double *M = w->trade + row, *t = w->tariff + row;
    double X = 0;
    for (size_t i = 0; i < N; i++) {
        X += M[i] * (1 + t[i]);
        a->tariff_revenue[n] += t[i] * M[i];
        a->output[j * N + i] += M[i];
        if (i == n) continue;
        a->imports[n] += M[i];
        a->exports[i] += M[i];
    }
    a->expenditure[j * N + n] = X;
    for (size_t i = 0; i < N; i++) a->trade_share[row + i] = X > 0 ? M[i] * (1 + t[i]) / X : 0;
}

static void compute(cohong_accounts *a, const cohong_world *w)
{
    size_t N = w->country_count, J = w->sector_count;
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++) add_row(a, w, j, n);
    for (size_t k = 0; k < J * N; k++) a->value_added[k % N] += w->value_added_share[k] * a->output[k];
    for (size_t n = 0; n < N; n++) {
        a->deficit[n] = a->imports[n] - a->exports[n];
        a->income[n] = a->value_added[n] + a->tariff_revenue[n] + a->deficit[n];
    }
}

cohong_status cohong_accounts_new(const cohong_world *world, cohong_accounts **accounts, cohong_error *error)
{
    *accounts = NULL;
    arena from = { 0 };
    cohong_accounts *a = calloc(1, sizeof *a);
    if (a == NULL) return fail_memory(error);
    layout(a, &from, world->country_count, world->sector_count);
    a->memory = from.overflow ? NULL : memory_block(from.used);
    if (a->memory == NULL) {
        free(a);
        return fail_memory(error);
    }
    from = (arena){ .block = a->memory, .size = from.used };
    layout(a, &from, world->country_count, world->sector_count);
    compute(a, world);
    *accounts = a;
    return COHONG_OK;
}

void cohong_accounts_free(cohong_accounts *accounts)
{
    if (accounts == NULL) return;
    free(accounts->memory);
    free(accounts);
}
