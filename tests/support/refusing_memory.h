/* Memory that runs out: the allocation functions of a program, linked with --wrap for each (tests/CMakeLists.txt does so for whatever
 * includes this), and the loop that refuses one allocation after the other. To be included once, after cmocka.h. */
#ifndef TEST_SUPPORT_REFUSING_MEMORY_H
#define TEST_SUPPORT_REFUSING_MEMORY_H

#include <stdlib.h>

#include "cohong.h"

static size_t allocations;          /* since the last reset */
static size_t failing = (size_t)-1; /* the one to refuse */
/* Some of the memory is for what an attempt does without where there is none: a cache, the sync of a folder. */
static bool may_do_without;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
    return allocations++ == failing ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return allocations++ == failing ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return allocations++ == failing ? NULL : __real_realloc(block, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return allocations++ == failing ? NULL : __real_aligned_alloc(alignment, size);
}

/* What is tried: makes something and frees it again. */
typedef cohong_status (*attempt)(cohong_error *error);

/* Refuses allocation 0, 1, 2, ... until the attempt needs no more; there must be `least` of them. */
static inline void refuse_each(attempt try, size_t least)
{
    for (size_t k = 0;; k++) {
        cohong_error error = { 0 };
        allocations = 0;
        failing = k;
        cohong_status status = try(&error);
        bool reached = allocations > k;
        failing = (size_t)-1;
        if (!reached) {
            if (status != COHONG_OK) fail_msg("%s", error.message);
            if (k < least) fail_msg("only %zu allocations, expected %zu at least", k, least);
            return;
        }
        if (status == COHONG_OK && may_do_without) continue;
        if (status != COHONG_OUT_OF_MEMORY)
            fail_msg("allocation %zu refused: status %d, \"%s\"", k, (int)status, error.message);
        assert_int_equal(error.status, COHONG_OUT_OF_MEMORY);
        assert_string_equal(error.message, "out of memory");
    }
}

#endif
