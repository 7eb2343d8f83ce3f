/* The table of measures: what is reported of a country. A new measure is one function and one row. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "model/first_order.h"

static size_t country_count(const cohong_case *c)
{
    return cohong_model_base(c->model)->country_count;
}

/* ln of the final price index: sum_j alpha ln P^ */
static double log_price_index(const cohong_case *c, size_t n)
{
    const cohong_world *w = cohong_model_base(c->model);
    double sum = 0;
    for (size_t j = 0; j < w->sector_count; j++) {
        size_t at = j * w->country_count + n;
        if (w->final_share[at] > 0) sum += w->final_share[at] * vmath_log(c->solution->price_hat[at]);
    }
    return sum;
}

static double income_base(const cohong_case *c, size_t n)
{
    return cohong_model_base_accounts(c->model)->income[n];
}

static double income(const cohong_case *c, size_t n)
{
    return c->solution->income[n];
}

/* e^x - 1 for small changes keeps the digits that e^x would lose: (e^x - 1) = x for |x| below rounding. */
static double change_from_log(double x)
{
    return fabs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : vmath_exp(x) - 1;
}

static double welfare(const cohong_case *c, size_t n)
{
    return change_from_log(vmath_log(income(c, n) / income_base(c, n)) - log_price_index(c, n));
}

/* Equation 15 is about tariffs under perfect competition and as much work as before: with anything else it leaves the direct effects
 * out, and there is no number to give. */
static bool first_order_applies(const cohong_case *c)
{
    const cohong_shock *s = c->shock;
    const cohong_settings *settings = cohong_model_settings(c->model);
    bool tariffs_alone = s == NULL || (s->trade_cost_hat == NULL && s->technology_hat == NULL && s->labour_hat == NULL);
    return tariffs_alone && strcmp(settings->structure, "perfect_competition") == 0 &&
           !cohong_labour_moves(settings->labour);
}

static double welfare_first_order(const cohong_case *c, size_t n)
{
    if (!first_order_applies(c)) return NAN;
    return terms_of_trade(c, n) + volume_of_trade(c, n);
}

static double wage(const cohong_case *c, size_t n)
{
    return c->solution->wage_hat[n] - 1;
}

static double price_index(const cohong_case *c, size_t n)
{
    return change_from_log(log_price_index(c, n));
}

static double real_wage(const cohong_case *c, size_t n)
{
    return change_from_log(vmath_log(c->solution->wage_hat[n]) - log_price_index(c, n));
}

static double profit_of(const cohong_solution *s, size_t J, size_t N, size_t n)
{
    double sum = 0;
    for (size_t k = n; k < J * N; k += N) sum += s->profit[k];
    return sum;
}

static double profit_base(const cohong_case *c, size_t n)
{
    return profit_of(cohong_model_base_solution(c->model), cohong_model_base(c->model)->sector_count, country_count(c),
                     n);
}

static double profit(const cohong_case *c, size_t n)
{
    return profit_of(c->solution, cohong_model_base(c->model)->sector_count, country_count(c), n);
}

static double tariff_revenue_base(const cohong_case *c, size_t n)
{
    return cohong_model_base_accounts(c->model)->tariff_revenue[n];
}

static double tariff_revenue(const cohong_case *c, size_t n)
{
    return c->solution->tariff_revenue[n];
}

/* Trade net of tariffs between n and all others: exports when n is the exporter, imports when n is the importer. */
static double foreign_trade(const cohong_case *c, const double *trade, size_t n, bool exporting)
{
    size_t N = country_count(c), J = cohong_model_base(c->model)->sector_count;
    double sum = 0;
    for (size_t j = 0; j < J; j++)
        for (size_t other = 0; other < N; other++)
            if (other != n) sum += exporting ? trade[(j * N + other) * N + n] : trade[(j * N + n) * N + other];
    return sum;
}

static double exports_base(const cohong_case *c, size_t n)
{
    return foreign_trade(c, cohong_model_base(c->model)->trade, n, true);
}

static double exports(const cohong_case *c, size_t n)
{
    return foreign_trade(c, c->solution->trade, n, true);
}

