/* cohong law landed: duty and taxes for a seller, channel by channel. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "law.h"

static void landed_text(const cohong_law_landed *l, double value, text *to)
{
    static const char *const HEADINGS[] = { "Line", "Kind",    "Rate\n%", "On\n% of value", "Amount\n% of value",
                                            "Why",  "Citation" };
    char number[PEOPLE_SIZE];
    table made = { 0 };
    text_format(to, "Channel %s", l->channel);
    if (!l->available) {
        text_format(to, ": not available: %s\n", l->why_not);
        return;
    }
    text_add(to, "\n");
    for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++)
        table_column(&made, c >= 2 && c <= 4 ? TABLE_RIGHT : TABLE_LEFT, HEADINGS[c]);
    for (size_t k = 0; k < l->duty->line_count; k++) {
        const cohong_law_line *line = &l->duty->lines[k];
        table_cell(&made, line->id);
        table_cell(&made, "duty");
        table_cell(&made, line->state == COHONG_OPEN ? "not known" : law_percent(line->stated, number));
        table_cell(&made, "100");
        table_cell(&made, line->state == COHONG_OPEN ? "not known" : law_percent(line->duty, number));
        table_cell(&made, line->why);
        table_cell(&made, line->by);
    }
    for (size_t k = 0; k < l->tax_count; k++) {
        const cohong_law_tax_line *tax = &l->taxes[k];
        table_cell(&made, tax->id);
        table_cell(&made, tax->kind);
        table_cell(&made, law_percent(tax->rate, number));
        table_cell(&made, law_percent(tax->basis, number));
        table_cell(&made, law_percent(tax->amount, number));
        table_cell(&made, tax->why);
        table_cell(&made, tax->by);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
    text_format(to, "Duty %s %%", law_percent(l->duty_total, number));
    text_format(to, ", taxes %s %%", law_percent(l->tax_total, number));
    text_format(to, ", together %s %% of the value", law_percent(l->total, number));
    if (!isnan(value)) text_format(to, ": %s", people_level(value * l->total, 2, number));
    if (l->duty->open_count > 0) text_format(to, " without %zu that are not known", l->duty->open_count);
    text_add(to, "\n");
}

static void landed_json(const cohong_law_landed *l, json *j)
{
    json_object(j);
    json_key_text(j, "channel", l->channel);
    json_key(j, "available");
    json_raw(j, l->available ? "true" : "false");
    json_key_text(j, "why_not", l->why_not);
    if (l->available) {
        json_key(j, "duty");
        law_answer_json(l->duty, j);
        json_key(j, "taxes");
        json_array(j);
        for (size_t k = 0; k < l->tax_count; k++) {
            json_object(j);
            json_key_text(j, "id", l->taxes[k].id);
            json_key_text(j, "kind", l->taxes[k].kind);
            json_key_text(j, "by", l->taxes[k].by);
            json_key_text(j, "why", l->taxes[k].why);
            json_key_number(j, "rate", l->taxes[k].rate);
            json_key_number(j, "basis", l->taxes[k].basis);
            json_key_number(j, "amount", l->taxes[k].amount);
            json_end(j);
        }
        json_end(j);
        json_key_number(j, "duty_total", l->duty_total);
        json_key_number(j, "tax_total", l->tax_total);
        json_key_number(j, "total", l->total);
    }
    json_end(j);
}

/* One channel; answers the status. */
static int land(const cohong_law *law, const cohong_law_question *q, bool first, bool as_json, json *j, text *to)
{
    cohong_law_landed *landed;
    cohong_error error = { 0 };
    if (cohong_law_landed_cost(law, q, &landed, &error) != COHONG_OK) return complain_of(&error);
    if (as_json) {
        landed_json(landed, j);
    } else {
        if (!first) text_add(to, "\n");
        landed_text(landed, q->value, to);
    }
    cohong_law_landed_free(landed);
    return EXIT_SOLVED;
}

int law_landed_verb(int argc, char **argv)
{
    law_question_flags flags = { 0 };
    bool as_json = false;
    option options[LAW_QUESTION_OPTIONS + 1];
    law_question_options(&flags, options);
    options[LAW_QUESTION_OPTIONS] = (option){ "json", NULL, "print the options as JSON", NULL, &as_json };
    const command of = {
        .name = "cohong law landed",
        .operands = "",
        .about = "Duty and taxes of one import: duty on the value (cost, insurance, freight), consumption tax c at "
                 "(value + duty) c/(1-c),\n"
                 "VAT on all of it. Without --channel every channel that the law tells apart, one after the other.",
        .examples = "  cohong law landed --product 3304.99 --from USA --to CHN --on 2019-09-15 --value 1500\n",
        .options = options,
        .option_count = LAW_QUESTION_OPTIONS + 1
    };
    given from;
    int status;
    const char **channels = NULL;
    size_t count = 0;
    cohong_error error = { 0 };
    cohong_law_question q = cohong_law_question_new();
    text to = { 0 };
    json j = json_to(&to);
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = EXIT_BAD_INPUT;
    cohong_law *law = law_question_of(&flags, &q) ? law_open_on(flags.law, flags.to, q.entry) : NULL;
    if (law != NULL && q.channel == NULL && cohong_law_channels(law, &channels, &count, &error) != COHONG_OK) {
        complain_of(&error);
    } else if (law != NULL) {
        status = EXIT_SOLVED;
        if (as_json) json_array(&j);
        if (q.channel != NULL) status = land(law, &q, true, as_json, &j, &to);
        for (size_t k = 0; k < count && status == EXIT_SOLVED; k++) {
            q.channel = channels[k];
            status = land(law, &q, k == 0, as_json, &j, &to);
        }
        if (as_json) json_end(&j);
    }
    if (status == EXIT_SOLVED)
        status = screen_print(&to);
    else
        text_free(&to);
    free((void *)channels);
    cohong_law_free(law);
    law_question_free(&q);
    return status;
}
