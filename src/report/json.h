/* Writing JSON (RFC 8259), indented by two; numbers as the shortest text that reads back to the same bits, NAN as null.
 *   json j = json_to(&buffer); json_object(&j); json_key(&j, "year"); json_whole(&j, 2017); json_end(&j); */
#ifndef COHONG_REPORT_JSON_H
#define COHONG_REPORT_JSON_H

#include "report/text.h"

enum { JSON_DEPTH = 16 };

typedef struct json {
    text *to;
    size_t depth;
    bool is_array[JSON_DEPTH];
    bool has_members[JSON_DEPTH];
    bool after_key;
} json;

json json_to(text *to);
void json_object(json *j);
void json_array(json *j);
void json_end(json *j); /* of the innermost object or array; a newline after the outermost */
void json_key(json *j, const char *key);
void json_text(json *j, const char *value); /* NULL is null */
void json_number(json *j, double value);
void json_whole(json *j, int64_t value);
void json_raw(json *j, const char *value); /* JSON as it is */

/* A key with its value. */
void json_key_text(json *j, const char *key, const char *value);
void json_key_number(json *j, const char *key, double value);
void json_key_whole(json *j, const char *key, int64_t value);

#endif
