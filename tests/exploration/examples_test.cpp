// The checks of the examples hold.

#include "driver/exploration.h"
#include "tests/fixture/files.h"

#include <filesystem>
#include <gtest/gtest.h>

namespace evd::exploration {

namespace {

namespace fs = std::filesystem;

constexpr size_t kStates = 900'000;   // of the largest check more are found; bench/results.md tells of it

TEST(Examples, AreCheckedAsFarAsTheyGo) {
    size_t checked = 0, cut = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fixture::source("examples"))) {
        if (entry.path().extension() != ".evd") continue;
        driver::Session session(fixture::source("stdlib"));
        for (const std::string& line : driver::linesOfChecks(session, entry.path().string())) {
            SCOPED_TRACE(entry.path().string() + ":" + line);
            driver::PrepareRequest request;
            request.spec = entry.path().string();
            request.check = line;
            Diagnostics diagnostics;
            SourceSet sources;
            const auto prepared = driver::prepare(session, request, diagnostics, sources);
            ASSERT_TRUE(prepared);
            explore::ExploreOptions options;
            options.statesMax = kStates;
            const driver::ExploredCheck explored(*prepared, options);
            EXPECT_FALSE(explored.found());
            for (const auto& one : explored.statements) {
                const std::string verdict = explored.verdict(one);
                if (verdict == "out of budget") ++cut;
                else if (verdict.starts_with("checked")) ++checked;
                else ADD_FAILURE() << prepared->module.statements[one.explored.statement].name << " is " << verdict;
            }
        }
    }
    EXPECT_GE(checked, 5U);
    EXPECT_LE(cut, 1U);   // agreement of two_thirds up to round 1
}

}   // namespace

}   // namespace evd::exploration
