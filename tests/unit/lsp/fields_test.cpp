// Fields of records: where they are declared and mentioned, and what a rename changes.

#include "lsp/features/completion.h"
#include "lsp/features/hover.h"
#include "lsp/features/semantic_tokens.h"
#include "tests/unit/lsp/folder.h"
#include "tests/unit/lsp/spec.h"

namespace evd::lsp {
namespace {

using testing::Folder;
using Texts = std::map<std::string, std::string>;

const std::string kLog = R"(spec log

param nodes : Set<Loc>
type Entry = { term: Nat, cmd: Str }
input put_(e: Entry)
output seen(t: Int)

process P {
  var last : Entry = { term = 0, cmd = "" }
  on put_(e) {
    last := { e with term = last.term + 1 }
    last.term := 3
    match last { { term, cmd = "" } => { emit seen(term) } { term = t } => { emit seen(t) } }
  }
}
system S = P at nodes
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

std::vector<std::string> lines(const Reply& reply) {
    std::vector<std::string> out;
    for (const Json& one : reply.result) {
        const Json& start = one["range"]["start"];
        std::string uri = one.value("uri", "");
        out.push_back(uri.substr(uri.rfind('/') + 1) + ":" + start["line"].dump() + ":" + start["character"].dump());
    }
    return out;
}

TEST(Fields, AreRenamedWhereverTheyAreMentioned) {
    std::string expected = replaced(kLog, "{ term, cmd", "{ epoch = term, cmd");
    expected = replaced(expected, "term: Nat", "epoch: Nat");
    expected = replaced(expected, "{ term = ", "{ epoch = ");
    expected = replaced(expected, "with term", "with epoch");
    expected = replaced(expected, "last.term", "last.epoch");
    Folder folder({{"log.evd", kLog}});
    for (const char* place :
         {"{ |term: Nat", "last.|term + 1", "{ |term = 0", "with |term", "last.|term := 3", "{ |term = t }"})
        EXPECT_EQ(folder.renamed("log.evd", place, "epoch"), (Texts{{"log.evd", expected}})) << place;
    EXPECT_EQ(folder.at("textDocument/prepareRename", "log.evd", "last.te|rm + 1").result["placeholder"], "term");
}

TEST(Fields, TheShortPatternIsTheLocal) {
    Folder folder({{"log.evd", kLog}});
    EXPECT_EQ(folder.renamed("log.evd", "{ |term, cmd", "t1"),
              (Texts{{"log.evd", replaced(kLog, "{ term, cmd = \"\" } => { emit seen(term)",
                                          "{ term = t1, cmd = \"\" } => { emit seen(t1)")}}));
}

TEST(Fields, AreFound) {
    Folder folder({{"log.evd", kLog}});
    const std::vector<std::string> declaration = {"log.evd:3:15"};
    for (const char* place : {"last.|term + 1", "{ |term = 0", "with |term", "{ |term: Nat", "{ |term = t }"})
        EXPECT_EQ(lines(folder.at("textDocument/definition", "log.evd", place)), declaration) << place;
    Json all = {{"context", {{"includeDeclaration", true}}}}, uses = {{"context", {{"includeDeclaration", false}}}};
    EXPECT_EQ(lines(folder.at("textDocument/references", "log.evd", "with |term", all)).size(), 7u);
    EXPECT_EQ(lines(folder.at("textDocument/references", "log.evd", "with |term", uses)).size(), 6u);
    EXPECT_EQ(folder.at("textDocument/documentHighlight", "log.evd", "with |term").result.size(), 7u);
    EXPECT_EQ(folder.at("textDocument/hover", "log.evd", "last.|term + 1").result["contents"]["value"],
              "```evident\nterm : Nat   // of Entry\n```");
}

TEST(Fields, AreColouredAsProperties) {
    testing::Spec made = testing::spec("type R = { ⟦a⟧: Int }\nfn f(r: R) : Int = r.⟦a⟧\n");
    size_t found = 0;
    for (const SemanticToken& token : semanticTokens(*made.analysis, std::nullopt))
        for (Span mark : made.marks)
            if (token.span.begin == mark.begin && tokenTypeNames()[token.type] == "property") ++found;
    EXPECT_EQ(found, 2u);
}

TEST(Fields, GoAcrossFiles) {
    const std::string lib =
        "spec lib\n\ntype Pair<A, B> = { fst: A, snd: B }\nfn first_of<A, B>(p: Pair<A, B>) : A = p.fst\n";
    const std::string user =
        "spec user\n\nimport \"./lib.evd\"\n\nfn f(x: Int) : Int = first_of({ fst = x, snd = true })\n"
        "fn g(p: lib.Pair<Str, Loc>) : Str = p.fst\nfn fst(x: Int) : Int = x\n"
        "fn h(q: { fst: Int, other: Int }) : Int = q.fst + fst(1)\n";
    Folder folder({{"lib.evd", lib}, {"user.evd", user}});
    std::string renamedUser = replaced(replaced(user, "{ fst = x", "{ left = x"), "p.fst", "p.left");
    Texts expected = {{"lib.evd", replaced(replaced(lib, "fst:", "left:"), ".fst", ".left")},
                      {"user.evd", renamedUser}};
    EXPECT_EQ(folder.renamed("lib.evd", "{ |fst: A", "left"), expected);
    EXPECT_EQ(folder.renamed("user.evd", "Str = p.|fst", "left"), expected);
    EXPECT_EQ(lines(folder.at("textDocument/definition", "user.evd", "Str = p.|fst")),
              (std::vector<std::string>{"lib.evd:2:20"}));
}

/// Records are structural: two aliases with the same fields are one type, so both are renamed.
TEST(Fields, OfAliasesOfOneFormAreOne) {
    const std::string text =
        "spec m\n\ntype A = { x: Int, y: Str }\ntype B = { y: Str, x: Nat }\ntype C = { x: Str, y: Str }\n"
        "fn f(a: A) : B = a\nfn g(c: C) : Str = c.x\n";
    Folder folder({{"m.evd", text}});
    EXPECT_EQ(folder.renamed("m.evd", "A = { |x", "z"),
              (Texts{{"m.evd", replaced(replaced(text, "x: Int", "z: Int"), "x: Nat", "z: Nat")}}));
    EXPECT_EQ(folder.renamed("m.evd", "c.|x", "z"),
              (Texts{{"m.evd", replaced(replaced(text, "x: Str", "z: Str"), "c.x", "c.z")}}));
}

TEST(Fields, AreNotRenamedToSomethingElse) {
    const std::string text =
        "spec m\n\ntype A = { x: Int, y: Int }\nfn len(a: A) : Int = a.x\nfn f(a: A) : Int = a.len + a.y\n";
    Folder folder({{"m.evd", text}});
    EXPECT_TRUE(folder.refuses("m.evd", "{ |x: Int", "y"));
    EXPECT_TRUE(folder.refuses("m.evd", "{ |x: Int", "len")) << "`a.len` would be the field, not the function";
    for (const char* wrong : {"X", "var", "1x", "a b", ""})
        EXPECT_TRUE(folder.refuses("m.evd", "{ |x: Int", wrong)) << wrong;
}

TEST(Fields, OfOtherRecordsAndConstructorsStay) {
    const std::string text = "spec m\n\ntype A = { x: Int }\nenum E { C(x: Int) }\nmessage m1(x: Int)\n"
                             "fn f(a: A, x: Int) : E = C(a.x + x)\n";
    Folder folder({{"m.evd", text}});
    EXPECT_EQ(folder.renamed("m.evd", "A = { |x", "z"),
              (Texts{{"m.evd", replaced(replaced(text, "{ x: Int }", "{ z: Int }"), "a.x", "a.z")}}));
    EXPECT_EQ(folder.renamed("m.evd", "C(|x", "z"), (Texts{{"m.evd", replaced(text, "C(x: Int)", "C(z: Int)")}}));
}

}   // namespace
}   // namespace evd::lsp
