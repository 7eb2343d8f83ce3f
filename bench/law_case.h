/* How fast the law that ships is read, compiled into classes and asked. */
#ifndef COHONG_BENCH_LAW_CASE_H
#define COHONG_BENCH_LAW_CASE_H

#include <stddef.h>

/* Prints its lines; `data` is the folder of the laws, `command` the program ("" when it is not built). */
void law_cases(const char *data, const char *command, const char *scratch, size_t runs);

#endif
