/* The verbs: one file each, one row each in main.c. argv[0] is the verb. */
#ifndef COHONG_CLI_VERBS_H
#define COHONG_CLI_VERBS_H

#include "options.h"

/* All of them, in the order of help. */
const verb *all_verbs(size_t *count);

int verb_claim(int argc, char **argv);
int verb_completion(int argc, char **argv);
int verb_demo(int argc, char **argv);
int verb_diff(int argc, char **argv);
int verb_firms(int argc, char **argv);
int verb_jobs(int argc, char **argv);
int verb_law(int argc, char **argv);
int verb_man(int argc, char **argv);
int verb_run(int argc, char **argv);
int verb_runs(int argc, char **argv);
int verb_serve(int argc, char **argv);
int verb_solve_for(int argc, char **argv);
int verb_sweep(int argc, char **argv);
int verb_war(int argc, char **argv);
int verb_world(int argc, char **argv);

#endif
