/* Derivatives of the equilibrium over random worlds: against fourth-order differences of solved equilibria, and against
 * each other, forwards and transposed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/adjoint.h"

#include <cmocka.h>

#include "random_world.h"
#include "reference.h"

enum { WORLDS = 64, SAMPLES = 10 };
static const char *const CLOSURES[] = { "fixed", "zero", "own_gdp", "world_gdp" };

/* Settings take turns: deficits with every seed, structure and labour more slowly. */
static cohong_settings settings_of(uint64_t seed)
{
    cohong_settings settings = cohong_settings_default();
    settings.deficits = CLOSURES[seed % 4];
    settings.structure = seed / 4 % 2 == 0 ? "profit_shifting" : "perfect_competition";
    settings.labour = seed / 8 % 2 == 0 ? "elastic" : "full";
    settings.labour_elasticity = 0.3 + (double)(seed % 3);
    settings.tolerance = 2e-14;
    settings.iteration_limit = 400;
    return settings;
}

/* Value added has to pay for profits of 1/(theta+1). */
static cohong_world *world_of(uint64_t seed, world_kind kind)
{
    if (strcmp(settings_of(seed).structure, "profit_shifting") == 0) {
        kind.least_theta = 4;
        kind.least_value_added = 0.25;
    }
    return random_world(seed, &kind);
}

/* A model, a shock with every array, and derivatives at its solution. */
typedef struct point_of_policy {
    cohong_model *model;
    const cohong_world *base;
    cohong_settings settings;
    random_shock shock;
    cohong_solution *solution;
    cohong_gradient *gradient;
    size_t N, J, cells;
} point_of_policy;

static void must(cohong_status status, const cohong_error *error)
{
    if (status != COHONG_OK) fail_msg("%s", error->message);
}

static point_of_policy make_point(const cohong_world *world, cohong_settings settings, random_shock shock)
{
    point_of_policy p = { .shock = shock, .settings = settings };
    cohong_error error = { 0 };
    p.N = world->country_count;
    p.J = world->sector_count;
    p.cells = p.J * p.N * p.N;
    must(cohong_model_new(world, &p.settings, &p.model, &error), &error);
    p.base = cohong_model_base(p.model);
    must(cohong_solution_new(p.model, true, &p.solution, &error), &error);
    must(cohong_gradient_new(p.model, &p.gradient, &error), &error);
    return p;
}

static void point_free(point_of_policy *p)
{
    cohong_gradient_free(p->gradient);
    cohong_solution_free(p->solution);
    cohong_model_free(p->model);
    random_shock_free(&p->shock);
}

/* Rounding keeps a solve from 2e-14 in some worlds; what it then reaches is good enough to differentiate. */
static bool near_enough(point_of_policy *p)
{
    cohong_error error = { 0 };
    must(cohong_model_solve(p->model, &p->shock.shock, p->solution, &error), &error);
    if (p->solution->residual <= 2e-12) p->solution->outcome = COHONG_CONVERGED;
    return p->solution->outcome == COHONG_CONVERGED;
}

/* What is differentiated: random weights on everything, or one country's exact welfare. */
typedef struct made_objective {
    cohong_objective weights;
    size_t country; /* of exact welfare; N: all the weights */
    double *memory;
} made_objective;

static void spread(random_draws *draws, size_t count, double size, double *x)
{
    for (size_t k = 0; k < count; k++) x[k] = size * draw_uniform(draws, -1, 1);
}

/* Levels count by shares of income, so that all terms are of one size. */
static made_objective objective_new(const point_of_policy *p, random_draws *draws, bool everything)
{
    size_t N = p->N, rows = p->J * N;
    double *of_country = test_doubles(5 * N + 3 * rows);
    double *lobby = of_country + 5 * N, *output = lobby + rows, *profit = output + rows;
    made_objective o = { .country = draw_count(draws, 0, N - 1), .memory = of_country };
    if (!everything) {
        of_country[o.country] = 1;
        o.weights.welfare = of_country;
        return o;
    }
    o.country = N;
    spread(draws, 5 * N, 1, of_country);
    spread(draws, rows, 0.2, output);
    for (size_t n = 0; n < N; n++) of_country[4 * N + n] /= p->solution->income[n];
    for (size_t k = 0; k < rows; k++) {
        lobby[k] = draw_uniform(draws, 0.2, 2);
        profit[k] = draw_uniform(draws, -1, 1) / p->solution->income[k % N];
    }
    o.weights = (cohong_objective){ .welfare = of_country,
                                    .government = of_country + N,
                                    .lobby = lobby,
                                    .real_wage = of_country + 2 * N,
                                    .employment = of_country + 3 * N,
                                    .output = output,
                                    .profit = profit,
                                    .revenue = of_country + 4 * N };
    return o;
}

