// One event at one location: clauses, faults, children, spawn, stop, become.

#include "tests/unit/ir/make.h"

#include <gtest/gtest.h>

namespace evd::ir::test {

namespace {

struct StepTest : ::testing::Test {
    Make k;
    MessageId go = k.message("go", {k.Int()});
    MessageId other = k.message("other", {});
    MessageId out = k.message("out", {k.Int()}, MessageKind::Output);
    StmtId say(int64_t n) { return k.emit(out, {k.num(n)}); }
    StmtId say(ExprId e) { return k.emit(out, {e}); }
};

TEST_F(StepTest, ClausesHappenAtOnceOnTheStateBefore) {
    AutomatonId a = k.in("A", 0, 2);
    k.receiving(go).on(Trigger::Receive, {k.assign(0, k.add(k.var(0), k.num(1))), say(k.var(0)), say(k.var(1))});
    k.receiving(go).on(Trigger::Receive, {k.assign(1, k.add(k.var(0), k.num(10))),
                                          k.assign(1, k.add(k.var(1), k.num(100))), say(k.var(1))});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.start(), "");
    EXPECT_EQ(run.receive(go, {0}), "out(1) out(0) out(110)");
    EXPECT_EQ(run.state(), "A[1, 110]");
    EXPECT_EQ(run.receive(other), "");
}

TEST_F(StepTest, GuardsSeeTheStateBeforeAndFaultTheEvent) {
    AutomatonId a = k.in("A", 0, 1);
    k.receiving(go).on(Trigger::Receive, {k.assign(0, k.num(1)), say(1)}, k.eq(k.var(0), k.num(0)));
    k.receiving(go).on(Trigger::Receive, {say(2)}, k.eq(k.var(0), k.num(1)));
    k.receiving(go);
    ExprId guard = k.eq(k.div(k.num(1), k.field(0)), k.num(99));
    k.m.exprs[k.m[guard].args[0].index].span = {0, 5, 8};
    k.on(Trigger::Receive, {say(3)}, guard);
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.receive(go, {0}), "fault 2");
    EXPECT_EQ(run.last.faultAt, (Span{0, 5, 8}));
    EXPECT_EQ(run.state(), "A[0]");
    EXPECT_EQ(run.receive(go, {1}), "out(1)");
    EXPECT_EQ(run.receive(go, {1}), "out(2)");
}

TEST_F(StepTest, TwoWritersOfOneVariableConflictEvenWithOneValue) {
    AutomatonId a = k.in("A", 0, 1);
    k.receiving(go).on(Trigger::Receive, {say(1), k.assign(0, k.num(0))});
    k.receiving(go).on(Trigger::Receive, {k.when(k.eq(k.field(0), k.num(1)), {k.assign(0, k.num(0))})});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.receive(go, {0}), "out(1)");
    EXPECT_EQ(run.receive(go, {1}), "fault 6");
}

TEST_F(StepTest, StartAndStartOther) {
    AutomatonId a = k.in("A", 0, 1);
    k.on(Trigger::Start, {say(1)});
    k.on(Trigger::StartOther, {say(2)});
    k.receiving(go).on(Trigger::Receive, {say(k.field(0))}, k.eq(k.field(0), k.num(5)));
    k.place(a);
    EXPECT_EQ(Site(k.m).start(), "out(1) out(2)");
    EXPECT_EQ(Site(k.m).receive(other), "out(1) out(2)");
    EXPECT_EQ(Site(k.m).receive(go, {5}), "out(1) out(5)");
    EXPECT_EQ(Site(k.m).receive(go, {4}), "out(1)")
        << "a clause for the message, whatever its guard, suppresses StartOther";
    Site run(k.m);
    run.start();
    EXPECT_EQ(run.receive(other), "");
}

TEST_F(StepTest, SendsGoToOneOrSeveralLocations) {
    AutomatonId a = k.in("A");
    ExprId all = k.op(Op::Set, {k.self(), k.self()});
    k.on(Trigger::Start, {k.stmt({.kind = StmtKind::Send, .index = go, .to = all, .args = {k.num(1)}}),
                          k.stmt({.kind = StmtKind::Send,
                                  .index = go,
                                  .to = k.self(),
                                  .after = k.op(Op::Int, {}, 0, 250, k.basic(TypeKind::Duration)),
                                  .args = {k.num(2)}})});
    k.receiving(go).on(Trigger::Receive, {k.stmt({.kind = StmtKind::Send, .index = other, .to = k.op(Op::Sender)})});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.start(), "go(1)>a go(2)>a");
    EXPECT_EQ(run.last.outputs[1].afterNs, 250);
    EXPECT_FALSE(run.last.outputs[0].emitted);
    EXPECT_EQ(run.receive(go, {1}, 2), "other()>c");
}

