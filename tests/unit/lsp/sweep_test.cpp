// Every feature at every token of every spec of the repository, through the whole server. What is asked for is answered without an
// internal error; what is named goes there and back.

#include "lsp/features/references.h"
#include "lsp/server/request.h"
#include "tests/unit/lsp/client.h"
#include "tests/unit/lsp/spec.h"

#include <gtest/gtest.h>
#include <set>

namespace evd::lsp {
namespace {

/// Requests without a server around them: the handlers themselves.
class Direct {
public:
    Direct(const std::string& path, const std::string& text) : path_(path) {
        World empty(EVD_SOURCE_DIR "/stdlib");
        world_ = empty.withText(path, text, 1);
    }
    Reply operator()(const std::string& method, Json params) {
        params["textDocument"] = {{"uri", "file://" + path_}};
        Request request{params, world_, settings_, client_, Encoder{client_.unit}, cancelled_, tokens_};
        return handlers().at(method)(request);
    }
    const Analysis& analysis() const { return *world_->analysis(path_); }

private:
    std::string path_;
    std::shared_ptr<const World> world_;
    Settings settings_;
    lsp::Client client_;
    std::atomic<bool> cancelled_{false};
    TokenCache tokens_;
};

const std::vector<const char*> kAtPosition = {"textDocument/hover", "textDocument/definition", "textDocument/declaration", "textDocument/typeDefinition", "textDocument/implementation",
                                              "textDocument/references", "textDocument/documentHighlight", "textDocument/prepareRename", "textDocument/completion", "textDocument/signatureHelp",
                                              "textDocument/prepareCallHierarchy", "evident/automaton"};
const std::vector<const char*> kOfDocument = {"textDocument/documentSymbol", "textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta", "textDocument/foldingRange", "textDocument/documentLink",
                                              "textDocument/codeLens", "textDocument/formatting", "workspace/symbol"};

void sweep(const std::string& path, const std::string& text, size_t stride) {
    SCOPED_TRACE(path);
    Direct ask(path, text);
    const Analysis& analysis = ask.analysis();
    Encoder encode;
    Json everything = encode.range(analysis.file(), 0, static_cast<uint32_t>(text.size()));
    for (const char* method : kOfDocument) EXPECT_FALSE(ask(method, Json::object()).error) << method;
    for (const char* method : {"textDocument/inlayHint", "textDocument/semanticTokens/range", "textDocument/rangeFormatting", "textDocument/codeAction"})
        EXPECT_FALSE(ask(method, {{"range", everything}, {"context", {{"diagnostics", Json::array()}}}}).error) << method;
    const auto& tokens = analysis.tree().tokens;
    for (size_t i = 0; i < tokens.size(); i += stride) {
        Json position = encode.position(analysis.file(), tokens[i].span.begin);
        for (const char* method : kAtPosition) EXPECT_FALSE(ask(method, {{"position", position}}).error) << method << " at " << dump(position);
        EXPECT_FALSE(ask("textDocument/codeAction", {{"range", {{"start", position}, {"end", position}}}, {"context", Json::object()}}).error);
        EXPECT_FALSE(ask("textDocument/selectionRange", {{"positions", Json::array({position})}}).error);
    }
    // Where something can be renamed, every occurrence leads to the same declaration and to the same occurrences.
    std::set<sema::SymbolId> done;
    for (const sema::Use* use : analysis.uses()) {
        if (!done.insert(use->symbol).second || !renamable(analysis, use->span.begin)) continue;
        for (const Occurrence& one : occurrences(analysis, use->symbol)) {
            const sema::Use* there = analysis.useAt(one.place.begin);
            ASSERT_NE(there, nullptr);
            EXPECT_EQ(there->symbol, use->symbol);
            EXPECT_EQ(analysis.sources().text(there->span), analysis.program()[use->symbol].name);
        }
    }
}

/// The files are dealt out to several tests, so that they run side by side and none takes long under sanitizers.
constexpr size_t kShares = 12;
class Sweep : public ::testing::TestWithParam<size_t> {};

TEST_P(Sweep, EveryFeatureAtEveryTokenOfEverySpec) {
    std::vector<std::string> files = testing::specFiles(true);
    ASSERT_GT(files.size(), 200u);
    for (size_t i = GetParam(); i < files.size(); i += kShares) sweep(files[i], testing::readFile(files[i]), 1);
}
INSTANTIATE_TEST_SUITE_P(Share, Sweep, ::testing::Range(size_t{0}, kShares));

TEST(SweepOfText, CutOffSpecs) {
    // A spec that ends anywhere, as it does while it is being written.
    std::string text = testing::readFile(EVD_SOURCE_DIR "/examples/two_phase_commit/two_phase_commit.evd");
    for (size_t size = 0; size < text.size(); size += 97) sweep("/specs/cut.evd", text.substr(0, size), 23);
}

TEST(Rename, GivesTheSameProgram) {
    // Renaming each symbol to a fresh name leaves the number of diagnostics of each code as it was.
    auto codes = [](const Analysis& analysis) {
        std::multiset<std::string> out;
        for (const Diagnostic& one : analysis.diagnostics().all()) if (one.severity == Severity::Error) out.insert(codeName(one.code));
        return out;
    };
    for (const char* name : {"ring_election/ring_election", "two_phase_commit/two_phase_commit", "two_thirds/two_thirds"}) {
        std::string path = std::string(EVD_SOURCE_DIR "/examples/") + name + ".evd", text = testing::readFile(path);
        Direct ask(path, text);
        const Analysis& before = ask.analysis();
        std::set<sema::SymbolId> done;
        for (const sema::Use* use : before.uses()) {
            if (before.program()[use->symbol].module != 0) continue;   // its declaration would stay as it is
            if (!done.insert(use->symbol).second || !renamable(before, use->span.begin)) continue;
            std::string fresh = std::isupper(static_cast<unsigned char>(before.program()[use->symbol].name[0])) ? "Fresh9" : "fresh9";
            ASSERT_EQ(renameProblem(before, use->symbol, fresh), "");
            std::string changed = text;
            auto all = occurrences(before, use->symbol);
            for (auto one = all.rbegin(); one != all.rend(); ++one) changed.replace(one->place.begin, one->place.end - one->place.begin, fresh);
            Overlay overlay;
            overlay[path] = std::make_shared<const std::string>(changed);
            auto after = Analysis::make(path, overlay, EVD_SOURCE_DIR "/stdlib");
            EXPECT_EQ(codes(*after), codes(before)) << before.program()[use->symbol].name << " in " << name;
        }
    }
}

} // namespace
} // namespace evd::lsp
