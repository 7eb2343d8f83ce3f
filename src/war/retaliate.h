/* What a question of retaliation has to say, by one rule or by all of them. */
#ifndef COHONG_WAR_RETALIATE_H
#define COHONG_WAR_RETALIATE_H

#include "base/fail.h"

/* Two countries of the base, not the same, and what the rule takes in range; rule COHONG_RETALIATION_COUNT: all rules. */
cohong_status retaliation_check(const cohong_world *base, const cohong_retaliation_terms *terms, int rule,
                                cohong_error *error);

#endif
