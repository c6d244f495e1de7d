// Crashes on conditions and by rates, partitions, and what no run has reached.

#include "driver/scenario_text.h"
#include "driver/tries.h"
#include "tests/fixture/files.h"
#include "tests/unit/driver/written_spec.h"

#include <algorithm>
#include <set>

namespace evd::driver {

namespace {

using explore::EventKind;
using explore::SimOptions;

/// `a` is chief after two notes, once for each time that it starts; what it has heard is durable.
const char* const kChief = R"(spec made
param a : Loc
param b : Loc
message note(x: Int)
process P {
  var got : Int = 0
  durable var ever : Int = 0
  on start { after 5ms send note(0) to self }
  on note(x) { got += 1  ever += 1  if ever < 9 { after 5ms send note(0) to self } }
}
system S = P at a || P at b
predicate chief(i: Loc) = got of P at i >= 2
invariant sane = forall i: chief(i) implies ever of P at i >= 2
)";

struct Outages {
    size_t crashes = 0, restarts = 0;
    std::set<std::string> where;
};
Outages outagesOf(const explore::Run& run) {
    Outages out;
    for (const explore::Event& event : run.events) {
        out.crashes += event.kind == EventKind::Crash;
        out.restarts += event.kind == EventKind::Restart;
        if (event.kind == EventKind::Crash) out.where.insert(run.names[event.location]);
    }
    return out;
}

/// Of the run of that seed, which is made once more to be told.
Outages outagesOf(const Prepared& prepared, SimOptions options, uint64_t seed) {
    options.seed = seed;
    Tries tries(prepared, options, 1, false);
    tries.run(true);
    return outagesOf(tries.last);
}

TEST(Faults, CrashWhereAConditionHolds) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, kChief, {"chief(i)", "got of P at i >= 2 and not up(b)", "i == a"});
    ASSERT_TRUE(one);
    ASSERT_EQ(one->module.conditions.size(), 3u);
    size_t crashes = 0, restarts = 0;
    std::set<std::string> where;
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        SimOptions options{.seed = seed, .schedule = explore::Schedule::Mixed, .steps = 80};
        options.crashWhen = {{0, std::nullopt}};
        options.crashesMax = 3;
        options.restartsMax = 1;
        Tries tries(*one, options, 1, false);
        tries.run(true);
        const explore::Run& run = tries.last;
        for (const explore::Event& event : run.events) {
            if (event.kind != EventKind::Crash) continue;
            // The condition holds just before: two notes since the start.
            size_t notes = 0;
            for (const explore::Event& earlier : run.events) {
                if (earlier.id >= event.id || earlier.location != event.location) continue;
                if (earlier.kind == EventKind::Restart) notes = 0;
                notes += earlier.kind == EventKind::Receive;
            }
            EXPECT_GE(notes, 2u);
        }
        const Outages found = outagesOf(run);
        EXPECT_LE(found.crashes, 3u);
        EXPECT_LE(found.restarts, 1u);
        crashes += found.crashes;
        restarts += found.restarts;
        where.insert(found.where.begin(), found.where.end());
        // A run with such crashes is a scenario, too.
        Result<std::string> made = scenarioText(session, *one, run, "/specs/made.evd", "kept");
        EXPECT_TRUE(made) << made.error().message;
        // And the same seed is the same run.
        Tries again(*one, options, 1, false);
        again.run(true);
        EXPECT_EQ(again.last.events.size(), run.events.size());
    }
    EXPECT_GT(crashes, 40u);
    EXPECT_GT(restarts, 20u);
    EXPECT_EQ(where.size(), 2u);
}

TEST(Faults, CrashOnlyWhatIsMeant) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, kChief, {"chief(i)", "ever of P at i > 99"});
    ASSERT_TRUE(one);
    SimOptions options{.steps = 80};
    options.crashWhen = {{0, 1}, {1, std::nullopt}};
    options.crashesMax = 9;
    Tries tries(*one, options, 20, false);
    size_t crashes = 0;
    tries.run(false, [&] {
        const Outages found = outagesOf(*one, options, tries.last.seed);
        crashes += found.crashes;
        EXPECT_EQ(found.where.count("a"), 0u);
        return true;
    });
    EXPECT_FALSE(tries.found());
    EXPECT_GT(crashes, 5u);
    ASSERT_EQ(tries.series.conditions.size(), 2u);
    EXPECT_GT(tries.series.conditions[0].held, 0u);
    EXPECT_EQ(tries.series.conditions[1].held, 0u);
}

TEST(Faults, CrashByARateWithinTheirBudget) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, kChief);
    ASSERT_TRUE(one);
    SimOptions options{.steps = 200, .crashRate = 0.2, .crashesMax = 4, .restartRate = 0.5, .restartsMax = UINT32_MAX};
    size_t crashes = 0, restarts = 0;
    Tries tries(*one, options, 30, false);
    tries.run(false, [&] {
        const Outages found = outagesOf(*one, options, tries.last.seed);
        EXPECT_LE(found.crashes, 4u);
        EXPECT_LE(found.restarts, found.crashes);
        crashes += found.crashes;
        restarts += found.restarts;
        return true;
    });
    EXPECT_GT(crashes, 40u);
    EXPECT_GT(restarts, 30u) << "nothing else happens, and they come back";
}

