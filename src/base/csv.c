/* A strict RFC 4180 reader that knows the line and column of every field. Fields are unquoted in place. */
#include "base/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/suggest.h"

enum { QUOTE_LIMIT = 40 };
static const size_t ABSENT = (size_t)-1;

/* Text as shown in an error: short, control bytes escaped. */
static const char *shown(const char *text, size_t length, char buffer[4 * QUOTE_LIMIT + 8])
{
    size_t at = 0;
    for (size_t k = 0; k < length && k < QUOTE_LIMIT; k++) {
        unsigned char c = (unsigned char)text[k];
        if (c < 32 || c >= 127)
            at += (size_t)snprintf(buffer + at, 5, "\\x%02X", c);
        else
            buffer[at++] = (char)c;
    }
    if (length > QUOTE_LIMIT) {
        memcpy(buffer + at, "...", 3);
        at += 3;
    }
    buffer[at] = '\0';
    return buffer;
}

static cohong_status check_text(const csv *table, cohong_error *error)
{
    const char *s = table->bytes;
    size_t line = 1, start = 0;
    for (size_t k = 0; k < table->length;) {
        size_t length = utf8_length(s + k, table->length - k);
        place at = { table->path, line, k - start + 1 };
        if (length == 0)
            return fail(error, COHONG_SYNTAX, at, "found byte 0x%02X, expected UTF-8 text", (unsigned char)s[k]);
        if (s[k] == 0) return fail(error, COHONG_SYNTAX, at, "found a NUL byte, expected UTF-8 text");
        if (s[k] == '\n') line++, start = k + 1;
        k += length;
    }
    return COHONG_OK;
}

static cohong_status start(csv *table, cohong_error *error)
{
    file_sha256(table->bytes, table->length, table->sha256);
    if (table->length >= 3 && memcmp(table->bytes, "\xEF\xBB\xBF", 3) == 0) table->next = 3;
    table->line = 1;
    cohong_status status = check_text(table, error);
    if (status != COHONG_OK) csv_close(table);
    return status;
}

cohong_status csv_open(const char *path, csv *table, cohong_error *error)
{
    file_text text;
    *table = (csv){ .path = path };
    cohong_status status = file_read(path, 0, &text, error);
    if (status != COHONG_OK) return status;
    table->bytes = text.bytes;
    table->length = text.length;
    return start(table, error);
}

cohong_status csv_open_bytes(const char *path, const char *bytes, size_t length, csv *table, cohong_error *error)
{
    *table = (csv){ .path = path, .length = length };
    table->bytes = malloc(length + 1);
    if (table->bytes == NULL) return fail_memory(error);
    memcpy(table->bytes, bytes, length);
    table->bytes[length] = '\0';
    return start(table, error);
}

void csv_close(csv *table)
{
    free(table->bytes);
    free(table->fields);
    table->bytes = NULL;
    table->fields = NULL;
}

/* Where reading stands inside a record. */
typedef struct cursor {
    size_t at; /* offset */
    size_t line;
    size_t line_start; /* offset of the line's first byte */
} cursor;

static place place_of(const csv *table, const cursor *c)
{
    return (place){ table->path, c->line, c->at - c->line_start + 1 };
}

/* A quoted field: moves the text down over the quotes that vanish. */
static cohong_status quoted(csv *table, cursor *c, csv_field *field, cohong_error *error)
{
    place opened = place_of(table, c);
    size_t to = c->at;
    field->text = table->bytes + to;
    for (c->at++; c->at < table->length; c->at++) {
        char byte = table->bytes[c->at];
        if (byte == '"') {
            if (c->at + 1 >= table->length || table->bytes[c->at + 1] != '"') break;
            c->at++;
        } else if (byte == '\n') {
            c->line++;
            c->line_start = c->at + 1;
        }
        table->bytes[to++] = byte;
    }
    if (c->at >= table->length) return fail(error, COHONG_SYNTAX, opened, "a quote opens here and never closes");
    c->at++;
    field->length = (size_t)(table->bytes + to - field->text);
    char next = c->at < table->length ? table->bytes[c->at] : '\n';
    if (next != ',' && next != '\n' && next != '\r')
        return fail(error, COHONG_SYNTAX, place_of(table, c), "found '%c' after a closing quote, expected a comma",
                    next);
    return COHONG_OK;
}

static cohong_status plain(csv *table, cursor *c, csv_field *field, cohong_error *error)
{
    const char *bytes = table->bytes;
    size_t at = c->at, first = at;
    while (at < table->length && bytes[at] != ',' && bytes[at] != '\n' && bytes[at] != '\r' && bytes[at] != '"') at++;
    c->at = at;
    field->text = bytes + first;
    field->length = at - first;
    if (at < table->length && bytes[at] == '"')
        return fail(error, COHONG_SYNTAX, place_of(table, c), "found a quote inside an unquoted field");
    return COHONG_OK;
}

static cohong_status add_field(csv *table, cursor *c, cohong_error *error)
{
    void *fields = table->fields;
    if (!memory_grow(&fields, &table->field_capacity, table->field_count + 1, sizeof *table->fields))
        return fail_memory(error);
    table->fields = fields;
    csv_field *field = &table->fields[table->field_count++];
    field->line = c->line;
    field->column = c->at - c->line_start + 1;
    bool opens = c->at < table->length && table->bytes[c->at] == '"';
    return opens ? quoted(table, c, field, error) : plain(table, c, field, error);
}

