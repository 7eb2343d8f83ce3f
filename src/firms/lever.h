/* Numbers of a firms description that a factor is put on: what break-even and claims move. */
#ifndef COHONG_FIRMS_LEVER_H
#define COHONG_FIRMS_LEVER_H

#include "base/fail.h"

typedef struct firms_lever {
    const char *name;
    enum {
        OF_WHOLE,
        OF_PLATFORM,
        OF_MARKET,
        OF_TAIL
    } of; /* platform: its terms in every market alike; tail: what is above 1 */
    size_t offset;
    double to; /* the furthest factor that break-even tries; 0: none of it is left */
} firms_lever;

extern const firms_lever FIRMS_LEVERS[COHONG_FIRM_LEVER_COUNT];

/* NULL when there is none of that name. */
const firms_lever *firms_lever_find(const char *name);

/* A description with markets and groups of its own, whose numbers may be changed, and the base's numbers put back. */
cohong_status firms_copy_new(const cohong_firms *base, cohong_firms *copy, cohong_error *error);
void firms_copy_reset(const cohong_firms *base, cohong_firms *copy);
void firms_copy_free(cohong_firms *copy);

/* Multiplies the number of a copy; a channel that is closed by an infinite cost stays closed. The result may be outside its domain. */
void firms_lever_scale(const firms_lever *by, double factor, cohong_firms *firms);

#endif
