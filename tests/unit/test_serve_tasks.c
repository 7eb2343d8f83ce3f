/* Tasks of the server: sweeps, games, bargains, answers by rule and trade wars by days in the background; what is wrong with their keys; how they
 * are cancelled.
 * Labels: threads */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "serve/server.h"

#include <cmocka.h>
#include <jansson.h>

#include "test_serve_asking.h"

static int setup(void **state)
{
    (void)state;
    const server_config config = { .data = COHONG_SOURCE_DIR "/data",
                                   .page = COHONG_SOURCE_DIR "/web/dist",
                                   .slots = 2 };
    assert_int_equal(server_new(&config, &served, NULL), COHONG_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    server_free(served);
    return 0;
}

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) fail_msg("%.17g and %.17g differ by more than %g", a, b, tolerance);
}

/* ---- what is refused */

/* What is wrong with one key of a task on the scenario of 2018-19. */
static void bad_key(int status, const char *kind, const char *rest, const char *says, const char *pointer)
{
    char content[400];
    snprintf(content, sizeof content, "{\"kind\": \"%s\", \"scenario\": \"us-china-2018-19\", %s}", kind, rest);
    bad(status, says, pointer, "POST", "/api/v1/tasks", content);
}

static void tasks_say_which_key_is_wrong(void **state)
{
    (void)state;
    bad_key(422, "nash", "\"method\": \"sequentail\"", "did you mean \"sequential\"", "/method");
    bad_key(422, "nash", "\"threads\": 0", "expected 1 to", "/threads");
    bad_key(422, "cooperate", "\"bargain\": \"nash\"", "expected efficient, equal-gains, nash-bargain or takes-all",
            "/bargain");
    bad_key(422, "cooperate", "\"bargain\": \"takes-all\"", "taker", "1:1");
    bad_key(422, "cooperate", "\"bargain\": \"takes-all\", \"taker\": \"USB\"", "there is no country \"USB\"",
            "/taker");
    bad_key(422, "cooperate", "\"weights\": {\"USA\": 1, \"CHM\": 2}", "did you mean \"CHN\"", "/weights/CHM");
    bad_key(422, "cooperate", "\"weights\": {\"USA\": 0}", "expected above 0", "/weights/USA");
    bad_key(400, "cooperate", "\"weights\": \"USA=2\"", "expected a table", "/weights");
    bad_key(422, "cooperate", "\"disagreement\": \"war\"", "expected free-trade", "/disagreement");
    bad_key(422, "cooperate", "\"starts\": 1", "unknown key \"starts\"", "/starts");
    bad_key(422, "retaliate", "\"against\": \"USA\"", "\"by\"", "1:1");
    bad_key(422, "retaliate", "\"by\": \"CHN\", \"against\": \"US\"", "did you mean \"USA\"", "/against");
    bad_key(422, "retaliate", "\"by\": \"CHN\", \"against\": \"USA\", \"rule\": \"same\"", "expected same-dollars",
            "/rule");
    bad_key(422, "retaliate", "\"by\": \"CHN\", \"against\": \"USA\", \"rate\": -1", "expected 1e-06 to 1000", "/rate");
    bad_key(400, "path", "\"from\": \"1.1.2018\"", "expected a day as YYYY-MM-DD", "/from");
    bad_key(400, "path", "\"until\": 2018", "expected a day as YYYY-MM-DD", "/until");
    bad(422, "expected sweep, nash, best-response, cooperate, retaliate or path", "/kind", "POST", "/api/v1/tasks",
        "{\"kind\": \"war\"}");
}

/* ---- what is computed */

