/* A sample in blocks of whole cells, on several threads: whichever thread is free takes the next block. */
#ifndef COHONG_FIRMS_BLOCKS_H
#define COHONG_FIRMS_BLOCKS_H

#include "base/fail.h"

enum { FIRMS_BLOCK = 4096, FIRMS_BLOCKS_MOST = 1024, FIRMS_THREADS_MOST = 64 };

/* Firms first ... last - 1, all of one group. */
typedef struct firms_block {
    size_t number, group, first, last;
} firms_block;

/* Blocks of a sample. They do not depend on the number of threads, so that sums that each of them has alone, added in the order of
 * their numbers, do not either. */
size_t firms_block_count(const cohong_population *population);

typedef void firms_block_work(void *data, const firms_block *block, size_t thread);

/* Does the work for every block; threads that cannot be had, or are beyond FIRMS_THREADS_MOST, are done without. 0 counts as 1. */
void firms_in_blocks(const cohong_population *population, size_t threads, firms_block_work *work, void *data);

#endif
