/* cohong law average, series and diff: the law over products, over time, and between two days. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "law.h"

typedef struct average_flags {
    const char *law, *from, *to, *on, *weights, *edition, *concordance, *by;
} average_flags;
enum { AVERAGE_OPTIONS = 7 };

static void average_options(average_flags *f, option options[AVERAGE_OPTIONS])
{
    const option all[AVERAGE_OPTIONS] = {
        { "law", "FILE", "the law [the one that ships for --to]", &f->law, NULL },
        { "to", "COUNTRY", "destination [the law's importer]", &f->to, NULL },
        { "from", "COUNTRY", "origin; required where --weights has no countries", &f->from, NULL },
        { "weights", "FILE", "CSV code,value[,country][,quantity,unit]; \"equal\": the schedule's rows", &f->weights,
          NULL },
        { "weights-edition", "NAME", "numbering of --weights; required where the law knows several", &f->edition,
          NULL },
        { "by", "LIST", "country, sector or both, separated by a comma", &f->by, NULL },
        { "concordance", "FILE", "CSV prefix,sector, for --by sector", &f->concordance, NULL },
    };
    memcpy(options, all, sizeof all);
}

static bool read_by(const char *by, cohong_law_request *request)
{
    for (const char *item = by; item != NULL && *item != '\0';) {
        size_t length = strcspn(item, ",");
        if (length == 7 && strncmp(item, "country", 7) == 0) {
            request->by_country = true;
        } else if (length == 6 && strncmp(item, "sector", 6) == 0) {
            request->by_sector = true;
        } else {
            complain("--by: found \"%.*s\", expected country or sector", (int)(length < 60 ? length : 60), item);
            return false;
        }
        item += length + (item[length] == ',');
    }
    return true;
}

/* Law, weights and what is asked; false after a complaint. The request points into `found` for its concordance. */
static bool average_set_up(const average_flags *f, cohong_law **law, cohong_weights **weights,
                           cohong_law_request *request, char found[DATA_PATH])
{
    char weights_found[DATA_PATH];
    cohong_error error = { 0 };
    request->destination = f->to;
    request->origin = f->from;
    if (f->weights == NULL) {
        complain("--weights FILE is missing (\"equal\" weighs every row of the schedule alike)");
        return false;
    }
    if (!read_by(f->by, request)) return false;
    if (f->concordance != NULL) request->concordance = data_find(DATA_LAW, f->concordance, found);
    if ((*law = law_open(f->law, f->to)) == NULL) return false;
    cohong_status status = strcmp(f->weights, "equal") == 0
                               ? cohong_weights_of_schedule(*law, f->to, f->edition, weights, &error)
                               : cohong_weights_read(data_find(DATA_LAW, f->weights, weights_found), *law, f->edition,
                                                     weights, &error);
    request->weights = *weights;
    if (status != COHONG_OK) complain_of(&error);
    return status == COHONG_OK;
}

/* ---- average */

static void mean_cells(const cohong_law_mean *row, const cohong_law_request *request, table *made)
{
    char number[PEOPLE_SIZE];
    if (request->by_country) table_cell(made, row->country[0] != '\0' ? row->country : "All");
    if (request->by_sector) table_cell(made, row->sector[0] != '\0' ? row->sector : "All");
    table_cell(made, law_percent(row->total, number));
    table_cell(made, law_percent(row->base, number));
    table_cell(made, law_percent(row->total - row->base, number));
    table_cell(made, people_level(row->value, 0, number));
    snprintf(number, sizeof number, "%.2f", row->value > 0 ? 100 * row->value_counted / row->value : 0);
    table_cell(made, number);
    snprintf(number, sizeof number, "%zu", row->lines);
    table_cell(made, number);
    snprintf(number, sizeof number, "%zu", row->lines_counted);
    table_cell(made, number);
}

