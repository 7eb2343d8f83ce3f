/* What every answer of a scenario says of itself, as JSON. */
#include "report/answers.h"

void run_members_json(const cohong_run *of, json *j)
{
    const cohong_world *world = of->scenario->world;
    bool converged = of->solution->outcome == COHONG_CONVERGED;
    json_key_text(j, "title", of->scenario->title);
    json_key_text(j, "world", world->name);
    json_key_whole(j, "year", world->year);
    json_key_text(j, "currency", world->currency);
    json_key_number(j, "unit", world->unit);
    json_key(j, "settings");
    json_object(j);
    run_settings_json(&of->scenario->settings, j);
    json_end(j);
    run_base_json(of->model, j);
    json_key_text(j, "outcome", cohong_outcome_name(of->solution->outcome));
    json_key_text(j, "why", converged ? NULL : of->solution->why);
    json_key_whole(j, "iterations", (int64_t)of->solution->iterations);
    json_key_number(j, "seconds", of->seconds);
    run_residuals_json(of->solution, j);
}
