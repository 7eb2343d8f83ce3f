/* Turning a question into what the evaluator works with. */
#ifndef COHONG_LAW_RATE_H
#define COHONG_LAW_RATE_H

#include "law/evaluate.h"

cohong_status question_setting(const cohong_law *law, const cohong_law_question *question, law_setting *setting,
                               cohong_error *error);

/* The importer of a destination (NULL: the only one), and an edition by name (NULL: the one in force on a day). */
cohong_status question_importer(const cohong_law *law, const char *destination, size_t *importer, cohong_error *error);
/* Fails for a day that the importer's law does not cover (coverage.c). */
cohong_status question_day(const cohong_law *law, size_t importer, cohong_date on, cohong_error *error);
cohong_status question_edition(const cohong_law *law, const char *edition, cohong_date on, size_t *number,
                               cohong_error *error);
cohong_status question_origin(const cohong_law *law, const char *origin, size_t *country, cohong_error *error);

/* ISO 3166-1 alpha-3, sorted. */
const char *const *iso_countries(size_t *count);

#endif
