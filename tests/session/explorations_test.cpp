// Checks explored in the editor: on request and in the background, what is told meanwhile, and how long it holds.

#include "tests/fixture/eventually.h"
#include "tests/session/messages.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace evd::session {
namespace {

using Strings = std::vector<std::string>;

const std::string kSpec = R"(spec counting

param nodes : Set<Loc>
param limit : Int

message tell(n: Int)

process P {
  var n : Int = 0
  on tell(x) { n := x }
  action tick when n < limit {
    n += 1
    send tell(n) to nodes
  }
}

system S = P at nodes

/// Wrong where there are two ticks.
invariant small = forall i in nodes: n of P at i < 2

invariant natural = forall i in nodes: n of P at i >= 0

check small, natural with nodes = {a}, limit = 3
  bound n <= 2
  faults drop <= 1

check natural with nodes = {a}, limit = 1
)";
const std::string kEndless = "\ncheck natural with nodes = {a, b, c}, limit = 1000000\n";

class Explorations : public testing::Test {
protected:
    void begin(const std::string& text = kSpec, bool own = true, Json settings = Json::object()) {
        std::filesystem::create_directories(folder);
        const Json capabilities = {{"workspace", {{"codeLens", {{"refreshSupport", true}}}}},
                                   {"window", {{"workDoneProgress", true}}}};
        client.start(capabilities, "", {{"clientCommands", own}, {"settings", {{"explore", settings}}}});
        client.open(uri, text);
        client.idle();
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    Json explore(const std::string& check = "", Json more = Json::object()) {
        more["uri"] = uri;
        if (!check.empty()) more["check"] = check;
        const Json answer = client.call("evident/explore", more);
        client.idle();
        return answer["result"];
    }
    void edit(const std::string& text) {
        replaceText(client, uri, ++version, text);
        client.idle();
    }
    Strings lenses() {
        const Json answer = client.call("textDocument/codeLens", document(uri));
        Strings out;
        for (const Json& one : answer["result"]) {
            const std::string title = one["command"]["title"];
            const bool isOfCheck =
                one["command"].value("arguments", Json::array({Json::object()}))[0].contains("check");
            if (isOfCheck) out.push_back(one["range"]["start"]["line"].dump() + ": " + title);
        }
        return out;
    }
    Json row(const std::string& key, const std::string& name) {
        const Json answer = client.call("evident/statements", document(uri));
        for (const Json& one : answer["result"])
            if (one.contains("check") == (key == "check") && one[key] == name) return one;
        return nullptr;
    }
    Json statement(const std::string& name) { return row("name", name); }
    Json check(const std::string& title) { return row("check", title); }
    std::string hover(int line, int column) {
        const Json answer = client.call("textDocument/hover", place(uri, line, column));
        return answer["result"].is_null() ? "" : answer["result"]["contents"]["value"].get<std::string>();
    }
    /// Code, severity and line of what is published for the spec.
    Strings shown() const {
        Strings out;
        const Json published = client.diagnostics(uri);
        for (const Json& one : published["diagnostics"])
            out.push_back(one["code"].get<std::string>() + " " + one["severity"].dump() + " line " +
                          one["range"]["start"]["line"].dump());
        return out;
    }
    size_t told(const std::string& method) const {
        return static_cast<size_t>(std::count_if(client.notifications.begin(), client.notifications.end(),
                                                 [&](const Json& one) { return one["method"] == method; }));
    }

    const std::string folder =
        testing::TempDir() + "evd_explorations_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string uri = "file://" + folder + "/counting.evd";
    int version = 1;
    Client client;
};

TEST_F(Explorations, ShowAllThatTheyFind) {
    begin();
    EXPECT_EQ(lenses(), (Strings{"23: Explore", "27: Explore"}));
    EXPECT_NE(hover(23, 2).find("Not explored yet."), std::string::npos) << hover(23, 2);
    const Json answer = explore();
    EXPECT_EQ(answer["ok"], false) << answer;
    ASSERT_EQ(answer["checks"].size(), 2u) << answer;
    EXPECT_EQ(answer["checks"][0]["check"], "small, natural");
    EXPECT_EQ(answer["checks"][0]["statements"][0]["verdict"], "refuted");
    EXPECT_EQ(answer["checks"][0]["statements"][1]["verdict"], "checked_up_to_bound");
    EXPECT_EQ(answer["checks"][1]["ok"], true);

    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"});
    const Json published = client.diagnostics(uri);
    const Json& found = published["diagnostics"][0];
    EXPECT_NE(found["message"].get<std::string>().find("this is a shortest run that violates it"), std::string::npos);
    ASSERT_FALSE(found["relatedInformation"].empty()) << found;
    EXPECT_EQ(found["relatedInformation"].back()["location"]["range"]["start"]["line"], 10) << "the action";

    const Strings all = lenses();
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].find("23: ✗ refuted: small · "), 0u) << all[0];
    EXPECT_EQ(all[1], "23: Counterexample");
    EXPECT_EQ(all[2].find("27: ✓ explored · "), 0u) << all[2];
    EXPECT_NE(hover(23, 2).find("- `small`: *refuted*; it is refuted by a run of"), std::string::npos) << hover(23, 2);
    EXPECT_NE(hover(23, 2).find("states, "), std::string::npos);
    EXPECT_NE(hover(21, 12).find("Explored (check of line 28, "), std::string::npos) << hover(21, 12);
    EXPECT_NE(hover(21, 12).find("*checked up to bound*; it held in every run up to the bound"), std::string::npos);
    EXPECT_EQ(statement("small")["explored"]["verdict"], "refuted");
    EXPECT_EQ(statement("natural")["explored"]["fresh"], true);
    EXPECT_EQ(check("small, natural")["explored"]["verdict"], "refuted");
}

