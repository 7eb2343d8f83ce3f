/* Working through a sweep: threads take chunks in order; a chunk that is there already is read instead. No row depends on another,
 * so that the bits are the same for any number of threads and shards and after any interruption. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/file.h"
#include "sweep/chunk.h"
#include "sweep/eights.h"
#include "sweep/plan.h"

enum { THREAD_LIMIT = 256 };

/* What the threads share; `lock` guards all but the first three. */
typedef struct work {
    const cohong_sweep *s;
    const cohong_sweep_work *how;
    cohong_draws *draws; /* NULL for a shard */
    pthread_mutex_t lock;
    size_t next_chunk, rows_done, rows;
    cohong_status status; /* the first failure */
    cohong_error error;
} work;

void cohong_draws_free(cohong_draws *draws)
{
    if (draws == NULL) return;
    free(draws->values);
    free(draws);
}

/* ---- chunks */

static size_t stride(const work *w)
{
    return w->how->shards > 0 ? w->how->shards : 1;
}

/* The next chunk, or false when there is none or something has failed. */
static bool take_chunk(work *w, size_t *chunk)
{
    pthread_mutex_lock(&w->lock);
    bool any = w->status == COHONG_OK && w->next_chunk < w->s->labels.chunk_count;
    *chunk = w->next_chunk;
    if (any) w->next_chunk += stride(w);
    pthread_mutex_unlock(&w->lock);
    return any;
}

static void chunk_done(work *w, size_t rows)
{
    pthread_mutex_lock(&w->lock);
    w->rows_done += rows;
    bool goes_on = w->how->progress == NULL || w->how->progress(w->how->context, w->rows_done, w->rows);
    if (!goes_on && w->status == COHONG_OK)
        w->status = fail(&w->error, COHONG_STOPPED, NOWHERE, "stopped after %zu of %zu rows", w->rows_done, w->rows);
    pthread_mutex_unlock(&w->lock);
}

static void failed(work *w, cohong_status status, const cohong_error *error)
{
    pthread_mutex_lock(&w->lock);
    if (w->status == COHONG_OK) {
        w->status = status;
        w->error = *error;
    }
    pthread_mutex_unlock(&w->lock);
}

/* What a thread works with. */
typedef struct bench {
    trial with;
    eights together;
    double *buffer; /* room for a chunk */
} bench;

static cohong_status bench_new(const work *w, bench *to, cohong_error *error)
{
    to->buffer = malloc(w->s->labels.chunk_rows * row_columns(&w->s->labels) * sizeof *to->buffer);
    if (to->buffer == NULL) return fail_memory(error);
    cohong_status status = trial_new(w->s->scenario, &to->with, error);
    return status == COHONG_OK ? eights_new(w->s, &to->together, error) : status;
}

static void bench_free(bench *of)
{
    eights_free(&of->together);
    trial_free(&of->with);
    free(of->buffer);
}

static cohong_status solve_chunk(const work *w, bench *at, size_t chunk, double *values, cohong_error *error)
{
    size_t first = chunk_first(&w->s->labels, chunk), rows = chunk_rows(&w->s->labels, chunk);
    size_t columns = row_columns(&w->s->labels);
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < rows && status == COHONG_OK; k += BATCH_LANES) {
        size_t count = rows - k < BATCH_LANES ? rows - k : BATCH_LANES;
        status = rows_solve(w->s, &at->with, &at->together, first + k, count, values + k * columns, error);
    }
    return status;
}

static cohong_status do_chunk(work *w, bench *at, size_t chunk, cohong_error *error)
{
    const cohong_sweep_labels *l = &w->s->labels;
    double *values = w->draws != NULL ? w->draws->values + chunk_first(l, chunk) * row_columns(l) : at->buffer;
    bool there = false;
    cohong_status status = COHONG_OK;
    if (w->how->folder != NULL) status = chunk_read(w->how->folder, l, chunk, values, &there, error);
    if (status != COHONG_OK) return status;
    if (!there) {
        status = solve_chunk(w, at, chunk, values, error);
        if (status == COHONG_OK && w->how->folder != NULL)
            status = chunk_write(w->how->folder, l, chunk, values, error);
    }
    if (status == COHONG_OK) chunk_done(w, chunk_rows(l, chunk));
    return status;
}

static void *worker(void *context)
{
    work *w = context;
    bench at = { 0 };
    cohong_error error = { 0 };
    size_t chunk;
    cohong_status status = bench_new(w, &at, &error);
    while (status == COHONG_OK && take_chunk(w, &chunk)) status = do_chunk(w, &at, chunk, &error);
    if (status != COHONG_OK) failed(w, status, &error);
    bench_free(&at);
    return NULL;
}

