/* What the files of cohong firms share: its flags, what was answered, and the ways to say it. */
#ifndef COHONG_CLI_FIRMS_H
#define COHONG_CLI_FIRMS_H

#include "options.h"

typedef enum firms_method { BY_CLOSED_FORM, BY_WEIGHTED_SAMPLE, BY_WORLDS } firms_method;

typedef struct firms_flags {
    const char *method, *count, *worlds, *seed, *threads, *target, *world, *scenario, *curve;
    bool json, break_even;
    firms_method by;
    int sample, world_count, seed_number, thread_count;
    double target_persons;
} firms_flags;

/* What one world of the granular method came to. */
typedef struct firms_world {
    double exports, platform_sales, exporters, platform_firms, additional;
} firms_world;

typedef struct firms_answer {
    const firms_flags *flags;
    const cohong_firms *firms;
    cohong_firm_outcome *outcome; /* closed form or weighted sample; of the first world otherwise */
    firms_world *worlds;
    cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT];
    bool has_break_even;
    /* The equilibrium; nest NULL: none was asked for. */
    cohong_scenario *scenario;
    cohong_world *own_world; /* without a scenario */
    cohong_model *model;
    cohong_firm_nest *nest;
    double nest_seconds;
} firms_answer;

static inline double firms_all_sales(const cohong_firm_sums *sums)
{
    return sums->sales[COHONG_PLATFORM] + sums->sales[COHONG_DIRECT];
}

/* By firms_method. */
extern const char *const FIRMS_METHODS[3];

/* Numbers of the granular method's worlds, as rows; without [jobs] the last one is left out. */
typedef struct firms_world_number {
    const char *name, *key;
    size_t offset;
    double unit;
} firms_world_number;
const firms_world_number *firms_world_numbers(const firms_answer *a, size_t *count);

/* Sets up the world or the scenario of the flags and solves the equilibrium. */
cohong_status firms_nest(firms_answer *a, const given *from, cohong_error *error);
void firms_nest_text(const firms_answer *a, text *to);
void firms_nest_json(const firms_answer *a, json *j);

/* CSV of jobs along every lever of break-even. */
cohong_status firms_write_curves(const firms_answer *a, const char *path, cohong_error *error);

/* cohong firms calibrate */
int firms_calibrate_verb(int argc, char **argv);

void firms_text(const firms_answer *a, text *to);
void firms_json(const firms_answer *a, json *j);

#endif
