/* What lever.c and trial.c share: the kinds of levers, one row each. */
#ifndef COHONG_SWEEP_LEVER_TYPE_H
#define COHONG_SWEEP_LEVER_TYPE_H

#include "sweep/trial.h"

/* Which words follow the kind. */
typedef enum lever_words { WORDS_PAIR, WORDS_COUNTRY, WORDS_COUNTRY_SECTOR, WORDS_SECTOR, WORDS_SETTING } lever_words;

struct lever_type {
    const char *name;
    lever_words words;
    double above; /* x lies above this, or may be equal to it where `inclusive` */
    double most;
    bool inclusive;
    const char *is; /* meaning of x, for people */
    void (*move)(trial *of, const lever *by, double x);
    bool moves_tariff; /* the result is checked to lie above -1 */
    bool moves_theta;
};

/* The kind of that name; the setting kind for a number of the settings table, then also its row; else NULL. */
const lever_type *lever_type_find(const char *name, const cohong_setting_row **setting);
/* Name k of all kinds and settings, for "did you mean"; NULL after the last. */
const char *lever_type_name(size_t k);

#endif
