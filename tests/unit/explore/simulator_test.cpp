// The simulator: replayable, causal, fair, and true to its fault model.

#include "explore/simulate/simulator.h"
#include "explore/trace/render_json.h"
#include "explore/trace/render_text.h"
#include "tests/unit/explore/made_module.h"

#include <gtest/gtest.h>

namespace {

using namespace evd;
using namespace evd::explore;
using test::MadeModule;

Run simulate(const MadeModule& made, SimOptions options) {
    ir::Interpreter interpreter(made.module, 0, made.deployment);
    return Simulator(interpreter, std::move(options)).run();
}

Input input(ir::MessageId message, int64_t value, uint32_t to) {
    return {message, {ir::Value::scalar(value)}, 3, to, 0};
}

size_t countKind(const Run& run, EventKind kind) {
    return static_cast<size_t>(
        std::count_if(run.events.begin(), run.events.end(), [&](const Event& e) { return e.kind == kind; }));
}

void expectCausal(const Run& run) {
    std::vector<std::optional<uint32_t>> last(run.names.size());
    for (const Event& event : run.events) {
        EXPECT_EQ(event.predecessor, last[event.location]);
        last[event.location] = event.id;
        if (event.predecessor) EXPECT_TRUE(happensBefore(run.events[*event.predecessor], event));
        if (event.message) {
            const Message& message = run.messages[*event.message];
            EXPECT_EQ(message.receivedBy, event.id);
            EXPECT_EQ(message.fate, Fate::Delivered);
            EXPECT_EQ(event.cause, message.sentBy);
            EXPECT_LE(message.readyNs, event.timeNs);
        }
        if (event.cause) {
            EXPECT_LT(*event.cause, event.id);
            EXPECT_TRUE(happensBefore(run.events[*event.cause], event));
            EXPECT_FALSE(happensBefore(event, run.events[*event.cause]));
        }
    }
}

TEST(Simulator, SameSeedSameRun) {
    MadeModule made;
    SimOptions options{.seed = 42, .steps = 80, .drop = 0.2, .duplicate = 0.2, .inputs = {input(MadeModule::Go, 5, 1)}};
    auto one = simulate(made, options), two = simulate(made, options);
    EXPECT_EQ(renderJson(one), renderJson(two));
    EXPECT_EQ(renderText(one), renderText(two));
    options.seed = 43;
    EXPECT_NE(renderText(one), renderText(simulate(made, options)));
}

TEST(Simulator, RunsAreCausal) {
    MadeModule made;
    for (uint64_t seed = 1; seed <= 30; ++seed)
        expectCausal(simulate(made, {.seed = seed,
                                     .drop = 0.1,
                                     .duplicate = 0.3,
                                     .crashes = {{1, 9}},
                                     .restarts = {{1, 25}},
                                     .inputs = {input(MadeModule::Go, 2, 0), input(MadeModule::Wait, 0, 2)}}));
}

TEST(Simulator, EndsWhenNothingCanHappen) {
    MadeModule made;
    auto run = simulate(made, {.steps = 1000});
    EXPECT_EQ(run.end, End::Quiescent);
    EXPECT_EQ(countKind(run, EventKind::Start), 3u);
    EXPECT_EQ(countKind(run, EventKind::Receive), 9u);   // each pings each
    EXPECT_EQ(countKind(run, EventKind::Action), 6u);    // two ticks each
    for (const Message& message : run.messages) EXPECT_EQ(message.fate, Fate::Delivered);
}

TEST(Simulator, FirstEventOfALocationIsItsStart) {
    MadeModule made;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        auto run = simulate(made, {.seed = seed, .inputs = {input(MadeModule::Go, 1, 0)}});
        for (const Event& event : run.events)
            if (run.inside[event.location])
                EXPECT_EQ(event.kind == EventKind::Start, !event.predecessor) << "seed " << seed;
    }
}

TEST(Simulator, NetworkLosesAllButLocalMessages) {
    MadeModule made;
    auto run = simulate(made, {.drop = 1.0});
    EXPECT_EQ(countKind(run, EventKind::Receive), 3u);
    for (const Message& message : run.messages) {
        EXPECT_EQ(message.fate, message.from == message.to ? Fate::Delivered : Fate::Dropped);
        EXPECT_EQ(message.lostAfter.has_value(), message.fate == Fate::Dropped);
    }
}

