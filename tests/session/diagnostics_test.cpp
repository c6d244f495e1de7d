// What the server publishes: diagnostics of open documents, and of a workspace in which files depend on each other.

#include "tests/session/messages.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

namespace {

using namespace evd::session;

long errorCount(const Json& published) {
    Json all = published.value("diagnostics", Json::array());
    return std::count_if(all.begin(), all.end(), [](const Json& one) { return one["severity"] == 1; });
}

TEST(Diagnostics, HaveVersionCodeLinkAndRelatedPlaces) {
    Client client;
    client.start(Json{
        {"textDocument", {{"publishDiagnostics", {{"relatedInformation", true}, {"codeDescriptionSupport", true}}}}}});
    const std::string uri = "untitled:spec";
    client.open(uri, "spec s\n\nfn f(x: Int) : Int = x\nfn f(y: Int) : Int = zz\n", 7);
    client.idle();
    Json found = client.diagnostics(uri);
    EXPECT_EQ(found["version"], 7);
    bool duplicate = false;
    for (const Json& one : found["diagnostics"]) {
        EXPECT_EQ(one["source"], "evident");
        EXPECT_NE(one["codeDescription"]["href"].get<std::string>().find("docs/diagnostics/EVD"), std::string::npos)
            << one;
        if (one["code"] != "EVD1007") continue;
        duplicate = true;
        EXPECT_EQ(one["relatedInformation"][0]["location"]["range"]["start"]["line"], 2);
        EXPECT_EQ(one["severity"], 1);
    }
    EXPECT_TRUE(duplicate) << found;
    replaceText(client, uri, 8, "spec s\n\nfn f(x: Int) : Int = x\n");   // and they go away
    client.idle();
    EXPECT_EQ(client.diagnostics(uri)["version"], 8);
    EXPECT_EQ(errorCount(client.diagnostics(uri)), 0);
}

TEST(Diagnostics, OfABurstOfKeysAreThoseOfItsLastText) {
    const std::string uri = "untitled:spec", right = "spec s\n\nfn f(x: Int) : Int = x\n", wrong = right + "fn g(";
    Client client;
    client.start();
    client.open(uri, right);
    client.idle();
    int version = 1;
    auto burst = [&](const std::string& text, const std::string& last) {   // and nobody asks whether all is checked
        for (int i = 0; i < 8; ++i) replaceText(client, uri, ++version, text);
        replaceText(client, uri, ++version, last);
        while (client.diagnostics(uri).value("version", 0) != version) ASSERT_TRUE(client.take());
    };
    burst(wrong, right);
    EXPECT_EQ(errorCount(client.diagnostics(uri)), 0);
    burst(right, wrong);   // they come late, but they come
    EXPECT_GT(errorCount(client.diagnostics(uri)), 0);
    burst(wrong, wrong);
    EXPECT_GT(errorCount(client.diagnostics(uri)), 0);
    burst(wrong, right);
    EXPECT_EQ(errorCount(client.diagnostics(uri)), 0);
}

TEST(Diagnostics, SayWhatASecondLookFinds) {
    const std::string head = "spec s\n\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput done(x: Int)\n";
    Client client;
    client.start();
    std::string uri = "untitled:spec";
    auto codes = [&] {
        client.idle();
        std::vector<std::string> out;
        Json published = client.diagnostics(uri);
        for (const Json& one : published["diagnostics"]) out.push_back(one["code"]);
        return out;
    };
    // a value of one event where earlier ones are looked at: seen where the class is written out
    client.open(uri, head + "state Sum(first: Int) : Int = first { on go(y) -> Sum + y }\n"
                            "class C = (go(x) & Sum(x)) as (_, total) => emit done(total)\nsystem S = C at nodes\n");
    EXPECT_EQ(codes(), std::vector<std::string>{"EVD3007"});
    // a statement that no run evaluates
    replaceText(client, uri, 2,
                head + "process P { on go(x) { emit done(x) } }\nsystem S = P at nodes\n"
                       "invariant paid = forall x: x > 1 implies x > 0\n");
    std::vector<std::string> found = codes();
    EXPECT_EQ(std::count(found.begin(), found.end(), "EVD3025"), 1) << client.diagnostics(uri);
    replaceText(client, uri, 3, head + "process P { on go(x) { emit done(x) } }\nsystem S = P at nodes\n");
    EXPECT_EQ(codes(), std::vector<std::string>());
}

TEST(Diagnostics, CountColumnsAsAgreed) {
    for (bool utf8 : {false, true}) {
        Client client;
        client.start(utf8 ? Json{{"general", {{"positionEncodings", {"utf-8", "utf-16"}}}}} : Json::object());
        client.open("untitled:spec", "spec s\n\nfn f(t: Str) : Str = \"🙂ü\" + zz\n");
        client.idle();
        Json found = client.diagnostics("untitled:spec");
        ASSERT_FALSE(found["diagnostics"].empty());
        EXPECT_EQ(found["diagnostics"][0]["range"]["start"]["character"], utf8 ? 32 : 29) << found;
    }
}

/// A server in a folder where user.evd imports base.evd, and sub/wrong.evd has a mistake. No document is open.
class Workspace : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder + "/sub");
        put("base.evd", "spec base\n\nfn twice(x: Int) : Int = x + x\n");
        put("user.evd", "spec user\n\nimport \"./base.evd\"\n\nfn four(x: Int) : Int = twice(twice(x))\n");
        put("sub/wrong.evd", "spec wrong\n\nfn f(x: Int) : Int = nothing\n");
        client.start(Json::object(), folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    void put(const std::string& name, const std::string& text) { std::ofstream(folder + "/" + name) << text; }
    void tellChange(const std::string& uri, int type) {
        client.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array({{{"uri", uri}, {"type", type}}})}});
    }
    long errorsOf(const std::string& uri) {
        client.idle();
        Json found = client.diagnostics(uri);
        return found.is_null() ? 0 : errorCount(found);
    }

    const std::string folder =
        testing::TempDir() + "evd_session_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string base = "file://" + folder + "/base.evd", user = "file://" + folder + "/user.evd",
                      wrong = "file://" + folder + "/sub/wrong.evd";
    Client client;
};

