/* From records to a law that can be asked: names are bound, lists compiled, rows sorted; what contradicts itself is refused. Afterwards
 * nothing depends on the order of records or files. */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "law/law.h"

static cohong_status unknown(const names *in, const char *what, const char *name, place at, cohong_error *error)
{
    char guess[160];
    suggest_sentence(suggest(name, in, in->count, names_text), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at, "there is no %s \"%.60s\"%s", what, name, guess);
}

/* ---- areas */

static bool is_country(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if (*c >= 'a' && *c <= 'z') return false;
    return true;
}

static int by_area(const void *a, const void *b)
{
    const area_member *x = a, *y = b;
    return (x->area > y->area) - (x->area < y->area);
}

/* A country may stand where an area is expected: it is then an area of one. */
static cohong_status define_countries(cohong_law *law, cohong_error *error)
{
    for (size_t a = 0; a < law->areas.count; a++) {
        bool defined = false;
        for (size_t k = 0; k < law->member_count && !defined; k++) defined = law->members[k].area == a;
        if (defined) continue;
        const char *name = law->areas.texts[a];
        if (!is_country(name)) {
            char guess[160];
            const char *nearest = NULL;
            /* Only areas that are defined are worth a guess. */
            for (size_t k = 0; k < law->member_count && nearest == NULL; k++) {
                const char *candidate = law->areas.texts[law->members[k].area];
                nearest = suggest_string(name, &candidate, 1);
            }
            suggest_sentence(nearest, guess, sizeof guess);
            return fail(error, COHONG_UNKNOWN_NAME, law->area_places[a], "there is no area \"%.60s\"%s", name, guess);
        }
        size_t country = names_add(&law->countries, name, strlen(name));
        if (country == LAW_NONE ||
            !law_grow(&law->members, &law->member_capacity, law->member_count, sizeof *law->members))
            return fail_memory(error);
        law->members[law->member_count++] = (area_member){
            .area = a, .country = country, .other = LAW_NONE, .span = LAW_ALWAYS, .at = law->area_places[a]
        };
    }
    return COHONG_OK;
}

/* An area that is part of another has no parts itself: no circles, and membership stays a short look. */
static cohong_status check_nesting(const cohong_law *law, cohong_error *error)
{
    for (size_t k = 0; k < law->member_count; k++) {
        size_t other = law->members[k].other;
        if (other == LAW_NONE) continue;
        if (other == law->members[k].area)
            return fail(error, COHONG_SYNTAX, law->members[k].at, "area \"%s\" contains itself",
                        law->areas.texts[other]);
        for (size_t part = law->area_start[other]; part < law->area_start[other + 1]; part++)
            if (law->members[part].other != LAW_NONE)
                return fail(error, COHONG_UNSUPPORTED, law->members[k].at,
                            "area \"%s\" is part of \"%s\" and has areas as parts itself: name the countries there",
                            law->areas.texts[other], law->areas.texts[law->members[k].area]);
    }
    return COHONG_OK;
}

static cohong_status finish_areas(cohong_law *law, cohong_error *error)
{
    cohong_status status = define_countries(law, error);
    if (status != COHONG_OK) return status;
    law->area_start = calloc(law->areas.count + 1, sizeof *law->area_start);
    if (law->area_start == NULL) return fail_memory(error);
    if (law->member_count > 0) qsort(law->members, law->member_count, sizeof *law->members, by_area);
    for (size_t k = 0; k < law->member_count; k++) law->area_start[law->members[k].area + 1]++;
    for (size_t a = 0; a < law->areas.count; a++) law->area_start[a + 1] += law->area_start[a];
    return check_nesting(law, error);
}

/* ---- lists */

static cohong_status compile_list(cohong_law *law, size_t number, unsigned depth, cohong_error *error);

static bool add_set(list_item **items, size_t *count, size_t *capacity, const code_set *set, bool removed)
{
    for (size_t k = 0; k < set->count; k++) {
        if (!law_grow(items, capacity, *count, sizeof **items)) return false;
        (*items)[(*count)++] = (list_item){ set->low[k], set->high[k], removed ? 2 : 1, removed };
    }
    return true;
}

