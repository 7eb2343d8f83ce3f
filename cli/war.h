/* What the verbs of `cohong war` share: a scenario with its model, one country of a flag, and tariffs written. */
#ifndef COHONG_CLI_WAR_H
#define COHONG_CLI_WAR_H

#include "options.h"
#include "report/answers.h"

/* A scenario set up to be solved; free in every case. */
typedef struct war_case {
    cohong_scenario *scenario;
    cohong_model *model;
} war_case;
int war_open(const given *from, bool no_cache, war_case *to);
void war_close(war_case *of);

/* The one country that a flag names; false after a complaint. */
bool war_country(const char *flag, const char *given_text, const cohong_world *world, size_t *country);

/* Blocs: the number of each country's player, and its bloc's name ("" for a country alone). Free in every case. */
typedef struct war_blocs {
    size_t *bloc;
    char (*name)[32];
} war_blocs;
bool war_blocs_read(const char *given_text, const cohong_world *world, war_blocs *to); /* false after a complaint */
void war_blocs_free(war_blocs *of);
/* Players of a list that may name blocs; NULL: all. False after a complaint. */
bool war_blocs_players(const war_blocs *of, const char *list, const cohong_world *world, bool *player);

/* Where tariffs go: a matrix, and a scenario that runs with them. */
typedef written_files war_outputs;
#define WAR_OUTPUT_OPTIONS(outputs)                                                                          \
    { "out", "FILE", "write all tariffs there, for a scenario's level_file", &(outputs).out, NULL },         \
    {                                                                                                        \
        "scenario", "FILE", "write a scenario with these tariffs there (FILE.toml, and FILE.csv beside it)", \
            &(outputs).scenario, NULL                                                                        \
    }
int war_write(const war_outputs *to, const cohong_scenario *like, const double *tariff, const char *title);
void war_written_text(const war_outputs *of, text *to);

int verb_cooperate(int argc, char **argv);
int verb_path(int argc, char **argv);
int verb_retaliate(int argc, char **argv);

#endif