TEST_F(Explorations, LeadToTheDiagram) {
    begin();
    const Json none = client.call("evident/diagram", {{"uri", uri}, {"check", "small, natural"}});
    EXPECT_NE(none["result"]["error"].get<std::string>().find("explore the check again"), std::string::npos) << none;
    explore("small, natural");
    const Json answer = client.call("textDocument/codeLens", document(uri));
    Json lens;
    for (const Json& one : answer["result"])
        if (one["command"]["title"] == "Counterexample") lens = one["command"];
    ASSERT_EQ(lens["command"], "evident.showDiagram") << answer;
    const Json diagram = client.call("evident/diagram", lens["arguments"][0])["result"];
    EXPECT_EQ(diagram["run"]["violation"]["statement"], "small") << diagram;
    EXPECT_EQ(diagram["run"]["violation"]["event"], lens["arguments"][0]["event"]);
    EXPECT_TRUE(diagram["places"]["actions"].contains("P.tick"));
    // Of another text there is none.
    edit(kSpec.substr(0, kSpec.find("/// Wrong")) + "invariant small = forall i in nodes: n of P at i < 3\n\n" +
         kSpec.substr(kSpec.find("invariant natural")));
    EXPECT_TRUE(client.call("evident/diagram", lens["arguments"][0])["result"].contains("error"));
}

TEST_F(Explorations, OutliveWhatChangesNoMeaning) {
    begin(kSpec, true, {{"background", false}});
    explore();
    std::string changed = kSpec;
    changed.insert(changed.find("process"), "// more,\n// and more\n");
    changed.replace(changed.find("n := x"), 6, "n   :=   x");
    edit(changed);
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 21"}) << "where the statement is now";
    const Json published = client.diagnostics(uri);
    EXPECT_EQ(published["diagnostics"][0]["relatedInformation"].back()["location"]["range"]["start"]["line"], 12);
    EXPECT_EQ(lenses()[0].find("25: ✗ refuted: small · "), 0u) << lenses()[0];
    EXPECT_EQ(statement("small")["explored"]["fresh"], true);
    // Another name of a variable of a handler means the same, though the tokens differ.
    std::string renamed = kSpec;
    renamed.replace(renamed.find("tell(x) { n := x }"), 18, "tell(y) { n := y }");
    edit(renamed);
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"});
    EXPECT_EQ(statement("small")["explored"]["fresh"], true);
    // Another meaning makes them old, and going back to the old one fresh.
    std::string other = kSpec;
    other.replace(other.find("n += 1"), 6, "n += 2");
    edit(other);
    EXPECT_EQ(shown(), Strings{"EVD7010 2 line 19"}) << "a warning";
    EXPECT_NE(lenses()[0].find(" · before the last change · explore again"), std::string::npos) << lenses()[0];
    EXPECT_EQ(statement("small")["explored"]["fresh"], false);
    EXPECT_NE(hover(23, 2).find("Explored before the last change"), std::string::npos) << hover(23, 2);
    edit(kSpec);
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"});
    // Mended and explored again nothing is left.
    other = kSpec;
    other.replace(other.find("< 2"), 3, "< 9");
    edit(other);
    EXPECT_EQ(explore()["ok"], true);
    EXPECT_EQ(shown(), Strings());
}

