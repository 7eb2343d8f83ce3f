/* The arithmetic of one iteration, as a table of functions: written once in kernels_body.h and compiled for three instruction
 * sets, and once more in kernels_reference.c in plain scalar C. All four give the same bits.
 *
 * Rows of countries are padded to S, a multiple of 8; every pointer is 64-byte aligned. Padding holds zeros, except that
 * sourcing matrices have a 1 on the padded diagonal, so that no logarithm of zero and no 0/0 is ever taken.
 *   N countries, J sectors, S padded N;   A, B are S x S a sector: row n the importer, column i the exporter. */
#ifndef COHONG_MODEL_KERNELS_H
#define COHONG_MODEL_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

/* Where the numbers of two sectors and a country stand in a table of blocks: (S/8) x (J x J) x 8, a block of eight countries
 * contiguous, so that a pass over countries streams through memory. */
static inline size_t block_at(size_t J, size_t j, size_t k, size_t n)
{
    return ((n / 8 * J + j) * J + k) * 8 + n % 8;
}

/* Where the share of importer n and exporter i stands in a sector's copy in single precision: tiles of 8 x 8, each contiguous, so that
 * sums over a block of importers stream through memory. */
static inline size_t tile_at(size_t S, size_t n, size_t i)
{
    return (n / 8 * (S / 8) + i / 8) * 64 + n % 8 * 8 + i % 8;
}

/* Where the sums of a sector were last taken in double precision; rows of S. */
typedef struct sector_anchor {
    double *z, *phi;
    double *net_of_tariff;   /* sum over i of B z; not kept when not tariffed */
    double *per_phi, *sales; /* sales: sum over n of B per_phi, before the factor z */
} sector_anchor;

/* What one sector's pass reads and writes; rows of S doubles unless said otherwise. */
typedef struct sector_pass {
    size_t N, S;
    double theta;         /* of this sector */
    double cost_exponent; /* theta + eta, or theta + 1 with profits: exponent of the unit cost in a trade share */
    double selection;     /* eta: theta/(sigma-1) - 1 under selection into exporting, else 0 */
    int tariffed;         /* B differs from A */
    const double *A;      /* S x S; pi T kappa^-theta (and what else the shock adds) */
    const double *B;      /* S x S; A/(1+t'); equal to A when not tariffed */
    const float *A_single,
        *B_single; /* A and B in single precision and in tiles, or NULL. With them, a sum is that of the anchor and, in
                                         single precision, of what has changed since: half the bytes. */
    const sector_anchor *anchor; /* out without A_single, in with it; NULL: none is kept */
    double *moved;               /* scratch, with A_single */
    const double *A_home;        /* diagonal of A */
    const double *log_cost;
    const double *firms_hat;           /* N^, or NULL without entry */
    const double *output_hat;          /* of the current point */
    const double *log_price;           /* of the current point */
    const double *expenditure;         /* X' */
    const double *inverse_expenditure; /* 1/X of the base, 0 where X = 0; read only with selection */
    const double *inverse_output;      /* 1/Y of the base, 0 where Y = 0 */
    const double *idle;                /* 1 where Y = 0, else 0 */
    const double *value_added_share;   /* gamma0 */
    const double *cost_passthrough;    /* s: own-wage elasticity of unit cost */
    double *z;                         /* out: exporter's competitiveness */
    double *phi;                       /* out: sum over i of A z */
    double *net_of_tariff;             /* out: F = sum over i of pi'/(1+t') */
    double *per_phi;                   /* out: X'/phi */
    double *new_log_price;             /* out */
    double *new_output_hat;            /* out */
    /* Out: fall of Y' per unit of ln c of the own country, cost_exponent (exports + imports h). */
    double *cost_response;
    double *home_share; /* out: h, of X' */
} sector_pass;

