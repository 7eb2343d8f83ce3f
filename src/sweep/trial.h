/* A trial: a scenario of one's own in which levers are moved, and its equilibrium. One trial serves one thread.
 *   trial_begin(&t); trial_move(&t, &lever, 0.25, error); trial_solve(&t, error); */
#ifndef COHONG_SWEEP_TRIAL_H
#define COHONG_SWEEP_TRIAL_H

#include "sweep/lever.h"

typedef struct trial {
    const cohong_scenario *scenario;
    cohong_world *world; /* a copy, for theta */
    cohong_settings settings;
    double *tariff, *trade_cost, *technology, *supply;            /* what is in force now */
    double *factor;                                               /* J x N; productivity against the scenario */
    bool cells_moved, factors_moved, theta_moved, settings_moved; /* since trial_begin */
    cohong_shock shock;
    cohong_model *model;
    bool model_settings_moved, model_theta_moved; /* when the model was made */
    cohong_solution *solution;                    /* with trade */
} trial;

/* Zero-initialise first; free in every case. */
cohong_status trial_new(const cohong_scenario *scenario, trial *to, cohong_error *error);
void trial_free(trial *of);

/* Back to the scenario as it is. */
void trial_begin(trial *of);

/* COHONG_OUT_OF_DOMAIN when the number, or what becomes of it, is outside its domain. */
cohong_status trial_move(trial *of, const lever *by, double value, cohong_error *error);

/* Whether the scenario takes a lever at a value; an error stands at the place `at`. */
cohong_status trial_takes(const cohong_scenario *scenario, const lever *by, double value, place at,
                          cohong_error *error);

/* Sets one of the settings that are words. */
cohong_status trial_choose(trial *of, const char *setting, const char *word, cohong_error *error);

/* Makes the shock complete, after the last move: productivity under the elasticities that there are now. */
void trial_settle(trial *of);

/* Solves; how it ended stands in solution->outcome. Other settings need a new model, which costs several solves; other
 * elasticities need none where the world's own numbers are the base. Errors are those of cohong_model_new and cohong_model_solve. */
cohong_status trial_solve(trial *of, cohong_error *error);

/* The case that measures are computed from. */
cohong_case trial_case(const trial *of);

#endif
