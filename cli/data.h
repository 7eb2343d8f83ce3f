/* Where things are: the data that ship, and the store of runs. */
#ifndef COHONG_CLI_DATA_H
#define COHONG_CLI_DATA_H

#include <stdbool.h>

enum { DATA_PATH = 4096 };

/* The path as given when something is there; else the first place below the data folders ($COHONG_DATA, those of a build tree and
 * of an installation) that has it, also under worlds/, scenarios/ and law/ and with ".toml" or ".law"; else the path as given. */
const char *data_find(const char *given, char found[DATA_PATH]);

/* The folder of the data that ship: $COHONG_DATA, or that of a build tree or an installation; "" when there is none. */
const char *data_folder(char found[DATA_PATH]);

/* The folder of the built page, below the data folders or beside them; "" when there is none. */
const char *data_page(char found[DATA_PATH]);

/* What is wrong where there is none. */
#define DATA_NO_PAGE "--html: the built page is not there; it belongs in share/cohong/web"

bool data_is_folder(const char *path);

/* $COHONG_STORE, else $XDG_DATA_HOME/cohong/runs.db, else ~/.local/share/cohong/runs.db, else "": there is no such place. */
const char *data_store(char path[DATA_PATH]);

#endif
