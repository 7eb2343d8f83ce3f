/* cohong firms: a population of firms, its channels, what a platform adds, and jobs with their words. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "data.h"
#include "job_section.h"
#include "options.h"
#include "verbs.h"

typedef enum firms_method { BY_CLOSED_FORM, BY_WEIGHTED_SAMPLE, BY_WORLDS } firms_method;

typedef struct firms_flags {
    const char *method, *count, *worlds, *seed, *threads, *target;
    bool json, break_even;
    firms_method by;
    int sample, world_count, seed_number, thread_count;
    double target_persons;
} firms_flags;

/* What one world of the granular method came to. */
typedef struct world_row {
    double exports, platform_sales, exporters, platform_firms, additional;
} world_row;

typedef struct answer {
    const firms_flags *flags;
    const cohong_firms *firms;
    cohong_firm_outcome *outcome; /* closed form or weighted sample; of the first world otherwise */
    world_row *worlds;
    cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT];
    bool has_break_even;
} answer;

static const char ABOUT[] = "Lets every firm of a population choose in every market between not selling, selling "
                            "through a platform and selling\n"
                            "directly, and compares with a closed platform: who sells, what is new, what is moved, and "
                            "jobs, each with its word.\n"
                            "  exact      closed form; the default without shocks to demand\n"
                            "  weighted   a stratified sample with weights; the default with shocks\n"
                            "  granular   plain draws, several worlds: how far chance among the largest firms goes";
static const char EXAMPLES[] = "  cohong firms firms/one-million.toml\n"
                               "  cohong firms firms/one-million.toml --break-even --target 1000000\n"
                               "  cohong firms my.toml --method weighted --sample 1000000 --threads 2 --json\n"
                               "  cohong firms my.toml --method granular --worlds 50\n";

static double all_sales(const cohong_firm_sums *sums)
{
    return sums->sales[COHONG_PLATFORM] + sums->sales[COHONG_DIRECT];
}

/* ---- solving */

static cohong_status solve_worlds(answer *a, cohong_error *error)
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
        if (a->firms->has_labour) cohong_firms_jobs(a->firms, o, jobs, NULL);
        a->worlds[w] = (world_row){ all_sales(&o->all), o->all.sales[COHONG_PLATFORM], o->totals.exporters,
                                    o->totals.platform_firms, jobs[COHONG_FIRM_JOB_COUNT - 1].persons };
        if (w == 0)
            a->outcome = o;
        else
            cohong_firm_outcome_free(o);
    }
    return status;
}

static cohong_status solve_once(answer *a, cohong_error *error)
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

static cohong_status solve(answer *a, cohong_error *error)
{
    cohong_status status = a->flags->by == BY_WORLDS ? solve_worlds(a, error) : solve_once(a, error);
    if (status == COHONG_OK && a->flags->break_even) {
        status = cohong_firms_break_even(a->firms, COHONG_FIRM_JOB_COUNT - 1, a->flags->target_persons, a->rows, error);
        a->has_break_even = status == COHONG_OK;
    }
    return status;
}

/* ---- as text */

static const char *const METHODS[] = { "exact", "weighted", "granular" };

static void level_cell(table *to, double value, double unit, int decimals)
{
    char cell[PEOPLE_SIZE];
    table_cell(to, people_level(value / unit, decimals, cell));
}

static void finish(table *made, text *to)
{
    table_render(made, screen_bold(), to);
    table_free(made);
    text_add(to, "\n");
}

static void market_row(const char *code, const cohong_firm_sums *s, double iceberg, table *to)
{
    char cell[PEOPLE_SIZE];
    table_cell(to, code);
    level_cell(to, s->sellers_without, 1, 0);
    level_cell(to, s->sales_without, 1e6, 1);
    level_cell(to, s->sellers[COHONG_DIRECT], 1, 0);
    level_cell(to, s->sales[COHONG_DIRECT], 1e6, 1);
    level_cell(to, s->sellers[COHONG_PLATFORM], 1, 0);
    level_cell(to, s->sales[COHONG_PLATFORM], 1e6, 1);
    level_cell(to, s->new_sellers, 1, 0);
    level_cell(to, s->new_sales, 1e6, 1);
    level_cell(to, s->replaced_sales, 1e6, 1);
    snprintf(cell, sizeof cell, "%.4f", iceberg);
    table_cell(to, isnan(iceberg) ? "n/a" : cell);
}

