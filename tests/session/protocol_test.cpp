// The server's manners: framing, life cycle, order, cancellation. Byte-exact input where it matters.

#include "tests/session/client.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using evd::session::Client;
using evd::session::Json;

int codeOf(const Json& response) { return response.is_object() && response.contains("error") ? response["error"]["code"].get<int>() : 0; }
std::string framed(const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body; }
const std::string kText = "spec a\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput out(x: Int)\nclass C = go(x) => emit out(x)\nsystem S = C at nodes\n";

/// The server is alive and answers.
void expectAlive(Client& client, const std::string& after) {
    Json answer = client.call("textDocument/hover", {{"textDocument", {{"uri", "untitled:alive"}}}, {"position", {{"line", 0}, {"character", 0}}}});
    EXPECT_FALSE(answer.is_null()) << "no answer after " << after;
}

TEST(Life, RequestsBeforeInitializeAreRefused) {
    Client client;
    EXPECT_EQ(codeOf(client.call("textDocument/hover")), -32002);
    EXPECT_TRUE(client.start().contains("result"));
    EXPECT_EQ(codeOf(client.call("initialize")), -32600);
}

TEST(Life, ShutdownThenExitIsZero) {
    Client client;
    client.start();
    Json answer = client.call("shutdown", nullptr);
    EXPECT_TRUE(answer.contains("result") && answer["result"].is_null()) << answer;
    EXPECT_EQ(codeOf(client.call("textDocument/hover")), -32600);
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(), 0);
}

TEST(Life, ExitWithoutShutdownIsOne) {
    Client client;
    client.start();
    client.notify("exit");
    EXPECT_EQ(client.finish(), 1);
}

TEST(Life, EndsWithItsInput) {
    Client client;
    client.start();
    client.open("untitled:a", kText);
    int exit = client.finish(5000);
    EXPECT_TRUE(exit == 0 || exit == 1) << exit;
}

