/* Derivatives of the equilibrium: model.md's equations linearised at a solution, forwards and transposed, and solved by GMRES.
 *
 * The state is dp = d ln P, dY, dw = d ln w and dR. With pi, X, Y, F = sum of pi/(1+t), W = w L VA at the solution, one
 * evaluation of the solver's own map has the linear part
 *   dc(i) = g0 dw + sum_k g dp;   dI = W dw + dR + dD;   dX = sum_k g dY + alpha dI
 *   dp+   = sum_i pi dc
 *   dM    = M [ -theta (dc(i) - dp+(n)) + dX/X ]
 *   dY+   = sum_n dM;   dR+ = sum_j (dX - sum_i dM);   dw+ = dw + (sum_j dY+ + dD - sum dM)/el
 * after dw has been shifted to sum of el dw = 0. (With the numeraire of the model, world income, the wage of a large country that
 * trades little would be lost to cancellation; all deficit closures are homogeneous, so results are shifted back at the end.)
 * A policy adds pi tau to dp+ and M (-theta tau - u) to dM, tau = u + d ln d^, u = d ln(1+t'); theta adds sum_i pi r/theta and
 * -M r, r = ln(c kappa/P).
 * The transposed system x = g + K^T x then holds, for an objective with weights g on the state, the worth of one unit more in
 * every equation, and the whole gradient follows in one pass:
 *   d/du(j,n,i) = M [ (1+t)(P + R) - (theta+1) m ],   m = Y(j,i) + b(i) - b(n) + t R,
 * with P, Y, R, b the worth of a price (per unit of spending, the sourcing response included), of output, of revenue and of the
 * trade balance. Prices are scaled by X and wages by el, so that all components are currency, or its worth. */
#include "model/adjoint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/gmres.h"
#include "base/vmath.h"

enum { RESTART = 60, SOLVE_LIMIT = 3000, SPARE = 2 }; /* scratch rows hold three rows of countries at least */
static const double TOLERANCE = 1e-12, ACCEPTED = 1e-8;
static const double LEAST_ELASTICITY = 1e-12; /* of factor income; a country that does not trade has none */

/* ---- memory */

static void layout_linear(linear_point *p, arena *from, size_t J, size_t S)
{
    p->all = arena_take(from, (2 * J + 2) * S, sizeof(double));
    if (p->all == NULL) return;
    p->price = p->all;
    p->output = p->all + J * S;
    p->wage = p->all + 2 * J * S;
    p->revenue = p->all + (2 * J + 1) * S;
}

static void layout(cohong_gradient *g, arena *from)
{
    size_t N = g->N, J = g->J, S = g->S;
    double **squares[] = { &g->share, &g->net_share };
    double **rows[] = { &g->log_technology, &g->spending, &g->per_spending, &g->output, &g->net_of_tariff,
                        &g->home_share,     &g->response, &g->ones,         &g->zeros,  &g->minus,
                        &g->along,          &g->spent,    &g->weight,       &g->cost };
    double **lines[] = {
        &g->factor_income, &g->income, &g->elasticity, &g->deficit_slope, &g->world_share, &g->revenue
    };
    for (size_t k = 0; k < sizeof squares / sizeof *squares; k++)
        *squares[k] = arena_take(from, J * S * S, sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        *rows[k] = arena_take(from, (J + SPARE) * S, sizeof(double));
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = arena_take(from, S, sizeof(double));
    g->tariff = arena_take(from, J * N * N, sizeof(double));
    g->share_rows = arena_take(from, J * N, sizeof(double *));
    g->net_rows = arena_take(from, J * N, sizeof(double *));
    layout_linear(&g->right, from, J, S);
    layout_linear(&g->solution, from, J, S);
    layout_linear(&g->preconditioned, from, J, S);
    layout_linear(&g->scratch, from, J, S);
    g->krylov = arena_take(from, gmres_workspace(g->length, RESTART), sizeof(double));
}

static cohong_status check_closures(const cohong_model *m, cohong_error *error)
{
    if (m->structure->entry > 0)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                    "derivatives are for structure = \"perfect_competition\"; this model is \"%s\"",
                    m->structure->name);
    for (size_t n = 0; n < m->N; n++)
        if (m->labour_market[n] != labour_closure_find("full"))
            return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                        "derivatives are for labour = \"full\"; labour in %s is \"%s\"", m->base->countries[n].code,
                        m->labour_market[n]->name);
    return COHONG_OK;
}

