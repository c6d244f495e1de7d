// What somebody who types feels: an editing session replayed against a language server, request by request, for a spec
// of about 2,000 lines and for a workspace of 50 files. The same session with Quint's server, on Quint texts that say
// the same, is the yardstick.

#include "bench/typist.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>
#include <unistd.h>

namespace evd::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Figures {
    std::vector<double> times;   ///< in ms

    void add(const std::function<void()>& work) {
        auto begin = Clock::now();
        work();
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    double at(double part) const {
        auto sorted = times;
        std::sort(sorted.begin(), sorted.end());
        return sorted.at(std::min(sorted.size() - 1, static_cast<size_t>(part * static_cast<double>(sorted.size()))));
    }
};

using Session = std::map<std::string, Figures>;   // by interaction; one that the server does not offer is missing

/// An interaction and its budget in ms, in the order of the tables.
struct Interaction {
    const char* name;
    double p50, p95;
    const char* method = nullptr;     ///< of a request
    const char* provider = nullptr;   ///< the server's capability for it
    Spot Language::* spot = nullptr;
    bool afterKeystroke = false;
};

constexpr const char* kCold = "cold start to first diagnostics";
constexpr const char* kSquiggle = "mistake typed, squiggle there";
constexpr const char* kMended = "mistake mended, squiggle gone";
constexpr const char* kCancel = "cancel acknowledged";

const std::vector<Interaction> kOneFile = {
    {kCold, 300, 1000},
    {kSquiggle, 60, 250},
    {kMended, 60, 250},
    {"hover", 20, 80, "textDocument/hover", "hoverProvider", &Language::use},
    {"definition", 20, 80, "textDocument/definition", "definitionProvider", &Language::use},
    {"completion", 16, 80, "textDocument/completion", "completionProvider", &Language::prefix},
    {"signature help", 20, 80, "textDocument/signatureHelp", "signatureHelpProvider", &Language::call},
    {"document symbols", 20, 80, "textDocument/documentSymbol", "documentSymbolProvider", &Language::use},
    {"rename", 150, 600, "textDocument/rename", "renameProvider", &Language::use},
    {"hover right after a keystroke", 20, 80, "textDocument/hover", "hoverProvider", &Language::use, true},
    {"completion right after a keystroke", 16, 80, "textDocument/completion", "completionProvider", &Language::prefix,
     true},
    {"references", 150, 600, "textDocument/references", "referencesProvider", &Language::use},
    {"document highlight", 10, 40, "textDocument/documentHighlight", "documentHighlightProvider", &Language::use},
    {"semantic tokens", 10, 40, "textDocument/semanticTokens/full", "semanticTokensProvider", &Language::use},
    {"semantic tokens right after a keystroke", 10, 40, "textDocument/semanticTokens/full", "semanticTokensProvider",
     &Language::use, true},
    {"folding", 10, 40, "textDocument/foldingRange", "foldingRangeProvider", &Language::use},
    {"formatting", 60, 250, "textDocument/formatting", "documentFormattingProvider", &Language::use},
    {kCancel, 5, 50, "textDocument/semanticTokens/full", "semanticTokensProvider", &Language::use},
};

constexpr const char* kOpened = "file opened, mistake in it shown";
constexpr const char* kDependents = "type changed, squiggles in all 49 files that use it";
constexpr const char* kReferences = "references in 50 files";
constexpr const char* kRename = "rename in 50 files";

const std::vector<Interaction> kWorkspace = {
    {kOpened, 300, 1000}, {kReferences, 150, 600}, {kRename, 150, 600}, {kDependents, 1500, 3000}};

/// What VS Code says it can do, as far as it changes what is measured.
const Json kCapabilities = Json::parse(R"({"textDocument": {
    "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
    "completion": {"completionItem": {"snippetSupport": true}, "completionList": {"itemDefaults": ["editRange"]}}}})");

bool empty(const Json& result) { return result.is_null() || (result.is_structured() && result.empty()); }

