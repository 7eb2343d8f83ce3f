/* The independent checker: model.md's equations 1 to 6, the closure, the numeraire and the entry of firms. */
#include "checker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random_world.h"

/* A flow below this share of its market is compared by its size in the market. */
static const double NEGLIGIBLE_FLOW = 1e-200;
/* With entry a sector can lose all its firms, and then nothing says how small "none" is: what is left of output and
 * flows is compared to this share of what they were, and a price counts less where so little is still bought. */
static const double GONE = 1e-2;

/* What is checked, with the base's accounts and the flows that its equations imply. */
typedef struct checked {
    const cohong_world *w;
    const cohong_shock *shock;
    const cohong_settings *settings;
    const cohong_solution *s;
    size_t N, J;
    double eta, delta; /* of the market structure */
    bool profits;
    double *X, *Y;  /* J x N; of the base */
    double *VA, *D; /* N; of the base */
    double *factor; /* N; w L VA, VA without profits */
    double *gdp;    /* N; with profits */
    double *flow;   /* J x N x N; M' from equations 3 and 4 */
    double *weight; /* N; scratch */
    solution_check found;
} checked;

static void keep(double *worst, double residual)
{
    if (isnan(*worst)) return;
    if (isnan(residual) || residual > *worst) *worst = residual;
}

static double relative(double a, double b)
{
    double size = fmax(fabs(a), fabs(b));
    if (isnan(a) || isnan(b)) return NAN;
    return size > 0 ? fabs(a - b) / size : 0;
}

/* |a - b| over the larger, or over what is left of `before` in a sector that is gone. */
static double relative_with_entry(const checked *c, double a, double b, double before)
{
    double size = c->delta != 0 ? GONE * before : 0;
    return fmax(fabs(a), fabs(b)) < size ? fabs(a - b) / size : relative(a, b);
}

static double new_tariff(const checked *c, size_t at)
{
    return c->shock->tariff != NULL ? c->shock->tariff[at] : c->w->tariff[at];
}

/* s: what is profit of a unit of revenue. */
static double profit_share(const checked *c, size_t j)
{
    return c->profits ? 1 / (c->w->theta[j] + 1) : 0;
}

/* ---- the base */

static void base_accounts(checked *c)
{
    const cohong_world *w = c->w;
    size_t N = c->N;
    for (size_t at = 0; at < c->J * N * N; at++) {
        size_t row = at / N, j = row / N, n = row % N, i = at % N;
        c->X[row] += w->trade[at] * (1 + w->tariff[at]);
        c->Y[j * N + i] += w->trade[at];
        c->D[n] += w->trade[at];
        c->D[i] -= w->trade[at];
    }
    for (size_t at = 0; at < c->J * N; at++) c->VA[at % N] += w->value_added_share[at] * c->Y[at];
    for (size_t n = 0; n < N; n++) {
        double profits = 0;
        for (size_t j = 0; j < c->J; j++) {
            double profit = profit_share(c, j) * c->s->output[j * N + n];
            keep(&c->found.income, fabs(c->s->profit[j * N + n] - profit) / c->s->income[n]);
            profits += profit_share(c, j) * c->Y[j * N + n];
            c->gdp[n] += profit_share(c, j) * c->s->output[j * N + n];
        }
        c->factor[n] = c->s->wage_hat[n] * c->s->labour_hat[n] * (c->VA[n] - profits);
        c->gdp[n] += c->factor[n];
    }
}

static bool under_closure(const checked *c, size_t n)
{
    const char *code = c->settings->labour_country;
    return strcmp(code, "*") == 0 || strcmp(code, c->w->countries[n].code) == 0;
}

/* w^ of a sector: the country's, or Y^ per worker where nobody changes sector. */
static double sector_wage(const checked *c, size_t j, size_t n)
{
    size_t at = j * c->N + n;
    if (!under_closure(c, n) || strcmp(c->settings->labour, "sector_specific") != 0) return c->s->wage_hat[n];
    return (c->Y[at] > 0 ? c->s->output[at] / c->Y[at] : 1) / c->s->labour_hat[n];
}

/* What the labour closure says of L^ over its supply and w^: full L^ = 1; elastic L^ = (w^/P^)^phi; rigid w^ = 1; rigid_down w^ >= 1,
 * L^ <= 1, one with equality; sector_specific L^ = 1. */
static double labour_gap(const checked *c, size_t n)
{
    const char *labour = c->settings->labour;
    double w = c->s->wage_hat[n], L = c->s->labour_hat[n], log_price = 0;
    if (c->shock->labour_hat != NULL) L /= c->shock->labour_hat[n];
    for (size_t j = 0; j < c->J; j++) log_price += c->w->final_share[j * c->N + n] * log(c->s->price_hat[j * c->N + n]);
    if (!under_closure(c, n) || strcmp(labour, "full") == 0 || strcmp(labour, "sector_specific") == 0)
        return fabs(log(L));
    if (strcmp(labour, "elastic") == 0) return fabs(log(L) - c->settings->labour_elasticity * (log(w) - log_price));
    if (strcmp(labour, "rigid") == 0) return fabs(log(w));
    return fmax(fmin(fabs(log(w)), fabs(log(L))), fmax(1 - w, L - 1));
}