static void means_text(const cohong_law_means *means, const cohong_law_request *request, text *to)
{
    static const char *const HEADINGS[] = { "Total\n%",          "Base\n%", "Added\npoints", "Value",
                                            "of it\ncounted\n%", "Lines",   "counted" };
    char day[COHONG_DATE_SIZE];
    table made = { 0 };
    text_format(to, "Average duty of %s on %s\nWeights: %s\n\n", means->destination, cohong_date_write(means->on, day),
                means->weights);
    if (request->by_country) table_column(&made, TABLE_LEFT, "Country");
    if (request->by_sector) table_column(&made, TABLE_LEFT, "Sector");
    for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++) table_column(&made, TABLE_RIGHT, HEADINGS[c]);
    if (request->by_country || request->by_sector)
        for (size_t k = 0; k < means->row_count; k++) mean_cells(&means->rows[k], request, &made);
    mean_cells(&means->all, request, &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    if (means->all.lines_open > 0)
        text_format(to, "\nNot known and left out: %zu of %zu lines, %.2f %% of value; such as %s (%s)\n",
                    means->all.lines_open, means->all.lines,
                    means->all.value > 0 ? 100 * means->all.value_open / means->all.value : 0, means->all.open_example,
                    means->all.open_why);
}

static void mean_json(const cohong_law_mean *row, json *j)
{
    json_object(j);
    json_key_text(j, "country", row->country);
    json_key_text(j, "sector", row->sector);
    json_key_number(j, "total", row->total);
    json_key_number(j, "base", row->base);
    json_key_number(j, "value", row->value);
    json_key_number(j, "value_counted", row->value_counted);
    json_key_whole(j, "lines", (int64_t)row->lines);
    json_key_whole(j, "lines_counted", (int64_t)row->lines_counted);
    json_key_whole(j, "lines_not_known", (int64_t)row->lines_open);
    json_key_text(j, "example_not_known", row->open_example);
    json_key_text(j, "why_not_known", row->open_why);
    json_end(j);
}

static void means_json(const cohong_law_means *means, text *to)
{
    char day[COHONG_DATE_SIZE];
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "destination", means->destination);
    json_key_text(&j, "on", cohong_date_write(means->on, day));
    json_key_text(&j, "weights", means->weights);
    json_key(&j, "rows");
    json_array(&j);
    for (size_t k = 0; k < means->row_count; k++) mean_json(&means->rows[k], &j);
    json_end(&j);
    json_key(&j, "all");
    mean_json(&means->all, &j);
    json_end(&j);
}

int law_average_verb(int argc, char **argv)
{
    average_flags flags = { 0 };
    bool as_json = false;
    option options[AVERAGE_OPTIONS + 2];
    average_options(&flags, options);
    options[AVERAGE_OPTIONS] = (option){ "on", "DATE", "day, YYYY-MM-DD", &flags.on, NULL };
    options[AVERAGE_OPTIONS + 1] = (option){ "json", NULL, "print the averages as JSON", NULL, &as_json };
    const command of = {
        .name = "cohong law average",
        .operands = "",
        .about = "Weighted averages of the duty, with the share of value and of lines that they count. Lines whose "
                 "duty is not known\n"
                 "(by weight without a quantity, divided by a list, not in the schedule) are left out and counted.",
        .examples = "  cohong law average --to USA --from CHN --on 2019-09-01 --weights "
                    "law/weights/us-imports-from-china-2017.csv\n"
                    "      --weights-edition hts2017\n",
        .options = options,
        .option_count = AVERAGE_OPTIONS + 2
    };
    given from;
    int status;
    char found[DATA_PATH];
    cohong_law *law = NULL;
    cohong_weights *weights = NULL;
    cohong_law_means *means = NULL;
    cohong_law_request request = { 0 };
    cohong_error error = { 0 };
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = EXIT_BAD_INPUT;
    if (law_date("on", flags.on, true, &request.on) && average_set_up(&flags, &law, &weights, &request, found)) {
        if (cohong_law_average(law, &request, &means, &error) != COHONG_OK) {
            complain_of(&error);
        } else {
            if (as_json)
                means_json(means, &to);
            else
                means_text(means, &request, &to);
            status = screen_print(&to);
        }
    }
    cohong_law_means_free(means);
    cohong_weights_free(weights);
    cohong_law_free(law);
    return status;
}

/* ---- series */

typedef struct step {
    cohong_date on;
    double total, base;
    size_t open; /* lines that are not known */
} step;

/* What is followed: one product, or an average. */
typedef struct followed {
    const cohong_law *law;
    cohong_law_question *question; /* NULL: an average */
    cohong_law_request *request;
} followed;

