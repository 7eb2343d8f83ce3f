/* Blocs of a flag: "EU=DEU,FRA;NAFTA=USA,CAN,MEX". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "war.h"

/* One bloc; `selected` has room for N. */
static bool read_bloc(const char *part, size_t length, const cohong_world *world, bool *selected, war_blocs *to)
{
    char copy[512], *members;
    snprintf(copy, sizeof copy, "%.*s", (int)length, part);
    members = strchr(copy, '=');
    if (length >= sizeof copy || members == NULL || members == copy || members[1] == '\0')
        return complain("--bloc: found \"%.60s\", expected NAME=COUNTRY,COUNTRY", copy), false;
    *members++ = '\0';
    if (strlen(copy) >= sizeof to->name[0] || cohong_world_country(world, copy) != COHONG_NONE)
        return complain("--bloc: \"%.60s\" cannot name a bloc: it is %s", copy,
                        strlen(copy) >= sizeof to->name[0] ? "too long" : "a country of the world"),
               false;
    if (!options_countries("bloc", members, world->countries, world->country_count, selected)) return false;
    size_t first = world->country_count;
    for (size_t n = 0; n < world->country_count; n++) {
        if (!selected[n]) continue;
        if (to->name[n][0] != '\0')
            return complain("--bloc: %s is in %s and in %s", world->countries[n].code, to->name[n], copy), false;
        if (first == world->country_count) first = n;
        memcpy(to->name[n], copy, strlen(copy) + 1);
        to->bloc[n] = first;
    }
    return true;
}

bool war_blocs_read(const char *given_text, const cohong_world *world, war_blocs *to)
{
    size_t N = world->country_count;
    bool *selected = calloc(N, sizeof *selected), read = true;
    to->bloc = calloc(N, sizeof *to->bloc);
    to->name = calloc(N, sizeof *to->name);
    if (selected == NULL || to->bloc == NULL || to->name == NULL) read = (complain("out of memory"), false);
    for (size_t n = 0; read && n < N; n++) to->bloc[n] = n;
    for (const char *part = given_text; read && part != NULL && *part != '\0';) {
        size_t length = strcspn(part, ";");
        read = read_bloc(part, length, world, selected, to);
        part += length + (part[length] == ';');
    }
    free(selected);
    return read;
}

void war_blocs_free(war_blocs *of)
{
    free(of->bloc);
    free(of->name);
}

bool war_blocs_players(const war_blocs *of, const char *list, const cohong_world *world, bool *player)
{
    text expanded = { 0 };
    for (const char *code = list; code != NULL && *code != '\0';) {
        size_t length = strcspn(code, ","), found = 0;
        for (size_t n = 0; n < world->country_count; n++) {
            if (strlen(of->name[n]) != length || strncmp(of->name[n], code, length) != 0 || length == 0) continue;
            text_format(&expanded, "%s,", world->countries[n].code);
            found++;
        }
        if (found == 0) text_format(&expanded, "%.*s,", (int)length, code);
        code += length + (code[length] == ',');
    }
    bool read = !expanded.failed && options_countries("players", list != NULL ? expanded.bytes : NULL, world->countries,
                                                      world->country_count, player);
    if (expanded.failed) complain("out of memory");
    text_free(&expanded);
    return read;
}
