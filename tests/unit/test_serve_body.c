/* Bodies as documents: JSON against RFC 8259 and against jansson, an independent reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "serve/body.h"

#include <cmocka.h>
#include <jansson.h>

static cohong_status read(const char *content, body *to, cohong_error *error)
{
    *error = (cohong_error){ 0 };
    return body_read(content, strlen(content), to, error);
}

/* {"a": VALUE} is read, and the value of "a" is this text. */
static void text_is(const char *value, const char *expected)
{
    char content[128];
    body b;
    cohong_error error;
    snprintf(content, sizeof content, "{\"a\": %s}", value);
    assert_int_equal(read(content, &b, &error), COHONG_OK);
    const toml_node *a = toml_find(b.document.root, "a");
    assert_non_null(a);
    assert_int_equal(a->kind, TOML_TEXT);
    assert_string_equal(a->text, expected);
    body_free(&b);
}

static void escapes_are_letters(void **state)
{
    (void)state;
    text_is("\"\"", "");
    text_is("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
    text_is("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac");
    text_is("\"\\ud834\\udd1e\"", "\xf0\x9d\x84\x9e"); /* U+1D11E, the example of RFC 8259, section 7 */
    text_is("\"\xf0\x9d\x84\x9e\"", "\xf0\x9d\x84\x9e");
}

static void numbers_are_whole_or_not(void **state)
{
    static const struct {
        const char *content;
        toml_kind kind;
        double number;
    } ROWS[] = { { "0", TOML_WHOLE, 0 },          { "-7", TOML_WHOLE, -7 },
                 { "0.25", TOML_NUMBER, 0.25 },   { "1e2", TOML_NUMBER, 100 },
                 { "1E-2", TOML_NUMBER, 0.01 },   { "9007199254740992", TOML_WHOLE, 9007199254740992.0 },
                 { "1e308", TOML_NUMBER, 1e308 }, { "123456789012345678901", TOML_NUMBER, 123456789012345678901.0 } };
    (void)state;
    for (size_t k = 0; k < sizeof ROWS / sizeof *ROWS; k++) {
        char content[64];
        body b;
        cohong_error error;
        snprintf(content, sizeof content, "{\"a\":%s}", ROWS[k].content);
        assert_int_equal(read(content, &b, &error), COHONG_OK);
        const toml_node *a = toml_find(b.document.root, "a");
        assert_int_equal(a->kind, ROWS[k].kind);
        assert_true(a->number == ROWS[k].number);
        if (a->kind == TOML_WHOLE) assert_true((double)a->whole == ROWS[k].number);
        body_free(&b);
    }
}

/* In the order of the text, each with line and column of its key, or of itself in an array. */
static void places_are_those_of_the_text(void **state)
{
    body b;
    cohong_error error;
    (void)state;
    assert_int_equal(read("{\n \"b\": [1,\n  true], \"a\": {}\n}", &b, &error), COHONG_OK);
    const toml_node *at = b.document.root->first;
    assert_string_equal(at->key, "b");
    assert_int_equal(at->at.line, 2);
    assert_int_equal(at->at.column, 2);
    assert_int_equal(at->first->next->at.line, 3);
    assert_int_equal(at->first->next->at.column, 3);
    assert_true(at->first->next->truth);
    assert_string_equal(at->next->key, "a");
    assert_int_equal(at->next->at.column, 10);
    body_free(&b);
}

static void what_is_no_json_is_refused_where_it_stands(void **state)
{
    static const struct {
        const char *content, *words;
        size_t line, column;
    } ROWS[] = { { "{", "found the end", 1, 2 },
                 { "{} x", "found 'x', expected the end", 1, 4 },
                 { "{\"a\" 1}", "found '1', expected ':'", 1, 6 },
                 { "{\"a\": 1,}", "in front of a key", 1, 9 },
                 { "{\"a\": [1,]}", "expected a value", 1, 10 },
                 { "{\"a\": [1 2]}", "expected ',' or ']'", 1, 10 },
                 { "{\"a\": 01}", "expected a value", 1, 7 },
                 { "{\"a\": 1.}", "expected a value", 1, 7 },
                 { "{\"a\": .5}", "expected a value", 1, 7 },
                 { "{\"a\": +1}", "expected a value", 1, 7 },
                 { "{\"a\": 1e}", "expected a value", 1, 7 },
                 { "{\"a\": 1e999}", "too large", 1, 2 },
                 { "{\"a\": nan}", "expected a value", 1, 7 },
                 { "{\"a\": True}", "expected a value", 1, 7 },
                 { "{\"a\": tru", "expected a value", 1, 7 },
                 { "{\n\"a\": null}", "found null", 2, 1 },
                 { "{\"a\": 1,\n \"a\": 2}", "given twice", 2, 2 },
                 { "{\"a\": \"x", "found the end", 1, 9 },
                 { "{\"a\": \"x\n\"}", "byte 0x0a", 1, 9 },
                 { "{\"a\": \"\\x\"}", "stands for no letter", 1, 9 },
                 { "{\"a\": \"\\u12\"}", "stands for no letter", 1, 10 },
                 { "{\"a\": \"\\u0000\"}", "stands for no letter", 1, 14 },
                 { "{\"a\": \"\\ud834x\"}", "stands for no letter", 1, 14 },
                 { "{\"a\": \"\\udd1e\"}", "stands for no letter", 1, 14 },
                 { "{\"a\": \"\xc3\"}", "not UTF-8", 1, 8 },
                 { "{\"a\": \"\xed\xa0\x80\"}", "not UTF-8", 1, 8 } };
    (void)state;
    for (size_t k = 0; k < sizeof ROWS / sizeof *ROWS; k++) {
        body b;
        cohong_error error;
        assert_int_not_equal(read(ROWS[k].content, &b, &error), COHONG_OK);
        if (strstr(error.message, ROWS[k].words) == NULL || error.line != ROWS[k].line ||
            error.column != ROWS[k].column)
            fail_msg("%s: %zu:%zu: %s", ROWS[k].content, error.line, error.column, error.message);
        assert_string_equal(error.file, "body");
        body_free(&b);
    }
}

static void too_many_keys_are_refused(void **state)
{
    static char content[32768];
    size_t length = 1;
    body b;
    cohong_error error;
    (void)state;
    content[0] = '{';
    for (int k = 0; k < 1001; k++)
        length += (size_t)snprintf(content + length, sizeof content - length, "%s\"k%d\":1", k == 0 ? "" : ",", k);
    strcpy(content + length, "}");
    assert_int_equal(read(content, &b, &error), COHONG_TOO_LARGE);
    body_free(&b);
}

/* ---- against jansson */

static uint64_t chance_state = 88172645463325252u;
static size_t chance(size_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (size_t)(chance_state % below);
}

/* The same value of both readers. */
static bool same(const toml_node *a, const json_t *b)
{
    if (a->kind == TOML_TEXT) return json_is_string(b) && strcmp(json_string_value(b), a->text) == 0;
    if (a->kind == TOML_BOOL) return json_is_boolean(b) && json_is_true(b) == a->truth;
    if (a->kind == TOML_WHOLE || a->kind == TOML_NUMBER) return json_is_number(b) && json_number_value(b) == a->number;
    size_t count = a->kind == TOML_TABLE ? json_object_size(b) : json_array_size(b), k = 0;
    if (count != a->count) return false;
    for (const toml_node *child = a->first; child != NULL; child = child->next, k++)
        if (!same(child, a->kind == TOML_TABLE ? json_object_get(b, child->key) : json_array_get(b, k))) return false;
    return true;
}

/* Bits of JSON put together at random: what one reader takes the other takes too and reads alike. Nulls, which we refuse, are not
 * among the bits. */
static void whatever_is_read_is_what_jansson_reads(void **state)
{
    static const char *const BITS[] = { "{",     "}",     "[",        "]",           ",", ":",        " ",   "\n",
                                        "\"a\"", "\"b\"", "\"c\\n\"", "\"\\u00e9\"", "1", "-0.5",     "1e3", "true",
                                        "false", "\"",    "\\",       "0",           ".", "\xc3\xa9", "\xff" };
    static const char *const STARTS[] = { "{\"a\":", "{\"a\":1,\"b\":[", "{", "{\"a\":{\"b\":[1,2]}," };
    size_t read_by_both = 0;
    (void)state;
    for (int k = 0; k < 200000; k++) {
        char content[128];
        body b;
        cohong_error error;
        json_error_t wrong;
        strcpy(content, STARTS[chance(4)]);
        for (size_t n = chance(8); n > 0; n--) strcat(content, BITS[chance(sizeof BITS / sizeof *BITS)]);
        if (chance(2) == 0) strcat(content, chance(2) == 0 ? "]}" : "}");
        cohong_status status = read(content, &b, &error);
        json_t *theirs = json_loadb(content, strlen(content), JSON_REJECT_DUPLICATES, &wrong);
        if ((status == COHONG_OK) != (theirs != NULL)) fail_msg("%s: %s | %s", content, error.message, wrong.text);
        if (theirs != NULL && !same(b.document.root, theirs)) fail_msg("%s is read differently", content);
        read_by_both += theirs != NULL;
        json_decref(theirs);
        body_free(&b);
    }
    assert_true(read_by_both > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_letters),          cmocka_unit_test(numbers_are_whole_or_not),
        cmocka_unit_test(places_are_those_of_the_text), cmocka_unit_test(what_is_no_json_is_refused_where_it_stands),
        cmocka_unit_test(too_many_keys_are_refused),    cmocka_unit_test(whatever_is_read_is_what_jansson_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
