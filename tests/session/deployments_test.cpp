// Deployment files in the editor: what is wrong with them for their specs, what can stand where, and what a name is.

#include "tests/session/messages.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace {

using namespace evd::session;

const std::string kSpec =
    "spec boss\n\n/// How bad it may get.\nparam f : Nat\nparam nodes : Set<Loc>\n\n"
    "enum Mode { Fast, Slow(pace: Int) }\n\nparam modes : Loc -> Mode\nparam limits : { low: Int, home: Loc }\n"
    "param type Cmd\n\ninput go(n: Int, c: Cmd)\noutput told(n: Int)\n\n"
    "assume enough = size(nodes) > f\n\nprocess P {\n  var n : Int = 0\n\n  on go(x, _) { n := x + limits.low\n emit "
    "told(n) }\n}\n\n"
    "system S = P at nodes\n";
const std::string kLocations = "[locations]\na = \"127.0.0.1:7101\"\nb = \"127.0.0.1:7102\"\nk = \"127.0.0.1:7103\"\n";
const std::string kDeployment = kLocations +
                                "\n[params]\nf = 1\nnodes = [\"a\", \"b\"]\n"
                                "modes = { a = \"Fast\", b = { Slow = [3] } }\nlimits = { low = 1, home = \"k\" }\n";

class Deployments : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        put("boss.evd", kSpec);
        put("boss.toml", kDeployment);
        client.start(Json{{"textDocument", {{"completion", {{"completionItem", {{"snippetSupport", true}}}}}}}},
                     folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    void put(const std::string& name, const std::string& text) { std::ofstream(folder + "/" + name) << text; }
    void write(const std::string& text) {
        if (version == 0) client.open(uri, text, ++version);
        else replaceText(client, uri, ++version, text);
    }
    /// Code and text of what is published for the deployment, once everything is looked at.
    std::vector<std::string> wrong() {
        client.idle();
        std::vector<std::string> out;
        const Json published = client.diagnostics(uri);
        EXPECT_EQ(published["version"], version);
        for (const Json& one : published["diagnostics"]) {
            auto part = [&](const char* end) { return one["range"][end]["character"].get<size_t>(); };
            std::istringstream lines(text);
            std::string line;
            for (int i = 0; i <= one["range"]["start"]["line"].get<int>(); ++i) std::getline(lines, line);
            out.push_back(one["code"].get<std::string>() + " " +
                          line.substr(part("start"), part("end") - part("start")));
        }
        return out;
    }
    std::vector<std::string> wrongIn(const std::string& with) {
        text = with;
        write(text);
        return wrong();
    }
    /// The request for the place that `|` marks.
    Json at(const std::string& marked, const std::string& method) {
        size_t place = marked.find('|');
        text = marked.substr(0, place) + marked.substr(place + 1);
        write(text);
        auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n');
        size_t begin = text.rfind('\n', place == 0 ? std::string::npos : place - 1);
        size_t column = place - (place == 0 || begin == std::string::npos ? 0 : begin + 1);
        return client.call(method, {{"textDocument", {{"uri", uri}}},
                                    {"position", {{"line", line}, {"character", column}}}})["result"];
    }
    /// The labels and texts that completion offers at `|`.
    std::vector<std::string> offered(const std::string& marked) {
        Json answer = at(marked, "textDocument/completion");
        std::vector<std::string> out;
        if (answer.is_object())
            for (const Json& one : answer["items"]) out.push_back(one["textEdit"]["newText"]);
        return out;
    }

    const std::string folder =
        (std::filesystem::temp_directory_path() / ("evident_deployments_" + std::to_string(getpid()))).string();
    const std::string uri = "file://" + folder + "/boss.toml", spec = "file://" + folder + "/boss.evd";
    std::string text;
    int version = 0;
    Client client;
};

using Texts = std::vector<std::string>;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST_F(Deployments, AreCheckedAsTheirSpecsRunWithThem) {
    EXPECT_EQ(wrongIn(kDeployment), Texts{});
    EXPECT_EQ(wrongIn(replaced(kDeployment, "f = 1", "f = -1")), Texts{"EVD6005 -1"});
    EXPECT_EQ(wrongIn(replaced(kDeployment, "home = \"k\"", "home = \"kk\"")), Texts{"EVD6006 \"kk\""});
    EXPECT_EQ(wrongIn(replaced(kDeployment, "f = 1\n", "")), Texts{"EVD6004 [params]"});
    EXPECT_EQ(wrongIn(replaced(kDeployment, "f = 1", "f = 1\nff = 2")), Texts{"EVD6009 ff"});
    EXPECT_EQ(wrongIn(replaced(kDeployment, "f = 1", "f = 5")), Texts{"EVD6007 [params]"});   // an assumption
    EXPECT_EQ(wrongIn(kDeployment + "[[inputs]]\nto = \"a\"\nmessage = 'go(1)'\n").size(), 1U);
    EXPECT_EQ(wrongIn(kDeployment + "[[inputs]]\nto = \"z\"\nmessage = 'go(1, \"c\")'\n").size(), 1U);
    EXPECT_EQ(wrongIn("[locations]\na = \"127.0.0.1\"\n"), Texts{"EVD6008 \"127.0.0.1\""});
    EXPECT_EQ(wrongIn("[locations\n").size(), 1U);
    EXPECT_EQ(wrongIn(kDeployment), Texts{});
}

