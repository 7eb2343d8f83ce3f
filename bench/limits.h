/* What this machine can do at best: reading memory in order, and multiplying and adding, on one thread. */
#ifndef COHONG_BENCH_LIMITS_H
#define COHONG_BENCH_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

/* The work of one evaluation of the equations that no solver of this kind can avoid. */
typedef struct work {
    double bytes; /* of arrays that have to be read once */
    double flops;
} work;

/* N countries, J sectors, of which `tariffed` have a tariff: sourcing shares (read with and, where tariffed, without the tariff)
 * and input shares once, the former in entries of entry_bytes; a multiply and an add for each use of an entry; 65 operations for an exponential and a logarithm
 * of each price. */
work work_of_evaluation(size_t N, size_t J, size_t tariffed, size_t entry_bytes);

/* Room to stream `bytes` bytes; NULL when out of memory. free() it. */
double *limits_buffer(size_t bytes);

/* Bytes a second, reading the first `bytes` of the buffer in order again and again for some milliseconds. */
double limits_bandwidth(const double *buffer, size_t bytes);

/* Operations a second: independent multiplications and additions, not fused (fused ones would round differently on
 * machines without them). */
double limits_flops(void);

#endif
