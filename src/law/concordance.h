/* Products to sectors by prefixes, the longest of which decides. */
#ifndef COHONG_LAW_CONCORDANCE_H
#define COHONG_LAW_CONCORDANCE_H

#include "law/code.h"
#include "law/names.h"

typedef struct concordance_rule {
    law_code prefix;
    size_t sector;
    place at;
} concordance_rule;

typedef struct concordance {
    names sectors;
    concordance_rule *rules; /* sorted by digits, then code */
    size_t count, capacity;
} concordance;

/* CSV prefix,sector. */
cohong_status concordance_read(const char *path, concordance *to, cohong_error *error);
void concordance_free(concordance *of);
/* The sector of a code, or LAW_NONE. */
size_t concordance_sector(const concordance *of, const law_code *code);

#endif
