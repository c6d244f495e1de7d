// Every spec that has a deployment lowers to a well-formed module and runs: three seeds, up to 2,000 steps, no fault,
// no violation.

#include "driver/prepare.h"
#include "explore/simulate/simulator.h"
#include "ir/core/verify.h"
#include "tests/unit/corpus/specs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::corpus {
namespace {

/// A spec, its deployment and one of its systems.
struct Case {
    std::string spec, deployment, system;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.spec << (c.system.empty() ? "" : " --system " + c.system); }

std::vector<Case> cases() {
    std::vector<Case> out;
    for (const std::string& spec : specsIn("tests/corpus"))
        out.push_back({spec, spec.substr(0, spec.size() - 4) + ".toml", ""});
    for (const auto& [name, systems] : std::map<std::string, std::vector<std::string>>{
             {"lock_server", {""}},
             {"ping_pong", {""}},
             {"replicated_log", {"Quick", "Sturdy", "Both"}},
             {"ring_election", {"RingElection", "RingElection2"}},
             {"stenning", {""}},
             {"two_phase_commit", {""}},
             {"two_thirds", {"TwoThirds", "TwoThirdsClasses", "TwoThirdsWatched"}}})
        for (const std::string& system : systems)
            out.push_back({"examples/" + name + "/" + name + ".evd", "examples/" + name + "/cluster.toml", system});
    return out;
}

std::string messages(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics.all())
        out += codeName(diagnostic.code) + " " + diagnostic.message + "\n";
    return out;
}

class Runs : public testing::TestWithParam<Case> {};

TEST_P(Runs, WithoutFaultOrViolation) {
    driver::Session session((source("stdlib")).string());
    driver::PrepareRequest request;
    request.spec = (source(GetParam().spec).string());
    request.deployment = (source(GetParam().deployment).string());
    request.system = GetParam().system;
    Diagnostics diagnostics;
    SourceSet sources;
    auto prepared = driver::prepare(session, request, diagnostics, sources);
    ASSERT_EQ(messages(diagnostics), "");
    ASSERT_TRUE(prepared);
    EXPECT_THAT(ir::verify(prepared->module), testing::IsEmpty());

    explore::SimOptions options;
    options.steps = 2000;
    options.inputs = driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
    ASSERT_EQ(messages(diagnostics), "");
    size_t outputs = 0;
    for (uint64_t seed : {1, 2, 3}) {
        options.seed = seed;
        explore::Run run = explore::Simulator(*prepared->interpreter, options).run();
        EXPECT_FALSE(run.violation) << "seed " << seed << ": " << run.violation->name;
        for (const explore::Event& event : run.events) {
            EXPECT_EQ(event.fault, ir::Fault::None) << "seed " << seed << ", event " << event.id << ": " << event.text;
            outputs += event.emits.size() + event.sends.size();
        }
    }
    EXPECT_GT(outputs, 0u) << "nothing was sent or emitted in any run";
}

std::string testName(const testing::TestParamInfo<Case>& info) {
    return std::filesystem::path(info.param.spec).stem().string() +
           (info.param.system.empty() ? "" : "_" + info.param.system);
}

INSTANTIATE_TEST_SUITE_P(Corpus, Runs, testing::ValuesIn(cases()), testName);

}   // namespace
}   // namespace evd::corpus
