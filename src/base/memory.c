/* Arenas, blocks, growing arrays and text pools. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 64 * 1024 };

struct text_chunk {
    struct text_chunk *next;
    size_t used, size;
    char text[];
};

bool memory_product(size_t a, size_t b, size_t c, size_t *product)
{
    size_t ab;
    return !__builtin_mul_overflow(a, b, &ab) && !__builtin_mul_overflow(ab, c, product) && *product <= PTRDIFF_MAX;
}

void *arena_take(arena *from, size_t count, size_t size)
{
    size_t bytes, rounded, end;
    if (!memory_product(count, size, 1, &bytes) ||
        __builtin_add_overflow(bytes, (size_t)MEMORY_ALIGNMENT - 1, &rounded) ||
        __builtin_add_overflow(from->used, rounded / MEMORY_ALIGNMENT * MEMORY_ALIGNMENT, &end)) {
        from->overflow = true;
        return NULL;
    }
    void *taken = from->block != NULL ? from->block + from->used : NULL;
    from->used = end;
    return taken;
}

void *memory_block(size_t bytes)
{
    if (bytes > PTRDIFF_MAX - MEMORY_ALIGNMENT) return NULL;
    size_t rounded = (bytes + MEMORY_ALIGNMENT - 1) / MEMORY_ALIGNMENT * MEMORY_ALIGNMENT;
    if (rounded == 0) rounded = MEMORY_ALIGNMENT;
    void *block = aligned_alloc(MEMORY_ALIGNMENT, rounded);
    if (block != NULL) memset(block, 0, rounded);
    return block;
}

bool memory_grow(void **items, size_t *capacity, size_t need, size_t item_size)
{
    if (need <= *capacity) return true;
    size_t larger = *capacity > PTRDIFF_MAX / 2 ? need : *capacity * 2, bytes;
    if (larger < need) larger = need;
    if (larger < 16) larger = 16;
    if (!memory_product(larger, item_size, 1, &bytes)) return false;
    void *moved = realloc(*items, bytes);
    if (moved == NULL) return false;
    *items = moved;
    *capacity = larger;
    return true;
}

const char *text_pool_copy(text_pool *pool, const char *text, size_t length)
{
    struct text_chunk *chunk = pool->first;
    if (chunk == NULL || chunk->size - chunk->used <= length) {
        size_t size = length >= CHUNK_SIZE ? length + 1 : CHUNK_SIZE;
        if (length >= PTRDIFF_MAX - sizeof *chunk - 1) return NULL;
        chunk = malloc(sizeof *chunk + size);
        if (chunk == NULL) return NULL;
        *chunk = (struct text_chunk){ .next = pool->first, .size = size };
        pool->first = chunk;
    }
    char *copy = chunk->text + chunk->used;
    memcpy(copy, text, length);
    copy[length] = '\0';
    chunk->used += length + 1;
    return copy;
}

void text_pool_free(text_pool *pool)
{
    for (struct text_chunk *chunk = pool->first, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    pool->first = NULL;
}
