/* The baseline: the nested method of Caliendo & Parro (2015), as their own programs and most packages do it. It shares no code
 * with the library, so that it is also a second opinion on the result. */
#ifndef COHONG_BENCH_TEXTBOOK_H
#define COHONG_BENCH_TEXTBOOK_H

#include <stdbool.h>
#include <stddef.h>

/* A benchmark economy and its new tariffs. n importer, i exporter, j and k sectors. All arrays belong to the caller. */
typedef struct textbook_economy {
    size_t N, J;
    const double *theta;             /* J */
    const double *trade_share;       /* J x N x N, [(j*N + n)*N + i] */
    const double *tariff;            /* J x N x N, before */
    const double *new_tariff;        /* J x N x N, after */
    const double *value_added_share; /* J x N */
    const double *input_share;       /* J x N x J, [(j*N + i)*J + k]: inputs k of sector j */
    const double *final_share;       /* J x N */
    const double *value_added;       /* N */
    const double *deficit;           /* N; kept in the numeraire, world value added */
} textbook_economy;

typedef struct textbook_settings {
    double vfactor;         /* damping of the wage step; 0.2 in the original */
    double tolerance;       /* largest excess demand of a country over its value added */
    double price_tolerance; /* largest change of a price in the inner loop */
    size_t outer_limit, inner_limit;
} textbook_settings;

typedef struct textbook_result {
    double *wage;        /* N, hats */
    double *price;       /* J x N, hats */
    double *expenditure; /* J x N, levels */
    size_t outer, inner; /* wage steps and price passes taken */
    double excess;       /* reached */
    double vfactor;      /* in use at the end */
    bool converged;
} textbook_result;

textbook_settings textbook_default(void);

/* Room for a result; false when out of memory. */
bool textbook_result_new(size_t N, size_t J, textbook_result *result);
void textbook_result_free(textbook_result *result);

/* Solves from hats of 1. False when out of memory or when the linear system is singular. */
bool textbook_solve(const textbook_economy *economy, const textbook_settings *settings, textbook_result *result);

/* The largest relative violation of model.md's equations 2 and 4 to 6 at the result, straight from the raw arrays. NAN when out
 * of memory. */
double textbook_residual(const textbook_economy *economy, const textbook_result *result);

#endif