/// A violation by such a crash shrinks to a run without chance.
TEST(Faults, ShrinkToTheCrash) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, std::string(kChief) + "invariant few = forall i: ever of P at i < 9 or up(i)\n",
                             {"ever of P at i >= 9"});
    ASSERT_TRUE(one);
    SimOptions options{.steps = 200};
    options.crashWhen = {{0, std::nullopt}};
    Tries tries(*one, options, 20, false);
    tries.run(false);
    ASSERT_TRUE(tries.found());
    const size_t whole = tries.last.events.size();
    ASSERT_TRUE(tries.shrink());
    EXPECT_LT(tries.last.events.size(), whole);
    EXPECT_EQ(outagesOf(tries.last).crashes, 1u);
    EXPECT_TRUE(scenarioText(session, *one, tries.last, "/specs/made.evd", "kept"));
}

TEST(Faults, MistakesInConditionsAreToldAtTheirText) {
    struct Case {
        const char *formula, *said;
    };
    const Case cases[] = {
        {"got of P at i", "EVD2001 --crash-when: `got of P at i`: expected Bool, found Int\n"},
        {"chef(i)", "EVD1001 --crash-when: `chef`: there is no `chef` here\n"},
        {"", "EVD6010 --crash-when takes a formula about a location `i`, such as `leader of Server at i`\n"},
        {"forall v: v >= 0", "EVD6010 --crash-when: `forall v: v >= 0`: --crash-when cannot be evaluated: `v` ranges "
                             "over every Int; give it a collection: `v in …`\n"},
        {"up(i)) predicate x(j: Loc) = (up(j)",
         "EVD0001 --crash-when: `predicate`: expected the end of the declaration, found `predicate`\n"},
        {"up(i))\npredicate x(j: Loc) = (up(j)",
         "EVD1015 --crash-when: `x`: `x` is never used\nEVD6010 --crash-when: `up(i))\npredicate x(j: Loc) = (up(j)`: "
         "--crash-when takes one formula\n"},
    };
    for (const Case& one : cases) {
        Session session(fixture::source("stdlib"));
        std::string said;
        EXPECT_FALSE(test::written(session, kChief, {"chief(i)", one.formula}, &said));
        EXPECT_EQ(said, one.said);
    }
    for (const char* broken : {"(", ")", "up(i", "/*", "\"", "up(i) //", "§", "forall", "i in"}) {
        Session session(fixture::source("stdlib"));
        std::string said;
        test::written(session, kChief, {broken}, &said);   // no crash; what is said is about its own text
        if (std::string(broken) != "up(i) //") EXPECT_NE(said.find("--crash-when"), std::string::npos) << broken;
        EXPECT_EQ(said.find("made.evd"), std::string::npos) << said;
    }
}

TEST(Faults, PartitionsHeal) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, R"(spec made
param a : Loc
param b : Loc
message m(x: Int)
process A { on start { send m(1) to b  send m(2) to self } on m(x) {} }
process B { on m(x) {} }
system S = A at a || B at b
)");
    ASSERT_TRUE(one);
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        SimOptions options{.seed = seed, .schedule = explore::Schedule::Mixed};
        options.partitions = {{{1}, 0, 60}};
        Tries tries(*one, options, 1, false);
        tries.run(true);
        EXPECT_EQ(tries.last.end, explore::End::Quiescent);
        size_t received = 0;
        for (const explore::Event& event : tries.last.events) {
            if (event.kind != EventKind::Receive) continue;
            ++received;
            EXPECT_EQ(event.location == 1, event.step >= 60)
                << "what passes the cut waits for its end, the rest does not";
        }
        EXPECT_EQ(received, 2u);
    }
}

/// A message that 12 rounds of ping-pong overtake; even choice does not find 8 in 2,000 runs.
TEST(Schedules, FindAMessageThatManyOvertake) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, R"(spec made
param a : Loc
param b : Loc
message slow()
message ping(n: Int)
message pong(n: Int)
process A {
  on start { send slow() to b  send ping(1) to b }
  on pong(n) when n < 40 { send ping(n + 1) to b }
}
process B {
  var rounds : Int = 0
  var late : Bool = false
  on ping(n) { rounds := n  send pong(n) to a }
  on slow() { late := rounds >= 12 }
}
system S = A at a || B at b
invariant in_time = not late of B at b
)");
    ASSERT_TRUE(one);
    auto seedsFor = [&](explore::Schedule schedule, uint64_t most) {
        Tries tries(*one, {.schedule = schedule}, most, false);
        tries.run(false);
        return tries.found() ? tries.series.runs : 0;
    };
    const uint64_t mixed = seedsFor(explore::Schedule::Mixed, 100);
    RecordProperty("seeds", std::to_string(mixed));
    EXPECT_NE(mixed, 0u) << "not within 100 seeds";
    EXPECT_EQ(seedsFor(explore::Schedule::Even, 500), 0u);
}

