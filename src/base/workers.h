/* Tasks that do not depend on each other, done by several threads. */
#ifndef COHONG_BASE_WORKERS_H
#define COHONG_BASE_WORKERS_H

#include <stddef.h>

/* In a browser there is one thread. */
#if defined(__wasi__)
#define WORKERS_THREADS 0
typedef char worker_lock;
#else
#define WORKERS_THREADS 1
#include <pthread.h>
typedef pthread_mutex_t worker_lock;
#endif

static inline void worker_lock_new(worker_lock *lock)
{
#if WORKERS_THREADS
    pthread_mutex_init(lock, NULL);
#else
    (void)lock;
#endif
}

static inline void worker_lock_take(worker_lock *lock)
{
#if WORKERS_THREADS
    pthread_mutex_lock(lock);
#else
    (void)lock;
#endif
}

static inline void worker_lock_leave(worker_lock *lock)
{
#if WORKERS_THREADS
    pthread_mutex_unlock(lock);
#else
    (void)lock;
#endif
}

static inline void worker_lock_free(worker_lock *lock)
{
#if WORKERS_THREADS
    pthread_mutex_destroy(lock);
#else
    (void)lock;
#endif
}

enum { WORKERS_MOST = 256 };

/* Does task number `task` with what belongs to worker number `worker`; no two tasks at a time have the same worker. */
typedef void (*worker_task)(void *context, size_t worker, size_t task);

/* How many workers workers_run() has at most: those asked for (0 counts as 1), but no more than tasks. */
size_t workers_wanted(size_t threads, size_t tasks);

/* Does all tasks, on this thread and others. Tasks begin in order; which worker does which is open, so that a result must not depend on
 * it. Fewer threads than asked for do the same work. */
void workers_run(size_t threads, size_t tasks, worker_task task, void *context);

#endif
