/* The end of a record: its dates, conditions, group and citation. */
#include <string.h>

#include "law/parse.h"

static const char *const TAIL_WORDS[] = { "from",     "until", "exported-from", "exported-before",
                                          "exported", "when",  "group",         "by" };
enum { TAIL_WORD_COUNT = sizeof TAIL_WORDS / sizeof *TAIL_WORDS };

bool parse_begins_tail(const law_word *word)
{
    for (size_t k = 0; k < TAIL_WORD_COUNT; k++)
        if (law_word_is(word, TAIL_WORDS[k])) return true;
    return false;
}

static cohong_status limit_condition(parser *p, condition_kind at_most, condition_kind above, law_condition *condition)
{
    if (parse_if(p, "<="))
        condition->kind = at_most;
    else if (parse_if(p, ">"))
        condition->kind = above;
    else
        return parse_unexpected(p, "<= or >");
    cohong_status status = parse_number(p, "an amount of money", 0, 1e15, &condition->number);
    return status == COHONG_OK ? parse_name(p, "a currency", &p->law->words, &condition->word) : status;
}

static cohong_status channel_condition(parser *p, law_condition *condition)
{
    if (parse_if(p, "="))
        condition->kind = IF_CHANNEL;
    else if (parse_if(p, "!="))
        condition->kind = IF_NOT_CHANNEL;
    else
        return parse_unexpected(p, "= or !=");
    return parse_name(p, "the name of a channel", &p->law->words, &condition->word);
}

static cohong_status read_when(parser *p, law_when *when)
{
    cohong_status status = COHONG_OK;
    do {
        law_condition condition = { 0 };
        if (when->count == CONDITION_LIMIT)
            return fail(p->error, COHONG_TOO_LARGE, parse_place(p), "more than %d conditions", CONDITION_LIMIT);
        if (parse_if(p, "value"))
            status = limit_condition(p, IF_VALUE_AT_MOST, IF_VALUE_ABOVE, &condition);
        else if (parse_if(p, "year-value"))
            status = limit_condition(p, IF_YEAR_AT_MOST, IF_YEAR_ABOVE, &condition);
        else if (parse_if(p, "channel"))
            status = channel_condition(p, &condition);
        else
            status = parse_unexpected(p, "a condition: value <= 800 USD, year-value <= 20000 CNY or channel = NAME");
        when->conditions[when->count++] = condition;
    } while (status == COHONG_OK && parse_if(p, "and"));
    return status;
}

/* Reads one piece; a piece that is given twice is refused. */
static cohong_status read_piece(parser *p, unsigned allowed, law_tail *tail, bool *found)
{
    place at = parse_place(p);
    *found = true;
    if (parse_if(p, "from")) {
        if (tail->span.from != LAW_ALWAYS.from) return fail(p->error, COHONG_DUPLICATE, at, "\"from\" is given twice");
        return parse_date(p, &tail->span.from);
    }
    if (parse_if(p, "until")) {
        if (tail->span.until != LAW_ALWAYS.until)
            return fail(p->error, COHONG_DUPLICATE, at, "\"until\" is given twice");
        return parse_date(p, &tail->span.until);
    }
    if ((allowed & TAIL_EXPORTED) != 0 && (parse_if(p, "exported-from") || parse_if(p, "exported")))
        return parse_date(p, &tail->exported.from);
    if ((allowed & TAIL_EXPORTED) != 0 && parse_if(p, "exported-before")) return parse_date(p, &tail->exported.until);
    if ((allowed & TAIL_WHEN) != 0 && parse_if(p, "when")) return read_when(p, &tail->when);
    if ((allowed & TAIL_GROUP) != 0 && parse_if(p, "group"))
        return parse_name(p, "the name of a group", &p->law->groups, &tail->group);
    if ((allowed & TAIL_BY) != 0 && parse_if(p, "by")) return parse_text(p, "a citation in quotes", &tail->by);
    *found = false;
    return COHONG_OK;
}

cohong_status parse_tail(parser *p, unsigned allowed, law_tail *tail)
{
    *tail = (law_tail){ .span = LAW_ALWAYS, .exported = LAW_ALWAYS, .group = LAW_NONE, .by = "" };
    cohong_status status = COHONG_OK;
    place at = parse_place(p);
    while (status == COHONG_OK && parse_more(p)) {
        bool found;
        status = read_piece(p, allowed, tail, &found);
        if (status == COHONG_OK && !found)
            return parse_unexpected(p, "from, until or what else may stand at the end of this record");
    }
    if (status == COHONG_OK && (tail->span.from >= tail->span.until || tail->exported.from >= tail->exported.until))
        return fail(p->error, COHONG_OUT_OF_DOMAIN, at,
                    "this never holds: it ends (\"until\" is the first day after) before it begins");
    return status;
}
