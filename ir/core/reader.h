#pragma once
// Reads a text from left to right, for the text form of modules and the notation of values.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace evd::ir {

/// Raised by a Reader at the first thing it did not expect. The functions that use readers turn it into a Result.
struct ReadError : std::runtime_error {
    ReadError(size_t at, const std::string& what) : std::runtime_error(what), offset(at) {}
    size_t offset;
};

/// A place in a text. Blanks and `//` comments before an item are skipped.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    /// Whether the next characters are `symbol`; `accept` goes behind them if so, `expect` fails otherwise.
    bool peek(std::string_view symbol);
    bool accept(std::string_view symbol);
    void expect(std::string_view symbol);
    /// The same for a whole word: `in` is not found in `inner`.
    bool peekWord(std::string_view word);
    bool acceptWord(std::string_view word);
    void expectWord(std::string_view word);

    /// Letters, digits and `_`, and any of `more` inside; empty if there is none.
    std::string_view word(std::string_view more = {});
    /// A word, or anything between backquotes. Fails with "expected {what}".
    std::string name(const char* what);
    bool peekDigit();
    /// A decimal number, perhaps negative. Fails outside 64 bits.
    int64_t integer();
    /// A number without sign that is an index.
    uint32_t index();
    /// The factor in nanoseconds of a unit written directly behind a number; 0 if there is none.
    int64_t unit();
    /// `count` units of `factor` ns. Fails outside 64 bits.
    int64_t nanoseconds(int64_t count, int64_t factor) const;
    /// A text literal, escapes resolved.
    std::string quoted(bool isBytes);
    /// A text literal of the text form of modules: any byte, `\x…` for those that cannot be printed.
    std::string rawQuoted() { return literal("\"", true); }
    /// The name of a location: letters, digits, `_` and, inside, `-`; any other one as a text literal. Empty if there
    /// is none.
    std::string location();
    /// The characters before the next one of `ends`, without blanks around.
    std::string_view until(std::string_view ends);

    bool atEnd();
    size_t offset() const { return at_; }
    /// Where the next item begins.
    size_t nextOffset() {
        skipBlanks();
        return at_;
    }
    void moveTo(size_t offset) { at_ = offset; }
    /// Goes behind the bracket that closes the one that is next.
    void skipBraces();
    std::string_view between(size_t begin, size_t end) const { return text_.substr(begin, end - begin); }
    [[noreturn]] void fail(const std::string& what) const { throw ReadError(at_, what); }

private:
    void skipBlanks();
    void escape(bool isBytes, std::string& out);
    std::string literal(std::string_view opening, bool isBytes);
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    std::string_view text_;
    size_t at_ = 0;
};

/// A text literal as `Reader::quoted` reads it.
std::string quotedText(std::string_view text, bool isBytes);
/// The name of a location as `Reader::location` reads it.
std::string locationText(const std::string& name);
/// `200ms`: the largest unit that divides the number.
std::string durationText(int64_t ns);
/// Whether the bytes are well-formed UTF-8.
bool isUtf8(std::string_view text);

}   // namespace evd::ir
