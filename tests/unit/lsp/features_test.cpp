#include "lsp/features/completion.h"
#include "lsp/features/flow.h"
#include "lsp/features/hints.h"
#include "lsp/features/hover.h"
#include "lsp/features/navigate.h"
#include "lsp/features/ranges.h"
#include "lsp/features/references.h"
#include "lsp/features/semantic_tokens.h"
#include "lsp/features/signatures.h"
#include "lsp/features/symbols.h"
#include "tests/unit/lsp/spec.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using testing::Spec;
using testing::spec;

const std::string kRing = R"(/// The ring.
spec main

param ring : Ring<Loc>
param uid  : Loc -> Int

/// A candidate's number.
message vote(id: Int)
output elected(leader: Loc)

process Node {
  var seen : Bool = false
  var told = false

  on vote(u) {
    seen := seen or u == uid(self)
    if u > uid(self) { send vote(u) to next(self) }
  }
  fair action win when seen and not told {
    told := true
    emit elected(self)
  }
}
class Cast = start => send vote(uid(self)) to next(self)
system Ring = Node at ring || Cast at ring
)";

/// The spec with a mark before the n-th occurrence of a text.
Spec ringAt(const std::string& text, size_t n = 0) {
    size_t at = kRing.find(text);
    while (n-- > 0) at = kRing.find(text, at + 1);
    std::string marked = kRing;
    marked.insert(at, "⟦⟧");
    Overlay overlay;
    Spec out = spec("spec x\n");
    out.text = kRing;
    out.marks = {{0, static_cast<uint32_t>(at), static_cast<uint32_t>(at)}};
    overlay["/specs/main.evd"] = std::make_shared<const std::string>(kRing);
    out.analysis = Analysis::make("/specs/main.evd", overlay, EVD_SOURCE_DIR "/stdlib");
    return out;
}

TEST(Hover, ShowsSignatureDocumentationAndAutomaton) {
    Spec one = ringAt("vote(u)");
    auto found = hover(*one.analysis, one.at(), true);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->code, "message vote(id: Int)");
    EXPECT_EQ(found->doc, "A candidate's number.");
    one = ringAt("Node at");
    found = hover(*one.analysis, one.at() + 4, true);
    ASSERT_TRUE(found);
    EXPECT_EQ(
        found->automaton,
        "automaton Node\n  remembers  seen: Bool, told: Bool\n  on vote(u)                changes seen; sends vote\n"
        "  action win (fair)         changes told; sends elected; when seen and not told\n");
    EXPECT_EQ(hover(*one.analysis, one.at(), false)->automaton, "");
    one = ringAt("Cast at");
    EXPECT_THAT(hover(*one.analysis, one.at(), true)->automaton, HasSubstr("reacts to  start"));
}

TEST(Hover, ShowsTypesOfExpressions) {
    Spec one = spec("fn f(x: Int) : Bool = (x + 1) ⟦⟧> 2\n");
    auto found = hover(*one.analysis, one.at(), true);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->code, "Bool");
    Spec nothing = spec("⟦⟧\n");
    EXPECT_FALSE(hover(*nothing.analysis, nothing.at(), true));
}

TEST(Navigate, FindsDeclarations) {
    Spec one = ringAt("seen or");
    auto found = definition(*one.analysis, one.at());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(one.shown(found[0].name), "12:7");
    EXPECT_TRUE(definition(*one.analysis, static_cast<uint32_t>(kRing.find("next(self)"))).empty())
        << "a built-in function is declared nowhere";
    one = ringAt("vote(u)");
    std::vector<std::string> reactions;
    for (const Target& target : implementation(*one.analysis, one.at())) reactions.push_back(one.shown(target.name));
    EXPECT_THAT(reactions, ElementsAre("15:6"));
}

