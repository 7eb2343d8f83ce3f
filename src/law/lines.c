/* Lines to words. */
#include "law/lines.h"

#include <string.h>

bool law_word_is(const law_word *word, const char *text)
{
    return !word->quoted && strlen(text) == word->length && memcmp(word->text, text, word->length) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Does the line go on: a '\' with nothing but blanks behind it? */
static bool goes_on(const law_lines *l, size_t at, size_t *behind)
{
    if (l->bytes[at] != '\\') return false;
    for (at++; at < l->length && is_blank(l->bytes[at]); at++)
        ;
    *behind = at + 1;
    return at < l->length && l->bytes[at] == '\n';
}

static cohong_status quoted_word(law_lines *l, size_t *at, law_word *word, cohong_error *error)
{
    size_t start = *at + 1, end = start;
    while (end < l->length && l->bytes[end] != '"' && l->bytes[end] != '\n') end++;
    if (end >= l->length || l->bytes[end] == '\n')
        return fail(error, COHONG_SYNTAX, word->at, "a quote opens here and does not close on this line");
    *word = (law_word){ l->bytes + start, end - start, true, word->at };
    *at = end + 1;
    return COHONG_OK;
}

static cohong_status read_word(law_lines *l, size_t *at, size_t line_start, cohong_error *error)
{
    law_word word = { .at = { l->path, l->line, *at - line_start + 1 } };
    cohong_status status = COHONG_OK;
    if (l->bytes[*at] == '"') {
        status = quoted_word(l, at, &word, error);
    } else {
        size_t start = *at;
        while (*at < l->length && !is_blank(l->bytes[*at]) && l->bytes[*at] != '\n' && l->bytes[*at] != '#' &&
               l->bytes[*at] != '"') {
            unsigned char byte = (unsigned char)l->bytes[*at];
            if (byte < ' ' || byte == 127)
                return fail(error, COHONG_SYNTAX, (place){ l->path, l->line, *at - line_start + 1 },
                            "found byte 0x%02X in a text file", byte);
            ++*at;
        }
        word.text = l->bytes + start;
        word.length = *at - start;
    }
    if (status != COHONG_OK) return status;
    if (!law_grow(&l->words, &l->capacity, l->count, sizeof *l->words)) return fail_memory(error);
    l->words[l->count++] = word;
    return COHONG_OK;
}

cohong_status law_lines_next(law_lines *l, bool *more, cohong_error *error)
{
    l->count = 0;
    *more = false;
    while (l->next < l->length && l->count == 0) {
        size_t at = l->next, line_start = at, behind;
        l->line++;
        while (at < l->length && l->bytes[at] != '\n') {
            if (is_blank(l->bytes[at])) {
                at++;
            } else if (l->bytes[at] == '#') {
                while (at < l->length && l->bytes[at] != '\n') at++;
            } else if (goes_on(l, at, &behind)) {
                at = line_start = behind;
                l->line++;
            } else {
                cohong_status status = read_word(l, &at, line_start, error);
                if (status != COHONG_OK) return status;
            }
        }
        l->end = (place){ l->path, l->line, at - line_start + 1 };
        l->next = at + 1;
    }
    *more = l->count > 0;
    return COHONG_OK;
}
