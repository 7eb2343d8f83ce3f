/* Where something is to be written that a path names. */
#ifndef COHONG_BASE_WRITE_PLACE_H
#define COHONG_BASE_WRITE_PLACE_H

#include <sys/stat.h>

#include "fail.h"

/* A file, which is replaced as a whole, or what cannot be replaced and is written as it stands: a terminal, a pipe, another device, or a
 * descriptor of this process. */
typedef struct write_place {
    char *path;        /* of the file, at the end of all symbolic links, or of the device; malloc'd */
    bool is_file;      /* or will be one */
    struct stat facts; /* of the file that is there */
    bool is_there;
    int descriptor; /* that the path means, such as 1 for /dev/stdout; -1: none */
} write_place;

/* Opens nothing. Errors: a folder, a block device (a disk), a loop of links. */
cohong_status write_place_find(const char *path, write_place *found, cohong_error *error);

#endif
