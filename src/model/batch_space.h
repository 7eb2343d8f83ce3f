/* The inside of a batch: the base in the order of the lanes' kernels, the eight draws, and the workspace of their solves. */
#ifndef COHONG_MODEL_BATCH_SPACE_H
#define COHONG_MODEL_BATCH_SPACE_H

#include "model/batch.h"
#include "model/economy.h"
#include "model/lanes.h"

enum { BATCH_HISTORY = 3 }; /* g and f of this step and the two before it */

/* Lanes of a point: prices, outputs by country [n*J + j]; pay and revenue [n]. */
typedef struct lanes_point {
    double *all; /* (2J + 2) N lanes, in this order */
    double *log_price, *output_hat, *log_pay, *revenue;
} lanes_point;

/* How a lane stands. */
typedef enum lane_state { LANE_EMPTY, LANE_MOVING, LANE_CONVERGED, LANE_ALONE } lane_state;

typedef struct lane {
    lane_state state;
    bool taken; /* by a draw; a lane without one is solved as the base */
    double labour_elasticity;
    double best; /* the least residual so far */
    size_t idle; /* iterations since it last fell */
    size_t iterations;
    cohong_residuals residuals;
    double residual;
} lane;

struct batch {
    const cohong_model *m;
    const lanes_kernels *k;
    size_t N, J;
    cohong_shock common;

    /* shared, by country */
    double *gamma, *response;                         /* N x J x J */
    double *value_added_share, *final_share, *output; /* N x J */
    double *inverse_output, *idle, *cost_passthrough; /* N x J */
    double *A, *B;                                    /* J x N x N; 0 at the draws' own cells */
    int *tariffed;                                    /* J */

    /* the draws' own cells, in the order of (sector, importer, exporter) */
    size_t own_count, free_count;
    size_t *own_first;    /* J x (N + 1): of each row; the last of a sector is the first of the next */
    size_t *own_exporter; /* own_count */
    double *own_share;    /* own_count; pi */
    double *own_log_ratio, *own_rate, *own_A, *own_B; /* own_count lanes; ln kappa, 1 + t' */
    size_t *free_slot, *free_cell;                    /* free_count; place among own, and in J x N x N */

    /* the draws */
    lane lanes[BATCH_LANES];
    double *theta;      /* J lanes */
    double *technology; /* J x N lanes, by sector */
    double *A_home;     /* N x J lanes, by country */
    double *labour;     /* N lanes; L^ VA */

    /* one evaluation */
    lanes_point x, g[BATCH_HISTORY], f[BATCH_HISTORY];
    double *z, *expenditure, *phi, *taxfree, *per_phi, *sales;      /* J x N lanes, by sector */
    double *log_cost;                                               /* N x J lanes, by country */
    double *spent, *home_share, *cost_response, *change, *indirect; /* J lanes; of one country */
    double *log_wage, *wage_hat, *factor_income, *deficit, *income; /* N lanes */
    double *price_hat, *cost_hat;                                   /* N x J lanes; of the solved */
    double *line, *line_new, *line_deficit;                         /* N; one lane's numbers */
    lanes_sums *sums;                                               /* N */
    void *memory;
};

#endif
