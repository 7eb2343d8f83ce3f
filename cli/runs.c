/* cohong runs: lists, shows and deletes stored runs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/answers.h"
#include "stored.h"
#include "verbs.h"

/* ---- list */

static void list_text(const cohong_stored *all, text *to)
{
    static const char *const HEADINGS[] = { "Run", "Name", "Created (UTC)", "World", "Deficits", "Structure", "Title" };
    table made = { 0 };
    for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++)
        table_column(&made, c == 0 ? TABLE_RIGHT : TABLE_LEFT, HEADINGS[c]);
    for (size_t k = 0; k < all->run_count; k++) {
        const cohong_stored_run *run = &all->runs[k];
        char id[32];
        snprintf(id, sizeof id, "%lld", (long long)run->id);
        const char *cells[] = { id, run->name, run->created, run->world, run->deficits, run->structure, run->title };
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) table_cell(&made, cells[c]);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static int list_runs(int argc, char **argv)
{
    const char *store_flag = NULL;
    bool as_json = false;
    const option options[] = { OPTION_STORE(&store_flag), { "json", NULL, "print the list as JSON", NULL, &as_json } };
    const command of = {
        .name = strcmp(argv[0], "list") == 0 ? "cohong runs list" : "cohong runs",
        .operands = "[list | show RUN | delete RUN]",
        .about = "Lists the stored runs, oldest first. `cohong runs show RUN` prints one, `cohong runs delete RUN`\n"
                 "removes one. RUN is an id or a name; of runs with one name the newest is meant.",
        OPTIONS_OF(options)
    };
    given from;
    int status;
    char path[DATA_PATH];
    cohong_store *store;
    cohong_stored *all = NULL;
    cohong_error error = { 0 };
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = stored_open(store_flag, path, &store);
    if (status != EXIT_SOLVED) return status;
    cohong_stored none = { 0 };
    if (store != NULL && cohong_store_list(store, &all, &error) != COHONG_OK) status = complain_of(&error);
    const cohong_stored *listed = all != NULL ? all : &none;
    if (status == EXIT_SOLVED && as_json)
        stored_list_json(listed, &to);
    else if (status == EXIT_SOLVED && listed->run_count == 0)
        text_add(&to, "No run is stored yet; cohong run SCENARIO --name LABEL stores one.\n");
    else if (status == EXIT_SOLVED)
        list_text(listed, &to);
    if (status == EXIT_SOLVED) status = screen_print(&to);
    cohong_stored_free(all);
    cohong_store_close(store);
    return status;
}

/* ---- one run */

typedef struct stored_source {
    const cohong_stored *stored;
    const cohong_country *countries;
} stored_source;

static double stored_measure(const void *from, const char *measure, size_t country)
{
    const stored_source *source = from;
    for (size_t k = 0; k < source->stored->value_count; k++) {
        const cohong_stored_value *value = &source->stored->values[k];
        if (strcmp(value->measure, measure) == 0 && strcmp(value->country, source->countries[country].code) == 0)
            return value->a;
    }
    return NAN;
}

static void show_text(const cohong_stored_run *run, const country_table *countries, text *to)
{
    char unit[PEOPLE_SIZE * 2];
    text_format(to, "Run %lld%s%s, recorded %s by cohong %s\n%s\n%s; values in %s\n\n", (long long)run->id,
                run->name[0] != '\0' ? ", " : "", run->name, run->created, run->engine, run->title, run->world,
                unit_text(run->currency, run->unit, run->year, unit));
    country_table_text(countries, to);
    text_format(to, "\nClosure: deficits %s, labour %s; market structure %s.\n", run->deficits, run->labour,
                run->structure);
    text_format(to, "Converged: largest residual %.1e after %zu iterations; %.3f s. Scenario: %s\n", run->residual,
                run->iterations, run->seconds, run->scenario);
}

