/* Small economies for tests of jobs. */
#include "jobs_case.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static void draw_account(cohong_world *w, size_t j, size_t n, uint64_t *seed)
{
    size_t N = w->country_count, J = w->sector_count;
    double value_added = 0.25 + 0.5 * draw(seed), sum = 0;
    double *share = &w->input_share[(j * N + n) * J];
    for (size_t k = 0; k < J; k++) sum += share[k] = draw(seed);
    for (size_t k = 0; k < J; k++) share[k] *= (1 - value_added) / sum;
    w->value_added_share[j * N + n] = value_added;
    w->final_share[j * N + n] = 1.0 / (double)J;
    w->employment[j * N + n] = 1000 * draw(seed);
    for (size_t i = 0; i < N; i++) {
        bool traded = i == n || draw(seed) > 0.3;
        w->trade[(j * N + n) * N + i] = traded ? (i == n ? 100 : 40) * (0.1 + draw(seed)) : 0;
        w->tariff[(j * N + n) * N + i] = i == n ? 0 : 0.3 * draw(seed);
    }
}

cohong_world *jobs_case_world(size_t N, size_t J, size_t uncovered, unsigned seed)
{
    cohong_world *w;
    uint64_t state = seed;
    if (cohong_world_new(N, J, true, &w, NULL) != COHONG_OK) abort();
    for (size_t n = 0; n < N; n++) {
        char code[8] = { 'C', (char)('A' + n / 26), (char)('A' + n % 26), '\0' };
        w->countries[n].code = w->countries[n].name = cohong_world_text(w, code);
    }
    for (size_t j = 0; j < J; j++) {
        char code[8] = { 'S', (char)('A' + j / 26), (char)('A' + j % 26), '\0' };
        w->sectors[j].code = w->sectors[j].name = cohong_world_text(w, code);
        w->theta[j] = 4;
    }
    w->unit = 1e6;
    w->currency = "USD";
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++) draw_account(w, j, n, &state);
    for (size_t j = 0; j < J; j++)
        for (size_t n = N - uncovered; n < N; n++) w->employment[j * N + n] = NAN;
    return w;
}

cohong_table *jobs_case_table(void)
{
    static const double FLOW[] = { 20, 30, 40, 10 }, HOME[] = { 30, 40 }, EXPORTS[] = { 20, 10 }, IMPORTS[] = { 6, 12 };
    static const double OUTPUT[] = { 100, 100 }, PEOPLE[] = { 10, 40 };
    cohong_table *t;
    if (cohong_table_new(1, 2, false, &t, NULL) != COHONG_OK) abort();
    t->countries[0] = (cohong_country){ "HOM", "Home" };
    t->sectors[0] = (cohong_sector){ "s1", "First", COHONG_GOODS };
    t->sectors[1] = (cohong_sector){ "s2", "Second", COHONG_SERVICES };
    t->currency = "USD";
    memcpy(t->flow, FLOW, sizeof FLOW);
    memcpy(t->final_demand, HOME, sizeof HOME);
    memcpy(t->exports, EXPORTS, sizeof EXPORTS);
    memcpy(t->imports, IMPORTS, sizeof IMPORTS);
    memcpy(t->output, OUTPUT, sizeof OUTPUT);
    memcpy(t->employment, PEOPLE, sizeof PEOPLE);
    return t;
}

static double spending(const cohong_world *w, size_t k, size_t n)
{
    double X = 0;
    for (size_t i = 0; i < w->country_count; i++) {
        size_t at = (k * w->country_count + n) * w->country_count + i;
        X += w->trade[at] * (1 + w->tariff[at]);
    }
    return X;
}

double *jobs_case_matrix(const cohong_world *w, bool domestic)
{
    size_t N = w->country_count, J = w->sector_count, accounts = N * J;
    double *A = calloc(accounts * accounts, sizeof *A);
    if (A == NULL) abort();
    for (size_t k = 0; k < J; k++)
        for (size_t o = 0; o < N; o++)
            for (size_t j = 0; j < J; j++)
                for (size_t i = 0; i < N; i++)
                    if (!domestic || o == i)
                        A[(k * N + o) * accounts + j * N + i] = w->input_share[(j * N + i) * J + k] *
                                                                w->trade[(k * N + i) * N + o] / spending(w, k, i);
    return A;
}

double *jobs_case_output(const cohong_world *w)
{
    size_t N = w->country_count, J = w->sector_count;
    double *Y = calloc(N * J, sizeof *Y);
    if (Y == NULL) abort();
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++)
            for (size_t i = 0; i < N; i++) Y[j * N + i] += w->trade[(j * N + n) * N + i];
    return Y;
}

cohong_table *jobs_case_table_of(const cohong_world *w)
{
    size_t N = w->country_count, J = w->sector_count, accounts = N * J;
    double *A = jobs_case_matrix(w, false), *Y = jobs_case_output(w);
    cohong_table *t;
    if (cohong_table_new(N, J, false, &t, NULL) != COHONG_OK) abort();
    for (size_t n = 0; n < N; n++)
        t->countries[n].code = t->countries[n].name = cohong_table_text(t, w->countries[n].code);
    for (size_t j = 0; j < J; j++) t->sectors[j].code = t->sectors[j].name = cohong_table_text(t, w->sectors[j].code);
    t->currency = "USD";
    memcpy(t->output, Y, accounts * sizeof *Y);
    memcpy(t->employment, w->employment, accounts * sizeof *Y);
    for (size_t s = 0; s < accounts; s++)
        for (size_t n = 0; n < N; n++) {
            double all = w->trade[(s / N * N + n) * N + s % N], inputs = 0;
            for (size_t b = n; b < accounts; b += N) inputs += t->flow[s * accounts + b] = A[s * accounts + b] * Y[b];
            t->final_demand[s * N + n] = all - inputs;
        }
    free(A);
    free(Y);
    return t;
}