TEST_F(StepTest, ForEachAndLetInOrder) {
    AutomatonId a = k.in("A");
    LocalId x = k.m.addLocal("x", k.Int());
    LocalId key = k.m.addLocal("key", k.Int());
    LocalId value = k.m.addLocal("value", k.Int());
    LocalId y = k.m.addLocal("y", k.Int());
    auto local = [&](LocalId id) { return k.op(Op::Local, {}, id); };
    k.on(Trigger::Start,
         {k.stmt({.kind = StmtKind::ForEach, .local = x, .expr = k.list({3, 1}, Op::Set), .body = {say(local(x))}}),
          k.stmt({.kind = StmtKind::ForEach,
                  .local = key,
                  .expr = k.map({9, 90, 8, 80}),
                  .body = {say(local(key)), say(local(value))}}),
          k.stmt({.kind = StmtKind::Let, .local = y, .expr = k.num(4)}), say(local(y))});
    k.place(a);
    EXPECT_EQ(Site(k.m).start(), "out(1) out(3) out(8) out(80) out(9) out(90) out(4)");
}

TEST_F(StepTest, ChildrenSeeTheSpawningEventAfterTheClausesOldestFirst) {
    AutomatonId child = k.in("C", 1, 1);
    k.on(Trigger::Start, {k.assign(0, k.num(7)), say(k.param(0))});
    k.receiving(go).on(Trigger::Receive, {say(k.add(k.param(0), k.num(100)))});
    AutomatonId a = k.in("A");
    uint32_t t = k.table(child);
    k.receiving(go).on(Trigger::Receive, {k.spawn(t, {k.field(0)}), say(0)});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.receive(go, {1}), "out(0) out(1) out(101)");
    EXPECT_EQ(run.receive(go, {2}), "out(0) out(101) out(2) out(102)");
    EXPECT_EQ(run.state(), "A{C(1)[7] C(2)[7]}");
}

TEST_F(StepTest, AFaultInAGrandchildRejectsTheWholeEvent) {
    AutomatonId grandchild = k.in("G", 0, 1);
    k.receiving(go).on(Trigger::Receive, {k.assign(0, k.div(k.num(10), k.field(0)))});
    AutomatonId child = k.in("C", 0, 1);
    uint32_t tg = k.table(grandchild);
    k.on(Trigger::Start, {k.spawn(tg)});
    k.receiving(go).on(Trigger::Receive, {k.assign(0, k.field(0)), say(1)});
    AutomatonId a = k.in("A", 0, 1);
    uint32_t tc = k.table(child);
    k.on(Trigger::Start, {k.spawn(tc)});
    k.receiving(go).on(Trigger::Receive, {k.assign(0, k.field(0)), say(2), k.spawn(tc)});
    AutomatonId b = k.in("B", 0, 1);
    k.receiving(go).on(Trigger::Receive, {k.assign(0, k.num(1))});
    k.place(b);
    k.place(a);
    Site run(k.m);
    run.start();
    std::string before = run.state(), bytes = run.interpreter.canonical(run.location);
    EXPECT_EQ(run.receive(go, {0}), "fault 2");
    EXPECT_TRUE(run.last.outputs.empty());
    EXPECT_EQ(run.state(), before);
    EXPECT_EQ(run.interpreter.canonical(run.location), bytes);
    EXPECT_EQ(run.receive(go, {5}), "out(2) out(1) out(1)");
    EXPECT_EQ(run.state(), "B[1] A[5]{C[5]{G[2]} C[5]{G[2]}}");
}

