/* Answers as JSON that the command prints and the server sends. */
#ifndef COHONG_REPORT_ANSWERS_H
#define COHONG_REPORT_ANSWERS_H

#include "report/run.h"
#include "war/cooperation.h"
#include "war/replies.h"

/* The members of an answer from title to residuals. */
void run_members_json(const cohong_run *of, json *j);

/* The summary of a sweep. */
void sweep_json(const cohong_sweep *sweep, const cohong_draws *draws, const cohong_sweep_summary *summary, text *to);

/* A game that was played. */
typedef struct war_answer {
    const cohong_scenario *scenario;
    const cohong_model *model;
    const cohong_war *war;
    const bool *player; /* N */
    bool alone;         /* one country's best response */
    double seconds;
    const char (*bloc)[32]; /* N; name of each country's bloc, "" for none; NULL: there are no blocs */
} war_answer;

/* An observed trade war, worked through. */
typedef struct followed {
    cohong_rounds *rounds;
    cohong_model *model;
    cohong_war_path *path;
    double seconds;
} followed;

/* Where the tariffs of a game, and a scenario with them, were written; NULL: nowhere. */
typedef struct written_files {
    const char *out, *scenario;
} written_files;

void war_json(const war_answer *of, const written_files *files, text *to);
void cooperation_json(const cooperation *of, const written_files *files, text *to);
void replies_json(const replies *of, const written_files *files, text *to);
void path_json(const followed *of, const written_files *files, text *to);

/* Members that answers of games share: title, world and closure; the closure alone; what was written. */
void game_case_json(const cohong_scenario *of, const cohong_model *model, json *j);
void game_closure_json(const cohong_scenario *of, const cohong_model *model, json *j);
void written_json(const written_files *of, json *j);

/* The list of stored runs. */
void stored_list_json(const cohong_stored *all, text *to);

#endif
