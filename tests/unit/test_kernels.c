/* The kernels of every instruction set give the same bits as the plain scalar ones, kernel by kernel and solve by
 * solve. A processor without an instruction set skips its cases. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/kernels.h"
#include "random_world.h"

enum { ROUNDS = 40, ROWS = 6 };

/* ---- arrays as the solver has them: 64-byte aligned, rows padded to a multiple of 8 */

/* A pool of aligned arrays that end together. */
enum { ARRAY_LIMIT = 512 };
static void *arrays[ARRAY_LIMIT];
static size_t array_count;

static void *aligned(size_t bytes)
{
    void *block = aligned_alloc(64, (bytes + 63) / 64 * 64);
    assert_non_null(block);
    assert_true(array_count < ARRAY_LIMIT);
    memset(block, 0, (bytes + 63) / 64 * 64);
    return arrays[array_count++] = block;
}

static double *zeros(size_t count)
{
    return aligned(count * sizeof(double));
}

static void end_arrays(void)
{
    while (array_count > 0) free(arrays[--array_count]);
}

/* rows x S numbers in (least, most), 0 in the padding. */
static double *numbers(random_draws *draws, size_t rows, size_t N, size_t S, double least, double most)
{
    double *x = zeros(rows * S);
    for (size_t k = 0; k < rows * S; k++)
        if (k % S < N) x[k] = draw_uniform(draws, least, most);
    return x;
}

/* S x S sourcing: some zeros, 1 on the padded diagonal. */
static double *sourcing(random_draws *draws, size_t N, size_t S)
{
    double *x = zeros(S * S);
    for (size_t n = 0; n < S; n++)
        for (size_t i = 0; i < S; i++) {
            bool here = n < N && i < N && (n == i || !draw_chance(draws, 0.4));
            if (here) x[n * S + i] = draw_log_uniform(draws, 1e-9, 1);
            if (n == i && n >= N) x[n * S + i] = 1;
        }
    return x;
}

/* ---- one kernel on fresh random input; what it wrote goes to `out`, so that two runs can be compared */

typedef struct written {
    unsigned char *bytes;
    size_t used, size;
} written;

static void keep(written *out, const void *from, size_t bytes)
{
    if (bytes == 0) return;
    if (out->used + bytes > out->size) {
        out->size = 2 * (out->used + bytes);
        out->bytes = realloc(out->bytes, out->size);
        assert_non_null(out->bytes);
    }
    memcpy(out->bytes + out->used, from, bytes);
    out->used += bytes;
}

static void keep_doubles(written *out, const double *from, size_t count)
{
    keep(out, from, count * sizeof *from);
}

typedef void (*trial)(const kernels *k, random_draws *draws, size_t N, size_t J, written *out);

static size_t padded(size_t N)
{
    return (N + 7) / 8 * 8;
}

static void costs_and_expenditure(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    cost_pass pass = { .J = J, .S = S };
    pass.gamma = numbers(d, J * J, N, S, 0, 0.2);
    pass.value_added_share = numbers(d, J, N, S, 0, 1);
    pass.final_share = numbers(d, J, N, S, 0, 1);
    pass.log_wage = numbers(d, 1, N, S, -1, 1);
    pass.log_price = numbers(d, J, N, S, -3, 3);
    pass.income = numbers(d, 1, N, S, 1, 1e6);
    pass.output = numbers(d, J, N, S, 0, 1e6);
    if (draw_chance(d, 0.5)) pass.output_hat = numbers(d, J, N, S, 0, 5);
    if (draw_chance(d, 0.3)) pass.log_wage = NULL;
    pass.log_cost = zeros(J * S);
    pass.expenditure = zeros(J * S);
    k->costs_and_expenditure(&pass);
    keep_doubles(out, pass.log_cost, J * S);
    keep_doubles(out, pass.expenditure, J * S);
}

