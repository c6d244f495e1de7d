// Renaming: the program means the same afterwards, or it is refused. And what moves with files, and who calls whom
// across files.

#include "lsp/features/references.h"
#include "tests/unit/lsp/folder.h"
#include "tests/unit/lsp/spec.h"

#include <algorithm>
#include <cctype>
#include <gtest/gtest.h>
#include <set>

namespace evd::lsp {
namespace {

using testing::Folder;
using Texts = std::map<std::string, std::string>;

Folder one(const std::string& text) { return Folder({{"m.evd", "spec m\n" + text}}); }

TEST(Rename, IsNotCapturedByInnerNames) {
    EXPECT_TRUE(one("param limit : Int\nfn g(x: Int) : Int = x + limit\n").refuses("m.evd", "param |limit", "x"));
    EXPECT_TRUE(
        one("param limit : Int\nfn g() : Int = let x = 3 in x + limit\n").refuses("m.evd", "param |limit", "x"));
    EXPECT_TRUE(one("param limit : Int\ninput i(n: Int)\noutput o(n: Int)\nprocess P {\n  on i(a) { emit o(a + limit) "
                    "}\n}\nsystem S = P at all\n")
                    .refuses("m.evd", "param |limit", "a"));
    EXPECT_TRUE(one("param limit : Int\nfn g() : List<Int> = [y + limit for y in [1]]\n")
                    .refuses("m.evd", "param |limit", "y"));
    EXPECT_TRUE(one("param limit : Int\nfn g(xs: List<Int>) : Int = xs.fold(0, (acc, y) => acc + limit)\n")
                    .refuses("m.evd", "param |limit", "acc"));
    // The other way round, and from a use.
    EXPECT_TRUE(one("param limit : Int\nfn g(x: Int) : Int = x + limit\n").refuses("m.evd", "|x + limit", "limit"));
    EXPECT_TRUE(one("param limit : Int\nfn g(x: Int) : Int = x + limit\n").refuses("m.evd", "x + |limit", "x"));
    // What is not in the way is no reason.
    EXPECT_EQ(one("param limit : Int\nfn f(x: Int) : Int = x\nfn g(y: Int) : Int = y + limit\n")
                  .renamed("m.evd", "param |limit", "x"),
              (Texts{{"m.evd", "spec m\nparam x : Int\nfn f(x: Int) : Int = x\nfn g(y: Int) : Int = y + x\n"}}));
    Folder commit({{"c.evd", fixture::read(EVD_SOURCE_DIR "/examples/two_phase_commit/two_phase_commit.evd")}});
    EXPECT_TRUE(commit.refuses("c.evd", "param |participants", "yes"));
}

TEST(Rename, LooksAtImportsAndImporters) {
    auto with = [](const std::string& text) {
        return Folder(
            {{"lib.evd", "spec lib\nfn area(x: Int) : Int = x\nenum Kind { Red, Blue }\nmessage tick(n: Int)\n"},
             {"m.evd", "spec m\nimport \"./lib.evd\"\n" + text}});
    };
    EXPECT_TRUE(with("param limit : Int\nfn g() : Int = area(limit)\n").refuses("m.evd", "param |limit", "area"));
    EXPECT_TRUE(
        with("input i(n: Int)\nprocess P {\n  var nodes : Set<Loc> = {}\n  on i(a) { send tick(a) to nodes }\n}\n")
            .refuses("m.evd", "i(|a)", "tick"));
    EXPECT_TRUE(with("message own(n: Int)\n").refuses("lib.evd", "message |tick", "own"));
    EXPECT_TRUE(with("fn mine() : Int = area(1)\n").refuses("lib.evd", "fn |area", "mine"));
    EXPECT_TRUE(with("enum E { A, B }\n").refuses("m.evd", "enum |E", "Kind"));
    EXPECT_TRUE(with("enum E { A, B }\n").refuses("m.evd", "{ |A", "Red"));
    EXPECT_EQ(with("fn mine() : Int = area(1)\n").renamed("m.evd", "|area", "size_of").size(), 2u);
}

TEST(Rename, LeavesBuiltInNamesAlone) {
    EXPECT_TRUE(one("process P { }\n").refuses("m.evd", "process |P", "Int"));
    EXPECT_TRUE(one("process P { }\nsystem S = P at all\n").refuses("m.evd", "system |S", "Set"));
    EXPECT_TRUE(one("type T = Int\n").refuses("m.evd", "type |T", "Nat"));
    EXPECT_TRUE(one("fn g<T>(x: T, y: Int) : Int = y\n").refuses("m.evd", "g<|T", "Int"));
    EXPECT_TRUE(one("fn g(xs: List<Int>) : Int = let s = 3 in s + size(xs)\n").refuses("m.evd", "let |s", "size"));
    EXPECT_TRUE(one("enum E { A(x: Int), B }\nfn g(k: Option<Int>) : Int = match k { Some(x) => x, None => 0 }\n")
                    .refuses("m.evd", "{ |A", "Some"));
    EXPECT_TRUE(one("input i(n: Int)\noutput o(n: Int)\nprocess P {\n  on i(a) { emit o(a) }\n}\n")
                    .refuses("m.evd", "i(|a)", "start"));
    EXPECT_FALSE(one("fn g(xs: List<Int>) : Int = let s = 3 in s\n").refuses("m.evd", "let |s", "size"));
}

TEST(Rename, WritesShortFieldsOut) {
    EXPECT_EQ(one("fn g(r: { a: Int, b: Int }) : Int = let { a, b } = r in a + b\n").renamed("m.evd", "let { |a", "zz"),
              (Texts{{"m.evd", "spec m\nfn g(r: { a: Int, b: Int }) : Int = let { a = zz, b } = r in zz + b\n"}}));
    EXPECT_EQ(
        one("fn g(r: { a: Int, b: Int }) : Int = match r { { a, b } => a + b }\n").renamed("m.evd", "a + |b", "zz"),
        (Texts{{"m.evd", "spec m\nfn g(r: { a: Int, b: Int }) : Int = match r { { a, b = zz } => a + zz }\n"}}));
    EXPECT_EQ(
        one("fn g(r: { a: Int, b: Int }) : Int = let { a = x, b = y } = r in x + y\n").renamed("m.evd", "|x + y", "zz"),
        (Texts{{"m.evd", "spec m\nfn g(r: { a: Int, b: Int }) : Int = let { a = zz, b = y } = r in zz + y\n"}}));
}

TEST(Rename, OfAnImportedNameStaysInItsFile) {
    const std::string lib = "spec lib\nfn area(x: Int) : Int = x\n";
    auto with = [&](const std::string& import, const std::string& name) {
        return Folder({{"lib.evd", lib},
                       {"m.evd", "spec m\nimport " + import + "\nfn g(x: Int) : Int = " + name + ".area(x)\n"}});
    };
    auto main = [](const std::string& import, const std::string& name) {
        return "spec m\nimport " + import + "\nfn g(x: Int) : Int = " + name + ".area(x)\n";
    };
    const std::string file = "\"./lib.evd\"";
    EXPECT_EQ(with(file + " as lib", "lib").renamed("m.evd", "|lib.area", "geo"),
              (Texts{{"m.evd", main(file + " as geo", "geo")}}));
    EXPECT_EQ(with(file + " as ll", "ll").renamed("m.evd", "|ll.area", "geo"),
              (Texts{{"m.evd", main(file + " as geo", "geo")}}));
    EXPECT_EQ(with(file + " as ll", "ll").renamed("m.evd", "as |ll", "geo"),
              (Texts{{"m.evd", main(file + " as geo", "geo")}}));
    EXPECT_EQ(with(file, "lib").renamed("m.evd", "|lib.area", "geo"),
              (Texts{{"m.evd", main(file + " as geo", "geo")}}));
    EXPECT_EQ(with("lib", "lib").renamed("m.evd", "|lib.area", "geo"), (Texts{{"m.evd", main("lib as geo", "geo")}}));
    // The header: importers that call the spec by it follow, others stay.
    const std::string header = "spec geo\nfn area(x: Int) : Int = x\n";
    EXPECT_EQ(with(file, "lib").renamed("lib.evd", "spec |lib", "geo"),
              (Texts{{"lib.evd", header}, {"m.evd", main(file, "geo")}}));
    EXPECT_EQ(with(file + " as lib", "lib").renamed("lib.evd", "spec |lib", "geo"), (Texts{{"lib.evd", header}}));
    EXPECT_EQ(with(file + " as ll", "ll").renamed("lib.evd", "spec |lib", "geo"), (Texts{{"lib.evd", header}}));
    EXPECT_EQ(with("lib", "lib").renamed("lib.evd", "spec |lib", "geo"), (Texts{{"lib.evd", header}}));
    // Two modules by one name would be one.
    Folder two({{"lib.evd", lib},
                {"far.evd", "spec far\nfn area(x: Int) : Int = x + 1\n"},
                {"m.evd", "spec m\nimport \"./lib.evd\"\nimport \"./far.evd\" as far\nfn g(x: Int) : Int = lib.area(x) "
                          "+ far.area(x)\n"}});
    EXPECT_TRUE(two.refuses("m.evd", "|lib.area", "far"));
    EXPECT_TRUE(two.refuses("m.evd", "|far.area", "lib"));
    EXPECT_TRUE(two.refuses("lib.evd", "spec |lib", "far"));
    // The name after `as` is a name like others.
    Folder other = with(file + " as ll", "ll");
    EXPECT_EQ(other.at("textDocument/prepareRename", "m.evd", "as |ll").result["placeholder"], "ll");
    EXPECT_FALSE(other.at("textDocument/hover", "m.evd", "as |ll").result.is_null());
    EXPECT_EQ(other.at("textDocument/definition", "m.evd", "as |ll").result[0]["uri"], Folder::uri("lib.evd"));
    EXPECT_EQ(other.at("textDocument/documentHighlight", "m.evd", "as |ll").result.size(), 2u);
}

TEST(Rename, TakesFreshNamesInEverySpec) {
    size_t taken = 0;
    for (const std::string& path : testing::specFiles()) {
        SCOPED_TRACE(path);
        testing::Direct ask(path, fixture::read(path));
        const Analysis& analysis = ask.analysis();
        std::set<sema::SymbolId> done;
        for (const sema::Use* use : analysis.uses()) {
            const sema::Symbol& symbol = analysis.program()[use->symbol];
            if (symbol.module != 0 || !done.insert(use->symbol).second || done.size() % 6 != 1 ||
                !renamable(analysis, use->span.begin))
                continue;   // every sixth: they are many
            bool capital = std::isupper(static_cast<unsigned char>(symbol.name[0]));
            Reply reply =
                ask("textDocument/rename", {{"position", Encoder().position(analysis.file(), use->span.begin)},
                                            {"newName", capital ? "Fresh9" : "fresh9"}});
            EXPECT_FALSE(reply.error) << symbol.name << ": " << reply.error->second;
            ++taken;
        }
    }
    EXPECT_GT(taken, 200u);
}

TEST(WillRename, SeesAllThatMoves) {
    Folder folder({{"base.evd", "spec base\n"},
                   {"user.evd", "spec user\nimport \"./base.evd\"\n"},
                   {"sub/in.evd", "spec in\nimport \"../base.evd\"\nimport \"./near.evd\"\n"},
                   {"sub/near.evd", "spec near\n"},
                   {"out.evd", "spec out\nimport \"./sub/in.evd\"\nimport sub.near\n"}});
    auto moved = [&](const std::vector<std::pair<std::string, std::string>>& moves) {
        Json files = Json::array();
        for (const auto& [from, to] : moves)
            files.push_back({{"oldUri", Folder::uri(from)}, {"newUri", Folder::uri(to)}});
        return folder.applied(folder.ask("workspace/willRenameFiles", {{"files", files}}).result);
    };
    EXPECT_EQ(moved({{"user.evd", "sub/user.evd"}, {"base.evd", "sub/base.evd"}}),
              (Texts{{"sub/in.evd", "spec in\nimport \"./base.evd\"\nimport \"./near.evd\"\n"}}));
    EXPECT_EQ(moved({{"user.evd", "sub/user.evd"}}), (Texts{{"user.evd", "spec user\nimport \"../base.evd\"\n"}}));
    EXPECT_EQ(moved({{"sub", "other"}}),
              (Texts{{"out.evd", "spec out\nimport \"./other/in.evd\"\nimport \"./other/near.evd\"\n"}}));
    EXPECT_EQ(moved({{"sub", "deep/sub"}}),
              (Texts{{"out.evd", "spec out\nimport \"./deep/sub/in.evd\"\nimport \"./deep/sub/near.evd\"\n"},
                     {"sub/in.evd", "spec in\nimport \"../../base.evd\"\nimport \"./near.evd\"\n"}}));
    EXPECT_EQ(moved({{"su", "other"}}), Texts());
}

TEST(CallHierarchy, HasRangesInTheFileOfTheCaller) {
    Folder folder({{"lib.evd", "spec lib\nmessage tick(n: Int)\n"},
                   {"m.evd", "spec m\nimport \"./lib.evd\"\nparam nodes : Set<Loc>\n\nprocess P {\n\n  on start { send "
                             "tick(1) to nodes }\n  on tick(n) { }\n}\n"}});
    Json name = {{"start", {{"line", 1}, {"character", 8}}}, {"end", {{"line", 1}, {"character", 12}}}};
    Json item = folder.at("textDocument/prepareCallHierarchy", "lib.evd", "message |tick").result[0];
    Json calls = folder.ask("callHierarchy/outgoingCalls", {{"item", item}}).result;
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls[0]["to"]["uri"], Folder::uri("m.evd"));
    EXPECT_EQ(calls[0]["fromRanges"], Json::array({name}));
    Json senders = folder.ask("callHierarchy/incomingCalls", {{"item", item}}).result;
    ASSERT_EQ(senders.size(), 1u);
    EXPECT_EQ(senders[0]["fromRanges"][0]["start"]["line"], 6);   // in m.evd, like the sender
    // The handler is called by the message, which is in lib.evd.
    Json into = folder.ask("callHierarchy/incomingCalls", {{"item", calls[0]["to"]}}).result;
    ASSERT_EQ(into.size(), 1u);
    EXPECT_EQ(into[0]["from"]["uri"], Folder::uri("lib.evd"));
    EXPECT_EQ(into[0]["fromRanges"], Json::array({name}));
}

/// Each use is looked at once: five thousand of them take a moment.
TEST(Rename, OfManyUses) {
    std::string text = "output told(n: Int)\n", expected = "spec m\noutput said(n: Int)\n";
    for (int i = 0; i < 2500; ++i) {
        std::string head = "fn f" + std::to_string(i) + "(x: Int) : Send = if x > 0 then emit ";
        text += head + "told(x) else emit told(0)\n";
        expected += head + "said(x) else emit said(0)\n";
    }
    EXPECT_EQ(one(text).renamed("m.evd", "output |told", "said"), (Texts{{"m.evd", expected}}));
}

}   // namespace
}   // namespace evd::lsp
