#include "base/span.h"

#include <gtest/gtest.h>
#include <random>

namespace evd {
namespace {

TEST(LineIndex, CountsLinesWithEveryEnding) {
    LineIndex index("a\nb\r\nc\rd");
    std::string_view text = "a\nb\r\nc\rd";
    EXPECT_EQ(index.lineCount(), 4u);
    EXPECT_EQ(index.line(text, 1), "b");
    EXPECT_EQ(index.position(text, 7, ColumnUnit::Utf8), (LineColumn{3, 0}));
}

TEST(LineIndex, CountsUtf16UnitsBeyondTheBasicPlane) {
    std::string text = "é😀x";   // 2, 4 and 1 bytes; 1, 2 and 1 code units
    LineIndex index(text);
    EXPECT_EQ(index.position(text, 6, ColumnUnit::Utf16).column, 3u);
    EXPECT_EQ(index.position(text, 6, ColumnUnit::Utf8).column, 6u);
    EXPECT_EQ(index.offset(text, {0, 3}, ColumnUnit::Utf16), 6u);
    EXPECT_EQ(index.offset(text, {0, 2}, ColumnUnit::Utf16), 2u) << "inside a surrogate pair: its start";
}

TEST(LineIndex, ClampsPositionsBeyondTheEnd) {
    std::string text = "ab\ncd";
    LineIndex index(text);
    EXPECT_EQ(index.offset(text, {0, 99}, ColumnUnit::Utf16), 2u);
    EXPECT_EQ(index.offset(text, {9, 0}, ColumnUnit::Utf16), 5u);
    EXPECT_EQ(index.position(text, 99, ColumnUnit::Utf8), (LineColumn{1, 2}));
}

TEST(LineIndex, OffsetsAndPositionsAreInverse) {
    unsigned seed = std::random_device{}();
    RecordProperty("seed", static_cast<int>(seed));
    std::mt19937 random(seed);
    const std::vector<std::string> pieces = {"a", "\n", "é", "😀", "\r\n", "x y", "\t"};
    for (int round = 0; round < 200; ++round) {
        std::string text;
        std::vector<uint32_t> boundaries = {0};
        for (int i = 0; i < 30; ++i) {
            const std::string& piece = pieces[random() % pieces.size()];
            if (piece == "\r\n") {
                text += piece;
                boundaries.push_back(static_cast<uint32_t>(text.size()));
                continue;
            }
            text += piece;
            if (piece.size() != 3) boundaries.push_back(static_cast<uint32_t>(text.size()));
        }
        LineIndex index(text);
        for (uint32_t offset : boundaries)
            for (ColumnUnit unit : {ColumnUnit::Utf8, ColumnUnit::Utf16})
                ASSERT_EQ(index.offset(text, index.position(text, offset, unit), unit), offset) << "seed " << seed;
    }
}

}   // namespace
}   // namespace evd
