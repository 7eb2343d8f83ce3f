/* cohong firms: a population of firms, its channels, what a platform adds, and jobs with their words. */
#include "firms.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/data.h"
#include "options.h"
#include "verbs.h"

static const char ABOUT[] = "Lets every firm of a population choose in every market between not selling, selling "
                            "through a platform and selling\n"
                            "directly, and compares with a closed platform: who sells, what is new, what is moved, and "
                            "jobs, each with its word.\n"
                            "  exact      closed form; the default without shocks\n"
                            "  weighted   a stratified sample with weights; the default with shocks\n"
                            "  granular   plain draws, several worlds: how far chance among the largest firms goes\n"
                            "`cohong firms calibrate FILE` finds parameters from moments.";
static const char EXAMPLES[] = "  cohong firms firms/one-million.toml\n"
                               "  cohong firms firms/one-million.toml --break-even --target 1000000\n"
                               "  cohong firms firms/one-million.toml --curve curves.csv\n"
                               "  cohong firms firms/one-million.toml --world seven-2017 --labour rigid\n"
                               "  cohong firms my.toml --method weighted --sample 1000000 --threads 2 --json\n"
                               "  cohong firms my.toml --method granular --worlds 50\n";

/* Classes of what an exporter sells, where the file has none of its own. */
static const double DECADES[] = { 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };

/* ---- solving */

static cohong_status solve_worlds(firms_answer *a, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    a->worlds = calloc((size_t)a->flags->world_count, sizeof *a->worlds);
    if (a->worlds == NULL) return fail_memory(error);
    for (int w = 0; w < a->flags->world_count && status == COHONG_OK; w++) {
        cohong_population *population = NULL;
        cohong_firm_outcome *o = NULL;
        cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT] = { 0 };
        status = cohong_population_new(a->firms, COHONG_GRANULAR, (size_t)a->flags->sample,
                                       (uint64_t)a->flags->seed_number, (uint32_t)w, &population, error);
        if (status == COHONG_OK)
            status = cohong_firms_solve(a->firms, population, (size_t)a->flags->thread_count, &o, error);
        cohong_population_free(population);
        if (status != COHONG_OK) return status;
        if (a->firms->has_labour) cohong_firms_jobs(a->firms, o, NULL, NULL, jobs, NULL);
        a->worlds[w] = (firms_world){ firms_all_sales(&o->all), o->all.sales[COHONG_PLATFORM], o->totals.exporters,
                                      o->totals.platform_firms, jobs[COHONG_FIRM_JOBS_ADDITIONAL].persons };
        if (w == 0)
            a->outcome = o;
        else
            cohong_firm_outcome_free(o);
    }
    return status;
}

static cohong_status solve_once(firms_answer *a, cohong_error *error)
{
    cohong_population *population = NULL;
    cohong_status status = COHONG_OK;
    if (a->flags->by == BY_WEIGHTED_SAMPLE)
        status = cohong_population_new(a->firms, COHONG_WEIGHTED, (size_t)a->flags->sample,
                                       (uint64_t)a->flags->seed_number, 0, &population, error);
    if (status == COHONG_OK)
        status = cohong_firms_solve(a->firms, population, (size_t)a->flags->thread_count, &a->outcome, error);
    cohong_population_free(population);
    return status;
}

static cohong_status solve(firms_answer *a, cohong_error *error)
{
    cohong_status status = a->flags->by == BY_WORLDS ? solve_worlds(a, error) : solve_once(a, error);
    if (status == COHONG_OK && a->flags->break_even) {
        status = cohong_firms_break_even(a->firms, COHONG_FIRM_JOBS_ADDITIONAL, a->flags->target_persons, a->rows,
                                         error);
        a->has_break_even = status == COHONG_OK;
    }
    if (status == COHONG_OK && a->flags->curve != NULL) status = firms_write_curves(a, a->flags->curve, error);
    return status;
}

/* ---- the command line */

static bool read_method(firms_flags *flags, const cohong_firms *firms)
{
    char guess[160];
    size_t k = firms->demand_shock > 0 || firms->entry_shock > 0 ? BY_WEIGHTED_SAMPLE : BY_CLOSED_FORM;
    if (flags->method != NULL)
        for (k = 0; k < 3 && strcmp(FIRMS_METHODS[k], flags->method) != 0; k++) continue;
    if (k == 3) {
        suggest_sentence(suggest_string(flags->method, FIRMS_METHODS, 3), guess, sizeof guess);
        complain("--method: unknown word \"%.60s\"%s", flags->method, guess);
        return false;
    }
    flags->by = (firms_method)k;
    if (flags->by == BY_WEIGHTED_SAMPLE && flags->count == NULL) flags->sample = 100000;
    return true;
}

static bool read_numbers(firms_flags *flags)
{
    flags->world_count = 20;
    flags->seed_number = 1;
    flags->thread_count = 1;
    flags->target_persons = 1e6;
    return options_whole("sample", flags->count, 2, 1 << 28, &flags->sample) &&
           options_whole("worlds", flags->worlds, 1, 1e6, &flags->world_count) &&
           options_whole("seed", flags->seed, 0, 2147483647, &flags->seed_number) &&
           options_whole("threads", flags->threads, 1, 64, &flags->thread_count) &&
           options_number("target", flags->target, 1, 1e12, &flags->target_persons);
}

