/* The nearest name by edit distance (insert, delete, replace, swap of neighbours). */
#include "base/suggest.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 63 };

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance of two texts of at most LONGEST bytes; three rows are kept. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t rows[3][LONGEST + 1];
    for (size_t k = 0; k <= n; k++) rows[0][k] = k;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t k = 1; k <= n; k++) {
            size_t replace = lower(a[i - 1]) != lower(b[k - 1]);
            now[k] = least(least(before[k] + 1, now[k - 1] + 1), before[k - 1] + replace);
            if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) && lower(a[i - 2]) == lower(b[k - 1]))
                now[k] = least(now[k], earlier[k - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

const char *suggest(const char *wrong, const void *list, size_t count, suggest_name name)
{
    size_t length = strlen(wrong);
    if (length > LONGEST) return NULL;
    size_t best = length / 3 > 1 ? length / 3 : 1;
    const char *nearest = NULL;
    for (size_t k = 0; k < count; k++) {
        const char *candidate = name(list, k);
        size_t other = strlen(candidate);
        if (other > LONGEST) continue;
        size_t apart = distance(wrong, length, candidate, other);
        if (apart < best || (nearest == NULL && apart == best)) {
            best = apart;
            nearest = candidate;
        }
    }
    return nearest;
}

static const char *string_name(const void *list, size_t k)
{
    return ((const char *const *)list)[k];
}

const char *suggest_string(const char *wrong, const char *const *names, size_t count)
{
    return suggest(wrong, names, count, string_name);
}

void suggest_sentence(const char *nearest, char *text, size_t size)
{
    if (nearest == NULL)
        text[0] = '\0';
    else
        snprintf(text, size, "; did you mean \"%s\"?", nearest);
}
