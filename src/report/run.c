/* A run taken apart into the rows of its tables. */
#include "report/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const SECTOR_COLUMNS[SECTOR_COLUMN_COUNT] = { "output_base",     "output",      "price",
                                                          "unit_cost",       "wage",        "expenditure_base",
                                                          "expenditure",     "profit_base", "profit",
                                                          "employment_base", "employment" };
const char *const TRADE_COLUMNS[TRADE_COLUMN_COUNT] = { "value_base", "value", "tariff_base", "tariff" };

cohong_status run_parts_new(const cohong_run *run, run_parts *parts, cohong_error *error)
{
    const cohong_world *base = cohong_model_base(run->model);
    *parts = (run_parts){ .run = run,
                          .base = base,
                          .accounts = cohong_model_base_accounts(run->model),
                          .solution = run->solution,
                          .N = base->country_count,
                          .J = base->sector_count,
                          .profits = cohong_structure_has_profits(cohong_model_settings(run->model)->structure) };
    if (run->solution->outcome != COHONG_CONVERGED)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "a run that has not converged has no results: %s",
                    run->solution->why);
    if (run->solution->trade == NULL)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "the solution was made without trade, which reports need");
    if (base->employment == NULL) return COHONG_OK;
    parts->employment = calloc(parts->N * parts->J, sizeof(double));
    if (parts->employment == NULL) return fail_memory(error);
    cohong_status status = cohong_jobs_reallocated(run->model, run->solution, NULL, parts->employment, error);
    if (status != COHONG_OK) run_parts_free(parts);
    return status;
}

void run_parts_free(run_parts *parts)
{
    free(parts->employment);
    parts->employment = NULL;
}

bool run_reports(const run_parts *parts, const cohong_measure *measure)
{
    if (strncmp(measure->name, "profit", strlen("profit")) == 0) return parts->profits;
    return measure->unit != COHONG_PERSONS || parts->employment != NULL;
}

bool run_reports_column(const run_parts *parts, size_t column)
{
    if (column >= SECTOR_EMPLOYMENT) return parts->employment != NULL;
    return column < SECTOR_PROFIT || parts->profits;
}

void run_sector_row(const run_parts *p, size_t country, size_t sector, double row[SECTOR_COLUMN_COUNT])
{
    size_t at = sector * p->N + country;
    row[0] = p->accounts->output[at];
    row[1] = p->solution->output[at];
    row[2] = p->solution->price_hat[at] - 1;
    row[3] = p->solution->unit_cost_hat[at] - 1;
    row[4] = p->solution->sector_wage_hat[at] - 1;
    row[5] = p->accounts->expenditure[at];
    row[6] = p->solution->expenditure[at];
    row[SECTOR_PROFIT] = p->profits ? cohong_model_base_solution(p->run->model)->profit[at] : NAN;
    row[SECTOR_PROFIT + 1] = p->profits ? p->solution->profit[at] : NAN;
    row[SECTOR_EMPLOYMENT] = p->employment != NULL ? p->base->employment[at] : NAN;
    row[SECTOR_EMPLOYMENT + 1] = p->employment != NULL ? p->employment[at] : NAN;
}

bool run_trade_row(const run_parts *p, size_t sector, size_t importer, size_t exporter, double row[TRADE_COLUMN_COUNT])
{
    size_t at = (sector * p->N + importer) * p->N + exporter;
    const double *tariff = p->run->scenario->shock.tariff;
    row[0] = p->base->trade[at];
    row[1] = p->solution->trade[at];
    row[2] = p->base->tariff[at];
    row[3] = tariff != NULL ? tariff[at] : row[2];
    return row[0] != 0 || row[1] != 0;
}
