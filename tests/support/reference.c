/* Reading ../shared, solving its worlds, counting digits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h" /* in front of cmocka.h, whose macro fail() is not the library's fail() */

#include <cmocka.h>

#include "checker.h"
#include "reference.h"

static const double CHECKED = 1e-9; /* residuals of every equation, at the solver's default tolerance of 1e-10 */

const char *shared_path(const char *name)
{
    static char paths[8][1024];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", COHONG_SHARED_DIR, name);
    FILE *there = fopen(path, "r"); /* a folder can be opened, too */
    if (there == NULL) {
        print_message("needs ../shared/%s\n", name);
        skip();
    } else {
        fclose(there);
    }
    return path;
}

static void *need_memory(size_t count, size_t size)
{
    void *block = calloc(count > 0 ? count : 1, size);
    assert_non_null(block);
    return block;
}

/* ---- tables of expected numbers */

static size_t split_columns(char *text, csv_column *columns)
{
    size_t count = 0;
    for (char *name = strtok(text, " "); name != NULL && count < CSV_COLUMN_LIMIT; name = strtok(NULL, " "))
        columns[count++] = (csv_column){ name, true };
    return count;
}

static void read_row(reference *r, const csv *table)
{
    cohong_error error = { 0 };
    size_t row = r->row_count++;
    r->codes = realloc(r->codes, r->row_count * r->code_count * REFERENCE_CODE);
    r->numbers = realloc(r->numbers, r->row_count * r->number_count * sizeof(double));
    assert_true(r->codes != NULL && r->numbers != NULL);
    for (size_t c = 0; c < r->code_count; c++)
        snprintf(r->codes + (row * r->code_count + c) * REFERENCE_CODE, REFERENCE_CODE, "%s", csv_text(table, c));
    for (size_t c = 0; c < r->number_count; c++)
        if (csv_number(table, r->code_count + c, &r->numbers[row * r->number_count + c], &error) != COHONG_OK)
            fail_msg("%s:%zu: %s", error.file, error.line, error.message);
}

reference reference_read(const char *name, size_t code_count, const char *columns)
{
    char text[512];
    csv table;
    csv_column wanted[CSV_COLUMN_LIMIT];
    cohong_error error = { 0 };
    bool more = false;
    snprintf(text, sizeof text, "%s", columns);
    size_t count = split_columns(text, wanted);
    reference r = { .code_count = code_count, .number_count = count - code_count };
    cohong_status status = csv_open(shared_path(name), &table, &error);
    if (status == COHONG_OK) status = csv_columns(&table, wanted, count, &error);
    while (status == COHONG_OK && (status = csv_next(&table, &more, &error)) == COHONG_OK && more) read_row(&r, &table);
    if (status != COHONG_OK) fail_msg("%s: %s", name, error.message);
    csv_close(&table);
    return r;
}

void reference_free(reference *r)
{
    free(r->codes);
    free(r->numbers);
    *r = (reference){ 0 };
}

const char *reference_code(const reference *r, size_t row, size_t column)
{
    return r->codes + (row * r->code_count + column) * REFERENCE_CODE;
}

double reference_number(const reference *r, size_t row, size_t column)
{
    return r->numbers[row * r->number_count + column];
}

size_t reference_country(const cohong_world *world, const char *name)
{
    for (size_t n = 0; n < world->country_count; n++)
        if (strcmp(world->countries[n].name, name) == 0 || strcmp(world->countries[n].code, name) == 0) return n;
    fail_msg("the world has no country \"%s\"", name);
    return 0;
}

/* ---- worlds and their changes */

cohong_world *shared_world(const char *name)
{
    cohong_world *world;
    cohong_error error = { 0 };
    /* Without the cache, which would be written beside the source files. */
    if (cohong_world_read(shared_path(name), COHONG_CACHE_OFF, &world, &error) != COHONG_OK)
        fail_msg("%s:%zu: %s", error.file, error.line, error.message);
    return world;
}

