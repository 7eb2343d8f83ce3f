/* What the verbs of `cohong law` share: which law, and flags that are dates or lists of names with numbers. */
#ifndef COHONG_CLI_LAW_H
#define COHONG_CLI_LAW_H

#include "base/data.h"
#include "options.h"

/* The law of --law, else the one that ships for the destination; NULL after a complaint. */
cohong_law *law_open(const char *path, const char *destination);
/* The same for questions about one day of entry. */
cohong_law *law_open_on(const char *path, const char *destination, cohong_date on);

/* A day; false after a complaint. Absent leaves *date, but for one that is required. */
bool law_date(const char *flag, const char *given_text, bool required, cohong_date *date);

/* "steel=0.4,copper=0.1"; free() what it answers in *numbers. */
bool law_numbers(const char *flag, const char *list, cohong_named_number **numbers, size_t *count);

const char *law_percent(double fraction,
                        char to[PEOPLE_SIZE]); /* "25 %" with as many decimals as it needs, at most 3 */

int law_average_verb(int argc, char **argv);
int law_series_verb(int argc, char **argv);
int law_diff_verb(int argc, char **argv);
int law_landed_verb(int argc, char **argv);

/* The flags of one import. */
typedef struct law_question_flags {
    const char *law, *product, *from, *to, *on, *exported, *value, *quantity, *unit, *currency, *channel, *edition,
        *content, *exchange, *year_value;
} law_question_flags;
enum { LAW_QUESTION_OPTIONS = 15 };
void law_question_options(law_question_flags *flags, option options[LAW_QUESTION_OPTIONS]);
/* The question of the flags; false after a complaint. Its contents and exchange are to be freed. */
bool law_question_of(const law_question_flags *flags, cohong_law_question *question);
void law_question_free(cohong_law_question *question);

/* Lines of one answer. */
void law_answer_text(const cohong_law_answer *answer, text *to);
void law_answer_json(const cohong_law_answer *answer, json *j);

#endif
