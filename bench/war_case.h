/* How fast tariff games are, and derivatives. */
#ifndef COHONG_BENCH_WAR_CASE_H
#define COHONG_BENCH_WAR_CASE_H

/* Prints its lines; nafta: the folder of that world, NULL: not at hand. */
void war_cases(const char *nafta);

#endif
