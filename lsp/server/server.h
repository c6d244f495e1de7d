#pragma once
// The language server: a main loop over one closed type of events.

#include "lsp/protocol/publish.h"
#include "lsp/server/event_queue.h"
#include "lsp/server/explorations.h"
#include "lsp/server/request.h"
#include "lsp/server/worker_pool.h"

#include <array>
#include <functional>
#include <set>

namespace evd::lsp {

struct ServerOptions {
    std::string stdlib;          ///< folder of the modules that `import std.x` reads
    std::string documentation;   ///< folder or URL of the pages of diagnostic codes; empty: no links
    std::string version;
    unsigned threads = 3;
    int64_t parentProcess = 0;                                   ///< the server ends when this process does; 0: nobody
    std::function<void(int64_t)> parentFound = [](int64_t) {};   ///< `initialize` named the parent process
    std::function<void(const std::string&)> log = [](const std::string&) {};
};

/// Reads messages from one file descriptor and writes to another until `exit` or the end of the input. Returns the exit
/// code: 0 after `shutdown`, else 1.
int serve(int input, int output, ServerOptions options);

/// The state of the server; only the main loop's thread touches it.
class Server {
public:
    Server(ServerOptions options, EventQueue& queue, std::function<void(const Json&)> send);
    ~Server();

    /// Handles events until the end. Returns the exit code.
    int run();

private:
    using Clock = EventQueue::Clock;
    struct Pending {
        Json id;
        std::string method;
        std::shared_ptr<std::atomic<bool>> cancelled;
        Json token = nullptr;   ///< under which the client is told of progress; null if it is not
    };
    /// A document as the client has it. Two of them may be one file.
    struct Document {
        std::string path, text;
        int64_t version = 0;
        uint64_t touched = 0;   ///< when it was last opened or changed, as a number of such events
    };
    /// A deployment file that is open.
    struct OpenDeployment {
        bool stale = true;   ///< it, or what it is for, has changed since the last look at it began
        bool running = false;
    };
    struct Waiting {
        Clock::time_point due;
        bool running = false;
    };
    /// What the client shows of a file.
    struct Shown {
        std::string uri;    ///< for which it was published
        bool red = false;   ///< whether there are errors
    };

    void handle(Received& event);
    void handle(Malformed& event);
    void handle(InputEnded& event);
    void handle(Answered& event);
    void handle(CheckDone& event);
    void handle(LookDone& event);
    void handle(RunDone& event);
    void handle(Exploring& event);
    void handle(Explored& event);
    void handle(DeploymentDone& event);
    void request(const Json& id, const std::string& method, const Json& params);
    void notification(const std::string& method, const Json& params);
    void response(const Json& message);
    void guarded(const std::function<void()>& work, const Json& id);

    // lifecycle.cpp
    Json initialize(const Json& params);
    void initialized();
    void configure();
    void useSettings(const Json& section);
    void readFolders(const Json& params);
    void scan(const std::string& folder);

    // documents.cpp
    void didOpen(const Json& params);
    void didChange(const Json& params);
    void didClose(const Json& params);
    void watchedFilesChanged(const Json& params);
    void foldersChanged(const Json& params);
    /// The open document of a URI, also if the client writes it in another way than before; null if there is none.
    Document* documentOf(const std::string& uri);
    /// Puts the text of a document, the last one that was touched of its file, into the world.
    void show(const std::string& uri, Document& document, const std::string& edited);
    /// The same for a deployment file.
    void showDeployment(const std::string& uri, const Document& document, bool edited);
    void closeDeployment(const std::string& path);
    void startDueDeployments();
    bool inWorkspace(const std::string& path) const;
    bool published(const std::string& path, const FileEntry& entry) const;
    /// Puts everything that has no result yet in line for a check.
    void setWorld(std::shared_ptr<const World> world, const std::string& edited = "");
    void startDueChecks();
    std::optional<Clock::time_point> nextDeadline() const;
    /// Whether the last edits came faster than anybody reads, and nobody asked to be told when all is checked.
    bool inBurst() const;
    /// Whether the result of a check in a burst waits for a pause: unless it takes the last error away.
    bool comesTooSoon(const std::string& path, const FileEntry& entry, const Analysis& analysis) const;
    /// How long the check after an edit waits: not at all (but for the setting) unless edits outrun the checks.
    std::chrono::milliseconds debounce(bool outrun) const;
    /// Publishes what the check of a file has found, and what checks and runs of other specs found in it.
    void publish(const std::string& path, const FileEntry& entry, const Analysis& analysis);
    /// The files in which the check, the second look or the last run of a spec has found something.
    std::set<std::string> filesFoundBy(const std::string& spec) const;
    /// Publishes again what has been published before; files that are being checked come anyway.
    void publishAgain(const std::set<std::string>& paths);
    /// The verdicts of a spec are others: publishes again what it may have found, and tells the client.
    void verdictsChanged(const std::string& spec, std::set<std::string> paths);
    PublishOptions publishOptions() const;
    /// Makes a record of runs the one of its spec, and tells the client.
    void keep(const std::string& spec, std::shared_ptr<const RunRecord> run);
    /// Runs with a deployment file that has changed tell of something that is no more.
    void outdateRuns(const std::string& deployment);
    /// Takes in the result of a check that is still current.
    void found(const CheckDone& done);
    /// Starts the second look at a check whose result has been published.
    void lookAgain(const CheckDone& done);
    void clear(const std::string& path);
    void hide(const std::string& uri);
    void reportStatus();

