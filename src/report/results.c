/* The files of a run as one set, known to be whole by its run.json.
 *
 * All four are brought to the disk in a folder inside the one they are meant for. Then the old run.json is removed, the tables are
 * renamed into their places, and the new run.json, which has their SHA-256, comes last: a folder with a run.json holds that run's
 * tables, and one whose writer was killed between two renames has none. The folder is locked meanwhile, so that two runs
 * into one folder do not mix. What a killed process left inside is removed by the next run. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/tidy.h"

enum { COUNTRIES, SECTORS, TRADE, MANIFEST, FILE_COUNT };
static const char *const FILES[FILE_COUNT] = { "countries.csv", "sectors.csv", "trade.csv", "run.json" };
static const char INSIDE[] = ".cohong-"; /* and the number of the process */

/* Where the files are made, and where the user will find them: errors name the latter. */
typedef struct target {
    const char *folder;
    char *inside;
    char *made[FILE_COUNT], *places[FILE_COUNT];
} target;

static void target_free(target *of)
{
    free(of->inside);
    for (size_t k = 0; k < FILE_COUNT; k++) {
        free(of->made[k]);
        free(of->places[k]);
    }
}

static cohong_status target_new(const char *folder, target *to, cohong_error *error)
{
    char name[48];
    snprintf(name, sizeof name, "%s%ld", INSIDE, (long)getpid());
    *to = (target){ .folder = folder, .inside = file_join(folder, name) };
    bool ok = to->inside != NULL;
    for (size_t k = 0; k < FILE_COUNT && ok; k++) {
        to->made[k] = file_join(to->inside, FILES[k]);
        to->places[k] = file_join(folder, FILES[k]);
        ok = to->made[k] != NULL && to->places[k] != NULL;
    }
    return ok ? COHONG_OK : fail_memory(error);
}

/* An error about a file that is being made is one about the file of the user. */
static cohong_status name_place(cohong_status status, const char *users, cohong_error *error)
{
    if (status != COHONG_OK && status != COHONG_OUT_OF_MEMORY && error != NULL)
        snprintf(error->file, sizeof error->file, "%s", users);
    return status;
}

static cohong_status write_tables(const target *to, const run_parts *parts, cohong_error *error)
{
    static void (*const TABLES[MANIFEST])(const run_parts *, file_writer *) = { tidy_countries, tidy_sectors,
                                                                                tidy_trade };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < MANIFEST && status == COHONG_OK; k++) {
        file_writer *writer;
        status = file_writer_open(to->made[k], &writer, error);
        if (status == COHONG_OK) {
            TABLES[k](parts, writer);
            status = file_writer_commit(writer, error);
        }
        status = name_place(status, to->places[k], error);
    }
    return status;
}

/* What stands in the tables that were written, by name. */
static cohong_status hash_tables(const target *to, cohong_source tables[MANIFEST], cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < MANIFEST && status == COHONG_OK; k++) {
        file_text content = { 0 };
        status = name_place(file_read(to->made[k], 0, &content, error), to->places[k], error);
        if (status == COHONG_OK) file_sha256(content.bytes, content.length, tables[k].sha256);
        tables[k].path = FILES[k];
        free(content.bytes);
    }
    return status;
}

static cohong_status write_manifest(const target *to, const cohong_run *run, cohong_error *error)
{
    cohong_source tables[MANIFEST];
    char *manifest = NULL;
    file_writer *writer = NULL;
    cohong_status status = hash_tables(to, tables, error);
    if (status == COHONG_OK) status = run_manifest(run, tables, MANIFEST, &manifest, error);
    if (status != COHONG_OK) return status;
    status = file_writer_open(to->made[MANIFEST], &writer, error);
    if (status == COHONG_OK) {
        file_writer_text(writer, manifest);
        status = file_writer_commit(writer, error);
    }
    free(manifest);
    return name_place(status, to->places[MANIFEST], error);
}

/* Removes the files of a folder inside and the folder. */
static void clear_folder(const char *inside)
{
    char *path = NULL;
    for (size_t k = 0; k < FILE_COUNT; k++) {
        path = file_join(inside, FILES[k]);
        if (path != NULL) (void)unlink(path);
        free(path);
    }
    (void)rmdir(inside);
}

