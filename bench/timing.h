/* Times of repeated runs, and the JSON lines that tell them. */
#ifndef COHONG_BENCH_TIMING_H
#define COHONG_BENCH_TIMING_H

#include <stdbool.h>
#include <stddef.h>

enum { SAMPLE_LIMIT = 256 };

typedef struct samples {
    double seconds[SAMPLE_LIMIT];
    size_t count;
} samples;

/* Monotonic wall clock. */
double seconds_now(void);

/* Adds the time since `start`; what comes after SAMPLE_LIMIT is dropped. */
void samples_add(samples *s, double start);

double samples_median(const samples *s); /* NAN without samples */
double samples_least(const samples *s);  /* NAN without samples */

/* One JSON object on one line of standard output: begin, any fields, end. Numbers that are not finite become null. */
void line_begin(const char *name, const char *what);
void line_text(const char *key, const char *value);
void line_number(const char *key, double value);
void line_count(const char *key, size_t value);
void line_truth(const char *key, bool value);
/* median_s, min_s, runs; with a bar above 0 also bar_s and whether the median meets it. */
void line_samples(const samples *s, double bar);
void line_end(void);

/* A whole line for a case that cannot be run here, or that failed. */
void line_skipped(const char *name, const char *what, const char *why);
void line_failed(const char *name, const char *what, const char *why);

#endif