static cohong_status step_on(const followed *of, cohong_date on, step *to, cohong_error *error)
{
    cohong_law_answer *answer = NULL;
    cohong_law_means *means = NULL;
    cohong_status status;
    if (of->question != NULL) {
        of->question->entry = on;
        status = cohong_law_rate(of->law, of->question, &answer, error);
        if (status == COHONG_OK) *to = (step){ on, answer->total, answer->base, answer->open_count };
    } else {
        of->request->on = on;
        status = cohong_law_average(of->law, of->request, &means, error);
        if (status == COHONG_OK) *to = (step){ on, means->all.total, means->all.base, means->all.lines_open };
    }
    cohong_law_answer_free(answer);
    cohong_law_means_free(means);
    return status;
}

static bool same_step(const step *a, const step *b)
{
    bool total = a->total == b->total || (isnan(a->total) && isnan(b->total));
    return total && (a->base == b->base || isnan(a->base)) && a->open == b->open;
}

/* The first day and every day on which something changes. */
static cohong_status follow(const followed *of, const char *destination, cohong_date first, cohong_date last,
                            step **steps, size_t *count, cohong_error *error)
{
    cohong_date *dates;
    size_t date_count;
    step end;
    *steps = NULL;
    *count = 0;
    cohong_status status = cohong_law_dates(of->law, destination, first, last, &dates, &date_count, error);
    if (status != COHONG_OK) return status;
    *steps = calloc(date_count + 1, sizeof **steps);
    if (*steps == NULL) {
        free(dates);
        error->status = COHONG_OUT_OF_MEMORY;
        return COHONG_OUT_OF_MEMORY;
    }
    status = step_on(of, first, &(*steps)[(*count)++], error);
    for (size_t k = 0; k < date_count && status == COHONG_OK; k++) {
        if (dates[k] <= first) continue;
        status = step_on(of, dates[k], &(*steps)[*count], error);
        if (status == COHONG_OK && !same_step(&(*steps)[*count], &(*steps)[*count - 1])) (*count)++;
    }
    free(dates);
    return status == COHONG_OK ? step_on(of, last, &end, error) : status; /* the last day has to be covered, too */
}

