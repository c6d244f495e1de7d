// R4: what an instance starts sees the same event; it must not start the same again for ever.

#include "fixture.h"

namespace evd::sema::testing {
namespace {

const std::string kEndlessHead = "param nodes : Set<Loc>\ninput m(x: Int)\ninput other(x: Int)\noutput out(n: Int)\n";

std::string processes(const std::string& text) { return kEndlessHead + text + "\nsystem S = P(0) at nodes"; }
std::string classes(const std::string& text) {
    return kEndlessHead + text + "\nsystem S = (each _ in start spawn R(0)) at nodes";
}

void expectFinite(const std::string& text) {
    SCOPED_TRACE(text);
    Checked checked = check(text);
    for (const Diagnostic& one : checked.diagnostics.all()) {
        EXPECT_FALSE(one.code == Code::EndlessSpawn || one.code == Code::PossibleEndlessSpawn);
        EXPECT_NE(one.severity, Severity::Error);
    }
}

TEST(EndlessSpawns, AProcessThatAlwaysStartsItself) {
    expectOne(processes("process P(n: Int) { on m(_) { ⟦spawn P(n + 1)⟧ } }"), Code::EndlessSpawn);
    expectOne(processes("process P(n: Int) { on start { ⟦become P(n)⟧ } }"), Code::EndlessSpawn);
    expectOne(processes("process P(n: Int) { on m(_) { let k = n  ⟦become Q(k)⟧ } }\n"
                        "process Q(n: Int) { on m(_) { become P(n) } }"),
              Code::EndlessSpawn);
    expectOne(
        processes("process P(n: Int) {\n var done : Bool = false\n on m(_) when not done { done := true  ⟦spawn P(n)⟧ "
                  "} }"),
        Code::EndlessSpawn);
    expectOne(processes("process P(n: Int) { on m(_) { spawn Q(n) } }\n"
                        "process Q(n: Int) { on start { ⟦spawn Q(n + 1)⟧ } }"),
              Code::EndlessSpawn);
}

TEST(EndlessSpawns, AClassThatAlwaysStartsItself) {
    expectOne(classes("class R(n: Int) = (m(_) => emit out(n)) || ⟦each _ in m spawn R(n + 1)⟧"), Code::EndlessSpawn);
    expectOne(classes("class R(n: Int) = (m(_) => emit out(n)) || ⟦each _ in start spawn R(n + 1)⟧"),
              Code::EndlessSpawn);
    expectOne(classes("class R(n: Int) = (m(_) => emit out(n)) || ⟦each k in once (m(x) => x) spawn R(k)⟧"),
              Code::EndlessSpawn);
    expectOne(classes("class T = (m(x) as y) || other(x)\n"
                      "class R(n: Int) = (m(_) => emit out(n)) || ⟦each k in (T => 1) spawn R(k)⟧"),
              Code::EndlessSpawn);
    expectOne(classes("class Q(n: Int) = ⟦each _ in m spawn R(n)⟧\n"
                      "class R(n: Int) = (m(_) => emit out(n)) || each _ in m spawn Q(n)"),
              Code::EndlessSpawn);
}

TEST(EndlessSpawns, AConditionMayEndIt) {
    expectOne(processes("process P(n: Int) { on m(x) { if x > n { ⟦spawn P(n - 1)⟧ } } }"), Code::PossibleEndlessSpawn);
    expectOne(processes("process P(n: Int) { on m(x) when x > 3 { ⟦spawn P(n + 1)⟧ } }"), Code::PossibleEndlessSpawn);
    expectOne(classes("class R(n: Int) = (m(_) => emit out(n)) || ⟦each k in (m(x) when x > n => x) spawn R(n - 1)⟧"),
              Code::PossibleEndlessSpawn);
}

TEST(EndlessSpawns, WhatGetsSmallerEnds) {
    expectFinite(processes("process P(n: Int) { on m(_) { if n > 0 { spawn P(n - 1) } } }"));
    expectFinite(processes("process P(n: Int) { on start { if n < 10 { become P(n + 1) } } }"));
    expectFinite(processes("process P(n: Nat) { on m(_) when n > 0 { become Q(n) } }\n"
                           "process Q(n: Nat) { on m(_) when n > 0 { become P(n - 1) } }"));
    expectFinite(
        kEndlessHead +
        "enum L { Nil, Cons(h: Int, t: L) }\nprocess P(l: L) { on m(_) { match l { Nil => { }  Cons(_, t) => { "
        "spawn P(t) } } } }\nsystem S = P(Nil) at nodes");
    expectFinite(processes("process P(n: Int) { on start { spawn Q(n, 10) } }\n"
                           "process Q(i: Int, k: Int) { on start { if i < k { become Q(i + 1, k) } } }"));
}

TEST(EndlessSpawns, AnotherEventIsNeeded) {
    expectFinite(processes("process P(n: Int) { on m(^n) { spawn P(n + 1) } }"));
    expectFinite(processes("process P(n: Int) { on m(x) when x == n { spawn P(n + 1) } }"));
    expectFinite(processes("process P(n: Int) { on m(x) when x > n { spawn P(x) } }"));
    expectFinite(
        processes("process P(n: Int) { on m(_) { spawn Q(n) } }\nprocess Q(n: Int) { on other(_) { spawn P(n) } }"));
    expectFinite(classes("class Next(n: Int) = once (m(^n) => n + 1)\n"
                         "class R(n: Int) = (start => emit out(n)) || (each k in Next(n) spawn R(k))"));
    expectFinite(classes("class R(n: Int) = (m(_) => emit out(n)) || each _ in other spawn (m(x) => emit out(x))"));
    expectFinite(
        processes("process P(n: Int) {\n var k : Int = 0\n on m(_) { k := k + 1  if k > 9 { emit out(k) } }\n on "
                  "other(x) when k > 0 { spawn P(x) } }"));
}

}   // namespace
}   // namespace evd::sema::testing