cohong_status cohong_gradient_new(const cohong_model *model, cohong_gradient **gradient, cohong_error *error)
{
    *gradient = NULL;
    cohong_status status = check_closures(model, error);
    if (status != COHONG_OK) return status;
    cohong_gradient *g = calloc(1, sizeof *g);
    if (g == NULL) return fail_memory(error);
    *g = (cohong_gradient){
        .m = model, .N = model->N, .J = model->J, .S = model->S, .length = model->point_length, .tolerance = TOLERANCE
    };
    arena from = { 0 };
    layout(g, &from);
    g->memory = from.overflow ? NULL : memory_block(from.used);
    if (g->memory == NULL) {
        free(g);
        return fail_memory(error);
    }
    from = (arena){ .block = g->memory, .size = from.used };
    layout(g, &from);
    for (size_t k = 0; k < g->J * g->S; k++) g->ones[k] = 1;
    for (size_t j = 0; j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) {
            g->share_rows[j * g->N + n] = g->share + (j * g->S + n) * g->S;
            g->net_rows[j * g->N + n] = g->net_share + (j * g->S + n) * g->S;
        }
    *gradient = g;
    return COHONG_OK;
}

void cohong_gradient_free(cohong_gradient *gradient)
{
    if (gradient == NULL) return;
    free(gradient->memory);
    free(gradient);
}

/* ---- the solution */

/* pi', pi'/(1+t') and F of one importer's row. Shares sum to 1 exactly, which a solution's own do to its tolerance; a row without
 * spending has none. */
static void take_row(cohong_gradient *g, const double *trade, size_t j, size_t n)
{
    size_t row = (j * g->N + n) * g->N, at = j * g->S + n;
    double *share = g->share + at * g->S, *net = g->net_share + at * g->S, spending = 0, F = 0;
    for (size_t i = 0; i < g->N; i++) spending += trade[row + i] * (1 + g->tariff[row + i]);
    for (size_t i = 0; i < g->N; i++) {
        double t = g->tariff[row + i];
        net[i] = spending > 0 ? trade[row + i] / spending : 0;
        share[i] = net[i] * (1 + t);
        F += net[i];
    }
    g->net_of_tariff[at] = spending > 0 ? F : 1;
}

/* Home shares, the fall of Y' per unit of ln c of the own country, and el, as in the solver. */
static void take_responses(cohong_gradient *g)
{
    for (size_t n = 0; n < g->N; n++) g->elasticity[n] = LEAST_ELASTICITY * g->factor_income[n];
    for (size_t k = 0; k < g->J * g->S; k++) {
        size_t n = k % g->S;
        if (n >= g->N) continue;
        double home = g->net_share[k * g->S + n] * g->spending[k], theta = g->m->theta[k / g->S];
        double exports = g->output[k] - home, imports = g->spending[k] * g->net_of_tariff[k] - home;
        g->home_share[k] = g->share[k * g->S + n];
        g->response[k] = theta * (exports + imports * g->home_share[k]);
        g->elasticity[n] += g->response[k] * g->m->cost_passthrough[k] + imports;
    }
    g->world_elasticity = 0;
    for (size_t n = 0; n < g->N; n++) g->world_elasticity += g->elasticity[n];
}

/* How D' answers to wages (closure.c): under "own_gdp" dD'(n) = slope(n) dw(n) - W(n)/sum W of the sum of slope dw; under "fixed" and
 * "world_gdp" D' keeps its share of the world's income. */
