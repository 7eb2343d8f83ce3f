/* The kernels for eight lanes. Included by kernels_baseline.c, kernels_avx2.c and kernels_avx512.c, each compiled for its
 * instruction set, with KERNELS_TABLE and KERNELS_NAME defined. The order of every operation is that of
 * kernels_reference.c: change both or neither. */
#include "base/vmath.h"
#include "model/kernels.h"

#define V(array, at) (*(v8 *)((array) + (at)))
#define CV(array, at) (*(const v8 *)((array) + (at)))

/* Four sectors j at a time, so that an entry of expenditure is loaded and stored once for four terms. */
static inline void four_sectors(size_t j, size_t J, size_t S, size_t at, const double *gamma, const double *log_price,
                                const double *output, double *log_cost, double *expenditure)
{
    v8 cost[4], y[4];
    const double *row[4];
    for (size_t r = 0; r < 4; r++) {
        cost[r] = CV(log_cost, (j + r) * S + at);
        y[r] = CV(output, (j + r) * S + at);
        row[r] = gamma + (j + r) * J * S + at;
    }
    for (size_t k = 0; k < J; k++) {
        v8 price = CV(log_price, k * S + at), spent = CV(expenditure, k * S + at);
        for (size_t r = 0; r < 4; r++) {
            v8 share = CV(row[r], k * S);
            cost[r] += share * price;
            spent += share * y[r];
        }
        V(expenditure, k * S + at) = spent;
    }
    for (size_t r = 0; r < 4; r++) V(log_cost, (j + r) * S + at) = cost[r];
}

static inline void one_sector(size_t j, size_t J, size_t S, size_t at, const double *gamma, const double *log_price,
                              const double *output, double *log_cost, double *expenditure)
{
    v8 cost = CV(log_cost, j * S + at), y = CV(output, j * S + at);
    for (size_t k = 0; k < J; k++) {
        v8 share = CV(gamma, (j * J + k) * S + at);
        cost += share * CV(log_price, k * S + at);
        V(expenditure, k * S + at) += share * y;
    }
    V(log_cost, j * S + at) = cost;
}

static void costs_and_expenditure(size_t J, size_t S, const double *gamma, const double *value_added_share,
                                  const double *final_share, const double *log_wage, const double *log_price,
                                  const double *income, const double *output, double *log_cost, double *expenditure)
{
    for (size_t j = 0; j < J; j++)
        for (size_t at = 0; at < S; at += LANES) {
            V(log_cost, j * S + at) = CV(value_added_share, j * S + at) * CV(log_wage, at);
            V(expenditure, j * S + at) = CV(final_share, j * S + at) * CV(income, at);
        }
    size_t j = 0;
    for (; j + 4 <= J; j += 4)
        for (size_t at = 0; at < S; at += LANES)
            four_sectors(j, J, S, at, gamma, log_price, output, log_cost, expenditure);
    for (; j < J; j++)
        for (size_t at = 0; at < S; at += LANES)
            one_sector(j, J, S, at, gamma, log_price, output, log_cost, expenditure);
}

/* z = exp(-(theta + eta) ln c + delta (ln Y^ - ln c)) */
static void competitiveness(const sector_pass *s)
{
    for (size_t at = 0; at < s->S; at += LANES) {
        v8 cost = CV(s->log_cost, at), power = -s->cost_exponent * cost;
        if (s->entry != 0) power += s->entry * (vmath_log_8(CV(s->output_hat, at)) - cost);
        V(s->z, at) = vmath_exp_8(power);
    }
}

/* out[n] = sum over i of M(n,i) z(i), eight importers at a time. */
static void sum_sources(size_t S, const double *M, const double *z, double *out)
{
    for (size_t n = 0; n < S; n += LANES) {
        v8 sum[LANES] = { 0 };
        for (size_t at = 0; at < S; at += LANES) {
            v8 zi = CV(z, at);
            for (size_t r = 0; r < LANES; r++) sum[r] += CV(M, (n + r) * S + at) * zi;
        }
        V(out, n) = vmath_sum_lanes_8(sum);
    }
}

