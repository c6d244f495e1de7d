#include "frontend/syntax/decodable.h"

#include "frontend/syntax/raw_tokens.h"

namespace evd::syntax {

namespace {

/// Length of the valid UTF-8 sequence at `at`, or 0.
size_t validSequence(std::string_view text, size_t at) {
    auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    unsigned lead = byte(at);
    if (lead < 0x80) return 1;
    size_t length = lead >= 0xF0 && lead <= 0xF4  ? 4
                    : lead >= 0xE0 && lead < 0xF0 ? 3
                    : lead >= 0xC2 && lead < 0xE0 ? 2
                                                  : 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xC0) != 0x80) return 0;
    if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;
    if (lead == 0xED && byte(at + 1) >= 0xA0) return 0;
    if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
    if (lead == 0xF4 && byte(at + 1) >= 0x90) return 0;
    return length;
}

}   // namespace

std::string decodable(FileId file, std::string_view text, Diagnostics& diagnostics) {
    std::string out(text);
    bool reported = false;
    size_t begin = 0;
    while (text.substr(begin).starts_with(kByteOrderMark)) begin += kByteOrderMark.size();
    for (size_t at = begin; at < out.size();) {
        size_t length = validSequence(out, at);
        if (out[at] == '\0') out[at] = '\x01';
        if (text.substr(at).starts_with(kByteOrderMark)) out.replace(at, length, "\xEF\xBF\xBD");
        if (length == 0) {
            auto where = static_cast<uint32_t>(at);
            if (!reported) diagnostics.report(Code::NotUtf8, {file, where, where + 1});
            reported = true;
            out[at] = ' ';
            length = 1;
        }
        at += length;
    }
    return out;
}

}   // namespace evd::syntax
