/* Asking the server without sockets: a request in, an answer out. To be included once, after cmocka.h and jansson.h. */
#ifndef TEST_SERVE_ASKING_H
#define TEST_SERVE_ASKING_H

#include <stdio.h>
#include <string.h>

#include "serve/server.h"

static server *served;

static inline answer ask(const char *method, const char *address, const char *content)
{
    answer to;
    const request from = { .method = method,
                           .target = address,
                           .host = "127.0.0.1:8017",
                           .body = content != NULL ? content : "",
                           .length = content != NULL ? strlen(content) : 0 };
    server_answer(served, &from, &to);
    return to;
}

static inline json_t *json_of(const answer *of)
{
    json_error_t wrong;
    assert_string_equal(of->type, "application/json");
    json_t *parsed = json_loadb(of->body.bytes, of->body.length, JSON_REJECT_DUPLICATES, &wrong);
    if (parsed == NULL) fail_msg("line %d: %s in %s", wrong.line, wrong.text, of->body.bytes);
    return parsed;
}

/* A request that is to succeed; json_decref() the answer. */
static inline json_t *good(const char *method, const char *address, const char *content, int status)
{
    answer to = ask(method, address, content);
    if (to.status != status) fail_msg("%s %s: %d: %s", method, address, to.status, to.body.bytes);
    json_t *parsed = json_of(&to);
    answer_free(&to);
    return parsed;
}

/* A request that is to be refused with this status, a message that holds the words, and the place "line:column" or a pointer. */
static inline void bad(int status, const char *words, const char *where, const char *method, const char *address,
                       const char *content)
{
    char place_text[64] = "";
    answer to = ask(method, address, content);
    json_t *parsed = json_of(&to), *error = json_object_get(parsed, "error");
    const char *message = json_string_value(json_object_get(error, "message"));
    const char *pointer = json_string_value(json_object_get(error, "pointer"));
    int line = (int)json_integer_value(json_object_get(error, "line"));
    if (line > 0)
        snprintf(place_text, sizeof place_text, "%d:%d", line,
                 (int)json_integer_value(json_object_get(error, "column")));
    assert_non_null(message);
    if (to.status != status || strstr(message, words) == NULL) fail_msg("%s: %d: %s", address, to.status, message);
    assert_int_equal(json_integer_value(json_object_get(error, "status")), status);
    assert_null(strchr(message, '\n'));
    assert_string_equal(pointer != NULL ? pointer : place_text, where);
    json_decref(parsed);
    answer_free(&to);
}

#endif
