/* The kinds of levers: what each one does to a trial. Formulas stand in lever.h. */
#include "sweep/lever_type.h"

#include <math.h>
#include <string.h>

/* What a cell becomes, from what it is now and what it is in the benchmark. */
typedef double (*combination)(double now, double benchmark, double x);

/* Changes every cell of a lever's pairs and sectors but home sales. */
static void each_cell(const trial *of, const lever *by, double *cells, combination combine, double x)
{
    size_t N = of->world->country_count, J = of->world->sector_count;
    for (size_t j = 0; j < J; j++) {
        for (size_t n = 0; by->sectors[j] && n < N; n++) {
            double *row = cells + (j * N + n) * N;
            const double *benchmark = of->world->tariff + (j * N + n) * N;
            for (size_t i = 0; by->importers[n] && i < N; i++)
                if (i != n && by->countries[i]) row[i] = combine(row[i], benchmark[i], x);
        }
    }
}

static double level(double now, double benchmark, double x)
{
    (void)now, (void)benchmark;
    return x;
}

static double sum(double now, double benchmark, double x)
{
    (void)benchmark;
    return now + x;
}

static double product(double now, double benchmark, double x)
{
    (void)benchmark;
    return now * x;
}

/* Written so that it gives the scenario's own number at x = 1 and the benchmark's at x = 0, to the bit. */
static double part(double now, double benchmark, double x)
{
    return x * now + (1 - x) * benchmark;
}

static void move_tariff(trial *of, const lever *by, double x)
{
    each_cell(of, by, of->tariff, level, x);
}

static void move_tariff_add(trial *of, const lever *by, double x)
{
    each_cell(of, by, of->tariff, sum, x);
}

static void move_tariff_factor(trial *of, const lever *by, double x)
{
    each_cell(of, by, of->tariff, product, x);
}

static void move_tariff_change(trial *of, const lever *by, double x)
{
    each_cell(of, by, of->tariff, part, x);
}

static void move_trade_cost(trial *of, const lever *by, double x)
{
    each_cell(of, by, of->trade_cost, product, x);
}

static void move_productivity(trial *of, const lever *by, double x)
{
    size_t N = of->world->country_count, J = of->world->sector_count;
    for (size_t at = 0; at < J * N; at++)
        if (by->sectors[at / N] && by->countries[at % N]) of->factor[at] *= x;
    of->factors_moved = true;
}

static void move_supply(trial *of, const lever *by, double x)
{
    for (size_t n = 0; n < of->world->country_count; n++)
        if (by->countries[n]) of->supply[n] *= x;
}

static void move_theta(trial *of, const lever *by, double x)
{
    for (size_t j = 0; j < of->world->sector_count; j++)
        if (by->sectors[j]) of->world->theta[j] = x;
}

static void move_theta_factor(trial *of, const lever *by, double x)
{
    for (size_t j = 0; j < of->world->sector_count; j++)
        if (by->sectors[j]) of->world->theta[j] *= x;
}

static const lever_type TYPES[] = {
    { "tariff", WORDS_PAIR, -1, 1e6, false, "the tariff (0.25 is 25 %)", move_tariff, true, false },
    { "tariff_add", WORDS_PAIR, -1e6, 1e6, true, "points added to the scenario's tariff (0.25: 25 points)",
      move_tariff_add, true, false },
    { "tariff_factor", WORDS_PAIR, 0, 1e6, true, "what the scenario's tariff is multiplied by (0: no tariff)",
      move_tariff_factor, true, false },
    { "tariff_change", WORDS_PAIR, -1e6, 1e6, true, "the part of the scenario's change in tariffs that is carried out",
      move_tariff_change, true, false },
    { "trade_cost", WORDS_PAIR, 0, 1e9, false, "the factor on trade costs (0.95: 5 % less)", move_trade_cost, false,
      false },
    { "productivity", WORDS_COUNTRY_SECTOR, 0, 1e6, false, "the factor on output per bundle of inputs",
      move_productivity, false, false },
    { "labour_supply", WORDS_COUNTRY, 0, 1e6, false, "the factor on labour supply", move_supply, false, false },
    { "theta", WORDS_SECTOR, 0, 1e3, false, "the trade elasticity", move_theta, false, true },
    { "theta_factor", WORDS_SECTOR, 0, 1e3, false, "the factor on the world's trade elasticities", move_theta_factor,
      false, true },
};
enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

/* Numbers of the settings table; cohong_settings_set checks their range. */
static const lever_type SETTING = { "", WORDS_SETTING, -INFINITY, INFINITY, false, "", NULL, false, false };

const lever_type *lever_type_find(const char *name, const cohong_setting_row **setting)
{
    size_t count;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    *setting = NULL;
    for (size_t k = 0; k < TYPE_COUNT; k++)
        if (strcmp(TYPES[k].name, name) == 0) return &TYPES[k];
    for (size_t k = 0; k < count; k++) {
        if (strcmp(rows[k].name, name) != 0 || strcmp(rows[k].kind, "number") != 0) continue;
        *setting = &rows[k];
        return &SETTING;
    }
    return NULL;
}

const char *lever_type_name(size_t k)
{
    size_t count, passed = TYPE_COUNT;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    if (k < TYPE_COUNT) return TYPES[k].name;
    for (size_t row = 0; row < count; row++)
        if (strcmp(rows[row].kind, "number") == 0 && passed++ == k) return rows[row].name;
    return NULL;
}
