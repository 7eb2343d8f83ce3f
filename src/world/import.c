/* From a world input-output table to a world.
 *
 *   M(j,n,i) = sales of sector j of i to all sectors and final demand of n;  gamma(k,n,j) = inputs j of sector k / Y(k,n)
 *   Y = sum of the row, as stated totals are rounded;  gamma0 = 1 - sum gamma;  alpha = residual of expenditure less inputs
 * What no world can hold is mended and reported:
 *   negative final demand (inventories run down) becomes 0, as if what was sold from stock had been produced (Costinot &
 *     Rodriguez-Clare 2014, Handbook of International Economics vol. 4, online appendix);
 *   a sector without output gets value_added_share 1 and no inputs, one whose inputs cost as much as its output or more gets value
 *     added of 1 % of output: final demand takes up what these no longer buy.
 * Tables carry no tariffs: they are 0. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "world/codes.h"
#include "world/wide.h"
#include "world/world.h"

static const double LEAST_VALUE_ADDED = 0.01, IMPORT_TOLERANCE = 1e-9;

typedef struct importing {
    const cohong_import_options *options;
    wide_table table;
    cohong_world *world;
    cohong_import_report *report;
    cohong_error *error;
} importing;

static cohong_status check_options(const cohong_import_options *o, cohong_error *error)
{
    if (o->name == NULL || *o->name == '\0') return fail(error, COHONG_INCOMPLETE, NOWHERE, "the world needs a name");
    if (o->currency == NULL || strlen(o->currency) != 3 || strspn(o->currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                    "currency: found \"%.40s\", expected a code of three letters as \"USD\"",
                    o->currency != NULL ? o->currency : "");
    if (!(o->unit > 0 && isfinite(o->unit)))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "unit: found %g, expected a number above 0", o->unit);
    if (!(o->theta >= 0 && o->theta <= WORLD_THETA_LIMIT))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "theta: found %g, expected a number above 0", o->theta);
    return COHONG_OK;
}

static cohong_status make_world(importing *m)
{
    const wide_table *t = &m->table;
    const cohong_import_options *o = m->options;
    cohong_status status = cohong_world_new(t->countries.count, t->sectors.count, o->employment_file != NULL, &m->world,
                                            m->error);
    if (status != COHONG_OK) return status;
    cohong_world *w = m->world;
    bool ok = true;
    w->name = world_keep(w, o->name, &ok);
    w->currency = world_keep(w, o->currency, &ok);
    w->provenance = world_keep(w, o->provenance != NULL ? o->provenance : "", &ok);
    w->licence = world_keep(w, o->licence != NULL ? o->licence : "", &ok);
    w->year = o->year;
    w->unit = o->unit;
    w->tolerance = IMPORT_TOLERANCE;
    for (size_t n = 0; n < w->country_count; n++)
        w->countries[n].code = w->countries[n].name = world_keep(w, t->countries.names[n], &ok);
    for (size_t j = 0; j < w->sector_count; j++)
        w->sectors[j].code = w->sectors[j].name = world_keep(w, t->sectors.names[j], &ok);
    for (size_t j = 0; j < w->sector_count; j++) w->theta[j] = o->theta;
    return ok ? world_add_source(w, t->file.path, t->file.sha256, m->error) : fail_memory(m->error);
}

/* ---- the table's numbers */

/* One value of the row of sector j of i. Input shares hold values until output is known. */
static cohong_status add_value(importing *m, size_t j, size_t i, size_t k, double value)
{
    cohong_world *w = m->world;
    size_t N = w->country_count, J = w->sector_count;
    wide_column c = m->table.columns[k];
    if (!(fabs(value) <= WORLD_VALUE_LIMIT) || (c.kind == WIDE_INPUT && value < 0))
        return fail(m->error, COHONG_OUT_OF_DOMAIN, wide_place(&m->table, k), "found %g, expected a flow of 0 or more",
                    value);
    if (c.kind == WIDE_FINAL && value < 0) {
        m->report->negative_count++;
        m->report->negative_total += value;
        return COHONG_OK;
    }
    w->trade[(j * N + c.country) * N + i] += value;
    if (c.kind == WIDE_INPUT) w->input_share[(c.sector * N + c.country) * J + j] += value;
    return COHONG_OK;
}

