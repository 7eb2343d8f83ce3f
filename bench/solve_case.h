/* A counterfactual to be timed: a world, a shock, the settings; its times, those of the textbook's method where asked for, and
 * what the machine allows. */
#ifndef COHONG_BENCH_SOLVE_CASE_H
#define COHONG_BENCH_SOLVE_CASE_H

#include "cohong.h"
#include "limits.h"
#include "textbook.h"
#include "timing.h"

typedef struct solve_case {
    const char *name;
    double bar;         /* seconds; 0: none */
    bool with_textbook; /* time the baseline too */
    cohong_settings settings, setup_settings;
    const cohong_world *world;
    const cohong_shock *shock;

    cohong_world *own_world; /* of random cases */
    cohong_shock own_shock;
    double *own_tariff;
    cohong_scenario *scenario; /* of cases read from a scenario file */

    cohong_model *model;
    cohong_solution *solution;
    samples solve, setup, textbook, bandwidth; /* the last in bytes a second */
    size_t setup_iterations;
    double setup_residual;
    textbook_result result;
} solve_case;

/* A case on a random economy; `instructions` as in the settings. On failure the case is empty but may be freed. */
cohong_status solve_case_random(const char *name, size_t N, size_t J, const char *instructions, double bar,
                                solve_case *c, cohong_error *error);

/* A case read from a scenario file. */
cohong_status solve_case_read(const char *name, const char *path, double bar, solve_case *c, cohong_error *error);
void solve_case_free(solve_case *c);

size_t solve_case_bytes(const solve_case *c); /* read by one evaluation at least */

/* One timed solve, on caches warmed by one before; one timed setup with its base re-solve; one timed run of the baseline.
 * False, with the reason told as a line, when it does not converge. */
bool solve_case_time(solve_case *c);
bool solve_case_time_setup(solve_case *c);
bool solve_case_time_textbook(solve_case *c);

/* Prints the lines of a case; flops: arithmetic operations a second. */
void solve_case_report(const solve_case *c, double flops);

#endif
