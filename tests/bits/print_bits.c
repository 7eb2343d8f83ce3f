/* Prints results as hexadecimal floats; tools/test compares what gcc -O2, gcc -O0 and clang -O2 print. Inputs come
 * from random_world, which uses no function of the C library's mathematics. */
#include <stdio.h>
#include <stdlib.h>

#include "base/vmath.h"
#include "cohong.h"
#include "random_world.h"

static void print_numbers(const char *name, size_t count, const double *x)
{
    for (size_t k = 0; k < count; k++) printf("%s %zu %a\n", name, k, x[k]);
}

static void stop_unless(bool ok, const char *what)
{
    if (ok) return;
    fprintf(stderr, "print_bits: %s failed\n", what);
    exit(1);
}

/* ---- exp, log and power over their whole range */

static void functions(void)
{
    random_draws draws = { 1 };
    for (int k = 0; k < 400; k++) {
        double x = draw_uniform(&draws, -710, 710), y = vmath_exp(draw_uniform(&draws, -700, 700));
        printf("exp %a log %a power %a\n", vmath_exp(x), vmath_log(y), vmath_power(y, draw_uniform(&draws, -1, 1)));
    }
    const double edges[] = { 0, 1, -1, 0.5, 2, 0x1p-1022, 0x1.fffffffffffffp1023, 709.5, -708 };
    for (size_t k = 0; k < sizeof edges / sizeof *edges; k++)
        printf("edge exp %a log %a\n", vmath_exp(edges[k]), vmath_log(edges[k]));
}

/* ---- solves and measures */

static void measures(const cohong_case *of, size_t N)
{
    size_t count;
    const cohong_measure *measure = cohong_measures(&count);
    for (size_t k = 0; k < count; k++)
        for (size_t n = 0; n < N; n++) printf("%s %zu %a\n", measure[k].name, n, measure[k].of(of, n));
}

static void reallocated(const cohong_case *of, size_t cells)
{
    double *moved = test_doubles(cells), *employed = test_doubles(cells);
    stop_unless(cohong_jobs_reallocated(of->model, of->solution, moved, employed, NULL) == COHONG_OK, "reallocated");
    print_numbers("reallocated", cells, moved);
    print_numbers("employment", cells, employed);
    free(moved);
    free(employed);
}

static void counterfactual(uint64_t seed, const char *structure, const char *deficits, const world_kind *kind,
                           const shock_kind *change)
{
    cohong_model *model;
    cohong_solution *s;
    cohong_settings settings = cohong_settings_default();
    settings.structure = structure;
    settings.deficits = deficits;
    settings.iteration_limit = 1000; /* a solve that does not end says as much about bits */
    cohong_world *w = random_world(seed, kind);
    random_shock shock = random_shock_new(seed, change, w);
    size_t N = w->country_count, cells = w->sector_count * N;
    stop_unless(cohong_model_new(w, &settings, &model, NULL) == COHONG_OK, "model");
    stop_unless(cohong_solution_new(model, true, &s, NULL) == COHONG_OK, "solution");
    stop_unless(cohong_model_solve(model, &shock.shock, s, NULL) == COHONG_OK, "solve");
    printf("seed %d %s %s: %s after %zu, %a\n", (int)seed, structure, deficits, cohong_outcome_name(s->outcome),
           s->iterations, s->residual);
    print_numbers("wage", N, s->wage_hat);
    print_numbers("price", cells, s->price_hat);
    print_numbers("cost", cells, s->unit_cost_hat);
    print_numbers("output", cells, s->output);
    print_numbers("trade", cells * N, s->trade);
    const cohong_case of = { model, &shock.shock, s };
    measures(&of, N);
    if (s->outcome == COHONG_CONVERGED) reallocated(&of, cells);
    cohong_solution_free(s);
    cohong_model_free(model);
    random_shock_free(&shock);
    cohong_world_free(w);
}

/* ---- war */

/* The gradient of a government's payoff, with weights of sectors. */
static void gradient(uint64_t seed, const char *structure)
{
    cohong_model *model;
    cohong_solution *s;
    cohong_gradient *handle;
    cohong_settings settings = cohong_settings_default();
    settings.structure = structure;
    cohong_world *w = random_world(seed, &MODERATE_WORLD);
    random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
    random_draws draws = { seed };
    size_t N = w->country_count, J = w->sector_count, cells = J * N * N;
    double *weight = test_doubles(N), *lobby = test_doubles(J * N), *tariff = test_doubles(cells);
    for (size_t n = 0; n < N; n++) weight[n] = draw_uniform(&draws, 0, 1);
    for (size_t k = 0; k < J * N; k++) lobby[k] = draw_uniform(&draws, 0.5, 1.5);
    stop_unless(cohong_model_new(w, &settings, &model, NULL) == COHONG_OK, "model");
    stop_unless(cohong_solution_new(model, true, &s, NULL) == COHONG_OK, "solution");
    stop_unless(cohong_model_solve(model, &shock.shock, s, NULL) == COHONG_OK, "solve");
    stop_unless(cohong_gradient_new(model, &handle, NULL) == COHONG_OK, "gradient");
    stop_unless(cohong_gradient_at(handle, &shock.shock, s, NULL) == COHONG_OK, "gradient");
    cohong_objective objective = { .government = weight, .lobby = lobby };
    cohong_derivatives found = { .tariff = tariff };
    stop_unless(cohong_gradient_of(handle, &objective, &found, NULL) == COHONG_OK, "gradient");
    print_numbers("gradient", cells, tariff);
    cohong_gradient_free(handle);
    cohong_solution_free(s);
    cohong_model_free(model);
    random_shock_free(&shock);
    cohong_world_free(w);
    free(weight);
    free(lobby);
    free(tariff);
}

