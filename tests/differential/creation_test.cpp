// A deployment for which a placement or an initial value faults is refused, by the interpreter's side and by native
// code alike.

#include "backend/jit/jit.h"
#include "driver/prepare.h"
#include "tests/differential/twins.h"

#include <gtest/gtest.h>

namespace evd::differential {
namespace {

constexpr const char* kToml = R"([locations]
a = "127.0.0.1:7001"
b = "127.0.0.1:7002"
[params]
nodes = ["a", "b"]
shares = 0
)";

struct Faulty {
    const char* name;
    std::string spec, code;
    uint32_t line;
};
void PrintTo(const Faulty& faulty, std::ostream* out) { *out << faulty.name; }

std::string specOf(const std::string& initial, const std::string& place) {
    return "spec faulty\nparam nodes : Set<Loc>\nparam shares : Nat\ninput go()\nprocess P(x: Int) {\n  var y : Int "
           "= " +
           initial + "\n  on go() { y := x }\n}\nsystem S = P(10 / (shares + 1)) at " + place + "\n";
}

class Creation : public testing::TestWithParam<Faulty> {};

TEST_P(Creation, IsRefusedByBoth) {
    const Faulty& faulty = GetParam();
    driver::Session session(EVD_SOURCE_DIR "/stdlib");
    session.setText("/faulty.evd", faulty.spec);
    session.setText("/faulty.toml", kToml);
    driver::PrepareRequest request;
    request.spec = "/faulty.evd";
    request.deployment = "/faulty.toml";
    Diagnostics diagnostics;
    SourceSet sources;
    EXPECT_EQ(driver::prepare(session, request, diagnostics, sources), nullptr);
    std::string found;
    for (const Diagnostic& diagnostic : diagnostics.all())
        found += codeName(diagnostic.code) + " at line " +
                 std::to_string(sources.file(diagnostic.span.file).position(diagnostic.span.begin).line + 1) + "\n";
    EXPECT_EQ(found, faulty.code + " at line " + std::to_string(faulty.line) + "\n");

    driver::Checked checked = session.check(request.spec);
    auto module = session.lower(checked, {});
    ASSERT_TRUE(module);
    auto place = [&](Span span) {
        auto at = checked.sources.file(span.file).position(span.begin);
        return std::optional(std::pair(at.line + 1, at.column + 1));
    };
    backend::CodeOptions options;
    options.locate = [&](Span span) {
        return std::optional(backend::Place{"faulty.evd", place(span)->first, place(span)->second});
    };
    auto code = backend::compileInProcess(*module, options);
    ASSERT_TRUE(code) << code.error().message;
    ir::Deployment deployment;
    deployment.names = {"a", "b"};
    deployment.params = {ir::Value::ofItems({ir::Value::scalar(0), ir::Value::scalar(1)}), ir::Value::scalar(0)};
    for (uint32_t location : {0u, 1u})
        EXPECT_TRUE(ir::Interpreter(*module, 0, deployment).initialFault(location)) << location;
    Twins twins(*module, 0, deployment, (*code)->module(), place);
    EXPECT_TRUE(twins.refused()) << twins.problem();
}

INSTANTIATE_TEST_SUITE_P(
    All, Creation,
    testing::Values(Faulty{"InitialValue", specOf("7 / shares", "nodes"), "EVD7002", 6},
                    Faulty{"Argument",
                           "spec faulty\nparam nodes : Set<Loc>\nparam shares : Nat\ninput go()\nprocess P(x: Int) {\n "
                           " var y : Int = 0\n  on go() { y := x }\n}\n"
                           "system S =\n  P(7 / shares) at nodes\n",
                           "EVD7002", 10},
                    Faulty{"Place", specOf("0", "first({n for n in nodes if shares > 0})"), "EVD7007", 9}),
    [](const auto& info) { return std::string(info.param.name); });

}   // namespace
}   // namespace evd::differential
