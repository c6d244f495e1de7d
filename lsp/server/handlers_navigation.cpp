// Requests that go somewhere: definitions, references, symbols, message flow, rename.

#include "lsp/features/automaton.h"
#include "lsp/features/fields.h"
#include "lsp/features/flow.h"
#include "lsp/features/hover.h"
#include "lsp/features/navigate.h"
#include "lsp/features/references.h"
#include "lsp/features/rename.h"
#include "lsp/features/statements.h"
#include "lsp/features/symbols.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/check_record.h"
#include "lsp/server/explorations.h"
#include "lsp/server/rename_deployments.h"
#include "lsp/server/request.h"
#include "lsp/server/workspace_edit.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

/// What explorations say of a statement.
std::string exploredOf(const Request& request, const Analysis& analysis, const Statement& statement) {
    std::string out;
    if (request.world->checks(request.path()).empty()) return out;
    for (const Statement& check : checksOf(analysis)) {
        const auto [record, fresh] = known(*request.world, request.path(), analysis, check, true);
        const Verdict* verdict = record ? record->of(statement.key()) : nullptr;
        if (verdict == nullptr) continue;
        out += fmt::format("\n\nExplored (check of line {}, {}{}): *{}*; it {}.",
                           analysis.file().position(check.whole.begin).line + 1, statesText(record->reached.states),
                           fresh ? "" : ", before the last change", word(verdict->kind), verdict->text);
    }
    return out;
}

/// Of the statement whose name stands at a place: whether runs evaluate it, and what the last one says.
std::string saidOf(const Request& request, const Analysis& analysis, Span name) {
    for (const Statement& one : statementsOf(analysis)) {
        if (one.span != name) continue;
        std::string out = one.unevaluated.empty() ? "Evaluated by simulated runs."
                                                  : "Not evaluated by simulated runs: " + one.unevaluated + ".";
        auto last = request.world->run(request.path());
        const RunRecord* record = last ? last->about(one.key()) : nullptr;
        const Verdict* verdict = record ? record->of(one.key()) : nullptr;
        if (verdict != nullptr)
            out += fmt::format("\n\nLast run ({}, {}{}): {}.", record->system, record->seeds(),
                               isFresh(*request.world, request.path(), *record) ? "" : ", before the last change",
                               verdict->text);
        return out + exploredOf(request, analysis, one);
    }
    return "";
}

/// Of the check on whose keyword or statements an offset is: what exploring it has shown, or how far that is.
std::string saidOfCheck(const Request& request, const Analysis& analysis, uint32_t offset) {
    for (const Statement& check : checksOf(analysis)) {
        if (offset < check.whole.begin || offset > check.span.end) continue;
        const auto now = request.explorations ? request.explorations->find(request.path(), check.key()) : nullptr;
        const auto [record, fresh] = known(*request.world, request.path(), analysis, check, true);
        std::string out;
        if (now != nullptr)
            out = now->running ? "Being explored: " + now->frontierText() + "." : "Waits to be explored.";
        if (record) out += (out.empty() ? "" : "\n\n") + hoverText(*record, fresh);
        return out.empty() ? "Not explored yet." : out;
    }
    return "";
}

Reply hoverAt(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    std::optional<Hover> found = hover(*analysis, request.offset(*analysis), request.settings.flag("hover.automaton"));
    if (!found) return Json();
    std::string more = saidOfCheck(request, *analysis, request.offset(*analysis));
    if (more.empty()) more = saidOf(request, *analysis, found->span);
    if (!more.empty()) found->doc += (found->doc.empty() ? "" : "\n\n") + more;
    std::string text;
    if (request.client.markdown) {
        text = "```evident\n" + found->code + "\n```";
        if (!found->automaton.empty()) text += "\n```text\n" + found->automaton + "```";
        if (!found->doc.empty()) text += "\n\n" + found->doc;
    } else {
        text = found->code + (found->automaton.empty() ? "" : "\n" + found->automaton) +
               (found->doc.empty() ? "" : "\n\n" + found->doc);
    }
    return Json{{"contents", {{"kind", request.client.markdown ? "markdown" : "plaintext"}, {"value", text}}},
                {"range", request.encode.range(analysis->place(found->span))}};
}

