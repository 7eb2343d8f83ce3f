/* Is this a world? Numbers in their domains, then every accounting identity with its worst violation. */
#include <float.h>
#include <math.h>

#include "world/world.h"

/* A violation is relative to the larger side, or to this share of the country's income when that is more: a rounding in a
 * flow that nobody would notice is not a broken identity. */
static const double NEGLIGIBLE = 1e-3;

/* Worlds filled by hand may have no codes yet. */
static const char *shown(const char *code)
{
    return code != NULL ? code : "without a code";
}

static cohong_status bad_number(const cohong_world *w, const char *what, double found, const char *expected, size_t j,
                                size_t n, size_t i, cohong_error *error)
{
    bool sector = j != COHONG_NONE, country = n != COHONG_NONE, exporter = i != COHONG_NONE;
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%s%s%s%s%s%s%s is %g, expected %s", what,
                sector ? " of sector " : "", sector ? shown(w->sectors[j].code) : "", country ? ", country " : "",
                country ? shown(w->countries[n].code) : "", exporter ? ", exporter " : "",
                exporter ? shown(w->countries[i].code) : "", found, expected);
}

static cohong_status check_row(const cohong_world *w, size_t j, size_t n, cohong_error *error)
{
    size_t N = w->country_count, at = (j * N + n) * N;
    for (size_t i = 0; i < N; i++) {
        double M = w->trade[at + i], t = w->tariff[at + i];
        if (!(M >= 0 && M <= WORLD_VALUE_LIMIT)) return bad_number(w, "trade", M, "0 or more", j, n, i, error);
        if (!(t > -1 && t <= WORLD_TARIFF_LIMIT))
            return bad_number(w, "the tariff", t, "a fraction above -1 (0.25 is 25 %)", j, n, i, error);
    }
    if (w->tariff[at + n] != 0)
        return bad_number(w, "the tariff on home sales", w->tariff[at + n], "0", j, n, COHONG_NONE, error);
    return COHONG_OK;
}

static cohong_status check_shares(const cohong_world *w, size_t j, size_t n, cohong_error *error)
{
    const char *expected = "a share from 0 to 1";
    size_t J = w->sector_count, at = j * w->country_count + n;
    double most = 1 + w->tolerance;
    if (!(w->value_added_share[at] >= 0 && w->value_added_share[at] <= most))
        return bad_number(w, "the value added share", w->value_added_share[at], expected, j, n, COHONG_NONE, error);
    if (!(w->final_share[at] >= 0 && w->final_share[at] <= most))
        return bad_number(w, "the final share", w->final_share[at], expected, j, n, COHONG_NONE, error);
    for (size_t k = 0; k < J; k++)
        if (!(w->input_share[at * J + k] >= WORLD_LEAST_INPUT && w->input_share[at * J + k] <= most))
            return bad_number(w, "an input share", w->input_share[at * J + k], expected, j, n, COHONG_NONE, error);
    if (w->employment != NULL && !((w->employment[at] >= 0 && isfinite(w->employment[at])) || isnan(w->employment[at])))
        return bad_number(w, "employment", w->employment[at], "0 or more persons", j, n, COHONG_NONE, error);
    return COHONG_OK;
}

cohong_status world_check_domain(const cohong_world *w, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t j = 0; j < w->sector_count && status == COHONG_OK; j++) {
        if (!(w->theta[j] > 0 && w->theta[j] <= WORLD_THETA_LIMIT))
            return bad_number(w, "theta", w->theta[j], "a number above 0", j, COHONG_NONE, COHONG_NONE, error);
        for (size_t n = 0; n < w->country_count && status == COHONG_OK; n++) {
            status = check_row(w, j, n, error);
            if (status == COHONG_OK) status = check_shares(w, j, n, error);
        }
    }
    return status;
}

/* Keeps the worst of many comparisons; the first NaN stays. */
static void compare(cohong_identity *identity, double left, double right, double scale, size_t n, size_t j)
{
    double size = fmax(fmax(fabs(left), fabs(right)), scale), apart = size > 0 ? fabs(left - right) / size : 0;
    bool first = identity->left == 0 && identity->right == 0;
    if (isnan(identity->worst) || (!first && !(apart > identity->worst) && !isnan(apart))) return;
    identity->worst = apart;
    identity->left = left;
    identity->right = right;
    identity->country = n;
    identity->sector = j;
}

/* gamma0 + sum_k gamma(k) = 1, in idle sectors too: a model takes their unit cost from it. */
static void input_shares(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity)
{
    size_t N = w->country_count, J = w->sector_count;
    (void)a;
    for (size_t at = 0; at < J * N; at++) {
        double sum = w->value_added_share[at];
        for (size_t k = 0; k < J; k++) sum += w->input_share[at * J + k];
        compare(identity, sum, 1, 1, at % N, at / N);
    }
}

/* sum_j alpha = 1 */
static void final_shares(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity)
{
    (void)a;
    for (size_t n = 0; n < w->country_count; n++) {
        double sum = 0;
        for (size_t j = 0; j < w->sector_count; j++) sum += w->final_share[j * w->country_count + n];
        compare(identity, sum, 1, 1, n, COHONG_NONE);
    }
}

/* sum_k gamma(k,n,j) Y(k,n) */
static double intermediate_use(const cohong_world *w, const cohong_accounts *a, size_t j, size_t n)
{
    size_t N = w->country_count, J = w->sector_count;
    double sum = 0;
    for (size_t k = 0; k < J; k++) sum += w->input_share[(k * N + n) * J + j] * a->output[k * N + n];
    return sum;
}

