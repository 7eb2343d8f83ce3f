/* A product code in another edition: what it was called there, and which share of its value each name had. */
#ifndef COHONG_LAW_TRANSLATE_H
#define COHONG_LAW_TRANSLATE_H

#include "law/law.h"

enum { TRANSLATION_LIMIT = 96 };

typedef struct translation {
    bool joined;  /* false: no renumbering leads from one edition to the other */
    bool crowded; /* more names than there is room for: nothing is known */
    bool shares_known;
    law_code codes[TRANSLATION_LIMIT];
    double shares[TRANSLATION_LIMIT];
    size_t count;
} translation;

void translate(const cohong_law *law, const law_code *code, size_t from, size_t to, translation *result);

#endif
