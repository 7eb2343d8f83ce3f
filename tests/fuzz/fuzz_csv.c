/* Fuzzes the CSV reader. The input's first byte chooses how it is read: odd, by named columns; even, as a wide table by position.
 * Whatever is accepted is written again with file_writer's quoting rules and has to read back to the same fields; texts have to
 * be terminated where their length says, and places have to lie inside the file. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"

static const csv_column COLUMNS[] = { { "country", true }, { "value", false }, { "sector", false } };
enum { COLUMN_COUNT = 3 };

/* What was read, written again. */
typedef struct buffer {
    char *bytes;
    size_t length, size;
} buffer;

static void put(buffer *to, char byte)
{
    if (to->length == to->size) {
        to->size = to->size > 0 ? 2 * to->size : 256;
        to->bytes = realloc(to->bytes, to->size);
        if (to->bytes == NULL) abort();
    }
    to->bytes[to->length++] = byte;
}

static void put_field(buffer *to, const csv_field *field)
{
    put(to, '"');
    for (size_t k = 0; k < field->length; k++) {
        if (field->text[k] == '"') put(to, '"');
        put(to, field->text[k]);
    }
    put(to, '"');
}

static void put_record(buffer *to, const csv *table)
{
    for (size_t k = 0; k < table->field_count; k++) {
        if (k > 0) put(to, ',');
        put_field(to, &table->fields[k]);
    }
    put(to, '\n');
}

static void check_error(cohong_status status, const cohong_error *error)
{
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
    if (error->line == 0 || error->column == 0 || strcmp(error->file, "f.csv") != 0) abort();
}

static void check_field(const csv *table, const csv_field *field)
{
    if (strlen(field->text) != field->length) abort();
    if (field->line == 0 || field->column == 0 || field->column > table->length + 1) abort();
}

static void check_number(const csv *table, bool named)
{
    double value = NAN;
    cohong_error error = { 0 };
    if (named && !csv_has(table, 1)) return;
    cohong_status status = named ? csv_number(table, 1, &value, &error) : csv_raw_number(table, 0, &value, &error);
    if (status != COHONG_OK)
        check_error(status, &error);
    else if (!isfinite(value))
        abort();
}

/* Reads all records; what was read goes into `again`. Answers whether everything was accepted. */
static bool read_all(const char *bytes, size_t length, bool named, buffer *again, size_t *records)
{
    csv table;
    cohong_error error = { 0 };
    cohong_status status = csv_open_bytes("f.csv", bytes, length, &table, &error);
    bool opened = status == COHONG_OK;
    if (opened && named) status = csv_columns(&table, COLUMNS, COLUMN_COUNT, &error);
    if (opened && status == COHONG_OK && named) put_record(again, &table);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(&table, &more, &error);
        if (status != COHONG_OK || !more) break;
        for (size_t k = 0; k < table.field_count; k++) check_field(&table, &table.fields[k]);
        check_number(&table, named);
        put_record(again, &table);
        ++*records;
    }
    if (status != COHONG_OK) check_error(status, &error);
    if (opened) csv_close(&table);
    return status == COHONG_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    buffer first = { 0 }, second = { 0 };
    size_t records = 0, again = 0;
    if (size == 0) return 0;
    bool named = data[0] % 2 == 1;
    if (read_all((const char *)data + 1, size - 1, named, &first, &records)) {
        if (!read_all(first.bytes != NULL ? first.bytes : "", first.length, named, &second, &again)) abort();
        if (records != again || first.length != second.length) abort();
        if (first.length > 0 && memcmp(first.bytes, second.bytes, first.length) != 0) abort();
    }
    free(first.bytes);
    free(second.bytes);
    return 0;
}