TEST_F(Explorations, AreMadeAgainAfterAnEditThatChangesTheMeaning) {
    begin();
    EXPECT_EQ(lenses(), (Strings{"23: Explore", "27: Explore"})) << "nothing is explored before an edit";
    std::string changed = kSpec;
    changed.replace(changed.find("< 2"), 3, "< 1");
    edit(changed);
    EXPECT_TRUE(fixture::eventually([&] { return check("small, natural").contains("explored"); }));
    client.idle();
    EXPECT_EQ(check("small, natural")["explored"]["verdict"], "refuted");
    EXPECT_EQ(check("small, natural")["explored"]["fresh"], true);
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"});
    EXPECT_NE(hover(23, 2).find("Explored in the background: "), std::string::npos) << hover(23, 2);
    EXPECT_FALSE(check("natural").contains("exploring"));
    EXPECT_EQ(lenses().back(), "27: Explore") << "the other check means what it meant";
}

/// The change of one check waits from the moment that it is known, so that the absence of another one says something.
TEST_F(Explorations, AreNotMadeForComments) {
    begin();
    explore();
    const size_t verdicts = told("evident/verdicts");
    std::string changed = "// more\n" + kSpec;
    edit(changed);
    changed.replace(changed.find("limit = 1\n"), 10, "limit = 2\n");
    edit(changed);
    EXPECT_TRUE(fixture::eventually([&] { return check("natural")["explored"]["fresh"] == true; }));
    client.idle();
    EXPECT_EQ(told("evident/verdicts"), verdicts + 1) << "that of the changed check alone";
    EXPECT_EQ(check("small, natural")["explored"]["fresh"], true);
}

TEST_F(Explorations, WaitForATextWithoutErrors) {
    begin();
    std::string changed = kSpec;
    changed.replace(changed.find("< 2"), 3, "< 1 +");
    edit(changed);
    const Json answer = explore();
    EXPECT_NE(answer["error"].get<std::string>().find("EVD0001"), std::string::npos) << answer;
    changed.replace(changed.find("< 1 +"), 5, "< 1");
    edit(changed);
    EXPECT_TRUE(fixture::eventually([&] { return check("small, natural").contains("explored"); }));
}

TEST_F(Explorations, CanBeStoppedAndKeepWhatTheyHave) {
    begin(kSpec + kEndless);
    const int id = client.ask("evident/explore", {{"uri", uri}, {"check", "natural #2"}, {"workDoneToken", "mine"}});
    const auto progressed = [&] {
        return std::any_of(client.notifications.begin(), client.notifications.end(), [](const Json& one) {
            return one["method"] == "$/progress" && one["params"]["value"]["kind"] == "report";
        });
    };
    EXPECT_TRUE(fixture::eventually([&] { return progressed() || (client.take(1000), progressed()); }));
    const Json report = client.notifications.back();
    const Strings running = lenses();
    EXPECT_EQ(running.back().find("29: exploring · "), 0u) << running.back();
    EXPECT_NE(running.back().find("/s · stop"), std::string::npos) << running.back();
    EXPECT_EQ(check("natural #2")["exploring"]["running"], true);
    EXPECT_NE(hover(29, 2).find("Being explored: "), std::string::npos) << hover(29, 2);
    EXPECT_EQ(client.call("workspace/executeCommand",
                          {{"command", "evident.server.stopExploring"},
                           {"arguments", Json::array({{{"uri", uri}, {"check", "natural #2"}}})}})["result"]["ok"],
              true);
    const Json answer = client.answer(id)["result"];
    EXPECT_EQ(answer["checks"][0]["statements"][0]["verdict"], "out_of_budget") << answer;
    EXPECT_EQ(lenses().back().find("29: stopped · "), 0u) << lenses().back();
    EXPECT_EQ(client.notifications.back()["params"]["value"]["kind"], "end");
}

TEST_F(Explorations, AreCancelledWithTheirRequestAndByTheirProgress) {
    begin(kSpec + kEndless);
    const int id = client.ask("evident/explore", {{"uri", uri}, {"check", "natural #2"}});
    client.notify("$/cancelRequest", {{"id", id}});
    EXPECT_EQ(codeOf(client.answer(id)), -32800);
    EXPECT_TRUE(fixture::eventually([&] { return lenses().back() == "29: Explore"; })) << "as if it had not been";
    const int other = client.ask("evident/explore", {{"uri", uri}, {"check", "natural #2"}, {"workDoneToken", 17}});
    EXPECT_TRUE(fixture::eventually([&] { return check("natural #2").contains("exploring"); }));
    client.notify("window/workDoneProgress/cancel", {{"token", 17}});
    EXPECT_EQ(client.answer(other)["result"]["ok"], true);
    EXPECT_EQ(client.finish(), 1);
}

