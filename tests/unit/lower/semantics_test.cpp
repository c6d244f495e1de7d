// Single rules and single constructs, from text to outputs.

#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

const std::string kHead = "param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\noutput out(x: Int)\n";
std::string process(const std::string& members) {
    return kHead + "process P {\n" + members + "\n}\nsystem S = P at nodes\n";
}

TEST(Faults, RejectTheEventAndKeepEverything) {
    Driven driven(process("  var m : Map<Int, Int> = {0: 5}\n  var n : Int = 0\n  on a(x) { n := n + 1  emit out(n)  "
                          "m[9] := 1  emit out(m[x]) }\n  on b(x) { emit out(x / n) }"));
    driven.at("start");
    EXPECT_EQ(driven.at("b(1)"), "fault EVD7002");
    EXPECT_EQ(driven.at("a(3)"), "fault EVD7003") << "after an emit and an assignment";
    EXPECT_EQ(driven.at("a(0)"), "out(1) & out(5)");
}

TEST(Faults, InAChildRejectTheEventForItsParentToo) {
    Driven driven(kHead +
                  "process C(d: Int) { on a(x) { emit out(x / d) } }\nprocess P {\n  var n : Int = 0\n  on a(x) { n := "
                  "n + 1  emit out(100 + n) }\n  on b(x) { spawn C(x) }\n}\nsystem S = P at nodes\n");
    driven.at("start");
    driven.at("b(2)");
    driven.at("b(0)");
    EXPECT_EQ(driven.at("a(4)"), "fault EVD7002");
    EXPECT_EQ(driven.instances(), 2u);
}

TEST(Faults, InASpawnedClassRejectTheEvent) {
    Driven driven(kHead + "class D(d: Int) = b(y) => emit out(y / d)\nsystem S = ((b(y) => emit out(y)) || (each x in "
                          "a spawn D(x))) at nodes\n");
    driven.at("start");
    driven.at("a(0)");
    EXPECT_EQ(driven.at("b(1)"), "fault EVD7002");
}

TEST(Handlers, HappenAtOnceOnTheStateBefore) {
    Driven driven(process("  var n : Int = 0\n  var seen : Int = 0\n  on a(x) { n := n + x  n := n * 2 }\n  on a(_) { "
                          "seen := n }\n  on b(_) { emit out(n)  emit out(seen) }"));
    driven.at("start");
    driven.at("a(1)");
    EXPECT_EQ(driven.at("b(0)"), "out(0) & out(2)") << "sequential inside one body, the old state across two";
    driven.at("a(1)");
    EXPECT_EQ(driven.at("b(0)"), "out(2) & out(6)");
}

TEST(Naturals, AreCheckedWhereTheyAreStored) {
    Driven driven(process("  var n : Nat = 3\n  on a(x) { n := n - x }\n  on b(x) { emit out(n - x) }"));
    driven.at("start");
    EXPECT_EQ(driven.at("b(5)"), "out(-2)") << "a difference is an Int";
    EXPECT_EQ(driven.at("a(4)"), "fault EVD7005");
    EXPECT_EQ(driven.at("a(3)"), "");
    EXPECT_EQ(driven.at("b(1)"), "out(-1)");
}

TEST(Naturals, AreCheckedInArgumentsRecordsAndStates) {
    Driven spawned(kHead + "process C(n: Nat) { on start { emit out(n) } }\nprocess P { on a(x) { spawn C(x - 1) } "
                           "}\nsystem S = P at nodes\n");
    spawned.at("start");
    EXPECT_EQ(spawned.at("a(0)"), "fault EVD7005");
    EXPECT_EQ(spawned.at("a(1)"), "out(0)");
    Driven state(kHead + "state T : Nat = 1 { on a(x) -> T - x }\nsystem S = (a & T as t => emit out(t)) at nodes\n");
    state.at("start");
    EXPECT_EQ(state.at("a(2)"), "fault EVD7005");
    EXPECT_EQ(state.at("a(1)"), "out(0)");
}

