/* Blocks of a sample, and the threads that work on them. */
#include "firms/blocks.h"

#include <pthread.h>
#include <stdatomic.h>

#include "firms/run.h"

/* Firms a block: whole cells, and no more blocks than can be held sums of. */
static size_t block_size(const cohong_population *p)
{
    size_t least = (p->count + FIRMS_BLOCKS_MOST - 1) / FIRMS_BLOCKS_MOST;
    if (least < FIRMS_BLOCK) return FIRMS_BLOCK;
    return (least + FIRMS_CELL - 1) / FIRMS_CELL * FIRMS_CELL;
}

size_t firms_block_count(const cohong_population *p)
{
    size_t size = block_size(p), count = 0;
    for (size_t g = 0; g < p->group_count; g++) count += (p->start[g + 1] - p->start[g] + size - 1) / size;
    return count;
}

typedef struct crew {
    const cohong_population *population;
    firms_block_work *work;
    void *data;
    size_t size;
    atomic_size_t next;
} crew;

typedef struct member {
    crew *of;
    size_t thread;
    pthread_t id;
    bool started;
} member;

/* Finds a block by its number, beginning with an earlier one. */
static bool find_block(const crew *c, size_t number, firms_block *b)
{
    const cohong_population *p = c->population;
    for (; b->number < number; b->number++) {
        b->first += c->size;
        if (b->first >= p->start[b->group + 1]) b->first = p->start[++b->group];
    }
    if (b->group >= p->group_count) return false;
    b->last = b->first + c->size;
    if (b->last > p->start[b->group + 1]) b->last = p->start[b->group + 1];
    return true;
}

static void *take_blocks(void *data)
{
    member *m = data;
    firms_block b = { 0 };
    size_t count = firms_block_count(m->of->population);
    for (size_t k = atomic_fetch_add(&m->of->next, 1); k < count; k = atomic_fetch_add(&m->of->next, 1))
        if (find_block(m->of, k, &b)) m->of->work(m->of->data, &b, m->thread);
    return NULL;
}

void firms_in_blocks(const cohong_population *population, size_t threads, firms_block_work *work, void *data)
{
    member members[FIRMS_THREADS_MOST];
    crew c = { .population = population, .work = work, .data = data, .size = block_size(population) };
    atomic_init(&c.next, 0);
    if (threads < 1) threads = 1;
    if (threads > FIRMS_THREADS_MOST) threads = FIRMS_THREADS_MOST;
    for (size_t t = 0; t < threads; t++) {
        members[t] = (member){ .of = &c, .thread = t };
        members[t].started = t > 0 && pthread_create(&members[t].id, NULL, take_blocks, &members[t]) == 0;
    }
    take_blocks(&members[0]);
    for (size_t t = 1; t < threads; t++)
        if (members[t].started) pthread_join(members[t].id, NULL);
}
