/* The kernels for eight draws, and for eight adjoints. Included by lanes_reference.c (one double at a time), lanes_baseline.c (two), lanes_avx2.c (four) and
 * lanes_avx512.c (eight), with LANES_TABLE, LANES_NAME and WIDTH defined. Where a machine's vector holds fewer than eight, a
 * kernel goes over its arrays once for each part of the lanes. */
#include "base/vmath.h"
#include "model/lanes.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#if WIDTH == 1
#define vec double
#else
#define vec JOIN(v, WIDTH)
#endif
#define EXP JOIN(vmath_exp_, WIDTH)
#define LOG JOIN(vmath_log_, WIDTH)
#define MAX JOIN(vmath_max_, WIDTH)
#define ABS JOIN(vmath_abs_, WIDTH)
#define CHOOSE JOIN(vmath_choose_, WIDTH)
#define LESS JOIN(vmath_less_, WIDTH)

#define V(lanes, cell) (*(vec *)((lanes) + (cell)*LANES + part))
#define CV(lanes, cell) (*(const vec *)((lanes) + (cell)*LANES + part))
#define ALL(x) ((vec){ 0 } + (x))
#define EACH_PART for (size_t part = 0; part < LANES; part += WIDTH)

/* Accumulators that stay in registers. The order of every sum is the same for any number of them. */
enum { ROWS = WIDTH == 8 ? 8 : 4 };

/* ---- inputs */

/* `rows` sectors from j on: their costs, and what they spend. */
static inline void inputs_of(const lanes_inputs *c, size_t part, size_t j, size_t rows)
{
    size_t J = c->J;
    vec cost[ROWS], output[ROWS];
    for (size_t r = 0; r < rows; r++) {
        cost[r] = c->value_added_share[j + r] * CV(c->log_wage, 0);
        output[r] = c->output[j + r] * CV(c->output_hat, j + r);
    }
    for (size_t k = 0; k < J; k++) {
        vec price = CV(c->log_price, k), spent = CV(c->spent, k);
        for (size_t r = 0; r < rows; r++) {
            double share = c->gamma[(j + r) * J + k];
            cost[r] += share * price;
            spent += share * output[r];
        }
        V(c->spent, k) = spent;
    }
    for (size_t r = 0; r < rows; r++) V(c->log_cost, j + r) = cost[r];
}

static void inputs(const lanes_inputs *c)
{
    EACH_PART
    {
        size_t j = 0;
        for (size_t k = 0; k < c->J; k++) V(c->spent, k) = c->final_share[k] * CV(c->income, 0);
        for (; j + ROWS <= c->J; j += ROWS) inputs_of(c, part, j, ROWS);
        for (; j < c->J; j++) inputs_of(c, part, j, 1);
        for (j = 0; j < c->J; j++) {
            vec z = EXP(-CV(c->theta, j) * CV(c->log_cost, j));
            if (c->technology != NULL) z *= CV(c->technology, j * c->N);
            V(c->z, j * c->N) = z;
            V(c->expenditure, j * c->N) = CV(c->spent, j);
        }
    }
}

/* ---- trade */

/* phi, and with tariffs the tax-free sum, of `rows` importers from n on. */
static inline void sources_of(const lanes_sector *s, size_t part, size_t n, size_t rows, int tariffed)
{
    size_t N = s->N;
    vec phi[ROWS] = { 0 }, taxfree[ROWS] = { 0 };
    for (size_t i = 0; i < N; i++) {
        vec z = CV(s->z, i);
        for (size_t r = 0; r < rows; r++) {
            phi[r] += s->A[(n + r) * N + i] * z;
            if (tariffed) taxfree[r] += s->B[(n + r) * N + i] * z;
        }
    }
    for (size_t r = 0; r < rows; r++) {
        for (size_t k = s->own.first[n + r]; k < s->own.first[n + r + 1]; k++) {
            vec z = CV(s->z, s->own.exporter[k]);
            phi[r] += CV(s->own.A, k) * z;
            if (tariffed) taxfree[r] += CV(s->own.B, k) * z;
        }
        V(s->phi, n + r) = phi[r];
        V(s->per_phi, n + r) = CV(s->expenditure, n + r) / phi[r];
        if (tariffed) V(s->taxfree, n + r) = taxfree[r];
    }
}

static inline void destinations_of(const lanes_sector *s, size_t part, size_t i, size_t columns)
{
    size_t N = s->N;
    vec sales[ROWS] = { 0 };
    for (size_t n = 0; n < N; n++) {
        vec per_phi = CV(s->per_phi, n);
        for (size_t r = 0; r < columns; r++) sales[r] += s->B[n * N + i + r] * per_phi;
    }
    for (size_t r = 0; r < columns; r++) V(s->sales, i + r) = sales[r];
}

