/* Median and least of repeated times; JSON lines. */
#include "timing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void samples_add(samples *s, double start)
{
    double now = seconds_now();
    if (s->count < SAMPLE_LIMIT) s->seconds[s->count++] = now - start;
}

static int by_size(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

double samples_median(const samples *s)
{
    samples sorted = *s;
    size_t half = s->count / 2;
    if (s->count == 0) return NAN;
    qsort(sorted.seconds, sorted.count, sizeof *sorted.seconds, by_size);
    return s->count % 2 == 1 ? sorted.seconds[half] : (sorted.seconds[half - 1] + sorted.seconds[half]) / 2;
}

double samples_least(const samples *s)
{
    double least = NAN;
    for (size_t k = 0; k < s->count; k++) least = fmin(least, s->seconds[k]);
    return least;
}

static void put_text(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') putchar('\\');
        putchar((unsigned char)*text < ' ' ? ' ' : *text);
    }
    putchar('"');
}

void line_begin(const char *name, const char *what)
{
    printf("{\"case\":");
    put_text(name);
    line_text("what", what);
}

void line_text(const char *key, const char *value)
{
    printf(",\"%s\":", key);
    put_text(value);
}

void line_number(const char *key, double value)
{
    if (isfinite(value))
        printf(",\"%s\":%.4g", key, value);
    else
        printf(",\"%s\":null", key);
}

void line_count(const char *key, size_t value)
{
    printf(",\"%s\":%zu", key, value);
}

void line_truth(const char *key, bool value)
{
    printf(",\"%s\":%s", key, value ? "true" : "false");
}

void line_samples(const samples *s, double bar)
{
    double median = samples_median(s);
    line_number("median_s", median);
    line_number("min_s", samples_least(s));
    line_count("runs", s->count);
    if (bar > 0) {
        line_number("bar_s", bar);
        line_truth("met", median <= bar);
    }
}

void line_end(void)
{
    puts("}");
    fflush(stdout);
}

void line_skipped(const char *name, const char *what, const char *why)
{
    line_begin(name, what);
    line_text("skipped", why);
    line_end();
}

void line_failed(const char *name, const char *what, const char *why)
{
    line_begin(name, what);
    line_text("failed", why);
    line_end();
}
