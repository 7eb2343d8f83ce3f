/* Threads that take tasks from one counter. */
#include "base/workers.h"

#include <stdbool.h>

#if WORKERS_THREADS

typedef struct crew {
    worker_task task;
    void *context;
    size_t tasks;
    worker_lock lock; /* guards the next two */
    size_t next_task, next_worker;
} crew;

static size_t take(crew *c, size_t *from)
{
    worker_lock_take(&c->lock);
    size_t number = (*from)++;
    worker_lock_leave(&c->lock);
    return number;
}

static void *work(void *context)
{
    crew *c = context;
    size_t worker = take(c, &c->next_worker), task;
    while ((task = take(c, &c->next_task)) < c->tasks) c->task(c->context, worker, task);
    return NULL;
}

#endif

size_t workers_wanted(size_t threads, size_t tasks)
{
    size_t most = threads < WORKERS_MOST ? threads : WORKERS_MOST;
    if (most > tasks) most = tasks;
    return most > 1 ? most : 1;
}

void workers_run(size_t threads, size_t tasks, worker_task task, void *context)
{
    size_t wanted = workers_wanted(threads, tasks) - 1;
    if (wanted == 0 || !WORKERS_THREADS) {
        for (size_t k = 0; k < tasks; k++) task(context, 0, k);
        return;
    }
#if WORKERS_THREADS
    pthread_t others[WORKERS_MOST];
    size_t started = 0;
    crew c = { .task = task, .context = context, .tasks = tasks };
    worker_lock_new(&c.lock);
    while (started < wanted && pthread_create(&others[started], NULL, work, &c) == 0) started++;
    work(&c);
    for (size_t k = 0; k < started; k++) pthread_join(others[k], NULL);
    worker_lock_free(&c.lock);
#endif
}
