/* The base room: numbers as text, CSV with places, suggestions, memory, acceleration, and the exponential and
 * logarithm. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* before cmocka.h, which makes a macro of fail(); (fail)(...) is then the function */
#include "base/anderson.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/index.h"
#include "base/number.h"
#include "base/suggest.h"
#include "base/vmath.h"
#include "random_world.h"

#include <cmocka.h>

/* ---- numbers */

static void numbers_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } GOOD[] = { { "0", 0 },    { "-0.5", -0.5 }, { "+3", 3 },     { "1e3", 1000 },        { "2.5E-1", 0.25 },
                 { ".5", 0.5 }, { "5.", 5 },      { "1e-400", 0 }, { "4.9e-324", 5e-324 }, { "1e308", 1e308 },
                 { "007", 7 },  { "1e-0", 1 } };
    static const char *const BAD[] = { "",       " 1", "1 ",  "1,5", "nan",   "NaN",  "inf", "-inf",
                                       "1e",     "e5", "--1", "+-1", "-+1",   "0x10", "1_0", "1e99999",
                                       "1e+400", "-",  "+",   ".",   "1.2.3", "\t1" };
    double value;
    for (size_t k = 0; k < sizeof GOOD / sizeof *GOOD; k++) {
        if (!number_parse(GOOD[k].text, strlen(GOOD[k].text), &value)) fail_msg("\"%s\" is not read", GOOD[k].text);
        assert_true(value == GOOD[k].value);
    }
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++)
        if (number_parse(BAD[k], strlen(BAD[k]), &value)) fail_msg("\"%s\" is read as %g", BAD[k], value);
    assert_true(number_parse("12345", 3, &value));
    assert_true(value == 123);
}

/* 1 with 400 zeros, divided by ten, is beyond a double: refused, not read as nothing. 400 zeros behind the point are
 * nothing. */
static void numbers_beyond_a_double(void **state)
{
    (void)state;
    char text[420];
    double value = -1;
    memset(text, '0', sizeof text);
    text[0] = '1';
    memcpy(text + 401, "e-1", 3);
    assert_false(number_parse(text, 404, &value));
    memcpy(text, "0.0", 3);
    text[401] = '1';
    assert_true(number_parse(text, 402, &value));
    assert_true(value == 0);
}

/* The shortest text reads back to the same bits, and no shorter number of digits does. */
static void numbers_come_back(void **state)
{
    (void)state;
    random_draws draws = { 5 };
    char text[NUMBER_TEXT_SIZE], wider[64];
    for (int k = 0; k < 20000; k++) {
        uint64_t bits = draw_bits(&draws);
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        size_t length = number_format(value, text);
        assert_int_equal(length, strlen(text));
        assert_true(number_parse(text, length, &back));
        assert_memory_equal(&value, &back, sizeof value);
        assert_true(length <= (size_t)snprintf(wider, sizeof wider, "%.17g", value));
    }
    assert_int_equal(number_format(0.1, text), 3);
    assert_string_equal(text, "0.1");
    number_format(NAN, text);
    assert_string_equal(text, "nan");
    number_format(-INFINITY, text);
    assert_string_equal(text, "-inf");
}

/* ---- CSV */

static const csv_column COLUMNS[] = { { "country", true }, { "value", true }, { "note", false } };

static void open_text(const char *text, csv *table)
{
    assert_int_equal(csv_open_bytes("a.csv", text, strlen(text), table, NULL), COHONG_OK);
}

static void csv_fields(void **state)
{
    (void)state;
    csv table;
    bool more;
    double value;
    open_text("\xEF\xBB\xBFvalue,_mine,country\r\n1.5,x,\"a,\"\"b\"\"\nc\"\r\n-2,,d", &table);
    assert_int_equal(csv_columns(&table, COLUMNS, 3, NULL), COHONG_OK);
    assert_true(csv_has(&table, 0) && csv_has(&table, 1) && !csv_has(&table, 2));
    assert_int_equal(csv_next(&table, &more, NULL), COHONG_OK);
    assert_true(more);
    assert_string_equal(csv_text(&table, 0), "a,\"b\"\nc");
    assert_int_equal(csv_number(&table, 1, &value, NULL), COHONG_OK);
    assert_true(value == 1.5);
    assert_int_equal(csv_next(&table, &more, NULL), COHONG_OK);
    assert_string_equal(csv_text(&table, 0), "d");
    assert_int_equal(csv_place(&table, 0).line, 4); /* the quoted field holds a line feed */
    assert_int_equal(csv_place(&table, 0).column, 5);
    assert_int_equal(csv_next(&table, &more, NULL), COHONG_OK);
    assert_false(more);
    csv_close(&table);
}

