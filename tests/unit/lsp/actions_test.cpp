// Quick fixes as the server offers them: those of the front end (tests/unit/repair has them all) and its own.

#include "lsp/features/actions.h"
#include "tests/unit/lsp/direct.h"
#include "tests/unit/lsp/spec.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

using testing::Spec;
using testing::spec;
using testing::specFiles;
using testing::wrongFiles;

std::string applied(std::string text, std::vector<Edit> edits) {
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
    for (const Edit& edit : edits) text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    return text;
}

size_t count(const Analysis& analysis, Code code) {
    return static_cast<size_t>(std::count_if(analysis.diagnostics().all().begin(), analysis.diagnostics().all().end(),
                                             [&](const Diagnostic& one) { return one.code == code; }));
}

const repair::Exports kExports = {{"majority", "std.quorum"}};

std::string titles(const std::vector<Action>& all) {
    std::string out;
    for (const Action& action : all) out += "\n  " + action.title;
    return out;
}

/// The text after the action with this title, offered for the whole file.
std::string after(const Spec& one, const std::string& title) {
    auto all = actions(*one.analysis, 0, static_cast<uint32_t>(one.text.size()), {}, kExports);
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
    auto errors = [](const Analysis& analysis) {
        return std::count_if(analysis.diagnostics().all().begin(), analysis.diagnostics().all().end(),
                             [](const Diagnostic& d) { return d.severity == Severity::Error; });
    };
    EXPECT_LE(errors(*again.analysis), errors(*before.analysis)) << fixed;
}

const std::string kProcess = "param nodes : Set<Loc>\n\nmessage ping(n: Int)\n\n";

TEST(QuickFix, OfTheFrontEnd) {
    repairs("fn count_all(x: Int) : Int = x\nfn g(x: Int) : Int = count_al(x)\n", Code::UnknownName,
            "replace by `count_all`", "= count_all(x)");
    repairs("fn f(n: Nat) : Nat = majority(n)\n", Code::UnknownName, "import `std.quorum`", "import std.quorum");
    repairs("fn f(b: Bool) : Int = match b { true => 1, false => 2, _ => 3 }\n", Code::UnreachableCase,
            "remove this case", "false => 2");
}
TEST(QuickFix, RefutableLet) {
    repairs(kProcess + "process P {\n  var x : Option<Int> = None\n  var y : Int = 0\n\n  on ping(n) {\n    let "
                       "Some(v) = x\n    y := v\n  }\n}\nsystem S = P at nodes\n",
            Code::RefutablePattern, "use `match`", "match x {");
}
TEST(QuickFix, KeepsCommentsInTheirBlock) {
    repairs(kProcess + "output out(x: Int)\nprocess P {\n  var x : Option<Int> = None\n\n  on ping(n) {\n    let "
                       "Some(y) = x\n    emit out(y)  // done\n  }\n}\nsystem S = P at nodes\n",
            Code::RefutablePattern, "use `match`", "    emit out(y)  // done\n      }\n      _ => { }\n    }\n  }\n}");
}

std::string rewritten(const std::string& text, const std::string& title) {
    Spec one = spec(text);
    auto all = actions(*one.analysis, one.at(), one.at(), {}, {});
    for (const Action& action : all)
        if (action.title == title && !action.quickfix) return applied(one.text, action.edits);
    ADD_FAILURE() << "there is no rewrite `" << title << "`; there are:" << titles(all);
    return "";
}

TEST(Rewrite, WrapsAClassInOnce) {
    EXPECT_EQ(rewritten("message m(x: Int)\nclass ⟦⟧C = m(x) => send m(x) to self\n", "wrap in `once`"),
              "spec main\n\nmessage m(x: Int)\nclass C = once (m(x) => send m(x) to self)\n");
}
TEST(Rewrite, ExchangesBranches) {
    EXPECT_EQ(rewritten("fn f(a: Int) : Int = ⟦⟧if a > 1 then 2 else 3\n", "exchange `then` and `else`"),
              "spec main\n\nfn f(a: Int) : Int = if not (a > 1) then 3 else 2\n");
    EXPECT_EQ(rewritten("fn f(a: Bool) : Int = ⟦⟧if not a then 2 else 3\n", "exchange `then` and `else`"),
              "spec main\n\nfn f(a: Bool) : Int = if a then 3 else 2\n");
}
TEST(Rewrite, NeedsAWholeIf) {
    Spec one = spec("fn f(x: Int) : Int = ⟦⟧if x == 1 then 3\n");
    for (const Action& action : actions(*one.analysis, one.at(), one.at(), {}, {}))
        EXPECT_NE(action.title, "exchange `then` and `else`");
}
TEST(Rewrite, MakesVariablesDurable) {
    EXPECT_EQ(rewritten("process P {\n  var ⟦⟧x : Int = 0\n}\n", "make `x` durable"),
              "spec main\n\nprocess P {\n  durable var x : Int = 0\n}\n");
    EXPECT_EQ(rewritten("process P {\n  durable var ⟦⟧x : Int = 0\n}\n", "make `x` volatile"),
              "spec main\n\nprocess P {\n  var x : Int = 0\n}\n");
}

/// Whatever the file, the request is answered, also where a deployment file cannot be made.
TEST(Actions, AreAnsweredForEveryFile) {
    auto all = specFiles(), wrong = wrongFiles();
    all.insert(all.end(), wrong.begin(), wrong.end());
    Client client;
    client.createFiles = true;
    for (const std::string& file : all) {
        SCOPED_TRACE(file);
        testing::Direct ask("/specs/" + std::filesystem::path(file).filename().string(), fixture::read(file), client);
        Json range = {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 100000}, {"character", 0}}}};
        EXPECT_NO_THROW(EXPECT_TRUE(
            ask("textDocument/codeAction", {{"range", range}, {"context", Json::object()}}).result.is_array()));
    }
}

}   // namespace
}   // namespace evd::lsp
