// What somebody who types feels: an editing session replayed against the language server, request by request. Prints p50 and p95
// of each interaction for a spec of 2,000 lines, and for a workspace of 50 files.

#include "tests/session/client.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace fs = std::filesystem;
using evd::session::Client;
using evd::session::Json;
using Clock = std::chrono::steady_clock;

std::string process(int number) {
    std::string n = std::to_string(number);
    return "\nmessage vote" + n + "(slot: Int, cmd: Int)\n/// Process " + n + ".\nprocess P" + n +
           "(s: Int) {\n  var votes : Map<Loc, Int> = {}\n  var done  : Bool          = false\n\n  on start { send vote" + n + "(s, 0) to nodes }\n  on vote" + n +
           "(^s, x) from p when p not in votes {\n    votes[p] := x\n    if size(votes) == 2*limit + 1 {\n      let w = s + 1\n      if w > 3 { send vote" + n +
           "(s, w) to nodes  done := true }\n      else     { stop }\n    }\n  }\n}\n";
}

/// A spec of about `lines` lines.
std::string spec(int lines) {
    std::string out = "spec big\n\nparam nodes : Set<Loc>\nparam limit : Nat\ninput begin(s: Int)\n", starts;
    int count = 0;
    for (; std::count(out.begin(), out.end(), '\n') < lines - 8; ++count) out += process(count);
    for (int i = 0; i < count; ++i) starts += " spawn P" + std::to_string(i) + "(s)";
    return out + "\nprocess Main {\n  on begin(s) {" + starts + " }\n}\nsystem S = Main at nodes\n";
}

struct Figures {
    std::vector<double> times;
    void add(double ms) { times.push_back(ms); }
    double at(double part) {
        std::sort(times.begin(), times.end());
        return times.empty() ? 0 : times[std::min(times.size() - 1, static_cast<size_t>(part * static_cast<double>(times.size())))];
    }
};

