#include "lsp/server/workspace_edit.h"

#include "lsp/protocol/uri.h"

namespace evd::lsp {

void WorkspaceEdit::replace(const Place& place, std::string text) {
    if (!seen_.insert({place.file->path(), place.begin, place.end, text}).second) return;
    changes_[place.file->path()].push_back({place, std::move(text)});
}

void WorkspaceEdit::create(std::string path, std::string text) { created_[std::move(path)] = std::move(text); }

Json WorkspaceEdit::json(const Request& request) const {
    auto edits = [&](const std::vector<Change>& changes) {
        Json out = Json::array();
        for (const Change& change : changes)
            out.push_back({{"range", request.encode.range(change.place)}, {"newText", change.text}});
        return out;
    };
    if (!request.client.documentChanges && created_.empty()) {
        Json map = Json::object();
        for (const auto& [path, changes] : changes_) map[request.encode.uri(path)] = edits(changes);
        return {{"changes", map}};
    }
    Json list = Json::array();
    for (const auto& [path, text] : created_) {
        list.push_back(
            {{"kind", "create"}, {"uri", request.encode.uri(path)}, {"options", {{"ignoreIfExists", true}}}});
        Json start = {{"line", 0}, {"character", 0}};
        list.push_back({{"textDocument", {{"uri", request.encode.uri(path)}, {"version", nullptr}}},
                        {"edits", Json::array({{{"range", {{"start", start}, {"end", start}}}, {"newText", text}}})}});
    }
    for (const auto& [path, changes] : changes_) {
        const FileEntry* entry = request.world->find(path);
        Json version = entry != nullptr && entry->version ? Json(*entry->version) : Json();
        list.push_back(
            {{"textDocument", {{"uri", request.encode.uri(path)}, {"version", version}}}, {"edits", edits(changes)}});
    }
    return {{"documentChanges", list}};
}

}   // namespace evd::lsp