TEST_F(StepTest, StopTakesEffectAfterTheEventIncludingTheChildren) {
    AutomatonId child = k.in("C");
    k.receiving(go).on(Trigger::Receive, {say(9)});
    AutomatonId middle = k.in("M", 0, 1);
    uint32_t tc = k.table(child);
    k.on(Trigger::Start, {k.spawn(tc)});
    k.receiving(go).on(Trigger::Receive, {k.stop(), say(1)});
    AutomatonId a = k.in("A");
    uint32_t tm = k.table(middle);
    k.on(Trigger::Start, {k.spawn(tm)});
    k.receiving(other).on(Trigger::Receive, {k.stop()});
    k.place(a);
    Site run(k.m);
    run.start();
    EXPECT_EQ(run.state(), "A{M[0]{C}}");
    EXPECT_EQ(run.receive(go, {0}), "out(1) out(9)");
    EXPECT_EQ(run.state(), "A");
    run.receive(other);
    EXPECT_EQ(run.state(), "-");
    EXPECT_EQ(run.receive(go, {0}), "");
    EXPECT_EQ(hex(run.interpreter.canonical(run.location)), "81f6");
}

TEST_F(StepTest, BecomeTakesThePlaceAndSeesTheEvent) {
    AutomatonId successor = k.in("S", 1);
    k.on(Trigger::Start, {say(k.param(0))});
    k.receiving(go).on(Trigger::Receive, {say(50)});
    AutomatonId child = k.in("C");
    k.receiving(go).on(Trigger::Receive, {say(9)});
    AutomatonId middle = k.in("M");
    uint32_t tc = k.table(child), ts = k.table(successor);
    k.on(Trigger::Start, {k.spawn(tc)});
    k.receiving(go).on(Trigger::Receive, {k.stop(), k.become(ts, {k.num(3)}), say(1)});
    AutomatonId a = k.in("A");
    uint32_t tm = k.table(middle);
    k.on(Trigger::Start, {k.spawn(tm), k.spawn(tm)});
    k.place(a);
    Site run(k.m);
    run.start();
    EXPECT_EQ(run.receive(go, {0}), "out(1) out(9) out(3) out(50) out(1) out(9) out(3) out(50)");
    EXPECT_EQ(run.state(), "A{S(3) S(3)}");
}

TEST_F(StepTest, TwoBecomesConflict) {
    AutomatonId successor = k.in("S");
    AutomatonId a = k.in("A");
    uint32_t t = k.table(successor);
    k.receiving(go).on(Trigger::Receive, {k.become(t)});
    k.receiving(go).on(Trigger::Receive, {k.become(t)}, k.eq(k.num(1), k.num(1)));
    k.place(a);
    EXPECT_EQ(Site(k.m).receive(go, {0}), "fault 6");
}

TEST_F(StepTest, DeliverInTheBodyGivesTheYieldsInOrder) {
    AutomatonId child = k.in("C", 1);
    k.m.automata[child].yields = k.Int();
    k.receiving(go).on(Trigger::Receive, {say(1), k.yield(k.param(0)), k.yield(k.field(0))});
    AutomatonId a = k.in("A");
    uint32_t t = k.table(child, true);
    k.receiving(go);
    ExprId count = k.op(Op::Size, {k.op(Op::Yields, {}, t)});
    LocalId y = k.m.addLocal("y", k.Int());
    k.on(Trigger::Receive, {say(count), k.spawn(t, {k.num(10)}), k.spawn(t, {k.num(20)}), k.deliver(t), say(2),
                            k.stmt({.kind = StmtKind::ForEach,
                                    .local = y,
                                    .expr = k.op(Op::Yields, {}, t),
                                    .body = {say(k.op(Op::Local, {}, y))}})});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.receive(go, {5}), "out(0) out(1) out(1) out(2) out(10) out(5) out(20) out(5)");
    EXPECT_EQ(run.receive(other), "") << "nothing is delivered to the table without Deliver";
}

TEST_F(StepTest, TableEmptySeesSpawnsAtOnce) {
    AutomatonId child = k.in("C");
    k.receiving(go).on(Trigger::Receive, {k.stop()});
    AutomatonId a = k.in("A");
    uint32_t t = k.table(child);
    ExprId empty = k.op(Op::If, {k.op(Op::TableEmpty, {}, t), k.num(1), k.num(0)});
    k.receiving(other).on(Trigger::Receive, {say(empty), k.spawn(t), say(empty)});
    k.receiving(go).on(Trigger::Receive, {say(empty)});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.receive(other), "out(1) out(0)");
    EXPECT_EQ(run.receive(go, {0}), "out(0)");
    EXPECT_EQ(run.receive(go, {0}), "out(1)");
}

