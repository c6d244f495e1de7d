// Verdicts of statements about what must happen at some time, on small specs where they can be seen: each both ways.

#include "driver/exploration.h"
#include "explore/trace/render_text.h"
#include "tests/fixture/files.h"

#include <gtest/gtest.h>

namespace evd::exploration {

namespace {

/// What became of the first statement of the only check of a spec.
struct Told {
    std::string verdict;   ///< of a refuted one also how: "refuted: goes round", "refuted: rests", "refuted: ends"
    std::string run, says;
};

Told toldOf(const std::string& text) {
    driver::Session session(fixture::source("stdlib"));
    session.setText("/liveness/spec.evd", text);
    driver::PrepareRequest request;
    request.spec = "/liveness/spec.evd";
    request.check =
        std::to_string(std::count(text.begin(), text.begin() + static_cast<long>(text.find("\ncheck")), '\n') + 2);
    Diagnostics diagnostics;
    SourceSet sources;
    const auto prepared = driver::prepare(session, request, diagnostics, sources);
    if (!prepared) return {diagnostics.all().empty() ? "not prepared" : diagnostics.all().front().message, "", ""};
    explore::ExploreOptions options;
    options.statesMax = 20'000;
    const driver::ExploredCheck explored(*prepared, options);
    const driver::ExploredCheck::Statement& one = explored.statements.front();
    Told out{explored.verdict(one), "", explored.sentence(one)};
    if (!one.run) return out;
    const std::optional<uint32_t> loop = one.run->loop;
    out.verdict += !loop ? ": ends" : *loop == one.run->events.size() ? ": rests" : ": goes round";
    out.run = explore::renderText(*one.run);
    return out;
}

std::string verdictOf(const std::string& text) {
    const Told told = toldOf(text);
    // Why something is not judged must not go unseen.
    return told.verdict == "unknown" ? told.says : told.verdict;
}

/// A spec with one statement: `spec`, `property it = …`, and its check.
std::string with(const std::string& spec, const std::string& formula, const std::string& check) {
    return spec + "\nproperty it = " + formula + "\ncheck it " + check + "\n";
}

// ---- fairness of actions ----------------------------------------------------------------------------------------

/// A lock that goes round and round. `server`, `client`: words in front of their actions.
std::string lock(const std::string& server, const std::string& client) {
    return R"(spec locks
param server  : Loc
param clients : Set<Loc>
message acquire()
message grant()
message release()
process Server {
  var free    : Bool      = true
  var waiting : List<Loc> = []
  on acquire() from c { waiting := waiting + [c] }
  on release()        { free := true }
  )" + server +
           R"(action hand when free and size(waiting) > 0 {
    free := false
    send grant() to first(waiting)
    waiting := slice(waiting, 1, size(waiting))
  }
}
process Client {
  var holds : Bool = false
  on start   { send acquire() to server }
  on grant() { holds := true }
  )" + client +
           R"(action done when holds { holds := false  send release() to server  send acquire() to server }
}
system Lock = Server at server || Client at clients
)";
}
const std::string kTwoClients = "with server = s, clients = {a, b}";

TEST(Liveness, OfALockNeedsAFairServer) {
    const std::string served = "forall i in clients: always eventually holds of Client at i";
    EXPECT_EQ(verdictOf(with(lock("fair ", "fair "), served, kTwoClients)), "checked");
    EXPECT_EQ(verdictOf(with(lock("", "fair "), served, kTwoClients)), "refuted: rests");
    EXPECT_EQ(verdictOf(with(lock("fair ", ""), served, kTwoClients)), "refuted: rests");
    const std::string freed = "forall i in clients: (holds of Client at i) leads_to (not holds of Client at i)";
    EXPECT_EQ(verdictOf(with(lock("", "fair "), freed, kTwoClients)), "checked");
    EXPECT_EQ(verdictOf(with(lock("fair ", ""), freed, kTwoClients)), "refuted: rests");
}

