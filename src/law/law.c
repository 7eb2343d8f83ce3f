/* A law's memory and small questions about it. */
#include "law/law.h"

#include <stdlib.h>

void cohong_law_free(cohong_law *law)
{
    if (law == NULL) return;
    names *lists_of_names[] = { &law->editions, &law->countries, &law->areas, &law->lists,
                                &law->groups,   &law->ids,       &law->words };
    for (size_t k = 0; k < sizeof lists_of_names / sizeof *lists_of_names; k++) names_free(lists_of_names[k]);
    for (size_t k = 0; k < law->list_capacity; k++) {
        free(law->list_facts[k].items);
        free(law->list_facts[k].parts);
        code_set_free(&law->list_facts[k].set);
    }
    for (size_t k = 0; k < law->schedule_count; k++) free(law->schedules[k].rows);
    for (size_t k = 0; k < law->renumber_count; k++) {
        free(law->renumbers[k].rows);
        free(law->renumbers[k].by_old);
    }
    void *blocks[] = { law->edition_facts, law->renumbers,  law->members,      law->list_facts,  law->schedules,
                       law->measures,      law->reliefs,    law->group_facts,  law->precedences, law->contents,
                       law->taxes,         law->channels,   law->notes,        law->sources,     law->currencies,
                       law->area_places,   law->area_start, law->relief_start, law->relief_of,   law->coverage };
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) free(blocks[k]);
    duties_free(&law->duties);
    text_pool_free(&law->pool);
    free(law);
}

const cohong_source *cohong_law_sources(const cohong_law *law, size_t *count)
{
    *count = law->source_count;
    return law->sources;
}

const char *law_currency(const cohong_law *law, size_t country)
{
    if (country >= law->currency_capacity || law->currencies[country] == LAW_NONE) return NULL;
    return law->words.texts[law->currencies[country]];
}

const char *law_edition_name(const cohong_law *law, size_t edition)
{
    return edition == LAW_NONE ? "no edition" : law->editions.texts[edition];
}
