// States that others have counted: SPIN and a search written by hand find as many of the same model (bench/explore).

#include "driver/exploration.h"
#include "tests/fixture/files.h"

#include <gtest/gtest.h>

namespace evd::exploration {

namespace {

std::unique_ptr<driver::Prepared> prepared(driver::Session& session, const std::string& check) {
    driver::PrepareRequest request;
    request.spec = fixture::source("bench/explore/one_third.evd");
    request.check = check;
    Diagnostics diagnostics;
    SourceSet sources;
    return driver::prepare(session, request, diagnostics, sources);
}

/// The number of the line on which the first check stands behind a text.
std::string lineOfCheck(const std::string& behind) {
    const std::string text = fixture::read(fixture::source("bench/explore/one_third.evd"));
    const size_t at = text.find(behind);
    return std::to_string(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') + 1);
}

TEST(Counts, AreThoseOfSpin) {
    driver::Session session(fixture::source("stdlib"));
    const auto one = prepared(session, lineOfCheck("check agreement from scenario begun"));
    ASSERT_TRUE(one);
    explore::ExploreOptions options;
    options.reduce = explore::Reducing::none();
    const driver::ExploredCheck full(*one, options);
    EXPECT_EQ(full.reached.states, 703'951U);          // SPIN: one more, before its process begins
    EXPECT_EQ(full.reached.transitions, 5'753'544U);   // SPIN: two more
    options.reduce.persistent = true;
    const driver::ExploredCheck reduced(*one, options);
    EXPECT_EQ(reduced.reached.states, 2'789U);
    EXPECT_EQ(reduced.ends, full.ends);
    EXPECT_EQ(reduced.verdict(reduced.statements.front()), "checked");
}

TEST(Counts, OfAllAssignmentsAreThoseOfThePrototype) {
    driver::Session session(fixture::source("stdlib"));
    for (const auto& [rounds, states] : {std::pair(2, 20'880U), std::pair(3, 130'856U)}) {
        const auto all = prepared(session, lineOfCheck("check agreement with nodes = {n1, n2, n3, n4}, first = any, "
                                                       "rounds = " +
                                                       std::to_string(rounds)));
        ASSERT_TRUE(all);
        explore::ExploreOptions options;
        options.reduce = explore::Reducing::none();
        options.reduce.persistent = true;
        const driver::ExploredCheck explored(*all, options);
        EXPECT_EQ(explored.explored, 16U);
        EXPECT_EQ(explored.reached.states, states + 16U * 4U);   // and four starts in each
    }
}

}   // namespace

}   // namespace evd::exploration
