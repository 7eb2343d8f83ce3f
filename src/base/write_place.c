/* Symbolic links are followed to the file that they mean, so that it is replaced and not the link. */
#include "base/write_place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { MOST_LINKS = 40, LONGEST_LINK = 4096 };

static cohong_status fail_place(cohong_error *error, const char *path, int reason)
{
    return fail(error, COHONG_IO, (place){ .file = path }, "cannot write: %s", strerror(reason));
}

/* /dev/stdout and its like mean what is open already, at the place that it is at: opened anew, a file that output is redirected to would be
 * written from its start. -1: no such name. */
static int descriptor_named(const char *path)
{
    static const char *const FOLDERS[] = { "/dev/fd/", "/proc/self/fd/" };
    if (strcmp(path, "/dev/stdout") == 0) return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0) return STDERR_FILENO;
    for (size_t k = 0; k < sizeof FOLDERS / sizeof *FOLDERS; k++) {
        size_t length = strlen(FOLDERS[k]);
        if (strncmp(path, FOLDERS[k], length) != 0) continue;
        size_t digits = strspn(path + length, "0123456789");
        if (digits > 0 && digits < 6 && path[length + digits] == '\0') return atoi(path + length);
    }
    return -1;
}

/* The path that a link holds, as it is seen from the link's folder; malloc'd, NULL when it cannot be read. */
static char *link_target(const char *path)
{
    char target[LONGEST_LINK];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0) return NULL;
    target[length] = '\0';
    char *folder = file_folder(path), *joined = folder != NULL ? file_join(folder, target) : NULL;
    free(folder);
    if (joined == NULL) errno = ENOMEM;
    return joined;
}

/* Follows links, if they are to be, until there is none; what is at the end need not be there. */
static cohong_status follow_links(const char *path, bool follow, char **end, cohong_error *error)
{
    struct stat facts;
    char *here = malloc(strlen(path) + 1);
    if (here == NULL) return fail_memory(error);
    strcpy(here, path);
    for (size_t links = 0; follow && lstat(here, &facts) == 0 && S_ISLNK(facts.st_mode); links++) {
        char *next = links < MOST_LINKS ? link_target(here) : NULL;
        int reason = links < MOST_LINKS ? errno : ELOOP;
        free(here);
        here = next;
        if (here == NULL) return reason == ENOMEM ? fail_memory(error) : fail_place(error, path, reason);
    }
    *end = here;
    return COHONG_OK;
}

cohong_status write_place_find(const char *path, write_place *found, cohong_error *error)
{
    *found = (write_place){ .descriptor = descriptor_named(path) };
    cohong_status status = file_replaceable(path, error);
    if (status != COHONG_OK) return status;
    found->is_there = stat(path, &found->facts) == 0;
    if (!found->is_there && errno == ELOOP) return fail_place(error, path, errno);
    if (found->is_there && S_ISBLK(found->facts.st_mode))
        return fail(error, COHONG_IO, (place){ .file = path }, "is a disk, expected a file or nothing");
    found->is_file = found->descriptor < 0 && (!found->is_there || S_ISREG(found->facts.st_mode));
    return follow_links(path, found->is_file, &found->path, error);
}
