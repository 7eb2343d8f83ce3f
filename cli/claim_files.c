/* The report of a claim as files: all forms are written beside their places, brought to the disk, and only then renamed. */
#include "claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

typedef void (*form)(const checked *of, text *to);

static void page(const checked *of, text *to)
{
    claim_text(of, true, to);
}

static const struct {
    const char *name;
    form write;
} FILES[] = { { "report.md", page },
              { "report.json", claim_json },
              { "report.csv", claim_csv },
              { "claimreview.jsonld", claim_jsonld } };
enum { FILE_COUNT = sizeof FILES / sizeof *FILES };

static cohong_status write_one(const checked *of, const char *folder, size_t k, file_writer **writer,
                               cohong_error *error)
{
    text content = { 0 };
    char *path = file_join(folder, FILES[k].name);
    FILES[k].write(of, &content);
    cohong_status status = path == NULL ? fail_memory(error) : text_status(&content, error);
    if (status == COHONG_OK) status = file_replaceable(path, error);
    if (status == COHONG_OK) status = file_writer_open(path, writer, error);
    if (status == COHONG_OK) {
        file_writer_bytes(*writer, content.bytes, content.length);
        status = file_writer_sync(*writer, error);
    }
    text_free(&content);
    free(path);
    return status;
}

int claim_files(const checked *of, const char *folder)
{
    file_writer *writers[FILE_COUNT] = { NULL };
    cohong_error error = { 0 };
    cohong_status status = file_make_folder(folder, &error);
    screen_hold_signals();
    for (size_t k = 0; k < FILE_COUNT && status == COHONG_OK; k++)
        status = write_one(of, folder, k, &writers[k], &error);
    for (size_t k = 0; k < FILE_COUNT; k++) {
        if (writers[k] == NULL) continue;
        if (status == COHONG_OK)
            status = file_writer_commit(writers[k], &error);
        else
            file_writer_abandon(writers[k]);
    }
    screen_release_signals();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}
