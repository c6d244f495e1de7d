// Schedules: what they withhold and for how long, and that all of them replay.

#include "explore/simulate/simulator.h"
#include "explore/trace/render_json.h"
#include "tests/unit/explore/made_module.h"

#include <gtest/gtest.h>

namespace {

using namespace evd;
using namespace evd::explore;
using test::MadeModule;

/// The longest time for which one message on a link waits while others of another kind pass it.
uint32_t longestWait(Schedule schedule, uint64_t seed) {
    Random random(seed);
    Scheduler scheduler(schedule, seed, 200, random);
    std::vector<Prospect> both(2);
    for (uint32_t i = 0; i < 2; ++i) {
        both[i].kind = Prospect::Kind::Arrival;
        both[i].from = 1;
        both[i].subject = both[i].message = i;
    }
    uint32_t longest = 0;
    for (uint32_t step = 0; step < 200; ++step) {
        const size_t chosen = scheduler.pick(both, step);
        if (chosen == 0) both[0].since = step;
        longest = std::max(longest, step - both[0].since);
        ++both[1].message;   // the other kind is always a new message
        both[1].since = step;
    }
    return longest;
}

TEST(Schedule, OnlyUnfairOnesWithholdForLong) {
    uint32_t even = 0, starving = 0, priorities = 0, partitions = 0, delays = 0, unseen = 0;
    for (uint64_t seed = 1; seed <= 100; ++seed) {
        even += longestWait(Schedule::Even, seed) > 24;
        starving += longestWait(Schedule::Starving, seed) > 24;
        priorities += longestWait(Schedule::Priorities, seed) > 24;
        partitions += longestWait(Schedule::Partitions, seed) > 24;
        delays += longestWait(Schedule::Delays, seed) > 24;
        unseen += longestWait(Schedule::Unseen, seed) > 24;
    }
    EXPECT_EQ(even, 0u) << "8 times the rivals and 8";
    EXPECT_GT(starving, 5u);
    EXPECT_GT(priorities, 30u);
    EXPECT_EQ(partitions, 0u) << "a link is withheld as a whole";
    EXPECT_GT(delays, 2u);
    EXPECT_EQ(unseen, 0u);
}

TEST(Schedule, MixedTakesThatOfTheSeed) {
    for (uint64_t seed = 1; seed <= 9; ++seed) {
        const Schedule own = scheduleOf(seed);
        EXPECT_NE(own, Schedule::Mixed);
        EXPECT_EQ(longestWait(Schedule::Mixed, seed), longestWait(own, seed)) << "seed " << seed;
    }
    for (size_t i = 0; i < scheduleNames().size(); ++i)
        EXPECT_EQ(scheduleNamed(scheduleNames()[i]), static_cast<Schedule>(i));
    EXPECT_EQ(scheduleNames().back(), "mixed");
    EXPECT_EQ(scheduleNamed("fair"), std::nullopt);
}

/// While the locations are in two parts, nothing passes between them; it heals.
TEST(Schedule, PartitionsWithholdWhatPassesThem) {
    uint32_t longest = 0;
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        Random random(seed);
        Scheduler scheduler(Schedule::Partitions, seed, 200, random);
        std::vector<Prospect> all(4);
        for (uint32_t i = 0; i < 4; ++i) {   // 0 to 1, 1 to 0; within 0 and 1 something always happens
            all[i].kind = i < 2 ? Prospect::Kind::Arrival : Prospect::Kind::Action;
            all[i].location = i % 2;
            all[i].from = 1 - i % 2;
        }
        uint32_t wait = 0;
        for (uint32_t step = 0; step < 200; ++step) {
            wait = scheduler.pick(all, step) < 2 ? 0 : wait + 1;
            longest = std::max(longest, wait);
        }
    }
    EXPECT_GT(longest, 60u);
    EXPECT_LT(longest, 200u);
}

TEST(Schedule, EveryRunReplays) {
    MadeModule made;
    ir::Interpreter interpreter(made.module, 0, made.deployment);
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        SimOptions options{.seed = seed,
                           .schedule = Schedule::Mixed,
                           .steps = 80,
                           .delay = {1'000'000, 900'000'000, true},
                           .links = {{1, std::nullopt, 0.5, 0.5, std::nullopt}},
                           .partitions = {{{0, 2}, 10, 40}},
                           .randomCrashes = 2,
                           .randomRestarts = 1,
                           .crashRate = 0.1,
                           .restartsMax = 1,
                           .inputs = {{MadeModule::Go, {ir::Value::scalar(5)}, 3, 1, 0}}};
        EXPECT_EQ(renderJson(Simulator(interpreter, options).run()), renderJson(Simulator(interpreter, options).run()))
            << "seed " << seed;
    }
}

TEST(Schedule, RandomOutagesStayWithinTheirNumbers) {
    MadeModule made;
    ir::Interpreter interpreter(made.module, 0, made.deployment);
    size_t crashed = 0, back = 0;
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        SimOptions options{.seed = seed, .steps = 80, .randomCrashes = 2, .randomRestarts = 1};
        const explore::Run run = Simulator(interpreter, options).run();
        size_t crashes = 0, restarts = 0;
        for (const Event& event : run.events) {
            crashes += event.kind == EventKind::Crash;
            restarts += event.kind == EventKind::Restart;
        }
        EXPECT_LE(crashes, 2u) << "seed " << seed;
        EXPECT_LE(restarts, std::min<size_t>(crashes, 1)) << "seed " << seed;
        crashed += crashes;
        back += restarts;
    }
    EXPECT_GT(crashed, 20u);
    EXPECT_GT(back, 5u);
}

}   // namespace