/* ln of exact welfare of a country at the solution: computed here, not by the library. */
static double log_welfare(const point_of_policy *p, size_t n)
{
    double value = log(p->solution->income[n] / cohong_model_base_accounts(p->model)->income[n]);
    for (size_t j = 0; j < p->J; j++)
        value -= p->base->final_share[j * p->N + n] * log(p->solution->price_hat[j * p->N + n]);
    return value;
}

/* The objective at the shock as it stands. */
static double value_at(point_of_policy *p, const made_objective *o)
{
    if (!near_enough(p)) return NAN;
    cohong_case here = { p->model, &p->shock.shock, p->solution };
    return o->country < p->N ? log_welfare(p, o->country) : cohong_objective_value(&here, &o->weights);
}

/* (8 (f(h) - f(-h)) - (f(2h) - f(-2h)))/12h; the variable is the logarithm of *x (plus one). */
static double difference(point_of_policy *p, double *x, double plus, double h, const made_objective *o)
{
    double at[4], before = *x;
    static const int STEPS[] = { -2, -1, 1, 2 };
    for (size_t k = 0; k < 4; k++) {
        *x = (before + plus) * exp(STEPS[k] * h) - plus;
        at[k] = value_at(p, o);
    }
    *x = before;
    return (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * h);
}

static double largest(size_t count, const double *x)
{
    double most = 0;
    for (size_t k = 0; k < count; k++) most = fmax(most, fabs(x[k]));
    return most;
}

/* Relative to the entry, or to a thousandth of the largest one: differences have no more digits than that. */
static double apart(double got, double expected, double scale)
{
    return fabs(got - expected) / fmax(fabs(expected), 1e-3 * scale);
}

/* Worst gap between gradient and differences over a few flows. */
static double worst_gap(point_of_policy *p, bool everything, random_draws *draws)
{
    cohong_error error = { 0 };
    double *tariff = test_doubles(p->cells), *cost = test_doubles(p->cells), worst = 0;
    if (!near_enough(p)) fail_msg("%s", p->solution->why);
    made_objective o = objective_new(p, draws, everything);
    must(cohong_gradient_at(p->gradient, &p->shock.shock, p->solution, &error), &error);
    cohong_derivatives found = { .tariff = tariff, .trade_cost = cost };
    must(cohong_gradient_of(p->gradient, &o.weights, &found, &error), &error);
    for (size_t k = 0; k < SAMPLES; k++) {
        size_t at = draw_count(draws, 0, p->cells - 1);
        if (at % p->N != at / p->N % p->N) {
            double slope = difference(p, &p->shock.tariff[at], 1, 2e-3, &o);
            worst = fmax(worst, apart(tariff[at] * (1 + p->shock.tariff[at]), slope, largest(p->cells, tariff)));
        }
        double slope = difference(p, &p->shock.trade_cost_hat[at], 0, 2e-3, &o);
        worst = fmax(worst, apart(cost[at], slope, largest(p->cells, cost)));
    }
    free(o.memory);
    free(tariff);
    free(cost);
    return worst;
}

static world_kind differentiable(void)
{
    world_kind kind = WILD_WORLD;
    kind.most_countries = 7;
    kind.most_sectors = 6;
    kind.most_theta = 12;
    kind.most_tariff = 1;
    kind.least_value_added = 0.2;
    return kind;
}

/* The worst of what gap_of() finds over the worlds, printed. */
static double worst_over_worlds(double (*gap_of)(point_of_policy *p, uint64_t seed))
{
    double worst = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_world *world = world_of(seed, differentiable());
        point_of_policy p = make_point(world, settings_of(seed), random_shock_new(seed, &MODERATE_SHOCK, world));
        double gap = gap_of(&p, seed);
        if (!(gap <= 1e-6))
            print_message("seed %llu, %s, %s, labour %s: %.3g\n", (unsigned long long)seed, p.settings.structure,
                          p.settings.deficits, p.settings.labour, gap);
        if (!(gap <= worst)) worst = gap;
        point_free(&p);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e\n", worst);
    return worst;
}

