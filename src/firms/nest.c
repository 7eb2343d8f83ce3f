/* Firms in general equilibrium: the platform as an iceberg factor on the exporter's trade, and demand from the equilibrium.
 *   flow under the factor        M'(n) = G(n) F(n) M(n): G what prices, wages, demand and the shock make of it
 *   without the platform         sales of the firms at demand A' are s M G: this is the equation for A'
 *   with it                      F = 1 + s (Psi - 1), Psi = sales with / sales without, at A'
 *   the factor, sector by sector F^(-1/theta)
 * Under one Pareto tail Psi does not depend on A' (Chaney 2008, AER 98; one market, or no fee for all), so that the second
 * equilibrium is the last. Otherwise steps F -> F go on until F stays: dearer competition lowers A' where F rises, and the reaction of
 * Psi to A' is less than one for one, so that the steps shrink; they are halved where they do not. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/suggest.h"
#include "base/vmath.h"
#include "firms/choice.h"
#include "firms/shocks.h"
#include "firms/size.h"

enum { NEST_STEPS_MOST = 200 };
static const double NEST_SETTLED = 1e-10;

typedef struct nesting {
    const cohong_firms *firms; /* as given */
    cohong_firms at;           /* the same with markets of its own: tariffs of the shock, demand of the equilibrium */
    cohong_model *model;
    const cohong_world *base;
    cohong_shock shock; /* trade_cost_hat points to cost */
    const cohong_shock *given;
    bool *sectors;  /* J: the flow's */
    double *cost;   /* J x N x N */
    double *factor; /* F, a market */
    double *sales;  /* without the platform in the base, a market; in the world's unit */
    cohong_firm_nest *to;
    cohong_error *error;
} nesting;

/* ---- names of the file in the world */

