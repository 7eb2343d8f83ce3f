/* Formulas over named numbers, by recursive descent into a list of steps for a stack machine:
 *   sum = product { (+|-) product }      product = signed { (*|/) signed }      signed = [-] power
 *   power = atom [^ signed]              atom = number | name | function ( sum { , sum } ) | ( sum )
 * Stack and nesting are bounded when it is read, so that evaluating needs no checks. */
#include "claim/expression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/vmath.h"

enum { STACK_LIMIT = 64, NESTING_LIMIT = 40, STEP_LIMIT = 4096 };

typedef enum operation {
    PUSH,
    NAME,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    NEGATE,
    LEAST,
    GREATEST,
    LN,
    EXP
} operation;

typedef struct step {
    operation what;
    double number; /* PUSH */
    size_t name;   /* NAME */
} step;

struct expression {
    step *steps;
    size_t count, capacity;
    const char **names; /* in the pool */
    size_t name_count, name_capacity;
    text_pool texts;
};

typedef struct parsing {
    expression *e;
    const char *text;
    size_t next; /* offset */
    size_t depth, nesting;
    place at;
    cohong_error *error;
} parsing;

static cohong_status sum(parsing *p);
static cohong_status signed_power(parsing *p);

/* ---- helpers */

static void skip_blanks(parsing *p)
{
    p->next += strspn(p->text + p->next, " \t\r\n");
}

static bool take(parsing *p, char c)
{
    skip_blanks(p);
    if (p->text[p->next] != c) return false;
    p->next++;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while (is_letter(text[length]) || is_digit(text[length]) || text[length] == '.') length++;
    return length;
}

static cohong_status expected(parsing *p, const char *what)
{
    skip_blanks(p);
    if (p->text[p->next] == '\0')
        return fail(p->error, COHONG_SYNTAX, p->at, "the formula \"%.120s\" ends where %s was expected", p->text, what);
    return fail(p->error, COHONG_SYNTAX, p->at, "the formula \"%.120s\", character %zu: found \"%.20s\", expected %s",
                p->text, p->next + 1, p->text + p->next, what);
}

static cohong_status add_step(parsing *p, step what, size_t pops)
{
    void *steps = p->e->steps;
    p->depth = p->depth - pops + 1;
    if (p->depth > STACK_LIMIT || p->e->count == STEP_LIMIT)
        return fail(p->error, COHONG_TOO_LARGE, p->at, "the formula \"%.60s...\" is too long", p->text);
    if (!memory_grow(&steps, &p->e->capacity, p->e->count + 1, sizeof *p->e->steps)) return fail_memory(p->error);
    p->e->steps = steps;
    p->e->steps[p->e->count++] = what;
    return COHONG_OK;
}

/* ---- atoms */

static cohong_status number(parsing *p)
{
    const char *from = p->text + p->next;
    size_t length = 0;
    double value;
    while (is_digit(from[length]) || from[length] == '.') length++;
    if (from[length] == 'e' || from[length] == 'E') {
        size_t sign = from[length + 1] == '-' || from[length + 1] == '+' ? 1 : 0;
        if (is_digit(from[length + 1 + sign])) length += 1 + sign;
        while (is_digit(from[length])) length++;
    }
    if (is_letter(from[length]) || !number_parse(from, length, &value)) return expected(p, "a number");
    p->next += length;
    return add_step(p, (step){ PUSH, value, 0 }, 0);
}

static cohong_status add_name(parsing *p, const char *from, size_t length)
{
    expression *e = p->e;
    for (size_t k = 0; k < e->name_count; k++)
        if (strlen(e->names[k]) == length && memcmp(e->names[k], from, length) == 0)
            return add_step(p, (step){ NAME, 0, k }, 0);
    void *names = e->names;
    if (!memory_grow(&names, &e->name_capacity, e->name_count + 1, sizeof *e->names)) return fail_memory(p->error);
    e->names = names;
    e->names[e->name_count] = text_pool_copy(&e->texts, from, length);
    if (e->names[e->name_count] == NULL) return fail_memory(p->error);
    return add_step(p, (step){ NAME, 0, e->name_count++ }, 0);
}

static cohong_status arguments(parsing *p, operation what, bool takes_many)
{
    cohong_status status = sum(p);
    while (status == COHONG_OK && takes_many && take(p, ',')) {
        status = sum(p);
        if (status == COHONG_OK) status = add_step(p, (step){ what, 0, 0 }, 2);
    }
    if (status == COHONG_OK && !takes_many) status = add_step(p, (step){ what, 0, 0 }, 1);
    if (status == COHONG_OK && !take(p, ')')) return expected(p, takes_many ? "\",\" or \")\"" : "\")\"");
    return status;
}