TEST(Liveness, IsRefutedByWhatGoesRoundForEver) {
    const std::string spec = lock("fair ", "fair ");
    EXPECT_EQ(verdictOf(with(spec, "eventually always free of Server at server", kTwoClients)), "refuted: goes round");
    EXPECT_EQ(verdictOf(with(spec, "always eventually free of Server at server", kTwoClients)), "checked");
    const Told told = toldOf(with(spec, "eventually always not free of Server at server", kTwoClients));
    EXPECT_EQ(told.verdict, "refuted: goes round");
    EXPECT_NE(told.run.find("from here it goes round for ever: #"), std::string::npos) << told.run;
    EXPECT_NE(told.run.find("Then it goes on at #"), std::string::npos) << told.run;
    // What is owed is told with the event since when.
    const Told owed =
        toldOf(with(lock("fair ", ""),
                    "forall i in clients: (holds of Client at i) leads_to (not holds of Client at i)", kTwoClients));
    EXPECT_NE(owed.run.find("for i = a, since = #"), std::string::npos) << owed.run;
}

/// Two counters of which each goes round; `fair` is in front of the actions of one of them.
std::string counters(const std::string& first, const std::string& second) {
    return R"(spec counters
param nodes : Set<Loc>
process P {
  var x : Int = 0
  var y : Int = 0
  )" + first +
           "action turn when " + second + R"(
  action idle when y < 1 { y := 1 - y }
}
system S = P at nodes
)";
}

/// An action that is possible again and again, but not for ever, is not owed: fairness is weak.
TEST(Liveness, KnowsOnlyWeakFairness) {
    const std::string steady = counters("fair ", "x < 1 { x := 1 }\n  action flip { y := 1 - y }");
    const std::string now_and_then = counters("fair ", "x < 1 and y == 0 { x := 1 }\n  action flip { y := 1 - y }");
    EXPECT_EQ(verdictOf(with(steady, "forall i in nodes: eventually x of P at i == 1", "with nodes = {a}")), "checked");
    // It may stay where y is 1, or go on from y to y.
    EXPECT_EQ(verdictOf(with(now_and_then, "forall i in nodes: eventually x of P at i == 1", "with nodes = {a}")),
              "refuted: rests");
    const std::string flips = R"(spec flips
param nodes : Set<Loc>
process P {
  var x : Int = 0
  var y : Int = 0
  fair action flip { y := 1 - y }
  fair action turn when x == 0 and y == 0 { x := 1 }
}
system S = P at nodes
)";
    EXPECT_EQ(verdictOf(with(flips, "forall i in nodes: eventually x of P at i == 1", "with nodes = {a}")),
              "refuted: goes round");
}

/// Fairness is that of each instance at each location, not of the action as such; but the values are not owed.
TEST(Liveness, OwesEachInstanceItsAction) {
    const std::string spec = R"(spec workers
param nodes : Set<Loc>
input go(n: Int)
process Boss {
  var mine : Set<Int> = {}
  on go(n) { mine += n  spawn Worker(n) }
}
process Worker(n: Int) {
  var turns : Int = 0
  var last  : Int = 0
  fair action work(v in [1, 2]) { last := v  turns := 1 - turns }
}
system S = Boss at nodes
)";
    const std::string given = "with nodes = {a} given go(1) to a, go(2) to a";
    EXPECT_EQ(
        verdictOf(with(spec, "forall i in nodes: Worker(1) at i runs leads_to turns of Worker(1) at i == 1", given)),
        "checked");
    EXPECT_EQ(
        verdictOf(with(spec, "forall i in nodes: Worker(2) at i runs leads_to turns of Worker(2) at i == 1", given)),
        "checked");
    EXPECT_EQ(
        verdictOf(with(spec, "forall i in nodes: Worker(1) at i runs leads_to last of Worker(1) at i == 2", given)),
        "refuted: goes round");
}

/// A fair action that changes nothing is done, so that nothing else is owed because of it.
TEST(Liveness, LetsActionsHappenThatChangeNothing) {
    const std::string spec = R"(spec idle
param nodes : Set<Loc>
process P {
  var x : Int = 0
  fair action idle { x := x }
  action turn when x == 0 { x := 1 }
}
system S = P at nodes
)";
    EXPECT_EQ(verdictOf(with(spec, "forall i in nodes: eventually x of P at i == 1", "with nodes = {a}")),
              "refuted: goes round");
}

// ---- fairness of the network ------------------------------------------------------------------------------------

/// A question that is asked once, or again and again, beside something that goes on for ever.
std::string question(const std::string& asks, const std::string& links = "") {
    return R"(spec questions
param home  : Loc
param nodes : Set<Loc>
message ask()
message answer()
message tick()
)" + links +
           R"(process Home {
  on ask() from p { send answer() to p }
}
process Node {
  var answered : Bool = false
  on start { send ask() to home }
  on answer() { answered := true }
  )" + asks +
           R"(
}
system S = Home at home || Node at nodes
)";
}
const std::string kAnswered = "forall i in nodes: eventually answered of Node at i";
const std::string kHome = "with home = h, nodes = {a}";
/// Something that goes on for ever beside it, so that no run ends.
const std::string kBusy = "var n : Int = 0\n  fair action busy { n := 1 - n }\n";