static void fill_sector_inputs(sector_pass *p, random_draws *d, size_t N, size_t S)
{
    p->A = sourcing(d, N, S);
    double *B = zeros(S * S), *home = zeros(S), *idle = zeros(S), *inverse = numbers(d, 1, N, S, 1e-6, 1);
    for (size_t at = 0; at < S * S; at++) B[at] = p->A[at] / (p->tariffed ? 1 + draw_uniform(d, 0, 3) : 1);
    for (size_t n = 0; n < S; n++) {
        home[n] = p->A[n * S + n];
        if (n >= N || draw_chance(d, 0.1)) idle[n] = 1, inverse[n] = 0;
    }
    p->B = p->tariffed ? B : p->A;
    p->A_home = home;
    p->idle = idle;
    p->inverse_output = inverse;
    p->log_cost = numbers(d, 1, N, S, -2, 2);
    p->output_hat = numbers(d, 1, N, S, 0.01, 4);
    p->log_price = numbers(d, 1, N, S, -2, 2);
    p->expenditure = numbers(d, 1, N, S, 0, 1e6);
    p->inverse_expenditure = numbers(d, 1, N, S, 1e-7, 1);
    p->value_added_share = numbers(d, 1, N, S, 0, 1);
    p->cost_passthrough = numbers(d, 1, N, S, 0, 1);
    p->firms_hat = draw_chance(d, 0.5) ? numbers(d, 1, N, S, 0.01, 3) : NULL;
}

/* The sums of an anchor and copies in single precision. */
static void fill_anchor(const kernels *k, sector_pass *p, sector_anchor *a, random_draws *d, size_t N, size_t S)
{
    float *A = aligned(S * S * sizeof *A), *B = aligned(S * S * sizeof *B);
    for (size_t n = 0; n < S; n++) {
        k->to_single(S, n, p->A + n * S, A);
        k->to_single(S, n, p->B + n * S, B);
    }
    double **rows[] = { &a->z, &a->phi, &a->net_of_tariff, &a->per_phi, &a->sales };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) *rows[r] = numbers(d, 1, N, S, 1, 9);
    for (size_t n = N; n < S; n++) a->z[n] = a->phi[n] = a->net_of_tariff[n] = 1;
    p->anchor = a;
    p->moved = zeros(S);
    p->A_single = A;
    p->B_single = B;
}

static void sector(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    double *sums = zeros(COUNTRY_SUMS * S);
    country_sums to = { sums,         sums + S,     sums + 2 * S, sums + 3 * S,
                        sums + 4 * S, sums + 5 * S, sums + 6 * S, sums + 7 * S };
    for (size_t j = 0; j < J; j++) {
        double *results = zeros(8 * S);
        sector_pass p = { .N = N, .S = S, .theta = draw_log_uniform(d, 0.4, 50) };
        p.selection = draw_chance(d, 0.5) ? draw_uniform(d, 0.01, 1) : 0;
        p.cost_exponent = p.theta + p.selection;
        p.tariffed = draw_chance(d, 0.5);
        fill_sector_inputs(&p, d, N, S);
        double **outs[] = {
            &p.z,         &p.phi, &p.net_of_tariff, &p.per_phi, &p.new_log_price, &p.new_output_hat, &p.cost_response,
            &p.home_share
        };
        for (size_t r = 0; r < 8; r++) *outs[r] = results + r * S;
        sector_anchor anchor;
        bool from_anchor = draw_chance(d, 0.5);
        if (from_anchor) fill_anchor(k, &p, &anchor, d, N, S);
        k->sector(&p, &to);
        if (from_anchor) { /* and once more in double precision, which makes an anchor */
            p.A_single = p.B_single = NULL;
            keep_doubles(out, results, 8 * S);
            k->sector(&p, &to);
            keep_doubles(out, anchor.z, S);
            keep_doubles(out, anchor.phi, S);
            keep_doubles(out, anchor.net_of_tariff, S);
            keep_doubles(out, anchor.per_phi, S);
            keep_doubles(out, anchor.sales, S);
        }
        keep_doubles(out, results, 8 * S);
    }
    keep_doubles(out, sums, COUNTRY_SUMS * S);
}

/* A number in (0, 0.3) for every two sectors of a country, in blocks. */
static double *blocks(random_draws *draws, size_t N, size_t J, size_t S)
{
    double *x = zeros(J * J * S);
    for (size_t at = 0; at < J * J * S; at++)
        if (at / (8 * J * J) * 8 + at % 8 < N) x[at] = draw_uniform(draws, 0, 0.3);
    return x;
}

