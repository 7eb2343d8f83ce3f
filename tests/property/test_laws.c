/* Laws of the equilibrium model under perfect competition, over random worlds and shocks. None of them knows a
 * number: each is an identity, a symmetry or a closed form. A law names the seeds that break it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "random_world.h"

enum { WORLDS = 210 };

/* ---- what a law says about a seed */

static size_t broken; /* seeds that broke the law in hand */

static void complain(uint64_t seed, const cohong_world *w, const char *what, double size)
{
    if (++broken > 12) return;
    print_message("seed %llu (%zu countries, %zu sectors): %s %.3g\n", (unsigned long long)seed, w->country_count,
                  w->sector_count, what, size);
}

/* Complains when x is beyond the limit; NaN is. */
static void at_most(double x, double limit, uint64_t seed, const cohong_world *w, const char *what)
{
    if (!(x <= limit)) complain(seed, w, what, x);
}

static void law_holds(void)
{
    size_t count = broken;
    broken = 0;
    if (count > 0) fail_msg("the law is broken for %zu seeds", count);
}

/* The largest |a/b - 1|, where both are 0: 0. */
static double apart(size_t count, const double *a, const double *b)
{
    double largest = 0;
    for (size_t k = 0; k < count; k++) {
        double size = fmax(fabs(a[k]), fabs(b[k])), off = size > 0 ? fabs(a[k] - b[k]) / size : 0;
        if (!(off <= largest)) largest = off;
    }
    return largest;
}

static double apart_from(size_t count, const double *a, double expected)
{
    double largest = 0;
    for (size_t k = 0; k < count; k++)
        if (!(fabs(a[k] - expected) <= largest)) largest = fabs(a[k] - expected);
    return largest;
}

/* ---- a solved counterfactual */

typedef struct solved {
    cohong_model *model;
    cohong_solution *solution;
    const cohong_world *base;
    const cohong_accounts *accounts;
    bool converged;
} solved;

/* Complains when there is no model or no equilibrium; the caller then has converged = false and a model to free, if
 * any. */
