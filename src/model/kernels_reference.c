/* The kernels in plain scalar C: what kernels_body.h must equal to the last bit. Sums over a row keep eight partial sums and
 * add them in the tree of vmath_sum_tree, whatever the machine. */
#include "base/vmath.h"
#include "model/kernels.h"

static void costs_and_expenditure(size_t J, size_t S, const double *gamma, const double *value_added_share,
                                  const double *final_share, const double *log_wage, const double *log_price,
                                  const double *income, const double *output, double *log_cost, double *expenditure)
{
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < S; n++) {
            log_cost[j * S + n] = value_added_share[j * S + n] * log_wage[n];
            expenditure[j * S + n] = final_share[j * S + n] * income[n];
        }
    for (size_t j = 0; j < J; j++)
        for (size_t k = 0; k < J; k++)
            for (size_t n = 0; n < S; n++) {
                double share = gamma[(j * J + k) * S + n];
                log_cost[j * S + n] += share * log_price[k * S + n];
                expenditure[k * S + n] += share * output[j * S + n];
            }
}

/* z = exp(-(theta + eta) ln c + delta (ln Y^ - ln c)) */
static void competitiveness(const sector_pass *s)
{
    for (size_t i = 0; i < s->S; i++) {
        double cost = s->log_cost[i], power = -s->cost_exponent * cost;
        if (s->entry != 0) power += s->entry * (vmath_log(s->output_hat[i]) - cost);
        s->z[i] = vmath_exp(power);
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
        double price_part = s->theta * s->cost_passthrough[i] * ((y - home) + imports * h);
        s->new_output_hat[i] = y_hat;
        sums->output[i] += y;
        sums->wage_bill[i] += s->value_added_share[i] * y;
        sums->elasticity[i] += price_part + imports;
        sums->output_error[i] = vmath_max_1(sums->output_error[i], vmath_abs_1(y_hat - old) / vmath_max_1(y_hat, old));
    }
}

static void sector(const sector_pass *s, const country_sums *sums)
{
    competitiveness(s);
    for (size_t n = 0; n < s->S; n++) {
        s->phi[n] = dot(s->S, s->A + n * s->S, s->z);
        if (s->tariffed) s->net_of_tariff[n] = dot(s->S, s->B + n * s->S, s->z);
    }
    prices(s, sums);
    for (size_t i = 0; i < s->S; i++) {
        double sum = 0;
        for (size_t n = 0; n < s->N; n++) sum += s->B[n * s->S + i] * s->per_phi[n];
        s->new_output_hat[i] = sum;
    }
    outputs(s, sums);
}

static void scale_by_power(size_t S, const double *base, const double *ratio, double exponent, double *row)
{
    for (size_t i = 0; i < S; i++) row[i] = base[i] * vmath_power(ratio[i], exponent);
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

const kernels kernels_reference = { "reference", costs_and_expenditure, sector, scale_by_power, dots, combine };