/* Prices, the net-of-tariff factor and spending per unit of phi; F arrives as sum of B z. */
static void prices(const sector_pass *s, const country_sums *sums)
{
    for (size_t at = 0; at < s->S; at += LANES) {
        v8 phi = CV(s->phi, at), x = CV(s->expenditure, at), per_phi = x / phi, log_phi = vmath_log_8(phi);
        if (s->selection != 0) {
            v8 x_hat = x * CV(s->inverse_expenditure, at);
            v8i empty = vmath_less_8(x_hat, (v8){ 0 } + 0x1p-1022);
            log_phi += s->selection * vmath_log_8(vmath_choose_8(empty, (v8){ 0 } + 1.0, x_hat));
        }
        v8 price = log_phi * (-1.0 / s->theta);
        v8 F = s->tariffed ? CV(s->net_of_tariff, at) / phi : (v8){ 0 } + 1.0;
        V(s->per_phi, at) = per_phi;
        V(s->new_log_price, at) = price;
        V(s->net_of_tariff, at) = F;
        V(sums->purchases, at) += x * F;
        V(sums->revenue, at) += x * (1.0 - F);
        V(sums->price_error, at) = vmath_max_8(CV(sums->price_error, at), vmath_abs_8(price - CV(s->log_price, at)));
    }
}

/* new_output(i) = sum over n of B(n,i) X'(n)/phi(n), before the factor z(i); up to four lanes-blocks of exporters a sweep. */
static void sum_destinations(size_t N, size_t S, const double *B, const double *per_phi, double *out)
{
    for (size_t at = 0; at < S; at += 4 * LANES) {
        size_t blocks = (S - at) / LANES < 4 ? (S - at) / LANES : 4;
        v8 sum[4] = { 0 };
        if (blocks == 4)
            for (size_t n = 0; n < N; n++) {
                double share = per_phi[n];
                for (size_t r = 0; r < 4; r++) sum[r] += CV(B, n * S + at + r * LANES) * share;
            }
        else
            for (size_t n = 0; n < N; n++)
                for (size_t r = 0; r < blocks; r++) sum[r] += CV(B, n * S + at + r * LANES) * per_phi[n];
        for (size_t r = 0; r < blocks; r++) V(out, at + r * LANES) = sum[r];
    }
}

static void outputs(const sector_pass *s, const country_sums *sums)
{
    for (size_t at = 0; at < s->S; at += LANES) {
        v8 z = CV(s->z, at), y = z * CV(s->new_output_hat, at), old = CV(s->output_hat, at);
        v8 y_hat = y * CV(s->inverse_output, at) + CV(s->idle, at);
        v8 h = CV(s->A_home, at) * z / CV(s->phi, at);
        v8 home = h * CV(s->expenditure, at), imports = CV(s->expenditure, at) * CV(s->net_of_tariff, at) - home;
        v8 price_part = s->theta * CV(s->cost_passthrough, at) * ((y - home) + imports * h);
        V(s->new_output_hat, at) = y_hat;
        V(sums->output, at) += y;
        V(sums->wage_bill, at) += CV(s->value_added_share, at) * y;
        V(sums->elasticity, at) += price_part + imports;
        V(sums->output_error, at) = vmath_max_8(CV(sums->output_error, at), vmath_abs_8(y_hat - old) / vmath_max_8(y_hat, old));
    }
}

static void sector(const sector_pass *s, const country_sums *sums)
{
    competitiveness(s);
    sum_sources(s->S, s->A, s->z, s->phi);
    if (s->tariffed) sum_sources(s->S, s->B, s->z, s->net_of_tariff);
    prices(s, sums);
    sum_destinations(s->N, s->S, s->B, s->per_phi, s->new_output_hat);
    outputs(s, sums);
}

static void scale_by_power(size_t S, const double *base, const double *ratio, double exponent, double *row)
{
    for (size_t at = 0; at < S; at += LANES)
        V(row, at) = CV(base, at) * vmath_exp_8(exponent * vmath_log_8(CV(ratio, at)));
}

static void dots(size_t count, size_t length, const double *const *rows, const double *x, double *out)
{
    for (size_t r = 0; r < count; r++) {
        v8 sum = { 0 };
        for (size_t at = 0; at < length; at += LANES) sum += CV(rows[r], at) * CV(x, at);
        double lanes[LANES] __attribute__((aligned(64)));
        V(lanes, 0) = sum;
        out[r] = vmath_sum_tree(lanes);
    }
}

static void combine(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                    double *out)
{
    for (size_t at = 0; at < length; at += LANES) {
        v8 sum = CV(x, at);
        for (size_t r = 0; r < count; r++) sum -= CV(rows[r], at) * factor[r];
        V(out, at) = sum;
    }
}

const kernels KERNELS_TABLE = { KERNELS_NAME, costs_and_expenditure, sector, scale_by_power, dots, combine };
