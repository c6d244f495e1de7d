// Deployment files and the notation of values.

#include "runtime/host/deployment.h"
#include "runtime/host/notation.h"
#include "runtime/wire/codec.h"
#include "tests/unit/runtime/register_module.h"
#include "tests/unit/runtime/test_process.h"
#include "tests/unit/runtime/test_types.h"

#include <gmock/gmock.h>

namespace evd::runtime::test {

namespace {

using ::testing::HasSubstr;

const char* const kGood = R"([locations]
n2 = "127.0.0.1:7102"
n1 = { address = "[::1]:7101" }
k = "localhost:7109"

[params]
nodes = ["n1", "n2"]
clients = ["k"]
quorum = 2

[transport]
action_pace = "5ms"
)";

TEST(Deployment, ReadsLocationsAndParameters) {
    Deployment d = parseDeployment(registerModule(), "cluster.toml", kGood);
    EXPECT_TRUE(d.good()) << d.problemText();
    EXPECT_EQ(d.problemText(), "");
    EXPECT_EQ(d.locations, (std::vector<std::string>{"k", "n1", "n2"}));
    EXPECT_EQ(d.addresses[1].host, "::1");
    EXPECT_EQ(d.addresses[2].port, 7102);
    EXPECT_EQ(d.actionPaceNs, 5000000);
    EXPECT_EQ(d.params, (std::vector<std::string>{cborTexts({"k"}), cborTexts({"n1", "n2"}), cborInt(2)}));
}

TEST(Deployment, ReportsWithPlaceAndCode) {
    struct Case {
        std::string replace, by, expected;
    };
    const Case cases[] = {
        {"quorum = 2\n", "", "d.toml:6:1: error EVD6004: the deployment gives no value for the parameter `quorum`"},
        {"quorum = 2", "quorum = \"x\"",
         "d.toml:9:10: error EVD6005: the parameter `quorum` must be Int, found \"x\": expected a number at its column "
         "1"},
        {"quorum = 2", "quorum = true", "d.toml:9:10: error EVD6005: the parameter `quorum` must be Int, found true"},
        {"[\"k\"]", "[\"k\", \"z\"]", "d.toml:8:17: error EVD6006: `z` is not a location of this deployment"},
        {"[\"k\"]", "[\"k\", \"k\"]",
         "error EVD6005: the parameter `clients` must be Set<Loc>, found the text \"k\" twice"},
        {"127.0.0.1:7102", "127.0.0.1",
         "d.toml:2:6: error EVD6008: `127.0.0.1` is not an address of the form host:port"},
        {"localhost:7109", "localhost:99999", "error EVD6008"},
        {"\"127.0.0.1:7102\"", "7102", "d.toml:2:6: error EVD6008: `the number 7102` is not an address"},
        {"localhost:7109", "127.0.0.1:7102", "error EVD6014: the locations `k` and `n2` have the same address"},
        {"[\"k\"]", "\"k\"", "must be Set<Loc>, found the text \"k\"; write [\"k\"]"},
        {"quorum = 2", "quorum = 2\nmore = 3",
         "d.toml:10:1: warning EVD6009: the deployment key `params.more` is not known"},
        {"[transport]", "[transports]", "warning EVD6009: the deployment key `transports` is not known"},
        {"\"5ms\"", "5", "d.toml:12:15: error EVD6003: expected a time"},
        {"[params]", "[params", "error EVD6003: the deployment file is not valid TOML"},
    };
    for (const Case& c : cases) {
        std::string text = kGood;
        size_t at = text.find(c.replace);
        ASSERT_NE(at, std::string::npos);
        text.replace(at, c.replace.size(), c.by);
        Deployment d = parseDeployment(registerModule(), "d.toml", text);
        EXPECT_THAT(d.problemText(), HasSubstr(c.expected));
        EXPECT_EQ(d.good(), c.expected.find("warning") != std::string::npos) << c.by;
    }
    EXPECT_THAT(readDeployment(registerModule(), "no/such/file.toml").problemText(),
                HasSubstr("EVD6001: cannot read no/such/file.toml"));
}

/// What the types of a spec stand for is known when it is built.
TEST(Deployment, TypesMustBeThoseOfTheProgram) {
    const evd_type_param cmd{"Cmd", "Str"};
    evd_module module = registerModule();
    module.type_param_count = 1;
    module.type_params = &cmd;
    auto problems = [&](const std::string& types) {
        return parseDeployment(module, "d.toml", kGood + ("[types]\n" + types)).problemText();
    };
    EXPECT_EQ(problems(""), "");
    EXPECT_EQ(problems("Cmd = \"Str\"\n"), "");
    EXPECT_THAT(problems("Cmd = \"Int\"\n"),
                HasSubstr("d.toml:14:7: error EVD6016: the program was built with `Cmd = \"Str\"`, and the "
                          "deployment says the text \"Int\""));
    EXPECT_THAT(problems("Key = \"Int\"\n"),
                HasSubstr("d.toml:14:1: warning EVD6009: the deployment key `types.Key` is not known"));
}

/// The value of the one parameter `x` of a type, as text in the language's notation; or the problem.
std::string param(const evd_type* type, const std::string& toml) {
    evd_param p{"x", type, 0, 0};
    evd_module module{};
    module.abi = EVD_ABI_VERSION;
    module.name = "params";
    module.param_count = 1;
    module.params = &p;
    module.param_slots = type->slots;
    Deployment d = parseDeployment(module, "d.toml", "[locations]\nn1 = \"h:1\"\nn2 = \"h:2\"\n[params]\n" + toml);
    if (!d.problems.empty()) return d.problemText();
    evd_rt rt(module, d.locations, 0);
    cbor::Reader reader(d.params[0]);
    EXPECT_TRUE(decode(rt, type, reader, rt.params.data())) << reader.error();
    std::string text;
    printValue(rt, type, rt.params.data(), text);
    return text;
}

TEST(Deployment, NamesOfLocationsAreReadAsTheyArePrinted) {
    evd_module module{};
    module.abi = EVD_ABI_VERSION;
    module.name = "names";
    for (const char* name : {"n1", "3com", "a-b", "a-", "_", "node-1.example.net", "10.0.0.3", "my desk", " a", "\"",
                             "a\\", "Zürich", "-a", "a@b", "a, b", "(a)"}) {
        evd_rt rt(module, {name}, 0);
        std::string text;
        evd_word word = 0;
        printValue(rt, types().Loc, &word, text);
        EXPECT_EQ(text, locationText(name));
        TextReader reader(text);
        word = 7;
        EXPECT_TRUE(parseValue(rt, types().Loc, reader, &word)) << name << ": " << reader.error();
        EXPECT_EQ(word, 0);
        EXPECT_TRUE(reader.atEnd()) << name;
    }
    EXPECT_EQ(locationText("edge"), "edge");
    EXPECT_EQ(locationText("10.0.0.3"), "\"10.0.0.3\"");
    for (const char* key : {"\"\"", "\"a\\tb\"", "\"a\\u007f\"", "\"\\u0085\""})
        EXPECT_THAT(parseDeployment(registerModule(), "d.toml", std::string("[locations]\n") + key + " = \"h:1\"\n")
                        .problemText(),
                    HasSubstr("error EVD6017: "))
            << key;
}

TEST(Deployment, ValuesOfEveryType) {
    EXPECT_EQ(param(types().Bool, "x = true"), "true");
    EXPECT_EQ(param(types().Nat, "x = 7"), "7");
    EXPECT_THAT(param(types().Nat, "x = -7"), HasSubstr("EVD6005"));
    EXPECT_EQ(param(types().Duration, "x = \"1500ms\""), "1500ms");
    EXPECT_EQ(param(types().Str, "x = \"a\\\"b\""), "\"a\\\"b\"");
    EXPECT_EQ(param(types().Loc, "x = \"n2\""), "n2");
    EXPECT_EQ(param(types().Pair, "x = [3, \"three\"]"), "(3, \"three\")");
    EXPECT_EQ(param(types().ListInt, "x = [3, 1, 3]"), "[3, 1, 3]");
    EXPECT_EQ(param(types().SetStr, "x = [\"b\", \"a\"]"), "{\"a\", \"b\"}");
    EXPECT_EQ(param(types().BagInt, "x = [3, 1, 3]"), "bag [1, 3, 3]");
    EXPECT_EQ(param(types().RingLoc, "x = [\"n2\", \"n1\"]"), "[n2, n1]");
    EXPECT_EQ(param(types().MapIntStr, "x = { 5 = \"five\", -1 = \"minus\" }"), "{-1: \"minus\", 5: \"five\"}");
    EXPECT_EQ(param(types().MapIntStr, "x = [[5, \"five\"], [-1, \"minus\"]]"), "{-1: \"minus\", 5: \"five\"}");
    EXPECT_EQ(param(types().MapIntStr, "x = \"{5: \\\"five\\\"}\""), "{5: \"five\"}");
    EXPECT_EQ(param(types().MapStrList, "[params.x]\na = [1]\nb = []"), "{\"a\": [1], \"b\": []}");
    EXPECT_EQ(param(types().Option, "x = \"None\""), "None");
    EXPECT_EQ(param(types().Option, "x = { Some = 3 }"), "Some(3)");
    EXPECT_EQ(param(types().Option, "x = { Some = [3] }"), "Some(3)");
    EXPECT_EQ(param(types().Option, "x = \"Some(3)\""), "Some(3)");
    EXPECT_EQ(param(types().Shape, "x = { Box = [1, [2, 3]] }"), "Box(1, [2, 3])");
    EXPECT_EQ(param(types().Chain, "x = { Link = [1, { Link = [2, \"End\"] }] }"), "Link(1, Link(2, End))");
    EXPECT_THAT(param(types().Shape, "x = { Sphere = 1 }"), HasSubstr("must be Shape, found `Sphere`"));
    EXPECT_THAT(param(types().MapIntStr, "x = { a = \"five\" }"), HasSubstr("d.toml:5:7: error EVD6005"));
}

class Notation : public ::testing::Test {
protected:
    std::string again(const evd_type* type, const std::string& text) {
        std::vector<evd_word> words(type->slots, 0);
        TextReader reader(text);
        if (parseValue(rt, type, reader, words.data()) && !reader.atEnd()) {
            dropWords(rt.heap, type->slot_types, type->slots, words.data());
            return "more text follows";
        }
        if (reader.failed()) return reader.error();
        std::string out;
        printValue(rt, type, words.data(), out);
        dropWords(rt.heap, type->slot_types, type->slots, words.data());
        return out;
    }
    ~Notation() override { EXPECT_EQ(rt.heap.live(), 0u); }
    evd_rt rt{emptyModule(), {"a", "node-1", "z"}, 0};
};

TEST_F(Notation, PrintsWhatItReads) {
    const std::pair<const evd_type*, const char*> cases[] = {
        {types().Int, "-9223372036854775808"},
        {types().Int, "9223372036854775807"},
        {types().Bool, "false"},
        {types().Unit, "()"},
        {types().Loc, "node-1"},
        {types().Duration, "2h"},
        {types().Duration, "1us"},
        {types().Duration, "0ns"},
        {types().Str, "\"tab\\t quote\\\" slash\\\\ zero\\0 bell\\u{7} \xe2\x82\xac\""},
        {types().Bytes, "b\"\\0\\xffab\""},
        {types().Pair, "(1, \"x\")"},
        {types().ListPair, "[(1, \"x\"), (2, \"y\")]"},
        {types().SetInt, "{}"},
        {types().SetPair, "{(1, \"x\"), (2, \"\")}"},
        {types().BagInt, "bag [1, 1, 2]"},
        {types().MapStrList, "{\"a\": [1, 2], \"b\": []}"},
        {types().RingLoc, "[z, a]"},
        {types().Shape, "Name(\"n\")"},
        {types().Chain, "Link(1, End)"}};
    for (const auto& [type, text] : cases) EXPECT_EQ(again(type, text), text);
    EXPECT_EQ(again(types().SetInt, " { 3 ,1 , 2 } "), "{1, 2, 3}");
    EXPECT_EQ(again(types().Str, "\"\\u{20ac}\""), "\"\xe2\x82\xac\"");
    EXPECT_EQ(again(types().Int, "1_000"), "1000");
}

TEST_F(Notation, SaysWhatWasExpected) {
    EXPECT_EQ(again(types().Int, "9223372036854775808"), "expected a number of 64 bits");
    EXPECT_EQ(again(types().Int, "x"), "expected a number");
    EXPECT_EQ(again(types().Loc, "b"), "`b` is not a location of this deployment");
    EXPECT_EQ(again(types().Str, "\"abc"), "expected a closing quote");
    EXPECT_EQ(again(types().Str, "\"\\q\""), "expected an escape: \\n \\t \\r \\0 \\\" \\\\ \\u{…}");
    EXPECT_EQ(again(types().Duration, "5"), "expected a unit of time: ns, us, ms, s, min or h");
    EXPECT_EQ(again(types().SetInt, "{1, 1}"), "expected distinct elements");
    EXPECT_EQ(again(types().Shape, "Dott"), "expected one of `Dot`, `Name`, `Box`");
    EXPECT_EQ(again(types().ListInt, "[1, 2"), "expected `]`");
    EXPECT_EQ(again(types().MapStrList, "{\"a\": [1], \"b\" [2]}"), "expected `:`");
    EXPECT_EQ(again(types().Bool, "truth"), "expected `true` or `false`");
    EXPECT_EQ(again(types().Int, "1 2"), "more text follows");
    EXPECT_EQ(again(types().ListInt, std::string(100000, '[')), "expected a number");
}

}   // namespace

}   // namespace evd::runtime::test
