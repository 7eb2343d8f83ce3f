/* Small law files for the tests of the law: written to a fresh folder, asked in one line. */
#ifndef TEST_LAW_FILES_H
#define TEST_LAW_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first. */
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

static char law_folder[64];

static inline const char *law_path(const char *name)
{
    static char path[128];
    if (law_folder[0] == '\0') {
        strcpy(law_folder, "/tmp/cohong-law-XXXXXX");
        assert_non_null(mkdtemp(law_folder));
    }
    snprintf(path, sizeof path, "%s/%s", law_folder, name);
    return path;
}

static inline void law_write(const char *name, const char *text)
{
    FILE *file = fopen(law_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static inline cohong_law *law_of(const char *text)
{
    cohong_law *law = NULL;
    cohong_error error = { 0 };
    char shown[2048];
    law_write("t.law", text);
    if (cohong_law_read(law_path("t.law"), &law, &error) != COHONG_OK) {
        cohong_error_format(&error, shown, sizeof shown);
        fail_msg("%s", shown);
    }
    return law;
}

/* The law is refused with that status, and the message holds the text. */
static inline void law_refused(const char *text, cohong_status status, const char *part)
{
    cohong_law *law = NULL;
    cohong_error error = { 0 };
    law_write("t.law", text);
    assert_int_equal(cohong_law_read(law_path("t.law"), &law, &error), status);
    assert_null(law);
    if (strstr(error.message, part) == NULL) fail_msg("expected \"%s\" in \"%s\"", part, error.message);
}

static inline cohong_date day(const char *text)
{
    cohong_date date = 0;
    assert_true(cohong_date_read(text, &date));
    return date;
}

static inline cohong_law_question ask(const char *product, const char *origin, const char *on)
{
    cohong_law_question q = cohong_law_question_new();
    q.product = product, q.origin = origin, q.entry = day(on);
    return q;
}

static inline cohong_law_answer *answer_of(const cohong_law *law, const cohong_law_question *q)
{
    cohong_law_answer *answer = NULL;
    cohong_error error = { 0 };
    if (cohong_law_rate(law, q, &answer, &error) != COHONG_OK) fail_msg("%s", error.message);
    double sum = 0; /* the total is the sum of the lines, always */
    for (size_t k = 0; k < answer->line_count; k++) sum += answer->lines[k].duty;
    assert_true(sum == answer->total);
    return answer;
}

static inline double total_of(const cohong_law *law, const cohong_law_question *q)
{
    cohong_law_answer *answer = answer_of(law, q);
    double total = answer->open_count == 0 ? answer->total : NAN;
    cohong_law_answer_free(answer);
    return total;
}

static inline double rate_of(const cohong_law *law, const char *product, const char *origin, const char *on)
{
    cohong_law_question q = ask(product, origin, on);
    return total_of(law, &q);
}

static inline void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-12)) fail_msg("found %.17g, expected %.17g", value, expected);
}

static inline int law_clean(void **state)
{
    (void)state;
    char command[128];
    if (law_folder[0] == '\0') return 0;
    snprintf(command, sizeof command, "rm -rf %s", law_folder);
    return system(command) == 0 ? 0 : 1;
}

#endif
