/* A law in numbers, and what is odd about it without being wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "law/law.h"

typedef struct summary_memory {
    text_pool pool;
    size_t note_capacity, warning_capacity;
} summary_memory;

void cohong_law_summary_free(cohong_law_summary *summary)
{
    if (summary == NULL) return;
    summary_memory *memory = summary->memory;
    if (memory != NULL) text_pool_free(&memory->pool);
    free(memory);
    free((void *)summary->notes);
    free((void *)summary->warnings);
    free(summary);
}

static bool warn(cohong_law_summary *to, place at, const char *format, const char *name)
{
    summary_memory *memory = to->memory;
    char text[512];
    int length = snprintf(text, sizeof text, "%s:%zu: ", at.file != NULL ? at.file : "", at.line);
    if (length < 0 || (size_t)length >= sizeof text) length = 0;
    snprintf(text + length, sizeof text - (size_t)length, "%s \"%.100s\" %s", format, name, "");
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == ' ') text[--end] = '\0';
    if (!law_grow(&to->warnings, &memory->warning_capacity, to->warning_count, sizeof *to->warnings)) return false;
    to->warnings[to->warning_count] = text_pool_copy(&memory->pool, text, end);
    return to->warnings[to->warning_count++] != NULL;
}

static void count_duty(const cohong_law *law, size_t text, cohong_law_summary *to)
{
    uint32_t root = law->duties.roots[text];
    to->specific_rows += duties_has(&law->duties, root, DUTY_SPECIFIC);
    to->unknown_rows += duties_has(&law->duties, root, DUTY_UNKNOWN);
}

static void count(const cohong_law *law, cohong_law_summary *to)
{
    to->measures = law->measure_count;
    to->lists = law->lists.count;
    to->areas = law->areas.count;
    to->editions = law->editions.count;
    to->schedules = law->schedule_count;
    to->reliefs = law->relief_count;
    to->taxes = law->tax_count;
    for (size_t k = 0; k < law->schedule_count; k++) {
        to->schedule_rows += law->schedules[k].count;
        for (size_t r = 0; r < law->schedules[k].count; r++) count_duty(law, law->schedules[k].rows[r].duty, to);
    }
    for (size_t k = 0; k < law->measure_count; k++)
        if (law->measures[k].duty != LAW_NONE) count_duty(law, law->measures[k].duty, to);
}

/* Lists that nothing uses and lists without a code. */
static bool look_at_lists(const cohong_law *law, cohong_law_summary *to)
{
    bool *used = calloc(law->lists.count + 1, sizeof *used), room = used != NULL;
    for (size_t k = 0; k < law->measure_count && room; k++)
        if (law->measures[k].list != LAW_NONE) used[law->measures[k].list] = true;
    for (size_t k = 0; k < law->relief_count && room; k++)
        if (law->reliefs[k].list != LAW_NONE) used[law->reliefs[k].list] = true;
    for (size_t k = 0; k < law->tax_count && room; k++)
        if (law->taxes[k].list != LAW_NONE) used[law->taxes[k].list] = true;
    for (size_t k = 0; k < law->channel_count && room; k++)
        if (law->channels[k].list != LAW_NONE) used[law->channels[k].list] = true;
    for (size_t k = 0; k < law->content_count && room; k++)
        if (law->contents[k].list != LAW_NONE) used[law->contents[k].list] = true;
    for (size_t k = 0; k < law->lists.count && room; k++)
        for (size_t p = 0; p < law->list_facts[k].part_count; p++) used[law->list_facts[k].parts[p].other] = true;
    for (size_t k = 0; k < law->lists.count && room; k++) {
        if (!used[k]) room = warn(to, law->list_facts[k].at, "nothing uses list", law->lists.texts[k]);
        if (room && law->list_facts[k].set.count == 0)
            room = warn(to, law->list_facts[k].at, "no code is on list", law->lists.texts[k]);
    }
    free(used);
    return room;
}

