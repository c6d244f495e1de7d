// Deployment files: every form of value, every mistake with its code and place.

#include "driver/message_text.h"
#include "driver/template.h"
#include "tests/unit/driver/made_spec.h"

#include <gmock/gmock.h>

namespace {

using namespace evd;
using namespace evd::driver;
using test::Made;
using testing::ElementsAre;
using testing::IsEmpty;

/// The deployment of the tests with one piece of text in place of another.
std::string with(const std::string& what, const std::string& instead) {
    std::string text = test::kToml;
    size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), instead);
}

TEST(Deployment, ReadsEveryKindOfValue) {
    Made made;
    EXPECT_THAT(made.found(), IsEmpty());
    EXPECT_THAT(made.deployment.names, ElementsAre("k", "n1", "n2"));
    EXPECT_EQ(made.file->system, "S");
    std::map<std::string, std::string> shown;
    for (size_t i = 0; i < made.module.params.size(); ++i)
        if (made.module.params[i].domain.empty())
            shown[made.module.params[i].name] = ir::text(made.module.types, made.module.params[i].type,
                                                         made.deployment.params[i], made.deployment.names);
    EXPECT_EQ(shown["nodes"], "{n1, n2}");
    EXPECT_EQ(shown["home"], "n1");
    EXPECT_EQ(shown["f"], "1");
    EXPECT_EQ(shown["name"], "\"x\"");
    EXPECT_EQ(shown["up"], "true");
    EXPECT_EQ(shown["pace"], "1500ms");
    EXPECT_EQ(shown["order"], "[n2, n1]");
    EXPECT_EQ(shown["sizes"], "[3, 1, 2]");
    EXPECT_EQ(shown["mode"], "Mixed(4, true)");
    EXPECT_EQ(shown["point"], "{ x = 1, y = 2 }");
    EXPECT_EQ(shown["table"], "{1: \"a\", 3: \"c\"}");
}

TEST(Deployment, FunctionParametersAreTables) {
    Made made;
    for (size_t i = 0; i < made.module.params.size(); ++i) {
        const auto& items = made.deployment.params[i].list();
        if (made.module.params[i].name == "uid") {
            ASSERT_EQ(items.size(), 4u);
            EXPECT_EQ(items[0].number, 1);
            EXPECT_EQ(items[3].number, -9);
        }
        if (made.module.params[i].name == "cost") {
            ASSERT_EQ(items.size(), 4u);
            EXPECT_EQ(items[0].list()[1].number, 3);
            EXPECT_EQ(items[1].number, 7);
        }
    }
}

TEST(Deployment, TellsEveryMistakeAtItsPlace) {
    EXPECT_THAT(Made(with("f = 1", "f = ")).found(), ElementsAre("EVD6003 at 9:5"));
    EXPECT_THAT(Made(with("f = 1\n", "")).found(), ElementsAre("EVD6004 at 6:1"));
    EXPECT_THAT(Made(with("f = 1", "f = -1")).found(), ElementsAre("EVD6005 at 9:5"));
    EXPECT_THAT(Made(with("f = 1", "f = \"one\"")).found(), ElementsAre("EVD6005 at 9:5"));
    EXPECT_THAT(Made(with("up = true", "up = 1")).found(), ElementsAre("EVD6005 at 11:6"));
    EXPECT_THAT(Made(with("\"n2\", \"n1\"]\nhome", "\"n2\", \"n2\"]\nhome")).found(), ElementsAre("EVD6005 at 7:16"));
    EXPECT_THAT(Made(with("home = \"n1\"", "home = \"n9\"")).found(), ElementsAre("EVD6006 at 8:8"));
    EXPECT_THAT(Made(with("n2 = -9", "n7 = -9")).found(), ElementsAre("EVD6006 at 15:17"));
    EXPECT_THAT(Made(with("127.0.0.1:7001", "127.0.0.1")).found(), ElementsAre("EVD6008 at 3:6"));
    EXPECT_THAT(Made(with("127.0.0.1:7001", "127.0.0.1:70010")).found(), ElementsAre("EVD6008 at 3:6"));
    EXPECT_THAT(Made(with("f = 1", "f = 1\ng = 2")).found(), ElementsAre("EVD6009 at 10:1"));
    EXPECT_THAT(Made(with("[types]", "[type]")).found(), ElementsAre("EVD6009 at 20:2"));
    EXPECT_THAT(Made(with("mode = { Mixed = [4, true] }", "mode = { Mixed = [4] }")).found(),
                ElementsAre("EVD6005 at 17:18"));
    EXPECT_THAT(Made(with("mode = { Mixed = [4, true] }", "mode = \"Quick\"")).found(), ElementsAre("EVD6005 at 17:8"));
    EXPECT_THAT(Made(with("y = 2, ", "")).found(), ElementsAre("EVD6005 at 18:9"));
    EXPECT_THAT(Made(with("3 = \"c\"", "three = \"c\"")).found(), ElementsAre("EVD6005 at 19:11"));
}

