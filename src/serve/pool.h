/* Models kept ready, so that a counterfactual costs a solve and no setup. A model is for one world under one set of settings; as
 * many are in use at the same time as there are slots, and the rest of the callers wait, in the order in which they came. */
#ifndef COHONG_SERVE_POOL_H
#define COHONG_SERVE_POOL_H

#include <pthread.h>

#include "base/fail.h"

/* A model with room for its solution. */
typedef struct ready {
    const cohong_world *world;
    cohong_settings settings; /* as asked for */
    cohong_model *model;
    cohong_solution *solution; /* with trade */
    uint64_t used;             /* when, in turns */
} ready;

enum { POOL_LIMIT = 32, POOL_TURNS = 64 };

typedef struct pool {
    pthread_mutex_t lock;
    size_t slots;
    uint64_t asked,
        given_back; /* a caller's ticket is how many asked before it; it waits for all but `slots` of them */
    pthread_cond_t turns[POOL_TURNS]; /* by ticket, so that few are woken whose turn it is not */
    ready idle[POOL_LIMIT];
    size_t idle_count;
    uint64_t turn;
} pool;

void pool_new(pool *of, size_t slots);
void pool_free(pool *of);

/* Waits for a slot, then answers a model for the world, which has to outlive the pool. */
cohong_status pool_take(pool *of, const cohong_world *world, const cohong_settings *settings, ready *to,
                        cohong_error *error);
void pool_give(pool *of, const ready *back);

#endif
