// One deployment file means the same to `evident run` and to a node: both take it, with the same values and warnings,
// or both refuse it, for the same reason.

#include "backend/jit/jit.h"
#include "driver/prepare.h"
#include "runtime/evident.h"
#include "runtime/host/deployment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <set>

namespace evd::differential {
namespace {

constexpr const char* kSpec = R"(spec odd
enum Mode { Fast, Slow(by: Int), Mixed(a: Int, b: Bool) }
param nodes : Set<Loc>
param count : Nat
param name  : Str
param pace  : Duration
param mode  : Mode
param uid   : Loc -> Int
param cost  : Map<(Loc, Int), Int>
param order : Ring<Loc>
param point : { x: Int, y: Int }
param bytes : Bytes
assume few = count < 100 and pace > 0ms
input  go(x: Int)
output done(x: Int)
process P {
  on go(x) when mode == Fast and name == "x" and point.x == 0 and bytes == b"" and self in order {
    emit done(x + uid(self) + get_or(cost, (self, x), 0))
  }
}
system S = P at nodes
system T = P at first(nodes)
)";

/// What a deployment has to say, each part to be replaced.
struct Parts {
    std::string top = "system = \"S\"";
    std::string locations = "a = \"h:1\"\nb = \"h:2\"\nk = \"h:3\"";
    std::string nodes = "[\"a\", \"b\"]", count = "3", name = "\"x\"", pace = "\"10ms\"", mode = "\"Fast\"";
    std::string uid = "{ a = 1, b = 2 }", cost = "{ }", order = "[\"b\", \"a\"]", point = "{ x = 0, y = 1 }",
                bytes = "\"\"";
    std::string more;