TEST(Simulator, NetworkDoublesMessages) {
    MadeModule made;
    auto run = simulate(made, {.duplicate = 1.0});
    EXPECT_EQ(countKind(run, EventKind::Receive), 3u + 12u);
    EXPECT_EQ(std::count_if(run.messages.begin(), run.messages.end(), [](const Message& m) { return m.duplicate; }), 6);
}

TEST(Simulator, ACrashedLocationTakesNoEventAndLosesMessages) {
    MadeModule made;
    bool lost = false;
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        auto run = simulate(made, {.seed = seed, .crashes = {{2, 5}}});
        bool down = false;
        for (const Event& event : run.events) {
            if (event.location != 2) continue;
            EXPECT_FALSE(down) << "seed " << seed << ": " << event.text;
            down |= event.kind == EventKind::Crash;
        }
        EXPECT_TRUE(down);
        for (const Message& message : run.messages) lost |= message.fate == Fate::LostAtCrash;
        EXPECT_EQ(run.end, End::Quiescent);
    }
    EXPECT_TRUE(lost) << "in ten runs no message arrived at the crashed location";
}

TEST(Simulator, ACrashForgetsWhatTheLocationHeld) {
    MadeModule made;
    size_t forgotten = 0, kept = 0;
    for (uint32_t step = 3; step < 120; ++step) {
        auto run = simulate(made, {.steps = 400,
                                   .crashes = {{1, step}},
                                   .restarts = {{1, step + 1}},
                                   .inputs = {input(MadeModule::Wait, 0, 1)}});
        const Event* crash = nullptr;
        for (const Event& event : run.events)
            if (event.kind == EventKind::Crash) crash = &event;
        ASSERT_NE(crash, nullptr);
        for (const Message& message : run.messages) {
            if (message.text != "ping(0)") continue;
            bool held = *message.sentBy < crash->id && !(message.receivedBy && *message.receivedBy < crash->id);
            EXPECT_EQ(message.fate, held ? Fate::LostAtCrash : Fate::Delivered) << "crash at step " << step;
            ++(held ? forgotten : kept);
        }
    }
    EXPECT_GT(forgotten, 0u);
    EXPECT_GT(kept, 0u);
}

TEST(Simulator, ARestartKeepsDurableVariablesOnly) {
    MadeModule made;
    auto run = simulate(made, {.seed = 3, .steps = 400, .crashes = {{0, 60}}, .restarts = {{0, 70}}});
    const Event* restart = nullptr;
    size_t starts = 0;
    for (const Event& event : run.events) {
        if (event.kind == EventKind::Restart) restart = &event;
        starts += event.location == 0 && event.kind == EventKind::Start;
    }
    ASSERT_NE(restart, nullptr);
    EXPECT_EQ(starts, 2u);
    std::map<std::string, std::string> after;
    for (const Change& change : restart->changes) after[change.subject] = change.after;
    EXPECT_EQ(after["Node.count"], "0");
    EXPECT_EQ(after["Node.ticks"], "0");
    EXPECT_EQ(after.count("Node.kept"), 0u) << "durable, so unchanged by the restart";
}

TEST(Simulator, ARunThatIsNotToldIsTheSameRun) {
    for (uint64_t seed = 1; seed < 40; ++seed) {
        MadeModule made(2, true);
        SimOptions options{.seed = seed,
                           .steps = 120,
                           .drop = 0.1,
                           .duplicate = 0.2,
                           .crashes = {{1, 20}},
                           .restarts = {{1, 25}},
                           .inputs = {input(MadeModule::Go, 5, 1), input(MadeModule::Boom, 5, 0)}};
        explore::Run told = simulate(made, options);
        options.record = false;
        explore::Run counted = simulate(made, options);
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        EXPECT_TRUE(counted.events.empty() && counted.messages.empty());
        ASSERT_EQ(told.happened, told.events.size());
        ASSERT_EQ(told.happened, counted.happened);
        EXPECT_EQ(told.end, counted.end);
        EXPECT_EQ(told.violation.has_value(), counted.violation.has_value());
        EXPECT_EQ(told.statements[0].held, counted.statements[0].held);
        EXPECT_EQ(told.trivial, counted.trivial);
        ASSERT_EQ(told.rejected.size(), counted.rejected.size());
        for (size_t i = 0; i < told.rejected.size(); ++i) {
            const Event& event = told.events.at(told.rejected[i].event);
            EXPECT_EQ(event.fault, told.rejected[i].fault.fault);
            EXPECT_EQ(event.id, counted.rejected[i].event);
            EXPECT_EQ(event.fault, counted.rejected[i].fault.fault);
        }
    }
}

