/* The answers of cohong war retaliate as text and as JSON. */
#include <math.h>
#include <stdio.h>

#include "job_section.h"
#include "solved.h"
#include "war_retaliate.h"

/* ---- text */

static double world_welfare(const answers *a, const double *welfare)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    const double *income = cohong_model_base_accounts(a->of.model)->income;
    double sum = 0, all = 0;
    for (size_t n = 0; n < base->country_count; n++) sum += income[n] * welfare[n], all += income[n];
    return sum / all;
}

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

static void put_row(const answers *a, const answer_row *row, bool jobs, bool moves, table *made)
{
    bool has = row->welfare != NULL;
    table_cell(made, row->name);
    cell_level(made, row->hit != NULL, row->hit != NULL ? row->hit->value : 0);
    cell_percent(made, row->hit != NULL, row->hit != NULL ? row->hit->rate : 0, 1);
    cell_level(made, row->hit != NULL, row->hit != NULL ? row->hit->collected : 0);
    cell_percent(made, has, has ? row->welfare[a->terms.by] : 0, 3);
    cell_percent(made, has, has ? row->welfare[a->terms.against] : 0, 3);
    cell_percent(made, has, has ? world_welfare(a, row->welfare) : 0, 3);
    for (size_t k = 0; jobs && k < 2; k++) cell_level(made, has, row->reallocated[k]);
    for (size_t k = 0; moves && k < 2; k++) {
        char cell[PEOPLE_SIZE];
        table_cell(made, has && !isnan(row->moved[k]) ? people_change(row->moved[k], 0, cell) : "");
    }
}

static void put_columns(const answers *a, bool jobs, bool moves, char headings[8][PEOPLE_SIZE * 2], table *made)
{
    const cohong_country *c = a->of.scenario->world->countries;
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

static void print_table(const answers *a, bool jobs, bool moves, text *to)
{
    char headings[8][PEOPLE_SIZE * 2];
    table made = { 0 };
    put_columns(a, jobs, moves, headings, &made);
    for (size_t k = 0; k < a->row_count; k++) put_row(a, &a->rows[k], jobs, moves, &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    for (size_t k = 0; k < a->row_count; k++)
        if (a->rows[k].why[0] != '\0') {
            char line[400];
            snprintf(line, sizeof line, "%s: %s", a->rows[k].name, a->rows[k].why);
            text_paragraph(to, line, screen_width(), 2);
        }
    text_add(to, "\n");
}

/* What one rule does, sector by sector. */
static void print_sectors(const answers *a, text *to)
{
    const cohong_retaliation *found = a->by_rule[a->rule];
    const cohong_world *base = cohong_model_base(a->of.model);
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

static void print_head(const answers *a, text *to)
{
    const cohong_world *world = a->of.scenario->world;
    const char *by = world->countries[a->terms.by].code, *against = world->countries[a->terms.against].code;
    char line[400], value[PEOPLE_SIZE], all[PEOPLE_SIZE], unit[PEOPLE_SIZE * 2];
    text_format(to, "Retaliation of %s against %s: %s\n%s: %zu countries, %zu sectors; %s\n\n", by, against,
                a->of.scenario->title, world->name, world->country_count, world->sector_count,
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

static void print_foot(const answers *a, bool jobs, bool moves, text *to)
{
    const cohong_settings *settings = &a->of.scenario->settings;
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
}

/* ---- JSON */

static void hit_json(const char *key, const cohong_tariff_hit *hit, json *j)
{
    json_key(j, key);
    json_object(j);
    json_key_number(j, "value", hit->value);
    json_key_number(j, "rate", hit->rate);
    json_key_number(j, "duty_at_base_trade", hit->duty);
    json_key_number(j, "duty_collected", hit->collected);
    json_end(j);
}

static void jobs_json(const answers *a, const answer_row *row, bool moves, json *j)
{
    const cohong_country *c = a->of.scenario->world->countries;
    const char *who[2] = { c[a->terms.by].code, c[a->terms.against].code };
    json_key(j, "reallocated");
    json_object(j);
    for (size_t k = 0; k < 2; k++) json_key_number(j, who[k], row->reallocated[k]);
    json_end(j);
    if (!moves) return;
    json_key(j, "created_or_lost");
    json_object(j);
    for (size_t k = 0; k < 2; k++) json_key_number(j, who[k], row->moved[k]);
    json_end(j);
}

static void row_json(const answers *a, const answer_row *row, bool moves, json *j)
{
    const cohong_world *world = a->of.scenario->world;
    json_object(j);
    json_key_text(j, "answer", row->name);
    json_key_text(j, "why_not", row->why[0] != '\0' ? row->why : NULL);
    if (row->hit != NULL) hit_json("hit", row->hit, j);
    if (row->welfare != NULL) {
        json_key_number(j, "welfare_world", world_welfare(a, row->welfare));
        jobs_json(a, row, moves, j);
        json_key(j, "welfare");
        json_object(j);
        for (size_t n = 0; n < world->country_count; n++) json_key_number(j, world->countries[n].code, row->welfare[n]);
        json_end(j);
    }
    json_end(j);
}

static void sectors_json(const answers *a, json *j)
{
    const cohong_retaliation *found = a->by_rule[a->rule];
    json_key(j, "sectors");
    json_array(j);
    for (size_t k = 0; k < a->of.scenario->world->sector_count; k++) {
        json_object(j);
        json_key_text(j, "sector", a->of.scenario->world->sectors[k].code);
        json_key_number(j, "share_hit", found->share[k]);
        json_key_number(j, "rise", found->rise[k]);
        json_key_number(j, "loss_over_duty", found->hurt[k]);
        json_end(j);
    }
    json_end(j);
}

static void print_json(const answers *a, bool moves, const war_outputs *outputs, text *to)
{
    const cohong_world *world = a->of.scenario->world;
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "game", "retaliate");
    json_key_text(&j, "title", a->of.scenario->title);
    json_key_text(&j, "world", world->name);
    json_key_text(&j, "currency", world->currency);
    json_key_number(&j, "unit", world->unit);
    json_key_whole(&j, "year", world->year);
    json_key_text(&j, "by", world->countries[a->terms.by].code);
    json_key_text(&j, "against", world->countries[a->terms.against].code);
    json_key_text(&j, "deficits", a->of.scenario->settings.deficits);
    json_key_text(&j, "labour", a->of.scenario->settings.labour);
    json_key_text(&j, "structure", a->of.scenario->settings.structure);
    hit_json("attack", &a->attack, &j);
    json_key_number(&j, "available", a->available);
    json_key(&j, "answers");
    json_array(&j);
    for (size_t k = 0; k < a->row_count; k++) row_json(a, &a->rows[k], moves, &j);
    json_end(&j);
    if (a->rule != COHONG_RETALIATION_COUNT) sectors_json(a, &j);
    war_written_json(outputs, &j);
    json_end(&j);
}

int retaliate_print(const answers *a, bool as_json, const war_outputs *outputs)
{
    text to = { 0 };
    bool moves = cohong_labour_moves(a->of.scenario->settings.labour);
    bool jobs = a->row_count > 0 && !(isnan(a->rows[0].reallocated[0]) && isnan(a->rows[0].reallocated[1]));
    if (as_json) {
        print_json(a, moves, outputs, &to);
        return screen_print(&to);
    }
    print_head(a, &to);
    print_table(a, jobs, jobs && moves, &to);
    if (a->rule != COHONG_RETALIATION_COUNT) print_sectors(a, &to);
    print_foot(a, jobs, jobs && moves, &to);
    war_written_text(outputs, &to);
    return screen_print(&to);
}
