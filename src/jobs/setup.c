/* Making a handle for questions about jobs from a world or from a table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jobs/handle.h"

static const char OUTSIDE_CODE[] = "outside", OUTSIDE_NAME[] = "outside the table";

static void layout(cohong_jobs *h, arena *from, jobs_shape shape)
{
    size_t N = shape.N, J = shape.J, S = leontief_stride(N), accounts = J * N;
    h->N = N, h->J = J, h->S = S, h->D = shape.D, h->length = J * S;
    leontief_layout(&h->chain, from, N, J, shape.sourcing, shape.dense);
    h->coefficient = arena_take(from, J, S * sizeof(double));
    h->employment = arena_take(from, accounts, sizeof(double));
    h->unattached = arena_take(from, N, sizeof(double));
    h->covered = arena_take(from, N, sizeof(bool));
    h->sales = arena_take(from, shape.D * J, S * sizeof(double));
    h->final_sales = arena_take(from, shape.D * J, S * sizeof(double));
    h->imports = arena_take(from, J, S * sizeof(double));
    h->requirement = shape.requirement ? arena_take(from, accounts, accounts * sizeof(double)) : NULL;
    h->right = arena_take(from, J, S * sizeof(double));
    h->left = arena_take(from, J, S * sizeof(double));
    h->deliveries = arena_take(from, J, S * sizeof(double));
    h->countries = arena_take(from, N, sizeof *h->countries);
    h->destinations = arena_take(from, shape.D, sizeof *h->destinations);
    h->sectors = arena_take(from, J, sizeof *h->sectors);
}

/* A copy of text; "" for NULL; *ok = false when out of memory. */
static const char *keep(cohong_jobs *h, const char *text, bool *ok)
{
    const char *copy = text_pool_copy(&h->texts, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
    if (copy == NULL) *ok = false;
    return copy;
}

static bool copy_labels(cohong_jobs *h, const cohong_country *countries, const cohong_sector *sectors,
                        const char *currency, double unit)
{
    bool ok = true;
    for (size_t n = 0; n < h->N; n++)
        h->countries[n] = (cohong_country){ keep(h, countries[n].code, &ok), keep(h, countries[n].name, &ok) };
    for (size_t j = 0; j < h->J; j++)
        h->sectors[j] = (cohong_sector){ keep(h, sectors[j].code, &ok), keep(h, sectors[j].name, &ok),
                                         sectors[j].kind };
    memcpy(h->destinations, h->countries, h->N * sizeof *h->countries);
    if (h->D > h->N) h->destinations[h->N] = (cohong_country){ OUTSIDE_CODE, OUTSIDE_NAME };
    h->labels = (cohong_jobs_labels){ h->N,          h->J,       h->D,
                                      h->countries,  h->sectors, h->destinations,
                                      h->employment, unit,       keep(h, currency, &ok) };
    return ok;
}

static bool allocate(cohong_jobs *h, jobs_shape shape)
{
    arena from = { 0 };
    layout(h, &from, shape);
    h->memory = from.overflow ? NULL : memory_block(from.used);
    if (h->memory == NULL) return false;
    from = (arena){ .block = h->memory, .size = from.used };
    layout(h, &from, shape);
    return true;
}

void cohong_jobs_free(cohong_jobs *jobs)
{
    if (jobs == NULL) return;
    text_pool_free(&jobs->texts);
    free(jobs->memory);
    free(jobs);
}

/* ---- employment */

/* A country is covered in all its sectors or in none. */
static cohong_status copy_employment(cohong_jobs *h, const double *employment, cohong_error *error)
{
    for (size_t n = 0; n < h->N; n++) {
        size_t given = 0, missing = 0;
        for (size_t j = 0; j < h->J; j++) {
            double persons = employment[j * h->N + n];
            if (persons < 0 || isinf(persons))
                return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "employment of %s %s is %g, expected 0 or more",
                            h->countries[n].code, h->sectors[j].code, persons);
            if (isnan(persons))
                missing = j;
            else
                given++;
            h->employment[j * h->N + n] = persons;
        }
        if (given != 0 && given != h->J)
            return fail(error, COHONG_INCOMPLETE, NOWHERE,
                        "employment of %s is given for %zu of %zu sectors; %s is missing", h->countries[n].code, given,
                        h->J, h->sectors[missing].code);
        h->covered[n] = given != 0;
    }
    return COHONG_OK;
}

static bool any_covered(const cohong_jobs *h)
{
    for (size_t n = 0; n < h->N; n++)
        if (h->covered[n]) return true;
    return false;
}