/* ---- threads */

/* This thread works too. Fewer threads than asked for do the same work. */
static void run_threads(work *w)
{
    pthread_t others[THREAD_LIMIT];
    size_t wanted = w->how->threads > 0 ? w->how->threads - 1 : 0, started = 0;
    if (wanted >= THREAD_LIMIT) wanted = THREAD_LIMIT - 1;
    if (wanted >= w->s->labels.chunk_count) wanted = w->s->labels.chunk_count - 1;
    while (started < wanted && pthread_create(&others[started], NULL, worker, w) == 0) started++;
    worker(w);
    for (size_t k = 0; k < started; k++) pthread_join(others[k], NULL);
}

static cohong_status check_work(const cohong_sweep_work *how, cohong_error *error)
{
    if (how->shards > 0 && (how->shard < 1 || how->shard > how->shards))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "shard %zu of %zu, expected 1 to %zu", how->shard,
                    how->shards, how->shards);
    if (how->shards > 1 && how->folder == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "a shard needs a folder for its chunks");
    return how->folder != NULL ? file_make_folder(how->folder, error) : COHONG_OK;
}

static cohong_status draws_new(const cohong_sweep_labels *l, cohong_draws **draws, cohong_error *error)
{
    *draws = calloc(1, sizeof **draws);
    if (*draws == NULL) return fail_memory(error);
    (*draws)->row_count = l->row_count;
    (*draws)->column_count = row_columns(l);
    (*draws)->values = malloc(l->row_count * row_columns(l) * sizeof(double));
    if ((*draws)->values != NULL) return COHONG_OK;
    cohong_draws_free(*draws);
    *draws = NULL;
    return fail_memory(error);
}

static void count_rows(work *w)
{
    for (size_t chunk = w->next_chunk; chunk < w->s->labels.chunk_count; chunk += stride(w))
        w->rows += chunk_rows(&w->s->labels, chunk);
}

cohong_status cohong_sweep_run(const cohong_sweep *sweep, const cohong_sweep_work *how, cohong_draws **draws,
                               cohong_error *error)
{
    work w = { .s = sweep, .how = how };
    *draws = NULL;
    cohong_status status = check_work(how, error);
    if (status != COHONG_OK) return status;
    if (how->shards <= 1) status = draws_new(&sweep->labels, &w.draws, error);
    if (status != COHONG_OK) return status;
    w.next_chunk = how->shards > 0 ? how->shard - 1 : 0;
    count_rows(&w);
    pthread_mutex_init(&w.lock, NULL);
    run_threads(&w);
    pthread_mutex_destroy(&w.lock);
    if (w.status == COHONG_OK) {
        *draws = w.draws;
        return COHONG_OK;
    }
    cohong_draws_free(w.draws);
    if (error != NULL) *error = w.error;
    return w.status;
}

/* ---- merging */

/* Finds a chunk in exactly one of the folders. */
static cohong_status merge_chunk(const cohong_sweep *s, const char *const *folders, size_t folder_count, size_t chunk,
                                 double *values, cohong_error *error)
{
    size_t found_in = folder_count;
    for (size_t k = 0; k < folder_count; k++) {
        bool there;
        cohong_status status = chunk_read(folders[k], &s->labels, chunk, values, &there, error);
        if (status != COHONG_OK) return status;
        if (there && found_in < folder_count)
            return fail(error, COHONG_DUPLICATE, (place){ .file = folders[k] },
                        "chunk %zu is here and in %.200s: shards must not overlap", chunk, folders[found_in]);
        if (there) found_in = k;
    }
    if (found_in < folder_count) return COHONG_OK;
    return fail(error, COHONG_INCOMPLETE, (place){ .file = s->path },
                "chunk %zu of 0 to %zu is in no folder: a shard is missing or not finished", chunk,
                s->labels.chunk_count - 1);
}

cohong_status cohong_sweep_merge(const cohong_sweep *sweep, const char *const *folders, size_t folder_count,
                                 cohong_draws **draws, cohong_error *error)
{
    const cohong_sweep_labels *l = &sweep->labels;
    cohong_status status = draws_new(l, draws, error);
    for (size_t chunk = 0; chunk < l->chunk_count && status == COHONG_OK; chunk++)
        status = merge_chunk(sweep, folders, folder_count, chunk,
                             (*draws)->values + chunk_first(l, chunk) * row_columns(l), error);
    if (status == COHONG_OK) return status;
    cohong_draws_free(*draws);
    *draws = NULL;
    return status;
}
