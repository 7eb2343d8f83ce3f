/* number_parse for WebAssembly: the C library there (musl's) rounds correctly, and has no locale. */
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool number_parse(const char *text, size_t length, double *value)
{
    char copy[64], *end;
    if (length == 0 || length >= sizeof copy || strspn(text, "0123456789+-.eE") < length) return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    *value = strtod(copy, &end);
    return end == copy + length && isfinite(*value);
}