static cohong_status take_deficits(cohong_gradient *g, const double *deficit, cohong_error *error)
{
    const char *name = g->m->deficits->name;
    bool own = strcmp(name, "own_gdp") == 0;
    if (!own && strcmp(name, "fixed") != 0 && strcmp(name, "zero") != 0 && strcmp(name, "world_gdp") != 0)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE, "derivatives do not know deficits = \"%s\"", name);
    for (size_t n = 0; n < g->N; n++) {
        g->deficit_slope[n] = own ? deficit[n] : 0;
        g->world_share[n] = own ? 0 : deficit[n];
    }
    return COHONG_OK;
}

static void take_countries(cohong_gradient *g, const cohong_solution *s)
{
    g->world_income = 0;
    for (size_t n = 0; n < g->S; n++) g->elasticity[n] = 1;
    for (size_t n = 0; n < g->N; n++) {
        g->income[n] = s->income[n];
        g->revenue[n] = s->tariff_revenue[n];
        g->factor_income[n] = s->income[n] - s->tariff_revenue[n] - s->deficit[n];
        g->world_income += g->factor_income[n];
    }
}

static void take_sectors(cohong_gradient *g, const cohong_shock *shock, const cohong_solution *s)
{
    const double *tariff = shock != NULL && shock->tariff != NULL ? shock->tariff : g->m->base->tariff;
    const double *technology = shock != NULL ? shock->technology_hat : NULL;
    memcpy(g->tariff, tariff, g->J * g->N * g->N * sizeof *tariff);
    for (size_t j = 0; j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) {
            size_t from = j * g->N + n, to = j * g->S + n;
            g->spending[to] = s->expenditure[from];
            g->per_spending[to] = s->expenditure[from] > 0 ? 1 / s->expenditure[from] : 0;
            g->output[to] = s->output[from];
            g->log_technology[to] = technology != NULL ? vmath_log(technology[from]) : 0;
            take_row(g, s->trade, j, n);
        }
}

cohong_status cohong_gradient_at(cohong_gradient *gradient, const cohong_shock *shock, const cohong_solution *solution,
                                 cohong_error *error)
{
    gradient->ready = false;
    if (solution->trade == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "derivatives need a solution that holds its trade");
    if (solution->outcome != COHONG_CONVERGED)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "derivatives need a solution that has converged: %s",
                    solution->why);
    take_countries(gradient, solution);
    take_sectors(gradient, shock, solution);
    take_responses(gradient);
    cohong_status status = take_deficits(gradient, solution->deficit, error);
    gradient->ready = status == COHONG_OK;
    return status;
}

/* ---- the two maps */

static linear_point parts_of(const cohong_gradient *g, double *all)
{
    size_t rows = g->J * g->S;
    return (linear_point){ all, all, all + rows, all + 2 * rows, all + 2 * rows + g->S };
}

/* costs = g0 wage + g price;   spent = alpha income + g^T output */
static void through_inputs(const cohong_gradient *g, const double *wage, const double *price, const double *income,
                           const double *output, double *costs, double *spent)
{
    cost_pass pass = { .J = g->J,
                       .S = g->S,
                       .gamma = g->m->gamma,
                       .value_added_share = g->m->value_added_share,
                       .final_share = g->m->final_share,
                       .log_wage = wage,
                       .log_price = price,
                       .income = income,
                       .output = output,
                       .output_hat = g->ones,
                       .log_cost = costs,
                       .expenditure = spent };
    g->m->k->costs_and_expenditure(&pass);
}

/* out += sum over n of rows(n) weight(n), for one sector's S x S; eight columns at a time, so that sums do not wait for each other. */
static void add_rows(const cohong_gradient *g, const double *rows, const double *weight, double *out)
{
    for (size_t at = 0; at < g->S; at += LANES) {
        v2 *to = (v2 *)(out + at), s0 = to[0], s1 = to[1], s2 = to[2], s3 = to[3];
        for (size_t n = 0; n < g->N; n++) {
            const v2 *row = (const v2 *)(rows + n * g->S + at);
            s0 += row[0] * weight[n];
            s1 += row[1] * weight[n];
            s2 += row[2] * weight[n];
            s3 += row[3] * weight[n];
        }
        to[0] = s0, to[1] = s1, to[2] = s2, to[3] = s3;
    }
}

