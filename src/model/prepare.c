/* A shock made ready for the kernels, once per counterfactual:
 *   A = pi T kappa^-theta ((1+t')/(1+t))^-eta,   kappa = d^ (1+t')/(1+t),   B = A/(1+t')
 * Powers are taken only in rows where something changes. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "model/economy.h"

/* Entries of A within e^40 of shares: a share below 1e-21 is lost to a sum of shares in any precision. */
static const double SINGLE_LOG_LIMIT = 40;

static cohong_status bad_pair(const cohong_model *m, const char *what, const char *expected, double found, size_t j,
                              size_t n, size_t i, cohong_error *error)
{
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "shock: %s of sector %s, importer %s, exporter %s is %g, expected %s", what, m->base->sectors[j].code,
                m->base->countries[n].code, m->base->countries[i].code, found, expected);
}

static cohong_status bad_country(const cohong_model *m, const char *what, double found, size_t n, cohong_error *error)
{
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "shock: %s of %s is %g, expected a number above 0", what,
                m->base->countries[n].code, found);
}

/* kappa^-theta has to fit a double. */
static cohong_status check_range(const cohong_model *m, size_t j, size_t n, double smallest, double largest,
                                 cohong_error *error)
{
    double most = MODEL_LOG_LIMIT / m->theta[j];
    if (largest <= 1e3 && smallest >= 1e-3 && m->theta[j] <= 100)
        return COHONG_OK; /* 100 ln 1000 < 700: no logarithm */
    double found = vmath_log(largest) > -vmath_log(smallest) ? largest : smallest;
    if (fabs(vmath_log(found)) <= most) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "shock: trade costs of sector %s, importer %s change by the factor %g, too far from 1 for a theta of "
                "%g: shares "
                "could not be held",
                m->base->sectors[j].code, m->base->countries[n].code, found, m->theta[j]);
}

/* The first number of a row outside its domain, if any; those of the base are not asked again. */
static cohong_status check_row(const cohong_model *m, size_t j, size_t n, const ratio_pass *p, cohong_error *error)
{
    for (size_t i = 0; i < m->N; i++) {
        double t = p->new_tariff[i], d = p->trade_cost_hat != NULL ? p->trade_cost_hat[i] : 1;
        if (t != p->tariff[i] && !(t > -1 && t <= 1e6))
            return bad_pair(m, "the tariff", "a fraction above -1", t, j, n, i, error);
        if (!(d > 0 && d <= 1e9)) return bad_pair(m, "the trade cost factor", "a number above 0", d, j, n, i, error);
    }
    return COHONG_OK;
}

/* Whether kappa^-theta, and a factor of technology, stay where single precision has all its digits. */
static bool fits_single(double theta, double smallest, double largest)
{
    if (largest <= 2 && smallest >= 0.5 && theta <= 50) return true; /* no logarithm */
    return theta * fmax(vmath_log(largest), -vmath_log(smallest)) <= SINGLE_LOG_LIMIT;
}

/* Fills ratio (kappa) and tariff_ratio of one importer's row; *changed tells whether any entry differs from 1. */
static cohong_status cost_ratios(cohong_model *m, size_t j, size_t n, const double *t, const double *t_new,
                                 const double *d, bool *changed, cohong_error *error)
{
    ratio_pass p = { .N = m->N,
                     .tariff = t,
                     .new_tariff = t_new,
                     .trade_cost_hat = d,
                     .tariff_ratio = m->tariff_ratio,
                     .ratio = m->ratio };
    cohong_status status = COHONG_OK;
    if (t_new[n] != 0) return bad_pair(m, "the tariff on home sales", "0", t_new[n], j, n, n, error);
    m->k->cost_ratios(&p);
    if (p.doubtful) status = check_row(m, j, n, &p, error);
    if (status == COHONG_OK) status = check_range(m, j, n, p.least_ratio, p.largest_ratio, error);
    *changed = p.changed;
    /* Asked of numbers inside their domain only. */
    if (status == COHONG_OK && !fits_single(m->theta[j], p.least_ratio, p.largest_ratio)) m->single_serves = false;
    return status;
}

