/* What the page (web/) is given to compute with, as JSON: the world as bytes, scenarios as what they change. */
#ifndef COHONG_REPORT_PAGE_H
#define COHONG_REPORT_PAGE_H

#include "report/json.h"

/* A member "world": the bytes of world_encode in base64. */
cohong_status page_world_json(const cohong_world *world, json *j, cohong_error *error);

/* An object: id, title, settings, and every number of the shock that is not the benchmark's. Tariffs are levels, so that the page's
 * have the same bits whichever way the scenario's file came to them. */
void page_scenario_json(const char *id, const cohong_scenario *scenario, json *j);

/* The page in `folder` (web/dist) as one file, with its code, its engine and the data, which are a JSON object, inside. */
cohong_status page_html(const char *folder, const char *data, text *to, cohong_error *error);

#endif