TEST_F(Explorations, InTheBackgroundGiveWayToEdits) {
    begin(kSpec + kEndless, true, {{"backgroundSeconds", 3600}, {"backgroundMemory", 1000}});
    std::string changed = kSpec + kEndless;
    changed.replace(changed.find("limit = 1000000"), 15, "limit = 2000000");
    edit(changed);
    EXPECT_TRUE(fixture::eventually([&] {
        const Json known = check("natural #2");
        return known.contains("exploring") && known["exploring"]["running"] == true;
    }));
    // Requests are answered meanwhile.
    EXPECT_NE(hover(29, 2).find("Being explored"), std::string::npos);
    changed.replace(changed.find("limit = 2000000"), 15, "limit = 0");
    edit(changed);
    EXPECT_TRUE(fixture::eventually([&] { return check("natural #2").contains("explored"); }))
        << "the endless one has ended";
    EXPECT_EQ(check("natural #2")["explored"]["verdict"], "checked");
    // Who asks comes before the background.
    changed.replace(changed.find("limit = 0\n"), 10, "limit = 3000000\n");
    edit(changed);
    EXPECT_TRUE(fixture::eventually([&] { return check("natural #2").contains("exploring"); }));
    EXPECT_EQ(explore("natural")["ok"], true);
}

TEST_F(Explorations, InTheBackgroundTellTheirProgress) {
    begin(kSpec + kEndless, true, {{"backgroundSeconds", 3600}, {"backgroundMemory", 4000}});
    std::string changed = kSpec + kEndless;
    changed.replace(changed.find("limit = 1000000"), 15, "limit = 2000000");
    edit(changed);
    const auto kinds = [&] {
        std::string out;
        for (const Json& one : client.notifications)
            if (one["method"] == "$/progress") out += one["params"]["value"]["kind"].get<std::string>() + " ";
        return out;
    };
    EXPECT_TRUE(fixture::eventually([&] { return !kinds().empty() || (client.take(1000), !kinds().empty()); }));
    const auto begun = std::find_if(client.notifications.begin(), client.notifications.end(),
                                    [](const Json& one) { return one["method"] == "$/progress"; });
    EXPECT_EQ((*begun)["params"]["value"]["kind"], "begin");
    EXPECT_EQ((*begun)["params"]["value"]["cancellable"], true);
    client.notify("window/workDoneProgress/cancel", {{"token", (*begun)["params"]["token"]}});
    EXPECT_TRUE(fixture::eventually([&] { return check("natural #2").contains("explored"); }));
    EXPECT_EQ(lenses().back().find("29: stopped · "), 0u) << "and it does not begin again: " << lenses().back();
    EXPECT_EQ(kinds().substr(kinds().size() - 4), "end ") << kinds();
}

TEST_F(Explorations, AndRunsTellTheSameOnce) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/counting.toml")
        << "[locations]\na = \"127.0.0.1:7101\"\n\n[params]\nnodes = [\"a\"]\nlimit = 3\n";
    begin();
    const Json ran = client.call("evident/run", {{"uri", uri}})["result"];
    ASSERT_EQ(ran["ok"], false) << ran;
    client.idle();
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"});
    explore();
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"}) << "once";
    const Json published = client.diagnostics(uri);
    EXPECT_NE(published["diagnostics"][0]["message"].get<std::string>().find("a shortest run"), std::string::npos);
    EXPECT_EQ(statement("small")["verdict"], "violated");
    EXPECT_EQ(statement("small")["explored"]["verdict"], "refuted");
}

/// What is wrong in a module stands there, and moves along when the module is edited.
TEST_F(Explorations, FindWhatIsWrongInModules) {
    std::filesystem::create_directories(folder);
    const std::string module = "spec part\n\nprocess P {\n  var n : Int = 0\n  action tick when n < 3 { n += 1 }\n}\n\n"
                               "param nodes : Set<Loc>\n\ninvariant small = forall i in nodes: n of P at i < 2\n";
    const std::string user = "spec counting\n\nimport \"./part.evd\"\n\nsystem S = part.P at part.nodes\n\n"
                             "check part.small with part.nodes = {a}\n";
    std::ofstream(folder + "/part.evd") << module;
    begin(user, true, {{"background", false}});
    const std::string there = "file://" + folder + "/part.evd";
    client.open(there, module);
    client.idle();
    const auto lines = [&] {
        Strings out;
        const Json published = client.diagnostics(there);
        for (const Json& one : published["diagnostics"])
            out.push_back(one["code"].get<std::string>() + " " + one["range"]["start"]["line"].dump());
        return out;
    };
    const Json answer = explore();
    ASSERT_EQ(answer["ok"], false) << answer;
    EXPECT_EQ(lines(), Strings{"EVD7010 9"}) << client.diagnostics(there);
    replaceText(client, there, 2, "// more\n" + module);
    client.idle();
    EXPECT_EQ(lines(), Strings{"EVD7010 10"});
    std::string other = module;
    other.replace(other.find("< 2"), 3, "< 5");
    replaceText(client, there, 3, other);
    client.idle();
    EXPECT_EQ(lines(), Strings());
    EXPECT_NE(lenses()[0].find("before the last change"), std::string::npos) << lenses()[0];
    EXPECT_EQ(explore()["ok"], true);
}