/* A list of lists: all that are added, less all that are removed. */
static cohong_status join_parts(cohong_law *law, size_t number, unsigned depth, cohong_error *error)
{
    law_list *list = &law->list_facts[number];
    list_item *items = NULL;
    size_t count = 0, capacity = 0;
    code_set own = list->set;
    cohong_status status = add_set(&items, &count, &capacity, &own, false) ? COHONG_OK : fail_memory(error);
    for (size_t k = 0; k < list->part_count && status == COHONG_OK; k++) {
        const list_part *part = &list->parts[k];
        const law_list *other = &law->list_facts[part->other];
        if (other->compiling)
            status = fail(error, COHONG_SYNTAX, part->at, "list \"%s\" contains itself", law->lists.texts[part->other]);
        if (status == COHONG_OK) status = compile_list(law, part->other, depth + 1, error);
        if (status == COHONG_OK && other->edition != list->edition)
            status = fail(error, COHONG_UNSUPPORTED, part->at,
                          "list \"%s\" is of %s and list \"%s\" of %s: editions do not join",
                          law->lists.texts[part->other], law_edition_name(law, other->edition),
                          law->lists.texts[number], law_edition_name(law, list->edition));
        if (status == COHONG_OK && !add_set(&items, &count, &capacity, &other->set, part->removed))
            status = fail_memory(error);
    }
    if (status == COHONG_OK) status = code_set_compile(items, count, &list->set, error);
    if (status == COHONG_OK) code_set_free(&own);
    free(items);
    return status;
}

static cohong_status compile_list(cohong_law *law, size_t number, unsigned depth, cohong_error *error)
{
    enum { LIST_DEPTH = 64 };
    law_list *list = &law->list_facts[number];
    if (list->compiled) return COHONG_OK;
    if (!list->defined) return unknown(&law->lists, "list", law->lists.texts[number], list->at, error);
    if (depth > LIST_DEPTH)
        return fail(error, COHONG_TOO_LARGE, list->at, "lists are nested more than %d deep", LIST_DEPTH);
    list->compiling = true;
    cohong_status status = code_set_compile(list->items, list->item_count, &list->set, error);
    if (status == COHONG_OK && list->part_count > 0) status = join_parts(law, number, depth, error);
    list->compiling = false;
    list->compiled = true;
    return status;
}

static cohong_status finish_lists(cohong_law *law, cohong_error *error)
{
    names defined = { 0 };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < law->lists.count && status == COHONG_OK; k++) {
        const char *name = law->lists.texts[k];
        if (law->list_facts[k].defined && names_add(&defined, name, strlen(name)) == LAW_NONE)
            status = fail_memory(error);
    }
    for (size_t k = 0; k < law->lists.count && status == COHONG_OK; k++)
        if (!law->list_facts[k].defined)
            status = unknown(&defined, "list", law->lists.texts[k], law->list_facts[k].at, error);
    names_free(&defined);
    for (size_t k = 0; k < law->lists.count && status == COHONG_OK; k++) status = compile_list(law, k, 0, error);
    return status;
}

/* ---- schedules and renumberings */

static int by_code_then_date(const void *a, const void *b)
{
    const schedule_row *x = a, *y = b;
    if (x->digits != y->digits) return x->digits < y->digits ? -1 : 1;
    if (x->low != y->low) return x->low < y->low ? -1 : 1;
    return (x->span.from > y->span.from) - (x->span.from < y->span.from);
}