static void markets_text(const answer *a, text *to)
{
    static const char *const HEADINGS[] = { "Sellers\nwithout it", "Sales\nwithout it", "Direct\nsellers",
                                            "Direct\nsales",       "Platform\nsellers", "Platform\nsales",
                                            "New\nsellers",        "New\nsales",        "Direct sales\nreplaced",
                                            "Effective\niceberg" };
    const cohong_firm_outcome *o = a->outcome;
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Market");
    for (size_t k = 0; k < sizeof HEADINGS / sizeof *HEADINGS; k++) table_column(&made, TABLE_RIGHT, HEADINGS[k]);
    for (size_t m = 0; m < o->market_count; m++)
        market_row(a->firms->markets[m].code, &o->markets[m], o->effective_iceberg[m], &made);
    if (o->market_count > 1) market_row("all", &o->all, NAN, &made);
    text_format(to, "With the platform and without it; sales in millions of %s\n", a->firms->currency);
    finish(&made, to);
}

static void totals_text(const answer *a, text *to)
{
    const cohong_firm_totals *t = &a->outcome->totals;
    char first[PEOPLE_SIZE], second[PEOPLE_SIZE];
    text_format(to, "Exporters: %s, without the platform %s.\n", people_level(t->exporters, 0, first),
                people_level(t->exporters_without, 0, second));
    text_format(to, "On the platform: %s firms, which pay %s million %s in fees for all markets",
                people_level(t->platform_firms, 0, first), people_level(t->fees / 1e6, 1, second), a->firms->currency);
    text_format(to, " and keep %s million.\n", people_level(t->platform_income / 1e6, 1, first));
    if (a->firms->has_labour)
        text_format(to, "Firms whose income on the platform reaches one full-time wage (%s): %s.\n",
                    people_level(a->firms->labour.wage, 0, first), people_level(t->firms_at_wage, 0, second));
    if (a->outcome->visibility_iterations > 0)
        text_format(to, "Visibility settled in %zu rounds, residual %.1e.\n", a->outcome->visibility_iterations,
                    a->outcome->visibility_residual);
    text_add(to, "\n");
}

/* Classes of the Census Bureau's profile of exporting companies. */
static const struct {
    const char *name;
    size_t least, most;
} CLASSES[] = { { "1", 1, 1 },          { "2 to 4", 2, 4 },     { "5 to 9", 5, 9 },
                { "10 to 24", 10, 24 }, { "25 to 49", 25, 49 }, { "50 and more", 50, SIZE_MAX } };
enum { CLASS_COUNT = sizeof CLASSES / sizeof *CLASSES };

static double class_sum(const double *by, size_t market_count, size_t k)
{
    double sum = 0;
    for (size_t n = CLASSES[k].least; n <= market_count && n <= CLASSES[k].most; n++) sum += by[n];
    return sum;
}

static void classes_text(const answer *a, text *to)
{
    const cohong_firm_outcome *o = a->outcome;
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    if (o->market_count < 2) return;
    table_column(&made, TABLE_LEFT, "Markets\na firm");
    table_column(&made, TABLE_RIGHT, "Exporters");
    table_column(&made, TABLE_RIGHT, "Sales");
    table_column(&made, TABLE_RIGHT, "of all\n%");
    for (size_t k = 0; k < CLASS_COUNT && CLASSES[k].least <= o->market_count; k++) {
        double sales = class_sum(o->sales_by_markets, o->market_count, k);
        table_cell(&made, CLASSES[k].name);
        level_cell(&made, class_sum(o->exporters_by_markets, o->market_count, k), 1, 0);
        level_cell(&made, sales, 1e6, 1);
        snprintf(cell, sizeof cell, "%.1f", 100 * sales / all_sales(&o->all));
        table_cell(&made, all_sales(&o->all) > 0 ? cell : "n/a");
    }
    finish(&made, to);
}