    // background_exploring.cpp
    /// Looks which checks of an open spec mean something else than when it was looked at before: these are to be
    /// explored; what explores another meaning ends.
    void noteMeanings(const std::string& path, const FileEntry& entry, const Analysis& analysis);
    /// Ends what explores in the background, as if it had not been; it comes again later.
    void dropBackground();
    void startDueExplorations();
    /// Whether some check waits to be explored in the background, and nothing is explored.
    bool wantsToExplore() const;
    /// Makes a record the one of its check, and tells the client.
    void keep(const std::string& spec, std::shared_ptr<const CheckRecord> record);
    void progress(const Json& token, Json value);
    void progressCancelled(const Json& token);

    void reply(const Json& id, Json result);
    void fail(const Json& id, int code, const std::string& message);
    void notify(const std::string& method, Json params);
    void ask(const std::string& method, Json params, std::function<void(const Json&)> then);

    ServerOptions options_;
    EventQueue& queue_;
    std::function<void(const Json&)> send_;
    Client client_;
    std::shared_ptr<const Settings> settings_ = std::make_shared<Settings>();
    std::shared_ptr<const World> world_;
    TokenCache tokens_;
    enum class State { Fresh, Running, ShutDown, Ended } state_ = State::Fresh;
    int exit_ = 1;
    uint64_t nextTicket_ = 1, nextAsk_ = 1;
    std::map<uint64_t, Pending> pending_;
    std::map<uint64_t, std::function<void(const Json&)>> asked_;
    std::map<std::string, Waiting> waiting_;   ///< files to be checked, by path
    size_t looks_ = 0;                         ///< second looks that are under way
    /// What the check of a spec found besides its own first diagnostics, by the path of the file in which it stands:
    /// mistakes in what it imports that only this use shows, and what the second look found.
    struct Further {
        std::shared_ptr<const Lazy> check;
        std::map<std::string, Json> found;
    };
    std::map<std::string, Further> further_;      ///< by the path of the spec
    std::map<std::string, Document> documents_;   ///< that are open, by URI
    uint64_t touches_ = 0;
    std::map<std::string, OpenDeployment> deployments_;   ///< by path
    std::map<std::string, Shown> shown_;                  ///< files with published diagnostics
    std::vector<Json> idlers_;                            ///< ids of evident/idle
    std::deque<double> durations_;                        ///< of the last checks of open documents, in ms
    std::array<Clock::time_point, 3> edits_{};            ///< the last ones, oldest first
    /// The checks of an open spec.
    struct KnownChecks {
        std::shared_ptr<const Lazy> text;              ///< of which this was noted
        std::map<std::string, std::string> meanings;   ///< by Statement::key, when it was looked at last
        std::set<std::string> wanted;                  ///< that are to be explored in the background
    };
    std::map<std::string, KnownChecks> checks_;   ///< by path
    Explorations explorations_;
    /// How the client is told of an exploration in the background.
    struct ToldProgress {
        Json token;
        bool begun = false;   ///< the client has taken the token
    };
    std::map<std::shared_ptr<Exploration>, ToldProgress> told_;
    uint64_t nextToken_ = 1;
    bool quiescent_ = true, crashed_ = false;
    std::unique_ptr<WorkerPool> pool_, explorer_;   ///< last: their threads use what stands above
};

}   // namespace evd::lsp
