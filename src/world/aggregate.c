/* Merging countries and sectors by a map file.
 *
 * Flows add. The tariff of merged flows is their mean weighted by imports net of tariffs, theta that of merged sectors by what
 * crosses borders. Shares are recomputed from values: inputs as sums of gamma Y over sums of Y, final shares from alpha I.
 *
 * Trade between countries that merge becomes home sales at its net value, and its tariff ends. What n spends on sector j falls
 * by the factor r(j,n) = 1 - duties of n within its group / X(j,n), for inputs and final use alike:
 *   gamma'(k,j) = sum_n r(j,n) gamma(k,n,j) Y(k,n) / sum_n Y(k,n),  gamma0' = 1 - sum gamma',  alpha'(j) ~ sum_n r(j,n) alpha(j,n) I(n)
 * What producers save in duties is value added, so every identity that held still holds. */
#include <math.h>
#include <stdlib.h>

#include "world/map.h"
#include "world/world.h"

typedef struct merging {
    map_file map;
    const cohong_world *from;
    cohong_world *to;
    cohong_accounts *accounts; /* of from */
    double *kept;              /* r(j,n), J x N of from */
    double *output;            /* of to */
} merging;

/* ---- labels */

static cohong_status label(merging *m, cohong_error *error)
{
    const cohong_world *from = m->from;
    cohong_world *to = m->to;
    const grouping *countries = &m->map.countries, *sectors = &m->map.sectors;
    bool ok = world_copy_settings(to, from);
    for (size_t n = 0; n < to->country_count; n++) {
        size_t old = countries->first[n];
        to->countries[n].code = world_keep(to, countries->to[old], &ok);
        to->countries[n].name = world_keep(to, map_name(countries, n, from->countries[old].name), &ok);
    }
    for (size_t j = 0; j < to->sector_count; j++) {
        size_t old = sectors->first[j];
        to->sectors[j].code = world_keep(to, sectors->to[old], &ok);
        to->sectors[j].name = world_keep(to, map_name(sectors, j, from->sectors[old].name), &ok);
        to->sectors[j].kind = from->sectors[old].kind;
    }
    for (size_t j = 0; j < from->sector_count; j++) {
        cohong_sector *sector = &to->sectors[sectors->group[j]];
        if (sector->kind != from->sectors[j].kind) sector->kind = COHONG_KIND_UNKNOWN;
    }
    for (size_t k = 0; ok && k < from->source_count; k++)
        ok = world_add_source(to, from->sources[k].path, from->sources[k].sha256, NULL) == COHONG_OK;
    ok = ok && world_add_source(to, m->map.table.path, m->map.table.sha256, NULL) == COHONG_OK;
    return ok ? COHONG_OK : fail_memory(error);
}

/* ---- means: by weight; by the second weight where the first are all zero; plain where both are. As deviations from the first
 * value, so that the mean of equal values, and of one, is that value to the last bit. */

typedef struct mean {
    double first, sums[3], weights[3];
    bool started;
} mean;

static void mean_add(mean *m, double value, double weight, double second_weight)
{
    double weights[3] = { weight, second_weight, 1 };
    if (!m->started) m->first = value;
    m->started = true;
    for (size_t k = 0; k < 3; k++) {
        m->sums[k] += weights[k] * (value - m->first);
        m->weights[k] += weights[k];
    }
}

static double mean_of(const mean *m)
{
    for (size_t k = 0; k < 3; k++)
        if (m->weights[k] > 0) return m->first + m->sums[k] / m->weights[k];
    return 0;
}

/* ---- flows */

static cohong_status merge_flows(merging *m, cohong_error *error)
{
    const cohong_world *from = m->from;
    size_t N = from->country_count, G = m->to->country_count, cells = m->to->sector_count * G * G;
    mean *tariffs = calloc(cells, sizeof *tariffs);
    if (tariffs == NULL) return fail_memory(error);
    for (size_t at = 0; at < from->sector_count * N * N; at++) {
        size_t j = m->map.sectors.group[at / N / N], n = m->map.countries.group[at / N % N];
        size_t i = m->map.countries.group[at % N], cell = (j * G + n) * G + i;
        m->to->trade[cell] += from->trade[at];
        if (i != n) mean_add(&tariffs[cell], from->tariff[at], from->trade[at], 0);
    }
    for (size_t cell = 0; cell < cells; cell++) m->to->tariff[cell] = mean_of(&tariffs[cell]);
    free(tariffs);
    return COHONG_OK;
}

static cohong_status merge_theta(merging *m, cohong_error *error)
{
    const cohong_world *from = m->from;
    size_t N = from->country_count;
    mean *thetas = calloc(m->to->sector_count, sizeof *thetas);
    if (thetas == NULL) return fail_memory(error);
    for (size_t j = 0; j < from->sector_count; j++) {
        double imports = 0, all = 0;
        for (size_t at = 0; at < N * N; at++) {
            double flow = from->trade[j * N * N + at];
            all += flow;
            if (at / N != at % N) imports += flow;
        }
        mean_add(&thetas[m->map.sectors.group[j]], from->theta[j], imports, all);
    }
    for (size_t j = 0; j < m->to->sector_count; j++) m->to->theta[j] = mean_of(&thetas[j]);
    free(thetas);
    return COHONG_OK;
}

