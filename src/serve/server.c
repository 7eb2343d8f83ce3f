/* Who may ask, what there is to ask for, and which file answers it. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "serve/inside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "serve/page.h"

/* An address /api/v1/NAME, with what may follow it. */
typedef struct route {
    const char *name;
    size_t least_rest, most_rest;
    const char *methods;
    const char *about;
    void (*answer)(server *of, const asked *what, answer *to);
} route;

static const route ROUTES[] = {
    { "worlds", 0, 0, "GET", "the worlds that ship", answer_worlds },
    { "worlds", 1, 1, "GET", "one world: countries, sectors, accounts", answer_worlds },
    { "scenarios", 0, 0, "GET", "the scenarios that ship", answer_scenarios },
    { "scenarios", 1, 1, "GET", "one scenario with its text", answer_scenarios },
    { "sweeps", 0, 0, "GET", "the sweeps that ship", answer_sweeps },
    { "counterfactual", 0, 0, "GET, POST", "solves a scenario that ships (GET) or the one in the body (POST)",
      answer_counterfactual },
    { "runs", 0, 0, "GET", "the stored runs", answer_runs },
    { "runs", 1, 1, "GET", "one stored run with its values", answer_runs },
    { "diff", 0, 0, "GET", "two stored runs side by side: ?a=ID&b=ID", answer_diff },
    { "tasks", 0, 0, "GET, POST", "what is computed in the background; POST starts a sweep or a game", answer_tasks },
    { "tasks", 1, 1, "GET, DELETE", "one of them, with its result when it is done; DELETE cancels it", answer_tasks },
};
enum { ROUTE_COUNT = sizeof ROUTES / sizeof *ROUTES };

/* ---- shared parts */

void answer_json(answer *to, int status)
{
    to->status = status;
    to->type = "application/json";
}

static const char *code_of(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

bool asked_to(const asked *what, const char *method)
{
    const char *sent = what->from->method;
    return strcmp(sent, method) == 0 || (strcmp(sent, "HEAD") == 0 && strcmp(method, "GET") == 0);
}

/* Where data stand on this machine is nobody's business: paths in places count from the data folder. */
void answer_failure(const server *of, answer *to, const cohong_error *error, const body *in)
{
    cohong_error told = *error;
    size_t length = strlen(of->data.folder);
    if (strncmp(told.file, of->data.folder, length) == 0 && told.file[length] == '/')
        memmove(told.file, told.file + length + 1, strlen(told.file + length + 1) + 1);
    text pointer = { 0 };
    bool has_pointer = in != NULL && body_pointer(in, error, &pointer) && !pointer.failed;
    answer_error(to, http_status_of(told.status), &told, has_pointer ? pointer.bytes : NULL);
    text_free(&pointer);
}

double serve_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

cohong_status select_countries(const char *list, const cohong_country *countries, size_t count, bool *selected,
                               cohong_error *error)
{
    char code[COHONG_CODE_SIZE], guess[160];
    for (size_t n = 0; n < count; n++) selected[n] = list == NULL;
    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, ","), found = count;
        snprintf(code, sizeof code, "%.*s", (int)(length < sizeof code ? length : sizeof code - 1), list);
        for (size_t n = 0; n < count; n++)
            if (strcmp(code, countries[n].code) == 0) found = n;
        if (found == count) {
            suggest_sentence(suggest(code, countries, count, code_of), guess, sizeof guess);
            return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "there is no country \"%s\"%s", code, guess);
        }
        selected[found] = true;
        list += length + (list[length] == ',');
    }
    return COHONG_OK;
}

/* ---- routing */

/* Whether a list "GET, POST" has the method. */
static bool allows(const char *methods, const char *method)
{
    size_t length = strlen(method);
    if (strcmp(method, "HEAD") == 0) return allows(methods, "GET");
    for (const char *at = methods; *at != '\0'; at += strcspn(at, ","), at += strspn(at, ", "))
        if (strncmp(at, method, length) == 0 && (at[length] == ',' || at[length] == '\0')) return true;
    return false;
}

static void refuse_method(const char *methods, const char *method, answer *to)
{
    answer_refuse(to, 405, "the method \"%.20s\" does not go with this address, which takes %s", method, methods);
    to->allow = methods;
}

