/* Writing and reading chunks. */
#include "sweep/chunk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "sweep/plan.h"

typedef struct chunk_header {
    char magic[8];
    uint64_t order; /* tells byte orders apart */
    char manifest[64];
    uint64_t chunk, rows, columns;
} chunk_header;

enum { CHECKSUM_SIZE = 64 };

static const char MAGIC[8] = { 'C', 'O', 'H', 'S', 'W', 'E', 'E', 'P' };
static const uint64_t ORDER = UINT64_C(0x0102030405060708);

size_t chunk_first(const cohong_sweep_labels *labels, size_t chunk)
{
    return chunk * labels->chunk_rows;
}

size_t chunk_rows(const cohong_sweep_labels *labels, size_t chunk)
{
    size_t left = labels->row_count - chunk_first(labels, chunk);
    return left < labels->chunk_rows ? left : labels->chunk_rows;
}

char *chunk_path(const char *folder, size_t chunk)
{
    char name[40];
    snprintf(name, sizeof name, "chunk-%06zu.bin", chunk);
    return file_join(folder, name);
}

static chunk_header header_of(const cohong_sweep_labels *labels, size_t chunk)
{
    chunk_header header;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, MAGIC, sizeof MAGIC);
    memcpy(header.manifest, labels->manifest, sizeof header.manifest);
    header.order = ORDER;
    header.chunk = chunk;
    header.rows = chunk_rows(labels, chunk);
    header.columns = row_columns(labels);
    return header;
}

static size_t payload_of(const chunk_header *header)
{
    return (size_t)header->rows * (size_t)header->columns * sizeof(double);
}

cohong_status chunk_write(const char *folder, const cohong_sweep_labels *labels, size_t chunk, const double *values,
                          cohong_error *error)
{
    chunk_header header = header_of(labels, chunk);
    size_t length = sizeof header + payload_of(&header);
    char *path = chunk_path(folder, chunk), *bytes = malloc(length), checksum[CHECKSUM_SIZE + 1];
    file_writer *writer = NULL;
    cohong_status status = path != NULL && bytes != NULL ? file_writer_open(path, &writer, error) : fail_memory(error);
    if (status == COHONG_OK) {
        memcpy(bytes, &header, sizeof header);
        memcpy(bytes + sizeof header, values, payload_of(&header));
        file_sha256(bytes, length, checksum);
        file_writer_bytes(writer, bytes, length);
        file_writer_bytes(writer, checksum, CHECKSUM_SIZE);
        status = file_writer_commit(writer, error);
    }
    free(bytes);
    free(path);
    return status;
}

static cohong_status check(const char *path, const file_text *text, const chunk_header *expected, cohong_error *error)
{
    place at = { .file = path };
    char checksum[CHECKSUM_SIZE + 1];
    chunk_header found;
    if (text->length < sizeof found + CHECKSUM_SIZE)
        return fail(error, COHONG_IDENTITY_BROKEN, at, "this chunk is damaged: delete it, and it is computed again");
    memcpy(&found, text->bytes, sizeof found);
    if (memcmp(found.magic, MAGIC, sizeof MAGIC) != 0)
        return fail(error, COHONG_IDENTITY_BROKEN, at, "this file is no chunk of a sweep");
    if (found.order != ORDER)
        return fail(error, COHONG_UNSUPPORTED, at, "this chunk comes from a machine with another byte order");
    file_sha256(text->bytes, text->length - CHECKSUM_SIZE, checksum);
    if (memcmp(checksum, text->bytes + text->length - CHECKSUM_SIZE, CHECKSUM_SIZE) != 0)
        return fail(error, COHONG_IDENTITY_BROKEN, at, "this chunk is damaged: delete it, and it is computed again");
    if (memcmp(found.manifest, expected->manifest, sizeof found.manifest) != 0)
        return fail(
            error, COHONG_IDENTITY_BROKEN, at,
            "this chunk belongs to another sweep (manifest %.12s, expected %.12s): the sweep file, its scenario, "
            "its world or the engine is another one",
            found.manifest, expected->manifest);
    if (memcmp(&found, expected, sizeof found) != 0 ||
        text->length != sizeof found + payload_of(&found) + CHECKSUM_SIZE)
        return fail(error, COHONG_IDENTITY_BROKEN, at, "this is chunk %llu of the sweep under another name",
                    (unsigned long long)found.chunk);
    return COHONG_OK;
}

cohong_status chunk_read(const char *folder, const cohong_sweep_labels *labels, size_t chunk, double *values,
                         bool *there, cohong_error *error)
{
    chunk_header expected = header_of(labels, chunk);
    file_text text = { 0 };
    char *path = chunk_path(folder, chunk);
    if (path == NULL) return fail_memory(error);
    *there = file_exists(path);
    cohong_status status = *there ? file_read(path, 0, &text, error) : COHONG_OK;
    if (status == COHONG_OK && *there) status = check(path, &text, &expected, error);
    if (status == COHONG_OK && *there) memcpy(values, text.bytes + sizeof expected, payload_of(&expected));
    free(text.bytes);
    free(path);
    return status;
}
