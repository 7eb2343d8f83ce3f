/* What runs and diff share. */
#include "stored.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

int stored_open(const char *flag, char path[DATA_PATH], cohong_store **store)
{
    cohong_error error = { 0 };
    const char *where = flag != NULL ? flag : data_store(path);
    *store = NULL;
    if (flag == NULL && !file_exists(where)) return EXIT_SOLVED;
    if (cohong_store_open(where, COHONG_STORE_EXISTING, store, &error) == COHONG_OK) return EXIT_SOLVED;
    return complain_of(&error);
}

static bool is_new(const stored_countries *in, const char *code)
{
    for (size_t n = in->count; n > 0; n--)
        if (strcmp(in->countries[n - 1].code, code) == 0) return false;
    return true;
}

bool stored_countries_new(const cohong_stored *stored, const char *list, stored_countries *to)
{
    *to = (stored_countries){ 0 };
    to->countries = calloc(stored->value_count + 1, sizeof *to->countries);
    to->selected = calloc(stored->value_count + 1, sizeof *to->selected);
    if (to->countries == NULL || to->selected == NULL) {
        complain("out of memory");
        stored_countries_free(to);
        return false;
    }
    for (size_t k = 0; k < stored->value_count; k++)
        if (is_new(to, stored->values[k].country)) to->countries[to->count++].code = stored->values[k].country;
    if (options_countries("country", list, to->countries, to->count, to->selected)) return true;
    stored_countries_free(to);
    return false;
}

void stored_countries_free(stored_countries *of)
{
    free(of->countries);
    free(of->selected);
    *of = (stored_countries){ 0 };
}
