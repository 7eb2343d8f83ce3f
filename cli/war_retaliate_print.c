/* The answers of cohong war retaliate as text and as JSON. */
#include <math.h>
#include <stdio.h>

#include "job_section.h"
#include "solved.h"
#include "war_retaliate.h"

/* ---- text */

static void cell_level(table *made, bool shown, double value)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, shown && !isnan(value) ? people_level(value, 0, cell) : "");
}

static void cell_percent(table *made, bool shown, double value, int decimals)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, shown ? people_percent(value, decimals, cell) : "");
}

static void put_row(const replies *a, const reply *row, bool jobs, bool moves, table *made)
{
    bool has = row->welfare != NULL;
    table_cell(made, row->name);
    cell_level(made, row->hit != NULL, row->hit != NULL ? row->hit->value : 0);
    cell_percent(made, row->hit != NULL, row->hit != NULL ? row->hit->rate : 0, 1);
    cell_level(made, row->hit != NULL, row->hit != NULL ? row->hit->collected : 0);
    cell_percent(made, has, has ? row->welfare[a->terms.by] : 0, 3);
    cell_percent(made, has, has ? row->welfare[a->terms.against] : 0, 3);
    cell_percent(made, has, has ? replies_world_welfare(a, row->welfare) : 0, 3);
    for (size_t k = 0; jobs && k < 2; k++) cell_level(made, has, row->reallocated[k]);
    for (size_t k = 0; moves && k < 2; k++) {
        char cell[PEOPLE_SIZE];
        table_cell(made, has && !isnan(row->moved[k]) ? people_change(row->moved[k], 0, cell) : "");
    }
}

static void put_columns(const replies *a, bool jobs, bool moves, char headings[8][PEOPLE_SIZE * 2], table *made)
{
    const cohong_country *c = a->scenario->world->countries;
    const char *who[2] = { c[a->terms.by].code, c[a->terms.against].code };
    table_column(made, TABLE_LEFT, "Answer");
    table_column(made, TABLE_RIGHT, "Trade\nhit");
    table_column(made, TABLE_RIGHT, "Mean\nrise\npoints");
    table_column(made, TABLE_RIGHT, "Duty\ncollected");
    for (size_t k = 0; k < 2; k++) {
        snprintf(headings[k], sizeof headings[k], "Welfare\n%.20s\n%%", who[k]);
        table_column(made, TABLE_RIGHT, headings[k]);
    }
    table_column(made, TABLE_RIGHT, "Welfare\nworld\n%");
    for (size_t k = 0; jobs && k < 2; k++) {
        snprintf(headings[2 + k], sizeof headings[2], "Reallocated\n%.20s\npersons", who[k]);
        table_column(made, TABLE_RIGHT, headings[2 + k]);
    }
    for (size_t k = 0; moves && k < 2; k++) {
        snprintf(headings[4 + k], sizeof headings[4], "Created\nor lost\n%.20s\npersons", who[k]);
        table_column(made, TABLE_RIGHT, headings[4 + k]);
    }
}

