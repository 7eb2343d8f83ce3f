/* Least squares over moments in logarithms: steps of Levenberg (1944) and Marquardt (1963, Journal of the SIAM 11, 431-441) with central
 * differences, and what the moments tell of the parameters at the end. With J = U S V': standard deviations are the lengths of the rows
 * of V/S, and one more sd of moment k moves the parameters by column k of V/S U' (Andrews, Gentzkow and Shapiro 2017, QJE 132). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vmath.h"
#include "firms/study.h"

enum { STEPS_MOST = 300, P_MOST = COHONG_FIRM_PARAMETER_COUNT };
static const double RANK_TOLERANCE = 1e-9;

typedef struct fitting {
    const cohong_firm_study *study;
    study_economy economy;
    cohong_firm_fit *to;
    double x[P_MOST], low[P_MOST], high[P_MOST];
    double *residual, *above, *below, *work; /* K each; work K x P */
    double step, rest;                       /* of differences; of x at which the search is over */
    cohong_error *error;
} fitting;

/* ---- steps and parameters */

static double to_step(cohong_firm_parameter p, double value)
{
    switch (STUDY_PARAMETERS[p].step) {
    case LOG:
        return vmath_log(value);
    case LOG_ABOVE_ONE:
        return vmath_log(value - 1);
    default:
        return value;
    }
}

static double from_step(cohong_firm_parameter p, double x)
{
    switch (STUDY_PARAMETERS[p].step) {
    case LOG:
        return vmath_exp(x);
    case LOG_ABOVE_ONE:
        return 1 + vmath_exp(x);
    default:
        return x;
    }
}

static void write_values(const fitting *f, const double *x, double *value)
{
    memcpy(value, f->study->start, P_MOST * sizeof *value);
    for (size_t p = 0; p < f->to->estimated_count; p++)
        value[f->to->estimated[p]] = from_step(f->to->estimated[p], x[p]);
}

static cohong_status residuals(fitting *f, const double *x, double *to)
{
    double value[P_MOST];
    write_values(f, x, value);
    cohong_status status = study_moments(&f->economy, value, to, f->error);
    for (size_t k = 0; k < f->study->moment_count && status == COHONG_OK; k++) {
        const cohong_firm_moment *of = &f->study->moments[k];
        to[k] = (vmath_log(fmax(to[k], 1e-300)) - vmath_log(of->value)) / of->sd;
    }
    return status;
}

static double squares(const double *r, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++) sum += r[k] * r[k];
    return sum;
}

/* Differences stay inside the bounds: one-sided on them. */
static cohong_status differentiate(fitting *f)
{
    size_t P = f->to->estimated_count, K = f->study->moment_count;
    cohong_status status = COHONG_OK;
    for (size_t p = 0; p < P && status == COHONG_OK; p++) {
        double at[P_MOST], up = fmin(f->x[p] + f->step, f->high[p]), down = fmax(f->x[p] - f->step, f->low[p]);
        memcpy(at, f->x, sizeof at);
        at[p] = up;
        status = residuals(f, at, f->above);
        at[p] = down;
        if (status == COHONG_OK) status = residuals(f, at, f->below);
        for (size_t k = 0; k < K; k++) f->to->jacobian[k * P + p] = (f->above[k] - f->below[k]) / (up - down);
    }
    return status;
}

/* ---- the search */

