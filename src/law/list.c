/* Compiling a list: between two neighbouring ends of items the set of items that hold a code is the same, so one sweep over the ends
 * with a count of open items by length and kind decides every stretch. n log n in the number of items. */
#include "law/list.h"

#include <stdlib.h>
#include <string.h>

typedef struct edge {
    uint64_t at;
    const list_item *item;
    int step; /* +1 opens, -1 closes */
} edge;

static int by_place(const void *a, const void *b)
{
    const edge *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

static bool append(code_set *to, uint64_t low, uint64_t high)
{
    if (to->count > 0 && to->high[to->count - 1] == low) {
        to->high[to->count - 1] = high;
        return true;
    }
    size_t capacity = to->capacity;
    if (!law_grow(&to->low, &capacity, to->count, sizeof *to->low)) return false;
    if (!law_grow(&to->high, &to->capacity, to->count, sizeof *to->high)) return false;
    to->low[to->count] = low;
    to->high[to->count++] = high;
    return true;
}

static bool decides(int open[CODE_DIGITS + 1][2])
{
    for (int digits = CODE_DIGITS; digits > 0; digits--)
        if (open[digits][0] > 0 || open[digits][1] > 0) return open[digits][1] == 0;
    return false;
}

static bool sweep(const edge *edges, size_t count, code_set *to)
{
    int open[CODE_DIGITS + 1][2] = { { 0 } };
    for (size_t k = 0; k < count;) {
        uint64_t at = edges[k].at;
        for (; k < count && edges[k].at == at; k++)
            open[edges[k].item->digits][edges[k].item->removed] += edges[k].step;
        if (k < count && decides(open) && !append(to, at, edges[k].at)) return false;
    }
    return true;
}

cohong_status code_set_compile(list_item *items, size_t count, code_set *to, cohong_error *error)
{
    *to = (code_set){ 0 };
    if (count == 0) return COHONG_OK;
    edge *edges = malloc(2 * count * sizeof *edges);
    if (edges == NULL) return fail_memory(error);
    for (size_t k = 0; k < count; k++) {
        edges[2 * k] = (edge){ items[k].low, &items[k], 1 };
        edges[2 * k + 1] = (edge){ items[k].high, &items[k], -1 };
    }
    qsort(edges, 2 * count, sizeof *edges, by_place);
    bool done = sweep(edges, 2 * count, to);
    free(edges);
    return done ? COHONG_OK : fail_memory(error);
}

coverage code_set_cover(const code_set *of, const law_code *code)
{
    size_t first = 0, last = of->count;
    while (first < last) { /* the first interval that ends behind the code's beginning */
        size_t middle = first + (last - first) / 2;
        if (of->high[middle] <= code->low)
            first = middle + 1;
        else
            last = middle;
    }
    if (first == of->count || of->low[first] >= code->high) return OUTSIDE;
    return of->low[first] <= code->low && code->high <= of->high[first] ? INSIDE : IN_PART;
}

void code_set_free(code_set *of)
{
    free(of->low);
    free(of->high);
    *of = (code_set){ 0 };
}
