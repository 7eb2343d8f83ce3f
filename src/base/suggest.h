/* "did you mean": the nearest of a list of names. */
#ifndef COHONG_BASE_SUGGEST_H
#define COHONG_BASE_SUGGEST_H

#include <stddef.h>

/* Name k of a list. */
typedef const char *(*suggest_name)(const void *list, size_t k);

/* The name nearest to `wrong` (edit distance with transpositions, letters compared without case), or NULL when
 * none is near enough to be worth a guess (distance at most a third of the length, at least 1). */
const char *suggest(const char *wrong, const void *list, size_t count, suggest_name name);

/* The same over an array of strings. */
const char *suggest_string(const char *wrong, const char *const *names, size_t count);

/* Writes "; did you mean \"X\"?" or nothing into text. */
void suggest_sentence(const char *nearest, char *text, size_t size);

#endif