static const char *country_name(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

static const char *sector_name(const void *list, size_t k)
{
    return ((const cohong_sector *)list)[k].code;
}

static cohong_status no_such(const nesting *n, const char *what, const cohong_firm_code *code, const char *nearest)
{
    char guess[160];
    place at = { n->firms->source.path, code->line, code->column };
    suggest_sentence(nearest, guess, sizeof guess);
    return fail(n->error, COHONG_UNKNOWN_NAME, at, "%s has no %s \"%.60s\"%s", n->base->name, what, code->code, guess);
}

static cohong_status find_country(const nesting *n, const cohong_firm_code *code, size_t *to)
{
    *to = cohong_world_country(n->base, code->code);
    if (*to != COHONG_NONE) return COHONG_OK;
    return no_such(n, "country", code, suggest(code->code, n->base->countries, n->base->country_count, country_name));
}

/* The sectors that are named, else all goods, else all. */
static cohong_status find_sectors(nesting *n)
{
    bool tells_goods = false;
    const cohong_world *w = n->base;
    for (size_t j = 0; j < w->sector_count; j++) tells_goods |= w->sectors[j].kind == COHONG_GOODS;
    for (size_t j = 0; j < w->sector_count && n->firms->sector_count == 0; j++)
        n->sectors[j] = !tells_goods || w->sectors[j].kind == COHONG_GOODS;
    for (size_t k = 0; k < n->firms->sector_count; k++) {
        const cohong_firm_code *code = &n->firms->sectors[k];
        size_t j = cohong_world_sector(w, code->code);
        if (j == COHONG_NONE)
            return no_such(n, "sector", code, suggest(code->code, w->sectors, w->sector_count, sector_name));
        n->sectors[j] = true;
    }
    return COHONG_OK;
}

static cohong_status find_codes(nesting *n)
{
    const cohong_firms *f = n->firms;
    if (f->exporter.code == NULL)
        return fail(n->error, COHONG_INCOMPLETE, (place){ f->source.path, 0, 0 },
                    "an equilibrium needs [world] with \"exporter\", the country whose trade the firms are a part of");
    cohong_status status = find_country(n, &f->exporter, &n->to->exporter);
    if (status == COHONG_OK) status = find_sectors(n);
    for (size_t m = 0; m < f->market_count && status == COHONG_OK; m++) {
        cohong_firm_code code = { f->markets[m].code, f->markets[m].line, f->markets[m].column };
        status = find_country(n, &code, &n->to->markets[m].country);
        if (status == COHONG_OK && n->to->markets[m].country == n->to->exporter)
            status = fail(n->error, COHONG_OUT_OF_DOMAIN, (place){ f->source.path, code.line, code.column },
                          "market \"%.60s\" is the exporter itself", code.code);
    }
    return status;
}

/* ---- flows and sales */

static size_t cell(const nesting *n, size_t j, size_t market)
{
    size_t N = n->base->country_count;
    return (j * N + n->to->markets[market].country) * N + n->to->exporter;
}

/* The exporter's flow of the firms' sectors to a market. */
static double flow(const nesting *n, const double *trade, size_t market)
{
    double sum = 0;
    for (size_t j = 0; j < n->base->sector_count; j++)
        if (n->sectors[j]) sum += trade[cell(n, j, market)];
    return sum;
}

/* Sales of all firms in a market were the platform closed, in the firms' currency, at demand A. */
static double sales_without(nesting *n, size_t market, double demand)
{
    double sum = 0;
    cohong_firm_market *of = &n->at.markets[market];
    of->demand = demand;
    for (size_t g = 0; g < n->at.group_count; g++) {
        const cohong_firm_group *group = &n->at.groups[g];
        firms_line line = firms_line_of(&n->at, group, of, COHONG_DIRECT, of->terms[COHONG_DIRECT].visibility);
        if (line.profit > 0) sum += group->firms * line.sales * size_moment_above(group, line.fixed / line.profit);
    }
    return sum;
}

/* What the shock leaves of 1 + tariff on direct sales, over the flow's sectors by their base value. */
static double tariff_factor(const nesting *n, size_t market)
{
    double before = 0, after = 0;
    if (n->given->tariff == NULL) return 1;
    for (size_t j = 0; j < n->base->sector_count; j++) {
        size_t at = cell(n, j, market);
        if (!n->sectors[j]) continue;
        before += n->base->trade[at] * (1 + n->base->tariff[at]);
        after += n->base->trade[at] * (1 + n->given->tariff[at]);
    }
    return before > 0 ? after / before : 1;
}

static cohong_status begin_market(nesting *n, size_t m)
{
    cohong_firm_nest_market *to = &n->to->markets[m];
    const cohong_firm_market *of = &n->firms->markets[m];
    place at = { n->firms->source.path, of->line, of->column };
    n->sales[m] = sales_without(n, m, of->demand) / n->base->unit;
    to->trade_base = flow(n, n->base->trade, m);
    to->share = n->sales[m] / to->trade_base;
    n->factor[m] = to->psi = to->demand_hat = 1;
    if (!(n->sales[m] > 0))
        return fail(n->error, COHONG_OUT_OF_DOMAIN, at,
                    "market \"%.60s\": nothing is sold directly, and the equilibrium takes demand from direct sales",
                    of->code);
    if (!(to->share <= 1))
        return fail(
            n->error, COHONG_OUT_OF_DOMAIN, at,
            "market \"%.60s\": without the platform the firms sell %.6g, of an export flow of %.6g (%.20s, in %g): a "
            "share of %.4g, expected at most 1",
            of->code, n->sales[m], to->trade_base, n->base->currency, n->base->unit, to->share);
    double tariff = (1 + of->terms[COHONG_DIRECT].tariff) * tariff_factor(n, m) - 1;
    n->at.markets[m].terms[COHONG_DIRECT].tariff = tariff;
    return COHONG_OK;
}

/* ---- the equilibrium and what it makes of the firms' demand */

/* Writes the platform's factor on trade costs, sector by sector. */
static void write_costs(nesting *n)
{
    for (size_t m = 0; m < n->firms->market_count; m++)
        for (size_t j = 0; j < n->base->sector_count; j++) {
            if (!n->sectors[j]) continue;
            double given = n->given->trade_cost_hat != NULL ? n->given->trade_cost_hat[cell(n, j, m)] : 1;
            double power = -1 / n->base->theta[j];
            n->cost[cell(n, j, m)] = n->factor[m] == 1 ? given : given * vmath_power(n->factor[m], power);
        }
}

static cohong_status solve(nesting *n, cohong_solution *solution)
{
    write_costs(n);
    cohong_status status = cohong_model_solve(n->model, &n->shock, solution, n->error);
    if (status != COHONG_OK) return status;
    n->to->outcome = solution->outcome;
    memcpy(n->to->why, solution->why, sizeof n->to->why);
    return status;
}

/* A' at which the firms would sell `target` without the platform: sales rise with demand, by bisection of its logarithm. */
static double demand_for(nesting *n, size_t m, double target)
{
    double start = vmath_log(n->firms->markets[m].demand), low = start - 1, high = start + 1;
    for (int k = 0; k < 10 && sales_without(n, m, vmath_exp(low)) > target; k++) low = start - 2 * (start - low);
    for (int k = 0; k < 10 && sales_without(n, m, vmath_exp(high)) < target; k++) high = start + 2 * (high - start);
    for (int k = 0; k < 100; k++) {
        double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) break;
        if (sales_without(n, m, vmath_exp(middle)) < target)
            low = middle;
        else
            high = middle;
    }
    return vmath_exp(0.5 * (low + high));
}

