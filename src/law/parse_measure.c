/* The records that say what is paid: measure, exempt, suspend, stack, content, tax, channel. */
#include <string.h>

#include "base/suggest.h"
#include "law/parse.h"

static const char *const EFFECTS[EFFECT_COUNT] = { "base", "add", "floor", "cap", "set" };

static cohong_status read_effect(parser *p, law_effect *effect)
{
    for (size_t k = 0; k < EFFECT_COUNT; k++)
        if (parse_if(p, EFFECTS[k])) {
            *effect = (law_effect)k;
            return COHONG_OK;
        }
    return parse_unexpected(p, "base, add, floor, cap or set");
}

/* The words up to the tail, as one text of the file. */
static cohong_status read_duty(parser *p, size_t *duty)
{
    size_t first = p->at;
    while (parse_more(p) && !parse_begins_tail(&p->lines.words[p->at]) &&
           !law_word_is(&p->lines.words[p->at], "reduced") && !law_word_is(&p->lines.words[p->at], "on")) {
        if (p->lines.words[p->at].quoted) return parse_unexpected(p, "a duty, which is not quoted");
        p->at++;
    }
    if (p->at == first)
        return parse_unexpected(p, "a duty: Free, 25%, 0.05 USD/kg, base + 10%, max(...), or schedule PATH");
    const law_word *from = &p->lines.words[first], *to = &p->lines.words[p->at - 1];
    return duties_read(&p->law->duties, from->text, (size_t)(to->text - from->text) + to->length, from->at, duty,
                       p->error);
}

cohong_status parse_measure_record(parser *p)
{
    cohong_law *law = p->law;
    law_tail tail;
    law_measure m = { .duty = LAW_NONE, .schedule = LAW_NONE, .importer = p->importer, .at = parse_place(p) };
    cohong_status status = parse_name(p, "the name of a measure", &law->ids, &m.id);
    if (status == COHONG_OK) status = read_effect(p, &m.effect);
    if (status == COHONG_OK) status = parse_area(p, &m.area);
    if (status == COHONG_OK && !parse_if(p, "on")) status = parse_unexpected(p, "on LIST");
    if (status == COHONG_OK) status = parse_list(p, &m.list);
    if (status == COHONG_OK) status = parse_if(p, "schedule") ? parse_schedule(p, &m.schedule) : read_duty(p, &m.duty);
    if (status == COHONG_OK) status = parse_tail(p, TAIL_EXPORTED | TAIL_WHEN | TAIL_GROUP | TAIL_BY, &tail);
    if (status == COHONG_OK && m.schedule != LAW_NONE && span_overlaps(tail.span, p->days))
        status = read_schedule(p, m.schedule);
    if (status != COHONG_OK) return status;
    if (p->importer == LAW_NONE)
        return fail(p->error, COHONG_INCOMPLETE, m.at, "a measure needs a line \"importer COUNTRY\" before it");
    if (m.effect == EFFECT_BASE && m.duty != LAW_NONE && duties_has(&law->duties, law->duties.roots[m.duty], DUTY_BASE))
        return fail(p->error, COHONG_SYNTAX, m.at, "a base duty cannot depend on the base duty");
    m.span = tail.span, m.exported = tail.exported, m.when = tail.when, m.group = tail.group, m.by = tail.by;
    if (!law_grow(&law->measures, &law->measure_capacity, law->measure_count, sizeof *law->measures))
        return fail_memory(p->error);
    law->measures[law->measure_count++] = m;
    return COHONG_OK;
}

static cohong_status keep_relief(parser *p, law_relief *relief)
{
    cohong_law *law = p->law;
    law_tail tail;
    cohong_status status = parse_tail(p, TAIL_BY, &tail);
    if (status != COHONG_OK) return status;
    relief->span = tail.span;
    relief->by = tail.by;
    if (!law_grow(&law->reliefs, &law->relief_capacity, law->relief_count, sizeof *law->reliefs))
        return fail_memory(p->error);
    law->reliefs[law->relief_count++] = *relief;
    return COHONG_OK;
}

cohong_status parse_exempt_record(parser *p)
{
    law_relief relief = { .list = LAW_NONE, .area = LAW_NONE, .share = 1, .at = parse_place(p) };
    cohong_status status = parse_text(p, "the name of a measure", &relief.pattern);
    if (status == COHONG_OK && !parse_if(p, "on")) status = parse_unexpected(p, "on LIST");
    if (status == COHONG_OK) status = parse_list(p, &relief.list);
    if (status == COHONG_OK && parse_if(p, "area")) status = parse_area(p, &relief.area);
    if (status == COHONG_OK && !parse_if(p, "share")) status = parse_unexpected(p, "share X");
    if (status == COHONG_OK) status = parse_number(p, "a share", 0, 1, &relief.share);
    if (status == COHONG_OK && relief.area == LAW_NONE && parse_if(p, "area")) status = parse_area(p, &relief.area);
    return status == COHONG_OK ? keep_relief(p, &relief) : status;
}

cohong_status parse_suspend_record(parser *p)
{
    law_relief relief = { .list = LAW_NONE, .area = LAW_NONE, .share = 1, .suspends = true, .at = parse_place(p) };
    cohong_status status = parse_text(p, "the name of a measure", &relief.pattern);
    if (status == COHONG_OK && parse_if(p, "on")) status = parse_list(p, &relief.list);
    if (status == COHONG_OK && parse_if(p, "area")) status = parse_area(p, &relief.area);
    return status == COHONG_OK ? keep_relief(p, &relief) : status;
}

/* ---- stacking */