/* Schedules come in order of their codes: by digits they only have to be dealt out, and what is in order then is left so. */
static cohong_status sort_rows(law_schedule *s, cohong_error *error)
{
    size_t at[CODE_DIGITS + 2] = { 0 };
    schedule_row *dealt = malloc((s->count + 1) * sizeof *dealt);
    if (dealt == NULL) return fail_memory(error);
    for (size_t k = 0; k < s->count; k++) at[s->rows[k].digits + 1]++;
    for (unsigned digits = 1; digits <= CODE_DIGITS + 1; digits++) s->first[digits] = at[digits] += at[digits - 1];
    for (size_t k = 0; k < s->count; k++) dealt[at[s->rows[k].digits]++] = s->rows[k];
    free(s->rows);
    s->rows = dealt;
    s->capacity = s->count + 1;
    for (unsigned digits = 0; digits <= CODE_DIGITS; digits++)
        for (size_t k = s->first[digits] + 1; k < s->first[digits + 1]; k++) {
            if (by_code_then_date(&dealt[k - 1], &dealt[k]) <= 0) continue;
            qsort(dealt + s->first[digits], s->first[digits + 1] - s->first[digits], sizeof *dealt, by_code_then_date);
            break;
        }
    return COHONG_OK;
}

static cohong_status finish_schedule(law_schedule *s, cohong_error *error)
{
    char code[CODE_SIZE], from[COHONG_DATE_SIZE];
    cohong_status status = sort_rows(s, error);
    if (status != COHONG_OK) return status;
    for (size_t k = 1; k < s->count; k++) {
        const schedule_row *x = &s->rows[k - 1], *y = &s->rows[k];
        if (x->digits != y->digits || x->low != y->low || x->span.until <= y->span.from) continue;
        law_code twice = { y->low, y->low, y->digits };
        return fail(error, COHONG_DUPLICATE, (place){ s->path, 0, 0 },
                    "code %s has two duties that hold at the same time (from %s)", code_write(&twice, code),
                    cohong_date_write(y->span.from, from));
    }
    return COHONG_OK;
}

static int by_new_code(const void *a, const void *b)
{
    const renumber_row *x = a, *y = b;
    if (x->new_code.low != y->new_code.low) return x->new_code.low < y->new_code.low ? -1 : 1;
    if (x->new_code.digits != y->new_code.digits) return x->new_code.digits < y->new_code.digits ? -1 : 1;
    return (x->old_code.low > y->old_code.low) - (x->old_code.low < y->old_code.low);
}

static int by_old_code(const void *a, const void *b)
{
    const renumber_row *x = a, *y = b;
    if (x->old_code.low != y->old_code.low) return x->old_code.low < y->old_code.low ? -1 : 1;
    if (x->old_code.digits != y->old_code.digits) return x->old_code.digits < y->old_code.digits ? -1 : 1;
    return (x->new_code.low > y->new_code.low) - (x->new_code.low < y->new_code.low);
}

static cohong_status finish_renumber(law_renumber *r, cohong_error *error)
{
    r->by_old = malloc((r->count + 1) * sizeof *r->by_old);
    if (r->by_old == NULL) return fail_memory(error);
    if (r->count == 0) return COHONG_OK;
    memcpy(r->by_old, r->rows, r->count * sizeof *r->rows);
    qsort(r->rows, r->count, sizeof *r->rows, by_new_code);
    qsort(r->by_old, r->count, sizeof *r->by_old, by_old_code);
    return COHONG_OK;
}

/* ---- groups */

static cohong_status finish_groups(cohong_law *law, cohong_error *error)
{
    size_t before = law->group_capacity;
    if (law->groups.count > 0 &&
        !law_grow(&law->group_facts, &law->group_capacity, law->groups.count - 1, sizeof *law->group_facts))
        return fail_memory(error);
    if (law->group_capacity > before)
        memset(law->group_facts + before, 0, (law->group_capacity - before) * sizeof *law->group_facts);
    for (size_t m = 0; m < law->measure_count; m++)
        if (law->measures[m].group != LAW_NONE) law->group_facts[law->measures[m].group].used = true;
    for (size_t g = 0; g < law->groups.count; g++) {
        const law_group *group = &law->group_facts[g];
        if (group->ruled && !group->used)
            return unknown(&law->groups, "measure of group", law->groups.texts[g], group->at, error);
    }
    for (size_t k = 0; k < law->precedence_count; k++) {
        const law_precedence *rule = &law->precedences[k];
        size_t idle = !law->group_facts[rule->over].used ? rule->over : rule->under;
        if (!law->group_facts[idle].used)
            return unknown(&law->groups, "measure of group", law->groups.texts[idle], rule->at, error);
    }
    return COHONG_OK;
}

