// Runs in the editor: what they find stands where it belongs, until the text is another one.

#include "tests/session/messages.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace {

using namespace evd::session;

const std::string kSpec =
    "spec boss\n\nparam nodes : Set<Loc>\n\ninput go(n: Int)\n\nprocess P {\n  var n : Int = 0\n\n"
    "  on go(x) { n := x }\n}\n\ninvariant small = forall i in nodes: n of P at i < 5\n\n"
    "invariant large = forall i in nodes: n of P at i >= 0\n\n"
    "property later = forall v: v < 5 implies v < 6\n\nsystem S = P at nodes\n\n"
    "check large with nodes = {a, b}\n";
const std::string kDeployment =
    "[locations]\na = \"127.0.0.1:7101\"\nb = \"127.0.0.1:7102\"\nk = \"127.0.0.1:7103\"\n\n"
    "[params]\nnodes = [\"a\", \"b\"]\n";

std::string input(int value, const std::string& to) {
    return "\n[[inputs]]\nto = \"" + to + "\"\nmessage = 'go(" + std::to_string(value) + ")'\n";
}

/// A folder with a spec and its deployment; the spec is open.
class Runs : public testing::Test {
protected:
    void begin(const std::string& inputs, bool own = false) {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        put("boss.evd", kSpec);
        put("boss.toml", kDeployment + inputs);
        client.start(Json{{"workspace", {{"codeLens", {{"refreshSupport", true}}}}}}, folder,
                     own ? Json{{"clientCommands", true}} : Json::object());
        client.open(uri, kSpec);
        client.idle();
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    void put(const std::string& name, const std::string& text) { std::ofstream(folder + "/" + name) << text; }
    Json run(Json more = Json::object()) {
        more["uri"] = uri;
        Json answer = client.call("evident/run", more);
        client.idle();
        client.idle();   // what the run has found is published before the second answer
        return answer["result"];
    }
    /// Code, severity and line of what is published for the spec.
    std::vector<std::string> shown() const {
        std::vector<std::string> out;
        const Json published = client.diagnostics(uri);
        for (const Json& one : published["diagnostics"])
            if (one["code"] != "EVD3025")   // that `later` is not watched
                out.push_back(one["code"].get<std::string>() + " " + one["severity"].dump() + " line " +
                              one["range"]["start"]["line"].dump());
        return out;
    }
    std::vector<std::string> lenses() {
        const Json answer = client.call("textDocument/codeLens", document(uri));
        std::vector<std::string> out;
        for (const Json& one : answer["result"])
            out.push_back(one["range"]["start"]["line"].dump() + ": " + one["command"]["title"].get<std::string>());
        return out;
    }
    bool hasLens(const std::string& title) {
        std::vector<std::string> all = lenses();
        return std::find(all.begin(), all.end(), title) != all.end();
    }
    Json statement(const std::string& name) {
        const Json answer = client.call("evident/statements", document(uri));
        for (const Json& one : answer["result"])
            if (one["name"] == name) return one;
        return nullptr;
    }

    using Strings = std::vector<std::string>;
    const std::string folder =
        testing::TempDir() + "evd_runs_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string uri = "file://" + folder + "/boss.evd";
    Client client;
};

TEST_F(Runs, PutAViolationAtItsStatement) {
    begin(input(3, "a") + input(7, "b"));
    EXPECT_EQ(shown(), Strings());
    Json answer = run();
    EXPECT_EQ(answer["ok"], false) << answer;
    EXPECT_EQ(answer["violation"]["statement"], "small");
    EXPECT_EQ(answer["violation"]["witness"], "i = b");
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 12"});
    const Json published = client.diagnostics(uri);
    Json found;   // beside what the second look says of `later`
    for (const Json& one : published["diagnostics"])
        if (one["code"] == "EVD7010") found = one;
    EXPECT_NE(found["message"].get<std::string>().find("for i = b"), std::string::npos) << found;
    ASSERT_EQ(found["relatedInformation"].size(), 1u) << found;
    EXPECT_EQ(found["relatedInformation"][0]["location"]["range"]["start"]["line"], 9) << "the handler";
    EXPECT_NE(found["relatedInformation"][0]["message"].get<std::string>().find("go(7)"), std::string::npos);
    run();
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 12"}) << "once, however often it is found";
}

TEST_F(Runs, TellTheirVerdictsAsLensesAndStatements) {
    begin(input(3, "a") + input(7, "b"));
    EXPECT_FALSE(statement("small").contains("verdict"));
    run();
    EXPECT_EQ(statement("small")["verdict"], "violated");
    EXPECT_EQ(statement("small")["fresh"], true);
    EXPECT_EQ(statement("large")["verdict"], "held");
    EXPECT_EQ(statement("later")["evaluated"], false);
    EXPECT_EQ(statement("later")["verdict"], "not_evaluated");
    EXPECT_FALSE(hasLens("20: not evaluated by runs")) << "a check says what exploring it has shown";
    EXPECT_TRUE(hasLens("20: Explore"));
    const Json violated = statement("small"), held = statement("large");
    EXPECT_TRUE(hasLens("12: ✗ " + violated["text"].get<std::string>() + " · seed 1")) << violated;
    EXPECT_TRUE(hasLens("14: ✓ " + held["text"].get<std::string>() + " · seed 1")) << held;
    const Json hover = client.call("textDocument/hover", place(uri, 12, 11));
    const std::string text = hover["result"]["contents"]["value"];
    EXPECT_NE(text.find("Last run (S, seed 1): violated after event #"), std::string::npos) << text;
    const Json other = client.call("textDocument/hover", place(uri, 16, 10));
    EXPECT_NE(other["result"]["contents"]["value"].get<std::string>().find("Not evaluated by simulated runs: "),
              std::string::npos)
        << other;
}

TEST_F(Runs, AreOldAfterAnEdit) {
    begin(input(7, "b"));
    run();
    std::string changed = kSpec;
    changed.insert(changed.find("process"), "// more\n");
    replaceText(client, uri, 2, changed);
    client.idle();
    EXPECT_EQ(shown(), Strings{"EVD7010 2 line 13"}) << "a warning, where the statement is now";
    EXPECT_EQ(statement("small")["fresh"], false);
    EXPECT_TRUE(hasLens("13: ✗ " + statement("small")["text"].get<std::string>() +
                        " · seed 1 · before the last change · run again"));
    // An edit that is undone is none.
    replaceText(client, uri, 3, kSpec);
    client.idle();
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 12"});
    EXPECT_EQ(statement("small")["fresh"], true);
    // Mended and run again, nothing is left of it.
    changed.replace(changed.find("< 5"), 3, "< 50");
    replaceText(client, uri, 4, changed);
    run();
    EXPECT_EQ(shown(), Strings());
    EXPECT_EQ(statement("small")["verdict"], "held");
}

TEST_F(Runs, AreOldWhenTheirDeploymentChanges) {
    begin(input(7, "b"));
    run();
    EXPECT_EQ(statement("small")["fresh"], true);
    put("boss.toml", kDeployment + input(1, "b"));
    client.notify("workspace/didChangeWatchedFiles",
                  {{"changes", Json::array({{{"uri", "file://" + folder + "/boss.toml"}, {"type", 2}}})}});
    client.idle();
    EXPECT_EQ(statement("small")["fresh"], false);
    EXPECT_EQ(shown(), Strings{"EVD7010 2 line 12"});
    EXPECT_EQ(run()["ok"], true);
    EXPECT_EQ(shown(), Strings());
}

TEST_F(Runs, SayWhenNothingHappened) {
    begin("");
    Json answer = run();
    EXPECT_EQ(answer["ok"], true);
    EXPECT_EQ(answer["trivial"], true);
    EXPECT_NE(answer["text"].get<std::string>().find("the deployment has no inputs"), std::string::npos) << answer;
}

TEST_F(Runs, TryManySeeds) {
    begin(input(3, "a"));
    Json answer = run(Json{{"tries", 20}, {"seed", 5}});
    EXPECT_EQ(answer["tries"], 20);
    EXPECT_EQ(answer["seed"], 24) << "the last one";
    EXPECT_EQ(answer["ok"], true);
    EXPECT_NE(answer["text"].get<std::string>().find("20 runs, seeds 5 to 24: no statement was violated"),
              std::string::npos);
    EXPECT_TRUE(hasLens("12: ✓ " + statement("small")["text"].get<std::string>() + " · 20 seeds"));
    const auto commands = [&] {
        Json out = Json::array();
        const Json all = client.call("textDocument/codeLens", document(uri));
        for (const Json& one : all["result"])
            if (one["command"]["title"].get<std::string>().find("✓") == 0) out.push_back(one["command"]);
        return out;
    };
    for (const Json& one : commands()) EXPECT_EQ(one["command"], "") << "what is so needs no click: " << one;
    // Once it is old, the lens runs the same series again.
    replaceText(client, uri, 2, kSpec + "\n// more\n");
    client.idle();
    const Json old = commands();
    EXPECT_EQ(old.size(), 2U);
    for (const Json& one : old) {
        EXPECT_EQ(one["arguments"][0]["seed"], 5) << one;
        EXPECT_EQ(one["arguments"][0]["tries"], 20);
    }
}

TEST_F(Runs, SayWhichSystemsThereAre) {
    begin(input(3, "a"));
    replaceText(client, uri, 2, kSpec + "\nsystem T = P at nodes\n");
    const Json answer = client.call("evident/run", Json{{"uri", uri}});
    EXPECT_NE(answer["result"]["error"].get<std::string>().find("EVD5002"), std::string::npos) << answer;
    EXPECT_EQ(answer["result"]["systems"], (Json{"S", "T"}));
    const Json chosen = client.call("evident/run", Json{{"uri", uri}, {"system", "T"}});
    EXPECT_FALSE(chosen["result"].contains("error")) << chosen;
}

TEST_F(Runs, OfOneSystemLeaveThoseOfAnother) {
    begin(input(7, "b"));
    std::string both = kSpec + "\nprocess Q { var m : Int = 0 on go(x) { m := x } }\nsystem T = Q at nodes\n"
                               "invariant tiny = forall i in nodes: m of Q at i < 5\n";
    replaceText(client, uri, 2, both);
    run(Json{{"system", "T"}});
    EXPECT_EQ(statement("tiny")["verdict"], "violated");
    EXPECT_EQ(statement("small")["verdict"], "not_evaluated");
    run(Json{{"system", "S"}});
    EXPECT_EQ(statement("small")["verdict"], "violated");
    EXPECT_EQ(statement("tiny")["verdict"], "violated");
    EXPECT_EQ(statement("tiny")["system"], "T");
    EXPECT_EQ(shown(), (Strings{"EVD7010 1 line 12", "EVD7010 1 line 24"}));
    EXPECT_TRUE(hasLens("24: ✗ " + statement("tiny")["text"].get<std::string>() + " · seed 1 · in T"));
    // What each system says is replaced by its own next run only.
    replaceText(client, uri, 3, both + "// more\n");
    run(Json{{"system", "S"}});
    EXPECT_EQ(statement("tiny")["verdict"], "not_evaluated") << "of another text nothing is left";
}

TEST_F(Runs, FindFaultsAtTheirPlaces) {
    begin(input(0, "a"));
    std::string faulty = kSpec;
    faulty.replace(faulty.find("n := x"), 6, "n := 10 / x");
    replaceText(client, uri, 2, faulty);
    Json answer = run();
    EXPECT_EQ(answer["faults"], true) << answer;
    EXPECT_EQ(shown(), Strings{"EVD7002 2 line 9"});
    replaceText(client, uri, 3, kSpec);
    client.idle();
    EXPECT_EQ(shown(), Strings()) << "of another text it is not known where it would be";
}

TEST_F(Runs, RefuseWhatCannotRunWithASentence) {
    begin(input(3, "a"));
    replaceText(client, uri, 2, kSpec + "fn f(x: Int) : Int = nothing\n");
    EXPECT_NE(run()["error"].get<std::string>().find("EVD1001"), std::string::npos);
    replaceText(client, uri, 3, kSpec);
    std::filesystem::remove(folder + "/boss.toml");
    EXPECT_NE(run()["error"].get<std::string>().find("no deployment file"), std::string::npos);
    EXPECT_EQ(run(Json{{"system", "Nobody"}})["error"].is_string(), true);
}

TEST_F(Runs, LeadOwnClientsToTheDiagram) {
    begin(input(7, "b"), true);
    run();
    const Json answer = client.call("textDocument/codeLens", document(uri));
    Json violated;
    for (const Json& one : answer["result"])
        if (one["command"]["title"].get<std::string>().find("✗") == 0) violated = one["command"];
    ASSERT_EQ(violated["command"], "evident.showDiagram") << answer;
    EXPECT_EQ(violated["arguments"][0]["seed"], 1);
    EXPECT_TRUE(violated["arguments"][0]["event"].is_number());
    const auto told = std::count_if(client.notifications.begin(), client.notifications.end(),
                                    [](const Json& one) { return one["method"] == "evident/verdicts"; });
    EXPECT_EQ(told, 1);
    // With its faults, so that it is the same run.
    client.call("evident/run", {{"uri", uri}, {"duplicate", 0.25}, {"steps", 77}});
    client.idle();
    const Json other = client.call("textDocument/codeLens", document(uri));
    for (const Json& one : other["result"])
        if (one["command"]["title"].get<std::string>().find("✗") == 0) violated = one["command"];
    EXPECT_EQ(violated["arguments"][0]["duplicate"], 0.25) << violated;
    EXPECT_EQ(violated["arguments"][0]["steps"], 77);
    // The diagram is a run as well.
    Json diagram = client.call("evident/diagram", {{"uri", uri}})["result"];
    EXPECT_EQ(diagram["run"]["violation"]["witness"][0]["value"], "b") << diagram["error"];
    EXPECT_EQ(shown(), Strings{"EVD7010 1 line 12"});
}

TEST_F(Runs, EndWhenNobodyWaitsForThem) {
    begin(input(3, "a"));
    const int id = client.ask("evident/run", {{"uri", uri}, {"tries", 1000000}, {"steps", 20000}});
    client.notify("$/cancelRequest", {{"id", id}});
    EXPECT_EQ(codeOf(client.answer(id)), -32800);
    EXPECT_EQ(run()["ok"], true) << "the worker is free again";
    EXPECT_EQ(client.finish(), 1);
}

/// A module can be wrong only as a spec uses it. That is shown where it is.
TEST(FurtherErrors, StandInTheFileOfTheModule) {
    const std::string folder = testing::TempDir() + "evd_further";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const std::string part = "spec part\n\ninput go(x: Int)\n\noutput done(x: Int)\n\n"
                             "state Sum(first: Int) : Int = first { on go(y) -> Sum + y }\n\n"
                             "class C = (go(x) & Sum(x)) as (_, total) => emit done(total)\n";
    const std::string user = "spec user\n\nimport \"./part.evd\"\n\nparam nodes : Set<Loc>\n\nsystem S = C at nodes\n";
    std::ofstream(folder + "/part.evd") << part;
    std::ofstream(folder + "/user.evd") << user;
    Client client;
    client.start(Json::object(), folder);
    const std::string here = "file://" + folder + "/part.evd", there = "file://" + folder + "/user.evd";
    auto codes = [&] {
        client.idle();
        std::vector<std::string> out;
        const Json published = client.diagnostics(here);
        for (const Json& one : published.value("diagnostics", Json::array()))
            if (one["severity"] == 1) out.push_back(one["code"]);
        return out;
    };
    client.open(here, part);
    client.open(there, user);
    EXPECT_EQ(codes(), std::vector<std::string>{"EVD3007"});
    replaceText(client, there, 2, "spec user\n\nparam nodes : Set<Loc>\n");
    EXPECT_EQ(codes(), std::vector<std::string>()) << "nobody uses it so any more";
    replaceText(client, there, 3, user);
    EXPECT_EQ(codes(), std::vector<std::string>{"EVD3007"});
    client.notify("textDocument/didClose", document(there));
    std::filesystem::remove(folder + "/user.evd");
    client.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array({{{"uri", there}, {"type", 3}}})}});
    EXPECT_EQ(codes(), std::vector<std::string>());
    std::filesystem::remove_all(folder);
}

}   // namespace
