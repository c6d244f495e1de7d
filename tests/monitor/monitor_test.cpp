// The incremental monitor against the reference (ir/logic/evaluate): random statements on random runs, which are judged
// once in full after every event, and once only where something has changed. EVD_MONITOR_PAIRS is how many pairs of a
// statement and a run are compared, EVD_MONITOR_SEED where the random numbers begin.

#include "driver/prepare.h"
#include "explore/simulate/simulator.h"
#include "tests/fixture/files.h"
#include "tests/monitor/random_formula.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evd {

namespace {

constexpr uint64_t kFormulas = 40, kRuns = 5;   // of one spec, of one formula

uint64_t setting(const char* name, uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// A spec with random statements, ready to run.
std::unique_ptr<driver::Prepared> prepared(const std::string& name, const std::vector<std::string>& formulas) {
    const std::string base = fixture::source("tests/monitor/" + name);
    std::string text = fixture::read(base + ".evd");
    for (size_t i = 0; i < formulas.size(); ++i) text += fmt::format("property p{} = {}\n", i, formulas[i]);
    driver::Session session(fixture::source("stdlib"));
    session.setText(base + ".evd", text);
    driver::PrepareRequest request;
    request.spec = base + ".evd";
    request.deployment = base + ".toml";
    Diagnostics diagnostics;
    SourceSet sources;
    auto out = driver::prepare(session, request, diagnostics, sources);
    std::string said;
    for (const Diagnostic& one : diagnostics.all())
        if (one.severity == Severity::Error)
            said += codeName(one.code) + " " + one.message + " at " + text.substr(one.span.begin, 60) + "\n";
    EXPECT_TRUE(out && !diagnostics.hasErrors()) << said << text;
    return out;
}

explore::SimOptions randomOptions(explore::Random& random) {
    explore::SimOptions out;
    out.seed = random.next();
    out.schedule = explore::Schedule::Mixed;
    out.steps = 10 + static_cast<uint32_t>(random.below(70));
    if (random.chance(0.3)) out.drop = 0.2;
    if (random.chance(0.3)) out.duplicate = 0.2;
    if (random.chance(0.4)) out.randomCrashes = 2;
    out.randomRestarts = static_cast<uint32_t>(random.below(3));
    out.fifo = random.chance(0.2);
    out.record = random.chance(0.2);
    return out;
}

/// All that a run says of its statements.
std::string said(const explore::Run& run) {
    std::string out = fmt::format("{} events", run.happened);
    for (const explore::Run::Watched& one : run.statements)
        out += fmt::format("; {}: held {}, unknown {} ({} {}), open {} {}, looked {}, violated {}", one.name, one.held,
                           one.unknown, static_cast<int>(one.fault.fault), one.fault.at.begin, one.open, one.whyOpen,
                           one.looked, one.violatedToo);
    if (!run.violation) return out;
    const explore::Violation& violation = *run.violation;
    out += fmt::format("; {} {} by {}", violation.name, violation.atEnd ? "not so at the end" : "violated",
                       violation.event ? std::to_string(*violation.event) : "the start");
    for (const ir::Binding& one : violation.witness) out += fmt::format(" {} = {}", one.name, one.value);
    return out;
}

TEST(Monitor, SaysWhatTheReferenceSays) {
    const uint64_t seed = setting("EVD_MONITOR_SEED", 1), pairs = setting("EVD_MONITOR_PAIRS", 600);
    SCOPED_TRACE(fmt::format("EVD_MONITOR_SEED={}", seed));
    explore::Random random(seed);
    uint64_t done = 0, evaluated = 0, violated = 0, atEnd = 0, unknown = 0, open = 0;
    while (done < pairs && !testing::Test::HasFailure()) {
        std::vector<std::string> formulas;
        monitoring::RandomFormula maker(random);
        for (uint64_t i = 0; i < kFormulas; ++i) formulas.push_back(maker.make());
        auto spec = prepared(random.chance(0.6) ? "jobs" : "doors", formulas);
        ASSERT_TRUE(spec);
        Diagnostics diagnostics;
        const std::vector<explore::Input> inputs = driver::inputs(spec->file, *spec->interpreter, diagnostics);
        for (uint64_t i = 0; i < kFormulas; ++i) {
            explore::SimOptions common;
            common.only = {"p" + std::to_string(i)};
            const auto plan = explore::planFor(*spec->interpreter, common);
            for (uint64_t r = 0; r < kRuns && done < pairs; ++r) {
                explore::SimOptions options = randomOptions(random);
                options.inputs = inputs;
                options.only = common.only;
                explore::SimOptions inFull = options;
                inFull.inFull = true;
                options.plan = plan;
                const explore::Run run = explore::Simulator(*spec->interpreter, options).run();
                if (!run.statements.at(0).notEvaluated.empty()) break;
                const explore::Run reference = explore::Simulator(*spec->interpreter, inFull).run();
                ASSERT_EQ(said(run), said(reference)) << "seed " << options.seed << " of " << formulas[i];
                ++done;
                evaluated += r == 0 ? 1 : 0;
                violated += run.violation ? 1 : 0;
                atEnd += run.violation && run.violation->atEnd ? 1 : 0;
                unknown += run.statements[0].unknown > 0 ? 1 : 0;
                open += run.statements[0].open;
            }
        }
    }
    fmt::print("seed {}: {} runs of {} statements; {} violated, {} of these at the end; {} unknown, {} open\n", seed,
               done, evaluated, violated, atEnd, unknown, open);
}

}   // namespace

}   // namespace evd
