/* Restarted GMRES for A x = b, with A given as a function. No allocation in the solve. */
#ifndef COHONG_BASE_GMRES_H
#define COHONG_BASE_GMRES_H

#include "fail.h"

enum { GMRES_RESTART_LIMIT = 60 };

/* out = A in */
typedef void (*gmres_apply)(const void *context, const double *in, double *out);

/* dots[r] = rows[r] . x and out = x - sum_r factor[r] rows[r]. */
typedef void (*gmres_dots)(size_t count, size_t length, const double *const *rows, const double *x, double *dots);
typedef void (*gmres_combine)(size_t count, size_t length, const double *const *rows, const double *factor,
                              const double *x, double *out);

typedef struct gmres_system {
    gmres_apply apply;
    const void *context;
    size_t length, restart; /* restart: at most GMRES_RESTART_LIMIT */
    gmres_dots dots;        /* NULL, with combine: those for every length and address */
    gmres_combine combine;
} gmres_system;

typedef struct gmres_result {
    size_t iterations;
    double residual; /* max |b - A x| / max |b|, recomputed from A at the end */
    bool converged;
} gmres_result;

/* Doubles of workspace needed for size n and restart length m; with a length that is a multiple of 8, the vectors that dots and combine are
 * given lie as the workspace does, at multiples of 64 bytes. */
size_t gmres_workspace(size_t n, size_t restart);

/* x holds the first guess on entry. The last of A that is asked for is A x. */
gmres_result gmres_solve(const gmres_system *system, const double *b, double *x, double tolerance,
                         size_t iteration_limit, double *workspace);

#endif
