// Every feature at every token of every spec of the repository, by the handlers themselves: tests/session has the way
// through the server. What is asked for is answered without an internal error; what is named goes there and back.

#include "lsp/features/navigate.h"
#include "lsp/features/references.h"
#include "tests/unit/lsp/direct.h"
#include "tests/unit/lsp/spec.h"

#include <gtest/gtest.h>
#include <set>

namespace evd::lsp {
namespace {

using testing::Direct;

const std::vector<const char*> kAtPosition = {"textDocument/hover",
                                              "textDocument/definition",
                                              "textDocument/declaration",
                                              "textDocument/typeDefinition",
                                              "textDocument/implementation",
                                              "textDocument/references",
                                              "textDocument/documentHighlight",
                                              "textDocument/prepareRename",
                                              "textDocument/completion",
                                              "textDocument/signatureHelp",
                                              "evident/automaton"};
const std::vector<const char*> kOfRange = {"textDocument/inlayHint", "textDocument/semanticTokens/range",
                                           "textDocument/rangeFormatting", "textDocument/codeAction"};
const std::vector<const char*> kOfDocument = {"textDocument/documentSymbol",
                                              "textDocument/semanticTokens/full",
                                              "textDocument/semanticTokens/full/delta",
                                              "textDocument/foldingRange",
                                              "textDocument/documentLink",
                                              "textDocument/codeLens",
                                              "textDocument/formatting",
                                              "workspace/symbol"};

/// What an editor asks where the cursor stands.
void askAt(const Direct& ask, uint32_t offset) {
    Json position = Encoder().position(ask.analysis().file(), offset);
    SCOPED_TRACE(dump(position));
    for (const char* method : kAtPosition)
        EXPECT_FALSE(ask(method, {{"position", position}, {"context", {{"includeDeclaration", true}}}}).error)
            << method;
    EXPECT_FALSE(ask("textDocument/codeAction",
                     {{"range", {{"start", position}, {"end", position}}}, {"context", Json::object()}})
                     .error);
    EXPECT_FALSE(ask("textDocument/selectionRange", {{"positions", Json::array({position})}}).error);
    for (const Json& item : ask("textDocument/prepareCallHierarchy", {{"position", position}}).result)
        for (const char* method : {"callHierarchy/incomingCalls", "callHierarchy/outgoingCalls"})
            EXPECT_FALSE(ask(method, {{"item", item}}).error) << method;
}

/// What an editor asks of the line that begins at a token, and what it asks after typing or renaming there.
void askOfLine(const Direct& ask, uint32_t offset) {
    Json start = Encoder().position(ask.analysis().file(), offset),
         end = {{"line", intAt(start, "line") + 1}, {"character", 0}};
    SCOPED_TRACE(dump(start));
    for (const char* method : kOfRange)
        EXPECT_FALSE(ask(method, {{"range", {{"start", start}, {"end", end}}}, {"context", Json::object()}}).error)
            << method;
    for (const char* typed : {"}", "\n"})
        EXPECT_FALSE(ask("textDocument/onTypeFormatting", {{"position", end}, {"ch", typed}}).error);
    ask("textDocument/rename", {{"position", start}, {"newName", "renamed_by_the_sweep"}});   // may be refused
}

/// Where something can be renamed, every occurrence leads to the same declaration and to the same occurrences.
void expectOccurrencesAgree(const Analysis& analysis) {
    std::set<sema::SymbolId> done;
    for (const sema::Use* use : analysis.uses()) {
        if (!done.insert(use->symbol).second || !renamable(analysis, use->span.begin)) continue;
        for (const Occurrence& one : occurrences(analysis, use->symbol)) {
            const sema::Use* there = analysis.useAt(one.place.begin);
            ASSERT_NE(there, nullptr);
            EXPECT_TRUE(sameDeclaration(analysis, there->symbol, use->symbol));
            auto module = importNamed(analysis, *there);   // a module is called by its alias
            EXPECT_EQ(analysis.sources().text(there->span),
                      module ? module->name : analysis.program()[use->symbol].name);
        }
    }
}

/// Asks everything of a text: at every `stride`-th token, and of the lines of some of them.
void sweep(const Direct& ask, size_t stride) {
    const Analysis& analysis = ask.analysis();
    Json everything = Encoder().range(analysis.file(), 0, static_cast<uint32_t>(analysis.text().size()));
    for (const char* method : kOfDocument) EXPECT_FALSE(ask(method, Json::object()).error) << method;
    for (const char* method : kOfRange)
        EXPECT_FALSE(ask(method, {{"range", everything}, {"context", {{"diagnostics", Json::array()}}}}).error)
            << method;
    const auto& tokens = analysis.tree().tokens;
    for (size_t i = 0; i < tokens.size(); i += stride) {
        askAt(ask, tokens[i].span.begin);
        if (i / stride % 28 == 0) askOfLine(ask, tokens[i].span.begin);
    }
    expectOccurrencesAgree(analysis);
}

/// The files are dealt out to several tests, so that they run side by side and none takes long under sanitizers.
constexpr size_t kShares = 12;
/// Under sanitizers a sample: what is answered at every token is seen without them.
constexpr size_t kStride = EVD_SANITIZED ? 4 : 1;
class Sweep : public ::testing::TestWithParam<size_t> {};

TEST_P(Sweep, EveryFeatureAtEveryTokenOfEverySpec) {
    std::vector<std::string> files = testing::specFiles();
    ASSERT_GT(files.size(), 70u);
    for (size_t i = GetParam(); i < files.size(); i += kShares) {
        SCOPED_TRACE(files[i]);
        sweep(Direct(files[i], fixture::read(files[i])), kStride);
    }
}
TEST_P(Sweep, EveryFeatureInWrongSpecs) {
    std::vector<std::string> files = testing::wrongFiles();
    ASSERT_GT(files.size(), 150u);
    for (size_t i = GetParam(); i < files.size(); i += kShares) {
        SCOPED_TRACE(files[i]);
        sweep(Direct(files[i], fixture::read(files[i])), 3);
    }
}
INSTANTIATE_TEST_SUITE_P(Share, Sweep, ::testing::Range(size_t{0}, kShares));

/// The text as it is while somebody types it: it ends at a token, where the cursor stands.
class HalfWritten : public ::testing::TestWithParam<const char*> {};

TEST_P(HalfWritten, IsAnswered) {
    std::string path = std::string(EVD_SOURCE_DIR "/") + GetParam(), text = fixture::read(path);
    ASSERT_FALSE(text.empty());
    Direct whole(path, text);
    const auto& tokens = whole.analysis().tree().tokens;
    for (size_t i = 0; i < tokens.size(); i += 12) {
        Direct ask(path, text.substr(0, tokens[i].span.begin));
        SCOPED_TRACE("up to byte " + std::to_string(tokens[i].span.begin));
        sweep(ask, 200);
        askAt(ask, tokens[i].span.begin);
    }
}
INSTANTIATE_TEST_SUITE_P(Spec, HalfWritten,
                         ::testing::Values("examples/ring_election/ring_election.evd",
                                           "examples/two_phase_commit/two_phase_commit.evd",
                                           "examples/two_thirds/two_thirds.evd", "tests/corpus/match_statement.evd",
                                           "tests/corpus/class_spawn.evd"));

TEST(Rename, GivesTheSameProgram) {
    // Renaming each symbol to a fresh name leaves the number of diagnostics of each code as it was.
    auto codes = [](const Analysis& analysis) {
        std::multiset<std::string> out;
        for (const Diagnostic& one : analysis.diagnostics().all())
            if (one.severity == Severity::Error) out.insert(codeName(one.code));
        return out;
    };
    for (const char* name :
         {"ring_election/ring_election", "two_phase_commit/two_phase_commit", "two_thirds/two_thirds"}) {
        std::string path = std::string(EVD_SOURCE_DIR "/examples/") + name + ".evd", text = fixture::read(path);
        Direct ask(path, text);
        const Analysis& before = ask.analysis();
        std::set<sema::SymbolId> done;
        for (const sema::Use* use : before.uses()) {
            if (before.program()[use->symbol].module != 0) continue;   // its declaration would stay as it is
            if (!done.insert(use->symbol).second || !renamable(before, use->span.begin)) continue;
            std::string fresh =
                std::isupper(static_cast<unsigned char>(before.program()[use->symbol].name[0])) ? "Fresh9" : "fresh9";
            ASSERT_EQ(renameProblem(before, use->symbol, fresh), "");
            std::string changed = text;
            auto all = occurrences(before, use->symbol);
            for (auto one = all.rbegin(); one != all.rend(); ++one)
                changed.replace(one->place.begin, one->place.end - one->place.begin, fresh);
            Overlay overlay;
            overlay[path] = std::make_shared<const std::string>(changed);
            auto after = Analysis::make(path, overlay, EVD_SOURCE_DIR "/stdlib");
            EXPECT_EQ(codes(*after), codes(before)) << before.program()[use->symbol].name << " in " << name;
        }
    }
}

}   // namespace
}   // namespace evd::lsp
