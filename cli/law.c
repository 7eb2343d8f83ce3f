/* cohong law: what a product pays on a day, and the check of a law file. */
#include "law.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "verbs.h"

/* The laws that ship, by importer; of several, the one that covers the day. */
static const struct {
    const char *importer, *path;
} SHIPPED[] = { { "USA", "law/us.law" }, { "USA", "law/us-2025.law" }, { "CHN", "law/china.law" } };
enum { SHIPPED_COUNT = sizeof SHIPPED / sizeof *SHIPPED };

static cohong_law *read_law(const char *path, const cohong_date *on)
{
    char found[DATA_PATH];
    cohong_error error = { 0 };
    cohong_law *law = NULL;
    path = data_find(DATA_LAW, path, found);
    cohong_status status = on != NULL ? cohong_law_read_on(path, *on, &law, &error)
                                      : cohong_law_read(path, &law, &error);
    if (status != COHONG_OK) complain_of(&error);
    return law;
}

/* Whether a day is among those that a law covers; what it covers is added to `words`. */
static bool covers(const cohong_law *law, const char *path, cohong_date on, text *words)
{
    cohong_law_days *days = NULL;
    size_t count = 0;
    char first[COHONG_DATE_SIZE], last[COHONG_DATE_SIZE];
    bool covered = cohong_law_coverage(law, NULL, &days, &count, NULL) == COHONG_OK && count == 0;
    for (size_t k = 0; k < count; k++) {
        covered = covered || (days[k].first <= on && on <= days[k].last);
        text_format(words, "%s%s: %s to %s", words->length > 0 ? "; " : "", path,
                    cohong_date_write(days[k].first, first), cohong_date_write(days[k].last, last));
    }
    free(days);
    return covered;
}

static cohong_law *open_shipped(const char *destination, const cohong_date *on)
{
    char day[COHONG_DATE_SIZE];
    text words = { 0 };
    cohong_law *law = NULL;
    bool ships = false;
    for (size_t k = 0; k < SHIPPED_COUNT && law == NULL; k++) {
        if (strcmp(destination, SHIPPED[k].importer) != 0) continue;
        ships = true;
        if ((law = read_law(SHIPPED[k].path, on)) == NULL) goto end;
        if (on == NULL || covers(law, SHIPPED[k].path, *on, &words)) goto end;
        cohong_law_free(law);
        law = NULL;
    }
    if (ships)
        complain("no law of %s that ships covers %s (%s)", destination, cohong_date_write(*on, day),
                 words.bytes != NULL ? words.bytes : "");
    else
        complain("no law ships for %s: give one with --law FILE", destination);
end:
    text_free(&words);
    return law;
}

static cohong_law *open_law(const char *path, const char *destination, const cohong_date *on)
{
    if (path != NULL) return read_law(path, on);
    if (destination != NULL) return open_shipped(destination, on);
    complain("say which law: --law FILE, or --to USA or CHN");
    return NULL;
}

cohong_law *law_open(const char *path, const char *destination)
{
    return open_law(path, destination, NULL);
}

cohong_law *law_open_on(const char *path, const char *destination, cohong_date on)
{
    return open_law(path, destination, &on);
}

bool law_date(const char *flag, const char *given_text, bool required, cohong_date *date)
{
    if (given_text == NULL && !required) return true;
    if (given_text == NULL) {
        complain("--%s DATE is missing", flag);
        return false;
    }
    if (cohong_date_read(given_text, date)) return true;
    complain("--%s: found \"%.60s\", expected a day as YYYY-MM-DD", flag, given_text);
    return false;
}

bool law_numbers(const char *flag, const char *list, cohong_named_number **numbers, size_t *count)
{
    *numbers = NULL;
    *count = 0;
    if (list == NULL) return true;
    size_t length = strlen(list), most = 1;
    for (size_t k = 0; k < length; k++) most += list[k] == ',';
    /* One block: the numbers, then the names. */
    char *names = malloc(most * sizeof **numbers + length + 1);
    if (names == NULL) return !complain("out of memory");
    *numbers = (cohong_named_number *)(void *)names;
    names += most * sizeof **numbers;
    memcpy(names, list, length + 1);
    for (char *item = names, *next; item != NULL; item = next) {
        next = strchr(item, ',');
        if (next != NULL) *next++ = '\0';
        char *equals = strchr(item, '=');
        double number = 0;
        if (equals == NULL || equals == item || !number_parse(equals + 1, strlen(equals + 1), &number)) {
            complain("--%s: found \"%.60s\", expected NAME=NUMBER", flag, item);
            return false;
        }
        *equals = '\0';
        (*numbers)[(*count)++] = (cohong_named_number){ item, number };
    }
    return true;
}

