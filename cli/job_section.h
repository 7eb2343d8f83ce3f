/* One table of jobs with its word: what the number is and what it is not stand under it. */
#ifndef COHONG_CLI_JOB_SECTION_H
#define COHONG_CLI_JOB_SECTION_H

#include "screen.h"

typedef struct job_row {
    const char *code, *name;
    double persons;       /* of a change: the change */
    double before, after; /* of a change */
} job_row;

typedef struct job_section {
    const char *title;
    const char *flow; /* "exports", "final-demand", ... for machines */
    const char *by;   /* "destination", "origin", "product", "sector", "country" */
    cohong_job_word word;
    bool is_change;
    job_row *rows; /* sorted in place: the largest first; rows of a change by change, gains first */
    size_t count;
    double employment; /* of the country, for shares; 0: none are printed */
} job_section;

/* `top` rows (0: all) and one with the rest; a change shows the largest gains and the largest losses. */
void job_section_text(const job_section *of, size_t top, text *to);
void job_section_json(const job_section *of, json *j);

/* What the word says and does not say, once. */
void job_word_text(cohong_job_word word, text *to);

#endif
