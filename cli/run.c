/* cohong run: solves a scenario, prints a short table, writes the results and records the run. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/data.h"
#include "gradient.h"
#include "solved.h"
#include "trade_pair.h"
#include "verbs.h"

typedef struct run_flags {
    const char *out, *html, *store, *name, *country, *between, *gradient, *gradient_out;
    bool no_store, no_cache, json, quiet;
    const char *command; /* the whole line, as a report quotes it */
} run_flags;

/* What is added to the screen when it is asked for. */
typedef struct extras {
    trade_pair pair;
    gradient gradient;
} extras;

/* What became of the results beside the screen. */
typedef struct recorded {
    const char *store; /* NULL: none */
    cohong_store *handle;
    int64_t id;
} recorded;

static const char ABOUT[] =
    "Solves the scenario and prints, by country, the exact change of welfare beside its first-order\n"
    "approximation, the real wage, the terms of trade, tariff revenue, exports and imports; then the\n"
    "closure under which this holds and how exactly the equations hold. SCENARIO is a file\n"
    "(docs/formats.md) or the name of one that ships.\n"
    "With --out, --store or --name the run is also recorded in the store of runs (cohong runs, cohong\n"
    "diff); without a place for that, --out alone goes on with a line of warning.";
static const char EXAMPLES[] =
    "  cohong run us-china-2018-19\n"
    "  cohong run us-china-2018-19 --country USA,CHN --json\n"
    "  cohong run us-china-2018-19 --between USA,CHN\n"
    "  cohong run us-china-2018-19 --gradient USA --gradient-out gradient.csv\n"
    "  cohong run us-china-2018-19 --deficits zero --out results --name zero-deficit\n"
    "  cohong run us-china-2018-19 --labour rigid_down --name rigid && cohong diff zero-deficit rigid\n";

static bool is_number(const char *name)
{
    return name[0] != '\0' && strspn(name, "0123456789") == strlen(name);
}