const char* const kHalfReached = R"(spec made
param a : Loc
param b : Loc
message m(x: Int)
message never(x: Int)
process A {
  on start { send m(1) to b }
  action rest when false { }
  on never(x) { if x > 0 { send m(2) to b } }
}
process B {
  var got : Int = 0
  on m(x) when x > 5 { got := x }
  on m(x) when x <= 5 { if x > 3 { got := 3 } else { got := 1 }  for k in [1, 2] { if k > x { got := k } } }
}
process Elsewhere { on m(x) { } }
system S = A at a || B at b
system Other = Elsewhere at a
invariant seen = forall i: got of B at i > 99 implies up(i)
property told = forall e: m(9) @ e implies first(e)
)";

TEST(Coverage, TellsWhatNoRunHasReached) {
    Session session(fixture::source("stdlib"));
    session.setText("/specs/made.toml", std::string("system = \"S\"\n") + test::kTwoPlaces);
    PrepareRequest request;
    request.spec = "/specs/made.evd";
    request.deployment = "/specs/made.toml";
    session.setText(request.spec, kHalfReached);
    Diagnostics diagnostics;
    SourceSet sources;
    auto one = prepare(session, request, diagnostics, sources);
    ASSERT_TRUE(one);
    for (unsigned threads : {1u, 3u}) {
        Tries tries(*one, {.schedule = explore::Schedule::Mixed, .cover = true}, 20, false, threads);
        tries.run(false);
        std::vector<std::string> told;
        for (const explore::Gap& gap : tries.series.reached.gaps)
            told.push_back(fmt::format("{}: {} {} {}", gap.line, gap.of, gap.text, explore::reason(gap.kind)));
        EXPECT_EQ(told, (std::vector<std::string>{"8: A rest was never done", "9: A never(x) no such message arrived",
                                                  "13: B m(x) its pattern or guard never held",
                                                  "14: B x > 3 was never true"}));
        EXPECT_EQ(tries.series.reached.points, 8u);
        // What holds vacuously in all runs does so together.
        for (const auto& watched : tries.series.statements) {
            EXPECT_FALSE(watched.looked) << watched.name;
            EXPECT_GE(watched.held, 20u) << watched.name;
        }
    }
    Tries without(*one, {}, 2, false);
    without.run(false);
    EXPECT_EQ(without.series.reached.points, 0u);
}

/// What is open in one run and not in another is told of all.
TEST(Series, KeepWhatEarlierRunsLeftOpen) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, R"(spec made
param a : Loc
param b : Loc
message m(x: Int)
process A { on start { send m(1) to b } }
process B { on m(x) { } }
system S = A at a || B at b
property arrives = forall e: sent m(_) @ e implies exists e2: m(_) @ e2
)");
    ASSERT_TRUE(one);
    Tries tries(*one, {.drop = 0.5}, 40, false);
    tries.run(false);
    const explore::Run::Watched& watched = tries.series.statements.at(0);
    EXPECT_GT(watched.open, 5u);
    EXPECT_GT(watched.held, 5u);
    EXPECT_EQ(watched.open + watched.held, 40u);
    EXPECT_EQ(watched.whyOpen, "messages were lost");
}

/// What has nothing to do with the violation stands back; what led to it does not.
TEST(Cone, HoldsWhatLedToTheViolation) {
    Session session(fixture::source("stdlib"));
    auto one = test::written(session, R"(spec made
param a : Loc
param b : Loc
message noise(n: Int)
message cause(x: Int)
process A {
  var heard : Int = 0
  var x : Int = 0
  on start { after 30ms send cause(7) to b  send noise(0) to b }
  on noise(n) { heard += 1  if n < 9 { send noise(n + 1) to b } }
}
process B {
  var heard : Int = 0
  var x : Int = 0
  on noise(n) { heard += 1  send noise(n + 1) to a }
  on cause(v) { x := v }
}
system S = A at a || B at b
invariant zero = forall i: x of B at i == 0
)");
    ASSERT_TRUE(one);
    Tries tries(*one, {}, 1, false);
    tries.run(true);
    ASSERT_TRUE(tries.last.violation);
    std::vector<std::string> left;
    for (const explore::Event& event : tries.last.events)
        if (!event.aside) left.push_back(tries.last.names[event.location] + " " + event.text);
    EXPECT_EQ(left, (std::vector<std::string>{"a start", "b cause(7)"}));
    ASSERT_TRUE(tries.shrink());
    EXPECT_TRUE(std::none_of(tries.last.events.begin(), tries.last.events.end(),
                             [](const explore::Event& event) { return event.aside; }));
}

}   // namespace

}   // namespace evd::driver
