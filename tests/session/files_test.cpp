// One file is one document, by whatever path or URI it is reached; and a workspace of many files answers at once.

#include "tests/session/edited.h"
#include "tests/session/messages.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

namespace {

using namespace evd::session;
namespace fs = std::filesystem;

const std::string kLibrary = "spec lib\n\nfn twice(x: Int) : Int = 2 * x\n";
const std::string kUser = "spec b\n\nimport \"./lib.evd\"\n\nfn four(x: Int) : Int = twice(twice(x))\n";

/// A folder of its own, with `lib.evd` and a `b.evd` that uses it.
class Files : public testing::Test {
protected:
    void SetUp() override {
        base =
            fs::canonical(fs::temp_directory_path()) / ("evident files " + std::to_string(getpid()) +
                                                        testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(base);
        fs::create_directories(base / "work");
        write("lib.evd", kLibrary);
        write("b.evd", kUser);
    }
    void TearDown() override { fs::remove_all(base); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(base / "work" / name, std::ios::binary) << text;
    }
    std::string path(const std::string& name = "") const { return (base / "work" / name).string(); }
    static std::string uri(const std::string& path) {
        std::string out = "file://";
        for (char c : path) out += c == ' ' ? std::string("%20") : std::string(1, c);
        return out;
    }
    static std::set<std::string> urisOf(const Json& locations) {
        std::set<std::string> out;
        for (const Json& one : locations) out.insert(one["uri"].get<std::string>());
        return out;
    }

    fs::path base;
};

TEST_F(Files, ReachedThroughALinkAreOne) {
    fs::create_symlink(path("b.evd"), path("link.evd"));
    fs::create_directory_symlink(base / "work", base / "work" / "again");
    Client client;
    client.start(Json::object(), uri(path("")));
    client.idle();
    client.open(uri(path("lib.evd")), kLibrary);
    Json at = place(uri(path("lib.evd")), 2, 4);
    at["context"] = {{"includeDeclaration", true}};
    Json found = client.call("textDocument/references", at)["result"];
    EXPECT_EQ(found.size(), 3u) << found;
    EXPECT_EQ(urisOf(found), (std::set<std::string>{uri(path("lib.evd")), uri(path("b.evd"))}));
    at["newName"] = "dbl";
    Json edit = client.call("textDocument/rename", at)["result"]["changes"];
    EXPECT_EQ(edit.size(), 2u) << edit;
    EXPECT_EQ(edit[uri(path("b.evd"))].size(), 2u) << edit;
    EXPECT_EQ(client.call("workspace/symbol", {{"query", "four"}})["result"].size(), 1u);
}

TEST_F(Files, AnswersUseTheUriOfTheOpenDocument) {
    fs::create_directory_symlink(base / "work", base / "other");
    for (const std::string& way :
         {uri(path("./b.evd")), uri(base.string() + "//work//b.evd"), uri(base.string() + "/work/../work/b.evd"),
          uri(base.string() + "/other/b.evd"), "file://localhost" + uri(path("b.evd")).substr(7),
          "file:" + uri(path("b.evd")).substr(7), "file://" + path("%62.evd")}) {
        SCOPED_TRACE(way);
        Client client;
        client.start(Json::object(), uri(path("")));
        client.open(way, kUser + "fn five(x: Int) : Int = zz\n");
        client.idle();
        EXPECT_EQ(client.diagnostics(way)["diagnostics"].size(), 1u) << client.diagnostics(way);
        client.open(uri(path("lib.evd")), kLibrary);
        Json at = place(uri(path("lib.evd")), 2, 4);
        at["context"] = {{"includeDeclaration", false}};
        Json found = client.call("textDocument/references", at)["result"];
        EXPECT_EQ(urisOf(found), (std::set<std::string>{way})) << found;
        EXPECT_EQ(found.size(), 2u) << found;
        replaceText(client, way, 2, kUser);
        client.idle();
        EXPECT_EQ(client.diagnostics(way)["diagnostics"].size(), 0u);
    }
}

TEST_F(Files, OpenTwiceAreShownAsTheLastOne) {
    fs::create_symlink(path("b.evd"), path("link.evd"));
    Client client;
    client.start(Json::object(), uri(path("")));
    client.open(uri(path("b.evd")), kUser);
    client.open(uri(path("link.evd")), kUser + "fn five(x: Int) : Int = zz\n");
    client.idle();
    EXPECT_EQ(client.diagnostics(uri(path("link.evd")))["diagnostics"].size(), 1u);
    client.notify("textDocument/didClose", document(uri(path("link.evd"))));
    client.idle();
    EXPECT_EQ(client.diagnostics(uri(path("link.evd")))["diagnostics"].size(), 0u);
    EXPECT_EQ(client.diagnostics(uri(path("b.evd")))["diagnostics"].size(), 0u);
    replaceText(client, uri(path("b.evd")), 2, kUser + "fn five(x: Int) : Int = zz\n");
    client.idle();
    EXPECT_EQ(client.diagnostics(uri(path("b.evd")))["diagnostics"].size(), 1u);
}

TEST_F(Files, OfAWorkspaceBehindALinkHaveItsSpelling) {
    fs::create_directory_symlink(base / "work", base / "other");
    std::string root = base.string() + "/other";
    Client client;
    client.start(Json::object(), uri(root));
    client.open(uri(root + "/lib.evd"), kLibrary);
    Json at = place(uri(root + "/lib.evd"), 2, 4);
    at["context"] = {{"includeDeclaration", true}};
    EXPECT_EQ(urisOf(client.call("textDocument/references", at)["result"]),
              (std::set<std::string>{uri(root + "/lib.evd"), uri(root + "/b.evd")}));
}

TEST_F(Files, OfDeploymentsAreRenamedIn) {
    const std::string spec =
        "spec d\n\nparam size_of : Int\nparam modes : List<Mode>\nparam type Cmd\nenum Mode { Fast, Slow(x: Int) }\n"
        "input go(m: Mode, t: Str)\nprocess P { on go(m, t) { } }\nparam nodes : Set<Loc>\nsystem Sys = P at nodes\n";
    const std::string toml =
        "system = \"Sys\"\n[locations]\nFast = \"127.0.0.1:7101\"\n[params]\nsize_of = 1\nmodes = [\"Fast\", { Slow = "
        "[3] }]\n"
        "nodes = [\"Fast\"]\n[types]\nCmd = \"Int\"\n[[inputs]]\nto = \"Fast\"\nmessage = 'go(Fast, \"Fast go\")'\n";
    write("d.evd", spec);
    write("d.toml", toml);
    Client client;
    client.start(Json::object(), uri(path("")));
    client.open(uri(path("d.evd")), spec);
    auto renamed = [&](int line, int column, const std::string& name) {
        Json at = place(uri(path("d.evd")), line, column);
        at["newName"] = name;
        Json answer = client.call("textDocument/rename", at);
        return applied(toml, answer["result"]["changes"].value(uri(path("d.toml")), Json::array()));
    };
    auto with = [&](std::string text, const std::string& from, const std::string& to) {
        return text.replace(text.find(from), from.size(), to);
    };
    EXPECT_EQ(renamed(2, 6, "limit"), with(toml, "size_of", "limit"));
    EXPECT_EQ(renamed(5, 12, "Quick"), with(with(toml, "[\"Fast\", {", "[\"Quick\", {"), "go(Fast", "go(Quick"));
    EXPECT_EQ(renamed(5, 18, "Lazy"), with(toml, "{ Slow", "{ Lazy"));
    EXPECT_EQ(renamed(6, 6, "start_up"), with(toml, "'go(", "'start_up("));
    EXPECT_EQ(renamed(4, 11, "Command"), with(toml, "Cmd", "Command"));
    EXPECT_EQ(renamed(9, 7, "Whole"), with(toml, "\"Sys\"", "\"Whole\""));
}

TEST_F(Files, OfSharedDeploymentsStay) {
    const std::string spec = "spec d\n\nparam f : Int\n",
                      toml = "[locations]\na = \"127.0.0.1:7101\"\n[params]\nf = 1\n";
    write("d.evd", spec);
    write("cluster.toml", toml);
    Json at = place(uri(path("d.evd")), 2, 6);
    at["newName"] = "g";
    for (bool shared : {false, true}) {
        if (shared) write("e.evd", "spec e\n\nparam f : Int\n");
        Client client;
        client.start(Json::object(), uri(path("")));
        client.open(uri(path("d.evd")), spec);
        EXPECT_EQ(client.call("textDocument/rename", at)["result"]["changes"].contains(uri(path("cluster.toml"))),
                  !shared);
    }
}

/// The first answers do not wait for the check of the workspace.
TEST_F(Files, AreManyAndTheFirstAnswersComeBefore) {
    for (int i = 0; i < 1500; ++i)
        write("m" + std::to_string(i) + ".evd",
              "spec m" + std::to_string(i) + "\n\nfn g" + std::to_string(i) + "(x: Int) : Int = x + zz\n");
    Client client;
    client.start(Json::object(), uri(path("")));
    client.open(uri(path("lib.evd")), kLibrary);
    Json at = place(uri(path("lib.evd")), 2, 4);
    EXPECT_TRUE(client.call("textDocument/hover", at)["result"].is_object());
    at["context"] = {{"includeDeclaration", true}};
    EXPECT_EQ(client.call("textDocument/references", at)["result"].size(), 3u);
    EXPECT_EQ(client.call("workspace/symbol", {{"query", "g1234"}})["result"].size(), 1u);
    int64_t checked = client.call("evident/memoryUsage", Json::object())["result"]["analyses"];
    EXPECT_LT(checked, 1500) << "the answers came after everything had been checked";
    client.idle(120000);
    EXPECT_EQ(client.diagnostics(uri(path("m1499.evd")))["diagnostics"].size(), 1u);
}

}   // namespace
