/* Numbers as text: independent of the locale, exact both ways. */
#ifndef COHONG_BASE_NUMBER_H
#define COHONG_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { NUMBER_TEXT_SIZE = 32 };

/* The shortest text that reads back to the same bits, terminated; "nan", "inf", "-inf" otherwise. Returns its length. */
size_t number_format(double value, char text[NUMBER_TEXT_SIZE]);

/* Reads all of text[0..length) as a decimal number (optional sign, digits, '.', exponent; no hex, no inf, no nan, no
 * blanks); false when it is anything else or overflows. */
bool number_parse(const char *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif
#endif
