/* Large pages. A processor that reads tens of megabytes in order looks up the address of every page of 4 KiB; of pages of 2 MiB hardly any:
 * on a virtual machine that reads 18 GB/s through the former, 32 GB/s through the latter were measured. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/large_block.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"

void *large_block(size_t bytes)
{
    const size_t page = (size_t)2 << 20;
    if (bytes < 2 * page || bytes > PTRDIFF_MAX - page) return memory_block(bytes);
    size_t rounded = (bytes + page - 1) / page * page;
    void *block = aligned_alloc(page, rounded);
    if (block == NULL) return NULL;
#ifdef MADV_HUGEPAGE
    (void)madvise(block, rounded, MADV_HUGEPAGE); /* advice: a refusal is no failure */
#endif
    memset(block, 0, rounded);
    return block;
}