TEST(Navigate, GoesToOtherFilesAndTypes) {
    Spec one = spec("import \"./⟦⟧other.evd\"\n\nfn f(c: Color) : Color = ⟦⟧flip(⟦⟧c)\n",
                    {{"/specs/other.evd", "spec other\n\nenum Color { Red, Blue }\nfn flip(c: Color) : Color = c\n"}});
    EXPECT_EQ(one.shown(definition(*one.analysis, one.at(0)).at(0).name), "other.evd:1:1");
    EXPECT_EQ(one.shown(definition(*one.analysis, one.at(1)).at(0).name), "other.evd:4:4");
    EXPECT_EQ(one.shown(typeDefinition(*one.analysis, one.at(2)).at(0).name), "other.evd:3:6");
    EXPECT_EQ(documentLinks(*one.analysis).at(0).path.substr(0, 7), "/specs/");
}

TEST(References, TellReadsFromWrites) {
    Spec one = ringAt("told");
    const sema::Use* use = one.analysis->useAt(one.at());
    ASSERT_NE(use, nullptr);
    std::vector<std::string> shown;
    for (const Occurrence& at : occurrences(*one.analysis, use->symbol))
        shown.push_back(one.shown(at.place) + (at.isDeclaration ? " declared" : at.isWrite ? " written" : ""));
    EXPECT_THAT(shown, ElementsAre("13:7 declared", "19:37", "20:5 written"));
}

TEST(Rename, RefusesWhatWouldBreak) {
    Spec one = ringAt("told");
    sema::SymbolId told = one.analysis->useAt(one.at())->symbol;
    EXPECT_EQ(renameProblem(*one.analysis, told, "heard"), "");
    EXPECT_NE(renameProblem(*one.analysis, told, "seen"), "");
    EXPECT_NE(renameProblem(*one.analysis, told, "Told"), "");
    EXPECT_NE(renameProblem(*one.analysis, told, "when"), "");
    EXPECT_NE(renameProblem(*one.analysis, told, "a b"), "");
    EXPECT_NE(renameProblem(*one.analysis, told, ""), "");
    EXPECT_NE(renameProblem(*one.analysis, told, "vote"), "");
    EXPECT_FALSE(renamable(*one.analysis, static_cast<uint32_t>(kRing.find("next(self)"))));
    EXPECT_FALSE(renamable(*one.analysis, static_cast<uint32_t>(kRing.find("system"))));
}

TEST(Outline, HasMembers) {
    Spec one = ringAt("Node");
    std::vector<std::string> names, members;
    for (const OutlineItem& item : outline(*one.analysis)) {
        names.push_back(item.name);
        if (item.name == "Node")
            for (const OutlineItem& child : item.children) members.push_back(child.name);
    }
    EXPECT_THAT(names, ElementsAre("ring", "uid", "vote", "elected", "Node", "Cast", "Ring"));
    EXPECT_THAT(members, ElementsAre("seen", "told", "on vote(u)", "win"));
    EXPECT_TRUE(fuzzyMatches("ring_election", "RE"));
    EXPECT_FALSE(fuzzyMatches("ring", "gn"));
    EXPECT_TRUE(fuzzyMatches("ring", ""));
}

TEST(Flow, KnowsSendersAndReactions) {
    Spec one = ringAt("vote(id");
    Flow flow = flowOf(*one.analysis, true);
    sema::SymbolId vote = one.analysis->useAt(one.at())->symbol;
    std::vector<std::string> senders, reactions;
    for (const FlowEdge* edge : flow.of(vote, true)) senders.push_back(flow.nodes[edge->node].name);
    for (const FlowEdge* edge : flow.of(vote, false)) reactions.push_back(flow.nodes[edge->node].name);
    EXPECT_THAT(senders, ElementsAre("Node.on vote(u)", "Cast"));
    EXPECT_THAT(reactions, ElementsAre("Node.on vote(u)"));
}

TEST(SemanticTokens, AreOrderedAndMeanSomething) {
    Spec one = ringAt("seen := ");
    auto tokens = semanticTokens(*one.analysis);
    ASSERT_GT(tokens.size(), 20u);
    for (size_t i = 1; i < tokens.size(); ++i) EXPECT_LE(tokens[i - 1].span.end, tokens[i].span.begin);
    bool written = false;
    for (const SemanticToken& token : tokens)
        written |=
            token.span.begin == one.at() && tokenTypeNames()[token.type] == "variable" && (token.modifiers & 4) != 0;
    EXPECT_TRUE(written);
    EXPECT_LT(semanticTokens(*one.analysis, std::pair(one.at(), one.at() + 10)).size(), 5u);
}

