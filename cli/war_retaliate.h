/* The answers of cohong war retaliate, printed. */
#ifndef COHONG_CLI_WAR_RETALIATE_H
#define COHONG_CLI_WAR_RETALIATE_H

#include "war.h"

/* Answers the exit status. */
int retaliate_print(const replies *of, bool as_json, const war_outputs *outputs);

#endif
