// Text to numbers by the standard library's exact conversions (<charconv>), which know no locale. Apart from number_format.cpp, because
// the library for WebAssembly has only the other direction.
#include "base/number.h"

#include <charconv>

// Whether a decimal number beyond the range of a double is too small (not too large) for it: by the power of ten of its first
// digit that is not 0.
static bool underflows(const char *digit, const char *last)
{
    const char *at = digit;
    long power = 0, before = 0, exponent = 0;
    while (at != last && *at >= '0' && *at <= '9') at++;
    before = at - digit; // digits in front of the point
    for (const char *c = digit; c != last && *c != 'e' && *c != 'E'; c++) {
        if (*c >= '1' && *c <= '9') {
            power = c < at ? before - (c - digit) : before - (c - digit) + 1;
            break;
        }
    }
    for (; at != last; at++) {
        if (*at != 'e' && *at != 'E') continue;
        std::from_chars_result read = std::from_chars(at + (at[1] == '+' ? 2 : 1), last, exponent);
        if (read.ec == std::errc::result_out_of_range) return at[1] == '-';
        break;
    }
    return power + exponent < 0;
}

bool number_parse(const char *text, size_t length, double *value)
{
    const char *first = text, *last = text + length;
    if (first != last && *first == '+') first++;
    const char *digit = first != last && *first == '-' && first == text ? first + 1 : first;
    if (digit == last || !((*digit >= '0' && *digit <= '9') || *digit == '.')) return false;
    std::from_chars_result end = std::from_chars(first, last, *value, std::chars_format::general);
    if (end.ptr != last) return false;
    if (end.ec == std::errc::result_out_of_range) { // underflow reads as zero, overflow is refused
        *value = 0;
        return underflows(digit, last);
    }
    return end.ec == std::errc();
}
