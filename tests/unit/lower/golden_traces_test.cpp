// Traces of event classes that another implementation of the same combinators gave (the golden traces of the EventML
// account). Ours differs in one thing: a state applies its clauses in order, each to the value so far, where theirs
// forked.

#include "tests/unit/lower/fixture.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

using Trace = std::vector<std::vector<int>>;

/// What `Root` has at each event of the script.
void expectTrace(const std::string& classes, const std::vector<std::string>& script, const Trace& expected) {
    Driven driven("param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\noutput out(x: Int)\n"
                  "class Two = a(x) => each [x, x + 1]\n" +
                  classes + "\nsystem S = (Root as v => emit out(v)) at nodes\n");
    EXPECT_EQ(driven.at("start"), "");
    for (size_t i = 0; i < script.size(); ++i) {
        std::vector<std::string> outputs;
        for (int value : expected[i]) outputs.push_back(fmt::format("out({})", value));
        std::sort(outputs.begin(), outputs.end());
        EXPECT_EQ(driven.at(script[i]), fmt::format("{}", fmt::join(outputs, " & "))) << script[i] << "\n" << classes;
    }
}

void first(const std::string& classes, const Trace& expected) {
    expectTrace(classes, {"a(5)", "b(7)", "a(2)"}, expected);
}
void second(const std::string& classes, const Trace& expected) {
    expectTrace(classes, {"a(5)", "b(7)", "a(2)", "b(9)", "b(1)"}, expected);
}

const std::string kState = "state T : Int = 1 {\n  on a(x) when x < 100 -> T + x\n  on a(x) when x > 0 -> T * 10\n}\n";

TEST(GoldenTraces, TwoOutputsOfOneEvent) {
    first("class Root = (a(x) => 100 + x) || (a(x) => 200 + x)", {{105, 205}, {}, {102, 202}});
}
TEST(GoldenTraces, StateShowsItsValueAtEveryEvent) {
    first(kState + "class Root = (a || b) & T as t => t", {{60}, {60}, {620}});
}
TEST(GoldenTraces, MemoryIsTheStateBefore) {
    first("state M : Int = 1 { on a(x) -> M + x }\nclass Root = (a || b) & before M as m => m", {{1}, {6}, {6}});
}
TEST(GoldenTraces, OnceKeepsTheWholeBag) { first("class Root = once Two", {{5, 6}, {}, {}}); }
TEST(GoldenTraces, UntilStops) { first("class Root = a until b", {{5}, {}, {}}); }
TEST(GoldenTraces, PairsAreAllPairs) {
    first("class Root = Two as x & Two as y => x * 100 + y", {{505, 506, 605, 606}, {}, {202, 203, 302, 303}});
}
TEST(GoldenTraces, StateWithAMessage) { first(kState + "class Root = T as t & b => t", {{}, {60}, {}}); }
TEST(GoldenTraces, OnceSpawnsOnce) {
    first("class D(x: Int) = start => x\nclass Root = each x in once a spawn D(x)", {{5}, {}, {}});
}

TEST(GoldenTraces, EveryChildSeesItsEventAndLaterOnes) {
    second("class D(x: Int) = Two as y => x * 1000 + y\nclass Root = each x in a spawn D(x)",
           {{5005, 5006}, {}, {5002, 5003, 2002, 2003}, {}, {}});
}
TEST(GoldenTraces, ChildrenThatFireOnce) {
    second("class D(x: Int) = once (b(y) => x * 1000 + y)\nclass Root = each x in Two spawn D(x)",
           {{}, {5007, 6007}, {}, {2009, 3009}, {}});
}
TEST(GoldenTraces, UntilItself) { second("class Root = a until a", {{5}, {}, {}, {}, {}}); }
TEST(GoldenTraces, UntilIncludesItsEnd) { second("class Root = (a || b) until b", {{5}, {7}, {}, {}, {}}); }
TEST(GoldenTraces, AStatePerChild) {
    second("state T(x: Int) : Int = x { on b(y) -> T + y }\nclass Root = each x in a spawn T(x)",
           {{5}, {12}, {12, 2}, {21, 11}, {22, 12}});
}

TEST(GoldenTraces, TwoWritersOfAProcessVariableAreAFault) {
    Driven driven("param nodes : Set<Loc>\ninput a(x: Int)\noutput out(x: Int)\nprocess P {\n  var v : Int = 1\n  on "
                  "a(x) when x < 10 { v := v + x }\n"
                  "  on a(x) when x > 5 { v := v * 10  emit out(v) }\n}\nsystem S = P at nodes\n");
    driven.at("start");
    EXPECT_EQ(driven.at("a(3)"), "");
    EXPECT_EQ(driven.at("a(7)"), "fault EVD7006");
    EXPECT_EQ(driven.at("a(20)"), "out(40)") << "the rejected event changed nothing";
}

}   // namespace
}   // namespace evd::lower::testing
