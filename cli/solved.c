/* A scenario read, set up and solved. */
#include "solved.h"

#include <stdio.h>

#include "data.h"

static cohong_status set_up(const char *path, bool use_cache, const given *flags, solved *to, cohong_error *error)
{
    cohong_status status =
        cohong_scenario_read(path, use_cache ? COHONG_CACHE_AUTO : COHONG_CACHE_OFF, &to->scenario, error);
    if (status == COHONG_OK && flags != NULL) status = options_apply(flags, &to->scenario->settings, error);
    if (status == COHONG_OK) status = cohong_model_new(to->scenario->world, &to->scenario->settings, &to->model, error);
    if (status == COHONG_OK) status = cohong_solution_new(to->model, true, &to->solution, error);
    return status;
}

int solved_new(const char *scenario_path, bool use_cache, bool quiet, const given *flags, solved *to)
{
    cohong_error error = { 0 };
    char found[DATA_PATH];
    *to = (solved){ .started = screen_clock() };
    screen_working("solving", quiet);
    cohong_status status = set_up(data_find(scenario_path, found), use_cache, flags, to, &error);
    double before = screen_clock();
    if (status == COHONG_OK) status = cohong_model_solve(to->model, &to->scenario->shock, to->solution, &error);
    to->solve_seconds = screen_clock() - before;
    screen_worked();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

void solved_free(solved *of)
{
    cohong_solution_free(of->solution);
    cohong_model_free(of->model);
    cohong_scenario_free(of->scenario);
    *of = (solved){ 0 };
}

const char *unit_text(const char *currency, double unit, int year, char to[PEOPLE_SIZE * 2])
{
    char year_text[16] = "", scale[32];
    if (year != 0) snprintf(year_text, sizeof year_text, ", %d", year);
    const char *word = unit == 1 ? "" : unit == 1e3 ? " thousand" : unit == 1e6 ? " million" : unit == 1e9 ? " billion" : NULL;
    if (word == NULL) snprintf(scale, sizeof scale, " x %g", unit);
    snprintf(to, (size_t)PEOPLE_SIZE * 2, "%.20s%s%s", currency, word != NULL ? word : scale, year_text);
    return to;
}
