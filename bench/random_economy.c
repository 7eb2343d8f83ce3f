/* Gravity worlds: M(j,n,i) = size(n) size(i) weight(j) skill(j,i) / distance(n,i) e^noise, home sales on top.
 *
 * Inputs are drawn, then scaled down wherever they would use more than four fifths of what a country buys of a product, so that
 * final spending, the rest, is never negative and every identity holds by construction. Deficits are what comes out. */
#include "random_economy.h"

#include <math.h>
#include <stdlib.h>

/* Uniform in [0, 1): SplitMix64 (Steele, Lea & Flood 2014). */
static double uniform(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* Nearly normal: mean 0, variance 1. */
static double noise(uint64_t *state)
{
    double sum = -6;
    for (int k = 0; k < 12; k++) sum += uniform(state);
    return sum;
}

static bool is_goods(const cohong_world *w, size_t j)
{
    return w->sectors[j].kind == COHONG_GOODS;
}

static void draw_sectors(cohong_world *w, uint64_t *state)
{
    size_t J = w->sector_count;
    for (size_t n = 0; n < w->country_count; n++) w->countries[n] = (cohong_country){ "C", "country" };
    for (size_t j = 0; j < J; j++) {
        w->sectors[j] = (cohong_sector){ "S", "sector", j < (J + 1) / 2 ? COHONG_GOODS : COHONG_SERVICES };
        w->theta[j] = is_goods(w, j) ? 2 + 10 * uniform(state) : 5;
    }
}

/* size and distance are scratch of N and N x N. */
static void draw_trade(cohong_world *w, uint64_t *state, double *size, double *distance)
{
    size_t N = w->country_count, J = w->sector_count;
    for (size_t n = 0; n < N; n++) size[n] = exp(1.3 * noise(state));
    for (size_t n = 0; n < N; n++)
        for (size_t i = 0; i <= n; i++) distance[n * N + i] = distance[i * N + n] = exp(0.8 * noise(state));
    for (size_t j = 0; j < J; j++) {
        double weight = exp(0.7 * noise(state)), openness = (is_goods(w, j) ? 0.2 : 0.02) / (double)N;
        for (size_t n = 0; n < N; n++)
            for (size_t i = 0; i < N; i++) {
                size_t at = (j * N + n) * N + i;
                double draw = exp(0.6 * noise(state)), tariff = uniform(state);
                w->trade[at] = 1e4 * weight * draw *
                               (n == i ? size[n] : openness * size[n] * size[i] / distance[n * N + i]);
                w->tariff[at] = n != i && is_goods(w, j) ? 0.2 * tariff * tariff : 0;
            }
    }
}

static void draw_inputs(cohong_world *w, uint64_t *state)
{
    size_t N = w->country_count, J = w->sector_count;
    for (size_t r = 0; r < J * N; r++) {
        double *gamma = w->input_share + r * J, sum = 0, inputs = 0.25 + 0.5 * uniform(state);
        for (size_t k = 0; k < J; k++) sum += gamma[k] = exp(1.5 * noise(state)) * (k == r / N ? 5 : 1);
        for (size_t k = 0; k < J; k++) gamma[k] *= inputs / sum;
    }
}

/* Scales inputs of product k in country n to at most four fifths of what n buys of it; final spending is the rest. */
static void close_product(cohong_world *w, const cohong_accounts *a, size_t k, size_t n)
{
    size_t N = w->country_count, J = w->sector_count;
    double used = 0, bought = a->expenditure[k * N + n];
    for (size_t j = 0; j < J; j++) used += w->input_share[(j * N + n) * J + k] * a->output[j * N + n];
    double scale = used > 0.8 * bought ? 0.8 * bought / used : 1;
    for (size_t j = 0; j < J; j++) w->input_share[(j * N + n) * J + k] *= scale;
    w->final_share[k * N + n] = bought - scale * used;
}

static void close_country(cohong_world *w, const cohong_accounts *a, size_t n)
{
    size_t N = w->country_count, J = w->sector_count;
    double final = 0;
    for (size_t k = 0; k < J; k++) {
        close_product(w, a, k, n);
        final += w->final_share[k * N + n];
    }
    for (size_t j = 0; j < J; j++) {
        double inputs = 0;
        for (size_t k = 0; k < J; k++) inputs += w->input_share[(j * N + n) * J + k];
        w->final_share[j * N + n] /= final;
        w->value_added_share[j * N + n] = 1 - inputs;
        w->employment[j * N + n] = 20 * w->value_added_share[j * N + n] * a->output[j * N + n];
    }
}

cohong_status random_economy(size_t N, size_t J, uint64_t seed, cohong_world **world, cohong_error *error)
{
    cohong_accounts *accounts = NULL;
    cohong_status status = cohong_world_new(N, J, true, world, error);
    if (status != COHONG_OK) return status;
    double *scratch = malloc((N + N * N) * sizeof *scratch);
    if (scratch == NULL) status = COHONG_OUT_OF_MEMORY;
    if (status == COHONG_OK) {
        uint64_t state = seed;
        draw_sectors(*world, &state);
        draw_trade(*world, &state, scratch, scratch + N);
        draw_inputs(*world, &state);
        status = cohong_accounts_new(*world, &accounts, error);
    }
    free(scratch);
    for (size_t n = 0; status == COHONG_OK && n < N; n++) close_country(*world, accounts, n);
    cohong_accounts_free(accounts);
    if (status != COHONG_OK) {
        cohong_world_free(*world);
        *world = NULL;
        return status;
    }
    (*world)->name = "random";
    (*world)->currency = "USD";
    (*world)->unit = 1e6;
    (*world)->tolerance = 1e-9;
    return COHONG_OK;
}

void random_tariffs(const cohong_world *w, uint64_t seed, double *tariff)
{
    size_t N = w->country_count;
    uint64_t state = seed;
    for (size_t at = 0; at < w->sector_count * N * N; at++) {
        double draw = uniform(&state);
        bool shocked = is_goods(w, at / (N * N)) && at % N != at / N % N;
        tariff[at] = shocked ? 0.3 * draw : w->tariff[at];
    }
}