/* Wage changes with sum of el dw = 0, and the changes of deficits that they bring. */
static void wages_forward(const cohong_gradient *g, const double *scaled, double *wage, double *deficit)
{
    double mean = 0, common = 0, world = 0;
    for (size_t n = 0; n < g->N; n++) mean += scaled[n];
    mean /= g->world_elasticity;
    for (size_t n = 0; n < g->N; n++) {
        wage[n] = scaled[n] / g->elasticity[n] - mean;
        common += g->deficit_slope[n] * wage[n];
        world += g->factor_income[n] * wage[n];
    }
    common /= g->world_income;
    world /= g->world_income;
    for (size_t n = 0; n < g->N; n++)
        deficit[n] = g->deficit_slope[n] * wage[n] - g->factor_income[n] * common + g->world_share[n] * world;
}

void linear_forward(const cohong_gradient *g, const double *in, double *out)
{
    size_t J = g->J, N = g->N, S = g->S;
    const kernels *k = g->m->k;
    linear_point from = parts_of(g, (double *)in), to = parts_of(g, out);
    double *wage = g->minus, *deficit = g->minus + S, *income = g->minus + 2 * S;
    memset(g->minus, 0, 3 * S * sizeof *g->minus);
    wages_forward(g, from.wage, wage, deficit);
    for (size_t n = 0; n < N; n++) income[n] = g->factor_income[n] * wage[n] + from.revenue[n] + deficit[n];
    for (size_t a = 0; a < J * S; a++) g->along[a] = from.price[a] * g->per_spending[a];
    through_inputs(g, wage, g->along, income, from.output, g->cost, g->spent);
    memset(out, 0, g->length * sizeof *out);
    for (size_t n = 0; n < N; n++) to.wage[n] = g->elasticity[n] * wage[n] + deficit[n];
    for (size_t j = 0; j < J; j++) {
        size_t row = j * S;
        double theta = g->m->theta[j];
        const double *cost = g->cost + row;
        k->dots(N, S, g->share_rows + j * N, cost, to.price + row);
        k->dots(N, S, g->net_rows + j * N, cost, g->weight + row);
        for (size_t n = 0; n < N; n++) {
            size_t a = row + n;
            to.price[a] *= g->spending[a];
            double flow = theta * to.price[a] + g->spent[a];
            double purchases = g->net_of_tariff[a] * flow - theta * g->spending[a] * g->weight[a];
            g->weight[a] = flow;
            to.output[a] = -theta * cost[n] * g->output[a];
            to.revenue[n] += g->spent[a] - purchases;
            to.wage[n] -= purchases;
        }
        add_rows(g, g->net_share + row * S, g->weight + row, to.output + row);
        for (size_t n = 0; n < N; n++) to.wage[n] += to.output[row + n];
    }
}

/* The transposed of wages_forward(): worth of a scaled wage from that of a wage and of a deficit. */
static void wages_transposed(const cohong_gradient *g, double *wage, const double *deficit)
{
    double mean = 0, total = 0, world = 0;
    for (size_t n = 0; n < g->N; n++) {
        mean += g->factor_income[n] * deficit[n];
        world += g->world_share[n] * deficit[n];
    }
    mean /= g->world_income;
    world /= g->world_income;
    for (size_t n = 0; n < g->N; n++) {
        wage[n] += g->deficit_slope[n] * (deficit[n] - mean) + g->factor_income[n] * world;
        total += wage[n];
    }
    total /= g->world_elasticity;
    for (size_t n = 0; n < g->N; n++) wage[n] = wage[n] / g->elasticity[n] - total;
}

