// Verdicts of small checks that a reduction, or what is kept of the past, could get wrong.

#include "driver/exploration.h"
#include "tests/fixture/files.h"

#include <gtest/gtest.h>

namespace evd::exploration {

namespace {

/// The verdict of the first statement of the only check of a spec: without reductions, with all, and with silent events
/// put together alone.
std::string verdictOf(const std::string& text) {
    std::string out;
    explore::Reducing atomic = explore::Reducing::none();
    atomic.atomic = true;
    for (const explore::Reducing& reduce : {explore::Reducing::none(), explore::Reducing(), atomic}) {
        driver::Session session(fixture::source("stdlib"));
        session.setText("/verdicts/spec.evd", text);
        driver::PrepareRequest request;
        request.spec = "/verdicts/spec.evd";
        request.check =
            std::to_string(std::count(text.begin(), text.begin() + static_cast<long>(text.find("\ncheck")), '\n') + 2);
        Diagnostics diagnostics;
        SourceSet sources;
        const auto prepared = driver::prepare(session, request, diagnostics, sources);
        if (!prepared) return diagnostics.all().empty() ? "not prepared" : diagnostics.all().front().message;
        explore::ExploreOptions options;
        options.reduce = reduce;
        const driver::ExploredCheck explored(*prepared, options);
        const std::string verdict = explored.verdict(explored.statements.front());
        if (!out.empty() && verdict != out) return out + " in full, " + verdict + " reduced";
        out = verdict;
    }
    return out;
}

/// An input to a location that has crashed is lost, and the next group comes.
TEST(Verdicts, CrashesLetLaterInputsCome) {
    EXPECT_EQ(verdictOf(R"(spec turns
param nodes : Set<Loc>
input go(n: Int)
process P {
  var got : Set<Int> = {}
  on go(n) { got += n }
}
system S = P at nodes
invariant in_turn = forall i in nodes: 2 in got of P at i implies exists j in nodes: 1 in got of P at j
check in_turn with nodes = {a, b} given go(1) to a then go(2) to b faults crash <= 1
)"),
              "refuted");
}

const std::string kTwice = R"(spec twice
param nodes : Set<Loc>
message m(n: Int)
process P {
  on start { send m(1) to nodes  send m(1) to nodes }
  on m(n) { }
}
system S = P at nodes
)";

/// Equal occurrences are two events.
TEST(Verdicts, EventsAreToldApart) {
    EXPECT_EQ(verdictOf(kTwice + R"(property only_one = forall d, e: m(1) @ d and m(1) @ e implies d == e
check only_one with nodes = {a}
)"),
              "refuted");
    EXPECT_EQ(verdictOf(kTwice + R"(property is_one = forall e: m(1) @ e implies not exists d: m(1) @ d and d != e
check is_one with nodes = {a}
)"),
              "refuted");
}

/// Who waits can end the search before it has begun, while what may be left out is looked for.
TEST(Verdicts, TheLocalClosureCanBeStopped) {
    const std::string text = R"(spec endless
param nodes : Set<Loc>
process P { var n : Int = 0 action tick { n += 1 } }
system S = P at nodes
invariant natural = forall i in nodes: n of P at i >= 0
check natural with nodes = {a, b}
)";
    driver::Session session(fixture::source("stdlib"));
    session.setText("/verdicts/spec.evd", text);
    driver::PrepareRequest request;
    request.spec = "/verdicts/spec.evd";
    request.check = "natural";
    Diagnostics diagnostics;
    SourceSet sources;
    const auto prepared = driver::prepare(session, request, diagnostics, sources);
    ASSERT_TRUE(prepared);
    explore::ExploreOptions options;
    options.closureSteps = SIZE_MAX;
    options.progress = [](const explore::Progress&) { return false; };
    const driver::ExploredCheck explored(*prepared, options);
    EXPECT_EQ(explored.end, explore::Exploration::End::Stopped);
    EXPECT_EQ(explored.verdict(explored.statements.front()), "out of budget");
}

/// No locations are an instance too: nothing happens in it.
TEST(Verdicts, WithoutLocationsAreVacuous) {
    EXPECT_EQ(verdictOf(R"(spec nobody
param nodes : Set<Loc>
process P { var n : Int = 0 action tick when n < 2 { n += 1 } }
system S = P at nodes
invariant small = forall i in nodes: n of P at i < 1
check small with nodes = {}
)"),
              "vacuous");
}

