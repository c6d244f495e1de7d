// What others put into the lines of a node.

#include "runtime/host/log.h"

#include <gtest/gtest.h>
#include <random>

namespace evd::runtime::test {

namespace {

TEST(Printable, LeavesTextAlone) {
    for (const char* text : {"", "n1 -> notify(0, \"A\")", "Grüße, 世界 🙂", "a\\b"}) EXPECT_EQ(printable(text), text);
}

TEST(Printable, ShowsWhatWouldActOnATerminal) {
    EXPECT_EQ(printable("a\nb\tc\r"), "a\\nb\\tc\\r");
    EXPECT_EQ(printable("\x1b[2J\x07\x7f"), "\\u{1b}[2J\\u{7}\\u{7f}");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\u{0}");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m"),
              "\\u{9b}31m")
        << "the escape of eight bits";
    EXPECT_EQ(printable("\xe2\x80\xae\xe2\x80\xa8\xe2\x81\xa6"), "\\u{202e}\\u{2028}\\u{2066}");
}

TEST(Printable, ShowsBytesThatAreNoText) {
    EXPECT_EQ(printable("a\xff\xc0\x80z"), "a\\xff\\xc0\\x80z");
    EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "half a pair of UTF-16";
}

TEST(Printable, IsOneLineOfUtf8Always) {
    unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 2000; ++i) {
        std::string text(random() % 20, ' ');
        for (char& c : text) c = static_cast<char>(random());
        std::string shown = printable(text);
        EXPECT_EQ(printable(shown), shown);
        for (char c : shown) EXPECT_FALSE(static_cast<unsigned char>(c) < 0x20 || c == 0x7f);
    }
}

TEST(Repeats, AreSaidEverMoreRarely) {
    Repeats repeats;
    std::vector<std::string> said;
    for (int i = 0; i < 1000; ++i)
        if (auto text = repeats.again("a")) said.push_back(*text);
    EXPECT_EQ(std::vector<std::string>(said.begin(), said.begin() + 10), std::vector<std::string>(10, ""));
    EXPECT_EQ(std::vector<std::string>(said.begin() + 10, said.end()),
              (std::vector<std::string>{" (16 times)", " (32 times)", " (64 times)", " (128 times)", " (256 times)",
                                        " (512 times)"}));
    EXPECT_EQ(repeats.again("b"), "") << "each kind for itself";
}

TEST(Repeats, AreBoundedWhateverTheKinds) {
    Repeats repeats;
    size_t said = 0;
    for (int i = 0; i < 100000; ++i) said += repeats.again("kind " + std::to_string(i)).has_value() ? 1 : 0;
    EXPECT_LE(said, 1100u);
}

}   // namespace

}   // namespace evd::runtime::test
