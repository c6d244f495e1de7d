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
    // The generated lexer's input drops a byte order mark at its beginning and does not count it.
    while (part.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
        part.remove_prefix(kByteOrderMark.size());
        begin += static_cast<uint32_t>(kByteOrderMark.size());
    }
    antlr4::ANTLRInputStream input{std::string(part)};
    EvidentLexer lexer(&input);
    lexer.removeErrorListeners();
    ByteOffsets offset(part);
    for (auto token = lexer.nextToken(); token->getType() != antlr4::Token::EOF; token = lexer.nextToken())
        out.push_back({{file, begin + offset(token->getStartIndex()), begin + offset(token->getStopIndex() + 1)},
                       static_cast<uint16_t>(token->getType())});
}

/// The lines in which two texts differ: `[begin, end)` in the new text, of which the rest stands in the old one, moved
/// by `shift`.
struct Change {
    uint32_t begin, end;
    int64_t shift;
};

Change changed(std::string_view before, std::string_view now) {
    size_t shorter = std::min(before.size(), now.size());
    auto same = static_cast<size_t>(
        std::mismatch(now.begin(), now.begin() + static_cast<std::ptrdiff_t>(shorter), before.begin()).first -
        now.begin());
    size_t tail = 0;
    while (tail < shorter - same && before[before.size() - 1 - tail] == now[now.size() - 1 - tail]) ++tail;
    size_t lineBegin = same == 0 ? std::string_view::npos : now.rfind('\n', same - 1);
    size_t lineEnd = now.find('\n', now.size() - tail);
    return {static_cast<uint32_t>(lineBegin == std::string_view::npos ? 0 : lineBegin + 1),
            static_cast<uint32_t>(lineEnd == std::string_view::npos ? now.size() : lineEnd + 1),
            static_cast<int64_t>(now.size()) - static_cast<int64_t>(before.size())};
}

}   // namespace

std::vector<Token> rawTokens(FileId file, const std::string& text, const Earlier& earlier) {
    std::vector<Token> tokens;
    // No token but a block comment goes over the end of its line, so unchanged lines keep their tokens.
    if (earlier.tree != nullptr && !earlier.tree->raw.empty() &&
        std::none_of(earlier.tree->raw.begin(), earlier.tree->raw.end(), spansLines)) {
        const auto& old = earlier.tree->raw;
        Change change = changed(earlier.text, text);
        tokens.reserve(old.size() + 8);
        auto endsBefore = [&](const Token& token) { return token.span.end <= change.begin; };
        auto unchanged = std::partition_point(old.begin(), old.end(), endsBefore);
        tokens.assign(old.begin(), unchanged);
        for (Token& token : tokens) token.span.file = file;
        size_t first = tokens.size();
        read(file, std::string_view(text).substr(change.begin, change.end - change.begin), change.begin, tokens);
        if (std::none_of(tokens.begin() + static_cast<std::ptrdiff_t>(first), tokens.end(), spansLines)) {
            auto moved = std::partition_point(
                unchanged, old.end(), [&](const Token& token) { return token.span.begin + change.shift < change.end; });
            for (; moved != old.end(); ++moved)
                tokens.push_back({{file, static_cast<uint32_t>(moved->span.begin + change.shift),
                                   static_cast<uint32_t>(moved->span.end + change.shift)},
                                  moved->type});
            return tokens;
        }
        tokens.clear();
    }
    read(file, text, 0, tokens);
    return tokens;
}

}   // namespace evd::syntax