double timed(const std::function<void()>& work) {
    auto begin = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void row(const char* what, Figures figures, double p50, double p95) {
    double a = figures.at(0.5), b = figures.at(0.95);
    std::printf("| %-46s | %8.1f | %8.1f | %6.0f | %6.0f | %s |\n", what, a, b, p50, p95, a <= p50 && b <= p95 ? "yes" : "no ");
}

class Typist {
public:
    Typist(Client& client, std::string uri, std::string text) : client_(client), uri_(std::move(uri)), text_(std::move(text)) { client_.open(uri_, text_); }

    /// Types or takes back a letter in the middle of the text, in a handler's body.
    void type() {
        int line = lineOf("let w = s + 1", count() / 2);
        bool add = ++version_ % 2 == 0;
        Json from = {{"line", line}, {"character", 17}}, to = {{"line", line}, {"character", add ? 17 : 18}};
        client_.notify("textDocument/didChange", {{"textDocument", {{"uri", uri_}, {"version", version_}}}, {"contentChanges", Json::array({{{"range", {{"start", from}, {"end", to}}}, {"text", add ? " " : ""}}})}});
    }
    /// Until the diagnostics of the last edit are there.
    void diagnostics() {
        while (true) {
            Json last = client_.diagnostics(uri_);
            if (last.is_object() && last["version"] == version_) return;
            if (client_.next(20000).is_null()) throw std::runtime_error("no diagnostics");
        }
    }
    Json at(const std::string& what, int column, size_t nth) const { return {{"textDocument", {{"uri", uri_}}}, {"position", {{"line", lineOf(what, nth)}, {"character", column}}}}; }
    Json document() const { return {{"textDocument", {{"uri", uri_}}}}; }
    size_t count() const { return 100; }

private:
    int lineOf(const std::string& what, size_t nth) const {
        size_t at = text_.find(what);
        for (size_t i = 0; i < nth; ++i) {
            size_t next = text_.find(what, at + 1);
            if (next == std::string::npos) break;
            at = next;
        }
        return static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    }
    Client& client_;
    std::string uri_, text_;
    int version_ = 1;
};

void oneFile(int lines) {
    std::string text = spec(lines);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::printf("\n### One spec of %d lines\n\n| interaction | p50 ms | p95 ms | budget p50 | budget p95 | within |\n|---|---|---|---|---|---|\n", static_cast<int>(std::count(text.begin(), text.end(), '\n')));
    Figures cold;
    for (int i = 0; i < 10; ++i)
        cold.add(timed([&] {
            Client client;
            client.start();
            Typist typist(client, "untitled:big", text);
            typist.diagnostics();
        }));
    row("cold start to first diagnostics", cold, 300, 1000);

    Client client;
    client.start();
    Typist typist(client, "untitled:big", text);
    typist.diagnostics();
    struct Interaction {
        const char* name;
        const char* method;
        double p50, p95;
        bool edited;
    };
    const Interaction interactions[] = {
        {"semantic tokens", "textDocument/semanticTokens/full", 10, 40, false},  {"folding", "textDocument/foldingRange", 10, 40, false},
        {"document highlight", "textDocument/documentHighlight", 10, 40, false}, {"completion", "textDocument/completion", 16, 80, false},
        {"hover", "textDocument/hover", 20, 80, false},                          {"definition", "textDocument/definition", 20, 80, false},
        {"references", "textDocument/references", 150, 600, false},              {"formatting", "textDocument/formatting", 60, 250, false},
        {"semantic tokens right after a keystroke", "textDocument/semanticTokens/full", 10, 40, true},
        {"completion right after a keystroke", "textDocument/completion", 16, 80, true},
        {"hover right after a keystroke", "textDocument/hover", 20, 80, true}};
    for (const Interaction& one : interactions) {
        Figures figures;
        for (size_t i = 0; i < 40; ++i) {
            Json params = typist.at("send vote", 22, i);
            params["context"] = {{"includeDeclaration", true}};
            params["options"] = {{"tabSize", 2}, {"insertSpaces", true}};
            if (one.edited) typist.type();
            figures.add(timed([&] {
                if (client.call(one.method, params).is_null()) throw std::runtime_error(one.method);
            }));
            if (one.edited) typist.diagnostics();
        }
        row(one.name, figures, one.p50, one.p95);
    }
    Figures checked;
    for (int i = 0; i < 40; ++i) {
        typist.type();
        checked.add(timed([&] { typist.diagnostics(); }));
    }
    row("keystroke to diagnostics, debounce included", checked, 60, 250);
    Figures cancel;
    for (int i = 0; i < 50; ++i) {
        typist.type();
        int id = client.ask("textDocument/semanticTokens/full", typist.document());
        client.notify("$/cancelRequest", {{"id", id}});
        cancel.add(timed([&] { client.answer(id); }));
        typist.diagnostics();
    }
    row("cancel acknowledged", cancel, 5, 50);
}

void workspace() {
    fs::path folder = fs::temp_directory_path() / ("evident-bench-" + std::to_string(getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "shared.evd") << "spec shared\n\n/// Used everywhere.\nfn twice(x: Int) : Int = x + x\n";
    for (int i = 0; i < 49; ++i) {
        std::string text = spec(200);
        text.insert(text.find("\nparam"), "\nimport \"./shared.evd\"\n");
        text += "fn use_of_twice(x: Int) : Int = twice(x) + twice(x + 1)\nproperty use = forall i in nodes: use_of_twice(1) == 2\n";
        std::ofstream(folder / ("part" + std::to_string(i) + ".evd")) << text;
    }
    std::printf("\n### A workspace of 50 files\n\n| interaction | p50 ms | p95 ms | budget p50 | budget p95 | within |\n|---|---|---|---|---|---|\n");
    {
        Client client;
        client.start(Json::object(), folder.string());
        std::string uri = "file://" + (folder / "shared.evd").string();
        std::ifstream in(folder / "shared.evd");
        client.open(uri, std::string(std::istreambuf_iterator<char>(in), {}));
        Figures whole, references, rename;
        whole.add(timed([&] { client.idle(); }));
        row("all files checked after the start", whole, 5000, 10000);
        Json at = {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 3}, {"character", 4}}}, {"context", {{"includeDeclaration", true}}}, {"newName", "double_of"}};
        size_t found = 0, edits = 0;
        for (int i = 0; i < 50; ++i) {
            references.add(timed([&] { found = client.call("textDocument/references", at)["result"].size(); }));
            rename.add(timed([&] { edits = client.call("textDocument/rename", at).dump().size(); }));
        }
        if (found < 99 || edits < 5000) std::printf("only %zu references were found\n", found);
        row("references", references, 150, 600);
        row("rename", rename, 150, 600);
    }
    fs::remove_all(folder);
}

} // namespace

int main(int argc, char** argv) {
    try {
        oneFile(argc > 1 ? std::atoi(argv[1]) : 2000);
        workspace();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench: %s\n", error.what());
        return 1;
    }
}