/* The factor that the firms make at this equilibrium's demand; fills the markets. */
static cohong_status firms_at(nesting *n, const cohong_solution *solution, double *next)
{
    cohong_firm_outcome_free(n->to->firms);
    n->to->firms = NULL;
    for (size_t m = 0; m < n->firms->market_count; m++) {
        cohong_firm_nest_market *to = &n->to->markets[m];
        to->trade = flow(n, solution->trade, m);
        double growth = to->trade / n->factor[m] / to->trade_base;
        double demand = demand_for(n, m, n->sales[m] * n->base->unit * growth);
        n->at.markets[m].demand = demand;
        to->demand_hat = demand / n->firms->markets[m].demand;
    }
    cohong_status status = cohong_firms_solve(&n->at, NULL, 1, &n->to->firms, n->error);
    for (size_t m = 0; m < n->firms->market_count && status == COHONG_OK; m++) {
        cohong_firm_nest_market *to = &n->to->markets[m];
        const cohong_firm_sums *sums = &n->to->firms->markets[m];
        double with = sums->sales[COHONG_PLATFORM] + sums->sales[COHONG_DIRECT];
        bool closed = sums->sellers[COHONG_PLATFORM] == 0;
        to->psi = closed ? 1 : with / sums->sales_without;
        to->flow_factor = n->factor[m];
        to->firms_trade = with / n->base->unit + (1 - to->share) * to->trade / n->factor[m];
        next[m] = 1 + to->share * (to->psi - 1);
    }
    return status;
}

/* Moves F a part of the way; answers the largest distance in logarithms. */
static double move(nesting *n, const double *next, double part)
{
    double worst = 0;
    for (size_t m = 0; m < n->firms->market_count; m++) {
        double now = vmath_log(n->factor[m]), distance = vmath_log(next[m]) - now;
        worst = fmax(worst, fabs(distance));
        if (part > 0) n->factor[m] = part == 1 ? next[m] : vmath_exp(now + part * distance);
    }
    return worst;
}

static void measure_gap(cohong_firm_nest *to)
{
    to->gap = 0;
    for (size_t m = 0; m < to->market_count; m++)
        to->gap = fmax(to->gap, fabs(to->markets[m].firms_trade / to->markets[m].trade - 1));
}

/* From the equilibrium without the platform to the one with it. */
static cohong_status settle(nesting *n, double *next)
{
    double part = 1, before = INFINITY;
    cohong_firm_nest *to = n->to;
    cohong_status status = solve(n, to->without);
    if (status != COHONG_OK || to->outcome != COHONG_CONVERGED) return status;
    status = firms_at(n, to->without, next);
    for (size_t m = 0; m < to->market_count && status == COHONG_OK; m++)
        to->markets[m].trade_without = to->markets[m].trade;
    while (status == COHONG_OK) {
        move(n, next, part);
        status = solve(n, to->with);
        to->iterations++;
        if (status != COHONG_OK || to->outcome != COHONG_CONVERGED) return status;
        status = firms_at(n, to->with, next);
        to->residual = status == COHONG_OK ? move(n, next, 0) : NAN;
        if (to->residual <= NEST_SETTLED || to->iterations == NEST_STEPS_MOST) break;
        if (to->residual > 0.9 * before) part = fmax(0.5 * part, 1.0 / 64);
        before = to->residual;
    }
    if (status == COHONG_OK && !(to->residual <= NEST_SETTLED)) {
        to->outcome = COHONG_LIMIT;
        strcpy(to->why, "the firms' choices and the equilibrium did not settle");
    }
    measure_gap(to);
    return status;
}

