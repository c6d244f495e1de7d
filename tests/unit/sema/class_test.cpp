#include "fixture.h"

namespace evd::sema::testing {
namespace {

const std::string kHead =
    "param nodes : Set<Loc>\ninput go(n: Int)\nmessage vote(s: Int, c: Str)\noutput out(n: Int)\n";

TEST(Classes, ValuesOfTheForms) {
    Checked checked = check(kHead + R"(
class Start = start => 1
class Payload = vote
class Bound = vote(s, c) from p => (p, c, s)
class Both = vote(s, _) & go as n => s + n
class Old = vote(s, _) & before Top as t when s > t => s
class Last = latest Old else 0
state Top : Int = 0 { on vote(s, _) when s > Top -> s }
class Each = go(n) => each [n, n + 1]
class Acts = (once (go(n) => send vote(n, "") to nodes)) || (Old as s => emit out(s)) || (Both as n => emit out(n)) || (Each as n => emit out(n))
  || (Last as n => emit out(n)) || (Start as n => emit out(n)) || (Payload as (s, _) => emit out(s)) || (Bound as (_, _, s) => emit out(s))
system S = Acts at nodes)");
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    auto type = [&](const char* name) { return checked.type(name, SymbolKind::Class); };
    EXPECT_EQ(type("Payload"), "Class<(Int, Str)>");
    EXPECT_EQ(type("Bound"), "Class<(Loc, Str, Int)>");
    EXPECT_EQ(type("Both"), "Class<Int>");
    EXPECT_EQ(type("Old"), "Class<Int>");
    EXPECT_EQ(type("Last"), "Class<Int>");
    EXPECT_EQ(type("Acts"), "Class<Send>");
    EXPECT_EQ(checked.type("Top", SymbolKind::State), "Class<Int>");
}

TEST(Classes, RecursionNeedsASpawn) {
    expectOne(kHead + "class A = B\nclass B = ⟦A⟧", Code::ClassRecursion);
    expectWithout(kHead + "class A(k: Int) = (go(n) => emit out(n + k)) || each n in Next(k) spawn A(n)\nclass Next(k: "
                          "Int) = go(n) when n > k => n\nsystem S = A(0) at nodes",
                  Code::ClassRecursion);
}

TEST(Classes, BothSidesOfAUnionHaveOneType) {
    expectOne(kHead + "class A = (go(n) => n) || (⟦vote(_, c) => c⟧)", Code::TypeMismatch);
}
TEST(Classes, BeforeNeedsAState) { expectOne(kHead + "class A = go(n) => n\nclass B = before ⟦A⟧", Code::NotAClass); }
TEST(Classes, AProcessIsNotAClass) {
    expectOne(kHead + "process P {\n var x : Int = 0\n on go(n) { x := n }\n}\nclass A = once ⟦P⟧", Code::NotAClass);
}
TEST(Classes, ASystemProducesSends) {
    expectOne(kHead + "class A = go(n) => n\nsystem S = ⟦A at nodes⟧", Code::SystemOutput);
}
TEST(Classes, PlacesAreLocations) {
    expectOne(kHead + "class A = go(n) => emit out(n)\nsystem S = A at ⟦3⟧", Code::DestinationType);
}
TEST(Classes, ArgumentsOfClasses) {
    expectOne(kHead + "class A(k: Int) = go(^k) => emit out(k)\nsystem S = A(⟦\"x\"⟧) at nodes", Code::TypeMismatch);
}
TEST(Classes, AStateIsDataAndItsNameIsTheOldValue) {
    expectQuiet(kHead + "state Sum : Int = 0 { on go(n) -> Sum + n }\nclass A = (go(_) & Sum as s => emit out(s)) || "
                        "(go(n) => send vote(n, \"\") to nodes) || (vote(s, _) => emit out(s))\nsystem S = A at nodes");
    expectOne(kHead + "state Sum : Int = 0 { on go(n) -> ⟦\"x\"⟧ }", Code::TypeMismatch);
}
TEST(Classes, EachNeedsACollection) { expectOne(kHead + "class A = go(n) => each ⟦n⟧", Code::TypeMismatch); }

TEST(Logic, QuantifiedNamesTakeTheirTypesFromTheirUse) {
    Checked checked = check(
        kHead +
        "class A = (go(n) => send vote(n, \"\") to nodes) || (vote(s, _) => emit out(s))\nsystem S = A at nodes\n"
        "property p = forall n, e, i: out(n) @ e and e @ i implies exists e0 < e: vote(n, _) @ e0 and sender(e0) <@ e");
    for (const auto& line : checked.shown()) EXPECT_EQ(line.find("EVD2005"), std::string::npos) << line;
    EXPECT_EQ(checked.type("n", SymbolKind::Local), "Int");
}

TEST(Logic, VariablesOfProcesses) {
    const std::string spec =
        "param p : Loc\ninput go(n: Int)\nprocess P {\n var x : Int = 0\n on go(n) { x := n }\n}\nsystem S = P at p\n";
    expectQuiet(spec + "invariant i = x of P at p >= 0");
    expectOne(spec + "invariant i = ⟦y⟧ of P at p >= 0", Code::UnknownName);
    expectOne(spec + "invariant i = x of ⟦Q⟧ at p >= 0", Code::UnknownProcess);
    expectOne(spec + "invariant i = x of P at ⟦3⟧ >= 0", Code::TypeMismatch);
}

TEST(Logic, ArgumentsOfOccurrences) {
    const std::string spec =
        kHead +
        "class A = (go(n) => send vote(n, \"\") to nodes) || (vote(s, _) => emit out(s))\nsystem S = A at nodes\n";
    expectOne(spec + "property p = forall e: sent vote(⟦true⟧, _) @ e", Code::TypeMismatch);
    expectOne(spec + "property p = forall e: sent ⟦vot⟧(1, _) @ e", Code::UnknownMessage);
    expectOne(spec + "property p = forall e: sent ⟦vote⟧(1) @ e", Code::WrongArgumentCount);
}

TEST(Checks, BindingsNameParameters) {
    const std::string spec = "param n : Int\nparam nodes : Set<Loc>\nparam type Cmd\ninput go(c: Cmd)\noutput out(c: "
                             "Cmd)\nclass A = go(c) when size(nodes) > n => emit out(c)\nsystem S = A at "
                             "nodes\nproperty p = forall c, e: sent out(c) @ e implies true\n";
    expectWithout(spec + "check p with n = 1, nodes = {a, b}, Cmd = {A1, B1} given go(A1) to a", Code::UnknownName);
    expectOne(spec + "check p with n = 1, nodes = {a, b}, Cmd = {A1, B1}, ⟦m⟧ = 2", Code::UnknownName);
    expectOne(spec + "check p with n = 1, nodes = {a}, Cmd = {A1} faults ⟦crush⟧", Code::UnknownName);
}

}   // namespace
}   // namespace evd::sema::testing
