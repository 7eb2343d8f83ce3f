/* Filling a cohong_error in one line: `return fail(error, COHONG_SYNTAX, place, "found \"%s\"", text);` */
#ifndef COHONG_BASE_FAIL_H
#define COHONG_BASE_FAIL_H

#include "cohong.h"

/* Where something was read. file may be NULL, line and column 0: "not tied to a place". */
typedef struct place {
    const char *file;
    size_t line;
    size_t column;
} place;

static const place NOWHERE = { 0, 0, 0 };

/* Fills error (which may be NULL) and answers status, so that a failing function ends with `return fail(...)`. */
cohong_status fail(cohong_error *error, cohong_status status, place at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* "out of memory" without a place. */
cohong_status fail_memory(cohong_error *error);

#endif
