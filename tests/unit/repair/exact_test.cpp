// What the text is after a repair, to the letter.

#include "tests/unit/repair/checked.h"

#include <gtest/gtest.h>

namespace evd::repair::testing {
namespace {

std::string offered(const Checked& before) {
    std::string out;
    for (const Diagnostic& diagnostic : before.diagnostics.all())
        for (const Fix& fix : repairsOf(before, diagnostic)) out += fix.title + "\n";
    return out;
}

/// `body` after the first repair whose title begins with `title`; `spec s` stands before it.
std::string repaired(const std::string& body, const std::string& title) {
    const std::string header = "spec s\n\n";
    Checked before(header + body);
    for (const Diagnostic& diagnostic : before.diagnostics.all())
        for (const Fix& fix : repairsOf(before, diagnostic))
            if (fix.title.rfind(title, 0) == 0) return applied(before.text, fix).substr(header.size());
    return "not offered; offered were:\n" + offered(before) + "for:\n" + before.listing();
}

TEST(Chain, KeepsItsMeaning) {
    EXPECT_EQ(repaired("fn f(a: Int, b: Int) : Bool = not 0 <= a < b\n", "join with"),
              "fn f(a: Int, b: Int) : Bool = not (0 <= a and a < b)\n");
    EXPECT_EQ(repaired("fn f(a: Int, b: Int) : Bool = 0 <= (a + 1) < b == a\n", "join with"),
              "fn f(a: Int, b: Int) : Bool = 0 <= (a + 1) and (a + 1) < b and b == a\n");
    EXPECT_EQ(repaired("fn f(a: Int, b: Set<Int>, c: Set<Int>) : Bool = a not in b == c\n", "join with"),
              "fn f(a: Int, b: Set<Int>, c: Set<Int>) : Bool = a not in b and b == c\n");
    EXPECT_EQ(repaired("fn f(a: Int, b: Set<Int>) : Bool = a in b == true\n", "put the first"),
              "fn f(a: Int, b: Set<Int>) : Bool = (a in b) == true\n");
}

TEST(Rename, ChangesOnlyWhatMeansTheDeclaration) {
    EXPECT_EQ(repaired("enum C { red, Green }\nfn f(c: C, red: Int) : Int = red\n", "rename to `Red`"),
              "enum C { Red, Green }\nfn f(c: C, red: Int) : Int = red\n");
    EXPECT_EQ(repaired("fn CountAll(x: Int) : Int = x\nfn g(x: Int) : Int = CountAll(x)\n", "rename to"),
              "fn count_all(x: Int) : Int = x\nfn g(x: Int) : Int = count_all(x)\n");
    EXPECT_EQ(repaired("param node : Loc\nmessage go(node: Loc)\nprocess node {\n  on start { send go(node) to node "
                       "}\n  on go(_) {}\n}\nsystem S = node at node\n",
                       "rename to `Node`"),
              "param node : Loc\nmessage go(node: Loc)\nprocess Node {\n  on start { send go(node) to node }\n  on "
              "go(_) {}\n}\nsystem S = Node at node\n");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nprocess keeper {\n  on start { }\n}\nsystem S = keeper at nodes\n",
                       "rename to `Keeper`"),
              "param nodes : Set<Loc>\nprocess Keeper {\n  on start { }\n}\nsystem S = Keeper at nodes\n");
}

TEST(Rename, LeavesPatternVariablesAlone) {
    const std::string keeper = "param nodes : Set<Loc>\noutput o(x: Int)\nprocess Keeper {\n  var x : Option<Int> = "
                               "None\n  on start { match x { Some(b) => { emit o(b) }  None => {} } }\n}\n";
    EXPECT_EQ(repaired(keeper + "system b = Keeper at nodes\n", "rename to `B`"),
              keeper + "system B = Keeper at nodes\n");
}

