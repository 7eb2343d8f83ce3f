/* Translating codes between editions, one renumbering after the other along the shortest way.
 *   A code of which no row speaks keeps its digits.
 *   A code that a row names, or that lies within one, has the codes on the other side.
 *   A code within which rows lie (8 digits, rows of 10) has itself and the codes on their other sides, in shares that nobody states. */
#include "law/translate.h"

#include <math.h>

enum { EDITION_LIMIT = 64 };

static void add_code(translation *to, const law_code *code, double share)
{
    for (size_t k = 0; k < to->count; k++) {
        if (to->codes[k].low != code->low || to->codes[k].digits != code->digits) continue;
        to->shares[k] += share;
        return;
    }
    if (to->count == TRANSLATION_LIMIT) {
        to->crowded = true;
        return;
    }
    to->codes[to->count] = *code;
    to->shares[to->count++] = share;
}

/* The first row whose key does not begin before `low`. */
static size_t first_row(const renumber_row *rows, size_t count, bool by_new, uint64_t low)
{
    size_t first = 0, last = count;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        const law_code *key = by_new ? &rows[middle].new_code : &rows[middle].old_code;
        if (key->low < low)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

/* Rows of one key: the codes on the other side. Going on to new codes their stated shares count; going back to old ones only a
 * single predecessor is certain. */
static void add_rows(translation *to, const renumber_row *rows, size_t count, bool by_new, double share)
{
    for (size_t k = 0; k < count; k++) {
        double part = count == 1 ? 1 : by_new ? NAN : rows[k].share;
        add_code(to, by_new ? &rows[k].old_code : &rows[k].new_code, share * part);
    }
}

static size_t same_key(const renumber_row *rows, size_t first, size_t count, bool by_new, const law_code *key)
{
    size_t end = first;
    for (; end < count; end++) {
        const law_code *other = by_new ? &rows[end].new_code : &rows[end].old_code;
        if (other->low != key->low || other->digits != key->digits) break;
    }
    return end - first;
}

static uint64_t prefix_of(uint64_t low, unsigned digits)
{
    uint64_t step = 1;
    for (unsigned k = digits; k < CODE_DIGITS; k++) step *= 10;
    return low / step * step;
}

static void step_code(const law_renumber *r, bool by_new, const law_code *code, double share, translation *to)
{
    const renumber_row *rows = by_new ? r->rows : r->by_old;
    for (unsigned digits = code->digits; digits >= 2; digits--) { /* a row that names the code or holds it */
        law_code key = { .low = prefix_of(code->low, digits), .digits = digits };
        for (size_t first = first_row(rows, r->count, by_new, key.low); first < r->count; first++) {
            const law_code *other = by_new ? &rows[first].new_code : &rows[first].old_code;
            if (other->low != key.low) break;
            if (other->digits != digits) continue;
            add_rows(to, rows + first, same_key(rows, first, r->count, by_new, &key), by_new, share);
            return;
        }
    }
    size_t inner = first_row(rows, r->count, by_new, code->low), last = first_row(rows, r->count, by_new, code->high);
    add_code(to, code, inner == last ? share : NAN);
    for (; inner < last; inner++) add_code(to, by_new ? &rows[inner].old_code : &rows[inner].new_code, NAN);
}

/* The renumbering that is the next step from `from` towards `to` (breadth first from the end); NULL: none leads there. */
static const law_renumber *next_step(const cohong_law *law, size_t from, size_t to)
{
    size_t distance[EDITION_LIMIT];
    size_t count = law->editions.count < EDITION_LIMIT ? law->editions.count : EDITION_LIMIT;
    if (from >= count || to >= count) return NULL;
    for (size_t e = 0; e < count; e++) distance[e] = e == to ? 0 : EDITION_LIMIT;
    for (size_t round = 0; round < count; round++)
        for (size_t k = 0; k < law->renumber_count; k++) {
            size_t a = law->renumbers[k].from, b = law->renumbers[k].to;
            if (a >= count || b >= count) continue;
            if (distance[a] > distance[b] + 1) distance[a] = distance[b] + 1;
            if (distance[b] > distance[a] + 1) distance[b] = distance[a] + 1;
        }
    for (size_t k = 0; k < law->renumber_count; k++) {
        const law_renumber *r = &law->renumbers[k];
        size_t other = r->from == from ? r->to : r->to == from ? r->from : LAW_NONE;
        if (other < count && distance[other] + 1 == distance[from]) return r;
    }
    return NULL;
}

void translate(const cohong_law *law, const law_code *code, size_t from, size_t to, translation *result)
{
    translation before;
    *result = (translation){ .joined = true, .shares_known = true };
    add_code(result, code, 1);
    while (from != to) {
        const law_renumber *step = next_step(law, from, to);
        if (step == NULL) {
            result->joined = false;
            return;
        }
        bool by_new = step->to == from;
        before = *result;
        result->count = 0;
        for (size_t k = 0; k < before.count; k++) step_code(step, by_new, &before.codes[k], before.shares[k], result);
        from = by_new ? step->from : step->to;
    }
    for (size_t k = 0; k < result->count; k++) result->shares_known = result->shares_known && !isnan(result->shares[k]);
}
