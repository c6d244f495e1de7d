// The life of a session: order, cancellation, errors, shutdown.

#include "tests/unit/lsp/client.h"

#include "lsp/server/request.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace evd::lsp {
namespace {

using testing::Client;
using testing::positionOf;

const char* const kUri = "file:///work/spec.evd";

int64_t errorOf(const Json& answer) { return intAt(member(answer, "error"), "code"); }

TEST(Session, ShutsDownInOrder) {
    Client client;
    EXPECT_EQ(client.stop(), 0);
}

TEST(Session, ExitWithoutShutdownIsAnError) {
    Client client;
    client.notify("exit", nullptr);
    EXPECT_EQ(client.hangUp(), 1);
}

TEST(Session, EndOfInputEndsIt) {
    Client client;
    EXPECT_EQ(client.hangUp(), 1);
}

TEST(Session, RefusesRequestsOutsideOfItsLife) {
    Client client("", Json::object(), false);
    EXPECT_EQ(errorOf(client.wait(client.begin("textDocument/hover", Json::object()))), kNotInitialized);
    client.notify("textDocument/didOpen", Json::object());   // dropped
    client.call("initialize", {{"capabilities", Json::object()}});
    EXPECT_EQ(errorOf(client.wait(client.begin("initialize", Json::object()))), kInvalidRequest);
    client.call("shutdown", nullptr);
    EXPECT_EQ(errorOf(client.wait(client.begin("textDocument/hover", Json::object()))), kInvalidRequest);
    client.notify("exit", nullptr);
    EXPECT_EQ(client.hangUp(), 0);
}

TEST(Session, SurvivesMalformedInput) {
    Client client;
    client.write("Rubbish\r\n\r\n");
    EXPECT_EQ(errorOf(client.next()), kParseError);
    client.write(framed("{ no json"));
    EXPECT_EQ(errorOf(client.next()), kParseError);
    client.write(framed(std::string(100000, '[')));
    EXPECT_EQ(errorOf(client.next()), kParseError);
    client.write(framed("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]"));
    EXPECT_EQ(errorOf(client.next()), kInvalidRequest);
    client.write(framed("17"));
    EXPECT_EQ(errorOf(client.next()), kInvalidRequest);
    client.send({{"jsonrpc", "2.0"}, {"id", Json::array()}, {"method", "shutdown"}});
    EXPECT_EQ(errorOf(client.next()), kInvalidRequest);
    client.send({{"jsonrpc", "2.0"}, {"id", 5}});
    EXPECT_EQ(errorOf(client.next()), kInvalidRequest);
    client.send({{"jsonrpc", "2.0"}, {"id", 999}, {"result", nullptr}});   // an answer to nothing
    client.notify("$/unknown", Json::object());
    EXPECT_EQ(errorOf(client.wait(client.begin("$/unknown", Json::object()))), kMethodNotFound);
    EXPECT_EQ(errorOf(client.wait(client.begin("text/unknown", Json::object()))), kMethodNotFound);
    // Parameters of every wrong form.
    for (const auto& [method, handler] : handlers())
        for (const Json& params : {Json(), Json(3), Json::array(), Json::object(), Json{{"textDocument", 3}}, Json{{"textDocument", {{"uri", 7}}}},
                                   Json{{"textDocument", {{"uri", "file:///nowhere.evd"}}}, {"position", {{"line", -5}, {"character", "x"}}}, {"range", 4}, {"context", 3}, {"item", {{"uri", 1}}}}})
            client.wait(client.begin(method, params));
    for (const char* method : {"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders",
                               "workspace/didChangeConfiguration", "$/cancelRequest"})
        for (const Json& params : {Json(), Json(3), Json::array(), Json{{"textDocument", 3}}, Json{{"contentChanges", 3}, {"changes", Json::array({1})}, {"event", {{"added", Json::array({1})}}}}}) client.notify(method, params);
    EXPECT_EQ(client.stop(), 0);
}

TEST(Session, IdsMayBeTexts) {
    Client client;
    client.send({{"jsonrpc", "2.0"}, {"id", "abc"}, {"method", "evident/options"}});
    EXPECT_EQ(member(client.next(), "id"), "abc");
}

TEST(Session, CancelsAtOnce) {
    Client client;
    std::string text = "spec big\n\n";
    for (int i = 0; i < 3000; ++i) text += "fn f" + std::to_string(i) + "(x: Int) : Int = if x > " + std::to_string(i) + " then x + 1 else x * 2\n";
    client.open(kUri, text);
    int64_t id = client.begin("textDocument/hover", {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 2}, {"character", 3}}}});
    client.notify("$/cancelRequest", {{"id", id}});
    client.notify("$/cancelRequest", {{"id", 12345}});
    Json answer = client.wait(id);
    EXPECT_TRUE(errorOf(answer) == kCancelled || answer.contains("result")) << dump(answer);
    // Whatever came first: the same id is never answered twice.
    client.call("evident/idle", nullptr);
    for (const Json& note : client.notes) EXPECT_NE(member(note, "id"), id);
    EXPECT_EQ(client.stop(), 0);
}

