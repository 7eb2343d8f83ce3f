/* A named list of products: prefixes that are in or removed, the longest prefix winning, compiled to disjoint intervals. */
#ifndef COHONG_LAW_LIST_H
#define COHONG_LAW_LIST_H

#include "law/code.h"
#include "law/names.h"

/* A prefix or a range of codes of equal length, as written. */
typedef struct list_item {
    uint64_t low, high;
    unsigned digits;
    bool removed;
} list_item;

/* Disjoint intervals in order, no two of them touching. */
typedef struct code_set {
    uint64_t *low, *high;
    size_t count, capacity;
} code_set;

typedef enum coverage { OUTSIDE, INSIDE, IN_PART } coverage;

/* How much of a code is in a set. */
coverage code_set_cover(const code_set *of, const law_code *code);

/* The set that items describe: at each code the longest item that holds it decides; at equal length removal does. The items may be reordered. */
cohong_status code_set_compile(list_item *items, size_t count, code_set *to, cohong_error *error);
void code_set_free(code_set *of);

#endif