void shared_tariffs(const char *name, const cohong_world *world, bool add, double *tariff)
{
    reference r = reference_read(name, 3, "sector importer exporter tariff");
    size_t N = world->country_count;
    for (size_t row = 0; row < r.row_count; row++) {
        size_t j = cohong_world_sector(world, reference_code(&r, row, 0));
        size_t n = cohong_world_country(world, reference_code(&r, row, 1));
        size_t i = cohong_world_country(world, reference_code(&r, row, 2));
        assert_true(j < world->sector_count && n < N && i < N);
        double *at = &tariff[(j * N + n) * N + i];
        *at = (add ? *at : 0) + reference_number(&r, row, 0);
    }
    assert_true(r.row_count > 0);
    reference_free(&r);
}

void shared_factors(const char *name, const cohong_world *world, double *factor)
{
    reference r = reference_read(name, 2, "importer exporter factor");
    size_t N = world->country_count;
    for (size_t row = 0; row < r.row_count; row++) {
        size_t n = cohong_world_country(world, reference_code(&r, row, 0));
        size_t i = cohong_world_country(world, reference_code(&r, row, 1));
        assert_true(n < N && i < N);
        for (size_t j = 0; j < world->sector_count; j++) factor[(j * N + n) * N + i] = reference_number(&r, row, 0);
    }
    assert_true(r.row_count > 0);
    reference_free(&r);
}

solved *solve_world(const cohong_world *world, const cohong_settings *settings, cohong_shock shock)
{
    solved *s = need_memory(1, sizeof *s);
    cohong_error error = { 0 };
    cohong_status status = cohong_model_new(world, settings, &s->model, &error);
    if (status == COHONG_OK) status = cohong_solution_new(s->model, true, &s->solution, &error);
    if (status == COHONG_OK) status = cohong_model_solve(s->model, &shock, s->solution, &error);
    if (status != COHONG_OK) fail_msg("%s", error.message);
    if (s->solution->outcome != COHONG_CONVERGED) fail_msg("did not converge: %s", s->solution->why);
    s->shock = shock;
    s->of = (cohong_case){ s->model, &s->shock, s->solution };
    cohong_settings used = settings != NULL ? *settings : cohong_settings_default();
    assert_solution(cohong_model_base(s->model), &s->shock, &used, s->solution, CHECKED);
    return s;
}

void solved_free(solved *s)
{
    cohong_solution_free(s->solution);
    cohong_model_free(s->model);
    free(s);
}

double solved_measure(const solved *s, const char *measure, size_t country)
{
    const cohong_measure *m = cohong_measure_find(measure);
    if (m == NULL) fail_msg("there is no measure \"%s\"", measure);
    return m->of(&s->of, country);
}

/* ---- digits that agree */

static const double DIGITS_LIMIT = 16; /* all that a double has */

agreement agreement_of(const char *what)
{
    return (agreement){ .what = what, .digits = DIGITS_LIMIT };
}

static void add(agreement *a, const char *where, double gap, double relative)
{
    double digits = relative > 0 ? fmin(-log10(relative), DIGITS_LIMIT) : DIGITS_LIMIT;
    if (!(gap <= a->gap) || a->count == 0) { /* so that a NaN counts as the worst */
        a->gap = gap;
        snprintf(a->where, sizeof a->where, "%s", where);
    }
    if (!(digits >= a->digits) || a->count == 0) {
        a->digits = digits;
        snprintf(a->where_digits, sizeof a->where_digits, "%s", where);
    }
    a->count++;
}

void agree_absolute(agreement *a, const char *where, double got, double expected)
{
    add(a, where, fabs(got - expected), fabs(got - expected) / fabs(expected));
}

void agree_relative(agreement *a, const char *where, double got, double expected)
{
    double relative = got == expected ? 0 : fabs(got - expected) / fabs(expected);
    add(a, where, relative, relative);
}

void assert_agreement(const agreement *a, double bound)
{
    print_message("%-44s %4zu numbers, worst gap %.1e (%s), fewest digits in common %.1f (%s)\n", a->what, a->count,
                  a->gap, a->where, a->digits, a->where_digits);
    if (a->count == 0 || !(a->gap <= bound)) fail_msg("%s: %g at %s, allowed %g", a->what, a->gap, a->where, bound);
}
