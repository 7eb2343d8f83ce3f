/* Solving one shock after another that is close to it: from the last solution rather than from the base, to a tolerance of the caller's,
 * and with only those rows of the shock made ready that have changed. And a model's twin, for another thread to do the same. */
#include <stdlib.h>
#include <string.h>

#include "model/economy.h"

enum { AGAIN_LIMIT = 60 }; /* iterations from the last solution before the base is tried */

cohong_status model_solve_again(cohong_model *m, const cohong_shock *shock, const bool *importer, double tolerance,
                                cohong_solution *solution, cohong_error *error)
{
    cohong_status status = importer != NULL ? prepare_importers(m, shock, importer, error)
                                            : prepare_shock(m, shock, error);
    if (status != COHONG_OK) return status;
    size_t limit = m->iteration_limit;
    m->iteration_limit = limit < AGAIN_LIMIT ? limit : AGAIN_LIMIT;
    solution->iterations = 0;
    solve_markets(m, tolerance, solution);
    m->iteration_limit = limit;
    if (solution->outcome != COHONG_CONVERGED) solve_equilibrium(m, tolerance, solution);
    solution_from_workspace(m, solution);
    return COHONG_OK;
}

cohong_status model_twin(const cohong_model *m, cohong_model **twin, cohong_error *error)
{
    *twin = malloc(sizeof **twin);
    if (*twin == NULL) return fail_memory(error);
    **twin = *m;
    (*twin)->is_twin = true;
    cohong_status status = model_take_memory(*twin, error);
    if (status == COHONG_OK) {
        memcpy((*twin)->memory, m->memory, m->memory_size);
        return COHONG_OK;
    }
    free(*twin);
    *twin = NULL;
    return status;
}

void model_twin_reset(cohong_model *twin, const cohong_model *m)
{
    twin->single_serves = m->single_serves;
    memcpy(twin->tariffed, m->tariffed, m->J * sizeof *m->tariffed);
    memcpy(twin->x.all, m->x.all, m->point_length * sizeof *m->x.all);
}
