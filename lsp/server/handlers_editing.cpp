// Requests that help to write: completion, signatures, formatting.

#include "frontend/format/format.h"
#include "lsp/features/completion.h"
#include "lsp/features/context.h"
#include "lsp/features/signatures.h"
#include "lsp/protocol/completion_list.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/request.h"

#include <filesystem>
#include <set>

namespace evd::lsp {

namespace {

/// What is in a folder on disk, and the open documents in it. Folders end with `/`.
std::vector<std::string> namesIn(const World& world, const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path + "/").lexically_normal();
    std::set<std::string> out;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unknown;
        out.insert(entry->path().filename().string() + (entry->is_directory(unknown) ? "/" : ""));
    }
    for (const auto& [open, text] : *world.overlay())
        if (std::filesystem::path file(open); file.parent_path() / "" == folder) out.insert(file.filename().string());
    return {out.begin(), out.end()};
}

/// Whether a blank, or a character that begins a file's name in an import, was typed elsewhere: nobody asked for a list
/// there.
bool typedInVain(const Request& request, const Context& context) {
    std::string typed = stringAt(member(request.params, "context"), "triggerCharacter");
    static const std::set<Region> kNamed = {Region::EventName, Region::MessageName, Region::OutputName,
                                            Region::SpawnName, Region::ProcessName};
    if (typed == " ") return kNamed.count(context.region) == 0;   // after `on`, `send`, …
    return (typed == "/" || typed == "\"") && context.region != Region::ImportFile;
}

Reply completion(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis || typedInVain(request, contextAt(*analysis, request.offset(*analysis)))) return Json();
    bool snippets = request.client.snippets && request.settings.flag("completion.snippets");
    Recheck recheck = [&](std::string text) {
        Overlay overlay = *request.world->overlay();
        overlay[request.path()] = std::make_shared<const std::string>(std::move(text));
        return Analysis::make(request.path(), overlay, request.world->stdlibPath());
    };
    ListFolder listFolder = [&](const std::string& path) { return namesIn(*request.world, path); };
    Completions found = complete(*analysis, request.offset(*analysis), snippets, recheck, listFolder);
    return completionList(found.items, request.encode.range(analysis->place(found.replace)),
                          request.client.sharedRange);
}

Reply signatureHelp(const Request& request) {
    auto analysis = request.analysis();
    std::optional<CallAt> call = analysis ? callAt(*analysis, request.offset(*analysis)) : std::nullopt;
    if (!call) return Json();
    Json shown = Json::array();
    for (const Signature& one : signatures(*analysis, *call)) {
        Json parameters = Json::array();
        size_t at = 0;   // the parameters stand in the label in their order; a text alone might be found in another one
        for (const std::string& parameter : one.parameters) {
            at = one.label.find(parameter, at);
            parameters.push_back({{"label", request.client.parameterOffsets ? Json::array({at, at + parameter.size()})
                                                                            : Json(parameter)}});
            at += parameter.size();
        }
        Json signature = {{"label", one.label}, {"parameters", parameters}};
        if (!one.doc.empty()) signature["documentation"] = {{"kind", "markdown"}, {"value", one.doc}};
        shown.push_back(std::move(signature));
    }
    return Json{{"signatures", std::move(shown)},
                {"activeSignature", 0},
                {"activeParameter", call->argument + (call->method ? 1 : 0)}};
}

/// Formatting needs no check of the spec: only its text.
std::optional<std::string> textOf(const Request& request) {
    auto open = request.world->overlay()->find(request.path());
    if (open != request.world->overlay()->end()) return *open->second;
    auto analysis = request.analysis();
    if (!analysis) return std::nullopt;
    return std::string(analysis->text());
}

Reply formatted(const Request& request, std::optional<std::pair<LineColumn, LineColumn>> within) {
    std::optional<std::string> text = textOf(request);
    if (!text) return Json();
    SourceFile file(request.path(), *text);
    std::optional<Span> span;
    if (within)
        span = Span{0, file.lines().offset(file.text(), within->first, request.encode.unit),
                    file.lines().offset(file.text(), within->second, request.encode.unit)};
    auto edits = format::edits(*text, span);
    if (!edits) return Json();   // errors of form: left as it is
    Json out = Json::array();
    for (const Edit& edit : *edits)
        out.push_back({{"range", request.encode.range(file, edit.span.begin, edit.span.end)}, {"newText", edit.text}});
    return out;
}

Reply formatting(const Request& request) { return formatted(request, std::nullopt); }

Reply rangeFormatting(const Request& request) {
    const Json& range = member(request.params, "range");
    return formatted(request, std::pair(lineColumn(member(range, "start")), lineColumn(member(range, "end"))));
}

/// After `}` the lines up to its opening bracket, after a new line the line that was finished.
Reply onTypeFormatting(const Request& request) {
    LineColumn at = lineColumn(member(request.params, "position"));
    LineColumn begin{at.line, 0}, end = at;
    if (stringAt(request.params, "ch") == "\n" && at.line > 0) {
        begin.line = at.line - 1;
        end = {at.line - 1, UINT32_MAX - 1};
    } else if (auto analysis = request.analysis()) {
        uint32_t offset = request.offset(*analysis);
        unsigned depth = 0;
        for (size_t i = analysis->tokenAt(offset > 0 ? offset - 1 : 0) + 1; i-- > 0;) {
            if (i >= analysis->tree().tokens.size()) continue;
            std::string_view token = analysis->tokenText(i);
            if (token == "}") ++depth;
            if (token == "{" && --depth == 0) {
                begin = {analysis->file().position(analysis->tree().tokens[i].span.begin).line, 0};
                break;
            }
            if (depth == 0) break;
        }
    }
    return formatted(request, std::pair(begin, end));
}

}   // namespace

void addEditing(Handlers& handlers) {
    handlers["textDocument/completion"] = completion;
    handlers["textDocument/signatureHelp"] = signatureHelp;
    handlers["textDocument/formatting"] = formatting;
    handlers["textDocument/rangeFormatting"] = rangeFormatting;
    handlers["textDocument/onTypeFormatting"] = onTypeFormatting;
}

}   // namespace evd::lsp