/* Solves (J'J + lambda diag J'J) d = -J'r through the singular values of J below its rows of sqrt(lambda diag). */
static void solve_step(const fitting *f, double lambda, double *d)
{
    size_t P = f->to->estimated_count, K = f->study->moment_count;
    double right[P_MOST * P_MOST], singular[P_MOST], scale[P_MOST];
    for (size_t p = 0; p < P; p++) {
        double sum = 0;
        for (size_t k = 0; k < K; k++) sum += f->to->jacobian[k * P + p] * f->to->jacobian[k * P + p];
        scale[p] = sum > 0 ? sqrt(sum) : 1;
    }
    for (size_t k = 0; k < K; k++)
        for (size_t p = 0; p < P; p++) f->work[k * P + p] = f->to->jacobian[k * P + p] / scale[p];
    study_singular(f->work, K, P, singular, right);
    memset(d, 0, P * sizeof *d);
    for (size_t s = 0; s < P; s++) {
        double along = 0;
        for (size_t k = 0; k < K; k++) along += f->work[k * P + s] * f->residual[k]; /* singular times left vector */
        double by = singular[s] * singular[s] + lambda;
        for (size_t p = 0; p < P && by > 0; p++) d[p] -= right[p * P + s] * along / by / scale[p];
    }
}

/* One accepted step; *moved is its largest part, 0 when no step is any better. */
static cohong_status improve(fitting *f, double *lambda, double *moved)
{
    size_t P = f->to->estimated_count, K = f->study->moment_count;
    double d[P_MOST], at[P_MOST];
    *moved = 0;
    for (int tries = 0; tries < 40; tries++) {
        double largest = 0;
        solve_step(f, *lambda, d);
        for (size_t p = 0; p < P; p++) {
            at[p] = fmin(fmax(f->x[p] + fmin(fmax(d[p], -1), 1), f->low[p]), f->high[p]);
            largest = fmax(largest, fabs(at[p] - f->x[p]));
        }
        if (largest <= f->rest) return COHONG_OK;
        cohong_status status = residuals(f, at, f->above);
        if (status != COHONG_OK) return status;
        double loss = squares(f->above, K);
        if (loss < f->to->loss) {
            memcpy(f->x, at, P * sizeof *at);
            memcpy(f->residual, f->above, K * sizeof *f->residual);
            f->to->loss = loss;
            *lambda = fmax(*lambda / 5, 1e-15);
            *moved = largest;
            return status;
        }
        *lambda *= 4;
    }
    return COHONG_OK;
}

static cohong_status search(fitting *f)
{
    double lambda = 1e-2, moved = 1;
    cohong_status status = residuals(f, f->x, f->residual);
    f->to->loss = squares(f->residual, f->study->moment_count);
    while (status == COHONG_OK && moved > 0 && f->to->iterations < STEPS_MOST) {
        status = differentiate(f);
        if (status == COHONG_OK) status = improve(f, &lambda, &moved);
        f->to->iterations++;
    }
    f->to->outcome = moved > 0 ? COHONG_LIMIT : COHONG_CONVERGED;
    return status == COHONG_OK ? differentiate(f) : status;
}

/* ---- what the moments tell */

static void identify(fitting *f)
{
    cohong_firm_fit *to = f->to;
    size_t P = to->estimated_count, K = f->study->moment_count;
    double right[P_MOST * P_MOST];
    memcpy(f->work, to->jacobian, K * P * sizeof *f->work);
    study_singular(f->work, K, P, to->singular, right);
    bool identified = to->singular[P - 1] > RANK_TOLERANCE * to->singular[0];
    to->condition = identified ? to->singular[0] / to->singular[P - 1] : INFINITY;
    for (size_t p = 0; p < P; p++) {
        double variance = 0;
        to->weakest[p] = right[p * P + P - 1];
        for (size_t s = 0; s < P; s++)
            variance += right[p * P + s] * right[p * P + s] / (to->singular[s] * to->singular[s]);
        to->deviation[p] = identified ? sqrt(variance) : INFINITY;
        for (size_t k = 0; k < K; k++) {
            double sum = 0;
            for (size_t s = 0; s < P; s++)
                sum += right[p * P + s] * f->work[k * P + s] / (to->singular[s] * to->singular[s]);
            to->sensitivity[p * K + k] = identified ? sum : NAN;
        }
    }
}