/* The process that a name ".cohong-PID" is of; 0 for any other name. */
static long process_of(const char *name)
{
    char *end;
    if (strncmp(name, INSIDE, strlen(INSIDE)) != 0) return 0;
    long process = strtol(name + strlen(INSIDE), &end, 10);
    return *end == '\0' && process > 0 ? process : 0;
}

/* A half-written file of a killed process: NAME.tmp-PID, see file_writer. */
static void clear_temporaries(const char *inside, long process)
{
    char name[64];
    for (size_t k = 0; k < FILE_COUNT; k++) {
        snprintf(name, sizeof name, "%s.tmp-%ld", FILES[k], process);
        char *path = file_join(inside, name);
        if (path != NULL) (void)unlink(path);
        free(path);
    }
}

/* Removes what killed processes left, but not what one that lives is writing. */
static void clear_stale(const char *folder)
{
    DIR *open_folder = opendir(folder);
    if (open_folder == NULL) return;
    for (struct dirent *entry; (entry = readdir(open_folder)) != NULL;) {
        long process = process_of(entry->d_name);
        bool gone = process > 0 && (process == (long)getpid() || (kill((pid_t)process, 0) != 0 && errno == ESRCH));
        char *inside = gone ? file_join(folder, entry->d_name) : NULL;
        if (inside == NULL) continue;
        clear_temporaries(inside, process);
        clear_folder(inside);
        free(inside);
    }
    closedir(open_folder);
}

static cohong_status move_one(const target *to, size_t k, cohong_error *error)
{
    if (rename(to->made[k], to->places[k]) == 0) return COHONG_OK;
    return fail(error, COHONG_IO, (place){ .file = to->places[k] }, "cannot write: %s", strerror(errno));
}

/* `descriptor` is the folder: what was renamed is only sure to last once it is synced. */
static cohong_status move_locked(const target *to, int descriptor, cohong_error *error)
{
    cohong_status status = file_remove(to->places[MANIFEST], error);
    if (status == COHONG_OK) (void)fsync(descriptor);
    for (size_t k = 0; k < MANIFEST && status == COHONG_OK; k++) status = move_one(to, k, error);
    if (status == COHONG_OK) (void)fsync(descriptor);
    if (status == COHONG_OK) status = move_one(to, MANIFEST, error);
    (void)fsync(descriptor);
    return status;
}

static cohong_status move_all(const target *to, cohong_error *error)
{
    int descriptor = open(to->folder, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(error, COHONG_IO, (place){ .file = to->folder }, "cannot open: %s", strerror(errno));
    (void)flock(descriptor, LOCK_EX); /* where a file system has no locks, there are none; ends with close */
    cohong_status status = move_locked(to, descriptor, error);
    close(descriptor);
    return status;
}

static cohong_status check_place(const char *path, cohong_error *error)
{
    struct stat facts;
    cohong_status status = file_replaceable(path, error);
    if (status != COHONG_OK || lstat(path, &facts) != 0 || S_ISREG(facts.st_mode) || S_ISLNK(facts.st_mode))
        return status;
    return fail(error, COHONG_IO, (place){ .file = path }, "is no file, expected one or nothing");
}

/* A folder, a pipe or a device in a file's place is found before anything is replaced. */
static cohong_status check_places(const target *to, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < FILE_COUNT && status == COHONG_OK; k++) status = check_place(to->places[k], error);
    return status;
}

static cohong_status write_all(const target *to, const run_parts *parts, cohong_error *error)
{
    cohong_status status = check_places(to, error);
    if (status != COHONG_OK) return status;
    clear_stale(to->folder);
    status = name_place(file_make_folder(to->inside, error), to->folder, error);
    if (status == COHONG_OK) status = write_tables(to, parts, error);
    if (status == COHONG_OK) status = write_manifest(to, parts->run, error);
    if (status == COHONG_OK) status = move_all(to, error);
    clear_folder(to->inside);
    return status;
}

cohong_status cohong_results_write(const char *folder, const cohong_run *run, cohong_error *error)
{
    run_parts parts;
    target to;
    bool was_there = file_exists(folder);
    cohong_status status = run_parts_new(run, &parts, error);
    if (status != COHONG_OK) return status;
    status = target_new(folder, &to, error);
    if (status == COHONG_OK) status = file_make_folder(folder, error);
    if (status == COHONG_OK) status = write_all(&to, &parts, error);
    if (status != COHONG_OK && !was_there) (void)rmdir(folder); /* only goes when it is empty */
    target_free(&to);
    run_parts_free(&parts);
    return status;
}
