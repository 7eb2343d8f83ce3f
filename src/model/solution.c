/* Solutions: the caller's arrays, filled from the solver's padded workspace. */
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "model/economy.h"

const char *cohong_outcome_name(cohong_outcome outcome)
{
    static const char *const NAMES[] = { "converged", "no solution", "iteration limit" };
    return outcome <= COHONG_LIMIT ? NAMES[outcome] : "unknown";
}

static void layout(cohong_solution *s, arena *from, size_t N, size_t J, bool with_trade)
{
    s->wage_hat = arena_take(from, N, sizeof(double));
    s->labour_hat = arena_take(from, N, sizeof(double));
    s->tariff_revenue = arena_take(from, N, sizeof(double));
    s->deficit = arena_take(from, N, sizeof(double));
    s->income = arena_take(from, N, sizeof(double));
    s->sector_wage_hat = arena_take(from, J * N, sizeof(double));
    s->price_hat = arena_take(from, J * N, sizeof(double));
    s->unit_cost_hat = arena_take(from, J * N, sizeof(double));
    s->expenditure = arena_take(from, J * N, sizeof(double));
    s->output = arena_take(from, J * N, sizeof(double));
    s->profit = arena_take(from, J * N, sizeof(double));
    s->trade = with_trade ? arena_take(from, J * N * N, sizeof(double)) : NULL;
}

cohong_status solution_new(size_t N, size_t J, bool with_trade, cohong_solution **solution, cohong_error *error)
{
    *solution = NULL;
    cohong_solution *s = calloc(1, sizeof *s);
    arena from = { 0 };
    if (s == NULL) return fail_memory(error);
    layout(s, &from, N, J, with_trade);
    s->memory = from.overflow ? NULL : memory_block(from.used);
    if (s->memory == NULL) {
        free(s);
        return fail_memory(error);
    }
    from = (arena){ .block = s->memory, .size = from.used };
    layout(s, &from, N, J, with_trade);
    *solution = s;
    return COHONG_OK;
}

cohong_status cohong_solution_new(const cohong_model *model, bool with_trade, cohong_solution **solution,
                                  cohong_error *error)
{
    return solution_new(model->N, model->J, with_trade, solution, error);
}

void cohong_solution_free(cohong_solution *solution)
{
    if (solution == NULL) return;
    free(solution->memory);
    free(solution);
}

/* M'(j,n,i) = B(j,n,i) z(j,i) X'(j,n)/phi(j,n) */
static void trade_of(const cohong_model *m, double *trade)
{
    for (size_t j = 0; j < m->J; j++) {
        const double *B = (m->tariffed[j] ? m->B : m->A) + j * m->S * m->S, *z = m->z + j * m->S;
        for (size_t n = 0; n < m->N; n++) {
            double per_phi = m->per_phi[j * m->S + n];
            for (size_t i = 0; i < m->N; i++) trade[(j * m->N + n) * m->N + i] = B[n * m->S + i] * z[i] * per_phi;
        }
    }
}

void solution_from_workspace(const cohong_model *m, cohong_solution *s)
{
    for (size_t n = 0; n < m->N; n++) {
        s->wage_hat[n] = m->wage_hat[n];
        s->labour_hat[n] = m->labour[n] / m->value_added[n] * vmath_exp(m->x.log_pay[n] - m->log_wage[n]);
        s->tariff_revenue[n] = m->x.revenue[n] * m->value_added[n];
        s->deficit[n] = m->deficit[n];
        s->income[n] = m->income[n];
    }
    for (size_t j = 0; j < m->J; j++)
        for (size_t n = 0; n < m->N; n++) {
            size_t from = j * m->S + n, to = j * m->N + n;
            s->sector_wage_hat[to] = m->labour_is_specific ? vmath_exp(log_sector_wage(m, j, n)) : m->wage_hat[n];
            s->price_hat[to] = vmath_exp(m->x.log_price[from]);
            s->unit_cost_hat[to] = vmath_exp(cost_scale(m, j) * m->log_cost[from]);
            s->expenditure[to] = m->expenditure[from];
            s->output[to] = m->output[from] * m->x.output_hat[from];
            s->profit[to] = m->profit_share[j] * s->output[to];
        }
    if (s->trade != NULL) trade_of(m, s->trade);
}
