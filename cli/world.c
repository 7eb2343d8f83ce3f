/* cohong world: check, balance, aggregate, import and info of a benchmark economy. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "solved.h"
#include "verbs.h"

static const char *country_or_none(const cohong_world *world, size_t n)
{
    return n == COHONG_NONE ? "" : world->countries[n].code;
}

static const char *sector_or_none(const cohong_world *world, size_t j)
{
    return j == COHONG_NONE ? "" : world->sectors[j].code;
}

/* Reads a world folder, found also among those that ship; NULL after a complaint. */
static cohong_world *read_world(const char *given_path, bool checked, bool use_cache)
{
    char found[DATA_PATH];
    cohong_error error = { 0 };
    cohong_world *world = NULL;
    cohong_cache_use cache = use_cache ? COHONG_CACHE_AUTO : COHONG_CACHE_OFF;
    const char *path = data_find(DATA_WORLD, given_path, found);
    screen_working("reading the world", false);
    cohong_status status = checked ? cohong_world_read(path, cache, &world, &error)
                                   : cohong_world_read_unchecked(path, cache, &world, &error);
    screen_worked();
    if (status != COHONG_OK) complain_of(&error);
    return world;
}

/* A complaint about the numbers of a world as a whole names its folder. */
static int complain_of_world(const char *given_path, cohong_error *error)
{
    char found[DATA_PATH];
    if (error->file[0] == '\0')
        snprintf(error->file, sizeof error->file, "%s", data_find(DATA_WORLD, given_path, found));
    return complain_of(error);
}