TEST(Session, AnswersSeeTheTextThatWasCurrent) {
    Client client;
    std::string text = "spec s\n\nfn one(x: Int) : Int = x\n";
    client.open(kUri, text);
    std::vector<int64_t> ids;
    for (int version = 2; version < 40; ++version) {
        client.notify("textDocument/didChange", {{"textDocument", {{"uri", kUri}, {"version", version}}},
                                                 {"contentChanges", Json::array({{{"text", "spec s\n\nfn f" + std::to_string(version) + "(x: Int) : Int = x\n"}}})}});
        ids.push_back(client.begin("textDocument/documentSymbol", {{"textDocument", {{"uri", kUri}}}}));
    }
    std::map<int64_t, Json> answers;
    while (answers.size() < ids.size()) {
        Json message = client.next();
        ASSERT_FALSE(message.is_null());
        if (!message.contains("method")) answers[intAt(message, "id")] = message;
        else client.notes.push_back(message);
    }
    for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(answers[ids[i]]["result"][0]["name"], "f" + std::to_string(i + 2));
    // Diagnostics never go back to an older version.
    client.call("evident/idle", nullptr);
    int64_t last = 0;
    for (const Json& note : client.notes) {
        if (member(note, "method") != "textDocument/publishDiagnostics") continue;
        EXPECT_GE(intAt(note["params"], "version"), last);
        last = intAt(note["params"], "version");
    }
    EXPECT_EQ(last, 39);
}

TEST(Session, PublishesWithVersionCodeLinkAndRelatedPlaces) {
    Client client;
    client.open(kUri, "spec s\n\nfn f(x: Int) : Int = x\nfn f(y: Int) : Int = zz\n", 7);
    Json found = client.diagnostics(kUri);
    EXPECT_EQ(found["version"], 7);
    bool duplicate = false;
    for (const Json& one : found["diagnostics"]) {
        EXPECT_EQ(one["source"], "evident");
        EXPECT_NE(one["codeDescription"]["href"].get<std::string>().find("docs/diagnostics/EVD"), std::string::npos);
        if (one["code"] == "EVD1007") {
            duplicate = true;
            EXPECT_EQ(one["relatedInformation"][0]["location"]["range"]["start"]["line"], 2);
            EXPECT_EQ(one["severity"], 1);
        }
    }
    EXPECT_TRUE(duplicate) << dump(found);
    // And they go away.
    client.notify("textDocument/didChange", {{"textDocument", {{"uri", kUri}, {"version", 8}}},
                                             {"contentChanges", Json::array({{{"text", "spec s\n\nfn f(x: Int) : Int = x\n"}}})}});
    found = client.diagnostics(kUri);
    EXPECT_EQ(found["version"], 8);
    for (const Json& one : found["diagnostics"]) EXPECT_NE(one["severity"], 1);
}

TEST(Session, CountsColumnsAsAgreed) {
    std::string text = "spec s\n\nfn f(t: Str) : Str = \"🙂ü\" + zz\n";
    for (bool utf8 : {false, true}) {
        Json capabilities = utf8 ? Json{{"general", {{"positionEncodings", {"utf-8", "utf-16"}}}}} : Json::object();
        Client client("", capabilities);
        client.open(kUri, text);
        Json found = client.diagnostics(kUri);
        ASSERT_FALSE(found["diagnostics"].empty());
        EXPECT_EQ(found["diagnostics"][0]["range"]["start"]["character"], utf8 ? 32 : 29) << dump(found);
    }
}

