// What is offered where, and what an item puts into the text.

#include "lsp/features/completion.h"
#include "tests/unit/lsp/direct.h"
#include "tests/unit/lsp/spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using testing::Spec;
using testing::spec;
using ::testing::UnorderedElementsAre;

const std::map<std::string, std::string> kLibrary = {
    {"/specs/other.evd", "spec other\n\nfn twice(x: Int) : Int = x + x\n"}};

const std::string kHead = "import \"./other.evd\" as lib\nparam w : Loc -> Int\nparam Q2 : Loc -> Int\ninput "
                          "kick(amount: Int)\nmessage ping(n: Int, from_whom: Loc)\noutput done(n: Int)\n"
                          "type Pair = { left: Int, right: Loc }\nenum Shape { Dot, Circle(r: Int) }\nenum Color { "
                          "Red, Green }\nfn g(a: Pair, b: Int) : Int = a.left + b\n"
                          "process Child(key: Int) {\n  var y : Int = key\n}\nclass Pings = ping(n, l) => n\nproperty "
                          "safe = true\nproperty live = true\n";

Completions completed(const std::string& marked, bool snippets) {
    Spec one = spec(marked, kLibrary);
    Recheck recheck = [&](std::string text) {
        Overlay overlay;
        overlay["/specs/main.evd"] = std::make_shared<const std::string>(std::move(text));
        for (const auto& [path, content] : kLibrary) overlay[path] = std::make_shared<const std::string>(content);
        return Analysis::make("/specs/main.evd", overlay, EVD_SOURCE_DIR "/stdlib");
    };
    ListFolder folders = [](const std::string& path) -> std::vector<std::string> {
        if (path == "/specs/" || path == "/specs/./") return {".git/", "deep/", "main.evd", "notes.txt", "other.evd"};
        if (path == "/specs/./deep/") return {"inner.evd"};
        return {};
    };
    return complete(*one.analysis, one.at(), snippets, recheck, folders);
}

std::vector<std::string> labels(const std::string& marked) {
    std::vector<std::string> out;
    for (const CompletionItem& item : completed(marked, false).items) out.push_back(item.label);
    return out;
}

/// What accepting an item puts into the text; `-` if it is not offered.
std::string inserted(const std::string& marked, const std::string& label) {
    for (const CompletionItem& item : completed(marked, true).items)
        if (item.label == label) return item.insert.empty() ? item.label : item.insert;
    return "-";
}

std::string inMember(const std::string& text) {
    return kHead +
           "process P {\n  var count : Int = 0\n  var seen : Map<Loc, Int> = {}\n  var pair : Pair = { left = 0, right "
           "= self }\n  action grow {\n    count += 1\n  }\n" +
           text + "\n}\n";
}
std::string body(const std::string& text) { return inMember("  on ping(n, l) {\n    " + text + "\n  }"); }

TEST(CompletionContext, NothingInTextsAndComments) {
    for (const char* text : {"\"abc: ⟦⟧\"", "\"abc: ⟦⟧", "\"a\\\"b.⟦⟧\"", "b\"a ⟦⟧\"", "\"a\" // b ⟦⟧",
                             "/* b ⟦⟧ */ \"a\"", "\"a\" /* b ⟦⟧"})
        EXPECT_THAT(labels(kHead + "fn f() : Str = " + text + "\n"), IsEmpty()) << text;
    EXPECT_THAT(labels(kHead + "fn f() : Str = \"abc\" + ⟦⟧\n"), Contains("if"));
}

TEST(CompletionContext, FilesInImports) {
    EXPECT_THAT(labels("import \"./⟦⟧\"\n"), ElementsAre("deep/", "other.evd"));
    EXPECT_THAT(labels("import \"./⟦⟧\n"), ElementsAre("deep/", "other.evd"));
    EXPECT_THAT(labels("import \"./deep/⟦⟧\n"), ElementsAre("inner.evd"));
    EXPECT_THAT(labels("import \"./nowhere/⟦⟧\n"), IsEmpty());
    EXPECT_EQ(inserted("import \"⟦⟧\"\n", "other.evd"), "./other.evd");
    EXPECT_EQ(inserted("import \"./o⟦⟧\"\n", "other.evd"), "other.evd");
    Completions found = completed("import \"./ot⟦⟧her.e\" as other\n", false);
    EXPECT_EQ(found.replace.end - found.replace.begin, 7u);
}

