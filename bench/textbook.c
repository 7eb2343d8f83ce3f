/* The nested method, from the equations of Caliendo & Parro (2015), "Estimates of the Trade and Welfare Effects of NAFTA",
 * Review of Economic Studies 82(1), section 4 and appendix:
 *   guess wages w^
 *     inner loop: c^(j,n) = w^(n)^B(j,n) prod_k p^(k,n)^G(k,j,n),  p^(j,n) = [ sum_i pi (kappa^ c^(j,i))^-theta ]^(-1/theta)
 *     shares:     pi'(j,n,i) = pi (kappa^ c^(j,i) / p^(j,n))^-theta
 *     linear:     X' = GAMMA(pi') X' + alpha (w^ VA + R'(X') + D),  NJ equations, solved by LU with partial pivoting
 *     excess:     ZW(n) = (exports - imports + D) / VA
 *   w^ <- w^ + vfactor ZW, rescaled to an unchanged world value added; until |ZW| is small.
 * Kinder than the original: prices start from those of the last wage step instead of 1, and pi kappa^^-theta is made once
 * instead of at every pass. vfactor is 0.2 as there, and is halved should the excess demand grow tenfold. */
#include "textbook.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Everything that one solve needs beside its result. */
typedef struct workspace {
    const textbook_economy *e;
    double *D;    /* J x N x N, pi kappa^^-theta */
    double *Dp;   /* J x N x N, pi'/(1+t') */
    double *G;    /* J x J x N, [(j*J + k)*N + n] */
    double *cost; /* J x N, c^^-theta */
    double *logp; /* J x N */
    double *Fp;   /* J x N, sum over i of pi'/(1+t') */
    double *OM;   /* NJ x NJ, column-major */
    double *ZW;   /* N */
    lapack_int *pivot;
    void *memory;
} workspace;

textbook_settings textbook_default(void)
{
    return (textbook_settings){
        .vfactor = 0.2, .tolerance = 1e-10, .price_tolerance = 1e-12, .outer_limit = 20000, .inner_limit = 10000
    };
}

bool textbook_result_new(size_t N, size_t J, textbook_result *result)
{
    *result = (textbook_result){ 0 };
    result->wage = malloc((N + 2 * N * J) * sizeof(double));
    if (result->wage == NULL) return false;
    result->price = result->wage + N;
    result->expenditure = result->price + N * J;
    return true;
}

void textbook_result_free(textbook_result *result)
{
    free(result->wage);
    *result = (textbook_result){ 0 };
}

static bool workspace_new(const textbook_economy *e, workspace *w)
{
    size_t N = e->N, J = e->J, row = J * N, square = J * N * N;
    *w = (workspace){ .e = e };
    double *at = malloc((2 * square + J * J * N + 3 * row + row * row + N) * sizeof(double));
    w->memory = at;
    w->pivot = malloc(row * sizeof *w->pivot);
    if (at == NULL || w->pivot == NULL) return false;
    w->D = at;
    w->Dp = w->D + square;
    w->G = w->Dp + square;
    w->cost = w->G + J * J * N;
    w->logp = w->cost + row;
    w->Fp = w->logp + row;
    w->OM = w->Fp + row;
    w->ZW = w->OM + row * row;
    return true;
}

static void workspace_free(workspace *w)
{
    free(w->memory);
    free(w->pivot);
}

/* D = pi ((1+t')/(1+t))^-theta, and G. */
static void prepare(workspace *w)
{
    const textbook_economy *e = w->e;
    size_t N = e->N, J = e->J;
    for (size_t j = 0; j < J; j++)
        for (size_t k = j * N * N; k < (j + 1) * N * N; k++)
            w->D[k] = e->trade_share[k] * pow((1 + e->new_tariff[k]) / (1 + e->tariff[k]), -e->theta[j]);
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++)
            for (size_t k = 0; k < J; k++) w->G[(j * J + k) * N + n] = e->input_share[(j * N + n) * J + k];
}

/* cost = c^^-theta of sector j in every country. */
static void unit_costs(workspace *w, const double *wage, size_t j)
{
    const textbook_economy *e = w->e;
    size_t N = e->N, J = e->J;
    double *c = w->cost + j * N;
    for (size_t n = 0; n < N; n++) c[n] = e->value_added_share[j * N + n] * log(wage[n]);
    for (size_t k = 0; k < J; k++)
        for (size_t n = 0; n < N; n++) c[n] += w->G[(j * J + k) * N + n] * w->logp[k * N + n];
    for (size_t n = 0; n < N; n++) c[n] = exp(-e->theta[j] * c[n]);
}

