/* Memory of the server: every allocation of an answer may fail, each time with an answer that says so, and with nothing left behind (the
 * sanitizers look). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "serve/order.h"

#include <cmocka.h>

#include "refusing_memory.h"

static const char TOML[] = "world = \"seven-2017\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nadd = 0.1\n";
static const char JSON[] =
    "{\"world\": \"seven-2017\", \"title\": \"\\u00e9\", \"tariff\": [{\"importer\": [\"USA\"], \"exporter\": \"CHN\", "
    "\"add\": 0.1}]}";
static const char WRONG[] = "{\"world\": \"seven-2017\", \"tariff\": [{\"importer\": \"USB\"}]}";

static server *served;

static int setup(void **state)
{
    (void)state;
    const server_config config = { .data = COHONG_SOURCE_DIR "/data",
                                   .page = COHONG_SOURCE_DIR "/web/dist",
                                   .slots = 1 };
    assert_int_equal(server_new(&config, &served, NULL), COHONG_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    server_free(served);
    return 0;
}

static int status_of(const char *method, const char *address, const char *content)
{
    answer to;
    const request from = {
        .method = method, .target = address, .host = "localhost", .body = content, .length = strlen(content)
    };
    server_answer(served, &from, &to);
    int status = to.status;
    assert_non_null(to.type);
    assert_non_null(to.body.bytes);
    if (status >= 400) assert_non_null(strstr(to.body.bytes, "\"message\": \""));
    answer_free(&to);
    return status;
}

/* Refuses allocation 0, 1, 2, ... until the request needs no more; there must be `least` of them. */
static void refuse_each_of(const char *method, const char *address, const char *content, int status, size_t least)
{
    assert_int_equal(status_of(method, address, content), status); /* worlds and models are kept from here on */
    for (size_t k = 0;; k++) {
        allocations = 0;
        failing = k;
        int found = status_of(method, address, content);
        bool reached = allocations > k;
        failing = (size_t)-1;
        if (!reached) {
            assert_int_equal(found, status);
            if (k < least) fail_msg("%s: only %zu allocations", address, k);
            return;
        }
        if (found != 503 && found != status) fail_msg("%s, allocation %zu refused: status %d", address, k, found);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    refuse_each_of("GET", "/api/v1/", "", 200, 3);
    refuse_each_of("GET", "/index.html", "", 200, 3);
    refuse_each_of("GET", "/api/v1/worlds/seven-2017", "", 200, 5);
    refuse_each_of("GET", "/api/v1/scenarios", "", 200, 5);
    refuse_each_of("GET", "/api/v1/counterfactual?scenario=us-china-2018-19&table=trade", "", 200, 20);
    refuse_each_of("POST", "/api/v1/counterfactual", TOML, 200, 10);
    refuse_each_of("POST", "/api/v1/counterfactual", JSON, 200, 20);
    refuse_each_of("POST", "/api/v1/counterfactual", WRONG, 422, 10);
    refuse_each_of("GET", "/api/v1/runs", "", 200, 1);
    refuse_each_of("GET", "/api/v1/tasks/9", "", 404, 1);
}

/* A task from its body to its result, without the thread that tasks have. */
static const char *asked_for;

static bool goes_on(void *context, size_t done, size_t whole, double step)
{
    (void)context, (void)done, (void)whole, (void)step;
    return true;
}

static cohong_status try_task(cohong_error *error)
{
    body in;
    order what = { 0 };
    text result = { 0 };
    const order_watch watch = { goes_on, NULL };
    cohong_status status = body_read(asked_for, strlen(asked_for), &in, error);
    if (status == COHONG_OK) status = order_read(served, &in, &what, error);
    if (status == COHONG_OK) status = order_work(&what, &watch, &result, error);
    if (status == COHONG_OK) assert_non_null(strstr(result.bytes, "\"game\""));
    text_free(&result);
    order_free(&what);
    body_free(&in);
    return status;
}

static void tasks_may_fail_anywhere(void **state)
{
    (void)state;
    may_do_without = true; /* the persons of an answer are not counted without memory */
    asked_for = "{\"kind\": \"retaliate\", \"scenario\": \"us-china-2018-19\", \"by\": \"CHN\", \"against\": \"USA\"}";
    refuse_each(try_task, 40);
    may_do_without = false;
    asked_for =
        "{\"kind\": \"cooperate\", \"scenario\": \"us-on-china-2018-19\", \"settings\": {\"deficits\": \"zero\"},"
        " \"players\": \"USA,CHN\", \"goods\": true, \"mfn\": true, \"bargain\": \"efficient\"}";
    refuse_each(try_task, 40);
}

static cohong_status try_start(cohong_error *error)
{
    const server_config config = { .data = COHONG_SOURCE_DIR "/data",
                                   .page = COHONG_SOURCE_DIR "/web/dist",
                                   .slots = 1 };
    server *made;
    cohong_status status = server_new(&config, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    server_free(made);
    return status;
}

static void starting_may_fail_anywhere(void **state)
{
    (void)state;
    may_do_without = true; /* a file that cannot be looked into stays on its shelf */
    refuse_each(try_start, 10);
    may_do_without = false;
}

/* A model that cannot be made is not kept, and gives its slot back. */
static void a_model_may_fail_to_be_made(void **state)
{
    char address[128];
    (void)state;
    for (size_t k = 0; k < 400; k++) { /* another tolerance each time, so that none is kept already */
        snprintf(address, sizeof address, "/api/v1/counterfactual?scenario=us-china-2018-19&tolerance=1.%03zue-10", k);
        allocations = 0;
        failing = k;
        int found = status_of("GET", address, "");
        failing = (size_t)-1;
        assert_true(found == 200 || found == 503);
    }
    assert_int_equal(status_of("GET", "/api/v1/counterfactual?scenario=us-china-2018-19", ""), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail),
                                        cmocka_unit_test(tasks_may_fail_anywhere),
                                        cmocka_unit_test(starting_may_fail_anywhere),
                                        cmocka_unit_test(a_model_may_fail_to_be_made) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
