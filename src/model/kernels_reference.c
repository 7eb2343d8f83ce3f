/* The kernels in plain scalar C: what kernels_body.h must equal to the last bit. Sums over a row keep eight partial sums and
 * add them in the tree of vmath_sum_tree, whatever the machine. */
#include "base/vmath.h"
#include "model/kernels.h"

static void costs_and_expenditure(const cost_pass *c)
{
    size_t J = c->J, S = c->S;
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < S; n++) {
            c->log_cost[j * S + n] = c->log_wage != NULL ? c->value_added_share[j * S + n] * c->log_wage[n] : 0;
            c->expenditure[j * S + n] = c->log_wage != NULL ? c->final_share[j * S + n] * c->income[n] : 0;
        }
    for (size_t j = 0; j < J; j++)
        for (size_t k = 0; k < J; k++)
            for (size_t n = 0; n < S; n++) {
                double share = c->gamma[block_at(J, j, k, n)];
                double hat = c->output_hat != NULL ? c->output_hat[j * S + n] : 1;
                c->log_cost[j * S + n] += share * c->log_price[k * S + n];
                c->expenditure[k * S + n] += share * (c->output[j * S + n] * hat);
            }
}

/* z = N^ c^-(theta + eta) */
static void competitiveness(const sector_pass *s)
{
    for (size_t i = 0; i < s->S; i++) {
        double z = vmath_exp(-s->cost_exponent * s->log_cost[i]);
        s->z[i] = s->firms_hat != NULL ? z * s->firms_hat[i] : z;
    }
}

static double dot(size_t length, const double *a, const double *b)
{
    double partial[LANES] = { 0 };
    for (size_t k = 0; k < length; k++) partial[k % LANES] += a[k] * b[k];
    return vmath_sum_tree(partial);
}

static void prices(const sector_pass *s, const country_sums *sums)
{
    for (size_t n = 0; n < s->S; n++) {
        double phi = s->phi[n], x = s->expenditure[n], log_phi = vmath_log(phi);
        if (s->selection != 0) {
            double x_hat = x * s->inverse_expenditure[n];
            log_phi += s->selection * vmath_log(x_hat < 0x1p-1022 ? 1.0 : x_hat);
        }
        double price = log_phi * (-1.0 / s->theta), F = s->tariffed ? s->net_of_tariff[n] / phi : 1.0;
        s->per_phi[n] = x / phi;
        s->new_log_price[n] = price;
        s->net_of_tariff[n] = F;
        sums->purchases[n] += x * F;
        sums->revenue[n] += x * (1.0 - F);
        sums->price_error[n] = vmath_max_1(sums->price_error[n], vmath_abs_1(price - s->log_price[n]));
    }
}

static void outputs(const sector_pass *s, const country_sums *sums)
{
    for (size_t i = 0; i < s->S; i++) {
        double z = s->z[i], y = z * s->new_output_hat[i], old = s->output_hat[i];
        double y_hat = y * s->inverse_output[i] + s->idle[i];
        double h = s->A_home[i] * z / s->phi[i];
        double home = h * s->expenditure[i], imports = s->expenditure[i] * s->net_of_tariff[i] - home;
        double response = s->cost_exponent * ((y - home) + imports * h);
        s->new_output_hat[i] = y_hat;
        sums->output[i] += y;
        sums->wage_bill[i] += s->value_added_share[i] * y;
        sums->imports[i] += imports;
        sums->elasticity[i] += response * s->cost_passthrough[i] + imports;
        s->cost_response[i] = response;
        s->home_share[i] = h;
        sums->output_error[i] = vmath_max_1(sums->output_error[i], vmath_abs_1(y_hat - old) / vmath_max_1(y_hat, old));
    }
}

static double dot_single(size_t S, const float *tiles, size_t n, const double *b)
{
    double partial[LANES] = { 0 };
    for (size_t i = 0; i < S; i++) partial[i % LANES] += (double)tiles[tile_at(S, n, i)] * b[i];
    return vmath_sum_tree(partial);
}

static void sources(const sector_pass *s)
{
    for (size_t n = 0; n < s->S; n++) {
        s->phi[n] = dot(s->S, s->A + n * s->S, s->z);
        if (s->tariffed) s->net_of_tariff[n] = dot(s->S, s->B + n * s->S, s->z);
        if (s->anchor == NULL) continue;
        s->anchor->z[n] = s->z[n];
        s->anchor->phi[n] = s->phi[n];
        if (s->tariffed) s->anchor->net_of_tariff[n] = s->net_of_tariff[n];
    }
}

static void destinations(const sector_pass *s)
{
    for (size_t i = 0; i < s->S; i++) {
        double sum = 0;
        for (size_t n = 0; n < s->N; n++) sum += s->B[n * s->S + i] * s->per_phi[n];
        s->new_output_hat[i] = sum;
        if (s->anchor == NULL) continue;
        s->anchor->per_phi[i] = s->per_phi[i];
        s->anchor->sales[i] = sum;
    }
}