static solved solve(uint64_t seed, const cohong_world *world, const cohong_settings *settings,
                    const cohong_shock *shock)
{
    solved s = { 0 };
    cohong_error error;
    if (cohong_model_new(world, settings, &s.model, &error) != COHONG_OK) {
        print_message("%s\n", error.message);
        complain(seed, world, "no model; status", error.status);
        return s;
    }
    s.base = cohong_model_base(s.model);
    s.accounts = cohong_model_base_accounts(s.model);
    assert_int_equal(cohong_solution_new(s.model, true, &s.solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(s.model, shock, s.solution, NULL), COHONG_OK);
    s.converged = s.solution->outcome == COHONG_CONVERGED;
    if (!s.converged) {
        print_message("%s: %s\n", settings->deficits, s.solution->why);
        complain(seed, world, "not converged; residual", s.solution->residual);
    }
    return s;
}

static void release(solved *s)
{
    cohong_solution_free(s->solution);
    cohong_model_free(s->model);
    *s = (solved){ 0 };
}

static cohong_settings exact(const char *deficits)
{
    cohong_settings settings = cohong_settings_default();
    settings.deficits = deficits;
    settings.tolerance = 1e-12;
    return settings;
}

static double welfare(const solved *s, const cohong_shock *shock, size_t n)
{
    cohong_case of = { s->model, shock, s->solution };
    return 1 + cohong_measure_find("welfare")->of(&of, n);
}

/* Worlds whose answers can be compared. With a theta of 50 and tariffs of 300 % a country can be left with trade of
 * 1e-13 of its income; then nothing in a double says what its wage is, though every equation holds. */
static world_kind comparable(void)
{
    world_kind kind = WILD_WORLD;
    kind.most_theta = 12;
    return kind;
}

/* ---- laws */

/* What all else stands on: the worlds are worlds. */
static void worlds_are_valid(void **state)
{
    (void)state;
    const world_kind *kinds[] = { &WILD_WORLD, &MODERATE_WORLD, &ONE_SECTOR_WORLD };
    for (uint64_t seed = 1; seed <= 3 * WORLDS; seed++) {
        cohong_identity identities[COHONG_IDENTITY_LIMIT];
        cohong_error error;
        size_t count;
        cohong_world *w = random_world(seed, kinds[seed % 3]);
        if (cohong_world_check(w, identities, &count, &error) != COHONG_OK) {
            print_message("%s\n", error.message);
            complain(seed, w, "no world", 0);
        }
        cohong_world_free(w);
    }
    law_holds();
}

/* Every solve converges, on a point that satisfies every equation; so does every base. Deficits that keep their
 * value need not be payable near autarky, so that "fixed" is held to moderate shocks and deficits. */
static void every_solve_converges(void **state)
{
    (void)state;
    world_kind payable = WILD_WORLD;
    payable.most_deficit = 0.05;
    static const char *const CLOSURES[] = { "zero", "own_gdp", "fixed", "world_gdp" };
    /* Found among the first 5,000: steps that go in a circle unless they are shortened. */
    static const uint64_t HARD[] = { 1950, 2525, 3436 };
    enum { HARD_COUNT = sizeof HARD / sizeof *HARD };
    for (uint64_t count = 1; count <= 2 * WORLDS + HARD_COUNT; count++) {
        uint64_t seed = count <= 2 * WORLDS ? count : HARD[count - 2 * WORLDS - 1];
        cohong_settings settings = cohong_settings_default();
        settings.deficits = CLOSURES[seed % 4];
        cohong_world *w = random_world(seed, seed % 4 < 2 ? &WILD_WORLD : &payable);
        random_shock shock = random_shock_new(seed + 7000, seed % 4 < 2 ? &WILD_SHOCK : &MODERATE_SHOCK, w);
        solved s = solve(seed, w, &settings, &shock.shock);
        if (s.converged) {
            solution_check base = check_solution(w, NULL, &settings, cohong_model_base_solution(s.model));
            at_most(base.worst, 1e-9, seed, w, base.worst_name);
            solution_check found = check_solution(s.base, &shock.shock, &settings, s.solution);
            at_most(found.worst, 1e-9, seed, w, found.worst_name);
        }
        release(&s);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* Without a shock every hat is 1 and nothing has to be iterated. */
static void no_shock_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = cohong_settings_default();
        settings.deficits = seed % 2 == 0 ? "fixed" : "zero";
        cohong_world *w = random_world(seed, &WILD_WORLD);
        solved s = solve(seed, w, &settings, NULL);
        if (s.converged) {
            size_t N = w->country_count, cells = w->sector_count * N;
            at_most(apart_from(N, s.solution->wage_hat, 1), 1e-12, seed, w, "wages off by");
            at_most(apart_from(cells, s.solution->price_hat, 1), 1e-12, seed, w, "prices off by");
            at_most(apart_from(cells, s.solution->unit_cost_hat, 1), 1e-12, seed, w, "unit costs off by");
            at_most(apart(cells, s.solution->output, s.accounts->output), 1e-12, seed, w, "output off by");
            at_most(apart(cells, s.solution->expenditure, s.accounts->expenditure), 1e-12, seed, w,
                    "expenditure off by");
            at_most(apart(cells * N, s.solution->trade, s.base->trade), 1e-12, seed, w, "trade off by");
            at_most((double)s.solution->iterations, 2, seed, w, "iterations");
        }
        release(&s);
        cohong_world_free(w);
    }
    law_holds();
}

static void compare_hats(const solved *a, const solved *b, double scale, uint64_t seed, const cohong_world *w)
{
    size_t N = w->country_count, cells = w->sector_count * N;
    double *scaled = test_doubles(cells * N);
    for (size_t k = 0; k < cells * N; k++) scaled[k] = scale * a->solution->trade[k];
    at_most(apart(N, a->solution->wage_hat, b->solution->wage_hat), 1e-9, seed, w, "wages off by");
    at_most(apart(cells, a->solution->price_hat, b->solution->price_hat), 1e-9, seed, w, "prices off by");
    for (size_t k = 0; k < cells; k++) /* flows too small for the closure of their market to see are let go */
        for (size_t i = 0; i < N; i++) {
            double off = fabs(scaled[k * N + i] - b->solution->trade[k * N + i]);
            at_most(off, 1e-8 * fmax(b->solution->trade[k * N + i], 1e-9 * b->solution->expenditure[k]), seed, w,
                    "trade off by");
        }
    free(scaled);
}

/* In other units (all values times 37.5) hats are the same and values 37.5 times as large. */
static void units_do_not_matter(void **state)
{
    (void)state;
    const double scale = 37.5;
    world_kind kind = comparable();
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact(seed % 2 == 0 ? "fixed" : "own_gdp");
        cohong_world *w = random_world(seed, &kind), *large;
        random_shock shock = random_shock_new(seed, seed % 2 == 0 ? &MODERATE_SHOCK : &WILD_SHOCK, w);
        assert_int_equal(cohong_world_copy(w, &large, NULL), COHONG_OK);
        for (size_t k = 0; k < w->sector_count * w->country_count * w->country_count; k++) large->trade[k] *= scale;
        solved a = solve(seed, w, &settings, &shock.shock), b = solve(seed, large, &settings, &shock.shock);
        if (a.converged && b.converged) compare_hats(&a, &b, scale, seed, w);
        release(&a);
        release(&b);
        random_shock_free(&shock);
        cohong_world_free(large);
        cohong_world_free(w);
    }
    law_holds();
}

