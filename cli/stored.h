/* What runs and diff share: the store that a flag names, and the values of a stored run by country and measure. */
#ifndef COHONG_CLI_STORED_H
#define COHONG_CLI_STORED_H

#include "base/data.h"
#include "solved.h"

/* Opens the store for reading and changing. *store is NULL without a complaint when no --store was given and the default one is
 * not there yet; `path` is where it is looked for. */
int stored_open(const char *flag, char path[DATA_PATH], cohong_store **store);

/* The countries of an answer in order; free() both arrays' one block by stored_countries_free. */
typedef struct stored_countries {
    cohong_country *countries;
    bool *selected;
    size_t count;
} stored_countries;
bool stored_countries_new(const cohong_stored *stored, const char *list, stored_countries *to);
void stored_countries_free(stored_countries *of);

#endif
