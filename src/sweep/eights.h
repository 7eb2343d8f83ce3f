/* Rows of a sweep solved eight at a time: one batch of the model room for the scenario as it is, whose lanes are given what the
 * rows move. One of these serves one thread.
 *   eights_begin(&e); eights_put(&e, lane, &trial) ...; eights_solve(&e); eights_take(&e, lane, &trial) ...; */
#ifndef COHONG_SWEEP_EIGHTS_H
#define COHONG_SWEEP_EIGHTS_H

#include "model/batch.h"
#include "sweep/plan.h"

typedef struct eights {
    cohong_model *model; /* of the scenario */
    batch *lanes;        /* NULL: every row is solved alone */
    cohong_solution *solution;
    bool any_theta; /* theta may be drawn */
} eights;

/* Zero-initialise first; free in every case. Only want of memory is an error: what the scenario lacks, rows will say. */
cohong_status eights_new(const cohong_sweep *sweep, eights *to, cohong_error *error);
void eights_free(eights *of);

void eights_begin(eights *of);
/* Puts the trial, moved, into a lane; false: its row has to be solved alone. That depends on the row and on nothing else. */
bool eights_put(eights *of, size_t lane, trial *moved);
void eights_solve(eights *of);
/* The case of a lane, with the trial moved in the same way once more; false: the row has to be solved alone. */
bool eights_take(eights *of, size_t lane, trial *moved, cohong_case *to);

#endif
