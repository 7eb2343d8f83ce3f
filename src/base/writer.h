/* A file_writer's buffer and where it goes when it is full: to a file (file.c) or into memory (writer.c). */
#ifndef COHONG_BASE_WRITER_H
#define COHONG_BASE_WRITER_H

#include "base/file.h"

enum { WRITER_BUFFER_SIZE = 64 * 1024 };

/* The first member of every kind of writer. */
struct file_writer {
    void (*flush)(file_writer *); /* takes buffer[0..used) and sets used to 0 */
    void (*abandon)(file_writer *);
    size_t used;
    char buffer[WRITER_BUFFER_SIZE];
};

#endif