/* Values, moments and fixed costs at the end. */
static cohong_status conclude(fitting *f)
{
    cohong_firm_fit *to = f->to;
    write_values(f, f->x, to->value);
    cohong_status status = study_moments(&f->economy, to->value, to->moments, f->error);
    if (status != COHONG_OK) return status;
    const cohong_firm_outcome *o = f->economy.outcome;
    const cohong_firm_market *markets = f->economy.firms.markets;
    to->first_fixed_cost = markets[0].terms[COHONG_DIRECT].fixed_cost;
    to->last_fixed_cost = markets[f->study->market_count - 1].terms[COHONG_DIRECT].fixed_cost;
    to->mean_fixed_cost = o->all.fixed_costs[COHONG_DIRECT] / o->all.sellers[COHONG_DIRECT];
    to->fixed_cost_of_exporter = o->all.fixed_costs[COHONG_DIRECT] / o->totals.exporters;
    return COHONG_OK;
}

/* ---- setting up */

static void layout(fitting *f, arena *from)
{
    size_t P = f->to->estimated_count, K = f->study->moment_count;
    f->to->moments = arena_take(from, K, sizeof(double));
    f->to->jacobian = arena_take(from, K * P, sizeof(double));
    f->to->sensitivity = arena_take(from, K * P, sizeof(double));
    f->residual = arena_take(from, K, sizeof(double));
    f->above = arena_take(from, K, sizeof(double));
    f->below = arena_take(from, K, sizeof(double));
    f->work = arena_take(from, K * P, sizeof(double));
}

static cohong_status start(fitting *f)
{
    const cohong_firm_study *study = f->study;
    arena room = { 0 };
    f->to = calloc(1, sizeof *f->to);
    if (f->to == NULL) return fail_memory(f->error);
    for (size_t p = 0; p < P_MOST; p++) {
        if (!study->estimated[p]) continue;
        size_t n = f->to->estimated_count++;
        f->to->estimated[n] = (cohong_firm_parameter)p;
        f->x[n] = to_step((cohong_firm_parameter)p, study->start[p]);
        f->low[n] = to_step((cohong_firm_parameter)p, study->least[p]);
        f->high[n] = to_step((cohong_firm_parameter)p, study->most[p]);
    }
    f->to->moment_count = study->moment_count;
    if (f->to->estimated_count == 0 || study->moment_count < f->to->estimated_count)
        return fail(f->error, COHONG_INCOMPLETE, (place){ study->source.path, 0, 0 },
                    "%zu moments for %zu parameters, expected at least as many moments as parameters, and one of each",
                    study->moment_count, f->to->estimated_count);
    bool shocks = study->estimated[COHONG_FIRM_DEMAND_SHOCK] || study->estimated[COHONG_FIRM_ENTRY_SHOCK] ||
                  study->start[COHONG_FIRM_DEMAND_SHOCK] > 0 || study->start[COHONG_FIRM_ENTRY_SHOCK] > 0;
    f->step = shocks ? 2e-2 : 1e-5;
    f->rest = shocks ? 1e-5 : 1e-11;
    layout(f, &room);
    f->to->memory = room.overflow ? NULL : memory_block(room.used);
    if (f->to->memory == NULL) return fail_memory(f->error);
    room = (arena){ .block = f->to->memory, .size = room.used };
    layout(f, &room);
    return study_economy_new(study, &f->economy, f->error);
}

void cohong_firm_fit_free(cohong_firm_fit *fit)
{
    if (fit != NULL) free(fit->memory);
    free(fit);
}

cohong_status cohong_firms_fit(const cohong_firm_study *study, cohong_firm_fit **fit, cohong_error *error)
{
    fitting f = { .study = study, .error = error };
    *fit = NULL;
    cohong_status status = start(&f);
    if (status == COHONG_OK) status = search(&f);
    if (status == COHONG_OK) identify(&f);
    if (status == COHONG_OK) status = conclude(&f);
    study_economy_free(&f.economy);
    if (status == COHONG_OK)
        *fit = f.to;
    else
        cohong_firm_fit_free(f.to);
    return status;
}
