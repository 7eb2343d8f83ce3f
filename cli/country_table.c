/* The short table of countries: one row of COLUMNS a column. The exact change of welfare stands beside its first-order
 * approximation, which is labelled. */
#include <string.h>

#include "solved.h"

typedef enum column_kind { PERCENT, LEVEL, GROWTH } column_kind;

typedef struct column {
    const char *heading; /* of levels without the unit, which stands over the table */
    column_kind kind;
    const char *measure;
    const char *base; /* GROWTH: measure over base, less 1 */
    int decimals;
} column;

static const column COLUMNS[] = {
    { "Welfare\nexact\n%", PERCENT, "welfare", NULL, 3 },
    { "Welfare\nfirst\norder, %", PERCENT, "welfare_first_order", NULL, 3 },
    { "Real\nwage\n%", PERCENT, "real_wage", NULL, 3 },
    { "Terms\nof trade\nfirst\norder, %", PERCENT, "terms_of_trade", NULL, 3 },
    { "Tariff\nrevenue\nbefore", LEVEL, "tariff_revenue_base", NULL, 0 },
    { "Tariff\nrevenue\nafter", LEVEL, "tariff_revenue", NULL, 0 },
    { "Exports\nvalue\n%", GROWTH, "exports", "exports_base", 2 },
    { "Imports\nvalue\n%", GROWTH, "imports", "imports_base", 2 },
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

double measure_of_case(const void *from, const char *measure, size_t country)
{
    return cohong_measure_find(measure)->of(from, country);
}

bool country_table_has(const char *measure)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (strcmp(COLUMNS[c].measure, measure) == 0) return true;
    return false;
}

static const char *cell(const country_table *of, const column *c, size_t country, char to[PEOPLE_SIZE])
{
    double value = of->value(of->from, c->measure, country);
    if (c->kind == LEVEL) return people_level(value, c->decimals, to);
    if (c->kind == GROWTH) value = value / of->value(of->from, c->base, country) - 1;
    return people_percent(value, c->decimals, to);
}

void country_table_text(const country_table *of, text *to)
{
    char number[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Country");
    for (size_t c = 0; c < COLUMN_COUNT; c++) table_column(&made, TABLE_RIGHT, COLUMNS[c].heading);
    for (size_t n = 0; n < of->country_count; n++) {
        if (of->selected != NULL && !of->selected[n]) continue;
        table_cell(&made, of->countries[n].code);
        for (size_t c = 0; c < COLUMN_COUNT; c++) table_cell(&made, cell(of, &COLUMNS[c], n, number));
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

void country_table_json(const country_table *of, json *j)
{
    json_array(j);
    for (size_t n = 0; n < of->country_count; n++) {
        if (of->selected != NULL && !of->selected[n]) continue;
        json_object(j);
        json_key_text(j, "country", of->countries[n].code);
        for (size_t c = 0; c < COLUMN_COUNT; c++) {
            if (COLUMNS[c].base != NULL) json_key_number(j, COLUMNS[c].base, of->value(of->from, COLUMNS[c].base, n));
            json_key_number(j, COLUMNS[c].measure, of->value(of->from, COLUMNS[c].measure, n));
        }
        json_end(j);
    }
    json_end(j);
}
