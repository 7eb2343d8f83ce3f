/* cohong jobs: supported, reallocated and displaced, each number with its word. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/suggest.h"
#include "base/data.h"
#include "job_section.h"
#include "solved.h"
#include "verbs.h"

typedef struct job_flags {
    const char *table, *format, *employment, *names, *year, *of; /* an input-output table */
    const char *country, *flow, *by, *to, *top, *deliveries;
    bool employees, json, no_cache;
    size_t top_rows;
} job_flags;

/* Where the answer goes, and the words that were used. */
typedef struct printing {
    const job_flags *flags;
    const char *when; /* behind titles: "" or " before the change" */
    json *j;          /* NULL: as text */
    text *to;
    bool used[COHONG_JOB_WORD_COUNT];
} printing;

/* The flows one can ask for. A row here is a word of --flow. */
typedef struct flow_word {
    const char *name;
    cohong_flow_kind kind;
    const char *title;  /* "USA: " before it */
    const char *abroad; /* of the row of a country among countries: home left out */
    const char *place;  /* what the other side of the flow is called */
} flow_word;

static const flow_word FLOWS[] = {
    { "exports", COHONG_EXPORTS, "jobs supported by exports", "jobs supported by exports", "destination" },
    { "final-demand", COHONG_FINAL_DEMAND, "jobs in final demand, by where it takes place (home included)",
      "jobs in final demand abroad", "destination" },
    { "imports", COHONG_IMPORTS, "imports in jobs at domestic multipliers", "imports in jobs at domestic multipliers",
      "origin" },
};
enum { FLOW_COUNT = sizeof FLOWS / sizeof *FLOWS };

static const char ABOUT[] =
    "Counts jobs in flows of trade. Every number has a word that says what it is, and what it is not.\n"
    "  a world or a table   jobs supported by exports and in (foreign) final demand, import displacement\n"
    "  a scenario           also the jobs reallocated between sectors by the change, at full employment\n"
    "Without --country: one row a country; with it: by destination, product or sector. A world needs "
    "employment.\n"
    "--deliveries multiplies values of your own by the domestic multipliers: jobs that they support.";
static const char EXAMPLES[] =
    "  cohong jobs seven-2017 --country USA\n"
    "  cohong jobs seven-2017 --country USA --flow exports --by sector --to CHN\n"
    "  cohong jobs us-china-2018-19 --country USA\n"
    "  cohong jobs --table usa.csv --format wiod-national --employment usa-jobs.csv --year 2014\n"
    "  cohong jobs --table requirements.csv --format bls-requirements --deliveries exports.csv\n";

static void print_section(printing *p, job_section *section)
{
    p->used[section->word] = true;
    if (p->j != NULL)
        job_section_json(section, p->j);
    else
        job_section_text(section, p->flags->top_rows, p->to);
}

