/* The report of a claim as files: all of them are written beside their places, brought to the disk, and only then renamed. */
#include "claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/data.h"

typedef cohong_status (*form)(const checked *of, text *to, cohong_error *error);

static cohong_status page(const checked *of, text *to, cohong_error *error)
{
    claim_text(of, true, to);
    return text_status(to, error);
}

static cohong_status everything(const checked *of, text *to, cohong_error *error)
{
    claim_json(of, to);
    return text_status(to, error);
}

static cohong_status numbers(const checked *of, text *to, cohong_error *error)
{
    claim_csv(of, to);
    return text_status(to, error);
}

static cohong_status review(const checked *of, text *to, cohong_error *error)
{
    claim_jsonld(of, to);
    return text_status(to, error);
}

static const struct {
    const char *name;
    form write;
} FILES[] = { { "report.md", page },
              { "report.json", everything },
              { "report.csv", numbers },
              { "claimreview.jsonld", review },
              { "report.html", claim_html } };
enum { FILE_COUNT = sizeof FILES / sizeof *FILES, WRITER_COUNT = FILE_COUNT + 1 };

static cohong_status write_one(const checked *of, const char *path, form write, file_writer **writer,
                               cohong_error *error)
{
    text content = { 0 };
    cohong_status status = write(of, &content, error);
    if (status == COHONG_OK) status = file_replaceable(path, error);
    if (status == COHONG_OK) status = file_writer_open(path, writer, error);
    if (status == COHONG_OK) {
        file_writer_bytes(*writer, content.bytes, content.length);
        status = file_writer_sync(*writer, error);
    }
    text_free(&content);
    return status;
}

static cohong_status write_all(const checked *of, const char *folder, const char *html, file_writer **writers,
                               cohong_error *error)
{
    char found[DATA_PATH];
    size_t count = *data_page(found) != '\0' ? FILE_COUNT : FILE_COUNT - 1;
    cohong_status status = folder != NULL ? file_make_folder(folder, error) : COHONG_OK;
    for (size_t k = 0; folder != NULL && k < count && status == COHONG_OK; k++) {
        char *path = file_join(folder, FILES[k].name);
        status = path != NULL ? write_one(of, path, FILES[k].write, &writers[k], error) : fail_memory(error);
        free(path);
    }
    if (html != NULL && status == COHONG_OK) status = write_one(of, html, claim_html, &writers[FILE_COUNT], error);
    return status;
}

int claim_files(const checked *of, const char *folder, const char *html)
{
    file_writer *writers[WRITER_COUNT] = { NULL };
    cohong_error error = { 0 };
    screen_hold_signals();
    cohong_status status = write_all(of, folder, html, writers, &error);
    for (size_t k = 0; k < WRITER_COUNT; k++) {
        if (writers[k] == NULL) continue;
        if (status == COHONG_OK)
            status = file_writer_commit(writers[k], &error);
        else
            file_writer_abandon(writers[k]);
    }
    screen_release_signals();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}
