#include "lsp/server/world.h"

#include "lsp/server/check_record.h"

#include <algorithm>

namespace evd::lsp {

std::shared_ptr<const Analysis> Lazy::get() const {
    if (auto found = peek()) return found;
    std::lock_guard lock(mutex_);
    if (auto found = peek()) return found;
    auto made = Analysis::make(path_, *overlay_, stdlibPath_, latest().get());
    std::lock_guard resultLock(resultMutex_);
    result_ = made;
    before_ = nullptr;
    return made;
}

std::shared_ptr<const Analysis> Lazy::peek() const {
    std::lock_guard lock(resultMutex_);
    return result_;
}

std::shared_ptr<const Analysis> Lazy::latest() const {
    std::lock_guard lock(resultMutex_);
    return result_ ? result_ : before_;
}

std::shared_ptr<World> World::changed(const std::string& path, std::shared_ptr<const Overlay> overlay) const {
    auto next = std::make_shared<World>(stdlibPath_);
    next->overlay_ = std::move(overlay);
    next->uris_ = uris_;
    next->files_ = files_;
    next->runs_ = runs_;
    next->checks_ = checks_;
    for (auto& [name, entry] : next->files_) {
        auto known = entry.check->peek();
        if (known && name != path && !known->dependsOn(path)) continue;
        // What is not known yet may depend on the change.
        entry.check->retire();
        entry.check = next->lazy(name, entry.check->latest());
    }
    return next;
}

std::shared_ptr<const World> World::withText(const std::string& path, std::string text, int64_t version,
                                             const std::string& uri) const {
    auto overlay = std::make_shared<Overlay>(*overlay_);
    (*overlay)[path] = std::make_shared<const std::string>(std::move(text));
    auto next = changed(path, overlay);
    FileEntry& entry = next->files_[path];
    entry.version = version;
    if (!uri.empty() && uris_->of(path) != uri) {
        auto uris = std::make_shared<Uris>(*uris_);
        uris->open[path] = uri;
        next->uris_ = std::move(uris);
    }
    if (!entry.check) entry.check = next->lazy(path);
    return next;
}

std::shared_ptr<const World> World::fromDisk(const std::string& path, bool known) const {
    auto overlay = std::make_shared<Overlay>(*overlay_);
    overlay->erase(path);
    auto next = changed(path, overlay);
    if (uris_->open.count(path) != 0) {
        auto uris = std::make_shared<Uris>(*uris_);
        uris->open.erase(path);
        next->uris_ = std::move(uris);
    }
    if (known) {
        FileEntry& entry = next->files_[path];
        entry.version.reset();
        if (!entry.check) entry.check = next->lazy(path);
    } else if (auto gone = next->files_.find(path); gone != next->files_.end()) {
        gone->second.check->retire();
        next->files_.erase(gone);
    }
    return next;
}

std::shared_ptr<const World> World::withDeployment(const std::string& path, std::optional<std::string> text,
                                                   const std::string& uri) const {
    auto next = std::make_shared<World>(*this);
    auto overlay = std::make_shared<Overlay>(*overlay_);
    auto uris = std::make_shared<Uris>(*uris_);
    overlay->erase(path);
    uris->open.erase(path);
    if (text) overlay->emplace(path, std::make_shared<const std::string>(std::move(*text)));
    if (text && uris->of(path) != uri) uris->open[path] = uri;
    next->overlay_ = std::move(overlay);
    next->uris_ = std::move(uris);
    return next;
}

std::shared_ptr<const World> World::withFiles(const std::vector<std::string>& paths) const {
    auto next = std::make_shared<World>(*this);
    for (const std::string& path : paths) {
        FileEntry& entry = next->files_[path];
        entry.ofWorkspace = true;
        if (!entry.check) entry.check = next->lazy(path);
    }
    return next;
}

std::shared_ptr<const World> World::withFolders(std::vector<std::pair<std::string, std::string>> folders) const {
    auto next = std::make_shared<World>(*this);
    auto uris = std::make_shared<Uris>(*uris_);
    uris->folders = std::move(folders);
    next->uris_ = std::move(uris);
    return next;
}

std::shared_ptr<const World> World::withRun(const std::string& path, std::shared_ptr<const RunRecord> run) const {
    auto next = std::make_shared<World>(*this);
    next->runs_[path] = std::move(run);
    return next;
}

std::shared_ptr<const World> World::withCheck(const std::string& path, std::shared_ptr<const CheckRecord> check) const {
    auto next = std::make_shared<World>(*this);
    Checks& all = next->checks_[path];
    std::erase_if(all, [&](const auto& one) { return one->meaning == check->meaning; });
    const auto isOfSame = [&](const auto& one) { return one->check == check->check; };
    if (std::count_if(all.begin(), all.end(), isOfSame) > 1) all.erase(std::find_if(all.begin(), all.end(), isOfSame));
    all.push_back(std::move(check));
    return next;
}

const World::Checks& World::checks(const std::string& path) const {
    static const Checks kNone;
    auto found = checks_.find(path);
    return found == checks_.end() ? kNone : found->second;
}

std::shared_ptr<const RunRecord> World::run(const std::string& path) const {
    auto found = runs_.find(path);
    return found == runs_.end() ? nullptr : found->second;
}

const FileEntry* World::find(const std::string& path) const {
    auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

std::string World::textOf(const std::string& path) const { return readText(*overlay_, path).value_or(""); }

std::shared_ptr<const Analysis> World::analysis(const std::string& path) const {
    if (const FileEntry* entry = find(path)) return entry->check->get();
    return Analysis::make(path, *overlay_, stdlibPath_);
}

}   // namespace evd::lsp
