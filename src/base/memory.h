/* Memory: checked sizes, one 64-byte-aligned block a struct, a pool for texts.
 * A layout function is run twice on the same struct: first with a counting arena, then with the block. */
#ifndef COHONG_BASE_MEMORY_H
#define COHONG_BASE_MEMORY_H

#include "fail.h"

enum { MEMORY_ALIGNMENT = 64 };

typedef struct arena {
    unsigned char *block; /* NULL while counting */
    size_t used;
    size_t size;
    bool overflow; /* some size did not fit size_t */
} arena;

/* count*size bytes, aligned to 64; NULL while counting. Counts in both cases. */
void *arena_take(arena *from, size_t count, size_t size);

/* A zeroed block of at least `bytes` bytes (rounded up to 64), aligned to 64, from aligned_alloc; NULL when out of memory. Freed by free(). */
void *memory_block(size_t bytes);

/* a*b*c into *product; false when it overflows or exceeds PTRDIFF_MAX. */
bool memory_product(size_t a, size_t b, size_t c, size_t *product);

/* Grows an array to hold at least `need` items (doubling); false when out of memory, *items then unchanged. */
bool memory_grow(void **items, size_t *capacity, size_t need, size_t item_size);

/* Texts that live until the pool is freed. Zero-initialised is empty. */
typedef struct text_pool {
    struct text_chunk *first;
} text_pool;
const char *text_pool_copy(text_pool *pool, const char *text, size_t length); /* adds a NUL; NULL: out of memory */
void text_pool_free(text_pool *pool);

#endif