static void show_json(const cohong_stored_run *run, const country_table *countries, text *to)
{
    json j = json_to(to);
    json_object(&j);
    json_key_whole(&j, "id", run->id);
    json_key_text(&j, "name", run->name);
    json_key_text(&j, "created", run->created);
    json_key(&j, "manifest");
    json_raw(&j, run->manifest);
    json_key(&j, "countries");
    country_table_json(countries, &j);
    json_end(&j);
}

static int show_stored(const cohong_stored *stored, const char *list, bool as_json)
{
    stored_countries countries;
    text to = { 0 };
    const cohong_stored_run *run = &stored->runs[0];
    if (!stored_countries_new(stored, list, &countries)) return EXIT_BAD_INPUT;
    stored_source source = { stored, countries.countries };
    country_table shown = { stored_measure, &source, countries.countries, countries.count, countries.selected };
    if (as_json)
        show_json(run, &shown, &to);
    else
        show_text(run, &shown, &to);
    stored_countries_free(&countries);
    return screen_print(&to);
}

/* Opens the store and finds the run; the store is NULL after a complaint. */
static cohong_store *open_at(const char *flag, const char *run, int64_t *id)
{
    char path[DATA_PATH];
    cohong_store *store;
    cohong_error error = { 0 };
    if (stored_open(flag, path, &store) != EXIT_SOLVED) return NULL;
    if (store == NULL) {
        complain("there is no run \"%.100s\": no run is stored yet", run);
    } else if (cohong_store_find(store, run, id, &error) != COHONG_OK) {
        complain_of(&error);
        cohong_store_close(store);
        store = NULL;
    }
    return store;
}

static int show_run(int argc, char **argv)
{
    const char *store_flag = NULL, *country = NULL;
    bool as_json = false;
    const option options[] = { OPTION_STORE(&store_flag),
                               { "country", "LIST", "only these rows: USA,CHN", &country, NULL },
                               { "json", NULL, "print the run with its manifest as JSON", NULL, &as_json } };
    const command of = { .name = "cohong runs show",
                         .operands = "RUN",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = "Prints a stored run: its table, its closure, where it came from.",
                         OPTIONS_OF(options) };
    given from;
    int status;
    int64_t id;
    cohong_stored *stored;
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    cohong_store *store = open_at(store_flag, from.operands[0], &id);
    if (store == NULL) return EXIT_BAD_INPUT;
    if (cohong_store_show(store, id, &stored, &error) == COHONG_OK)
        status = show_stored(stored, country, as_json);
    else
        status = complain_of(&error);
    cohong_stored_free(stored);
    cohong_store_close(store);
    return status;
}

static int delete_run(int argc, char **argv)
{
    const char *store_flag = NULL;
    bool quiet = false;
    const option options[] = { OPTION_STORE(&store_flag), OPTION_QUIET(&quiet) };
    const command of = { .name = "cohong runs delete",
                         .operands = "RUN",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = "Removes a stored run with all its values. Files written with --out stay.",
                         OPTIONS_OF(options) };
    given from;
    int status;
    int64_t id;
    cohong_error error = { 0 };
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    cohong_store *store = open_at(store_flag, from.operands[0], &id);
    if (store == NULL) return EXIT_BAD_INPUT;
    cohong_status deleted = cohong_store_delete(store, id, &error);
    if (deleted == COHONG_OK && !quiet) text_format(&to, "Deleted run %lld\n", (long long)id);
    status = deleted == COHONG_OK ? screen_print(&to) : complain_of(&error);
    cohong_store_close(store);
    return status;
}

int verb_runs(int argc, char **argv)
{
    static const verb VERBS[] = { { "list", list_runs, "list the stored runs, oldest first" },
                                  { "show", show_run, "print a stored run" },
                                  { "delete", delete_run, "remove a stored run" } };
    const verb_group group = {
        .name = "cohong runs", .verbs = VERBS, .count = sizeof VERBS / sizeof *VERBS, .alone = list_runs
    };
    return options_group(&group, argc, argv);
}
