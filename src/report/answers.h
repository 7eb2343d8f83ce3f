/* Answers as JSON that the command prints and the server sends. */
#ifndef COHONG_REPORT_ANSWERS_H
#define COHONG_REPORT_ANSWERS_H

#include "report/run.h"

/* The members of an answer from title to residuals. */
void run_members_json(const cohong_run *of, json *j);

/* The summary of a sweep. */
void sweep_json(const cohong_sweep *sweep, const cohong_draws *draws, const cohong_sweep_summary *summary, text *to);

/* A game that was played. */
typedef struct war_answer {
    const cohong_scenario *scenario;
    const cohong_war *war;
    const bool *player; /* N */
    bool alone;         /* one country's best response */
    double seconds;
    const char (*bloc)[32];    /* N; name of each country's bloc, "" for none; NULL: there are no blocs */
    const char *out, *written; /* where its tariffs and a scenario with them were written; NULL: nowhere */
} war_answer;
void war_json(const war_answer *of, text *to);

/* The list of stored runs. */
void stored_list_json(const cohong_stored *all, text *to);

#endif