/* One sector of the transposed map: the worth of spending (weight), of a price with the sourcing response (along) and of a unit
 * cost (cost). */
static void sector_transposed(const cohong_gradient *g, size_t j, const linear_point *x)
{
    size_t N = g->N, S = g->S, row = j * S;
    double theta = g->m->theta[j], *spent = g->weight + row, *price = g->along + row, *cost = g->cost + row;
    double *exports = g->spent, *shares = g->spent + S;
    for (size_t n = 0; n < S; n++) exports[n] = x->output[row + n] + x->wage[n];
    g->m->k->dots(N, S, g->net_rows + j * N, exports, spent);
    for (size_t n = 0; n < N; n++) {
        double F = g->net_of_tariff[row + n];
        spent[n] += x->revenue[n] * (1 - F) - x->wage[n] * F;
        price[n] = x->price[row + n] + theta * spent[n];
    }
    for (size_t i = 0; i < S; i++) cost[i] = -theta * exports[i] * g->output[row + i];
    for (size_t n = 0; n < N; n++) shares[n] = g->spending[row + n] * (price[n] - theta * x->revenue[n]);
    add_rows(g, g->share + row * S, shares, cost);
    for (size_t n = 0; n < N; n++) shares[n] = theta * g->spending[row + n] * (x->wage[n] + x->revenue[n]);
    add_rows(g, g->net_share + row * S, shares, cost);
}

void adjoint_use(cohong_gradient *g, const double *x)
{
    memcpy(g->solution.all, x, g->length * sizeof *x);
    for (size_t j = 0; j < g->J; j++) sector_transposed(g, j, &g->solution);
}

void linear_transposed(const cohong_gradient *g, const double *in, double *out)
{
    size_t J = g->J, N = g->N, S = g->S;
    linear_point from = parts_of(g, (double *)in), to = parts_of(g, out);
    for (size_t j = 0; j < J; j++) sector_transposed(g, j, &from);
    through_inputs(g, g->zeros, g->weight, g->zeros, g->cost, to.output, to.price);
    double *income = to.revenue, *wage = to.wage, *deficit = g->minus;
    memset(wage, 0, 2 * S * sizeof *wage);
    for (size_t row = 0; row < J * S; row += S)
        for (size_t n = 0; n < S; n++) {
            to.price[row + n] *= g->per_spending[row + n];
            income[n] += g->m->final_share[row + n] * g->weight[row + n];
            wage[n] += g->m->value_added_share[row + n] * g->cost[row + n];
        }
    for (size_t n = 0; n < N; n++) {
        wage[n] += g->elasticity[n] * from.wage[n] + g->factor_income[n] * income[n];
        deficit[n] = income[n] + from.wage[n];
    }
    wages_transposed(g, wage, deficit);
}

/* ---- the transposed solve */

/* The kernels' pass over C = g (I - h g)^-1 of each country (response.c), with all but C taken out of it:
 * home_prices() makes spent = C along, home_outputs() spent = C^T weight. */
static home_pass bare_pass(const cohong_gradient *g)
{
    return (home_pass){ .J = g->J,
                        .S = g->S,
                        .to = g->S,
                        .response = g->m->response,
                        .value_added_share = g->zeros,
                        .final_share = g->zeros,
                        .output = g->ones,
                        .inverse_output = g->ones,
                        .home_share = g->zeros,
                        .cost_response = g->zeros,
                        .wage_change = g->zeros,
                        .income_change = g->zeros,
                        .log_price = g->zeros,
                        .output_hat = g->zeros,
                        .new_log_price = g->along,
                        .new_output_hat = g->weight,
                        .change = g->cost,
                        .indirect = g->spent };
}

