/* A binary copy of a world beside its folder's files, so that the second read is a copy of bytes.
 *
 * Layout: header, then the world as binary.c has it. The header holds the SHA-256 of every source file (zeros for an absent one) and
 * of the cache itself.
 * All sources are hashed again at every read; whatever is odd (another version or byte order, a size or a hash that differs)
 * means "no cache", never an error. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "world/world.h"

enum { CACHE_VERSION = 3, HASH_SIZE = 65 };
static const char MAGIC[8] = "cohongC";
static const char CACHE_FILE[] = "world.cohong-cache";

typedef struct cache_header {
    char magic[8];
    uint64_t version;
    char sources[WORLD_FILE_COUNT][HASH_SIZE];
    char payload[HASH_SIZE]; /* of the whole file with this field zero */
} cache_header;

/* SHA-256 of every source as it is now; an absent file has an empty text. */
static cohong_status hash_sources(const char *folder, char hashes[WORLD_FILE_COUNT][HASH_SIZE], cohong_error *error)
{
    memset(hashes, 0, WORLD_FILE_COUNT * HASH_SIZE);
    for (size_t k = 0; k < WORLD_FILE_COUNT; k++) {
        char *path = file_join(folder, WORLD_FILES[k]);
        if (path == NULL) return fail_memory(error);
        file_text text;
        if (file_read(path, 0, &text, NULL) == COHONG_OK) {
            file_sha256(text.bytes, text.length, hashes[k]);
            free(text.bytes);
        }
        free(path);
    }
    return COHONG_OK;
}

/* ---- writing */

static void write_file(const char *folder, const unsigned char *bytes, size_t length)
{
    file_writer *out;
    char *path = file_join(folder, CACHE_FILE);
    if (path != NULL && file_writer_open(path, &out, NULL) == COHONG_OK) {
        file_writer_bytes(out, bytes, length);
        (void)file_writer_commit(out, NULL);
    }
    free(path);
}

/* The hashes are those of the files as they were read, so a source that changed meanwhile makes the cache stale at once. */
static void record_sources(const cohong_world *w, cache_header *header)
{
    for (size_t s = 0; s < w->source_count; s++)
        for (size_t k = 0; k < WORLD_FILE_COUNT; k++) {
            const char *path = w->sources[s].path, *slash = strrchr(path, '/');
            if (strcmp(slash != NULL ? slash + 1 : path, WORLD_FILES[k]) == 0)
                memcpy(header->sources[k], w->sources[s].sha256, HASH_SIZE);
        }
}

void world_cache_write(const char *folder, const cohong_world *w)
{
    cache_header header;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, MAGIC, sizeof MAGIC);
    header.version = CACHE_VERSION;
    record_sources(w, &header);
    unsigned char *world = NULL;
    size_t length = 0;
    if (world_encode(w, &world, &length, NULL) != COHONG_OK) return;
    unsigned char *bytes = malloc(sizeof header + length);
    if (bytes != NULL) {
        memcpy(bytes, &header, sizeof header);
        memcpy(bytes + sizeof header, world, length);
        file_sha256(bytes, sizeof header + length, header.payload);
        memcpy(bytes, &header, sizeof header);
        write_file(folder, bytes, sizeof header + length);
    }
    free(bytes);
    free(world);
}

/* ---- reading */

static bool add_sources(cohong_world *w, const char *folder, const cache_header *h)
{
    bool ok = true;
    for (size_t k = 0; k < WORLD_FILE_COUNT && ok; k++) {
        if (h->sources[k][0] == '\0') continue;
        char *path = file_join(folder, WORLD_FILES[k]);
        ok = path != NULL && world_add_source(w, path, h->sources[k], NULL) == COHONG_OK;
        free(path);
    }
    return ok;
}

static cohong_world *decode(const char *folder, file_text *text, char now[WORLD_FILE_COUNT][HASH_SIZE])
{
    cache_header h;
    char payload[HASH_SIZE];
    cohong_world *w;
    if (text->length < sizeof h) return NULL;
    memcpy(&h, text->bytes, sizeof h);
    if (memcmp(h.magic, MAGIC, sizeof MAGIC) != 0 || h.version != CACHE_VERSION) return NULL;
    if (memcmp(h.sources, now, sizeof h.sources) != 0) return NULL;
    memset(text->bytes + offsetof(cache_header, payload), 0, HASH_SIZE);
    file_sha256(text->bytes, text->length, payload);
    if (memcmp(payload, h.payload, HASH_SIZE) != 0) return NULL;
    if (world_decode(text->bytes + sizeof h, text->length - sizeof h, &w, NULL) != COHONG_OK) return NULL;
    if (add_sources(w, folder, &h)) return w;
    cohong_world_free(w);
    return NULL;
}

cohong_status world_cache_read(const char *folder, cohong_world **world, cohong_error *error)
{
    char hashes[WORLD_FILE_COUNT][HASH_SIZE];
    file_text text;
    *world = NULL;
    char *path = file_join(folder, CACHE_FILE);
    if (path == NULL) return fail_memory(error);
    bool there = file_read(path, 0, &text, NULL) == COHONG_OK;
    free(path);
    if (!there) return COHONG_OK;
    cohong_status status = hash_sources(folder, hashes, error);
    if (status == COHONG_OK) *world = decode(folder, &text, hashes);
    free(text.bytes);
    return status;
}
