/* What the files of the server share. */
#ifndef COHONG_SERVE_INSIDE_H
#define COHONG_SERVE_INSIDE_H

#include "report/json.h"
#include "serve/body.h"
#include "serve/catalogue.h"
#include "serve/pool.h"
#include "serve/server.h"

/* What is computed in the background, in tasks.c. */
typedef struct task_list task_list;

struct server {
    server_config config;
    char *page; /* resolved; NULL: none */
    catalogue data;
    pool models;
    task_list *tasks;
};

/* A request with its target taken apart. `rest` are the segments behind /api/v1/NAME. */
typedef struct asked {
    const request *from;
    const target *at;
    const char *const *rest;
    size_t rest_count;
} asked;

/* What a request may ask of: each answers every method that its row in server.c names. */
void answer_worlds(server *of, const asked *what, answer *to);
void answer_scenarios(server *of, const asked *what, answer *to);
void answer_sweeps(server *of, const asked *what, answer *to);
void answer_counterfactual(server *of, const asked *what, answer *to);
void answer_runs(server *of, const asked *what, answer *to);
void answer_diff(server *of, const asked *what, answer *to);
void answer_tasks(server *of, const asked *what, answer *to);

/* ---- shared parts */

/* Whether a request has the method; HEAD is GET whose body is not sent. */
bool asked_to(const asked *what, const char *method);

/* Ends an answer whose body has been written as JSON. */
void answer_json(answer *to, int status);

/* An error of a call, with the status that fits it. `in` is the body that it may have come from; NULL: none. */
void answer_failure(const server *of, answer *to, const cohong_error *error, const body *in);

/* Seconds of a clock that never jumps. */
double serve_clock(void);

/* Reads a scenario: the document (a table of a body), or where it is NULL the one of that name. In a document `world` may be just the
 * name of a world. Its world is one that the catalogue keeps, so that models of it may outlive the scenario. */
cohong_status served_scenario(server *of, const char *name, toml_file *document, cohong_scenario **scenario,
                              cohong_error *error);

/* Refuses settings that would have a solve go on for longer than people wait. */
cohong_status served_settings(const cohong_settings *settings, cohong_error *error);

/* Marks the countries of a list "USA,CHN" (NULL: all) in an array of `count`. */
cohong_status select_countries(const char *list, const cohong_country *countries, size_t count, bool *selected,
                               cohong_error *error);

/* Starts and ends the work on tasks. */
cohong_status tasks_new(server *of, cohong_error *error);
void tasks_free(server *of);

#endif