fs::path scratch() {
    fs::path folder = fs::temp_directory_path() / ("evident-bench-" + std::to_string(getpid()));
    fs::create_directories(folder);
    return folder;
}

Session oneFile(const Language& language, int lines, size_t repeats) {
    Session session;
    int groups = 1;
    std::string text;
    do text = language.spec(++groups);
    while (std::count(text.begin(), text.end(), '\n') < lines - 10);
    std::string path = (scratch() / ("big" + language.extension)).string();
    size_t nth = static_cast<size_t>(groups) / 2;
    std::ofstream(path) << text;
    std::fprintf(stderr, "%s: one file of %d lines\n", language.name.c_str(),
                 static_cast<int>(std::count(text.begin(), text.end(), '\n')));

    std::string wrong = text;
    wrong.insert(wrong.find(language.mistake.text) + static_cast<size_t>(language.mistake.column), " + true");
    for (int i = 0; i < 10; ++i)
        session[kCold].add([&] {
            Client client(session::Command{language.server});
            client.start(kCapabilities);
            Typist(language, client, path, wrong).waitFor(true);
        });

    Client client(session::Command{language.server});
    Json offered = client.start(kCapabilities)["result"]["capabilities"];
    Typist typist(language, client, path, text);
    auto keystroke = [&](bool mistake) {
        typist.toggle(language.mistake, nth);
        typist.waitFor(mistake);
    };
    keystroke(true);
    keystroke(false);
    for (size_t i = 0; i < repeats; ++i) {
        typist.rest();
        session[kSquiggle].add([&] { keystroke(true); });
        typist.rest();
        session[kMended].add([&] { keystroke(false); });
    }
    for (const Interaction& one : kOneFile) {
        if (one.method == nullptr || !offered.contains(one.provider)) continue;
        bool cancel = one.name == std::string(kCancel);
        for (size_t i = 0; i < (one.afterKeystroke || cancel ? repeats : 40); ++i) {
            Json params = typist.at(language.*one.spot, i);
            params["context"] = {{"includeDeclaration", true}, {"triggerKind", 1}};
            params["options"] = {{"tabSize", 2}, {"insertSpaces", true}};
            params["newName"] = "another_name";
            if (one.afterKeystroke || cancel) {
                typist.rest();
                typist.toggle(language.mistake, nth);
            }
            if (cancel) {
                int id = client.ask(one.method, params);
                client.notify("$/cancelRequest", {{"id", id}});
                session[one.name].add([&] { client.answer(id); });
            } else {
                int id = 0;
                session[one.name].add([&] {
                    id = client.ask(one.method, params);
                    client.arrived(id, 120000);
                });
                if (Json answer = client.answer(id, 120000);
                    empty(answer.value("result", Json())) && one.method != std::string("textDocument/formatting"))
                    throw std::runtime_error(language.name + " gives no " + one.name + ": " + answer.dump());
            }
            if (one.afterKeystroke || cancel) {
                typist.waitFor(true);
                keystroke(false);
            }
        }
    }
    return session;
}

