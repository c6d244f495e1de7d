#include "frontend/syntax/raw_tokens.h"

#include "EvidentLexer.h"
#include "antlr4-runtime.h"

#include <algorithm>

namespace evd::syntax {

using grammar::EvidentLexer;

namespace {

/// Byte offsets of the code points of a text; the generated lexer counts code points.
class ByteOffsets {
public:
    explicit ByteOffsets(std::string_view text) {
        bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
        if (ascii) return;
        for (uint32_t at = 0; at < text.size(); ++at)
            if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) starts_.push_back(at);
        starts_.push_back(static_cast<uint32_t>(text.size()));
    }
    uint32_t operator()(size_t codePoint) const {
        if (starts_.empty()) return static_cast<uint32_t>(codePoint);
        return starts_[std::min(codePoint, starts_.size() - 1)];
    }

private:
    std::vector<uint32_t> starts_;
};

bool spansLines(const Token& token) {
    return token.type == EvidentLexer::BLOCK_COMMENT || token.type == EvidentLexer::OPEN_COMMENT;
}

/// Reads the part of the text that begins at `begin`.
void read(FileId file, std::string_view part, uint32_t begin, std::vector<Token>& out) {
    // The generated lexer's input drops a byte order mark at its beginning and does not count it. Only that of the text
    // has no meaning.
    const bool isText = begin == 0;
    while (part.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
        const auto end = static_cast<uint32_t>(begin + kByteOrderMark.size());
        if (!isText) out.push_back({{file, begin, end}, EvidentLexer::UNKNOWN});
        part.remove_prefix(kByteOrderMark.size());
        begin = end;
    }
    antlr4::ANTLRInputStream input{std::string(part)};
    EvidentLexer lexer(&input);
    lexer.removeErrorListeners();
    ByteOffsets offset(part);
    for (auto token = lexer.nextToken(); token->getType() != antlr4::Token::EOF; token = lexer.nextToken())
        out.push_back({{file, begin + offset(token->getStartIndex()), begin + offset(token->getStopIndex() + 1)},
                       static_cast<uint16_t>(token->getType())});
}

/// Whole lines of the new text. Those that are `known` stand in the old one too, `shift` bytes further in front.
struct Lines {
    uint32_t begin, end;
    bool known;
    int64_t shift;
};

/// The first `count` bytes up to the end of the last whole line among them.
size_t wholeLines(std::string_view text, size_t count) {
    size_t last = count == 0 ? std::string_view::npos : text.rfind('\n', count - 1);
    return last == std::string_view::npos ? 0 : last + 1;
}

size_t commonBegin(std::string_view a, std::string_view b) {
    size_t shorter = std::min(a.size(), b.size());
    auto end = a.begin() + static_cast<std::ptrdiff_t>(shorter);
    return static_cast<size_t>(std::mismatch(a.begin(), end, b.begin()).first - a.begin());
}

/// The lines of a text that are those of another text, and those that are not. What is alike at the beginning and at
/// the end is known; between them lines are compared one by one if there are as many of them in both: an edit changes
/// lines in one place, a rename changes lines in many and adds none.
std::vector<Lines> compare(std::string_view before, std::string_view now) {
    size_t head = wholeLines(now, commonBegin(before, now));
    size_t shorter = std::min(before.size(), now.size()) - head, tail = 0;
    while (tail < shorter && before[before.size() - 1 - tail] == now[now.size() - 1 - tail]) ++tail;
    size_t tailBegin = now.find('\n', now.size() - tail);   // of whole lines
    tail = tailBegin == std::string_view::npos ? 0 : now.size() - tailBegin - 1;

    std::vector<Lines> out;
    auto add = [&](size_t begin, size_t end, bool known, size_t old) {
        const int64_t shift = static_cast<int64_t>(begin) - static_cast<int64_t>(old);
        if (begin == end) return;
        if (!out.empty() && out.back().known == known && out.back().shift == shift)
            out.back().end = static_cast<uint32_t>(end);
        else out.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), known, shift});
    };
    add(0, head, true, 0);
    std::string_view mine = now.substr(head, now.size() - tail - head);
    std::string_view theirs = before.substr(head, before.size() - tail - head);
    if (std::count(mine.begin(), mine.end(), '\n') == std::count(theirs.begin(), theirs.end(), '\n')) {
        for (size_t at = 0, old = 0; at < mine.size();) {
            size_t length = std::min(mine.find('\n', at), mine.size() - 1) + 1 - at;
            size_t oldLength = old < theirs.size() ? std::min(theirs.find('\n', old), theirs.size() - 1) + 1 - old : 0;
            bool known = mine.substr(at, length) == theirs.substr(old, oldLength);
            add(head + at, head + at + length, known, head + old);
            at += length, old += oldLength;
        }
    } else add(head, now.size() - tail, false, head);
    add(now.size() - tail, now.size(), true, before.size() - tail);
    return out;
}

}   // namespace

std::vector<Token> rawTokens(FileId file, const std::string& text, const Earlier& earlier) {
    std::vector<Token> tokens;
    // No token but a block comment goes over the end of its line, so unchanged lines keep their tokens.
    if (earlier.tree != nullptr && !earlier.tree->raw.empty() &&
        std::none_of(earlier.tree->raw.begin(), earlier.tree->raw.end(), spansLines)) {
        tokens.reserve(earlier.tree->raw.size() + 8);
        auto old = earlier.tree->raw.begin();
        bool asBefore = true;
        for (const Lines& lines : compare(earlier.text, text)) {
            if (lines.known) {
                auto moved = [&](uint32_t at) { return static_cast<uint32_t>(at + lines.shift); };
                for (; old != earlier.tree->raw.end() && old->span.begin + lines.shift < lines.end; ++old)
                    if (old->span.begin + lines.shift >= lines.begin)
                        tokens.push_back({{file, moved(old->span.begin), moved(old->span.end)}, old->type});
                continue;
            }
            auto first = static_cast<std::ptrdiff_t>(tokens.size());
            read(file, std::string_view(text).substr(lines.begin, lines.end - lines.begin), lines.begin, tokens);
            asBefore = asBefore && std::none_of(tokens.begin() + first, tokens.end(), spansLines);
        }
        if (asBefore) return tokens;
        tokens.clear();
    }
    read(file, text, 0, tokens);
    return tokens;
}

}   // namespace evd::syntax
