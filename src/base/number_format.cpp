// Numbers to text by the standard library's exact conversions (<charconv>), which know no locale.
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