/* e = E/Y. */
static cohong_status set_coefficients(cohong_jobs *h, const double *output, cohong_error *error)
{
    if (!any_covered(h)) return fail(error, COHONG_INCOMPLETE, NOWHERE, "no country has employment");
    for (size_t j = 0; j < h->J; j++)
        for (size_t n = 0; n < h->N; n++) {
            double persons = h->employment[j * h->N + n], Y = output[j * h->N + n];
            if (isnan(Y) || isinf(Y))
                return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "output of %s %s is %g, expected a number",
                            h->countries[n].code, h->sectors[j].code, Y);
            if (!h->covered[n]) continue;
            if (Y > 0)
                h->coefficient[j * h->S + n] = persons / Y;
            else
                h->unattached[n] += persons;
        }
    return COHONG_OK;
}

/* ---- worlds */

/* gamma(j,i,k) and M/X in the chain's layout. */
static void world_chain(cohong_jobs *h, const cohong_world *world, const cohong_accounts *accounts)
{
    size_t N = h->N, J = h->J, S = h->S;
    for (size_t j = 0; j < J; j++)
        for (size_t k = 0; k < J; k++)
            for (size_t i = 0; i < N; i++)
                h->chain.inside[(j * J + k) * S + i] = world->input_share[(j * N + i) * J + k];
    for (size_t k = 0; k < J; k++)
        for (size_t n = 0; n < N; n++) {
            double X = accounts->expenditure[k * N + n];
            for (size_t o = 0; o < N; o++)
                h->chain.sourcing[(k * S + o) * S + n] = X > 0 ? world->trade[(k * N + n) * N + o] / X : 0;
            h->chain.home[k * S + n] = h->chain.sourcing[(k * S + n) * S + n];
        }
}

/* sales(d,j,i) = M(j,d,i); for final use, the part of d's spending that production there leaves over, sourced alike:
 * M(j,d,i) (X - sum_k gamma(k,d,j) Y(k,d))/X. Then destinations add up to output exactly. */
static void world_sales(cohong_jobs *h, const cohong_world *world, const cohong_accounts *accounts)
{
    size_t N = h->N, J = h->J, S = h->S;
    for (size_t k = 0; k < J; k++) memcpy(h->left + k * S, accounts->output + k * N, N * sizeof(double));
    leontief_spread(&h->chain, h->left, h->right);
    for (size_t d = 0; d < N; d++)
        for (size_t j = 0; j < J; j++) {
            double left_over = accounts->expenditure[j * N + d] - h->right[j * S + d];
            for (size_t i = 0; i < N; i++) {
                size_t to = (d * J + j) * S + i;
                h->sales[to] = world->trade[(j * N + d) * N + i];
                h->final_sales[to] = h->chain.sourcing[(j * S + i) * S + d] * left_over;
            }
        }
}

static cohong_status new_handle(jobs_shape shape, const cohong_country *countries, const cohong_sector *sectors,
                                const char *currency, double unit, const double *employment, cohong_jobs **handle,
                                cohong_error *error)
{
    *handle = calloc(1, sizeof **handle);
    if (*handle == NULL || !allocate(*handle, shape) || !copy_labels(*handle, countries, sectors, currency, unit))
        return fail_memory(error);
    return copy_employment(*handle, employment, error);
}

static cohong_status fill_from_world(const cohong_world *world, const cohong_accounts *accounts, cohong_jobs **handle,
                                     cohong_error *error)
{
    jobs_shape shape = { world->country_count, world->sector_count, world->country_count, .sourcing = true };
    cohong_status status = new_handle(shape, world->countries, world->sectors, world->currency, world->unit,
                                      world->employment, handle, error);
    if (status == COHONG_OK) status = set_coefficients(*handle, accounts->output, error);
    if (status != COHONG_OK) return status;
    world_chain(*handle, world, accounts);
    world_sales(*handle, world, accounts);
    return COHONG_OK;
}

cohong_status cohong_jobs_of_world(const cohong_world *world, cohong_jobs **jobs, cohong_error *error)
{
    cohong_accounts *accounts;
    cohong_jobs *handle = NULL;
    *jobs = NULL;
    if (world->employment == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE,
                    "the world has no employment: production.csv needs the column \"employment\"");
    cohong_status status = cohong_accounts_new(world, &accounts, error);
    if (status != COHONG_OK) return status;
    status = fill_from_world(world, accounts, &handle, error);
    cohong_accounts_free(accounts);
    if (status == COHONG_OK)
        *jobs = handle;
    else
        cohong_jobs_free(handle);
    return status;
}

/* ---- tables */