/* X(j,n) = sum_k gamma(k,n,j) Y(k,n) + alpha(j,n) I(n) */
static void goods_market(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity)
{
    size_t N = w->country_count;
    for (size_t at = 0; at < w->sector_count * N; at++) {
        double income = a->income[at % N], use = intermediate_use(w, a, at / N, at % N);
        compare(identity, a->expenditure[at], use + w->final_share[at] * income, NEGLIGIBLE * fabs(income), at % N,
                at / N);
    }
}

/* sum_j X(j,n) = sum_jk gamma(k,n,j) Y(k,n) + I(n) */
static void budget(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity)
{
    size_t N = w->country_count;
    for (size_t n = 0; n < N; n++) {
        double spent = 0, needed = a->income[n];
        for (size_t j = 0; j < w->sector_count; j++) {
            spent += a->expenditure[j * N + n];
            needed += intermediate_use(w, a, j, n);
        }
        compare(identity, spent, needed, 0, n, COHONG_NONE);
    }
}

/* I(n) > 0: the sides are income and its size, so that only an income of 0 or less sets them apart. */
static void positive_income(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity)
{
    for (size_t n = 0; n < w->country_count; n++) {
        double income = a->income[n];
        compare(identity, income, income > 0 ? income : fmax(-income, DBL_MIN), 0, n, COHONG_NONE);
    }
}

/* sum_n D(n) = 0, relative to world imports */
static void deficits(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity)
{
    double imports = 0, exports = 0;
    for (size_t n = 0; n < w->country_count; n++) {
        imports += a->imports[n];
        exports += a->exports[n];
    }
    compare(identity, imports, exports, 0, COHONG_NONE, COHONG_NONE);
}

typedef struct identity_row {
    const char *name, *formula;
    bool mended;
    void (*check)(const cohong_world *w, const cohong_accounts *a, cohong_identity *identity);
} identity_row;

static const identity_row IDENTITIES[] = {
    { "input shares", "value added share + sum of input shares = 1", false, input_shares },
    { "final shares", "sum of final shares = 1", false, final_shares },
    { "goods market", "expenditure = sum of input shares x output + final share x income", true, goods_market },
    { "budget", "sum of expenditure = intermediate use + income", false, budget },
    { "income", "value added + tariff revenue + deficit > 0", false, positive_income },
    { "deficits", "imports of the world = exports of the world", false, deficits },
};
enum { IDENTITY_COUNT = sizeof IDENTITIES / sizeof *IDENTITIES };

static cohong_status broken(const cohong_world *w, const cohong_identity *x, cohong_error *error)
{
    bool country = x->country != COHONG_NONE, sector = x->sector != COHONG_NONE;
    return fail(error, COHONG_IDENTITY_BROKEN, NOWHERE,
                "identity \"%s\" is broken%s%s%s%s: %s; left %.9g, right %.9g, apart by %.3g (tolerance %g)", x->name,
                country ? ", country " : "", country ? shown(w->countries[x->country].code) : "",
                sector ? ", sector " : "", sector ? shown(w->sectors[x->sector].code) : "", x->formula, x->left,
                x->right, x->worst, w->tolerance);
}

/* The worst identity beyond the tolerance, or NULL. */
static const cohong_identity *worst_of(const cohong_world *w, const cohong_identity *identities, bool mended_too)
{
    const cohong_identity *worst = NULL;
    for (size_t k = 0; k < IDENTITY_COUNT; k++) {
        const cohong_identity *x = &identities[k];
        if (x->worst <= w->tolerance || (x->mended && !mended_too)) continue;
        if (worst == NULL || !(x->worst <= worst->worst)) worst = x;
    }
    return worst;
}

static cohong_identity identity_of(const identity_row *row)
{
    return (cohong_identity){
        .name = row->name, .formula = row->formula, .mended = row->mended, .country = COHONG_NONE, .sector = COHONG_NONE
    };
}

static cohong_status check(const cohong_world *w, bool mended_too, cohong_identity *identities, size_t *count,
                           cohong_error *error)
{
    cohong_accounts *accounts;
    *count = 0;
    cohong_status status = world_check_domain(w, error);
    if (status == COHONG_OK) status = cohong_accounts_new(w, &accounts, error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < IDENTITY_COUNT; k++) {
        const identity_row *row = &IDENTITIES[k];
        identities[k] = identity_of(row);
        row->check(w, accounts, &identities[k]);
    }
    cohong_accounts_free(accounts);
    *count = IDENTITY_COUNT;
    const cohong_identity *worst = worst_of(w, identities, mended_too);
    return worst != NULL ? broken(w, worst, error) : COHONG_OK;
}

cohong_status cohong_world_check(const cohong_world *world, cohong_identity *identities, size_t *count,
                                 cohong_error *error)
{
    return check(world, true, identities, count, error);
}

cohong_status world_check_firm(const cohong_world *world, cohong_error *error)
{
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    size_t count;
    return check(world, false, identities, &count, error);
}

cohong_identity world_check_markets(const cohong_world *world, const cohong_accounts *accounts)
{
    size_t k = 0;
    while (!IDENTITIES[k].mended) k++;
    cohong_identity identity = identity_of(&IDENTITIES[k]);
    IDENTITIES[k].check(world, accounts, &identity);
    return identity;
}

double world_market_gap(const cohong_world *w, const cohong_accounts *a)
{
    size_t N = w->country_count;
    double apart = 0, spent = 0;
    for (size_t at = 0; at < w->sector_count * N; at++) {
        double X = a->expenditure[at], use = intermediate_use(w, a, at / N, at % N);
        apart += fabs(X - use - w->final_share[at] * a->income[at % N]);
        spent += X;
    }
    return spent > 0 ? apart / spent : 0;
}
