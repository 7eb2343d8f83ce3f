/* Restarted GMRES for x = b + K x, i.e. (I - K) x = b, with K given as a function. No allocation in the solve. */
#ifndef COHONG_BASE_GMRES_H
#define COHONG_BASE_GMRES_H

#include "fail.h"

/* out = K in; both of length n. */
typedef void (*gmres_apply)(const void *context, const double *in, double *out);

typedef struct gmres_result {
    size_t iterations;
    double residual; /* max |b + Kx - x| / max(|b|) , recomputed from the operator at the end */
    bool converged;
} gmres_result;

/* Doubles of workspace needed for size n and restart length m. */
size_t gmres_workspace(size_t n, size_t restart);

/* x holds the first guess on entry. */
gmres_result gmres_solve(gmres_apply apply, const void *context, const double *b, double *x, size_t n, size_t restart,
                         double tolerance, size_t iteration_limit, double *workspace);

#endif
