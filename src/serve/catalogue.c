/* What ships in the data folder, by name. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "serve/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/suggest.h"
#include "base/toml.h"
#include "report/text.h"

static const struct {
    const char *folder, *ending, *word;
    const char *key; /* that a file of this kind has; NULL: it is a folder */
} SHELVES[SHELF_COUNT] = { { "worlds", "", "world", NULL },
                           { "scenarios", ".toml", "scenario", "world" },
                           { "sweeps", ".toml", "sweep", "scenario" } };

enum { WORLD_LIMIT = 64, NAME_LIMIT = 1024, NAME_LENGTH = 128 };

/* ---- names */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The length of a file's name without the shelf's ending; 0: it does not belong there. */
static size_t name_length(const char *file, const char *ending)
{
    size_t length = strlen(file), end = strlen(ending);
    if (file[0] == '.' || length <= end || length - end > NAME_LENGTH) return 0;
    return strcmp(file + length - end, ending) == 0 ? length - end : 0;
}

/* Beside sweeps lie scenarios that only they need. A file that cannot be read stays, for whoever asks for it to be told why. */
static bool belongs(const catalogue *of, shelf on, const char *file)
{
    toml_file read;
    bool has_key = true;
    text path = { 0 };
    if (SHELVES[on].key == NULL) return true;
    text_format(&path, "%s/%s/%s", of->folder, SHELVES[on].folder, file);
    if (!path.failed && toml_read(path.bytes, &read, NULL) == COHONG_OK) {
        has_key = toml_find(read.root, SHELVES[on].key) != NULL;
        toml_close(&read);
    }
    text_free(&path);
    return has_key;
}

static cohong_status read_shelf(catalogue *to, shelf on, cohong_error *error)
{
    char *path = file_join(to->folder, SHELVES[on].folder);
    DIR *folder = path != NULL ? opendir(path) : NULL;
    cohong_status status = path != NULL ? COHONG_OK : fail_memory(error);
    size_t capacity = 0;
    free(path);
    if (folder == NULL) return status; /* nothing of that kind ships */
    for (struct dirent *entry; status == COHONG_OK && (entry = readdir(folder)) != NULL;) {
        size_t length = name_length(entry->d_name, SHELVES[on].ending);
        void *names = to->names[on];
        if (length == 0 || to->counts[on] == NAME_LIMIT || !belongs(to, on, entry->d_name)) continue;
        char *name = memory_grow(&names, &capacity, to->counts[on] + 1, sizeof *to->names[on])
                         ? strndup(entry->d_name, length)
                         : NULL;
        to->names[on] = names;
        if (name == NULL)
            status = fail_memory(error);
        else
            to->names[on][to->counts[on]++] = name;
    }
    closedir(folder);
    if (to->counts[on] > 0) qsort(to->names[on], to->counts[on], sizeof *to->names[on], by_name);
    return status;
}

cohong_status catalogue_new(catalogue *to, const char *folder, cohong_error *error)
{
    *to = (catalogue){ .folder = realpath(folder, NULL) };
    if (to->folder == NULL)
        return fail(error, COHONG_NO_FILE, (place){ .file = folder }, "no such folder: %s", strerror(errno));
    pthread_mutex_init(&to->lock, NULL);
    cohong_status status = COHONG_OK;
    for (int on = 0; on < SHELF_COUNT && status == COHONG_OK; on++) status = read_shelf(to, (shelf)on, error);
    if (status != COHONG_OK) catalogue_free(to);
    return status;
}

void catalogue_free(catalogue *of)
{
    if (of->folder == NULL) return;
    for (int on = 0; on < SHELF_COUNT; on++) {
        for (size_t k = 0; k < of->counts[on]; k++) free(of->names[on][k]);
        free(of->names[on]);
    }
    for (size_t k = 0; k < of->world_count; k++) {
        free(of->worlds[k].folder);
        cohong_world_free(of->worlds[k].world);
    }
    free(of->worlds);
    free(of->folder);
    pthread_mutex_destroy(&of->lock);
    *of = (catalogue){ 0 };
}

size_t catalogue_find(const catalogue *of, shelf on, const char *name, cohong_error *error)
{
    char guess[160];
    for (size_t k = 0; k < of->counts[on]; k++)
        if (strcmp(of->names[on][k], name) == 0) return k;
    suggest_sentence(suggest_string(name, (const char *const *)of->names[on], of->counts[on]), guess, sizeof guess);
    fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "there is no %s \"%.60s\"%s", SHELVES[on].word, name, guess);
    return (size_t)-1;
}

char *catalogue_path(const catalogue *of, shelf on, const char *name)
{
    size_t size = strlen(of->folder) + strlen(name) + 32;
    char *path = malloc(size);
    if (path != NULL) snprintf(path, size, "%s/%s/%s%s", of->folder, SHELVES[on].folder, name, SHELVES[on].ending);
    return path;
}

/* ---- worlds */

/* Takes the resolved folder over. The lock is held. */
static cohong_status keep_world(catalogue *of, char *resolved, cohong_world **world, cohong_error *error)
{
    void *worlds = of->worlds;
    cohong_status status = of->world_count < WORLD_LIMIT
                               ? cohong_world_read(resolved, COHONG_CACHE_AUTO, world, error)
                               : fail(error, COHONG_TOO_LARGE, NOWHERE, "more than %d worlds are in use", WORLD_LIMIT);
    if (status == COHONG_OK && !memory_grow(&worlds, &of->world_capacity, of->world_count + 1, sizeof *of->worlds))
        status = fail_memory(error);
    of->worlds = worlds;
    if (status != COHONG_OK) {
        cohong_world_free(*world);
        *world = NULL;
        free(resolved);
        return status;
    }
    of->worlds[of->world_count++] = (kept_world){ resolved, *world };
    return COHONG_OK;
}

cohong_status catalogue_world(catalogue *of, const char *folder, cohong_world **world, cohong_error *error)
{
    char *resolved = realpath(folder, NULL);
    *world = NULL;
    if (resolved == NULL) return fail(error, COHONG_NO_FILE, (place){ .file = folder }, "no such folder");
    pthread_mutex_lock(&of->lock);
    for (size_t k = 0; k < of->world_count && *world == NULL; k++)
        if (strcmp(of->worlds[k].folder, resolved) == 0) *world = of->worlds[k].world;
    cohong_status status = COHONG_OK;
    if (*world == NULL)
        status = keep_world(of, resolved, world, error);
    else
        free(resolved);
    pthread_mutex_unlock(&of->lock);
    return status;
}

bool catalogue_keeps(catalogue *of, const cohong_world *world)
{
    bool keeps = false;
    pthread_mutex_lock(&of->lock);
    for (size_t k = 0; k < of->world_count && !keeps; k++) keeps = of->worlds[k].world == world;
    pthread_mutex_unlock(&of->lock);
    return keeps;
}

cohong_world *catalogue_world_of(void *context, const char *folder)
{
    cohong_world *world;
    return catalogue_world(context, folder, &world, NULL) == COHONG_OK ? world : NULL;
}

bool catalogue_may_name(void *context, const char *path)
{
    const catalogue *of = context;
    char *resolved = realpath(path, NULL);
    size_t length = strlen(of->folder);
    bool inside = resolved != NULL && strncmp(resolved, of->folder, length) == 0 && resolved[length] == '/';
    free(resolved);
    return inside;
}