/* ---- equations 1 to 4 */

static void unit_costs(checked *c)
{
    const cohong_world *w = c->w;
    for (size_t at = 0; at < c->J * c->N; at++) {
        size_t i = at % c->N;
        double s = profit_share(c, at / c->N), wage = sector_wage(c, at / c->N, i);
        double log_cost = (w->value_added_share[at] - s) * log(wage);
        keep(&c->found.labour_market, relative(c->s->sector_wage_hat[at], wage));
        if (c->profits && !(c->Y[at] > 0)) continue;
        for (size_t k = 0; k < c->J; k++)
            log_cost += w->input_share[at * c->J + k] * log(c->s->price_hat[k * c->N + i]);
        log_cost /= 1 - s;
        keep(&c->found.unit_cost, fabs(log(c->s->unit_cost_hat[at]) - log_cost));
    }
}

/* ln of pi T kappa^-theta tau^-eta z for one exporter; -INFINITY for a flow that is not there. */
static double log_weight(const checked *c, size_t j, size_t n, size_t i)
{
    size_t at = (j * c->N + n) * c->N + i, seller = j * c->N + i;
    double X = c->X[j * c->N + n], theta = c->w->theta[j], log_cost = log(c->s->unit_cost_hat[seller]);
    double pi = X > 0 ? c->w->trade[at] * (1 + c->w->tariff[at]) / X : (double)(n == i);
    if (pi == 0) return -INFINITY;
    double tau = log1p(new_tariff(c, at)) - log1p(c->w->tariff[at]), kappa = tau;
    if (c->shock->trade_cost_hat != NULL) kappa += log(c->shock->trade_cost_hat[at]);
    double log_z = -(theta + c->eta) * log_cost;
    if (c->delta != 0 && c->Y[seller] > 0) log_z += c->delta * (log(c->s->output[seller] / c->Y[seller]) - log_cost);
    double log_T = c->shock->technology_hat != NULL ? log(c->shock->technology_hat[seller]) : 0;
    return log(pi) + log_T - theta * kappa - c->eta * tau + log_z;
}

/* Price and flows of one importer and sector. */
static void market(checked *c, size_t j, size_t n)
{
    size_t row = j * c->N + n;
    double largest = -INFINITY, sum = 0, X_new = c->s->expenditure[row];
    for (size_t i = 0; i < c->N; i++) {
        c->weight[i] = log_weight(c, j, n, i);
        keep(&largest, c->weight[i]);
    }
    for (size_t i = 0; i < c->N; i++) sum += exp(c->weight[i] - largest);
    double log_phi = largest + log(sum), X_hat = c->X[row] > 0 ? X_new / c->X[row] : 1;
    double log_price = -(log_phi + (c->eta != 0 ? c->eta * log(X_hat) : 0)) / c->w->theta[j];
    double bought = c->X[row] > 0 ? X_hat : 0, weight = c->delta != 0 && bought < GONE ? bought / GONE : 1;
    keep(&c->found.price, weight * fabs(log(c->s->price_hat[row]) - log_price));
    for (size_t i = 0; i < c->N; i++) {
        size_t at = row * c->N + i;
        double flow = exp(c->weight[i] - log_phi) * X_new / (1 + new_tariff(c, at));
        c->flow[at] = flow;
        if (c->s->trade == NULL) continue;
        bool small = flow < NEGLIGIBLE_FLOW * X_new;
        keep(&c->found.trade, small ? fabs(c->s->trade[at] - flow) / X_new
                                    : relative_with_entry(c, c->s->trade[at], flow, c->w->trade[at]));
    }
}

static void expenditures(checked *c)
{
    const cohong_world *w = c->w;
    for (size_t at = 0; at < c->J * c->N; at++) {
        size_t j = at / c->N, n = at % c->N;
        double X = w->final_share[at] * c->s->income[n];
        for (size_t k = 0; k < c->J; k++) X += w->input_share[(k * c->N + n) * c->J + j] * c->s->output[k * c->N + n];
        keep(&c->found.expenditure, relative(c->s->expenditure[at], X));
    }
}

static void outputs(checked *c)
{
    for (size_t at = 0; at < c->J * c->N; at++) {
        size_t j = at / c->N, i = at % c->N;
        double Y = 0;
        for (size_t n = 0; n < c->N; n++) Y += c->flow[(j * c->N + n) * c->N + i];
        keep(&c->found.output, relative_with_entry(c, c->s->output[at], Y, c->Y[at]));
    }
}

