/* A world as a block of bytes and back: header, texts, arrays. What the cache keeps and what a page carries.
 *
 * Little-endian doubles in the order of cohong_world; a block of another version, byte order or size is refused, but the numbers
 * in it are not checked: whoever keeps the bytes guards them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "world/world.h"

enum { BINARY_VERSION = 1 };
static const char MAGIC[8] = "cohongW";
static const uint64_t BYTE_ORDER_MARK = 0x0102030405060708u;

typedef struct binary_header {
    char magic[8];
    uint64_t byte_order, version;
    uint64_t country_count, sector_count, with_employment, text_size;
    int64_t year;
    double unit, tolerance;
} binary_header;

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

typedef struct block {
    unsigned char *bytes;
    size_t capacity, used;
} block;

static bool append(block *to, const void *more, size_t length)
{
    void *grown = to->bytes;
    bool ok = memory_grow(&grown, &to->capacity, to->used + length, 1);
    to->bytes = grown;
    if (!ok) return false;
    memcpy(to->bytes + to->used, more, length);
    to->used += length;
    return true;
}

static bool append_text(block *to, const char *text)
{
    text = text != NULL ? text : "";
    return append(to, text, strlen(text) + 1);
}

static bool append_texts(block *to, const cohong_world *w)
{
    const char *own[] = { w->name, w->currency, w->provenance, w->licence };
    bool ok = true;
    for (size_t k = 0; k < 4; k++) ok = ok && append_text(to, own[k]);
    for (size_t n = 0; n < w->country_count; n++)
        ok = ok && append_text(to, w->countries[n].code) && append_text(to, w->countries[n].name);
    for (size_t j = 0; j < w->sector_count; j++) {
        unsigned char kind = (unsigned char)w->sectors[j].kind;
        ok = ok && append(to, &kind, 1) && append_text(to, w->sectors[j].code) && append_text(to, w->sectors[j].name);
    }
    return ok;
}

cohong_status world_encode(const cohong_world *w, unsigned char **bytes, size_t *length, cohong_error *error)
{
    binary_header header;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, MAGIC, sizeof MAGIC);
    header.byte_order = BYTE_ORDER_MARK;
    header.version = BINARY_VERSION;
    header.country_count = w->country_count;
    header.sector_count = w->sector_count;
    header.with_employment = w->employment != NULL;
    header.year = w->year;
    header.unit = w->unit;
    header.tolerance = w->tolerance;
    block to = { 0 };
    double *arrays[7];
    size_t counts[7], count = arrays_of(w, arrays, counts);
    bool ok = append(&to, &header, sizeof header) && append_texts(&to, w);
    header.text_size = to.used - sizeof header;
    for (size_t k = 0; k < count; k++) ok = ok && append(&to, arrays[k], counts[k] * sizeof(double));
    if (!ok) {
        free(to.bytes);
        return fail_memory(error);
    }
    memcpy(to.bytes, &header, sizeof header);
    *bytes = to.bytes;
    *length = to.used;
    return COHONG_OK;
}

/* ---- reading */

static bool header_fits(const binary_header *h, size_t length)
{
    size_t cells, inputs, total;
    if (memcmp(h->magic, MAGIC, sizeof MAGIC) != 0 || h->byte_order != BYTE_ORDER_MARK || h->version != BINARY_VERSION)
        return false;
    if (h->country_count == 0 || h->country_count > WORLD_COUNTRY_LIMIT) return false;
    if (h->sector_count == 0 || h->sector_count > WORLD_SECTOR_LIMIT || h->text_size > length) return false;
    size_t N = (size_t)h->country_count, J = (size_t)h->sector_count;
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

cohong_status world_decode(const void *bytes, size_t length, cohong_world **world, cohong_error *error)
{
    binary_header h;
    *world = NULL;
    if (length >= sizeof h) memcpy(&h, bytes, sizeof h);
    if (length < sizeof h || !header_fits(&h, length))
        return fail(error, COHONG_SYNTAX, NOWHERE, "these are not the bytes of a world of this version");
    cohong_world *w;
    cohong_status status = cohong_world_new((size_t)h.country_count, (size_t)h.sector_count, h.with_employment != 0, &w,
                                            error);
    if (status != COHONG_OK) return status;
    const char *body = (const char *)bytes + sizeof h;
    w->year = (int)h.year;
    w->unit = h.unit;
    w->tolerance = h.tolerance;
    read_arrays(w, body + h.text_size);
    if (read_texts(w, body, body + h.text_size)) {
        *world = w;
        return COHONG_OK;
    }
    cohong_world_free(w);
    return fail(error, COHONG_SYNTAX, NOWHERE, "the texts of the world are cut off, or memory is out");
}
