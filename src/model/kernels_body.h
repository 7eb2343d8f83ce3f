/* The kernels for a machine's own vectors. Included by kernels_baseline.c (two lanes), kernels_avx2.c (four) and kernels_avx512.c
 * (eight), each compiled for its instruction set, with KERNELS_TABLE, KERNELS_NAME and WIDTH defined. The order of every
 * operation is that of kernels_reference.c: change both or neither. */
#include "base/vmath.h"
#include "model/kernels.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define vec JOIN(v, WIDTH)
#define vec_mask JOIN(JOIN(v, WIDTH), i)
#define vec_single JOIN(JOIN(v, WIDTH), f)
#define EXP JOIN(vmath_exp_, WIDTH)
#define LOG JOIN(vmath_log_, WIDTH)
#define MAX JOIN(vmath_max_, WIDTH)
#define MIN JOIN(vmath_min_, WIDTH)
#define ABS JOIN(vmath_abs_, WIDTH)
#define CHOOSE JOIN(vmath_choose_, WIDTH)
#define LESS JOIN(vmath_less_, WIDTH)
#define SUM_ROWS JOIN(vmath_sum_rows_, WIDTH)

#define V(array, at) (*(vec *)((array) + (at)))
#define CV(array, at) (*(const vec *)((array) + (at)))
#if WIDTH == 8 /* which some compilers make of two halves */
#define SINGLE(array, at) ((vec)_mm512_cvtps_pd(*(const __m256 *)((array) + (at))))
#else
#define SINGLE(array, at) __builtin_convertvector(*(const vec_single *)((array) + (at)), vec)
#endif
#define ALL(x) ((vec){ 0 } + (x))
#define INLINE inline __attribute__((always_inline))
/* Rows of a world lie at any address. */
typedef vec JOIN(vec, _anywhere) __attribute__((aligned(8), may_alias));
#define CV_ANYWHERE(array, at) (*(const JOIN(vec, _anywhere) *)((array) + (at)))
#define V_ANYWHERE(array, at) (*(JOIN(vec, _anywhere) *)((array) + (at)))

enum { PARTS = LANES / WIDTH }; /* vectors that hold eight partial sums */

/* Some sectors j, of the countries from `at` on, so that an entry of expenditure is loaded and stored once for as many terms; gamma from the
 * entries of the first of them on. */
static INLINE void sectors(const cost_pass *c, const double *gamma, size_t count, size_t j, size_t at,
                           const vec *output)
{
    size_t J = c->J, S = c->S;
    const double *price = c->log_price + at;
    double *spent = c->expenditure + at;
    vec cost[4];
    for (size_t r = 0; r < count; r++) cost[r] = CV(c->log_cost, (j + r) * S + at);
    for (size_t k = 0; k < J; k++) {
        vec p = CV(price, k * S), x = CV(spent, k * S);
        for (size_t r = 0; r < count; r++) {
            vec share = CV(gamma, (r * J + k) * LANES);
            cost[r] += share * p;
            x += share * output[r];
        }
        V(spent, k * S) = x;
    }
    for (size_t r = 0; r < count; r++) V(c->log_cost, (j + r) * S + at) = cost[r];
}

static INLINE vec new_output(const cost_pass *c, size_t j, size_t at)
{
    vec output = CV(c->output, j * c->S + at);
    if (c->output_hat != NULL) output *= CV(c->output_hat, j * c->S + at);
    return output;
}

/* What wages cost and incomes are spent on, before inputs. */
static INLINE void begin_inputs(const cost_pass *c, size_t at)
{
    for (size_t k = at; k < c->J * c->S; k += c->S) {
        vec cost = { 0 }, spent = { 0 };
        if (c->log_wage != NULL) {
            cost = CV(c->value_added_share, k) * CV(c->log_wage, at);
            spent = CV(c->final_share, k) * CV(c->income, at);
        }
        V(c->log_cost, k) = cost;
        V(c->expenditure, k) = spent;
    }
}

static void costs_and_expenditure(const cost_pass *c)
{
    for (size_t at = 0; at < c->S; at += WIDTH) {
        size_t j = 0, J = c->J;
        begin_inputs(c, at);
        for (; j + 4 <= J; j += 4) {
            vec output[4];
            for (size_t r = 0; r < 4; r++) output[r] = new_output(c, j + r, at);
            sectors(c, c->gamma + block_at(J, j, 0, at), 4, j, at, output);
        }
        for (; j < J; j++) {
            vec output = new_output(c, j, at);
            sectors(c, c->gamma + block_at(J, j, 0, at), 1, j, at, &output);
        }
    }
}

