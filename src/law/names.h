/* Texts kept once and numbered in the order of their arrival: a growing hash index over a pool. Numbers are stable. */
#ifndef COHONG_LAW_NAMES_H
#define COHONG_LAW_NAMES_H

#include "base/memory.h"

typedef struct names {
    const char **texts;
    size_t count, capacity;
    size_t *slots; /* number + 1; 0 is empty */
    size_t slot_count;
    text_pool pool;
} names;

static const size_t LAW_NONE = (size_t)-1;

/* The number of a text, which is kept when it is new; LAW_NONE when out of memory. */
size_t names_add(names *of, const char *text, size_t length);
/* Its number, or LAW_NONE. */
size_t names_find(const names *of, const char *text, size_t length);
void names_free(names *of);
/* For suggest(): list is the names. */
const char *names_text(const void *list, size_t k);

/* Room for one more item behind `count`; items_address is the address of a pointer. */
bool law_grow(void *items_address, size_t *capacity, size_t count, size_t size);

#endif
