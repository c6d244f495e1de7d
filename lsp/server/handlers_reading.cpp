// Requests that decorate a document: semantic tokens, folding, hints, lenses.

#include "lsp/features/hints.h"
#include "lsp/features/navigate.h"
#include "lsp/features/ranges.h"
#include "lsp/features/semantic_tokens.h"
#include "lsp/features/statements.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/check_record.h"
#include "lsp/server/explorations.h"
#include "lsp/server/request.h"

namespace evd::lsp {

namespace {

std::vector<uint32_t> encoded(const Request& request, const Analysis& analysis,
                              const std::vector<SemanticToken>& tokens) {
    std::vector<uint32_t> data;
    data.reserve(tokens.size() * 5);
    LineColumn before;
    for (const SemanticToken& token : tokens) {
        LineColumn begin = analysis.file().position(token.span.begin, request.encode.unit),
                   end = analysis.file().position(token.span.end, request.encode.unit);
        if (begin.line != end.line) continue;
        data.insert(data.end(),
                    {begin.line - before.line, begin.line == before.line ? begin.column - before.column : begin.column,
                     end.column - begin.column, token.type, token.modifiers});
        before = begin;
    }
    return data;
}

Reply full(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    std::vector<uint32_t> data = encoded(request, *analysis, semanticTokens(*analysis));
    Json json = data;
    return object("resultId", request.tokens.put(request.path(), std::move(data)), "data", std::move(json));
}

/// One edit between the common beginning and the common end.
Reply delta(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    std::optional<TokenCache::Entry> old = request.tokens.get(request.path());
    if (!old || old->id != stringAt(request.params, "previousResultId")) return full(request);
    std::vector<uint32_t> data = encoded(request, *analysis, semanticTokens(*analysis));
    size_t begin = 0, same = std::min(old->data.size(), data.size());
    while (begin < same && old->data[begin] == data[begin]) ++begin;
    size_t end = 0;
    while (end < same - begin && old->data[old->data.size() - 1 - end] == data[data.size() - 1 - end]) ++end;
    Json edits = Json::array();
    if (begin + end < std::max(old->data.size(), data.size())) {
        std::vector<uint32_t> middle(data.begin() + static_cast<std::ptrdiff_t>(begin),
                                     data.end() - static_cast<std::ptrdiff_t>(end));
        edits.push_back({{"start", begin}, {"deleteCount", old->data.size() - begin - end}, {"data", middle}});
    }
    return Json{{"resultId", request.tokens.put(request.path(), std::move(data))}, {"edits", edits}};
}

Reply range(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    const Json& wanted = member(request.params, "range");
    uint32_t begin = request.encode.offset(analysis->file(), member(wanted, "start")),
             end = request.encode.offset(analysis->file(), member(wanted, "end"));
    return Json{{"data", encoded(request, *analysis, semanticTokens(*analysis, std::pair(begin, end)))}};
}

Reply folding(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    Json out = Json::array();
    for (const Fold& fold : folds(*analysis)) {
        uint32_t begin = analysis->file().position(fold.span.begin).line,
                 end = analysis->file().position(fold.span.end).line;
        // The line of a closing bracket stays visible.
        bool closes = fold.kind == FoldKind::Code &&
                      std::string_view(")]}").find(analysis->text()[fold.span.end - 1]) != std::string_view::npos;
        if (closes && end > begin + 1) --end;
        Json one = {{"startLine", begin}, {"endLine", end}};
        if (fold.kind != FoldKind::Code) one["kind"] = fold.kind == FoldKind::Comment ? "comment" : "imports";
        out.push_back(one);
    }
    return out;
}

Reply selection(const Request& request) {
    auto analysis = request.analysis();
    const Json& positions = member(request.params, "positions");
    if (!analysis || !positions.is_array()) return Json();
    Json out = Json::array();
    for (const Json& position : positions) {
        Json inner;
        std::vector<Span> spans = selections(*analysis, request.encode.offset(analysis->file(), position));
        for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
            Json one = {{"range", request.encode.range(analysis->place(*span))}};
            if (!inner.is_null()) one["parent"] = std::move(inner);
            inner = std::move(one);
        }
        out.push_back(std::move(inner));
    }
    return out;
}

Reply links(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    Json out = Json::array();
    for (const Link& link : documentLinks(*analysis))
        out.push_back(
            {{"range", request.encode.range(analysis->place(link.span))}, {"target", request.encode.uri(link.path)}});
    return out;
}

Reply hints(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    const Json& wanted = member(request.params, "range");
    uint32_t begin = request.encode.offset(analysis->file(), member(wanted, "start")),
             end = request.encode.offset(analysis->file(), member(wanted, "end"));
    HintOptions options{request.settings.flag("inlayHints.types"), request.settings.flag("inlayHints.results"),
                        request.settings.flag("inlayHints.parameters")};
    Json out = Json::array();
    for (const InlayHint& hint : inlayHints(*analysis, begin, end, options)) {
        Json at = request.encode.position(analysis->file(), hint.offset);
        Json one = {{"position", at}, {"label", hint.text}, {"kind", hint.isType ? 1 : 2}};
        if (!hint.isType) one["paddingRight"] = true;
        if (hint.insertable)
            one["textEdits"] = Json::array({{{"range", {{"start", at}, {"end", at}}}, {"newText", hint.text}}});
        out.push_back(std::move(one));
    }
    return out;
}

/// What the last run says, above each statement; a click on a violation leads to it, one on an old verdict runs again.
void verdictLenses(const Request& request, const Analysis& analysis, Json& out) {
    auto last = request.settings.flag("codeLens.run") ? request.world->run(request.path()) : nullptr;
    if (!last) return;
    for (const Statement& one : statementsOf(analysis)) {
        const RunRecord* record = last->about(one.key());
        const Verdict* verdict = record != nullptr ? record->of(one.key()) : nullptr;
        if (verdict == nullptr || one.kind == "check") continue;   // checks have lenses of their own
        const bool fresh = isFresh(*request.world, request.path(), *record);
        const bool shows = fresh && request.client.ownCommands && verdict->kind == Verdict::Kind::Violated;
        Json argument = record->again(request.encode.uri(request.path()), !shows, *verdict);
        if (shows && verdict->event) argument["event"] = *verdict->event;
        // A title that says what is so does nothing; one that is old offers to look again.
        const bool again =
            verdict->kind != Verdict::Kind::NotEvaluated && (!fresh || verdict->kind == Verdict::Kind::Violated);
        Json command = {{"title", lensTitle(*record, *verdict, fresh, record != last.get()) +
                                      (again && !fresh ? " · run again" : "")},
                        {"command", shows                        ? "evident.showDiagram"
                                    : !again                     ? ""
                                    : request.client.ownCommands ? record->scenarios ? "evident.play" : "evident.run"
                                    : record->scenarios          ? "evident.server.play"
                                                                 : "evident.server.run"}};
        if (shows || again) command["arguments"] = Json::array({argument});
        out.push_back({{"range", request.encode.range(analysis.place(one.span))}, {"command", std::move(command)}});
    }
}

/// Above each check what exploring it has shown, how far that is, or that it can be; and the way to what refutes it.
void checkLenses(const Request& request, const Analysis& analysis, Json& out) {
    if (!request.settings.flag("codeLens.run")) return;
    const std::string path = request.path(), uri = request.encode.uri(path);
    for (const Statement& check : checksOf(analysis)) {
        if (check.name.empty()) continue;
        const Json range = request.encode.range(analysis.place(check.span));
        auto add = [&](const std::string& title, const char* command, Json argument) {
            argument.update({{"uri", uri}, {"check", check.title()}});
            out.push_back(
                {{"range", range},
                 {"command", {{"title", title}, {"command", command}, {"arguments", {std::move(argument)}}}}});
        };
        const char* explore = request.client.ownCommands ? "evident.explore" : "evident.server.explore";
        const auto now = request.explorations ? request.explorations->find(path, check.key()) : nullptr;
        const auto [record, fresh] = known(*request.world, path, analysis, check, true);
        if (now != nullptr) {
            const std::string progress = now->progressText();
            add("exploring · " + (progress.empty() ? "" : progress + " · ") + "stop", "evident.server.stopExploring",
                Json::object());
        } else if (!record) add("Explore", explore, Json::object());
        else add(lensTitle(*record, fresh), explore, Json::object());
        if (!record || !fresh || !request.client.ownCommands) continue;
        for (const auto& [statement, run] : record->runs) {
            Json argument = {{"statement", statement}};
            if (const Verdict* verdict = record->of(statement); verdict && verdict->event)
                argument["event"] = *verdict->event;
            add(record->runs.size() == 1 ? "Counterexample" : "Counterexample of " + statement, "evident.showDiagram",
                std::move(argument));
        }
    }
}

Reply lens(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    bool own = request.client.ownCommands;
    std::string uri = request.encode.uri(request.path());
    Json out = Json::array();
    for (const Lens& one :
         lenses(*analysis, request.settings.flag("codeLens.run"), request.settings.flag("codeLens.references"))) {
        Json range = request.encode.range(analysis->place(one.span));
        Json command = {{"title", one.title}};
        Json argument = {
            {"uri", uri},
            {one.scenario.empty() ? "system" : "scenario", one.scenario.empty() ? one.system : one.scenario}};
        switch (one.kind) {
        case Lens::Kind::Tries: argument["tries"] = kTries; [[fallthrough]];
        case Lens::Kind::Run: command["command"] = own ? "evident.run" : "evident.server.run"; break;
        case Lens::Kind::Play: command["command"] = own ? "evident.play" : "evident.server.play"; break;
        case Lens::Kind::Build: command["command"] = own ? "evident.build" : "evident.server.build"; break;
        case Lens::Kind::Diagram:
            if (!own) continue;
            command["command"] = "evident.showDiagram";
            break;
        case Lens::Kind::Flow: command["command"] = own ? "evident.showReferences" : ""; break;
        }
        command["arguments"] = one.kind == Lens::Kind::Flow
                                   ? Json::array({uri, range["start"], request.encode.locations(one.locations)})
                                   : Json::array({argument});
        if (one.kind == Lens::Kind::Flow && !own) command.erase("arguments");
        out.push_back({{"range", range}, {"command", command}});
    }
    verdictLenses(request, *analysis, out);
    checkLenses(request, *analysis, out);
    return out;
}

}   // namespace

void addReading(Handlers& handlers) {
    handlers["textDocument/semanticTokens/full"] = full;
    handlers["textDocument/semanticTokens/full/delta"] = delta;
    handlers["textDocument/semanticTokens/range"] = range;
    handlers["textDocument/foldingRange"] = folding;
    handlers["textDocument/selectionRange"] = selection;
    handlers["textDocument/documentLink"] = links;
    handlers["textDocument/inlayHint"] = hints;
    handlers["textDocument/codeLens"] = lens;
}

}   // namespace evd::lsp
