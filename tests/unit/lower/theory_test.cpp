// Traps of the theory behind the language, each as a test; docs/theory-regressions.md lists them.

#include "ir/logic/evaluate.h"
#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::string kTheoryHead = "param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\noutput out(x: Int)\n";

/// Trap 4: a location that halts after deciding can block the rest, so it announces. One announcement is enough for a
/// location that has seen no vote of a quorum.
TEST(TheoryRegression, Trap4DecisionsAreAnnounced) {
    for (const char* system : {"TwoThirds", "TwoThirdsClasses"}) {
        std::map<std::string, std::string> params = {{"f", "0"}, {"nodes", "{a}"}, {"clients", "{c}"}};
        Driven one(fixture::sourceText("examples/two_thirds/two_thirds.evd"), params, {}, system);
        one.at("start");
        one.at("propose(0, \"A\")");
        EXPECT_EQ(one.at("vote(0, 0, \"A\")", "a"), "decided(0, \"A\") to a")
            << system << ": to all nodes, before the slot ends";
        params["f"] = "1";
        params["nodes"] = "{a, b, c}";
        Driven other(fixture::sourceText("examples/two_thirds/two_thirds.evd"), params, {}, system);
        other.at("start");
        other.at("propose(0, \"B\")");
        EXPECT_EQ(other.at("decided(0, \"A\")"), "notify(0, \"A\") to c") << system << ": without a quorum of votes";
        EXPECT_EQ(other.at("decided(0, \"A\")"), "") << system << ": once";
    }
}

/// Trap 8: where nothing runs, every safety statement holds. Tools see it: the system has no location.
TEST(TheoryRegression, Trap8AnEmptyStructureIsSeen) {
    Driven empty(kTheoryHead + "process P { var n : Int = 0  on a(x) { n := x  emit out(n) } }\nsystem S = P at "
                               "nodes\ninvariant never = forall i in nodes: n of P at i < 0\n",
                 {{"nodes", "{}"}});
    ASSERT_EQ(empty.compiled().module.statements.size(), 1u);
    EXPECT_EQ(ir::judgeNow(empty.interpreter(), empty.compiled().module.statements[0].formula, {}).truth,
              ir::Truth::True)
        << "vacuously";
    EXPECT_TRUE(empty.interpreter().locations().empty()) << "and this is how it shows";
}

/// Trap 9: without a frame a variable may become anything. A process is closed: what no handler assigns stays.
TEST(TheoryRegression, Trap9WhatIsNotAssignedStays) {
    Driven driven(kTheoryHead +
                  "process P {\n  var kept : Int = 7\n  var n : Int = 0\n  on a(x) { n := x }\n  on b(_) { "
                  "emit out(kept) }\n}\nsystem S = P at nodes\n");
    driven.at("start");
    EXPECT_EQ(driven.at("b(0)"), "out(7)");
    driven.at("a(3)");
    EXPECT_EQ(driven.at("b(0)"), "out(7)");
    auto broken =
        compile(kTheoryHead + "process P {\n  var n : Int = 0\n  only on b affects n\n  on a(x) { n := x  emit "
                              "out(n) }\n  on b(x) { n := x }\n}\nsystem S = P at nodes\n");
    EXPECT_TRUE(broken->has(Code::FrameViolation)) << "a frame that is written is kept";
}

/// Trap 10: what is delegated to a spawned class forgets earlier events. It sees its own event and later ones, and the
/// checker warns where a process counts messages that may have come before.
TEST(TheoryRegression, Trap10DelegationForgetsEarlierEvents) {
    const std::string spec =
        "param nodes : Set<Loc>\ninput go(s: Int)\nmessage vote(s: Int)\noutput out(n: Int)\n"
        "state Count(s: Int) : Int = 0 { on vote(^s) -> Count + 1 }\nclass Slot(s: Int) = vote(^s) & Count(s) as n => "
        "emit out(n)\n"
        "class Ask = go(s) => send vote(s) to nodes\nsystem S = (Ask || each s in go spawn Slot(s)) at nodes\n";
    EXPECT_TRUE(compile(kTheoryHead +
                        "process Slot(s: Int) {\n  var n : Int = 0\n  on b(_) { n := n + 1  emit out(n + s) }\n}\n"
                        "process P { on a(s) { spawn Slot(s) } }\nsystem S = P at nodes\n")
                    ->has(Code::SpawnCountsEarlier));
    Driven driven(spec);
    driven.at("start");
    EXPECT_EQ(driven.at("vote(1)"), "");
    driven.at("go(1)");
    EXPECT_EQ(driven.at("vote(1)"), "out(1)") << "the first vote is forgotten";
}

/// Trap 18: a message sent once needs a link that loses nothing. One lost vote and nobody is ever elected: nothing
/// sends it again.
TEST(TheoryRegression, Trap18OneShotSendsNeedReliableLinks) {
    std::map<std::string, std::string> params = {{"ring", "[a, b, c]"}, {"uid", "{a: 3, b: 2, c: 1}"}};
    Driven driven(fixture::sourceText("examples/ring_election/ring_election.evd"), params, {}, "RingElection2");
    EXPECT_EQ(driven.at("start"), "vote(3) to b");
    EXPECT_EQ(driven.at("vote(1)", "c"), "") << "smaller numbers stop here";
    EXPECT_EQ(driven.at("vote(2)", "c"), "");
    EXPECT_EQ(driven.at("vote(3)", "c"), "elected(a)")
        << "only the vote itself, come round, elects; if it is lost nothing replaces it";
}

}   // namespace
}   // namespace evd::lower::testing