TEST(Rename, FollowsReservedWords) {
    EXPECT_EQ(repaired("fn f(to: Int, x: Int) : Int = to + x * to\nfn g(to: Int) : Int = 1\n", "rename to `to_`"),
              "fn f(to_: Int, x: Int) : Int = to_ + x * to_\nfn g(to: Int) : Int = 1\n");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nmessage go(to: Loc)\nprocess P {\n  on start { send go(self) to nodes "
                       "}\n  on go(_) {}\n}\nsystem S = P at nodes\n",
                       "rename to `to_`"),
              "param nodes : Set<Loc>\nmessage go(to_: Loc)\nprocess P {\n  on start { send go(self) to nodes }\n  on "
              "go(_) {}\n}\nsystem S = P at nodes\n");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nprocess P {\n  var state : Int = 0\n  on start { state := state + 1 "
                       "}\n}\nsystem S = P at nodes\n",
                       "rename to `state_`"),
              "param nodes : Set<Loc>\nprocess P {\n  var state_ : Int = 0\n  on start { state_ := state_ + 1 "
              "}\n}\nsystem S = P at nodes\n");
}

const std::string kNodes = "param nodes : Set<Loc>\n\noutput o(x: Int)\n";

TEST(Cases, AreWrittenSoThatTheyParse) {
    EXPECT_EQ(repaired("fn f(e: Int) : Int = match e {\n  0 => 1,\n  1 => 2\n}\n", "add the case"),
              "fn f(e: Int) : Int = match e {\n  0 => 1,\n  1 => 2,\n  _ => 0\n}\n");
    EXPECT_EQ(repaired("fn f(e: Int) : Int = match e {\n  0 => 1  // one\n}\n", "add the case"),
              "fn f(e: Int) : Int = match e {\n  0 => 1,  // one\n  _ => 0\n}\n");
    EXPECT_EQ(repaired("enum E { A, B }\n" + kNodes +
                           "process P {\n  var e = A\n  on start {\n    match e {\n      A => { emit o(1) }  // a\n    "
                           "}\n  }\n}\nsystem S = P at nodes\n",
                       "add the case `B`"),
              "enum E { A, B }\n" + kNodes +
                  "process P {\n  var e = A\n  on start {\n    match e {\n      A => { emit o(1) }  // a\n      B => "
                  "{}\n    }\n  }\n}\nsystem S = P at nodes\n");
}

TEST(Cases, GoWithTheirComments) {
    EXPECT_EQ(repaired("fn f(e: Int) : Int = match e {\n  _ => 1,\n  2 => 3,  // two\n}\n", "remove this case"),
              "fn f(e: Int) : Int = match e {\n  _ => 1,\n}\n");
    EXPECT_EQ(repaired("fn f(e: Int) : Int = match e {\n  _ => 1,  // all\n  2 => 3  // two\n}\n", "remove this case"),
              "fn f(e: Int) : Int = match e {\n  _ => 1  // all\n}\n");
    EXPECT_EQ(repaired("fn f(e: Int) : Int = match e { _ => 1, 2 => 3 }\n", "remove this case"),
              "fn f(e: Int) : Int = match e { _ => 1 }\n");
}

TEST(Remove, TakesTheCommentsAlong) {
    const std::string process = "/// Doc of P.\nprocess P {\n  on start { emit o(1) }\n}\nsystem S = P at nodes\n";
    EXPECT_EQ(repaired(kNodes + "\n/// Doc of f.\n/// More.\nfn f(x: Int) : Int = x\n\n" + process, "remove `f`"),
              kNodes + "\n\n" + process);
    EXPECT_EQ(repaired(kNodes + "process P {\n  /// how many\n  var c : Int = 0  // keep\n  on start { emit o(1) "
                                "}\n}\nsystem S = P at nodes\n",
                       "remove `c`"),
              kNodes + "process P {\n  on start { emit o(1) }\n}\nsystem S = P at nodes\n");
}

