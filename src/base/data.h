/* Where things are: the data that ship, and the store of runs. */
#ifndef COHONG_BASE_DATA_H
#define COHONG_BASE_DATA_H

#include "fail.h"

enum { DATA_PATH = 4096 };

/* What a name may be the name of; kinds can be added up. */
enum data_kind {
    DATA_WORLD = 1,
    DATA_SCENARIO = 2,
    DATA_LAW = 4,
    DATA_SWEEP = 8,
    DATA_CLAIM = 16,
    DATA_FIRMS = 32,
    DATA_CALIBRATION = 64,
    DATA_ANY = 0 /* no kind before another */
};

/* The path as given when something is there; else the first place below the data folders ($COHONG_DATA, those of a build tree and
 * of an installation) that has it: as it is, in the folders of `kinds`, in the folders of the other kinds, with and without the
 * ending; else the path as given. */
const char *data_find(unsigned kinds, const char *given, char found[DATA_PATH]);

/* The same of what ships alone, for a name in a file, next to which there is nothing of that name; false: nothing has it. */
bool data_shipped(unsigned kinds, const char *name, char found[DATA_PATH]);

/* What a file that stands in `folder` means by a name of these kinds: what is next to it or, where there is nothing of that name, what
 * ships; else the path next to it. malloc'd, NULL when out of memory. */
char *data_named(unsigned kinds, const char *folder, const char *name);

/* Fails at a file's key, with the name nearest to the one it gives, when there is nothing at the path that data_named made of that. */
cohong_status data_there(unsigned kind, const char *name, const char *path, place key_at, const char *key,
                         cohong_error *error);

/* "; did you mean \"X\"?" of the names of these kinds that ship, or nothing. */
void data_suggest(unsigned kinds, const char *given, char *guess, size_t size);

/* The names of these kinds that ship, each once, in order of their letters; NULL behind the last. Free by data_names_free. */
char **data_names(unsigned kinds);
void data_names_free(char **names);

/* The words for kinds: "scenario", ...; 0 when it is none. */
unsigned data_kind_of(const char *word);
const char *data_kind_word(unsigned kind);

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
