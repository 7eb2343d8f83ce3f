/* Trade between two countries before and after, each way, with the mean tariff on its goods. */
#ifndef COHONG_CLI_TRADE_PAIR_H
#define COHONG_CLI_TRADE_PAIR_H

#include "solved.h"

typedef struct trade_pair {
    size_t one, other;
} trade_pair;

/* Reads "USA,CHN"; false after a complaint. */
bool trade_pair_read(const char *list, const cohong_world *world, trade_pair *to);

void trade_pair_text(const solved *of, trade_pair pair, text *to);
/* A member's value: two objects. */
void trade_pair_json(const solved *of, trade_pair pair, json *j);

#endif