Session workspace(const Language& language) {
    constexpr int kParts = 49;
    Session session;
    fs::path folder = scratch() / language.name;
    fs::create_directories(folder);
    std::string shared = (folder / ("shared" + language.extension)).string();
    auto part = [&](int i) { return (folder / ("part" + std::to_string(i) + language.extension)).string(); };
    std::ofstream(shared) << language.shared();
    for (int i = 0; i < kParts; ++i) std::ofstream(part(i)) << language.part(i);
    std::fprintf(stderr, "%s: a workspace of %d files\n", language.name.c_str(), kParts + 1);

    Client client(session::Command{language.server});
    Json offered = client.start(kCapabilities, folder.string())["result"]["capabilities"];
    Typist typist(language, client, shared, language.shared());
    if (offered.contains("referencesProvider"))
        client.idle();   // ours alone finds references; it has then read the folder
    Json at = typist.at(language.twice, 0);
    at["context"] = {{"includeDeclaration", true}};
    at["newName"] = "double";
    Json edits;
    for (int i = 0; i < 50; ++i) {
        if (offered.contains("referencesProvider"))
            session[kReferences].add([&] {
                if (client.call("textDocument/references", at)["result"].size() != 1 + 2 * kParts)
                    throw std::runtime_error("references are missing");
            });
        Figures rename;
        rename.add([&] { edits = client.call("textDocument/rename", at)["result"]; });
        size_t files =
            edits.is_object() ? edits.value("changes", edits.value("documentChanges", Json::object())).size() : 0;
        if (files == kParts + 1) session[kRename].times.push_back(rename.times.front());
        else if (i == 0)
            std::fprintf(stderr, "%s: rename edits %zu of %d files\n", language.name.c_str(), files, kParts + 1);
    }
    for (int i = 0; i < 10; ++i) {
        std::string text = language.part(i);
        text.insert(text.find(language.mistake.text) + static_cast<size_t>(language.mistake.column), " + true");
        session[kOpened].add([&] { Typist(language, client, part(i), text).waitFor(true); });
        client.notify("textDocument/didClose", {{"textDocument", {{"uri", "file://" + part(i)}}}});
    }
    if (offered.contains("referencesProvider")) {
        client.idle();
        for (int i = 0; i < 10; ++i) {
            bool wrong = i % 2 == 0;
            typist.rest();
            session[kDependents].add([&] {
                typist.overwrite(language.result, wrong ? "Loc" : "Int");
                for (int file = 0; file < kParts; ++file) waitFor(client, "file://" + part(file), wrong);
            });
        }
    }
    return session;
}

void table(const char* title, const std::vector<Interaction>& rows, const Session& ours, const Session* theirs) {
    std::printf("\n### %s\n\n| interaction | p50 ms | p95 ms | budget | within | Quint p50 ms | p95 ms | Evident is "
                "|\n|---|---|---|---|---|---|---|---|\n",
                title);
    for (const Interaction& row : rows) {
        const Figures& mine = ours.at(row.name);
        std::printf("| %s | %.1f | %.1f | %.0f, %.0f | %s |", row.name, mine.at(0.5), mine.at(0.95), row.p50, row.p95,
                    mine.at(0.5) <= row.p50 && mine.at(0.95) <= row.p95 ? "yes" : "**no**");
        if (theirs == nullptr) {
            std::printf(" not measured | | |\n");
            continue;
        }
        auto found = theirs->find(row.name);
        if (found == theirs->end()) {
            std::printf(" not offered | | |\n");
            continue;
        }
        double ratio = found->second.at(0.5) / mine.at(0.5);
        std::printf(" %.1f | %.1f | %.*f times %s |\n", found->second.at(0.5), found->second.at(0.95),
                    ratio < 10 ? 1 : 0, ratio >= 1 ? ratio : 1 / ratio, ratio >= 1 ? "as fast" : "**slower**");
    }
}

}   // namespace
}   // namespace evd::bench

/// Usage: evd_bench_editor EVIDENT [QUINT-LANGUAGE-SERVER]
int main(int argc, char** argv) {
    using namespace evd::bench;
    if (argc < 2) {
        std::fprintf(stderr, "usage: evd_bench_editor EVIDENT [QUINT-LANGUAGE-SERVER]\n");
        return 2;
    }
    int status = 0;
    try {
        constexpr int kLines = 2000;
        Language ours = evident(argv[1]);
        Session file = oneFile(ours, kLines, 40), folder = workspace(ours), theirFile, theirFolder;
        if (argc > 2) {
            Language theirs = quint(argv[2]);
            theirFile = oneFile(theirs, kLines, 5);
            theirFolder = workspace(theirs);
        }
        table("One spec of 2,000 lines", kOneFile, file, argc > 2 ? &theirFile : nullptr);
        table("A workspace of 50 files of 200 lines", kWorkspace, folder, argc > 2 ? &theirFolder : nullptr);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench: %s\n", error.what());
        status = 1;
    }
    std::filesystem::remove_all(scratch());
    return status;
}