TEST(Naturals, AreCheckedInWhatAClassYields) {
    const std::string kNumbers = kHead + "class N : Class<Nat> = a(x) => x - 1\n";
    for (const char* use : {"N as n => emit out(n)",                // where it stands
                            "(N || N) as n => emit out(n)",         //
                            "(N until b(7)) as n => emit out(n)",   // in automata of their own
                            "(each i in b spawn (N)) as n => emit out(n)"}) {
        SCOPED_TRACE(use);
        Driven driven(kNumbers + "system S = (" + use + ") at nodes\n");
        driven.at("start");
        driven.at("b(1)");
        EXPECT_EQ(driven.at("a(0)"), "fault EVD7005");
    }
}

TEST(Naturals, AreCheckedWhereAPartOfAVariableIsAssigned) {
    Driven driven(kHead + "type R = { f: Nat }\nprocess P {\n  var r : R = { f = 1 }\n  var m : Map<Int, Nat> = {0: "
                          "1}\n  var xs : List<Nat> = [1]\n"
                          "  var s : Set<Nat> = {}\n  var i : List<Int> = [1]\n"
                          "  on a(x) when x < 10 { r.f -= x }\n  on a(x) when x >= 10 and x < 20 { m[0] := 15 - x }\n  "
                          "on a(x) when x >= 20 and x < 30 { xs[0] := 25 - x }\n"
                          "  on a(x) when x >= 30 and x < 40 { xs += 35 - x }\n  on a(x) when x >= 40 and x < 50 { s "
                          "+= 45 - x }\n  on a(x) when x >= 50 { i[0] := 0 - x  i += 0 - x }\n"
                          "}\nsystem S = P at nodes\n");
    driven.at("start");
    for (int base : {0, 10, 20, 30, 40}) {
        const std::string least = base == 0 ? "a(1)" : "a(" + std::to_string(base + 5) + ")";
        EXPECT_EQ(driven.at("a(" + std::to_string(base + 9) + ")"), "fault EVD7005") << base;
        EXPECT_EQ(driven.at(least), "") << base;
    }
    EXPECT_EQ(driven.at("a(50)"), "") << "an Int may be negative";
}

TEST(Assignments, ReachIntoMapsListsAndRecords) {
    Driven driven(kHead + "type R = { f: Int, g: List<Int> }\nprocess P {\n  var m : Map<Int, R> = {}\n"
                          "  on a(x) { m[x] := { f = x, g = [1, 2] }  m[x].f := 10  m[x].g[1] := 7  m[x].f += 5 }\n"
                          "  on b(x) { emit out(m[x].f)  emit out(m[x].g[1]) }\n}\nsystem S = P at nodes\n");
    driven.at("start");
    driven.at("a(1)");
    EXPECT_EQ(driven.at("b(1)"), "out(15) & out(7)");
    EXPECT_EQ(driven.at("b(2)"), "fault EVD7003");
}

TEST(Assignments, PlusAndMinusOnEveryCollection) {
    Driven driven(process("  var s : Set<Int> = {}\n  var g : Bag<Int> = bag([1])\n  var l : List<Int> = []\n  var m : "
                          "Map<Int, Int> = {1: 2}\n  var t : Str = \"a\"\n"
                          "  on a(x) { s += x  s += {8, 9}  s -= 8  g += x  g += x  g -= 1  l += x  l += [4, 5]  m += "
                          "{x: 3}  m -= 1  t += \"bc\" }\n"
                          "  on b(_) { emit out(size(s))  emit out(10 + size(g))  emit out(20 + size(l))  emit out(30 "
                          "+ size(m))  emit out(40 + size(t)) }"));
    driven.at("start");
    EXPECT_EQ(driven.at("a(7)"), "");
    EXPECT_EQ(driven.at("b(0)"), "out(12) & out(2) & out(23) & out(31) & out(43)");
}

TEST(Functions, GenericAtSeveralTypesAndWithFunctionArguments) {
    Driven driven(
        kHead +
        "fn twice<T>(x: T, f: T -> T) : T = f(f(x))\nfn size_of<T>(xs: List<T>) : Int = fold(xs, 0, (n, _) => n + 1)\n"
        "process P { on a(x) { emit out(twice(x, y => y * 3))  emit out(size_of(twice([x], l => l + l)))  emit "
        "out(size(twice(\"ab\", t => t + \"c\"))) } }\nsystem S = P at nodes\n");
    driven.at("start");
    EXPECT_EQ(driven.at("a(2)"), "out(18) & out(4) & out(4)");
}

