#pragma once
// A client of the language server that knows only the protocol: it starts `evident lsp` and talks to it over pipes.

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace evd::session {

using Json = nlohmann::json;

/// A program with its arguments.
struct Command {
    std::vector<std::string> words;
};

class Client {
public:
    /// Far longer than anything takes on a busy machine: a bound for tests that fail, not a measure.
    static constexpr int kPatience = 120000;

    /// Starts `evident lsp` with further arguments.
    explicit Client(const std::vector<std::string>& arguments = {});
    /// Starts another server.
    explicit Client(Command server);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Bytes as they are.
    void raw(const std::string& bytes);
    /// One message with its header.
    void send(const Json& message);
    static std::string framed(const Json& message);
    void notify(const std::string& method, Json params = Json::object());
    /// Sends a request and returns its number.
    int ask(const std::string& method, Json params = Json::object());
    /// The whole response to a request: `result` or `error`. Answers the server's own requests meanwhile. Null if none
    /// came in time.
    Json answer(int id, int milliseconds = kPatience);
    /// Waits for the last byte of the response without reading what it says: for measurements. False: it did not come
    /// in time.
    bool arrived(int id, int milliseconds = kPatience);
    /// `ask` and `answer`.
    Json call(const std::string& method, Json params = Json::object(), int milliseconds = kPatience) {
        return answer(ask(method, std::move(params)), milliseconds);
    }
    /// Takes the next message of any kind in. False: none came.
    bool take(int milliseconds = kPatience);
    /// The next message of any kind, taken in too, or null.
    Json next(int milliseconds = kPatience);

    /// initialize and initialized; returns the answer.
    Json start(Json capabilities = Json::object(), const std::string& root = "", Json options = Json::object());
    void open(const std::string& uri, const std::string& text, int version = 1);
    /// Waits until nothing is left to check.
    void idle(int milliseconds = kPatience);
    /// The last published diagnostics of a document.
    Json diagnostics(const std::string& uri) const;

    /// Closes the server's input and waits for its end: the exit code, -1 if it did not end in time, 128 + n after
    /// signal n.
    int finish(int milliseconds = kPatience);
    void closeInput();
    /// Whether the server ends by itself, its input open.
    bool ends(int milliseconds = kPatience);
    bool running();
    std::vector<Json> notifications;   ///< all that came, in order

private:
    bool fill(int milliseconds);
    std::optional<std::string_view> body();
    std::optional<Json> parse();
    std::optional<Json> wait(int milliseconds);
    void note(Json message);

    pid_t pid_ = -1;
    int in_ = -1, out_ = -1, end_ = -1, exit_ = -2, nextId_ = 1;
    bool closed_ = false;   ///< the server has closed its output
    std::string buffer_;
    std::map<int, Json> answers_;   ///< that nobody has asked for yet
    std::set<int> answered_;
    std::map<std::string, Json> diagnostics_;
};

}   // namespace evd::session
