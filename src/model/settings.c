/* The settings table made into defaults, rows for help, and checked assignment from text. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "model/closure.h"
#include "model/kernels.h"
#include "model/structure.h"

/* The sizes of the vocabulary of a TEXT setting. */
enum { WORD_LIMIT = 16 };

cohong_settings cohong_settings_default(void)
{
#define TEXT(name, section, value, help) .name = value,
#define NUMBER(name, section, value, least, most, help) .name = value,
#define COUNT(name, section, value, least, most, help) .name = value,
#define CODE(name, section, value, help) .name = value,
    return (cohong_settings){ COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE) };
#undef TEXT
#undef NUMBER
#undef COUNT
#undef CODE
}

#define TEXT(name, section, value, help) { #name, section, "text", value, "", "", help },
#define NUMBER(name, section, value, least, most, help) { #name, section, "number", #value, #least, #most, help },
#define COUNT(name, section, value, least, most, help) { #name, section, "count", #value, #least, #most, help },
#define CODE(name, section, value, help) { #name, section, "code", value, "", "", help },
static const cohong_setting_row ROWS[] = { COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE) };
#undef TEXT
#undef NUMBER
#undef COUNT
#undef CODE

const cohong_setting_row *cohong_setting_rows(size_t *count)
{
    *count = sizeof ROWS / sizeof *ROWS;
    return ROWS;
}

/* The words that a TEXT setting may take. */
static size_t vocabulary(const char *setting, const char *words[WORD_LIMIT])
{
    size_t count = 0;
    if (strcmp(setting, "structure") == 0) {
        const market_structure *rows = market_structures(&count);
        for (size_t k = 0; k < count; k++) words[k] = rows[k].name;
    } else if (strcmp(setting, "deficits") == 0) {
        const deficit_closure *rows = deficit_closures(&count);
        for (size_t k = 0; k < count; k++) words[k] = rows[k].name;
    } else if (strcmp(setting, "labour") == 0) {
        const labour_closure *rows = labour_closures(&count);
        for (size_t k = 0; k < count; k++) words[k] = rows[k].name;
    } else if (strcmp(setting, "instructions") == 0) {
        static const char *const NAMES[] = { "auto", "avx512", "avx2", "baseline", "reference" };
        for (count = 0; count < sizeof NAMES / sizeof *NAMES; count++) words[count] = NAMES[count];
    }
    return count;
}

static cohong_status set_text(const char **field, const char *name, const char *value, cohong_error *error)
{
    const char *words[WORD_LIMIT];
    size_t count = vocabulary(name, words);
    for (size_t k = 0; k < count; k++)
        if (strcmp(words[k], value) == 0) {
            *field = words[k];
            return COHONG_OK;
        }
    char guess[160], list[256] = "";
    suggest_sentence(suggest_string(value, words, count), guess, sizeof guess);
    for (size_t k = 0, at = 0; k < count && at < sizeof list; k++)
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s",
                               k == 0          ? ""
                               : k + 1 < count ? ", "
                                               : " or ",
                               words[k]);
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "setting %s: found \"%s\", expected %s%s", name, value, list,
                guess);
}

static cohong_status set_number(double *field, const char *name, const char *value, double least, double most,
                                cohong_error *error)
{
    double number;
    if (!number_parse(value, strlen(value), &number))
        return fail(error, COHONG_SYNTAX, NOWHERE, "setting %s: found \"%s\", expected a number", name, value);
    if (!(number >= least && number <= most))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "setting %s: found %s, expected a number from %g to %g", name,
                    value, least, most);
    *field = number;
    return COHONG_OK;
}

static cohong_status set_count(size_t *field, const char *name, const char *value, double least, double most,
                               cohong_error *error)
{
    double number = 0;
    if (!number_parse(value, strlen(value), &number) || number != floor(number))
        return fail(error, COHONG_SYNTAX, NOWHERE, "setting %s: found \"%s\", expected a whole number", name, value);
    cohong_status status = set_number(&number, name, value, least, most, error);
    if (status == COHONG_OK) *field = (size_t)number;
    return status;
}

/* Whether there is such a country is known when the settings meet a world. */
static cohong_status set_code(char field[COHONG_CODE_SIZE], const char *name, const char *value, cohong_error *error)
{
    size_t length = strlen(value);
    if (length == 0 || length >= COHONG_CODE_SIZE)
        return fail(error, COHONG_SYNTAX, NOWHERE, "setting %s: found \"%.60s\", expected a code", name, value);
    memcpy(field, value, length + 1);
    return COHONG_OK;
}

cohong_status cohong_settings_set(cohong_settings *settings, const char *name, const char *value, cohong_error *error)
{
#define TEXT(field, section, value_, help) \
    if (strcmp(name, #field) == 0) return set_text(&settings->field, name, value, error);
#define NUMBER(field, section, value_, least, most, help) \
    if (strcmp(name, #field) == 0) return set_number(&settings->field, name, value, least, most, error);
#define COUNT(field, section, value_, least, most, help) \
    if (strcmp(name, #field) == 0) return set_count(&settings->field, name, value, least, most, error);
#define CODE(field, section, value_, help) \
    if (strcmp(name, #field) == 0) return set_code(settings->field, name, value, error);
    COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE)
#undef TEXT
#undef NUMBER
#undef COUNT
#undef CODE
    const char *names[sizeof ROWS / sizeof *ROWS];
    char guess[160];
    for (size_t k = 0; k < sizeof ROWS / sizeof *ROWS; k++) names[k] = ROWS[k].name;
    suggest_sentence(suggest_string(name, names, sizeof ROWS / sizeof *ROWS), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "there is no setting \"%s\"%s", name, guess);
}