TEST_F(Workspace, ChecksWhatDependsOnAChange) {
    EXPECT_EQ(errorsOf(user), 0);
    EXPECT_EQ(errorsOf(wrong), 1);
    // An unsaved change of the imported file shows in the file that is not even open.
    client.open(base, "spec base\n\nfn thrice(x: Int) : Int = x + x + x\n");
    EXPECT_GT(errorsOf(user), 0);
    // Closing without saving takes the text of the disk again.
    client.notify("textDocument/didClose", document(base));
    EXPECT_EQ(errorsOf(user), 0);
    // A change on disk that the client reports.
    put("base.evd", "spec base\n\nfn other(x: Int) : Int = x\n");
    tellChange(base, 2);
    EXPECT_GT(errorsOf(user), 0);
    tellChange(wrong, 3);
    EXPECT_EQ(errorsOf(wrong), 0) << "a deleted file has no diagnostics";
}

TEST_F(Workspace, AFileThatWasNeverSavedIsGoneWhenItIsClosed) {
    const std::string fresh = "file://" + folder + "/fresh.evd";
    client.open(fresh, "spec fresh\n\nfn f(x: Int) : Int = nothing\n");
    EXPECT_EQ(errorsOf(fresh), 1);
    client.notify("textDocument/didClose", document(fresh));
    EXPECT_EQ(errorsOf(fresh), 0);
    // Deleted on disk while it was open.
    client.open(base, "spec base\n\nfn twice(x: Int) : Int = nothing\n");
    EXPECT_EQ(errorsOf(base), 1);
    std::filesystem::remove(folder + "/base.evd");
    tellChange(base, 3);
    client.notify("textDocument/didClose", document(base));
    EXPECT_EQ(errorsOf(base), 0);
    EXPECT_GT(errorsOf(user), 0) << "its import is gone";
}

TEST_F(Workspace, RenamesAcrossFiles) {
    Json at = place(base, 2, 4);
    at["context"] = {{"includeDeclaration", true}};
    at["newName"] = "double";
    EXPECT_EQ(client.call("textDocument/references", at)["result"].size(), 3u);
    Json edit = client.call("textDocument/rename", at)["result"];
    EXPECT_EQ(edit["changes"][user].size(), 2u);
    EXPECT_EQ(edit["changes"][base].size(), 1u);
    // A file that moves takes its imports along.
    Json moved = client.call(
        "workspace/willRenameFiles",
        {{"files", Json::array({{{"oldUri", base}, {"newUri", "file://" + folder + "/sub/basis.evd"}}})}})["result"];
    EXPECT_EQ(moved["changes"][user][0]["newText"], "\"./sub/basis.evd\"");
}

}   // namespace
