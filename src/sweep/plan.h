/* A sweep file, read: what the files of this room share of it. */
#ifndef COHONG_SWEEP_PLAN_H
#define COHONG_SWEEP_PLAN_H

#include "base/memory.h"
#include "base/toml.h"
#include "sweep/distribution.h"
#include "sweep/halton.h"
#include "sweep/quantity.h"
#include "sweep/trial.h"

/* One [[draw]]. Its inputs are columns first_input .. first_input + input_count. */
typedef struct draw_group {
    const char *name;
    place at;
    distribution_kind kind;
    size_t first_input, input_count;
    lever *levers;       /* input_count; NULL where words of a setting are drawn */
    const char *setting; /* whose words are drawn */
    double *location;    /* input_count: mean of normal, median of lognormal */
    double spread;       /* sd or sigma, without a root */
    double *root;        /* L of the covariance, input_count x input_count; NULL: independent */
    double low, mode, high;
    size_t value_count;
    const char **words; /* value_count; NULL for numbers */
    double *numbers;
    double *weights;
} draw_group;

struct cohong_sweep {
    cohong_sweep_labels labels;
    const char *path;
    char sha256[65];
    cohong_scenario *scenario;
    draw_group *groups;
    quantity *results;
    const char **names; /* what the lists of the labels point to: groups, inputs, results, meanings */
    cohong_unit *units; /* of results */
    halton points;      /* empty for random draws */
    text_pool texts;
};

/* [[draw]] and results, into the sweep. */
cohong_status plan_read_draws(cohong_sweep *sweep, const toml_node *root, cohong_error *error);

/* ---- the design: what each row is */

typedef enum design_kind { DESIGN_A, DESIGN_B, DESIGN_AB, DESIGN_CENTRAL, DESIGN_LOW, DESIGN_HIGH } design_kind;

typedef struct design_row {
    design_kind kind;
    size_t draw;  /* of A, B and AB */
    size_t group; /* of AB, low and high */
} design_row;

design_row design_row_of(const cohong_sweep_labels *labels, size_t row);

/* Rows of a draw: 1, or with indices groups + 2. */
size_t design_block(const cohong_sweep_labels *labels);

/* The inputs of a row. */
void design_inputs(const cohong_sweep *sweep, size_t row, double *inputs);

/* ---- rows */

/* Columns of a row: how it ended, inputs, results. */
size_t row_columns(const cohong_sweep_labels *labels);

typedef struct eights eights;

/* Solves `count` rows from `first` on, at most eight, into `values`; a row without an answer is no error. */
cohong_status rows_solve(const cohong_sweep *sweep, trial *with, eights *together, size_t first, size_t count,
                         double *values, cohong_error *error);

#endif
