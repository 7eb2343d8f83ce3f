/* Reading a firms file: the one that ships against its own facts, and one line with its place for each way a file can be wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cohong.h"

static const char SOUND[] = "title = \"a title\"\n"     /* 1 */
                            "currency = \"USD\"\n"      /* 2 */
                            "sigma = 5\n"               /* 3 */
                            "platform_fee = inf\n"      /* 4 */
                            "[[group]]\n"               /* 5 */
                            "name = \"all\"\n"          /* 6 */
                            "firms = 1e6\n"             /* 7 */
                            "tail = 1.06\n"             /* 8 */
                            "[[market]]\n"              /* 9 */
                            "code = \"CHN\"\n"          /* 10 */
                            "demand = 1000\n"           /* 11 */
                            "[market.direct]\n"         /* 12 */
                            "tariff = 0.07\n"           /* 13 */
                            "fixed_cost = 20000\n"      /* 14 */
                            "[market.platform]\n"       /* 15 */
                            "commission = 0.04\n"       /* 16 */
                            "eligible = 0.5\n"          /* 17 */
                            "[jobs]\n"                  /* 18 */
                            "jobs_per_value = 5.7e-6\n" /* 19 */
                            "labour_share = 0.3\n"      /* 20 */
                            "wage = 50000\n";           /* 21 */

static cohong_status read_text(const char *text, cohong_firms **firms, cohong_error *error)
{
    char path[] = "/tmp/cohong-firms-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    cohong_status status = cohong_firms_read(path, firms, error);
    unlink(path);
    return status;
}

/* The sound file with one piece of it replaced. */
static void replaced(const char *piece, const char *by, char *to, size_t size)
{
    const char *at = strstr(SOUND, piece);
    assert_non_null(at);
    snprintf(to, size, "%.*s%s%s", (int)(at - SOUND), SOUND, by, at + strlen(piece));
}

static void sound(void **state)
{
    cohong_firms *firms;
    cohong_error error = { 0 };
    (void)state;
    if (read_text(SOUND, &firms, &error) != COHONG_OK) fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
    assert_string_equal(firms->title, "a title");
    assert_true(firms->sigma == 5 && isinf(firms->platform_fee) && firms->wage == 1);
    assert_int_equal(firms->group_count, 1);
    assert_true(firms->groups[0].tail == 1.06 && firms->groups[0].eligible == 1 && firms->groups[0].least == 1);
    const cohong_firm_market *m = &firms->markets[0];
    assert_true(m->demand == 1000 && m->terms[COHONG_DIRECT].tariff == 0.07);
    assert_true(m->terms[COHONG_PLATFORM].commission == 0.04 && m->terms[COHONG_PLATFORM].iceberg == 1);
    assert_true(firms->has_labour && firms->labour.jobs_per_value == 5.7e-6);
    assert_int_equal(strlen(firms->source.sha256), 64);
    cohong_firms_free(firms);
}

typedef struct wrong {
    const char *piece, *by;
    cohong_status status;
    size_t line;
    const char *says; /* part of the message */
} wrong;

