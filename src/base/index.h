/* Names to numbers: a hash index over texts that the caller owns. */
#ifndef COHONG_BASE_INDEX_H
#define COHONG_BASE_INDEX_H

#include "fail.h"

typedef struct name_index {
    size_t *slots; /* position + 1; 0 is empty */
    size_t slot_count, count;
    const char **names;
} name_index;

/* Room for `count` names. Zero-initialise first. */
cohong_status name_index_new(name_index *index, size_t count, cohong_error *error);
void name_index_free(name_index *index);
/* Adds name with the next number; false when it is already there. The text must outlive the index. */
bool name_index_add(name_index *index, const char *name);
/* Its number, or (size_t)-1. */
size_t name_index_find(const name_index *index, const char *name);
/* For suggest(): list is the name_index. */
const char *name_index_name(const void *list, size_t k);

#endif