static double gap_to_differences(point_of_policy *p, uint64_t seed)
{
    random_draws draws = { seed };
    return worst_gap(p, seed / 16 % 2 == 1, &draws);
}

static void tariffs_and_costs(void **state)
{
    (void)state;
    assert_true(worst_over_worlds(gap_to_differences) <= 1e-6);
}

/* The change of a sector's tariffs to quite other ones, near those that are. */
static double gap_of_far_changes(point_of_policy *p, uint64_t seed)
{
    random_draws draws = { seed };
    cohong_error error = { 0 };
    double worst = 0;
    if (!near_enough(p)) fail_msg("%s", p->solution->why);
    made_objective o = objective_new(p, &draws, true);
    must(cohong_gradient_at(p->gradient, &p->shock.shock, p->solution, &error), &error);
    must(cohong_gradient_of(p->gradient, &o.weights, &(cohong_derivatives){ 0 }, &error), &error);
    size_t j = draw_count(&draws, 0, p->J - 1), n = draw_count(&draws, 0, p->N - 1);
    double *now = p->shock.tariff + (j * p->N + n) * p->N, *row = test_doubles(p->gradient->S);
    adjoint_tariff_row(p->gradient, j, n, row);
    for (size_t i = 0; i < p->N; i++) {
        double at[4], before = now[i], *other = test_doubles(p->N);
        memcpy(other, now, p->N * sizeof *other);
        for (int k = 0; k < 4; k++) {
            other[i] = (1 + before) * exp((k < 2 ? k - 2 : k - 1) * 2e-3) - 1;
            at[k] = adjoint_sector_change(p->gradient, j, n, other);
        }
        double slope = (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * 2e-3);
        if (i != n) worst = fmax(worst, apart(row[i], slope, largest(p->N, row)));
        free(other);
    }
    free(row);
    free(o.memory);
    return worst;
}

static void far_changes_begin_as_the_gradient(void **state)
{
    (void)state;
    assert_true(worst_over_worlds(gap_of_far_changes) <= 1e-6);
}

/* ln welfare when theta of one sector is another; the base world stays. */
static double with_theta(const point_of_policy *p, size_t j, double theta, size_t n)
{
    cohong_world *world;
    cohong_error error = { 0 };
    must(cohong_world_copy(p->base, &world, &error), &error);
    world->theta[j] = theta;
    point_of_policy other = *p;
    must(cohong_model_new(world, &p->settings, &other.model, &error), &error);
    other.base = cohong_model_base(other.model);
    double value = near_enough(&other) ? log_welfare(&other, n) : NAN;
    cohong_model_free(other.model);
    cohong_world_free(world);
    return value;
}

static void elasticities(void **state)
{
    (void)state;
    world_kind kind = differentiable();
    double worst = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        cohong_error error = { 0 };
        cohong_world *world = random_world(seed, &kind);
        point_of_policy p = make_point(world, settings_of(4 + seed % 4 + seed / 4 * 8),
                                       random_shock_new(seed, &MODERATE_SHOCK, world));
        double *weight = test_doubles(p.N), *theta = test_doubles(p.J);
        weight[seed % p.N] = 1;
        if (!near_enough(&p)) fail_msg("%s", p.solution->why);
        must(cohong_gradient_at(p.gradient, &p.shock.shock, p.solution, &error), &error);
        must(cohong_gradient_of(p.gradient, &(cohong_objective){ .welfare = weight },
                                &(cohong_derivatives){ .theta = theta }, &error),
             &error);
        for (size_t j = 0; j < p.J; j++) {
            double at = p.base->theta[j], h = 2e-3 * at, f[4];
            for (int k = 0; k < 4; k++) f[k] = with_theta(&p, j, at + (k < 2 ? k - 2 : k - 1) * h, seed % p.N);
            worst = fmax(worst, apart(theta[j], (8 * (f[2] - f[1]) - (f[3] - f[0])) / (12 * h), largest(p.J, theta)));
        }
        free(weight);
        free(theta);
        point_free(&p);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-6);
}

/* As the kernels want it; length is a multiple of 8. */
static double *aligned(size_t length)
{
    double *block = aligned_alloc(64, length * sizeof *block);
    assert_non_null(block);
    return block;
}

