#include "fixture.h"

namespace evd::sema::testing {
namespace {

const char* kPing = R"(
param peer : Loc
message ping(n: Int)
)";

std::string inProcess(const std::string& body) {
    return std::string(kPing) + "process P {\n  var count : Int = 0\n" + body + "\n}\nsystem S = P at peer\n";
}

TEST(Names, AMisspeltNameGetsTheNearestOne) {
    auto found =
        expectOne(inProcess("on start { send ping(⟦coutn⟧) to peer }\n on ping(n) { count := n }"), Code::UnknownName);
    ASSERT_EQ(found.fixes.size(), 1u);
    EXPECT_EQ(found.fixes[0].edits[0].text, "count");
}

TEST(Names, ANameLikeNoOtherGetsNoFix) {
    auto found =
        expectOne(inProcess("on start { send ping(⟦zebra⟧) to peer }\n on ping(n) { count := n }"), Code::UnknownName);
    EXPECT_TRUE(found.fixes.empty());
}

TEST(Names, UnknownMessage) {
    expectOne(inProcess("on start { send ⟦pong⟧(count) to peer }\n on ping(n) { count := n }"), Code::UnknownMessage);
}
TEST(Names, UnknownMessageInAHandler) {
    expectOne(inProcess("on start { send ping(count) to peer }\n on ⟦pnig⟧(n) { count := n }"), Code::UnknownMessage);
}
TEST(Names, UnknownType) { expectOne("param x : ⟦Intt⟧\nassume a = x == x", Code::UnknownType); }
TEST(Names, UnknownClass) { expectOne(std::string(kPing) + "class C = ⟦Nothing⟧ as n => n", Code::UnknownClass); }
TEST(Names, UnknownProcess) {
    expectOne(inProcess("on ping(n) { count := n  spawn ⟦Child⟧(n) }"), Code::UnknownProcess);
}
TEST(Names, UnknownProperty) { expectOne("check ⟦safe⟧", Code::UnknownProperty); }
TEST(Names, UnknownVariable) { expectOne(inProcess("on ping(n) { ⟦cuont⟧ := n }"), Code::UnknownVariable); }
TEST(Names, APatternNameCannotBeAssigned) {
    expectOne(inProcess("on ping(n) { count := n  ⟦n⟧ := 1 }"), Code::UnknownVariable);
}
TEST(Names, UnknownConstructor) {
    expectOne("fn f(x: Option<Int>) : Int = match x { None => 0, ⟦Sume⟧(y) => y }", Code::UnknownConstructor);
}
TEST(Names, UnknownField) { expectOne("type P = { a: Int, b: Int }\nfn f(p: P) : Int = p.⟦c⟧", Code::UnknownField); }
TEST(Names, UnknownActionInAFrame) {
    expectOne(inProcess("on ping(n) { count := n }\n only ⟦go⟧, on ping affects count"), Code::UnknownAction);
}

TEST(Names, TwoDeclarationsOfOneName) {
    auto found = expectOne("fn f(x: Int) : Int = x\nfn ⟦f⟧(x: Int) : Int = x + 1", Code::DuplicateName);
    EXPECT_FALSE(found.labels.empty()) << "the first declaration is shown";
}
TEST(Names, TwoParametersOfOneName) { expectOne("fn f(x: Int, ⟦x⟧: Int) : Int = x", Code::DuplicateParameter); }
TEST(Names, OnePatternBindsANameOnce) {
    expectOne("fn f(p: (Int, Int)) : Int = match p { (x, ⟦x⟧) => x }", Code::DuplicateParameter);
}
TEST(Names, NoListOfBindersHasANameTwice) {
    const std::string nodes = "param nodes : Set<Loc>\n";
    expectOne(nodes + "invariant a = forall i, ⟦i⟧ in nodes: i == i", Code::DuplicateParameter);
    expectOne(nodes + "invariant a = exists i, ⟦i⟧ in nodes: i == i", Code::DuplicateParameter);
    expectOne(nodes + "invariant a = forall i in nodes, ⟦i⟧ in nodes: i == i", Code::DuplicateParameter);
    expectOne(inProcess("action go(k in [1], ⟦k⟧ in [2]) when count == 0 { count := k }"), Code::DuplicateParameter);
    expectOne("fn f() : List<Int> = [x for x in [1], ⟦x⟧ in [2]]", Code::DuplicateParameter);
    expectOne("fn f() : Map<Int, Int> = {x: x for (x, ⟦x⟧) in [(1, 2)]}", Code::DuplicateParameter);
    expectOne("fn f(p: { a: Int, b: Int }) : Int = match (p, p) { ({ a }, { ⟦a⟧ }) => a }", Code::DuplicateParameter);
    expectOne("fn f(p: { a: Int }) : Int = match p { { a = x, ⟦a⟧ = y } => x + y }", Code::DuplicateParameter);
    expectOne("fn f(p: { a: Int }) : { a: Int } = { p with a = 1, ⟦a⟧ = 2 }", Code::DuplicateParameter);
    expectOne("fn f() : Int = { a = 1, ⟦a⟧ = 2 }.a", Code::DuplicateParameter);
    expectOne("type P = { a: Int, ⟦a⟧: Int }", Code::DuplicateParameter);
    expectOne("fn f<A, ⟦A⟧>(x: A) : A = x", Code::DuplicateParameter);
    expectOne("fn f() : Int = fold([1], 0, (x, ⟦x⟧) => x)", Code::DuplicateParameter);
    expectOne("message m(a: Int, ⟦a⟧: Int)", Code::DuplicateParameter);
    expectOne("enum E { C(a: Int, ⟦a⟧: Int) }", Code::DuplicateParameter);
    expectOne(std::string(kPing) + "class C = ping(x) & ping(⟦x⟧) => x", Code::DuplicateParameter);
    expectOne(std::string(kPing) + "class C = ping(x) from ⟦x⟧ => x", Code::DuplicateParameter);
    expectOne(inProcess("on ping(n) { let (a, ⟦a⟧) = (n, n)  count := a }"), Code::DuplicateParameter);
    expectOne(inProcess("on ping(n) { for (a, ⟦a⟧) in [(n, n)] { count := a } }"), Code::DuplicateParameter);
    expectOne("param a : Int\ninvariant i = a == a\ncheck i with a = 1, ⟦a⟧ = 2", Code::DuplicateParameter);
}
TEST(Names, ALaterLetMayHideAnEarlierOne) {
    expectWithout(inProcess("on ping(n) { let a = n  let a = a + 1  count := a }"), Code::DuplicateParameter);
    expectWithout("fn f(x: Int) : Int = let y = x in let y = y + 1 in y", Code::DuplicateParameter);
}
TEST(Names, TwoVariablesOfOneName) {
    expectOne(inProcess("var ⟦count⟧ : Int = 1\n on ping(n) { count := n }"), Code::DuplicateName);
}

TEST(Names, AnUnusedNameIsAWarning) {
    expectOne(inProcess("on ping(n) { count := n  let ⟦unused⟧ = n }"), Code::UnusedName);
}
TEST(Names, AnUnderscoreSilencesTheWarning) {
    expectWithout(inProcess("on ping(n) { count := n  let _unused = n }"), Code::UnusedName);
}
TEST(Names, HidingAVariableIsAWarning) {
    expectOne(inProcess("on ping(⟦count⟧) { send ping(count) to peer }"), Code::ShadowedName);
}

TEST(Names, ABinderOfAnActionHidesAVariableToo) {
    expectOne(inProcess("action go(⟦count⟧ in [1, 2]) { send ping(count) to peer }"), Code::ShadowedName);
    expectOne(inProcess("on ping(n) { let { ⟦count⟧ } = { count = n }  send ping(count) to peer }"),
              Code::ShadowedName);
}

TEST(Names, AConstructorHidesNoType) {
    expectClean("enum Value { Int(n: Int), Str(s: Str), Set(of: Set<Int>) }\nparam v : Map<Int, Value>\nassume a = v "
                "== {1: Int(2), 2: Str(\"x\"), 3: Set({4})}");
}

TEST(Imports, NamesAreKnownWithAndWithoutTheModule) {
    std::map<std::string, std::string> other = {{"/specs/other.evd", "spec other\nfn twice(x: Int) : Int = x + x"}};
    expectClean("import \"./other.evd\" as o\nparam a : Int\nassume x = twice(a) == o.twice(a)", other);
    expectClean("import \"./other.evd\"\nparam a : Int\nassume x = twice(a) == other.twice(a)", other);
}

TEST(Imports, AMissingFile) { expectOne("import ⟦\"./nowhere.evd\"⟧", Code::UnknownModule); }
TEST(Imports, AMissingStandardModule) { expectOne("import ⟦std.nowhere⟧", Code::UnknownModule); }

TEST(Imports, ACircle) {
    auto checked = check("import \"./a.evd\"", {{"/specs/a.evd", "spec a\nimport \"./main.evd\""}});
    ASSERT_EQ(checked.diagnostics.all().size(), 1u);
    EXPECT_EQ(checked.diagnostics.all()[0].code, Code::ImportCycle);
    EXPECT_EQ(checked.sources.text(checked.diagnostics.all()[0].span), "\"./a.evd\"")
        << "in the file that somebody has opened";
    ASSERT_EQ(checked.diagnostics.all()[0].labels.size(), 1u);
    EXPECT_EQ(checked.sources.text(checked.diagnostics.all()[0].labels[0].span), "\"./main.evd\"");
}

TEST(Imports, ACircleThatTheFileDoesNotBelongTo) {
    auto checked = check("import \"./a.evd\"", {{"/specs/a.evd", "spec a\nimport \"./b.evd\""},
                                                {"/specs/b.evd", "spec b\nimport \"./c.evd\""},
                                                {"/specs/c.evd", "spec c\nimport \"./a.evd\""}});
    ASSERT_EQ(checked.diagnostics.all().size(), 1u);
    EXPECT_EQ(checked.sources.text(checked.diagnostics.all()[0].span), "\"./b.evd\"") << "where the circle is entered";
    EXPECT_EQ(checked.diagnostics.all()[0].message, "the import of `./b.evd` goes round in a circle");
}

TEST(Imports, TwoModulesWithOneNameAreAmbiguousOnlyWhenItIsUsed) {
    std::map<std::string, std::string> files = {{"/specs/a.evd", "spec a\nfn f(x: Int) : Int = x"},
                                                {"/specs/b.evd", "spec b\nfn f(x: Int) : Int = x + 1"}};
    std::string imports = "import \"./a.evd\"\nimport \"./b.evd\"\nparam p : Int\n";
    expectClean(imports + "assume x = a.f(p) == b.f(p)", files);
    auto found = expectOne(imports + "assume x = ⟦f⟧(p) == p", Code::AmbiguousName, files);
    EXPECT_EQ(found.message, "`f` is imported from both `a` and `b`");
    ASSERT_EQ(found.fixes.size(), 2u);
    EXPECT_EQ(found.fixes[1].edits[0].text, "b.f");
}

TEST(Imports, ADiamondIsReadOnce) {
    auto checked = check("import \"./a.evd\"\nimport \"./b.evd\"\nparam p : Int\nassume x = fa(p) == fb(p)",
                         {{"/specs/a.evd", "spec a\nimport \"./c.evd\"\nfn fa(x: Int) : Int = fc(x)"},
                          {"/specs/b.evd", "spec b\nimport \"./c.evd\"\nfn fb(x: Int) : Int = fc(x)"},
                          {"/specs/c.evd", "spec c\nfn fc(x: Int) : Int = x"}});
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    EXPECT_EQ(checked.program->modules.size(), 4u);
}

TEST(Imports, AFileUnderTwoNamesIsRefused) {
    std::map<std::string, std::string> files = {{"/specs/a.evd", "spec a\nfn f(x: Int) : Int = x"}};
    auto found = expectOne("import \"./a.evd\" as a\nimport ⟦\"./b/../a.evd\"⟧ as b", Code::ImportedTwice, files);
    EXPECT_EQ(found.message, "this module is imported already, as `a`");
}

TEST(Imports, TwoModulesUnderOneNameAreRefused) {
    std::map<std::string, std::string> files = {{"/specs/old/util.evd", "spec util\nfn f(x: Int) : Int = x"},
                                                {"/specs/new/util.evd", "spec util\nfn f(x: Int) : Int = x + 1"}};
    expectOne("import \"./old/util.evd\"\nimport ⟦\"./new/util.evd\"⟧", Code::DuplicateName, files);
    expectClean("import \"./old/util.evd\" as was\nimport \"./new/util.evd\" as now\n"
                "param p : Int\nassume x = was.f(p) < now.f(p)",
                files);
}

TEST(Imports, AModuleIsNotCalledWhatTheSpecDeclares) {
    expectOne("import \"./a.evd\" as speed\nparam ⟦speed⟧ : Int\nassume x = speed > 0", Code::DuplicateName,
              {{"/specs/a.evd", "spec a\nfn f(x: Int) : Int = x"}});
}

TEST(Imports, AMistakeAfterTheDotIsLookedForThere) {
    auto found = expectOne("import \"./a.evd\" as a\nparam p : Int\nassume x = a.⟦doubel⟧(p) == doubled(p)\n"
                           "fn doubled(x: Int) : Int = x",
                           Code::UnknownName, {{"/specs/a.evd", "spec a\nfn double(x: Int) : Int = x"}});
    ASSERT_EQ(found.fixes.size(), 1u);
    EXPECT_EQ(found.fixes[0].edits[0].text, "double");
}

TEST(Imports, AMissingRootIsReportedAndGivesAProgram) {
    fixture::Checked checked("/nowhere.evd", fixture::Texts());
    ASSERT_NE(checked.program, nullptr);
    EXPECT_TRUE(checked.diagnostics.hasErrors());
}

}   // namespace
}   // namespace evd::sema::testing