static void home_response(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    home_pass p = { .J = J, .S = S, .to = S, .least_output_step = 0.1, .response = blocks(d, N, J, S) };
    const double **in[] = { &p.value_added_share, &p.final_share, &p.output,    &p.inverse_output,
                            &p.home_share,        &p.log_price,   &p.output_hat };
    for (size_t r = 0; r < sizeof in / sizeof *in; r++) *in[r] = numbers(d, J, N, S, 0.01, 1);
    p.cost_response = numbers(d, J, N, S, 0, 9);
    p.wage_change = numbers(d, 1, N, S, -0.5, 0.5);
    p.income_change = numbers(d, 1, N, S, -100, 100);
    p.new_log_price = numbers(d, J, N, S, -1, 1);
    p.new_output_hat = numbers(d, J, N, S, 0.1, 3);
    p.change = zeros(J * S);
    p.indirect = zeros(J * S);
    k->home_prices(&p);
    keep_doubles(out, p.change, J * S);
    keep_doubles(out, p.indirect, J * S);
    k->home_outputs(&p);
    keep_doubles(out, p.new_log_price, J * S);
    keep_doubles(out, p.new_output_hat, J * S);
}

static void worths(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    (void)J;
    worth_pass p = { .S = S, .theta = draw_log_uniform(d, 0.4, 50), .cost_scale = draw_uniform(d, 1, 2) };
    p.cost_exponent = p.theta + draw_chance(d, 0.5);
    p.share = numbers(d, N, N, S, 0, 1);
    p.net_share = numbers(d, N, N, S, 0, 1);
    double *share = zeros(S * S), *net = zeros(S * S); /* importers are padded too */
    memcpy(share, p.share, N * S * sizeof *share);
    memcpy(net, p.net_share, N * S * sizeof *net);
    p.share = share;
    p.net_share = net;
    const double **in[] = { &p.price, &p.output, &p.wage, &p.revenue };
    for (size_t r = 0; r < sizeof in / sizeof *in; r++) *in[r] = numbers(d, 1, N, S, -2, 2);
    p.spending = numbers(d, 1, N, S, 0, 1e6);
    p.sales = numbers(d, 1, N, S, 0, 1e6);
    p.net_of_tariff = numbers(d, 1, N, S, 0.5, 1);
    double **outs[] = { &p.exports, &p.spent, &p.along, &p.cost };
    for (size_t r = 0; r < sizeof outs / sizeof *outs; r++) *outs[r] = zeros(S);
    k->worths(&p);
    for (size_t r = 0; r < sizeof outs / sizeof *outs; r++) keep_doubles(out, *outs[r], S);
}

static void home_worths(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    loop_pass p = { .J = J, .S = S, .response = blocks(d, N, J, S) };
    const double **rows[] = { &p.home_share,  &p.home_worth,        &p.cost_response, &p.per_spending,
                              &p.final_share, &p.value_added_share, &p.price,         &p.output };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) *rows[r] = numbers(d, J, N, S, -1, 1);
    const double **lines[] = { &p.wage_slope, &p.factor_income, &p.wage, &p.revenue };
    for (size_t r = 0; r < sizeof lines / sizeof *lines; r++) *lines[r] = numbers(d, 1, N, S, -1, 1);
    double *elasticity = numbers(d, 1, N, S, 0.1, 9);
    for (size_t n = N; n < S; n++) elasticity[n] = 1;
    p.elasticity = elasticity;
    if (draw_chance(d, 0.5)) {
        p.profit_worth = numbers(d, J, N, S, 0, 1);
        p.profit_loop = numbers(d, 1, N, S, 1, 2);
    }
    double **outs[] = { &p.new_price, &p.new_output, &p.new_wage, &p.new_revenue, &p.change, &p.indirect };
    for (size_t r = 0; r < sizeof outs / sizeof *outs; r++) *outs[r] = zeros(J * S);
    k->home_worths(&p);
    for (size_t r = 0; r < sizeof outs / sizeof *outs; r++) keep_doubles(out, *outs[r], J * S);
    k->sector_sums(J, S, p.home_share, p.price, p.new_wage);
    keep_doubles(out, p.new_wage, S);
}