TEST(Functions, ComprehensionsWithSeveralGenerators) {
    Driven driven(process("  on a(n) {\n    let pairs = [(x, y) for x in [1, 2, 3], y in [1, 2, 3] if x < y]\n    emit "
                          "out(fold(pairs, 0, (u, (x, y)) => u + 10 * x + y))\n"
                          "    emit out(size({x + y for x in [1, 2], y in [1, 2]}))\n    emit out({x: y for x in [1, "
                          "2], y in [n, n + 1]}[2])\n  }"));
    driven.at("start");
    EXPECT_EQ(driven.at("a(5)"), "out(3) & out(48) & out(6)");
}

TEST(Functions, ExternsUseTheirModel) {
    Driven driven(kHead + "extern fn price(x: Int) : Int = x * 2\nsystem S = (a(x) => emit out(price(x))) at nodes\n");
    driven.at("start");
    EXPECT_EQ(driven.at("a(4)"), "out(8)");
}

TEST(Imports, NamesOfEveryKindByAlias) {
    const std::string other =
        "spec other\ninput tick(x: Int)\ntype Pair = { a: Int, b: Int }\nenum Mode { Slow, Fast(n: Int) }\nfn "
        "double(x: Int) : Int = 2 * x\n"
        "state Sum : Int = 0 { on tick(x) -> Sum + x }\nclass Big(m: Int) = tick(x) when x > m => x\n"
        "process Echo(k: Int) { on tick(x) { emit told(x + k) } }\noutput told(x: Int)\n";
    Driven driven(
        "import \"./other.evd\" as o\nparam nodes : Set<Loc>\noutput out(x: Int)\n"
        "fn speed(m: o.Mode) : Int = match m { o.Slow => 1, o.Fast(n) => n }\nfn total(p: o.Pair) : Int = p.a + p.b\n"
        "class Root = (o.Big(2) & o.Sum as s => emit out(o.double(s))) || (o.tick(x) => emit out(speed(o.Fast(x)) + "
        "total({ a = 100, b = 1 })))\n"
        "system S = Root at nodes || o.Echo(1000) at nodes\n",
        {}, {{"/specs/other.evd", other}});
    driven.at("start");
    EXPECT_EQ(driven.at("o.tick(1)"), "o.told(1001) & out(102)");
    EXPECT_EQ(driven.at("o.tick(3)"), "o.told(1003) & out(104) & out(8)");
}

TEST(Rings, NextWithoutARingNeedsExactlyOne) {
    const std::string one = "param ring : Ring<Loc>\ninput a(x: Int)\noutput out(x: Loc)\n";
    Driven driven(one + "fn after_me(x: Loc) : Loc = next(x)\nsystem S = (a(_) => each [emit out(self.next), emit "
                        "out(prev(self)), emit out(after_me(self))]) at ring\n",
                  {{"ring", "[a, c, b]"}});
    driven.at("start");
    EXPECT_EQ(driven.at("a(0)"), "out(b) & out(c) & out(c)");
    // with two rings all of these once became an operation on both
    for (const char* text : {"next(self)", "self.next", "self.prev()", "prev(self)"})
        EXPECT_TRUE(compile(one + "param other : Ring<Loc>\nsystem S = (a(_) => emit out(" + text +
                            ")) at ring\nsystem T = (a(_) => emit out(self)) at other\n")
                        ->has(Code::NoSingleRing))
            << text;
}

TEST(Sends, DelaysListsAndChoices) {
    Driven driven("param nodes : Set<Loc>\ninput a(x: Int)\nmessage m(x: Int)\noutput out(x: Int)\n"
                  "fn answer(x: Int) : Send = if x > 0 then send m(x) to nodes else emit out(x)\n"
                  "system S = ((a(x) => each [answer(x), after 5ms send m(0) to self]) || (a(x) from p => send m(7) to "
                  "p) || (m(x) => emit out(x))) at nodes\n");
    driven.at("start");
    EXPECT_EQ(driven.at("a(2)"), "after 5ms m(0) to a & m(2) to a, b & m(7) to b");
    EXPECT_EQ(driven.at("a(0)"), "after 5ms m(0) to a & m(7) to b & out(0)");
}

}   // namespace
}   // namespace evd::lower::testing
