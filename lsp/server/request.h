#pragma once
// What a request handler sees, and the table of handlers.

#include "lsp/protocol/encode.h"
#include "lsp/protocol/publish.h"
#include "lsp/server/settings.h"
#include "lsp/server/world.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace evd::lsp {

/// Error numbers of the protocol.
enum ErrorCode : int {
    kParseError = -32700,
    kInvalidRequest = -32600,
    kMethodNotFound = -32601,
    kInvalidParams = -32602,
    kInternalError = -32603,
    kNotInitialized = -32002,
    kRequestFailed = -32803,
    kContentModified = -32801,
    kCancelled = -32800,
};

/// What the client said of itself.
struct Client {
    ColumnUnit unit = ColumnUnit::Utf16;
    std::vector<std::pair<std::string, std::string>>
        folders;                     ///< of the workspace: name and path as the client has it
    bool snippets = false;           ///< completion items may be snippets
    bool sharedRange = false;        ///< completion may name its range once for all items
    bool parameterOffsets = false;   ///< signatures may name parameters by their places in the label
    bool markdown = true;            ///< hover takes markdown
    bool hierarchicalSymbols = false;
    bool documentChanges = false;    ///< versioned edits in workspace edits
    bool createFiles = false;        ///< workspace edits may create files
    bool literalActions = false;     ///< code actions with edits
    bool configuration = false;      ///< workspace/configuration
    bool watchDynamic = false;       ///< file watchers may be registered
    bool documentsDynamic = false;   ///< what it asks about which documents may be registered
    bool ownCommands = false;        ///< the lens commands of docs/lsp.md
    bool refreshLenses = false;      ///< workspace/codeLens/refresh
    bool progress = false;           ///< window/workDoneProgress/create
};

/// The semantic tokens last sent for each document, for the next delta.
class TokenCache {
public:
    struct Entry {
        std::string id;
        std::vector<uint32_t> data;
    };
    /// Stores and returns the new id.
    std::string put(const std::string& path, std::vector<uint32_t> data);
    std::optional<Entry> get(const std::string& path) const;
    void forget(const std::string& path);

private:
    mutable std::mutex mutex_;
    std::map<std::string, Entry> entries_;
    uint64_t next_ = 1;
};

/// A result, or an error of the protocol.
struct Reply {
    Json result;
    std::optional<std::pair<int, std::string>> error;
    Reply(Json json = nullptr) : result(std::move(json)) {}
    static Reply failed(int code, std::string message) {
        Reply reply;
        reply.error = {code, std::move(message)};
        return reply;
    }
};

/// Whether a name stands in a text, not as a part of another one.
bool mentions(std::string_view text, std::string_view name);

struct Exploration;
class Explorations;

/// One request with everything as it was when it came. Runs on a worker.
struct Request {
    const Json& params;
    std::shared_ptr<const World> world;
    const Settings& settings;
    const Client& client;
    Encoder encode;
    const std::atomic<bool>& cancelled;
    TokenCache& tokens;
    std::string documentation;   ///< as ServerOptions
    /// Tells the server that a spec has run.
    std::function<void(const std::string& path, std::shared_ptr<const RunRecord> run)> ran = [](const auto&, auto) {};
    /// The checks that are being explored; null where there is no server.
    Explorations* explorations = nullptr;
    /// Tells the server that an exploration goes on; that it has ended, with a record unless it is as if it had not
    /// been.
    std::function<void(const std::shared_ptr<Exploration>& one)> exploring = [](const auto&) {};
    std::function<void(const std::shared_ptr<Exploration>& one, std::shared_ptr<const CheckRecord> record)> explored =
        [](const auto&, auto) {};

    /// How its answer publishes diagnostics.
    PublishOptions publishOptions() const;
    /// The path of `textDocument.uri` (or `uri`).
    std::string path() const;
    /// The check of that document; null if the server does not know the file.
    std::shared_ptr<const Analysis> analysis() const;
    /// Checks of all files of the world that may be of use for a question about the whole workspace. Stops when
    /// cancelled.
    std::vector<std::shared_ptr<const Analysis>> everything() const {
        return where([](std::string_view) { return true; });
    }
    /// Checks of the files of the world with a text that may be of use, and of no others: in a workspace that has not
    /// been checked yet, a look at the texts is quick, a check of all of them is not.
    std::vector<std::shared_ptr<const Analysis>> where(const std::function<bool(std::string_view text)>& useful) const;
    /// Checks of the files in whose text a name stands.
    std::vector<std::shared_ptr<const Analysis>> mentioning(std::string_view name) const {
        return where([&](std::string_view text) { return mentions(text, name); });
    }
    /// The byte offset of `position`.
    uint32_t offset(const Analysis& analysis) const {
        return encode.offset(analysis.file(), member(params, "position"));
    }
};

using Handler = Reply (*)(const Request&);
using Handlers = std::map<std::string, Handler>;

/// Each file `handlers_*.cpp` adds its own.
void addNavigation(Handlers& handlers);
void addReading(Handlers& handlers);
void addEditing(Handlers& handlers);
void addActions(Handlers& handlers);
void addOwn(Handlers& handlers);
/// All of them.
const Handlers& handlers();
/// Those for deployment files; there is no answer to any other request about one.
const Handlers& deploymentHandlers();

}   // namespace evd::lsp
