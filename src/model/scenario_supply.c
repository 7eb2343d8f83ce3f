/* What a scenario changes inside countries.
 *   [[productivity]]  output per bundle of inputs becomes `factor` times as large: T = factor^theta   (model.md 2)
 *   [[labour]]        labour supply becomes `factor` times as large
 * Tables of the same kind multiply. */
#include <math.h>
#include <stdlib.h>

#include "base/vmath.h"
#include "model/scenario.h"

/* |theta ln factor| up to here keeps T far from the ends of the numbers. */
static const double LOG_LIMIT = 600;

static double *ones(size_t count)
{
    double *factors = malloc(count * sizeof *factors);
    for (size_t k = 0; factors != NULL && k < count; k++) factors[k] = 1;
    return factors;
}

/* Multiplies one cell; `power` is what the product will be raised to. */
static cohong_status multiply(const scenario_reading *r, double *product, double factor, double power,
                              const toml_node *table, const char *what, const char *code)
{
    *product *= factor;
    bool sound = *product > 0 && isfinite(*product) && fabs(power * vmath_log(*product)) <= LOG_LIMIT;
    if (sound) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, toml_find(table, "factor")->at,
                "key \"factor\": %s %s becomes %g, which to the power of %g cannot be held", what, code, *product,
                power);
}

static cohong_status read_productivity(scenario_reading *r, const toml_node *table, double *product)
{
    static const char *const KEYS[] = { "country", "sector", "factor" };
    size_t N = r->world->country_count;
    selection countries, sectors;
    double factor = 1;
    cohong_status status = toml_only(table, KEYS, 3, r->error);
    if (status == COHONG_OK) status = scenario_select(r, table, SELECT_COUNTRY, "country", &countries);
    if (status == COHONG_OK) status = scenario_select(r, table, SELECT_SECTOR, "sector", &sectors);
    if (status == COHONG_OK) status = scenario_factor(r, table, &factor);
    for (size_t at = 0; status == COHONG_OK && at < r->world->sector_count * N; at++)
        if (sectors.chosen[at / N] && countries.chosen[at % N])
            status = multiply(r, &product[at], factor, r->world->theta[at / N], table, "productivity in sector",
                              r->world->sectors[at / N].code);
    return status;
}

static cohong_status read_labour(scenario_reading *r, const toml_node *table, double *product)
{
    static const char *const KEYS[] = { "country", "factor" };
    selection countries;
    double factor = 1;
    cohong_status status = toml_only(table, KEYS, 2, r->error);
    if (status == COHONG_OK) status = scenario_select(r, table, SELECT_COUNTRY, "country", &countries);
    if (status == COHONG_OK) status = scenario_factor(r, table, &factor);
    for (size_t n = 0; status == COHONG_OK && n < r->world->country_count; n++)
        if (countries.chosen[n])
            status = multiply(r, &product[n], factor, 1, table, "labour in", r->world->countries[n].code);
    return status;
}

/* All tables of a kind into factors, which start at 1; *factors stays NULL when there is no table. */
static cohong_status read_tables(scenario_reading *r, const char *key, size_t count, double **factors,
                                 cohong_status (*read)(scenario_reading *, const toml_node *, double *))
{
    const toml_node *list;
    cohong_status status = scenario_tables(r, key, &list);
    if (status != COHONG_OK || list == NULL) return status;
    *factors = ones(count);
    if (*factors == NULL) return fail_memory(r->error);
    for (const toml_node *table = list->first; table != NULL && status == COHONG_OK; table = table->next)
        status = read(r, table, *factors);
    return status;
}

cohong_status scenario_read_supply(scenario_reading *r)
{
    size_t N = r->world->country_count, J = r->world->sector_count;
    scenario_owner *o = r->owner;
    cohong_status status = read_tables(r, "productivity", J * N, &o->technology_hat, read_productivity);
    if (status == COHONG_OK) status = read_tables(r, "labour", N, &o->labour_hat, read_labour);
    for (size_t at = 0; status == COHONG_OK && o->technology_hat != NULL && at < J * N; at++)
        o->technology_hat[at] = vmath_power(o->technology_hat[at], r->world->theta[at / N]);
    return status;
}
