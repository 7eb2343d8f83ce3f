/* Areas: countries with dates. A country is in an area on a date when a record that holds then names it (or an area that has it) and none takes it out. */
#include "law/law.h"

bool law_in_area(const cohong_law *law, size_t area, size_t country, cohong_date date)
{
    bool in = false;
    if (area == LAW_NONE) return true;
    for (size_t k = law->area_start[area]; k < law->area_start[area + 1]; k++) {
        const area_member *m = &law->members[k];
        if (!span_holds(m->span, date)) continue;
        bool named = m->other != LAW_NONE ? law_in_area(law, m->other, country, date)
                                          : m->everybody || m->country == country;
        if (named && m->removed) return false;
        in = in || named;
    }
    return in;
}