TEST(Declare, TakesTheTypesOfAllUses) {
    auto process = [](const std::string& body) { return "process P {\n" + body + "}\nsystem S = P at nodes\n"; };
    std::string text = process("  on start { send ping(1, self) to nodes }\n  on ping(n, p) { emit o(n) }\n");
    EXPECT_EQ(repaired(kNodes + text, "declare"),
              kNodes.substr(0, kNodes.size() - 1) + "\nmessage ping(n: Int, p: Loc)\n" + text);
    text = process("  on ping(n, p) {\n    emit o(n)\n    send ping(n, p) to p\n  }\n");
    EXPECT_EQ(repaired(kNodes + text, "declare"),
              kNodes.substr(0, kNodes.size() - 1) + "\nmessage ping(n: Int, p: Loc)\n" + text);
}

TEST(Declare, WritesWhatParses) {
    auto process = [](const std::string& body) {
        return kNodes + "process P {\n  on start { " + body + " }\n}\nsystem S = P at nodes\n";
    };
    EXPECT_NE(repaired(process("w := {}"), "declare").find("var w : Set<Int> = {}"), std::string::npos);
    EXPECT_NE(repaired(process("w := []"), "declare").find("var w : List<Int> = []"), std::string::npos);
    EXPECT_NE(repaired(process("send mm([], {}) to nodes"), "declare").find("message mm(a: List<Int>, b: Set<Int>)"),
              std::string::npos);
    EXPECT_NE(repaired(process("emit oo(1, None)"), "declare").find("output oo(a: Int, b: Option<Int>)"),
              std::string::npos);
}

TEST(Arguments, AreSeparated) {
    EXPECT_EQ(repaired("fn g(x: Int, y: Int) : Int = x + y\nfn f(x: Int) : Int = x.g()\n", "add the missing"),
              "fn g(x: Int, y: Int) : Int = x + y\nfn f(x: Int) : Int = x.g(0)\n");
    const std::string process =
        "input i(x: Int, y: Int)\nprocess P {\n  on i(x, ) { emit o(x) }\n}\nsystem S = P at nodes\n";
    EXPECT_NE(repaired(kNodes + process, "add `_`").find("on i(x, _ )"), std::string::npos)
        << repaired(kNodes + process, "add `_`");
    const std::string tree = "enum Tree { Leaf, Node(l: Tree, x: Int, r: Tree) }\n";
    EXPECT_EQ(repaired(tree + "fn f(x: Int) : Tree = Node(Leaf, x, )\n", "add the missing"),
              tree + "fn f(x: Int) : Tree = Node(Leaf, x, Leaf )\n");
    EXPECT_EQ(repaired("enum E { A(x: Int, y: Int) }\nfn f(e: E) : Int = match e { A(x) => x }\n", "add"),
              "enum E { A(x: Int, y: Int) }\nfn f(e: E) : Int = match e { A(x, _) => x }\n");
}

TEST(Offers, AreNotMisleading) {
    EXPECT_EQ(repaired("fn f(x: Set<>) : Int = 1\n", "write `!=`").substr(0, 11), "not offered");
    for (const char* type : {"Set<>", "Map<>"}) {
        Checked before(std::string("spec s\n\nfn f(x: ") + type + ", y: Int) : Int = y\n");
        EXPECT_EQ(before.count(Code::UnexpectedToken), 1u) << before.listing();
        EXPECT_EQ(before.errors(), 1u) << before.listing();
    }
    EXPECT_EQ(repaired("fn f(x: Bool) : Bool = x and not told\n", "replace by").substr(0, 11), "not offered");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nmessage m(x: Int)\nprocess P {\n  on start { emit m(1) }\n  on m(_) "
                       "{}\n}\nsystem S = P at nodes\n",
                       "declare")
                  .substr(0, 11),
              "not offered");
}

}   // namespace
}   // namespace evd::repair::testing