/* Reads all of a text; the first error, as people see it. */
static void expect_csv_error(const char *text, size_t length, cohong_status expected, const char *shown)
{
    csv table;
    cohong_error error = { 0 };
    bool more = true;
    double value;
    char line[600];
    cohong_status status = csv_open_bytes("a.csv", text, length, &table, &error);
    bool open = status == COHONG_OK;
    if (open) status = csv_columns(&table, COLUMNS, 3, &error);
    while (status == COHONG_OK && more) {
        status = csv_next(&table, &more, &error);
        if (status == COHONG_OK && more) status = csv_number(&table, 1, &value, &error);
    }
    if (open) csv_close(&table);
    cohong_error_format(&error, line, sizeof line);
    assert_string_equal(line, shown);
    assert_int_equal(status, expected);
}

static void csv_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cohong_status status;
        const char *shown;
    } BAD[] = {
        { "", COHONG_INCOMPLETE, "a.csv:1:1: the file is empty, expected a header row" },
        { "country,note\n", COHONG_INCOMPLETE, "a.csv:1:1: column \"value\" is missing" },
        { "country,vlaue\n", COHONG_UNKNOWN_NAME, "a.csv:1:9: unknown column \"vlaue\"; did you mean \"value\"?" },
        { "value,country,value\n", COHONG_DUPLICATE, "a.csv:1:15: column \"value\" is given twice" },
        { "country,value\na,1\nb\n", COHONG_SYNTAX, "a.csv:3:1: found 1 fields, expected 2 as in the header" },
        { "country,value\na,1 5\n", COHONG_SYNTAX, "a.csv:2:3: column \"value\": found \"1 5\", expected a number" },
        { "country,value\na,\n", COHONG_SYNTAX, "a.csv:2:3: column \"value\": found \"\", expected a number" },
        { "country,value\n\"a,1\n", COHONG_SYNTAX, "a.csv:2:1: a quote opens here and never closes" },
        { "country,value\n\"a\"b,1\n", COHONG_SYNTAX, "a.csv:2:4: found 'b' after a closing quote, expected a comma" },
        { "country,value\na\"b,1\n", COHONG_SYNTAX, "a.csv:2:2: found a quote inside an unquoted field" },
        { "country,value\ra,1\n", COHONG_SYNTAX, "a.csv:1:14: found a carriage return without a line feed" },
        { "country,value\nb\xFFz,1\n", COHONG_SYNTAX, "a.csv:2:2: found byte 0xFF, expected UTF-8 text" },
    };
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++)
        expect_csv_error(BAD[k].text, strlen(BAD[k].text), BAD[k].status, BAD[k].shown);
    expect_csv_error("country,value\na\0,1\n", 19, COHONG_SYNTAX, "a.csv:2:2: found a NUL byte, expected UTF-8 text");
    csv table;
    assert_int_equal(csv_open("/no/such/file.csv", &table, NULL), COHONG_NO_FILE);
}

