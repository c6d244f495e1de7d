// The arrows of docs/architecture.md: who may include whom, and one landlord per heavy dependency.

#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>

namespace {

using evd::tidy::SourceText;

/// Folder -> folders of ours it may include (its own always).
const std::map<std::string, std::set<std::string>> kArrows = {
    {"base", {}},
    {"ir/core", {"base"}},
    {"ir/analysis", {"base", "ir/core"}},
    {"ir/passes", {"base", "ir/core", "ir/analysis"}},
    {"ir/interp", {"base", "ir/core", "ir/analysis"}},
    {"ir/logic", {"base", "ir/core", "ir/analysis", "ir/interp"}},
    {"frontend/syntax", {"base"}},
    {"frontend/sema", {"base", "frontend/syntax"}},
    {"frontend/format", {"base", "frontend/syntax"}},
    {"frontend/repair", {"base", "frontend/syntax", "frontend/sema"}},
    {"frontend/lower", {"base", "frontend/syntax", "frontend/sema", "ir/core", "ir/passes"}},
    {"explore/trace", {"base", "ir/core", "ir/interp", "ir/logic"}},
    {"explore/world", {"base", "ir/core", "ir/analysis", "ir/interp"}},
    {"explore/instance", {"base", "ir/core", "ir/interp", "explore/trace", "explore/world"}},
    {"explore/simulate",
     {"base", "ir/core", "ir/analysis", "ir/interp", "ir/logic", "explore/trace", "explore/world", "explore/instance"}},
    {"explore/states",
     {"base", "ir/core", "ir/analysis", "ir/interp", "ir/logic", "explore/world", "explore/instance"}},
    {"explore/reduce", {"base", "explore/states"}},
    {"explore/liveness",
     {"base", "ir/core", "ir/analysis", "ir/interp", "ir/logic", "explore/world", "explore/instance",
      "explore/states"}},
    {"explore/search",
     {"base", "ir/core", "ir/analysis", "ir/interp", "ir/logic", "explore/trace", "explore/world", "explore/instance",
      "explore/simulate", "explore/states", "explore/reduce", "explore/liveness"}},
    {"explore/export",
     {"base", "ir/core", "ir/analysis", "ir/interp", "ir/logic", "explore/trace", "explore/world", "explore/instance",
      "explore/simulate", "explore/states"}},
    {"runtime", {}},
    {"backend", {"base", "ir/core", "ir/analysis", "ir/passes", "runtime"}},
    {"driver",
     {"base", "ir/core", "ir/passes", "ir/interp", "frontend/syntax", "frontend/sema", "frontend/lower",
      "frontend/format", "frontend/repair", "explore/trace", "explore/world", "explore/instance", "explore/simulate",
      "explore/search", "explore/export", "backend", "lsp/server"}},
    {"lsp/features",
     {"base", "frontend/syntax", "frontend/sema", "frontend/lower", "frontend/format", "frontend/repair", "ir/core",
      "ir/analysis", "ir/passes"}},
    {"lsp/protocol", {"base", "lsp/features"}},
    {"lsp/server",
     {"base", "frontend/syntax", "frontend/sema", "frontend/lower", "frontend/format", "frontend/repair", "ir/core",
      "ir/interp", "explore/trace", "explore/world", "explore/simulate", "backend", "driver", "lsp/protocol",
      "lsp/features"}},
};

/// Third-party headers by first path part or file, and the folders that may include them.
const std::map<std::string, std::set<std::string>> kLandlords = {
    {"antlr4-runtime.h", {"frontend/syntax"}},
    {"EvidentLexer.h", {"frontend/syntax"}},
    {"EvidentParser.h", {"frontend/syntax"}},
    {"EvidentBaseVisitor.h", {"frontend/syntax"}},
    {"llvm", {"backend"}},
    {"lld", {"backend"}},
    {"nlohmann", {"explore/trace", "driver", "lsp/protocol"}},
    {"toml++", {"runtime", "driver"}},
    {"asio", {"runtime"}},
    {"asio.hpp", {"runtime"}},
    {"CLI", {"driver"}},
    {"z3++.h", {"prove/smt"}},
};

/// The longest key of `table` that is a prefix folder of `path`.
template <class Table> std::string roomOf(const Table& table, const std::string& path) {
    std::string best;
    for (const auto& [folder, value] : table)
        if (path.rfind(folder + "/", 0) == 0 && folder.size() > best.size()) best = folder;
    return best;
}

bool isOurs(const std::string& include) {
    static const std::regex kOurs(
        "^(base|ir|grammar|frontend|explore|prove|backend|runtime|driver|lsp|tests|bench)/.*");
    return std::regex_match(include, kOurs);
}

std::vector<std::string> includes(const std::string& text) {
    static const std::regex kInclude(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    std::vector<std::string> out;
    for (const auto& line : evd::tidy::lines(text)) {
        std::smatch match;
        if (std::regex_search(line, match, kInclude)) out.push_back(match[1]);
    }
    return out;
}

TEST(Tidy, IncludesFollowTheArrows) {
    size_t seen = 0;
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".hpp", ".cpp", ".c"})) {
        std::string room = roomOf(kArrows, file.path);
        if (room.empty()) continue;   // tests, bench, examples and editors may use anything
        for (const std::string& include : includes(file.text)) {
            ++seen;
            if (!isOurs(include)) continue;
            std::string target = roomOf(kArrows, include);
            bool allowed = target == room || kArrows.at(room).count(target) != 0;
            EXPECT_TRUE(allowed) << file.path << " includes " << include << ", but " << room << " must not know it";
        }
    }
    EXPECT_GT(seen, 50u) << "the test found hardly any includes: is it looking in the right place?";
}

