/* How fast the tables of Ossa (2014) are solved. */
#ifndef COHONG_BENCH_OSSA_CASE_H
#define COHONG_BENCH_OSSA_CASE_H

/* Prints its line; says so where his data are not at hand. */
void ossa_cases(void);

#endif
