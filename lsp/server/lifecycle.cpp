// The beginning of a session: what client and server can do, folders and settings.

#include "lsp/features/semantic_tokens.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/server.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

constexpr size_t kWorkspaceFilesMax = 5000;

Client clientOf(const Json& params) {
    const Json& can = member(params, "capabilities");
    auto flag = [&](std::initializer_list<const char*> path) {
        const Json& value = member(can, path);
        return value.is_boolean() && value.get<bool>();
    };
    auto contains = [](const Json& list, const char* wanted) {
        if (!list.is_array()) return false;
        return std::any_of(list.begin(), list.end(),
                           [&](const Json& one) { return one.is_string() && one.get<std::string>() == wanted; });
    };
    Client out;
    if (contains(member(can, {"general", "positionEncodings"}), "utf-8")) out.unit = ColumnUnit::Utf8;
    out.snippets = flag({"textDocument", "completion", "completionItem", "snippetSupport"});
    out.sharedRange =
        contains(member(can, {"textDocument", "completion", "completionList", "itemDefaults"}), "editRange");
    out.parameterOffsets =
        flag({"textDocument", "signatureHelp", "signatureInformation", "parameterInformation", "labelOffsetSupport"});
    const Json& formats = member(can, {"textDocument", "hover", "contentFormat"});
    out.markdown = !formats.is_array() || contains(formats, "markdown");
    out.hierarchicalSymbols = flag({"textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"});
    out.documentChanges = flag({"workspace", "workspaceEdit", "documentChanges"});
    out.createFiles = contains(member(can, {"workspace", "workspaceEdit", "resourceOperations"}), "create");
    out.literalActions = member(can, {"textDocument", "codeAction", "codeActionLiteralSupport"}).is_object();
    out.configuration = flag({"workspace", "configuration"});
    out.watchDynamic = flag({"workspace", "didChangeWatchedFiles", "dynamicRegistration"});
    out.documentsDynamic = true;
    for (const char* what : {"synchronization", "completion", "hover", "definition"})
        out.documentsDynamic = out.documentsDynamic && flag({"textDocument", what, "dynamicRegistration"});
    out.refreshLenses = flag({"workspace", "codeLens", "refreshSupport"});
    out.progress = flag({"window", "workDoneProgress"});
    out.ownCommands = boolAt(member(params, "initializationOptions"), "clientCommands");
    return out;
}

Json capabilities(const Client& client) {
    Json legendTypes = tokenTypeNames(), legendModifiers = tokenModifierNames();
    Json spec = {
        {"filters", Json::array({{{"scheme", "file"}, {"pattern", {{"glob", "**/*.evd"}, {"matches", "file"}}}},
                                 {{"scheme", "file"}, {"pattern", {{"glob", "**"}, {"matches", "folder"}}}}})}};
    return {
        {"positionEncoding", client.unit == ColumnUnit::Utf8 ? "utf-8" : "utf-16"},
        {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", false}}},
        {"hoverProvider", true},
        {"definitionProvider", true},
        {"declarationProvider", true},
        {"typeDefinitionProvider", true},
        {"implementationProvider", true},
        {"referencesProvider", true},
        {"documentHighlightProvider", true},
        {"renameProvider", {{"prepareProvider", true}}},
        {"documentSymbolProvider", true},
        {"workspaceSymbolProvider", true},
        {"callHierarchyProvider", true},
        {"semanticTokensProvider",
         {{"legend", {{"tokenTypes", legendTypes}, {"tokenModifiers", legendModifiers}}},
          {"range", true},
          {"full", {{"delta", true}}}}},
        {"foldingRangeProvider", true},
        {"selectionRangeProvider", true},
        {"documentLinkProvider", {{"resolveProvider", false}}},
        {"completionProvider", {{"triggerCharacters", {".", ":", "@", "/", "\"", " "}}, {"resolveProvider", false}}},
        {"signatureHelpProvider", {{"triggerCharacters", {"(", ","}}}},
        {"inlayHintProvider", true},
        {"documentFormattingProvider", true},
        {"documentRangeFormattingProvider", true},
        {"documentOnTypeFormattingProvider", {{"firstTriggerCharacter", "}"}, {"moreTriggerCharacter", {"\n"}}}},
        {"codeActionProvider", {{"codeActionKinds", {"quickfix", "refactor", "source", "source.organizeImports"}}}},
        {"codeLensProvider", {{"resolveProvider", false}}},
        {"executeCommandProvider",
         {{"commands",
           {"evident.server.run", "evident.server.play", "evident.server.explore", "evident.server.stopExploring",
            "evident.server.build", "evident.server.deploy", "evident.server.check"}}}},
        {"workspace",
         {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}},
          {"fileOperations", {{"willRename", spec}}}}},
        {"experimental", {{"evident", {{"version", 1}}}}},
    };
}

