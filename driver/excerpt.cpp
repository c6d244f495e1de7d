#include "driver/excerpt.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

constexpr size_t kWidthMax = 140;   // columns of source text shown of one line
constexpr size_t kContext = 50;     // columns kept before the first mark when a line is cut

/// Columns a code point takes in a terminal: 2 for the wide East Asian blocks and emoji, 0 for combining marks.
size_t terminalWidth(uint32_t c) {
    if (c == 0x200B || c == 0x200D || (c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
    bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F) ||
                (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
                (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

/// Decodes one code point at `at`; invalid bytes count as one unit of their own with value 0xFFFD.
uint32_t decode(std::string_view text, size_t at, size_t& length) {
    auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    uint32_t first = byte(at);
    length = 1;
    size_t more = first < 0x80             ? 0
                  : (first & 0xE0) == 0xC0 ? 1
                  : (first & 0xF0) == 0xE0 ? 2
                  : (first & 0xF8) == 0xF0 ? 3
                                           : 9;
    if (more == 0) return first;
    if (more == 9 || at + more >= text.size()) return 0xFFFD;
    uint32_t value = first & (0x3F >> more);
    for (size_t i = 1; i <= more; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return 0xFFFD;
        value = value << 6 | (byte(at + i) & 0x3F);
    }
    length = more + 1;
    return value;
}

}   // namespace

std::string Painter::paint(const char* code, const std::string& text) const {
    return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

ShownLine show(std::string_view line) {
    ShownLine out;
    out.columnOf.resize(line.size() + 1);
    for (size_t i = 0; i < line.size();) {
        size_t length = 1;
        uint32_t c = decode(line, i, length);
        for (size_t k = 0; k < length; ++k) out.columnOf[i + k] = out.width;
        if (c == '\t') {
            out.text += "    ";
            out.width += 4;
        } else if (c < 0x20 || c == 0x7F || c == 0xFFFD || (c >= 0x80 && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
                   (c >= 0x2066 && c <= 0x2069)) {   // never hand control or direction characters to the terminal
            out.text += "�";
            out.width += 1;
        } else {
            out.text += line.substr(i, length);
            out.width += terminalWidth(c);
        }
        i += length;
    }
    out.columnOf[line.size()] = out.width;
    return out;
}

std::string cut(const ShownLine& line, size_t from, size_t to) {
    std::string out;
    size_t column = 0;
    for (size_t i = 0; i < line.text.size();) {
        size_t length = 1;
        uint32_t c = decode(line.text, i, length);
        if (column >= from && column < to) out += line.text.substr(i, length);
        column += terminalWidth(c);
        i += length;
    }
    return out;
}

std::string excerpt(const SourceFile& file, std::vector<Underline> underlines, size_t gutter, const Painter& painter) {
    struct Row {
        size_t from, to;
        const Underline* underline;
        bool more;
    };
    std::map<uint32_t, std::vector<Row>> lines;
    for (const Underline& underline : underlines) {
        LineColumn begin = file.position(underline.span.begin),
                   end = file.position(std::max(underline.span.begin, underline.span.end));
        std::string_view line = file.lines().line(file.text(), begin.line);
        bool more = end.line > begin.line;   // the mark runs on to further lines: mark the first
        size_t from = std::min<size_t>(begin.column, line.size()),
               to = more ? line.size() : std::min<size_t>(end.column, line.size());
        lines[begin.line].push_back({from, std::max(from, to), &underline, more});
    }
    std::string bar = painter.frame("|"), out = std::string(gutter + 1, ' ') + bar + "\n";
    std::optional<uint32_t> last;
    for (auto& [number, rows] : lines) {
        if (last && number > *last + 1) {
            if (number == *last + 2) {
                ShownLine between = show(file.lines().line(file.text(), number - 1));
                out += painter.frame(fmt::format("{:>{}}", number, gutter)) + " " + bar + " " +
                       cut(between, 0, kWidthMax) + "\n";
            } else {
                out += painter.frame("...") + "\n";
            }
        }
        last = number;
        ShownLine line = show(file.lines().line(file.text(), number));
        std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.from < b.from; });
        size_t left = 0;
        if (line.width > kWidthMax) {
            size_t first = line.columnOf[rows.front().from];
            left = first > kContext ? first - kContext : 0;
        }
        bool cutRight = line.width > left + kWidthMax;
        std::string text = (left ? "…" : "") + cut(line, left, left + kWidthMax) + (cutRight ? "…" : "");
        out += painter.frame(fmt::format("{:>{}}", number + 1, gutter)) + " " + bar + (text.empty() ? "" : " " + text) +
               "\n";
        for (const Row& row : rows) {
            size_t from = std::min(line.columnOf[row.from], left + kWidthMax),
                   to = std::min(line.columnOf[row.to], left + kWidthMax);
            from = from > left ? from - left : 0;
            to = to > left ? to - left : 0;
            std::string marks(std::max<size_t>(1, to > from ? to - from : 0), row.underline->primary ? '^' : '-');
            if (row.more) marks += "…";
            std::string note = row.underline->text.empty() ? "" : " " + row.underline->text;
            out += std::string(gutter + 1, ' ') + bar + " " + std::string(from + (left ? 1 : 0), ' ') +
                   (row.underline->primary ? painter.accent(marks + note) : painter.frame(marks + note)) + "\n";
        }
    }
    return out;
}

}   // namespace evd::driver
