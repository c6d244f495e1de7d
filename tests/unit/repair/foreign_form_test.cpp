// What users of other languages write, and what the repair makes of it. That a repair mends and adds no error is held
// for all of them in repair_test.cpp.

#include "tests/unit/repair/checked.h"

#include <gtest/gtest.h>

namespace {

using evd::Fix;
using evd::repair::testing::applied;
using evd::repair::testing::Checked;
using evd::repair::testing::repairsOf;

const std::string kHead = "spec s\n\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput done(n: Int)\n";

/// The text after the first repair of an error whose title begins so; else what is offered.
std::string repaired(const std::string& rest, const std::string& title) {
    Checked before(kHead + rest);
    std::string offered;
    for (const evd::Diagnostic& diagnostic : before.diagnostics.all()) {
        offered += evd::codeName(diagnostic.code) + " " + diagnostic.message + ":";
        for (const Fix& fix : repairsOf(before, diagnostic)) {
            if (fix.title.rfind(title, 0) == 0) return applied(before.text, fix).substr(kHead.size());
            offered += " [" + fix.title + "]";
        }
        offered += "\n";
    }
    return "not offered; " + offered;
}

std::string process(const std::string& body, const std::string& variables = "") {
    return "process P {\n" + variables + "  on go(x) {\n    " + body +
           "\n    emit done(x)\n  }\n}\nsystem S = P at nodes\n";
}

TEST(OtherLanguages, Constants) {
    const std::string use = "fn f(x: Int) : Int = x + limit\n";
    for (const char* head : {"const", "let", "val", "def"})
        EXPECT_EQ(repaired(std::string(head) + " limit = 3\n" + use, "declare the function `limit()`"),
                  "fn limit() = 3\nfn f(x: Int) : Int = x + limit()\n")
            << head;
    EXPECT_EQ(repaired("const limit: Int = 3\n" + use, "declare the function"),
              "fn limit() : Int = 3\nfn f(x: Int) : Int = x + limit()\n");
}

TEST(OtherLanguages, Functions) {
    for (const char* head : {"function", "func", "def", "fun"})
        EXPECT_EQ(repaired(std::string(head) + " f(x: Int) : Int = x\n", "write `fn`"), "fn f(x: Int) : Int = x\n")
            << head;
    EXPECT_EQ(repaired("function f(x: Int) -> Int { return x + 1 }\n", "write a function"),
              "fn f(x: Int) : Int = x + 1\n");
    EXPECT_EQ(repaired("fn f(x: Int) : Int {\n  x + 1\n}\n", "write a function"), "fn f(x: Int) : Int = x + 1\n");
    EXPECT_EQ(repaired("fn f(x: Int) -> Int = x\n", "write `:`"), "fn f(x: Int) : Int = x\n");
    EXPECT_EQ(repaired("fn f(x: Int) : Int = return x\n", "remove `return`"), "fn f(x: Int) : Int = x\n");
}

TEST(OtherLanguages, Members) {
    auto in = [](const std::string& e) { return "fn f(xs: List<Int>) : Int = " + e + "\n"; };
    for (const char* name : {"length", "len", "length()"})
        EXPECT_EQ(repaired(in(std::string("xs.") + name), "write `size`").substr(0, 34), in("xs.size").substr(0, 34))
            << name;
    EXPECT_EQ(repaired("fn f(s: Set<Int>) : Bool = s.contains(3)\n", "write `3 in s`"),
              "fn f(s: Set<Int>) : Bool = 3 in s\n");
    EXPECT_EQ(repaired("fn f(s: Set<Int>) : Bool = s.isEmpty()\n", "write `is_empty`"),
              "fn f(s: Set<Int>) : Bool = s.is_empty()\n");
    EXPECT_EQ(repaired(process("xs.push(x)", "  var xs : List<Int> = []\n"), "write `xs += x`"),
              process("xs += x", "  var xs : List<Int> = []\n"));
}

TEST(OtherLanguages, Records) {
    const std::string type = "type R = { a: Int, b: Str }\n";
    EXPECT_EQ(repaired(type + "fn f() : R = { a: 1, b: \"\" }\n", "write the record"),
              type + "fn f() : R = { a = 1, b = \"\" }\n");
    EXPECT_EQ(repaired(type + "fn f(r: R) : R = { r with a: 1 }\n", "write the record"),
              type + "fn f(r: R) : R = { r with a = 1 }\n");
    EXPECT_EQ(repaired("struct R { a: Int }\nfn f(r: R) : Int = r.a\n", "write `type`"),
              "type R = { a: Int }\nfn f(r: R) : Int = r.a\n");
    EXPECT_EQ(repaired("type E = A | B | C\n", "write `enum`"), "enum E { A, B, C }\n");
    EXPECT_EQ(repaired("fn f(xs: List[Int]) : Int = 1\n", "write the type arguments"),
              "fn f(xs: List<Int>) : Int = 1\n");
}

TEST(OtherLanguages, Choices) {
    EXPECT_EQ(repaired("fn f(x: Int) : Int = match x { 1 -> 2, _ -> 3 }\n", "write `=>`"),
              "fn f(x: Int) : Int = match x { 1 => 2, _ => 3 }\n");
    EXPECT_EQ(repaired(process("match x { 1 -> { emit done(2) } _ -> { } }"), "write `=>`"),
              process("match x { 1 => { emit done(2) } _ => { } }"));
    EXPECT_EQ(repaired("fn f(x: Int) : Int = if (x > 1) 2 else 3\n", "write `then`"),
              "fn f(x: Int) : Int = if (x > 1) then 2 else 3\n");
    EXPECT_EQ(repaired("fn f(x: Int) : Int = x > 1 ? 2 : 3\n", "write `if"),
              "fn f(x: Int) : Int = if x > 1 then 2 else 3\n");
    EXPECT_EQ(repaired(process("if x > 1 { emit done(1) } elif x > 0 { emit done(2) }"), "write `else if`"),
              process("if x > 1 { emit done(1) } else if x > 0 { emit done(2) }"));
    EXPECT_EQ(repaired(process("for (y in [x]) { emit done(y) }"), "write `for"),
              process("for y in [x] { emit done(y) }"));
}

TEST(OtherLanguages, OperatorsAndValues) {
    EXPECT_EQ(repaired("fn f(a: Bool, b: Bool) : Bool = a && b\n", "write `and`"),
              "fn f(a: Bool, b: Bool) : Bool = a and b\n");
    EXPECT_EQ(repaired("fn f(a: Bool, b: Bool) : Bool = a || b\n", "write `or`"),
              "fn f(a: Bool, b: Bool) : Bool = a or b\n");
    EXPECT_EQ(repaired("fn f(a: Bool) : Bool = !a\n", "write `not`"), "fn f(a: Bool) : Bool = not a\n");
    EXPECT_EQ(repaired("fn f() : Option<Int> = null\n", "replace by `None`"), "fn f() : Option<Int> = None\n");
    EXPECT_EQ(repaired("fn f() : Str = 'a'\n", "write `\"`"), "fn f() : Str = \"a\"\n");
    EXPECT_EQ(repaired("output out2(n: int)\n", "replace by `Int`"), "output out2(n: Int)\n");
}

TEST(OtherLanguages, Statements) {
    const std::string v = "  var v : Int = 0\n";
    EXPECT_EQ(repaired(process("v = x", v), "write `:=`"), process("v := x", v));
    EXPECT_EQ(repaired(process("var y = x + 1"), "write `let`"), process("let y = x + 1"));
    EXPECT_EQ(repaired("var n : Int = 0\n" + process("n := x"), "move it into `P`"),
              process("n := x", "  var n : Int = 0\n"));
}

/// What would leave an error, or make one, is not offered; what is offered in its place works.
TEST(Repairs, AreOffersThatHelp) {
    EXPECT_EQ(repaired("output o2(n: int)\n", "declare").substr(0, 11), "not offered");
    auto expect = [](const std::string& text, const std::string& wanted) {
        std::string found = repaired(text, "declare");
        EXPECT_NE(found.find(wanted), std::string::npos) << found;
    };
    expect("process P {\n  on go(x) { emit done(x) }\n  on done(n) { }\n}\nsystem S = P at nodes\n",
           "on go(x) { send done(x) to self }\n  on done(n) { }");
    expect("fn twice(x: Int) : Int = 2 * x\nclass C = twice(x) => emit done(x)\nsystem S = C at nodes\n",
           "input twice_message(x: Int)\nfn twice(x: Int) : Int = 2 * x\nclass C = twice_message(x) =>");
}

TEST(Repairs, CloseBracketsWhereTheyBelong) {
    const std::string type = "output every(xs: List<Int>)\n";
    EXPECT_EQ(repaired(type + process("emit every([x, 1)"), "close with `]`"), type + process("emit every([x, 1])"));
    EXPECT_EQ(repaired(type + process("emit every([x, (x + 1])"), "close with `)`"),
              type + process("emit every([x, (x + 1)])"));
    EXPECT_EQ(repaired(process("if (x > 1 { emit done(2) }"), "close with `)`"),
              process("if (x > 1) { emit done(2) }"));
    EXPECT_EQ(repaired("process P {\n  on go(x) {\n    if x > 1 {\n      emit done(2)\n    emit done(x)\n  "
                       "}\n}\nsystem S = P at nodes\n",
                       "close with `}`"),
              "process P {\n  on go(x) {\n    if x > 1 {\n      emit done(2)\n    }\n    emit done(x)\n  }\n}\nsystem "
              "S = P at nodes\n");
    EXPECT_EQ(
        repaired(
            "process P {\n  on go(x) {\n    emit done(x)\n\n  on start { emit done(1) }\n}\nsystem S = P at nodes\n",
            "close with `}`"),
        "process P {\n  on go(x) {\n    emit done(x)\n  }\n\n  on start { emit done(1) }\n}\nsystem S = P at nodes\n");
}

/// A second mistake of the same declaration is no reason to keep a repair back.
TEST(Repairs, DoNotCountWhatWasHiddenBefore) {
    const std::string type = "output every(xs: List<Int>)\n";
    EXPECT_EQ(repaired(type + process("emit every([x, unknown_name)"), "close with `]`"),
              type + process("emit every([x, unknown_name])"));
}

}   // namespace
