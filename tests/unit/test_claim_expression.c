/* Formulas of claims: values worked out by hand, the order of operations, and every error with its character. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "claim/expression.h" /* before cmocka.h, whose fail() is a macro */

#include <cmocka.h>

static const place HERE = { "claim.toml", 7, 3 };

static double value_of(const char *text, const double *values)
{
    cohong_error error = { 0 };
    expression *e = NULL;
    if (expression_read(text, HERE, &e, &error) != COHONG_OK) fail_msg("%s: %s", text, error.message);
    double value = expression_value(e, values);
    expression_free(e);
    return value;
}

static void assert_value(const char *text, double expected)
{
    double found = value_of(text, NULL);
    if (!(fabs(found - expected) <= 1e-14 * fabs(expected)))
        fail_msg("%s = %.17g, expected %.17g", text, found, expected);
}

static void test_order_of_operations(void **state)
{
    (void)state;
    assert_value("1 + 2 * 3", 7);
    assert_value("(1 + 2) * 3", 9);
    assert_value("10 - 4 - 3", 3);
    assert_value("100 / 10 / 5", 2);
    assert_value("2 * 3 ^ 2", 18);
    assert_value("2 ^ 3 ^ 2", 512); /* from the right, as in mathematics */
    assert_value("-2 ^ 2", -4);
    assert_value("2 ^ -1", 0.5);
    assert_value("3 * -2", -6);
    assert_value("1 - -1", 2);
    assert_value("  7.5\t", 7.5);
}

static void test_numbers_as_people_write_them(void **state)
{
    (void)state;
    assert_value("188e9", 188000000000.0);
    assert_value("1E-3", 0.001);
    assert_value("1.5e+2", 150);
    assert_value(".25", 0.25);
}

static void test_functions(void **state)
{
    (void)state;
    assert_value("min(3, 2, 5)", 2);
    assert_value("max(3, 2, 5)", 5);
    assert_value("min(4)", 4);
    assert_value("ln(1)", 0);
    assert_value("exp(0)", 1);
    assert_value("ln(exp(1))", 1);
    assert_value("max(1, 2) * min(3, 4)", 6);
}

static void test_names_come_once_in_order(void **state)
{
    (void)state;
    expression *e = NULL;
    assert_int_equal(expression_read("a.b.2017 / (c + a.b.2017) * min1", HERE, &e, NULL), COHONG_OK);
    assert_int_equal(expression_name_count(e), 3);
    assert_string_equal(expression_name(e, 0), "a.b.2017");
    assert_string_equal(expression_name(e, 1), "c");
    assert_string_equal(expression_name(e, 2), "min1");
    const double values[] = { 6, 6, 10 };
    assert_float_equal(expression_value(e, values), 5, 0);
    expression_free(e);
    const double ratio[] = { 188e9, 0.911 };
    assert_float_equal(value_of("exports / jobs / 1e9", ratio), 188 / 0.911, 1e-12);
}

static void test_what_has_no_value_is_nan(void **state)
{
    (void)state;
    assert_true(isnan(value_of("1 / 0", NULL)));
    assert_true(isnan(value_of("ln(0)", NULL)));
    assert_true(isnan(value_of("ln(-1)", NULL)));
    assert_true(isnan(value_of("(-2) ^ 2", NULL))); /* powers are exp(b ln a) */
    assert_true(isnan(value_of("min(1, 1 / 0)", NULL)));
    assert_true(isnan(value_of("max(1 / 0, 1)", NULL)));
}

static void assert_fails(const char *text, const char *expected)
{
    cohong_error error = { 0 };
    expression *e = NULL;
    if (expression_read(text, HERE, &e, &error) == COHONG_OK) fail_msg("%s was accepted", text);
    assert_null(e);
    assert_string_equal(error.file, "claim.toml");
    assert_int_equal(error.line, 7);
    assert_int_equal(error.column, 3);
    assert_string_equal(error.message, expected);
}

static void test_errors_name_the_character(void **state)
{
    (void)state;
    assert_fails("", "the formula \"\" ends where a number, a name or \"(\" was expected");
    assert_fails("1 +", "the formula \"1 +\" ends where a number, a name or \"(\" was expected");
    assert_fails("1 2", "the formula \"1 2\", character 3: found \"2\", expected an operator or the end");
    assert_fails("(1", "the formula \"(1\" ends where \")\" was expected");
    assert_fails("1)", "the formula \"1)\", character 2: found \")\", expected an operator or the end");
    assert_fails("1,5", "the formula \"1,5\", character 2: found \",5\", expected an operator or the end");
    assert_fails("a $ b", "the formula \"a $ b\", character 3: found \"$ b\", expected an operator or the end");
    assert_fails("1.2.3", "the formula \"1.2.3\", character 1: found \"1.2.3\", expected a number");
    assert_fails("3x", "the formula \"3x\", character 1: found \"3x\", expected a number");
    assert_fails("1e", "the formula \"1e\", character 1: found \"1e\", expected a number");
    assert_fails("ln(1, 2)", "the formula \"ln(1, 2)\", character 5: found \", 2)\", expected \")\"");
    assert_fails("min(1, 2", "the formula \"min(1, 2\" ends where \",\" or \")\" was expected");
    assert_fails("sqrt(4)",
                 "the formula \"sqrt(4)\", character 1: \"sqrt\" is no function; there are min, max, ln and exp");
    assert_fails("system(1)",
                 "the formula \"system(1)\", character 1: \"system\" is no function; there are min, max, ln and exp");
}

static void test_depth_and_length_are_bounded(void **state)
{
    (void)state;
    char deep[2048] = "", longest[20000] = "1";
    expression *e = NULL;
    memset(deep, '(', 1000);
    assert_int_equal(expression_read(deep, HERE, &e, NULL), COHONG_TOO_LARGE);
    for (size_t k = 0; k < 1000; k++) memcpy(deep + 2 * k, "2^", 3);
    assert_int_not_equal(expression_read(deep, HERE, &e, NULL), COHONG_OK);
    for (size_t k = 1; k + 2 < sizeof longest; k += 2) memcpy(longest + k, "+1", 3);
    assert_int_equal(expression_read(longest, HERE, &e, NULL), COHONG_TOO_LARGE);
    expression_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_operations),
        cmocka_unit_test(test_numbers_as_people_write_them),
        cmocka_unit_test(test_functions),
        cmocka_unit_test(test_names_come_once_in_order),
        cmocka_unit_test(test_what_has_no_value_is_nan),
        cmocka_unit_test(test_errors_name_the_character),
        cmocka_unit_test(test_depth_and_length_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
