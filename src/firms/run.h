/* One solve: the description, the lines of every group and market, and room for sums. */
#ifndef COHONG_FIRMS_RUN_H
#define COHONG_FIRMS_RUN_H

#include "base/memory.h"
#include "firms/tally.h"

/* A sample of firms, group after group. */
struct cohong_population {
    size_t group_count, count;
    size_t *start; /* group_count + 1 */
    double *z, *weight;
    uint64_t seed;
    uint32_t world;
    void *memory;
};

/* The dimensions of a firm's draws: one world after the other; productivity first, then the markets. */
static inline uint64_t firms_dimension(uint32_t world, size_t k)
{
    return (uint64_t)world << 32 | (uint64_t)k;
}

/* What one thread needs to have a firm choose. */
typedef struct firms_desk {
    firms_choices choices;
    double *z, *moment; /* market_count each */
} firms_desk;

enum { FIRMS_BLOCK = 4096, FIRMS_BLOCKS_MOST = 1024, FIRMS_THREADS_MOST = 64 };

/* Where the search for a market's visibility stands, in logarithms. */
typedef struct firms_settling {
    double y, g; /* the last point and what its sellers made of it */
    double low, high;
    double step, step_before;
} firms_settling;

typedef struct firms_run {
    const cohong_firms *firms;
    const cohong_population *population; /* NULL: closed form */
    size_t threads;
    firms_line *lines;                          /* [(g*M + m)*2 + channel] */
    double *visibility;                         /* M; the platform's */
    double *tried_visibility, *best_visibility; /* M each */
    firms_settling *settling;                   /* M */
    firms_tally tally;
    firms_desk desks[FIRMS_THREADS_MOST];
    double *points; /* 3M; of the closed form */
    size_t block_size, block_count;
    double *parts; /* block_count tallies */
    void *memory;
} firms_run;

/* Evaluates all choices at run->visibility into run->tally. */
void firms_evaluate(firms_run *run);
void firms_evaluate_exact(firms_run *run);
void firms_evaluate_sample(firms_run *run);

/* Evaluates at the visibility at which sellers see what their number makes of it. Answers iterations. */
size_t firms_settle(firms_run *run, double *residual);

#endif
