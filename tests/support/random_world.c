/* Random worlds. Sourcing shares, tariffs, input shares and final shares are drawn; final spending I is drawn too
 * and moved towards value added plus revenue until deficits are small enough. Output then solves
 *   X(j,n) = sum_k gamma(k,n,j) Y(k,n) + alpha(j,n) I(n),   Y(j,i) = sum_n pi(j,n,i) X(j,n) / (1+t(j,n,i))
 * by repetition (value added leaves a share of every round, so it ends), flows are pi X / (1+t), and every identity
 * holds: the deficit I - VA - R is imports less exports because input and final shares sum to 1. */
#include "random_world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/vmath.h"

const world_kind WILD_WORLD = { 2, 12, 1, 12, 0.4, 50, 3, 0.95, 0.1, 0.9, 0.3, 1, 150, true };
const world_kind MODERATE_WORLD = { 2, 8, 1, 5, 3, 8, 0.3, 0.3, 0.6, 0.9, 0.05, 30, 300, false };
const world_kind ONE_SECTOR_WORLD = { 2, 12, 1, 1, 1, 12, 0, 0.5, 1, 1, 0, 1, 150, false };

const shock_kind WILD_SHOCK = { 3, 0.5, 10, 1.5, 2 };
const shock_kind MODERATE_SHOCK = { 0.1, 0.9, 1.15, 1.1, 1.1 };
const shock_kind ICEBERG_SHOCK = { 0, 0.8, 1.3, 1, 1 };

enum { BALANCING_ROUNDS = 3000, ROUNDS = 20000 };

/* ---- draws */

