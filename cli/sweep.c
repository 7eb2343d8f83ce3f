/* cohong sweep: draws over what is not known, or putting shards together; quantiles, tornado and indices. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "report/answers.h"
#include "solved.h"
#include "verbs.h"

typedef struct sweep_flags {
    const char *out, *threads, *shard, *merge, *csv, *sqlite;
    bool json, quiet, no_cache;
} sweep_flags;

enum { FOLDER_LIMIT = 1024, SHOWN_ROWS = 10 };

static const char ABOUT[] =
    "Solves a scenario many times with what is not known drawn at random (docs/sweep.md) and prints, for each result,\n"
    "the ranges that hold two thirds and 95 % of the draws; what each input does by itself; and, where the file asks\n"
    "for indices, the part of the variance that it makes. Draws that fail are left out, counted and listed; when over\n"
    "5 % fail the exit status is 1. With --out every chunk of draws is kept when complete: the same command goes on\n"
    "after an interruption. Shards may share a folder or have one each; --merge puts them together.";
static const char EXAMPLES[] =
    "  cohong sweep sweeps/us-china-2018-19.toml\n"
    "  cohong sweep sweeps/us-china-2018-19.toml --out sweep --threads 2 --csv draws.csv\n"
    "  cohong sweep sweeps/us-china-2018-19.toml --out part1 --shard 1/2\n"
    "  cohong sweep sweeps/us-china-2018-19.toml --merge part1,part2 --sqlite draws.sqlite\n";

/* A sweep that has been worked through. */
typedef struct swept {
    cohong_sweep *sweep;
    const cohong_sweep_labels *labels;
    cohong_draws *draws; /* NULL for a shard */
    cohong_sweep_summary *summary;
} swept;

static void swept_free(swept *of)
{
    cohong_sweep_summary_free(of->summary);
    cohong_draws_free(of->draws);
    cohong_sweep_free(of->sweep);
}

/* ---- text */

static const char *value_text(double value, cohong_unit unit, char to[PEOPLE_SIZE])
{
    if (unit == COHONG_CHANGE) return people_percent(value, 4, to);
    return people_level(value, unit == COHONG_PERSONS ? 0 : 1, to);
}

static void head_text(const swept *of, text *to)
{
    const cohong_sweep_labels *l = of->labels;
    const cohong_settings *settings = &l->scenario->settings;
    char line[512], unit[PEOPLE_SIZE * 2];
    const cohong_world *w = l->scenario->world;
    text_format(to, "%s\n%s\n", l->title, l->scenario->title);
    snprintf(line, sizeof line, "%zu draws (%s, seed %llu) of %zu inputs, %zu equilibria; %zu of %zu draws failed.",
             l->draw_count, strcmp(l->sampling, "quasi") == 0 ? "quasi-random: scrambled Halton" : "random",
             (unsigned long long)l->seed, l->input_count, l->row_count, of->summary->failures, of->summary->draws);
    text_paragraph(to, line, screen_width(), 2);
    snprintf(
        line, sizeof line,
        "Closure, where it is not drawn: deficits %s, labour %s; market structure %s. Changes in %%, values in %s.",
        settings->deficits, settings->labour, settings->structure, unit_text(w->currency, w->unit, w->year, unit));
    text_paragraph(to, line, screen_width(), 2);
}

