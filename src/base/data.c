/* Where things are. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/data.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/suggest.h"

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

/* Where each kind stands. */
static const struct {
    unsigned kind;
    const char *word, *folder, *ending;
} KINDS[] = {
    { DATA_WORLD, "world", "worlds", "" },
    { DATA_SCENARIO, "scenario", "scenarios", ".toml" },
    { DATA_LAW, "law", "law", ".law" },
    { DATA_SWEEP, "sweep", "sweeps", ".toml" },
    { DATA_CLAIM, "claim", "claims", ".toml" },
    { DATA_FIRMS, "firms", "firms", ".toml" },
    { DATA_CALIBRATION, "calibration", "calibrations", ".toml" },
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static bool is_at(const char *folder, const char *below, const char *given, const char *ending, char found[DATA_PATH])
{
    int length = snprintf(found, DATA_PATH, "%s/%s%s%s%s", folder, below, below[0] != '\0' ? "/" : "", given, ending);
    return length > 0 && length < DATA_PATH && file_exists(found);
}

/* Looks for a name in one data folder, as it is and where people would expect it. */
static bool find_below(const char *folder, unsigned kinds, const char *given, char found[DATA_PATH])
{
    if (is_at(folder, "", given, "", found)) return true;
    for (size_t k = 0; k < 2 * (size_t)KIND_COUNT; k++) {
        size_t of = k % KIND_COUNT;
        if (((KINDS[of].kind & kinds) != 0) != (k < KIND_COUNT)) continue;
        if (is_at(folder, KINDS[of].folder, given, KINDS[of].ending, found) ||
            is_at(folder, KINDS[of].folder, given, "", found))
            return true;
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

bool data_shipped(unsigned kinds, const char *name, char found[DATA_PATH])
{
    char program[DATA_PATH], folder[DATA_PATH + 32];
    const char *own = getenv("COHONG_DATA");
    bool there = false;
    if (name[0] == '/' || name[0] == '.' || name[0] == '\0') return false;
    if (own != NULL && own[0] != '\0') {
        there = find_below(own, kinds, name, found);
    } else if (program_folder(program)) {
        for (size_t k = 0; k < sizeof PLACES / sizeof *PLACES && !there; k++) {
            snprintf(folder, sizeof folder, "%s/%s", program, PLACES[k]);
            there = find_below(folder, kinds, name, found);
        }
    }
    if (there) tidy(found);
    return there;
}

const char *data_find(unsigned kinds, const char *given, char found[DATA_PATH])
{
    return !file_exists(given) && data_shipped(kinds, given, found) ? found : given;
}

char *data_named(unsigned kinds, const char *folder, const char *name)
{
    char shipped[DATA_PATH];
    char *beside = file_join(folder, name);
    if (beside == NULL || file_exists(beside) || !data_shipped(kinds, name, shipped)) return beside;
    free(beside);
    return strdup(shipped);
}

cohong_status data_there(unsigned kind, const char *name, const char *path, place key_at, const char *key,
                         cohong_error *error)
{
    char guess[160];
    if (file_exists(path)) return COHONG_OK;
    data_suggest(kind, name, guess, sizeof guess);
    return fail(error, COHONG_NO_FILE, key_at, "key \"%s\": %s: no such %s%s", key, path,
                kind == DATA_WORLD ? "folder" : "file", guess);
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

/* ---- names */

unsigned data_kind_of(const char *word)
{
    for (size_t k = 0; k < KIND_COUNT; k++)
        if (strcmp(KINDS[k].word, word) == 0) return KINDS[k].kind;
    return 0;
}

const char *data_kind_word(unsigned kind)
{
    for (size_t k = 0; k < KIND_COUNT; k++)
        if (KINDS[k].kind == kind) return KINDS[k].word;
    return "";
}

/* The entry of a folder without its ending; NULL when it has another or none. */
static char *entry_name(const char *entry, const char *ending)
{
    size_t length = strlen(entry), end = strlen(ending);
    if (entry[0] == '.' || length <= end || strcmp(entry + length - end, ending) != 0) return NULL;
    return strndup(entry, length - end);
}

static int by_letters(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Adds the names in one folder; false when out of memory. */
static bool add_names(const char *folder, const char *ending, char ***names, size_t *count, size_t *capacity)
{
    struct dirent *entry;
    DIR *open = opendir(folder);
    bool fits = true;
    while (fits && open != NULL && (entry = readdir(open)) != NULL) {
        char *name = entry_name(entry->d_name, ending);
        if (name == NULL) continue;
        fits = memory_grow((void **)names, capacity, *count + 2, sizeof **names);
        if (!fits) {
            free(name);
            break;
        }
        (*names)[(*count)++] = name;
    }
    if (open != NULL) closedir(open);
    return fits;
}

char **data_names(unsigned kinds)
{
    char folder[DATA_PATH], below[DATA_PATH + 32], **names = NULL;
    size_t count = 0, capacity = 0;
    if (*data_folder(folder) == '\0') return NULL;
    for (size_t k = 0; k < KIND_COUNT; k++) {
        if ((KINDS[k].kind & kinds) == 0) continue;
        snprintf(below, sizeof below, "%s/%s", folder, KINDS[k].folder);
        if (!add_names(below, KINDS[k].ending, &names, &count, &capacity)) break;
    }
    if (names == NULL) return NULL;
    qsort(names, count, sizeof *names, by_letters);
    names[count] = NULL;
    return names;
}

void data_names_free(char **names)
{
    for (size_t k = 0; names != NULL && names[k] != NULL; k++) free(names[k]);
    free(names);
}

void data_suggest(unsigned kinds, const char *given, char *guess, size_t size)
{
    char **names = data_names(kinds);
    size_t count = 0;
    while (names != NULL && names[count] != NULL) count++;
    suggest_sentence(suggest_string(given, (const char *const *)names, count), guess, size);
    data_names_free(names);
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