/* Twice the labour everywhere: half the price of everything, in units of world GDP, and nothing else changes. */
static void labour_everywhere_is_neutral(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact(seed % 2 == 0 ? "fixed" : "zero");
        cohong_world *w = random_world(seed, &WILD_WORLD);
        size_t N = w->country_count, cells = w->sector_count * N;
        double *labour = test_doubles(N);
        for (size_t n = 0; n < N; n++) labour[n] = 2;
        cohong_shock shock = { .labour_hat = labour };
        solved s = solve(seed, w, &settings, &shock);
        if (s.converged) {
            at_most(apart_from(N, s.solution->wage_hat, 0.5), 1e-10, seed, w, "wages off by");
            at_most(apart_from(cells, s.solution->price_hat, 0.5), 1e-9, seed, w, "prices off by");
            at_most(apart(cells, s.solution->output, s.accounts->output), 1e-9, seed, w, "output off by");
            for (size_t n = 0; n < N; n++)
                at_most(fabs(welfare(&s, &shock, n) - 2), 1e-9, seed, w, "welfare is not doubled, by");
        }
        release(&s);
        free(labour);
        cohong_world_free(w);
    }
    law_holds();
}

/* ---- relabelling */

static cohong_world *relabelled(const cohong_world *w, const size_t *country, const size_t *sector)
{
    size_t N = w->country_count, J = w->sector_count;
    cohong_world *to;
    assert_int_equal(cohong_world_copy(w, &to, NULL), COHONG_OK);
    for (size_t j = 0; j < J; j++) {
        to->theta[sector[j]] = w->theta[j];
        for (size_t n = 0; n < N; n++) {
            size_t from = j * N + n, at = sector[j] * N + country[n];
            to->value_added_share[at] = w->value_added_share[from];
            to->final_share[at] = w->final_share[from];
            for (size_t k = 0; k < J; k++) to->input_share[at * J + sector[k]] = w->input_share[from * J + k];
            for (size_t i = 0; i < N; i++) {
                to->trade[at * N + country[i]] = w->trade[from * N + i];
                to->tariff[at * N + country[i]] = w->tariff[from * N + i];
            }
        }
    }
    return to;
}

