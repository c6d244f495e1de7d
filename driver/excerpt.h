#pragma once
// Lines of source text with marks under them.

#include "base/source.h"

#include <map>
#include <string>
#include <vector>

namespace evd::driver {

/// A place to mark in an excerpt.
struct Underline {
    Span span;
    std::string text;       ///< written behind the mark; may be empty
    bool primary = false;   ///< `^^^` rather than `---`
};

/// Wraps a text in a colour by its use, or leaves it alone.
class Painter {
public:
    Painter(bool on, const char* accent) : on_(on), accent_(accent) {}
    std::string accent(const std::string& text) const { return paint(accent_, text); }   ///< the colour of the severity
    std::string frame(const std::string& text) const { return paint("1;34", text); }     ///< line numbers and bars
    std::string strong(const std::string& text) const { return paint("1", text); }
    std::string good(const std::string& text) const { return paint("32", text); }   ///< repairs

private:
    std::string paint(const char* code, const std::string& text) const;
    bool on_;
    const char* accent_;
};

/// The lines of `file` that the underlines lie on, each with one line of marks per underline. Long lines are cut around
/// the marks; lines left out between are shown as `...`. `gutter` is the width of the line numbers.
std::string excerpt(const SourceFile& file, std::vector<Underline> underlines, size_t gutter, const Painter& painter);

/// A line as it is shown: tabs as four columns, control characters as `�`; and the column of each byte.
struct ShownLine {
    std::string text;
    std::vector<size_t> columnOf;   ///< by byte offset, one more than there are bytes
    size_t width = 0;
};
ShownLine show(std::string_view line);
/// The columns `from` (included) to `to` of a shown text.
std::string cut(const ShownLine& line, size_t from, size_t to);

}   // namespace evd::driver