static void jobs_text(const answer *a, text *to)
{
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    size_t words;
    table made = { 0 };
    if (cohong_firms_jobs(a->firms, a->outcome, jobs, NULL) != COHONG_OK) return;
    table_column(&made, TABLE_LEFT, "Jobs");
    table_column(&made, TABLE_LEFT, "");
    table_column(&made, TABLE_RIGHT, "Persons");
    for (size_t k = 0; k < COHONG_FIRM_JOB_COUNT; k++) {
        table_cell(&made, cohong_job_words(&words)[jobs[k].word].word);
        table_cell(&made, jobs[k].what);
        level_cell(&made, jobs[k].persons, 1, 0);
    }
    finish(&made, to);
    job_word_text(COHONG_SUPPORTED, to);
    job_word_text(COHONG_ADDITIONAL, to);
}

/* ---- worlds */

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Mean and quantiles (of the worlds themselves, the nearest below) of one number of the worlds. */
typedef struct spread {
    double mean, low, median, high;
} spread;

static bool spread_of(const answer *a, size_t offset, spread *to)
{
    size_t count = (size_t)a->flags->world_count;
    double *sorted = calloc(count, sizeof *sorted);
    if (sorted == NULL) return false;
    to->mean = 0;
    for (size_t w = 0; w < count; w++) {
        sorted[w] = *(const double *)((const char *)&a->worlds[w] + offset);
        to->mean += sorted[w] / (double)count;
    }
    qsort(sorted, count, sizeof *sorted, ascending);
    to->low = sorted[(count - 1) / 20];
    to->median = sorted[(count - 1) / 2];
    to->high = sorted[(count - 1) - (count - 1) / 20];
    free(sorted);
    return true;
}

static const struct {
    const char *name, *key;
    size_t offset;
    double unit;
} WORLD_NUMBERS[] = {
    { "Exports, million", "exports", offsetof(world_row, exports), 1e6 },
    { "Platform sales, million", "platform_sales", offsetof(world_row, platform_sales), 1e6 },
    { "Exporters", "exporters", offsetof(world_row, exporters), 1 },
    { "Platform firms", "platform_firms", offsetof(world_row, platform_firms), 1 },
    { "Additional jobs, persons", "additional", offsetof(world_row, additional), 1 },
};

/* The last one needs [jobs]. */
static size_t world_numbers(const answer *a)
{
    return sizeof WORLD_NUMBERS / sizeof *WORLD_NUMBERS - (a->firms->has_labour ? 0 : 1);
}

static void worlds_text(const answer *a, text *to)
{
    static const char *const HEADINGS[] = { "Mean", "5 %", "Median", "95 %" };
    table made = { 0 };
    if (a->worlds == NULL) return;
    table_column(&made, TABLE_LEFT, "");
    for (size_t k = 0; k < 4; k++) table_column(&made, TABLE_RIGHT, HEADINGS[k]);
    for (size_t k = 0; k < world_numbers(a); k++) {
        spread s = { 0 };
        if (!spread_of(a, WORLD_NUMBERS[k].offset, &s)) made.failed = true;
        const double numbers[] = { s.mean, s.low, s.median, s.high };
        table_cell(&made, WORLD_NUMBERS[k].name);
        for (size_t n = 0; n < 4; n++) level_cell(&made, numbers[n], WORLD_NUMBERS[k].unit, WORLD_NUMBERS[k].unit > 1);
    }
    text_format(to, "Over %d worlds, with the platform (tables below: the first of them)\n", a->flags->world_count);
    finish(&made, to);
}

/* ---- break-even */

static void break_even_text(const answer *a, text *to)
{
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    if (!a->has_break_even) return;
    table_column(&made, TABLE_LEFT, "One number alone");
    table_column(&made, TABLE_RIGHT, "has to be\ntimes now");
    table_column(&made, TABLE_RIGHT, "Tried\nto times");
    table_column(&made, TABLE_RIGHT, "Most\npersons");
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT; k++) {
        const cohong_firm_break_even *row = &a->rows[k];
        snprintf(cell, sizeof cell, "%.4g", row->factor);
        table_cell(&made, row->lever);
        table_cell(&made, isnan(row->factor) ? "not enough" : cell);
        snprintf(cell, sizeof cell, "%g", row->to);
        table_cell(&made, cell);
        level_cell(&made, row->best_persons, 1, 0);
    }
    text_format(to, "What it takes for %s additional jobs\n", people_level(a->flags->target_persons, 0, cell));
    finish(&made, to);
}

