#include "tests/session/client.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace evd::session {

namespace {

using Clock = std::chrono::steady_clock;

int left(Clock::time_point deadline) {
    auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return rest < 0 ? 0 : static_cast<int>(rest);
}

}   // namespace

namespace {

Command evidentLsp(const std::vector<std::string>& arguments) {
    Command command{{EVD_BINARY_DIR "/bin/evident", "lsp"}};
    command.words.insert(command.words.end(), arguments.begin(), arguments.end());
    return command;
}

}   // namespace

Client::Client(const std::vector<std::string>& arguments) : Client(evidentLsp(arguments)) {}

Client::Client(Command server) {
    std::signal(SIGPIPE, SIG_IGN);
    int toServer[2], fromServer[2];
    if (pipe2(toServer, O_CLOEXEC) != 0 || pipe2(fromServer, O_CLOEXEC) != 0) throw std::runtime_error("no pipes");
    pid_ = fork();
    if (pid_ == 0) {
        dup2(toServer[0], STDIN_FILENO);
        dup2(fromServer[1], STDOUT_FILENO);
        int log = ::open("/dev/null", O_WRONLY);
        if (std::getenv("EVD_SESSION_LOG") == nullptr) dup2(log, STDERR_FILENO);
        std::vector<char*> argv;
        for (std::string& word : server.words) argv.push_back(word.data());
        argv.push_back(nullptr);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    ::close(toServer[0]);
    ::close(fromServer[1]);
    in_ = toServer[1];
    out_ = fromServer[0];
    end_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));   // can be waited for together with the output
    fcntl(in_, F_SETFL, O_NONBLOCK);
    fcntl(out_, F_SETFL, O_NONBLOCK);
}

Client::~Client() {
    closeInput();
    if (running()) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    ::close(out_);
    ::close(end_);
}

void Client::closeInput() {
    if (in_ >= 0) ::close(in_);
    in_ = -1;
}

bool Client::running() {
    if (exit_ != -2) return false;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
    exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return false;
}

int Client::finish(int milliseconds) {
    closeInput();
    ends(milliseconds);
    return exit_ == -2 ? -1 : exit_;
}

bool Client::ends(int milliseconds) {
    auto deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    while (running() && left(deadline) > 0) {
        if (fill(left(deadline)))
            while (auto message = parse()) note(std::move(*message));
    }
    return !running();
}

/// Reads what there is; waits for something, or for the end of the server, if there is nothing. False: nothing came.
bool Client::fill(int milliseconds) {
    pollfd wait[] = {{end_, POLLIN, 0}, {closed_ ? -1 : out_, POLLIN, 0}};
    if (poll(wait, 2, milliseconds) <= 0 || wait[1].revents == 0) return false;
    char bytes[65536];
    ssize_t count = ::read(out_, bytes, sizeof bytes);
    closed_ = count == 0;
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(count));
    return true;
}

/// The body of the first message, if all of it is there.
std::optional<std::string_view> Client::body() {
    size_t end = buffer_.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    size_t header = buffer_.find("Content-Length: ");
    if (header == std::string::npos || header > end)
        throw std::runtime_error("the server wrote a header without length: " + buffer_.substr(0, end));
    size_t length = std::stoul(buffer_.substr(header + 16));
    if (buffer_.size() < end + 4 + length) return std::nullopt;
    return std::string_view(buffer_).substr(end + 4, length);
}

std::optional<Json> Client::parse() {
    std::optional<std::string_view> text = body();
    if (!text) return std::nullopt;
    Json message = Json::parse(*text);
    buffer_.erase(0, static_cast<size_t>(text->data() - buffer_.data()) + text->size());
    return message;
}