TEST(Liveness, MessagesArrive) {
    EXPECT_EQ(verdictOf(with(question(""), kAnswered, kHome)), "checked");
    // Also those that others could overtake for ever: as a bag, as a set, in order.
    EXPECT_EQ(verdictOf(with(question(kBusy), kAnswered, kHome)), "checked");
    EXPECT_EQ(verdictOf(with(question(kBusy), kAnswered, kHome + " faults duplicate")), "checked");
    EXPECT_EQ(verdictOf(with(question(kBusy), kAnswered, kHome + " faults duplicate <= 1")), "checked");
    EXPECT_EQ(verdictOf(with(question(kBusy, "links fifo\n"), kAnswered, kHome)), "checked");
    EXPECT_EQ(verdictOf(with(question(kBusy, "links fifo\n"), kAnswered, kHome + " faults duplicate <= 1")), "checked");
}

/// Each message on its way arrives, not only some.
TEST(Liveness, EachMessageArrives) {
    const std::string spec = R"(spec streams
param a : Loc
param b : Loc
message tick()
message tock()
LINKSprocess A {
  on start { send tick() to b  send tock() to b }
}
process B {
  var tocked : Bool = false
  on tick() from p { send back() to p }
  on tock()        { tocked := true }
}
message back()
process C {
  on back() from p { send tick() to p }
}
system S = (A || C) at a || B at b
)";
    const auto of = [&](const std::string& links) {
        std::string text = spec;
        return text.replace(text.find("LINKS"), 5, links);
    };
    const std::string wanted = "eventually tocked of B at b";
    EXPECT_EQ(verdictOf(with(of(""), wanted, "with a = x, b = y")), "checked");
    EXPECT_EQ(verdictOf(with(of("links fifo\n"), wanted, "with a = x, b = y")), "checked");
    EXPECT_EQ(verdictOf(with(of(""), wanted, "with a = x, b = y faults duplicate")), "checked");
    EXPECT_EQ(verdictOf(with(of("links fifo\n"), wanted, "with a = x, b = y faults duplicate <= 1")), "checked");
    EXPECT_EQ(verdictOf(with(of(""), "eventually always tocked of B at b and not in_flight tick() by a to b",
                             "with a = x, b = y")),
              "refuted: goes round");
}

/// The first of those in order may come again and again, but not for ever: the next one is owed too.
TEST(Liveness, SecondCopiesDoNotHoldUpWhatIsBehindThem) {
    const std::string spec = R"(spec in_order
param a : Loc
param b : Loc
message tick()
message tock()
links fifo
process A {
  on start { send tick() to b  send tock() to b }
}
process B {
  var n      : Int  = 0
  var tocked : Bool = false
  on tick() { n := 1 - n }
  on tock() { tocked := true }
}
system S = A at a || B at b
)";
    EXPECT_EQ(verdictOf(with(spec, "eventually tocked of B at b", "with a = x, b = y faults duplicate")), "checked");
    EXPECT_EQ(verdictOf(with(spec, "eventually n of B at b == 2", "with a = x, b = y faults duplicate")),
              "refuted: ends");
}

TEST(Liveness, WhatTheNetworkLosesIsNotOwed) {
    const std::string twice = question("var tries : Int = 0\n  fair action again when tries < 1 { tries += 1  send "
                                       "ask() to home }\n" +
                                       kBusy);
    EXPECT_EQ(verdictOf(with(twice, kAnswered, kHome + " faults drop <= 1")), "checked");
    EXPECT_EQ(verdictOf(with(twice, kAnswered, kHome + " faults drop <= 2")), "refuted: goes round");
    EXPECT_EQ(verdictOf(with(twice, kAnswered, kHome + " faults drop")), "refuted: goes round");
    // Where a run ends after a loss, what was wanted is open.
    const Told told = toldOf(with(question(""), kAnswered, kHome + " faults drop <= 1"));
    EXPECT_EQ(told.verdict, "checked");
    EXPECT_NE(told.says.find("it is open in those that end after a loss"), std::string::npos) << told.says;
    EXPECT_EQ(toldOf(with(question(""), kAnswered, kHome)).says, "held in every run");
}

