/* Blocks that are streamed through: on large pages where the system has them. */
#ifndef COHONG_BASE_LARGE_BLOCK_H
#define COHONG_BASE_LARGE_BLOCK_H

#include <stddef.h>

/* As memory_block (base/memory.h): zeroed, aligned, NULL when out of memory, freed by free(). */
void *large_block(size_t bytes);

#endif
