#pragma once
// All files the server knows, as one immutable value: texts of open documents and checks that are made when first asked
// for.

#include "lsp/features/analysis.h"
#include "lsp/protocol/uri.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace evd::lsp {

/// The check of one file with the texts of one moment. Made at most once, by whoever needs it first; shared by all.
class Lazy {
public:
    /// `before`: an earlier check of the file, or null. It is let go once this one is made.
    Lazy(std::string path, std::shared_ptr<const Overlay> overlay, std::string stdlibPath,
         std::shared_ptr<const Analysis> before)
        : path_(std::move(path)), overlay_(std::move(overlay)), stdlibPath_(std::move(stdlibPath)),
          before_(std::move(before)) {}

    /// Checks if that has not been done; waits if another thread is at it. Rethrows what the check threw.
    std::shared_ptr<const Analysis> get() const;
    /// What has been found so far, or null.
    std::shared_ptr<const Analysis> peek() const;
    /// The last check that has been made of the file: this one, or one before it, or null.
    std::shared_ptr<const Analysis> latest() const;
    /// Nobody will publish this any more: a background check of it can be skipped.
    void retire() const { retired_ = true; }
    bool retired() const { return retired_; }

private:
    std::string path_;
    std::shared_ptr<const Overlay> overlay_;
    std::string stdlibPath_;
    mutable std::mutex mutex_;                                  ///< held while checking
    mutable std::mutex resultMutex_;                            ///< held while reading or writing the pointer
    mutable std::shared_ptr<const Analysis> result_, before_;   ///< one of them at a time
    mutable std::atomic<bool> retired_{false};
};

/// One file of the world.
struct FileEntry {
    std::optional<int64_t> version;   ///< of an open document
    bool ofWorkspace = false;         ///< found in a folder of the workspace
    std::shared_ptr<const Lazy> check;
};

struct RunRecord;
struct CheckRecord;

/// Files are known by their names (`fileName`). Immutable; requests keep the one that was current when they came.
class World {
public:
    explicit World(std::string stdlibPath)
        : stdlibPath_(std::move(stdlibPath)), overlay_(std::make_shared<Overlay>()) {}

    /// The world in which `path` is open with this text, as the document `uri` of the client.
    std::shared_ptr<const World> withText(const std::string& path, std::string text, int64_t version,
                                          const std::string& uri = "") const;
    /// The world in which `path` is read from disk again (closed or changed there). `known`: it stays a file of the
    /// workspace.
    std::shared_ptr<const World> fromDisk(const std::string& path, bool known) const;
    /// The world in which a deployment file is open with this text, or no longer open. Specs do not depend on it.
    std::shared_ptr<const World> withDeployment(const std::string& path, std::optional<std::string> text,
                                                const std::string& uri = "") const;
    /// The world with further files of the workspace.
    std::shared_ptr<const World> withFiles(const std::vector<std::string>& paths) const;
    /// The world in which the client writes the folders of the workspace so.
    std::shared_ptr<const World> withFolders(std::vector<std::pair<std::string, std::string>> folders) const;

    /// The world in which a spec has run.
    std::shared_ptr<const World> withRun(const std::string& path, std::shared_ptr<const RunRecord> run) const;

    /// The world in which a check of a spec has been explored. Of each check the last two records that differ in what
    /// it meant stay, so that an edit that is undone is none.
    std::shared_ptr<const World> withCheck(const std::string& path, std::shared_ptr<const CheckRecord> check) const;

    const FileEntry* find(const std::string& path) const;
    /// The last run of a spec, or null.
    std::shared_ptr<const RunRecord> run(const std::string& path) const;
    /// The last runs, by spec.
    const std::map<std::string, std::shared_ptr<const RunRecord>>& runs() const { return runs_; }
    using Checks = std::vector<std::shared_ptr<const CheckRecord>>;
    /// What is known of the checks of a spec, the last one explored at the end.
    const Checks& checks(const std::string& path) const;
    /// The same, by spec.
    const std::map<std::string, Checks>& checks() const { return checks_; }
    const std::map<std::string, FileEntry>& files() const { return files_; }
    const std::shared_ptr<const Overlay>& overlay() const { return overlay_; }
    const std::shared_ptr<const Uris>& uris() const { return uris_; }
    const std::string& stdlibPath() const { return stdlibPath_; }
    /// The text of a file: the editor's, or the one on disk; empty if it cannot be read.
    std::string textOf(const std::string& path) const;
    /// The check of a file, also of one that is not of the workspace (the standard library).
    std::shared_ptr<const Analysis> analysis(const std::string& path) const;

private:
    std::shared_ptr<World> changed(const std::string& path, std::shared_ptr<const Overlay> overlay) const;
    std::shared_ptr<const Lazy> lazy(const std::string& path, std::shared_ptr<const Analysis> before = nullptr) const {
        return std::make_shared<Lazy>(path, overlay_, stdlibPath_, std::move(before));
    }

    std::string stdlibPath_;
    std::shared_ptr<const Overlay> overlay_;
    std::shared_ptr<const Uris> uris_ = std::make_shared<Uris>();
    std::map<std::string, FileEntry> files_;
    std::map<std::string, std::shared_ptr<const RunRecord>> runs_;
    std::map<std::string, Checks> checks_;
};

}   // namespace evd::lsp
