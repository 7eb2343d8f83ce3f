/* The table of market structures. */
#include "model/structure.h"

#include <string.h>

static const market_structure STRUCTURES[] = {
    { "perfect_competition", 0, false, false, "Armington, Eaton-Kortum, Caliendo-Parro" },
    { "krugman", 1, false, false, "monopolistic competition with free entry; theta = sigma - 1" },
    { "melitz", 1, true, false, "free entry and selection of Pareto firms into exporting" },
    { "profit_shifting", 0, false, true,
      "monopolistic competition without entry, 1/sigma of revenue is profit (Ossa)" },
};

const market_structure *market_structures(size_t *count)
{
    *count = sizeof STRUCTURES / sizeof *STRUCTURES;
    return STRUCTURES;
}

const market_structure *market_structure_find(const char *name)
{
    for (size_t k = 0; k < sizeof STRUCTURES / sizeof *STRUCTURES; k++)
        if (strcmp(STRUCTURES[k].name, name) == 0) return &STRUCTURES[k];
    return NULL;
}

bool cohong_structure_has_profits(const char *structure)
{
    const market_structure *row = market_structure_find(structure);
    return row != NULL && row->profits;
}
