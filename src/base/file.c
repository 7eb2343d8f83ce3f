/* Whole reads, and what there is to do with paths. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static cohong_status fail_file(cohong_error *error, const char *path, const char *verb)
{
    int reason = errno;
    place at = { .file = path };
    if (reason == ENOENT) return fail(error, COHONG_NO_FILE, at, "no such file");
    return fail(error, COHONG_IO, at, "cannot %s: %s", verb, strerror(reason));
}

static cohong_status read_all(int descriptor, const char *path, size_t size, file_text *text, cohong_error *error)
{
    text->bytes = malloc(size + 1);
    if (text->bytes == NULL) return fail_memory(error);
    for (text->length = 0; text->length < size;) {
        ssize_t got = read(descriptor, text->bytes + text->length, size - text->length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            cohong_status status = fail_file(error, path, "read");
            free(text->bytes);
            text->bytes = NULL;
            return status;
        }
        if (got == 0) break;
        text->length += (size_t)got;
    }
    text->bytes[text->length] = '\0';
    return COHONG_OK;
}

cohong_status file_read(const char *path, size_t most, file_text *text, cohong_error *error)
{
    place at = { .file = path };
    struct stat facts;
    *text = (file_text){ 0 };
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return fail_file(error, path, "open");
    cohong_status status;
    if (fstat(descriptor, &facts) != 0)
        status = fail_file(error, path, "read");
    else if (S_ISDIR(facts.st_mode))
        status = fail(error, COHONG_IO, at, "is a folder, expected a file");
    else if (!S_ISREG(facts.st_mode))
        status = fail(error, COHONG_IO, at, "is not a regular file");
    else if (most != 0 && (uintmax_t)facts.st_size > most)
        status = fail(error, COHONG_TOO_LARGE, at, "has %ju bytes, at most %zu are read", (uintmax_t)facts.st_size,
                      most);
    else
        status = read_all(descriptor, path, (size_t)facts.st_size, text, error);
    close(descriptor);
    return status;
}

bool file_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

cohong_status file_replaceable(const char *path, cohong_error *error)
{
    struct stat facts;
    if (stat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) return COHONG_OK;
    return fail(error, COHONG_IO, (place){ .file = path }, "is a folder, expected a file or nothing");
}

cohong_status file_remove(const char *path, cohong_error *error)
{
    if (unlink(path) == 0 || errno == ENOENT) return COHONG_OK;
    return fail_file(error, path, "remove");
}

char *file_join(const char *folder, const char *name)
{
    size_t a = name[0] == '/' ? 0 : strlen(folder), b = strlen(name);
    char *path = malloc(a + b + 2);
    if (path == NULL) return NULL;
    memcpy(path, folder, a);
    if (a > 0 && folder[a - 1] != '/') path[a++] = '/';
    memcpy(path + a, name, b + 1);
    return path;
}

char *file_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    char *folder = malloc(length + 2);
    if (folder == NULL) return NULL;
    memcpy(folder, slash == NULL ? "." : path, slash == NULL ? 1 : length);
    folder[slash == NULL ? 1 : length] = '\0';
    return folder;
}

cohong_status file_make_folder(const char *path, cohong_error *error)
{
    size_t length = strlen(path);
    char *partial = malloc(length + 1);
    if (partial == NULL) return fail_memory(error);
    memcpy(partial, path, length + 1);
    cohong_status status = COHONG_OK;
    for (size_t k = 1; k <= length && status == COHONG_OK; k++) {
        if (partial[k] != '/' && partial[k] != '\0') continue;
        char end = partial[k];
        struct stat facts;
        partial[k] = '\0';
        if (mkdir(partial, 0777) != 0 && !(errno == EEXIST && stat(partial, &facts) == 0 && S_ISDIR(facts.st_mode)))
            status = fail(error, COHONG_IO, (place){ .file = partial }, "cannot make the folder: %s", strerror(errno));
        partial[k] = end;
    }
    free(partial);
    return status;
}

void file_sha256(const void *bytes, size_t length, char hex[65])
{
    static const char DIGITS[] = "0123456789abcdef";
    struct sha256_ctx hash;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&hash);
    sha256_update(&hash, length, bytes);
    sha256_digest(&hash, sizeof digest, digest);
    for (size_t k = 0; k < sizeof digest; k++) {
        hex[2 * k] = DIGITS[digest[k] >> 4];
        hex[2 * k + 1] = DIGITS[digest[k] & 15];
    }
    hex[64] = '\0';
}
