/* Calibration by moments: derivatives against their closed forms, parameters found again from moments of firms that are simulated
 * here, one by one and with libm, singular values, and what is not identified. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "firms/study.h"

#include <cmocka.h>

enum { MOMENTS = 8, MARKETS = 60, FIRMS = 400000 };
static const double SIGMA = 5;
static const double TRUTH[COHONG_FIRM_PARAMETER_COUNT] = { 1.3, 30000, 0.2, 2e4, 0.5, 0, 0 };

static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

static const cohong_firm_moment KINDS[MOMENTS] = {
    { .name = "exporters", .kind = COHONG_MOMENT_EXPORTERS, .sd = 0.1 },
    { .name = "value", .kind = COHONG_MOMENT_VALUE, .sd = 0.1 },
    { .name = "value 1", .kind = COHONG_MOMENT_VALUE_BY_MARKETS, .least = 1, .most = 1, .sd = 0.1 },
    { .name = "value 2-4", .kind = COHONG_MOMENT_VALUE_BY_MARKETS, .least = 2, .most = 4, .sd = 0.1 },
    { .name = "value 5-24", .kind = COHONG_MOMENT_VALUE_BY_MARKETS, .least = 5, .most = 24, .sd = 0.1 },
    { .name = "value 25+", .kind = COHONG_MOMENT_VALUE_BY_MARKETS, .least = 25, .most = 1000, .sd = 0.1 },
    { .name = "exporters 1", .kind = COHONG_MOMENT_EXPORTERS_BY_MARKETS, .least = 1, .most = 1, .sd = 0.1 },
    { .name = "top", .kind = COHONG_MOMENT_TOP_SHARE, .top = 0.1, .sd = 0.1 },
};

/* The study of all parameters but shocks, from a start that is off. */
static cohong_firm_study study_of(cohong_firm_moment moments[MOMENTS])
{
    cohong_firm_study s = { .title = "",
                            .currency = "",
                            .sigma = SIGMA,
                            .firms = 1e6,
                            .market_count = MARKETS,
                            .moments = moments,
                            .moment_count = MOMENTS };
    static const double OFF[] = { 1.6, 2e4, 0.1, 3e4, 0.4, 0, 0 };
    memcpy(moments, KINDS, sizeof KINDS);
    for (size_t p = 0; p < COHONG_FIRM_PARAMETER_COUNT; p++) {
        s.start[p] = OFF[p];
        s.least[p] = STUDY_PARAMETERS[p].least;
        s.most[p] = STUDY_PARAMETERS[p].most;
        s.estimated[p] = p < COHONG_FIRM_DEMAND_SHOCK;
    }
    return s;
}

static cohong_firm_fit *fitted(const cohong_firm_study *s)
{
    cohong_firm_fit *fit;
    cohong_error error = { 0 };
    if (cohong_firms_fit(s, &fit, &error) != COHONG_OK) fail_msg("%s", error.message);
    return fit;
}

/* ---- firms one by one */

typedef struct simulated {
    double z, sales;
    int sold;
} simulated;

static int larger_first(const void *left, const void *right)
{
    double a = ((const simulated *)left)->sales, b = ((const simulated *)right)->sales;
    return (a < b) - (a > b);
}

/* Firm k of equal strata of probability; S, B and the choice written out; every firm stands for firms/FIRMS. */
static void simulate(const double *of, const cohong_firm_study *s, double *moments)
{
    simulated *all = calloc(FIRMS, sizeof *all);
    double weight = s->firms / FIRMS, count = 0, value = 0;
    assert_non_null(all);
    for (size_t k = 0; k < FIRMS; k++) {
        double u = ((double)k + 0.5) / FIRMS;
        all[k].z = pow(u, -1 / of[COHONG_FIRM_TAIL]);
        for (int m = 1; m <= MARKETS; m++) {
            double S = of[COHONG_FIRM_DEMAND] * pow(m, -of[COHONG_FIRM_DEMAND_SLOPE]) *
                       pow(SIGMA / (SIGMA - 1), 1 - SIGMA);
            double f = of[COHONG_FIRM_FIXED_COST] * pow(m, -of[COHONG_FIRM_FIXED_COST_SLOPE]);
            if (S / SIGMA * all[k].z <= f) continue;
            all[k].sales += S * all[k].z;
            all[k].sold++;
        }
        count += all[k].sold > 0;
        value += all[k].sales;
    }
    qsort(all, FIRMS, sizeof *all, larger_first);
    memset(moments, 0, MOMENTS * sizeof *moments);
    moments[0] = weight * count;
    moments[1] = weight * value;
    for (size_t k = 0; k < FIRMS; k++) {
        for (size_t n = 2; n < 7; n++) {
            bool in = (size_t)all[k].sold >= KINDS[n].least && (size_t)all[k].sold <= KINDS[n].most;
            if (in) moments[n] += n < 6 ? all[k].sales / value : 1 / count;
        }
        if ((double)k < 0.1 * count) moments[7] += all[k].sales / value;
    }
    free(all);
}

