/* Writes beside the place that are renamed into it when complete; what cannot be replaced (write_place.h) is written as it stands. */
#include "base/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/write_place.h"

typedef struct disk_writer {
    file_writer base;
    char *path, *temporary; /* path as the caller has it; temporary NULL: written as it stands */
    char *target;           /* what is replaced */
    int descriptor;
    int trouble; /* the first errno */
} disk_writer;

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
    free(w->target);
    free(w);
}

static void abandon(file_writer *writer)
{
    disk_writer *w = (disk_writer *)writer;
    close(w->descriptor);
    if (w->temporary != NULL) unlink(w->temporary);
    writer_free(w);
}

/* A stale temporary file of a killed process with the same number is replaced once. */
static int open_temporary(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno == EEXIST && unlink(path) == 0)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return descriptor;
}

/* A file that is replaced keeps who may read and write it and, where this process may say so, whose it is. */
static void keep_rights(int descriptor, const struct stat *facts)
{
    if (fchown(descriptor, facts->st_uid, facts->st_gid) == 0 || facts->st_uid == geteuid())
        (void)fchmod(descriptor, facts->st_mode & 07777);
}

static cohong_status open_beside(disk_writer *w, const write_place *where, cohong_error *error)
{
    size_t length = strlen(where->path);
    w->temporary = malloc(length + 32);
    if (w->temporary == NULL) return fail_memory(error);
    snprintf(w->temporary, length + 32, "%s.tmp-%ld", where->path, (long)getpid());
    w->descriptor = open_temporary(w->temporary);
    if (w->descriptor < 0)
        return fail(error, COHONG_IO, (place){ .file = w->path }, "cannot write: %s", strerror(errno));
    if (where->is_there) keep_rights(w->descriptor, &where->facts);
    return COHONG_OK;
}

static cohong_status open_as_it_stands(disk_writer *w, const write_place *where, cohong_error *error)
{
    w->descriptor = where->descriptor >= 0 ? fcntl(where->descriptor, F_DUPFD_CLOEXEC, 0)
                                           : open(where->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (w->descriptor >= 0) return COHONG_OK;
    return fail(error, COHONG_IO, (place){ .file = w->path }, "cannot write: %s", strerror(errno));
}

cohong_status file_writer_open(const char *path, file_writer **writer, cohong_error *error)
{
    write_place where;
    *writer = NULL;
    cohong_status status = write_place_find(path, &where, error);
    if (status != COHONG_OK) return status;
    disk_writer *w = malloc(sizeof *w);
    char *copy = malloc(strlen(path) + 1);
    if (w == NULL || copy == NULL) {
        free(w);
        free(copy);
        free(where.path);
        return fail_memory(error);
    }
    strcpy(copy, path);
    w->base.flush = flush;
    w->base.abandon = abandon;
    w->base.used = 0;
    w->path = copy;
    w->temporary = NULL;
    w->target = where.path;
    w->trouble = 0;
    status = where.is_file ? open_beside(w, &where, error) : open_as_it_stands(w, &where, error);
    if (status == COHONG_OK)
        *writer = &w->base;
    else
        writer_free(w);
    return status;
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

/* Pipes and terminals have nothing to be synced. */
static void sync_file(disk_writer *w)
{
    flush(&w->base);
    if (w->trouble == 0 && w->temporary != NULL && fsync(w->descriptor) != 0) w->trouble = errno;
}

static cohong_status fail_writer(const disk_writer *w, cohong_error *error)
{
    return fail(error, COHONG_IO, (place){ .file = w->path }, "cannot write: %s", strerror(w->trouble));
}

cohong_status file_writer_sync(file_writer *writer, cohong_error *error)
{
    disk_writer *w = (disk_writer *)writer;
    sync_file(w);
    return w->trouble == 0 ? COHONG_OK : fail_writer(w, error);
}

cohong_status file_writer_commit(file_writer *writer, cohong_error *error)
{
    disk_writer *w = (disk_writer *)writer;
    bool replaces = w->temporary != NULL;
    sync_file(w);
    if (close(w->descriptor) != 0 && w->trouble == 0) w->trouble = errno;
    if (w->trouble == 0 && replaces && rename(w->temporary, w->target) != 0) w->trouble = errno;
    cohong_status status = w->trouble == 0 ? COHONG_OK : fail_writer(w, error);
    if (replaces && status != COHONG_OK) unlink(w->temporary);
    if (replaces && status == COHONG_OK) sync_folder(w->target);
    writer_free(w);
    return status;
}