TEST_F(Deployments, FollowTheirSpecs) {
    EXPECT_EQ(wrongIn(kDeployment), Texts{});
    client.open(spec, replaced(kSpec, "param f : Nat", "param f : Set<Loc>"));
    EXPECT_EQ(wrong(), Texts{});   // the spec has errors itself: `size(nodes) > f`
    replaceText(client, spec, 2, replaced(replaced(kSpec, "param f : Nat", "param f : Bool"), "> f", "> 0"));
    EXPECT_EQ(wrong(), Texts{"EVD6005 1"});
    replaceText(client, spec, 3, kSpec);
    EXPECT_EQ(wrong(), Texts{});
    // a text that is open, and not saved, is the one that runs and that a renaming changes
    write(replaced(kDeployment, "f = 1", "f = 0"));
    Json edit = client.call("textDocument/rename", {{"textDocument", {{"uri", spec}}},
                                                    {"position", {{"line", 3}, {"character", 6}}},
                                                    {"newName", "faults"}})["result"];
    ASSERT_TRUE(edit["changes"].contains(uri)) << edit;
    EXPECT_EQ(edit["changes"][uri][0]["range"]["start"]["line"], 6);
    Json answer = client.call("evident/run", {{"uri", spec}});
    EXPECT_FALSE(answer.contains("error")) << answer;
    client.notify("textDocument/didClose", document(uri));
    client.idle();
    EXPECT_EQ(client.diagnostics(uri)["diagnostics"], Json::array());
}

TEST_F(Deployments, OfSeveralSystemsAreWrongOnlyIfTheyAreForAll) {
    client.open(spec, kSpec + "\nsystem T = P at (nodes + {limits.home})\n");
    // `k` is a place of T only
    EXPECT_EQ(wrongIn(kDeployment + "[[inputs]]\nto = \"k\"\nmessage = 'go(1, \"c\")'\n"), Texts{});
    EXPECT_EQ(wrongIn("system = \"S\"\n" + kDeployment + "[[inputs]]\nto = \"k\"\nmessage = 'go(1, \"c\")'\n").size(),
              1U);
    EXPECT_EQ(wrongIn("system = \"U\"\n" + kDeployment), Texts{"EVD5003 \"U\""});
}

TEST_F(Deployments, ThatAreForNoSpecAreLeftAlone) {
    std::string other = "file://" + folder + "/Cargo.toml";
    client.open(other, "[package]\nname = 3\n");
    client.idle();
    EXPECT_EQ(client.diagnostics(other).value("diagnostics", Json::array()), Json::array());
    put("other.evd", kSpec);   // which one is this for?
    std::string unclear = "file://" + folder + "/unclear.toml";
    client.open(unclear, "[locations]\na = 3\n");
    client.idle();
    EXPECT_EQ(client.diagnostics(unclear)["diagnostics"].size(), 1U);   // its form is wrong whosever it is
    for (const char* method :
         {"textDocument/documentSymbol", "textDocument/formatting", "textDocument/semanticTokens/full",
          "textDocument/foldingRange", "textDocument/codeAction", "textDocument/rename"})
        EXPECT_TRUE(client.call(method, place(other, 0, 0))["result"].is_null()) << method;
}

