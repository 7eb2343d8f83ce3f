/* The arithmetic of one iteration, as a table of functions: written once in kernels_body.h for eight lanes and compiled for three
 * instruction sets, and once more in kernels_reference.c in plain scalar C. All four give the same bits.
 *
 * Rows of countries are padded to S, a multiple of 8; every pointer is 64-byte aligned. Padding holds zeros, except that
 * sourcing matrices have a 1 on the padded diagonal, so that no logarithm of zero and no 0/0 is ever taken.
 *   N countries, J sectors, S padded N;   A, B are S x S a sector: row n the importer, column i the exporter. */
#ifndef COHONG_MODEL_KERNELS_H
#define COHONG_MODEL_KERNELS_H

#include <stddef.h>

/* What one sector's pass reads and writes; rows of S doubles unless said otherwise. */
typedef struct sector_pass {
    size_t N, S;
    double theta;          /* of this sector */
    double cost_exponent;  /* theta + eta: exponent of the unit cost in a trade share */
    double entry;          /* delta: 1 when firms enter with output over cost, else 0 */
    double selection;      /* eta: theta/(sigma-1) - 1 under selection into exporting, else 0 */
    int tariffed;          /* B differs from A */
    const double *A;       /* S x S; pi T kappa^-theta (and what else the shock adds) */
    const double *B;       /* S x S; A/(1+t'); equal to A when not tariffed */
    const double *A_home;  /* diagonal of A */
    const double *log_cost;
    const double *output_hat;        /* of the current point */
    const double *log_price;         /* of the current point */
    const double *expenditure;       /* X' */
    const double *inverse_expenditure; /* 1/X of the base, 0 where X = 0; read only with selection */
    const double *inverse_output;    /* 1/Y of the base, 0 where Y = 0 */
    const double *idle;              /* 1 where Y = 0, else 0 */
    const double *value_added_share; /* gamma0 */
    const double *cost_passthrough;  /* s: own-wage elasticity of unit cost */
    double *z;                       /* out: exporter's competitiveness */
    double *phi;                     /* out: sum over i of A z */
    double *net_of_tariff;           /* out: F = sum over i of pi'/(1+t') */
    double *per_phi;                 /* out: X'/phi */
    double *new_log_price;           /* out */
    double *new_output_hat;          /* out */
} sector_pass;

/* Sums over sectors, rows of S; the pass adds to them. */
typedef struct country_sums {
    double *output;      /* sum of new Y' */
    double *purchases;   /* sum of X' F: all purchases net of tariffs */
    double *revenue;     /* sum of X' (1 - F) */
    double *wage_bill;   /* sum of gamma0 times new Y' */
    double *elasticity;  /* sum of theta s (exports + imports h) + imports */
    double *price_error; /* largest |new log price - log price| */
    double *output_error; /* largest relative |new output - output| */
} country_sums;

typedef struct kernels {
    const char *name;
    /* log_cost(j,i) = gamma0 w(i) + sum_k gamma(j,i,k) log_price(k,i)                      (model.md 1)
     * expenditure(k,n) = alpha(k,n) I(n) + sum_j gamma(j,n,k) Y'(j,n)                       (model.md 4)
     * in one pass over gamma, stored as [(j*J + k)*S + n]. */
    void (*costs_and_expenditure)(size_t J, size_t S, const double *gamma, const double *value_added_share,
                                  const double *final_share, const double *log_wage, const double *log_price,
                                  const double *income, const double *output, double *log_cost, double *expenditure);
    /* model.md 2, 3 and the output part of 4 for one sector, with its share of the country sums. */
    void (*sector)(const sector_pass *pass, const country_sums *sums);
    /* row[i] = base[i] * ratio[i]^exponent for S entries; exactly base where ratio = 1. */
    void (*scale_by_power)(size_t S, const double *base, const double *ratio, double exponent, double *row);
    /* dots[r] = sum over k of rows[r][k] * x[k], r < count, length a multiple of 8. */
    void (*dots)(size_t count, size_t length, const double *const *rows, const double *x, double *dots);
    /* out[k] = x[k] - sum over r of factor[r] * rows[r][k]. */
    void (*combine)(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                    double *out);
} kernels;

extern const kernels kernels_reference, kernels_baseline;
#if defined(__x86_64__)
extern const kernels kernels_avx2, kernels_avx512;
#endif

/* By name ("auto" is the best this machine runs); NULL when unknown or not runnable here. */
const kernels *kernels_find(const char *name);

#endif
