/* Facts of a product. */
#include "law/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cohong_status facts_new(const cohong_law *law, law_facts *facts, cohong_error *error)
{
    *facts = (law_facts){ 0 };
    facts->share = calloc(law->lists.count + 1, sizeof *facts->share);
    facts->row_start = calloc(law->schedule_count + 2, sizeof *facts->row_start);
    facts->schedule_state = calloc(law->schedule_count + 1, 1);
    if (facts->share != NULL && facts->row_start != NULL && facts->schedule_state != NULL) return COHONG_OK;
    facts_free(facts);
    return fail_memory(error);
}

void facts_free(law_facts *facts)
{
    free(facts->share);
    free(facts->rows);
    free(facts->row_start);
    free(facts->schedule_state);
    *facts = (law_facts){ 0 };
}

static double part_of(const code_set *set, const law_code *code)
{
    coverage cover = code_set_cover(set, code);
    return cover == INSIDE ? 1 : cover == OUTSIDE ? 0 : NAN;
}

/* The share of a product in a list of another edition: of one accord, or weighted by the shares of its names there. */
double facts_share(const code_set *set, const translation *names_there)
{
    double total = 0, first = part_of(set, &names_there->codes[0]);
    bool alike = !isnan(first);
    if (names_there->crowded) return NAN;
    for (size_t k = 0; k < names_there->count; k++) {
        double part = part_of(set, &names_there->codes[k]);
        alike = alike && part == first;
        total += part * names_there->shares[k];
    }
    return alike ? first : total;
}

/* The first row of `digits` digits whose code does not begin before `low`. */
static size_t first_row(const law_schedule *s, unsigned digits, uint64_t low)
{
    size_t first = s->first[digits], last = s->first[digits + 1];
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (s->rows[middle].low < low)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

static uint64_t prefix_of(uint64_t low, unsigned digits)
{
    static const uint64_t STEPS[] = { 10000000000u, 1000000000u, 100000000u, 10000000u, 1000000u, 100000u,
                                      10000u,       1000u,       100u,       10u,       1u };
    return low / STEPS[digits] * STEPS[digits];
}

static cohong_status append_row(law_facts *facts, size_t at, size_t row, cohong_error *error)
{
    if (!law_grow(&facts->rows, &facts->row_capacity, at, sizeof *facts->rows)) return fail_memory(error);
    facts->rows[at] = (uint32_t)row;
    return COHONG_OK;
}

/* Rows within a code, longer than it: they count when they all say the same. */
static cohong_status inner_rows(const law_schedule *s, const law_code *code, law_facts *facts, size_t *count,
                                bool *divided, cohong_error *error)
{
    size_t start = *count, found = LAW_NONE;
    for (unsigned digits = CODE_DIGITS; digits > code->digits; digits--) {
        size_t first = first_row(s, digits, code->low), last = first_row(s, digits, code->high);
        for (size_t k = first; k < last; k++) {
            const schedule_row *row = &s->rows[k];
            if (found == LAW_NONE) found = k;
            /* Rows of the same code but for other days follow each other; compare with the row of the first code for the same days. */
            bool known = false;
            for (size_t c = start; c < *count && !known; c++) {
                const schedule_row *other = &s->rows[facts->rows[c]];
                known = other->duty == row->duty && other->span.from == row->span.from &&
                        other->span.until == row->span.until;
            }
            if (known) continue;
            if (row->low != s->rows[found].low || row->digits != s->rows[found].digits) {
                *divided = true;
                return COHONG_OK;
            }
            cohong_status status = append_row(facts, (*count)++, k, error);
            if (status != COHONG_OK) return status;
        }
    }
    return COHONG_OK;
}

static cohong_status rows_of(const law_schedule *s, const law_code *code, law_facts *facts, size_t *count,
                             bool *divided, cohong_error *error)
{
    cohong_status status = inner_rows(s, code, facts, count, divided, error);
    for (unsigned digits = code->digits; digits >= 2 && status == COHONG_OK; digits--) {
        uint64_t low = prefix_of(code->low, digits);
        for (size_t k = first_row(s, digits, low);
             k < s->first[digits + 1] && s->rows[k].low == low && status == COHONG_OK; k++)
            status = append_row(facts, (*count)++, k, error);
    }
    return status;
}

static bool same_duties(const law_schedule *s, const uint32_t *a, const uint32_t *b, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        const schedule_row *x = &s->rows[a[k]], *y = &s->rows[b[k]];
        if (x->duty != y->duty || x->span.from != y->span.from || x->span.until != y->span.until) return false;
    }
    return true;
}

/* The rows of a schedule for all names of a product there; they have to say the same. */
cohong_status facts_schedule(const cohong_law *law, size_t number, const translation *names_there, law_facts *facts,
                             cohong_error *error)
{
    const law_schedule *s = &law->schedules[number];
    size_t start = facts->row_start[number], first_count = 0;
    bool divided = names_there->crowded;
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < names_there->count && status == COHONG_OK; k++) {
        size_t count = start + first_count;
        if (k == 0) count = start;
        size_t from = count;
        status = rows_of(s, &names_there->codes[k], facts, &count, &divided, error);
        if (status != COHONG_OK) break;
        if (k == 0)
            first_count = count - start;
        else if (count - from != first_count || !same_duties(s, facts->rows + start, facts->rows + from, first_count))
            divided = true;
    }
    facts->row_start[number + 1] = start + first_count;
    facts->schedule_state[number] = divided ? SCHEDULE_DIVIDED : SCHEDULE_PLAIN;
    return status;
}

cohong_status facts_of(const cohong_law *law, const law_code *code, size_t edition, law_facts *facts,
                       cohong_error *error)
{
    translation there;
    size_t held = LAW_NONE - 1; /* the edition that `there` is in */
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < law->lists.count; k++) {
        const law_list *list = &law->list_facts[k];
        if (list->edition != held) translate(law, code, edition, held = list->edition, &there);
        facts->share[k] = !there.joined ? NOT_JOINED : facts_share(&list->set, &there);
    }
    for (size_t k = 0; k < law->schedule_count && status == COHONG_OK; k++) {
        if (law->schedules[k].edition != held) translate(law, code, edition, held = law->schedules[k].edition, &there);
        facts->row_start[k + 1] = facts->row_start[k];
        if (there.joined)
            status = facts_schedule(law, k, &there, facts, error);
        else
            facts->schedule_state[k] = SCHEDULE_NOT_JOINED;
    }
    return status;
}
