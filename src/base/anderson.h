/* Anderson acceleration of a fixed point x = g(x), type II, with a bounded history.
 *   f = g(x) - x;   x+ = g - sum_r a_r dG_r,   a minimising |f - sum_r a_r dF_r|
 * (Walker & Ni 2011, SIAM J. Numer. Anal. 49, 1715-1735). Allocates nothing: its memory comes from an arena. */
#ifndef COHONG_BASE_ANDERSON_H
#define COHONG_BASE_ANDERSON_H

#include "base/memory.h"

enum { ANDERSON_DEPTH_LIMIT = 16 };

/* dots[r] = rows[r] . x and out = x - sum_r factor[r] rows[r], over `length`, a multiple of 8. */
typedef void (*anderson_dots)(size_t count, size_t length, const double *const *rows, const double *x, double *dots);
typedef void (*anderson_combine)(size_t count, size_t length, const double *const *rows, const double *factor,
                                 const double *x, double *out);

typedef struct anderson {
    size_t length, depth;
    size_t count;  /* columns of history held */
    size_t newest; /* slot of the newest */
    bool started;  /* previous f and g are there */
    double *f_previous, *g_previous;
    double *df[ANDERSON_DEPTH_LIMIT], *dg[ANDERSON_DEPTH_LIMIT];
    double gram[ANDERSON_DEPTH_LIMIT][ANDERSON_DEPTH_LIMIT]; /* dF_r . dF_s */
    anderson_dots dots;
    anderson_combine combine;
} anderson;

/* Takes its memory; run twice like every layout (base/memory.h). */
void anderson_layout(anderson *a, arena *from, size_t length, size_t depth);

/* Forgets the history. */
void anderson_reset(anderson *a);

/* Remembers f and g, and writes the accelerated next point to x (f and g may not be x). The columns of f may be weighted:
 * the least-squares problem is in the weighted f, the step in g. */
void anderson_step(anderson *a, const double *f, const double *g, double *x);

#endif