/* ---- shares */

/* r(j,n): what is left of n's spending on j when the duties within its group end. */
static double kept_share(const merging *m, size_t j, size_t n)
{
    size_t N = m->from->country_count, row = (j * N + n) * N;
    double duties = 0, X = m->accounts->expenditure[j * N + n];
    for (size_t i = 0; i < N; i++)
        if (m->map.countries.group[i] == m->map.countries.group[n])
            duties += m->from->tariff[row + i] * m->from->trade[row + i];
    return X > 0 ? 1 - duties / X : 1;
}

/* Adds the values of one old cell (k,n): output, value added, inputs, final spending. */
static void add_cell(merging *m, size_t at)
{
    size_t N = m->from->country_count, J = m->from->sector_count, n = at % N;
    size_t cell = m->map.sectors.group[at / N] * m->to->country_count + m->map.countries.group[n];
    double Y = m->accounts->output[at], *inputs = m->to->input_share + cell * m->to->sector_count;
    m->output[cell] += Y;
    m->to->value_added_share[cell] += m->from->value_added_share[at] * Y;
    for (size_t j = 0; j < J; j++) {
        double spent = m->from->input_share[at * J + j] * Y, kept = m->kept[j * N + n];
        inputs[m->map.sectors.group[j]] += kept * spent;
        m->to->value_added_share[cell] += (1 - kept) * spent;
    }
    m->to->final_share[cell] += m->kept[at] * m->from->final_share[at] * m->accounts->income[n];
}

static void divide(merging *m)
{
    size_t G = m->to->country_count, J = m->to->sector_count;
    for (size_t cell = 0; cell < J * G; cell++) {
        double Y = m->output[cell];
        m->to->value_added_share[cell] = Y > 0 ? m->to->value_added_share[cell] / Y : 1;
        for (size_t k = 0; k < J; k++)
            m->to->input_share[cell * J + k] = Y > 0 ? m->to->input_share[cell * J + k] / Y : 0;
    }
    for (size_t n = 0; n < G; n++) {
        double spent = 0;
        for (size_t j = 0; j < J; j++) spent += m->to->final_share[j * G + n];
        for (size_t j = 0; j < J && spent > 0; j++) m->to->final_share[j * G + n] /= spent;
    }
}

static cohong_status merge_shares(merging *m, cohong_error *error)
{
    size_t N = m->from->country_count, J = m->from->sector_count;
    m->kept = calloc(J * N, sizeof *m->kept);
    m->output = calloc(m->to->sector_count * m->to->country_count, sizeof *m->output);
    if (m->kept == NULL || m->output == NULL) return fail_memory(error);
    for (size_t at = 0; at < J * N; at++) m->kept[at] = kept_share(m, at / N, at % N);
    for (size_t at = 0; at < J * N; at++) add_cell(m, at);
    divide(m);
    return COHONG_OK;
}

/* ---- employment: adds; not covered where a part with output is not covered, or no part is */

static cohong_status merge_employment(merging *m, cohong_error *error)
{
    size_t N = m->from->country_count, cells = m->to->sector_count * m->to->country_count;
    if (m->from->employment == NULL) return COHONG_OK;
    bool *covered = calloc(cells, sizeof *covered);
    if (covered == NULL) return fail_memory(error);
    for (size_t at = 0; at < m->from->sector_count * N; at++) {
        size_t cell = m->map.sectors.group[at / N] * m->to->country_count + m->map.countries.group[at % N];
        double persons = m->from->employment[at];
        if (isnan(persons) && !(m->accounts->output[at] > 0)) continue;
        m->to->employment[cell] += persons;
        covered[cell] = true;
    }
    for (size_t cell = 0; cell < cells; cell++)
        if (!covered[cell]) m->to->employment[cell] = NAN;
    free(covered);
    return COHONG_OK;
}

static cohong_status merge(merging *m, cohong_error *error)
{
    size_t countries = m->map.countries.group_count, sectors = m->map.sectors.group_count;
    cohong_status status = cohong_world_new(countries, sectors, m->from->employment != NULL, &m->to, error);
    if (status == COHONG_OK) status = cohong_accounts_new(m->from, &m->accounts, error);
    if (status == COHONG_OK) status = label(m, error);
    if (status == COHONG_OK) status = merge_flows(m, error);
    if (status == COHONG_OK) status = merge_theta(m, error);
    if (status == COHONG_OK) status = merge_shares(m, error);
    if (status == COHONG_OK) status = merge_employment(m, error);
    return status;
}

cohong_status cohong_world_aggregate(const cohong_world *world, const char *map_path, cohong_world **aggregated,
                                     cohong_error *error)
{
    merging m = { .from = world };
    *aggregated = NULL;
    cohong_status status = world_check_domain(world, error);
    if (status == COHONG_OK) status = map_read(map_path, world, &m.map, error);
    if (status == COHONG_OK) status = merge(&m, error);
    cohong_accounts_free(m.accounts);
    free(m.kept);
    free(m.output);
    map_free(&m.map);
    if (status == COHONG_OK)
        *aggregated = m.to;
    else
        cohong_world_free(m.to);
    return status;
}