TEST(Session, ChecksTheWorkspaceAndWhatDependsOnAChange) {
    std::string folder = std::string(::testing::TempDir()) + "evd_lsp_workspace";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder + "/sub");
    auto put = [&](const std::string& name, const std::string& text) { std::ofstream(folder + "/" + name) << text; };
    put("base.evd", "spec base\n\nfn twice(x: Int) : Int = x + x\n");
    put("user.evd", "spec user\n\nimport \"./base.evd\"\n\nfn four(x: Int) : Int = twice(twice(x))\n");
    put("sub/wrong.evd", "spec wrong\n\nfn f(x: Int) : Int = nothing\n");
    Client client(folder);
    std::string base = "file://" + folder + "/base.evd", user = "file://" + folder + "/user.evd", wrong = "file://" + folder + "/sub/wrong.evd";
    auto errors = [&](const std::string& uri) {
        Json found = client.diagnostics(uri);
        int count = 0;
        for (const Json& one : member(found, "diagnostics")) count += one["severity"] == 1 ? 1 : 0;
        return count;
    };
    EXPECT_EQ(errors(user), 0);
    EXPECT_EQ(errors(wrong), 1);
    // An unsaved change of the imported file shows in the file that is not even open.
    client.open(base, "spec base\n\nfn thrice(x: Int) : Int = x + x + x\n");
    EXPECT_GT(errors(user), 0);
    // Closing without saving takes the text of the disk again.
    client.notify("textDocument/didClose", {{"textDocument", {{"uri", base}}}});
    EXPECT_EQ(errors(user), 0);
    // A change on disk that the client reports.
    put("base.evd", "spec base\n\nfn other(x: Int) : Int = x\n");
    client.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array({{{"uri", base}, {"type", 2}}})}});
    EXPECT_GT(errors(user), 0);
    client.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array({{{"uri", wrong}, {"type", 3}}})}});
    EXPECT_EQ(errors(wrong), 0) << "a deleted file has no diagnostics";
    // References and rename across files.
    put("base.evd", "spec base\n\nfn twice(x: Int) : Int = x + x\n");
    client.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array({{{"uri", base}, {"type", 2}}})}});
    Json at = {{"textDocument", {{"uri", base}}}, {"position", {{"line", 2}, {"character", 4}}}, {"context", {{"includeDeclaration", true}}}, {"newName", "double"}};
    EXPECT_EQ(client.call("textDocument/references", at).size(), 3u);
    Json edit = client.call("textDocument/rename", at);
    EXPECT_EQ(edit["changes"][user].size(), 2u);
    EXPECT_EQ(edit["changes"][base].size(), 1u);
    // A file that moves takes its imports along.
    Json moved = client.call("workspace/willRenameFiles", {{"files", Json::array({{{"oldUri", base}, {"newUri", "file://" + folder + "/sub/basis.evd"}}})}});
    EXPECT_EQ(moved["changes"][user][0]["newText"], "\"./sub/basis.evd\"");
    EXPECT_EQ(client.stop(), 0);
}

TEST(Session, TellsItsSettings) {
    Client client;
    Json options = client.call("evident/options", nullptr);
    EXPECT_GE(options["options"].size(), 10u);
    for (const Json& row : options["options"]) EXPECT_EQ(row["key"].get<std::string>().rfind("evident.", 0), 0u);
}

TEST(Session, EndsWithItsParent) {
    // A process that is certainly gone: one that was started and has ended.
    pid_t gone = ::fork();
    if (gone == 0) ::_exit(0);
    int status = 0;
    ::waitpid(gone, &status, 0);
    Client client("", Json::object(), false);
    client.call("initialize", {{"processId", static_cast<int64_t>(gone)}, {"capabilities", Json::object()}});
    auto begin = std::chrono::steady_clock::now();
    while (!client.next().is_null()) {}
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

} // namespace
} // namespace evd::lsp