TEST(Deployment, LocationsHaveAddressesOfTheirOwn) {
    EXPECT_THAT(Made(with("host.example:7003", "127.0.0.1:7001")).found(), ElementsAre("EVD6014 at 5:5"));
}

TEST(Deployment, MisspeltKeysOfNodesAreToldToo) {
    Made made(with("[types]", "[transport]\naction_pase = \"1s\"\n[types]"));
    EXPECT_THAT(made.found(), ElementsAre("EVD6009 at 21:1"));
    EXPECT_EQ(made.checked.diagnostics.all()[0].fixes.at(0).edits[0].text, "action_pace");
}

TEST(Deployment, MisspeltTypesAreToldToo) {
    Made made(with("Cmd = \"Int\"", "Cmd = \"Int\"\nCmmd = \"Int\""));
    EXPECT_THAT(made.found(), ElementsAre("EVD6009 at 22:1"));
    EXPECT_EQ(made.checked.diagnostics.all()[0].fixes.at(0).edits[0].text, "Cmd");
}

TEST(Deployment, TimesOfNodesAreTimes) {
    for (const char* time : {"\"soon\"", "\"-1s\"", "20", "\"\"", "\"1s 2\""})
        EXPECT_THAT(Made(with("[types]", std::string("[transport]\nreconnect = ") + time + "\n[types]")).found(),
                    ElementsAre("EVD6003 at 21:13"))
            << time;
    for (const char* time : {"\"200ms\"", "\"0s\"", "\"3us\""})
        EXPECT_THAT(Made(with("[types]", std::string("[transport]\nreconnect = ") + time + "\n[types]")).found(),
                    IsEmpty())
            << time;
}

TEST(Deployment, ArgumentsOfFunctionsAreWrittenInTheLanguageToo) {
    Made made(with("[[[\"n1\", 3], 7], [[\"n2\", 0], 8]]", "{ \"(n1, 3)\" = 7, \"(n2, 0)\" = 8 }"));
    EXPECT_THAT(made.found(), IsEmpty());
    Made list;
    for (size_t i = 0; i < made.module.params.size(); ++i)
        EXPECT_EQ(ir::compare(made.deployment.params[i], list.deployment.params[i]), 0) << made.module.params[i].name;
}

TEST(Deployment, ForgottenBracketsAreProposed) {
    Made made(with("nodes = [\"n2\", \"n1\"]", "nodes = \"n1\""));
    ASSERT_THAT(made.found(), ElementsAre("EVD6005 at 7:9"));
    EXPECT_EQ(made.checked.diagnostics.all()[0].fixes.at(0).edits[0].text, "[\"n1\"]");
}

TEST(Deployment, ProposesTheNameThatWasMeant) {
    Made made(with("f = 1", "f = 1\nnod = []"));
    ASSERT_EQ(made.checked.diagnostics.all().size(), 1u);
    Made other(with("home = \"n1\"", "home = \"n11\""));
    ASSERT_EQ(other.checked.diagnostics.all().size(), 1u);
    ASSERT_EQ(other.checked.diagnostics.all()[0].fixes.size(), 1u);
    EXPECT_EQ(other.checked.diagnostics.all()[0].fixes[0].edits[0].text, "\"n1\"");
}

TEST(Deployment, InputsGoToEveryNamedLocation) {
    Made made;
    ir::Interpreter interpreter(made.module, 0, made.deployment);
    Diagnostics diagnostics;
    auto list = inputs(*made.file, interpreter, diagnostics);
    EXPECT_TRUE(diagnostics.all().empty());
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].to, 1u);
    EXPECT_EQ(list[1].to, 2u);
    EXPECT_EQ(list[0].from, 0u) << "k, the location outside the system";
    EXPECT_EQ(list[0].notBefore, 4u);
    EXPECT_EQ(list[0].payload[1].number, 7);
}