TEST(Ranges, FoldAndGrow) {
    Spec one = ringAt("u > uid");
    EXPECT_GE(folds(*one.analysis).size(), 3u);
    std::vector<std::string> texts;
    for (Span span : selections(*one.analysis, one.at())) texts.push_back(one.textOf(span));
    ASSERT_GE(texts.size(), 5u);
    EXPECT_EQ(texts.front(), "u");
    EXPECT_THAT(texts, Contains("u > uid(self)"));
    EXPECT_EQ(texts.back(), kRing);
    for (size_t i = 1; i < texts.size(); ++i) EXPECT_GT(texts[i].size(), texts[i - 1].size());
}

TEST(Ranges, ALongSumGrowsInStepsThatSomebodyMightTake) {
    std::string text = "spec s\nfn f() : Int = ";
    for (int i = 0; i < 5000; ++i) text += "1 + ";
    Spec one = spec(text + "⟦⟧1\n");
    std::vector<Span> found = selections(*one.analysis, one.at());
    EXPECT_LE(found.size(), 100u);
    EXPECT_EQ(one.textOf(found.front()), "1");
    EXPECT_EQ(one.textOf(found.back()), one.text);
}

TEST(Hints, ShowInferredTypes) {
    Spec one = ringAt("Node");
    std::vector<std::string> shown;
    for (const InlayHint& hint : inlayHints(*one.analysis, 0, 10000, {true, true, true}))
        shown.push_back(one.shown({&one.analysis->file(), hint.offset, 0}) + " " + hint.text);
    EXPECT_THAT(shown, ElementsAre("13:11  : Bool", "24:11  : Send"));
    EXPECT_TRUE(inlayHints(*one.analysis, 0, 10000, {false, false, false}).empty());
    Spec call = spec("fn f(amount: Int, flag: Bool) : Int = amount\nfn g(x: Int) : Int = f(x, true)\n");
    shown.clear();
    for (const InlayHint& hint : inlayHints(*call.analysis, 0, 10000, {false, false, true})) shown.push_back(hint.text);
    EXPECT_THAT(shown, ElementsAre("amount:", "flag:"));
}

TEST(Lenses, StandOnSystemsAndMessages) {
    Spec one = ringAt("Node");
    std::vector<std::string> shown;
    for (const Lens& lens : lenses(*one.analysis, true, true))
        shown.push_back(one.textOf(lens.span) + " " + lens.title);
    EXPECT_THAT(shown, ElementsAre("vote 2 senders, 1 reaction", "elected 1 sender", "Ring Run", "Ring Run 100 Seeds",
                                   "Ring Diagram", "Ring Build"));
}

std::vector<std::string> labelsAt(const std::string& marked, bool snippets = false,
                                  const std::map<std::string, std::string>& others = {}) {
    Spec one = spec(marked, others);
    Recheck recheck = [&](std::string text) {
        Overlay overlay;
        overlay["/specs/main.evd"] = std::make_shared<const std::string>(std::move(text));
        for (const auto& [path, content] : others) overlay[path] = std::make_shared<const std::string>(content);
        return Analysis::make("/specs/main.evd", overlay, EVD_SOURCE_DIR "/stdlib");
    };
    std::vector<std::string> out;
    for (const CompletionItem& item : complete(*one.analysis, one.at(), snippets, recheck).items)
        out.push_back(item.label);
    return out;
}

const std::string kFeatureHead =
    "param nodes : Set<Loc>\nmessage ping(n: Int)\ninput go(x: Int)\noutput done(n: Int)\ntype "
    "Pair = { left: Int, right: Loc }\nenum Color { Red, Green }\n";