static void moved_sources(const sector_pass *s)
{
    const sector_anchor *a = s->anchor;
    for (size_t i = 0; i < s->S; i++) s->moved[i] = s->z[i] - a->z[i];
    for (size_t n = 0; n < s->S; n++) {
        s->phi[n] = a->phi[n] + dot_single(s->S, s->A_single, n, s->moved);
        if (s->tariffed) s->net_of_tariff[n] = a->net_of_tariff[n] + dot_single(s->S, s->B_single, n, s->moved);
    }
}

static void moved_destinations(const sector_pass *s)
{
    const sector_anchor *a = s->anchor;
    for (size_t n = 0; n < s->S; n++) s->moved[n] = s->per_phi[n] - a->per_phi[n];
    for (size_t i = 0; i < s->S; i++) {
        double sum = 0;
        for (size_t n = 0; n < s->N; n++) sum += (double)s->B_single[tile_at(s->S, n, i)] * s->moved[n];
        s->new_output_hat[i] = a->sales[i] + sum;
    }
}

static void sector(const sector_pass *s, const country_sums *sums)
{
    competitiveness(s);
    if (s->A_single != NULL)
        moved_sources(s);
    else
        sources(s);
    prices(s, sums);
    if (s->A_single != NULL)
        moved_destinations(s);
    else
        destinations(s);
    outputs(s, sums);
}

/* Of country n; C in blocks. */
static void respond(size_t J, size_t S, const double *C, size_t n, const double *v, double *out)
{
    for (size_t j = 0; j < J; j++) {
        double sum[2] = { 0 };
        for (size_t k = 0; k < J; k++) sum[k % 2] += (double)C[block_at(J, j, k, n)] * v[k * S + n];
        out[j * S + n] = sum[0] + sum[1];
    }
}

static void respond_transposed(size_t J, size_t S, const double *C, size_t n, const double *v, double *out)
{
    for (size_t k = 0; k < J; k++) out[k * S + n] = 0;
    for (size_t j = 0; j < J; j++)
        for (size_t k = 0; k < J; k++) out[k * S + n] += (double)C[block_at(J, j, k, n)] * v[j * S + n];
}

static void home_prices(const home_pass *h)
{
    for (size_t n = h->from; n < h->to; n++) {
        for (size_t k = n; k < h->J * h->S; k += h->S)
            h->change[k] = (h->new_log_price[k] - h->log_price[k]) +
                           h->home_share[k] * (h->value_added_share[k] * h->wage_change[n]);
        respond(h->J, h->S, h->response, n, h->change, h->indirect);
    }
}

static void home_outputs(const home_pass *h)
{
    for (size_t n = h->from; n < h->to; n++) {
        for (size_t k = n; k < h->J * h->S; k += h->S) {
            double cost = h->value_added_share[k] * h->wage_change[n] + h->indirect[k];
            h->new_log_price[k] = h->log_price[k] + (h->change[k] + h->home_share[k] * h->indirect[k]);
            h->change[k] = (h->new_output_hat[k] - h->output_hat[k]) * h->output[k] +
                           h->home_share[k] * (h->final_share[k] * h->income_change[n]) - h->cost_response[k] * cost;
        }
        respond_transposed(h->J, h->S, h->response, n, h->change, h->indirect);
        for (size_t k = n; k < h->J * h->S; k += h->S) {
            double old = h->output_hat[k], change = h->change[k] + h->home_share[k] * h->indirect[k];
            h->new_output_hat[k] = vmath_max_1(old + change * h->inverse_output[k], old * h->least_output_step);
        }
    }
}

static void scale_by_power(size_t S, const double *base, const double *ratio, double exponent, double *row)
{
    for (size_t i = 0; i < S; i++) row[i] = base[i] * vmath_power(ratio[i], exponent);
}

static void cost_ratios(ratio_pass *p)
{
    p->least_ratio = p->largest_ratio = 1;
    p->changed = p->doubtful = false;
    for (size_t i = 0; i < p->N; i++) {
        double t_new = p->new_tariff[i], d = p->trade_cost_hat != NULL ? p->trade_cost_hat[i] : 1;
        double tariff_ratio = (1 + t_new) / (1 + p->tariff[i]), ratio = tariff_ratio * d;
        if (!(t_new > -1 && t_new <= 1e6 && d > 0 && d <= 1e9)) p->doubtful = true;
        if (ratio != 1 || tariff_ratio != 1) p->changed = true;
        p->least_ratio = vmath_min_1(p->least_ratio, ratio);
        p->largest_ratio = vmath_max_1(p->largest_ratio, ratio);
        p->tariff_ratio[i] = tariff_ratio;
        p->ratio[i] = ratio;
    }
}

static bool net_of_tariff(size_t N, const double *A, const double *new_tariff, double *B)
{
    bool tariffed = false;
    for (size_t i = 0; i < N; i++) {
        B[i] = A[i] / (1 + new_tariff[i]);
        if (new_tariff[i] != 0) tariffed = true;
    }
    return tariffed;
}

static void to_single(size_t S, size_t n, const double *row, float *tiles)
{
    for (size_t i = 0; i < S; i++) tiles[tile_at(S, n, i)] = (float)row[i];
}