TEST(Deployment, InputMistakesHaveAPlace) {
    for (auto [what, instead, code] : {std::tuple{"propose(0, 7)", "propose(0)", Code::BadMessageText},
                                       std::tuple{"propose(0, 7)", "propose(0, \"A\")", Code::BadMessageText},
                                       std::tuple{"propose(0, 7)", "vote(1)", Code::BadMessageText},
                                       std::tuple{"propose(0, 7)", "propose(0, 7", Code::BadMessageText},
                                       std::tuple{"to = [\"n1\", \"n2\"]", "to = \"n5\"", Code::UnknownLocation},
                                       std::tuple{"to = [\"n1\", \"n2\"]", "to = \"k\"", Code::BadInput},
                                       std::tuple{"to = [\"n1\", \"n2\"]", "to = 5", Code::BadInput},
                                       std::tuple{"after_step = 4", "from = \"n1\"", Code::BadInput},
                                       std::tuple{"after_step = 4", "after_step = \"4\"", Code::BadInput},
                                       std::tuple{"message = 'propose(0, 7)'\n", "", Code::BadInput},
                                       std::tuple{"after_step", "after", Code::UnknownKey}}) {
        Made made(with(what, instead));
        ir::Interpreter interpreter(made.module, 0, made.deployment);
        Diagnostics diagnostics;
        inputs(*made.file, interpreter, diagnostics);
        ASSERT_GE(diagnostics.all().size(), 1u) << instead;
        EXPECT_EQ(diagnostics.all()[0].code, code) << instead;
        EXPECT_GT(diagnostics.all()[0].span.begin, 0u);
    }
}

TEST(MessageText, ReadsReceiverAndSender) {
    Made made;
    ir::Interpreter interpreter(made.module, 0, made.deployment);
    auto input = parseInput(" propose( 3 , -4 )  to n2 from k ", interpreter);
    ASSERT_TRUE(input) << input.error().message;
    EXPECT_EQ(input->to, 2u);
    EXPECT_EQ(input->from, 0u);
    EXPECT_EQ(input->payload[0].number, 3);
    EXPECT_EQ(input->payload[1].number, -4);
    EXPECT_TRUE(parseInput("nothing() to n1", interpreter));
    for (const char* elsewhere : {"nothing() to k", "nothing() to n1 from n2"}) {
        auto result = parseInput(elsewhere, interpreter);
        ASSERT_FALSE(result) << elsewhere;
        EXPECT_EQ(result.error().code, "EVD6015");
    }
    for (const char* wrong :
         {"", "propose", "propose(0, 7)", "propose(0, 7) to", "propose(0, 7) at n1", "propose(0, 7) to n1 n2",
          "nothing(1) to n1", "propose(0, 7) to x", "done(1) to n1", "propose(0,) to n1", "propose(0, (7) to n1"}) {
        auto result = parseInput(wrong, interpreter);
        ASSERT_FALSE(result) << wrong;
        EXPECT_FALSE(result.error().message.empty());
        EXPECT_THAT(result.error().code, testing::AnyOf("EVD6011", "EVD6006")) << wrong;
    }
}

TEST(Template, IsADeploymentThatIsReadWithoutMistakes) {
    Made made;
    Diagnostics diagnostics;
    std::string text = deploymentTemplate(made.module, *made.checked.program, made.checked.sources, {{{"Cmd", "Int"}}});
    EXPECT_THAT(Made(text).found(), IsEmpty()) << text;
    EXPECT_NE(text.find("# assume small = f < 3"), std::string::npos) << text;
    EXPECT_NE(text.find("Cmd = \"Int\""), std::string::npos);
    size_t at = text.find("# [[inputs]]");
    ASSERT_NE(at, std::string::npos);
    std::string wanted = text.substr(0, at);
    for (char c : text.substr(at))
        if (c != '#') wanted += c;
        else if (wanted.back() != '\n') wanted += c;   // a comment behind a line stays one
    Made filled(wanted);
    EXPECT_THAT(filled.found(), IsEmpty()) << wanted;
    ir::Interpreter interpreter(filled.module, 0, filled.deployment);
    EXPECT_EQ(inputs(*filled.file, interpreter, diagnostics).size(), 2u);
    EXPECT_TRUE(diagnostics.all().empty());
}

}   // namespace
