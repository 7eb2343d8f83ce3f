/* Days since 1970-01-01 in the proleptic Gregorian calendar, and spans of them: from the first day, until the first day after. */
#ifndef COHONG_LAW_DATE_H
#define COHONG_LAW_DATE_H

#include "base/fail.h"

typedef struct law_span {
    cohong_date from, until;
} law_span;

static const law_span LAW_ALWAYS = { COHONG_DATE_FIRST, COHONG_DATE_LAST };

static inline bool span_holds(law_span span, cohong_date date)
{
    return span.from <= date && date < span.until;
}

static inline bool span_overlaps(law_span a, law_span b)
{
    return a.from < b.until && b.from < a.until;
}

/* Reads YYYY-MM-DD from text[0..length); false for anything else, also for days that no calendar has. */
bool date_read(const char *text, size_t length, cohong_date *date);

#endif
