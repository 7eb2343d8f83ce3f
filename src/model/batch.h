/* Eight draws of one model solved together, a draw in each lane of the vectors. They share the base (pi, t, gamma, alpha), which is then
 * read once for eight, and the cells that are shocked alike; each has its own elasticities, and tariffs and trade costs of its own
 * in the cells that are free.
 *   batch_new(model, &common, free, &b, error);
 *   repeat: batch_begin(b); batch_set(b, lane, &draw) ...; batch_solve(b); batch_take(b, lane, solution) ...;
 * A lane's bits depend on its own draw alone, never on the others or on what was solved before. A draw that a batch cannot take, or
 * that does not converge without the detours of the solver for one, is answered with false: solve it by cohong_model_solve.
 * The equations are those of solve.c and every sum is over the same terms; but for the order of additions and the depth of
 * the acceleration so are the steps, and a solution satisfies the same tolerance. */
#ifndef COHONG_MODEL_BATCH_H
#define COHONG_MODEL_BATCH_H

#include "base/fail.h"

enum { BATCH_LANES = 8 };

typedef struct batch batch;

/* What is a draw's own. */
typedef struct batch_draw {
    const double *theta; /* J */
    double labour_elasticity;
    cohong_shock shock; /* outside the free cells tariffs and trade costs are those of the common shock, and not read */
} batch_draw;

/* Whether a batch can stand for cohong_model_solve of this model. */
bool batch_serves(const cohong_model *model);

/* The model has to outlive the batch and is not written to. `free_cells` is J x N x N; NULL: none. Fails for want of memory, and for a
 * common shock outside its domain. */
cohong_status batch_new(const cohong_model *model, const cohong_shock *common, const bool *free_cells, batch **made,
                        cohong_error *error);
void batch_free(batch *of);

/* Empties every lane. */
void batch_begin(batch *b);
/* False: this draw is outside the domain, or has to be solved alone. */
bool batch_set(batch *b, size_t lane, const batch_draw *draw);
/* Allocates nothing. */
void batch_solve(batch *b);
/* The solution of a lane that was set, with trade where it has room for it; false: it has to be solved alone. */
bool batch_take(const batch *b, size_t lane, cohong_solution *solution);

#endif
