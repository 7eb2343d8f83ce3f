/* How fast a million firms choose, and how fast they find their equilibrium. */
#ifndef COHONG_BENCH_FIRMS_CASE_H
#define COHONG_BENCH_FIRMS_CASE_H

#include <stddef.h>

/* Prints its lines; flops: double-precision operations a second at best, of one thread. */
void firms_cases(size_t runs, double flops);

#endif
