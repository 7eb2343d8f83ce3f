/* Classes by a 128-bit signature that is summed over everything the law says about a product: lists mark the products in their intervals
 * (two searches an interval, not one a product and list), schedules add their rows. Sums do not depend on order. */
#include "law/classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct signature {
    uint64_t a, b;
} signature;

/* Where each product is by itself in an edition: its code there is another, or several. */
typedef struct edition_view {
    size_t edition;
    bool joined;
    unsigned char *moved; /* by product; NULL: the same edition */
} edition_view;

typedef struct builder {
    const cohong_law *law;
    const law_code *codes;
    size_t count, edition;
    signature *signatures;
    edition_view *views;
    size_t view_count, view_capacity;
    law_facts scratch;
    cohong_error *error;
} builder;

/* Steele, Lea and Flood's splitmix64 finaliser. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static void mark(signature *s, uint64_t what, double value)
{
    uint64_t bits;
    if (isnan(value)) value = 2;
    memcpy(&bits, &value, sizeof bits);
    s->a += mix(mix(what * 0x9e3779b97f4a7c15u + 1) ^ bits);
    s->b += mix(mix(what * 0xd1342543de82ef95u + 7) + bits);
}

/* The view of an edition; fails when out of memory. */
static cohong_status view_of(builder *b, size_t edition, const edition_view **view)
{
    for (size_t k = 0; k < b->view_count; k++)
        if (b->views[k].edition == edition) {
            *view = &b->views[k];
            return COHONG_OK;
        }
    if (!law_grow(&b->views, &b->view_capacity, b->view_count, sizeof *b->views)) return fail_memory(b->error);
    edition_view *made = &b->views[b->view_count++];
    *made = (edition_view){ .edition = edition, .joined = true };
    *view = made;
    if (edition == b->edition) return COHONG_OK;
    made->moved = calloc(b->count + 1, 1);
    if (made->moved == NULL) return fail_memory(b->error);
    translation there;
    for (size_t k = 0; k < b->count && made->joined; k++) {
        translate(b->law, &b->codes[k], b->edition, edition, &there);
        made->joined = there.joined;
        made->moved[k] = there.count != 1 || there.codes[0].low != b->codes[k].low ||
                         there.codes[0].digits != b->codes[k].digits;
    }
    return COHONG_OK;
}

