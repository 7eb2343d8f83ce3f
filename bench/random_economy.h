/* Seeded worlds for timing: any size, every identity exact, nothing read from disk. */
#ifndef COHONG_BENCH_RANDOM_ECONOMY_H
#define COHONG_BENCH_RANDOM_ECONOMY_H

#include "cohong.h"

#include <stdint.h>

/* N countries of very different size trade J sectors under gravity: the first half of the sectors are goods with tariffs from 0
 * to 20 %, the rest services without. With employment. Free with cohong_world_free. */
cohong_status random_economy(size_t N, size_t J, uint64_t seed, cohong_world **world, cohong_error *error);

/* A new tariff from 0 to 30 % on every flow of every goods sector between two countries; the others stay. tariff is J x N x N. */
void random_tariffs(const cohong_world *world, uint64_t seed, double *tariff);

#endif
