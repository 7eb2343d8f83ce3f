/* Well-formed UTF-8 (Unicode 15, table 3-7). */
#ifndef COHONG_BASE_UTF8_H
#define COHONG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the letter at the start of `left` bytes, at least one; 0 when there is none. */
size_t utf8_length(const char *at, size_t left);

bool utf8_is_well_formed(const char *bytes, size_t length);

#endif
