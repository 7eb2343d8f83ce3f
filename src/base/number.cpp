// Numbers as text by the standard library's exact conversions (<charconv>), which know no locale.
#include "base/number.h"

#include <charconv>
#include <cmath>
#include <cstring>

size_t number_format(double value, char text[NUMBER_TEXT_SIZE])
{
    const char *word = std::isnan(value) ? "nan" : std::isinf(value) ? (value < 0 ? "-inf" : "inf") : nullptr;
    if (word != nullptr) {
        std::strcpy(text, word);
        return std::strlen(text);
    }
    std::to_chars_result end = std::to_chars(text, text + NUMBER_TEXT_SIZE - 1, value);
    *end.ptr = '\0';
    return static_cast<size_t>(end.ptr - text);
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
        bool tiny = false;
        for (const char *at = first; at != last; at++)
            if ((*at == 'e' || *at == 'E') && at + 1 != last && at[1] == '-') tiny = true;
        *value = 0;
        return tiny;
    }
    return end.ec == std::errc();
}
