/* A benchmark economy asked about a country's sales to a partner. */
#include <math.h>

#include "claim/claim.h"

cohong_status engine_of_world(const cohong_world *world, size_t home, size_t partner, double *multiplier,
                              double to[QUANTITY_COUNT], cohong_error *error)
{
    size_t N = world->country_count;
    cohong_jobs *jobs = NULL;
    double exports = 0, supported = 0, imports = 0, made = 0, goods = 0, elastic = 0;
    cohong_status status = cohong_jobs_of_world(world, &jobs, error);
    if (status == COHONG_OK)
        status = cohong_jobs_multipliers(jobs, COHONG_DOMESTIC_CHAIN, home, multiplier, NULL, error);
    if (status == COHONG_OK) to[QUANTITY_EMPLOYMENT] = cohong_jobs_employment(jobs, home);
    cohong_jobs_free(jobs);
    if (status != COHONG_OK) return status;
    for (size_t j = 0; j < world->sector_count; j++) {
        const double *bought = &world->trade[(j * N + partner) * N];
        const char *code = world->sectors[j].code;
        exports += bought[home];
        supported += bought[home] * multiplier[j * N + home];
        for (size_t i = 0; i < N; i++) imports += i != partner ? bought[i] : 0;
        if (code[0] == 'C' && code[1] >= '0' && code[1] <= '9') made += world->employment[j * N + home];
        if (world->sectors[j].kind == COHONG_SERVICES) continue;
        goods += bought[home];
        elastic += bought[home] * world->theta[j];
    }
    to[QUANTITY_EXPORTS] = exports * world->unit;
    to[QUANTITY_SUPPORTED] = supported;
    to[QUANTITY_JOBS_PER_VALUE] = exports > 0 ? supported / (exports * world->unit) : (double)NAN;
    to[QUANTITY_PARTNER_IMPORTS] = imports * world->unit;
    to[QUANTITY_MANUFACTURING] = made;
    to[QUANTITY_GOODS_THETA] = goods > 0 ? elastic / goods : (double)NAN;
    return COHONG_OK;
}
