/* GET and POST counterfactual: a scenario in, what it changes out, on a model that is kept ready.
 *   GET  ?scenario=NAME     one that ships
 *   POST                    the one in the body
 * Parameters: any setting (over what the scenario says), country=USA,CHN, table=countries|sectors|trade (CSV instead of JSON). */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "report/answers.h"
#include "report/tidy.h"
#include "serve/inside.h"

enum { PARAMETER_LIMIT = 48 };
static const char *const OWN_PARAMETERS[] = { "scenario", "country", "table" };
enum { OWN_COUNT = sizeof OWN_PARAMETERS / sizeof *OWN_PARAMETERS };

static const struct {
    const char *name;
    void (*write)(const run_parts *parts, file_writer *to);
} TABLES[] = { { "countries", tidy_countries }, { "sectors", tidy_sectors }, { "trade", tidy_trade } };
enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES, NO_TABLE = -1 };

/* A question read and answered. */
typedef struct question {
    cohong_scenario *scenario;
    bool *selected; /* N */
    int table;
    ready with;
} question;

/* ---- reading */

static bool parameters_are_known(const asked *what, answer *to)
{
    const char *known[PARAMETER_LIMIT];
    size_t rows, count = OWN_COUNT;
    const cohong_setting_row *settings = cohong_setting_rows(&rows);
    memcpy(known, OWN_PARAMETERS, sizeof OWN_PARAMETERS);
    for (size_t k = 0; k < rows && count < PARAMETER_LIMIT; k++) known[count++] = settings[k].name;
    return target_only(what->at, known, count, to);
}

static cohong_status set_settings(const target *at, cohong_settings *settings, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < at->parameter_count && status == COHONG_OK; k++) {
        const parameter *p = &at->parameters[k];
        bool own = false;
        for (size_t i = 0; i < OWN_COUNT && !own; i++) own = strcmp(OWN_PARAMETERS[i], p->name) == 0;
        if (!own) status = cohong_settings_set(settings, p->name, p->value, error);
    }
    return status;
}

static cohong_status read_table(const char *name, int *table, cohong_error *error)
{
    const char *names[TABLE_COUNT];
    char guess[160];
    *table = NO_TABLE;
    if (name == NULL) return COHONG_OK;
    for (int k = 0; k < TABLE_COUNT; k++) {
        names[k] = TABLES[k].name;
        if (strcmp(names[k], name) == 0) *table = k;
    }
    if (*table != NO_TABLE) return COHONG_OK;
    suggest_sentence(suggest_string(name, names, TABLE_COUNT), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "table: found \"%.60s\", expected countries, sectors or trade%s",
                name, guess);
}

/* The parameters beside the scenario, over what it says. */
static cohong_status read_parameters(const target *at, question *to, cohong_error *error)
{
    const cohong_world *world = to->scenario->world;
    to->selected = calloc(world->country_count, sizeof *to->selected);
    if (to->selected == NULL) return fail_memory(error);
    cohong_status status = set_settings(at, &to->scenario->settings, error);
    if (status == COHONG_OK) status = served_settings(&to->scenario->settings, error);
    if (status == COHONG_OK) status = read_table(target_parameter(at, "table"), &to->table, error);
    if (status == COHONG_OK)
        status = select_countries(target_parameter(at, "country"), world->countries, world->country_count, to->selected,
                                  error);
    return status;
}

/* ---- answering */

static void countries_json(const question *of, json *j)
{
    size_t count;
    const cohong_world *base = cohong_model_base(of->with.model);
    const cohong_measure *measures = cohong_measures(&count);
    const cohong_case at = { of->with.model, &of->scenario->shock, of->with.solution };
    bool converged = of->with.solution->outcome == COHONG_CONVERGED;
    json_key(j, "countries");
    json_array(j);
    for (size_t n = 0; converged && n < base->country_count; n++) {
        if (!of->selected[n]) continue;
        json_object(j);
        json_key_text(j, "country", base->countries[n].code);
        for (size_t k = 0; k < count; k++)
            if (measures[k].unit != COHONG_PERSONS || base->employment != NULL)
                json_key_number(j, measures[k].name, measures[k].of(&at, n));
        json_end(j);
    }
    json_end(j);
}

static void answer_in_json(const question *of, const cohong_run *run, answer *to)
{
    json j = json_to(&to->body);
    json_object(&j);
    run_members_json(run, &j);
    countries_json(of, &j);
    json_end(&j);
    answer_json(to, 200);
}

/* The same bytes as the file that `cohong run --out` writes. */
static cohong_status answer_in_csv(const question *of, const cohong_run *run, answer *to, cohong_error *error)
{
    run_parts parts;
    file_writer *writer;
    file_text content;
    cohong_status status = run_parts_new(run, &parts, error);
    if (status != COHONG_OK) return status;
    status = file_writer_in_memory(&writer, error);
    if (status == COHONG_OK) {
        TABLES[of->table].write(&parts, writer);
        status = file_writer_take(writer, &content, error);
    }
    run_parts_free(&parts);
    if (status != COHONG_OK) return status;
    to->status = 200;
    to->type = "text/csv; charset=utf-8";
    to->body = (text){ .bytes = content.bytes, .length = content.length };
    return COHONG_OK;
}

static cohong_status solve_and_answer(server *of, question *q, answer *to, cohong_error *error)
{
    double started = serve_clock();
    cohong_status status = pool_take(&of->models, q->scenario->world, &q->scenario->settings, &q->with, error);
    if (status != COHONG_OK) return status;
    status = cohong_model_solve(q->with.model, &q->scenario->shock, q->with.solution, error);
    if (status == COHONG_OK) {
        cohong_run run = { .scenario = q->scenario,
                           .model = q->with.model,
                           .solution = q->with.solution,
                           .seconds = serve_clock() - started };
        if (q->table == NO_TABLE)
            answer_in_json(q, &run, to);
        else
            status = answer_in_csv(q, &run, to, error);
    }
    pool_give(&of->models, &q->with);
    return status;
}

static void answer_scenario(server *of, const asked *what, const char *name, body *in, answer *to)
{
    question q = { 0 };
    cohong_error error = { 0 };
    cohong_status status = served_scenario(of, name, in != NULL ? &in->document : NULL, &q.scenario, &error);
    if (status == COHONG_OK) status = read_parameters(what->at, &q, &error);
    if (status == COHONG_OK) status = solve_and_answer(of, &q, to, &error);
    if (status != COHONG_OK) answer_failure(of, to, &error, in);
    free(q.selected);
    cohong_scenario_free(q.scenario);
}

void answer_counterfactual(server *of, const asked *what, answer *to)
{
    const char *name = target_parameter(what->at, "scenario");
    cohong_error error = { 0 };
    body in;
    if (!parameters_are_known(what, to)) return;
    if (asked_to(what, "POST") != (name == NULL)) {
        answer_refuse(to, 400,
                      name == NULL ? "?scenario=NAME is missing: GET solves a scenario that ships, POST one in the body"
                                   : "POST takes the scenario from the body, not from ?scenario=");
        return;
    }
    if (name != NULL) {
        if (catalogue_find(&of->data, SHELF_SCENARIOS, name, &error) == (size_t)-1)
            answer_error(to, 404, &error, NULL);
        else
            answer_scenario(of, what, name, NULL, to);
        return;
    }
    if (body_read(what->from->body, what->from->length, &in, &error) == COHONG_OK)
        answer_scenario(of, what, NULL, &in, to);
    else
        answer_failure(of, to, &error, &in);
    body_free(&in);
}
