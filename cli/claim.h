/* The report of a claim in each of its forms. */
#ifndef COHONG_CLI_CLAIM_H
#define COHONG_CLI_CLAIM_H

#include "screen.h"

/* A claim with its answer, and what the user gave as its file. */
typedef struct checked {
    cohong_claim *claim;
    cohong_claim_answer *answer;
    const char *given;
} checked;

void claim_text(const checked *of, bool markdown, text *to);
void claim_json(const checked *of, text *to);
void claim_csv(const checked *of, text *to);
void claim_jsonld(const checked *of, text *to);

#endif