TEST(CompletionContext, ReadsTheFolderOfTheSpec) {
    testing::Direct ask(EVD_SOURCE_DIR "/stdlib/new.evd", "spec new\n\nimport \"./\"\n\nfn f(x: Int) : Int = x /\n");
    Json found = ask("textDocument/completion", {{"position", {{"line", 2}, {"character", 10}}}}).result;
    std::vector<std::string> files;
    for (const Json& item : found["items"]) files.push_back(item["label"]);
    EXPECT_THAT(files, IsSupersetOf({"collection.evd", "quorum.evd"}));
    EXPECT_THAT(files, Not(Contains("new.evd")));
    Json typed = {{"triggerKind", 2}, {"triggerCharacter", "/"}};
    EXPECT_FALSE(ask("textDocument/completion", {{"position", {{"line", 2}, {"character", 10}}}, {"context", typed}})
                     .result.is_null());
    EXPECT_TRUE(ask("textDocument/completion", {{"position", {{"line", 4}, {"character", 24}}}, {"context", typed}})
                    .result.is_null());
}

TEST(CompletionContext, TypesOfParametersAndNothingForNewNames) {
    EXPECT_THAT(labels(kHead + "process Q(a: ⟦⟧)\n"), IsSupersetOf({"Int", "Map", "Pair"}));
    EXPECT_THAT(labels(kHead + "process Q(a: ⟦⟧)\n"), Not(Contains("if")));
    EXPECT_THAT(labels(kHead + "message z(a: Map<Loc, ⟦⟧\n"), IsSupersetOf({"Int", "Pair"}));
    EXPECT_THAT(labels(kHead + "type T = Map<Loc, ⟦⟧\n"), Contains("Pair"));
    for (const char* text :
         {"message z(⟦⟧", "message z(a: Int, ⟦⟧)", "input z(⟦⟧)", "enum Z { ⟦⟧ }", "enum Z { A, ⟦⟧ }",
          "enum Z { A(⟦⟧) }", "type T = { ⟦⟧ }", "type T = { a: Int, ⟦⟧ }", "fn f(⟦⟧)", "fn f(a: Int, ⟦⟧)", "fn f<⟦⟧",
          "process Q(⟦⟧) {", "class C(a: Int, ⟦⟧", "state S(⟦⟧) : Int", "param type ⟦⟧"})
        EXPECT_THAT(labels(kHead + text + "\n"), IsEmpty()) << text;
}

TEST(CompletionInsert, LeavesWhatIsThere) {
    EXPECT_EQ(inserted(kHead + "fn f(s: S⟦⟧et<Loc>) : Nat = size(s)\n", "Set"), "Set");
    EXPECT_EQ(inserted(kHead + "fn f(s: S⟦⟧) : Nat = size(s)\n", "Set"), "Set<${1:Loc}>");
    EXPECT_EQ(inserted(inMember("  only on ki⟦⟧ affects count"), "kick"), "kick");
    EXPECT_EQ(inserted(inMember("  on ki⟦⟧"), "kick"), "kick(${1:amount})");
}

TEST(CompletionInsert, RemainingArgumentsOfMethods) {
    EXPECT_EQ(inserted(body("let z = seen.⟦⟧"), "get_or"), "get_or(${1:K}, ${2:V})");
    EXPECT_EQ(inserted(body("let z = seen.⟦⟧"), "put"), "put(${1:K}, ${2:V})");
    EXPECT_EQ(inserted(body("let z = seen.⟦⟧"), "size"), "size");
    EXPECT_EQ(inserted(kHead + "fn f(p: Pair) : Int = p.⟦⟧\n", "g"), "g(${1:b})");
    EXPECT_EQ(inserted(kHead + "fn f(p: Pair) : Int = p.⟦⟧(1)\n", "g"), "g");
    EXPECT_EQ(inserted(kHead + "fn f(l: Loc) : Int = l.⟦⟧\n", "w"), "w");
}