static void quantiles_text(const swept *of, text *to)
{
    char number[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Result");
    table_column(&made, TABLE_RIGHT, "Inputs at\nmedians");
    table_column(&made, TABLE_RIGHT, "Mean");
    table_column(&made, TABLE_RIGHT, "Standard\nerror");
    table_column(&made, TABLE_RIGHT, "2.5 %");
    table_column(&made, TABLE_RIGHT, "16.7 %");
    table_column(&made, TABLE_RIGHT, "Median");
    table_column(&made, TABLE_RIGHT, "83.3 %");
    table_column(&made, TABLE_RIGHT, "97.5 %");
    for (size_t k = 0; k < of->labels->result_count; k++) {
        const cohong_sweep_result *r = &of->summary->results[k];
        const double values[] = { r->central, r->mean,   r->mean_error, r->low95,
                                  r->low67,   r->median, r->high67,     r->high95 };
        table_cell(&made, of->labels->results[k]);
        for (size_t v = 0; v < sizeof values / sizeof *values; v++)
            table_cell(&made, value_text(values[v], of->labels->result_units[k], number));
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

/* Groups in the order of how far they move a result, the most first. */
static void order_groups(const cohong_sweep_result *r, size_t count, size_t *order)
{
    for (size_t g = 0; g < count; g++) {
        size_t at = g;
        double swing = fabs(r->high[g] - r->low[g]);
        for (; at > 0 && fabs(r->high[order[at - 1]] - r->low[order[at - 1]]) < swing; at--) order[at] = order[at - 1];
        order[at] = g;
    }
}

static void index_cells(table *made, double value, double error)
{
    char number[PEOPLE_SIZE];
    snprintf(number, sizeof number, "%.3f", value);
    table_cell(made, isnan(value) ? "n/a" : number);
    snprintf(number, sizeof number, "%.3f", error);
    table_cell(made, isnan(error) ? "n/a" : number);
}

static void effects_text(const swept *of, size_t k, size_t *order, text *to)
{
    const cohong_sweep_result *r = &of->summary->results[k];
    const cohong_sweep_labels *l = of->labels;
    char number[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, l->results[k]);
    table_column(&made, TABLE_RIGHT, "Input at\n16.7 %");
    table_column(&made, TABLE_RIGHT, "Input at\n83.3 %");
    if (r->first != NULL) {
        table_column(&made, TABLE_RIGHT, "First\norder");
        table_column(&made, TABLE_RIGHT, "Standard\nerror");
        table_column(&made, TABLE_RIGHT, "Total");
        table_column(&made, TABLE_RIGHT, "Standard\nerror");
    }
    order_groups(r, l->group_count, order);
    for (size_t at = 0; at < l->group_count; at++) {
        size_t g = order[at];
        table_cell(&made, l->groups[g]);
        table_cell(&made, value_text(r->low[g], l->result_units[k], number));
        table_cell(&made, value_text(r->high[g], l->result_units[k], number));
        if (r->first == NULL) continue;
        index_cells(&made, r->first[g], r->first_error[g]);
        index_cells(&made, r->total[g], r->total_error[g]);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void failures_text(const swept *of, text *to)
{
    const cohong_sweep_summary *s = of->summary;
    char line[640];
    if (s->failed_row_count == 0) return;
    text_format(to, "\nLeft out: %zu of %zu rows:", s->failed_row_count, of->labels->row_count);
    for (size_t e = 1; e < COHONG_ROW_END_COUNT; e++)
        if (s->rows_failed[e] > 0)
            text_format(to, " %s %zu;", cohong_row_end_words((cohong_row_end)e), s->rows_failed[e]);
    text_add(to, " rows");
    for (size_t k = 0; k < s->failed_row_count && k < SHOWN_ROWS; k++) text_format(to, " %zu", s->failed_rows[k]);
    text_add(to, s->failed_row_count > SHOWN_ROWS ? " ... (all of them: --csv)\n" : "\n");
    if (s->region[0] == '\0') return;
    snprintf(line, sizeof line, "Most fail where %s.", s->region);
    text_paragraph(to, line, screen_width(), 2);
}

static void answer_text(const swept *of, size_t *order, text *to)
{
    head_text(of, to);
    text_add(to, "\n");
    quantiles_text(of, to);
    for (size_t k = 0; k < of->labels->result_count; k++) {
        text_add(to, "\n");
        effects_text(of, k, order, to);
    }
    failures_text(of, to);
    text_format(to, "\nManifest: %s\n", of->labels->manifest);
}

/* ---- the work */

/* "2/5": shard 2 of 5. */
static bool read_shard(const char *given_text, cohong_sweep_work *work)
{
    char more;
    if (given_text == NULL) return true;
    if (sscanf(given_text, "%zu/%zu%c", &work->shard, &work->shards, &more) == 2 && given_text[0] != '-' &&
        work->shard >= 1 && work->shard <= work->shards && work->shards <= 1000000)
        return true;
    complain("--shard: found \"%.60s\", expected K/N with K from 1 to N", given_text);
    return false;
}

/* Splits "a,b" in place. */
static size_t split_folders(char *list, const char *folders[FOLDER_LIMIT])
{
    size_t count = 0;
    char *rest = NULL;
    for (char *one = strtok_r(list, ",", &rest); one != NULL && count < FOLDER_LIMIT; one = strtok_r(NULL, ",", &rest))
        folders[count++] = one;
    return count;
}

static cohong_status merge(const char *list, swept *to, cohong_error *error)
{
    const char *folders[FOLDER_LIMIT];
    char *copy = strdup(list);
    if (copy == NULL) {
        *error = (cohong_error){ .status = COHONG_OUT_OF_MEMORY, .message = "out of memory" };
        return COHONG_OUT_OF_MEMORY;
    }
    size_t count = split_folders(copy, folders);
    cohong_status status = cohong_sweep_merge(to->sweep, folders, count, &to->draws, error);
    free(copy);
    return status;
}

static cohong_status work_through(const char *path, const sweep_flags *flags, const cohong_sweep_work *work, swept *to,
                                  cohong_error *error)
{
    cohong_status status = cohong_sweep_read(path, flags->no_cache ? COHONG_CACHE_OFF : COHONG_CACHE_AUTO, &to->sweep,
                                             error);
    if (status != COHONG_OK) return status;
    to->labels = cohong_sweep_labels_of(to->sweep);
    status = flags->merge != NULL ? merge(flags->merge, to, error)
                                  : cohong_sweep_run(to->sweep, work, &to->draws, error);
    if (status != COHONG_OK || to->draws == NULL) return status;
    status = cohong_sweep_summarise(to->sweep, to->draws, &to->summary, error);
    screen_hold_signals();
    if (status == COHONG_OK && flags->csv != NULL)
        status = cohong_sweep_write_csv(to->sweep, to->draws, flags->csv, error);
    if (status == COHONG_OK && flags->sqlite != NULL)
        status = cohong_sweep_write_sqlite(to->sweep, to->draws, flags->sqlite, error);
    screen_release_signals();
    return status;
}

static int print_answer(const swept *of, const sweep_flags *flags)
{
    text to = { 0 };
    size_t *order = malloc(of->labels->group_count * sizeof *order);
    if (order == NULL) return complain("out of memory");
    if (flags->json)
        sweep_json(of->sweep, of->draws, of->summary, &to);
    else
        answer_text(of, order, &to);
    free(order);
    return flags->quiet ? (text_free(&to), EXIT_SOLVED) : screen_print(&to);
}

static int conclude(const swept *of, const sweep_flags *flags)
{
    text to = { 0 };
    if (of->draws == NULL) {
        if (flags->quiet) return EXIT_SOLVED;
        text_format(&to, "Shard %s done, in %s; put the shards together with --merge.\n", flags->shard, flags->out);
        return screen_print(&to);
    }
    int status = print_answer(of, flags);
    if (status != EXIT_SOLVED || !of->summary->too_many) return status;
    complain("over 5 %% of the draws failed (%zu of %zu)%s%s", of->summary->failures, of->summary->draws,
             of->summary->region[0] != '\0' ? ", most where " : "", of->summary->region);
    return EXIT_NO_SOLUTION;
}

int verb_sweep(int argc, char **argv)
{
    sweep_flags flags = { 0 };
    const option options[] = {
        { "out", "DIR", "keep chunks of draws there, and go on where an earlier run stopped", &flags.out, NULL },
        { "threads", "N", "draws at the same time [1]; the answer does not depend on it", &flags.threads, NULL },
        { "shard", "K/N", "only this part, into --out", &flags.shard, NULL },
        { "merge", "DIRS", "put the shards in these folders (DIR,DIR,...) together", &flags.merge, NULL },
        { "csv", "FILE", "write every draw as CSV", &flags.csv, NULL },
        { "sqlite", "FILE", "write every draw into a new SQLite file", &flags.sqlite, NULL },
        { "json", NULL, "print the summary as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        OPTION_QUIET(&flags.quiet),
        OPTION_NO_CACHE(&flags.no_cache),
    };
    const command of = { .name = "cohong sweep",
                         .shipped = DATA_SWEEP,
                         .operands = "FILE",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options) };
    given from;
    swept result = { 0 };
    cohong_error error = { 0 };
    cohong_sweep_work work = { 0 };
    char found[DATA_PATH];
    int status, threads = 1;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (!read_shard(flags.shard, &work) || !options_whole("threads", flags.threads, 1, 256, &threads))
        return EXIT_BAD_INPUT;
    if (flags.shard != NULL && flags.out == NULL) return complain("--shard needs --out");
    if (flags.merge != NULL && (flags.shard != NULL || flags.out != NULL))
        return complain("--merge does not go with --shard and --out");
    if (work.shards > 1 && (flags.csv != NULL || flags.sqlite != NULL || flags.json))
        return complain("--csv, --sqlite and --json go with --merge, not with one shard");
    work.folder = flags.out;
    work.threads = (size_t)threads;
    screen_working("drawing", flags.quiet);
    cohong_status ended = work_through(data_find(DATA_SWEEP, from.operands[0], found), &flags, &work, &result, &error);
    screen_worked();
    status = ended == COHONG_OK ? conclude(&result, &flags) : complain_of(&error);
    swept_free(&result);
    return status;
}