/* Does a chain of precedence lead from one group to another? */
static bool precedes(const cohong_law *law, size_t over, size_t under, size_t depth)
{
    for (size_t k = 0; k < law->precedence_count && depth <= law->precedence_count; k++) {
        const law_precedence *rule = &law->precedences[k];
        if (rule->over == over && (rule->under == under || precedes(law, rule->under, under, depth + 1))) return true;
    }
    return false;
}

enum { PRECEDENCE_LIMIT = 16 };

static cohong_status check_precedence(const cohong_law *law, cohong_error *error)
{
    if (law->precedence_count > PRECEDENCE_LIMIT)
        return fail(error, COHONG_TOO_LARGE, law->precedences[0].at, "more than %d rules of precedence",
                    PRECEDENCE_LIMIT);
    for (size_t k = 0; k < law->precedence_count; k++) {
        const law_precedence *rule = &law->precedences[k];
        if (rule->over == rule->under || precedes(law, rule->under, rule->over, 0))
            return fail(error, COHONG_SYNTAX, rule->at, "precedence runs in a circle: %s over %s",
                        law->groups.texts[rule->over], law->groups.texts[rule->under]);
    }
    return COHONG_OK;
}

/* ---- measures */

/* The order of qsort needs the names, which a comparison function cannot be given: they are copied beside the measure. */
typedef struct sortable {
    law_measure measure;
    const char *group, *id, *area, *list, *duty;
} sortable;

static const char *text_or_none(const names *in, size_t number)
{
    return number == LAW_NONE ? "" : in->texts[number];
}

static int by_meaning(const void *a, const void *b)
{
    const sortable *x = a, *y = b;
    if (x->measure.effect != y->measure.effect) return x->measure.effect < y->measure.effect ? -1 : 1;
    int order = strcmp(x->group, y->group);
    if (order == 0) order = strcmp(x->id, y->id);
    if (order != 0) return order;
    if (x->measure.span.from != y->measure.span.from) return x->measure.span.from < y->measure.span.from ? -1 : 1;
    if (x->measure.exported.from != y->measure.exported.from)
        return x->measure.exported.from < y->measure.exported.from ? -1 : 1;
    order = strcmp(x->area, y->area);
    if (order == 0) order = strcmp(x->list, y->list);
    return order != 0 ? order : strcmp(x->duty, y->duty);
}

static cohong_status sort_measures(cohong_law *law, cohong_error *error)
{
    sortable *all = calloc(law->measure_count + 1, sizeof *all);
    if (all == NULL) return fail_memory(error);
    for (size_t k = 0; k < law->measure_count; k++) {
        const law_measure *m = &law->measures[k];
        all[k] = (sortable){ *m,
                             text_or_none(&law->groups, m->group),
                             law->ids.texts[m->id],
                             text_or_none(&law->areas, m->area),
                             text_or_none(&law->lists, m->list),
                             m->duty == LAW_NONE ? law->schedules[m->schedule].path
                                                 : law->duties.texts.texts[m->duty] };
    }
    qsort(all, law->measure_count, sizeof *all, by_meaning);
    for (size_t k = 0; k < law->measure_count; k++) law->measures[k] = all[k].measure;
    free(all);
    return COHONG_OK;
}

static bool same_when(const law_when *a, const law_when *b)
{
    if (a->count != b->count) return false;
    for (size_t k = 0; k < a->count; k++)
        if (a->conditions[k].kind != b->conditions[k].kind || a->conditions[k].number != b->conditions[k].number ||
            a->conditions[k].word != b->conditions[k].word)
            return false;
    return true;
}

