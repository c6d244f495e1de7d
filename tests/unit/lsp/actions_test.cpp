// Every quick fix: it is offered, its result is as expected, and what it repairs is gone.

#include "lsp/features/actions.h"
#include "tests/unit/lsp/spec.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

using testing::Spec;
using testing::spec;

std::string applied(std::string text, std::vector<Edit> edits) {
    std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
    for (const Edit& edit : edits) text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    return text;
}

size_t count(const Analysis& analysis, Code code) {
    return static_cast<size_t>(std::count_if(analysis.diagnostics().all().begin(), analysis.diagnostics().all().end(), [&](const Diagnostic& one) { return one.code == code; }));
}

const std::vector<Importable> kImportable = {{"std.quorum", {"majority", "plurality"}}};

std::string titles(const std::vector<Action>& all) {
    std::string out;
    for (const Action& action : all) out += "\n  " + action.title;
    return out;
}

/// The text after the action with this title, offered for the whole file.
std::string after(const Spec& one, const std::string& title) {
    auto all = actions(*one.analysis, 0, static_cast<uint32_t>(one.text.size()), kImportable);
    for (const Action& action : all)
        if (action.title == title) return applied(one.text, action.edits);
    ADD_FAILURE() << "there is no action `" << title << "`; there are:" << titles(all);
    return one.text;
}

/// The fix repairs one diagnostic with this code, brings no error of its own, and the result contains `wanted`.
void repairs(const std::string& text, Code code, const std::string& title, const std::string& wanted) {
    SCOPED_TRACE(title);
    Spec before = spec(text);
    ASSERT_GT(count(*before.analysis, code), 0u) << "the mistake is not found";
    std::string fixed = after(before, title);
    EXPECT_NE(fixed.find(wanted), std::string::npos) << fixed;
    Spec again = spec(fixed);
    EXPECT_LT(count(*again.analysis, code), count(*before.analysis, code)) << fixed;
    auto errors = [](const Analysis& analysis) { return std::count_if(analysis.diagnostics().all().begin(), analysis.diagnostics().all().end(), [](const Diagnostic& d) { return d.severity == Severity::Error; }); };
    EXPECT_LE(errors(*again.analysis), errors(*before.analysis)) << fixed;
}

const std::string kProcess = "param nodes : Set<Loc>\n\nmessage ping(n: Int)\n\n";

