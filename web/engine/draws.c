/* The scenario of the page at other trade elasticities: one factor on all of them, everything else as it is. A model of its own is set up
 * for each, as `cohong run` would on a world with these elasticities, and is gone afterwards. Productivity shocks stay what they are:
 * T^ = productivity^theta is made anew. */
#include <math.h>
#include <stdlib.h>

#include "base/vmath.h"
#include "engine.h"
#include "firms/normal.h"

/* The quantile u of a lognormal factor with median 1. */
double EXPORTED(engine_factor)(double u, double log_sd)
{
    return vmath_exp(log_sd * normal_quantile(u));
}

static double *times(const double *from, size_t count, double factor)
{
    double *to = malloc(count * sizeof *to);
    for (size_t k = 0; to != NULL && k < count; k++) to[k] = factor * from[k];
    return to;
}

static double *powers(const double *from, size_t count, double factor)
{
    double *to = malloc(count * sizeof *to);
    for (size_t k = 0; to != NULL && k < count; k++) to[k] = from[k] == 1 ? 1 : vmath_exp(factor * vmath_log(from[k]));
    return to;
}

static cohong_status solve_draw(const cohong_world *world, const cohong_shock *shock, double *welfare)
{
    size_t count;
    cohong_model *model = NULL;
    cohong_solution *solution = NULL;
    cohong_status status = cohong_model_new(world, &engine.settings, &model, &engine.error);
    if (status == COHONG_OK) status = cohong_solution_new(model, true, &solution, &engine.error);
    if (status == COHONG_OK) status = cohong_model_solve(model, shock, solution, &engine.error);
    if (status == COHONG_OK) {
        cohong_case of = { model, shock, solution };
        bool converged = solution->outcome == COHONG_CONVERGED;
        const cohong_measure *exact = cohong_measures(&count); /* the first: welfare, exact */
        for (size_t n = 0; n < world->country_count; n++) welfare[n] = converged ? exact->of(&of, n) : (double)NAN;
    }
    cohong_solution_free(solution);
    cohong_model_free(model);
    return status;
}

/* The exact change of welfare of every country (N numbers) with all elasticities times `factor`; NAN where there is no equilibrium. */
cohong_status EXPORTED(engine_draw)(double factor, double *welfare)
{
    size_t J = engine.world->sector_count, cells = J * engine.world->country_count;
    const double *technology = engine.scenario.shock.technology_hat;
    cohong_world world = *engine.world;
    cohong_shock shock = engine.scenario.shock;
    double *theta = times(engine.world->theta, J, factor);
    double *hats = technology != NULL ? powers(technology, cells, factor) : NULL;
    engine.error = (cohong_error){ 0 };
    world.theta = theta;
    shock.technology_hat = hats;
    bool ok = theta != NULL && (technology == NULL || hats != NULL);
    cohong_status status = ok ? solve_draw(&world, &shock, welfare) : fail_memory(&engine.error);
    free(theta);
    free(hats);
    return status;
}