/* SHA-256 of "abc" and of nothing: FIPS 180-4's examples. */
static void hashes(void **state)
{
    (void)state;
    char hex[65];
    file_sha256("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    file_sha256("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* ---- suggestions and names */

static void suggestions(void **state)
{
    (void)state;
    static const char *const NAMES[] = { "tariff", "trade_cost", "technology", "labour" };
    static const struct {
        const char *wrong, *nearest;
    } CASES[] = {
        { "tarif", "tariff" },          { "TARIFF", "tariff" }, { "tairff", "tariff" }, { "tradecost", "trade_cost" },
        { "tecnologie", "technology" }, { "labor", "labour" },  { "wage", NULL },       { "", NULL },
        { "xxxxxxxxxxxx", NULL }
    };
    for (size_t k = 0; k < sizeof CASES / sizeof *CASES; k++) {
        const char *found = suggest_string(CASES[k].wrong, NAMES, 4);
        if (CASES[k].nearest == NULL)
            assert_null(found);
        else
            assert_string_equal(found != NULL ? found : "nothing", CASES[k].nearest);
    }
    char text[64];
    suggest_sentence("tariff", text, sizeof text);
    assert_string_equal(text, "; did you mean \"tariff\"?");
    suggest_sentence(NULL, text, sizeof text);
    assert_string_equal(text, "");
}

static void names_are_found(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static char names[COUNT][8];
    name_index index = { 0 };
    assert_int_equal(name_index_new(&index, COUNT, NULL), COHONG_OK);
    for (size_t k = 0; k < COUNT; k++) {
        snprintf(names[k], sizeof names[k], "n%u", (unsigned)k % COUNT);
        assert_true(name_index_add(&index, names[k]));
    }
    assert_false(name_index_add(&index, "n17"));
    for (size_t k = 0; k < COUNT; k++) assert_int_equal(name_index_find(&index, names[k]), k);
    assert_int_equal(name_index_find(&index, "m1"), (size_t)-1);
    assert_int_equal(name_index_find(&index, ""), (size_t)-1);
    assert_string_equal(name_index_name(&index, 5), "n5");
    name_index_free(&index);
}

/* ---- memory */

static void sizes_are_checked(void **state)
{
    (void)state;
    size_t product;
    arena counting = { 0 };
    assert_true(memory_product(3, 4, 5, &product));
    assert_int_equal(product, 60);
    assert_true(memory_product(0, SIZE_MAX, 1, &product));
    assert_false(memory_product(SIZE_MAX, 2, 1, &product));
    assert_false(memory_product((size_t)PTRDIFF_MAX + 1, 1, 1, &product));
    assert_null(arena_take(&counting, 3, sizeof(double)));
    assert_int_equal(counting.used, MEMORY_ALIGNMENT);
    assert_false(counting.overflow);
    arena_take(&counting, SIZE_MAX / 4, 8);
    assert_true(counting.overflow);
    assert_null(memory_block(SIZE_MAX));
}

static void blocks_are_aligned_and_zero(void **state)
{
    (void)state;
    arena from = { .block = memory_block(300), .size = 300 };
    assert_non_null(from.block);
    unsigned char *first = arena_take(&from, 3, 7), *second = arena_take(&from, 1, 100);
    assert_int_equal((uintptr_t)first % MEMORY_ALIGNMENT, 0);
    assert_int_equal((uintptr_t)second % MEMORY_ALIGNMENT, 0);
    assert_true(second >= first + 21);
    for (size_t k = 0; k < 300; k++) assert_int_equal(from.block[k], 0);
    free(from.block);
}

static void arrays_grow_and_texts_stay(void **state)
{
    (void)state;
    void *items = NULL;
    size_t capacity = 0;
    for (size_t k = 0; k < 1000; k++) {
        assert_true(memory_grow(&items, &capacity, k + 1, sizeof(size_t)));
        ((size_t *)items)[k] = k;
    }
    for (size_t k = 0; k < 1000; k++) assert_int_equal(((size_t *)items)[k], k);
    assert_false(memory_grow(&items, &capacity, SIZE_MAX / 2, sizeof(size_t)));
    assert_int_equal(((size_t *)items)[999], 999);
    free(items);
    text_pool pool = { 0 };
    char *large = calloc(1, 100001);
    assert_non_null(large);
    memset(large, 'x', 100000);
    const char *first = text_pool_copy(&pool, "first text", 5), *second = text_pool_copy(&pool, large, 100000);
    for (size_t k = 0; k < 20000; k++) assert_non_null(text_pool_copy(&pool, "0123456789", 10));
    assert_string_equal(first, "first");
    assert_string_equal(second, large);
    free(large);
    text_pool_free(&pool);
    text_pool_free(&pool);
}

static void errors_are_places(void **state)
{
    (void)state;
    char text[32];
    cohong_error error;
    assert_int_equal((fail)(&error, COHONG_SYNTAX, (place){ "f.csv", 3, 7 }, "found %d", 5), COHONG_SYNTAX);
    assert_int_equal(cohong_error_format(&error, text, sizeof text), 18);
    assert_string_equal(text, "f.csv:3:7: found 5");
    assert_int_equal(cohong_error_format(&error, text, 4), 18); /* the length that all of it needs */
    assert_string_equal(text, "f.c");
    assert_int_equal((fail)(NULL, COHONG_IO, NOWHERE, "x"), COHONG_IO);
    assert_string_equal(cohong_status_sentence(COHONG_OK), "no error");
    assert_string_equal(cohong_status_sentence((cohong_status)999), "unknown status");
}

/* ---- acceleration */

static void plain_dots(size_t count, size_t length, const double *const *rows, const double *x, double *dots)
{
    for (size_t r = 0; r < count; r++) {
        dots[r] = 0;
        for (size_t k = 0; k < length; k++) dots[r] += rows[r][k] * x[k];
    }
}

static void plain_combine(size_t count, size_t length, const double *const *rows, const double *factor, const double *x,
                          double *out)
{
    for (size_t k = 0; k < length; k++) {
        double sum = x[k];
        for (size_t r = 0; r < count; r++) sum -= rows[r][k] * factor[r];
        out[k] = sum;
    }
}

enum { LENGTH = 8 };

/* Steps until x = g(x) = M x + b, M = diag(rates), is met to 1e-12, at most `limit`. */
static size_t steps_to_fixed_point(size_t depth, const double *rates, size_t limit)
{
    arena from = { 0 };
    anderson a = { .dots = plain_dots, .combine = plain_combine };
    double x[LENGTH] = { 0 }, g[LENGTH], f[LENGTH];
    size_t steps = 0;
    anderson_layout(&a, &from, LENGTH, depth);
    from = (arena){ .block = memory_block(from.used), .size = from.used };
    assert_non_null(from.block);
    unsigned char *block = from.block;
    anderson_layout(&a, &from, LENGTH, depth);
    for (; steps < limit; steps++) {
        double largest = 0;
        for (size_t k = 0; k < LENGTH; k++) {
            g[k] = rates[k] * x[k] + 1;
            f[k] = g[k] - x[k];
            largest = fmax(largest, fabs(f[k]));
        }
        if (largest < 1e-12) break;
        anderson_step(&a, f, g, x);
    }
    for (size_t k = 0; k < LENGTH && steps < limit; k++) assert_true(fabs(x[k] * (1 - rates[k]) - 1) < 1e-9);
    free(block);
    return steps;
}

/* On a linear map Anderson is GMRES (Walker & Ni 2011, theorem 2.2): with m distinct eigenvalues it ends after m + 1
 * steps or so, where the plain step with rate 0.99 takes thousands and one with rate -2 never ends. */
static void acceleration_is_gmres(void **state)
{
    (void)state;
    const double three[LENGTH] = { 0.99, 0.99, 0.5, 0.5, -0.3, -0.3, 0.99, 0.5 };
    const double outward[LENGTH] = { -2, -2, 0.5, 0.5, -2, 0.5, 0.5, -2 };
    assert_true(steps_to_fixed_point(5, three, 100) <= 6);
    assert_true(steps_to_fixed_point(5, outward, 100) <= 5);
    assert_int_equal(steps_to_fixed_point(0, outward, 500), 500);
    assert_true(steps_to_fixed_point(0, three, 100000) > 1000);
}

/* ---- exp and log */

/* Within two units in the last place of the C library's, and exact where it matters. */
static void exponential_and_logarithm(void **state)
{
    (void)state;
    random_draws draws = { 11 };
    for (int k = 0; k < 200000; k++) {
        double x = draw_uniform(&draws, -706, 708), y = exp(draw_uniform(&draws, -706, 708));
        assert_true(fabs(vmath_exp(x) - exp(x)) <= 2 * DBL_EPSILON * exp(x));
        assert_true(fabs(vmath_log(y) - log(y)) <= 2 * DBL_EPSILON * fabs(log(y)));
        double near = draw_uniform(&draws, 0.9, 1.1);
        assert_true(fabs(vmath_log(near) - log(near)) <= 2 * DBL_EPSILON * fabs(log(near)));
    }
    assert_true(vmath_exp(0) == 1);
    assert_true(vmath_log(1) == 0);
    assert_true(vmath_power(1, 1e300) == 1);
    assert_true(isfinite(vmath_exp(1e6)) && vmath_exp(-1e6) > 0);
    assert_true(vmath_log(0) == vmath_log(DBL_MIN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(numbers_beyond_a_double),
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(csv_fields),
        cmocka_unit_test(csv_errors),
        cmocka_unit_test(hashes),
        cmocka_unit_test(suggestions),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(blocks_are_aligned_and_zero),
        cmocka_unit_test(arrays_grow_and_texts_stay),
        cmocka_unit_test(errors_are_places),
        cmocka_unit_test(acceleration_is_gmres),
        cmocka_unit_test(exponential_and_logarithm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