static void pause_a_little(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

/* Waits until a task has left a state; json_decref() the answer. */
static json_t *wait_for(const char *address, const char *state_name)
{
    for (int k = 0; k < 60000; k++) {
        json_t *from = good("GET", address, NULL, 200);
        const char *now = json_string_value(json_object_get(from, "state"));
        if (strcmp(now, "waiting") != 0 && strcmp(now, "running") != 0) {
            assert_string_equal(now, state_name);
            return from;
        }
        json_decref(from);
        pause_a_little();
    }
    fail_msg("%s does not end", address);
    return NULL;
}

static void start(const char *content, char location[64])
{
    answer to = ask("POST", "/api/v1/tasks", content);
    if (to.status != 201) fail_msg("%d: %s", to.status, to.body.bytes);
    snprintf(location, 64, "%s", to.location);
    answer_free(&to);
}

static void a_game_and_a_sweep_run_in_the_background(void **state)
{
    char nash[64], sweep[64];
    (void)state;
    start("{\"kind\": \"nash\", \"scenario\": \"us-china-2018-19\", \"settings\": {\"deficits\": \"zero\"},"
          " \"players\": [\"USA\", \"CHN\"], \"goods\": true, \"starts\": 1}",
          nash);
    start("kind = \"sweep\"\nsweep = \"us-china-2018-19\"\n", sweep);
    json_t *from = wait_for(nash, "done"), *result = json_object_get(from, "result");
    assert_string_equal(json_string_value(json_object_get(result, "outcome")), "converged");
    assert_true(json_number_value(json_object_get(result, "largest_gain")) < 1e-8);
    json_decref(from);
    from = wait_for(sweep, "done");
    result = json_object_get(from, "result");
    assert_int_equal(json_array_size(json_object_get(result, "results")), 5);
    json_t *progress = json_object_get(from, "progress");
    assert_true(json_equal(json_object_get(progress, "rows_done"), json_object_get(progress, "rows")));
    json_decref(from);
    from = good("GET", "/api/v1/tasks", NULL, 200);
    assert_true(json_array_size(json_object_get(from, "tasks")) >= 2);
    json_decref(from);
    json_decref(good("DELETE", nash, NULL, 200));
    bad(404, "there is no task", "", "GET", nash, NULL);
}

static json_t *result_of(const char *content)
{
    char address[64];
    start(content, address);
    json_t *from = wait_for(address, "done"), *result = json_incref(json_object_get(from, "result"));
    assert_non_null(result);
    json_decref(from);
    json_decref(good("DELETE", address, NULL, 200));
    return result;
}

static double number_of(const json_t *of, const char *key)
{
    json_t *found = json_object_get(of, key);
    if (!json_is_number(found)) fail_msg("%s is not a number", key);
    return json_number_value(found);
}

/* Equal gains are equal, W/D - 1 with W and D beside them, and both sides win by agreeing; moving in turn ends where moving at once does. */
static void bargains_are_tasks(void **state)
{
    (void)state;
    json_t *result = result_of("{\"kind\": \"cooperate\", \"scenario\": \"us-china-2018-19\", \"players\": \"USA,CHN\","
                               " \"settings\": {\"deficits\": \"zero\"}, \"bargain\": \"equal-gains\"}");
    json_t *bargain = json_array_get(json_object_get(result, "bargains"), 0), *country;
    double gain[2] = { 0 };
    size_t n, parties = 0;
    assert_string_equal(json_string_value(json_object_get(bargain, "outcome")), "converged");
    json_array_foreach(json_object_get(bargain, "countries"), n, country)
    {
        if (number_of(country, "party") == 0) continue;
        double without = number_of(country, "welfare_without_agreement");
        assert_true(parties < 2);
        gain[parties++] = number_of(country, "gain");
        assert_near((1 + number_of(country, "welfare")) / (1 + without) - 1, number_of(country, "gain"), 1e-12);
    }
    assert_int_equal(parties, 2);
    assert_true(gain[0] > 0);
    assert_near(gain[0], gain[1], 1e-7);
    json_decref(result);
    double welfare[2];
    for (int k = 0; k < 2; k++) {
        result = result_of(k == 0
                               ? "{\"kind\": \"nash\", \"scenario\": \"us-china-2018-19\", \"players\": \"USA,CHN\","
                                 " \"settings\": {\"deficits\": \"zero\"}, \"starts\": 0}"
                               : "{\"kind\": \"nash\", \"scenario\": \"us-china-2018-19\", \"players\": \"USA,CHN\","
                                 " \"settings\": {\"deficits\": \"zero\"}, \"starts\": 0, \"method\": \"sequential\"}");
        welfare[k] = number_of(json_array_get(json_object_get(result, "countries"), 1), "welfare");
        json_decref(result);
    }
    assert_near(welfare[0], welfare[1], 1e-8);
}

/* Every rule is a row behind "none" and the scenario's own answer; the same rate as the attack is at its mean rise where all of it hits. */
static void answers_by_rule_are_tasks(void **state)
{
    (void)state;
    json_t *result = result_of(
        "kind = \"retaliate\"\nscenario = \"us-china-2018-19\"\nby = \"CHN\"\nagainst = \"USA\"\n"
        "goods = true\nsettings = { deficits = \"zero\" }\n");
    json_t *rows = json_object_get(result, "answers"), *attack = json_object_get(result, "attack");
    assert_int_equal(json_array_size(rows), COHONG_RETALIATION_COUNT + 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 0), "answer")), "none");
    json_t *same = json_array_get(rows, 2), *hit = json_object_get(same, "hit");
    assert_string_equal(json_string_value(json_object_get(same, "answer")), "same-dollars");
    assert_near(number_of(hit, "rate"), number_of(attack, "rate"), 1e-12);
    assert_true(number_of(hit, "value") <= number_of(attack, "value") * (1 + 1e-12));
    json_decref(result);
}