TEST(Simulator, ACrashMayLoseWhatIsOnItsWay) {
    size_t lost = 0, arrived = 0;
    for (uint64_t seed = 1; seed < 60; ++seed) {
        MadeModule made;
        explore::Run run = simulate(made, {.seed = seed, .steps = 300, .crashes = {{1, 6}}, .restarts = {{1, 7}}});
        std::optional<uint32_t> crash;
        for (const Event& event : run.events)
            if (event.kind == EventKind::Crash) crash = event.id;
        ASSERT_TRUE(crash);
        for (const Message& message : run.messages) {
            bool between = message.from != message.to && (message.from == 1 || message.to == 1);
            if (!between || *message.sentBy > *crash) continue;
            if (message.fate == Fate::LostAtCrash) {
                ++lost;
                EXPECT_EQ(message.lostAfter, crash);
            } else if (message.receivedBy && *message.receivedBy > *crash) ++arrived;
        }
    }
    EXPECT_GT(lost, 20u);
    EXPECT_GT(arrived, 20u) << "without loss by the network, a crash loses some of the messages, not all";
}

TEST(Simulator, AMessageThatNothingHandlesIsCounted) {
    MadeModule made;
    std::erase_if(made.module.automata[0].clauses, [](const ir::Clause& c) {
        return c.trigger == ir::Trigger::Receive && c.message == MadeModule::Ping;
    });
    explore::Run run = simulate(made, {.steps = 200});
    ASSERT_EQ(run.unhandled.size(), 3u);
    for (const explore::Run::Unhandled& one : run.unhandled) EXPECT_EQ(one.count, 3u);
    EXPECT_TRUE(simulate(made, {.steps = 0}).unhandled.empty());
}

TEST(Simulator, AnActionThatFaultsIsToldOnceForItsPlace) {
    MadeModule made;
    for (ir::Clause& clause : made.module.automata[0].clauses) {
        if (clause.trigger != ir::Trigger::Action) continue;
        ir::Expr division{ir::Op::Div, made.module.types.basic(ir::TypeKind::Int), 0, 0};
        division.span = {0, 5, 9};
        ir::ExprId one = made.module.add({ir::Op::Int, division.type, 0, 1}),
                   zero = made.module.add({ir::Op::Int, division.type, 0, 0});
        division.args = {one, zero};
        ir::Expr guard{ir::Op::Eq, made.module.types.basic(ir::TypeKind::Bool), 0, 0, {made.module.add(division), one}};
        clause.guard = made.module.add(guard);
    }
    explore::Run run = simulate(made, {.steps = 300});
    ASSERT_EQ(run.untried.size(), 1u) << "three locations try it after each event";
    EXPECT_EQ(run.untried[0].action, "tick of Node");
    EXPECT_EQ(run.untried[0].fault.fault, ir::Fault::Division);
    EXPECT_EQ(run.untried[0].fault.at, (Span{0, 5, 9}));
    EXPECT_EQ(run.end, End::Quiescent);
    EXPECT_EQ(run.untriedAtEnd, 3u);
}

TEST(Simulator, OutagesPastTheLastEventAreReached) {
    MadeModule made;
    auto run = simulate(made, {.steps = 300, .crashes = {{1, 250}}});
    ASSERT_FALSE(run.events.empty());
    EXPECT_EQ(run.events.back().kind, EventKind::Crash);
    EXPECT_EQ(run.events.back().step, 250u);
}

