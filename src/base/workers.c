/* Threads that take tasks from one counter. */
#include "base/workers.h"

#include <pthread.h>
#include <stdbool.h>

typedef struct crew {
    worker_task task;
    void *context;
    size_t tasks;
    pthread_mutex_t lock; /* guards the next two */
    size_t next_task, next_worker;
} crew;

static size_t take(crew *c, size_t *from)
{
    pthread_mutex_lock(&c->lock);
    size_t number = (*from)++;
    pthread_mutex_unlock(&c->lock);
    return number;
}

static void *work(void *context)
{
    crew *c = context;
    size_t worker = take(c, &c->next_worker), task;
    while ((task = take(c, &c->next_task)) < c->tasks) c->task(c->context, worker, task);
    return NULL;
}

size_t workers_wanted(size_t threads, size_t tasks)
{
    size_t most = threads < WORKERS_MOST ? threads : WORKERS_MOST;
    if (most > tasks) most = tasks;
    return most > 1 ? most : 1;
}

void workers_run(size_t threads, size_t tasks, worker_task task, void *context)
{
    pthread_t others[WORKERS_MOST];
    crew c = { .task = task, .context = context, .tasks = tasks };
    size_t wanted = workers_wanted(threads, tasks) - 1, started = 0;
    if (wanted == 0) {
        for (size_t k = 0; k < tasks; k++) task(context, 0, k);
        return;
    }
    pthread_mutex_init(&c.lock, NULL);
    while (started < wanted && pthread_create(&others[started], NULL, work, &c) == 0) started++;
    work(&c);
    for (size_t k = 0; k < started; k++) pthread_join(others[k], NULL);
    pthread_mutex_destroy(&c.lock);
}
