#include "lsp/server/world.h"

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
    next->files_ = files_;
    for (auto& [name, entry] : next->files_) {
        auto known = entry.check->peek();
        if (known && name != path && !known->dependsOn(path)) continue;
        // What is not known yet may depend on the change.
        entry.check->retire();
        entry.check = next->lazy(name, entry.check->latest());
    }
    return next;
}

std::shared_ptr<const World> World::withText(const std::string& path, std::string text, int64_t version) const {
    auto overlay = std::make_shared<Overlay>(*overlay_);
    (*overlay)[path] = std::make_shared<const std::string>(std::move(text));
    auto next = changed(path, overlay);
    FileEntry& entry = next->files_[path];
    entry.version = version;
    if (!entry.check) entry.check = next->lazy(path);
    return next;
}

std::shared_ptr<const World> World::fromDisk(const std::string& path, bool known) const {
    auto overlay = std::make_shared<Overlay>(*overlay_);
    overlay->erase(path);
    auto next = changed(path, overlay);
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

std::shared_ptr<const World> World::withFile(const std::string& path) const {
    if (files_.count(path) != 0) return std::make_shared<World>(*this);
    auto next = std::make_shared<World>(*this);
    next->files_[path].check = next->lazy(path);
    return next;
}

const FileEntry* World::find(const std::string& path) const {
    auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

std::shared_ptr<const Analysis> World::analysis(const std::string& path) const {
    if (const FileEntry* entry = find(path)) return entry->check->get();
    return Analysis::make(path, *overlay_, stdlibPath_);
}

}   // namespace evd::lsp