static cohong_status name_or_function(parsing *p)
{
    static const struct {
        const char *name;
        operation what;
        bool takes_many;
    } FUNCTIONS[] = { { "min", LEAST, true }, { "max", GREATEST, true }, { "ln", LN, false }, { "exp", EXP, false } };
    const char *from = p->text + p->next;
    size_t length = name_length(from);
    p->next += length;
    if (!take(p, '(')) return add_name(p, from, length);
    for (size_t k = 0; k < sizeof FUNCTIONS / sizeof *FUNCTIONS; k++)
        if (strlen(FUNCTIONS[k].name) == length && memcmp(FUNCTIONS[k].name, from, length) == 0)
            return arguments(p, FUNCTIONS[k].what, FUNCTIONS[k].takes_many);
    return fail(p->error, COHONG_UNKNOWN_NAME, p->at,
                "the formula \"%.120s\", character %zu: \"%.*s\" is no function; there are min, max, ln and exp",
                p->text, (size_t)(from - p->text) + 1, (int)(length < 40 ? length : 40), from);
}

static cohong_status atom(parsing *p)
{
    cohong_status status;
    if (++p->nesting > NESTING_LIMIT)
        return fail(p->error, COHONG_TOO_LARGE, p->at, "the formula \"%.60s...\" is nested too deeply", p->text);
    skip_blanks(p);
    if (is_digit(p->text[p->next]) || p->text[p->next] == '.')
        status = number(p);
    else if (is_letter(p->text[p->next]))
        status = name_or_function(p);
    else if (take(p, '(')) {
        status = sum(p);
        if (status == COHONG_OK && !take(p, ')')) status = expected(p, "\")\"");
    } else
        status = expected(p, "a number, a name or \"(\"");
    p->nesting--;
    return status;
}

/* ---- operators */

static cohong_status power(parsing *p)
{
    cohong_status status = atom(p);
    if (status != COHONG_OK || !take(p, '^')) return status;
    if (++p->nesting > NESTING_LIMIT) return expected(p, "fewer powers of powers");
    status = signed_power(p);
    p->nesting--;
    return status == COHONG_OK ? add_step(p, (step){ POWER, 0, 0 }, 2) : status;
}

static cohong_status signed_power(parsing *p)
{
    if (!take(p, '-')) return power(p);
    cohong_status status = power(p);
    return status == COHONG_OK ? add_step(p, (step){ NEGATE, 0, 0 }, 1) : status;
}

static cohong_status product(parsing *p)
{
    cohong_status status = signed_power(p);
    while (status == COHONG_OK) {
        operation what = take(p, '*') ? MULTIPLY : take(p, '/') ? DIVIDE : PUSH;
        if (what == PUSH) return COHONG_OK;
        status = signed_power(p);
        if (status == COHONG_OK) status = add_step(p, (step){ what, 0, 0 }, 2);
    }
    return status;
}

static cohong_status sum(parsing *p)
{
    cohong_status status = product(p);
    while (status == COHONG_OK) {
        operation what = take(p, '+') ? ADD : take(p, '-') ? SUBTRACT : PUSH;
        if (what == PUSH) return COHONG_OK;
        status = product(p);
        if (status == COHONG_OK) status = add_step(p, (step){ what, 0, 0 }, 2);
    }
    return status;
}

/* ---- doors */

cohong_status expression_read(const char *text, place at, expression **made, cohong_error *error)
{
    expression *e = calloc(1, sizeof *e);
    if (e == NULL) return fail_memory(error);
    parsing p = { .e = e, .text = text, .at = at, .error = error };
    cohong_status status = sum(&p);
    skip_blanks(&p);
    if (status == COHONG_OK && text[p.next] != '\0') status = expected(&p, "an operator or the end");
    if (status != COHONG_OK) {
        expression_free(e);
        return status;
    }
    *made = e;
    return COHONG_OK;
}

void expression_free(expression *e)
{
    if (e == NULL) return;
    free(e->steps);
    free(e->names);
    text_pool_free(&e->texts);
    free(e);
}

size_t expression_name_count(const expression *e)
{
    return e->name_count;
}

const char *expression_name(const expression *e, size_t k)
{
    return e->names[k];
}

/* Logarithm and power are vmath's, with the same bits everywhere; they are not defined for what is not above 0. */
static double apply(operation what, double a, double b)
{
    switch (what) {
    case ADD:
        return a + b;
    case SUBTRACT:
        return a - b;
    case MULTIPLY:
        return a * b;
    case DIVIDE:
        return b == 0 ? (double)NAN : a / b;
    case POWER:
        return a > 0 ? vmath_power(a, b) : a == 0 && b > 0 ? 0 : (double)NAN;
    case LEAST:
        return a < b || isnan(a) ? a : b;
    case GREATEST:
        return a > b || isnan(a) ? a : b;
    default:
        return (double)NAN;
    }
}

static double apply_one(operation what, double a)
{
    if (what == NEGATE) return -a;
    if (what == EXP) return vmath_exp(a);
    return a > 0 ? vmath_log(a) : (double)NAN;
}

double expression_value(const expression *e, const double *values)
{
    double stack[STACK_LIMIT] = { 0 };
    size_t depth = 0;
    for (size_t k = 0; k < e->count; k++) {
        const step *s = &e->steps[k];
        if (s->what == PUSH || s->what == NAME) {
            stack[depth++] = s->what == PUSH ? s->number : values[s->name];
        } else if (s->what == NEGATE || s->what == LN || s->what == EXP) {
            stack[depth - 1] = apply_one(s->what, stack[depth - 1]);
        } else {
            depth--;
            stack[depth - 1] = apply(s->what, stack[depth - 1], stack[depth]);
        }
    }
    return stack[0];
}
