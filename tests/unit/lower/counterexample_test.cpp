// The values for which a statement that does not hold fails.

#include "ir/logic/witness.h"
#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::string kRoles =
    "param nodes : Set<Loc>\nparam shares : Map<Loc, Int>\nenum Role { Idle, Boss }\ninput a(x: Int)\n"
    "process P {\n  var n : Int = 0\n  var role : Role = Idle\n  var seen : List<Int> = []\n"
    "  on a(x) { n := x  role := if x > 5 then Boss else Idle  seen := seen + [x] }\n}\n"
    "system S = P at nodes\n";

/// The witness of an invariant after locations a, b and c have received these values.
std::string witness(const std::string& formula, const std::vector<int64_t>& values = {7, 1, 9}) {
    Driven driven(kRoles + "invariant it = " + formula + "\n",
                  {{"nodes", "{a, b, c}"}, {"shares", "{a: 1, b: 2, c: 2}"}});
    const ir::Interpreter& interpreter = driven.interpreter();
    std::vector<ir::LocationState> states;
    for (uint32_t location = 0; location < 3; ++location) {
        states.push_back(interpreter.initial(location));
        ir::Event start, event;
        interpreter.step(states.back(), start);
        event.kind = ir::Event::Kind::Receive;
        event.payload = {ir::Value::scalar(values[location])};
        interpreter.step(states.back(), event);
    }
    const ir::Module& module = driven.compiled().module;
    if (module.statements.size() != 1) return driven.compiled().errors + "no statement";
    const ir::ExprId what = module.statements[0].formula;
    const ir::Truth truth = ir::judgeNow(interpreter, what, states).truth;
    ir::Vantage now;
    now.states = &states;
    std::string text;
    for (const ir::Binding& one : ir::counterexample(interpreter, what, now))
        text += (text.empty() ? "" : ", ") + one.name + " = " + one.value;
    return truth == ir::Truth::Unknown ? "faults " + text : truth == ir::Truth::True ? "holds " + text : text;
}

TEST(Counterexample, OfForAllIsTheFirstElementThatFails) {
    EXPECT_EQ(witness("forall i in nodes: n of P at i < 9"), "i = c");
    EXPECT_EQ(witness("forall i, j in nodes: role of P at i == Boss and role of P at j == Boss implies i == j"),
              "i = a, j = c");
    EXPECT_EQ(witness("forall i in nodes: forall j in nodes: n of P at i <= n of P at j"), "i = a, j = b");
    EXPECT_EQ(witness("forall i in nodes: n of P at i < 10"), "holds ");
}

TEST(Counterexample, TakesTheOrderOfEvaluation) {
    // of several that fail the first, in the order of values
    EXPECT_EQ(witness("forall i in nodes: n of P at i < 5"), "i = a");
    EXPECT_EQ(witness("forall r in [Boss, Idle]: forall i in nodes: role of P at i != r"), "r = Boss, i = a");
}

TEST(Counterexample, GoesThroughConnectives) {
    EXPECT_EQ(witness("not (exists i in nodes: n of P at i == 1)"), "i = b");
    EXPECT_EQ(witness("(forall i in nodes: n of P at i > 0) and (forall k in nodes: n of P at k < 9)"), "k = c");
    EXPECT_EQ(witness("(exists i in nodes: n of P at i == 9) implies (forall k in nodes: n of P at k != 1)"),
              "i = c, k = b");
    EXPECT_EQ(witness("if size(nodes) == 3 then (forall i in nodes: n of P at i != 1) else true"), "i = b");
}

TEST(Counterexample, OfExistsThatFailsThereIsNone) {
    EXPECT_EQ(witness("exists i in nodes: n of P at i == 3"), "");
    EXPECT_EQ(witness("forall i in nodes: exists j in nodes: n of P at j == n of P at i + 2"), "i = b");
}

TEST(Counterexample, TellsOtherDomainsThanLocations) {
    EXPECT_EQ(witness("forall i in nodes: forall x in seen of P at i: x != 9"), "i = c, x = 9");
    EXPECT_EQ(witness("forall r: r == Idle or r == Boss"), "holds ");
    EXPECT_EQ(witness("forall b: b"), "b = false");
    EXPECT_EQ(witness("forall i in nodes: all x in seen of P at i: x < 9"), "i = c, x = 9");
}

/// A random spec had such a fold; looking for its witness read an accumulator that was not there.
TEST(Counterexample, OfAFoldThereIsNone) {
    EXPECT_EQ(witness("fold(nodes, false, (a, i) => a and a)"), "");
    EXPECT_EQ(witness("fold(nodes, true, (a, i) => a and (a and n of P at i < 0))"), "");
    EXPECT_EQ(witness("forall i in nodes: fold(nodes, false, (a, k) => a and k == i)"), "i = a");
}

TEST(Counterexample, OfWhatFaultsThereIsNone) {
    EXPECT_EQ(witness("forall i in nodes: 10 / (n of P at i - 1) > 0"), "faults ");
    // the part that would fault does not count
    EXPECT_EQ(witness("forall i in nodes: n of P at i != 7 and 10 / (n of P at i - 1) > 0"), "i = a");
}

}   // namespace
}   // namespace evd::lower::testing
