/* Well-formed UTF-8: no letter in more bytes than it needs, no surrogate, nothing beyond U+10FFFF. */
#include "base/utf8.h"

size_t utf8_length(const char *at, size_t left)
{
    const unsigned char *s = (const unsigned char *)at;
    if (s[0] < 0x80) return 1;
    size_t length = s[0] >= 0xC2 && s[0] <= 0xDF ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : s[0] >= 0xF0 && s[0] <= 0xF4 ? 4 : 0;
    if (length == 0 || left < length) return 0;
    for (size_t k = 1; k < length; k++)
        if ((s[k] & 0xC0) != 0x80) return 0;
    bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool beyond = (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF4 && s[1] > 0x8F);
    return overlong || beyond ? 0 : length;
}

bool utf8_is_well_formed(const char *bytes, size_t length)
{
    for (size_t k = 0; k < length;) {
        size_t step = utf8_length(bytes + k, length - k);
        if (step == 0) return false;
        k += step;
    }
    return true;
}
