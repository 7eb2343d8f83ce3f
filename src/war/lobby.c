/* Weights of sectors from a file: what a government cares for beside welfare. */
#include <math.h>

#include "cohong.h"
#include "world/codes.h"

enum { COUNTRY, SECTOR, WEIGHT, COLUMNS };
static const csv_column FORM[COLUMNS] = { { "country", true }, { "sector", true }, { "weight", true } };
static const double MOST = 1e6;

static cohong_status read_row(const csv *table, const name_index *countries, const name_index *sectors, double *weights,
                              cohong_error *error)
{
    size_t n, j;
    cohong_status status = code_find(table, COUNTRY, countries, "country", &n, error);
    if (status == COHONG_OK) status = code_find(table, SECTOR, sectors, "sector", &j, error);
    if (status != COHONG_OK) return status;
    double *cell = &weights[j * countries->count + n];
    if (!isnan(*cell))
        return fail(error, COHONG_DUPLICATE, csv_place(table, COUNTRY), "sector \"%.60s\" of \"%.60s\" is there twice",
                    csv_text(table, SECTOR), csv_text(table, COUNTRY));
    return number_within(table, WEIGHT, 0, MOST, "a weight from 0 to 1e6", cell, error);
}

static cohong_status read_rows(csv *table, const cohong_world *world, double *weights, cohong_error *error)
{
    name_index countries = { 0 }, sectors = { 0 };
    bool more = true;
    cohong_status status = csv_columns(table, FORM, COLUMNS, error);
    if (status == COHONG_OK) status = code_index_countries(world, &countries, error);
    if (status == COHONG_OK) status = code_index_sectors(world, &sectors, error);
    while (status == COHONG_OK && (status = csv_next(table, &more, error)) == COHONG_OK && more)
        status = read_row(table, &countries, &sectors, weights, error);
    name_index_free(&countries);
    name_index_free(&sectors);
    return status;
}

cohong_status cohong_lobby_read(const char *path, const cohong_world *world, double *weights, cohong_error *error)
{
    csv table;
    size_t cells = world->sector_count * world->country_count;
    cohong_status status = csv_open(path, &table, error);
    for (size_t k = 0; k < cells; k++) weights[k] = NAN;
    if (status == COHONG_OK) status = read_rows(&table, world, weights, error);
    for (size_t k = 0; k < cells; k++)
        if (isnan(weights[k])) weights[k] = 1;
    csv_close(&table);
    return status;
}
