// Order and cancellation: answers and diagnostics belong to the text that was current, and every request is answered
// once.

#include "tests/session/messages.h"

#include <gtest/gtest.h>

namespace {

using namespace evd::session;

const std::string kText = "spec a\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput out(x: Int)\nclass C = go(x) => "
                          "emit out(x)\nsystem S = C at nodes\n";

/// Requests between edits, none of which waits for an answer.
TEST(Order, AnswersSeeTheTextThatWasCurrent) {
    Client client;
    client.start();
    const std::string uri = "untitled:order";
    client.open(uri, "spec s\n\nfn f1(x: Int) : Int = x\n");
    std::map<int, std::string> wanted;
    for (int version = 2; version < 40; ++version) {
        std::string name = "f" + std::to_string(version);
        replaceText(client, uri, version, "spec s\n\nfn " + name + "(x: Int) : Int = x\n");
        wanted[client.ask("textDocument/documentSymbol", document(uri))] = name;
    }
    for (const auto& [id, name] : wanted) {
        Json answer = client.answer(id);
        ASSERT_TRUE(answer.contains("result")) << answer;
        EXPECT_EQ(answer["result"][0]["name"], name);
    }
}

TEST(Order, DiagnosticsCarryTheVersionAndNeverGoBack) {
    Client client;
    client.start();
    const std::string uri = "untitled:versions";
    client.open(uri, kText);
    for (int version = 2; version <= 60; ++version) {
        replaceText(client, uri, version, kText + (version % 2 == 0 ? "fn broken( = \n" : ""));
        if (version % 7 == 0) client.idle();
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
    for (int i = 0; i < 400; ++i)
        big += "fn f" + std::to_string(i) + "(x: Int) : Int = x + " + std::to_string(i) + "\n";
    client.open(uri, big);
    client.notify("$/cancelRequest", {{"id", 12345}});   // nobody asked
    std::vector<int> ids;
    for (int i = 0; i < 100; ++i) {
        if (i % 10 == 0) replaceText(client, uri, i + 2, big + std::string(static_cast<size_t>(i), '\n'));
        ids.push_back(
            client.ask(i % 2 == 0 ? "textDocument/semanticTokens/full" : "textDocument/documentSymbol", document(uri)));
        if (i % 3 != 0) client.notify("$/cancelRequest", {{"id", ids.back()}});
    }
    size_t cancelled = 0, modified = 0;
    for (int id : ids) {
        Json answer = client.answer(id);
        ASSERT_FALSE(answer.is_null()) << "no answer to " << id;
        if (codeOf(answer) == -32800) ++cancelled;
        else if (codeOf(answer) == -32801) ++modified;   // the text was another one before its turn came
        else EXPECT_TRUE(answer.contains("result")) << answer;
    }
    EXPECT_GT(cancelled, 10u);
    EXPECT_LE(modified, ids.size() / 2) << "only what decorates the text";
    client.idle();   // and no second answer comes: the client would throw
    client.call("shutdown", nullptr);
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(), 0);
}

}   // namespace
