#pragma once
// Positions in source text: byte offsets into one file, and their line/column views.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evd {

/// Index of a file in a SourceSet.
using FileId = uint32_t;

/// A half-open byte range `[begin, end)` of one file. An empty range marks a point.
struct Span {
    FileId file = 0;
    uint32_t begin = 0;
    uint32_t end = 0;

    bool empty() const { return begin >= end; }
    bool contains(uint32_t offset) const { return begin <= offset && offset < end; }
    bool operator==(const Span&) const = default;
};

/// The smallest span of one file that covers both arguments (which lie in that file).
inline Span cover(Span a, Span b) {
    return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// A position for people and editors. `line` and `column` count from 0.
struct LineColumn {
    uint32_t line = 0;
    uint32_t column = 0;
    bool operator==(const LineColumn&) const = default;
};

/// Which unit a column is counted in: UTF-8 bytes, or UTF-16 code units (the LSP default).
enum class ColumnUnit { Utf8, Utf16 };

/// Line starts of one text, with conversion between offsets and columns.
/// Lines end at `\n`, `\r\n` or `\r`. Offsets beyond the end are clamped.
class LineIndex {
public:
    explicit LineIndex(std::string_view text);

    /// Line and column of a byte offset. `text` is the text the index was made from.
    LineColumn position(std::string_view text, uint32_t offset, ColumnUnit unit) const;
    /// Byte offset of a line and column; columns beyond the line's end are clamped to it.
    uint32_t offset(std::string_view text, LineColumn position, ColumnUnit unit) const;
    /// The text of one line without its line ending.
    std::string_view line(std::string_view text, uint32_t line) const;
    uint32_t lineCount() const { return static_cast<uint32_t>(starts_.size()); }

private:
    std::vector<uint32_t> starts_;
    bool ascii_ = true;   ///< then columns are bytes in every unit
};

}   // namespace evd
