/* Whole reads, and writes beside the place that are renamed into it when complete. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"

enum { BUFFER_SIZE = 64 * 1024 };

struct file_writer {
    char *path, *temporary;
    int descriptor; /* -1: writes into content */
    file_text content;
    size_t capacity;
    int trouble; /* the first errno */
    size_t used;
    char buffer[BUFFER_SIZE];
};

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

static void flush_into_content(file_writer *w)
{
    void *bytes = w->content.bytes;
    if (w->trouble == 0 && !memory_grow(&bytes, &w->capacity, w->content.length + w->used + 1, 1)) w->trouble = ENOMEM;
    if (w->trouble == 0) {
        w->content.bytes = bytes;
        memcpy(w->content.bytes + w->content.length, w->buffer, w->used);
        w->content.length += w->used;
        w->content.bytes[w->content.length] = '\0';
    }
    w->used = 0;
}

static void flush(file_writer *w)
{
    if (w->descriptor < 0) {
        flush_into_content(w);
        return;
    }
    for (size_t done = 0; done < w->used && w->trouble == 0;) {
        ssize_t put = write(w->descriptor, w->buffer + done, w->used - done);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0)
            w->trouble = errno;
        else
            done += (size_t)put;
    }
    w->used = 0;
}

static void writer_free(file_writer *w)
{
    free(w->path);
    free(w->temporary);
    free(w->content.bytes);
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

/* Its buffer is not cleared. */
static file_writer *writer_new(void)
{
    file_writer *w = malloc(sizeof *w);
    if (w == NULL) return NULL;
    w->path = w->temporary = NULL;
    w->descriptor = -1;
    w->content = (file_text){ 0 };
    w->capacity = w->used = 0;
    w->trouble = 0;
    return w;
}

cohong_status file_writer_in_memory(file_writer **writer, cohong_error *error)
{
    *writer = writer_new();
    return *writer != NULL ? COHONG_OK : fail_memory(error);
}

cohong_status file_writer_take(file_writer *writer, file_text *content, cohong_error *error)
{
    flush(writer);
    cohong_status status = writer->trouble == 0 ? COHONG_OK : fail_memory(error);
    *content = (file_text){ 0 };
    if (status == COHONG_OK) {
        *content = writer->content;
        writer->content = (file_text){ 0 };
    }
    writer_free(writer);
    return status;
}

cohong_status file_writer_open(const char *path, file_writer **writer, cohong_error *error)
{
    *writer = NULL;
    cohong_status replaceable = file_replaceable(path, error);
    if (replaceable != COHONG_OK) return replaceable;
    file_writer *w = writer_new();
    if (w == NULL) return fail_memory(error);
    size_t length = strlen(path);
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
    *writer = w;
    return COHONG_OK;
}

void file_writer_bytes(file_writer *writer, const void *bytes, size_t length)
{
    const char *from = bytes;
    while (length > 0) {
        size_t room = BUFFER_SIZE - writer->used, part = length < room ? length : room;
        memcpy(writer->buffer + writer->used, from, part);
        writer->used += part;
        from += part;
        length -= part;
        if (writer->used == BUFFER_SIZE) flush(writer);
    }
}

void file_writer_text(file_writer *writer, const char *text)
{
    file_writer_bytes(writer, text, strlen(text));
}

void file_writer_number(file_writer *writer, double value)
{
    char text[NUMBER_TEXT_SIZE];
    file_writer_bytes(writer, text, number_format(value, text));
}

void file_writer_csv_field(file_writer *writer, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        file_writer_text(writer, text);
        return;
    }
    file_writer_text(writer, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"') file_writer_text(writer, "\"");
        file_writer_bytes(writer, at, 1);
    }
    file_writer_text(writer, "\"");
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
    flush(writer);
    if (writer->trouble == 0 && fsync(writer->descriptor) != 0) writer->trouble = errno;
    if (writer->trouble == 0) return COHONG_OK;
    return fail(error, COHONG_IO, (place){ .file = writer->path }, "cannot write: %s", strerror(writer->trouble));
}

cohong_status file_writer_commit(file_writer *writer, cohong_error *error)
{
    flush(writer);
    if (writer->trouble == 0 && fsync(writer->descriptor) != 0) writer->trouble = errno;
    if (close(writer->descriptor) != 0 && writer->trouble == 0) writer->trouble = errno;
    if (writer->trouble == 0 && rename(writer->temporary, writer->path) != 0) writer->trouble = errno;
    cohong_status status = COHONG_OK;
    if (writer->trouble != 0) {
        status = fail(error, COHONG_IO, (place){ .file = writer->path }, "cannot write: %s", strerror(writer->trouble));
        unlink(writer->temporary);
    } else {
        sync_folder(writer->path);
    }
    writer_free(writer);
    return status;
}

void file_writer_abandon(file_writer *writer)
{
    if (writer == NULL) return;
    if (writer->descriptor >= 0) {
        close(writer->descriptor);
        unlink(writer->temporary);
    }
    writer_free(writer);
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
