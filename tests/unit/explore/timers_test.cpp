// Timers in the transition relation, and whether the clocks allow an order of events.

#include "explore/world/identity.h"
#include "explore/world/timing.h"

#include <gtest/gtest.h>

namespace {

using namespace evd;
using namespace evd::explore;

/// One location with a timer that `start` sets, and with actions that set it again, cancel it, and send to self.
struct Alarm {
    explicit Alarm(Network network = {}) : transitions(interpreter, network) {}

    static ir::Module made() {
        using namespace ir;
        Module module;
        auto basic = [&](TypeKind kind) { return module.types.basic(kind); };
        auto add = [&](Op op, TypeKind kind, int64_t value = 0) {
            return module.add(Expr{op, basic(kind), 0, value, {}, {}});
        };
        module.messages = {{"P.t", MessageKind::Timer, {}, {}}, {"note", MessageKind::Internal, {}, {}}};
        Automaton p{.name = "P"};
        p.vars.push_back({"t", basic(TypeKind::Bool), add(Op::Bool, TypeKind::Bool), false, {}, MessageId{0}});
        auto assign = [&](bool value) {
            Stmt out{.kind = StmtKind::Assign};
            out.expr = add(Op::Bool, TypeKind::Bool, value);
            return module.add(out);
        };
        auto send = [&](MessageId message, int64_t least, int64_t most) {
            Stmt out{.kind = StmtKind::Send};
            out.index = message;
            out.to = add(Op::Self, TypeKind::Loc);
            if (most > 0) out.after = add(Op::Int, TypeKind::Duration, least);
            if (most > least) out.afterMax = add(Op::Int, TypeKind::Duration, most);
            return module.add(out);
        };
        auto clause = [&](Trigger trigger, const char* name, std::vector<StmtId> body) {
            Clause out;
            out.trigger = trigger;
            out.name = name;
            out.guard = trigger == Trigger::Receive ? add(Op::Var, TypeKind::Bool) : add(Op::Bool, TypeKind::Bool, 1);
            out.body = std::move(body);
            p.clauses.push_back(out);
        };
        clause(Trigger::Start, "start", {assign(true), send(0, 5, 9)});
        clause(Trigger::Action, "again", {assign(true), send(0, 20, 20)});
        clause(Trigger::Action, "cancel", {assign(false)});
        clause(Trigger::Action, "note", {send(1, 0, 0)});
        clause(Trigger::Receive, "t", {assign(false)});
        module.automata.push_back(std::move(p));
        Placement at;
        at.where = module.add(Expr{Op::Locations, module.types.set(basic(TypeKind::Loc))});
        module.systems.push_back({"S", {at}, {}});
        return module;
    }

    /// After the start and these actions, by their clauses.
    World after(const std::vector<uint32_t>& actions) {
        World world = transitions.initial();
        transitions.apply(world, {Choice::Kind::Start, 0});
        for (uint32_t clause : actions) act(world, clause);
        return world;
    }
    void act(World& world, uint32_t clause) {
        transitions.apply(world, {Choice::Kind::Act, 0, 0, 0, {{0}, clause, {}, false}});
    }

    ir::Module module = made();
    ir::Deployment deployment{{"a"}, {}, {}};
    ir::Interpreter interpreter{module, 0, deployment};
    Transitions transitions;
};

constexpr uint32_t kAgain = 1, kCancel = 2, kNote = 3;

TEST(Timers, AreReplacedAndCancelled) {
    Alarm alarm;
    World world = alarm.after({});
    ASSERT_EQ(world.packets.size(), 1u);
    EXPECT_TRUE(world.packets[0].timer);
    EXPECT_EQ(world.packets[0].leavesNs, 5);
    EXPECT_EQ(world.packets[0].leavesMaxNs, 9);
    alarm.act(world, kAgain);
    ASSERT_EQ(world.packets.size(), 1u);
    EXPECT_EQ(world.packets[0].leavesNs, 20);
    alarm.act(world, kCancel);
    EXPECT_TRUE(world.packets.empty());
}

TEST(Timers, FireOnceAndDieInACrash) {
    Alarm alarm;
    World world = alarm.after({}), down = world;
    alarm.transitions.apply(world, {Choice::Kind::Receive, 0, world.packets[0].id});
    EXPECT_TRUE(world.packets.empty());
    EXPECT_EQ(world.states[0].roots[0].vars[0].number, 0);
    alarm.transitions.apply(down, {Choice::Kind::Crash, 0});
    EXPECT_TRUE(down.packets.empty());
}

TEST(Timers, LeaveNoTraceInTheIdentityOfStates) {
    Alarm alarm;
    auto same = [&](const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
        return identity(alarm.transitions, alarm.after(a)) == identity(alarm.transitions, alarm.after(b));
    };
    EXPECT_TRUE(same({}, {kAgain, kAgain}));
    EXPECT_TRUE(same({kCancel}, {kAgain, kCancel, kCancel}));
    EXPECT_FALSE(same({}, {kCancel}));
}

TEST(Timers, WaitForNoMessageAndNoMessageForThem) {
    Alarm alarm({.inOrder = true});
    for (const std::vector<uint32_t>& actions : {std::vector<uint32_t>{kNote}, {kNote, kAgain}}) {
        const World world = alarm.after(actions);
        ASSERT_EQ(world.packets.size(), 2u);
        for (const Packet& packet : world.packets) EXPECT_TRUE(alarm.transitions.canArrive(world, packet));
    }
}

struct TimingCase {
    const char* name;
    int64_t driftPpm;
    int64_t first, second;   ///< the delays of two timers that event 0 sets: the second fires first
    bool possible;
};

TEST(Timing, OrdersThatClocksAllow) {
    for (const TimingCase& one :
         {TimingCase{"the shorter one first", 0, 30, 20, true}, TimingCase{"the longer one first", 0, 20, 30, false},
          TimingCase{"equal ones", 0, 20, 20, true}, TimingCase{"clocks that go wrong", 200'000, 20, 30, true},
          TimingCase{"clocks that go less wrong", 190'000, 20'000, 30'000, false}}) {
        Timing timing(one.driftPpm);
        timing.happens(0, 1, one.second, one.second);
        timing.happens(0, 2, one.first, one.first);
        EXPECT_EQ(timing.times(3, 0).has_value(), one.possible) << one.name;
    }
}

TEST(Timing, WhatWaitsIsNotOverdue) {
    Timing timing(0);
    timing.happens(0, 1, 50, 50);
    timing.waits(0, 2, 60);
    timing.arrives(1, 2, 10);
    EXPECT_EQ(timing.times(3, 0), (std::vector<int64_t>{0, 50, 60}));
    timing.waits(0, 2, 59);
    EXPECT_FALSE(timing.times(3, 0));
}

TEST(Timing, AnEarlierEventMayHaveToWait) {
    // What event 1 sets fires after what event 0 sets, so event 1 is not before 50.
    Timing timing(0);
    timing.happens(0, 2, 100, 100);
    timing.happens(1, 3, 50, 50);
    EXPECT_EQ(timing.times(4, 0), (std::vector<int64_t>{0, 50, 100, 100}));
}

}   // namespace
