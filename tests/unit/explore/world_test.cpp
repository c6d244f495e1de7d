// The transition relation: what can happen, what it changes, and when two worlds are the same.

#include "explore/simulate/random.h"
#include "explore/world/identity.h"
#include "tests/unit/explore/made_module.h"

#include <deque>
#include <gtest/gtest.h>
#include <set>

namespace {

using namespace evd;
using namespace evd::explore;
using test::MadeModule;

struct Fixture {
    explicit Fixture(int64_t limit = 0, Network network = {}, std::vector<Input> inputs = {})
        : made(limit), interpreter(made.module, 0, made.deployment), transitions(interpreter, network, inputs) {}
    MadeModule made;
    ir::Interpreter interpreter;
    Transitions transitions;

    /// All worlds that can be reached without faults.
    std::set<std::string> reachable() const {
        std::set<std::string> seen;
        std::deque<World> open{transitions.initial()};
        seen.insert(identity(transitions, open.front()));
        while (!open.empty()) {
            const World world = std::move(open.front());
            open.pop_front();
            for (const Choice& choice : transitions.choices(world)) {
                World next = world;
                transitions.apply(next, choice);
                if (seen.insert(identity(transitions, next)).second) open.push_back(std::move(next));
            }
        }
        return seen;
    }
};

Input inputOf(ir::MessageId message, int64_t value, uint32_t to) {
    return {message, {ir::Value::scalar(value)}, 3, to, 0};
}

World after(const Fixture& f, const std::vector<Choice>& choices) {
    World world = f.transitions.initial();
    for (const Choice& one : choices) f.transitions.apply(world, one);
    return world;
}

TEST(World, ReachesExactlyWhatCanBeReached) {
    // Each of k locations that have started has pinged all three; a ping to one of the k has arrived or not.
    size_t expected = 0;
    for (size_t k = 0, ways[] = {1, 3, 3, 1}; k <= 3; ++k) expected += ways[k] << (k * k);
    EXPECT_EQ(Fixture().reachable().size(), expected);
    // One ping on each link: order makes no difference.
    EXPECT_EQ(Fixture(0, {true}).reachable().size(), expected);
}

TEST(World, SameWhateverTheOrderOfIndependentSteps) {
    Fixture f(2);
    const World one = after(f, {{Choice::Kind::Start, 0}, {Choice::Kind::Start, 1}});
    const World two = after(f, {{Choice::Kind::Start, 1}, {Choice::Kind::Start, 0}});
    EXPECT_NE(one.packets.front().from, two.packets.front().from);
    EXPECT_EQ(identity(f.transitions, one), identity(f.transitions, two));
    const World less = after(f, {{Choice::Kind::Start, 0}});
    EXPECT_NE(identity(f.transitions, one), identity(f.transitions, less));
}

TEST(World, WhetherALocationHasStartedBelongsToItsIdentity) {
    Fixture f(0);
    World one = f.transitions.initial(), two = one;
    two.states[0].roots[0].first = false;
    EXPECT_EQ(f.interpreter.canonical(one.states[0]), f.interpreter.canonical(two.states[0]));
    EXPECT_NE(identity(f.transitions, one), identity(f.transitions, two));
}

TEST(World, LinksInOrderDeliverTheOldestFirst) {
    Fixture f(0, {true}, {inputOf(MadeModule::Go, 1, 0), inputOf(MadeModule::Go, 2, 0)});
    World world =
        after(f, {{Choice::Kind::Start, 0}, {Choice::Kind::Request, 3, 0, 1}, {Choice::Kind::Request, 3, 0, 0}});
    std::vector<uint32_t> arrivals;
    for (const Choice& one : f.transitions.choices(world))
        if (one.kind == Choice::Kind::Receive && world.packet(one.packet).from == 3) arrivals.push_back(one.packet);
    ASSERT_EQ(arrivals.size(), 1u);
    EXPECT_EQ(world.packet(arrivals[0]).payload[0].number, 2);
}

TEST(World, ACrashTakesTimersAndMayLoseTheRest) {
    Fixture f(0, {}, {inputOf(MadeModule::Wait, 0, 0)});
    World world = after(f, {{Choice::Kind::Start, 0}, {Choice::Kind::Start, 1}, {Choice::Kind::Request, 3, 0, 0}});
    const uint32_t wait = world.packets.back().id;
    f.transitions.apply(world, {Choice::Kind::Receive, 0, wait});
    EXPECT_GT(world.packets.back().leavesNs, world.nowNs);
    const Applied crash = f.transitions.apply(world, {Choice::Kind::Crash, 0});
    EXPECT_EQ(crash.lost.size(), 2u) << "the timer, and the ping to itself";
    for (const Packet& packet : world.packets) EXPECT_EQ(packet.losable, packet.from == 0 || packet.to == 0);
    for (const Choice& one : f.transitions.choices(world))
        EXPECT_FALSE(one.kind != Choice::Kind::Lose && one.location == 0) << "a crashed location takes no event";
    f.transitions.apply(world, {Choice::Kind::Restart, 0});
    EXPECT_TRUE(f.transitions.canStart(world, 0));
}

/// A choice may be made to happen, and nothing but what it says changes: of other locations nothing at all.
TEST(World, StepsAreLocal) {
    Fixture f(2, {}, {inputOf(MadeModule::Go, 1, 0), inputOf(MadeModule::Boom, 1, 1)});
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        World world = f.transitions.initial();
        for (int step = 0; step < 60; ++step) {
            std::vector<Choice> choices = f.transitions.choices(world);
            if (choices.empty()) break;
            const Choice& choice = choices[random.below(choices.size())];
            std::vector<std::string> before;
            for (const auto& state : world.states) before.push_back(f.interpreter.canonical(state));
            f.transitions.apply(world, choice);
            for (uint32_t i = 0; i < world.states.size(); ++i)
                if (i != choice.location) EXPECT_EQ(before[i], f.interpreter.canonical(world.states[i]));
        }
    }
}

}   // namespace