TEST(Tidy, EachHeavyDependencyHasOneLandlord) {
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".hpp", ".cpp"})) {
        if (roomOf(kArrows, file.path).empty()) continue;
        for (const std::string& include : includes(file.text)) {
            auto landlord = kLandlords.find(include.substr(0, include.find('/')));
            if (landlord == kLandlords.end()) continue;
            bool home = false;
            for (const std::string& folder : landlord->second) home |= file.path.rfind(folder + "/", 0) == 0;
            EXPECT_TRUE(home) << file.path << " includes " << include;
        }
    }
}

TEST(Tidy, HeadersArePlain) {
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".hpp"})) {
        if (roomOf(kArrows, file.path).empty()) continue;
        EXPECT_EQ(file.text.find("using namespace"), std::string::npos) << file.path;
        EXPECT_NE(file.text.find("#pragma once"), std::string::npos) << file.path;
    }
}

/// A switch over one of our enumerations lists all of it, so that a new kind does not slip through; where a default is
/// meant, a comment beside it says what it stands for.
TEST(Tidy, DefaultsSayWhatTheyStandFor) {
    static const std::regex kDefault(R"(^\s*default:.*)");
    size_t seen = 0;
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".hpp", ".cpp", ".c"})) {
        if (roomOf(kArrows, file.path).empty()) continue;
        size_t number = 0;
        for (const std::string& line : evd::tidy::lines(file.text)) {
            ++number;
            if (!std::regex_match(line, kDefault)) continue;
            ++seen;
            bool said = line.find("//") != std::string::npos || line.find("EVD_CHECK(false") != std::string::npos;
            EXPECT_TRUE(said) << file.path << ":" << number << ": list the other kinds, or say what they are";
        }
    }
    EXPECT_GT(seen, 20u) << "the test found hardly any switches: is it looking in the right place?";
}

/// What takes how long depends on who else uses the machine: tests wait for events and conditions.
TEST(Tidy, TestsDoNotLookAtTheClock) {
    const std::set<std::string> bounds = {"tests/fixture/eventually.h", "tests/session/client.cpp"};
    static const std::regex kClock(
        R"(\b(usleep|nanosleep|sleep_for|sleep_until|(steady|system|high_resolution)_clock|clock_gettime)\b|\bsleep\()");
    size_t seen = 0;
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".cpp", ".c"})) {
        if (file.folder(1) != "tests" || file.folder(2) == "tests/tidy" || bounds.count(file.path) != 0) continue;
        ++seen;
        size_t number = 0;
        for (const std::string& line : evd::tidy::lines(file.text))
            EXPECT_FALSE((++number, std::regex_search(line, kClock))) << file.path << ":" << number << ": " << line;
    }
    EXPECT_GT(seen, 100u) << "the test found hardly any tests: is it looking in the right place?";
}

TEST(Tidy, LibrariesDoNotPrint) {
    for (const SourceText& file : evd::tidy::sourceTree({".h", ".cpp"})) {
        std::string room = roomOf(kArrows, file.path);
        if (room.empty() || room == "driver" || room == "runtime") continue;
        EXPECT_EQ(file.text.find("std::cout"), std::string::npos) << file.path;
        EXPECT_EQ(file.text.find("std::cerr"), std::string::npos) << file.path;
    }
}

}   // namespace