static const char *code_of_country(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

static const char *code_of_sector(const void *list, size_t k)
{
    return ((const cohong_sector *)list)[k].code;
}

/* The number of a code in a list; false after a complaint. */
static bool find(const char *flag, const char *code, const void *list, size_t count, suggest_name name, size_t *found)
{
    char guess[160];
    for (*found = 0; *found < count; ++*found)
        if (strcmp(name(list, *found), code) == 0) return true;
    suggest_sentence(suggest(code, list, count, name), guess, sizeof guess);
    complain("%s: there is no \"%.60s\"%s", flag, code, guess);
    return false;
}

/* ---- flows of one country */

static bool is_covered(const cohong_jobs_labels *labels, size_t country)
{
    for (size_t j = 0; j < labels->sector_count; j++)
        if (isnan(labels->employment[j * labels->country_count + country])) return false;
    return true;
}

/* Rows by destination: every flow that leaves the country, or all of final demand. */
static size_t destination_rows(const cohong_jobs_labels *labels, const flow_word *flow, size_t country,
                               const double *persons, job_row *rows)
{
    size_t count = 0;
    for (size_t d = 0; d < labels->destination_count; d++)
        if (d != country || flow->kind == COHONG_FINAL_DEMAND)
            rows[count++] = (job_row){ .code = labels->destinations[d].code,
                                       .name = labels->destinations[d].name,
                                       .persons = persons[d] };
    return count;
}

/* Rows by product or sector: to one destination, or to all but home. */
static size_t sector_rows(const cohong_jobs_labels *labels, size_t country, size_t to, const double *persons,
                          job_row *rows)
{
    size_t D = labels->destination_count;
    for (size_t j = 0; j < labels->sector_count; j++) {
        rows[j] = (job_row){ .code = labels->sectors[j].code, .name = labels->sectors[j].name };
        for (size_t d = 0; d < D; d++)
            if (to == COHONG_NONE ? d != country : d == to) rows[j].persons += persons[j * D + d];
    }
    return labels->sector_count;
}

/* Where a section is by product or sector, the flow is that to one destination or abroad. */
static void flow_title(const cohong_jobs_labels *labels, const flow_word *flow, size_t country, size_t to,
                       bool by_sector, const char *when, char title[256])
{
    const char *other = to != COHONG_NONE ? labels->destinations[to].code : NULL;
    snprintf(title, 256, "%s: %s%s%s%s", labels->countries[country].code, flow->title, when,
             !by_sector      ? ""
             : other != NULL ? (flow->kind == COHONG_IMPORTS ? ", from " : ", to ")
                             : ", abroad",
             by_sector && other != NULL ? other : "");
}

static cohong_status print_flow(printing *p, cohong_jobs *jobs, const flow_word *flow, size_t country, size_t to,
                                double *numbers, job_row *rows, cohong_error *error)
{
    const cohong_jobs_labels *labels = cohong_jobs_labels_of(jobs);
    const char *by = p->flags->by != NULL ? p->flags->by : to != COHONG_NONE ? "sector" : "destination";
    bool by_product = strcmp(by, "product") == 0, by_sector = strcmp(by, "sector") == 0;
    cohong_job_flows flows = { 0 };
    char title[256];
    *(by_product ? &flows.by_product : by_sector ? &flows.by_sector : &flows.by_destination) = numbers;
    cohong_status status = cohong_jobs_in_flows(jobs, flow->kind, country, &flows, error);
    if (status != COHONG_OK) return status;
    flow_title(labels, flow, country, to, by_product || by_sector, p->when, title);
    job_section section = { .title = title,
                            .flow = flow->name,
                            .by = by_product || by_sector ? by : flow->place,
                            .word = flows.word,
                            .rows = rows,
                            .employment = cohong_jobs_employment(jobs, country) };
    section.count = by_product || by_sector ? sector_rows(labels, country, to, numbers, rows)
                                            : destination_rows(labels, flow, country, numbers, rows);
    print_section(p, &section);
    return COHONG_OK;
}

/* ---- one row a country */

static cohong_status print_summary(printing *p, cohong_jobs *jobs, const flow_word *flow, job_row *rows,
                                   cohong_error *error)
{
    const cohong_jobs_labels *labels = cohong_jobs_labels_of(jobs);
    char title[256];
    job_section section = { .title = title, .flow = flow->name, .by = "country", .rows = rows };
    snprintf(title, sizeof title, "%s%s", flow->abroad, p->when);
    for (size_t n = 0; n < labels->country_count; n++) {
        cohong_job_flows flows = { 0 };
        if (!is_covered(labels, n)) continue;
        cohong_status status = cohong_jobs_in_flows(jobs, flow->kind, n, &flows, error);
        if (status != COHONG_OK) return status;
        rows[section.count++] =
            (job_row){ .code = labels->countries[n].code, .name = labels->countries[n].name, .persons = flows.foreign };
        section.word = flows.word;
        section.employment += cohong_jobs_employment(jobs, n);
    }
    print_section(p, &section);
    return COHONG_OK;
}

/* ---- deliveries of the user's own */

static cohong_status read_deliveries(const char *path, const cohong_jobs_labels *labels, size_t country,
                                     double *deliveries, cohong_error *error)
{
    static const csv_column COLUMNS[] = { { "sector", true }, { "value", true } };
    csv file;
    bool more = true;
    cohong_status status = csv_open(path, &file, error);
    if (status != COHONG_OK) return status;
    status = csv_columns(&file, COLUMNS, 2, error);
    while (status == COHONG_OK && (status = csv_next(&file, &more, error)) == COHONG_OK && more) {
        char guess[160];
        double value;
        size_t j = 0;
        while (j < labels->sector_count && strcmp(labels->sectors[j].code, csv_text(&file, 0)) != 0) j++;
        suggest_sentence(suggest(csv_text(&file, 0), labels->sectors, labels->sector_count, code_of_sector), guess,
                         sizeof guess);
        if (j == labels->sector_count)
            status = fail(error, COHONG_UNKNOWN_NAME, csv_place(&file, 0), "there is no sector \"%.60s\"%s",
                          csv_text(&file, 0), guess);
        else if ((status = csv_number(&file, 1, &value, error)) == COHONG_OK)
            deliveries[j * labels->country_count + country] += value;
    }
    csv_close(&file);
    return status;
}

static cohong_status print_deliveries(printing *p, cohong_jobs *jobs, size_t country, job_row *rows,
                                      cohong_error *error)
{
    const cohong_jobs_labels *labels = cohong_jobs_labels_of(jobs);
    size_t N = labels->country_count, J = labels->sector_count;
    char title[256];
    double *deliveries = calloc(2 * N * J, sizeof *deliveries);
    if (deliveries == NULL) return fail_memory(error);
    double *persons = deliveries + N * J;
    cohong_status status = read_deliveries(p->flags->deliveries, labels, country, deliveries, error);
    if (status == COHONG_OK)
        status = cohong_jobs_by_work(jobs, COHONG_DOMESTIC_CHAIN, deliveries, persons, NULL, error);
    if (status == COHONG_OK) {
        job_section section = {
            .title = title, .flow = "deliveries", .by = "sector", .word = COHONG_SUPPORTED, .rows = rows, .count = J
        };
        snprintf(title, sizeof title, "%s: jobs supported by the deliveries of %.150s%s, by sector of work",
                 labels->countries[country].code, p->flags->deliveries, p->when);
        for (size_t j = 0; j < J; j++)
            rows[j] = (job_row){ .code = labels->sectors[j].code,
                                 .name = labels->sectors[j].name,
                                 .persons = persons[j * N + country] };
        print_section(p, &section);
    }
    free(deliveries);
    return status;
}

/* ---- a handle */

static bool is_reallocated(const job_flags *flags)
{
    return flags->flow != NULL && strcmp(flags->flow, "reallocated") == 0;
}

static bool wants(const job_flags *flags, const flow_word *flow)
{
    return flags->flow == NULL || strcmp(flags->flow, flow->name) == 0;
}

/* The country that was asked for, or the only one; COHONG_ALL_COUNTRIES: all. */
static bool which_country(const job_flags *flags, const cohong_jobs_labels *labels, size_t *country)
{
    *country = labels->country_count == 1 ? 0 : COHONG_ALL_COUNTRIES;
    return flags->country == NULL ||
           find("--country", flags->country, labels->countries, labels->country_count, code_of_country, country);
}

static int print_handle(printing *p, cohong_jobs *jobs)
{
    const cohong_jobs_labels *labels = cohong_jobs_labels_of(jobs);
    size_t country, to = COHONG_NONE, J = labels->sector_count, D = labels->destination_count;
    cohong_error error = { 0 };
    cohong_status status = COHONG_OK;
    if (!which_country(p->flags, labels, &country)) return EXIT_BAD_INPUT;
    if (p->flags->to != NULL && !find("--to", p->flags->to, labels->destinations, D, code_of_country, &to))
        return EXIT_BAD_INPUT;
    if (country == COHONG_ALL_COUNTRIES &&
        (p->flags->by != NULL || p->flags->to != NULL || p->flags->deliveries != NULL))
        return complain("--by, --to and --deliveries need --country");
    double *numbers = calloc(J * D, sizeof *numbers);
    job_row *rows = calloc(J + D, sizeof *rows);
    if (numbers == NULL || rows == NULL) status = fail_memory(&error);
    if (status == COHONG_OK && p->flags->deliveries != NULL) status = print_deliveries(p, jobs, country, rows, &error);
    for (size_t k = 0; k < FLOW_COUNT && status == COHONG_OK && p->flags->deliveries == NULL; k++) {
        if (!wants(p->flags, &FLOWS[k])) continue;
        status = country == COHONG_ALL_COUNTRIES ? print_summary(p, jobs, &FLOWS[k], rows, &error)
                                                 : print_flow(p, jobs, &FLOWS[k], country, to, numbers, rows, &error);
    }
    free(rows);
    free(numbers);
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

/* ---- a scenario */

static void reallocated_country(printing *p, const cohong_world *base, const double *moved, size_t country,
                                job_row *rows)
{
    size_t N = base->country_count, J = base->sector_count;
    char title[256];
    job_section section = { .title = title,
                            .flow = "reallocated",
                            .by = "sector",
                            .word = COHONG_REALLOCATED,
                            .is_change = true,
                            .rows = rows,
                            .count = J };
    snprintf(title, sizeof title, "%s: jobs reallocated between sectors", base->countries[country].code);
    for (size_t j = 0; j < J; j++) {
        double before = base->employment[j * N + country], change = moved[j * N + country];
        rows[j] = (job_row){ base->sectors[j].code, base->sectors[j].name, change, before, before + change };
    }
    print_section(p, &section);
}

/* Without --country: how many people change sector, a row a country. */
static void reallocated_summary(printing *p, const cohong_world *base, const double *moved, job_row *rows)
{
    size_t N = base->country_count, J = base->sector_count;
    job_section section = { .title = "people who change sector",
                            .flow = "reallocated",
                            .by = "country",
                            .word = COHONG_REALLOCATED,
                            .rows = rows };
    for (size_t n = 0; n < N; n++) {
        double gains = 0, persons = 0;
        for (size_t j = 0; j < J; j++) {
            gains += moved[j * N + n] > 0 ? moved[j * N + n] : 0;
            persons += base->employment[j * N + n];
        }
        if (isnan(persons)) continue;
        section.employment += persons;
        rows[section.count++] =
            (job_row){ .code = base->countries[n].code, .name = base->countries[n].name, .persons = gains };
    }
    print_section(p, &section);
}

static int print_reallocated(printing *p, const solved *of)
{
    const cohong_world *base = cohong_model_base(of->model);
    cohong_error error = { 0 };
    size_t country = COHONG_ALL_COUNTRIES;
    int status = EXIT_SOLVED;
    if (base->employment == NULL)
        return complain("%s: the world has no employment, so no jobs are known", of->scenario->world_path);
    if (p->flags->country != NULL &&
        !find("--country", p->flags->country, base->countries, base->country_count, code_of_country, &country))
        return EXIT_BAD_INPUT;
    if (country != COHONG_ALL_COUNTRIES && isnan(base->employment[country]))
        return complain("--country: the world has no employment for %s", base->countries[country].code);
    double *moved = calloc(base->sector_count * base->country_count, sizeof *moved);
    job_row *rows = calloc(base->sector_count + base->country_count, sizeof *rows);
    if (moved == NULL || rows == NULL)
        status = complain("out of memory");
    else if (cohong_jobs_reallocated(of->model, of->solution, moved, NULL, &error) != COHONG_OK)
        status = complain_of(&error);
    else if (country == COHONG_ALL_COUNTRIES)
        reallocated_summary(p, base, moved, rows);
    else
        reallocated_country(p, base, moved, country, rows);
    free(rows);
    free(moved);
    return status;
}

/* ---- sources */

static int from_handle(printing *p, cohong_jobs *jobs, cohong_status status, const cohong_error *error)
{
    if (status != COHONG_OK) return complain_of(error);
    int answer = print_handle(p, jobs);
    cohong_jobs_free(jobs);
    return answer;
}

static int from_world(printing *p, const char *path)
{
    cohong_world *world = NULL;
    cohong_jobs *jobs = NULL;
    cohong_error error = { 0 };
    cohong_status status = cohong_world_read(path, p->flags->no_cache ? COHONG_CACHE_OFF : COHONG_CACHE_AUTO, &world,
                                             &error);
    if (status == COHONG_OK) status = cohong_jobs_of_world(world, &jobs, &error);
    int answer = from_handle(p, jobs, status, &error);
    cohong_world_free(world);
    return answer;
}

static int from_table(printing *p)
{
    cohong_table_files files = { p->flags->table, p->flags->employment, p->flags->names, 0,
                                 p->flags->of,    p->flags->employees };
    cohong_table *source = NULL;
    cohong_jobs *jobs = NULL;
    cohong_error error = { 0 };
    if (!options_whole("year", p->flags->year, 1, 9999, &files.year)) return EXIT_BAD_INPUT;
    screen_working("reading the table", false);
    cohong_status status = cohong_table_read(p->flags->format, &files, &source, &error);
    if (status == COHONG_OK) status = cohong_jobs_of_table(source, &jobs, &error);
    screen_worked();
    int answer = from_handle(p, jobs, status, &error);
    cohong_table_free(source);
    return answer;
}

/* Jobs that change sector have no destination: they are not asked for by --to, nor by destination or product. */
static bool wants_reallocated(const job_flags *flags)
{
    bool by_sector = flags->by == NULL || strcmp(flags->by, "sector") == 0;
    return (flags->flow == NULL || is_reallocated(flags)) && flags->to == NULL && flags->deliveries == NULL &&
           by_sector;
}

/* The jobs that change sector, then those that the flows of the base support. */
static int from_scenario(printing *p, const char *path, const given *from)
{
    solved of;
    cohong_jobs *jobs = NULL;
    cohong_error error = { 0 };
    int status = solved_new(path, !p->flags->no_cache, false, from, &of);
    p->when = " before the change";
    if (status == EXIT_SOLVED && of.solution->outcome != COHONG_CONVERGED) status = solved_complain(&of);
    if (status == EXIT_SOLVED && wants_reallocated(p->flags)) status = print_reallocated(p, &of);
    if (status == EXIT_SOLVED && !is_reallocated(p->flags)) {
        cohong_status counted = cohong_jobs_of_world(cohong_model_base(of.model), &jobs, &error);
        status = from_handle(p, jobs, counted, &error);
    }
    solved_free(&of);
    return status;
}

/* A flag that says nothing about this source is no silent wish: one line. */
static int check_source(const job_flags *flags, const given *from, bool is_scenario)
{
    const char *of_table[] = { flags->format, flags->employment, flags->names, flags->year, flags->of };
    for (size_t k = 0; k < sizeof of_table / sizeof *of_table; k++)
        if (flags->table == NULL && of_table[k] != NULL)
            return complain("--format, --employment, --names, --year and --table-country need --table");
    if (flags->table == NULL && flags->employees) return complain("--employees needs --table");
    if (is_scenario) return EXIT_SOLVED;
    if (is_reallocated(flags)) return complain("--flow reallocated needs a scenario: only a change moves jobs");
    if (from->setting_count > 0) return complain("setting %s: only a scenario has settings", from->setting_names[0]);
    return EXIT_SOLVED;
}

static int print_source(printing *p, const given *from)
{
    char found[DATA_PATH];
    const char *path = from->operand_count > 0 ? data_find(DATA_WORLD | DATA_SCENARIO, from->operands[0], found) : NULL;
    bool is_scenario = path != NULL && !data_is_folder(path);
    int status = check_source(p->flags, from, is_scenario);
    if (status != EXIT_SOLVED) return status;
    if (path == NULL) return from_table(p);
    return is_scenario ? from_scenario(p, path, from) : from_world(p, path);
}

/* Everything of one answer, with the words it uses at its end. */
static int print_answer(const job_flags *flags, const given *from)
{
    text to = { 0 };
    json j = json_to(&to);
    printing p = { .flags = flags, .when = "", .to = &to, .j = flags->json ? &j : NULL };
    if (flags->json) json_array(&j);
    int status = print_source(&p, from);
    if (flags->json) json_end(&j);
    for (int word = 0; word < COHONG_JOB_WORD_COUNT && !flags->json; word++)
        if (p.used[word]) job_word_text((cohong_job_word)word, &to);
    if (status == EXIT_SOLVED) return screen_print(&to);
    text_free(&to);
    return status;
}

/* Flags that say nothing together; false after a complaint. */
static bool check_together(const job_flags *flags)
{
    bool by_destination = flags->by != NULL && strcmp(flags->by, "destination") == 0;
    bool by_product = flags->by != NULL && strcmp(flags->by, "product") == 0;
    if (flags->deliveries != NULL && (flags->flow != NULL || flags->by != NULL || flags->to != NULL))
        complain("--deliveries does not go with --flow, --by and --to: it is by sector of work");
    else if (flags->to != NULL && by_destination)
        complain("--to does not go with --by destination: it is one destination, by product or sector");
    else if (is_reallocated(flags) && (flags->to != NULL || by_destination || by_product))
        complain("--flow reallocated is by sector: it does not go with --to, nor with --by destination or product");
    else if (is_reallocated(flags) && flags->by != NULL && flags->country == NULL)
        complain("--by, --to and --deliveries need --country");
    else
        return true;
    return false;
}

static bool check_words(job_flags *flags, const given *from)
{
    static const char *const BY[] = { "destination", "product", "sector" };
    static const char *const FLOW[] = { "exports", "final-demand", "imports", "reallocated" };
    char guess[160];
    int top = 15;
    const char *words[] = { flags->by, flags->flow };
    for (size_t w = 0; w < 2; w++) {
        const char *const *list = w == 0 ? BY : FLOW;
        size_t count = w == 0 ? 3 : 4, k = 0;
        while (words[w] != NULL && k < count && strcmp(list[k], words[w]) != 0) k++;
        if (k < count) continue;
        suggest_sentence(suggest_string(words[w], list, count), guess, sizeof guess);
        complain("--%s: unknown word \"%.60s\"%s", w == 0 ? "by" : "flow", words[w], guess);
        return false;
    }
    if ((flags->table != NULL) == (from->operand_count == 1)) {
        complain("cohong jobs needs a world, a scenario or --table FILE, one of them (see cohong jobs --help)");
        return false;
    }
    if (flags->table != NULL && flags->format == NULL) {
        complain("--table needs --format (wiod-wide, wiod-national or bls-requirements)");
        return false;
    }
    if (!check_together(flags)) return false;
    if (!options_whole("top", flags->top, 0, 1e6, &top)) return false;
    flags->top_rows = (size_t)top;
    return true;
}

int verb_jobs(int argc, char **argv)
{
    job_flags flags = { 0 };
    const option options[] = {
        { "country", "CODE", "jobs of this country", &flags.country, NULL },
        { "flow", "WORD", "exports, final-demand, imports or (scenarios) reallocated [all that apply]", &flags.flow,
          NULL },
        { "by", "WORD", "destination, product (what is sold) or sector (where people work) [destination]", &flags.by,
          NULL },
        { "to", "CODE", "only this destination (of imports: origin), by product or sector", &flags.to, NULL },
        { "deliveries", "FILE", "columns sector, value: jobs that these deliveries support", &flags.deliveries, NULL },
        { "top", "N", "rows of a table, the rest in one; 0: all [15]", &flags.top, NULL },
        { "table", "FILE", "an input-output table instead of a world", &flags.table, NULL },
        { "format", "WORD", "of the table: wiod-wide, wiod-national or bls-requirements", &flags.format, NULL },
        { "employment", "FILE", "employment of the table's industries", &flags.employment, NULL },
        { "names", "FILE", "names of the table's industries", &flags.names, NULL },
        { "year", "YEAR", "of a table that holds several", &flags.year, NULL },
        { "table-country", "CODE", "whose national table it is [USA]", &flags.of, NULL },
        { "employees", NULL, "employees instead of all persons engaged", NULL, &flags.employees },
        OPTION_NO_CACHE(&flags.no_cache),
        { "json", NULL, "print the tables as JSON", NULL, &flags.json },
    };
    const command of = { .name = "cohong jobs",
                         .shipped = DATA_WORLD | DATA_SCENARIO,
                         .operands = "[WORLD | SCENARIO]",
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options),
                         .takes_settings = true };
    given from;
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    return check_words(&flags, &from) ? print_answer(&flags, &from) : EXIT_BAD_INPUT;
}
