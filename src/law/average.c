/* Weighted averages: every class that the weights need is evaluated once an origin; rows with quantities, where a duty by weight or number
 * needs them, one by one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "law/concordance.h"
#include "law/rate.h"
#include "law/weights.h"

/* What one class comes to for the origin in hand. */
typedef struct class_result {
    bool done;
    double total, base;
    const char *why; /* NULL: known */
} class_result;

typedef struct sums {
    double total, base, value, value_counted, value_open;
    size_t lines, lines_counted, lines_open;
    size_t open_product;
    const char *open_why;
} sums;

/* Results of all classes for the origins of one signature. */
typedef struct origin_results {
    origin_signature signature;
    class_result *results;
} origin_results;

typedef struct averaging {
    const cohong_weights *weights;
    const cohong_law_request *request;
    concordance sectors;
    size_t *sector_of; /* by product; sector_count: none */
    size_t sector_count;
    size_t country_count;
    evaluator evaluator;
    class_result *results; /* of the origin in hand: one of `kept` */
    origin_results *kept;
    size_t kept_count, kept_capacity;
    sums *cells; /* country by sector */
    cohong_error *error;
} averaging;

static cohong_status class_result_of(averaging *a, size_t number, class_result *to)
{
    cohong_status status = evaluator_run(&a->evaluator, &a->weights->classes.facts[number], a->error);
    if (status != COHONG_OK) return status;
    const evaluator *e = &a->evaluator;
    *to = (class_result){ true, e->total, e->base, NULL };
    for (size_t k = 0; k < e->outcome_count && to->why == NULL; k++)
        if (e->outcomes[k].state == COHONG_OPEN) to->why = e->outcomes[k].why;
    return COHONG_OK;
}

/* What a row comes to: that of its class, unless its own quantity makes it known. */
static cohong_status row_result(averaging *a, const weight_row *row, class_result *result)
{
    size_t number = a->weights->classes.class_of[row->product];
    class_result *shared = &a->results[number];
    cohong_status status = shared->done ? COHONG_OK : class_result_of(a, number, shared);
    *result = *shared;
    if (status != COHONG_OK || shared->why == NULL || isnan(row->quantity) || !(row->value > 0)) return status;
    law_setting *s = &a->evaluator.setting;
    s->trade_value = row->value;
    s->quantity = row->quantity;
    s->unit = row->unit != LAW_NONE ? a->weights->units.texts[row->unit] : NULL;
    status = class_result_of(a, number, result);
    s->trade_value = NAN;
    s->quantity = NAN;
    s->unit = NULL;
    return status;
}

static void count_row(sums *to, const weight_row *row, const class_result *result)
{
    to->value += row->value;
    to->lines++;
    if (result->why != NULL) {
        if (to->lines_open++ == 0) {
            to->open_product = row->product;
            to->open_why = result->why;
        }
        to->value_open += row->value;
        return;
    }
    to->value_counted += row->value;
    to->lines_counted++;
    to->total += row->value * result->total;
    to->base += row->value * result->base;
}

/* The results of the origin in hand, which may be those of one before. */
static cohong_status choose_results(averaging *a)
{
    origin_signature signature = evaluator_signature(&a->evaluator);
    for (size_t k = 0; k < a->kept_count; k++) {
        a->results = a->kept[k].results;
        if (a->kept[k].signature.a == signature.a && a->kept[k].signature.b == signature.b) return COHONG_OK;
    }
    if (!law_grow(&a->kept, &a->kept_capacity, a->kept_count, sizeof *a->kept)) return fail_memory(a->error);
    a->results = calloc(a->weights->classes.count + 1, sizeof *a->results);
    if (a->results == NULL) return fail_memory(a->error);
    a->kept[a->kept_count++] = (origin_results){ signature, a->results };
    return COHONG_OK;
}