/* y = r_y + C h r_y;   X p = X r_p + C^T (h X r_p - response y): the inputs that a country buys from itself, closed in one go. */
static void close_home_loops(const cohong_gradient *g, const linear_point *from, const linear_point *to)
{
    size_t rows = g->J * g->S;
    home_pass pass = bare_pass(g);
    for (size_t a = 0; a < rows; a++) g->along[a] = g->home_share[a] * from->output[a];
    g->m->k->home_prices(&pass);
    for (size_t a = 0; a < rows; a++) {
        to->output[a] = from->output[a] + g->spent[a];
        g->weight[a] = g->home_share[a] * g->spending[a] * from->price[a] - g->response[a] * to->output[a];
    }
    g->m->k->home_outputs(&pass);
    for (size_t a = 0; a < rows; a++) to->price[a] = from->price[a] + g->per_spending[a] * g->spent[a];
}

/* out = M r, M near (I - K^T)^-1: home loops first, then what they mean for wages and revenue; what home_response() of the solver does,
 * transposed. */
static void precondition(const cohong_gradient *g, const double *r, double *out)
{
    linear_point from = parts_of(g, (double *)r), to = parts_of(g, out);
    double *income = to.revenue, *wage = to.wage;
    close_home_loops(g, &from, &to);
    memset(wage, 0, 2 * g->S * sizeof *wage);
    for (size_t row = 0; row < g->J * g->S; row += g->S)
        for (size_t n = 0; n < g->S; n++) {
            size_t a = row + n;
            income[n] += g->m->final_share[a] * g->home_share[a] * to.output[a];
            wage[n] += g->m->value_added_share[a] *
                       (g->home_share[a] * g->spending[a] * to.price[a] - g->response[a] * to.output[a]);
        }
    for (size_t n = 0; n < g->S; n++) {
        wage[n] = from.wage[n] + (wage[n] + g->factor_income[n] * income[n]) / g->elasticity[n];
        income[n] += from.revenue[n];
    }
}

/* K' of x = M b + K' x, K' = I - M (I - K^T) */
static void preconditioned_transposed(const void *context, const double *in, double *out)
{
    const cohong_gradient *g = context;
    double *r = g->scratch.all;
    linear_transposed(g, in, r);
    for (size_t a = 0; a < g->length; a++) r[a] = in[a] - r[a];
    precondition(g, r, out);
    for (size_t a = 0; a < g->length; a++) out[a] = in[a] - out[a];
}

static cohong_status judge(gmres_result result, cohong_linear_solve *how, cohong_error *error)
{
    *how = (cohong_linear_solve){ result.iterations, result.residual };
    if (result.converged || result.residual <= ACCEPTED) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "the equilibrium has no derivatives here: its linear system is left with a residual of %.3g after %zu "
                "iterations",
                result.residual, result.iterations);
}

cohong_status adjoint_solve(cohong_gradient *g, const double *right, double *x, cohong_linear_solve *how,
                            cohong_error *error)
{
    precondition(g, right, g->preconditioned.all);
    gmres_result result = gmres_solve(preconditioned_transposed, g, g->preconditioned.all, x, g->length, RESTART,
                                      g->tolerance, SOLVE_LIMIT, g->krylov);
    return judge(result, how, error);
}

static double weight_of(const double *weights, size_t k)
{
    return weights != NULL ? weights[k] : 0;
}

/* How much the objective rises when every value and price does by one log point: 0 but for levels. */
static double level_weight(const cohong_gradient *g, const cohong_objective *objective)
{
    double sum = 0;
    for (size_t n = 0; n < g->N; n++) {
        sum += weight_of(objective->revenue, n) * g->revenue[n];
        for (size_t j = 0; j < g->J; j++)
            if (g->output[j * g->S + n] > 0) sum += weight_of(objective->output, j * g->N + n);
    }
    return sum;
}

