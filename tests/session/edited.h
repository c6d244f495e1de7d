#pragma once
// What the edits of an answer make of a text.

#include "tests/session/client.h"

#include <algorithm>
#include <string>
#include <utility>

namespace evd::session {

/// The byte offset of a position, whose columns are UTF-16 units.
inline size_t offsetOf(const std::string& text, const Json& position) {
    size_t at = 0;
    for (int line = position["line"]; line > 0; --line) at = text.find('\n', at) + 1;
    for (int column = position["character"]; column > 0 && at < text.size() && text[at] != '\n'; --column) {
        auto c = static_cast<unsigned char>(text[at]);
        if (c >= 0xF0) --column;
        at += c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    }
    return at;
}

/// The text after edits of one document.
inline std::string applied(std::string text, Json edits) {
    std::sort(edits.begin(), edits.end(), [](const Json& a, const Json& b) {
        auto key = [](const Json& edit) {
            return std::pair(edit["range"]["start"]["line"].get<int>(), edit["range"]["start"]["character"].get<int>());
        };
        return key(b) < key(a);
    });
    for (const Json& edit : edits) {
        size_t begin = offsetOf(text, edit["range"]["start"]), end = offsetOf(text, edit["range"]["end"]);
        text.replace(begin, end - begin, edit["newText"].get<std::string>());
    }
    return text;
}

}   // namespace evd::session
