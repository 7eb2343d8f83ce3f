/* A request's body as a document. */
#include "serve/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

const char BODY_NAME[] = "body";

cohong_status body_read(const char *bytes, size_t length, body *to, cohong_error *error)
{
    *to = (body){ 0 };
    size_t blank = 0;
    while (blank < length && strchr(" \t\r\n", bytes[blank]) != NULL && bytes[blank] != '\0') blank++;
    if (blank == length) return fail(error, COHONG_INCOMPLETE, (place){ .file = BODY_NAME }, "the body is empty");
    to->is_json = bytes[blank] == '{';
    return to->is_json ? body_read_json(bytes, length, to, error)
                       : toml_read_bytes(BODY_NAME, bytes, length, &to->document, error);
}

void body_free(body *of)
{
    if (!of->is_json) toml_close(&of->document);
    for (size_t k = 0; k < of->count; k++) free(of->nodes[k]);
    free(of->nodes);
    text_pool_free(&of->texts);
    *of = (body){ 0 };
}

/* ---- pointers */

/* "/" and a key, in which "~" and "/" are written "~0" and "~1". */
static void add_key(const char *key, text *to)
{
    text_add(to, "/");
    for (; *key != '\0'; key++) {
        if (*key == '~' || *key == '/')
            text_add(to, *key == '~' ? "~0" : "~1");
        else
            text_bytes(to, key, 1);
    }
}

/* Looks for a place below a node, at most as deep as documents are. */
static bool find_place(const toml_node *below, size_t line, size_t column, text *to)
{
    size_t k = 0;
    for (const toml_node *child = below->first; child != NULL; child = child->next, k++) {
        size_t before = to->length;
        if (child->key != NULL)
            add_key(child->key, to);
        else
            text_format(to, "/%zu", k);
        if (child->at.line == line && child->at.column == column) return true;
        if (find_place(child, line, column, to)) return true;
        if (to->bytes != NULL && !to->failed) to->bytes[to->length = before] = '\0';
    }
    return false;
}

bool body_pointer(const body *of, const cohong_error *error, text *pointer)
{
    if (!of->is_json || of->document.root == NULL || strcmp(error->file, BODY_NAME) != 0 || error->line == 0)
        return false;
    return find_place(of->document.root, error->line, error->column, pointer);
}
