// A session from initialize to exit, and messages that the server does not know.

#include "tests/session/messages.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace evd::session;

TEST(Life, RefusesWhatComesBeforeInitialize) {
    Client client;
    EXPECT_EQ(codeOf(client.call("textDocument/hover")), -32002);
    client.notify("textDocument/didOpen");   // dropped
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

TEST(Life, EndOfInputEndsIt) {
    Client client;
    client.start();
    client.open("untitled:a", "spec a\nparam nodes : Set<Loc>\n");
    EXPECT_EQ(client.finish(), 1);
}

TEST(Life, ShutdownDoesNotWaitForWork) {
    Client client;
    client.start();
    std::string big = "spec big\nparam nodes : Set<Loc>\n";
    for (int i = 0; i < 3000; ++i)
        big += "fn f" + std::to_string(i) + "(x: Int) : Int = x + " + std::to_string(i) + "\n";
    // Both are there before the server can have done anything.
    Json open = {{"uri", "untitled:big"}, {"languageId", "evident"}, {"version", 1}, {"text", big}};
    Json shutdown = {{"jsonrpc", "2.0"}, {"id", 700}, {"method", "shutdown"}, {"params", nullptr}};
    client.raw(
        Client::framed({{"jsonrpc", "2.0"}, {"method", "textDocument/didOpen"}, {"params", {{"textDocument", open}}}}) +
        Client::framed(shutdown));
    EXPECT_TRUE(client.answer(700).contains("result"));
    EXPECT_TRUE(client.diagnostics("untitled:big").is_null()) << "it was checked first";
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(), 0);
}

TEST(Life, EndsWithItsParentProcess) {
    pid_t gone = fork();   // a process that is certainly gone: one that was started and has ended
    if (gone == 0) _exit(0);
    waitpid(gone, nullptr, 0);
    Client byOption({"--clientProcessId=" + std::to_string(gone)}), byRequest;
    byRequest.call("initialize", {{"processId", gone}, {"capabilities", Json::object()}});
    EXPECT_TRUE(byOption.ends()) << "an orphan";
    EXPECT_TRUE(byRequest.ends()) << "an orphan";
}

TEST(Life, UnknownMethods) {
    Client client;
    client.start();
    EXPECT_EQ(codeOf(client.call("textDocument/noSuchThing")), -32601);
    EXPECT_EQ(codeOf(client.call("$/noSuchThing")), -32601);
    client.notify("$/noSuchThing");
    client.notify("textDocument/noSuchThing");
    EXPECT_TRUE(client.call("evident/options").contains("result"));
}

TEST(Life, NotificationsOfTheWrongForm) {
    Client client;
    client.start();
    for (const char* method :
         {"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave",
          "workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders", "workspace/didChangeConfiguration",
          "$/cancelRequest"})
        for (const Json& params :
             {Json(), Json(3), Json("text"), Json::array(), Json{{"textDocument", nullptr}}, Json{{"textDocument", 3}},
              Json{{"textDocument", {{"uri", 5}}}, {"contentChanges", 1}},
              Json{{"contentChanges", 3}, {"changes", Json::array({1})}, {"event", {{"added", Json::array({1})}}}},
              Json{{"id", Json::array()}}})
            client.notify(method, params);
    EXPECT_TRUE(client.call("evident/options").contains("result"));
    client.call("shutdown", nullptr);
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(), 0);
}

/// The client learns what can be set from the server.
TEST(Life, TellsItsSettings) {
    Client client;
    client.start();
    Json options = client.call("evident/options", nullptr)["result"]["options"];
    EXPECT_GE(options.size(), 10u);
    for (const Json& row : options) EXPECT_EQ(row["key"].get<std::string>().rfind("evident.", 0), 0u) << row;
}

}   // namespace