/* <u, K v> = <K^T u, v>, over real countries and in units in which every component counts. */
static void maps_are_transposed(void **state)
{
    (void)state;
    double worst = 0;
    world_kind kind = WILD_WORLD;
    kind.most_theta = 12;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        random_draws draws = { seed };
        cohong_error error = { 0 };
        cohong_world *world = world_of(seed, kind);
        point_of_policy p = make_point(world, settings_of(seed), random_shock_new(seed, &MODERATE_SHOCK, world));
        if (!near_enough(&p)) fail_msg("%s", p.solution->why);
        must(cohong_gradient_at(p.gradient, &p.shock.shock, p.solution, &error), &error);
        size_t length = p.gradient->length;
        double *u = aligned(length), *v = aligned(length), *Ku = aligned(length), *Kv = aligned(length);
        double left = 0, right = 0, size = 0;
        for (size_t k = 0; k < length; k++) {
            bool real = k % p.gradient->S < p.N, price = k < p.J * p.gradient->S;
            u[k] = real ? draw_uniform(&draws, -1, 1) : 0;
            v[k] = real && !(price && p.gradient->spending[k] == 0) ? draw_uniform(&draws, -1, 1) : 0;
        }
        linear_forward(p.gradient, v, Kv);
        linear_transposed(p.gradient, u, Ku);
        for (size_t k = 0; k < length; k++) {
            left += u[k] * Kv[k];
            right += Ku[k] * v[k];
            size += fabs(u[k] * Kv[k]) + fabs(Ku[k] * v[k]);
        }
        worst = fmax(worst, fabs(left - right) / size);
        free(u), free(v), free(Ku), free(Kv);
        point_free(&p);
        cohong_world_free(world);
    }
    print_message("worst gap %.2e\n", worst);
    assert_true(worst <= 1e-12);
}

static void fill(random_draws *draws, size_t count, double *x)
{
    for (size_t k = 0; k < count; k++) x[k] = draw_uniform(draws, -1, 1);
}

static double dot(size_t count, const double *x, const double *y, double *size)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++) {
        sum += x[k] * y[k];
        *size += fabs(x[k] * y[k]);
    }
    return sum;
}

/* gradient of the objective . direction = objective . tangent, with every weight and every kind of policy at once. */
static double solved_gap(point_of_policy *p, random_draws *draws)
{
    cohong_error error = { 0 };
    size_t N = p->N, J = p->J, cells = p->cells;
    double *block = test_doubles(4 * cells + 2 * J + 8 * N + 4 * J * N), *at = block, size = 0;
    double *push[3] = { at, at + cells, at + 2 * cells }, *slope[3] = { push[2] + J, 0, 0 };
    slope[1] = slope[0] + cells, slope[2] = slope[1] + cells;
    double *weight[6] = { slope[2] + J }, *change[6];
    bool profits = strcmp(p->settings.structure, "profit_shifting") == 0; /* then none by theta */
    size_t policies = 2 * cells + (profits ? 0 : J), weights = 4 * N + 2 * J * N;
    for (size_t k = 1; k < 6; k++) weight[k] = weight[k - 1] + (k < 5 ? N : J * N);
    for (size_t k = 0; k < 6; k++) change[k] = weight[k] + weights;
    fill(draws, policies, push[0]);
    fill(draws, weights, weight[0]);
    for (size_t n = 0; n < N; n++) weight[2][n] /= p->solution->income[n];
    for (size_t k = 0; k < J * N; k++) weight[5][k] /= p->solution->income[k % N];
    cohong_derivatives found = { .tariff = slope[0], .trade_cost = slope[1], .theta = profits ? NULL : slope[2] };
    cohong_objective objective = { .welfare = weight[0],
                                   .real_wage = weight[1],
                                   .revenue = weight[2],
                                   .employment = weight[3],
                                   .output = weight[4],
                                   .profit = weight[5] };
    must(cohong_gradient_of(p->gradient, &objective, &found, &error), &error);
    cohong_tangent tangent = { .welfare = change[0],
                               .real_wage = change[1],
                               .revenue = change[2],
                               .employment = change[3],
                               .output = change[4],
                               .profit = change[5] };
    cohong_direction direction = { push[0], push[1], profits ? NULL : push[2] };
    must(cohong_gradient_along(p->gradient, &direction, &tangent, &error), &error);
    double left = dot(policies, push[0], slope[0], &size);
    double right = dot(weights, weight[0], change[0], &size);
    free(block);
    return fabs(left - right) / size;
}