TEST(Liveness, SetModelDeliveriesThatChangeNothingCount) {
    const std::string spec = question(kBusy);
    // The answer stays on its way for ever, and is delivered as often as one likes.
    EXPECT_EQ(
        verdictOf(with(spec, "eventually always forall i in nodes: n of Node at i == 0", kHome + " faults duplicate")),
        "refuted: goes round");
    // A run may end though copies of what was sent may still come.
    EXPECT_EQ(verdictOf(with(question(""),
                             "forall i in nodes: eventually not answered of Node at i and up(i) and "
                             "was_sent answer() by home and false",
                             kHome + " faults duplicate")),
              "refuted: ends");
}

/// What is passed on for ever is the same state in the set model, though a run with copies never comes to rest.
TEST(Liveness, RepeatedArrivalsMayBeTheRound) {
    const std::string spec = R"(spec passing
param ring : Ring<Loc>
message token()
process P {
  var n : Int = 0
  on start   { send token() to next(self) }
  on token() { n := 1  send token() to next(self) }
}
system S = P at ring
)";
    const std::string two = "with ring = [a, b] faults duplicate";
    EXPECT_EQ(verdictOf(with(spec, "forall i in ring: eventually n of P at i == 2", two)), "refuted: goes round");
    EXPECT_EQ(verdictOf(with(spec, "forall i in ring: eventually n of P at i == 1", two)), "checked");
}

// ---- crashes ----------------------------------------------------------------------------------------------------

TEST(Liveness, OfWhoHasCrashedNothingIsOwed) {
    const std::string ticking = question(kBusy);
    EXPECT_EQ(verdictOf(with(ticking, kAnswered, kHome + " faults crash <= 1")), "refuted: goes round");
    EXPECT_EQ(verdictOf(with(question(""), kAnswered, kHome + " faults crash <= 1")), "checked");   // open at the end
    EXPECT_EQ(verdictOf(with(ticking,
                             "forall i in nodes: up(i) leads_to answered of Node at i or not up(i) or "
                             "not up(home)",
                             kHome + " faults crash <= 1")),
              "checked");
    EXPECT_EQ(verdictOf(with(ticking,
                             "(forall i in nodes: always up(i)) and (always up(home)) implies forall i in "
                             "nodes: eventually answered of Node at i",
                             kHome + " faults crash <= 1")),
              "checked");
}

TEST(Liveness, WhoStopsToComeBackComesBack) {
    const std::string spec = R"(spec back
param nodes : Set<Loc>
process P {
  var n : Int = 0
  fair action turn { n := 1 - n }
}
system S = P at nodes
)";
    const std::string back = "forall i in nodes: (not up(i)) leads_to up(i)";
    EXPECT_EQ(verdictOf(with(spec, back, "with nodes = {a, b} faults restart <= 1")), "checked");
    EXPECT_EQ(verdictOf(with(spec, back, "with nodes = {a, b} faults restart")), "checked");
    EXPECT_EQ(verdictOf(with(spec, back, "with nodes = {a, b} faults crash <= 1")), "refuted: goes round");
    EXPECT_EQ(verdictOf(with(spec, "forall i in nodes: eventually not up(i)", "with nodes = {a, b} faults restart")),
              "refuted: goes round");   // nobody must stop
}

// ---- ends, bounds, vacuity --------------------------------------------------------------------------------------

const std::string kTwoWays = R"(spec two_ways
param nodes : Set<Loc>
process P {
  var step : Int = 0
  fair action left  when step == 0 { step := 1 }
  fair action right when step == 0 { step := 2 }
  fair action join  when step == 1 or step == 2 { step := 3 }
}
system S = P at nodes
)";

TEST(Liveness, JudgesRunsThatEnd) {
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: eventually step of P at i == 3", "with nodes = {a}")),
              "checked");
    // Both ways join again where it is no longer to be seen that one of them has met it (Stateright, issue 3).
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: eventually step of P at i == 1", "with nodes = {a}")),
              "refuted: ends");
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: (step of P at i == 0) leads_to (step of P at i == 2)",
                             "with nodes = {a}")),
              "refuted: ends");
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: eventually always step of P at i == 3", "with nodes = {a}")),
              "checked");
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: always eventually step of P at i == 0", "with nodes = {a}")),
              "refuted: ends");
}