/* The first product whose code begins at `low` or behind. */
static size_t first_product(const builder *b, uint64_t low)
{
    size_t first = 0, last = b->count;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (b->codes[middle].low < low)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

/* Products that lie in the intervals of a list. */
static void mark_intervals(builder *b, size_t number, const edition_view *view)
{
    const code_set *set = &b->law->list_facts[number].set;
    for (size_t i = 0; i < set->count; i++) {
        size_t first = first_product(b, set->low[i]);
        for (size_t k = first; k < b->count && b->codes[k].low < set->high[i]; k++)
            if ((view->moved == NULL || !view->moved[k]) && b->codes[k].high <= set->high[i])
                mark(&b->signatures[k], number, 1);
    }
}

/* Products that are in a list in part, which no product of ten digits is. */
static void mark_divided(builder *b, size_t number, const edition_view *view)
{
    const code_set *set = &b->law->list_facts[number].set;
    for (size_t k = 0; k < b->count; k++) {
        if (b->codes[k].digits == CODE_DIGITS || (view->moved != NULL && view->moved[k])) continue;
        if (code_set_cover(set, &b->codes[k]) == IN_PART) mark(&b->signatures[k], number, NAN);
    }
}

static void mark_moved(builder *b, size_t edition, const edition_view *view)
{
    translation there;
    for (size_t k = 0; k < b->count && view->moved != NULL; k++) {
        if (!view->moved[k]) continue;
        translate(b->law, &b->codes[k], b->edition, edition, &there);
        for (size_t l = 0; l < b->law->lists.count; l++) {
            if (b->law->list_facts[l].edition != edition) continue;
            double share = facts_share(&b->law->list_facts[l].set, &there);
            if (share != 0) mark(&b->signatures[k], l, share);
        }
    }
}

static cohong_status mark_lists(builder *b)
{
    const edition_view *view = NULL;
    for (size_t l = 0; l < b->law->lists.count; l++) {
        cohong_status status = view_of(b, b->law->list_facts[l].edition, &view);
        if (status != COHONG_OK) return status;
        if (!view->joined) continue; /* the same for all */
        mark_intervals(b, l, view);
        mark_divided(b, l, view);
    }
    for (size_t v = 0; v < b->view_count; v++)
        if (b->views[v].joined) mark_moved(b, b->views[v].edition, &b->views[v]);
    return COHONG_OK;
}

static cohong_status mark_schedule(builder *b, size_t number)
{
    const law_schedule *s = &b->law->schedules[number];
    const edition_view *view = NULL;
    translation there;
    cohong_status status = view_of(b, s->edition, &view);
    if (status != COHONG_OK || !view->joined) return status;
    there = (translation){ .joined = true, .shares_known = true, .count = 1 };
    there.shares[0] = 1;
    for (size_t k = 0; k < b->count && status == COHONG_OK; k++) {
        if (view->moved != NULL && view->moved[k]) {
            translate(b->law, &b->codes[k], b->edition, s->edition, &there);
        } else {
            there.count = 1;
            there.crowded = false;
            there.codes[0] = b->codes[k];
        }
        b->scratch.row_start[number] = 0;
        status = facts_schedule(b->law, number, &there, &b->scratch, b->error);
        uint64_t what = b->law->lists.count + 1 + number;
        mark(&b->signatures[k], what << 32, b->scratch.schedule_state[number]);
        for (size_t r = 0; r < b->scratch.row_start[number + 1] && status == COHONG_OK; r++) {
            const schedule_row *row = &s->rows[b->scratch.rows[r]];
            what = mix(what + ((uint64_t)row->duty << 32) + (uint64_t)(uint32_t)row->span.from) +
                   (uint32_t)row->span.until;
        }
        mark(&b->signatures[k], what | (uint64_t)1 << 63, 1);
    }
    return status;
}

/* ---- equal signatures to numbers */

static cohong_status number_classes(const builder *b, law_classes *to, cohong_error *error)
{
    size_t slots = 16;
    while (slots < 2 * b->count + 2) slots *= 2;
    size_t *table = calloc(slots, sizeof *table);
    if (table == NULL) return fail_memory(error);
    for (size_t k = 0; k < b->count; k++) {
        const signature *s = &b->signatures[k];
        size_t at = (size_t)s->a & (slots - 1);
        while (table[at] != 0) {
            const signature *other = &b->signatures[to->example[table[at] - 1]];
            if (other->a == s->a && other->b == s->b) break;
            at = (at + 1) & (slots - 1);
        }
        if (table[at] == 0) {
            to->example[to->count++] = k;
            table[at] = to->count;
        }
        to->class_of[k] = table[at] - 1;
    }
    free(table);
    return COHONG_OK;
}

static cohong_status fill_facts(const builder *b, law_classes *to, cohong_error *error)
{
    to->facts = calloc(to->count + 1, sizeof *to->facts);
    cohong_status status = to->facts != NULL ? COHONG_OK : fail_memory(error);
    for (size_t c = 0; c < to->count && status == COHONG_OK; c++) {
        status = facts_new(b->law, &to->facts[c], error);
        if (status == COHONG_OK) status = facts_of(b->law, &b->codes[to->example[c]], b->edition, &to->facts[c], error);
    }
    return status;
}

cohong_status law_classes_new(const cohong_law *law, const law_code *codes, size_t count, size_t edition,
                              law_classes *to, cohong_error *error)
{
    builder b = { .law = law, .codes = codes, .count = count, .edition = edition, .error = error };
    *to = (law_classes){ 0 };
    b.signatures = calloc(count + 1, sizeof *b.signatures);
    to->class_of = calloc(count + 1, sizeof *to->class_of);
    to->example = calloc(count + 1, sizeof *to->example);
    cohong_status status = b.signatures != NULL && to->class_of != NULL && to->example != NULL ? COHONG_OK
                                                                                               : fail_memory(error);
    if (status == COHONG_OK) status = facts_new(law, &b.scratch, error);
    if (status == COHONG_OK) status = mark_lists(&b);
    for (size_t k = 0; k < law->schedule_count && status == COHONG_OK; k++) status = mark_schedule(&b, k);
    if (status == COHONG_OK) status = number_classes(&b, to, error);
    if (status == COHONG_OK) status = fill_facts(&b, to, error);
    for (size_t k = 0; k < b.view_count; k++) free(b.views[k].moved);
    free(b.views);
    free(b.signatures);
    facts_free(&b.scratch);
    if (status != COHONG_OK) law_classes_free(to);
    return status;
}

void law_classes_free(law_classes *classes)
{
    for (size_t c = 0; c < classes->count && classes->facts != NULL; c++) facts_free(&classes->facts[c]);
    free(classes->facts);
    free(classes->class_of);
    free(classes->example);
    *classes = (law_classes){ 0 };
}