static random_shock relabelled_shock(const random_shock *s, size_t N, size_t J, const size_t *country,
                                     const size_t *sector)
{
    random_shock to = { 0 };
    to.tariff = test_doubles(J * N * N);
    to.trade_cost_hat = test_doubles(J * N * N);
    to.technology_hat = test_doubles(J * N);
    to.labour_hat = test_doubles(N);
    for (size_t from = 0; from < J * N; from++) {
        size_t at = sector[from / N] * N + country[from % N];
        to.technology_hat[at] = s->technology_hat[from];
        to.labour_hat[country[from % N]] = s->labour_hat[from % N];
        for (size_t i = 0; i < N; i++) {
            to.tariff[at * N + country[i]] = s->tariff[from * N + i];
            to.trade_cost_hat[at * N + country[i]] = s->trade_cost_hat[from * N + i];
        }
    }
    to.shock = (cohong_shock){ to.tariff, to.trade_cost_hat, to.technology_hat, to.labour_hat, NULL };
    return to;
}

static void relabelling_permutes(void **state)
{
    (void)state;
    world_kind kind = comparable();
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact(seed % 2 == 0 ? "own_gdp" : "zero");
        random_draws draws = { seed + 99 };
        cohong_world *w = random_world(seed, &kind);
        size_t N = w->country_count, J = w->sector_count, country[16], sector[16];
        draw_order(&draws, N, country);
        draw_order(&draws, J, sector);
        cohong_world *other = relabelled(w, country, sector);
        random_shock shock = random_shock_new(seed, &WILD_SHOCK, w);
        random_shock other_shock = relabelled_shock(&shock, N, J, country, sector);
        solved a = solve(seed, w, &settings, &shock.shock), b = solve(seed, other, &settings, &other_shock.shock);
        for (size_t n = 0; n < N && a.converged && b.converged; n++) {
            at_most(apart(1, &a.solution->wage_hat[n], &b.solution->wage_hat[country[n]]), 1e-9, seed, w,
                    "a wage off by");
            double before = welfare(&a, &shock.shock, n), after = welfare(&b, &other_shock.shock, country[n]);
            at_most(apart(1, &before, &after), 1e-9, seed, w, "a welfare off by");
            for (size_t j = 0; j < J; j++) {
                size_t from = j * N + n, at = sector[j] * N + country[n];
                at_most(apart(1, &a.solution->price_hat[from], &b.solution->price_hat[at]), 1e-9, seed, w,
                        "a price off by");
                at_most(apart(1, &a.solution->output[from], &b.solution->output[at]), 1e-8, seed, w,
                        "an output off by");
            }
        }
        release(&a);
        release(&b);
        random_shock_free(&shock);
        random_shock_free(&other_shock);
        cohong_world_free(other);
        cohong_world_free(w);
    }
    law_holds();
}

/* ---- splitting a country in two */

/* The last country becomes two halves that buy and sell half of everything, at home from either half alike. */
static size_t part_of(size_t n, size_t N)
{
    return n < N ? n : N - 1;
}

static cohong_world *split(const cohong_world *w)
{
    size_t N = w->country_count, M = N + 1, J = w->sector_count;
    cohong_world *to;
    assert_int_equal(cohong_world_new(M, J, false, &to, NULL), COHONG_OK);
    to->tolerance = w->tolerance;
    for (size_t n = 0; n < M; n++) to->countries[n].code = cohong_world_text(to, w->countries[part_of(n, N)].code);
    for (size_t j = 0; j < J; j++) {
        to->theta[j] = w->theta[j];
        to->sectors[j].code = cohong_world_text(to, w->sectors[j].code);
    }
    for (size_t at = 0; at < J * M; at++) {
        size_t from = at / M * N + part_of(at % M, N);
        to->value_added_share[at] = w->value_added_share[from];
        to->final_share[at] = w->final_share[from];
        for (size_t k = 0; k < J; k++) to->input_share[at * J + k] = w->input_share[from * J + k];
        for (size_t i = 0; i < M; i++) {
            double share = (at % M >= N - 1 ? 0.5 : 1) * (i >= N - 1 ? 0.5 : 1);
            to->trade[at * M + i] = share * w->trade[from * N + part_of(i, N)];
            to->tariff[at * M + i] = w->tariff[from * N + part_of(i, N)];
        }
    }
    return to;
}

