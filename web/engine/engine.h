/* What the files of the page's engine share: its state. */
#ifndef COHONG_WEB_ENGINE_H
#define COHONG_WEB_ENGINE_H

#include "base/file.h"
#include "exported.h"
#include "world/world.h"

/* One page, one engine. */
typedef struct engine_state {
    cohong_world *world;
    cohong_settings settings;
    cohong_model *model;
    cohong_solution *solution;
    cohong_scenario scenario; /* of the reports; owns nothing */
    double *tariff, *trade_cost_hat, *technology_hat, *labour_hat;
    double *employment, *reallocated, *supported;
    file_text table;
    cohong_error error;
} engine_state;

extern engine_state engine;

#endif
