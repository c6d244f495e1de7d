// Code actions and changes that follow renamed files.

#include "driver/template.h"
#include "frontend/sema/check.h"
#include "lsp/features/actions.h"
#include "lsp/features/imports.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/running.h"
#include "lsp/server/workspace_edit.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace evd::lsp {

namespace {

namespace fs = std::filesystem;

bool wants(const Json& only, const std::string& kind) {
    if (!only.is_array()) return true;
    for (const Json& one : only)
        if (one.is_string() && (kind == one.get<std::string>() || kind.rfind(one.get<std::string>() + ".", 0) == 0))
            return true;
    return false;
}

/// What modules that could be imported declare of some names: of the standard library and of the workspace.
repair::Exports exportsFor(const Request& request, const Analysis& analysis, const std::set<std::string>& names) {
    repair::Exports out;
    auto add = [&](const Analysis& other) {
        if (other.path() == analysis.path() || analysis.dependsOn(other.path())) return;
        std::string clause = importClause(analysis.path(), other.path(), request.world->stdlibPath());
        for (sema::SymbolId id : other.root().symbols)
            if (names.count(other.program()[id].name) != 0) out.emplace(other.program()[id].name, clause);
    };
    auto useful = [&](std::string_view text) {
        return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return mentions(text, name); });
    };
    if (names.empty()) return out;
    const std::string& folder = request.world->stdlibPath();
    for (const std::string& name : sema::standardModules(folder)) {
        std::string path = fileName(folder + "/" + name.substr(name.find('.') + 1) + ".evd");
        if (useful(request.world->textOf(path))) add(*request.world->analysis(path));
    }
    for (const auto& other : request.where(useful)) add(*other);
    return out;
}

/// The names in a range that mean nothing.
std::set<std::string> unknownNames(const Analysis& analysis, uint32_t begin, uint32_t end) {
    std::set<std::string> out;
    for (const Diagnostic& one : analysis.diagnostics().all()) {
        bool unknown = one.code == Code::UnknownName || one.code == Code::UnknownType ||
                       one.code == Code::UnknownClass || one.code == Code::UnknownProcess ||
                       one.code == Code::UnknownConstructor;
        if (unknown && one.span.file == analysis.tree().file && one.span.begin <= end && begin <= one.span.end)
            out.emplace(analysis.sources().text(one.span));
    }
    return out;
}

/// The diagnostics of the request's context that an action repairs.
Json repaired(const Request& request, const Analysis& analysis, const Action& action) {
    Json out = Json::array();
    if (action.diagnostic == nullptr) return out;
    const Json& given = member(request.params, {"context", "diagnostics"});
    Json range = request.encode.range(analysis.place(action.diagnostic->span));
    if (given.is_array())
        for (const Json& one : given)
            if (member(one, "code") == codeName(action.diagnostic->code) && member(one, "range") == range)
                out.push_back(one);
    return out;
}

/// Makes one offer. What cannot be made is not offered; the others are.
template <class Make> void offer(const Make& make) {
    try {
        make();
    } catch (const std::exception&) {
        // the file is one that this offer cannot deal with
    }
}

/// A deployment file, where a spec has none and could use one.
void offerDeployment(const Request& request, Json& out) {
    std::string path = request.path();
    if (!request.client.createFiles || !deploymentOf(path, Json::object()).empty() || path.empty() ||
        path.front() != '/')
        return;
    driver::Session session = sessionOf(*request.world);
    driver::Checked checked = session.check(path);
    if (!checked.ok()) return;
    driver::Lowered module = session.lower(checked, {});
    if (!module || module->systems.empty()) return;
    WorkspaceEdit edit;
    edit.create(fs::path(path).replace_extension(".toml").string(),
                driver::deploymentTemplate(*module, *checked.program, checked.sources, {}));
    out.push_back(
        {{"title", "generate a deployment file"}, {"kind", "source.evident.deploy"}, {"edit", edit.json(request)}});
}

Reply codeActions(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    const Json& range = member(request.params, "range");
    const Json& only = member(request.params, {"context", "only"});
    uint32_t begin = request.encode.offset(analysis->file(), member(range, "start")),
             end = request.encode.offset(analysis->file(), member(range, "end"));
    repair::Exports exports = exportsFor(request, *analysis, unknownNames(*analysis, begin, end));
    Json out = Json::array();
    for (const Action& action : actions(*analysis, begin, end, *request.world->overlay(), exports)) {
        std::string kind = action.quickfix ? "quickfix" : "refactor.rewrite";
        if (!wants(only, kind)) continue;
        offer([&] {
            WorkspaceEdit edit;
            for (const Edit& one : action.edits) edit.replace(analysis->place(one.span), one.text);
            Json made = {{"title", action.title}, {"kind", kind}, {"edit", edit.json(request)}};
            if (Json list = repaired(request, *analysis, action); !list.empty()) made["diagnostics"] = list;
            out.push_back(std::move(made));
        });
    }
    if (wants(only, "source.organizeImports") && !analysis->diagnostics().hasErrors())
        offer([&] {
            auto organised = repair::organisedImports(analysis->program(), analysis->sources());
            if (!organised) return;
            WorkspaceEdit edit;
            for (const Edit& one : organised->edits) edit.replace(analysis->place(one.span), one.text);
            out.push_back(
                {{"title", organised->title}, {"kind", "source.organizeImports"}, {"edit", edit.json(request)}});
        });
    if (wants(only, "source.evident.deploy")) offer([&] { offerDeployment(request, out); });
    return out;
}

Reply willRename(const Request& request) {
    const Json& files = member(request.params, "files");
    if (!files.is_array()) return Json();
    auto pathIn = [](const Json& file, const char* key) {
        std::string path = pathOf(stringAt(file, key));
        while (path.size() > 1 && path.back() == '/') path.pop_back();   // of a folder
        return path;
    };
    Moves moves;
    for (const Json& file : files) moves.emplace_back(pathIn(file, "oldUri"), pathIn(file, "newUri"));
    WorkspaceEdit edit;
    for (const auto& analysis : request.everything())
        for (const Edit& one : renameImports(*analysis, moves, request.world->stdlibPath()))
            edit.replace(analysis->place(one.span), one.text);
    return edit.empty() ? Json() : edit.json(request);
}

}   // namespace

void addActions(Handlers& handlers) {
    handlers["textDocument/codeAction"] = codeActions;
    handlers["workspace/willRenameFiles"] = willRename;
}

}   // namespace evd::lsp
