/* The gradient of one country's exact welfare by one transposed solve (docs/war.md): on a screen, as CSV, as JSON. */
#include "gradient.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

enum { SHOWN = 10 };

static const double *tariffs(const solved *of)
{
    const double *tariff = of->scenario->shock.tariff;
    return tariff != NULL ? tariff : cohong_model_base(of->model)->tariff;
}

/* qsort() passes nothing along: what it compares stands beside the index. */
typedef struct ranked {
    double size;
    size_t flow;
} ranked;

static int larger_first(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->size != y->size) return x->size > y->size ? -1 : 1;
    return (x->flow > y->flow) - (x->flow < y->flow);
}

static bool rank(const cohong_world *base, gradient *to)
{
    size_t N = base->country_count, cells = base->sector_count * N * N;
    ranked *rows = calloc(cells, sizeof *rows);
    to->largest = calloc(cells, sizeof *to->largest);
    if (rows != NULL && to->largest != NULL) {
        for (size_t at = 0; at < cells; at++)
            if (base->trade[at] > 0 && at % N != at / N % N && base->sectors[at / N / N].kind != COHONG_SERVICES)
                rows[to->flow_count++] = (ranked){ fabs(to->by_tariff[at]), at };
        qsort(rows, to->flow_count, sizeof *rows, larger_first);
        for (size_t k = 0; k < to->flow_count; k++) to->largest[k] = rows[k].flow;
    }
    free(rows);
    return rows != NULL && to->largest != NULL;
}

static cohong_status differentiate(const solved *of, const cohong_objective *welfare, gradient *to, cohong_error *error)
{
    cohong_gradient *handle = NULL;
    cohong_derivatives found = { .tariff = to->by_tariff, .trade_cost = to->by_trade_cost };
    cohong_status status = cohong_gradient_new(of->model, &handle, error);
    if (status == COHONG_OK) status = cohong_gradient_at(handle, &of->scenario->shock, of->solution, error);
    if (status == COHONG_OK) status = cohong_gradient_of(handle, welfare, &found, error);
    to->how = found.how;
    cohong_gradient_free(handle);
    return status;
}

/* The one country of the flag; false after a complaint. */
static bool read_country(const char *code, const cohong_world *base, size_t *country)
{
    size_t count = 0;
    bool *chosen = calloc(base->country_count, sizeof *chosen);
    if (chosen == NULL) complain("out of memory");
    bool read = chosen != NULL && options_countries("gradient", code, base->countries, base->country_count, chosen);
    for (size_t n = 0; read && n < base->country_count; n++)
        if (chosen[n]) *country = n, count++;
    if (read && count != 1) complain("--gradient: found \"%.60s\", expected one country: USA", code);
    free(chosen);
    return read && count == 1;
}

static int fill(const solved *of, gradient *to)
{
    const cohong_world *base = cohong_model_base(of->model);
    size_t N = base->country_count, cells = base->sector_count * N * N;
    cohong_error error = { 0 };
    double *weight = calloc(N, sizeof *weight);
    to->by_tariff = calloc(cells, sizeof(double));
    to->by_trade_cost = calloc(cells, sizeof(double));
    cohong_status status = weight != NULL && to->by_tariff != NULL && to->by_trade_cost != NULL ? COHONG_OK
                                                                                                : fail_memory(&error);
    if (status == COHONG_OK) {
        weight[to->country] = 1;
        status = differentiate(of, &(cohong_objective){ .welfare = weight }, to, &error);
    }
    for (size_t at = 0; status == COHONG_OK && at < cells; at++) to->by_tariff[at] *= 1 + tariffs(of)[at];
    if (status == COHONG_OK && !rank(base, to)) status = fail_memory(&error);
    free(weight);
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

int gradient_make(const solved *of, const char *code, gradient *to)
{
    *to = (gradient){ 0 };
    if (of->nest != NULL)
        return complain("--gradient: derivatives do not know how the firms of this scenario would choose again");
    return read_country(code, cohong_model_base(of->model), &to->country) ? fill(of, to) : EXIT_BAD_INPUT;
}

void gradient_free(gradient *of)
{
    free(of->by_tariff);
    free(of->by_trade_cost);
    free(of->largest);
    *of = (gradient){ 0 };
}

cohong_status gradient_write(const solved *of, const gradient *g, const char *path, cohong_error *error)
{
    const cohong_world *base = cohong_model_base(of->model);
    size_t N = base->country_count;
    file_writer *to;
    cohong_status status = file_writer_open(path, &to, error);
    if (status != COHONG_OK) return status;
    file_writer_text(to, "sector,importer,exporter,tariff,by_tariff,by_trade_cost\n");
    for (size_t at = 0; at < base->sector_count * N * N; at++) {
        const double numbers[] = { tariffs(of)[at], g->by_tariff[at], g->by_trade_cost[at] };
        if (!(base->trade[at] > 0)) continue;
        file_writer_csv_field(to, base->sectors[at / N / N].code);
        file_writer_text(to, ",");
        file_writer_csv_field(to, base->countries[at / N % N].code);
        file_writer_text(to, ",");
        file_writer_csv_field(to, base->countries[at % N].code);
        for (size_t k = 0; k < 3; k++) {
            file_writer_text(to, ",");
            file_writer_number(to, numbers[k]);
        }
        file_writer_text(to, "\n");
    }
    return file_writer_commit(to, error);
}

/* What one point more of the tariff adds to ln W, to first order. */
static double by_point(const solved *of, const gradient *g, size_t at)
{
    return g->by_tariff[at] / (1 + tariffs(of)[at]) / 100;
}

void gradient_text(const solved *of, const gradient *g, text *to)
{
    const cohong_world *base = cohong_model_base(of->model);
    size_t N = base->country_count;
    char cell[PEOPLE_SIZE], heading[96];
    table made = { 0 };
    snprintf(heading, sizeof heading, "Welfare of %.30s,\nfor one point more,\n%%", base->countries[g->country].code);
    table_column(&made, TABLE_LEFT, "Tariff of");
    table_column(&made, TABLE_LEFT, "On");
    table_column(&made, TABLE_LEFT, "Sector");
    table_column(&made, TABLE_RIGHT, "Tariff\n%");
    table_column(&made, TABLE_RIGHT, heading);
    for (size_t k = 0; k < g->flow_count && k < SHOWN; k++) {
        size_t at = g->largest[k];
        table_cell(&made, base->countries[at / N % N].code);
        table_cell(&made, base->countries[at % N].code);
        table_cell(&made, base->sectors[at / N / N].code);
        snprintf(cell, sizeof cell, "%.1f", 100 * tariffs(of)[at]);
        table_cell(&made, cell);
        table_cell(&made, people_percent(by_point(of, g, at), 6, cell));
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

void gradient_json(const solved *of, const gradient *g, json *j)
{
    const cohong_world *base = cohong_model_base(of->model);
    size_t N = base->country_count;
    json_object(j);
    json_key_text(j, "country", base->countries[g->country].code);
    json_key_number(j, "linear_residual", g->how.residual);
    json_key(j, "largest");
    json_array(j);
    for (size_t k = 0; k < g->flow_count && k < SHOWN; k++) {
        size_t at = g->largest[k];
        json_object(j);
        json_key_text(j, "sector", base->sectors[at / N / N].code);
        json_key_text(j, "importer", base->countries[at / N % N].code);
        json_key_text(j, "exporter", base->countries[at % N].code);
        json_key_number(j, "tariff", tariffs(of)[at]);
        json_key_number(j, "by_tariff", g->by_tariff[at]);
        json_key_number(j, "by_trade_cost", g->by_trade_cost[at]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}