/* ---- jobs */

static void jobs(uint64_t seed)
{
    cohong_jobs *handle;
    cohong_world *w = random_world(seed, &WILD_WORLD);
    size_t N = w->country_count, J = w->sector_count;
    double *x = test_doubles(J * N), *by_destination = test_doubles(N + 1);
    stop_unless(cohong_jobs_of_world(w, &handle, NULL) == COHONG_OK, "jobs");
    stop_unless(cohong_jobs_multipliers(handle, COHONG_GLOBAL_CHAIN, COHONG_ALL_COUNTRIES, x, NULL, NULL) == COHONG_OK,
                "multipliers");
    print_numbers("multiplier", J * N, x);
    stop_unless(cohong_jobs_multipliers(handle, COHONG_DOMESTIC_CHAIN, 0, x, NULL, NULL) == COHONG_OK, "multipliers");
    print_numbers("domestic multiplier", J * N, x);
    cohong_job_flows flows = { .by_destination = by_destination };
    for (int kind = COHONG_EXPORTS; kind <= COHONG_IMPORTS; kind++) {
        stop_unless(cohong_jobs_in_flows(handle, (cohong_flow_kind)kind, 0, &flows, NULL) == COHONG_OK,
                    "jobs in flows");
        print_numbers("jobs in flows", N, by_destination);
    }
    free(x);
    free(by_destination);
    cohong_jobs_free(handle);
    cohong_world_free(w);
}

/* ---- firms */

static void print_firms(const cohong_firms *firms, const cohong_population *population, const char *how)
{
    cohong_firm_outcome *o;
    stop_unless(cohong_firms_solve(firms, population, 2, &o, NULL) == COHONG_OK, how);
    print_numbers(how, sizeof o->totals / sizeof(double), (const double *)&o->totals);
    print_numbers(how, sizeof o->all / sizeof(double), (const double *)&o->all);
    print_numbers(how, o->market_count + 1, o->sales_by_markets);
    print_numbers(how, o->market_count, o->visibility);
    cohong_firm_outcome_free(o);
}

/* The closed form, a sample's sums, and shocks to demand, and to entry too. */
static void sampled_firms(cohong_firm_size size)
{
    enum { MARKETS = 4 };
    cohong_firm_group group = cohong_firm_group_default();
    cohong_firm_market markets[MARKETS];
    cohong_firms firms = cohong_firms_default();
    cohong_population *population;
    group.firms = 1e6;
    group.size = size;
    group.tail = 1.06;
    group.log_sd = 2;
    for (size_t m = 0; m < MARKETS; m++) {
        markets[m] = cohong_firm_market_default();
        markets[m].demand = 1e5 / (double)(m + 1);
        markets[m].terms[COHONG_PLATFORM].fixed_cost = 4000;
        markets[m].terms[COHONG_PLATFORM].commission = 0.04;
        markets[m].terms[COHONG_DIRECT].fixed_cost = 60000;
    }
    markets[1].congestion = 0.3;
    firms.groups = &group;
    firms.group_count = 1;
    firms.markets = markets;
    firms.market_count = MARKETS;
    firms.platform_fee = 3000;
    firms.has_labour = true;
    firms.labour = (cohong_firm_labour){ 5e-6, 0, 0.3, 50000 };
    print_firms(&firms, NULL, "closed form");
    stop_unless(cohong_population_new(&firms, COHONG_WEIGHTED, 20000, 3, 1, &population, NULL) == COHONG_OK, "sample");
    print_firms(&firms, population, "sums of a sample");
    firms.demand_shock = 0.5;
    print_firms(&firms, population, "shocks to demand");
    firms.entry_shock = 0.7;
    firms.shock_correlation = -0.3;
    print_firms(&firms, population, "shocks to demand and entry");
    cohong_population_free(population);
}

int main(void)
{
    static const char *const CLOSURES[] = { "fixed", "zero", "own_gdp", "world_gdp" };
    functions();
    for (uint64_t seed = 1; seed <= 8; seed++) {
        counterfactual(seed, "perfect_competition", CLOSURES[seed % 2 + 1], &WILD_WORLD, &WILD_SHOCK);
        counterfactual(seed, "perfect_competition", CLOSURES[seed % 4], &MODERATE_WORLD, &MODERATE_SHOCK);
        counterfactual(seed, "krugman", CLOSURES[seed % 4], &MODERATE_WORLD, &MODERATE_SHOCK);
        counterfactual(seed, "melitz", CLOSURES[seed % 4], &MODERATE_WORLD, &MODERATE_SHOCK);
        counterfactual(seed, "profit_shifting", CLOSURES[seed % 4], &MODERATE_WORLD, &MODERATE_SHOCK);
        gradient(seed, seed % 2 == 0 ? "perfect_competition" : "profit_shifting");
        jobs(seed);
    }
    sampled_firms(COHONG_PARETO);
    sampled_firms(COHONG_LOGNORMAL);
    return 0;
}