TEST(CompletionInsert, ArgumentsOfChildrenAndOfMessagesInSnippets) {
    EXPECT_EQ(inserted(body("spawn ⟦⟧"), "Child"), "Child(${1:key})");
    EXPECT_EQ(inserted(kHead + "invariant i = forall l: y of ⟦⟧\n", "Child"), "Child");
    EXPECT_EQ(inserted(body("⟦⟧"), "send … to"), "send ${1:ping}(${2:n}, ${3:from_whom}) to ${0:self}");
    EXPECT_EQ(inserted(body("⟦⟧"), "after … send"),
              "after ${1:1s} send ${2:ping}(${3:n}, ${4:from_whom}) to ${0:self}");
    EXPECT_EQ(inserted(inMember("  ⟦⟧"), "on … { }"), "on ${1:kick}(${2:amount}) {\n  $0\n}");
    EXPECT_EQ(inserted(inMember("  ⟦⟧"), "on … when"), "on ${1:kick}(${2:amount}) when ${3:true} {\n  $0\n}");
}

TEST(CompletionItems, ConstructorsInArms) {
    EXPECT_THAT(
        labels(kHead + "process R(s: Shape) {\n  var x : Int = 0\n  on kick(a) {\n    match s { ⟦⟧ }\n  }\n}\n"),
        UnorderedElementsAre("Dot", "Circle", "_"));
    EXPECT_THAT(
        labels(
            kHead +
            "process R(s: Shape) {\n  var x : Int = 0\n  on kick(a) {\n    match s { Dot => { x := 1 } ⟦⟧ }\n  }\n}\n"),
        UnorderedElementsAre("Dot", "Circle", "_"));
    EXPECT_THAT(
        labels(kHead + "process R(s: Shape) {\n  var x : Int = 0\n  on kick(a) {\n    x := match s { ⟦⟧ }\n  }\n}\n"),
        UnorderedElementsAre("Dot", "Circle", "_"));
    EXPECT_THAT(labels(kHead + "fn f(o: Option<Int>) : Int = match o { ⟦⟧ }\n"),
                UnorderedElementsAre("Some", "None", "_"));
    EXPECT_EQ(inserted(kHead + "fn f(s: Shape) : Int = match s { Dot => 1, ⟦⟧ }\n", "Circle"), "Circle(${1:r})");
    EXPECT_THAT(
        labels(kHead +
               "process R {\n  var x : Int = match Red { Red => 1, Green => 2 }\n  on kick(a) {\n    ⟦⟧\n  }\n}\n"),
        Contains("send"));
}

TEST(CompletionItems, FieldsOfRecords) {
    EXPECT_THAT(labels(kHead + "fn f(r: Pair) : Pair = { r with ⟦⟧ }\n"), UnorderedElementsAre("left", "right"));
    EXPECT_THAT(labels(kHead + "fn f(r: Pair) : Pair = { r with left = 1, ⟦⟧ }\n"),
                UnorderedElementsAre("left", "right"));
    EXPECT_THAT(labels(kHead + "fn f(r: Pair) : Pair = { ⟦⟧ }\n"), IsSupersetOf({"left", "right", "r"}));
    EXPECT_THAT(labels(kHead + "fn f(r: Pair) : Pair = { left = 1, ⟦⟧\n"), UnorderedElementsAre("left", "right"));
    EXPECT_THAT(labels(kHead + "fn f(r: Int) : Int = g({ ⟦⟧ }, 2)\n"), IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labels(kHead + "fn f(r: Pair) : Int = let { ⟦⟧ } = r in 1\n"), IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labels(kHead + "fn f(r: Pair) : Int = match r { { ⟦⟧ } => 1 }\n"), IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labels(body("pair := { ⟦⟧ }")), IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labels(body("pair := { pair with ⟦⟧ }")), UnorderedElementsAre("left", "right"));
    EXPECT_THAT(labels(body("pair := { ⟦⟧ }")), Not(Contains("send … to")));
    EXPECT_THAT(labels(body("if count > 0 { ⟦⟧ }")), Not(Contains("left")));
    EXPECT_THAT(labels(body("if count > 0 { ⟦⟧ }")), Contains("send"));
    EXPECT_THAT(labels(kHead + "state S : Pair = { ⟦⟧ } {\n  on kick(a) -> S\n}\n"),
                IsSupersetOf({"left", "right", "w"}));
}

