/* Duty expressions: what a measure takes, as a share of the value of the goods.
 *   sum  = term { "+" term }
 *   term = "Free" | n "%" ["of" "content" "(" name ")"] | n CUR "/" unit | "base" | "unknown"
 *        | ("max" | "min") "(" sum { "," sum } ")" | "(" sum ")"
 * A specific duty n CUR/unit is n times the quantity over the value; without a quantity it is not known. */
#ifndef COHONG_LAW_EXPRESSION_H
#define COHONG_LAW_EXPRESSION_H

#include "law/names.h"

typedef enum duty_kind {
    DUTY_PERCENT,  /* number is the fraction */
    DUTY_CONTENT,  /* number times the content `name` */
    DUTY_SPECIFIC, /* number in currency `name` per `unit` */
    DUTY_BASE,
    DUTY_UNKNOWN,
    DUTY_SUM,
    DUTY_MAX,
    DUTY_MIN
} duty_kind;

typedef struct duty_node {
    duty_kind kind;
    double number;
    size_t name, unit;    /* in the words of the duties */
    uint32_t first, next; /* children; NO_DUTY ends */
} duty_node;

#define NO_DUTY UINT32_MAX

/* Every expression of a law; the same text is read once. */
typedef struct duties {
    duty_node *nodes;
    size_t count, capacity;
    names texts;     /* of whole expressions */
    uint32_t *roots; /* by the number of the text */
    size_t root_capacity;
    names words; /* currencies, units, contents */
} duties;

/* Reads text[0..length), at most once; *text_number is its number in texts. Blanks, line ends and '\' separate. */
cohong_status duties_read(duties *of, const char *text, size_t length, place at, size_t *text_number,
                          cohong_error *error);
void duties_free(duties *of);

/* Whether an expression has a node of that kind. */
bool duties_has(const duties *of, uint32_t root, duty_kind kind);

/* What an expression is worth depends on these. NAN: not known. */
typedef struct duty_facts {
    double base;     /* fraction */
    double value;    /* in `currency` */
    double quantity; /* in `unit`; NULL: in the unit of the duty */
    const char *currency, *unit;
    /* Share of the value in a content; how many of `currency` one of `of` is worth. */
    double (*content)(const void *context, const char *name);
    double (*exchange)(const void *context, const char *of);
    const void *context;
} duty_facts;

/* The duty as a fraction of the value; NAN when something is not known, and *why then says what. */
double duties_evaluate(const duties *of, uint32_t root, const duty_facts *facts, const char **why);

#endif
