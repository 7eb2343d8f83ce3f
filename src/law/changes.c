/* When the law changes, and what changed between two days. */
#include <stdlib.h>
#include <string.h>

#include "law/rate.h"

typedef struct day_list {
    cohong_date *days;
    size_t count, capacity;
    cohong_date first, last;
} day_list;

static bool add_day(day_list *to, cohong_date day)
{
    if (day < to->first || day > to->last || day == COHONG_DATE_FIRST || day == COHONG_DATE_LAST) return true;
    if (!law_grow(&to->days, &to->capacity, to->count, sizeof *to->days)) return false;
    to->days[to->count++] = day;
    return true;
}

static bool add_span(day_list *to, law_span span)
{
    return add_day(to, span.from) && add_day(to, span.until);
}

static int by_day(const void *a, const void *b)
{
    cohong_date x = *(const cohong_date *)a, y = *(const cohong_date *)b;
    return (x > y) - (x < y);
}

/* Days of measures (their export windows too), of schedules, and of everything that bears on measures. */
static bool collect(const cohong_law *law, size_t importer, day_list *to)
{
    bool room = true;
    for (size_t k = 0; k < law->measure_count && room; k++) {
        const law_measure *m = &law->measures[k];
        if (importer != LAW_NONE && m->importer != importer) continue;
        room = add_span(to, m->span) && add_span(to, m->exported);
        if (m->schedule == LAW_NONE) continue;
        const law_schedule *s = &law->schedules[m->schedule];
        cohong_date from = COHONG_DATE_FIRST, until = COHONG_DATE_FIRST; /* neighbours mostly share their days */
        for (size_t r = 0; r < s->count && room; r++) {
            if (s->rows[r].span.from != from) room = add_day(to, from = s->rows[r].span.from);
            if (room && s->rows[r].span.until != until) room = add_day(to, until = s->rows[r].span.until);
        }
    }
    for (size_t k = 0; k < law->relief_count && room; k++) room = add_span(to, law->reliefs[k].span);
    for (size_t k = 0; k < law->member_count && room; k++) room = add_span(to, law->members[k].span);
    for (size_t k = 0; k < law->content_count && room; k++) room = add_span(to, law->contents[k].span);
    for (size_t k = 0; k < law->tax_count && room; k++)
        if (importer == LAW_NONE || law->taxes[k].importer == importer) room = add_span(to, law->taxes[k].span);
    for (size_t k = 0; k < law->channel_count && room; k++) room = add_span(to, law->channels[k].span);
    for (size_t k = 0; k < law->coverage_count && room; k++)
        if (importer == LAW_NONE || law->coverage[k].importer == importer) room = add_span(to, law->coverage[k].span);
    return room;
}

cohong_status cohong_law_dates(const cohong_law *law, const char *destination, cohong_date first, cohong_date last,
                               cohong_date **dates, size_t *count, cohong_error *error)
{
    day_list found = { .first = first, .last = last };
    size_t importer = LAW_NONE, kept = 0;
    *dates = NULL;
    *count = 0;
    cohong_status status = destination != NULL ? question_importer(law, destination, &importer, error) : COHONG_OK;
    if (status == COHONG_OK && !collect(law, importer, &found)) status = fail_memory(error);
    if (status != COHONG_OK) {
        free(found.days);
        return status;
    }
    if (found.count > 1) qsort(found.days, found.count, sizeof *found.days, by_day);
    for (size_t k = 0; k < found.count; k++)
        if (kept == 0 || found.days[kept - 1] != found.days[k]) found.days[kept++] = found.days[k];
    *dates = found.days;
    *count = kept;
    return COHONG_OK;
}

/* ---- differences */

typedef struct change_list {
    cohong_law_change *items;
    size_t count, capacity;
    cohong_date a, b;
} change_list;

/* A record that holds on one of the two days only. */
static bool add_change(change_list *to, law_span span, cohong_law_change change, const char *begins, const char *ends)
{
    bool before = span_holds(span, to->a), after = span_holds(span, to->b);
    if (before == after) return true;
    if (!law_grow(&to->items, &to->capacity, to->count, sizeof *to->items)) return false;
    change.what = after ? begins : ends;
    change.date = after ? span.from : span.until;
    to->items[to->count++] = change;
    return true;
}

static int by_date(const void *a, const void *b)
{
    const cohong_law_change *x = a, *y = b;
    if (x->date != y->date) return x->date < y->date ? -1 : 1;
    int order = strcmp(x->id, y->id);
    return order != 0 ? order : strcmp(x->what, y->what);
}

static const char *name_or_all(const names *in, size_t number)
{
    return number == LAW_NONE ? "all" : in->texts[number];
}

static bool compare(const cohong_law *law, size_t importer, change_list *to)
{
    bool room = true;
    for (size_t k = 0; k < law->measure_count && room; k++) {
        const law_measure *m = &law->measures[k];
        cohong_law_change change = { .id = law->ids.texts[m->id],
                                     .by = m->by,
                                     .duty_text = m->duty == LAW_NONE ? law->schedules[m->schedule].path
                                                                      : law->duties.texts.texts[m->duty],
                                     .area = name_or_all(&law->areas, m->area),
                                     .list = name_or_all(&law->lists, m->list) };
        if (m->importer == importer) room = add_change(to, m->span, change, "begins", "ends");
    }
    for (size_t k = 0; k < law->relief_count && room; k++) {
        const law_relief *r = &law->reliefs[k];
        cohong_law_change change = { .id = r->pattern,
                                     .by = r->by,
                                     .duty_text = "",
                                     .area = name_or_all(&law->areas, r->area),
                                     .list = name_or_all(&law->lists, r->list) };
        room = add_change(to, r->span, change, r->suspends ? "is suspended" : "exemption begins",
                          r->suspends ? "suspension ends" : "exemption ends");
    }
    for (size_t k = 0; k < law->member_count && room; k++) {
        const area_member *m = &law->members[k];
        cohong_law_change change = { .id = law->areas.texts[m->area],
                                     .by = "",
                                     .duty_text = "",
                                     .area = m->everybody           ? "all"
                                             : m->other != LAW_NONE ? law->areas.texts[m->other]
                                                                    : law->countries.texts[m->country],
                                     .list = "" };
        room = add_change(to, m->span, change, m->removed ? "area leaves out" : "area takes in",
                          m->removed ? "area no longer leaves out" : "area no longer takes in");
    }
    return room;
}

cohong_status cohong_law_diff(const cohong_law *law, const char *destination, cohong_date a, cohong_date b,
                              cohong_law_change **changes, size_t *count, cohong_error *error)
{
    change_list found = { .a = a, .b = b };
    size_t importer;
    *changes = NULL;
    *count = 0;
    cohong_status status = question_importer(law, destination, &importer, error);
    if (status == COHONG_OK) status = question_day(law, importer, a, error);
    if (status == COHONG_OK) status = question_day(law, importer, b, error);
    if (status == COHONG_OK && !compare(law, importer, &found)) status = fail_memory(error);
    if (status != COHONG_OK) {
        free(found.items);
        return status;
    }
    if (found.count > 1) qsort(found.items, found.count, sizeof *found.items, by_date);
    *changes = found.items;
    *count = found.count;
    return COHONG_OK;
}
