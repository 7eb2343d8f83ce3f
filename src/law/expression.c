/* Duty expressions: a recursive descent reader with a limit of depth, and their value. */
#include "law/expression.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { DEPTH_LIMIT = 32, NODE_LIMIT = 1 << 28 };

/* Where the reader stands. */
typedef struct reader {
    duties *of;
    const char *text;
    size_t length, at;
    place start;
    unsigned depth;
    cohong_error *error;
} reader;

/* The place of an offset: an expression may go on over lines. */
static place place_at(const reader *r, size_t offset)
{
    place where = r->start;
    if (where.line == 0) return where;
    for (size_t k = 0; k < offset && k < r->length; k++) {
        where.column++;
        if (r->text[k] != '\n') continue;
        where.line++;
        where.column = 1;
    }
    return where;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static char peek(reader *r)
{
    while (r->at < r->length && is_blank(r->text[r->at])) r->at++;
    return r->at < r->length ? r->text[r->at] : '\0';
}

static cohong_status expected(reader *r, const char *what)
{
    char c = peek(r);
    place where = place_at(r, r->at);
    if (r->at >= r->length) return fail(r->error, COHONG_SYNTAX, where, "the duty ends too early, expected %s", what);
    if (c < ' ' || c > '~')
        return fail(r->error, COHONG_SYNTAX, where, "found byte 0x%02X, expected %s", (unsigned char)c, what);
    return fail(r->error, COHONG_SYNTAX, where, "found '%c', expected %s", c, what);
}

static cohong_status take(reader *r, char c, const char *what)
{
    if (peek(r) != c) return expected(r, what);
    r->at++;
    return COHONG_OK;
}

/* The letters, digits, '_', '-' and '.' that come next. */
static size_t word(reader *r, const char **text)
{
    peek(r);
    size_t start = r->at;
    while (r->at < r->length && is_word(r->text[r->at])) r->at++;
    *text = r->text + start;
    return r->at - start;
}

static bool word_is(const char *text, size_t length, const char *wanted)
{
    if (strlen(wanted) != length) return false;
    for (size_t k = 0; k < length; k++)
        if ((text[k] | 0x20) != wanted[k]) return false;
    return true;
}

static cohong_status add_node(reader *r, duty_node node, uint32_t *number)
{
    if (r->of->count >= NODE_LIMIT) return fail(r->error, COHONG_TOO_LARGE, r->start, "too many duty expressions");
    if (!law_grow(&r->of->nodes, &r->of->capacity, r->of->count, sizeof *r->of->nodes)) return fail_memory(r->error);
    node.next = NO_DUTY;
    r->of->nodes[r->of->count] = node;
    *number = (uint32_t)r->of->count++;
    return COHONG_OK;
}

static cohong_status read_sum(reader *r, uint32_t *node);

static cohong_status keep_word(reader *r, const char *what, size_t *number)
{
    const char *text;
    size_t length = word(r, &text);
    if (length == 0) return expected(r, what);
    *number = names_add(&r->of->words, text, length);
    return *number != LAW_NONE ? COHONG_OK : fail_memory(r->error);
}

/* Behind "n%": nothing, or "of content(name)". */
static cohong_status read_percent(reader *r, double fraction, uint32_t *node)
{
    const char *text;
    size_t before = r->at, length = word(r, &text), name = 0;
    if (!word_is(text, length, "of")) {
        r->at = before;
        return add_node(r, (duty_node){ .kind = DUTY_PERCENT, .number = fraction, .first = NO_DUTY }, node);
    }
    length = word(r, &text);
    if (!word_is(text, length, "content")) {
        r->at -= length;
        return expected(r, "content(NAME)");
    }
    cohong_status status = take(r, '(', "content(NAME)");
    if (status == COHONG_OK) status = keep_word(r, "the name of a content", &name);
    if (status == COHONG_OK) status = take(r, ')', "')'");
    if (status != COHONG_OK) return status;
    return add_node(r, (duty_node){ .kind = DUTY_CONTENT, .number = fraction, .name = name, .first = NO_DUTY }, node);
}

static cohong_status read_specific(reader *r, double amount, uint32_t *node)
{
    size_t currency = 0, unit = 0, start = r->at;
    cohong_status status = keep_word(r, "% or a currency", &currency);
    if (status != COHONG_OK) return status;
    if (strlen(r->of->words.texts[currency]) != 3)
        return fail(r->error, COHONG_SYNTAX, place_at(r, start),
                    "found \"%.20s\", expected a currency of three letters such as USD", r->of->words.texts[currency]);
    status = take(r, '/', "'/' and a unit, as in 0.05 USD/kg");
    if (status == COHONG_OK) status = keep_word(r, "a unit", &unit);
    if (status != COHONG_OK) return status;
    return add_node(
        r, (duty_node){ .kind = DUTY_SPECIFIC, .number = amount, .name = currency, .unit = unit, .first = NO_DUTY },
        node);
}

static cohong_status read_number(reader *r, uint32_t *node)
{
    size_t start = r->at;
    double number;
    while (r->at < r->length && ((r->text[r->at] >= '0' && r->text[r->at] <= '9') || r->text[r->at] == '.')) r->at++;
    place where = place_at(r, start);
    if (!number_parse(r->text + start, r->at - start, &number))
        return fail(r->error, COHONG_SYNTAX, where, "found \"%.*s\", expected a number",
                    (int)(r->at - start < 40 ? r->at - start : 40), r->text + start);
    if (number > 9999.99 && number < 10000)
        return fail(
            r->error, COHONG_OUT_OF_DOMAIN, where,
            "found %g: in the schedules of the USITC 9999.999999 means \"see the text\"; write the duty or \"unknown\"",
            number);
    if (peek(r) != '%') return read_specific(r, number, node);
    r->at++;
    return read_percent(r, number / 100, node);
}

/* "(" sum { "," sum } ")" into a node of that kind. */
static cohong_status read_arguments(reader *r, duty_kind kind, uint32_t *node)
{
    uint32_t child, last = NO_DUTY;
    cohong_status status = add_node(r, (duty_node){ .kind = kind, .first = NO_DUTY }, node);
    if (status == COHONG_OK) status = take(r, '(', "'('");
    while (status == COHONG_OK) {
        status = read_sum(r, &child);
        if (status != COHONG_OK) break;
        if (last == NO_DUTY)
            r->of->nodes[*node].first = child;
        else
            r->of->nodes[last].next = child;
        last = child;
        if (peek(r) != ',') return take(r, ')', "',' or ')'");
        r->at++;
    }
    return status;
}

static cohong_status read_term(reader *r, uint32_t *node)
{
    const char *text;
    char c = peek(r);
    if ((c >= '0' && c <= '9') || c == '.') return read_number(r, node);
    if (c == '(') return read_arguments(r, DUTY_SUM, node);
    size_t start = r->at, length = word(r, &text);
    if (word_is(text, length, "free")) return add_node(r, (duty_node){ .kind = DUTY_PERCENT, .first = NO_DUTY }, node);
    if (word_is(text, length, "base")) return add_node(r, (duty_node){ .kind = DUTY_BASE, .first = NO_DUTY }, node);
    if (word_is(text, length, "unknown"))
        return add_node(r, (duty_node){ .kind = DUTY_UNKNOWN, .first = NO_DUTY }, node);
    if (word_is(text, length, "max")) return read_arguments(r, DUTY_MAX, node);
    if (word_is(text, length, "min")) return read_arguments(r, DUTY_MIN, node);
    r->at = start;
    if (length > 0)
        return fail(r->error, COHONG_SYNTAX, place_at(r, start),
                    "found \"%.*s\", expected a duty: Free, 25%%, 0.05 USD/kg, base, max(...)",
                    (int)(length < 40 ? length : 40), text);
    return expected(r, "a duty: Free, 25%, 0.05 USD/kg, base, max(...)");
}

static cohong_status read_sum(reader *r, uint32_t *node)
{
    uint32_t last, child;
    if (++r->depth > DEPTH_LIMIT)
        return fail(r->error, COHONG_TOO_LARGE, place_at(r, r->at), "the duty is nested more than %d deep",
                    DEPTH_LIMIT);
    cohong_status status = read_term(r, node);
    if (status == COHONG_OK && peek(r) == '+') {
        last = *node;
        status = add_node(r, (duty_node){ .kind = DUTY_SUM, .first = last }, node);
        while (status == COHONG_OK && peek(r) == '+') {
            r->at++;
            status = read_term(r, &child);
            if (status != COHONG_OK) break;
            r->of->nodes[last].next = child;
            last = child;
        }
    }
    r->depth--;
    return status;
}

/* A root by the number of its text: texts are only ever added. */
static cohong_status keep_root(duties *of, size_t number, uint32_t root, cohong_error *error)
{
    if (!law_grow(&of->roots, &of->root_capacity, number, sizeof *of->roots)) return fail_memory(error);
    of->roots[number] = root;
    return COHONG_OK;
}

cohong_status duties_read(duties *of, const char *text, size_t length, place at, size_t *text_number,
                          cohong_error *error)
{
    *text_number = names_find(&of->texts, text, length);
    if (*text_number != LAW_NONE) return COHONG_OK;
    reader r = { .of = of, .text = text, .length = length, .start = at, .error = error };
    uint32_t root;
    cohong_status status = read_sum(&r, &root);
    if (status == COHONG_OK && peek(&r) != '\0') status = expected(&r, "'+' or the end of the duty");
    if (status == COHONG_OK && r.at < r.length) status = expected(&r, "the end of the duty");
    if (status != COHONG_OK) return status;
    *text_number = names_add(&of->texts, text, length);
    return *text_number != LAW_NONE ? keep_root(of, *text_number, root, error) : fail_memory(error);
}

void duties_free(duties *of)
{
    free(of->nodes);
    free(of->roots);
    names_free(&of->texts);
    names_free(&of->words);
    *of = (duties){ 0 };
}

bool duties_has(const duties *of, uint32_t root, duty_kind kind)
{
    if (of->nodes[root].kind == kind) return true;
    for (uint32_t k = of->nodes[root].first; k != NO_DUTY; k = of->nodes[k].next)
        if (duties_has(of, k, kind)) return true;
    return false;
}

/* n CUR/unit as a share of the value: n * quantity * exchange / value. */
static double specific(const duties *of, const duty_node *node, const duty_facts *facts, const char **why)
{
    const char *currency = of->words.texts[node->name], *unit = of->words.texts[node->unit];
    if (node->number == 0) return 0;
    if (!(facts->quantity >= 0) || !(facts->value > 0)) {
        *why = "a specific duty: needs value and quantity";
        return NAN;
    }
    if (facts->unit != NULL && strcmp(facts->unit, unit) != 0) {
        *why = "a specific duty in another unit than the quantity";
        return NAN;
    }
    double rate = facts->currency != NULL && strcmp(facts->currency, currency) == 0 ? 1
                  : facts->exchange != NULL ? facts->exchange(facts->context, currency)
                                            : NAN;
    if (isnan(rate)) *why = "a specific duty in another currency than the value: needs a rate of exchange";
    return node->number * facts->quantity * rate / facts->value;
}

static double combine(duty_kind kind, double a, double b)
{
    if (kind == DUTY_SUM || isnan(a) || isnan(b)) return a + b; /* NAN when either is */
    return kind == DUTY_MAX ? (a > b ? a : b) : (a < b ? a : b);
}

double duties_evaluate(const duties *of, uint32_t root, const duty_facts *facts, const char **why)
{
    const duty_node *node = &of->nodes[root];
    switch (node->kind) {
    case DUTY_PERCENT:
        return node->number;
    case DUTY_CONTENT:
        return node->number *
               (facts->content != NULL ? facts->content(facts->context, of->words.texts[node->name]) : 1);
    case DUTY_SPECIFIC:
        return specific(of, node, facts, why);
    case DUTY_BASE:
        if (isnan(facts->base)) *why = "depends on a base duty that is not known";
        return facts->base;
    case DUTY_UNKNOWN:
        *why = "the duty stands in the text of the law and is not a number";
        return NAN;
    default:
        break;
    }
    double total = duties_evaluate(of, node->first, facts, why);
    for (uint32_t k = of->nodes[node->first].next; k != NO_DUTY; k = of->nodes[k].next)
        total = combine(node->kind, total, duties_evaluate(of, k, facts, why));
    return total;
}