TEST_F(Deployments, AreCompletedByPlace) {
    EXPECT_EQ(offered("|"),
              (Texts{"system = \"$1\"", "[locations]", "[params]", "[types]", "[transport]", "[[inputs]]"}));
    EXPECT_EQ(offered(kLocations + "l = \"|\""), Texts{"127.0.0.1:7104"});
    EXPECT_EQ(offered(kLocations + "[|"), (Texts{"params", "types", "transport"}));
    EXPECT_EQ(offered(kLocations + "[[|]]"), Texts{"inputs"});
    const std::string params = kLocations + "[params]\n";
    Texts all = offered(params + "nodes = [\"a\"]\n|");
    EXPECT_EQ(Texts(all.begin(), all.begin() + 3), (Texts{"f = $1", "modes = { $1 }", "limits = { $1 }"}));
    EXPECT_EQ(offered(params + "nodes = |"), Texts{"[\"a\", \"b\", \"k\"]"});
    EXPECT_EQ(offered(params + "nodes = [\"a\", |"), (Texts{"\"b\"", "\"k\""}));
    EXPECT_EQ(offered(params + "nodes = [\"a\",\n  \"|\n\n[types]\nCmd = \"Int\"\n"), (Texts{"b", "k"}));
    EXPECT_EQ(offered(params + "modes = { a = \"Fast\", |"), (Texts{"b = $1", "k = $1"}));
    EXPECT_EQ(offered(params + "modes = { a = | }"), (Texts{"\"Fast\"", "{ Slow = [$1] }"}));
    EXPECT_EQ(offered(params + "modes = { a = \"|\" }"), Texts{"Fast"});
    EXPECT_EQ(offered(params + "modes = [[\"|\", \"Fast\"]]"), (Texts{"a", "b", "k"}));
    EXPECT_EQ(offered(params + "limits = { low = 1, | }"), Texts{"home = \"$1\""});
    EXPECT_EQ(offered(params + "limits = { home = \"|"), (Texts{"a", "b", "k"}));
    EXPECT_EQ(offered(params + "f = |"), Texts{});
    EXPECT_EQ(offered(params + "f = 1 # |"), Texts{});
    EXPECT_EQ(offered(kLocations + "[types]\n|"), Texts{"Cmd = \"${1:Str}\""});
    Texts types = offered(kLocations + "[types]\nCmd = \"|\"");
    EXPECT_NE(std::find(types.begin(), types.end(), "Mode"), types.end());
    EXPECT_EQ(offered("system = \"|\"\n" + kLocations), Texts{"S"});
    EXPECT_EQ(offered(kLocations + "[[inputs]]\nto = \"|\"\n[[inputs]]\n"), (Texts{"a", "b", "k"}));
    EXPECT_EQ(offered(kLocations + "[[inputs]]\nto = [\"a\", \"|\"]"), (Texts{"b", "k"}));
    EXPECT_EQ(offered(kLocations + "[[inputs]]\nto = \"a\"\nmessage = '|'"),
              Texts{"go(${1:n}, ${2:c})"});   // no output
    EXPECT_EQ(offered(kLocations + "[[inputs]]\nmessage = 'go(1, |'"), Texts{});
    EXPECT_EQ(offered(kLocations + "[[inputs]]\nto = \"a\"\n|\n[[inputs]]\nto = \"b\"\n"),
              (Texts{"message = '$1'", "from = \"$1\"", "after_step = ${1:10}"}));
    EXPECT_EQ(offered(kLocations + "[transport]\n|"),
              (Texts{"action_pace = \"${1:20ms}\"", "reconnect = \"${1:2s}\""}));
}

TEST_F(Deployments, KnowWhereTheirNamesAreDeclared) {
    auto lineOf = [&](const std::string& marked) {
        Json found = at(marked, "textDocument/definition");
        return found.is_array() && !found.empty() ? found[0]["range"]["start"]["line"].get<int>() : -1;
    };
    EXPECT_EQ(lineOf(kLocations + "[params]\nf| = 1\n"), 3);
    EXPECT_EQ(lineOf(kLocations + "[params]\nmodes = { a = \"Fa|st\" }\n"), 6);
    EXPECT_EQ(lineOf("system = \"S|\"\n" + kLocations), 24);
    EXPECT_EQ(lineOf(kLocations + "[types]\nC|md = \"Mode\"\n"), 10);
    EXPECT_EQ(lineOf(kLocations + "[types]\nCmd = \"Mo|de\"\n"), 6);
    EXPECT_EQ(lineOf(kLocations + "[[inputs]]\nto = \"a\"\nmessage = 'g|o(1, \"c\")'\n"), 12);
    EXPECT_EQ(lineOf(kLocations + "[params]\nf = |1\n"), -1);
    EXPECT_EQ(lineOf(kLocations + "[other]\nf| = 1\n"), -1);
    auto said = [&](const std::string& marked) {
        Json answer = at(marked, "textDocument/hover");
        return answer.is_null() ? "" : answer["contents"]["value"].get<std::string>();
    };
    EXPECT_EQ(said(kLocations + "[params]\nnodes = [\"a|\"]\n"), "The location `a = \"127.0.0.1:7101\"`.");
    EXPECT_EQ(said(kLocations + "[par|ams]\n"), "The values of the spec's parameters.");
    EXPECT_EQ(said(kLocations + "[[inputs]]\naf|ter_step = 3\n"), "The step of the run before which it is not sent.");
    EXPECT_EQ(said(kLocations + "[params]\nnodes = [\"zz|\"]\n"), "");
    Json hover = at(kLocations + "[params]\nf| = 1\n", "textDocument/hover");
    EXPECT_NE(hover["contents"]["value"].get<std::string>().find("param f: Nat"), std::string::npos) << hover;
    EXPECT_NE(hover["contents"]["value"].get<std::string>().find("How bad it may get."), std::string::npos) << hover;
}

}   // namespace
