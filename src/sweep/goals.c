/* The goals that a scenario file names: [[goal]] with vary, from, to, measure, and target or rise. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/toml.h"
#include "sweep/quantity.h"
#include "sweep/trial.h"

typedef struct goals_owner {
    cohong_goals goals;
    toml_file toml;
    char *path; /* places point to it */
} goals_owner;

void cohong_goals_free(cohong_goals *goals)
{
    if (goals == NULL) return;
    goals_owner *o = goals->memory;
    free(goals->list);
    toml_close(&o->toml);
    free(o->path);
    free(o);
}

/* Both ends of the range have to be numbers that the lever takes. */
static cohong_status check_range(const cohong_scenario *scenario, const toml_node *table, const cohong_goal *goal,
                                 cohong_error *error)
{
    lever by = { 0 };
    quantity measure = { 0 };
    cohong_status status = lever_read(scenario, goal->vary, toml_find(table, "vary")->at, &by, error);
    if (status == COHONG_OK)
        status = quantity_read(scenario->world, goal->measure, toml_find(table, "measure")->at, &measure, error);
    if (status == COHONG_OK) status = trial_takes(scenario, &by, goal->from, toml_find(table, "from")->at, error);
    if (status == COHONG_OK) status = trial_takes(scenario, &by, goal->to, toml_find(table, "to")->at, error);
    lever_free(&by);
    quantity_free(&measure);
    return status;
}

static cohong_status read_target(const toml_node *table, cohong_goal *to, cohong_error *error)
{
    const toml_node *target = toml_find(table, "target"), *rise = toml_find(table, "rise");
    if ((target == NULL) == (rise == NULL))
        return fail(error, COHONG_INCOMPLETE, rise != NULL ? rise->at : table->at,
                    "a goal needs either target, a value, or rise, which counts from the benchmark");
    to->rise = rise != NULL;
    return toml_number(table, to->rise ? "rise" : "target", true, &to->target, error);
}

static cohong_status read_goal(const cohong_scenario *scenario, const toml_node *table, cohong_goal *to,
                               cohong_error *error)
{
    static const char *const KNOWN[] = { "title", "vary", "from", "to", "measure", "target", "rise", "points" };
    long long points = 0;
    if (table->kind != TOML_TABLE)
        return fail(error, COHONG_SYNTAX, table->at, "key \"goal\": expected a list of tables: write [[goal]]");
    cohong_status status = toml_only(table, KNOWN, sizeof KNOWN / sizeof *KNOWN, error);
    if (status == COHONG_OK) status = toml_text(table, "title", false, &to->title, error);
    if (status == COHONG_OK) status = toml_text(table, "vary", true, &to->vary, error);
    if (status == COHONG_OK) status = toml_number(table, "from", true, &to->from, error);
    if (status == COHONG_OK) status = toml_number(table, "to", true, &to->to, error);
    if (status == COHONG_OK) status = toml_text(table, "measure", true, &to->measure, error);
    if (status == COHONG_OK) status = read_target(table, to, error);
    if (status == COHONG_OK) status = toml_whole(table, "points", false, &points, error);
    if (status != COHONG_OK) return status;
    if (points != 0 && (points < 3 || points > 1001))
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(table, "points")->at, "points: %lld, expected 3 to 1001",
                    points);
    to->points = (size_t)points;
    return check_range(scenario, table, to, error);
}

static cohong_status read_all(const cohong_scenario *scenario, goals_owner *o, cohong_error *error)
{
    cohong_status status = toml_read(o->path, &o->toml, error);
    if (status != COHONG_OK) return status;
    const toml_node *list = toml_find(o->toml.root, "goal");
    if (list == NULL) return COHONG_OK;
    if (list->kind != TOML_ARRAY)
        return fail(error, COHONG_SYNTAX, list->at, "key \"goal\": expected a list of tables: write [[goal]]");
    o->goals.list = calloc(list->count > 0 ? list->count : 1, sizeof *o->goals.list);
    if (o->goals.list == NULL) return fail_memory(error);
    for (const toml_node *table = list->first; table != NULL && status == COHONG_OK; table = table->next)
        status = read_goal(scenario, table, &o->goals.list[o->goals.count++], error);
    return status;
}

cohong_status cohong_goals_read(const cohong_scenario *scenario, cohong_goals **goals, cohong_error *error)
{
    *goals = NULL;
    goals_owner *o = calloc(1, sizeof *o);
    if (o == NULL) return fail_memory(error);
    o->goals.memory = o;
    size_t length = strlen(scenario->path);
    o->path = malloc(length + 1);
    if (o->path != NULL) memcpy(o->path, scenario->path, length + 1);
    cohong_status status = o->path != NULL ? read_all(scenario, o, error) : fail_memory(error);
    if (status == COHONG_OK)
        *goals = &o->goals;
    else
        cohong_goals_free(&o->goals);
    return status;
}