static cohong_status read_row(importing *m, size_t row)
{
    wide_table *t = &m->table;
    double sum = 0, stated = NAN;
    for (size_t k = 0; k < t->column_count; k++) {
        double value;
        cohong_status status = csv_raw_number(&t->file, k + 1, &value, m->error);
        if (status != COHONG_OK) return status;
        if (t->columns[k].kind == WIDE_STATED) {
            stated = value;
            continue;
        }
        sum += value;
        status = add_value(m, t->row_sector[row], t->row_country[row], k, value);
        if (status != COHONG_OK) return status;
    }
    m->report->rounding = fmax(m->report->rounding, fabs(sum - stated)); /* fmax passes over a NaN */
    return COHONG_OK;
}

static cohong_status read_numbers(importing *m)
{
    cohong_status status = COHONG_OK;
    for (size_t row = 0; row < m->table.rows.count && status == COHONG_OK; row++) {
        bool more;
        status = csv_next(&m->table.file, &more, m->error);
        if (status == COHONG_OK) status = read_row(m, row);
    }
    return status;
}

/* Values of inputs into shares of output, for one sector of one country. */
static void make_shares(importing *m, size_t at, double output)
{
    cohong_world *w = m->world;
    size_t J = w->sector_count;
    double *inputs = w->input_share + at * J, cost = 0;
    for (size_t k = 0; k < J; k++) cost += inputs[k];
    double share = output > 0 ? 1 / output : 0;
    if (!(output > 0)) {
        m->report->idle_count++;
    } else if (cost >= output) {
        m->report->value_added_count++;
        share = (1 - LEAST_VALUE_ADDED) / cost;
    }
    for (size_t k = 0; k < J; k++) inputs[k] *= share;
    w->value_added_share[at] = 1 - cost * share;
}

static void make_all_shares(importing *m)
{
    const cohong_world *w = m->world;
    size_t N = w->country_count;
    for (size_t at = 0; at < w->sector_count * N; at++) {
        double output = 0;
        for (size_t n = 0; n < N; n++) output += w->trade[(at / N * N + n) * N + at % N];
        make_shares(m, at, output);
    }
}

/* ---- theta and employment from files of their own */

static cohong_status theta_row(importing *m, const csv *table, bool *seen)
{
    size_t j;
    cohong_world *w = m->world;
    bool ok = true;
    cohong_status status = code_find(table, 0, &m->table.sectors, "sector", &j, m->error);
    if (status != COHONG_OK) return status;
    if (seen[j])
        return fail(m->error, COHONG_DUPLICATE, csv_place(table, 0), "sector \"%.60s\" is given twice",
                    csv_text(table, 0));
    seen[j] = true;
    status = number_within(table, 1, 0x1p-1022, WORLD_THETA_LIMIT, "a number above 0 (and below 1e6)", &w->theta[j],
                           m->error);
    if (status == COHONG_OK) status = code_kind(table, 3, &w->sectors[j].kind, m->error);
    if (status == COHONG_OK && csv_has(table, 2)) w->sectors[j].name = world_keep(w, csv_text(table, 2), &ok);
    return ok ? status : fail_memory(m->error);
}

static cohong_status employment_row(importing *m, const csv *table, bool *seen)
{
    size_t n, j, N = m->world->country_count;
    cohong_status status = code_find(table, 0, &m->table.countries, "country", &n, m->error);
    if (status == COHONG_OK) status = code_find(table, 1, &m->table.sectors, "sector", &j, m->error);
    if (status != COHONG_OK) return status;
    if (seen[j * N + n]) return fail(m->error, COHONG_DUPLICATE, csv_place(table, 0), "this row is given twice");
    seen[j * N + n] = true;
    return number_within(table, 2, 0, WORLD_VALUE_LIMIT, "0 or more persons", &m->world->employment[j * N + n],
                         m->error);
}

typedef cohong_status (*side_row)(importing *m, const csv *table, bool *seen);