TEST(CompletionItems, WordsOfMembersAndFrames) {
    EXPECT_THAT(labels(inMember("  fair ⟦⟧")), ElementsAre("action"));
    EXPECT_THAT(labels(inMember("  durable ⟦⟧")), ElementsAre("var"));
    EXPECT_THAT(labels(inMember("  only ⟦⟧")), UnorderedElementsAre("grow", "on", "start"));
    EXPECT_THAT(labels(inMember("  only grow ⟦⟧")), UnorderedElementsAre("affects", "sends"));
    EXPECT_THAT(labels(inMember("  only grow, ⟦⟧")), UnorderedElementsAre("grow", "on", "start"));
    EXPECT_THAT(labels(inMember("  only grow affects ⟦⟧")), UnorderedElementsAre("count", "seen", "pair"));
    EXPECT_THAT(labels(inMember("  only grow sends ⟦⟧")), UnorderedElementsAre("ping", "done"));
    EXPECT_THAT(labels(inMember("  only grow affects count\n  ⟦⟧")), Contains("durable var"));
    EXPECT_THAT(labels(kHead + "state S : Int = 0 {\n  on ⟦⟧\n}\n"), IsSupersetOf({"Pings", "ping", "kick", "start"}));
    EXPECT_THAT(labels(kHead + "state S : Int = 0 {\n  on ping(n, l) -> ⟦⟧\n}\n"), Not(Contains("Pings")));
}

TEST(CompletionItems, TimersWhereTheyAreNamed) {
    const std::string process = kHead + "process T {\n  timer alarm\n  on start {\n    ";
    EXPECT_THAT(labels(process + "set ⟦⟧\n  }\n}\n"), ElementsAre("alarm"));
    EXPECT_THAT(labels(process + "cancel ⟦⟧\n  }\n}\n"), ElementsAre("alarm"));
    EXPECT_THAT(labels(process + "stop\n  }\n  on ⟦⟧ { }\n}\n"), Contains("alarm"));
    EXPECT_THAT(labels(process + "stop\n  }\n  timer ⟦⟧\n}\n"), ElementsAre());
}

TEST(CompletionItems, ClausesOfChecks) {
    EXPECT_THAT(labels(kHead + "check safe, ⟦⟧\n"), UnorderedElementsAre("safe", "live"));
    EXPECT_THAT(labels(kHead + "check ⟦⟧\n"), UnorderedElementsAre("safe", "live"));
    EXPECT_THAT(labels(kHead + "check safe ⟦⟧\n"), UnorderedElementsAre("with", "given", "bound", "faults"));
    EXPECT_THAT(labels(kHead + "check safe\n  with ⟦⟧\n"), UnorderedElementsAre("w", "Q2"));
    EXPECT_THAT(labels(kHead + "check safe\n  with w = ⟦⟧\n"), Contains("any"));
    EXPECT_THAT(labels(kHead + "check safe\n  with w = any ⟦⟧\n"), ElementsAre("injective"));
    EXPECT_THAT(labels(kHead + "check safe\n  given ⟦⟧\n"), ElementsAre("kick"));
    EXPECT_THAT(labels(kHead + "check safe\n  faults crash <= 1, ⟦⟧\n"),
                IsSupersetOf({"crash", "drop", "reorder", "duplicate"}));
    EXPECT_THAT(labels(kHead + "prove safe ⟦⟧\n"), ElementsAre("by"));
    EXPECT_THAT(labels(kHead + "prove safe by ⟦⟧\n"), UnorderedElementsAre("safe", "live"));
}