static void print_table(const replies *a, bool jobs, bool moves, text *to)
{
    char headings[8][PEOPLE_SIZE * 2];
    table made = { 0 };
    put_columns(a, jobs, moves, headings, &made);
    for (size_t k = 0; k < a->count; k++) put_row(a, &a->rows[k], jobs, moves, &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    for (size_t k = 0; k < a->count; k++)
        if (a->rows[k].why[0] != '\0') {
            char line[400];
            snprintf(line, sizeof line, "%s: %s", a->rows[k].name, a->rows[k].why);
            text_paragraph(to, line, screen_width(), 2);
        }
    text_add(to, "\n");
}

/* What one rule does, sector by sector. */
static void print_sectors(const replies *a, text *to)
{
    const cohong_retaliation *found = a->by_rule[a->rule];
    const cohong_world *base = cohong_model_base(a->model);
    char cell[PEOPLE_SIZE];
    bool hurt = a->rule == COHONG_MOST_HURTFUL;
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Sector");
    table_column(&made, TABLE_LEFT, "");
    table_column(&made, TABLE_RIGHT, "Base\ntrade");
    table_column(&made, TABLE_RIGHT, "Part hit\n%");
    table_column(&made, TABLE_RIGHT, "Rise of\ntariff\npoints");
    if (hurt) table_column(&made, TABLE_RIGHT, "Loss over\nduty");
    for (size_t j = 0; j < base->sector_count; j++) {
        double M = base->trade[(j * base->country_count + a->terms.by) * base->country_count + a->terms.against];
        if (!(found->rise[j] > 0) && !(hurt && !isnan(found->hurt[j]))) continue;
        table_cell(&made, base->sectors[j].code);
        table_cell(&made, base->sectors[j].name);
        table_cell(&made, people_level(M, 0, cell));
        snprintf(cell, sizeof cell, "%.1f", 100 * found->share[j]);
        table_cell(&made, cell);
        table_cell(&made, people_percent(found->rise[j], 2, cell));
        snprintf(cell, sizeof cell, "%.3f", found->hurt[j]);
        if (hurt) table_cell(&made, cell);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
    if (hurt)
        text_paragraph(
            to,
            "Loss over duty: what one unit of base trade x rise costs the other side, to first order, in the "
            "equilibrium of the attack; sectors are taken in its order until the value is used up.",
            screen_width(), 2);
    text_add(to, "\n");
}

static void print_head(const replies *a, text *to)
{
    const cohong_world *world = a->scenario->world;
    const char *by = world->countries[a->terms.by].code, *against = world->countries[a->terms.against].code;
    char line[400], value[PEOPLE_SIZE], all[PEOPLE_SIZE], unit[PEOPLE_SIZE * 2];
    text_format(to, "Retaliation of %s against %s: %s\n%s: %zu countries, %zu sectors; %s\n\n", by, against,
                a->scenario->title, world->name, world->country_count, world->sector_count,
                unit_text(world->currency, world->unit, world->year, unit));
    snprintf(line, sizeof line,
             "The attack: %s raises tariffs on %s of trade from %s, by %.1f points on average; %s buys %s from it that "
             "could "
             "be hit.",
             against, people_level(a->attack.value, 0, value), by, 100 * a->attack.rate, by,
             people_level(a->available, 0, all));
    if (a->attack.value > 0) text_paragraph(to, line, screen_width(), 2);
    text_add(to, "\n");
}

static void print_foot(const replies *a, bool jobs, bool moves, text *to)
{
    const cohong_settings *settings = &a->scenario->settings;
    char line[320];
    for (int rule = 0; rule < COHONG_RETALIATION_COUNT; rule++) {
        if (a->rule != COHONG_RETALIATION_COUNT && a->rule != rule) continue;
        snprintf(line, sizeof line, "%s: %s.", cohong_retaliation_name((cohong_retaliation_rule)rule),
                 cohong_retaliation_words((cohong_retaliation_rule)rule));
        text_paragraph(to, line, screen_width(), 2);
    }
    text_paragraph(to, "Trade hit: of the base; duty collected: of the rises alone, in the equilibrium.",
                   screen_width(), 2);
    if (jobs) job_word_text(COHONG_REALLOCATED, to);
    if (moves) job_word_text(COHONG_CREATED_OR_LOST, to);
    snprintf(line, sizeof line,
             "Closure: deficits %s, labour %s; market structure %s. Welfare: exact change against the base; of the "
             "world: mean "
             "weighted by base income.",
             settings->deficits, settings->labour, settings->structure);
    text_paragraph(to, line, screen_width(), 2);
    run_base_text(a->model, screen_width(), to);
}

int retaliate_print(const replies *a, bool as_json, const war_outputs *outputs)
{
    text to = { 0 };
    bool moves = cohong_labour_moves(a->scenario->settings.labour);
    bool jobs = a->count > 0 && !(isnan(a->rows[0].reallocated[0]) && isnan(a->rows[0].reallocated[1]));
    if (as_json) {
        replies_json(a, outputs, &to);
        return screen_print(&to);
    }
    print_head(a, &to);
    print_table(a, jobs, jobs && moves, &to);
    if (a->rule != COHONG_RETALIATION_COUNT) print_sectors(a, &to);
    print_foot(a, jobs, jobs && moves, &to);
    war_written_text(outputs, &to);
    return screen_print(&to);
}