static random_shock split_shock(const random_shock *s, size_t N, size_t J)
{
    size_t M = N + 1;
    random_shock to = { 0 };
    to.tariff = test_doubles(J * M * M);
    to.trade_cost_hat = test_doubles(J * M * M);
    to.technology_hat = test_doubles(J * M);
    to.labour_hat = test_doubles(M);
    for (size_t at = 0; at < J * M; at++) {
        size_t from = at / M * N + part_of(at % M, N);
        to.technology_hat[at] = s->technology_hat[from];
        to.labour_hat[at % M] = s->labour_hat[from % N];
        for (size_t i = 0; i < M; i++) {
            to.tariff[at * M + i] = s->tariff[from * N + part_of(i, N)];
            to.trade_cost_hat[at * M + i] = s->trade_cost_hat[from * N + part_of(i, N)];
        }
    }
    to.shock = (cohong_shock){ to.tariff, to.trade_cost_hat, to.technology_hat, to.labour_hat, NULL };
    return to;
}

static void splitting_a_country_changes_nothing(void **state)
{
    (void)state;
    world_kind kind = comparable();
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact(seed % 2 == 0 ? "own_gdp" : "zero");
        cohong_world *w = random_world(seed, &kind), *two = split(w);
        size_t N = w->country_count, J = w->sector_count;
        random_shock shock = random_shock_new(seed, &WILD_SHOCK, w), two_shock = split_shock(&shock, N, J);
        solved a = solve(seed, w, &settings, &shock.shock), b = solve(seed, two, &settings, &two_shock.shock);
        for (size_t n = 0; n <= N && a.converged && b.converged; n++) {
            size_t from = part_of(n, N);
            double share = n >= N - 1 ? 0.5 : 1, before = share * a.solution->income[from];
            at_most(apart(1, &a.solution->wage_hat[from], &b.solution->wage_hat[n]), 1e-9, seed, w, "a wage off by");
            at_most(apart(1, &before, &b.solution->income[n]), 1e-9, seed, w, "an income off by");
            for (size_t j = 0; j < J; j++)
                at_most(apart(1, &a.solution->price_hat[j * N + from], &b.solution->price_hat[j * (N + 1) + n]), 1e-9,
                        seed, w, "a price off by");
        }
        release(&a);
        release(&b);
        random_shock_free(&shock);
        random_shock_free(&two_shock);
        cohong_world_free(two);
        cohong_world_free(w);
    }
    law_holds();
}

/* ---- there and back */

/* The world after a counterfactual: its flows and tariffs, the shares that never change. */
static cohong_world *world_after(const solved *s, const random_shock *shock)
{
    cohong_world *to;
    assert_int_equal(cohong_world_copy(s->base, &to, NULL), COHONG_OK);
    size_t cells = to->sector_count * to->country_count * to->country_count;
    memcpy(to->trade, s->solution->trade, cells * sizeof *to->trade);
    memcpy(to->tariff, shock->tariff, cells * sizeof *to->tariff);
    return to;
}

/* Turns the shock round: tariffs go back to what they were, factors become their inverse. */
static void turn_round(random_shock *shock, const cohong_world *base)
{
    size_t N = base->country_count, J = base->sector_count;
    memcpy(shock->tariff, base->tariff, J * N * N * sizeof *shock->tariff);
    for (size_t k = 0; k < J * N * N; k++) shock->trade_cost_hat[k] = 1 / shock->trade_cost_hat[k];
    for (size_t k = 0; k < J * N; k++) shock->technology_hat[k] = 1 / shock->technology_hat[k];
    for (size_t n = 0; n < N; n++) shock->labour_hat[n] = 1 / shock->labour_hat[n];
}

