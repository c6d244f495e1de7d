#include "tests/unit/lsp/client.h"

#include "base/source.h"
#include "lsp/server/server.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace evd::lsp::testing {

Client::Client(const std::string& folder, const Json& capabilities, bool initialize, const Json& options) {
    int toServer[2], fromServer[2];
    if (::pipe(toServer) != 0 || ::pipe(fromServer) != 0) throw std::runtime_error("no pipes");
    in_ = toServer[1];
    out_ = fromServer[0];
    server_ = std::thread([this, input = toServer[0], output = fromServer[1]] {
        ServerOptions server;
        server.stdlib = EVD_SOURCE_DIR "/stdlib";
        server.documentation = EVD_SOURCE_DIR "/docs/diagnostics";
        server.version = "test";
        exit_ = serve(input, output, std::move(server));
        ::close(input);
        ::close(output);
    });
    if (!initialize) return;
    call("initialize", {{"processId", nullptr}, {"rootUri", folder.empty() ? Json() : Json("file://" + folder)}, {"capabilities", capabilities}, {"initializationOptions", options}});
    notify("initialized", Json::object());
}

Client::~Client() {
    if (in_ >= 0) ::close(in_);
    while (!next().is_null()) {}
    if (server_.joinable()) server_.join();
    ::close(out_);
}

void Client::write(const std::string& bytes) {
    for (size_t at = 0; at < bytes.size();) {
        ssize_t count = ::write(in_, bytes.data() + at, bytes.size() - at);
        ASSERT_GT(count, 0);
        at += static_cast<size_t>(count);
    }
}

int64_t Client::begin(const std::string& method, Json params) {
    int64_t id = nextId_++;
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
    return id;
}

Json Client::next() {
    for (;;) {
        if (auto item = splitter_.next()) return item->good ? parseJson(item->text).value_or(Json("not JSON")) : Json(item->text);
        pollfd waiting{out_, POLLIN, 0};
        if (::poll(&waiting, 1, 30000) <= 0) { ADD_FAILURE() << "the server is silent"; return nullptr; }
        char buffer[65536];
        ssize_t count = ::read(out_, buffer, sizeof buffer);
        if (count <= 0) return nullptr;
        splitter_.push({buffer, static_cast<size_t>(count)});
    }
}

Json Client::wait(int64_t id) {
    for (;;) {
        Json message = next();
        if (message.is_null()) { ADD_FAILURE() << "no answer to request " << id; return message; }
        if (member(message, "id") == id && !message.contains("method")) return message;
        notes.push_back(std::move(message));
    }
}

Json Client::call(const std::string& method, Json params) {
    Json answer = wait(begin(method, std::move(params)));
    EXPECT_TRUE(answer.contains("result")) << method << ": " << dump(answer);
    return member(answer, "result");
}

int Client::stop() {
    call("shutdown", nullptr);
    notify("exit", nullptr);
    server_.join();
    return exit_;
}

int Client::hangUp() {
    ::close(in_);
    in_ = -1;
    server_.join();
    return exit_;
}

void Client::open(const std::string& uri, const std::string& text, int64_t version) {
    notify("textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"languageId", "evident"}, {"version", version}, {"text", text}}}});
}

Json Client::diagnostics(const std::string& uri) {
    call("evident/idle", nullptr);
    for (auto note = notes.rbegin(); note != notes.rend(); ++note)
        if (member(*note, "method") == "textDocument/publishDiagnostics" && member(*note, {"params", "uri"}) == uri) return member(*note, "params");
    return nullptr;
}

Json positionOf(const std::string& document, const std::string& text, size_t n, size_t plus) {
    size_t at = document.find(text);
    while (n-- > 0 && at != std::string::npos) at = document.find(text, at + 1);
    EXPECT_NE(at, std::string::npos) << text;
    SourceFile file("", document);
    LineColumn found = file.position(static_cast<uint32_t>(at + plus), ColumnUnit::Utf16);
    return {{"line", found.line}, {"character", found.column}};
}

} // namespace evd::lsp::testing
