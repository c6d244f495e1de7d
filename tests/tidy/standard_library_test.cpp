// The tables of stdlib/README.md name every function of the standard library with its signature, and nothing else.

#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace {

/// `sum(xs: List<Int>) : Int` of `fn sum(xs: List<Int>) : Int = …` or `… decreases …`, for each function.
std::set<std::string> declared() {
    static const std::regex kFunction(R"(^fn (\w+(<\w+>)?\([^)]*\) : .*?)( =| decreases).*)");
    std::set<std::string> out;
    for (const auto& file : evd::tidy::sourceTree({".evd"})) {
        if (file.folder(1) != "stdlib") continue;
        for (const std::string& line : evd::tidy::lines(file.text)) {
            std::smatch match;
            if (line.rfind("fn ", 0) != 0) continue;
            EXPECT_TRUE(std::regex_match(line, match, kFunction)) << file.path << ": " << line;
            out.insert(match[1]);
        }
    }
    return out;
}

TEST(StandardLibrary, IsInTheReadme) {
    static const std::regex kRow(R"(^\| `([^`]+\)[^`]*)` \| .+ \|$)");
    std::set<std::string> documented;
    for (const std::string& line : evd::tidy::lines(evd::fixture::read(EVD_SOURCE_DIR "/stdlib/README.md"))) {
        std::smatch match;
        if (std::regex_match(line, match, kRow)) EXPECT_TRUE(documented.insert(match[1]).second) << line;
    }
    EXPECT_EQ(documented, declared());
    EXPECT_GE(documented.size(), 9u);
}

}   // namespace