const char *law_percent(double fraction, char to[PEOPLE_SIZE])
{
    if (isnan(fraction)) {
        snprintf(to, PEOPLE_SIZE, "not known");
        return to;
    }
    snprintf(to, PEOPLE_SIZE, "%.3f", 100 * fraction + 0.0);
    size_t length = strlen(to);
    while (length > 0 && to[length - 1] == '0') to[--length] = '\0';
    if (length > 0 && to[length - 1] == '.') to[--length] = '\0';
    if (strcmp(to, "-0") == 0) snprintf(to, PEOPLE_SIZE, "0");
    return to;
}

/* ---- the question */

void law_question_options(law_question_flags *f, option options[LAW_QUESTION_OPTIONS])
{
    const option all[LAW_QUESTION_OPTIONS] = {
        { "law", "FILE", "the law [the one that ships for --to]", &f->law, NULL },
        { "product", "CODE", "2 to 10 digits, dots ignored", &f->product, NULL },
        { "from", "COUNTRY", "origin, ISO 3166 alpha-3", &f->from, NULL },
        { "to", "COUNTRY", "destination [the law's importer]", &f->to, NULL },
        { "on", "DATE", "day of entry, YYYY-MM-DD", &f->on, NULL },
        { "exported", "DATE", "day of export [--on]", &f->exported, NULL },
        { "value", "N", "value of the consignment [above every limit]", &f->value, NULL },
        { "currency", "CUR", "of --value [the law's]", &f->currency, NULL },
        { "quantity", "N", "for duties by weight or number", &f->quantity, NULL },
        { "unit", "UNIT", "of --quantity [the unit of the duty]", &f->unit, NULL },
        { "channel", "NAME", "way of importing [general]", &f->channel, NULL },
        { "year-value", "N", "what the buyer has bought this year through the channel [0]", &f->year_value, NULL },
        { "edition", "NAME", "numbering of --product [the one in force on --on]", &f->edition, NULL },
        { "content", "NAME=X,...", "shares of the value, as in steel=0.4 [the law's, else 1]", &f->content, NULL },
        { "exchange", "CUR=X,...", "how many of --currency one CUR is worth", &f->exchange, NULL },
    };
    memcpy(options, all, sizeof all);
}

bool law_question_of(const law_question_flags *f, cohong_law_question *q)
{
    cohong_named_number *numbers = NULL;
    *q = cohong_law_question_new();
    q->product = f->product, q->edition = f->edition, q->origin = f->from, q->destination = f->to;
    q->channel = f->channel, q->currency = f->currency, q->unit = f->unit;
    if (f->product == NULL || f->from == NULL) {
        complain(f->product == NULL ? "--product CODE is missing" : "--from COUNTRY is missing");
        return false;
    }
    bool good = law_date("on", f->on, true, &q->entry) && law_date("exported", f->exported, false, &q->exported) &&
                options_number("value", f->value, 1e-9, 1e15, &q->value) &&
                options_number("quantity", f->quantity, 0, 1e15, &q->quantity) &&
                options_number("year-value", f->year_value, 0, 1e15, &q->year_value);
    if (good) good = law_numbers("content", f->content, &numbers, &q->content_count);
    q->contents = numbers;
    numbers = NULL;
    if (good) good = law_numbers("exchange", f->exchange, &numbers, &q->exchange_count);
    q->exchange = numbers;
    return good;
}

void law_question_free(cohong_law_question *q)
{
    free((void *)q->contents);
    free((void *)q->exchange);
}

/* ---- rate */

static void answer_title(const cohong_law_answer *a, text *to)
{
    char entry[COHONG_DATE_SIZE], exported[COHONG_DATE_SIZE];
    text_format(to, "%s from %s into %s on %s", a->product, a->origin, a->destination,
                cohong_date_write(a->entry, entry));
    if (a->exported != a->entry) text_format(to, ", exported %s", cohong_date_write(a->exported, exported));
    if (strcmp(a->channel, "general") != 0) text_format(to, ", channel %s", a->channel);
    if (a->edition[0] != '\0') text_format(to, " (code of %s)", a->edition);
    text_add(to, "\n\n");
}

