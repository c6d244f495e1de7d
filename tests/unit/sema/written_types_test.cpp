// Sends, classes and functions are no data: a written type that has them inside is refused where it stands, and no
// value gets such a type unnoticed.

#include "fixture.h"

namespace evd::sema::testing {
namespace {

const std::string kMessages = "param nodes : Set<Loc>\ninput go(x: Int)\noutput done(x: Int)\n";

TEST(WrittenTypes, ASendIsNoPart) {
    for (const char* text :
         {"fn f(x: Int) : List<⟦Send⟧> = []", "fn f(x: Int) : Option<⟦Send⟧> = None",
          "fn f(x: Int) : (Int, ⟦Send⟧) = (x, x)", "fn f(x: ⟦Send⟧) : Int = 1", "fn f(g: Int -> ⟦Send⟧) : Int = 1",
          "type T = { a: Int, s: ⟦Send⟧ }", "type T = List<⟦Send⟧>", "enum E { A(s: List<⟦Send⟧>) }",
          "param p : Map<Int, ⟦Send⟧>", "input m(s: List<⟦Send⟧>)", "class C : List<⟦Send⟧> = start => []",
          "state S : Option<⟦Send⟧> = None { }", "process P { var v : List<⟦Send⟧> = [] }",
          "process P { on start { let s : List<⟦Send⟧> = [] } }", "fn f() : Int = let s : ⟦Send⟧ = 1 in 1",
          "extern fn f(x: Int) : List<⟦Send⟧>"})
        expectOne(text, Code::SendNotStored);
}

TEST(WrittenTypes, ClassesAndFunctionsAreNoParts) {
    for (const char* text : {"fn f(x: Int) : List<⟦Class<Int>⟧> = []", "type T = (Int, ⟦Int -> Int⟧)",
                             "fn f(x: List<⟦Int -> Int⟧>) : Int = 1", "param p : List<⟦Int -> Int⟧>",
                             "fn f(g: (⟦Int -> Int⟧) -> Int) : Int = 1", "fn f(g: Int -> ⟦Int -> Int⟧) : Int = 1",
                             "class C : ⟦Int -> Int⟧ = start => 1"})
        expectOne(text, Code::NoEquality);
    expectOne("process P(⟦f⟧: Int -> Int) { }", Code::NoEquality);
}

TEST(WrittenTypes, ASendIsTheResultOfFunctionsAndClasses) {
    expectQuiet(kMessages +
                "type S = Send\nfn f(x: Int) : S = emit done(x)\nfn g(x: Int) : Send = f(x)\n"
                "class C : Send = go(x) => f(x)\nclass D : Class<Send> = go(x) => g(x)\nsystem T = (C || D) at nodes");
}

/// At least one diagnostic with this code: each place where the type turned out so may have one.
void expectSome(const std::string& text, Code code) {
    Checked checked = check(text);
    const auto& all = checked.diagnostics.all();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const Diagnostic& one) { return one.code == code; })) << text;
}

TEST(Sends, AreNotHiddenInUnwrittenTypes) {
    expectOne(kMessages + "fn f(x: Int) = [⟦emit done(x)⟧]", Code::SendNotStored);
    expectSome(kMessages + "fn none<T>(x: Int) : Option<T> = None\n"
                           "class C = go(x) => match none(x) { Some(s) => s, None => emit done(x) }\n"
                           "system S = C at nodes",
               Code::SendNotStored);
    expectSome(kMessages + "fn f(s, b: Bool) = if b then emit done(1) else s", Code::SendNotStored);
    expectOne(kMessages + "class A = go(x) => emit done(x)\nclass B = A as s => ⟦s⟧\nsystem S = B at nodes",
              Code::SendNotStored);
    expectOne(kMessages + "class A = go(x) => [⟦emit done(x)⟧]", Code::SendNotStored);
    expectOne(kMessages + "fn none<T>(x: Int) : List<T> = []\nclass A = go(x) => each ⟦none(x)⟧\nsystem S = A at nodes",
              Code::SendNotStored);
    expectOne(kMessages + "process P { on go(x) { let s = ⟦emit done(x)⟧ } }", Code::SendNotStored);
}

TEST(Sends, AreListedAfterEach) {
    expectQuiet(
        kMessages +
        "class A = go(x) => each [emit done(x), emit done(x + 1)]\n"
        "class B = go(x) => each [emit done(y) for y in [x] if y > 0]\n"
        "class C = go(x) => each if x > 0 then [emit done(x)] else []\n"
        "class D = go(x) => each [emit done(x)] + [emit done(y) for y in [x]]\n"
        "class E = go(x) => each match x { 0 => [], _ => [emit done(x)] }\n"
        "class F = go(x) => each let y = x + 1 in [emit done(y)]\nsystem S = (A || B || C || D || E || F) at nodes");
}

TEST(Sends, ACallThatMakesThemIsAStatement) {
    expectQuiet(kMessages +
                "fn tell(x: Int) : Send = emit done(x)\nfn both(x: Int) = if x > 0 then tell(x) else emit done(0)\n"
                "process P { on go(x) { tell(x)  for y in [x] { both(y) }  if x > 0 { x.tell() } } }\n"
                "system S = P at nodes");
    expectOne(kMessages + "fn f(x: Int) : Int = x\nprocess P { on go(x) { ⟦f(x)⟧ } }", Code::UselessCall);
    expectOne(kMessages + "process P { on go(x) { ⟦size([x])⟧ } }", Code::UselessCall);
    expectOne(kMessages + "process P { on go(x) { ⟦nothing⟧(x) } }", Code::UnknownName);
    expectOne(kMessages + "message m(x: Int)\nprocess P { on go(x) { ⟦m⟧(x) } }", Code::NotAFunction);
}

}   // namespace
}   // namespace evd::sema::testing
