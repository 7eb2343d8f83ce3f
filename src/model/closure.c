/* The tables of closures. */
#include "model/closure.h"

#include <string.h>

static void none(size_t N, const double *D, const double *VA, const double *VA_new, double *D_new)
{
    (void)D, (void)VA, (void)VA_new;
    memset(D_new, 0, N * sizeof *D_new);
}

/* D' = D (sum VA'/sum VA): a constant share of world GDP. The numeraire holds sum VA' = sum VA, so the same numbers also
 * are "fixed"; both names exist because both are looked for. */
static void constant(size_t N, const double *D, const double *VA, const double *VA_new, double *D_new)
{
    (void)VA, (void)VA_new;
    memcpy(D_new, D, N * sizeof *D_new);
}

/* D'(n) = VA'(n) (D(n)/VA(n) - d), d = sum of VA' D/VA over sum of VA': a constant share of own GDP, less the same share of
 * GDP for all that makes the world add up. */
static void share_of_own_gdp(size_t N, const double *D, const double *VA, const double *VA_new, double *D_new)
{
    double excess = 0, world = 0;
    for (size_t n = 0; n < N; n++) {
        excess += VA_new[n] * (D[n] / VA[n]);
        world += VA_new[n];
    }
    for (size_t n = 0; n < N; n++) D_new[n] = VA_new[n] * (D[n] / VA[n] - excess / world);
}

/* ---- and their derivatives */

static void none_slope(size_t N, const double *D, const double *VA, const double *dVA, double *dD)
{
    (void)D, (void)VA, (void)dVA;
    memset(dD, 0, N * sizeof *dD);
}

static void none_transposed(size_t N, const double *D, const double *VA, const double *worth_D, double *worth_VA)
{
    (void)N, (void)D, (void)VA, (void)worth_D, (void)worth_VA;
}

static double sum_of(size_t N, const double *x)
{
    double sum = 0;
    for (size_t n = 0; n < N; n++) sum += x[n];
    return sum;
}

/* dD'(n) = D'(n) (sum dVA'/sum VA') */
static void constant_slope(size_t N, const double *D, const double *VA, const double *dVA, double *dD)
{
    double growth = sum_of(N, dVA) / sum_of(N, VA);
    for (size_t n = 0; n < N; n++) dD[n] = D[n] * growth;
}

static void constant_transposed(size_t N, const double *D, const double *VA, const double *worth_D, double *worth_VA)
{
    double worth = 0, world = sum_of(N, VA);
    for (size_t n = 0; n < N; n++) worth += D[n] * worth_D[n];
    for (size_t n = 0; n < N; n++) worth_VA[n] += worth / world;
}

/* dD'(n) = e(n) dVA'(n) - VA'(n) (sum of e dVA'/sum VA'), e = D'/VA' */
static void own_gdp_slope(size_t N, const double *D, const double *VA, const double *dVA, double *dD)
{
    double common = 0, world = sum_of(N, VA);
    for (size_t n = 0; n < N; n++) common += D[n] / VA[n] * dVA[n];
    for (size_t n = 0; n < N; n++) dD[n] = D[n] / VA[n] * dVA[n] - VA[n] * (common / world);
}

static void own_gdp_transposed(size_t N, const double *D, const double *VA, const double *worth_D, double *worth_VA)
{
    double mean = 0, world = sum_of(N, VA);
    for (size_t n = 0; n < N; n++) mean += VA[n] * worth_D[n];
    for (size_t n = 0; n < N; n++) worth_VA[n] += D[n] / VA[n] * (worth_D[n] - mean / world);
}

static const deficit_closure DEFICITS[] = {
    { "fixed", false, constant, constant_slope, constant_transposed,
      "deficits keep their value in units of world GDP" },
    { "zero", true, none, none_slope, none_transposed,
      "the base is first re-solved without deficits; changes are against that base" },
    { "own_gdp", false, share_of_own_gdp, own_gdp_slope, own_gdp_transposed,
      "deficits keep their share of the country's own GDP" },
    { "world_gdp", false, constant, constant_slope, constant_transposed,
      "deficits keep their share of world GDP (the numeraire: the same as fixed)" },
};

/* L^ = 1 */
static double full_wage(double v, double p, double phi)
{
    (void)p, (void)phi;
    return v;
}

static double full_slope(double v, double phi)
{
    (void)v, (void)phi;
    return 1;
}

static double no_price_slope(double phi)
{
    (void)phi;
    return 0;
}

/* L^ = (w^/P^)^phi, so that v = ln w^ + phi (ln w^ - p) */
static double elastic_wage(double v, double p, double phi)
{
    return (v + phi * p) / (1 + phi);
}

static double elastic_slope(double v, double phi)
{
    (void)v;
    return 1 / (1 + phi);
}

static double elastic_price_slope(double phi)
{
    return phi / (1 + phi);
}

/* w^ = 1 in units of world GDP: employment takes all */
static double rigid_wage(double v, double p, double phi)
{
    (void)v, (void)p, (void)phi;
    return 0;
}

static double rigid_slope(double v, double phi)
{
    (void)v, (void)phi;
    return 0;
}

/* w^ >= 1, L^ <= 1, one of them with equality */
static double rigid_down_wage(double v, double p, double phi)
{
    (void)p, (void)phi;
    return v > 0 ? v : 0;
}

static double rigid_down_slope(double v, double phi)
{
    (void)phi;
    return v >= 0 ? 1 : 0;
}

static const labour_closure LABOUR[] = {
    { "full", false, false, false, full_wage, full_slope, no_price_slope,
      "full employment: labour moves between sectors, wages clear the market" },
    { "elastic", true, true, false, elastic_wage, elastic_slope, elastic_price_slope,
      "labour supply moves with the real wage, by labour_elasticity" },
    { "rigid", true, false, false, rigid_wage, rigid_slope, no_price_slope,
      "wages keep their value in units of world GDP; employment moves both ways" },
    { "rigid_down", true, false, false, rigid_down_wage, rigid_down_slope, no_price_slope,
      "wages do not fall below their value in units of world GDP; employment does not rise above the base's" },
    { "sector_specific", false, false, true, full_wage, full_slope, no_price_slope,
      "the short run: nobody changes sector, each sector's wage clears its own labour market" },
};

const deficit_closure *deficit_closures(size_t *count)
{
    *count = sizeof DEFICITS / sizeof *DEFICITS;
    return DEFICITS;
}

const deficit_closure *deficit_closure_find(const char *name)
{
    for (size_t k = 0; k < sizeof DEFICITS / sizeof *DEFICITS; k++)
        if (strcmp(DEFICITS[k].name, name) == 0) return &DEFICITS[k];
    return NULL;
}

const labour_closure *labour_closures(size_t *count)
{
    *count = sizeof LABOUR / sizeof *LABOUR;
    return LABOUR;
}

const labour_closure *labour_closure_find(const char *name)
{
    for (size_t k = 0; k < sizeof LABOUR / sizeof *LABOUR; k++)
        if (strcmp(LABOUR[k].name, name) == 0) return &LABOUR[k];
    return NULL;
}

bool cohong_labour_moves(const char *labour)
{
    const labour_closure *row = labour_closure_find(labour);
    return row != NULL && row->moves;
}
