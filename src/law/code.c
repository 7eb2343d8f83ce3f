/* Product codes, and the marks that spreadsheets leave on them. */
#include "law/code.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Why text is no code, when it is one that a spreadsheet has changed; else NULL. */
static const char *mangled(const char *text, size_t length)
{
    size_t dashes = 0, slashes = 0, others = 0, digits = 0, exponents = 0;
    for (size_t k = 0; k < length; k++) {
        digits += is_digit(text[k]);
        dashes += text[k] == '-';
        slashes += text[k] == '/';
        exponents += (text[k] == 'e' || text[k] == 'E') && k > 0 && k + 1 < length;
        others += !is_digit(text[k]) && text[k] != '-' && text[k] != '/' && text[k] != ':' && text[k] != ' ' &&
                  text[k] != 'T';
    }
    if (digits >= 4 && others == 0 && (dashes == 2 || slashes == 2))
        return "this is a date that a spreadsheet made of a code; take the codes from the source again, as text";
    /* "05-Oct", "5-Oct-1901", "Oct-01" */
    static const char MONTHS[] = "jan feb mar apr may jun jul aug sep oct nov dec";
    for (size_t k = 0; k + 3 <= length && digits > 0 && dashes > 0; k++) {
        char month[4] = { 0 };
        for (size_t m = 0; m < 3; m++) month[m] = (char)(text[k + m] | 0x20);
        if (month[0] >= 'a' && month[0] <= 'z' && strlen(month) == 3 && strstr(MONTHS, month) != NULL &&
            strchr(month, ' ') == NULL)
            return "this is a date that a spreadsheet made of a code; take the codes from the source again, as text";
    }
    if (exponents == 1 && is_digit(text[0]) && digits >= 2)
        return "this is a number in scientific notation that a spreadsheet made of a code; its last digits are lost";
    return NULL;
}

/* Every group between dots has an even number of digits in codes as customs write them. */
static bool groups_are_even(const char *text, size_t length)
{
    size_t group = 0;
    for (size_t k = 0; k < length; k++) {
        if (text[k] == '.' && (group == 0 || group % 2 != 0)) return false;
        group = text[k] == '.' ? 0 : group + 1;
    }
    return group != 0 && group % 2 == 0;
}

static uint64_t power_of_ten(unsigned exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

/* Digits with dots among them. */
static cohong_status read_digits(const char *text, size_t length, place at, law_code *code, cohong_error *error)
{
    uint64_t number = 0;
    unsigned digits = 0;
    int shown = (int)(length < 40 ? length : 40);
    for (size_t k = 0; k < length; k++) {
        if (text[k] == '.') continue;
        if (!is_digit(text[k])) {
            const char *why = mangled(text, length);
            if (why != NULL) return fail(error, COHONG_SYNTAX, at, "code \"%.*s\": %s", shown, text, why);
            return fail(error, COHONG_SYNTAX, at, "found \"%.*s\", expected a code of 2 to 10 digits", shown, text);
        }
        if (++digits > CODE_DIGITS)
            return fail(error, COHONG_SYNTAX, at, "code \"%.*s\" has more than 10 digits", shown, text);
        number = number * 10 + (uint64_t)(text[k] - '0');
    }
    uint64_t step = power_of_ten(CODE_DIGITS - digits);
    *code = (law_code){ .low = number * step, .high = (number + 1) * step, .digits = digits };
    return COHONG_OK;
}

cohong_status code_prefix_read(const char *text, size_t length, place at, law_code *code, cohong_error *error)
{
    cohong_status status = read_digits(text, length, at, code, error);
    if (status == COHONG_OK && code->digits == 0) status = fail(error, COHONG_SYNTAX, at, "the prefix has no digits");
    return status;
}

cohong_status code_read(const char *text, size_t length, place at, law_code *code, cohong_error *error)
{
    int shown = (int)(length < 40 ? length : 40);
    cohong_status status = read_digits(text, length, at, code, error);
    if (status != COHONG_OK) return status;
    if (code->digits < 2)
        return fail(error, COHONG_SYNTAX, at, "found \"%.*s\", expected a code of 2 to 10 digits", shown, text);
    if (code->digits % 2 != 0 || !groups_are_even(text, length))
        return fail(
            error, COHONG_SYNTAX, at,
            "code \"%.*s\" has an odd number of digits: a spreadsheet has dropped a zero at its beginning or end",
            shown, text);
    return COHONG_OK;
}

const char *code_write(const law_code *code, char to[CODE_SIZE])
{
    char digits[CODE_SIZE];
    size_t length = 0;
    snprintf(digits, sizeof digits, "%010llu", (unsigned long long)(code->low % 10000000000u));
    for (unsigned k = 0; k < code->digits && k < CODE_DIGITS; k++) {
        if (k >= 4 && k % 2 == 0) to[length++] = '.';
        to[length++] = digits[k];
    }
    to[length] = '\0';
    return to;
}
