#include "runtime/host/log.h"

#include "runtime/wire/cbor.h"

#include <cstdio>

namespace evd::runtime {

namespace {

/// The code point that a text begins with and its bytes; 0 bytes if it is not UTF-8.
std::pair<uint32_t, size_t> firstPoint(std::string_view text) {
    auto first = static_cast<unsigned char>(text[0]);
    size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size > text.size() || !cbor::isUtf8(text.substr(0, size))) return {0, 0};
    uint32_t point = size == 1 ? first : first & (0x7fu >> size);
    for (size_t i = 1; i < size; ++i) point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
    return {point, size};
}

/// Controls, separators of lines and paragraphs, and marks that change the direction of what follows.
bool isHidden(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c || point == 0x200e || point == 0x200f ||
           (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

}   // namespace

std::string printable(std::string_view text) {
    std::string out;
    char escape[16];
    while (!text.empty()) {
        auto [point, size] = firstPoint(text);
        if (size == 0) {
            std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(text[0])));
            out += escape;
            size = 1;
        } else if (point == '\n' || point == '\t' || point == '\r') {
            out += point == '\n' ? "\\n" : point == '\t' ? "\\t" : "\\r";
        } else if (isHidden(point)) {
            std::snprintf(escape, sizeof escape, "\\u{%x}", point);
            out += escape;
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
    return out;
}

void logLine(const std::string& who, const std::string& text) {
    std::fprintf(stderr, "%s\n", printable(who + ": " + text).c_str());
}

std::optional<std::string> Repeats::again(const std::string& kind) {
    auto known = times_.find(kind);
    if (known == times_.end()) known = times_.emplace(times_.size() < kKinds ? kind : "", 0).first;
    uint64_t times = ++known->second;
    if (times <= kSaidAll) return "";
    if ((times & (times - 1)) != 0) return std::nullopt;
    return " (" + std::to_string(times) + " times)";
}

}   // namespace evd::runtime
