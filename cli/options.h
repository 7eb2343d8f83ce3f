/* Flags of a verb as a table, from which they are read and from which help is made. */
#ifndef COHONG_CLI_OPTIONS_H
#define COHONG_CLI_OPTIONS_H

#include "base/data.h"
#include "screen.h"

/* One flag. With `value` it takes an argument, called `argument` in help; with `on` it is a switch. */
typedef struct option {
    const char *name; /* without dashes */
    const char *argument;
    const char *help;
    const char **value;
    bool *on;
} option;

/* Flags that several verbs have, and mean the same by. */
#define OPTION_QUIET(on)                         \
    {                                            \
        "quiet", NULL, "print nothing", NULL, on \
    }
#define OPTION_NO_CACHE(on)                                                                 \
    {                                                                                       \
        "no-cache", NULL, "read the world's CSV files even if its cache is valid", NULL, on \
    }
#define OPTION_STORE(value)                                                                                \
    {                                                                                                      \
        "store", "FILE", "the store of runs [$COHONG_STORE or ~/.local/share/cohong/runs.db]", value, NULL \
    }

/* The table of a command. */
#define OPTIONS_OF(table) .options = table, .option_count = sizeof table / sizeof *table

enum { OPTION_OPERANDS = 4, OPTION_SETTINGS = 32 };

/* A verb's command line. */
typedef struct command {
    const char *name;     /* "cohong run" */
    const char *operands; /* "SCENARIO" */
    size_t least_operands, most_operands;
    const char *about;    /* what it does and prints */
    const char *examples; /* lines, or NULL */
    const option *options;
    size_t option_count;
    bool takes_settings; /* every row of the settings table is a flag */
    unsigned shipped;    /* data_kind: what the first operand may be the name of; 0: nothing that ships */
} command;

/* What was given. */
typedef struct given {
    const char *operands[OPTION_OPERANDS];
    size_t operand_count;
    const char *setting_names[OPTION_SETTINGS]; /* in order of appearance, checked */
    const char *setting_values[OPTION_SETTINGS];
    size_t setting_count;
} given;

/* argv[0] is the verb. A first operand that is nothing, but nearly the name of something that ships, is a complaint. False when the command ends here with *status: help was printed, or the usage is wrong. */
bool options_read(const command *of, int argc, char **argv, given *to, int *status);

/* Sets what was given on the command line. */
cohong_status options_apply(const given *from, cohong_settings *settings, cohong_error *error);

/* Marks the countries of a list "USA,CHN" that a flag gave (NULL: all) in an array of `count`; false after a complaint. */
bool options_countries(const char *flag, const char *list, const cohong_country *countries, size_t count,
                       bool *selected);

/* A number of a flag; false after a complaint. Absent (NULL) leaves *value. */
bool options_number(const char *flag, const char *given_text, double least, double most, double *value);
bool options_whole(const char *flag, const char *given_text, double least, double most, int *value);

/* A verb, or a verb's verb. */
typedef struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} verb;

/* A verb that has verbs of its own. */
typedef struct verb_group {
    const char *name;     /* "cohong world" */
    const char *operands; /* "DIR ..." */
    const char *about;    /* what stands below the list of verbs in its help */
    const verb *verbs;
    size_t count;
    int (*alone)(int argc, char **argv); /* what it does without a verb, and whose help it has; NULL: it needs one */
} verb_group;

/* Prints the help of a group, or runs the verb that argv[1] names. */
int options_group(const verb_group *group, int argc, char **argv);

/* Runs the verb that argv[1] names; `of` is "cohong" or "cohong world". */
int options_dispatch(const char *of, const verb *verbs, size_t count, int argc, char **argv);

/* Shows every command below some verbs in the order of their tables, with the summary of its verb: what help is made of is what the
 * manual and the completions of shells are made of. */
typedef void (*command_sight)(void *to, const command *of, const char *summary);
void options_tour(const verb *verbs, size_t count, command_sight see, void *to);

/* A setting as a flag: '-' for '_', and what its argument is called. */
enum { FLAG_SIZE = 64 };
const char *options_flag(const cohong_setting_row *setting, char flag[FLAG_SIZE]);
const char *options_flag_argument(const cohong_setting_row *setting);

#endif