static double product_from_1(size_t count, const double *a, const double *b)
{
    double largest = 0;
    for (size_t k = 0; k < count; k++)
        if (!(fabs(a[k] * b[k] - 1) <= largest)) largest = fabs(a[k] * b[k] - 1);
    return largest;
}

/* A shock and its inverse lead back: the products of the hats are 1. */
static void there_and_back(void **state)
{
    (void)state;
    static const char *const CLOSURES[] = { "zero", "own_gdp", "fixed" };
    world_kind kind = comparable();
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact(CLOSURES[seed % 3]);
        cohong_world *w = random_world(seed, &kind);
        size_t N = w->country_count, cells = w->sector_count * N;
        random_shock shock = random_shock_new(seed, seed % 3 < 2 ? &WILD_SHOCK : &MODERATE_SHOCK, w);
        solved there = solve(seed, w, &settings, &shock.shock), back = { 0 };
        if (there.converged) {
            cohong_world *after = world_after(&there, &shock);
            turn_round(&shock, there.base);
            back = solve(seed, after, &settings, &shock.shock);
            cohong_world_free(after);
        }
        if (back.converged) {
            at_most(product_from_1(N, there.solution->wage_hat, back.solution->wage_hat), 1e-8, seed, w,
                    "wages off by");
            at_most(product_from_1(cells, there.solution->price_hat, back.solution->price_hat), 1e-8, seed, w,
                    "prices off by");
            at_most(apart(cells, back.solution->output, there.accounts->output), 1e-8, seed, w, "output off by");
        }
        release(&there);
        release(&back);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* ---- closed forms and accounts */

/* Arkolakis, Costinot & Rodriguez-Clare 2012 (American Economic Review 102, 94-130): with one sector, no inputs, no
 * tariffs and no deficits welfare is the change of the home share to the power -1/theta, whatever happened abroad. */
static void welfare_is_the_home_share(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact("zero");
        cohong_world *w = random_world(seed, &ONE_SECTOR_WORLD);
        random_shock shock = random_shock_new(seed, &ICEBERG_SHOCK, w);
        solved s = solve(seed, w, &settings, &shock.shock);
        for (size_t n = 0, N = w->country_count; n < N && s.converged; n++) {
            double now = s.solution->trade[n * N + n] / s.solution->expenditure[n];
            double before = s.base->trade[n * N + n] / s.accounts->expenditure[n];
            at_most(fabs(welfare(&s, &shock.shock, n) - pow(now / before, -1 / w->theta[0])), 1e-10, seed, w,
                    "welfare off by");
        }
        release(&s);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

/* Two countries, one sector, no inputs, no deficits, mirror images of each other: whatever they do to each other
 * alike, wages do not move, and with home share h and kappa = d (1+t') the price is P^-theta = h + (1-h)
 * kappa^-theta; of what a country spends on imports, m' = (1-h) kappa^-theta / P^-theta, the share t'/(1+t') is
 * revenue, so that income is 1 / (1 - m' t'/(1+t')). */
static void mirror_countries(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        random_draws draws = { seed };
        double theta = draw_log_uniform(&draws, 0.4, 20), h = draw_uniform(&draws, 0.5, 0.99),
               t = draw_uniform(&draws, 0, 3);
        double d = draw_log_uniform(&draws, 0.5, 5);
        cohong_world *w;
        assert_int_equal(cohong_world_new(2, 1, false, &w, NULL), COHONG_OK);
        w->countries[0].code = "A", w->countries[1].code = "B", w->sectors[0].code = "s";
        w->theta[0] = theta;
        for (size_t k = 0; k < 4; k++) w->trade[k] = 100 * (k % 3 == 0 ? h : 1 - h);
        for (size_t n = 0; n < 2; n++) w->value_added_share[n] = w->final_share[n] = 1;
        const double tariff[] = { 0, t, t, 0 }, cost[] = { 1, d, d, 1 };
        cohong_shock shock = { .tariff = tariff, .trade_cost_hat = cost };
        cohong_settings settings = exact("fixed");
        solved s = solve(seed, w, &settings, &shock);
        double foreign = (1 - h) * pow(d * (1 + t), -theta), phi = h + foreign;
        double income = 100 / (1 - foreign / phi * t / (1 + t)), price = pow(phi, -1 / theta);
        if (s.converged) {
            at_most(apart_from(2, s.solution->wage_hat, 1), 1e-11, seed, w, "wages off by");
            at_most(apart_from(2, s.solution->price_hat, price), 1e-10 * price, seed, w, "prices off by");
            at_most(apart_from(2, s.solution->income, income), 1e-10 * income, seed, w, "incomes off by");
        }
        release(&s);
        cohong_world_free(w);
    }
    law_holds();
}

/* Value added, revenue and deficits are what is spent, in the base and after; what one country owes another is owed. */
static void accounts_add_up(const cohong_world *w, const double *trade, const double *tariff, const double *deficit,
                            const double *income, uint64_t seed)
{
    size_t N = w->country_count;
    double world = 0, owed = 0;
    for (size_t n = 0; n < N; n++) {
        double added = 0, revenue = 0, balance = 0;
        for (size_t k = n * N; k < w->sector_count * N * N; k += N * N)
            for (size_t i = 0; i < N; i++) {
                size_t sold = k - n * N + i * N + n;
                added += w->value_added_share[k / (N * N) * N + n] * trade[sold];
                revenue += tariff[k + i] * trade[k + i];
                balance += trade[k + i] - trade[sold];
            }
        at_most(fabs(balance - deficit[n]) / added, 1e-9, seed, w, "imports less exports are not the deficit, by");
        at_most(fabs(added + revenue + deficit[n] - income[n]) / added, 1e-9, seed, w, "income off by");
        world += added;
        owed += deficit[n];
    }
    at_most(fabs(owed) / world, 1e-12, seed, w, "deficits of the world sum to");
}

static void closures_are_what_they_say(void **state)
{
    (void)state;
    static const char *const CLOSURES[] = { "zero", "own_gdp", "fixed", "world_gdp" };
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        cohong_settings settings = exact(CLOSURES[seed % 4]);
        cohong_world *w = random_world(seed, &WILD_WORLD);
        random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
        solved s = solve(seed, w, &settings, &shock.shock);
        if (s.converged) {
            accounts_add_up(s.base, s.base->trade, s.base->tariff, s.accounts->deficit, s.accounts->income, seed);
            accounts_add_up(s.base, s.solution->trade, shock.tariff, s.solution->deficit, s.solution->income, seed);
            for (size_t n = 0; n < w->country_count; n++) {
                double D = s.accounts->deficit[n], now = s.solution->deficit[n];
                if (seed % 4 == 0) at_most(fabs(D) + fabs(now), 0, seed, w, "a deficit under \"zero\" of");
                if (seed % 4 > 1) at_most(apart(1, &D, &now), 1e-9, seed, w, "a fixed deficit off by");
            }
        }
        release(&s);
        random_shock_free(&shock);
        cohong_world_free(w);
    }
    law_holds();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worlds_are_valid),
        cmocka_unit_test(every_solve_converges),
        cmocka_unit_test(no_shock_changes_nothing),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(labour_everywhere_is_neutral),
        cmocka_unit_test(relabelling_permutes),
        cmocka_unit_test(splitting_a_country_changes_nothing),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(welfare_is_the_home_share),
        cmocka_unit_test(mirror_countries),
        cmocka_unit_test(closures_are_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
