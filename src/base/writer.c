/* Text and numbers appended to a writer, and the writer into memory. */
#include "base/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

void file_writer_bytes(file_writer *writer, const void *bytes, size_t length)
{
    const char *from = bytes;
    while (length > 0) {
        size_t room = WRITER_BUFFER_SIZE - writer->used, part = length < room ? length : room;
        memcpy(writer->buffer + writer->used, from, part);
        writer->used += part;
        from += part;
        length -= part;
        if (writer->used == WRITER_BUFFER_SIZE) writer->flush(writer);
    }
}

void file_writer_text(file_writer *writer, const char *text)
{
    file_writer_bytes(writer, text, strlen(text));
}

void file_writer_number(file_writer *writer, double value)
{
    char text[NUMBER_TEXT_SIZE];
    file_writer_bytes(writer, text, number_format(value, text));
}

void file_writer_csv_field(file_writer *writer, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        file_writer_text(writer, text);
        return;
    }
    file_writer_text(writer, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"') file_writer_text(writer, "\"");
        file_writer_bytes(writer, at, 1);
    }
    file_writer_text(writer, "\"");
}

void file_writer_abandon(file_writer *writer)
{
    if (writer != NULL) writer->abandon(writer);
}

/* ---- into memory */

typedef struct memory_writer {
    file_writer base;
    file_text text;
    size_t capacity;
    bool failed;
} memory_writer;

static void flush_to_memory(file_writer *writer)
{
    memory_writer *w = (memory_writer *)writer;
    void *bytes = w->text.bytes;
    if (!w->failed && memory_grow(&bytes, &w->capacity, w->text.length + writer->used + 1, 1)) {
        w->text.bytes = bytes;
        memcpy(w->text.bytes + w->text.length, writer->buffer, writer->used);
        w->text.length += writer->used;
        w->text.bytes[w->text.length] = '\0';
    } else {
        w->failed = true;
    }
    writer->used = 0;
}

static void abandon_memory(file_writer *writer)
{
    free(((memory_writer *)writer)->text.bytes);
    free(writer);
}

cohong_status file_writer_in_memory(file_writer **writer, cohong_error *error)
{
    memory_writer *w = malloc(sizeof *w);
    *writer = NULL;
    if (w == NULL) return fail_memory(error);
    w->base.flush = flush_to_memory;
    w->base.abandon = abandon_memory;
    w->base.used = 0;
    w->text = (file_text){ 0 };
    w->capacity = 0;
    w->failed = false;
    *writer = &w->base;
    return COHONG_OK;
}

cohong_status file_writer_take(file_writer *writer, file_text *content, cohong_error *error)
{
    memory_writer *w = (memory_writer *)writer;
    flush_to_memory(writer);
    bool failed = w->failed;
    *content = failed ? (file_text){ 0 } : w->text;
    if (failed) free(w->text.bytes);
    free(w);
    return failed ? fail_memory(error) : COHONG_OK;
}