static void answer_text(const answer *a, text *to)
{
    char firms[PEOPLE_SIZE];
    double count = 0;
    for (size_t g = 0; g < a->firms->group_count; g++) count += a->firms->groups[g].firms;
    text_format(to, "%s\n%s firms in %zu group%s, %zu market%s, method %s\n\n", a->firms->title,
                people_level(count, 0, firms), a->firms->group_count, a->firms->group_count == 1 ? "" : "s",
                a->firms->market_count, a->firms->market_count == 1 ? "" : "s", METHODS[a->flags->by]);
    worlds_text(a, to);
    markets_text(a, to);
    totals_text(a, to);
    classes_text(a, to);
    break_even_text(a, to);
    jobs_text(a, to);
}

/* ---- as JSON */

static void sums_json(const cohong_firm_sums *s, json *j)
{
    static const char *const CHANNELS[] = { "platform", "direct" };
    for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) {
        json_key(j, CHANNELS[c]);
        json_object(j);
        json_key_number(j, "sellers", s->sellers[c]);
        json_key_number(j, "sales", s->sales[c]);
        json_key_number(j, "fixed_costs", s->fixed_costs[c]);
        json_key_number(j, "profit", s->profit[c]);
        json_end(j);
    }
    json_key_number(j, "sellers_without", s->sellers_without);
    json_key_number(j, "sales_without", s->sales_without);
    json_key_number(j, "new_sellers", s->new_sellers);
    json_key_number(j, "new_sales", s->new_sales);
    json_key_number(j, "switchers", s->switchers);
    json_key_number(j, "switched_sales", s->switched_sales);
    json_key_number(j, "replaced_sales", s->replaced_sales);
}

static void markets_json(const answer *a, json *j)
{
    const cohong_firm_outcome *o = a->outcome;
    json_key(j, "markets");
    json_array(j);
    for (size_t m = 0; m < o->market_count; m++) {
        json_object(j);
        json_key_text(j, "market", a->firms->markets[m].code);
        sums_json(&o->markets[m], j);
        json_key_number(j, "visibility", o->visibility[m]);
        json_key_number(j, "effective_iceberg", o->effective_iceberg[m]);
        json_end(j);
    }
    json_end(j);
    json_key(j, "by_number_of_markets");
    json_array(j);
    for (size_t n = 0; n <= o->market_count; n++) {
        json_object(j);
        json_key_whole(j, "markets", (int64_t)n);
        json_key_number(j, "firms", o->exporters_by_markets[n]);
        json_key_number(j, "sales", o->sales_by_markets[n]);
        json_end(j);
    }
    json_end(j);
}

static void totals_json(const answer *a, json *j)
{
    const cohong_firm_totals *t = &a->outcome->totals;
    json_key(j, "totals");
    json_object(j);
    json_key_number(j, "firms", t->firms);
    json_key_number(j, "exporters", t->exporters);
    json_key_number(j, "exporters_without", t->exporters_without);
    json_key_number(j, "platform_firms", t->platform_firms);
    json_key_number(j, "fees", t->fees);
    json_key_number(j, "platform_income", t->platform_income);
    json_key_number(j, "firms_at_wage", t->firms_at_wage);
    sums_json(&a->outcome->all, j);
    json_end(j);
    json_key_number(j, "visibility_residual", a->outcome->visibility_residual);
}

static void jobs_json(const answer *a, json *j)
{
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    size_t words;
    if (cohong_firms_jobs(a->firms, a->outcome, jobs, NULL) != COHONG_OK) return;
    json_key(j, "jobs");
    json_array(j);
    for (size_t k = 0; k < COHONG_FIRM_JOB_COUNT; k++) {
        const cohong_job_word_row *row = &cohong_job_words(&words)[jobs[k].word];
        json_object(j);
        json_key_text(j, "word", row->word);
        json_key_text(j, "is", row->is);
        json_key_text(j, "is_not", row->is_not);
        json_key_text(j, "what", jobs[k].what);
        json_key_text(j, "formula", jobs[k].formula);
        json_key_number(j, "persons", jobs[k].persons);
        json_end(j);
    }
    json_end(j);
}

static void worlds_json(const answer *a, json *j)
{
    if (a->worlds == NULL) return;
    json_key(j, "worlds");
    json_array(j);
    for (int w = 0; w < a->flags->world_count; w++) {
        json_object(j);
        for (size_t k = 0; k < world_numbers(a); k++)
            json_key_number(j, WORLD_NUMBERS[k].key,
                            *(const double *)((const char *)&a->worlds[w] + WORLD_NUMBERS[k].offset));
        json_end(j);
    }
    json_end(j);
}