/* ---- equations 5 and 6, closure and numeraire */

static void countries(checked *c)
{
    for (size_t n = 0; n < c->N; n++) {
        double revenue = 0, imports = 0, exports = 0, wages = 0, bought = 0, used = 0;
        for (size_t j = 0; j < c->J; j++) {
            size_t at = j * c->N + n;
            wages += (c->w->value_added_share[at] - profit_share(c, j)) * c->s->output[at];
            bought += c->s->expenditure[at];
            used += (1 - c->w->value_added_share[at]) * c->s->output[at];
            for (size_t i = 0; i < c->N; i++) {
                revenue += new_tariff(c, at * c->N + i) * c->flow[at * c->N + i];
                imports += c->flow[at * c->N + i];
                exports += c->flow[(j * c->N + i) * c->N + n];
            }
        }
        const cohong_solution *s = c->s;
        keep(&c->found.revenue, fabs(s->tariff_revenue[n] - revenue) / s->income[n]);
        keep(&c->found.income, relative(s->income[n], c->gdp[n] + s->tariff_revenue[n] + s->deficit[n]));
        keep(&c->found.spending, relative(bought, used + s->income[n]));
        keep(&c->found.trade_balance, fabs(imports - s->deficit[n] - exports) / c->factor[n]);
        keep(&c->found.labour_market, relative(wages, c->factor[n]));
        keep(&c->found.labour_market, labour_gap(c, n));
    }
}

/* D'(n): 0, the value in units of world GDP, or the share of own GDP less what makes the world's deficits sum to 0. */
static double closure_deficit(const checked *c, size_t n)
{
    double own = 0, now = 0, before = 0;
    for (size_t k = 0; k < c->N; k++) {
        own += c->D[k] / c->VA[k] * c->gdp[k];
        now += c->gdp[k];
        before += c->VA[k];
    }
    if (strcmp(c->settings->deficits, "zero") == 0) return 0;
    if (strcmp(c->settings->deficits, "own_gdp") == 0) return (c->D[n] / c->VA[n] - own / now) * c->gdp[n];
    return c->D[n] / before * now;
}

static void deficits(checked *c)
{
    double world = 0, sum = 0, base = 0;
    for (size_t n = 0; n < c->N; n++) {
        world += c->gdp[n];
        base += c->VA[n];
        sum += c->s->deficit[n];
        keep(&c->found.deficit, fabs(c->s->deficit[n] - closure_deficit(c, n)) / c->factor[n]);
    }
    keep(&c->found.deficit, fabs(sum) / world);
    keep(&c->found.numeraire, relative(world, base));
}

/* ---- all of it */

static void choose_structure(checked *c)
{
    const char *structure = c->settings->structure;
    bool melitz = strcmp(structure, "melitz") == 0;
    c->delta = melitz || strcmp(structure, "krugman") == 0 ? 1 : 0;
    c->profits = strcmp(structure, "profit_shifting") == 0;
    c->eta = melitz ? c->settings->firm_size_tail - 1 : 0;
}

static void find_worst(solution_check *found)
{
    found->worst = -1;
#define CHECK_WORST(name, formula)                                                    \
    if (!isnan(found->worst) && (isnan(found->name) || found->name > found->worst)) { \
        found->worst = found->name;                                                   \
        found->worst_name = #name ": " formula;                                       \
    }
    CHECK_LIST(CHECK_WORST)
#undef CHECK_WORST
}

solution_check check_solution(const cohong_world *base, const cohong_shock *shock, const cohong_settings *settings,
                              const cohong_solution *solution)
{
    const cohong_shock nothing = { 0 };
    size_t N = base->country_count, J = base->sector_count;
    double *block = test_doubles(2 * J * N + 5 * N + J * N * N);
    checked c = {
        .w = base, .shock = shock != NULL ? shock : &nothing, .settings = settings, .s = solution, .N = N, .J = J
    };
    c.X = block;
    c.Y = c.X + J * N;
    c.flow = c.Y + J * N;
    c.VA = c.flow + J * N * N;
    c.D = c.VA + N;
    c.factor = c.D + N;
    c.gdp = c.factor + N;
    c.weight = c.gdp + N;
    choose_structure(&c);
    base_accounts(&c);
    unit_costs(&c);
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++) market(&c, j, n);
    expenditures(&c);
    outputs(&c);
    countries(&c);
    deficits(&c);
    find_worst(&c.found);
    free(block);
    return c.found;
}

void assert_solution(const cohong_world *base, const cohong_shock *shock, const cohong_settings *settings,
                     const cohong_solution *solution, double tolerance)
{
    solution_check found = check_solution(base, shock, settings, solution);
    if (!(found.worst <= tolerance)) fail_msg("off by %.3g: %s", found.worst, found.worst_name);
}
