/* The screen: what is printed where, errors in one line, progress, and signals held while files are written. */
#ifndef COHONG_CLI_SCREEN_H
#define COHONG_CLI_SCREEN_H

#include "report/json.h"
#include "report/table.h"

/* Exit statuses of the command. */
enum { EXIT_SOLVED = 0, EXIT_NO_SOLUTION = 1, EXIT_BAD_INPUT = 2 };

/* Prints to standard output and frees the text; answers EXIT_SOLVED, or EXIT_BAD_INPUT when it could not be written. */
int screen_print(text *content);

/* One line "cohong: ..." on standard error; both answer EXIT_BAD_INPUT. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
int complain_of(const cohong_error *error);

/* Headings are bold on a terminal, unless NO_COLOR is set. */
bool screen_bold(void);

/* Columns that running text is wrapped to: those of the terminal, but no more than 100; 100 where there is none. */
size_t screen_width(void);

/* From now on, a line with the seconds on standard error when it is a terminal and the job takes over a second. */
void screen_working(const char *doing, bool quiet);
void screen_worked(void);

/* While held, SIGINT, SIGTERM and SIGHUP wait: what is being written is written whole. */
void screen_hold_signals(void);
void screen_release_signals(void);

/* Seconds of a clock that never jumps. */
double screen_clock(void);

#endif
