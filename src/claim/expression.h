/* Formulas over named numbers: + - * / ^, parentheses, min(a, b, ...), max(a, b, ...), ln(a), exp(a). Nothing else can be said in
 * them, so that a formula in a file of somebody else's is as safe to read as a number. */
#ifndef COHONG_CLAIM_EXPRESSION_H
#define COHONG_CLAIM_EXPRESSION_H

#include "base/fail.h"

typedef struct expression expression;

/* Reads all of text. Names are letters, digits, '_' and '.', beginning with a letter. An error says at which character and stands
 * at the place `at`. The text must outlive the expression. */
cohong_status expression_read(const char *text, place at, expression **made, cohong_error *error);
void expression_free(expression *e);

/* Its names, each once, in order of appearance. */
size_t expression_name_count(const expression *e);
const char *expression_name(const expression *e, size_t k);

/* Its value, with the values of its names in that order; not finite where a step is not defined. */
double expression_value(const expression *e, const double *values);

#endif