    std::string text() const {
        return fmt::format(
            "{}\n[locations]\n{}\n[params]\nnodes = {}\ncount = {}\nname = {}\npace = {}\nmode = {}\nuid = {}\n"
            "cost = {}\norder = {}\npoint = {}\nbytes = {}\n{}\n",
            top, locations, nodes, count, name, pace, mode, uid, cost, order, point, bytes, more);
    }
};

std::vector<std::string> oddFiles() {
    std::vector<std::string> out = {
        Parts{}.text(),    "",          "[locations]\n", "[locations]\na = \"h:1\"\n",
        "locations = 3\n", "a = = 1\n", "\xFF\xFE",      "[locations]\na = \"h:1\"\na = \"h:2\"\n"};
    auto with = [&](std::string Parts::* part, std::initializer_list<const char*> values) {
        for (const char* value : values) {
            Parts parts;
            parts.*part = value;
            out.push_back(parts.text());
        }
    };
    with(&Parts::top, {"", "system = \"T\"", "system = \"\"", "system = \"Nope\"", "system = 3",
                       "system = { name = \"S\" }", "system = { nam = \"S\" }", "sistem = \"S\"", "system = [\"S\"]",
                       "transport = 3\nsystem = \"S\"", "params.count = 3\nsystem = \"S\""});
    // Names and addresses.
    with(&Parts::locations, {"a = \"h:1\"\nb = \"h:2\"\n\"\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\"x\\ty\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\"x\\u007fy\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\"x\\u0085y\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\"node-1.example.net\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\"10.0.0.3\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n3com = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n- = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\nc- = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\"Zürich am See\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\n\" a\" = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\nc.address = \"h:3\"",
                             "a = \"h:1\"\nb = \"h:2\"\nc = { address = \"h:3\", port = 4 }",
                             "a = \"h:1\"\nb = \"h:2\"\nc = { }",
                             "a = \"h:1\"\nb = \"h:2\"\nc = 7",
                             "a = \"h:1\"\nb = \"h:2\"\nc = [\"h:3\"]",
                             "a = \"h:1\"\nb = \"h:1\"",
                             "a = \"h:1\"\nb = \"h:01\"",
                             "a = \"h:0\"\nb = \"h:2\"",
                             "a = \"h:65536\"\nb = \"h:2\"",
                             "a = \"h:65535\"\nb = \"h:2\"",
                             "a = \"h:00080\"\nb = \"h:2\"",
                             "a = \"h:0000080\"\nb = \"h:2\"",
                             "a = \"h:+1\"\nb = \"h:2\"",
                             "a = \"h: 1\"\nb = \"h:2\"",
                             "a = \"h:1 \"\nb = \"h:2\"",
                             "a = \":1\"\nb = \"h:2\"",
                             "a = \"h\"\nb = \"h:2\"",
                             "a = \"h:\"\nb = \"h:2\"",
                             "a = \"[::1]:1\"\nb = \"h:2\"",
                             "a = \"::1:1\"\nb = \"h:2\"",
                             "a = \"[::1:1\"\nb = \"h:2\"",
                             "a = \"::1]:1\"\nb = \"h:2\"",
                             "a = \"[]:1\"\nb = \"h:2\"",
                             "a = \"[h]:1\"\nb = \"h:2\"",
                             "a = \"[:1\"\nb = \"h:2\"",
                             "a = \"x]:1\"\nb = \"h:2\"",
                             "a = \"[::1]x:1\"\nb = \"h:2\"",
                             "a = \"\"\nb = \"h:2\"",
                             "a = \"a:b:1\"\nb = \"h:2\""});
    // Values.
    with(&Parts::nodes, {"[]", "[\"a\", \"a\"]", "[\"a\", \"z\"]", "\"a\"", "\"{a, b}\"", "\"{a, a}\"",
                         "\"{ \\\"a\\\", b }\"", "3", "[3]", "{ a = 1 }", "\"{a b}\"", "\"{a,}\""});
    with(&Parts::count, {"-1",
                         "100",
                         "3.0",
                         "\"3\"",
                         "\"-3\"",
                         "\"+3\"",
                         "\"3 \"",
                         "\"0x10\"",
                         "\"1_0\"",
                         "\"1__0\"",
                         "\"_1\"",
                         "\"1_\"",
                         "true",
                         "9223372036854775807",
                         "9223372036854775808",
                         "\"9223372036854775808\"",
                         "\"03\"",
                         "\"3//c\"",
                         "1979-05-27",
                         "\"\"",
                         "\" 3\"",
                         "\"3\\n\""});
    with(&Parts::name, {"\"\"", "3", "[\"x\"]", "'x'", "\"\\u00e9\"", "\"\\u0000\"", "\"\"\"x\"\"\""});
    with(&Parts::bytes, {"\"x\"", "3", "\"é\"", "\"b\\\"x\\\"\"", "[1]"});
    with(&Parts::pace, {"\"10\"", "10", "\"10 ms\"", "\"-10ms\"", "\"0ms\"", "\"1h\"", "\"1.5s\"", "\"1min\"", "\"1m\"",
                        "\"10MS\"", "\"9999999999h\"", "\"1s 500ms\"", "\"10msx\"", "10:00:00"});
    with(&Parts::mode, {"\"Slow\"",
                        "\"Slow(3)\"",
                        "\"Slow (3)\"",
                        "\"Fast()\"",
                        "{ Slow = 3 }",
                        "{ Slow = [3] }",
                        "{ Slow = [3, 4] }",
                        "{ Mixed = [4, true] }",
                        "{ Mixed = [4] }",
                        "{ Mixed = 4 }",
                        "{ Fast = [] }",
                        "{ Fast = 1 }",
                        "{ Nope = 1 }",
                        "{ Fast = [], Slow = 3 }",
                        "{ }",
                        "\"Mixed(4, true)\"",
                        "\"Mixed(4 true)\"",
                        "\"fast\"",
                        "\"\"",
                        "3"});
    with(&Parts::uid, {"{ a = 1 }", "{ a = 1, b = \"2\" }", "[[\"a\", 1], [\"b\", 2]]", "[[\"a\", 1], [\"a\", 2]]",
                       "[[\"a\"]]", "[1]", "{ z = 1 }", "\"{a: 1, b: 2}\"", "{ \"a\" = 1, 'b' = 2 }", "{ \" a\" = 1 }",
                       "3", "[]", "{ a = 1, b = -2 }"});
    with(&Parts::cost,
         {"{ \"(a, 1)\" = 5 }", "{ \"(a,1)\" = 5, \"(a, 1)\" = 6 }", "{ \"(\\\"a\\\", 1)\" = 5 }", "{ \"(z, 1)\" = 5 }",
          "{ \"(a, 1\" = 5 }", "{ \"(a, 1))\" = 5 }", "{ a = 5 }", "[[[\"a\", 1], 5]]", "[[\"(a, 1)\", 5]]",
          "\"{(a, 1): 5}\"", "\"{(a, 1): 5, (a, 1): 6}\"", "[[[\"a\", 1], 5, 6]]", "\"{}\"", "[]", "\"{:}\""});
    with(&Parts::order, {"[]", "[\"a\"]", "[\"a\", \"b\", \"a\"]", "\"[a, b]\"", "\"[a, a]\"", "\"{a, b}\""});
    with(&Parts::point,
         {"{ x = 0 }", "{ x = 0, y = 1, z = 2 }", "\"{ x = 0, y = 1 }\"", "\"{ y = 1, x = 0 }\"", "\"{ x = 0 }\"",
          "\"{ x = 0, x = 1 }\"", "[0, 1]", "{ x = 0, y = \"1\" }", "\"{ x: 0, y: 1 }\""});
    with(&Parts::more, {"extra = 1", "[transport]\naction_pace = \"5ms\"", "[transport]\naction_pace = 5",
                        "[transport]\nreconnect = \"-1s\"", "[transport]\nreconnekt = \"1s\"",
                        "[transport]\nreconnect = \"0s\"", "[types]\nCmd = \"Int\"", "[types]\nCmd = 3",
                        "[inputs]\nx = 1", "[other]\nx = 1", "[[inputs]]\nto = \"a\"\nmessage = \"go(1)\""});
    return out;
}

/// What one side makes of a file.
struct Answer {
    std::set<std::string> errors, warnings;
    std::string values;   ///< of the parameters, as bytes