/// An answer that `b` gives without being asked, and one that it gives when it is.
std::string answers(const std::string& when) {
    return R"(spec answers
param a : Loc
param b : Loc
input ask(x: Int)
message please(x: Int)
output answer(x: Int)
process A { on ask(x) { send please(x) to b } }
process B {
)" + when + R"(
}
system S = A at a || B at b
property has_cause = forall x, e: sent answer(x) @ e implies exists e0 < e: ask(x) @ e0
check has_cause with a = p, b = q given ask(1) to a
)";
}

/// The cause has happened in most orders, but it need not have.
TEST(Verdicts, EventsNeedCauses) {
    EXPECT_EQ(verdictOf(answers("  on start { emit answer(1) }")), "refuted");
    EXPECT_EQ(verdictOf(answers("  var asked : Bool = false\n  on please(x) { asked := true  emit answer(x) }")),
              "checked");
    // It answers what it is asked and something else.
    EXPECT_EQ(verdictOf(answers("  on please(x) { emit answer(x) emit answer(x + 1) }")), "refuted");
}

/// In the causal past of an event locations are something else than in a run in which more has happened.
TEST(Verdicts, CausesSayNothingOfWhatLocationsAre) {
    const std::string spec = R"(spec present
param a : Loc
param b : Loc
input ask(x: Int)
message off()
output answer(x: Int)
process A {
  var flag : Bool = false
  on ask(x) { flag := true  send off() to self }
  on off() { flag := false }
}
process B { on start { emit answer(1) } }
system S = A at a || B at b
property has_cause = forall x, e: sent answer(x) @ e implies (exists e0 < e: ask(x) @ e0) or not flag of A at a
check has_cause with a = p, b = q given ask(1) to a
)";
    EXPECT_EQ(verdictOf(spec), "refuted");
}

/// Silent events may be what a later event depends on, at the end of a run and with a crash between them.
TEST(Verdicts, SilentEventsCount) {
    const std::string spec = R"(spec silent
param n : Loc
param k : Loc
input vote(x: Int)
output done(total: Int)
process P {
  durable var sum : Int = 0
  var seen : Int = 0
  on vote(x) {
    sum := sum + x
    seen := seen + 1
    if seen == 2 { send done(sum) to k }
  }
}
system S = P at n
property small = forall t, e: sent done(t) @ e implies t <= 5
property ends = exists t, e: sent done(t) @ e
)";
    const std::string given = " with n = p, k = q given vote(4) to n, vote(1) to n, vote(1) to n";
    EXPECT_EQ(verdictOf(spec + "check small" + given + "\n"), "checked");
    EXPECT_EQ(verdictOf(spec + "check ends" + given + "\n"), "checked");
    // After a crash it counts anew, but the sum is that of before.
    EXPECT_EQ(verdictOf(spec + "check small" + given + " faults restart <= 1\n"), "refuted");
    EXPECT_EQ(verdictOf(spec + "check ends with n = p, k = q given vote(4) to n\n"), "refuted");
}

/// A silent event that would be no silent one later cannot wait, although it changes nothing that the other looks at.
TEST(Verdicts, SilentEventsComeBeforeWhatWouldMakeThemLoud) {
    EXPECT_EQ(verdictOf(R"(spec late
param n : Loc
input add(x: Int)
input close()
message begun()
message closed()
message ask()
message answer(total: Int)
process Box {
  var held : Int = 0
  on add(x) { held := held + x }
  on ask() { send answer(held) to self }
}
process P {
  var open : Bool = true
  var was_late : Bool = false
  var told : Int = 0
  on start { spawn Box()  send begun() to self }
  on begun() { }
  on close() { open := false  send closed() to self }
  on add(_) when not open { was_late := true }
  on closed() { send ask() to self }
  on answer(t) { told := t }
}
system S = P at n
invariant never = told of P at n == 5 implies was_late of P at n
check never with n = p given add(5) to n, close() to n
)"),
              "refuted");
}

/// A message that no single state of its receiver is sensitive to may matter to one that comes later.
TEST(Verdicts, MessagesThatMatterLaterAreKept) {
    EXPECT_EQ(verdictOf(R"(spec later
param nodes : Set<Loc>
message first()
message second()
process P {
  var open : Bool = false
  var got : Bool = false
  on start { send second() to nodes  send first() to nodes }
  on first() { open := true }
  on second() when open { got := true }
}
system S = P at nodes
invariant never = forall i in nodes: not got of P at i
check never with nodes = {a, b}
)"),
              "refuted");
}

}   // namespace

}   // namespace evd::exploration