void law_answer_text(const cohong_law_answer *a, text *to)
{
    static const char *const HEADINGS[] = { "Measure", "Effect", "On", "Duty", "Adds\n% of value", "Why", "Citation" };
    char number[PEOPLE_SIZE];
    table made = { 0 };
    for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++)
        table_column(&made, c == 4 ? TABLE_RIGHT : TABLE_LEFT, HEADINGS[c]);
    for (size_t k = 0; k < a->line_count; k++) {
        const cohong_law_line *line = &a->lines[k];
        const char *cells[] = { line->id,
                                line->effect,
                                line->list,
                                line->duty_text,
                                line->state == COHONG_OPEN ? "not known" : law_percent(line->duty, number),
                                line->why,
                                line->by };
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) table_cell(&made, cells[c]);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
    if (a->line_count == 0) text_add(to, "No measure of this law is in force for this product and origin.\n");
    text_format(to, "\nTotal: %s %%", law_percent(a->total, number));
    if (a->open_count > 0)
        text_format(to, " without %zu line%s not known", a->open_count, a->open_count > 1 ? "s that are" : " that is");
    text_add(to, "\n");
    if (a->part_count > 0) {
        text_add(to, "Codes to ask with instead:");
        for (size_t k = 0; k < a->part_count; k++) text_format(to, " %s", a->parts[k]);
        text_add(to, "\n");
    }
}

void law_answer_json(const cohong_law_answer *a, json *j)
{
    char day[COHONG_DATE_SIZE];
    json_object(j);
    json_key_text(j, "product", a->product);
    json_key_text(j, "edition", a->edition);
    json_key_text(j, "origin", a->origin);
    json_key_text(j, "destination", a->destination);
    json_key_text(j, "channel", a->channel);
    json_key_text(j, "entry", cohong_date_write(a->entry, day));
    json_key_text(j, "exported", cohong_date_write(a->exported, day));
    json_key(j, "lines");
    json_array(j);
    for (size_t k = 0; k < a->line_count; k++) {
        const cohong_law_line *line = &a->lines[k];
        json_object(j);
        json_key_text(j, "id", line->id);
        json_key_text(j, "effect", line->effect);
        json_key_text(j, "area", line->area);
        json_key_text(j, "list", line->list);
        json_key_text(j, "group", line->group);
        json_key_text(j, "duty_text", line->duty_text);
        json_key_text(j, "by", line->by);
        json_key(j, "applies");
        json_raw(j, line->state == COHONG_APPLIES ? "true" : "false");
        json_key_text(j, "why", line->why);
        json_key_number(j, "stated", line->stated);
        json_key_number(j, "duty", line->duty);
        json_end(j);
    }
    json_end(j);
    json_key_number(j, "total", a->total);
    json_key_number(j, "base", a->base);
    json_key_whole(j, "not_known", (int64_t)a->open_count);
    json_key(j, "parts");
    json_array(j);
    for (size_t k = 0; k < a->part_count; k++) json_text(j, a->parts[k]);
    json_end(j);
    json_end(j);
}