    std::string text() const {
        return errors.empty() ? fmt::format("taken, warnings [{}]", fmt::join(warnings, " "))
                              : fmt::format("refused: {}", fmt::join(errors, " "));
    }
};

class Deployments : public testing::Test {
protected:
    static void SetUpTestSuite() {
        driver::Session session(EVD_SOURCE_DIR "/stdlib");
        session.setText("/odd.evd", kSpec);
        driver::Checked checked = session.check("/odd.evd");
        auto lowered = session.lower(checked, {});
        ASSERT_TRUE(lowered) << (checked.diagnostics.all().empty() ? "" : checked.diagnostics.all().front().message);
        module_ = new ir::Module(std::move(*lowered));
        auto code = backend::compileInProcess(*module_, {});
        ASSERT_TRUE(code) << code.error().message;
        code_ = code->release();
    }
    static void TearDownTestSuite() {
        delete code_;
        delete module_;
    }

    static Answer simulated(const std::string& toml) {
        driver::Session session(EVD_SOURCE_DIR "/stdlib");
        session.setText("/odd.evd", kSpec);
        session.setText("/odd.toml", toml);
        driver::PrepareRequest request;
        request.spec = "/odd.evd";
        request.deployment = "/odd.toml";
        Diagnostics diagnostics;
        SourceSet sources;
        auto prepared = driver::prepare(session, request, diagnostics, sources);
        Answer out;
        for (const Diagnostic& one : diagnostics.all())
            (one.severity == Severity::Error ? out.errors : out.warnings).insert(codeName(one.code));
        for (size_t i = 0; prepared && i < prepared->module.params.size(); ++i) {
            const ir::SystemParam& param = prepared->module.params[i];
            ir::TypeTable types = prepared->module.types;
            ir::TypeId type = param.domain.empty() ? param.type : types.map(types.tuple(param.domain), param.type);
            ir::appendCbor(types, type, prepared->deployment().params[i], prepared->deployment().names, out.values);
        }
        return out;
    }

    static Answer native(const std::string& toml) {
        runtime::Deployment read = runtime::parseDeployment(*code_->module(), "odd.toml", toml);
        Answer out;
        for (const runtime::Problem& one : read.problems) (one.error ? out.errors : out.warnings).insert(one.code);
        if (!read.good()) return out;
        for (const std::string& param : read.params) out.values += param;
        std::vector<const char*> names;
        for (const std::string& name : read.locations) names.push_back(name.c_str());
        std::vector<evident_bytes> params;
        for (const std::string& param : read.params) params.push_back({param.data(), param.size()});
        evident_deployment description{sizeof description,
                                       read.system.empty() ? nullptr : read.system.c_str(),
                                       names.data(),
                                       names.size(),
                                       names[0],
                                       params.data(),
                                       params.size(),
                                       nullptr,
                                       0};
        evident_error error;
        evd_rt* process = evident_create(code_->module(), &description, &error);
        if (process == nullptr) out.errors.insert(error.code);
        else evident_destroy(process);
        return out;
    }

    static ir::Module* module_;
    static backend::Jitted* code_;
};
ir::Module* Deployments::module_ = nullptr;
backend::Jitted* Deployments::code_ = nullptr;

TEST_F(Deployments, MeanTheSameToRunAndToNodes) {
    size_t taken = 0, refused = 0;
    for (const std::string& toml : oddFiles()) {
        Answer here = simulated(toml), there = native(toml);
        SCOPED_TRACE(toml);
        EXPECT_EQ(here.errors.empty(), there.errors.empty()) << "run: " << here.text() << "\nnode: " << there.text();
        if (here.errors.empty() && there.errors.empty()) {
            ++taken;
            EXPECT_EQ(here.warnings, there.warnings);
            EXPECT_EQ(here.values, there.values);
        } else if (!here.errors.empty() && !there.errors.empty()) {
            ++refused;
            // One side may go on where the other stops, and then says more.
            std::vector<std::string> both;
            std::set_intersection(here.errors.begin(), here.errors.end(), there.errors.begin(), there.errors.end(),
                                  std::back_inserter(both));
            EXPECT_FALSE(both.empty()) << "run: " << here.text() << "\nnode: " << there.text();
        }
    }
    EXPECT_GT(taken, 50u);
    EXPECT_GT(refused, 80u);
}

}   // namespace
}   // namespace evd::differential