/// The way to a goal leads through a cycle, which may be gone round for ever (Stateright, issue 3).
TEST(Liveness, JudgesCyclesBeforeTheGoal) {
    const std::string spec = R"(spec cycle
param nodes : Set<Loc>
process P {
  var step : Int = 0
  fair action go   when step == 0 { step := 1 }
  fair action back when step == 1 { step := 0 }
  OUTaction out when step == 1 { step := 2 }
}
system S = P at nodes
)";
    const auto of = [&](const std::string& out) {
        std::string text = spec;
        return text.replace(text.find("OUT"), 3, out);
    };
    const std::string out = "forall i in nodes: eventually step of P at i == 2";
    EXPECT_EQ(verdictOf(with(of(""), out, "with nodes = {a}")), "refuted: goes round");
    EXPECT_EQ(verdictOf(with(of("fair "), out, "with nodes = {a}")), "refuted: goes round");   // weakly fair
    EXPECT_EQ(verdictOf(with(of("fair "), "forall i in nodes: eventually step of P at i == 1", "with nodes = {a}")),
              "checked");
}

const std::string kGrows = R"(spec grows
param nodes : Set<Loc>
process P {
  var n : Int = 0
  fair action more { n += 1 }
}
system S = P at nodes
)";

TEST(Liveness, RunsThatLeaveTheBoundRefuteNothing) {
    EXPECT_EQ(verdictOf(with(kGrows, "forall i in nodes: eventually n of P at i == 7", "with nodes = {a} bound n < 5")),
              "checked up to bound");
    EXPECT_EQ(verdictOf(with(kGrows, "forall i in nodes: eventually n of P at i == 3", "with nodes = {a} bound n < 5")),
              "checked up to bound");
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: eventually step of P at i == 1",
                             "with nodes = {a} bound step < 2")),
              "checked up to bound");
    // What no later moment can mend is violated there too.
    EXPECT_EQ(verdictOf(with(kGrows, "always forall i in nodes: n of P at i < 3 and eventually n of P at i == 2",
                             "with nodes = {a} bound n < 5")),
              "refuted: ends");
}

TEST(Liveness, IsVacuousWithoutItsPremise) {
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: (step of P at i == 7) leads_to (step of P at i == 3)",
                             "with nodes = {a}")),
              "vacuous");
    EXPECT_EQ(verdictOf(with(kTwoWays, "forall i in nodes: (step of P at i == 2) leads_to (step of P at i == 3)",
                             "with nodes = {a}")),
              "checked");
    EXPECT_EQ(verdictOf(with(kTwoWays,
                             "(exists i in nodes: step of P at i == 1) implies eventually forall i in nodes: "
                             "step of P at i == 3",
                             "with nodes = {a}")),
              "vacuous");   // in the first moment nobody is there
}

TEST(Liveness, FaultsOfAFormulaAreUnknown) {
    EXPECT_EQ(
        toldOf(with(kTwoWays, "forall i in nodes: eventually 1 / (step of P at i) == 1", "with nodes = {a}")).verdict,
        "unknown");
}

TEST(Liveness, BudgetsAreTold) {
    driver::Session session(fixture::source("stdlib"));
    session.setText("/liveness/spec.evd",
                    with(kGrows, "forall i in nodes: eventually n of P at i == 7", "with nodes = {a}"));
    driver::PrepareRequest request;
    request.spec = "/liveness/spec.evd";
    request.check = "it";
    Diagnostics diagnostics;
    SourceSet sources;
    const auto prepared = driver::prepare(session, request, diagnostics, sources);
    ASSERT_TRUE(prepared);
    explore::ExploreOptions options;
    options.statesMax = 5000;
    const driver::ExploredCheck explored(*prepared, options);
    EXPECT_EQ(explored.verdict(explored.statements.front()), "out of budget");
}

// ---- forms of formulas ------------------------------------------------------------------------------------------

const std::string kClock = R"(spec clock
param nodes : Set<Loc>
output beat(n: Int)
process P {
  var step : Int = 0
  fair action tick { step := (step + 1) mod 3  if step == 0 { emit beat(0) } }
}
system S = P at nodes
)";