/* A row of trade, now and then an empty one, and derivatives along it. */
static void trade_rows(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    (void)J;
    double *tariff = numbers(d, 1, N, S, -0.5, 2), *net = numbers(d, 1, N, S, 0, 1e6);
    for (size_t i = 0; i < N; i++)
        if (draw_chance(d, 0.3)) net[i] = 0;
    if (draw_chance(d, 0.1)) memset(net, 0, S * sizeof *net);
    share_pass shares = { .S = S, .tariff = tariff, .share = zeros(S), .net_share = net };
    k->shares_of(&shares);
    keep_doubles(out, shares.share, S);
    keep_doubles(out, shares.net_share, S);
    keep_doubles(out, &shares.net_of_tariff, 1);
    flow_pass p = { .N = N, .tariff = tariff, .net_share = net, .by_level = draw_chance(d, 0.5) };
    double *numbers_of[] = { &p.spending, &p.price, &p.exponent, &p.own_wage, &p.revenue };
    for (size_t r = 0; r < sizeof numbers_of / sizeof *numbers_of; r++) *numbers_of[r] = draw_uniform(d, -3, 3);
    p.output = numbers(d, 1, N, S, -1, 1);
    p.wage = numbers(d, 1, N, S, -1, 1);
    p.row = zeros(N + 1) + 1;
    k->flow_worths(&p);
    keep_doubles(out, p.row, N);
}

static void scale_by_power(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t S = padded(N);
    (void)J;
    double *base = numbers(d, 1, N, S, 0, 1), *ratio = zeros(S), *row = zeros(S);
    for (size_t i = 0; i < S; i++) ratio[i] = i < N && draw_chance(d, 0.7) ? draw_log_uniform(d, 0.01, 100) : 1;
    k->scale_by_power(S, base, ratio, draw_uniform(d, -50, 50), row);
    keep_doubles(out, row, S);
}

static void vectors(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    size_t length = padded(N) * J;
    const double *rows[ROWS];
    double dots[ROWS], factor[ROWS], *to = zeros(length), *x = numbers(d, 1, length, length, -1, 1);
    for (size_t r = 0; r < ROWS; r++) {
        rows[r] = numbers(d, 1, length, length, -1, 1);
        factor[r] = draw_uniform(d, -2, 2);
    }
    size_t count = draw_count(d, 0, ROWS);
    k->dots(count, length, rows, x, dots);
    keep_doubles(out, dots, count);
    k->combine(count, length, rows, factor, x, to);
    keep_doubles(out, to, length);
    k->keep_above(length, rows[0], 0.1, x);
    keep_doubles(out, x, length);
}

/* Rows as a world has them: of N, not aligned; now and then with a number that is none. */
static void cost_ratios(const kernels *k, random_draws *d, size_t N, size_t J, written *out)
{
    (void)J;
    double *rows = zeros(3 * N + 8) + 1, *old = rows, *new = rows + N, *cost = rows + 2 * N;
    double *made = zeros(3 * N + 8) + 1;
    for (size_t i = 0; i < N; i++) {
        old[i] = draw_chance(d, 0.5) ? 0 : draw_uniform(d, 0, 1);
        new[i] = draw_chance(d, 0.5) ? old[i] : draw_uniform(d, -0.5, 3);
        cost[i] = draw_chance(d, 0.5) ? 1 : draw_log_uniform(d, 0.1, 10);
    }
    if (draw_chance(d, 0.2)) new[N - 1] = NAN;
    if (draw_chance(d, 0.2)) cost[N / 2] = INFINITY;
    ratio_pass p = { .N = N, .tariff = old, .new_tariff = new, .tariff_ratio = made, .ratio = made + N };
    if (draw_chance(d, 0.5)) p.trade_cost_hat = cost;
    k->cost_ratios(&p);
    keep(out, &p.doubtful, sizeof p.doubtful);
    if (p.doubtful) return;
    keep(out, &p.changed, sizeof p.changed);
    keep_doubles(out, &p.least_ratio, 1);
    keep_doubles(out, &p.largest_ratio, 1);
    bool tariffed = k->net_of_tariff(N, old, new, made + 2 * N);
    keep(out, &tariffed, sizeof tariffed);
    keep_doubles(out, made, 3 * N);
}

static const struct {
    trial of;
    const char *name;
} TRIALS[] = {
    { costs_and_expenditure, "costs_and_expenditure" },
    { sector, "sector" },
    { home_response, "home_prices, home_outputs" },
    { scale_by_power, "scale_by_power" },
    { cost_ratios, "cost_ratios, net_of_tariff" },
    { vectors, "dots, combine, keep_above" },
    { worths, "worths" },
    { home_worths, "home_worths, sector_sums" },
    { trade_rows, "shares_of, flow_worths" },
};

/* ---- the cases */

static const kernels *needed(const char *name)
{
    const kernels *found = kernels_find(name);
    if (found == NULL) {
        print_message("needs a processor with %s\n", name);
        skip();
    }
    return found;
}