static cohong_status read_side(importing *m, const char *path, const csv_column *columns, size_t count, side_row row,
                               bool *seen)
{
    csv table = { 0 };
    cohong_status status = csv_open(path, &table, m->error);
    if (status == COHONG_OK) status = csv_columns(&table, columns, count, m->error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(&table, &more, m->error);
        if (status != COHONG_OK || !more) break;
        status = row(m, &table, seen);
    }
    if (status == COHONG_OK) status = world_add_source(m->world, path, table.sha256, m->error);
    csv_close(&table);
    return status;
}

static cohong_status read_theta(importing *m, bool *seen)
{
    static const csv_column COLUMNS[] = { { "sector", true }, { "theta", true }, { "name", false }, { "kind", false } };
    const char *path = m->options->theta_file;
    cohong_status status = path != NULL ? read_side(m, path, COLUMNS, 4, theta_row, seen) : COHONG_OK;
    for (size_t j = 0; j < m->world->sector_count && status == COHONG_OK; j++)
        if (!(m->world->theta[j] > 0))
            status = fail(m->error, COHONG_INCOMPLETE, (place){ path, 0, 0 }, "theta of sector %s is not given",
                          m->world->sectors[j].code);
    return status;
}

/* A country is covered whole or not at all; sectors without output may be left out. */
static cohong_status complete_employment(importing *m, const bool *seen)
{
    const cohong_world *w = m->world;
    size_t N = w->country_count, J = w->sector_count;
    for (size_t n = 0; n < N; n++) {
        bool covered = false;
        for (size_t j = 0; j < J; j++) covered = covered || seen[j * N + n];
        for (size_t j = 0; j < J; j++) {
            double output = 0;
            for (size_t b = 0; b < N; b++) output += w->trade[(j * N + b) * N + n];
            if (covered && !seen[j * N + n] && output > 0)
                return fail(m->error, COHONG_INCOMPLETE, (place){ m->options->employment_file, 0, 0 },
                            "there is no row for country %s, sector %s, which has output", w->countries[n].code,
                            w->sectors[j].code);
            if (!seen[j * N + n]) w->employment[j * N + n] = covered ? 0 : NAN;
        }
    }
    return COHONG_OK;
}

static cohong_status read_employment(importing *m, bool *seen)
{
    static const csv_column COLUMNS[] = { { "country", true }, { "sector", true }, { "employment", true } };
    const char *path = m->options->employment_file;
    if (path == NULL) return COHONG_OK;
    cohong_status status = read_side(m, path, COLUMNS, 3, employment_row, seen);
    return status == COHONG_OK ? complete_employment(m, seen) : status;
}

static cohong_status read_sides(importing *m)
{
    size_t J = m->world->sector_count;
    bool *seen = calloc(J * m->world->country_count + J, sizeof *seen);
    if (seen == NULL) return fail_memory(m->error);
    cohong_status status = read_theta(m, seen);
    if (status == COHONG_OK) status = read_employment(m, seen + J);
    free(seen);
    return status;
}

static cohong_status import(importing *m, const char *path)
{
    cohong_status status = wide_open(path, &m->table, m->error);
    if (status == COHONG_OK) status = make_world(m);
    if (status == COHONG_OK) status = read_numbers(m);
    if (status == COHONG_OK) status = read_sides(m);
    if (status != COHONG_OK) return status;
    make_all_shares(m);
    m->report->country_count = m->world->country_count;
    m->report->sector_count = m->world->sector_count;
    return cohong_world_balance(m->world, &m->report->balance, m->error);
}

cohong_status cohong_world_import(const char *table_file, const cohong_import_options *options, cohong_world **world,
                                  cohong_import_report *report, cohong_error *error)
{
    importing m = { .options = options, .report = report, .error = error };
    *world = NULL;
    *report = (cohong_import_report){ 0 };
    cohong_status status = check_options(options, error);
    if (status == COHONG_OK) status = world_name_file(import(&m, table_file), table_file, error);
    wide_close(&m.table);
    if (status == COHONG_OK)
        *world = m.world;
    else
        cohong_world_free(m.world);
    return status;
}
