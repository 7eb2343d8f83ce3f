/* Reading weights, and equal weights for the rows of a schedule. */
#include "law/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "law/rate.h"

enum { CODE, VALUE, COUNTRY, ORIGIN, QUANTITY, UNIT, COLUMN_COUNT };
static const csv_column COLUMNS[COLUMN_COUNT] = { { "code", true },    { "value", true },     { "country", false },
                                                  { "origin", false }, { "quantity", false }, { "unit", false } };

void cohong_weights_free(cohong_weights *w)
{
    if (w == NULL) return;
    law_classes_free(&w->classes);
    names_free(&w->countries);
    names_free(&w->units);
    text_pool_free(&w->pool);
    free(w->codes);
    free(w->rows);
    free(w);
}

bool cohong_weights_have_countries(const cohong_weights *weights)
{
    return weights->has_countries;
}

/* While rows are read, row k's code is codes[k]. */
static cohong_status add_row(cohong_weights *w, law_code code, weight_row row, cohong_error *error)
{
    if (!law_grow(&w->rows, &w->row_capacity, w->row_count, sizeof *w->rows) ||
        !law_grow(&w->codes, &w->code_capacity, w->row_count, sizeof *w->codes))
        return fail_memory(error);
    row.product = w->row_count;
    w->codes[w->row_count] = code;
    w->rows[w->row_count++] = row;
    return COHONG_OK;
}

typedef struct ordered {
    law_code code;
    size_t row;
} ordered;