/* All rows of one origin (LAW_NONE in rows without a country). */
static cohong_status average_country(averaging *a, size_t country)
{
    const cohong_weights *w = a->weights;
    evaluator_choose(&a->evaluator);
    cohong_status status = choose_results(a);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < w->row_count; k++) {
        class_result result = { 0 };
        if (w->has_countries && w->rows[k].country != country) continue;
        status = row_result(a, &w->rows[k], &result);
        if (status != COHONG_OK) return status;
        size_t cell = (a->request->by_country && w->has_countries ? country : 0) * (a->sector_count + 1) +
                      a->sector_of[w->rows[k].product];
        count_row(&a->cells[cell], &w->rows[k], &result);
    }
    return COHONG_OK;
}

static cohong_status average_all(averaging *a)
{
    const cohong_weights *w = a->weights;
    law_setting *s = &a->evaluator.setting;
    cohong_status status;
    if (!w->has_countries) {
        status = question_origin(w->law, a->request->origin, &s->origin, a->error);
        return status == COHONG_OK ? average_country(a, 0) : status;
    }
    for (size_t n = 0; n < w->countries.count; n++) {
        const char *code = w->countries.texts[n];
        if (a->request->origin != NULL && strcmp(a->request->origin, code) != 0) continue;
        s->origin = names_find(&w->law->countries, code, strlen(code));
        status = average_country(a, n);
        if (status != COHONG_OK) return status;
    }
    return COHONG_OK;
}

/* ---- setting up */

static cohong_status find_sectors(averaging *a)
{
    const cohong_weights *w = a->weights;
    a->sector_of = calloc(w->code_count + 1, sizeof *a->sector_of);
    if (a->sector_of == NULL) return fail_memory(a->error);
    if (!a->request->by_sector) return COHONG_OK;
    if (a->request->concordance == NULL)
        return fail(a->error, COHONG_INCOMPLETE, NOWHERE, "averages by sector need a concordance");
    cohong_status status = concordance_read(a->request->concordance, &a->sectors, a->error);
    a->sector_count = a->sectors.sectors.count;
    for (size_t k = 0; k < w->code_count && status == COHONG_OK; k++) {
        size_t sector = concordance_sector(&a->sectors, &w->codes[k]);
        a->sector_of[k] = sector != LAW_NONE ? sector : a->sector_count;
    }
    return status;
}

static cohong_status set_up(averaging *a)
{
    const cohong_weights *w = a->weights;
    law_setting setting = { .entry = a->request->on,
                            .exported = a->request->on,
                            .origin = LAW_NONE,
                            .channel = names_find(&w->law->words, "general", 7),
                            .value = NAN,
                            .quantity = NAN,
                            .year_value = NAN,
                            .trade_value = NAN };
    cohong_status status = question_importer(w->law, a->request->destination, &setting.importer, a->error);
    if (status == COHONG_OK) status = question_day(w->law, setting.importer, a->request->on, a->error);
    if (status != COHONG_OK) return status;
    setting.currency = law_currency(w->law, setting.importer);
    a->country_count = w->has_countries && a->request->by_country ? w->countries.count : 1;
    status = evaluator_new(w->law, &setting, &a->evaluator, a->error);
    if (status == COHONG_OK) status = find_sectors(a);
    if (status != COHONG_OK) return status;
    size_t cells;
    if (!memory_product(a->country_count, a->sector_count + 1, 1, &cells))
        return fail(a->error, COHONG_TOO_LARGE, NOWHERE, "too many averages");
    a->cells = calloc(cells + 1, sizeof *a->cells);
    return a->cells != NULL ? COHONG_OK : fail_memory(a->error);
}

static void averaging_free(averaging *a)
{
    concordance_free(&a->sectors);
    evaluator_free(&a->evaluator);
    free(a->sector_of);
    for (size_t k = 0; k < a->kept_count; k++) free(a->kept[k].results);
    free(a->kept);
    free(a->cells);
}

/* ---- the answer */

typedef struct means_memory {
    text_pool pool;
} means_memory;

void cohong_law_means_free(cohong_law_means *means)
{
    if (means == NULL) return;
    means_memory *memory = means->memory;
    if (memory != NULL) text_pool_free(&memory->pool);
    free(memory);
    free(means->rows);
    free(means);
}

static const char *keep(text_pool *pool, const char *text)
{
    return text_pool_copy(pool, text, strlen(text));
}