/* Coefficients: flow(s,b)/output(b), all of them and those at home. */
static void table_chain(cohong_jobs *h, const cohong_table *table)
{
    size_t N = h->N, J = h->J, S = h->S, accounts = J * N, P = leontief_stride(accounts);
    for (size_t s = 0; s < accounts; s++)
        for (size_t b = 0; b < accounts; b++) {
            double a = table->output[b] > 0 ? table->flow[s * accounts + b] / table->output[b] : 0;
            if (h->chain.dense != NULL) h->chain.dense[s * P + b] = a;
            if (s % N == b % N) h->chain.inside[(b / N * J + s / N) * S + s % N] = a;
        }
    for (size_t j = 0; j < J; j++)
        for (size_t n = 0; n < N; n++) h->chain.home[j * S + n] = 1;
}

/* What d buys of one account: `final`, the final use, and in `all` production's use as well. A buyer without output
 * passes nothing on, so that what it buys counts as final use; destinations then add up to output exactly. */
static void sales_to(const cohong_table *table, size_t seller, size_t d, double *all, double *final)
{
    size_t N = table->country_count, accounts = N * table->sector_count;
    *all = *final = table->final_demand[seller * N + d];
    for (size_t b = d; b < accounts; b += N) {
        double flow = table->flow[seller * accounts + b];
        *all += flow;
        if (!(table->output[b] > 0)) *final += flow;
    }
}

static void table_sales(cohong_jobs *h, const cohong_table *table)
{
    size_t N = h->N, J = h->J, S = h->S;
    for (size_t j = 0; j < J; j++)
        for (size_t i = 0; i < N; i++) {
            size_t s = j * N + i, outside = (N * J + j) * S + i;
            for (size_t d = 0; d < N; d++) {
                size_t to = (d * J + j) * S + i;
                sales_to(table, s, d, &h->sales[to], &h->final_sales[to]);
            }
            if (h->D > N) h->final_sales[outside] = h->sales[outside] = table->exports[s];
            h->imports[j * S + i] = table->imports[s];
        }
}

static bool has_outside(const cohong_table *table)
{
    size_t accounts = table->country_count * table->sector_count;
    for (size_t a = 0; a < accounts; a++)
        if (table->exports[a] != 0 || table->imports[a] != 0) return true;
    return false;
}

/* Flows that are no flows: NaN, infinite or negative. */
static cohong_status check_square(const double *square, size_t accounts, cohong_error *error)
{
    for (size_t k = 0; k < accounts * accounts; k++)
        if (!(square[k] >= 0) || isinf(square[k]))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "the flow from account %zu to account %zu is %g, expected 0 or more", k / accounts,
                        k % accounts, square[k]);
    return COHONG_OK;
}

static cohong_status fill_from_table(const cohong_table *table, cohong_jobs *h, cohong_error *error)
{
    size_t accounts = h->N * h->J;
    bool flows = table->requirement == NULL;
    cohong_status status = check_square(flows ? table->flow : table->requirement, accounts, error);
    if (status == COHONG_OK && flows) status = set_coefficients(h, table->output, error);
    if (status != COHONG_OK) return status;
    if (!flows) {
        memcpy(h->requirement, table->requirement, accounts * accounts * sizeof(double));
        for (size_t n = 0; n < h->N; n++) h->covered[n] = true;
        return COHONG_OK;
    }
    table_chain(h, table);
    table_sales(h, table);
    return COHONG_OK;
}

cohong_status cohong_jobs_of_table(const cohong_table *table, cohong_jobs **jobs, cohong_error *error)
{
    cohong_jobs *handle = NULL;
    size_t N = table->country_count;
    jobs_shape shape = { N, table->sector_count, has_outside(table) ? N + 1 : N,
                         .dense = N > 1 && table->requirement == NULL, .requirement = table->requirement != NULL };
    *jobs = NULL;
    cohong_status status = new_handle(shape, table->countries, table->sectors, table->currency, table->unit,
                                      table->employment, &handle, error);
    if (status == COHONG_OK) status = fill_from_table(table, handle, error);
    if (status == COHONG_OK)
        *jobs = handle;
    else
        cohong_jobs_free(handle);
    return status;
}

/* ---- what a handle says of itself */

const cohong_jobs_labels *cohong_jobs_labels_of(const cohong_jobs *jobs)
{
    return &jobs->labels;
}

double cohong_jobs_employment(const cohong_jobs *jobs, size_t country)
{
    double sum = 0;
    for (size_t n = 0; n < jobs->N; n++)
        for (size_t j = 0; j < jobs->J && (country == COHONG_ALL_COUNTRIES || country == n); j++) {
            double persons = jobs->employment[j * jobs->N + n];
            if (!isnan(persons)) sum += persons;
        }
    return sum;
}

double cohong_jobs_unattached(const cohong_jobs *jobs, size_t country)
{
    double sum = 0;
    for (size_t n = 0; n < jobs->N; n++)
        if (country == COHONG_ALL_COUNTRIES || country == n) sum += jobs->unattached[n];
    return sum;
}
