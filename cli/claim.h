/* The report of a claim in each of its forms. */
#ifndef COHONG_CLI_CLAIM_H
#define COHONG_CLI_CLAIM_H

#include "screen.h"

enum { CLAIM_LINE = 2048, CLAIM_COMMAND = 512 };

/* A claim with its answer, and what the user gave as its file. */
typedef struct checked {
    cohong_claim *claim;
    cohong_claim_answer *answer;
    const char *given;
    const char *url; /* of the page on which the review is published; NULL: none */
} checked;

/* Finds, reads and answers a claim: a path, or the name of one that ships. EXIT_SOLVED, or EXIT_BAD_INPUT after a complaint; `loud`
 * says on standard error what is done. Free in every case. */
int claim_check(const char *file, bool loud, checked *to);
void claim_done(checked *of);

/* On a terminal a line that the next one replaces, otherwise a line of its own; nothing unless loud. */
void claim_stage(bool loud, const char *doing);
void claim_staged(bool loud);

void claim_text(const checked *of, bool markdown, text *to);
void claim_short(const checked *of, const char *folder, text *to);
void claim_json(const checked *of, text *to);
void claim_csv(const checked *of, text *to);
void claim_jsonld(const checked *of, text *to);
void claim_parts_json(const checked *of, json *j); /* the member "parts" */
cohong_status claim_html(const checked *of, text *to, cohong_error *error);

/* Only the lines with an id, with everything that they rest on; false after a complaint when there is none. */
bool claim_only(const checked *of, const char *id, text *to);

/* Writes report.md, report.json, report.csv, claimreview.jsonld and, where the built page is there, report.html into a folder
 * (NULL: not), and the page into a file (NULL: not): all of them, or none. */
int claim_files(const checked *of, const char *folder, const char *html);

/* What the forms share: the command that computes a line again, and numbers for people: money from a billion on in billions, what is a
 * fraction with four digits, the rest whole. */
const char *claim_again(const checked *of, const cohong_claim_row *r, char to[CLAIM_COMMAND]);
const char *claim_number(double value, const char *unit, char to[PEOPLE_SIZE]);

#endif
