/* Whole reads, and writes beside the place that are renamed into it when complete. */
#include "base/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A writer to a file. */
typedef struct disk_writer {
    file_writer base;
    char *path, *temporary;
    int descriptor;
    int trouble; /* the first errno */
} disk_writer;

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
    if (lstat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) return COHONG_OK;
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

static void flush(file_writer *writer)
{
    disk_writer *w = (disk_writer *)writer;
    for (size_t done = 0; done < writer->used && w->trouble == 0;) {
        ssize_t put = write(w->descriptor, writer->buffer + done, writer->used - done);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0)
            w->trouble = errno;
        else
            done += (size_t)put;
    }
    writer->used = 0;
}

static void writer_free(disk_writer *w)
{
    free(w->path);
    free(w->temporary);
    free(w);
}

/* A stale temporary file of a killed process with the same number is replaced once. */
static int open_temporary(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno == EEXIST && unlink(path) == 0)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return descriptor;
}

static void abandon(file_writer *writer)
{
    disk_writer *w = (disk_writer *)writer;
    close(w->descriptor);
    unlink(w->temporary);
    writer_free(w);
}

cohong_status file_writer_open(const char *path, file_writer **writer, cohong_error *error)
{
    *writer = NULL;
    cohong_status replaceable = file_replaceable(path, error);
    if (replaceable != COHONG_OK) return replaceable;
    disk_writer *w = malloc(sizeof *w);
    if (w == NULL) return fail_memory(error);
    size_t length = strlen(path);
    w->base.flush = flush;
    w->base.abandon = abandon;
    w->base.used = 0;
    w->trouble = 0;
    w->path = malloc(length + 1);
    w->temporary = malloc(length + 32);
    if (w->path == NULL || w->temporary == NULL) {
        writer_free(w);
        return fail_memory(error);
    }
    memcpy(w->path, path, length + 1);
    snprintf(w->temporary, length + 32, "%s.tmp-%ld", path, (long)getpid());
    w->descriptor = open_temporary(w->temporary);
    if (w->descriptor < 0) {
        cohong_status status = fail(error, COHONG_IO, (place){ .file = path }, "cannot write: %s", strerror(errno));
        writer_free(w);
        return status;
    }
    *writer = &w->base;
    return COHONG_OK;
}

/* The rename is only durable once the folder is synced too. */
static void sync_folder(const char *path)
{
    char *folder = file_folder(path);
    int descriptor = folder != NULL ? open(folder, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        close(descriptor);
    }
    free(folder);
}

cohong_status file_writer_sync(file_writer *writer, cohong_error *error)
{
    disk_writer *w = (disk_writer *)writer;
    flush(writer);
    if (w->trouble == 0 && fsync(w->descriptor) != 0) w->trouble = errno;
    if (w->trouble == 0) return COHONG_OK;
    return fail(error, COHONG_IO, (place){ .file = w->path }, "cannot write: %s", strerror(w->trouble));
}

cohong_status file_writer_commit(file_writer *writer, cohong_error *error)
{
    disk_writer *w = (disk_writer *)writer;
    flush(writer);
    if (w->trouble == 0 && fsync(w->descriptor) != 0) w->trouble = errno;
    if (close(w->descriptor) != 0 && w->trouble == 0) w->trouble = errno;
    if (w->trouble == 0 && rename(w->temporary, w->path) != 0) w->trouble = errno;
    cohong_status status = COHONG_OK;
    if (w->trouble != 0) {
        status = fail(error, COHONG_IO, (place){ .file = w->path }, "cannot write: %s", strerror(w->trouble));
        unlink(w->temporary);
    } else {
        sync_folder(w->path);
    }
    writer_free(w);
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
