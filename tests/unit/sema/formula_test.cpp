// Statements about runs: functions of events, and domains that several names share.

#include "fixture.h"

namespace evd::sema::testing {
namespace {

const std::string kSystem = "param nodes : Set<Loc>\ninput go(x: Int)\noutput done(x: Int)\n"
                            "class A = go(x) => emit done(x)\nsystem S = A at nodes\n";

TEST(EventFunctions, BelongToProperties) {
    expectClean(kSystem + "property p1 = forall e: go(_) @ e implies not first(e)\n"
                          "property p2 = forall e: go(_) @ e implies pred(e) <@ e\n"
                          "property p3 = forall e: go(_) @ e implies sender(e) < e\n"
                          "property p4 = forall d, e: d <@ e implies kind(d) == kind(e)\n"
                          "property p5 = forall e: kind(e) == \"start\" iff first(e)\n"
                          "property p6 = forall e: kind(pred(sender(e))).size > 0");
    expectOne(kSystem + "property p = forall i in nodes: first(⟦i⟧)", Code::TypeMismatch);
    expectOne(kSystem + "property p = forall e: go(_) @ e implies pred(e) == ⟦1⟧", Code::TypeMismatch);
}

TEST(EventFunctions, DoNotRun) {
    expectOne(kSystem + "fn f(e) = ⟦pred(e)⟧", Code::LogicOnly);
    expectOne(kSystem + "class B = go(x) when ⟦kind(x)⟧ == \"go\" => emit done(x)", Code::LogicOnly);
    expectOne(kSystem + "process P { on go(x) { emit done(size(⟦sender(x)⟧)) } }", Code::LogicOnly);
    Diagnostic wrong = expectOne(kSystem + "fn f(x: Int) : Int = first(⟦x⟧)", Code::TypeMismatch);
    EXPECT_EQ(wrong.message.find("Event"), std::string::npos) << wrong.message;
}

TEST(EventFunctions, TheirNamesAreFree) {
    expectQuiet(
        "fn pred(x: Int) : Int = x - 1\nfn f(kind: Int) : Int = pred(kind)\ntype R = { sender: Loc, kind: Int }\n"
        "fn g(r: R) : Int = r.kind");
}

/// The text after the only fix of the diagnostic.
std::string mended(const std::string& text, const Diagnostic& diagnostic) {
    std::string out = text;
    EXPECT_EQ(diagnostic.fixes.size(), 1U);
    if (diagnostic.fixes.empty()) return out;
    std::vector<Edit> edits = diagnostic.fixes[0].edits;
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
    for (const Edit& edit : edits) out.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    return out;
}

void expectMended(const std::string& formula, const std::string& expected) {
    std::string text = "spec main\n" + kSystem + "property p = " + formula;
    Checked checked = check(text);
    ASSERT_FALSE(checked.diagnostics.all().empty()) << formula;
    const Diagnostic& diagnostic = checked.diagnostics.all()[0];
    ASSERT_FALSE(diagnostic.notes.empty()) << formula;
    EXPECT_NE(diagnostic.notes.back().find("shares the domain"), std::string::npos) << diagnostic.notes.back();
    std::string after = mended(text, diagnostic);
    EXPECT_EQ(after, "spec main\n" + kSystem + "property p = " + expected);
    EXPECT_EQ(check(after).shown(), std::vector<std::string>{}) << after;
}

TEST(SharedDomains, AreNamedWhereTheTypesDoNotFit) {
    expectMended("forall e, i in nodes: e @ i implies i in nodes", "forall i in nodes, e: e @ i implies i in nodes");
    expectMended("exists i, e, j in nodes: e @ i and i != j", "exists i, j in nodes, e: e @ i and i != j");
    expectMended("forall n, i in (nodes): n > 3 or i in nodes", "forall i in (nodes), n: n > 3 or i in nodes");
    expectMended("forall e, i in nodes: go(_) @ e implies first(e)",
                 "forall i in nodes, e: go(_) @ e implies first(e)");
}

TEST(SharedDomains, AreNotMendedWhereALaterBoundNeedsTheName) {
    Checked checked = check(kSystem + "property p = forall e, i in nodes, d < e: d @ i");
    ASSERT_FALSE(checked.diagnostics.all().empty());
    EXPECT_TRUE(checked.diagnostics.all()[0].fixes.empty());
    EXPECT_FALSE(checked.diagnostics.all()[0].notes.empty());
}

TEST(RecordOrder, WarnsWhereTheWrittenOrderIsAnother) {
    const std::string ballot = "type Ballot = { round: Int, leader: Int }\n";
    Diagnostic less = expectOne(ballot + "fn f(a: Ballot, b: Ballot) : Bool = ⟦a < b⟧", Code::RecordOrder);
    ASSERT_EQ(less.fixes.size(), 1U);
    EXPECT_EQ(less.fixes[0].edits[0].text, "(a.round, a.leader) < (b.round, b.leader)");
    expectOne(ballot + "fn f(a: (Ballot, Int), b: (Ballot, Int)) : Bool = ⟦a >= b⟧", Code::RecordOrder);
    expectOne(ballot + "fn f(s: Set<Ballot>) : Ballot = ⟦first(s)⟧", Code::RecordOrder);
    expectOne(ballot + "fn f(s: Bag<Option<Ballot>>) : Option<Ballot> = ⟦s.last⟧", Code::RecordOrder);
    expectOne(ballot + "fn f(m: Map<Ballot, Int>) : List<(Ballot, Int)> = ⟦list(m)⟧", Code::RecordOrder);
    expectOne(ballot + "enum E { A(b: Ballot), B }\nfn f(x: E, y: E) : Bool = ⟦x < y⟧", Code::RecordOrder);
    expectOne("type R<T> = { b: T, a: T }\nfn f(x: R<Int>, y: R<Int>) : Bool = ⟦x < y⟧", Code::RecordOrder);
}

TEST(RecordOrder, IsSilentWhereItDoesNotMatter) {
    const std::string ballot = "type Ballot = { round: Int, leader: Int }\n";
    for (const char* text :
         {"fn f(a: Ballot, b: Ballot) : Bool = a == b", "fn f(a: Ballot, b: Ballot) : Bool = a.round < b.round",
          "fn f(a: Ballot, b: Ballot) : Bool = (a.round, a.leader) < (b.round, b.leader)",
          "fn f(s: Set<Ballot>) : Bool = is_empty(s)", "fn f(m: Map<Int, Ballot>) : List<(Int, Ballot)> = list(m)",
          "fn f(l: List<Ballot>) : Ballot = first(l)"})
        expectClean(ballot + text);
    expectClean("type Ballot = { leader: Int, round: Int }\nfn f(a: Ballot, b: Ballot) : Bool = a < b");
}

}   // namespace
}   // namespace evd::sema::testing
