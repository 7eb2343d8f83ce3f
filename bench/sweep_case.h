/* How many draws a second a sweep solves. */
#ifndef COHONG_BENCH_SWEEP_CASE_H
#define COHONG_BENCH_SWEEP_CASE_H

/* Prints its lines; `scratch` is an empty folder, flops the arithmetic operations a second of one thread. */
void sweep_cases(const char *scratch, double flops);

/* What the bench does in a process of its own: every draw of a sweep file; its exit status. */
int sweep_alone(const char *path);

#endif