void round_row(cohong_model *m, size_t j, size_t n)
{
    size_t square = j * m->S * m->S, row = square + n * m->S;
    m->k->to_single(m->S, n, m->A + row, m->A_single + square);
    m->k->to_single(m->S, n, m->B + row, m->B_single + square);
}

/* One importer's row of A, B and the diagonal. */
static cohong_status prepare_row(cohong_model *m, const cohong_shock *shock, size_t j, size_t n, cohong_error *error)
{
    size_t N = m->N, S = m->S, row = (j * N + n) * N, padded = (j * S + n) * S;
    const double *t = m->base->tariff + row, *t_new = shock->tariff != NULL ? shock->tariff + row : t;
    const double *d = shock->trade_cost_hat != NULL ? shock->trade_cost_hat + row : NULL;
    const double *pi = m->trade_share + padded;
    double *A = m->A + padded;
    bool changed = false;
    if (t_new != t || d != NULL) {
        cohong_status status = cost_ratios(m, j, n, t, t_new, d, &changed, error);
        if (status != COHONG_OK) return status;
    }
    if (!changed) {
        memcpy(A, pi, S * sizeof *A);
    } else {
        m->k->scale_by_power(S, pi, m->ratio, -m->theta[j], A);
        if (m->structure->selection) m->k->scale_by_power(S, A, m->tariff_ratio, 1 - m->settings.firm_size_tail, A);
    }
    if (shock->technology_hat != NULL)
        for (size_t i = 0; i < N; i++) A[i] *= shock->technology_hat[j * N + i];
    if (m->k->net_of_tariff(N, A, t_new, m->B + padded)) m->tariffed[j] = true;
    m->A_home[j * S + n] = A[n];
    if (m->A_single != NULL) round_row(m, j, n);
    return COHONG_OK;
}

static cohong_status check_vectors(const cohong_model *m, const cohong_shock *shock, cohong_error *error)
{
    for (size_t n = 0; shock->labour_hat != NULL && n < m->N; n++)
        if (!(shock->labour_hat[n] > 0 && isfinite(shock->labour_hat[n])))
            return bad_country(m, "the labour factor", shock->labour_hat[n], n, error);
    for (size_t k = 0; shock->technology_hat != NULL && k < m->J * m->N; k++)
        if (!(shock->technology_hat[k] > 0 && isfinite(shock->technology_hat[k])))
            return bad_country(m, "the technology factor", shock->technology_hat[k], k % m->N, error);
    return COHONG_OK;
}

cohong_status prepare_importers(cohong_model *m, const cohong_shock *shock, const bool *importer, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t n = 0; n < m->N; n++)
        for (size_t j = 0; importer[n] && status == COHONG_OK && j < m->J; j++)
            status = prepare_row(m, shock, j, n, error);
    return status;
}

cohong_status prepare_shock(cohong_model *m, const cohong_shock *shock, cohong_error *error)
{
    if (shock->firms != NULL)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                    "the scenario's trade costs follow from the firms of %s, which only cohong run, cohong jobs and "
                    "cohong firms "
                    "solve with it",
                    shock->firms);
    cohong_status status = check_vectors(m, shock, error);
    m->single_serves = m->A_single != NULL && !m->structure->selection;
    for (size_t k = 0; status == COHONG_OK && shock->technology_hat != NULL && k < m->J * m->N; k++)
        if (!fits_single(1, shock->technology_hat[k], shock->technology_hat[k])) m->single_serves = false;
    for (size_t j = 0; status == COHONG_OK && j < m->J; j++) {
        m->tariffed[j] = false;
        for (size_t n = 0; status == COHONG_OK && n < m->N; n++) status = prepare_row(m, shock, j, n, error);
    }
    for (size_t n = 0; n < m->N; n++)
        m->labour[n] = m->value_added[n] * (shock->labour_hat != NULL ? shock->labour_hat[n] : 1);
    return status;
}