static int by_code(const void *a, const void *b)
{
    const ordered *x = a, *y = b;
    if (x->code.low != y->code.low) return x->code.low < y->code.low ? -1 : 1;
    if (x->code.digits != y->code.digits) return x->code.digits < y->code.digits ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Sorts the codes, numbers the products and finds their classes. */
static cohong_status finish(cohong_weights *w, cohong_error *error)
{
    ordered *order = malloc((w->row_count + 1) * sizeof *order);
    if (order == NULL) return fail_memory(error);
    for (size_t k = 0; k < w->row_count; k++) order[k] = (ordered){ w->codes[k], k };
    if (w->row_count > 0) qsort(order, w->row_count, sizeof *order, by_code);
    for (size_t k = 0; k < w->row_count; k++) {
        bool first = k == 0 || order[k].code.low != order[k - 1].code.low ||
                     order[k].code.digits != order[k - 1].code.digits;
        if (first) w->codes[w->code_count++] = order[k].code;
        w->rows[order[k].row].product = w->code_count - 1;
    }
    free(order);
    return law_classes_new(w->law, w->codes, w->code_count, w->edition, &w->classes, error);
}

static cohong_status start(const cohong_law *law, const char *what, const char *edition, cohong_weights **made,
                           cohong_error *error)
{
    cohong_weights *w = *made = calloc(1, sizeof *w);
    if (w == NULL) return fail_memory(error);
    w->law = law;
    w->what = text_pool_copy(&w->pool, what, strlen(what));
    if (w->what == NULL) return fail_memory(error);
    if (edition == NULL && law->editions.count > 1)
        return fail(error, COHONG_INCOMPLETE, (place){ what, 0, 0 },
                    "the law knows %zu editions of codes: say which one the weights are of", law->editions.count);
    return question_edition(law, edition, 0, &w->edition, error);
}

/* ---- files */

static cohong_status read_row(cohong_weights *w, const csv *table, size_t country_column, cohong_error *error)
{
    law_code code = { 0 };
    weight_row row = { .country = LAW_NONE, .quantity = NAN, .unit = LAW_NONE };
    cohong_status status = code_read(csv_text(table, CODE), csv_field_of(table, CODE)->length, csv_place(table, CODE),
                                     &code, error);
    if (status == COHONG_OK) status = csv_number(table, VALUE, &row.value, error);
    if (status == COHONG_OK && row.value < 0)
        status = fail(error, COHONG_OUT_OF_DOMAIN, csv_place(table, VALUE),
                      "column \"value\": found %g, expected at least 0", row.value);
    if (status == COHONG_OK && csv_has(table, QUANTITY) && csv_text(table, QUANTITY)[0] != '\0')
        status = csv_number(table, QUANTITY, &row.quantity, error);
    if (status == COHONG_OK && row.quantity < 0)
        status = fail(error, COHONG_OUT_OF_DOMAIN, csv_place(table, QUANTITY),
                      "column \"quantity\": found %g, expected at least 0", row.quantity);
    if (status != COHONG_OK) return status;
    if (country_column != LAW_NONE) {
        const csv_field *field = csv_field_of(table, country_column);
        if (field->length == 0)
            return fail(error, COHONG_INCOMPLETE, csv_place(table, country_column), "the country is empty");
        row.country = names_add(&w->countries, field->text, field->length);
        if (row.country == LAW_NONE) return fail_memory(error);
    }
    if (csv_has(table, UNIT) && csv_text(table, UNIT)[0] != '\0') {
        row.unit = names_add(&w->units, csv_text(table, UNIT), csv_field_of(table, UNIT)->length);
        if (row.unit == LAW_NONE) return fail_memory(error);
    }
    return add_row(w, code, row, error);
}

static cohong_status read_rows(cohong_weights *w, csv *table, cohong_error *error)
{
    size_t country = LAW_NONE;
    cohong_status status = csv_columns(table, COLUMNS, COLUMN_COUNT, error);
    if (status != COHONG_OK) return status;
    if (csv_has(table, COUNTRY) && csv_has(table, ORIGIN))
        return fail(error, COHONG_DUPLICATE, (place){ table->path, 1, 1 },
                    "columns country and origin are the same; give one");
    if (csv_has(table, COUNTRY)) country = COUNTRY;
    if (csv_has(table, ORIGIN)) country = ORIGIN;
    w->has_countries = country != LAW_NONE;
    for (bool more = true;;) {
        status = csv_next(table, &more, error);
        if (status != COHONG_OK || !more) return status;
        status = read_row(w, table, country, error);
        if (status != COHONG_OK) return status;
    }
}

cohong_status cohong_weights_read(const char *path, const cohong_law *law, const char *edition,
                                  cohong_weights **weights, cohong_error *error)
{
    csv table;
    cohong_weights *w;
    *weights = NULL;
    cohong_status status = start(law, path, edition, &w, error);
    if (status == COHONG_OK) status = csv_open(path, &table, error);
    if (status == COHONG_OK) {
        status = read_rows(w, &table, error);
        csv_close(&table);
    }
    if (status == COHONG_OK) status = finish(w, error);
    if (status == COHONG_OK)
        *weights = w;
    else
        cohong_weights_free(w);
    return status;
}

/* ---- schedules */

/* Of the schedules of a destination those of the edition; of other editions when there are none. */
static cohong_status schedule_codes(cohong_weights *w, size_t importer, cohong_error *error)
{
    const cohong_law *law = w->law;
    for (size_t k = 0; k < law->measure_count; k++) {
        const law_measure *m = &law->measures[k];
        if (m->importer != importer || m->schedule == LAW_NONE || law->schedules[m->schedule].edition != w->edition)
            continue;
        const law_schedule *s = &law->schedules[m->schedule];
        for (size_t r = 0; r < s->count; r++) {
            law_code code = { s->rows[r].low, s->rows[r].low, s->rows[r].digits };
            uint64_t step = 1;
            for (unsigned digits = code.digits; digits < CODE_DIGITS; digits++) step *= 10;
            code.high += step;
            if (r > 0 && s->rows[r - 1].low == code.low && s->rows[r - 1].digits == code.digits) continue;
            cohong_status status = add_row(
                w, code, (weight_row){ .country = LAW_NONE, .value = 1, .quantity = NAN, .unit = LAW_NONE }, error);
            if (status != COHONG_OK) return status;
        }
    }
    return w->row_count > 0 ? COHONG_OK
                            : fail(error, COHONG_INCOMPLETE, NOWHERE, "the law has no schedule in %s to weight by",
                                   law_edition_name(law, w->edition));
}

cohong_status cohong_weights_of_schedule(const cohong_law *law, const char *destination, const char *edition,
                                         cohong_weights **weights, cohong_error *error)
{
    cohong_weights *w;
    size_t importer;
    *weights = NULL;
    cohong_status status = start(law, "equal weights for the rows of the schedule", edition, &w, error);
    if (status == COHONG_OK) status = question_importer(law, destination, &importer, error);
    if (status == COHONG_OK) status = schedule_codes(w, importer, error);
    if (status == COHONG_OK) status = finish(w, error);
    if (status == COHONG_OK)
        *weights = w;
    else
        cohong_weights_free(w);
    return status;
}