uint64_t draw_bits(random_draws *draws)
{
    uint64_t z = draws->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

double draw_uniform(random_draws *draws, double least, double most)
{
    return least + (most - least) * (((double)(draw_bits(draws) >> 12) + 0.5) * 0x1p-52);
}

double draw_log_uniform(random_draws *draws, double least, double most)
{
    return least < most ? vmath_exp(draw_uniform(draws, vmath_log(least), vmath_log(most))) : least;
}

size_t draw_count(random_draws *draws, size_t least, size_t most)
{
    return least + (size_t)(draw_bits(draws) % (most - least + 1));
}

bool draw_chance(random_draws *draws, double chance)
{
    return draw_uniform(draws, 0, 1) < chance;
}

void draw_order(random_draws *draws, size_t count, size_t *order)
{
    for (size_t k = 0; k < count; k++) {
        size_t other = draw_count(draws, 0, k);
        order[k] = order[other];
        order[other] = k;
    }
}

double *test_doubles(size_t count)
{
    double *block = calloc(count, sizeof *block);
    if (block == NULL) {
        fprintf(stderr, "no memory for a test\n");
        abort();
    }
    return block;
}

/* ---- the world's shares */

static void name_things(cohong_world *w)
{
    char code[24];
    w->name = cohong_world_text(w, "random");
    w->currency = cohong_world_text(w, "USD");
    w->provenance = w->licence = cohong_world_text(w, "drawn");
    w->year = 2000;
    w->tolerance = 1e-9;
    for (size_t n = 0; n < w->country_count; n++) {
        snprintf(code, sizeof code, "C%02zu", n);
        w->countries[n].code = w->countries[n].name = cohong_world_text(w, code);
    }
    for (size_t j = 0; j < w->sector_count; j++) {
        snprintf(code, sizeof code, "s%02zu", j);
        w->sectors[j].code = w->sectors[j].name = cohong_world_text(w, code);
        w->sectors[j].kind = COHONG_GOODS;
    }
}

/* The sector in which every importer buys from the next country, so that no group of countries is cut off. */
static size_t link_sector(const cohong_world *w, size_t importer)
{
    return importer % w->sector_count;
}

static bool linked(const cohong_world *w, size_t j, size_t n, size_t i)
{
    return j == link_sector(w, n) && i == (n + 1) % w->country_count;
}

static bool feeds_a_link(const cohong_world *w, size_t j, size_t i)
{
    return linked(w, j, (i + w->country_count - 1) % w->country_count, i);
}

static void draw_weights(random_draws *draws, const world_kind *kind, const cohong_world *w, double *weight)
{
    size_t N = w->country_count;
    double *size = test_doubles(N), home = draw_log_uniform(draws, kind->least_home, kind->most_home),
           zeros = draw_uniform(draws, 0, kind->most_zeros);
    for (size_t i = 0; i < N; i++) size[i] = draw_log_uniform(draws, 0.1, 10);
    for (size_t j = 0; j < w->sector_count; j++)
        for (size_t n = 0; n < N; n++)
            for (size_t i = 0; i < N; i++) {
                double taste = draw_log_uniform(draws, 0.2, 5) * (i == n ? home : 1);
                bool zero = draw_chance(draws, zeros) && i != n && !linked(w, j, n, i);
                weight[(j * N + n) * N + i] = zero ? 0 : size[i] * taste;
            }
    free(size);
}

/* Takes all buyers from one seller in 25; one that then has no seller at all buys at home again. */
static void draw_idle(random_draws *draws, const cohong_world *w, double *weight)
{
    size_t N = w->country_count;
    for (size_t k = 0; k < w->sector_count * N; k++) {
        size_t j = k / N, i = k % N;
        if (!draw_chance(draws, 0.04) || feeds_a_link(w, j, i)) continue;
        for (size_t n = 0; n < N; n++) weight[(j * N + n) * N + i] = 0;
    }
    for (size_t k = 0; k < w->sector_count * N; k++) {
        double sum = 0;
        for (size_t i = 0; i < N; i++) sum += weight[k * N + i];
        if (sum == 0) weight[k * N + k % N] = 1;
    }
}

static void normalise(size_t rows, size_t length, double total, double *x)
{
    for (size_t r = 0; r < rows; r++) {
        double sum = 0;
        for (size_t k = 0; k < length; k++) sum += x[r * length + k];
        for (size_t k = 0; k < length && sum > 0; k++) x[r * length + k] *= total / sum;
    }
}

static void draw_tariffs(random_draws *draws, const world_kind *kind, cohong_world *w)
{
    size_t N = w->country_count;
    double most = draw_uniform(draws, 0, kind->most_tariff);
    for (size_t k = 0; k < w->sector_count * N * N; k++) {
        double t = draw_uniform(draws, 0, most);
        bool free_trade = draw_chance(draws, 0.3) || k % N == k / N % N;
        w->tariff[k] = free_trade ? 0 : t;
    }
}

static void draw_shares(random_draws *draws, const world_kind *kind, cohong_world *w)
{
    size_t N = w->country_count, J = w->sector_count;
    for (size_t j = 0; j < J; j++) w->theta[j] = draw_log_uniform(draws, kind->least_theta, kind->most_theta);
    for (size_t k = 0; k < J * N; k++) {
        double share = kind->least_value_added < 1
                           ? draw_uniform(draws, kind->least_value_added, kind->most_value_added)
                           : 1;
        w->value_added_share[k] = share;
        for (size_t input = 0; input < J; input++) {
            bool used = draw_chance(draws, 0.7) || input == 0;
            double x = draw_uniform(draws, 0.05, 1);
            w->input_share[k * J + input] = used ? x : 0;
        }
        normalise(1, J, 1 - share, w->input_share + k * J);
    }
    for (size_t n = 0; n < N; n++) {
        double sum = 0;
        for (size_t j = 0; j < J; j++) {
            bool bought = draw_chance(draws, 0.85) || j == link_sector(w, n);
            double x = draw_uniform(draws, 0.05, 1);
            sum += w->final_share[j * N + n] = bought ? x : 0;
        }
        for (size_t j = 0; j < J; j++) w->final_share[j * N + n] /= sum;
    }
}

/* ---- the world's values */

typedef struct values {
    double *pi;     /* J x N x N */
    double *X, *Y;  /* J x N */
    double *I;      /* N */
    double *VA, *R; /* N */
} values;

/* One round: spending from output, output from spending. Answers the largest relative change of output. */
static double repeat_once(const cohong_world *w, values *v)
{
    size_t N = w->country_count, J = w->sector_count;
    double change = 0;
    for (size_t n = 0; n < N; n++) v->VA[n] = v->R[n] = 0;
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++) {
            double x = w->final_share[j * N + n] * v->I[n];
            for (size_t k = 0; k < J; k++) x += w->input_share[(k * N + n) * J + j] * v->Y[k * N + n];
            v->X[j * N + n] = x;
        }
    for (size_t j = 0; j < J; j++)
        for (size_t i = 0; i < N; i++) {
            double y = 0, old = v->Y[j * N + i];
            for (size_t n = 0; n < N; n++) {
                size_t at = (j * N + n) * N + i;
                double m = v->pi[at] * v->X[j * N + n] / (1 + w->tariff[at]);
                y += m;
                v->R[n] += w->tariff[at] * m;
            }
            v->Y[j * N + i] = y;
            v->VA[i] += w->value_added_share[j * N + i] * y;
            double apart = y > old ? y - old : old - y;
            if (apart > change * y) change = apart / y;
        }
    return change;
}

/* The largest |I - VA - R| over VA. */
static double largest_deficit(const cohong_world *w, const values *v)
{
    double largest = 0;
    for (size_t n = 0; n < w->country_count; n++) {
        double D = v->I[n] - v->VA[n] - v->R[n], size = (D < 0 ? -D : D) / v->VA[n];
        if (size > largest) largest = size;
    }
    return largest;
}

