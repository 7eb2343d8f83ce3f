/* The server without sockets: a request in, an answer out. Numbers are compared with the library's own calls; what is refused, with the
 * status and the place that docs/serve.md promises.
 * Labels: threads */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "serve/server.h"

#include <cmocka.h>
#include <jansson.h>

#include "test_serve_asking.h"

static const char DATA[] = COHONG_SOURCE_DIR "/data";
static const char SCENARIO[] = COHONG_SOURCE_DIR "/data/scenarios/us-china-2018-19.toml";
static const char SECRET[] = "nobody is to read this";

static char folder[64], page[96], store[96];

/* ---- a server with a page of its own: FOLDER/page; FOLDER/secret.txt is outside, though links lead there */

static void in_folder(const char *name, char path[160])
{
    snprintf(path, 160, "%s/%s", folder, name);
}

static void put(const char *name, const char *content)
{
    char path[160];
    in_folder(name, path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void store_a_run(void)
{
    cohong_store *to;
    cohong_run run = { .name = "both", .created = "2018-07-06T04:01:00Z" };
    cohong_scenario *s;
    cohong_model *model;
    cohong_solution *solution;
    int64_t id;
    assert_int_equal(cohong_scenario_read(SCENARIO, COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_new(s->world, &s->settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &s->shock, solution, NULL), COHONG_OK);
    run.scenario = s;
    run.model = model;
    run.solution = solution;
    assert_int_equal(cohong_store_open(store, COHONG_STORE_CREATE, &to, NULL), COHONG_OK);
    assert_int_equal(cohong_store_put(to, &run, &id, NULL), COHONG_OK);
    assert_int_equal(cohong_store_put(to, &run, &id, NULL), COHONG_OK);
    cohong_store_close(to);
    cohong_solution_free(solution);
    cohong_model_free(model);
    cohong_scenario_free(s);
}

static int setup(void **state)
{
    char link[160], to[160];
    (void)state;
    strcpy(folder, "/tmp/cohong-serve-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(page, sizeof page, "%s/page", folder);
    snprintf(store, sizeof store, "%s/runs.db", folder);
    assert_int_equal(mkdir(page, 0700), 0);
    put("secret.txt", SECRET);
    put("page/index.html", "<p>the page</p>\n");
    put("page/x.js", "1\n");
    in_folder("page/link.txt", link);
    in_folder("secret.txt", to);
    assert_int_equal(symlink(to, link), 0);
    in_folder("page/up", link);
    assert_int_equal(symlink("..", link), 0);
    store_a_run();
    server_config config = { .data = DATA, .page = page, .store = store, .slots = 2 };
    assert_int_equal(server_new(&config, &served, NULL), COHONG_OK);
    return 0;
}

static int teardown(void **state)
{
    static const char *const NAMES[] = { "secret.txt", "page/index.html", "page/x.js",   "page/link.txt",
                                         "page/up",    "runs.db",         "runs.db-wal", "runs.db-shm" };
    char path[160];
    (void)state;
    server_free(served);
    for (size_t k = 0; k < sizeof NAMES / sizeof *NAMES; k++) {
        in_folder(NAMES[k], path);
        unlink(path);
    }
    rmdir(page);
    return rmdir(folder);
}

/* ---- counterfactuals */

static json_t *country_of(json_t *from, const char *code)
{
    size_t k;
    json_t *row;
    json_array_foreach(json_object_get(from, "countries"), k,
                       row) if (strcmp(json_string_value(json_object_get(row, "country")), code) == 0) return row;
    fail_msg("no country %s", code);
    return NULL;
}

/* Numbers travel as the shortest text that reads back to the same bits. */
static void compare_with_the_library(json_t *from, const char *path, const char *deficits)
{
    cohong_scenario *s;
    cohong_model *model;
    cohong_solution *solution;
    size_t count;
    const cohong_measure *measures = cohong_measures(&count);
    assert_int_equal(cohong_scenario_read(path, COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_settings_set(&s->settings, "deficits", deficits, NULL), COHONG_OK);
    assert_int_equal(cohong_model_new(s->world, &s->settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &s->shock, solution, NULL), COHONG_OK);
    const cohong_case at = { model, &s->shock, solution };
    for (size_t n = 0; n < s->world->country_count; n++) {
        json_t *row = country_of(from, s->world->countries[n].code);
        for (size_t k = 0; k < count; k++) {
            double expected = measures[k].of(&at, n);
            json_t *value = json_object_get(row, measures[k].name);
            if (expected == expected)
                assert_true(json_number_value(value) == expected);
            else
                assert_true(json_is_null(value));
        }
    }
    cohong_solution_free(solution);
    cohong_model_free(model);
    cohong_scenario_free(s);
}

static void a_counterfactual_is_the_librarys(void **state)
{
    (void)state;
    for (int again = 0; again < 2; again++) { /* with a new model and with one that was kept */
        json_t *from = good("GET", "/api/v1/counterfactual?scenario=us-china-2018-19", NULL, 200);
        compare_with_the_library(from, SCENARIO, "fixed");
        json_decref(from);
        from = good("GET", "/api/v1/counterfactual?scenario=us-china-2018-19&deficits=zero", NULL, 200);
        compare_with_the_library(from, SCENARIO, "zero");
        json_decref(from);
    }
}

static void a_document_may_be_toml_or_json(void **state)
{
    static const char TOML[] =
        "title = \"both\"\nworld = \"seven-2017\"\n[closure]\ndeficits = \"zero\"\n"
        "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nadd_file = \"us-on-china-2018-19.csv\"\n"
        "[[tariff]]\nimporter = \"CHN\"\nexporter = \"USA\"\nadd_file = \"china-on-us-2018-19.csv\"\n";
    static const char JSON[] =
        " {\"title\": \"both\", \"world\": \"seven-2017\", \"closure\": {\"deficits\": \"zero\"}, \"tariff\": ["
        "{\"importer\": \"USA\", \"exporter\": \"CHN\", \"add_file\": \"us-on-china-2018-19.csv\"},"
        "{\"importer\": [\"CHN\"], \"exporter\": \"USA\", \"add_file\": \"china-on-us-2018-19.csv\"}]}";
    (void)state;
    json_t *from = good("POST", "/api/v1/counterfactual", TOML, 200);
    compare_with_the_library(from, SCENARIO, "zero");
    json_decref(from);
    from = good("POST", "/api/v1/counterfactual", JSON, 200);
    compare_with_the_library(from, SCENARIO, "zero");
    json_decref(from);
}

static void a_table_is_the_file_of_a_run(void **state)
{
    static const char *const TABLES[] = { "countries", "sectors", "trade" };
    cohong_run run = { 0 };
    cohong_scenario *s;
    cohong_model *model;
    cohong_solution *solution;
    char out[160], path[200], address[160];
    (void)state;
    assert_int_equal(cohong_scenario_read(SCENARIO, COHONG_CACHE_OFF, &s, NULL), COHONG_OK);
    assert_int_equal(cohong_model_new(s->world, &s->settings, &model, NULL), COHONG_OK);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    assert_int_equal(cohong_model_solve(model, &s->shock, solution, NULL), COHONG_OK);
    run.scenario = s;
    run.model = model;
    run.solution = solution;
    in_folder("out", out);
    assert_int_equal(cohong_results_write(out, &run, NULL), COHONG_OK);
    for (size_t k = 0; k < 3; k++) {
        file_text file;
        snprintf(path, sizeof path, "%s/%s.csv", out, TABLES[k]);
        snprintf(address, sizeof address, "/api/v1/counterfactual?scenario=us-china-2018-19&table=%s", TABLES[k]);
        assert_int_equal(file_read(path, 0, &file, NULL), COHONG_OK);
        answer to = ask("GET", address, NULL);
        assert_int_equal(to.status, 200);
        assert_string_equal(to.type, "text/csv; charset=utf-8");
        assert_int_equal(to.body.length, file.length);
        assert_memory_equal(to.body.bytes, file.bytes, file.length);
        answer_free(&to);
        free(file.bytes);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/run.json", out);
    unlink(path);
    rmdir(out);
    cohong_solution_free(solution);
    cohong_model_free(model);
    cohong_scenario_free(s);
}

static void no_equilibrium_is_an_answer(void **state)
{
    (void)state;
    json_t *from = good("GET", "/api/v1/counterfactual?scenario=us-china-2018-19&iteration_limit=2", NULL, 200);
    assert_string_equal(json_string_value(json_object_get(from, "outcome")), "iteration limit");
    assert_int_equal(json_array_size(json_object_get(from, "countries")), 0);
    json_decref(from);
    bad(422, "has not converged", "", "GET",
        "/api/v1/counterfactual?scenario=us-china-2018-19&iteration_limit=2&table=trade", NULL);
}

static void countries_may_be_selected(void **state)
{
    (void)state;
    json_t *from = good("GET", "/api/v1/counterfactual?scenario=us-china-2018-19&country=CHN%2CUSA", NULL, 200);
    assert_int_equal(json_array_size(json_object_get(from, "countries")), 2);
    json_decref(from);
    bad(422, "did you mean \"USA\"", "", "GET", "/api/v1/counterfactual?scenario=us-china-2018-19&country=USB", NULL);
}

/* ---- what is refused */

static void bad_documents_say_where(void **state)
{
    static const char AT[] = "/api/v1/counterfactual";
    (void)state;
    bad(422, "the body is empty", "", "POST", AT, "");
    bad(422, "the body is empty", "", "POST", AT, " \n\t");
    bad(400, "could not determine value type", "2:9", "POST", AT, "title = \"a\"\nworld = = 3\n");
    bad(422, "did you mean \"sector\"", "5:1", "POST", AT,
        "world = \"seven-2017\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsectro = \"A\"\nadd = 0.1\n");
    bad(422, "did you mean \"seven-2017\"", "1:1", "POST", AT, "world = \"seven-2016\"\n");
    bad(400, "JSON: ", "2:1", "POST", AT, "{\"world\":\n}");
    bad(422, "did you mean \"CHN\"", "/tariff/1/exporter", "POST", AT,
        "{\"world\": \"seven-2017\", \"tariff\": [{\"importer\": \"USA\", \"exporter\": \"CHN\", \"add\": 0.1},"
        "{\"importer\": \"USA\", \"exporter\": \"CHM\", \"add\": 0.1}]}");
    bad(400, "found null", "/a~1b/0", "POST", AT, "{\"a/b\": [null]}");
    bad(400, "found a text, expected a number", "/tariff/0/add", "POST", AT,
        "{\"world\": \"seven-2017\", \"tariff\": [{\"importer\": \"USA\", \"exporter\": \"CHN\", \"add\": \"x\"}]}");
    bad(422, "iteration_limit: found 6000, expected at most 5000", "", "POST", AT,
        "world = \"seven-2017\"\n[solver]\niteration_limit = 6000\n");
}

static void nested_too_deeply(void **state)
{
    char deep[4096];
    (void)state;
    memset(deep, '[', 2000);
    memcpy(deep, "{\"a\":", 5);
    memset(deep + 2000, ']', 1995);
    strcpy(deep + 3995, "}");
    bad(400, "nested more than 32 deep", "/a/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", "POST",
        "/api/v1/counterfactual", deep);
}

/* No file outside the data folder, whatever a scenario names. */
static void documents_name_no_other_files(void **state)
{
    char content[400];
    (void)state;
    snprintf(content, sizeof content, "world = \"%s\"\n", folder);
    bad(422, "none of the files that may be named here", "1:1", "POST", "/api/v1/counterfactual", content);
    snprintf(
        content, sizeof content,
        "world = \"seven-2017\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nadd_file = \"%s/secret.txt\"\n",
        folder);
    bad(422, "none of the files that may be named here", "5:1", "POST", "/api/v1/counterfactual", content);
    bad(422, "none of the files that may be named here", "1:1", "POST", "/api/v1/counterfactual",
        "world = \"../../src\"\n");
}

static void bad_requests_say_why(void **state)
{
    (void)state;
    bad(404, "did you mean \"worlds\"", "", "GET", "/api/v1/world", NULL);
    bad(404, "the interface has one version", "", "GET", "/api/v2/worlds", NULL);
    bad(404, "did you mean \"seven-2017\"", "", "GET", "/api/v1/worlds/seven-2071", NULL);
    bad(404, "there is no scenario", "", "GET", "/api/v1/counterfactual?scenario=x", NULL);
    bad(400, "?scenario=NAME is missing", "", "GET", "/api/v1/counterfactual", NULL);
    bad(400, "POST takes the scenario from the body", "", "POST", "/api/v1/counterfactual?scenario=x", "a = 1");
    bad(400, "did you mean \"deficits\"", "", "GET", "/api/v1/counterfactual?scenario=x&deficit=zero", NULL);
    bad(400, "given twice", "", "GET", "/api/v1/counterfactual?scenario=x&scenario=y", NULL);
    bad(422, "did you mean \"zero\"", "", "GET", "/api/v1/counterfactual?scenario=us-china-2018-19&deficits=zer", NULL);
    bad(422, "did you mean", "", "GET", "/api/v1/counterfactual?scenario=us-china-2018-19&table=trad", NULL);
    bad(405, "which takes GET", "", "DELETE", "/api/v1/worlds", NULL);
    bad(405, "which takes GET", "", "POST", "/", NULL);
    bad(404, "no run \"nine\"", "", "GET", "/api/v1/runs/nine", NULL);
    bad(400, "two runs are needed", "", "GET", "/api/v1/diff?a=1", NULL);
    bad(404, "there is no task", "", "GET", "/api/v1/tasks/77", NULL);
    bad(404, "there is no task", "", "GET", "/api/v1/tasks/-1", NULL);
    bad(422, "did you mean \"nash\"", "1:1", "POST", "/api/v1/tasks", "kind = \"nahs\"\n");
    bad(422, "key \"scenario\": there is no scenario", "/scenario", "POST", "/api/v1/tasks",
        "{\"kind\": \"nash\", \"scenario\": \"x\"}");
    bad(422, "did you mean \"USA\"", "3:1", "POST", "/api/v1/tasks",
        "{\"kind\": \"nash\", \"document\": \"world = \\\"seven-2017\\\"\\n[[tariff]]\\nimporter = \\\"USB\\\"\\n\"}");
    bad(422, "given already", "/document", "POST", "/api/v1/tasks",
        "{\"kind\": \"nash\", \"document\": \"world = 1\", \"scenario\": \"us-china-2018-19\"}");
    bad(422, "key \"players\": there is no country \"USB\"", "/players/0", "POST", "/api/v1/tasks",
        "{\"kind\": \"nash\", \"scenario\": \"us-china-2018-19\", \"players\": [\"USB\"]}");
    bad(422, "one country's", "/players", "POST", "/api/v1/tasks",
        "{\"kind\": \"best-response\", \"scenario\": \"us-china-2018-19\", \"players\": [\"USA\", \"CHN\"]}");
    bad(422, "deficits", "/settings/deficits", "POST", "/api/v1/tasks",
        "{\"kind\": \"nash\", \"scenario\": \"us-china-2018-19\", \"settings\": {\"deficits\": \"x\"}}");
}

static void methods_of_an_address(void **state)
{
    (void)state;
    answer to = ask("DELETE", "/api/v1/worlds", NULL);
    assert_string_equal(to.allow, "GET");
    answer_free(&to);
}

static void nothing_outside_the_page_is_served(void **state)
{
    static const char *const TARGETS[] = { "/../secret.txt",
                                           "/%2e%2e/secret.txt",
                                           "/..%2fsecret.txt",
                                           "/..%5csecret.txt",
                                           "/x/../../secret.txt",
                                           "/link.txt",
                                           "/up/secret.txt",
                                           "//secret.txt",
                                           "/.",
                                           "/./x.js",
                                           "/x.js%00.html",
                                           "/up",
                                           "/up/",
                                           "secret.txt",
                                           "/%zz",
                                           "/%",
                                           "/%2",
                                           "/\x7f",
                                           "/\\..\\secret.txt",
                                           "" };
    (void)state;
    for (size_t k = 0; k < sizeof TARGETS / sizeof *TARGETS; k++) {
        answer to = ask("GET", TARGETS[k], NULL);
        if (to.status != 404 && to.status != 400) fail_msg("%s: %d", TARGETS[k], to.status);
        assert_null(strstr(to.body.bytes, SECRET));
        json_decref(json_of(&to));
        answer_free(&to);
    }
}

static void other_hosts_and_origins_are_refused(void **state)
{
    static const struct {
        const char *host, *origin;
        int status;
    } ROWS[] = { { "127.0.0.1:8017", NULL, 200 },
                 { "localhost", NULL, 200 },
                 { "LOCALHOST:1", NULL, 200 },
                 { "[::1]:8017", NULL, 200 },
                 { "127.0.0.1:8017", "http://127.0.0.1:8017", 200 },
                 { NULL, NULL, 400 },
                 { "", NULL, 421 },
                 { "evil.example", NULL, 421 },
                 { "localhost.evil.example", NULL, 421 },
                 { "localhost:80:80", NULL, 421 },
                 { "localhost:8x", NULL, 421 },
                 { "127.0.0.1.evil.example", NULL, 421 },
                 { "127.0.0.12", NULL, 421 },
                 { "[::1", NULL, 421 },
                 { "127.0.0.1:8017", "http://evil.example", 403 },
                 { "127.0.0.1:8017", "http://127.0.0.1:8018", 403 },
                 { "127.0.0.1:8017", "https://127.0.0.1:8017", 403 },
                 { "127.0.0.1:8017", "null", 403 },
                 { "127.0.0.1:8017", "", 403 } };
    (void)state;
    for (size_t k = 0; k < sizeof ROWS / sizeof *ROWS; k++) {
        answer to;
        const request from = {
            .method = "GET", .target = "/", .host = ROWS[k].host, .origin = ROWS[k].origin, .body = ""
        };
        server_answer(served, &from, &to);
        if (to.status != ROWS[k].status) fail_msg("row %zu: %d", k, to.status);
        answer_free(&to);
    }
    assert_true(host_is_ours("b.example:80", "a.example,b.example"));
    assert_true(host_is_ours("A.example", "a.example,b.example"));
    assert_false(host_is_ours("a.example,b.example", "a.example,b.example"));
    assert_false(host_is_ours("", ","));
}

/* ---- the page, runs */

static void the_page_is_served_and_kept(void **state)
{
    (void)state;
    answer to = ask("GET", "/?anything=1#x", NULL), again;
    assert_int_equal(to.status, 200);
    assert_string_equal(to.type, "text/html; charset=utf-8");
    assert_string_equal(to.body.bytes, "<p>the page</p>\n");
    const request same = {
        .method = "GET", .target = "/index.html", .host = "localhost", .if_none_match = to.tag, .body = ""
    };
    server_answer(served, &same, &again);
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.length, 0);
    answer_free(&again);
    answer_free(&to);
    to = ask("HEAD", "/x.js", NULL);
    assert_string_equal(to.type, "text/javascript; charset=utf-8");
    answer_free(&to);
}

static void heads_are_as_they_have_to_be(void **state)
{
    text head = { 0 };
    answer to = { 0 };
    (void)state;
    answer_refuse(&to, 405, "no");
    to.allow = "GET";
    answer_head(&to, 784111777, false, &head); /* the date of RFC 9110, 5.6.7 */
    assert_non_null(strstr(head.bytes, "HTTP/1.1 405 Method Not Allowed\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
    assert_non_null(strstr(head.bytes, "\r\nAllow: GET\r\n"));
    assert_non_null(strstr(head.bytes, "\r\nConnection: close\r\n\r\n"));
    text_free(&head);
    answer_free(&to);
}

static void stored_runs_are_listed_shown_and_compared(void **state)
{
    (void)state;
    json_t *from = good("GET", "/api/v1/runs", NULL, 200);
    assert_int_equal(json_array_size(json_object_get(from, "runs")), 2);
    json_decref(from);
    from = good("GET", "/api/v1/runs/both", NULL, 200);
    assert_int_equal(json_integer_value(json_object_get(from, "id")), 2);
    assert_string_equal(json_string_value(json_object_get(json_object_get(from, "manifest"), "engine")), "cohong");
    assert_true(json_array_size(json_object_get(from, "values")) > 7 * 15);
    json_decref(from);
    from = good("GET", "/api/v1/diff?a=1&b=2", NULL, 200);
    size_t k;
    json_t *value;
    json_array_foreach(json_object_get(from, "values"), k, value)
    {
        json_t *difference = json_object_get(value, "difference");
        assert_true(json_is_null(difference) || json_number_value(difference) == 0);
    }
    json_decref(from);
}

static void what_ships_is_listed(void **state)
{
    (void)state;
    json_t *from = good("GET", "/api/v1/", NULL, 200);
    assert_int_equal(json_integer_value(json_object_get(from, "api")), 1);
    json_decref(from);
    from = good("GET", "/api/v1/worlds/seven-2017", NULL, 200);
    assert_int_equal(json_array_size(json_object_get(from, "countries")), 7);
    assert_int_equal(json_array_size(json_object_get(from, "sectors")), 31);
    json_decref(from);
    from = good("GET", "/api/v1/scenarios/us-china-2018-19", NULL, 200);
    assert_non_null(strstr(json_string_value(json_object_get(from, "text")), "[[tariff]]"));
    json_decref(from);
    json_decref(good("GET", "/api/v1/worlds", NULL, 200));
    json_decref(good("GET", "/api/v1/scenarios", NULL, 200));
    from = good("GET", "/api/v1/sweeps", NULL, 200);
    assert_int_equal(json_array_size(json_object_get(from, "sweeps")), 1); /* the scenario beside it is none */
    json_decref(from);
}

/* ---- requests by chance */

static uint64_t chance_state = 0x9e3779b97f4a7c15u;
static size_t chance(size_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (size_t)(chance_state % below);
}

/* Changes a text of room `size` in a few places. */
static void spoil(char *of, size_t size)
{
    static const char *const BITS[] = { "/",    "..",   "%2e",  "%",        "&",       "=",     "?",  "\"",
                                        "{",    "}",    "[",    "]",        "\n",      "1e999", "-1", "\xff",
                                        "\xc3", "null", "kind", "scenario", "\\u0000", "'''",   "#",  "," };
    for (size_t k = chance(4); k > 0; k--) {
        size_t length = strlen(of), at = chance(length + 1);
        const char *bit = BITS[chance(sizeof BITS / sizeof *BITS)];
        switch (chance(3)) {
        case 0:
            if (at < length) of[at] = (char)(1 + chance(255));
            break;
        case 1:
            if (at < length) memmove(of + at, of + at + 1, length - at);
            break;
        default:
            if (length + strlen(bit) >= size) break;
            memmove(of + at + strlen(bit), of + at, length - at + 1);
            memcpy(of + at, bit, strlen(bit));
        }
    }
}

static void check_any_answer(const answer *to, const char *address)
{
    static const int KNOWN[] = { 200, 201, 304, 400, 403, 404, 405, 413, 421, 422, 429 };
    bool known = false;
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) known = known || KNOWN[k] == to->status;
    if (!known || to->type == NULL) fail_msg("%s: %d: %s", address, to->status, to->body.bytes);
    if (to->body.bytes != NULL) assert_null(strstr(to->body.bytes, SECRET));
    if (strcmp(to->type, "application/json") != 0) return;
    json_t *parsed = json_of(to);
    if (to->status >= 400)
        assert_int_equal(json_integer_value(json_object_get(json_object_get(parsed, "error"), "status")), to->status);
    json_decref(parsed);
}

static void random_requests_always_get_an_answer(void **state)
{
    static const char *const METHODS[] = { "GET", "POST", "DELETE", "HEAD", "PUT", "", "GET, POST" };
    static const char *const TARGETS[] = {
        "/",
        "/x.js",
        "/up/secret.txt",
        "/api/v1/",
        "/api/v1/worlds/seven-2017",
        "/api/v1/scenarios",
        "/api/v1/runs/both",
        "/api/v1/counterfactual",
        "/api/v1/counterfactual?scenario=us-china-2018-19&table=countries&country=USA",
        "/api/v1/counterfactual?scenario=us-china-2018-19&labour=elastic&labour_elasticity=0.5",
        "/api/v1/tasks",
        "/api/v1/tasks/1",
        "/api/v1/diff?a=1&b=2",
        "/api/v1/sweeps"
    };
    static const char *const BODIES[] = {
        "", "world = \"seven-2017\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsector = \"A\"\nadd = 0.1\n",
        "{\"world\": \"seven-2017\", \"tariff\": [{\"importer\": \"*\", \"exporter\": \"CHN\", \"add\": 0.1}]}",
        "{\"kind\": \"nash\", \"scenario\": {\"world\": \"seven-2017\"}, \"players\": \"USA\", \"starts\": 0}",
        "kind = \"best-response\"\nscenario = \"us-china-2018-19\"\nplayers = \"USA\"\nsettings.deficits = \"zero\"\n"
    };
    (void)state;
    for (int k = 0; k < 4000; k++) {
        char address[512], content[1024], host[64], origin[64];
        answer to;
        strcpy(address, TARGETS[chance(sizeof TARGETS / sizeof *TARGETS)]);
        strcpy(content, BODIES[chance(sizeof BODIES / sizeof *BODIES)]);
        strcpy(host, "localhost:80");
        strcpy(origin, "http://localhost:80");
        if (chance(2) == 0) spoil(address, sizeof address);
        if (chance(2) == 0) spoil(content, sizeof content);
        if (chance(16) == 0) spoil(host, sizeof host);
        if (chance(16) == 0) spoil(origin, sizeof origin);
        const request from = { .method = METHODS[chance(chance(3) == 0 ? 7 : 2)],
                               .target = address,
                               .host = chance(32) == 0 ? NULL : host,
                               .origin = chance(2) == 0 ? NULL : origin,
                               .body = content,
                               .length = strlen(content) };
        server_answer(served, &from, &to);
        check_any_answer(&to, address);
        answer_free(&to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_counterfactual_is_the_librarys),
        cmocka_unit_test(a_document_may_be_toml_or_json),
        cmocka_unit_test(a_table_is_the_file_of_a_run),
        cmocka_unit_test(no_equilibrium_is_an_answer),
        cmocka_unit_test(countries_may_be_selected),
        cmocka_unit_test(bad_documents_say_where),
        cmocka_unit_test(nested_too_deeply),
        cmocka_unit_test(documents_name_no_other_files),
        cmocka_unit_test(bad_requests_say_why),
        cmocka_unit_test(methods_of_an_address),
        cmocka_unit_test(nothing_outside_the_page_is_served),
        cmocka_unit_test(other_hosts_and_origins_are_refused),
        cmocka_unit_test(the_page_is_served_and_kept),
        cmocka_unit_test(heads_are_as_they_have_to_be),
        cmocka_unit_test(stored_runs_are_listed_shown_and_compared),
        cmocka_unit_test(what_ships_is_listed),
        cmocka_unit_test(random_requests_always_get_an_answer),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
