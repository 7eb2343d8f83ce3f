/* What the files of this room share: a run taken apart, its tables and its manifest. */
#ifndef COHONG_REPORT_RUN_H
#define COHONG_REPORT_RUN_H

#include "base/file.h"
#include "report/json.h"

typedef struct run_parts {
    const cohong_run *run;
    const cohong_world *base;        /* the re-solved base */
    const cohong_accounts *accounts; /* of the base */
    const cohong_solution *solution;
    size_t N, J;
    bool profits;       /* the market structure has some */
    double *employment; /* J x N; E'; NULL where the world has none */
} run_parts;

/* Fails for a run that has not converged or has no trade. */
cohong_status run_parts_new(const cohong_run *run, run_parts *parts, cohong_error *error);
void run_parts_free(run_parts *parts);

/* Whether a measure, and a column of sectors.csv, is reported: employment only where the world has it, profits only where the
 * market structure has some. */
bool run_reports(const run_parts *parts, const cohong_measure *measure);
bool run_reports_column(const run_parts *parts, size_t column);

/* The numbers of a row of sectors.csv, in the order of SECTOR_COLUMNS. */
enum { SECTOR_PROFIT = 7, SECTOR_EMPLOYMENT = 9, SECTOR_COLUMN_COUNT = 11, TRADE_COLUMN_COUNT = 4 };
extern const char *const SECTOR_COLUMNS[SECTOR_COLUMN_COUNT];
void run_sector_row(const run_parts *parts, size_t country, size_t sector, double row[SECTOR_COLUMN_COUNT]);

/* The numbers of a row of trade.csv; false when nothing flows before or after, and the row is left out. */
extern const char *const TRADE_COLUMNS[TRADE_COLUMN_COUNT];
bool run_trade_row(const run_parts *parts, size_t sector, size_t importer, size_t exporter,
                   double row[TRADE_COLUMN_COUNT]);

/* The manifest with the files that were written, their paths beside it; without any it has no member "outputs". */
cohong_status run_manifest(const cohong_run *run, const cohong_source *outputs, size_t output_count, char **manifest,
                           cohong_error *error);

/* What the base is where it is not the world's data as they stand: a paragraph, or nothing; and the member "base", always. */
void run_base_text(const cohong_model *model, size_t width, text *to);
void run_base_json(const cohong_model *model, json *j);

/* The members of an object that describes settings, closure and outcome: for manifests and for `--json`. */
void run_settings_json(const cohong_settings *settings, json *j);
void run_residuals_json(const cohong_solution *solution, json *j);

#endif
