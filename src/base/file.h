/* Files: whole reads, and writes that are never seen half done. */
#ifndef COHONG_BASE_FILE_H
#define COHONG_BASE_FILE_H

#include "fail.h"

typedef struct file_text {
    char *bytes; /* NUL-terminated beyond length; free() it */
    size_t length;
} file_text;

/* Reads a whole regular file (at most `most` bytes; 0 = no limit). Fails on folders and devices with a message for people. */
cohong_status file_read(const char *path, size_t most, file_text *text, cohong_error *error);

bool file_exists(const char *path);

/* An error when a folder, or a link to one, stands where a file is to be. */
cohong_status file_replaceable(const char *path, cohong_error *error);

/* Removes a file; one that is not there is no error. */
cohong_status file_remove(const char *path, cohong_error *error);

/* folder + "/" + name, or name alone when it is absolute; malloc'd, NULL when out of memory. */
char *file_join(const char *folder, const char *name);
/* The folder part of a path ("." when there is none); malloc'd. */
char *file_folder(const char *path);
/* Makes a folder and its missing parents. */
cohong_status file_make_folder(const char *path, cohong_error *error);

/* A file written beside its place: open, append, then commit (flush, fsync, rename, fsync of the folder) or abandon.
 * Until commit the old file stays as it was; a killed process leaves at most a "NAME.tmp-PID" beside it. Behind a symbolic link the file that
 * it means is replaced; terminals, pipes and other devices are written as they stand (write_place.h). Buffered (64 KiB).
 * A failed append is remembered and reported by commit. */
typedef struct file_writer file_writer;
cohong_status file_writer_open(const char *path, file_writer **writer, cohong_error *error);
void file_writer_bytes(file_writer *writer, const void *bytes, size_t length);
void file_writer_text(file_writer *writer, const char *text);
void file_writer_number(file_writer *writer, double value);        /* shortest text, see number.h */
void file_writer_csv_field(file_writer *writer, const char *text); /* quoted when it must be */
/* Brings everything to the disk without renaming, so that several files can be made sure of before the first one is committed. */
cohong_status file_writer_sync(file_writer *writer, cohong_error *error);
cohong_status file_writer_commit(file_writer *writer, cohong_error *error); /* frees the writer in every case */
void file_writer_abandon(file_writer *writer);                              /* removes the temporary file, frees */

/* The same into memory: open, append, then take everything written, which frees the writer in every case; free() the bytes. */
cohong_status file_writer_in_memory(file_writer **writer, cohong_error *error);
cohong_status file_writer_take(file_writer *writer, file_text *content, cohong_error *error);

/* SHA-256 as 64 lower-case hexadecimal digits. */
void file_sha256(const void *bytes, size_t length, char hex[65]);

#endif
