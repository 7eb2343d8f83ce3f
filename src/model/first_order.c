/* Terms of trade and volume of trade, first order, with dln x read as x^ - 1, as Caliendo and Parro compute their tables. */
#include "model/first_order.h"

double terms_of_trade(const cohong_case *c, size_t n)
{
    const cohong_world *w = cohong_model_base(c->model);
    const cohong_accounts *a = cohong_model_base_accounts(c->model);
    size_t N = w->country_count;
    double sum = 0;
    for (size_t j = 0; j < w->sector_count; j++) {
        const double *trade = w->trade + j * N * N, *cost = c->solution->unit_cost_hat + j * N;
        double own = cost[n] - 1;
        for (size_t i = 0; i < N; i++)
            if (i != n) sum += trade[i * N + n] * own - trade[n * N + i] * (cost[i] - 1);
    }
    return sum / a->income[n];
}

double volume_of_trade(const cohong_case *c, size_t n)
{
    const cohong_world *w = cohong_model_base(c->model);
    const cohong_accounts *a = cohong_model_base_accounts(c->model);
    size_t N = w->country_count;
    double sum = 0;
    for (size_t j = 0; j < w->sector_count; j++)
        for (size_t i = 0; i < N; i++) {
            size_t at = (j * N + n) * N + i;
            double before = w->trade[at], after = c->solution->trade[at];
            if (!(before > 0 && after > 0) || w->tariff[at] == 0) continue;
            sum += w->tariff[at] * before * (after / before - c->solution->unit_cost_hat[j * N + i]);
        }
    return sum / a->income[n];
}
