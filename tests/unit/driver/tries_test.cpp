// Many runs: what is found does not depend on how many are made at a time.

#include "driver/scenario_text.h"
#include "driver/tries.h"
#include "tests/fixture/files.h"
#include "tests/unit/driver/written_spec.h"

#include <gtest/gtest.h>

namespace evd::driver {

namespace {

std::unique_ptr<Prepared> prepared(const std::string& spec, const std::string& deployment) {
    Session session(fixture::source("stdlib"));
    PrepareRequest request;
    request.spec = fixture::source(spec).string();
    request.deployment = fixture::source(deployment).string();
    Diagnostics diagnostics;
    SourceSet sources;
    auto out = prepare(session, request, diagnostics, sources);
    EXPECT_TRUE(out && !diagnostics.hasErrors());
    return out;
}

std::unique_ptr<Prepared> lockServer() {
    return prepared("examples/lock_server/first_version.evd", "examples/lock_server/cluster.toml");
}

explore::SimOptions optionsFor(const Prepared& spec) {
    Diagnostics diagnostics;
    explore::SimOptions out;
    out.schedule = explore::Schedule::Mixed;
    out.inputs = inputs(spec.file, *spec.interpreter, diagnostics);
    return out;
}

TEST(Tries, FindTheSameOnSeveralThreads) {
    auto one = lockServer();
    ASSERT_TRUE(one);
    explore::SimOptions simulation = optionsFor(*one);
    for (double duplicate : {0.0, 0.05, 0.2})
        for (uint64_t tries : {1u, 2u, 40u}) {
            SCOPED_TRACE(testing::Message() << duplicate << " " << tries);
            simulation.duplicate = duplicate;
            Tries alone(*one, simulation, tries, false, 1), together(*one, simulation, tries, false, 3);
            alone.run(false);
            together.run(false);
            EXPECT_EQ(alone.series.runs, together.series.runs);
            EXPECT_EQ(alone.last.seed, together.last.seed);
            EXPECT_EQ(alone.last.happened, together.last.happened);
            EXPECT_EQ(alone.found(), together.found());
            ASSERT_EQ(alone.series.statements.size(), together.series.statements.size());
            for (size_t i = 0; i < alone.series.statements.size(); ++i)
                EXPECT_EQ(alone.series.statements[i].held, together.series.statements[i].held);
        }
}

TEST(Tries, StopWhenTheyAreToldTo) {
    auto one = prepared("examples/ring_election/ring_election.evd", "examples/ring_election/cluster.toml");
    ASSERT_TRUE(one);
    Tries tries(*one, {}, 1'000'000, false, 2);
    tries.run(false, [&] { return tries.series.runs < 7; });
    EXPECT_EQ(tries.series.runs, 7u);
}

TEST(Tries, ShrinkToFewerEventsThatViolateTheSame) {
    auto one = lockServer();
    ASSERT_TRUE(one);
    explore::SimOptions simulation = optionsFor(*one);
    simulation.duplicate = 0.2;
    Tries tries(*one, simulation, 200, false, 2);
    tries.run(true);
    ASSERT_TRUE(tries.last.violation);
    const std::string name = tries.last.violation->name;
    const size_t whole = tries.last.events.size();
    ASSERT_TRUE(tries.shrink());
    ASSERT_TRUE(tries.last.violation);
    EXPECT_EQ(tries.last.violation->name, name);
    EXPECT_LE(tries.last.events.size(), whole);
    // No event but the last violates it.
    EXPECT_EQ(tries.last.violation->event, tries.last.events.size() - 1);
}

const char* const kThreeMessages = R"(spec made
param a : Loc
param b : Loc
message m(x: Int)
process A { on start { send m(1) to b  send m(2) to b  send m(3) to b } }
process B { var got : List<Int> = []  on m(x) { got := append(got, x) } }
system S = A at a || B at b
invariant no_three = not (3 in got of B at b)
invariant no_two   = not (2 in got of B at b)
)";

/// A shrunk run is one of the network that was asked for.
TEST(Tries, ShrinkWithinTheOrderOfLinks) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, kThreeMessages);
    ASSERT_TRUE(one);
    for (bool fifo : {true, false}) {
        Tries tries(*one, {.fifo = fifo, .only = {"no_three"}}, 1, false);
        tries.run(true);
        ASSERT_TRUE(tries.shrink());
        EXPECT_EQ(tries.last.events.size(), fifo ? 5u : 3u);
    }
}

/// It violates the same statement, and is told of that one, whatever others it violates on the way.
TEST(Tries, ShrinkToTheSameStatement) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, kThreeMessages);
    ASSERT_TRUE(one);
    for (uint64_t seed = 1; seed <= 12; ++seed) {
        Tries tries(*one, {.seed = seed}, 1, false);
        tries.run(true);
        ASSERT_TRUE(tries.last.violation);
        const std::string name = tries.last.violation->name;
        ASSERT_TRUE(tries.shrink());
        EXPECT_EQ(tries.last.violation->name, name) << seed;
    }
}

/// Every run of lost, doubled and crashed deliveries is a scenario that does the same.
TEST(Tries, RunsWithFaultsAreScenarios) {
    const std::string text = R"(spec made
param a : Loc
param b : Loc
message m(x: Int)
message tick()
process A { on start { send m(1) to b  send m(1) to b  after 5ms send tick() to self }  on tick() { send m(2) to b } }
process B { durable var n : Int = 0  on m(x) { n := n + x } }
system S = A at a || B at b
invariant few = n of B at b <= 4
)";
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        Session session(fixture::source("stdlib"));
        auto one = test::written(session, text);
        ASSERT_TRUE(one);
        Tries tries(*one,
                    {.seed = seed, .steps = 40, .drop = 0.2, .duplicate = 0.5, .randomCrashes = 2, .randomRestarts = 1},
                    1, false);
        tries.run(true);
        Result<std::string> made = scenarioText(session, *one, tries.last, "/specs/made.evd", "kept");
        EXPECT_TRUE(made) << made.error().message;
        if (!tries.last.violation) continue;
        EXPECT_TRUE(tries.shrink());
        made = scenarioText(session, *one, tries.last, "/specs/made.evd", "kept");
        EXPECT_TRUE(made) << made.error().message;
    }
}

}   // namespace

}   // namespace evd::driver
