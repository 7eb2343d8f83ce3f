/* A binary copy of a world beside its folder's files, so that the second read is a copy of bytes.
 *
 * Layout: header, texts, arrays. The header holds the SHA-256 of every source file (zeros for an absent one) and of the cache itself.
 * All sources are hashed again at every read; whatever is odd (another version or byte order, a size or a hash that differs)
 * means "no cache", never an error. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "world/world.h"

enum { CACHE_VERSION = 2, HASH_SIZE = 65 };
static const char MAGIC[8] = "cohongW";
static const uint64_t BYTE_ORDER_MARK = 0x0102030405060708u;
static const char CACHE_FILE[] = "world.cohong-cache";

typedef struct cache_header {
    char magic[8];
    uint64_t byte_order, version;
    uint64_t country_count, sector_count, with_employment, text_size;
    int64_t year;
    double unit, tolerance;
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

/* The arrays in file order; NULL-terminated by count. */
static size_t arrays_of(const cohong_world *w, double *arrays[7], size_t counts[7])
{
    size_t N = w->country_count, J = w->sector_count;
    double *all[7] = { w->theta,       w->trade,       w->tariff,    w->value_added_share,
                       w->input_share, w->final_share, w->employment };
    size_t sizes[7] = { J, J * N * N, J * N * N, J * N, J * N * J, J * N, J * N };
    memcpy(arrays, all, sizeof all);
    memcpy(counts, sizes, sizeof sizes);
    return w->employment != NULL ? 7 : 6;
}

/* ---- writing */

static bool append(unsigned char **bytes, size_t *capacity, size_t *used, const void *more, size_t length)
{
    void *grown = *bytes;
    bool ok = memory_grow(&grown, capacity, *used + length, 1);
    *bytes = grown;
    if (!ok) return false;
    memcpy(*bytes + *used, more, length);
    *used += length;
    return true;
}

static bool append_text(unsigned char **bytes, size_t *capacity, size_t *used, const char *text)
{
    text = text != NULL ? text : "";
    return append(bytes, capacity, used, text, strlen(text) + 1);
}

static bool append_texts(const cohong_world *w, unsigned char **bytes, size_t *capacity, size_t *used)
{
    const char *own[] = { w->name, w->currency, w->provenance, w->licence };
    bool ok = true;
    for (size_t k = 0; k < 4; k++) ok = ok && append_text(bytes, capacity, used, own[k]);
    for (size_t n = 0; n < w->country_count; n++)
        ok = ok && append_text(bytes, capacity, used, w->countries[n].code) &&
             append_text(bytes, capacity, used, w->countries[n].name);
    for (size_t j = 0; j < w->sector_count; j++) {
        unsigned char kind = (unsigned char)w->sectors[j].kind;
        ok = ok && append(bytes, capacity, used, &kind, 1) && append_text(bytes, capacity, used, w->sectors[j].code) &&
             append_text(bytes, capacity, used, w->sectors[j].name);
    }
    return ok;
}

