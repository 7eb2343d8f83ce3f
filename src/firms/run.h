/* One solve: the description, the lines of every group and market, and room for sums. */
#ifndef COHONG_FIRMS_RUN_H
#define COHONG_FIRMS_RUN_H

#include "base/memory.h"
#include "firms/rule.h"

/* A sample of firms, group after group, the largest first, in whole cells. */
struct cohong_population {
    size_t group_count, count;     /* a multiple of FIRMS_CELL */
    size_t *start;                 /* group_count + 1; multiples of FIRMS_CELL */
    float *size, *weight, *moment; /* z, weight and their product, in units of the group */
    firms_units *units;            /* a group's size and weight */
    /* For every FIRMS_GUIDE-th firm: its size, and sums over those of its group before it. */
    float *guide;
    double *firms_before, *moment_before;
    uint64_t seed;
    uint32_t world;
    uint16_t *kept; /* shocks (firms/shocks.h); NULL: none. A block of its own */
    firms_shocks kept_shocks;
    size_t kept_markets;
    void *memory;
};
enum { FIRMS_GUIDE = 64 };

/* What is needed to have a firm choose. */
typedef struct firms_desk {
    firms_choices choices;
    double *z, *moment; /* market_count each */
} firms_desk;

/* What is needed to add up the firms of one cell after the other. */
typedef struct firms_counter {
    firms_class_sums *classes; /* [market*FIRMS_CLASSES + class] */
    firms_count_sums *counts;  /* M + 1 */
    firms_flag_sums *flags;    /* 1 */
    firms_record record;
    float *gain;
    int32_t *joined;
    uint16_t *shocks;         /* M x kinds x FIRMS_CELL */
    float *cell_sums;         /* M x kinds x FIRMS_PARTS */
    firms_class_sums *unused; /* FIRMS_CLASSES; of choices whose sums are known already */
    firms_stand *stands;      /* M; the markets where some firm of the cell may sell */
} firms_counter;

/* Where the search for a market's visibility stands, in logarithms. */
typedef struct firms_settling {
    double y, g; /* the last point and what its sellers made of it */
    double low, high;
    double step, step_before;
} firms_settling;

typedef struct firms_run {
    const cohong_firms *firms;
    const cohong_population *population; /* NULL: closed form */
    size_t threads;
    firms_line *lines;                          /* [(g*M + m)*2 + channel] */
    double *visibility;                         /* M; the platform's */
    double *tried_visibility, *best_visibility; /* M each */
    firms_settling *settling;                   /* M */
    firms_tally tally;
    firms_desk desk;
    double *points; /* 3M; where choices change */
    /* Samples with shocks. */
    const firms_kernels *kernels; /* NULL: no shocks */
    firms_shocks shocks;
    double least, most;      /* that demand shock over entry shock can be */
    const uint16_t *kept;    /* NULL: shocks are drawn */
    uint16_t *own_kept;      /* those of this solve alone */
    firms_rule *rules;       /* [g*M + m] */
    firms_units *units;      /* by group */
    double *parts;           /* a tally for each block */
    firms_counter *counters; /* by thread */
    void *memory;
} firms_run;

/* Evaluates all choices at run->visibility into run->tally. */
void firms_evaluate(firms_run *run);
void firms_evaluate_exact(firms_run *run);
void firms_evaluate_sample(firms_run *run);

/* Room of a sample's solve, in a counting arena or in a block; and what is set up once for all evaluations. `again`: there will be
 * several. */
void firms_sample_layout(firms_run *run, arena *from);
void firms_sample_start(firms_run *run, bool again);

/* Evaluates at the visibility at which sellers see what their number makes of it. Answers iterations. */
size_t firms_settle(firms_run *run, double *residual);

#endif
