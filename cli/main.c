/* The command: its verbs, its help, its version. */
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "verbs.h"

static const verb VERBS[] = {
    { "run", verb_run, "solve a scenario: welfare, wages, revenue, trade" },
    { "jobs", verb_jobs, "jobs supported, reallocated and displaced, each with its word" },
    { "law", verb_law, "tariff law as data: rates line by line, averages, changes, landed cost" },
    { "firms", verb_firms, "firms choose between a platform and direct sales, market by market" },
    { "claim", verb_claim, "check a claim: bounds, models, break-even, probabilities, sources" },
    { "sweep", verb_sweep, "draw what is not known: ranges, tornado, Sobol indices" },
    { "solve-for", verb_solve_for, "the value of one number at which a result reaches a target" },
    { "war", verb_war, "Nash tariffs and best responses, with their certificate" },
    { "world", verb_world, "check, balance, aggregate, import or describe a benchmark economy" },
    { "runs", verb_runs, "list, show or delete stored runs" },
    { "diff", verb_diff, "compare two stored runs measure by measure" },
    { "serve", verb_serve, "the page and an interface for programs, on a port of this machine" },
    { "demo", verb_demo, "the claim of a million US jobs, checked: one screen, and a report to open in a browser" },
    { "man", verb_man, "the manual page of all verbs" },
    { "completion", verb_completion, "completion for bash, zsh or fish" },
};
enum { VERB_COUNT = sizeof VERBS / sizeof *VERBS };

const verb *all_verbs(size_t *count)
{
    *count = VERB_COUNT;
    return VERBS;
}

static int print_help(void)
{
    text to = { 0 };
    text_add(&to, "cohong " COHONG_VERSION ": from tariff law to jobs. Trade-policy counterfactuals in exact hats.\n\n"
                  "Usage: cohong VERB ...   (cohong VERB --help says more)\n\n");
    for (size_t k = 0; k < VERB_COUNT; k++) text_format(&to, "  %-11s%s\n", VERBS[k].name, VERBS[k].summary);
    text_add(&to, "\n  --version   the version\n  --help      this text\n\n"
                  "Examples:\n"
                  "  cohong demo\n"
                  "  cohong world info seven-2017\n"
                  "  cohong run us-china-2018-19 --country USA,CHN\n"
                  "  cohong run us-china-2018-19 --deficits zero --out results --name zero\n"
                  "  cohong jobs seven-2017 --country USA\n\n"
                  "Exit status: 0 solved; 1 the model has no solution or did not converge; 2 bad input or usage.\n"
                  "Environment: COHONG_DATA (folder of data), COHONG_STORE (file of stored runs), NO_COLOR.\n");
    return screen_print(&to);
}

static int print_version(void)
{
    text to = { 0 };
    text_add(&to, "cohong " COHONG_VERSION "\n");
    return screen_print(&to);
}

int main(int argc, char **argv)
{
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0))
        return print_help();
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) return print_version();
    return options_dispatch("cohong", VERBS, VERB_COUNT, argc, argv);
}