/* A path has a round a day and a move for whoever moved; an answer that cannot be given fails with its reason. */
static void trade_wars_by_days_are_tasks(void **state)
{
    char address[64];
    (void)state;
    json_t *result = result_of("kind = \"path\"\nscenario = \"trade-war-2019-09\"\nsettings = { deficits = \"zero\" }\n"
                               "from = 2018-06-01\nuntil = \"2018-07-15\"\nstarts = 0\n");
    json_t *rounds = json_object_get(result, "rounds"), *move;
    size_t k, moved = 0;
    assert_string_equal(json_string_value(json_object_get(json_array_get(rounds, 0), "day")), "2018-06-01");
    json_array_foreach(json_object_get(result, "moves"), k, move)
    {
        if (strcmp(json_string_value(json_object_get(move, "day")), "2018-07-06") != 0) continue;
        assert_true(number_of(move, "set") > number_of(move, "before"));
        moved++;
    }
    assert_int_equal(moved, 2); /* the first list and China's answer came on the same day */
    json_decref(result);
    start("{\"kind\": \"path\", \"scenario\": \"us-china-2018-19\"}", address);
    json_t *lawless = wait_for(address, "failed"); /* its tariffs are not from laws */
    assert_non_null(strstr(json_string_value(json_object_get(lawless, "error")), "law"));
    json_decref(lawless);
    start("{\"kind\": \"retaliate\", \"scenario\": \"us-china-2018-19\", \"by\": \"BRA\", \"against\": \"JPN\"}",
          address);
    json_t *failed = wait_for(address, "failed");
    assert_non_null(strstr(json_string_value(json_object_get(failed, "error")), "answer"));
    json_decref(failed);
}

/* Everyone's bargains with the ends of seven ranges take long; asked to stop, they stop. */
static void a_bargain_is_cancelled(void **state)
{
    char address[64];
    (void)state;
    start("{\"kind\": \"cooperate\", \"scenario\": \"us-china-2018-19\", \"settings\": {\"deficits\": \"zero\"}}",
          address);
    for (;;) {
        json_t *from = good("GET", address, NULL, 200);
        bool begun = strcmp(json_string_value(json_object_get(from, "state")), "waiting") != 0;
        json_decref(from);
        if (begun) break;
        pause_a_little();
    }
    json_decref(good("DELETE", address, NULL, 200));
    json_decref(wait_for(address, "cancelled"));
}

static void tasks_are_cancelled_and_limited(void **state)
{
    static const char SWEEP[] = "kind = \"sweep\"\nsweep = \"us-china-2018-19\"\n";
    char location[9][64];
    size_t started = 0;
    (void)state;
    answer to = { 0 };
    while (started < 9) { /* eight wait or run; should one end meanwhile, there is room for one more */
        to = ask("POST", "/api/v1/tasks", SWEEP);
        if (to.status != 201) break;
        snprintf(location[started++], 64, "%s", to.location);
        answer_free(&to);
    }
    assert_true(started >= 8);
    if (started == 8) assert_int_equal(to.status, 429);
    answer_free(&to);
    for (size_t k = started; k-- > 0;) json_decref(good("DELETE", location[k], NULL, 200));
    for (size_t k = 0; k < started; k++) {
        to = ask("GET", location[k], NULL);
        if (to.status == 200) {
            answer_free(&to);
            json_t *from = NULL;
            for (int wait = 0; wait < 60000; wait++) {
                from = good("GET", location[k], NULL, 200);
                const char *now = json_string_value(json_object_get(from, "state"));
                bool ended = strcmp(now, "cancelled") == 0 || strcmp(now, "done") == 0;
                json_decref(from);
                if (ended) break;
                pause_a_little();
            }
            json_decref(good("DELETE", location[k], NULL, 200));
        } else {
            answer_free(&to);
        }
    }
    json_t *from = good("GET", "/api/v1/tasks", NULL, 200);
    json_decref(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_say_which_key_is_wrong),
        cmocka_unit_test(a_game_and_a_sweep_run_in_the_background),
        cmocka_unit_test(bargains_are_tasks),
        cmocka_unit_test(answers_by_rule_are_tasks),
        cmocka_unit_test(trade_wars_by_days_are_tasks),
        cmocka_unit_test(a_bargain_is_cancelled),
        cmocka_unit_test(tasks_are_cancelled_and_limited),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