static double dot(const double *a, const double *b, size_t length)
{
    double sum[4] = { 0 };
    size_t k = 0;
    for (; k + 4 <= length; k += 4)
        for (size_t lane = 0; lane < 4; lane++) sum[lane] += a[k + lane] * b[k + lane];
    for (; k < length; k++) sum[0] += a[k] * b[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The inner loop; answers the passes it took. */
static size_t prices(workspace *w, const textbook_settings *s, const double *wage, double *price)
{
    const textbook_economy *e = w->e;
    size_t N = e->N, J = e->J, pass = 0;
    for (double change = INFINITY; change > s->price_tolerance && pass < s->inner_limit; pass++) {
        for (size_t k = 0; k < J * N; k++) w->logp[k] = log(price[k]);
        for (size_t j = 0; j < J; j++) unit_costs(w, wage, j);
        change = 0;
        for (size_t k = 0; k < J * N; k++) {
            double phi = dot(w->D + k * N, w->cost + k / N * N, N);
            double next = phi > 0 ? pow(phi, -1 / e->theta[k / N])
                                  : 1; /* nothing is sold here: its price is not defined */
            change = fmax(change, fabs(next - price[k]));
            price[k] = next;
        }
    }
    return pass;
}

/* Dp = pi'/(1+t') and its row sums, from the costs and prices of the inner loop. */
static void shares(workspace *w)
{
    const textbook_economy *e = w->e;
    size_t N = e->N;
    for (size_t k = 0; k < e->J * N; k++) {
        const double *D = w->D + k * N, *cost = w->cost + k / N * N, *t = e->new_tariff + k * N;
        double *Dp = w->Dp + k * N, phi = dot(D, cost, N);
        w->Fp[k] = 0;
        for (size_t i = 0; i < N; i++) {
            Dp[i] = phi > 0 ? D[i] * cost[i] / phi / (1 + t[i]) : 0;
            w->Fp[k] += Dp[i];
        }
        if (!(phi > 0)) w->Fp[k] = 1;
    }
}

/* OM = I - GAMMA - alpha (1 - Fp): column (k,m) says what spending on k in m makes others spend. */
static void expenditure_matrix(workspace *w)
{
    const textbook_economy *e = w->e;
    size_t N = e->N, J = e->J, NJ = N * J;
    for (size_t k = 0; k < J; k++)
        for (size_t m = 0; m < N; m++) {
            size_t at = k * N + m;
            double *column = w->OM + at * NJ;
            const double *G = w->G + k * J * N, *Dp = w->Dp + at * N;
            for (size_t j = 0; j < J; j++)
                for (size_t n = 0; n < N; n++) column[j * N + n] = -G[j * N + n] * Dp[n];
            for (size_t j = 0; j < J; j++) column[j * N + m] -= e->final_share[j * N + m] * (1 - w->Fp[at]);
            column[at] += 1;
        }
}

/* X' by LU; the right-hand side is alpha (w^ VA + D). */
static bool expenditure(workspace *w, const double *wage, double *X)
{
    const textbook_economy *e = w->e;
    size_t N = e->N, NJ = N * e->J;
    expenditure_matrix(w);
    for (size_t k = 0; k < NJ; k++)
        X[k] = e->final_share[k] * (wage[k % N] * e->value_added[k % N] + e->deficit[k % N]);
    return LAPACKE_dgesv(LAPACK_COL_MAJOR, (lapack_int)NJ, 1, w->OM, (lapack_int)NJ, w->pivot, X, (lapack_int)NJ) == 0;
}

/* ZW = (exports - imports + D)/VA; answers the largest. Home sales are on both sides. */
static double excess_demand(workspace *w, const double *X)
{
    const textbook_economy *e = w->e;
    size_t N = e->N;
    double largest = 0;
    memcpy(w->ZW, e->deficit, N * sizeof *w->ZW);
    for (size_t k = 0; k < e->J * N; k++) {
        w->ZW[k % N] -= X[k] * w->Fp[k];
        for (size_t i = 0; i < N; i++) w->ZW[i] += X[k] * w->Dp[k * N + i];
    }
    for (size_t n = 0; n < N; n++) {
        w->ZW[n] /= e->value_added[n];
        largest = fmax(largest, fabs(w->ZW[n]));
    }
    return largest;
}

static void wage_update(const workspace *w, double vfactor, double *wage)
{
    const textbook_economy *e = w->e;
    double before = 0, after = 0;
    for (size_t n = 0; n < e->N; n++) {
        wage[n] = fmax(wage[n] + vfactor * w->ZW[n], 0.1 * wage[n]);
        before += e->value_added[n];
        after += wage[n] * e->value_added[n];
    }
    for (size_t n = 0; n < e->N; n++) wage[n] *= before / after;
}

static bool iterate(workspace *w, const textbook_settings *s, textbook_result *r)
{
    double best = INFINITY;
    r->vfactor = s->vfactor;
    for (; r->outer < s->outer_limit; r->outer++) {
        r->inner += prices(w, s, r->wage, r->price);
        shares(w);
        if (!expenditure(w, r->wage, r->expenditure)) return false;
        r->excess = excess_demand(w, r->expenditure);
        r->converged = r->excess <= s->tolerance;
        if (r->converged || !(r->excess < INFINITY)) return true;
        if (r->excess > 10 * best) r->vfactor /= 2, best = r->excess;
        best = fmin(best, r->excess);
        wage_update(w, r->vfactor, r->wage);
    }
    return true;
}

bool textbook_solve(const textbook_economy *economy, const textbook_settings *settings, textbook_result *result)
{
    workspace w;
    bool done = workspace_new(economy, &w);
    if (done) {
        for (size_t n = 0; n < economy->N; n++) result->wage[n] = 1;
        for (size_t k = 0; k < economy->J * economy->N; k++) result->price[k] = 1;
        result->outer = result->inner = 0;
        result->converged = false;
        prepare(&w);
        done = iterate(&w, settings, result);
    }
    workspace_free(&w);
    return done;
}

/* ---- the check: equations one by one, each entry from its own sum */

/* pi' of one entry. */
static double share_at(const textbook_economy *e, const textbook_result *r, const double *log_cost, size_t j, size_t n,
                       size_t i)
{
    size_t at = (j * e->N + n) * e->N + i;
    double kappa = (1 + e->new_tariff[at]) / (1 + e->tariff[at]);
    return e->trade_share[at] * exp(-e->theta[j] * (log_cost[j * e->N + i] + log(kappa) - log(r->price[j * e->N + n])));
}

/* Equation 1, and from it what i sells (output) and what n buys net of tariffs; answers the largest miss of equation 2 in
 * the form sum of pi' = 1. */
static double sales(const textbook_economy *e, const textbook_result *r, double *log_cost, double *output,
                    double *bought)
{
    size_t N = e->N, J = e->J;
    double largest = 0;
    for (size_t k = 0; k < J * N; k++) {
        log_cost[k] = e->value_added_share[k] * log(r->wage[k % N]);
        for (size_t l = 0; l < J; l++) log_cost[k] += e->input_share[k * J + l] * log(r->price[l * N + k % N]);
    }
    memset(output, 0, J * N * sizeof *output);
    for (size_t k = 0; k < J * N; k++) {
        double sum = 0;
        bought[k] = 0;
        for (size_t i = 0; i < N; i++) {
            double share = share_at(e, r, log_cost, k / N, k % N, i);
            double value = share * r->expenditure[k] / (1 + e->new_tariff[k * N + i]);
            sum += share;
            bought[k] += value;
            output[k / N * N + i] += value;
        }
        if (sum > 0) largest = fmax(largest, fabs(sum - 1));
    }
    return largest;
}

/* Equations 4 to 6 for country n. */
static double accounts_miss(const textbook_economy *e, const textbook_result *r, const double *output,
                            const double *bought, size_t n)
{
    size_t N = e->N, J = e->J;
    double wages = r->wage[n] * e->value_added[n], income = wages + e->deficit[n], balance = e->deficit[n], largest = 0;
    for (size_t j = 0; j < J; j++) {
        income += r->expenditure[j * N + n] - bought[j * N + n];
        balance += output[j * N + n] - bought[j * N + n];
        wages -= e->value_added_share[j * N + n] * output[j * N + n];
    }
    for (size_t j = 0; j < J; j++) {
        double spending = e->final_share[j * N + n] * income;
        for (size_t k = 0; k < J; k++) spending += e->input_share[(k * N + n) * J + j] * output[k * N + n];
        largest = fmax(largest, fabs(spending - r->expenditure[j * N + n]) / income);
    }
    return fmax(largest, fmax(fabs(balance), fabs(wages)) / e->value_added[n]);
}

double textbook_residual(const textbook_economy *e, const textbook_result *r)
{
    size_t row = e->J * e->N;
    double *log_cost = malloc(3 * row * sizeof *log_cost);
    if (log_cost == NULL) return NAN;
    double *output = log_cost + row, *bought = output + row;
    double largest = sales(e, r, log_cost, output, bought);
    for (size_t n = 0; n < e->N; n++) largest = fmax(largest, accounts_miss(e, r, output, bought, n));
    free(log_cost);
    return largest;
}