/* A tail of 1.3 is far from its mean in any sample of so many: the closed form is what the sample has within some percent. */
static void moments_of_simulated_firms(void **state)
{
    cohong_firm_moment moments[MOMENTS];
    double seen[MOMENTS], model[MOMENTS], thin[COHONG_FIRM_PARAMETER_COUNT];
    cohong_firm_study s = study_of(moments);
    (void)state;
    memcpy(thin, TRUTH, sizeof thin);
    thin[COHONG_FIRM_TAIL] = 3; /* where sums of equal strata are close to their limit */
    thin[COHONG_FIRM_DEMAND] = 1.8e5;
    simulate(thin, &s, seen);
    assert_int_equal(cohong_firms_moments(&s, thin, model, NULL), COHONG_OK);
    for (size_t k = 0; k < MOMENTS; k++)
        if (!(fabs(model[k] / seen[k] - 1) < 2e-3))
            fail_msg("moment %zu: %.10g, simulated %.10g", k, model[k], seen[k]);
}

static void found_again(void **state)
{
    cohong_firm_moment moments[MOMENTS];
    double seen[MOMENTS], truth[COHONG_FIRM_PARAMETER_COUNT];
    cohong_firm_study s = study_of(moments);
    (void)state;
    memcpy(truth, TRUTH, sizeof truth);
    truth[COHONG_FIRM_TAIL] = 2.5;
    truth[COHONG_FIRM_DEMAND] = 1.8e5;
    simulate(truth, &s, seen);
    for (size_t k = 0; k < MOMENTS; k++) moments[k].value = seen[k];
    cohong_firm_fit *fit = fitted(&s);
    assert_int_equal(fit->outcome, COHONG_CONVERGED);
    for (size_t p = 0; p < 5; p++)
        if (!(fabs(fit->value[p] / truth[p] - 1) < 0.02))
            fail_msg("%s: %.8g, simulated with %.8g", cohong_firm_parameter_name((cohong_firm_parameter)p),
                     fit->value[p], truth[p]);
    assert_true(isfinite(fit->condition) && fit->loss < 0.01);
    cohong_firm_fit_free(fit);
}

/* From the closed form's own moments the parameters come back to rounding. */
static void exactly_again(void **state)
{
    cohong_firm_moment moments[MOMENTS];
    double seen[MOMENTS];
    cohong_firm_study s = study_of(moments);
    (void)state;
    assert_int_equal(cohong_firms_moments(&s, TRUTH, seen, NULL), COHONG_OK);
    for (size_t k = 0; k < MOMENTS; k++) moments[k].value = seen[k];
    cohong_firm_fit *fit = fitted(&s);
    for (size_t p = 0; p < 5; p++) assert_close(fit->value[p] / TRUTH[p], 1, 1e-7);
    assert_close(fit->first_fixed_cost, TRUTH[COHONG_FIRM_FIXED_COST], 1e-7);
    assert_close(fit->last_fixed_cost, TRUTH[1] * pow(MARKETS, -TRUTH[2]), 1e-7);
    cohong_firm_fit_free(fit);
}

/* With cutoffs in one proportion to each other: d ln N/d ln f = -a, d ln N/d ln A = a, d ln X/d ln f = -(a-1), d ln X/d ln A = a, and no
 * share moves with the levels. A step of the tail moves N = M z^-a by -(a - 1) ln z. */
static void derivatives(void **state)
{
    cohong_firm_moment moments[MOMENTS];
    double seen[MOMENTS], a = TRUTH[COHONG_FIRM_TAIL];
    cohong_firm_study s = study_of(moments);
    (void)state;
    assert_int_equal(cohong_firms_moments(&s, TRUTH, seen, NULL), COHONG_OK);
    for (size_t k = 0; k < MOMENTS; k++) moments[k].value = seen[k];
    memcpy(s.start, TRUTH, sizeof s.start);
    cohong_firm_fit *fit = fitted(&s);
    const double *J = fit->jacobian, sd = 0.1;
    double z = SIGMA * TRUTH[1] / (TRUTH[3] * pow(SIGMA / (SIGMA - 1), 1 - SIGMA));
    assert_int_equal(fit->estimated_count, 5);
    assert_close(J[0 * 5 + 0] * sd, -(a - 1) * log(z), 1e-6);
    assert_close(J[0 * 5 + 1] * sd, -a, 1e-6);
    assert_close(J[0 * 5 + 3] * sd, a, 1e-6);
    assert_close(J[0 * 5 + 2] * sd, 0, 1e-6); /* rank 1 enters first, its rank has no slope */
    assert_close(J[0 * 5 + 4] * sd, 0, 1e-6);
    assert_close(J[1 * 5 + 1] * sd, -(a - 1), 1e-6);
    assert_close(J[1 * 5 + 3] * sd, a, 1e-6);
    for (size_t k = 2; k < MOMENTS; k++) {
        assert_close(J[k * 5 + 1] * sd, 0, 1e-6);
        assert_close(J[k * 5 + 3] * sd, 0, 1e-6);
    }
    double squares = 0, singular = 0;
    for (size_t k = 0; k < MOMENTS * 5; k++) squares += J[k] * J[k];
    for (size_t p = 0; p < 5; p++) singular += fit->singular[p] * fit->singular[p];
    assert_close(singular / squares, 1, 1e-12);
    for (size_t p = 0; p < 5;
         p++) { /* moments that move with parameter q by J move parameter p by 1 if p is q, else by 0 */
        for (size_t q = 0; q < 5; q++) {
            double sum = 0;
            for (size_t k = 0; k < MOMENTS; k++) sum += fit->sensitivity[p * MOMENTS + k] * J[k * 5 + q];
            assert_close(sum, p == q, 1e-8);
        }
    }
    cohong_firm_fit_free(fit);
}

