#include "fixture.h"

#include <functional>

namespace evd::sema::testing {
namespace {

std::string functionType(const std::string& declaration, const std::string& name = "f") {
    Checked checked = check(declaration);
    EXPECT_EQ(checked.shown(), std::vector<std::string>{}) << declaration;
    return checked.type(name, SymbolKind::Function);
}

TEST(Inference, FunctionsNeedNoSignature) {
    EXPECT_EQ(functionType("fn f(x, y) = if x then y else not y"), "(Bool, Bool) -> Bool");
    EXPECT_EQ(functionType("fn f(s, x: Str) = s + x"), "(Str, Str) -> Str");
    EXPECT_EQ(functionType("fn f(m, k: Int) : Str = get_or(m, k, \"\")"), "(Map<Int, Str>, Int) -> Str");
}

TEST(Inference, FunctionsArePolymorphic) {
    EXPECT_EQ(functionType("fn f(x) = x"), "A -> A");
    EXPECT_EQ(functionType("fn f(x, y) = (y, x)"), "(A, B) -> (B, A)");
    expectClean("fn same(x) = x\nfn f(n: Int) : Bool = same(true) and same(n) == 1 and same(\"a\") == \"a\"");
}

TEST(Inference, ADefinitionMayFollowItsUse) { expectClean("fn f(x: Int) : Int = g(x)\nfn g(x) = x * 2"); }

TEST(Inference, ArithmeticOfUnknownNumbersIsInt) {
    EXPECT_EQ(functionType("fn f(x, y) = x * y - x"), "(Int, Int) -> Int");
}

TEST(Inference, NatAndIntMixAndDeclarationsStay) {
    Checked checked = check("fn f(n: Nat, i: Int) : Int = n + i\nfn g(n: Nat) : Nat = f(n, 1)");
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    EXPECT_EQ(checked.type("f", SymbolKind::Function), "(Nat, Int) -> Int");
    EXPECT_EQ(checked.type("g", SymbolKind::Function), "Nat -> Nat");
}

TEST(Inference, MethodsAndFields) {
    expectClean("type P = { a: Int, b: Str }\nfn f(p: P) : Int = p.a + p.b.size + p.b.size() + [1].append(2).size");
}

TEST(Inference, LambdasTakeTheirTypesFromTheCollection) {
    expectClean("type P = { a: Int, b: Str }\nfn f(ps: List<P>) : Int = fold(ps, 0, (sum, p) => sum + p.a)\n"
                "fn g(ps: List<P>) : List<Str> = ps.filter(p => p.a > 0).map(p => p.b)");
}

TEST(Inference, OptionIsBuiltIn) {
    EXPECT_EQ(functionType("fn f(m: Map<Loc, Int>, k) = match find(m, k) { Some(v) => v, None => 0 }"),
              "(Map<Loc, Int>, Loc) -> Int");
}

TEST(Inference, GenericEnums) {
    expectClean("enum Tree<T> { Leaf, Node(left: Tree<T>, value: T, right: Tree<T>) }\n"
                "fn depth<T>(t: Tree<T>) : Int = match t { Leaf => 0, Node(l, _, r) => 1 + max(depth(l), depth(r)) }\n"
                "fn three() : Int = depth(Node(Leaf, 1, Leaf)) + depth(Node(Leaf, true, Leaf))");
}

TEST(Inference, AMapComprehensionHasKeysAndValues) {
    EXPECT_EQ(functionType("fn f(xs: List<Int>) = {x: x > 0 for x in xs if x != 3}"), "List<Int> -> Map<Int, Bool>");
}
TEST(Inference, ClassesHaveValueTypes) {
    Checked checked = check("message m(a: Int, b: Str)\nparam p : Loc\nclass C = m(a, b) => (b, a)\nclass D = C as (s, "
                            "n) when n > 0 => send m(n, s) to p\nsystem S = D at p");
    EXPECT_FALSE(checked.diagnostics.hasErrors()) << ::testing::PrintToString(checked.shown());
    EXPECT_EQ(checked.type("C", SymbolKind::Class), "Class<(Str, Int)>");
    EXPECT_EQ(checked.type("D", SymbolKind::Class), "Class<Send>");
}

TEST(Types, AMismatchIsReportedAtTheInnermostPart) {
    expectOne("fn f(x: Int) : Int = x + ⟦true⟧", Code::TypeMismatch);
    expectOne("fn f(b: Bool) : Int = if b then 1 else ⟦\"a\"⟧", Code::TypeMismatch);
    expectOne("fn f(n: Int) : Bool = ⟦n⟧ and true", Code::TypeMismatch);
    expectOne("fn f(n: Int) : Int = if ⟦n⟧ then 1 else 2", Code::TypeMismatch);
    expectOne("fn f() : List<Int> = [1, ⟦\"two\"⟧]", Code::TypeMismatch);
    expectOne("fn f(s: Set<Int>) : Bool = \"x\" in ⟦s⟧", Code::TypeMismatch);
}

TEST(Types, AMismatchOfAnArgumentSaysWhatWasExpected) {
    auto found = expectOne("fn g(name: Str) : Str = name\nfn f(n: Int) : Str = g(⟦n⟧)", Code::TypeMismatch);
    EXPECT_EQ(found.message, "expected Str, found Int");
}

TEST(Types, Arguments) {
    expectOne("fn g(x: Int, y: Int) : Int = x + y\nfn f(n: Int) : Int = ⟦g(n)⟧", Code::WrongArgumentCount);
    expectOne("fn g(x: Int, y: Str) : Int = x + size(y)\nfn f(n: Int) : Int = g(⟦\"a\", n⟧)", Code::WrongArgumentOrder);
    expectOne("fn f(n: Int) : Int = ⟦n⟧(1)", Code::NotAFunction);
    expectOne("fn f(n: Int) : Int = ⟦size(\"a\", n)⟧", Code::WrongArgumentCount);
}

TEST(Types, ATypeThatContainsItself) {
    auto checked = check("fn f(x) = [x, [x]]");
    ASSERT_EQ(checked.diagnostics.all().size(), 1u) << ::testing::PrintToString(checked.shown());
    EXPECT_EQ(checked.diagnostics.all()[0].code, Code::InfiniteType);
}

TEST(Types, RecordsAreUpdatedByField) {
    expectClean("type P = { a: Int, b: Int }\nfn f(p: P) : P = { p with b = p.a }");
}

TEST(Types, TypeArguments) {
    expectOne("param m : ⟦Map<Int>⟧\nassume a = size(m) > 0", Code::WrongTypeArguments);
    expectOne("param m : ⟦List⟧\nassume a = m == m", Code::WrongTypeArguments);
}

TEST(Types, SignaturesWhereInferenceCannotHelp) {
    expectOne("message m(⟦x⟧)", Code::SignatureNeeded);
    expectOne("extern fn ⟦f⟧(x: Int)", Code::SignatureNeeded);
}

TEST(Types, FunctionsAreNotData) {
    expectCodes("param f : Int -> Int\nparam g : Int -> Int\nassume a = ⟦f⟧ == ⟦g⟧",
                {Code::HigherOrderNotYet, Code::HigherOrderNotYet});
}
TEST(Types, AConstantFault) { expectOne("fn f(x: Int) : Int = ⟦x / 0⟧", Code::ConstantFault); }

TEST(Types, OneMistakeOneMessage) {
    expectOne("fn f(x: Int) : Int = let y = ⟦unknown⟧ in y + y.size + first(y) + x", Code::UnknownName);
    expectOne("param x : ⟦Foo⟧\nassume a = x + 1 == x and x == \"\"", Code::UnknownType);
}

/// `count` texts, one after the other.
std::string repeated(size_t count, const std::function<std::string(size_t)>& one) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += one(i);
    return out;
}

TEST(Patterns, ALongMatchIsJudgedLikeAShortOne) {
    auto number = [](size_t i) { return std::to_string(i); };
    std::string numbers = repeated(12000, [&](size_t i) { return number(i) + " => 1, "; });
    expectOne("fn f(n: Int) : Int = match ⟦n⟧ { " + numbers + " }", Code::NonExhaustiveMatch);
    expectClean("fn f(n: Int) : Int = match n { " + numbers + " _ => 0 }");
    expectOne("fn f(n: Int) : Int = match n { " + numbers + " ⟦7⟧ => 2, _ => 0 }", Code::UnreachableCase);
    std::string names = repeated(3000, [&](size_t i) { return (i == 0 ? "K" : ", K") + number(i); });
    std::string arms = repeated(2999, [&](size_t i) { return "K" + number(i) + " => 1, "; });
    auto found =
        expectOne("enum E { " + names + " }\nfn f(e: E) : Int = match ⟦e⟧ { " + arms + " }", Code::NonExhaustiveMatch);
    EXPECT_NE(found.message.find("`K2999`"), std::string::npos) << found.message;
    expectClean("enum E { " + names + " }\nfn f(e: E) : Int = match e { " + arms + " K2999 => 2 }");
    std::string pairs = repeated(3000, [&](size_t i) { return "(K" + number(i) + ", true) => 1, "; });
    found = expectOne("enum E { " + names + " }\nfn f(e: E, b: Bool) : Int = match ⟦(e, b)⟧ { " + pairs + " }",
                      Code::NonExhaustiveMatch);
    EXPECT_NE(found.message.find("`(K0, false)`"), std::string::npos) << found.message;
    expectClean("enum E { " + names + " }\nfn f(e: E, b: Bool) : Int = match (e, b) { " + pairs + " (_, false) => 0 }");
}

TEST(Patterns, AMatchOfTooManyCombinationsWantsACaseForTheRest) {
    // Twenty columns, each arm looks at one: what is left has to be searched for among a million combinations.
    auto list = [](const std::function<std::string(size_t)>& one) {
        return repeated(20, [&](size_t i) { return (i == 0 ? "" : ", ") + one(i); });
    };
    std::string arms = repeated(20, [&](size_t i) {
        return "(" + list([&](size_t k) {
                   return std::string(k == i ? "A" : k == (i + 1) % 20 ? "B" : "_");
               }) +
               ") => 1, ";
    });
    std::string head = "enum E { A, B, C }\nfn f(" + list([](size_t i) { return "e" + std::to_string(i) + ": E"; }) +
                       ") : Int = match ";
    std::string value = "(" + list([](size_t i) { return "e" + std::to_string(i); }) + ")";
    expectClean(head + value + " { " + arms + " _ => 0 }");
    expectOne(head + "⟦" + value + "⟧ { " + arms + " }", Code::NonExhaustiveMatch);
}

TEST(Patterns, AMatchCoversEveryCase) {
    auto found =
        expectOne("enum E { A, B(x: Int), C }\nfn f(e: E) : Int = match ⟦e⟧ { A => 0, B(x) when x > 0 => x, C => 2 }",
                  Code::NonExhaustiveMatch);
    EXPECT_NE(found.message.find("B(_)"), std::string::npos) << found.message;
    expectOne("fn f(a: Bool, b: Bool) : Int = match ⟦(a, b)⟧ { (true, _) => 0, (_, true) => 1 }",
              Code::NonExhaustiveMatch);
    expectOne("fn f(n: Int) : Int = match ⟦n⟧ { 0 => 0, 1 => 1 }", Code::NonExhaustiveMatch);
    expectClean("fn f(o: Option<Option<Bool>>) : Int = match o { None => 0, Some(None) => 1, Some(Some(true)) => 2, "
                "Some(Some(false)) => 3 }");
}

TEST(Patterns, ACaseThatIsNeverReached) {
    expectOne("fn f(n: Int) : Int = match n { 0 => 0, _ => 1, ⟦2⟧ => 2 }", Code::UnreachableCase);
    expectOne("fn f(b: Bool) : Int = match b { true => 0, false => 1, ⟦_⟧ => 2 }", Code::UnreachableCase);
}

TEST(Patterns, TypesOfPatterns) {
    expectOne("fn f(n: Int) : Int = match n { ⟦true⟧ => 0, _ => 1 }", Code::PatternType);
    expectOne("fn f(n: Int) : Int = match n { ⟦Some(_)⟧ => 0, _ => 1 }", Code::PatternType);
    expectOne("fn f(o: Option<Int>) : Int = let ⟦Some(x)⟧ = o in x", Code::RefutablePattern);
    expectOne("fn f(o: Option<Int>) : Int = match o { ⟦Some(x, _)⟧ => x, _ => 0 }", Code::WrongArgumentCount);
}

TEST(Functions, RecursionMustEnd) {
    expectOne("fn f(n: Int) : Int = if n == 0 then 0 else ⟦f(n - 1)⟧", Code::NotTotal);
    expectClean("fn f(n: Nat) : Int decreases n = if n == 0 then 0 else f(n - 1)");
    expectClean("enum L { Nil, Cons(head: Int, tail: L) }\nfn total(l: L) : Int = match l { Nil => 0, Cons(h, t) => h "
                "+ total(t) }");
    expectOne("enum L { Nil, Cons(head: Int, tail: L) }\nfn total(l: L) : Int = match l { Nil => 0, Cons(h, _) => h + "
              "⟦total(l)⟧ }",
              Code::NotTotal);
}

TEST(Functions, LogicDoesNotRun) { expectOne("fn f(n: Int) : Bool = ⟦forall x: x > n⟧", Code::LogicOnly); }

}   // namespace
}   // namespace evd::sema::testing
