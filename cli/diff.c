/* cohong diff: two stored runs side by side, measure by measure: A, B, B - A. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "stored.h"
#include "verbs.h"

typedef struct diff_flags {
    const char *store, *measure, *country;
    bool json, markdown;
} diff_flags;

enum { MEASURE_LIMIT = 64 };

static const char ABOUT[] =
    "Compares two stored runs by country and measure: A, B and B - A. A and B are ids or names (cohong\n"
    "runs).\n"
    "Changes are printed in percent and their differences in percentage points; --json gives fractions.\n"
    "Without --measure: the measures of the short table that cohong run prints.";
static const char EXAMPLES[] = "  cohong diff 1 2\n"
                               "  cohong diff zero-deficit rigid --country USA --measure welfare,real_wage\n"
                               "  cohong diff 1 2 --measure all --md > difference.md\n";

static const char *measure_name(const void *list, size_t k)
{
    return ((const cohong_measure *)list)[k].name;
}

/* Marks the rows of the table of measures that are wanted; false after a complaint. */
static bool select_measures(const char *list, bool wanted[MEASURE_LIMIT])
{
    size_t count;
    const cohong_measure *measures = cohong_measures(&count);
    for (size_t k = 0; k < count; k++)
        wanted[k] = list == NULL ? country_table_has(measures[k].name) : strcmp(list, "all") == 0;
    if (list != NULL && strcmp(list, "all") == 0) return true;
    while (list != NULL && *list != '\0') {
        char name[64], guess[160];
        size_t length = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), list);
        const cohong_measure *found = cohong_measure_find(name);
        if (found == NULL) {
            suggest_sentence(suggest(name, measures, count, measure_name), guess, sizeof guess);
            complain("--measure: there is no measure \"%s\"%s", name, guess);
            return false;
        }
        wanted[found - measures] = true;
        list += length + (list[length] == ',');
    }
    return true;
}

/* The values that were asked for, one after the other. */
typedef struct walk {
    const cohong_stored *stored;
    const stored_countries *countries;
    const bool *wanted;
    size_t next;
} walk;

static bool is_selected(const stored_countries *countries, const char *code)
{
    for (size_t n = 0; n < countries->count; n++)
        if (strcmp(countries->countries[n].code, code) == 0) return countries->selected[n];
    return false;
}

static const cohong_stored_value *walk_next(walk *w, const cohong_measure **measure)
{
    size_t count;
    const cohong_measure *measures = cohong_measures(&count);
    while (w->next < w->stored->value_count) {
        const cohong_stored_value *value = &w->stored->values[w->next++];
        *measure = cohong_measure_find(value->measure);
        if (*measure != NULL && w->wanted[*measure - measures] && is_selected(w->countries, value->country))
            return value;
    }
    return NULL;
}

static void value_cells(table *made, const cohong_measure *measure, const cohong_stored_value *value)
{
    char a[PEOPLE_SIZE], b[PEOPLE_SIZE], difference[PEOPLE_SIZE];
    if (measure->unit == COHONG_CHANGE) {
        table_cell(made, people_percent(value->a, 4, a));
        table_cell(made, people_percent(value->b, 4, b));
        table_cell(made, people_percent(value->difference, 4, difference));
    } else {
        table_cell(made, people_level(value->a, 1, a));
        table_cell(made, people_level(value->b, 1, b));
        table_cell(made, people_change(value->difference, 1, difference));
    }
}

static void diff_table(walk *w, const char *unit, table *made)
{
    const cohong_measure *measure;
    table_column(made, TABLE_LEFT, "Measure");
    table_column(made, TABLE_LEFT, "Unit");
    table_column(made, TABLE_LEFT, "Country");
    table_column(made, TABLE_RIGHT, "A");
    table_column(made, TABLE_RIGHT, "B");
    table_column(made, TABLE_RIGHT, "B - A");
    for (const cohong_stored_value *value; (value = walk_next(w, &measure)) != NULL;) {
        table_cell(made, measure->heading);
        table_cell(made, measure->unit == COHONG_CHANGE ? "%" : measure->unit == COHONG_VALUE ? unit : "persons");
        table_cell(made, value->country);
        value_cells(made, measure, value);
    }
}

/* What differs between the runs beside their numbers. */
static void describe(const char *letter, const cohong_stored_run *run, bool markdown, text *to)
{
    text line = { 0 };
    text_format(&line, "%s: run %lld%s%s, %s; %s; deficits %s, labour %s, structure %s", letter, (long long)run->id,
                run->name[0] != '\0' ? " " : "", run->name, run->title, run->world, run->deficits, run->labour,
                run->structure);
    if (line.failed)
        to->failed = true;
    else if (markdown)
        text_format(to, "%s  \n", line.bytes);
    else
        text_paragraph(to, line.bytes, screen_width(), 3);
    text_free(&line);
}