TEST(CompletionItems, WhatIsBuiltInOrImported) {
    EXPECT_THAT(labels(kHead + "fn f(x: Int) : Option<Int> = ⟦⟧\n"), IsSupersetOf({"Some", "None", "lib"}));
    EXPECT_THAT(labels(kHead + "fn f(x: ⟦⟧\n"), IsSupersetOf({"Send", "lib"}));
    EXPECT_THAT(labels(kHead + "class C = ⟦⟧\n"), Contains("lib"));
    EXPECT_THAT(labels(kHead + "fn f(x: Loc) : Int = x.⟦⟧\n"), Contains("w"));
    EXPECT_THAT(labels(kHead + "fn f(x: Str) : Int = x.⟦⟧\n"), Not(Contains("w")));
}

/// What a module offers after its name, and what it does not.
TEST(CompletionOfModules, KnowsThePlace) {
    const std::map<std::string, std::string> library = {
        {"/specs/parts.evd",
         "spec parts\n\ntype Pair = { a: Int, b: Int }\nenum Kind { Big, Small(n: Int) }\nmessage "
         "tick(n: Int)\ninput poke()\noutput told(n: Int)\nfn twice(x: Int) : Int = x + x\nparam "
         "limit : Int\nclass Ticks = tick(n) => n\nprocess Worker(k: Int) { on tick(n) { } }\nparam type Cmd\n"}};
    auto offered = [&](const std::string& text) {
        Spec one = spec("import \"./parts.evd\"\nparam nodes : Set<Loc>\n" + text, library);
        std::vector<std::string> out;
        for (const CompletionItem& item : complete(*one.analysis, one.at(), false, nullptr).items)
            out.push_back(item.label);
        return out;
    };
    auto types = UnorderedElementsAre("Pair", "Kind", "Cmd");
    for (const char* text : {"fn f(x: parts.⟦⟧) : Int = 1\n", "param p : parts.⟦⟧\n", "param q : Map<Int, parts.⟦⟧>\n",
                             "param r : (Int, parts.⟦⟧)\n", "type T = { a: parts.⟦⟧ }\n"})
        EXPECT_THAT(offered(text), types) << text;
    for (const char* text : {"fn f() : Int = parts.⟦⟧\n", "fn f() : Int = 1 + (parts.⟦⟧)\n",
                             "fn f() : Int = g(1, parts.⟦⟧)\n", "process P { on start { let x = parts.⟦⟧ } }\n"})
        EXPECT_THAT(offered(text), UnorderedElementsAre("twice", "limit", "Big", "Small")) << text;
    EXPECT_THAT(offered("process P { on parts.⟦⟧ }\n"), UnorderedElementsAre("tick", "poke"));
    EXPECT_THAT(offered("process P { on start { send parts.⟦⟧ } }\n"), UnorderedElementsAre("tick", "told"));
    EXPECT_THAT(offered("process P { on start { emit parts.⟦⟧ } }\n"), UnorderedElementsAre("told"));
    EXPECT_THAT(offered("process P { on start { spawn parts.⟦⟧ } }\n"), UnorderedElementsAre("Worker", "Ticks"));
    EXPECT_THAT(offered("system S = parts.⟦⟧ at nodes\n"), IsSupersetOf({"Worker", "Ticks"}));
    EXPECT_THAT(offered("system S = (parts.⟦⟧\n"), IsSupersetOf({"Worker", "Ticks"}));
    EXPECT_THAT(offered("system S = parts.⟦⟧ at nodes\n"), Not(Contains("Pair")));
}