/* z = N^ c^-(theta + eta) */
static void competitiveness(const sector_pass *s)
{
    for (size_t at = 0; at < s->S; at += WIDTH) {
        vec z = EXP(-s->cost_exponent * CV(s->log_cost, at));
        if (s->firms_hat != NULL) z *= CV(s->firms_hat, at);
        V(s->z, at) = z;
    }
}

/* A sourcing matrix in one of two precisions: the other pointer is NULL, and known to be when this is compiled. */
typedef struct matrix {
    const double *wide;
    const float *single;
} matrix;

/* WIDTH of importer n, from exporter `at` on. */
static INLINE vec entries(matrix M, size_t S, size_t n, size_t at)
{
    return M.single != NULL ? SINGLE(M.single, tile_at(S, n, at)) : CV(M.wide, n * S + at);
}

/* out[n] = start[n] + sum over i of M(n,i) z(i), WIDTH importers at a time, eight partial sums each; start NULL: from 0. */
static INLINE void sum_rows(size_t S, matrix M, const double *z, const double *start, double *out)
{
    for (size_t n = 0; n < S; n += WIDTH) {
        vec sum[WIDTH][PARTS] = { 0 };
        for (size_t at = 0; at < S; at += LANES)
            for (size_t part = 0; part < PARTS; part++) {
                vec zi = CV(z, at + part * WIDTH);
                for (size_t r = 0; r < WIDTH; r++) sum[r][part] += entries(M, S, n + r, at + part * WIDTH) * zi;
            }
        vec total = SUM_ROWS(sum);
        if (start != NULL) total += CV(start, n);
        V(out, n) = total;
    }
}

static void sum_sources(size_t S, const double *M, const double *z, double *out)
{
    sum_rows(S, (matrix){ .wide = M }, z, NULL, out);
}

static void sum_moved_sources(size_t S, const float *M, const double *moved, const double *start, double *out)
{
    sum_rows(S, (matrix){ .single = M }, moved, start, out);
}

/* Prices, the net-of-tariff factor and spending per unit of phi; F arrives as sum of B z. */
static void prices(const sector_pass *s, const country_sums *sums)
{
    for (size_t at = 0; at < s->S; at += WIDTH) {
        vec phi = CV(s->phi, at), x = CV(s->expenditure, at), log_phi = LOG(phi);
        if (s->selection != 0) {
            vec x_hat = x * CV(s->inverse_expenditure, at);
            log_phi += s->selection * LOG(CHOOSE(LESS(x_hat, ALL(0x1p-1022)), ALL(1.0), x_hat));
        }
        vec price = log_phi * (-1.0 / s->theta), F = s->tariffed ? CV(s->net_of_tariff, at) / phi : ALL(1.0);
        V(s->per_phi, at) = x / phi;
        V(s->new_log_price, at) = price;
        V(s->net_of_tariff, at) = F;
        V(sums->purchases, at) += x * F;
        V(sums->revenue, at) += x * (1.0 - F);
        V(sums->price_error, at) = MAX(CV(sums->price_error, at), ABS(price - CV(s->log_price, at)));
    }
}

/* out(i) = start(i) + sum over n of B(n,i) per_phi(n), before the factor z(i); up to four vectors of exporters a sweep. */
static INLINE void sum_columns(size_t N, size_t S, matrix B, const double *per_phi, const double *start, double *out)
{
    size_t at = 0;
    for (; at + 4 * WIDTH <= S; at += 4 * WIDTH) {
        vec sum[4] = { 0 };
        for (size_t n = 0; n < N; n++)
            for (size_t r = 0; r < 4; r++) sum[r] += entries(B, S, n, at + r * WIDTH) * per_phi[n];
        for (size_t r = 0; r < 4; r++) {
            if (start != NULL) sum[r] += CV(start, at + r * WIDTH);
            V(out, at + r * WIDTH) = sum[r];
        }
    }
    for (; at < S; at += WIDTH) {
        vec sum = { 0 };
        for (size_t n = 0; n < N; n++) sum += entries(B, S, n, at) * per_phi[n];
        if (start != NULL) sum += CV(start, at);
        V(out, at) = sum;
    }
}