/* ---- setting up */

void cohong_firm_nest_free(cohong_firm_nest *nest)
{
    if (nest == NULL) return;
    cohong_firm_outcome_free(nest->firms);
    cohong_solution_free(nest->without);
    cohong_solution_free(nest->with);
    free(nest->memory);
}

static cohong_status is_supported(const cohong_firms *firms, const cohong_world *base, cohong_error *error)
{
    place at = { firms->source.path, 0, 0 };
    cohong_status status = cohong_firms_check(firms, error);
    if (status != COHONG_OK) return status;
    if (firms_have_shocks(firms))
        return fail(error, COHONG_UNSUPPORTED, at, "an equilibrium needs the closed form, without %s",
                    firms->demand_shock > 0 ? "demand_shock" : "entry_shock");
    if (firms->currency[0] != '\0' && strcmp(firms->currency, base->currency) != 0)
        return fail(error, COHONG_UNSUPPORTED, at, "currency is \"%.20s\", that of world %.60s is \"%.20s\"",
                    firms->currency, base->name, base->currency);
    return COHONG_OK;
}

/* The answer and all room of the solve, in one block that the answer keeps. */
static void layout(nesting *n, double **next, arena *from)
{
    size_t M = n->firms->market_count, J = n->base->sector_count, N = n->base->country_count;
    n->to = arena_take(from, 1, sizeof *n->to);
    cohong_firm_nest_market *markets = arena_take(from, M, sizeof *markets);
    n->at.markets = arena_take(from, M, sizeof *n->at.markets);
    n->sectors = arena_take(from, J, sizeof *n->sectors);
    n->cost = arena_take(from, J * N * N, sizeof *n->cost);
    n->factor = arena_take(from, M, sizeof *n->factor);
    n->sales = arena_take(from, M, sizeof *n->sales);
    *next = arena_take(from, M, sizeof **next);
    if (from->block != NULL)
        *n->to = (cohong_firm_nest){
            .markets = markets, .market_count = M, .trade_cost_hat = n->cost, .memory = from->block
        };
}

static cohong_status start(nesting *n, double **next)
{
    arena room = { 0 };
    size_t count = n->base->sector_count * n->base->country_count * n->base->country_count;
    layout(n, next, &room);
    unsigned char *block = room.overflow ? NULL : memory_block(room.used);
    if (block == NULL) return fail_memory(n->error);
    room = (arena){ .block = block, .size = room.used };
    layout(n, next, &room);
    memcpy(n->at.markets, n->firms->markets, n->firms->market_count * sizeof *n->at.markets);
    for (size_t k = 0; k < count; k++) n->cost[k] = n->given->trade_cost_hat != NULL ? n->given->trade_cost_hat[k] : 1;
    n->shock.trade_cost_hat = n->cost;
    n->shock.firms = NULL;
    cohong_status status = cohong_solution_new(n->model, true, &n->to->without, n->error);
    if (status == COHONG_OK) status = cohong_solution_new(n->model, true, &n->to->with, n->error);
    return status;
}

cohong_status cohong_firms_nest(const cohong_firms *firms, cohong_model *model, const cohong_shock *shock,
                                cohong_firm_nest **nest, cohong_error *error)
{
    const cohong_shock nothing = { 0 };
    double *next = NULL;
    if (shock == NULL) shock = &nothing;
    nesting n = { .firms = firms,
                  .at = *firms,
                  .model = model,
                  .base = cohong_model_base(model),
                  .shock = *shock,
                  .given = shock,
                  .error = error };
    *nest = NULL;
    cohong_status status = is_supported(firms, n.base, error);
    if (status == COHONG_OK) status = start(&n, &next);
    if (status == COHONG_OK) status = find_codes(&n);
    for (size_t m = 0; m < firms->market_count && status == COHONG_OK; m++) status = begin_market(&n, m);
    if (status == COHONG_OK) status = settle(&n, next);
    if (status == COHONG_OK)
        *nest = n.to;
    else
        cohong_firm_nest_free(n.to);
    return status;
}