static double imports_base(const cohong_case *c, size_t n)
{
    return foreign_trade(c, cohong_model_base(c->model)->trade, n, false);
}

static double imports(const cohong_case *c, size_t n)
{
    return foreign_trade(c, c->solution->trade, n, false);
}

static double deficit_base(const cohong_case *c, size_t n)
{
    return cohong_model_base_accounts(c->model)->deficit[n];
}

static double deficit(const cohong_case *c, size_t n)
{
    return c->solution->deficit[n];
}

/* Persons in the base; NAN where the world does not cover the country. */
static double employment_base(const cohong_case *c, size_t n)
{
    const cohong_world *w = cohong_model_base(c->model);
    double sum = 0;
    for (size_t j = 0; j < w->sector_count; j++)
        sum += w->employment != NULL ? w->employment[j * w->country_count + n] : NAN;
    return sum;
}

/* L^ times the base: under full employment only a labour supply shock moves it. */
static double employment(const cohong_case *c, size_t n)
{
    return employment_base(c, n) * c->solution->labour_hat[n];
}

static const cohong_measure MEASURES[] = {
    { "welfare", "Welfare, exact", COHONG_CHANGE, "(I'/I) / prod_j P^(j)^alpha - 1; of the whole country, not per head",
      welfare },
    { "welfare_first_order", "Welfare, first order", COHONG_CHANGE,
      "terms of trade + volume of trade (Caliendo & Parro 2015, eq. 15); tariffs alone, perfect competition, full "
      "employment, else none",
      welfare_first_order },
    { "terms_of_trade", "Terms of trade, first order", COHONG_CHANGE, "(1/I) sum of E dln c(own) - M dln c(partner)",
      terms_of_trade },
    { "volume_of_trade", "Volume of trade, first order", COHONG_CHANGE, "(1/I) sum of t M (dln M - dln c(partner))",
      volume_of_trade },
    { "real_wage", "Real wage", COHONG_CHANGE, "w^ / prod_j P^(j)^alpha - 1", real_wage },
    { "wage", "Wage", COHONG_CHANGE, "w^ - 1, world GDP the numeraire", wage },
    { "price_index", "Price index", COHONG_CHANGE, "prod_j P^(j)^alpha - 1", price_index },
    { "income_base", "Income, base", COHONG_VALUE, "VA + R + D", income_base },
    { "income", "Income", COHONG_VALUE, "w^ L^ VA + R' + D', and profits under profit_shifting", income },
    { "profit_base", "Profits, base", COHONG_VALUE, "sum of Y/(theta + 1) under profit_shifting, else 0", profit_base },
    { "profit", "Profits", COHONG_VALUE, "sum of Y'/(theta + 1) under profit_shifting, else 0", profit },
    { "tariff_revenue_base", "Tariff revenue, base", COHONG_VALUE, "sum of t M", tariff_revenue_base },
    { "tariff_revenue", "Tariff revenue", COHONG_VALUE, "sum of t' M'", tariff_revenue },
    { "exports_base", "Exports, base", COHONG_VALUE, "sum of M to others, net of tariffs", exports_base },
    { "exports", "Exports", COHONG_VALUE, "sum of M' to others, net of tariffs", exports },
    { "imports_base", "Imports, base", COHONG_VALUE, "sum of M from others, net of tariffs", imports_base },
    { "imports", "Imports", COHONG_VALUE, "sum of M' from others, net of tariffs", imports },
    { "deficit_base", "Trade deficit, base", COHONG_VALUE, "imports less exports", deficit_base },
    { "deficit", "Trade deficit", COHONG_VALUE, "D' of the closure", deficit },
    { "employment_base", "Employment, base", COHONG_PERSONS, "sum of persons engaged", employment_base },
    { "employment", "Employment", COHONG_PERSONS, "L^ times the base", employment },
};

const cohong_measure *cohong_measures(size_t *count)
{
    *count = sizeof MEASURES / sizeof *MEASURES;
    return MEASURES;
}

const cohong_measure *cohong_measure_find(const char *name)
{
    for (size_t k = 0; k < sizeof MEASURES / sizeof *MEASURES; k++)
        if (strcmp(MEASURES[k].name, name) == 0) return &MEASURES[k];
    return NULL;
}