TEST_F(StepTest, ActionsAreSeenByTheActorAndByWhatItSpawns) {
    AutomatonId child = k.in("C", 0, 1);
    k.on(Trigger::Start, {say(1)});
    k.on(Trigger::Action, {k.assign(0, k.add(k.var(0), k.num(1))), say(2)}, k.eq(k.var(0), k.num(0)), "once");
    AutomatonId a = k.in("A");
    uint32_t t = k.table(child);
    LocalId n = k.m.addLocal("n", k.Int());
    Clause grow;
    grow.trigger = Trigger::Action;
    grow.name = "grow";
    grow.fair = true;
    grow.chosen = {n};
    grow.domains = {k.list({1, 2, 3}, Op::Set)};
    grow.guard = k.op(Op::Ne, {k.op(Op::Local, {}, n), k.num(2)});
    grow.body = {say(k.op(Op::Local, {}, n)), k.spawn(t)};
    k.current().clauses.push_back(grow);
    k.place(a);
    Site run(k.m);
    run.start();
    auto enabled = [&] {
        std::string out;
        for (const EnabledAction& action : run.interpreter.enabled(run.location)) {
            for (uint32_t step : action.instance) out += std::to_string(step) + ".";
            out += std::to_string(action.clause) + (action.fair ? "!" : "");
            for (const Value& value : action.chosen) out += "(" + std::to_string(value.number) + ")";
            out += " ";
        }
        return out;
    };
    EXPECT_EQ(enabled(), "0.0!(1) 0.0!(3) ");
    EXPECT_EQ(run.act({0}, 0, {1}), "out(1) out(1)");
    EXPECT_EQ(run.act({0}, 0, {3}), "out(3) out(1)");
    EXPECT_EQ(enabled(), "0.0!(1) 0.0!(3) 0.0.0.1 0.0.1.1 ");
    EXPECT_EQ(run.act({0, 0, 1}, 1), "out(2)");
    EXPECT_EQ(run.state(), "A{C[0] C[1]}");
    EXPECT_EQ(enabled(), "0.0!(1) 0.0!(3) 0.0.0.1 ");
}

TEST_F(StepTest, GuardsThatFaultAreNotEnabled) {
    AutomatonId a = k.in("A", 0, 1);
    k.on(Trigger::Action, {}, k.eq(k.div(k.num(1), k.var(0)), k.num(1)), "x");
    k.place(a);
    Site run(k.m);
    EXPECT_TRUE(run.interpreter.enabled(run.location).empty());
}

TEST_F(StepTest, ManyFaultingGuardsDoNotHideALaterChoice) {
    LocalId n = k.m.addLocal("n", k.Int());
    k.m.functions.push_back({"inverse", {n}, k.Int(), {}, false, {}});
    ExprId distance = k.op(Op::Sub, {k.op(Op::Local, {}, n), k.num(5000)});
    k.m.functions[0].body = k.div(k.num(1), k.op(Op::If, {k.op(Op::Lt, {distance, k.num(0)}), k.num(0), k.num(1)}));
    AutomatonId a = k.in("A");
    LocalId pick = k.m.addLocal("pick", k.Int());
    std::vector<int64_t> domain(1500);
    for (size_t i = 0; i < domain.size(); ++i) domain[i] = static_cast<int64_t>(i);
    domain.push_back(5000);
    Clause clause;
    clause.trigger = Trigger::Action;
    clause.name = "pick";
    clause.chosen = {pick};
    clause.domains = {k.list(domain)};
    clause.guard = k.eq(k.op(Op::Call, {k.op(Op::Local, {}, pick)}, 0), k.num(1));
    k.current().clauses.push_back(clause);
    k.place(a);
    Site run(k.m);
    auto enabled = run.interpreter.enabled(run.location);
    ASSERT_EQ(enabled.size(), 1u);
    EXPECT_EQ(enabled[0].chosen[0].number, 5000);
}

TEST_F(StepTest, EndlessSuccessionFaults) {
    AutomatonId a = k.in("A", 0, 1);
    uint32_t t = k.table(a);
    k.receiving(go).on(Trigger::Receive, {k.become(t)});
    k.place(a);
    Site run(k.m);
    EXPECT_EQ(run.receive(go, {0}), "fault 8");
    EXPECT_EQ(run.state(), "A[0]");
    EXPECT_EQ(run.receive(other), "") << "the process goes on with the next event";
}

