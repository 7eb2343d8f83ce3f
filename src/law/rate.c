/* One import: the answer with a sentence a line. */
#include "law/rate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct answer_memory {
    text_pool pool;
} answer_memory;

static const char *const EFFECTS[EFFECT_COUNT] = { "base", "add", "floor", "cap", "set" };

static const char *state_words(cohong_law_state state)
{
#define WORDS(name, words) words,
    static const char *const STATES[] = { COHONG_LAW_STATE_LIST(WORDS) };
#undef WORDS
    return STATES[state];
}

static const char *keep(text_pool *pool, const char *text)
{
    return text_pool_copy(pool, text, strlen(text));
}

void cohong_law_answer_free(cohong_law_answer *answer)
{
    if (answer == NULL) return;
    answer_memory *memory = answer->memory;
    if (memory != NULL) text_pool_free(&memory->pool);
    free(memory);
    free(answer->lines);
    free((void *)answer->parts);
    free(answer);
}

/* The sentence behind a state: which measure, which relief, since when. */
static void explain(const cohong_law *law, const law_outcome *o, char *to, size_t size)
{
    const law_relief *relief = o->relief != LAW_NONE ? &law->reliefs[o->relief] : NULL;
    const char *other = o->other != LAW_NONE ? law->ids.texts[law->measures[o->other].id] : "";
    char day[COHONG_DATE_SIZE];
    int length = snprintf(to, size, "%s", o->state == COHONG_OPEN ? o->why : state_words(o->state));
    size_t at = length > 0 && (size_t)length < size ? (size_t)length : 0;
    if (o->state == COHONG_SUSPENDED || o->state == COHONG_EXEMPT)
        snprintf(to + at, size - at, " from %s%s%s", cohong_date_write(relief->span.from, day),
                 relief->by[0] != '\0' ? ": " : "", relief->by);
    else if (o->state == COHONG_EXPORT_DATE)
        snprintf(to + at, size - at, " (%s %s)",
                 law->measures[o->measure].exported.from != COHONG_DATE_FIRST ? "from" : "before",
                 cohong_date_write(law->measures[o->measure].exported.from != COHONG_DATE_FIRST
                                       ? law->measures[o->measure].exported.from
                                       : law->measures[o->measure].exported.until,
                                   day));
    else if (other[0] != '\0' && o->state != COHONG_APPLIES)
        snprintf(to + at, size - at, ": %s", other);
    else if (o->state == COHONG_APPLIES && o->share < 1)
        snprintf(to + at, size - at, " to %.4g%% of the value%s%s", 100 * o->share,
                 relief != NULL ? "; the rest is exempt or renumbered" : "",
                 other[0] != '\0' ? "; the rest is under another authority" : "");
}

static bool fill_line(const cohong_law *law, const law_outcome *o, cohong_law_line *line, text_pool *pool)
{
    const law_measure *m = &law->measures[o->measure];
    char why[512];
    explain(law, o, why, sizeof why);
    *line = (cohong_law_line){
        .id = law->ids.texts[m->id],
        .effect = EFFECTS[m->effect],
        .area = m->area == LAW_NONE ? "all" : law->areas.texts[m->area],
        .list = m->list == LAW_NONE ? "all" : law->lists.texts[m->list],
        .group = m->group == LAW_NONE ? "" : law->groups.texts[m->group],
        .duty_text = o->duty_text == NO_DUTY ? "" : law->duties.texts.texts[o->duty_text],
        .by = m->by,
        .state = o->state,
        .stated = o->duty_text == NO_DUTY ? NAN : o->stated,
        .duty = o->duty,
        .why = keep(pool, why),
    };
    return line->why != NULL;
}

/* ---- codes within a divided product */

