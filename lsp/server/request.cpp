#include "lsp/server/request.h"

#include "lsp/protocol/uri.h"
#include "lsp/server/deployments.h"

#include <cctype>

namespace evd::lsp {

std::string TokenCache::put(const std::string& path, std::vector<uint32_t> data) {
    std::lock_guard lock(mutex_);
    std::string id = std::to_string(next_++);
    entries_[path] = {id, std::move(data)};
    return id;
}

std::optional<TokenCache::Entry> TokenCache::get(const std::string& path) const {
    std::lock_guard lock(mutex_);
    auto found = entries_.find(path);
    if (found == entries_.end()) return std::nullopt;
    return found->second;
}

void TokenCache::forget(const std::string& path) {
    std::lock_guard lock(mutex_);
    entries_.erase(path);
}

PublishOptions Request::publishOptions() const {
    return {encode, documentation, static_cast<size_t>(settings.number("diagnostics.maximum"))};
}

std::string Request::path() const {
    const Json& nested = member(params, {"textDocument", "uri"});
    const Json& uri = nested.is_string() ? nested : member(params, "uri");
    return uri.is_string() ? pathOf(uri.get<std::string>()) : "";
}

std::shared_ptr<const Analysis> Request::analysis() const {
    std::string file = path();
    if (file.empty() || isDeployment(file)) return nullptr;
    if (const FileEntry* entry = world->find(file)) return entry->check->get();
    auto found = world->analysis(file);   // a file outside the workspace, such as one of the standard library
    return found->text().empty() ? nullptr : found;
}

std::vector<std::shared_ptr<const Analysis>>
Request::where(const std::function<bool(std::string_view text)>& useful) const {
    std::vector<std::shared_ptr<const Analysis>> out;
    for (const auto& [path, entry] : world->files()) {
        if (cancelled) break;
        std::shared_ptr<const Analysis> known = entry.check->peek();
        if (known ? useful(known->text()) : useful(world->textOf(path))) out.push_back(entry.check->get());
    }
    return out;
}

bool mentions(std::string_view text, std::string_view name) {
    auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; ++at) {
        size_t end = at + name.size();
        if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
    }
    return false;
}

const Handlers& handlers() {
    static const Handlers kHandlers = [] {
        Handlers all;
        addNavigation(all);
        addReading(all);
        addEditing(all);
        addActions(all);
        addOwn(all);
        return all;
    }();
    return kHandlers;
}

}   // namespace evd::lsp
