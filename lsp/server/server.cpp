#include "lsp/server/server.h"

#include "base/check.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/deployments.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace evd::lsp {

namespace {

constexpr auto kSlowTurn = std::chrono::milliseconds(50);

/// Requests that a client makes again after every change, because their answer decorates the whole text.
bool decorates(const std::string& method) {
    static const std::set<std::string> kMethods = {"textDocument/semanticTokens/full",
                                                   "textDocument/semanticTokens/full/delta",
                                                   "textDocument/semanticTokens/range",
                                                   "textDocument/foldingRange",
                                                   "textDocument/codeLens",
                                                   "textDocument/inlayHint",
                                                   "textDocument/documentHighlight",
                                                   "textDocument/codeAction"};
    return kMethods.count(method) != 0;
}

/// Whether the text that a request is about is another one by now.
bool isSuperseded(const World& world, const Json& params) {
    const FileEntry* entry = world.find(pathOf(stringAt(member(params, "textDocument"), "uri")));
    return entry != nullptr && entry->check->retired();
}

/// Requests that explore have a thread of their own: they may take long, and nothing else shall wait for them.
bool explores(const std::string& method, const Json& params) {
    return method == "evident/explore" ||
           (method == "workspace/executeCommand" && stringAt(params, "command") == "evident.server.explore");
}

bool isId(const Json& id) { return id.is_string() || id.is_number_integer(); }

}   // namespace

Server::Server(ServerOptions options, EventQueue& queue, std::function<void(const Json&)> send)
    : options_(std::move(options)), queue_(queue), send_(std::move(send)),
      world_(std::make_shared<World>(options_.stdlib)),
      pool_(std::make_unique<WorkerPool>(std::max(2u, options_.threads))),
      explorer_(std::make_unique<WorkerPool>(1, true)) {}

Server::~Server() {
    for (auto& [ticket, pending] : pending_) *pending.cancelled = true;
    for (const auto& one : explorations_.all()) one->dropped = true;
    explorer_.reset();
    pool_.reset();
}

