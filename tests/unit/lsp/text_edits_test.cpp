#include "lsp/server/text_edits.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace evd::lsp {
namespace {

/// A text as lines of code points, edited by another method than the one under test: a document as editors hold it.
class Model {
public:
    struct Place {
        size_t line, point;
    };
    std::vector<std::u32string> lines{U""};

    std::string text() const {
        std::string out;
        for (size_t i = 0; i < lines.size(); ++i) {
            if (i > 0) out += '\n';
            for (char32_t c : lines[i]) append(out, c);
        }
        return out;
    }
    LineColumn position(Place at, ColumnUnit unit) const {
        uint32_t column = 0;
        for (size_t i = 0; i < at.point; ++i)
            column += unit == ColumnUnit::Utf16 ? (lines[at.line][i] > 0xFFFF ? 2 : 1) : width(lines[at.line][i]);
        return {static_cast<uint32_t>(at.line), column};
    }
    void replace(Place from, Place to, const std::u32string& text) {
        std::u32string before = lines[from.line].substr(0, from.point), after = lines[to.line].substr(to.point);
        std::vector<std::u32string> made{before};
        for (char32_t c : text) {
            if (c == U'\n') made.emplace_back();
            else made.back() += c;
        }
        made.back() += after;
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(from.line),
                    lines.begin() + static_cast<std::ptrdiff_t>(to.line) + 1);
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(from.line), made.begin(), made.end());
    }
    static uint32_t width(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }
    static void append(std::string& out, char32_t c) {
        if (c < 0x80) out += static_cast<char>(c);
        else if (c < 0x800) {
            out += static_cast<char>(0xC0 | (c >> 6));
            out += static_cast<char>(0x80 | (c & 63));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0 | (c >> 12));
            out += static_cast<char>(0x80 | ((c >> 6) & 63));
            out += static_cast<char>(0x80 | (c & 63));
        } else {
            out += static_cast<char>(0xF0 | (c >> 18));
            out += static_cast<char>(0x80 | ((c >> 12) & 63));
            out += static_cast<char>(0x80 | ((c >> 6) & 63));
            out += static_cast<char>(0x80 | (c & 63));
        }
    }
};

void randomEdits(ColumnUnit unit, unsigned count) {
    uint64_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    auto below = [&](size_t bound) { return static_cast<size_t>(random() % bound); };
    const std::u32string letters = U"ab (){}=\n\nüß€漢𝒳🙂x";
    Model model;
    std::string text;
    for (unsigned i = 0; i < count; ++i) {
        Model::Place a{below(model.lines.size()), 0}, b{0, 0};
        a.point = below(model.lines[a.line].size() + 1);
        b = {std::min(model.lines.size() - 1, a.line + below(3)), 0};
        b.point = below(model.lines[b.line].size() + 1);
        if (b.line == a.line && b.point < a.point) std::swap(a.point, b.point);
        if (text.size() < 400 && below(2) == 0) b = a;
        std::u32string inserted;
        for (size_t n = below(text.size() > 2000 ? 2 : 8); n > 0; --n) inserted += letters[below(letters.size())];
        TextChange change;
        change.range = {model.position(a, unit), model.position(b, unit)};
        for (char32_t c : inserted) Model::append(change.text, c);
        text = applied(text, change, unit);
        model.replace(a, b, inserted);
        if (i % 64 == 0 || i + 1 == count) { ASSERT_EQ(text, model.text()) << "after edit " << i; }
    }
    EXPECT_EQ(text, model.text());
}

TEST(TextEdits, HundredThousandRandomEditsEqualTheFullText) {
    randomEdits(ColumnUnit::Utf16, 60000);
    randomEdits(ColumnUnit::Utf8, 40000);
}

TEST(TextEdits, ClampsAndReplaces) {
    auto edit = [](const std::string& text, LineColumn a, LineColumn b, const std::string& with) {
        return applied(text, {std::pair(a, b), with}, ColumnUnit::Utf16);
    };
    EXPECT_EQ(applied("old", {std::nullopt, "new"}, ColumnUnit::Utf16), "new");
    EXPECT_EQ(edit("ab\ncd", {0, 99}, {0, 99}, "x"), "abx\ncd");
    EXPECT_EQ(edit("ab\ncd", {99, 0}, {99, 5}, "x"), "ab\ncdx");
    EXPECT_EQ(edit("ab\r\ncd", {0, 1}, {1, 1}, ""), "ad");
    EXPECT_EQ(edit("ab\rcd", {1, 0}, {1, 1}, "x"), "ab\rxd");
    EXPECT_EQ(edit("abc", {0, 2}, {0, 1}, "x"), "axc") << "a reversed range";
    EXPECT_EQ(edit("", {0, 0}, {0, 0}, "x"), "x");
    EXPECT_EQ(edit("🙂x", {0, 2}, {0, 3}, "y"), "🙂y");
    EXPECT_EQ(edit("🙂x", {0, 1}, {0, 1}, "y"), "y🙂x") << "inside a surrogate pair: before it";
}

}   // namespace
}   // namespace evd::lsp