/// Values of the type that is wanted come before those of other types.
TEST(CompletionOfValues, PutsWhatFitsFirst) {
    const std::string head = "param num : Int\nparam txt : Str\nparam loc : Loc\nfn name_of(n: Int) : Str = \"\"\nfn "
                             "twice(n: Nat) : Nat = n\n"
                             "enum Color { Red, Green }\nmessage m(t: Str, at: Loc)\ntype P2 = { x: Int }\n";
    auto order = [&](const std::string& text, const std::string& first, const std::string& second) {
        Completions found = completed(head + text, false);
        int a = -1, b = -1;
        for (const CompletionItem& item : found.items) {
            if (item.label == first) a = item.rank;
            if (item.label == second) b = item.rank;
        }
        EXPECT_TRUE(a >= 0 && b >= 0) << text;
        EXPECT_LT(a, b) << text << ": " << first << " before " << second;
    };
    order("fn f() : Str = ⟦⟧\n", "txt", "num");
    order("fn f() : Str = ⟦⟧\n", "name_of", "twice");
    order("fn f() : Color = ⟦⟧\n", "Red", "num");
    order("fn f(b: Bool) : Str = if b then ⟦⟧\n", "txt", "num");
    order("fn f() : Str = name_of(⟦⟧)\n", "num", "txt");
    order("fn f() : Str = name_of(twice(⟦⟧))\n", "num", "txt");
    order("fn f() : Bool = txt == ⟦⟧\n", "name_of", "twice");
    order("fn f() : Int = num + ⟦⟧\n", "twice", "txt");
    const std::string process =
        "process Q {\n  var s : Str = \"\"\n  var k : Nat = 0\n  var ks : Set<Int> = {}\n  on start {\n    ";
    order(process + "s := ⟦⟧\n  }\n}\n", "txt", "num");
    order(process + "k := ⟦⟧\n  }\n}\n", "num", "s");
    order(process + "ks += ⟦⟧\n  }\n}\n", "k", "s");
    order(process + "send m(⟦⟧\n  }\n}\n", "s", "k");
    order(process + "send m(s, ⟦⟧\n  }\n}\n", "loc", "s");
    order("process R { var c : Color = ⟦⟧ }\n", "Green", "txt");
    const std::string places = "param all : Set<Loc>\nparam nums : List<Int>\nfn half() : Set<Loc> = all\n";
    order(places + process + "send m(s, loc) to ⟦⟧\n  }\n}\n", "all", "txt");
    order(places + process + "send m(s, loc) to ⟦⟧\n  }\n}\n", "loc", "k");
    order(places + process + "send m(s, loc) to ⟦⟧\n  }\n}\n", "half", "nums");
    order(places + process + "for x in ⟦⟧\n  }\n}\n", "nums", "num");
    order(places + "system T = Q at ⟦⟧\n", "all", "nums");
    order(places + "invariant i = forall n in ⟦⟧\n", "all", "loc");
}

TEST(CompletionOfValues, KnowsWhereStatesAreValues) {
    const std::string head = "input go(x: Int)\nstate Sum : Int = 0 { on go(x) -> Sum + x }\n";
    EXPECT_THAT(labels(head + "process P { var n : Int = ⟦⟧ }\n"), Not(Contains("Sum")));
    EXPECT_THAT(labels(head + "fn f() : Int = ⟦⟧\n"), Not(Contains("Sum")));
    EXPECT_THAT(labels(head + "state Other : Int = 0 { on go(x) -> ⟦⟧ }\n"), Not(Contains("Sum")));
    EXPECT_THAT(labels(head + "state Other : Int = 0 { on go(x) -> ⟦⟧ }\n"), Contains("Other"));
    EXPECT_THAT(labels(head + "class C = go(_) & ⟦⟧\n"), Contains("Sum"));
    EXPECT_THAT(labels(head + "property p = forall v, e: ⟦⟧\n"), Contains("Sum"));
}

TEST(CompletionItems, KnowWhereAClassBegins) {
    EXPECT_THAT(labels(kHead + "class C = ⟦⟧\n"), IsSupersetOf({"start", "each", "once", "Pings"}));
    EXPECT_THAT(labels(kHead + "class C = ⟦⟧\n"), Not(Contains("as")));
    EXPECT_THAT(labels(kHead + "class C = Pings ⟦⟧\n"), IsSupersetOf({"as", "when", "until"}));
    EXPECT_THAT(labels(kHead + "class C = Pings ⟦⟧\n"), Not(Contains("each")));
    EXPECT_THAT(labels(kHead + "use ⟦⟧\n"), Contains("other"));
}

}   // namespace
}   // namespace evd::lsp