static void sum_destinations(size_t N, size_t S, const double *B, const double *per_phi, double *out)
{
    sum_columns(N, S, (matrix){ .wide = B }, per_phi, NULL, out);
}

static void sum_moved_destinations(size_t N, size_t S, const float *B, const double *moved, const double *start,
                                   double *out)
{
    sum_columns(N, S, (matrix){ .single = B }, moved, start, out);
}

static void subtract(size_t S, const double *a, const double *b, double *out)
{
    for (size_t at = 0; at < S; at += WIDTH) V(out, at) = CV(a, at) - CV(b, at);
}

static void copy(size_t S, const double *from, double *to)
{
    for (size_t at = 0; at < S; at += WIDTH) V(to, at) = CV(from, at);
}

static void outputs(const sector_pass *s, const country_sums *sums)
{
    for (size_t at = 0; at < s->S; at += WIDTH) {
        vec z = CV(s->z, at), y = z * CV(s->new_output_hat, at), old = CV(s->output_hat, at);
        vec y_hat = y * CV(s->inverse_output, at) + CV(s->idle, at), x = CV(s->expenditure, at);
        vec h = CV(s->A_home, at) * z / CV(s->phi, at), home = h * x, imports = x * CV(s->net_of_tariff, at) - home;
        vec response = s->cost_exponent * ((y - home) + imports * h);
        V(s->new_output_hat, at) = y_hat;
        V(s->cost_response, at) = response;
        V(s->home_share, at) = h;
        V(sums->output, at) += y;
        V(sums->wage_bill, at) += CV(s->value_added_share, at) * y;
        V(sums->imports, at) += imports;
        V(sums->elasticity, at) += response * CV(s->cost_passthrough, at) + imports;
        V(sums->output_error, at) = MAX(CV(sums->output_error, at), ABS(y_hat - old) / MAX(y_hat, old));
    }
}

static void keep_sources(const sector_pass *s)
{
    copy(s->S, s->z, s->anchor->z);
    copy(s->S, s->phi, s->anchor->phi);
    if (s->tariffed) copy(s->S, s->net_of_tariff, s->anchor->net_of_tariff);
}

static void keep_destinations(const sector_pass *s)
{
    copy(s->S, s->per_phi, s->anchor->per_phi);
    copy(s->S, s->new_output_hat, s->anchor->sales);
}

static void sector_in_double(const sector_pass *s, const country_sums *sums)
{
    sum_sources(s->S, s->A, s->z, s->phi);
    if (s->tariffed) sum_sources(s->S, s->B, s->z, s->net_of_tariff);
    if (s->anchor != NULL) keep_sources(s);
    prices(s, sums);
    sum_destinations(s->N, s->S, s->B, s->per_phi, s->new_output_hat);
    if (s->anchor != NULL) keep_destinations(s);
}

static void sector_from_anchor(const sector_pass *s, const country_sums *sums)
{
    const sector_anchor *a = s->anchor;
    subtract(s->S, s->z, a->z, s->moved);
    sum_moved_sources(s->S, s->A_single, s->moved, a->phi, s->phi);
    if (s->tariffed) sum_moved_sources(s->S, s->B_single, s->moved, a->net_of_tariff, s->net_of_tariff);
    prices(s, sums);
    subtract(s->S, s->per_phi, a->per_phi, s->moved);
    sum_moved_destinations(s->N, s->S, s->B_single, s->moved, a->sales, s->new_output_hat);
}

static void sector(const sector_pass *s, const country_sums *sums)
{
    competitiveness(s);
    if (s->A_single != NULL)
        sector_from_anchor(s, sums);
    else
        sector_in_double(s, sums);
    outputs(s, sums);
}

/* out(j) = sum_k C(j,k) v(k) of `rows` sectors from j on: even and odd k apart, so that sums do not wait for each other. */
static INLINE void respond_rows(size_t J, size_t S, const double *C, size_t rows, size_t j, size_t at, const double *v,
                                double *out)
{
    vec even[4] = { 0 }, odd[4] = { 0 };
    size_t k = 0;
    for (C += j * J * LANES; k + 2 <= J; k += 2) {
        vec v0 = CV(v, k * S + at), v1 = CV(v, (k + 1) * S + at);
        for (size_t r = 0; r < rows; r++) {
            even[r] += CV(C, (r * J + k) * LANES) * v0;
            odd[r] += CV(C, (r * J + k + 1) * LANES) * v1;
        }
    }
    for (size_t r = 0; r < rows; r++) {
        if (k < J) even[r] += CV(C, (r * J + k) * LANES) * CV(v, k * S + at);
        V(out, (j + r) * S + at) = even[r] + odd[r];
    }
}

