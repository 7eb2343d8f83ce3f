/* Making every identity hold.
 *
 * Sourcing shares pi, tariffs t and input shares gamma (renormalised to sum to 1) are kept. In a country where expenditure less
 * intermediate use is nowhere negative the final shares become that residual and no flow has to move. Elsewhere negative residuals
 * become 0, and flows are solved for with prices as they are:
 *   X(j,n) = sum_k gamma Y(k,n) + alpha I(n),   M = pi X/(1+t),   Y = sum_n M,   I = VA + R + D,   sum of VA unchanged,
 * by repetition; deficits D keep their value. */
#include <math.h>
#include <string.h>

#include "world/world.h"

enum { SWEEP_LIMIT = 20000 };
static const double CLOSE_ENOUGH = 1e-14;

static void renormalise_inputs(cohong_world *w)
{
    size_t N = w->country_count, J = w->sector_count;
    for (size_t at = 0; at < J * N; at++) {
        double sum = w->value_added_share[at];
        for (size_t k = 0; k < J; k++) sum += w->input_share[at * J + k];
        if (!(sum > 0)) {
            w->value_added_share[at] = 1;
            continue;
        }
        w->value_added_share[at] /= sum;
        for (size_t k = 0; k < J; k++) w->input_share[at * J + k] /= sum;
    }
}

static double residual_of(const cohong_world *w, const cohong_accounts *a, size_t j, size_t n)
{
    size_t N = w->country_count, J = w->sector_count;
    double left = a->expenditure[j * N + n];
    for (size_t k = 0; k < J; k++) left -= w->input_share[(k * N + n) * J + j] * a->output[k * N + n];
    return left;
}

static cohong_status residual_country(cohong_world *w, const cohong_accounts *a, size_t n, double slack,
                                      cohong_error *error)
{
    size_t N = w->country_count, J = w->sector_count;
    double total = 0;
    for (size_t j = 0; j < J; j++) {
        double left = residual_of(w, a, j, n), X = a->expenditure[j * N + n];
        if (left < -slack * X)
            return fail(error, COHONG_IDENTITY_BROKEN, NOWHERE,
                        "country %s, sector %s: intermediate use is %.9g, more than expenditure of %.9g; final demand "
                        "would be negative",
                        w->countries[n].code, w->sectors[j].code, X - left, X);
        w->final_share[j * N + n] = left > 0 ? left : 0;
        total += w->final_share[j * N + n];
    }
    if (!(total > 0))
        return fail(error, COHONG_IDENTITY_BROKEN, NOWHERE, "country %s: nothing is left for final demand",
                    w->countries[n].code);
    for (size_t j = 0; j < J; j++) w->final_share[j * N + n] /= total;
    return COHONG_OK;
}

cohong_status world_residual_final(cohong_world *world, double slack, cohong_error *error)
{
    cohong_accounts *accounts;
    cohong_status status = cohong_accounts_new(world, &accounts, error);
    for (size_t n = 0; status == COHONG_OK && n < world->country_count; n++)
        status = residual_country(world, accounts, n, slack, error);
    if (status == COHONG_OK || accounts != NULL) cohong_accounts_free(accounts);
    return status;
}

/* New expenditure and flows from outputs and incomes as they stand; answers the largest relative change of an expenditure. */
static double sweep(cohong_world *w, const cohong_accounts *a, const double *deficit, double world_value_added)
{
    size_t N = w->country_count, J = w->sector_count;
    double worst = 0, now = 0;
    for (size_t n = 0; n < N; n++) now += a->value_added[n];
    double scale = world_value_added / now;
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++) {
            double X = a->expenditure[j * N + n], use = X - residual_of(w, a, j, n);
            double income = (a->value_added[n] + a->tariff_revenue[n]) * scale + deficit[n];
            double next = use * scale + w->final_share[j * N + n] * income;
            if (X > 0) worst = fmax(worst, fabs(next / X - 1));
            for (size_t i = 0; i < N; i++) {
                size_t at = (j * N + n) * N + i;
                w->trade[at] = a->trade_share[at] * next / (1 + w->tariff[at]);
            }
        }
    return worst;
}

static cohong_status solve_flows(cohong_world *w, const double *deficit, double value_added,
                                 cohong_balance_report *report, cohong_error *error)
{
    for (report->iterations = 0; report->iterations < SWEEP_LIMIT; report->iterations++) {
        cohong_accounts *a;
        cohong_status status = cohong_accounts_new(w, &a, error);
        if (status != COHONG_OK) return status;
        double worst = sweep(w, a, deficit, value_added);
        cohong_accounts_free(a);
        if (worst <= CLOSE_ENOUGH) break;
    }
    return COHONG_OK;
}

static void measure_moves(const cohong_world *w, const double *before, cohong_balance_report *report)
{
    size_t N = w->country_count, cells = w->sector_count * N * N;
    double moved = 0, total = 0;
    for (size_t at = 0; at < cells; at++) {
        double change = fabs(w->trade[at] - before[at]);
        moved += change;
        total += before[at];
        if (!(before[at] > 0) || change / before[at] <= report->largest_change) continue;
        report->largest_change = change / before[at];
        report->exporter = at % N;
        report->importer = at / N % N;
        report->sector = at / N / N;
    }
    report->total_moved = total > 0 ? moved / total : 0;
}

static cohong_status balance_with(cohong_world *w, const cohong_accounts *a, cohong_balance_report *report,
                                  cohong_error *error)
{
    double value_added = 0;
    cohong_status status = COHONG_OK;
    for (size_t n = 0; n < w->country_count; n++) value_added += a->value_added[n];
    for (size_t n = 0; n < w->country_count && status == COHONG_OK; n++)
        status = residual_country(w, a, n, INFINITY, error);
    return status == COHONG_OK ? solve_flows(w, a->deficit, value_added, report, error) : status;
}

/* Balances w, a copy of what is to be balanced, and checks it. */
static cohong_status balance(cohong_world *w, cohong_balance_report *report, cohong_error *error)
{
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    cohong_accounts *accounts;
    size_t count;
    renormalise_inputs(w);
    cohong_status status = cohong_accounts_new(w, &accounts, error);
    if (status != COHONG_OK) return status;
    status = balance_with(w, accounts, report, error);
    cohong_accounts_free(accounts);
    if (status != COHONG_OK) return status;
    status = cohong_world_check(w, identities, &count, error);
    for (size_t k = 0; k < count; k++) report->residual = fmax(report->residual, identities[k].worst);
    return status;
}

cohong_status cohong_world_balance(cohong_world *world, cohong_balance_report *report, cohong_error *error)
{
    size_t N = world->country_count, J = world->sector_count;
    cohong_world *w;
    *report = (cohong_balance_report){ 0 };
    cohong_status status = world_check_domain(world, error);
    if (status == COHONG_OK) status = cohong_world_copy(world, &w, error);
    if (status != COHONG_OK) return status;
    status = balance(w, report, error);
    if (status == COHONG_OK) {
        measure_moves(w, world->trade, report);
        memcpy(world->trade, w->trade, J * N * N * sizeof(double));
        memcpy(world->value_added_share, w->value_added_share, J * N * sizeof(double));
        memcpy(world->input_share, w->input_share, J * N * J * sizeof(double));
        memcpy(world->final_share, w->final_share, J * N * sizeof(double));
    }
    cohong_world_free(w);
    return status;
}
