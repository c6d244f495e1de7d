// Every spec of the repository: its layout is a fixed point, keeps the meaning, and does not depend on the white space
// before.

#include "base/diagnostics.h"
#include "frontend/format/format.h"
#include "frontend/syntax/parse.h"
#include "tests/fixture/files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;
using evd::fixture::read;
using evd::format::format;
using evd::format::sameMeaning;

std::vector<fs::path> specs() {
    std::vector<fs::path> out;
    for (const std::string& path :
         evd::fixture::specsBelow({"examples", "stdlib", "tests/corpus", "tests/meaning", "tests/wrong"}))
        out.push_back(evd::fixture::source(path));
    return out;
}

bool hasErrorsOfForm(const std::string& text) {
    evd::Diagnostics found;
    evd::syntax::parse(0, text, found);
    return found.hasErrors();
}

/// Ours are an example of the layout that we ask of others.
TEST(FormatFiles, ExamplesAndLibraryAreFormatted) {
    for (const fs::path& path : specs()) {
        std::string folder = fs::relative(path, EVD_SOURCE_DIR).begin()->string();
        if (folder == "examples" || folder == "stdlib")
            EXPECT_EQ(format(read(path)).value_or("has errors of form"), read(path)) << path;
    }
}

TEST(FormatFiles, AreAFixedPointAndMeanTheSame) {
    size_t formatted = 0, refused = 0;
    for (const fs::path& path : specs()) {
        std::string text = read(path);
        auto once = format(text);
        EXPECT_EQ(once.has_value(), !hasErrorsOfForm(text)) << path;
        if (!once) {
            ++refused;
            continue;
        }
        ++formatted;
        EXPECT_TRUE(sameMeaning(text, *once)) << path;
        auto twice = format(*once);
        ASSERT_TRUE(twice) << path;
        EXPECT_EQ(*once, *twice) << path;
        auto edits = evd::format::edits(text);
        ASSERT_TRUE(edits) << path;
        std::string edited = text;
        for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit)
            edited.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
        EXPECT_EQ(edited, *once) << path;
        for (size_t at = 0; (at = once->find('\n', at)) != std::string::npos; ++at)
            if (at > 0) { EXPECT_NE((*once)[at - 1], ' ') << path << ": white space at the end of a line"; }
    }
    EXPECT_GT(formatted, 100u);
    EXPECT_GT(refused, 10u) << "the mistakes of form should be refused";
}

/// The text with each run of spaces inside a line changed, and blank lines and indentation made up, but the line breaks
/// kept; or with more of them.
std::string disturbed(const std::string& text, std::mt19937& random, bool moreBreaks) {
    evd::Diagnostics ignored;
    auto tree = evd::syntax::parse(0, text, ignored);
    std::vector<evd::Span> spans;
    for (const auto& token : tree->tokens)
        if (!token.span.empty()) spans.push_back(token.span);
    for (const auto& comment : tree->comments) spans.push_back(comment.span);
    std::sort(spans.begin(), spans.end(), [](evd::Span a, evd::Span b) { return a.begin < b.begin; });
    std::string out;
    uint32_t end = 0;
    for (const evd::Span& span : spans) {
        std::string gap = text.substr(end, span.begin - end);
        if (auto breaks = std::count(gap.begin(), gap.end(), '\n'); breaks > 0) {
            // a documentation comment belongs to what follows it directly, so the number of breaks is kept up to two
            out += std::string(random() % 3, ' ') + (breaks == 1                   ? "\n"
                                                     : breaks == 2 && random() % 2 ? "\n\n"
                                                                                   : "\n  \n\n");
            out += std::string(random() % 9, ' ');
        } else if (gap.empty()) {
            // Where nothing stood, a space may stand, except that `- -` and the like must not come together: they never
            // do here.
            if (end > 0 && random() % 4 == 0) out += " ";
        } else {
            out +=
                moreBreaks && random() % 8 == 0 ? "\n" : std::string(1 + random() % 4, random() % 5 == 0 ? '\t' : ' ');
        }
        out += text.substr(span.begin, span.end - span.begin);
        end = span.end;
    }
    return out + "\n";
}