void adjoint_right_side(cohong_gradient *g, const cohong_objective *objective, double *right)
{
    linear_point to = parts_of(g, right);
    double *deficit = g->minus, level = level_weight(g, objective) / g->world_income;
    memset(right, 0, g->length * sizeof *right);
    for (size_t n = 0; n < g->N; n++) {
        double income = weight_of(objective->welfare, n) / g->income[n];
        double prices = weight_of(objective->welfare, n) + weight_of(objective->real_wage, n);
        to.revenue[n] = income + weight_of(objective->revenue, n);
        to.wage[n] = g->factor_income[n] * (income - level) + weight_of(objective->real_wage, n);
        deficit[n] = income;
        for (size_t a = n; a < g->J * g->S; a += g->S) {
            to.price[a] = -prices * g->m->final_share[a] * g->per_spending[a];
            if (objective->output != NULL && g->output[a] > 0)
                to.output[a] = objective->output[a / g->S * g->N + n] / g->output[a];
        }
    }
    wages_transposed(g, to.wage, deficit);
}

/* m of the head comment. */
static double flow_worth(const cohong_gradient *g, size_t a, size_t i, double t)
{
    const linear_point *x = &g->solution;
    size_t n = a % g->S;
    return x->output[a - n + i] + x->wage[i] - x->wage[n] + t * x->revenue[n];
}

void adjoint_tariff_row(const cohong_gradient *g, size_t j, size_t n, double *row)
{
    size_t a = j * g->S + n;
    const double *t = g->tariff + (j * g->N + n) * g->N, *net = g->net_share + a * g->S;
    double worth = g->along[a] + g->solution.revenue[n], theta = g->m->theta[j];
    for (size_t i = 0; i < g->N; i++)
        row[i] = i == n || net[i] == 0
                     ? 0
                     : g->spending[a] * net[i] * ((1 + t[i]) * worth - (theta + 1) * flow_worth(g, a, i, t[i]));
}

static void trade_cost_row(const cohong_gradient *g, size_t j, size_t n, double *row)
{
    size_t a = j * g->S + n;
    const double *t = g->tariff + (j * g->N + n) * g->N, *net = g->net_share + a * g->S;
    for (size_t i = 0; i < g->N; i++)
        row[i] = net[i] == 0 ? 0
                             : g->spending[a] * net[i] *
                                   ((1 + t[i]) * g->along[a] - g->m->theta[j] * flow_worth(g, a, i, t[i]));
}

/* r = ln(c kappa/P) = -ln(pi'/(pi T^))/theta */
static double log_relative_cost(const cohong_gradient *g, size_t a, size_t i)
{
    double before = g->m->trade_share[a * g->S + i], now = g->share[a * g->S + i];
    if (!(now > 0)) return 0;
    size_t j = a / g->S;
    return -(vmath_log(now / before) - g->log_technology[j * g->S + i]) / g->m->theta[j];
}

static double theta_derivative(const cohong_gradient *g, size_t j)
{
    double sum = 0;
    for (size_t n = 0; n < g->N; n++) {
        size_t a = j * g->S + n;
        const double *t = g->tariff + (j * g->N + n) * g->N;
        for (size_t i = 0; i < g->N; i++)
            sum += g->spending[a] * g->net_share[a * g->S + i] * log_relative_cost(g, a, i) *
                   ((1 + t[i]) * g->along[a] / g->m->theta[j] - flow_worth(g, a, i, t[i]));
    }
    return sum;
}

static cohong_status not_ready(cohong_error *error)
{
    return fail(error, COHONG_INCOMPLETE, NOWHERE, "derivatives need a solution first: cohong_gradient_at()");
}

cohong_status cohong_gradient_of(cohong_gradient *gradient, const cohong_objective *objective,
                                 cohong_derivatives *derivatives, cohong_error *error)
{
    cohong_gradient *g = gradient;
    if (!g->ready) return not_ready(error);
    adjoint_right_side(g, objective, g->right.all);
    memset(g->solution.all, 0, g->length * sizeof(double));
    cohong_status status = adjoint_solve(g, g->right.all, g->solution.all, &derivatives->how, error);
    if (status != COHONG_OK) return status;
    adjoint_use(g, g->solution.all);
    for (size_t j = 0; j < g->J; j++) {
        for (size_t n = 0; n < g->N; n++) {
            size_t row = (j * g->N + n) * g->N;
            if (derivatives->trade_cost != NULL) trade_cost_row(g, j, n, derivatives->trade_cost + row);
            if (derivatives->tariff == NULL) continue;
            adjoint_tariff_row(g, j, n, derivatives->tariff + row);
            for (size_t i = 0; i < g->N; i++) derivatives->tariff[row + i] /= 1 + g->tariff[row + i];
        }
        if (derivatives->theta != NULL) derivatives->theta[j] = theta_derivative(g, j);
    }
    return COHONG_OK;
}

