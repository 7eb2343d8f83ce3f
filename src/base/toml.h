/* Reading TOML with the place of every value: toml++ behind a C interface (the project's only C++ beside number_*.cpp). */
#ifndef COHONG_BASE_TOML_H
#define COHONG_BASE_TOML_H

#include "fail.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toml_kind { TOML_TABLE, TOML_ARRAY, TOML_TEXT, TOML_NUMBER, TOML_WHOLE, TOML_BOOL, TOML_DATE } toml_kind;

/* A value and where it stands. Children of a table and elements of an array are linked in order. */
typedef struct toml_node {
    toml_kind kind;
    const char *key; /* NULL for elements of arrays and for the root */
    place at;
    const char *text; /* TOML_TEXT; TOML_DATE as YYYY-MM-DD */
    double number;    /* TOML_NUMBER, TOML_WHOLE */
    long long whole;  /* TOML_WHOLE */
    bool truth;       /* TOML_BOOL */
    struct toml_node *first, *next;
    size_t count; /* of children */
} toml_node;

typedef struct toml_file {
    toml_node *root;
    char sha256[65];
    void *memory;
} toml_file;

/* Syntax errors carry line and column. The path must outlive the file (places point to it). */
cohong_status toml_read(const char *path, toml_file *file, cohong_error *error);
cohong_status toml_read_bytes(const char *path, const char *bytes, size_t length, toml_file *file, cohong_error *error);
void toml_close(toml_file *file);

/* The child of a table, or NULL. */
const toml_node *toml_find(const toml_node *table, const char *key);

/* Fails with "did you mean" when the table has a key that is not in `known`. */
cohong_status toml_only(const toml_node *table, const char *const *known, size_t count, cohong_error *error);

/* Typed reads of a child. `required` decides whether absence is an error; absent leaves *value as it was.
 * A value of another kind is an error that names what was found and what was expected. */
cohong_status toml_text(const toml_node *table, const char *key, bool required, const char **value,
                        cohong_error *error);
cohong_status toml_number(const toml_node *table, const char *key, bool required, double *value, cohong_error *error);
cohong_status toml_whole(const toml_node *table, const char *key, bool required, long long *value, cohong_error *error);

/* The word for a kind: "a text", "a number", ... */
const char *toml_kind_name(toml_kind kind);

#ifdef __cplusplus
}
#endif
#endif