TEST_F(StepTest, StoppedRootsSeeNothingButTheOthersDo) {
    AutomatonId a = k.in("A");
    k.receiving(other).on(Trigger::Receive, {k.stop()});
    k.receiving(go).on(Trigger::Receive, {say(1)});
    AutomatonId b = k.in("B");
    k.receiving(go).on(Trigger::Receive, {say(2)});
    k.place(a);
    k.place(b);
    Site run(k.m);
    EXPECT_EQ(run.receive(go, {0}), "out(1) out(2)");
    run.receive(other);
    EXPECT_EQ(run.receive(go, {0}), "out(2)");
    EXPECT_EQ(run.state(), "- B");
}

TEST_F(StepTest, PlacementsChooseLocationsAndArguments) {
    AutomatonId a = k.in("A", 1);
    k.on(Trigger::Start, {say(k.param(0))});
    k.place(a, {k.num(4)});
    ExprId there =
        k.op(Op::Instances, {k.op(Op::First, {k.op(Op::Locations)})}, a, 0, k.m.types.list(k.basic(TypeKind::Nat)));
    ExprId runs = k.op(Op::Gt, {k.op(Op::Size, {there}), k.num(0)});
    Site run(k.m, {"x", "y"});
    EXPECT_EQ(run.interpreter.locations(), (std::vector<uint32_t>{0, 1}));
    EXPECT_EQ(run.start(), "out(4)");
    std::vector<LocationState> states{run.interpreter.initial(0), run.interpreter.initial(1)};
    EXPECT_EQ(judgeNow(run.interpreter, runs, states).truth, Truth::True);
    states[0].roots.clear();
    EXPECT_EQ(judgeNow(run.interpreter, runs, states).truth, Truth::False);
}

TEST_F(StepTest, StatementsNameInstances) {
    AutomatonId child = k.in("C", 1, 1);
    k.current().vars[0].initial = k.param(0);
    AutomatonId a = k.in("A");
    uint32_t t = k.table(child);
    k.on(Trigger::Start, {k.spawn(t, {k.num(5)}), k.spawn(t, {k.num(7)})});
    k.place(a);
    ExprId here = k.op(Op::First, {k.op(Op::Locations)});
    ExprId numbers = k.op(Op::Instances, {here}, child, 0, k.m.types.list(k.basic(TypeKind::Nat)));
    auto is = [&](ExprId value, int64_t n) { return k.eq(value, k.num(n)); };
    ExprId two = is(k.op(Op::Size, {numbers}), 2),
           last = is(k.op(Op::VarOf, {here, k.op(Op::Last, {numbers})}, child, 0), 7),
           only = is(k.op(Op::VarOf, {here}, child, 0), 5),
           argument = is(k.op(Op::VarOf, {here, k.op(Op::Last, {numbers})}, child, 1), 7);
    Site run(k.m, {"x"});
    std::vector<LocationState> states{run.interpreter.initial(0)};
    EXPECT_EQ(judgeNow(run.interpreter, two, states).truth, Truth::False);
    Event start;
    run.interpreter.step(states[0], start);
    EXPECT_EQ(judgeNow(run.interpreter, two, states).truth, Truth::True);
    EXPECT_EQ(judgeNow(run.interpreter, last, states).truth, Truth::True);
    EXPECT_EQ(judgeNow(run.interpreter, argument, states).truth, Truth::True) << "parameters come after the variables";
    const Judgement which = judgeNow(run.interpreter, only, states);   // which of the two is meant?
    EXPECT_EQ(which.truth, Truth::Unknown);
    const FaultAt& fault = which.fault;
    EXPECT_EQ(fault.fault, Fault::MissingKey);
    EXPECT_EQ(fault.detail, "C runs 2 times at x");
}

TEST_F(StepTest, CanonicalBytesAndDigest) {
    AutomatonId child = k.in("C", 1);
    AutomatonId a = k.in("A", 0, 2);
    uint32_t t = k.table(child);
    k.on(Trigger::Start, {k.assign(1, k.num(-500)), k.spawn(t, {k.num(24)})});
    k.place(a);
    Site run(k.m);
    run.start();
    // [["A", [], [0, -500], [[["C", [24], [], []]]]]]
    EXPECT_EQ(hex(run.interpreter.canonical(run.location)), "8184614180820039"
                                                            "01f3"
                                                            "8181"
                                                            "8461"
                                                            "43"
                                                            "811818"
                                                            "8080");
    uint64_t hash = 14695981039346656037u;
    for (char c : run.interpreter.canonical(run.location))
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    EXPECT_EQ(run.interpreter.digest(run.location), hash);
}

}   // namespace

}   // namespace evd::ir::test
