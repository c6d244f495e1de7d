// Every form of the language once, as the tree it must give. The trees are worked out by hand from docs/language.md.

#include "fixture.h"

namespace evd::syntax::testing {
namespace {

TEST(Declaration, Header) {
    Parsed parsed("/// About it.\n/// More.\nspec ring_election\n");
    EXPECT_EQ(parsed.tree->specName.text, "ring_election");
    EXPECT_EQ(parsed.at(parsed.tree->specName.span), "ring_election");
    EXPECT_EQ(parsed.tree->specDoc, "About it.\nMore.");
    EXPECT_TRUE(parsed.tree->decls.empty());
    EXPECT_TRUE(parsed.diagnostics.all().empty());
}

TEST(Declaration, Imports) {
    EXPECT_EQ(decl("import std.quorum"), "import std.quorum");
    EXPECT_EQ(decl("import std.quorum as q"), "import std.quorum as q");
    EXPECT_EQ(decl("import \"./paxos.evd\" as paxos"), "import \"./paxos.evd\" as paxos");
    EXPECT_EQ(decl("import \"./paxos.evd\""), "import \"./paxos.evd\"");
    EXPECT_EQ(decl("use paxos(nodes = replicas, Cmd = Str) as px"), "use paxos as px\n  nodes = replicas\n  Cmd = Str");
}

TEST(Declaration, Parameters) {
    EXPECT_EQ(decl("param x : Int"), "param x Int");
    EXPECT_EQ(decl("param f : A -> B"), "param f (-> A B)");
    EXPECT_EQ(decl("param type Cmd"), "param type Cmd");
    EXPECT_EQ(decl("assume unique = forall a, b in ring: uid(a) == uid(b) implies a == b"),
              "assume unique (forall [a in ring] [b in ring] (implies (== (call uid a) (call uid b)) (== a b)))");
}

TEST(Declaration, Types) {
    EXPECT_EQ(decl("type P = { a: Int, b: Loc }"), "type P (record a: Int b: Loc)");
    EXPECT_EQ(decl("type Pair<A, B> = (A, B)"), "type Pair (for A B) (tuple A B)");
    EXPECT_EQ(decl("enum T { A, B(x: Int, y: List<Loc>), }"), "enum T\n  A\n  B (params x: Int y: (List Loc))");
    EXPECT_EQ(decl("enum Tree<T> { Leaf, Node(left: Tree<T>) }"),
              "enum Tree (for T)\n  Leaf\n  Node (params left: (Tree T))");
    EXPECT_EQ(decl("enum None { }"), "enum None");
}

TEST(Declaration, Functions) {
    EXPECT_EQ(decl("fn double(x: Int) : Int = 2 * x"), "fn double (params x: Int) -> Int\n  (* 2 x)");
    EXPECT_EQ(decl("fn swap<A, B>(p: Pair<A, B>) = p"), "fn swap (for A B) (params p: (Pair A B))\n  p");
    EXPECT_EQ(decl("fn power(b: Int, n: Nat) : Int decreases n - 1 = b"),
              "fn power (params b: Int n: Nat) -> Int (decreases (- n 1))\n  b");
    EXPECT_EQ(decl("extern fn g(x: T) : U"), "extern fn g (params x: T) -> U");
    EXPECT_EQ(decl("extern fn price(item: Int) : Int = item + 1"),
              "extern fn price (params item: Int) -> Int\n  (+ item 1)");
    EXPECT_EQ(decl("fn nothing() = ()"), "fn nothing\n  (tuple)");
}

TEST(Declaration, Messages) {
    EXPECT_EQ(decl("input bump()"), "input bump");
    EXPECT_EQ(decl("output done(x: Int, p: Loc)"), "output done (params x: Int p: Loc)");
    EXPECT_EQ(decl("message vote(slot: Int, cmd: Str)"), "message vote (params slot: Int cmd: Str)");
}

TEST(Declaration, ClassesAndStates) {
    EXPECT_EQ(decl("class C(p: Int) : Class<Int> = A"), "class C (params p: Int) (Class Int)\n  A");
    EXPECT_EQ(decl("state S(p: Int) : Int = 0 {\n on A -> S + 1\n on m(x) from p when x > 0 -> x\n}"),
              "state S (params p: Int) Int = 0\n  on A -> (+ S 1)\n  on (rule (on m x (from p)) (when (> x 0))) -> x");
    EXPECT_EQ(decl("state S = 0 { }"), "state S = 0");
    EXPECT_EQ(decl("system S = (A || B(1)) at nodes || C at {b}"),
              "system S (|| (at (|| A (B 1)) nodes) (at C (set b)))");
}

TEST(Declaration, Processes) {
    EXPECT_EQ(decl("process P { }"), "process P");
    EXPECT_EQ(decl("open process P(n: Int) {\n"
                   "  durable var best : Option<Int> = None\n"
                   "  var seen = false\n"
                   "  on start { }\n"
                   "  on vote(^slot, x) from s when x > 0 { }\n"
                   "  on tick { }\n"
                   "  action a(v in s, w in t) when v > w { }\n"
                   "  fair action b { }\n"
                   "  fair action c when seen { }\n"
                   "  only a, on vote, start affects best, seen\n"
                   "  only b sends done\n"
                   "  only affects seen\n"
                   "}"),
              "open process P (params n: Int)\n"
              "  durable var best (Option Int) = None\n"
              "  var seen = false\n"
              "  handler start\n"
              "  handler (on vote (^ slot) x (from s)) (when (> x 0))\n"
              "  handler (on tick)\n"
              "  action a (params v in s w in t) (when (> v w))\n"
              "  fair action b\n"
              "  fair action c (when seen)\n"
              "  (only a on vote start) (affects best seen)\n"
              "  (only b) (sends done)\n"
              "  (only) (affects seen)");
}

TEST(Declaration, TimersAndClocks) {
    EXPECT_EQ(decl("process P {\n  timer t\n  var timer = 0\n  on t when a { }\n}"),
              "process P\n  timer t\n  var timer = 0\n  handler (on t) (when a)");
    EXPECT_EQ(decl("clocks drift 10 percent"), "clocks 10 percent");
    EXPECT_EQ(decl("clocks drift 2 * drift ppm"), "clocks (* 2 drift) ppm");
}

TEST(Declaration, StatementsAboutRuns) {
    EXPECT_EQ(decl("invariant one = a == b"), "invariant one (== a b)");
    EXPECT_EQ(decl("property p = always a"), "property p (always a)");
    EXPECT_EQ(decl("prove p"), "prove (goals p)");
    EXPECT_EQ(decl("prove p, q by i, j"), "prove (goals p q) (by i j)");
    EXPECT_EQ(decl("check p"), "check (properties p)");
    EXPECT_EQ(decl("check p, q with nodes = {a, b}, Cmd = {A, B}, uid = any injective, k = any, n = 3\n"
                   "  given bump() to a, add(1) to b\n"
                   "  bound steps <= 10, x < 3\n"
                   "  faults crash <= 1, drop, duplicate < 2, reorder == 3"),
              "check (properties p q)\n"
              "  with nodes = (set a b)\n"
              "  with Cmd = (set A B)\n"
              "  with uid = any injective\n"
              "  with k = any\n"
              "  with n = 3\n"
              "  given (happened bump) (to a)\n"
              "  given (happened add 1) (to b)\n"
              "  bound (<= steps 10)\n"
              "  bound (< x 3)\n"
              "  faults crash <= 1\n"
              "  faults drop\n"
              "  faults duplicate < 2\n"
              "  faults reorder == 3");
    EXPECT_EQ(decl("check p in S from scenario s given go(1) to a from k, go(2) to a then go(3) to b"),
              "check (properties p) (in S) (from s)\n"
              "  given (happened go 1) (to a) (from k)\n"
              "  given (happened go 2) (to a)\n"
              "  then (happened go 3) (to b)");
    EXPECT_EQ(decl("scenario s in S from base with nodes = {a, b}, n = 3 {\n"
                   "  bump(1) to a, b from k\n"
                   "  a receives vote(0, _) from b, c again\n"
                   "  b rejects vote c loses px.vote(1) from a\n"
                   "  next(a) does P.go(1) a crashes b restarts c starts\n"
                   "  wait 5ms fairly fairly until x == 3 expect bump\n"
                   "}"),
              "scenario s (in S) (from base)\n"
              "  with nodes = (set a b)\n"
              "  with n = 3\n"
              "  input (at a b) (happened bump 1) (from k)\n"
              "  receives (at a) (happened vote 0 _) (from b c) again\n"
              "  rejects (at b) (happened vote)\n"
              "  loses (at c) (happened px.vote 1) (from a)\n"
              "  does (at (call next a)) (happened P.go 1)\n"
              "  crashes (at a)\n"
              "  restarts (at b)\n"
              "  starts (at c)\n"
              "  wait 5000000ns\n"
              "  fairly\n"
              "  fairly (== x 3)\n"
              "  expect bump");
}

TEST(Declaration, WordsOfLaterVersionsAreSkipped) {
    for (const char* word : {"program", "refine", "variants", "switch"}) {
        Parsed parsed("spec s\n" + std::string(word) + " X { whatever (this = is) }\nparam x : Int\n");
        ASSERT_EQ(parsed.diagnostics.all().size(), 1u) << word;
        EXPECT_EQ(parsed.diagnostics.all()[0].code, Code::LaterCapability);
        EXPECT_EQ(parsed.at(parsed.diagnostics.all()[0].span), word);
        ASSERT_EQ(parsed.tree->decls.size(), 2u);
        EXPECT_EQ(parsed.decls()[1], "param x Int\n");
    }
}

TEST(Statement, Assignments) {
    EXPECT_EQ(stmts("x := 1"), ":= x 1");
    EXPECT_EQ(stmts("m[k] := e  r.f := e  s += x  s -= y"), ":= (index m k) e\n:= (.f r) e\n+= s x\n-= s y");
    EXPECT_EQ(stmts("r.f[k].g := 1"), ":= (.g (index (.f r) k)) 1");
}

TEST(Statement, Bindings) {
    EXPECT_EQ(stmts("let p = e"), "let p e");
    EXPECT_EQ(stmts("let (a, _) : (Int, Int) = e"), "let (tuple a _) (tuple Int Int) e");
    EXPECT_EQ(stmts("let x = a in s let y = b"), "let x (in a s)\nlet y b");
}

TEST(Statement, Choices) {
    EXPECT_EQ(stmts("if a { stop }"), "if a\n  stop");
    EXPECT_EQ(stmts("if a { x := 1 } else { x := 2 }"), "if a\n  := x 1\nelse\n  := x 2");
    EXPECT_EQ(stmts("if a { } else if b { stop } else if c { } else { x := 1 }"),
              "if a\nelse\n  if b\n    stop\n  else\n    if c\n    else\n      := x 1");
    EXPECT_EQ(stmts("match e { None => { } Some(b) when b > x => { stop }, _ => { x := b } }"),
              "match e\n  case None\n  case (Some b) (when (> b x))\n    stop\n  case _\n    := x b");
    EXPECT_EQ(stmts("for (k, v) in m { s += k }"), "for (tuple k v) m\n  += s k");
    EXPECT_EQ(stmts("if { a } == s { stop }"), "if (== (set a) s)\n  stop");
}

TEST(Statement, Outputs) {
    EXPECT_EQ(stmts("send m(1, x) to d"), "(send m 1 x (to d))");
    EXPECT_EQ(stmts("after 200ms send m() to self"), "(send m (to self) (after 200000000ns))");
    EXPECT_EQ(stmts("after (pace + pace) send m() to d"), "(send m (to d) (after (+ pace pace)))");
    EXPECT_EQ(stmts("x := y after 1s send m() to d"), ":= x y\n(send m (to d) (after 1000000000ns))");
    EXPECT_EQ(stmts("emit o(x)"), "(emit o x)");
    EXPECT_EQ(stmts("send paxos.m(1) to d"), "(send paxos.m 1 (to d))");
}

TEST(Statement, Processes) {
    EXPECT_EQ(stmts("spawn P(1, x)"), "spawn (P 1 x)");
    EXPECT_EQ(stmts("spawn P"), "spawn (P)");
    EXPECT_EQ(stmts("become Q(2)"), "become (Q 2)");
    EXPECT_EQ(stmts("stop"), "stop");
    EXPECT_EQ(stmts("set t after 5ms cancel t set set between a and (b + c)"),
              "set t after 5000000ns\ncancel t\nset set between a (+ b c)");
    EXPECT_EQ(stmts("set := set(x) between += 1 cancel(x) x := timer"),
              ":= set (call set x)\n+= between 1\n(call cancel x)\n:= x timer");
    EXPECT_EQ(stmts("x := 1 stop"), ":= x 1\nstop");
}

TEST(Class, Atoms) {
    EXPECT_EQ(classExpr("start"), "start");
    EXPECT_EQ(classExpr("m"), "(on m)");
    EXPECT_EQ(classExpr("m(x, _)"), "(on m x _)");
    EXPECT_EQ(classExpr("m from p"), "(on m (from p))");
    EXPECT_EQ(classExpr("m(x) from ^leader"), "(on m x (from (^ leader)))");
    EXPECT_EQ(classExpr("paxos.m(x)"), "(on paxos.m x)");
    EXPECT_EQ(classExpr("C"), "C");
    EXPECT_EQ(classExpr("C(a, b + 1)"), "(C a (+ b 1))");
    EXPECT_EQ(classExpr("paxos.C(a)"), "(paxos.C a)");
    EXPECT_EQ(classExpr("(C)"), "C");
}

TEST(Class, Combinators) {
    EXPECT_EQ(classExpr("C as (a, b)"), "(as C (tuple a b))");
    EXPECT_EQ(classExpr("C & D"), "(& C D)");
    EXPECT_EQ(classExpr("C || D"), "(|| C D)");
    EXPECT_EQ(classExpr("once C"), "(once C)");
    EXPECT_EQ(classExpr("C until D"), "(until C D)");
    EXPECT_EQ(classExpr("before S"), "(before S)");
    EXPECT_EQ(classExpr("latest C else 0"), "(latest C 0)");
    EXPECT_EQ(classExpr("each (x, y) in C spawn D(x, y)"), "(spawn (tuple x y) C (D x y))");
    EXPECT_EQ(classExpr("each x in C spawn (D || E)"), "(spawn x C (|| D E))");
    EXPECT_EQ(classExpr("C at locs"), "(at C locs)");
    EXPECT_EQ(classExpr("C at {a, b}"), "(at C (set a b))");
    EXPECT_EQ(classExpr("C at f(x)"), "(at C (call f x))");
}

TEST(Class, Rules) {
    EXPECT_EQ(classExpr("C when b"), "(rule C (when b))");
    EXPECT_EQ(classExpr("C => v"), "(rule C (=> v))");
    EXPECT_EQ(classExpr("C when b => each s"), "(rule C (when b) (=>each s))");
    EXPECT_EQ(classExpr("start => send m(1) to d"), "(rule start (=> (send m 1 (to d))))");
    EXPECT_EQ(classExpr("start => after 1s send m(1) to d"),
              "(rule start (=> (send m 1 (to d) (after 1000000000ns))))");
    EXPECT_EQ(classExpr("start => each [send m(1) to d, emit o(2)]"),
              "(rule start (=>each (list (send m 1 (to d)) (emit o 2))))");
}

TEST(PatternForm, Each) {
    EXPECT_EQ(pattern("_"), "_");
    EXPECT_EQ(pattern("y"), "y");
    EXPECT_EQ(pattern("^e"), "(^ e)");
    EXPECT_EQ(pattern("^e.f[1]"), "(^ (index (.f e) 1))");
    EXPECT_EQ(pattern("^(a + b)"), "(^ (+ a b))");
    EXPECT_EQ(pattern("3"), "3");
    EXPECT_EQ(pattern("-1"), "-1");
    EXPECT_EQ(pattern("\"a\""), "\"a\"");
    EXPECT_EQ(pattern("b\"a\""), "b\"a\"");
    EXPECT_EQ(pattern("true"), "true");
    EXPECT_EQ(pattern("5s"), "5000000000ns");
    EXPECT_EQ(pattern("-5s"), "-5000000000ns");
    EXPECT_EQ(pattern("None"), "None");
    EXPECT_EQ(pattern("Some(p)"), "(Some p)");
    EXPECT_EQ(pattern("Node(l, (a, b), Some(_))"), "(Node l (tuple a b) (Some _))");
    EXPECT_EQ(pattern("paxos.Ballot(x)"), "(paxos.Ballot x)");
    EXPECT_EQ(pattern("Empty()"), "(Empty)");
    EXPECT_EQ(pattern("(p, q)"), "(tuple p q)");
    EXPECT_EQ(pattern("(p,)"), "(tuple p)");
    EXPECT_EQ(pattern("(p)"), "p");
    EXPECT_EQ(pattern("()"), "(tuple)");
    EXPECT_EQ(pattern("{ a = p, b }"), "(record a = p b)");
    EXPECT_EQ(pattern("{ a = Some(1), }"), "(record a = (Some 1))");
}

TEST(TypeForm, Each) {
    EXPECT_EQ(type("Int"), "Int");
    EXPECT_EQ(type("Map<Loc, List<Int>>"), "(Map Loc (List Int))");
    EXPECT_EQ(type("Map<Loc, List<Set<Int>>>"), "(Map Loc (List (Set Int)))");
    EXPECT_EQ(type("paxos.Ballot"), "paxos.Ballot");
    EXPECT_EQ(type("()"), "(tuple)");
    EXPECT_EQ(type("(A, B)"), "(tuple A B)");
    EXPECT_EQ(type("(A)"), "A");
    EXPECT_EQ(type("{ a: Int, b: { c: Loc } }"), "(record a: Int b: (record c: Loc))");
    EXPECT_EQ(type("{}"), "(record)");
    EXPECT_EQ(type("A -> B"), "(-> A B)");
    EXPECT_EQ(type("(A, B) -> C"), "(-> A B C)");
    EXPECT_EQ(type("((A, B), C) -> D"), "(-> (tuple A B) C D)");
    EXPECT_EQ(type("() -> A"), "(-> (tuple) A)");
}

TEST(Expression, Collections) {
    EXPECT_EQ(expr("()"), "(tuple)");
    EXPECT_EQ(expr("(a)"), "a");
    EXPECT_EQ(expr("(a, b)"), "(tuple a b)");
    EXPECT_EQ(expr("(a,)"), "(tuple a)");
    EXPECT_EQ(expr("[]"), "(list)");
    EXPECT_EQ(expr("[a, b,]"), "(list a b)");
    EXPECT_EQ(expr("{}"), "(set)");
    EXPECT_EQ(expr("{a, b}"), "(set a b)");
    EXPECT_EQ(expr("{k: v, a: b}"), "(map (: k v) (: a b))");
    EXPECT_EQ(expr("{ f = v, g = w }"), "(record f = v g = w)");
    EXPECT_EQ(expr("{ r with f = v, g = w }"), "(with r f = v g = w)");
    EXPECT_EQ(expr("{ f(x).r with f = v }"), "(with (.r (call f x)) f = v)");
    EXPECT_EQ(expr("{a == b}"), "(set (== a b))");
}

TEST(Expression, Comprehensions) {
    EXPECT_EQ(expr("[e for x in xs]"), "(list_for e (in x xs))");
    EXPECT_EQ(expr("[(x, y) for x in xs, (y, _) in ys if x > y]"),
              "(list_for (tuple x y) (in x xs) (in (tuple y _) ys) (if (> x y)))");
    EXPECT_EQ(expr("{e for x in xs}"), "(set_for e (in x xs))");
    EXPECT_EQ(expr("{k: v for (k, v) in m if k in s}"), "(map_for k v (in (tuple k v) m) (if (in k s)))");
}

TEST(Expression, Forms) {
    EXPECT_EQ(expr("if a then b else c"), "(if a b c)");
    EXPECT_EQ(expr("match e { P => v, Q(x) when g => w, }"), "(match e (=> P v) (=> (Q x) (when g) w))");
    EXPECT_EQ(expr("let (a, b) : (Int, Int) = e in a"), "(let (tuple a b) (tuple Int Int) e a)");
    EXPECT_EQ(expr("f(x)"), "(call f x)");
    EXPECT_EQ(expr("x.f(y)"), "(call_method f x y)");
    EXPECT_EQ(expr("x.f"), "(.f x)");
    EXPECT_EQ(expr("a[k]"), "(index a k)");
    EXPECT_EQ(expr("Some(1)"), "(call Some 1)");
    EXPECT_EQ(expr("paxos.Ballot(1)"), "(call paxos.Ballot 1)");
    EXPECT_EQ(expr("all x in s: p"), "(all x s p)");
    EXPECT_EQ(expr("any (x, y) in s: p"), "(any (tuple x y) s p)");
    EXPECT_EQ(expr("x in s"), "(in x s)");
    EXPECT_EQ(expr("x not in s"), "(not_in x s)");
    EXPECT_EQ(expr("f((x, y) => x + y)"), "(call f (lambda (params x y) (+ x y)))");
    EXPECT_EQ(expr("f(x => x, _ => 1, () => 2)"),
              "(call f (lambda (params x) x) (lambda (params _) 1) (lambda (params) 2))");
    EXPECT_EQ(expr("f(((a, b), Some(c)) => a)"), "(call f (lambda (params (tuple a b) (Some c)) a))");
    EXPECT_EQ(expr("self"), "self");
    EXPECT_EQ(expr("send m(x) to next(self)"), "(send m x (to (call next self)))");
    EXPECT_EQ(expr("if a then send m() to b else emit o()"), "(if a (send m (to b)) (emit o))");
}

TEST(Formula, Each) {
    EXPECT_EQ(formula("forall x, y in s: p"), "(forall [x in s] [y in s] p)");
    EXPECT_EQ(formula("forall i, j in nodes, x: p"), "(forall [i in nodes] [j in nodes] [x] p)");
    EXPECT_EQ(formula("exists e0 < e: p"), "(exists [e0 < e] p)");
    EXPECT_EQ(formula("exists e0 <@ e, k > l: p"), "(exists [e0 <@ e] [k > l] p)");
    EXPECT_EQ(formula("forall a, e0 < e: p"), "(forall [a] [e0 < e] p)");
    EXPECT_EQ(formula("m(v, _) @ e"), "(received m v _ (@ e))");
    EXPECT_EQ(formula("sent m(v) @ e"), "(sent m v (@ e))");
    EXPECT_EQ(formula("was_sent m(v) by i"), "(was_sent m v (by i))");
    EXPECT_EQ(formula("C(v) @ e"), "(class_value C v (@ e))");
    EXPECT_EQ(formula("C(a, b)(v) @ e"), "(class_value C (of a b) v (@ e))");
    EXPECT_EQ(formula("lib.C(a)(v) @ e"), "(class_value lib.C (of a) v (@ e))");
    EXPECT_EQ(formula("e @ i"), "(at e (@ i))");
    EXPECT_EQ(formula("e1 <@ e2"), "(<@ e1 e2)");
    EXPECT_EQ(formula("x before e"), "(before x e)");
    EXPECT_EQ(formula("x after e"), "(after x e)");
    EXPECT_EQ(formula("x of P at i"), "(value_of x P i)");
    EXPECT_EQ(formula("x of paxos.P at i"), "(value_of x paxos.P i)");
    EXPECT_EQ(formula("kind(e) == pred(e)"), "(== (call kind e) (call pred e))");
    EXPECT_EQ(formula("always eventually p"), "(always (eventually p))");
    EXPECT_EQ(formula("p leads_to q"), "(leads_to p q)");
    EXPECT_EQ(formula("paxos.m(v) @ e"), "(received paxos.m v (@ e))");
}

// ---- documentation and comments

TEST(Documentation, BelongsToWhatFollows) {
    Parsed parsed("/// The spec.\n"
                  "spec s\n"
                  "\n"
                  "/// A parameter.\n"
                  "///  Indented by one more.\n"
                  "///\n"
                  "/// Last.\n"
                  "param x : Int   /// not of x\n"
                  "// plain\n"
                  "param y : Int\n"
                  "/// far away\n"
                  "\n"
                  "param z : Int\n"
                  "process P {\n"
                  "  /// Of v.\n"
                  "  var v = 0\n"
                  "  /// Of the handler.\n"
                  "  on m { }\n"
                  "  /// Of the action.\n"
                  "  fair action a { }\n"
                  "  var w = 0\n"
                  "}\n");
    EXPECT_EQ(parsed.shown(), std::vector<std::string>());
    EXPECT_EQ(parsed.tree->specDoc, "The spec.");
    ASSERT_EQ(parsed.tree->decls.size(), 4u);
    EXPECT_EQ(parsed.tree->decls[0]->doc, "A parameter.\n Indented by one more.\n\nLast.");
    EXPECT_EQ(parsed.tree->decls[1]->doc, "");
    EXPECT_EQ(parsed.tree->decls[2]->doc, "");
    const auto& members = std::get<ProcessDecl>(parsed.tree->decls[3]->node).members;
    ASSERT_EQ(members.size(), 4u);
    EXPECT_EQ(std::get<VarDecl>(members[0]).doc, "Of v.");
    EXPECT_EQ(std::get<HandlerDecl>(members[1]).doc, "Of the handler.");
    EXPECT_EQ(std::get<ActionDecl>(members[2]).doc, "Of the action.");
    EXPECT_EQ(std::get<VarDecl>(members[3]).doc, "");
    ASSERT_EQ(parsed.tree->comments.size(), 11u);
    EXPECT_TRUE(parsed.tree->comments[0].doc);
    EXPECT_EQ(parsed.at(parsed.tree->comments[0].span), "/// The spec.");
    EXPECT_FALSE(parsed.tree->comments[6].doc);
    EXPECT_EQ(parsed.at(parsed.tree->comments[6].span), "// plain");
}

TEST(Documentation, WithCarriageReturns) {
    Parsed parsed("spec s\r\n/// One.\r\n/// Two.\r\nparam x : Int\r\n");
    ASSERT_EQ(parsed.tree->decls.size(), 1u);
    EXPECT_EQ(parsed.tree->decls[0]->doc, "One.\nTwo.");
    for (const Comment& comment : parsed.tree->comments)
        EXPECT_EQ(parsed.at(comment.span).find('\r'), std::string_view::npos);
}

TEST(Documentation, AfterAByteOrderMark) {
    Parsed parsed("\xEF\xBB\xBF/// The spec.\nspec s\nparam é : Int\n");
    EXPECT_EQ(parsed.tree->specDoc, "The spec.");
}

TEST(ByteOrderMark, IsWhiteSpace) {
    Parsed parsed("\xEF\xBB\xBF\xEF\xBB\xBFspec s\nparam x : Int\n");
    EXPECT_EQ(parsed.shown(), std::vector<std::string>());
    EXPECT_EQ(parsed.at(parsed.tree->specName.span), "s");
    ASSERT_EQ(parsed.tree->decls.size(), 1u);
    EXPECT_EQ(parsed.at(parsed.tree->decls[0]->span), "param x : Int");
}

/// Anywhere else it is a character that nobody sees, like those below.
TEST(InvisibleCharacters, AreNamedAndCanBeRemoved) {
    struct Case {
        const char* text;
        const char* name;
        const char* instead;
    };
    const Case cases[] = {{"\xEF\xBB\xBF", "U+FEFF (byte order mark)", ""},
                          {"\f", "U+000C (form feed)", " "},
                          {"\v", "U+000B (vertical tab)", " "},
                          {"\xC2\xA0", "U+00A0 (no-break space)", " "},
                          {"\xE2\x80\xA8", "U+2028 (line separator)", " "},
                          {"\xE2\x80\x8B", "U+200B (zero width)", ""},
                          {"\x01", "U+0001 (control character)", ""}};
    for (const Case& one : cases)
        for (int times : {1, 3}) {
            std::string run;
            for (int i = 0; i < times; ++i) run += one.text;
            Parsed parsed("spec s\nparam " + run + "x : Int // " + run + "\n");
            ASSERT_EQ(parsed.diagnostics.all().size(), 1u) << one.name;
            const Diagnostic& found = parsed.diagnostics.all().front();
            EXPECT_EQ(found.message, std::string("the character ") + one.name + " has no meaning here");
            ASSERT_EQ(found.fixes.size(), 1u) << one.name;
            EXPECT_EQ(found.fixes[0].edits[0].span.end - found.fixes[0].edits[0].span.begin, run.size());
            EXPECT_EQ(found.fixes[0].edits[0].text, one.instead) << one.name;
        }
    EXPECT_EQ(Parsed(std::string("spec s\nfn f(x: Int) : Int = (") + '\0' + "x)\n").shown().size(), 1u);
}

TEST(Number, TheLeastNeedsItsSign) {
    EXPECT_EQ(decl("fn f() = -9223372036854775808"), decl("fn f() = -0x8000000000000000"));
    EXPECT_FALSE(decl("fn f() = -9223372036854775808").starts_with("not correct"));
    EXPECT_FALSE(decl("fn f() = 1 - -9223372036854775808").starts_with("not correct"));
    EXPECT_FALSE(decl("fn f() = -9223372036854775808ns").starts_with("not correct"));
    expectAt("spec s\nfn f() = ⟦9223372036854775808⟧\n", {Code::IntegerTooLarge});
    expectAt("spec s\nfn f() = 1 - ⟦9223372036854775808⟧\n", {Code::IntegerTooLarge});
    expectAt("spec s\nfn f() = -⟦9223372036854775809⟧\n", {Code::IntegerTooLarge});
}

TEST(Map, KeysMayBeKeywordsThatAreValues) {
    EXPECT_EQ(Parsed("spec s\nclass C = m => {self: 1}\nclass D = m => {1: {}, self: {true: 1, false: 2}}\n").shown(),
              std::vector<std::string>());
    expectAt("spec s\nfn f(⟦self⟧: Loc) = 1\n", {Code::ReservedWord});
    expectAt("spec s\ntype T = { a: Int, ⟦self⟧: Loc }\n", {Code::UnexpectedToken});
}

/// A `///` after something on its line is no documentation of the next line's declaration.
TEST(Documentation, AtTheEndOfALineIsNotOfTheNextDeclaration) {
    Parsed parsed("spec s\nparam x : Int   /// of x, if of anything\nparam y : Int\n");
    ASSERT_EQ(parsed.tree->decls.size(), 2u);
    EXPECT_EQ(parsed.tree->decls[1]->doc, "");
}

TEST(Comment, StandsAnywhereBetweenTokens) {
    std::string plain = "fn f(a: Int) = if a > 0 then [a, 1] else []";
    std::string expected = decl(plain);
    ASSERT_FALSE(expected.starts_with("not correct"));
    Parsed parsed("spec s\n" + plain);
    for (const Token& token : parsed.tree->tokens) {
        if (token.span.begin < 7 + 2) continue;
        if (parsed.at(token.span) == "(" || parsed.at(token.span) == "[") continue;   // must not begin a line
        std::string text(parsed.text());
        text.insert(token.span.begin, " // said in between\n ");
        EXPECT_EQ(Parsed(text).decls(), Parsed("spec s\n" + plain).decls()) << text;
    }
}

}   // namespace
}   // namespace evd::syntax::testing
