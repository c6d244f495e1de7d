#pragma once
// A client in the same process: a server on two pipes.

#include "lsp/protocol/framing.h"
#include "lsp/protocol/json.h"

#include <string>
#include <thread>
#include <vector>

namespace evd::lsp::testing {

class Client {
public:
    /// Starts a server, without a workspace unless a folder is given; `initialize` is sent if asked for.
    explicit Client(const std::string& folder = "", const Json& capabilities = Json::object(), bool initialize = true, const Json& options = Json::object());
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void write(const std::string& bytes);
    void send(const Json& message) { write(framed(dump(message))); }
    void notify(const std::string& method, Json params) { send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}}); }
    /// Sends a request without waiting; returns its id.
    int64_t begin(const std::string& method, Json params);
    /// The answer to a request: the whole message. Notifications that come before are kept. Fails the test after 30 s.
    Json wait(int64_t id);
    /// The result of a request; fails the test if it is an error.
    Json call(const std::string& method, Json params);
    /// The next message of the server, or null at the end.
    Json next();
    /// shutdown, exit; returns the exit code.
    int stop();
    /// Closes the client's side of the input; returns the exit code.
    int hangUp();

    void open(const std::string& uri, const std::string& text, int64_t version = 1);
    /// Waits until everything is checked; returns the diagnostics last published for a document (null if none).
    Json diagnostics(const std::string& uri);

    std::vector<Json> notes;   ///< notifications and requests of the server, in order

private:
    int in_ = -1, out_ = -1;
    int exit_ = -1;
    int64_t nextId_ = 1;
    MessageSplitter splitter_;
    std::thread server_;
};

/// The position of the n-th `text` in a document, as JSON, counted in UTF-16.
Json positionOf(const std::string& document, const std::string& text, size_t n = 0, size_t plus = 0);

} // namespace evd::lsp::testing
