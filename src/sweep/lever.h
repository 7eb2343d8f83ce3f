/* A lever: one number of a scenario that goal seek and sweeps move, written in words.
 *   tariff IMPORTER EXPORTER [SECTOR]          t' = x
 *   tariff_add IMPORTER EXPORTER [SECTOR]      t' = the scenario's + x
 *   tariff_factor IMPORTER EXPORTER [SECTOR]   t' = the scenario's times x: 0 ends all tariffs
 *   tariff_change IMPORTER EXPORTER [SECTOR]   t' = t + x (the scenario's - t): 0 leaves the benchmark, 1 the scenario
 *   trade_cost IMPORTER EXPORTER [SECTOR]      d'/d = the scenario's times x
 *   productivity COUNTRY [SECTOR]              output per bundle of inputs, the scenario's times x
 *   labour_supply COUNTRY                      the scenario's times x
 *   theta [SECTOR]                             trade elasticity = x
 *   theta_factor [SECTOR]                      trade elasticity = the world's times x
 *   NAME                                       a number of the settings table, as labour_elasticity
 * Countries and sectors are a code, codes with commas between them, or "*". Home sales have neither tariff nor trade cost. */
#ifndef COHONG_SWEEP_LEVER_H
#define COHONG_SWEEP_LEVER_H

#include "base/fail.h"

typedef struct lever_type lever_type;

typedef struct lever {
    const lever_type *type;
    char *text; /* as it was written, with single blanks */
    char *meaning;
    const cohong_setting_row *setting; /* NULL for the other kinds */
    bool *importers, *countries;       /* N; countries: exporters of the trade kinds */
    bool *sectors;                     /* J */
} lever;

/* `at` is where the words stand, for messages. Free in every case. */
cohong_status lever_read(const cohong_scenario *scenario, const char *text, place at, lever *to, cohong_error *error);
void lever_free(lever *of);

/* Whether it is one of theta and theta_factor, which can be drawn for each sector by itself; and the same lever for one sector. */
bool lever_is_by_sector(const lever *of);
cohong_status lever_of_sector(const cohong_scenario *scenario, const lever *of, size_t sector, place at, lever *to,
                              cohong_error *error);

#endif
