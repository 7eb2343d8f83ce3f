/* A request's body as a document: TOML, or JSON of the same shape. */
#ifndef COHONG_SERVE_BODY_H
#define COHONG_SERVE_BODY_H

#include "base/memory.h"
#include "base/toml.h"
#include "report/text.h"

/* The name that errors give the body in place of a file. */
extern const char BODY_NAME[];

typedef struct body {
    toml_file document;
    bool is_json;
    toml_node **nodes; /* of a JSON document; those of a TOML document belong to the file */
    size_t count, capacity;
    text_pool texts;
} body;

/* Text whose first letter is '{' is JSON, everything else TOML. Errors carry line and column. Free in every case. */
cohong_status body_read(const char *bytes, size_t length, body *to, cohong_error *error);
void body_free(body *of);

/* Reads JSON (RFC 8259) whose outermost value is an object into to->document. Tables and arrays are as TOML would have them; null is
 * refused, like a key that is there twice. */
cohong_status body_read_json(const char *bytes, size_t length, body *to, cohong_error *error);

/* Appends the JSON pointer (RFC 6901) of what a JSON body has at an error's place; false: the error is from somewhere else. */
bool body_pointer(const body *of, const cohong_error *error, text *pointer);

#endif
