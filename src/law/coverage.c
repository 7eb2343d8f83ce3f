/* Which days a law covers: what its records `covers` say, by importer. A law without one answers for any day. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "law/rate.h"

static int by_first(const void *a, const void *b)
{
    const cohong_law_days *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* Spans that touch or overlap are one. */
static size_t join(cohong_law_days *days, size_t count)
{
    size_t kept = 0;
    qsort(days, count, sizeof *days, by_first);
    for (size_t k = 0; k < count; k++) {
        cohong_law_days *last = kept > 0 ? &days[kept - 1] : NULL;
        bool touches = last != NULL && (last->last == COHONG_DATE_LAST || days[k].first <= last->last + 1);
        if (!touches)
            days[kept++] = days[k];
        else if (days[k].last > last->last)
            last->last = days[k].last;
    }
    return kept;
}

/* The days of an importer, malloc'd; NULL when out of memory. */
static cohong_law_days *days_of(const cohong_law *law, size_t importer, size_t *count)
{
    cohong_law_days *days = malloc((law->coverage_count + 1) * sizeof *days);
    *count = 0;
    for (size_t k = 0; days != NULL && k < law->coverage_count; k++) {
        const law_coverage *c = &law->coverage[k];
        cohong_date last = c->span.until == COHONG_DATE_LAST ? COHONG_DATE_LAST : c->span.until - 1;
        if (c->importer == importer) days[(*count)++] = (cohong_law_days){ c->span.from, last };
    }
    if (*count > 1) *count = join(days, *count);
    return days;
}

cohong_status cohong_law_coverage(const cohong_law *law, const char *destination, cohong_law_days **days, size_t *count,
                                  cohong_error *error)
{
    size_t importer;
    *days = NULL;
    *count = 0;
    cohong_status status = question_importer(law, destination, &importer, error);
    if (status != COHONG_OK) return status;
    *days = days_of(law, importer, count);
    return *days != NULL ? COHONG_OK : fail_memory(error);
}

/* "2018-01-01 to 2021-12-31 and 2025-01-01 to 2026-04-29" */
static void write_days(const cohong_law_days *days, size_t count, char *words, size_t size)
{
    char first[COHONG_DATE_SIZE], last[COHONG_DATE_SIZE];
    words[0] = '\0';
    for (size_t k = 0; k < count; k++) {
        size_t length = strlen(words);
        bool open = days[k].last == COHONG_DATE_LAST;
        snprintf(words + length, size - length, "%s%s %s%s", k > 0 ? " and " : "",
                 cohong_date_write(days[k].first, first), open ? "on" : "to ",
                 open ? "" : cohong_date_write(days[k].last, last));
    }
}

cohong_status question_day(const cohong_law *law, size_t importer, cohong_date on, cohong_error *error)
{
    char words[240], day[COHONG_DATE_SIZE];
    bool says = false;
    for (size_t k = 0; k < law->coverage_count; k++) {
        if (law->coverage[k].importer != importer) continue;
        if (span_holds(law->coverage[k].span, on)) return COHONG_OK;
        says = true;
    }
    if (!says) return COHONG_OK;
    size_t count;
    cohong_law_days *days = days_of(law, importer, &count);
    if (days == NULL) return fail_memory(error);
    write_days(days, count, words, sizeof words);
    free(days);
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "this law of %.20s covers %s; what holds on %s is not in it",
                law->countries.texts[importer], words, cohong_date_write(on, day));
}
