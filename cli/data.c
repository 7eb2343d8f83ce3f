/* Where things are. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* The folder of the running program; false where the system does not tell. */
static bool program_folder(char folder[DATA_PATH])
{
    ssize_t length = readlink("/proc/self/exe", folder, DATA_PATH - 1);
    if (length <= 0) return false;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash == NULL) return false;
    *slash = '\0';
    return true;
}

/* Looks for a name in one data folder, as it is and where people would expect it. */
static bool find_below(const char *folder, const char *given, char found[DATA_PATH])
{
    static const char *const FORMS[][2] = {
        { "", "" },         { "worlds/", "" },      { "scenarios/", "" },   { "scenarios/", ".toml" }, { "law/", "" },
        { "law/", ".law" }, { "sweeps/", ".toml" }, { "claims/", ".toml" }, { "firms/", ".toml" }
    };
    for (size_t k = 0; k < sizeof FORMS / sizeof *FORMS; k++) {
        int length = snprintf(found, DATA_PATH, "%s/%s%s%s", folder, FORMS[k][0], given, FORMS[k][1]);
        if (length > 0 && length < DATA_PATH && file_exists(found)) return true;
    }
    return false;
}

/* Without the "build/release/../.." that the way there has, for people and manifests. */
static const char *tidy(char found[DATA_PATH])
{
    char *resolved = realpath(found, NULL);
    if (resolved != NULL && strlen(resolved) < DATA_PATH) strcpy(found, resolved);
    free(resolved);
    return found;
}

/* Where the data that ship stand, from the folder of the program: in a build tree, in an installation. */
static const char *const PLACES[] = { "../../data", "../share/cohong" };

const char *data_find(const char *given, char found[DATA_PATH])
{
    char program[DATA_PATH], folder[DATA_PATH + 32];
    const char *own = getenv("COHONG_DATA");
    if (file_exists(given) || given[0] == '/' || given[0] == '.' || given[0] == '\0') return given;
    if (own != NULL && own[0] != '\0') return find_below(own, given, found) ? tidy(found) : given;
    if (!program_folder(program)) return given;
    for (size_t k = 0; k < sizeof PLACES / sizeof *PLACES; k++) {
        snprintf(folder, sizeof folder, "%s/%s", program, PLACES[k]);
        if (find_below(folder, given, found)) return tidy(found);
    }
    return given;
}

const char *data_folder(char found[DATA_PATH])
{
    char program[DATA_PATH];
    const char *own = getenv("COHONG_DATA");
    if (own != NULL && own[0] != '\0') {
        snprintf(found, DATA_PATH, "%s", own);
        return found;
    }
    bool has_program = program_folder(program);
    for (size_t k = 0; has_program && k < sizeof PLACES / sizeof *PLACES; k++) {
        int length = snprintf(found, DATA_PATH, "%s/%s", program, PLACES[k]);
        if (length > 0 && length < DATA_PATH && data_is_folder(found)) return tidy(found);
    }
    found[0] = '\0';
    return found;
}

const char *data_page(char found[DATA_PATH])
{
    static const char *const PAGES[] = { "../../web/dist", "../share/cohong/web" };
    char program[DATA_PATH], index[DATA_PATH + 16];
    const char *own = getenv("COHONG_DATA");
    bool has_program = program_folder(program);
    for (size_t k = 0; k < 1 + sizeof PAGES / sizeof *PAGES; k++) {
        if (k == 0 ? own == NULL || own[0] == '\0' : !has_program) continue;
        int length = k == 0 ? snprintf(found, DATA_PATH, "%s/web", own)
                            : snprintf(found, DATA_PATH, "%s/%s", program, PAGES[k - 1]);
        snprintf(index, sizeof index, "%s/index.html", found);
        if (length > 0 && length < DATA_PATH && file_exists(index)) return tidy(found);
    }
    found[0] = '\0';
    return found;
}

bool data_is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

const char *data_store(char path[DATA_PATH])
{
    const char *own = getenv("COHONG_STORE"), *shared = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (own != NULL && own[0] != '\0')
        snprintf(path, DATA_PATH, "%s", own);
    else if (shared != NULL && shared[0] == '/')
        snprintf(path, DATA_PATH, "%s/cohong/runs.db", shared);
    else if (home != NULL && home[0] != '\0')
        snprintf(path, DATA_PATH, "%s/.local/share/cohong/runs.db", home);
    else
        path[0] = '\0';
    return path;
}