/* The same input twice: once for each of the two sets. */
static void run(trial of, const kernels *k, uint64_t seed, written *out)
{
    random_draws draws = { seed };
    size_t N = draw_count(&draws, 1, 40), J = draw_count(&draws, 1, 11);
    of(k, &draws, N, J, out);
    end_arrays();
}

static void same_bits(const char *name)
{
    const kernels *k = needed(name);
    assert_string_equal(k->name, name);
    for (size_t t = 0; t < sizeof TRIALS / sizeof *TRIALS; t++)
        for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
            written plain = { 0 }, fast = { 0 };
            run(TRIALS[t].of, &kernels_reference, seed, &plain);
            run(TRIALS[t].of, k, seed, &fast);
            assert_int_equal(plain.used, fast.used);
            if (memcmp(plain.bytes, fast.bytes, plain.used) != 0)
                fail_msg("%s of %s, seed %d", TRIALS[t].name, name, (int)seed);
            free(plain.bytes);
            free(fast.bytes);
        }
}

static void baseline_kernels(void **state)
{
    (void)state;
    same_bits("baseline");
}

static void avx2_kernels(void **state)
{
    (void)state;
    same_bits("avx2");
}

static void avx512_kernels(void **state)
{
    (void)state;
    same_bits("avx512");
}

/* Everything that a solve answers. */
static void solve(uint64_t seed, const char *structure, const char *instructions, written *out)
{
    cohong_model *model;
    cohong_solution *s;
    cohong_settings settings = cohong_settings_default();
    settings.structure = structure;
    settings.instructions = instructions;
    settings.deficits = "own_gdp";
    settings.iteration_limit = 300;
    cohong_world *w = random_world(seed, &MODERATE_WORLD);
    random_shock shock = random_shock_new(seed, &MODERATE_SHOCK, w);
    size_t N = w->country_count, cells = w->sector_count * N;
    assert_int_equal(cohong_model_new(w, &settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &shock.shock, s, NULL), COHONG_OK);
    keep(out, &s->iterations, sizeof s->iterations);
    keep_doubles(out, &s->residual, 1);
    keep_doubles(out, s->wage_hat, N);
    keep_doubles(out, s->income, N);
    keep_doubles(out, s->price_hat, cells);
    keep_doubles(out, s->output, cells);
    keep_doubles(out, s->trade, cells * N);
    cohong_solution_free(s);
    cohong_model_free(model);
    random_shock_free(&shock);
    cohong_world_free(w);
}

static void same_solves(const char *instructions)
{
    static const char *const STRUCTURES[] = { "perfect_competition", "krugman", "melitz", "profit_shifting" };
    needed(instructions);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        written plain = { 0 }, fast = { 0 };
        solve(seed, STRUCTURES[seed % 4], "reference", &plain);
        solve(seed, STRUCTURES[seed % 4], instructions, &fast);
        assert_int_equal(plain.used, fast.used);
        if (memcmp(plain.bytes, fast.bytes, plain.used) != 0)
            fail_msg("%s, %s, seed %d", instructions, STRUCTURES[seed % 4], (int)seed);
        free(plain.bytes);
        free(fast.bytes);
    }
}

static void baseline_solves(void **state)
{
    (void)state;
    same_solves("baseline");
}

static void avx2_solves(void **state)
{
    (void)state;
    same_solves("avx2");
}

static void avx512_solves(void **state)
{
    (void)state;
    same_solves("avx512");
}

/* "auto" is the best that runs here, and a name that no table has is none. */
static void kernels_by_name(void **state)
{
    (void)state;
    static const char *const BEST_FIRST[] = { "avx512", "avx2", "baseline" };
    size_t best = 0;
    while (kernels_find(BEST_FIRST[best]) == NULL) best++;
    assert_string_equal(cohong_instructions(), BEST_FIRST[best]);
    assert_ptr_equal(kernels_find("auto"), kernels_find(BEST_FIRST[best]));
    assert_ptr_equal(kernels_find("reference"), &kernels_reference);
    assert_null(kernels_find("sse9"));
    assert_null(kernels_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline_kernels), cmocka_unit_test(avx2_kernels), cmocka_unit_test(avx512_kernels),
        cmocka_unit_test(baseline_solves),  cmocka_unit_test(avx2_solves),  cmocka_unit_test(avx512_solves),
        cmocka_unit_test(kernels_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
