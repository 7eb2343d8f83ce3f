/* A growing text. Failing to grow is remembered in `failed`, so that a report is written without a check a line. */
#ifndef COHONG_REPORT_TEXT_H
#define COHONG_REPORT_TEXT_H

#include "base/fail.h"

typedef struct text {
    char *bytes; /* NUL-terminated; NULL while empty */
    size_t length, capacity;
    bool failed; /* out of memory: what follows is dropped */
} text;

void text_bytes(text *to, const char *bytes, size_t length);
void text_add(text *to, const char *more);
void text_format(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_repeat(text *to, char c, size_t count);
void text_number(text *to, double value); /* shortest, see base/number.h */
void text_free(text *to);

/* Words in lines of at most `width` columns, those after the first behind `indent` blanks; ends the last line. */
void text_paragraph(text *to, const char *words, size_t width, size_t indent);

/* COHONG_OK, or "out of memory" when something was dropped. */
cohong_status text_status(const text *of, cohong_error *error);

/* Columns that a UTF-8 text takes on a terminal: 0 for combining marks, 2 for wide East Asian letters. */
size_t text_width(const char *utf8);

/* Numbers for people. Each writes at most `size` bytes and returns `to`. NAN is "n/a". */
enum { PEOPLE_SIZE = 48 };
const char *people_percent(double fraction, int decimals,
                           char to[PEOPLE_SIZE]); /* 0.0131: "+1.31"; no sign on a rounded 0 */
const char *people_level(double value, int decimals, char to[PEOPLE_SIZE]);  /* 1234567.8: "1,234,568" */
const char *people_change(double value, int decimals, char to[PEOPLE_SIZE]); /* the same with a sign */

#endif