/* Sums over sectors, rows of S; the pass adds to them. */
typedef struct country_sums {
    double *output;       /* sum of new Y' */
    double *purchases;    /* sum of X' F: all purchases net of tariffs */
    double *revenue;      /* sum of X' (1 - F) */
    double *wage_bill;    /* sum of gamma0 times new Y' */
    double *imports;      /* net of tariffs */
    double *elasticity;   /* sum of cost_exponent s (exports + imports h) + imports */
    double *price_error;  /* largest |new log price - log price| */
    double *output_error; /* largest relative |new output - output| */
} country_sums;

enum { COUNTRY_SUMS = 8 };

/* What the pass over inputs reads and writes. */
typedef struct cost_pass {
    size_t J, S;
    const double *gamma;             /* blocks: [block_at(J, j, k, n)] */
    const double *value_added_share; /* J x S */
    const double *final_share;       /* J x S */
    const double *log_wage;          /* S; NULL, with income: inputs alone */
    const double *log_price;         /* J x S */
    const double *income;            /* S */
    const double *output;            /* J x S; Y of the base */
    const double *output_hat;        /* J x S; NULL: 1 */
    double *log_cost;                /* J x S; out */
    double *expenditure;             /* J x S; out */
} cost_pass;

/* What the correction for a country's own input loops reads and writes (solve.c: home_response). */
typedef struct home_pass {
    size_t J, S;
    size_t from, to; /* the countries, multiples of 8: outputs of a few after their prices find C in the cache again */
    double least_output_step;
    const double *response;                                                  /* blocks; C = gamma (I - h gamma)^-1 */
    const double *value_added_share, *final_share, *output, *inverse_output; /* J x S */
    const double *home_share, *cost_response;                                /* J x S */
    const double *wage_change, *income_change;                               /* S */
    const double *log_price, *output_hat;                                    /* J x S; the point */
    double *new_log_price, *new_output_hat;                                  /* J x S; its image, corrected in place */
    double *change, *indirect;                                               /* J x S; scratch */
} home_pass;

/* ---- derivatives (adjoint.h has the equations) */

/* Of one sector, transposed: what spending, a price with its sourcing response, and a unit cost are worth. Rows of S. */
typedef struct worth_pass {
    size_t S;
    double theta, cost_exponent, cost_scale;       /* theta, e, mu */
    const double *share, *net_share;               /* S x S; pi', pi'/(1+t') */
    const double *price, *output, *wage, *revenue; /* what the state is worth */
    const double *spending, *sales;                /* X', Y' */
    const double *net_of_tariff;                   /* F */
    double *exports;                               /* scratch: output + wage */
    double *spent, *along, *cost;                  /* out: of spending, of a price, of a unit cost */
} worth_pass;

/* What each country's own input loops make of a residual (linear_solve.c: precondition), J x S unless said otherwise. */
typedef struct loop_pass {
    size_t J, S;
    const double *response; /* blocks; C, as in home_pass */
    const double *home_share, *home_worth, *cost_response, *per_spending, *final_share, *value_added_share;
    const double *wage_slope, *factor_income, *elasticity;   /* S */
    const double *profit_worth, *profit_loop;                /* J x S, S; NULL without profits */
    const double *price, *output, *wage, *revenue;           /* the residual; wage and revenue S */
    double *new_price, *new_output, *new_wage, *new_revenue; /* out */
    double *change, *indirect;                               /* scratch */
} loop_pass;

/* One importer's row of trade, in padded rows of S. */
typedef struct share_pass {
    size_t S;
    const double *tariff;
    double *share;        /* out: shares of spending, pi' */
    double *net_share;    /* in: trade;   out: the same net of tariffs, pi'/(1+t') */
    double net_of_tariff; /* out: their sum, F; 1 where nothing is bought */
} share_pass;

/* One importer's row of derivatives by trade costs, or by tariffs:
 *   X net(i) [(1+t) price - exponent (output(i) + wage(i) - own_wage + t revenue)]. */
typedef struct flow_pass {
    size_t N;
    double spending, price, exponent, own_wage, revenue;
    const double *tariff, *net_share, *output, *wage; /* S, padded */
    bool by_level;                                    /* by t rather than ln(1+t) */
    double *row;                                      /* N, at any address; out */
} flow_pass;