template <std::vector<Target> (*kFind)(const Analysis&, uint32_t)> Reply go(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    Json out = Json::array();
    for (const Target& target : kFind(*analysis, request.offset(*analysis)))
        out.push_back(request.encode.location(target.name));
    return out;
}

/// The files in which a name, or another one that it may get, stands, and the one that was asked about.
Files filesFor(const Request& request, const std::shared_ptr<const Analysis>& analysis, std::string_view name,
               std::string_view other) {
    Files out = request.where(
        [&](std::string_view text) { return mentions(text, name) || (!other.empty() && mentions(text, other)); });
    if (request.world->find(request.path()) == nullptr) out.push_back(analysis);
    return out;
}

Files filesFor(const Request& request, const std::shared_ptr<const Analysis>& analysis, const sema::FieldUse& field,
               std::string_view other = "") {
    return filesFor(request, analysis, analysis->sources().text(field.span), other);
}

Files filesFor(const Request& request, const std::shared_ptr<const Analysis>& analysis, const sema::Use& use,
               std::string_view other = "") {
    const sema::Symbol& symbol = analysis->program()[use.symbol];
    if (symbol.kind != sema::SymbolKind::Spec) return filesFor(request, analysis, symbol.name, other);
    Files out = request.everything();   // a module has its own name in each file
    if (request.world->find(request.path()) == nullptr) out.push_back(analysis);
    return out;
}

Reply references(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    bool declarations = boolAt(member(request.params, "context"), "includeDeclaration", true);
    if (const sema::FieldUse* field = fieldAt(*analysis, request.offset(*analysis))) {
        Json out = Json::array();
        Files files = filesFor(request, analysis, *field);
        for (const FieldMention& one : mentionsOf(files, *analysis, *field))
            if (declarations || !one.use->isDeclaration)
                out.push_back(request.encode.location(one.analysis->place(one.use->span)));
        return out;
    }
    const sema::Use* use = analysis->useAt(request.offset(*analysis));
    if (use == nullptr) return Json();
    Json out = Json::array();
    for (const Occurrence& one : occurrences(filesFor(request, analysis, *use), keyOf(*analysis, use->symbol)))
        if (declarations || !one.isDeclaration) out.push_back(request.encode.location(one.place));
    return out;
}

Reply highlight(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    Json out = Json::array();
    if (const sema::FieldUse* field = fieldAt(*analysis, request.offset(*analysis))) {
        for (const FieldMention& one : mentionsOf({analysis}, *analysis, *field))
            out.push_back({{"range", request.encode.range(analysis->place(one.use->span))},
                           {"kind", one.use->isWrite || one.use->isDeclaration ? 3 : 2}});
        return out;
    }
    const sema::Use* use = analysis->useAt(request.offset(*analysis));
    if (use == nullptr) return Json();
    for (const Occurrence& one : occurrences(*analysis, use->symbol))
        out.push_back({{"range", request.encode.range(one.place)}, {"kind", one.isWrite || one.isDeclaration ? 3 : 2}});
    return out;
}

/// Whether a file is one that a rename may change: of the workspace, or the one that was asked about.
bool isOurs(const Request& request, const std::string& name) {
    return name == request.path() || request.world->find(name) != nullptr;
}

/// Whether a field is declared where a rename may change it; that of a literal without any type is.
bool isOurs(const Request& request, const Analysis& analysis, const sema::FieldUse& field) {
    std::vector<Place> places = fieldDeclarations(analysis, field);
    return std::all_of(places.begin(), places.end(),
                       [&](const Place& place) { return isOurs(request, place.file->path()); });
}

