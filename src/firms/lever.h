/* Numbers of a firms description that a factor is put on: what break-even and claims move. */
#ifndef COHONG_FIRMS_LEVER_H
#define COHONG_FIRMS_LEVER_H

#include "base/fail.h"

typedef struct firms_lever {
    const char *name;
    enum { OF_WHOLE, OF_PLATFORM, OF_MARKET } of; /* platform: its terms in every market alike */
    size_t offset;
    double to; /* the furthest factor that break-even tries; 0: none of it is left */
} firms_lever;

extern const firms_lever FIRMS_LEVERS[COHONG_FIRM_LEVER_COUNT];

/* NULL when there is none of that name. */
const firms_lever *firms_lever_find(const char *name);

/* Multiplies the number; a channel that is closed by an infinite cost stays closed. The result may be outside its domain. */
void firms_lever_scale(const firms_lever *by, double factor, cohong_firms *firms);

#endif
