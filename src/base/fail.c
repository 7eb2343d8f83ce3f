/* Statuses' sentences, and errors filled in and printed. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *cohong_status_sentence(cohong_status status)
{
#define SENTENCE(name, sentence) sentence,
    static const char *const SENTENCES[] = { COHONG_STATUS_LIST(SENTENCE) };
#undef SENTENCE
    return (unsigned)status < COHONG_STATUS_COUNT ? SENTENCES[status] : "unknown status";
}

size_t cohong_error_format(const cohong_error *error, char *text, size_t size)
{
    int length;
    if (error->file[0] == '\0')
        length = snprintf(text, size, "%s", error->message);
    else if (error->line == 0)
        length = snprintf(text, size, "%s: %s", error->file, error->message);
    else if (error->column == 0)
        length = snprintf(text, size, "%s:%zu: %s", error->file, error->line, error->message);
    else
        length = snprintf(text, size, "%s:%zu:%zu: %s", error->file, error->line, error->column, error->message);
    return length > 0 ? (size_t)length : 0;
}

cohong_status fail(cohong_error *error, cohong_status status, place at, const char *format, ...)
{
    if (error == NULL) return status;
    va_list values;
    error->status = status;
    error->line = at.line;
    error->column = at.column;
    snprintf(error->file, sizeof error->file, "%s", at.file != NULL ? at.file : "");
    va_start(values, format);
    vsnprintf(error->message, sizeof error->message, format, values);
    va_end(values);
    /* what is quoted may hold line breaks; a message is one line */
    for (char *c = error->message; *c != '\0'; c++)
        if ((unsigned char)*c < 32 || *c == 127) *c = '?';
    return status;
}

cohong_status fail_memory(cohong_error *error)
{
    return fail(error, COHONG_OUT_OF_MEMORY, NOWHERE, "out of memory");
}
