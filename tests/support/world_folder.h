/* A scratch folder with the files of a small world, for tests of what reads them. */
#ifndef WORLD_FOLDER_H
#define WORLD_FOLDER_H

#include <stddef.h>

#include "cohong.h"

/* Makes and removes the folder, with all files in it; cmocka's setup and teardown of a group or a test. */
int folder_make(void **state);
int folder_remove(void **state);

/* Its path, and that of a file in it (the answer lives until the next eight calls). */
const char *folder_name(void);
const char *folder_path(const char *name);

void folder_write(const char *name, const char *text);
void folder_write_bytes(const char *name, const void *bytes, size_t length);
/* The bytes of a file; free() them. */
char *folder_read(const char *name, size_t *length);
void folder_delete(const char *name);

/* The small world: countries AAA and BBB, sectors GDS and SRV (world_folder.c has it worked out by hand). */
void folder_write_world(void);

/* Reads the folder and expects success. */
cohong_world *folder_read_world(cohong_cache_use cache);

/* "FOLDER/" in front of text, "" in front of text without a file; what an error should read as a whole. */
void assert_error(const cohong_error *error, const char *expected);

#endif