TEST(QuickFix, MisspeltName) { repairs("fn count_all(x: Int) : Int = x\nfn g(x: Int) : Int = count_al(x)\n", Code::UnknownName, "replace by `count_all`", "= count_all(x)"); }
TEST(QuickFix, ComparisonWithEquals) { repairs("fn f(x: Int) : Bool = x = 1\n", Code::AssignInExpression, "write `==`", "x == 1"); }
TEST(QuickFix, AssignmentWithEquals) {
    repairs(kProcess + "process P {\n  var x : Int = 0\n\n  on ping(n) { x = n }\n}\nsystem S = P at nodes\n", Code::EqualsInAssignment, "write `:=`", "{ x := n }");
}
TEST(QuickFix, LetWithAssign) {
    repairs(kProcess + "process P {\n  var x : Int = 0\n\n  on ping(n) {\n    let y := n\n    x := y\n  }\n}\nsystem S = P at nodes\n", Code::AssignInLet, "write `=`", "let y = n");
}
TEST(QuickFix, ForeignOperator) { repairs("fn f(a: Bool, b: Bool) : Bool = a && b\n", Code::ForeignOperator, "write `and`", "a and b"); }
TEST(QuickFix, MissingHeader) {
    Spec before = spec("spec x\n");
    Overlay overlay;
    overlay["/specs/main.evd"] = std::make_shared<const std::string>("fn f(x: Int) : Int = x\n");
    before.text = *overlay["/specs/main.evd"];
    before.analysis = Analysis::make("/specs/main.evd", overlay, "");
    EXPECT_EQ(after(before, "add a header"), "spec my_spec\n\nfn f(x: Int) : Int = x\n");
}
TEST(QuickFix, ArgumentsInWrongOrder) { repairs("fn f(x: Int, s: Str) : Int = x\nfn g(y: Int) : Int = f(\"a\", y)\n", Code::WrongArgumentOrder, "exchange the arguments", "f(y, \"a\")"); }
TEST(QuickFix, MissingCases) {
    repairs("enum Color { Red, Green, Blue(shade: Int) }\nfn f(c: Color) : Int = match c { Red => 1 }\n", Code::NonExhaustiveMatch, "add the 2 missing cases", "Red => 1, Green => 0, Blue(shade) => 0 }");
    repairs("enum Color { Red, Green, Blue(shade: Int) }\nfn f(c: Color) : Int = match c {\n  Red => 1,\n  Green => 2,\n}\n", Code::NonExhaustiveMatch, "add the missing case `Blue(shade)`", "Green => 2,\n  Blue(shade) => 0\n}");
    repairs("enum Color { Red, Green, Blue }\nfn f(c: Color) : Int = match c { Red => 1 }\n", Code::NonExhaustiveMatch, "add a case for everything else", "Red => 1, _ => 0 }");
}
TEST(QuickFix, MissingCasesOfAStatement) {
    repairs("enum Color { Red, Green }\n" + kProcess + "process P {\n  var x : Color = Red\n\n  on ping(n) {\n    match x {\n      Red => { x := Green }\n    }\n  }\n}\nsystem S = P at nodes\n",
            Code::NonExhaustiveMatch, "add the missing case `Green`", "\n      Green => { }");
}
TEST(QuickFix, UndeclaredMessage) {
    repairs(kProcess + "process P {\n  on ping(n) { send pong(n, true) to self }\n}\nsystem S = P at nodes\n", Code::UnknownMessage, "declare message `pong`", "message pong(n: Int, x2: Bool)");
    repairs(kProcess + "process P {\n  on ping(n) { emit done(n) }\n}\nsystem S = P at nodes\n", Code::UnknownMessage, "declare output `done`", "output done(n: Int)");
}
TEST(QuickFix, MissingHandler) {
    repairs(kProcess + "message pong(n: Int)\n\nprocess P {\n  on ping(n) { send pong(n) to self }\n}\nsystem S = P at nodes\n", Code::NeverHandled, "add a handler to `P`", "  on pong(n) {\n  }\n}");
}
TEST(QuickFix, MissingDestination) { repairs(kProcess + "process P {\n  on ping(n) { send ping(n) }\n}\nsystem S = P at nodes\n", Code::SendNeedsDestination, "send it to `self`", "send ping(n) to self"); }
TEST(QuickFix, WrongKindOfMessage) {
    repairs("param nodes : Set<Loc>\n\ninput ping(n: Int)\n\nprocess P {\n  on ping(n) { send ping(n) to self }\n}\nsystem S = P at nodes\n", Code::CannotSend, "declare it as `message`", "message ping(n: Int)");
    repairs(kProcess + "message done(n: Int)\n\nprocess P {\n  on ping(n) { emit done(n) }\n}\nsystem S = P at nodes\n", Code::EmitNeedsOutput, "declare it as `output`", "output done(n: Int)");
    repairs("param nodes : Set<Loc>\n\noutput ping(n: Int)\n\nprocess P {\n  var x : Int = 0\n\n  on ping(n) { x := n }\n}\nsystem S = P at nodes\n", Code::CannotReceive, "declare it as `message`", "message ping(n: Int)");
}
TEST(QuickFix, FrameThatLacksAKind) {
    repairs(kProcess + "message pong(n: Int)\n\nprocess P {\n  var x : Int = 0\n\n  only on pong affects x\n\n  on ping(n) { x := n  send pong(n) to self }\n  on pong(n) { x := n + 1 }\n}\nsystem S = P at nodes\n", Code::FrameViolation,
            "add `on ping` to the frame", "only on pong, on ping affects x");
}
TEST(QuickFix, OpenProcessWithoutFrame) {
    repairs(kProcess + "open process P {\n  var x : Int = 0\n\n  on ping(n) { x := n  send ping(x) to self }\n}\nsystem S = P at nodes\n", Code::OpenProcessHavoc, "add the frame of `x`", "  only on ping affects x\n}");
}
TEST(QuickFix, MissingField) { repairs("type P = { a: Int, b: Int }\nfn f(x: Int) : P = { a = x }\n", Code::MissingField, "add the missing fields", "{ a = x, b = 0 }"); }
TEST(QuickFix, UnusedName) {
    repairs(kProcess + "process P {\n  var x : Int = 0\n\n  on ping(n) {\n    let y = n\n    x := n\n    send ping(x) to self\n  }\n}\nsystem S = P at nodes\n", Code::UnusedName, "rename to `_y`", "let _y = n");
}
TEST(QuickFix, UnknownVariable) {
    repairs(kProcess + "process P {\n  on ping(n) { total := n > 1 }\n}\nsystem S = P at nodes\n", Code::UnknownVariable, "add a variable `total`", "var total : Bool = false");
}
TEST(QuickFix, UnknownNameBecomesParameterOrFunction) {
    repairs("fn f(x: Int) : Int = x + offset\n", Code::UnknownName, "add a parameter of the spec `offset`", "param offset : Int\n\nfn f");
    repairs("fn f(x: Int) : Int = x + shifted(x, true)\n", Code::UnknownName, "add a function `shifted`", "fn shifted(x1: Int, x2: Bool) : Int = 0");
}
TEST(QuickFix, UnknownType) {
    repairs("message m(c: Cmd)\n", Code::UnknownType, "add a type parameter `Cmd`", "param type Cmd\n\nmessage m");
    repairs("message m(c: Cmd)\n", Code::UnknownType, "declare `enum Cmd`", "enum Cmd { Cmd1, Cmd2 }");
}
TEST(QuickFix, MissingImport) { repairs("fn f(n: Nat) : Nat = majority(n)\n", Code::UnknownName, "import std.quorum", "spec main\nimport std.quorum"); }
TEST(QuickFix, WrongCase) {
    repairs("fn AddOne(x: Int) : Int = x + 1\n", Code::WrongCase, "rename to `add_one`", "fn add_one(x: Int)");
    repairs("class my_class = start => 1\n", Code::WrongCase, "rename to `MyClass`", "class MyClass = start");
}
TEST(QuickFix, ReservedWord) { repairs("fn f(at: Int) : Int = 1\n", Code::ReservedWord, "rename to `at_`", "f(at_: Int)"); }
TEST(QuickFix, UnreachableCase) { repairs("fn f(b: Bool) : Int = match b { true => 1, false => 2, _ => 3 }\n", Code::UnreachableCase, "remove this case", "false => 2 }"); }
TEST(QuickFix, StatementAfterStop) {
    repairs(kProcess + "process P {\n  on ping(n) {\n    stop\n    send ping(n) to self\n  }\n}\nsystem S = P at nodes\n", Code::StatementAfterStop, "remove this statement", "stop\n  }");
}
TEST(QuickFix, TypeNeeded) { repairs("message m(c)\n", Code::SignatureNeeded, "write the type `Int`", "message m(c: Int)"); }
TEST(QuickFix, RefutableLet) {
    repairs(kProcess + "process P {\n  var x : Option<Int> = None\n  var y : Int = 0\n\n  on ping(n) {\n    let Some(v) = x\n    y := v\n  }\n}\nsystem S = P at nodes\n", Code::RefutablePattern, "use `match`", "match x {");
}
TEST(QuickFix, BadEscape) { repairs("fn f(x: Int) : Str = \"a\\q\"\n", Code::BadEscape, "write a backslash", "\"a\\\\q\""); }