/* Of the countries from `at` on; C in blocks. */
static INLINE void respond(size_t J, size_t S, const double *blocks, size_t at, const double *v, double *out)
{
    const double *C = blocks + block_at(J, 0, 0, at);
    size_t j = 0;
    for (; j + 4 <= J; j += 4) respond_rows(J, S, C, 4, j, at, v, out);
    for (; j < J; j++) respond_rows(J, S, C, 1, j, at, v, out);
}

/* out(k) = sum_j C(j,k) v(j), four j at a time. */
static INLINE void respond_transposed(size_t J, size_t S, const double *blocks, size_t at, const double *v, double *out)
{
    const double *C = blocks + block_at(J, 0, 0, at);
    size_t j = 0;
    for (size_t k = 0; k < J; k++) V(out, k * S + at) = ALL(0.0);
    for (; j + 4 <= J; j += 4) {
        const double *rows = C + j * J * LANES;
        vec factor[4];
        for (size_t r = 0; r < 4; r++) factor[r] = CV(v, (j + r) * S + at);
        for (size_t k = 0; k < J; k++) {
            vec sum = CV(out, k * S + at);
            for (size_t r = 0; r < 4; r++) sum += CV(rows, (r * J + k) * LANES) * factor[r];
            V(out, k * S + at) = sum;
        }
    }
    for (; j < J; j++)
        for (size_t k = 0; k < J; k++) V(out, k * S + at) += CV(C, (j * J + k) * LANES) * CV(v, j * S + at);
}

static void home_prices(const home_pass *h)
{
    for (size_t at = h->from; at < h->to; at += WIDTH) {
        for (size_t k = at; k < h->J * h->S; k += h->S)
            V(h->change, k) = (CV(h->new_log_price, k) - CV(h->log_price, k)) +
                              CV(h->home_share, k) * (CV(h->value_added_share, k) * CV(h->wage_change, at));
        respond(h->J, h->S, h->response, at, h->change, h->indirect);
    }
}

static void home_outputs(const home_pass *h)
{
    for (size_t at = h->from; at < h->to; at += WIDTH) {
        for (size_t k = at; k < h->J * h->S; k += h->S) {
            vec indirect = CV(h->indirect, k), share = CV(h->home_share, k);
            vec cost = CV(h->value_added_share, k) * CV(h->wage_change, at) + indirect;
            V(h->new_log_price, k) = CV(h->log_price, k) + (CV(h->change, k) + share * indirect);
            V(h->change, k) = (CV(h->new_output_hat, k) - CV(h->output_hat, k)) * CV(h->output, k) +
                              share * (CV(h->final_share, k) * CV(h->income_change, at)) -
                              CV(h->cost_response, k) * cost;
        }
        respond_transposed(h->J, h->S, h->response, at, h->change, h->indirect);
        for (size_t k = at; k < h->J * h->S; k += h->S) {
            vec old = CV(h->output_hat, k), change = CV(h->change, k) + CV(h->home_share, k) * CV(h->indirect, k);
            V(h->new_output_hat, k) = MAX(old + change * CV(h->inverse_output, k), old * h->least_output_step);
        }
    }
}

static void scale_by_power(size_t S, const double *base, const double *ratio, double exponent, double *row)
{
    for (size_t at = 0; at < S; at += WIDTH) V(row, at) = CV(base, at) * EXP(exponent * LOG(CV(ratio, at)));
}

/* Whether a comparison held in any lane. */
static inline bool any(const vec_mask mask)
{
    int64_t found = 0;
    for (size_t lane = 0; lane < WIDTH; lane++) found |= mask[lane];
    return found != 0;
}

/* A row is taken a vector at a time; the last one begins earlier where the row's length asks for it, so that some entries are taken
 * twice. A row shorter than a vector is filled up with what changes nothing. */
static inline size_t row_step(size_t at, size_t N)
{
    return at + WIDTH <= N || N < WIDTH ? at : N - WIDTH;
}

static inline vec load_row(const double *row, size_t at, size_t N, double filler)
{
    if (at + WIDTH <= N) return CV_ANYWHERE(row, at);
    vec x = ALL(filler);
    for (size_t lane = 0; at + lane < N; lane++) x[lane] = row[at + lane];
    return x;
}

