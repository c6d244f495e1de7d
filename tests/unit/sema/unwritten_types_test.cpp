// Types nobody wrote, and where a mistake in a larger expression is reported.

#include "fixture.h"

namespace evd::sema::testing {
namespace {

TEST(UnwrittenTypes, ALiteralDoesNotMakeAnUnknownNumberANat) {
    Checked checked = check("fn f(x) = x + 1");
    EXPECT_EQ(checked.type("f", SymbolKind::Function), "Int -> Int");
    // a Nat here would make `x := x - n` fault below zero although nobody wrote Nat
    checked =
        check("param p : Loc\ninput a(n: Int)\nprocess P {\n var x = 0\n on a(n) { x := x - n }\n}\nsystem S = P at p");
    EXPECT_EQ(checked.type("x", SymbolKind::Variable), "Int");
    checked = check("fn f(b: Bool, n: Int) = if b then 1 else n - 5");
    EXPECT_EQ(checked.type("f", SymbolKind::Function), "(Bool, Int) -> Int");
    checked = check("fn f(xs: List<Int>) = fold(xs, 0, (a, x) => a - x)");
    EXPECT_EQ(checked.type("f", SymbolKind::Function), "List<Int> -> Int");
}

TEST(UnwrittenTypes, AMeasureIsBoundedBelow) {
    // R3: an Int can become smaller for ever; only a Nat, or a guard that holds it above a bound, ends the recursion
    expectOne("fn f(n: Int) : Int decreases n = ⟦f(n - 1)⟧", Code::NotTotal);
}

TEST(UnwrittenTypes, EmptyBracesAreASetOrAMapByUse) {
    Checked checked = check("param p : Loc\nmessage m(k: Int, v: Str)\nprocess P {\n var a = {}\n var b = {}\n"
                            "on start { send m(size(a), \"\") to p  send m(size(b), \"\") to p }\n on m(k, v) { a += k "
                            " b[k] := v }\n}\nsystem S = P at p");
    EXPECT_FALSE(checked.diagnostics.hasErrors()) << ::testing::PrintToString(checked.shown());
    EXPECT_EQ(checked.type("a", SymbolKind::Variable), "Set<Int>");
    EXPECT_EQ(checked.type("b", SymbolKind::Variable), "Map<Int, Str>");
}

TEST(UnwrittenTypes, AMismatchInATupleIsReportedAtItsItem) {
    expectOne("fn f(b: Bool) : (Int, Str) = (1, ⟦b⟧)", Code::TypeMismatch);
}

TEST(UnwrittenTypes, AMismatchOfAnArgumentShowsTheDeclaration) {
    auto found = expectOne("fn g(name: Str) : Str = name\nfn f(n: Int) : Str = g(⟦n⟧)", Code::TypeMismatch);
    EXPECT_FALSE(found.labels.empty());
}

TEST(UnwrittenTypes, RecordsNameTheirFields) {
    expectOne("type P = { a: Int, b: Int }\nfn f() : P = ⟦{ a = 1 }⟧", Code::MissingField);
    expectOne("type P = { a: Int }\nfn f() : P = { ⟦aa⟧ = 1 }", Code::UnknownField);
}

TEST(UnwrittenTypes, AnEnumWithoutValues) {
    expectOne("enum ⟦Loop⟧ { Again(next: Loop) }\nfn f(x: Loop) : Loop = x", Code::EmptyType);
    expectCodes("enum ⟦A⟧ { FromB(b: (Int, B)) }\nenum ⟦B⟧ { FromC(c: { f: C }), Both(a: A, c: C) }\n"
                "enum ⟦C⟧ { FromA(a: A) }\nenum D { FromAs(all_of: List<A>) }\nfn f(x: A, y: D) : (A, D) = (x, y)",
                {Code::EmptyType, Code::EmptyType, Code::EmptyType});
    expectClean("enum A { FromB(b: (Int, B)) }\nenum B { FromC(c: { f: C }), Both(a: A, b: B) }\n"
                "enum C { FromA(a: A), FromD(d: D, e: D) }\nenum D { End }\nfn f(x: A) : A = x");
}

TEST(UnwrittenTypes, ANegativeNat) { expectOne("fn f(n: Nat) : Nat = n\nfn g() : Nat = f(⟦-1⟧)", Code::NegativeNat); }

TEST(UnwrittenTypes, WithoutOneRingTheRingMustBeNamed) {
    expectOne("fn f(a: Loc) : Loc = ⟦next⟧(a)", Code::NoSingleRing);
    expectOne("param r : Ring<Loc>\nparam q : Ring<Loc>\nfn f(a: Loc) : Loc = ⟦next⟧(a)", Code::NoSingleRing);
}

TEST(UnwrittenTypes, BindingsOfACheckHaveTheTypeOfTheirParameter) {
    expectOne("param n : Int\nassume a = n > 0\nproperty p = n > 1\ncheck p with n = ⟦\"x\"⟧", Code::TypeMismatch);
}

}   // namespace
}   // namespace evd::sema::testing
