/* The arithmetic of eight draws at once, as a table of functions: written once in lanes_body.h and compiled for three instruction
 * sets and for one double at a time. No operation crosses lanes, so that every width gives the same bits and a lane's bits do
 * not depend on the other seven.
 *
 * "Lanes" below are eight doubles, one a draw, 64-byte aligned; what the draws share is one double. Arrays of cells are kept in two
 * orders: by country, [n*J + j], for what a country's own sectors do to each other, and by sector, [j*N + n], for trade. */
#ifndef COHONG_MODEL_LANES_H
#define COHONG_MODEL_LANES_H

#include <stddef.h>

/* Costs and expenditure of one country, and how competitive its sectors are. */
typedef struct lanes_inputs {
    size_t J, N;
    const double *gamma;                           /* J x J, shared: [j*J + k] */
    const double *value_added_share, *final_share; /* J, shared */
    const double *output;                          /* J, shared; Y of the base */
    const double *theta;                           /* J lanes */
    const double *technology;             /* lanes every N cells (by sector), from this country's on; NULL: 1 */
    const double *log_wage, *income;      /* lanes */
    const double *log_price, *output_hat; /* J lanes */
    double *log_cost, *spent;             /* J lanes; spent is scratch */
    double *z, *expenditure;              /* out: lanes every N cells, from this country's on */
} lanes_inputs;

/* Cells of one sector whose share is each draw's own: [first[n], first[n+1]) are those of importer n. */
typedef struct lanes_cells {
    const size_t *first;    /* N + 1 */
    const size_t *exporter; /* from here on, indexed as the lanes of A and B */
    const double *A, *B;    /* lanes; pi kappa^-theta, and that over 1 + t' */
} lanes_cells;

/* Trade in one sector. */
typedef struct lanes_sector {
    size_t N;
    int tariffed;        /* B differs from A somewhere */
    const double *A, *B; /* N x N, shared: row n the importer; 0 at the draws' own cells */
    lanes_cells own;
    const double *z, *expenditure; /* N lanes */
    double *phi;                   /* N lanes; out: sum over i of A z */
    double *taxfree;               /* N lanes; out: sum over i of B z; not written unless tariffed */
    double *per_phi;               /* N lanes; out: X'/phi */
    double *sales;                 /* N lanes; out: Y' */
} lanes_sector;

/* Sums over the sectors of one country, lanes each (kernels.h: country_sums). */
typedef struct lanes_sums {
    double output[8], purchases[8], revenue[8], wage_bill[8], imports[8], elasticity[8], price_error[8],
        output_error[8];
} lanes_sums;

/* The image of one country's prices and outputs, before its input loop is closed. */
typedef struct lanes_markets {
    size_t J, N;
    const int *tariffed;                                                        /* J */
    const double *theta;                                                        /* J lanes */
    const double *A_home;                                                       /* J lanes */
    const double *phi, *taxfree, *sales, *z, *expenditure;                      /* lanes every N cells */
    const double *inverse_output, *idle, *value_added_share, *cost_passthrough; /* J, shared */
    const double *log_price, *output_hat;                                       /* J lanes */
    double *new_log_price, *new_output_hat, *home_share, *cost_response;        /* J lanes; out */
} lanes_markets;

/* Closing it (solve.c: home_response). */
typedef struct lanes_home {
    size_t J;
    double least_output_step;
    const double *response;                                                  /* J x J, shared: C */
    const double *value_added_share, *final_share, *output, *inverse_output; /* J, shared */
    const double *home_share, *cost_response;                                /* J lanes */
    const double *wage_change, *income_change;                               /* lanes */
    const double *log_price, *output_hat;                                    /* J lanes */
    double *new_log_price, *new_output_hat;                                  /* J lanes; corrected in place */
    double *change, *indirect;                                               /* J lanes; scratch */
} lanes_home;

/* Products of the last three differences f = g - x: d1 = f - f1, d2 = f - f2; lanes each. */
typedef struct lanes_products {
    double d1d1[8], d1d2[8], d2d2[8], fd1[8], fd2[8];
} lanes_products;

struct panel;

/* Where they lead: the weights of the accelerated step, and which lanes take it. */
typedef struct lanes_step {
    double a1[8], a2[8], moving[8];
} lanes_step;

typedef struct lanes_kernels {
    const char *name;
    void (*inputs)(const lanes_inputs *pass);
    void (*sector)(const lanes_sector *pass);
    void (*markets)(const lanes_markets *pass, lanes_sums *sums);
    void (*home)(const lanes_home *pass);
    /* f = g - x, and adds to the products. */
    void (*remember)(size_t cells, const double *g, const double *x, double *f, const double *f1, const double *f2,
                     lanes_products *products);
    /* x = g - a1 (g - g1) - a2 (g - g2); lanes of `moving` that are 0 keep x. */
    void (*advance)(size_t cells, const double *g, const double *g1, const double *g2, const lanes_step *step,
                    double *x);
    /* The same, not below floor * g; a NaN becomes that. */
    void (*advance_above)(size_t cells, const double *g, const double *g1, const double *g2, const lanes_step *step,
                          double floor, double *x);
    /* values[slot] = ln of it, for lanes at `count` slots. */
    void (*logarithms)(size_t count, const size_t *slots, double *values);
    /* A = share exp(-theta log_ratio), B = A/rate, for `count` cells of a sector. */
    void (*powers)(size_t count, const double *theta, const double *share, const double *log_ratio, const double *rate,
                   double *A, double *B);
    /* to = e^from */
    void (*exponentials)(size_t cells, const double *from, double *to);
    /* What panel_solve() does. */
    void (*adjoints)(struct panel *p);
} lanes_kernels;

extern const lanes_kernels lanes_reference, lanes_baseline;
#if defined(__x86_64__)
extern const lanes_kernels lanes_avx2, lanes_avx512;
#endif

/* By the name of kernels (kernels_find); NULL when unknown. */
const lanes_kernels *lanes_kernels_find(const char *name);

#endif
