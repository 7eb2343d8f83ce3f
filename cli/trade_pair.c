/* One country's sales to another over all sectors, net of tariffs, and the mean tariff on its goods with the weights of trade before. */
#include "trade_pair.h"

#include <stdio.h>
#include <string.h>

typedef struct sales {
    const char *exporter, *importer;
    double before, after, tariff_before, tariff_after;
} sales;

bool trade_pair_read(const char *list, const cohong_world *world, trade_pair *to)
{
    char code[2][32] = { "", "" };
    size_t *const ends[] = { &to->one, &to->other };
    const char *comma = strchr(list, ',');
    if (comma == NULL || strchr(comma + 1, ',') != NULL) {
        complain("--between: found \"%.60s\", expected two countries: USA,CHN", list);
        return false;
    }
    snprintf(code[0], sizeof code[0], "%.*s", (int)(comma - list < 31 ? comma - list : 31), list);
    snprintf(code[1], sizeof code[1], "%.31s", comma + 1);
    for (size_t k = 0; k < 2; k++) {
        *ends[k] = cohong_world_country(world, code[k]);
        if (*ends[k] != COHONG_NONE) continue;
        complain("--between: unknown country \"%s\"", code[k]);
        return false;
    }
    if (to->one == to->other) complain("--between: \"%.60s\" is one country", list);
    return to->one != to->other;
}

static sales sales_between(const solved *of, size_t exporter, size_t importer)
{
    const cohong_world *base = cohong_model_base(of->model);
    const double *tariff = of->scenario->shock.tariff != NULL ? of->scenario->shock.tariff : base->tariff;
    size_t N = base->country_count;
    double goods = 0;
    sales sum = { .exporter = base->countries[exporter].code, .importer = base->countries[importer].code };
    for (size_t j = 0; j < base->sector_count; j++) {
        size_t at = (j * N + importer) * N + exporter;
        sum.before += base->trade[at];
        sum.after += of->solution->trade[at];
        if (base->sectors[j].kind == COHONG_SERVICES) continue;
        goods += base->trade[at];
        sum.tariff_before += base->tariff[at] * base->trade[at];
        sum.tariff_after += tariff[at] * base->trade[at];
    }
    sum.tariff_before /= goods;
    sum.tariff_after /= goods;
    return sum;
}

static void row(const sales *s, table *made)
{
    char cell[PEOPLE_SIZE * 2];
    snprintf(cell, sizeof cell, "%.30s to %.30s", s->exporter, s->importer);
    table_cell(made, cell);
    table_cell(made, people_level(s->before, 0, cell));
    table_cell(made, people_level(s->after, 0, cell));
    table_cell(made, people_percent(s->after / s->before - 1, 1, cell));
    snprintf(cell, sizeof cell, "%.1f", 100 * s->tariff_before);
    table_cell(made, cell);
    snprintf(cell, sizeof cell, "%.1f", 100 * s->tariff_after);
    table_cell(made, cell);
}

void trade_pair_text(const solved *of, trade_pair pair, text *to)
{
    const cohong_world *base = cohong_model_base(of->model);
    char heading[PEOPLE_SIZE * 4], unit[PEOPLE_SIZE * 2];
    sales out = sales_between(of, pair.one, pair.other), in = sales_between(of, pair.other, pair.one);
    table made = { 0 };
    snprintf(heading, sizeof heading, "Trade without tariffs,\n%s",
             unit_text(base->currency, base->unit, base->year, unit));
    table_column(&made, TABLE_LEFT, heading);
    table_column(&made, TABLE_RIGHT, "Before");
    table_column(&made, TABLE_RIGHT, "After");
    table_column(&made, TABLE_RIGHT, "Change\n%");
    table_column(&made, TABLE_RIGHT, "Tariff, goods,\nbefore, %");
    table_column(&made, TABLE_RIGHT, "Tariff, goods,\nafter, %");
    row(&out, &made);
    row(&in, &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void sales_json(const sales *s, json *j)
{
    json_object(j);
    json_key_text(j, "exporter", s->exporter);
    json_key_text(j, "importer", s->importer);
    json_key_number(j, "value_base", s->before);
    json_key_number(j, "value", s->after);
    json_key_number(j, "change", s->after / s->before - 1);
    json_key_number(j, "goods_tariff_base", s->tariff_before);
    json_key_number(j, "goods_tariff", s->tariff_after);
    json_end(j);
}

void trade_pair_json(const solved *of, trade_pair pair, json *j)
{
    sales out = sales_between(of, pair.one, pair.other), in = sales_between(of, pair.other, pair.one);
    json_array(j);
    sales_json(&out, j);
    sales_json(&in, j);
    json_end(j);
}
