/* Models kept ready: when the pool is full the one that was not used for longest goes. */
#include "serve/pool.h"

#include <string.h>

void pool_new(pool *of, size_t slots)
{
    *of = (pool){ .slots = slots };
    pthread_mutex_init(&of->lock, NULL);
    for (size_t k = 0; k < POOL_TURNS; k++) pthread_cond_init(&of->turns[k], NULL);
}

static void ready_free(ready *of)
{
    cohong_solution_free(of->solution);
    cohong_model_free(of->model);
    *of = (ready){ 0 };
}

void pool_free(pool *of)
{
    for (size_t k = 0; k < of->idle_count; k++) ready_free(&of->idle[k]);
    for (size_t k = 0; k < POOL_TURNS; k++) pthread_cond_destroy(&of->turns[k]);
    pthread_mutex_destroy(&of->lock);
}

/* The same model comes of both. Two unset numbers (NAN) are the same. */
static bool same_settings(const cohong_settings *a, const cohong_settings *b)
{
    bool same = true;
#define TEXT(name, section, value, help) same = same && strcmp(a->name, b->name) == 0;
#define NUMBER(name, section, value, least, most, help) same = same && memcmp(&a->name, &b->name, sizeof a->name) == 0;
#define COUNT(name, section, value, least, most, help) same = same && a->name == b->name;
#define CODE(name, section, value, help) same = same && strcmp(a->name, b->name) == 0;
    COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE)
#undef TEXT
#undef NUMBER
#undef COUNT
#undef CODE
    return same;
}

/* Takes a fitting idle model out; false when there is none. */
static bool take_idle(pool *of, const cohong_world *world, const cohong_settings *settings, ready *to)
{
    for (size_t k = 0; k < of->idle_count; k++) {
        if (of->idle[k].world != world || !same_settings(&of->idle[k].settings, settings)) continue;
        *to = of->idle[k];
        of->idle[k] = of->idle[--of->idle_count];
        return true;
    }
    return false;
}

static void leave_slot(pool *of)
{
    pthread_mutex_lock(&of->lock);
    of->given_back++;
    pthread_cond_broadcast(&of->turns[(of->given_back + of->slots - 1) % POOL_TURNS]);
    pthread_mutex_unlock(&of->lock);
}

cohong_status pool_take(pool *of, const cohong_world *world, const cohong_settings *settings, ready *to,
                        cohong_error *error)
{
    *to = (ready){ .world = world, .settings = *settings };
    pthread_mutex_lock(&of->lock);
    uint64_t ticket = of->asked++;
    while (ticket >= of->given_back + of->slots) pthread_cond_wait(&of->turns[ticket % POOL_TURNS], &of->lock);
    bool found = take_idle(of, world, settings, to);
    pthread_mutex_unlock(&of->lock);
    if (found) return COHONG_OK;
    cohong_status status = cohong_model_new(world, settings, &to->model, error);
    if (status == COHONG_OK) status = cohong_solution_new(to->model, true, &to->solution, error);
    if (status == COHONG_OK) return COHONG_OK;
    ready_free(to);
    leave_slot(of);
    return status;
}

/* The place for one more; what was there is put into *gone. */
static ready *place_for(pool *of, ready *gone)
{
    if (of->idle_count < POOL_LIMIT) return &of->idle[of->idle_count++];
    ready *oldest = &of->idle[0];
    for (size_t k = 1; k < of->idle_count; k++)
        if (of->idle[k].used < oldest->used) oldest = &of->idle[k];
    *gone = *oldest;
    return oldest;
}

void pool_give(pool *of, const ready *back)
{
    ready gone = { 0 };
    pthread_mutex_lock(&of->lock);
    ready *to = place_for(of, &gone);
    *to = *back;
    to->used = ++of->turn;
    pthread_mutex_unlock(&of->lock);
    ready_free(&gone);
    leave_slot(of);
}