static cohong_status group_facts(parser *p, size_t group, law_group **facts)
{
    cohong_law *law = p->law;
    size_t before = law->group_capacity;
    if (!law_grow(&law->group_facts, &law->group_capacity, group, sizeof *law->group_facts))
        return fail_memory(p->error);
    if (law->group_capacity > before)
        memset(law->group_facts + before, 0, (law->group_capacity - before) * sizeof *law->group_facts);
    *facts = &law->group_facts[group];
    return COHONG_OK;
}

static cohong_status stack_over(parser *p, law_precedence rule)
{
    cohong_law *law = p->law;
    cohong_status status = parse_name(p, "the name of a group", &law->groups, &rule.under);
    if (status == COHONG_OK && parse_if(p, "on")) {
        if (!parse_if(p, "content")) return parse_unexpected(p, "content NAME");
        status = parse_text(p, "the name of a content", &rule.content);
    }
    if (status == COHONG_OK && parse_more(p)) status = parse_unexpected(p, "the end of the line");
    if (status != COHONG_OK) return status;
    if (!law_grow(&law->precedences, &law->precedence_capacity, law->precedence_count, sizeof *law->precedences))
        return fail_memory(p->error);
    law->precedences[law->precedence_count++] = rule;
    return COHONG_OK;
}

cohong_status parse_stack_record(parser *p)
{
    static const char *const RULES[] = { "sum", "max", "last" };
    size_t group;
    law_group *facts = NULL;
    place at = parse_place(p);
    cohong_status status = parse_name(p, "the name of a group", &p->law->groups, &group);
    if (status != COHONG_OK) return status;
    if (parse_if(p, "over")) return stack_over(p, (law_precedence){ .over = group, .at = at });
    status = group_facts(p, group, &facts);
    for (size_t k = 0; k < 3 && status == COHONG_OK; k++) {
        if (!parse_if(p, RULES[k])) continue;
        if (facts->ruled && facts->rule != (stack_rule)k)
            return fail(p->error, COHONG_DUPLICATE, at, "group \"%s\" has two rules of stacking",
                        p->law->groups.texts[group]);
        facts->rule = (stack_rule)k;
        facts->ruled = true;
        facts->at = at;
        return parse_more(p) ? parse_unexpected(p, "the end of the line") : COHONG_OK;
    }
    return status == COHONG_OK ? parse_unexpected(p, "max, sum, last or over GROUP") : status;
}

cohong_status parse_content_record(parser *p)
{
    cohong_law *law = p->law;
    law_tail tail;
    law_content content = { .list = LAW_NONE };
    cohong_status status = parse_text(p, "the name of a content", &content.name);
    if (status == COHONG_OK) (void)parse_if(p, "share");
    if (status == COHONG_OK) status = parse_number(p, "a share", 0, 1, &content.share);
    if (status == COHONG_OK && parse_if(p, "on")) status = parse_list(p, &content.list);
    if (status == COHONG_OK) status = parse_tail(p, TAIL_BY, &tail);
    if (status != COHONG_OK) return status;
    content.span = tail.span;
    content.by = tail.by;
    if (!law_grow(&law->contents, &law->content_capacity, law->content_count, sizeof *law->contents))
        return fail_memory(p->error);
    law->contents[law->content_count++] = content;
    return COHONG_OK;
}

/* ---- taxes and channels */

cohong_status parse_tax_record(parser *p)
{
    cohong_law *law = p->law;
    law_tail tail;
    law_tax tax = { .reduced = 1, .area = LAW_NONE, .list = LAW_NONE, .importer = p->importer, .at = parse_place(p) };
    cohong_status status = parse_name(p, "the name of a tax", &law->ids, &tax.id);
    if (status == COHONG_OK) {
        if (parse_if(p, "consumption"))
            tax.kind = TAX_CONSUMPTION;
        else if (!parse_if(p, "vat"))
            return parse_unexpected(p, "vat or consumption");
        status = parse_number(p, "a rate such as 13%", 0, 0.99, &tax.rate);
    }
    if (status == COHONG_OK && parse_if(p, "on")) status = parse_list(p, &tax.list);
    if (status == COHONG_OK && parse_if(p, "reduced"))
        status = parse_number(p, "a share of the rate", 0, 1, &tax.reduced);
    if (status == COHONG_OK) status = parse_tail(p, TAIL_WHEN | TAIL_BY, &tail);
    if (status != COHONG_OK) return status;
    if (p->importer == LAW_NONE)
        return fail(p->error, COHONG_INCOMPLETE, tax.at, "a tax needs a line \"importer COUNTRY\" before it");
    tax.span = tail.span, tax.when = tail.when, tax.by = tail.by;
    if (!law_grow(&law->taxes, &law->tax_capacity, law->tax_count, sizeof *law->taxes)) return fail_memory(p->error);
    law->taxes[law->tax_count++] = tax;
    return COHONG_OK;
}

cohong_status parse_channel_record(parser *p)
{
    cohong_law *law = p->law;
    law_tail tail;
    law_channel channel = { .list = LAW_NONE, .importer = p->importer, .at = parse_place(p) };
    cohong_status status = parse_name(p, "the name of a channel", &law->words, &channel.channel);
    if (status == COHONG_OK && parse_if(p, "on")) status = parse_list(p, &channel.list);
    if (status == COHONG_OK) status = parse_tail(p, TAIL_WHEN | TAIL_BY, &tail);
    if (status != COHONG_OK) return status;
    channel.span = tail.span, channel.when = tail.when, channel.by = tail.by;
    if (!law_grow(&law->channels, &law->channel_capacity, law->channel_count, sizeof *law->channels))
        return fail_memory(p->error);
    law->channels[law->channel_count++] = channel;
    return COHONG_OK;
}
