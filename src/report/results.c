/* The files of a run as one set. All four are brought to the disk in a folder inside the one they are meant for and then
 * renamed one after the other, which takes microseconds; run.json comes last and has the SHA-256 of the others, so that
 * a set that was cut in two by a killed process is seen to be one. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/tidy.h"

enum { COUNTRIES, SECTORS, TRADE, MANIFEST, FILE_COUNT };
static const char *const FILES[FILE_COUNT] = { "countries.csv", "sectors.csv", "trade.csv", "run.json" };

static cohong_status open_one(const char *folder, size_t k, file_writer **writer, cohong_error *error)
{
    char *path = file_join(folder, FILES[k]);
    cohong_status status = path == NULL ? fail_memory(error) : file_writer_open(path, writer, error);
    free(path);
    return status;
}

static cohong_status write_tables(const char *folder, const run_parts *parts, cohong_error *error)
{
    static void (*const TABLES[MANIFEST])(const run_parts *, file_writer *) = { tidy_countries, tidy_sectors,
                                                                                tidy_trade };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < MANIFEST && status == COHONG_OK; k++) {
        file_writer *writer;
        status = open_one(folder, k, &writer, error);
        if (status != COHONG_OK) break;
        TABLES[k](parts, writer);
        status = file_writer_commit(writer, error);
    }
    return status;
}

/* What stands in the tables that were written, by name. */
static cohong_status hash_tables(const char *folder, cohong_source tables[MANIFEST], cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < MANIFEST && status == COHONG_OK; k++) {
        file_text content = { 0 };
        char *path = file_join(folder, FILES[k]);
        status = path == NULL ? fail_memory(error) : file_read(path, 0, &content, error);
        if (status == COHONG_OK) file_sha256(content.bytes, content.length, tables[k].sha256);
        tables[k].path = FILES[k];
        free(content.bytes);
        free(path);
    }
    return status;
}

static cohong_status write_manifest(const char *folder, const cohong_run *run, cohong_error *error)
{
    cohong_source tables[MANIFEST];
    char *manifest = NULL;
    file_writer *writer = NULL;
    cohong_status status = hash_tables(folder, tables, error);
    if (status == COHONG_OK) status = run_manifest(run, tables, MANIFEST, &manifest, error);
    if (status == COHONG_OK) status = open_one(folder, MANIFEST, &writer, error);
    if (status == COHONG_OK) {
        file_writer_text(writer, manifest);
        status = file_writer_commit(writer, error);
    }
    free(manifest);
    return status;
}

static cohong_status move_all(const char *from, const char *to, cohong_error *error)
{
    char *sources[FILE_COUNT] = { 0 }, *targets[FILE_COUNT] = { 0 };
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < FILE_COUNT; k++) {
        sources[k] = file_join(from, FILES[k]);
        targets[k] = file_join(to, FILES[k]);
        if (sources[k] == NULL || targets[k] == NULL) status = fail_memory(error);
    }
    for (size_t k = 0; k < FILE_COUNT && status == COHONG_OK; k++)
        if (rename(sources[k], targets[k]) != 0)
            status = fail(error, COHONG_IO, (place){ .file = targets[k] }, "cannot write: %s", strerror(errno));
    for (size_t k = 0; k < FILE_COUNT; k++) {
        free(sources[k]);
        free(targets[k]);
    }
    int descriptor = open(to, O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)fsync(descriptor); /* renames last once their folder is synced */
        close(descriptor);
    }
    return status;
}

/* Removes what a failure left of the folder inside. */
static void clear_folder(const char *folder)
{
    for (size_t k = 0; k < FILE_COUNT; k++) {
        char *path = file_join(folder, FILES[k]);
        if (path != NULL) (void)unlink(path);
        free(path);
    }
    (void)rmdir(folder);
}

static cohong_status write_all(const char *folder, const char *inside, const run_parts *parts, cohong_error *error)
{
    cohong_status status = file_make_folder(inside, error);
    if (status != COHONG_OK) return status;
    status = write_tables(inside, parts, error);
    if (status == COHONG_OK) status = write_manifest(inside, parts->run, error);
    if (status == COHONG_OK) status = move_all(inside, folder, error);
    clear_folder(inside);
    return status;
}

cohong_status cohong_results_write(const char *folder, const cohong_run *run, cohong_error *error)
{
    run_parts parts;
    char name[48];
    bool was_there = file_exists(folder);
    cohong_status status = run_parts_new(run, &parts, error);
    if (status != COHONG_OK) return status;
    snprintf(name, sizeof name, ".cohong-%ld", (long)getpid());
    char *inside = file_join(folder, name);
    status = inside == NULL ? fail_memory(error) : file_make_folder(folder, error);
    if (status == COHONG_OK) status = write_all(folder, inside, &parts, error);
    if (status != COHONG_OK && !was_there) (void)rmdir(folder); /* only goes when it is empty */
    free(inside);
    run_parts_free(&parts);
    return status;
}
