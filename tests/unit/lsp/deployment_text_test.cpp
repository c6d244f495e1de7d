// Where a place of a deployment file is, in texts that are finished, cut off, or no TOML at all.

#include "lsp/server/deployment_text.h"

#include "tests/fixture/files.h"

#include <gtest/gtest.h>
#include <random>

namespace evd::lsp {
namespace {

using Part = DeploymentSpot::Part;

DeploymentSpot spot(std::string text) {
    size_t at = text.find('|');
    return spotAt(text.erase(at, 1), static_cast<uint32_t>(at));
}

TEST(DeploymentText, KnowsTableKeyAndBrackets) {
    DeploymentSpot inner = spot("[params.px]\nm = { a = [1, [\"x|y\", 3]] }");
    EXPECT_EQ(inner.part, Part::Value);
    EXPECT_EQ(inner.table, "params.px");
    EXPECT_EQ(inner.key, "m");
    EXPECT_EQ(inner.word, "xy");
    EXPECT_TRUE(inner.quoted);
    ASSERT_EQ(inner.open.size(), 3U);
    EXPECT_EQ(inner.open[0].key, "a");
    EXPECT_EQ(inner.open[1].index, 1U);
    EXPECT_EQ(inner.open[2].index, 0U);
    EXPECT_EQ(inner.used, std::vector<std::string>{"3"});
    EXPECT_EQ(spot("[[inputs|]]").part, Part::Header);
    EXPECT_TRUE(spot("[[inputs|]]").doubled);
    EXPECT_EQ(spot("[a] # |").part, Part::Nothing);
    EXPECT_EQ(spot("[a] |").part, Part::Nothing);
    EXPECT_EQ(spot("a |").part, Part::Nothing);
    EXPECT_EQ(spot("a = 1\n|").part, Part::Key);
    EXPECT_EQ(spot("a = '''x\n|y'''").part, Part::Value);
    EXPECT_EQ(spot("\"a b\" = |").key, "a b");
}

TEST(DeploymentText, EndsWhatIsNotFinishedWithItsLine) {
    EXPECT_EQ(spot("a = \"x\nb = |").key, "b");
    EXPECT_EQ(spot("a = [\"x\",\n[b]\nc = |").table, "b");
    EXPECT_EQ(spot("a = [\"x\",\nb = |").key, "b");
    EXPECT_EQ(spot("a = [\"x\",\n  \"y\",\n  |\n]").key, "a");   // but an array goes on
    EXPECT_EQ(spot("a = [\n  [\"y|\", 1],\n]").open.size(), 2U);
    EXPECT_EQ(spot("a = { b = \nc = |").key, "c");
    EXPECT_EQ(keysOf("[l]\na = \"\nb = [\n[m]\nc = 1\n[l]\nd = {}\n", "l"), (std::vector<std::string>{"a", "b", "d"}));
    EXPECT_EQ(tablesOf("[l]\n[[m]]\n[[m]]\n[n"), (std::vector<std::string>{"l", "m", "m", "n"}));
}

TEST(DeploymentText, FindsAPlaceForEveryOffsetOfAnything) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const std::string whole = fixture::sourceText("examples/two_thirds/cluster.toml"), signs = "[]{}=,#\"'\\\n .a1\xC3";
    for (int round = 0; round < 400; ++round) {
        std::string text = whole.substr(0, random() % whole.size());
        for (size_t k = random() % 6; k > 0 && !text.empty(); --k)
            text.insert(random() % text.size(), 1, signs[random() % signs.size()]);
        for (int k = 0; k < 20; ++k) {
            auto offset = static_cast<uint32_t>(random() % (text.size() + 1));
            DeploymentSpot found = spotAt(text, offset);
            ASSERT_LE(found.begin, offset);
            ASSERT_LE(offset, found.end);
            ASSERT_LE(found.end, text.size());
            if (found.part != Part::Header) {
                ASSERT_EQ(found.word, text.substr(found.begin, found.end - found.begin));
            }
        }
    }
}

}   // namespace
}   // namespace evd::lsp