TEST(FormatFiles, DoNotDependOnWhiteSpace) {
    const unsigned seed = std::random_device{}();
    RecordProperty("seed", static_cast<int>(seed));
    std::mt19937 random(seed);
    size_t tried = 0;
    for (const fs::path& path : specs()) {
        std::string text = read(path);
        auto expected = format(text);
        if (!expected) continue;
        for (int round = 0; round < 2; ++round) {
            std::string other = disturbed(text, random, false);
            if (hasErrorsOfForm(other) || !sameMeaning(text, other))
                continue;   // a space may separate a documentation from its subject
            ++tried;
            auto found = format(other);
            ASSERT_TRUE(found) << path << ", seed " << seed;
            EXPECT_EQ(*found, *expected) << path << ", seed " << seed;
        }
    }
    EXPECT_GT(tried, 200u) << "most disturbed texts must still mean the same, seed " << seed;
}

/// Whatever character stands wherever: either it is an error of form, or the layout keeps the tokens and is final.
TEST(FormatFiles, SurviveAnyCharacterAnywhere) {
    const unsigned seed = std::random_device{}();
    RecordProperty("seed", static_cast<int>(seed));
    std::mt19937 random(seed);
    const std::string pieces[] = {"\f",
                                  "\v",
                                  "\r",
                                  "\r\r",
                                  "\n\r",
                                  "\r\n",
                                  "\t",
                                  " ",
                                  std::string(1, '\0'),
                                  "\x01",
                                  "\x7F",
                                  "\xC2\x85",
                                  "\xC2\xA0",
                                  "\xC2\xAD",
                                  "\xE2\x80\x83",
                                  "\xE2\x80\x8B",
                                  "\xE2\x80\xA8",
                                  "\xE2\x80\xA9",
                                  "\xE3\x80\x80",
                                  "\xEF\xBB\xBF",
                                  "\xF0\x9F\x98\x80"};
    size_t formatted = 0, refused = 0;
    for (const fs::path& path : specs()) {
        std::string text = read(path);
        if (hasErrorsOfForm(text)) continue;
        for (int round = 0; round < 4; ++round) {
            std::string other = text;
            for (size_t times = 1 + random() % 3; times > 0; --times) {
                size_t at = random() % (other.size() + 1);
                if (random() % 2 == 0) at = other.find('\n', at);   // where a line begins, often after a comment
                at = at == std::string::npos ? other.size() : at + random() % 2;
                while (at < other.size() && (static_cast<unsigned char>(other[at]) & 0xC0) == 0x80) ++at;
                other.insert(std::min(at, other.size()), pieces[random() % std::size(pieces)]);
            }
            std::optional<std::string> once;
            try {
                once = format(other);
            } catch (const std::exception& error) {
                ADD_FAILURE() << error.what() << ", " << path << ", seed " << seed << "\n" << other;
            }
            EXPECT_EQ(once.has_value(), !hasErrorsOfForm(other)) << path << ", seed " << seed;
            ++(once ? formatted : refused);
            if (!once) continue;
            EXPECT_TRUE(sameMeaning(other, *once)) << path << ", seed " << seed;
            EXPECT_EQ(*once, format(*once)) << path << ", seed " << seed << "\n" << other;
        }
    }
    EXPECT_GT(formatted, 100u) << "seed " << seed;
    EXPECT_GT(refused, 100u) << "seed " << seed;
}

TEST(FormatFiles, SurviveLineBreaksAnywhere) {
    const unsigned seed = std::random_device{}();
    RecordProperty("seed", static_cast<int>(seed));
    std::mt19937 random(seed);
    size_t tried = 0;
    for (const fs::path& path : specs()) {
        std::string text = read(path);
        if (hasErrorsOfForm(text)) continue;
        for (int round = 0; round < 2; ++round) {
            std::string other = disturbed(text, random, true);
            std::optional<std::string> once;
            try {
                once = format(other);   // checks itself that the meaning is kept
            } catch (const std::exception& error) {
                ADD_FAILURE() << error.what() << ", " << path << ", seed " << seed << "\n" << other;
            }
            if (!once) continue;
            ++tried;
            EXPECT_TRUE(sameMeaning(other, *once)) << path << ", seed " << seed;
            EXPECT_EQ(*once, *format(*once)) << path << ", seed " << seed << "\n" << other;
        }
    }
    EXPECT_GT(tried, 100u) << "seed " << seed;
}

}   // namespace