static bool add_part(cohong_law_answer *answer, size_t *capacity, text_pool *pool, const law_code *product,
                     uint64_t low, unsigned digits)
{
    enum { PARTS_LIMIT = 256 };
    char code[CODE_SIZE];
    law_code part = { low, low, digits };
    if (low < product->low || low >= product->high || digits <= product->digits || answer->part_count >= PARTS_LIMIT)
        return true;
    code_write(&part, code);
    for (size_t k = 0; k < answer->part_count; k++)
        if (strcmp(answer->parts[k], code) == 0) return true;
    if (!law_grow(&answer->parts, capacity, answer->part_count, sizeof *answer->parts)) return false;
    answer->parts[answer->part_count] = keep(pool, code);
    return answer->parts[answer->part_count++] != NULL;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef struct part_search {
    const cohong_law *law;
    const law_code *product;
    size_t edition; /* of the product */
    cohong_law_answer *answer;
    size_t capacity;
    text_pool *pool;
} part_search;

/* A code of an edition, by its names in the product's. */
static bool add_named(part_search *s, uint64_t low, unsigned digits, size_t edition)
{
    translation here;
    law_code code = { low, low + 1, digits };
    if (edition == s->edition) return add_part(s->answer, &s->capacity, s->pool, s->product, low, digits);
    for (unsigned k = digits; k < CODE_DIGITS; k++) code.high = low + (code.high - low) * 10;
    translate(s->law, &code, edition, s->edition, &here);
    bool room = true;
    for (size_t k = 0; k < here.count && here.joined && room; k++)
        room = add_part(s->answer, &s->capacity, s->pool, s->product, here.codes[k].low, here.codes[k].digits);
    return room;
}

/* Codes that the lists and schedules of lines that are not known name within the product. */
static cohong_status find_parts(const evaluator *e, part_search *s, cohong_error *error)
{
    const cohong_law *law = e->law;
    bool room = true;
    for (size_t k = 0; k < e->outcome_count && room; k++) {
        const law_measure *m = &law->measures[e->outcomes[k].measure];
        if (e->outcomes[k].state != COHONG_OPEN) continue;
        const law_list *list = m->list != LAW_NONE ? &law->list_facts[m->list] : NULL;
        for (size_t i = 0; list != NULL && i < list->item_count && room; i++)
            room = add_named(s, list->items[i].low, list->items[i].digits, list->edition);
        const law_schedule *rows = m->schedule != LAW_NONE ? &law->schedules[m->schedule] : NULL;
        for (size_t i = 0; rows != NULL && i < rows->count && room; i++)
            room = add_named(s, rows->rows[i].low, rows->rows[i].digits, rows->edition);
    }
    if (s->answer->part_count > 1)
        qsort((void *)s->answer->parts, s->answer->part_count, sizeof *s->answer->parts, by_text);
    return room ? COHONG_OK : fail_memory(error);
}

static cohong_status fill_answer(const evaluator *e, const cohong_law_question *q, const law_code *product,
                                 size_t edition, cohong_law_answer *answer, cohong_error *error)
{
    const cohong_law *law = e->law;
    answer_memory *memory = answer->memory = calloc(1, sizeof *memory);
    answer->lines = calloc(e->outcome_count + 1, sizeof *answer->lines);
    if (memory == NULL || answer->lines == NULL) return fail_memory(error);
    char code[CODE_SIZE];
    answer->product = keep(&memory->pool, code_write(product, code));
    answer->edition = edition == LAW_NONE ? "" : law->editions.texts[edition];
    answer->origin = keep(&memory->pool, q->origin);
    answer->destination = law->countries.texts[e->setting.importer];
    answer->channel = keep(&memory->pool, q->channel != NULL ? q->channel : "general");
    if (answer->product == NULL || answer->origin == NULL || answer->channel == NULL) return fail_memory(error);
    answer->entry = e->setting.entry;
    answer->exported = e->setting.exported;
    for (; answer->line_count < e->outcome_count; answer->line_count++)
        if (!fill_line(law, &e->outcomes[answer->line_count], &answer->lines[answer->line_count], &memory->pool))
            return fail_memory(error);
    answer->total = e->total;
    answer->base = e->base;
    answer->open_count = e->open_count;
    part_search search = {
        .law = law, .product = product, .edition = edition, .answer = answer, .pool = &memory->pool
    };
    return e->open_count > 0 ? find_parts(e, &search, error) : COHONG_OK;
}

cohong_status cohong_law_rate(const cohong_law *law, const cohong_law_question *question, cohong_law_answer **answer,
                              cohong_error *error)
{
    law_setting setting;
    law_code product = { 0 };
    size_t edition = LAW_NONE;
    law_facts facts = { 0 };
    evaluator e = { 0 };
    *answer = NULL;
    cohong_status status = question_setting(law, question, &setting, error);
    if (status == COHONG_OK && question->product == NULL)
        status = fail(error, COHONG_INCOMPLETE, NOWHERE, "the product is missing");
    if (status == COHONG_OK) status = code_read(question->product, strlen(question->product), NOWHERE, &product, error);
    if (status == COHONG_OK) status = question_edition(law, question->edition, setting.entry, &edition, error);
    if (status == COHONG_OK) status = facts_new(law, &facts, error);
    if (status == COHONG_OK) status = facts_of(law, &product, edition, &facts, error);
    if (status == COHONG_OK) status = evaluator_new(law, &setting, &e, error);
    if (status == COHONG_OK) {
        evaluator_choose(&e);
        status = evaluator_run(&e, &facts, error);
    }
    cohong_law_answer *made = status == COHONG_OK ? calloc(1, sizeof *made) : NULL;
    if (status == COHONG_OK && made == NULL) status = fail_memory(error);
    if (status == COHONG_OK) status = fill_answer(&e, question, &product, edition, made, error);
    if (status == COHONG_OK)
        *answer = made;
    else
        cohong_law_answer_free(made);
    evaluator_free(&e);
    facts_free(&facts);
    return status;
}