int Server::run() {
    while (state_ != State::Ended) {
        // Results of checks come in thousands where a workspace is read; to look for what is due after each would keep
        // what the client waits for behind them.
        std::optional<Event> event = queue_.tryPop();
        if (!event) event = queue_.pop(nextDeadline());
        auto begin = Clock::now();
        if (event) std::visit([this](auto& one) { handle(one); }, *event);
        if (!event || !std::holds_alternative<CheckDone>(*event) || queue_.empty()) startDueChecks();
        auto took = Clock::now() - begin;
        if (took > kSlowTurn)
            options_.log(fmt::format("a turn of the main loop took {} ms",
                                     std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    }
    return exit_;
}

void Server::guarded(const std::function<void()>& work, const Json& id) {
    try {
        work();
    } catch (const std::exception& error) {
        options_.log(std::string("internal error: ") + error.what());
        if (!id.is_null()) fail(id, kInternalError, std::string("internal error: ") + error.what());
    }
}

void Server::handle(Received& event) {
    const Json& message = event.message;
    if (!message.is_object()) {
        fail(nullptr, kInvalidRequest,
             message.is_array() ? "batches are not part of this protocol" : "a message is an object");
        return;
    }
    const Json& method = member(message, "method");
    const Json& id = member(message, "id");
    const Json& params = member(message, "params");
    if (method.is_string()) {
        std::string name = method.get<std::string>();
        if (message.contains("id")) {
            if (!isId(id)) fail(nullptr, kInvalidRequest, "the id of a request is a number or a text");
            else guarded([&] { request(id, name, params); }, id);
        } else {
            guarded([&] { notification(name, params); }, nullptr);
        }
    } else if (message.contains("id") && (message.contains("result") || message.contains("error"))) {
        guarded([&] { response(message); }, nullptr);
    } else {
        fail(isId(id) ? id : Json(), kInvalidRequest, "neither a request nor a response");
    }
}

void Server::handle(Malformed& event) {
    options_.log("malformed input: " + event.what);
    fail(nullptr, kParseError, event.what);
}

void Server::handle(InputEnded&) {
    state_ = State::Ended;   // the exit code stays what it is: 0 only after shutdown
}

void Server::handle(Answered& event) {
    auto found = pending_.find(event.ticket);
    if (found == pending_.end()) return;   // cancelled, and so answered already
    Pending pending = std::move(found->second);
    pending_.erase(found);
    if (!pending.token.is_null()) progress(pending.token, {{"kind", "end"}});
    if (event.error) fail(pending.id, event.error->first, event.error->second);
    else reply(pending.id, std::move(event.result));
}

void Server::request(const Json& id, const std::string& method, const Json& params) {
    if (state_ == State::Fresh && method != "initialize")
        return fail(id, kNotInitialized, "the first request is `initialize`");
    if (state_ == State::ShutDown) return fail(id, kInvalidRequest, "the server is shut down");
    if (method == "initialize") {
        if (state_ != State::Fresh) return fail(id, kInvalidRequest, "`initialize` stands twice");
        Json result = initialize(params);
        state_ = State::Running;
        return reply(id, std::move(result));
    }
    if (method == "shutdown") {
        state_ = State::ShutDown;
        exit_ = 0;
        for (auto& [ticket, pending] : pending_) {
            *pending.cancelled = true;
            fail(pending.id, kCancelled, "the server is shutting down");
        }
        pending_.clear();
        waiting_.clear();
        checks_.clear();
        for (const auto& one : explorations_.all()) one->dropped = true;
        return reply(id, nullptr);
    }
    if (method == "evident/idle") {
        idlers_.push_back(id);
        for (auto& [path, waiting] : waiting_) waiting.due = std::min(waiting.due, Clock::now());   // somebody waits
        return reportStatus();
    }
    auto handler = handlers().find(method);
    if (handler == handlers().end()) return fail(id, kMethodNotFound, "the method " + method + " is not known");
    if (method.starts_with("textDocument/") && isDeployment(pathOf(stringAt(member(params, "textDocument"), "uri")))) {
        handler = deploymentHandlers().find(method);
        if (handler == deploymentHandlers().end()) return reply(id, nullptr);
    }
    uint64_t ticket = nextTicket_++;
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    pending_[ticket] = {id, method, cancelled};
    const bool explores = lsp::explores(method, params);
    if (explores) {
        dropBackground();
        if (const Json& token = member(params, "workDoneToken"); isId(token)) {
            pending_[ticket].token = token;
            progress(token, {{"kind", "begin"}, {"title", "Exploring"}, {"cancellable", true}});
        }
    }
    (explores ? explorer_ : pool_)
        ->request([this, ticket, cancelled, params, name = method, run = handler->second, world = world_,
                   settings = settings_, client = client_] {
            if (*cancelled) return;
            Answered answer{ticket, nullptr, std::nullopt};
            // Who types fast asks for more than anybody can see: such answers would only keep the last text waiting.
            if (decorates(name) && isSuperseded(*world, params)) {
                answer.error = {kContentModified, "the text has changed"};
                return queue_.push(std::move(answer));
            }
            try {
                Request what{params,     world,  *settings, client, Encoder{client.unit, world->uris()},
                             *cancelled, tokens_};
                what.documentation = options_.documentation;
                what.explorations = &explorations_;
                what.exploring = [this](const auto& one) { queue_.push(Exploring{one}); };
                what.explored = [this](const auto& one, auto record) { queue_.push(Explored{one, std::move(record)}); };
                what.ran = [this](const std::string& path, std::shared_ptr<const RunRecord> run) {
                    queue_.push(RunDone{path, std::move(run)});
                };
                Reply reply = run(what);
                answer.result = std::move(reply.result);
                answer.error = std::move(reply.error);
            } catch (const std::exception& error) {
                options_.log(fmt::format("internal error in {}: {}\n  parameters: {}", name, error.what(),
                                         dump(params).substr(0, 2000)));
                answer.error = {kInternalError, std::string("internal error: ") + error.what()};
            }
            queue_.push(std::move(answer));
        });
}

void Server::notification(const std::string& method, const Json& params) {
    if (method == "exit") {
        state_ = State::Ended;
        return;
    }
    if (method == "$/cancelRequest") {
        for (auto found = pending_.begin(); found != pending_.end(); ++found) {
            if (found->second.id != member(params, "id")) continue;
            *found->second.cancelled = true;
            if (!found->second.token.is_null()) progress(found->second.token, {{"kind", "end"}});
            fail(found->second.id, kCancelled, "cancelled");
            pending_.erase(found);
            break;
        }
        return;
    }
    if (method == "window/workDoneProgress/cancel") return progressCancelled(member(params, "token"));
    if (state_ != State::Running) return;   // dropped, as the protocol says
    if (method == "initialized") initialized();
    else if (method == "textDocument/didOpen") didOpen(params);
    else if (method == "textDocument/didChange") didChange(params);
    else if (method == "textDocument/didClose") didClose(params);
    else if (method == "workspace/didChangeWatchedFiles") watchedFilesChanged(params);
    else if (method == "workspace/didChangeWorkspaceFolders") foldersChanged(params);
    else if (method == "workspace/didChangeConfiguration") {
        if (client_.configuration) configure();
        else useSettings(member(params, {"settings", "evident"}));
    }
}

void Server::response(const Json& message) {
    const Json& id = member(message, "id");
    if (!id.is_number_integer()) return;
    auto found = asked_.find(static_cast<uint64_t>(id.get<int64_t>()));
    if (found == asked_.end()) return;
    auto then = std::move(found->second);
    asked_.erase(found);
    then(member(message, "result"));
}

void Server::reply(const Json& id, Json result) {
    send_({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

void Server::fail(const Json& id, int code, const std::string& message) {
    send_({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}});
}

void Server::notify(const std::string& method, Json params) {
    send_({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void Server::ask(const std::string& method, Json params, std::function<void(const Json&)> then) {
    uint64_t id = nextAsk_++;
    asked_[id] = std::move(then);
    send_({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
}

}   // namespace evd::lsp