TEST(Completion, OffersWhatFitsThePlace) {
    EXPECT_THAT(labelsAt(kFeatureHead + "⟦⟧\n"), IsSupersetOf({"process", "message", "fn"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "⟦⟧\n"), Not(Contains("nodes")));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  var x : Int = 0\n  ⟦⟧\n}\n"),
                IsSupersetOf({"on", "var", "fair action"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  var x : Int = 0\n  on ping(n) {\n    ⟦⟧\n  }\n}\n"),
                IsSupersetOf({"send", "x", "n", "let"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  on ping(n) {\n    send ⟦⟧\n  }\n}\n"),
                IsSupersetOf({"ping", "done"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  on ping(n) {\n    send ⟦⟧\n  }\n}\n"), Not(Contains("go")));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  on ping(n) {\n    emit ⟦⟧\n  }\n}\n"), ElementsAre("done"));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  on ⟦⟧\n}\n"), IsSupersetOf({"ping", "go", "start"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  on ⟦⟧\n}\n"), Not(Contains("done")));
    EXPECT_THAT(labelsAt(kFeatureHead + "fn f(x: ⟦⟧\n"), IsSupersetOf({"Int", "Map", "Pair", "Color"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "process P {\n  var x : ⟦⟧\n}\n"), IsSupersetOf({"Int", "Color"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "fn f(first_one: Int) : Int = fi⟦⟧\n"),
                IsSupersetOf({"first_one", "nodes", "if", "size"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "class C = ⟦⟧\n"), IsSupersetOf({"ping", "start", "once"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "invariant i = ⟦⟧\n"), IsSupersetOf({"forall", "nodes"}));
    EXPECT_TRUE(labelsAt(kFeatureHead + "fn ⟦⟧\n").empty());
    EXPECT_TRUE(labelsAt("// a comment ⟦⟧\n").empty());
    EXPECT_THAT(labelsAt("import ⟦⟧\n"), Contains("std.quorum"));
}

TEST(Completion, OffersFieldsAfterADot) {
    EXPECT_THAT(labelsAt(kFeatureHead + "fn f(p: Pair) : Int = p.⟦⟧\n"), IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "fn f(p: Pair) : Int = p.le⟦⟧\n"), IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labelsAt(kFeatureHead +
                         "process P {\n  var p : Map<Int, Pair> = {}\n  on ping(n) {\n    let y = p[n].⟦⟧\n    "
                         "send ping(n) to self\n  }\n}\n"),
                IsSupersetOf({"left", "right"}));
    EXPECT_THAT(labelsAt(kFeatureHead + "fn f(s: Set<Int>) : Nat = s.⟦⟧\n"), IsSupersetOf({"size", "is_empty"}));
    EXPECT_THAT(labelsAt("import \"./other.evd\" as other\n\nfn f(x: Int) : Int = other.⟦⟧\n", false,
                         {{"/specs/other.evd", "spec other\n\nfn twice(x: Int) : Int = x + x\n"}}),
                ElementsAre("twice"));
}

TEST(Completion, KeepsHandlersApart) {
    auto found =
        labelsAt(kFeatureHead + "process P {\n  on ping(other_one) { send ping(other_one) to self }\n  on go(mine) {\n "
                                "   send ping(⟦⟧\n  }\n}\n");
    EXPECT_THAT(found, Contains("mine"));
    EXPECT_THAT(found, Not(Contains("other_one")));
}

TEST(Completion, SnippetsOnlyIfWanted) {
    EXPECT_THAT(labelsAt(kFeatureHead + "⟦⟧\n", true), Contains("process …"));
    EXPECT_THAT(labelsAt(kFeatureHead + "⟦⟧\n", false), Not(Contains("process …")));
}

TEST(Signature, KnowsTheArgument) {
    Spec one = spec("fn f(a: Int, b: Bool) : Int = a\nfn g(x: Int) : Int = f(max(x, 2), ⟦⟧true)\n");
    auto call = callAt(*one.analysis, one.at());
    ASSERT_TRUE(call);
    EXPECT_EQ(one.analysis->program()[call->callee].name, "f");
    EXPECT_EQ(call->argument, 1u);
    one = spec("fn f(a: Int) : Int = a + ⟦⟧1\n");
    EXPECT_FALSE(callAt(*one.analysis, one.at()));
}

}   // namespace
}   // namespace evd::lsp