Reply prepareRename(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    auto answer = [&](Span span) {
        return Json{{"range", request.encode.range(analysis->place(span))},
                    {"placeholder", analysis->sources().text(span)}};
    };
    if (const sema::FieldUse* field = fieldAt(*analysis, request.offset(*analysis)))
        return isOurs(request, *analysis, *field) ? answer(field->span) : Json();
    std::optional<Span> span = renamable(*analysis, request.offset(*analysis));
    if (!span) return Json();
    const sema::Use& use = *analysis->useAt(request.offset(*analysis));
    std::string declaredIn = importNamed(*analysis, use) ? analysis->path() : keyOf(*analysis, use.symbol).path;
    return isOurs(request, declaredIn) ? answer(*span) : Json();   // else of the standard library
}

/// What a rename replaces, or why it is refused.
struct Renaming {
    Files files;
    std::vector<Replacement> replacements;
    std::string problem;
    std::optional<SymbolKey> key;   ///< of a symbol with this name in every file
};

Renaming renamingOf(const Request& request, const std::shared_ptr<const Analysis>& analysis,
                    const sema::FieldUse& field, const std::string& name) {
    Renaming out;
    out.problem = fieldNameProblem(*analysis, field, name);
    if (!isOurs(request, *analysis, field))
        out.problem =
            "the field `" + std::string(analysis->sources().text(field.span)) + "` is declared outside the workspace";
    if (!out.problem.empty()) return out;
    out.files = filesFor(request, analysis, field, name);
    out.replacements = renameField(mentionsOf(out.files, *analysis, field), name);
    return out;
}

Renaming renamingOf(const Request& request, const std::shared_ptr<const Analysis>& analysis, const sema::Use& use,
                    const std::string& name) {
    Renaming out;
    out.files = filesFor(request, analysis, use, name);
    if (importNamed(*analysis, use)) {
        out.problem = nameProblem(name);
        if (out.problem.empty()) out.replacements = renameImportedName(*analysis, use, name);
        return out;
    }
    SymbolKey key = keyOf(*analysis, use.symbol);
    for (const auto& file : out.files) {
        sema::SymbolId there = file->dependsOn(key.path) ? find(*file, key) : sema::kNoSymbol;
        if (there != sema::kNoSymbol) out.problem = renameProblem(*file, there, name);
        if (!out.problem.empty()) return out;
    }
    if (!isOurs(request, key.path)) out.problem = "`" + key.name + "` is declared outside the workspace";
    else out.replacements = renameSymbol(out.files, key, name);
    out.key = std::move(key);
    return out;
}

Reply rename(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    uint32_t offset = request.offset(*analysis);
    const sema::FieldUse* field = fieldAt(*analysis, offset);
    if (field == nullptr && !renamable(*analysis, offset))
        return Reply::failed(kRequestFailed, "there is nothing here that can be renamed");
    std::string name = stringAt(request.params, "newName");
    Renaming renaming = field != nullptr ? renamingOf(request, analysis, *field, name)
                                         : renamingOf(request, analysis, *analysis->useAt(offset), name);
    if (renaming.problem.empty())
        renaming.problem = meaningProblem(renaming.files, renaming.replacements, *request.world->overlay(),
                                          request.world->stdlibPath());
    if (!renaming.problem.empty()) return Reply::failed(kRequestFailed, renaming.problem);
    WorkspaceEdit edit;
    for (const Replacement& one : renaming.replacements) edit.replace(one.place, one.text);
    if (renaming.key) renameInDeployments(request, renaming.files, *renaming.key, name, edit);
    return edit.json(request);
}

/// Whether a name that fits a query may stand in a text. Names stand within a line.
bool hasMatch(std::string_view text, const std::string& query) {
    for (size_t begin = 0; begin <= text.size();) {
        size_t end = std::min(text.find('\n', begin), text.size());
        if (fuzzyMatches(text.substr(begin, end - begin), query)) return true;
        begin = end + 1;
    }
    return false;
}

Json outlineJson(const Request& request, const Analysis& analysis, const std::vector<OutlineItem>& items) {
    Json out = Json::array();
    for (const OutlineItem& item : items)
        out.push_back(object("name", item.name, "detail", item.detail, "kind", static_cast<int>(item.kind), "range",
                             request.encode.range(analysis.place(item.span)), "selectionRange",
                             request.encode.range(analysis.place(item.nameSpan)), "children",
                             outlineJson(request, analysis, item.children)));
    return out;
}

