/* A temporary folder with copies of source files, so that caches written beside a world leave no trace; and whole processes
 * run in it. */
#ifndef COHONG_BENCH_FOLDER_H
#define COHONG_BENCH_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

enum { FOLDER_PATH = 512 };

/* Makes a new empty folder. */
bool folder_new(char folder[FOLDER_PATH]);
/* Removes it with all files and one level of folders in it. */
void folder_remove(const char *folder);

/* folder/name into path; false when too long. */
bool folder_join(const char *folder, const char *name, char path[FOLDER_PATH]);

/* Copies a file, or the files of a folder that end in .csv or .toml. The target must not exist. */
bool folder_copy_file(const char *from, const char *to);
bool folder_copy_world(const char *from, const char *to);

/* Writes a text file. */
bool folder_write(const char *path, const char *text);

/* Runs a program (arguments end with NULL) in an environment without the user's settings, output thrown away; answers its exit
 * status, or -1 when it could not be run or was killed. */
int folder_run(const char *folder, const char *const *arguments);

#endif