static inline void store_row(vec x, double *row, size_t at, size_t N)
{
    if (at + WIDTH <= N)
        V_ANYWHERE(row, at) = x;
    else
        for (size_t lane = 0; at + lane < N; lane++) row[at + lane] = x[lane];
}

static void cost_ratios(ratio_pass *p)
{
    vec least = ALL(1.0), largest = ALL(1.0);
    vec_mask changed = { 0 }, fine = ~changed;
    for (size_t step = 0; step < p->N; step += WIDTH) {
        size_t at = row_step(step, p->N);
        vec t_new = load_row(p->new_tariff, at, p->N, 0), d = ALL(1.0);
        vec tariff_ratio = (1 + t_new) / (1 + load_row(p->tariff, at, p->N, 0));
        if (p->trade_cost_hat != NULL) d = load_row(p->trade_cost_hat, at, p->N, 1);
        vec ratio = tariff_ratio * d;
        fine &= (t_new > -1) & (t_new <= 1e6) & (d > 0) & (d <= 1e9);
        changed |= (ratio != 1) | (tariff_ratio != 1);
        least = MIN(least, ratio);
        largest = MAX(largest, ratio);
        store_row(tariff_ratio, p->tariff_ratio, at, p->N);
        store_row(ratio, p->ratio, at, p->N);
    }
    p->changed = any(changed);
    p->doubtful = any(~fine);
    p->least_ratio = p->largest_ratio = 1;
    for (size_t lane = 0; lane < WIDTH; lane++) {
        p->least_ratio = vmath_min_1(p->least_ratio, least[lane]);
        p->largest_ratio = vmath_max_1(p->largest_ratio, largest[lane]);
    }
}

static bool net_of_tariff(size_t N, const double *A, const double *new_tariff, double *B)
{
    vec_mask tariffed = { 0 };
    for (size_t step = 0; step < N; step += WIDTH) {
        size_t at = row_step(step, N);
        vec t = load_row(new_tariff, at, N, 0);
        tariffed |= t != 0;
        store_row(load_row(A, at, N, 0) / (1 + t), B, at, N);
    }
    return any(tariffed);
}

static void to_single(size_t S, size_t n, const double *row, float *tiles)
{
    for (size_t at = 0; at < S; at += WIDTH)
        *(vec_single *)(tiles + tile_at(S, n, at)) = __builtin_convertvector(CV(row, at), vec_single);
}

static INLINE double sum_parts(const vec sum[PARTS])
{
    double lanes[LANES] __attribute__((aligned(64)));
    for (size_t part = 0; part < PARTS; part++) V(lanes, part * WIDTH) = sum[part];
    return vmath_sum_tree(lanes);
}

/* Of up to four rows at a time, so that sums do not wait for each other. */
static INLINE void dots_of(size_t count, size_t length, const double *const *rows, const double *x, double *out)
{
    vec sum[4][PARTS] = { 0 };
    for (size_t at = 0; at < length; at += LANES)
        for (size_t part = 0; part < PARTS; part++) {
            vec v = CV(x, at + part * WIDTH);
            for (size_t r = 0; r < count; r++) sum[r][part] += CV(rows[r], at + part * WIDTH) * v;
        }
    for (size_t r = 0; r < count; r++) out[r] = sum_parts(sum[r]);
}

static void dots(size_t count, size_t length, const double *const *rows, const double *x, double *out)
{
    size_t r = 0;
    for (; r + 4 <= count; r += 4) dots_of(4, length, rows + r, x, out + r);
    for (; r < count; r++) dots_of(1, length, rows + r, x, out + r);
}

static void combine(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                    double *out)
{
    for (size_t at = 0; at < length; at += WIDTH) {
        vec sum = CV(x, at);
        for (size_t r = 0; r < count; r++) sum -= CV(rows[r], at) * factor[r];
        V(out, at) = sum;
    }
}

static void keep_above(size_t length, const double *floor, double share, double *x)
{
    for (size_t at = 0; at < length; at += WIDTH) V(x, at) = MAX(CV(floor, at) * share, CV(x, at));
}

#include "model/worths_body.h"

const kernels KERNELS_TABLE = {
    KERNELS_NAME, costs_and_expenditure, sector,      home_prices, home_outputs, scale_by_power,
    cost_ratios,  net_of_tariff,         to_single,   dots,        combine,      keep_above,
    worths,       home_worths,           sector_sums, shares_of,   flow_worths
};