/* One importer's changes of trade costs; rows of N as a world has them, at any address. */
typedef struct ratio_pass {
    size_t N;
    const double *tariff, *new_tariff; /* t, t' */
    const double *trade_cost_hat;      /* d^, or NULL: 1 */
    double *tariff_ratio;              /* out: (1+t')/(1+t) */
    double *ratio;                     /* out: kappa = d^ (1+t')/(1+t) */
    double least_ratio, largest_ratio; /* out; 1 is always among them */
    bool changed;                      /* out: some ratio or tariff ratio is not 1 */
    bool doubtful;                     /* out: some t' is outside (-1, 1e6] or some d^ outside (0, 1e9], or no number */
} ratio_pass;

typedef struct kernels {
    const char *name;
    /* log_cost(j,i) = gamma0 w(i) + sum_k gamma(j,i,k) log_price(k,i)                      (model.md 1)
     * expenditure(k,n) = alpha(k,n) I(n) + sum_j gamma(j,n,k) Y'(j,n)                       (model.md 4)
     * in one pass over gamma. */
    void (*costs_and_expenditure)(const cost_pass *pass);
    /* model.md 2, 3 and the output part of 4 for one sector, with its share of the country sums. */
    void (*sector)(const sector_pass *pass, const country_sums *sums);
    /* change = (p' - p) + h gamma0 dw;   indirect = C change */
    void (*home_prices)(const home_pass *pass);
    /* p' = p + change + h indirect;   change = (Y' - Y) + h alpha dI - response (gamma0 dw + indirect);   indirect = C^T change;
     * Y' = Y + change + h indirect, not below least_output_step Y. */
    void (*home_outputs)(const home_pass *pass);
    /* row[i] = base[i] * ratio[i]^exponent for S entries; exactly base where ratio = 1. */
    void (*scale_by_power)(size_t S, const double *base, const double *ratio, double exponent, double *row);
    void (*cost_ratios)(ratio_pass *pass);
    /* B = A/(1 + t') for N exporters; answers whether any t' is not 0. */
    bool (*net_of_tariff)(size_t N, const double *A, const double *new_tariff, double *B);
    /* Row n of a sector's copy in single precision: tiles[tile_at(S, n, i)] = row[i], rounded. */
    void (*to_single)(size_t S, size_t n, const double *row, float *tiles);
    /* dots[r] = sum over k of rows[r][k] * x[k], r < count, length a multiple of 8. */
    void (*dots)(size_t count, size_t length, const double *const *rows, const double *x, double *dots);
    /* out[k] = x[k] - sum over r of factor[r] * rows[r][k]. */
    void (*combine)(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                    double *out);
    /* x[k] = max(x[k], share * floor[k]); a NaN becomes the floor. */
    void (*keep_above)(size_t length, const double *floor, double share, double *x);
    /* spent(n) = sum over i of net(n,i) (output + wage)(i) + revenue (1 - F) - wage F;   along = price + theta spent;
     * cost(i) = -e Y (output + wage) + sum over n of share(n,i) mu X (along - theta revenue)(n) + net(n,i) e X (wage + revenue)(n) */
    void (*worths)(const worth_pass *pass);
    /* y = r_y + C h r_y, and profits;   p = r_p + C^T (mu h X r_p - response y)/X;   wages and revenue from these. */
    void (*home_worths)(const loop_pass *pass);
    /* out[n] = sum over j of a[j S + n] * b[j S + n]. */
    void (*sector_sums)(size_t J, size_t S, const double *a, const double *b, double *out);
    void (*shares_of)(share_pass *pass);
    void (*flow_worths)(const flow_pass *pass);
} kernels;

extern const kernels kernels_reference, kernels_baseline;
#if defined(__x86_64__)
extern const kernels kernels_avx2, kernels_avx512;
#endif

/* By name ("auto" is the best this machine runs); NULL when unknown or not runnable here. */
const kernels *kernels_find(const char *name);

#endif
