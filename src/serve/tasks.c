/* Tasks: sweeps and games in tariffs, worked through one after the other by a thread of their own while requests are answered.
 *   GET tasks, GET tasks/ID     how far they are; with ID also the result
 *   POST tasks                  starts one
 *   DELETE tasks/ID             cancels it; one that has ended is forgotten */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "serve/order.h"

enum { OPEN_LIMIT = 8, ENDED_LIMIT = 32 };

typedef enum task_state { TASK_WAITING, TASK_RUNNING, TASK_DONE, TASK_FAILED, TASK_CANCELLED } task_state;
static const char *const STATES[] = { "waiting", "running", "done", "failed", "cancelled" };

typedef struct task {
    uint64_t id;
    struct task *next; /* in order of their ids */
    order what;
    task_state state;
    bool cancel;
    char created[32]; /* 2026-07-06T04:01:00Z */
    double begun, ended;
    size_t done, whole; /* rows, or iterations and 0 */
    double step;
    text result;
    cohong_error error;
} task;

struct task_list {
    pthread_mutex_t lock; /* of everything below and of what changes in a task */
    pthread_cond_t news;
    pthread_t worker;
    task *first;
    uint64_t last_id;
    bool stopping;
};

static void task_free(task *of)
{
    order_free(&of->what);
    text_free(&of->result);
    free(of);
}

/* ---- the thread that works */

/* A task that runs, seen from its progress callbacks, which may come from several threads. */
typedef struct watched {
    task_list *list;
    task *now;
} watched;

static bool see(void *context, size_t done, size_t whole, double step)
{
    watched *w = context;
    pthread_mutex_lock(&w->list->lock);
    w->now->done = done;
    w->now->whole = whole;
    w->now->step = step;
    bool goes_on = !w->now->cancel && !w->list->stopping;
    pthread_mutex_unlock(&w->list->lock);
    return goes_on;
}

static task *next_waiting(task_list *of)
{
    for (task *t = of->first; t != NULL; t = t->next)
        if (t->state == TASK_WAITING) return t;
    return NULL;
}

/* With the lock held, which is given back while it works. */
static void work_on(task_list *of, task *t)
{
    watched w = { of, t };
    const order_watch watch = { see, &w };
    text result = { 0 };
    cohong_error error = { 0 };
    t->state = TASK_RUNNING;
    t->begun = serve_clock();
    pthread_mutex_unlock(&of->lock);
    cohong_status status = order_work(&t->what, &watch, &result, &error);
    pthread_mutex_lock(&of->lock);
    t->ended = serve_clock();
    t->state = status == COHONG_OK ? TASK_DONE : status == COHONG_STOPPED ? TASK_CANCELLED : TASK_FAILED;
    t->error = error;
    if (status == COHONG_OK)
        t->result = result;
    else
        text_free(&result);
}

static void *work(void *context)
{
    task_list *of = context;
    pthread_mutex_lock(&of->lock);
    while (!of->stopping) {
        task *t = next_waiting(of);
        if (t != NULL)
            work_on(of, t);
        else
            pthread_cond_wait(&of->news, &of->lock);
    }
    pthread_mutex_unlock(&of->lock);
    return NULL;
}

cohong_status tasks_new(server *of, cohong_error *error)
{
    task_list *made = calloc(1, sizeof *made);
    if (made == NULL) return fail_memory(error);
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->news, NULL);
    if (pthread_create(&made->worker, NULL, work, made) == 0) {
        of->tasks = made;
        return COHONG_OK;
    }
    pthread_cond_destroy(&made->news);
    pthread_mutex_destroy(&made->lock);
    free(made);
    return fail(error, COHONG_OUT_OF_MEMORY, NOWHERE, "no thread can be started");
}

void tasks_free(server *of)
{
    task_list *list = of->tasks;
    if (list == NULL) return;
    pthread_mutex_lock(&list->lock);
    list->stopping = true;
    pthread_cond_signal(&list->news);
    pthread_mutex_unlock(&list->lock);
    pthread_join(list->worker, NULL);
    while (list->first != NULL) {
        task *t = list->first;
        list->first = t->next;
        task_free(t);
    }
    pthread_cond_destroy(&list->news);
    pthread_mutex_destroy(&list->lock);
    free(list);
    of->tasks = NULL;
}

/* ---- the list; the lock is held */

static bool has_ended(const task *t)
{
    return t->state > TASK_RUNNING;
}

static size_t count_tasks(const task_list *of, bool ended)
{
    size_t count = 0;
    for (const task *t = of->first; t != NULL; t = t->next) count += has_ended(t) == ended;
    return count;
}

static task **find(task_list *of, uint64_t id)
{
    task **at = &of->first;
    while (*at != NULL && (*at)->id != id) at = &(*at)->next;
    return at;
}

static void forget(task **at)
{
    task *gone = *at;
    *at = gone->next;
    task_free(gone);
}

static void forget_oldest_ended(task_list *of)
{
    task **at = &of->first;
    while (*at != NULL && !has_ended(*at)) at = &(*at)->next;
    if (*at != NULL) forget(at);
}