/* Every channel one after the other; answers the status. */
static int rate_all(const cohong_law *law, cohong_law_question *q, bool as_json, text *to)
{
    const char **channels;
    size_t count;
    cohong_error error = { 0 };
    cohong_status status = cohong_law_channels(law, &channels, &count, &error);
    json j = json_to(to);
    if (status == COHONG_OK && as_json) json_array(&j);
    for (size_t k = 0; k < count && status == COHONG_OK; k++) {
        cohong_law_answer *answer;
        q->channel = channels[k];
        status = cohong_law_rate(law, q, &answer, &error);
        if (status != COHONG_OK) break;
        if (as_json) {
            law_answer_json(answer, &j);
        } else {
            text_format(to, "%s", k > 0 ? "\n" : "");
            answer_title(answer, to);
            law_answer_text(answer, to);
        }
        cohong_law_answer_free(answer);
    }
    if (status == COHONG_OK && as_json) json_end(&j);
    free((void *)channels);
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

static int rate_one(const cohong_law *law, const cohong_law_question *q, bool as_json, text *to)
{
    cohong_error error = { 0 };
    cohong_law_answer *answer;
    json j = json_to(to);
    if (cohong_law_rate(law, q, &answer, &error) != COHONG_OK) return complain_of(&error);
    if (as_json) {
        law_answer_json(answer, &j);
    } else {
        answer_title(answer, to);
        law_answer_text(answer, to);
    }
    cohong_law_answer_free(answer);
    return EXIT_SOLVED;
}

static int rate(int argc, char **argv)
{
    law_question_flags flags = { 0 };
    bool all = false, as_json = false;
    option options[LAW_QUESTION_OPTIONS + 2];
    law_question_options(&flags, options);
    options[LAW_QUESTION_OPTIONS] = (option){ "all-options", NULL, "every channel, one after the other", NULL, &all };
    options[LAW_QUESTION_OPTIONS + 1] = (option){ "json", NULL, "print the answer as JSON", NULL, &as_json };
    const command of = {
        .name = "cohong law rate",
        .operands = "",
        .about = "What a product pays: each measure in force with its duty, what it adds, why it counts or does not, "
                 "and its citation.\n"
                 "The total is the sum of the lines. What is not known is said and left out, never guessed.",
        .examples = "  cohong law rate --product 8517.62.00 --from CHN --to USA --on 2019-05-15\n",
        .options = options,
        .option_count = LAW_QUESTION_OPTIONS + 2
    };
    given from;
    int status;
    cohong_law_question q = cohong_law_question_new();
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = EXIT_BAD_INPUT;
    cohong_law *law = law_question_of(&flags, &q) ? law_open_on(flags.law, flags.to, q.entry) : NULL;
    if (law != NULL) status = all ? rate_all(law, &q, as_json, &to) : rate_one(law, &q, as_json, &to);
    if (status == EXIT_SOLVED)
        status = screen_print(&to);
    else
        text_free(&to);
    cohong_law_free(law);
    law_question_free(&q);
    return status;
}

/* ---- check */

static void check_text(const cohong_law_summary *s, const char *path, size_t sources, text *to)
{
    text_format(to,
                "%s: %zu measures, %zu lists, %zu areas, %zu editions, %zu rows in %zu schedules, %zu exemptions and "
                "suspensions, "
                "%zu taxes; %zu file%s\n",
                path, s->measures, s->lists, s->areas, s->editions, s->schedule_rows, s->schedules, s->reliefs,
                s->taxes, sources, sources == 1 ? "" : "s");
    if (s->specific_rows > 0)
        text_format(to,
                    "%zu duties by weight or number: they need --value and --quantity, and averages without quantities "
                    "leave them out\n",
                    s->specific_rows);
    if (s->unknown_rows > 0)
        text_format(to, "%zu duties that the law's text states and no number: left out and counted\n", s->unknown_rows);
    for (size_t k = 0; k < s->warning_count; k++) text_format(to, "%s\n", s->warnings[k]);
    for (size_t k = 0; k < s->note_count; k++) text_format(to, "note: %s\n", s->notes[k]);
}

static int check(int argc, char **argv)
{
    bool quiet = false;
    const option options[] = { OPTION_QUIET(&quiet) };
    const command of = { .name = "cohong law check",
                         .shipped = DATA_LAW,
                         .operands = "FILE",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = "Reads a law and the files that it names. The first error is printed with file, line "
                                  "and column (exit status 2);\n"
                                  "then what the law holds, what is odd about it, and its notes.",
                         OPTIONS_OF(options) };
    given from;
    int status;
    size_t sources;
    cohong_error error = { 0 };
    cohong_law_summary *summary = NULL;
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    cohong_law *law = law_open(from.operands[0], NULL);
    if (law == NULL) return EXIT_BAD_INPUT;
    cohong_law_sources(law, &sources);
    if (cohong_law_summary_new(law, &summary, &error) != COHONG_OK) {
        status = complain_of(&error);
    } else {
        if (!quiet) check_text(summary, from.operands[0], sources, &to);
        status = screen_print(&to);
    }
    cohong_law_summary_free(summary);
    cohong_law_free(law);
    return status;
}

static const verb LAW_VERBS[] = {
    { "rate", rate, "what a product pays on a day, every line explained" },
    { "check", check, "read a law file and say what it holds" },
    { "average", law_average_verb, "weighted averages by country and sector, with coverage" },
    { "series", law_series_verb, "a product's duty or an average over time" },
    { "diff", law_diff_verb, "what begins and ends between two days" },
    { "landed", law_landed_verb, "duty and taxes for a seller, by channel" },
};

int verb_law(int argc, char **argv)
{
    const verb_group group = {
        "cohong law",
        "...",
        "Laws that ship: us.law, us-2025.law, us-exclusions.law and china.law. docs/law.md is the language.",
        LAW_VERBS,
        sizeof LAW_VERBS / sizeof *LAW_VERBS,
        NULL
    };
    return options_group(&group, argc, argv);
}