TEST(Liveness, TakesFormulasApart) {
    const auto of = [](const std::string& formula) { return verdictOf(with(kClock, formula, "with nodes = {a}")); };
    const std::string x = "exists i in nodes: step of P at i == ";
    EXPECT_EQ(of("always eventually (" + x + "0) and always eventually (" + x + "1)"), "checked");
    EXPECT_EQ(of("(always eventually " + x + "0) and (eventually always " + x + "1)"), "refuted: goes round");
    EXPECT_EQ(of("(always eventually " + x + "0) or (eventually always " + x + "1)"), "checked");
    EXPECT_EQ(of("(always eventually " + x + "0) implies (always eventually " + x + "2)"), "checked");
    EXPECT_EQ(of("(always eventually " + x + "0) iff (always eventually " + x + "3)"), "refuted: goes round");
    EXPECT_EQ(of("not (eventually always " + x + "1)"), "checked");
    EXPECT_EQ(of("eventually ((" + x + "1) and eventually ((" + x + "2) and eventually " + x + "1))"), "checked");
    EXPECT_EQ(of("eventually ((" + x + "1) and always eventually ((" + x + "2) and eventually " + x + "3))"),
              "refuted: goes round");
    EXPECT_EQ(of("forall k in [0, 1, 2]: always eventually exists i in nodes: step of P at i == k"), "checked");
    EXPECT_EQ(of("exists k in [0, 1, 2]: always eventually exists i in nodes: step of P at i == k + 3"),
              "refuted: goes round");
    EXPECT_EQ(of("exists k in [0, 1, 2]: eventually always exists i in nodes: step of P at i == k"),
              "refuted: goes round");
}

TEST(Liveness, KnowsWhatHasHappened) {
    const auto of = [](const std::string& formula) { return verdictOf(with(kClock, formula, "with nodes = {a}")); };
    EXPECT_EQ(of("eventually was_sent beat(0)"), "checked");
    EXPECT_EQ(of("eventually exists i, e: sent beat(0) @ e and e @ i"), "checked");
    EXPECT_EQ(of("eventually was_sent beat(1)"), "refuted: goes round");
    EXPECT_EQ(of("(was_sent beat(0)) leads_to exists i in nodes: step of P at i == 1"), "checked");
    // Outside of temporal operators events are those of the whole run, and what is now is the first moment.
    EXPECT_EQ(of("(exists e: sent beat(0) @ e) implies eventually exists i in nodes: step of P at i == 2"), "checked");
    EXPECT_EQ(of("(exists e: sent beat(0) @ e) implies eventually exists i in nodes: step of P at i == 3"),
              "refuted: goes round");
    EXPECT_EQ(of("(exists e: sent beat(1) @ e) implies eventually exists i in nodes: step of P at i == 3"), "vacuous");
    EXPECT_EQ(of("(exists i in nodes: step of P at i == 0) and eventually exists i in nodes: step of P at i == 2"),
              "checked");
}

/// What is to happen at last may also be said without `eventually`.
TEST(Liveness, OccurrencesAreOwed) {
    const std::string wanted = "(exists e: sent beat(0) @ e) implies exists e2: sent beat(1) @ e2";
    EXPECT_EQ(verdictOf(with(kClock, wanted, "with nodes = {a}")), "refuted: goes round");
    std::string both = kClock;
    both.replace(both.find("emit beat(0)"), 12, "emit beat(0)  emit beat(1)");
    EXPECT_EQ(verdictOf(with(both, wanted, "with nodes = {a}")), "checked");
    const std::string never = "(exists e: sent beat(1) @ e) implies exists e2: sent beat(2) @ e2";
    EXPECT_EQ(verdictOf(with(kClock, never, "with nodes = {a}")), "vacuous");
    EXPECT_EQ(verdictOf(with(kClock, "not exists e: sent beat(1) @ e", "with nodes = {a}")), "checked");
}

TEST(Liveness, SaysWhatIsNotJudged) {
    const Told told = toldOf(with(kClock,
                                  "always forall i in nodes: forall v in [step of P at i]: eventually exists j in "
                                  "nodes: step of P at j == v + 1",
                                  "with nodes = {a}"));
    EXPECT_EQ(told.verdict, "unknown");
    EXPECT_NE(told.says.find("ranges over what changes"), std::string::npos) << told.says;
}

// ---- timers, inputs, scenarios ----------------------------------------------------------------------------------