static bool fill_mean(const averaging *a, const sums *s, const char *country, const char *sector, text_pool *pool,
                      cohong_law_mean *to)
{
    char code[CODE_SIZE];
    *to = (cohong_law_mean){ .total = s->value_counted > 0 ? s->total / s->value_counted : NAN,
                             .base = s->value_counted > 0 ? s->base / s->value_counted : NAN,
                             .value = s->value,
                             .value_counted = s->value_counted,
                             .lines = s->lines,
                             .lines_counted = s->lines_counted,
                             .value_open = s->value_open,
                             .lines_open = s->lines_open,
                             .open_why = s->lines_open > 0 ? s->open_why : "" };
    to->country = keep(pool, country);
    to->sector = keep(pool, sector);
    to->open_example = s->lines_open > 0 ? keep(pool, code_write(&a->weights->codes[s->open_product], code)) : "";
    return to->country != NULL && to->sector != NULL && to->open_example != NULL;
}

static void add_sums(sums *to, const sums *more)
{
    if (to->lines_open == 0 && more->lines_open > 0) {
        to->open_product = more->open_product;
        to->open_why = more->open_why;
    }
    to->total += more->total, to->base += more->base;
    to->value += more->value, to->value_counted += more->value_counted, to->value_open += more->value_open;
    to->lines += more->lines, to->lines_counted += more->lines_counted, to->lines_open += more->lines_open;
}

static int by_codes(const void *a, const void *b)
{
    const cohong_law_mean *x = a, *y = b;
    int order = strcmp(x->country, y->country);
    return order != 0 ? order : strcmp(x->sector, y->sector);
}

static cohong_status fill_means(const averaging *a, cohong_law_means *to)
{
    const cohong_weights *w = a->weights;
    means_memory *memory = to->memory = calloc(1, sizeof *memory);
    size_t sectors = a->sector_count + 1;
    sums all = { 0 };
    to->rows = calloc(a->country_count * sectors + 1, sizeof *to->rows);
    if (memory == NULL || to->rows == NULL) return fail_memory(a->error);
    for (size_t cell = 0; cell < a->country_count * sectors; cell++) {
        const sums *s = &a->cells[cell];
        size_t country = cell / sectors, sector = cell % sectors;
        if (s->lines == 0) continue;
        add_sums(&all, s);
        const char *name = !a->request->by_country ? ""
                           : w->has_countries      ? w->countries.texts[country]
                                                   : a->request->origin;
        const char *sector_name = !a->request->by_sector      ? ""
                                  : sector == a->sector_count ? "(none)"
                                                              : a->sectors.sectors.texts[sector];
        if (!fill_mean(a, s, name, sector_name, &memory->pool, &to->rows[to->row_count++]))
            return fail_memory(a->error);
    }
    if (to->row_count > 1) qsort(to->rows, to->row_count, sizeof *to->rows, by_codes);
    to->weights = keep(&memory->pool, w->what);
    to->destination = w->law->countries.texts[a->evaluator.setting.importer];
    to->on = a->request->on;
    if (!fill_mean(a, &all, "", "", &memory->pool, &to->all) || to->weights == NULL) return fail_memory(a->error);
    return COHONG_OK;
}

cohong_status cohong_law_average(const cohong_law *law, const cohong_law_request *request, cohong_law_means **means,
                                 cohong_error *error)
{
    averaging a = { .weights = request->weights, .request = request, .error = error };
    *means = NULL;
    if (request->weights == NULL) return fail(error, COHONG_INCOMPLETE, NOWHERE, "an average needs weights");
    if (request->weights->law != law)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE, "the weights were read for another law");
    cohong_law_means *made = NULL;
    cohong_status status = set_up(&a);
    if (status == COHONG_OK) status = average_all(&a);
    if (status == COHONG_OK) {
        made = calloc(1, sizeof *made);
        status = made != NULL ? fill_means(&a, made) : fail_memory(error);
    }
    if (status == COHONG_OK)
        *means = made;
    else
        cohong_law_means_free(made);
    averaging_free(&a);
    return status;
}