/* Ends the record at LF, CRLF or the end of the file; terminates its texts. */
static cohong_status end_record(csv *table, cursor *c, cohong_error *error)
{
    size_t end = c->at;
    if (end < table->length && table->bytes[end] == '\r') {
        if (end + 1 >= table->length || table->bytes[end + 1] != '\n')
            return fail(error, COHONG_SYNTAX, place_of(table, c), "found a carriage return without a line feed");
        end++;
    }
    table->next = end < table->length ? end + 1 : end;
    table->line = c->line + 1;
    for (size_t k = 0; k < table->field_count; k++) {
        csv_field *field = &table->fields[k];
        table->bytes[(size_t)(field->text - table->bytes) + field->length] = '\0';
    }
    return COHONG_OK;
}

static bool blank_to_the_end(const csv *table)
{
    size_t at = table->next;
    while (at < table->length && (table->bytes[at] == '\n' || table->bytes[at] == '\r')) at++;
    return at == table->length;
}

cohong_status csv_next(csv *table, bool *more, cohong_error *error)
{
    *more = false;
    if (blank_to_the_end(table)) return COHONG_OK;
    cursor c = { table->next, table->line, table->next };
    if (c.at == 3 && table->line == 1) c.line_start = 0;
    table->field_count = 0;
    for (;;) {
        cohong_status status = add_field(table, &c, error);
        if (status != COHONG_OK) return status;
        if (c.at >= table->length || table->bytes[c.at] != ',') break;
        c.at++;
    }
    size_t line = table->line;
    cohong_status status = end_record(table, &c, error);
    if (status != COHONG_OK) return status;
    if (table->header_count != 0 && table->field_count != table->header_count)
        return fail(error, COHONG_SYNTAX, (place){ table->path, line, 1 },
                    "found %zu fields, expected %zu as in the header", table->field_count, table->header_count);
    *more = true;
    return COHONG_OK;
}

static const char *column_name(const void *list, size_t k)
{
    return ((const csv_column *)list)[k].name;
}

static cohong_status name_column(csv *table, size_t position, cohong_error *error)
{
    const csv_field *field = &table->fields[position];
    place at = { table->path, field->line, field->column };
    char text[4 * QUOTE_LIMIT + 8], guess[128];
    if (field->text[0] == '_') return COHONG_OK;
    for (size_t k = 0; k < table->column_count; k++) {
        if (strcmp(table->columns[k].name, field->text) != 0) continue;
        if (table->position[k] != ABSENT)
            return fail(error, COHONG_DUPLICATE, at, "column \"%s\" is given twice", field->text);
        table->position[k] = position;
        return COHONG_OK;
    }
    suggest_sentence(suggest(field->text, table->columns, table->column_count, column_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at, "unknown column \"%s\"%s", shown(field->text, field->length, text),
                guess);
}

cohong_status csv_columns(csv *table, const csv_column *columns, size_t count, cohong_error *error)
{
    bool more;
    place top = { table->path, 1, 1 };
    if (count > CSV_COLUMN_LIMIT) return fail(error, COHONG_TOO_LARGE, top, "too many columns are asked for");
    table->columns = columns;
    table->column_count = count;
    for (size_t k = 0; k < count; k++) table->position[k] = ABSENT;
    cohong_status status = csv_next(table, &more, error);
    if (status != COHONG_OK) return status;
    if (!more) return fail(error, COHONG_INCOMPLETE, top, "the file is empty, expected a header row");
    table->header_count = table->field_count;
    for (size_t k = 0; k < table->field_count && status == COHONG_OK; k++) status = name_column(table, k, error);
    for (size_t k = 0; k < count && status == COHONG_OK; k++)
        if (columns[k].required && table->position[k] == ABSENT)
            status = fail(error, COHONG_INCOMPLETE, top, "column \"%s\" is missing", columns[k].name);
    return status;
}

bool csv_has(const csv *table, size_t column)
{
    return table->position[column] != ABSENT;
}

const csv_field *csv_field_of(const csv *table, size_t column)
{
    return &table->fields[table->position[column]];
}

const char *csv_text(const csv *table, size_t column)
{
    return csv_field_of(table, column)->text;
}

place csv_place(const csv *table, size_t column)
{
    const csv_field *field = csv_field_of(table, column);
    return (place){ table->path, field->line, field->column };
}

cohong_status csv_number(const csv *table, size_t column, double *value, cohong_error *error)
{
    const csv_field *field = csv_field_of(table, column);
    char text[4 * QUOTE_LIMIT + 8];
    if (number_parse(field->text, field->length, value)) return COHONG_OK;
    return fail(error, COHONG_SYNTAX, csv_place(table, column), "column \"%s\": found \"%s\", expected a number",
                table->columns[column].name, shown(field->text, field->length, text));
}

cohong_status csv_raw_number(const csv *table, size_t position, double *value, cohong_error *error)
{
    const csv_field *field = &table->fields[position];
    char text[4 * QUOTE_LIMIT + 8];
    if (number_parse(field->text, field->length, value)) return COHONG_OK;
    return fail(error, COHONG_SYNTAX, (place){ table->path, field->line, field->column },
                "found \"%s\", expected a number", shown(field->text, field->length, text));
}