TEST(Liveness, TimersFireUnlessTheyAreSetAnew) {
    const std::string spec = R"(spec beats
param boss : Loc
param node : Loc
message beat()
message ack()
process Boss {
  timer next
  on start { set next after 50ms }
  on next  { send beat() to node }
  on ack() { set next after 50ms }
}
process Node {
  var alone : Bool = false
  timer silence
  on start   { set silence after 200ms }
  on beat() from b { set silence after 200ms  send ack() to b }
  on silence { alone := true }
}
system S = Boss at boss || Node at node
)";
    EXPECT_EQ(verdictOf(with(spec, "eventually alone of Node at node", "with boss = b, node = n")),
              "refuted: goes round");
    std::string deaf = spec;
    const std::string heard = "set silence after 200ms  send";
    deaf.replace(deaf.find(heard), heard.size(), "send");
    EXPECT_EQ(verdictOf(with(deaf, "eventually alone of Node at node", "with boss = b, node = n")), "checked");
}

/// A round that no clocks allow refutes nothing.
TEST(Liveness, RoundsKeepTime) {
    const std::string spec = R"(spec late
param boss : Loc
param node : Loc
message beat()
message ack()
process Boss {
  timer next
  on start { set next after 500ms }
  on next  { send beat() to node }
  on ack() { set next after 500ms }
}
process Node {
  var alone : Bool = false
  timer silence
  on start   { set silence after 200ms }
  on beat() from b { set silence after 200ms  send ack() to b }
  on silence { alone := true }
}
system S = Boss at boss || Node at node
)";
    EXPECT_EQ(toldOf(with(spec, "eventually alone of Node at node", "with boss = b, node = n")).verdict,
              "unknown: goes round");
}

TEST(Liveness, WhatIsGivenIsPutIn) {
    const std::string spec = R"(spec inputs
param nodes : Set<Loc>
input go()
process P {
  var n    : Int  = 0
  var went : Bool = false
  fair action busy { n := 1 - n }
  on go() { went := true }
}
system S = P at nodes
)";
    const std::string went = "forall i in nodes: eventually went of P at i";
    EXPECT_EQ(verdictOf(with(spec, went, "with nodes = {a} given go() to a")), "checked");
    EXPECT_EQ(verdictOf(with(spec, went, "with nodes = {a, b} given go() to a")), "refuted: goes round");
}

TEST(Liveness, BeginsWithTheScenario) {
    const std::string spec = R"(spec begun
param nodes : Set<Loc>
input  go(n: Int)
message note()
process P {
  var step : Int = 0
  on go(n)  { step := n  send note() to self }   // so that the scenario ends before everything has happened
  on note() { }
}
system S = P at nodes
scenario moved with nodes = {a} {
  go(1) to a
  go(2) to a
}
)";
    const auto of = [&](const std::string& formula) {
        return verdictOf(with(spec, formula, "from scenario moved given go(3) to a"));
    };
    EXPECT_EQ(of("forall i in nodes: eventually step of P at i == 1"), "checked");   // it was, on the way there
    EXPECT_EQ(of("forall i in nodes: eventually step of P at i == 4"), "refuted: ends");
    EXPECT_EQ(of("forall i in nodes: (step of P at i == 1) leads_to (step of P at i == 3)"), "checked");
    EXPECT_EQ(of("forall i in nodes: (step of P at i == 1) leads_to (step of P at i == 0)"), "refuted: ends");
}

// ---- assertions and rejected events -----------------------------------------------------------------------------

/// An arrival with which a run would end is owed all the same.
TEST(Liveness, AssertionsEndNoRunFairly) {
    const std::string spec = R"(spec asserts
param nodes : Set<Loc>
message m()
process P {
  var n : Int = 0
  on start { send m() to self }
  on m()   { assert false }
  fair action busy { n := 1 - n }
}
system S = P at nodes
)";
    EXPECT_EQ(verdictOf(with(spec, "forall i in nodes: eventually n of P at i == 2", "with nodes = {a}")), "checked");
}

// ---- an example -------------------------------------------------------------------------------------------------

TEST(Liveness, RingElectionHasAWinnerWhateverTheNumbers) {
    std::string text = fixture::read(fixture::source("examples/ring_election/ring_election.evd"));
    text = text.substr(0, text.find("\ncheck"));
    const std::string check = "\ncheck a_winner in RingElection with ring = [a, b, c, d], uid = any injective\n";
    EXPECT_EQ(verdictOf(text + check), "checked");
    const std::string fair = "fair action propose";
    std::string lazy = text;
    lazy.replace(lazy.find(fair), fair.size(), "action propose");
    EXPECT_EQ(verdictOf(lazy + check), "refuted: rests");
}

}   // namespace

}   // namespace evd::exploration