static inline void own_destinations(const lanes_sector *s, size_t part)
{
    for (size_t n = 0; n < s->N; n++) {
        vec per_phi = CV(s->per_phi, n);
        for (size_t k = s->own.first[n]; k < s->own.first[n + 1]; k++)
            V(s->sales, s->own.exporter[k]) += CV(s->own.B, k) * per_phi;
    }
}

static void sector(const lanes_sector *s)
{
    EACH_PART
    {
        size_t n = 0;
        for (; n + ROWS <= s->N; n += ROWS)
            if (s->tariffed)
                sources_of(s, part, n, ROWS, 1);
            else
                sources_of(s, part, n, ROWS, 0);
        for (; n < s->N; n++) sources_of(s, part, n, 1, s->tariffed);
        size_t i = 0;
        for (; i + ROWS <= s->N; i += ROWS) destinations_of(s, part, i, ROWS);
        for (; i < s->N; i++) destinations_of(s, part, i, 1);
        own_destinations(s, part);
        for (i = 0; i < s->N; i++) V(s->sales, i) *= CV(s->z, i);
    }
}

/* ---- the image */

static void markets(const lanes_markets *m, lanes_sums *s)
{
    EACH_PART
    {
        vec output = { 0 }, purchases = { 0 }, revenue = { 0 }, wage_bill = { 0 }, imports = { 0 }, elasticity = { 0 };
        vec price_error = { 0 }, output_error = { 0 };
        for (size_t j = 0; j < m->J; j++) {
            size_t cell = j * m->N;
            vec phi = CV(m->phi, cell), x = CV(m->expenditure, cell), y = CV(m->sales, cell), theta = CV(m->theta, j);
            vec price = LOG(phi) * (-1.0 / theta), F = m->tariffed[j] ? CV(m->taxfree, cell) / phi : ALL(1.0);
            vec old = CV(m->output_hat, j), y_hat = y * m->inverse_output[j] + m->idle[j];
            vec h = CV(m->A_home, j) * CV(m->z, cell) / phi, home = h * x, bought = x * F, from_others = bought - home;
            vec response = theta * ((y - home) + from_others * h);
            output += y;
            purchases += bought;
            revenue += x * (1.0 - F);
            wage_bill += m->value_added_share[j] * y;
            imports += from_others;
            elasticity += response * m->cost_passthrough[j] + from_others;
            price_error = MAX(price_error, ABS(price - CV(m->log_price, j)));
            output_error = MAX(output_error, ABS(y_hat - old) / MAX(y_hat, old));
            V(m->new_log_price, j) = price;
            V(m->new_output_hat, j) = y_hat;
            V(m->home_share, j) = h;
            V(m->cost_response, j) = response;
        }
        V(s->output, 0) = output;
        V(s->purchases, 0) = purchases;
        V(s->revenue, 0) = revenue;
        V(s->wage_bill, 0) = wage_bill;
        V(s->imports, 0) = imports;
        V(s->elasticity, 0) = elasticity;
        V(s->price_error, 0) = price_error;
        V(s->output_error, 0) = output_error;
    }
}

/* out(j) = sum_k C(j,k) v(k) for `rows` sectors. */
static inline void respond(const lanes_home *h, size_t part, size_t j, size_t rows)
{
    vec sum[ROWS] = { 0 };
    for (size_t k = 0; k < h->J; k++) {
        vec v = CV(h->change, k);
        for (size_t r = 0; r < rows; r++) sum[r] += h->response[(j + r) * h->J + k] * v;
    }
    for (size_t r = 0; r < rows; r++) V(h->indirect, j + r) = sum[r];
}

/* out(k) = sum_j C(j,k) v(j) for `columns` sectors. */
static inline void respond_transposed(const lanes_home *h, size_t part, size_t k, size_t columns)
{
    vec sum[ROWS] = { 0 };
    for (size_t j = 0; j < h->J; j++) {
        vec v = CV(h->change, j);
        for (size_t r = 0; r < columns; r++) sum[r] += h->response[j * h->J + k + r] * v;
    }
    for (size_t r = 0; r < columns; r++) V(h->indirect, k + r) = sum[r];
}

static inline void home_prices(const lanes_home *h, size_t part)
{
    size_t j = 0;
    for (size_t k = 0; k < h->J; k++)
        V(h->change, k) = (CV(h->new_log_price, k) - CV(h->log_price, k)) +
                          CV(h->home_share, k) * (h->value_added_share[k] * CV(h->wage_change, 0));
    for (; j + ROWS <= h->J; j += ROWS) respond(h, part, j, ROWS);
    for (; j < h->J; j++) respond(h, part, j, 1);
}

