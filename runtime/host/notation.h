#pragma once
// Reads values and messages in the language's own notation; runtime/values/print.h writes values.

#include "runtime/engine/rt.h"
#include "runtime/values/print.h"

#include <string>
#include <string_view>

namespace evd::runtime {

/// A place in a text that is read from left to right; the first error sticks.
class TextReader {
public:
    explicit TextReader(std::string_view text) : text_(text) {}

    /// Skips blanks; whether the next characters are `word`, and if so goes behind them.
    bool accept(std::string_view word);
    void expect(std::string_view word);
    bool atEnd();
    /// A name: letters, digits, `_`, `-` inside; empty if there is none.
    std::string_view name();
    /// The name of a location: letters, digits, `_` and, inside, `-`; any other one as a text in quotes. Empty if there
    /// is none.
    std::string location();
    int64_t integer();
    std::string quoted(bool bytes);
    int64_t duration();

    bool failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }
    size_t column() const { return at_ + 1; }
    void fail(const std::string& what) {
        if (error_.empty()) error_ = what;
    }

private:
    void skipBlanks();
    void appendEscape(bool bytes, std::string& out);

    std::string_view text_;
    size_t at_ = 0;
    std::string error_;
};

/// Reads a value into zeroed words (owned). On an error, in `reader`, nothing is owned.
bool parseValue(evd_rt& rt, const evd_type* type, TextReader& reader, evd_word* words);
/// Reads `name(field, …)`; the number of the message, or -1 with the error in `reader`.
int64_t parseMessage(evd_rt& rt, TextReader& reader, std::vector<evd_word>& words);

/// Puts one element (key and value for maps; owned words) into an owned collection of any kind; false, with the element
/// dropped, if a Set, Map or Ring already has it.
bool addElement(evd_rt& rt, evd_word& collection, const evd_word* words);
/// An owned Str or Bytes handle.
evd_word makeText(evd_rt& rt, const evd_type* type, std::string_view text);

}   // namespace evd::runtime
