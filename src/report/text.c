/* A growing text, its width on a terminal, and numbers as people read them. */
#include "report/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

static bool reserve(text *to, size_t more)
{
    void *bytes = to->bytes;
    size_t need;
    if (to->failed) return false;
    if (__builtin_add_overflow(to->length, more, &need) || need >= PTRDIFF_MAX ||
        !memory_grow(&bytes, &to->capacity, need + 1, 1)) {
        to->failed = true;
        return false;
    }
    to->bytes = bytes;
    return true;
}

void text_bytes(text *to, const char *bytes, size_t length)
{
    if (!reserve(to, length)) return;
    if (length > 0) memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    to->bytes[to->length] = '\0';
}

void text_add(text *to, const char *more)
{
    text_bytes(to, more, strlen(more));
}

void text_format(text *to, const char *format, ...)
{
    va_list values, again;
    va_start(values, format);
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, values);
    if (length >= 0 && reserve(to, (size_t)length)) {
        vsnprintf(to->bytes + to->length, (size_t)length + 1, format, again);
        to->length += (size_t)length;
    }
    va_end(again);
    va_end(values);
}

void text_repeat(text *to, char c, size_t count)
{
    if (!reserve(to, count)) return;
    memset(to->bytes + to->length, c, count);
    to->length += count;
    to->bytes[to->length] = '\0';
}

void text_number(text *to, double value)
{
    char digits[NUMBER_TEXT_SIZE];
    text_bytes(to, digits, number_format(value, digits));
}

void text_free(text *to)
{
    free(to->bytes);
    *to = (text){ 0 };
}

cohong_status text_status(const text *of, cohong_error *error)
{
    return of->failed ? fail_memory(error) : COHONG_OK;
}

typedef struct range {
    uint32_t first, last;
} range;

/* Unicode 15: the blocks of combining marks and zero-width signs, and the wide and full-width blocks (UAX 11). */
static const range ZERO_WIDTH[] = { { 0x300, 0x36f },   { 0x483, 0x489 },   { 0x591, 0x5bd },   { 0x610, 0x61a },
                                    { 0x64b, 0x65f },   { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
                                    { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f } };
static const range DOUBLE_WIDTH[] = { { 0x1100, 0x115f },   { 0x2e80, 0x303e },  { 0x3041, 0xa4cf },
                                      { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },  { 0xfe30, 0xfe6f },
                                      { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },  { 0x1f300, 0x1f64f },
                                      { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd } };

static bool within(uint32_t letter, const range *ranges, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (letter >= ranges[k].first && letter <= ranges[k].last) return true;
    return false;
}

/* Decodes one letter of text that has been checked to be UTF-8; a stray byte counts as one letter. */
static const char *next_letter(const char *at, uint32_t *letter)
{
    unsigned char lead = (unsigned char)*at++;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    *letter = more == 3 ? lead & 7u : more == 2 ? lead & 15u : more == 1 ? lead & 31u : lead;
    for (; more > 0 && ((unsigned char)*at & 0xc0) == 0x80; more--)
        *letter = *letter << 6 | ((unsigned char)*at++ & 63u);
    return at;
}

size_t text_width(const char *utf8)
{
    size_t width = 0;
    for (uint32_t letter; *utf8 != '\0';) {
        utf8 = next_letter(utf8, &letter);
        if (within(letter, ZERO_WIDTH, sizeof ZERO_WIDTH / sizeof *ZERO_WIDTH)) continue;
        width += within(letter, DOUBLE_WIDTH, sizeof DOUBLE_WIDTH / sizeof *DOUBLE_WIDTH) ? 2 : 1;
    }
    return width;
}

/* Columns of the first `length` bytes, which end at a blank. */
static size_t word_width(const char *word, size_t length)
{
    return text_width(word) - text_width(word + length);
}

void text_paragraph(text *to, const char *words, size_t width, size_t indent)
{
    for (size_t column = 0; *words != '\0';) {
        size_t length = strcspn(words, " "), taken = word_width(words, length);
        bool breaks = column > 0 && column + 1 + taken > width;
        if (column > 0) text_add(to, breaks ? "\n" : " ");
        if (breaks) text_repeat(to, ' ', indent);
        text_bytes(to, words, length);
        column = breaks ? indent + taken : column + (column > 0) + taken;
        words += length + strspn(words + length, " ");
    }
    text_add(to, "\n");
}

/* Whether all digits of a written number are 0, so that a sign would say nothing. */
static bool is_zero(const char *digits)
{
    return strpbrk(digits, "123456789") == NULL;
}

const char *people_percent(double fraction, int decimals, char to[PEOPLE_SIZE])
{
    if (isnan(fraction)) {
        snprintf(to, PEOPLE_SIZE, "n/a");
    } else if (fabs(fraction) >= 1e10) {
        snprintf(to, PEOPLE_SIZE, "%+.3e", 100 * fraction);
    } else {
        snprintf(to, PEOPLE_SIZE, "%+.*f", decimals, 100 * fraction);
        if (is_zero(to)) memmove(to, to + 1, strlen(to));
    }
    return to;
}

/* The number with a comma before every third digit from the point. */
static const char *grouped(double value, int decimals, bool with_sign, char to[PEOPLE_SIZE])
{
    char plain[PEOPLE_SIZE];
    if (isnan(value)) {
        snprintf(to, PEOPLE_SIZE, "n/a");
        return to;
    }
    if (fabs(value) >= 1e18) {
        snprintf(to, PEOPLE_SIZE, "%.3e", value);
        return to;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    size_t whole = strcspn(plain, "."), at = 0;
    if (value < 0 && !is_zero(plain)) to[at++] = '-';
    if (value > 0 && with_sign && !is_zero(plain)) to[at++] = '+';
    for (size_t k = 0; plain[k] != '\0'; k++) {
        if (k > 0 && k < whole && (whole - k) % 3 == 0) to[at++] = ',';
        to[at++] = plain[k];
    }
    to[at] = '\0';
    return to;
}

const char *people_level(double value, int decimals, char to[PEOPLE_SIZE])
{
    return grouped(value, decimals, false, to);
}

const char *people_change(double value, int decimals, char to[PEOPLE_SIZE])
{
    return grouped(value, decimals, true, to);
}