void flatten(const Request& request, const Analysis& analysis, const std::vector<OutlineItem>& items,
             const std::string& container, const std::string& query, Json& out) {
    for (const OutlineItem& item : items) {
        if (fuzzyMatches(item.name, query))
            out.push_back(object("name", item.name, "kind", static_cast<int>(item.kind), "containerName", container,
                                 "location", request.encode.location(analysis.place(item.nameSpan))));
        flatten(request, analysis, item.children, item.name, query, out);
    }
}

Reply documentSymbols(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    std::vector<OutlineItem> items = outline(*analysis);
    if (request.client.hierarchicalSymbols) return outlineJson(request, *analysis, items);
    Json out = Json::array();
    flatten(request, *analysis, items, analysis->root().name, "", out);
    return out;
}

Reply workspaceSymbols(const Request& request) {
    Json out = Json::array();
    std::string query = stringAt(request.params, "query");
    for (const auto& file : request.where([&](std::string_view text) { return hasMatch(text, query); })) {
        flatten(request, *file, outline(*file), file->root().name, query, out);
        if (out.size() > 1000) break;
    }
    return out;
}

// ---- message flow as a call hierarchy ---------------------------------------------------------------

constexpr int kKindEvent = 24, kKindMethod = 6;

Json messageItem(const Request& request, const Analysis& analysis, sema::SymbolId message) {
    const sema::Symbol& symbol = analysis.program()[message];
    Place name = analysis.declaration(message),
          whole = symbol.decl != nullptr ? analysis.place(symbol.decl->span) : name;
    return {{"name", symbol.name},
            {"kind", kKindEvent},
            {"detail", analysis.program().signature(message)},
            {"uri", request.encode.uri(name.file->path())},
            {"range", request.encode.range(whole)},
            {"selectionRange", request.encode.range(name)},
            {"data", {{"message", true}}}};
}

Json nodeItem(const Request& request, const Analysis& analysis, const FlowNode& node) {
    return {{"name", node.name},
            {"kind", kKindMethod},
            {"detail", node.detail},
            {"uri", request.encode.uri(analysis.place(node.span).file->path())},
            {"range", request.encode.range(analysis.place(node.span))},
            {"selectionRange", request.encode.range(analysis.place(node.nameSpan))},
            {"data", {{"message", false}}}};
}

Reply prepareFlow(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    uint32_t offset = request.offset(*analysis);
    const sema::Use* use = analysis->useAt(offset);
    if (use != nullptr && analysis->program()[use->symbol].kind == sema::SymbolKind::Message)
        return Json::array({messageItem(request, *analysis, use->symbol)});
    Flow flow = flowOf(*analysis, true);
    const FlowNode* best = nullptr;
    for (const FlowNode& node : flow.nodes)
        if (node.span.begin <= offset && offset <= node.span.end) best = &node;
    return best == nullptr ? Json() : Json::array({nodeItem(request, *analysis, *best)});
}

/// The item that a hierarchy request is about: its file's check and the offset of its selection.
std::shared_ptr<const Analysis> itemFile(const Request& request, uint32_t& offset, bool& isMessage) {
    const Json& item = member(request.params, "item");
    std::string path = pathOf(stringAt(item, "uri"));
    if (path.empty()) return nullptr;
    auto analysis = request.world->analysis(path);
    offset = request.encode.offset(analysis->file(), member(item, {"selectionRange", "start"}));
    isMessage = boolAt(member(item, "data"), "message");
    return analysis;
}

/// Ranges for a relation whose caller is a message. The protocol wants them in the caller's file: where the message is
/// handled elsewhere, they are its name.
Json rangesOfMessage(const Request& request, const Place& message, const std::vector<Place>& places) {
    Json out = Json::array();
    for (const Place& place : places) {
        Json range = request.encode.range(place.file->path() == message.file->path() ? place : message);
        if (std::find(out.begin(), out.end(), range) == out.end()) out.push_back(std::move(range));
    }
    return out;
}

