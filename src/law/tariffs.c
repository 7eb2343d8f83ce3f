/* From the law to the tariffs of a world: for every country that the law is of, the average duty by sector and origin. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "law/rate.h"
#include "law/weights.h"

/* Averages into the importer's cells; countries and sectors that the world does not have are left. */
static void place_means(const cohong_world *world, size_t importer, const char *origin, const cohong_law_means *means,
                        double *tariff)
{
    size_t N = world->country_count;
    for (size_t k = 0; k < means->row_count; k++) {
        const cohong_law_mean *row = &means->rows[k];
        size_t exporter = cohong_world_country(world, origin != NULL ? origin : row->country);
        size_t sector = cohong_world_sector(world, row->sector);
        if (exporter == COHONG_NONE || sector == COHONG_NONE || exporter == importer) continue;
        tariff[(sector * N + importer) * N + exporter] = row->total;
    }
}

static cohong_status tariffs_from(const cohong_law *law, const cohong_law_tariffs_request *request,
                                  const cohong_weights *weights, const cohong_world *world, size_t importer,
                                  const char *origin, double *tariff, cohong_error *error)
{
    cohong_law_means *means;
    cohong_law_request average = { .destination = world->countries[importer].code,
                                   .origin = origin,
                                   .on = request->on,
                                   .weights = weights,
                                   .concordance = request->concordance,
                                   .by_country = true,
                                   .by_sector = true };
    cohong_status status = cohong_law_average(law, &average, &means, error);
    if (status != COHONG_OK) return status;
    place_means(world, importer, origin, means, tariff);
    cohong_law_means_free(means);
    return COHONG_OK;
}

/* An origin that is a country or one that the law names; aggregates of a world ("ROW") are neither. */
static bool is_origin(const cohong_law *law, const char *code)
{
    size_t country;
    return question_origin(law, code, &country, NULL) == COHONG_OK;
}

static bool is_importer(const cohong_law *law, const char *code)
{
    size_t importer;
    return question_importer(law, code, &importer, NULL) == COHONG_OK;
}

/* In the numbering of the day. */
static cohong_status equal_weights(const cohong_law *law, const char *destination, cohong_date on,
                                   cohong_weights **weights, cohong_error *error)
{
    size_t edition;
    cohong_status status = question_edition(law, NULL, on, &edition, error);
    if (status != COHONG_OK) return status;
    return cohong_weights_of_schedule(law, destination, edition == LAW_NONE ? NULL : law->editions.texts[edition],
                                      weights, error);
}

cohong_status cohong_law_tariffs(const cohong_law *law, const cohong_law_tariffs_request *request,
                                 const cohong_world *world, double *tariff, cohong_error *error)
{
    size_t N = world->country_count, J = world->sector_count;
    cohong_status status = COHONG_OK;
    bool any = false;
    if (request->concordance == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "tariffs of a world need a concordance");
    for (size_t k = 0; k < J * N * N; k++) tariff[k] = NAN;
    for (size_t n = 0; n < N && status == COHONG_OK; n++) {
        cohong_weights *equal = NULL;
        const char *code = world->countries[n].code;
        if (!is_importer(law, code)) continue;
        any = true;
        if (request->weights == NULL) status = equal_weights(law, code, request->on, &equal, error);
        const cohong_weights *weights = request->weights != NULL ? request->weights : equal;
        if (status == COHONG_OK && cohong_weights_have_countries(weights)) {
            status = tariffs_from(law, request, weights, world, n, NULL, tariff, error);
        } else {
            for (size_t i = 0; i < N && status == COHONG_OK; i++)
                if (i != n && is_origin(law, world->countries[i].code))
                    status = tariffs_from(law, request, weights, world, n, world->countries[i].code, tariff, error);
        }
        cohong_weights_free(equal);
    }
    if (status == COHONG_OK && !any)
        status = fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "the world has no country that the law is of (%s)",
                      law->first_importer != LAW_NONE ? law->countries.texts[law->first_importer] : "none");
    return status;
}