static void series_text(const step *steps, size_t count, bool average, text *to)
{
    char day[COHONG_DATE_SIZE], number[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "From");
    table_column(&made, TABLE_RIGHT, "Total\n%");
    table_column(&made, TABLE_RIGHT, "Base\n%");
    table_column(&made, TABLE_RIGHT, average ? "Lines\nnot known" : "Measures\nnot known");
    for (size_t k = 0; k < count; k++) {
        table_cell(&made, cohong_date_write(steps[k].on, day));
        table_cell(&made, law_percent(steps[k].total, number));
        table_cell(&made, law_percent(steps[k].base, number));
        snprintf(number, sizeof number, "%zu", steps[k].open);
        table_cell(&made, number);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void series_json(const step *steps, size_t count, text *to)
{
    char day[COHONG_DATE_SIZE];
    json j = json_to(to);
    json_array(&j);
    for (size_t k = 0; k < count; k++) {
        json_object(&j);
        json_key_text(&j, "from", cohong_date_write(steps[k].on, day));
        json_key_number(&j, "total", steps[k].total);
        json_key_number(&j, "base", steps[k].base);
        json_key_whole(&j, "not_known", (int64_t)steps[k].open);
        json_end(&j);
    }
    json_end(&j);
}

/* Days that were not given are those that the law covers, or else 2018 to 2026. */
static bool days_of_series(const cohong_law *law, const char *destination, cohong_date *first, cohong_date *last)
{
    cohong_law_days *days = NULL;
    size_t count = 0;
    cohong_error error = { 0 };
    if (cohong_law_coverage(law, destination, &days, &count, &error) != COHONG_OK) {
        complain_of(&error);
        return false;
    }
    if (*first == COHONG_DATE_FIRST && count > 0) *first = days[0].first;
    if (*last == COHONG_DATE_LAST && count > 0) *last = days[count - 1].last;
    if (*first == COHONG_DATE_FIRST) (void)cohong_date_read("2018-01-01", first);
    if (*last == COHONG_DATE_LAST) (void)cohong_date_read("2026-12-31", last);
    free(days);
    return true;
}

int law_series_verb(int argc, char **argv)
{
    average_flags flags = { 0 };
    const char *product = NULL, *since = NULL, *until = NULL;
    bool as_json = false;
    option options[AVERAGE_OPTIONS + 4];
    average_options(&flags, options);
    options[AVERAGE_OPTIONS] = (option){ "product", "CODE", "one product; otherwise the average over --weights",
                                         &product, NULL };
    options[AVERAGE_OPTIONS + 1] = (option){ "since", "DATE", "the first day [the first that the law covers]", &since,
                                             NULL };
    options[AVERAGE_OPTIONS + 2] = (option){ "until", "DATE", "the last day [the last that the law covers]", &until,
                                             NULL };
    options[AVERAGE_OPTIONS + 3] = (option){ "json", NULL, "print the series as JSON", NULL, &as_json };
    const command of = {
        .name = "cohong law series",
        .operands = "",
        .about = "The duty on a product, or an average, on the first day and on every day on which it changes.",
        .examples = "  cohong law series --product 1201.90.10 --from USA --to CHN\n",
        .options = options,
        .option_count = AVERAGE_OPTIONS + 4
    };
    given from;
    int status;
    char found[DATA_PATH];
    cohong_law *law = NULL;
    cohong_weights *weights = NULL;
    cohong_law_request request = { 0 };
    cohong_law_question question = cohong_law_question_new();
    cohong_date first = COHONG_DATE_FIRST, last = COHONG_DATE_LAST;
    step *steps = NULL;
    size_t count;
    cohong_error error = { 0 };
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = EXIT_BAD_INPUT;
    bool good = law_date("since", since, false, &first) && law_date("until", until, false, &last);
    if (good && product != NULL && flags.from == NULL) good = !complain("--from COUNTRY is missing");
    if (good)
        good = product != NULL ? (law = law_open(flags.law, flags.to)) != NULL
                               : average_set_up(&flags, &law, &weights, &request, found);
    if (good) good = days_of_series(law, flags.to, &first, &last);
    if (good) {
        question.product = product, question.origin = flags.from, question.destination = flags.to,
        question.edition = flags.edition;
        followed what = { law, product != NULL ? &question : NULL, &request };
        if (follow(&what, flags.to, first, last, &steps, &count, &error) != COHONG_OK) {
            complain_of(&error);
        } else {
            if (as_json)
                series_json(steps, count, &to);
            else
                series_text(steps, count, product == NULL, &to);
            status = screen_print(&to);
        }
    }
    free(steps);
    cohong_weights_free(weights);
    cohong_law_free(law);
    return status;
}

/* ---- diff */

int law_diff_verb(int argc, char **argv)
{
    const char *destination = NULL;
    const option options[] = { { "to", "COUNTRY", "destination [the law's importer]", &destination, NULL } };
    const command of = {
        .name = "cohong law diff",
        .operands = "FILE DATE1 DATE2",
        .least_operands = 3,
        .most_operands = 3,
        .about = "What holds on one of two days only: measures, suspensions, exemptions and members of areas.",
        .examples = "  cohong law diff law/us.law 2018-07-01 2019-09-30\n",
        OPTIONS_OF(options)
    };
    static const char *const HEADINGS[] = { "Day", "Record", "What", "Duty", "Area", "List", "Citation" };
    given from;
    int status;
    cohong_date a = 0, b = 0;
    cohong_law_change *changes = NULL;
    size_t count;
    cohong_error error = { 0 };
    text to = { 0 };
    table made = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (!law_date("DATE1", from.operands[1], true, &a) || !law_date("DATE2", from.operands[2], true, &b))
        return EXIT_BAD_INPUT;
    cohong_law *law = law_open(from.operands[0], destination);
    if (law == NULL) return EXIT_BAD_INPUT;
    if (cohong_law_diff(law, destination, a, b, &changes, &count, &error) != COHONG_OK) {
        status = complain_of(&error);
    } else {
        for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++) table_column(&made, TABLE_LEFT, HEADINGS[c]);
        for (size_t k = 0; k < count; k++) {
            char day[COHONG_DATE_SIZE];
            const cohong_law_change *change = &changes[k];
            const char *cells[] = { cohong_date_write(change->date, day),
                                    change->id,
                                    change->what,
                                    change->duty_text,
                                    change->area,
                                    change->list,
                                    change->by };
            for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) table_cell(&made, cells[c]);
        }
        if (count > 0)
            table_render(&made, screen_bold(), &to);
        else
            text_add(&to, "Nothing begins or ends between the two days.\n");
        status = screen_print(&to);
    }
    table_free(&made);
    free(changes);
    cohong_law_free(law);
    return status;
}
