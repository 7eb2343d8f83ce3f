/* Names: FNV-1a with open addressing, at most half full. */
#include "law/names.h"

#include <stdlib.h>
#include <string.h>

bool law_grow(void *items_address, size_t *capacity, size_t count, size_t size)
{
    void *items;
    memcpy(&items, items_address, sizeof items);
    if (!memory_grow(&items, capacity, count + 1, size)) return false;
    memcpy(items_address, &items, sizeof items);
    return true;
}

static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t k = 0; k < length; k++) hash = (hash ^ (unsigned char)text[k]) * 1099511628211u;
    return hash ^ (hash >> 32);
}

/* The slot that holds the text, or the free one where it would go. */
static size_t slot_of(const names *of, const char *text, size_t length)
{
    size_t at = (size_t)hash_of(text, length) & (of->slot_count - 1);
    for (; of->slots[at] != 0; at = (at + 1) & (of->slot_count - 1)) {
        const char *held = of->texts[of->slots[at] - 1];
        if (strncmp(held, text, length) == 0 && held[length] == '\0') break;
    }
    return at;
}

static bool widen(names *of)
{
    size_t wider = of->slot_count == 0 ? 64 : of->slot_count * 2;
    size_t *slots = calloc(wider, sizeof *slots);
    if (slots == NULL) return false;
    free(of->slots);
    of->slots = slots;
    of->slot_count = wider;
    for (size_t k = 0; k < of->count; k++) of->slots[slot_of(of, of->texts[k], strlen(of->texts[k]))] = k + 1;
    return true;
}

size_t names_find(const names *of, const char *text, size_t length)
{
    if (of->slot_count == 0) return LAW_NONE;
    size_t held = of->slots[slot_of(of, text, length)];
    return held != 0 ? held - 1 : LAW_NONE;
}

size_t names_add(names *of, const char *text, size_t length)
{
    if (2 * (of->count + 1) > of->slot_count && !widen(of)) return LAW_NONE;
    size_t at = slot_of(of, text, length);
    if (of->slots[at] != 0) return of->slots[at] - 1;
    if (!law_grow(&of->texts, &of->capacity, of->count, sizeof *of->texts)) return LAW_NONE;
    const char *copy = text_pool_copy(&of->pool, text, length);
    if (copy == NULL) return LAW_NONE;
    of->texts[of->count++] = copy;
    of->slots[at] = of->count;
    return of->count - 1;
}

void names_free(names *of)
{
    free((void *)of->texts);
    free(of->slots);
    text_pool_free(&of->pool);
    *of = (names){ 0 };
}

const char *names_text(const void *list, size_t k)
{
    return ((const names *)list)->texts[k];
}
