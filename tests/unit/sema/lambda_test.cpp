// Functions given as arguments: what they take is told by the other arguments, by what is wanted, or by written types.

#include "fixture.h"

namespace evd::sema::testing {
namespace {

const std::string kRecord = "type R = { a: Int, b: Int }\n";

void expectFine(const std::string& text) {
    Checked checked = check(kRecord + text);
    EXPECT_EQ(checked.shown(), std::vector<std::string>{}) << text;
}

TEST(Lambdas, TheCollectionTellsTheElement) {
    expectFine("fn f(rs: List<R>) : List<R> = filter(rs, r => r.b == 3 and r.a == 4)");
    expectFine("fn f(rs: Set<R>) : Set<R> = rs.filter(r => r.a < r.b or r.b == r.a)");
    expectFine("fn f(rs: List<R>) : List<Int> = map(rs, r => r.a + r.b)");
    expectFine("fn f(rs: Bag<R>) : Int = fold(rs, 0, (n, r) => n + r.a * r.b)");
    expectFine("fn f(rs: List<R>) : Bool = all x in map(rs, r => r.a - r.b): x > 0");
}

TEST(Lambdas, PatternsTakeTheElementApart) {
    expectFine("fn f(rs: List<R>) : List<R> = filter(rs, r => match r { { a = x, b = y } => x == y })");
    expectFine("fn f(rs: List<R>) : List<Int> = map(rs, ({ a, b }) => a + b)");
    expectFine("fn f(m: Map<Int, R>) : List<Int> = map(list(m), ((k, { a = x })) => k + x)");
    expectFine("fn f(rs: List<(R, R)>) : Int = fold(rs, 0, (n, (x, y)) => n + x.a + y.b)");
}

TEST(Lambdas, APatternMustAlwaysMatch) {
    expectOne("fn f(xs: List<Option<Int>>) : List<Int> = map(xs, (⟦Some(x)⟧) => x)", Code::RefutablePattern);
    expectOne("fn f(xs: List<Int>) : List<Int> = map(xs, (⟦0⟧) => 1)", Code::RefutablePattern);
}

TEST(Lambdas, TheAccumulatorIsTold) {
    expectFine("fn f(rs: List<R>) : Map<Int, R> = fold(rs, {}, (m, r) => m + {r.a: r})");
    expectFine("fn f(rs: List<R>) : Set<Int> = fold(rs, {}, (s, r) => if r.a in s then s else s + {r.b})");
    expectFine("fn f(rs: List<R>) : Option<R> = fold(rs, None, (best, r) => match best {\n"
               "  None => Some(r), Some(b) => if b.a + b.b < r.a then Some(r) else best })");
    expectFine(
        "fn f(rs: List<R>) : List<R> = fold(rs, [], (l, r) => if size(l) > 0 and l[0].a + l[0].b > r.a then l else "
        "append(l, r))");
    expectFine(
        "fn f(rs: List<R>) : Option<R> = let best : Option<R> = fold(rs, None, (b, r) => match b { None => Some(r), "
        "Some(o) => Some({ a = o.a + r.a, b = o.b }) }) in best");
}

TEST(Lambdas, FunctionsOfTheSpecTellThemToo) {
    expectFine("fn apply(g: R -> Int, r: R) : Int = g(r)\nfn f(r: R) : Int = apply(x => x.a + x.b, r)");
    expectFine("fn every<A, B>(xs: List<A>, g: A -> B) : List<B> = [g(x) for x in xs]\n"
               "fn f(rs: List<R>) : List<Int> = every(rs, r => r.a * r.b)");
    expectFine("fn chain<A, B, C>(g: A -> B, h: B -> C, x: A) : C = h(g(x))\n"
               "fn f(r: R) : Int = chain(x => { a = x.b, b = x.a }, y => y.a - y.b, r)");
    expectFine("fn sorted<A>(xs: List<A>, less: (A, A) -> Bool) : Bool = less(xs[0], xs[1])\n"
               "fn f(rs: List<R>) : Bool = sorted(rs, (x, y) => (x.b, x.a) < (y.b, y.a))");
}

TEST(Lambdas, TypeParametersMayBeWrittenInTheBody) {
    expectFine(
        "fn count<T>(xs: List<T>, g: T -> Bool) : Int = fold(xs, 0, (n: Int, x: T) => if g(x) then n + 1 else n)");
    expectFine("fn first_or<T>(xs: List<T>, y: T) : T = let z : T = y in if is_empty(xs) then z else xs[0]");
}

TEST(Lambdas, TheyNest) {
    expectFine("fn f(rss: List<List<R>>) : List<List<Int>> = map(rss, rs => map(rs, r => r.a + r.b))");
    expectFine("fn f(rs: List<R>) : Map<Int, Set<Int>> = fold(rs, {}, (m, r) => fold(rs, m, (n, s) => "
               "put(n, r.a + s.b, get_or(n, r.a, {}) + {s.a + s.b})))");
    expectFine("fn f(rs: List<R>) : List<Int> = rs.filter(r => rs.filter(s => s.a == r.b and s.b == r.a).is_empty)"
               ".map(r => r.a + r.b)");
}

TEST(Lambdas, ParametersMayBeAnnotated) {
    expectFine("fn f(rs: List<R>) : List<Int> = map(rs, (r: R) => r.a + r.b)");
    expectFine("fn f(xs: List<Int>) : Int = fold(xs, 0, (n: Int, x: Int) => n + x)");
    expectFine(
        "fn f(ms: List<Map<Int, List<R>>>) : List<Int> = map(ms, (m: Map<Int, List<R>>) => m[0][0].a + m[0][0].b)");
    expectFine("fn f(rs: List<R>) : List<Int> = map(rs, ({ a, b }: R) => a - b)");
    expectFine("fn f(xs) = map(xs, (r: R) => r.a + r.b)");
    expectOne(kRecord + "fn f(xs: List<Int>) : List<Int> = map(xs, (r: ⟦R⟧) => 1)", Code::TypeMismatch);
    expectOne("fn f(xs: List<Int>) : List<Int> = map(xs, (r: ⟦Rr⟧) => 1)", Code::UnknownType);
    expectOne("fn f(xs: List<Int>) : List<Int> = map(xs, (s: ⟦Send⟧) => 1)", Code::SendNotStored);
}

TEST(Lambdas, NaturalsStayIntegersInside) {
    Checked checked =
        check("fn f(ns: List<Nat>) = map(ns, n => n - 1)\nfn g(ns: List<Nat>) = fold(ns, 0, (s, n) => s + n)");
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    EXPECT_EQ(checked.type("f", SymbolKind::Function), "List<Nat> -> List<Int>");
    EXPECT_EQ(checked.type("g", SymbolKind::Function), "List<Nat> -> Int");
}

TEST(Lambdas, AMistakeInOneIsReportedInIt) {
    expectOne("fn f(xs: List<Int>) : List<Int> = map(xs, x => ⟦true⟧)", Code::TypeMismatch);
    expectOne("fn f(xs: List<Int>) : Int = fold(xs, 0, (n, x) => if x > 0 then n else ⟦\"\"⟧)", Code::TypeMismatch);
    expectOne(kRecord + "fn f(rs: List<R>) : List<Int> = map(rs, r => r.a + r.⟦c⟧)", Code::UnknownField);
}

TEST(Lambdas, NoFunctionIsAValue) {
    expectOne("fn id<T>(x: T) : T = x\nfn f() : Int = size([id(⟦x => 1⟧)])", Code::HigherOrderNotYet);
    expectOne("fn f() : Int = size(append([], ⟦x => 1⟧))", Code::HigherOrderNotYet);
    expectOne("fn f() : Int = match Some(⟦x => 1⟧) { _ => 1 }", Code::HigherOrderNotYet);
    expectOne("fn f(g: Int -> Int) : Int = let h = ⟦g⟧ in h(1)", Code::HigherOrderNotYet);
    expectOne("fn k(g: Int -> Int) : Int = g(1)\nfn f(g: Int -> Int, b: Bool) : Int = k(⟦if b then g else g⟧)",
              Code::HigherOrderNotYet);
}

TEST(Lambdas, AParameterOfAFunctionMayBePassedOn) {
    expectFine("fn k(g: Int -> Int, x: Int) : Int = g(x)\nfn f(g: Int -> Int, xs: List<Int>) : List<Int> = map(xs, x "
               "=> k(g, x))");
    expectFine("fn f(g: Int -> Int, xs: List<Int>) : List<Int> = map(xs, g)");
}

}   // namespace
}   // namespace evd::sema::testing