/// The name of a folder and its path as the client writes it.
std::pair<std::string, std::string> folderOf(std::string spelled) {
    auto isRepeated = [](char a, char b) { return a == '/' && b == '/'; };
    spelled.erase(std::unique(spelled.begin(), spelled.end(), isRepeated), spelled.end());
    while (spelled.size() > 1 && spelled.back() == '/') spelled.pop_back();
    return {fileName(spelled), spelled};
}

}   // namespace

Json Server::initialize(const Json& params) {
    client_ = clientOf(params);
    if (int64_t process = intAt(params, "processId"); process > 0) options_.parentFound(process);
    readFolders(params);
    useSettings(member(params, {"initializationOptions", "settings"}));
    return {{"capabilities", capabilities(client_)},
            {"serverInfo", {{"name", "evident"}, {"version", options_.version}}}};
}

void Server::readFolders(const Json& params) {
    auto add = [&](const std::string& path) {
        if (!path.empty()) client_.folders.push_back(folderOf(path));
    };
    const Json& folders = member(params, "workspaceFolders");
    if (folders.is_array())
        for (const Json& folder : folders) add(spelledPath(stringAt(folder, "uri")));
    if (client_.folders.empty()) add(spelledPath(stringAt(params, "rootUri")));
    if (client_.folders.empty()) add(stringAt(params, "rootPath"));
}

void Server::initialized() {
    for (const auto& [folder, spelled] : client_.folders) scan(folder);
    Json registrations = Json::array();
    auto add = [&](const std::string& id, const std::string& method, Json options) {
        registrations.push_back({{"id", id}, {"method", method}, {"registerOptions", std::move(options)}});
    };
    if (client_.watchDynamic)
        add("evident-files", "workspace/didChangeWatchedFiles",
            {{"watchers", Json::array({{{"globPattern", "**/*.{evd,toml}"}}})}});
    if (client_.documentsDynamic) {   // of deployment files a few requests are understood, and nobody must think more
        const Json selector = Json::array({{{"scheme", "file"}, {"pattern", "**/*.toml"}}});
        auto forDeployments = [&](const std::string& method, Json options = Json::object()) {
            options["documentSelector"] = selector;
            add("evident-deployments-" + method.substr(method.find('/') + 1), method, std::move(options));
        };
        forDeployments("textDocument/didOpen");
        forDeployments("textDocument/didChange", {{"syncKind", 2}});
        forDeployments("textDocument/didClose");
        forDeployments("textDocument/completion", {{"triggerCharacters", {"\"", "'", "["}}});
        forDeployments("textDocument/hover");
        forDeployments("textDocument/definition");
    }
    if (!registrations.empty())
        ask("client/registerCapability", {{"registrations", std::move(registrations)}}, [](const Json&) {});
    if (client_.configuration) configure();
    reportStatus();
}

void Server::configure() {
    ask("workspace/configuration", {{"items", Json::array({{{"section", "evident"}}})}},
        [this](const Json& result) { useSettings(result.is_array() && !result.empty() ? result.front() : Json()); });
}

void Server::useSettings(const Json& section) {
    auto next = std::make_shared<Settings>();
    next->read(section);
    settings_ = next;
    if (state_ != State::Running) return;
    std::vector<std::string> hidden;
    for (const auto& [path, entry] : world_->files())
        if (!published(path, entry)) hidden.push_back(path);
    for (const std::string& path : hidden) clear(path);
    setWorld(world_);
}

void Server::scan(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
         !error && at != end; at.increment(error)) {
        std::string name = at->path().filename().string();
        if (at->is_directory(error) && !name.empty() &&
            (name.front() == '.' || name == "node_modules" || name == "build")) {
            at.disable_recursion_pending();
            continue;
        }
        if (at->path().extension() != ".evd" || !at->is_regular_file(error)) continue;
        if (found.size() == kWorkspaceFilesMax) {
            options_.log(fmt::format("{} has more than {} specs; the others are checked when they are opened", folder,
                                     kWorkspaceFilesMax));
            break;
        }
        found.push_back(fileName(at->path().string()));
    }
    setWorld(world_->withFiles(found)->withFolders(client_.folders));
}

void Server::foldersChanged(const Json& params) {
    const Json& added = member(params, {"event", "added"});
    const Json& removed = member(params, {"event", "removed"});
    if (removed.is_array())
        for (const Json& folder : removed) {
            std::string gone = folderOf(spelledPath(stringAt(folder, "uri"))).first;
            std::erase_if(client_.folders, [&](const auto& one) { return one.first == gone; });
            std::vector<std::string> paths;
            for (const auto& [path, entry] : world_->files())
                if (!entry.version && !inWorkspace(path)) paths.push_back(path);
            for (const std::string& path : paths) {
                world_ = world_->fromDisk(path, false);
                clear(path);
            }
        }
    if (added.is_array())
        for (const Json& folder : added) {
            client_.folders.push_back(folderOf(spelledPath(stringAt(folder, "uri"))));
            scan(client_.folders.back().first);
        }
    setWorld(world_->withFolders(client_.folders));
}

}   // namespace evd::lsp