/* Writes a world with signals held. */
static int write_world(const cohong_world *world, const char *folder)
{
    cohong_error error = { 0 };
    screen_hold_signals();
    cohong_status status = cohong_world_write(world, folder, &error);
    screen_release_signals();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

/* Renames a world when a name was given; false after a complaint. */
static bool rename_world(cohong_world *world, const char *name)
{
    if (name == NULL) return true;
    const char *kept = cohong_world_text(world, name);
    if (kept == NULL) complain("out of memory");
    if (kept != NULL) world->name = kept;
    return kept != NULL;
}

/* ---- check */

/* What each identity says, left side = right side. */
static void formulas_text(const cohong_identity *identities, size_t count, text *to)
{
    for (size_t k = 0; k < count; k++) {
        char line[256];
        snprintf(line, sizeof line, "%s: %s", identities[k].name, identities[k].formula);
        text_paragraph(to, line, screen_width(), 2);
    }
}

static void check_text(const cohong_world *world, const cohong_identity *identities, size_t count, text *to)
{
    static const char *const HEADINGS[] = { "Identity",  "Worst violation,\nrelative", "Country", "Sector", "Left side",
                                            "Right side" };
    char number[PEOPLE_SIZE];
    table made = { 0 };
    for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++)
        table_column(&made, c == 1 || c == 4 || c == 5 ? TABLE_RIGHT : TABLE_LEFT, HEADINGS[c]);
    for (size_t k = 0; k < count; k++) {
        const cohong_identity *identity = &identities[k];
        table_cell(&made, identity->name);
        snprintf(number, sizeof number, "%.1e", identity->worst);
        table_cell(&made, number);
        table_cell(&made, country_or_none(world, identity->country));
        table_cell(&made, sector_or_none(world, identity->sector));
        snprintf(number, sizeof number, "%.10g", identity->left);
        table_cell(&made, number);
        snprintf(number, sizeof number, "%.10g", identity->right);
        table_cell(&made, number);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
    text_add(to, "\n");
    formulas_text(identities, count, to);
    text_format(to, "\nTolerance stated in world.toml: %g\n", world->tolerance);
}

static void check_json(const cohong_world *world, const cohong_identity *identities, size_t count, bool valid, text *to)
{
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "world", world->name);
    json_key_number(&j, "tolerance", world->tolerance);
    json_key(&j, "valid");
    json_raw(&j, valid ? "true" : "false");
    json_key(&j, "identities");
    json_array(&j);
    for (size_t k = 0; k < count; k++) {
        json_object(&j);
        json_key_text(&j, "identity", identities[k].name);
        json_key_text(&j, "formula", identities[k].formula);
        json_key_number(&j, "worst", identities[k].worst);
        json_key_number(&j, "left", identities[k].left);
        json_key_number(&j, "right", identities[k].right);
        json_key_text(&j, "country",
                      identities[k].country == COHONG_NONE ? NULL : world->countries[identities[k].country].code);
        json_key_text(&j, "sector",
                      identities[k].sector == COHONG_NONE ? NULL : world->sectors[identities[k].sector].code);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
}

static int check(int argc, char **argv)
{
    bool as_json = false, quiet = false;
    const option options[] = { { "json", NULL, "print the table as JSON", NULL, &as_json }, OPTION_QUIET(&quiet) };
    const command of = {
        .name = "cohong world check",
        .shipped = DATA_WORLD,
        .operands = "DIR",
        .least_operands = 1,
        .most_operands = 1,
        .about = "Prints every accounting identity with its worst violation, where that is and both sides there.\n"
                 "Exit status 2 when one is broken beyond the tolerance of world.toml.",
        OPTIONS_OF(options)
    };
    given from;
    int status;
    size_t count = 0;
    text to = { 0 };
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    cohong_world *world = read_world(from.operands[0], false, true);
    if (world == NULL) return EXIT_BAD_INPUT;
    cohong_status valid = cohong_world_check(world, identities, &count, &error);
    if (!quiet && as_json)
        check_json(world, identities, count, valid == COHONG_OK, &to);
    else if (!quiet && count > 0)
        check_text(world, identities, count, &to);
    status = screen_print(&to);
    if (valid != COHONG_OK) status = complain_of_world(from.operands[0], &error);
    cohong_world_free(world);
    return status;
}

/* ---- info */

typedef struct world_facts {
    double zero_share; /* of flows between different countries */
    double covered;    /* persons in countries with employment */
    size_t covered_countries;
    double output;
} world_facts;

static world_facts facts_of(const cohong_world *world, const cohong_accounts *accounts)
{
    size_t N = world->country_count, J = world->sector_count, zeros = 0;
    world_facts facts = { 0 };
    for (size_t k = 0; k < J * N * N; k++) zeros += k / N % N != k % N && world->trade[k] == 0;
    facts.zero_share = N > 1 ? (double)zeros / (double)(J * N * (N - 1)) : 0;
    for (size_t k = 0; k < J * N; k++) facts.output += accounts->output[k];
    for (size_t n = 0; n < N && world->employment != NULL; n++) {
        double persons = 0;
        for (size_t j = 0; j < J; j++) persons += world->employment[j * N + n];
        if (isnan(persons)) continue;
        facts.covered += persons;
        facts.covered_countries++;
    }
    return facts;
}

/* Countries by the size of their deficit or surplus, the largest first, in `order` (N). */
static void order_by_deficit(const cohong_accounts *accounts, size_t N, size_t *order)
{
    for (size_t n = 0; n < N; n++) {
        size_t at = n;
        for (; at > 0 && fabs(accounts->deficit[order[at - 1]]) < fabs(accounts->deficit[n]); at--)
            order[at] = order[at - 1];
        order[at] = n;
    }
}

static void deficits_text(const cohong_world *world, const cohong_accounts *accounts, const size_t *order,
                          const char *unit, text *to)
{
    enum { SHOWN = 5 };
    char heading[PEOPLE_SIZE * 3], cell[PEOPLE_SIZE];
    table made = { 0 };
    snprintf(heading, sizeof heading, "Imports less exports\n%s", unit);
    table_column(&made, TABLE_LEFT, "Largest imbalances");
    table_column(&made, TABLE_LEFT, "");
    table_column(&made, TABLE_RIGHT, heading);
    table_column(&made, TABLE_RIGHT, "of GDP\n%");
    for (size_t k = 0; k < world->country_count && k < SHOWN; k++) {
        size_t n = order[k];
        table_cell(&made, world->countries[n].code);
        table_cell(&made, world->countries[n].name != NULL ? world->countries[n].name : "");
        table_cell(&made, people_change(accounts->deficit[n], 0, cell));
        table_cell(&made, people_percent(accounts->deficit[n] / accounts->value_added[n], 2, cell));
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

/* A label and words that go on behind it in as many lines as they need. */
static void put_labelled(const char *label, const char *words, text *to)
{
    text line = { 0 };
    text_format(&line, "%s%s", label, words != NULL && words[0] != '\0' ? words : "not stated");
    if (line.failed)
        to->failed = true;
    else
        text_paragraph(to, line.bytes, screen_width(), 2);
    text_free(&line);
}

static void info_text(const cohong_world *world, const cohong_accounts *accounts, const size_t *order, text *to)
{
    char unit[PEOPLE_SIZE * 2], number[PEOPLE_SIZE];
    world_facts facts = facts_of(world, accounts);
    unit_text(world->currency, world->unit, world->year, unit);
    text_format(to, "%s\n%zu countries, %zu sectors; values in %s\n", world->name, world->country_count,
                world->sector_count, unit);
    put_labelled("Source: ", world->provenance, to);
    put_labelled("Licence: ", world->licence, to);
    text_format(to, "Gross output: %s; zero flows between countries: %.1f %%\n", people_level(facts.output, 0, number),
                100 * facts.zero_share);
    if (facts.covered_countries > 0)
        text_format(to, "Employment: %s persons in %zu of %zu countries\n", people_level(facts.covered, 0, number),
                    facts.covered_countries, world->country_count);
    else
        text_add(to, "Employment: none in this world\n");
    text codes = { 0 };
    for (size_t n = 0; n < world->country_count; n++) text_format(&codes, "%s ", world->countries[n].code);
    put_labelled("Countries: ", codes.bytes, to);
    text_free(&codes);
    for (size_t j = 0; j < world->sector_count; j++) text_format(&codes, "%s ", world->sectors[j].code);
    put_labelled("Sectors: ", codes.bytes, to);
    text_free(&codes);
    text_add(to, "\n");
    deficits_text(world, accounts, order, unit, to);
}

static void info_json(const cohong_world *world, const cohong_accounts *accounts, text *to)
{
    world_facts facts = facts_of(world, accounts);
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "name", world->name);
    json_key_whole(&j, "year", world->year);
    json_key_text(&j, "currency", world->currency);
    json_key_number(&j, "unit", world->unit);
    json_key_text(&j, "source", world->provenance);
    json_key_text(&j, "licence", world->licence);
    json_key_number(&j, "output", facts.output);
    json_key_number(&j, "zero_share", facts.zero_share);
    json_key_number(&j, "employment_covered", facts.covered);
    json_key(&j, "sectors");
    json_array(&j);
    for (size_t k = 0; k < world->sector_count; k++) json_text(&j, world->sectors[k].code);
    json_end(&j);
    json_key(&j, "countries");
    json_array(&j);
    for (size_t n = 0; n < world->country_count; n++) {
        json_object(&j);
        json_key_text(&j, "country", world->countries[n].code);
        json_key_text(&j, "name", world->countries[n].name);
        json_key_number(&j, "gdp", accounts->value_added[n]);
        json_key_number(&j, "tariff_revenue", accounts->tariff_revenue[n]);
        json_key_number(&j, "deficit", accounts->deficit[n]);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
}

static int info(int argc, char **argv)
{
    bool as_json = false;
    const option options[] = { { "json", NULL, "print it as JSON", NULL, &as_json } };
    const command of = { .name = "cohong world info",
                         .shipped = DATA_WORLD,
                         .operands = "DIR",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about =
                             "Describes a world: year, currency, sizes, zero flows, employment, largest imbalances.",
                         OPTIONS_OF(options) };
    given from;
    int status;
    text to = { 0 };
    cohong_accounts *accounts = NULL;
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    cohong_world *world = read_world(from.operands[0], true, true);
    if (world == NULL) return EXIT_BAD_INPUT;
    size_t *order = calloc(world->country_count, sizeof *order);
    if (order == NULL) {
        status = complain("out of memory");
    } else if (cohong_accounts_new(world, &accounts, &error) != COHONG_OK) {
        status = complain_of_world(from.operands[0], &error);
    } else {
        order_by_deficit(accounts, world->country_count, order);
        if (as_json)
            info_json(world, accounts, &to);
        else
            info_text(world, accounts, order, &to);
        status = screen_print(&to);
    }
    free(order);
    cohong_accounts_free(accounts);
    cohong_world_free(world);
    return status;
}

/* ---- balance */

static void balance_text(const cohong_world *world, const cohong_balance_report *report, const char *out, text *to)
{
    text_format(to, "Balanced: worst goods-market violation left %.1e after %zu iterations\n", report->residual,
                report->iterations);
    if (report->total_moved > 0)
        text_format(to,
                    "Moved: %.2e of all flows; largest change of one flow %.2e (sector %s, importer %s, exporter %s)\n",
                    report->total_moved, report->largest_change, sector_or_none(world, report->sector),
                    country_or_none(world, report->importer), country_or_none(world, report->exporter));
    else
        text_add(to, "No flow moved: final shares are the residual of expenditure less intermediate use\n");
    text_format(to, "Written: %s\n", out);
}

static int balance(int argc, char **argv)
{
    const char *out = NULL, *name = NULL;
    bool quiet = false;
    const option options[] = { { "out", "DIR", "folder of the balanced world (required)", &out, NULL },
                               { "name", "NAME", "its name [that of the world]", &name, NULL },
                               OPTION_QUIET(&quiet) };
    const command of = {
        .name = "cohong world balance",
        .shipped = DATA_WORLD,
        .operands = "DIR --out DIR",
        .least_operands = 1,
        .most_operands = 1,
        .about = "Makes every identity hold and says what moved and by how much. Tariffs, sourcing shares and input\n"
                 "shares stay; final shares, or else flows, give way.",
        OPTIONS_OF(options)
    };
    given from;
    int status;
    text to = { 0 };
    cohong_balance_report report = { 0 };
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (out == NULL) return complain("cohong world balance needs --out DIR");
    cohong_world *world = read_world(from.operands[0], false, true);
    if (world == NULL) return EXIT_BAD_INPUT;
    screen_working("balancing", quiet);
    cohong_status balanced = cohong_world_balance(world, &report, &error);
    screen_worked();
    if (balanced != COHONG_OK)
        status = complain_of_world(from.operands[0], &error);
    else
        status = rename_world(world, name) ? write_world(world, out) : EXIT_BAD_INPUT;
    if (status == EXIT_SOLVED && !quiet) {
        balance_text(world, &report, out, &to);
        status = screen_print(&to);
    }
    cohong_world_free(world);
    return status;
}

/* ---- aggregate */

static int print_written(const cohong_world *world, const char *out, bool quiet)
{
    text to = { 0 };
    if (!quiet)
        text_format(&to, "Written: %s (%zu countries, %zu sectors)\n", out, world->country_count, world->sector_count);
    return screen_print(&to);
}

static int aggregate(int argc, char **argv)
{
    const char *map = NULL, *out = NULL, *name = NULL;
    bool quiet = false;
    const option options[] = {
        { "map", "FILE", "columns kind (country or sector), from, to and optionally name (required)", &map, NULL },
        { "out", "DIR", "folder of the merged world (required)", &out, NULL },
        { "name", "NAME", "its name [that of the world]", &name, NULL },
        OPTION_QUIET(&quiet)
    };
    const command of = {
        .name = "cohong world aggregate",
        .shipped = DATA_WORLD,
        .operands = "DIR --map FILE --out DIR",
        .least_operands = 1,
        .most_operands = 1,
        .about =
            "Merges countries and sectors by a map; codes that it does not name stay. Flows add, tariffs and trade\n"
            "elasticities are averaged by import weights, shares are recomputed from values.",
        OPTIONS_OF(options)
    };
    given from;
    int status;
    cohong_world *merged = NULL;
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (map == NULL || out == NULL) return complain("cohong world aggregate needs --map FILE and --out DIR");
    cohong_world *world = read_world(from.operands[0], true, true);
    if (world == NULL) return EXIT_BAD_INPUT;
    if (cohong_world_aggregate(world, map, &merged, &error) != COHONG_OK)
        status = complain_of_world(from.operands[0], &error);
    else
        status = rename_world(merged, name) ? write_world(merged, out) : EXIT_BAD_INPUT;
    if (status == EXIT_SOLVED) status = print_written(merged, out, quiet);
    cohong_world_free(merged);
    cohong_world_free(world);
    return status;
}

/* ---- import */

static void import_text(const cohong_import_report *report, text *to)
{
    text_format(to, "Read: %zu countries, %zu sectors\n", report->country_count, report->sector_count);
    text_format(to, "Negative final demand set to zero: %zu entries, %.6g in all\n", report->negative_count,
                report->negative_total);
    text_format(to, "Sectors without output: %zu; with value added of zero or less, set to 1 %% of output: %zu\n",
                report->idle_count, report->value_added_count);
    text_format(to, "Largest difference between a row's sum and its stated output: %.6g\n", report->rounding);
    text_format(to, "Balancing moved %.2e of all flows, one flow by at most %.2e; violation left %.1e\n",
                report->balance.total_moved, report->balance.largest_change, report->balance.residual);
}

static int import_table(const char *table_file, const cohong_import_options *options, const char *out, bool quiet)
{
    cohong_world *world = NULL;
    cohong_import_report report = { 0 };
    cohong_error error = { 0 };
    text to = { 0 };
    screen_working("importing the table", quiet);
    cohong_status imported = cohong_world_import(table_file, options, &world, &report, &error);
    screen_worked();
    int status = imported == COHONG_OK ? write_world(world, out) : complain_of(&error);
    if (status == EXIT_SOLVED && !quiet) {
        import_text(&report, &to);
        status = screen_print(&to);
    }
    if (status == EXIT_SOLVED) status = print_written(world, out, quiet);
    cohong_world_free(world);
    return status;
}

static int import(int argc, char **argv)
{
    cohong_import_options wanted = { .unit = 1e6 };
    const char *out = NULL, *year = NULL, *unit = NULL, *theta = NULL;
    bool quiet = false;
    const option options[] = {
        { "out", "DIR", "folder of the world (required)", &out, NULL },
        { "name", "NAME", "name of the world (required)", &wanted.name, NULL },
        { "currency", "CODE", "ISO 4217 (required)", &wanted.currency, NULL },
        { "year", "YEAR", "of the table (required)", &year, NULL },
        { "unit", "NUMBER", "1e6: the table is in millions [1e6]", &unit, NULL },
        { "theta", "NUMBER", "trade elasticity of sectors that --theta-file does not name", &theta, NULL },
        { "theta-file", "FILE", "columns sector, theta and optionally name, kind", &wanted.theta_file, NULL },
        { "employment-file", "FILE", "columns country, sector, employment (persons)", &wanted.employment_file, NULL },
        { "source", "TEXT", "where the table comes from", &wanted.provenance, NULL },
        { "licence", "TEXT", "under what terms", &wanted.licence, NULL },
        OPTION_QUIET(&quiet),
    };
    const command of = {
        .name = "cohong world import",
        .operands = "TABLE.csv --out DIR",
        .least_operands = 1,
        .most_operands = 1,
        .about = "Makes a world from a world input-output table in wide CSV: rows and columns COUNTRY_industry, final\n"
                 "demand COUNTRY_category. Says what it had to mend.",
        OPTIONS_OF(options)
    };
    given from;
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (out == NULL || wanted.name == NULL || wanted.currency == NULL || year == NULL)
        return complain("cohong world import needs --out DIR, --name NAME, --currency CODE and --year YEAR");
    if (theta == NULL && wanted.theta_file == NULL)
        return complain("cohong world import needs --theta NUMBER or --theta-file FILE");
    if (!options_whole("year", year, 1, 9999, &wanted.year) ||
        !options_number("unit", unit, 1e-12, 1e15, &wanted.unit) ||
        !options_number("theta", theta, 1e-6, 1e6, &wanted.theta))
        return EXIT_BAD_INPUT;
    return import_table(from.operands[0], &wanted, out, quiet);
}

static const verb WORLD_VERBS[] = {
    { "check", check, "every identity with its worst violation and its place" },
    { "info", info, "year, currency, sizes, zero flows, employment, imbalances" },
    { "balance", balance, "make every identity hold and say what moved" },
    { "aggregate", aggregate, "merge countries and sectors by a map" },
    { "import", import, "make a world from a world input-output table" },
};

int verb_world(int argc, char **argv)
{
    const verb_group group = { "cohong world",
                               "DIR ...",
                               "DIR is a world folder (docs/formats.md) or the name of one that ships: seven-2017.",
                               WORLD_VERBS,
                               sizeof WORLD_VERBS / sizeof *WORLD_VERBS,
                               NULL };
    return options_group(&group, argc, argv);
}
