/* A product code of 2 to 10 digits as the interval of all ten-digit codes that begin with it, so that prefixes, ranges and
 * lists are sets of intervals. Dots are for the eye: 8517.62.00 is 85176200. Codes are text and never numbers. */
#ifndef COHONG_LAW_CODE_H
#define COHONG_LAW_CODE_H

#include "base/fail.h"

typedef struct law_code {
    uint64_t low, high; /* half open; 10^(10 - digits) apart, more for a range of codes */
    unsigned digits;
} law_code;

/* Room for "8517.62.00.50". */
enum { CODE_SIZE = 24, CODE_DIGITS = 10 };

/* Reads a code. A text that a spreadsheet made of one (a date, 1.9011E+09, a lost zero) is refused and named for what it is. */
cohong_status code_read(const char *text, size_t length, place at, law_code *code, cohong_error *error);

/* A prefix of a rule, which may have an odd number of digits and only one. */
cohong_status code_prefix_read(const char *text, size_t length, place at, law_code *code, cohong_error *error);

/* Writes the digits with dots after four and then every two. */
const char *code_write(const law_code *code, char to[CODE_SIZE]);

static inline bool code_holds(const law_code *prefix, const law_code *code)
{
    return prefix->low <= code->low && code->high <= prefix->high;
}

#endif