static void add(task_list *of, task *t)
{
    task **end = &of->first;
    while (*end != NULL) end = &(*end)->next;
    t->id = ++of->last_id;
    *end = t;
    if (count_tasks(of, true) > ENDED_LIMIT) forget_oldest_ended(of);
    pthread_cond_signal(&of->news);
}

/* ---- as JSON; the lock is held */

static void progress_json(const task *t, json *j)
{
    bool is_sweep = t->what.kind == ORDER_SWEEP, has_rows = is_sweep || t->what.kind == ORDER_RETALIATE;
    json_key(j, "progress");
    json_object(j);
    json_key_whole(j, has_rows ? "rows_done" : "iterations", (int64_t)t->done);
    if (has_rows)
        json_key_whole(j, "rows", (int64_t)(is_sweep ? cohong_sweep_labels_of(t->what.sweep)->row_count : t->whole));
    else
        json_key_number(j, "step", t->step);
    json_end(j);
}

static void task_json(const task *t, bool with_result, json *j)
{
    double until = has_ended(t) ? t->ended : serve_clock();
    json_object(j);
    json_key_whole(j, "id", (int64_t)t->id);
    json_key_text(j, "kind", order_name(t->what.kind));
    json_key_text(j, "title", order_title(&t->what));
    json_key_text(j, "state", STATES[t->state]);
    json_key_text(j, "created", t->created);
    json_key_number(j, "seconds", t->begun > 0 ? until - t->begun : 0);
    progress_json(t, j);
    json_key_text(j, "error", t->state == TASK_FAILED ? t->error.message : NULL);
    if (with_result && t->state == TASK_DONE) {
        json_key(j, "result");
        json_raw(j, t->result.bytes);
    }
    json_end(j);
}

static void answer_task(const task *t, int status, answer *to)
{
    json j = json_to(&to->body);
    task_json(t, status == 200, &j);
    answer_json(to, status);
}

/* ---- requests */

static void list_tasks(task_list *of, answer *to)
{
    json j = json_to(&to->body);
    json_object(&j);
    json_key(&j, "tasks");
    json_array(&j);
    for (const task *t = of->first; t != NULL; t = t->next) task_json(t, false, &j);
    json_end(&j);
    json_end(&j);
    answer_json(to, 200);
}

static task *task_new(server *of, body *in, cohong_error *error)
{
    task *made = calloc(1, sizeof *made);
    time_t now = time(NULL);
    struct tm parts;
    if (made == NULL) {
        fail_memory(error);
        return NULL;
    }
    if (gmtime_r(&now, &parts) != NULL) strftime(made->created, sizeof made->created, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (order_read(of, in, &made->what, error) == COHONG_OK) return made;
    task_free(made);
    return NULL;
}

static void start_task(server *of, const asked *what, answer *to)
{
    cohong_error error = { 0 };
    body in;
    task *made = NULL;
    if (body_read(what->from->body, what->from->length, &in, &error) == COHONG_OK) made = task_new(of, &in, &error);
    if (made == NULL) answer_failure(of, to, &error, &in);
    body_free(&in);
    if (made == NULL) return;
    pthread_mutex_lock(&of->tasks->lock);
    if (count_tasks(of->tasks, false) == OPEN_LIMIT) {
        answer_refuse(to, 429, "%d tasks are waiting or running; cancel one or wait", OPEN_LIMIT);
        task_free(made);
    } else {
        add(of->tasks, made);
        answer_task(made, 201, to);
        snprintf(to->location, sizeof to->location, "/api/v1/tasks/%llu", (unsigned long long)made->id);
    }
    pthread_mutex_unlock(&of->tasks->lock);
}

/* Cancels a task, or forgets one that has ended; the answer is how it stood. */
static void delete_task(task **at, answer *to)
{
    task *t = *at;
    answer_task(t, 200, to);
    if (has_ended(t)) {
        forget(at);
        return;
    }
    t->cancel = true;
    if (t->state == TASK_WAITING) t->state = TASK_CANCELLED;
}

static bool read_id(const char *from, uint64_t *id)
{
    size_t length = strlen(from);
    *id = strtoull(from, NULL, 10);
    return length > 0 && length < 19 && strspn(from, "0123456789") == length;
}

void answer_tasks(server *of, const asked *what, answer *to)
{
    uint64_t id = 0;
    if (!target_only(what->at, NULL, 0, to)) return;
    if (what->rest_count == 0 && !asked_to(what, "GET")) {
        start_task(of, what, to);
        return;
    }
    pthread_mutex_lock(&of->tasks->lock);
    if (what->rest_count == 0) {
        list_tasks(of->tasks, to);
    } else {
        task **at = read_id(what->rest[0], &id) ? find(of->tasks, id) : NULL;
        if (at == NULL || *at == NULL)
            answer_refuse(to, 404, "there is no task \"%.60s\"", what->rest[0]);
        else if (asked_to(what, "GET"))
            answer_task(*at, 200, to);
        else
            delete_task(at, to);
    }
    pthread_mutex_unlock(&of->tasks->lock);
}
