/* Reading speed by footprint and arithmetic peak, each measured by the plainest loop that reaches it. */
#include "limits.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "timing.h"

typedef double v8 __attribute__((vector_size(64)));

enum { CHAINS = 8, EXPONENTIAL_AND_LOGARITHM = 65, FLOP_ROUNDS = 200000 };
static const double MEASURE_SECONDS = 2e-3;

/* The two loops, inlined into one function for each instruction set below. */
#define INLINED static inline __attribute__((always_inline)) double

work work_of_evaluation(size_t N, size_t J, size_t tariffed, size_t entry_bytes)
{
    double sourcing = (double)(J * N * N), with_tariff = (double)(tariffed * N * N), inputs = (double)(J * J * N);
    return (work){
        .bytes = (double)entry_bytes * (sourcing + with_tariff) + 8 * inputs,
        .flops = 4 * sourcing + 2 * with_tariff + 4 * inputs + EXPONENTIAL_AND_LOGARITHM * (double)(J * N),
    };
}

double *limits_buffer(size_t bytes)
{
    size_t whole = (bytes / 512 + 1) * 512;
    double *buffer = aligned_alloc(64, whole);
    if (buffer != NULL)
        for (size_t k = 0; k < whole / sizeof *buffer; k++) buffer[k] = 1;
    return buffer;
}

/* Sums vectors (a multiple of CHAINS) of eight doubles. */
INLINED read_body(const double *buffer, size_t vectors)
{
    v8 sum[CHAINS] = { { 0 } };
    const v8 *at = (const v8 *)(const void *)buffer;
    for (size_t k = 0; k < vectors; k += CHAINS)
        for (size_t c = 0; c < CHAINS; c++) sum[c] += at[k + c];
    for (size_t c = 1; c < CHAINS; c++) sum[0] += sum[c];
    return sum[0][0];
}

INLINED arithmetic_body(size_t rounds, double factor, double term)
{
    v8 x[CHAINS] = { { 0 } };
    for (size_t k = 0; k < rounds; k++)
        for (size_t c = 0; c < CHAINS; c++) x[c] = x[c] * factor + term;
    for (size_t c = 1; c < CHAINS; c++) x[0] += x[c];
    return x[0][0];
}

#define MEASURED_WITH(NAME, ...)                                                           \
    __VA_ARGS__ static double read_##NAME(const double *buffer, size_t vectors)            \
    {                                                                                      \
        return read_body(buffer, vectors);                                                 \
    }                                                                                      \
    __VA_ARGS__ static double arithmetic_##NAME(size_t rounds, double factor, double term) \
    {                                                                                      \
        return arithmetic_body(rounds, factor, term);                                      \
    }
MEASURED_WITH(baseline)
#if defined(__x86_64__)
MEASURED_WITH(avx2, __attribute__((target("avx2"))))
MEASURED_WITH(avx512, __attribute__((target("avx512f"))))
#endif

static double measured_read(const double *buffer, size_t vectors)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return read_avx512(buffer, vectors);
    if (__builtin_cpu_supports("avx2")) return read_avx2(buffer, vectors);
#endif
    return read_baseline(buffer, vectors);
}

static double measured_arithmetic(size_t rounds, double factor, double term)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return arithmetic_avx512(rounds, factor, term);
    if (__builtin_cpu_supports("avx2")) return arithmetic_avx2(rounds, factor, term);
#endif
    return arithmetic_baseline(rounds, factor, term);
}

double limits_bandwidth(const double *buffer, size_t bytes)
{
    size_t vectors = bytes / sizeof(v8) / CHAINS * CHAINS, passes = 0;
    volatile double keep = measured_read(buffer, vectors);
    double start = seconds_now(), now = start;
    for (; now - start < MEASURE_SECONDS; now = seconds_now(), passes++) keep = measured_read(buffer, vectors);
    (void)keep;
    return (double)(passes * vectors * sizeof(v8)) / (now - start);
}

double limits_flops(void)
{
    volatile double factor = 0.5, keep = 0;
    double start = seconds_now();
    keep = measured_arithmetic(FLOP_ROUNDS, factor, 1);
    double seconds = seconds_now() - start;
    (void)keep;
    return FLOP_ROUNDS * (double)(2 * CHAINS * sizeof(v8) / sizeof(double)) / seconds;
}