static void now(char created[32])
{
    time_t seconds = time(NULL);
    struct tm parts;
    created[0] = '\0';
    if (gmtime_r(&seconds, &parts) != NULL) strftime(created, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* Whether the run was asked to be recorded, and not only is by default. */
static bool must_record(const run_flags *flags)
{
    return flags->store != NULL || flags->name != NULL;
}

/* A store that nobody asked for is not worth failing the run. */
static int do_without_store(recorded *to, const char *reason)
{
    complain("the run is not recorded: %s (--no-store, --store FILE)", reason);
    cohong_store_close(to->handle);
    *to = (recorded){ 0 };
    return EXIT_SOLVED;
}

static int store_failed(const run_flags *flags, recorded *to, const cohong_error *error)
{
    char reason[sizeof error->file + sizeof error->message];
    if (must_record(flags)) return complain_of(error);
    cohong_error_format(error, reason, sizeof reason);
    return do_without_store(to, reason);
}

/* Only after the solve, so that bad input leaves no store behind, and before anything is written. */
static int open_store(const run_flags *flags, char path[DATA_PATH], recorded *to)
{
    static const char NO_PLACE[] = "there is no place for a store of runs: HOME is not set";
    cohong_error error = { 0 };
    if (flags->no_store || (flags->out == NULL && !must_record(flags))) return EXIT_SOLVED;
    to->store = flags->store != NULL ? flags->store : data_store(path);
    if (to->store[0] == '\0')
        return must_record(flags) ? complain("%s (--store FILE)", NO_PLACE) : do_without_store(to, NO_PLACE);
    if (cohong_store_open(to->store, COHONG_STORE_CREATE, &to->handle, &error) == COHONG_OK) return EXIT_SOLVED;
    return store_failed(flags, to, &error);
}

/* The page with the run in it, the gradient, and the tables. */
static cohong_status write_files(const solved *of, const cohong_run *run, const run_flags *flags, const extras *more,
                                 cohong_error *error)
{
    char page[DATA_PATH];
    cohong_status status = COHONG_OK;
    if (flags->html != NULL && *data_page(page) == '\0') return fail(error, COHONG_NO_FILE, NOWHERE, DATA_NO_PAGE);
    if (flags->html != NULL) status = cohong_html_write(flags->html, page, run, flags->command, error);
    if (status == COHONG_OK && flags->gradient_out != NULL)
        status = gradient_write(of, &more->gradient, flags->gradient_out, error);
    if (status == COHONG_OK && flags->out != NULL) status = cohong_results_write(flags->out, run, error);
    return status;
}

/* First the store, where a run can be taken back, then the files. */
static int put_everything(const solved *of, const cohong_run *run, const run_flags *flags, const extras *more,
                          recorded *to)
{
    cohong_error error = { 0 };
    int status = EXIT_SOLVED;
    if (to->handle != NULL && cohong_store_put(to->handle, run, &to->id, &error) != COHONG_OK)
        status = store_failed(flags, to, &error);
    if (status != EXIT_SOLVED || write_files(of, run, flags, more, &error) == COHONG_OK) return status;
    if (to->handle != NULL) (void)cohong_store_delete(to->handle, to->id, NULL);
    return complain_of(&error);
}

/* Records the run and writes the files; signals wait until both are whole. */
static int record(const solved *of, const run_flags *flags, const extras *more, recorded *to)
{
    char created[32];
    now(created);
    cohong_run run = { .scenario = of->scenario,
                       .model = of->model,
                       .solution = of->solution,
                       .name = flags->name,
                       .created = created,
                       .seconds = screen_clock() - of->started };
    screen_hold_signals();
    int status = put_everything(of, &run, flags, more, to);
    screen_release_signals();
    return status;
}

static void print_record(const run_flags *flags, const recorded *kept, text *to)
{
    if (flags->out != NULL) text_format(to, "Written: %s\n", flags->out);
    if (flags->gradient_out != NULL) text_format(to, "Written: %s\n", flags->gradient_out);
    if (flags->html != NULL) text_format(to, "Written: %s, to be opened in a browser\n", flags->html);
    if (kept->handle != NULL) text_format(to, "Recorded: run %lld in %s\n", (long long)kept->id, kept->store);
}

static void print_json(const solved *of, const country_table *countries, const run_flags *flags, const extras *more,
                       const recorded *kept, text *to)
{
    bool converged = of->solution->outcome == COHONG_CONVERGED;
    json j = json_to(to);
    json_object(&j);
    solved_members_json(of, &j);
    json_key_text(&j, "out", converged ? flags->out : NULL);
    json_key(&j, "run");
    if (kept->id > 0)
        json_whole(&j, kept->id);
    else
        json_text(&j, NULL);
    json_key(&j, "countries");
    if (converged) {
        country_table_json(countries, &j);
    } else {
        json_array(&j);
        json_end(&j);
    }
    if (flags->between != NULL && converged) {
        json_key(&j, "trade");
        trade_pair_json(of, more->pair, &j);
    }
    if (flags->gradient != NULL && converged) {
        json_key(&j, "gradient");
        gradient_json(of, &more->gradient, &j);
    }
    json_end(&j);
}

static int print_answer(const solved *of, const run_flags *flags, const extras *more, const recorded *kept,
                        const bool *selected)
{
    const cohong_world *base = cohong_model_base(of->model);
    cohong_case of_case = { of->model, &of->scenario->shock, of->solution };
    text to = { 0 };
    country_table countries = { measure_of_case, &of_case, base->countries, base->country_count, selected };
    bool converged = of->solution->outcome == COHONG_CONVERGED;
    if (flags->json) {
        print_json(of, &countries, flags, more, kept, &to);
    } else if (converged) {
        solved_title_text(of, &to);
        text_add(&to, "\n");
        country_table_text(&countries, &to);
        text_add(&to, "\n");
        if (flags->between != NULL) {
            trade_pair_text(of, more->pair, &to);
            text_add(&to, "\n");
        }
        if (flags->gradient != NULL) {
            gradient_text(of, &more->gradient, &to);
            text_add(&to, "\n");
        }
        solved_closure_text(of, &to);
        print_record(flags, kept, &to);
    }
    int status = screen_print(&to);
    return status != EXIT_SOLVED || converged ? status : EXIT_NO_SOLUTION;
}

static int solve_and_report(const char *path, const run_flags *flags, const given *from, recorded *kept)
{
    solved of;
    char store[DATA_PATH];
    extras more = { 0 };
    int status = solved_new(path, !flags->no_cache, flags->quiet, from, &of);
    bool *selected = status == EXIT_SOLVED ? calloc(of.scenario->world->country_count, sizeof *selected) : NULL;
    if (status == EXIT_SOLVED && selected == NULL) status = complain("out of memory");
    if (status == EXIT_SOLVED && !options_countries("country", flags->country, of.scenario->world->countries,
                                                    of.scenario->world->country_count, selected))
        status = EXIT_BAD_INPUT;
    if (status == EXIT_SOLVED && flags->between != NULL &&
        !trade_pair_read(flags->between, of.scenario->world, &more.pair))
        status = EXIT_BAD_INPUT;
    if (status == EXIT_SOLVED && of.solution->outcome != COHONG_CONVERGED) {
        solved_complain(&of);
        status = flags->quiet ? EXIT_NO_SOLUTION : print_answer(&of, flags, &more, kept, selected);
    } else if (status == EXIT_SOLVED) {
        if (flags->gradient != NULL) status = gradient_make(&of, flags->gradient, &more.gradient);
        if (status == EXIT_SOLVED) status = open_store(flags, store, kept);
        if (status == EXIT_SOLVED) status = record(&of, flags, &more, kept);
        if (status == EXIT_SOLVED && !flags->quiet) status = print_answer(&of, flags, &more, kept, selected);
    }
    gradient_free(&more.gradient);
    free(selected);
    solved_free(&of);
    return status;
}

/* "cohong run SCENARIO ...", in which what a shell would take apart is quoted. */
static void command_text(int argc, char **argv, text *to)
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,:=+-";
    text_add(to, "cohong run");
    for (int k = 1; k < argc; k++) {
        bool plain = argv[k][0] != '\0' && argv[k][strspn(argv[k], PLAIN)] == '\0';
        text_format(to, plain ? " %s" : " '%s'", argv[k]);
    }
}

int verb_run(int argc, char **argv)
{
    run_flags flags = { 0 };
    const option options[] = {
        { "out", "DIR", "write countries.csv, sectors.csv, trade.csv and run.json there", &flags.out, NULL },
        { "html", "FILE", "write one page there that holds everything, opens from disk and still computes", &flags.html,
          NULL },
        { "store", "FILE", "record the run in this store", &flags.store, NULL },
        { "no-store", NULL, "record nothing, even with --out", NULL, &flags.no_store },
        { "name", "LABEL", "record the run under this name", &flags.name, NULL },
        { "country", "LIST", "only these rows of the table: USA,CHN", &flags.country, NULL },
        { "between", "A,B", "also the trade between two countries and its tariffs", &flags.between, NULL },
        { "gradient", "COUNTRY", "also how its welfare moves with tariffs, for goods the largest", &flags.gradient,
          NULL },
        { "gradient-out", "FILE", "write the whole gradient there, by tariffs and by trade costs", &flags.gradient_out,
          NULL },
        { "json", NULL, "print the table as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        OPTION_QUIET(&flags.quiet),
        OPTION_NO_CACHE(&flags.no_cache),
    };
    const command of = { .name = "cohong run",
                         .shipped = DATA_SCENARIO,
                         .operands = "SCENARIO",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options),
                         .takes_settings = true };
    given from;
    recorded kept = { 0 };
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (flags.name != NULL && is_number(flags.name))
        return complain("--name: \"%.60s\" has only digits and would be taken for an id", flags.name);
    if (flags.no_store && (flags.store != NULL || flags.name != NULL))
        return complain("--no-store does not go with --store and --name");
    if (flags.gradient_out != NULL && flags.gradient == NULL)
        return complain("--gradient-out needs a country: --gradient USA");
    text line = { 0 };
    command_text(argc, argv, &line);
    flags.command = line.bytes;
    status = solve_and_report(from.operands[0], &flags, &from, &kept);
    cohong_store_close(kept.handle);
    text_free(&line);
    return status;
}