/* ---- forwards */

static void forward_map(const void *context, const double *in, double *out)
{
    linear_forward(context, in, out);
}

/* What a policy adds to one importer's row of equations: see the head comment. */
static void push_row(cohong_gradient *g, const cohong_direction *along, size_t j, size_t n, linear_point *to)
{
    size_t a = j * g->S + n, row = (j * g->N + n) * g->N;
    double theta = g->m->theta[j], dtheta = weight_of(along->theta, j), price = 0;
    double *change = g->minus; /* of ln M, but for the importer's price */
    for (size_t i = 0; i < g->N; i++) {
        double u = i != n ? weight_of(along->tariff, row + i) / (1 + g->tariff[row + i]) : 0;
        double tau = u + weight_of(along->trade_cost, row + i);
        double r = dtheta != 0 ? log_relative_cost(g, a, i) : 0;
        price += g->share[a * g->S + i] * (tau + dtheta * r / theta);
        change[i] = -theta * tau - r * dtheta - u;
    }
    to->price[a] = g->spending[a] * price;
    for (size_t i = 0; i < g->N; i++) {
        double flow = g->spending[a] * g->net_share[a * g->S + i] * (change[i] + theta * price);
        to->output[j * g->S + i] += flow;
        to->revenue[n] -= flow;
        to->wage[n] -= flow;
        to->wage[i] += flow;
    }
}

static void report_tangent(cohong_gradient *g, cohong_tangent *to)
{
    const linear_point *x = &g->solution;
    double *wage = g->minus, *deficit = g->minus + g->S;
    double shift = 0; /* to the numeraire */
    wages_forward(g, x->wage, wage, deficit);
    for (size_t n = 0; n < g->N; n++) shift += g->factor_income[n] * wage[n] / g->world_income;
    for (size_t n = 0; n < g->N; n++) {
        double income = (g->factor_income[n] * wage[n] + x->revenue[n] + deficit[n]) / g->income[n], prices = 0;
        for (size_t a = n; a < g->J * g->S; a += g->S)
            prices += g->m->final_share[a] * x->price[a] * g->per_spending[a];
        if (to->welfare != NULL) to->welfare[n] = income - prices;
        if (to->real_wage != NULL) to->real_wage[n] = wage[n] - prices;
        if (to->revenue != NULL) to->revenue[n] = x->revenue[n] - g->revenue[n] * shift;
        for (size_t j = 0; to->output != NULL && j < g->J; j++) {
            double Y = g->output[j * g->S + n];
            to->output[j * g->N + n] = Y > 0 ? x->output[j * g->S + n] / Y - shift : 0;
        }
    }
}

cohong_status cohong_gradient_along(cohong_gradient *gradient, const cohong_direction *direction,
                                    cohong_tangent *tangent, cohong_error *error)
{
    cohong_gradient *g = gradient;
    if (!g->ready) return not_ready(error);
    memset(g->right.all, 0, g->length * sizeof(double));
    memset(g->solution.all, 0, g->length * sizeof(double));
    for (size_t j = 0; j < g->J; j++)
        for (size_t n = 0; n < g->N; n++) push_row(g, direction, j, n, &g->right);
    gmres_result result = gmres_solve(forward_map, g, g->right.all, g->solution.all, g->length, RESTART, g->tolerance,
                                      SOLVE_LIMIT, g->krylov);
    cohong_status status = judge(result, &tangent->how, error);
    if (status == COHONG_OK) report_tangent(g, tangent);
    return status;
}
