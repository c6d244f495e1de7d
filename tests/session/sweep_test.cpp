// Every feature at tokens of every example and corpus file, beginning at another one each time, and on what is left of the file when the text ends there: each
// request is answered, and never by an internal error.

#include "tests/session/client.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>

namespace {

namespace fs = std::filesystem;
using evd::session::Client;
using evd::session::Json;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EVD_SLOW 1
#endif
#endif
#ifdef EVD_SLOW
constexpr size_t kStride = 20;
#else
constexpr size_t kStride = 4;   // tests/unit/lsp meets every token without the way through the pipes
#endif

std::vector<fs::path> files() {
    std::vector<fs::path> out;
    for (const char* folder : {"examples", "tests/corpus"})
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(EVD_SOURCE_DIR) / folder))
            if (entry.path().extension() == ".evd") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

struct Token {
    size_t offset;
    int line, column;   ///< in UTF-16 units
};

/// Words and marks, where a cursor may stand.
std::vector<Token> tokens(const std::string& text) {
    std::vector<Token> out;
    int line = 0, column = 0;
    bool inWord = false;
    for (size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        bool word = std::isalnum(c) || c == '_';
        if (c != ' ' && c != '\n' && c < 0x80 && !(word && inWord)) out.push_back({i, line, column});
        inWord = word;
        if (c == '\n') { ++line; column = 0; }
        else if ((c & 0xC0) != 0x80) column += c >= 0xF0 ? 2 : 1;
    }
    return out;
}

Json at(const std::string& uri, int line, int column) { return {{"textDocument", {{"uri", uri}}}, {"position", {{"line", line}, {"character", column}}}}; }

void expectFine(Client& client, const std::vector<std::pair<int, std::string>>& asked, const std::string& where) {
    for (const auto& [id, method] : asked) {
        Json answer = client.answer(id);
        ASSERT_FALSE(answer.is_null()) << method << " " << where << ": no answer";
        if (answer.contains("error")) {
            EXPECT_NE(answer["error"]["code"].get<int>(), -32603) << method << " " << where << "\n" << answer;
            EXPECT_NE(answer["error"]["code"].get<int>(), -32601) << method << " is not known";
        }
    }
}

void sweepFile(Client& client, const fs::path& path, size_t number) {
    std::string text = read(path), uri = "file://" + path.string();
    client.open(uri, text);
    Json document = {{"textDocument", {{"uri", uri}}}};
    std::vector<std::pair<int, std::string>> asked;
    auto ask = [&](const std::string& method, Json params) { asked.emplace_back(client.ask(method, std::move(params)), method); };
    for (const char* method : {"textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/semanticTokens/full", "textDocument/documentLink",
                               "textDocument/codeLens", "textDocument/formatting"}) {
        Json params = document;
        params["options"] = {{"tabSize", 2}, {"insertSpaces", true}};
        ask(method, params);
    }
    expectFine(client, asked, path.string());
    for (const Token& token : tokens(text)) {
        if (++number % kStride != 0) continue;
        asked.clear();
        for (const char* method : {"textDocument/hover", "textDocument/definition", "textDocument/declaration", "textDocument/typeDefinition", "textDocument/implementation",
                                   "textDocument/documentHighlight", "textDocument/prepareRename", "textDocument/signatureHelp", "textDocument/prepareCallHierarchy", "evident/automaton"})
            ask(method, at(uri, token.line, token.column));
        Json references = at(uri, token.line, token.column);
        references["context"] = {{"includeDeclaration", true}};
        ask("textDocument/references", references);
        ask("textDocument/selectionRange", {{"textDocument", {{"uri", uri}}}, {"positions", Json::array({at(uri, token.line, token.column)["position"]})}});
        Json range = {{"start", {{"line", token.line}, {"character", token.column}}}, {"end", {{"line", token.line + 1}, {"character", 0}}}};
        ask("textDocument/codeAction", {{"textDocument", {{"uri", uri}}}, {"range", range}, {"context", {{"diagnostics", Json::array()}}}});
        if (number % (7 * kStride) == 0) {
            ask("textDocument/completion", at(uri, token.line, token.column));
            ask("textDocument/inlayHint", {{"textDocument", {{"uri", uri}}}, {"range", range}});
            ask("textDocument/semanticTokens/range", {{"textDocument", {{"uri", uri}}}, {"range", range}});
            ask("textDocument/rangeFormatting", {{"textDocument", {{"uri", uri}}}, {"range", range}, {"options", {{"tabSize", 2}, {"insertSpaces", true}}}});
            Json rename = at(uri, token.line, token.column);
            rename["newName"] = "renamed_by_the_sweep";
            ask("textDocument/rename", rename);
        }
        expectFine(client, asked, path.string() + ":" + std::to_string(token.line + 1) + ":" + std::to_string(token.column + 1));
    }
    client.notify("textDocument/didClose", document);
}

TEST(Sweep, EveryFeatureInEveryFile) {
    Client client;
    client.start(Json::object(), "", {{"diagnostics", {{"workspace", false}}}});
    size_t seen = 0;
    const size_t phase = std::random_device{}() % kStride;
    RecordProperty("phase", static_cast<int>(phase));
    for (const fs::path& path : files()) {
        sweepFile(client, path, phase);
        ASSERT_FALSE(HasFatalFailure()) << path;
        ++seen;
    }
    EXPECT_GT(seen, 50u);
    client.call("shutdown", nullptr);
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(), 0);
}

/// The text as it is while somebody types it: it ends at each token.
TEST(Sweep, HalfWrittenTexts) {
    Client client;
    client.start();
    for (const char* name : {"examples/ring_election/ring_election.evd", "examples/two_thirds/two_thirds.evd", "tests/corpus/match_statement.evd", "tests/corpus/class_spawn.evd"}) {
        fs::path path = fs::path(EVD_SOURCE_DIR) / name;
        std::string text = read(path), uri = "file://" + path.string();
        if (text.empty()) continue;
        client.open(uri, "");
        int version = 1;
        size_t number = 0;
        for (const Token& token : tokens(text)) {
            if (++number % (3 * kStride) != 0) continue;
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}}, {"contentChanges", Json::array({{{"text", text.substr(0, token.offset)}}})}});
            std::vector<std::pair<int, std::string>> asked;
            for (const char* method : {"textDocument/completion", "textDocument/hover", "textDocument/signatureHelp", "textDocument/documentSymbol", "textDocument/semanticTokens/full"})
                asked.emplace_back(client.ask(method, at(uri, token.line, token.column)), method);
            expectFine(client, asked, path.string() + " up to " + std::to_string(token.line + 1) + ":" + std::to_string(token.column + 1));
            ASSERT_FALSE(HasFatalFailure());
        }
        client.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
    }
}

} // namespace