static void write_file(const char *folder, const unsigned char *bytes, size_t used)
{
    file_writer *out;
    char *path = file_join(folder, CACHE_FILE);
    if (path != NULL && file_writer_open(path, &out, NULL) == COHONG_OK) {
        file_writer_bytes(out, bytes, used);
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
    header.byte_order = BYTE_ORDER_MARK;
    header.version = CACHE_VERSION;
    header.country_count = w->country_count;
    header.sector_count = w->sector_count;
    header.with_employment = w->employment != NULL;
    header.year = w->year;
    header.unit = w->unit;
    header.tolerance = w->tolerance;
    record_sources(w, &header);
    unsigned char *bytes = NULL;
    size_t capacity = 0, used = 0, counts[7];
    double *arrays[7];
    bool ok = append(&bytes, &capacity, &used, &header, sizeof header) && append_texts(w, &bytes, &capacity, &used);
    header.text_size = used - sizeof header;
    size_t count = arrays_of(w, arrays, counts);
    for (size_t k = 0; k < count; k++)
        ok = ok && append(&bytes, &capacity, &used, arrays[k], counts[k] * sizeof(double));
    if (ok) {
        memcpy(bytes, &header, sizeof header);
        file_sha256(bytes, used, header.payload);
        memcpy(bytes, &header, sizeof header);
        write_file(folder, bytes, used);
    }
    free(bytes);
}

/* ---- reading */

static bool header_fits(const cache_header *h, size_t length)
{
    size_t cells, inputs, total;
    if (memcmp(h->magic, MAGIC, sizeof MAGIC) != 0 || h->byte_order != BYTE_ORDER_MARK || h->version != CACHE_VERSION)
        return false;
    if (h->country_count == 0 || h->country_count > WORLD_COUNTRY_LIMIT) return false;
    if (h->sector_count == 0 || h->sector_count > WORLD_SECTOR_LIMIT || h->text_size > length) return false;
    size_t N = h->country_count, J = h->sector_count;
    if (!memory_product(J, N, N, &cells) || !memory_product(J, N, J, &inputs)) return false;
    total = J + 2 * cells + inputs + (h->with_employment != 0 ? 3 : 2) * J * N;
    return length == sizeof *h + h->text_size + total * sizeof(double);
}

static const char *next_text(const char **at, const char *end, cohong_world *w)
{
    const char *text = *at, *stop = text < end ? memchr(text, '\0', (size_t)(end - text)) : NULL;
    if (stop == NULL) return NULL;
    *at = stop + 1;
    return cohong_world_text(w, text);
}

static bool read_texts(cohong_world *w, const char *at, const char *end)
{
    w->name = next_text(&at, end, w);
    w->currency = next_text(&at, end, w);
    w->provenance = next_text(&at, end, w);
    w->licence = next_text(&at, end, w);
    bool ok = w->name != NULL && w->currency != NULL && w->provenance != NULL && w->licence != NULL;
    for (size_t n = 0; ok && n < w->country_count; n++) {
        w->countries[n].code = next_text(&at, end, w);
        w->countries[n].name = next_text(&at, end, w);
        ok = w->countries[n].code != NULL && w->countries[n].name != NULL;
    }
    for (size_t j = 0; ok && j < w->sector_count; j++) {
        if (at >= end || *at < COHONG_KIND_UNKNOWN || *at > COHONG_SERVICES) return false;
        w->sectors[j].kind = (cohong_sector_kind)*at++;
        w->sectors[j].code = next_text(&at, end, w);
        w->sectors[j].name = next_text(&at, end, w);
        ok = w->sectors[j].code != NULL && w->sectors[j].name != NULL;
    }
    return ok;
}

static void read_arrays(cohong_world *w, const char *bytes)
{
    double *arrays[7];
    size_t counts[7], count = arrays_of(w, arrays, counts);
    for (size_t k = 0; k < count; k++) {
        memcpy(arrays[k], bytes, counts[k] * sizeof(double));
        bytes += counts[k] * sizeof(double);
    }
}

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
    if (text->length < sizeof h) return NULL;
    memcpy(&h, text->bytes, sizeof h);
    if (!header_fits(&h, text->length) || memcmp(h.sources, now, sizeof h.sources) != 0) return NULL;
    const char *body = text->bytes + sizeof h;
    memset(text->bytes + offsetof(cache_header, payload), 0, HASH_SIZE);
    file_sha256(text->bytes, text->length, payload);
    if (memcmp(payload, h.payload, HASH_SIZE) != 0) return NULL;
    cohong_world *w;
    if (cohong_world_new(h.country_count, h.sector_count, h.with_employment != 0, &w, NULL) != COHONG_OK) return NULL;
    w->year = (int)h.year;
    w->unit = h.unit;
    w->tolerance = h.tolerance;
    read_arrays(w, body + h.text_size);
    if (read_texts(w, body, body + h.text_size) && add_sources(w, folder, &h)) return w;
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