TEST(Simulator, FairActionsDoNotStarve) {
    MadeModule made(1'000'000, false, true);
    auto run = simulate(made, {.seed = 5, .steps = 3000});
    std::vector<uint32_t> lastTick(3, 0);
    for (const Event& event : run.events) {
        if (event.text != "tick") continue;
        EXPECT_LT(event.step - lastTick[event.location], 250u);
        lastTick[event.location] = event.step;
    }
    for (uint32_t last : lastTick) EXPECT_GT(last, 2700u);
    EXPECT_GT(std::count_if(run.events.begin(), run.events.end(),
                            [](const Event& e) { return e.text.rfind("idle(", 0) == 0; }),
              500);
}

TEST(Simulator, DelayedMessagesWait) {
    MadeModule made;
    auto run = simulate(made, {.inputs = {input(MadeModule::Wait, 0, 1)}});
    bool seen = false;
    for (const Event& event : run.events) {
        if (!event.message || !event.cause || run.messages[*event.message].text != "ping(0)") continue;
        seen = true;
        EXPECT_GE(event.timeNs - run.events[*event.cause].timeNs, 50'000'000);
    }
    EXPECT_TRUE(seen);
    EXPECT_EQ(run.end, End::Quiescent);
}

TEST(Simulator, NetworkDelayIsWithinItsBounds) {
    MadeModule made;
    auto run = simulate(made, {.delay = {5'000'000, 9'000'000}});
    for (const Message& message : run.messages) {
        int64_t sent = run.events[*message.sentBy].timeNs;
        EXPECT_GE(message.readyNs - sent, 5'000'000);
        EXPECT_LE(message.readyNs - sent, 9'000'000);
    }
    expectCausal(run);
}

TEST(Simulator, InputsAndOutputsReachTheOutside) {
    MadeModule made;
    auto run = simulate(made, {.inputs = {input(MadeModule::Go, 7, 2)}});
    EXPECT_EQ(countKind(run, EventKind::Request), 1u);
    ASSERT_EQ(countKind(run, EventKind::OutsideReceive), 1u);
    for (const Event& event : run.events) {
        if (event.text == "go(7)" && event.kind == EventKind::Receive) {
            ASSERT_EQ(event.emits.size(), 1u);
            EXPECT_EQ(event.emits[0].text, "done(7)");
            EXPECT_EQ(run.messages[*event.message].from, 3u);
        }
        if (event.kind == EventKind::OutsideReceive) {
            EXPECT_EQ(event.text, "done(7)");
            EXPECT_EQ(event.location, 3u);
        }
    }
}

TEST(Simulator, AFaultRejectsTheEvent) {
    MadeModule made;
    auto run = simulate(made, {.inputs = {input(MadeModule::Boom, 1, 0)}});
    size_t faults = 0;
    for (const Event& event : run.events) {
        if (event.fault == ir::Fault::None) continue;
        ++faults;
        EXPECT_EQ(event.fault, ir::Fault::Division);
        EXPECT_TRUE(event.sends.empty());
        EXPECT_TRUE(event.changes.empty());
        EXPECT_EQ(faultCode(event.fault), "EVD7002");
    }
    EXPECT_EQ(faults, 1u);
    EXPECT_EQ(run.end, End::Quiescent);
}

TEST(Simulator, AViolatedInvariantEndsTheRun) {
    MadeModule made(2, true);
    auto run = simulate(made, {.seed = 2});
    ASSERT_TRUE(run.violation);
    EXPECT_EQ(run.end, End::Violation);
    EXPECT_EQ(run.violation->name, "small");
    ASSERT_TRUE(run.violation->event);
    EXPECT_EQ(*run.violation->event, run.events.back().id);
    const Event& last = run.events.back();
    EXPECT_EQ(last.location, 0u);
    ASSERT_FALSE(last.changes.empty());
    EXPECT_EQ(last.changes[0].subject, "Node.count");
    EXPECT_EQ(last.changes[0].after, "3");
    EXPECT_EQ(run.statements[0].held, run.events.size()) << "the initial states and every event but the last";
}

}   // namespace