static bool look_at_measures(const cohong_law *law, cohong_law_summary *to)
{
    bool room = true;
    for (size_t k = 0; k < law->measure_count && room; k++)
        if (law->measures[k].by[0] == '\0')
            room = warn(to, law->measures[k].at, "no citation (by \"...\") stands with measure",
                        law->ids.texts[law->measures[k].id]);
    return room;
}

/* ---- notes */

static bool add_note(cohong_law_summary *to, const char *text, size_t length)
{
    summary_memory *memory = to->memory;
    if (!law_grow(&to->notes, &memory->note_capacity, to->note_count, sizeof *to->notes)) return false;
    to->notes[to->note_count] = text_pool_copy(&memory->pool, text, length);
    return to->notes[to->note_count++] != NULL;
}

/* A citation that says of itself that it is not confirmed is a note: nobody should have to ask for that very line to learn it. */
static bool note_unconfirmed(cohong_law_summary *to, const char *what, const char *name, const char *by, place at)
{
    char text[512];
    const char *found = strstr(by, "unconfirmed:");
    if (found == NULL) return true;
    snprintf(text, sizeof text, "%s \"%.100s\" (%.150s:%zu): %.200s", what, name, at.file != NULL ? at.file : "",
             at.line, found);
    return add_note(to, text, strlen(text));
}

static bool look_at_citations(const cohong_law *law, cohong_law_summary *to)
{
    bool room = true;
    for (size_t k = 0; k < law->measure_count && room; k++) {
        const law_measure *m = &law->measures[k];
        room = note_unconfirmed(to, "measure", law->ids.texts[m->id], m->by, m->at);
    }
    for (size_t k = 0; k < law->relief_count && room; k++) {
        const law_relief *r = &law->reliefs[k];
        room = note_unconfirmed(to, r->suspends ? "suspension of" : "exemption from", r->pattern, r->by, r->at);
    }
    for (size_t k = 0; k < law->tax_count && room; k++)
        room = note_unconfirmed(to, "tax", law->ids.texts[law->taxes[k].id], law->taxes[k].by, law->taxes[k].at);
    for (size_t k = 0; k < law->channel_count && room; k++) {
        const law_channel *c = &law->channels[k];
        room = note_unconfirmed(to, "channel", law->words.texts[c->channel], c->by, c->at);
    }
    return room;
}

static bool note_coverage(const cohong_law *law, cohong_law_summary *to)
{
    char text[512], first[COHONG_DATE_SIZE], until[COHONG_DATE_SIZE];
    bool room = true;
    for (size_t k = 0; k < law->coverage_count && room; k++) {
        const law_coverage *c = &law->coverage[k];
        bool open = c->span.until == COHONG_DATE_LAST;
        snprintf(text, sizeof text, "covers the law of %.20s from %s%s%s%s%.300s", law->countries.texts[c->importer],
                 cohong_date_write(c->span.from, first), open ? " on" : " until ",
                 open ? "" : cohong_date_write(c->span.until, until), c->by[0] != '\0' ? ": " : "", c->by);
        room = add_note(to, text, strlen(text));
    }
    return room;
}

cohong_status cohong_law_summary_new(const cohong_law *law, cohong_law_summary **summary, cohong_error *error)
{
    cohong_law_summary *made = calloc(1, sizeof *made);
    summary_memory *memory = calloc(1, sizeof *memory);
    *summary = NULL;
    if (made == NULL || memory == NULL) {
        free(made);
        free(memory);
        return fail_memory(error);
    }
    made->memory = memory;
    count(law, made);
    bool room = look_at_lists(law, made) && look_at_measures(law, made) && note_coverage(law, made);
    for (size_t k = 0; k < law->note_count && room; k++)
        room = add_note(made, law->notes[k].text, strlen(law->notes[k].text));
    room = room && look_at_citations(law, made);
    if (room)
        *summary = made;
    else
        cohong_law_summary_free(made);
    return room ? COHONG_OK : fail_memory(error);
}