static int print_answer(const firms_answer *a)
{
    text to = { 0 };
    json j = json_to(&to);
    if (a->flags->json)
        firms_json(a, &j);
    else
        firms_text(a, &to);
    return screen_print(&to);
}

/* What does not go together. */
static bool is_sound(const firms_flags *flags, const cohong_firms *firms, const given *from)
{
    bool nest = flags->world != NULL || flags->scenario != NULL;
    const char *wrong = NULL;
    if (flags->break_even && !firms->has_labour) wrong = "--break-even needs the numbers of [jobs]";
    if (flags->curve != NULL && !firms->has_labour) wrong = "--curve needs the numbers of [jobs]";
    if (flags->world != NULL && flags->scenario != NULL)
        wrong = "--world does not go with --scenario, which has its own";
    if (!nest && from->setting_count > 0) wrong = "settings of the model need an equilibrium: --world or --scenario";
    if (nest && flags->by != BY_CLOSED_FORM) wrong = "--world and --scenario need the method exact";
    if (wrong != NULL) complain("%s", wrong);
    return wrong == NULL;
}

static int solve_and_print(firms_flags *flags, const cohong_firms *firms, const given *from)
{
    cohong_error error = { 0 };
    firms_answer a = { .flags = flags, .firms = firms };
    if (!read_method(flags, firms) || !is_sound(flags, firms, from)) return EXIT_BAD_INPUT;
    screen_working("firms choose", flags->json);
    cohong_status status = solve(&a, &error);
    if (status == COHONG_OK && (flags->world != NULL || flags->scenario != NULL)) status = firms_nest(&a, from, &error);
    screen_worked();
    int answered = status == COHONG_OK ? print_answer(&a) : complain_of(&error);
    if (a.nest != NULL && a.nest->outcome != COHONG_CONVERGED) {
        complain("no equilibrium: %s: %s", cohong_outcome_name(a.nest->outcome), a.nest->why);
        answered = EXIT_NO_SOLUTION;
    }
    cohong_firm_nest_free(a.nest);
    cohong_model_free(a.model);
    cohong_scenario_free(a.scenario);
    cohong_world_free(a.own_world);
    cohong_firm_outcome_free(a.outcome);
    free(a.worlds);
    return answered;
}

static int firms_file_verb(int argc, char **argv)
{
    firms_flags flags = { 0 };
    const option options[] = {
        { "method", "WORD", "exact, weighted or granular", &flags.method, NULL },
        { "sample", "N", "sampled firms [weighted: 100000; granular: as many as there are]", &flags.count, NULL },
        { "worlds", "N", "granular: how many are drawn [20]", &flags.worlds, NULL },
        { "seed", "N", "of the draws [1]", &flags.seed, NULL },
        { "world", "DIR", "general equilibrium: demand, wages and net jobs on this world", &flags.world, NULL },
        { "scenario", "FILE", "the same, on top of what a scenario changes", &flags.scenario, NULL },
        { "threads", "N", "of samples; the numbers are the same [1]", &flags.threads, NULL },
        { "break-even", NULL, "what each number would have to be for the target", NULL, &flags.break_even },
        { "curve", "FILE", "write jobs along each of these numbers as CSV", &flags.curve, NULL },
        { "target", "N", "additional jobs that --break-even is about [1000000]", &flags.target, NULL },
        { "json", NULL, "print everything as JSON", NULL, &flags.json },
    };
    const command of = { .name = "cohong firms",
                         .shipped = DATA_FIRMS,
                         .operands = "FILE",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options),
                         .takes_settings = true };
    given from;
    int status;
    char found[DATA_PATH];
    cohong_firms *firms;
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (!read_numbers(&flags)) return EXIT_BAD_INPUT;
    if (cohong_firms_read(data_find(DATA_FIRMS, from.operands[0], found), &firms, &error) != COHONG_OK)
        return complain_of(&error);
    if (firms->sales_edge_count == 0) {
        firms->sales_edges = DECADES;
        firms->sales_edge_count = sizeof DECADES / sizeof *DECADES;
    }
    status = solve_and_print(&flags, firms, &from);
    cohong_firms_free(firms);
    return status;
}

int verb_firms(int argc, char **argv)
{
    static const verb VERBS[] = {
        { "calibrate", firms_calibrate_verb, "parameters of exporting from moments, and what fixed costs they imply" },
    };
    const verb_group group = { .name = "cohong firms",
                               .operands = "...",
                               .about = "",
                               .verbs = VERBS,
                               .count = sizeof VERBS / sizeof *VERBS,
                               .alone = firms_file_verb };
    bool is_file = argc > 1 && argv[1][0] != '-' && strcmp(argv[1], VERBS[0].name) != 0;
    return is_file ? firms_file_verb(argc, argv) : options_group(&group, argc, argv);
}
