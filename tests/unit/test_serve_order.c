/* What a task computes, without the thread that tasks have: it stops when it is told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "serve/order.h"

#include <cmocka.h>

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

static bool stop_at_once(void *context, size_t done, size_t whole, double step)
{
    (void)done, (void)whole, (void)step;
    ++*(int *)context;
    return false;
}

/* Whatever a task computes asks whether to go on, and stops the first time that it is told not to. */
static void every_kind_stops_when_it_is_told_to(void **state)
{
    static const char *const ASKED[] = {
        "kind = \"sweep\"\nsweep = \"us-china-2018-19\"\nthreads = 1\n",
        "kind = \"nash\"\nscenario = \"us-china-2018-19\"\nsettings = { deficits = \"zero\" }\n",
        "kind = \"best-response\"\nscenario = \"us-china-2018-19\"\nplayers = \"USA\"\nsettings.deficits = \"zero\"\n",
        "kind = \"cooperate\"\nscenario = \"us-china-2018-19\"\nsettings = { deficits = \"zero\" }\n",
        "kind = \"retaliate\"\nscenario = \"us-china-2018-19\"\nby = \"CHN\"\nagainst = \"USA\"\n",
        "kind = \"path\"\nscenario = \"trade-war-2019-09\"\nsettings = { deficits = \"zero\" }\nuntil = 2018-07-15\n"
    };
    (void)state;
    for (size_t k = 0; k < sizeof ASKED / sizeof *ASKED; k++) {
        body in;
        order what = { 0 };
        text result = { 0 };
        cohong_error error = { 0 };
        int times = 0;
        const order_watch watch = { stop_at_once, &times };
        assert_int_equal(body_read(ASKED[k], strlen(ASKED[k]), &in, NULL), COHONG_OK);
        assert_int_equal(order_read(served, &in, &what, &error), COHONG_OK);
        assert_int_equal(order_work(&what, &watch, &result, &error), COHONG_STOPPED);
        assert_int_equal(error.status, COHONG_STOPPED);
        assert_int_equal(times, 1);
        text_free(&result);
        order_free(&what);
        body_free(&in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_kind_stops_when_it_is_told_to) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
