/* A hash index (FNV-1a, open addressing) from names to their order of arrival. */
#include "base/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t hash_of(const char *name)
{
    uint64_t hash = 14695981039346656037u;
    for (; *name != '\0'; name++) hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 32));
}

/* The slot that holds name, or the free one where it would go. */
static size_t slot_of(const name_index *index, const char *name)
{
    size_t at = hash_of(name) % index->slot_count;
    while (index->slots[at] != 0 && strcmp(index->names[index->slots[at] - 1], name) != 0)
        at = at + 1 < index->slot_count ? at + 1 : 0;
    return at;
}

cohong_status name_index_new(name_index *index, size_t count, cohong_error *error)
{
    *index = (name_index){ .slot_count = 2 * count + 1 };
    index->slots = calloc(index->slot_count, sizeof *index->slots);
    index->names = calloc(count + 1, sizeof *index->names);
    if (index->slots != NULL && index->names != NULL) return COHONG_OK;
    name_index_free(index);
    return fail_memory(error);
}

void name_index_free(name_index *index)
{
    free(index->slots);
    free(index->names);
    *index = (name_index){ 0 };
}

bool name_index_add(name_index *index, const char *name)
{
    size_t at = slot_of(index, name);
    if (index->slots[at] != 0) return false;
    index->names[index->count++] = name;
    index->slots[at] = index->count;
    return true;
}

size_t name_index_find(const name_index *index, const char *name)
{
    if (index->slot_count == 0) return (size_t)-1;
    size_t at = slot_of(index, name);
    return index->slots[at] != 0 ? index->slots[at] - 1 : (size_t)-1;
}

const char *name_index_name(const void *list, size_t k)
{
    return ((const name_index *)list)->names[k];
}
