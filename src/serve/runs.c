/* GET runs and diff: what the store holds. A store that is not there yet holds nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "report/answers.h"
#include "serve/inside.h"

/* *store stays NULL without an error when there is no store. */
static cohong_status open_store(const server *of, cohong_store **store, cohong_error *error)
{
    *store = NULL;
    if (of->config.store == NULL || !file_exists(of->config.store)) return COHONG_OK;
    return cohong_store_open(of->config.store, COHONG_STORE_EXISTING, store, error);
}

static void list_runs(server *of, answer *to)
{
    cohong_store *store;
    cohong_stored *all = NULL;
    cohong_error error = { 0 };
    cohong_status status = open_store(of, &store, &error);
    if (status == COHONG_OK && store != NULL) status = cohong_store_list(store, &all, &error);
    if (status == COHONG_OK) {
        const cohong_stored none = { 0 };
        text_add(&to->body, "{\n\"runs\": ");
        stored_list_json(all != NULL ? all : &none, &to->body);
        text_add(&to->body, "}\n");
        answer_json(to, 200);
    } else {
        answer_failure(of, to, &error, NULL);
    }
    cohong_stored_free(all);
    cohong_store_close(store);
}

/* In the order of the table of measures, then of the countries. */
static void values_json(const cohong_stored *of, bool pair, json *j)
{
    json_key(j, "values");
    json_array(j);
    for (size_t k = 0; k < of->value_count; k++) {
        const cohong_stored_value *v = &of->values[k];
        json_object(j);
        json_key_text(j, "country", v->country);
        json_key_text(j, "measure", v->measure);
        json_key_number(j, pair ? "a" : "value", v->a);
        if (pair) {
            json_key_number(j, "b", v->b);
            json_key_number(j, "difference", v->difference);
        }
        json_end(j);
    }
    json_end(j);
}

static void run_members(const cohong_stored_run *run, json *j)
{
    json_key_whole(j, "id", run->id);
    json_key_text(j, "name", run->name);
    json_key_text(j, "title", run->title);
    json_key_text(j, "created", run->created);
    json_key_text(j, "currency", run->currency);
    json_key_number(j, "unit", run->unit);
    json_key(j, "manifest");
    json_raw(j, run->manifest);
}

/* The id of a run, or the answer: 404 where there is no such run. */
static bool find_run(const server *of, cohong_store *store, const char *name, int64_t *id, answer *to)
{
    cohong_error error = { 0 };
    if (store == NULL) {
        answer_refuse(to, 404, "there is no run \"%.60s\": no run is stored yet", name);
        return false;
    }
    if (cohong_store_find(store, name, id, &error) == COHONG_OK) return true;
    if (error.status == COHONG_UNKNOWN_NAME)
        answer_refuse(to, 404, "%s", error.message);
    else
        answer_failure(of, to, &error, NULL);
    return false;
}

static void show_run(server *of, const char *name, answer *to)
{
    cohong_store *store;
    cohong_stored *stored = NULL;
    cohong_error error = { 0 };
    int64_t id;
    if (open_store(of, &store, &error) != COHONG_OK) {
        answer_failure(of, to, &error, NULL);
    } else if (find_run(of, store, name, &id, to)) {
        if (cohong_store_show(store, id, &stored, &error) == COHONG_OK) {
            json j = json_to(&to->body);
            json_object(&j);
            run_members(&stored->runs[0], &j);
            values_json(stored, false, &j);
            json_end(&j);
            answer_json(to, 200);
        } else {
            answer_failure(of, to, &error, NULL);
        }
    }
    cohong_stored_free(stored);
    cohong_store_close(store);
}

static void show_diff(const server *of, cohong_store *store, const int64_t ids[2], answer *to)
{
    static const char *const KEYS[2] = { "a", "b" };
    cohong_stored *stored;
    cohong_error error = { 0 };
    if (cohong_store_diff(store, ids[0], ids[1], &stored, &error) != COHONG_OK) {
        answer_failure(of, to, &error, NULL);
        return;
    }
    json j = json_to(&to->body);
    json_object(&j);
    for (size_t k = 0; k < 2; k++) {
        json_key(&j, KEYS[k]);
        json_object(&j);
        run_members(&stored->runs[k], &j);
        json_end(&j);
    }
    values_json(stored, true, &j);
    json_end(&j);
    answer_json(to, 200);
    cohong_stored_free(stored);
}

void answer_runs(server *of, const asked *what, answer *to)
{
    if (!target_only(what->at, NULL, 0, to)) return;
    if (what->rest_count == 0)
        list_runs(of, to);
    else
        show_run(of, what->rest[0], to);
}

void answer_diff(server *of, const asked *what, answer *to)
{
    static const char *const KNOWN[] = { "a", "b" };
    const char *a = target_parameter(what->at, "a"), *b = target_parameter(what->at, "b");
    cohong_store *store;
    cohong_error error = { 0 };
    int64_t ids[2];
    if (!target_only(what->at, KNOWN, 2, to)) return;
    if (a == NULL || b == NULL) {
        answer_refuse(to, 400, "two runs are needed: ?a=ID&b=ID");
        return;
    }
    if (open_store(of, &store, &error) != COHONG_OK)
        answer_failure(of, to, &error, NULL);
    else if (find_run(of, store, a, &ids[0], to) && find_run(of, store, b, &ids[1], to))
        show_diff(of, store, ids, to);
    cohong_store_close(store);
}
