/* Writing JSON. */
#include "report/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/utf8.h"

json json_to(text *to)
{
    return (json){ .to = to };
}

static void new_line(json *j)
{
    text_add(j->to, "\n");
    text_repeat(j->to, ' ', 2 * j->depth);
}

/* What stands before a value: nothing after its key, else a comma and a new line. */
static void begin_value(json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth == 0) return;
    if (j->has_members[j->depth]) text_add(j->to, ",");
    j->has_members[j->depth] = true;
    new_line(j);
}

static void begin(json *j, bool is_array)
{
    begin_value(j);
    text_add(j->to, is_array ? "[" : "{");
    if (j->depth + 1 >= JSON_DEPTH) {
        j->to->failed = true;
        return;
    }
    j->depth++;
    j->is_array[j->depth] = is_array;
    j->has_members[j->depth] = false;
}

void json_object(json *j)
{
    begin(j, false);
}

void json_array(json *j)
{
    begin(j, true);
}

void json_end(json *j)
{
    bool is_array = j->is_array[j->depth], has_members = j->has_members[j->depth];
    j->depth--;
    if (has_members) new_line(j);
    text_add(j->to, is_array ? "]" : "}");
    if (j->depth == 0) text_add(j->to, "\n");
}

/* A byte that is no UTF-8 (a path may hold any) becomes U+FFFD, so that the whole stays JSON. */
static void quoted(text *to, const char *value)
{
    text_add(to, "\"");
    for (const char *at = value, *end = value + strlen(value); at < end;) {
        unsigned char byte = (unsigned char)*at;
        size_t length = utf8_length(at, (size_t)(end - at));
        if (byte == '"' || byte == '\\')
            text_format(to, "\\%c", byte);
        else if (byte == '\n')
            text_add(to, "\\n");
        else if (byte < 0x20 || byte == 0x7f)
            text_format(to, "\\u%04x", byte);
        else if (length == 0)
            text_add(to, "\\ufffd");
        else
            text_bytes(to, at, length);
        at += length == 0 ? 1 : length;
    }
    text_add(to, "\"");
}

void json_key(json *j, const char *key)
{
    begin_value(j);
    quoted(j->to, key);
    text_add(j->to, ": ");
    j->after_key = true;
}

void json_text(json *j, const char *value)
{
    begin_value(j);
    if (value == NULL)
        text_add(j->to, "null");
    else
        quoted(j->to, value);
}

void json_number(json *j, double value)
{
    begin_value(j);
    if (isfinite(value))
        text_number(j->to, value);
    else
        text_add(j->to, "null");
}

void json_whole(json *j, int64_t value)
{
    begin_value(j);
    text_format(j->to, "%" PRId64, value);
}

void json_raw(json *j, const char *value)
{
    begin_value(j);
    text_add(j->to, value);
}

void json_key_text(json *j, const char *key, const char *value)
{
    json_key(j, key);
    json_text(j, value);
}

void json_key_number(json *j, const char *key, double value)
{
    json_key(j, key);
    json_number(j, value);
}

void json_key_whole(json *j, const char *key, int64_t value)
{
    json_key(j, key);
    json_whole(j, value);
}