TEST_F(Explorations, OfWhatHasNoFileYet) {
    begin();
    client.open("untitled:Untitled-1", kSpec);
    client.idle();
    const Json answer = client.call("evident/explore", {{"uri", "untitled:Untitled-1"}})["result"];
    ASSERT_TRUE(answer.contains("checks")) << answer;
    EXPECT_EQ(answer["checks"][0]["statements"][0]["verdict"], "refuted") << answer;
    client.idle();
    EXPECT_EQ(client.diagnostics("untitled:Untitled-1")["diagnostics"].size(), 1u);
}

TEST_F(Explorations, EndAtTheirBudget) {
    begin(kSpec + kEndless);
    const Json answer = explore("natural #2", {{"seconds", 1}, {"memory", 64}});
    EXPECT_EQ(answer["checks"][0]["statements"][0]["verdict"], "out_of_budget") << answer;
    EXPECT_GT(answer["checks"][0]["waiting"], 0);
    EXPECT_EQ(lenses().back().find("29: out of budget · "), 0u) << lenses().back();
    EXPECT_NE(hover(29, 2).find("that was allowed"), std::string::npos) << hover(29, 2);
}

TEST_F(Explorations, SayWhyTheyCannotBe) {
    begin(kSpec + "\ncheck small with nodes = {}, limit = 1\n\nproperty later = forall x, e: tell(x) @ e implies "
                  "eventually (forall i in nodes: n of P at i == x)\n\ncheck later with nodes = {a}, limit = 1\n");
    const Json none = explore("nobody");
    EXPECT_EQ(none["error"], "there is no check `nobody`");
    const Json answer = explore();
    EXPECT_NE(hover(33, 2).find("is not explored: "), std::string::npos) << answer << hover(33, 2);
    EXPECT_EQ(check("later")["explored"]["verdict"], "unknown");
    EXPECT_NE(hover(29, 2).find("held vacuously"), std::string::npos) << "no location is an instance too";
    edit(kSpec + "\nassume few = limit < 3\n");
    const Json refused = explore("small, natural");
    EXPECT_EQ(refused["ok"], false);
    EXPECT_NE(refused["checks"][0]["error"].get<std::string>().find("few"), std::string::npos) << refused;
    EXPECT_EQ(lenses()[0].find("23: cannot be explored: "), 0u) << lenses()[0];
    EXPECT_NE(hover(23, 2).find("Cannot be explored: "), std::string::npos) << hover(23, 2);
    EXPECT_EQ(check("small, natural")["explored"]["verdict"], "unknown");
    EXPECT_FALSE(client.call("evident/explore", Json::object())["result"]["error"].is_null());
    EXPECT_FALSE(client.call("evident/explore", {{"uri", 7}, {"check", Json::array()}})["result"]["error"].is_null());
    EXPECT_FALSE(client.call("evident/explore", {{"uri", "file:///nowhere.evd"}})["result"]["error"].is_null());
    edit("spec counting\nparam nodes : Set<Loc>\n");
    EXPECT_NE(explore()["error"].get<std::string>().find("declares no check"), std::string::npos);
}

TEST_F(Explorations, WorkForClientsThatKnowOnlyTheProtocol) {
    begin(kSpec, false);
    const Json lens = client.call("textDocument/codeLens", document(uri))["result"];
    Json command;
    for (const Json& one : lens)
        if (one["command"]["title"] == "Explore" && command.is_null()) command = one["command"];
    ASSERT_EQ(command["command"], "evident.server.explore") << lens;
    command.erase("title");
    const Json answer = client.call("workspace/executeCommand", command)["result"];
    EXPECT_EQ(answer["ok"], false) << answer;
    EXPECT_NE(answer["text"].get<std::string>().find("small is refuted by a run of"), std::string::npos) << answer;
    client.idle();
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 19"});
    for (const std::string& one : lenses()) EXPECT_EQ(one.find("Counterexample"), std::string::npos);
}

}   // namespace
}   // namespace evd::session
