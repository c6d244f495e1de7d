// Explorations without a server around them: every check of the repository, numbers for titles, places that move along.

#include "lsp/server/exploring.h"

#include "lsp/features/relocation.h"
#include "tests/unit/lsp/spec.h"

#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

TEST(Explorations, CountInFewDigits) {
    for (const auto& [number, text] : std::initializer_list<std::pair<uint64_t, const char*>>{{0, "0"},
                                                                                              {1, "1"},
                                                                                              {999, "999"},
                                                                                              {1000, "1 k"},
                                                                                              {1249, "1.2 k"},
                                                                                              {9999, "9.9 k"},
                                                                                              {12'031, "12 k"},
                                                                                              {999'999, "999 k"},
                                                                                              {1'200'000, "1.2 M"},
                                                                                              {50'000'000, "50 M"},
                                                                                              {3'000'000'000, "3 G"}})
        EXPECT_EQ(shortCount(number), text);
    EXPECT_EQ(statesText(1), "1 state");
    EXPECT_EQ(statesText(12'031), "12 k states");
}

/// Whatever stands in a check, there is a record with a verdict for each of its statements, or a reason.
TEST(Explorations, OfEveryCheckOfEverySpecHaveARecord) {
    size_t records = 0;
    for (const std::string& file : testing::specFiles()) {
        SCOPED_TRACE(file);
        const std::string text = fixture::read(file);
        if (text.find("\ncheck ") == std::string::npos) continue;
        const auto world = World(EVD_SOURCE_DIR "/stdlib").withText(file, text, 1);
        const auto analysis = world->analysis(file);
        for (const Statement& check : checksOf(*analysis)) {
            Exploration what;
            what.path = file;
            what.check = check.key();
            const SecondLook& look = analysis->secondLook();
            const auto meaning = look.checks.find(check.anchor);
            ASSERT_NE(meaning, look.checks.end()) << check.key();
            what.meaning = meaning->second;
            const auto record = exploreCheck(*world, what, {1, size_t{64} << 20}, [] {}, [] { return false; });
            ASSERT_TRUE(record) << check.key();
            ++records;
            EXPECT_EQ(record->error.find("internal error"), std::string::npos) << record->error;
            EXPECT_TRUE(!record->error.empty() || !record->verdicts.empty()) << check.key();
            EXPECT_FALSE(lensTitle(*record, true).empty());
            EXPECT_EQ(known(*world->withCheck(file, record), file, *analysis, check, true).record, record);
        }
    }
    EXPECT_GT(records, 2U);
}

TEST(Explorations, EndAsIfTheyHadNotBeenIfNobodyWantsThem) {
    const std::string file = EVD_SOURCE_DIR "/examples/ring_election/ring_election.evd";
    const auto world = World(EVD_SOURCE_DIR "/stdlib").withText(file, fixture::read(file), 1);
    Exploration what;
    what.path = file;
    what.check = checksOf(*world->analysis(file)).at(0).key();
    what.dropped = true;
    const auto explore = [&](bool cancelled) {
        return exploreCheck(*world, what, {}, [] {}, [&] { return cancelled; });
    };
    EXPECT_FALSE(explore(false));
    what.dropped = false;
    EXPECT_FALSE(explore(true));
    what.check = "check of nothing";
    EXPECT_FALSE(explore(false));
}

TEST(Relocation, FollowsTokens) {
    const std::string text = "spec a\nparam n : Int\nassume few = n < 9\n";
    const auto analysed = [](const std::string& of) {
        return World(EVD_SOURCE_DIR "/stdlib").withText("/places/a.evd", of, 1)->analysis("/places/a.evd");
    };
    const auto before = analysed(text);
    const auto at = [&](const std::string& now, const std::string& what) {
        const auto other = analysed(now);
        const Relocation to({before->program(), before->sources()}, {other->program(), other->sources()});
        const auto begin = static_cast<uint32_t>(text.find(what));
        const auto found = to({before->tree().file, begin, begin + static_cast<uint32_t>(what.size())});
        return found ? std::string(other->sources().text(*found)) + "@" + std::to_string(found->begin) : "nothing";
    };
    EXPECT_EQ(at(text, "n < 9"), "n < 9@34");
    EXPECT_EQ(at("// more\n" + text, "n < 9"), "n < 9@42");
    EXPECT_EQ(at("spec a  param n : Int  assume few = n  /* so few */ <\n9", "n < 9"), "n  /* so few */ <\n9@36");
    EXPECT_EQ(at("spec a\nparam n : Int\nassume few = n < 8\n", "few"), "nothing");
    EXPECT_EQ(at("", "few"), "nothing");
}

}   // namespace
}   // namespace evd::lsp
