#include "frontend/syntax/invisible.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>

namespace evd::syntax {

namespace {

struct Range {
    uint32_t first, last;
    bool space;
    const char* name;
};

/// In the order of Unicode. Blank, tab, line feed and carriage return are white space of the language.
constexpr Range kRanges[] = {
    {0x00, 0x08, false, "control character"},
    {0x0B, 0x0B, true, "vertical tab"},
    {0x0C, 0x0C, true, "form feed"},
    {0x0E, 0x1F, false, "control character"},
    {0x7F, 0x84, false, "control character"},
    {0x85, 0x85, true, "next line"},
    {0x86, 0x9F, false, "control character"},
    {0xA0, 0xA0, true, "no-break space"},
    {0xAD, 0xAD, false, "soft hyphen"},
    {0x1680, 0x1680, true, "space of another width"},
    {0x2000, 0x200A, true, "space of another width"},
    {0x200B, 0x200F, false, "zero width"},
    {0x2028, 0x2028, true, "line separator"},
    {0x2029, 0x2029, true, "paragraph separator"},
    {0x202A, 0x202E, false, "direction of text"},
    {0x202F, 0x202F, true, "narrow no-break space"},
    {0x205F, 0x205F, true, "space of another width"},
    {0x2060, 0x206F, false, "zero width"},
    {0x3000, 0x3000, true, "ideographic space"},
    {0xFEFF, 0xFEFF, false, "byte order mark"},
};

/// The character at the beginning of a text of valid UTF-8, and its length in bytes.
std::pair<uint32_t, size_t> decoded(std::string_view text) {
    auto lead = static_cast<unsigned char>(text.front());
    size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length && i < text.size(); ++i)
        value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    return {value, std::min(length, text.size())};
}

const Range* rangeOf(uint32_t character) {
    const Range* found = std::find_if(std::begin(kRanges), std::end(kRanges), [&](const Range& one) {
        return one.first <= character && character <= one.last;
    });
    return found == std::end(kRanges) ? nullptr : found;
}

}   // namespace

Invisible invisibleAt(std::string_view text) {
    Invisible out;
    while (out.length < text.size()) {
        auto [character, length] = decoded(text.substr(out.length));
        const Range* range = rangeOf(character);
        if (range == nullptr || (out.length > 0 && range->space != out.space)) break;
        if (out.length == 0) out.name = fmt::format("U+{:04X} ({})", character, range->name);
        out.space = range->space;
        out.length += length;
    }
    return out;
}

}   // namespace evd::syntax