static void answer_contents(answer *to)
{
    json j = json_to(&to->body);
    json_object(&j);
    json_key_text(&j, "engine", "cohong");
    json_key_text(&j, "version", COHONG_VERSION);
    json_key_whole(&j, "api", 1);
    json_key(&j, "addresses");
    json_array(&j);
    for (size_t k = 0; k < ROUTE_COUNT; k++) {
        text address = { 0 };
        text_format(&address, "/api/v1/%s%s", ROUTES[k].name, ROUTES[k].least_rest > 0 ? "/NAME" : "");
        to->body.failed |= address.failed;
        json_object(&j);
        json_key_text(&j, "address", address.failed ? NULL : address.bytes);
        json_key_text(&j, "methods", ROUTES[k].methods);
        json_key_text(&j, "about", ROUTES[k].about);
        json_end(&j);
        text_free(&address);
    }
    json_end(&j);
    json_end(&j);
    answer_json(to, 200);
}

static void refuse_name(const char *name, answer *to)
{
    const char *names[ROUTE_COUNT];
    char guess[160];
    for (size_t k = 0; k < ROUTE_COUNT; k++) names[k] = ROUTES[k].name;
    suggest_sentence(suggest_string(name, names, ROUTE_COUNT), guess, sizeof guess);
    answer_refuse(to, 404, "there is no /api/v1/%.60s%s", name, guess);
}

/* Behind /api/v1. */
static void answer_api(server *of, const request *from, const target *at, answer *to)
{
    asked what = { from, at, at->segments + 3, at->segment_count > 3 ? at->segment_count - 3 : 0 };
    if (at->segment_count == 2) {
        if (allows("GET", from->method))
            answer_contents(to);
        else
            refuse_method("GET", from->method, to);
        return;
    }
    for (size_t k = 0; k < ROUTE_COUNT; k++) {
        const route *r = &ROUTES[k];
        if (strcmp(r->name, at->segments[2]) != 0 || what.rest_count < r->least_rest || what.rest_count > r->most_rest)
            continue;
        if (allows(r->methods, from->method))
            r->answer(of, &what, to);
        else
            refuse_method(r->methods, from->method, to);
        return;
    }
    refuse_name(at->segments[2], to);
}

static void answer_target(server *of, const request *from, const target *at, answer *to)
{
    bool is_api = at->segment_count > 0 && strcmp(at->segments[0], "api") == 0;
    if (is_api && at->segment_count > 1 && strcmp(at->segments[1], "v1") == 0)
        answer_api(of, from, at, to);
    else if (is_api)
        answer_refuse(to, 404, "the interface has one version: /api/v1/");
    else if (!allows("GET", from->method))
        refuse_method("GET", from->method, to);
    else
        page_answer(of->page, at, from->if_none_match, to); /* which may have parameters of its own */
}

void server_answer(server *of, const request *from, answer *to)
{
    target at;
    *to = (answer){ 0 };
    if (!host_is_ours(from->host, of->config.address) && !host_is_ours(from->host, of->config.names)) {
        answer_refuse(to, from->host == NULL ? 400 : 421, "the Host header names no host that is served here");
    } else if (!origin_is_ours(from->origin, from->host)) {
        answer_refuse(to, 403, "the request comes from a page of another origin");
    } else if (target_read(from->target, &at, to)) {
        answer_target(of, from, &at, to);
        target_free(&at);
    }
    if (to->body.failed) answer_refuse(to, 503, "out of memory");
}

/* ---- setup */

cohong_status server_new(const server_config *config, server **made, cohong_error *error)
{
    server *of = calloc(1, sizeof *of);
    *made = NULL;
    if (of == NULL) return fail_memory(error);
    of->config = *config;
    cohong_status status = catalogue_new(&of->data, config->data, error);
    if (status != COHONG_OK) {
        free(of);
        return status;
    }
    pool_new(&of->models, config->slots > 0 ? config->slots : 1);
    if (config->page != NULL && (of->page = realpath(config->page, NULL)) == NULL)
        status = fail(error, COHONG_NO_FILE, (place){ .file = config->page }, "no such folder: %s", strerror(errno));
    if (status == COHONG_OK) status = tasks_new(of, error);
    if (status == COHONG_OK)
        *made = of;
    else
        server_free(of);
    return status;
}

void server_free(server *of)
{
    if (of == NULL) return;
    tasks_free(of);
    pool_free(&of->models);
    catalogue_free(&of->data);
    free(of->page);
    free(of);
}