static bool same_units(const cohong_stored_run *a, const cohong_stored_run *b)
{
    return strcmp(a->currency, b->currency) == 0 && a->unit == b->unit && a->year == b->year;
}

static void diff_text(const cohong_stored *stored, walk *w, const diff_flags *flags, text *to)
{
    const cohong_stored_run *a = &stored->runs[0], *b = &stored->runs[1];
    char unit[PEOPLE_SIZE * 2];
    const char *end = flags->markdown ? "  " : "";
    table made = { 0 };
    describe("A", a, flags->markdown, to);
    describe("B", b, flags->markdown, to);
    if (!same_units(a, b))
        text_format(to, "Levels of A and B are in different units or years and not comparable.%s\n", end);
    text_add(to, "\n");
    diff_table(w, same_units(a, b) ? unit_text(a->currency, a->unit, a->year, unit) : "own unit", &made);
    if (flags->markdown)
        table_render_markdown(&made, to);
    else
        table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void run_json(const cohong_stored_run *run, json *j)
{
    json_object(j);
    json_key_whole(j, "id", run->id);
    json_key_text(j, "name", run->name);
    json_key_text(j, "title", run->title);
    json_key_text(j, "world", run->world);
    json_key_whole(j, "year", run->year);
    json_key_text(j, "currency", run->currency);
    json_key_number(j, "unit", run->unit);
    json_key_text(j, "structure", run->structure);
    json_key_text(j, "deficits", run->deficits);
    json_key_text(j, "labour", run->labour);
    json_end(j);
}

static void diff_json(const cohong_stored *stored, walk *w, text *to)
{
    static const char *const UNITS[] = { "fraction", "value", "persons" };
    const cohong_measure *measure;
    json j = json_to(to);
    json_object(&j);
    json_key(&j, "a");
    run_json(&stored->runs[0], &j);
    json_key(&j, "b");
    run_json(&stored->runs[1], &j);
    json_key(&j, "differences");
    json_array(&j);
    for (const cohong_stored_value *value; (value = walk_next(w, &measure)) != NULL;) {
        json_object(&j);
        json_key_text(&j, "measure", value->measure);
        json_key_text(&j, "unit", UNITS[measure->unit]);
        json_key_text(&j, "country", value->country);
        json_key_number(&j, "a", value->a);
        json_key_number(&j, "b", value->b);
        json_key_number(&j, "difference", value->difference);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
}

static int print_diff(const cohong_stored *stored, const diff_flags *flags, const bool *wanted)
{
    stored_countries countries;
    text to = { 0 };
    if (!stored_countries_new(stored, flags->country, &countries)) return EXIT_BAD_INPUT;
    walk w = { stored, &countries, wanted, 0 };
    if (flags->json)
        diff_json(stored, &w, &to);
    else
        diff_text(stored, &w, flags, &to);
    stored_countries_free(&countries);
    return screen_print(&to);
}

static int diff_runs(cohong_store *store, const given *from, const diff_flags *flags, const bool *wanted)
{
    cohong_error error = { 0 };
    cohong_stored *stored = NULL;
    int64_t a, b;
    cohong_status status = cohong_store_find(store, from->operands[0], &a, &error);
    if (status == COHONG_OK) status = cohong_store_find(store, from->operands[1], &b, &error);
    if (status == COHONG_OK) status = cohong_store_diff(store, a, b, &stored, &error);
    int answer = status == COHONG_OK ? print_diff(stored, flags, wanted) : complain_of(&error);
    cohong_stored_free(stored);
    return answer;
}

int verb_diff(int argc, char **argv)
{
    diff_flags flags = { 0 };
    const option options[] = {
        OPTION_STORE(&flags.store),
        { "measure", "LIST", "these columns of countries.csv, or all: welfare,real_wage", &flags.measure, NULL },
        { "country", "LIST", "only these countries: USA,CHN", &flags.country, NULL },
        { "json", NULL, "print the table as JSON", NULL, &flags.json },
        { "md", NULL, "print the table as Markdown", NULL, &flags.markdown },
    };
    const command of = { .name = "cohong diff",
                         .operands = "A B",
                         .least_operands = 2,
                         .most_operands = 2,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options) };
    given from;
    bool wanted[MEASURE_LIMIT];
    int status;
    char path[DATA_PATH];
    cohong_store *store;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (flags.json && flags.markdown) return complain("--json does not go with --md");
    if (!select_measures(flags.measure, wanted)) return EXIT_BAD_INPUT;
    status = stored_open(flags.store, path, &store);
    if (status != EXIT_SOLVED) return status;
    if (store == NULL) return complain("no run is stored yet; cohong run SCENARIO --name LABEL stores one");
    status = diff_runs(store, &from, &flags, wanted);
    cohong_store_close(store);
    return status;
}