/* Exporters and value alone do not tell a tail from the two levels. */
static void not_identified(void **state)
{
    cohong_firm_moment moments[MOMENTS];
    cohong_firm_fit *fit;
    double seen[MOMENTS];
    cohong_firm_study s = study_of(moments);
    (void)state;
    assert_int_equal(cohong_firms_moments(&s, TRUTH, seen, NULL), COHONG_OK);
    for (size_t k = 0; k < MOMENTS; k++) moments[k].value = seen[k];
    memcpy(s.start, TRUTH, sizeof s.start);
    moments[2] = moments[1]; /* a third moment that says what the second says */
    s.moment_count = 3;
    for (size_t p = 0; p < 5; p++) s.estimated[p] = p == 0 || p == 1 || p == 3;
    fit = fitted(&s);
    assert_true(isinf(fit->condition) && isinf(fit->deviation[0]));
    cohong_firm_fit_free(fit);
    s.moment_count = 2;
    cohong_error error = { 0 };
    assert_int_equal(cohong_firms_fit(&s, &fit, &error), COHONG_INCOMPLETE);
    assert_non_null(strstr(error.message, "2 moments for 3 parameters"));
}

/* A matrix made of known singular values: turned by an angle on either side. */
static void singular_values(void **state)
{
    const double s0 = 7, s1 = 0.02, c = cos(0.7), d = sin(0.7), e = cos(0.3), f = sin(0.3);
    double a[6] = { 0 }, singular[2], right[4];
    (void)state;
    for (size_t k = 0; k < 2; k++)
        for (size_t p = 0; p < 2; p++) {
            double u0 = k == 0 ? c : d, u1 = k == 0 ? -d : c, v0 = p == 0 ? e : f, v1 = p == 0 ? -f : e;
            a[k * 2 + p] = s0 * u0 * v0 + s1 * u1 * v1;
        }
    study_singular(a, 3, 2, singular, right);
    assert_close(singular[0], s0, 1e-14);
    assert_close(singular[1], s1, 1e-14);
    assert_close(fabs(right[0]), e, 1e-13);
    assert_close(fabs(right[2]), f, 1e-13);
}

/* With shocks, moments are those of a sample: the same parameters again from its own moments, from a start that is off. */
static void with_shocks(void **state)
{
    cohong_firm_moment moments[MOMENTS];
    double seen[MOMENTS], truth[COHONG_FIRM_PARAMETER_COUNT];
    cohong_firm_study s = study_of(moments);
    cohong_error error = { 0 };
    (void)state;
    s.market_count = 20;
    s.sample = 4000;
    s.seed = 3;
    memcpy(truth, TRUTH, sizeof truth);
    truth[COHONG_FIRM_DEMAND_SHOCK] = 1;
    memcpy(s.start, truth, sizeof truth);
    assert_int_equal(cohong_firms_moments(&s, truth, seen, &error), COHONG_UNSUPPORTED);
    s.moment_count = MOMENTS - 1; /* without the largest */
    moments[5].most = 20;
    moments[5].least = 15;
    assert_int_equal(cohong_firms_moments(&s, truth, seen, &error), COHONG_OK);
    for (size_t k = 0; k < s.moment_count; k++) moments[k].value = seen[k];
    for (size_t p = 0; p < COHONG_FIRM_PARAMETER_COUNT; p++) s.estimated[p] = p == 1 || p == 3 || p == 5;
    s.start[1] *= 1.5;
    s.start[3] *= 0.8;
    s.start[5] = 0.6;
    cohong_firm_fit *fit = fitted(&s);
    assert_close(fit->value[5], 1, 0.02);
    assert_close(fit->value[1] / truth[1], 1, 0.02);
    assert_close(fit->value[3] / truth[3], 1, 0.02);
    cohong_firm_fit_free(fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_of_simulated_firms),
        cmocka_unit_test(found_again),
        cmocka_unit_test(exactly_again),
        cmocka_unit_test(derivatives),
        cmocka_unit_test(not_identified),
        cmocka_unit_test(singular_values),
        cmocka_unit_test(with_shocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