static void dots(size_t count, size_t length, const double *const *rows, const double *x, double *out)
{
    for (size_t r = 0; r < count; r++) out[r] = dot(length, rows[r], x);
}

static void combine(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                    double *out)
{
    for (size_t k = 0; k < length; k++) {
        double sum = x[k];
        for (size_t r = 0; r < count; r++) sum -= rows[r][k] * factor[r];
        out[k] = sum;
    }
}

static void keep_above(size_t length, const double *floor, double share, double *x)
{
    for (size_t k = 0; k < length; k++) x[k] = vmath_max_1(floor[k] * share, x[k]);
}

/* ---- derivatives */

static void worths(const worth_pass *w)
{
    size_t S = w->S;
    for (size_t i = 0; i < S; i++) {
        w->exports[i] = w->output[i] + w->wage[i];
        w->cost[i] = -w->cost_exponent * w->sales[i] * w->exports[i];
    }
    for (size_t n = 0; n < S; n++) {
        double F = w->net_of_tariff[n], X = w->spending[n], wage = w->wage[n], revenue = w->revenue[n];
        double spent = dot(S, w->net_share + n * S, w->exports) + (revenue * (1 - F) - wage * F);
        double along = w->price[n] + w->theta * spent;
        double by_share = w->cost_scale * X * (along - w->theta * revenue);
        double by_net = w->cost_exponent * X * (wage + revenue);
        w->spent[n] = spent;
        w->along[n] = along;
        for (size_t i = 0; i < S; i++) w->cost[i] += w->share[n * S + i] * by_share + w->net_share[n * S + i] * by_net;
    }
}

static void add_profits(const loop_pass *p, size_t n)
{
    double income = 0;
    for (size_t k = n; k < p->J * p->S; k += p->S) income += p->final_share[k] * p->home_share[k] * p->new_output[k];
    income *= p->profit_loop[n];
    for (size_t k = n; k < p->J * p->S; k += p->S) p->new_output[k] += p->profit_worth[k] * income;
}

static double cost_worth(const loop_pass *p, size_t k, double price)
{
    return p->home_worth[k] * price - p->cost_response[k] * p->new_output[k];
}

static void home_worths(const loop_pass *p)
{
    size_t J = p->J, S = p->S, rows = J * S;
    for (size_t n = 0; n < S; n++) {
        double income = 0, wage = 0;
        for (size_t k = n; k < rows; k += S) p->change[k] = p->home_share[k] * p->output[k];
        respond(J, S, p->response, n, p->change, p->indirect);
        for (size_t k = n; k < rows; k += S) p->new_output[k] = p->output[k] + p->indirect[k];
        if (p->profit_worth != NULL) add_profits(p, n);
        for (size_t k = n; k < rows; k += S) p->change[k] = cost_worth(p, k, p->price[k]);
        respond_transposed(J, S, p->response, n, p->change, p->indirect);
        for (size_t k = n; k < rows; k += S) {
            p->new_price[k] = p->price[k] + p->per_spending[k] * p->indirect[k];
            income += p->final_share[k] * p->home_share[k] * p->new_output[k];
            wage += p->value_added_share[k] * cost_worth(p, k, p->new_price[k]);
        }
        double pay = p->wage_slope[n] * wage + p->factor_income[n] * income;
        p->new_wage[n] = p->wage[n] + pay / p->elasticity[n];
        p->new_revenue[n] = p->revenue[n] + income;
    }
}

static void sector_sums(size_t J, size_t S, const double *a, const double *b, double *out)
{
    for (size_t n = 0; n < S; n++) {
        out[n] = 0;
        for (size_t k = n; k < J * S; k += S) out[n] += a[k] * b[k];
    }
}

static void shares_of(share_pass *p)
{
    double spent[LANES] = { 0 }, bought[LANES] = { 0 };
    for (size_t i = 0; i < p->S; i++) spent[i % LANES] += p->net_share[i] * (1 + p->tariff[i]);
    double spending = vmath_sum_tree(spent), per_spending = spending > 0 ? 1 / spending : 0;
    for (size_t i = 0; i < p->S; i++) {
        p->net_share[i] *= per_spending;
        p->share[i] = p->net_share[i] * (1 + p->tariff[i]);
        bought[i % LANES] += p->net_share[i];
    }
    p->net_of_tariff = spending > 0 ? vmath_sum_tree(bought) : 1;
}

static void flow_worths(const flow_pass *p)
{
    for (size_t i = 0; i < p->N; i++) {
        double t = p->tariff[i], level = 1 + t;
        double flow = p->output[i] + p->wage[i] - p->own_wage + t * p->revenue, net = p->spending * p->net_share[i];
        double row = net * (level * p->price - p->exponent * flow);
        if (p->by_level) row = row / level;
        p->row[i] = net > 0 ? row : 0;
    }
}

const kernels kernels_reference = {
    "reference", costs_and_expenditure, sector,      home_prices, home_outputs, scale_by_power,
    cost_ratios, net_of_tariff,         to_single,   dots,        combine,      keep_above,
    worths,      home_worths,           sector_sums, shares_of,   flow_worths
};
