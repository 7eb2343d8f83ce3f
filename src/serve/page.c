/* The files of the page. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "serve/page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

enum { FILE_LIMIT = 64 << 20 };

static const char *type_of(const char *path)
{
    static const char *const TYPES[][2] = {
        { ".html", "text/html; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".mjs", "text/javascript; charset=utf-8" },
        { ".css", "text/css; charset=utf-8" },
        { ".json", "application/json" },
        { ".map", "application/json" },
        { ".webmanifest", "application/manifest+json" },
        { ".wasm", "application/wasm" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".ico", "image/x-icon" },
        { ".woff2", "font/woff2" },
        { ".csv", "text/csv; charset=utf-8" },
        { ".txt", "text/plain; charset=utf-8" },
        { ".toml", "text/plain; charset=utf-8" },
    };
    const char *dot = strrchr(path, '.');
    for (size_t k = 0; dot != NULL && k < sizeof TYPES / sizeof *TYPES; k++)
        if (strcmp(TYPES[k][0], dot) == 0) return TYPES[k][1];
    return "application/octet-stream";
}

static char *path_of(const char *folder, const target *of)
{
    text path = { 0 };
    text_add(&path, folder);
    for (size_t k = 0; k < of->segment_count; k++) text_format(&path, "/%s", of->segments[k]);
    if (of->is_folder) text_add(&path, "/index.html");
    if (!path.failed) return path.bytes;
    text_free(&path);
    return NULL;
}

/* The regular file inside the folder that a path leads to; NULL: none. */
static char *resolve(const char *folder, const char *path)
{
    struct stat facts;
    size_t length = strlen(folder);
    char *resolved = realpath(path, NULL);
    bool inside = resolved != NULL && strncmp(resolved, folder, length) == 0 && resolved[length] == '/' &&
                  stat(resolved, &facts) == 0 && S_ISREG(facts.st_mode);
    if (inside) return resolved;
    free(resolved);
    return NULL;
}

void page_answer(const char *folder, const target *of, const char *if_none_match, answer *to)
{
    file_text content;
    cohong_error error;
    char *path = folder != NULL ? path_of(folder, of) : NULL, *file = path != NULL ? resolve(folder, path) : NULL;
    bool has_path = path != NULL;
    free(path);
    if (folder == NULL) {
        answer_refuse(to, 404, "no page is installed; the interface for programs is at /api/v1/");
    } else if (!has_path) {
        answer_refuse(to, 503, "out of memory");
    } else if (file == NULL) {
        answer_refuse(to, 404, "there is no such file");
    } else if (file_read(file, FILE_LIMIT, &content, &error) != COHONG_OK) {
        answer_refuse(to, error.status == COHONG_OUT_OF_MEMORY ? 503 : 500, "the file cannot be read");
    } else {
        to->status = 200;
        to->type = type_of(file);
        to->body = (text){ .bytes = content.bytes, .length = content.length };
        answer_tag(to, if_none_match);
    }
    free(file);
}