/* The least fall of a trade balance, over income, per unit of the log of the country's own wage: rounding over it is how well
 * anything knows that wage. */
static double openness(const cohong_gradient *g)
{
    double least = INFINITY;
    for (size_t n = 0; n < g->N; n++) least = fmin(least, g->elasticity[n] / g->income[n]);
    return least;
}

/* To 1e-12; where openness is below 1e-4, to as much more as rounding then has. */
static void forwards_is_transposed(void **state)
{
    (void)state;
    double worst = 0, least = INFINITY;
    size_t compared = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        random_draws draws = { seed };
        cohong_error error = { 0 };
        cohong_world *world = world_of(seed, differentiable());
        point_of_policy p = make_point(world, settings_of(seed), random_shock_new(seed, &WILD_SHOCK, world));
        if (near_enough(&p)) {
            must(cohong_gradient_at(p.gradient, &p.shock.shock, p.solution, &error), &error);
            p.gradient->tolerance = 1e-16; /* as far as rounding lets it */
            double gap = solved_gap(&p, &draws), open = openness(p.gradient);
            if (!(gap * fmin(1, open / 1e-4) <= 1e-12))
                print_message("seed %llu, openness %.1e: %.3g\n", (unsigned long long)seed, open, gap);
            worst = fmax(worst, gap * fmin(1, open / 1e-4));
            least = fmin(least, open);
            compared++;
        }
        point_free(&p);
        cohong_world_free(world);
    }
    print_message("%zu worlds, least openness %.1e, worst gap %.2e\n", compared, least, worst);
    assert_true(compared > WORLDS / 2);
    assert_true(worst <= 1e-12);
}

static void nafta(void **state)
{
    (void)state;
    random_draws draws = { 7 };
    shared_path("worlds/nafta-1993/world.toml"); /* skips where the shared data are missing */
    cohong_world *world = shared_world("worlds/nafta-1993");
    cohong_settings settings = cohong_settings_default();
    settings.deficits = "zero";
    settings.tolerance = 2e-14;
    settings.iteration_limit = 400;
    point_of_policy p = make_point(world, settings, random_shock_new(7, &MODERATE_SHOCK, world));
    double gap = worst_gap(&p, false, &draws);
    print_message("worst gap %.2e\n", gap);
    assert_true(gap <= 1e-6);
    point_free(&p);
    cohong_world_free(world);
}

static void refuses(const char *structure, const char *labour, const char *words)
{
    cohong_world *world = random_world(3, &MODERATE_WORLD);
    cohong_settings settings = cohong_settings_default();
    cohong_model *model;
    cohong_gradient *gradient;
    cohong_error error = { 0 };
    settings.structure = structure;
    settings.labour = labour;
    settings.labour_elasticity = 0.5;
    must(cohong_model_new(world, &settings, &model, &error), &error);
    assert_int_equal(cohong_gradient_new(model, &gradient, &error), COHONG_UNSUPPORTED);
    assert_null(gradient);
    assert_non_null(strstr(error.message, words));
    cohong_model_free(model);
    cohong_world_free(world);
}

/* ---- the Jacobian: many objectives, eight at a time */

enum { OBJECTIVES = 11 };

typedef struct jacobian {
    made_objective made[OBJECTIVES];
    cohong_objective objectives[OBJECTIVES];
    cohong_derivatives rows[OBJECTIVES];
    double *tariff; /* OBJECTIVES x cells */
} jacobian;

static jacobian jacobian_new(point_of_policy *p, uint64_t seed)
{
    jacobian made = { .tariff = test_doubles(OBJECTIVES * p->cells) };
    random_draws draws = { seed };
    cohong_error error = { 0 };
    if (!near_enough(p)) fail_msg("%s", p->solution->why);
    must(cohong_gradient_at(p->gradient, &p->shock.shock, p->solution, &error), &error);
    for (size_t k = 0; k < OBJECTIVES; k++) {
        made.made[k] = objective_new(p, &draws, k % 3 == 1);
        made.objectives[k] = made.made[k].weights;
        made.rows[k] = (cohong_derivatives){ .tariff = made.tariff + k * p->cells };
    }
    must(cohong_gradients_of(p->gradient, OBJECTIVES, made.objectives, made.rows, &error), &error);
    return made;
}

static void jacobian_free(jacobian *of)
{
    for (size_t k = 0; k < OBJECTIVES; k++) free(of->made[k].memory);
    free(of->tariff);
}