std::string rewritten(const std::string& text, const std::string& title) {
    Spec one = spec(text);
    auto all = actions(*one.analysis, one.at(), one.at(), {});
    for (const Action& action : all)
        if (action.title == title && !action.quickfix) return applied(one.text, action.edits);
    ADD_FAILURE() << "there is no rewrite `" << title << "`; there are:" << titles(all);
    return "";
}

TEST(Rewrite, WrapsAClassInOnce) {
    EXPECT_EQ(rewritten("message m(x: Int)\nclass ⟦⟧C = m(x) => send m(x) to self\n", "wrap in `once`"), "spec main\n\nmessage m(x: Int)\nclass C = once (m(x) => send m(x) to self)\n");
}
TEST(Rewrite, WritesAnInferredType) { EXPECT_EQ(rewritten("process P {\n  var ⟦⟧x = 0\n}\n", "write the type of `x`"), "spec main\n\nprocess P {\n  var x : Int = 0\n}\n"); }
TEST(Rewrite, ExchangesBranches) {
    EXPECT_EQ(rewritten("fn f(a: Int) : Int = ⟦⟧if a > 1 then 2 else 3\n", "exchange `then` and `else`"), "spec main\n\nfn f(a: Int) : Int = if not (a > 1) then 3 else 2\n");
    EXPECT_EQ(rewritten("fn f(a: Bool) : Int = ⟦⟧if not a then 2 else 3\n", "exchange `then` and `else`"), "spec main\n\nfn f(a: Bool) : Int = if a then 3 else 2\n");
}
TEST(Rewrite, MakesVariablesDurable) {
    EXPECT_EQ(rewritten("process P {\n  var ⟦⟧x : Int = 0\n}\n", "make `x` durable"), "spec main\n\nprocess P {\n  durable var x : Int = 0\n}\n");
    EXPECT_EQ(rewritten("process P {\n  durable var ⟦⟧x : Int = 0\n}\n", "make `x` volatile"), "spec main\n\nprocess P {\n  var x : Int = 0\n}\n");
}

} // namespace
} // namespace evd::lsp