Json ranges(const Request& request, const std::vector<Place>& places) {
    Json out = Json::array();
    for (const Place& place : places) out.push_back(request.encode.range(place));
    return out;
}

std::vector<Place> placesIn(const Analysis& analysis, const Flow& flow, sema::SymbolId message, bool sends,
                            size_t node) {
    std::vector<Place> out;
    for (const FlowEdge* edge : flow.of(message, sends))
        if (edge->node == node) out.push_back(analysis.place(edge->at));
    return out;
}

/// Edges of one message in all files, grouped by node: `from`/`to` items with the ranges of the sends or reactions.
Json grouped(const Request& request, const SymbolKey& key, bool sends, const char* direction) {
    Json out = Json::array();
    for (const auto& file : request.mentioning(key.name)) {
        if (!file->dependsOn(key.path)) continue;
        sema::SymbolId message = find(*file, key);
        if (message == sema::kNoSymbol) continue;
        Flow flow = flowOf(*file, true);
        for (size_t node = 0; node < flow.nodes.size(); ++node) {
            std::vector<Place> places = placesIn(*file, flow, message, sends, node);
            if (places.empty()) continue;
            out.push_back({{direction, nodeItem(request, *file, flow.nodes[node])},
                           {"fromRanges", sends ? ranges(request, places)
                                                : rangesOfMessage(request, file->declaration(message), places)}});
        }
    }
    return out;
}

/// The messages that a node reacts to or sends.
Json messagesOf(const Request& request, const Analysis& analysis, uint32_t offset, bool sends, const char* direction) {
    Json out = Json::array();
    Flow flow = flowOf(analysis, true);
    std::set<sema::SymbolId> done;
    for (const FlowEdge& edge : flow.edges) {
        const FlowNode& node = flow.nodes[edge.node];
        if (edge.sends != sends || node.nameSpan.begin != offset || !done.insert(edge.message).second) continue;
        std::vector<Place> places = placesIn(analysis, flow, edge.message, sends, edge.node);
        out.push_back({{direction, messageItem(request, analysis, edge.message)},
                       {"fromRanges", sends ? ranges(request, places)
                                            : rangesOfMessage(request, analysis.declaration(edge.message), places)}});
    }
    return out;
}

/// Incoming: of a message its senders, of a node the messages it reacts to. Outgoing: of a message its reactions, of a
/// node what it sends.
Reply flowOfItem(const Request& request, bool incoming) {
    uint32_t offset = 0;
    bool isMessage = false;
    auto analysis = itemFile(request, offset, isMessage);
    if (!analysis) return Json();
    const char* direction = incoming ? "from" : "to";
    if (!isMessage) return messagesOf(request, *analysis, offset, !incoming, direction);
    const sema::Use* use = analysis->useAt(offset);
    if (use == nullptr) return Json();
    return grouped(request, keyOf(*analysis, use->symbol), incoming, direction);
}

Reply incoming(const Request& request) { return flowOfItem(request, true); }
Reply outgoing(const Request& request) { return flowOfItem(request, false); }

}   // namespace

void addNavigation(Handlers& handlers) {
    handlers["textDocument/hover"] = hoverAt;
    handlers["textDocument/definition"] = go<definition>;
    handlers["textDocument/declaration"] = go<definition>;
    handlers["textDocument/typeDefinition"] = go<typeDefinition>;
    handlers["textDocument/implementation"] = go<implementation>;
    handlers["textDocument/references"] = references;
    handlers["textDocument/documentHighlight"] = highlight;
    handlers["textDocument/prepareRename"] = prepareRename;
    handlers["textDocument/rename"] = rename;
    handlers["textDocument/documentSymbol"] = documentSymbols;
    handlers["workspace/symbol"] = workspaceSymbols;
    handlers["textDocument/prepareCallHierarchy"] = prepareFlow;
    handlers["callHierarchy/incomingCalls"] = incoming;
    handlers["callHierarchy/outgoingCalls"] = outgoing;
}

}   // namespace evd::lsp
