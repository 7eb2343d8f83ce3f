/* The lines of a law file as words: blanks separate, "..." keeps them together, '#' begins a comment, " \" at the end goes on. */
#ifndef COHONG_LAW_LINES_H
#define COHONG_LAW_LINES_H

#include "base/file.h"
#include "law/names.h"

typedef struct law_word {
    const char *text; /* in the file's own bytes, not terminated; without its quotes */
    size_t length;
    bool quoted;
    place at;
} law_word;

typedef struct law_lines {
    const char *path;
    const char *bytes;
    size_t length, next, line;
    law_word *words; /* of the current record */
    size_t count, capacity;
    place end; /* behind the last word */
} law_lines;

/* The next line that has words; *more = false at the end. */
cohong_status law_lines_next(law_lines *lines, bool *more, cohong_error *error);

bool law_word_is(const law_word *word, const char *text);

#endif