/* Measures that share a name may not hold at the same time, unless export dates or conditions tell them apart. */
static cohong_status check_overlap(const cohong_law *law, cohong_error *error)
{
    size_t *last = malloc((law->ids.count + 1) * sizeof *last),
           *previous = malloc((law->measure_count + 1) * sizeof *previous);
    cohong_status status = last != NULL && previous != NULL ? COHONG_OK : fail_memory(error);
    for (size_t k = 0; k < law->ids.count && status == COHONG_OK; k++) last[k] = LAW_NONE;
    for (size_t m = 0; m < law->measure_count && status == COHONG_OK; m++) {
        const law_measure *a = &law->measures[m];
        previous[m] = last[a->id];
        last[a->id] = m;
        for (size_t k = previous[m]; k != LAW_NONE && status == COHONG_OK; k = previous[k]) {
            const law_measure *b = &law->measures[k], *later = a->at.line > b->at.line ? a : b;
            if (!span_overlaps(a->span, b->span) || !span_overlaps(a->exported, b->exported) ||
                !same_when(&a->when, &b->when))
                continue;
            status = fail(error, COHONG_DUPLICATE, later->at,
                          "measure \"%s\" holds twice at the same time (also at line %zu)", law->ids.texts[a->id],
                          later == a ? b->at.line : a->at.line);
        }
    }
    free(last);
    free(previous);
    return status;
}

/* ---- reliefs */

/* "us.s301.3" or, for all that begin so, "us.s301*". */
static bool pattern_fits(const char *pattern, const char *id)
{
    size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*') return strncmp(pattern, id, length - 1) == 0;
    return strcmp(pattern, id) == 0;
}

static int by_pattern(const void *a, const void *b)
{
    const law_relief *x = a, *y = b;
    int order = strcmp(x->pattern, y->pattern);
    if (order != 0) return order;
    if (x->span.from != y->span.from) return x->span.from < y->span.from ? -1 : 1;
    return (x->share > y->share) - (x->share < y->share);
}

static cohong_status bind_reliefs(cohong_law *law, cohong_error *error)
{
    size_t count = 0;
    bool counting = true;
    if (law->relief_count > 0) qsort(law->reliefs, law->relief_count, sizeof *law->reliefs, by_pattern);
    law->relief_start = calloc(law->measure_count + 2, sizeof *law->relief_start);
    if (law->relief_start == NULL) return fail_memory(error);
    for (size_t r = 0; r < law->relief_count; r++) {
        bool fits = false;
        for (size_t m = 0; m < law->measure_count && !fits; m++)
            fits = pattern_fits(law->reliefs[r].pattern, law->ids.texts[law->measures[m].id]);
        if (!fits) return unknown(&law->ids, "measure", law->reliefs[r].pattern, law->reliefs[r].at, error);
    }
    for (int pass = 0; pass < 2; pass++, counting = false) {
        count = 0;
        for (size_t m = 0; m < law->measure_count; m++) {
            law->relief_start[m] = count;
            for (size_t r = 0; r < law->relief_count; r++) {
                if (!pattern_fits(law->reliefs[r].pattern, law->ids.texts[law->measures[m].id])) continue;
                if (!counting) law->relief_of[count] = r;
                count++;
            }
        }
        law->relief_start[law->measure_count] = count;
        if (counting) law->relief_of = malloc((count + 1) * sizeof *law->relief_of);
        if (law->relief_of == NULL) return fail_memory(error);
    }
    return COHONG_OK;
}

cohong_status law_finish(cohong_law *law, cohong_error *error)
{
    cohong_status status = finish_areas(law, error);
    if (status == COHONG_OK) status = finish_lists(law, error);
    for (size_t k = 0; k < law->schedule_count && status == COHONG_OK; k++)
        status = finish_schedule(&law->schedules[k], error);
    for (size_t k = 0; k < law->renumber_count && status == COHONG_OK; k++)
        status = finish_renumber(&law->renumbers[k], error);
    if (status == COHONG_OK) status = finish_groups(law, error);
    if (status == COHONG_OK) status = check_precedence(law, error);
    if (status == COHONG_OK) status = sort_measures(law, error);
    if (status == COHONG_OK) status = check_overlap(law, error);
    if (status == COHONG_OK) status = bind_reliefs(law, error);
    return status;
}
