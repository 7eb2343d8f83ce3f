/* The files of a run as one set: all are brought to the disk beside their places before the first is renamed. */
#include <stdlib.h>
#include <unistd.h>

#include "report/tidy.h"

enum { COUNTRIES, SECTORS, TRADE, MANIFEST, FILE_COUNT };
static const char *const FILES[FILE_COUNT] = { "countries.csv", "sectors.csv", "trade.csv", "run.json" };

static cohong_status open_all(const char *folder, file_writer *writers[FILE_COUNT], cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < FILE_COUNT && status == COHONG_OK; k++) {
        char *path = file_join(folder, FILES[k]);
        status = path == NULL ? fail_memory(error) : file_writer_open(path, &writers[k], error);
        free(path);
    }
    return status;
}

/* Syncs every file, then commits in order; those that are left after a failure stay in `writers`. */
static cohong_status commit_all(file_writer *writers[FILE_COUNT], cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < FILE_COUNT && status == COHONG_OK; k++) status = file_writer_sync(writers[k], error);
    for (size_t k = 0; k < FILE_COUNT && status == COHONG_OK; k++) {
        status = file_writer_commit(writers[k], error);
        writers[k] = NULL;
    }
    return status;
}

static cohong_status write_all(const char *folder, const run_parts *parts, const char *manifest, cohong_error *error)
{
    file_writer *writers[FILE_COUNT] = { 0 };
    cohong_status status = open_all(folder, writers, error);
    if (status == COHONG_OK) {
        tidy_countries(parts, writers[COUNTRIES]);
        tidy_sectors(parts, writers[SECTORS]);
        tidy_trade(parts, writers[TRADE]);
        file_writer_text(writers[MANIFEST], manifest);
        status = commit_all(writers, error);
    }
    for (size_t k = 0; k < FILE_COUNT; k++) file_writer_abandon(writers[k]);
    return status;
}

cohong_status cohong_results_write(const char *folder, const cohong_run *run, cohong_error *error)
{
    run_parts parts;
    char *manifest = NULL;
    bool was_there = file_exists(folder);
    cohong_status status = run_parts_new(run, &parts, error);
    if (status != COHONG_OK) return status;
    status = cohong_manifest(run, &manifest, error);
    if (status == COHONG_OK) status = file_make_folder(folder, error);
    if (status == COHONG_OK) status = write_all(folder, &parts, manifest, error);
    if (status != COHONG_OK && !was_there) (void)rmdir(folder); /* only goes when it is empty */
    free(manifest);
    run_parts_free(&parts);
    return status;
}
