// What the text is after a repair, to the letter.

#include "tests/unit/repair/checked.h"

#include <gtest/gtest.h>

namespace evd::repair::testing {
namespace {

std::string offered(const Checked& before) {
    std::string out;
    for (const Diagnostic& diagnostic : before.diagnostics.all())
        for (const Fix& fix : repairs(*before.program, before.sources, diagnostic)) out += fix.title + "\n";
    return out;
}

/// `body` after the first repair whose title begins with `title`; `spec s` stands before it.
std::string repaired(const std::string& body, const std::string& title) {
    const std::string header = "spec s\n\n";
    Checked before(header + body);
    for (const Diagnostic& diagnostic : before.diagnostics.all())
        for (const Fix& fix : repairs(*before.program, before.sources, diagnostic))
            if (fix.title.rfind(title, 0) == 0) return applied(before.text, fix).substr(header.size());
    return "not offered; offered were:\n" + offered(before) + "for:\n" + before.all();
}

TEST(Chain, KeepsItsMeaning) {
    EXPECT_EQ(repaired("fn f(a: Int, b: Int) : Bool = not 0 <= a < b\n", "join with"), "fn f(a: Int, b: Int) : Bool = not (0 <= a and a < b)\n");
    EXPECT_EQ(repaired("fn f(a: Int, b: Int) : Bool = 0 <= (a + 1) < b == a\n", "join with"), "fn f(a: Int, b: Int) : Bool = 0 <= (a + 1) and (a + 1) < b and b == a\n");
    EXPECT_EQ(repaired("fn f(a: Int, b: Set<Int>, c: Set<Int>) : Bool = a not in b == c\n", "join with"), "fn f(a: Int, b: Set<Int>, c: Set<Int>) : Bool = a not in b and b == c\n");
    EXPECT_EQ(repaired("fn f(a: Int, b: Set<Int>) : Bool = a in b == true\n", "put the first"), "fn f(a: Int, b: Set<Int>) : Bool = (a in b) == true\n");
}

TEST(Rename, ChangesOnlyWhatMeansTheDeclaration) {
    EXPECT_EQ(repaired("enum C { red, Green }\nfn f(c: C, red: Int) : Int = red\n", "rename to `Red`"), "enum C { Red, Green }\nfn f(c: C, red: Int) : Int = red\n");
    EXPECT_EQ(repaired("fn CountAll(x: Int) : Int = x\nfn g(x: Int) : Int = CountAll(x)\n", "rename to"), "fn count_all(x: Int) : Int = x\nfn g(x: Int) : Int = count_all(x)\n");
    EXPECT_EQ(repaired("param node : Loc\nmessage go(node: Loc)\nprocess node {\n  on start { send go(node) to node }\n  on go(_) {}\n}\nsystem S = node at node\n", "rename to `Node`"),
              "param node : Loc\nmessage go(node: Loc)\nprocess Node {\n  on start { send go(node) to node }\n  on go(_) {}\n}\nsystem S = Node at node\n");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nprocess keeper {\n  on start { }\n}\nsystem S = keeper at nodes\n", "rename to `Keeper`"),
              "param nodes : Set<Loc>\nprocess Keeper {\n  on start { }\n}\nsystem S = Keeper at nodes\n");
}

TEST(Rename, FollowsReservedWords) {
    EXPECT_EQ(repaired("fn f(to: Int, x: Int) : Int = to + x * to\nfn g(to: Int) : Int = 1\n", "rename to `to_`"), "fn f(to_: Int, x: Int) : Int = to_ + x * to_\nfn g(to: Int) : Int = 1\n");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nmessage go(to: Loc)\nprocess P {\n  on start { send go(self) to nodes }\n  on go(_) {}\n}\nsystem S = P at nodes\n", "rename to `to_`"),
              "param nodes : Set<Loc>\nmessage go(to_: Loc)\nprocess P {\n  on start { send go(self) to nodes }\n  on go(_) {}\n}\nsystem S = P at nodes\n");
    EXPECT_EQ(repaired("param nodes : Set<Loc>\nprocess P {\n  var state : Int = 0\n  on start { state := state + 1 }\n}\nsystem S = P at nodes\n", "rename to `state_`"),
              "param nodes : Set<Loc>\nprocess P {\n  var state_ : Int = 0\n  on start { state_ := state_ + 1 }\n}\nsystem S = P at nodes\n");
}

} // namespace
} // namespace evd::repair::testing