static void solve_values(const cohong_world *w, double most_deficit, values *v)
{
    size_t N = w->country_count;
    for (size_t round = 0; round < BALANCING_ROUNDS; round++) {
        repeat_once(w, v);
        if (round > 50 && largest_deficit(w, v) <= most_deficit) break;
        for (size_t n = 0; n < N; n++) v->I[n] = v->VA[n] + v->R[n];
    }
    for (size_t round = 0; round < ROUNDS; round++)
        if (repeat_once(w, v) <= 1e-15) return;
}

static void fill_values(random_draws *draws, const world_kind *kind, cohong_world *w, const double *pi)
{
    size_t N = w->country_count, J = w->sector_count, cells = J * N;
    double *block = test_doubles(2 * cells + 3 * N + cells * N);
    values v = { block, block + cells * N, block + cells * (N + 1), block + cells * (N + 2), NULL, NULL };
    v.VA = v.I + N;
    v.R = v.VA + N;
    for (size_t k = 0; k < cells * N; k++) v.pi[k] = pi[k];
    for (size_t n = 0; n < N; n++) v.I[n] = 1000;
    double most = draw_uniform(draws, 0, kind->most_deficit);
    solve_values(w, most, &v);
    for (size_t k = 0; k < cells * N; k++) w->trade[k] = v.pi[k] * v.X[k / N] / (1 + w->tariff[k]);
    for (size_t k = 0; k < cells; k++) w->employment[k] = v.Y[k] * draw_log_uniform(draws, 2, 30);
    free(block);
}

cohong_world *random_world(uint64_t seed, const world_kind *kind)
{
    random_draws draws = { seed };
    cohong_world *w;
    size_t N = draw_count(&draws, kind->least_countries, kind->most_countries);
    size_t J = draw_count(&draws, kind->least_sectors, kind->most_sectors);
    if (cohong_world_new(N, J, true, &w, NULL) != COHONG_OK) abort();
    double *pi = test_doubles(J * N * N);
    name_things(w);
    draw_tariffs(&draws, kind, w);
    draw_shares(&draws, kind, w);
    draw_weights(&draws, kind, w, pi);
    if (kind->idle) draw_idle(&draws, w, pi);
    normalise(J * N, N, 1, pi);
    fill_values(&draws, kind, w, pi);
    free(pi);
    return w;
}

/* ---- shocks */

static double factor(random_draws *draws, double most)
{
    return draw_log_uniform(draws, 1 / most, most);
}

/* Half of the tariffs between countries rise, one in ten is removed. */
static double *shocked_tariffs(random_draws *draws, double most_rise, const cohong_world *w)
{
    size_t N = w->country_count, cells = w->sector_count * N * N;
    double *tariff = test_doubles(cells);
    for (size_t k = 0; k < cells; k++) {
        double rise = draw_uniform(draws, 0, most_rise), what = draw_uniform(draws, 0, 1);
        tariff[k] = w->tariff[k];
        if (k % N == k / N % N) continue;
        if (what < 0.5) tariff[k] += rise;
        if (what > 0.9) tariff[k] = 0;
    }
    return tariff;
}

static double *shocked_trade_costs(random_draws *draws, const shock_kind *kind, const cohong_world *w)
{
    size_t N = w->country_count, cells = w->sector_count * N * N;
    double *d = test_doubles(cells);
    for (size_t k = 0; k < cells; k++) {
        double hat = draw_log_uniform(draws, kind->least_trade_cost, kind->most_trade_cost);
        bool changed = draw_chance(draws, 0.6) && k % N != k / N % N;
        d[k] = changed ? hat : 1;
    }
    return d;
}

random_shock random_shock_new(uint64_t seed, const shock_kind *kind, const cohong_world *world)
{
    random_draws draws = { seed };
    random_shock s = { 0 };
    size_t N = world->country_count, cells = world->sector_count * N;
    if (kind->most_tariff_rise > 0) s.tariff = shocked_tariffs(&draws, kind->most_tariff_rise, world);
    if (kind->least_trade_cost < kind->most_trade_cost) s.trade_cost_hat = shocked_trade_costs(&draws, kind, world);
    if (kind->most_productivity > 1) {
        s.technology_hat = test_doubles(cells);
        for (size_t k = 0; k < cells; k++)
            s.technology_hat[k] = vmath_power(factor(&draws, kind->most_productivity), world->theta[k / N]);
    }
    if (kind->most_labour > 1) {
        s.labour_hat = test_doubles(N);
        for (size_t n = 0; n < N; n++) s.labour_hat[n] = factor(&draws, kind->most_labour);
    }
    s.shock = (cohong_shock){ s.tariff, s.trade_cost_hat, s.technology_hat, s.labour_hat, NULL };
    return s;
}

void random_shock_free(random_shock *shock)
{
    free(shock->tariff);
    free(shock->trade_cost_hat);
    free(shock->technology_hat);
    free(shock->labour_hat);
    *shock = (random_shock){ 0 };
}