/* Every row against the gradient that is solved alone, which the differences above vouch for; and a row with no other beside it has
 * the same bits. */
static double rows_apart(point_of_policy *p, uint64_t seed)
{
    jacobian of = jacobian_new(p, seed);
    cohong_error error = { 0 };
    double *one = test_doubles(p->cells), worst = 0;
    cohong_derivatives alone = { .tariff = one };
    for (size_t k = 0; k < OBJECTIVES; k++) {
        const double *row = of.tariff + k * p->cells;
        must(cohong_gradient_of(p->gradient, &of.objectives[k], &alone, &error), &error);
        for (size_t at = 0; at < p->cells; at++) {
            double gap = apart(row[at], one[at], largest(p->cells, one));
            if (row[at] != one[at] && !(gap <= worst)) worst = gap;
        }
    }
    must(cohong_gradients_of(p->gradient, 1, &of.objectives[OBJECTIVES - 1], &alone, &error), &error);
    assert_memory_equal(one, of.tariff + (OBJECTIVES - 1) * p->cells, p->cells * sizeof *one);
    free(one);
    jacobian_free(&of);
    return worst;
}

static void rows_of_the_jacobian(void **state)
{
    (void)state;
    assert_true(worst_over_worlds(rows_apart) <= 1e-7);
}

/* From the same solution; instruction sets that this machine lacks are left out. */
static void jacobian_on_every_instruction_set(void **state)
{
    (void)state;
    static const char *const SETS[] = { "baseline", "avx2", "avx512" };
    for (uint64_t seed = 1; seed <= 8; seed++) {
        cohong_world *world = world_of(seed, differentiable());
        cohong_settings settings = settings_of(seed);
        settings.instructions = "reference";
        point_of_policy p = make_point(world, settings, random_shock_new(seed, &MODERATE_SHOCK, world));
        jacobian expected = jacobian_new(&p, seed);
        for (size_t k = 0; k < sizeof SETS / sizeof *SETS; k++) {
            if (kernels_find(SETS[k]) == NULL) continue;
            settings.instructions = SETS[k];
            point_of_policy q = make_point(world, settings, random_shock_new(seed, &MODERATE_SHOCK, world));
            jacobian got = jacobian_new(&q, seed);
            assert_memory_equal(got.tariff, expected.tariff, OBJECTIVES * p.cells * sizeof *got.tariff);
            jacobian_free(&got);
            point_free(&q);
        }
        jacobian_free(&expected);
        point_free(&p);
        cohong_world_free(world);
    }
}

static void other_models_are_refused(void **state)
{
    (void)state;
    refuses("krugman", "full", "\"krugman\"");
    refuses("melitz", "full", "\"melitz\"");
    refuses("perfect_competition", "rigid", "labour in C00 is \"rigid\"");
    refuses("profit_shifting", "rigid_down", "labour in C00 is \"rigid_down\"");
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    cohong_world *world = random_world(3, &MODERATE_WORLD);
    point_of_policy p = make_point(world, cohong_settings_default(), random_shock_new(3, &MODERATE_SHOCK, world));
    cohong_error error = { 0 };
    cohong_derivatives none = { 0 };
    assert_int_equal(cohong_gradient_of(p.gradient, &(cohong_objective){ 0 }, &none, &error), COHONG_INCOMPLETE);
    assert_non_null(strstr(error.message, "cohong_gradient_at"));
    p.solution->outcome = COHONG_LIMIT;
    assert_int_equal(cohong_gradient_at(p.gradient, NULL, p.solution, &error), COHONG_INCOMPLETE);
    cohong_solution *without;
    must(cohong_solution_new(p.model, false, &without, &error), &error);
    assert_int_equal(cohong_gradient_at(p.gradient, NULL, without, &error), COHONG_INCOMPLETE);
    cohong_solution_free(without);
    point_free(&p);
    cohong_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_transposed),
        cmocka_unit_test(forwards_is_transposed),
        cmocka_unit_test(tariffs_and_costs),
        cmocka_unit_test(far_changes_begin_as_the_gradient),
        cmocka_unit_test(elasticities),
        cmocka_unit_test(nafta),
        cmocka_unit_test(rows_of_the_jacobian),
        cmocka_unit_test(jacobian_on_every_instruction_set),
        cmocka_unit_test(other_models_are_refused),
        cmocka_unit_test(what_is_missing_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