void Client::raw(const std::string& bytes) {
    size_t done = 0;
    auto deadline = Clock::now() + std::chrono::milliseconds(kPatience);
    while (done < bytes.size() && in_ >= 0) {
        ssize_t count = ::write(in_, bytes.data() + done, bytes.size() - done);
        if (count > 0) {
            done += static_cast<size_t>(count);
            continue;
        }
        if (errno != EAGAIN) return;   // the server is gone; the test will see it
        if (left(deadline) == 0) throw std::runtime_error("the server does not read");
        // The server may wait for us to read.
        if (fill(5)) {}
    }
}

void Client::send(const Json& message) { raw(framed(message)); }

std::string Client::framed(const Json& message) {
    std::string body = message.dump();
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void Client::notify(const std::string& method, Json params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

int Client::ask(const std::string& method, Json params) {
    int id = nextId_++;
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
    return id;
}

void Client::note(Json message) {
    if (message.contains("method") && message.contains("id")) {   // the server asks: what editors answer at least
        Json result;
        if (message["method"] == "workspace/configuration") result = Json::array({nullptr});
        if (message["method"] == "workspace/applyEdit") result = {{"applied", false}};
        send({{"jsonrpc", "2.0"}, {"id", message["id"]}, {"result", result}});
    } else if (message.contains("method")) {
        if (message["method"] == "textDocument/publishDiagnostics")
            diagnostics_[message["params"]["uri"]] = message["params"];
        notifications.push_back(std::move(message));
    } else if (message.contains("id") && message["id"].is_number_integer()) {
        int id = message["id"];
        if (!answered_.insert(id).second) throw std::runtime_error("two answers to request " + std::to_string(id));
        answers_[id] = std::move(message);
    }
}

std::optional<Json> Client::wait(int milliseconds) {
    auto deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    do {
        if (auto message = parse()) return message;
        if (!fill(left(deadline)) && !running()) break;
    } while (left(deadline) > 0);
    return std::nullopt;
}

bool Client::take(int milliseconds) {
    std::optional<Json> message = wait(milliseconds);
    if (message) note(std::move(*message));
    return message.has_value();
}

Json Client::next(int milliseconds) {
    std::optional<Json> message = wait(milliseconds);
    if (message) note(*message);
    return message ? std::move(*message) : Json();
}

Json Client::answer(int id, int milliseconds) {
    auto deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    while (answers_.count(id) == 0) {
        if (left(deadline) == 0) return nullptr;
        if (!take(left(deadline)) && !running()) return nullptr;
    }
    return std::move(answers_.extract(id).mapped());
}

bool Client::arrived(int id, int milliseconds) {
    auto deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    std::string number = "\"id\":" + std::to_string(id) + ",";
    while (answers_.count(id) == 0 && left(deadline) > 0) {
        std::optional<std::string_view> first = body();
        if (!first) {
            if (!fill(left(deadline)) && !running()) return false;
            continue;
        }
        // Servers write the number before the result.
        if (first->substr(0, 60).find(number) != std::string_view::npos) return true;
        note(*parse());
    }
    return answers_.count(id) != 0;
}

Json Client::start(Json capabilities, const std::string& root, Json options) {
    Json params = {{"processId", getpid()},
                   {"capabilities", std::move(capabilities)},
                   {"rootUri", nullptr},
                   {"initializationOptions", std::move(options)}};
    if (!root.empty()) {
        params["rootUri"] = "file://" + root;
        params["workspaceFolders"] = Json::array({{{"uri", "file://" + root}, {"name", "test"}}});
    }
    Json out = call("initialize", params);
    notify("initialized");
    return out;
}

void Client::open(const std::string& uri, const std::string& text, int version) {
    notify("textDocument/didOpen",
           {{"textDocument", {{"uri", uri}, {"languageId", "evident"}, {"version", version}, {"text", text}}}});
}

void Client::idle(int milliseconds) {
    if (call("evident/idle", Json::object(), milliseconds).is_null())
        throw std::runtime_error("the server does not come to rest");
}

Json Client::diagnostics(const std::string& uri) const {
    auto found = diagnostics_.find(uri);
    return found == diagnostics_.end() ? Json() : found->second;
}

}   // namespace evd::session