static void break_even_json(const answer *a, json *j)
{
    if (!a->has_break_even) return;
    json_key(j, "break_even");
    json_array(j);
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT; k++) {
        const cohong_firm_break_even *row = &a->rows[k];
        json_object(j);
        json_key_text(j, "lever", row->lever);
        json_key_number(j, "target", a->flags->target_persons);
        json_key_number(j, "factor", row->factor);
        json_key_number(j, "tried_to", row->to);
        json_key_number(j, "best_factor", row->best_factor);
        json_key_number(j, "best_persons", row->best_persons);
        json_end(j);
    }
    json_end(j);
}

static void answer_json(const answer *a, json *j)
{
    json_object(j);
    json_key_text(j, "title", a->firms->title);
    json_key_text(j, "file", a->firms->source.path);
    json_key_text(j, "sha256", a->firms->source.sha256);
    json_key_text(j, "currency", a->firms->currency);
    json_key_text(j, "method", METHODS[a->flags->by]);
    if (a->flags->by != BY_CLOSED_FORM) {
        json_key_whole(j, "sample", a->flags->sample);
        json_key_whole(j, "seed", a->flags->seed_number);
    }
    totals_json(a, j);
    markets_json(a, j);
    worlds_json(a, j);
    break_even_json(a, j);
    jobs_json(a, j);
    json_end(j);
}

/* ---- the command line */

static bool read_method(firms_flags *flags, const cohong_firms *firms)
{
    char guess[160];
    size_t k = firms->demand_shock > 0 ? BY_WEIGHTED_SAMPLE : BY_CLOSED_FORM;
    if (flags->method != NULL)
        for (k = 0; k < 3 && strcmp(METHODS[k], flags->method) != 0; k++) continue;
    if (k == 3) {
        suggest_sentence(suggest_string(flags->method, METHODS, 3), guess, sizeof guess);
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

static int print_answer(const answer *a)
{
    text to = { 0 };
    json j = json_to(&to);
    if (a->flags->json)
        answer_json(a, &j);
    else
        answer_text(a, &to);
    return screen_print(&to);
}

static int solve_and_print(firms_flags *flags, const cohong_firms *firms)
{
    cohong_error error = { 0 };
    answer a = { .flags = flags, .firms = firms };
    if (!read_method(flags, firms)) return EXIT_BAD_INPUT;
    if (flags->break_even && !firms->has_labour) return complain("--break-even needs the numbers of [jobs]");
    screen_working("firms choose", flags->json);
    cohong_status status = solve(&a, &error);
    screen_worked();
    int answered = status == COHONG_OK ? print_answer(&a) : complain_of(&error);
    cohong_firm_outcome_free(a.outcome);
    free(a.worlds);
    return answered;
}

int verb_firms(int argc, char **argv)
{
    firms_flags flags = { 0 };
    const option options[] = {
        { "method", "WORD", "exact, weighted or granular", &flags.method, NULL },
        { "sample", "N", "sampled firms [weighted: 100000; granular: as many as there are]", &flags.count, NULL },
        { "worlds", "N", "granular: how many are drawn [20]", &flags.worlds, NULL },
        { "seed", "N", "of the draws [1]", &flags.seed, NULL },
        { "threads", "N", "of samples; the numbers are the same [1]", &flags.threads, NULL },
        { "break-even", NULL, "what each number would have to be for the target", NULL, &flags.break_even },
        { "target", "N", "additional jobs that --break-even is about [1000000]", &flags.target, NULL },
        { "json", NULL, "print everything as JSON", NULL, &flags.json },
    };
    const command of = { .name = "cohong firms",
                         .operands = "FILE",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         .options = options,
                         .option_count = sizeof options / sizeof *options };
    given from;
    int status;
    char found[DATA_PATH];
    cohong_firms *firms;
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (!read_numbers(&flags)) return EXIT_BAD_INPUT;
    if (cohong_firms_read(data_find(from.operands[0], found), &firms, &error) != COHONG_OK) return complain_of(&error);
    status = solve_and_print(&flags, firms);
    cohong_firms_free(firms);
    return status;
}
