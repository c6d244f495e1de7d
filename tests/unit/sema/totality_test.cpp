// R3: functions end. What is judged is what names are bound to, never how they are spelled.

#include "fixture.h"

namespace evd::sema::testing {
namespace {

const std::string kTree = "enum Tree { Leaf, Node(l: Tree, x: Int, r: Tree) }\n";
const std::string kRose = "enum Rose { Twig(v: Int, kids: List<Rose>) }\n";

void expectEnds(const std::string& text) {
    SCOPED_TRACE(text);
    expectWithout(text, Code::NotTotal);
}
void expectEndless(const std::string& text) {
    SCOPED_TRACE(text);
    expectOne(text, Code::NotTotal);
}

TEST(Totality, ANameThatHidesAParameterIsAnotherValue) {
    for (const char* body : {"if n > 0 then (let n = 5 in ⟦f(n - 1)⟧) else 0",
                             "if n > 0 then fold([1, 2], 100, (n, x) => ⟦f(n - 1)⟧) else 0",
                             "if n > 0 then (match (n, 3) { (_, n) => ⟦f(n - 1)⟧ }) else 0",
                             "if n > 0 then size([⟦f(n - 1)⟧ for n in [7]]) else 0"})
        expectEndless("fn f(n: Int) : Int decreases n = " + std::string(body));
    for (const char* body :
         {"let l = t in ⟦f(l)⟧", "match Some(t) { Some(l) => ⟦f(l)⟧, None => 0 }", "size([⟦f(l)⟧ for l in [t]])",
          "fold([t], 0, (s, l) => s + ⟦f(l)⟧)", "(if any l in [t]: ⟦f(l)⟧ > 0 then 1 else 0)"})
        expectEndless(kTree + "fn f(t: Tree) : Int = match t { Leaf => 0, Node(l, x, r) => " + body + " }");
}

TEST(Totality, TheHiddenParameterIsShown) {
    auto found =
        expectOne("fn f(n: Int) : Int decreases n = if n > 0 then (let n = 5 in ⟦f(n - 1)⟧) else 0", Code::NotTotal);
    ASSERT_EQ(found.labels.size(), 1u);
    EXPECT_NE(found.labels[0].text.find("hides the parameter"), std::string::npos);
}

TEST(Totality, AnotherNameForAPartIsThePart) {
    for (const char* body :
         {"match t { Leaf => 0, Node(l, x, r) => let q = l in f(q) }",
          "match t { Leaf => 0, Node(l, _, r) => let (a, b) = (r, l) in f(a) + f(b) }",
          "match (t, 3) { (Leaf, _) => 0, (Node(l, x, r), _) => f(l) + f(r) }",
          "match t { Leaf => 0, Node(l, x, r) => match l { Leaf => 1, Node(a, _, b) => f(a) + f(b) } }",
          "match t { Leaf => 0, Node(l, x, r) => f(if x > 0 then l else r) }",
          "match t { Leaf => 0, Node(l, x, r) => match { a = l, b = r } { { b } => f(b) } }"})
        expectEnds(kTree + "fn f(t: Tree) : Int = " + body);
    expectEnds("fn f(n: Int) : Int decreases n = if n > 0 then (let k = n in f(k - 1)) else 0");
    expectEnds("fn f(n: Int) : Int decreases n = if n > 0 then fold([n], 0, (s, k) => s + f(n - 1)) else 0");
    expectEnds("enum Task { Step(cost: Int, rest: Option<Task>) }\nfn f(t: Task) : Int = match t { Step(c, rest) => "
               "match rest { None => c, Some(u) => c + f(u) } }");
}

TEST(Totality, AnElementOfACollectionIsAPart) {
    const std::string twig = "match t { Twig(v, kids) => ";
    for (const char* body :
         {"v + fold([f(k) for k in kids], 0, (a, b) => a + b) }", "fold(kids, v, (s, k) => s + f(k)) }",
          "size(filter(kids, k => f(k) > 0)) }", "size(map(kids, k => f(k))) }",
          "(if all k in kids: f(k) > 0 then 1 else 0) }",
          "if is_empty(kids) then v else f(first(kids)) + f(last(kids)) + f(kids[0]) }",
          "fold(slice(kids, 1, 9), v, (s, k) => s + f(k)) }",
          "fold(filter(kids, k => k != t), v, (s, k) => s + f(k)) }",
          "let ks = kids in size([1 for k in ks if f(k) > 2]) }", "size([y for k in kids, y in [f(k)]]) }"})
        expectEnds(kRose + "fn f(t: Rose) : Int = " + twig + body);
    const std::string trie = "enum Trie { Fork(kids: Map<Int, Trie>) }\nfn f(t: Trie) : Int = match t { Fork(m) => ";
    for (const char* body :
         {"fold(values(m), 0, (s, k) => s + f(k)) }", "fold(list(m), 0, (s, e) => match e { (_, k) => s + f(k) }) }",
          "match find(m, 1) { None => 0, Some(k) => f(k) } }", "if 1 in m then f(m[1]) else 0 }",
          "size([f(k) for (_, k) in m]) }"})
        expectEnds(trie + body);
    expectEnds("enum S { Of(in_it: Set<S>) }\nfn f(s: S) : Int = match s { Of(all_of) => fold(all_of, 0, (n, x) => n + "
               "f(x)) }");
    expectEndless(kRose + "fn f(t: Rose) : Int = " + twig + "fold([t] + kids, v, (s, k) => s + ⟦f(k)⟧) }");
    expectEndless(kRose + "fn f(t: Rose) : Int = " + twig + "fold(append(kids, t), v, (s, k) => s + ⟦f(k)⟧) }");
    expectEndless(trie + "⟦f(get_or(m, 1, t))⟧ }");
}

TEST(Totality, ACollectionWithoutAnElementIsSmaller) {
    expectEnds("fn f(xs: List<Int>) : Int = if is_empty(xs) then 0 else first(xs) + f(slice(xs, 1, size(xs)))");
    expectEnds("fn f(s: Set<Int>) : Int = if is_empty(s) then 0 else first(s) + f(remove(s, first(s)))");
    expectEnds("fn f(m: Map<Int, Int>) : Int = if 3 in m then f(remove(m, 3)) else 0");
    expectEndless("fn f(xs: List<Int>) : Int = if is_empty(xs) then 0 else ⟦f(slice(xs, 0, size(xs)))⟧");
    expectEndless("fn f(xs: List<Int>) : Int = ⟦f(slice(xs, 1, size(xs)))⟧");
    expectEndless("fn f(s: Set<Int>) : Int = if is_empty(s) then 0 else ⟦f(remove(s, 3))⟧");
}

TEST(Totality, EveryCallMayShrinkAnotherArgumentInTurn) {
    expectEnds(kTree + "fn f(a: Tree, b: Tree) : Int = match a { Leaf => 0, Node(l, _, _) => f(b, l) }");
    expectEnds(kTree +
               "fn f(a: Tree, b: Tree) : Int = match a { Leaf => (match b { Leaf => 0, Node(l, _, _) => f(a, l) }), "
               "Node(l, _, _) => f(l, Node(b, 1, b)) }");
    // each call makes one argument smaller and the other larger
    Checked checked =
        check(kTree + "fn f(a: Tree, b: Tree) : Int = match (a, b) { (Node(l, _, _), _) => f(l, Node(b, 1, b)), "
                      "(_, Node(l, _, _)) => f(Node(a, 1, a), l), (Leaf, Leaf) => 0 }");
    EXPECT_EQ(checked.shown().size(), 2u);
}

TEST(Totality, FunctionsThatCallEachOther) {
    expectEnds(kRose + "fn one(t: Rose) : Int = match t { Twig(v, kids) => v + all_of(kids) }\n"
                       "fn all_of(ts: List<Rose>) : Int = fold(ts, 0, (s, t) => s + one(t))");
    expectEnds("fn even(n: Nat) : Bool decreases n = if n == 0 then true else odd(n - 1)\n"
               "fn odd(n: Nat) : Bool decreases n = if n == 0 then false else even(n - 1)");
    Checked checked = check("fn even(n: Nat) : Bool decreases n = if n == 0 then true else odd(n - 1)\n"
                            "fn odd(n: Nat) : Bool = if n == 0 then false else even(n - 1)");
    EXPECT_EQ(checked.shown().size(), 2u);
}

TEST(Totality, CallsInEveryForm) {
    expectEndless("fn f(n: Int) : Int = ⟦n.f⟧");
    expectEndless("fn f(n: Int) : Int = ⟦n.f()⟧");
    expectEndless("fn f(n: Int) : Int = match n { ^⟦f(n)⟧ => 1, _ => 2 }");
    expectEndless("fn f(n: Int) : Int = match n { x when ⟦f(x)⟧ > 2 => 1, _ => 2 }");
    expectEnds("fn f(n: Nat) : Int decreases n = if n == 0 then 0 else (n - 1).f");
}

TEST(Measures, DivisionAndRemainder) {
    expectEnds(
        "fn root(n: Nat) : Nat decreases n = if n == 0 then 0 else let r = 2 * root(n / 4) in if (r + 1) * (r + 1) "
        "> n then r else r + 1");
    expectEnds("fn gcd(a: Nat, b: Nat) : Nat decreases b = if b == 0 then a else gcd(b, a mod b)");
    expectEnds("fn power(b: Int, n: Nat) : Int decreases n = match n { 0 => 1, _ => b * power(b, n / 2) }");
    expectEnds(
        "fn search(lo: Int, hi: Int) : Int decreases hi - lo = if hi - lo <= 1 then lo else search((lo + hi) / 2, hi)");
    expectEndless("fn f(n: Nat) : Nat decreases n = ⟦f(n / 2)⟧");
    expectEndless("fn f(n: Nat) : Nat decreases n = if n == 0 then 0 else ⟦f(n / 1)⟧");
    expectEndless("fn f(a: Nat, b: Nat) : Nat decreases b = if a == 0 then a else ⟦f(b, a mod b)⟧");
}

TEST(Measures, SizesOfCollections) {
    expectEnds("fn merge(xs: List<Int>, ys: List<Int>) : List<Int> decreases size(xs) + size(ys) =\n"
               "  if is_empty(xs) then ys else if is_empty(ys) then xs\n"
               "  else if first(xs) <= first(ys) then [first(xs)] + merge(slice(xs, 1, size(xs)), ys)\n"
               "  else [first(ys)] + merge(xs, slice(ys, 1, size(ys)))");
    expectEnds("fn sort(xs: List<Int>) : List<Int> decreases size(xs) = if size(xs) < 2 then xs else "
               "sort(slice(xs, 0, size(xs) / 2)) + sort(slice(xs, size(xs) / 2, size(xs)))");
    expectEnds(
        "fn sum(s: Set<Int>) : Int decreases size(s) = if s == {} then 0 else first(s) + sum(remove(s, first(s)))");
    expectEnds(
        "fn sum(s: Set<Int>) : Int decreases size(s) = match s == {} { true => 0, false => sum(remove(s, last(s))) }");
    expectEndless(
        "fn f(s: Set<Int>, x: Int) : Int decreases size(s) = if is_empty(s) then 0 else ⟦f(remove(s, x), x)⟧");
    expectEnds("fn f(s: Set<Int>, x: Int) : Int decreases size(s) = if x in s then f(remove(s, x), x) else 0");
}

TEST(Measures, AnyExpressionAndTuples) {
    expectEnds("fn halves(n: Nat) : Int decreases n / 2 = if n > 1 then halves(n - 2) else 0");
    expectEndless("fn rests(n: Nat) : Int decreases n mod 5 = if n > 0 then ⟦rests(n - 1)⟧ else 0");
    expectEnds("fn f(a: Nat, b: Nat) : Int decreases (a, b) = if b > 0 then f(a, b - 1) else if a > 0 then f(a - 1, 9) "
               "else 0");
    expectEndless("fn f(a: Nat, b: Nat) : Int decreases (b, a) = if b > 0 then f(a, b - 1) else if a > 0 then "
                  "⟦f(a - 1, 9)⟧ else 0");
    expectEnds("fn f(n: Int) : Int decreases (if n > 0 then n else 0) = if n > 0 then f(n - 1) else 0");
    expectEnds(
        "fn f(i: Nat, xs: List<Int>) : Int decreases size(xs) - i = if i < size(xs) then xs[i] + f(i + 1, xs) else 0");
    expectOne("fn f(n: Nat) : Int decreases ⟦n > 2⟧ = 0", Code::TypeMismatch);
    expectOne("fn f(n: Nat) : Int decreases (n, ⟦true⟧) = 0", Code::TypeMismatch);
}

TEST(Measures, GuardsOnThePathAreKnown) {
    expectEnds("fn f(n: Int) : Int decreases n = match n { 0 => 0, k when k < 0 => 0, k => f(k - 1) }");
    expectEnds("fn f(n: Int) : Int decreases n = if n <= 0 or f(n - 1) > 0 then 1 else 2");
    expectEnds("fn f(n: Int) : Int decreases n = if not (n > 0) then 1 else f(n - 1)");
    expectEnds("fn f(n: Int) : Int decreases n = let big = n > 0 in if big then f(n - 1) else 2");
    expectEndless("fn f(n: Int) : Int decreases n = if n <= 0 and ⟦f(n - 1)⟧ > 0 then 1 else 2");
    expectEndless("fn f(n: Int) : Int decreases n = if n != 0 then ⟦f(n - 1)⟧ else 2");
}

TEST(Self, AFunctionOfDataKnowsNoLocation) {
    expectOne("fn above(n: Int) : (Int, Loc) = (n + 1, ⟦self⟧)", Code::NoSelf);
    expectOne("fn me() : Loc = ⟦self⟧", Code::NoSelf);
    expectOne("param nodes : Set<Loc>\nassume here = ⟦self⟧ in nodes", Code::NoSelf);
    expectOne("param nodes : Set<Loc>\ninvariant here = ⟦self⟧ in nodes", Code::NoSelf);
    const std::string worker = "param nodes : Set<Loc>\ninput go(n: Int)\noutput done(n: Int, l: Loc)\n"
                               "process W(l: Loc) { on go(n) { emit done(n, l) } }\n";
    expectOne(worker + "system S = W(self) at ⟦self⟧", Code::NoSelf);
    expectWithout(worker + "system S = W(self) at nodes", Code::NoSelf);
    expectWithout("message m(n: Int)\nfn again(n: Int) : Send = send m(n) to self", Code::NoSelf);
}

}   // namespace
}   // namespace evd::sema::testing