static const wrong WRONG[] = {
    { "tail = 1.06", "tail = 1", COHONG_OUT_OF_DOMAIN, 8, "tail is 1, expected a number above 1" },
    { "tail = 1.06", "tail = 0.9", COHONG_OUT_OF_DOMAIN, 8, "tail is 0.9" },
    { "tail = 1.06\n", "", COHONG_INCOMPLETE, 0, "tail" },
    { "tail = 1.06", "tail = 1.06\nlog_sd = 2", COHONG_UNKNOWN_NAME, 9, "log_sd does not belong to size \"pareto\"" },
    { "tail = 1.06", "size = \"paretto\"\ntail = 2", COHONG_UNKNOWN_NAME, 8, "did you mean \"pareto\"" },
    { "tail = 1.06", "size = \"classes\"", COHONG_INCOMPLETE, 0, "classes_file" },
    { "tail = 1.06", "size = \"classes\"\nclasses_file = \"/nowhere/sizes.csv\"", COHONG_NO_FILE, 9,
      "/nowhere/sizes.csv" },
    { "tail = 1.06", "tail = 1.06\nclasses_file = \"sizes.csv\"", COHONG_UNKNOWN_NAME, 9,
      "goes with size \"classes\"" },
    { "tail = 1.06", "size = \"pareto_lognormal\"\ntail = 1.06", COHONG_INCOMPLETE, 0, "log_sd" },
    { "fixed_cost = 20000", "fixed_cost = -1", COHONG_OUT_OF_DOMAIN, 14,
      "fixed_cost is -1, expected a number of at least 0" },
    { "fixed_cost = 20000", "fixed_cost = nan", COHONG_OUT_OF_DOMAIN, 14, "fixed_cost is" },
    { "commission = 0.04", "commission = 1.2", COHONG_OUT_OF_DOMAIN, 16, "\"CHN\", platform: commission is 1.2" },
    { "commission = 0.04", "comission = 0.04", COHONG_UNKNOWN_NAME, 16, "did you mean \"commission\"" },
    { "commission = 0.04", "commission = \"4 %\"", COHONG_SYNTAX, 16, "commission" },
    { "eligible = 0.5", "eligible = 1.5", COHONG_OUT_OF_DOMAIN, 17, "eligible is 1.5" },
    { "labour_share = 0.3", "labour_share = 3", COHONG_OUT_OF_DOMAIN, 20, "labour_share is 3" },
    { "wage = 50000", "wage = 0", COHONG_OUT_OF_DOMAIN, 21, "wage is 0" },
    { "wage = 50000\n", "", COHONG_INCOMPLETE, 0, "wage" },
    { "sigma = 5", "sigma = 1", COHONG_OUT_OF_DOMAIN, 3, "sigma is 1, expected a number above 1" },
    { "sigma = 5\n", "", COHONG_INCOMPLETE, 0, "sigma" },
    { "platform_fee = inf", "platform_fee = -2", COHONG_OUT_OF_DOMAIN, 4, "platform_fee is -2" },
    { "demand = 1000\n", "", COHONG_INCOMPLETE, 0, "demand" },
    { "demand = 1000", "exporters = 100\nexports = 1e9", COHONG_DUPLICATE, 15, "fixed_cost of direct sales follows" },
    { "demand = 1000", "exporters = 100\nexports = 1e9\ndemand = 5", COHONG_DUPLICATE, 13, "demand follows" },
    { "firms = 1e6", "firms = 0", COHONG_OUT_OF_DOMAIN, 7, "firms is 0" },
    { "[[group]]", "[group]", COHONG_SYNTAX, 5, "write [[group]]" },
    { "[[group]]", "[[grup]]", COHONG_UNKNOWN_NAME, 5, "did you mean \"group\"" },
    { "[market.direct]", "[[market]]\ncode = \"CHN\"\ndemand = 1\n[market.direct]", COHONG_DUPLICATE, 13,
      "given twice" },
    { "title = \"a title\"", "title = \"a\\ntitle\"", COHONG_SYNTAX, 1, "line break" },
    { "title = \"a title\"", "title = ", COHONG_SYNTAX, 1, "" },
    { "sigma = 5", "sigma = 5\nsales_classes = [1e4, 1e3]", COHONG_OUT_OF_DOMAIN, 4,
      "sales_classes: an edge is 1000, expected a number above 10000" },
    { "sigma = 5", "sigma = 5\nsales_classes = [0]", COHONG_OUT_OF_DOMAIN, 4,
      "an edge is 0, expected a number above 0" },
    { "sigma = 5", "sigma = 5\nsales_classes = [\"many\"]", COHONG_SYNTAX, 4, "found a text, expected a number" },
    { "sigma = 5", "sigma = 5\nsales_classes = 1e4", COHONG_SYNTAX, 4, "expected their edges" },
    { "sigma = 5", "sigma = 5\nsales_class = [1e4]", COHONG_UNKNOWN_NAME, 4, "did you mean \"sales_classes\"" },
};

static void every_way_to_be_wrong(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof WRONG / sizeof *WRONG; k++) {
        char text[2048];
        cohong_firms *firms;
        cohong_error error = { 0 };
        replaced(WRONG[k].piece, WRONG[k].by, text, sizeof text);
        cohong_status status = read_text(text, &firms, &error);
        assert_null(firms);
        bool as_expected = status == WRONG[k].status && (WRONG[k].line == 0 || error.line == WRONG[k].line) &&
                           strstr(error.message, WRONG[k].says) != NULL && strchr(error.message, '\n') == NULL;
        if (!as_expected)
            fail_msg("case %zu, \"%s\": status %d, line %zu: %s", k, WRONG[k].by, (int)status, error.line,
                     error.message);
    }
}

static void too_many_exporters(void **state)
{
    char text[2048];
    cohong_firms *firms;
    cohong_error error = { 0 };
    (void)state;
    replaced("demand = 1000\n[market.direct]\ntariff = 0.07\nfixed_cost = 20000\n", "exporters = 2e6\nexports = 1e9\n",
             text, sizeof text);
    assert_int_equal(read_text(text, &firms, &error), COHONG_OUT_OF_DOMAIN);
    assert_int_equal(error.line, 11);
    assert_non_null(strstr(error.message, "less than all 1e+06 firms"));
    assert_int_equal(cohong_firms_read("/nowhere/x.toml", &firms, &error), COHONG_NO_FILE);
}

/* The example: without the platform the facts that it is calibrated on, with sellers who earn nothing at the margin. */
static void shipped(void **state)
{
    cohong_firms *firms;
    cohong_firm_outcome *o;
    cohong_error error = { 0 };
    (void)state;
    if (cohong_firms_read(COHONG_SOURCE_DIR "/data/firms/one-million.toml", &firms, &error) != COHONG_OK)
        fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
    assert_int_equal(cohong_firms_solve(firms, NULL, 1, &o, &error), COHONG_OK);
    assert_true(fabs(o->markets[0].sellers_without / 25155 - 1) < 1e-9);
    assert_true(fabs(o->markets[0].sales_without / 41.7e9 - 1) < 1e-9);
    /* mean sales of an exporter times (a - 1)/(a sigma), a = 1.06, sigma = 5 */
    assert_true(fabs(firms->markets[0].terms[COHONG_DIRECT].fixed_cost / (41.7e9 / 25155 * 0.06 / 1.06 / 5) - 1) <
                1e-9);
    cohong_firm_outcome_free(o);
    cohong_firms_free(firms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound),
        cmocka_unit_test(every_way_to_be_wrong),
        cmocka_unit_test(too_many_exporters),
        cmocka_unit_test(shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