static inline void home_outputs(const lanes_home *h, size_t part)
{
    size_t k = 0;
    for (size_t j = 0; j < h->J; j++) {
        vec indirect = CV(h->indirect, j), share = CV(h->home_share, j);
        vec cost = h->value_added_share[j] * CV(h->wage_change, 0) + indirect;
        V(h->new_log_price, j) = CV(h->log_price, j) + (CV(h->change, j) + share * indirect);
        V(h->change, j) = (CV(h->new_output_hat, j) - CV(h->output_hat, j)) * h->output[j] +
                          share * (h->final_share[j] * CV(h->income_change, 0)) - CV(h->cost_response, j) * cost;
    }
    for (; k + ROWS <= h->J; k += ROWS) respond_transposed(h, part, k, ROWS);
    for (; k < h->J; k++) respond_transposed(h, part, k, 1);
    for (size_t j = 0; j < h->J; j++) {
        vec old = CV(h->output_hat, j), change = CV(h->change, j) + CV(h->home_share, j) * CV(h->indirect, j);
        V(h->new_output_hat, j) = MAX(old + change * h->inverse_output[j], old * h->least_output_step);
    }
}

static void home(const lanes_home *h)
{
    EACH_PART
    {
        home_prices(h, part);
        home_outputs(h, part);
    }
}

/* ---- acceleration */

static void remember(size_t cells, const double *g, const double *x, double *f, const double *f1, const double *f2,
                     lanes_products *p)
{
    EACH_PART
    {
        vec d1d1 = CV(p->d1d1, 0), d1d2 = CV(p->d1d2, 0), d2d2 = CV(p->d2d2, 0), fd1 = CV(p->fd1, 0),
            fd2 = CV(p->fd2, 0);
        for (size_t k = 0; k < cells; k++) {
            vec now = CV(g, k) - CV(x, k), d1 = now - CV(f1, k), d2 = now - CV(f2, k);
            V(f, k) = now;
            d1d1 += d1 * d1;
            d1d2 += d1 * d2;
            d2d2 += d2 * d2;
            fd1 += now * d1;
            fd2 += now * d2;
        }
        V(p->d1d1, 0) = d1d1;
        V(p->d1d2, 0) = d1d2;
        V(p->d2d2, 0) = d2d2;
        V(p->fd1, 0) = fd1;
        V(p->fd2, 0) = fd2;
    }
}

static void advance(size_t cells, const double *g, const double *g1, const double *g2, const lanes_step *step,
                    double *x)
{
    EACH_PART
    {
        vec a1 = CV(step->a1, 0), a2 = CV(step->a2, 0), moving = CV(step->moving, 0);
        for (size_t k = 0; k < cells; k++) {
            vec image = CV(g, k), next = image - (a1 * (image - CV(g1, k)) + a2 * (image - CV(g2, k)));
            V(x, k) = CHOOSE(LESS(ALL(0.0), moving), next, CV(x, k));
        }
    }
}

static void advance_above(size_t cells, const double *g, const double *g1, const double *g2, const lanes_step *step,
                          double floor, double *x)
{
    EACH_PART
    {
        vec a1 = CV(step->a1, 0), a2 = CV(step->a2, 0), moving = CV(step->moving, 0);
        for (size_t k = 0; k < cells; k++) {
            vec image = CV(g, k), next = image - (a1 * (image - CV(g1, k)) + a2 * (image - CV(g2, k)));
            V(x, k) = CHOOSE(LESS(ALL(0.0), moving), MAX(image * floor, next), CV(x, k));
        }
    }
}

/* ---- the shock */

static void logarithms(size_t count, const size_t *slots, double *values)
{
    EACH_PART
    for (size_t k = 0; k < count; k++) V(values, slots[k]) = LOG(CV(values, slots[k]));
}

static void powers(size_t count, const double *theta, const double *share, const double *log_ratio, const double *rate,
                   double *A, double *B)
{
    EACH_PART
    {
        vec exponent = -CV(theta, 0);
        for (size_t k = 0; k < count; k++) {
            vec a = share[k] * EXP(exponent * CV(log_ratio, k));
            V(A, k) = a;
            V(B, k) = a / CV(rate, k);
        }
    }
}

static void exponentials(size_t cells, const double *from, double *to)
{
    EACH_PART
    for (size_t k = 0; k < cells; k++) V(to, k) = EXP(CV(from, k));
}

#include "model/panel_body.h"

const lanes_kernels LANES_TABLE = { LANES_NAME, inputs,        sector,     markets, home,         remember,
                                    advance,    advance_above, logarithms, powers,  exponentials, adjoints };