TEST(Life, ShutdownDoesNotWaitForWork) {
    Client client;
    client.start();
    std::string big = "spec big\nparam nodes : Set<Loc>\n";
    for (int i = 0; i < 3000; ++i) big += "fn f" + std::to_string(i) + "(x: Int) : Int = x + " + std::to_string(i) + "\n";
    client.open("untitled:big", big);
    auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(client.call("shutdown", nullptr).contains("result"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(30000), 0);
}

TEST(Life, EndsWhenTheClientProcessIsGone) {
    pid_t gone = fork();
    if (gone == 0) _exit(0);
    Client client({"--clientProcessId=" + std::to_string(gone)});
    waitpid(gone, nullptr, 0);
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(45);
    while (client.running() && std::chrono::steady_clock::now() < deadline) client.next(200);
    EXPECT_FALSE(client.running()) << "an orphan";
}

TEST(Manners, UnknownMethods) {
    Client client;
    client.start();
    EXPECT_EQ(codeOf(client.call("textDocument/noSuchThing")), -32601);
    EXPECT_EQ(codeOf(client.call("$/noSuchThing")), -32601);
    client.notify("$/noSuchThing");
    client.notify("textDocument/noSuchThing");
    expectAlive(client, "unknown notifications");
}

TEST(Manners, ParametersOfTheWrongForm) {
    Client client;
    Json capabilities = client.start()["result"]["capabilities"];
    ASSERT_TRUE(capabilities.is_object());
    for (const char* method : {"textDocument/hover", "textDocument/definition", "textDocument/completion", "textDocument/rename", "textDocument/references",
                               "textDocument/codeAction", "textDocument/formatting", "textDocument/semanticTokens/full", "textDocument/selectionRange", "workspace/symbol",
                               "workspace/executeCommand", "evident/automaton", "evident/diagram", "callHierarchy/incomingCalls"})
        for (const Json& params : {Json(), Json(7), Json::array({1}), Json{{"textDocument", 3}}, Json{{"textDocument", {{"uri", "nowhere:///x"}}}, {"position", "here"}},
                                   Json{{"textDocument", {{"uri", "untitled:a"}}}, {"position", {{"line", -1}, {"character", 1e300}}}}}) {
            Json answer = client.call(method, params);
            ASSERT_FALSE(answer.is_null()) << method << " " << params;
            EXPECT_NE(codeOf(answer), -32603) << method << " " << params << "\n" << answer;
        }
    for (const char* method : {"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave", "workspace/didChangeConfiguration", "$/cancelRequest",
                               "workspace/didChangeWatchedFiles"})
        for (const Json& params : {Json(), Json("text"), Json{{"textDocument", nullptr}}, Json{{"textDocument", {{"uri", 5}}}, {"contentChanges", 1}}, Json{{"id", Json::array()}}})
            client.notify(method, params);
    expectAlive(client, "notifications of the wrong form");
}

TEST(Framing, BrokenInputIsSurvived) {
    const std::pair<const char*, std::string> inputs[] = {
        {"not JSON", framed("{\"jsonrpc\": ")},
        {"a batch", framed("[{\"jsonrpc\":\"2.0\",\"id\":900,\"method\":\"shutdownx\"}]")},
        {"not an object", framed("17")},
        {"an empty body", framed("")},
        {"invalid UTF-8", framed("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":\"\xff\xfe\"}")},
        {"deep nesting", framed(std::string(100000, '['))},
        {"a header without length", "Content-Type: x\r\n\r\n"},
        {"a length that is no number", "Content-Length: ten\r\n\r\n"},
        {"a negative length", "Content-Length: -4\r\n\r\n"},
        {"a length that overflows", "Content-Length: 99999999999999999999999\r\n\r\n"},
        {"a method that is no text", framed("{\"jsonrpc\":\"2.0\",\"id\":901,\"method\":5}")},
        {"a strange id", framed("{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"textDocument/hover\"}")},
        {"a response to nothing", framed("{\"jsonrpc\":\"2.0\",\"id\":77777,\"result\":null}")},
    };
    for (const auto& [name, bytes] : inputs) {
        Client client;
        client.start();
        client.raw(bytes);
        expectAlive(client, name);
    }
}

TEST(Framing, HeadersMayBeWrittenInOtherWays) {
    std::string body = R"({"jsonrpc":"2.0","id":500,"method":"textDocument/noSuchThing"})";
    for (const std::string& header : {std::string("content-length: "), std::string("CONTENT-LENGTH:"), std::string("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: ")}) {
        Client client;
        client.start();
        client.raw(header + std::to_string(body.size()) + "\r\n\r\n" + body);
        EXPECT_EQ(codeOf(client.answer(500, 5000)), -32601) << header;
    }
}

TEST(Framing, BytesMayComeOneByOne) {
    Client client;
    client.start();
    for (char byte : framed(R"({"jsonrpc":"2.0","id":501,"method":"textDocument/noSuchThing"})")) client.raw(std::string(1, byte));
    EXPECT_EQ(codeOf(client.answer(501, 5000)), -32601);
}

TEST(Order, AnEditIsSeenByTheNextRequest) {
    Client client;
    client.start();
    std::string uri = "untitled:order";
    client.open(uri, kText);
    for (int version = 2; version < 40; ++version) {
        std::string name = "C" + std::to_string(version), text = kText;
        for (size_t at = 0; (at = text.find("C ", at)) != std::string::npos; at += name.size()) text.replace(at, 1, name);
        client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", version}}}, {"contentChanges", Json::array({{{"text", text}}})}});
        Json symbols = client.call("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}});
        ASSERT_NE(symbols.dump().find("\"" + name + "\""), std::string::npos) << symbols;
    }
}

TEST(Order, DiagnosticsCarryTheVersionAndNeverGoBack) {
    Client client;
    client.start();
    std::string uri = "untitled:versions";
    client.open(uri, kText);
    for (int version = 2; version <= 60; ++version) {
        std::string text = kText + (version % 2 == 0 ? "fn broken( = \n" : "");
        client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", version}}}, {"contentChanges", Json::array({{{"text", text}}})}});
        if (version % 7 == 0) usleep(30000);
    }
    client.idle();
    int last = 0;
    for (const Json& message : client.notifications) {
        if (message["method"] != "textDocument/publishDiagnostics" || message["params"]["uri"] != uri) continue;
        ASSERT_TRUE(message["params"].contains("version")) << message;
        EXPECT_GE(message["params"]["version"].get<int>(), last);
        last = message["params"]["version"];
        EXPECT_EQ(message["params"]["diagnostics"].empty(), last % 2 == 1) << message;
    }
    EXPECT_EQ(last, 60);
}

TEST(Cancellation, EveryRequestIsAnsweredOnce) {
    Client client;
    client.start();
    std::string uri = "untitled:cancel", big = "spec big\nparam nodes : Set<Loc>\n";
    for (int i = 0; i < 400; ++i) big += "fn f" + std::to_string(i) + "(x: Int) : Int = x + " + std::to_string(i) + "\n";
    client.open(uri, big);
    std::vector<int> ids;
    int version = 1;
    for (int i = 0; i < 200; ++i) {
        if (i % 10 == 0)
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}}, {"contentChanges", Json::array({{{"text", big + std::string(i, '\n')}}})}});
        ids.push_back(client.ask(i % 2 == 0 ? "textDocument/semanticTokens/full" : "textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}}));
        if (i % 3 != 0) client.notify("$/cancelRequest", {{"id", ids.back()}});
    }
    size_t cancelled = 0;
    for (int id : ids) {
        Json answer = client.answer(id);
        ASSERT_FALSE(answer.is_null()) << "no answer to " << id;
        if (codeOf(answer) == -32800) ++cancelled;
        else EXPECT_TRUE(answer.contains("result")) << answer;
    }
    EXPECT_GT(cancelled, 20u);
    client.idle();   // and no second answer comes: the client would throw
}

} // namespace
